/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tally.h"

#include <string.h>

#include "support/t.h"

static void add(struct tally *t, const char *type)
{
    char text[200];
    int n = snprintf(text, sizeof text, "markaz/ev1\nseq 7\ntime 1\ntype %s\nactor x\ncommit y\n",
                     type);
    tally_add(t, (struct str){text, (size_t)n});
}

static void test_tally__counts_what_entries_say_in_clear(void)
{
    static struct tally t;
    struct buf b;
    add(&t, "alarm.raised");
    add(&t, "alarm.raised");
    add(&t, "journal.genesis");
    add(&t, "never.heard");
    tally_add(&t, STR_NONE);
    tally_add(&t, STR("markaz/ev1\nseq 7"));
    T_EQ(t.size, 6);
    T_EQ(t.of[EV_ALARM_RAISED], 2);
    buf_init(&b, 65536);
    tally_put(&b, &t);
    T(str_eqc(buf_str(&b), "{\"journal.genesis\":1,\"alarm.raised\":2}"));
    buf_release(&b);
}

int main(void)
{
    T_RUN(test_tally__counts_what_entries_say_in_clear);
    return t_end();
}
