/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first byte chooses an input record; the rest is its outside form. What is taken, written and
 * read again is the same.
 */
#include "event/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Secrets are not written outside, so a record that needs one cannot be read back. */
static bool has_secret(const struct record *rec)
{
    for (int i = 0; i < rec->nfields; i++)
        if ((rec->fields[i].flags & FIELD_SECRET) != 0)
            return true;
    return false;
}

static void check_again(const struct record *rec, const void *obj, enum record_form form,
                        struct arena *a)
{
    struct buf text;
    struct err err = {0};
    void *back = arena_alloc(a, rec->size);
    buf_init(&text, 8u << 20);
    record_write(rec, obj, UINT64_MAX, form, false, &text);
    must(buf_ok(&text));
    must(json_check(buf_str(&text), NULL) == RC_OK);
    if (form == RECORD_STORED || !has_secret(rec)) {
        must(record_read(rec, buf_str(&text), form, false, a, back, &err) == RC_OK);
        must(record_same(rec, obj, back, UINT64_MAX));
    }
    buf_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const struct record *rec = input_table[data[0] % IN_COUNT];
    struct str text = {(const char *)data + 1, size - 1};
    struct arena a;
    struct err err = {0};
    arena_init(&a, 64u << 20);
    for (int lenient = 0; lenient < 2; lenient++) {
        void *obj = arena_alloc(&a, rec->size);
        enum rc rc = record_read(rec, text, RECORD_OUTSIDE, lenient != 0, &a, obj, &err);
        must(rc == RC_OK || rc == RC_INVALID || rc == RC_TOO_LARGE);
        if (rc != RC_OK)
            continue;
        check_again(rec, obj, RECORD_OUTSIDE, &a);
        check_again(rec, obj, RECORD_STORED, &a);
    }
    arena_release(&a);
    return 0;
}
