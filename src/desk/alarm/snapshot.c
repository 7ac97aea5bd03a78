/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pictures of the cameras beside an alarm. The centre has none of anybody before something happens: the camera, or the box
 * behind it, keeps its last ones itself, and is asked when an alarm is raised: one from before, one now. It is told neither of
 * what nor why, so a duress alarm asks as any other does. What was not asked for is not taken; what was goes after a day, or when
 * the hold on its alarm ends.
 */
#include <string.h>

#include "base/json.h"
#include "core/core.h"
#include "core/due.h"
#include "core/still.h"
#include "desk/alarm/alarm_priv.h"
#include "store/vault.h"

#define SNAPSHOT_MAX ((size_t)2 << 20)
#define SNAPSHOT_LIFE USEC_DAY
#define ASKED_MAX 64       /* of one alarm */
#define AGAIN (5 * USEC_S) /* one camera is not asked more often */

static void ask_one(struct decision *d, struct str alarm, struct str area, struct str camera,
                    int64_t when)
{
    struct snapshot s = {0};
    snapshot_set_alarm(&s, alarm);
    snapshot_set_camera(&s, camera);
    snapshot_set_area(&s, area);
    snapshot_set_when(&s, when);
    snapshot_set_asked_at(&s, d->now);
    snapshot_set_wake_at(&s, d->now + SNAPSHOT_LIFE);
    decision_event(d, EV_SNAPSHOT_ASKED, decision_new_id(d, KIND_SNAPSHOT), &s)->about =
        decision_ref(d, KIND_ALARM, alarm);
}

/* Calls for help and intrusions; a silent device, a test or a drill is no reason to look at people. */
static bool worth_a_look(const struct alarm *a)
{
    return a->priority <= 2 && a->kind != ALARM_KIND_HISTORY && a->practice == PRACTICE_NO;
}

/*
 * For whatever alarm, and has not answered yet: a flood of them at one site does not ask its cameras a thousand times. A person
 * asks what is there now, so a picture of before that never comes does not hold him back, nor one that failed.
 */
static bool asked_just_now(const struct decision *d, struct str camera, bool person)
{
    uint32_t n;
    const struct entity *const *list =
        picture_by(d->picture, KIND_SNAPSHOT, F_SNAPSHOT_CAMERA, camera, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct snapshot *s = list[i]->rec;
        bool counts = !person || (s->when == SNAPSHOT_WHEN_NOW && s->failed.n == 0);
        if (counts && s->stored_at == 0 && s->asked_at > d->now - AGAIN)
            return true;
    }
    return false;
}

void alarm_snapshots_ask(struct decision *d, struct str id, const struct alarm *a)
{
    struct alarm_camera cameras[ALARM_CAMERAS];
    if (!worth_a_look(a))
        return;
    struct str alarm = arena_str(d->arena, id), area = arena_str(d->arena, a->area);
    size_t n = alarm_cameras(d->picture, d->settings, a, false, cameras);
    for (size_t i = 0; i < n; i++) {
        if (asked_just_now(d, cameras[i].device->id, false))
            continue;
        /* One that has nothing but an address remembers nothing. */
        if (!((const struct device *)cameras[i].device->rec)->has_still)
            ask_one(d, alarm, area, cameras[i].device->id, SNAPSHOT_WHEN_BEFORE);
        ask_one(d, alarm, area, cameras[i].device->id, SNAPSHOT_WHEN_NOW);
    }
}

enum rc alarm_snapshots(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    struct alarm_camera cameras[ALARM_CAMERAS];
    const struct entity *en;
    uint32_t asked;
    UNUSED(s);
    enum rc rc = alarm_find(d, c, &en, e);
    if (rc != RC_OK)
        return rc;
    const struct alarm *a = en->rec;
    if (a->state == ALARM_STATE_CLOSED)
        return err_set(e, RC_CONFLICT, "it is closed: its cameras are not asked any more");
    (void)picture_by(d->picture, KIND_SNAPSHOT, F_SNAPSHOT_ALARM, en->id, &asked);
    size_t n = alarm_cameras(d->picture, d->settings, a, true, cameras), now = 0;
    struct str ids[ALARM_CAMERAS];
    for (size_t i = 0; i < n && asked + now < ASKED_MAX; i++)
        if (!asked_just_now(d, cameras[i].device->id, true))
            ids[now++] = cameras[i].device->id;
    for (size_t i = 0; i < now; i++)
        ask_one(d, en->id, a->area, ids[i], SNAPSHOT_WHEN_NOW);
    buf_printf(&d->answer, ",\"asked\":%zu", now);
    return RC_OK;
}

/* ---- the camera's side ---- */

static void put_wanted(struct buf *out, const struct entity *en)
{
    const struct snapshot *s = en->rec;
    buf_printf(out, "%s{\"id\":\"%.*s\",\"camera\":\"%.*s\",\"when\":\"%.*s\",\"asked_at\":",
               out->p[out->n - 1] == '[' ? "" : ",", STR_ARG(en->id), STR_ARG(s->camera),
               STR_ARG(enum_snapshot_when.names[s->when]));
    json_put_time(out, s->asked_at);
    buf_putc(out, '}');
}

