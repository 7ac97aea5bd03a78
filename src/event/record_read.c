/* SPDX-License-Identifier: Apache-2.0 */
/* JSON to records, with every check the tables name. Pure but for the arena. */
#include <string.h>

#include "base/clock.h"
#include "event/record.h"

struct reading {
    const struct record *rec;
    enum record_form form;
    bool lenient;
    struct arena *arena;
    struct err *err;
};

/* What a character may stand in; a table, since every one of every line is asked. */
enum { OF_PLATE = 1, OF_SHA256 = 2 };

static uint8_t sorts[256];

__attribute__((constructor)) static void fill_sorts(void)
{
    for (int c = '0'; c <= '9'; c++)
        sorts[c] = OF_PLATE | OF_SHA256;
    for (int c = 'A'; c <= 'Z'; c++)
        sorts[c] = OF_PLATE;
    for (int c = 'a'; c <= 'f'; c++)
        sorts[c] = OF_SHA256;
}

static bool all_of(struct str s, uint8_t sort)
{
    for (size_t i = 0; i < s.n; i++)
        sort &= sorts[(uint8_t)s.p[i]];
    return sort != 0;
}

static bool is_sha256(struct str s)
{
    return s.n == 64 && all_of(s, OF_SHA256);
}

/* Latin twins of the Cyrillic letters that Russian plates use, by the second byte of their UTF-8 form. */
static char latin_twin(uint8_t lead, uint8_t b)
{
    static const struct {
        uint8_t lead, b;
        char latin;
    } twins[] = {
        {0xd0, 0x90, 'A'}, {0xd0, 0x92, 'B'}, {0xd0, 0x95, 'E'}, {0xd0, 0x9a, 'K'},
        {0xd0, 0x9c, 'M'}, {0xd0, 0x9d, 'H'}, {0xd0, 0x9e, 'O'}, {0xd0, 0xa0, 'P'},
        {0xd0, 0xa1, 'C'}, {0xd0, 0xa2, 'T'}, {0xd0, 0xa3, 'Y'}, {0xd0, 0xa5, 'X'},
        {0xd0, 0xb0, 'A'}, {0xd0, 0xb2, 'B'}, {0xd0, 0xb5, 'E'}, {0xd0, 0xba, 'K'},
        {0xd0, 0xbc, 'M'}, {0xd0, 0xbd, 'H'}, {0xd0, 0xbe, 'O'}, {0xd1, 0x80, 'P'},
        {0xd1, 0x81, 'C'}, {0xd1, 0x82, 'T'}, {0xd1, 0x83, 'Y'}, {0xd1, 0x85, 'X'},
    };

    for (size_t i = 0; i < ARRAY_LEN(twins); i++)
        if (twins[i].lead == lead && twins[i].b == b)
            return twins[i].latin;
    return 0;
}

int plate_normalise(struct str s, char *out)
{
    int n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == ' ' || c == '-')
            continue;
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        else if ((uint8_t)c >= 0xd0 && (uint8_t)c <= 0xd1 && i + 1 < s.n)
            c = latin_twin((uint8_t)c, (uint8_t)s.p[++i]);
        if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')))
            return -1;
        out[n++] = c;
    }
    return n >= 2 && n <= 16 ? n : -1;
}

static enum rc bad(const struct reading *g, const struct field *f, const char *what)
{
    return err_field(g->err, RC_INVALID, f->name, "'%s' %s", f->name, what);
}

static enum rc read_plate(const struct reading *g, const struct field *f, struct str s,
                          struct str *out)
{
    if (s.n >= 2 && s.n <= 16 && all_of(s, OF_PLATE)) {
        *out = s;
        return RC_OK;
    }
    if (s.n == 0 && g->form == RECORD_STORED) {
        *out = STR_NONE;
        return RC_OK;
    }
    if (s.n > 48)
        return bad(g, f, "must be a plate of 2 to 16 letters and digits");
    char text[100];
    int n = plate_normalise(s, text);
    if (n < 0)
        return bad(g, f, "must be a plate of 2 to 16 letters and digits");
    *out = arena_str(g->arena, (struct str){text, (size_t)n});
    return RC_OK;
}

