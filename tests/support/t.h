/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The test harness. A test program lists its cases and ends with "N passed, N failed".
 *
 *     static void test_map_set__replaces(void) { T_EQ(1, 1); }
 *     int main(int argc, char **argv) { T_RUN(test_map_set__replaces); return t_end(); }
 *
 * A failed check prints file, line and both values, marks the case failed and goes on. T_REQUIRE ends the case's
 * program when going on makes no sense. T_SKIP says why something could not be tested here.
 */
#ifndef TESTS_SUPPORT_T_H
#define TESTS_SUPPORT_T_H

#include <stdio.h>

#include "base/str.h"

void t_begin(const char *name);
void t_done(void);
int t_end(void);
bool t_check(bool ok, const char *file, int line, const char *what);
bool t_eq_i64(int64_t got, int64_t want, const char *file, int line, const char *what);
bool t_eq_str(struct str got, struct str want, const char *file, int line, const char *what);
void t_skip(const char *why);
NORETURN void t_stop(void);

/* Deterministic random numbers for property tests (splitmix64). The seed comes from T_SEED or a default; printed on failure. */
uint64_t t_seed(void);
uint64_t t_rand(uint64_t *state);

/* The whole file as a heap string ended by NUL, *n its length; NULL when it does not exist. Free with free(). */
char *t_file(const char *path, size_t *n);
/*
 * A file of the real captures in ../shared/data (or MARKAZ_SHARED), as by t_file. NULL when that folder is absent: the case
 * is skipped then. In a folder that is there a file must not be missing, or a misspelt name would never be seen.
 */
char *t_capture(const char *relative, size_t *n);
/* The folder itself, for who walks it; NULL, and the case skipped, when it is absent. Not to be freed. */
const char *t_captures(void);
/* A fresh empty directory below the build's temporary folder; removed at exit when all passed. Static buffer. */
const char *t_tmpdir(void);

#define T(cond) t_check((cond), __FILE__, __LINE__, #cond)
#define T_EQ(got, want) t_eq_i64((int64_t)(got), (int64_t)(want), __FILE__, __LINE__, #got)
#define T_STR(got, want) t_eq_str((got), (want), __FILE__, __LINE__, #got)
#define T_STRC(got, want) t_eq_str((got), str_c(want), __FILE__, __LINE__, #got)
#define T_OK(rc_call) t_eq_i64((int64_t)(rc_call), 0, __FILE__, __LINE__, #rc_call)
#define T_REQUIRE(cond) \
    do { \
        bool t_holds = (cond); \
        (void)t_check(t_holds, __FILE__, __LINE__, #cond); \
        if (!t_holds) \
            t_stop(); \
    } while (0)
#define T_SKIP(why) t_skip(why)
#define T_RUN(fn) \
    do { \
        t_begin(#fn); \
        fn(); \
        t_done(); \
    } while (0)

#endif
