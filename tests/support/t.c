/* SPDX-License-Identifier: Apache-2.0 */
#include "t.h"

#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

static struct {
    const char *name; /* of the case that runs, or NULL */
    bool failed, skipped;
    int n_passed, n_failed, n_skipped;
    char root[4096]; /* the program's temporary folder, or empty */
    int n_dirs;
} t;

void t_begin(const char *name)
{
    t.name = name;
    t.failed = t.skipped = false;
}

void t_done(void)
{
    if (t.failed) {
        t.n_failed++;
        printf("FAIL %s (T_SEED=%llu)\n", t.name, (unsigned long long)t_seed());
    } else if (t.skipped) {
        t.n_skipped++;
    } else {
        t.n_passed++;
    }
    t.name = NULL;
    fflush(stdout);
}

static int t_remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    UNUSED(st);
    UNUSED(type);
    UNUSED(ftw);
    return remove(path);
}

int t_end(void)
{
    printf("%d passed, %d failed", t.n_passed, t.n_failed);
    if (t.n_skipped > 0)
        printf(", %d skipped", t.n_skipped);
    printf("\n");
    fflush(stdout);
    /* A program without a single case has tested nothing, which is no success. */
    return t.n_failed > 0 || t.n_passed + t.n_skipped == 0;
}

bool t_check(bool ok, const char *file, int line, const char *what)
{
    if (!ok) {
        printf("%s:%d: not true: %s\n", file, line, what);
        t.failed = true;
    }
    return ok;
}

bool t_eq_i64(int64_t got, int64_t want, const char *file, int line, const char *what)
{
    if (got == want)
        return true;
    printf("%s:%d: %s is %lld, should be %lld\n", file, line, what, (long long)got,
           (long long)want);
    t.failed = true;
    return false;
}

static void t_print_str(struct str s)
{
    putchar('"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c >= 0x20 && c != 0x7F)
            putchar(c);
        else
            printf("\\x%02x", c);
    }
    putchar('"');
}

bool t_eq_str(struct str got, struct str want, const char *file, int line, const char *what)
{
    if (str_eq(got, want))
        return true;
    printf("%s:%d: %s\n    is        ", file, line, what);
    t_print_str(got);
    printf("\n    should be ");
    t_print_str(want);
    printf("\n");
    t.failed = true;
    return false;
}

void t_skip(const char *why)
{
    printf("SKIP %s: %s\n", t.name != NULL ? t.name : "", why);
    t.skipped = true;
}

void t_stop(void)
{
    t.failed = true;
    t_done();
    exit(t_end());
}

uint64_t t_seed(void)
{
    const char *text = getenv("T_SEED");
    return text != NULL ? strtoull(text, NULL, 0) : UINT64_C(20261122);
}

uint64_t t_rand(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

char *t_file(const char *path, size_t *n)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return NULL;
    char *p = NULL;
    size_t used = 0, cap = 0, got;
    do {
        if (cap - used < 2) {
            cap = cap > 0 ? cap * 2 : 65536;
            p = mem_resize(p, cap, 1);
        }
        got = fread(p + used, 1, cap - used - 1, f);
        used += got;
    } while (got > 0);
    bool failed = ferror(f) != 0;
    fclose(f);
    if (failed) {
        free(p);
        return NULL;
    }
    p[used] = '\0';
    *n = used;
    return p;
}

const char *t_captures(void)
{
    struct stat st;
    const char *root = getenv("MARKAZ_SHARED");
    if (root == NULL)
        root = T_SOURCE_DIR "/../shared/data";
    if (stat(root, &st) == 0 && S_ISDIR(st.st_mode))
        return root;
    T_SKIP("there are no captures in ../shared/data");
    return NULL;
}

char *t_capture(const char *relative, size_t *n)
{
    char path[4096];
    const char *root = t_captures();
    if (root == NULL)
        return NULL;
    int written = snprintf(path, sizeof path, "%s/%s", root, relative);
    must(written > 0 && (size_t)written < sizeof path);
    char *text = t_file(path, n);
    if (text == NULL) {
        printf("no capture '%s'\n", path);
        t_stop();
    }
    return text;
}

static void t_remove_root(void)
{
    if (t.n_failed == 0)
        (void)nftw(t.root, t_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *t_tmpdir(void)
{
    static char path[4200];
    if (t.root[0] == '\0') {
        must(mkdir(T_BINARY_DIR "/tmp", 0777) == 0 || errno == EEXIST);
        int n = snprintf(t.root, sizeof t.root, "%s/tmp/%s-XXXXXX", T_BINARY_DIR,
                         program_invocation_short_name);
        must(n > 0 && (size_t)n < sizeof t.root);
        must(mkdtemp(t.root) != NULL);
        must(atexit(t_remove_root) == 0);
    }
    int n = snprintf(path, sizeof path, "%s/%d", t.root, ++t.n_dirs);
    must(n > 0 && (size_t)n < sizeof path);
    must(mkdir(path, 0700) == 0);
    return path;
}
