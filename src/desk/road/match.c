/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every read comes through here. Nearly all are on no list, drive lawfully and are not followed:
 * for those nothing is allocated and nothing remembered.
 */
#include <string.h>

#include "desk/road/lookalike.h"
#include "desk/road/road_priv.h"

static bool has(const struct in_read *r, int bit)
{
    return (r->has & BIT(bit)) != 0;
}

/* A member that has the wrong form is as good as not given: it decides nothing alone. */
struct road_vehicle road_vehicle_of(struct road_work *w, const struct in_read *r)
{
    struct road_vehicle v = {.class = VEHICLE_CLASS_UNKNOWN};
    struct json_reader j;
    struct str raw;
    json_open(&j, r->vehicle);
    if (r->vehicle.n == 0 || json_next(&j).kind != JSON_OBJECT)
        return v;
    for (;;) {
        struct json_token key = json_next(&j);
        if (key.kind != JSON_KEY)
            return v;
        struct json_token t = json_next(&j);
        if (t.kind != JSON_STRING) {
            if (!json_skip(&j, t, &raw))
                return v;
            continue;
        }
        struct str s = t.escaped ? json_text(t, arena_alloc(w->d->arena, t.raw.n + 1)) : t.raw;
        int class = str_eqc(key.raw, "class") ? enum_find(&enum_vehicle_class, s) : -1;
        if (class >= 0) {
            v.class = class;
            v.has_class = true;
        } else if (str_eqc(key.raw, "make") && s.n <= 40) {
            v.make = s;
        } else if (str_eqc(key.raw, "color") && s.n <= 40) {
            v.color = s;
        }
    }
}

void road_motion_of(const struct in_read *r, struct road_subject *sub)
{
    sub->heading10 = has(r, F_IN_READ_HEADING) ? (int)r->heading : GEO_AHEAD_UNKNOWN;
    sub->kmh10 = has(r, F_IN_READ_SPEED_KMH) ? (int)r->speed_kmh : GEO_AHEAD_UNKNOWN;
    /* A camera that says a direction saw the vehicle pass. */
    if (sub->kmh10 == GEO_AHEAD_UNKNOWN && sub->heading10 != GEO_AHEAD_UNKNOWN)
        sub->kmh10 = 300;
}

usec_t road_hit_life(const struct desk_state *s)
{
    usec_t life = settings_int(s->settings, SET_ROAD_HIT_EXPIRE_S) * USEC_S;
    usec_t least = road_violation_life(s);
    return life > least ? life : least;
}

/* ---- exact hits ---- */

struct candidate {
    struct road_work *w;
    struct intake_line *line;
    struct road_vehicle vehicle;
    uint64_t key;
    bool parsed;
    bool any; /* something on a list has this plate and region, whatever its class */
};

static void set_place(struct hit *h, const struct device *cam, const struct in_read *r)
{
    h->has = 0;
    hit_set_camera(h, r->camera);
    hit_set_at(h, r->at);
    if (cam != NULL && (cam->has & BIT(F_DEVICE_LAT)) != 0) {
        hit_set_lat(h, cam->lat);
        hit_set_lon(h, cam->lon);
    }
    if (has(r, F_IN_READ_HEADING))
        hit_set_heading(h, r->heading);
    if (has(r, F_IN_READ_SPEED_KMH))
        hit_set_speed_kmh(h, r->speed_kmh);
    if (has(r, F_IN_READ_CONFIDENCE))
        hit_set_confidence(h, r->confidence);
    if (cam != NULL)
        hit_set_area(h, cam->area);
    if (r->image.n > 0)
        hit_set_image(h, r->image);
    hit_set_read(h, r->id);
}

/* What speaks against it: a doubtful reading, or another make or colour than the list's. */
static bool sure(const struct in_read *r, const struct road_vehicle *v, struct str make,
                 struct str color)
{
    if (has(r, F_IN_READ_CONFIDENCE) && r->confidence < ROAD_CONFIDENT)
        return false;
    return !road_contradicts(v->make, make) && !road_contradicts(v->color, color);
}

static void set_vehicle(struct hit *h, const struct road_vehicle *v)
{
    if (v->has_class)
        hit_set_class(h, v->class);
    if (v->make.n > 0)
        hit_set_make(h, v->make);
    if (v->color.n > 0)
        hit_set_color(h, v->color);
}

static void set_entry(struct hit *h, const struct road_wanted *x, struct str ref)
{
    hit_set_entry(h, ref);
    hit_set_issuer(h, x->issuer);
    hit_set_basis(h, x->basis);
    hit_set_reason(h, x->reason);
    if (x->make.n > 0)
        hit_set_wanted_make(h, x->make);
    if (x->color.n > 0)
        hit_set_wanted_color(h, x->color);
    hit_set_wanted_class(h, x->class);
}

