/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One thread owns the connection. It takes up to MQTT_JOBS messages, makes their calls, waits until all are durable, and only
 * then lets libmosquitto write: with that the broker hears PUBACK, and the devices their acknowledgements. So what was not
 * durable when the process died is told again by the broker, which keeps our session.
 *
 * libmosquitto 2.0 has no acknowledgement by hand, and hands PUBACK out before the callback is called (its issues 118, 2884);
 * but for a client that said mosquitto_threaded_set it only queues what is to be sent, until mosquitto_loop_write. That call is made
 * in one place, client.c, behind jobs_settle. tests/scenario/54-mqtt.test.mjs kills the server between the two.
 */
#ifndef PORT_MQTT_MQTT_PRIV_H
#define PORT_MQTT_MQTT_PRIV_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/map.h"
#include "core/port.h"
#include "wire/mqtt.h"

#define MQTT_MAGIC 0x3977a001u
#define MQTT_JOBS 256   /* messages under way at once */
#define MQTT_TOLD 65536 /* buttons whose counter is remembered */
#define MQTT_KEEPALIVE_S \
    30 /* a broker that is gone without a word is noticed after half as much again */
#define MQTT_AGAIN_MS 200    /* between two tries of a call that was refused for the moment */
#define MQTT_HEARD_MAX 65536 /* devices that are reminded of their tests */
#define MQTT_REMIND_EVERY (5 * USEC_S)
#define MQTT_FAULTS_MAX 5 /* tries of a call that ends in a fault of ours */

enum mqtt_what {
    MQTT_ALARMS,
    MQTT_POSITIONS,
    MQTT_HEARTBEATS,
    MQTT_READS,
    MQTT_GONE,
    MQTT_IGNORED,
    MQTT_REFUSED,
    MQTT_WHATS
};

struct mqtt_job {
    struct port_state *port;
    struct call call;
    struct wire_mqtt_out out;
    struct arena arena;  /* the payload, mended */
    enum role role;      /* as which the port speaks for this device */
    enum mqtt_what part; /* what is being sent; MQTT_IGNORED: all is done */
    struct str rest;     /* of it, not sent yet */
    struct str now;      /* of it, being sent */
    bool running;        /* the call was made and not looked at yet */
    bool again;          /* it was refused for the moment */
    int tries;           /* of this call */
};

/* The last counter of a button, in a table of fixed size by the hash of its name: who is pushed out is one press too many. */
struct mqtt_told {
    uint64_t device, counter;
};

/* A device that spoke by a topic of our own: it may listen to one, too. */
struct mqtt_heard {
    uint64_t said; /* hash of what stands at its topic; 0: nothing was said yet */
    bool asked;    /* in the answer that is being looked at */
    char device[ID_MAX + 1];
};

struct port_state {
    unsigned magic;
    const struct port_host *host;
    bool off;
    struct mosquitto *client; /* NULL: off */
    char address[300], region[32];
    int tcp_port;
    pthread_t thread;
    bool started;
    int wake; /* eventfd: the port is to stop */
    _Atomic bool stop;

    /* the thread's own */
    struct mqtt_job *jobs; /* MQTT_JOBS */
    size_t njobs;
    bool
        unsettled; /* a job could not be done: nothing may be written any more on this connection */
    struct mqtt_told *told; /* MQTT_TOLD */
    struct map heard;       /* struct mqtt_heard, owned, by device; at most MQTT_HEARD_MAX */
    usec_t next_remind;     /* steady */
    usec_t lost;            /* steady: since when there is no broker; 0: there is one */
    bool lost_told;
    usec_t back_after; /* it came back after so long, which is still to be said; 0: nothing is */
    usec_t next_try;   /* steady: connect again */
    usec_t delay;

    pthread_mutex_t lock;
    pthread_cond_t done;
    size_t under_way; /* calls whose done was not called */

    _Atomic uint64_t messages[MQTT_WHATS], acks, again, reminders;
    _Atomic int connected;
    _Atomic usec_t lost_since; /* as `lost`, for the metrics */
};

/* client.c: the connection and its thread. */
enum rc mqtt_client_open(struct port_state *s, struct err *e);
void *mqtt_client_run(void *port);
void mqtt_client_close(struct port_state *s);
/* Publish at markaz/DEVICE/`what`, when the next write comes; `keep`: the broker tells it whoever asks later. */
void mqtt_client_say(struct port_state *s, const char *device, const char *what, struct str text,
                     bool keep);

/* job.c: messages into calls. On the client's thread, but for `done`. */
void jobs_take(struct port_state *s, struct str topic, struct str payload, bool retained);
/* Wait until all is durable and say so; false: the port stops, and something is not done. */
bool jobs_settle(struct port_state *s);
/* The port's own word: there has been no broker for so long; or it is `back`. False as of jobs_settle. */
MUST_USE bool jobs_say_lost(struct port_state *s, usec_t for_how_long, bool back);
void jobs_free(struct port_state *s);

/*
 * remind.c: the weekly test that is asked of a device stands at its topic, and goes when it proved itself. What stands there is
 * compared with what is so, so nothing is lost with a connection or a process. On the client's thread, while nothing is under way.
 */
void remind_heard(struct port_state *s, const char *device);
void remind_all(struct port_state *s);
/* A broker that knows us no more may have lost what it kept. */
void remind_anew(struct port_state *s);
void remind_free(struct port_state *s);

#endif
