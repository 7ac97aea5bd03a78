/* SPDX-License-Identifier: Apache-2.0 */
/* What went wrong elsewhere, each as a test: the cases of the trust reference, section 3. */
#include "desk/approve/approve.h"
#include "road_city.h"

static void put_line(struct rig *r, const char *line)
{
    T_EQ(rig_call(r, "PUT", "/api/v1/hotlists/police", line), RC_OK);
}

static struct rig *with_patrol(void)
{
    struct rig *r = city_new();
    city_unit(r, "P1", "south");
    city_place(r, "P1", 100, 0);
    return r;
}

static void read_us(struct rig *r, const char *plate, const char *region, const char *more)
{
    rig_telemetry(r, SERIES_READS, city_read(r, "cam-0", plate, region, 0, more));
}

/* Green v. San Francisco: 3 read as 7, a grey GMC truck on the list, a dark Lexus on the road. */
static void test_green__a_misread_and_another_car_moves_nobody(void)
{
    struct rig *r = with_patrol();
    put_line(r, city_line("5SOW750", "us-ca", "unknown", "stolen", LATER,
                          ",\"make\":\"GMC\",\"color\":\"gray\",\"lookalikes\":true"));
    rig_mark(r);
    /* The camera takes 5SOW350 for 5SOW750, and says so with a blurred picture's confidence. */
    read_us(r, "5SOW750", "us-ca",
            ",\"confidence\":0.6,\"vehicle\":{\"class\":\"car\",\"make\":\"Lexus\",\"color\":"
            "\"black\"}");
    T_EQ(rig_count(r, EV_HIT_FOUND), 1);
    T_EQ(rig_count(r, EV_NOTICE_SENT), 0);
    struct str id = city_only(r, KIND_HIT)->id;
    T_EQ(city_post(r, "hits", id, "reaffirm", NAMED), RC_CONFLICT);
    /* A person looks: the plate on the photo is another. */
    T_EQ(city_post(r, "hits", id, "see", "{\"plate\":false,\"region\":true,\"class\":true}"),
         RC_CONFLICT);
    T_EQ(city_post(r, "hits", id, "dismiss", "{\"why\":\"5SOW350, a Lexus\"}"), RC_OK);
    T_EQ(rig_count(r, EV_NOTICE_SENT), 0);
    rig_free(r);
}

static void test_green__a_sure_reading_of_another_make_waits_too(void)
{
    struct rig *r = with_patrol();
    put_line(r, city_line("5SOW750", "us-ca", "unknown", "stolen", LATER, ",\"make\":\"GMC\""));
    rig_mark(r);
    read_us(r, "5SOW750", "us-ca", ",\"confidence\":0.99,\"vehicle\":{\"make\":\"Lexus\"}");
    T_EQ(rig_count(r, EV_HIT_FOUND), 1);
    T_EQ(rig_count(r, EV_NOTICE_SENT), 0);
    rig_free(r);
}

/* Molner: 7 read as 2, an Oldsmobile on the list, a BMW on the road. */
static void test_molner__the_body_blocks_the_lookalike(void)
{
    struct rig *r = with_patrol();
    put_line(r, city_line("247ABC", "us-ks", "car", "stolen", LATER,
                          ",\"make\":\"Oldsmobile\",\"lookalikes\":true"));
    rig_mark(r);
    read_us(r, "242ABC", "us-ks",
            ",\"confidence\":0.7,\"vehicle\":{\"class\":\"car\",\"make\":\"BMW\"}");
    T_EQ(rig_events(r), 0);
    read_us(r, "242ABC", "us-ks", ",\"confidence\":0.7,\"vehicle\":{\"class\":\"car\"}");
    T_EQ(rig_count(r, EV_LOOKALIKE_FOUND), 1);
    T_EQ(rig_count(r, EV_HIT_FOUND) + rig_count(r, EV_NOTICE_SENT), 0);
    rig_free(r);
}

