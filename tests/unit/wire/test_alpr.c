/* SPDX-License-Identifier: Apache-2.0 */
/* Plate readers: fields as their makers document them, and Axis' and Frigate's messages as they were captured or printed. */
#include "base/hash.h"
#include "wire_case.h"

#define AT(s) "\"at\":\"" s "\""

/* ---- Rekor Scout ---- */

#define GROUP_REST \
    "\"epoch_start\":1562681121504,\"epoch_end\":1562681124479,\"camera_id\":1234," \
    "\"best_plate_number\":\"D2651BF\",\"best_confidence\":92.94,\"best_region\":\"us-mo\"," \
    "\"best_uuid\":\"Y-1234-1562681121504\",\"travel_direction\":271.5," \
    "\"candidates\":[{\"plate\":\"D2651BF\",\"confidence\":92.9},{\"plate\":\"d2651-8f\"," \
    "\"confidence\":80}],\"vehicle\":{\"color\":[{\"name\":\"white\",\"confidence\":90}]," \
    "\"make\":[{\"name\":\"dodge\",\"confidence\":40}]," \
    "\"body_type\":[{\"name\":\"sedan-standard\",\"confidence\":70}]}"

#define GROUP_LINE \
    "{\"camera\":\"1234\",\"plate\":\"D2651BF\",\"region\":\"us-mo\"," AT( \
        "2019-07-09T14:05:21.504Z") ",\"confidence\":0.929,\"vehicle\":{\"class\":\"car\",\"make\":\"dodge\",\"color\":\"white\"}," \
                                    "\"alternatives\":[\"D26518F\"],\"id\":\"Y-1234-1562681121504\"}\n"

static void test_wire_openalpr__group_and_alert(void)
{
    struct wire_case c;
    body_is(&c, wire_openalpr, "{\"data_type\":\"alpr_group\",\"version\":2," GROUP_REST "}");
    T_EQ(c.rc, RC_OK);
    SAYS(c, "", "", "", GROUP_LINE);
    wire_release(&c.out);
    body_is(&c, wire_openalpr,
            "{\"data_type\":\"alpr_alert\",\"plate_number\":\"D2651BF\",\"list_type\":\"x\","
            "\"group\":{" GROUP_REST "}}");
    SAYS(c, "", "", "", GROUP_LINE);
    wire_release(&c.out);
}

/* The first version keeps region and candidates below the best plate. */
static void test_wire_openalpr__first_version(void)
{
    struct wire_case c;
    body_is(&c, wire_openalpr,
            "{\"data_type\":\"alpr_group\",\"epoch_start\":1448326208789,\"camera_id\":1414799424,"
            "\"best_plate\":{\"plate\":\"A13709\",\"confidence\":92.07,\"region\":\"mo\","
            "\"candidates\":[{\"plate\":\"A137O9\"}]},\"best_confidence\":92.07}");
    SAYS(c, "", "", "",
         "{\"camera\":\"1414799424\",\"plate\":\"A13709\",\"region\":\"mo\"," AT(
             "2015-11-24T00:50:08.789Z") ",\"confidence\":0.921,\"alternatives\":[\"A137O9\"]}\n");
    wire_release(&c.out);
}

static void test_wire_openalpr__frames(void)
{
    struct wire_case c = {.in = {.query = STR("camera=cam-7&region=uz"),
                                 .body = STR("{\"data_type\":\"alpr_results\",\"epoch_time\":"
                                             "1562681608425,\"camera_id\":1,\"uuid\":\"u-1\","
                                             "\"results\":[{\"plate\":\"01A123BC\",\"confidence\":"
                                             "90},{\"plate\":\"01B777CC\",\"confidence\":200}]}")}};
    run(&c, wire_openalpr);
    SAYS(
        c, "", "", "",
        "{\"camera\":\"cam-7\",\"plate\":\"01A123BC\",\"region\":\"uz\"," AT(
            "2019-07-09T14:13:28.425Z") ",\"confidence\":0.9,\"id\":\"u-1\"}\n"
                                        "{\"camera\":\"cam-7\",\"plate\":\"01B777CC\",\"region\":\"uz\"," AT(
                                            "2019-07-09T14:13:28.425Z") ",\"id\":\"u-1\"}\n");
    wire_release(&c.out);
}

