/* SPDX-License-Identifier: Apache-2.0 */
#include "core/stages.h"

#include <stdatomic.h>

#include "support/t.h"

#define BOXES 3

struct work {
    size_t total, stop_at; /* numbers to make; 0: to the end */
    size_t number[BOXES];  /* what is in a box: the step that has it writes it alone */
    size_t next, seen;
    _Atomic size_t filled, emptied;
    bool in_order, bounded;
};

static bool fill(void *arg, size_t box)
{
    struct work *w = arg;
    if (w->next == w->total)
        return false;
    w->number[box] = w->next++;
    w->bounded = w->bounded && atomic_fetch_add(&w->filled, 1) < atomic_load(&w->emptied) + BOXES;
    return true;
}

static void make(void *arg, size_t box)
{
    struct work *w = arg;
    w->number[box] = w->number[box] * 2 + 1;
}

static bool empty(void *arg, size_t box)
{
    struct work *w = arg;
    w->in_order = w->in_order && w->number[box] == w->seen * 2 + 1;
    atomic_fetch_add(&w->emptied, 1);
    return ++w->seen != w->stop_at;
}

static struct work run(size_t total, size_t stop_at, bool alone)
{
    struct work w = {.total = total, .stop_at = stop_at, .in_order = true, .bounded = true};
    const struct stages s = {fill, make, empty, &w, BOXES, alone};
    stages_run(&s);
    return w;
}

static void test_stages_run__each_box_in_order(void)
{
    static const size_t totals[] = {0, 1, 2, BOXES, BOXES + 1, 5000};

    for (size_t i = 0; i < ARRAY_LEN(totals); i++)
        for (int alone = 0; alone < 2; alone++) {
            struct work w = run(totals[i], 0, alone != 0);
            T_EQ(w.seen, totals[i]);
            T(w.in_order && w.bounded);
        }
}

static void test_stages_run__stops_when_told(void)
{
    static const size_t stops[] = {1, 2, BOXES, 700};

    for (size_t i = 0; i < ARRAY_LEN(stops); i++)
        for (int alone = 0; alone < 2; alone++) {
            struct work w = run(5000, stops[i], alone != 0);
            T_EQ(w.seen, stops[i]);
            T(w.in_order);
            T(w.next <= stops[i] + BOXES);
        }
}

int main(void)
{
    T_RUN(test_stages_run__each_box_in_order);
    T_RUN(test_stages_run__stops_when_told);
    return t_end();
}
