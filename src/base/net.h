/* SPDX-License-Identifier: Apache-2.0 */
/* Networks as settings name them: 10.20.0.0/16, fd00:7::/32, or a single address. Pure. */
#ifndef BASE_NET_H
#define BASE_NET_H

#include <stdint.h>
#include <sys/socket.h>

#include "base/str.h"

#define NETS_MAX 64

struct net {
    uint8_t addr[16]; /* IPv4 as ::ffff:a.b.c.d */
    int bits;         /* of those 128 */
};

struct nets {
    struct net v[NETS_MAX];
    size_t n;
};

/* Blanks between; empty: none. False when one cannot be read, has bits beyond its mask, or there are too many. */
MUST_USE bool nets_read(struct str text, struct nets *out);
/* Is the address in one of them? What is neither IPv4 nor IPv6 is in none; IPv4 written as IPv6 counts as IPv4. */
bool nets_have(const struct nets *nets, const struct sockaddr *a);
/* The same of a written address; false when it is none. *is_address says which. */
bool nets_have_text(const struct nets *nets, struct str address, bool *is_address);

#endif
