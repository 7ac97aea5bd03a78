/* SPDX-License-Identifier: Apache-2.0 */
#include "port/dc09/dc09.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "port/address.h"
#include "port/dc09/dc09_priv.h"

#define KEYS_EVERY (5 * USEC_S)

static const char *setting(const struct port_state *s, enum setting which)
{
    return settings_text(s->host->settings, which);
}

static void input(struct port_conn *c)
{
    struct port_state *s = port_conn_arg(c);
    struct dc09_from from = {.conn = port_conn_id(c)};
    while (!port_conn_full(c)) {
        struct str text;
        size_t n = dc09_cut(port_conn_input(c), &text);
        if (n == 0)
            return;
        if (text.n > 0) {
            port_conn_owe(c); /* before: the answer may be there at once */
            if (!dc09_take(s, text, &from))
                port_conn_settle(c);
        }
        port_conn_take(c, n);
    }
}

static void datagram(struct port_udp *u, void *arg, const struct port_peer *peer, struct str bytes)
{
    struct dc09_from from = {.udp = u, .peer = *peer};
    for (size_t n; bytes.n > 0; bytes = (struct str){bytes.p + n, bytes.n - n}) {
        struct str text;
        n = dc09_cut(bytes, &text);
        if (n == 0)
            return; /* cut off on its way */
        if (text.n > 0)
            (void)dc09_take(arg, text, &from);
    }
}

static void look_at_keys(void *arg)
{
    dc09_keys_look(&((struct port_state *)arg)->keys);
}

static enum rc check_int(const struct port_state *s, enum setting which, int64_t low, int64_t high,
                         struct err *e)
{
    const struct setting_info *info = &setting_table[which];
    int64_t v = settings_int(s->host->settings, which);
    char name[64];
    if (v >= low && v <= high)
        return RC_OK;
    (void)snprintf(name, sizeof name, "%s.%s", info->section, info->key);
    return err_field(e, RC_INVALID, name, "%s must be %lld to %lld", name, (long long)low,
                     (long long)high);
}

static enum rc check(const struct port_state *s, struct err *e)
{
    enum rc rc = check_int(s, SET_DC09_CONNECTIONS_MAX, 1, 100000, e);
    if (rc == RC_OK)
        rc = check_int(s, SET_DC09_IDLE_S, 1, 604800, e);
    if (rc == RC_OK)
        rc = check_int(s, SET_DC09_AHEAD_S, 0, 86400, e);
    if (rc == RC_OK)
        rc = check_int(s, SET_DC09_BEHIND_S, 0, 86400, e);
    if (rc == RC_OK && setting(s, SET_DC09_LISTEN)[0] != '\0')
        rc = port_address_check("dc09.listen", setting(s, SET_DC09_LISTEN), e);
    if (rc == RC_OK && setting(s, SET_DC09_UDP)[0] != '\0')
        rc = port_address_check("dc09.udp", setting(s, SET_DC09_UDP), e);
    return rc;
}

static bool is_off(const struct port_state *s)
{
    return setting(s, SET_DC09_LISTEN)[0] == '\0' && setting(s, SET_DC09_UDP)[0] == '\0';
}

static void state_free(struct port_state *s)
{
    if (s->loop != NULL)
        port_loop_close(s->loop);
    dc09_keys_free(&s->keys);
    s->magic = 0;
    free(s);
}

static enum rc dc09_open(struct port_state **out, const struct port_host *host, struct err *e)
{
    CHECK_OBJ(host, PORT_HOST_MAGIC);
    struct port_state *s = mem_alloc(sizeof *s);
    s->magic = DC09_MAGIC;
    s->host = host;
    map_init(&s->keys.by_account);
    s->keys.path = setting(s, SET_DC09_KEYS);
    s->ahead = settings_int(host->settings, SET_DC09_AHEAD_S) * USEC_S;
    s->behind = settings_int(host->settings, SET_DC09_BEHIND_S) * USEC_S;
    principal_port(&s->who, "dc09", ROLE_ALARM);
    host->metrics(host, dc09_metrics_write, s);
    enum rc rc = check(s, e);
    if (rc == RC_OK && !is_off(s))
        rc = dc09_keys_load(&s->keys, e);
    if (rc == RC_OK && !is_off(s))
        rc = port_loop_open(&s->loop, "dc09", e);
    if (rc != RC_OK) {
        state_free(s);
        return rc;
    }
    *out = s;
    return RC_OK;
}

static enum rc open_sockets(struct port_state *s, struct err *e)
{
    const struct port_listen tcp = {
        .setting = "dc09.listen",
        .address = setting(s, SET_DC09_LISTEN),
        .connections = (uint32_t)settings_int(s->host->settings, SET_DC09_CONNECTIONS_MAX),
        .input_max = DC09_INPUT_MAX,
        .output_max = DC09_OUTPUT_MAX,
        .owed_max = DC09_OWED_MAX,
        .idle_s = (uint32_t)settings_int(s->host->settings, SET_DC09_IDLE_S),
        .arg = s,
        .input = input,
        .counts = &s->metrics.tcp};
    const struct port_datagrams udp = {"dc09.udp", setting(s, SET_DC09_UDP), s, datagram,
                                       &s->metrics.udp};
    enum rc rc = RC_OK;
    if (tcp.address[0] != '\0')
        rc = port_loop_listen(s->loop, &tcp, e);
    if (rc == RC_OK && udp.address[0] != '\0')
        rc = port_loop_udp(s->loop, &udp, e);
    return rc;
}

/* "tcp ADDRESS" and "udp ADDRESS", for who set port 0. */
static void note_address(const struct port_state *s)
{
    char text[2 * PORT_ADDRESS_MAX + 16] = "";
    unsigned n = 0;
    size_t at = 0;
    if (setting(s, SET_DC09_LISTEN)[0] != '\0')
        at = (size_t)snprintf(text, sizeof text, "tcp %s ", port_loop_address(s->loop, n++));
    if (setting(s, SET_DC09_UDP)[0] != '\0')
        (void)snprintf(text + at, sizeof text - at, "udp %s", port_loop_address(s->loop, n));
    port_address_note(setting(s, SET_STORE_PATH), "dc09.address", text);
    log_info("dc09", "panels are heard at %s", text);
}

static enum rc dc09_start(struct port_state *s, struct err *e)
{
    CHECK_OBJ(s, DC09_MAGIC);
    if (s->loop == NULL)
        return RC_OK;
    enum rc rc = open_sockets(s, e);
    if (rc != RC_OK)
        return rc;
    port_loop_every(s->loop, KEYS_EVERY, look_at_keys, s);
    note_address(s);
    return port_loop_start(s->loop, e);
}

static void dc09_drain(struct port_state *s)
{
    CHECK_OBJ(s, DC09_MAGIC);
    if (s->loop != NULL)
        port_loop_drain(s->loop);
}

static void dc09_close(struct port_state *s)
{
    CHECK_OBJ(s, DC09_MAGIC);
    if (s->loop != NULL)
        port_address_note(setting(s, SET_STORE_PATH), "dc09.address", "");
    state_free(s);
}

const struct port port_dc09 = {
    .magic = PORT_MAGIC,
    .name = "dc09",
    .open = dc09_open,
    .start = dc09_start,
    .drain = dc09_drain,
    .close = dc09_close,
};
