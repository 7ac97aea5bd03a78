/* SPDX-License-Identifier: Apache-2.0 */
#include "core/live.h"

#include <stdlib.h>
#include <string.h>

#include "support/t.h"

static const struct str plate = STR_INIT("{\"plate\":\"01A123BC\"}");

static struct live_device *said(struct live *l, const char *id, const char *door, usec_t at,
                                const char *error)
{
    struct live_device *d = live_device(l, str_c(id), true);
    live_said(l, d, door, plate, at, at, error);
    return d;
}

static bool knows(const struct live_message *m)
{
    static const struct live_message nothing;
    return m->received != 0 || memcmp(m->text, nothing.text, sizeof m->text) != 0;
}

static void test_live_forget_reads__whatever_a_camera_said_and_nothing_else(void)
{
    struct live *l = live_new();
    T_EQ(live_oldest_read(l), 0);
    struct live_device *a = said(l, "cam-a", "reads", 100, NULL);
    struct live_device *b = said(l, "cam-b", "reads", 200, "no such region");
    struct live_device *button = said(l, "btn", "alarms", 50, NULL);
    (void)said(l, "cam-a", "reads", 300, "bad");
    T_EQ(live_oldest_read(l), 100);
    live_forget_reads(l, 100);
    T(knows(a->last));
    live_forget_reads(l, 201);
    T(!knows(a->last));
    T(!knows(b->last_refused));
    T(knows(a->last_refused));
    T(knows(button->last));
    T_EQ(live_oldest_read(l), 300);
    live_forget_reads(l, INT64_MAX);
    T_EQ(live_oldest_read(l), 0);
    T(knows(button->last));
    live_free(l);
}

static void test_live_said__moves_a_camera_to_the_newest(void)
{
    struct live *l = live_new();
    struct live_device *a = said(l, "a", "reads", 1, NULL), *b = said(l, "b", "reads", 2, NULL),
                       *c = said(l, "c", "reads", 3, NULL);
    (void)said(l, "a", "reads", 4 + LIVE_READ_GRAIN, NULL);
    (void)said(l, "c", "heartbeats", 5 + LIVE_READ_GRAIN,
               NULL); /* over the read: nothing of it is left */
    T_EQ(live_oldest_read(l), 2);
    live_forget_reads(l, 4);
    T(!knows(b->last));
    T(knows(a->last));
    T(knows(c->last));
    (void)said(l, "b", "reads", 6 + LIVE_READ_GRAIN, NULL);
    T_EQ(live_oldest_read(l), 4 + LIVE_READ_GRAIN);
    live_forget_reads(l, 7 + LIVE_READ_GRAIN);
    T(!knows(a->last));
    T(!knows(b->last));
    T(knows(c->last));
    live_free(l);
}

/* Against a plain list of who said what when: never kept too long, never wiped more than a grain too early. */
static void test_live_forget_reads__property(void)
{
    uint64_t seed = t_seed();
    struct live *l = live_new();
    usec_t when[20] = {0}, now = USEC_S, most = 0;
    bool read[20] = {0};
    for (int round = 0; round < 20000; round++) {
        char id[8];
        int k = (int)(t_rand(&seed) % 20);
        (void)snprintf(id, sizeof id, "d%d", k);
        read[k] = t_rand(&seed) % 3 != 0;
        when[k] = now += (usec_t)(t_rand(&seed) % 3000) * USEC_MS;
        (void)said(l, id, read[k] ? "reads" : "heartbeats", now, NULL);
        if (t_rand(&seed) % 5 != 0)
            continue;
        usec_t before = now - (usec_t)(t_rand(&seed) % 60) * USEC_S;
        most = before > most ? before : most;
        live_forget_reads(l, before);
        T_REQUIRE(live_oldest_read(l) == 0 || live_oldest_read(l) >= before);
        for (int i = 0; i < 20; i++) {
            (void)snprintf(id, sizeof id, "d%d", i);
            const struct live_device *d = live_device(l, str_c(id), false);
            if (d == NULL)
                continue;
            bool known = knows(d->last);
            T_REQUIRE(!known || !read[i] || when[i] >= before);
            T_REQUIRE(known || (read[i] && when[i] < most + LIVE_READ_GRAIN));
        }
    }
    live_free(l);
}

static struct live_unit *unit_at(struct live *l, const char *id, int32_t lat7, usec_t fix)
{
    struct live_unit *u = live_unit(l, str_c(id), true);
    struct live_unit to = {.at = {lat7, 690000000},
                           .kmh10 = 415,
                           .heading10 = LIVE_UNKNOWN,
                           .accuracy_m = 5,
                           .battery = 930,
                           .fix = fix,
                           .received = fix + 7};
    if (lat7 != 0)
        T_REQUIRE(live_fix(l, u, &to));
    return u;
}

