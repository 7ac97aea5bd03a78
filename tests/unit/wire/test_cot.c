/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "support/t.h"
#include "wire/cot.h"

#define NOW (INT64_C(1795310400) * USEC_S) /* 2026-11-22T01:20:00Z */
#define HEAD(uid, type) \
    "<event version='2.0' uid='" uid "' type='" type "' time='2026-11-22T01:19:58Z' " \
    "start='2026-11-22T01:19:58Z' stale='2026-11-22T01:20:08Z' how='m-g'>"
#define POINT "<point lat='41.311151' lon='69.279737' hae='431.5' ce='4.7' le='9999999.0'/>"
#define HOPE \
    HEAD("ANDROID-1", "a-f-G-U-C") \
    POINT "<detail><takv device='X' platform='ATAK-CIV' os='34' version='5.3'/>" \
          "<contact endpoint='*:-1:stcp' callsign='HOPE'/><uid Droid='HOPE'/>" \
          "<__group role='Team Member' name='Cyan'/><status battery='87'/>" \
          "<track course='123.45' speed='10.0'/></detail></event>"
#define CALL \
    HEAD("ANDROID-1-9-1-1", "b-a-o-tbl") \
    POINT "<detail><link uid='ANDROID-1' type='a-f-G-U-C' relation='p-p'/>" \
          "<contact callsign='HOPE-Alert'/><emergency type='911 Alert'>HOPE</emergency>" \
          "</detail></event>"

/* ---- cutting ---- */

/* All events of the text, joined by '|', when `step` bytes come at a time. */
static void cut_all(struct buf *to, struct cot_cut *c, struct str all, size_t step)
{
    size_t have = 0, from = 0;
    buf_clear(to);
    while (have < all.n) {
        have = have + step < all.n ? have + step : all.n;
        for (size_t n = 1; n > 0; from += n) {
            struct str event;
            n = cot_cut(c, (struct str){all.p + from, have - from}, &event);
            T_REQUIRE(n <= have - from);
            if (event.n > 0) {
                buf_puts(to, event);
                buf_putc(to, '|');
            }
        }
    }
}

static void cuts(const char *stream, const char *want)
{
    struct buf b;
    buf_init(&b, 1u << 20);
    for (size_t step = 1; step < 40; step++) {
        struct cot_cut c = {0};
        cut_all(&b, &c, str_c(stream), step);
        T_STRC(buf_str(&b), want);
    }
    buf_release(&b);
}

static void test_cot_cut__events(void)
{
    cuts("<event a='1'><x/></event><event b='2'></event>",
         "<event a='1'><x/></event>|<event b='2'></event>|");
    cuts("<?xml version='1.0'?>\n<event a='>'></event \n>\r\n<event a='/>'/><event>t</event>",
         "<event a='>'></event \n>|<event a='/>'/>|<event>t</event>|");
    cuts("<auth><cot username='x'/></auth>\xbf\x01\x04\xff<eventual/><event></events></event>",
         "<event></events></event>|");
    cuts("<event uid='O'Brien'><p/></event><event/>",
         "<event uid='O'Brien'><p/></event>|<event/>|");
    cuts("<event>", "");
    cuts("", "");
}

static void test_cot_cut__large(void)
{
    struct buf all, got;
    struct cot_cut c = {0};
    buf_init(&all, 1u << 20);
    buf_init(&got, 1u << 20);
    buf_cat(&all, "<event a='1'>");
    for (int i = 0; i < 70000; i++)
        buf_putc(&all, 'x');
    buf_cat(&all, "</event><event b='2'></event>");
    cut_all(&got, &c, buf_str(&all), 1000);
    T_STRC(buf_str(&got), "<event b='2'></event>|");
    T_EQ(c.large, 1);
    memset(&c, 0, sizeof c);
    cut_all(&got, &c, buf_str(&all), all.n);
    T_STRC(buf_str(&got), "<event b='2'></event>|");
    T_EQ(c.large, 1);
    buf_release(&all);
    buf_release(&got);
}

/* ---- reading ---- */

static struct cot_event ev;
static struct err err;

static void test_cot_read__place(void)
{
    T_OK(cot_read(STR(HOPE), &ev, &err));
    T_EQ(ev.kind, COT_PLACE);
    T_STRC(str_c(ev.uid), "ANDROID-1");
    T_STRC(str_c(ev.callsign), "HOPE");
    T_STRC(str_c(ev.group), "Cyan");
    T_STRC(str_c(ev.role), "Team Member");
    T_STRC(str_c(ev.platform), "ATAK-CIV");
    T_STRC(str_c(ev.droid), "HOPE");
    T(ev.placed && ev.has_accuracy && ev.has_battery && ev.has_speed && ev.has_course);
    T_EQ(ev.lat, 413111510);
    T_EQ(ev.lon, 692797370);
    T_EQ(ev.accuracy, 5);
    T_EQ(ev.battery, 870);
    T_EQ(ev.speed, 360);
    T_EQ(ev.course, 1235);
    T_EQ(ev.time, NOW - 2 * USEC_S);
    T_EQ(ev.stale, NOW + 8 * USEC_S);
}

