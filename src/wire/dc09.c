/* SPDX-License-Identifier: Apache-2.0 */
/* Frames: cut, checked, decrypted, written. */
#include "wire/dc09.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#include "base/hash.h"

#define BLOCK 16
#define STAMP 20 /* "_HH:MM:SS,MM-DD-YYYY" */

size_t dc09_cut(struct str input, struct str *out)
{
    *out = STR_NONE;
    if (input.n == 0)
        return 0;
    const char *begin = memchr(input.p, '\n', input.n);
    if (begin == NULL)
        return input.n;
    size_t skip = (size_t)(begin - input.p);
    if (skip > 0)
        return skip;
    struct str rest = {input.p + 1, input.n - 1};
    size_t most = rest.n < DC09_FRAME_MAX ? rest.n : DC09_FRAME_MAX;
    for (size_t i = 0; i < most; i++) {
        if (rest.p[i] == '\r') {
            *out = (struct str){rest.p, i};
            return i + 2;
        }
        if (rest.p[i] == '\n') /* another begins: this one never ended */
            return i + 1;
    }
    return rest.n >= DC09_FRAME_MAX ? input.n : 0;
}

uint16_t dc09_crc(struct str s)
{
    uint16_t crc = 0;
    for (size_t i = 0; i < s.n; i++) {
        crc = (uint16_t)(crc ^ (uint8_t)s.p[i]);
        for (int bit = 0; bit < 8; bit++)
            crc = (uint16_t)((crc & 1) != 0 ? crc >> 1 ^ 0xa001 : crc >> 1);
    }
    return crc;
}

/* ---- reading ---- */

static bool hex_number(struct str s, unsigned *out)
{
    unsigned v = 0;
    for (size_t i = 0; i < s.n; i++) {
        int digit = hex_digit(s.p[i]);
        if (digit < 0)
            return false;
        v = v << 4 | (unsigned)digit;
    }
    *out = v;
    return true;
}

static struct str take(struct str *rest, size_t n)
{
    struct str out = {rest->p, n < rest->n ? n : rest->n};
    rest->p += out.n;
    rest->n -= out.n;
    return out;
}

/* As many as are letters or digits, at most `most`. */
static struct str take_word(struct str *rest, size_t most)
{
    size_t n = 0;
    while (n < rest->n && n < most &&
           ((rest->p[n] >= '0' && rest->p[n] <= '9') || (rest->p[n] >= 'A' && rest->p[n] <= 'Z') ||
            (rest->p[n] >= 'a' && rest->p[n] <= 'z')))
        n++;
    return take(rest, n);
}

static bool is(const struct str *rest, char c)
{
    return rest->n > 0 && rest->p[0] == c;
}

/* "R12", "L0": an optional part with its letter; the number after it is hexadecimal, so an L ends an R. */
static struct str take_prefix(struct str *rest, char letter)
{
    size_t n = 1;
    if (!is(rest, letter))
        return STR_NONE;
    while (n < rest->n && n < 7 && hex_digit(rest->p[n]) >= 0)
        n++;
    return take(rest, n);
}

static enum dc09_id id_of(struct str token)
{
    return str_eqc(token, "NULL")      ? DC09_NULL
           : str_eqc(token, "SIA-DCS") ? DC09_SIA
           : str_eqc(token, "ADM-CID") ? DC09_CID
                                       : DC09_OTHER;
}

static enum rc read_inside(struct str rest, struct dc09_frame *out, struct err *e)
{
    (void)take(&rest, 1); /* the quote */
    const char *end = rest.n > 0 ? memchr(rest.p, '"', rest.n) : NULL;
    if (end == NULL || end - rest.p > 24)
        return err_set(e, RC_INVALID, "no id stands in quotes");
    out->token = take(&rest, (size_t)(end - rest.p));
    (void)take(&rest, 1);
    out->encrypted = is(&out->token, '*');
    if (out->encrypted)
        (void)take(&out->token, 1);
    out->id = id_of(out->token);
    out->seq = take_word(&rest, 4);
    out->receiver = take_prefix(&rest, 'R');
    out->line = take_prefix(&rest, 'L');
    if (is(&rest, '#')) {
        (void)take(&rest, 1);
        out->account = take_word(&rest, DC09_ACCOUNT_MAX);
    }
    if (out->seq.n != 4 || !is(&rest, '['))
        return err_set(e, RC_INVALID, "it is no frame: sequence or data is missing");
    (void)take(&rest, 1);
    out->rest = rest;
    return RC_OK;
}

enum rc dc09_read(struct str text, struct dc09_frame *out, struct err *e)
{
    struct str rest = text;
    unsigned crc = 0, length = 0;
    *out = (struct dc09_frame){.id = DC09_OTHER};
    if (text.n < 10 || !hex_number(take(&rest, 4), &crc))
        return err_set(e, RC_CORRUPT, "it is no frame");
    struct str said = take(&rest, 4);
    if (!is(&rest, '"') || dc09_crc(rest) != crc)
        return err_set(e, RC_CORRUPT, "the CRC is wrong");
    out->length_wrong = !hex_number(said, &length) || length != rest.n;
    return read_inside(rest, out, e);
}

