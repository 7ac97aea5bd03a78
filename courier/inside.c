/* SPDX-License-Identifier: Apache-2.0 */
#include "inside.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

static const struct {
    uint32_t net;
    int bits;
} ours[] = {
    {0x00000000, 8},  {0x0a000000, 8},  {0x64400000, 10}, {0x7f000000, 8},  {0xa9fe0000, 16},
    {0xac100000, 12}, {0xc0000000, 24}, {0xc0a80000, 16}, {0xc6120000, 15}, {0xe0000000, 3},
};

static bool inside_4(uint32_t address)
{
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
        if ((address ^ ours[i].net) >> (32 - ours[i].bits) == 0)
            return true;
    return false;
}

static bool inside_6(const struct in6_addr *a)
{
    uint32_t last;
    memcpy(&last, a->s6_addr + 12, sizeof last);
    if (IN6_IS_ADDR_V4MAPPED(a))
        return inside_4(ntohl(last));
    return (a->s6_addr[0] & 0xe0) != 0x20;
}

bool inside_address(const struct sockaddr *a)
{
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    if (a->sa_family == AF_INET) {
        memcpy(&four, a, sizeof four);
        return inside_4(ntohl(four.sin_addr.s_addr));
    }
    if (a->sa_family != AF_INET6)
        return true;
    memcpy(&six, a, sizeof six);
    return inside_6(&six.sin6_addr);
}
