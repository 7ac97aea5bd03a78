/* SPDX-License-Identifier: Apache-2.0 */
#include "pick.h"

#include <stdarg.h>

void pick_each(struct str text, void (*each)(void *user, struct str key, struct str value),
               void *user)
{
    struct json_reader r;
    json_open(&r, text);
    struct json_token t = json_next(&r);
    bool object = t.kind == JSON_OBJECT;
    if (!object && t.kind != JSON_ARRAY)
        return;
    for (;;) {
        struct str key = STR_NONE, value;
        t = json_next(&r);
        if (object && t.kind == JSON_KEY) {
            key = t.raw;
            t = json_next(&r);
        }
        if (t.kind == JSON_OBJECT_END || t.kind == JSON_ARRAY_END || t.kind == JSON_END ||
            !json_skip(&r, t, &value))
            return;
        each(user, key, value);
    }
}

struct found {
    const char *key;
    struct str value;
};

static void find(void *user, struct str key, struct str value)
{
    struct found *f = user;
    if (!f->value.p && str_eqc(key, f->key))
        f->value = value;
}

struct str pick(struct str object, const char *key)
{
    struct found f = {.key = key};
    pick_each(object, find, &f);
    return f.value;
}

struct str pick_path(struct str object, ...)
{
    va_list keys;
    va_start(keys, object);
    for (const char *key = va_arg(keys, const char *); key; key = va_arg(keys, const char *))
        object = pick(object, key);
    va_end(keys);
    return object;
}

static struct json_token token_of(struct str raw)
{
    struct json_reader r;
    json_open(&r, raw);
    return json_next(&r);
}

bool pick_text(struct str object, const char *key, char *out, size_t cap)
{
    out[0] = '\0';
    struct json_token t = token_of(pick(object, key));
    if (t.kind != JSON_STRING || t.raw.n >= cap)
        return false;
    struct str text = json_text(t, out); /* decoded text is never longer than its raw form */
    memmove(out, text.p ? text.p : "", text.n);
    out[text.n] = '\0';
    return true;
}

bool pick_scaled(struct str object, const char *key, int digits, int64_t *out)
{
    struct json_token t = token_of(pick(object, key));
    return t.kind == JSON_NUMBER && json_scaled(t, digits, out);
}

bool pick_true(struct str object, const char *key)
{
    return str_eqc(pick(object, key), "true");
}
