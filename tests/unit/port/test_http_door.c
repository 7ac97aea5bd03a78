/* SPDX-License-Identifier: Apache-2.0 */
/* One request of a stock app is several calls to the host, one after another, whichever thread answers them. */
#include "unit/port/recorder.h"

#define FIX "id=a&lat=1&lon=2&timestamp=1377177267"

static int calls_of(const char *method, const char *path, const char *headers, const char *body,
                    long status)
{
    int before = atomic_load(&rec.calls);
    T(expect(method, path, headers, body, status, NULL, NULL));
    return atomic_load(&rec.calls) - before;
}

static void test_door__one_call_a_kind_of_line(void)
{
    static const char *const later[] = {"", "&later=1"};
    for (size_t i = 0; i < ARRAY_LEN(later); i++) {
        char path[200];
        (void)snprintf(path, sizeof path, "/ingest/osmand/all?" FIX "%s", later[i]);
        T_EQ(calls_of("GET", path, NULL, NULL, 200), 1);
        (void)snprintf(path, sizeof path, "/ingest/osmand/all?" FIX "&alarm=sos%s", later[i]);
        T_EQ(calls_of("GET", path, NULL, NULL, 200), 2);
        (void)snprintf(path, sizeof path, "/ingest/owntracks/all?%s", later[i]);
        T_EQ(calls_of("POST", path, NULL,
                      "[{\"_type\":\"location\",\"tid\":\"a\",\"lat\":1,\"lon\":2,\"tst\":1},"
                      "{\"_type\":\"status\",\"tid\":\"a\"}]",
                      200),
             2);
        T_EQ(calls_of("POST", path, NULL, "{\"_type\":\"lwt\"}", 200), 0);
        T_EQ(calls_of("POST", path, NULL, "", 200), 0);
    }
    T(expect("POST", "/ingest/alpr/axis/camera", NULL,
             "{\"plateUTF8\":\"A1B\",\"sensorProviderID\":\"c\"}", 200, "telemetry.reads|token/K1|",
             "application/json"));
    T(expect("POST", "/ingest/alpr/axis/camera", NULL, "{\"sensorProviderID\":\"c\"}", 200,
             "{\"accepted\":0,\"rejected\":[]}", NULL));
}

static void test_door__what_ends_it_and_what_does_not(void)
{
    static const struct {
        enum rc rc;
        long status;
        int calls;
    } cases[] = {
        {RC_INVALID, 400, 2},   {RC_UNAUTHORIZED, 401, 1}, {RC_DENIED, 403, 2},
        {RC_NOT_FOUND, 404, 2}, {RC_CONFLICT, 409, 2},     {RC_TOO_LARGE, 413, 2},
        {RC_BUSY, 503, 1},      {RC_IO, 500, 1},           {RC_CORRUPT, 500, 1},
        {RC_INTERNAL, 500, 1},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char path[200];
        (void)snprintf(path, sizeof path, "/ingest/osmand/all?" FIX "&alarm=sos&rc=%d%s",
                       (int)cases[i].rc, i % 2 ? "&later=1" : "");
        T_EQ(calls_of("GET", path, NULL, NULL, cases[i].status), cases[i].calls);
        /* A position that is refused stands on the device's page; a press must be told. */
        (void)snprintf(path, sizeof path, "/ingest/osmand/all?" FIX "&rc=%d", (int)cases[i].rc);
        T_EQ(calls_of("GET", path, NULL, NULL, cases[i].calls == 2 ? 200 : cases[i].status), 1);
    }
    T(expect("GET", "/ingest/osmand/all?" FIX "&alarm=sos&rc=3", NULL, NULL, 403,
             "refused as asked", NULL));
    T(expect("GET", "/ingest/osmand/all?" FIX "&rc=7", NULL, NULL, 503, "refused as asked",
             "Retry-After: 1"));
    T(expect("GET", "/ingest/osmand/all?" FIX "&rc=8", NULL, NULL, 500, "its log says why", NULL));
}

static void test_door__a_press_in_a_message_too_large_is_raised(void)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    buf_cat(&b, "{\"device_id\":\"a\",\"location\":[{}");
    for (int i = 0; i < 2000; i++)
        buf_cat(&b, ",{}");
    size_t n = b.n;
    buf_cat(&b, "]}");
    buf_putc(&b, '\0');
    T_EQ(calls_of("POST", "/ingest/traccar/all", NULL, b.p, 413), 0);
    b.n = n;
    buf_cat(&b, ",{\"alarm\":\"sos\"}]}");
    buf_putc(&b, '\0');
    T_EQ(calls_of("POST", "/ingest/traccar/all", NULL, b.p, 413), 1);
    buf_release(&b);
}

