/* SPDX-License-Identifier: Apache-2.0 */
#include "core/call.h"

#include <string.h>

#include "base/hash.h"
#include "event/record.h"

/* A hotlist's body (128 MiB) and what is made of it fit; intake bounds all else far below. */
#define CALL_ARENA_MAX ((size_t)1 << 30)

void call_init(struct call *c)
{
    memset(c, 0, sizeof *c);
    arena_init(&c->arena, CALL_ARENA_MAX);
    buf_init(&c->answer, CALL_ANSWER_MAX);
}

void call_release(struct call *c)
{
    if (c->drop_in != NULL)
        c->drop_in(c->in);
    c->drop_in = NULL;
    arena_release(&c->arena);
    buf_release(&c->answer);
}

/*
 * As browsers read forms: '+' is a blank, a '%' without two hex digits stands for itself.
 * Returns the length, never more than raw.n.
 */
static size_t decode(struct str raw, char *to)
{
    size_t n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        char c = raw.p[i];
        if (c == '+') {
            c = ' ';
        } else if (c == '%' && i + 2 < raw.n) {
            int high = hex_digit(raw.p[i + 1]), low = hex_digit(raw.p[i + 2]);
            if (high >= 0 && low >= 0) {
                c = (char)(high * 16 + low);
                i += 2;
            }
        }
        to[n++] = c;
    }
    return n;
}

static bool is_text(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
            return false;
    return str_utf8(s);
}

struct str call_query(struct call *c, const char *name)
{
    struct str rest = c->query;
    while (rest.n > 0) {
        struct str value = str_cut(&rest, '&');
        struct str key = str_cut(&value, '=');
        if (!str_eqc(key, name))
            continue;
        char *to = arena_alloc(&c->arena, value.n + 1);
        struct str text = {to, decode(value, to)};
        /* Binary in a query is nobody's honest question, and must not reach messages or logs. */
        return is_text(text) ? text : STR_NONE;
    }
    return STR_NONE;
}

/* What stands behind the object is no reason to leave somebody alone. */
static enum rc read_press(struct call *c, const struct record *rec)
{
    struct json_reader r;
    c->body = json_repair(c->body, &c->arena);
    json_open(&r, c->body);
    enum rc rc = record_read_from(rec, &r, RECORD_OUTSIDE, true, &c->arena, c->in, &c->err);
    if (rc != RC_OK)
        memset(c->in, 0, rec->size);
    return RC_OK;
}

enum rc call_read(struct call *c)
{
    if (c->route->input == IN_COUNT)
        return RC_OK;
    const struct record *rec = input_table[c->route->input];
    c->in = arena_alloc(&c->arena, rec->size);
    if (c->route->permission == PERM_ALARM_SEND)
        return read_press(c, rec);
    struct str body = str_trim(c->body);
    return record_read(rec, body.n > 0 ? body : STR("{}"), RECORD_OUTSIDE, false, &c->arena, c->in,
                       &c->err);
}

bool principal_may(const struct principal *p, uint8_t permission)
{
    if (permission == PERM_PUBLIC)
        return true;
    if (p->id[0] == '\0' || p->given)
        return false;
    if (permission == PERM_SIGNED_IN)
        return true;
    return permission < PERM_COUNT && (p->permissions >> permission & 1) != 0;
}

void principal_port(struct principal *out, const char *port, enum role role)
{
    memset(out, 0, sizeof *out);
    (void)snprintf(out->id, sizeof out->id, "port/%s", port);
    out->role = (uint8_t)role;
    out->permissions = role_permissions[role];
}

/* What is left to who must choose a password first: to see that, to do it, to stay and to leave. */
static bool is_own_account(enum route_id id)
{
    return id == ROUTE_ACCESS_ME || id == ROUTE_ACCESS_PASSWORD || id == ROUTE_ACCESS_RENEW ||
           id == ROUTE_ACCESS_SIGN_OUT;
}

enum rc principal_check(const struct principal *p, const struct route *route, struct err *e)
{
    if (principal_may(p, route->permission))
        return RC_OK;
    if (p->id[0] == '\0')
        return err_set(e, RC_UNAUTHORIZED, "sign in, or send a token");
    if (p->given)
        return is_own_account(route->id)
                   ? RC_OK
                   : err_field(
                         e, RC_DENIED, "password",
                         "your password was set by somebody else, who knows it: choose one of "
                         "your own first");
    return err_set(
        e, RC_DENIED,
        "this needs the permission '%.*s', which your role '%.*s' does not have: an administrator can give it",
        STR_ARG(permission_names[route->permission]), STR_ARG(enum_role.names[p->role]));
}
