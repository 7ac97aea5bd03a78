/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stamp thread: at each full hour it has the newest checkpoint stamped by a time stamping authority (RFC 3161), so that also
 * whoever holds the log's key and all witnesses could not make up an older history later. A courier brings request and answer,
 * another looks at the answer; both are ended after it. Nothing waits for it: without an authority it is told, and no more.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"
#include "core/core_priv.h"
#include "store/file.h"
#include "tlog/note.h"
#include "tlog/stamp.h"

#define LOOK_EVERY (200 * USEC_MS)
#define AGAIN_AFTER (60 * USEC_S)
#define ANSWER_WITHIN_MS 20000
#define LIST_MAX 1000 /* lines of one answer */

struct work {
    struct core *core;
    struct buf note, ca, reply;
    struct tlog_note read;
    struct tlog_checkpoint checkpoint;
    struct tlog_stamp stamp;
    usec_t time; /* that the authority says */
};

/* ---- what there is ---- */

static enum rc folder_of(const struct core *c, char out[static FILE_PATH_MAX], struct err *e)
{
    return file_path(out, e, "%s/log/stamps", c->dir);
}

static void add(struct seal_stamps *s, uint64_t size, usec_t at)
{
    if (s->n == s->cap) {
        s->cap = s->cap > 0 ? 2 * s->cap : 64;
        s->all = mem_resize(s->all, s->cap, sizeof s->all[0]);
    }
    s->all[s->n++] = (struct seal_stamp){size, at};
}

static int by_size(const void *a, const void *b)
{
    const struct seal_stamp *x = a, *y = b;
    return (x->size > y->size) - (x->size < y->size);
}

/* "SIZE-SECONDS.tsr" */
static bool read_name(const char *name, struct seal_stamp *out)
{
    struct str rest = str_c(name), size = str_cut(&rest, '-'), at = str_cut(&rest, '.');
    int64_t n, seconds;
    if (!str_eqc(rest, "tsr") || !str_i64(size, &n) || !str_i64(at, &seconds) || n < 1 ||
        seconds < 1 || seconds > INT64_MAX / USEC_S)
        return false;
    *out = (struct seal_stamp){(uint64_t)n, seconds * USEC_S};
    return true;
}

static void load_stamps(struct core *c)
{
    char folder[FILE_PATH_MAX];
    struct seal_stamp one;
    struct seal *s = &c->seal;
    DIR *d = folder_of(c, folder, NULL) == RC_OK ? opendir(folder) : NULL;
    if (d == NULL)
        return;
    pthread_mutex_lock(&s->lock);
    for (struct dirent *f; (f = readdir(d)) != NULL;)
        if (read_name(f->d_name, &one))
            add(&s->stamps, one.size, one.at);
    if (s->stamps.n > 1)
        qsort(s->stamps.all, s->stamps.n, sizeof s->stamps.all[0], by_size);
    pthread_mutex_unlock(&s->lock);
    (void)closedir(d);
}

static struct seal_stamp newest(struct seal *s)
{
    struct seal_stamp none = {0};
    pthread_mutex_lock(&s->lock);
    struct seal_stamp last = s->stamps.n > 0 ? s->stamps.all[s->stamps.n - 1] : none;
    pthread_mutex_unlock(&s->lock);
    return last;
}

/* ---- asking ---- */

/* The newest cosigned one when it covers more than was stamped, else the newest. False: nothing that was not stamped. */
static bool take_checkpoint(struct work *w)
{
    struct seal *s = &w->core->seal;
    struct seal_stamp last = newest(s);
    struct err e;
    buf_clear(&w->note);
    pthread_mutex_lock(&s->lock);
    bool witnessed = s->witnessed.note.n > 0 && s->witnessed.size > last.size;
    buf_puts(&w->note, buf_str(witnessed ? &s->witnessed.note : &s->checkpoint));
    pthread_mutex_unlock(&s->lock);
    return w->note.n > 0 && tlog_note_read(buf_str(&w->note), &w->read, &e) == RC_OK &&
           tlog_checkpoint_read(w->read.text, &w->checkpoint, &e) == RC_OK &&
           w->checkpoint.size > last.size;
}

