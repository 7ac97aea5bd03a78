/* SPDX-License-Identifier: Apache-2.0 */
/* OsmAnd, the Traccar Client and OwnTracks: what they say, and every capture of them that there is. */
#include "wire_case.h"

#define AT(s) "\"at\":\"" s "\""

/* ---- OsmAnd ---- */

static void test_wire_osmand__a_position(void)
{
    struct wire_case c;
    query_is(&c, wire_osmand,
             "id=123456&timestamp=1377177267&lat=60.0&lon=30.0&speed=10&bearing=271.5&altitude=0"
             "&hdop=0.0&accuracy=4.6&batt=67.5&charge=true");
    T_EQ(c.rc, RC_OK);
    SAYS(
        c, "",
        "{\"device\":\"123456\"," AT(
            "2013-08-22T13:14:27Z") ",\"lat\":60,\"lon\":30,"
                                    "\"speed_kmh\":18.5,\"heading\":271.5,\"accuracy_m\":5,\"battery\":0.675,"
                                    "\"id\":\"1377177267000\"}\n",
        "", "");
    wire_release(&c.out);
}

static void test_wire_osmand__a_form(void)
{
    struct wire_case c;
    body_is(&c, wire_osmand, "deviceid=x%2Fy&location=60.0,30.5");
    T_EQ(c.rc, RC_OK);
    SAYS(c, "",
         "{\"device\":\"x-y\"," AT(NOW_TEXT) ",\"lat\":60,\"lon\":30.5,\"id\":\"1795310400000\"}\n",
         "", "");
    wire_release(&c.out);
}

static const char *const same_place[] = {
    "id=a&lat=41,5&lon=69,25&timestamp=1377177267",                /* a German's sprintf */
    "id=a&lat=41.5&lon=69.25&timestamp=2013-08-22T18:14:27+05:00", /* nobody escaped the + */
    "id=a&lat=41.5&lon=69.25&timestamp=2013-08-22 13:14:27",
    "id=a&lat=4.15E1&lon=%2B69.25&timestamp=1377177267.0",
    "id=a&location=41.5,69.25&timestamp=1377177267000",
};

static void test_wire_osmand__numbers_and_times_as_people_write_them(void)
{
    for (size_t i = 0; i < ARRAY_LEN(same_place); i++) {
        struct wire_case c;
        query_is(&c, wire_osmand, same_place[i]);
        T_EQ(c.rc, RC_OK);
        SAYS(c, "",
             "{\"device\":\"a\"," AT("2013-08-22T13:14:27Z") ",\"lat\":41.5,\"lon\":69.25,"
                                                             "\"id\":\"1377177267000\"}\n",
             "", "");
        wire_release(&c.out);
    }
}

static void device_is(const char *query, const char *want)
{
    struct wire_case c;
    char line[200];
    query_is(&c, wire_osmand, query);
    T_EQ(c.rc, RC_OK);
    (void)snprintf(line, sizeof line, "{\"device\":\"%s\"}", want);
    T(str_starts(buf_str(&c.out.heartbeats), str_c(line)));
    wire_release(&c.out);
}

/* A name in Latin-1 is the same as in UTF-8; a token where the name belongs is not told on. */
static void test_wire_osmand__names_as_devices_write_them(void)
{
    char utf8[ID_MAX + 1];
    T(id_of_name(STR("t\xc3\xa9l\xc3\xbf"), utf8) > 0);
    device_is("id=t%E9l%FF", utf8);
    device_is("id=t\xe9l\xff", utf8);
    device_is("id=t%C3%A9l%C3%BF", utf8);
    device_is("id=mkz_aaaaaaaaaaaaaaaaaaaaaaaa", "token-217f9417");
    char query[WIRE_TEXT_MAX + 20] = "id=";
    memset(query + 3, '\xe9', WIRE_TEXT_MAX); /* twice as long in UTF-8: no name */
    query[3 + WIRE_TEXT_MAX] = '\0';
    struct wire_case c;
    query_is(&c, wire_osmand, query);
    T_EQ(c.rc, RC_INVALID);
    wire_release(&c.out);
}

