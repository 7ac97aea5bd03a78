/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A press as firmware writes it: whatever the bytes, the repaired text is UTF-8 and no longer; JSON stays the JSON it was; and
 * what is read of it can be written to the journal.
 */
#include <string.h>

#include "core/call.h"
#include "event/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_repair(struct str text, struct arena *a)
{
    struct str once = json_repair(text, a);
    must(str_utf8(once) && once.n <= text.n);
    if (json_check(text, NULL) == RC_OK)
        must(str_eq(str_trim(text), once));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct call c;
    call_init(&c);
    c.route = &route_table[ROUTE_ALARM_SEND];
    c.body = (struct str){(const char *)data, size};
    check_repair(c.body, &c.arena);
    must(call_read(&c) == RC_OK);
    must(c.err.code == RC_OK || *(const uint64_t *)c.in == 0);
    must(record_unreadable(input_table[IN_ALARM_SEND], c.in) == NULL);
    call_release(&c);
    return 0;
}
