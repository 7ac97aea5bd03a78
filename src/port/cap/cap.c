/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One thread: every cap.every_s it has the courier bring each feed and what it lists, and gives each document that was not
 * taken before to the desk, which knows each message by sender, number and time. Nothing is remembered on the disk: after a
 * start, or when a partner was away, all that a feed still lists is asked for again, and what is known makes no event. A feed
 * of which all was taken is asked whether it is another (ETag, Last-Modified); now and then it is asked for whole, since some
 * servers give the same answer to that for ever.
 */
#include "port/cap/cap.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/hash.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "core/child.h"
#include "wire/cap.h"

#define FEEDS_MAX 64
#define URL_MAX 2000
#define FETCH_WITHIN_MS 20000
#define HEAD_MAX 1024
#define VALIDATOR_MAX 200
#define WHOLE_EVERY (10 * USEC_MIN)
#define PIECE 60000u
#define SEEN_MAX 20000 /* documents that need not be asked for again */

/* Of a feed: what its server calls the text that we have. */
struct version {
    char etag[VALIDATOR_MAX + 1], modified[VALIDATOR_MAX + 1];
    bool same; /* it answers that it is this one still */
};

struct port_state {
    const struct port_host *host;
    struct str feeds[FEEDS_MAX];
    /* of the thread; times of clock_steady */
    usec_t good[FEEDS_MAX];            /* the last time it was read */
    usec_t whole[FEEDS_MAX];           /* when it is asked for whole again */
    struct version version[FEEDS_MAX]; /* of what was taken, all of it; empty: none */
    size_t nfeeds;
    struct map seen; /* "url updated" → itself */
    struct child courier;
    pthread_t thread;
    bool running;
    _Atomic bool stopping;
    _Atomic uint64_t rounds, fetched, unchanged, failed, refused, taken;
    _Atomic usec_t oldest; /* clock_steady of the feed that was read least lately */
};

/* ---- fetching ---- */

/* Goes back to that server as it came, so nothing but printable letters. */
static void keep_validator(char to[static VALIDATOR_MAX + 1], struct str said)
{
    for (size_t i = 0; i < said.n; i++)
        if (said.p[i] < 0x20 || said.p[i] > 0x7e)
            said.n = 0;
    if (!str_copy(to, VALIDATOR_MAX + 1, said))
        to[0] = '\0';
}

/* `v`: NULL, or what was asked with, and then what is to be asked with next time. */
static enum rc take_head(struct port_state *s, struct version *v, int64_t *status, int64_t *bytes,
                         struct err *e)
{
    struct buf head;
    usec_t until = clock_steady() + (FETCH_WITHIN_MS + 2000) * USEC_MS;
    enum rc rc = RC_BUSY;
    buf_init(&head, HEAD_MAX);
    while (rc == RC_BUSY && clock_steady() < until && !atomic_load(&s->stopping))
        rc = child_take(&s->courier, &head, HEAD_MAX, 200, e);
    struct str rest = buf_str(&head), first = str_cut(&rest, '\n');
    struct str code = str_cut(&first, ' ');
    if (rc == RC_OK &&
        (!str_i64(code, status) || !str_i64(first, bytes) || *bytes < 0 || *bytes > CAP_DOC_MAX))
        rc = err_set(e, RC_IO, "the courier answers what nobody understands");
    struct str why = str_cut(&rest, '\n');
    bool asked = v != NULL && (v->etag[0] != '\0' || v->modified[0] != '\0');
    if (rc == RC_OK && *status == 304 && asked && *bytes == 0) {
        v->same = true;
    } else if (rc == RC_OK && *status != 200) {
        rc = *status == 0 ? err_set(e, RC_NOT_FOUND, "it was not reached: %.*s", STR_ARG(why))
                          : err_set(e, RC_NOT_FOUND, "it answers %lld", (long long)*status);
    } else if (rc == RC_OK && v != NULL) {
        keep_validator(v->etag, str_cut(&rest, '\n'));
        keep_validator(v->modified, str_cut(&rest, '\n'));
    }
    buf_release(&head);
    return rc;
}

