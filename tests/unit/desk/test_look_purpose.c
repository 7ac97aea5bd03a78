/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/look/purpose.h"

#include "event/record.h"
#include "support/t.h"

static struct arena a;

static enum rc read_it(const char *text, struct purpose_said *p)
{
    struct err e;
    return purpose_read(str_c(text), &a, p, &e);
}

static void test_purpose__each_code_stands_on_something(void)
{
    struct purpose_said p;
    for (int i = 0; i < PURPOSE_COUNT; i++) {
        struct str word = enum_purpose.names[i], bare = arena_printf(&a, "%.*s", STR_ARG(word));
        T_EQ(read_it(bare.p, &p) == RC_OK, i == PURPOSE_AUDIT);
        struct str on_case = arena_printf(&a, "%.*s case=F1", STR_ARG(word));
        T_EQ(read_it(on_case.p, &p) == RC_OK,
             i != PURPOSE_NONE && i != PURPOSE_AUDIT && i != PURPOSE_BREAK_GLASS &&
                 i != PURPOSE_SUBJECT); /* nobody says this one: the portal is known by its route */
        struct str on_incident = arena_printf(&a, "%.*s incident=I1", STR_ARG(word));
        T_EQ(read_it(on_incident.p, &p) == RC_OK,
             i == PURPOSE_RESPONSE || i == PURPOSE_PURSUIT || i == PURPOSE_MISSING_PERSON);
    }
}

static void test_purpose__words_alone_are_none(void)
{
    struct purpose_said p;
    T_EQ(read_it("investigation why=because%20I%20wanted%20to", &p), RC_INVALID);
    T_EQ(read_it("because I wanted to", &p), RC_INVALID);
    T_EQ(read_it("response incident=I1 case=F1", &p), RC_INVALID);
    T_EQ(read_it("response incident=I1 incident=I2", &p), RC_INVALID);
    T_EQ(read_it("response incident=I%201", &p), RC_INVALID);
    T_EQ(read_it("response incident=", &p), RC_INVALID);
    T_EQ(read_it("break_glass why=help", &p), RC_INVALID);
    T_EQ(read_it("break_glass why=%00%01%02%03%04%05%06%07%08%09", &p), RC_INVALID);
    T_OK(read_it("", &p));
    T_EQ(p.code, PURPOSE_NONE);
    T_OK(read_it("break_glass why=%D0%B1%D0%B5%D0%B4%D0%B0%20now case=F2", &p));
    T(str_eqc(p.why, "беда now") && str_eqc(p.casefile, "F2"));
}

int main(void)
{
    arena_init(&a, 1u << 20);
    T_RUN(test_purpose__each_code_stands_on_something);
    T_RUN(test_purpose__words_alone_are_none);
    arena_release(&a);
    return t_end();
}
