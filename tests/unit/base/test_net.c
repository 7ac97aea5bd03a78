/* SPDX-License-Identifier: Apache-2.0 */
#include "base/net.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "support/t.h"

static bool has(const char *nets, const char *address)
{
    struct nets n;
    bool is_address;
    T(nets_read(str_c(nets), &n));
    bool have = nets_have_text(&n, str_c(address), &is_address);
    T(is_address);
    return have;
}

static void test_net_have__by_the_bits_of_the_mask(void)
{
    T(has("10.20.0.0/16", "10.20.255.1"));
    T(!has("10.20.0.0/16", "10.21.0.1"));
    T(has("192.168.7.128/25", "192.168.7.200"));
    T(!has("192.168.7.128/25", "192.168.7.127"));
    T(has("1.2.3.4", "1.2.3.4"));
    T(!has("1.2.3.4", "1.2.3.5"));
    T(has(" 10.0.0.0/8  fd00:7::/32 ", "fd00:7:1::9"));
    T(!has("10.0.0.0/8 fd00:7::/32", "fd00:8::9"));
    T(!has("", "10.0.0.1"));
    T(has("0.0.0.0/0", "8.8.8.8"));
    T(!has("0.0.0.0/0", "2001:db8::1"));
}

static void test_net_have__an_ipv4_address_in_ipv6_is_that_address(void)
{
    struct nets n;
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr other = {.sa_family = AF_UNIX};
    T(nets_read(STR("127.0.0.0/8"), &n));
    T_EQ(inet_pton(AF_INET6, "::ffff:127.0.0.1", &six.sin6_addr), 1);
    T_EQ(inet_pton(AF_INET, "127.9.9.9", &four.sin_addr), 1);
    T(nets_have(&n, (const struct sockaddr *)&six));
    T(nets_have(&n, (const struct sockaddr *)&four));
    T(!nets_have(&n, &other));
    T_EQ(inet_pton(AF_INET6, "::1", &six.sin6_addr), 1);
    T(!nets_have(&n, (const struct sockaddr *)&six));
}

static void test_nets_read__a_slip_of_the_pen_is_refused(void)
{
    static const char *const bad[] = {"10.20.30.0/16", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/",
                                      "10.0.0/8",      "camera",      "fd00::/129",  "10.0.0.0/8,",
                                      "1.2.3.4/x",     "/8"};
    struct nets n;
    bool is_address;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        T(!nets_read(str_c(bad[i]), &n));
    T(nets_read(STR_NONE, &n));
    T_EQ(n.n, 0);
    T(!nets_have_text(&n, STR("camera.example"), &is_address));
    T(!is_address);
}

int main(void)
{
    T_RUN(test_net_have__by_the_bits_of_the_mask);
    T_RUN(test_net_have__an_ipv4_address_in_ipv6_is_that_address);
    T_RUN(test_nets_read__a_slip_of_the_pen_is_refused);
    return t_end();
}
