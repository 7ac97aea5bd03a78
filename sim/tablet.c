/* SPDX-License-Identifier: Apache-2.0 */
#include "tablet.h"

#include <inttypes.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "pick.h"

#define PERSON_S 600.0       /* a person silent for so long has put the tablet away */
#define PERSON_LISTENS_S 3600.0 /* …or, while its page is open, for so long */
#define FIX_MOVING_S 3.0
#define FIX_STANDING_S 15.0

static const char *const job_names[] = {"", "sent", "accepted", "en_route", "on_scene"};

static void think(struct tablet *t);

void tablet_agenda(struct tablet *t, double seconds, void (*fn)(void *user, uint64_t arg, usec_t at), uint64_t arg)
{
    agenda_add(t->w->agenda, t->w->now + (usec_t)(seconds * 1e6), fn, t, arg);
}

/* Does the bot act, or a person, or (after a person signed off) nobody? */
static bool in_charge(const struct tablet *t)
{
    return t->w->now >= t->person_until && t->w->now >= t->rest_until;
}

static void act(struct tablet *t, const char *path, const char *extra)
{
    char id[64];
    struct buf b;
    buf_init(&b, 1024);
    buf_putc(&b, '{');
    world_put_time(&b, "at", world_utc(t->w, t->w->now));
    buf_printf(&b, "%s%s", *extra ? "," : "", extra);
    if (!strstr(path, "/receipt") && !strstr(path, "/listening")) {
        world_id(t->w, t->unit->device, id, sizeof(id));
        buf_printf(&b, ",\"id\":\"%s\"", id);
    }
    buf_putc(&b, '}');
    must(buf_ok(&b));
    outbox_put(&t->acts, path, buf_str(&b), 0);
    buf_release(&b);
}

static void act_on(struct tablet *t, const char *what, const char *id, const char *door, const char *extra)
{
    char path[OUTBOX_PATH_MAX];
    int n = snprintf(path, sizeof(path), "/api/v1/%s/%s/%s", what, id, door);
    if (n > 0 && (size_t)n < sizeof(path))
        act(t, path, extra);
}

static void step(struct tablet *t, enum job_state state, const char *name)
{
    char extra[64];
    if (t->job.posted == state)
        return;
    t->job.posted = state;
    snprintf(extra, sizeof(extra), "\"state\":\"%s\"", name);
    act_on(t, "assignments", t->job.id, "step", extra);
    world_say(t->w, "%s %s", t->unit->id, state == JOB_ACCEPTED    ? "accepts its job"
                                          : state == JOB_EN_ROUTE  ? "is on its way"
                                          : state == JOB_ON_SCENE  ? "has arrived"
                                                                   : "is done and free again");
}

static void job_act(void *user, uint64_t arg, usec_t at)
{
    UNUSED(at);
    struct tablet *t = user;
    struct job *job = &t->job;
    if (arg != t->act || !in_charge(t) || job->state == JOB_NONE)
        return;
    switch (job->state) {
    case JOB_NONE: break;
    case JOB_SENT:
        if (job->seen) {
            step(t, JOB_ACCEPTED, "accepted");
        } else {
            job->seen = true;
            act_on(t, "assignments", job->id, "receipt", "\"receipt\":\"seen\"");
            tablet_agenda(t, rng_between(&t->acts.rng, 1.2, 3.8), job_act, ++t->act);
        }
        break;
    case JOB_ACCEPTED: step(t, JOB_EN_ROUTE, "en_route"); break;
    case JOB_EN_ROUTE: step(t, JOB_ON_SCENE, "on_scene"); break;
    case JOB_ON_SCENE: step(t, JOB_NONE, "cleared"); break;
    }
}

/* Where the vehicle should be heading, whoever is in charge. */
static void steer(struct tablet *t)
{
    const struct job *job = &t->job;
    if (job->state == JOB_ACCEPTED || job->state == JOB_EN_ROUTE) {
        if (job->placed && t->drive.why != DRIVE_JOB)
            drive_to(t, job->at, DRIVE_JOB);
        return;
    }
    if (job->state == JOB_ON_SCENE)
        return;
    const struct tip *newest = NULL;
    for (unsigned i = 0; i < TABLET_TIPS; i++)
        if (t->tips[i].number && t->tips[i].placed && (!newest || t->tips[i].number > newest->number))
            newest = &t->tips[i];
    if (newest && job->state == JOB_NONE)
        drive_to(t, newest->at, DRIVE_TIP);
    else if (!newest && t->drive.why != DRIVE_PATROL)
        drive_patrol(t);
}

