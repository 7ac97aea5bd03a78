/* SPDX-License-Identifier: Apache-2.0 */
/* What an auditor asks: looks by what they stand on, and what one person did. Names of events and subjects, not what was seen. */
#include "core/core.h"
#include "desk/look/look_priv.h"

#define HASH_LEN 32 /* hex digits after "plate/" of a plate that is no plate any more */

bool look_is_audit(const struct call *c)
{
    return c->route->id == ROUTE_LOOK_AUDIT_LOOKS || c->route->id == ROUTE_LOOK_AUDIT_ACTS;
}

struct str look_audit_subject(const uint8_t key[32], struct call *c)
{
    struct str subject = call_query(c, "subject"), id = subject, kind = str_cut(&id, '/');
    if (str_eqc(kind, "plate") && id.n != HASH_LEN)
        return look_plate(key, &c->arena, look_plate_read(&c->arena, id));
    subject.n = subject.n < 100 ? subject.n : 100;
    subject.n = str_utf8_prefix(subject);
    return subject;
}

struct str look_audit_query(const uint8_t key[32], struct call *c)
{
    struct buf b;
    struct str rest = c->query, subject = look_audit_subject(key, c);
    /* Each part may be a subject, and become one of 100 bytes; none is left out. */
    buf_init(&b, (c->query.n + 1) * 16);
    while (rest.n > 0) {
        struct str part = str_cut(&rest, '&');
        buf_cat(&b, b.n > 0 ? "&" : "");
        if (str_starts(part, STR("subject="))) {
            buf_cat(&b, "subject=");
            part = subject;
        }
        buf_puts(&b, part);
    }
    struct str out = buf_ok(&b) ? arena_str(&c->arena, buf_str(&b)) : STR_NONE;
    buf_release(&b);
    return out;
}

/* By which event this question itself is written down. */
static void put_looked(struct call *c)
{
    buf_printf(&c->answer, ",\"looked\":%llu}", (unsigned long long)c->looked);
}

enum rc look_audit_looks(const struct view_env *env, struct call *c, struct err *e)
{
    static const char *const fields[] = {"by",       "route",    "purpose",
                                         "incident", "casefile", "access"};
    struct core_filter filters[ARRAY_LEN(fields) + 1];
    struct str subject = look_audit_subject(look_key(), c);
    size_t n = 0;
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        struct str value = call_query(c, fields[i]);
        if (value.n > 0)
            filters[n++] = (struct core_filter){str_c(fields[i]), value};
    }
    if (subject.n > 0)
        filters[n++] = (struct core_filter){STR("subject"), subject};
    buf_putc(&c->answer, '{');
    enum rc rc = core_search(env->work.core, c, KIND_LOOK, filters, n, e);
    put_looked(c);
    return rc;
}

/* Of the account the auditor may know what it says; of all else that it happened. */
static uint64_t shown(enum kind kind)
{
    return kind == KIND_LOOK || kind == KIND_REVIEW || kind == KIND_CASEFILE ? kind_table[kind].keep
                                                                             : 0;
}

static void put_act(const struct event *ev, struct buf *out)
{
    enum kind kind = event_kind(ev);
    const struct record *rec = kind_table[kind].record;
    uint64_t mask = shown(kind) & *(const uint64_t *)ev->data;
    buf_printf(out, "{\"seq\":%llu,\"type\":\"%.*s\",\"at\":\"", (unsigned long long)ev->seq,
               STR_ARG(event_table[ev->type].name));
    clock_format(out, ev->recorded);
    buf_printf(out, "\",\"of\":\"%.*s/%.*s\"", STR_ARG(kind_table[kind].name), STR_ARG(ev->id));
    if (mask != 0) {
        buf_cat(out, ",\"data\":{");
        (void)record_write_members(rec, ev->data, mask, RECORD_OUTSIDE, false, out);
        buf_putc(out, '}');
    }
    buf_putc(out, '}');
}

struct str look_audit_actor(struct call *c)
{
    struct str id = c->params[0], kind = str_cut(&id, ':');
    if (id.n == 0)
        return str_eqc(kind, "local") ? kind : arena_printf(&c->arena, "user/%.*s", STR_ARG(kind));
    return arena_printf(&c->arena, "%.*s/%.*s", STR_ARG(kind), STR_ARG(id));
}

enum rc look_audit_acts(const struct view_env *env, struct call *c, struct err *e)
{
    struct str by = arena_printf(&c->arena, "by/%.*s", STR_ARG(look_audit_actor(c)));
    buf_putc(&c->answer, '{');
    enum rc rc = core_events(env->work.core, c, by, put_act, e);
    put_looked(c);
    return rc;
}
