/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Telemetry, second half: accepted lines packed as one block a job, many jobs one synced transaction; and read back at a
 * start, to match again what the last process may not have matched.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "core/core_priv.h"
#include "core/due.h"
#include "core/thin.h"
#include "store/file.h"

#define GROUP_JOBS 256
#define FORGET_EVERY USEC_S      /* how often is looked for what is due */
#define POSITIONS_BACK USEC_H    /* how far back positions are known at a start */
#define LIVE_EVERY (15 * USEC_S) /* how often they are written down all together */
#define LIVE_WAY USEC_MIN /* received before that, but perhaps not in it, when no more is known */
/* A network thread may stand still so long between receiving something and queueing it, and marks of violations be unwritten. */
#define ON_ITS_WAY (10 * USEC_S)

_Static_assert(LIVE_SERIES == (int)SERIES_COUNT, "a mark for each series");

static usec_t line_time(enum series series, const struct intake_line *l)
{
    return series == SERIES_READS       ? l->in.read.at
           : series == SERIES_POSITIONS ? l->in.position.at
                                        : l->in.heartbeat.at;
}

static const struct record *record_of(enum series series)
{
    static const enum input inputs[SERIES_COUNT] = {IN_READ, IN_POSITION, IN_HEARTBEAT};

    return input_table[inputs[series]];
}

/*
 * What the sample before had, by place in the record table. Of many samples of one gateway most texts are the same: such a one
 * is a 0, else its length + 1 and the bytes. Version 1 of the layout knew no such texts, version 2 not whose position it was.
 */
#define LAYOUT 3
#define UNIT_MAX 64 /* bytes of an id */

struct before {
    int64_t number[64];
    struct str text[64];
    struct str unit;
};

static void pack_text(struct block_writer *w, struct str *before, struct str s)
{
    if (s.n == before->n && str_eq(s, *before)) {
        block_put_u64(w, 0);
        return;
    }
    block_put_u64(w, s.n + 1);
    block_put_bytes(w, s);
    *before = s;
}

/* A sample is the bits of what it has, then those fields in the order of the record table; numbers by difference. */
static void pack_line(struct block_writer *w, const struct record *rec, const void *in,
                      struct before *before, bool doubtful)
{
    uint64_t has = *(const uint64_t *)in;
    block_put_u64(w, has << 1 | doubtful);
    for (int i = 0; i < rec->nfields; i++) {
        const struct field *f = &rec->fields[i];
        const char *at = (const char *)in + f->off;
        if ((has & BIT(f->bit)) == 0)
            continue;
        if (f->kind >= FIELD_ID)
            pack_text(w, &before->text[i], *(const struct str *)(const void *)at);
        else
            block_put_delta(w, &before->number[i], *(const int64_t *)(const void *)at);
    }
}

enum rc intake_pack(const struct intake_job *job, struct block_writer *w, usec_t *first,
                    usec_t *last)
{
    const struct record *rec = record_of(job->series);
    struct before before = {0};
    must(rec->nfields <= 64);
    *first = INT64_MAX;
    *last = 0;
    block_writer_clear(w);
    block_put_u64(w, LAYOUT);
    block_put_u64(w, job->accepted);
    block_put_i64(w, job->received);
    for (uint32_t i = 0; i < job->n; i++) {
        const struct intake_line *l = &job->lines[i];
        if (l->verdict != LINE_ACCEPTED)
            continue;
        usec_t t = line_time(job->series, l);
        *first = t < *first ? t : *first;
        *last = t > *last ? t : *last;
        pack_line(w, rec, &l->in, &before, l->doubtful);
        if (job->series == SERIES_POSITIONS)
            pack_text(w, &before.unit, l->in.placed.unit);
    }
    return block_ok(w) ? RC_OK : RC_TOO_LARGE;
}

static struct str unpack_text(struct block_reader *r, struct str *before, size_t max)
{
    uint64_t n = block_get_u64(r);
    if (n > 0)
        *before = block_get_bytes(r, n - 1, max);
    return *before;
}