/* Plan the bot's next act from what the centre says the state is. */
static void think(struct tablet *t)
{
    struct job *job = &t->job;
    uint32_t plan = ++t->act;
    if (!in_charge(t) || job->state == JOB_NONE || job->posted > job->state)
        return;
    double wait = 1;
    switch (job->state) {
    case JOB_NONE: return;
    case JOB_SENT:
        if (!job->delivered) {
            job->delivered = true;
            act_on(t, "assignments", job->id, "receipt", "\"receipt\":\"delivered\"");
        }
        wait = rng_between(&t->acts.rng, 0.8, 1.5);
        break;
    case JOB_ACCEPTED: wait = rng_between(&t->acts.rng, 0.6, 1.4); break;
    case JOB_EN_ROUTE:
        if (job->placed && !(t->drive.why == DRIVE_JOB && t->drive.arrived))
            return; /* tablet_arrived goes on */
        wait = job->placed ? 0.5 : 15;
        break;
    case JOB_ON_SCENE: wait = rng_between(&t->acts.rng, 10, 25); break;
    }
    tablet_agenda(t, wait, job_act, plan);
}

void tablet_arrived(struct tablet *t)
{
    think(t);
}

static enum job_state job_state_of(struct str entity)
{
    char name[32];
    pick_text(entity, "state", name, sizeof(name));
    for (size_t i = 1; i < ARRAY_LEN(job_names); i++)
        if (strcmp(name, job_names[i]) == 0)
            return (enum job_state)i;
    return JOB_NONE;
}

static bool place_of(struct str entity, struct geo_point *at)
{
    int64_t lat = 0, lon = 0;
    if (!pick_scaled(entity, "lat", 7, &lat) || !pick_scaled(entity, "lon", 7, &lon) || !geo_valid(lat, lon))
        return false;
    *at = (struct geo_point){(int32_t)lat, (int32_t)lon};
    return true;
}

static bool is_mine(const struct tablet *t, struct str entity)
{
    char unit[72];
    return pick_text(entity, "unit", unit, sizeof(unit)) && strcmp(unit, t->unit->id) == 0;
}

static void set_job_state(struct tablet *t, enum job_state state)
{
    t->job.state = state;
    if (state == JOB_NONE)
        t->job = (struct job){.state = JOB_NONE};
    steer(t);
    think(t);
}

static void take_job(struct tablet *t, const char *id, struct str entity)
{
    struct job *job = &t->job;
    if (strcmp(job->id, id) != 0)
        *job = (struct job){.state = JOB_NONE};
    str_copy(job->id, sizeof(job->id), str_c(id));
    pick_text(entity, "incident", job->incident, sizeof(job->incident));
    job->delivered = job->delivered || pick(entity, "delivered_at").n > 0;
    job->seen = job->seen || pick(entity, "seen_at").n > 0;
}

/* tips */

static struct tip *tip_by(struct tablet *t, const char *id)
{
    for (unsigned i = 0; i < TABLET_TIPS; i++)
        if (t->tips[i].number && strcmp(t->tips[i].id, id) == 0)
            return &t->tips[i];
    return NULL;
}

static void tip_act(void *user, uint64_t arg, usec_t at)
{
    UNUSED(at);
    struct tablet *t = user;
    struct tip *tip = NULL;
    for (unsigned i = 0; i < TABLET_TIPS && !tip; i++)
        if (t->tips[i].number == arg)
            tip = &t->tips[i];
    if (!tip || !in_charge(t))
        return;
    if (!tip->seen) {
        tip->seen = true;
        act_on(t, "notices", tip->id, "receipt", "\"receipt\":\"seen\"");
        tablet_agenda(t, rng_between(&t->acts.rng, 1.5, 3.5), tip_act, arg);
    } else if (!tip->answered) {
        tip->answered = true;
        act_on(t, "notices", tip->id, "answer", "\"answer\":\"following\"");
        world_say(t->w, "%s answers its notice: following", t->unit->id);
    }
}

