/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A few threads, each with a courier of its own, so that one camera that does not answer holds up no other. A picture that is
 * waited for is brought and put as any camera would put it, or said to have failed, with the reason; nothing is tried twice.
 * What is sealed is opened here, goes to the courier and is wiped.
 */
#include "port/still/still.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/net.h"
#include "core/child.h"
#include "core/core.h"
#include "core/still.h"

#define WORKERS 4
#define LOOKED_AT 64 /* pictures that wait, of which one that is nobody's work yet is chosen */
#define WITHIN_MS 5000
#define HEAD_MAX 512
#define PIECE 60000u
#define PICTURE_MAX ((size_t)2 << 20)
#define ASK_MAX 1000
#define WHY_MAX 160
#define EVERY_MS 250
#define IDLE (60 * USEC_S) /* a courier without work so long is sent home */

struct worker {
    struct port_state *port;
    struct child courier;
    pthread_t thread;
    bool running;
    char camera[ID_MAX + 1]; /* whose picture it brings; empty: none. Under the port's lock */
};

struct port_state {
    const struct port_host *host;
    uint8_t key[STILL_KEY_LEN];
    const char *networks;
    pthread_mutex_t lock;
    struct worker workers[WORKERS];
    _Atomic bool stopping;
    _Atomic uint64_t brought, failed;
};

/* ---- the courier ---- */

static enum rc take_head(struct worker *w, int64_t *status, int64_t *bytes, char why[WHY_MAX],
                         struct err *e)
{
    struct buf head;
    usec_t until = clock_steady() + (WITHIN_MS + 2000) * USEC_MS;
    enum rc rc = RC_BUSY;
    buf_init(&head, HEAD_MAX);
    while (rc == RC_BUSY && clock_steady() < until && !atomic_load(&w->port->stopping))
        rc = child_take(&w->courier, &head, HEAD_MAX, 200, e);
    struct str rest = buf_str(&head), first = str_cut(&rest, '\n'), code = str_cut(&first, ' ');
    rest = str_trim(rest);
    if (rc == RC_OK && (!str_i64(code, status) || !str_i64(first, bytes) || *bytes < 0 ||
                        *bytes > (int64_t)PICTURE_MAX))
        rc = err_set(e, RC_IO, "the courier answers what nobody understands");
    (void)snprintf(why, WHY_MAX, "%.*s", (int)(rest.n < WHY_MAX - 60 ? rest.n : WHY_MAX - 60),
                   rest.n > 0 ? rest.p : "");
    buf_release(&head);
    return rc;
}

static enum rc take_body(struct worker *w, int64_t left, struct buf *out, struct err *e)
{
    enum rc rc = RC_OK;
    while (left > 0 && rc == RC_OK) {
        size_t before = out->n;
        rc = child_take(&w->courier, out, PIECE, WITHIN_MS, e);
        left -= (int64_t)(out->n - before);
    }
    return rc;
}

static enum rc send_ask(struct worker *w, const struct still *s, struct err *e)
{
    const char *const args[] = {"still", w->port->networks, NULL};
    char ask[ASK_MAX];
    enum rc rc = RC_OK;
    if (w->courier.fd < 0)
        rc = child_start(&w->courier, "markaz-courier",
                         settings_text(w->port->host->settings, SET_HISTORY_COURIER), args, e);
    int n = snprintf(ask, sizeof ask, "%d\n%.*s\n%.*s\n%.*s", WITHIN_MS, STR_ARG(s->url),
                     STR_ARG(s->user), STR_ARG(s->password));
    must(n > 0 && (size_t)n < sizeof ask);
    if (rc == RC_OK)
        rc = child_send(&w->courier, (struct str){ask, (size_t)n}, e);
    explicit_bzero(ask, sizeof ask);
    return rc;
}

