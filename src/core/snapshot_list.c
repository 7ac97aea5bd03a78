/* SPDX-License-Identifier: Apache-2.0 */
/* What lies in a folder of saved pictures: SEQ.snap, SEQ.snap.tmp (half written) and SEQ.snap.bad (damaged). */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/snapshot.h"

uint64_t snapshot_seq_of(const char *name)
{
    int64_t seq = 0;
    struct str rest = str_c(name);
    return str_i64(str_cut(&rest, '.'), &seq) && seq > 0 ? (uint64_t)seq : 0;
}

static int newest_first(const struct dirent **a, const struct dirent **b)
{
    uint64_t x = snapshot_seq_of((*a)->d_name), y = snapshot_seq_of((*b)->d_name);
    return x > y ? -1 : x < y;
}

static int is_whole(const struct dirent *d)
{
    return str_ends(str_c(d->d_name), STR(".snap"));
}

static int is_leftover(const struct dirent *d)
{
    return str_ends(str_c(d->d_name), STR(".snap.tmp"));
}

static int is_damaged(const struct dirent *d)
{
    return str_ends(str_c(d->d_name), STR(".snap.bad"));
}

int snapshot_list(const char *dir, const char *folder, enum snapshot_which which,
                  struct dirent ***names)
{
    char in[500];
    (void)snprintf(in, sizeof in, "%s/%s", dir, folder);
    *names = NULL;
    return scandir(in, names,
                   which == SNAPSHOT_WHOLE      ? is_whole
                   : which == SNAPSHOT_LEFTOVER ? is_leftover
                                                : is_damaged,
                   newest_first);
}

uint64_t snapshot_newest(const char *dir, const char *folder, uint64_t newest)
{
    struct dirent **names;
    uint64_t found = 0;
    int n = snapshot_list(dir, folder, SNAPSHOT_WHOLE, &names);
    for (int i = 0; i < n; i++) {
        uint64_t seq = snapshot_seq_of(names[i]->d_name);
        if (found == 0 && seq <= newest)
            found = seq;
        free(names[i]);
    }
    free(names);
    return found;
}

uint64_t snapshot_oldest(const char *dir, const char *folder)
{
    struct dirent **names;
    uint64_t found = 0;
    int n = snapshot_list(dir, folder, SNAPSHOT_WHOLE, &names);
    for (int i = 0; i < n; i++) {
        found = snapshot_seq_of(names[i]->d_name);
        free(names[i]);
    }
    free(names);
    return found;
}

void snapshot_drop(const char *dir, const char *folder, enum snapshot_which which, int keep,
                   uint64_t before)
{
    struct dirent **names;
    int n = snapshot_list(dir, folder, which, &names);
    for (int i = 0; i < n; i++) {
        char path[1200];
        (void)snprintf(path, sizeof path, "%s/%s/%s", dir, folder, names[i]->d_name);
        if (i >= keep || snapshot_seq_of(names[i]->d_name) < before)
            (void)unlink(path);
        free(names[i]);
    }
    free(names);
}
