/* SPDX-License-Identifier: Apache-2.0 */
#include "port/cot/cot.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "port/address.h"
#include "port/cot/cot_priv.h"

static const char *text_of(const struct port_state *s, enum setting which)
{
    return settings_text(s->host->settings, which);
}

/* ---- figures ---- */

static void put_labelled(struct buf *out, const char *name, const char *label,
                         const char *const *words, const _Atomic uint64_t *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_printf(out, "%s{%s=\"%s\"} %llu\n", name, label, words[i],
                   (unsigned long long)atomic_load(&values[i]));
}

static void put_cut(struct buf *out, const struct port_counts *c)
{
    static const char *const why[] = {"crowded", "flooded", "slow", "idle", "no_tls", "revoked"};

    for (size_t i = 0; i < ARRAY_LEN(why); i++) {
        uint64_t n = 0;
        for (int k = 0; k < 2; k++) {
            const _Atomic uint64_t *of[] = {&c[k].crowded, &c[k].flooded, &c[k].deaf,
                                            &c[k].idle,    &c[k].no_tls,  &c[k].revoked};
            n += atomic_load(of[i]);
        }
        buf_printf(out, "markaz_cot_cut_total{why=\"%s\"} %llu\n", why[i], (unsigned long long)n);
    }
}

static void put_one(struct buf *out, const char *name, const char *type, const char *help,
                    uint64_t value)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n%s %llu\n", name, help, name, type, name,
               (unsigned long long)value);
}

static void metrics(void *arg, struct buf *out)
{
    static const char *const kinds[COT_GOT_KINDS] = {"place",  "ping",    "emergency", "other",
                                                     "broken", "foreign", "too_often", "retired"};
    const struct port_state *s = arg;
    const struct cot_figures *f = &s->figures;
    put_one(out, "markaz_cot_connections", "gauge", "TAK clients now",
            (uint64_t)(atomic_load(&s->counts[0].open) + atomic_load(&s->counts[1].open)));
    put_one(out, "markaz_cot_connections_total", "counter", "connections of TAK clients",
            atomic_load(&s->counts[0].accepted) + atomic_load(&s->counts[1].accepted));
    buf_cat(out, "# HELP markaz_cot_events_total events of TAK clients\n"
                 "# TYPE markaz_cot_events_total counter\n");
    put_labelled(out, "markaz_cot_events_total", "kind", kinds, f->got, COT_GOT_KINDS);
    buf_cat(out, "# HELP markaz_cot_cut_total TAK clients that were cut off\n"
                 "# TYPE markaz_cot_cut_total counter\n");
    put_cut(out, s->counts);
    put_one(out, "markaz_cot_replaced_total", "counter",
            "connections closed because the same device connected again",
            atomic_load(&f->replaced));
    put_one(out, "markaz_cot_retired_total", "counter",
            "connections closed because their device was retired", atomic_load(&f->retired));
    put_one(out, "markaz_cot_told_total", "counter", "events told to TAK clients",
            atomic_load(&f->told));
    put_one(out, "markaz_cot_failed_total", "counter", "calls that the centre did not take at once",
            atomic_load(&f->failed));
    put_one(out, "markaz_cot_alarms_total", "counter", "activations and cancellations told",
            atomic_load(&f->alarms));
    put_one(out, "markaz_cot_emergencies", "gauge", "devices whose emergency is remembered",
            (uint64_t)atomic_load(&f->emergencies));
    put_one(out, "markaz_cot_views", "gauge", "areas that TAK clients are told of",
            (uint64_t)atomic_load(&f->views));
    struct port_tls_crl list =
        s->tls != NULL ? port_tls_crl(s->tls) : (struct port_tls_crl){0, false};
    put_one(out, "markaz_cot_list_broken", "gauge",
            "1: the file of revoked certificates cannot be used, the one before it is in force",
            list.broken);
    buf_printf(out,
               "# HELP markaz_cot_list_due_seconds until the list of revoked certificates is to be "
               "replaced; 0: there is none\n# TYPE markaz_cot_list_due_seconds gauge\n"
               "markaz_cot_list_due_seconds %lld\n",
               (long long)(list.until != 0 ? (list.until - clock_utc()) / USEC_S : 0));
}

/* ---- the plug ---- */

/* In portions: five thousand who came back at once are all to be told of everything, and a call for help does not wait for that. */
static void tell_all(void *arg)
{
    struct port_state *s = arg;
    usec_t began = clock_steady();
    struct port_conn *c = port_conn_find(s->loop, s->tell_next);
    s->tell_posted = false;
    for (c = c != NULL ? c : port_conn_next(s->loop, NULL); c != NULL;
         c = port_conn_next(s->loop, c)) {
        usec_t now = clock_steady();
        if (now - began > COT_TELL_FOR) {
            s->tell_next = port_conn_id(c);
            s->tell_posted = true;
            port_loop_post(s->loop, tell_all, s);
            return;
        }
        cot_session_look(port_conn_arg(c), now);
        cot_tell(port_conn_arg(c), now);
    }
    s->tell_next = 0;
}

static void tick(void *arg)
{
    struct port_state *s = arg;
    cot_emergency_tick(s);
    cot_views_tick(s);
    cot_list_tick(s);
    if (!s->tell_posted)
        tell_all(s);
    cot_lines_send(s);
}