/* `layout` 2 knows texts that are the same as before, 3 whose position it was. */
static bool unpack_line(struct block_reader *r, enum series series, struct intake_line *l,
                        struct before *before, uint64_t layout)
{
    const struct record *rec = record_of(series);
    uint64_t head = block_get_u64(r);
    uint64_t has = head >> 1;
    l->doubtful = (head & 1) != 0;
    *(uint64_t *)(void *)&l->in = has;
    for (int i = 0; i < rec->nfields && !r->bad; i++) {
        const struct field *f = &rec->fields[i];
        char *at = (char *)&l->in + f->off;
        if ((has & BIT(f->bit)) == 0)
            continue;
        if (f->kind >= FIELD_ID)
            *(struct str *)(void *)at = layout > 1
                                            ? unpack_text(r, &before->text[i], (size_t)f->max)
                                            : block_get_str(r, (size_t)f->max);
        else
            *(int64_t *)(void *)at = block_get_delta(r, &before->number[i]);
    }
    if (series == SERIES_POSITIONS && layout > 2)
        l->in.placed.unit = unpack_text(r, &before->unit, UNIT_MAX);
    return !r->bad;
}

static bool layout_known(uint64_t layout)
{
    return layout >= 1 && layout <= LAYOUT;
}

enum rc intake_received(struct str block, usec_t *received, struct err *e)
{
    struct block_reader r;
    block_open(&r, block);
    uint64_t layout = block_get_u64(&r);
    (void)block_get_u64(&r);
    *received = block_get_i64(&r);
    return layout_known(layout) && !r.bad
               ? RC_OK
               : err_set(e, RC_CORRUPT, "telemetry block of an unknown layout");
}

enum rc intake_unpack(enum series series, struct str block, struct arena *a, struct intake_job *out,
                      struct err *e)
{
    struct block_reader r;
    struct before before = {0};
    must(record_of(series)->nfields <= 64);
    memset(out, 0, sizeof *out);
    block_open(&r, block);
    uint64_t layout = block_get_u64(&r);
    if (!layout_known(layout))
        return err_set(e, RC_CORRUPT, "telemetry block of an unknown layout");
    size_t n = block_get_count(&r, 1);
    out->series = series;
    out->received = block_get_i64(&r);
    if (n > INTAKE_LINES_MAX)
        return err_set(e, RC_CORRUPT, "telemetry block with too many samples");
    out->lines = arena_alloc(a, (n + 1) * sizeof out->lines[0]);
    for (size_t i = 0; i < n && unpack_line(&r, series, &out->lines[i], &before, layout); i++) {
        intake_name(series, &out->lines[i]);
        out->n = out->accepted = (uint32_t)i + 1;
    }
    return block_end(&r, e);
}

struct group {
    struct call *calls[GROUP_JOBS];
    struct telemetry_block blocks[GROUP_JOBS];
    struct buf bytes[GROUP_JOBS];
    size_t n;
    struct block_writer packing; /* its memory serves one job after the other */
};

static void note_stored(struct core *c, enum series series, const struct group *g)
{
    struct progress *m = &c->progress[series];
    for (size_t i = 0; i < g->n; i++) {
        usec_t received = ((struct intake_job *)g->calls[i]->job)->received;
        m->newest = received > m->newest ? received : m->newest;
    }
    m->stored += g->n;
}

void intake_passed(struct core *c, enum series series)
{
    struct progress *m = &c->progress[series];
    atomic_store_explicit(&m->passed_seq, picture_seq(c->picture), memory_order_relaxed);
    atomic_store_explicit(&m->passed, atomic_load_explicit(&m->passed, memory_order_relaxed) + 1,
                          memory_order_release);
}

