/* SPDX-License-Identifier: Apache-2.0 */
#include "store/vault.h"

#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"
#include "support/t.h"

#define NOW INT64_C(1795341600000000)

static const char jpeg_head[] = "\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1";
static struct err e;
static char store[FILE_PATH_MAX];

static struct vault *reopen(void)
{
    struct vault *v;
    T_REQUIRE(vault_open(&v, store, &e) == RC_OK);
    return v;
}

static struct vault *fresh(void)
{
    T_REQUIRE(file_path(store, &e, "%s", t_tmpdir()) == RC_OK);
    return reopen();
}

/* A "photo": the head of a JPEG and n bytes that depend on `seed`. */
static struct str photo(uint8_t seed, size_t n)
{
    static char bytes[100000];
    must(n + sizeof jpeg_head <= sizeof bytes);
    memcpy(bytes, jpeg_head, sizeof jpeg_head);
    memset(bytes + sizeof jpeg_head, seed, n);
    return (struct str){bytes, sizeof jpeg_head + n};
}

static struct sha256 hash(struct str s)
{
    return sha256_of(s, STR_NONE, STR_NONE);
}

static enum rc put_as(struct vault *v, struct str bytes, enum media_type as, size_t max,
                      const struct sha256 *expect, usec_t expires, struct vault_item *item)
{
    struct vault_put *p;
    T_REQUIRE(vault_begin(v, as, max, &p, &e) == RC_OK);
    for (size_t at = 0; at < bytes.n; at += 7000) {
        size_t n = bytes.n - at < 7000 ? bytes.n - at : 7000;
        enum rc rc = vault_write(p, (struct str){bytes.p + at, n}, &e);
        if (rc != RC_OK) {
            vault_abort(p);
            return rc;
        }
    }
    return vault_commit(p, expect, expires, item, &e);
}

static enum rc put(struct vault *v, struct str bytes, usec_t expires)
{
    struct sha256 sha = hash(bytes);
    return put_as(v, bytes, MEDIA_NONE, 1 << 20, &sha, expires, NULL);
}

static void expect_report(struct vault *v, uint64_t files, uint64_t damaged, uint64_t strays,
                          uint64_t missing)
{
    struct vault_report r;
    T_OK(vault_check(v, &r, &e));
    T_EQ(r.files, files);
    T_EQ(r.damaged, damaged);
    T_EQ(r.strays, strays);
    T_EQ(r.missing, missing);
}

static const char *file_of(struct sha256 sha)
{
    static char path[FILE_PATH_MAX];
    char hex[SHA256_HEX + 1];
    sha256_hex(sha, hex);
    T_REQUIRE(file_path(path, &e, "%s/media/%.2s/%.2s/%s", store, hex, hex + 2, hex) == RC_OK);
    return path;
}

static int count_unfinished(void)
{
    char path[FILE_PATH_MAX];
    T_REQUIRE(file_path(path, &e, "%s/media/new", store) == RC_OK);
    return rmdir(path) == 0 ? mkdir(path, 0700) : 1; /* only an empty folder can be removed */
}

static void test_vault__gives_back_what_was_put(void)
{
    struct vault *v = fresh();
    struct str bytes = photo(1, 50000);
    struct sha256 sha = hash(bytes);
    struct vault_item item = {0};
    char got[100000];
    struct stat st;
    int fd;
    T_OK(put_as(v, bytes, MEDIA_NONE, bytes.n, &sha, NOW + 5, &item));
    T_EQ(item.size, bytes.n);
    T_EQ(item.type, MEDIA_JPEG);
    T_EQ(item.expires, NOW + 5);
    vault_close(v);
    v = reopen();
    T_OK(vault_read(v, sha, NOW, &fd, &item, &e));
    T_STR(((struct str){got, (size_t)read(fd, got, sizeof got)}), bytes);
    T(fstat(fd, &st) == 0 && (st.st_mode & 0777) == 0600);
    (void)close(fd);
    T(file_exists(file_of(sha)));
    T_EQ(count_unfinished(), 0);
    expect_report(v, 1, 0, 0, 0);
    sha.b[31] ^= 1;
    T_EQ(vault_find(v, sha, NOW, &item, &e), RC_NOT_FOUND);
    vault_close(v);
}

static void test_vault_commit__wrong_hash_leaves_nothing(void)
{
    struct vault *v = fresh();
    struct sha256 other = hash(STR("something else")), sha = hash(photo(1, 10));
    struct vault_item item;
    T_EQ(put_as(v, photo(1, 10), MEDIA_NONE, 1000, &other, NOW, &item), RC_INVALID);
    T_EQ(vault_find(v, sha, NOW - 1, &item, &e), RC_NOT_FOUND);
    T_EQ(vault_find(v, other, NOW - 1, &item, &e), RC_NOT_FOUND);
    T_EQ(count_unfinished(), 0);
    expect_report(v, 0, 0, 0, 0);
    vault_close(v);
}

