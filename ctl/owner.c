/* SPDX-License-Identifier: Apache-2.0 */
/* Root acts as the owner of the store. */
#include <errno.h>
#include <grp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl.h"

enum rc ctl_become_owner(const char *dir, struct err *e)
{
    struct stat st;
    if (geteuid() != 0 || stat(dir, &st) != 0 || st.st_uid == 0)
        return RC_OK;
    if (setgroups(0, NULL) != 0 || setresgid(st.st_gid, st.st_gid, st.st_gid) != 0 ||
        setresuid(st.st_uid, st.st_uid, st.st_uid) != 0)
        return err_set(e, RC_IO, "could not become the owner of '%s' (user %u): %s", dir, st.st_uid,
                       strerror(errno));
    return RC_OK;
}
