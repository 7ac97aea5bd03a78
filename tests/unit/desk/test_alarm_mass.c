/* SPDX-License-Identifier: Apache-2.0 */
/* Many devices silent at once are one alarm: whose, and what becomes of it when others follow. */
#include "alarm_city.h"

static void add_area(struct rig *r, const char *id, const char *parent)
{
    struct area a = {0};
    area_set_name(&a, str_c(id));
    if (parent != NULL)
        area_set_parent(&a, str_c(parent));
    rig_event(r, EV_AREA_SET, id, &a);
}

static struct rig *province(void)
{
    static const struct desk *const desks[] = {&desk_alarm, NULL};
    struct rig *r = rig_new(desks);
    add_area(r, "province", NULL);
    add_area(r, "north", "province");
    add_area(r, "south", "province");
    return r;
}

/* All of them fall silent `period_s` and a little after the start. */
static void add_buttons(struct rig *r, const char *area, int n, int64_t period_s)
{
    for (int i = 0; i < n; i++) {
        char id[40];
        struct device d = button(period_s);
        (void)snprintf(id, sizeof id, "%s-%lld-%d", area, (long long)period_s, i);
        device_set_area(&d, str_c(area));
        rig_event(r, EV_DEVICE_SET, id, &d);
    }
}

/* The n-th open alarm, or NULL. */
static const struct entity *open_alarm(struct rig *r, size_t n)
{
    for (uint32_t i = 0; i < picture_count(rig_picture(r), KIND_ALARM); i++) {
        const struct entity *en = picture_at(rig_picture(r), KIND_ALARM, i);
        if (((const struct alarm *)en->rec)->state != ALARM_STATE_CLOSED && n-- == 0)
            return en;
    }
    return NULL;
}

static const struct alarm *only_open(struct rig *r)
{
    T_REQUIRE(open_alarm(r, 0) != NULL);
    T_REQUIRE(open_alarm(r, 1) == NULL);
    return open_alarm(r, 0)->rec;
}

static enum rc acknowledge(struct rig *r, const char *area)
{
    char path[80];
    rig_as(r, "user/U1", ROLE_OPERATOR, area, "");
    (void)snprintf(path, sizeof path, "/api/v1/alarms/%.*s/acknowledge",
                   STR_ARG(open_alarm(r, 0)->id));
    return rig_call(r, "POST", path, "");
}

static void test_mass__of_one_district_is_its_desks(void)
{
    struct rig *r = province();
    add_buttons(r, "north", 30, 60);
    add_buttons(r, "north", 30, 70); /* the first 30 are alarms of their own until these follow */
    rig_pass(r, 2 * USEC_MIN);
    T_STRC(only_open(r)->area, "north");
    T_EQ(only_open(r)->devices, 60);
    T_EQ(acknowledge(r, "south"), RC_DENIED);
    T_OK(acknowledge(r, "north"));
    rig_free(r);
}

static void test_mass__of_two_districts_is_of_what_is_around_both(void)
{
    struct rig *r = province();
    add_buttons(r, "north", 20, 60);
    add_buttons(r, "south", 20, 65);
    add_buttons(r, "north", 20, 70);
    rig_pass(r, 2 * USEC_MIN);
    T_STRC(only_open(r)->area, "province");
    T_EQ(only_open(r)->devices, 60);
    rig_free(r);
}

static void test_mass__of_devices_without_an_area_is_the_centres(void)
{
    struct rig *r = province();
    add_buttons(r, "north", 30, 60);
    add_buttons(r, "", 30, 60);
    rig_pass(r, 2 * USEC_MIN);
    T_EQ(only_open(r)->area.n, 0);
    rig_free(r);
}

static void test_mass__grows_when_others_follow_within_the_minute(void)
{
    struct rig *r = province();
    add_buttons(r, "north", 60, 60);
    add_buttons(r, "south", 5, 80);
    rig_pass(r, 70 * USEC_S);
    T_STRC(only_open(r)->area, "north");
    rig_pass(r, USEC_MIN);
    T_STRC(only_open(r)->area, "province");
    T_EQ(only_open(r)->devices, 65);
    rig_free(r);
}

static void test_mass__that_somebody_took_stays_his(void)
{
    struct rig *r = province();
    add_buttons(r, "north", 60, 60);
    add_buttons(r, "south", 5, 80);
    rig_pass(r, 70 * USEC_S);
    T_OK(acknowledge(r, "north"));
    rig_pass(r, USEC_MIN);
    const struct alarm *first = open_alarm(r, 0)->rec;
    T_EQ(first->state, ALARM_STATE_ACKNOWLEDGED);
    T_EQ(first->devices, 60);
    T_REQUIRE(open_alarm(r, 1) != NULL);
    const struct alarm *second = open_alarm(r, 1)->rec;
    T_STRC(second->area, "south");
    T_EQ(second->devices, 5);
    rig_free(r);
}

int main(void)
{
    T_RUN(test_mass__of_one_district_is_its_desks);
    T_RUN(test_mass__of_two_districts_is_of_what_is_around_both);
    T_RUN(test_mass__of_devices_without_an_area_is_the_centres);
    T_RUN(test_mass__grows_when_others_follow_within_the_minute);
    T_RUN(test_mass__that_somebody_took_stays_his);
    return t_end();
}
