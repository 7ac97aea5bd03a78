/* SPDX-License-Identifier: Apache-2.0 */
/* The panels' keys: in a file of their own, never in the journal, a log or an answer. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "port/dc09/dc09_priv.h"

#define FILE_MAX (16u << 20)

struct key_entry {
    struct dc09_key key;
    char account[DC09_ACCOUNT_MAX + 1];
};

static void free_all(struct map *m)
{
    size_t at = 0;
    for (struct key_entry *k; (k = map_next(m, &at)) != NULL;) {
        explicit_bzero(k, sizeof *k);
        free(k);
    }
    map_release(m);
}

static enum rc read_line(struct map *to, struct str line, unsigned number, struct err *e)
{
    struct dc09_key key;
    struct str text = line;
    struct str account = str_cut(&text, ' ');
    if (account.n == 0 || account.n > DC09_ACCOUNT_MAX || !dc09_key_read(str_trim(text), &key))
        return err_set(
            e, RC_INVALID,
            "line %u of dc09.keys is not an account, a blank and a key of 16, 24 or 32 bytes",
            number);
    struct key_entry *k = mem_alloc(sizeof *k);
    k->key = key;
    explicit_bzero(&key, sizeof key);
    must(str_copy(k->account, sizeof k->account, account));
    for (char *p = k->account; *p != '\0'; p++)
        if (*p >= 'a' && *p <= 'z')
            *p = (char)(*p - 'a' + 'A');
    struct key_entry *before = map_set(to, str_c(k->account), k);
    if (before == NULL)
        return RC_OK;
    explicit_bzero(before, sizeof *before);
    free(before);
    return err_set(e, RC_INVALID, "line %u of dc09.keys names an account a second time", number);
}

static enum rc read_lines(struct map *to, struct str text, struct err *e)
{
    enum rc rc = RC_OK;
    for (unsigned number = 1; text.n > 0 && rc == RC_OK; number++) {
        struct str line = str_trim(str_cut(&text, '\n'));
        if (line.n > 0 && line.p[0] != '#')
            rc = read_line(to, line, number, e);
    }
    return rc;
}

static enum rc read_file(const char *path, struct map *to, struct stat *st, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || fstat(fd, st) != 0) {
        enum rc rc = err_set(e, RC_IO, "cannot open dc09.keys %s: %s", path, strerror(errno));
        if (fd >= 0)
            close(fd);
        return rc;
    }
    enum rc rc = RC_OK;
    if (!S_ISREG(st->st_mode) || st->st_size > FILE_MAX)
        rc = err_set(e, RC_INVALID, "dc09.keys %s is no file, or larger than 16 MiB", path);
    else if ((st->st_mode & (S_IRWXG | S_IRWXO)) != 0)
        rc = err_set(e, RC_INVALID, "dc09.keys %s can be read by others: chmod 600", path);
    if (rc == RC_OK) {
        char *text = mem_alloc((size_t)st->st_size + 1);
        ssize_t n = read(fd, text, (size_t)st->st_size);
        rc = n == st->st_size ? read_lines(to, (struct str){text, (size_t)n}, e)
                              : err_set(e, RC_IO, "cannot read dc09.keys %s", path);
        explicit_bzero(text, (size_t)st->st_size);
        free(text);
    }
    close(fd);
    return rc;
}

enum rc dc09_keys_load(struct dc09_keys *k, struct err *e)
{
    struct map fresh;
    struct stat st;
    if (k->path[0] == '\0')
        return RC_OK;
    map_init(&fresh);
    enum rc rc = read_file(k->path, &fresh, &st, e);
    if (rc != RC_OK) {
        free_all(&fresh);
        return rc;
    }
    free_all(&k->by_account);
    k->by_account = fresh;
    k->seen = st;
    return RC_OK;
}

void dc09_keys_look(struct dc09_keys *k)
{
    struct stat st;
    struct err e;
    if (k->path[0] == '\0' || stat(k->path, &st) != 0 ||
        (st.st_ino == k->seen.st_ino && st.st_size == k->seen.st_size &&
         st.st_mtim.tv_sec == k->seen.st_mtim.tv_sec &&
         st.st_mtim.tv_nsec == k->seen.st_mtim.tv_nsec && st.st_mode == k->seen.st_mode))
        return;
    if (dc09_keys_load(k, &e) == RC_OK) {
        log_info("dc09", "the keys were read again");
    } else {
        log_error("dc09", "the keys stay as they were: %s", e.detail);
        k->seen = st; /* said once */
    }
}

const struct dc09_key *dc09_keys_find(const struct dc09_keys *k, struct str account, bool *own)
{
    const struct key_entry *one = account.n > 0 ? map_get(&k->by_account, account) : NULL;
    *own = one != NULL;
    if (one == NULL)
        one = map_get(&k->by_account, STR("*"));
    return one != NULL ? &one->key : NULL;
}

void dc09_keys_free(struct dc09_keys *k)
{
    free_all(&k->by_account);
}
