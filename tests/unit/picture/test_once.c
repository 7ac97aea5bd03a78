/* SPDX-License-Identifier: Apache-2.0 */
#include "picture/picture_priv.h"
#include "support/t.h"

static void remember(struct picture *p, uint64_t n, usec_t at)
{
    char key[40];
    (void)snprintf(key, sizeof key, "alarm|b|%llu", (unsigned long long)n);
    struct event ev = {
        .seq = n, .recorded = at, .once = str_c(key), .answer = STR("\"id\":\"A1\"")};
    once_fold(p, &ev);
}

/* A sender who never repeats an id cannot fill the memory; what goes first is the same in every replay. */
static void test_once_fold__keeps_so_many_the_newest(void)
{
    struct picture *p = picture_new();
    struct str answer;
    uint64_t seq = 0, last = PICTURE_ONCE_MAX + 10;
    for (uint64_t n = 1; n <= last; n++)
        remember(p, n, USEC_S);
    T_EQ(p->once.n, PICTURE_ONCE_MAX);
    T(!picture_once(p, STR("alarm|b|10"), &answer, &seq));
    T(picture_once(p, STR("alarm|b|11"), &answer, &seq));
    T_EQ(seq, 11);
    remember(p, last + 1, USEC_S + PICTURE_ONCE_LIFE + 1);
    T_EQ(p->once.n, 1);
    picture_free(p);
}

int main(void)
{
    T_RUN(test_once_fold__keeps_so_many_the_newest);
    return t_end();
}
