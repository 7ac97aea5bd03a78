/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/roads.h"

#include <stdlib.h>
#include <string.h>

#include "base/mapping.h"
#include "base/mem.h"
#include "roads/roads_priv.h"

#define ALIGNED(n) (((n) + 7u) & ~UINT64_C(7))

uint64_t roads_size(const struct roads_head *h)
{
    uint64_t n = ALIGNED(sizeof *h);
#define ADD_SECTION(name, type, length) n += ALIGNED((uint64_t)(length) * sizeof(type));
    ROADS_SECTIONS(ADD_SECTION)
#undef ADD_SECTION
    return n;
}

void roads_lay(struct roads *r, const char *bytes)
{
    const struct roads_head *h = &r->h;
    uint64_t n = ALIGNED(sizeof *h);
#define LAY_SECTION(name, type, length) \
    r->name = (const type *)(const void *)(bytes + n); \
    n += ALIGNED((uint64_t)(length) * sizeof(type));
    ROADS_SECTIONS(LAY_SECTION)
#undef LAY_SECTION
    must(n == roads_size(h));
}

struct sha256 roads_sum(struct str bytes)
{
    size_t from = offsetof(struct roads_head, sum) + sizeof(struct sha256);
    struct sha256_pieces *p = sha256_pieces_begin();
    sha256_pieces_add(p, (struct str){bytes.p + from, bytes.n - from});
    return sha256_pieces_done(p);
}

/* Everything of the head that says how long things are. */
static enum rc check_head(const struct roads_head *h, uint64_t size, struct err *e)
{
    if (memcmp(h->magic, ROADS_MAGIC_TEXT, sizeof h->magic) != 0)
        return err_set(e, RC_CORRUPT, "this is no map of roads");
    if (h->order != ROADS_ORDER)
        return err_set(e, RC_CORRUPT, "the map of roads was made on a machine of another kind");
    if (h->form != ROADS_FORM)
        return err_set(e, RC_CORRUPT, "the map of roads has form %u; this program reads form %u",
                       h->form, ROADS_FORM);
    if (h->nodes == 0 || h->nodes > DRAFT_POINTS_MAX || h->arcs == 0 || h->arcs > ROADS_ARCS_MAX ||
        h->turns > ROADS_TURNS_MAX || h->links > ROADS_LINKS_MAX || h->pieces > ROADS_LINKS_MAX ||
        h->rows == 0 || h->cols == 0 || h->rows > ROADS_CELLS_MAX ||
        h->cols > ROADS_CELLS_MAX / h->rows)
        return err_set(e, RC_CORRUPT, "the map of roads names counts that no map has");
    if (!geo_box_valid((struct geo_box){h->south, h->west, h->north, h->east}) || h->west > h->east)
        return err_set(e, RC_CORRUPT, "the map of roads lies nowhere");
    if (h->size != size || roads_size(h) != size)
        return err_set(e, RC_CORRUPT, "the map of roads has %llu bytes and should have %llu",
                       (unsigned long long)size, (unsigned long long)roads_size(h));
    return RC_OK;
}

enum rc roads_open(struct roads **out, struct str bytes, struct err *e)
{
    struct roads *r = mem_alloc(sizeof *r);
    *r = (struct roads){.magic = ROADS_MAGIC, .bytes = bytes};
    enum rc rc = RC_OK;
    if (bytes.n < sizeof r->h || (uintptr_t)bytes.p % 8 != 0)
        rc = err_set(e, RC_CORRUPT, "this is no map of roads");
    if (rc == RC_OK) {
        memcpy(&r->h, bytes.p, sizeof r->h);
        rc = check_head(&r->h, bytes.n, e);
    }
    if (rc == RC_OK) {
        struct sha256 sum = roads_sum(bytes);
        if (memcmp(&sum, &r->h.sum, sizeof sum) != 0)
            rc = err_set(e, RC_CORRUPT, "the map of roads is damaged: its sum is another");
    }
    if (rc == RC_OK) {
        roads_lay(r, bytes.p);
        rc = roads_check(r, e);
    }
    if (rc != RC_OK) {
        free(r);
        return rc;
    }
    *out = r;
    return RC_OK;
}

enum rc roads_map(struct roads **out, const char *path, struct err *e)
{
    struct str bytes;
    enum rc rc = mapping_open(&bytes, path, ROADS_FILE_MAX, e);
    if (rc != RC_OK)
        return rc;
    rc = roads_open(out, bytes, e);
    if (rc != RC_OK)
        mapping_close(bytes);
    else
        (*out)->mapped = true;
    return rc;
}

void roads_close(struct roads *r)
{
    if (r == NULL)
        return;
    CHECK_OBJ(r, ROADS_MAGIC);
    if (r->mapped)
        mapping_close(r->bytes);
    r->magic = 0;
    free(r);
}

void roads_figures(const struct roads *r, struct roads_figures *out)
{
    CHECK_OBJ(r, ROADS_MAGIC);
    *out = (struct roads_figures){
        .nodes = r->h.nodes,
        .arcs = r->h.arcs,
        .turns = r->h.turns,
        .links = r->h.links,
        .banned = r->h.banned,
        .main_arcs = r->h.main_arcs,
        .bytes = r->h.size,
        .box = {r->h.south, r->h.west, r->h.north, r->h.east},
    };
}

void roads_arc(const struct roads *r, uint32_t arc, struct roads_arc *out)
{
    CHECK_OBJ(r, ROADS_MAGIC);
    must(arc < r->h.arcs);
    *out = (struct roads_arc){
        .from = r->node_point[r->tail[arc]],
        .to = r->node_point[r->head[arc]],
        .ms = r->ms[arc],
        .twin = r->twin[arc],
        .source = r->source[arc],
        .m = (double)r->metres[arc],
        .class = r->class[arc],
    };
}

uint32_t roads_of_source(const struct roads *r, int64_t source, uint32_t *out, uint32_t max)
{
    uint32_t n = 0;
    CHECK_OBJ(r, ROADS_MAGIC);
    for (uint32_t a = 0; a < r->h.arcs; a++)
        if (r->source[a] == source) {
            if (n < max)
                out[n] = a;
            n++;
        }
    return n;
}
