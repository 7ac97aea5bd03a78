/* SPDX-License-Identifier: Apache-2.0 */
/* The tree over the journal's entries: as the definition says, whatever a crash left, and nothing else taken for it. */
#include <fcntl.h>
#include <unistd.h>

#include "journal/tree.h"
#include "store/file.h"
#include "support/random_event.h"
#include "support/t.h"

static struct err err;
static char dir[4200];
static struct journal *journal;
static struct journal_reader *reader;
static struct tlog_tree plain;    /* the same entries, hashed one by one */
static struct sha256 roots[2000]; /* of each size */

static void append(unsigned n)
{
    struct alarm a = {0};
    alarm_set_device(&a, STR("D1"));
    for (unsigned i = 0; i < n; i++) {
        char id[24];
        uint64_t seq = journal_last(journal) + 1;
        (void)snprintf(id, sizeof id, "A%llu", (unsigned long long)seq);
        struct event ev = {.seq = seq,
                           .time = INT64_C(1795310400123456),
                           .recorded = INT64_C(1795310400200000),
                           .type = EV_ALARM_RAISED,
                           .id = str_c(id),
                           .actor = STR("user/U1"),
                           .data = &a};
        const struct event *list[] = {&ev};
        T_REQUIRE(journal_append(journal, list, 1, &err) == RC_OK);
    }
}

static enum rc add_plain(const struct journal_row *row, void *arg, struct err *e)
{
    UNUSED(arg);
    UNUSED(e);
    struct sha256 leaf = tlog_leaf(row->entry);
    tlog_tree_add(&plain, &leaf);
    roots[plain.size] = tlog_tree_root(&plain);
    return RC_OK;
}

static void setup(unsigned n)
{
    (void)snprintf(dir, sizeof dir, "%s", t_tmpdir());
    T_REQUIRE(journal_open(&journal, dir, 1024, &err) == RC_OK);
    append(n);
    T_REQUIRE(journal_reader_open(&reader, dir, &err) == RC_OK);
    plain = (struct tlog_tree){0};
    roots[0] = tlog_tree_root(&plain);
    T_REQUIRE(journal_each(reader, 1, UINT64_MAX, add_plain, NULL, &err) == RC_OK);
}

static void end(void)
{
    journal_reader_close(reader);
    journal_close(journal);
}

static bool same(struct sha256 a, struct sha256 b)
{
    return memcmp(a.b, b.b, sizeof a.b) == 0;
}

static struct journal_tree *open_at(uint64_t size)
{
    struct journal_tree *t = NULL;
    T_REQUIRE(journal_tree_open(&t, dir, size, &roots[size], &err) == RC_OK);
    T(same(journal_tree_root(t), roots[size]));
    return t;
}

static void test_journal_tree__grows_in_steps_and_is_found_again(void)
{
    setup(1100);
    for (uint64_t size = 0, next; size < 1100; size = next) {
        struct journal_tree *t = open_at(size);
        next = size + 1 + size / 3 < 1100 ? size + 1 + size / 3 : 1100;
        T_EQ(journal_tree_catch_up(t, reader, next, NULL, &err), RC_OK);
        T_EQ(journal_tree_size(t), next);
        T(same(journal_tree_root(t), roots[next]));
        T_EQ(journal_tree_sync(t, &err), RC_OK);
        for (uint64_t old = 1; old <= next; old += 37) {
            struct tlog_proof p;
            T_EQ(journal_tree_prove(t, old, &p, &err), RC_OK);
            T(tlog_consistent(old, &roots[old], next, &roots[next], &p));
        }
        journal_tree_close(t);
    }
    end();
}

