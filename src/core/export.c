/* SPDX-License-Identifier: Apache-2.0 */
#include "core/export.h"

#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "core/core_priv.h"
#include "core/visible.h"
#include "tlog/policy.h"

#define EXPORT_MAGIC 0xe8904701u
#define WAIT (5 * USEC_S)
#define PIECE \
    (64u << 10)  /* a piece is sent when it has so many bytes; one event may make it longer */
#define ROWS 256 /* of a timeline, between two looks at how long the piece is */

struct export_job {
    unsigned magic;
    struct core *core;
    struct journal_reader *reader;
    struct tlog_tiles tiles;
    struct buf note;   /* the checkpoint to which all is proved */
    uint64_t size;     /* of its tree */
    struct arena text; /* of what was asked */
    struct arena row;
    struct str rest, subject; /* timelines that are left; the one under way, "kind/id" */
    uint64_t after, last;
    struct call *call;
    int walked;    /* rows of the step */
    bool stop;     /* the step ends here */
    bool finished; /* the last line is written */
    uint64_t events, erased, withheld, bytes, max;
};

static void drop(void *in)
{
    struct export_job *x = in;
    CHECK_OBJ(x, EXPORT_MAGIC);
    journal_reader_close(x->reader);
    tlog_tiles_release(&x->tiles);
    buf_release(&x->note);
    arena_release(&x->text);
    arena_release(&x->row);
    free(x);
}

/* A password's or a token's hash leaves the process in no way; what it was in is proved to have happened. */
static bool is_secret(const struct event *ev)
{
    return (*(const uint64_t *)ev->data & record_secrets(kind_table[event_kind(ev)].record)) != 0;
}

/* Without its checkpoint, which the first line says once for all. */
static enum rc put_proof(struct export_job *x, uint64_t seq, struct buf *out, struct err *e)
{
    struct tlog_proof_file f = {.index = seq - 1, .checkpoint = STR_NONE};
    struct tlog_hashes from = tlog_tiles_hashes(&x->tiles);
    struct buf text;
    enum rc rc = tlog_prove_included(&from, f.index, x->size, &f.proof, e);
    if (rc != RC_OK)
        return rc;
    buf_init(&text, TLOG_NOTE_MAX);
    tlog_proof_file_put(&text, &f);
    must(buf_ok(&text));
    buf_cat(out, ",\"proof\":");
    json_put_string(out, buf_str(&text));
    buf_release(&text);
    return RC_OK;
}

static enum rc put_event(struct export_job *x, const struct journal_row *row, bool secret,
                         struct err *e)
{
    struct buf *out = &x->call->answer;
    bool erased = row->salt.n == 0;
    buf_cat(out, "{\"of\":");
    json_put_string(out, x->subject);
    buf_printf(out, ",\"seq\":%llu,\"entry\":", (unsigned long long)row->seq);
    json_put_string(out, row->entry);
    if (erased || secret) {
        buf_cat(out, erased ? ",\"erased\":true" : ",\"withheld\":\"secret\"");
    } else {
        buf_cat(out, ",\"payload\":");
        json_put_string(out, row->payload);
        buf_cat(out, ",\"salt\":\"");
        base64_put(out, row->salt.p, row->salt.n);
        buf_putc(out, '"');
    }
    enum rc rc = put_proof(x, row->seq, out, e);
    buf_cat(out, "}\n");
    x->events++;
    x->erased += erased;
    x->withheld += secret && !erased;
    return rc;
}

static enum rc put_row(const struct journal_row *row, void *arg, struct err *e)
{
    struct export_job *x = arg;
    struct event ev;
    if (row->seq > x->last) {
        x->stop = true;
        x->walked = 0; /* no row after it is wanted either */
        return RC_NOT_FOUND;
    }
    x->walked++;
    x->after = row->seq;
    if (row->payload.n == 0)
        return RC_OK;
    arena_clear(&x->row);
    enum rc rc = event_read(row->entry, row->payload, &x->row, &ev, e);
    if (rc != RC_OK)
        return rc;
    const struct picture *mirror = core_mirror_lock(x->core);
    bool visible = visible_event(mirror, &x->call->who, event_kind(&ev), ev.id, ev.area, ev.also);
    core_mirror_unlock(x->core);
    if (visible)
        rc = put_event(x, row, is_secret(&ev), e);
    if (rc == RC_OK && x->call->answer.n >= PIECE) {
        x->stop = true;
        rc = RC_NOT_FOUND;
    }
    return rc;
}