/* Gives up when the centre stops. */
static enum rc take_message(struct work *w, struct child *from, struct buf *out, size_t max,
                            struct err *e)
{
    usec_t until = clock_steady() + (ANSWER_WITHIN_MS + 2000) * USEC_MS;
    enum rc rc = RC_BUSY;
    while (rc == RC_BUSY && clock_steady() < until && !atomic_load(&w->core->stopping))
        rc = child_take(from, out, max, LOOK_EVERY / USEC_MS, e);
    return rc;
}

static enum rc exchange(struct work *w, const char *const args[], struct str message,
                        struct buf *out, size_t max, struct err *e)
{
    struct child child = {.fd = -1};
    enum rc rc = child_start(&child, "markaz-courier",
                             settings_text(w->core->settings, SET_HISTORY_COURIER), args, e);
    if (rc == RC_OK)
        rc = child_send(&child, message, e);
    if (rc == RC_OK)
        rc = take_message(w, &child, out, max, e);
    child_end(&child);
    return rc;
}

static enum rc read_posted(struct work *w, struct str message, struct err *e)
{
    struct tlog_posted p;
    enum rc rc = tlog_posted_read(message, &p, e);
    if (rc != RC_OK)
        return rc;
    if (p.status == 0)
        return err_set(e, RC_IO, "it was not reached: %.*s", STR_ARG(p.type));
    if (p.status != 200)
        return err_set(e, RC_IO, "it answers %llu", (unsigned long long)p.status);
    if (p.body.n > TLOG_STAMP_REPLY_MAX)
        return err_set(e, RC_TOO_LARGE, "its answer is larger than %d bytes", TLOG_STAMP_REPLY_MAX);
    buf_puts(&w->reply, p.body);
    return RC_OK;
}

static enum rc fetch(struct work *w, struct err *e)
{
    static const char *const none[] = {NULL};
    struct buf query, message, answer;
    buf_init(&query, TLOG_STAMP_QUERY_MAX);
    buf_init(&message, TLOG_POST_MAX);
    buf_init(&answer, TLOG_POST_MAX);
    buf_clear(&w->reply);
    tlog_stamp_query(&query, &w->stamp);
    const struct tlog_post p = {1, ANSWER_WITHIN_MS,
                                str_c(settings_text(w->core->settings, SET_HISTORY_TSA_URL)),
                                STR("application/timestamp-query"), buf_str(&query)};
    must(buf_ok(&query));
    tlog_post_put(&message, &p);
    enum rc rc = exchange(w, none, buf_str(&message), &answer, TLOG_POST_MAX, e);
    if (rc == RC_OK)
        rc = read_posted(w, buf_str(&answer), e);
    buf_release(&query);
    buf_release(&message);
    buf_release(&answer);
    return rc;
}

static enum rc judge(struct work *w, struct err *e)
{
    static const char *const args[] = {"judge", NULL};
    const char *path = settings_text(w->core->settings, SET_HISTORY_TSA_CA);
    struct buf message, answer;
    buf_clear(&w->ca);
    enum rc rc = path[0] != '\0' ? file_load(path, &w->ca, e) : RC_OK;
    if (rc != RC_OK)
        return rc;
    if (path[0] != '\0' && w->ca.n == 0)
        return err_set(e, RC_INVALID, "'%s' is empty", path);
    buf_init(&message, TLOG_JUDGE_MAX);
    buf_init(&answer, TLOG_POST_MAX);
    const struct tlog_judge j = {w->stamp, buf_str(&w->ca), buf_str(&w->reply)};
    tlog_judge_put(&message, &j);
    rc = exchange(w, args, buf_str(&message), &answer, 2048, e);
    if (rc == RC_OK)
        rc = tlog_judged_read(buf_str(&answer), &w->time, e);
    buf_release(&message);
    buf_release(&answer);
    return rc;
}

/* ---- keeping ---- */

