/* SPDX-License-Identifier: Apache-2.0 */
/* Service levels against a night worked out by hand. */
#include "desk/load/levels.h"
#include "support/t.h"

#define T0 INT64_C(1795305600000000) /* 2026-11-22T00:00:00Z */

static struct load_facts facts;
static uint64_t seq;

static void happens(int64_t s, enum event_type type, const char *id, const char *area,
                    const void *data)
{
    struct err e;
    struct event ev = {.seq = ++seq,
                       .recorded = T0 + s * USEC_S,
                       .type = type,
                       .id = str_c(id),
                       .area = str_c(area),
                       .actor = STR("user/U1"),
                       .data = data};
    T_OK(load_facts_event(&facts, &ev, &e));
}

static void receive(int64_t s, const char *id, const char *area, int kind, const char *alarm)
{
    struct incident i = {0};
    incident_set_kind(&i, kind);
    incident_set_priority(&i, 1);
    incident_set_alarm(&i, str_c(alarm));
    happens(s, EV_INCIDENT_RECEIVED, id, area, &i);
}

enum step { SENT, UNDER_WAY, THERE, DONE };

static void step(int64_t s, const char *id, enum step what)
{
    struct incident i = {0};
    usec_t at = T0 + s * USEC_S;
    switch (what) {
    case SENT: incident_set_dispatched_at(&i, at); break;
    case UNDER_WAY: incident_set_en_route_at(&i, at); break;
    case THERE: incident_set_on_scene_at(&i, at); break;
    case DONE: incident_set_cleared_at(&i, at); break;
    }
    happens(s, EV_INCIDENT_STATE, id, "", &i);
}

static void whole(int64_t s, const char *id, const char *area, const int took[4])
{
    receive(s, id, area, INCIDENT_KIND_ROBBERY, "");
    for (int i = 0; i < 4; i++) {
        s += took[i];
        step(s, id, (enum step)i);
    }
}

/* The member `name` of the object that begins after `after`, up to its end. */
static const char *part(const char *text, const char *after, const char *name)
{
    static char out[400];
    char key[64];
    const char *at = strstr(text, after);
    T_REQUIRE(at != NULL);
    (void)snprintf(key, sizeof key, "\"%s\":{", name);
    at = strstr(at, key);
    T_REQUIRE(at != NULL);
    (void)snprintf(out, sizeof out, "%.*s", (int)(strchr(at, '}') - at + 1), at);
    return out;
}

static const char *measured(enum load_levels_by by, const char *area, const usec_t *rota,
                            uint32_t n)
{
    static struct buf out;
    struct load_areas areas;
    load_areas_init(&areas);
    load_areas_add(&areas, STR("north"), STR("city"));
    struct load_question q = {.from = T0,
                              .to = T0 + USEC_H,
                              .area = str_c(area),
                              .areas = &areas,
                              .rota = rota,
                              .nrota = n};
    struct load_levels_question lq = {.q = &q, .by = by, .goal_s = {15, 60, 80, 240, 0, 0}};
    buf_release(&out);
    buf_init(&out, 1u << 20);
    load_levels_measure(&facts, &lq, &out);
    buf_putc(&out, '\0');
    load_areas_release(&areas);
    return out.p;
}

static void night(void)
{
    struct alarm a = {0};
    load_facts_release(&facts);
    load_facts_init(&facts);
    seq = 0;
    alarm_set_kind(&a, ALARM_KIND_PANIC);
    happens(-100, EV_ALARM_RAISED, "A1", "north", &a);
    happens(-88, EV_ALARM_ACKNOWLEDGED, "A1", "north", &a);
    receive(10, "I1", "north", INCIDENT_KIND_ALARM, "A1"); /* answered in 12 s; a unit sent in 50 */
    step(60, "I1", SENT);
    whole(100, "I2", "south", (int[]){70, 30, 300, 600});
    whole(200, "I3", "north", (int[]){20, 90, 100, 60});
    receive(300, "I4", "city", INCIDENT_KIND_NOISE,
            ""); /* waits to the end: over an hour is missed */
    receive(400, "I5", "north", INCIDENT_KIND_NOISE, "");
    happens(450, EV_INCIDENT_CLOSED, "I5", "", &(struct incident){0}); /* nobody was needed */
    receive(-5, "I6", "north", INCIDENT_KIND_NOISE, "");               /* before the period */
    receive(500, "I7", "north", INCIDENT_KIND_NOISE, "");
    happens(510, EV_INCIDENT_MERGED, "I7", "", &(struct incident){0});
    step(1000, "I2", SENT); /* the first counts */
}