static enum rc check_text(const struct reading *g, const struct field *f, struct str s,
                          struct str *out)
{
    if (f->kind == FIELD_PLATE)
        return read_plate(g, f, s, out);
    if (f->kind == FIELD_ID && !id_valid(s))
        return bad(g, f, "must be at most 64 letters, digits or . _ : -");
    if (f->kind == FIELD_SHA256 && s.n != 0 && !is_sha256(s))
        return bad(g, f, "must be 64 lower-case hex digits");
    if ((int64_t)s.n > f->max)
        return err_field(g->err, RC_INVALID, f->name, "'%s' is longer than %lld bytes", f->name,
                         (long long)f->max);
    if (s.n == 0 && (f->flags & FIELD_REQUIRED) != 0)
        return bad(g, f, "must not be empty");
    *out = s;
    return RC_OK;
}

static enum rc read_ids(const struct reading *g, const struct field *f, struct json_reader *r,
                        struct str *out)
{
    struct buf list;
    enum rc rc = RC_OK;
    buf_init(&list, (size_t)f->max);
    for (;;) {
        struct json_token t = json_next(r);
        if (t.kind == JSON_ARRAY_END)
            break;
        if (t.kind != JSON_STRING || t.escaped || t.raw.n == 0 || !id_valid(t.raw)) {
            rc = t.kind == JSON_ERROR ? json_fail(r, g->err) : bad(g, f, "must be an array of ids");
            break;
        }
        if (list.n > 0)
            buf_putc(&list, ',');
        buf_puts(&list, t.raw);
    }
    if (rc == RC_OK && !buf_ok(&list))
        rc = bad(g, f, "has too many ids");
    if (rc == RC_OK)
        *out = arena_str(g->arena, buf_str(&list));
    buf_release(&list);
    return rc;
}

static enum rc read_json(const struct reading *g, const struct field *f, struct json_reader *r,
                         struct json_token t, struct str *out)
{
    if (!json_skip(r, t, out))
        return json_fail(r, g->err);
    if ((int64_t)out->n > f->max)
        return err_field(g->err, RC_INVALID, f->name, "'%s' is longer than %lld bytes", f->name,
                         (long long)f->max);
    return RC_OK;
}

static enum rc read_text(const struct reading *g, const struct field *f, struct json_reader *r,
                         struct json_token t, struct str *out)
{
    if (f->kind == FIELD_JSON)
        return read_json(g, f, r, t, out);
    if (f->kind == FIELD_IDS && t.kind == JSON_ARRAY)
        return read_ids(g, f, r, out);
    if (t.kind != JSON_STRING || (f->kind == FIELD_IDS && g->form == RECORD_OUTSIDE))
        return bad(g, f, f->kind == FIELD_IDS ? "must be an array of ids" : "must be a string");
    struct str s = t.raw;
    if (t.escaped)
        s = json_text(t, arena_alloc(g->arena, t.raw.n + 1));
    return check_text(g, f, s, out);
}

static enum rc read_enum(const struct reading *g, const struct field *f, struct json_token t,
                         int64_t *out)
{
    int v = t.kind == JSON_STRING && !t.escaped ? enum_find(f->enums, t.raw) : -1;
    if (v >= 0) {
        *out = v;
        return RC_OK;
    }
    char names[200];
    size_t n = 0;
    for (int i = 0; i < f->enums->count && n < sizeof names - 40; i++)
        n += (size_t)snprintf(names + n, sizeof names - n, "%s%.*s", i > 0 ? ", " : "",
                              STR_ARG(f->enums->names[i]));
    return err_field(g->err, RC_INVALID, f->name, "'%s' must be one of %s", f->name, names);
}

static enum rc range_error(const struct reading *g, const struct field *f)
{
    struct buf b;
    buf_init(&b, 100);
    json_put_scaled(&b, f->min, f->digits);
    buf_cat(&b, " to ");
    json_put_scaled(&b, f->max, f->digits);
    enum rc rc = err_field(g->err, RC_INVALID, f->name, "'%s' must be a number from %.*s", f->name,
                           STR_ARG(buf_str(&b)));
    buf_release(&b);
    return rc;
}

