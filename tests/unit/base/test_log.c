/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "support/t.h"

static char log_path[4300];
static int saved_stderr;

static void log_catch(void)
{
    (void)snprintf(log_path, sizeof log_path, "%s/log", t_tmpdir());
    (void)fflush(stderr);
    saved_stderr = dup(STDERR_FILENO);
    FILE *f = fopen(log_path, "ab"); /* appending, as a terminal or a journal does */
    T_REQUIRE(f != NULL && dup2(fileno(f), STDERR_FILENO) >= 0);
    fclose(f);
}

/* What was written since log_catch; free with free(). */
static char *log_caught(size_t *n)
{
    (void)dup2(saved_stderr, STDERR_FILENO);
    (void)close(saved_stderr);
    return t_file(log_path, n);
}

static void test_log_write__one_dated_line(void)
{
    size_t n;
    usec_t when = 0;
    log_catch();
    log_warn("http", "could not %s after %d tries", "listen", 3);
    char *text = log_caught(&n);
    T_REQUIRE(text != NULL);
    struct str rest = {text, n};
    T(clock_parse(str_cut(&rest, ' '), &when));
    T(when > clock_utc() - USEC_MIN && when <= clock_utc());
    T_STRC(rest, "warn http: could not listen after 3 tries\n");
    free(text);
}

static void test_log_write__levels(void)
{
    size_t n;
    log_catch();
    log_debug("a", "not shown");
    log_info("a", "one");
    log_set_level(LOG_ERROR);
    log_info("a", "not shown");
    log_warn("a", "not shown");
    log_error("a", "two");
    log_set_level(LOG_DEBUG);
    log_debug("a", "three");
    log_set_level(LOG_INFO);
    char *text = log_caught(&n);
    T_REQUIRE(text != NULL);
    T(strstr(text, "not shown") == NULL);
    T(strstr(text, " info a: one\n") != NULL);
    T(strstr(text, " error a: two\n") != NULL);
    T(strstr(text, " debug a: three\n") != NULL);
    free(text);
}

static void test_log_write__outside_text_cannot_forge_lines(void)
{
    size_t n;
    log_catch();
    log_info("a", "%s", "x\n2026-01-01T00:00:00Z error core: forged\r\x1b[2J\x7f");
    char *text = log_caught(&n);
    T_REQUIRE(text != NULL);
    T(strchr(text, '\n') == text + n - 1);
    for (size_t i = 0; i + 1 < n; i++)
        T((unsigned char)text[i] >= 0x20 && text[i] != 0x7F);
    free(text);
}

static void test_log_write__cuts_long_lines(void)
{
    size_t n;
    static char lengthy[10000];
    memset(lengthy, 'a', sizeof lengthy - 1);
    log_catch();
    log_info("a", "%s", lengthy);
    log_info(lengthy, "%s", "b");
    char *text = log_caught(&n);
    T_REQUIRE(text != NULL);
    T(n < 5000);
    T(strstr(text, "aaa...\n") != NULL);
    T(str_ends((struct str){text, n}, STR("a: b\n")));
    free(text);
}

static void *log_in_thread(void *name)
{
    for (int i = 0; i < 200; i++)
        log_info("thread", "%s%s%s%s", (char *)name, (char *)name, (char *)name, (char *)name);
    return NULL;
}

static void test_log_write__lines_do_not_mix(void)
{
    static char names[4][41];
    pthread_t threads[4];
    size_t n;
    int lines = 0;
    log_catch();
    for (int i = 0; i < 4; i++) {
        memset(names[i], 'A' + i, 40);
        (void)pthread_create(&threads[i], NULL, log_in_thread, names[i]);
    }
    for (int i = 0; i < 4; i++)
        (void)pthread_join(threads[i], NULL);
    char *text = log_caught(&n);
    T_REQUIRE(text != NULL);
    for (struct str rest = {text, n}; rest.n > 0; lines++) {
        struct str line = str_cut(&rest, '\n');
        T_REQUIRE(line.n > 160);
        struct str body = {line.p + line.n - 160, 160};
        T(body.p[0] >= 'A' && body.p[0] <= 'D');
        for (size_t i = 1; i < body.n; i++)
            T(body.p[i] == body.p[0]);
    }
    T_EQ(lines, 800);
    free(text);
}

int main(void)
{
    T_RUN(test_log_write__one_dated_line);
    T_RUN(test_log_write__levels);
    T_RUN(test_log_write__outside_text_cannot_forge_lines);
    T_RUN(test_log_write__cuts_long_lines);
    T_RUN(test_log_write__lines_do_not_mix);
    return t_end();
}
