/* SPDX-License-Identifier: Apache-2.0 */
#include "core/replay.h"

#include <stdlib.h>

#include "base/mem.h"
#include "core/stages.h"

#define BOXES 8
#define BOX_ROWS 512
#define BOX_BYTES (2u << 20)   /* of texts; one row may be larger */
#define BOX_FIRST (512u << 10) /* what a box of small events takes: kept from round to round */
#define TEXTS_MAX (BOX_BYTES + EVENT_PAYLOAD_MAX + BOX_ROWS * (size_t)EVENT_ENTRY_MAX)
/* What a payload decodes to is bounded by the payload, but for a few copies of escaped text, and by its record. */
#define EVENTS_MAX (BOX_ROWS * (size_t)4096 + 4 * TEXTS_MAX)

struct box {
    struct arena texts; /* of the rows */
    struct arena data;  /* of the events */
    struct journal_row rows[BOX_ROWS];
    struct event events[BOX_ROWS];
    size_t n;
    enum rc rc; /* what ended it after n of them */
    struct err err;
};

struct replay {
    struct journal_reader *reader;
    struct box *boxes;
    uint64_t next, last; /* the fill step's */
    bool failed;
    bool full; /* of the box being filled: it ended before its last row */
    struct box *filling;
    const struct picture *into;
    replay_f *f;
    void *arg;
    enum rc rc;
    struct err *err;
};

static enum rc take_row(const struct journal_row *row, void *arg, struct err *e)
{
    struct replay *r = arg;
    struct box *b = r->filling;
    if (row->seq != r->next)
        return err_set(e, RC_CORRUPT, "event %llu is not in the journal",
                       (unsigned long long)r->next);
    if (row->entry.n > EVENT_ENTRY_MAX || row->payload.n > EVENT_PAYLOAD_MAX)
        return err_set(e, RC_CORRUPT, "event %llu is larger than any that was written",
                       (unsigned long long)row->seq);
    if (b->n > 0 && b->texts.used + row->payload.n > BOX_BYTES) {
        r->full = true;
        return RC_BUSY;
    }
    struct journal_row *to = &b->rows[b->n++];
    *to = (struct journal_row){row->seq, arena_str(&b->texts, row->entry),
                               arena_str(&b->texts, row->payload), STR_NONE};
    r->next++;
    return RC_OK;
}

static bool fill(void *arg, size_t box)
{
    struct replay *r = arg;
    struct box *b = r->filling = &r->boxes[box];
    if (r->next > r->last || r->failed)
        return false;
    uint64_t to = r->last - r->next < BOX_ROWS ? r->last : r->next + BOX_ROWS - 1;
    arena_clear(&b->texts);
    b->n = 0;
    r->full = false;
    b->rc = journal_each(r->reader, r->next, to, take_row, r, &b->err);
    if (r->full)
        b->rc = RC_OK;
    else if (b->rc == RC_OK && r->next <= to)
        b->rc = err_set(&b->err, RC_CORRUPT, "event %llu is not in the journal",
                        (unsigned long long)r->next);
    r->failed = b->rc != RC_OK;
    return true;
}

static void make(void *arg, size_t box)
{
    struct box *b = &((struct replay *)arg)->boxes[box];
    arena_clear(&b->data);
    for (size_t i = 0; i < b->n; i++) {
        const struct journal_row *row = &b->rows[i];
        struct err e;
        enum rc rc = event_read(row->entry, row->payload, &b->data, &b->events[i], &e);
        if (rc == RC_OK && b->events[i].seq != row->seq)
            rc = err_set(&e, RC_CORRUPT, "the row of event %llu holds event %llu",
                         (unsigned long long)row->seq, (unsigned long long)b->events[i].seq);
        if (rc != RC_OK) {
            b->n = i;
            b->rc = rc;
            b->err = e;
        }
    }
}

/* As in commit.c. */
#define TOGETHER 16u

static void bring_near(const struct picture *p, const struct event *events, size_t n)
{
    for (size_t i = 0; i < n; i++)
        picture_expect(p, event_kind(&events[i]), event_key(&events[i]));
    for (size_t i = 0; i < n; i++)
        picture_near(p, event_kind(&events[i]), event_key(&events[i]));
}

static bool empty(void *arg, size_t box)
{
    struct replay *r = arg;
    const struct box *b = &r->boxes[box];
    for (size_t i = 0; i < b->n; i++) {
        if (i % TOGETHER == 0)
            bring_near(r->into, b->events + i, b->n - i < TOGETHER ? b->n - i : TOGETHER);
        r->f(r->arg, &b->events[i]);
    }
    r->rc = b->rc;
    if (b->rc != RC_OK && r->err != NULL)
        *r->err = b->err;
    return b->rc == RC_OK;
}

/* The first chunk of an arena stays when it is cleared: one that is large enough is made only once. */
static void begin_large(struct arena *a, size_t max)
{
    arena_init(a, max);
    (void)arena_alloc(a, BOX_FIRST);
    arena_clear(a);
}

enum rc replay_each(struct journal_reader *reader, uint64_t from, uint64_t to, bool alone,
                    const struct picture *into, replay_f *f, void *arg, struct err *e)
{
    struct replay r = {.reader = reader, .next = from, .into = into, .f = f, .arg = arg, .err = e};
    enum rc rc = journal_reader_last(reader, &r.last, e);
    if (rc != RC_OK)
        return rc;
    r.last = to < r.last ? to : r.last;
    if (r.next > r.last)
        return RC_OK;
    size_t boxes = alone ? 1 : BOXES;
    r.boxes = mem_array(boxes, sizeof r.boxes[0]);
    for (size_t i = 0; i < boxes; i++) {
        begin_large(&r.boxes[i].texts, TEXTS_MAX);
        begin_large(&r.boxes[i].data, EVENTS_MAX);
    }
    const struct stages stages = {fill, make, empty, &r, boxes, alone};
    stages_run(&stages);
    for (size_t i = 0; i < boxes; i++) {
        arena_release(&r.boxes[i].texts);
        arena_release(&r.boxes[i].data);
    }
    free(r.boxes);
    return r.rc;
}
