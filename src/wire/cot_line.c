/* SPDX-License-Identifier: Apache-2.0 */
/* What an event says, in lines of the centre's own doors. */
#include <stdio.h>
#include <string.h>

#include "wire/cot.h"
#include "wire/wire_priv.h"

struct str cot_owner(const struct cot_event *ev)
{
    bool alarm = ev->kind == COT_EMERGENCY || ev->kind == COT_CANCEL;
    return str_c(alarm && ev->parent[0] != '\0' ? ev->parent : ev->uid);
}

void cot_put_place(struct wire_out *out, const struct cot_event *ev, struct str device, usec_t now)
{
    struct wire_fix fix = {
        .device = device,
        .at = ev->time > 0 ? ev->time : now,
        .timed = ev->time > 0,
        .lat = ev->lat,
        .lon = ev->lon,
        .has_speed = ev->has_speed,
        .has_heading = ev->has_course,
        .has_accuracy = ev->has_accuracy,
        .has_battery = ev->has_battery,
        .speed = ev->speed,
        .heading = ev->course,
        .accuracy = ev->accuracy,
        .battery = ev->battery,
    };
    if (ev->placed)
        wire_put_fix(out, &fix);
    else
        wire_put_heartbeat(out, &fix);
}

/* Types of ATAK's emergency tool; what else is an alert may be a cry for help of a program nobody knows. */
static const struct {
    const char *type, *kind, *says;
} kinds[] = {
    {"b-a-o-tbl", "panic", "911"},
    {"b-a-o-pan", "panic", "Ring the Bell"},
    {"b-a-o-opn", "help", "In Contact"},
    {"b-a-o-c", "panic", "Custom"},
    {"b-a-g", "other", "Geo-fence breached"},
};

static const char *word_of(const struct cot_event *ev, const char **says)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (strcmp(ev->type, kinds[i].type) == 0) {
            *says = kinds[i].says;
            return kinds[i].kind;
        }
    *says = ev->type;
    return str_starts(str_c(ev->type), STR("b-a-")) && !str_starts(str_c(ev->type), STR("b-a-o"))
               ? "other"
               : "panic";
}

static void put_detail(struct buf *to, const struct cot_event *ev, const char *says)
{
    char all[3 * COT_TEXT_MAX];
    int n = snprintf(all, sizeof all, "TAK%s: %s%s%s%s%s",
                     ev->kind == COT_CANCEL ? ", cancelled on the device" : "",
                     ev->emergency[0] != '\0' ? ev->emergency : says,
                     ev->callsign[0] != '\0' ? ", " : "", ev->callsign,
                     ev->remarks[0] != '\0' ? ", " : "", ev->remarks);
    struct str detail = {all, (size_t)n < COT_TEXT_MAX ? (size_t)n : COT_TEXT_MAX};
    detail.n = str_utf8_prefix(detail);
    wire_put_text(to, "detail", detail);
}

void cot_put_alarm(struct wire_out *out, const struct cot_event *ev, const struct cot_press *p)
{
    struct buf *to = &out->alarms;
    const char *says, *kind = word_of(ev, &says);
    if (!wire_begin(out, to))
        return;
    wire_put_id(to, "device", p->device);
    wire_put_text(to, "kind", str_c(kind));
    wire_put_time(to, "at", ev->time > 0 ? ev->time : p->now);
    if (ev->placed) {
        wire_put_scaled(to, "lat", ev->lat, 7);
        wire_put_scaled(to, "lon", ev->lon, 7);
    }
    put_detail(to, ev, says);
    if (p->again)
        buf_cat(to, ",\"again\":true");
    wire_put_id(to, "id", p->id);
    wire_end(to);
}
