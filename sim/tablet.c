/* SPDX-License-Identifier: Apache-2.0 */
#include "tablet_priv.h"

#include <inttypes.h>

#include "base/json.h"
#include "base/mem.h"

#define PERSON_S 600.0          /* a person silent for so long has put the tablet away */
#define PERSON_LISTENS_S 3600.0 /* …or, while its page is open, for so long */
#define STARTS_A_S 300.0        /* tablets that begin in a second, in the whole country */
#define FIX_MOVING_S 3.0
#define FIX_STANDING_S 15.0

void tablet_agenda(struct tablet *t, double seconds,
                   void (*fn)(void *user, uint64_t arg, usec_t at), uint64_t arg)
{
    agenda_add(t->w->agenda, t->w->now + (usec_t)(seconds * 1e6), fn, t, arg);
}

bool tablet_in_charge(const struct tablet *t)
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

static void act_on(struct tablet *t, const char *what, const char *id, const char *door,
                   const char *extra)
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
    world_say(t->w, "%s %s", t->unit->id,
              state == JOB_ACCEPTED   ? "accepts its job"
              : state == JOB_EN_ROUTE ? "is on its way"
              : state == JOB_ON_SCENE ? "has arrived"
                                      : "is done and free again");
}

static void job_act(void *user, uint64_t arg, usec_t at)
{
    UNUSED(at);
    struct tablet *t = user;
    struct job *job = &t->job;
    if (arg != t->act || !tablet_in_charge(t) || job->state == JOB_NONE)
        return;
    switch (job->state) {
    case JOB_NONE:
    case JOB_CLEARED: break;
    case JOB_SENT:
        if (job->seen) {
            step(t, JOB_ACCEPTED, "accepted");
        } else if (!job->delivered) {
            job->delivered = true;
            act_on(t, "assignments", job->id, "receipt", "\"receipt\":\"delivered\"");
            tablet_agenda(t, rng_between(&t->acts.rng, 0.6, 1.2), job_act, ++t->act);
        } else {
            job->seen = true;
            act_on(t, "assignments", job->id, "receipt", "\"receipt\":\"seen\"");
            tablet_agenda(t, rng_between(&t->acts.rng, 1.2, 3.8), job_act, ++t->act);
        }
        break;
    case JOB_ACCEPTED: step(t, JOB_EN_ROUTE, "en_route"); break;
    case JOB_EN_ROUTE: step(t, JOB_ON_SCENE, "on_scene"); break;
    case JOB_ON_SCENE: step(t, JOB_CLEARED, "cleared"); break;
    }
}

void tablet_steer(struct tablet *t)
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
        if (t->tips[i].number && t->tips[i].placed &&
            (!newest || t->tips[i].number > newest->number))
            newest = &t->tips[i];
    if (newest && job->state == JOB_NONE)
        drive_to(t, newest->at, DRIVE_TIP);
    else if (!newest && t->drive.why != DRIVE_PATROL && t->drive.why != DRIVE_POST)
        drive_patrol(t);
}

bool tablet_free(const struct tablet *t)
{
    bool told = false;
    for (unsigned i = 0; i < TABLET_TIPS; i++)
        told = told || t->tips[i].number;
    return tablet_in_charge(t) && t->job.state == JOB_NONE && !told;
}

void tablet_relieve(struct tablet *t)
{
    if (t->drive.why == DRIVE_POST)
        drive_patrol(t);
}