static void test_wire_osmand__what_cannot_be_is_left_out(void)
{
    struct wire_case c;
    query_is(&c, wire_osmand, "id=a&lat=1&lon=2&speed=-1&bearing=-1&accuracy=-1&batt=-1");
    SAYS(c, "",
         "{\"device\":\"a\"," AT(NOW_TEXT) ",\"lat\":1,\"lon\":2,\"id\":\"1795310400000\"}\n", "",
         "");
    wire_release(&c.out);
    query_is(&c, wire_osmand, "id=a&lat=1&lon=2&speed=9999999999999&bearing=400&accuracy=1e18");
    SAYS(c, "",
         "{\"device\":\"a\"," AT(NOW_TEXT) ",\"lat\":1,\"lon\":2,\"id\":\"1795310400000\"}\n", "",
         "");
    wire_release(&c.out);
}

static void test_wire_osmand__without_a_place_a_heartbeat(void)
{
    static const char *const none[] = {"id=a&timestamp=1377177267&batt=5",
                                       "id=a&timestamp=1377177267&batt=5&lat=0&lon=0.0",
                                       "id=a&timestamp=1377177267&batt=5&lat=1&lon=2&valid=false"};
    for (size_t i = 0; i < ARRAY_LEN(none); i++) {
        struct wire_case c;
        query_is(&c, wire_osmand, none[i]);
        T_EQ(c.rc, RC_OK);
        SAYS(c, "", "", "{\"device\":\"a\"," AT("2013-08-22T13:14:27Z") ",\"battery\":0.05}\n", "");
        wire_release(&c.out);
    }
}

static void test_wire_osmand__an_sos_is_an_alarm_besides(void)
{
    struct wire_case c;
    query_is(&c, wire_osmand, "id=a&lat=1&lon=2&timestamp=1377177267&alarm=lowBattery,sos");
    SAYS(c,
         "{\"device\":\"a\",\"kind\":\"panic\"," AT(
             "2013-08-22T13:14:27Z") ",\"lat\":1,\"lon\":2,"
                                     "\"detail\":\"lowBattery,sos\"}\n",
         "{\"device\":\"a\"," AT("2013-08-22T13:14:27Z") ",\"lat\":1,\"lon\":2,"
                                                         "\"id\":\"1377177267000\"}\n",
         "", "");
    wire_release(&c.out);
    query_is(&c, wire_osmand, "id=a&timestamp=1377177267&event=Panic");
    T_EQ(lines_of(buf_str(&c.out.alarms)), 1);
    T_EQ(lines_of(buf_str(&c.out.heartbeats)), 1);
    wire_release(&c.out);
    query_is(&c, wire_osmand, "id=a&lat=1&lon=2&alarm=overspeed&event=5");
    T_EQ(c.out.alarms.n, 0);
    wire_release(&c.out);
    query_is(&c, wire_osmand,
             "id=a&lat=north&lon=2&alarm=sos"); /* the press counts, not the place */
    T_EQ(lines_of(buf_str(&c.out.alarms)), 1);
    T(memmem(c.out.alarms.p, c.out.alarms.n, "lat", 3) == NULL);
    wire_release(&c.out);
}

/* The kind of the one alarm, and its id; "" for none. */
static void alarm_of(struct wire_case *c, char kind[32], char id[ID_MAX + 1])
{
    static const char *const fields[] = {"kind", "id"};
    struct wire_value v[ARRAY_LEN(fields)] = {0};
    T_EQ(c->rc, RC_OK);
    T_EQ(lines_of(buf_str(&c->out.alarms)), 1);
    T_REQUIRE(wire_pick(str_trim(buf_str(&c->out.alarms)), fields, ARRAY_LEN(fields), v));
    T(str_copy(kind, 32, v[0].raw));
    T(str_copy(id, ID_MAX + 1, v[1].kind == JSON_STRING ? v[1].raw : STR_NONE));
    wire_release(&c->out);
}

static void press_is(const char *query, char kind[32], char id[ID_MAX + 1])
{
    struct wire_case c;
    query_is(&c, wire_osmand, query);
    alarm_of(&c, kind, id);
}