static void test_live_save__comes_back_as_it_was(void)
{
    char path[600];
    struct err e = {0};
    struct live *l = live_new(), *m = live_new();
    usec_t saved = 0;
    struct live_done done[LIVE_SERIES] = {0};
    (void)snprintf(path, sizeof path, "%s/live", t_tmpdir());
    T_EQ(live_load(m, path, 0, &saved, done, &e), RC_NOT_FOUND);
    for (int i = 0; i < 5000; i++) {
        char id[24];
        (void)snprintf(id, sizeof id, "U%d", i);
        (void)unit_at(l, id, i % 3 == 0 ? 0 : 410000000 + i, 1000 + i);
        (void)live_unit(m, str_c(id), true);
        struct live_device *d = live_device(l, str_c(id), true);
        d->last_seen = i % 2 == 0 ? 0 : 500 + i;
        d->battery = i;
    }
    (void)unit_at(l, "gone", 420000000, 9000); /* the picture after the start has it no more */
    T_OK(live_save(l, 77777, (struct live_done[LIVE_SERIES]){{66666, 12}, {55555, 3}}, path, &e));
    T_OK(live_load(m, path, 2000, &saved, done, &e));
    T_EQ(saved, 77777);
    T(done[0].until == 66666 && done[0].seq == 12 && done[1].until == 55555 && done[1].seq == 3);
    T(live_unit(m, STR("gone"), false) == NULL);
    for (int i = 0; i < 5000; i++) {
        char id[24];
        (void)snprintf(id, sizeof id, "U%d", i);
        const struct live_unit *x = live_unit(l, str_c(id), false),
                               *y = live_unit(m, str_c(id), false);
        T_EQ(y->known, x->known && x->received >= 2000);
        if (y->known)
            T(y->at.lat7 == x->at.lat7 && y->at.lon7 == x->at.lon7 && y->kmh10 == x->kmh10 &&
              y->heading10 == x->heading10 && y->accuracy_m == x->accuracy_m &&
              y->battery == x->battery && y->fix == x->fix && y->received == x->received);
        const struct live_device *d = live_device(m, str_c(id), false);
        T_EQ(d != NULL, i % 2 != 0 && 500 + i >= 2000);
        if (d != NULL)
            T(d->last_seen == 500 + i && d->battery == i);
    }
    /* What is written over it is whole, too. */
    T_OK(live_save(m, 88888, (struct live_done[LIVE_SERIES]){0}, path, &e));
    T_OK(live_load(m, path, 0, &saved, done, &e));
    T_EQ(saved, 88888);
    T(done[0].until == 0 && done[0].seq == 0 && done[1].until == 0);
    live_free(l);
    live_free(m);
}

static void test_live_load__takes_nothing_from_a_damaged_one(void)
{
    char path[600];
    struct err e = {0};
    struct live *l = live_new();
    (void)snprintf(path, sizeof path, "%s/live", t_tmpdir());
    (void)unit_at(l, "U1", 410000000, 1000);
    T_OK(live_save(l, 5, (struct live_done[LIVE_SERIES]){0}, path, &e));
    size_t n;
    char *bytes = t_file(path, &n);
    for (size_t i = 0; i <= n; i++) {
        usec_t saved = 0;
        struct live_done done[LIVE_SERIES] = {0};
        struct live *m = live_new();
        (void)live_unit(m, STR("U1"), true);
        FILE *f = fopen(path, "we");
        T_REQUIRE(f != NULL);
        if (i < n)
            bytes[i] ^= 0x10;
        T_EQ(fwrite(bytes, 1, i < n ? n : n - 1, f), i < n ? n : n - 1); /* at last: cut short */
        T_EQ(fclose(f), 0);
        if (i < n)
            bytes[i] ^= 0x10;
        T_EQ(live_load(m, path, 0, &saved, done, &e), RC_CORRUPT);
        T(!live_unit(m, STR("U1"), false)->known);
        live_free(m);
    }
    free(bytes);
    live_free(l);
}

int main(void)
{
    T_RUN(test_live_forget_reads__whatever_a_camera_said_and_nothing_else);
    T_RUN(test_live_said__moves_a_camera_to_the_newest);
    T_RUN(test_live_forget_reads__property);
    T_RUN(test_live_save__comes_back_as_it_was);
    T_RUN(test_live_load__takes_nothing_from_a_damaged_one);
    return t_end();
}
