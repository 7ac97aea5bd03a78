/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of something that clients are told of: members of its entity, or of an event's data, read one by one. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "port/cot/cot_priv.h"

#define OUTLINE_MAX 256 /* points: of a longer one each so many-th */

static void take_text(char *to, size_t room, struct json_token v)
{
    char scratch[1024];
    to[0] = '\0';
    if (v.kind != JSON_STRING || v.raw.n > sizeof scratch)
        return;
    struct str text = json_text(v, scratch);
    if (text.n >= room)
        text.n = str_utf8_prefix((struct str){text.p, room - 1});
    (void)str_copy(to, room, text);
}

struct place {
    bool lat, lon;
};

/* A phone may lie where the call came from: of duress it is told as of any other call for help. */
static void hide_duress(struct cot_thing *t)
{
    if (t->kind == COT_ALARM && strcmp(t->what, "duress") == 0)
        must(str_copy(t->what, sizeof t->what, STR("panic")));
}

static void take_member(struct cot_thing *t, struct str key, struct json_token v, struct place *has)
{
    if (str_eqc(key, "lat"))
        has->lat = v.kind == JSON_NUMBER && json_scaled(v, 7, &t->lat);
    else if (str_eqc(key, "lon"))
        has->lon = v.kind == JSON_NUMBER && json_scaled(v, 7, &t->lon);
    else if (str_eqc(key, "name") || (t->kind == COT_INCIDENT && str_eqc(key, "title")))
        take_text(t->name, sizeof t->name, v);
    else if (t->kind == COT_INCIDENT && str_eqc(key, "address"))
        take_text(t->text, sizeof t->text, v);
    else if (str_eqc(key, "kind")) {
        take_text(t->what, sizeof t->what, v);
        hide_duress(t);
    } else if (str_eqc(key, "practice"))
        take_text(t->practice, sizeof t->practice, v);
    else if (str_eqc(key, t->kind == COT_UNIT ? "status" : "state"))
        take_text(t->state, sizeof t->state, v);
    else if (t->kind == COT_UNIT && str_eqc(key, "duty"))
        take_text(t->duty, sizeof t->duty, v);
}

void cot_thing_fold(struct cot_thing *t, struct str object)
{
    struct json_reader r;
    struct place has = {false, false};
    json_open(&r, object);
    if (json_next(&r).kind != JSON_OBJECT)
        return;
    for (struct json_token key; (key = json_next(&r)).kind == JSON_KEY;) {
        struct str raw;
        struct json_token v = json_next(&r);
        if (!json_skip(&r, v, &raw))
            return;
        if (key.escaped)
            continue;
        if (str_eqc(key.raw, "geometry") && t->kind == COT_AREA)
            cot_thing_outline(t, raw);
        else
            take_member(t, key.raw, v, &has);
    }
    if (t->kind != COT_UNIT && has.lat && has.lon) /* of a unit only the board says where it is */
        t->placed = true;
}

/* ---- outlines ---- */

/* The first ring there is: [[[[lon×10⁷, lat×10⁷], …], …], …], however deep. Its points as lat, lon; 0: none. */
static size_t read_ring(struct json_reader *r, int64_t **out)
{
    struct json_token v;
    size_t n = 0, room = 0;
    int64_t *ring = NULL;
    while ((v = json_next(r)).kind == JSON_ARRAY)
        continue;
    while (v.kind == JSON_NUMBER) {
        struct json_token lat = json_next(r);
        if (n == room) {
            room = room == 0 ? 64 : 2 * room;
            ring = mem_resize(ring, room, 2 * sizeof ring[0]);
        }
        if (lat.kind != JSON_NUMBER || !json_scaled(lat, 0, &ring[2 * n]) ||
            !json_scaled(v, 0, &ring[2 * n + 1]) || json_next(r).kind != JSON_ARRAY_END)
            break;
        n++;
        if (json_next(r).kind != JSON_ARRAY)
            break;
        v = json_next(r);
    }
    *out = ring;
    return n;
}

void cot_thing_outline(struct cot_thing *t, struct str geometry)
{
    struct json_reader r;
    char *scratch = NULL;
    json_open(&r, geometry);
    if (geometry.n > 0 && geometry.p[0] == '"') { /* as text */
        struct json_token v = json_next(&r);
        scratch = mem_alloc(v.raw.n + 1);
        json_open(&r, json_text(v, scratch));
    }
    free(t->outline);
    t->outline = NULL;
    size_t n = read_ring(&r, &t->outline);
    size_t step = (n + OUTLINE_MAX - 1) / OUTLINE_MAX, put = 0;
    for (size_t i = 0; n > 0 && i < n; i += step, put++) {
        t->outline[2 * put] = t->outline[2 * i];
        t->outline[2 * put + 1] = t->outline[2 * i + 1];
    }
    if (put > 2 &&
        (t->outline[0] != t->outline[2 * put - 2] || t->outline[1] != t->outline[2 * put - 1])) {
        t->outline = mem_resize(t->outline, put + 1, 2 * sizeof t->outline[0]);
        t->outline[2 * put] = t->outline[0];
        t->outline[2 * put + 1] = t->outline[1];
        put++;
    }
    t->noutline = put;
    free(scratch);
}

bool cot_thing_visible(const struct cot_thing *t)
{
    switch (t->kind) {
    case COT_UNIT: return t->placed && strcmp(t->duty, "on") == 0;
    case COT_ALARM: /* that a device is silent is the centre's business */
        return t->placed && t->state[0] != '\0' && strcmp(t->state, "closed") != 0 &&
               strcmp(t->what, "silence") != 0 && strcmp(t->what, "test") != 0 &&
               strcmp(t->what, "technical") != 0 && strcmp(t->practice, "maintenance") != 0;
    case COT_INCIDENT: return t->placed && t->state[0] != '\0' && strcmp(t->state, "closed") != 0;
    case COT_AREA: return t->noutline > 3;
    case COT_THINGS: break;
    }
    return false;
}
