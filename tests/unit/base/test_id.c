/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/id.h"
#include "support/t.h"

static void test_id_valid__letters_and_length(void)
{
    char most[ID_MAX + 2];
    memset(most, 'x', sizeof most);
    T(id_valid(STR("")));
    T(id_valid(STR("azAZ09._:-")));
    T(id_valid((struct str){most, ID_MAX}));
    T(!id_valid((struct str){most, ID_MAX + 1}));
    static const char others[] = " /,@[`{\n\x7f\x80\xff";
    for (size_t i = 0; i < sizeof others; i++) /* and NUL */
        T(!id_valid((struct str){&others[i], 1}));
}

static void test_ids_has__whole_ids_only(void)
{
    T(ids_has(STR("a,bc,d"), STR("a")));
    T(ids_has(STR("a,bc,d"), STR("bc")));
    T(ids_has(STR("a,bc,d"), STR("d")));
    T(!ids_has(STR("a,bc,d"), STR("b")));
    T(!ids_has(STR("a,bc,d"), STR("c,d")));
    T(!ids_has(STR("a,,d"), STR("")));
    T(!ids_has(STR(""), STR("a")));
}

static bool id_is(const char *name, const char *want)
{
    char to[ID_MAX + 1];
    size_t n = id_of_name(str_c(name), to);
    return T_STRC(((struct str){to, n}), want);
}

static void test_id_of_name__one_thing_one_id(void)
{
    T(id_is("123456", "123456"));
    T(id_is(" cam/1 north ", "cam-1-north"));
    T(id_is("", ""));
    char a[ID_MAX + 1], b[ID_MAX + 1];
    /* Two words of as many letters stay two. */
    size_t n = id_of_name(STR("Камера-1"), a), m = id_of_name(STR("Дорога-1"), b);
    T(n == 17 && m == 17 && strcmp(a, b) != 0);
    T(strncmp(a, "-------1-", 9) == 0);
    char lengthy[101];
    memset(lengthy, 'x', 100);
    lengthy[100] = '\0';
    T_EQ(id_of_name(str_c(lengthy), a), 64);
    lengthy[99] = 'y';
    T_EQ(id_of_name(str_c(lengthy), b), 64);
    T(strcmp(a, b) != 0);
}

int main(void)
{
    T_RUN(test_id_valid__letters_and_length);
    T_RUN(test_ids_has__whole_ids_only);
    T_RUN(test_id_of_name__one_thing_one_id);
    return t_end();
}
