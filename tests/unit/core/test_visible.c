/* SPDX-License-Identifier: Apache-2.0 */
/* Who may see what, where a kind has no area of its own. */
#include "core/core_priv.h"
#include "support/t.h"

static void put(struct picture *p, enum event_type type, struct str id, const void *data)
{
    struct event ev = {.seq = picture_seq(p) + 1,
                       .time = USEC_S,
                       .recorded = USEC_S,
                       .type = type,
                       .id = id,
                       .actor = STR("core"),
                       .data = data};
    picture_apply(p, &ev);
}

static void test_visible__a_shift_is_seen_where_its_unit_belongs(void)
{
    struct picture *p = picture_new();
    struct area area = {0};
    struct unit unit = {0};
    struct shift shift = {0};
    struct principal who = {.id = "user/U1", .permissions = UINT64_MAX, .role = ROLE_OPERATOR};
    area_set_name(&area, STR("x"));
    put(p, EV_AREA_SET, STR("north"), &area);
    put(p, EV_AREA_SET, STR("south"), &area);
    unit_set_name(&unit, STR("M1"));
    unit_set_area(&unit, STR("north"));
    put(p, EV_UNIT_SET, STR("M1"), &unit);
    shift_set_unit(&shift, STR("M1"));
    shift_set_user(&shift, STR("U7"));
    put(p, EV_SHIFT_BEGAN, STR("W4"), &shift);
    const struct entity *en = picture_find(p, KIND_SHIFT, STR("W4"));

    struct {
        const char *area;
        bool sees;
    } cases[] = {{"", true}, {"north", true}, {"south", false}};

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        (void)str_copy(who.area, sizeof who.area, str_c(cases[i].area));
        T_EQ(visible_entity(p, &who, en), cases[i].sees);
        T_EQ(visible_event(p, &who, KIND_SHIFT, STR("W4"), STR_NONE, STR("unit/M1")),
             cases[i].sees);
        T_EQ(visible_event(p, &who, KIND_EDITION, STR("police"), STR_NONE, STR_NONE), true);
    }
    picture_free(p);
}

/* A tablet that was given to another unit does not go on seeing the first one's work. */
static void test_auth_still__a_token_is_for_the_unit_its_device_has_now(void)
{
    struct picture *p = picture_new();
    struct device dev = {0};
    struct token token = {0};
    struct principal who = {.id = "token/K2", .role = ROLE_UNIT, .unit = "M1"};
    struct err e;
    device_set_kind(&dev, DEVICE_KIND_TABLET);
    device_set_unit(&dev, STR("M1"));
    put(p, EV_DEVICE_SET, STR("tab-1"), &dev);
    T_EQ(auth_still(p, &who, USEC_S, &e), RC_UNAUTHORIZED);
    token_set_role(&token, ROLE_UNIT);
    token_set_devices(&token, STR("tab-1"));
    put(p, EV_TOKEN_ADDED, STR("K2"), &token);
    T_OK(auth_still(p, &who, USEC_S, &e));
    device_set_unit(&dev, STR("M2"));
    put(p, EV_DEVICE_SET, STR("tab-1"), &dev);
    T_EQ(auth_still(p, &who, USEC_S, &e), RC_UNAUTHORIZED);
    picture_free(p);
}

int main(void)
{
    T_RUN(test_visible__a_shift_is_seen_where_its_unit_belongs);
    T_RUN(test_auth_still__a_token_is_for_the_unit_its_device_has_now);
    return t_end();
}
