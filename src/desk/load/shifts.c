/* SPDX-License-Identifier: Apache-2.0 */
/* The same figures by shift: of each sign-on with its person's answers, and of the times the centre says its shifts begin. */
#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/zone.h"
#include "desk/load/measure_priv.h"

static void put_span(struct load_measure *of, const struct load_measure *m, struct load_question *q,
                     bool open)
{
    *of = (struct load_measure){.f = m->f, .q = q, .out = m->out};
    buf_cat(m->out, "\"from\":");
    json_put_time(m->out, q->from);
    buf_cat(m->out, ",\"to\":");
    json_put_time(m->out, q->to);
    buf_printf(m->out, ",\"open\":%s,", open ? "true" : "false");
    q->to = q->to > q->from ? q->to : q->from + 1;
    load_put_rate(of);
    load_put_answers(of);
    buf_putc(m->out, '}');
}

/* ---- sign-ons ---- */

static void put_shift(const struct load_measure *m, const struct load_shift *s, bool first)
{
    struct load_question q = *m->q;
    struct load_measure of;
    q.from = s->from;
    q.to = s->to != 0 ? s->to : m->q->to;
    q.area = s->area;
    q.by = s->user;
    buf_cat(m->out, first ? "{" : ",{");
    load_put_text(m->out, "session", s->session);
    buf_putc(m->out, ',');
    load_put_text(m->out, "user", s->user);
    buf_putc(m->out, ',');
    load_put_text(m->out, "area", s->area);
    buf_putc(m->out, ',');
    put_span(&of, m, &q, s->to == 0);
}

void load_put_shifts(const struct load_measure *m)
{
    bool first = true;
    buf_cat(m->out, ",\"shifts\":[");
    for (uint32_t i = 0; i < m->f->nshifts; i++) {
        const struct load_shift *s = &m->f->shifts[i];
        if (s->from < m->q->from || s->from >= m->q->to ||
            !load_within(m->q->areas, s->area, m->q->area) ||
            (m->q->by.n > 0 && !str_eq(m->q->by, s->user)))
            continue;
        put_shift(m, s, first);
        first = false;
    }
    buf_putc(m->out, ']');
}

/* ---- the centre's times ---- */

/* What of each shift lies in the period, so that each hour is in one shift of one period. */
void load_put_rota(const struct load_measure *m)
{
    buf_cat(m->out, ",\"rota\":[");
    for (uint32_t i = 0; i + 1 < m->q->nrota; i++) {
        const usec_t *begins = &m->q->rota[i];
        struct load_question q = *m->q;
        struct load_measure of;
        q.from = begins[0] > q.from ? begins[0] : q.from;
        q.to = begins[1] < q.to ? begins[1] : q.to;
        buf_cat(m->out, i == 0 ? "{" : ",{");
        put_span(&of, m, &q, begins[1] > q.to);
    }
    buf_putc(m->out, ']');
}

static usec_t midnight(usec_t utc)
{
    usec_t local = zone_local((struct zone){0}, utc);
    return local - ((local % USEC_DAY) + USEC_DAY) % USEC_DAY;
}

uint32_t load_rota(const int *minutes, int n, usec_t from, usec_t to, usec_t **out)
{
    usec_t first = midnight(from) - USEC_DAY, last = midnight(to) + USEC_DAY;
    uint32_t k = 0;
    *out = mem_array((size_t)((last - first) / USEC_DAY + 1) * (size_t)n + 1, sizeof **out);
    for (usec_t day = first; day <= last; day += USEC_DAY)
        for (int i = 0; i < n; i++) {
            usec_t at = zone_utc((struct zone){0}, day + minutes[i] * USEC_MIN, ZONE_FIRST);
            if (k > 0 && ((*out)[k - 1] >= to || at <= (*out)[k - 1]))
                continue; /* enough, or a time that the clock is set forward over */
            k -= k > 0 && at <= from;
            (*out)[k++] = at;
        }
    return k;
}

bool load_month(struct str text, usec_t *from, usec_t *to)
{
    struct buf b;
    usec_t first, next;
    buf_init(&b, 64);
    buf_printf(&b, "%.*s-01T00:00:00Z", text.n == 7 ? 7 : 0, text.p);
    bool good = clock_parse(buf_str(&b), &first);
    buf_release(&b);
    if (!good)
        return false;
    for (int days = 28; days <= 31; days++) { /* the day whose number is 1 again */
        buf_init(&b, 64);
        next = first + days * USEC_DAY;
        clock_format(&b, next);
        bool begins = b.n > 9 && b.p[8] == '0' && b.p[9] == '1';
        buf_release(&b);
        if (begins)
            break;
    }
    *from = zone_utc((struct zone){0}, first, ZONE_FIRST);
    *to = zone_utc((struct zone){0}, next, ZONE_FIRST);
    return true;
}
