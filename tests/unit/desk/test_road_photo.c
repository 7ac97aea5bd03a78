/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"
#include "road_city.h"

#define PHOTO "\xff\xd8\xff\xe0 not much of a picture, but it begins like one"
#define CAR ",\"vehicle\":{\"class\":\"car\"},\"confidence\":0.95"

static const char *sha_of(const char *text)
{
    static char hex[SHA256_HEX + 1];
    sha256_hex(sha256_of(str_c(text), STR_NONE, STR_NONE), hex);
    return hex;
}

static const char *path_of(const char *sha)
{
    static char path[120];
    (void)snprintf(path, sizeof path, "/api/v1/media/%s", sha);
    return path;
}

static const char *with_image(void)
{
    static char more[300];
    (void)snprintf(more, sizeof more, CAR ",\"image\":\"%s\"", sha_of(PHOTO));
    return more;
}

/* A token that may speak for all, as a camera's port has. */
static void as_camera(struct rig *r)
{
    struct token t = {0};
    token_set_name(&t, STR("cameras"));
    token_set_role(&t, ROLE_CAMERA);
    rig_event(r, EV_TOKEN_ADDED, "K1", &t);
    rig_as(r, "token/K1", ROLE_CAMERA, "", "");
}

static struct rig *with_asked(void)
{
    struct rig *r = city_new();
    city_wanted(r, "01A123BC", "car", "stolen", "");
    rig_mark(r);
    city_pass(r, "cam-0", "01A123BC", with_image());
    return r;
}

static void test_photo__asked_once_and_only_for_hits(void)
{
    struct rig *r = with_asked();
    T_EQ(rig_count(r, EV_PHOTO_ASKED), 1);
    T_EQ(rig_wanted(r), 1);
    const struct photo *p = city_only(r, KIND_PHOTO)->rec;
    T_STRC(p->sha256, sha_of(PHOTO));
    T(str_starts(p->about, STR("hit/")));
    city_pass(r, "cam-0", "01Z999ZZ",
              with_image()); /* on no list: not asked, even for a known image */
    T_EQ(rig_wanted(r), 0);
    rig_pass(r, USEC_S);
    city_pass(r, "cam-0", "01A123BC", with_image());
    T_EQ(rig_count(r, EV_PHOTO_ASKED), 1);
    T_EQ(rig_wanted(r), 1); /* still missing */
    rig_free(r);
}

static void test_photo__a_resent_read_is_told_again(void)
{
    struct rig *r = with_asked();
    rig_mark(r);
    rig_telemetry(r, SERIES_READS, city_read(r, "cam-0", "01A123BC", "uz", 0, with_image()));
    T_EQ(rig_events(r), 0);
    T_EQ(rig_wanted(r), 1);
    rig_free(r);
}

static void test_photo__stored_and_shown(void)
{
    struct rig *r = with_asked();
    char path[120];
    (void)snprintf(path, sizeof path, "%s", path_of(sha_of(PHOTO)));
    as_camera(r);
    T_EQ(rig_call(r, "PUT", path, "\xff\xd8\xff\xe0 another picture altogether"), RC_INVALID);
    T_EQ(rig_call(r, "PUT", path, "this is no picture at all, but text"), RC_INVALID);
    rig_mark(r);
    T_EQ(rig_call(r, "PUT", path, PHOTO), RC_OK);
    T_EQ(rig_count(r, EV_PHOTO_STORED), 1);
    T_EQ(((const struct photo *)city_only(r, KIND_PHOTO)->rec)->bytes, sizeof PHOTO - 1);
    T_EQ(rig_call(r, "PUT", path, PHOTO), RC_OK);
    T_EQ(rig_events(r), 1);
    rig_as(r, "user/U1", ROLE_OPERATOR, "south", "");
    T_EQ(rig_call(r, "GET", path, ""), RC_OK);
    T(strcmp(rig_answer(r), PHOTO) == 0);
    T_STRC(str_c(rig_last(r)->type), "image/jpeg");
    rig_as(r, "user/U1", ROLE_OPERATOR, "north", "");
    T_EQ(rig_call(r, "GET", path, ""), RC_NOT_FOUND);
    rig_as(r, "user/U1", ROLE_UNIT, "", "P1");
    T_EQ(rig_call(r, "GET", path, ""), RC_NOT_FOUND);
    /* No longer asked for. */
    rig_pass(r, USEC_S);
    city_pass(r, "cam-1", "01A123BC", with_image());
    T_EQ(rig_wanted(r), 0);
    rig_free(r);
}

static void test_photo__the_told_unit_sees_it(void)
{
    struct rig *r = with_asked();
    char path[120];
    (void)snprintf(path, sizeof path, "%s", path_of(sha_of(PHOTO)));
    as_camera(r);
    T_EQ(rig_call(r, "PUT", path, PHOTO), RC_OK);
    city_unit(r, "P1", "south");
    rig_pass(r, USEC_S);
    city_place(r, "P1", 100, 0);
    city_pass(r, "cam-0", "01A123BC", with_image());
    rig_as(r, "user/U1", ROLE_UNIT, "", "P1");
    T_EQ(rig_call(r, "GET", path, ""), RC_OK);
    rig_free(r);
}

static bool file_there(const struct rig *r, const char *sha)
{
    char path[800];
    size_t n;
    (void)snprintf(path, sizeof path, "%s/media/%.2s/%.2s/%s", rig_dir(r), sha, sha + 2, sha);
    char *text = t_file(path, &n);
    free(text);
    return text != NULL;
}

