/* SPDX-License-Identifier: Apache-2.0 */
#include "confine.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MEMORY_MAX (UINT64_C(12) << 30)
#define SECONDS_MAX 3600

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

#if defined(__x86_64__)
#define OUR_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OUR_ARCH AUDIT_ARCH_AARCH64
#endif

void confine_limits(void)
{
    const struct rlimit none = {0, 0}, memory = {MEMORY_MAX, MEMORY_MAX},
                        time = {SECONDS_MAX, SECONDS_MAX};
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)setrlimit(RLIMIT_CPU, &time);
    if (!SANITIZED) /* a sanitizer takes terabytes of addresses */
        (void)setrlimit(RLIMIT_AS, &memory);
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}

static bool no_files(void)
{
    const struct landlock_ruleset_attr all = {.handled_access_fs =
                                                  (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1};
    int rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
    if (rules < 0)
        return true;
    bool ok = syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    (void)close(rules);
    return ok;
}

#ifdef OUR_ARCH
#define ALLOW(call) \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 1), \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

static bool no_calls(void)
{
    struct sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OUR_ARCH, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        ALLOW(read),
        ALLOW(pread64),
        ALLOW(write),
        ALLOW(lseek),
        ALLOW(close),
        ALLOW(fstat),
#ifdef SYS_newfstatat
        ALLOW(newfstatat), /* fstat, to newer libraries; no file can be named: Landlock */
#endif
        ALLOW(brk),
        ALLOW(mmap),
        ALLOW(munmap),
        ALLOW(mremap),
        ALLOW(madvise),
        ALLOW(mprotect),
        ALLOW(futex),
        ALLOW(getrandom),
        ALLOW(clock_gettime),
        ALLOW(getpid),  /* expat's seed */
        ALLOW(sysinfo), /* the C library sorts by how much memory there is */
        ALLOW(gettimeofday),
        ALLOW(rt_sigprocmask),
        ALLOW(rt_sigreturn),
        ALLOW(gettid),
        ALLOW(tgkill), /* abort, on itself alone: it has no rights over others' processes */
        ALLOW(exit),
        ALLOW(exit_group),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    };
    const struct sock_fprog filter = {.len = sizeof program / sizeof program[0], .filter = program};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) == 0;
}
#else
static bool no_calls(void)
{
    return true;
}
#endif

bool confine(void)
{
    /* Not before: the input is opened by way of /proc/self/fd. */
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    return no_files() && (SANITIZED || no_calls());
}
