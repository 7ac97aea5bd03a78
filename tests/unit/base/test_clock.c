/* SPDX-License-Identifier: Apache-2.0 */
#include <time.h>

#include "base/clock.h"
#include "support/t.h"

#define END_OF_2199 INT64_C(7258118400) /* s: 2200-01-01T00:00:00Z */

static void format_is(usec_t t, const char *want)
{
    struct buf b;
    buf_init(&b, 64);
    clock_format(&b, t);
    T_STRC(buf_str(&b), want);
    buf_release(&b);
}

static void test_clock_format__fraction_as_long_as_needed(void)
{
    format_is(0, "1970-01-01T00:00:00Z");
    format_is(1, "1970-01-01T00:00:00.000001Z");
    format_is(1000, "1970-01-01T00:00:00.001Z");
    format_is(100000, "1970-01-01T00:00:00.100Z");
    format_is(-1, "1969-12-31T23:59:59.999999Z");
    format_is(INT64_C(1795341600123000), "2026-11-22T10:00:00.123Z");
    format_is(END_OF_2199 * USEC_S - 1, "2199-12-31T23:59:59.999999Z");
}

static void test_clock_format__agrees_with_gmtime(void)
{
    uint64_t state = t_seed();
    for (int i = 0; i < 200000; i++) {
        /* 1901-2199, and every second time right at a day's edge. */
        int64_t sec = (int64_t)(t_rand(&state) % (uint64_t)(END_OF_2199 + INT64_C(2147483648))) -
                      INT64_C(2147483648);
        if (i % 2)
            sec -= sec % 86400 + (int64_t)(t_rand(&state) % 2);
        time_t as_time = (time_t)sec;
        struct tm tm;
        char want[64];
        T_REQUIRE(gmtime_r(&as_time, &tm) != NULL);
        T_REQUIRE(strftime(want, sizeof want, "%Y-%m-%dT%H:%M:%SZ", &tm) > 0);
        format_is(sec * USEC_S, want);
    }
}

static void test_clock_parse__reads_back_what_format_wrote(void)
{
    uint64_t state = t_seed();
    for (int i = 0; i < 200000; i++) {
        static const usec_t steps[] = {1, USEC_MS, USEC_S};
        usec_t t = (usec_t)(t_rand(&state) % (uint64_t)(END_OF_2199 * USEC_S)), back = -1;
        t -= t % steps[i % 3];
        struct buf b;
        buf_init(&b, 64);
        clock_format(&b, t);
        T(clock_parse(buf_str(&b), &back));
        T_EQ(back, t);
        buf_release(&b);
    }
}

static void test_clock_parse__agrees_with_timegm(void)
{
    uint64_t state = t_seed();
    for (int i = 0; i < 100000; i++) {
        int off = (int)(t_rand(&state) % 2880) - 1440, size = off < 0 ? -off : off;
        off = size > 1439 ? 0 : off;
        size = off < 0 ? -off : off;
        struct tm tm = {.tm_year = (int)(t_rand(&state) % 228) + 71,
                        .tm_mon = (int)(t_rand(&state) % 12),
                        .tm_mday = (int)(t_rand(&state) % 31) + 1,
                        .tm_hour = (int)(t_rand(&state) % 24),
                        .tm_min = (int)(t_rand(&state) % 60),
                        .tm_sec = (int)(t_rand(&state) % 60)};
        struct tm norm = tm;
        int64_t want = (int64_t)timegm(&norm) - off * 60;
        bool exists = norm.tm_mday == tm.tm_mday; /* else the day was not in the month */
        char text[64];
        usec_t got = -1;
        (void)snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d",
                       tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
                       tm.tm_sec, off < 0 ? '-' : '+', size / 60, size % 60);
        T_EQ(clock_parse(str_c(text), &got), exists);
        T_EQ(got, exists ? want * USEC_S : -1);
    }
}

/* Times in the usual form have a way of their own. With small letters they have not, and mean the same. */
static void test_clock_parse__usual_form_as_any_other(void)
{
    static const char bytes[] = "0123456789:-.TZ+ ";
    uint64_t state = t_seed();
    for (int i = 0; i < 200000; i++) {
        char text[64], other[64];
        usec_t got = -1, want = -1;
        int n = snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d",
                         (int)(t_rand(&state) % 240) + 1965, (int)(t_rand(&state) % 14),
                         (int)(t_rand(&state) % 33), (int)(t_rand(&state) % 25),
                         (int)(t_rand(&state) % 61), (int)(t_rand(&state) % 62));
        if (t_rand(&state) % 2 == 0)
            n += snprintf(text + n, sizeof text - (size_t)n, ".%03d", (int)(t_rand(&state) % 1000));
        text[n++] = 'Z';
        text[n] = '\0';
        if (t_rand(&state) % 4 == 0)
            text[t_rand(&state) % (size_t)n] = bytes[t_rand(&state) % (sizeof bytes - 1)];
        memcpy(other, text, sizeof other);
        for (char *c = other; *c != '\0'; c++)
            *c = *c == 'T' ? 't' : *c == 'Z' ? 'z' : *c;
        T_EQ(clock_parse(str_c(text), &got), clock_parse(str_c(other), &want));
        T_EQ(got, want);
    }
}

