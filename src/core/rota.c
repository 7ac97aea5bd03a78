/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rota.h"

#include "core/week.h"

#define DAY_MIN (24 * 60)

/* ---- reading ---- */

static int turn_of(const struct rota *r, char letter)
{
    for (int i = 0; i < r->nturns; i++)
        if (r->turns[i].letter == letter)
            return i;
    return ROTA_OFF;
}

/* "D=08:00-20:00" */
static bool read_hours(struct str text, struct rota_hours *h)
{
    int ends;
    if (text.n != 13 || text.p[0] < 'A' || text.p[0] > 'Z' || text.p[0] == 'O' ||
        text.p[1] != '=' || text.p[7] != '-')
        return false;
    h->letter = text.p[0];
    if (!week_minute((struct str){text.p + 2, 5}, &h->starts) ||
        !week_minute((struct str){text.p + 8, 5}, &ends))
        return false;
    h->length = ends > h->starts ? ends - h->starts : ends - h->starts + DAY_MIN;
    return true;
}

static enum rc read_turns(struct str text, struct rota *r, struct err *e)
{
    do {
        struct rota_hours h;
        if (!read_hours(str_trim(str_cut(&text, ',')), &h))
            return err_field(
                e, RC_INVALID, "turns",
                "'turns' is like D=08:00-20:00,N=20:00-08:00, letters A to Z without O");
        if (turn_of(r, h.letter) != ROTA_OFF)
            return err_field(e, RC_INVALID, "turns", "'turns' has %c twice", h.letter);
        if (h.length < ROTA_TURN_MIN_MIN)
            return err_field(e, RC_INVALID, "turns", "%c is shorter than %d minutes", h.letter,
                             ROTA_TURN_MIN_MIN);
        if (r->nturns == ROTA_TURNS_MAX)
            return err_field(e, RC_INVALID, "turns", "'turns' has more than %d", ROTA_TURNS_MAX);
        r->turns[r->nturns++] = h;
    } while (text.n > 0);
    return RC_OK;
}

static enum rc read_cycle(struct str text, struct rota *r, struct err *e)
{
    unsigned used = 0;
    if (text.n == 0 || text.n > ROTA_DAYS_MAX)
        return err_field(e, RC_INVALID, "cycle", "'cycle' is a letter a day, 1 to %d days",
                         ROTA_DAYS_MAX);
    r->days = (int)text.n;
    for (size_t i = 0; i < text.n; i++) {
        int turn = turn_of(r, text.p[i]);
        if (turn == ROTA_OFF && text.p[i] != 'O')
            return err_field(e, RC_INVALID, "cycle",
                             "day %zu of 'cycle' is no letter of 'turns', nor O", i + 1);
        r->cycle[i] = (int8_t)turn;
        used |= turn == ROTA_OFF ? 0 : 1U << turn;
    }
    for (int i = 0; i < r->nturns; i++)
        if ((used & 1U << i) == 0)
            return err_field(e, RC_INVALID, "cycle", "'cycle' has no day with %c of 'turns'",
                             r->turns[i].letter);
    return RC_OK;
}

static enum rc read_first(struct str text, struct rota *r, struct err *e)
{
    char whole[] = "0000-00-00T00:00:00Z";
    bool ok = text.n == 10;
    for (size_t i = 0; ok && i < text.n; i++)
        whole[i] = text.p[i];
    if (!ok || !clock_parse(str_c(whole), &r->first))
        return err_field(e, RC_INVALID, "first", "'first' is a day like 2026-11-02");
    return RC_OK;
}

enum rc rota_read(struct zone zone, struct str cycle, struct str turns, struct str first,
                  struct rota *out, struct err *e)
{
    *out = (struct rota){.zone = zone};
    enum rc rc = read_turns(turns, out, e);
    if (rc == RC_OK)
        rc = read_cycle(cycle, out, e);
    if (rc == RC_OK)
        rc = read_first(first, out, e);
    if (rc == RC_OK && rota_rest(out) < 0)
        return err_field(e, RC_INVALID, "cycle",
                         "in 'cycle' a turn begins before the one before it has ended");
    return rc;
}

/* ---- days ---- */

/* Which turn of the cycle falls on its day `n`, counted from the first, before it too. */
static int turn_on(const struct rota *r, int64_t n)
{
    return r->cycle[(n % r->days + r->days) % r->days];
}

bool rota_on(const struct rota *r, int64_t behind, usec_t day, struct rota_turn *out)
{
    int64_t n = (day - r->first) / USEC_DAY; /* both are midnights */
    int turn = turn_on(r, n % r->days - behind % r->days);
    if (turn == ROTA_OFF)
        return false;
    const struct rota_hours *h = &r->turns[turn];
    usec_t starts = day + h->starts * USEC_MIN;
    *out = (struct rota_turn){.day = day, .letter = h->letter};
    /* Both by the same of two equal times, so that neighbours meet. */
    out->from = zone_utc(r->zone, starts, ZONE_FIRST);
    out->until = zone_utc(r->zone, starts + h->length * USEC_MIN, ZONE_FIRST);
    return true;
}

void rota_next(const struct rota *r, int64_t behind, usec_t after, struct rota_turn *out)
{
    usec_t local = zone_local(r->zone, after);
    usec_t day = local - (local % USEC_DAY + USEC_DAY) % USEC_DAY;
    /* What began the day before yesterday has ended, unless the clock was set in between: three are looked at. */
    for (day -= 3 * USEC_DAY; !rota_on(r, behind, day, out) || out->until <= after;)
        day += USEC_DAY;
}

int rota_rest(const struct rota *r)
{
    int rest = ROTA_DAYS_MAX * DAY_MIN, ended = 0;
    bool worked = false;
    /* Twice round, so that the last turn of a cycle is held against the first of the next. */
    for (int i = 0; i < 2 * r->days; i++) {
        int turn = turn_on(r, i);
        if (turn == ROTA_OFF)
            continue;
        int from = i * DAY_MIN + r->turns[turn].starts;
        if (worked && from - ended < rest)
            rest = from - ended;
        ended = from + r->turns[turn].length;
        worked = true;
    }
    return rest;
}
