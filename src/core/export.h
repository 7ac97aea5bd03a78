/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Histories as a file that needs nobody to be believed: a JSON object a line (doc/api.md, "Exports"). First what it is and
 * the signed checkpoint, then each event with its entry, payload, salt and the proof that the entry is in the sealed history,
 * then how many there were: without that last line it is not whole. Written in pieces as they are sent, so its size costs no
 * memory.
 */
#ifndef CORE_EXPORT_H
#define CORE_EXPORT_H

#include "core/core.h"

struct export_asked {
    struct str about; /* "kind:id", joined by ',': the timelines, one after the other */
    uint64_t last;    /* no event after this one */
    struct str head;  /* JSON members of the first line, without a comma before them */
};

/*
 * Make `c` answer with the file, as far as who asks may see its events; all of *asked is copied. Waits until a checkpoint
 * covers the last event: RC_BUSY when none does within seconds. On the pool, without a lock.
 */
MUST_USE enum rc core_export(struct core *core, struct call *c, const struct export_asked *asked,
                             struct err *e);

#endif
