/* SPDX-License-Identifier: Apache-2.0 */
/* Dangerous driving: far over the limit, again and again, or the wrong way. */
#include <stdlib.h>

#include "base/mem.h"
#include "desk/road/road_priv.h"

#define WRONG_WAY10 1200        /* this far off the lawful direction */
#define SAME_PASS (10 * USEC_S) /* two reads of one vehicle this near are one violation */
#define MOVES_KMH10 50          /* slower than this a heading is noise */

/*
 * Violations of the window, by the keyed hash of the vehicle: 8 of a vehicle, 8 vehicles a set.
 * When a set is full the vehicle that was quiet longest is forgotten. Not in the picture: it comes
 * again from the marks and reads that are still kept.
 */
#define SETS 8192u
#define WAYS 8u
#define KEPT 8u

struct road_speeders {
    struct speeder {
        uint64_t key;
        usec_t last; /* 0: free */
        usec_t at[KEPT];
    } set[SETS][WAYS];
};

struct road_speeders *road_speeders_new(void)
{
    return mem_alloc(sizeof(struct road_speeders));
}

static struct speeder *speeder_of(struct road_speeders *t, uint64_t key)
{
    struct speeder *set = t->set[(key >> 24) % SETS], *oldest = set;
    for (uint32_t i = 0; i < WAYS; i++) {
        if (set[i].last != 0 && set[i].key == key)
            return &set[i];
        if (set[i].last < oldest->last)
            oldest = &set[i];
    }
    *oldest = (struct speeder){.key = key};
    return oldest;
}

uint32_t road_speeders_note(struct road_speeders *t, uint64_t key, usec_t at, usec_t window,
                            uint32_t most, bool *fresh)
{
    struct speeder *sp = speeder_of(t, key);
    uint32_t oldest = 0, n = 0;
    bool known = false;
    for (uint32_t i = 0; i < KEPT; i++) {
        known =
            known || (sp->at[i] != 0 && at > sp->at[i] - SAME_PASS && at < sp->at[i] + SAME_PASS);
        if (sp->at[i] < sp->at[oldest])
            oldest = i;
    }
    if (fresh != NULL)
        *fresh = !known && at > sp->at[oldest];
    if (!known && at > sp->at[oldest])
        sp->at[oldest] = at;
    if (at > sp->last)
        sp->last = at;
    /* The window ends at this read: what came later, or is read again, does not count twice. */
    for (uint32_t i = 0; i < KEPT; i++)
        n += sp->at[i] != 0 && sp->at[i] <= at + SAME_PASS && sp->at[i] > at - window;
    return n < most ? n : most;
}

static bool has(const struct in_read *r, int bit)
{
    return (r->has & BIT(bit)) != 0;
}

static bool wrong_way(const struct device *cam, const struct in_read *r)
{
    if (!cam->one_way || (cam->has & BIT(F_DEVICE_ALLOWED_HEADING)) == 0 ||
        !has(r, F_IN_READ_HEADING))
        return false;
    if (has(r, F_IN_READ_SPEED_KMH) && r->speed_kmh < MOVES_KMH10)
        return false;
    int off = geo_heading_diff10((int)cam->allowed_heading, (int)r->heading);
    return off > WRONG_WAY10 || off < -WRONG_WAY10;
}

static int64_t over10(const struct device *cam, const struct in_read *r)
{
    if (cam->speed_limit <= 0 || !has(r, F_IN_READ_SPEED_KMH))
        return 0;
    return r->speed_kmh - cam->speed_limit;
}

static uint32_t note(struct desk_state *s, const struct in_read *r)
{
    usec_t window = settings_int(s->settings, SET_ROAD_REPEAT_WINDOW_S) * USEC_S;
    uint64_t key = road_mark_key(&s->marks, r->region, r->plate);
    bool fresh = false;
    uint32_t n = road_speeders_note(s->speeders, key, r->at, window, KEPT, &fresh);
    if (fresh)
        road_marks_add(&s->marks, key, r->at);
    return n;
}

/* Is this read dangerous driving, and of what kind? */
static bool judge(struct road_work *w, const struct device *cam, const struct in_read *r,
                  enum violation_kind *kind)
{
    const struct settings *set = w->s->settings;
    int64_t over = over10(cam, r);
    bool repeated = false;
    if (over > 0 && over >= settings_int(set, SET_ROAD_REPEAT_OVER_KMH) * 10) {
        int64_t need = settings_int(set, SET_ROAD_REPEAT_COUNT);
        need = need < 1 ? 1 : need > (int64_t)KEPT ? (int64_t)KEPT : need;
        repeated = note(w->s, r) >= (uint32_t)need;
    }
    if (wrong_way(cam, r))
        *kind = VIOLATION_KIND_WRONG_WAY;
    else if (over > 0 && over >= settings_int(set, SET_ROAD_SPEED_OVER_KMH) * 10)
        *kind = VIOLATION_KIND_SPEEDING;
    else if (repeated)
        *kind = VIOLATION_KIND_REPEATED;
    else
        return false;
    return true;
}