static void test_wire_alarm__two_presses_are_never_one(void)
{
    /* NOW is 1795310400. A time that stands still, none, or one that is no time names no press. */
    static const char *const nameless[] = {
        "id=a&timestamp=1795310279&alarm=sos", "id=a&timestamp=1795310521&alarm=sos",
        "id=a&timestamp=1377177267&alarm=sos", "id=a&alarm=sos", "id=a&timestamp=noon&alarm=sos"};
    char kind[32], id[ID_MAX + 1], other[ID_MAX + 1];
    for (size_t i = 0; i < ARRAY_LEN(nameless); i++) {
        press_is(nameless[i], kind, id);
        T_STRC(str_c(kind), "panic");
        T_STRC(str_c(id), "");
    }
    press_is("id=a&timestamp=1795310281&alarm=sos&batt=9", kind, id);
    T(str_starts(str_c(id), STR("panic-")));
    press_is("id=a&timestamp=1795310281&alarm=sos&batt=9", kind, other);
    T_STRC(str_c(other), id); /* its answer was lost */
    press_is("id=a&timestamp=1795310281&alarm=sos&batt=8", kind, other);
    T(str_starts(str_c(other), STR("panic-")) && strcmp(id, other) != 0);
    press_is("id=a&timestamp=1795310281&alarm=tampering&batt=9", kind, other);
    T(str_starts(str_c(other), STR("tamper-")));
}

static void test_wire_alarm__the_most_urgent_word_counts(void)
{
    static const char *const cases[][2] = {
        {"tampering,sos", "panic"},        {"intrusion, fallDown", "medical"},
        {"tamper,intrusion", "intrusion"}, {"sos,duress", "duress"},
        {"tampering&event=sos", "panic"},  {"fire,lowBattery", "fire"}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char kind[32], id[ID_MAX + 1], query[100];
        (void)snprintf(query, sizeof query, "id=a&alarm=%s", cases[i][0]);
        press_is(query, kind, id);
        T_STRC(str_c(kind), cases[i][1]);
    }
    struct wire_case c;
    query_is(&c, wire_osmand, "id=a&alarm=tampering,sos&event=panic");
    T(memmem(c.out.alarms.p, c.out.alarms.n, "\"detail\":\"tampering,sos,panic\"", 30) != NULL);
    wire_release(&c.out);
}

static void test_wire_osmand__what_can_never_be_taken_says_why(void)
{
    static const char *const bad[][2] = {
        {"id=a&lat=91&lon=2", "the latitude is not from -90 to 90"},
        {"id=a&lat=1&lon=-180.1", "the longitude is not from -180 to 180"},
        {"id=a&lat=x&lon=2", "lat and lon are no numbers"},
        {"id=a&lat=1", "lat and lon are no numbers"},
        {"id=a&lat=1&lon=2&timestamp=noon", "the timestamp is no time"}};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct wire_case c;
        char want[200];
        query_is(&c, wire_osmand, bad[i][0]);
        T_EQ(c.rc, RC_OK);
        (void)snprintf(want, sizeof want, "{\"device\":\"a\",\"unread\":\"%s\"}\n", bad[i][1]);
        SAYS(c, "", want, "", "");
        wire_release(&c.out);
    }
}

static void test_wire_osmand__nobody(void)
{
    static const char *const bad[] = {"", "lat=1&lon=2", "id=&lat=1&lon=2"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct wire_case c;
        query_is(&c, wire_osmand, bad[i]);
        T_EQ(c.rc, RC_INVALID);
        T_EQ(c.out.lines, 0);
        wire_release(&c.out);
    }
}

/* ---- the Traccar Client ---- */

#define LOCATION(at, more) \
    "{\"timestamp\":\"" at "\",\"coords\":{\"latitude\":41.3,\"longitude\":69.2,\"accuracy\":3.8," \
    "\"speed\":18.67,\"heading\":63,\"altitude\":35.7},\"is_moving\":true," more \
    "\"battery\":{\"is_charging\":false,\"level\":0.79},\"activity\":{\"type\":\"still\"}}"

static void test_wire_traccar__one_and_many(void)
{
    struct wire_case c;
    body_is(&c, wire_osmand,
            "{\"location\":" LOCATION("2026-11-22T03:59:00.5Z", "") ",\"device_id\":\"8737\"}");
    T_EQ(c.rc, RC_OK);
    SAYS(
        c, "",
        "{\"device\":\"8737\"," AT(
            "2026-11-22T03:59:00.500Z") ",\"lat\":41.3,\"lon\":69.2,"
                                        "\"speed_kmh\":67.2,\"heading\":63,\"accuracy_m\":4,\"battery\":0.79,"
                                        "\"id\":\"1795319940500\"}\n",
        "", "");
    wire_release(&c.out);
    body_is(&c, wire_osmand,
            "{\"device_id\":8737,\"location\":[" LOCATION("2026-11-22T03:58:00Z", "") "," LOCATION(
                "2026-11-22T03:59:00Z", "\"extras\":{\"alarm\":\"sos\"},") "]}");
    T_EQ(c.rc, RC_OK);
    T_EQ(lines_of(buf_str(&c.out.positions)), 2);
    T_EQ(lines_of(buf_str(&c.out.alarms)), 1);
    T(str_starts(buf_str(&c.out.alarms), STR("{\"device\":\"8737\",\"kind\":\"panic\"")));
    wire_release(&c.out);
}