static void test_wire_openalpr__heartbeats_and_the_rest(void)
{
    struct wire_case c;
    body_is(&c, wire_openalpr,
            "{\"data_type\":\"heartbeat\",\"video_streams\":[{\"camera_id\":1630410444,\"fps\":12,"
            "\"is_streaming\":true},{\"camera_id\":2,\"is_streaming\":false}]}");
    SAYS(c, "", "", "{\"device\":\"1630410444\"}\n", "");
    wire_release(&c.out);
    static const char *const nothing[] = {"{\"data_type\":\"vehicle\"}",
                                          "{\"openalpr_webhook\":\"test\"}",
                                          "{\"data_type\":\"heartbeat\"}"};
    for (size_t i = 0; i < ARRAY_LEN(nothing); i++) {
        body_is(&c, wire_openalpr, nothing[i]);
        T_EQ(c.rc, RC_OK);
        T_EQ(c.out.lines, 0);
        wire_release(&c.out);
    }
    static const char *const bad[] = {"{}", "", "plate", "{\"data_type\":\"alpr_group\"}"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        body_is(&c, wire_openalpr, bad[i]);
        T_EQ(c.rc, RC_INVALID);
        wire_release(&c.out);
    }
    body_is(&c, wire_openalpr,
            "{\"data_type\":\"alpr_group\",\"camera_id\":1,\"epoch_start\":\"x\","
            "\"best_plate_number\":\"A1\"}");
    SAYS(c, "", "", "", "{\"camera\":\"1\",\"unread\":\"'epoch_start' is no time\"}\n");
    wire_release(&c.out);
}

static void test_wire_openalpr__a_photo_is_named_by_its_hash(void)
{
    struct wire_case c;
    body_is(&c, wire_openalpr,
            "{\"data_type\":\"alpr_group\",\"camera_id\":1,\"epoch_start\":1562681121504,"
            "\"best_plate_number\":\"A1B\",\"vehicle_crop_jpeg\":\"/9j/4AAQ\"}");
    T_EQ(c.out.image.n, 6);
    char hex[SHA256_HEX + 1], want[100];
    sha256_hex(sha256_of(c.out.image, STR_NONE, STR_NONE), hex);
    int n = snprintf(want, sizeof want, "\"image\":\"%s\"", hex);
    T(memmem(c.out.reads.p, c.out.reads.n, want, (size_t)n) != NULL);
    wire_release(&c.out);
    body_is(&c, wire_openalpr,
            "{\"data_type\":\"alpr_group\",\"camera_id\":1,\"best_plate_number\":\"A1B\","
            "\"vehicle_crop_jpeg\":\"bm8gcGljdHVyZQ==\"}");
    T_EQ(c.out.image.n, 0);
    T(memmem(c.out.reads.p, c.out.reads.n, "image", 5) == NULL);
    wire_release(&c.out);
}

/* ---- Plate Recognizer ---- */

#define STREAM \
    "{\"hook\":{\"target\":\"http://x\",\"id\":\"camera-1\",\"event\":\"recognition\"},\"data\":{" \
    "\"camera_id\":\"camera-1\",\"filename\":\"x.jpg\",\"timestamp\":" \
    "\"2021-09-29T05:56:13.606935Z\",\"timestamp_local\":\"2021-09-29 05:56:13.606935+00:00\"," \
    "\"results\":[{\"box\":{\"xmin\":1},\"plate\":\"9jub11\",\"region\":{\"code\":\"gb\"," \
    "\"score\":0.413},\"score\":0.839,\"candidates\":[{\"plate\":\"9jub11\"},{\"plate\":\"sju88y\"}]," \
    "\"dscore\":0.441,\"vehicle\":{\"score\":0.267,\"type\":\"Big Truck\"},\"model_make\":[{" \
    "\"make\":\"Volkswagen\",\"model\":\"Golf\"}],\"color\":[{\"color\":\"white\"}]," \
    "\"direction\":225,\"position_sec\":4}]}}"

#define STREAM_HEAD \
    "{\"camera\":\"camera-1\",\"plate\":\"9jub11\",\"region\":\"gb\"," AT( \
        "2021-09-29T05:56:13.606935Z") ",\"confidence\":0.839,\"vehicle\":{\"class\":\"truck\",\"make\":\"Volkswagen\"," \
                                       "\"color\":\"white\"},"

