/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tablet's line to the centre: first the picture, then the stream from where the picture ends.
 */
#include "base/log.h"
#include "pick.h"
#include "tablet_priv.h"

#define TOPICS "topics=unit,dispatch,road"
#define LOADS_MAX 16    /* pictures loaded at once: they are the centre's dearest answers */
#define LOAD_PAUSE_S 1. /* until it is tried again whether there is room */

static void try_again(void *user, uint64_t arg, usec_t at)
{
    UNUSED(arg);
    UNUSED(at);
    struct tablet *t = user;
    if (t->line == LINE_DOWN)
        line_start(t);
}

static void line_down(struct tablet *t)
{
    t->line = LINE_DOWN;
    double pause = 0.5 * (double)(1u << (t->failures < 5 ? t->failures : 5));
    t->failures++;
    pause = (pause < 15 ? pause : 15) * rng_between(&t->acts.rng, 0.7, 1.3);
    agenda_add(t->w->agenda, t->w->now + world_wall(t->w, pause), try_again, t, 0);
}

static bool on_bytes(void *user, struct str bytes)
{
    struct tablet *t = user;
    if (!sse_feed(&t->sse, bytes)) {
        t->lost_place = true;
        return false;
    }
    return !t->lost_place;
}

static void on_ended(void *user, long status)
{
    struct tablet *t = user;
    t->stream = 0;
    if (status == 401)
        tablet_refused(t);
    if (status >= 400)
        t->lost_place = true;
    line_down(t);
}

static void open_stream(struct tablet *t)
{
    sse_restart(&t->sse);
    struct client_listen listen = {.path = "/api/v1/stream?" TOPICS,
                                   .token = t->token,
                                   .last_id = t->sse.last_id,
                                   .bytes = on_bytes,
                                   .ended = on_ended,
                                   .user = t};
    t->stream = client_listen(t->w->client, &listen);
    if (t->stream)
        t->line = LINE_OPEN;
    else
        line_down(t);
}

static void on_picture(void *user, const struct client_reply *reply)
{
    struct tablet *t = user;
    t->loading = false;
    --*t->w->loading;
    bool good = reply->status == 200;
    if (reply->status == 401)
        tablet_refused(t);
    if (good && t->line == LINE_LOADING &&
        !pick_text(reply->body, "stream_id", t->sse.last_id, sizeof(t->sse.last_id)))
        good = false;
    if (t->line == LINE_LOADING)
        memset(t->tips, 0, sizeof(t->tips)); /* the picture says which are still live */
    if (good)
        tablet_picture(t, reply->body);
    if (t->line == LINE_LOADING) {
        t->lost_place = !good;
        if (good)
            open_stream(t);
        else
            line_down(t);
    } else if (t->refresh_again) {
        t->refresh_again = false;
        line_refresh(t);
    }
}

static bool load(struct tablet *t)
{
    if (*t->w->loading >= LOADS_MAX)
        return false;
    struct client_call call = {.method = "GET",
                               .path = "/api/v1/picture?" TOPICS,
                               .token = t->token,
                               .done = on_picture,
                               .user = t};
    t->loading = client_send(t->w->client, &call);
    *t->w->loading += t->loading;
    return t->loading;
}

static void refresh_later(void *user, uint64_t arg, usec_t at)
{
    UNUSED(arg);
    UNUSED(at);
    line_refresh(user);
}

void line_refresh(struct tablet *t)
{
    if (t->loading)
        t->refresh_again = true;
    else if (t->line == LINE_OPEN && !load(t))
        agenda_add(t->w->agenda, t->w->now + world_wall(t->w, LOAD_PAUSE_S), refresh_later, t, 0);
}

void line_start(struct tablet *t)
{
    if (t->deaf) {
        tablet_duty_on(t);
        return;
    }
    if (t->loading)
        return; /* its answer will find out that the line is down */
    if (!t->lost_place && t->sse.last_id[0]) {
        open_stream(t);
        return;
    }
    t->line = LINE_LOADING;
    if (load(t))
        return;
    t->line = LINE_DOWN;
    agenda_add(t->w->agenda, t->w->now + world_wall(t->w, LOAD_PAUSE_S), try_again, t, 0);
}
