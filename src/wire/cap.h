/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Warnings of other agencies: the Common Alerting Protocol (OASIS CAP 1.0, 1.1, 1.2) and the Atom and RSS feeds that list or
 * hold them. Lenient on what real senders get wrong (namespaces, missing parts, times, encodings), strict on what is dangerous:
 * a document type, and with it every entity, is refused before anything of it is read. Pure; any thread.
 */
#ifndef WIRE_CAP_H
#define WIRE_CAP_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"

#define CAP_DOC_MAX (4u << 20)           /* bytes of a document */
#define CAP_ARENA_MAX (12 * CAP_DOC_MAX) /* what its reading needs at most */
#define CAP_DEPTH_MAX 48                 /* elements within elements */
#define CAP_ALERTS_MAX 256               /* of one document; of each: */
#define CAP_LINKS_MAX 2000
#define CAP_INFOS_MAX 16
#define CAP_SHAPES_MAX 512
#define CAP_POINTS_MAX 20000 /* in all its polygons */
#define CAP_REFS_MAX 64
#define CAP_CODES_MAX 256
#define CAP_TEXT_MAX 6000 /* bytes of a text; a longer one is cut between characters */

/* Degrees times 10^7. */
struct cap_point {
    int32_t lat, lon;
};

/* A polygon (the last point is joined to the first, which is not repeated), or a circle. */
struct cap_shape {
    struct cap_shape *next;
    bool circle;
    uint32_t radius_m;        /* of a circle; 0: a point */
    uint32_t n;               /* 1: the centre of a circle */
    struct cap_point *points; /* in range; whether they enclose something is not known */
    struct str said;          /* as the sender wrote it */
};

/* What is said in one language. What is absent is empty, or 0. */
struct cap_info {
    struct cap_info *next;
    struct str language, category, event, urgency, severity, certainty;
    struct str sender_name, headline, description, instruction, web, contact;
    struct str area_desc; /* of all its areas, joined by "; " */
    usec_t effective, onset, expires;
};

/* Another message that this one is about. */
struct cap_ref {
    struct cap_ref *next;
    struct str sender, identifier;
    usec_t sent;
};

struct cap_code {
    struct cap_code *next;
    struct str name, value;
};

/* Words stand as the sender wrote them, without blanks around. Lists are in the order of the document. */
struct cap_alert {
    struct cap_alert *next;
    struct str identifier, sender, status, msg_type, scope, source, note;
    usec_t sent; /* 0: it says no time, or one that cannot be read */
    struct cap_info *infos;
    struct cap_shape *shapes; /* of all infos, each once */
    struct cap_ref *refs;
    struct cap_code *codes; /* geocodes, each once */
    uint32_t ninfos, nshapes, nrefs, ncodes, points;
    struct str raw;     /* its bytes in the document; of one that stands alone all of it */
    bool has_signature; /* an XML signature is in it; nothing is known of what it is worth */
    uint32_t bad_times, bad_shapes; /* that could not be read */
    uint32_t left_out;              /* beyond a ceiling */
};

/* An entry of a feed that says where its alert is. */
struct cap_link {
    struct cap_link *next;
    struct str url, id, updated;
};

enum cap_root { CAP_ALERT, CAP_ATOM, CAP_RSS, CAP_OTHER };

struct cap_document {
    enum cap_root root;
    struct cap_alert *alerts; /* wherever they stand in it */
    struct cap_link *links;   /* of entries without an alert of their own */
    uint32_t nalerts, nlinks;
    uint32_t entries;  /* of a feed */
    uint32_t empty;    /* of them: neither alert nor address */
    uint32_t left_out; /* alerts and links beyond the ceilings */
};

/*
 * Texts live in `a` (CAP_ARENA_MAX is enough), but `raw`, which is borrowed from `text`. RC_INVALID: no well-formed XML, or one
 * with a document type or entities; RC_TOO_LARGE: larger or deeper than is read. A well-formed document without an alert is
 * RC_OK with none.
 */
MUST_USE enum rc cap_read(struct str text, struct arena *a, struct cap_document *out,
                          struct err *e);

/*
 * One alert as CAP 1.2, valid by its schema when identifier and sender are without blanks, commas, '<' and '&', there is an
 * info with all required words, and times are whole seconds. All shapes and codes are written into each info. With
 * `signature`, a place for an XML signature by RSA-SHA256 over all of it is left, to be filled by who has the key.
 */
void cap_put(struct buf *out, const struct cap_alert *a, bool signature);
/* Escaped for XML, without what no XML may hold. */
void cap_put_text(struct buf *out, struct str s);
/* A time as CAP wants it: whole seconds, "-00:00" for UTC. */
void cap_put_time(struct buf *out, usec_t t);

#endif
