/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/dc09.h"

#include <string.h>

#include "support/t.h"

#define NOW (INT64_C(1795310400) * USEC_S) /* 2026-11-22T01:20:00Z */

struct heard {
    struct dc09_frame frame;
    struct dc09_body body;
    struct dc09_event events[DC09_EVENTS_MAX];
    size_t n;
    enum rc rc;
    char clear[DC09_FRAME_MAX];
};

static struct heard hear(const char *text, const char *key_text)
{
    struct heard h = {0};
    struct err e;
    struct dc09_key key = {0};
    static char kept[DC09_FRAME_MAX]; /* the slices must outlive the copy of h */
    struct str clear;
    h.rc = dc09_read(str_c(text), &h.frame, &e);
    if (h.rc != RC_OK)
        return h;
    clear = h.frame.rest;
    if (h.frame.encrypted) {
        T(dc09_key_read(str_c(key_text), &key));
        if (!dc09_decrypt(h.frame.rest, &key, kept, &clear)) {
            h.rc = RC_DENIED;
            return h;
        }
    }
    h.rc = dc09_body(clear, h.frame.encrypted, &h.body, &e);
    if (h.rc == RC_OK)
        h.n = dc09_events(h.frame.id, &h.body, h.events);
    return h;
}

/* Frames as others publish them in the tests of their receivers and generators. */
static void test_dc09__published_frames(void)
{
    struct heard h = hear("F4D20029\"SIA-DCS\"0001RF3L77#1234[#1234|NRR|Atest]", NULL);
    T_EQ(h.rc, RC_OK);
    T_EQ(h.frame.id, DC09_SIA);
    T(!h.frame.length_wrong && !h.frame.encrypted);
    T_STRC(h.frame.seq, "0001");
    T_STRC(h.frame.receiver, "RF3");
    T_STRC(h.frame.line, "L77");
    T_STRC(h.frame.account, "1234");
    T_STRC(h.body.account, "1234");
    T_EQ(h.n, 1);
    T_STRC(str_c(h.events[0].code), "RR");
    T_STRC(h.events[0].text, "test");
    h = hear("96ED0016\"SIA-DCS\"0001L0#1234[]", NULL);
    T_EQ(h.rc, RC_OK);
    T_EQ(h.n, 0);
    h = hear("9EC40027\"ADM-CID\"0001L0#1002[#1002|1602 00 001]", NULL);
    T_EQ(h.n, 1);
    T_EQ(h.events[0].says, DC09_TEST);
    T_STRC(str_c(h.events[0].code), "1602");
    T_STRC(h.events[0].zone, "1");
    T_EQ(h.events[0].area.n, 0);
    h = hear("75140027\"ADM-CID\"0001L0#1002[#1002|3354 00 004]", NULL);
    T_EQ(h.events[0].says, DC09_RESTORED);
    T_STRC(str_c(h.events[0].kind), "technical");
    h = hear("57150047\"ADM-CID\"0247R4F39L4F39#4F39[#4F39|3401 01 057]", NULL);
    T_EQ(h.rc, RC_OK);
    T(h.frame.length_wrong); /* theirs: the CRC fits, so it is taken */
    T_EQ(h.events[0].says, DC09_REPORT);
    T_STRC(h.events[0].area, "1");
    T_STRC(h.events[0].zone, "57");
    h = hear("E5D50078\"SIA-DCS\"6002L0#AAA[|Nri1/CL501]_14:12:04,09-25-2019", NULL);
    T_EQ(h.rc, RC_OK);
    T_EQ(h.body.account.n, 0);
    T(h.body.has_time && h.body.at == INT64_C(1569420724) * USEC_S);
    T_STRC(str_c(h.events[0].code), "CL");
    T_STRC(h.events[0].zone, "501");
    char alone[100]; /* of one whose CRC was not published: only the data names the account */
    const char *body = "\"SIA-DCS\"4738R0001L0001[#006969|Nri04/OP001NM]";
    (void)snprintf(alone, sizeof alone, "%04X0051%s", dc09_crc(str_c(body)), body);
    h = hear(alone, NULL);
    T_EQ(h.rc, RC_OK);
    T_EQ(h.frame.account.n, 0);
    T_STRC(h.body.account, "006969");
    T_STRC(h.events[0].area, "4");
}

