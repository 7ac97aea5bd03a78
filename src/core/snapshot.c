/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Snapshots: DIR/snapshots/SEQ.snap, the picture as lines of text between a header (sequence, picture hash, journal) and a
 * trailer with a hash of all before it: since form 2 over pieces, which is quicker; form 1 had the SHA-256, and is still read. One that does not check out is passed over: the journal is the truth, a
 * snapshot only saves time. The two newest are kept, and of damaged ones the newest, to be looked at; but none that is older than the
 * last erasure: it may hold what was erased.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"
#include "core/core_priv.h"
#include "core/stages.h"
#include "store/file.h"

#define SNAPSHOT_FORM 2
#define SNAPSHOT_FORM_WHOLE 1 /* its hash is the SHA-256 of the whole text */
#define SNAPSHOT_KEEP 2
#define LINES_MAX (1u << 30)
#define FORGET_MOST (30 * USEC_MIN) /* between an erasure and a snapshot without what was erased */
#define STEP_LINES 200 /* some half a millisecond, for which nobody may change the picture */

struct saving {
    FILE *f;
    struct sha256_pieces *sum;
    struct buf lines; /* of a step: the disk is met without the lock */
};

static enum rc put_line(struct str line, void *arg, struct err *e)
{
    struct buf *lines = arg;
    UNUSED(e);
    buf_puts(lines, line);
    buf_putc(lines, '\n');
    return RC_OK;
}

static enum rc write_lines(struct saving *s, struct err *e)
{
    if (!buf_ok(&s->lines))
        return err_set(e, RC_TOO_LARGE, "the lines of a snapshot do not fit");
    sha256_pieces_add(s->sum, buf_str(&s->lines));
    bool ok = s->lines.n == 0 || fwrite(s->lines.p, 1, s->lines.n, s->f) == s->lines.n;
    buf_clear(&s->lines);
    return ok ? RC_OK : err_set(e, RC_IO, "could not write a snapshot: %s", strerror(errno));
}

static void put_header(struct buf *out, const char *journal, const struct picture *p)
{
    buf_printf(out,
               "{\"form\":%d,\"journal\":\"%s\",\"seq\":%llu,\"time\":%lld,\"hash\":\"%016llx\"}\n",
               SNAPSHOT_FORM, journal, (unsigned long long)picture_seq(p),
               (long long)picture_time(p), (unsigned long long)picture_hash(p));
}

static void lock_picture(pthread_rwlock_t *lock)
{
    must(lock == NULL || pthread_rwlock_rdlock(lock) == 0);
}

static void unlock_picture(pthread_rwlock_t *lock)
{
    must(lock == NULL || pthread_rwlock_unlock(lock) == 0);
}

/* The picture as it was when the header was written, though it goes on between the steps. */
static enum rc put_picture(struct saving *s, const struct snapshot_source *from, struct err *e)
{
    enum rc rc = RC_OK;
    for (bool done = false; rc == RC_OK && !done;) {
        if (from->stop != NULL && atomic_load(from->stop))
            return err_set(e, RC_BUSY, "the centre is stopping");
        lock_picture(from->lock);
        rc = picture_save_step(from->picture, STEP_LINES, put_line, &s->lines, &done, e);
        unlock_picture(from->lock);
        if (rc == RC_OK)
            rc = write_lines(s, e);
    }
    return rc;
}

static enum rc put_trailer(struct saving *s, struct err *e)
{
    struct sha256 h = sha256_pieces_done(s->sum);
    s->sum = NULL;
    struct buf b;
    buf_init(&b, 100);
    buf_cat(&b, "sha256 ");
    hex_put(&b, h.b, sizeof h.b);
    buf_putc(&b, '\n');
    bool ok = fwrite(b.p, 1, b.n, s->f) == b.n && fflush(s->f) == 0 && fsync(fileno(s->f)) == 0;
    buf_release(&b);
    return ok ? RC_OK : err_set(e, RC_IO, "could not write a snapshot: %s", strerror(errno));
}

