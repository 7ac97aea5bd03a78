/* SPDX-License-Identifier: Apache-2.0 */
/* CAP as real senders write it: each captured file has its expected outcome. Then what is refused, and what is written. */
#include <stdlib.h>
#include <string.h>

#include "support/t.h"
#include "wire/cap.h"

struct reading {
    struct arena a;
    struct cap_document d;
    struct err e;
    enum rc rc;
    char *text;
};

static bool read_capture(struct reading *r, const char *name)
{
    char path[200];
    size_t n = 0;
    (void)snprintf(path, sizeof path, "cap/%s", name);
    *r = (struct reading){0};
    r->text = t_capture(path, &n);
    if (r->text == NULL)
        return false;
    arena_init(&r->a, CAP_ARENA_MAX);
    r->rc = cap_read((struct str){r->text, n}, &r->a, &r->d, &r->e);
    return true;
}

static void read_text(struct reading *r, struct str text)
{
    *r = (struct reading){0};
    arena_init(&r->a, CAP_ARENA_MAX);
    r->rc = cap_read(text, &r->a, &r->d, &r->e);
}

static void release(struct reading *r)
{
    arena_release(&r->a);
    free(r->text);
}

struct expected {
    const char *name;
    enum cap_root root;
    uint32_t alerts, links, entries, empty;
    /* Of the first alert. */
    const char *identifier, *sent, *severity;
    uint32_t infos, shapes, refs, codes;
    bool has_signature;
};

static const struct expected all[] = {
    {"amber.atom", CAP_ATOM, 1, 0, 1, 0, "http://doj.dc.gov/amber12345", "2010-06-04T00:15:00Z",
     "Severe", 1, 0, 0, 1, false},
    {"canada.cap", CAP_ALERT, 1, 0, 0, 0, "2.49.0.1.124.6bddbc91.2012", "2012-05-02T23:21:04Z",
     "Minor", 2, 2, 2, 13, false},
    {"canada_signed.atom", CAP_ATOM, 1, 0, 1, 0, "2.49.0.1.124.f2c83f5f.2013",
     "2013-01-24T21:26:00Z", "Moderate", 2, 2, 9, 0, true},
    {"earthquake-iso8859-1.cap", CAP_ALERT, 1, 0, 0, 0,
     "USGS-earthquakes-usB000D5T4.3947362.7.20121014T225304.360Z.0", "2012-10-14T22:53:04Z",
     "Unknown", 1, 1, 0, 0, true},
    {"earthquake_index.atom", CAP_ATOM, 0, 1, 1, 0, NULL, NULL, NULL, 0, 0, 0, 0, false},
    {"empty_weather_index.atom", CAP_ATOM, 0, 0, 0, 0, NULL, NULL, NULL, 0, 0, 0, 0, false},
    {"invalid.cap", CAP_ALERT, 1, 0, 0, 0, "12345", "2010-08-31T00:09:25Z", "Unknown", 1, 0, 0, 0,
     false},
    {"invalid_element.atom", CAP_ATOM, 0, 0, 1, 1, NULL, NULL, NULL, 0, 0, 0, 0, false},
    {"kelvinn-NOAA_MultiplePolygons.txt", CAP_ALERT, 1, 0, 0, 0, "NWS-IDP-PROD-4412298-3677414",
     "2020-08-26T09:14:00Z", "Extreme", 1, 2, 8, 0, false},
    {"kelvinn-australia_bom.cap", CAP_ALERT, 1, 0, 0, 0,
     "AusBoM-IDN21033-2019-01-16T03:15:58+00:00", "2019-01-16T03:15:58Z", "Unknown", 1, 0, 0, 7,
     false},
    {"kelvinn-invalid_xmlns.cap", CAP_ALERT, 1, 0, 0, 0, "WRA_ReservoirWarn_201405142010",
     "2014-05-14T12:10:00Z", "Moderate", 1, 0, 0, 1, false},
    {"kelvinn-no_info_tag.cap", CAP_ALERT, 1, 0, 0, 0,
     "1017033100951096-517189320160225203219800_Cancel", "2016-02-25T20:47:09Z", NULL, 0, 0, 1, 0,
     true},
    {"kelvinn-pelmorex.atom", CAP_ATOM, 0, 1, 1, 0, NULL, NULL, NULL, 0, 0, 0, 0, false},
    {"kelvinn-rfs.xml", CAP_OTHER, 1, 0, 0, 0, "2014-05-08T10:31:00-00:00:160068",
     "2014-05-08T10:31:00Z", "Minor", 1, 1, 0, 0, false},
    {"kelvinn-sweden.atom", CAP_ATOM, 0, 4, 4, 0, NULL, NULL, NULL, 0, 0, 0, 0, false},
    {"kelvinn-taiwan.cap", CAP_ALERT, 1, 0, 0, 0, "WRA_ReservoirWarn_201405142010",
     "2014-05-14T12:10:00Z", "Moderate", 1, 0, 0, 1, false},
    {"kelvinn-us_nws_weather.atom", CAP_ATOM, 0, 2, 2, 0, NULL, NULL, NULL, 0, 0, 0, 0, false},
    {"no_entries.atom", CAP_ATOM, 1, 0, 0, 0, "9227922014-06-17T09:35:35+09:30",
     "2014-06-17T00:05:35Z", "Severe", 1, 0, 1, 1, false},
    {"no_link.atom", CAP_ATOM, 0, 1, 1, 0, NULL, NULL, NULL, 0, 0, 0, 0, false},
    {"no_title.atom", CAP_ATOM, 0, 1, 1, 0, NULL, NULL, NULL, 0, 0, 0, 0, false},
    {"ny_index.rss", CAP_RSS, 0, 2, 2, 0, NULL, NULL, NULL, 0, 0, 0, 0, false},
    {"weather.atom", CAP_ATOM, 1, 0, 1, 0,
     "NOAA-NWS-ALERTS-MT20120830100700TFXFlashFloodWatchTFX20120830180000MT",
     "2012-08-30T10:07:00Z", "Severe", 1, 0, 0, 2, false},
    {"weather_index.atom", CAP_ATOM, 0, 2, 2, 0, NULL, NULL, NULL, 0, 0, 0, 0, false},
};

