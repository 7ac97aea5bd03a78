/* SPDX-License-Identifier: Apache-2.0 */
/* Programs of ours that do one piece of work for the tool. */
#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/child.h"
#include "ctl.h"

extern char **environ;

enum rc ctl_program(const char *name, const char *word, int in, int out, int *code, struct err *e)
{
    char path[FILE_PATH_MAX];
    char *argv[] = {(char *)(uintptr_t)name, (char *)(uintptr_t)word, NULL};
    posix_spawn_file_actions_t actions;
    pid_t pid;
    int status = 0;
    enum rc rc = child_find(name, "", path, e);
    if (rc != RC_OK)
        return rc;
    must(posix_spawn_file_actions_init(&actions) == 0 &&
         posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO) == 0 &&
         posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO) == 0);
    int why = posix_spawn(&pid, path, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (why != 0)
        return err_set(e, RC_IO, "could not start '%s': %s", path, strerror(why));
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    *code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return RC_OK;
}
