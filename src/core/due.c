/* SPDX-License-Identifier: Apache-2.0 */
#include "core/due.h"

#include <stdatomic.h>
#include <string.h>

#include "base/log.h"
#include "core/backup.h"
#include "core/core_priv.h"
#include "store/day_key.h"

struct due_figures due_figures;

const struct str due_names[DUE_CLASSES] = {STR_INIT("violations"), STR_INIT("hits"),
                                           STR_INIT("audit")};

enum due_class due_find(struct str name)
{
    int c = 0;
    while (c < DUE_CLASSES && !str_eq(name, due_names[c]))
        c++;
    return (enum due_class)c;
}

static enum due_class class_of_kind(enum kind kind)
{
    switch ((int)kind) {
    case KIND_VIOLATION:
    case KIND_LOOKALIKE: return DUE_VIOLATIONS;
    case KIND_HIT:
    case KIND_ENTRY:
    case KIND_EDITION:
    case KIND_NOTICE:
    case KIND_PHOTO:
    case KIND_SNAPSHOT: return DUE_HITS;
    case KIND_CENTRE: return DUE_CLASSES;
    default: return DUE_AUDIT;
    }
}

/* What would be nothing without what it is about. That somebody looked at it, or decided on it, is another matter. */
static bool is_part(enum kind kind)
{
    return kind == KIND_NOTE || kind == KIND_PHOTO || kind == KIND_NOTICE || kind == KIND_MESSAGE;
}

enum due_class due_class_of(enum event_type type, struct str about)
{
    enum due_class own = class_of_kind((enum kind)event_table[type].kind), other = DUE_CLASSES;
    if (type == EV_ERASE || own == DUE_CLASSES)
        return DUE_CLASSES;
    if (type ==
        EV_APPROVAL_SAID) /* a wanted plate may be in it; who asked for what, and why, is in another event */
        return DUE_HITS;
    if (!is_part((enum kind)event_table[type].kind))
        return own;
    enum kind kind = kind_find(str_cut(&about, '/'));
    if (kind != KIND_COUNT)
        other = class_of_kind(kind);
    return other < own ? other : own; /* they stand in the order of their lives */
}

static usec_t life_of(const struct picture *p, const struct settings *s, struct str name,
                      enum setting first)
{
    const struct policy *y = picture_get(p, KIND_POLICY, name);
    return (y != NULL && y->life_s > 0 ? y->life_s : settings_int(s, first)) * USEC_S;
}

usec_t due_life(const struct picture *p, const struct settings *s, enum due_class class)
{
    static const enum setting set[DUE_CLASSES] = {SET_RETENTION_VIOLATIONS_S, SET_RETENTION_HITS_S,
                                                  SET_RETENTION_AUDIT_S};

    return life_of(p, s, due_names[class], set[class]);
}

const struct str due_series_names[DUE_SERIES] = {STR_INIT("reads"), STR_INIT("positions"),
                                                 STR_INIT("tracks"), STR_INIT("heartbeats")};

usec_t due_series_life(const struct picture *p, const struct settings *s, enum due_series series)
{
    static const enum setting set[DUE_SERIES] = {SET_RETENTION_READS_S, SET_RETENTION_POSITIONS_S,
                                                 SET_RETENTION_TRACKS_S,
                                                 SET_RETENTION_HEARTBEATS_S};

    return life_of(p, s, due_series_names[series], set[series]);
}

#define DAY_S 86400
/* The account of looks: a subject may be told 90 days later (core/order.h), and must then still find it. */
#define AUDIT_LEAST_S (180 * (int64_t)DAY_S)

/* Reads of cars nobody looks for: no law we know of allows more than 21 days (Virginia, HB 2724). */
bool due_bounds(struct str name, struct due_bounds *out)
{
    static const int64_t most[DUE_SERIES] = {
        [DUE_READS] = 21 * DAY_S,
        [DUE_POSITIONS] = 30 * DAY_S,
        [DUE_TRACKS] = 366 * DAY_S,
        [DUE_HEARTBEATS] = 366 * DAY_S,
    };

    int k = 0;
    *out = (struct due_bounds){1, 100 * 365 * (int64_t)DAY_S};
    if (str_eq(name, due_names[DUE_AUDIT]))
        out->least = AUDIT_LEAST_S;
    while (k < DUE_SERIES && !str_eq(name, due_series_names[k]))
        k++;
    if (k < DUE_SERIES)
        *out = (struct due_bounds){1, most[k]};
    return k < DUE_SERIES || due_find(name) != DUE_CLASSES;
}

usec_t due_held_until(const struct picture *p, struct str about)
{
    uint32_t n = 0;
    usec_t until = 0;
    const struct entity *const *list = picture_by(p, KIND_HOLD, F_HOLD_ABOUT, about, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct hold *h = list[i]->rec;
        until = h->wake_at > until ? h->wake_at : until;
    }
    return until;
}

bool due_held(const struct picture *p, enum kind kind, struct str id, struct str about)
{
    char subject[140];
    if (picture_count(p, KIND_HOLD) == 0)
        return false;
    (void)snprintf(subject, sizeof subject, "%.*s/%.*s", STR_ARG(kind_table[kind].name),
                   STR_ARG(id));
    return due_held_until(p, str_c(subject)) != 0 || (about.n > 0 && due_held_until(p, about) != 0);
}

bool due_in_use(const struct picture *p, enum kind kind, struct str id, uint64_t seq)
{
    const struct entity *en = picture_find(p, kind, id);
    if (en == NULL || seq < en->first)
        return false;
    const struct record *rec = kind_table[kind].record;
    const uint64_t *from =
        (const uint64_t *)(const void *)((const char *)en->rec + rec->personal_off);
    int n = __builtin_popcountll(rec->personal);
    for (int i = 0; i < n; i++)
        if (from[i] == seq)
            return true;
    return false;
}