static struct str entry_ref(struct road_work *w, struct str source, const struct road_wanted *x)
{
    if (str_starts(source, STR("entry/")))
        return arena_str(w->d->arena, source);
    char digits[STR_U64_MAX];
    const struct str parts[] = {source, STR(":"), str_u64(x->line, digits)};
    return arena_join(w->d->arena, parts, ARRAY_LEN(parts));
}

static void found(struct candidate *c, struct str source, const struct road_wanted *x)
{
    struct road_work *w = c->w;
    const struct in_read *r = &c->line->in.read;
    const struct device *cam = w->camera;
    struct str id = decision_new_id(w->d, KIND_HIT);
    struct road_subject *sub = road_subject_new(w, KIND_HIT, id, c->key);
    struct hit *h = &sub->hit;
    set_place(h, cam, r);
    hit_set_plate(h, r->plate);
    hit_set_region(h, r->region);
    set_vehicle(h, &c->vehicle);
    set_entry(h, x, entry_ref(w, source, x));
    hit_set_state(h, HIT_STATE_UNCONFIRMED);
    hit_set_first_at(h, r->at);
    hit_set_count(h, 1);
    hit_set_affirm_by(h, w->d->now + road_reaffirm_span(w->s));
    road_hit_clock(h, w->d->now + road_hit_life(w->s));
    (void)decision_event(w->d, EV_HIT_FOUND, id, h);
    road_motion_of(r, sub);
    sub->moved = true;
    sub->sure = sure(r, &c->vehicle, x->make, x->color);
    road_photo_ask(w, c->line, sub, h->area);
}

/* The desk it left must know that it is gone, and the one it came to has heard nothing of it yet. */
static void entered(struct road_work *w, struct road_subject *sub, struct event *moved,
                    struct str from)
{
    struct hit all = sub->hit;
    if (str_eq(all.area, from))
        return;
    decision_also(w->d, moved, "", from);
    all.has &= event_table[EV_HIT_ENTERED].sets;
    (void)decision_event(w->d, EV_HIT_ENTERED, sub->id, &all);
}

static void moved(struct candidate *c, struct road_subject *sub)
{
    struct road_work *w = c->w;
    struct hit *h = &sub->hit;
    const struct in_read *r = &c->line->in.read;
    uint64_t had = h->has;
    if (h->state == HIT_STATE_DISMISSED)
        return;
    if (r->at <= h->at) {
        road_photo_ask(w, c->line, NULL, STR_NONE); /* sent twice: the photo may still be missing */
        return;
    }
    struct str from = h->area;
    set_place(h, w->camera, r);
    hit_set_count(h, h->count < 1000000 ? h->count + 1 : h->count);
    road_hit_clock(h, w->d->now + road_hit_life(w->s));
    struct event *ev = decision_event(w->d, EV_HIT_MOVED, sub->id, h);
    h->has |= had;
    entered(w, sub, ev, from);
    road_motion_of(r, sub);
    sub->moved = true;
    sub->sure = sure(r, &c->vehicle, h->wanted_make, h->wanted_color);
    road_photo_ask(w, c->line, sub, h->area);
}

static bool on_list(void *arg, struct str source, const struct road_wanted *x)
{
    struct candidate *c = arg;
    const struct in_read *r = &c->line->in.read;
    if (!c->parsed)
        c->vehicle = road_vehicle_of(c->w, r);
    c->parsed = c->any = true;
    if (!road_class_fits(c->vehicle.class, x->class))
        return true;
    struct road_subject *sub = road_subject_hit(c->w, c->key, r->region, r->plate, source);
    if (sub == NULL)
        found(c, source, x);
    else
        moved(c, sub);
    return true;
}

/* ---- look-alikes ---- */

struct guess {
    struct candidate *c;
    const struct device *camera;
    bool named; /* the engine itself thought of the wanted plate */
};

static bool engine_named(struct str alternatives, struct str plate)
{
    struct json_reader j;
    json_open(&j, alternatives);
    if (alternatives.n == 0 || json_next(&j).kind != JSON_ARRAY)
        return false;
    for (;;) {
        struct json_token t = json_next(&j);
        char text[2 * 64 + 1];
        if (t.kind != JSON_STRING) {
            struct str raw;
            if (t.kind == JSON_ERROR || t.kind == JSON_ARRAY_END || !json_skip(&j, t, &raw))
                return false;
            continue;
        }
        int n = t.raw.n <= 64 && !t.escaped ? plate_normalise(t.raw, text) : -1;
        if (n > 0 && str_eq(plate, (struct str){text, (size_t)n}))
            return true;
    }
}

