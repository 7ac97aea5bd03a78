/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An extract written short, for tests and fuzz targets of src/osm. A line is "n ID LAT LON TAGS", "w ID NODE,NODE,… TAGS" or
 * "r MEMBERS TAGS" with members like "from:w10,via:n2,to:w11"; tags are KEY=VALUE, apart by blanks. What cannot be understood is
 * passed over.
 */
#ifndef TESTS_SUPPORT_OSM_TEXT_H
#define TESTS_SUPPORT_OSM_TEXT_H

#include <stdlib.h>

#include "osm/chart.h"

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

/* The nodes of a way into x->refs, its tags left in *rest. False: it is none. */
static inline bool osm_text_way(struct osm_text *x, struct str *rest, int64_t *id, size_t *n)
{
    *n = 0;
    if (!str_i64(str_cut(rest, ' '), id))
        return false;
    for (struct str refs = str_cut(rest, ' '); refs.n > 0 && *n < OSM_TEXT_REFS;)
        if (str_i64(str_cut(&refs, ','), &x->refs[*n]))
            ++*n;
    return true;
}

/* Its members into x->members, its tags left in *rest. */
static inline size_t osm_text_relation(struct osm_text *x, struct str *rest)
{
    size_t n = 0;
    for (struct str list = str_cut(rest, ' '); list.n > 0 && n < OSM_TEXT_REFS;) {
        struct str id = str_cut(&list, ',');
        struct osm_member m = {OSM_RELATION, 0, str_cut(&id, ':')};
        if (id.n == 0 || !str_i64((struct str){id.p + 1, id.n - 1}, &m.id))
            continue;
        m.kind = id.p[0] == 'n' ? OSM_NODE : id.p[0] == 'w' ? OSM_WAY : OSM_RELATION;
        x->members[n++] = m;
    }
    return n;
}

struct osm_text_node {
    int64_t id;
    double lat, lon;
};

static inline bool osm_text_node(struct str *rest, struct osm_text_node *out)
{
    if (!str_i64(str_cut(rest, ' '), &out->id))
        return false;
    out->lat = osm_text_degrees(str_cut(rest, ' '));
    out->lon = osm_text_degrees(str_cut(rest, ' '));
    return true;
}

/* The next line of a kind ("n", "w", "r"), without it; false: no more. */
static inline bool osm_text_next(struct str *text, const char *kind, struct str *line)
{
    while (text->n > 0) {
        *line = str_cut(text, '\n');
        if (str_eqc(str_cut(line, ' '), kind))
            return true;
    }
    return false;
}

/* As over a file: several times. */
static inline enum rc osm_text_read(struct str text, struct draft *d, struct osm_report *report,
                                    struct err *e)
{
    struct osm *o = osm_new();
    struct osm_text x;
    struct osm_text_node node;
    struct str line;
    int64_t id;
    size_t n;
    enum rc rc = RC_OK;
    for (struct str rest = text; rc == RC_OK && osm_text_next(&rest, "w", &line);)
        if (osm_text_way(&x, &line, &id, &n))
            rc = osm_way(o, id, x.refs, n, osm_text_tags(&x, line), e);
    for (struct str rest = text; rc == RC_OK && osm_text_next(&rest, "r", &line);) {
        n = osm_text_relation(&x, &line);
        rc = osm_relation(o, x.members, n, osm_text_tags(&x, line), e);
    }
    if (rc == RC_OK)
        rc = osm_ways_done(o, e);
    for (struct str rest = text; rc == RC_OK && osm_text_next(&rest, "n", &line);)
        if (osm_text_node(&line, &node))
            osm_node(o, node.id, node.lat, node.lon, osm_text_tags(&x, line));
    if (rc == RC_OK)
        rc = osm_draft(o, d, report, e);
    osm_free(o);
    return rc;
}

/* The same for a chart; *d belongs to *o, which is to be freed. */
static inline enum rc osm_text_chart(struct str text, struct osm_chart **out,
                                     const struct chart_draft **d, struct osm_chart_report *report,
                                     struct err *e)
{
    struct osm_chart *o = *out = osm_chart_new();
    struct osm_text x;
    struct osm_text_node node;
    struct str line;
    int64_t id;
    size_t n;
    enum rc rc = RC_OK;
    for (struct str rest = text; rc == RC_OK && osm_text_next(&rest, "r", &line);) {
        n = osm_text_relation(&x, &line);
        rc = osm_chart_relation(o, x.members, n, osm_text_tags(&x, line), e);
    }
    osm_chart_relations_done(o);
    for (struct str rest = text; rc == RC_OK && osm_text_next(&rest, "w", &line);)
        if (osm_text_way(&x, &line, &id, &n))
            rc = osm_chart_way(o, id, x.refs, n, osm_text_tags(&x, line), e);
    osm_chart_ways_done(o);
    for (struct str rest = text; rc == RC_OK && osm_text_next(&rest, "n", &line);)
        if (osm_text_node(&line, &node))
            rc = osm_chart_node(o, node.id, node.lat, node.lon, osm_text_tags(&x, line), e);
    return rc == RC_OK ? osm_chart_draft(o, d, report, e) : rc;
}

#endif
