/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the index needs to know of an event, packed one after the other: its marks on timelines and,
 * for kinds that are searched, id, area and the kept fields in the record's order. So nobody must
 * hold on to the event itself until its index is written.
 */
#include "base/mem.h"
#include "journal/journal_priv.h"

struct head { /* of a packed note; what follows has no padding */
    uint64_t seq, marks[3];
    uint32_t type, id_n, area_n, size; /* size: of all that follows the head */
    uint64_t has;
};

void journal_notes_init(struct journal_notes *n, size_t max)
{
    *n = (struct journal_notes){0};
    buf_init(&n->bytes, max);
    buf_init(&n->subject, EVENT_PAYLOAD_MAX);
}

void journal_notes_release(struct journal_notes *n)
{
    buf_release(&n->bytes);
    buf_release(&n->subject);
}

void journal_notes_clear(struct journal_notes *n)
{
    buf_clear(&n->bytes);
    n->first = n->last = 0;
}

uint64_t journal_mark_of(struct str subject)
{
    return (uint64_t)journal_sum(subject) << 16;
}

static void put_marks(struct journal_notes *n, const struct event *ev, struct head *h)
{
    struct buf *subject = &n->subject;
    buf_clear(subject);
    buf_puts(subject, kind_table[event_kind(ev)].name);
    buf_putc(subject, '/');
    buf_puts(subject, ev->id);
    h->marks[0] = journal_mark_of(buf_str(subject));
    h->marks[1] = h->marks[0];
    if (ev->about.n > 0)
        h->marks[1] = journal_mark_of(ev->about);
    h->marks[2] = h->marks[0];
    if (ev->actor.n > 0 && !str_eqc(ev->actor, "core")) {
        buf_clear(subject);
        buf_cat(subject, "by/");
        buf_puts(subject, ev->actor);
        h->marks[2] = journal_mark_of(buf_str(subject));
    }
}

static void put_fields(struct buf *out, const struct kind_info *k, const void *data, uint64_t has)
{
    for (int i = 0; i < k->record->nfields; i++) {
        const struct field *f = &k->record->fields[i];
        const char *at = (const char *)data + f->off;
        if ((has & BIT(f->bit)) == 0)
            continue;
        if (f->kind < FIELD_ID) {
            buf_put(out, at, sizeof(int64_t));
            continue;
        }
        struct str text = *(const struct str *)(const void *)at;
        int64_t len = (int64_t)text.n;
        buf_put(out, &len, sizeof len);
        buf_puts(out, text);
    }
}

/* Of an erasure: the targets whose entities are gone, and with them their rows. */
static void put_gone(struct buf *out, const struct erasure *x)
{
    for (uint32_t i = 0; i < x->n; i++)
        if (x->targets[i].lives.n == 0)
            buf_put(out, &x->targets[i].seq, sizeof x->targets[i].seq);
}

bool journal_notes_add(struct journal_notes *n, const struct event *ev)
{
    const struct kind_info *k = &kind_table[event_kind(ev)];
    struct head h = {.seq = ev->seq, .type = ev->type};
    size_t before = n->bytes.n;
    must(n->last == 0 || ev->seq == n->last + 1);
    put_marks(n, ev, &h);
    buf_put(&n->bytes, &h, sizeof h);
    /* Of an entity that was gone when it was erased nothing is left to search. */
    bool nothing = ev->erased.n > 0 && *(const uint64_t *)ev->data == 0;
    if (ev->erasure != NULL)
        put_gone(&n->bytes, ev->erasure);
    if (k->keep != 0 && !nothing) {
        h.has = *(const uint64_t *)ev->data & event_table[ev->type].sets & k->keep;
        h.id_n = (uint32_t)ev->id.n;
        h.area_n = (uint32_t)ev->area.n;
        buf_puts(&n->bytes, ev->id);
        buf_puts(&n->bytes, ev->area);
        put_fields(&n->bytes, k, ev->data, h.has);
    }
    if (!buf_ok(&n->bytes)) {
        n->bytes.n = before;
        n->bytes.full = false;
        return false;
    }
    h.size = (uint32_t)(n->bytes.n - before - sizeof h);
    memcpy(n->bytes.p + before, &h, sizeof h);
    n->first = n->first != 0 ? n->first : ev->seq;
    n->last = ev->seq;
    return true;
}

bool journal_notes_erased(struct journal_notes *n, uint64_t seq)
{
    const struct head h = {.seq = seq, .type = EV_COUNT};
    must(n->last == 0 || seq == n->last + 1);
    if (buf_room(&n->bytes, sizeof h) == NULL) {
        n->bytes.full = false;
        return false;
    }
    buf_put(&n->bytes, &h, sizeof h);
    n->first = n->first != 0 ? n->first : seq;
    n->last = seq;
    return true;
}

static struct str take(struct str *rest, size_t n)
{
    must(n <= rest->n);
    struct str s = {rest->p, n};
    rest->p += n;
    rest->n -= n;
    return s;
}

bool journal_notes_next(struct str *rest, struct journal_note *out)
{
    struct head h;
    if (rest->n == 0)
        return false;
    memcpy(&h, take(rest, sizeof h).p, sizeof h);
    struct str body = take(rest, h.size);
    *out = (struct journal_note){.seq = h.seq,
                                 .marks = {h.marks[0], h.marks[1], h.marks[2]},
                                 .type = (enum event_type)h.type,
                                 .has = h.has};
    out->id = take(&body, h.id_n);
    out->area = take(&body, h.area_n);
    out->fields = body;
    return true;
}

int64_t journal_note_number(struct str *fields)
{
    int64_t v;
    memcpy(&v, take(fields, sizeof v).p, sizeof v);
    return v;
}

struct str journal_note_text(struct str *fields)
{
    int64_t n = journal_note_number(fields);
    return take(fields, (size_t)n);
}