static void take_tip(struct tablet *t, const char *id, struct str entity)
{
    struct tip *tip = tip_by(t, id);
    if (!tip) {
        tip = &t->tips[0];
        for (unsigned i = 1; i < TABLET_TIPS; i++)
            if (t->tips[i].number < tip->number)
                tip = &t->tips[i];
        *tip = (struct tip){.number = ++t->tip_n};
        str_copy(tip->id, sizeof(tip->id), str_c(id));
    }
    tip->placed = place_of(entity, &tip->at);
    tip->seen = tip->seen || pick(entity, "seen_at").n > 0;
    tip->answered = tip->answered || pick(entity, "answered_at").n > 0;
    if (!tip->delivered && pick(entity, "delivered_at").n == 0 && in_charge(t))
        act_on(t, "notices", tip->id, "receipt", "\"receipt\":\"delivered\"");
    tip->delivered = true;
    if (!tip->answered)
        tablet_agenda(t, rng_between(&t->acts.rng, 0.8, 1.6), tip_act, tip->number);
    steer(t);
}

/* duty */

static void duty_on(struct tablet *t)
{
    char extra[160];
    snprintf(extra, sizeof(extra), "\"duty\":\"on\",\"sound\":true,\"crew\":\"%s\"", t->unit->crew);
    act_on(t, "units", t->unit->id, "duty", extra);
}

static void listen_on(struct tablet *t)
{
    act_on(t, "units", t->unit->id, "listening", "\"listening\":true,\"sound\":true");
}

/* Somebody else's time is over: look at everything anew. */
static void look_again(void *user, uint64_t arg, usec_t at)
{
    UNUSED(arg);
    UNUSED(at);
    struct tablet *t = user;
    if (!in_charge(t) || (t->person_until == 0 && t->rest_until == 0))
        return;
    t->person_until = t->rest_until = 0;
    t->person_listens = false;
    if (t->on_duty)
        listen_on(t);
    line_refresh(t);
}

static void person_acts(struct tablet *t)
{
    if (t->person_until == 0)
        world_say(t->w, "%s: a person has taken its tablet", t->unit->id);
    t->rest_until = 0;
    t->person_until = t->w->now + world_wall(t->w, t->person_listens ? PERSON_LISTENS_S : PERSON_S);
    agenda_add(t->w->agenda, t->person_until, look_again, t, 0);
}

static void person_signs_off(struct tablet *t)
{
    t->person_until = 0;
    t->person_listens = false;
    t->rest_until = t->w->now + world_wall(t->w, PERSON_S);
    agenda_add(t->w->agenda, t->rest_until, look_again, t, 0);
}

static void later_duty(void *user, uint64_t arg, usec_t at)
{
    UNUSED(arg);
    UNUSED(at);
    struct tablet *t = user;
    if (in_charge(t) && !t->on_duty)
        duty_on(t);
}

/* events */

struct event {
    char type[40], id[72], actor[80];
    struct str data;
    bool by_person;
};

/* What only somebody holding the unit's tablet does; a desk sends, cancels and sets a status. */
static bool is_tablet_act(const struct event *e)
{
    static const char *const types[] = {"assignment.delivered", "assignment.seen", "notice.delivered",
                                        "notice.seen",          "notice.answered", "unit.duty"};
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (strcmp(e->type, types[i]) == 0)
            return true;
    char state[32];
    if (strcmp(e->type, "assignment.state") == 0)
        return pick_text(e->data, "state", state, sizeof(state)) && strcmp(state, "cancelled") != 0;
    return strcmp(e->type, "unit.listening") == 0 && pick_true(e->data, "listening");
}

static void on_unit(struct tablet *t, const struct event *e)
{
    char duty[8];
    if (strcmp(e->type, "unit.listening") == 0) {
        bool listens = pick_true(e->data, "listening");
        if (!listens && t->person_listens) {
            t->person_listens = false;
            if (t->person_until)
                person_acts(t); /* shortens the wait */
        }
    }
    if (strcmp(e->type, "unit.duty") != 0 || !pick_text(e->data, "duty", duty, sizeof(duty)))
        return;
    t->on_duty = strcmp(duty, "on") == 0;
    if (t->on_duty && in_charge(t))
        listen_on(t);
    if (!t->on_duty && e->by_person)
        person_signs_off(t);
    else if (!t->on_duty)
        tablet_agenda(t, 5, later_duty, 0);
}

