/* SPDX-License-Identifier: Apache-2.0 */
#include "wire_case.h"

static void test_wire_pick__paths(void)
{
    static const char *const p[] = {"a", "b.c", "b.d.e", "none", "list"};
    struct wire_value v[5];
    T(wire_pick(STR("{\"a\":1,\"b\":{\"c\":\"x\",\"d\":{\"e\":true},\"a\":7},\"z\":{\"c\":2},"
                    "\"list\":[1,{\"b\":2}]}"),
                p, 5, v));
    T_STRC(v[0].raw, "1");
    T_STRC(v[1].raw, "x");
    T(v[2].kind == JSON_TRUE);
    T(v[3].kind == JSON_ERROR && !wire_there(&v[3]));
    T_STRC(v[4].raw, "[1,{\"b\":2}]");
    T(!wire_pick(STR("[1]"), p, 5, v));
    T(!wire_pick(STR("{\"a\":1} x"), p, 5, v));
    T(!wire_pick(STR("{\"a\":"), p, 5, v));
    T(!wire_pick(STR(""), p, 5, v));
    T(wire_pick(STR("{\"a\":1,\"a\":2,\"b\":3}"), p, 5, v));
    T_STRC(v[0].raw, "2");
}

static void test_wire_next__elements(void)
{
    struct wire_value v;
    const char *at = NULL;
    struct str a = STR("[ 1 , \"x,]\", {\"k\":[2]} ,[3, 4],null]");
    static const char *const want[] = {"1", "x,]", "{\"k\":[2]}", "[3, 4]", "null"};
    for (size_t i = 0; i < 5; i++) {
        T(wire_next(a, &at, &v));
        if (v.kind != JSON_NULL)
            T_STRC(v.raw, want[i]);
    }
    T(!wire_next(a, &at, &v));
    at = NULL;
    T(!wire_next(STR("[]"), &at, &v));
}

static bool time_is(const char *text, const char *want)
{
    struct wire_value v = {JSON_STRING, false, str_c(text)};
    usec_t t, expected = 0;
    bool ok = wire_time(&v, &t);
    if (want == NULL)
        return !ok;
    T(clock_parse(str_c(want), &expected));
    return ok && T_EQ(t, expected);
}

static void test_wire_time__as_it_is_written(void)
{
    T(time_is("1377177267", "2013-08-22T13:14:27Z"));
    T(time_is("1442068686579", "2015-09-12T14:38:06.579Z"));
    T(time_is("1623405938252000000", "2021-06-11T10:05:38.252Z"));
    T(time_is("1623405938252000", "2021-06-11T10:05:38.252Z"));
    T(time_is("1607123958.748393", "2020-12-04T23:19:18.748393Z"));
    T(time_is("2014-06-04 09:10:11", "2014-06-04T09:10:11Z"));
    T(time_is("2021-09-29 05:56:13.606935+00:00", "2021-09-29T05:56:13.606935Z"));
    T(time_is("2021-09-29T05:56:13+0500", "2021-09-29T00:56:13Z"));
    T(time_is("2021-09-29T05:56:13.5", "2021-09-29T05:56:13.5Z"));
    T(time_is("2021-06-15T13:45:12.862Z", "2021-06-15T13:45:12.862Z"));
    T(time_is("", NULL));
    T(time_is("noon", NULL));
    T(time_is("-1", NULL));
    T(time_is("99999999999999999999", NULL));
    T(time_is("2021-13-01T00:00:00Z", NULL));
}

static bool number_is(const char *text, int digits, int64_t want)
{
    struct wire_value v = {JSON_STRING, false, str_c(text)};
    int64_t got = 0;
    return wire_number(&v, digits, &got) && T_EQ(got, want);
}

static void test_wire_number__as_people_write_them(void)
{
    T(number_is("60.0", 1, 600));
    T(number_is("-122.084", 7, -1220840000));
    T(number_is("+05.5", 1, 55));
    T(number_is("000", 0, 0));
    T(number_is(".25", 2, 25));
    T(number_is("3.", 0, 3));
    T(number_is("1e3", 0, 1000));
    T(number_is(" 7 ", 0, 7));
    T(number_is("-0.5", 1, -5));
    T(number_is("41,3181", 7, 413181000));
    int64_t n;
    static const char *const bad[] = {"",        "-", ".",   "1e",  "0x10", "1,5,5", "1,5.5",
                                      "1.500,5", ",", "NaN", "1 2", "--1",  "e5"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct wire_value v = {JSON_STRING, false, str_c(bad[i])};
        T(!wire_number(&v, 1, &n));
    }
}