static int newest_first(const struct dirent **a, const struct dirent **b)
{
    int64_t x = 0, y = 0;
    struct str sa = str_c((*a)->d_name), sb = str_c((*b)->d_name);
    (void)!str_i64(str_cut(&sa, '.'), &x);
    (void)!str_i64(str_cut(&sb, '.'), &y);
    return x > y ? -1 : x < y;
}

static int is_snapshot(const struct dirent *d)
{
    return str_ends(str_c(d->d_name), STR(".snap"));
}

static int is_leftover(const struct dirent *d)
{
    return str_ends(str_c(d->d_name), STR(".snap.tmp"));
}

static int is_bad(const struct dirent *d)
{
    return str_ends(str_c(d->d_name), STR(".snap.bad"));
}

static void drop(const char *folder, int (*which)(const struct dirent *), int keep)
{
    struct dirent **names = NULL;
    int n = scandir(folder, &names, which, newest_first);
    for (int i = 0; i < n; i++) {
        char path[1200];
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
        if (i >= keep)
            (void)unlink(path);
        free(names[i]);
    }
    free(names);
}

static uint64_t seq_of(const struct dirent *d)
{
    int64_t seq = 0;
    struct str name = str_c(d->d_name);
    return str_i64(str_cut(&name, '.'), &seq) && seq > 0 ? (uint64_t)seq : 0;
}

static void drop_before(const char *folder, int (*which)(const struct dirent *), uint64_t seq)
{
    struct dirent **names = NULL;
    int n = scandir(folder, &names, which, newest_first);
    for (int i = 0; i < n; i++) {
        char path[1200];
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
        if (seq_of(names[i]) < seq)
            (void)unlink(path);
        free(names[i]);
    }
    free(names);
}

static uint64_t last_erasure(const struct picture *p)
{
    uint64_t last = 0;
    for (uint32_t i = 0; i < picture_count(p, KIND_POLICY); i++) {
        const struct policy *y = picture_at(p, KIND_POLICY, i)->rec;
        last = (uint64_t)y->erase_seq > last ? (uint64_t)y->erase_seq : last;
    }
    return last;
}

void snapshot_clean(const char *dir)
{
    char folder[500];
    (void)snprintf(folder, sizeof folder, "%s/snapshots", dir);
    drop(folder, is_leftover, 0);
    drop(folder, is_bad, 1);
}

/* To `tmp`; what was begun on the picture has ended when this returns. */
static enum rc write_file(const char *tmp, struct str header, const struct snapshot_source *from,
                          struct err *e)
{
    struct saving s = {fopen(tmp, "we"), sha256_pieces_begin(), {0}};
    buf_init(&s.lines, LINES_MAX);
    buf_puts(&s.lines, header);
    enum rc rc =
        s.f != NULL ? RC_OK : err_set(e, RC_IO, "could not write '%s': %s", tmp, strerror(errno));
    if (rc == RC_OK)
        rc = put_picture(&s, from, e);
    if (rc == RC_OK)
        rc = put_trailer(&s, e);
    sha256_pieces_drop(s.sum);
    if (s.f != NULL)
        (void)fclose(s.f);
    buf_release(&s.lines);
    return rc;
}

enum rc snapshot_save(const char *dir, const char *journal, const struct snapshot_source *from,
                      struct err *e)
{
    char folder[500], path[600], tmp[700];
    struct buf header;
    buf_init(&header, 512);
    lock_picture(from->lock);
    picture_save_begin(from->picture);
    put_header(&header, journal, from->picture);
    uint64_t seq = picture_seq(from->picture), erasure = last_erasure(from->picture);
    unlock_picture(from->lock);
    (void)snprintf(folder, sizeof folder, "%s/snapshots", dir);
    (void)snprintf(path, sizeof path, "%s/%llu.snap", folder, (unsigned long long)seq);
    (void)snprintf(tmp, sizeof tmp, "%s.tmp", path);
    enum rc rc = RC_OK;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        rc = err_set(e, RC_IO, "could not make '%s': %s", folder, strerror(errno));
    bool there = access(path, F_OK) == 0;
    if (rc == RC_OK && !there)
        rc = write_file(tmp, buf_str(&header), from, e);
    lock_picture(from->lock);
    picture_save_end(from->picture);
    unlock_picture(from->lock);
    buf_release(&header);
    if (!there && rc == RC_OK && rename(tmp, path) != 0)
        rc = err_set(e, RC_IO, "could not rename '%s': %s", tmp, strerror(errno));
    if (rc != RC_OK) {
        (void)unlink(tmp);
        return rc;
    }
    drop(folder, is_snapshot, SNAPSHOT_KEEP);
    drop_before(folder, is_snapshot, erasure);
    drop_before(folder, is_bad, erasure);
    return RC_OK;
}

