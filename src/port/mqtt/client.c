/* SPDX-License-Identifier: Apache-2.0 */
/* The connection to the broker: its thread, when it comes and goes, and the one place where anything is written to it. */
#include <errno.h>
#include <mosquitto.h>
#include <netdb.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "port/mqtt/mqtt_priv.h"

#define POLL_MS 500        /* how often the time is looked at */
#define REACH_MS 5000      /* the broker's machine answers within */
#define DELAY_FIRST USEC_S /* between two tries to connect; doubles */
#define DELAY_MOST (15 * USEC_S)
#define SESSION_MS 10000 /* from the connection to the session */
#define QOS 1

/* ---- what libmosquitto tells, on our thread, inside mosquitto_loop_read ---- */

static void subscribe(struct port_state *s)
{
    struct str rest = str_c(settings_text(s->host->settings, SET_MQTT_FAMILIES));
    while (rest.n > 0) {
        const char *const *topics = wire_mqtt_topics(str_trim(str_cut(&rest, ',')));
        for (; topics != NULL && *topics != NULL; topics++)
            if (mosquitto_subscribe(s->client, NULL, *topics, QOS) != MOSQ_ERR_SUCCESS)
                log_warn("mqtt", "could not ask for '%s'", *topics);
    }
}

static void on_connect(struct mosquitto *m, void *port, int code, int flags)
{
    struct port_state *s = port;
    UNUSED(m);
    CHECK_OBJ(s, MQTT_MAGIC);
    if (code != 0) {
        log_warn("mqtt", "the broker refuses the centre: %s", mosquitto_connack_string(code));
        return; /* it closes the connection */
    }
    log_info("mqtt", "connected to the broker %s:%d%s", s->address, s->tcp_port,
             (flags & 1) != 0 ? "" : ", which began a new session");
    subscribe(s);
    if ((flags & 1) == 0)
        remind_anew(s);
    s->back_after = s->lost_told ? clock_steady() - s->lost : 0;
    s->lost = 0;
    s->lost_told = false;
    s->delay = DELAY_FIRST;
    atomic_store(&s->lost_since, 0);
    atomic_store(&s->connected, 1);
}

static void on_message(struct mosquitto *m, void *port, const struct mosquitto_message *message)
{
    struct port_state *s = port;
    UNUSED(m);
    CHECK_OBJ(s, MQTT_MAGIC);
    struct str payload = {message->payload,
                          message->payloadlen > 0 ? (size_t)message->payloadlen : 0};
    jobs_take(s, str_c(message->topic), payload, message->retain);
}

void mqtt_client_say(struct port_state *s, const char *device, const char *what, struct str text,
                     bool keep)
{
    char topic[ID_MAX + 32];
    (void)snprintf(topic, sizeof topic, WIRE_MQTT_OWN "/%s/%s", device, what);
    (void)mosquitto_publish(s->client, NULL, topic, (int)text.n, text.p, QOS, keep);
}

/* ---- coming and going ---- */

static void begin_lost(struct port_state *s)
{
    if (atomic_exchange(&s->connected, 0) != 0 || s->lost == 0) {
        s->lost = clock_steady();
        atomic_store(&s->lost_since, s->lost);
    }
}

static void dropped(struct port_state *s, const char *why)
{
    if (atomic_load(&s->connected) != 0)
        log_warn("mqtt", "the connection to the broker is lost: %s", why);
    begin_lost(s);
    s->next_try = clock_steady() + s->delay;
    s->delay = s->delay * 2 < DELAY_MOST ? s->delay * 2 : DELAY_MOST;
}

/* Wait for the socket or the end; what is there to do: POLLIN, POLLOUT. The end, or nothing: 0. */
static short wait_for(struct port_state *s, int fd, short events, int ms)
{
    struct pollfd fds[2] = {{.fd = s->wake, .events = POLLIN}, {.fd = fd, .events = events}};
    int n = poll(fds, fd >= 0 ? 2 : 1, ms);
    return n > 0 && fd >= 0 && fds[0].revents == 0 ? fds[1].revents : (short)0;
}

static bool reach_one(struct port_state *s, const struct addrinfo *a)
{
    int failed = 0;
    socklen_t size = sizeof failed;
    int fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return false;
    bool there = connect(fd, a->ai_addr, a->ai_addrlen) == 0;
    if (!there && errno == EINPROGRESS && wait_for(s, fd, POLLOUT, REACH_MS) != 0)
        there = getsockopt(fd, SOL_SOCKET, SO_ERROR, &failed, &size) == 0 && failed == 0;
    close(fd);
    return there;
}

/* libmosquitto waits for minutes for a machine that does not answer, and could not be stopped meanwhile. */
static bool is_there(struct port_state *s)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV}, *list = NULL;
    char service[16];
    bool there = false;
    (void)snprintf(service, sizeof service, "%d", s->tcp_port);
    if (getaddrinfo(s->address, service, &hints, &list) != 0)
        return false;
    for (const struct addrinfo *a = list; a != NULL && !there && !atomic_load(&s->stop);
         a = a->ai_next)
        there = reach_one(s, a);
    freeaddrinfo(list);
    return there;
}

