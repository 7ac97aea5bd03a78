/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One message: judged, told to the centre event by event, answered. The ACK leaves when all of it is durable and not before; a
 * panel that hears none says it again, and hears the same ACK without a second alarm.
 */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "port/dc09/dc09_priv.h"

#define MESSAGE_MAGIC 0xdc090002u
/* The same sequence with the same content within so long, up to twice that, is the same message. */
#define SAME_S 30
#define DETAIL_MAX 200
#define COMPLAIN_EVERY (10 * USEC_S)

struct panel_message {
    struct port_call pc; /* first: what comes back is this */
    unsigned magic;
    struct port_state *s;
    struct dc09_from from;
    char text[DC09_FRAME_MAX], clear[DC09_FRAME_MAX];
    size_t text_n;
    struct dc09_frame frame;
    struct dc09_body body;
    struct dc09_event events[DC09_EVENTS_MAX];
    size_t n, at;
    struct dc09_key key; /* n 0: it came in clear */
    bool unsealed;       /* in clear, though its account has a key */
    char account[DC09_ACCOUNT_MAX + 1], device[ID_MAX + 1];
    char hash[SHA256_HEX + 1]; /* of what makes it the same message */
    usec_t received, began;
    struct buf json;
};

static void count(_Atomic uint64_t *of)
{
    atomic_fetch_add_explicit(of, 1, memory_order_relaxed);
}

/* ---- the answer ---- */

static void send_frame(struct port_state *s, const struct dc09_from *from,
                       const struct dc09_say *say)
{
    struct buf out;
    buf_init(&out, DC09_FRAME_MAX + 64);
    dc09_put(&out, say);
    struct port_conn *c = from->conn != 0 ? port_conn_find(s->loop, from->conn) : NULL;
    if (from->conn == 0)
        port_udp_send(from->udp, &from->peer, buf_str(&out));
    else if (c != NULL)
        port_conn_send(c, buf_str(&out));
    buf_release(&out);
}

static void answer(const struct panel_message *m, enum dc09_answer what)
{
    struct port_state *s = m->s;
    struct dc09_say say = {.token = what == DC09_ACK ? STR("ACK") : STR("DUH"),
                           .seq = m->frame.seq,
                           .receiver = m->frame.receiver,
                           .line = m->frame.line,
                           .account = m->frame.account,
                           .inside = STR("[]")};
    count(&s->metrics.answers[what]);
    if (what == DC09_SILENCE)
        return;
    if (what == DC09_NAK) { /* of no account, with the right time, never encrypted */
        say = (struct dc09_say){.token = STR("NAK"),
                                .seq = STR("0000"),
                                .receiver = STR("R0"),
                                .line = STR("L0A0"),
                                .inside = STR("[]"),
                                .at = clock_utc()};
    } else if (what == DC09_ACK && m->key.n > 0) {
        say.key = &m->key;
        say.at = clock_utc();
    }
    if (say.seq.n != 4)
        say.seq = STR("0000");
    send_frame(s, &m->from, &say);
}

static void message_free(struct panel_message *m)
{
    atomic_fetch_sub_explicit(&m->s->metrics.under_way, 1, memory_order_relaxed);
    call_release(&m->pc.call);
    buf_release(&m->json);
    explicit_bzero(&m->key, sizeof m->key);
    m->magic = 0;
    free(m);
}

/* ---- judging ---- */

/* At most one line every ten seconds: a fleet with a wrong clock must not bury the rest of the log. */
static void complain(struct port_state *s, const struct panel_message *m, const char *why)
{
    usec_t now = clock_steady();
    if (s->complained != 0 && now - s->complained < COMPLAIN_EVERY)
        return;
    s->complained = now;
    log_warn("dc09", "account %s: %s", m->account[0] != '\0' ? m->account : "(none)", why);
}

static void set_account(struct panel_message *m, struct str account)
{
    (void)str_copy(m->account, sizeof m->account, account);
    for (char *p = m->account; *p != '\0'; p++)
        if (*p >= 'a' && *p <= 'z')
            *p = (char)(*p - 'a' + 'A');
}

static bool same_key(const struct dc09_key *a, const struct dc09_key *b)
{
    return b != NULL && a->n == b->n &&
           str_eq_secret((struct str){(const char *)a->b, a->n},
                         (struct str){(const char *)b->b, b->n});
}

/* The text behind '[', in clear; who said it is in m->account. */
static const char *open_up(struct panel_message *m, struct str *clear)
{
    bool own;
    const struct dc09_key *key;
    set_account(m, m->frame.account);
    *clear = m->frame.rest;
    if (!m->frame.encrypted)
        return NULL;
    key = dc09_keys_find(&m->s->keys, str_c(m->account), &own);
    if (key == NULL)
        return "it is encrypted, and there is no key";
    if (!dc09_decrypt(m->frame.rest, key, m->clear, clear))
        return "it is encrypted with another key";
    m->key = *key;
    return NULL;
}