/* ---- loading ---- */

struct header {
    int64_t form, seq, time;
    struct str journal, hash;
};

static bool read_header(struct str line, struct header *h)
{
    struct json_reader r;
    json_open(&r, line);
    if (json_next(&r).kind != JSON_OBJECT)
        return false;
    for (;;) {
        struct json_token key = json_next(&r);
        if (key.kind == JSON_OBJECT_END)
            return (h->form == SNAPSHOT_FORM || h->form == SNAPSHOT_FORM_WHOLE) && h->seq > 0;
        struct json_token v = json_next(&r);
        int64_t *number = str_eqc(key.raw, "form")   ? &h->form
                          : str_eqc(key.raw, "seq")  ? &h->seq
                          : str_eqc(key.raw, "time") ? &h->time
                                                     : NULL;
        if (key.kind != JSON_KEY ||
            (number != NULL && !(v.kind == JSON_NUMBER && json_scaled(v, 0, number))))
            return false;
        if (str_eqc(key.raw, "journal"))
            h->journal = v.raw;
        if (str_eqc(key.raw, "hash"))
            h->hash = v.raw;
    }
}

static bool trailer_fits(struct str line, struct sha256 *h)
{
    uint8_t want[SHA256_LEN];
    return str_starts(line, STR("sha256 ")) &&
           hex_get((struct str){line.p + 7, line.n - 7}, want, sizeof want) &&
           memcmp(want, h->b, sizeof want) == 0;
}

enum loaded {
    LOADED,
    LOADED_NOT,    /* of another time or journal: nothing was read into the picture */
    LOADED_DAMAGED /* not a whole, right snapshot: the picture may hold anything */
};

#define BOXES 8
#define BOX_LINES 256
#define BOX_BYTES (256u << 10) /* of lines; one line may be larger */
#define TEXTS_MAX (BOX_BYTES + PICTURE_LINE_MAX)

struct box {
    struct arena texts; /* the lines */
    struct arena data;  /* what they decode to */
    struct str lines[BOX_LINES];
    struct picture_line read[BOX_LINES];
    size_t n;
    bool bad;
};

/* Lines are taken from the file and hashed, read, and loaded, each on a thread of its own. */
struct loading {
    FILE *f;
    struct sha256_pieces *sum; /* one of them, by the form in the header */
    struct sha256_ctx *whole_sum;
    bool over;  /* the trailer was read */
    char *line; /* getline's; the one that found no room in the last box stays for the next */
    size_t cap;
    ssize_t n; /* of that line; 0: none waits */
    struct box boxes[BOXES];
    struct picture *picture;
    bool whole;  /* the trailer was there, and right */
    bool broken; /* a line could not be read or loaded */
};

static bool box_takes(const struct box *b, size_t n)
{
    return b->n == 0 || (b->n < BOX_LINES && b->texts.used + n < BOX_BYTES);
}

/* The next line, without its line feed. False at the trailer, the end, or one that no picture wrote. */
static bool next_line(struct loading *l, struct str *out)
{
    if (l->n == 0)
        l->n = getline(&l->line, &l->cap, l->f);
    if (l->n <= 0 || (size_t)l->n > PICTURE_LINE_MAX || l->over)
        return false;
    *out = (struct str){l->line, (size_t)l->n - (l->line[l->n - 1] == '\n')};
    if (!str_starts(*out, STR("sha256 ")))
        return true;
    l->over = true;
    if (l->sum == NULL && l->whole_sum == NULL)
        return false; /* there was no header */
    struct sha256 got = l->sum != NULL ? sha256_pieces_done(l->sum) : sha256_done(l->whole_sum);
    l->sum = NULL;
    l->whole_sum = NULL;
    l->whole = trailer_fits(*out, &got);
    return false;
}

