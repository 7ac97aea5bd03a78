/* SPDX-License-Identifier: Apache-2.0 */
#include <sys/stat.h>
#include <unistd.h>

#include "road_city.h"

#define CAR ",\"vehicle\":{\"class\":\"car\"},\"confidence\":0.95"
#define GUVD "/api/v1/hotlists/guvd"

/* n lines, plates 01A<from>.. ; static buffer. */
static const char *list_of(int from, int n)
{
    static char text[40000];
    size_t at = 0;
    text[0] = '\0';
    for (int i = 0; i < n; i++) {
        char plate[20];
        (void)snprintf(plate, sizeof plate, "01A%03dBC", from + i);
        at += (size_t)snprintf(text + at, sizeof text - at, "%s",
                               city_line(plate, "uz", "car", "stolen", LATER, ""));
    }
    return text;
}

static bool matches(struct rig *r, const char *plate)
{
    rig_mark(r);
    city_pass(r, "cam-0", plate, CAR);
    return rig_count(r, EV_HIT_FOUND) + rig_count(r, EV_HIT_MOVED) > 0;
}

static void test_edition__counts_and_difference(void)
{
    struct rig *r = city_new();
    T_EQ(rig_call(r, "PUT", GUVD, list_of(100, 50)), RC_OK);
    T(strcmp(rig_member(r, "id"), "guvd") == 0);
    T(strcmp(rig_member(r, "entries"), "50") == 0);
    T(strcmp(rig_member(r, "added"), "50") == 0);
    T(strcmp(rig_member(r, "removed"), "0") == 0);
    T(strcmp(rig_member(r, "rejected"), "[]") == 0);
    T(matches(r, "01A100BC"));
    T_EQ(rig_call(r, "PUT", GUVD, list_of(120, 40)), RC_OK);
    T(strcmp(rig_member(r, "entries"), "40") == 0);
    T(strcmp(rig_member(r, "added"), "10") == 0);
    T(strcmp(rig_member(r, "removed"), "20") == 0);
    T(!matches(r, "01A101BC"));
    T(matches(r, "01A159BC"));
    const struct edition *ed = city_only(r, KIND_EDITION)->rec;
    T_STRC(ed->by, "U9");
    T_EQ(ed->added, 10);
    rig_free(r);
}

static void test_edition__the_same_again_affirms(void)
{
    struct rig *r = city_new();
    T_EQ(rig_call(r, "PUT", GUVD, list_of(100, 5)), RC_OK);
    rig_pass(r, 24 * USEC_H);
    T(matches(r, "01A100BC"));
    rig_pass(r, USEC_S);
    T(!matches(r, "01A101BC"));
    T_EQ(rig_call(r, "PUT", GUVD, list_of(100, 5)), RC_OK);
    T(strcmp(rig_member(r, "added"), "0") == 0);
    T(strcmp(rig_member(r, "removed"), "0") == 0);
    T(matches(r, "01A101BC"));
    rig_free(r);
}

static void test_edition__one_bad_line_in_a_hundred_is_too_many(void)
{
    struct rig *r = city_new();
    char body[80000];
    (void)snprintf(body, sizeof body, "%s{\"plate\":\"1\"}\n", list_of(100, 100));
    T_EQ(rig_call(r, "PUT", GUVD, body), RC_OK);
    T(strstr(rig_answer(r), "\"rejected\":[{\"line\":101,") != NULL);
    T(strcmp(rig_member(r, "entries"), "100") == 0);
    (void)snprintf(body, sizeof body, "{\"plate\":\"1\"}\n%s", list_of(100, 99));
    T_EQ(rig_call(r, "PUT", "/api/v1/hotlists/tax", body), RC_INVALID);
    T(strstr(rig_err(r)->detail, "line 1:") != NULL);
    T_EQ(picture_count(rig_picture(r), KIND_EDITION), 1);
    T_EQ(rig_call(r, "PUT", "/api/v1/hotlists/tax", "not a list"), RC_INVALID);
    rig_free(r);
}

/* No entry without issuer, legal basis, reason, region, plate, class and expiry. */
static void test_edition__every_part_is_required(void)
{
    static const char *const parts[] = {
        "\"plate\":\"01A123BC\"",        "\"region\":\"uz\"",     "\"class\":\"car\"",
        "\"issuer\":\"GUVD\"",           "\"basis\":\"case 12\"", "\"reason\":\"crime\"",
        ("\"expires_at\":\"" LATER "\"")};
    struct rig *r = city_new();
    for (size_t leave = 0; leave <= ARRAY_LEN(parts); leave++) {
        char line[500] = "{";
        size_t n = 1;
        for (size_t i = 0; i < ARRAY_LEN(parts); i++)
            if (i != leave)
                n +=
                    (size_t)snprintf(line + n, sizeof line - n, "%s%s", n > 1 ? "," : "", parts[i]);
        (void)snprintf(line + n, sizeof line - n, "}");
        enum rc want = leave == ARRAY_LEN(parts) ? RC_OK : RC_INVALID;
        T_EQ(rig_call(r, "PUT", GUVD, line), want);
        T_EQ(rig_call(r, "POST", "/api/v1/entries", line), want);
    }
    rig_free(r);
}

