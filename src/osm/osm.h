/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From what is read of an OpenStreetMap extract to a draft of roads. Who reads gives all ways and relations first
 * (osm_way, osm_relation; any order), says so, gives all nodes (osm_node), and asks for the draft: a file is read twice, so that of its
 * nodes only those on roads are kept.
 *
 * Ways are cut where they meet, where a turn is forbidden, and where something bars the way: pieces on both sides of a barrier do not meet.
 * What an extract has cut off is left out from there on. Of relations, those with one way from, one node and one way to are taken, where just one
 * piece comes and one goes; others are counted. Pure; not thread-safe. Ids are the source's, coordinates degrees.
 */
#ifndef OSM_OSM_H
#define OSM_OSM_H

#include "base/err.h"
#include "osm/tags.h"

#define OSM_WAYS_MAX (1u << 22)
#define OSM_REFS_MAX (1u << 27)      /* nodes of all ways on roads */
#define OSM_TURNS_MAX DRAFT_BANS_MAX /* relations */

enum osm_member_kind { OSM_NODE, OSM_WAY, OSM_RELATION };

struct osm_member {
    enum osm_member_kind kind;
    int64_t id;
    struct str role;
};

struct osm_report {
    uint32_t ways;    /* that are roads */
    uint32_t missing; /* nodes of them that the extract does not hold */
    uint32_t barriers;
    uint32_t turns; /* relations that were taken */
    uint32_t
        turns_ignored; /* by way of another way, with several members, or where no single turn is meant */
};

struct osm;

struct osm *osm_new(void);
/* NULL is allowed. */
void osm_free(struct osm *o);

/* What is no road changes nothing. RC_TOO_LARGE: over a ceiling above. */
MUST_USE enum rc osm_way(struct osm *o, int64_t id, const int64_t *refs, size_t n,
                         struct osm_tags tags, struct err *e);
MUST_USE enum rc osm_relation(struct osm *o, const struct osm_member *members, size_t n,
                              struct osm_tags tags, struct err *e);
/* No more ways and relations will come. RC_INVALID: none of them is a road. */
MUST_USE enum rc osm_ways_done(struct osm *o, struct err *e);
/* Of several with one id the last counts. One that is on no road, or nowhere on earth, changes nothing. */
void osm_node(struct osm *o, int64_t id, double lat, double lon, struct osm_tags tags);
/* Into an empty draft, whose segments have their ways' ids. RC_INVALID: no road has two nodes. RC_TOO_LARGE as draft.h. */
MUST_USE enum rc osm_draft(struct osm *o, struct draft *d, struct osm_report *report,
                           struct err *e);

#endif