static void line_taken(struct loading *l)
{
    struct str line = {l->line, (size_t)l->n};
    if (l->sum != NULL)
        sha256_pieces_add(l->sum, line);
    else
        sha256_add(l->whole_sum, line);
    l->n = 0;
}

static bool fill(void *arg, size_t box)
{
    struct loading *l = arg;
    struct box *b = &l->boxes[box];
    struct str text;
    arena_clear(&b->texts);
    b->n = 0;
    while (next_line(l, &text) && box_takes(b, text.n)) {
        b->lines[b->n++] = arena_str(&b->texts, text);
        line_taken(l);
    }
    return b->n > 0;
}

static void make(void *arg, size_t box)
{
    struct box *b = &((struct loading *)arg)->boxes[box];
    struct err ignored;
    arena_clear(&b->data);
    b->bad = false;
    for (size_t i = 0; i < b->n && !b->bad; i++)
        b->bad = picture_line_read(b->lines[i], &b->data, &b->read[i], &ignored) != RC_OK;
}

static bool empty(void *arg, size_t box)
{
    struct loading *l = arg;
    const struct box *b = &l->boxes[box];
    struct err ignored;
    l->broken = b->bad;
    for (size_t i = 0; i < b->n && !l->broken; i++)
        l->broken = picture_load(l->picture, &b->read[i], &ignored) != RC_OK;
    return !l->broken;
}

static void load_lines(struct loading *l, bool alone)
{
    const struct stages stages = {fill, make, empty, l, alone ? 1 : BOXES, alone};
    for (size_t i = 0; i < stages.boxes; i++) {
        /* The first chunk of an arena stays when it is cleared: one that is large enough is made only once. */
        arena_init(&l->boxes[i].texts, TEXTS_MAX);
        arena_init(&l->boxes[i].data, 4 * TEXTS_MAX + BOX_LINES * (size_t)4096);
        (void)arena_alloc(&l->boxes[i].texts, BOX_BYTES);
        (void)arena_alloc(&l->boxes[i].data, BOX_BYTES);
    }
    stages_run(&stages);
    for (size_t i = 0; i < stages.boxes; i++) {
        arena_release(&l->boxes[i].texts);
        arena_release(&l->boxes[i].data);
    }
}

static enum loaded load_file(FILE *f, const char *journal, uint64_t newest, bool alone,
                             struct picture *p)
{
    char head[512], hash[20];
    struct header h = {0};
    struct str text;
    struct loading *l = mem_alloc(sizeof *l);
    *l = (struct loading){.f = f, .picture = p};
    enum loaded how = LOADED_DAMAGED;
    if (next_line(l, &text) && str_copy(head, sizeof head, text) && read_header(str_c(head), &h)) {
        if (h.form == SNAPSHOT_FORM_WHOLE)
            l->whole_sum = sha256_begin();
        else
            l->sum = sha256_pieces_begin();
        line_taken(l);
        if ((uint64_t)h.seq > newest || !str_eqc(h.journal, journal))
            how = LOADED_NOT;
        else
            load_lines(l, alone);
    }
    if (l->whole && !l->broken) {
        picture_load_end(p, (uint64_t)h.seq, h.time);
        (void)snprintf(hash, sizeof hash, "%016llx", (unsigned long long)picture_hash(p));
        how = str_eqc(h.hash, hash) ? LOADED : LOADED_DAMAGED;
    }
    sha256_pieces_drop(l->sum);
    sha256_drop(l->whole_sum);
    free(l->line);
    free(l);
    return how;
}

/* Name of the journal, from its first event. */
static enum rc first_row(const struct journal_row *row, void *arg, struct err *e)
{
    struct arena a;
    struct event ev;
    arena_init(&a, EVENT_PAYLOAD_MAX * 4);
    enum rc rc = event_read(row->entry, row->payload, &a, &ev, e);
    if (rc == RC_OK && ev.type == EV_JOURNAL_GENESIS)
        (void)str_copy(arg, 65, ((const struct centre *)ev.data)->journal);
    arena_release(&a);
    return rc;
}