static enum rc take_body(struct port_state *s, int64_t left, struct buf *out, struct err *e)
{
    enum rc rc = RC_OK;
    while (left > 0 && rc == RC_OK) {
        size_t before = out->n;
        rc = child_take(&s->courier, out, PIECE, FETCH_WITHIN_MS / 4, e);
        left -= (int64_t)(out->n - before);
    }
    return rc;
}

/*
 * `where`: "any", or "outside" of this machine and its neighbours. `v` may be NULL: as in take_head. RC_NOT_FOUND: it is not
 * there; whatever else: the courier is not to be trusted with another.
 */
static enum rc fetch(struct port_state *s, const char *where, struct str url, struct version *v,
                     struct buf *out, struct err *e)
{
    static const char *const args[] = {"fetch", NULL};
    struct buf ask, rest;
    int64_t status = 0, bytes = 0;
    enum rc rc = RC_OK;
    buf_clear(out);
    if (s->courier.fd < 0)
        rc = child_start(&s->courier, "markaz-courier",
                         settings_text(s->host->settings, SET_HISTORY_COURIER), args, e);
    buf_init(&ask, URL_MAX + 2 * VALIDATOR_MAX + 100);
    buf_init(&rest, CAP_DOC_MAX + PIECE);
    buf_printf(&ask, "%d %s %.*s\n", FETCH_WITHIN_MS, where, STR_ARG(url));
    if (v != NULL)
        buf_printf(&ask, "%s\n%s\n", v->etag, v->modified);
    if (rc == RC_OK && (url.n > URL_MAX || !buf_ok(&ask)))
        rc = err_set(e, RC_NOT_FOUND, "its address is too long");
    else if (rc == RC_OK)
        rc = child_send(&s->courier, buf_str(&ask), e);
    if (rc == RC_OK)
        rc = take_head(s, v, &status, &bytes, e);
    enum rc more = rc == RC_OK || (rc == RC_NOT_FOUND && bytes > 0)
                       ? take_body(s, bytes, rc == RC_OK ? out : &rest, e)
                       : RC_OK;
    if ((rc != RC_OK && rc != RC_NOT_FOUND) || more != RC_OK)
        child_end(&s->courier);
    buf_release(&rest);
    buf_release(&ask);
    atomic_fetch_add(rc != RC_OK            ? &s->failed
                     : v != NULL && v->same ? &s->unchanged
                                            : &s->fetched,
                     1);
    return rc == RC_OK ? more : rc;
}

/* ---- giving it to the desk ---- */

static void put_query(struct buf *to, struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        buf_printf(to, "%%%02x", (unsigned)(unsigned char)s.p[i]);
}

/* True when it need not be sent again: it was taken, or never will be. */
static bool give(struct port_state *s, struct str feed, struct str document)
{
    struct buf query;
    struct call c;
    buf_init(&query, 3 * URL_MAX + 20);
    buf_cat(&query, "source=");
    put_query(&query, feed);
    call_init(&c);
    principal_port(&c.who, "cap", ROLE_PARTNER);
    c.route = &route_table[ROUTE_WARN_RECEIVE];
    c.query = buf_str(&query);
    c.body = document;
    s->host->call_wait(s->host, &c);
    enum rc rc = c.rc;
    if (rc == RC_OK)
        atomic_fetch_add(&s->taken, 1);
    else if (rc == RC_INVALID || rc == RC_TOO_LARGE)
        atomic_fetch_add(&s->refused, 1);
    if (rc != RC_OK)
        log_warn("cap", "a warning from %.*s was not taken: %s", STR_ARG(feed), c.err.detail);
    call_release(&c);
    buf_release(&query);
    return rc == RC_OK || rc == RC_INVALID || rc == RC_TOO_LARGE;
}

/* ---- what was seen ---- */

static void forget_seen(struct port_state *s)
{
    size_t at = 0;
    for (void *v; (v = map_next(&s->seen, &at)) != NULL;)
        free(v);
    map_release(&s->seen);
    map_init(&s->seen);
}

static void keep_seen(struct port_state *s, struct str key)
{
    if (s->seen.n >= SEEN_MAX)
        forget_seen(s);
    char *copy = str_dup(key);
    void *before = map_set(&s->seen, str_c(copy), copy);
    free(before);
}