static void test_vault_write__holds_the_ceiling(void)
{
    struct vault *v = fresh();
    struct vault_put *p;
    struct str bytes = photo(1, 20000);
    T_EQ(put_as(v, bytes, MEDIA_NONE, bytes.n - 1, NULL, NOW, NULL), RC_TOO_LARGE);
    T_OK(vault_begin(v, MEDIA_NONE, 10, &p, &e));
    T_EQ(vault_write(p, bytes, &e), RC_TOO_LARGE);
    T_EQ(vault_write(p, STR("x"), &e), RC_TOO_LARGE);
    T_EQ(vault_commit(p, NULL, NOW, NULL, &e), RC_TOO_LARGE);
    T_EQ(count_unfinished(), 0);
    expect_report(v, 0, 0, 0, 0);
    vault_close(v);
}

static void test_vault__takes_allowed_types_only(void)
{
    struct vault *v = fresh();
    struct vault_item item;
    T_EQ(put_as(v, STR("<html><script>alert(1)</script>"), MEDIA_NONE, 1000, NULL, NOW, &item),
         RC_INVALID);
    T_EQ(put_as(v, STR("GIF89a"), MEDIA_NONE, 1000, NULL, NOW, &item), RC_INVALID);
    T_EQ(put_as(v, STR_NONE, MEDIA_NONE, 1000, NULL, NOW, &item), RC_INVALID);
    T_OK(put_as(v, STR("{\"plate\":\"01A123BC\"}\n"), MEDIA_NDJSON, 1000, NULL, VAULT_FOREVER,
                &item));
    T_EQ(item.type, MEDIA_NDJSON);
    T_OK(put_as(v, STR_NONE, MEDIA_NDJSON, 1000, NULL, VAULT_FOREVER, &item));
    T_EQ(item.size, 0);
    T_EQ(count_unfinished(), 0);
    expect_report(v, 2, 0, 0, 0);
    /* The type is known from the bytes however they are cut. */
    struct vault_put *p;
    T_OK(vault_begin(v, MEDIA_NONE, 1000, &p, &e));
    for (size_t i = 0; i < sizeof jpeg_head; i++)
        T_OK(vault_write(p, (struct str){jpeg_head + i, 1}, &e));
    T_OK(vault_commit(p, NULL, NOW, &item, &e));
    T_EQ(item.type, MEDIA_JPEG);
    vault_close(v);
}

static void test_vault_put__twice_keeps_the_later_expiry(void)
{
    struct vault *v = fresh();
    struct vault_item item = {0};
    struct sha256 sha = hash(photo(1, 10));
    T_OK(put(v, photo(1, 10), NOW + 10));
    T_OK(put_as(v, photo(1, 10), MEDIA_NONE, 1000, &sha, NOW + 5, &item));
    T_EQ(item.expires, NOW + 10);
    T_OK(put_as(v, photo(1, 10), MEDIA_NONE, 1000, &sha, NOW + 20, &item));
    T_EQ(item.expires, NOW + 20);
    T_OK(vault_set_expiry(v, sha, NOW + 1, &e));
    T_OK(vault_find(v, sha, NOW, &item, &e));
    T_EQ(item.expires, NOW + 1);
    sha.b[0] ^= 1;
    T_EQ(vault_set_expiry(v, sha, NOW, &e), RC_NOT_FOUND);
    expect_report(v, 1, 0, 0, 0);
    vault_close(v);
}

static void test_vault_expire__deletes_what_is_due(void)
{
    struct vault *v = fresh();
    struct vault_item item;
    size_t n;
    for (uint8_t i = 0; i < 200; i++)
        T_OK(put(v, photo(i, 10), i < 150 ? NOW + i : VAULT_FOREVER));
    T_EQ(vault_find(v, hash(photo(3, 10)), NOW + 3, &item, &e),
         RC_NOT_FOUND); /* due, not deleted yet */
    T_OK(vault_expire(v, NOW - 1, 1000, &n, &e));
    T_EQ(n, 0);
    T_OK(vault_expire(v, NOW + 99, 70, &n, &e));
    T_EQ(n, 70);
    T_OK(vault_expire(v, NOW + 99, 1000, &n, &e));
    T_EQ(n, 30);
    expect_report(v, 100, 0, 0, 0);
    T(!file_exists(file_of(hash(photo(99, 10)))) && file_exists(file_of(hash(photo(100, 10)))));
    T_OK(vault_expire(v, INT64_MAX, 1000, &n, &e));
    T_EQ(n, 50);
    expect_report(v, 50, 0, 0, 0);
    vault_close(v);
}

