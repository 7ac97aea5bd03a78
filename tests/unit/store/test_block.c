/* SPDX-License-Identifier: Apache-2.0 */
#include "store/block.h"

#include "support/t.h"

static const int64_t edges[] = {0,   1,    -1,        63,        64,        -64,      -65,
                                127, 8191, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};

static void test_block_numbers__come_back(void)
{
    struct block_writer w;
    struct block_reader r;
    struct err e;
    uint64_t seed = t_seed();
    block_writer_init(&w, 1 << 20);
    for (size_t i = 0; i < ARRAY_LEN(edges); i++) {
        block_put_i64(&w, edges[i]);
        block_put_u64(&w, (uint64_t)edges[i]);
    }
    for (int i = 0; i < 10000; i++) {
        uint64_t v = t_rand(&seed);
        block_put_u64(&w, v >> (v & 63));
    }
    T(block_ok(&w));
    block_open(&r, block_bytes(&w));
    for (size_t i = 0; i < ARRAY_LEN(edges); i++) {
        T_EQ(block_get_i64(&r), edges[i]);
        T_EQ(block_get_u64(&r), edges[i]);
    }
    seed = t_seed();
    int wrong = 0;
    for (int i = 0; i < 10000; i++) {
        uint64_t v = t_rand(&seed);
        wrong += block_get_u64(&r) != v >> (v & 63);
    }
    T_EQ(wrong, 0);
    T_OK(block_end(&r, &e));
    block_writer_release(&w);
}

static void test_block_numbers__take_the_bytes_they_need(void)
{
    static const struct {
        uint64_t v;
        size_t n;
    } cases[] = {{0, 1}, {127, 1}, {128, 2}, {16383, 2}, {16384, 3}, {UINT64_MAX, 10}};
    struct block_writer w;
    block_writer_init(&w, 100);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        block_writer_clear(&w);
        block_put_u64(&w, cases[i].v);
        T_EQ(block_bytes(&w).n, cases[i].n);
    }
    block_writer_clear(&w);
    block_put_i64(&w, -64);
    T_EQ(block_bytes(&w).n, 1);
    block_writer_release(&w);
}

static void test_block_delta__wraps_over_the_whole_range(void)
{
    struct block_writer w;
    struct block_reader r;
    struct err e;
    int64_t prev = 1000;
    block_writer_init(&w, 1000);
    for (size_t i = 0; i < ARRAY_LEN(edges); i++)
        block_put_delta(&w, &prev, edges[i]);
    block_open(&r, block_bytes(&w));
    prev = 1000;
    for (size_t i = 0; i < ARRAY_LEN(edges); i++)
        T_EQ(block_get_delta(&r, &prev), edges[i]);
    T_OK(block_end(&r, &e));
    block_writer_release(&w);
}

static void test_block_str__comes_back(void)
{
    struct block_writer w;
    struct block_reader r;
    struct err e;
    block_writer_init(&w, 1000);
    block_put_str(&w, STR("01A123BC"));
    block_put_str(&w, STR_NONE);
    block_put_byte(&w, 7);
    block_put_str(&w, STR("с\0x"));
    block_open(&r, block_bytes(&w));
    T_STRC(block_get_str(&r, 8), "01A123BC");
    T_EQ(block_get_str(&r, 8).n, 0);
    T_EQ(block_get_byte(&r), 7);
    T_STR(block_get_str(&r, 8), STR("с\0x"));
    T_OK(block_end(&r, &e));
    block_writer_release(&w);
}

static void test_block_writer__holds_its_ceiling(void)
{
    struct block_writer w;
    block_writer_init(&w, 8);
    block_put_str(&w, STR("1234567"));
    T(block_ok(&w));
    T_EQ(block_bytes(&w).n, 8);
    block_put_byte(&w, 1);
    T(!block_ok(&w));
    T_EQ(block_bytes(&w).n, 0);
    for (int i = 0; i < 1000; i++)
        block_put_u64(&w, UINT64_MAX);
    T(!block_ok(&w));
    T(w.cap <= 8 + BLOCK_VARINT_MAX);
    block_writer_clear(&w);
    block_put_byte(&w, 1);
    T(block_ok(&w));
    block_writer_clear(&w);
    block_put_str(&w, STR("12345678901234567890"));
    T(!block_ok(&w));
    block_writer_release(&w);
}

static bool refuses_u64(const char *p, size_t n)
{
    struct block_reader r;
    struct err e;
    block_open(&r, (struct str){p, n});
    uint64_t v = block_get_u64(&r);
    return v == 0 && block_end(&r, &e) == RC_CORRUPT;
}

static void test_block_reader__refuses_damage(void)
{
    T(refuses_u64("", 0));
    T(refuses_u64("\x80", 1));
    T(refuses_u64("\x80\x00", 2)); /* longer than needed */
    T(refuses_u64("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10));
    T(refuses_u64("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11));
    struct block_reader r;
    struct err e;
    block_open(&r, STR("\x05"
                       "abc"));
    T_EQ(block_get_str(&r, 100).n, 0);
    T_EQ(block_get_byte(&r), 0); /* the rest is lost as well */
    T_EQ(block_end(&r, &e), RC_CORRUPT);
    block_open(&r, STR("\x03"
                       "abc"));
    T_EQ(block_get_str(&r, 2).n, 0);
    T_EQ(block_end(&r, &e), RC_CORRUPT);
    block_open(&r, STR("\x01\x02"));
    T_EQ(block_get_u64(&r), 1);
    T_EQ(block_end(&r, &e), RC_CORRUPT); /* left over */
}

static void test_block_count__is_bounded_by_the_bytes_left(void)
{
    struct block_reader r;
    struct err e;
    block_open(&r, STR("\x02"
                       "abcd"));
    T_EQ(block_get_count(&r, 2), 2);
    block_open(&r, STR("\x03"
                       "abcd"));
    T_EQ(block_get_count(&r, 2), 0);
    T_EQ(block_end(&r, &e), RC_CORRUPT);
    block_open(&r, STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"));
    T_EQ(block_get_count(&r, 1), 0);
    T_EQ(block_end(&r, &e), RC_CORRUPT);
}

int main(void)
{
    T_RUN(test_block_numbers__come_back);
    T_RUN(test_block_numbers__take_the_bytes_they_need);
    T_RUN(test_block_delta__wraps_over_the_whole_range);
    T_RUN(test_block_str__comes_back);
    T_RUN(test_block_writer__holds_its_ceiling);
    T_RUN(test_block_reader__refuses_damage);
    T_RUN(test_block_count__is_bounded_by_the_bytes_left);
    return t_end();
}