static void on_assignment(struct tablet *t, const struct event *e)
{
    if (strcmp(e->type, "assignment.sent") == 0) {
        if (!is_mine(t, e->data))
            return;
        take_job(t, e->id, e->data);
        set_job_state(t, JOB_SENT);
        line_refresh(t); /* where the incident is */
    } else if (strcmp(e->id, t->job.id) == 0 && strcmp(e->type, "assignment.state") == 0) {
        set_job_state(t, job_state_of(e->data));
    }
}

static void on_notice(struct tablet *t, const struct event *e)
{
    if (strcmp(e->type, "notice.sent") == 0 && is_mine(t, e->data))
        take_tip(t, e->id, e->data);
    struct tip *tip = tip_by(t, e->id);
    if (!tip)
        return;
    struct geo_point at;
    if (strcmp(e->type, "notice.ended") == 0) {
        *tip = (struct tip){.number = 0};
        steer(t);
    } else if (strcmp(e->type, "notice.changed") == 0 && place_of(e->data, &at)) {
        tip->at = at;
        tip->placed = true;
        steer(t);
    }
}

void tablet_event(struct tablet *t, struct str text)
{
    struct event e = {.data = pick(text, "data")};
    char subject[160];
    pick_text(text, "type", e.type, sizeof(e.type));
    pick_text(text, "subject", subject, sizeof(subject));
    pick_text(text, "actor", e.actor, sizeof(e.actor));
    struct str id = str_c(subject);
    struct str kind = str_cut(&id, '/');
    str_copy(e.id, sizeof(e.id), id);
    e.by_person = str_starts(str_c(e.actor), STR("user/"));
    bool about_me = str_eqc(kind, "unit")         ? strcmp(e.id, t->unit->id) == 0
                    : str_eqc(kind, "assignment") ? strcmp(e.id, t->job.id) == 0 || is_mine(t, e.data)
                    : str_eqc(kind, "notice")     ? tip_by(t, e.id) || is_mine(t, e.data)
                                                  : false;
    if (about_me && e.by_person && is_tablet_act(&e)) {
        if (strcmp(e.type, "unit.listening") == 0)
            t->person_listens = true;
        person_acts(t);
    }
    if (str_eqc(kind, "unit") && about_me)
        on_unit(t, &e);
    else if (str_eqc(kind, "assignment"))
        on_assignment(t, &e);
    else if (str_eqc(kind, "notice"))
        on_notice(t, &e);
    else if (str_eqc(kind, "incident") && strcmp(e.id, t->job.incident) == 0 && place_of(e.data, &t->job.at)) {
        t->job.placed = true;
        if (t->drive.why == DRIVE_JOB)
            drive_to(t, t->job.at, DRIVE_JOB);
    }
}

/* picture */

static void see_assignment(void *user, struct str key, struct str value)
{
    struct tablet *t = user;
    enum job_state state = job_state_of(value);
    char id[72];
    if (is_mine(t, value) && state != JOB_NONE && str_copy(id, sizeof(id), key)) {
        take_job(t, id, value);
        t->job.state = state;
    }
}

static void see_notice(void *user, struct str key, struct str value)
{
    struct tablet *t = user;
    char id[72], state[16];
    if (is_mine(t, value) && pick_text(value, "state", state, sizeof(state)) &&
        (strcmp(state, "sent") == 0 || strcmp(state, "answered") == 0) && str_copy(id, sizeof(id), key) &&
        !tip_by(t, id))
        take_tip(t, id, value);
}

void tablet_picture(struct tablet *t, struct str picture)
{
    char duty[8];
    struct str entities = pick(picture, "entities");
    struct str unit = pick_path(entities, "unit", t->unit->id, NULL);
    bool was_on = t->on_duty;
    t->on_duty = pick_text(unit, "duty", duty, sizeof(duty)) && strcmp(duty, "on") == 0;
    if (!t->on_duty && in_charge(t))
        duty_on(t);
    else if (!was_on && t->on_duty && in_charge(t))
        listen_on(t);
    char before[72];
    str_copy(before, sizeof(before), str_c(t->job.id));
    t->job.state = JOB_NONE;
    pick_each(pick(entities, "assignment"), see_assignment, t);
    if (t->job.state == JOB_NONE)
        t->job = (struct job){.state = JOB_NONE};
    struct geo_point at;
    if (t->job.state != JOB_NONE && place_of(pick_path(entities, "incident", t->job.incident, NULL), &at)) {
        t->job.at = at;
        t->job.placed = true;
    }
    pick_each(pick(entities, "notice"), see_notice, t);
    steer(t);
    think(t);
}

