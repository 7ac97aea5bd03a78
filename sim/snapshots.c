/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The box behind the city's cameras that keeps their last pictures: every two seconds it asks the centre whether one is wanted
 * beside an alarm, and sends it. Drawn, never taken, like all photos here.
 */
#include "base/json.h"
#include "pick.h"
#include "world.h"

#define ASK_S 2.0
#define BEFORE (20 * USEC_S) /* how far back its memory goes for a picture from before */

/* Name of the place that a camera stands at; NULL: it is none of this city. */
static const char *place_of(const struct city *c, const char *camera)
{
    for (uint32_t i = 0; i < c->camera_n; i++)
        if (strcmp(c->cameras[i].id, camera) == 0)
            return c->cameras[i].name;
    for (uint32_t i = 0; i < c->site_n; i++) {
        char id[32];
        city_gate_id(&c->sites[i], id, sizeof(id));
        if (strcmp(id, camera) == 0)
            return c->sites[i].name;
    }
    return NULL;
}

static void send_one(struct world *w, const char *id, const char *camera, const char *place,
                     usec_t at)
{
    char path[OUTBOX_PATH_MAX];
    struct buf png, when;
    const struct car_look look = traffic_look(w->opt.seed, (uint32_t)(at / USEC_S), CAR_BACKGROUND);
    struct photo_shot scene = {.make = look.make,
                               .color = look.color,
                               .class = look.class,
                               .camera = camera,
                               .place = place,
                               .at = at};
    str_copy(scene.plate, sizeof(scene.plate), str_c(look.plate));
    buf_init(&png, PHOTO_BYTES_MAX);
    buf_init(&when, 64);
    (void)photo_draw(&scene, &png);
    clock_format(&when, at);
    int n = snprintf(path, sizeof(path), "/api/v1/snapshots/%s?at=%.*s", id, (int)when.n, when.p);
    if (n > 0 && (size_t)n < sizeof(path))
        outbox_put(&w->photos, path, buf_str(&png), 0);
    buf_release(&png);
    buf_release(&when);
}

/* What is on its way is asked for once more until it has come. */
static bool is_sent(struct world *w, const char *id)
{
    for (size_t i = 0; i < ARRAY_LEN(w->snapshots); i++)
        if (strcmp(w->snapshots[i], id) == 0)
            return true;
    str_copy(w->snapshots[w->snapshot_n++ % ARRAY_LEN(w->snapshots)], sizeof(w->snapshots[0]),
             str_c(id));
    return false;
}

static void wanted_one(void *user, struct str key, struct str value)
{
    struct world *w = user;
    char id[32], camera[32], when[16];
    UNUSED(key);
    if (!pick_text(value, "id", id, sizeof(id)) ||
        !pick_text(value, "camera", camera, sizeof(camera)) ||
        !pick_text(value, "when", when, sizeof(when)))
        return;
    const char *place = place_of(w->city, camera);
    if (place == NULL || is_sent(w, id))
        return;
    bool before = strcmp(when, "before") == 0;
    send_one(w, id, camera, place, world_utc(w, w->now) - (before ? BEFORE : 0));
}

static void on_wanted(void *user, const struct client_reply *reply)
{
    if (reply->status == 200)
        pick_each(pick(reply->body, "wanted"), wanted_one, user);
}

static void ask(void *user, uint64_t arg, usec_t at)
{
    struct world *w = user;
    struct client_call call = {.method = "GET",
                               .path = "/api/v1/snapshots/wanted",
                               .token = w->tokens.camera,
                               .done = on_wanted,
                               .user = w};
    if (w->tokens.camera[0] != '\0' && client_room(w->client))
        (void)!client_send(w->client, &call);
    agenda_add(w->agenda, at + world_wall(w, ASK_S), ask, w, arg);
}

void snapshots_start(struct world *w)
{
    if (w->opt.towns <= 1) /* one token sees all cameras: one city asks */
        agenda_add(w->agenda, world_wall(w, ASK_S), ask, w, 0);
}
