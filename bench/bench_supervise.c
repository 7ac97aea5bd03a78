/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What supervising a country's devices costs: 60,000 of them, each with a rhythm of 60 s, for ten minutes of false time. Taking
 * heartbeats in is not counted, only what the alarm desk does with them, and its ticks. Then all fall silent.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "desk/alarm/alarm.h"
#include "picture/picture.h"

#define DEVICES 60000u
#define PERIOD 60u
#define SPAN 600u
#define JOB 1000u

struct watch {
    struct desk_state *s;
    struct picture *picture;
    struct live *live;
    struct settings settings;
    struct arena arena;
    usec_t now;
};

static usec_t cpu(void)
{
    struct timespec t;
    must(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) == 0);
    return t.tv_sec * USEC_S + t.tv_nsec / 1000;
}

static struct decision begin(struct watch *w)
{
    static const struct principal itself = {.id = "core"};
    return (struct decision){.picture = w->picture,
                             .live = w->live,
                             .settings = &w->settings,
                             .now = w->now,
                             .who = &itself,
                             .arena = &w->arena,
                             .next_seq = picture_seq(w->picture) + 1};
}

static size_t fold(struct watch *w, struct decision *d)
{
    for (size_t i = 0; i < d->n; i++) {
        picture_apply(w->picture, d->events[i]);
        desk_alarm.folded(w->s, w->picture, d->events[i]);
    }
    buf_release(&d->answer);
    return d->n;
}

static struct str name_of(struct watch *w, uint32_t i)
{
    return arena_printf(&w->arena, "btn-%u", i);
}

static void set_up(struct watch *w)
{
    struct err e;
    settings_init(&w->settings);
    w->picture = picture_new();
    w->live = live_new();
    w->now = INT64_C(1795341600) * USEC_S;
    arena_init(&w->arena, (size_t)1 << 31);
    must(desk_alarm.open(&w->s, &w->settings, NULL, &e) == RC_OK);
    struct decision d = begin(w);
    for (uint32_t i = 0; i < DEVICES; i++) {
        struct device dev = {0};
        device_set_kind(&dev, DEVICE_KIND_BUTTON);
        device_set_state(&dev, DEVICE_STATE_ACTIVE);
        device_set_period_s(&dev, PERIOD);
        (void)decision_event(&d, EV_DEVICE_SET, name_of(w, i), &dev);
    }
    (void)fold(w, &d);
    d = begin(w);
    for (uint32_t i = 0; i < DEVICES; i++) {
        struct device heard = {0};
        device_set_heard_at(&heard, w->now);
        (void)decision_event(&d, EV_DEVICE_HEARD, name_of(w, i), &heard);
    }
    (void)fold(w, &d);
}

static size_t tick(struct watch *w, usec_t *spent)
{
    struct decision d = begin(w);
    usec_t from = cpu();
    desk_alarm.tick(w->s, &d);
    *spent += cpu() - from;
    return fold(w, &d);
}

/* The devices whose second it is, as a job that was judged and stored already. */
static void beats(struct watch *w, struct intake_line *lines, uint32_t second, usec_t *spent)
{
    struct intake_job job = {.series = SERIES_HEARTBEATS, .received = w->now, .lines = lines};
    for (uint32_t i = second % PERIOD; i < DEVICES; i += PERIOD) {
        struct intake_line *l = &lines[job.n++];
        l->verdict = LINE_ACCEPTED;
        l->live = live_device(w->live, name_of(w, i), true);
        l->live->last_seen = w->now;
        l->live->battery = 900;
    }
    struct decision d = begin(w);
    usec_t from = cpu();
    desk_alarm.telemetry(w->s, &d, &job);
    *spent += cpu() - from;
    (void)fold(w, &d);
}

int main(void)
{
    struct watch w = {0};
    struct intake_line *lines = mem_array(DEVICES / PERIOD + 1, sizeof *lines);
    usec_t ticks = 0, heard = 0, mass = 0;
    size_t events = 0;
    uint32_t late = 0, silent = 0;
    set_up(&w);
    for (uint32_t s = 0; s < SPAN; s++, w.now += USEC_S) {
        beats(&w, lines, s, &heard);
        events += tick(&w, &ticks);
    }
    must(events == 0); /* nobody was silent */
    printf(
        "%u devices, a heartbeat each in %u s, %u s: ticks %.4f %%, heartbeats %.4f %%, together %.4f %% of a core\n",
        DEVICES, PERIOD, SPAN, 100.0 * (double)ticks / (SPAN * 1e6),
        100.0 * (double)heard / (SPAN * 1e6), 100.0 * (double)(ticks + heard) / (SPAN * 1e6));
    usec_t stopped = w.now;
    for (; w.now < stopped + 2 * PERIOD * USEC_S; w.now += USEC_S) {
        (void)tick(&w, &mass);
        uint32_t now_silent = 0;
        for (uint32_t i = 0; i < DEVICES; i++)
            now_silent +=
                ((const struct device *)picture_at(w.picture, KIND_DEVICE, i)->rec)->silent_since !=
                0;
        if (now_silent > silent && w.now > stopped + (PERIOD + 10) * USEC_S)
            late += now_silent - silent;
        silent = now_silent;
    }
    printf(
        "all stop: %u silent, %u of them later than their rhythm and 10 s, %u alarms, %.1f ms of CPU\n",
        silent, late, picture_count(w.picture, KIND_ALARM), (double)mass / 1000.0);
    desk_alarm.close(w.s);
    picture_free(w.picture);
    live_free(w.live);
    arena_release(&w.arena);
    free(lines);
    return silent == DEVICES && late == 0 ? 0 : 1;
}