static void test_clock_parse__every_day(void)
{
    for (int64_t day = 0; day < END_OF_2199 / 86400; day++) {
        struct tm tm;
        time_t at = (time_t)(day * 86400);
        char text[64];
        usec_t got = -1;
        T_REQUIRE(gmtime_r(&at, &tm) != NULL);
        T_REQUIRE(strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm) > 0);
        if (!clock_parse(str_c(text), &got) || got != at * USEC_S)
            T_STRC(str_c(text), "the same day");
    }
}

static void test_clock_parse__accepts(void)
{
    static const struct {
        const char *text;
        usec_t want;
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"1970-01-01t00:00:00z", 0},
        {"1970-01-01T00:00:00-00:00", 0},
        {"1970-01-01T01:00:00+01:00", 0},
        {"1970-01-01T00:00:00-23:59", 1439 * USEC_MIN},
        {"1970-01-01T00:00:00.1Z", 100000},
        {"1970-01-01T00:00:00.1234567Z", 123456},
        {"1970-01-01T00:00:00.999999999Z", 999999},
        {"2000-02-29T00:00:00Z", INT64_C(951782400) * USEC_S},
        {"2016-12-31T23:59:60Z", INT64_C(1483228800) * USEC_S - 1},
        {"2016-12-31T23:59:60.5Z", INT64_C(1483228800) * USEC_S - 1},
        {"2017-01-01T00:59:60+01:00", INT64_C(1483228800) * USEC_S - 1},
        {"2199-12-31T23:59:59Z", (END_OF_2199 - 1) * USEC_S},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        usec_t got = -1;
        if (!T(clock_parse(str_c(cases[i].text), &got)) || !T_EQ(got, cases[i].want))
            printf("    text \"%s\"\n", cases[i].text);
    }
}

static void test_clock_parse__refuses(void)
{
    static const char *const cases[] = {
        "",
        "2026",
        "2026-11-22",
        "2026-11-22T10:00:00",
        "2026-11-22 10:00:00Z",
        "2026-11-22T10:00Z",
        "1969-12-31T23:59:59Z",
        "2200-01-01T00:00:00Z",
        "1970-01-01T00:00:00+00:01",
        "2199-12-31T23:59:59-00:01",
        "2026-00-01T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "2026-01-32T00:00:00Z",
        "2026-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:61Z",
        "2026-01-01T00:00:60Z",
        "2026-01-01T12:59:60+01:00",
        "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00.1234567890Z",
        "2026-01-01T00:00:00,5Z",
        "2026-01-01T00:00:00+24:00",
        "2026-01-01T00:00:00+00:60",
        "2026-01-01T00:00:00+0000",
        "2026-01-01T00:00:00+00",
        "2026-01-01T00:00:00ZZ",
        "2026-01-01T00:00:00Z ",
        " 2026-01-01T00:00:00Z",
        "2026-1-01T00:00:00Z",
        "+2026-01-01T00:00:00Z",
        "2026-01-01T-1:00:00Z",
        "2026-01-01T0x:00:00Z",
        "20260101T000000Z",
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        usec_t got = 4711;
        if (!T(!clock_parse(str_c(cases[i]), &got)))
            printf("    text \"%s\"\n", cases[i]);
        T_EQ(got, 4711);
    }
    usec_t got = 4711;
    T(!clock_parse(STR("2026-01-01T00:00:00Z\0"), &got));
    T(!clock_parse(STR_NONE, &got));
}

static void test_clock__run_forward(void)
{
    usec_t steady = clock_steady(), cpu = clock_cpu(), utc = clock_utc();
    for (volatile int i = 0; i < 2000000; i = i + 1)
        continue;
    T(clock_steady() > steady);
    T(clock_cpu() > cpu);
    T(utc > INT64_C(1577836800) * USEC_S); /* 2020: the unit is µs, not ms or s */
    T(utc < END_OF_2199 * USEC_S);
}

int main(void)
{
    T_RUN(test_clock_format__fraction_as_long_as_needed);
    T_RUN(test_clock_format__agrees_with_gmtime);
    T_RUN(test_clock_parse__reads_back_what_format_wrote);
    T_RUN(test_clock_parse__agrees_with_timegm);
    T_RUN(test_clock_parse__usual_form_as_any_other);
    T_RUN(test_clock_parse__every_day);
    T_RUN(test_clock_parse__accepts);
    T_RUN(test_clock_parse__refuses);
    T_RUN(test_clock__run_forward);
    return t_end();
}