static const EVP_CIPHER *cipher_of(const struct dc09_key *key)
{
    return key->n == 16 ? EVP_aes_128_cbc() : key->n == 24 ? EVP_aes_192_cbc() : EVP_aes_256_cbc();
}

/* Whole blocks in place of blocks. */
static void crypt(const struct dc09_key *key, bool encrypt, const char *from, size_t n, char *to)
{
    static const unsigned char zero[BLOCK];
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    int done = 0, last = 0;
    must(ctx != NULL && n % BLOCK == 0 && n <= DC09_FRAME_MAX);
    must(EVP_CipherInit_ex(ctx, cipher_of(key), NULL, key->b, zero, encrypt) == 1);
    must(EVP_CIPHER_CTX_set_padding(ctx, 0) == 1);
    must(EVP_CipherUpdate(ctx, (unsigned char *)to, &done, (const unsigned char *)from, (int)n) ==
         1);
    must(EVP_CipherFinal_ex(ctx, (unsigned char *)to + done, &last) == 1);
    must((size_t)(done + last) == n);
    EVP_CIPHER_CTX_free(ctx);
}

bool dc09_decrypt(struct str rest, const struct dc09_key *key, char *to, struct str *clear)
{
    char bytes[DC09_FRAME_MAX];
    size_t n = rest.n / 2;
    usec_t at;
    if (key->n == 0 || rest.n % 2 != 0 || n == 0 || n % BLOCK != 0 || n > sizeof bytes ||
        !hex_get(rest, bytes, n))
        return false;
    crypt(key, false, bytes, n, to);
    *clear = (struct str){to, n};
    return n > STAMP && to[n - STAMP] == '_' &&
           dc09_time((struct str){to + n - STAMP + 1, STAMP - 1}, &at);
}

/* ---- behind '[' ---- */

static bool two(struct str s, size_t at, int64_t *out)
{
    return str_i64((struct str){s.p + at, 2}, out) && s.p[at] >= '0' && s.p[at] <= '9';
}

bool dc09_time(struct str s, usec_t *out)
{
    char text[24];
    int64_t year, hour, minute, second, month, day;
    if (s.n != 19 || s.p[2] != ':' || s.p[5] != ':' || s.p[8] != ',' || s.p[11] != '-' ||
        s.p[14] != '-' || !two(s, 0, &hour) || !two(s, 3, &minute) || !two(s, 6, &second) ||
        !two(s, 9, &month) || !two(s, 12, &day) || !str_i64((struct str){s.p + 15, 4}, &year) ||
        year < 1970)
        return false;
    int n = snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)year, (int)month,
                     (int)day, (int)hour, (int)minute, (int)second);
    return clock_parse((struct str){text, (size_t)n}, out);
}

void dc09_put_time(struct buf *out, usec_t t)
{
    time_t s = (time_t)(t / USEC_S);
    struct tm tm;
    char text[32];
    must(gmtime_r(&s, &tm) != NULL);
    must(strftime(text, sizeof text, "_%H:%M:%S,%m-%d-%Y", &tm) == STAMP);
    buf_cat(out, text);
}

/* "047E39.2630", "12N07.5": degrees, the side, minutes with a fraction. Degrees × 10⁷. */
static bool read_angle(struct str s, const char *sides, int64_t most, int32_t *out)
{
    int64_t degrees = 0, minutes = 0, fraction = 0, scale = 1;
    size_t i = 0;
    while (i < s.n && i < 3 && s.p[i] >= '0' && s.p[i] <= '9')
        degrees = degrees * 10 + (s.p[i++] - '0');
    if (i == 0 || i >= s.n || (s.p[i] != sides[0] && s.p[i] != sides[1]))
        return false;
    bool negative = s.p[i++] == sides[1];
    size_t begin = i;
    while (i < s.n && i < begin + 2 && s.p[i] >= '0' && s.p[i] <= '9')
        minutes = minutes * 10 + (s.p[i++] - '0');
    if (i < s.n && (s.p[i] == '.' || s.p[i] == ','))
        for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
            if (scale < 1000000) {
                fraction = fraction * 10 + (s.p[i] - '0');
                scale *= 10;
            }
    int64_t v = degrees * 10000000 + (minutes * scale + fraction) * 10000000 / 60 / scale;
    if (i != s.n || minutes > 59 || v > most * 10000000)
        return false;
    *out = (int32_t)(negative ? -v : v);
    return true;
}

static void read_extended(struct str one, struct dc09_body *out, bool place[2])
{
    struct str value = {one.p + 1, one.n - 1};
    usec_t at;
    switch (one.p[0]) {
    case 'X': place[0] = read_angle(value, "EW", 180, &out->lon7); break;
    case 'Y': place[1] = read_angle(value, "NS", 90, &out->lat7); break;
    case 'I': out->info = value; break;
    case 'V': out->video = value; break;
    case 'H':
        if (dc09_time(value, &at)) {
            out->has_occurred = true;
            out->occurred = at;
        }
        break;
    default: break;
    }
}