static void test_wire_traccar__odd_ones(void)
{
    struct wire_case c;
    body_is(&c, wire_osmand, "{\"device_id\":\"a\"}");
    T_EQ(lines_of(buf_str(&c.out.heartbeats)), 1);
    wire_release(&c.out);
    body_is(&c, wire_osmand, "{\"device_id\":\"a\",\"location\":[1]}");
    SAYS(c, "", "{\"device\":\"a\",\"unread\":\"the location is no object\"}\n", "", "");
    wire_release(&c.out);
    static const char *const bad[] = {"{\"location\":{}}", "{\"device_id\":\"a\"", "{}"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        body_is(&c, wire_osmand, bad[i]);
        T_EQ(c.rc, RC_INVALID);
        wire_release(&c.out);
    }
}

static void test_wire_traccar__a_press_is_known_again_in_another_batch(void)
{
#define SOS LOCATION("2026-11-22T01:19:59Z", "\"extras\":{\"alarm\":\"sos\"},")
    static const char *const batches[] = {
        "{\"device_id\":\"a\",\"location\":[" SOS "]}",
        "{\"device_id\":\"a\",\"location\":[" LOCATION("2026-11-22T01:19:58Z", "") "," SOS "]}"};
    char kind[32], id[2][ID_MAX + 1];
    for (size_t i = 0; i < ARRAY_LEN(batches); i++) {
        struct wire_case c;
        body_is(&c, wire_osmand, batches[i]);
        alarm_of(&c, kind, id[i]);
    }
    T(str_starts(str_c(id[0]), STR("panic-")));
    T_STRC(str_c(id[0]), id[1]);
#undef SOS
}

static void test_wire_traccar__too_many(void)
{
    struct buf b;
    struct wire_case c = {.in = {.now = NOW}};
    buf_init(&b, 1 << 20);
    buf_cat(&b, "{\"device_id\":\"a\",\"location\":[");
    for (int i = 0; i <= WIRE_LINES_MAX; i++)
        buf_printf(&b, "%s{\"coords\":{\"latitude\":1,\"longitude\":2}}", i > 0 ? "," : "");
    buf_cat(&b, ",{\"alarm\":\"sos\"}]}");
    c.in.body = buf_str(&b);
    run(&c, wire_osmand);
    T_EQ(c.rc, RC_TOO_LARGE);
    T_EQ(lines_of(buf_str(&c.out.positions)), WIRE_LINES_MAX);
    T_EQ(lines_of(buf_str(&c.out.alarms)), 1);
    wire_release(&c.out);
    buf_release(&b);
}

/* ---- OwnTracks ---- */

static void test_wire_owntracks__a_location(void)
{
    struct wire_case c;
    body_is(&c, wire_owntracks,
            "{\"cog\":271,\"lon\":2.29513,\"acc\":5,\"vel\":61,\"vac\":21,\"lat\":48.85833,"
            "\"tst\":1497349316,\"alt\":167,\"_type\":\"location\",\"tid\":\"JJ\",\"t\":\"u\","
            "\"batt\":67}");
    T_EQ(c.rc, RC_OK);
    SAYS(
        c, "",
        "{\"device\":\"JJ\"," AT(
            "2017-06-13T10:21:56Z") ",\"lat\":48.85833,\"lon\":2.29513,"
                                    "\"speed_kmh\":61,\"heading\":271,\"accuracy_m\":5,\"battery\":0.67,"
                                    "\"id\":\"1497349316000\"}\n",
        "", "");
    wire_release(&c.out);
}

#define FIX "\"_type\":\"location\",\"lat\":1,\"lon\":2,\"tst\":1497349316"