/* Scheme, host and port. */
static struct str site_of(struct str url)
{
    struct str rest = url;
    struct str scheme = str_cut(&rest, ':');
    size_t n = scheme.n + 3; /* "://" */
    while (n < url.n && memchr("/?#", url.p[n], 3) == NULL)
        n++;
    return (struct str){url.p, n < url.n ? n : url.n};
}

/* Who writes a feed must not have us ask our own machine: elsewhere than at the feed's own, only the world's addresses. */
static const char *where_of(struct str feed, struct str url)
{
    return str_eq(site_of(feed), site_of(url)) ? "any" : "outside";
}

/* False: it has to be asked for again. */
static bool take_link(struct port_state *s, struct str feed, const struct cap_link *l)
{
    bool done = false;
    char key[SHA256_HEX + 1];
    struct buf body;
    struct err e = {0};
    sha256_hex(sha256_of(l->url, STR(" "), l->updated), key);
    if (map_get(&s->seen, str_c(key)) != NULL)
        return true;
    buf_init(&body, CAP_DOC_MAX + PIECE);
    if (fetch(s, where_of(feed, l->url), l->url, NULL, &body, &e) == RC_OK)
        done = give(s, feed, buf_str(&body));
    else
        log_warn("cap", "%.*s: %s", STR_ARG(l->url), e.detail);
    if (done)
        keep_seen(s, str_c(key));
    buf_release(&body);
    return done;
}

/* The feed itself holds alerts, or is one: given whole when it is not what it was. */
static bool take_inline(struct port_state *s, struct str feed, struct str body)
{
    char key[SHA256_HEX + 1];
    sha256_hex(sha256_of(feed, STR(" "), body), key);
    if (map_get(&s->seen, str_c(key)) != NULL)
        return true;
    bool done = give(s, feed, body);
    if (done)
        keep_seen(s, str_c(key));
    return done;
}

/* What a feed is and lists. *all: nothing of it has to be asked for again. */
static enum rc take_text(struct port_state *s, struct str feed, struct str text, bool *all,
                         struct err *e)
{
    struct cap_document d;
    struct arena a;
    arena_init(&a, CAP_ARENA_MAX);
    enum rc rc = cap_read(text, &a, &d, e);
    if (rc != RC_OK)
        atomic_fetch_add(&s->refused, 1);
    *all = rc == RC_OK && (d.nalerts == 0 || take_inline(s, feed, text));
    for (const struct cap_link *l = rc == RC_OK ? d.links : NULL;
         l != NULL && !atomic_load(&s->stopping); l = l->next)
        *all = take_link(s, feed, l) && *all;
    arena_release(&a);
    return rc;
}

static bool take_feed(struct port_state *s, size_t i)
{
    struct version v = {0};
    struct str feed = s->feeds[i];
    struct buf body;
    struct err e = {0};
    bool all = false;
    buf_init(&body, CAP_DOC_MAX + PIECE);
    if (clock_steady() < s->whole[i])
        v = s->version[i];
    else
        s->whole[i] = clock_steady() + WHOLE_EVERY;
    enum rc rc = fetch(s, "any", feed, &v, &body, &e);
    if (rc == RC_OK && !v.same) {
        rc = take_text(s, feed, buf_str(&body), &all, &e);
        s->version[i] = all ? v : (struct version){0};
    }
    if (rc != RC_OK)
        log_warn("cap", "the feed %.*s: %s", STR_ARG(feed), e.detail);
    buf_release(&body);
    return rc == RC_OK;
}

/* ---- the thread ---- */

static void go_round(struct port_state *s)
{
    usec_t oldest = clock_steady();
    for (size_t i = 0; i < s->nfeeds && !atomic_load(&s->stopping); i++) {
        if (take_feed(s, i))
            s->good[i] = clock_steady();
        oldest = s->good[i] < oldest ? s->good[i] : oldest;
    }
    atomic_store(&s->oldest, oldest);
    atomic_fetch_add(&s->rounds, 1);
}

