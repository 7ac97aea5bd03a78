/* SPDX-License-Identifier: Apache-2.0 */
/* Which devices call most, which chatter, which call for nothing; and each site's ledger of what alarms turned out to be. */
#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"
#include "desk/load/measure_priv.h"

struct source {
    struct str name, site;
    uint64_t calls, chatter;
    uint64_t raised, closed, nuisance; /* of the period */
    uint64_t of[DISPOSITION_COUNT];
    uint64_t raised_before, closed_before, nuisance_before; /* of the one before */
    usec_t last[LOAD_CHATTER];                              /* its newest calls, in a ring */
    uint32_t last_alarm[LOAD_CHATTER];
    uint8_t chattered[LOAD_CHATTER]; /* counted already */
};

/* By name: devices or sites. */
struct sources {
    struct map by_name; /* name → place + 1 */
    struct source *v;
    size_t n, cap;
};

static struct source *source_of(struct sources *s, struct str name, struct str site)
{
    uintptr_t at = (uintptr_t)map_get(&s->by_name, name);
    if (at != 0)
        return &s->v[at - 1];
    if (s->n == s->cap) {
        s->cap = s->cap > 0 ? s->cap * 2 : 64;
        s->v = mem_resize(s->v, s->cap, sizeof *s->v);
    }
    s->v[s->n] = (struct source){.name = name, .site = site};
    (void)map_set(&s->by_name, name, (void *)(uintptr_t)(s->n + 1));
    return &s->v[s->n++];
}

static void release(struct sources *s)
{
    map_release(&s->by_name);
    free(s->v);
}

/* It asked for people and they were not needed. */
static bool is_nuisance(uint8_t disposition)
{
    return disposition == DISPOSITION_FALSE_ALARM || disposition == DISPOSITION_ACCIDENT ||
           disposition == DISPOSITION_TECHNICAL || disposition == DISPOSITION_UNFOUNDED;
}

/* ---- who calls most ---- */

/* Each call that is one of LOAD_CHATTER within the span, once. */
static void chatter(struct load_measure *m, struct source *s, const struct load_call *c)
{
    size_t at = s->calls % LOAD_CHATTER, oldest = (at + 1) % LOAD_CHATTER;
    s->last[at] = c->at;
    s->last_alarm[at] = c->alarm;
    s->chattered[at] = 0;
    if (s->calls + 1 < LOAD_CHATTER || c->at - s->last[oldest] >= LOAD_CHATTER_SPAN)
        return;
    for (size_t i = 0; i < LOAD_CHATTER; i++) {
        s->chatter += s->chattered[i] == 0;
        s->chattered[i] = 1;
        load_note(m, "chatter", STR_NONE, s->last_alarm[i]);
        load_note(m, "chatter", s->name, s->last_alarm[i]);
    }
}

static uint64_t count_calls(struct load_measure *m, struct sources *s)
{
    uint64_t all = 0;
    for (uint32_t i = load_call_at(m->f, m->q->from); i < m->f->ncalls; i++) {
        const struct load_call *c = &m->f->calls[i];
        const struct load_alarm *a = &m->f->alarms[c->alarm];
        if (!load_heeds(m, a, c->at))
            continue;
        struct source *x = source_of(s, a->device, a->site);
        chatter(m, x, c);
        x->calls++;
        all++;
        load_note(m, "source", a->device, c->alarm);
    }
    return all;
}

static int by_calls(const void *a, const void *b)
{
    const struct source *x = a, *y = b;
    return x->calls != y->calls ? (x->calls < y->calls ? 1 : -1) : str_cmp(x->name, y->name);
}

static int by_chatter(const void *a, const void *b)
{
    const struct source *x = a, *y = b;
    return x->chatter != y->chatter ? (x->chatter < y->chatter ? 1 : -1)
                                    : str_cmp(x->name, y->name);
}

static void put_source(struct buf *out, const struct source *s, uint64_t n, bool first)
{
    buf_cat(out, first ? "{" : ",{");
    load_put_text(out, "device", s->name);
    buf_putc(out, ',');
    load_put_text(out, "site", s->site);
    buf_printf(out, ",\"n\":%llu", (unsigned long long)n);
}

static void put_top(struct load_measure *m, const struct sources *s, uint64_t all)
{
    uint64_t top = 0;
    buf_cat(m->out, ",\"top\":{\"sources\":[");
    for (size_t i = 0; i < s->n && i < LOAD_TOP; i++) {
        top += s->v[i].calls;
        put_source(m->out, &s->v[i], s->v[i].calls, i == 0);
        load_put_share(m->out, "share", s->v[i].calls, all);
        buf_putc(m->out, '}');
    }
    buf_printf(m->out, "],\"of\":%zu", s->n);
    load_put_share(m->out, "share", top, all);
    buf_putc(m->out, '}');
}

static void put_chatter(struct load_measure *m, const struct sources *s)
{
    bool first = true;
    size_t rows = 0, n = 0;
    buf_cat(m->out, ",\"chatter\":{\"sources\":[");
    for (; n < s->n && s->v[n].chatter > 0; n++) {
        if (rows++ >= LOAD_ROWS)
            continue;
        put_source(m->out, &s->v[n], s->v[n].chatter, first);
        buf_putc(m->out, '}');
        first = false;
    }
    buf_printf(m->out, "],\"n\":%zu}", n);
}

