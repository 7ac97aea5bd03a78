/* SPDX-License-Identifier: Apache-2.0 */
#include "base/net.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/* How many bits an address of its family has; 0: it is none. */
static int read_address(struct str text, uint8_t out[16])
{
    char s[INET6_ADDRSTRLEN];
    if (!str_copy(s, sizeof s, text))
        return 0;
    if (inet_pton(AF_INET6, s, out) == 1)
        return 128;
    memcpy(out, mapped, sizeof mapped);
    return inet_pton(AF_INET, s, out + 12) == 1 ? 32 : 0;
}

static bool same_bits(const uint8_t a[16], const uint8_t b[16], int bits)
{
    int whole = bits / 8, rest = bits % 8;
    if (memcmp(a, b, (size_t)whole) != 0)
        return false;
    return rest == 0 || (uint8_t)(a[whole] ^ b[whole]) >> (8 - rest) == 0;
}

static bool read_one(struct str text, struct net *out)
{
    struct str length = text, address = str_cut(&length, '/');
    int of = read_address(address, out->addr);
    int64_t bits = of;
    if (of == 0 || (address.n < text.n && (!str_i64(length, &bits) || bits < 0 || bits > of)))
        return false;
    out->bits = (int)bits + 128 - of;
    for (int i = out->bits; i < 128; i++)
        if ((out->addr[i / 8] >> (7 - i % 8) & 1) != 0)
            return false; /* a slip of the pen: 10.20.30.0/16 */
    return true;
}

bool nets_read(struct str text, struct nets *out)
{
    struct str rest = str_trim(text);
    out->n = 0;
    while (rest.n > 0) {
        struct str one = str_cut(&rest, ' ');
        rest = str_trim(rest);
        if (out->n == NETS_MAX || !read_one(one, &out->v[out->n]))
            return false;
        out->n++;
    }
    return true;
}

static bool have(const struct nets *nets, const uint8_t addr[16])
{
    for (size_t i = 0; i < nets->n; i++)
        if (same_bits(addr, nets->v[i].addr, nets->v[i].bits))
            return true;
    return false;
}

bool nets_have(const struct nets *nets, const struct sockaddr *a)
{
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    uint8_t addr[16];
    if (a->sa_family == AF_INET) {
        memcpy(&four, a, sizeof four);
        memcpy(addr, mapped, sizeof mapped);
        memcpy(addr + 12, &four.sin_addr, 4);
    } else if (a->sa_family == AF_INET6) {
        memcpy(&six, a, sizeof six);
        memcpy(addr, &six.sin6_addr, sizeof addr);
    } else {
        return false;
    }
    return have(nets, addr);
}

bool nets_have_text(const struct nets *nets, struct str address, bool *is_address)
{
    uint8_t addr[16];
    *is_address = read_address(address, addr) != 0;
    return *is_address && have(nets, addr);
}