/* The worse kind stays for the whole episode. */
static enum violation_kind worse(int64_t a, enum violation_kind b)
{
    static const int rank[VIOLATION_KIND_COUNT] = {[VIOLATION_KIND_REPEATED] = 0,
                                                   [VIOLATION_KIND_SPEEDING] = 1,
                                                   [VIOLATION_KIND_WRONG_WAY] = 2};
    return rank[a] > rank[b] ? (enum violation_kind)a : b;
}

usec_t road_violation_life(const struct desk_state *s)
{
    /* Longer than reads are kept: a read matched again at a start finds what came of it before. */
    usec_t life = settings_int(s->settings, SET_ROAD_NOTICE_EXPIRE_S) * USEC_S;
    usec_t kept = settings_int(s->settings, SET_RETENTION_READS_S) * USEC_S * 4 / 3 + USEC_MIN;
    return life > kept ? life : kept;
}

static void set_place(struct violation *v, const struct device *cam, const struct in_read *r)
{
    v->has = 0;
    violation_set_camera(v, r->camera);
    violation_set_at(v, r->at);
    if (has(r, F_IN_READ_SPEED_KMH))
        violation_set_speed_kmh(v, r->speed_kmh);
    if (has(r, F_IN_READ_HEADING))
        violation_set_heading(v, r->heading);
    if (cam->speed_limit > 0)
        violation_set_limit_kmh(v, cam->speed_limit);
    if ((cam->has & BIT(F_DEVICE_LAT)) != 0) {
        violation_set_lat(v, cam->lat);
        violation_set_lon(v, cam->lon);
    }
    violation_set_area(v, cam->area);
    if (r->image.n > 0)
        violation_set_image(v, r->image);
    violation_set_read(v, r->id);
}

static void begin_episode(struct road_work *w, struct intake_line *l, const struct device *cam,
                          uint64_t key, enum violation_kind kind)
{
    const struct in_read *r = &l->in.read;
    struct road_vehicle veh = road_vehicle_of(w, r);
    struct str id = decision_new_id(w->d, KIND_VIOLATION);
    struct road_subject *sub = road_subject_new(w, KIND_VIOLATION, id, key);
    struct violation *v = &sub->violation;
    set_place(v, cam, r);
    violation_set_plate(v, r->plate);
    violation_set_region(v, r->region);
    if (veh.has_class)
        violation_set_class(v, veh.class);
    if (veh.make.n > 0)
        violation_set_make(v, veh.make);
    if (veh.color.n > 0)
        violation_set_color(v, veh.color);
    violation_set_kind(v, kind);
    violation_set_count(v, 1);
    violation_set_first_at(v, r->at);
    violation_set_wake_at(v, w->d->now + road_violation_life(w->s));
    (void)decision_event(w->d, EV_VIOLATION_FOUND, id, v);
    road_motion_of(r, sub);
    sub->moved = true;
    road_photo_ask(w, l, sub, cam->area);
}

/* As of a hit: for the desk it left, and for the one it came to. */
static void entered(struct road_work *w, struct road_subject *sub, struct event *moved,
                    struct str from)
{
    struct violation all = sub->violation;
    if (str_eq(all.area, from))
        return;
    decision_also(w->d, moved, "", from);
    all.has &= event_table[EV_VIOLATION_ENTERED].sets;
    (void)decision_event(w->d, EV_VIOLATION_ENTERED, sub->id, &all);
}

static void go_on(struct road_work *w, struct intake_line *l, const struct device *cam,
                  struct road_subject *sub, bool again, enum violation_kind kind)
{
    const struct in_read *r = &l->in.read;
    struct violation *v = &sub->violation;
    uint64_t had = v->has;
    if (r->at <= v->at) {
        road_photo_ask(w, l, NULL, STR_NONE); /* sent twice: the photo may still be missing */
        return;
    }
    struct str from = v->area;
    set_place(v, cam, r);
    violation_set_count(v, v->count < 1000000 ? v->count + 1 : v->count);
    if (again)
        violation_set_kind(v, worse(v->kind, kind));
    violation_set_wake_at(v, w->d->now + road_violation_life(w->s));
    struct event *ev = decision_event(w->d, EV_VIOLATION_MOVED, sub->id, v);
    v->has |= had;
    entered(w, sub, ev, from);
    road_motion_of(r, sub);
    sub->moved = true;
    road_photo_ask(w, l, sub, cam->area);
}

void road_danger(struct road_work *w, struct intake_line *l, uint64_t key)
{
    const struct in_read *r = &l->in.read;
    enum violation_kind kind = VIOLATION_KIND_SPEEDING;
    bool open = road_opens_find(&w->s->opens, key, NULL) != NULL || w->buckets != NULL;
    if (!open && !has(r, F_IN_READ_SPEED_KMH) && !has(r, F_IN_READ_HEADING))
        return;
    const struct device *cam = w->camera;
    if (cam == NULL)
        return;
    bool again = judge(w, cam, r, &kind);
    struct road_subject *sub = open ? road_subject_violation(w, key, r->region, r->plate) : NULL;
    if (sub != NULL)
        go_on(w, l, cam, sub, again, kind);
    else if (again && r->at > w->d->now - road_violation_life(w->s))
        begin_episode(w, l, cam, key, kind);
}
