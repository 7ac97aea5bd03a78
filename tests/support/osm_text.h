/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An extract written short, for tests and the fuzz target of src/osm. A line is "n ID LAT LON TAGS", "w ID NODE,NODE,… TAGS" or
 * "r MEMBERS TAGS" with members like "from:w10,via:n2,to:w11"; tags are KEY=VALUE, apart by blanks. What cannot be understood is
 * passed over.
 */
#ifndef TESTS_SUPPORT_OSM_TEXT_H
#define TESTS_SUPPORT_OSM_TEXT_H

#include <stdlib.h>

#include "osm/osm.h"

#define OSM_TEXT_TAGS 16
#define OSM_TEXT_REFS 64

struct osm_text {
    struct osm_tag tags[OSM_TEXT_TAGS];
    int64_t refs[OSM_TEXT_REFS];
    struct osm_member members[OSM_TEXT_REFS];
};

static inline struct osm_tags osm_text_tags(struct osm_text *x, struct str rest)
{
    size_t n = 0;
    while (rest.n > 0 && n < OSM_TEXT_TAGS) {
        struct str value = str_cut(&rest, ' ');
        struct str key = str_cut(&value, '=');
        x->tags[n++] = (struct osm_tag){key, value};
    }
    return (struct osm_tags){x->tags, n};
}

static inline double osm_text_degrees(struct str s)
{
    char text[32];
    return str_copy(text, sizeof text, s) ? strtod(text, NULL) : 0;
}

static inline enum rc osm_text_way(struct osm *o, struct osm_text *x, struct str rest,
                                   struct err *e)
{
    int64_t id = 0;
    size_t n = 0;
    if (!str_i64(str_cut(&rest, ' '), &id))
        return RC_OK;
    for (struct str refs = str_cut(&rest, ' '); refs.n > 0 && n < OSM_TEXT_REFS;)
        if (str_i64(str_cut(&refs, ','), &x->refs[n]))
            n++;
    return osm_way(o, id, x->refs, n, osm_text_tags(x, rest), e);
}

static inline enum rc osm_text_relation(struct osm *o, struct osm_text *x, struct str rest,
                                        struct err *e)
{
    size_t n = 0;
    for (struct str list = str_cut(&rest, ' '); list.n > 0 && n < OSM_TEXT_REFS;) {
        struct str id = str_cut(&list, ',');
        struct osm_member m = {OSM_RELATION, 0, str_cut(&id, ':')};
        if (id.n == 0 || !str_i64((struct str){id.p + 1, id.n - 1}, &m.id))
            continue;
        m.kind = id.p[0] == 'n' ? OSM_NODE : id.p[0] == 'w' ? OSM_WAY : OSM_RELATION;
        x->members[n++] = m;
    }
    return osm_relation(o, x->members, n, osm_text_tags(x, rest), e);
}

static inline void osm_text_node(struct osm *o, struct osm_text *x, struct str rest)
{
    int64_t id = 0;
    if (!str_i64(str_cut(&rest, ' '), &id))
        return;
    double lat = osm_text_degrees(str_cut(&rest, ' '));
    double lon = osm_text_degrees(str_cut(&rest, ' '));
    osm_node(o, id, lat, lon, osm_text_tags(x, rest));
}

/* Twice over the text, as over a file. */
static inline enum rc osm_text_read(struct str text, struct draft *d, struct osm_report *report,
                                    struct err *e)
{
    struct osm *o = osm_new();
    struct osm_text x;
    enum rc rc = RC_OK;
    for (struct str rest = text; rc == RC_OK && rest.n > 0;) {
        struct str line = str_cut(&rest, '\n'), kind = str_cut(&line, ' ');
        if (str_eqc(kind, "w"))
            rc = osm_text_way(o, &x, line, e);
        else if (str_eqc(kind, "r"))
            rc = osm_text_relation(o, &x, line, e);
    }
    if (rc == RC_OK)
        rc = osm_ways_done(o, e);
    for (struct str rest = text; rc == RC_OK && rest.n > 0;) {
        struct str line = str_cut(&rest, '\n');
        if (str_eqc(str_cut(&line, ' '), "n"))
            osm_text_node(o, &x, line);
    }
    if (rc == RC_OK)
        rc = osm_draft(o, d, report, e);
    osm_free(o);
    return rc;
}

#endif
