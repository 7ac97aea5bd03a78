/* SPDX-License-Identifier: Apache-2.0 */
#include "road_city.h"

static const char *speed(int kmh)
{
    static char text[100];
    (void)snprintf(text, sizeof text, ",\"speed_kmh\":%d,\"heading\":0", kmh);
    return text;
}

static const struct violation *only_violation(const struct rig *r)
{
    const struct entity *en = city_only(r, KIND_VIOLATION);
    T_REQUIRE(en != NULL);
    return en->rec;
}

static void test_speeding__at_the_setting(void)
{
    struct rig *r = city_new();
    rig_mark(r);
    city_pass(r, "cam-0", "01A123BC", speed(70));
    city_pass(r, "cam-0", "01B123BC", speed(109)); /* one violation, not yet danger */
    T_EQ(rig_events(r), 0);
    city_pass(r, "cam-0", "01C123BC", speed(110));
    T_EQ(rig_count(r, EV_VIOLATION_FOUND), 1);
    T_EQ(only_violation(r)->kind, VIOLATION_KIND_SPEEDING);
    T_EQ(only_violation(r)->speed_kmh, 1100);
    T_EQ(only_violation(r)->limit_kmh, 700);
    rig_free(r);
}

static void test_speeding__camera_without_a_limit(void)
{
    struct rig *r = city_new();
    struct device dev = {0};
    device_set_kind(&dev, DEVICE_KIND_CAMERA);
    rig_event(r, EV_DEVICE_SET, "cam-x", &dev);
    rig_mark(r);
    city_pass(r, "cam-x", "01A123BC", speed(200));
    city_pass(r, "cam-none", "01A123BC", speed(200));
    T_EQ(rig_events(r), 0);
    rig_free(r);
}

/* Reads are looked up several together: each has its own plate and its own camera. */
static void test_speeding__many_in_one_job(void)
{
    struct rig *r = city_new();
    struct device dev = {0};
    struct buf lines;
    device_set_kind(&dev, DEVICE_KIND_CAMERA);
    rig_event(r, EV_DEVICE_SET, "cam-x", &dev); /* without a limit */
    rig_mark(r);
    buf_init(&lines, 1u << 20);
    for (int i = 0; i < 50; i++)
        buf_printf(&lines, "%s\n",
                   city_read(r,
                             i % 5 == 1   ? "cam-x"
                             : i % 2 == 0 ? "cam-0"
                                          : "cam-1",
                             (char[]){'0', '1', 'A', (char)('A' + i / 10), (char)('0' + i % 10), 0},
                             "uz", 0, speed(i % 3 == 0 ? 150 : 60)));
    buf_putc(&lines, '\0');
    rig_telemetry(r, SERIES_READS, lines.p);
    uint32_t found = 0;
    for (int i = 0; i < 50; i++) {
        const struct entity *en = picture_at(rig_picture(r), KIND_VIOLATION, found);
        if (i % 3 != 0 || i % 5 == 1)
            continue;
        T_REQUIRE(en != NULL);
        const struct violation *v = en->rec;
        T_EQ(v->plate.p[3] - 'A', i / 10);
        T_EQ(v->plate.p[4] - '0', i % 10);
        T_STRC(v->camera, i % 2 == 0 ? "cam-0" : "cam-1");
        found++;
    }
    T_EQ(rig_count(r, EV_VIOLATION_FOUND), found);
    buf_release(&lines);
    rig_free(r);
}