/* The next timeline; false: there is none. */
static bool next_subject(struct export_job *x)
{
    struct str id = str_cut(&x->rest, ',');
    if (id.n == 0)
        return false;
    struct str kind = str_cut(&id, ':');
    x->subject = arena_printf(&x->text, "%.*s/%.*s", STR_ARG(kind), STR_ARG(id));
    x->after = 0;
    return true;
}

static void put_end(struct export_job *x)
{
    buf_printf(&x->call->answer,
               "{\"end\":true,\"events\":%llu,\"erased\":%llu,\"withheld\":%llu}\n",
               (unsigned long long)x->events, (unsigned long long)x->erased,
               (unsigned long long)x->withheld);
    x->finished = true;
}

static enum rc step(struct export_job *x, struct err *e)
{
    if (x->subject.n == 0 && !next_subject(x)) {
        put_end(x);
        return RC_OK;
    }
    x->walked = 0;
    x->stop = false;
    enum rc rc = journal_timeline(x->reader, x->subject, x->after, ROWS, put_row, x, e);
    if (x->stop && rc == RC_NOT_FOUND)
        rc = RC_OK;
    if (rc == RC_OK && x->walked < ROWS && (!x->stop || x->walked == 0))
        x->subject = STR_NONE;
    return rc;
}

/* A file over its ceiling ends without its last line, so nobody takes it for whole. */
static enum rc more(struct call *c, struct err *e)
{
    struct export_job *x = c->in;
    enum rc rc = RC_OK;
    CHECK_OBJ(x, EXPORT_MAGIC);
    while (rc == RC_OK && !x->finished && c->answer.n < PIECE)
        rc = step(x, e);
    x->bytes += c->answer.n;
    if (rc == RC_OK && x->bytes > x->max)
        rc = err_set(e, RC_TOO_LARGE,
                     "the export is over %llu MiB (look.export_mib): ask for fewer histories",
                     (unsigned long long)(x->max >> 20));
    return rc;
}

/* The newest checkpoint is a second behind what is durable; a broken seal is behind for good. */
static enum rc wait_sealed(struct core *core, uint64_t last, struct err *e)
{
    usec_t end = clock_steady() + WAIT;
    while (atomic_load(&core->seal.size) < last) {
        if (clock_steady() > end || atomic_load(&core->stopping))
            return err_set(e, RC_BUSY, "no signed checkpoint covers event %llu yet: try again",
                           (unsigned long long)last);
        (void)nanosleep(&(struct timespec){0, 20 * 1000 * 1000}, NULL);
    }
    return RC_OK;
}

static void put_head(struct export_job *x, struct str head)
{
    buf_printf(&x->call->answer,
               "{\"markaz\":\"export/1\",%.*s,\"last\":%llu,\"checkpoint\":", STR_ARG(head),
               (unsigned long long)x->last);
    json_put_string(&x->call->answer, buf_str(&x->note));
    buf_cat(&x->call->answer, "}\n");
}

enum rc core_export(struct core *core, struct call *c, const struct export_asked *asked,
                    struct err *e)
{
    struct journal_reader *r = NULL;
    enum rc rc = wait_sealed(core, asked->last, e);
    if (rc == RC_OK)
        rc = behind_wait(core, asked->last, WAIT, e);
    if (rc == RC_OK)
        rc = journal_reader_open(&r, core->dir, e);
    if (rc != RC_OK)
        return rc;
    struct export_job *x = mem_alloc(sizeof *x);
    x->magic = EXPORT_MAGIC;
    x->core = core;
    x->call = c;
    x->reader = r;
    journal_reader_heed(r, &core->stopping);
    x->last = asked->last;
    x->max = (uint64_t)settings_int(core->settings, SET_LOOK_EXPORT_MIB) << 20;
    buf_init(&x->note, TLOG_NOTE_MAX);
    x->size = seal_checkpoint_for(&core->seal, (int64_t)asked->last, &x->note);
    seal_tiles(core, x->size, &x->tiles);
    arena_init(&x->text, 1u << 20);
    arena_init(&x->row, EVENT_PAYLOAD_MAX * 4);
    x->rest = arena_str(&x->text, asked->about);
    must(c->drop_in == NULL);
    c->in = x;
    c->drop_in = drop;
    c->more = more;
    c->type = "application/x-ndjson";
    put_head(x, asked->head);
    return RC_OK;
}
