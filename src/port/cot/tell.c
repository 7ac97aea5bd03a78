/* SPDX-License-Identifier: Apache-2.0 */
/* What a client is told: the things of its view that changed since it was told last, as they are now. */
#include <string.h>

#include "port/cot/cot_priv.h"

/* ---- one thing ---- */

struct form {
    const char *type, *how;
    usec_t stale;
    int32_t argb;
};

#define RED (-65536)
#define ORANGE (-35072)

static const struct form forms[COT_THINGS] = {
    [COT_UNIT] = {"a-f-G-U-C", "m-g", 75 * USEC_S, 0},
    [COT_ALARM] = {"b-m-p-s-m", "h-g-i-g-o", 5 * USEC_MIN, RED},
    [COT_INCIDENT] = {"b-m-p-s-m", "h-g-i-g-o", 5 * USEC_MIN, ORANGE},
    [COT_AREA] = {"u-d-f", "h-e", USEC_H, 0},
};

static struct str uid_of(const struct cot_thing *t, char to[96])
{
    int n = snprintf(to, 96, "markaz.%s", t->key);
    *strchr(to, '/') = '.'; /* a path would be one in the files that clients keep */
    return (struct str){to, (size_t)n};
}

static struct str callsign_of(const struct cot_thing *t, char to[256])
{
    const char *drill = strcmp(t->practice, "drill") == 0 ? "DRILL " : "";
    int n = 0;
    if (t->kind == COT_ALARM)
        n = snprintf(to, 256, "%s%s %s", drill, t->what, t->key + strlen("alarm/"));
    else
        n = snprintf(to, 256, "%s%s", drill, t->name[0] != '\0' ? t->name : t->what);
    return (struct str){to, (size_t)n};
}

static void put_thing(struct buf *to, const struct cot_thing *t, usec_t now)
{
    char uid[96], callsign[256], remarks[300];
    const struct form *f = &forms[t->kind];
    int n = snprintf(remarks, sizeof remarks, "%s%s%s", t->text, t->text[0] != '\0' ? ", " : "",
                     t->state);
    struct cot_out o = {
        .uid = uid_of(t, uid),
        .type = f->type,
        .how = f->how,
        .time = t->kind == COT_UNIT && t->fix > 0 ? t->fix : now,
        .stale = now + f->stale,
        .lat = t->lat,
        .lon = t->lon,
        .callsign = callsign_of(t, callsign),
        .remarks = {remarks, (size_t)n},
        .argb = f->argb,
    };
    if (t->kind == COT_UNIT) {
        o.group = "Blue";
        o.role = "Team Member";
        o.has_track = t->speed >= 0;
        o.speed = t->speed;
        o.course = t->course >= 0 ? t->course : 0;
    }
    if (t->kind == COT_AREA) {
        o.lat = t->outline[0];
        o.lon = t->outline[1];
        o.remarks = STR_NONE;
        cot_write_shape(to, &o, t->outline, t->noutline);
    } else {
        cot_write(to, &o);
    }
}

static void put_news(struct cot_session *c, struct cot_thing *t, usec_t now)
{
    char uid[96];
    struct buf *to = &c->port->render;
    bool own = t->kind == COT_UNIT && strcmp(t->key + strlen("unit/"), c->unit) == 0;
    if (own || !t->shown)
        return; /* its own would stand beside the client's own mark */
    if (!t->gone)
        put_thing(to, t, now);
    else if (c->seen != 0)
        cot_write_gone(to, uid_of(t, uid), forms[t->kind].type, now);
    else
        return;
    cot_count(&c->port->figures.told);
}

/* ---- whose it is ---- */

/* Who may not see an area any more does not keep it on the map until it grows stale. */
static void tell_gone(struct cot_session *c)
{
    char uid[96];
    struct buf *to = &c->port->render;
    usec_t now = clock_utc();
    buf_clear(to);
    for (const struct cot_thing *t = c->view->first; t != NULL && c->seen != 0; t = t->next) {
        if (!t->shown || t->gone || t->version > c->seen)
            continue;
        cot_write_gone(to, uid_of(t, uid), forms[t->kind].type, now);
        if (to->n < COT_TELL_MAX)
            continue;
        port_conn_send(c->conn, buf_str(to));
        buf_clear(to);
    }
    port_conn_send(c->conn, buf_str(to));
}

static void judge(struct cot_session *c, usec_t now)
{
    struct port_state *s = c->port;
    struct principal who;
    struct err e;
    if (c->device[0] == '\0' || !settings_bool(s->host->settings, SET_COT_SHARE) ||
        (c->judged != 0 && now - c->judged < COT_RIGHTS_EVERY))
        return;
    c->judged = now;
    bool may = s->host->device(s->host, str_c(c->device), &who, &e) == RC_OK;
    if (c->view != NULL && (!may || strcmp(c->view->who.area, who.area) != 0)) {
        tell_gone(c);
        cot_view_leave(c->view);
        c->view = NULL;
    }
    if (!may || c->view != NULL)
        return;
    (void)str_copy(c->unit, sizeof c->unit, str_c(who.unit));
    c->view = cot_view_join(s, &who);
    c->seen = 0;
}

/* ---- the news ---- */

static struct cot_thing *first_news(const struct cot_session *c)
{
    struct cot_thing *t = c->view->last, *first = NULL;
    for (; t != NULL && t->version > c->seen; t = t->prev)
        first = t;
    return first;
}

/*
 * In portions, so that one who reads slowly is told the newest of each thing and not all that it was meanwhile; the loop cuts
 * off who reads nothing.
 */
void cot_tell(struct cot_session *c, usec_t now)
{
    struct port_state *s = c->port;
    judge(c, now);
    if (c->view == NULL || c->view->version == c->seen || now - c->told < COT_TELL_EVERY)
        return;
    struct cot_thing *t = first_news(c);
    uint64_t seen = c->view->version;
    usec_t clock = clock_utc();
    buf_clear(&s->render);
    for (; t != NULL; t = t->next) {
        if (s->render.n >= COT_TELL_MAX) {
            seen = t->prev->version;
            break;
        }
        put_news(c, t, clock);
    }
    if (t == NULL)
        c->told = now; /* else the rest follows at once */
    c->seen = seen;
    if (s->render.n > 0)
        port_conn_send(c->conn, buf_str(&s->render));
}