/* The stamp last: it is what is listed. */
static enum rc keep(struct work *w, struct err *e)
{
    struct seal *s = &w->core->seal;
    char folder[FILE_PATH_MAX], note[FILE_PATH_MAX], stamp[FILE_PATH_MAX];
    unsigned long long size = w->checkpoint.size;
    enum rc rc = folder_of(w->core, folder, e);
    if (rc == RC_OK)
        rc = file_make_dir(folder, e);
    if (rc == RC_OK)
        rc = file_path(note, e, "%s/%llu.checkpoint", folder, size);
    if (rc == RC_OK)
        rc = file_path(stamp, e, "%s/%llu-%lld.tsr", folder, size, (long long)(w->time / USEC_S));
    if (rc == RC_OK)
        rc = file_replace(folder, note, buf_str(&w->note), e);
    if (rc == RC_OK)
        rc = file_replace(folder, stamp, buf_str(&w->reply), e);
    if (rc != RC_OK)
        return rc;
    pthread_mutex_lock(&s->lock);
    add(&s->stamps, w->checkpoint.size, w->time);
    pthread_mutex_unlock(&s->lock);
    return RC_OK;
}

static void say(struct seal *s, const char *why)
{
    pthread_mutex_lock(&s->lock);
    bool same = strcmp(s->stamps.why, why) == 0;
    (void)str_copy(s->stamps.why, sizeof s->stamps.why, str_c(why));
    pthread_mutex_unlock(&s->lock);
    if (!same && why[0] != '\0')
        log_warn("core", "the history is not stamped by the time stamping authority: %s", why);
}

/* False: try again later. */
static bool stamp_once(struct work *w)
{
    struct err e = {0};
    if (!take_checkpoint(w))
        return w->note.n >
               0; /* nothing new is nothing to be stamped; before the first one: later */
    w->stamp.imprint = sha256_of(w->read.text, STR_NONE, STR_NONE);
    random_bytes(&w->stamp.nonce, sizeof w->stamp.nonce);
    w->stamp.nonce >>= 1;
    enum rc rc = fetch(w, &e);
    if (rc == RC_OK)
        rc = judge(w, &e);
    if (rc == RC_OK)
        rc = keep(w, &e);
    if (!atomic_load(&w->core->stopping))
        say(&w->core->seal, rc == RC_OK ? "" : e.detail);
    return rc == RC_OK;
}

void *seal_stamp_main(void *arg)
{
    struct core *c = arg;
    const struct timespec moment = {0, LOOK_EVERY * 1000};
    usec_t every = settings_int(c->settings, SET_HISTORY_TSA_EVERY_S) * USEC_S, next = 0;
    load_stamps(c);
    if (settings_text(c->settings, SET_HISTORY_TSA_URL)[0] == '\0' || every <= 0)
        return NULL;
    struct work *w = mem_alloc(sizeof *w);
    w->core = c;
    buf_init(&w->note, TLOG_NOTE_MAX);
    buf_init(&w->ca, TLOG_STAMP_CA_MAX);
    buf_init(&w->reply, TLOG_STAMP_REPLY_MAX);
    usec_t done = newest(&c->seal).at / every;
    while (!atomic_load(&c->stopping)) {
        usec_t slot = clock_utc() / every;
        if (slot != done && clock_steady() >= next) {
            if (stamp_once(w))
                done = slot;
            else
                next = clock_steady() + (w->note.n == 0        ? USEC_S
                                         : every < AGAIN_AFTER ? every
                                                               : AGAIN_AFTER);
        }
        (void)nanosleep(&moment, NULL);
    }
    buf_release(&w->note);
    buf_release(&w->ca);
    buf_release(&w->reply);
    free(w);
    return NULL;
}

/* ---- what is told ---- */

static bool asked(const struct core *c)
{
    return settings_text(c->settings, SET_HISTORY_TSA_URL)[0] != '\0';
}

void seal_stamp_status(struct core *c, struct buf *out)
{
    struct seal_stamp last = newest(&c->seal);
    buf_printf(out, "\"stamps\":{\"asked\":%s,\"size\":%llu,\"at\":", asked(c) ? "true" : "false",
               (unsigned long long)last.size);
    if (last.at != 0) {
        buf_putc(out, '"');
        clock_format(out, last.at);
        buf_putc(out, '"');
    } else {
        buf_cat(out, "null");
    }
    buf_cat(out, ",\"why\":");
    pthread_mutex_lock(&c->seal.lock);
    json_put_string(out, str_c(c->seal.stamps.why));
    pthread_mutex_unlock(&c->seal.lock);
    buf_putc(out, '}');
}