static void test_photo__what_was_not_asked_for_is_refused(void)
{
    struct rig *r = city_new();
    as_camera(r);
    T_EQ(rig_call(r, "PUT", path_of(sha_of(PHOTO)), PHOTO), RC_NOT_FOUND);
    T(strstr(rig_err(r)->detail, "not asked for") != NULL);
    T(!file_there(r, sha_of(PHOTO)));
    T_EQ(rig_call(r, "PUT", path_of("abc"), PHOTO), RC_INVALID);
    rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
    T_EQ(rig_call(r, "GET", path_of(sha_of(PHOTO)), ""), RC_NOT_FOUND);
    rig_free(r);
}

static void test_photo__too_large(void)
{
    struct rig *r = city_new();
    size_t n = ((size_t)2 << 20) + 1;
    char *big = malloc(n + 1);
    T_REQUIRE(big != NULL);
    memset(big, 'x', n);
    memcpy(big, "\xff\xd8\xff", 3);
    big[n] = '\0';
    char more[300], path[120];
    (void)snprintf(more, sizeof more, CAR ",\"image\":\"%s\"", sha_of(big));
    (void)snprintf(path, sizeof path, "%s", path_of(sha_of(big)));
    city_wanted(r, "01A123BC", "car", "stolen", "");
    city_pass(r, "cam-0", "01A123BC", more);
    as_camera(r);
    T_EQ(rig_call(r, "PUT", path, big), RC_TOO_LARGE);
    free(big);
    rig_free(r);
}

static void test_photo__goes_with_its_hit(void)
{
    struct rig *r = with_asked();
    char path[120];
    (void)snprintf(path, sizeof path, "%s", path_of(sha_of(PHOTO)));
    as_camera(r);
    T_EQ(rig_call(r, "PUT", path, PHOTO), RC_OK);
    T(file_there(r, sha_of(PHOTO)));
    rig_pass(r, 1800 * USEC_S);
    T_EQ(rig_count(r, EV_PHOTO_DELETED), 1);
    T_EQ(picture_count(rig_picture(r), KIND_PHOTO), 0);
    rig_pass(r, 2 * USEC_S);
    T(!file_there(r, sha_of(PHOTO)));
    rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
    T_EQ(rig_call(r, "GET", path, ""), RC_NOT_FOUND);
    as_camera(r);
    T_EQ(rig_call(r, "PUT", path, PHOTO), RC_NOT_FOUND);
    rig_free(r);
}

/* Longer than the file's own day in the vault, and no longer than the hold. */
static void test_photo__of_a_held_hit_goes_with_the_hold(void)
{
    struct rig *r = with_asked();
    struct hold h = {0};
    char path[120], about[80];
    (void)snprintf(path, sizeof path, "%s", path_of(sha_of(PHOTO)));
    (void)snprintf(about, sizeof about, "hit/%.*s", STR_ARG(city_only(r, KIND_HIT)->id));
    as_camera(r);
    T_EQ(rig_call(r, "PUT", path, PHOTO), RC_OK);
    hold_set_about(&h, str_c(about));
    hold_set_at(&h, rig_now(r));
    hold_set_wake_at(&h, rig_now(r) + 3 * USEC_DAY);
    rig_event(r, EV_HOLD_PLACED, "J1", &h);
    rig_pass(r, 2 * USEC_DAY);
    T_EQ(picture_count(rig_picture(r), KIND_HIT), 0);
    T_EQ(rig_count(r, EV_PHOTO_KEPT), 1);
    T_EQ(picture_count(rig_picture(r), KIND_PHOTO), 1);
    T(file_there(r, sha_of(PHOTO)));
    struct hold none = {0};
    rig_event(r, EV_HOLD_EXPIRED, "J1", &none);
    rig_pass(r, USEC_DAY + USEC_MIN);
    T_EQ(picture_count(rig_picture(r), KIND_PHOTO), 0);
    T(!file_there(r, sha_of(PHOTO)));
    rig_free(r);
}

static void test_photo__of_a_long_hit_goes_after_a_day(void)
{
    struct rig *r = with_asked();
    for (int i = 0; i < 49; i++) {
        rig_as(r, "user/U9", ROLE_SUPERVISOR, "", "");
        T_OK(city_post(r, "entries", city_only(r, KIND_ENTRY)->id, "affirm", NAMED));
        rig_pass(r, 30 * USEC_MIN - USEC_S);
        city_pass(r, "cam-1", "01A123BC", CAR);
    }
    T_EQ(picture_count(rig_picture(r), KIND_HIT), 1);
    T_EQ(picture_count(rig_picture(r), KIND_PHOTO), 0);
    rig_free(r);
}

int main(void)
{
    T_RUN(test_photo__asked_once_and_only_for_hits);
    T_RUN(test_photo__a_resent_read_is_told_again);
    T_RUN(test_photo__stored_and_shown);
    T_RUN(test_photo__the_told_unit_sees_it);
    T_RUN(test_photo__what_was_not_asked_for_is_refused);
    T_RUN(test_photo__too_large);
    T_RUN(test_photo__goes_with_its_hit);
    T_RUN(test_photo__of_a_held_hit_goes_with_the_hold);
    T_RUN(test_photo__of_a_long_hit_goes_after_a_day);
    return t_end();
}