static enum rc read_number(const struct reading *g, const struct field *f, struct json_token t,
                           int64_t *out)
{
    if (f->kind == FIELD_ENUM)
        return read_enum(g, f, t, out);
    if (f->kind == FIELD_BOOL) {
        if (t.kind != JSON_TRUE && t.kind != JSON_FALSE)
            return bad(g, f, "must be true or false");
        *out = t.kind == JSON_TRUE;
        return RC_OK;
    }
    if (f->kind == FIELD_TIME && g->form == RECORD_OUTSIDE) {
        if (t.kind != JSON_STRING || !clock_parse(t.raw, out))
            return bad(g, f, "must be an RFC 3339 time such as 2026-11-22T10:00:00Z");
        return RC_OK;
    }
    int digits = g->form == RECORD_OUTSIDE ? f->digits : 0;
    if (t.kind != JSON_NUMBER || !json_scaled(t, digits, out))
        return range_error(g, f);
    if (f->kind == FIELD_HEADING && *out == 3600)
        *out = 0; /* many devices say 360 for north */
    if (*out < f->min || *out > f->max)
        return range_error(g, f);
    return RC_OK;
}

/* A value of the wrong sort is passed over; broken JSON is not. */
static enum rc leave_out(const struct reading *g, const struct field *f, struct json_reader *r,
                         struct json_token t, char *at)
{
    struct str raw;
    memset(at, 0, f->kind >= FIELD_ID ? sizeof(struct str) : sizeof(int64_t));
    if (g->err != NULL)
        *g->err = (struct err){0};
    if ((t.kind == JSON_OBJECT || t.kind == JSON_ARRAY) && !json_skip(r, t, &raw))
        return json_fail(r, g->err);
    return RC_OK;
}

static enum rc read_field(const struct reading *g, const struct field *f, struct json_reader *r,
                          struct json_token t, void *out)
{
    if (t.kind == JSON_ERROR)
        return json_fail(r, g->err);
    if (t.kind == JSON_NULL && f->kind != FIELD_JSON)
        return RC_OK; /* absent */
    char *at = (char *)out + f->off;
    enum rc rc = f->kind >= FIELD_ID ? read_text(g, f, r, t, (struct str *)(void *)at)
                                     : read_number(g, f, t, (int64_t *)(void *)at);
    if (rc == RC_OK)
        *(uint64_t *)out |= BIT(f->bit);
    else if ((f->flags & FIELD_SOFT) != 0)
        return leave_out(g, f, r, t, at);
    return rc;
}

static enum rc missing(const struct reading *g, uint64_t lacks)
{
    for (int i = 0; lacks != 0 && i < g->rec->nfields; i++)
        if ((lacks & BIT(g->rec->fields[i].bit)) != 0)
            return err_field(g->err, RC_INVALID, g->rec->fields[i].name, "'%s' is missing",
                             g->rec->fields[i].name);
    return RC_OK;
}

static enum rc unknown_key(const struct reading *g, struct json_reader *r, struct str key,
                           struct json_token value)
{
    struct str raw;
    if (!g->lenient)
        return err_set(g->err, RC_INVALID, "unknown field '%.*s'", (int)(key.n < 64 ? key.n : 64),
                       key.p);
    return json_skip(r, value, &raw) ? RC_OK : json_fail(r, g->err);
}

/*
 * Which field followed which in what this thread read last, by their places in the table: most texts of a sender name the same
 * fields in the same order. Only a guess of what to look for first, so it does not matter whose it was.
 */
struct habit {
    uint8_t next[65]; /* by the place of the field before, from 1; 0 at the beginning */
};

