/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/mapping.h"
#include "base/mem.h"
#include "chart/chart_priv.h"

#define ALIGNED(n) (((n) + 7u) & ~UINT64_C(7))

uint64_t chart_size(const struct chart_head *h)
{
    uint64_t n = ALIGNED(sizeof *h);
#define ADD_SECTION(name, type, length) n += ALIGNED((uint64_t)(length) * sizeof(type));
    CHART_SECTIONS(ADD_SECTION)
#undef ADD_SECTION
    return n;
}

void chart_lay(struct chart *c, const char *bytes)
{
    const struct chart_head *h = &c->h;
    uint64_t n = ALIGNED(sizeof *h);
#define LAY_SECTION(name, type, length) \
    c->name = (const type *)(const void *)(bytes + n); \
    n += ALIGNED((uint64_t)(length) * sizeof(type));
    CHART_SECTIONS(LAY_SECTION)
#undef LAY_SECTION
    must(n == chart_size(h));
}

struct sha256 chart_sum(struct str bytes)
{
    size_t from = offsetof(struct chart_head, sum) + sizeof(struct sha256);
    struct sha256_pieces *p = sha256_pieces_begin();
    sha256_pieces_add(p, (struct str){bytes.p + from, bytes.n - from});
    return sha256_pieces_done(p);
}

uint32_t chart_zoom_nodes(uint32_t features)
{
    uint32_t n = 0;
    while (features > 0) {
        features = (features + CHART_FAN - 1) / CHART_FAN;
        n += features;
        if (features == 1)
            break;
    }
    return n;
}

uint32_t chart_nodes(const struct chart_head *h)
{
    uint32_t n = 0;
    for (unsigned z = 0; z < CHART_ZOOMS; z++)
        n += chart_zoom_nodes(h->zoom_first[z + 1] - h->zoom_first[z]);
    return n;
}

/* ---- what is followed later ---- */

static bool zooms_fit(const struct chart_head *h)
{
    for (unsigned z = 0; z < CHART_ZOOMS; z++)
        if (h->zoom_first[z] > h->zoom_first[z + 1])
            return false;
    return h->zoom_first[0] == 0 && h->zoom_first[CHART_ZOOMS] == h->features;
}

static enum rc check_head(const struct chart_head *h, uint64_t size, struct err *e)
{
    if (memcmp(h->magic, CHART_MAGIC_TEXT, sizeof h->magic) != 0)
        return err_set(e, RC_CORRUPT, "this is no chart");
    if (h->order != CHART_ORDER)
        return err_set(e, RC_CORRUPT, "the chart was made on a machine of another kind");
    if (h->form != CHART_FORM)
        return err_set(e, RC_CORRUPT, "the chart has form %u; this program reads form %u", h->form,
                       CHART_FORM);
    if (h->features == 0 || h->features > CHART_FEATURES_MAX || h->rings > CHART_RINGS_MAX ||
        h->points > CHART_POINTS_MAX || h->text > CHART_TEXT_MAX + (1u << 20) || !zooms_fit(h) ||
        h->nodes != chart_nodes(h))
        return err_set(e, RC_CORRUPT, "the chart names counts that no chart has");
    if (!geo_box_valid(h->box) || h->box.west > h->box.east)
        return err_set(e, RC_CORRUPT, "the chart lies nowhere");
    if (h->size != size || chart_size(h) != size)
        return err_set(e, RC_CORRUPT, "the chart has %llu bytes and should have %llu",
                       (unsigned long long)size, (unsigned long long)chart_size(h));
    return RC_OK;
}

static bool feature_fits(const struct chart *c, const struct chart_feature *f)
{
    struct chart_names names;
    const struct chart_head *h = &c->h;
    return f->class < CHART_CLASSES && f->rings > 0 && f->rings <= h->rings &&
           f->ring <= h->rings - f->rings && f->box.min.x <= f->box.max.x &&
           f->box.min.y <= f->box.max.y &&
           (f->name == CHART_NO_NAME ||
            (f->name < h->text &&
             chart_names_unpack((struct str){c->text + f->name, h->text - f->name}, &names)));
}

static enum rc check_parts(const struct chart *c, struct err *e)
{
    const struct chart_head *h = &c->h;
    for (uint32_t i = 0; i < h->rings; i++)
        if (c->ring_first[i] >= c->ring_first[i + 1])
            return err_set(e, RC_CORRUPT, "ring %u of the chart has no point", i);
    if (c->ring_first[0] != 0 || c->ring_first[h->rings] != h->points)
        return err_set(e, RC_CORRUPT, "the chart's rings are not its points");
    for (uint32_t i = 0; i < h->features; i++)
        if (!feature_fits(c, &c->feature[i]))
            return err_set(e, RC_CORRUPT, "feature %u of the chart is none", i);
    return RC_OK;
}

