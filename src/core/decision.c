/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/core_priv.h"
#include "core/desk.h"
#include "core/visible.h"

static struct str text_field(const void *rec, const struct kind_info *k, int bit, uint16_t off)
{
    UNUSED(k);
    if (rec == NULL || bit < 0 || (*(const uint64_t *)rec & BIT(bit)) == 0)
        return STR_NONE;
    return *(const struct str *)(const void *)((const char *)rec + off);
}

/* Its own desk hears of a unit's work wherever that is; what it hears it also finds in its picture (visible_entity). */
static void tell_home(struct decision *d, struct event *ev, struct str unit)
{
    const struct unit *u = picture_get(d->picture, KIND_UNIT, unit);
    if (u != NULL && u->area.n > 0 && !picture_area_within(d->picture, ev->area, u->area))
        decision_also(d, ev, "", u->area);
}

struct event *decision_event(struct decision *d, enum event_type type, struct str id,
                             const void *data)
{
    const struct event_info *info = &event_table[type];
    const struct kind_info *kind = &kind_table[info->kind];
    must((*(const uint64_t *)data & ~info->sets) == 0);
    must(id.n > 0 && id.n <= 64);
    must(record_unreadable(kind->record, data) ==
         NULL); /* better no event than one no start can read */
    if (d->n == d->cap) {
        size_t cap = d->cap > 0 ? d->cap * 2 : 8;
        struct event **grown = arena_alloc(d->arena, cap * sizeof(struct event *));
        if (d->n > 0)
            memcpy(grown, d->events, d->n * sizeof(struct event *));
        d->events = grown;
        d->cap = cap;
    }
    struct event *ev = arena_alloc(d->arena, sizeof *ev);
    struct map_key key = map_key_of(id);
    const void *rec = picture_get_key(d->picture, (enum kind)info->kind, key);
    ev->seq = d->next_seq + d->n;
    ev->type = type;
    ev->time = d->now;
    ev->recorded = d->now;
    ev->id = arena_str(d->arena, id);
    ev->id_hash = key.hash;
    ev->data = record_copy(kind->record, data, d->arena);
    struct str area = text_field(ev->data, kind, kind->area_bit, kind->area_off);
    if (area.n == 0)
        area = text_field(rec, kind, kind->area_bit, kind->area_off);
    ev->area = arena_str(d->arena, area);
    struct str unit =
        info->kind == KIND_UNIT ? id : text_field(ev->data, kind, kind->unit_bit, kind->unit_off);
    if (unit.n == 0)
        unit = text_field(rec, kind, kind->unit_bit, kind->unit_off);
    if (unit.n > 0)
        decision_also(d, ev, "unit/", unit);
    if (unit.n > 0 && visible_is_work((enum kind)info->kind))
        tell_home(d, ev, unit);
    d->events[d->n++] = ev;
    if (d->id[0] == '\0')
        (void)str_copy(d->id, sizeof d->id, id);
    return ev;
}

struct str decision_new_id(struct decision *d, enum kind kind)
{
    uint64_t seq = d->next_seq + d->n;
    char digits[STR_U64_MAX];
    const struct str parts[] = {{&kind_table[kind].letter, 1}, str_u64(seq, digits)};
    return arena_join(d->arena, parts, ARRAY_LEN(parts));
}

void decision_also(struct decision *d, struct event *ev, const char *prefix, struct str id)
{
    struct str more = arena_printf(d->arena, "%s%.*s", prefix, STR_ARG(id));
    if (id.n == 0 || ids_has(ev->also, more))
        return;
    ev->also = ev->also.n == 0
                   ? more
                   : arena_printf(d->arena, "%.*s,%.*s", STR_ARG(ev->also), STR_ARG(more));
}

struct str decision_ref(struct decision *d, enum kind kind, struct str id)
{
    const struct str parts[] = {kind_table[kind].name, STR("/"), id};
    return arena_join(d->arena, parts, ARRAY_LEN(parts));
}

struct str decision_who(const struct decision *d)
{
    struct str id = str_c(d->who->id), rest = id;
    (void)str_cut(&rest, '/');
    return rest.n > 0 ? rest : id;
}

struct str decision_person(const struct decision *d)
{
    return second_person(d->picture, decision_who(d));
}

usec_t decision_time(const struct decision *d, usec_t device_time)
{
    if (device_time <= 0 || device_time > d->now + 5 * USEC_MIN ||
        device_time < d->now - 7 * USEC_DAY)
        return d->now;
    return device_time;
}

enum rc decision_area(const struct decision *d, struct str area, struct err *e)
{
    if (picture_area_within(d->picture, area, str_c(d->who->area)))
        return RC_OK;
    return err_set(
        e, RC_DENIED,
        "this belongs to area '%.*s'; you are limited to '%s': ask the desk of that area or an administrator",
        STR_ARG(area), d->who->area);
}

enum rc decision_unit(const struct decision *d, struct str unit, struct err *e)
{
    if (d->who->role != ROLE_UNIT)
        return RC_OK;
    if (d->who->unit[0] != '\0' && str_eqc(unit, d->who->unit))
        return RC_OK;
    return err_set(e, RC_DENIED, "you are signed in for unit '%s' and may not act for '%.*s'",
                   d->who->unit, STR_ARG(unit));
}

enum rc decision_device(const struct decision *d, struct str device, struct err *e)
{
    return core_may_speak(d->picture, d->who, device, e);
}
