/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whatever ways and nodes say, of their addresses and names come rows that place_csv takes, each of them. A line of the input is a node
 * "n ID LAT LON", or a way "w ID,ID"; behind it "key=value" parted by tabs.
 */
#include <stdlib.h>

#include "osm/places.h"
#include "place/index.h"

#define TAGS_MAX 16
#define REFS_MAX 32

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct osm_tags tags_of(struct str rest, struct osm_tag v[TAGS_MAX])
{
    struct osm_tags t = {v, 0};
    while (rest.n > 0 && t.n < TAGS_MAX) {
        struct str value = str_cut(&rest, '\t'), key = str_cut(&value, '=');
        v[t.n++] = (struct osm_tag){key, value};
    }
    return t;
}

static double degrees(struct str s)
{
    char text[32];
    return str_copy(text, sizeof text, s) ? strtod(text, NULL) : 1e9;
}

static void take_way(struct osm_places *o, struct str ids, struct str tags)
{
    struct osm_tag v[TAGS_MAX];
    int64_t refs[REFS_MAX];
    size_t n = 0;
    struct err e;
    while (ids.n > 0 && n < REFS_MAX)
        if (str_i64(str_cut(&ids, ','), &refs[n]))
            n++;
    must(osm_places_way(o, refs, n, tags_of(tags, v), &e) == RC_OK);
}

static void take_node(struct osm_places *o, struct str head, struct str tags)
{
    struct osm_tag v[TAGS_MAX];
    struct err e;
    int64_t id = 0;
    if (!str_i64(str_cut(&head, ' '), &id))
        return;
    double lat = degrees(str_cut(&head, ' '));
    must(osm_places_node(o, id, lat, degrees(head), tags_of(tags, v), &e) == RC_OK);
}

/* All of one kind, as two passes over a file give them. */
static void take_all(struct osm_places *o, struct str text, char kind)
{
    while (text.n > 0) {
        struct str tags = str_cut(&text, '\n'), head = str_cut(&tags, '\t');
        if (head.n < 2 || head.p[0] != kind)
            continue;
        head = (struct str){head.p + 2, head.n - 2};
        if (kind == 'w')
            take_way(o, head, tags);
        else
            take_node(o, head, tags);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct osm_places *o = osm_places_new();
    struct place_draft *d = place_draft_new();
    struct osm_places_report report;
    struct buf rows;
    struct err e;
    buf_init(&rows, 1u << 24);
    take_all(o, text, 'w');
    osm_places_ways_done(o);
    take_all(o, text, 'n');
    osm_places_rows(o, &rows, &report);
    must(!buf_ok(&rows) ||
         (place_csv(buf_str(&rows), d, &e) == RC_OK && place_draft_count(d) == report.places));
    buf_release(&rows);
    place_draft_free(d);
    osm_places_free(o);
    return 0;
}
