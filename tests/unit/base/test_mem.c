/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "support/t.h"

static void test_mem_alloc__zeroed(void)
{
    unsigned char *p = mem_alloc(5000), *q = mem_array(50, 100);
    int dirty = 0;
    for (int i = 0; i < 5000; i++)
        dirty += p[i] != 0 || q[i] != 0;
    T_EQ(dirty, 0);
    free(p);
    free(q);
}

static void test_mem__nothing_is_still_a_pointer(void)
{
    void *p = mem_alloc(0), *q = mem_array(0, 8), *r = mem_resize(NULL, 0, 8);
    T(p != NULL && q != NULL && r != NULL);
    free(p);
    free(q);
    free(r);
}

static void test_mem_resize__keeps_content(void)
{
    char *p = mem_resize(NULL, 4, 1);
    memcpy(p, "abc", 4);
    p = mem_resize(p, 1000, 1000);
    T_STRC(str_c(p), "abc");
    p = mem_resize(p, 4, 1);
    T_STRC(str_c(p), "abc");
    free(p);
}

static bool dies(void (*action)(void))
{
    int status = 0;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        (void)close(STDERR_FILENO);
        action();
        _exit(0);
    }
    return child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status) &&
           WTERMSIG(status) == SIGABRT;
}

static void overflow_array(void)
{
    free(mem_array(SIZE_MAX / 2, 3));
}

static void overflow_resize(void)
{
    free(mem_resize(NULL, SIZE_MAX / 8 + 1, 8));
}

static void test_mem__size_overflow_aborts(void)
{
    T(dies(overflow_array));
    T(dies(overflow_resize));
}

static void test_must__speaks_and_aborts(void)
{
    int fds[2], status = 0;
    char said[256] = "";
    T_REQUIRE(pipe(fds) == 0);
    fflush(stdout);
    pid_t child = fork();
    T_REQUIRE(child >= 0);
    if (child == 0) {
        (void)dup2(fds[1], STDERR_FILENO);
        must(1 + 1 == 3);
        _exit(0);
    }
    (void)close(fds[1]);
    T(read(fds[0], said, sizeof said - 1) > 0);
    (void)close(fds[0]);
    T_EQ(waitpid(child, &status, 0), child);
    T(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    T(strstr(said, "1 + 1 == 3") != NULL);
    T(strstr(said, "test_mem.c:") != NULL);
}

int main(void)
{
    T_RUN(test_mem_alloc__zeroed);
    T_RUN(test_mem__nothing_is_still_a_pointer);
    T_RUN(test_mem_resize__keeps_content);
    T_RUN(test_mem__size_overflow_aborts);
    T_RUN(test_must__speaks_and_aborts);
    return t_end();
}