/* Gilliam v. Aurora: the digits of a Montana motorcycle on a Colorado SUV. */
static void test_gilliam__region_and_class_are_part_of_the_plate(void)
{
    struct rig *r = with_patrol();
    put_line(r,
             city_line("123456A", "us-mt", "motorcycle", "stolen", LATER, ",\"lookalikes\":true"));
    rig_mark(r);
    read_us(r, "123456A", "us-co", ",\"confidence\":0.95,\"vehicle\":{\"class\":\"car\"}");
    read_us(r, "123456A", "us-co", ",\"confidence\":0.5");
    read_us(r, "123456A", "us-mt", ",\"confidence\":0.95,\"vehicle\":{\"class\":\"car\"}");
    read_us(r, "123456A", "us-mt", ",\"confidence\":0.5,\"vehicle\":{\"class\":\"van\"}");
    read_us(r, "123456A", "", ",\"confidence\":0.95");
    T_EQ(rig_events(r), 0);
    read_us(r, "123456A", "us-mt", ",\"confidence\":0.95,\"vehicle\":{\"class\":\"motorcycle\"}");
    T_EQ(rig_count(r, EV_HIT_FOUND), 1);
    rig_free(r);
}

/* Hofer: the car was found, its entry stayed for 36 days. */
static void test_hofer__an_entry_dies_unless_the_source_stands_by_it(void)
{
    struct rig *r = with_patrol();
    put_line(r, city_line("01A123BC", "uz", "car", "stolen", LATER, ""));
    rig_pass(r, 24 * USEC_H + USEC_S);
    rig_mark(r);
    city_pass(r, "cam-0", "01A123BC", ",\"confidence\":0.99");
    T_EQ(rig_events(r), 0);
    rig_free(r);
}

static void test_hofer__asked_again_at_the_hit(void)
{
    struct rig *r = with_patrol();
    put_line(r, city_line("01A123BC", "uz", "car", "stolen", LATER, ""));
    city_pass(r, "cam-0", "01A123BC", ",\"confidence\":0.99");
    struct str id = city_only(r, KIND_HIT)->id;
    T_EQ(city_post(r, "hits", id, "see", SEEN_ALL), RC_OK);
    T_EQ(picture_count(rig_picture(r), KIND_NOTICE), 1);
    /* The source takes it back while the hit is open: withdrawn, and never confirmed. */
    put_line(r, city_line("01B555BC", "uz", "car", "stolen", LATER, ""));
    T_EQ(picture_count(rig_picture(r), KIND_NOTICE), 0);
    T_EQ(city_post(r, "hits", id, "reaffirm", NAMED), RC_CONFLICT);
    rig_free(r);
}

/* Colorado: the entry was typed with O for 0. */
static void test_colorado__a_mistyped_entry_is_refused(void)
{
    struct rig *r = city_new();
    T_EQ(rig_call(r, "POST", "/api/v1/entries",
                  city_line("O1A123BC", "uz", "car", "stolen", LATER, "")),
         RC_INVALID);
    T(strstr(rig_err(r)->detail, "'0'") != NULL);
    T_EQ(rig_call(r, "PUT", "/api/v1/hotlists/police",
                  city_line("01A12OBC", "uz", "car", "stolen", LATER, "")),
         RC_INVALID);
    T_EQ(picture_count(rig_picture(r), KIND_ENTRY), 0);
    rig_free(r);
}

/*
 * Where the format cannot tell, the photo and the source must: no single person's typing acts
 * alone.
 */
static void test_colorado__a_hit_needs_photo_and_source(void)
{
    struct rig *r = with_patrol();
    put_line(r, city_line("ABO123", "us-co", "car", "unpaid", LATER, ""));
    read_us(r, "ABO123", "us-co", ",\"confidence\":0.99,\"vehicle\":{\"class\":\"car\"}");
    T_EQ(picture_count(rig_picture(r), KIND_NOTICE), 0);
    struct str id = city_only(r, KIND_HIT)->id;
    T_EQ(city_post(r, "hits", id, "reaffirm", NAMED), RC_CONFLICT);
    T_EQ(city_post(r, "hits", id, "see", SEEN_ALL), RC_OK);
    T_EQ(picture_count(rig_picture(r), KIND_NOTICE), 0);
    rig_free(r);
}

static void add_person(struct rig *r, const char *id)
{
    struct user u = {0};
    user_set_name(&u, str_c(id));
    user_set_role(&u, ROLE_SUPERVISOR);
    user_set_password_by(&u, str_c(id));
    rig_event(r, EV_USER_ADDED, id, &u);
}

static void sign_in(struct rig *r, const char *id)
{
    char who[80];
    (void)snprintf(who, sizeof who, "user/%s", id);
    rig_as(r, who, ROLE_SUPERVISOR, "", "");
    (void)str_copy(rig_who(r)->session, 65, STR("S1"));
}

