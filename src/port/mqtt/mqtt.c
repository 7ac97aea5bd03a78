/* SPDX-License-Identifier: Apache-2.0 */
/* The plug: settings in, metrics out, one thread. */
#include "port/mqtt/mqtt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/mem.h"
#include "port/mqtt/mqtt_priv.h"

static void put_metrics(void *arg, struct buf *out)
{
    static const char *const words[MQTT_WHATS] = {"alarm", "position", "heartbeat", "read",
                                                  "gone",  "ignored",  "refused"};

    struct port_state *s = arg;
    CHECK_OBJ(s, MQTT_MAGIC);
    usec_t lost = atomic_load(&s->lost_since);
    buf_cat(
        out,
        "# HELP markaz_mqtt_connected Is there a session with the broker (1: yes, or MQTT is off)?\n"
        "# TYPE markaz_mqtt_connected gauge\n");
    buf_printf(out, "markaz_mqtt_connected %d\n", s->off || atomic_load(&s->connected) != 0);
    buf_cat(out, "# HELP markaz_mqtt_lost_seconds For how long there has been none.\n"
                 "# TYPE markaz_mqtt_lost_seconds gauge\n");
    buf_printf(out, "markaz_mqtt_lost_seconds %lld\n",
               (long long)(lost != 0 ? (clock_steady() - lost) / USEC_S : 0));
    buf_cat(out, "# HELP markaz_mqtt_messages_total What messages said.\n"
                 "# TYPE markaz_mqtt_messages_total counter\n");
    for (int i = 0; i < MQTT_WHATS; i++)
        buf_printf(out, "markaz_mqtt_messages_total{what=\"%s\"} %llu\n", words[i],
                   (unsigned long long)atomic_load(&s->messages[i]));
    buf_cat(out, "# HELP markaz_mqtt_acks_total Presses acknowledged to their devices.\n"
                 "# TYPE markaz_mqtt_acks_total counter\n");
    buf_printf(out, "markaz_mqtt_acks_total %llu\n", (unsigned long long)atomic_load(&s->acks));
    buf_cat(out,
            "# HELP markaz_mqtt_reminders_total Weekly tests asked of devices, and taken back.\n"
            "# TYPE markaz_mqtt_reminders_total counter\n");
    buf_printf(out, "markaz_mqtt_reminders_total %llu\n",
               (unsigned long long)atomic_load(&s->reminders));
    buf_cat(
        out,
        "# HELP markaz_mqtt_again_total Calls that the core had no time for and that were made again.\n"
        "# TYPE markaz_mqtt_again_total counter\n");
    buf_printf(out, "markaz_mqtt_again_total %llu\n", (unsigned long long)atomic_load(&s->again));
}

static void mqtt_close(struct port_state *s);

static enum rc mqtt_open(struct port_state **out, const struct port_host *host, struct err *e)
{
    CHECK_OBJ(host, PORT_HOST_MAGIC);
    struct port_state *s = mem_alloc(sizeof *s);
    pthread_condattr_t steady;
    s->magic = MQTT_MAGIC;
    s->host = host;
    s->wake = -1;
    s->off = settings_text(host->settings, SET_MQTT_BROKER)[0] == '\0';
    must(pthread_mutex_init(&s->lock, NULL) == 0);
    must(pthread_condattr_init(&steady) == 0);
    must(pthread_condattr_setclock(&steady, CLOCK_MONOTONIC) == 0);
    must(pthread_cond_init(&s->done, &steady) == 0);
    pthread_condattr_destroy(&steady);
    enum rc rc = s->off ? RC_OK : mqtt_client_open(s, e);
    if (rc == RC_OK && !s->off) {
        s->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (s->wake < 0)
            rc = err_set(e, RC_IO, "mqtt: eventfd: %s", strerror(errno));
    }
    if (rc != RC_OK) {
        mqtt_close(s);
        return rc;
    }
    host->metrics(host, put_metrics, s);
    *out = s;
    return RC_OK;
}

static enum rc mqtt_start(struct port_state *s, struct err *e)
{
    CHECK_OBJ(s, MQTT_MAGIC);
    if (s->off)
        return RC_OK;
    s->jobs = mem_array(MQTT_JOBS, sizeof s->jobs[0]);
    s->told = mem_array(MQTT_TOLD, sizeof s->told[0]);
    if (pthread_create(&s->thread, NULL, mqtt_client_run, s) != 0)
        return err_set(e, RC_IO, "mqtt: cannot start a thread");
    (void)pthread_setname_np(s->thread, "mqtt");
    s->started = true;
    return RC_OK;
}

/* The core still works, so what is under way is durable in a moment. */
static void mqtt_drain(struct port_state *s)
{
    CHECK_OBJ(s, MQTT_MAGIC);
    uint64_t one = 1;
    atomic_store(&s->stop, true);
    if (!s->started)
        return;
    must(write(s->wake, &one, sizeof one) == sizeof one);
    must(pthread_join(s->thread, NULL) == 0);
    s->started = false;
}

static void mqtt_close(struct port_state *s)
{
    CHECK_OBJ(s, MQTT_MAGIC);
    mqtt_drain(s);
    mqtt_client_close(s);
    jobs_free(s);
    remind_free(s);
    if (s->wake >= 0)
        close(s->wake);
    pthread_cond_destroy(&s->done);
    pthread_mutex_destroy(&s->lock);
    s->magic = 0;
    free(s);
}

const struct port port_mqtt = {PORT_MAGIC, "mqtt", mqtt_open, mqtt_start, mqtt_drain, mqtt_close};