static void test_wire_platerecognizer__json(void)
{
    struct wire_case c;
    body_is(&c, wire_platerecognizer, STREAM);
    SAYS(c, "", "", "", STREAM_HEAD "\"alternatives\":[\"SJU88Y\"],\"id\":\"1632894973606-0\"}\n");
    wire_release(&c.out);
}

static void test_wire_platerecognizer__a_form_with_the_picture(void)
{
    struct wire_case c = {
        .in = {.type = STR("multipart/form-data; boundary=ee5f"),
               .body = STR("--ee5f\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n" STREAM
                           "\r\n--ee5f\r\nContent-Disposition: form-data; name=\"upload\"; "
                           "filename=\"a.jpg\"\r\n\r\n\xff\xd8\xff\xe0 jpeg\r\n--ee5f--\r\n")}};
    run(&c, wire_platerecognizer);
    T_EQ(c.rc, RC_OK);
    T_STRC(c.out.image, "\xff\xd8\xff\xe0 jpeg");
    T(str_starts(buf_str(&c.out.reads), STR(STREAM_HEAD "\"image\":\"")));
    wire_release(&c.out);
    c = (struct wire_case){
        .in = {.type = STR("multipart/form-data; boundary=ee5f"), .body = STR("--ee5f--")}};
    run(&c, wire_platerecognizer);
    T_EQ(c.rc, RC_INVALID);
    wire_release(&c.out);
}

static void test_wire_platerecognizer__vehicles_without_a_plate(void)
{
    struct wire_case c;
    body_is(
        &c, wire_platerecognizer,
        "{\"data\":{\"camera_id\":\"c\",\"timestamp\":\"2021-09-29 05:56:13+00:00\",\"results\":["
        "{\"plate\":null,\"vehicle\":{\"type\":\"SUV\"}},"
        "{\"plate\":{\"type\":\"Plate\",\"score\":0.9,\"props\":{\"plate\":[{\"value\":"
        "\"01a123bc\",\"score\":0.98},{\"value\":\"01a128bc\",\"score\":0.5}],\"region\":["
        "{\"value\":\"uz\",\"score\":0.6}]}},\"vehicle\":{\"type\":\"Sedan\",\"props\":{"
        "\"make_model\":[{\"make\":\"Chevrolet\",\"model\":\"Cobalt\"}],\"color\":[{\"value\":"
        "\"black\"}]}}}]}}");
    SAYS(c, "", "", "",
         "{\"camera\":\"c\",\"plate\":\"01a123bc\",\"region\":\"uz\"," AT(
             "2021-09-29T05:56:13Z") ",\"confidence\":0.98,\"vehicle\":{\"class\":\"car\",\"make\":"
                                     "\"Chevrolet\",\"color\":\"black\"},\"alternatives\":["
                                     "\"01A128BC\"],\"id\":\"1632894973000-1\"}\n");
    wire_release(&c.out);
    body_is(&c, wire_platerecognizer, "{\"hook\":{\"event\":\"camera_offline\"},\"data\":{}}");
    T_EQ(c.rc, RC_OK);
    T_EQ(c.out.lines, 0);
    wire_release(&c.out);
    body_is(&c, wire_platerecognizer, "{\"data\":{\"results\":[]}}");
    T_EQ(c.rc, RC_INVALID);
    wire_release(&c.out);
}

/* ---- Frigate ---- */

