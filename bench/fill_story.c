/* SPDX-License-Identifier: Apache-2.0 */
/* What happens, in which order; the values of fields are made from the record tables by fields' kinds and names. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fill.h"

#define IDS 4                        /* entities of one story */
#define ARCHIVED_AFTER (12 * USEC_H) /* alarm.archive_hours */
#define WAITING_MAX (1u << 22)

enum {
    ONCE = 1,  /* the command's key and answer are on it: from a device, or a tablet */
    ABOUT = 2, /* its timeline is also that of the story's first entity */
    LATER = 4  /* leaves the picture hours later: not a step of its own */
};

struct step {
    enum event_type type;
    uint8_t who; /* which of the story's entities */
    uint8_t flags;
};

struct story {
    const struct step *steps;
    size_t n;
    unsigned weight;
};

static const struct step alarm_steps[] = {
    {EV_ALARM_RAISED, 0, ONCE},
    {EV_ALARM_PRESSED, 0, ONCE},
    {EV_ALARM_ACKNOWLEDGED, 0, 0},
    {EV_INCIDENT_RECEIVED, 1, ABOUT},
    {EV_ALARM_LINKED, 0, 0},
    {EV_ASSIGNMENT_SENT, 2, ABOUT},
    {EV_UNIT_STATUS, 3, ABOUT},
    {EV_INCIDENT_STATE, 1, 0},
    {EV_ASSIGNMENT_DELIVERED, 2, ONCE},
    {EV_ASSIGNMENT_SEEN, 2, ONCE},
    {EV_ASSIGNMENT_STATE, 2, ONCE},
    {EV_UNIT_STATUS, 3, ABOUT},
    {EV_ASSIGNMENT_STATE, 2, ONCE},
    {EV_UNIT_STATUS, 3, ABOUT},
    {EV_INCIDENT_STATE, 1, 0},
    {EV_ASSIGNMENT_STATE, 2, ONCE},
    {EV_UNIT_STATUS, 3, ABOUT},
    {EV_ALARM_CLOSED, 0, 0},
    {EV_INCIDENT_CLOSED, 1, 0},
    {EV_ALARM_ARCHIVED, 0, LATER},
    {EV_INCIDENT_ARCHIVED, 1, LATER},
    {EV_ASSIGNMENT_ARCHIVED, 2, LATER},
};
static const struct step hit_steps[] = {
    {EV_HIT_FOUND, 0, 0},      {EV_PHOTO_ASKED, 2, ABOUT},     {EV_NOTICE_SENT, 1, ABOUT},
    {EV_PHOTO_STORED, 2, 0},   {EV_NOTICE_DELIVERED, 1, ONCE}, {EV_HIT_MOVED, 0, 0},
    {EV_NOTICE_CHANGED, 1, 0}, {EV_NOTICE_SEEN, 1, ONCE},      {EV_HIT_MOVED, 0, 0},
    {EV_HIT_SEEN, 0, 0},       {EV_NOTICE_CHANGED, 1, 0},      {EV_HIT_MOVED, 0, 0},
    {EV_NOTICE_CHANGED, 1, 0}, {EV_NOTICE_ANSWERED, 1, ONCE},  {EV_NOTICE_ENDED, 1, 0},
    {EV_HIT_EXPIRED, 0, 0},    {EV_PHOTO_DELETED, 2, LATER},
};
static const struct step danger_steps[] = {
    {EV_VIOLATION_FOUND, 0, 0}, {EV_NOTICE_SENT, 1, ABOUT}, {EV_NOTICE_DELIVERED, 1, ONCE},
    {EV_VIOLATION_MOVED, 0, 0}, {EV_NOTICE_CHANGED, 1, 0},  {EV_VIOLATION_MOVED, 0, 0},
    {EV_NOTICE_CHANGED, 1, 0},  {EV_NOTICE_ENDED, 1, 0},    {EV_VIOLATION_EXPIRED, 0, 0},
};
static const struct step shift_steps[] = {
    {EV_SHIFT_BEGAN, 0, 0}, {EV_UNIT_DUTY, 3, ONCE},       {EV_UNIT_LISTENING, 3, 0},
    {EV_UNIT_SILENT, 3, 0}, {EV_UNIT_SILENT, 3, 0},        {EV_UNIT_DUTY, 3, ONCE},
    {EV_SHIFT_ENDED, 0, 0}, {EV_SHIFT_ARCHIVED, 0, LATER},
};
static const struct step note_steps[] = {{EV_NOTE_ADDED, 0, 0}, {EV_NOTE_ARCHIVED, 0, LATER}};
static const struct step session_steps[] = {{EV_SESSION_OPENED, 0, 0}, {EV_SESSION_CLOSED, 0, 0}};

