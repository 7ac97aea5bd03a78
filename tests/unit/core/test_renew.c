/* SPDX-License-Identifier: Apache-2.0 */
#include "core/renew.h"

#include "support/t.h"

static void test_renew_number(void)
{
    static const struct {
        const char *origin;
        uint64_t number;
    } names[] = {{"a.example/j", 1},     {"a.example/j/2", 2},
                 {"a.example/j/17", 17}, {"a.example/j/1", 0},
                 {"a.example/j/0", 0},   {"a.example/j/02", 0},
                 {"a.example/j/", 0},    {"a.example/j/x", 0},
                 {"a.example/j/2x", 0},  {"a.example/j/2/3", 0},
                 {"a.example/jj", 0},    {"a.example", 0},
                 {"a.example/j2", 0},    {"a.example/j/-2", 0},
                 {"b.example/j/2", 0},   {"", 0},
                 {"a.example/j/+2", 0},  {"a.example/j/99999999999999", 0}};

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (!T_EQ(renew_number(str_c(names[i].origin), STR("a.example/j")), names[i].number))
            printf("    of '%s'\n", names[i].origin);
}

int main(void)
{
    T_RUN(test_renew_number);
    return t_end();
}
