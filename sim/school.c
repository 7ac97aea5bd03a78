/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The city's schools over the week, so that the page of sites has something to say: it is the day of their weekly test, and all
 * prove themselves but two that forget it; one falls silent; one exercises an evacuation, and presses in it. One has an alarm
 * panel beside its button.
 */
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "pick.h"
#include "world.h"

#define EAST (5 * USEC_H) /* the demo's centre keeps Tashkent's time */
#define FIRST_TEST_S 20.0
#define TEST_EVERY_S 6.0
#define SILENT_S 60.0
#define DRILL_S 75.0
#define DRILL_PRESS_S 20.0 /* after it began */
#define DRILL_LASTS_S 900.0
#define DRILL_EVERY_S 2700.0
#define PANEL_ACCOUNT "9004"
#define PANEL_PERIOD_S 90
#define PANEL_ALIVE_S 25.0
#define PANEL_TEST_S 4.0
#define PANEL_TEST_EVERY_S 2400.0
#define PANEL_PANIC_S 600.0
#define PANEL_PANIC_EVERY_S 3000.0
#define PANEL_RESTORED_S 40.0 /* after the panic */

/* By the number of the school, from 0; the story comes to these last. */
enum {
    PANEL = 3,
    FORGETS_A = 6,
    SILENT = 13,
    EXERCISES = 16,
    FORGETS_B = 23,
    WEDNESDAYS_EVERY = 8
};

static const char *const days[] = {"monday", "tuesday",  "wednesday", "thursday",
                                   "friday", "saturday", "sunday"};

static uint32_t device_of(const struct city *c, uint32_t school)
{
    for (uint32_t i = 0; i < c->device_n; i++)
        if (strcmp(c->sites[c->devices[i].site].kind, "school") == 0 && school-- == 0)
            return i;
    return CITY_NONE;
}

void school_put_weeks(const struct city *c, struct buf *out)
{
    usec_t local = clock_utc() + EAST;
    int64_t day = local / USEC_DAY + 3; /* 1970-01-01 was a Thursday */
    int hour = (int)(local % USEC_DAY / USEC_H);
    uint32_t school = 0;
    buf_cat(out, "id,day,opens,closes\n");
    for (uint32_t i = 0; i < c->site_n; i++) {
        if (strcmp(c->sites[i].kind, "school") != 0)
            continue;
        bool other = school++ % WEDNESDAYS_EVERY == WEDNESDAYS_EVERY - 1; /* in three days' time */
        buf_printf(out, "%s,%s,%02d:00,%02d:59\n", c->sites[i].id,
                   days[(day + (other ? 3 : 0)) % 7], hour, hour < 22 ? hour + 1 : hour);
    }
}

bool school_mute(const struct world *w, uint32_t device, usec_t at)
{
    return w->opt.towns == 1 && at > world_wall(w, SILENT_S) &&
           device == device_of(w->city, SILENT);
}

/* ---- the weekly test ---- */

static void test_one(void *user, uint64_t school, usec_t at)
{
    struct world *w = user;
    uint32_t i = device_of(w->city, (uint32_t)school);
    if (i == CITY_NONE)
        return;
    if (school != FORGETS_A && school != FORGETS_B && school != SILENT)
        roadside_alarm(w, w->city->devices[i].id, "test", "weekly test");
    agenda_add(w->agenda, at + world_wall(w, TEST_EVERY_S), test_one, w, school + 1);
}

/* ---- the alarm panel ---- */

void school_put_panel(const struct city *c, struct buf *out)
{
    const struct city_site *s = &c->sites[c->devices[device_of(c, PANEL)].site];
    buf_cat(out, "id,name,kind,site,area,lat,lon,period_s,account,zones\n");
    buf_printf(out, "dc09-%s,\"Alarm panel %s\",panel,%s,%s,%.7f,%.7f,%d,%s,", PANEL_ACCOUNT,
               s->name, s->id, c->area_id[s->district], s->at.lat7 / 1e7, s->at.lon7 / 1e7,
               PANEL_PERIOD_S, PANEL_ACCOUNT);
    buf_cat(out, "\"3 Director's office\n4 Gymnasium\"\n");
}

enum rc school_panel_begin(struct world *w, struct err *e)
{
    char path[900];
    (void)snprintf(path, sizeof(path), "%s/panels.keys", w->opt.seed_dir);
    if (device_of(w->city, PANEL) == CITY_NONE)
        return err_set(e, RC_NOT_FOUND, "the city has too few schools");
    return school_panel_open(&w->panel, w->opt.panel, path, PANEL_ACCOUNT, e);
}

static void panel_alive(void *user, uint64_t arg, usec_t at)
{
    struct world *w = user;
    school_panel_say(w->panel, "NULL");
    agenda_add(w->agenda, at + world_wall(w, PANEL_ALIVE_S), panel_alive, w, arg);
}

