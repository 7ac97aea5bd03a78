/* SPDX-License-Identifier: Apache-2.0 */
#include "road_city.h"

#define CAR ",\"vehicle\":{\"class\":\"car\"},\"confidence\":0.95"

static const struct hit *hit_of(const struct rig *r)
{
    const struct entity *en = city_only(r, KIND_HIT);
    T_REQUIRE(en != NULL);
    return en->rec;
}

static struct str hit_id(const struct rig *r)
{
    const struct entity *en = city_only(r, KIND_HIT);
    T_REQUIRE(en != NULL);
    return en->id;
}

static struct rig *with_hit(const char *reason)
{
    struct rig *r = city_new();
    city_wanted(r, "01A123BC", "car", reason, "");
    city_pass(r, "cam-0", "01A123BC", CAR);
    rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
    return r;
}

static void test_states__unconfirmed_seen_confirmed(void)
{
    struct rig *r = with_hit("stolen");
    T_EQ(city_post(r, "hits", hit_id(r), "reaffirm", NAMED), RC_CONFLICT);
    T(strstr(rig_err(r)->detail, "first compare the photo") != NULL);
    T_EQ(hit_of(r)->state, HIT_STATE_UNCONFIRMED);
    T_EQ(city_post(r, "hits", hit_id(r), "see", SEEN_ALL), RC_OK);
    T_EQ(hit_of(r)->state, HIT_STATE_SEEN);
    T_STRC(hit_of(r)->seen_by, "U1");
    T_EQ(city_post(r, "hits", hit_id(r), "see", SEEN_ALL), RC_CONFLICT);
    rig_mark(r);
    T_EQ(city_post(r, "hits", hit_id(r), "reaffirm", NAMED), RC_OK);
    T_EQ(hit_of(r)->state, HIT_STATE_CONFIRMED);
    T_STRC(hit_of(r)->confirmed_by, "U1");
    T(strstr(rig_event_data(r, 0), "Karimov") != NULL);
    T_EQ(city_post(r, "hits", hit_id(r), "see", SEEN_ALL), RC_CONFLICT);
    rig_free(r);
}

static void test_see__any_difference_is_refused(void)
{
    static const char *const bodies[] = {"{\"plate\":false,\"region\":true,\"class\":true}",
                                         "{\"plate\":true,\"region\":false,\"class\":true}",
                                         "{\"plate\":true,\"region\":true,\"class\":false}"};
    struct rig *r = with_hit("stolen");
    for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
        T_EQ(city_post(r, "hits", hit_id(r), "see", bodies[i]), RC_CONFLICT);
        T(strstr(rig_err(r)->detail, "dismiss") != NULL);
    }
    T_EQ(hit_of(r)->state, HIT_STATE_UNCONFIRMED);
    rig_free(r);
}

static void test_reaffirm__needs_permission_and_a_name(void)
{
    struct rig *r = with_hit("stolen");
    T_EQ(city_post(r, "hits", hit_id(r), "see", SEEN_ALL), RC_OK);
    T_EQ(city_post(r, "hits", hit_id(r), "reaffirm", "{}"), RC_INVALID);
    rig_as(r, "user/U5", ROLE_UNIT, "", "P1");
    T_EQ(city_post(r, "hits", hit_id(r), "reaffirm", NAMED), RC_DENIED);
    rig_as(r, "user/U5", ROLE_AUDITOR, "", "");
    T_EQ(city_post(r, "hits", hit_id(r), "reaffirm", NAMED), RC_DENIED);
    rig_free(r);
}

