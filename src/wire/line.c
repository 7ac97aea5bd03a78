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

/* ---- fields ---- */

bool wire_begin(struct wire_out *out, struct buf *to)
{
    uint32_t *n = to == &out->alarms ? &out->alarm_lines : &out->lines;
    if (*n == WIRE_LINES_MAX) {
        out->too_many = true;
        return false;
    }
    ++*n;
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

/*
 * Somebody put the token where the app wants the device's name: it would stand in the history for ever. What stands for it
 * tells two such devices apart, and nothing else.
 */
static size_t not_a_secret(struct str name, char to[ID_MAX + 1])
{
    char hex[SHA256_HEX + 1];
    sha256_hex(sha256_of(str_trim(name), STR_NONE, STR_NONE), hex);
    return (size_t)snprintf(to, ID_MAX + 1, "token-%.8s", hex);
}

void wire_put_id(struct buf *to, const char *key, struct str name)
{
    char id[ID_MAX + 1];
    size_t n =
        str_starts(str_trim(name), STR("mkz_")) ? not_a_secret(name, id) : id_of_name(name, id);
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

static void put_fix_id(struct buf *to, const struct wire_fix *f)
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
    put_fix_id(to, f);
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

/* Words of trackers, the most urgent first. */
static const struct {
    const char *word, *kind;
} kinds[] = {{"duress", "duress"},    {"sos", "panic"},           {"panic", "panic"},
             {"help", "help"},        {"fire", "fire"},           {"medical", "medical"},
             {"fallDown", "medical"}, {"intrusion", "intrusion"}, {"tampering", "tamper"},
             {"tamper", "tamper"}};

/* Where among `kinds` the word is; their number when it is none of them. */
static size_t kind_of_word(struct str word)
{
    size_t i = 0;
    while (i < ARRAY_LEN(kinds) &&
           (word.n != strlen(kinds[i].word) || strncasecmp(word.p, kinds[i].word, word.n) != 0))
        i++;
    return i;
}

/* The most urgent of "lowBattery,sos". */
static size_t kind_of_text(struct str text)
{
    size_t best = ARRAY_LEN(kinds);
    while (text.n > 0) {
        size_t i = kind_of_word(str_trim(str_cut(&text, ',')));
        best = i < best ? i : best;
    }
    return best;
}

/*
 * Two presses must never be one: many trackers repeat the time of their last fix while it stands still, so the time alone
 * names nothing, and the same bytes are the same press only just after that time. A message sent again later is one press
 * too many, which costs a look.
 */
static void put_press_id(struct buf *to, const struct wire_fix *f, const struct wire_press *p,
                         const char *kind)
{
    char id[ID_MAX + 1], hex[SHA256_HEX + 1];
    if (!f->timed || f->at < p->now - WIRE_PRESS_FRESH || f->at > p->now + WIRE_PRESS_FRESH)
        return;
    sha256_hex(sha256_of(p->text[0], STR("\n"), p->text[1]), hex);
    int n = snprintf(id, sizeof id, "%s-%.32s", kind, hex);
    wire_put_id(to, "id", (struct str){id, (size_t)n});
}

/* All that names an alarm, one field after another, unless it says no more than the kind. */
static void put_detail(struct buf *to, const struct wire_press *p, const char *kind)
{
    char all[WIRE_PRESS_FIELDS * (WIRE_TEXT_MAX + 1)];
    size_t n = 0;
    for (size_t i = 0; i < WIRE_PRESS_FIELDS; i++) {
        struct str s = str_trim(p->words[i]);
        if (s.n > WIRE_TEXT_MAX || kind_of_text(s) == ARRAY_LEN(kinds))
            continue;
        if (n > 0)
            all[n++] = ',';
        memcpy(all + n, s.p, s.n);
        n += s.n;
    }
    struct str detail = {all, n < WIRE_TEXT_MAX ? n : WIRE_TEXT_MAX};
    detail.n = str_utf8_prefix(detail);
    if (!str_eqc(detail, kind))
        wire_put_text(to, "detail", detail);
}

void wire_put_alarm(struct wire_out *out, const struct wire_fix *f, bool placed,
                    const struct wire_press *p)
{
    struct buf *to = &out->alarms;
    size_t best = ARRAY_LEN(kinds);
    for (size_t i = 0; i < WIRE_PRESS_FIELDS; i++) {
        size_t k = kind_of_text(p->words[i]);
        best = k < best ? k : best;
    }
    if (best == ARRAY_LEN(kinds) || !wire_begin(out, to))
        return; /* one message is one press, whatever else it names */
    const char *kind = kinds[best].kind;
    wire_put_id(to, "device", f->device);
    wire_put_text(to, "kind", str_c(kind));
    wire_put_time(to, "at", f->at);
    if (placed) {
        wire_put_scaled(to, "lat", f->lat, 7);
        wire_put_scaled(to, "lon", f->lon, 7);
    }
    put_detail(to, p, kind);
    put_press_id(to, f, p, kind);
    wire_end(to);
}