static void test_cot_read__kinds(void)
{
    static const struct {
        const char *text;
        enum cot_kind kind;
    } all[] = {
        {HEAD("u-ping", "t-x-c-t") "</event>", COT_PING},
        {HEAD(
             "protouid",
             "t-x-takp-q") "<detail><TakControl><TakRequest version='1'/></TakControl></detail></event>",
         COT_OFFER},
        {CALL, COT_EMERGENCY},
        {HEAD("a",
              "b-a-o-can") "<detail><emergency cancel='true'>HOPE</emergency></detail></event>",
         COT_CANCEL},
        {HEAD("a", "b-a-o-tbl") "<detail><emergency cancel='true'/></detail></event>", COT_CANCEL},
        {HEAD("a", "b-a-o-can") "</event>", COT_CANCEL},
        {HEAD("a", "a-f-G") "<detail><emergency type='911 Alert'/></detail></event>",
         COT_EMERGENCY},
        {HEAD("a", "b-a-zzz") "</event>", COT_EMERGENCY},
        {HEAD("a", "a-f-G") POINT "</event>", COT_PLACE},
        {"<event uid='a' type='a-f-G' how='h-g-i-g-o'>" POINT "</event>", COT_OTHER},
        {HEAD("a", "u-d-f") POINT "</event>", COT_OTHER},
        {HEAD("a", "b-t-f") "<detail><remarks>emergency</remarks></detail></event>", COT_OTHER},
    };

    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        T_OK(cot_read(str_c(all[i].text), &ev, &err));
        T_EQ(ev.kind, all[i].kind);
    }
}

static void test_cot_read__no_fix(void)
{
    T_OK(cot_read(
        STR(HEAD("a", "a-f-G") "<point lat='0.0' lon='0.0' ce='9999999' hae='9999999'/></event>"),
        &ev, &err));
    T(!ev.placed && !ev.has_accuracy && !ev.has_hae);
    T_OK(cot_read(STR(HEAD("a", "a-f-G") "<point lat='91' lon='0.1'/></event>"), &ev, &err));
    T(!ev.placed);
    T_OK(cot_read(STR(HEAD("a", "a-f-G") "<point lat='x' lon='0.1'/></event>"), &ev, &err));
    T(!ev.placed);
    T_OK(cot_read(STR(HEAD("a", "a-f-G") "<point lat='1'/></event>"), &ev, &err));
    T(!ev.placed);
}

static bool refused(const char *text, const char *why)
{
    enum rc rc = cot_read(str_c(text), &ev, &err);
    return rc == RC_INVALID && strstr(err.detail, why) != NULL;
}

static void test_cot_read__refused(void)
{
    T(refused("<!DOCTYPE event [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>" HEAD(
                  "&b;", "t-x-c-t") "</event>",
              "DTD"));
    T(refused("<!DOCTYPE event SYSTEM 'file:///etc/passwd'>" HEAD("a", "t-x-c-t") "</event>",
              "DTD"));
    T(refused(HEAD("&x;", "t-x-c-t") "</event>", "undefined entity"));
    T(refused(HEAD("a", "t-x-c-t") "<detail></event>", "mismatched"));
    T(refused("<event uid='a'></event>", "no type"));
    T(refused("<evento uid='a' type='t-x-c-t'></evento>", "no uid"));
    T(refused("", "empty"));
    T(refused(HEAD("", "t-x-c-t") "</event>", "no uid"));
    T(refused(HEAD("\xff\xfe", "t-x-c-t") "</event>", "not well-formed"));
}

static void test_cot_read__ceilings(void)
{
    struct buf b;
    buf_init(&b, 1u << 20);
    buf_cat(&b, HEAD("a", "t-x-c-t"));
    for (int i = 0; i < 30; i++)
        buf_cat(&b, "<d>");
    for (int i = 0; i < 30; i++)
        buf_cat(&b, "</d>");
    buf_cat(&b, "</event>");
    T_EQ(cot_read(buf_str(&b), &ev, &err), RC_INVALID);
    buf_clear(&b);
    buf_cat(&b, HEAD("a", "t-x-c-t") "<detail>");
    for (int i = 0; i < 2100; i++)
        buf_cat(&b, "<d/>");
    buf_cat(&b, "</detail></event>");
    T_EQ(cot_read(buf_str(&b), &ev, &err), RC_INVALID);
    buf_clear(&b);
    buf_cat(&b, HEAD("a", "t-x-c-t") "<detail><d");
    for (int i = 0; i < 70; i++)
        buf_printf(&b, " a%d='1'", i);
    buf_cat(&b, "/></detail></event>");
    T_EQ(cot_read(buf_str(&b), &ev, &err), RC_INVALID);
    buf_clear(&b);
    buf_cat(&b, "<event type='t-x-c-t' uid='");
    for (int i = 0; i <= COT_UID_MAX; i++)
        buf_putc(&b, 'u');
    buf_cat(&b, "'/>");
    T(refused(buf_str(&b).p, "uid is too long"));
    buf_release(&b);
}