static void test_see__only_within_the_area_or_by_the_told_unit(void)
{
    struct rig *r = with_hit("stolen");
    rig_as(r, "user/U2", ROLE_OPERATOR, "north", "");
    T_EQ(city_post(r, "hits", hit_id(r), "see", SEEN_ALL), RC_DENIED);
    city_unit(r, "P1", "south");
    rig_as(r, "user/U5", ROLE_UNIT, "", "P1");
    T_EQ(city_post(r, "hits", hit_id(r), "see", SEEN_ALL), RC_DENIED);
    city_place(r, "P1", 50, 0);
    rig_pass(r, USEC_S);
    city_place(r, "P1", 50, 0);
    city_pass(r, "cam-1", "01A123BC", CAR); /* now P1 is told */
    T_EQ(picture_count(rig_picture(r), KIND_NOTICE), 1);
    T_EQ(city_post(r, "hits", hit_id(r), "see", SEEN_ALL), RC_OK);
    rig_free(r);
}

static void test_dismissed__stays_quiet_until_it_expires(void)
{
    struct rig *r = with_hit("stolen");
    T_EQ(city_post(r, "hits", hit_id(r), "dismiss", "{\"why\":\"another car\"}"), RC_OK);
    T_EQ(city_post(r, "hits", hit_id(r), "dismiss", "{\"why\":\"another car\"}"), RC_CONFLICT);
    T_EQ(city_post(r, "hits", hit_id(r), "see", SEEN_ALL), RC_CONFLICT);
    rig_mark(r);
    for (int i = 0; i < 29; i++) {
        rig_pass(r, USEC_MIN);
        city_pass(r, "cam-1", "01A123BC", CAR);
    }
    T_EQ(rig_events(r), 0);
    rig_pass(r, USEC_MIN);
    T_EQ(rig_count(r, EV_HIT_EXPIRED), 1);
    city_pass(r, "cam-1", "01A123BC", CAR);
    T_EQ(rig_count(r, EV_HIT_FOUND), 1);
    rig_free(r);
}

static void test_reaffirm__only_while_the_entry_stands(void)
{
    struct rig *r = city_new();
    const char *line = city_line("01A123BC", "uz", "car", "other", LATER, "");
    T_EQ(rig_call(r, "PUT", "/api/v1/hotlists/guvd", line), RC_OK);
    rig_pass(r, 24 * USEC_H - 10 * USEC_S);
    city_pass(r, "cam-0", "01A123BC", CAR);
    T_EQ(city_post(r, "hits", hit_id(r), "see", SEEN_ALL), RC_OK);
    rig_pass(r, 11 * USEC_S);
    T_EQ(city_post(r, "hits", hit_id(r), "reaffirm", NAMED), RC_CONFLICT);
    T_EQ(rig_call(r, "PUT", "/api/v1/hotlists/guvd", line), RC_OK);
    T_EQ(city_post(r, "hits", hit_id(r), "reaffirm", NAMED), RC_OK);
    rig_free(r);
}

/*
 * Random acts: whatever is done, no state is skipped, and none is left but by its own act, or, of a confirmation, by its
 * time.
 */
static void check_step(int64_t from, int64_t to, bool lapsed)
{
    bool fine = from == to || (from == HIT_STATE_UNCONFIRMED && to == HIT_STATE_SEEN) ||
                (from == HIT_STATE_SEEN && to == HIT_STATE_CONFIRMED) ||
                (from == HIT_STATE_CONFIRMED && to == HIT_STATE_SEEN && lapsed) ||
                (from <= HIT_STATE_CONFIRMED && to == HIT_STATE_DISMISSED);
    T(fine);
}

/*
 * Nobody is told "confirmed" of a hit that is not, and nobody of one that was dismissed; and the source's word is never
 * older than ten minutes.
 */
static void check_notices(const struct rig *r)
{
    const struct picture *p = rig_picture(r);
    for (uint32_t i = 0; i < picture_count(p, KIND_NOTICE); i++) {
        const struct notice *n = picture_at(p, KIND_NOTICE, i)->rec;
        struct str id = n->about;
        (void)str_cut(&id, '/');
        const struct hit *h = picture_get(p, KIND_HIT, id);
        T_REQUIRE(h != NULL);
        T(h->state <= HIT_STATE_CONFIRMED);
        T((n->action == NOTICE_ACTION_CONFIRMED) == (h->state == HIT_STATE_CONFIRMED));
        T(h->affirm_by > rig_now(r) && h->affirm_by <= rig_now(r) + 10 * USEC_MIN);
        T(h->state != HIT_STATE_CONFIRMED || h->confirmed_at > rig_now(r) - 10 * USEC_MIN);
    }
}

