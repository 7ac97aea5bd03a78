/* SPDX-License-Identifier: Apache-2.0 */
/* GeoJSON geometry and the stored form: what is accepted must hold its promises. */
#include "geo/area.h"
#include "geo/area_index.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct geo_area *a)
{
    struct buf b, again;
    struct geo_area *copy = NULL, *thin = NULL;
    struct err e;
    must(geo_area_contains(a, geo_area_centroid(a)));
    must(geo_box_valid(geo_area_bbox(a)));
    must(a->ring_count >= 1 && !a->rings[0].hole && geo_area_m2(a) >= 0);
    buf_init(&b, GEO_AREA_TEXT_MAX);
    buf_init(&again, GEO_AREA_TEXT_MAX);
    geo_area_encode(a, &b);
    must(buf_ok(&b));
    must(geo_area_decode(buf_str(&b), &copy, &e) == RC_OK);
    geo_area_encode(copy, &again);
    must(str_eq(buf_str(&b), buf_str(&again)));
    if (geo_area_simplify(a, 50, &thin, &e) == RC_OK)
        must(thin->point_count <= a->point_count &&
             geo_area_contains(thin, geo_area_centroid(thin)));
    struct geo_area_index *x = geo_area_index_new((const struct geo_area *const *)&copy, 1);
    for (uint32_t i = 0; i < a->point_count && i < 64; i++) {
        uint32_t id;
        struct geo_point p = a->points[i];
        must(geo_area_index_find(x, p, &id, 1) == geo_area_contains(a, p));
    }
    geo_area_index_free(x);
    geo_area_free(copy);
    geo_area_free(thin);
    buf_release(&b);
    buf_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct geo_area *a = NULL;
    struct err e = {.code = RC_OK};
    if (geo_area_parse(text, &a, &e) == RC_OK)
        check(a);
    else
        must(a == NULL && e.code != RC_OK && e.detail[0] != '\0');
    geo_area_free(a);
    a = NULL;
    e.code = RC_OK;
    if (geo_area_decode(text, &a, &e) == RC_OK)
        check(a);
    else
        must(a == NULL && e.code != RC_OK && e.detail[0] != '\0');
    geo_area_free(a);
    return 0;
}