/* What a person can do something about, in words without the address. */
static enum rc judge(int64_t status, const char *why, struct err *e)
{
    if (status == 200)
        return RC_OK;
    if (status == 0)
        return err_set(e, RC_NOT_FOUND, "the camera was not reached: %s", why);
    if (status == 401 || status == 403)
        return err_set(e, RC_NOT_FOUND, "the camera refuses the user or password (%lld)",
                       (long long)status);
    if (status >= 300 && status < 400)
        return err_set(e, RC_NOT_FOUND,
                       "the camera points elsewhere (%lld), and that is not followed",
                       (long long)status);
    return err_set(e, RC_NOT_FOUND, "the camera answers %lld", (long long)status);
}

/* RC_NOT_FOUND: there is no picture, e says why. Whatever else: this courier is not to be trusted with another. */
static enum rc bring(struct worker *w, const struct still *s, struct buf *out, struct err *e)
{
    int64_t status = 0, bytes = 0;
    char why[WHY_MAX] = "";
    enum rc rc = send_ask(w, s, e);
    if (rc == RC_OK)
        rc = take_head(w, &status, &bytes, why, e);
    if (rc == RC_OK)
        rc = take_body(w, bytes, out, e);
    if (rc == RC_OK)
        return judge(status, why, e);
    child_end(&w->courier);
    return rc;
}

/* ---- giving it to the desk ---- */

static enum rc give(struct port_state *p, enum route_id route, const char *snapshot,
                    struct str query, struct str body, struct err *e)
{
    struct call c;
    call_init(&c);
    principal_port(&c.who, "still", ROLE_CAMERA);
    c.route = &route_table[route];
    c.params[0] = str_c(snapshot);
    c.query = query;
    c.body = body;
    p->host->call_wait(p->host, &c);
    enum rc rc = c.rc;
    if (rc != RC_OK)
        *e = c.err;
    call_release(&c);
    return rc;
}

static enum rc put(struct port_state *p, const char *snapshot, struct str picture, struct err *e)
{
    struct buf query;
    buf_init(&query, 64);
    buf_cat(&query, "at=");
    clock_format(&query, core_clock());
    enum rc rc = give(p, ROUTE_ALARM_SNAPSHOT_PUT, snapshot, buf_str(&query), picture, e);
    buf_release(&query);
    return rc;
}

static void say_failed(struct port_state *p, const struct still_wanted *of, const char *why)
{
    struct buf body;
    struct err e = {0};
    buf_init(&body, 1024);
    buf_cat(&body, "{\"reason\":");
    json_put_string(&body, (struct str){why, strnlen(why, 150)});
    buf_putc(&body, '}');
    atomic_fetch_add(&p->failed, 1);
    log_warn("still", "no picture of %s: %s", of->camera, why);
    if (give(p, ROUTE_ALARM_SNAPSHOT_FAILED, of->snapshot, STR_NONE, buf_str(&body), &e) != RC_OK)
        log_warn("still", "%s: %s", of->snapshot, e.detail);
    buf_release(&body);
}

/* ---- the threads ---- */

static void serve(struct worker *w, const struct still_wanted *of)
{
    struct port_state *p = w->port;
    struct arena a;
    struct still s;
    struct buf picture;
    struct err e = {0};
    arena_init(&a, 64 * 1024);
    buf_init(&picture, PICTURE_MAX + PIECE);
    enum rc rc = RC_NOT_FOUND;
    if (still_unseal(p->key, &a, str_c(of->camera), str_c(of->sealed), &s)) {
        rc = bring(w, &s, &picture, &e);
        still_wipe(&s);
    } else {
        (void)err_set(&e, rc, "its address is sealed under another key: set it anew");
    }
    if (rc == RC_OK)
        rc = put(p, of->snapshot, buf_str(&picture), &e);
    if (rc == RC_OK)
        atomic_fetch_add(&p->brought, 1);
    else if (!atomic_load(&p->stopping))
        say_failed(p, of, e.detail);
    buf_release(&picture);
    arena_release(&a);
}

static bool is_taken(const struct port_state *p, const char *camera)
{
    for (int i = 0; i < WORKERS; i++)
        if (strcmp(p->workers[i].camera, camera) == 0)
            return true;
    return false;
}

