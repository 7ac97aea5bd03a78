/* SPDX-License-Identifier: Apache-2.0 */
#include "button.h"

#include <mosquitto.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

#define KEEPALIVE_S 20
#define PRESS_MAX 1024

struct button {
    char name[72], password[128];
    struct mosquitto *client;
    pthread_mutex_t lock;
    char press[72]; /* not acknowledged yet; empty: none */
    char payload[PRESS_MAX];
};

struct buttons {
    struct button all[BUTTONS_MAX];
    size_t n;
};

static const char *topic_of(const struct button *b, const char *what, char to[128])
{
    (void)snprintf(to, 128, "markaz/%s/%s", b->name, what);
    return to;
}

static void say(struct button *b, const char *what, const char *payload, int qos, bool retain)
{
    char topic[128];
    (void)mosquitto_publish(b->client, NULL, topic_of(b, what, topic), (int)strlen(payload),
                            payload, qos, retain);
}

static void on_connect(struct mosquitto *m, void *button, int code)
{
    struct button *b = button;
    char topic[128];
    if (code != 0)
        return;
    (void)mosquitto_subscribe(m, NULL, topic_of(b, "ack", topic), 1);
    say(b, "status", "online", 1, true);
    pthread_mutex_lock(&b->lock);
    if (b->press[0] != '\0')
        say(b, "alarm", b->payload, 1, false);
    pthread_mutex_unlock(&b->lock);
}

static void on_message(struct mosquitto *m, void *button, const struct mosquitto_message *message)
{
    struct button *b = button;
    char wanted[96];
    UNUSED(m);
    pthread_mutex_lock(&b->lock);
    int n = snprintf(wanted, sizeof wanted, "\"press\":\"%s\"", b->press);
    if (message->payloadlen > 0 &&
        memmem(message->payload, (size_t)message->payloadlen, wanted, (size_t)n) != NULL)
        b->press[0] = '\0';
    pthread_mutex_unlock(&b->lock);
}

static enum rc open_one(struct button *b, const char *dir, int port, struct err *e)
{
    char ca[1000], topic[128];
    (void)snprintf(ca, sizeof ca, "%s/tls/ca.crt", dir);
    must(pthread_mutex_init(&b->lock, NULL) == 0);
    b->client = mosquitto_new(b->name, false, b);
    bool ok = b->client != NULL &&
              mosquitto_username_pw_set(b->client, b->name, b->password) == MOSQ_ERR_SUCCESS &&
              mosquitto_tls_set(b->client, ca, NULL, NULL, NULL, NULL) == MOSQ_ERR_SUCCESS &&
              mosquitto_will_set(b->client, topic_of(b, "status", topic), 7, "offline", 1, true) ==
                  MOSQ_ERR_SUCCESS;
    if (!ok)
        return err_set(e, RC_IO, "cannot make the button '%s' of '%s'", b->name, dir);
    mosquitto_connect_callback_set(b->client, on_connect);
    mosquitto_message_callback_set(b->client, on_message);
    (void)mosquitto_reconnect_delay_set(b->client, 1, 10, true);
    (void)mosquitto_connect_async(b->client, "127.0.0.1", port,
                                  KEEPALIVE_S); /* later, if not now */
    return mosquitto_loop_start(b->client) == MOSQ_ERR_SUCCESS
               ? RC_OK
               : err_set(e, RC_IO, "cannot start the button '%s'", b->name);
}

/* The first line of a file. */
static bool line_of(const char *dir, const char *name, char *to, size_t size)
{
    char path[1000];
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "re");
    bool ok = f != NULL && fgets(to, (int)size, f) != NULL;
    if (f != NULL)
        fclose(f);
    return ok;
}

static enum rc open_all(struct buttons *b, const char *dir, FILE *devices, int port, struct err *e)
{
    char line[300];
    enum rc rc = RC_OK;
    while (rc == RC_OK && b->n < BUTTONS_MAX && fgets(line, sizeof line, devices) != NULL) {
        struct button *one = &b->all[b->n];
        struct str password = str_trim(str_c(line)), name = str_cut(&password, ' ');
        if (password.n == 0 || !str_copy(one->name, sizeof one->name, name) ||
            !str_copy(one->password, sizeof one->password, password))
            continue;
        b->n++;
        rc = open_one(one, dir, port, e);
    }
    return rc;
}

enum rc buttons_open(struct buttons **out, const char *dir, struct err *e)
{
    char text[32] = "", path[1000];
    int64_t port;
    (void)snprintf(path, sizeof path, "%s/devices", dir);
    if (!line_of(dir, "tls.port", text, sizeof text) || !str_i64(str_trim(str_c(text)), &port))
        return err_set(e, RC_IO, "cannot read '%s/tls.port'", dir);
    FILE *devices = fopen(path, "re");
    if (devices == NULL)
        return err_set(e, RC_IO, "cannot read '%s'", path);
    struct buttons *b = mem_alloc(sizeof *b);
    (void)mosquitto_lib_init();
    enum rc rc = open_all(b, dir, devices, (int)port, e);
    fclose(devices);
    if (rc != RC_OK) {
        buttons_close(b);
        return rc;
    }
    *out = b;
    return RC_OK;
}

void buttons_close(struct buttons *b)
{
    if (b == NULL)
        return;
    for (size_t i = 0; i < b->n; i++) {
        struct button *one = &b->all[i];
        if (one->client != NULL) {
            (void)mosquitto_disconnect(one->client); /* on purpose: no last will */
            (void)mosquitto_loop_stop(one->client, true);
            mosquitto_destroy(one->client);
        }
        pthread_mutex_destroy(&one->lock);
    }
    (void)mosquitto_lib_cleanup();
    free(b);
}

static struct button *find(struct buttons *b, const char *device)
{
    for (size_t i = 0; b != NULL && i < b->n; i++)
        if (strcmp(b->all[i].name, device) == 0)
            return &b->all[i];
    return NULL;
}

bool buttons_beat(struct buttons *b, const char *device, double battery)
{
    struct button *one = find(b, device);
    char payload[64];
    if (one == NULL)
        return false;
    (void)snprintf(payload, sizeof payload, "{\"battery\":%.2f}", battery);
    say(one, "heartbeat", payload, 0, false);
    return true;
}

bool buttons_press(struct buttons *b, const char *device, const char *id, struct str payload)
{
    struct button *one = find(b, device);
    if (one == NULL)
        return false;
    pthread_mutex_lock(&one->lock);
    must(str_copy(one->press, sizeof one->press, str_c(id)) &&
         str_copy(one->payload, sizeof one->payload, payload));
    say(one, "alarm", one->payload, 1, false);
    pthread_mutex_unlock(&one->lock);
    return true;
}
