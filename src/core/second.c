/* SPDX-License-Identifier: Apache-2.0 */
#include "core/second.h"

#include <string.h>

#include "core/core_priv.h"

#define BODY_MAX 20000 /* of the field `body` in schema/80-approve.json */
#define REASON_MAX 240
#define TOKENS_DEEP 16 /* a token made by a token made by… */

void second_rows(struct handler handlers[ROUTE_COUNT], const struct desk *d)
{
    for (size_t i = 0; i < d->nseconds; i++)
        handlers[d->seconds[i].route].second = &d->seconds[i];
    for (size_t i = 0; i < d->ncommands; i++) {
        const struct desk_command *cmd = &d->commands[i];
        const struct desk_second *second = handlers[cmd->route].second;
        uint8_t mark = route_table[cmd->route].four_eyes;
        must(mark != FOUR_EYES_WHEN || (second != NULL && second->needed != NULL));
        must(mark == FOUR_EYES_NEVER || cmd->prepare == NULL ||
             (second != NULL && second->keep != NULL && second->again != NULL));
    }
}

struct str second_person(const struct picture *p, struct str by)
{
    for (int i = 0; i < TOKENS_DEEP; i++) {
        const struct token *t = picture_get(p, KIND_TOKEN, by);
        if (t == NULL || t->created_by.n == 0)
            break;
        by = t->created_by;
    }
    return by;
}

bool second_admin(const struct picture *p)
{
    int n = 0;
    for (uint32_t i = 0; i < picture_count(p, KIND_USER) && n < 2; i++)
        n += ((const struct user *)picture_at(p, KIND_USER, i)->rec)->role == ROLE_ADMIN;
    return n >= 2;
}

bool second_waits(struct str members)
{
    static const char mark[] = ",\"waits\":true";
    /* Inside a text of the answer the quotes would have a backslash before them. */
    return members.n >= sizeof mark - 1 &&
           memmem(members.p, members.n, mark, sizeof mark - 1) != NULL;
}

static enum rc run(struct decision *d, struct call *c, struct err *e)
{
    const struct handler *h = &d->handlers[c->route->id];
    return h->command->decide(d->states[h->desk], d, c, e);
}

/* Would it succeed for `who`? Nothing of it stays but memory of the arena. *any: it would change something. */
static enum rc try_out(const struct decision *d, const struct principal *who, struct call *c,
                       bool *any, struct err *e)
{
    struct decision trial = *d;
    trial.who = who;
    trial.call = c;
    trial.events = NULL;
    trial.n = trial.cap = 0;
    buf_init(&trial.answer, 16u << 20);
    (void)str_copy(trial.actor, sizeof trial.actor, str_c(who->id));
    enum rc rc = run(&trial, c, e);
    must(!trial.more); /* long work cannot be done inside of another decision */
    *any = trial.n > 0;
    buf_release(&trial.answer);
    return rc;
}

/* ---- asking ---- */

/* The body as it came, read again: prepare has put something else into c->in. */
static enum rc body_text(struct call *c, struct str *out, struct err *e)
{
    const struct record *rec = input_table[c->route->input];
    struct str body = str_trim(c->body);
    void *in = arena_alloc(&c->arena, rec->size);
    struct buf b;
    enum rc rc =
        record_read(rec, body.n > 0 ? body : STR("{}"), RECORD_OUTSIDE, false, &c->arena, in, e);
    if (rc != RC_OK)
        return rc;
    buf_init(&b, BODY_MAX);
    record_write(rec, in, ~record_secrets(rec), RECORD_STORED, false, &b);
    if (buf_ok(&b))
        *out = arena_str(&c->arena, buf_str(&b));
    else
        rc = err_set(e, RC_TOO_LARGE, "this is too large to wait for a second person");
    buf_release(&b);
    return rc;
}

static struct str params_of(struct call *c)
{
    if (c->params[1].n == 0)
        return c->params[0];
    return arena_printf(&c->arena, "%.*s,%.*s", STR_ARG(c->params[0]), STR_ARG(c->params[1]));
}

static enum rc reason_of(struct call *c, struct str *out, struct err *e)
{
    *out = str_trim(call_query(c, "reason"));
    if (out->n == 0)
        return err_field(e, RC_INVALID, "reason",
                         "a second person must approve this: say why it is asked (?reason=…)");
    if (out->n > REASON_MAX)
        return err_field(e, RC_INVALID, "reason", "the reason is over %d bytes", REASON_MAX);
    return RC_OK;
}

static enum rc check_open(const struct decision *d, struct str person, struct err *e)
{
    uint32_t n;
    (void)picture_by(d->picture, KIND_APPROVAL, F_APPROVAL_PERSON, person, &n);
    if (n < SECOND_OPEN_MAX)
        return RC_OK;
    return err_set(e, RC_CONFLICT,
                   "%d of your questions wait for a second person: withdraw some, or wait",
                   SECOND_OPEN_MAX);
}

