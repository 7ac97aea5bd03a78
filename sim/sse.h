/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Server-Sent Events (WHATWG HTML 9.2) as the centre sends them: bytes in any pieces go in, whole
 * messages come out.
 */
#ifndef SIM_SSE_H
#define SIM_SSE_H

#include "base/buf.h"

#define SSE_MESSAGE_MAX (1u << 20)

struct sse {
    struct buf line, data;
    char event[32];
    char last_id[160]; /* to resume from */
    bool after_cr;
    void (*message)(void *user, const char *event, struct str data);
    void *user;
};

void sse_init(struct sse *s, void (*message)(void *user, const char *event, struct str data),
              void *user);
void sse_release(struct sse *s);
/* A new connection: what was half received is forgotten, last_id stays. */
void sse_restart(struct sse *s);
/* False when a message is over its ceiling: hang up. */
MUST_USE bool sse_feed(struct sse *s, struct str bytes);

#endif
