/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/alarm/alarm.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "core/raise.h"
#include "desk/alarm/alarm_priv.h"

/* ---- people ---- */

enum rc alarm_find(struct decision *d, struct call *c, const struct entity **out, struct err *e)
{
    const struct entity *en = picture_find(d->picture, KIND_ALARM, c->params[0]);
    if (en == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no alarm '%.*s' in the picture",
                       STR_ARG(c->params[0]));
    *out = en;
    return decision_area(d, ((const struct alarm *)en->rec)->area, e);
}

void alarm_write_note(struct decision *d, const struct entity *alarm, struct str text,
                      struct str step, int64_t answer)
{
    struct note n = {0};
    struct str about = decision_ref(d, KIND_ALARM, alarm->id);
    note_set_about(&n, about);
    note_set_text(&n, text);
    note_set_by(&n, decision_who(d));
    note_set_at(&n, d->now);
    note_set_area(&n, ((const struct alarm *)alarm->rec)->area);
    if (step.n > 0)
        note_set_step(&n, step);
    if (answer >= 0)
        note_set_answer(&n, answer);
    decision_event(d, EV_NOTE_ADDED, decision_new_id(d, KIND_NOTE), &n)->about = about;
}

static enum rc close_alarm(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_close *in = c->in;
    const struct entity *en;
    UNUSED(s);
    enum rc rc = alarm_find(d, c, &en, e);
    if (rc != RC_OK)
        return rc;
    const struct alarm *now = en->rec;
    if (now->state == ALARM_STATE_CLOSED)
        return err_set(e, RC_CONFLICT, "it is closed already, by '%.*s'", STR_ARG(now->closed_by));
    rc = alarm_mine(d, now, e);
    if (rc != RC_OK)
        return rc;
    if (in->note.n > 0)
        alarm_write_note(d, en, in->note, STR_NONE, -1);
    struct alarm a = raise_closed(d, now, in->disposition);
    decision_event(d, EV_ALARM_CLOSED, en->id, &a)->time = decision_time(d, in->at);
    if (in->disposition == DISPOSITION_TEST)
        alarm_closed_as_test(d, now);
    (void)str_copy(d->id, sizeof d->id, en->id);
    return RC_OK;
}

static enum rc reopen(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct entity *en;
    UNUSED(s);
    enum rc rc = alarm_find(d, c, &en, e);
    if (rc != RC_OK)
        return rc;
    const struct alarm *now = en->rec;
    if (now->state != ALARM_STATE_CLOSED)
        return err_set(e, RC_CONFLICT, "it is not closed");
    struct alarm a = {0};
    raise_own(d, now, &a);
    alarm_set_state(&a, ALARM_STATE_ACKNOWLEDGED);
    alarm_set_wake_at(&a, 0);
    (void)decision_event(d, EV_ALARM_REOPENED, en->id, &a);
    return RC_OK;
}

static enum rc add_note(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_note_add *in = c->in;
    const struct entity *en;
    UNUSED(s);
    bool answers = (in->has & BIT(F_IN_NOTE_ADD_ANSWER)) != 0;
    enum rc rc = alarm_find(d, c, &en, e);
    if (rc != RC_OK)
        return rc;
    if (answers != (in->step.n > 0))
        return err_field(e, RC_INVALID, "step", "a step and its answer are given together");
    if (answers && in->answer > STEP_ANSWER_UNREACHED)
        return err_field(e, RC_INVALID, "answer", "whether a code word fits, the centre says");
    alarm_write_note(d, en, in->text, in->step, answers ? in->answer : -1);
    (void)str_copy(d->id, sizeof d->id, d->events[d->n - 1]->id);
    return RC_OK;
}

/* ---- time ---- */

static void archive(struct decision *d, const struct entity *en)
{
    struct alarm nothing = {0};
    struct note none = {0};
    uint32_t n;
    const struct entity *const *notes =
        picture_by(d->picture, KIND_NOTE, F_NOTE_ABOUT, decision_ref(d, KIND_ALARM, en->id), &n);
    for (uint32_t i = 0; i < n; i++)
        (void)decision_event(d, EV_NOTE_ARCHIVED, notes[i]->id, &none);
    (void)decision_event(d, EV_ALARM_ARCHIVED, en->id, &nothing);
}