static void *run(void *arg)
{
    struct port_state *s = arg;
    const struct timespec moment = {0, 200 * 1000 * 1000};
    usec_t every = settings_int(s->host->settings, SET_CAP_EVERY_S) * USEC_S, next = 0;
    while (!atomic_load(&s->stopping)) {
        if (s->host->ready(s->host) && clock_steady() >= next) {
            next = clock_steady() + (every > USEC_S ? every : USEC_S);
            go_round(s);
        }
        (void)nanosleep(&moment, NULL);
    }
    child_end(&s->courier);
    return NULL;
}

static void figure(struct buf *out, const char *name, const char *type, const char *doc, double v)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n%s %.17g\n", name, doc, name, type, name, v);
}

static void metrics(void *arg, struct buf *out)
{
    struct port_state *s = arg;
    figure(out, "markaz_cap_rounds_total", "counter", "times all feeds of warnings were asked",
           (double)atomic_load(&s->rounds));
    figure(out, "markaz_cap_fetched_total", "counter", "documents brought from feeds of warnings",
           (double)atomic_load(&s->fetched));
    figure(out, "markaz_cap_unchanged_total", "counter", "times that a feed said it is what it was",
           (double)atomic_load(&s->unchanged));
    figure(out, "markaz_cap_failed_total", "counter", "documents that could not be brought",
           (double)atomic_load(&s->failed));
    figure(out, "markaz_cap_refused_total", "counter",
           "documents that were brought and are not taken: no XML, or a document type",
           (double)atomic_load(&s->refused));
    figure(out, "markaz_cap_taken_total", "counter", "documents whose warnings were taken",
           (double)atomic_load(&s->taken));
    figure(
        out, "markaz_cap_feed_age_seconds", "gauge",
        "since the feed that was read least lately was read; since the start, when it never was; 0: there are no feeds",
        s->nfeeds == 0 ? 0 : (double)(clock_steady() - atomic_load(&s->oldest)) / 1e6);
}

static enum rc cap_open(struct port_state **out, const struct port_host *host, struct err *e)
{
    struct port_state *s = mem_alloc(sizeof *s);
    struct str rest = str_trim(str_c(settings_text(host->settings, SET_CAP_FEEDS)));
    enum rc rc = RC_OK;
    s->host = host;
    s->courier.fd = -1;
    map_init(&s->seen);
    atomic_store(&s->oldest, clock_steady());
    while (rest.n > 0 && rc == RC_OK) {
        struct str one = str_cut(&rest, ' ');
        rest = str_trim(rest);
        if (s->nfeeds == FEEDS_MAX)
            rc = err_set(e, RC_INVALID, "cap.feeds names more than %d feeds", FEEDS_MAX);
        else if (one.n > URL_MAX ||
                 (!str_starts(one, STR("http://")) && !str_starts(one, STR("https://"))))
            rc = err_set(e, RC_INVALID, "cap.feeds: '%.*s' is no http or https address",
                         STR_ARG(one));
        else {
            s->good[s->nfeeds] = clock_steady();
            s->feeds[s->nfeeds++] = one;
        }
    }
    if (rc != RC_OK) {
        free(s);
        return rc;
    }
    host->metrics(host, metrics, s);
    *out = s;
    return RC_OK;
}

static enum rc cap_start(struct port_state *s, struct err *e)
{
    if (s->nfeeds == 0)
        return RC_OK;
    if (pthread_create(&s->thread, NULL, run, s) != 0)
        return err_set(e, RC_IO, "no thread for the feeds of warnings");
    (void)pthread_setname_np(s->thread, "cap");
    s->running = true;
    return RC_OK;
}

static void cap_drain(struct port_state *s)
{
    atomic_store(&s->stopping, true);
    if (s->running)
        (void)pthread_join(s->thread, NULL);
    s->running = false;
}

static void cap_close(struct port_state *s)
{
    cap_drain(s);
    forget_seen(s);
    map_release(&s->seen);
    free(s);
}

const struct port port_cap = {
    .magic = PORT_MAGIC,
    .name = "cap",
    .open = cap_open,
    .start = cap_start,
    .drain = cap_drain,
    .close = cap_close,
};