/*
 * "PPPP|#1234|data", where P is the padding of an encrypted one; some senders leave out the bar, the account, or pad with zeros
 * in front.
 */
static void read_data(struct str s, bool encrypted, struct dc09_body *out)
{
    const char *bar = s.n > 0 ? memchr(s.p, '|', s.n) : NULL;
    if (encrypted && bar != NULL && memchr(s.p, '#', (size_t)(bar - s.p)) == NULL)
        (void)take(&s, (size_t)(bar - s.p) + 1);
    while (encrypted && s.n > 0 && ((unsigned char)s.p[0] < 0x20 || (unsigned char)s.p[0] > 0x7e))
        (void)take(&s, 1);
    if (is(&s, '#')) {
        struct str rest = s;
        (void)take(&rest, 1);
        struct str account = take_word(&rest, DC09_ACCOUNT_MAX);
        if (account.n > 0 && (rest.n == 0 || is(&rest, '|'))) {
            out->account = account;
            s = rest;
        }
    }
    if (is(&s, '|'))
        (void)take(&s, 1);
    out->data = s;
}

enum rc dc09_body(struct str clear, bool encrypted, struct dc09_body *out, struct err *e)
{
    bool place[2] = {false, false};
    *out = (struct dc09_body){0};
    const char *end = clear.n > 0 ? memchr(clear.p, ']', clear.n) : NULL;
    if (end == NULL)
        return err_set(e, RC_INVALID, "no ']' ends the data");
    struct str data = take(&clear, (size_t)(end - clear.p)), rest = clear;
    read_data(data, encrypted, out);
    (void)take(&rest, 1);
    while (is(&rest, '[')) {
        (void)take(&rest, 1);
        end = rest.n > 0 ? memchr(rest.p, ']', rest.n) : NULL;
        if (end == NULL)
            return err_set(e, RC_INVALID, "no ']' ends the extended data");
        struct str one = take(&rest, (size_t)(end - rest.p));
        (void)take(&rest, 1);
        if (one.n > 1)
            read_extended(one, out, place);
    }
    out->has_place = place[0] && place[1];
    if (is(&rest, '_')) {
        (void)take(&rest, 1);
        if (!dc09_time(rest, &out->at))
            return err_set(e, RC_INVALID, "the time stamp is none");
        out->has_time = true;
    }
    return RC_OK;
}

/* ---- writing ---- */

static void put_encrypted(struct buf *out, const struct dc09_say *say)
{
    struct buf clear;
    char padding[BLOCK], bytes[DC09_FRAME_MAX];
    buf_init(&clear, DC09_FRAME_MAX / 2 - 64);
    size_t n = say->inside.n + STAMP;
    size_t pad = (BLOCK - n % BLOCK) % BLOCK; /* the bar that ends it stands for the '[' */
    random_bytes(padding, pad);
    for (size_t i = 0; i < pad; i++) /* anything but | [ ] # */
        buf_putc(&clear, (char)('A' + (unsigned char)padding[i] % 26));
    buf_putc(&clear, '|');
    buf_puts(&clear, (struct str){say->inside.p + 1, say->inside.n - 1});
    dc09_put_time(&clear, say->at);
    must(buf_ok(&clear));
    crypt(say->key, true, clear.p, clear.n, bytes);
    buf_putc(out, '[');
    for (size_t i = 0; i < clear.n; i++)
        buf_printf(out, "%02X", (unsigned char)bytes[i]);
    OPENSSL_cleanse(clear.p, clear.n);
    buf_release(&clear);
}

void dc09_put(struct buf *out, const struct dc09_say *say)
{
    struct buf body;
    bool encrypted = say->key != NULL && say->key->n > 0;
    buf_init(&body, DC09_FRAME_MAX);
    must(say->inside.n >= 2 && say->inside.p[0] == '[');
    buf_printf(&body, "\"%s%.*s\"%.*s%.*s%.*s", encrypted ? "*" : "", STR_ARG(say->token),
               STR_ARG(say->seq), STR_ARG(say->receiver), STR_ARG(say->line));
    if (say->account.n > 0)
        buf_printf(&body, "#%.*s", STR_ARG(say->account));
    if (encrypted) {
        put_encrypted(&body, say);
    } else {
        buf_puts(&body, say->inside);
        if (say->at != 0)
            dc09_put_time(&body, say->at);
    }
    must(buf_ok(&body));
    buf_printf(out, "\n%04X%04X", dc09_crc(buf_str(&body)), (unsigned)body.n);
    buf_puts(out, buf_str(&body));
    buf_putc(out, '\r');
    buf_release(&body);
}

bool dc09_key_read(struct str text, struct dc09_key *out)
{
    size_t n = text.n;
    bool quoted = n >= 2 && text.p[0] == '"' && text.p[n - 1] == '"';
    n = quoted ? n - 2 : n / 2;
    *out = (struct dc09_key){0};
    if ((n != 16 && n != 24 && n != 32) || (!quoted && text.n % 2 != 0))
        return false;
    if (quoted)
        memcpy(out->b, text.p + 1, n);
    else if (!hex_get(text, out->b, n))
        return false;
    out->n = (uint8_t)n;
    return true;
}