static void test_cot_read__long_text_is_cut(void)
{
    struct buf b;
    buf_init(&b, 1u << 20);
    buf_cat(&b, HEAD("a", "b-a-o-tbl") "<detail><remarks>");
    for (int i = 0; i < 500; i++)
        buf_cat(&b, "\xd1\x8f"); /* я */
    buf_cat(&b, "&#10;</remarks></detail></event>");
    T_OK(cot_read(buf_str(&b), &ev, &err));
    T_EQ(strlen(ev.remarks), COT_TEXT_MAX);
    T(str_utf8(str_c(ev.remarks)));
    buf_release(&b);
}

/* ---- what it says ---- */

static struct wire_out out;

static void test_cot_put_place(void)
{
    wire_init(&out);
    T_OK(cot_read(STR(HOPE), &ev, &err));
    cot_put_place(&out, &ev, STR("trk-1"), NOW);
    T_STRC(buf_str(&out.positions),
           "{\"device\":\"trk-1\",\"at\":\"2026-11-22T01:19:58Z\",\"lat\":41.311151,"
           "\"lon\":69.279737,\"speed_kmh\":36,\"heading\":123.5,\"accuracy_m\":5,"
           "\"battery\":0.87,\"id\":\"1795310398000\"}\n");
    ev.placed = false;
    cot_put_place(&out, &ev, STR("trk-1"), NOW);
    T_STRC(buf_str(&out.heartbeats),
           "{\"device\":\"trk-1\",\"at\":\"2026-11-22T01:19:58Z\",\"battery\":0.87}\n");
    wire_release(&out);
}

static void alarm_is(const char *text, bool again, const char *want)
{
    struct cot_press p = {STR("trk-1"), again ? STR_NONE : STR("cot-7"), again, NOW};
    wire_init(&out);
    T_OK(cot_read(str_c(text), &ev, &err));
    cot_put_alarm(&out, &ev, &p);
    T_STRC(buf_str(&out.alarms), want);
    wire_release(&out);
}

#define LINE(kind) "{\"device\":\"trk-1\",\"kind\":\"" kind "\",\"at\":\"2026-11-22T01:19:58Z\","
#define PLACE "\"lat\":41.311151,\"lon\":69.279737,"

static void test_cot_put_alarm(void)
{
    alarm_is(CALL, false,
             LINE("panic") PLACE "\"detail\":\"TAK: 911 Alert, HOPE-Alert\",\"id\":\"cot-7\"}\n");
    T_STRC(cot_owner(&ev), "ANDROID-1");
    alarm_is(HEAD("a", "b-a-o-opn") "</event>", true,
             LINE("help") "\"detail\":\"TAK: In Contact\",\"again\":true}\n");
    T_STRC(cot_owner(&ev), "a");
    alarm_is(
        HEAD("a", "b-a-o-new") "<detail><remarks>at &quot;home&quot;</remarks></detail></event>",
        false, LINE("panic") "\"detail\":\"TAK: b-a-o-new, at \\\"home\\\"\",\"id\":\"cot-7\"}\n");
    alarm_is(HEAD("a", "b-a-g") "</event>", false,
             LINE("other") "\"detail\":\"TAK: Geo-fence breached\",\"id\":\"cot-7\"}\n");
    alarm_is(
        HEAD("a", "b-a-o-can") "</event>", true,
        LINE("panic") "\"detail\":\"TAK, cancelled on the device: b-a-o-can\",\"again\":true}\n");
}

/* ---- writing ---- */