static void look_done(struct core *c, enum series series)
{
    struct progress *m = &c->progress[series];
    if (m->wait == PROGRESS_PASS &&
        atomic_load_explicit(&m->passed, memory_order_acquire) >= m->asked) {
        m->next.seq = atomic_load_explicit(&m->passed_seq, memory_order_relaxed);
        m->wait = PROGRESS_DURABLE;
    }
    if (m->wait == PROGRESS_DURABLE && atomic_load(&c->durable) >= m->next.seq) {
        c->done[series] = m->next;
        m->wait = PROGRESS_NOTHING;
    }
    if (m->wait == PROGRESS_NOTHING && m->newest > m->next.until) {
        m->asked = m->stored;
        m->next.until = m->newest;
        m->wait = PROGRESS_PASS;
    }
}

static void store_group(struct core *c, enum series series, struct group *g)
{
    struct err e = {0};
    if (g->n == 0)
        return;
    note_stored(c, series, g);
    enum rc rc = telemetry_append(c->telemetry[series], core_clock(), g->blocks, g->n, &e);
    if (rc != RC_OK)
        log_error("core", "could not write telemetry: %s", e.detail);
    for (size_t i = 0; i < g->n; i++) {
        struct call *call = g->calls[i];
        buf_release(&g->bytes[i]);
        call->stage = STAGE_STORED;
        call->rc = rc;
        call->err = e;
        if (!queue_put(&c->calls, call))
            api_finish(call,
                       err_set(&call->err, RC_BUSY, "the centre is stopping: send this again"));
    }
    g->n = 0;
}

static void add_to_group(struct group *g, struct call *call)
{
    struct intake_job *job = call->job;
    struct buf *b = &g->bytes[g->n];
    struct telemetry_block *block = &g->blocks[g->n];
    must(intake_pack(job, &g->packing, &block->first, &block->last) ==
         RC_OK); /* 5,000 bounded lines always fit */
    buf_init(b, TELEMETRY_BLOCK_MAX);
    buf_puts(b, block_bytes(&g->packing));
    block->n = job->accepted;
    block->data = buf_str(b);
    g->calls[g->n++] = call;
}

static usec_t part_of(usec_t life)
{
    return life / 3 < USEC_H ? life / 3 : USEC_H;
}

/*
 * Of reads the law names the last moment (New Hampshire: three minutes after each), not how long all of them are there: the
 * oldest of a partition must not be older when it goes, and it goes up to FORGET_EVERY late.
 */
usec_t intake_reads_life(usec_t most, usec_t *part)
{
    *part = most / 6 < USEC_H ? most / 6 : USEC_H;
    return most - *part - (FORGET_EVERY < *part ? FORGET_EVERY : *part);
}

/* As two persons set them, else as the configuration says. */
static void keep_as_set(struct core *c)
{
    usec_t life[DUE_SERIES];
    const struct picture *mirror = core_mirror_lock(c);
    for (int k = 0; k < DUE_SERIES; k++)
        life[k] = due_series_life(mirror, c->settings, (enum due_series)k);
    core_mirror_unlock(c);
    usec_t now = core_clock(), part, reads = intake_reads_life(life[DUE_READS], &part);
    telemetry_keep(c->telemetry[SERIES_READS], reads, part, now);
    part = part_of(life[DUE_POSITIONS]);
    telemetry_keep(c->telemetry[SERIES_POSITIONS], life[DUE_POSITIONS], part, now);
    telemetry_keep(c->tracks, life[DUE_TRACKS], part, now);
    telemetry_keep(c->telemetry[SERIES_HEARTBEATS], life[DUE_HEARTBEATS],
                   part_of(life[DUE_HEARTBEATS]), now);
    atomic_store(&c->fix_old, life[DUE_POSITIONS]);
}

static void expire_all(struct core *c)
{
    keep_as_set(c);
    for (int s = 0; s < SERIES_COUNT; s++) {
        struct err e = {0};
        if (telemetry_expire(c->telemetry[s], core_clock(), NULL, &e) != RC_OK)
            log_warn("core", "could not forget telemetry: %s", e.detail);
    }
}

