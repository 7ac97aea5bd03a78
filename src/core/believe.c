/* SPDX-License-Identifier: Apache-2.0 */
#include "core/believe.h"

/* Could a vehicle have come from one to the other? `later` is after `then`. */
static bool could_drive(struct geo_point from, usec_t then, struct geo_point to, usec_t later)
{
    double m = geo_distance_fast_m(from, to), s = (double)(later - then) / (double)USEC_S;
    return m <= BELIEVE_M || m <= s * (BELIEVE_KMH / 3.6);
}

void believe_forget(struct believe *b)
{
    *b = (struct believe){0};
}

void believe_known(struct believe *b, struct geo_point at, usec_t fix)
{
    if (fix <= b->fix)
        return;
    b->at = at;
    b->fix = fix;
    b->agree = 0;
}

/* How many must agree now: the number doubles while the mind is changed again and again. */
static int needed(const struct believe *b, usec_t fix)
{
    bool calm = b->changes == 0 || fix - b->changed > BELIEVE_CALM;
    return calm ? BELIEVE_AGREE : BELIEVE_AGREE << b->changes;
}

static void count_other(struct believe *b, struct geo_point at, usec_t fix)
{
    if (b->agree > 0 && fix <= b->other_fix)
        return; /* late among the candidates: it proves nothing */
    bool agrees = b->agree > 0 && could_drive(b->other, b->other_fix, at, fix);
    b->agree = agrees ? b->agree + 1 : 1;
    b->other = at;
    b->other_fix = fix;
}

static void change_mind(struct believe *b)
{
    bool calm = b->changes == 0 || b->other_fix - b->changed > BELIEVE_CALM;
    b->changes = calm ? 1 : b->changes < BELIEVE_DOUBLINGS ? b->changes + 1 : BELIEVE_DOUBLINGS;
    b->changed = b->other_fix;
    b->at = b->other;
    b->fix = b->other_fix;
    b->agree = 0;
}

bool believe_fix(struct believe *b, struct geo_point at, usec_t fix)
{
    if (b->fix != 0 && fix <= b->fix)
        return true; /* late: history */
    if (b->fix != 0 && !could_drive(b->at, b->fix, at, fix)) {
        count_other(b, at, fix);
        if (b->agree < needed(b, fix) || b->other_fix != fix)
            return false;
        change_mind(b);
        return true;
    }
    b->at = at;
    b->fix = fix;
    b->agree = 0;
    return true;
}
