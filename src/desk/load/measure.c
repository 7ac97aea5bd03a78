/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/load/measure_priv.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#define LEVELS 8 /* as the picture's */

/* ---- areas ---- */

void load_areas_init(struct load_areas *a)
{
    arena_init(&a->arena, 16u << 20);
    map_init(&a->parent);
}

void load_areas_release(struct load_areas *a)
{
    map_release(&a->parent);
    arena_release(&a->arena);
}

void load_areas_add(struct load_areas *a, struct str area, struct str parent)
{
    if (area.n > 0 && parent.n > 0)
        (void)map_set(&a->parent, arena_str(&a->arena, area),
                      (void *)(uintptr_t)arena_str(&a->arena, parent).p);
}

bool load_within(const struct load_areas *a, struct str area, struct str of)
{
    if (of.n == 0)
        return true;
    for (int level = 0; area.n > 0 && level <= LEVELS; level++) {
        if (str_eq(area, of))
            return true;
        area = str_c(map_get(&a->parent, area));
    }
    return false;
}

/* ---- what counts ---- */

bool load_counts(const struct load_measure *m, const struct load_alarm *a)
{
    return !a->apart && load_within(m->q->areas, a->area, m->q->area);
}

bool load_raised(const struct load_measure *m, const struct load_alarm *a)
{
    return a->raised >= m->q->from && a->raised < m->q->to && load_counts(m, a);
}

bool load_heeds(const struct load_measure *m, const struct load_alarm *a, usec_t at)
{
    return at >= m->q->from && at < m->q->to && at - a->raised < USEC_DAY && load_counts(m, a);
}