#define STORY(steps, weight) \
    { \
        steps, ARRAY_LEN(steps), weight \
    }
static const struct story stories[] = {STORY(alarm_steps, 30),  STORY(hit_steps, 20),
                                       STORY(danger_steps, 30), STORY(shift_steps, 10),
                                       STORY(note_steps, 5),    STORY(session_steps, 5)};

struct going {
    const struct story *story; /* NULL: none */
    size_t at;
    char id[IDS][24];
    uint32_t unit;
};

struct waiting { /* to leave the picture */
    usec_t at;
    enum event_type type;
    char id[24];
};

struct fill {
    struct going open[FILL_OPEN];
    struct waiting *waiting; /* a ring in order of time */
    uint64_t first, last;
    uint64_t made, presses, state;
    usec_t begin, pace; /* of the times: time = begin + made * pace */
};

struct fill *fill_new(double days, double events_a_day, uint64_t made)
{
    struct fill *f = mem_alloc(sizeof *f);
    f->waiting = mem_array(WAITING_MAX, sizeof f->waiting[0]);
    f->state = made + 1;
    f->made = made;
    f->begin = clock_utc() - (usec_t)(days * 24 * (double)USEC_H);
    f->pace = (usec_t)(24 * (double)USEC_H / events_a_day);
    return f;
}

void fill_free(struct fill *f)
{
    free(f->waiting);
    free(f);
}

static uint64_t below(struct fill *f, uint64_t n)
{
    f->state ^= f->state << 13; /* xorshift64: the same history each time */
    f->state ^= f->state >> 7;
    f->state ^= f->state << 17;
    return (f->state >> 11) % n;
}

/* ---- values ---- */

static struct str id_value(struct fill *f, const char *name, const struct going *g, struct arena *a)
{
    if (strcmp(name, "area") == 0 || strcmp(name, "within") == 0)
        return arena_printf(a, "d%u", (unsigned)below(f, FILL_AREAS));
    if (strcmp(name, "unit") == 0)
        return arena_printf(a, "U%05u", g != NULL ? g->unit : (unsigned)below(f, FILL_UNITS));
    if (strcmp(name, "camera") == 0)
        return arena_printf(a, "cam-%05u", (unsigned)below(f, FILL_CAMERAS));
    if (strcmp(name, "device") == 0)
        return arena_printf(a, "btn-%05u", (unsigned)below(f, FILL_BUTTONS));
    if (strcmp(name, "site") == 0)
        return arena_printf(a, "site-%u", (unsigned)below(f, FILL_SITES));
    if (strcmp(name, "incident") == 0)
        return g != NULL ? arena_str(a, str_c(g->id[1])) : STR_NONE;
    if (strcmp(name, "assignment") == 0)
        return g != NULL ? arena_str(a, str_c(g->id[2])) : STR_NONE;
    if (strcmp(name, "alarm") == 0 || strcmp(name, "hit") == 0 || strcmp(name, "shift") == 0)
        return g != NULL ? arena_str(a, str_c(g->id[0])) : STR_NONE;
    if (strcmp(name, "parent") == 0 || strcmp(name, "owner") == 0 || strcmp(name, "seen_by") == 0)
        return STR_NONE;
    if (strcmp(name, "region") == 0)
        return STR("uz");
    return arena_printf(a, "operator-%u", (unsigned)below(f, 300));
}

/* The story's first entity as "kind/id". */
static struct str first_of(const struct going *g, struct arena *a)
{
    enum event_type type = g->story->steps[0].type;
    return arena_printf(a, "%.*s/%s", STR_ARG(kind_table[event_table[type].kind].name), g->id[0]);
}

static struct str text_value(struct fill *f, const struct field *field, const struct going *g,
                             struct arena *a)
{
    static const char letters[] = "ABCDEFGHKLMNPRSTXYZ";

