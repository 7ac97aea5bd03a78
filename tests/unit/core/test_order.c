/* SPDX-License-Identifier: Apache-2.0 */
#include "core/order.h"

#include <sodium.h>

#include "base/hash.h"
#include "support/t.h"
#include "tlog/note.h"

#define NOW (INT64_C(1795341600) * USEC_S) /* 2026-11-22T10:00:00Z */

static uint8_t secret[TLOG_SECRET_LEN] = {7};
static char issuers[400];

/* One that counts; its parts are changed by the tests, its signature is put by sign(). */
static struct order good(void)
{
    struct tlog_key key;
    struct err e;
    uint8_t pub[32];
    struct buf b;
    tlog_key_public(secret, pub);
    T_OK(tlog_key_make(&key, STR("prosecutor.example"), TLOG_KEY_NOTE, pub, &e));
    buf_init(&b, sizeof issuers - 1);
    buf_cat(&b, "broken+00000000+AA== ");
    tlog_key_put(&b, &key);
    T(str_copy(issuers, sizeof issuers, buf_str(&b)));
    buf_release(&b);
    return (struct order){.issuer = STR("prosecutor.example"),
                          .number = STR("17-D/2026"),
                          .casefile = STR("F12"),
                          .case_number = STR("17/2026"),
                          .document = STR("00"),
                          .opened = NOW - 1,
                          .issued = NOW,
                          .until = NOW + USEC_DAY};
}

static enum rc checked(struct order *o, usec_t now, struct err *e)
{
    uint8_t pub[crypto_sign_PUBLICKEYBYTES], key[crypto_sign_SECRETKEYBYTES],
        sig[crypto_sign_BYTES];
    struct buf text, b64;
    T_EQ(crypto_sign_seed_keypair(pub, key, secret), 0);
    buf_init(&text, 1024);
    buf_init(&b64, 128);
    order_text(&text, o);
    T_EQ(crypto_sign_detached(sig, NULL, (const unsigned char *)text.p, text.n, key), 0);
    base64_put(&b64, sig, sizeof sig);
    o->signature = buf_str(&b64);
    enum rc rc = order_check(o, str_c(issuers), now, e);
    buf_release(&text);
    buf_release(&b64);
    return rc;
}

static void test_text__is_what_the_document_says(void)
{
    struct order o = good();
    struct buf b;
    buf_init(&b, 1024);
    order_text(&b, &o);
    T_STRC(buf_str(&b), "markaz/defer1\nissuer prosecutor.example\nnumber 17-D/2026\n"
                        "case F12 17/2026\nopened 2026-11-22T09:59:59.999999Z\n"
                        "issued 2026-11-22T10:00:00Z\nuntil 2026-11-23T10:00:00Z\ndocument 00\n");
    buf_release(&b);
}

static void test_check__holds_the_times_to_the_second(void)
{
    struct err e;
    struct order o = good();
    T_OK(checked(&o, NOW, &e));
    T_OK(checked(&o, NOW + USEC_DAY - 1, &e));
    T_EQ(checked(&o, NOW + USEC_DAY, &e), RC_INVALID);
    T_STRC(str_c(e.field), "until");
    o.until = NOW + 90 * USEC_DAY;
    T_OK(checked(&o, NOW, &e));
    o.until += USEC_S;
    T_EQ(checked(&o, NOW, &e), RC_INVALID);
    o = good();
    o.until += 1;
    T_EQ(checked(&o, NOW, &e), RC_INVALID);
    o = good();
    T_OK(checked(&o, NOW - 5 * USEC_MIN, &e));
    T_EQ(checked(&o, NOW - 5 * USEC_MIN - 1, &e), RC_INVALID);
    T_STRC(str_c(e.field), "issued_at");
}

static void test_check__wants_this_offices_signature_over_all_of_it(void)
{
    struct err e;
    struct order o = good(), other;
    T_OK(checked(&o, NOW, &e));
    other = o;

    struct {
        struct str *part, value;
    } change[] = {{&other.number, STR("18")},           {&other.casefile, STR("F13")},
                  {&other.case_number, STR("18/2026")}, {&other.document, STR("01")},
                  {&other.signature, STR("AAAA")},      {&other.signature, STR("")}};

    char kept[128];
    uint8_t raw[64] = {0};
    struct buf b64;
    buf_init(&b64, 128);
    base64_put(&b64, raw, sizeof raw);
    T(str_copy(kept, sizeof kept, buf_str(&b64)));
    buf_release(&b64);
    for (size_t i = 0; i < ARRAY_LEN(change); i++) {
        other = o;
        other.signature = str_c(kept);
        *change[i].part = change[i].value;
        T_EQ(order_check(&other, str_c(issuers), NOW, &e), RC_DENIED);
        T_STRC(str_c(e.field), "signature");
    }
    T_EQ(checked(&(struct order){.issuer = STR("broken"),
                                 .number = STR("1"),
                                 .casefile = STR("F1"),
                                 .case_number = STR("1"),
                                 .issued = NOW,
                                 .until = NOW + USEC_DAY},
                 NOW, &e),
         RC_DENIED);
    T_STRC(str_c(e.field), "office");
    T_EQ(order_check(&o, STR(""), NOW, &e), RC_DENIED);
    o.number = STR("1\nuntil 2099");
    T_EQ(checked(&o, NOW, &e), RC_INVALID);
}

int main(void)
{
    T_RUN(test_text__is_what_the_document_says);
    T_RUN(test_check__holds_the_times_to_the_second);
    T_RUN(test_check__wants_this_offices_signature_over_all_of_it);
    return t_end();
}
