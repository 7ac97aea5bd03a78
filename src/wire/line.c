/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of the centre's own doors: positions, heartbeats, alarms. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "wire/wire_priv.h"

void wire_init(struct wire_out *out)
{
    *out = (struct wire_out){0};
    buf_init(&out->alarms, WIRE_LINES_BYTES);
    buf_init(&out->positions, WIRE_LINES_BYTES);
    buf_init(&out->heartbeats, WIRE_LINES_BYTES);
    buf_init(&out->reads, WIRE_LINES_BYTES);
    buf_init(&out->decoded, WIRE_IMAGE_MAX);
}

void wire_release(struct wire_out *out)
{
    buf_release(&out->alarms);
    buf_release(&out->positions);
    buf_release(&out->heartbeats);
    buf_release(&out->reads);
    buf_release(&out->decoded);
}

enum rc wire_done(const struct wire_out *out, struct err *e)
{
    bool fits = buf_ok(&out->alarms) && buf_ok(&out->positions) && buf_ok(&out->heartbeats) &&
                buf_ok(&out->reads) && !out->too_many;
    return fits ? RC_OK
                : err_set(e, RC_TOO_LARGE, "more than %d entries: send them in several requests",
                          WIRE_LINES_MAX);
}

/* ---- ids ---- */

static bool is_id_char(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '_' || c == ':' || c == '-';
}

size_t wire_id(struct str name, char to[WIRE_ID_MAX + 1])
{
    size_t n = 0, room = WIRE_ID_MAX;
    struct str s = str_trim(name);
    bool marked = s.n > WIRE_ID_MAX;
    for (size_t i = 0; i < s.n; i++)
        marked |= (unsigned char)s.p[i] >= 0x80;
    if (marked)
        room -= 9;
    for (size_t i = 0; i < s.n && n < room; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c >= 0x80 && c < 0xc0)
            continue; /* one '-' a character, not a byte */
        to[n++] = is_id_char(c) ? (char)c : '-';
    }
    if (marked) {
        struct sha256 h = sha256_of(s, STR_NONE, STR_NONE);
        (void)snprintf(to + n, 10, "-%02x%02x%02x%02x", h.b[0], h.b[1], h.b[2], h.b[3]);
        n += 9;
    }
    to[n] = '\0';
    return n;
}

/* ---- fields ---- */

bool wire_begin(struct wire_out *out, struct buf *to)
{
    if (out->lines == WIRE_LINES_MAX) {
        out->too_many = true;
        return false;
    }
    out->lines++;
    buf_putc(to, '{');
    return true;
}

void wire_end(struct buf *to)
{
    buf_cat(to, "}\n");
}

static void put_key(struct buf *to, const char *key)
{
    if (to->n > 0 && to->p[to->n - 1] != '{')
        buf_putc(to, ',');
    json_put_key(to, key);
}

void wire_put_id(struct buf *to, const char *key, struct str name)
{
    char id[WIRE_ID_MAX + 1];
    size_t n = wire_id(name, id);
    if (n == 0)
        return;
    put_key(to, key);
    json_put_string(to, (struct str){id, n});
}

void wire_put_text(struct buf *to, const char *key, struct str s)
{
    if (s.n == 0)
        return;
    put_key(to, key);
    json_put_string(to, s);
}

void wire_put_time(struct buf *to, const char *key, usec_t t)
{
    put_key(to, key);
    buf_putc(to, '"');
    clock_format(to, t);
    buf_putc(to, '"');
}

void wire_put_scaled(struct buf *to, const char *key, int64_t v, int digits)
{
    put_key(to, key);
    json_put_scaled(to, v, digits);
}

void wire_put_range(struct buf *to, const char *key, int64_t v, int digits, int64_t lo, int64_t hi)
{
    if (v >= lo && v <= hi)
        wire_put_scaled(to, key, v, digits);
}

/* ---- positions, heartbeats ---- */