    switch ((enum field_kind)field->kind) {
    case FIELD_ID: return id_value(f, field->name, g, a);
    case FIELD_PLATE:
        return arena_printf(a, "%02u%c%03u%c%c", (unsigned)below(f, 90) + 1,
                            letters[below(f, sizeof letters - 1)], (unsigned)below(f, 1000),
                            letters[below(f, sizeof letters - 1)],
                            letters[below(f, sizeof letters - 1)]);
    case FIELD_SHA256:
        return arena_printf(
            a, "%016llx%016llx%016llx%016llx", (unsigned long long)below(f, UINT64_MAX),
            (unsigned long long)below(f, UINT64_MAX), (unsigned long long)below(f, UINT64_MAX),
            (unsigned long long)below(f, UINT64_MAX));
    case FIELD_JSON:
        return STR("[[[[690000000,410000000],[691000000,410000000],[691000000,411000000],"
                   "[690000000,411000000],[690000000,410000000]]]]");
    case FIELD_TEXT:
        if (strcmp(field->name, "about") == 0 && g != NULL)
            return first_of(g, a);
        return (size_t)field->max < 40 ? STR("white") : STR("Seen by the gate, two people");
    case FIELD_IDS:
    case FIELD_BOOL:
    case FIELD_TIME:
    case FIELD_LAT:
    case FIELD_LON:
    case FIELD_SPEED:
    case FIELD_HEADING:
    case FIELD_PERMILLE:
    case FIELD_INT:
    case FIELD_ENUM:
    default: return STR_NONE;
    }
}

/* States go from their first to their last as the story goes on. */
static int64_t enum_value(struct fill *f, const struct field *field, const struct going *g)
{
    uint64_t n = (uint64_t)field->enums->count;
    if (strcmp(field->name, "state") == 0 || strcmp(field->name, "status") == 0 ||
        strcmp(field->name, "duty") == 0)
        return g != NULL ? (int64_t)((g->at - 1) * n / g->story->n) : 0;
    return (int64_t)below(f, n);
}

static int64_t number_value(struct fill *f, const struct field *field, const struct going *g,
                            usec_t now)
{
    switch ((enum field_kind)field->kind) {
    case FIELD_BOOL: return below(f, 2) == 0;
    case FIELD_TIME: return strcmp(field->name, "wake_at") == 0 ? now + USEC_H : now;
    case FIELD_LAT: return 410000000 + (int64_t)below(f, 9000000);
    case FIELD_LON: return 690000000 + (int64_t)below(f, 9000000);
    case FIELD_ENUM: return enum_value(f, field, g);
    case FIELD_SPEED:
    case FIELD_HEADING:
    case FIELD_PERMILLE:
    case FIELD_INT:
    case FIELD_ID:
    case FIELD_PLATE:
    case FIELD_SHA256:
    case FIELD_TEXT:
    case FIELD_JSON:
    case FIELD_IDS:
    default: break;
    }
    int64_t room = field->max - field->min;
    return field->min + (int64_t)below(f, (uint64_t)(room < 900 ? room : 900) + 1);
}

/* What the desks look at in registered things: a tablet has its unit, units are on duty, nothing is silent or in maintenance. */
static void as_registered(enum event_type type, struct str id, void *data, struct arena *a)
{
    if (type == EV_UNIT_SET)
        unit_set_duty(data, UNIT_DUTY_ON);
    if (type != EV_DEVICE_SET)
        return;
    bool tablet = id.p[0] == 't', camera = id.p[0] == 'c';
    device_set_kind(data, tablet   ? DEVICE_KIND_TABLET
                          : camera ? DEVICE_KIND_CAMERA
                                   : DEVICE_KIND_BUTTON);
    device_set_unit(data, tablet ? arena_printf(a, "U%.5s", id.p + 4) : STR_NONE);
    device_set_period_s(data, 0);
    device_set_silent_since(data, 0);
    device_set_wake_at(data, 0);
}

static const struct event *make(struct fill *f, uint64_t seq, enum event_type type, struct str id,
                                const struct going *g, struct arena *a)
{
    const struct record *rec = kind_table[event_table[type].kind].record;
    struct event *ev = arena_alloc(a, sizeof *ev);
    char *data = arena_alloc(a, rec->size);
    usec_t now = f->begin + (usec_t)f->made++ * f->pace, present = clock_utc();
    now = now < present ? now : present;
    for (int i = 0; i < rec->nfields; i++) {
        const struct field *field = &rec->fields[i];
        if ((event_table[type].sets & BIT(field->bit)) == 0)
            continue;
        *(uint64_t *)(void *)data |= BIT(field->bit);
        if (field->kind >= FIELD_ID)
            *(struct str *)(void *)(data + field->off) = text_value(f, field, g, a);
        else
            *(int64_t *)(void *)(data + field->off) = number_value(f, field, g, now);
    }
    as_registered(type, id, data, a);
    *ev = (struct event){.seq = seq,
                         .time = now,
                         .recorded = now,
                         .type = type,
                         .id = arena_str(a, id),
                         .area = arena_printf(a, "d%u", (unsigned)below(f, FILL_AREAS)),
                         .actor = STR("core"),
                         .data = data};
    return ev;
}

