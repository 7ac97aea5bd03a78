/* SPDX-License-Identifier: Apache-2.0 */
/* Who may see what, where a kind has no area of its own. */
#include <string.h>

#include "core/visible.h"
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

/* Its own desk sees what a unit is at work on in another district, and no more of that district. */
static void test_visible__work_in_another_area_is_seen_by_the_units_own_desk(void)
{
    struct picture *p = picture_new();
    struct area area = {0};
    struct unit unit = {0};
    struct notice notice = {0};
    struct assignment assignment = {0};
    struct incident incident = {0};
    struct principal who = {.id = "user/U1", .permissions = UINT64_MAX, .role = ROLE_OPERATOR};
    area_set_name(&area, STR("x"));
    put(p, EV_AREA_SET, STR("north"), &area);
    put(p, EV_AREA_SET, STR("south"), &area);
    put(p, EV_AREA_SET, STR("west"), &area);
    unit_set_area(&unit, STR("north"));
    put(p, EV_UNIT_SET, STR("M1"), &unit);
    notice_set_unit(&notice, STR("M1"));
    notice_set_area(&notice, STR("south"));
    put(p, EV_NOTICE_SENT, STR("O1"), &notice);
    assignment_set_unit(&assignment, STR("M1"));
    assignment_set_area(&assignment, STR("south"));
    put(p, EV_ASSIGNMENT_SENT, STR("G1"), &assignment);
    incident_set_area(&incident, STR("south"));
    put(p, EV_INCIDENT_RECEIVED, STR("I1"), &incident);

    struct {
        const char *area;
        bool work, incident;
    } cases[] = {
        {"", true, true}, {"north", true, false}, {"south", true, true}, {"west", false, false}};

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        (void)str_copy(who.area, sizeof who.area, str_c(cases[i].area));
        T_EQ(visible_entity(p, &who, picture_find(p, KIND_NOTICE, STR("O1"))), cases[i].work);
        T_EQ(visible_entity(p, &who, picture_find(p, KIND_ASSIGNMENT, STR("G1"))), cases[i].work);
        T_EQ(visible_entity(p, &who, picture_find(p, KIND_INCIDENT, STR("I1"))), cases[i].incident);
    }
    picture_free(p);
}

/* When somebody was signed in is the business of the administrators of that person's area. */
static void test_visible__a_session_is_seen_where_its_person_belongs(void)
{
    struct picture *p = picture_new();
    struct area area = {0};
    struct user user = {0};
    struct session session = {0};
    struct principal who = {.id = "user/U1", .permissions = UINT64_MAX, .role = ROLE_ADMIN};
    static const char *const areas[] = {"north", "", "gone"};
    area_set_name(&area, STR("x"));
    put(p, EV_AREA_SET, STR("north"), &area);
    put(p, EV_AREA_SET, STR("south"), &area);
    for (size_t i = 0; i < ARRAY_LEN(areas); i++) {
        static const struct str people[] = {STR_INIT("U1"), STR_INIT("U2"), STR_INIT("U3")},
                                sessions[] = {STR_INIT("S1"), STR_INIT("S2"), STR_INIT("S3")};
        user_set_name(&user, people[i]);
        user_set_area(&user, str_c(areas[i]));
        put(p, EV_USER_ADDED, people[i], &user);
        session_set_user(&session, people[i]);
        put(p, EV_SESSION_OPENED, sessions[i], &session);
        for (int k = 0; k < 3; k++) {
            (void)str_copy(who.area, sizeof who.area,
                           k == 0   ? STR_NONE
                           : k == 1 ? STR("north")
                                    : STR("south"));
            bool sees = k == 0 || (k == 1 && i == 0);
            struct audience all;
            visible_audience(p, KIND_SESSION, str_c(areas[i]), STR_NONE, &all);
            T_EQ(visible_entity(p, &who, picture_find(p, KIND_SESSION, sessions[i])), sees);
            T_EQ(visible_event(p, &who, KIND_SESSION, sessions[i], str_c(areas[i]), STR_NONE),
                 sees);
            T_EQ(audience_includes(&all, visible_listener(&who)), sees);
        }
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

/* A list of some of four units and areas, as `also` has them. */
static struct str some_of(uint64_t *seed, char *to, size_t cap)
{
    static const char *const all[] = {"land", "north", "south", "unit/M1", "unit/M2", "elsewhere"};
    struct buf list;
    buf_init(&list, cap);
    for (uint64_t n = t_rand(seed) % 4; n > 0; n--)
        buf_printf(&list, "%s%s", list.n > 0 ? "," : "", all[t_rand(seed) % ARRAY_LEN(all)]);
    struct str text = {to, list.n};
    if (list.n > 0)
        memcpy(to, list.p, list.n);
    buf_release(&list);
    return text;
}

static void set_up_areas(struct picture *p)
{
    struct area area = {0};
    struct unit unit = {0};
    put(p, EV_AREA_SET, STR("land"), &area);
    area_set_parent(&area, STR("land"));
    put(p, EV_AREA_SET, STR("north"), &area);
    put(p, EV_AREA_SET, STR("south"), &area);
    unit_set_area(&unit, STR("north"));
    put(p, EV_UNIT_SET, STR("M1"), &unit);
    put(p, EV_UNIT_SET, STR("M2"), &(struct unit){0});
}

static void test_visible_audience__leaves_out_nobody_who_may_see(void)
{
    static const struct principal who[] = {
        {.id = "user/U1", .role = ROLE_OPERATOR},
        {.id = "user/U2", .role = ROLE_OPERATOR, .area = "land"},
        {.id = "user/U3", .role = ROLE_OPERATOR, .area = "north"},
        {.id = "user/U4", .role = ROLE_OPERATOR, .area = "south"},
        {.id = "token/K1", .role = ROLE_UNIT, .unit = "M1"},
        {.id = "token/K2", .role = ROLE_UNIT, .unit = "M2"},
        {.id = "token/K3", .role = ROLE_UNIT},
        {.id = "local", .role = ROLE_UNIT, .unit = "M1"},
    };
    static const char *const areas[] = {"", "land", "north", "south", "elsewhere"};
    uint64_t seed = t_seed();
    struct picture *p = picture_new();
    int seen = 0, spared = 0;
    set_up_areas(p);
    for (int i = 0; i < 20000; i++) {
        char text[200];
        enum kind kind = (enum kind)(t_rand(&seed) % KIND_COUNT);
        struct str area = str_c(areas[t_rand(&seed) % ARRAY_LEN(areas)]);
        struct str also = some_of(&seed, text, sizeof text);
        struct principal one = who[t_rand(&seed) % ARRAY_LEN(who)];
        struct audience audience;
        one.permissions = UINT64_MAX;
        visible_audience(p, kind, area, also, &audience);
        bool in = audience_includes(&audience, visible_listener(&one));
        if (visible_event(p, &one, kind, STR("x"), area, also)) {
            T(in);
            seen++;
        }
        spared += !in;
    }
    T(seen > 1000);
    T(spared > 1000);
    picture_free(p);
}

int main(void)
{
    T_RUN(test_visible__a_session_is_seen_where_its_person_belongs);
    T_RUN(test_visible__a_shift_is_seen_where_its_unit_belongs);
    T_RUN(test_visible__work_in_another_area_is_seen_by_the_units_own_desk);
    T_RUN(test_visible_audience__leaves_out_nobody_who_may_see);
    T_RUN(test_auth_still__a_token_is_for_the_unit_its_device_has_now);
    return t_end();
}
