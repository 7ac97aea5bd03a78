/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The harness must report failures: a child program of failing cases is run and its exit and last
 * line are looked at.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/t.h"

static void case_passes(void)
{
    T(true);
    T_EQ(1, 1);
    T_STR(STR("a"), STR("a"));
}

static void case_fails_check(void)
{
    T(1 == 2);
}

static void case_fails_eq(void)
{
    T_EQ(1, 2);
    T_STRC(STR("a\n"), "b");
}

static void case_stops(void)
{
    T_REQUIRE(1 == 2);
    exit(0); /* never reached */
}

static void case_skips(void)
{
    T_SKIP("not here");
}

static void case_captures(void)
{
    size_t n;
    free(t_capture("no such capture", &n));
}

/*
 * Run the cases in a child (a new exec, so that its counts begin at zero); its exit code, and the
 * tail of its output.
 */
static int run_child(const char *which, char *said, size_t cap)
{
    int fds[2], status = -1;
    size_t n = 0;
    T_REQUIRE(pipe(fds) == 0);
    fflush(stdout);
    pid_t child = fork();
    T_REQUIRE(child >= 0);
    if (child == 0) {
        (void)dup2(fds[1], STDOUT_FILENO);
        (void)close(fds[0]);
        (void)close(fds[1]);
        (void)execl("/proc/self/exe", "child", which, (char *)NULL);
        _exit(99);
    }
    (void)close(fds[1]);
    for (ssize_t got; (got = read(fds[0], said + n, cap - 1 - n)) > 0;)
        n += (size_t)got;
    said[n] = '\0';
    (void)close(fds[0]);
    T_EQ(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int child_main(const char *which)
{
    if (strchr(which, 'p') != NULL)
        T_RUN(case_passes);
    if (strchr(which, 'c') != NULL)
        T_RUN(case_fails_check);
    if (strchr(which, 'e') != NULL)
        T_RUN(case_fails_eq);
    if (strchr(which, 's') != NULL)
        T_RUN(case_skips);
    if (strchr(which, 'k') != NULL)
        T_RUN(case_captures);
    if (strchr(which, 'd') != NULL)
        printf("dir %s\n", t_tmpdir());
    if (strchr(which, 'r') != NULL)
        T_RUN(case_stops);
    return t_end();
}

static void test_t_end__counts_and_exit_code(void)
{
    static const struct {
        const char *which;
        int code;
        const char *last;
    } cases[] = {
        {"p", 0, "1 passed, 0 failed\n"},   {"ps", 0, "1 passed, 0 failed, 1 skipped\n"},
        {"pce", 1, "1 passed, 2 failed\n"}, {"pr", 1, "1 passed, 1 failed\n"},
        {"", 1, "0 passed, 0 failed\n"},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char said[4096];
        T_EQ(run_child(cases[i].which, said, sizeof said), cases[i].code);
        T(str_ends(str_c(said), str_c(cases[i].last)));
    }
}

static void test_t_check__prints_both_values(void)
{
    char said[4096];
    T_EQ(run_child("ce", said, sizeof said), 1);
    T(strstr(said, "test_support.c:") != NULL);
    T(strstr(said, "not true: 1 == 2") != NULL);
    T(strstr(said, "1 is 1, should be 2") != NULL);
    T(strstr(said, "\"a\\x0a\"") != NULL && strstr(said, "\"b\"") != NULL);
    T(strstr(said, "FAIL case_fails_eq (T_SEED=") != NULL);
}

/* Where the child said its folder was, with the line's end cut. */
static const char *dir_of(char *said)
{
    char *dir = strstr(said, "dir ");
    T_REQUIRE(dir != NULL);
    dir[strcspn(dir, "\n")] = '\0';
    return dir + 4;
}

static void test_t_tmpdir__removed_when_all_passed(void)
{
    char said[4096];
    struct stat st;
    T_EQ(run_child("pd", said, sizeof said), 0);
    T(stat(dir_of(said), &st) != 0);
    T_EQ(run_child("cd", said, sizeof said), 1);
    const char *kept = dir_of(said);
    T(stat(kept, &st) == 0 && S_ISDIR(st.st_mode));
    T_EQ(rmdir(kept), 0);
    *strrchr(said, '/') = '\0'; /* the folder of that one program */
    T_EQ(rmdir(kept), 0);
}

static void test_t_tmpdir__each_call_a_fresh_one(void)
{
    char first[4300];
    struct stat st;
    T(str_copy(first, sizeof first, str_c(t_tmpdir())));
    const char *second = t_tmpdir();
    T(!str_eqc(str_c(first), second));
    T(stat(first, &st) == 0 && stat(second, &st) == 0);
    T_EQ(rmdir(first), 0); /* fails unless empty */
}

static void test_t_file__reads_whole_files(void)
{
    char path[4300];
    size_t n = 4711;
    (void)snprintf(path, sizeof path, "%s/file", t_tmpdir());
    T(t_file(path, &n) == NULL);
    for (size_t size = 0; size < 300000; size = size * 7 + 1) {
        FILE *f = fopen(path, "wb");
        T_REQUIRE(f != NULL);
        for (size_t i = 0; i < size; i++)
            (void)fputc('a' + (int)(i % 26), f);
        fclose(f);
        char *text = t_file(path, &n);
        T_REQUIRE(text != NULL);
        T_EQ(n, size);
        T_EQ(text[size], 0);
        T(size == 0 || text[size - 1] == (char)('a' + (size - 1) % 26));
        free(text);
    }
}

static void test_t_capture__skips_without_the_folder_and_fails_without_the_file(void)
{
    char said[4096];
    size_t n = 0;
    T_EQ(setenv("MARKAZ_SHARED", "/nonexistent", 1), 0);
    T_EQ(run_child("k", said, sizeof said), 0);
    T(str_ends(str_c(said), STR("0 passed, 0 failed, 1 skipped\n")));
    T_EQ(setenv("MARKAZ_SHARED", "/proc", 1), 0);
    T_EQ(run_child("k", said, sizeof said), 1);
    T(strstr(said, "'/proc/no such capture'") != NULL);
    char *text = t_capture("self/status", &n);
    T(n > 0 && strstr(text, "Name:") != NULL);
    free(text);
    T_EQ(unsetenv("MARKAZ_SHARED"), 0);
}

static void test_t_rand__same_seed_same_numbers(void)
{
    uint64_t a = 7, b = 7, c = 8;
    T(t_rand(&a) == t_rand(&b));
    T(t_rand(&a) != t_rand(&c));
    T_EQ(setenv("T_SEED", "12", 1), 0);
    T_EQ(t_seed(), 12);
    T_EQ(unsetenv("T_SEED"), 0);
    T(t_seed() != 12);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return child_main(argv[1]);
    if (str_eqc(str_c(argv[0]), "child"))
        return child_main("");
    T_RUN(test_t_end__counts_and_exit_code);
    T_RUN(test_t_check__prints_both_values);
    T_RUN(test_t_tmpdir__removed_when_all_passed);
    T_RUN(test_t_tmpdir__each_call_a_fresh_one);
    T_RUN(test_t_file__reads_whole_files);
    T_RUN(test_t_capture__skips_without_the_folder_and_fails_without_the_file);
    T_RUN(test_t_rand__same_seed_same_numbers);
    return t_end();
}