/* One question at a time of a camera: small ones answer no second. */
static bool choose(struct worker *w, struct still_wanted *list, struct still_wanted *out)
{
    struct port_state *p = w->port;
    bool found = false;
    pthread_mutex_lock(&p->lock);
    size_t n = p->host->stills(p->host, list, LOOKED_AT);
    for (size_t i = 0; i < n && !found; i++) {
        found = !is_taken(p, list[i].camera);
        if (found) {
            *out = list[i];
            must(str_copy(w->camera, sizeof w->camera, str_c(out->camera)));
        }
    }
    pthread_mutex_unlock(&p->lock);
    return found;
}

static void *run(void *arg)
{
    struct worker *w = arg;
    struct port_state *p = w->port;
    const struct timespec moment = {0, EVERY_MS * 1000 * 1000};
    struct still_wanted *list = mem_alloc(LOOKED_AT * sizeof *list), one;
    usec_t worked = clock_steady();
    while (!atomic_load(&p->stopping)) {
        if (p->host->ready(p->host) && choose(w, list, &one)) {
            serve(w, &one);
            pthread_mutex_lock(&p->lock);
            w->camera[0] = '\0';
            pthread_mutex_unlock(&p->lock);
            worked = clock_steady();
            continue;
        }
        if (clock_steady() - worked > IDLE)
            child_end(&w->courier);
        (void)nanosleep(&moment, NULL);
    }
    child_end(&w->courier);
    free(list);
    return NULL;
}

static void metrics(void *arg, struct buf *out)
{
    struct port_state *p = arg;
    buf_printf(out,
               "# HELP markaz_stills_brought_total pictures brought from cameras' addresses\n"
               "# TYPE markaz_stills_brought_total counter\nmarkaz_stills_brought_total %llu\n"
               "# HELP markaz_stills_failed_total pictures that could not be brought\n"
               "# TYPE markaz_stills_failed_total counter\nmarkaz_stills_failed_total %llu\n",
               (unsigned long long)atomic_load(&p->brought),
               (unsigned long long)atomic_load(&p->failed));
}

static enum rc still_open(struct port_state **out, const struct port_host *host, struct err *e)
{
    struct nets nets;
    const char *networks = settings_text(host->settings, SET_STILL_NETWORKS);
    if (!nets_read(str_c(networks), &nets))
        return err_set(e, RC_INVALID,
                       "still.networks names networks like 10.20.0.0/16, blanks between: '%s'",
                       networks);
    struct port_state *p = mem_alloc(sizeof *p);
    p->host = host;
    p->networks = networks;
    must(pthread_mutex_init(&p->lock, NULL) == 0);
    for (int i = 0; i < WORKERS; i++) {
        p->workers[i].port = p;
        p->workers[i].courier.fd = -1;
    }
    enum rc rc = nets.n > 0 ? still_key(host->settings, p->key, e) : RC_OK;
    if (rc != RC_OK) {
        free(p);
        return rc;
    }
    host->metrics(host, metrics, p);
    *out = p;
    return RC_OK;
}

static enum rc still_start(struct port_state *p, struct err *e)
{
    struct nets nets;
    if (!nets_read(str_c(p->networks), &nets) || nets.n == 0)
        return RC_OK;
    for (int i = 0; i < WORKERS; i++) {
        if (pthread_create(&p->workers[i].thread, NULL, run, &p->workers[i]) != 0)
            return err_set(e, RC_IO, "no thread for pictures of cameras");
        (void)pthread_setname_np(p->workers[i].thread, "still");
        p->workers[i].running = true;
    }
    return RC_OK;
}

static void still_drain(struct port_state *p)
{
    atomic_store(&p->stopping, true);
    for (int i = 0; i < WORKERS; i++) {
        if (p->workers[i].running)
            (void)pthread_join(p->workers[i].thread, NULL);
        p->workers[i].running = false;
    }
}

static void still_close(struct port_state *p)
{
    still_drain(p);
    explicit_bzero(p->key, sizeof p->key);
    (void)pthread_mutex_destroy(&p->lock);
    free(p);
}

const struct port port_still = {
    .magic = PORT_MAGIC,
    .name = "still",
    .open = still_open,
    .start = still_start,
    .drain = still_drain,
    .close = still_close,
};
