/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event: a fact in the journal. It names one entity (its subject), says what happened (its type) and carries the new
 * values of that entity's fields (its data). Stored as the entry text of trust 5.4, `markaz/ev1`, plus a private payload:
 * canonical JSON of everything of the envelope that the entry does not hold.
 *
 * An erasure is an event that names others: their salts and payloads are gone, and in place of the payload stands what is
 * left of them (event_rest). Its entry goes on, after the line `commit`, with `policy <id>`, `reason <word>` and a line
 * `target <seq>` for each, ascending, so that outsiders see which commitments nothing stands behind any more.
 *
 * A renewal is the first event of a log that was begun anew after a disaster. Its entry goes on with `origin <name>` of the new log,
 * `lost <first> <last>`, the entries of the old log that are not in this one (or `lost none`: none is known of), and
 * `checkpoint <base64>`, the last signed note that is known of the old log: whoever has the entries has all of it.
 */
#ifndef EVENT_EVENT_H
#define EVENT_EVENT_H

#include "base/clock.h"
#include "base/hash.h"
#include "base/map.h"
#include "event/record.h"

#define EVENT_PAYLOAD_MAX (2u << 20) /* bytes of one payload; an area's geometry is the largest */
#define EVENT_ENTRY_MAX 16384u
#define EVENT_TARGETS_MAX 500u /* so that an erasure's entry fits */
#define EVENT_SALT_LEN 32
#define EVENT_PSEUDONYM_LEN 22 /* base64url of 16 bytes */

struct event_target {
    uint64_t seq;
    struct str
        lives; /* "kind/id" of its subject, when that still is in the picture: its state must stay */
    bool answered; /* an answer is remembered with it */
};

struct erasure {
    const struct event_target *targets; /* ascending */
    uint32_t n;                         /* at most EVENT_TARGETS_MAX */
    struct str reason;                  /* a word of a-z and '_' */
    struct str left; /* hex SHA-256 over what is left of the targets, set by the journal */
};

#define EVENT_CHECKPOINT_MAX 8000u /* bytes of a renewal's note, so that its entry fits */

struct renewal {
    struct str origin; /* of the new log: no white space */
    uint64_t
        lost_to; /* last entry of the old log that is lost; the first is this event's own number. 0: none */
    struct str checkpoint; /* base64 */
};

struct event {
    uint64_t seq;    /* from 1, without gaps */
    usec_t time;     /* when it happened, as the one who reports it says (bounded by core) */
    usec_t recorded; /* when the core decided; never goes backwards */
    enum event_type type;
    struct str id;    /* of the subject; the kind follows from the type */
    uint64_t id_hash; /* map_hash(id), when its maker knows it: two pictures look it up; else 0 */
    struct str area;  /* set by decide and kept for ever: who may see it */
    struct str also;  /* more audiences, joined by ',': areas, or unit/<id> */
    struct str about; /* "kind/id" of what it belongs to, for timelines; may be empty */
    struct str actor; /* "user/<id>", "token/<id>" or "core" */
    struct str
        purpose; /* why: of a look-up, a maintenance, a removal; may be personal, so it is erased with the payload */
    struct str once;   /* first event of a command: its idempotency key… */
    struct str answer; /* …and the members of the answer that was given */
    const void *data;  /* patch of the subject; a struct of the kind's record */
    struct str erased; /* of what is left of an event: the sequence of the one that erased it */
    const struct erasure *erasure; /* of EV_ERASE, whose subject is the policy; else NULL */
    const struct renewal *renewal; /* of EV_HISTORY_RENEWED; else NULL */
};

/* Kind of the subject. */
enum kind event_kind(const struct event *ev);
/* The subject's id, ready to be looked up. */
struct map_key event_key(const struct event *ev);

/* The private payload: canonical JSON, sorted keys, integers only. */
void event_payload(const struct event *ev, struct buf *out);

/*
 * What stands in place of the payload when `by` has erased it: subject, recorded, area and about; of its data the state
 * fields when the subject still lives, with the personal ones empty, else none. `ev` is changed: its personal values are.
 */
void event_rest(struct event *ev, uint64_t by, bool lives, struct buf *out);

/* SHA-256("markaz/commit1\n" ‖ salt ‖ payload). */
struct sha256 event_commit(const uint8_t salt[EVENT_SALT_LEN], struct str payload);
/* What of that comes before the payload, so that who puts the payload behind it can hash many together. */
void event_commit_begin(const uint8_t salt[EVENT_SALT_LEN], struct buf *out);

/* The entry text, LF-ended lines in fixed order; `pseudonym` is EVENT_PSEUDONYM_LEN characters. */
void event_entry(const struct event *ev, struct str pseudonym, const struct sha256 *commit,
                 struct buf *out);

struct event_entry {
    uint64_t seq;
    usec_t time;
    enum event_type type;
    struct str actor; /* pseudonym */
    struct sha256 commit;
    struct str policy, reason, targets; /* of an erasure; targets: its lines */
    struct renewal renewal;             /* origin empty: it is none */
};

/* Strict parse of an entry text. RC_CORRUPT on anything else than event_entry writes. */
MUST_USE enum rc event_entry_read(struct str entry, struct event_entry *out, struct err *e);

/* The next of an erasure's targets; false after the last, and for a line that is none (then *rest is not empty). */
bool event_target_next(struct str *rest, uint64_t *seq);

/*
 * Entry and payload back into an event. Strings borrow from the payload or live in `a`. RC_CORRUPT when they do not fit
 * together. The commitment is neither decoded nor checked here (event_entry_read and journal_verify do).
 */
MUST_USE enum rc event_read(struct str entry, struct str payload, struct arena *a,
                            struct event *out, struct err *e);

/* CloudEvents 1.0 JSON for the outside (doc/api.md). Secrets are left out. */
void event_cloud(const struct event *ev, struct str journal, struct buf *out);

#endif
