/* SPDX-License-Identifier: Apache-2.0 */
/* What the centre has to bring from cameras' addresses is what a walk of all pictures finds, whatever happened to them. */
#include "core/still.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/t.h"

#define EVENTS 3000
#define IDS 60
#define CAMERAS 6
#define START INT64_C(1795310400000000)

static uint64_t below(uint64_t *state, uint64_t n)
{
    return t_rand(state) % n;
}

struct history {
    struct picture *p;
    usec_t now;
    char id[8], camera[8]; /* of the event */
};

static void fold(struct history *h, enum event_type type, const char *id, const void *data)
{
    struct event ev = {.seq = picture_seq(h->p) + 1,
                       .time = h->now,
                       .recorded = h->now,
                       .type = type,
                       .id = str_c(id),
                       .data = (void *)(uintptr_t)data};
    picture_apply(h->p, &ev);
}

static void ask(struct history *h, uint64_t *state)
{
    struct snapshot s = {0};
    snapshot_set_alarm(&s, STR("A1"));
    snapshot_set_camera(&s, str_c(h->camera));
    snapshot_set_when(&s, below(state, 3) == 0 ? SNAPSHOT_WHEN_BEFORE : SNAPSHOT_WHEN_NOW);
    /* Many in the same moment, and now and then by a clock that was set back. */
    snapshot_set_asked_at(&s, h->now - (below(state, 10) == 0 ? 3 * USEC_MIN : 0));
    snapshot_set_wake_at(&s, h->now + USEC_DAY);
    fold(h, EV_SNAPSHOT_ASKED, h->id, &s);
}

static void answer(struct history *h, uint64_t *state)
{
    struct snapshot s = {0};
    if (picture_get(h->p, KIND_SNAPSHOT, str_c(h->id)) == NULL)
        return;
    switch (below(state, 4)) {
    case 0:
        snapshot_set_failed(&s, STR("the camera was not reached"));
        fold(h, EV_SNAPSHOT_FAILED, h->id, &s);
        break;
    case 1: fold(h, EV_SNAPSHOT_DELETED, h->id, &s); break;
    case 2:
        snapshot_set_wake_at(&s, h->now + 2 * USEC_DAY);
        fold(h, EV_SNAPSHOT_KEPT, h->id, &s);
        break;
    default:
        snapshot_set_stored_at(&s, h->now);
        snapshot_set_at(&s, h->now);
        fold(h, EV_SNAPSHOT_STORED, h->id, &s);
    }
}

static void change_camera(struct history *h, uint64_t *state)
{
    struct device d = {0};
    bool has = below(state, 3) != 0;
    device_set_kind(&d, DEVICE_KIND_CAMERA);
    device_set_state(&d, below(state, 4) == 0 ? DEVICE_STATE_RETIRED : DEVICE_STATE_ACTIVE);
    fold(h, EV_DEVICE_SET, h->camera, &d);
    d = (struct device){0};
    device_set_has_still(&d, has);
    device_set_still(&d, has ? STR("sealed") : STR_NONE);
    fold(h, EV_DEVICE_STILL, h->camera, &d);
}

static void happen(struct history *h, uint64_t *state)
{
    (void)snprintf(h->id, sizeof h->id, "s%d", (int)below(state, IDS));
    (void)snprintf(h->camera, sizeof h->camera, "cam%d", (int)below(state, CAMERAS));
    if (below(state, 3) == 0)
        h->now += (usec_t)below(state, 60) * USEC_S;
    switch (below(state, 8)) {
    case 0: change_camera(h, state); break;
    case 1:
    case 2:
    case 3: answer(h, state); break;
    default: ask(h, state);
    }
}

static bool is_brought(const struct picture *p, const struct snapshot *s, usec_t now)
{
    const struct device *dev = picture_get(p, KIND_DEVICE, s->camera);
    return snapshot_waits(s, now) && s->when != SNAPSHOT_WHEN_BEFORE && dev != NULL &&
           dev->has_still && dev->state == DEVICE_STATE_ACTIVE;
}

static usec_t asked_at(const struct picture *p, const char *id)
{
    const struct snapshot *s = picture_get(p, KIND_SNAPSHOT, str_c(id));
    T(s != NULL);
    return s->asked_at;
}

/* The walk of all; and those that are listed are different ones, the longest asked first. */
static size_t same_as_all(const struct picture *p, usec_t now, struct still_wanted *list)
{
    size_t want = 0, n = stills_waiting(p, now, list, IDS);
    for (uint32_t i = 0; i < picture_count(p, KIND_SNAPSHOT); i++) {
        const struct entity *en = picture_at(p, KIND_SNAPSHOT, i);
        size_t found = 0;
        for (size_t k = 0; k < n; k++)
            found += str_eqc(en->id, list[k].snapshot);
        T_EQ(found, is_brought(p, en->rec, now) ? 1 : 0);
        want += found;
    }
    T_EQ(n, want);
    for (size_t k = 1; k < n; k++)
        T(asked_at(p, list[k - 1].snapshot) <= asked_at(p, list[k].snapshot));
    return n;
}

static void test_stills_waiting__is_what_a_walk_of_all_finds(void)
{
    uint64_t state = t_seed();
    struct history h = {.p = picture_new(), .now = START};
    struct still_wanted *list = calloc(IDS, sizeof *list), *few = calloc(3, sizeof *few);
    size_t most = 0, times_none = 0;
    must(list != NULL && few != NULL);
    for (int i = 0; i < EVENTS; i++) {
        happen(&h, &state);
        size_t n = same_as_all(h.p, h.now, list);
        most = n > most ? n : most;
        T_EQ(stills_waiting(h.p, h.now, few, 3), n < 3 ? n : 3);
        for (size_t k = 0; k < n && k < 3; k++)
            T_STRC(str_c(few[k].snapshot), list[k].snapshot);
        /* Nobody waits so long: none is left, though none was answered. */
        times_none += stills_waiting(h.p, h.now + STILL_ASKED_FOR, list, IDS) == 0;
        struct picture *copy = picture_copy(h.p);
        picture_finish(copy);
        T_EQ(same_as_all(copy, h.now, list), n);
        picture_free(copy);
    }
    picture_check(h.p);
    T(most > 3);
    T_EQ(times_none, EVENTS);
    free(few);
    free(list);
    picture_free(h.p);
}

int main(void)
{
    T_RUN(test_stills_waiting__is_what_a_walk_of_all_finds);
    return t_end();
}
