/* SPDX-License-Identifier: Apache-2.0 */
/* How long people waited for somebody, and what others demand of that. */
#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"
#include "desk/load/measure_priv.h"

/* ---- who answered when ---- */

static bool is_urgent(uint8_t kind)
{
    return kind == ALARM_KIND_PANIC || kind == ALARM_KIND_DURESS || kind == ALARM_KIND_HELP ||
           kind == ALARM_KIND_FIRE;
}

static bool clock_counts(const struct load_measure *m, const struct load_clock *c)
{
    return c->end != LOAD_RETIRED && load_heeds(m, &m->f->alarms[c->alarm], c->from) &&
           (m->q->by.n == 0 || str_eq(m->q->by, c->by));
}

static bool answered(const struct load_clock *c)
{
    return c->end == LOAD_TAKEN || c->end == LOAD_CLOSED;
}

static int by_length(const void *a, const void *b)
{
    usec_t x = *(const usec_t *)a, y = *(const usec_t *)b;
    return x < y ? -1 : x > y;
}

/* Nearest rank: the least value that so many per mille do not exceed. */
static usec_t rank(const usec_t *v, size_t n, size_t per_mille)
{
    return v[(n * per_mille + 999) / 1000 - 1];
}

static void put_ms(struct buf *out, const char *name, const usec_t *v, size_t n, size_t per_mille)
{
    if (n > 0)
        buf_printf(out, ",\"%s\":%lld", name, (long long)(rank(v, n, per_mille) / USEC_MS));
    else
        buf_printf(out, ",\"%s\":null", name);
}

void load_put_answers(struct load_measure *m)
{
    uint32_t first = load_clock_at(m->f, m->q->from), end = load_clock_at(m->f, m->q->to);
    usec_t *v = mem_array((size_t)(end - first) + 1, sizeof *v);
    size_t n = 0, waiting = 0;
    load_note(m, "answered", STR_NONE, LOAD_NONE);
    load_note(m, "waiting", STR_NONE, LOAD_NONE);
    for (uint32_t i = first; i < end; i++) {
        const struct load_clock *c = &m->f->clocks[i];
        if (!clock_counts(m, c))
            continue;
        if (answered(c))
            v[n++] = c->to - c->from;
        else
            waiting++;
        load_note(m, answered(c) ? "answered" : "waiting", STR_NONE, c->alarm);
    }
    qsort(v, n, sizeof *v, by_length);
    buf_printf(m->out, ",\"answers\":{\"n\":%zu,\"waiting\":%zu", n, waiting);
    put_ms(m->out, "median_ms", v, n, 500);
    put_ms(m->out, "p90_ms", v, n, 900);
    put_ms(m->out, "p95_ms", v, n, 950);
    buf_putc(m->out, '}');
    free(v);
}

/* ---- what is demanded ---- */

struct goal {
    int64_t s;
    int per_mille;
};

struct demand {
    const char *name;
    bool urgent, other; /* whose clocks */
    bool process;       /* not until somebody came, but from then until a unit was sent */
    struct goal goals[2];
};

struct judged {
    uint64_t within, of;
};

static void judge(struct load_measure *m, const struct demand *d, const struct goal *g,
                  struct judged *j, uint32_t alarm, usec_t took, bool over)
{
    bool within = over && took <= g->s * USEC_S;
    if (!within && took <= g->s * USEC_S)
        return; /* it may still be in time */
    j->of++;
    j->within += within;
    if (!within)
        load_note(m, "late", str_c(d->name), alarm);
}

static struct judged judge_answers(struct load_measure *m, const struct demand *d,
                                   const struct goal *g)
{
    struct judged j = {0};
    for (uint32_t i = 0; i < m->f->nclocks; i++) {
        const struct load_clock *c = &m->f->clocks[i];
        if (!clock_counts(m, c) || !(is_urgent(c->kind) ? d->urgent : d->other))
            continue;
        usec_t to = answered(c) ? c->to : m->q->to;
        judge(m, d, g, &j, c->alarm, to - c->from, answered(c));
    }
    return j;
}

/* Of those to which a unit was sent at all: that none was needed is no delay. */
static struct judged judge_process(struct load_measure *m, const struct demand *d,
                                   const struct goal *g)
{
    struct judged j = {0};
    for (uint32_t i = 0; i < m->f->nalarms; i++) {
        const struct load_alarm *a = &m->f->alarms[i];
        if (!load_raised(m, a) || a->sent == 0 || a->first_acked == 0)
            continue;
        judge(m, d, g, &j, i, a->sent > a->first_acked ? a->sent - a->first_acked : 0, true);
    }
    return j;
}

static void put_goal(struct load_measure *m, const struct demand *d, const struct goal *g)
{
    struct judged j = d->process ? judge_process(m, d, g) : judge_answers(m, d, g);
    buf_printf(m->out, "{\"s\":%lld", (long long)g->s);
    json_put_more_scaled(m->out, "want", g->per_mille, 3);
    buf_printf(m->out, ",\"within\":%llu,\"of\":%llu", (unsigned long long)j.within,
               (unsigned long long)j.of);
    load_put_share(m->out, "share", j.within, j.of);
    buf_printf(m->out, ",\"met\":%s}",
               j.of == 0                                          ? "null"
               : j.within * 1000 >= j.of * (uint64_t)g->per_mille ? "true"
                                                                  : "false");
}

void load_put_clocks(struct load_measure *m)
{
    const struct load_limits *l = &m->q->limits;
    const struct demand demands[] = {
        {"en50518_urgent", true, false, false, {{l->urgent_80_s, 800}, {l->urgent_985_s, 985}}},
        {"en50518_other", false, true, false, {{l->other_80_s, 800}, {l->other_985_s, 985}}},
        {"nena_answer", true, true, false, {{15, 900}, {20, 950}}},
        {"nfpa1225_answer", true, true, false, {{10, 900}, {0, 0}}},
        {"nfpa1225_process", true, true, true, {{60, 900}, {0, 0}}},
    };
    load_note(m, "late", STR_NONE, LOAD_NONE);
    buf_cat(m->out, ",\"clocks\":[");
    for (size_t i = 0; i < ARRAY_LEN(demands); i++) {
        const struct demand *d = &demands[i];
        buf_printf(m->out, "%s{\"name\":\"%s\",\"goals\":[", i > 0 ? "," : "", d->name);
        put_goal(m, d, &d->goals[0]);
        if (d->goals[1].per_mille > 0) {
            buf_putc(m->out, ',');
            put_goal(m, d, &d->goals[1]);
        }
        buf_cat(m->out, "]}");
    }
    buf_putc(m->out, ']');
}
