/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads what core/export.h writes, for somebody who has nothing else of the centre: line by line, so that the file's size costs no
 * memory. Each line is proved before the next is looked at. Pure; one thread at a time.
 *
 * Proved is of each event: its entry is in the tree that the first line's checkpoint is signed for, under its number, and the
 * payload is what the entry commits to. Not proved: what the first line says beside the checkpoint, on which history an event
 * stands ("of"), that a payload is missing because it was erased, and that no event was left out.
 */
#ifndef CORE_EXPORT_READ_H
#define CORE_EXPORT_READ_H

#include "base/arena.h"
#include "event/event.h"
#include "tlog/policy.h"

#define EXPORT_LINE_MAX ((size_t)EVENT_PAYLOAD_MAX * 8) /* bytes with its end */

struct export_event {
    uint64_t seq;
    struct str entry;
    struct str payload; /* when shown */
    bool shown;         /* else erased or withheld */
};

struct export_reader {
    const struct tlog_policy *policy;
    struct arena line;           /* of the line under way */
    struct buf note;             /* the checkpoint to which all is proved */
    struct tlog_checkpoint tree; /* it was checked */
    uint64_t lines, events, erased, withheld;
    struct export_event
        event; /* of the last line, when that was one: until the next line is read */
    bool ended;
};

/* `policy` must outlive the reader. */
void export_read_init(struct export_reader *r, const struct tlog_policy *policy);
void export_read_release(struct export_reader *r);

/*
 * The next line, with its '\n' (without one it was cut off). RC_INVALID: it is none of an export; RC_DENIED: it is not what was
 * signed. *e says which line, and why. After a fault nothing more is read.
 */
MUST_USE enum rc export_read_line(struct export_reader *r, struct str line, struct err *e);

/* Was that the whole file? */
MUST_USE enum rc export_read_end(const struct export_reader *r, struct err *e);

#endif