static void test_wire_frigate__updates_and_events(void)
{
    struct wire_case c = {.in = {.query = STR("region=uz"),
                                 .body = STR("{\"type\":\"lpr\",\"id\":\"1607123955.47-mxk\","
                                             "\"name\":null,\"plate\":\"123ABC\",\"score\":0.95,"
                                             "\"camera\":\"driveway_cam\",\"timestamp\":"
                                             "1607123958.748393}")}};
    run(&c, wire_frigate);
    SAYS(c, "", "", "",
         "{\"camera\":\"driveway_cam\",\"plate\":\"123ABC\",\"region\":\"uz\"," AT(
             "2020-12-04T23:19:18.748393Z") ",\"confidence\":0.95,\"id\":\"1607123955.47-mxk\"}\n");
    wire_release(&c.out);

    static const struct {
        const char *body;
        unsigned reads;
    } cases[] = {
        {"{\"type\":\"update\",\"before\":{\"recognized_license_plate\":null},\"after\":{\"camera\":"
         "\"c\",\"id\":\"i\",\"frame_time\":1607123962.08,\"recognized_license_plate\":\"A1B\","
         "\"recognized_license_plate_score\":0.93}}",
         1},
        {"{\"type\":\"update\",\"before\":{\"recognized_license_plate\":\"A1B\"},\"after\":{"
         "\"camera\":\"c\",\"recognized_license_plate\":\"A1B\"}}",
         0},
        {"{\"type\":\"end\",\"before\":{\"recognized_license_plate\":\"A1B\"},\"after\":{"
         "\"camera\":\"c\",\"recognized_license_plate\":\"A1B\"}}",
         1},
        {"{\"type\":\"update\",\"before\":{},\"after\":{\"camera\":\"c\",\"label\":\"person\"}}",
         0},
        {"{\"type\":\"description\",\"id\":\"i\",\"description\":\"a car\"}", 0},
        {"{\"type\":\"face\",\"camera\":\"c\",\"score\":0.9}", 0},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        body_is(&c, wire_frigate, cases[i].body);
        T_EQ(c.rc, RC_OK);
        T_EQ(lines_of(buf_str(&c.out.reads)), cases[i].reads);
        wire_release(&c.out);
    }
}

/* The manual's blocks of JSON have comments behind their lines. */
static void without_comments(char *text)
{
    char *to = text;
    bool string = false;
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '"' && (p == text || p[-1] != '\\'))
            string = !string;
        if (!string && p[0] == '/' && p[1] == '/')
            while (p[1] != '\n' && p[1] != '\0')
                p++;
        else
            *to++ = *p;
    }
    *to = '\0';
}

static void test_wire_frigate__every_message_of_its_manual(void)
{
    size_t n;
    char *text = t_capture("alpr/webhooks/frigate-mqtt.md", &n);
    if (text == NULL)
        return;
    int blocks = 0, plates = 0;
    for (char *at = text; (at = strstr(at, "```json\n")) != NULL;) {
        char *end = strstr(at += 8, "```");
        T_REQUIRE(end != NULL);
        *end = '\0';
        without_comments(at);
        struct wire_case c;
        body_is(&c, wire_frigate, at);
        blocks++;
        plates += (int)lines_of(buf_str(&c.out.reads));
        if (memmem(at, strlen(at), "\"lpr\"", 5) != NULL)
            T_STRC(buf_str(&c.out.reads),
                   "{\"camera\":\"driveway_cam\",\"plate\":\"123ABC\"," AT(
                       "2020-12-04T23:19:18.748393Z") ",\"confidence\":0.95,"
                                                      "\"id\":\"1607123955.475377-mxklsc\"}\n");
        wire_release(&c.out);
        at = end + 1;
    }
    T(blocks >= 5);
    T_EQ(plates, 1); /* the manual's event had its plate before */
    free(text);
}

/* ---- Axis ---- */

static void test_wire_axis__a_cameras_real_message(void)
{
    size_t n;
    char *text = t_capture("alpr/webhooks/axis-lpr-event.json", &n);
    if (text == NULL)
        return;
    struct wire_case c;
    body_is(&c, wire_axis, text);
    T_EQ(c.rc, RC_OK);
    SAYS(c, "", "", "",
         "{\"camera\":\"ACCC8ED3290D\",\"plate\":\"RLE11684\",\"region\":\"pl\"," AT(
             "2021-06-11T10:05:38.252Z") ",\"confidence\":0.719,\"id\":\"11890300\"}\n");
    wire_release(&c.out);
    free(text);
}

#define AXIS_JSON \
    "{\"plateUTF8\":\"RL1\",\"sensorProviderID\":\"s-1\",\"capture_timestamp\":\"1623405938252\""
#define AXIS_HEAD \
    "{\"camera\":\"s-1\",\"plate\":\"RL1\"," AT("2021-06-11T10:05:38.252Z") ",\"image\":\""