void tablet_think(struct tablet *t)
{
    struct job *job = &t->job;
    uint32_t plan = ++t->act;
    if (!tablet_in_charge(t) || job->state == JOB_NONE || job->posted > job->state)
        return;
    double wait = 1;
    switch (job->state) {
    case JOB_NONE:
    case JOB_CLEARED: return;
    case JOB_SENT:
        /*
         * A person's tablet says so at once: by waiting a little the bot finds out that it is
         * there.
         */
        wait = job->delivered ? rng_between(&t->acts.rng, 0.8, 1.5) : 0.9;
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
    tablet_think(t);
}

void tablet_job_moved(struct tablet *t, enum job_state state)
{
    t->job.state = state;
    if (state == JOB_NONE)
        t->job = (struct job){.state = JOB_NONE};
    tablet_steer(t);
    tablet_think(t);
}

/* tips */

static void tip_act(void *user, uint64_t arg, usec_t at)
{
    UNUSED(at);
    struct tablet *t = user;
    struct tip *tip = NULL;
    for (unsigned i = 0; i < TABLET_TIPS && !tip; i++)
        if (t->tips[i].number == arg)
            tip = &t->tips[i];
    if (!tip || !tablet_in_charge(t))
        return;
    if (!tip->delivered) {
        tip->delivered = true;
        act_on(t, "notices", tip->id, "receipt", "\"receipt\":\"delivered\"");
        tablet_agenda(t, rng_between(&t->acts.rng, 0.6, 1.2), tip_act, arg);
    } else if (!tip->seen) {
        tip->seen = true;
        act_on(t, "notices", tip->id, "receipt", "\"receipt\":\"seen\"");
        tablet_agenda(t, rng_between(&t->acts.rng, 1.5, 3.5), tip_act, arg);
    } else if (!tip->answered) {
        tip->answered = true;
        act_on(t, "notices", tip->id, "answer", "\"answer\":\"following\"");
        world_say(t->w, "%s answers its notice: following", t->unit->id);
    }
}

void tablet_plan_tip(struct tablet *t, struct tip *tip)
{
    if (!tip->answered)
        tablet_agenda(t, 0.9, tip_act, tip->number); /* as for jobs: a person's tablet is quicker */
}

/* duty */

void tablet_duty_on(struct tablet *t)
{
    char extra[160];
    snprintf(extra, sizeof(extra), "\"duty\":\"on\",\"sound\":true,\"crew\":\"%s\"", t->unit->crew);
    act_on(t, "units", t->unit->id, "duty", extra);
}

void tablet_listen_on(struct tablet *t)
{
    act_on(t, "units", t->unit->id, "listening", "\"listening\":true,\"sound\":true");
}

/* Somebody else's time is over: look at everything anew. */
static void look_again(void *user, uint64_t arg, usec_t at)
{
    UNUSED(arg);
    UNUSED(at);
    struct tablet *t = user;
    if (!tablet_in_charge(t) || (t->person_until == 0 && t->rest_until == 0))
        return;
    t->person_until = t->rest_until = 0;
    t->person_listens = false;
    if (t->on_duty)
        tablet_listen_on(t);
    line_refresh(t);
}

void tablet_person_acts(struct tablet *t)
{
    if (t->person_until == 0)
        world_say(t->w, "%s: a person has taken its tablet", t->unit->id);
    t->rest_until = 0;
    t->person_until = t->w->now + world_wall(t->w, t->person_listens ? PERSON_LISTENS_S : PERSON_S);
    agenda_add(t->w->agenda, t->person_until, look_again, t, 0);
}

void tablet_person_signs_off(struct tablet *t)
{
    t->person_until = 0;
    t->person_listens = false;
    t->rest_until = t->w->now + world_wall(t->w, PERSON_S);
    agenda_add(t->w->agenda, t->rest_until, look_again, t, 0);
}

void tablet_later_duty(void *user, uint64_t arg, usec_t at)
{
    UNUSED(arg);
    UNUSED(at);
    struct tablet *t = user;
    if (tablet_in_charge(t) && !t->on_duty)
        tablet_duty_on(t);
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
    buf_printf(&b, ",\"speed_kmh\":%d.%d,\"heading\":%d.%d,\"accuracy_m\":%u,\"battery\":%.2f,",
               fix.kmh10 / 10, fix.kmh10 % 10, fix.heading10 / 10, fix.heading10 % 10,
               4 + (unsigned)(t->fix_n % 5), t->battery);
    buf_printf(&b, "\"id\":\"%s:%" PRId64 ":f%" PRIu64 "\"}", t->unit->device, t->w->born / USEC_S,
               t->fix_n++);
    must(buf_ok(&b));
    outbox_put(&t->fixes, "/api/v1/positions", buf_str(&b), 0);
    buf_release(&b);
}

static void acts_settled(void *user, const struct outbox_item *item,
                         const struct client_reply *reply)
{
    UNUSED(item);
    struct tablet *t = user;
    if (t->deaf) {
        t->on_duty = reply->status < 300;
        if (!t->on_duty)
            tablet_agenda(t, 30, tablet_later_duty, 0);
        return;
    }
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
        t->deaf = i >= w->opt.streams;
        outbox_init(&t->acts, w->queue, t->token, OUTBOX_CALLS, w->opt.towns > 1 ? 20 : 200);
        outbox_init(&t->fixes, w->queue, t->token, OUTBOX_LINES, w->opt.towns > 1 ? 60 : 2000);
        t->acts.settled = acts_settled;
        t->acts.user = t;
        sse_init(&t->sse, tablet_message, t);
        drive_start(t);
    }
    return all;
}

static void begin(void *user, uint64_t arg, usec_t at)
{
    UNUSED(arg);
    UNUSED(at);
    line_start(user);
}

/* Nobody signs on at the same moment: the whole country takes a minute. */
void tablets_start(struct tablets *all)
{
    const uint32_t first = all->n ? all->each[0].w->city->plan.units_before : 0;
    for (uint32_t i = 0; i < all->n; i++) {
        struct tablet *t = &all->each[i];
        agenda_add(t->w->agenda, t->w->now + world_wall(t->w, 0.05 + 0.1 * i), fix_event, t, 0);
        t->lost_place = true;
        agenda_add(t->w->agenda, t->w->now + world_wall(t->w, (first + i) / STARTS_A_S), begin, t,
                   0);
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

void tablet_refused(struct tablet *t)
{
    t->acts.refused_token = true;
    t->w->queue->refused_token = true;
}
