/* SPDX-License-Identifier: Apache-2.0 */
/* The vault's part of a backup: its files by a second name, then its index. */
#include "store/tree.h"
#include "store/vault_priv.h"

static enum rc copy_index(const char *from, const char *to, bool live, struct err *e)
{
    char path[FILE_PATH_MAX], copy[FILE_PATH_MAX];
    enum rc rc = file_path(path, e, "%s/media.db", from);
    if (rc == RC_OK)
        rc = file_path(copy, e, "%s/media.db", to);
    if (rc != RC_OK || !file_exists(path))
        return rc;
    return db_copy(path, copy, live, e);
}

static enum rc copy_vault(const char *from, const char *to, enum tree_how how, struct err *e)
{
    char path[FILE_PATH_MAX], copy[FILE_PATH_MAX];
    enum rc rc = file_path(path, e, "%s/media", from);
    if (rc == RC_OK)
        rc = file_path(copy, e, "%s/media", to);
    return rc == RC_OK ? tree_copy(path, copy, how, e) : rc;
}

/*
 * The index first: a file that comes after it is a stray that the copy's next use ignores, where a
 * row without a file would be one that is missed.
 */
enum rc vault_backup(const char *dir, const char *to, struct err *e)
{
    enum rc rc = copy_index(dir, to, true, e);
    return rc == RC_OK ? copy_vault(dir, to, TREE_LINK, e) : rc;
}

enum rc vault_restore(const char *from, const char *dir, struct vault_report *out, struct err *e)
{
    struct vault *v = NULL;
    enum rc rc = copy_index(from, dir, false, e);
    if (rc == RC_OK)
        rc = copy_vault(from, dir, TREE_COPY, e);
    if (rc == RC_OK)
        rc = vault_open(&v, dir, e);
    if (rc == RC_OK)
        rc = vault_check(v, out, e);
    vault_close(v);
    return rc;
}