static enum rc live_path(const struct core *c, char out[static FILE_PATH_MAX], struct err *e)
{
    return file_path(out, e, "%s/live", c->dir);
}

void intake_save_live(struct core *c)
{
    char path[FILE_PATH_MAX];
    struct err e = {0};
    if (c->tool)
        return;
    enum rc rc = live_path(c, path, &e);
    if (rc == RC_OK)
        rc = live_save(c->live, core_clock(), c->done, path, &e);
    if (rc != RC_OK)
        log_warn("core", "the next start will read an hour of positions: %s", e.detail);
}

void *intake_main(void *arg)
{
    struct core *c = arg;
    static struct group groups[SERIES_COUNT];
    usec_t next_expire = 0, next_save = clock_steady() + LIVE_EVERY;
    for (int s = 0; s < SERIES_COUNT; s++)
        block_writer_init(&groups[s].packing, TELEMETRY_BLOCK_MAX);
    while (!queue_closed(&c->store)) {
        usec_t now = clock_steady();
        if (now >= next_expire) {
            if (!c->tool)
                expire_all(c);
            for (int s = 0; s < SERIES_COUNT; s++)
                look_done(c, (enum series)s);
            next_expire = now + FORGET_EVERY;
        }
        if (now >= next_save) {
            intake_save_live(c);
            next_save = now + LIVE_EVERY;
        }
        struct call *all = queue_take_all(&c->store, next_expire);
        for (struct call *next; all != NULL; all = next) {
            next = all->next;
            enum series s = ((struct intake_job *)all->job)->series;
            add_to_group(&groups[s], all);
            if (groups[s].n == GROUP_JOBS)
                store_group(c, s, &groups[s]);
        }
        for (int s = 0; s < SERIES_COUNT; s++)
            store_group(c, (enum series)s, &groups[s]);
    }
    for (int s = 0; s < SERIES_COUNT; s++)
        block_writer_release(&groups[s].packing);
    return NULL;
}

bool intake_open(struct core *c, struct err *e)
{
    static const struct {
        const char *name;
        enum setting life;
        usec_t grace;
    } all[SERIES_COUNT] = {{"reads", SET_RETENTION_READS_S, 0},
                           {"positions", SET_RETENTION_POSITIONS_S, THIN_GRACE},
                           {"heartbeats", SET_RETENTION_HEARTBEATS_S, 0}};

    usec_t keep = 0;
    for (int s = 0; s < SERIES_COUNT; s++) {
        keep = settings_int(c->settings, all[s].life) * USEC_S;
        usec_t part = part_of(keep);
        if (s == SERIES_READS)
            keep = intake_reads_life(keep, &part);
        const struct telemetry_series series = {all[s].name, keep, part, all[s].grace};
        if (telemetry_open(&c->telemetry[s], c->dir, &series, e) != RC_OK)
            return false;
    }
    keep = settings_int(c->settings, SET_RETENTION_TRACKS_S) * USEC_S;
    const struct telemetry_series tracks = {"tracks", keep, part_of(keep), 0};
    atomic_store(&c->fix_old, settings_int(c->settings, SET_RETENTION_POSITIONS_S) * USEC_S);
    return telemetry_open(&c->tracks, c->dir, &tracks, e) == RC_OK;
}

struct replay {
    struct core *core;
    enum series series;
    struct batch *batch;
    uint64_t samples;
    usec_t since; /* of blocks received before nothing is done; walking back ends there */
};

static bool replay_block(void *arg, const struct telemetry_block *block)
{
    struct replay *r = arg;
    struct arena a;
    struct intake_job job;
    struct err e = {0};
    usec_t received;
    if (r->since != 0 && intake_received(block->data, &received, &e) == RC_OK &&
        received < r->since)
        return r->series == SERIES_READS;
    arena_init(&a, 64u << 20);
    if (intake_unpack(r->series, block->data, &a, &job, &e) != RC_OK) {
        log_warn("core", "a block of telemetry could not be read again: %s", e.detail);
    } else {
        r->samples += job.n;
        if (r->series != SERIES_READS)
            intake_live(r->core, &job, job.received);
        job.replay = true;
        if (r->series == SERIES_READS)
            loop_telemetry(r->core, r->batch, &job, NULL, core_clock());
    }
    arena_release(&a);
    return true;
}