const char *wire_place_wrong(int64_t lat, int64_t lon)
{
    if (lat < -INT64_C(900000000) || lat > INT64_C(900000000))
        return "the latitude is not from -90 to 90";
    if (lon < -INT64_C(1800000000) || lon > INT64_C(1800000000))
        return "the longitude is not from -180 to 180";
    return NULL;
}

static void put_message_id(struct buf *to, const struct wire_fix *f)
{
    char id[32];
    int n = snprintf(id, sizeof id, "%lld", (long long)(f->at / USEC_MS));
    wire_put_id(to, "id", (struct str){id, (size_t)n});
}

void wire_put_fix(struct wire_out *out, const struct wire_fix *f)
{
    struct buf *to = &out->positions;
    if (!wire_begin(out, to))
        return;
    wire_put_id(to, "device", f->device);
    wire_put_time(to, "at", f->at);
    wire_put_scaled(to, "lat", f->lat, 7);
    wire_put_scaled(to, "lon", f->lon, 7);
    if (f->has_speed)
        wire_put_range(to, "speed_kmh", f->speed, 1, 0, 5000);
    if (f->has_heading)
        wire_put_range(to, "heading", f->heading, 1, 0, 3600);
    if (f->has_accuracy)
        wire_put_range(to, "accuracy_m", f->accuracy, 0, 0, 100000);
    if (f->has_battery)
        wire_put_range(to, "battery", f->battery, 3, 0, 1000);
    put_message_id(to, f);
    wire_end(to);
}

void wire_put_heartbeat(struct wire_out *out, const struct wire_fix *f)
{
    struct buf *to = &out->heartbeats;
    if (!wire_begin(out, to))
        return;
    wire_put_id(to, "device", f->device);
    if (f->timed)
        wire_put_time(to, "at", f->at);
    if (f->has_battery)
        wire_put_range(to, "battery", f->battery, 3, 0, 1000);
    wire_end(to);
}

void wire_put_unread(struct wire_out *out, struct buf *to, const char *key, struct str device,
                     const char *why)
{
    if (!wire_begin(out, to))
        return;
    wire_put_id(to, key, device);
    wire_put_text(to, "unread", str_c(why));
    wire_end(to);
}

/* ---- alarms ---- */

const char *wire_alarm_kind(struct str word)
{
    static const struct {
        const char *word, *kind;
    } kinds[] = {{"sos", "panic"},          {"panic", "panic"},      {"duress", "duress"},
                 {"help", "help"},          {"fire", "fire"},        {"medical", "medical"},
                 {"fallDown", "medical"},   {"tampering", "tamper"}, {"tamper", "tamper"},
                 {"intrusion", "intrusion"}};

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (word.n == strlen(kinds[i].word) && strncasecmp(word.p, kinds[i].word, word.n) == 0)
            return kinds[i].kind;
    return NULL;
}

static void put_alarm(struct wire_out *out, const struct wire_fix *f, bool placed, const char *kind,
                      struct str word)
{
    struct buf *to = &out->alarms;
    if (!wire_begin(out, to))
        return;
    wire_put_id(to, "device", f->device);
    wire_put_text(to, "kind", str_c(kind));
    wire_put_time(to, "at", f->at);
    if (placed) {
        wire_put_scaled(to, "lat", f->lat, 7);
        wire_put_scaled(to, "lon", f->lon, 7);
    }
    if (!str_eqc(word, kind))
        wire_put_text(to, "detail", word);
    put_message_id(to, f);
    wire_end(to);
}

void wire_put_alarm(struct wire_out *out, const struct wire_fix *f, bool placed, struct str word)
{
    while (word.n > 0) {
        struct str one = str_trim(str_cut(&word, ','));
        const char *kind = wire_alarm_kind(one);
        if (kind == NULL)
            continue;
        put_alarm(out, f, placed, kind, one);
        return; /* one message is one press, whatever else it names */
    }
}
