/* SPDX-License-Identifier: Apache-2.0 */
/* Commands on the files of a store that no server holds: rebuild and restore. */
#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/backup.h"
#include "ctl.h"
#include "journal/journal.h"
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
    enum rc rc = ctl_become_owner(dir, &e);
    if (rc == RC_OK)
        rc = lock_take(&lock, dir, &e);
    if (rc != RC_OK)
        return fail(&e);
    rc = journal_open(&j, dir, 65536, &e);
    if (rc == RC_OK)
        rc = journal_rebuild(dir, show, NULL, &e);
    if (rc == RC_OK)
        printf("lists and search recreated from %llu events\n",
               (unsigned long long)journal_last(j));
    journal_close(j);
    lock_drop(&lock);
    return rc == RC_OK ? 0 : fail(&e);
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

/* `keys`: of the days; NULL: none are there any more. */
static int restore(const char *dir, const char *from, const char *keys)
{
    struct lock lock;
    struct err e = {0};
    struct backup_report r = {0};
    if (ctl_become_owner(dir, &e) != RC_OK)
        return fail(&e);
    if (!empty_dir(dir)) {
        (void)fprintf(
            stderr,
            "markazctl: '%s' is not empty: restore into a new directory, then point store.path at it\n",
            dir);
        return 1;
    }
    if (file_make_dir(dir, &e) != RC_OK || lock_take(&lock, dir, &e) != RC_OK)
        return fail(&e);
    enum rc rc = backup_restore(from, dir, keys, &r, &e);
    lock_drop(&lock);
    if (rc != RC_OK)
        return fail(&e);
    printf("restored and verified: %llu events, %llu photos and hotlists\n",
           (unsigned long long)r.journal.events, (unsigned long long)r.vault.files);
    if (r.journal.erased > 0)
        printf("%llu of the events are forgotten\n", (unsigned long long)r.journal.erased);
    if (r.vault.damaged + r.vault.missing == 0)
        return 0;
    (void)fprintf(stderr, "markazctl: %llu photos or hotlists are damaged, %llu missing\n",
                  (unsigned long long)r.vault.damaged, (unsigned long long)r.vault.missing);
    return 1;
}

int ctl_run_files(const char *dir, int argc, char **argv)
{
    if (strcmp(argv[0], "rebuild") == 0 && argc == 1)
        return rebuild(dir);
    if (strcmp(argv[0], "restore") == 0 && argc == 4 && strcmp(argv[2], "--keys") == 0)
        return restore(dir, argv[1], argv[3]);
    return -1;
}
