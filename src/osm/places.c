/* SPDX-License-Identifier: Apache-2.0 */
#include "osm/places.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

#define TEXT_MAX 200u /* as an index takes it: PLACE_TEXT_MAX, PLACE_HOUSE_MAX */
#define HOUSE_MAX 32u

enum { NAME, STREET, HOUSE, SETTLEMENT, TEXTS };

/* Something with a name or an address: its texts in o->text, one after the other. */
struct place {
    size_t text;
    uint8_t len[TEXTS];
    bool settlement;
    uint32_t nodes;   /* that were seen */
    int64_t lat, lon; /* sums of theirs, degrees x 10^7 */
};

/* A node of a way that is a place. */
struct ref {
    int64_t node;
    uint32_t place;
};

struct osm_places {
    struct buf text;
    struct place *v;
    struct ref *refs;
    uint32_t n, cap, nrefs, cap_refs;
};

struct osm_places *osm_places_new(void)
{
    struct osm_places *o = mem_alloc(sizeof *o);
    buf_init(&o->text, OSM_PLACES_TEXT_MAX);
    return o;
}

void osm_places_free(struct osm_places *o)
{
    if (o == NULL)
        return;
    buf_release(&o->text);
    free(o->v);
    free(o->refs);
    free(o);
}

/* ---- what tags mean ---- */

/* Rails, beside what stands at them: hundreds of pieces of one name across a country. */
static bool is_track(struct str railway)
{
    static const char *const tracks[] = {
        "rail",         "light_rail", "subway",  "tram",  "monorail",     "funicular", "preserved",
        "narrow_gauge", "abandoned",  "disused", "razed", "construction", "proposed",  "miniature"};
    for (size_t i = 0; i < ARRAY_LEN(tracks); i++)
        if (str_eqc(railway, tracks[i]))
            return true;
    return false;
}

/* Things that people are sent to by name. */
static bool of_use(struct osm_tags t)
{
    static const char *const keys[] = {
        "amenity", "shop",       "tourism",  "leisure",  "office",    "building",        "aeroway",
        "craft",   "healthcare", "historic", "man_made", "emergency", "public_transport"};
    struct str railway = osm_tag(t, "railway");
    if (railway.n > 0 && !is_track(railway))
        return true;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (osm_tag(t, keys[i]).n > 0)
            return true;
    return false;
}

static bool fits(struct str s, size_t max)
{
    return s.n > 0 && s.n <= max && str_utf8(s);
}

static struct str text_of(struct osm_tags t, const char *key)
{
    return str_trim(osm_tag(t, key));
}

/* False: no place. */
static bool read_tags(struct osm_tags t, struct str out[static TEXTS], bool *settlement)
{
    struct str name = text_of(t, "name"), street = text_of(t, "addr:street");
    struct str house = text_of(t, "addr:housenumber"), city = text_of(t, "addr:city");
    *settlement = false;
    for (int i = 0; i < TEXTS; i++)
        out[i] = STR_NONE;
    if (street.n == 0)
        street = text_of(t, "addr:place");
    if (fits(city, TEXT_MAX))
        out[SETTLEMENT] = city;
    if (fits(house, HOUSE_MAX) && fits(street, TEXT_MAX)) {
        out[HOUSE] = house;
        out[STREET] = street;
    }
    if (!fits(name, TEXT_MAX))
        return out[HOUSE].n > 0;
    *settlement = osm_tag(t, "place").n > 0;
    if (*settlement || of_use(t))
        out[NAME] = name;
    else if (osm_tag(t, "highway").n > 0)
        out[STREET] = name;
    return out[NAME].n > 0 || out[STREET].n > 0;
}

