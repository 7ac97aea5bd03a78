/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses to listen on, as settings write them: "127.0.0.1:8080", "[::1]:8080", ":8080" (all), "name:8080". Any thread. */
#ifndef PORT_ADDRESS_H
#define PORT_ADDRESS_H

#include <sys/socket.h>

#include "base/err.h"
#include "base/str.h"

#define PORT_ADDRESS_MAX 80 /* bytes of a numeric one with its NUL */

/* Is it one? RC_INVALID names the setting. */
MUST_USE enum rc port_address_check(const char *setting, const char *text, struct err *e);
/* A socket bound to it, closed on exec, not blocking; one of SOCK_STREAM listens. */
MUST_USE enum rc port_address_open(const char *setting, const char *text, int type, int *fd,
                                   struct err *e);
/* The numeric host, without brackets. */
void port_address_host(const struct sockaddr *a, socklen_t n, char to[static 64]);
/* Where a socket really is: "127.0.0.1:40123", "[::1]:40123". */
void port_address_of(int fd, char to[static PORT_ADDRESS_MAX]);
/* Write the text, and a newline, to the file DIR/NAME, so that others find what is listened on; an empty text: no file. */
void port_address_note(const char *dir, const char *name, const char *text);

#endif
