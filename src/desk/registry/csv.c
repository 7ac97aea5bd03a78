/* SPDX-License-Identifier: Apache-2.0 */
/* CSV (RFC 4180) as offices write it: any of three separators, any line end, a byte order mark, blank lines. */
#include <string.h>

#include "desk/registry/registry_priv.h"

struct csv {
    struct import *m;
    const char *at, *end;
    char sep;
    uint32_t line; /* of `at` */
    struct column column[REGISTRY_COLUMNS_MAX];
    size_t ncolumns;
};

static bool line_end(char c)
{
    return c == '\n' || c == '\r';
}

static void skip_line_end(struct csv *x)
{
    if (x->at == x->end)
        return;
    if (*x->at == '\r' && x->at + 1 < x->end && x->at[1] == '\n')
        x->at++;
    x->at++;
    x->line++;
}

/* The separator that occurs most often in the header, outside of quotes. */
static char separator_of(struct str text)
{
    static const char seps[] = {',', ';', '\t'};
    size_t count[3] = {0};
    bool quoted = false;
    for (size_t i = 0; i < text.n && (quoted || !line_end(text.p[i])); i++) {
        if (text.p[i] == '"')
            quoted = !quoted;
        for (int k = 0; k < 3 && !quoted; k++)
            count[k] += text.p[i] == seps[k];
    }
    if (count[1] > count[0])
        return count[2] > count[1] ? '\t' : ';';
    return count[2] > count[0] ? '\t' : ',';
}

/* Stands behind the opening quote. False: never closed, or followed by something else than a separator. */
static bool quoted_field(struct csv *x, struct str *out)
{
    const char *from = x->at;
    char *to = NULL; /* a copy, from the first doubled quote on */
    size_t n = 0;
    for (; x->at < x->end; x->at++) {
        if (*x->at == '"') {
            if (x->at + 1 == x->end || x->at[1] != '"')
                break;
            if (to == NULL) {
                const char *close = x->at;
                size_t most = (size_t)(x->end - from);
                /* Bounded by the text up to the next quote that could close, so one bad field cannot double the file. */
                while (close < x->end &&
                       !(*close == '"' && (close + 1 == x->end || close[1] != '"')))
                    close += *close == '"' ? 2 : 1;
                most = close < x->end ? (size_t)(close - from) : most;
                to = arena_alloc(x->m->arena, most + 1);
                n = (size_t)(x->at - from);
                if (n > 0)
                    memcpy(to, from, n);
            }
            x->at++;
        } else if (line_end(*x->at) &&
                   (*x->at == '\n' || x->at + 1 == x->end || x->at[1] != '\n')) {
            x->line++;
        }
        if (to != NULL)
            to[n++] = *x->at;
    }
    if (x->at == x->end)
        return false;
    *out = to != NULL ? (struct str){to, n} : (struct str){from, (size_t)(x->at - from)};
    x->at++;
    return x->at == x->end || *x->at == x->sep || line_end(*x->at);
}

static struct str plain_field(struct csv *x)
{
    const char *from = x->at;
    while (x->at < x->end && *x->at != x->sep && !line_end(*x->at))
        x->at++;
    return (struct str){from, (size_t)(x->at - from)};
}

static void skip_record(struct csv *x)
{
    while (x->at < x->end && !line_end(*x->at))
        x->at++;
    skip_line_end(x);
}

/* The fields of one record into v; their number, or -1 after an error (which is kept). */
static int record(struct csv *x, struct str v[REGISTRY_COLUMNS_MAX])
{
    uint32_t line = x->line;
    for (int n = 0;;) {
        struct str s;
        if (n == REGISTRY_COLUMNS_MAX) {
            registry_fault(x->m->arena, &x->m->errors, line, "", "more than 64 fields");
            skip_record(x);
            return -1;
        }
        if (x->at < x->end && *x->at == '"') {
            x->at++;
            if (!quoted_field(x, &s)) {
                registry_fault(x->m->arena, &x->m->errors, line, "",
                               x->at == x->end ? "a quoted field is never closed"
                                               : "a separator must follow a quoted field");
                skip_record(x);
                return -1;
            }
        } else {
            s = plain_field(x);
        }
        v[n++] = str_trim(s);
        if (x->at == x->end || *x->at != x->sep) {
            skip_line_end(x);
            return n;
        }
        x->at++;
    }
}

static void name_error(struct csv *x, struct str name, const char *what)
{
    struct str t = arena_printf(x->m->arena, "column '%.*s' %s", (int)(name.n < 60 ? name.n : 60),
                                name.p != NULL ? name.p : "", what);
    struct str field = arena_str(x->m->arena, (struct str){name.p, name.n < 60 ? name.n : 60});
    registry_fault(x->m->arena, &x->m->errors, 1, str_utf8(field) ? field.p : "",
                   str_utf8(t) ? t.p : what);
}

static bool header(struct csv *x)
{
    struct str v[REGISTRY_COLUMNS_MAX];
    size_t before = x->m->errors.total;
    int n = record(x, v);
    uint8_t taken[COLUMN_COUNT];
    memset(taken, 0xff, sizeof taken);
    for (int i = 0; i < n; i++) {
        struct column col = registry_column(x->m->what, v[i]);
        x->column[i] = col;
        if (col.at == COLUMN_NONE)
            name_error(x, v[i], "is not known");
        else if (taken[col.at] == col.rank)
            name_error(x, v[i], "is there twice");
        else
            taken[col.at] = col.rank;
    }
    x->ncolumns = n > 0 ? (size_t)n : 0;
    return x->m->errors.total == before;
}

static bool all_empty(const struct str *v, int n)
{
    for (int i = 0; i < n; i++)
        if (v[i].n > 0)
            return false;
    return true;
}

static void body_row(struct csv *x, uint32_t line, const struct str *v, int n)
{
    struct cells c;
    registry_cells_clear(&c);
    c.decimal_comma = x->sep != ',';
    if ((size_t)n > x->ncolumns && !all_empty(v + x->ncolumns, n - (int)x->ncolumns)) {
        registry_fault(x->m->arena, &x->m->errors, line, "", "more fields than the header has");
        return;
    }
    for (size_t i = 0; i < x->ncolumns && i < (size_t)n; i++)
        registry_put(&c, x->column[i], v[i]);
    registry_add_row(x->m, line, &c);
}

void registry_read_csv(struct import *m, struct str text)
{
    struct csv x = {.m = m, .at = text.p, .end = text.p + text.n, .line = 1};
    struct str v[REGISTRY_COLUMNS_MAX];
    while (x.at < x.end && line_end(*x.at))
        skip_line_end(&x);
    x.sep = separator_of((struct str){x.at, (size_t)(x.end - x.at)});
    if (!header(&x))
        return;
    while (x.at < x.end) {
        uint32_t line = x.line;
        int n = record(&x, v);
        if (n <= 0 || all_empty(v, n))
            continue;
        if (m->nrows >= REGISTRY_ROWS_MAX) {
            registry_fault(m->arena, &m->errors, line, "", "more than 200000 rows: split the file");
            return;
        }
        body_row(&x, line, v, n);
    }
}