static void test_episode__every_read_moves_it_until_it_ends(void)
{
    struct rig *r = city_new();
    rig_mark(r);
    city_pass(r, "cam-0", "01A123BC", speed(150));
    rig_pass(r, 20 * USEC_S);
    city_pass(r, "cam-1", "01A123BC", speed(60)); /* braked for the camera */
    T_EQ(rig_count(r, EV_VIOLATION_MOVED), 1);
    T_EQ(only_violation(r)->count, 2);
    T_EQ(only_violation(r)->kind, VIOLATION_KIND_SPEEDING);
    rig_telemetry_again(r, SERIES_READS,
                        city_read(r, "cam-0", "01A123BC", "uz", 20 * USEC_S, speed(150)));
    rig_telemetry_again(r, SERIES_READS, city_read(r, "cam-1", "01A123BC", "uz", 0, speed(60)));
    T_EQ(rig_events(r), 2);
    rig_pass(r, 299 * USEC_S);
    T_EQ(rig_count(r, EV_VIOLATION_EXPIRED), 0);
    rig_pass(r, USEC_S);
    T_EQ(rig_count(r, EV_VIOLATION_EXPIRED), 1);
    city_pass(r, "cam-1", "01A123BC", speed(60));
    T_EQ(rig_events(r), 3);
    rig_free(r);
}

static void test_repeated__three_within_the_window(void)
{
    struct rig *r = city_new();
    rig_mark(r);
    city_pass(r, "cam-0", "01A123BC", speed(90));
    city_pass(r, "cam-0", "01A123BC", speed(90)); /* the same pass */
    rig_pass(r, 600 * USEC_S);
    city_pass(r, "cam-1", "01A123BC", speed(85));
    rig_pass(r, 600 * USEC_S);
    city_pass(r, "cam-2", "01A123BC", speed(84)); /* not enough over the limit */
    city_pass(r, "cam-2", "01B123BC", speed(90)); /* another car */
    T_EQ(rig_events(r), 0);
    city_pass(r, "cam-3", "01A123BC", speed(95));
    T_EQ(rig_count(r, EV_VIOLATION_FOUND), 1);
    T_EQ(only_violation(r)->kind, VIOLATION_KIND_REPEATED);
    rig_free(r);
}

static void test_repeated__the_window_moves(void)
{
    struct rig *r = city_new();
    rig_mark(r);
    for (int i = 0; i < 6; i++) {
        city_pass(r, "cam-0", "01A123BC", speed(90));
        rig_pass(r, 901 * USEC_S); /* never three in 1800 s */
    }
    T_EQ(rig_events(r), 0);
    rig_free(r);
}

static void test_repeated__comes_again_from_kept_reads(void)
{
    struct rig *r = city_new();
    char reads[3][700];
    for (int i = 0; i < 3; i++)
        (void)snprintf(reads[i], sizeof reads[i], "%s",
                       city_read(r, "cam-0", "01A123BC", "uz", (60 - i * 20) * USEC_S, speed(90)));
    rig_telemetry(r, SERIES_READS, reads[0]);
    rig_telemetry(r, SERIES_READS, reads[1]);
    rig_restart(r);
    rig_mark(r);
    rig_telemetry_again(r, SERIES_READS, reads[0]);
    rig_telemetry_again(r, SERIES_READS, reads[1]);
    T_EQ(rig_events(r), 0);
    rig_telemetry(r, SERIES_READS, reads[2]);
    T_EQ(rig_count(r, EV_VIOLATION_FOUND), 1);
    rig_telemetry_again(r, SERIES_READS, reads[2]);
    T_EQ(rig_count(r, EV_VIOLATION_FOUND), 1);
    rig_free(r);
}

static void test_repeated__survives_a_restart_for_the_whole_window(void)
{
    struct rig *r = city_new();
    city_pass(r, "cam-0", "01A123BC", speed(90));
    city_pass(r, "cam-0", "01A777BC", speed(90));
    rig_pass(r, 600 * USEC_S); /* the reads themselves are long forgotten */
    city_pass(r, "cam-0", "01A123BC", speed(90));
    rig_restart(r);
    rig_pass(r, 600 * USEC_S);
    rig_restart(r);
    rig_mark(r);
    city_pass(r, "cam-0", "01A777BC", speed(90));
    T_EQ(rig_count(r, EV_VIOLATION_FOUND), 0); /* its second */
    city_pass(r, "cam-0", "01A123BC", speed(90));
    T_EQ(rig_count(r, EV_VIOLATION_FOUND), 1); /* its third in 1800 s */
    rig_pass(r, 1900 * USEC_S);
    rig_restart(r);
    rig_mark(r);
    city_pass(r, "cam-0", "01A777BC", speed(90));
    T_EQ(rig_count(r, EV_VIOLATION_FOUND), 0); /* the window is over for those before */
    rig_free(r);
}

