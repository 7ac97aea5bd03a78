/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plug of a port: an adapter to one outside protocol. Its only door to the centre is the host table, which has two
 * bodies: the real core (core/core.h) and a recorder for tests.
 */
#ifndef CORE_PORT_H
#define CORE_PORT_H

#include "base/id.h"
#include "core/call.h"
#include "core/settings.h"

struct stream;       /* one subscriber */
struct still_wanted; /* core/still.h */

#define PORT_METRICS_MAX 16

typedef void port_metrics_f(void *arg, struct buf *out);

struct port_host {
    unsigned magic;
    void *core;
    const struct settings *settings;
    /*
     * Run a call: permission, body, then view (at once, on this thread), command (on the core thread) or slow work (on the
     * pool). done is called exactly once. A public route needs no principal.
     */
    void (*call)(const struct port_host *h, struct call *c);
    /* The same, and waits for the answer; done and arg are its own. For a thread that has nothing else to do. */
    void (*call_wait)(const struct port_host *h, struct call *c);
    /* Who holds this session cookie / bearer token? RC_UNAUTHORIZED when nobody does. Any thread. */
    MUST_USE enum rc (*session)(const struct port_host *h, struct str cookie, struct principal *out,
                                struct err *e);
    MUST_USE enum rc (*token)(const struct port_host *h, struct str token, struct principal *out,
                              struct err *e);
    /*
     * Who carries this device, which showed who it is by other means than a token (a certificate): may read the picture of its
     * unit's area and nothing more; id is "device/ID", unit is set. RC_DENIED: it is retired. RC_NOT_FOUND: it is not registered,
     * no unit's, or its unit has no area. Any thread.
     */
    MUST_USE enum rc (*device)(const struct port_host *h, struct str device, struct principal *out,
                               struct err *e);
    /*
     * Open a stream (query as in doc/api.md: topics, after; last_id wins over after). `wake` is called on any thread, without
     * locks held by the caller's side needed, when read may have something again after it gave 0. RC_BUSY: too many.
     */
    MUST_USE enum rc (*stream_open)(const struct port_host *h, const struct principal *who,
                                    struct str query, struct str last_id, void (*wake)(void *arg),
                                    void *arg, struct stream **out, struct err *e);
    /* Up to max bytes of text/event-stream; 0: nothing now, wake follows; -1: the stream is over (server stops, sign-out). */
    int64_t (*stream_read)(struct stream *s, char *to, size_t max);
    void (*stream_close)(struct stream *s);
    /* True when loaded and not stopping. */
    bool (*ready)(const struct port_host *h);
    /*
     * From now on `write` adds to what GET /metrics tells, on any thread, as long as the HTTP port is open, which closes before
     * all others. From a port's open only, PORT_METRICS_MAX times in all.
     */
    void (*metrics)(const struct port_host *h, port_metrics_f *write, void *arg);
    /* The device of a panel's account (device.account), else the id it has until somebody registers it. Any thread. */
    void (*panel)(const struct port_host *h, struct str account, char device[static ID_MAX + 1]);
    /* Pictures that are waited for, of cameras whose pictures the centre brings itself (core/still.h). Any thread. */
    size_t (*stills)(const struct port_host *h, struct still_wanted *out, size_t max);
};

#define PORT_HOST_MAGIC 0x4057a1b2u
#define PORT_MAGIC 0x9047c0deu

struct port_state;

struct port {
    unsigned magic;
    const char *name;
    /* No sockets yet; checks its settings. */
    MUST_USE enum rc (*open)(struct port_state **out, const struct port_host *host, struct err *e);
    MUST_USE enum rc (*start)(struct port_state *s, struct err *e);
    /* Take nothing new; calls under way are answered. */
    void (*drain)(struct port_state *s);
    void (*close)(struct port_state *s);
};

#endif