/* A frame of another maker: zeros for padding, no bar, the account only in front. */
static void test_dc09__published_encrypted(void)
{
    const char *frame =
        "05BB0076\"*SIA-DCS\"7654L0#1111[C07DA1EB73C617857476EE5D79436CEE5E0084485E79EC56"
        "B0D5D1F3F6E648B278050BBCCBC8FE5DCA7E3C80DBDD4945";
    struct heard h = hear(frame, "\"AAAAAAAAAAAAAAAA\"");
    T_EQ(h.rc, RC_OK);
    T(h.frame.encrypted && h.body.has_time);
    T(h.body.at > INT64_C(1594310640) * USEC_S && h.body.at < INT64_C(1594310660) * USEC_S);
    T_EQ(h.n, 1);
    T_STRC(str_c(h.events[0].code), "WA");
    T_EQ(h.events[0].zone.n, 0);
    T_EQ(hear(frame, "\"BAAAAAAAAAAAAAAA\"").rc, RC_DENIED);
    T_EQ(hear(frame, "41414141414141414141414141414141").rc, RC_OK); /* the same key in hex */
}

static void test_dc09__crc(void)
{
    char frame[] = "9EC40027\"ADM-CID\"0001L0#1002[#1002|1602 00 001]";
    T_EQ(dc09_crc(STR("123456789")), 0xbb3d);
    for (size_t i = 0; i < sizeof frame - 1; i++)
        for (int bit = 0; bit < 8; bit++) {
            if (i >= 4 && i < 8)
                continue; /* the length is outside */
            char was = frame[i];
            frame[i] = (char)(was ^ (1 << bit));
            bool same_digit = i < 4 && was >= 'A' && (frame[i] | 0x20) == (was | 0x20);
            T_EQ(hear(frame, NULL).rc, same_digit ? RC_OK : RC_CORRUPT);
            frame[i] = was;
        }
    T_EQ(hear("", NULL).rc, RC_CORRUPT);
    T_EQ(hear("9EC4", NULL).rc, RC_CORRUPT);
}

static void test_dc09__cut(void)
{
    struct str out;
    T_EQ(dc09_cut(STR(""), &out), 0);
    T_EQ(dc09_cut(STR("noise"), &out), 5);
    T_EQ(dc09_cut(STR("no\nABC"), &out), 2);
    T_EQ(dc09_cut(STR("\nABC"), &out), 0);
    T_EQ(dc09_cut(STR("\nABC\rX"), &out), 5);
    T_STRC(out, "ABC");
    T_EQ(dc09_cut(STR("\nAB\nC\r"), &out), 3); /* the first never ended */
    T_EQ(out.n, 0);
    char large[DC09_FRAME_MAX + 10];
    memset(large, 'x', sizeof large);
    large[0] = '\n';
    T_EQ(dc09_cut((struct str){large, sizeof large}, &out), sizeof large);
    T_EQ(out.n, 0);
}

