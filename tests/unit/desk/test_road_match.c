/* SPDX-License-Identifier: Apache-2.0 */
#include "road_city.h"

#define CAR ",\"vehicle\":{\"class\":\"car\"},\"confidence\":0.95"

static const struct hit *only_hit(const struct rig *r)
{
    const struct entity *en = city_only(r, KIND_HIT);
    T_REQUIRE(en != NULL);
    return en->rec;
}

static void test_match__nothing_on_no_list(void)
{
    struct rig *r = city_new();
    city_wanted(r, "01A123BC", "car", "other", "");
    rig_mark(r);
    city_pass(r, "cam-0", "01B999CC", CAR);
    city_pass(r, "cam-0", "01A123BC", ",\"vehicle\":{\"class\":\"van\"}");
    T_EQ(rig_events(r), 0);
    rig_free(r);
}

static void test_match__hit_then_moved(void)
{
    struct rig *r = city_new();
    const char *id = city_wanted(r, "01A123BC", "car", "other", ",\"make\":\"Chevrolet\"");
    rig_mark(r);
    city_pass(r, "cam-0", "01A123BC",
              ",\"vehicle\":{\"class\":\"car\",\"make\":\"Chevrolet\",\"color\":\"white\"},"
              "\"speed_kmh\":55,\"heading\":0,\"id\":\"r1\"");
    const struct hit *h = only_hit(r);
    char ref[100];
    (void)snprintf(ref, sizeof ref, "entry/%s", id);
    T_STRC(h->entry, ref);
    T_STRC(h->issuer, "GUVD");
    T_STRC(h->make, "Chevrolet");
    T_STRC(h->wanted_make, "Chevrolet");
    T_STRC(h->area, "south");
    T_EQ(h->state, HIT_STATE_UNCONFIRMED);
    T_EQ(h->count, 1);
    rig_pass(r, 10 * USEC_S);
    city_pass(r, "cam-4", "01A123BC", CAR);
    h = only_hit(r);
    T_EQ(rig_count(r, EV_HIT_FOUND), 1);
    T_EQ(rig_count(r, EV_HIT_MOVED), 1);
    T_STRC(h->camera, "cam-4");
    T_STRC(h->area, "north");
    T_EQ(h->count, 2);
    T_EQ(h->at - h->first_at, 10 * USEC_S);
    T_EQ(rig_count(r, EV_HIT_ENTERED), 1); /* the desk there has heard nothing of it before */
    city_pass(r, "cam-4", "01A123BC", ",\"heading\":90");
    T_EQ(rig_count(r, EV_HIT_ENTERED), 1);
    rig_free(r);
}

static void test_match__several_reads_of_one_job(void)
{
    struct rig *r = city_new();
    char body[3000] = "";
    size_t n = 0;
    city_wanted(r, "01A123BC", "car", "other", "");
    rig_mark(r);
    for (int i = 5; i >= 0; i--)
        n += (size_t)snprintf(body + n, sizeof body - n, "%s",
                              city_read(r, "cam-1", "01A123BC", "uz", i * USEC_S, CAR));
    rig_telemetry(r, SERIES_READS, body);
    T_EQ(rig_count(r, EV_HIT_FOUND), 1);
    T_EQ(rig_count(r, EV_HIT_MOVED), 5);
    T_EQ(only_hit(r)->count, 6);
    rig_mark(r);
    rig_telemetry_again(r, SERIES_READS, body);
    T_EQ(rig_events(r), 0);
    rig_restart(r);
    rig_telemetry_again(r, SERIES_READS, body);
    T_EQ(rig_events(r), 0);
    rig_free(r);
}