static void wake(struct desk_state *s, struct decision *d, const struct entity *en, usec_t due)
{
    if (en->kind == KIND_SNAPSHOT) {
        alarm_snapshot_wake(s, d, en);
        return;
    }
    if (en->kind == KIND_NOTE) {
        struct note none = {0};
        (void)decision_event(d, EV_NOTE_ARCHIVED, en->id, &none);
        return;
    }
    if (en->kind == KIND_SHELF) {
        alarm_shelf_over(d, en);
        return;
    }
    const struct alarm *now = en->rec;
    if (now->state == ALARM_STATE_CLOSED) {
        archive(d, en);
        return;
    }
    if (now->state == ALARM_STATE_ACTIVE && now->shelved_until != 0) {
        alarm_off_shelf(d, en);
        return;
    }
    if (now->offered_to.n > 0) {
        alarm_offer_lapsed(d, en);
        return;
    }
    struct alarm a = {0};
    int64_t level = now->state == ALARM_STATE_ACTIVE ? now->escalated + 1 : now->escalated;
    alarm_set_escalated(&a, level < 2 ? level : 2);
    /* From when it began to go up, not from the newest press. */
    usec_t from = due - settings_int(d->settings, SET_ALARM_ESCALATE_1_S) * USEC_S;
    bool goes_on = now->state == ALARM_STATE_ACTIVE && now->cause != ALARM_CAUSE_TEST_MISSED;
    alarm_set_wake_at(&a, goes_on ? raise_escalates_at(d, from, level) : 0);
    (void)decision_event(d, EV_ALARM_ESCALATED, en->id, &a);
}

static enum rc open_desk(struct desk_state **out, const struct settings *settings,
                         struct vault *vault, struct err *e)
{
    UNUSED(settings);
    UNUSED(e);
    *out = mem_alloc(sizeof **out);
    (*out)->magic = ALARM_MAGIC;
    files_init(&(*out)->files, vault);
    (*out)->all_changed = true;
    (*out)->all_at = UINT32_MAX;
    return RC_OK;
}

static void close_desk(struct desk_state *s)
{
    CHECK_OBJ(s, ALARM_MAGIC);
    files_release(&s->files);
    free(s->changed);
    free(s);
}

static struct desk_work *next_work(struct desk_state *s, const struct picture *p, usec_t now)
{
    UNUSED(p);
    UNUSED(now);
    return files_next(&s->files);
}

static void worked(struct desk_state *s, struct desk_work *w)
{
    files_done(&s->files, w);
}

static const struct desk_command commands[] = {
    {ROUTE_ALARM_SEND, alarm_send_prepare, false, alarm_send_decide},
    {ROUTE_ALARM_GONE, NULL, false, supervise_gone},
    {ROUTE_ALARM_ACKNOWLEDGE, NULL, false, alarm_acknowledge},
    {ROUTE_ALARM_ACKNOWLEDGE_MANY, alarm_many_prepare, false, alarm_acknowledge_many},
    {ROUTE_ALARM_SHELVE, NULL, false, alarm_shelve},
    {ROUTE_ALARM_UNSHELVE, NULL, false, alarm_unshelve},
    {ROUTE_ALARM_TAKE, NULL, false, alarm_take},
    {ROUTE_ALARM_HAND_OVER, NULL, false, alarm_hand_over},
    {ROUTE_ALARM_ACCEPT, NULL, false, alarm_accept},
    {ROUTE_ALARM_DECLINE, NULL, false, alarm_decline},
    {ROUTE_ALARM_SNAPSHOTS, NULL, false, alarm_snapshots},
    {ROUTE_ALARM_SNAPSHOT_PUT, alarm_snapshot_prepare, true, alarm_snapshot_put},
    {ROUTE_ALARM_SNAPSHOT_FAILED, NULL, false, alarm_snapshot_failed},
    {ROUTE_ALARM_CODE, alarm_code_prepare, true, alarm_code},
    {ROUTE_ALARM_CLOSE, NULL, false, close_alarm},
    {ROUTE_ALARM_REOPEN, NULL, false, reopen},
    {ROUTE_ALARM_GENUINE, NULL, false, alarm_genuine},
    {ROUTE_ALARM_NOTE, NULL, false, add_note},
};

static const struct desk_view views[] = {
    {ROUTE_ALARM_SCREEN, alarm_screen, VIEW_POOL},
    {ROUTE_ALARM_SNAPSHOT_WANTED, alarm_snapshot_wanted, VIEW_MIRROR},
    {ROUTE_ALARM_SNAPSHOT_GET, alarm_snapshot_get, VIEW_POOL},
};

const struct desk desk_alarm = {
    .magic = DESK_MAGIC,
    .name = "alarm",
    .commands = commands,
    .ncommands = ARRAY_LEN(commands),
    .views = views,
    .nviews = ARRAY_LEN(views),
    .open = open_desk,
    .close = close_desk,
    .folded = supervise_folded,
    .work = next_work,
    .worked = worked,
    .wake = wake,
    .telemetry = supervise_telemetry,
    .tick = supervise_tick,
};