static enum rc journal_name(const char *dir, char name[65], struct err *e)
{
    struct journal_reader *r = NULL;
    name[0] = '\0';
    enum rc rc = journal_reader_open(&r, dir, e);
    if (rc == RC_OK)
        rc = journal_each(r, 1, 1, first_row, name, e);
    journal_reader_close(r);
    return rc;
}

enum rc snapshot_load(const char *dir, uint64_t newest, bool alone, struct picture *into,
                      struct err *e)
{
    char folder[500], journal[65];
    struct dirent **names = NULL;
    (void)snprintf(folder, sizeof folder, "%s/snapshots", dir);
    int n = scandir(folder, &names, is_snapshot, newest_first);
    enum rc rc = n > 0 ? journal_name(dir, journal, e) : RC_OK;
    bool loaded = false;
    for (int i = 0; i < n; i++) {
        char path[800];
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
        FILE *f = loaded || rc != RC_OK ? NULL : fopen(path, "re");
        if (f != NULL) {
            enum loaded how = load_file(f, journal, newest, alone, into);
            (void)fclose(f);
            loaded = how == LOADED;
            if (how == LOADED_DAMAGED) {
                /* The picture may hold half of it: say so, set the file aside, and let the start begin anew without it. */
                log_warn("core", "snapshot '%s' is damaged; set aside", names[i]->d_name);
                char aside[820];
                (void)snprintf(aside, sizeof aside, "%s.bad", path);
                (void)rename(path, aside);
                rc = err_set(e, RC_CONFLICT, "a snapshot was set aside");
            }
        }
        free(names[i]);
    }
    free(names);
    return rc;
}

/* ---- the snapshot thread ---- */

/* What was erased since the last snapshot goes from the snapshots by writing another: not at once, as more may be due. */
static bool must_forget(struct core *c, uint64_t since)
{
    const struct picture *mirror = core_mirror_lock(c);
    uint64_t last = last_erasure(mirror);
    core_mirror_unlock(c);
    return last > since;
}

static usec_t forget_after(const struct core *c)
{
    usec_t every = settings_int(c->settings, SET_RETENTION_EVERY_S) * USEC_S;
    return every < FORGET_MOST ? every : FORGET_MOST;
}

/*
 * A start loads the snapshot and folds what came after it. So the next one is due after store.snapshot_every events, and
 * not before as many as there are entities: writing costs no more than a share of each event then, and folding again takes
 * about as long as loading at most.
 */
static bool is_due(struct core *c, uint64_t since, usec_t written)
{
    uint64_t entities = 0;
    uint64_t passed = atomic_load(&c->durable) - since;
    if (passed > 0 && clock_steady() - written >= forget_after(c) && must_forget(c, since))
        return true;
    if (passed < (uint64_t)settings_int(c->settings, SET_STORE_SNAPSHOT_EVERY))
        return false;
    const struct picture *mirror = core_mirror_lock(c);
    for (int k = 0; k < KIND_COUNT; k++)
        entities += picture_count(mirror, (enum kind)k);
    core_mirror_unlock(c);
    return passed >= entities;
}

void *snapshot_main(void *arg)
{
    struct core *c = arg;
    const struct snapshot_source mirror = {c->mirror, &c->mirror_lock, &c->stopping};
    const struct timespec moment = {0, 100 * 1000 * 1000};
    uint64_t since = c->snapshot_seq;
    usec_t written = clock_steady();
    (void)setpriority(PRIO_PROCESS, (id_t)gettid(), 10); /* of this thread alone */
    while (!atomic_load(&c->stopping)) {
        struct err e = {0};
        (void)nanosleep(&moment, NULL);
        if (!is_due(c, since, written))
            continue;
        usec_t begun = written = clock_steady();
        since = atomic_load(&c->durable);
        enum rc rc = snapshot_save(c->dir, c->journal_id, &mirror, &e);
        if (rc == RC_OK)
            log_info("core", "snapshot written in %lld ms",
                     (long long)((clock_steady() - begun) / USEC_MS));
        else if (rc != RC_BUSY)
            log_warn("core", "could not write a snapshot: %s", e.detail);
    }
    return NULL;
}