static void test_match__late_and_repeated_reads_do_not_move(void)
{
    struct rig *r = city_new();
    city_wanted(r, "01A123BC", "car", "other", "");
    city_pass(r, "cam-1", "01A123BC", CAR);
    rig_mark(r);
    rig_telemetry(r, SERIES_READS, city_read(r, "cam-0", "01A123BC", "uz", 20 * USEC_S, CAR));
    rig_telemetry(r, SERIES_READS, city_read(r, "cam-1", "01A123BC", "uz", 0, CAR));
    T_EQ(rig_events(r), 0);
    T_STRC(only_hit(r)->camera, "cam-1");
    rig_free(r);
}

static void test_match__a_read_matched_after_a_crash_is_found_late(void)
{
    struct rig *r = city_new();
    city_wanted(r, "01A123BC", "car", "other", "");
    rig_mark(r);
    /* Stored, but the process stopped before it was matched. */
    rig_restart(r);
    rig_telemetry_again(r, SERIES_READS, city_read(r, "cam-1", "01A123BC", "uz", USEC_MIN, CAR));
    T_EQ(rig_count(r, EV_HIT_FOUND), 1);
    rig_free(r);
}

static void test_match__unknown_class_matches_region_must(void)
{
    struct rig *r = city_new();
    city_wanted(r, "01A123BC", "car", "other", "");
    rig_mark(r);
    rig_telemetry(r, SERIES_READS, city_read(r, "cam-0", "01A123BC", "kz", 0, CAR));
    rig_telemetry(r, SERIES_READS, city_read(r, "cam-0", "01A123BC", "", 0, CAR));
    T_EQ(rig_events(r), 0);
    city_pass(r, "cam-0", "01A123BC", ""); /* camera that knows no class */
    T_EQ(rig_count(r, EV_HIT_FOUND), 1);
    rig_free(r);
}

static void test_match__expired_never(void)
{
    struct rig *r = city_new();
    char soon[40];
    (void)snprintf(soon, sizeof soon, "%s", city_time(rig_now(r) + 60 * USEC_S));
    T_EQ(rig_call(r, "POST", "/api/v1/entries",
                  city_line("01A123BC", "uz", "car", "other", soon, "")),
         RC_OK);
    char list[700];
    (void)snprintf(list, sizeof list, "%s", city_line("01B123BC", "uz", "car", "other", soon, ""));
    T_EQ(rig_call(r, "PUT", "/api/v1/hotlists/guvd", list), RC_OK);
    rig_pass(r, 59 * USEC_S);
    rig_mark(r);
    city_pass(r, "cam-0", "01A123BC", CAR);
    city_pass(r, "cam-0", "01B123BC", CAR);
    T_EQ(rig_count(r, EV_HIT_FOUND), 2);
    rig_pass(r, USEC_S);
    T_EQ(rig_count(r, EV_ENTRY_REMOVED), 1);
    rig_pass(r, 2 * USEC_H);
    T_EQ(picture_count(rig_picture(r), KIND_HIT), 0);
    rig_mark(r);
    city_pass(r, "cam-0", "01A123BC", CAR);
    city_pass(r, "cam-0", "01B123BC", CAR);
    T_EQ(rig_events(r), 0);
    rig_free(r);
}

static void test_match__hit_expires_by_the_clock(void)
{
    struct rig *r = city_new();
    city_wanted(r, "01A123BC", "car", "other", "");
    city_pass(r, "cam-1", "01A123BC", CAR);
    rig_pass(r, 1000 * USEC_S);
    city_pass(r, "cam-2", "01A123BC", CAR);
    rig_pass(r, 1799 * USEC_S);
    T_EQ(picture_count(rig_picture(r), KIND_HIT), 1);
    rig_pass(r, USEC_S);
    T_EQ(picture_count(rig_picture(r), KIND_HIT), 0);
    rig_mark(r);
    city_pass(r, "cam-2", "01A123BC", CAR);
    T_EQ(rig_count(r, EV_HIT_FOUND), 1);
    rig_free(r);
}