#define JUST_NOW (2 * USEC_DAY) /* an entity that ended while the copy was made lived in it */

int64_t due_day(const struct picture *p, const struct settings *s, const struct event *ev,
                usec_t now, bool *lives)
{
    enum due_class class = due_class_of(ev->type, ev->about);
    enum kind kind = event_kind(ev);
    char subject[140];
    if (class == DUE_CLASSES)
        return 0;
    const struct entity *en = picture_find(p, kind, ev->id);
    usec_t life = due_life(p, s, class), due = ev->recorded + life;
    *lives = (en != NULL && ev->seq >= en->first) || ev->recorded > now - JUST_NOW;
    if (due_in_use(p, kind, ev->id, ev->seq))
        due = now + life;
    (void)snprintf(subject, sizeof subject, "%.*s/%.*s", STR_ARG(kind_table[kind].name),
                   STR_ARG(ev->id));
    usec_t held = due_held_until(p, str_c(subject));
    usec_t also = ev->about.n > 0 ? due_held_until(p, ev->about) : 0;
    due = held > due ? held : due;
    due = also > due ? also : due;
    return (due > now ? due : now) / USEC_DAY;
}

int64_t due_file_day(const struct picture *p, const struct settings *s, struct sha256 sha,
                     usec_t expires, usec_t now)
{
    char hex[SHA256_HEX + 1];
    uint32_t n;
    usec_t due = expires == VAULT_FOREVER ? now + due_life(p, s, DUE_HITS) : expires;
    sha256_hex(sha, hex);
    const struct entity *const *list =
        picture_by(p, KIND_PHOTO, F_PHOTO_SHA256, (struct str){hex, SHA256_HEX}, &n);
    for (uint32_t i = 0; i < n; i++) {
        usec_t held = due_held_until(p, ((const struct photo *)list[i]->rec)->about);
        due = held > due ? held : due;
    }
    return (due > now ? due : now) / USEC_DAY;
}

/* ---- looking through the journal ---- */

struct looking {
    struct due_step *step;
    uint64_t rows;
    bool full;
    struct arena a;
};

static bool read_row(struct looking *l, const struct journal_row *row, struct event *ev)
{
    struct err e;
    arena_clear(&l->a);
    if (event_read(row->entry, row->payload, &l->a, ev, &e) == RC_OK)
        return true;
    log_warn("core", "event %llu cannot be read, so it is not erased either: %s",
             (unsigned long long)row->seq, e.detail);
    return false;
}

static void take(struct due_step *s, const struct event *ev)
{
    struct due_event *to = &s->found[s->n++];
    *to = (struct due_event){.seq = ev->seq,
                             .recorded = ev->recorded,
                             .type = ev->type,
                             .id = arena_str(&s->arena, ev->id),
                             .about = arena_str(&s->arena, ev->about),
                             .answered = ev->once.n > 0};
}

/* `recorded` never goes backwards, so the first that is not due ends the walk, of whatever class it is. */
static enum rc look_row(const struct journal_row *row, void *arg, struct err *e)
{
    struct looking *l = arg;
    struct due_step *s = l->step;
    struct event ev;
    if (s->n == DUE_STEP || l->rows == DUE_ROWS) {
        l->full = true;
        return err_set(e, RC_BUSY, "enough for one step");
    }
    l->rows++;
    if (read_row(l, row, &ev)) {
        if (ev.recorded >= s->before) {
            s->ended = true;
            return err_set(e, RC_BUSY, "the rest is not due");
        }
        if (row->salt.n > 0 && due_class_of(ev.type, ev.about) == s->class)
            take(s, &ev);
    }
    s->from = row->seq + 1;
    return RC_OK;
}

static enum rc look_again(struct looking *l, struct journal_reader *r, struct err *e)
{
    struct due_step *s = l->step;
    enum rc rc = RC_OK;
    uint64_t from = s->from;
    for (size_t i = 0; i < s->nagain && rc == RC_OK; i++) {
        rc = journal_each(r, s->again[i], s->again[i], look_row, l, e);
        if (rc == RC_BUSY && s->ended) /* its life became longer */
            rc = RC_OK;
    }
    s->from = from;
    s->ended = false;
    return rc;
}

enum rc due_look(struct due_step *s, struct err *e)
{
    struct looking l = {.step = s};
    struct journal_reader *r = NULL;
    arena_clear(&s->arena);
    s->n = 0;
    s->ended = false;
    arena_init(&l.a, 4 * (size_t)EVENT_PAYLOAD_MAX);
    enum rc rc = journal_reader_open(&r, s->dir, e);
    if (rc == RC_OK && s->again != NULL) {
        rc = look_again(&l, r, e);
    } else if (rc == RC_OK) {
        rc = journal_each(r, s->from, UINT64_MAX, look_row, &l, e);
        if (rc == RC_OK)
            s->ended = true;
        if (rc == RC_BUSY && (l.full || s->ended))
            rc = RC_OK;
    }
    journal_reader_close(r);
    arena_release(&l.a);
    return rc;
}

enum rc due_scrub(const char *dir, usec_t now, struct err *e)
{
    char keys[FILE_PATH_MAX];
    enum rc rc = backup_keys(dir, keys, e);
    if (rc == RC_OK)
        rc = day_keys_expire(keys, now, e);
    return rc == RC_OK ? journal_scrub(dir, e) : rc;
}