static void test_edition__an_empty_one_empties_the_list(void)
{
    struct rig *r = city_new();
    T_EQ(rig_call(r, "PUT", GUVD, list_of(100, 5)), RC_OK);
    T_EQ(rig_call(r, "PUT", GUVD, "\n"), RC_OK);
    T(strcmp(rig_member(r, "removed"), "5") == 0);
    T(!matches(r, "01A100BC"));
    rig_free(r);
}

static void test_edition__repeated_lines_count_once(void)
{
    struct rig *r = city_new();
    char body[3000], line[700];
    (void)snprintf(line, sizeof line, "%s", list_of(100, 1));
    (void)snprintf(body, sizeof body, "%s%s%s", line, line, line);
    T_EQ(rig_call(r, "PUT", GUVD, body), RC_OK);
    T(strcmp(rig_member(r, "entries"), "1") == 0);
    rig_free(r);
}

static void test_edition__loaded_again_after_a_restart(void)
{
    struct rig *r = city_new();
    T_EQ(rig_call(r, "PUT", GUVD, list_of(100, 5)), RC_OK);
    T_EQ(rig_call(r, "PUT", GUVD, list_of(102, 5)), RC_OK);
    city_wanted(r, "01B777BC", "car", "stolen", "");
    T(matches(r, "01A103BC"));
    rig_restart(r);
    T(!matches(r, "01A100BC"));
    T(matches(r, "01A106BC"));
    T(matches(r, "01B777BC"));
    /* The hit from before is moved, not found again. */
    rig_pass(r, USEC_S);
    rig_mark(r);
    city_pass(r, "cam-1", "01A103BC", CAR);
    T_EQ(rig_count(r, EV_HIT_FOUND), 0);
    T_EQ(rig_count(r, EV_HIT_MOVED), 1);
    rig_free(r);
}

static void edition_path(const struct rig *r, char path[800])
{
    const struct edition *ed = city_only(r, KIND_EDITION)->rec;
    (void)snprintf(path, 800, "%s/media/%.2s/%.2s/%.*s", rig_dir(r), ed->sha256.p, ed->sha256.p + 2,
                   STR_ARG(ed->sha256));
}

/* Where the list of a source is kept as it lies in memory. */
static const char *list_path(const struct rig *r, const char *source)
{
    static char path[800];
    const struct edition *ed = picture_get(rig_picture(r), KIND_EDITION, str_c(source));
    (void)snprintf(path, sizeof path, "%s/lists/%.*s.list", rig_dir(r), STR_ARG(ed->sha256));
    return path;
}

static void lose_and_come_back(bool damage)
{
    struct rig *r = city_new();
    char path[800];
    T_EQ(rig_call(r, "PUT", GUVD, list_of(100, 5)), RC_OK);
    T_EQ(rig_call(r, "PUT", "/api/v1/hotlists/tax", list_of(200, 5)), RC_OK);
    const struct edition *ed = picture_get(rig_picture(r), KIND_EDITION, STR("guvd"));
    (void)snprintf(path, sizeof path, "%s/media/%.2s/%.2s/%.*s", rig_dir(r), ed->sha256.p,
                   ed->sha256.p + 2, STR_ARG(ed->sha256));
    if (damage) {
        T_EQ(unlink(list_path(r, "guvd")), 0); /* else the text need not be read */
        (void)chmod(path, 0600);
        FILE *f = fopen(path, "r+");
        T_REQUIRE(f != NULL);
        (void)fputc('[', f);
        (void)fclose(f);
    } else {
        T_EQ(unlink(path), 0);
    }
    rig_restart(r);
    T(!matches(r, "01A100BC"));
    T(matches(r, "01A200BC")); /* the other source is not harmed */
    rig_pass(r, 2 * USEC_S);
    ed = picture_get(rig_picture(r), KIND_EDITION, STR("guvd"));
    T_EQ(ed->affirmed_at, 0); /* shown as stale */
    rig_mark(r);
    rig_pass(r, 5 * USEC_S);
    T_EQ(rig_events(r), 0); /* said once */
    T_EQ(rig_call(r, "PUT", GUVD, list_of(100, 5)), RC_OK);
    T(matches(r, "01A100BC"));
    rig_restart(r);
    T(matches(r, "01A101BC"));
    rig_free(r);
}

static void test_edition__lost_file(void)
{
    lose_and_come_back(false);
}

static void test_edition__damaged_file(void)
{
    lose_and_come_back(true);
}