static void test_match__two_sources_are_two_hits(void)
{
    struct rig *r = city_new();
    const char *line = city_line("01A123BC", "uz", "car", "other", LATER, "");
    T_EQ(rig_call(r, "PUT", "/api/v1/hotlists/guvd", line), RC_OK);
    T_EQ(rig_call(r, "PUT", "/api/v1/hotlists/tax", line), RC_OK);
    city_pass(r, "cam-1", "01A123BC", CAR);
    T_EQ(picture_count(rig_picture(r), KIND_HIT), 2);
    rig_pass(r, USEC_S);
    rig_mark(r);
    city_pass(r, "cam-2", "01A123BC", CAR);
    T_EQ(rig_count(r, EV_HIT_FOUND), 0);
    T_EQ(rig_count(r, EV_HIT_MOVED), 2);
    rig_free(r);
}

static void test_lookalike__low_confidence_or_alternative(void)
{
    struct rig *r = city_new();
    city_wanted(r, "01A123BC", "car", "stolen", ",\"lookalikes\":true,\"color\":\"white\"");
    city_unit(r, "P1", "south");
    city_place(r, "P1", 50, 0);
    rig_mark(r);
    city_pass(r, "cam-0", "01A127BC", ",\"confidence\":0.95");
    city_pass(r, "cam-0", "01A127BC", "");
    city_pass(r, "cam-0", "01A127BC", ",\"confidence\":0.9,\"alternatives\":[\"01A121BC\"]");
    city_pass(r, "cam-0", "01A127BC",
              ",\"confidence\":0.7,\"vehicle\":{\"class\":\"car\",\"color\":\"black\"}");
    city_pass(r, "cam-0", "01A127BC", ",\"confidence\":0.7,\"vehicle\":{\"class\":\"bus\"}");
    rig_telemetry(r, SERIES_READS,
                  city_read(r, "cam-0", "01A127BC", "kz", 0, ",\"confidence\":0.7"));
    T_EQ(rig_events(r), 0);
    city_pass(r, "cam-0", "01A127BC",
              ",\"confidence\":0.9,\"alternatives\":[\"01A121BC\",{\"x\":1},\"01 a 123-bc\"]");
    T_EQ(rig_count(r, EV_LOOKALIKE_FOUND), 1);
    /* The same pair again is no news. */
    city_pass(r, "cam-1", "01A127BC", ",\"confidence\":0.7");
    T_EQ(rig_events(r), 1);
    const struct lookalike *k = city_only(r, KIND_LOOKALIKE)->rec;
    T_STRC(k->wanted, "01A123BC");
    T_STRC(k->plate, "01A127BC");
    rig_pass(r, USEC_H);
    T_EQ(rig_count(r, EV_LOOKALIKE_GONE), 1);
    /* Never an alert: no hit, no notice, no photo. */
    T_EQ(rig_events(r), 2);
    rig_free(r);
}

static void test_lookalike__only_entries_marked_for_it(void)
{
    struct rig *r = city_new();
    city_wanted(r, "01A123BC", "car", "other", "");
    rig_mark(r);
    city_pass(r, "cam-0", "01A127BC", ",\"confidence\":0.5");
    T_EQ(rig_events(r), 0);
    rig_free(r);
}

/* In how many low lists' worth: of this area (NULL: any), as wide as this one (NULL: anywhere). */
static uint32_t listed(struct rig *r, const char *area, const char *within)
{
    const struct picture *p = rig_picture(r);
    uint32_t n = 0;
    for (uint32_t i = 0; i < picture_count(p, KIND_LOOKALIKE); i++) {
        const struct lookalike *k = picture_at(p, KIND_LOOKALIKE, i)->rec;
        n += k->listed && (area == NULL || str_eqc(k->area, area)) &&
             (within == NULL || str_eqc(k->within, within));
    }
    return n;
}

