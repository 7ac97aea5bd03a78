/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "support/t.h"

static void test_buf_put__grows_and_keeps_content(void)
{
    struct buf b;
    buf_init(&b, 100000);
    T(b.p == NULL);
    for (int i = 0; i < 10000; i++)
        buf_putc(&b, (char)('a' + i % 26));
    T_EQ(b.n, 10000);
    int wrong = 0;
    for (int i = 0; i < 10000; i++)
        wrong += b.p[i] != 'a' + i % 26;
    T_EQ(wrong, 0);
    T(buf_ok(&b));
    T(b.cap <= b.max);
    buf_release(&b);
    T(b.p == NULL && b.n == 0);
}

static void test_buf_put__past_the_ceiling_changes_nothing(void)
{
    struct buf b;
    buf_init(&b, 5);
    buf_cat(&b, "abc");
    buf_cat(&b, "def");
    T(!buf_ok(&b));
    T_STR(buf_str(&b), STR("abc"));
    buf_putc(&b, 'x'); /* would fit, yet the document is already broken */
    T_STR(buf_str(&b), STR("abc"));
    buf_clear(&b);
    T(buf_ok(&b));
    buf_cat(&b, "abcde");
    T(buf_ok(&b));
    T_STR(buf_str(&b), STR("abcde"));
    buf_putc(&b, 'f');
    T(!buf_ok(&b));
    T_EQ(b.n, 5);
    buf_release(&b);
}

static void test_buf_put__nothing_is_fine(void)
{
    struct buf b;
    buf_init(&b, 0);
    buf_puts(&b, STR_NONE);
    T(buf_ok(&b));
    buf_putc(&b, 'a');
    T(!buf_ok(&b));
    buf_release(&b);
}

static void test_buf_i64__edges(void)
{
    static const int64_t values[] = {0, 1, -1, 9, 10, -10, 1234567890123, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        struct buf b;
        char want[32];
        buf_init(&b, 32);
        buf_i64(&b, values[i]);
        (void)snprintf(want, sizeof want, "%lld", (long long)values[i]);
        T_STRC(buf_str(&b), want);
        buf_release(&b);
    }
}

static void test_buf_printf__fits_exactly(void)
{
    for (int n = 0; n < 300; n++) {
        struct buf b;
        buf_init(&b, (size_t)n + 1);
        buf_putc(&b, '<');
        buf_printf(&b, "%*s", n, "");
        T(buf_ok(&b));
        T_EQ(b.n, n + 1);
        buf_printf(&b, "%d", 7);
        T(!buf_ok(&b));
        T_EQ(b.n, n + 1);
        buf_release(&b);
    }
}

static void test_buf_room__write_in_place(void)
{
    struct buf b;
    buf_init(&b, 10);
    char *p = buf_room(&b, 10);
    T_REQUIRE(p != NULL);
    memcpy(p, "0123456789", 10);
    b.n += 4;
    T_STR(buf_str(&b), STR("0123"));
    T(buf_room(&b, 6) != NULL);
    T(buf_room(&b, 7) == NULL);
    T(!buf_ok(&b));
    T(buf_room(&b, 1) == NULL);
    buf_release(&b);
}

static void test_buf_room__huge_request_does_not_wrap(void)
{
    struct buf b;
    buf_init(&b, 100);
    buf_cat(&b, "abc");
    T(buf_room(&b, SIZE_MAX) == NULL);
    T_STR(buf_str(&b), STR("abc"));
    buf_release(&b);
}

static void test_buf_take__hands_over(void)
{
    struct buf b;
    size_t n = 99;
    buf_init(&b, 10);
    free(buf_take(&b, &n));
    T_EQ(n, 0);
    buf_cat(&b, "abc");
    char *p = buf_take(&b, &n);
    T_STR(((struct str){p, n}), STR("abc"));
    T(b.p == NULL && b.n == 0 && b.cap == 0 && b.max == 10);
    buf_cat(&b, "de");
    T_STR(buf_str(&b), STR("de"));
    free(p);
    buf_release(&b);
}

int main(void)
{
    T_RUN(test_buf_put__grows_and_keeps_content);
    T_RUN(test_buf_put__past_the_ceiling_changes_nothing);
    T_RUN(test_buf_put__nothing_is_fine);
    T_RUN(test_buf_i64__edges);
    T_RUN(test_buf_printf__fits_exactly);
    T_RUN(test_buf_room__write_in_place);
    T_RUN(test_buf_room__huge_request_does_not_wrap);
    T_RUN(test_buf_take__hands_over);
    return t_end();
}