/* ---- which low lists one stands in ---- */

#define LEVELS 9 /* an area, those around it, the country */

struct standing {
    struct str chain[LEVELS]; /* from the camera's area outwards; the country is empty */
    uint32_t levels;
    uint32_t listed[LEVELS], of_camera[LEVELS]; /* in the last hour */
    uint32_t kept;
};

static void begin_standing(struct standing *st, const struct picture *p, struct str area)
{
    *st = (struct standing){0};
    while (area.n > 0 && st->levels < LEVELS - 1) {
        const struct area *a = picture_get(p, KIND_AREA, area);
        st->chain[st->levels++] = area;
        area = a != NULL ? a->parent : STR_NONE;
    }
    st->chain[st->levels++] = STR_NONE;
}

static void count_in(struct standing *st, const struct picture *p, const struct lookalike *k,
                     struct str camera)
{
    st->kept += str_eq(k->area, st->chain[0]);
    for (uint32_t i = 0; k->listed && i < st->levels; i++) {
        struct str level = st->chain[i];
        if (!picture_area_within(p, k->area, level) || !picture_area_within(p, level, k->within))
            continue;
        st->listed[i]++;
        st->of_camera[i] += str_eq(k->camera, camera);
    }
}

/*
 * A person can look at so many an hour and no more, whether she watches a district or the country. So each list has its own
 * count; the wider a list, the likelier what stands in it, and no camera fills it alone. *within: the widest that has room.
 */
static bool find_room(const struct standing *st, bool named, struct str *within)
{
    uint32_t i = 0;
    for (; i < st->levels; i++) {
        uint32_t most = named || i == 0 ? ROAD_LOOKALIKES_AN_HOUR : ROAD_LOOKALIKES_GUESSED;
        if (st->listed[i] >= most || (i > 0 && st->of_camera[i] >= ROAD_LOOKALIKES_CAMERA))
            break;
        *within = st->chain[i];
    }
    return i > 0;
}

/* False: this pair of plates is there, or there are more than anybody would look at. */
static bool worth_keeping(const struct road_work *w, struct standing *st, struct str wanted,
                          const struct in_read *r)
{
    const struct picture *p = w->d->picture;
    uint32_t old = picture_count(p, KIND_LOOKALIKE);
    for (uint32_t i = 0; i < old + w->lookalikes_made; i++) {
        const struct lookalike *k =
            i < old ? picture_at(p, KIND_LOOKALIKE, i)->rec : w->lookalikes[i - old];
        if (str_eq(k->wanted, wanted) && str_eq(k->plate, r->plate))
            return false;
        count_in(st, p, k, r->camera);
    }
    if (st->kept < ROAD_LOOKALIKES_KEPT)
        return true;
    w->s->lookalikes_dropped++;
    return false;
}

static void remember_lookalike(struct road_work *w, const struct lookalike *k)
{
    if ((w->lookalikes_made & (w->lookalikes_made - 1)) == 0) {
        uint32_t cap = w->lookalikes_made > 0 ? w->lookalikes_made * 2 : 1;
        const struct lookalike **grown = arena_alloc(w->d->arena, cap * sizeof grown[0]);
        if (w->lookalikes_made > 0)
            memcpy(grown, w->lookalikes, w->lookalikes_made * sizeof grown[0]);
        w->lookalikes = grown;
    }
    w->lookalikes[w->lookalikes_made++] = k;
}

static bool guess_on_list(void *arg, struct str source, const struct road_wanted *x)
{
    const struct guess *g = arg;
    struct candidate *c = g->c;
    struct road_work *w = c->w;
    const struct in_read *r = &c->line->in.read;
    if (!c->parsed)
        c->vehicle = road_vehicle_of(w, r);
    c->parsed = true;
    struct str area = g->camera != NULL ? g->camera->area : STR_NONE;
    if (!x->lookalikes || !road_class_fits(c->vehicle.class, x->class) ||
        road_contradicts(c->vehicle.make, x->make) || road_contradicts(c->vehicle.color, x->color))
        return true;
    struct standing st;
    struct str within = STR_NONE;
    begin_standing(&st, w->d->picture, area);
    if (!worth_keeping(w, &st, x->plate, r))
        return true;
    struct lookalike *k = arena_alloc(w->d->arena, sizeof *k);
    lookalike_set_plate(k, r->plate);
    lookalike_set_wanted(k, arena_str(w->d->arena, x->plate));
    lookalike_set_region(k, r->region);
    lookalike_set_entry(k, entry_ref(w, source, x));
    lookalike_set_camera(k, r->camera);
    lookalike_set_at(k, r->at);
    if (has(r, F_IN_READ_CONFIDENCE))
        lookalike_set_confidence(k, r->confidence);
    lookalike_set_area(k, area);
    lookalike_set_image(k, r->image);
    lookalike_set_read(k, r->id);
    lookalike_set_listed(k, find_room(&st, g->named, &within));
    lookalike_set_within(k, within);
    lookalike_set_wake_at(k, w->d->now + USEC_H);
    (void)decision_event(w->d, EV_LOOKALIKE_FOUND, decision_new_id(w->d, KIND_LOOKALIKE), k);
    remember_lookalike(w, k);
    return true;
}