static void test_wire_owntracks__which_device(void)
{
    static const struct {
        const char *device, *user, *body, *want;
    } cases[] = {
        {"tab-1", "jane", "{" FIX ",\"topic\":\"owntracks/jane/phone\",\"tid\":\"JJ\"}", "tab-1"},
        {"", "jane", "{" FIX ",\"topic\":\"owntracks/jane/phone\",\"tid\":\"JJ\"}", "phone"},
        {"", "jane", "{" FIX ",\"topic\":\"owntracks/jane/phone/event\"}", "phone"},
        {"", "jane", "{" FIX ",\"topic\":\"mine\",\"tid\":\"JJ\"}", "mine"},
        {"", "jane", "{" FIX ",\"tid\":\"JJ\"}", "JJ"},
        {"", "jane", "{" FIX "}", "jane"},
        {" ", "jane", "{" FIX ",\"topic\":\"a/b/ /x\"}", "jane"},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct wire_case c = {.in = {.body = str_c(cases[i].body),
                                     .device = str_c(cases[i].device),
                                     .user = str_c(cases[i].user)}};
        char want[64];
        run(&c, wire_owntracks);
        (void)snprintf(want, sizeof want, "{\"device\":\"%s\",", cases[i].want);
        T(str_starts(buf_str(&c.out.positions), str_c(want)));
        wire_release(&c.out);
    }
    struct wire_case c;
    body_is(&c, wire_owntracks, "{" FIX "}");
    T_EQ(c.rc, RC_INVALID);
    wire_release(&c.out);
}

static void test_wire_owntracks__everything_else(void)
{
    static const struct {
        const char *body;
        int positions, heartbeats;
    } cases[] = {
        {"", 0, 0},
        {"[]", 0, 0},
        {"{\"_type\":\"lwt\",\"tst\":\"1440363922\",\"tid\":\"JJ\"}", 0, 0},
        {"{\"_type\":\"card\",\"tid\":\"JJ\"}", 0, 0},
        {"{\"_type\":\"cmd\",\"action\":\"dump\"}", 0, 0},
        {"{\"_type\":\"made up\"}", 0, 0},
        {"{}", 0, 0},
        {"{\"_type\":\"status\",\"tid\":\"JJ\"}", 0, 1},
        {"{\"_type\":\"transition\",\"tid\":\"JJ\",\"tst\":1440363922,\"event\":\"leave\"}", 0, 1},
        /* A waypoint is a place that somebody chose, not where the phone is. */
        {"{\"_type\":\"waypoint\",\"tid\":\"JJ\",\"lat\":1,\"lon\":2,\"tst\":1497349316}", 0, 1},
        {"{\"_type\":\"transition\",\"tid\":\"JJ\",\"lat\":1,\"lon\":2,\"tst\":1497349316}", 1, 0},
        {"[{" FIX ",\"tid\":\"A\"},{" FIX ",\"tid\":\"B\"},{\"_type\":\"x\"},7]", 2, 0},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct wire_case c;
        body_is(&c, wire_owntracks, cases[i].body);
        T_EQ(c.rc, RC_OK);
        T_EQ(lines_of(buf_str(&c.out.positions)), cases[i].positions);
        T_EQ(lines_of(buf_str(&c.out.heartbeats)), cases[i].heartbeats);
        wire_release(&c.out);
    }
}

static void test_wire_owntracks__encrypted_says_so(void)
{
    struct wire_case c = {
        .in = {.body = STR("{\"_type\":\"encrypted\",\"data\":\"xx\"}"), .device = STR("tab-1")}};
    run(&c, wire_owntracks);
    T_EQ(c.rc, RC_OK);
    T(str_starts(buf_str(&c.out.positions),
                 STR("{\"device\":\"tab-1\",\"unread\":\"the payload is encrypted")));
    wire_release(&c.out);
    body_is(&c, wire_owntracks, "no json");
    T_EQ(c.rc, RC_INVALID);
    wire_release(&c.out);
    body_is(&c, wire_owntracks, "[{" FIX ",\"tid\":\"A\"},");
    T_EQ(c.rc, RC_INVALID);
    wire_release(&c.out);
}

/* ---- captures ---- */

enum { PROTOCOL, CHECK, METHOD, URI, TEXT, FRAME_FIELDS };

static const char *const frame_paths[FRAME_FIELDS] = {"protocol", "check", "input.method",
                                                      "input.uri", "input.body.text"};