static void check_alert(const struct expected *x, const struct cap_alert *a)
{
    struct buf sent;
    buf_init(&sent, 100);
    clock_format(&sent, a->sent);
    T_STRC(a->identifier, x->identifier);
    T_STRC(buf_str(&sent), x->sent);
    T_EQ(a->ninfos, x->infos);
    T_EQ(a->nshapes, x->shapes);
    T_EQ(a->nrefs, x->refs);
    T_EQ(a->has_signature, x->has_signature);
    T_EQ(a->bad_times + a->bad_shapes + a->left_out, 0);
    if (x->codes > 0)
        T_EQ(a->ncodes, x->codes);
    if (x->severity != NULL && T(a->infos != NULL))
        T_STRC(a->infos->severity, x->severity);
    T(str_starts(a->raw, STR("<")) || str_starts(a->raw, STR("\xef\xbb\xbf<")));
    T(str_ends(str_trim(a->raw), STR("alert>")));
    buf_release(&sent);
}

static void test_cap_read__each_captured_file(void)
{
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        const struct expected *x = &all[i];
        struct reading r;
        if (!read_capture(&r, x->name))
            return;
        bool ok = T_EQ(r.rc, RC_OK) && T_EQ(r.d.root, x->root) && T_EQ(r.d.nalerts, x->alerts) &&
                  T_EQ(r.d.nlinks, x->links) && T_EQ(r.d.entries, x->entries) &&
                  T_EQ(r.d.empty, x->empty);
        if (!ok)
            (void)fprintf(stderr, "  in %s: %s\n", x->name, r.e.detail);
        if (ok && x->alerts > 0)
            check_alert(x, r.d.alerts);
        release(&r);
    }
}

static void test_cap_read__the_address_that_is_the_alert(void)
{
    struct reading r;
    if (!read_capture(&r, "earthquake_index.atom"))
        return;
    T(str_ends(r.d.links->url, STR(".cap.xml")) || strstr(r.d.links->url.p, "cap") != NULL);
    release(&r);
    T_REQUIRE(read_capture(&r, "ny_index.rss"));
    T_STRC(r.d.links->url, "http://www.nyalert.gov/Public/News/"
                           "GetCapAlert.aspx?capID=NYAlert-ALLHAZALERT-3167113");
    T_STRC(r.d.links->updated, "Fri, 04 Feb 2011 20:20:00 GMT");
    release(&r);
}

static void test_cap_read__the_entity_attack_is_refused_precisely(void)
{
    struct reading r;
    if (!read_capture(&r, "xee.atom"))
        return;
    T_EQ(r.rc, RC_INVALID);
    T_STRC(str_c(r.e.detail), "it declares a document type (DTD, entities), which is never taken");
    T_EQ(r.d.nalerts + r.d.nlinks + r.d.entries, 0);
    release(&r);
    read_text(&r, STR("<!DOCTYPE alert [<!ENTITY a \"b\">]><alert><note>&a;</note></alert>"));
    T_EQ(r.rc, RC_INVALID);
    release(&r);
}