static enum rc listen_on(struct port_state *s, enum setting which, const char *name,
                         struct port_counts *counts, struct port_tls *tls, struct err *e)
{
    struct port_listen how = {
        .setting = name,
        .address = text_of(s, which),
        .connections = (uint32_t)settings_int(s->host->settings, SET_COT_CONNECTIONS_MAX),
        .input_max = COT_INPUT_MAX,
        .output_max = COT_OUTPUT_MAX,
        .owed_max = 1,
        .idle_s = (uint32_t)settings_int(s->host->settings, SET_COT_IDLE_S),
        .tls = tls,
        .arg = s,
        .opened = cot_session_opened,
        .input = cot_session_input,
        .closed = cot_session_closed,
        .counts = counts,
    };
    return how.address[0] != '\0' ? port_loop_listen(s->loop, &how, e) : RC_OK;
}

static bool is_loopback(const char *address)
{
    struct str s = str_c(address);
    return s.n == 0 || str_starts(s, STR("127.")) || str_starts(s, STR("[::1]:")) ||
           str_starts(s, STR("localhost:"));
}

static enum rc check(const struct port_state *s, struct err *e)
{
    if (!is_loopback(text_of(s, SET_COT_PLAIN_LISTEN)))
        return err_set(e, RC_INVALID,
                       "cot.plain_listen: without TLS anybody could be any device: loopback only");
    if (text_of(s, SET_COT_LISTEN)[0] != '\0' &&
        (text_of(s, SET_COT_TLS_CERT)[0] == '\0' || text_of(s, SET_COT_TLS_KEY)[0] == '\0' ||
         text_of(s, SET_COT_TLS_CA)[0] == '\0'))
        return err_set(e, RC_INVALID,
                       "cot.listen needs cot.tls_cert, cot.tls_key and cot.tls_ca: the client's "
                       "certificate says which device it is");
    return RC_OK;
}

static enum rc listen_all(struct port_state *s, struct err *e)
{
    enum rc rc = RC_OK;
    if (text_of(s, SET_COT_LISTEN)[0] != '\0') {
        (void)snprintf(s->list_kept, sizeof s->list_kept, "%s/cot.crl", text_of(s, SET_STORE_PATH));
        struct port_tls_files files = {text_of(s, SET_COT_TLS_CERT), text_of(s, SET_COT_TLS_KEY),
                                       text_of(s, SET_COT_TLS_CA), text_of(s, SET_COT_TLS_CRL),
                                       s->list_kept};
        rc = port_tls_open(&s->tls, &files, e);
        if (rc == RC_OK)
            rc = listen_on(s, SET_COT_LISTEN, "cot.listen", &s->counts[0], s->tls, e);
    }
    return rc == RC_OK
               ? listen_on(s, SET_COT_PLAIN_LISTEN, "cot.plain_listen", &s->counts[1], NULL, e)
               : rc;
}

static void cot_close(struct port_state *s)
{
    CHECK_OBJ(s, COT_MAGIC);
    if (s->loop != NULL)
        port_loop_close(s->loop);
    if (s->tls != NULL)
        port_tls_close(s->tls);
    cot_views_free(s);
    cot_emergency_free(s);
    map_release(&s->sessions);
    wire_release(&s->lines);
    buf_release(&s->render);
    s->magic = 0;
    free(s);
}

static bool is_on(const struct port_state *s)
{
    return text_of(s, SET_COT_LISTEN)[0] != '\0' || text_of(s, SET_COT_PLAIN_LISTEN)[0] != '\0';
}

static enum rc cot_open(struct port_state **out, const struct port_host *host, struct err *e)
{
    CHECK_OBJ(host, PORT_HOST_MAGIC);
    struct port_state *s = mem_alloc(sizeof *s);
    s->magic = COT_MAGIC;
    s->host = host;
    principal_port(&s->teller, "cot", ROLE_TRACKER);
    principal_port(&s->caller, "cot", ROLE_ALARM);
    map_init(&s->sessions);
    wire_init(&s->lines);
    buf_init(&s->render, COT_TELL_MAX + COT_EVENT_MAX);
    host->metrics(host, metrics, s);
    enum rc rc = is_on(s) ? check(s, e) : RC_OK;
    if (rc == RC_OK && is_on(s))
        rc = port_loop_open(&s->loop, "cot", e);
    if (rc == RC_OK && s->loop != NULL) {
        rc = listen_all(s, e);
        port_loop_every(s->loop, COT_TICK, tick, s);
    }
    if (rc == RC_OK)
        *out = s;
    else
        cot_close(s);
    return rc;
}

static void note(const struct port_state *s)
{
    bool tls = text_of(s, SET_COT_LISTEN)[0] != '\0';
    bool plain = text_of(s, SET_COT_PLAIN_LISTEN)[0] != '\0';
    const char *dir = text_of(s, SET_STORE_PATH);
    port_address_note(dir, "cot.address", tls ? port_loop_address(s->loop, 0) : "");
    port_address_note(dir, "cot.plain", plain ? port_loop_address(s->loop, tls ? 1 : 0) : "");
}

static enum rc cot_start(struct port_state *s, struct err *e)
{
    CHECK_OBJ(s, COT_MAGIC);
    if (s->loop == NULL)
        return RC_OK;
    note(s);
    return port_loop_start(s->loop, e);
}

static void cot_drain(struct port_state *s)
{
    CHECK_OBJ(s, COT_MAGIC);
    if (s->loop != NULL)
        port_loop_drain(s->loop);
}

const struct port port_cot = {
    .magic = PORT_MAGIC,
    .name = "cot",
    .open = cot_open,
    .start = cot_start,
    .drain = cot_drain,
    .close = cot_close,
};