static void test_lookalike__at_most_six_an_hour_of_an_area(void)
{
    struct rig *r = city_new();
    char list[12000] = "", plate[20];
    size_t n = 0;
    for (int i = 0; i < 40; i++) {
        (void)snprintf(plate, sizeof plate, "01A%03dBC", i * 10 + 3);
        n +=
            (size_t)snprintf(list + n, sizeof list - n, "%s",
                             city_line(plate, "uz", "car", "other", LATER, ",\"lookalikes\":true"));
    }
    T_EQ(rig_call(r, "PUT", "/api/v1/hotlists/guvd", list), RC_OK);
    rig_mark(r);
    for (int i = 0; i < 20; i++) {
        (void)snprintf(plate, sizeof plate, "01A%03dBC", i * 10 + 7);
        city_pass(r, "cam-0", plate, ",\"confidence\":0.5");
    }
    T_EQ(listed(r, NULL, NULL), 6);
    T_EQ(rig_count(r, EV_LOOKALIKE_FOUND), 20); /* the others are there for who asks */
    char body[5000] = "";
    n = 0;
    for (int i = 20; i < 28; i++) { /* another area, and all in one job */
        (void)snprintf(plate, sizeof plate, "01A%03dBC", i * 10 + 7);
        n += (size_t)snprintf(body + n, sizeof body - n, "%s",
                              city_read(r, "cam-5", plate, "uz", 0, ",\"confidence\":0.5"));
    }
    rig_telemetry(r, SERIES_READS, body);
    T_EQ(listed(r, NULL, NULL), 12);
    T_EQ(rig_count(r, EV_LOOKALIKE_FOUND), 28);
    rig_pass(r, USEC_H);
    city_pass(r, "cam-0", "01A397BC", ",\"confidence\":0.5");
    T_EQ(rig_count(r, EV_LOOKALIKE_FOUND), 29);
    T_EQ(listed(r, NULL, NULL), 1);
    rig_free(r);
}

/* 40 wanted plates of which each 01A??7BC is a look-alike; region "land" over districts "d0".."d9" with two cameras each. */
static struct rig *land(void)
{
    struct rig *r = city_new();
    struct area a = {0};
    char list[12000] = "", text[20];
    size_t n = 0;
    area_set_name(&a, STR("Land"));
    rig_event(r, EV_AREA_SET, "land", &a);
    area_set_parent(&a, STR("land"));
    for (int i = 0; i < 20; i++) {
        char cam[20];
        (void)snprintf(text, sizeof text, "d%d", i / 2);
        (void)snprintf(cam, sizeof cam, "c%d", i);
        rig_event(r, EV_AREA_SET, text, &a);
        city_camera(r, cam, 0, text);
    }
    for (int i = 0; i < 40; i++) {
        (void)snprintf(text, sizeof text, "01A%03dBC", i * 10 + 3);
        n += (size_t)snprintf(list + n, sizeof list - n, "%s",
                              city_line(text, "uz", "car", "other", LATER, ",\"lookalikes\":true"));
    }
    T_EQ(rig_call(r, "PUT", "/api/v1/hotlists/guvd", list), RC_OK);
    rig_mark(r);
    return r;
}

static void like(struct rig *r, const char *camera, int i, const char *more)
{
    char plate[20];
    (void)snprintf(plate, sizeof plate, "01A%03dBC", i * 10 + 7);
    city_pass(r, camera, plate, more);
}

#define UNSURE ",\"confidence\":0.5"

static void test_lookalike__no_console_sees_more_than_six_an_hour(void)
{
    struct rig *r = land();
    char cam[20], named[100];
    for (int i = 0; i < 30; i++) { /* from everywhere, none named by the engine */
        (void)snprintf(cam, sizeof cam, "c%d", i % 20);
        like(r, cam, i, UNSURE);
    }
    T_EQ(rig_count(r, EV_LOOKALIKE_FOUND), 30);
    T_EQ(listed(r, NULL, NULL), 30); /* each district has its three */
    T_EQ(listed(r, NULL, ""), 4);    /* the country's list keeps two places for likelier ones */
    T_EQ(listed(r, NULL, "land"), 0);
    for (int i = 30; i < 40; i++) {
        (void)snprintf(cam, sizeof cam, "c%d", i % 20);
        (void)snprintf(named, sizeof named, UNSURE ",\"alternatives\":[\"01A%03dBC\"]", i * 10 + 3);
        like(r, cam, i, named);
    }
    T_EQ(listed(r, NULL, ""), 6);
    rig_pass(r, USEC_H + USEC_S);
    like(r, "c0", 0, UNSURE);
    T_EQ(listed(r, NULL, ""), 1);
    rig_free(r);
}