static void check_frame(const struct wire_value *v, wire_codec_f *codec)
{
    struct str query = v[URI].raw;
    char *body = calloc(1, v[TEXT].raw.n + 1);
    T_REQUIRE(body != NULL);
    (void)str_cut(&query, '?');
    struct wire_case c = {.in = {.query = query}};
    if (v[TEXT].kind == JSON_STRING)
        c.in.body = json_text((struct json_token){JSON_STRING, v[TEXT].escaped, v[TEXT].raw}, body);
    run(&c, codec);
    struct str check = v[CHECK].raw;
    if (str_eqc(check, "verifyNull")) {
        T(c.rc == RC_INVALID && c.out.lines == 0);
    } else if (str_eqc(check, "verifyNotNull")) {
        T(c.rc == RC_OK && c.out.lines > 0);
    } else {
        T_EQ(c.rc, RC_OK);
        T_EQ(lines_of(buf_str(&c.out.positions)), 1);
        T(memmem(c.out.positions.p, c.out.positions.n, "unread", 6) == NULL);
    }
    wire_release(&c.out);
    free(body);
}

static void test_wire_phones__every_frame_of_traccars(void)
{
    size_t n;
    char *text = t_capture("gps/traccar-frames.jsonl", &n);
    if (text == NULL)
        return;
    int osmand = 0, owntracks = 0;
    struct str rest = {text, n};
    while (rest.n > 0) {
        struct wire_value v[FRAME_FIELDS];
        struct str line = str_trim(str_cut(&rest, '\n'));
        if (line.n == 0 || !wire_pick(line, frame_paths, FRAME_FIELDS, v))
            continue;
        bool a = str_eqc(v[PROTOCOL].raw, "OsmAnd"), b = str_eqc(v[PROTOCOL].raw, "OwnTracks");
        if (a || b)
            check_frame(v, a ? wire_osmand : wire_owntracks);
        osmand += a;
        owntracks += b;
    }
    T(osmand >= 10);
    T(owntracks >= 4);
    free(text);
}

static void test_wire_owntracks__a_real_phones_recorder_file(void)
{
    size_t n;
    char *text = t_capture("gps/owntracks/demo-iphone.rec", &n);
    if (text == NULL)
        return;
    uint32_t fixes = 0, taken = 0;
    struct str rest = {text, n};
    while (rest.n > 0) {
        struct str line = str_cut(&rest, '\n');
        const char *brace = line.n > 0 ? memchr(line.p, '{', line.n) : NULL;
        if (brace == NULL)
            continue;
        struct wire_case c = {.in = {.body = {brace, line.n - (size_t)(brace - line.p)}}};
        fixes += memmem(line.p, line.n, "\"location\"", 10) != NULL;
        run(&c, wire_owntracks);
        T_EQ(c.rc, RC_OK);
        T(c.out.positions.n == 0 ||
          memmem(c.out.positions.p, c.out.positions.n, "unread", 6) == NULL);
        taken += lines_of(buf_str(&c.out.positions));
        wire_release(&c.out);
    }
    T(fixes >= 20);
    T_EQ(taken, fixes);
    free(text);
}

int main(void)
{
    T_RUN(test_wire_osmand__a_position);
    T_RUN(test_wire_osmand__a_form);
    T_RUN(test_wire_osmand__numbers_and_times_as_people_write_them);
    T_RUN(test_wire_osmand__names_as_devices_write_them);
    T_RUN(test_wire_osmand__what_cannot_be_is_left_out);
    T_RUN(test_wire_osmand__without_a_place_a_heartbeat);
    T_RUN(test_wire_osmand__an_sos_is_an_alarm_besides);
    T_RUN(test_wire_alarm__two_presses_are_never_one);
    T_RUN(test_wire_alarm__the_most_urgent_word_counts);
    T_RUN(test_wire_osmand__what_can_never_be_taken_says_why);
    T_RUN(test_wire_osmand__nobody);
    T_RUN(test_wire_traccar__one_and_many);
    T_RUN(test_wire_traccar__odd_ones);
    T_RUN(test_wire_traccar__a_press_is_known_again_in_another_batch);
    T_RUN(test_wire_traccar__too_many);
    T_RUN(test_wire_owntracks__a_location);
    T_RUN(test_wire_owntracks__which_device);
    T_RUN(test_wire_owntracks__everything_else);
    T_RUN(test_wire_owntracks__encrypted_says_so);
    T_RUN(test_wire_phones__every_frame_of_traccars);
    T_RUN(test_wire_owntracks__a_real_phones_recorder_file);
    return t_end();
}