enum rc chart_open(struct chart **out, struct str bytes, struct err *e)
{
    struct chart *c = mem_alloc(sizeof *c);
    *c = (struct chart){.magic = CHART_MAGIC, .bytes = bytes};
    enum rc rc = RC_OK;
    if (bytes.n < sizeof c->h || (uintptr_t)bytes.p % 8 != 0)
        rc = err_set(e, RC_CORRUPT, "this is no chart");
    if (rc == RC_OK) {
        memcpy(&c->h, bytes.p, sizeof c->h);
        rc = check_head(&c->h, bytes.n, e);
    }
    if (rc == RC_OK) {
        struct sha256 sum = chart_sum(bytes);
        if (memcmp(&sum, &c->h.sum, sizeof sum) != 0)
            rc = err_set(e, RC_CORRUPT, "the chart is damaged: its sum is another");
    }
    if (rc == RC_OK) {
        chart_lay(c, bytes.p);
        rc = check_parts(c, e);
    }
    if (rc != RC_OK) {
        free(c);
        return rc;
    }
    *out = c;
    return RC_OK;
}

enum rc chart_map(struct chart **out, const char *path, struct err *e)
{
    struct str bytes;
    enum rc rc = mapping_open(&bytes, path, CHART_FILE_MAX, e);
    if (rc != RC_OK)
        return rc;
    rc = chart_open(out, bytes, e);
    if (rc != RC_OK)
        mapping_close(bytes);
    else
        (*out)->mapped = true;
    return rc;
}

void chart_close(struct chart *c)
{
    if (c == NULL)
        return;
    CHECK_OBJ(c, CHART_MAGIC);
    if (c->mapped)
        mapping_close(c->bytes);
    c->magic = 0;
    free(c);
}

void chart_figures(const struct chart *c, struct chart_figures *out)
{
    char hex[SHA256_HEX + 1];
    CHECK_OBJ(c, CHART_MAGIC);
    *out = (struct chart_figures){
        .features = c->h.features, .points = c->h.points, .bytes = c->h.size, .box = c->h.box};
    sha256_hex(c->h.sum, hex);
    memcpy(out->sum, hex, sizeof out->sum - 1);
}

/* ---- looking ---- */

struct looking {
    const struct chart *c;
    struct chart_box box;
    chart_found_fn *fn;
    void *ctx;
    /* The tree of one zoom: where each of its levels begins among the nodes, from below. */
    uint32_t level_first[8], level_n[8];
    uint32_t first, n; /* its features */
};

static bool meets(const struct chart_box *a, const struct chart_box *b)
{
    return a->min.x <= b->max.x && b->min.x <= a->max.x && a->min.y <= b->max.y &&
           b->min.y <= a->max.y;
}

/* Everything below a node of a level, in the order of the features. Depth is at most the levels'. */
static bool look_below(struct looking *l, int level, uint32_t i) /* NOLINT(misc-no-recursion) */
{
    if (!meets(&l->c->node[l->level_first[level] + i], &l->box))
        return true;
    uint32_t begin = i * CHART_FAN, end = begin + CHART_FAN,
             all = level == 0 ? l->n : l->level_n[level - 1];
    for (uint32_t k = begin; k < end && k < all; k++) {
        const struct chart_feature *f = &l->c->feature[l->first + k];
        if (level > 0 ? !look_below(l, level - 1, k) : meets(&f->box, &l->box) && !l->fn(l->ctx, f))
            return false;
    }
    return true;
}

void chart_find(const struct chart *c, unsigned zoom, struct chart_box box, chart_found_fn *fn,
                void *ctx)
{
    struct looking l = {.c = c, .box = box, .fn = fn, .ctx = ctx};
    uint32_t node = 0;
    CHECK_OBJ(c, CHART_MAGIC);
    for (unsigned z = 0; z <= zoom && z < CHART_ZOOMS; z++) {
        int levels = 0;
        l.first = c->h.zoom_first[z];
        l.n = c->h.zoom_first[z + 1] - l.first;
        for (uint32_t n = l.n; n > 0 && levels < (int)ARRAY_LEN(l.level_n); levels++) {
            n = (n + CHART_FAN - 1) / CHART_FAN;
            l.level_first[levels] = node;
            l.level_n[levels] = n;
            node += n;
            if (n == 1)
                n = 0;
        }
        if (levels > 0 && !look_below(&l, levels - 1, 0))
            return;
    }
}