static void test_wrong_way__more_than_120_degrees_off(void)
{
    struct rig *r = city_new();
    struct device dev = {0};
    device_set_one_way(&dev, true);
    device_set_allowed_heading(&dev, 3500);
    rig_event(r, EV_DEVICE_SET, "cam-0", &dev);
    rig_mark(r);
    city_pass(r, "cam-0", "01A123BC", ",\"heading\":110"); /* 120 off */
    city_pass(r, "cam-0", "01A123BC", ",\"heading\":230"); /* 120 off, the other side */
    city_pass(r, "cam-0", "01A123BC", ",\"heading\":170,\"speed_kmh\":2"); /* stands */
    city_pass(r, "cam-0", "01A123BC", "");
    city_pass(r, "cam-1", "01A123BC", ",\"heading\":170"); /* no one-way road */
    T_EQ(rig_events(r), 0);
    city_pass(r, "cam-0", "01A123BC", ",\"heading\":112");
    T_EQ(only_violation(r)->kind, VIOLATION_KIND_WRONG_WAY);
    city_pass(r, "cam-0", "01B123BC", ",\"heading\":228"); /* 122 off, the other side */
    T_EQ(rig_count(r, EV_VIOLATION_FOUND), 2);
    rig_pass(r, USEC_H);
    city_pass(r, "cam-0", "01A123BC", ",\"heading\":170");
    /* The worse kind stays. */
    rig_pass(r, 5 * USEC_S);
    city_pass(r, "cam-1", "01A123BC", speed(150));
    T_EQ(only_violation(r)->kind, VIOLATION_KIND_WRONG_WAY);
    rig_free(r);
}

static void test_danger__old_reads_are_past(void)
{
    struct rig *r = city_new();
    rig_mark(r);
    rig_telemetry(r, SERIES_READS, city_read(r, "cam-0", "01A123BC", "uz", USEC_H, speed(200)));
    T_EQ(rig_events(r), 0);
    rig_free(r);
}

static void test_danger__without_region_or_on_a_list_too(void)
{
    struct rig *r = city_new();
    city_wanted(r, "01A123BC", "car", "other", "");
    rig_mark(r);
    city_pass(r, "cam-0", "01A123BC", speed(150));
    T_EQ(rig_count(r, EV_VIOLATION_FOUND), 1);
    T_EQ(rig_count(r, EV_HIT_FOUND), 1);
    rig_telemetry(r, SERIES_READS, city_read(r, "cam-0", "01B123BC", "", 0, speed(150)));
    T_EQ(rig_count(r, EV_VIOLATION_FOUND), 2);
    rig_pass(r, 5 * USEC_S);
    rig_telemetry(r, SERIES_READS, city_read(r, "cam-1", "01B123BC", "", 0, speed(150)));
    T_EQ(rig_count(r, EV_VIOLATION_MOVED), 1);
    rig_free(r);
}

int main(void)
{
    T_RUN(test_speeding__at_the_setting);
    T_RUN(test_speeding__camera_without_a_limit);
    T_RUN(test_speeding__many_in_one_job);
    T_RUN(test_episode__every_read_moves_it_until_it_ends);
    T_RUN(test_repeated__three_within_the_window);
    T_RUN(test_repeated__the_window_moves);
    T_RUN(test_repeated__comes_again_from_kept_reads);
    T_RUN(test_repeated__survives_a_restart_for_the_whole_window);
    T_RUN(test_wrong_way__more_than_120_degrees_off);
    T_RUN(test_danger__old_reads_are_past);
    T_RUN(test_danger__without_region_or_on_a_list_too);
    return t_end();
}
