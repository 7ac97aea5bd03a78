/* SPDX-License-Identifier: Apache-2.0 */
/* The list of revoked certificates: a fault of it is told by the port as an alarm of its own, once each. */
#include <stdlib.h>

#include "base/mem.h"
#include "port/cot/cot_priv.h"

struct list_call {
    struct port_call pc;
    struct port_state *port;
    enum cot_list tells;
};

static void told(struct port_call *pc)
{
    struct list_call *l = (struct list_call *)pc;
    struct port_state *s = l->port;
    s->list_telling = false;
    if (pc->call.rc == RC_OK)
        s->list_told = l->tells; /* else at the next tick */
    else
        cot_count(&s->figures.failed);
    call_release(&pc->call);
    free(l);
}

static struct str line_of(struct arena *a, enum cot_list what, usec_t until)
{
    struct buf text;
    usec_t now = clock_utc();
    buf_init(&text, 1024);
    buf_printf(&text,
               "{\"device\":\"port:cot\",\"kind\":\"technical\",\"id\":\"list-%d-%lld\",\"at\":\"",
               (int)what, (long long)(now / USEC_S));
    clock_format(&text, now);
    buf_cat(&text, "\",\"detail\":\"the list of revoked certificates (cot.tls_crl) ");
    if (what == COT_LIST_BROKEN) {
        buf_cat(&text, "cannot be used: the one before it is in force\"}");
    } else {
        buf_cat(&text, "was to be replaced by ");
        clock_format(&text, until);
        buf_cat(&text, ": it stays in force, and who was revoked since gets in\"}");
    }
    must(buf_ok(&text));
    struct str line = arena_str(a, buf_str(&text));
    buf_release(&text);
    return line;
}

void cot_list_tick(struct port_state *s)
{
    if (s->tls == NULL || s->list_telling)
        return;
    struct port_tls_crl list = port_tls_crl(s->tls);
    enum cot_list is = list.broken                                   ? COT_LIST_BROKEN
                       : list.until != 0 && list.until < clock_utc() ? COT_LIST_OLD
                                                                     : COT_LIST_GOOD;
    if (is == COT_LIST_GOOD)
        s->list_told = is;
    if (is == s->list_told)
        return;
    struct list_call *l = mem_alloc(sizeof *l);
    *l = (struct list_call){.port = s, .tells = is};
    l->pc.done = told;
    call_init(&l->pc.call);
    l->pc.call.route = &route_table[ROUTE_ALARM_SEND];
    l->pc.call.who = s->caller;
    l->pc.call.secure = true;
    l->pc.call.body = line_of(&l->pc.call.arena, is, list.until);
    s->list_telling = true;
    port_loop_call(s->loop, s->host, &l->pc);
}
