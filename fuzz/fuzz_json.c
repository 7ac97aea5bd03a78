/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The JSON reader on any bytes. Beyond not crashing: an accepted text is UTF-8, every token lies inside it, and
 * writing what was read gives a text that reads the same.
 */
#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_number(struct json_token t)
{
    for (int digits = 0; digits <= 18; digits += 6) {
        int64_t v, again;
        if (!json_scaled(t, digits, &v))
            continue;
        struct buf b;
        struct json_reader r;
        buf_init(&b, 64);
        json_put_scaled(&b, v, digits);
        json_open(&r, buf_str(&b));
        must(json_scaled(json_next(&r), digits, &again) && again == v);
        must(json_next(&r).kind == JSON_END);
        buf_release(&b);
    }
}

static void put_text(struct buf *out, struct json_token t)
{
    char *scratch = mem_alloc(t.raw.n); /* exact, so that writing past the promise is seen */
    struct str s = json_text(t, scratch);
    must(s.n <= t.raw.n && str_utf8(s));
    json_put_string(out, s);
    free(scratch);
}

/* Write one token; what stands between tokens follows from the one before. */
static void put_token(struct buf *out, struct json_token t, bool *comma)
{
    bool closes = t.kind == JSON_OBJECT_END || t.kind == JSON_ARRAY_END;
    if (*comma && !closes)
        buf_putc(out, ',');
    *comma = t.kind != JSON_KEY && t.kind != JSON_OBJECT && t.kind != JSON_ARRAY;
    if (t.kind == JSON_KEY || t.kind == JSON_STRING)
        put_text(out, t);
    else
        buf_puts(out, t.raw);
    if (t.kind == JSON_KEY)
        buf_putc(out, ':');
}

/* Read all tokens and write them anew. False on malformed text. */
static bool rewrite(struct str text, struct buf *out)
{
    struct json_reader r;
    struct json_token t;
    bool comma = false;
    json_open(&r, text);
    while ((t = json_next(&r)).kind != JSON_END) {
        if (t.kind == JSON_ERROR) {
            must(r.why != NULL && r.at >= r.start && r.at <= r.end);
            must(json_next(&r).kind == JSON_ERROR);
            return false;
        }
        must(t.raw.p >= text.p && t.raw.p + t.raw.n <= text.p + text.n);
        must(r.depth <= JSON_DEPTH);
        if (t.kind == JSON_NUMBER)
            check_number(t);
        put_token(out, t, &comma);
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size}, raw;
    struct buf once, twice;
    struct json_reader r;
    struct err e;
    buf_init(&once, size * 6 + 64);
    buf_init(&twice, size * 36 + 64);
    bool ok = rewrite(text, &once);
    must(ok == (json_check(text, &e) == RC_OK));
    json_open(&r, text);
    bool skipped = json_skip(&r, json_next(&r), &raw) && json_next(&r).kind == JSON_END;
    must(ok == skipped);
    if (ok) {
        must(str_utf8(text));
        must(str_eq(raw, str_trim(text)));
        must(buf_ok(&once) && rewrite(buf_str(&once), &twice));
        must(str_eq(buf_str(&once), buf_str(&twice)));
    }
    buf_release(&once);
    buf_release(&twice);
    return 0;
}
