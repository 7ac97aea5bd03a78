/* SPDX-License-Identifier: Apache-2.0 */
#include "core/settings.h"

#include <stdlib.h>
#include <string.h>

#include "support/t.h"

static struct settings s;
static struct err e;

static enum rc set(const char *section, const char *key, const char *value)
{
    return settings_set(&s, str_c(section), str_c(key), str_c(value), &e);
}

static enum rc load(const char *text, size_t n)
{
    static char path[4200];
    snprintf(path, sizeof path, "%s/markaz.conf", t_tmpdir());
    FILE *f = fopen(path, "w");
    T_REQUIRE(f != NULL);
    T_EQ(fwrite(text, 1, n, f), n);
    fclose(f);
    memset(&e, 0, sizeof e);
    return settings_load(&s, path, &e);
}

static enum rc load_text(const char *text)
{
    return load(text, strlen(text));
}

static void test_settings_init__defaults(void)
{
    settings_init(&s);
    T_STRC(str_c(settings_text(&s, SET_HTTP_LISTEN)), "127.0.0.1:8080");
    T_EQ(settings_int(&s, SET_HTTP_BODY_MAX), 8388608);
    T_EQ(settings_int(&s, SET_HTTP_THREADS), 2);
    T(!settings_bool(&s, SET_DEMO_ENABLED));
}

static void test_settings_set__checks_the_form(void)
{
    settings_init(&s);
    T_OK(set("http", "body_max", "64K"));
    T_EQ(settings_int(&s, SET_HTTP_BODY_MAX), 65536);
    T_OK(set("http", "body_max", "2G"));
    T_EQ(settings_int(&s, SET_HTTP_BODY_MAX), INT64_C(2) << 30);
    static const char *const bad[][3] = {
        {"http", "body_max", "M"},   {"http", "body_max", "-1"},
        {"http", "body_max", "8k"},  {"http", "body_max", "9223372036854775807K"},
        {"http", "threads", "two"},  {"http", "threads", ""},
        {"http", "threads", "-2"},   {"http", "threads", "2 "},
        {"demo", "enabled", "TRUE"}, {"demo", "enabled", ""},
        {"store", "path", "a\nb"},   {"store", "path", "\xff"},
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        T_EQ(set(bad[i][0], bad[i][1], bad[i][2]), RC_INVALID);
        T(strstr(e.detail, bad[i][1]) != NULL);
        T(strstr(e.field, bad[i][1]) != NULL);
    }
    T_EQ(settings_int(&s, SET_HTTP_BODY_MAX), INT64_C(2) << 30);
    T_OK(set("demo", "enabled", "on"));
    T(settings_bool(&s, SET_DEMO_ENABLED));
    T_EQ(set("http", "listne", "x"), RC_INVALID);
    T(strstr(e.detail, "http.listne") != NULL);
    T_EQ(set("", "", ""), RC_INVALID);
}

static void test_settings_set__length(void)
{
    char text[600];
    memset(text, 'a', sizeof text);
    text[511] = '\0';
    settings_init(&s);
    T_OK(set("store", "path", text));
    T_EQ(strlen(settings_text(&s, SET_STORE_PATH)), 511);
    text[511] = 'a';
    text[512] = '\0';
    T_EQ(set("store", "path", text), RC_INVALID);
    T_EQ(strlen(settings_text(&s, SET_STORE_PATH)), 511);
}

static void test_settings_load__reads(void)
{
    settings_init(&s);
    T_OK(load_text(
        "# note\n\n[http]\nlisten = [::1]:0\nbody_max=4K ; why\n\n[demo]\r\nenabled: yes\r\n"));
    T_STRC(str_c(settings_text(&s, SET_HTTP_LISTEN)), "[::1]:0");
    T_EQ(settings_int(&s, SET_HTTP_BODY_MAX), 4096);
    T(settings_bool(&s, SET_DEMO_ENABLED));
    T_OK(load_text("[log]\nlevel = debug"));
    T_STRC(str_c(settings_text(&s, SET_LOG_LEVEL)), "debug");
    T_OK(load_text(""));
}

static void test_settings_load__names_the_line_and_changes_nothing(void)
{
    static const struct {
        const char *text, *line;
    } bad[] = {
        {"[http]\nthreads = 7\nlistne = x\n", "markaz.conf:3:"},
        {"[http]\nthreads = 7\n\nthreads = 8\n", "markaz.conf:4:"},
        {"[http]\nthreads = 7\n  listen = x\n", "markaz.conf:3:"},
        {"[http]\nthreads = 7\nnonsense\n", "markaz.conf:3:"},
        {"[http\nthreads = 7\n", "markaz.conf:1:"},
        {"[http]\nthreads = seven\n", "markaz.conf:2:"},
        {"threads = 7\n", "markaz.conf:1:"},
    };

    settings_init(&s);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        T_EQ(load_text(bad[i].text), RC_INVALID);
        if (!T(strstr(e.detail, bad[i].line) != NULL))
            printf("%s\n", e.detail);
        T_EQ(settings_int(&s, SET_HTTP_THREADS), 2);
    }
}