/* Of n rows of `size` bytes, in the order of the time that stands `off` bytes into each, the first not before `at`. */
static uint32_t first_at(const void *rows, uint32_t n, size_t size, size_t off, usec_t at)
{
    uint32_t lo = 0, hi = n;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        usec_t t;
        memcpy(&t, (const char *)rows + mid * size + off, sizeof t);
        if (t < at)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

uint32_t load_alarm_at(const struct load_facts *f, usec_t at)
{
    return first_at(f->alarms, f->nalarms, sizeof *f->alarms, offsetof(struct load_alarm, raised),
                    at);
}

uint32_t load_call_at(const struct load_facts *f, usec_t at)
{
    return first_at(f->calls, f->ncalls, sizeof *f->calls, offsetof(struct load_call, at), at);
}

uint32_t load_clock_at(const struct load_facts *f, usec_t at)
{
    return first_at(f->clocks, f->nclocks, sizeof *f->clocks, offsetof(struct load_clock, from),
                    at);
}

void load_note(struct load_measure *m, const char *name, struct str key, uint32_t alarm)
{
    struct str want = m->q->figure, rest = want;
    if (want.n == 0 || !str_eqc(str_cut(&rest, ':'), name))
        return;
    m->known = true;
    if (alarm != LOAD_NONE && str_eq(rest, key))
        m->noted[alarm] = 1;
}

void load_put_share(struct buf *out, const char *name, uint64_t n, uint64_t of)
{
    if (of > 0)
        json_put_more_scaled(out, name, (int64_t)(n * 1000 / of), 3);
    else
        buf_printf(out, ",\"%s\":null", name);
}

void load_put_text(struct buf *out, const char *name, struct str text)
{
    buf_printf(out, "\"%s\":", name);
    json_put_string(out, text);
}

/* ---- rate, flood ---- */

struct rate {
    uint64_t alarms, calls, periods, floods, most;
};

static bool call_counts(const struct load_measure *m, const struct load_call *c)
{
    return load_heeds(m, &m->f->alarms[c->alarm], c->at);
}

/* Calls of the ten minutes from `begin`; the first call behind them in *at. */
static uint64_t calls_until(const struct load_measure *m, uint32_t *at, usec_t end)
{
    uint64_t n = 0;
    for (; *at < m->f->ncalls && m->f->calls[*at].at < end; ++*at)
        n += call_counts(m, &m->f->calls[*at]);
    return n;
}

static void note_calls(struct load_measure *m, const char *name, uint32_t from, uint32_t to)
{
    for (; from < to; from++)
        if (call_counts(m, &m->f->calls[from]))
            load_note(m, name, STR_NONE, m->f->calls[from].alarm);
}

static struct rate rate_of(struct load_measure *m)
{
    struct rate r = {0};
    const struct load_question *q = m->q;
    uint32_t at = load_call_at(m->f, q->from);
    load_note(m, "alarms", STR_NONE, LOAD_NONE);
    load_note(m, "calls", STR_NONE, LOAD_NONE);
    load_note(m, "flood", STR_NONE, LOAD_NONE);
    uint32_t end = load_alarm_at(m->f, q->to);
    for (uint32_t i = load_alarm_at(m->f, q->from); i < end; i++) {
        if (!load_raised(m, &m->f->alarms[i]))
            continue;
        r.alarms++;
        load_note(m, "alarms", STR_NONE, i);
    }
    for (usec_t t = q->from - q->from % LOAD_PERIOD; t < q->to; t += LOAD_PERIOD) {
        uint32_t first = at;
        uint64_t n = calls_until(m, &at, t + LOAD_PERIOD < q->to ? t + LOAD_PERIOD : q->to);
        r.periods++;
        r.calls += n;
        r.floods += n > LOAD_FLOOD;
        r.most = n > r.most ? n : r.most;
        note_calls(m, "calls", first, at);
        if (n > LOAD_FLOOD)
            note_calls(m, "flood", first, at);
    }
    return r;
}

void load_put_rate(struct load_measure *m)
{
    const struct rate now = rate_of(m), *r = &now;
    usec_t span = m->q->to - m->q->from;
    buf_printf(m->out, "\"alarms\":%llu,\"calls\":%llu", (unsigned long long)r->alarms,
               (unsigned long long)r->calls);
    json_put_more_scaled(m->out, "per_hour", (int64_t)r->calls * 100 * USEC_H / span, 2);
    json_put_more_scaled(m->out, "per_10min", (int64_t)r->calls * 100 * LOAD_PERIOD / span, 2);
    buf_printf(m->out, ",\"most_10min\":%llu,\"flood\":{\"periods\":%llu,\"of\":%llu",
               (unsigned long long)r->most, (unsigned long long)r->floods,
               (unsigned long long)r->periods);
    load_put_share(m->out, "share", r->floods, r->periods);
    buf_putc(m->out, '}');
}

/* ---- how urgent, how old ---- */

static void put_priorities(struct load_measure *m)
{
    uint64_t of[6] = {0}, all = 0;
    for (uint32_t i = 0; i < m->f->nalarms; i++) {
        const struct load_alarm *a = &m->f->alarms[i];
        char key[2] = {(char)('0' + (a->priority < 6 ? a->priority : 0)), '\0'};
        if (!load_raised(m, a))
            continue;
        of[key[0] - '0']++;
        all++;
        load_note(m, "priority", str_c(key), i);
    }
    load_note(m, "priority", STR_NONE, LOAD_NONE);
    buf_cat(m->out, ",\"priorities\":[");
    for (int p = 1; p < 6; p++) {
        buf_printf(m->out, "%s{\"priority\":%d,\"n\":%llu", p > 1 ? "," : "", p,
                   (unsigned long long)of[p]);
        load_put_share(m->out, "share", of[p], all);
        buf_putc(m->out, '}');
    }
    buf_putc(m->out, ']');
}

/* Those that became a day old from..to and were open then. */
static void put_stale(struct load_measure *m)
{
    uint64_t n = 0;
    load_note(m, "stale", STR_NONE, LOAD_NONE);
    for (uint32_t i = 0; i < m->f->nalarms; i++) {
        const struct load_alarm *a = &m->f->alarms[i];
        usec_t due = a->raised + LOAD_STALE;
        if (due < m->q->from || due >= m->q->to || a->closed_day != 0 || !load_counts(m, a))
            continue;
        n++;
        load_note(m, "stale", STR_NONE, i);
    }
    buf_printf(m->out, ",\"stale\":%llu", (unsigned long long)n);
}

/* Alarms that were raised as tests, in a drill or in maintenance, and those whose source was shelved. */
static void put_apart(struct load_measure *m)
{
    uint64_t tests = 0, drills = 0, shelved = 0;
    load_note(m, "drills", STR_NONE, LOAD_NONE);
    load_note(m, "tests", STR_NONE, LOAD_NONE);
    load_note(m, "shelved", STR_NONE, LOAD_NONE);
    uint32_t end = load_alarm_at(m->f, m->q->to);
    for (uint32_t i = load_alarm_at(m->f, m->q->from); i < end; i++) {
        const struct load_alarm *a = &m->f->alarms[i];
        if (!(a->apart || a->shelved) || !load_within(m->q->areas, a->area, m->q->area))
            continue;
        tests += a->apart && !a->practice;
        drills += a->practice;
        shelved += !a->apart;
        load_note(m, a->practice ? "drills" : a->apart ? "tests" : "shelved", STR_NONE, i);
    }
    buf_printf(m->out, ",\"tests\":%llu,\"drills\":%llu,\"shelved\":%llu",
               (unsigned long long)tests, (unsigned long long)drills, (unsigned long long)shelved);
}

/* ---- all ---- */

usec_t load_begin(const struct load_question *q)
{
    usec_t span = q->whole && q->to - q->from > USEC_DAY ? q->to - q->from : USEC_DAY;
    return q->from > span ? q->from - span : 0;
}

static void put_figures(struct load_measure *m)
{
    buf_printf(m->out, "{\"formulas\":%d,\"from\":", LOAD_FORMULAS);
    json_put_time(m->out, m->q->from);
    buf_cat(m->out, ",\"to\":");
    json_put_time(m->out, m->q->to);
    buf_printf(m->out, ",\"seq\":%llu,", (unsigned long long)m->f->seq);
    load_put_text(m->out, "area", m->q->area);
    buf_putc(m->out, ',');
    load_put_text(m->out, "by", m->q->by);
    buf_putc(m->out, ',');
    load_put_rate(m);
    load_put_sources(m);
    put_stale(m);
    put_priorities(m);
    put_apart(m);
    load_put_answers(m);
    load_put_clocks(m);
    if (m->q->whole) {
        load_put_ledger(m);
        if (m->q->figure.n == 0) {
            load_put_shifts(m);
            load_put_rota(m);
        }
    }
    buf_putc(m->out, '}');
}

static void put_noted(const struct load_measure *m, struct buf *out)
{
    uint32_t n = 0;
    buf_printf(out, "{\"formulas\":%d,", LOAD_FORMULAS);
    load_put_text(out, "figure", m->q->figure);
    buf_cat(out, ",\"alarms\":[");
    for (uint32_t i = 0; i < m->f->nalarms; i++)
        if (m->noted[i] && n++ < LOAD_IDS) {
            buf_cat(out, n > 1 ? "," : "");
            json_put_string(out, m->f->alarms[i].id);
        }
    buf_printf(out, "],\"n\":%u}", n);
}

enum rc load_measure(const struct load_facts *f, const struct load_question *q, struct buf *out,
                     struct err *e)
{
    struct load_measure m = {.f = f, .q = q, .out = out};
    struct buf unread;
    must(q->from < q->to);
    if (q->figure.n == 0) {
        put_figures(&m);
        return RC_OK;
    }
    buf_init(&unread, out->max);
    m.out = &unread;
    m.noted = mem_alloc(f->nalarms + 1);
    put_figures(&m);
    if (m.known)
        put_noted(&m, out);
    buf_release(&unread);
    free(m.noted);
    return m.known ? RC_OK
                   : err_set(e, RC_NOT_FOUND, "there is no figure '%.*s'",
                             (int)(q->figure.n < 64 ? q->figure.n : 64), q->figure.p);
}
