/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/dispatch/touch.h"

#include "base/json.h"

#define TOUCH_MAX 4000 /* as the field in the schema; a part has at most 170 bytes */

static const struct str names[DISPATCH_PARTS] = {
    [DISPATCH_KIND] = STR_INIT("kind"),     [DISPATCH_PRIORITY] = STR_INIT("priority"),
    [DISPATCH_TITLE] = STR_INIT("title"),   [DISPATCH_ADDRESS] = STR_INIT("address"),
    [DISPATCH_DETAIL] = STR_INIT("detail"), [DISPATCH_PLACE] = STR_INIT("place"),
    [DISPATCH_UNITS] = STR_INIT("units"),   [DISPATCH_CLOSED] = STR_INIT("closed"),
    [DISPATCH_LEAD] = STR_INIT("lead"),     [DISPATCH_LINKS] = STR_INIT("links"),
    [DISPATCH_LEVEL] = STR_INIT("level"),
};

/* What is written of one part: its text, and of that what is asked for. */
struct touched {
    struct str raw; /* {"seq":…,"by":…,"at":…}; empty: nobody changed it */
    int64_t seq;
    struct str by;
};

static void read_part(struct str raw, struct touched *out)
{
    struct json_reader r;
    struct json_token value;
    json_open(&r, raw);
    (void)json_next(&r);
    *out = (struct touched){.raw = raw};
    if (json_member_is(&r, STR("seq"), &value) && !json_scaled(value, 0, &out->seq))
        out->seq = 0;
    if (json_member_is(&r, STR("by"), &value))
        out->by = value.raw; /* an id: nothing in it needs an escape */
}

/* All parts as `changed` has them. Names that a newer program wrote are passed over. */
static void read_all(struct str text, struct touched all[DISPATCH_PARTS])
{
    struct json_reader r;
    struct json_token t;
    for (int i = 0; i < DISPATCH_PARTS; i++)
        all[i] = (struct touched){0};
    if (text.n == 0)
        return;
    json_open(&r, text);
    if (json_next(&r).kind != JSON_OBJECT)
        return;
    while ((t = json_next(&r)).kind == JSON_KEY) {
        struct str raw;
        if (!json_skip(&r, json_next(&r), &raw))
            return;
        for (int i = 0; i < DISPATCH_PARTS; i++)
            if (str_eq(t.raw, names[i]))
                read_part(raw, &all[i]);
    }
}

static void put_new(const struct decision *d, struct buf *b)
{
    buf_printf(b, "{\"seq\":%llu,\"by\":", (unsigned long long)(d->next_seq + d->n));
    json_put_string(b, decision_who(d));
    buf_cat(b, ",\"at\":");
    json_put_time(b, d->now);
    buf_putc(b, '}');
}

void dispatch_touch(struct decision *d, const struct entity *incident, uint64_t parts,
                    struct incident *i)
{
    struct touched all[DISPATCH_PARTS];
    struct buf b;
    buf_init(&b, TOUCH_MAX);
    read_all(((const struct incident *)incident->rec)->changed, all);
    char before = '{';
    for (int k = 0; k < DISPATCH_PARTS; k++) {
        bool now = (parts & BIT(k)) != 0;
        if (!now && all[k].raw.n == 0)
            continue;
        buf_putc(&b, before);
        before = ',';
        json_put_string(&b, names[k]);
        buf_putc(&b, ':');
        if (now)
            put_new(d, &b);
        else
            buf_puts(&b, all[k].raw);
    }
    if (before == ',') {
        buf_putc(&b, '}');
        must(buf_ok(&b));
        incident_set_changed(i, arena_str(d->arena, buf_str(&b)));
    }
    buf_release(&b);
}

/* {"seq":…} as {"part":NAME,"seq":…}. */
static void tell(struct buf *b, int part, struct str raw)
{
    buf_cat(b, "{\"part\":");
    json_put_string(b, names[part]);
    buf_putc(b, ',');
    buf_puts(b, (struct str){raw.p + 1, raw.n - 1});
}

enum rc dispatch_unchanged(struct decision *d, const struct entity *incident, int64_t seen,
                           uint64_t parts, struct err *e)
{
    struct touched all[DISPATCH_PARTS];
    struct buf b;
    int found = -1;
    if (seen == 0 || (uint64_t)seen >= incident->seq)
        return RC_OK;
    read_all(((const struct incident *)incident->rec)->changed, all);
    buf_init(&b, 2 * TOUCH_MAX);
    for (int k = 0; k < DISPATCH_PARTS; k++) {
        if ((parts & BIT(k)) == 0 || all[k].seq <= seen || str_eq(all[k].by, decision_who(d)))
            continue;
        buf_puts(&b, found < 0 ? STR(",\"changed\":[") : STR(","));
        tell(&b, k, all[k].raw);
        found = found < 0 ? k : found;
    }
    if (found < 0) {
        buf_release(&b);
        return RC_OK;
    }
    buf_putc(&b, ']');
    must(buf_ok(&b));
    d->call->extra = arena_str(&d->call->arena, buf_str(&b));
    buf_release(&b);
    return err_field(
        e, RC_CONFLICT, "seen",
        "'%.*s' has changed its %.*s since you saw it: look at it, then send this again",
        STR_ARG(all[found].by), STR_ARG(names[found]));
}