static void test_cot_write__reads_back(void)
{
    struct buf b;
    buf_init(&b, 1u << 20);
    struct cot_out o = {.uid = STR("markaz.unit.M1"),
                        .type = "a-f-G-U-C",
                        .how = "m-g",
                        .time = NOW,
                        .stale = NOW + USEC_MIN,
                        .placed = true,
                        .lat = 413111510,
                        .lon = -692797370,
                        .accuracy = 5,
                        .callsign = STR("<M&\"1'>\n"),
                        .group = "Blue",
                        .role = "Team Member",
                        .has_track = true,
                        .speed = 360,
                        .course = 1235,
                        .argb = -1};
    cot_write(&b, &o);
    T_OK(cot_read(str_trim(buf_str(&b)), &ev, &err));
    T_EQ(ev.kind, COT_PLACE);
    T_STRC(str_c(ev.uid), "markaz.unit.M1");
    T_STRC(str_c(ev.callsign), "<M&\"1'> ");
    T_EQ(ev.lat, 413111510);
    T_EQ(ev.lon, -692797370);
    T_EQ(ev.speed, 360);
    T_EQ(ev.course, 1235);
    T_EQ(ev.stale, NOW + USEC_MIN);

    static const int64_t line[] = {413111510, 692797370, 413111520, 692797380};

    buf_clear(&b);
    o.type = "u-d-f";
    cot_write_shape(&b, &o, line, 2);
    T(memmem(b.p, b.n, "<link point=\"41.311151,69.279737\"/>", 35) != NULL);
    T_OK(cot_read(str_trim(buf_str(&b)), &ev, &err));
    T_EQ(ev.kind, COT_OTHER);
    buf_clear(&b);
    cot_write_gone(&b, STR("a'b"), "a-f-G", NOW);
    T_OK(cot_read(str_trim(buf_str(&b)), &ev, &err));
    T_STRC(str_c(ev.type), "t-x-d-d");
    T_STRC(str_c(ev.parent), "a'b");
    buf_clear(&b);
    cot_write_pong(&b, NOW);
    T_OK(cot_read(str_trim(buf_str(&b)), &ev, &err));
    T_STRC(str_c(ev.type), "t-x-c-t-r");
    buf_clear(&b);
    cot_write_refusal(&b, NOW);
    T(memmem(b.p, b.n, "<TakResponse status=\"false\"/>", 29) != NULL);
    T_OK(cot_read(str_trim(buf_str(&b)), &ev, &err));
    buf_release(&b);
}

/* ---- files of real clients ---- */

static void read_file_of(const char *folder, const char *name)
{
    char path[512];
    size_t n;
    struct str event;
    struct cot_cut c = {0};
    (void)snprintf(path, sizeof path, "%s%s", folder, name);
    char *text = t_capture(path, &n);
    T_REQUIRE(text != NULL);
    struct str rest = {text, n};
    uint32_t events = 0;
    for (size_t took = 1; took > 0; rest.p += took, rest.n -= took) {
        took = cot_cut(&c, rest, &event);
        if (event.n == 0)
            continue;
        events++;
        if (cot_read(event, &ev, &err) != RC_OK)
            printf("%s: %s\n", path, err.detail);
        T(ev.uid[0] != '\0' && ev.type[0] != '\0');
    }
    T_EQ(events, 1);
    free(text);
}

static void read_folder(const char *folder)
{
    char path[4200];
    (void)snprintf(path, sizeof path, "%s/%s", t_captures(), folder);
    DIR *d = opendir(path);
    T_REQUIRE(d != NULL);
    uint32_t files = 0;
    for (struct dirent *f; (f = readdir(d)) != NULL;)
        if (str_ends(str_c(f->d_name), STR(".cot"))) {
            read_file_of(folder, f->d_name);
            files++;
        }
    T(files > 0);
    closedir(d);
}

static void test_cot_read__captures(void)
{
    if (t_captures() == NULL)
        return;
    read_folder("cot/");
    read_folder("cot/node-cot-inline/");
    read_file_of("cot/node-cot-inline/", "cot-itak-0efd1262.cot");
    T_EQ(ev.kind, COT_PLACE);
    T_STRC(str_c(ev.callsign), "DFPC-iSchmidt");
    T_EQ(ev.battery, 1000);
    T_EQ(ev.lat, 415230965);
    read_file_of("cot/node-cot-inline/", "cot-itak-e26b1c01.cot");
    T_EQ(ev.kind, COT_PLACE);
    read_file_of("cot/", "atak-Marker - 2525.cot");
    T_EQ(ev.kind, COT_OTHER);
}

int main(void)
{
    T_RUN(test_cot_cut__events);
    T_RUN(test_cot_cut__large);
    T_RUN(test_cot_read__place);
    T_RUN(test_cot_read__kinds);
    T_RUN(test_cot_read__no_fix);
    T_RUN(test_cot_read__refused);
    T_RUN(test_cot_read__ceilings);
    T_RUN(test_cot_read__long_text_is_cut);
    T_RUN(test_cot_put_place);
    T_RUN(test_cot_put_alarm);
    T_RUN(test_cot_write__reads_back);
    T_RUN(test_cot_read__captures);
    return t_end();
}
