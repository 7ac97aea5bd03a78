/* SPDX-License-Identifier: Apache-2.0 */
#include "place/draft_priv.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct place_draft *place_draft_new(void)
{
    struct place_draft *d = mem_alloc(sizeof *d);
    buf_init(&d->text, PLACE_BYTES_MAX);
    return d;
}

void place_draft_free(struct place_draft *d)
{
    if (d == NULL)
        return;
    buf_release(&d->text);
    free(d->rows);
    free(d);
}

uint32_t place_draft_count(const struct place_draft *d)
{
    return d->n;
}

struct str place_draft_text(const struct place_draft *d, uint32_t at)
{
    return (struct str){d->text.p + at + 1, (uint8_t)d->text.p[at]};
}

static enum rc check_text(const char *field, struct str s, size_t max, struct err *e)
{
    if (s.n > max)
        return err_field(e, RC_INVALID, field, "%s is longer than %zu bytes", field, max);
    if (!str_utf8(s))
        return err_field(e, RC_INVALID, field, "%s is no UTF-8", field);
    return RC_OK;
}

static enum rc check_entry(const struct place_entry *p, struct err *e)
{
    enum rc rc = check_text("name", p->name, PLACE_TEXT_MAX, e);
    if (rc == RC_OK)
        rc = check_text("street", p->street, PLACE_TEXT_MAX, e);
    if (rc == RC_OK)
        rc = check_text("settlement", p->settlement, PLACE_TEXT_MAX, e);
    if (rc == RC_OK)
        rc = check_text("house", p->house, PLACE_HOUSE_MAX, e);
    if (rc != RC_OK)
        return rc;
    if (p->name.n == 0 && p->street.n == 0 && (p->settlement.n == 0 || p->house.n == 0))
        return err_field(e, RC_INVALID, "name",
                         "there is neither a name, nor a street, nor a house of a settlement");
    if (!geo_valid(p->at.lat7, p->at.lon7))
        return err_field(e, RC_INVALID, "lat", "lat and lon are no place on earth");
    return p->kind < PLACE_KINDS ? RC_OK : err_field(e, RC_INVALID, "kind", "no such kind");
}

static uint32_t put_text(struct place_draft *d, struct str s)
{
    uint32_t at = (uint32_t)d->text.n;
    buf_putc(&d->text, (char)(unsigned char)s.n);
    buf_puts(&d->text, s);
    return at;
}

enum rc place_draft_add(struct place_draft *d, const struct place_entry *p, struct err *e)
{
    struct place_entry t = *p;
    t.name = str_trim(p->name);
    t.street = str_trim(p->street);
    t.house = str_trim(p->house);
    t.settlement = str_trim(p->settlement);
    enum rc rc = check_entry(&t, e);
    if (rc != RC_OK)
        return rc;
    if (d->n == PLACE_ENTRIES_MAX || d->text.n > PLACE_BYTES_MAX - 4 * (PLACE_TEXT_MAX + 1))
        return err_set(e, RC_TOO_LARGE, "there are more than %u places", d->n);
    if (d->n == d->cap) {
        d->cap = d->cap == 0 ? 1024 : d->cap * 2;
        d->rows = mem_resize(d->rows, d->cap, sizeof *d->rows);
    }
    struct place_row *r = &d->rows[d->n];
    *r = (struct place_row){.at = t.at, .kind = (uint8_t)t.kind};
    r->name = put_text(d, t.name);
    r->street = put_text(d, t.street);
    r->settlement = put_text(d, t.settlement);
    r->house = put_text(d, t.house);
    if (!buf_ok(&d->text))
        return err_set(e, RC_TOO_LARGE, "there are more than %u places", d->n);
    d->n++;
    return RC_OK;
}