static void act(struct rig *r, uint64_t x, struct str id)
{
    static const char *const sees[] = {SEEN_ALL, SEEN_ALL,
                                       "{\"plate\":true,\"region\":true,\"class\":false}"};
    char cam[16];
    switch (x % 9) {
    case 0: (void)city_post(r, "hits", id, "see", sees[x >> 8 & 1 ? 0 : 2]); break;
    case 1: (void)city_post(r, "hits", id, "see", SEEN_ALL); break;
    case 2: (void)city_post(r, "hits", id, "reaffirm", NAMED); break;
    case 3:
        if ((x >> 8) % 8 == 0)
            (void)city_post(r, "hits", id, "dismiss", "{\"why\":\"x\"}");
        break;
    case 4: rig_pass(r, (usec_t)(x >> 8) % 200 * USEC_S); break;
    case 5:
        if ((x >> 8) % 64 == 0)
            rig_pass(r, USEC_H);
        break;
    case 6: /* it drives about for a while */
        for (uint64_t i = 0; i < (x >> 8) % 16; i++) {
            rig_pass(r, 50 * USEC_S);
            city_place(r, "P1", (int)(x >> 16) % 1000, 0);
            city_pass(r, "cam-2", "01A123BC", CAR);
            check_notices(r);
        }
        break;
    default:
        (void)snprintf(cam, sizeof cam, "cam-%u", (unsigned)(x >> 8) % 6);
        rig_pass(r, USEC_S);
        city_place(r, "P1", (int)(x >> 16) % 1000, 0);
        city_place(r, "P2", (int)(x >> 32) % 1000, 5);
        city_pass(r, cam, "01A123BC", CAR);
    }
}

static void test_states__no_path_skips_one(void)
{
    uint64_t seed = t_seed();
    int reached[HIT_STATE_COUNT] = {0};
    size_t lapses = 0;
    for (int run = 0; run < 20; run++) {
        struct rig *r = with_hit(run % 2 == 0 ? "stolen" : "other");
        char id[80] = "";
        int64_t state = HIT_STATE_UNCONFIRMED;
        city_unit(r, "P1", "south");
        city_unit(r, "P2", "north");
        for (int i = 0; i < 120; i++) {
            const struct entity *en = city_only(r, KIND_HIT);
            if (en != NULL && !str_eqc(en->id, id)) {
                (void)str_copy(id, sizeof id, en->id);
                state = HIT_STATE_UNCONFIRMED; /* whatever is new begins there */
                T_EQ(((const struct hit *)en->rec)->state, state);
            }
            rig_mark(r);
            act(r, t_rand(&seed), str_c(id));
            const struct hit *h = picture_get(rig_picture(r), KIND_HIT, str_c(id));
            if (h != NULL) {
                size_t lapsed = rig_count(r, EV_HIT_LAPSED);
                check_step(state, h->state, lapsed > 0);
                lapses += lapsed;
                state = h->state;
                reached[state]++;
            }
            check_notices(r);
        }
        rig_free(r);
    }
    for (int i = HIT_STATE_UNCONFIRMED; i <= HIT_STATE_DISMISSED; i++)
        T(reached[i] > 0);
    T(lapses > 0);
}

int main(void)
{
    T_RUN(test_states__unconfirmed_seen_confirmed);
    T_RUN(test_see__any_difference_is_refused);
    T_RUN(test_reaffirm__needs_permission_and_a_name);
    T_RUN(test_see__only_within_the_area_or_by_the_told_unit);
    T_RUN(test_dismissed__stays_quiet_until_it_expires);
    T_RUN(test_reaffirm__only_while_the_entry_stands);
    T_RUN(test_states__no_path_skips_one);
    return t_end();
}
