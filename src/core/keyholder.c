/* SPDX-License-Identifier: Apache-2.0 */
#include "core/keyholder.h"

#include "base/json.h"

#define SHOWN_MAX 20

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

struct str codeword_plain(struct arena *a, struct str said)
{
    struct str s = str_trim(said);
    char *out = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != ' ' || out[n - 1] != ' ')
            out[n++] = small(s.p[i]);
    return (struct str){out, n};
}

enum rc codeword_hash(struct str plain, const char *field, char out[PASSWORD_HASH_MAX],
                      struct err *e)
{
    size_t characters = 0;
    for (size_t i = 0; i < plain.n; i++)
        characters += ((unsigned char)plain.p[i] & 0xc0u) != 0x80u;
    if (characters < CODEWORD_MIN)
        return err_field(e, RC_INVALID, field, "a code word has at least %d characters",
                         CODEWORD_MIN);
    return password_hash(plain, out, e);
}

bool codeword_fits(struct str plain, struct str hash)
{
    return password_fits(plain, hash);
}

static void put_text(struct buf *out, const char *key, struct str s)
{
    buf_printf(out, ",\"%s\":", key);
    json_put_string(out, s);
}

static void put_one(struct buf *out, const struct entity *en)
{
    const struct keyholder *k = en->rec;
    buf_cat(out, "{\"id\":");
    json_put_string(out, en->id);
    buf_printf(out, ",\"place\":%d", (int)k->place);
    put_text(out, "name", k->name);
    put_text(out, "phone", k->phone);
    put_text(out, "note", k->note);
    buf_printf(out, ",\"code\":%s,\"duress_code\":%s}", k->code.n > 0 ? "true" : "false",
               k->duress_code.n > 0 ? "true" : "false");
}

/* The next in order after (place, id) of `last`; NULL: none. */
static const struct entity *next(const struct entity *const *list, uint32_t n,
                                 const struct entity *last)
{
    const struct entity *best = NULL;
    for (uint32_t i = 0; i < n; i++) {
        const struct keyholder *k = list[i]->rec, *l = last != NULL ? last->rec : NULL;
        const struct keyholder *b = best != NULL ? best->rec : NULL;
        bool after = l == NULL || k->place > l->place ||
                     (k->place == l->place && str_cmp(list[i]->id, last->id) > 0);
        bool sooner = b == NULL || k->place < b->place ||
                      (k->place == b->place && str_cmp(list[i]->id, best->id) < 0);
        if (after && sooner)
            best = list[i];
    }
    return best;
}

void keyholders_write(const struct picture *p, struct str site, struct buf *out)
{
    uint32_t n;
    const struct entity *const *list = picture_by(p, KIND_KEYHOLDER, F_KEYHOLDER_SITE, site, &n);
    const struct entity *at = NULL;
    buf_cat(out, "\"keyholders\":[");
    for (int i = 0; i < SHOWN_MAX && site.n > 0 && (at = next(list, n, at)) != NULL; i++) {
        if (i > 0)
            buf_putc(out, ',');
        put_one(out, at);
    }
    buf_putc(out, ']');
}