/* And what one person typed another reads before it can match anything; a list of one line is no way around. */
static void test_colorado__a_second_person_reads_the_entry(void)
{
    static const struct desk *const desks[] = {&desk_road, &desk_approve, NULL};
    struct rig *r = rig_new(desks);
    char path[120];
    add_person(r, "U8");
    add_person(r, "U9");
    city_camera(r, "cam-0", 0, "");
    sign_in(r, "U9");
    T_OK(rig_call(r, "POST", "/api/v1/entries?reason=telex",
                  city_line("01A123BC", "uz", "car", "stolen", LATER, "")));
    (void)snprintf(path, sizeof path, "/api/v1/approvals/%s/approve", rig_member(r, "id"));
    T_EQ(rig_call(r, "POST", path, "{}"), RC_DENIED);
    T_EQ(rig_call(r, "PUT", "/api/v1/hotlists/mine",
                  city_line("01A123BC", "uz", "car", "stolen", LATER, "")),
         RC_DENIED);
    read_us(r, "01A123BC", "uz", ",\"confidence\":0.99");
    T_EQ(picture_count(rig_picture(r), KIND_HIT), 0);
    sign_in(r, "U8");
    T_OK(rig_call(r, "POST", path, "{}"));
    rig_pass(r, USEC_S);
    read_us(r, "01A123BC", "uz", ",\"confidence\":0.99");
    T_EQ(picture_count(rig_picture(r), KIND_HIT), 1);
    rig_free(r);
}

/*
 * Milwaukee, Orange City, and hundreds more: officers looked up where somebody had driven. A read
 * that matched nothing leaves nothing to look up, and no route of this desk asks by plate.
 */
static void test_stalking__nothing_is_kept_of_who_is_not_wanted(void)
{
    struct rig *r = with_patrol();
    uint64_t hash = picture_hash(rig_picture(r));
    rig_mark(r);
    for (int i = 0; i < 50; i++) {
        rig_pass(r, USEC_S);
        city_pass(r, "cam-1", "01E777EX", ",\"speed_kmh\":60,\"heading\":0,\"confidence\":0.9");
    }
    T_EQ(rig_events(r), 0);
    T(picture_hash(rig_picture(r)) == hash);
    rig_free(r);
}

static void test_stalking__no_route_asks_by_plate(void)
{
    for (int i = 0; i < ROUTE_COUNT; i++) {
        const struct route *route = &route_table[i];
        bool road = strncmp(route->command, "road.", 5) == 0;
        if (strcmp(route->method, "GET") == 0)
            T(!road || strcmp(route->command, "road.media_get") == 0);
        /* The doors of makers who are called so only take reads in. */
        T(strstr(route->path, "plate") == NULL ||
          (strcmp(route->method, "POST") == 0 && route->permission == PERM_READS_SEND));
    }
    /* Lists of closed hits, violations and notices carry no plate either. */
    const struct field *f = record_field(kind_table[KIND_HIT].record, STR("plate"));
    T((kind_table[KIND_HIT].keep & BIT(f->bit)) == 0);
    f = record_field(kind_table[KIND_VIOLATION].record, STR("plate"));
    T((kind_table[KIND_VIOLATION].keep & BIT(f->bit)) == 0);
    f = record_field(kind_table[KIND_NOTICE].record, STR("plate"));
    T((kind_table[KIND_NOTICE].keep & BIT(f->bit)) == 0);
}

/* AP: one who lists somebody by hand leaves name, issuer, basis, reason and end behind. */
static void test_ap__an_entry_by_hand_names_who_made_it(void)
{
    struct rig *r = city_new();
    rig_mark(r);
    city_wanted(r, "01E777EX", "car", "other", "");
    T(strstr(rig_event_data(r, 0), "\"actor\":\"user/U9\"") != NULL);
    T(strstr(rig_event_data(r, 0), "\"by\":\"U9\"") != NULL);
    rig_as(r, "user/U3", ROLE_OPERATOR, "", "");
    T_EQ(rig_call(r, "POST", "/api/v1/entries",
                  city_line("01E777EX", "uz", "car", "other", LATER, "")),
         RC_DENIED);
    rig_as(r, "user/U3", ROLE_UNIT, "", "P1");
    T_EQ(rig_call(r, "POST", "/api/v1/entries",
                  city_line("01E777EX", "uz", "car", "other", LATER, "")),
         RC_DENIED);
    rig_free(r);
}

