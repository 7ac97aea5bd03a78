/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands still and speaks: cameras with their reads and photos, buttons and panels with their
 * heartbeats.
 */
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "pick.h"
#include "world.h"

#include <inttypes.h>
#include <math.h>

#define BEAT_S 25.0 /* well within the period the registry names */

struct photo_shot roadside_shot(const struct world *w, const struct shot *shot)
{
    const struct city_camera *cam = &w->city->cameras[shot->camera];
    const struct car_look *look = &w->traffic->cars[shot->car].look;
    struct photo_shot p = {.make = look->make,
                           .color = look->color,
                           .class = look->class,
                           .camera = cam->id,
                           .place = cam->name,
                           .at = shot->utc,
                           .kmh = shot->kmh,
                           .limit_kmh = cam->limit_kmh};
    str_copy(p.plate, sizeof(p.plate), str_c(look->plate));
    return p;
}

static void put_read(const struct world *w, const struct traffic_read *read,
                     const struct shot *shot, struct buf *b)
{
    const struct city_camera *cam = &w->city->cameras[read->camera];
    const struct car_look *look = &w->traffic->cars[read->car].look;
    buf_printf(b, "{\"camera\":\"%s\",\"plate\":\"%s\",\"region\":\"uz\",", cam->id, look->plate);
    world_put_time(b, "at", world_utc(w, read->at));
    buf_printf(b, ",\"confidence\":%.3f,\"heading\":%d.%d,\"speed_kmh\":%.1f,", read->confidence,
               read->heading10 / 10, read->heading10 % 10, read->kmh);
    buf_printf(b, "\"vehicle\":{\"class\":\"%s\",\"make\":\"%s\",\"color\":\"%s\"},", look->class,
               look->make, look->color);
    if (shot) {
        buf_cat(b, "\"image\":\"");
        hex_put(b, shot->sha.b, sizeof(shot->sha.b));
        buf_cat(b, "\",");
    }
    if (read->alternative[0])
        buf_printf(b, "\"alternatives\":[\"%s\"],", read->alternative);
    buf_printf(b, "\"id\":\"%s:%" PRId64 ":%" PRIu64 "\"}", cam->id, w->born / USEC_S,
               read->number);
    must(buf_ok(b));
}

/* Draws what the camera saw, and remembers what is needed to draw it again. */
static const struct shot *take_photo(struct world *w, const struct traffic_read *read)
{
    struct shot *shot = &w->shots[w->shot_n++ % WORLD_SHOTS];
    *shot = (struct shot){.camera = read->camera,
                          .car = read->car,
                          .utc = world_utc(w, read->at) / USEC_MS * USEC_MS,
                          .kmh = (int)lrint(read->kmh)};
    struct photo_shot scene = roadside_shot(w, shot);
    struct buf png;
    buf_init(&png, PHOTO_BYTES_MAX);
    shot->sha = photo_draw(&scene, &png);
    buf_release(&png);
    return shot;
}

void roadside_read(void *user, const struct traffic_read *read)
{
    struct world *w = user;
    if (w->silent_until[read->camera] > read->at)
        return;
    const struct car *car = &w->traffic->cars[read->car];
    const struct city_camera *cam = &w->city->cameras[read->camera];
    struct buf line;
    buf_init(&line, 2048);
    /* Thousands of reads a second leave no time for drawing: then only the story's cars have it. */
    bool drawn = w->opt.towns == 1 || car->role != CAR_BACKGROUND;
    put_read(w, read, drawn ? take_photo(w, read) : NULL, &line);
    outbox_put(&w->reads, "/api/v1/reads", buf_str(&line), read->number);
    if (car->role != CAR_BACKGROUND && car->role != CAR_LOOKALIKE)
        world_say(w, "%s %s passes %s (%s) at %d km/h, limit %d", car->look.color, car->look.plate,
                  cam->id, cam->name, (int)lrint(read->kmh), cam->limit_kmh);
    buf_release(&line);
}

/* The centre wants a photo: draw it again and make sure that it is the one. */
static void hand_over(struct world *w, const struct sha256 *sha)
{
    uint64_t kept = w->shot_n < WORLD_SHOTS ? w->shot_n : WORLD_SHOTS;
    for (uint64_t i = 0; i < kept; i++) {
        const struct shot *shot = &w->shots[(w->shot_n - 1 - i) % WORLD_SHOTS];
        if (memcmp(&shot->sha, sha, sizeof(*sha)) != 0)
            continue;
        struct photo_shot scene = roadside_shot(w, shot);
        struct buf png;
        buf_init(&png, PHOTO_BYTES_MAX);
        struct sha256 drawn = photo_draw(&scene, &png);
        must(memcmp(&drawn, sha, sizeof(drawn)) == 0);
        char path[OUTBOX_PATH_MAX], hex[SHA256_HEX + 1];
        sha256_hex(*sha, hex);
        snprintf(path, sizeof(path), "/api/v1/media/%s", hex);
        outbox_put(&w->photos, path, buf_str(&png), i);
        buf_release(&png);
        return;
    }
}

