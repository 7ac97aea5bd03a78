/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/post.h"

#include <stdio.h>
#include <string.h>

#include "tlog/tlog_priv.h"

/* A line of ours: nothing in it may look like the end of one. */
static bool plain(struct str s, size_t max)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
            return false;
    return s.n <= max;
}

/* Two numbers, the rest of their line, a second line, an empty one; *rest is left at the body. */
static bool read_head(struct str *rest, uint64_t *first, uint64_t *second, struct str *more,
                      struct str *line)
{
    struct str head = str_cut(rest, '\n'), a = str_cut(&head, ' '), b = str_cut(&head, ' ');
    *more = head;
    *line = str_cut(rest, '\n');
    return tlog_number(a, first) && tlog_number(b, second) && plain(*line, TLOG_MIME_MAX) &&
           rest->n > 0 && str_cut(rest, '\n').n == 0;
}

enum rc tlog_post_read(struct str text, struct tlog_post *out, struct err *e)
{
    out->body = text;
    if (text.n > TLOG_POST_MAX ||
        !read_head(&out->body, &out->id, &out->within, &out->url, &out->type) || out->url.n == 0 ||
        !plain(out->url, TLOG_URL_MAX))
        return err_set(e, RC_INVALID, "this is nothing to be posted");
    return RC_OK;
}

void tlog_post_put(struct buf *out, const struct tlog_post *p)
{
    buf_printf(out, "%llu %llu %.*s\n%.*s\n\n", (unsigned long long)p->id,
               (unsigned long long)p->within, STR_ARG(p->url), STR_ARG(p->type));
    buf_puts(out, p->body);
}

enum rc tlog_posted_read(struct str text, struct tlog_posted *out, struct err *e)
{
    struct str none;
    out->body = text;
    if (text.n > TLOG_POST_MAX ||
        !read_head(&out->body, &out->id, &out->status, &none, &out->type) || none.n > 0)
        return err_set(e, RC_INVALID, "this is no answer of the courier");
    return RC_OK;
}

void tlog_posted_put(struct buf *out, const struct tlog_posted *p)
{
    struct str type = p->type.n <= TLOG_MIME_MAX && plain(p->type, TLOG_MIME_MAX)
                          ? p->type
                          : STR("application/octet-stream");
    buf_printf(out, "%llu %llu\n%.*s\n\n", (unsigned long long)p->id, (unsigned long long)p->status,
               STR_ARG(type));
    buf_puts(out, p->body);
}

static void say(struct tlog_told *out, enum tlog_reply reply, const char *why)
{
    out->reply = reply;
    (void)str_copy(out->why, sizeof out->why, str_c(why));
}

/* One line as a note of its own: lines of others, which the witness need not send, are passed over. */
static bool signed_by(const struct tlog_asked *a, struct str line, usec_t *time)
{
    struct tlog_note note;
    struct buf b;
    struct err e;
    buf_init(&b, TLOG_NOTE_MAX);
    buf_puts(&b, a->text);
    buf_putc(&b, '\n');
    buf_puts(&b, line);
    bool ok = buf_ok(&b) && tlog_note_read(buf_str(&b), &note, &e) == RC_OK &&
              tlog_note_check(&note, a->witness, time) == TLOG_SIGNED;
    buf_release(&b);
    return ok;
}

static void judge_lines(const struct tlog_asked *a, struct str body, struct tlog_told *out)
{
    while (body.n > 0) {
        const char *end = memchr(body.p, '\n', body.n);
        if (end == NULL)
            break;
        struct str line = {body.p, (size_t)(end + 1 - body.p)};
        body = (struct str){end + 1, body.n - line.n};
        if (signed_by(a, line, &out->time)) {
            out->reply = TLOG_REPLY_COSIGNED;
            out->line = line;
            return;
        }
    }
    say(out, TLOG_REPLY_TROUBLE, "it answered without a cosignature that verifies");
}

/* The size that it saw, told in an answer of its own type. */
static void judge_conflict(const struct tlog_asked *a, const struct tlog_posted *p,
                           struct tlog_told *out)
{
    bool told = str_eqc(p->type, "text/x.tlog.size") && tlog_number(str_trim(p->body), &out->seen);
    if (a->old == a->size && (!told || out->seen == a->size))
        say(out, TLOG_REPLY_OTHER, "it has seen another root at this size");
    else if (!told || out->seen == a->old)
        say(out, TLOG_REPLY_TROUBLE, "it sees a conflict and does not say which");
    else if (out->seen > a->size)
        say(out, TLOG_REPLY_AHEAD, "it has seen more entries of this log than there are");
    else
        out->reply = TLOG_REPLY_AGAIN;
}

void tlog_reply_judge(const struct tlog_asked *a, const struct tlog_posted *p,
                      struct tlog_told *out)
{
    memset(out, 0, sizeof *out);
    switch (p->status) {
    case 200: judge_lines(a, p->body, out); return;
    case TLOG_OTHER_SIZE: judge_conflict(a, p, out); return;
    case TLOG_BAD_PROOF: say(out, TLOG_REPLY_OTHER, "it has seen another history"); return;
    case TLOG_UNKNOWN_LOG: say(out, TLOG_REPLY_UNKNOWN, "it does not know this log"); return;
    case TLOG_NOT_SIGNED: say(out, TLOG_REPLY_REFUSED, "it knows another key of this log"); return;
    case TLOG_BAD_REQUEST: say(out, TLOG_REPLY_REFUSED, "it does not take the request"); return;
    case 0: out->reply = TLOG_REPLY_TROUBLE; break;
    default: say(out, TLOG_REPLY_TROUBLE, "it answers with an error of its own"); return;
    }
    (void)str_copy(out->why, sizeof out->why, p->type);
}
