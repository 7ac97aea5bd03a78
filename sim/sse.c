/* SPDX-License-Identifier: Apache-2.0 */
#include "sse.h"

void sse_init(struct sse *s, void (*message)(void *user, const char *event, struct str data),
              void *user)
{
    memset(s, 0, sizeof(*s));
    buf_init(&s->line, SSE_MESSAGE_MAX);
    buf_init(&s->data, SSE_MESSAGE_MAX);
    s->message = message;
    s->user = user;
}

void sse_release(struct sse *s)
{
    buf_release(&s->line);
    buf_release(&s->data);
}

void sse_restart(struct sse *s)
{
    buf_clear(&s->line);
    buf_clear(&s->data);
    s->event[0] = '\0';
    s->after_cr = false;
}

static void take_field(struct sse *s, struct str line)
{
    struct str value = line;
    struct str name = str_cut(&value, ':');
    if (value.n && value.p[0] == ' ')
        value = (struct str){value.p + 1, value.n - 1};
    if (str_eqc(name, "data")) {
        if (s->data.n)
            buf_putc(&s->data, '\n');
        buf_puts(&s->data, value);
    } else if (str_eqc(name, "event")) {
        str_copy(s->event, sizeof(s->event), value);
    } else if (str_eqc(name, "id")) {
        str_copy(s->last_id, sizeof(s->last_id), value);
    }
}

static void take_line(struct sse *s)
{
    if (s->line.n > 0) {
        take_field(s, buf_str(&s->line));
        buf_clear(&s->line);
        return;
    }
    if (s->data.n > 0)
        s->message(s->user, s->event[0] ? s->event : "message", buf_str(&s->data));
    buf_clear(&s->data);
    s->event[0] = '\0';
}

bool sse_feed(struct sse *s, struct str bytes)
{
    for (size_t i = 0; i < bytes.n; i++) {
        char ch = bytes.p[i];
        if (ch == '\n' && s->after_cr) {
            s->after_cr = false;
            continue;
        }
        s->after_cr = ch == '\r';
        if (ch == '\n' || ch == '\r')
            take_line(s);
        else
            buf_putc(&s->line, ch);
        if (!buf_ok(&s->line) || !buf_ok(&s->data))
            return false;
    }
    return true;
}
