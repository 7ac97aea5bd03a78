/* SPDX-License-Identifier: Apache-2.0 */
/* What the centre tells a tablet: the picture at first, then one event after another. */
#include "pick.h"
#include "tablet_priv.h"

static const char *const job_names[] = {"", "sent", "accepted", "en_route", "on_scene"};

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
    if (!pick_scaled(entity, "lat", 7, &lat) || !pick_scaled(entity, "lon", 7, &lon) ||
        !geo_valid(lat, lon))
        return false;
    *at = (struct geo_point){(int32_t)lat, (int32_t)lon};
    return true;
}

static bool is_mine(const struct tablet *t, struct str entity)
{
    char unit[72];
    return pick_text(entity, "unit", unit, sizeof(unit)) && strcmp(unit, t->unit->id) == 0;
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

static struct tip *tip_by(struct tablet *t, const char *id)
{
    for (unsigned i = 0; i < TABLET_TIPS; i++)
        if (t->tips[i].number && strcmp(t->tips[i].id, id) == 0)
            return &t->tips[i];
    return NULL;
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
    tip->delivered = tip->delivered || pick(entity, "delivered_at").n > 0;
    tablet_plan_tip(t, tip);
    tablet_steer(t);
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
    static const char *const types[] = {"assignment.delivered", "assignment.seen",
                                        "notice.delivered",     "notice.seen",
                                        "notice.answered",      "unit.duty"};
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
                tablet_person_acts(t); /* shortens the wait */
        }
    }
    if (strcmp(e->type, "unit.duty") != 0 || !pick_text(e->data, "duty", duty, sizeof(duty)))
        return;
    t->on_duty = strcmp(duty, "on") == 0;
    if (t->on_duty && tablet_in_charge(t))
        tablet_listen_on(t);
    if (!t->on_duty && e->by_person)
        tablet_person_signs_off(t);
    else if (!t->on_duty)
        tablet_agenda(t, 5, tablet_later_duty, 0);
}

static void on_assignment(struct tablet *t, const struct event *e)
{
    if (strcmp(e->type, "assignment.sent") == 0) {
        if (!is_mine(t, e->data))
            return;
        take_job(t, e->id, e->data);
        tablet_job_moved(t, JOB_SENT);
        line_refresh(t); /* where the incident is */
    } else if (strcmp(e->id, t->job.id) == 0 && strcmp(e->type, "assignment.state") == 0) {
        tablet_job_moved(t, job_state_of(e->data));
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
        tablet_steer(t);
    } else if (strcmp(e->type, "notice.changed") == 0 && place_of(e->data, &at)) {
        tip->at = at;
        tip->placed = true;
        tablet_steer(t);
    }
}

static void take_event(struct tablet *t, struct str text)
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
    bool about_me = str_eqc(kind, "unit") ? strcmp(e.id, t->unit->id) == 0
                    : str_eqc(kind, "assignment")
                        ? strcmp(e.id, t->job.id) == 0 || is_mine(t, e.data)
                    : str_eqc(kind, "notice") ? tip_by(t, e.id) || is_mine(t, e.data)
                                              : false;
    if (about_me && e.by_person && is_tablet_act(&e)) {
        if (strcmp(e.type, "unit.listening") == 0)
            t->person_listens = true;
        tablet_person_acts(t);
    }
    if (str_eqc(kind, "unit") && about_me)
        on_unit(t, &e);
    else if (str_eqc(kind, "assignment"))
        on_assignment(t, &e);
    else if (str_eqc(kind, "notice"))
        on_notice(t, &e);
    else if (str_eqc(kind, "incident") && strcmp(e.id, t->job.incident) == 0 &&
             place_of(e.data, &t->job.at)) {
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
        (strcmp(state, "sent") == 0 || strcmp(state, "answered") == 0) &&
        str_copy(id, sizeof(id), key) && !tip_by(t, id))
        take_tip(t, id, value);
}

void tablet_picture(struct tablet *t, struct str picture)
{
    char duty[8];
    struct str entities = pick(picture, "entities");
    struct str unit = pick_path(entities, "unit", t->unit->id, NULL);
    bool was_on = t->on_duty;
    t->on_duty = pick_text(unit, "duty", duty, sizeof(duty)) && strcmp(duty, "on") == 0;
    if (!t->on_duty && tablet_in_charge(t))
        tablet_duty_on(t);
    else if (!was_on && t->on_duty && tablet_in_charge(t))
        tablet_listen_on(t);
    char before[72];
    str_copy(before, sizeof(before), str_c(t->job.id));
    t->job.state = JOB_NONE;
    pick_each(pick(entities, "assignment"), see_assignment, t);
    if (t->job.state == JOB_NONE)
        t->job = (struct job){.state = JOB_NONE};
    struct geo_point at;
    if (t->job.state != JOB_NONE &&
        place_of(pick_path(entities, "incident", t->job.incident, NULL), &at)) {
        t->job.at = at;
        t->job.placed = true;
    }
    pick_each(pick(entities, "notice"), see_notice, t);
    tablet_steer(t);
    tablet_think(t);
}

void tablet_message(void *user, const char *event, struct str data)
{
    struct tablet *t = user;
    if (strcmp(event, "event") == 0) {
        take_event(t, data);
    } else if (strcmp(event, "reset") == 0) {
        t->lost_place = true;
    } else if (strcmp(event, "hello") == 0) {
        t->failures = 0;
        if (t->on_duty && tablet_in_charge(t))
            tablet_listen_on(t);
    }
}