/* The next key, the first token of its value, and its field (NULL: none of this name). False at the end and at fault: *key says which. */
static bool next_member(const struct reading *g, struct json_reader *r, uint8_t *before,
                        const struct field **f, struct json_token *key, struct json_token *value)
{
    static _Thread_local struct habit habit;
    uint8_t *guess = &habit.next[*before];
    *f = *guess < g->rec->nfields ? &g->rec->fields[*guess] : NULL;
    if (*f == NULL || !json_member_is(r, (struct str){(*f)->name, (*f)->name_n}, value)) {
        *key = json_next(r);
        if (key->kind != JSON_KEY)
            return false;
        *value = json_next(r);
        *f = key->escaped ? NULL : record_field(g->rec, key->raw);
        if (*f == NULL)
            return true;
        *guess = (uint8_t)(*f - g->rec->fields);
    }
    *before = (uint8_t)(*guess + 1);
    return true;
}

enum rc record_read_from(const struct record *rec, struct json_reader *r, enum record_form form,
                         bool lenient, struct arena *a, void *out, struct err *e)
{
    struct json_token t = json_next(r);
    if (t.kind != JSON_OBJECT) {
        memset(out, 0, rec->size);
        return t.kind == JSON_ERROR ? json_fail(r, e)
                                    : err_set(e, RC_INVALID, "must be a JSON object");
    }
    return record_read_open(rec, r, form, lenient, a, out, e);
}

enum rc record_read_open(const struct record *rec, struct json_reader *r, enum record_form form,
                         bool lenient, struct arena *a, void *out, struct err *e)
{
    struct reading g = {rec, form, lenient, a, e};
    struct json_token t = {0};
    memset(out, 0, rec->size);
    struct json_token value;
    const struct field *f;
    uint64_t seen = 0;
    uint8_t before = 0;
    while (next_member(&g, r, &before, &f, &t, &value)) {
        enum rc rc;
        bool twice = f != NULL && (seen & BIT(f->bit)) != 0;
        if (f == NULL || (twice && lenient && (f->flags & FIELD_SOFT) != 0)) {
            rc = unknown_key(&g, r, t.raw, value); /* of a soft one the first stands */
        } else if (twice) {
            rc = bad(&g, f, "is given twice");
        } else {
            seen |= BIT(f->bit);
            rc = read_field(&g, f, r, value, out);
        }
        if (rc != RC_OK)
            return rc;
    }
    if (t.kind == JSON_ERROR)
        return json_fail(r, e);
    return form == RECORD_OUTSIDE ? missing(&g, rec->required & ~*(uint64_t *)out) : RC_OK;
}

static bool text_readable(const struct field *f, struct str s)
{
    struct err e;
    struct str same;
    struct reading g = {.form = RECORD_STORED, .err = &e};
    if (f->kind == FIELD_JSON)
        return (int64_t)s.n <= f->max && (s.n == 0 || json_check(s, &e) == RC_OK);
    if (f->kind == FIELD_PLATE && s.n > 0)
        return s.n <= 16 && plate_normalise(s, (char[100]){0}) == (int)s.n;
    return str_utf8(s) && (s.n == 0 || check_text(&g, f, s, &same) == RC_OK);
}

static bool number_readable(const struct field *f, int64_t v)
{
    if (f->kind == FIELD_ENUM)
        return v >= 0 && v < f->enums->count;
    return f->kind == FIELD_BOOL ? v == 0 || v == 1 : v >= f->min && v <= f->max;
}

const struct field *record_unreadable(const struct record *rec, const void *patch)
{
    uint64_t has = *(const uint64_t *)patch;
    for (int i = 0; i < rec->nfields; i++) {
        const struct field *f = &rec->fields[i];
        const char *at = (const char *)patch + f->off;
        if ((has & BIT(f->bit)) == 0)
            continue;
        bool good = f->kind >= FIELD_ID ? text_readable(f, *(const struct str *)(const void *)at)
                                        : number_readable(f, *(const int64_t *)(const void *)at);
        if (!good)
            return f;
    }
    return NULL;
}

enum rc record_read(const struct record *rec, struct str text, enum record_form form, bool lenient,
                    struct arena *a, void *out, struct err *e)
{
    struct json_reader r;
    json_open(&r, text);
    enum rc rc = record_read_from(rec, &r, form, lenient, a, out, e);
    if (rc == RC_OK && json_next(&r).kind != JSON_END)
        rc = err_set(e, RC_INVALID, "bytes after the JSON object");
    return rc;
}