static void test_load_levels__all(void)
{
    night();
    const char *v = measured(LOAD_LEVELS_ALL, "", NULL, 0);
    T(strstr(v, "\"all\":{\"incidents\":5,") != NULL);
    T_STRC(str_c(part(v, "\"all\"", "answer")),
           "\"answer\":{\"n\":1,\"running\":0,\"p50_ms\":12000,\"p90_ms\":12000,\"goal_s\":15,"
           "\"within\":1,\"of\":1,\"share\":1,\"met\":true}");
    T_STRC(str_c(part(v, "\"all\"", "queue")),
           "\"queue\":{\"n\":3,\"running\":1,\"p50_ms\":50000,\"p90_ms\":70000,\"goal_s\":60,"
           "\"within\":2,\"of\":4,\"share\":0.5,\"met\":false}");
    T_STRC(str_c(part(v, "\"all\"", "turnout")),
           "\"turnout\":{\"n\":2,\"running\":1,\"p50_ms\":30000,\"p90_ms\":90000,\"goal_s\":80,"
           "\"within\":1,\"of\":3,\"share\":0.333,\"met\":false}");
    T_STRC(str_c(part(v, "\"all\"", "travel")),
           "\"travel\":{\"n\":2,\"running\":0,\"p50_ms\":100000,\"p90_ms\":300000,\"goal_s\":240,"
           "\"within\":1,\"of\":2,\"share\":0.5,\"met\":false}");
    T_STRC(str_c(part(v, "\"all\"", "response")),
           "\"response\":{\"n\":2,\"running\":1,\"p50_ms\":210000,\"p90_ms\":400000}");
    T_STRC(str_c(part(v, "\"all\"", "scene")),
           "\"scene\":{\"n\":2,\"running\":0,\"p50_ms\":60000,\"p90_ms\":600000}");
}

static void test_load_levels__of_an_area_and_all_in_it(void)
{
    night();
    T(strstr(measured(LOAD_LEVELS_ALL, "north", NULL, 0), "\"incidents\":3,") != NULL);
    T(strstr(measured(LOAD_LEVELS_ALL, "city", NULL, 0), "\"incidents\":4,") != NULL);
    T(strstr(measured(LOAD_LEVELS_ALL, "east", NULL, 0), "\"incidents\":0,") != NULL);
}

static void test_load_levels__groups(void)
{
    const usec_t rota[] = {T0 - 8 * USEC_H, T0 + 150 * USEC_S, T0 + 12 * USEC_H};
    night();
    const char *v = measured(LOAD_LEVELS_KIND, "", NULL, 0);
    T(strstr(v, "\"more\":0,\"groups\":[{\"key\":\"alarm\",\"incidents\":1,") != NULL);
    T(strstr(v, "{\"key\":\"noise\",\"incidents\":2,") != NULL);
    T(strstr(v, "{\"key\":\"robbery\",\"incidents\":2,") != NULL);
    T_STRC(str_c(part(v, "\"robbery\"", "travel")),
           "\"travel\":{\"n\":2,\"running\":0,\"p50_ms\":100000,\"p90_ms\":300000,\"goal_s\":240,"
           "\"within\":1,\"of\":2,\"share\":0.5,\"met\":false}");
    v = measured(LOAD_LEVELS_SHIFT, "", rota, 3);
    T(strstr(v, "{\"key\":\"2026-11-21T16:00:00Z\",\"incidents\":2,") != NULL);
    T(strstr(v, "{\"key\":\"2026-11-22T00:02:30Z\",\"incidents\":3,") != NULL);
    v = measured(LOAD_LEVELS_PRIORITY, "", NULL, 0);
    T(strstr(v, "{\"key\":\"1\",\"incidents\":5,") != NULL);
    v = measured(LOAD_LEVELS_AREA, "", NULL, 0);
    T(strstr(v, "{\"key\":\"north\",\"incidents\":3,") != NULL);
}

static void test_load_levels__an_exercise_and_a_change_of_kind(void)
{
    struct incident i = {0};
    night();
    incident_set_practice(&i, PRACTICE_DRILL);
    happens(600, EV_INCIDENT_CHANGED, "I2", "", &i);
    i = (struct incident){0};
    incident_set_kind(&i, INCIDENT_KIND_FIRE);
    happens(601, EV_INCIDENT_CHANGED, "I3", "", &i);
    const char *v = measured(LOAD_LEVELS_KIND, "", NULL, 0);
    T(strstr(v, "\"robbery\"") == NULL);
    T(strstr(v, "{\"key\":\"fire\",\"incidents\":1,") != NULL);
}

int main(void)
{
    load_facts_init(&facts);
    T_RUN(test_load_levels__all);
    T_RUN(test_load_levels__of_an_area_and_all_in_it);
    T_RUN(test_load_levels__groups);
    T_RUN(test_load_levels__an_exercise_and_a_change_of_kind);
    load_facts_release(&facts);
    return t_end();
}
