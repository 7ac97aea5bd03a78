/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/grid.h"

#include <math.h>

#include "base/mem.h"
#include "geo/grid_priv.h"

/* A cosine may be off by a rounding; the bound must never be too high. */
static double cos_min_of(unsigned level, uint32_t cell_lat)
{
    uint32_t size = 8u << grid_shift(level);
    uint32_t base = cell_lat & ~(size - 1);
    double south = (base * GRID_CELL_LAT - GEO_LAT7_MAX) * GRID_RAD7;
    double north = ((base + size) * GRID_CELL_LAT - GEO_LAT7_MAX) * GRID_RAD7;
    return fmax(0, fmin(cos(south), cos(north)) - 1e-12);
}

static uint32_t node_new(struct geo_grid *g, unsigned level, uint32_t cell_lat)
{
    uint32_t at = g->free_node;
    if (at != GRID_NIL) {
        g->free_node = g->nodes[at].child[0];
    } else {
        if (g->node_count == g->node_cap) {
            g->node_cap = g->node_cap > 0 ? g->node_cap * 2 : 16;
            g->nodes = mem_resize(g->nodes, g->node_cap, sizeof *g->nodes);
        }
        at = g->node_count++;
    }
    g->nodes[at] = (struct grid_node){.cos_min = cos_min_of(level, cell_lat)};
    return at;
}

struct geo_grid *geo_grid_new(uint32_t max_slots)
{
    must(max_slots >= 1 && max_slots <= GEO_GRID_SLOTS_MAX);
    struct geo_grid *g = mem_alloc(sizeof *g);
    g->magic = GRID_MAGIC;
    g->max = max_slots;
    g->free_node = GRID_NIL;
    (void)node_new(g, 0, 0);
    return g;
}

void geo_grid_free(struct geo_grid *g)
{
    if (g == NULL)
        return;
    CHECK_OBJ(g, GRID_MAGIC);
    g->magic = 0;
    free(g->slots);
    free(g->nodes);
    free(g);
}

static void slots_grow(struct geo_grid *g, uint32_t slot)
{
    uint32_t cap = g->cap > 0 ? g->cap : 64;
    while (cap <= slot)
        cap *= 2;
    if (cap > g->max)
        cap = g->max;
    g->slots = mem_resize(g->slots, cap, sizeof *g->slots);
    for (uint32_t i = g->cap; i < cap; i++)
        g->slots[i].next = GRID_ABSENT;
    g->cap = cap;
}

static unsigned child_of(unsigned level, uint32_t cell_lat, uint32_t cell_lon)
{
    unsigned shift = grid_shift(level);
    return ((cell_lat >> shift) & 7) << 3 | ((cell_lon >> shift) & 7);
}

static void link_slot(struct geo_grid *g, uint32_t slot)
{
    struct grid_slot *s = &g->slots[slot];
    uint32_t lat = grid_cell_lat(s->lat7), lon = grid_cell_lon(s->lon7);
    uint32_t at = 0;
    for (unsigned level = 0; level + 1 < GRID_LEVELS; level++) {
        unsigned c = child_of(level, lat, lon);
        g->nodes[at].count++;
        if ((g->nodes[at].bits >> c & 1) == 0) {
            uint32_t fresh = node_new(g, level + 1, lat); /* may move the nodes */
            g->nodes[at].bits |= UINT64_C(1) << c;
            g->nodes[at].child[c] = fresh;
        }
        at = g->nodes[at].child[c];
    }
    struct grid_node *leaf = &g->nodes[at];
    unsigned c = child_of(GRID_LEVELS - 1, lat, lon);
    leaf->count++;
    s->prev = GRID_NIL;
    s->next = GRID_NIL;
    if (leaf->bits >> c & 1) {
        s->next = leaf->child[c];
        g->slots[s->next].prev = slot;
    }
    leaf->bits |= UINT64_C(1) << c;
    leaf->child[c] = slot;
}

static void unlink_slot(struct geo_grid *g, uint32_t slot)
{
    struct grid_slot *s = &g->slots[slot];
    uint32_t lat = grid_cell_lat(s->lat7), lon = grid_cell_lon(s->lon7);
    uint32_t path[GRID_LEVELS] = {0};
    for (unsigned level = 0; level + 1 < GRID_LEVELS; level++)
        path[level + 1] = g->nodes[path[level]].child[child_of(level, lat, lon)];
    bool emptied = false;
    if (s->next != GRID_NIL)
        g->slots[s->next].prev = s->prev;
    if (s->prev != GRID_NIL)
        g->slots[s->prev].next = s->next;
    else if (s->next != GRID_NIL)
        g->nodes[path[GRID_LEVELS - 1]].child[child_of(GRID_LEVELS - 1, lat, lon)] = s->next;
    else
        emptied = true;
    for (unsigned level = GRID_LEVELS; level-- > 0;) {
        struct grid_node *n = &g->nodes[path[level]];
        n->count--;
        if (emptied)
            n->bits &= ~(UINT64_C(1) << child_of(level, lat, lon));
        emptied = n->count == 0;
        if (emptied && level > 0) {
            n->child[0] = g->free_node;
            g->free_node = path[level];
        }
    }
    s->next = GRID_ABSENT;
}

static void place(struct grid_slot *s, struct geo_point p)
{
    double lat = (double)p.lat7 * GRID_RAD7, lon = (double)p.lon7 * GRID_RAD7;
    double c = cos(lat);
    s->x = c * cos(lon);
    s->y = c * sin(lon);
    s->z = sin(lat);
    s->lat7 = p.lat7;
    s->lon7 = p.lon7;
}

bool geo_grid_put(struct geo_grid *g, uint32_t slot, struct geo_point p)
{
    CHECK_OBJ(g, GRID_MAGIC);
    if (slot >= g->max || !geo_valid(p.lat7, p.lon7))
        return false;
    if (slot >= g->cap)
        slots_grow(g, slot);
    struct grid_slot *s = &g->slots[slot];
    if (s->next != GRID_ABSENT) {
        if (grid_cell_lat(s->lat7) == grid_cell_lat(p.lat7) &&
            grid_cell_lon(s->lon7) == grid_cell_lon(p.lon7)) {
            place(s, p);
            return true;
        }
        unlink_slot(g, slot);
    }
    place(s, p);
    link_slot(g, slot);
    return true;
}

bool geo_grid_remove(struct geo_grid *g, uint32_t slot)
{
    CHECK_OBJ(g, GRID_MAGIC);
    if (slot >= g->cap || g->slots[slot].next == GRID_ABSENT)
        return false;
    unlink_slot(g, slot);
    return true;
}

bool geo_grid_get(const struct geo_grid *g, uint32_t slot, struct geo_point *out)
{
    CHECK_OBJ(g, GRID_MAGIC);
    if (slot >= g->cap || g->slots[slot].next == GRID_ABSENT)
        return false;
    if (out != NULL)
        *out = (struct geo_point){g->slots[slot].lat7, g->slots[slot].lon7};
    return true;
}

uint32_t geo_grid_count(const struct geo_grid *g)
{
    CHECK_OBJ(g, GRID_MAGIC);
    return g->nodes[0].count;
}

size_t geo_grid_bytes(const struct geo_grid *g)
{
    CHECK_OBJ(g, GRID_MAGIC);
    return sizeof *g + g->cap * sizeof *g->slots + g->node_cap * sizeof *g->nodes;
}