static void test_journal_tree__tiles_are_those_of_the_specification(void)
{
    struct buf b;
    setup(600);
    struct journal_tree *t = open_at(0);
    T_EQ(journal_tree_catch_up(t, reader, 600, NULL, &err), RC_OK);
    buf_init(&b, TLOG_TILE_WIDTH * SHA256_LEN);
    const struct tlog_tile full = {0, 1, 256}, part = {0, 2, 88}, above = {1, 0, 2},
                           none = {0, 2, 89};
    struct tlog_tree second = {0};
    T_EQ(journal_tree_tile(dir, &full, &b, &err), RC_OK);
    T_EQ(b.n, 8192);
    for (unsigned i = 0; i < 256; i++) {
        struct sha256 h;
        memcpy(h.b, b.p + (size_t)i * SHA256_LEN, SHA256_LEN);
        tlog_tree_add(&second, &h);
    }
    buf_clear(&b);
    T_EQ(journal_tree_tile(dir, &above, &b, &err), RC_OK);
    struct sha256 root = tlog_tree_root(&second);
    T(memcmp(b.p + SHA256_LEN, root.b, SHA256_LEN) == 0);
    T(memcmp(b.p, roots[256].b, SHA256_LEN) == 0);
    buf_clear(&b);
    T_EQ(journal_tree_tile(dir, &part, &b, &err), RC_OK);
    T_EQ(b.n, 88 * SHA256_LEN);
    buf_clear(&b);
    T_EQ(journal_tree_tile(dir, &none, &b, &err), RC_NOT_FOUND);
    buf_release(&b);
    journal_tree_close(t);
    end();
}

static int open_level(int level)
{
    char path[FILE_PATH_MAX];
    T_REQUIRE(file_path(path, &err, "%s/log/%d", dir, level) == RC_OK);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    T_REQUIRE(fd >= 0);
    return fd;
}

static void test_journal_tree__what_no_checkpoint_covers_is_written_anew(void)
{
    static const char rubbish[100] = "half written";
    setup(900);
    struct journal_tree *t = open_at(0);
    T_EQ(journal_tree_catch_up(t, reader, 900, NULL, &err), RC_OK);
    journal_tree_close(t);
    for (int level = 0; level < 2; level++) {
        int fd = open_level(level);
        T(pwrite(fd, rubbish, sizeof rubbish, level == 0 ? 600 * SHA256_LEN : 2 * SHA256_LEN) ==
          (ssize_t)sizeof rubbish);
        (void)close(fd);
    }
    t = open_at(600);
    T_EQ(journal_tree_catch_up(t, reader, 900, NULL, &err), RC_OK);
    T(same(journal_tree_root(t), roots[900]));
    journal_tree_close(t);
    end();
}

static void test_journal_tree__what_a_checkpoint_covers_must_give_its_root(void)
{
    struct journal_tree *t;
    setup(700);
    t = open_at(0);
    T_EQ(journal_tree_catch_up(t, reader, 700, NULL, &err), RC_OK);
    journal_tree_close(t);
    T_EQ(journal_tree_open(&t, dir, 700, &roots[699], &err), RC_CORRUPT);
    T_EQ(journal_tree_open(&t, dir, 701, &roots[700], &err), RC_CORRUPT);
    /* A hash of the last, begun tile counts at once; made anew it is right again. */
    int fd = open_level(0);
    T(pwrite(fd, "x", 1, 650 * SHA256_LEN) == 1);
    (void)close(fd);
    T_EQ(journal_tree_open(&t, dir, 700, &roots[700], &err), RC_CORRUPT);
    T_EQ(journal_tree_remove(dir, &err), RC_OK);
    t = open_at(0);
    T_EQ(journal_tree_catch_up(t, reader, 700, NULL, &err), RC_OK);
    T(same(journal_tree_root(t), roots[700]));
    T_EQ(journal_tree_catch_up(t, reader, 701, NULL, &err), RC_CORRUPT);
    journal_tree_close(t);
    end();
}

int main(void)
{
    T_RUN(test_journal_tree__grows_in_steps_and_is_found_again);
    T_RUN(test_journal_tree__tiles_are_those_of_the_specification);
    T_RUN(test_journal_tree__what_no_checkpoint_covers_is_written_anew);
    T_RUN(test_journal_tree__what_a_checkpoint_covers_must_give_its_root);
    return t_end();
}