static void test_lookalike__one_camera_does_not_fill_the_wide_lists(void)
{
    struct rig *r = land();
    for (int i = 0; i < 6; i++)
        like(r, "c0", i, UNSURE);
    T_EQ(listed(r, "d0", NULL), 6);
    T_EQ(listed(r, "d0", ""), 2);
    T_EQ(listed(r, "d0", "d0"), 4);
    like(r, "c2", 6, UNSURE);
    T_EQ(listed(r, "d1", ""), 1);
    rig_free(r);
}

static void test_lookalike__more_than_anybody_looks_at_is_counted_only(void)
{
    struct rig *r = land();
    for (int i = 0; i < 40; i++)
        like(r, "c0", i, UNSURE);
    T_EQ(rig_count(r, EV_LOOKALIKE_FOUND), 40);
    for (int i = 0; i < 40; i++) { /* the same plates misread in another way */
        char plate[20];
        (void)snprintf(plate, sizeof plate, "01A%03dBC", i * 10 + 2);
        city_pass(r, "c0", plate, UNSURE);
    }
    T(picture_count(rig_picture(r), KIND_LOOKALIKE) <= 60);
    T_EQ(listed(r, NULL, NULL), 6);
    rig_free(r);
}

/*
 * Reads of a real engine: what it got wrong by one confusable character is listed, nothing else is.
 */
static void test_lookalike__a_real_engine(void)
{
    size_t n;
    char *text = t_capture("alpr/ocr-truth-vs-read.csv", &n);
    if (text == NULL)
        return;
    struct str rest = {text, n};
    int lists = 0, exact = 0;
    (void)str_cut(&rest, '\n');
    while (rest.n > 0) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        (void)str_cut(&line, ',');
        struct str region = str_cut(&line, ','), truth = str_cut(&line, ','), seen = line;
        char rt[16], tt[64], st[64], body[400];
        int a = truth.n <= 30 ? plate_normalise(truth, tt) : -1;
        int b = seen.n <= 30 ? plate_normalise(seen, st) : -1;
        if (a < 2 || b < 2 || !str_copy(rt, sizeof rt, region))
            continue;
        tt[a] = st[b] = '\0';
        struct rig *r = city_new();
        T_EQ(rig_call(r, "POST", "/api/v1/entries",
                      city_line(tt, rt, "car", "other", LATER, ",\"lookalikes\":true")),
             RC_OK);
        rig_mark(r);
        (void)snprintf(body, sizeof body, "%s",
                       city_read(r, "cam-0", st, rt, 0, ",\"confidence\":0.7"));
        rig_telemetry(r, SERIES_READS, body);
        size_t found = rig_count(r, EV_HIT_FOUND), like = rig_count(r, EV_LOOKALIKE_FOUND);
        bool same = strcmp(tt, st) == 0;
        int differ = a == b ? 0 : 99;
        for (int i = 0; a == b && i < a; i++)
            differ += tt[i] != st[i];
        T_EQ(found, same);
        T(like == 0 || differ == 1);
        exact += same;
        lists += like == 1;
        rig_free(r);
    }
    printf("real engine: %d exact, %d look-alikes\n", exact, lists);
    T(exact > 100 && lists >= 10);
    free(text);
}

/*
 * Whatever came of the reads of the last three minutes, matching them again finds nothing new. A
 * lawful read that came before a late dangerous one of the same car may move that episode, once.
 */