static void test_wire_form__decodes(void)
{
    char to[WIRE_TEXT_MAX + 1];
    struct str f = STR("id=a%20b&empty=&lat=%31&x=+&id=second&bad=%00");
    T_STRC(wire_form(f, "id", to).raw, "a b");
    T_STRC(wire_form(f, "lat", to).raw, "1");
    T(wire_form(f, "empty", to).kind == JSON_ERROR);
    T(wire_form(f, "none", to).kind == JSON_ERROR);
    T(wire_form(f, "bad", to).kind == JSON_ERROR);
    T(wire_form(f, "x", to).kind == JSON_ERROR); /* a blank names nothing */
    T_STRC(wire_form(STR("k=%zz%4"), "k", to).raw, "%zz%4");
}

static bool region_is(const char *said, const char *want)
{
    char to[ID_MAX + 1];
    size_t n = wire_region(str_c(said), to);
    return T_STRC(((struct str){to, n}), want);
}

static void test_wire_region__two_letters(void)
{
    T(region_is("POL", "pl"));
    T(region_is("uzb", "uz"));
    T(region_is("UZ", "uz"));
    T(region_is("kz", "kz"));
    T(region_is("us-ca", "us-ca"));
    T(region_is("eu-PL", "pl"));
    T(region_is("", ""));
    T(region_is("Unknown", ""));
    T(region_is("ZZZ", "zzz"));
}

static void test_wire_base64__and_basic(void)
{
    struct buf b;
    struct str user, password;
    buf_init(&b, 100);
    T(wire_base64(STR("amFuZTpta3pfYWJj"), &b));
    T_STRC(buf_str(&b), "jane:mkz_abc");
    T(wire_basic(buf_str(&b), &user, &password));
    T_STRC(user, "jane");
    T_STRC(password, "mkz_abc");
    T(wire_base64(STR("YQ"), &b));
    T_STRC(buf_str(&b), "jane:mkz_abca");
    T(!wire_base64(STR("YR=="), &b));
    T_STRC(buf_str(&b), "jane:mkz_abca");
    T(!wire_basic(STR("nocolon"), &user, &password));
    buf_release(&b);
}

static void test_wire_part__forms(void)
{
    T_STRC(wire_boundary(STR("multipart/form-data; boundary=abc")), "abc");
    T_STRC(wire_boundary(STR("Multipart/Form-Data; charset=x; boundary=\"a b\"")), "a b");
    T_EQ(wire_boundary(STR("application/json")).n, 0);
    struct str rest =
        STR("preamble\r\n--abc\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n"
            "{\"a\":\"--abc\"}\r\n--abc\r\nContent-Disposition: form-data; name=upload; "
            "filename=\"x.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8\xff\n--\r\n"
            "--abc--\r\n");
    struct wire_part part;
    T(wire_part(STR("abc"), &rest, &part));
    T_STRC(part.name, "json");
    T_STRC(part.bytes, "{\"a\":\"--abc\"}");
    T(wire_part(STR("abc"), &rest, &part));
    T_STRC(part.name, "upload");
    T_STRC(part.bytes, "\xff\xd8\xff\n--");
    T(!wire_part(STR("abc"), &rest, &part));
    rest = STR("--abc\r\nno headers end");
    T(!wire_part(STR("abc"), &rest, &part));
}

int main(void)
{
    T_RUN(test_wire_pick__paths);
    T_RUN(test_wire_next__elements);
    T_RUN(test_wire_time__as_it_is_written);
    T_RUN(test_wire_number__as_people_write_them);
    T_RUN(test_wire_form__decodes);
    T_RUN(test_wire_region__two_letters);
    T_RUN(test_wire_base64__and_basic);
    T_RUN(test_wire_part__forms);
    return t_end();
}