/* "Stop" is not a word the system has. */
static void test_all__no_output_says_stop(void)
{
    for (int i = 0; i < enum_notice_action.count; i++)
        T(!str_eqc(enum_notice_action.names[i], "stop"));
    T_EQ(enum_notice_action.count, 4);
}

/* ---- who may change a list ---- */

static void add_area(struct rig *r, const char *id, const char *parent)
{
    struct area a = {0};
    area_set_name(&a, str_c(id));
    area_set_parent(&a, str_c(parent));
    rig_event(r, EV_AREA_SET, id, &a);
}

static void refused(struct rig *r, const char *method, const char *path, const char *body,
                    const char *why)
{
    T_EQ(rig_call(r, method, path, body), RC_DENIED);
    if (!T(strstr(rig_err(r)->detail, why) != NULL))
        printf("  got %s\n", rig_err(r)->detail);
}

static void test_owner__an_area_changes_its_own_only(void)
{
    static const char *const police = "/api/v1/hotlists/police", *const school =
                                                                     "/api/v1/hotlists/north";
    struct rig *r = city_new();
    char list[1000], path[100];
    add_area(r, "north", "");
    add_area(r, "north-1", "north");
    add_area(r, "south", "");
    (void)snprintf(list, sizeof list, "%s",
                   city_line("01A123BC", "uz", "car", "stolen", LATER, ""));
    rig_as(r, "token/K1", ROLE_SUPERVISOR, "", "");
    T_OK(rig_call(r, "PUT", police, list));
    T_OK(rig_call(r, "POST", "/api/v1/entries", list));
    (void)snprintf(path, sizeof path, "/api/v1/entries/%s/remove", rig_member(r, "id"));

    rig_as(r, "user/U2", ROLE_SUPERVISOR, "north", "");
    uint64_t seq = picture_seq(rig_picture(r));
    refused(r, "PUT", police, list, "national");
    refused(r, "PUT", police, "", "national");
    refused(r, "POST", path, "{\"why\":\"x\"}", "national");
    T_EQ(picture_seq(rig_picture(r)), seq);
    T_OK(rig_call(r, "PUT", school, list));
    T_OK(rig_call(r, "PUT", school, list));
    T_OK(rig_call(r, "POST", "/api/v1/entries", list));
    (void)snprintf(path, sizeof path, "/api/v1/entries/%s/remove", rig_member(r, "id"));

    rig_as(r, "user/U3", ROLE_SUPERVISOR, "south", "");
    refused(r, "PUT", school, list, "'north'");
    refused(r, "POST", path, "{\"why\":\"x\"}", "'north'");
    rig_as(r, "user/U4", ROLE_SUPERVISOR, "north-1", "");
    refused(r, "PUT", school, list, "'north'"); /* a part is not the whole */
    rig_as(r, "user/U2", ROLE_SUPERVISOR, "north", "");
    T_OK(rig_call(r, "POST", path, "{\"why\":\"found\"}"));

    /* Somebody for the whole country may, and takes the name over. */
    rig_as(r, "token/K1", ROLE_SUPERVISOR, "", "");
    T_OK(rig_call(r, "PUT", school, list));
    rig_as(r, "user/U2", ROLE_SUPERVISOR, "north", "");
    refused(r, "PUT", school, list, "national");
    rig_free(r);
}

int main(void)
{
    T_RUN(test_green__a_misread_and_another_car_moves_nobody);
    T_RUN(test_green__a_sure_reading_of_another_make_waits_too);
    T_RUN(test_molner__the_body_blocks_the_lookalike);
    T_RUN(test_gilliam__region_and_class_are_part_of_the_plate);
    T_RUN(test_hofer__an_entry_dies_unless_the_source_stands_by_it);
    T_RUN(test_hofer__asked_again_at_the_hit);
    T_RUN(test_colorado__a_mistyped_entry_is_refused);
    T_RUN(test_colorado__a_hit_needs_photo_and_source);
    T_RUN(test_colorado__a_second_person_reads_the_entry);
    T_RUN(test_stalking__nothing_is_kept_of_who_is_not_wanted);
    T_RUN(test_stalking__no_route_asks_by_plate);
    T_RUN(test_ap__an_entry_by_hand_names_who_made_it);
    T_RUN(test_all__no_output_says_stop);
    T_RUN(test_owner__an_area_changes_its_own_only);
    return t_end();
}
