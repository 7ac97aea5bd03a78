/* SPDX-License-Identifier: Apache-2.0 */
#include "store/lock.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/t.h"

static void test_lock__names_the_owner(void)
{
    const char *dir = t_tmpdir();
    struct lock a, b;
    struct err e;
    char pid[32];
    T_OK(lock_take(&a, dir, &e));
    T_EQ(lock_take(&b, dir, &e), RC_BUSY);
    (void)snprintf(pid, sizeof pid, "process %d", (int)getpid());
    T(strstr(e.detail, pid) != NULL && strstr(e.detail, dir) != NULL);
    lock_drop(&b);
    lock_drop(&a);
    T_OK(lock_take(&b, dir, &e));
    lock_drop(&b);
    T_EQ(lock_take(&a, "/nonexistent", &e), RC_IO);
}

static void test_lock__ends_with_its_process(void)
{
    const char *dir = t_tmpdir();
    struct lock l;
    struct err e;
    char byte, pid[32];
    int ready[2];
    T_REQUIRE(pipe(ready) == 0);
    pid_t child = fork();
    if (child == 0) {
        if (lock_take(&l, dir, &e) == RC_OK && write(ready[1], "x", 1) == 1)
            (void)pause();
        _exit(1);
    }
    (void)close(ready[1]);
    T_REQUIRE(child > 0 && read(ready[0], &byte, 1) == 1);
    T_EQ(lock_take(&l, dir, &e), RC_BUSY);
    (void)snprintf(pid, sizeof pid, "process %d", (int)child);
    T(strstr(e.detail, pid) != NULL);
    T(kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child);
    (void)close(ready[0]);
    T_OK(lock_take(&l, dir, &e));
    lock_drop(&l);
}

int main(void)
{
    T_RUN(test_lock__names_the_owner);
    T_RUN(test_lock__ends_with_its_process);
    return t_end();
}