/* A communicator may speak for another account; not with a key that is not that one's. */
static const char *find_account(struct panel_message *m)
{
    bool own;
    if (m->body.account.n > 0)
        set_account(m, m->body.account);
    if (m->account[0] == '\0')
        return "it names no account";
    const struct dc09_key *key = dc09_keys_find(&m->s->keys, str_c(m->account), &own);
    if (m->frame.encrypted && !same_key(&m->key, key))
        return "it is encrypted with the key of another account";
    m->unsealed = own && !m->frame.encrypted;
    return NULL;
}

/*
 * Of an account with a key a message in clear may be anybody's. A call for help is taken all the same; what would quieten
 * (a sign of life, an end, a closing) is not.
 */
static const char *drop_unsealed(struct panel_message *m)
{
    size_t kept = 0;
    if (!m->unsealed)
        return NULL;
    for (size_t i = 0; i < m->n; i++)
        if (m->events[i].says == DC09_ALARM)
            m->events[kept++] = m->events[i];
    m->n = kept;
    return kept > 0 ? NULL : "it is not encrypted, though there is a key";
}

static bool is_stale(const struct panel_message *m)
{
    const struct port_state *s = m->s;
    if (!m->body.has_time || (s->ahead == 0 && s->behind == 0))
        return false;
    return m->body.at > m->received + s->ahead || m->body.at < m->received - s->behind;
}

/* What of a message makes it that message; its time stamp may be new each time it is sent. */
static void hash_content(struct panel_message *m)
{
    char head[80];
    int n = snprintf(head, sizeof head, "%s|%.*s|%.*s|", m->account, STR_ARG(m->frame.seq),
                     STR_ARG(m->frame.token));
    sha256_hex(sha256_of((struct str){head, (size_t)n}, m->body.data, m->body.info), m->hash);
    m->hash[24] = '\0';
}

/* DC09_ACK: it is to be told to the centre. */
static enum dc09_answer judge(struct panel_message *m)
{
    struct str clear;
    struct err e;
    const char *why = NULL;
    if (dc09_read((struct str){m->text, m->text_n}, &m->frame, &e) != RC_OK)
        return DC09_DUH;
    why = open_up(m, &clear);
    if (why == NULL && dc09_body(clear, m->frame.encrypted, &m->body, &e) != RC_OK)
        why = "its data is malformed";
    if (why == NULL)
        why = find_account(m);
    if (why == NULL && m->frame.id == DC09_OTHER)
        why = "it is in a format that is not taken";
    if (why == NULL && is_stale(m)) {
        complain(m->s, m, "its clock is wrong; it was told the time");
        return DC09_NAK;
    }
    if (why == NULL) {
        m->n = dc09_events(m->frame.id, &m->body, m->events);
        why = drop_unsealed(m);
    }
    if (why != NULL) {
        complain(m->s, m, why);
        return DC09_DUH;
    }
    hash_content(m);
    return DC09_ACK;
}

/* ---- telling the centre ---- */

