/* SPDX-License-Identifier: Apache-2.0 */
/* What is in the data: "1130 01 015" of Contact ID, "Nti12:05/ri1/BA015*Hall*" of SIA. */
#include <string.h>

#include "wire/dc09.h"

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static struct str skip(struct str s, size_t n)
{
    return (struct str){s.p + n, s.n - n};
}

/* "001" as "1", "000" as nothing: no zone, no partition. */
static struct str number(struct str s)
{
    while (s.n > 0 && s.p[0] == '0')
        s = skip(s, 1);
    return s;
}

static struct str take_hex(struct str *s, size_t most)
{
    size_t n = 0;
    while (n < s->n && n < most && (digit(s->p[n]) || (s->p[n] >= 'A' && s->p[n] <= 'F')))
        n++;
    struct str out = {s->p, n};
    *s = skip(*s, n);
    return out;
}

/* Nobody can read it, so it may be a cry for help. */
static size_t unread(struct str s, struct dc09_event *out)
{
    *out = (struct dc09_event){
        .says = DC09_ALARM, .kind = "other", .meaning = "Cannot be read", .text = s};
    return 1;
}

/* ---- Contact ID ---- */

static size_t read_cid(struct str s, struct dc09_event *out)
{
    s = str_trim(s);
    bool read = s.n >= 4 && (s.p[0] == '1' || s.p[0] == '3' || s.p[0] == '6') && digit(s.p[1]) &&
                digit(s.p[2]) && digit(s.p[3]);
    if (!read)
        return unread(s, out);
    *out = (struct dc09_event){0};
    int qualifier = s.p[0] - '0';
    dc09_meaning_cid(qualifier, (s.p[1] - '0') * 100 + (s.p[2] - '0') * 10 + (s.p[3] - '0'), out);
    s = str_trim(skip(s, 4));
    out->area = number(take_hex(&s, 2));
    s = str_trim(s);
    out->zone = number(take_hex(&s, 4));
    return 1;
}

/* ---- SIA ---- */

/* "ti12:05", "ri1": two small letters and what follows, up to a slash or a code that stands right behind. */
static void read_modifier(struct str *s, struct dc09_event *with)
{
    struct str name = {s->p, 2};
    size_t n = 2;
    while (n < s->n && s->p[n] != '/' && s->p[n] != '|' &&
           !(upper(s->p[n]) && n + 1 < s->n && upper(s->p[n + 1])))
        n++;
    struct str value = {s->p + 2, n - 2};
    if (str_eqc(name, "ri") || str_eqc(name, "pi"))
        with->area = number(value);
    *s = skip(*s, n);
}

/* "*Hall*", "*'Hall'", "^Hall^", "'Hall'", or as it stands: words of the panel. */
static struct str read_words(struct str *s)
{
    size_t n = 0;
    char end = '/';
    while (n < 2 && s->n > 0 && (s->p[0] == '*' || s->p[0] == '^' || s->p[0] == '\'')) {
        end = s->p[0];
        *s = skip(*s, 1);
        n++;
    }
    for (n = 0; n < s->n && s->p[n] != end && s->p[n] != '|'; n++)
        continue;
    struct str words = {s->p, n};
    *s = skip(*s, n);
    while (end != '/' && s->n > 0 && (s->p[0] == '*' || s->p[0] == '^' || s->p[0] == '\''))
        *s = skip(*s, 1);
    return str_trim(words);
}

static void read_code(struct str *s, struct dc09_event *out)
{
    size_t n = 0;
    dc09_meaning_sia((struct str){s->p, 2}, out);
    *s = skip(*s, 2);
    while (n < s->n && digit(s->p[n]))
        n++;
    out->zone = number((struct str){s->p, n});
    *s = skip(*s, n);
    if (s->n > 0 && s->p[0] != '/' && s->p[0] != '|')
        out->text = read_words(s);
}

/* A piece that nobody can read ends at the next slash or bar: what stands behind it may be the cry for help. */
static struct str skip_piece(struct str *s)
{
    size_t n = 1;
    while (n < s->n && s->p[n] != '/' && s->p[n] != '|')
        n++;
    struct str piece = {s->p, n};
    *s = skip(*s, n);
    return piece;
}

/* Where the words of no code go: to the last that was read. */
static void add_words(struct dc09_event *out, size_t count, struct str words)
{
    if (count > 0 && out[count - 1].text.n == 0)
        out[count - 1].text = words;
}

/* N or O before all, which some panels leave out: "OP1" is an opening, "OPA1" an old panic. */
static bool is_mark(struct str s)
{
    bool mark = s.n >= 3 && (s.p[0] == 'N' || s.p[0] == 'O');
    return mark && (!upper(s.p[1]) || upper(s.p[2]));
}

static size_t read_sia(struct str s, struct dc09_event out[static DC09_EVENTS_MAX])
{
    struct dc09_event with = {0};
    struct str all = s;
    size_t count = 0;
    while (s.n > 0) {
        if (s.p[0] == '/' || s.p[0] == '|' || s.p[0] == ' ') {
            s = skip(s, 1);
        } else if (count ==
                   DC09_EVENTS_MAX - 1) { /* of more than there is room for the rest is one */
            count += unread(s, &out[count]);
            break;
        } else if (s.n >= 2 && lower(s.p[0]) && lower(s.p[1])) {
            read_modifier(&s, &with);
        } else if (s.p[0] == 'A' && s.p > all.p && s.p[-1] == '|') { /* a block of words */
            s = skip(s, 1);
            add_words(out, count, read_words(&s));
        } else if (s.p == all.p && is_mark(s)) {
            with.old = s.p[0] == 'O';
            s = skip(s, 1);
        } else if (s.n >= 2 && upper(s.p[0]) && upper(s.p[1])) {
            out[count] = with;
            read_code(&s, &out[count++]);
        } else {
            add_words(out, count, skip_piece(&s));
        }
    }
    return count > 0 || all.n == 0 ? count : unread(all, out);
}

size_t dc09_events(enum dc09_id id, const struct dc09_body *body,
                   struct dc09_event out[static DC09_EVENTS_MAX])
{
    if (id == DC09_NULL || str_trim(body->data).n == 0)
        return 0;
    return id == DC09_CID ? read_cid(body->data, out) : read_sia(body->data, out);
}