static void on_message(void *user, const char *event, struct str data)
{
    struct tablet *t = user;
    if (strcmp(event, "event") == 0) {
        tablet_event(t, data);
    } else if (strcmp(event, "reset") == 0) {
        t->lost_place = true;
    } else if (strcmp(event, "hello") == 0) {
        t->failures = 0;
        if (t->on_duty && in_charge(t))
            listen_on(t);
    }
}

/* positions */

static void fix_event(void *user, uint64_t arg, usec_t at)
{
    UNUSED(arg);
    struct tablet *t = user;
    struct traffic_fix fix = drive_where(t, at);
    double pause = fix.kmh10 > 0 ? FIX_MOVING_S : FIX_STANDING_S;
    agenda_add(t->w->agenda, at + world_wall(t->w, pause), fix_event, t, 0);
    t->battery = t->battery < 0.15 ? 1 : t->battery - 0.00004;
    if (!t->on_duty)
        return;
    struct buf b;
    buf_init(&b, 512);
    buf_printf(&b, "{\"device\":\"%s\",", t->unit->device);
    world_put_time(&b, "at", world_utc(t->w, at));
    buf_cat(&b, ",\"lat\":");
    json_put_scaled(&b, fix.at.lat7, 7);
    buf_cat(&b, ",\"lon\":");
    json_put_scaled(&b, fix.at.lon7, 7);
    buf_printf(&b, ",\"speed_kmh\":%d.%d,\"heading\":%d.%d,\"accuracy_m\":%u,\"battery\":%.2f,", fix.kmh10 / 10,
               fix.kmh10 % 10, fix.heading10 / 10, fix.heading10 % 10, 4 + (unsigned)(t->fix_n % 5), t->battery);
    buf_printf(&b, "\"id\":\"%s:%" PRId64 ":f%" PRIu64 "\"}", t->unit->device, t->w->born / USEC_S, t->fix_n++);
    must(buf_ok(&b));
    outbox_put(&t->fixes, "/api/v1/positions", buf_str(&b), 0);
    buf_release(&b);
}

static void acts_settled(void *user, const struct outbox_item *item, const struct client_reply *reply)
{
    UNUSED(item);
    struct tablet *t = user;
    if (reply->status < 300)
        return;
    t->job.posted = JOB_NONE; /* the state has moved on without us */
    line_refresh(t);
}

struct tablets *tablets_new(struct world *w)
{
    struct tablets *all = mem_alloc(sizeof(*all));
    all->n = w->city->unit_n;
    all->each = mem_array(all->n ? all->n : 1, sizeof(*all->each));
    for (uint32_t i = 0; i < all->n; i++) {
        struct tablet *t = &all->each[i];
        t->w = w;
        t->unit = &w->city->units[i];
        t->battery = 0.5 + 0.5 * ((double)(i * 37 % 100) / 100);
        outbox_init(&t->acts, w->client, t->token, OUTBOX_CALLS, 200);
        outbox_init(&t->fixes, w->client, t->token, OUTBOX_LINES, 2000);
        t->acts.settled = acts_settled;
        t->acts.user = t;
        sse_init(&t->sse, on_message, t);
        drive_start(t);
    }
    return all;
}

void tablets_start(struct tablets *all)
{
    for (uint32_t i = 0; i < all->n; i++) {
        struct tablet *t = &all->each[i];
        agenda_add(t->w->agenda, t->w->now + world_wall(t->w, 0.05 + 0.1 * i), fix_event, t, 0);
        t->lost_place = true;
        line_start(t);
    }
}

void tablets_free(struct tablets *all)
{
    if (!all)
        return;
    for (uint32_t i = 0; i < all->n; i++) {
        outbox_release(&all->each[i].acts);
        outbox_release(&all->each[i].fixes);
        sse_release(&all->each[i].sse);
    }
    free(all->each);
    free(all);
}

void tablets_pump(struct tablets *all, usec_t steady)
{
    for (uint32_t i = 0; i < all->n; i++) {
        outbox_pump(&all->each[i].acts, steady);
        outbox_pump(&all->each[i].fixes, steady);
    }
}

bool tablets_refused(struct tablets *all)
{
    for (uint32_t i = 0; i < all->n; i++)
        if (all->each[i].acts.refused_token || all->each[i].fixes.refused_token)
            return true;
    return false;
}