static const char *why_of(int rc)
{
    return rc == MOSQ_ERR_ERRNO ? strerror(errno) : mosquitto_strerror(rc);
}

static void try_connect(struct port_state *s)
{
    if (!is_there(s)) {
        dropped(s, "nobody answers");
        return;
    }
    int rc = mosquitto_connect(s->client, s->address, s->tcp_port, MQTT_KEEPALIVE_S);
    s->next_try = clock_steady() + SESSION_MS * USEC_MS;
    s->unsettled = false;
    if (rc != MOSQ_ERR_SUCCESS) {
        log_debug("mqtt", "no connection to the broker: %s", why_of(rc));
        dropped(s, why_of(rc));
    }
}

/* ---- the loop ---- */

/* As many messages as are there and may be under way together. */
static int read_some(struct port_state *s)
{
    int rc;
    do {
        rc = mosquitto_loop_read(s->client, 1);
    } while (rc == MOSQ_ERR_SUCCESS && s->njobs < MQTT_JOBS && !s->unsettled &&
             (wait_for(s, mosquitto_socket(s->client), POLLIN, 0) & POLLIN) != 0);
    return rc;
}

/* All that was queued: PUBACKs and acknowledgements, all of them of what is durable. */
static int write_all(struct port_state *s)
{
    int rc = MOSQ_ERR_SUCCESS;
    while (rc == MOSQ_ERR_SUCCESS && mosquitto_want_write(s->client)) {
        rc = mosquitto_loop_write(s->client, MQTT_JOBS);
        if (rc == MOSQ_ERR_SUCCESS && mosquitto_want_write(s->client) &&
            (wait_for(s, mosquitto_socket(s->client), POLLOUT, POLL_MS) & POLLOUT) == 0)
            break; /* the broker does not read: later */
    }
    return rc;
}

static void turn(struct port_state *s)
{
    int fd = mosquitto_socket(s->client);
    short want = (short)(POLLIN | (mosquitto_want_write(s->client) ? POLLOUT : 0));
    short there = wait_for(s, fd, want, POLL_MS);
    int rc = MOSQ_ERR_SUCCESS;
    if ((there & (POLLIN | POLLHUP | POLLERR)) != 0)
        rc = read_some(s);
    if (!jobs_settle(s))
        return;
    if (rc == MOSQ_ERR_SUCCESS && atomic_load(&s->connected) != 0 &&
        clock_steady() >= s->next_remind)
        remind_all(s);
    if (rc == MOSQ_ERR_SUCCESS)
        rc = write_all(s);
    if (rc == MOSQ_ERR_SUCCESS)
        rc = mosquitto_loop_misc(s->client);
    if (rc == MOSQ_ERR_SUCCESS && atomic_load(&s->connected) == 0 && clock_steady() > s->next_try) {
        (void)mosquitto_disconnect(s->client); /* a connection, but no session: begin anew */
        (void)write_all(s);
        rc = MOSQ_ERR_CONN_LOST;
    }
    if (rc != MOSQ_ERR_SUCCESS)
        dropped(s, why_of(rc));
}

static void look_at_time(struct port_state *s)
{
    usec_t now = clock_steady();
    usec_t limit = settings_int(s->host->settings, SET_MQTT_LOST_S) * USEC_S;
    if (s->lost != 0 && !s->lost_told && now - s->lost >= limit)
        s->lost_told = jobs_say_lost(s, now - s->lost, false);
    if (s->back_after != 0 && jobs_say_lost(s, s->back_after, true))
        s->back_after = 0;
}

/* Durable, and said so; else the connection is cut without a word, and the broker tells the rest again. */
static void end(struct port_state *s)
{
    if (mosquitto_socket(s->client) < 0 || s->unsettled || !jobs_settle(s))
        return;
    (void)write_all(s);
    (void)mosquitto_disconnect(s->client);
    (void)write_all(s);
}

void *mqtt_client_run(void *port)
{
    struct port_state *s = port;
    CHECK_OBJ(s, MQTT_MAGIC);
    begin_lost(s);
    while (!atomic_load(&s->stop)) {
        look_at_time(s);
        if (mosquitto_socket(s->client) >= 0)
            turn(s);
        else if (clock_steady() >= s->next_try)
            try_connect(s);
        else
            (void)wait_for(s, -1, 0, (int)(POLL_MS / 5));
        if (mosquitto_socket(s->client) < 0)
            begin_lost(s);
    }
    end(s);
    return NULL;
}

/* ---- from the settings ---- */