static void wanted_one(void *user, struct str key, struct str value)
{
    UNUSED(key);
    char hex[SHA256_HEX + 1];
    struct sha256 sha;
    if (pick_text(value, "sha256", hex, sizeof(hex)) && hex_get(str_c(hex), sha.b, sizeof(sha.b)))
        hand_over(user, &sha);
}

static void report_rejected(const char *what, const struct client_reply *reply)
{
    static unsigned said;
    struct str list = pick(reply->body, "rejected");
    if (list.n > 2 && said < 5) {
        said++;
        log_warn("sim", "%s: lines were rejected: %.*s", what, (int)(list.n < 300 ? list.n : 300),
                 list.p);
    }
}

static void reads_settled(void *user, const struct outbox_item *item,
                          const struct client_reply *reply)
{
    UNUSED(item);
    report_rejected("reads", reply);
    pick_each(pick(reply->body, "wanted"), wanted_one, user);
}

static void beats_settled(void *user, const struct outbox_item *item,
                          const struct client_reply *reply)
{
    UNUSED(user);
    report_rejected(item->path, reply);
}

static void beat(struct world *w, struct outbox *o, const char *device, double battery)
{
    struct buf b;
    buf_init(&b, 256);
    buf_printf(&b, "{\"device\":\"%s\",", device);
    world_put_time(&b, "at", world_utc(w, w->now));
    if (battery >= 0)
        buf_printf(&b, ",\"battery\":%.2f", battery);
    buf_putc(&b, '}');
    outbox_put(o, "/api/v1/heartbeats", buf_str(&b), 0);
    buf_release(&b);
}

/* Each device has its own moment within the rhythm, so that the doors hear a murmur and no drum. */
static void camera_beat(void *user, uint64_t i, usec_t at)
{
    struct world *w = user;
    if (w->silent_until[i] <= at)
        beat(w, &w->camera_beats, w->city->cameras[i].id, -1);
    agenda_add(w->agenda, at + world_wall(w, BEAT_S), camera_beat, w, i);
}

static void device_beat(void *user, uint64_t i, usec_t at)
{
    struct world *w = user;
    bool mute = school_mute(w, (uint32_t)i, at);
    if (!mute && !buttons_beat(w->buttons, w->city->devices[i].id, w->battery[i]))
        beat(w, &w->alarm_beats, w->city->devices[i].id, w->battery[i]);
    w->battery[i] = w->battery[i] < 0.05 ? 1 : w->battery[i] - 0.00001;
    agenda_add(w->agenda, at + world_wall(w, BEAT_S), device_beat, w, i);
}

void roadside_alarm(struct world *w, const char *device, const char *kind, const char *detail)
{
    char id[64];
    struct buf b;
    buf_init(&b, 1024);
    world_id(w, device, id, sizeof(id));
    buf_printf(&b, "{\"device\":\"%s\",\"kind\":\"%s\",", device, kind);
    world_put_time(&b, "at", world_utc(w, w->now));
    if (detail) {
        buf_cat(&b, ",\"detail\":");
        json_put_string(&b, str_c(detail));
    }
    buf_printf(&b, ",\"id\":\"%s\"}", id);
    if (!buttons_press(w->buttons, device, id, buf_str(&b)))
        outbox_put(&w->alarms, "/api/v1/alarms", buf_str(&b), 0);
    buf_release(&b);
}

void roadside_start(struct world *w)
{
    const struct city *c = w->city;
    struct rng r = rng_from(w->opt.seed, 50);
    outbox_init(&w->reads, w->first_queue, w->tokens.camera, OUTBOX_LINES, 20000);
    outbox_init(&w->photos, w->first_queue, w->tokens.camera, OUTBOX_MEDIA, 64);
    outbox_init(&w->camera_beats, w->first_queue, w->tokens.camera, OUTBOX_LINES, 4000);
    outbox_init(&w->alarm_beats, w->first_queue, w->tokens.alarm, OUTBOX_LINES, 4000);
    outbox_init(&w->alarms, w->first_queue, w->tokens.alarm, OUTBOX_CALLS, 1000);
    w->reads.settled = reads_settled;
    w->reads.user = w;
    w->camera_beats.settled = w->alarm_beats.settled = beats_settled;
    w->shots = mem_array(WORLD_SHOTS, sizeof(*w->shots));
    w->silent_until = mem_array(c->camera_n + 1, sizeof(*w->silent_until));
    w->battery = mem_array(c->device_n + 1, sizeof(*w->battery));
    snapshots_start(w);
    for (uint32_t i = 0; i < c->camera_n; i++)
        agenda_add(w->agenda, world_wall(w, rng_between(&r, 0.2, BEAT_S)), camera_beat, w, i);
    for (uint32_t i = 0; i < c->device_n; i++) {
        w->battery[i] = rng_between(&r, 0.45, 1);
        agenda_add(w->agenda, world_wall(w, rng_between(&r, 0.2, BEAT_S)), device_beat, w, i);
    }
}

void roadside_stop(struct world *w)
{
    outbox_release(&w->reads);
    outbox_release(&w->photos);
    outbox_release(&w->camera_beats);
    outbox_release(&w->alarm_beats);
    outbox_release(&w->alarms);
    free(w->shots);
    free(w->silent_until);
    free(w->battery);
}