/* What is written is read again, with each length of key. */
static void test_dc09__round_trip(void)
{
    const char *keys[] = {NULL, "00112233445566778899aabbccddeeff",
                          "00112233445566778899AABBCCDDEEFF0011223344556677",
                          "\"0123456789abcdef0123456789abcdef\""};
    for (size_t k = 0; k < ARRAY_LEN(keys); k++)
        for (int more = 0; more < 33; more++) {
            struct buf out;
            struct dc09_key key = {0};
            struct str text;
            char inside[100], copy[DC09_FRAME_MAX];
            (void)snprintf(inside, sizeof inside, "[#7|Nri1/PA3*%.*s*]", more,
                           "abcdefghijklmnopqrstuvwxyzabcdefg");
            if (keys[k] != NULL)
                T(dc09_key_read(str_c(keys[k]), &key));
            struct dc09_say say = {.token = STR("SIA-DCS"),
                                   .seq = STR("0042"),
                                   .receiver = STR("R1"),
                                   .line = STR("L0"),
                                   .account = STR("7"),
                                   .inside = str_c(inside),
                                   .at = NOW,
                                   .key = &key};
            buf_init(&out, 4096);
            dc09_put(&out, &say);
            T_EQ(dc09_cut(buf_str(&out), &text), out.n);
            must(str_copy(copy, sizeof copy, text));
            struct heard h = hear(copy, keys[k]);
            T_EQ(h.rc, RC_OK);
            T(h.frame.encrypted == (keys[k] != NULL) && !h.frame.length_wrong);
            T_EQ(h.body.at, NOW);
            T_STRC(h.body.account, "7");
            T_EQ(h.n, 1);
            T_STRC(str_c(h.events[0].kind), "panic");
            T_STRC(h.events[0].zone, "3");
            T_EQ(h.events[0].text.n, more);
            buf_release(&out);
        }
}

static struct dc09_body body_of(const char *clear, enum rc want)
{
    struct dc09_body b;
    struct err e;
    T_EQ(dc09_body(str_c(clear), false, &b, &e), want);
    return b;
}

static void test_dc09__extended(void)
{
    struct dc09_body b = body_of(
        "#1|Nri1/FA2][X069E16.5000][Y41N18.25][Vhttp://cam/1][IHall][H01:19:59,11-22-2026]_01:20:00,11-22-2026",
        RC_OK);
    T(b.has_place && b.has_occurred && b.has_time);
    T_EQ(b.lon7, 692750000);
    T_EQ(b.lat7, 413041666);
    T_STRC(b.video, "http://cam/1");
    T_STRC(b.info, "Hall");
    T_EQ(b.at - b.occurred, USEC_S);
    T(!body_of("][X069E16.5]", RC_OK).has_place); /* one of two is no place */
    T(!body_of("][X999E16.5][Y41N18.2]", RC_OK).has_place);
    T_EQ(body_of("][X010W30.0][Y10S30.0]", RC_OK).lat7, -105000000);
    (void)body_of("#1|Nri1/FA2", RC_INVALID);
    (void)body_of("#1|Nri1/FA2][X", RC_INVALID);
    (void)body_of("]_25:00:00,01-01-2026", RC_INVALID);
    (void)body_of("]_tomorrow", RC_INVALID);
}

static size_t events(enum dc09_id id, const char *data, struct dc09_event *out)
{
    struct dc09_body b = {.data = str_c(data)};
    return dc09_events(id, &b, out);
}

static void test_dc09__events(void)
{
    struct dc09_event ev[DC09_EVENTS_MAX];
    T_EQ(events(DC09_SIA, "Nti19:44/id1/ri4/BA015*'Hall'/TA2", ev), 2);
    T_STRC(str_c(ev[0].kind), "intrusion");
    T_STRC(ev[0].zone, "15");
    T_STRC(ev[0].area, "4");
    T_STRC(ev[0].text, "Hall");
    T_STRC(str_c(ev[1].kind), "tamper");
    T_EQ(events(DC09_SIA, "Nri1OP0001*Familie*", ev), 1);
    T_STRC(ev[0].text, "Familie");
    T_EQ(ev[0].says, DC09_REPORT);
    T_EQ(events(DC09_SIA, "Ori1/PA2", ev), 1);
    T(ev[0].old);
    T_EQ(events(DC09_SIA, "BA1/BA2/BA3/BA4/BA5/BA6/BA7/BA8/BA9/PA1", ev), DC09_EVENTS_MAX);
    T_EQ(ev[8].says, DC09_ALARM); /* more than there is room for is not lost */
    T_STRC(ev[8].text, "BA9/PA1");
    T_EQ(events(DC09_SIA, "OP1/OP2/OP3/OP4/OP5/OP6/OP7/OP8/", ev), 8);
    T_EQ(events(DC09_SIA, "Nri1/OP1/?!/PA2", ev),
         2); /* nor what stands behind what nobody can read */
    T_STRC(ev[0].text, "?!");
    T_STRC(str_c(ev[1].kind), "panic");
    T_STRC(ev[1].area, "1");
    T_EQ(events(DC09_SIA, "help!", ev), 1); /* what nobody can read is an alarm */
    T_EQ(ev[0].says, DC09_ALARM);
    T_STRC(str_c(ev[0].kind), "other");
    T_EQ(events(DC09_CID, "1120 01 003", ev), 1);
    T_STRC(str_c(ev[0].kind), "panic");
    T_STRC(ev[0].zone, "3");
    T_EQ(events(DC09_CID, "112001003", ev), 1);
    T_STRC(ev[0].zone, "3");
    T_EQ(events(DC09_CID, "7120 01 003", ev), 1);
    T_STRC(str_c(ev[0].meaning), "Cannot be read");
    T_EQ(events(DC09_NULL, "1120 01 003", ev), 0);
    T_EQ(events(DC09_CID, " ", ev), 0);
}