/* ---- what happens ---- */

static const struct event *registry(struct fill *f, uint64_t seq, struct arena *a)
{
    uint64_t i = f->made;
    char id[24];
    if (i < FILL_AREAS) {
        (void)snprintf(id, sizeof id, "d%u", (unsigned)i);
        return make(f, seq, EV_AREA_SET, str_c(id), NULL, a);
    }
    i -= FILL_AREAS;
    if (i < FILL_SITES) {
        (void)snprintf(id, sizeof id, "site-%u", (unsigned)i);
        return make(f, seq, EV_SITE_SET, str_c(id), NULL, a);
    }
    i -= FILL_SITES;
    if (i < FILL_UNITS) {
        (void)snprintf(id, sizeof id, "U%05u", (unsigned)i);
        return make(f, seq, EV_UNIT_SET, str_c(id), NULL, a);
    }
    i -= FILL_UNITS;
    if (i >= FILL_TABLETS + FILL_CAMERAS + FILL_BUTTONS)
        return NULL;
    if (i < FILL_TABLETS)
        (void)snprintf(id, sizeof id, "tab-%05u", (unsigned)i);
    else if (i < FILL_TABLETS + FILL_CAMERAS)
        (void)snprintf(id, sizeof id, "cam-%05u", (unsigned)(i - FILL_TABLETS));
    else
        (void)snprintf(id, sizeof id, "btn-%05u", (unsigned)(i - FILL_TABLETS - FILL_CAMERAS));
    return make(f, seq, EV_DEVICE_SET, str_c(id), NULL, a);
}

static void begin(struct fill *f, struct going *g)
{
    unsigned all = 0;
    for (size_t i = 0; i < ARRAY_LEN(stories); i++)
        all += stories[i].weight;
    unsigned pick = (unsigned)below(f, all);
    size_t i = 0;
    while (pick >= stories[i].weight)
        pick -= stories[i++].weight;
    *g = (struct going){.story = &stories[i], .unit = (unsigned)below(f, FILL_UNITS)};
    (void)snprintf(g->id[3], sizeof g->id[3], "U%05u", g->unit);
}

static void wait_for_end(struct fill *f, const struct going *g, const struct step *s)
{
    struct waiting *w = &f->waiting[f->last++ % WAITING_MAX];
    must(f->last - f->first <= WAITING_MAX);
    w->at = f->begin + (usec_t)f->made * f->pace + ARCHIVED_AFTER;
    w->type = s->type;
    (void)str_copy(w->id, sizeof w->id, str_c(g->id[s->who]));
}

static void add_once(struct fill *f, struct event *ev, struct arena *a)
{
    ev->actor = arena_printf(a, "token/K%u", (unsigned)below(f, 20000));
    ev->once = arena_printf(a, "%.*s|%.*s|%llu", STR_ARG(ev->actor), STR_ARG(ev->id),
                            (unsigned long long)++f->presses);
    ev->answer = arena_printf(a, "\"id\":\"%.*s\",\"state\":\"active\"", STR_ARG(ev->id));
}

static const struct event *step(struct fill *f, uint64_t seq, struct arena *a)
{
    struct going *g = &f->open[below(f, FILL_OPEN)];
    if (g->story == NULL)
        begin(f, g);
    const struct step *s = &g->story->steps[g->at++];
    char *id = g->id[s->who];
    if (id[0] == '\0')
        (void)snprintf(id, sizeof g->id[0], "%c%llu", kind_table[event_table[s->type].kind].letter,
                       (unsigned long long)seq);
    struct event *ev = (struct event *)(uintptr_t)make(f, seq, s->type, str_c(id), g, a);
    if ((s->flags & ABOUT) != 0)
        ev->about = first_of(g, a);
    if ((s->flags & ONCE) != 0)
        add_once(f, ev, a);
    while (g->at < g->story->n && (g->story->steps[g->at].flags & LATER) != 0)
        wait_for_end(f, g, &g->story->steps[g->at++]);
    if (g->at == g->story->n)
        g->story = NULL;
    return ev;
}

const struct event *fill_next(struct fill *f, uint64_t seq, struct arena *a)
{
    const struct event *ev = registry(f, seq, a);
    if (ev != NULL)
        return ev;
    const struct waiting *w = &f->waiting[f->first % WAITING_MAX];
    if (f->first == f->last || w->at > f->begin + (usec_t)f->made * f->pace)
        return step(f, seq, a);
    f->first++;
    return make(f, seq, w->type, str_c(w->id), NULL, a);
}
