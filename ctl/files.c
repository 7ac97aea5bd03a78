/* SPDX-License-Identifier: Apache-2.0 */
/* Commands on the files of a store that no server holds: rebuild and restore. */
#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl.h"
#include "journal/journal.h"
#include "store/db.h"
#include "store/file.h"
#include "store/lock.h"

static int fail(const struct err *e)
{
    (void)fprintf(stderr, "markazctl: %s\n", e->detail);
    return 1;
}

static void show(uint64_t done, uint64_t total, void *arg)
{
    UNUSED(arg);
    if (isatty(STDERR_FILENO))
        (void)fprintf(stderr, "\r%llu of %llu events", (unsigned long long)done,
                      (unsigned long long)total);
}

static int rebuild(const char *dir)
{
    struct lock lock;
    struct journal *j = NULL;
    struct err e = {0};
    enum rc rc = lock_take(&lock, dir, &e);
    if (rc != RC_OK)
        return fail(&e);
    rc = journal_open(&j, dir, 65536, &e);
    if (rc == RC_OK)
        rc = journal_rebuild(j, show, NULL, &e);
    if (rc == RC_OK)
        printf("lists and search recreated from %llu events\n",
               (unsigned long long)journal_last(j));
    journal_close(j);
    lock_drop(&lock);
    return rc == RC_OK ? 0 : fail(&e);
}

/* Copy through SQLite, which checks what it reads, and verify before the store is called restored. */
static enum rc copy_checked(const char *from, const char *dir, struct journal_report *report,
                            struct err *e)
{
    struct db_options options = {.read_only = true};
    struct db *db = NULL;
    struct journal_reader *r = NULL;
    char to[FILE_PATH_MAX];
    enum rc rc = file_path(to, e, "%s/journal.db", dir);
    if (rc == RC_OK)
        rc = db_open(&db, from, &options, e);
    if (rc == RC_OK)
        rc = db_backup(db, to, e);
    db_close(db);
    if (rc == RC_OK)
        rc = journal_reader_open(&r, dir, e);
    if (rc == RC_OK)
        rc = journal_verify(r, report, e);
    journal_reader_close(r);
    if (rc == RC_OK && (report->bad > 0 || strcmp(report->store, "ok") != 0))
        rc = err_set(e, RC_CORRUPT, "the backup is damaged: %llu bad events, first %llu; store: %s",
                     (unsigned long long)report->bad, (unsigned long long)report->first_bad,
                     report->store);
    if (rc != RC_OK)
        (void)file_remove(to, NULL);
    return rc;
}

static bool empty_dir(const char *dir)
{
    DIR *d = opendir(dir);
    bool empty = true;
    if (d == NULL)
        return true;
    for (struct dirent *f; (f = readdir(d)) != NULL;)
        empty = empty && (strcmp(f->d_name, ".") == 0 || strcmp(f->d_name, "..") == 0 ||
                          strcmp(f->d_name, "lock") == 0);
    (void)closedir(d);
    return empty;
}

static int restore(const char *dir, const char *from)
{
    struct lock lock;
    struct err e = {0};
    struct journal_report report = {0};
    if (!empty_dir(dir)) {
        (void)fprintf(
            stderr,
            "markazctl: '%s' is not empty: restore into a new directory, then point store.path at it\n",
            dir);
        return 1;
    }
    if (file_make_dir(dir, &e) != RC_OK || lock_take(&lock, dir, &e) != RC_OK)
        return fail(&e);
    enum rc rc = copy_checked(from, dir, &report, &e);
    lock_drop(&lock);
    if (rc != RC_OK)
        return fail(&e);
    printf("restored and verified: %llu events\n", (unsigned long long)report.events);
    return 0;
}

int ctl_run_files(const char *dir, int argc, char **argv)
{
    if (strcmp(argv[0], "rebuild") == 0 && argc == 1)
        return rebuild(dir);
    if (strcmp(argv[0], "restore") == 0 && argc == 2)
        return restore(dir, argv[1]);
    return -1;
}
