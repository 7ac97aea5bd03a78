/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The door behind every port: a call is checked against the route table (deny by default), its body read into the record
 * the table names, and then it goes to a view (at once), to the pool (slow work) or to the core thread.
 */
#include <string.h>

#include "core/core_priv.h"
#include "store/fault.h"

void api_finish(struct call *c, enum rc rc)
{
    c->rc = rc;
    c->done(c);
}

/* What a path names is an id like any other: desks put it into events without looking. The rest of a path is its view's. */
static enum rc check_path(const struct call *c, struct err *e)
{
    if (str_ends(str_c(c->route->path), STR("...}")))
        return RC_OK;
    for (size_t i = 0; i < ARRAY_LEN(c->params); i++)
        if (!id_valid(c->params[i]))
            return err_set(
                e, RC_NOT_FOUND,
                "no id in a path has anything but at most 64 letters, digits or . _ : -");
    return RC_OK;
}

/* Any input with a field `id` is idempotent by it, for this caller on this route. */
static void set_once(struct call *c)
{
    if (c->route->input == IN_COUNT)
        return;
    const struct field *f = record_field(input_table[c->route->input], STR("id"));
    if (f == NULL || (*(const uint64_t *)c->in & BIT(f->bit)) == 0)
        return;
    const struct str *id = (const struct str *)(const void *)((const char *)c->in + f->off);
    struct str key = arena_printf(&c->arena, "%s|%s|%.*s|%.*s", c->who.id, c->route->command,
                                  STR_ARG(c->params[0]), STR_ARG(*id));
    c->once = (char *)(uintptr_t)key.p;
}

static void to_core(struct core *core, struct call *c)
{
    if (!queue_put(&core->calls, c))
        api_finish(c, err_set(&c->err, RC_BUSY, "the centre is stopping: try again in a moment"));
}

static struct work_env work_of(struct core *core)
{
    return (struct work_env){core,        core_mirror_lock, core_mirror_unlock, core->settings,
                             core->vault, core_clock(),     core->drive};
}

void api_durable(struct core *core, struct call *c)
{
    if (c->stage == STAGE_LOOK && c->rc == RC_OK) {
        c->stage = STAGE_LOOKED;
        (void)fault_point("core.look-durable", NULL);
        if (queue_put(&core->slow, c))
            return;
        c->rc = err_set(&c->err, RC_BUSY, "the centre is stopping: try again in a moment");
    }
    c->done(c);
}

static void run_view(struct core *core, const struct handler *h, struct call *c)
{
    struct view_env env = {work_of(core), NULL, core->live};
    enum rc rc;
    if (h->view->where != VIEW_MIRROR) {
        rc = h->view->view(&env, c, &c->err);
    } else {
        env.mirror = core_mirror_lock(core);
        rc = h->view->view(&env, c, &c->err);
        core_mirror_unlock(core);
    }
    if (rc == RC_OK && !buf_ok(&c->answer))
        rc = err_set(&c->err, RC_TOO_LARGE,
                     "the answer is larger than can be sent at once: narrow the question");
    api_finish(c, rc);
}

static void run_command(struct core *core, const struct handler *h, struct call *c)
{
    struct work_env env = work_of(core);
    set_once(c); /* before prepare, which may put something else into c->in, or know a better key */
    enum rc rc = h->command->prepare != NULL ? h->command->prepare(&env, c, &c->err) : RC_OK;
    if (rc != RC_OK) {
        api_finish(c, rc);
        return;
    }
    to_core(core, c);
}

static bool series_of(enum route_id id, enum series *out)
{
    if (id != ROUTE_TELEMETRY_READS && id != ROUTE_TELEMETRY_POSITIONS &&
        id != ROUTE_TELEMETRY_HEARTBEATS)
        return false;
    *out = id == ROUTE_TELEMETRY_READS       ? SERIES_READS
           : id == ROUTE_TELEMETRY_POSITIONS ? SERIES_POSITIONS
                                             : SERIES_HEARTBEATS;
    return true;
}

static void refused(struct core *core, struct call *c, enum rc rc)
{
    atomic_fetch_add_explicit(&core->refused_calls, 1, memory_order_relaxed);
    api_finish(c, rc);
}

void api_call(const struct port_host *host, struct call *c)
{
    struct core *core = host->core;
    const struct handler *h = &core->handlers[c->route->id];
    enum series series;
    c->received = core_clock();
    enum rc rc = principal_check(&c->who, c->route, &c->err);
    if (rc == RC_OK)
        rc = check_path(c, &c->err);
    if (rc == RC_OK && !atomic_load(&core->ready) && c->route->permission != PERM_PUBLIC)
        rc = err_set(&c->err, RC_BUSY, "the centre is starting: try again in a moment");
    if (rc == RC_OK && series_of(c->route->id, &series)) {
        rc = intake_parse(c, series, &c->err);
        if (rc != RC_OK)
            refused(core, c, rc);
        else
            to_core(core, c);
        return;
    }
    if (rc == RC_OK)
        rc = call_read(c);
    if (rc == RC_OK && h->command == NULL && h->view == NULL)
        rc =
            err_set(&c->err, RC_NOT_FOUND, "nothing answers '%s' in this build", c->route->command);
    if (rc != RC_OK) {
        refused(core, c, rc);
        return;
    }
    bool look = c->route->access == ACCESS_LOOK_UP;
    c->stage = look ? STAGE_LOOK_FIRST : STAGE_NEW;
    if (look || (h->view != NULL && h->view->where == VIEW_POOL) ||
        (h->command != NULL && h->command->slow)) {
        if (!queue_put(&core->slow, c))
            api_finish(c,
                       err_set(&c->err, RC_BUSY, "the centre is stopping: try again in a moment"));
    } else if (h->view != NULL) {
        run_view(core, h, c);
    } else {
        run_command(core, h, c);
    }
}

static void look_first(struct core *core, struct call *c)
{
    int k = core->desk_of_looks;
    struct work_env env = work_of(core);
    c->stage = STAGE_LOOK;
    enum rc rc = k >= 0 && core->desks[k]->look_first != NULL
                     ? core->desks[k]->look_first(&env, c, &c->err)
                     : RC_OK;
    if (rc == RC_OK)
        to_core(core, c);
    else
        api_finish(c, rc);
}

void *pool_main(void *arg)
{
    struct core *core = arg;
    while (!queue_closed(&core->slow)) {
        struct call *todo = queue_take_all(&core->slow, 0);
        for (struct call *next; todo != NULL; todo = next) {
            next = todo->next;
            const struct handler *h = &core->handlers[todo->route->id];
            if (todo->stage == STAGE_LOOK_FIRST)
                look_first(core, todo);
            else if (h->view != NULL)
                run_view(core, h, todo);
            else
                run_command(core, h, todo);
        }
    }
    return NULL;
}

struct waiting {
    pthread_mutex_t lock;
    pthread_cond_t over;
    bool done;
};

static void wake_waiter(struct call *c)
{
    struct waiting *w = c->arg;
    pthread_mutex_lock(&w->lock);
    w->done = true;
    pthread_cond_signal(&w->over);
    pthread_mutex_unlock(&w->lock);
}

void core_call_wait(struct core *core, struct call *c)
{
    struct waiting w = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false};
    c->done = wake_waiter;
    c->arg = &w;
    api_call(&core->host, c);
    pthread_mutex_lock(&w.lock);
    while (!w.done)
        pthread_cond_wait(&w.over, &w.lock);
    pthread_mutex_unlock(&w.lock);
}
