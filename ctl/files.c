/* SPDX-License-Identifier: Apache-2.0 */
/* Commands on the files of a store that no server holds: rebuild here, restore in restore.c, maps of roads in roads.c. */
#include <string.h>
#include <unistd.h>

#include "ctl.h"
#include "journal/journal.h"
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

int ctl_run_files(const char *dir, int argc, char **argv)
{
    if (strcmp(argv[0], "rebuild") == 0 && argc == 1)
        return rebuild(dir);
    if (strcmp(argv[0], "restore") == 0 && argc >= 2)
        return ctl_restore(dir, argc - 1, argv + 1);
    if (strcmp(argv[0], "import") == 0 && ctl_imports_roads(argc - 1, argv + 1))
        return ctl_import_roads(dir, argc - 1, argv + 1);
    if (strcmp(argv[0], "import") == 0 && ctl_imports_places(argc - 1, argv + 1))
        return ctl_import_places(dir, argc - 1, argv + 1);
    if (strcmp(argv[0], "places") == 0)
        return ctl_places(dir, argc - 1, argv + 1);
    if (strcmp(argv[0], "roads") == 0)
        return ctl_roads(dir, argc - 1, argv + 1);
    return -1;
}
