/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event: a fact in the journal. It names one entity (its subject), says what happened (its type) and carries the new
 * values of that entity's fields (its data). Stored as the entry text of trust 5.4, `markaz/ev1`, plus a private payload:
 * canonical JSON of everything of the envelope that the entry does not hold.
 */
#ifndef EVENT_EVENT_H
#define EVENT_EVENT_H

#include "base/clock.h"
#include "base/hash.h"
#include "event/record.h"

#define EVENT_PAYLOAD_MAX (2u << 20) /* bytes of one payload; an area's geometry is the largest */
#define EVENT_ENTRY_MAX 512u
#define EVENT_SALT_LEN 32
#define EVENT_PSEUDONYM_LEN 22 /* base64url of 16 bytes */

struct event {
    uint64_t seq;    /* from 1, without gaps */
    usec_t time;     /* when it happened, as the one who reports it says (bounded by core) */
    usec_t recorded; /* when the core decided; never goes backwards */
    enum event_type type;
    struct str id;    /* of the subject; the kind follows from the type */
    struct str area;  /* set by decide and kept for ever: who may see it */
    struct str also;  /* more audiences, joined by ',': areas, or unit/<id> */
    struct str about; /* "kind/id" of what it belongs to, for timelines; may be empty */
    struct str actor; /* "user/<id>", "token/<id>" or "core" */
    struct str
        purpose; /* why: of a look-up, a maintenance, a removal; may be personal, so it is erased with the payload */
    struct str once;   /* first event of a command: its idempotency key… */
    struct str answer; /* …and the members of the answer that was given */
    const void *data;  /* patch of the subject; a struct of the kind's record */
};

/* Kind of the subject. */
enum kind event_kind(const struct event *ev);

/* The private payload: canonical JSON, sorted keys, integers only. */
void event_payload(const struct event *ev, struct buf *out);

/* SHA-256("markaz/commit1\n" ‖ salt ‖ payload). */
struct sha256 event_commit(const uint8_t salt[EVENT_SALT_LEN], struct str payload);

/* The entry text, LF-ended lines in fixed order; `pseudonym` is EVENT_PSEUDONYM_LEN characters. */
void event_entry(const struct event *ev, struct str pseudonym, const struct sha256 *commit,
                 struct buf *out);

struct event_entry {
    uint64_t seq;
    usec_t time;
    enum event_type type;
    struct str actor; /* pseudonym */
    struct sha256 commit;
};

/* Strict parse of an entry text. RC_CORRUPT on anything else than event_entry writes. */
MUST_USE enum rc event_entry_read(struct str entry, struct event_entry *out, struct err *e);

/*
 * Entry and payload back into an event. Strings borrow from the payload or live in `a`. RC_CORRUPT when they do not fit
 * together. The commitment is neither decoded nor checked here (event_entry_read and journal_verify do).
 */
MUST_USE enum rc event_read(struct str entry, struct str payload, struct arena *a,
                            struct event *out, struct err *e);

/* CloudEvents 1.0 JSON for the outside (doc/api.md). Secrets are left out. */
void event_cloud(const struct event *ev, struct str journal, struct buf *out);

#endif
