/* SPDX-License-Identifier: Apache-2.0 */
/* A document with CAP alerts: all that is promised of what was read, and what is written of it is read as the same again. */
#include "wire/cap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct cap_alert *a, struct str whole)
{
    uint32_t infos = 0, shapes = 0, points = 0;
    must(a->raw.p >= whole.p && a->raw.p + a->raw.n <= whole.p + whole.n);
    for (const struct cap_info *i = a->infos; i != NULL; i = i->next, infos++)
        must(i->description.n <= CAP_TEXT_MAX && str_utf8(i->description) && i->expires >= 0);
    for (const struct cap_shape *s = a->shapes; s != NULL; s = s->next, shapes++) {
        must(s->circle ? s->n == 1 : s->n >= 3);
        points += s->circle ? 0 : s->n;
        for (uint32_t k = 0; k < s->n; k++)
            must(s->points[k].lat >= -900000000 && s->points[k].lat <= 900000000);
    }
    must(infos == a->ninfos && shapes == a->nshapes && points == a->points);
    must(infos <= CAP_INFOS_MAX && shapes <= CAP_SHAPES_MAX && points <= CAP_POINTS_MAX);
}

static void write_again(const struct cap_alert *a)
{
    struct cap_document d;
    struct arena arena;
    struct buf text;
    struct err e;
    arena_init(&arena, CAP_ARENA_MAX);
    buf_init(&text, 64u << 20);
    cap_put(&text, a, true);
    must(buf_ok(&text));
    if (text.n <= CAP_DOC_MAX) {
        must(cap_read(buf_str(&text), &arena, &d, &e) == RC_OK && d.nalerts == 1);
        must(d.alerts->ninfos == a->ninfos && d.alerts->has_signature);
    }
    buf_release(&text);
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct cap_document d;
    struct arena a;
    struct err e = {0};
    arena_init(&a, CAP_ARENA_MAX);
    enum rc rc = cap_read(text, &a, &d, &e);
    must(rc == RC_OK || rc == RC_INVALID || rc == RC_TOO_LARGE);
    must(rc == RC_OK || (e.detail[0] != '\0' && d.nalerts == 0 && d.nlinks == 0));
    for (const struct cap_alert *al = d.alerts; al != NULL; al = al->next) {
        check(al, text);
        if (al == d.alerts)
            write_again(al);
    }
    for (const struct cap_link *l = d.links; l != NULL; l = l->next)
        must(l->url.n > 0);
    arena_release(&a);
    return 0;
}