/* As its multipart push sends it; parts in either order, named as they like. */
static void test_wire_axis__a_form_with_pictures(void)
{
    static const char *const bodies[] = {
        "--b1\r\nContent-Disposition: form-data; name=\"event\"; filename=\"e.json\"\r\n\r\n" AXIS_JSON
        "}\r\n--b1\r\nContent-Disposition: form-data; name=\"image\"; filename=\"1.jpg\"\r\n"
        "Content-Type: image/jpeg\r\n\r\n\xff\xd8\xff\xe0photo\r\n--b1--\r\n",
        "--b1\r\nContent-Disposition: form-data; name=\"lp\"\r\n\r\n\xff\xd8\xff\xe0photo\r\n--b1\r\n"
        "Content-Disposition: form-data; name=\"json\"\r\n\r\n" AXIS_JSON "}\r\n--b1--\r\n"};
    for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
        struct wire_case c = {
            .in = {.type = STR("multipart/form-data; boundary=b1"), .body = str_c(bodies[i])}};
        run(&c, wire_axis);
        T_EQ(c.rc, RC_OK);
        T_STRC(c.out.image, "\xff\xd8\xff\xe0photo");
        T(str_starts(buf_str(&c.out.reads), STR(AXIS_HEAD)));
        wire_release(&c.out);
    }
    struct wire_case c = {.in = {.type = STR("multipart/form-data; boundary=b1"),
                                 .body = STR("--b1\r\nContent-Disposition: form-data; "
                                             "name=\"x\"\r\n\r\nnothing\r\n--b1--\r\n")}};
    run(&c, wire_axis);
    T_EQ(c.rc, RC_INVALID);
    wire_release(&c.out);
}

/* "/9j/4A==" is the beginning of a JPEG, as is "/9j/4Q==". */
static void test_wire_axis__pictures_in_the_json(void)
{
    struct wire_case c;
    body_is(&c, wire_axis,
            AXIS_JSON ",\"ImageArray\":[{\"ImageType\":\"plate\",\"BinaryImage\":\"/9j/4A==\"},7,"
                      "{\"ImageType\":\"vehicle\",\"BinaryImage\":\"/9j/4Q==\"}]}");
    T_EQ(c.rc, RC_OK);
    T_STRC(c.out.image, "\xff\xd8\xff\xe1");
    T(str_starts(buf_str(&c.out.reads), STR(AXIS_HEAD)));
    wire_release(&c.out);
    body_is(&c, wire_axis,
            AXIS_JSON ",\"ImageArray\":[{\"ImageType\":\"plate\",\"BinaryImage\":\"/9j/4A==\"}]}");
    T_STRC(c.out.image, "\xff\xd8\xff\xe0");
    wire_release(&c.out);
}

static void test_wire_axis__odd_ones(void)
{
    struct wire_case c;
    body_is(&c, wire_axis, "{\"plateText\":\"\\u0052\\u004c\",\"sensorProviderID\":\"s 1\"}");
    SAYS(c, "", "", "", "{\"camera\":\"s-1\",\"plate\":\"RL\"," AT(NOW_TEXT) "}\n");
    wire_release(&c.out);
    body_is(&c, wire_axis, "{\"camera_info\":{\"SerialNumber\":\"A\"}}");
    T_EQ(c.rc, RC_OK);
    T_EQ(c.out.lines, 0);
    wire_release(&c.out);
    body_is(&c, wire_axis, "{\"plateUTF8\":\"A1B\"}");
    T_EQ(c.rc, RC_INVALID);
    wire_release(&c.out);
}

int main(void)
{
    T_RUN(test_wire_openalpr__group_and_alert);
    T_RUN(test_wire_openalpr__first_version);
    T_RUN(test_wire_openalpr__frames);
    T_RUN(test_wire_openalpr__heartbeats_and_the_rest);
    T_RUN(test_wire_openalpr__a_photo_is_named_by_its_hash);
    T_RUN(test_wire_platerecognizer__json);
    T_RUN(test_wire_platerecognizer__a_form_with_the_picture);
    T_RUN(test_wire_platerecognizer__vehicles_without_a_plate);
    T_RUN(test_wire_frigate__updates_and_events);
    T_RUN(test_wire_frigate__every_message_of_its_manual);
    T_RUN(test_wire_axis__a_cameras_real_message);
    T_RUN(test_wire_axis__a_form_with_pictures);
    T_RUN(test_wire_axis__pictures_in_the_json);
    T_RUN(test_wire_axis__odd_ones);
    return t_end();
}
