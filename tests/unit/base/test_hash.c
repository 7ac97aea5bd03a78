/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <string.h>
#ifdef MARKAZ_IPSEC_MB
#include <intel-ipsec-mb.h>
#endif

#include "base/hash_priv.h"
#include "support/t.h"

static void hex_is(struct sha256 h, const char *want)
{
    char hex[SHA256_HEX + 1];
    sha256_hex(h, hex);
    T_STRC(str_c(hex), want);
}

/* FIPS 180-2 examples. */
static void test_sha256_of__known_answers(void)
{
    hex_is(sha256_of(STR_NONE, STR_NONE, STR_NONE),
           "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    hex_is(sha256_of(STR("abc"), STR_NONE, STR_NONE),
           "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    hex_is(sha256_of(STR("a"), STR("b"), STR("c")),
           "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    hex_is(sha256_of(STR_NONE, STR("abcdbcdecdefdefgefghfghighijhijk"),
                     STR("ijkljklmklmnlmnomnopnopq")),
           "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void test_sha256_ctx__same_as_at_once(void)
{
    char text[1000];
    uint64_t state = t_seed();
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)t_rand(&state);
    for (int round = 0; round < 50; round++) {
        struct sha256_ctx *c = sha256_begin();
        for (size_t at = 0, n; at < sizeof text; at += n) {
            n = t_rand(&state) % 100;
            n = n < sizeof text - at ? n : sizeof text - at;
            sha256_add(c, (struct str){text + at, n});
            /* Another hash in between must not disturb this one. */
            (void)sha256_of(STR("x"), STR_NONE, STR_NONE);
        }
        struct sha256 got = sha256_done(c);
        struct sha256 want = sha256_of((struct str){text, sizeof text}, STR_NONE, STR_NONE);
        T(memcmp(&got, &want, sizeof got) == 0);
    }
    struct sha256_ctx *c = sha256_begin();
    sha256_add(c, STR("given up"));
    sha256_drop(c);
    sha256_drop(NULL);
}

static char noise[200000];

static void noise_make(uint64_t *state)
{
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (char)t_rand(state);
}

static bool alike(const struct sha256_text *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct sha256 want = sha256_of(v[i].text, STR_NONE, STR_NONE);
        if (memcmp(&v[i].hash, &want, sizeof want) != 0)
            return false;
    }
    return true;
}

#define MOST 300 /* more than the library takes at a time */

/* Of unlike lengths beside each other, now and then a long one. */
static size_t texts_some(struct sha256_text *v, uint64_t *state)
{
    size_t n = 1 + t_rand(state) % (t_rand(state) % 4 == 0 ? MOST : 20);
    size_t longest = t_rand(state) % 10 == 0 ? 70000 : 1001;
    memset(v, 0, n * sizeof *v);
    for (size_t i = 0; i < n; i++) {
        size_t len = t_rand(state) % longest;
        v[i].text = (struct str){noise + t_rand(state) % (sizeof noise - len), len};
    }
    if (t_rand(state) % 20 == 0)
        v[t_rand(state) % n].text = (struct str){noise, sizeof noise - t_rand(state) % 100};
    return n;
}

static void test_sha256_many__same_as_one_by_one(void)
{
    static struct sha256_text v[MOST];
    uint64_t state = t_seed();
    noise_make(&state);
    for (size_t len = 0; len <= 1000; len++) {
        memset(v, 0, sizeof v);
        for (size_t i = 0; i < 20; i++)
            v[i].text = (struct str){noise + i, len};
        sha256_many(v, 20);
        T(alike(v, 20));
    }
    for (int round = 0; round < 400; round++) {
        size_t n = texts_some(v, &state);
        sha256_many(v, n);
        T(alike(v, n));
    }
}

#ifdef MARKAZ_IPSEC_MB

/* Each kind of processor that this one is too: what the library takes here is only the best of them. */
static void test_hash_with__each_kind_of_processor(void)
{
    static const struct {
        void (*init)(IMB_MGR *m);
        uint64_t needs, off;
    } kinds[] = {
        {init_mb_mgr_sse, IMB_CPUFLAGS_SSE, 0},
        {init_mb_mgr_sse, IMB_CPUFLAGS_SSE, IMB_FLAG_SHANI_OFF},
        {init_mb_mgr_avx, IMB_CPUFLAGS_AVX, 0},
        {init_mb_mgr_avx, IMB_CPUFLAGS_AVX, IMB_FLAG_SHANI_OFF},
        {init_mb_mgr_avx2, IMB_CPUFLAGS_AVX2, 0},
        {init_mb_mgr_avx2, IMB_CPUFLAGS_AVX2, IMB_FLAG_SHANI_OFF},
        {init_mb_mgr_avx512, IMB_CPUFLAGS_AVX512, 0},
        {init_mb_mgr_avx512, IMB_CPUFLAGS_AVX512, IMB_FLAG_SHANI_OFF},
    };

    static struct sha256_text v[MOST];
    uint64_t state = t_seed();
    noise_make(&state);
    for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
        IMB_MGR *m = alloc_mb_mgr(kinds[k].off);
        T_REQUIRE(m != NULL);
        if ((m->features & kinds[k].needs) == kinds[k].needs) {
            kinds[k].init(m);
            T(hash_trusts(m));
            for (int round = 0; round < 200; round++) {
                size_t n = texts_some(v, &state);
                T(hash_with(m, v, n));
                T(alike(v, n));
            }
        }
        free_mb_mgr(m);
    }
}

