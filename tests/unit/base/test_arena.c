/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdalign.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "support/t.h"

static void test_arena_alloc__zeroed_aligned_and_apart(void)
{
    struct arena a;
    uint64_t state = t_seed();
    unsigned char *blocks[500];
    size_t sizes[500], total = 0;
    arena_init(&a, 1 << 20);
    for (int i = 0; i < 500; i++) {
        sizes[i] = t_rand(&state) % 900;
        blocks[i] = arena_alloc(&a, sizes[i]);
        T_EQ((uintptr_t)blocks[i] % alignof(max_align_t), 0);
        size_t dirty = 0;
        for (size_t k = 0; k < sizes[i]; k++)
            dirty += blocks[i][k] != 0;
        T_EQ(dirty, 0);
        memset(blocks[i], i & 0xFF, sizes[i]);
        total += sizes[i];
    }
    T_EQ(a.used, total);
    for (int i = 0; i < 500; i++)
        for (size_t k = 0; k < sizes[i]; k++)
            if (!T_EQ(blocks[i][k], i & 0xFF))
                break;
    arena_release(&a);
    T_EQ(a.used, 0);
}

static void test_arena_clear__reuses_and_zeroes_again(void)
{
    struct arena a;
    arena_init(&a, 1 << 20);
    char *first = arena_alloc(&a, 100);
    memset(first, 'x', 100);
    (void)arena_alloc(&a, 100000);
    arena_clear(&a);
    T_EQ(a.used, 0);
    char *again = arena_alloc(&a, 100);
    T(again == first);
    for (int i = 0; i < 100; i++)
        T_EQ(again[i], 0);
    arena_clear(&a);
    arena_clear(&a);
    arena_release(&a);
}

static void test_arena_clear__when_never_used(void)
{
    struct arena a;
    arena_init(&a, 10);
    arena_clear(&a);
    T_EQ(a.used, 0);
    arena_release(&a);
}

static void test_arena_alloc__up_to_the_ceiling(void)
{
    struct arena a;
    arena_init(&a, 5000000);
    T(arena_alloc(&a, 4999999) != NULL);
    T(arena_alloc(&a, 1) != NULL);
    T_EQ(a.used, 5000000);
    arena_release(&a);
}

static void test_arena_alloc__past_the_ceiling_aborts(void)
{
    struct arena a;
    arena_init(&a, 100);
    (void)arena_alloc(&a, 60);
    fflush(stdout);
    pid_t child = fork();
    T_REQUIRE(child >= 0);
    if (child == 0) {
        (void)close(STDERR_FILENO);
        (void)arena_alloc(&a, 41);
        _exit(0);
    }
    int status = 0;
    T_EQ(waitpid(child, &status, 0), child);
    T(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    arena_release(&a);
}

static void test_arena_str__copies_with_nul(void)
{
    struct arena a;
    char text[] = "abc";
    arena_init(&a, 1000);
    struct str s = arena_str(&a, str_c(text));
    text[0] = 'X';
    T_STR(s, STR("abc"));
    T_EQ(s.p[3], 0);
    T_EQ(arena_str(&a, STR_NONE).n, 0);
    arena_release(&a);
}

static void test_arena_join__one_after_the_other(void)
{
    struct arena a;
    arena_init(&a, 1000);
    const struct str parts[] = {STR("alarm"), STR("/"), STR_NONE, STR("A17")};
    struct str s = arena_join(&a, parts, ARRAY_LEN(parts));
    T_STRC(s, "alarm/A17");
    T_EQ(s.p[s.n], '\0');
    T_EQ(arena_join(&a, NULL, 0).n, 0);
    arena_release(&a);
}

static void test_arena_printf__formats(void)
{
    struct arena a;
    arena_init(&a, 1000);
    struct str s = arena_printf(&a, "%s-%03d", "P", 7);
    T_STR(s, STR("P-007"));
    T_EQ(s.p[s.n], 0);
    T_STR(arena_printf(&a, "%s", ""), STR(""));
    arena_release(&a);
}

int main(void)
{
    T_RUN(test_arena_alloc__zeroed_aligned_and_apart);
    T_RUN(test_arena_clear__reuses_and_zeroes_again);
    T_RUN(test_arena_clear__when_never_used);
    T_RUN(test_arena_alloc__up_to_the_ceiling);
    T_RUN(test_arena_alloc__past_the_ceiling_aborts);
    T_RUN(test_arena_str__copies_with_nul);
    T_RUN(test_arena_join__one_after_the_other);
    T_RUN(test_arena_printf__formats);
    return t_end();
}