/* A camera asks every few seconds: for its own token only its own pictures are looked at, for a gateway's those that wait. */
enum rc alarm_snapshot_wanted(const struct view_env *env, struct call *c, struct err *e)
{
    const struct picture *p = env->mirror;
    struct str devices = core_speaks_for(p, &c->who);
    struct err no;
    UNUSED(e);
    buf_cat(&c->answer, "{\"wanted\":[");
    uint32_t n;
    const struct entity *const *waiting = picture_waiting(p, env->work.now - STILL_ASKED_FOR, &n);
    for (uint32_t i = devices.n > 0 ? 0 : n; i > 0; i--) {
        const struct snapshot *s = waiting[i - 1]->rec;
        if (core_may_speak(p, &c->who, s->camera, &no) == RC_OK)
            put_wanted(&c->answer, waiting[i - 1]);
    }
    while (devices.n > 0) {
        const struct entity *const *of =
            picture_by(p, KIND_SNAPSHOT, F_SNAPSHOT_CAMERA, str_cut(&devices, ','), &n);
        for (uint32_t i = n; i > 0; i--)
            if (snapshot_waits(of[i - 1]->rec, env->work.now))
                put_wanted(&c->answer, of[i - 1]);
    }
    buf_cat(&c->answer, "]}");
    return RC_OK;
}

struct stored {
    char sha[SHA256_HEX + 1];
    usec_t at;
};

static enum rc check_wanted(const struct work_env *env, const struct call *c, struct err *e)
{
    const struct picture *p = env->lock(env->core);
    const struct snapshot *s = picture_get(p, KIND_SNAPSHOT, c->params[0]);
    enum rc rc =
        s != NULL && snapshot_waits(s, env->now)
            ? core_may_speak(p, &c->who, s->camera, e)
            : err_set(e, RC_NOT_FOUND, "the picture '%.*s' is not asked for, or not any more",
                      STR_ARG(c->params[0]));
    env->unlock(env->core);
    return rc;
}

enum rc alarm_snapshot_prepare(const struct work_env *env, struct call *c, struct err *e)
{
    struct vault_put *put = NULL;
    struct vault_item item;
    struct stored *made = arena_alloc(&c->arena, sizeof *made);
    struct str at = call_query(c, "at");
    if (!clock_parse(at, &made->at))
        return err_field(e, RC_INVALID, "at",
                         "?at= says when the picture was taken, like 2026-11-22T10:00:00Z");
    if (c->body.n > SNAPSHOT_MAX)
        return err_set(e, RC_TOO_LARGE, "a picture may have at most %zu bytes", SNAPSHOT_MAX);
    enum rc rc = check_wanted(env, c, e);
    if (rc == RC_OK)
        rc = vault_begin(env->vault, MEDIA_NONE, SNAPSHOT_MAX, &put, e);
    if (rc != RC_OK)
        return rc;
    rc = vault_write(put, c->body, e);
    if (rc != RC_OK) {
        vault_abort(put);
        return rc;
    }
    rc = vault_commit(put, NULL, env->now + SNAPSHOT_LIFE + USEC_H, &item, e);
    if (rc == RC_OK)
        sha256_hex(item.sha, made->sha);
    c->in = made;
    return rc;
}

/* The picture that the call names, when who asks may speak for its camera. */
static enum rc find_asked(const struct decision *d, const struct call *c, const struct entity **en,
                          struct err *e)
{
    *en = picture_find(d->picture, KIND_SNAPSHOT, c->params[0]);
    if (*en == NULL)
        return err_set(e, RC_NOT_FOUND, "the picture '%.*s' is not asked for any more",
                       STR_ARG(c->params[0]));
    return decision_device(d, ((const struct snapshot *)(*en)->rec)->camera, e);
}

enum rc alarm_snapshot_put(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct stored *made = c->in;
    const struct entity *en;
    enum rc rc = find_asked(d, c, &en, e);
    UNUSED(s);
    if (rc != RC_OK)
        return rc;
    const struct snapshot *old = en->rec;
    if (old->stored_at != 0)
        return RC_OK;
    struct snapshot v = {0};
    snapshot_set_at(&v, made->at < d->now ? made->at : d->now);
    snapshot_set_stored_at(&v, d->now);
    snapshot_set_sha256(&v, str_c(made->sha));
    snapshot_set_bytes(&v, (int64_t)c->body.n);
    decision_event(d, EV_SNAPSHOT_STORED, en->id, &v)->about =
        decision_ref(d, KIND_ALARM, old->alarm);
    return RC_OK;
}

enum rc alarm_snapshot_failed(struct desk_state *s, struct decision *d, struct call *c,
                              struct err *e)
{
    const struct in_snapshot_failed *in = c->in;
    const struct entity *en;
    enum rc rc = find_asked(d, c, &en, e);
    UNUSED(s);
    if (rc != RC_OK)
        return rc;
    const struct snapshot *old = en->rec;
    if (!snapshot_waits(old, d->now))
        return RC_OK;
    struct snapshot v = {0};
    snapshot_set_failed(&v, str_trim(in->reason));
    decision_event(d, EV_SNAPSHOT_FAILED, en->id, &v)->about =
        decision_ref(d, KIND_ALARM, old->alarm);
    return RC_OK;
}

static struct str file_of(const struct entity *en)
{
    return ((const struct snapshot *)en->rec)->sha256;
}

enum rc alarm_snapshot_get(const struct view_env *env, struct call *c, struct err *e)
{
    return files_answer(env, c, KIND_SNAPSHOT, file_of, "there is no such picture that you may see",
                        e);
}

/* ---- its end ---- */

void alarm_snapshot_wake(struct desk_state *s, struct decision *d, const struct entity *en)
{
    const struct snapshot *old = en->rec;
    struct str about = decision_ref(d, KIND_ALARM, old->alarm);
    usec_t until = due_held_until(d->picture, about);
    struct snapshot v = {0};
    if (until > d->now && old->stored_at != 0) {
        snapshot_set_wake_at(&v, until);
        decision_event(d, EV_SNAPSHOT_KEPT, en->id, &v)->about = about;
        files_keep(&s->files, old->sha256, until + USEC_H);
        return;
    }
    decision_event(d, EV_SNAPSHOT_DELETED, en->id, &v)->about = about;
    if (old->stored_at != 0)
        files_delete(&s->files, old->sha256);
}