/* A library that says it is done and is not. */
static uint32_t burst_wrong(IMB_MGR *m, const uint32_t n, IMB_JOB **jobs)
{
    (void)m;
    for (uint32_t i = 0; i < n; i++)
        jobs[i]->status = IMB_STATUS_COMPLETED;
    memset(jobs[n / 2]->auth_tag_output, 0, SHA256_LEN);
    return n;
}

static uint32_t burst_none(IMB_MGR *m, const uint32_t n, IMB_JOB **jobs)
{
    (void)m;
    (void)n;
    (void)jobs;
    return 0;
}

static void test_hash_trusts__only_what_agrees(void)
{
    IMB_MGR *m = alloc_mb_mgr(0);
    T_REQUIRE(m != NULL);
    m->features &= ~IMB_FEATURE_SELF_TEST_PASS;
    T(!hash_trusts(m));
    init_mb_mgr_auto(m, NULL);
    T(hash_trusts(m));
    m->features &= ~IMB_FEATURE_SELF_TEST_PASS;
    T(!hash_trusts(m));
    m->features |= IMB_FEATURE_SELF_TEST_PASS;
    burst_fn_t right = m->submit_burst;
    m->submit_burst = burst_wrong;
    T(!hash_trusts(m));
    m->submit_burst = right;
    m->flush_burst = burst_none;
    T(!hash_trusts(m));
    free_mb_mgr(m);
}

#define THREADS (HASH_MANAGERS + 4)

static pthread_barrier_t all_began;

static void *lanes_in_thread(void *got)
{
    struct sha256_text v[40];
    uint64_t state = (uint64_t)(uintptr_t)got;
    for (size_t i = 0; i < ARRAY_LEN(v); i++)
        v[i].text = (struct str){noise + t_rand(&state) % 10000, t_rand(&state) % 700};
    *(int *)got = hash_lanes(v, ARRAY_LEN(v)) ? 1 : 0;
    pthread_barrier_wait(&all_began);
    for (int round = 0; round < 200; round++) {
        memset(&v[round % 40].hash, 0, sizeof v->hash);
        sha256_many(v, ARRAY_LEN(v));
        if (!alike(v, ARRAY_LEN(v)))
            *(int *)got = -100;
    }
    return NULL;
}

/* Twice: the managers of threads that ended are free for others. */
static void test_sha256_many__in_more_threads_than_managers(void)
{
    pthread_t threads[THREADS];
    int got[THREADS];
    struct sha256_text here[3] = {{.text = STR("a")}, {.text = STR("b")}, {.text = STR("c")}};
    T(hash_lanes(here, ARRAY_LEN(here)));
    T(alike(here, ARRAY_LEN(here)));
    for (int round = 0; round < 2; round++) {
        int with = 0;
        T_REQUIRE(pthread_barrier_init(&all_began, NULL, THREADS) == 0);
        for (int i = 0; i < THREADS; i++)
            T_REQUIRE(pthread_create(&threads[i], NULL, lanes_in_thread, &got[i]) == 0);
        for (int i = 0; i < THREADS; i++) {
            T_EQ(pthread_join(threads[i], NULL), 0);
            with += got[i];
        }
        pthread_barrier_destroy(&all_began);
        T_EQ(with, HASH_MANAGERS - 1);
    }
}
#endif

static void test_sha256_many__any_number(void)
{
    static char text[70];
    struct sha256_text v[70];
    for (size_t n = 0; n <= ARRAY_LEN(v); n++) {
        memset(v, 0, sizeof v);
        for (size_t i = 0; i < n; i++)
            v[i].text = (struct str){text, i};
        sha256_many(v, n);
        T(alike(v, n));
    }
}