static enum rc read_address(struct port_state *s, struct err *e)
{
    struct str all = str_c(settings_text(s->host->settings, SET_MQTT_BROKER));
    size_t colon = all.n;
    int64_t number;
    while (colon > 0 && all.p[colon - 1] != ':')
        colon--;
    struct str host = {all.p, colon > 0 ? colon - 1 : 0};
    if (host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
        host = (struct str){host.p + 1, host.n - 2};
    if (host.n == 0 || !str_copy(s->address, sizeof s->address, host) ||
        !str_i64((struct str){all.p + colon, all.n - colon}, &number) || number < 1 ||
        number > 65535)
        return err_set(e, RC_INVALID, "mqtt.broker must be HOST:PORT, not '%.*s'", STR_ARG(all));
    s->tcp_port = (int)number;
    return RC_OK;
}

static enum rc check_families(const struct settings *settings, struct err *e)
{
    struct str rest = str_c(settings_text(settings, SET_MQTT_FAMILIES));
    while (rest.n > 0) {
        struct str one = str_trim(str_cut(&rest, ','));
        if (one.n > 0 && wire_mqtt_topics(one) == NULL)
            return err_set(e, RC_INVALID, "mqtt.families: nothing is known of '%.*s'",
                           STR_ARG(one));
    }
    return RC_OK;
}

static enum rc set_password(struct port_state *s, struct err *e)
{
    const struct settings *settings = s->host->settings;
    const char *user = settings_text(settings, SET_MQTT_USER);
    const char *path = settings_text(settings, SET_MQTT_PASSWORD_FILE);
    char line[256] = "";
    if (user[0] == '\0')
        return RC_OK;
    FILE *f = path[0] != '\0' ? fopen(path, "re") : NULL;
    if (path[0] != '\0' && (f == NULL || fgets(line, sizeof line, f) == NULL)) {
        if (f != NULL)
            fclose(f);
        return err_set(e, RC_IO, "mqtt.password_file: cannot read '%s'", path);
    }
    if (f != NULL)
        fclose(f);
    line[strcspn(line, "\r\n")] = '\0';
    int rc = mosquitto_username_pw_set(s->client, user, line);
    explicit_bzero(line, sizeof line);
    return rc == MOSQ_ERR_SUCCESS ? RC_OK : err_set(e, RC_INVALID, "mqtt.user: %s", why_of(rc));
}

static enum rc set_tls(struct port_state *s, struct err *e)
{
    const struct settings *settings = s->host->settings;
    const char *ca = settings_text(settings, SET_MQTT_TLS_CA);
    const char *cert = settings_text(settings, SET_MQTT_TLS_CERT);
    const char *key = settings_text(settings, SET_MQTT_TLS_KEY);
    if ((cert[0] == '\0') != (key[0] == '\0') || (ca[0] == '\0' && cert[0] != '\0'))
        return err_set(e, RC_INVALID,
                       "mqtt.tls_cert and mqtt.tls_key go together, and with mqtt.tls_ca");
    if (ca[0] == '\0')
        return RC_OK;
    int rc = mosquitto_tls_set(s->client, ca, NULL, cert[0] != '\0' ? cert : NULL,
                               key[0] != '\0' ? key : NULL, NULL);
    if (rc == MOSQ_ERR_SUCCESS)
        rc = mosquitto_tls_opts_set(s->client, 1, "tlsv1.2", NULL); /* at least */
    return rc == MOSQ_ERR_SUCCESS ? RC_OK : err_set(e, RC_INVALID, "mqtt.tls_ca: %s", why_of(rc));
}

enum rc mqtt_client_open(struct port_state *s, struct err *e)
{
    const struct settings *settings = s->host->settings;
    enum rc rc = read_address(s, e);
    if (rc == RC_OK)
        rc = check_families(settings, e);
    if (rc != RC_OK)
        return rc;
    if (!str_copy(s->region, sizeof s->region, str_c(settings_text(settings, SET_MQTT_REGION))))
        return err_set(e, RC_INVALID, "mqtt.region is too long");
    s->delay = DELAY_FIRST;
    (void)mosquitto_lib_init();
    /* A session that the broker keeps: what comes while we are away waits there. */
    s->client = mosquitto_new(settings_text(settings, SET_MQTT_CLIENT_ID), false, s);
    if (s->client == NULL)
        return err_set(e, RC_INVALID, "mqtt.client_id: %s", strerror(errno));
    (void)mosquitto_threaded_set(s->client,
                                 true); /* nothing is written but by mosquitto_loop_write */
    /* Else the device's acknowledgement waits 40 ms for the broker's word on PUBACK, which went just before. */
    (void)mosquitto_int_option(s->client, MOSQ_OPT_TCP_NODELAY, 1);
    mosquitto_connect_with_flags_callback_set(s->client, on_connect);
    mosquitto_message_callback_set(s->client, on_message);
    rc = set_password(s, e);
    return rc == RC_OK ? set_tls(s, e) : rc;
}

void mqtt_client_close(struct port_state *s)
{
    if (s->client == NULL)
        return;
    mosquitto_destroy(s->client);
    s->client = NULL;
    (void)mosquitto_lib_cleanup();
}