static void test_vault_delete__may_be_repeated(void)
{
    struct vault *v = fresh();
    struct vault_item item;
    struct sha256 sha = hash(photo(1, 10));
    int fd;
    char byte;
    T_OK(put(v, photo(1, 10), VAULT_FOREVER));
    T_OK(vault_read(v, sha, NOW, &fd, &item, &e));
    T_OK(vault_delete(v, sha, &e));
    T_OK(vault_delete(v, sha, &e));
    T_EQ(read(fd, &byte, 1), 1);
    (void)close(fd);
    T_EQ(vault_find(v, sha, NOW, &item, &e), RC_NOT_FOUND);
    expect_report(v, 0, 0, 0, 0);
    vault_close(v);
}

static void test_vault_open__removes_unfinished_uploads(void)
{
    struct vault *v = fresh();
    char path[FILE_PATH_MAX];
    T_OK(file_path(path, &e, "%s/media/new/0123", store));
    vault_close(v);
    T_OK(file_save(path, STR_NONE, &e));
    v = reopen();
    T(!file_exists(path));
    vault_close(v);
}

static void test_vault_check__tells_what_is_wrong(void)
{
    struct vault *v = fresh();
    struct vault_item item;
    char stray[FILE_PATH_MAX];
    for (uint8_t i = 0; i < 4; i++)
        T_OK(put(v, photo(i, 10), VAULT_FOREVER));
    FILE *f = fopen(file_of(hash(photo(0, 10))), "r+b");
    T_REQUIRE(f != NULL && fputc('x', f) == 'x' && fclose(f) == 0);
    f = fopen(file_of(hash(photo(1, 10))), "ab");
    T_REQUIRE(f != NULL && fputc('x', f) == 'x' && fclose(f) == 0);
    T_OK(file_remove(file_of(hash(photo(2, 10))), &e));
    T_OK(file_path(stray, &e, "%sa", file_of(hash(photo(3, 10)))));
    T_OK(file_save(stray, STR_NONE, &e));
    expect_report(v, 1, 2, 1, 1);
    T_EQ(vault_find(v, hash(photo(1, 10)), NOW, &item, &e), RC_CORRUPT);
    T_EQ(vault_find(v, hash(photo(2, 10)), NOW, &item, &e), RC_NOT_FOUND);
    /* Putting it anew heals it. */
    T_OK(put(v, photo(0, 10), NOW));
    T_OK(put(v, photo(2, 10), NOW));
    expect_report(v, 3, 1, 1, 0);
    vault_close(v);
}

struct worker {
    struct vault *v;
    pthread_t thread;
    int failed;
};

/* Each puts the same twenty photos, reads them and lets some expire, beside the others. */
static void *work(void *arg)
{
    struct worker *w = arg;
    struct err mine;
    for (uint8_t i = 0; i < 20; i++) {
        char bytes[500] = "\xff\xd8\xff";
        struct str s = {bytes, sizeof bytes};
        struct sha256 sha;
        struct vault_put *p;
        struct vault_item item;
        bytes[3] = (char)i;
        sha = hash(s);
        if (vault_begin(w->v, MEDIA_NONE, 1000, &p, &mine) != RC_OK) {
            w->failed++;
            continue;
        }
        w->failed += vault_write(p, s, &mine) != RC_OK;
        w->failed += vault_commit(p, &sha, i % 2 == 0 ? NOW : VAULT_FOREVER, NULL, &mine) != RC_OK;
        w->failed += i % 2 != 0 && vault_find(w->v, sha, NOW, &item, &mine) != RC_OK;
        w->failed += vault_expire(w->v, NOW, 10, NULL, &mine) != RC_OK;
    }
    return NULL;
}

static void test_vault__serves_many_threads(void)
{
    struct worker w[4] = {{.v = fresh()}};
    for (size_t i = 0; i < ARRAY_LEN(w); i++) {
        w[i].v = w[0].v;
        T_REQUIRE(pthread_create(&w[i].thread, NULL, work, &w[i]) == 0);
    }
    for (size_t i = 0; i < ARRAY_LEN(w); i++) {
        T(pthread_join(w[i].thread, NULL) == 0);
        T_EQ(w[i].failed, 0);
    }
    T_OK(vault_expire(w[0].v, NOW, 100, NULL, &e));
    expect_report(w[0].v, 10, 0, 0, 0);
    T_EQ(count_unfinished(), 0);
    vault_close(w[0].v);
}

int main(void)
{
    T_RUN(test_vault__gives_back_what_was_put);
    T_RUN(test_vault_commit__wrong_hash_leaves_nothing);
    T_RUN(test_vault_write__holds_the_ceiling);
    T_RUN(test_vault__takes_allowed_types_only);
    T_RUN(test_vault_put__twice_keeps_the_later_expiry);
    T_RUN(test_vault_expire__deletes_what_is_due);
    T_RUN(test_vault_delete__may_be_repeated);
    T_RUN(test_vault_open__removes_unfinished_uploads);
    T_RUN(test_vault_check__tells_what_is_wrong);
    T_RUN(test_vault__serves_many_threads);
    return t_end();
}