/* When what is written down of live was written; 0: it is not. */
static usec_t load_live(struct core *c, usec_t now)
{
    char path[FILE_PATH_MAX];
    struct err e = {0};
    usec_t saved = 0;
    struct live_done done[LIVE_SERIES] = {0};
    enum rc rc = live_path(c, path, &e);
    if (rc == RC_OK)
        rc = live_load(c->live, path, now - POSITIONS_BACK, &saved, done, &e);
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        log_warn("core", "an hour of positions is read again: %s", e.detail);
    for (uint32_t i = 0; i < live_units(c->live); i++) {
        struct live_unit *u = live_unit_at(c->live, i);
        const struct unit *unit = picture_get(c->picture, KIND_UNIT, u->id);
        if (unit == NULL || unit->duty != UNIT_DUTY_ON)
            live_unit_forget(c->live, u);
    }
    bool good = rc == RC_OK && saved <= now;
    /* A journal that was put back does not hold what came of it. */
    for (int s = 0; s < SERIES_COUNT && good; s++)
        if (done[s].until <= now && done[s].seq <= picture_seq(c->picture))
            c->done[s] = done[s];
    return good ? saved : 0;
}

/* All received before was done with; 0: not known. */
static usec_t since_of(const struct replay *r)
{
    usec_t until = r->core->done[r->series].until;
    return until > ON_ITS_WAY ? until - ON_ITS_WAY : 0;
}

/* In order of receipt, for a read that is older than what its vehicle did last adds nothing. */
static enum rc reads_again(struct replay *r, struct err *e)
{
    struct telemetry *t = r->core->telemetry[SERIES_READS];
    usec_t *starts = NULL;
    size_t n = 0;
    r->since = since_of(r);
    enum rc rc = telemetry_starts(t, &starts, &n, e);
    for (size_t i = 0; i < n && rc == RC_OK; i++)
        if (i + 1 == n || starts[i + 1] > r->since)
            rc = telemetry_part(t, starts[i], 0, replay_block, r, e);
    free(starts);
    return rc;
}

/* All reads of which it is not sure that they were matched; of the others what live does not know yet. */
static enum rc read_again(struct replay *r, usec_t now, usec_t live, struct err *e)
{
    struct telemetry *t = r->core->telemetry[r->series];
    if (r->series == SERIES_READS)
        return reads_again(r, e);
    if (live < now - POSITIONS_BACK)
        return telemetry_each(t, now - POSITIONS_BACK, INT64_MAX, replay_block, r, e);
    r->since = since_of(r) > live - LIVE_WAY ? since_of(r) : live - LIVE_WAY;
    return telemetry_back(t, replay_block, r, e);
}

enum rc intake_replay(struct core *c, struct err *e)
{
    /* Where the units are comes first: a hit found again must find somebody to tell. */
    static const enum series order[SERIES_COUNT] = {SERIES_POSITIONS, SERIES_HEARTBEATS,
                                                    SERIES_READS};

    usec_t now = core_clock(), live = load_live(c, now);
    for (int i = 0; i < SERIES_COUNT; i++) {
        usec_t begun = clock_steady();
        struct replay r = {.core = c, .series = order[i], .batch = batch_take(c)};
        enum rc rc = read_again(&r, now, live, e);
        batch_give(c, r.batch);
        if (rc != RC_OK)
            return rc;
        if (r.samples > 0)
            log_info("core", "%llu samples of telemetry read again in %lld ms",
                     (unsigned long long)r.samples,
                     (long long)((clock_steady() - begun) / USEC_MS));
    }
    return RC_OK;
}