static void test_match__again_is_nothing_new(void)
{
    enum { KEEP = 60 };

    static char kept[KEEP][700];
    uint64_t seed = t_seed();
    struct rig *r = city_new();
    char list[4000] = "", plate[16], more[200], camera[16];
    size_t n = 0;
    for (int i = 0; i < 5; i++) {
        (void)snprintf(plate, sizeof plate, "01A%d23BC", i);
        n += (size_t)snprintf(
            list + n, sizeof list - n, "%s",
            city_line(plate, "uz", "car", "stolen", LATER, ",\"lookalikes\":true"));
    }
    T_EQ(rig_call(r, "PUT", "/api/v1/hotlists/guvd", list), RC_OK);
    city_unit(r, "P1", "south");
    city_unit(r, "P2", "north");
    size_t all = 0;
    for (int i = 0; i < 400; i++) {
        uint64_t x = t_rand(&seed);
        rig_pass(r, (usec_t)(x % 3 + 1) * USEC_S);
        city_place(r, "P1", (int)(x >> 8) % 1000, 3);
        city_place(r, "P2", (int)(x >> 20) % 1000, -3);
        (void)snprintf(plate, sizeof plate, "01A%u%c3BC", (unsigned)(x >> 30) % 9,
                       "2237"[(x >> 34) % 4]);
        (void)snprintf(camera, sizeof camera, "cam-%u", (unsigned)(x >> 36) % 6);
        (void)snprintf(more, sizeof more, ",\"speed_kmh\":%u,\"heading\":0,\"confidence\":0.%u",
                       (unsigned)(x >> 40) % 130, (unsigned)(x >> 50) % 5 + 5);
        usec_t late = (x >> 56) % 8 == 0 ? (usec_t)(x >> 60) * 5 * USEC_S : 0;
        (void)snprintf(kept[i % KEEP], sizeof kept[0], "%s",
                       city_read(r, camera, plate, "uz", late, more));
        rig_mark(r);
        rig_telemetry(r, SERIES_READS, kept[i % KEEP]);
        all += rig_events(r);
        if (i % 50 != 49)
            continue;
        if (i % 100 == 99)
            rig_restart(r);
        for (int again = 0; again < 2; again++) {
            rig_mark(r);
            for (int k = 0; k < KEEP && k <= i; k++)
                rig_telemetry_again(r, SERIES_READS, kept[k]);
            size_t moved = rig_count(r, EV_VIOLATION_MOVED) + rig_count(r, EV_NOTICE_CHANGED) +
                           rig_count(r, EV_NOTICE_ENDED) + rig_count(r, EV_NOTICE_SENT);
            T_EQ(rig_events(r), again == 0 ? moved : 0);
            T(moved <= 3);
        }
    }
    T(all > 300);
    rig_free(r);
}

int main(void)
{
    T_RUN(test_match__again_is_nothing_new);
    T_RUN(test_match__nothing_on_no_list);
    T_RUN(test_match__hit_then_moved);
    T_RUN(test_match__several_reads_of_one_job);
    T_RUN(test_match__late_and_repeated_reads_do_not_move);
    T_RUN(test_match__a_read_matched_after_a_crash_is_found_late);
    T_RUN(test_match__unknown_class_matches_region_must);
    T_RUN(test_match__expired_never);
    T_RUN(test_match__hit_expires_by_the_clock);
    T_RUN(test_match__two_sources_are_two_hits);
    T_RUN(test_lookalike__low_confidence_or_alternative);
    T_RUN(test_lookalike__only_entries_marked_for_it);
    T_RUN(test_lookalike__at_most_six_an_hour_of_an_area);
    T_RUN(test_lookalike__no_console_sees_more_than_six_an_hour);
    T_RUN(test_lookalike__one_camera_does_not_fill_the_wide_lists);
    T_RUN(test_lookalike__more_than_anybody_looks_at_is_counted_only);
    T_RUN(test_lookalike__a_real_engine);
    return t_end();
}
