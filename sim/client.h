/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The centre's HTTP doors as a device uses them: many calls at once over connections that stay
 * open, one thread and one epoll. Calls and streams have connections of their own: among thousands
 * of open streams no call has to look for one that is free. Each call ends in exactly one `done`, also when the line is lost. Bodies are
 * copied; replies are borrowed for the call.
 */
#ifndef SIM_CLIENT_H
#define SIM_CLIENT_H

#include <signal.h>

#include "base/buf.h"

#define CLIENT_CALLS_MAX 320
#define CLIENT_STREAMS_MAX 32768
#define CLIENT_REPLY_MAX (4u << 20)

struct client;

struct client_reply {
    long status;     /* HTTP status; 0: the line was lost before an answer */
    struct str body; /* borrowed */
    const char *why; /* for status 0: what happened */
};

struct client_call {
    const char *method, *path, *token, *type; /* token and type may be NULL */
    struct str body;
    void (*done)(void *user, const struct client_reply *reply);
    void *user;
};

/* url without a path; cacert may be NULL. `stop` (set by a signal) ends waiting. */
MUST_USE struct client *client_new(const char *url, const char *cacert,
                                   const volatile sig_atomic_t *stop);
/* Calls still running are dropped without `done`. */
void client_free(struct client *c);
/* False (and no `done` will come) when CLIENT_CALLS_MAX calls are running. */
MUST_USE bool client_send(struct client *c, const struct client_call *call);
/*
 * Is there room for a call that can wait? Some places are left for those whose answers others wait
 * for.
 */
bool client_room(const struct client *c);
unsigned client_streams(const struct client *c);
/* Let the calls proceed, for at most so long. */
void client_run(struct client *c, int ms);
/*
 * One call, waited for; the reply's body is put into `body` (cleared first). Returns the status, 0
 * on a lost line.
 */
long client_ask(struct client *c, const struct client_call *call, struct buf *body);

/*
 * A stream that stays open: `bytes` as they come (false from it: hang up), `ended` once when the
 * line is lost, 6 s brought nothing, or `bytes` said false; then the number is invalid. Returns 0
 * when there is no room. client_hang_up ends it without `ended`.
 */
struct client_listen {
    const char *path, *token, *last_id; /* last_id may be NULL */
    bool (*bytes)(void *user, struct str bytes);
    void (*ended)(void *user, long status);
    void *user;
};

MUST_USE unsigned client_listen(struct client *c, const struct client_listen *listen);
void client_hang_up(struct client *c, unsigned number);

#endif