static void test_door__tokens(void)
{
    T(expect("GET", "/ingest/osmand?" FIX, "Authorization: Basic YW55Ym9keTphbGw=", NULL, 200, NULL,
             NULL)); /* anybody:all */
    T(expect("GET", "/ingest/osmand?" FIX, "Authorization: basic YWxsOg==", NULL, 200, NULL,
             NULL)); /* all: */
    T(expect("GET", "/ingest/osmand/nobody?" FIX, ALL, NULL, 200, NULL, NULL));
    T(expect("GET", "/ingest/osmand/nobody?" FIX, NULL, NULL, 401, "no such token",
             "WWW-Authenticate: Basic realm="));
    T(expect("GET", "/ingest/osmand?" FIX, "Authorization: Basic YWxs", NULL, 401, NULL, NULL));
    T(expect("GET", "/ingest/osmand?" FIX, "Cookie: markaz=good", NULL, 401, "no token", NULL));
    T(expect("GET", "/ingest/osmand/camera?" FIX, NULL, NULL, 403,
             "needs the permission 'positions.send'", NULL));
    T(expect("DELETE", "/ingest/osmand/all", NULL, NULL, 405, "GET, POST", NULL));
    char head[900] = "Authorization: Basic ";
    memset(head + 21, 'A', 800);
    head[821] = '\0';
    T(expect("GET", "/ingest/osmand?" FIX, head, NULL, 401, NULL, NULL));
}

static void test_door__who_is_wrongly_set_up_is_told(void)
{
    T(expect("GET", "/ingest/osmand/all?lat=1&lon=2", NULL, NULL, 400, "names no device", NULL));
    T(expect("POST", "/ingest/traccar/all", NULL, "{", 400, "no JSON object", NULL));
    T(expect("POST", "/ingest/alpr/frigate/all", NULL, "{\"type\":\"lpr\",\"plate\":\"A1B\"}", 400,
             "?camera=ID", NULL));
}

/* What people write wrongly in an app's settings, where no detail is shown. */
static void test_door__addresses(void)
{
    T(expect("GET", "/ingest/osmand/all/?" FIX, NULL, NULL, 200, NULL, NULL));
    T(expect("GET", "/ingest/osmand/?" FIX, ALL, NULL, 200, NULL, NULL));
    T(expect("POST", "/ingest/owntracks/", ALL, "[]", 200, "[]", NULL));
    T(expect("POST", "/ingest/alpr/axis/camera/", NULL, "{\"sensorProviderID\":\"c\"}", 200, NULL,
             NULL));
    T(expect("GET", "/ingest/osmand/all//?" FIX, NULL, NULL, 404, "no such door", NULL));
    T(expect("POST", "/ingest/owntrack/all", NULL, "[]", 404, "no such door", NULL));
    T(expect("GET", "/ingest/", NULL, NULL, 404, NULL, NULL));
    T(expect("GET", "/api/v1/units/", ALL, NULL, 404, "nothing at this address", NULL));
}

/* Else the app would send it again for ever, and what waits behind it would never come. */
static void test_door__a_broken_character_does_not_stop_the_queue(void)
{
    static const char *const bodies[] = {
        "{\"_type\":\"location\",\"SSID\":\"caf\xe9\",\"tid\":\"a\",\"lat\":1,\"lon\":2,\"tst\":1}",
        "{\"_type\":\"location\",\"poi\":\"\\u0000 \\ud83d\",\"tid\":\"a\",\"lat\":1,\"lon\":2,\"tst\":1}",
        "\xef\xbb\xbf{\"_type\":\"location\",\"tid\":\"a\",\"lat\":1,\"lon\":2,\"tst\":1}\n"};
    for (size_t i = 0; i < ARRAY_LEN(bodies); i++)
        T_EQ(calls_of("POST", "/ingest/owntracks/all", NULL, bodies[i], 200), 1);
    T_EQ(calls_of(
             "POST", "/ingest/traccar/all", NULL,
             "{\"device_id\":\"a\",\"location\":{\"_\":\"\xff\",\"extras\":{\"alarm\":\"sos\"}}}",
             200),
         2);
}

static void *ask_many(void *arg)
{
    _Atomic int *wrong = arg;
    for (int i = 0; i < 40; i++) {
        struct reply a = ask("GET",
                             i % 2 ? "/ingest/osmand/all?" FIX "&alarm=sos&later=0"
                                   : "/ingest/osmand/all?" FIX "&alarm=sos",
                             NULL, STR_NONE);
        atomic_fetch_add(wrong, a.status != 200 || a.body.n != 0);
        reply_free(&a);
    }
    return NULL;
}

/* The host's thread may still hold the call before while the next one runs. */
static void test_door__many_at_once(void)
{
    pthread_t threads[6];
    _Atomic int wrong = 0;
    int before = atomic_load(&rec.calls);
    for (size_t i = 0; i < ARRAY_LEN(threads); i++)
        T_REQUIRE(pthread_create(&threads[i], NULL, ask_many, &wrong) == 0);
    for (size_t i = 0; i < ARRAY_LEN(threads); i++)
        T_REQUIRE(pthread_join(threads[i], NULL) == 0);
    T_EQ(atomic_load(&wrong), 0);
    T_EQ(atomic_load(&rec.calls) - before, 6 * 40 * 2);
}

int main(void)
{
    rec_init();
    rec_start();
    T_RUN(test_door__one_call_a_kind_of_line);
    T_RUN(test_door__what_ends_it_and_what_does_not);
    T_RUN(test_door__a_press_in_a_message_too_large_is_raised);
    T_RUN(test_door__tokens);
    T_RUN(test_door__addresses);
    T_RUN(test_door__a_broken_character_does_not_stop_the_queue);
    T_RUN(test_door__who_is_wrongly_set_up_is_told);
    T_RUN(test_door__many_at_once);
    rec_stop();
    curl_global_cleanup();
    return t_end();
}
