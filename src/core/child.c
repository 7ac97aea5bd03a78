/* SPDX-License-Identifier: Apache-2.0 */
#include "core/child.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store/file.h"

#define ENDS_WITHIN_MS 2000

extern char **environ;

enum rc child_find(const char *name, const char *set, char out[static FILE_PATH_MAX], struct err *e)
{
    static const char *const beside[] = {"", "../"};
    char self[FILE_PATH_MAX - 64];
    if (set[0] != '\0')
        return file_path(out, e, "%s", set);
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0)
        return err_set(e, RC_IO, "cannot tell where this program is");
    self[n] = '\0';
    *(strrchr(self, '/') + 1) = '\0';
    for (size_t i = 0; i < ARRAY_LEN(beside); i++)
        if (file_path(out, e, "%s%s%s", self, beside[i], name) == RC_OK && file_exists(out))
            return RC_OK;
    return err_set(e, RC_IO, "there is no %s in '%s'", name, self);
}

static enum rc spawn(struct child *c, const char *path, const char *name, const char *const args[],
                     int fd, struct err *e)
{
    char *argv[CHILD_ARGS_MAX + 2] = {(char *)(uintptr_t)name};
    char reason[128];
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attr;
    sigset_t none;
    for (int i = 0; args[i] != NULL; i++) {
        must(i < CHILD_ARGS_MAX);
        argv[i + 1] = (char *)(uintptr_t)args[i];
    }
    (void)sigemptyset(&none);
    must(posix_spawn_file_actions_init(&actions) == 0 && posix_spawnattr_init(&attr) == 0);
    must(posix_spawn_file_actions_adddup2(&actions, fd, STDIN_FILENO) == 0);
    (void)posix_spawnattr_setsigmask(&attr, &none);
    (void)posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
    int why = posix_spawn(&c->pid, path, &actions, &attr, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attr);
    return why == 0 ? RC_OK
                    : err_set(e, RC_IO, "could not start '%s': %s", path,
                              strerror_r(why, reason, sizeof reason));
}

enum rc child_start(struct child *c, const char *name, const char *set, const char *const args[],
                    struct err *e)
{
    char path[FILE_PATH_MAX];
    int pair[2];
    enum rc rc = child_find(name, set, path, e);
    if (rc != RC_OK)
        return rc;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return err_set(e, RC_IO, "no socket for %s", name);
    rc = spawn(c, path, name, args, pair[1], e);
    (void)close(pair[1]);
    if (rc == RC_OK)
        c->fd = pair[0];
    else
        (void)close(pair[0]);
    return rc;
}

void child_end(struct child *c)
{
    if (c->fd < 0)
        return;
    const struct timespec moment = {0, 10 * 1000 * 1000};
    (void)close(c->fd); /* it ends with its socket */
    c->fd = -1;
    for (int i = 0; i < ENDS_WITHIN_MS / 10; i++) {
        if (waitpid(c->pid, NULL, WNOHANG) != 0)
            return;
        (void)nanosleep(&moment, NULL);
    }
    (void)kill(c->pid, SIGKILL);
    (void)waitpid(c->pid, NULL, 0);
}

enum rc child_send(struct child *c, struct str message, struct err *e)
{
    ssize_t n = send(c->fd, message.p, message.n, MSG_NOSIGNAL | MSG_DONTWAIT);
    return n == (ssize_t)message.n ? RC_OK : err_set(e, RC_IO, "it takes no message");
}

enum rc child_take(struct child *c, struct buf *out, size_t max, int ms, struct err *e)
{
    struct pollfd p = {c->fd, POLLIN, 0};
    char *to = buf_room(out, max);
    if (to == NULL)
        return err_set(e, RC_TOO_LARGE, "no room for a message");
    ssize_t n;
    do
        n = poll(&p, 1, ms);
    while (n < 0 && errno == EINTR);
    if (n == 0)
        return err_set(e, RC_BUSY, "it does not answer");
    n = n > 0 ? recv(c->fd, to, max, 0) : -1;
    if (n <= 0)
        return err_set(e, RC_IO, "it is gone");
    out->n += (size_t)n;
    return RC_OK;
}