/* By the definition, however the text comes in. */
static void test_sha256_pieces__hash_of_hashes(void)
{
    static char text[40 * SHA256_PIECE];
    static const size_t lengths[] = {
        0, 1, SHA256_PIECE - 1, SHA256_PIECE, SHA256_PIECE + 1, 16 * SHA256_PIECE, sizeof text};
    uint64_t state = t_seed();
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)t_rand(&state);
    for (size_t k = 0; k < ARRAY_LEN(lengths); k++) {
        struct sha256_ctx *want = sha256_begin();
        for (size_t at = 0; at < lengths[k]; at += SHA256_PIECE) {
            size_t left = lengths[k] - at;
            struct str piece = {text + at, left < SHA256_PIECE ? left : SHA256_PIECE};
            struct sha256 h = sha256_of(piece, STR_NONE, STR_NONE);
            sha256_add(want, (struct str){(const char *)h.b, sizeof h.b});
        }
        struct sha256_pieces *p = sha256_pieces_begin();
        for (size_t at = 0, n; at < lengths[k]; at += n) {
            n = t_rand(&state) % (k % 2 == 0 ? 200000 : 1000);
            n = n < lengths[k] - at ? n : lengths[k] - at;
            sha256_pieces_add(p, (struct str){text + at, n});
        }
        struct sha256 is = sha256_pieces_done(p), should = sha256_done(want);
        T(memcmp(&is, &should, sizeof is) == 0);
    }
    sha256_pieces_drop(sha256_pieces_begin());
    sha256_pieces_drop(NULL);
}

static void *hash_in_thread(void *ok)
{
    struct sha256 first = sha256_of(STR("abc"), STR_NONE, STR_NONE);
    for (int i = 0; i < 2000; i++) {
        struct sha256 again = sha256_of(STR("ab"), STR("c"), STR_NONE);
        if (memcmp(&first, &again, sizeof first) != 0)
            return NULL;
    }
    *(bool *)ok = first.b[0] == 0xBA && first.b[31] == 0xAD;
    return NULL;
}

static void test_sha256_of__in_many_threads(void)
{
    pthread_t threads[8];
    bool ok[8] = {false};
    for (int i = 0; i < 8; i++)
        T_REQUIRE(pthread_create(&threads[i], NULL, hash_in_thread, &ok[i]) == 0);
    for (int i = 0; i < 8; i++) {
        T_EQ(pthread_join(threads[i], NULL), 0);
        T(ok[i]);
    }
}

