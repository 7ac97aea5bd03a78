/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of the DC-09 port. Everything but the counters belongs to the loop's thread. */
#ifndef PORT_DC09_DC09_PRIV_H
#define PORT_DC09_DC09_PRIV_H

#include <stdatomic.h>
#include <sys/stat.h>

#include "base/map.h"
#include "port/dc09/dc09.h"
#include "port/loop.h"
#include "wire/dc09.h"

#define DC09_MAGIC 0xdc090001u
#define DC09_INPUT_MAX 4096u  /* of one connection: two of the longest frames */
#define DC09_OUTPUT_MAX 8192u /* answers that a panel has not taken */
#define DC09_OWED_MAX 4u      /* messages of one connection under way */
#define DC09_UNDER_WAY_MAX \
    8192 /* in all, some 6 KB each; what is beyond is not answered, so panels say it again */

/* ---- keys.c ---- */

struct dc09_keys {
    const char *path;      /* empty: none */
    struct map by_account; /* of struct key_entry */
    struct stat seen;      /* what the file was when it was read */
};

/* The file is read. RC_INVALID: a line is wrong, or others may read the file; the keys are as they were. */
MUST_USE enum rc dc09_keys_load(struct dc09_keys *k, struct err *e);
/* Again, when it has changed. */
void dc09_keys_look(struct dc09_keys *k);
/* NULL: none. *own: it is this account's and not that of all others. */
const struct dc09_key *dc09_keys_find(const struct dc09_keys *k, struct str account, bool *own);
void dc09_keys_free(struct dc09_keys *k);

/* ---- message.c ---- */

enum dc09_answer { DC09_ACK, DC09_NAK, DC09_DUH, DC09_SILENCE, DC09_ANSWERS };

struct dc09_metrics {
    struct port_counts tcp, udp;
    _Atomic uint64_t answers[DC09_ANSWERS];
    _Atomic uint64_t wrong_crc;
    _Atomic uint64_t events[DC09_REPORT + 2]; /* by enum dc09_says; the last: supervision */
    _Atomic uint64_t ack_us;                  /* from a frame read to its ACK sent, summed up */
    _Atomic int64_t under_way;
};

struct port_state {
    unsigned magic;
    const struct port_host *host;
    struct port_loop *loop; /* NULL: the port is off */
    struct principal who;
    struct dc09_keys keys;
    usec_t ahead, behind;
    usec_t complained; /* so that a panel with a wrong clock does not fill the log */
    struct dc09_metrics metrics;
};

/* From where a message came, and where its answer goes. */
struct dc09_from {
    uint64_t conn; /* 0: it was a datagram */
    struct port_udp *udp;
    struct port_peer peer;
};

/* What is between LF and CR. False: nothing will be answered later (it was already, or never will be). */
bool dc09_take(struct port_state *s, struct str text, const struct dc09_from *from);

/* metrics.c */
void dc09_metrics_write(void *state, struct buf *out);

#endif