static void test_settings_load__long_lines_and_zero_bytes(void)
{
    char text[2000];
    settings_init(&s);
    memset(text, 'a', sizeof text);
    memcpy(text, "[store]\npath = ", 15);
    text[sizeof text - 1] = '\n';
    T_EQ(load(text, sizeof text), RC_INVALID);
    T(strstr(e.detail, "markaz.conf:2:") != NULL);
    T_EQ(load("[http]\nthreads = 3\0007\n", 22), RC_INVALID);
    T_EQ(settings_int(&s, SET_HTTP_THREADS), 2);
    T_EQ(settings_load(&s, "/nonexistent/markaz.conf", &e), RC_NOT_FOUND);
    T(strstr(e.detail, "/nonexistent/markaz.conf") != NULL);
    T_EQ(settings_load(&s, "/", &e), RC_IO);
}

/* The file we ship says the defaults. */
static void test_settings_load__shipped_file_is_the_defaults(void)
{
    struct settings dflt;
    settings_init(&s);
    settings_init(&dflt);
    char path[4200];
    struct str here = str_c(__FILE__), tail = STR("tests/unit/core/test_settings.c");
    T_REQUIRE(str_ends(here, tail));
    snprintf(path, sizeof path, "%.*setc/markaz.conf", (int)(here.n - tail.n), here.p);
    if (!T_OK(settings_load(&s, path, &e)))
        printf("%s\n", e.detail);
    T_EQ(memcmp(&s, &dflt, sizeof s), 0);
}

/* Configurations from before there were zones go on meaning what they meant. */
static void test_settings_load__the_old_distance_from_utc(void)
{
    settings_init(&s);
    T_OK(load_text("[site]\nutc_offset_min = 60\nremind_min = 5\n"));
    T_STRC(str_c(settings_text(&s, SET_CENTRE_ZONE)), "+01:00");
    T_EQ(settings_int(&s, SET_SITE_REMIND_MIN), 5);
    settings_init(&s);
    T_OK(set("site", "utc_offset_min", "-210"));
    T_STRC(str_c(settings_text(&s, SET_CENTRE_ZONE)), "-03:30");
    settings_init(&s);
    T_OK(load_text("[centre]\nzone = Europe/Berlin\n[site]\nutc_offset_min = 300\n"));
    T_STRC(str_c(settings_text(&s, SET_CENTRE_ZONE)), "Europe/Berlin");
    T_OK(load_text("[site]\nutc_offset_min = 60\n[centre]\nzone = Asia/Almaty\n"));
    T_STRC(str_c(settings_text(&s, SET_CENTRE_ZONE)), "Asia/Almaty");
    T_EQ(load_text("[site]\nutc_offset_min = five\n"), RC_INVALID);
    T(strstr(e.detail, "zone = Asia/Tashkent") != NULL);
    T_EQ(load_text("[site]\nutc_offset_min = 900\n"), RC_INVALID);
}

static void test_settings_times__in_order(void)
{
    static const char *const bad[] = {"8:00",
                                      "08:00,20:00",
                                      "20:00 08:00",
                                      "08:00 08:00",
                                      "24:00",
                                      "00:00 01:00 02:00 03:00 04:00 05:00 06:00 07:00 08:00 09:00 "
                                      "10:00 11:00 12:00"};
    int times[SETTING_TIMES_MAX];
    settings_init(&s);
    T_EQ(settings_times(&s, SET_LOAD_SHIFTS, times), 0);
    T_OK(set("load", "shifts", "08:00   20:30"));
    T_EQ(settings_times(&s, SET_LOAD_SHIFTS, times), 2);
    T_EQ(times[0], 480);
    T_EQ(times[1], 1230);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        T_EQ(set("load", "shifts", bad[i]), RC_INVALID);
        T(strstr(e.detail, "08:00 20:00") != NULL);
    }
    T_STRC(str_c(settings_text(&s, SET_LOAD_SHIFTS)), "08:00   20:30");
}

int main(void)
{
    T_RUN(test_settings_init__defaults);
    T_RUN(test_settings_set__checks_the_form);
    T_RUN(test_settings_set__length);
    T_RUN(test_settings_load__reads);
    T_RUN(test_settings_load__names_the_line_and_changes_nothing);
    T_RUN(test_settings_load__long_lines_and_zero_bytes);
    T_RUN(test_settings_load__shipped_file_is_the_defaults);
    T_RUN(test_settings_load__the_old_distance_from_utc);
    T_RUN(test_settings_times__in_order);
    return t_end();
}
