/* SPDX-License-Identifier: Apache-2.0 */
#include "core/call.h"
#include "support/t.h"

static void test_call_query__decodes(void)
{
    struct call c;
    call_init(&c);
    c.query = str_c("topics=alarm%2Cdispatch&after=j%3a7&empty=&flag&q=a+b%20c&q=second&bad=%zz%4");
    T_STRC(call_query(&c, "topics"), "alarm,dispatch");
    T_STRC(call_query(&c, "after"), "j:7");
    T_STRC(call_query(&c, "q"), "a b c");
    T_STRC(call_query(&c, "bad"), "%zz%4");
    T(call_query(&c, "empty").p != NULL);
    T_EQ(call_query(&c, "empty").n, 0);
    T(call_query(&c, "flag").p != NULL);
    T(call_query(&c, "topic").p == NULL);
    T(call_query(&c, "").p == NULL);
    c.query = STR_NONE;
    T(call_query(&c, "topics").p == NULL);
    call_release(&c);
}

static void test_call_query__binary_is_absent(void)
{
    struct call c;
    call_init(&c);
    c.query = str_c("nul=a%00b&latin=%e9&line=a%0Ab&uz=o%CA%BBzbek&ru=%D0%B0");
    T(call_query(&c, "nul").p == NULL);
    T(call_query(&c, "latin").p == NULL);
    T(call_query(&c, "line").p == NULL);
    T_STRC(call_query(&c, "uz"), "o\xCA\xBBzbek");
    T_STRC(call_query(&c, "ru"), "\xD0\xB0");
    call_release(&c);
}

static void test_principal_may__denies_by_default(void)
{
    struct principal nobody = {.permissions = UINT64_MAX};
    struct principal camera = {.id = "token/K1", .permissions = UINT64_C(1) << PERM_READS_SEND};
    for (int p = 0; p < 256; p++) {
        T_EQ(principal_may(&nobody, (uint8_t)p), p == PERM_PUBLIC);
        T_EQ(principal_may(&camera, (uint8_t)p),
             p == PERM_PUBLIC || p == PERM_SIGNED_IN || p == PERM_READS_SEND);
    }
    struct principal local = {.id = "local", .permissions = UINT64_MAX};
    T(principal_may(&local, PERM_STATUS_MANAGE));
    T(!principal_may(&local, PERM_COUNT));
}

int main(void)
{
    T_RUN(test_call_query__decodes);
    T_RUN(test_call_query__binary_is_absent);
    T_RUN(test_principal_may__denies_by_default);
    return t_end();
}