/* Panels write in whatever code page they were made with: what is no UTF-8 becomes '?'. */
static void put_words(struct buf *out, struct str s)
{
    while (s.n > 0) {
        size_t good = str_utf8_prefix(s);
        for (size_t i = 0; i < good; i++)
            buf_putc(out, (unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f ? ' ' : s.p[i]);
        s = (struct str){s.p + good, s.n - good};
        if (s.n > 0) {
            buf_putc(out, '?');
            s = (struct str){s.p + 1, s.n - 1};
        }
    }
}

static void put_more(struct buf *out, const char *before, struct str words)
{
    if (words.n == 0)
        return;
    buf_cat(out, before);
    put_words(out, words);
}

static void put_detail(struct buf *out, const struct panel_message *m, const struct dc09_event *ev)
{
    struct buf words;
    buf_init(&words, DC09_FRAME_MAX * 3);
    buf_cat(&words, ev->meaning);
    if (m->unsealed)
        buf_cat(&words, " (came in clear, though it has a key)");
    if (ev->old)
        buf_cat(&words, " (told late or again)");
    put_more(&words, ": ", ev->text);
    put_more(&words, ", partition ", ev->area);
    put_more(&words, "; ", m->body.info);
    put_more(&words, "; video ", m->body.video);
    struct str all = buf_str(&words);
    all.n = all.n < DETAIL_MAX ? all.n : DETAIL_MAX;
    all.n = str_utf8_prefix(all);
    json_put_key(out, "detail");
    json_put_string(out, all);
    buf_release(&words);
}

static void put_member(struct buf *out, const char *key, struct str value)
{
    json_put_key(out, key);
    json_put_string(out, value);
    buf_putc(out, ',');
}

static void put_id(struct buf *out, const char *key, const struct panel_message *m, int64_t slot)
{
    json_put_key(out, key);
    buf_printf(out, "\"dc09-%s-%lld-%zu\"", m->hash, (long long)slot, m->at);
}

static void put_event(struct panel_message *m)
{
    static const char *const says[] = {"alarm", "restored", "alarm", "test", "report"};
    const struct dc09_event *ev = &m->events[m->at];
    struct buf *out = &m->json;
    int64_t slot = m->received / (SAME_S * USEC_S);
    buf_putc(out, '{');
    put_member(out, "device", str_c(m->device));
    put_member(out, "kind", str_c(ev->kind));
    put_member(out, "says", str_c(says[ev->says]));
    put_member(out, "code", str_c(ev->code));
    if (ev->zone.n > 0 && ev->zone.n <= 16)
        put_member(out, "zone", ev->zone);
    if (ev->says == DC09_CANCELLED)
        buf_cat(out, "\"again\":true,");
    if (m->body.has_occurred || m->body.has_time) {
        json_put_key(out, "at");
        json_put_time(out, m->body.has_occurred ? m->body.occurred : m->body.at);
        buf_putc(out, ',');
    }
    if (m->body.has_place) {
        json_put_key(out, "lat");
        json_put_scaled(out, m->body.lat7, 7);
        buf_putc(out, ',');
        json_put_key(out, "lon");
        json_put_scaled(out, m->body.lon7, 7);
        buf_putc(out, ',');
    }
    put_detail(out, m, ev);
    buf_putc(out, ',');
    put_id(out, "id", m, slot);
    buf_putc(out, ',');
    put_id(out, "was", m, slot - 1);
    buf_putc(out, '}');
}

static void put_heartbeat(struct panel_message *m)
{
    buf_putc(&m->json, '{');
    put_member(&m->json, "device", str_c(m->device));
    json_put_key(&m->json, "at");
    json_put_time(&m->json, m->received);
    buf_putc(&m->json, '}');
}

static void tell(struct panel_message *m);

/* Nothing that may pass by itself: another try will not do better. */
static bool for_good(enum rc rc)
{
    return rc == RC_INVALID || rc == RC_DENIED || rc == RC_NOT_FOUND || rc == RC_CONFLICT ||
           rc == RC_TOO_LARGE;
}

static void over(struct panel_message *m, enum dc09_answer what)
{
    struct port_conn *c = m->from.conn != 0 ? port_conn_find(m->s->loop, m->from.conn) : NULL;
    if (what == DC09_ACK)
        atomic_fetch_add_explicit(&m->s->metrics.ack_us, (uint64_t)(clock_steady() - m->began),
                                  memory_order_relaxed);
    answer(m, what);
    if (c != NULL)
        port_conn_settle(c);
    message_free(m);
}

static void told(struct port_call *pc)
{
    struct panel_message *m = (struct panel_message *)pc;
    CHECK_OBJ(m, MESSAGE_MAGIC);
    enum rc rc = pc->call.rc;
    if (rc != RC_OK) {
        complain(m->s, m, pc->call.err.detail);
        over(m, for_good(rc) ? DC09_DUH : DC09_SILENCE);
        return;
    }
    if (++m->at < m->n)
        tell(m);
    else
        over(m, DC09_ACK);
}

static void tell(struct panel_message *m)
{
    struct port_state *s = m->s;
    bool alive = m->n == 0; /* it only says that it is there */
    call_release(&m->pc.call);
    call_init(&m->pc.call);
    buf_clear(&m->json);
    if (alive)
        put_heartbeat(m);
    else
        put_event(m);
    must(buf_ok(&m->json));
    count(&s->metrics.events[alive ? DC09_REPORT + 1 : (int)m->events[m->at].says]);
    m->pc.call.route = &route_table[alive ? ROUTE_TELEMETRY_HEARTBEATS : ROUTE_ALARM_SEND];
    m->pc.call.who = s->who;
    m->pc.call.body = buf_str(&m->json);
    m->pc.done = told;
    port_loop_call(s->loop, s->host, &m->pc);
}

bool dc09_take(struct port_state *s, struct str text, const struct dc09_from *from)
{
    struct dc09_frame probe;
    struct err e;
    if (dc09_read(text, &probe, &e) == RC_CORRUPT || text.n > DC09_FRAME_MAX) {
        count(&s->metrics.wrong_crc);
        return false;
    }
    if (atomic_load_explicit(&s->metrics.under_way, memory_order_relaxed) >= DC09_UNDER_WAY_MAX) {
        count(&s->metrics.answers[DC09_SILENCE]);
        return false;
    }
    struct panel_message *m = mem_alloc(sizeof *m);
    m->magic = MESSAGE_MAGIC;
    m->s = s;
    m->from = *from;
    m->received = clock_utc();
    m->began = clock_steady();
    memcpy(m->text, text.p, text.n);
    m->text_n = text.n;
    call_init(&m->pc.call);
    buf_init(&m->json, 8192);
    atomic_fetch_add_explicit(&s->metrics.under_way, 1, memory_order_relaxed);
    enum dc09_answer what = judge(m);
    if (what != DC09_ACK) {
        answer(m, what);
        message_free(m);
        return false;
    }
    s->host->panel(s->host, str_c(m->account), m->device);
    tell(m);
    return true;
}