static void test_edition__the_saved_list_is_only_a_copy(void)
{
    struct rig *r = city_new();
    T_EQ(rig_call(r, "PUT", GUVD, list_of(100, 5)), RC_OK);
    char first[800];
    (void)snprintf(first, sizeof first, "%s", list_path(r, "guvd"));
    T_EQ(access(first, F_OK), 0);
    for (int round = 0; round < 3; round++) {
        if (round == 1)
            T_EQ(unlink(first), 0);
        if (round == 2)
            T_EQ(truncate(first, 200), 0);
        rig_restart(r);
        T(matches(r, "01A103BC"));
        rig_pass(r, 2 * USEC_S);
        T_EQ(access(first, F_OK), 0); /* made again */
    }
    T_EQ(rig_call(r, "PUT", GUVD, list_of(102, 5)), RC_OK);
    T_EQ(access(list_path(r, "guvd"), F_OK), 0);
    T(access(first, F_OK) != 0); /* who is no longer wanted does not lie about */
    rig_free(r);
}

static void test_edition__the_one_before_is_deleted_in_the_end(void)
{
    struct rig *r = city_new();
    char path[800], now[800];
    T_EQ(rig_call(r, "PUT", GUVD, list_of(100, 5)), RC_OK);
    edition_path(r, path);
    T_EQ(access(path, R_OK), 0);
    T_EQ(rig_call(r, "PUT", GUVD, list_of(101, 5)), RC_OK);
    edition_path(r, now);
    rig_pass(r, 47 * USEC_H);
    T_EQ(access(path, R_OK), 0);
    rig_pass(r, 2 * USEC_H);
    T(access(path, R_OK) != 0);
    T_EQ(access(now, R_OK), 0);
    rig_free(r);
}

static void test_edition__what_is_gone_is_withdrawn(void)
{
    struct rig *r = city_new();
    T_EQ(rig_call(r, "PUT", GUVD, list_of(100, 5)), RC_OK);
    city_unit(r, "P1", "south");
    city_place(r, "P1", 100, 0);
    T(matches(r, "01A100BC"));
    T(matches(r, "01A104BC"));
    T_EQ(picture_count(rig_picture(r), KIND_NOTICE), 2);
    rig_mark(r);
    T_EQ(rig_call(r, "PUT", GUVD, list_of(101, 5)), RC_OK);
    T_EQ(rig_count(r, EV_HIT_DISMISSED), 1);
    T_EQ(rig_count(r, EV_NOTICE_ENDED), 1);
    rig_pass(r, 2 * USEC_S);
    T_EQ(picture_count(rig_picture(r), KIND_HIT), 1);
    /* Listed once more, it is a new matter. */
    T_EQ(rig_call(r, "PUT", GUVD, list_of(100, 5)), RC_OK);
    T(matches(r, "01A100BC"));
    rig_free(r);
}

static void test_edition__only_who_may_write(void)
{
    struct rig *r = city_new();
    rig_as(r, "user/U1", ROLE_OPERATOR, "", "");
    T_EQ(rig_call(r, "PUT", GUVD, list_of(100, 5)), RC_DENIED);
    rig_as(r, "user/U1", ROLE_SUPERVISOR, "", "");
    T_EQ(rig_call(r, "PUT", "/api/v1/hotlists/a b", list_of(100, 5)), RC_NOT_FOUND);
    for (int i = 0; i < 64; i++) {
        char path[80];
        (void)snprintf(path, sizeof path, "/api/v1/hotlists/s%d", i);
        T_EQ(rig_call(r, "PUT", path, list_of(100, 1)), RC_OK);
    }
    T_EQ(rig_call(r, "PUT", GUVD, list_of(100, 1)), RC_TOO_LARGE);
    rig_free(r);
}

static void test_entry__added_and_removed(void)
{
    struct rig *r = city_new();
    char id[80];
    (void)snprintf(id, sizeof id, "%s", city_wanted(r, "01A123BC", "car", "stolen", ""));
    T(matches(r, "01A123BC"));
    T_EQ(city_post(r, "entries", str_c(id), "remove", "{\"why\":\"found\"}"), RC_OK);
    T_EQ(city_post(r, "entries", str_c(id), "remove", "{\"why\":\"found\"}"), RC_NOT_FOUND);
    T(!matches(r, "01A123BC"));
    T_EQ(rig_call(r, "POST", "/api/v1/entries",
                  city_line("01A123BC", "uz", "car", "stolen", "2026-01-01T00:00:00Z", "")),
         RC_INVALID);
    rig_free(r);
}

int main(void)
{
    T_RUN(test_edition__counts_and_difference);
    T_RUN(test_edition__the_same_again_affirms);
    T_RUN(test_edition__one_bad_line_in_a_hundred_is_too_many);
    T_RUN(test_edition__every_part_is_required);
    T_RUN(test_edition__an_empty_one_empties_the_list);
    T_RUN(test_edition__repeated_lines_count_once);
    T_RUN(test_edition__loaded_again_after_a_restart);
    T_RUN(test_edition__lost_file);
    T_RUN(test_edition__damaged_file);
    T_RUN(test_edition__the_saved_list_is_only_a_copy);
    T_RUN(test_edition__the_one_before_is_deleted_in_the_end);
    T_RUN(test_edition__what_is_gone_is_withdrawn);
    T_RUN(test_edition__only_who_may_write);
    T_RUN(test_entry__added_and_removed);
    return t_end();
}
