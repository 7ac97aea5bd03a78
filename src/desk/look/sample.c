/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The weekly sample: a hundredth of all look-ups, for the reviewer, by lots that nobody can choose. When the week is over an
 * event closes it; the root of the tree of all entries up to that event, which did not exist when the last look-up was
 * made, gives each look-up its lot. All of it can be computed again from what is public: doc/verify-by-hand.md.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "desk/look/look_priv.h"

#define WEEK_ID STR("week")
#define MONDAY (4 * USEC_DAY) /* 1970-01-05 00:00 UTC was a Monday */
#define STEP 1000             /* lots at one tick, about half a millisecond */

uint32_t look_sample_lot(const struct sha256 *root, uint64_t seq)
{
    struct buf b;
    buf_init(&b, 256);
    buf_cat(&b, "markaz/sample1\n");
    base64_put(&b, root->b, SHA256_LEN);
    buf_printf(&b, "\n%llu\n", (unsigned long long)seq);
    must(buf_ok(&b));
    struct sha256 h = sha256_of(buf_str(&b), STR_NONE, STR_NONE);
    buf_release(&b);
    return (uint32_t)h.b[0] << 24 | (uint32_t)h.b[1] << 16 | (uint32_t)h.b[2] << 8 | h.b[3];
}

static void remember(struct look_sample *x, uint64_t seq, usec_t at)
{
    if (x->n == x->cap) {
        x->cap = x->cap > 0 ? x->cap * 2 : 256;
        x->v = mem_resize(x->v, x->cap, sizeof x->v[0]);
    }
    x->v[x->n++] = (struct look_made){seq, at};
}

static int by_seq(const void *a, const void *b)
{
    uint64_t x = ((const struct look_made *)a)->seq, y = ((const struct look_made *)b)->seq;
    return x < y ? -1 : x > y;
}

void look_sample_loaded(struct desk_state *s, const struct picture *p)
{
    const struct sample *week = picture_get(p, KIND_SAMPLE, WEEK_ID);
    usec_t since = week == NULL ? 0 : week->drawn_at != 0 ? week->to : week->from;
    s->sample.n = s->sample.done = s->sample.ndrawn = 0;
    for (uint32_t i = 0; i < picture_count(p, KIND_LOOK); i++) {
        const struct entity *en = picture_at(p, KIND_LOOK, i);
        const struct look *l = en->rec;
        if (l->access == ACCESS_LOOK_UP && l->at >= since)
            remember(&s->sample, en->first, l->at);
    }
    if (s->sample.n > 0)
        qsort(s->sample.v, s->sample.n, sizeof s->sample.v[0], by_seq);
}

void look_sample_folded(struct desk_state *s, const struct event *ev)
{
    if (ev->type == EV_LOOK_MADE || ev->type == EV_LOOK_DEFERRED)
        remember(&s->sample, ev->seq, ((const struct look *)ev->data)->at);
}

void look_sample_release(struct desk_state *s)
{
    free(s->sample.v);
    free(s->sample.drawn);
}

/* The end of the last week that is over. */
static usec_t last_end(const struct desk_state *s, usec_t now)
{
    return MONDAY + (now - MONDAY) / s->week * s->week;
}

static void close_week(struct desk_state *s, struct decision *d, const struct sample *before)
{
    struct sample w = {0};
    usec_t end = last_end(s, d->now);
    if (s->sample.n == 0 || s->sample.v[0].at >= end)
        return;
    sample_set_from(&w, before != NULL ? before->to : 0);
    sample_set_to(&w, end);
    sample_set_size(&w, (int64_t)(picture_seq(d->picture) + 1 + d->n));
    sample_set_drawn_at(&w, 0);
    (void)decision_event(d, EV_SAMPLE_CLOSED, WEEK_ID, &w);
}

/* How many of them are of the week; they are in order. */
static size_t of_week(const struct look_sample *x, usec_t to)
{
    size_t n = 0;
    while (n < x->n && x->v[n].at < to)
        n++;
    return n;
}

static void take_lots(struct look_sample *x, const struct sha256 *root, size_t n)
{
    if (x->done == 0) {
        x->drawn = mem_resize(x->drawn, n > 0 ? n : 1, sizeof x->drawn[0]);
        x->ndrawn = 0;
        x->least = UINT32_MAX;
        x->least_of = n > 0 ? x->v[0].seq : 0;
    }
    for (int i = 0; i < STEP && x->done < n; i++, x->done++) {
        uint64_t seq = x->v[x->done].seq;
        uint32_t lot = look_sample_lot(root, seq);
        if (lot < LOOK_SAMPLE_BELOW)
            x->drawn[x->ndrawn++] = seq;
        if (lot < x->least) {
            x->least = lot;
            x->least_of = seq;
        }
    }
}

/* A subject's own question is nobody's look at it; what has left the picture meanwhile is named by the draw alone. */
static void give_to_reviewer(struct decision *d, uint64_t seq)
{
    struct str id =
        arena_printf(d->arena, "%c%llu", kind_table[KIND_LOOK].letter, (unsigned long long)seq);
    const struct look *l = picture_get(d->picture, KIND_LOOK, id);
    if (l != NULL && l->purpose != PURPOSE_SUBJECT)
        look_review_open(d, REVIEW_REASON_SAMPLE, l, id);
}

static void end_draw(struct look_sample *x, struct decision *d, const struct sha256 *root, size_t n)
{
    struct sample w = {0};
    char hex[SHA256_HEX + 1];
    struct buf list;
    if (x->ndrawn == 0 && n > 0)
        x->drawn[x->ndrawn++] = x->least_of;
    buf_init(&list, 262144);
    buf_putc(&list, '[');
    for (size_t i = 0; i < x->ndrawn && list.n < 262000; i++)
        buf_printf(&list, "%s%llu", i > 0 ? "," : "", (unsigned long long)x->drawn[i]);
    buf_putc(&list, ']');
    sha256_hex(*root, hex);
    sample_set_root(&w, arena_str(d->arena, str_c(hex)));
    sample_set_looks(&w, (int64_t)n);
    sample_set_drawn(&w, arena_str(d->arena, buf_str(&list)));
    sample_set_drawn_at(&w, d->now);
    (void)decision_event(d, EV_SAMPLE_DRAWN, WEEK_ID, &w);
    buf_release(&list);
    for (size_t i = 0; i < x->ndrawn; i++)
        give_to_reviewer(d, x->drawn[i]);
    memmove(x->v, x->v + n, (x->n - n) * sizeof x->v[0]);
    x->n -= n;
    x->done = x->ndrawn = 0;
}

void look_sample_tick(struct desk_state *s, struct decision *d)
{
    const struct sample *week = picture_get(d->picture, KIND_SAMPLE, WEEK_ID);
    struct sha256 root;
    if (week == NULL || week->drawn_at != 0) {
        close_week(s, d, week);
        return;
    }
    if (d->root == NULL || !d->root(d->core, (uint64_t)week->size, &root))
        return;
    size_t n = of_week(&s->sample, week->to);
    take_lots(&s->sample, &root, n);
    if (s->sample.done == n)
        end_draw(&s->sample, d, &root, n);
}
