/* SPDX-License-Identifier: Apache-2.0 */
/* Records to JSON: the canonical stored form, and the outside form in usual units. */
#include "base/clock.h"
#include "event/record.h"

static void put_ids(struct buf *out, struct str list)
{
    buf_putc(out, '[');
    for (bool first = true; list.n > 0; first = false) {
        if (!first)
            buf_putc(out, ',');
        json_put_string(out, str_cut(&list, ','));
    }
    buf_putc(out, ']');
}

static void put_text(struct buf *out, const struct field *f, struct str v, enum record_form form)
{
    if (f->kind == FIELD_JSON)
        buf_puts(out, v.n > 0 ? v : STR("null"));
    else if (f->kind == FIELD_IDS && form == RECORD_OUTSIDE)
        put_ids(out, v);
    else
        json_put_string(out, v);
}

static void put_number(struct buf *out, const struct field *f, int64_t v, enum record_form form)
{
    if (f->kind == FIELD_BOOL)
        buf_puts(out, v != 0 ? STR("true") : STR("false"));
    else if (f->kind == FIELD_ENUM)
        json_put_string(out, v >= 0 && v < f->enums->count ? f->enums->names[v] : STR(""));
    else if (form == RECORD_STORED)
        buf_i64(out, v);
    else if (f->kind == FIELD_TIME)
        json_put_time(out, v);
    else
        json_put_scaled(out, v, f->digits);
}

static bool is_empty(const struct field *f, const void *obj)
{
    const char *at = (const char *)obj + f->off;
    if (f->kind >= FIELD_ID)
        return ((const struct str *)(const void *)at)->n == 0;
    return (f->kind == FIELD_TIME || f->kind == FIELD_BOOL) &&
           *(const int64_t *)(const void *)at == 0;
}

bool record_write_members(const struct record *rec, const void *obj, uint64_t mask,
                          enum record_form form, bool skip_empty, struct buf *out)
{
    uint64_t has = *(const uint64_t *)obj & mask;
    bool any = false;
    for (int i = 0; i < rec->nfields; i++) {
        const struct field *f = &rec->fields[i];
        const char *at = (const char *)obj + f->off;
        if ((has & BIT(f->bit)) == 0 || (form == RECORD_OUTSIDE && (f->flags & FIELD_SECRET) != 0))
            continue;
        if (skip_empty && is_empty(f, obj))
            continue;
        buf_puts(out, any ? f->key : (struct str){f->key.p + 1, f->key.n - 1});
        any = true;
        if (f->kind >= FIELD_ID)
            put_text(out, f, *(const struct str *)(const void *)at, form);
        else
            put_number(out, f, *(const int64_t *)(const void *)at, form);
    }
    return any;
}

void record_write(const struct record *rec, const void *obj, uint64_t mask, enum record_form form,
                  bool skip_empty, struct buf *out)
{
    buf_putc(out, '{');
    record_write_members(rec, obj, mask, form, skip_empty, out);
    buf_putc(out, '}');
}