static void test_cap_read__texts_in_old_encodings(void)
{
    struct reading r;
    if (!read_capture(&r, "earthquake-iso8859-1.cap"))
        return;
    T(strstr(r.d.alerts->infos->headline.p, "Usulut\xc3\xa1n") != NULL);
    release(&r);
    read_text(&r, STR("<?xml version='1.0' encoding='Windows-1251'?><alert><sender>\xd1\xe5\xeb\xfc"
                      "</sender></alert>"));
    T_EQ(r.rc, RC_OK);
    T_STRC(r.d.alerts->sender, "Сель");
    release(&r);
    /* Says UTF-8, sends Latin-1. */
    T_REQUIRE(read_capture(&r, "kelvinn-pelmorex.atom"));
    T_STRC(r.d.links->updated, "2014-05-10T02:17:00-00:00");
    release(&r);
}

static void test_cap_read__what_is_too_deep_or_broken(void)
{
    struct reading r;
    char deep[CAP_DEPTH_MAX * 3 + 4];
    size_t n = 0;
    for (int i = 0; i < CAP_DEPTH_MAX + 1; i++, n += 3)
        memcpy(deep + n, "<a>", 3);
    read_text(&r, (struct str){deep, n});
    T_EQ(r.rc, RC_TOO_LARGE);
    release(&r);
    static const char *const bad[] = {"", "{}", "<alert>", "<alert></info>", "<a>&x;</a>"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        read_text(&r, str_c(bad[i]));
        T_EQ(r.rc, RC_INVALID);
        T(r.e.detail[0] != '\0');
        release(&r);
    }
}

static void test_cap_read__shapes(void)
{
    struct reading r;
    read_text(&r, STR("<alert><info><area>"
                      "<polygon>41.1,69.1 41.2,69.1\n41.2,69.2 41.1,69.1</polygon>"
                      "<polygon>41.1,69.1 41.2,69.1\n41.2,69.2 41.1,69.1</polygon>"
                      "<polygon>1,1 2,2 1,1</polygon><polygon>91,1 2,2 3,1</polygon><polygon/>"
                      "<circle>41.3,69.2 5.5</circle><circle>x 5</circle>"
                      "</area></info></alert>"));
    const struct cap_alert *a = r.d.alerts;
    T_EQ(a->nshapes, 2);
    T_EQ(a->bad_shapes, 3);
    T_EQ(a->shapes->n, 3);
    T_EQ(a->shapes->points[1].lat, 412000000);
    T_EQ(a->shapes->next->radius_m, 5500);
    T_EQ(a->shapes->next->points[0].lon, 692000000);
    release(&r);
}

static void test_cap_put__is_read_as_the_same(void)
{
    struct cap_point corners[] = {{411000000, 691000000}, {-5, -7}, {412000000, 692000000}};
    struct cap_shape circle = {.circle = true, .n = 1, .points = corners, .radius_m = 1234};
    struct cap_shape polygon = {.next = &circle, .n = 3, .points = corners};
    struct cap_info in = {
        .event = STR("a < b & \"c\""), .area_desc = STR("x"), .expires = 1795310400 * USEC_S};
    struct cap_ref ref = {.sender = STR("s"), .identifier = STR("i,j"), .sent = USEC_S};
    const struct cap_alert a = {.identifier = STR("id"),
                                .sender = STR("s"),
                                .sent = 1795310400 * USEC_S,
                                .infos = &in,
                                .shapes = &polygon,
                                .refs = &ref};
    struct buf text;
    struct reading r;
    buf_init(&text, 100000);
    cap_put(&text, &a, true);
    read_text(&r, buf_str(&text));
    T_REQUIRE(r.rc == RC_OK && r.d.nalerts == 1);
    const struct cap_alert *b = r.d.alerts;
    T_STR(b->infos->event, in.event);
    T_EQ(b->infos->expires, in.expires);
    T_EQ(b->sent, a.sent);
    T_EQ(b->nshapes, 2);
    T_EQ(b->shapes->points[1].lat, -5);
    T_EQ(b->shapes->points[1].lon, -7);
    T_EQ(b->shapes->next->radius_m, 1234);
    T_STRC(b->refs->identifier, "i,j");
    T(b->has_signature);
    release(&r);
    buf_release(&text);
}

int main(void)
{
    T_RUN(test_cap_read__each_captured_file);
    T_RUN(test_cap_read__the_address_that_is_the_alert);
    T_RUN(test_cap_read__the_entity_attack_is_refused_precisely);
    T_RUN(test_cap_read__texts_in_old_encodings);
    T_RUN(test_cap_read__what_is_too_deep_or_broken);
    T_RUN(test_cap_read__shapes);
    T_RUN(test_cap_put__is_read_as_the_same);
    return t_end();
}
