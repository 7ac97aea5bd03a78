/* SPDX-License-Identifier: Apache-2.0 */
#include "core/backup.h"

#include "store/file.h"
#include "store/tree.h"

enum rc backup_keys(const char *dir, char out[static FILE_PATH_MAX], struct err *e)
{
    return file_path(out, e, "%s/backup-keys", dir);
}

static enum rc write_into(const char *dir, const char *part, const struct backup_days *days,
                          struct err *e)
{
    char keys[FILE_PATH_MAX];
    enum rc rc = tree_remove(part, e); /* left by a process that died in a backup */
    if (rc == RC_OK)
        rc = file_make_dir(part, e);
    if (rc == RC_OK)
        rc = backup_keys(dir, keys, e);
    if (rc == RC_OK)
        rc = journal_backup(dir, part, keys, days->event, days->arg, e);
    return rc == RC_OK ? vault_backup(dir, part, keys, days->file, days->arg, e) : rc;
}

enum rc backup_write(const char *dir, struct str name, const struct backup_days *days,
                     struct buf *path, struct err *e)
{
    char folder[FILE_PATH_MAX], to[FILE_PATH_MAX], part[FILE_PATH_MAX];
    if (name.n == 0 || name.p[0] == '.')
        return err_field(e, RC_INVALID, "name", "'name' must not begin with a dot");
    enum rc rc = file_path(folder, e, "%s/backup", dir);
    if (rc == RC_OK)
        rc = file_path(to, e, "%s/%.*s", folder, STR_ARG(name));
    if (rc == RC_OK)
        rc = file_path(part, e, "%s/.%.*s.part", folder, STR_ARG(name));
    if (rc == RC_OK)
        rc = file_make_dir(folder, e);
    if (rc == RC_OK && file_exists(to))
        rc = err_field(e, RC_CONFLICT, "name", "'%s' exists already", to);
    if (rc != RC_OK)
        return rc;
    rc = write_into(dir, part, days, e);
    if (rc == RC_OK)
        rc = file_rename(part, to, e);
    if (rc == RC_OK)
        rc = file_sync_dir(folder, e);
    else
        (void)tree_remove(part, NULL);
    buf_cat(path, to);
    return rc;
}

/* A store with half of a backup would open, and match nothing. */
static void undo(const char *dir)
{
    static const char *const files[] = {"journal.db", "journal.db-wal", "journal.db-shm",
                                        "media.db",   "media.db-wal",   "media.db-shm"};
    static const char *const folders[] = {"keys", "media", "backup-keys", "log"};
    char path[FILE_PATH_MAX];
    for (size_t i = 0; i < ARRAY_LEN(files); i++)
        if (file_path(path, NULL, "%s/%s", dir, files[i]) == RC_OK)
            (void)file_remove(path, NULL);
    for (size_t i = 0; i < ARRAY_LEN(folders); i++)
        if (file_path(path, NULL, "%s/%s", dir, folders[i]) == RC_OK)
            (void)tree_remove(path, NULL);
}

enum rc backup_restore(const char *from, const char *dir, const char *keys, struct renew *renew,
                       struct backup_report *out, struct err *e)
{
    char own[FILE_PATH_MAX], journal[FILE_PATH_MAX];
    *out = (struct backup_report){0};
    enum rc rc = file_path(journal, e, "%s/journal.db", dir);
    if (rc == RC_OK && file_exists(journal)) /* there is a store: not ours to touch */
        rc = err_set(e, RC_CONFLICT, "'%s' exists already", journal);
    if (rc != RC_OK)
        return rc;
    rc = journal_restore(from, dir, keys, renew != NULL ? renew_first : NULL, renew, &out->journal,
                         e);
    if (rc == RC_OK)
        rc = backup_keys(dir, own, e);
    if (rc == RC_OK)
        rc = tree_copy(keys, own, e);
    if (rc ==
        RC_OK) /* those of the store are in DIR/keys now; the next backup puts them here again */
        rc = file_path(journal, e, "%s/keys", own);
    if (rc == RC_OK)
        rc = tree_remove(journal, e);
    if (rc == RC_OK)
        rc = vault_restore(from, dir, keys, &out->vault, e);
    if (rc == RC_OK && renew != NULL)
        rc = renew_key(renew, e);
    if (rc != RC_OK)
        undo(dir);
    return rc;
}
