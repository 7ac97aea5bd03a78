/* SPDX-License-Identifier: Apache-2.0 */
#include "core/live.h"

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

int main(void)
{
    T_RUN(test_live_forget_reads__whatever_a_camera_said_and_nothing_else);
    T_RUN(test_live_said__moves_a_camera_to_the_newest);
    T_RUN(test_live_forget_reads__property);
    return t_end();
}
