/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/road/road.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "desk/road/road_priv.h"

static enum rc open_desk(struct desk_state **out, const struct settings *set, struct vault *vault,
                         struct err *e)
{
    struct desk_state *s = mem_alloc(sizeof *s);
    s->magic = ROAD_MAGIC;
    s->settings = set;
    s->vault = vault;
    s->speeders = road_speeders_new();
    road_opens_init(&s->opens);
    road_opens_init(&s->hand);
    *out = s;
    return road_marks_open(&s->marks, set, e);
}

static void close_desk(struct desk_state *s)
{
    CHECK_OBJ(s, ROAD_MAGIC);
    for (uint32_t i = 0; i < s->nsources; i++)
        road_list_free(s->sources[i].list);
    road_list_free(s->incoming);
    road_opens_release(&s->opens);
    road_opens_release(&s->hand);
    road_marks_close(&s->marks);
    road_todo_release(&s->todo);
    free(s->speeders);
    s->magic = 0;
    free(s);
}

/* The list that decide left; while old events are folded none yet: they are loaded before the first match. */
static void edition_affirmed(struct desk_state *s, const struct entity *en)
{
    const struct edition *ed = en->rec;
    struct road_source *src = road_source(s, en->id, true);
    if (src == NULL)
        return;
    src->affirmed = ed->affirmed_at;
    if (s->incoming != NULL && str_eqc(ed->sha256, s->incoming_sha)) {
        road_retire(s, src->list);
        src->list = s->incoming;
        s->incoming = NULL;
        src->saved = src->lost = false;
        s->todo.editions_changed = true;
    } else {
        /* A new text without its list can only be an old event. */
        must(!s->started || str_eqc(ed->sha256, src->sha));
    }
    (void)str_copy(src->sha, sizeof src->sha, ed->sha256);
}

static void open_up(struct desk_state *s, const struct entity *en)
{
    if (en->kind == KIND_HIT) {
        const struct hit *h = en->rec;
        road_opens_add(&s->opens, KIND_HIT, en->id, road_key(h->region, h->plate));
    } else if (en->kind == KIND_ENTRY) {
        const struct entry *x = en->rec;
        road_opens_add(&s->hand, KIND_ENTRY, en->id, road_key(x->region, x->plate));
    } else {
        const struct violation *v = en->rec;
        road_opens_add(&s->opens, KIND_VIOLATION, en->id, road_key(v->region, v->plate));
    }
}

static void folded(struct desk_state *s, const struct picture *p, const struct event *ev)
{
    CHECK_OBJ(s, ROAD_MAGIC);
    const struct entity *en = picture_find(p, event_kind(ev), ev->id);
    switch ((int)ev->type) {
    case EV_EDITION_AFFIRMED: edition_affirmed(s, en); break;
    case EV_ENTRY_ADDED:
    case EV_HIT_FOUND:
    case EV_VIOLATION_FOUND: open_up(s, en); break;
    case EV_ENTRY_REMOVED: road_opens_del(&s->hand, ev->id); break;
    case EV_HIT_EXPIRED:
    case EV_VIOLATION_EXPIRED: road_opens_del(&s->opens, ev->id); break;
    default: break;
    }
}

static enum rc loaded(struct desk_state *s, const struct picture *p, struct err *e)
{
    static const enum kind kinds[] = {KIND_HIT, KIND_VIOLATION, KIND_ENTRY};

    UNUSED(e);
    for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
        for (uint32_t i = 0; i < picture_count(p, kinds[k]); i++)
            open_up(s, picture_at(p, kinds[k], i));
    for (uint32_t i = 0; i < picture_count(p, KIND_EDITION); i++)
        edition_affirmed(s, picture_at(p, KIND_EDITION, i));
    return RC_OK;
}

/*
 * What must be known before the first read is matched: a list that comes later would miss hits in silence. A stop may have
 * come between an edition's event and the keeping of its file.
 */
static enum rc start(struct desk_state *s, const struct picture *p, struct err *e)
{
    struct sha256 sha;
    struct err w;
    UNUSED(p);
    for (uint32_t i = 0; i < s->nsources; i++)
        if (hex_get(str_c(s->sources[i].sha), sha.b, SHA256_LEN) &&
            vault_set_expiry(s->vault, sha, VAULT_FOREVER, &w) != RC_OK)
            log_warn("road", "the hotlist of '%s': %s", s->sources[i].id, w.detail);
    road_lists_start(s);
    return road_marks_load(&s->marks, s->speeders, e);
}

static void end_lookalike(struct decision *d, const struct entity *en)
{
    struct lookalike none = {0};
    (void)decision_event(d, EV_LOOKALIKE_GONE, en->id, &none);
}

static void wake(struct desk_state *s, struct decision *d, const struct entity *en, usec_t due)
{
    UNUSED(due);
    switch ((int)en->kind) {
    case KIND_HIT:
    case KIND_VIOLATION: road_subject_wake(s, d, en); break;
    case KIND_NOTICE: road_notice_wake(s, d, en); break;
    case KIND_LOOKALIKE: end_lookalike(d, en); break;
    case KIND_PHOTO: road_photo_wake(s, d, en); break;
    case KIND_ENTRY: road_entry_wake(s, d, en); break;
    default: must(!"a kind of this desk");
    }
}

static void tick(struct desk_state *s, struct decision *d)
{
    s->todo.second = true;
    s->todo.pins_wait = false;
    road_editions_tick(s, d);
    if (s->lookalikes_dropped > s->lookalikes_said) {
        log_info("road", "%llu look-alikes more than are kept for an hour were only counted",
                 (unsigned long long)(s->lookalikes_dropped - s->lookalikes_said));
        s->lookalikes_said = s->lookalikes_dropped;
    }
}

static const struct desk_command commands[] = {
    {ROUTE_ROAD_MEDIA_PUT, road_media_prepare, true, road_media_put},
    {ROUTE_ROAD_HOTLIST_PUT, road_hotlist_prepare, true, road_hotlist_put},
    {ROUTE_ROAD_ENTRY_ADD, NULL, false, road_entry_add},
    {ROUTE_ROAD_ENTRY_AFFIRM, NULL, false, road_entry_affirm},
    {ROUTE_ROAD_ENTRY_REMOVE, NULL, false, road_entry_remove},
    {ROUTE_ROAD_SEE, NULL, false, road_see},
    {ROUTE_ROAD_REAFFIRM, NULL, false, road_reaffirm},
    {ROUTE_ROAD_DISMISS, NULL, false, road_dismiss},
    {ROUTE_ROAD_RECEIPT, NULL, false, road_receipt},
    {ROUTE_ROAD_ANSWER, NULL, false, road_answer},
};

static const struct desk_view views[] = {{ROUTE_ROAD_MEDIA_GET, road_media_get, VIEW_POOL}};

const struct desk desk_road = {.magic = DESK_MAGIC,
                               .name = "road",
                               .commands = commands,
                               .ncommands = ARRAY_LEN(commands),
                               .views = views,
                               .nviews = ARRAY_LEN(views),
                               .open = open_desk,
                               .close = close_desk,
                               .folded = folded,
                               .loaded = loaded,
                               .start = start,
                               .work = road_work_next,
                               .worked = road_worked,
                               .wake = wake,
                               .telemetry = road_telemetry,
                               .tick = tick};