static bool try_other(void *arg, struct str other)
{
    struct guess *g = arg;
    const struct in_read *r = &g->c->line->in.read;
    const struct desk_state *s = g->c->w->s;
    uint64_t key = road_key(r->region, other);
    if (!road_lists_maybe(s, key))
        return true;
    bool doubtful = has(r, F_IN_READ_CONFIDENCE) && r->confidence < ROAD_CONFIDENT;
    g->named = engine_named(r->alternatives, other);
    if (!doubtful && !g->named)
        return true;
    road_lists_find(s, g->c->w->d->picture, key, r->region, other, g->c->w->d->now, guess_on_list,
                    g);
    return true;
}

/*
 * Trying each look-alike of the plate on the list itself needs no second index: most end at the
 * filter.
 */
static void try_lookalikes(struct candidate *c)
{
    const struct in_read *r = &c->line->in.read;
    bool doubtful = has(r, F_IN_READ_CONFIDENCE) && r->confidence < ROAD_CONFIDENT;
    if (!doubtful && r->alternatives.n <= 2) /* [] */
        return;
    struct guess g = {.c = c, .camera = c->w->camera};
    road_lookalikes(r->region, r->plate, try_other, &g);
}

static void one_read(struct road_work *w, struct intake_line *l, uint64_t key)
{
    const struct in_read *r = &l->in.read;
    /* Without a region nothing matches: the same digits are many vehicles. */
    if (r->region.n > 0) {
        struct candidate c = {.w = w, .line = l, .key = key};
        if (road_lists_maybe(w->s, key))
            road_lists_find(w->s, w->d->picture, key, r->region, r->plate, w->d->now, on_list, &c);
        if (!c.any)
            try_lookalikes(&c);
    }
    road_danger(w, l, key);
}

/*
 * Where a read stands on lists, among what is followed and among cameras is cold memory. For several reads together it is
 * asked for all of these places first, then for what stands there, so that they are waited for at the same time.
 */
#define TOGETHER 16u

struct near {
    uint64_t key; /* of the vehicle */
    const struct device *camera;
};

static void bring_near(const struct road_work *w, const struct intake_line *lines, uint32_t n,
                       struct near *out)
{
    for (uint32_t i = 0; i < n; i++) {
        const struct in_read *r = &lines[i].in.read;
        out[i].key = road_key(r->region, r->plate);
        road_lists_expect(w->s, out[i].key);
        road_opens_expect(&w->s->opens, out[i].key);
        picture_expect(w->d->picture, KIND_DEVICE, lines[i].device);
    }
    for (uint32_t i = 0; i < n; i++) {
        road_lists_near(w->s, out[i].key);
        road_opens_near(&w->s->opens, out[i].key);
        picture_near(w->d->picture, KIND_DEVICE, lines[i].device);
    }
    for (uint32_t i = 0; i < n; i++) {
        road_lists_nearer(w->s, out[i].key);
        out[i].camera = picture_get_key(w->d->picture, KIND_DEVICE, lines[i].device);
        if (out[i].camera != NULL)
            __builtin_prefetch(&out[i].camera->speed_limit);
    }
}

void road_telemetry(struct desk_state *s, struct decision *d, struct intake_job *job)
{
    struct road_work w;
    struct near near[TOGETHER];
    if (job->series != SERIES_READS)
        return;
    road_work_begin(&w, s, d);
    for (uint32_t i = 0; i < job->n; i++) {
        struct intake_line *l = &job->lines[i];
        uint32_t left = job->n - i;
        if (i % TOGETHER == 0)
            bring_near(&w, l, left < TOGETHER ? left : TOGETHER, near);
        w.camera = near[i % TOGETHER].camera;
        if (l->verdict == LINE_ACCEPTED && !l->doubtful)
            one_read(&w, l, near[i % TOGETHER].key);
    }
    for (struct road_subject *sub = w.first; sub != NULL; sub = sub->younger)
        if (sub->moved)
            road_notice_update(&w, sub);
    road_work_end(&w);
}
