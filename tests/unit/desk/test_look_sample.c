/* SPDX-License-Identifier: Apache-2.0 */
/* The weekly sample: the lots, and when a week is over. The draw itself needs a sealed history: tests/scenario/24-sample. */
#include "desk/look/look_priv.h"
#include "support/rig.h"

static const struct desk *const desks[] = {&desk_look, NULL};

static void test_sample__a_hundredth_by_lots_that_follow_from_the_root(void)
{
    struct sha256 one = sha256_of(STR("one"), STR_NONE, STR_NONE),
                  two = sha256_of(STR("two"), STR_NONE, STR_NONE);
    size_t drawn = 0, both = 0;
    for (uint64_t seq = 1; seq <= 100000; seq++) {
        bool is = look_sample_lot(&one, seq) < LOOK_SAMPLE_BELOW;
        drawn += is;
        both += is && look_sample_lot(&two, seq) < LOOK_SAMPLE_BELOW;
    }
    T(drawn > 840 && drawn < 1160); /* 1000, give or take five standard deviations */
    T(both < 45);                   /* 10: another root, another sample */
    /* printf 'markaz/sample1\n%s\n7\n' "$(printf one | openssl dgst -sha256 -binary | base64)" | sha256sum | cut -c 1-8 */
    T_EQ(look_sample_lot(&one, 7), 0xef4fe2b8u);
}

static void make_look(struct rig *r, const char *id)
{
    struct look l = {0};
    look_set_by(&l, STR("U1"));
    look_set_access(&l, ACCESS_LOOK_UP);
    look_set_purpose(&l, PURPOSE_RESPONSE);
    look_set_at(&l, rig_now(r));
    rig_event(r, EV_LOOK_MADE, id, &l);
}

/* The rig's clock begins on a Sunday, 10:00 UTC. */
static void test_sample__a_week_ends_on_monday_at_midnight(void)
{
    const usec_t monday = INT64_C(1795392000000000);
    struct rig *r = rig_new(desks);
    make_look(r, "B1");
    rig_pass(r, 13 * USEC_H + 59 * USEC_MIN);
    T_EQ(rig_count(r, EV_SAMPLE_CLOSED), 0);
    rig_restart(r); /* what the draw is among is known again */
    rig_pass(r, 2 * USEC_MIN);
    T_EQ(rig_count(r, EV_SAMPLE_CLOSED), 1);
    const struct sample *w = picture_get(rig_picture(r), KIND_SAMPLE, STR("week"));
    T_REQUIRE(w != NULL);
    T_EQ(w->from, 0);
    T_EQ(w->to, monday);
    T_EQ(w->drawn_at, 0);
    /* Its root is not known here, so it stays open, and what is looked up now is the next week's. */
    make_look(r, "B2");
    rig_pass(r, 8 * USEC_DAY);
    T_EQ(rig_count(r, EV_SAMPLE_CLOSED), 1);
    T_EQ(rig_count(r, EV_REVIEW_OPENED), 0);
    rig_free(r);
}

int main(void)
{
    T_RUN(test_sample__a_hundredth_by_lots_that_follow_from_the_root);
    T_RUN(test_sample__a_week_ends_on_monday_at_midnight);
    return t_end();
}