/* RFC 4231, cases 1, 2 and 6 (a key longer than the block), and the empty key. */
static void test_hmac_sha256__known_answers(void)
{
    char key[131];
    memset(key, 0x0B, 20);
    hex_is(hmac_sha256((struct str){key, 20}, STR("Hi There")),
           "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    hex_is(hmac_sha256(STR("Jefe"), STR("what do ya want for nothing?")),
           "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xAA, sizeof key);
    hex_is(hmac_sha256((struct str){key, sizeof key},
                       STR("Test Using Larger Than Block-Size Key - Hash Key First")),
           "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    hex_is(hmac_sha256(STR_NONE, STR_NONE),
           "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

static void test_hex__both_ways(void)
{
    uint8_t bytes[4] = {9, 9, 9, 9};
    struct buf b;
    buf_init(&b, 100);
    hex_put(&b, "\x00\x7f\x80\xff", 4);
    T_STRC(buf_str(&b), "007f80ff");
    T(hex_get(buf_str(&b), bytes, 4));
    T(memcmp(bytes, "\x00\x7f\x80\xff", 4) == 0);
    T(hex_get(STR("AbCdEf09"), bytes, 4));
    T(memcmp(bytes, "\xab\xcd\xef\x09", 4) == 0);
    T(hex_get(STR_NONE, bytes, 0));
    T(!hex_get(STR("abcdef0"), bytes, 4));
    T(!hex_get(STR("abcdef012"), bytes, 4));
    T(!hex_get(STR("abcdef0123"), bytes, 4));
    T(!hex_get(STR("abcdef0g"), bytes, 4));
    T(!hex_get(STR("abcdef:0"), bytes, 4));
    buf_release(&b);
}

static void test_hex_put__refused_past_the_ceiling(void)
{
    struct buf b;
    buf_init(&b, 3);
    hex_put(&b, "ab", 2);
    T(!buf_ok(&b));
    T_EQ(b.n, 0);
    buf_release(&b);
}

/* RFC 4648 §10. */
static void test_base64__known_answers(void)
{
    static const struct {
        const char *plain, *padded, *url;
    } cases[] = {
        {"", "", ""},
        {"f", "Zg==", "Zg"},
        {"fo", "Zm8=", "Zm8"},
        {"foo", "Zm9v", "Zm9v"},
        {"foob", "Zm9vYg==", "Zm9vYg"},
        {"fooba", "Zm9vYmE=", "Zm9vYmE"},
        {"foobar", "Zm9vYmFy", "Zm9vYmFy"},
        {"\xfb\xff\xfe", "+//+", "-__-"},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct buf b;
        buf_init(&b, 100);
        base64url_put(&b, cases[i].plain, strlen(cases[i].plain));
        T_STRC(buf_str(&b), cases[i].url);
        buf_clear(&b);
        base64_put(&b, cases[i].plain, strlen(cases[i].plain));
        T_STRC(buf_str(&b), cases[i].padded);
        char out[16];
        int n = base64_get(buf_str(&b), out, sizeof out);
        T_EQ(n, strlen(cases[i].plain));
        T_STRC(((struct str){out, n > 0 ? (size_t)n : 0}), cases[i].plain);
        buf_release(&b);
    }
}

static void test_base64__any_bytes_come_back(void)
{
    uint64_t state = t_seed();
    for (int round = 0; round < 5000; round++) {
        uint8_t in[64], out[64];
        size_t n = t_rand(&state) % sizeof in;
        for (size_t i = 0; i < n; i++)
            in[i] = (uint8_t)t_rand(&state);
        struct buf b;
        buf_init(&b, 100);
        base64_put(&b, in, n);
        T_EQ(b.n, (n + 2) / 3 * 4);
        T_EQ(base64_get(buf_str(&b), out, n), n);
        T(memcmp(in, out, n) == 0);
        T(n == 0 || base64_get(buf_str(&b), out, n - 1) == -1);
        buf_release(&b);
    }
}

static void test_base64_get__as_others_write_it(void)
{
    static const char *const same[] = {"Zm9vYg==", "Zm9vYg", " Zm9vYg== ", "Zm9v\r\nYg==\r\n"};
    char out[16];
    for (size_t i = 0; i < ARRAY_LEN(same); i++)
        if (T_EQ(base64_get(str_c(same[i]), out, sizeof out), 4))
            T_STRC(((struct str){out, 4}), "foob");
}

static void test_base64_get__refuses(void)
{
    static const char *const cases[] = {
        "Z",  "Zm9vY", "Zg===", "=Zg",  "Zm9-",    "Zm9_",       "Zm 9v",
        "Zh", "Zm9",   "ZmB",   "Zh==", "Zm\x01i", "Zm\xd0\xb0",
    };
    char out[16];
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (!T_EQ(base64_get(str_c(cases[i]), out, sizeof out), -1))
            printf("    text \"%s\"\n", cases[i]);
}

static void test_random_bytes__fills_all_and_never_repeats(void)
{
    enum { N = 3000 };

    static uint8_t drawn[N][16];
    uint8_t large[10000] = {0}, guarded[34];
    for (int i = 0; i < N; i++)
        random_bytes(drawn[i], sizeof drawn[i]);
    int same = 0;
    for (int i = 0; i < N; i++)
        for (int k = 0; k < i; k++)
            same += memcmp(drawn[i], drawn[k], sizeof drawn[i]) == 0;
    T_EQ(same, 0);
    random_bytes(large, sizeof large);
    int ones = 0;
    for (size_t i = 0; i < sizeof large; i++)
        ones += __builtin_popcount(large[i]);
    T(ones > 39000 && ones < 41000); /* ten standard deviations */
    memset(guarded, 0xA5, sizeof guarded);
    random_bytes(guarded + 1, 32);
    random_bytes(guarded + 1, 0);
    T(guarded[0] == 0xA5 && guarded[33] == 0xA5);
    T(random_u64() != random_u64());
}

/* Odd sizes walk the block over its edges: each byte must still be fresh. */
static void test_random_bytes__odd_sizes(void)
{
    for (size_t n = 1; n < 1200; n++) {
        uint8_t a[1200] = {0}, b[1200] = {0};
        random_bytes(a, n);
        random_bytes(b, n);
        T(n < 8 || memcmp(a, b, n) != 0);
        T(n < 8 || memcmp(a + n - 8, b + n - 8, 8) != 0);
        T(n == 1199 || a[n] == 0);
    }
}

int main(void)
{
    T_RUN(test_sha256_of__known_answers);
    T_RUN(test_sha256_ctx__same_as_at_once);
    T_RUN(test_sha256_many__same_as_one_by_one);
    T_RUN(test_sha256_many__any_number);
#ifdef MARKAZ_IPSEC_MB
    T_RUN(test_hash_with__each_kind_of_processor);
    T_RUN(test_hash_trusts__only_what_agrees);
    T_RUN(test_sha256_many__in_more_threads_than_managers);
#endif
    T_RUN(test_sha256_pieces__hash_of_hashes);
    T_RUN(test_sha256_of__in_many_threads);
    T_RUN(test_hmac_sha256__known_answers);
    T_RUN(test_hex__both_ways);
    T_RUN(test_hex_put__refused_past_the_ceiling);
    T_RUN(test_base64__known_answers);
    T_RUN(test_base64__any_bytes_come_back);
    T_RUN(test_base64_get__as_others_write_it);
    T_RUN(test_base64_get__refuses);
    T_RUN(test_random_bytes__fills_all_and_never_repeats);
    T_RUN(test_random_bytes__odd_sizes);
    return t_end();
}