static void means(int qualifier, int code, enum dc09_says says, const char *kind)
{
    struct dc09_event ev = {0};
    dc09_meaning_cid(qualifier, code, &ev);
    T_EQ(ev.says, says);
    T_STRC(str_c(ev.kind), kind);
}

static void means_sia(const char *code, enum dc09_says says, const char *kind)
{
    struct dc09_event ev = {0};
    dc09_meaning_sia(str_c(code), &ev);
    T_EQ(ev.says, says);
    T_STRC(str_c(ev.kind), kind);
}

static void test_dc09__meanings(void)
{
    means(1, 120, DC09_ALARM, "panic");
    means(1, 121, DC09_ALARM, "duress");
    means(1, 122, DC09_ALARM, "panic");
    means(3, 120, DC09_RESTORED, "panic");
    means(1, 100, DC09_ALARM, "medical");
    means(1, 110, DC09_ALARM, "fire");
    means(1, 130, DC09_ALARM, "intrusion");
    means(1, 144, DC09_ALARM, "tamper");
    means(1, 301, DC09_ALARM, "technical");
    means(3, 302, DC09_RESTORED, "technical");
    means(1, 602, DC09_TEST, "test");
    means(3, 602, DC09_REPORT, "test");
    means(1, 401, DC09_REPORT, "other");
    means(1, 570, DC09_REPORT, "other");
    means(1, 406, DC09_CANCELLED, "intrusion");
    means(1, 199, DC09_ALARM, "other");
    means(1, 999, DC09_REPORT, "other");
    means_sia("PA", DC09_ALARM, "panic");
    means_sia("HA", DC09_ALARM, "duress");
    means_sia("BR", DC09_RESTORED, "intrusion");
    means_sia("RP", DC09_TEST, "test");
    means_sia("OP", DC09_REPORT, "other");
    means_sia("YT", DC09_ALARM, "technical");
    means_sia("ZZ", DC09_ALARM, "technical");
    means_sia("ZA", DC09_ALARM, "technical");
    means_sia("VB", DC09_REPORT, "other");
    means_sia("WJ", DC09_RESTORED, "technical");
    means_sia("FA", DC09_ALARM, "fire");
    for (int q = 0; q < 10; q++)
        for (int code = 0; code < 1000; code++) {
            struct dc09_event ev = {0};
            dc09_meaning_cid(q, code, &ev);
            T(ev.kind != NULL && ev.meaning != NULL);
        }
}

int main(void)
{
    T_RUN(test_dc09__published_frames);
    T_RUN(test_dc09__published_encrypted);
    T_RUN(test_dc09__crc);
    T_RUN(test_dc09__cut);
    T_RUN(test_dc09__round_trip);
    T_RUN(test_dc09__extended);
    T_RUN(test_dc09__events);
    T_RUN(test_dc09__meanings);
    return t_end();
}
