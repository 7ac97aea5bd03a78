/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "place/index.h"

#define COLUMNS_MAX 64u
#define CELL_MAX 1024u

enum column { LAT, LON, NAME, STREET, HOUSE, SETTLEMENT, KIND, COLUMNS };

static const char *const names[COLUMNS] = {"lat",   "lon",        "name", "street",
                                           "house", "settlement", "kind"};

struct reading {
    struct str rest;
    uint32_t line; /* where the row at hand began */
    uint32_t next; /* line of what comes */
    char separator;
    uint32_t cells;               /* of the row at hand */
    uint32_t columns;             /* of the first row */
    uint8_t means[COLUMNS_MAX];   /* enum column, or COLUMNS */
    char text[COLUMNS][CELL_MAX]; /* of the columns that are read */
    size_t len[COLUMNS];
};

static enum rc wrong(const struct reading *r, const char *what, struct err *e)
{
    return err_set(e, RC_INVALID, "line %u: %s", r->line, what);
}

/* One cell into `out`; *last: the row ends behind it. */
static enum rc cell(struct reading *r, char out[static CELL_MAX], size_t *len, bool *last,
                    struct err *e)
{
    struct str *s = &r->rest;
    bool quoted = s->n > 0 && s->p[0] == '"', closed = !quoted;
    size_t i = quoted ? 1 : 0, n = 0;
    for (; i < s->n; i++) {
        char c = s->p[i];
        if (closed &&
            (c == r->separator || c == '\n' || (c == '\r' && i + 1 < s->n && s->p[i + 1] == '\n')))
            break;
        if (quoted && closed)
            return wrong(r, "something stands behind a closing quotation mark", e);
        if (quoted && c == '"' && (i + 1 == s->n || s->p[i + 1] != '"')) {
            closed = true;
            continue;
        }
        i += quoted && c == '"' ? 1 : 0;
        r->next += c == '\n' ? 1 : 0;
        if (n == CELL_MAX)
            return wrong(r, "a cell is longer than 1,024 bytes", e);
        out[n++] = c;
    }
    if (!closed)
        return wrong(r, "a quotation mark is never closed", e);
    *len = n;
    *last = i == s->n || s->p[i] != r->separator;
    if (*last) {
        i += i < s->n && s->p[i] == '\r' ? 1 : 0;
        r->next++;
    }
    i += i < s->n ? 1 : 0;
    *s = (struct str){s->p + i, s->n - i};
    return RC_OK;
}

static enum rc row(struct reading *r, bool first, struct err *e)
{
    bool last = false;
    r->line = r->next;
    for (r->cells = 0; !last; r->cells++) {
        char text[CELL_MAX];
        size_t n = 0;
        if (r->cells == COLUMNS_MAX)
            return wrong(r, "there are more than 64 columns", e);
        enum rc rc = cell(r, text, &n, &last, e);
        if (rc != RC_OK)
            return rc;
        uint8_t what = first ? COLUMNS : r->means[r->cells];
        for (uint8_t c = 0; first && c < COLUMNS; c++)
            what = str_eqc(str_trim((struct str){text, n}), names[c]) ? c : what;
        if (first)
            r->means[r->cells] = what;
        if (what < COLUMNS) {
            memcpy(r->text[what], text, n);
            r->len[what] = n;
        }
    }
    return RC_OK;
}

static struct str given(const struct reading *r, enum column c)
{
    return str_trim((struct str){r->text[c], r->len[c]});
}

static bool degrees(struct str s, double max, int32_t *out)
{
    char text[32], *end;
    if (s.n == 0 || !str_copy(text, sizeof text, s) || strspn(text, "+-.0123456789") != s.n)
        return false;
    double v = strtod(text, &end);
    if (*end != '\0' || !(fabs(v) <= max))
        return false;
    *out = (int32_t)lround(v * 1e7);
    return true;
}

static enum rc take(const struct reading *r, struct place_draft *d, struct err *e)
{
    struct place_entry p = {.name = given(r, NAME),
                            .street = given(r, STREET),
                            .house = given(r, HOUSE),
                            .settlement = given(r, SETTLEMENT)};
    struct str kind = given(r, KIND);
    struct err why = {0};
    p.kind = p.name.n > 0 ? PLACE_NAMED : PLACE_ADDRESS;
    if (str_eqc(kind, "settlement"))
        p.kind = PLACE_SETTLEMENT;
    else if (str_eqc(kind, "place"))
        p.kind = PLACE_NAMED;
    else if (str_eqc(kind, "address"))
        p.kind = PLACE_ADDRESS;
    else if (kind.n > 0)
        return wrong(r, "kind is none of address, settlement, place", e);
    if (!degrees(given(r, LAT), 90, &p.at.lat7))
        return wrong(r, "lat is no latitude in degrees", e);
    if (!degrees(given(r, LON), 180, &p.at.lon7))
        return wrong(r, "lon is no longitude in degrees", e);
    enum rc rc = place_draft_add(d, &p, &why);
    return rc == RC_OK ? rc : err_set(e, rc, "line %u: %.250s", r->line, why.detail);
}

static enum rc columns(struct reading *r, struct err *e)
{
    bool there[COLUMNS + 1] = {false};
    size_t line = 0;
    while (line < r->rest.n && r->rest.p[line] != '\n')
        line++;
    bool comma = memchr(r->rest.p, ',', line) != NULL;
    r->separator = comma ? ',' : ';';
    enum rc rc = row(r, true, e);
    if (rc != RC_OK)
        return rc;
    r->columns = r->cells;
    for (uint32_t i = 0; i < r->cells; i++) {
        if (r->means[i] < COLUMNS && there[r->means[i]])
            return wrong(r, "a column is there twice", e);
        there[r->means[i]] = true;
    }
    memset(r->len, 0, sizeof r->len);
    if (!there[LAT] || !there[LON])
        return wrong(r, "there is no column lat, or none lon", e);
    return there[NAME] || there[STREET] || there[SETTLEMENT]
               ? RC_OK
               : wrong(r, "there is no column name, street or settlement", e);
}

enum rc place_csv(struct str csv, struct place_draft *d, struct err *e)
{
    static const char bom[] = "\xef\xbb\xbf";
    struct reading *r = mem_alloc(sizeof *r);
    r->rest = csv;
    r->next = 1;
    if (str_starts(csv, STR(bom)))
        r->rest = (struct str){csv.p + 3, csv.n - 3};
    r->line = 1;
    enum rc rc = r->rest.n == 0 ? wrong(r, "there are no columns", e) : columns(r, e);
    while (rc == RC_OK && r->rest.n > 0) {
        if (r->rest.p[0] == '\n' || str_starts(r->rest, STR("\r\n"))) { /* an empty line */
            size_t n = r->rest.p[0] == '\n' ? 1 : 2;
            r->rest = (struct str){r->rest.p + n, r->rest.n - n};
            r->next++;
            continue;
        }
        rc = row(r, false, e);
        if (rc == RC_OK && r->cells != r->columns)
            rc = wrong(r, "it has more or fewer cells than there are columns", e);
        if (rc == RC_OK)
            rc = take(r, d, e);
    }
    free(r);
    return rc;
}
