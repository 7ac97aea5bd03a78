/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses that are not the world's. Whoever writes a feed must not have the centre ask its own machine or its neighbours:
 * what a feed of another agency lists is brought from addresses of the world, or from the feed's own host.
 */
#ifndef COURIER_INSIDE_H
#define COURIER_INSIDE_H

#include <stdbool.h>
#include <sys/socket.h>

/*
 * This host, private, shared, link-local, unspecified, multicast and reserved (RFC 6890; of IPv6 all but 2000::/3 and what
 * maps IPv4, which counts as that). What is neither IPv4 nor IPv6 too. Pure.
 */
bool inside_address(const struct sockaddr *a);

#endif
