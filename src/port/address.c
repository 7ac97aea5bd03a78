/* SPDX-License-Identifier: Apache-2.0 */
#include "port/address.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

#define BACKLOG 4096 /* a region's panels come back at once; the kernel takes somaxconn of it */

static enum rc split(const char *setting, const char *text, char host[256], char service[8],
                     struct err *e)
{
    const char *colon = strrchr(text, ':');
    int64_t number;
    struct str name = {text, colon != NULL ? (size_t)(colon - text) : 0};
    if (name.n > 1 && name.p[0] == '[' && name.p[name.n - 1] == ']')
        name = (struct str){name.p + 1, name.n - 2};
    else if (name.n > 0 && memchr(name.p, ':', name.n) != NULL)
        colon = NULL;
    if (colon == NULL || !str_i64(str_c(colon + 1), &number) || number < 0 || number > 65535 ||
        !str_copy(host, 256, name) || !str_copy(service, 8, str_c(colon + 1)))
        return err_field(e, RC_INVALID, setting,
                         "%s must be ADDRESS:PORT or [ADDRESS]:PORT: \"%s\" is not", setting, text);
    return RC_OK;
}

enum rc port_address_check(const char *setting, const char *text, struct err *e)
{
    char host[256], service[8];
    return split(setting, text, host, service, e);
}

static int open_one(const struct addrinfo *ai)
{
    int one = 1;
    int fd = socket(ai->ai_family, ai->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, ai->ai_protocol);
    if (fd < 0)
        return -1;
    if (ai->ai_socktype == SOCK_STREAM)
        (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, ai->ai_addr, ai->ai_addrlen) == 0 &&
        (ai->ai_socktype != SOCK_STREAM || listen(fd, BACKLOG) == 0))
        return fd;
    int why = errno;
    close(fd);
    errno = why;
    return -1;
}

enum rc port_address_open(const char *setting, const char *text, int type, int *fd, struct err *e)
{
    struct addrinfo *list = NULL,
                    hints = {.ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_socktype = type};
    char host[256], service[8];
    enum rc rc = split(setting, text, host, service, e);
    if (rc != RC_OK)
        return rc;
    int why = getaddrinfo(host[0] != '\0' ? host : NULL, service, &hints, &list);
    if (why != 0)
        return err_field(e, RC_INVALID, setting, "cannot find the address %s: %s", text,
                         gai_strerror(why));
    *fd = -1;
    for (struct addrinfo *ai = list; ai != NULL && *fd < 0; ai = ai->ai_next)
        *fd = open_one(ai);
    freeaddrinfo(list);
    return *fd >= 0 ? RC_OK : err_set(e, RC_IO, "cannot listen on %s: %s", text, strerror(errno));
}

void port_address_host(const struct sockaddr *a, socklen_t n, char to[static 64])
{
    if (getnameinfo(a, n, to, 64, NULL, 0, NI_NUMERICHOST) != 0)
        (void)str_copy(to, 64, STR("?"));
}

void port_address_of(int fd, char to[static PORT_ADDRESS_MAX])
{
    struct sockaddr_storage a = {.ss_family = AF_UNSPEC};
    socklen_t n = sizeof a;
    char host[64], service[8];
    must(getsockname(fd, (struct sockaddr *)&a, &n) == 0);
    must(getnameinfo((struct sockaddr *)&a, n, host, sizeof host, service, sizeof service,
                     NI_NUMERICHOST | NI_NUMERICSERV) == 0);
    (void)snprintf(to, PORT_ADDRESS_MAX, a.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host,
                   service);
}

void port_address_note(const char *dir, const char *name, const char *text)
{
    char path[600], aside[608];
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    (void)snprintf(aside, sizeof aside, "%s.new", path);
    (void)unlink(path);
    if (text[0] == '\0')
        return;
    FILE *f = fopen(aside, "we");
    bool ok = f != NULL && fprintf(f, "%s\n", text) > 0;
    if (f != NULL)
        ok = fclose(f) == 0 && ok;
    if (!ok || rename(aside, path) != 0)
        log_warn("port", "cannot write %s: %s", path, strerror(errno));
}
