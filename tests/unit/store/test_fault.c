/* SPDX-License-Identifier: Apache-2.0 */
#include "store/fault.h"

#include <errno.h>

#include "base/str.h"
#include "support/t.h"

#ifdef MARKAZ_FAULTS

static void test_fault_points__are_sorted_and_unique(void)
{
    T(fault_point_name(0) != NULL);
    for (size_t i = 1; fault_point_name(i) != NULL; i++)
        T(strcmp(fault_point_name(i - 1), fault_point_name(i)) < 0);
}

static void test_fault_point__strikes_once_at_its_turn(void)
{
    struct err e;
    T_OK(fault_point("vault.renamed", &e));
    T(fault_point_arm("vault.renamed", 2, FAULT_ERROR));
    T_OK(fault_point("vault.indexed", &e));
    T_OK(fault_point("vault.renamed", &e));
    T(!fault_point_fired());
    T_EQ(fault_point("vault.renamed", &e), RC_IO);
    T(fault_point_fired() && strstr(e.detail, "vault.renamed") != NULL);
    T_OK(fault_point("vault.renamed", &e));
    fault_disarm();
    T_OK(fault_point("vault.renamed", &e));
    T(!fault_point_arm("no.such-point", 1, FAULT_ERROR));
    T(!fault_point_arm("vault.renamed", 0, FAULT_ERROR));
}

static void test_fault_parse__refuses_what_it_does_not_know(void)
{
    static const char *const wrong_io[] = {"",       "write",    "write:",  "write:0", "write:x",
                                           "read:1", "write:-1", "full:1+", "full:",   "write:1:2"};
    static const char *const wrong_point[] = {"",
                                              "vault",
                                              "vault.renamed:0",
                                              "vault.renamed:1:die",
                                              "vault.renamed:kil",
                                              "vault.renamed:-3"};
    for (size_t i = 0; i < ARRAY_LEN(wrong_io); i++)
        T(!fault_parse_io(wrong_io[i]));
    for (size_t i = 0; i < ARRAY_LEN(wrong_point); i++)
        T(!fault_parse_point(wrong_point[i]));
    fault_disarm();
}

static void test_fault_parse__arms(void)
{
    struct err e;
    T(fault_parse_io("sync:2"));
    T_EQ(fault_io(FAULT_SYNC, 0), 0);
    T_EQ(fault_io(FAULT_WRITE, 0), 0);
    T_EQ(fault_io(FAULT_SYNC, 0), EIO);
    T_EQ(fault_io(FAULT_SYNC, 0), 0);
    T_EQ(fault_fired(), 1);
    T(fault_parse_io("open:2+"));
    T_EQ(fault_io(FAULT_OPEN, 0), 0);
    T_EQ(fault_io(FAULT_OPEN, 0), EIO);
    T_EQ(fault_io(FAULT_OPEN, 0), EIO);
    T_EQ(fault_fired(), 2);
    fault_disarm();
    T(fault_parse_io("full:100"));
    T_EQ(fault_io(FAULT_WRITE, 60), 0);
    T_EQ(fault_io(FAULT_WRITE, 60), ENOSPC);
    T_EQ(fault_io(FAULT_WRITE, 40), 0);
    T_EQ(fault_io(FAULT_WRITE, 0), 0);
    T_EQ(fault_io(FAULT_WRITE, 1), ENOSPC);
    fault_disarm();
    T_EQ(fault_io(FAULT_WRITE, 1), 0);
    T(fault_parse_point("vault.written:2:error"));
    T_OK(fault_point("vault.written", &e));
    T_EQ(fault_point("vault.written", &e), RC_IO);
    fault_disarm();
}

int main(void)
{
    T_RUN(test_fault_points__are_sorted_and_unique);
    T_RUN(test_fault_point__strikes_once_at_its_turn);
    T_RUN(test_fault_parse__refuses_what_it_does_not_know);
    T_RUN(test_fault_parse__arms);
    return t_end();
}

#else

static void test_fault__is_compiled_out(void)
{
    T_SKIP("built without MARKAZ_FAULTS");
}

int main(void)
{
    T_RUN(test_fault__is_compiled_out);
    return t_end();
}

#endif
