/* SPDX-License-Identifier: Apache-2.0 */
/* Base64, Basic authentication, multipart bodies, photos. */
#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "wire/wire_priv.h"

bool wire_base64(struct str text, struct buf *to)
{
    size_t room = text.n / 4 * 3 + 3;
    char *at = buf_room(to, room);
    int n = at != NULL ? base64_get(text, at, room) : -1;
    if (n > 0)
        to->n += (size_t)n;
    return n >= 0;
}

bool wire_basic(struct str decoded, struct str *user, struct str *password)
{
    const char *colon = decoded.n > 0 ? memchr(decoded.p, ':', decoded.n) : NULL;
    if (colon == NULL)
        return false;
    *user = (struct str){decoded.p, (size_t)(colon - decoded.p)};
    *password = (struct str){colon + 1, decoded.n - user->n - 1};
    return true;
}

/* ---- multipart ---- */

/* The value of `name=` in a header's parameters: "a; name=value" or "a; name="value"". */
static struct str parameter(struct str header, const char *name)
{
    size_t n = strlen(name);
    for (size_t i = 1; i + n + 1 < header.n; i++) {
        char before = header.p[i - 1];
        if ((before != ' ' && before != ';' && before != '\t') ||
            strncasecmp(header.p + i, name, n) != 0 || header.p[i + n] != '=')
            continue;
        struct str v = {header.p + i + n + 1, header.n - i - n - 1};
        if (v.p[0] == '"') {
            v = (struct str){v.p + 1, v.n - 1};
            return str_cut(&v, '"');
        }
        return str_trim(str_cut(&v, ';'));
    }
    return STR_NONE;
}

struct str wire_boundary(struct str type)
{
    static const char want[] = "multipart/form-data";
    size_t n = sizeof want - 1;
    if (type.n < n || strncasecmp(type.p, want, n) != 0)
        return STR_NONE;
    struct str b = parameter(type, "boundary");
    return b.n <= 70 ? b : STR_NONE; /* RFC 2046 5.1.1 */
}

/* The next "--boundary" at the beginning of a line of `s`; NULL: none. */
static const char *delimiter(struct str s, struct str boundary, bool first)
{
    const char *at = s.p, *end = s.p + s.n;
    size_t need = boundary.n + 2;
    while ((size_t)(end - at) >= need) {
        const char *dash = memchr(at, '-', (size_t)(end - at) - need + 1);
        if (dash == NULL)
            return NULL;
        bool line = dash == s.p ? first : dash[-1] == '\n';
        if (line && dash[1] == '-' && memcmp(dash + 2, boundary.p, boundary.n) == 0)
            return dash;
        at = dash + 1;
    }
    return NULL;
}

/* Its headers end at an empty line; they name it. */
static bool read_part(struct str part, struct wire_part *out)
{
    static const char key[] = "content-disposition:";
    struct str rest = part;
    *out = (struct wire_part){STR_NONE, STR_NONE};
    while (rest.n > 0) {
        struct str line = str_cut(&rest, '\n');
        if (line.n > 0 && line.p[line.n - 1] == '\r')
            line.n--;
        if (line.n == 0) {
            out->bytes = rest;
            return true;
        }
        if (line.n > sizeof key - 1 && strncasecmp(line.p, key, sizeof key - 1) == 0)
            out->name = parameter(line, "name");
    }
    return false;
}

bool wire_part(struct str boundary, struct str *rest, struct wire_part *out)
{
    if (boundary.n == 0 || rest->n == 0)
        return false;
    const char *from = delimiter(*rest, boundary, true);
    if (from == NULL)
        return false;
    struct str after = {from + 2 + boundary.n, rest->n - (size_t)(from - rest->p) - 2 - boundary.n};
    if (after.n >= 2 && after.p[0] == '-' && after.p[1] == '-')
        return false; /* the last one */
    (void)str_cut(&after, '\n');
    const char *to = after.n > 0 ? delimiter(after, boundary, true) : NULL;
    if (to == NULL)
        return false;
    struct str part = {after.p, (size_t)(to - after.p)};
    *rest = (struct str){to, after.n - part.n};
    if (part.n > 0 && part.p[part.n - 1] == '\n')
        part.n--;
    if (part.n > 0 && part.p[part.n - 1] == '\r')
        part.n--;
    return read_part(part, out);
}

/* ---- photos ---- */

static bool is_picture(struct str s)
{
    return str_starts(s, STR("\xff\xd8\xff")) || str_starts(s, STR("\x89PNG\r\n\x1a\n")) ||
           (s.n > 12 && memcmp(s.p, "RIFF", 4) == 0 && memcmp(s.p + 8, "WEBP", 4) == 0);
}

void wire_set_image(struct wire_out *out, struct str bytes)
{
    if (out->image.n > 0 || bytes.n > WIRE_IMAGE_MAX || !is_picture(bytes))
        return;
    sha256_hex(sha256_of(bytes, STR_NONE, STR_NONE), out->image_sha);
    out->image = bytes;
}

void wire_set_image_base64(struct wire_out *out, const struct wire_value *v)
{
    if (v->kind != JSON_STRING || v->escaped || v->raw.n == 0 || out->image.n > 0)
        return;
    if (wire_base64(v->raw, &out->decoded))
        wire_set_image(out, buf_str(&out->decoded));
    if (out->image.n == 0)
        buf_clear(&out->decoded);
}