void load_put_sources(struct load_measure *m)
{
    struct sources s = {0};
    map_init(&s.by_name);
    load_note(m, "source", STR_NONE, LOAD_NONE);
    load_note(m, "chatter", STR_NONE, LOAD_NONE);
    uint64_t all = count_calls(m, &s);
    if (s.n > 0)
        qsort(s.v, s.n, sizeof *s.v, by_calls);
    put_top(m, &s, all);
    if (s.n > 0)
        qsort(s.v, s.n, sizeof *s.v, by_chatter);
    put_chatter(m, &s);
    release(&s);
}

/* ---- what they turned out to be ---- */

static void enter(struct source *s, const struct load_alarm *a, bool before)
{
    bool closed = a->disposition < DISPOSITION_COUNT;
    uint64_t nuisance = closed && is_nuisance(a->disposition);
    if (before) {
        s->raised_before++;
        s->closed_before += closed;
        s->nuisance_before += nuisance;
        return;
    }
    s->raised++;
    s->closed += closed;
    s->nuisance += nuisance;
    if (closed)
        s->of[a->disposition]++;
}

static bool raised_before(const struct load_measure *m, const struct load_alarm *a)
{
    usec_t span = m->q->to - m->q->from;
    return a->raised < m->q->from && a->raised >= m->q->from - span && load_counts(m, a);
}

static void note_alarm(struct load_measure *m, const struct load_alarm *a, uint32_t at)
{
    load_note(m, "site", a->site, at);
    if (a->disposition >= DISPOSITION_COUNT)
        return;
    load_note(m, "disposition", enum_disposition.names[a->disposition], at);
    if (is_nuisance(a->disposition)) {
        load_note(m, "nuisance", a->device, at);
        load_note(m, "false", a->site, at);
    }
}

static void gather(struct load_measure *m, struct sources *sites, struct sources *devices)
{
    for (uint32_t i = 0; i < m->f->nalarms; i++) {
        const struct load_alarm *a = &m->f->alarms[i];
        bool before = raised_before(m, a);
        if (!before && !load_raised(m, a))
            continue;
        enter(source_of(sites, a->site, STR_NONE), a, before);
        enter(source_of(devices, a->device, a->site), a, before);
        if (!before)
            note_alarm(m, a, i);
    }
}

static int by_nuisance(const void *a, const void *b)
{
    const struct source *x = a, *y = b;
    if (x->nuisance != y->nuisance)
        return x->nuisance < y->nuisance ? 1 : -1;
    if (x->raised != y->raised)
        return x->raised < y->raised ? 1 : -1;
    return str_cmp(x->name, y->name);
}

static void put_dispositions(struct buf *out, const uint64_t *of)
{
    bool any = false;
    buf_cat(out, ",\"dispositions\":{");
    for (int d = 0; d < DISPOSITION_COUNT; d++)
        if (of[d] > 0) {
            buf_printf(out, "%s\"%.*s\":%llu", any ? "," : "", STR_ARG(enum_disposition.names[d]),
                       (unsigned long long)of[d]);
            any = true;
        }
    buf_putc(out, '}');
}

static void put_site(struct buf *out, const struct source *s, bool first)
{
    buf_cat(out, first ? "{" : ",{");
    load_put_text(out, "site", s->name);
    buf_printf(out, ",\"alarms\":%llu,\"closed\":%llu,\"false\":%llu",
               (unsigned long long)s->raised, (unsigned long long)s->closed,
               (unsigned long long)s->nuisance);
    load_put_share(out, "rate", s->nuisance, s->closed);
    put_dispositions(out, s->of);
    buf_printf(out, ",\"before\":{\"alarms\":%llu,\"false\":%llu",
               (unsigned long long)s->raised_before, (unsigned long long)s->nuisance_before);
    load_put_share(out, "rate", s->nuisance_before, s->closed_before);
    buf_cat(out, "}}");
}

static void put_sites(struct load_measure *m, const struct sources *s)
{
    uint64_t of[DISPOSITION_COUNT] = {0};
    for (size_t i = 0; i < s->n; i++)
        for (int d = 0; d < DISPOSITION_COUNT; d++)
            of[d] += s->v[i].of[d];
    put_dispositions(m->out, of);
    buf_cat(m->out, ",\"ledger\":{\"sites\":[");
    for (size_t i = 0; i < s->n && i < LOAD_ROWS; i++)
        put_site(m->out, &s->v[i], i == 0);
    buf_printf(m->out, "],\"n\":%zu}", s->n);
}

static void put_nuisances(struct load_measure *m, const struct sources *s)
{
    size_t n = 0;
    buf_cat(m->out, ",\"nuisance\":[");
    for (; n < s->n && n < LOAD_ROWS && s->v[n].nuisance > 0; n++) {
        put_source(m->out, &s->v[n], s->v[n].nuisance, n == 0);
        buf_printf(m->out, ",\"alarms\":%llu", (unsigned long long)s->v[n].raised);
        load_put_share(m->out, "rate", s->v[n].nuisance, s->v[n].closed);
        buf_putc(m->out, '}');
    }
    buf_putc(m->out, ']');
}

void load_put_ledger(struct load_measure *m)
{
    struct sources sites = {0}, devices = {0};
    static const char *const figures[] = {"site", "disposition", "nuisance", "false"};
    map_init(&sites.by_name);
    map_init(&devices.by_name);
    for (size_t i = 0; i < ARRAY_LEN(figures); i++)
        load_note(m, figures[i], STR_NONE, LOAD_NONE);
    gather(m, &sites, &devices);
    if (sites.n > 0)
        qsort(sites.v, sites.n, sizeof *sites.v, by_nuisance);
    if (devices.n > 0)
        qsort(devices.v, devices.n, sizeof *devices.v, by_nuisance);
    put_sites(m, &sites);
    put_nuisances(m, &devices);
    release(&sites);
    release(&devices);
}