static void panel_test(void *user, uint64_t arg, usec_t at)
{
    struct world *w = user;
    school_panel_say(w->panel, "1602 00 000");
    agenda_add(w->agenda, at + world_wall(w, PANEL_TEST_EVERY_S), panel_test, w, arg);
}

static void panel_restored(void *user, uint64_t arg, usec_t at)
{
    struct world *w = user;
    UNUSED(arg);
    UNUSED(at);
    school_panel_say(w->panel, "3120 01 003");
}

static void panel_panic(void *user, uint64_t arg, usec_t at)
{
    struct world *w = user;
    world_say(w, "the alarm panel of %s reports panic",
              w->city->sites[w->city->devices[device_of(w->city, PANEL)].site].name);
    school_panel_say(w->panel, "1120 01 003");
    agenda_add(w->agenda, at + world_wall(w, PANEL_RESTORED_S), panel_restored, w, arg);
    agenda_add(w->agenda, at + world_wall(w, PANEL_PANIC_EVERY_S), panel_panic, w, arg);
}

static void panel_start(struct world *w)
{
    agenda_add(w->agenda, w->now + world_wall(w, 1), panel_alive, w, 0);
    agenda_add(w->agenda, w->now + world_wall(w, PANEL_TEST_S), panel_test, w, 0);
    agenda_add(w->agenda, w->now + world_wall(w, PANEL_PANIC_S), panel_panic, w, 0);
}

/* ---- the drill ---- */

static void ask(struct world *w, const char *path, struct buf *body,
                void (*done)(void *user, const struct client_reply *reply))
{
    struct client_call call = {.method = "POST",
                               .path = path,
                               .token = w->tokens.supervisor,
                               .type = "application/json",
                               .body = buf_str(body),
                               .done = done,
                               .user = w};
    if (!client_send(w->client, &call))
        log_debug("sim", "no room for a call to %s", path);
}

static void said(void *user, const struct client_reply *reply)
{
    UNUSED(user);
    if (reply->status >= 400)
        log_debug("sim", "drill: answered %ld", reply->status);
}

static void end_drill(void *user, uint64_t number, usec_t at)
{
    struct world *w = user;
    char path[64];
    struct buf body;
    UNUSED(at);
    snprintf(path, sizeof(path), "/api/v1/drills/x%llu/end", (unsigned long long)number);
    buf_init(&body, 64);
    buf_cat(&body, "{\"close\":true}");
    ask(w, path, &body, said);
    buf_release(&body);
}

static void press_in_drill(void *user, uint64_t device, usec_t at)
{
    struct world *w = user;
    UNUSED(at);
    roadside_alarm(w, w->city->devices[device].id, "panic", "evacuation drill");
}

static void drill_begun(void *user, const struct client_reply *reply)
{
    struct world *w = user;
    char id[72];
    int64_t number;
    uint32_t device = device_of(w->city, EXERCISES);
    if (reply->status != 200 || !pick_text(reply->body, "id", id, sizeof(id)) ||
        !str_i64(str_c(id + 1), &number))
        return;
    world_say(w, "a drill begins: %s", w->city->sites[w->city->devices[device].site].name);
    agenda_add(w->agenda, w->now + world_wall(w, DRILL_PRESS_S), press_in_drill, w, device);
    agenda_add(w->agenda, w->now + world_wall(w, DRILL_LASTS_S), end_drill, w, (uint64_t)number);
}

static void begin_drill(void *user, uint64_t arg, usec_t at)
{
    struct world *w = user;
    uint32_t device = device_of(w->city, EXERCISES);
    char path[OUTBOX_PATH_MAX];
    struct buf body;
    snprintf(path, sizeof(path), "/api/v1/sites/%s/drill",
             w->city->sites[w->city->devices[device].site].id);
    buf_init(&body, 256);
    buf_cat(&body, "{\"reason\":\"evacuation drill\",");
    world_put_time(&body, "until",
                   world_utc(w, w->now) + (usec_t)((DRILL_LASTS_S + 60) * (double)USEC_S));
    buf_putc(&body, '}');
    ask(w, path, &body, drill_begun);
    buf_release(&body);
    agenda_add(w->agenda, at + world_wall(w, DRILL_EVERY_S), begin_drill, w, arg);
}

void school_start(struct world *w)
{
    if (w->panel != NULL)
        panel_start(w);
    if (w->opt.towns != 1 || device_of(w->city, FORGETS_B) == CITY_NONE)
        return;
    agenda_add(w->agenda, w->now + world_wall(w, FIRST_TEST_S), test_one, w, 0);
    agenda_add(w->agenda, w->now + world_wall(w, DRILL_S), begin_drill, w, 0);
}