void seal_stamp_metrics(struct core *c, struct buf *out)
{
    struct seal_stamp last = newest(&c->seal);
    pthread_mutex_lock(&c->seal.lock);
    bool failed = c->seal.stamps.why[0] != '\0';
    pthread_mutex_unlock(&c->seal.lock);
    metric(out, "markaz_stamp_failed", "gauge",
           "1: the time stamping authority gave no stamp when asked last", failed ? 1 : 0);
    metric(out, "markaz_stamp_age_seconds", "gauge",
           "since the last time stamp; before the first, since the start",
           (double)(clock_utc() - (last.at != 0 ? last.at : c->started_at)) / 1e6);
}

/* So many are of fewer entries than this. */
static size_t place_of(const struct seal_stamps *s, uint64_t size)
{
    size_t n = s->n;
    while (n > 0 && s->all[n - 1].size >= size)
        n--;
    return n;
}

enum rc seal_view_stamps(const struct view_env *env, struct call *c, struct err *e)
{
    struct seal *s = &env->work.core->seal;
    struct str before = call_query(c, "before");
    int64_t size = INT64_MAX;
    if (before.n > 0 && (!str_i64(before, &size) || size < 0))
        return err_field(e, RC_INVALID, "before", "'before' is a number of entries");
    c->type = "text/plain; charset=utf-8";
    pthread_mutex_lock(&s->lock);
    size_t to = place_of(&s->stamps, (uint64_t)size), from = to > LIST_MAX ? to - LIST_MAX : 0;
    for (size_t i = to; i > from; i--) {
        const struct seal_stamp *one = &s->stamps.all[i - 1];
        buf_printf(&c->answer, "%llu ", (unsigned long long)one->size);
        clock_format(&c->answer, one->at);
        buf_putc(&c->answer, '\n');
    }
    pthread_mutex_unlock(&s->lock);
    return RC_OK;
}

static enum rc put_body(const char *path, struct buf *out, struct err *e)
{
    struct tlog_note *note = mem_alloc(sizeof *note);
    struct buf text;
    buf_init(&text, TLOG_NOTE_MAX);
    enum rc rc = file_load(path, &text, e);
    if (rc == RC_OK)
        rc = tlog_note_read(buf_str(&text), note, e);
    if (rc == RC_OK)
        buf_puts(out, note->text);
    buf_release(&text);
    free(note);
    return rc;
}

/* "SIZE.tsr", "SIZE.body", "SIZE.checkpoint": no more of a path than this comes from outside. */
enum rc seal_view_stamp(const struct view_env *env, struct call *c, struct err *e)
{
    struct core *core = env->work.core;
    struct seal *s = &core->seal;
    struct str kind = c->params[0], number = str_cut(&kind, '.');
    struct seal_stamp found = {0};
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    int64_t size = 0;
    bool stamp = str_eqc(kind, "tsr"), body = str_eqc(kind, "body");
    if (str_i64(number, &size) && size > 0 && (stamp || body || str_eqc(kind, "checkpoint"))) {
        pthread_mutex_lock(&s->lock);
        size_t at = place_of(&s->stamps, (uint64_t)size);
        if (at < s->stamps.n && s->stamps.all[at].size == (uint64_t)size)
            found = s->stamps.all[at];
        pthread_mutex_unlock(&s->lock);
    }
    if (found.size == 0)
        return err_set(e, RC_NOT_FOUND, "there is no such time stamp: see /log/stamps");
    enum rc rc = folder_of(core, folder, e);
    if (rc == RC_OK)
        rc = stamp ? file_path(path, e, "%s/%llu-%lld.tsr", folder, (unsigned long long)size,
                               (long long)(found.at / USEC_S))
                   : file_path(path, e, "%s/%llu.checkpoint", folder, (unsigned long long)size);
    c->type = stamp ? "application/timestamp-reply" : "text/plain; charset=utf-8";
    c->cache = "public, max-age=31536000, immutable";
    if (rc != RC_OK)
        return rc;
    return body ? put_body(path, &c->answer, e) : file_load(path, &c->answer, e);
}
