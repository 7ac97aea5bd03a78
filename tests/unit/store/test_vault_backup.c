/* SPDX-License-Identifier: Apache-2.0 */
/* A vault's backup: nothing of its files in clear, nothing that can be changed unseen, and nothing left of a day whose key is gone. */
#include <sys/stat.h>
#include <unistd.h>

#include "store/day_key.h"
#include "store/file.h"
#include "store/vault.h"
#include "support/t.h"

#define NOW INT64_C(1795341600000000)
#define DAY (NOW / USEC_DAY)

static const char jpeg_head[] = "\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1";
static char dir[FILE_PATH_MAX], copy[FILE_PATH_MAX], keys[FILE_PATH_MAX];
static struct err e;

/* Lengths at and about the border between two pieces. */
static const size_t sizes[] = {100, 65535, 65536, 65537, 131072, 200000};

#define FILES ARRAY_LEN(sizes)

static struct sha256 names[FILES];

static struct str photo(size_t i)
{
    static char bytes[200000];
    memset(bytes, (int)(0x21 + i), sizes[i]);
    memcpy(bytes, jpeg_head, sizeof jpeg_head);
    return (struct str){bytes, sizes[i]};
}

/* Every second one is due a day later. */
static int64_t due(void *arg, struct sha256 sha, usec_t expires)
{
    UNUSED(arg);
    UNUSED(sha);
    return expires / USEC_DAY;
}

static void back_up(void)
{
    struct vault *v;
    T_REQUIRE(file_path(dir, &e, "%s", t_tmpdir()) == RC_OK);
    T_REQUIRE(file_path(copy, &e, "%s/copy", dir) == RC_OK && mkdir(copy, 0700) == 0);
    T_REQUIRE(file_path(keys, &e, "%s/days", dir) == RC_OK);
    T_REQUIRE(vault_open(&v, dir, &e) == RC_OK);
    for (size_t i = 0; i < FILES; i++) {
        struct vault_put *p;
        struct vault_item item;
        T_REQUIRE(vault_begin(v, MEDIA_NONE, 1 << 20, &p, &e) == RC_OK);
        T_REQUIRE(vault_write(p, photo(i), &e) == RC_OK);
        T_REQUIRE(vault_commit(p, NULL, NOW + (usec_t)(i % 2) * USEC_DAY, &item, &e) == RC_OK);
        names[i] = item.sha;
    }
    T_OK(vault_backup(dir, copy, keys, due, NULL, &e));
    vault_close(v);
}

static const char *copy_of(size_t i)
{
    static char path[2][FILE_PATH_MAX];
    static int turn;
    char hex[SHA256_HEX + 1];
    char *out = path[turn++ % 2];
    sha256_hex(names[i], hex);
    T_REQUIRE(file_path(out, &e, "%s/media/%.2s/%.2s/%s", copy, hex, hex + 2, hex) == RC_OK);
    return out;
}

static void load(const char *path, struct buf *b)
{
    buf_init(b, 1u << 20);
    T_REQUIRE(file_load(path, b, &e) == RC_OK);
}

static struct vault_report restore(void)
{
    static int n;
    struct vault_report r = {0};
    char to[FILE_PATH_MAX];
    T_REQUIRE(file_path(to, &e, "%s/back%d", dir, n++) == RC_OK && mkdir(to, 0700) == 0);
    T_OK(vault_restore(copy, to, keys, &r, &e));
    return r;
}

static void rewrite(const char *path, struct str bytes)
{
    T_REQUIRE(unlink(path) == 0 && file_save(path, bytes, &e) == RC_OK);
}

static void test_vault_backup__says_nothing_and_comes_back(void)
{
    back_up();
    for (size_t i = 0; i < FILES; i++) {
        struct buf b;
        load(copy_of(i), &b);
        T(b.n > sizes[i]);
        /* The whole head: four bytes of it are among half a million random ones now and then. */
        T(memmem(b.p, b.n, jpeg_head, sizeof jpeg_head) == NULL);
        T(memmem(b.p, b.n, photo(i).p + sizeof jpeg_head, 16) == NULL);
        buf_release(&b);
    }
    struct vault_report r = restore();
    T_EQ(r.files, FILES);
    T_EQ(r.damaged + r.missing + r.strays + r.forgotten, 0);
}

static void test_vault_restore__without_the_key_of_a_day(void)
{
    back_up();
    T_OK(day_keys_expire(keys, NOW + USEC_DAY, &e));
    struct vault_report r = restore();
    T_EQ(r.forgotten, FILES / 2);
    T_EQ(r.files, FILES / 2);
    T_EQ(r.damaged + r.missing + r.strays, 0);
}

static void test_vault_restore__finds_what_was_changed(void)
{
    struct buf a, b;
    back_up();
    load(copy_of(0), &a); /* two of one day, each in the other's place */
    load(copy_of(2), &b);
    rewrite(copy_of(0), buf_str(&b));
    rewrite(copy_of(2), buf_str(&a));
    T_EQ(restore().damaged, 2);
    rewrite(copy_of(0), buf_str(&a));
    rewrite(copy_of(2), (struct str){b.p, 46 + 65536 + 17}); /* cut off at the border of a piece */
    T_EQ(restore().damaged, 1);
    for (size_t at = 0; at < b.n; at += 6553) { /* header, day, stream, pieces, tags */
        b.p[at] ^= 1;
        rewrite(copy_of(2), buf_str(&b));
        b.p[at] ^= 1;
        struct vault_report r = restore();
        T_EQ(r.damaged, 1);
        T_EQ(r.files, FILES - 1);
        T_EQ(r.missing, 0);
    }
    b.p[15] ^=
        1; /* another day, of which there is no key: told as forgotten, and no other bytes come */
    rewrite(copy_of(2), buf_str(&b));
    struct vault_report r = restore();
    T_EQ(r.files, FILES - 1);
    T_EQ(r.damaged + r.forgotten, 1);
    buf_release(&a);
    buf_release(&b);
}

int main(void)
{
    T_RUN(test_vault_backup__says_nothing_and_comes_back);
    T_RUN(test_vault_restore__without_the_key_of_a_day);
    T_RUN(test_vault_restore__finds_what_was_changed);
    return t_end();
}
