/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/err.h"
#include "support/t.h"

static void test_err_set__fills_and_returns(void)
{
    struct err e;
    memset(&e, 0x55, sizeof e);
    T_EQ(err_set(&e, RC_CONFLICT, "unit '%s' is %d", "P-1", 7), RC_CONFLICT);
    T_EQ(e.code, RC_CONFLICT);
    T_STRC(str_c(e.detail), "unit 'P-1' is 7");
    T_STRC(str_c(e.field), "");
    T_EQ(err_set(NULL, RC_IO, "nobody listens"), RC_IO);
}

static void test_err_field__names_the_field(void)
{
    struct err e;
    T_EQ(err_field(&e, RC_INVALID, "lat", "over %d", 90), RC_INVALID);
    T_STRC(str_c(e.field), "lat");
    T_STRC(str_c(e.detail), "over 90");
    T_EQ(err_field(NULL, RC_INVALID, "lat", "x"), RC_INVALID);
}

static void test_err__cuts_long_text(void)
{
    struct err e;
    char lengthy[1000];
    memset(lengthy, 'a', sizeof lengthy - 1);
    lengthy[sizeof lengthy - 1] = '\0';
    (void)err_field(&e, RC_INVALID, lengthy, "%s", lengthy);
    T_EQ(strlen(e.detail), sizeof e.detail - 1);
    T_EQ(strlen(e.field), sizeof e.field - 1);
}

static void test_err__may_wrap_itself(void)
{
    struct err e;
    (void)err_field(&e, RC_IO, "path", "disk full");
    (void)err_field(&e, e.code, e.field, "could not save: %s", e.detail);
    T_STRC(str_c(e.detail), "could not save: disk full");
    T_STRC(str_c(e.field), "path");
}

static void test_rc_name__every_code_has_its_own(void)
{
    for (int i = 0; i < RC_COUNT; i++) {
        T(rc_name((enum rc)i) != NULL && rc_title((enum rc)i) != NULL);
        for (int k = 0; k < i; k++) {
            T(!str_eqc(str_c(rc_name((enum rc)i)), rc_name((enum rc)k)));
            T(!str_eqc(str_c(rc_title((enum rc)i)), rc_title((enum rc)k)));
        }
    }
    T_STRC(str_c(rc_name(RC_INVALID)), "invalid");
    T_STRC(str_c(rc_name(RC_DENIED)), "denied");
    T_STRC(str_c(rc_name(RC_COUNT)), "internal");
    T_STRC(str_c(rc_title(RC_COUNT)), rc_title(RC_INTERNAL));
}

int main(void)
{
    T_RUN(test_err_set__fills_and_returns);
    T_RUN(test_err_field__names_the_field);
    T_RUN(test_err__cuts_long_text);
    T_RUN(test_err__may_wrap_itself);
    T_RUN(test_rc_name__every_code_has_its_own);
    return t_end();
}
