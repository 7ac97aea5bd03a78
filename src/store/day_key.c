/* SPDX-License-Identifier: Apache-2.0 */
#include "store/day_key.h"

#include <dirent.h>
#include <openssl/crypto.h>
#include <string.h>

#include "store/keyfile.h"

#define DAY_TEXT 10 /* 2026-11-22 */

static void day_text(int64_t day, char out[static DAY_TEXT + 1])
{
    struct buf b;
    buf_init(&b, 64);
    clock_format(&b, day * USEC_DAY);
    (void)str_copy(out, DAY_TEXT + 1, (struct str){b.p, DAY_TEXT});
    buf_release(&b);
}

static enum rc key_path(const char *folder, int64_t day, char out[static FILE_PATH_MAX],
                        struct err *e)
{
    char name[DAY_TEXT + 1];
    day_text(day, name);
    return file_path(out, e, "%s/%s.key", folder, name);
}

enum rc day_key(struct day_keys *all, int64_t day, bool make, const struct day_key **out,
                struct err *e)
{
    char path[FILE_PATH_MAX];
    for (size_t i = 0; i < DAY_KEYS_HELD; i++)
        if (all->held[i].day == day) {
            *out = &all->held[i];
            return RC_OK;
        }
    struct day_key *k = &all->held[all->next++ % DAY_KEYS_HELD];
    k->day = 0;
    enum rc rc = key_path(all->folder, day, path, e);
    if (rc == RC_OK)
        rc = keyfile_load(path, k->key, e);
    if (rc == RC_NOT_FOUND && make) /* on the disk before anything is sealed under it */
        rc = keyfile_make(all->folder, path, k->key, e);
    k->there = rc == RC_OK;
    if (rc == RC_NOT_FOUND)
        rc = RC_OK;
    if (rc == RC_OK)
        k->day = day;
    *out = k;
    return rc;
}

void day_keys_drop(struct day_keys *all)
{
    OPENSSL_cleanse(all->held, sizeof all->held);
}

enum rc day_keys_expire(const char *folder, usec_t now, struct err *e)
{
    char today[DAY_TEXT + 1], path[FILE_PATH_MAX];
    enum rc rc = RC_OK;
    DIR *d = opendir(folder);
    day_text(now / USEC_DAY, today);
    if (d == NULL)
        return RC_OK;
    for (struct dirent *f; rc == RC_OK && (f = readdir(d)) != NULL;) {
        struct str name = str_c(f->d_name);
        if (name.n != DAY_TEXT + 4 || !str_ends(name, STR(".key")) ||
            strncmp(f->d_name, today, DAY_TEXT) >= 0)
            continue;
        rc = file_path(path, e, "%s/%s", folder, f->d_name);
        if (rc == RC_OK)
            rc = file_remove(path, e);
    }
    (void)closedir(d);
    return rc == RC_OK ? file_sync_dir(folder, e) : rc;
}
