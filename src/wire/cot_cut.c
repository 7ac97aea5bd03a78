/* SPDX-License-Identifier: Apache-2.0 */
/* Where one event of a stream ends and the next begins, without reading it: at </event>, as TAK servers do. */
#include <string.h>

#include "wire/cot.h"

enum { OUTSIDE, TAG, BODY, PASSING };

static const struct str opening = STR_INIT("<event"), closing = STR_INIT("</event");

static size_t find(struct str s, size_t from, struct str what)
{
    const char *p = from < s.n ? memmem(s.p + from, s.n - from, what.p, what.n) : NULL;
    return p != NULL ? (size_t)(p - s.p) : SIZE_MAX;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* All but what may be the beginning of `what`. */
static size_t but_tail(struct str s, struct str what)
{
    return s.n >= what.n ? s.n - (what.n - 1) : 0;
}

/* Drops what stands before an event; true when one begins at the first byte. */
static bool outside(struct cot_cut *c, struct str s, size_t *drop)
{
    size_t at = 0;
    while ((at = find(s, at, opening)) != SIZE_MAX) {
        size_t next = at + opening.n;
        if (next >= s.n || is_blank(s.p[next]) || s.p[next] == '>' || s.p[next] == '/') {
            *drop = at;
            if (at > 0 || next >= s.n)
                return false;
            c->phase = TAG;
            c->quote = '\0';
            c->at = next;
            return true;
        }
        at = next;
    }
    *drop = but_tail(s, opening);
    return false;
}

/* To the end of the opening tag; a '<' ends it too, quoted or not: no XML has it there. True: it was all of the event. */
static bool tag(struct cot_cut *c, struct str s)
{
    for (; c->at < s.n; c->at++) {
        char b = s.p[c->at];
        if (c->quote != '\0' && b == c->quote) {
            c->quote = '\0';
        } else if (b == '<' || (c->quote == '\0' && b == '>')) {
            c->phase = BODY;
            bool empty = b == '>' && s.p[c->at - 1] == '/';
            c->at += b == '>';
            return empty;
        } else if (c->quote == '\0' && (b == '"' || b == '\'')) {
            c->quote = b;
        }
    }
    return false;
}

/* To behind the closing tag; false when it is not there yet: c->at is where to go on. */
static bool body(struct cot_cut *c, struct str s)
{
    size_t at;
    while ((at = find(s, c->at, closing)) != SIZE_MAX) {
        size_t end = at + closing.n;
        while (end < s.n && is_blank(s.p[end]))
            end++;
        c->at = at;
        if (end == s.n)
            return false;
        c->at = s.p[end] == '>' ? end + 1 : at + closing.n;
        if (s.p[end] == '>')
            return true;
    }
    size_t tail = but_tail(s, closing);
    if (c->at < tail)
        c->at = tail;
    return false;
}

/* What goes on to be passed over: all that cannot be the beginning of the closing tag. */
static size_t pass(struct cot_cut *c, struct str s)
{
    c->at = 0;
    bool ended = body(c, s);
    size_t n = c->at;
    c->phase = ended ? OUTSIDE : PASSING;
    c->at = 0;
    return n;
}

size_t cot_cut(struct cot_cut *c, struct str s, struct str *event)
{
    size_t drop;
    *event = STR_NONE;
    if (c->phase == PASSING)
        return pass(c, s);
    if (c->phase == OUTSIDE && !outside(c, s, &drop))
        return drop;
    bool whole = (c->phase == TAG && tag(c, s)) || (c->phase == BODY && body(c, s));
    if (!whole && s.n <= COT_EVENT_MAX)
        return 0;
    size_t n = c->at;
    if (!whole || n > COT_EVENT_MAX)
        c->large++;
    if (!whole)
        return pass(c, s);
    if (n <= COT_EVENT_MAX)
        *event = (struct str){s.p, n};
    c->phase = OUTSIDE;
    c->at = 0;
    return n;
}