static enum rc add(struct osm_places *o, struct osm_tags tags, bool *added, struct err *e)
{
    struct str text[TEXTS];
    struct place p = {.text = o->text.n};
    *added = read_tags(tags, text, &p.settlement);
    if (!*added)
        return RC_OK;
    for (int i = 0; i < TEXTS; i++) {
        p.len[i] = (uint8_t)text[i].n;
        buf_puts(&o->text, text[i]);
    }
    if (o->n == OSM_PLACES_MAX || !buf_ok(&o->text))
        return err_set(e, RC_TOO_LARGE, "the extract has more than %u places", o->n);
    if (o->n == o->cap) {
        o->cap = o->cap == 0 ? 1024 : o->cap * 2;
        o->v = mem_resize(o->v, o->cap, sizeof *o->v);
    }
    o->v[o->n++] = p;
    return RC_OK;
}

/* ---- ways and nodes ---- */

enum rc osm_places_way(struct osm_places *o, const int64_t *refs, size_t n, struct osm_tags tags,
                       struct err *e)
{
    bool added;
    enum rc rc = add(o, tags, &added, e);
    if (rc != RC_OK || !added)
        return rc;
    if (n > 1 && refs[0] == refs[n - 1])
        n--; /* of a ring the first node would count twice */
    if (n > OSM_PLACE_REFS_MAX - o->nrefs)
        return err_set(e, RC_TOO_LARGE, "the extract has more than %u nodes on places",
                       OSM_PLACE_REFS_MAX);
    while (o->nrefs + n > o->cap_refs) {
        o->cap_refs = o->cap_refs == 0 ? 4096 : o->cap_refs * 2;
        o->refs = mem_resize(o->refs, o->cap_refs, sizeof *o->refs);
    }
    for (size_t i = 0; i < n; i++)
        o->refs[o->nrefs++] = (struct ref){refs[i], o->n - 1};
    return RC_OK;
}

static int by_node(const void *a, const void *b)
{
    const struct ref *x = a, *y = b;
    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

void osm_places_ways_done(struct osm_places *o)
{
    if (o->nrefs > 0)
        qsort(o->refs, o->nrefs, sizeof *o->refs, by_node);
}

static void stand_at(struct place *p, int32_t lat, int32_t lon)
{
    p->lat += lat;
    p->lon += lon;
    p->nodes++;
}

enum rc osm_places_node(struct osm_places *o, int64_t id, double lat, double lon,
                        struct osm_tags tags, struct err *e)
{
    uint32_t low = 0, high = o->nrefs;
    bool added;
    if (!(fabs(lat) <= 90) || !(fabs(lon) <= 180))
        return RC_OK;
    int32_t lat7 = (int32_t)lround(lat * 1e7), lon7 = (int32_t)lround(lon * 1e7);
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (o->refs[mid].node < id)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < o->nrefs && o->refs[low].node == id; low++)
        stand_at(&o->v[o->refs[low].place], lat7, lon7);
    enum rc rc = add(o, tags, &added, e);
    if (rc == RC_OK && added)
        stand_at(&o->v[o->n - 1], lat7, lon7);
    return rc;
}

/* ---- rows ---- */

static void put_cell(struct buf *out, struct str s)
{
    buf_putc(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            buf_putc(out, '"');
        buf_putc(out, s.p[i]);
    }
    buf_cat(out, "\",");
}

void osm_places_rows(const struct osm_places *o, struct buf *out, struct osm_places_report *report)
{
    *report = (struct osm_places_report){0};
    buf_cat(out, "name,street,house,settlement,lat,lon,kind\n");
    for (uint32_t i = 0; i < o->n; i++) {
        const struct place *p = &o->v[i];
        size_t at = p->text;
        if (p->nodes == 0) {
            report->missing++;
            continue;
        }
        for (int k = 0; k < TEXTS; k++) {
            put_cell(out, (struct str){o->text.p + at, p->len[k]});
            at += p->len[k];
        }
        buf_printf(out, "%.7f,%.7f,%s\n", (double)p->lat / p->nodes / 1e7,
                   (double)p->lon / p->nodes / 1e7,
                   p->settlement      ? "settlement"
                   : p->len[NAME] > 0 ? "place"
                                      : "address");
        report->places++;
    }
}