static enum rc ask(struct decision *d, struct call *c, struct err *e)
{
    const struct desk_second *second = d->handlers[c->route->id].second;
    struct str body = STR_NONE, reason, person = decision_person(d);
    enum rc rc = reason_of(c, &reason, e);
    if (rc == RC_OK)
        rc = check_open(d, person, e);
    if (rc == RC_OK && c->route->input != IN_COUNT)
        rc = body_text(c, &body, e);
    if (rc != RC_OK)
        return rc;
    struct approval a = {0}, said = {0};
    usec_t expires = d->now + settings_int(d->settings, SET_APPROVE_EXPIRE_S) * USEC_S;
    approval_set_command(&a, str_c(c->route->command));
    approval_set_params(&a, params_of(c));
    if (body.n > 0)
        approval_set_body(&said, body);
    if (second != NULL && second->keep != NULL)
        approval_set_made(&said, second->keep(d, c));
    approval_set_reason(&a, reason);
    approval_set_area(&a, str_c(d->who->area));
    approval_set_asked_by(&a, decision_who(d));
    approval_set_person(&a, person);
    approval_set_asked_at(&a, d->now);
    approval_set_state(&a, APPROVAL_STATE_OPEN);
    approval_set_wake_at(&a, expires);
    d->id[0] = '\0';
    struct str id = decision_new_id(d, KIND_APPROVAL);
    (void)decision_event(d, EV_APPROVAL_ASKED, id, &a);
    if (said.has != 0)
        (void)decision_event(d, EV_APPROVAL_SAID, id, &said);
    buf_cat(&d->answer, ",\"waits\":true,\"expires_at\":\"");
    clock_format(&d->answer, expires);
    buf_putc(&d->answer, '"');
    c->waits = true;
    return RC_OK;
}

enum rc second_decide(struct decision *d, struct call *c, struct err *e)
{
    const struct desk_second *second = d->handlers[c->route->id].second;
    bool any = false;
    if (c->route->four_eyes == FOUR_EYES_NEVER ||
        (c->route->four_eyes == FOUR_EYES_WHEN && !second->needed(d, c)))
        return run(d, c, e);
    enum rc rc = try_out(d, d->who, c, &any, e);
    if (rc != RC_OK || !any) /* what changes nothing asks nobody */
        return rc;
    return ask(d, c, e);
}

/* ---- doing what was kept ---- */

static void release_call(void *kept)
{
    call_release(kept);
}

static enum rc read_body(const struct record *rec, struct str body, struct arena *a, void **in,
                         struct err *e)
{
    *in = arena_alloc(a, rec->size);
    return record_read(rec, arena_str(a, body), RECORD_STORED, false, a, *in, e);
}

/* The kept call as prepare would have left it. It lives as long as the call that approves it: events may borrow from it. */
static enum rc kept_call(const struct decision *d, const struct approval *a, struct call *c,
                         struct call *k, struct err *e)
{
    must(c->drop_in == NULL);
    call_init(k);
    c->in = k;
    c->drop_in = release_call;
    k->route = route_by_command(a->command);
    if (k->route == NULL || d->handlers[k->route->id].command == NULL)
        return err_set(e, RC_CONFLICT, "this version does not know '%.*s'", STR_ARG(a->command));
    struct str params = arena_str(&k->arena, a->params);
    k->params[0] = str_cut(&params, ',');
    k->params[1] = params;
    const struct desk_second *second = d->handlers[k->route->id].second;
    enum rc rc = RC_OK;
    if (k->route->input != IN_COUNT)
        rc = read_body(input_table[k->route->input], a->body, &k->arena, &k->in, e);
    if (rc == RC_OK && second != NULL && second->again != NULL)
        second->again(k, arena_str(&k->arena, a->made));
    return rc;
}

static enum rc asker_now(const struct decision *d, const struct approval *a, const struct call *k,
                         struct principal *out, struct err *e)
{
    struct err why;
    if (auth_actor(d->picture, a->asked_by, out, &why) == RC_OK &&
        principal_may(out, k->route->permission))
        return RC_OK;
    return err_set(e, RC_CONFLICT, "'%.*s', who asked for this, may not do it any more",
                   STR_ARG(a->asked_by));
}

/* The asker's own events. What the command answers is for the asker, who is not here. */
static enum rc run_as(struct decision *d, const struct principal *asker, struct call *k,
                      struct err *e)
{
    const struct principal *who = d->who;
    struct call *c = d->call;
    size_t before = d->n, length = d->answer.n;
    d->who = asker;
    d->call = k;
    k->who = *asker;
    enum rc rc = run(d, k, e);
    d->who = who;
    d->call = c;
    d->answer.n = length;
    d->quiet = false;
    for (size_t i = before; i < d->n; i++)
        d->events[i]->actor = arena_str(d->arena, str_c(asker->id));
    return rc;
}

enum rc second_perform(struct decision *d, const struct approval *a, struct call *c,
                       struct str *made, struct err *e)
{
    struct principal asker;
    struct call *k = arena_alloc(&c->arena, sizeof *k);
    bool any;
    size_t before = d->n;
    *made = STR_NONE;
    enum rc rc = kept_call(d, a, c, k, e);
    if (rc == RC_OK)
        rc = asker_now(d, a, k, &asker, e);
    if (rc == RC_OK && !principal_may(d->who, k->route->permission))
        rc = err_set(e, RC_DENIED, "to approve this needs the permission '%.*s'",
                     STR_ARG(permission_names[k->route->permission]));
    if (rc == RC_OK) {
        k->who = *d->who;
        rc = try_out(d, d->who, k, &any, e);
    }
    if (rc == RC_OK)
        rc = run_as(d, &asker, k, e);
    if (rc == RC_OK && d->n > before)
        *made = decision_ref(d, event_kind(d->events[before]), d->events[before]->id);
    return rc;
}

void second_body(const struct approval *a, struct arena *arena, struct buf *out)
{
    const struct route *kept = route_by_command(a->command);
    struct err e;
    void *in;
    if (kept != NULL && kept->input != IN_COUNT && a->body.n > 0 &&
        read_body(input_table[kept->input], a->body, arena, &in, &e) == RC_OK)
        record_write(input_table[kept->input], in, UINT64_MAX, RECORD_OUTSIDE, false, out);
    else
        buf_cat(out, "null");
}
