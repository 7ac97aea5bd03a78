/* SPDX-License-Identifier: Apache-2.0 */
/* The core thread: takes calls in order, lets desks decide, folds at once, hands the events to the journal thread. */
#include <string.h>

#include "base/log.h"
#include "core/core_priv.h"
#include "core/due.h"
#include "store/fault.h"

#define BLIND_AFTER (5 * USEC_S) /* between two ticks, which are a second apart */
#define WAKES_A_ROUND 200        /* so that a flood of timers does not keep calls waiting */

usec_t (*core_clock)(void) = clock_utc;

static const struct principal itself = {.id = "core"};

/*
 * Never behind the last event. When the machine's clock was set back, time goes on from there a little slower than it
 * passes, until the clock has caught up: an alarm must escalate in that hour too.
 */
static usec_t now_of(struct core *c)
{
    usec_t now = core_clock(), steady = clock_steady(), passed = steady - c->now_steady;
    if (now < c->now)
        now = c->now + passed - passed / 100;
    if (now < picture_time(c->picture))
        now = picture_time(c->picture);
    c->now = now;
    c->now_steady = steady;
    return now;
}

static void begin(struct core *c, struct decision *d, struct batch *b, const struct principal *who,
                  struct call *call, usec_t now)
{
    memset(d, 0, sizeof *d);
    d->picture = c->picture;
    d->live = c->live;
    d->drive = c->drive;
    d->settings = c->settings;
    d->now = now;
    d->who = who;
    d->call = call;
    d->arena = &b->arena;
    d->next_seq = picture_seq(c->picture) + 1;
    d->core = c;
    d->root = seal_root;
    d->handlers = c->handlers;
    d->states = c->states;
    buf_init(&d->answer, 16u << 20);
    (void)str_copy(d->actor, sizeof d->actor, str_c(who->id));
}

static void add_to_batch(struct batch *b, const struct event *ev)
{
    if (b->n == b->cap) {
        size_t cap = b->cap > 0 ? b->cap * 2 : 64;
        const struct event **grown = arena_alloc(&b->arena, cap * sizeof(struct event *));
        if (b->n > 0)
            memcpy(grown, b->events, b->n * sizeof(struct event *));
        b->events = grown;
        b->cap = cap;
    }
    b->events[b->n++] = ev;
}

void loop_know_unit(struct core *c, struct str id)
{
    if (live_unit(c->live, id, false) != NULL)
        return;
    live_write_lock(c->live);
    (void)live_unit(c->live, id, true);
    live_unlock(c->live);
}

/* What was decided is folded at once, so that the next decide in the same batch sees it. */
static void fold(struct core *c, struct batch *b, struct decision *d)
{
    for (size_t i = 0; i < d->n; i++) {
        struct event *ev = d->events[i];
        if (ev->actor.n == 0)
            ev->actor = arena_str(&b->arena, str_c(d->actor));
        picture_apply(c->picture, ev);
        add_to_batch(b, ev);
        if (event_kind(ev) == KIND_UNIT)
            loop_know_unit(c, ev->id);
        for (int k = 0; k < c->ndesks; k++)
            if (c->desks[k]->folded != NULL)
                c->desks[k]->folded(c->states[k], c->picture, ev);
    }
}

static void answer_members(struct decision *d, struct buf *out)
{
    if (!d->quiet) {
        json_put_key(out, "id");
        json_put_string(out, str_c(d->id));
        buf_printf(out, ",\"seq\":%llu", (unsigned long long)(d->next_seq - 1 + d->n));
        buf_puts(out, buf_str(&d->answer));
    } else {
        struct str s = buf_str(&d->answer);
        buf_puts(out, s.n > 0 && s.p[0] == ',' ? (struct str){s.p + 1, s.n - 1} : s);
    }
}

static void answer(struct call *call, struct str members)
{
    buf_putc(&call->answer, '{');
    buf_puts(&call->answer, members);
    buf_putc(&call->answer, '}');
}

static void wait_in(struct batch *b, struct call *call)
{
    call->next = NULL;
    *b->calls_end = call;
    b->calls_end = &call->next;
    b->ncalls++;
}

static bool answered_before(struct core *c, struct call *call)
{
    struct str before;
    uint64_t seq;
    if (call->once == NULL || !picture_once(c->picture, str_c(call->once), &before, &seq))
        return false;
    answer(call, before);
    call->waits = second_waits(before);
    call->rc = RC_OK;
    return true;
}

/* False: it has more to do and wants another turn. */
static bool decide(struct core *c, struct batch *b, struct call *call, usec_t now)
{
    struct decision d;
    call->rc = call->route->permission == PERM_PUBLIC
                   ? RC_OK
                   : auth_still(c->picture, &call->who, now, &call->err);
    if (call->rc != RC_OK || answered_before(c, call))
        return true;
    begin(c, &d, b, &call->who, call, now);
    if (call->params[0].n > 0)
        (void)str_copy(d.id, sizeof d.id, call->params[0]);
    call->rc = second_decide(&d, call, &call->err);
    bool more = call->rc == RC_OK && d.more;
    if (more) {
        must(call->once == NULL); /* a key is answered for by one event set */
        fold(c, b, &d);
    } else if (call->rc == RC_OK) {
        struct buf members;
        buf_init(&members, 16u << 20);
        answer_members(&d, &members);
        if (call->once != NULL && d.n > 0) {
            d.events[0]->once = arena_str(&b->arena, str_c(call->once));
            d.events[0]->answer = arena_str(&b->arena, buf_str(&members));
        }
        fold(c, b, &d);
        answer(call, buf_str(&members));
        buf_release(&members);
    }
    buf_release(&d.answer);
    return !more;
}

/* Nobody sees anything of a look-up before its event is durable; what is written of a refusal stands too. */
static void look(struct core *c, struct batch *b, struct call *call, usec_t now)
{
    struct decision d;
    call->rc = auth_still(c->picture, &call->who, now, &call->err);
    if (call->rc != RC_OK)
        return;
    begin(c, &d, b, &call->who, call, now);
    d.suspended = seal_suspended(c);
    int k = c->desk_of_looks;
    call->rc = k >= 0 ? c->desks[k]->look(c->states[k], &d, call, &call->err)
                      : err_set(&call->err, RC_DENIED, "nobody keeps account of look-ups here");
    call->looked = d.n > 0 ? d.events[0]->seq : 0;
    fold(c, b, &d);
    buf_release(&d.answer);
    (void)fault_point("core.look-decided", NULL);
}

void loop_telemetry(struct core *c, struct batch *b, struct intake_job *job, struct call *call,
                    usec_t now)
{
    if (!job->replay)
        intake_live(c, job, now);
    for (int k = 0; k < c->ndesks; k++) {
        if (c->desks[k]->telemetry == NULL)
            continue;
        struct decision d;
        begin(c, &d, b, &itself, call, now);
        c->desks[k]->telemetry(c->states[k], &d, job);
        fold(c, b, &d);
        buf_release(&d.answer);
    }
}

/* One at a time, so that the second line of a device, and the one too many, meet the picture the first has left. */
static void strangers(struct core *c, struct batch *b, struct call *call, usec_t now)
{
    struct intake_job *job = call->job;
    for (uint32_t i = 0; job->strangers > 0 && i < job->n; i++) {
        struct decision d;
        if (!job->lines[i].stranger)
            continue;
        begin(c, &d, b, &call->who, call, now);
        intake_stranger(c, &d, call, &job->lines[i]);
        fold(c, b, &d);
        buf_release(&d.answer);
    }
}

/* Telemetry passes twice: judged, then (stored in between by the telemetry thread) handed to the desks. */
static bool telemetry(struct core *c, struct batch *b, struct call *call, usec_t now)
{
    struct intake_job *job = call->job;
    if (call->stage == STAGE_NEW) {
        call->rc = auth_still(c->picture, &call->who, now, &call->err);
        if (call->rc != RC_OK)
            return true;
        intake_judge(c, call, now);
        strangers(c, b, call, now);
        call->stage = STAGE_JUDGED;
        if (job->accepted > 0) {
            if (queue_put(&c->store, call))
                return false;
            call->rc = err_set(&call->err, RC_BUSY, "the centre is stopping: send this again");
            return true;
        }
        intake_answer(call);
        return true;
    }
    if (call->rc == RC_OK) {
        (void)fault_point("core.before-match", NULL);
        loop_telemetry(c, b, job, call, now);
        (void)fault_point("core.after-match", NULL);
        intake_answer(call);
    }
    intake_passed(c, job->series);
    return true;
}

static void wake_due(struct core *c, struct batch *b, usec_t now)
{
    usec_t due = 0;
    const struct entity *en;
    for (int i = 0;
         i < WAKES_A_ROUND && (en = picture_next_wake(c->picture, &due)) != NULL && due <= now;
         i++) {
        int k = c->desk_of_kind[en->kind];
        must(k >= 0 && c->desks[k]->wake != NULL);
        struct decision d;
        begin(c, &d, b, &itself, NULL, now);
        uint64_t before = picture_seq(c->picture);
        usec_t begun = clock_steady();
        const char *name = kind_table[en->kind].name.p;
        c->desks[k]->wake(c->states[k], &d, en, due);
        fold(c, b, &d);
        buf_release(&d.answer);
        hold_note(c, HOLD_TIMER, name, begun);
        /* A wake that changes nothing would come again for ever: a fault of the desk, found by its tests. */
        must(picture_seq(c->picture) > before);
    }
}

/* The process or the machine stood still, or the clock leapt: what devices did then is unknown, as after a start. */
static void say_blind(struct core *c, struct batch *b, usec_t now)
{
    struct decision d;
    struct centre blind = {0};
    begin(c, &d, b, &itself, NULL, now);
    centre_set_blind_from(&blind, c->ticked_at);
    centre_set_blind_to(&blind, now);
    (void)decision_event(&d, EV_CENTRE_BLIND, STR("centre"), &blind);
    fold(c, b, &d);
    buf_release(&d.answer);
    log_warn("core", "the centre was blind for %lld s: it stood still, or the clock leapt",
             (long long)((now - c->ticked_at) / USEC_S));
}

/* What a camera said last is a read like any other: not longer than reads are kept. */
static void forget_reads(struct core *c, usec_t now)
{
    usec_t before = now - due_series_life(c->picture, c->settings, DUE_READS);
    usec_t oldest = live_oldest_read(c->live);
    if (oldest == 0 || oldest >= before)
        return;
    live_write_lock(c->live);
    live_forget_reads(c->live, before);
    live_unlock(c->live);
}

static void tell_history(struct core *c, struct batch *b, usec_t now)
{
    struct decision d;
    begin(c, &d, b, &itself, NULL, now);
    seal_tell(c, &d);
    fold(c, b, &d);
    buf_release(&d.answer);
}

static void tick(struct core *c, struct batch *b, usec_t now)
{
    if (!c->tool && c->ticked_at != 0 && now - c->ticked_at > BLIND_AFTER)
        say_blind(c, b, now);
    c->ticked_at = now;
    c->next_tick = clock_steady() + USEC_S;
    atomic_store(&c->ticked, clock_steady());
    if (!c->tool) {
        core_alive(c);
        tell_history(c, b, now);
    }
    forget_reads(c, now);
    for (int k = 0; k < c->ndesks; k++) {
        if (c->desks[k]->tick == NULL || c->tool)
            continue;
        struct decision d;
        usec_t begun = clock_steady();
        begin(c, &d, b, &itself, NULL, now);
        c->desks[k]->tick(c->states[k], &d);
        fold(c, b, &d);
        buf_release(&d.answer);
        hold_note(c, HOLD_TICK, c->desks[k]->name, begun);
    }
}

/* A batch without events answers at once when everything seen is durable; else it waits in line behind what is not. */
static void hand_over(struct core *c, struct batch *b)
{
    pthread_mutex_lock(&c->batch_lock);
    bool idle = b->n == 0 && c->batches_out == 1;
    if (idle) {
        arena_clear(&b->arena);
        b->events = NULL;
        b->cap = 0;
        b->next = c->batch_idle;
        c->batch_idle = b;
        c->batches_out--;
    }
    pthread_mutex_unlock(&c->batch_lock);
    if (!idle) {
        batch_give(c, b);
        return;
    }
    for (struct call *call = b->calls, *next; call != NULL; call = next) {
        next = call->next;
        api_durable(c, call);
    }
}

/* One call's turn; it waits in the batch when it is over, in line for its next turn when it is not. */
static void turn(struct core *c, struct batch *b, struct call *call, usec_t now)
{
    usec_t begun = clock_steady();
    bool job = call->job != NULL, over = true;
    /* A job that goes to the telemetry thread is not ours any more, and comes back by itself. */
    if (call->stage == STAGE_LOOK)
        look(c, b, call, now);
    else
        over = job ? telemetry(c, b, call, now) : decide(c, b, call, now);
    hold_note(c, job ? HOLD_TELEMETRY : HOLD_CALL, job ? "telemetry" : call->route->command, begun);
    if (over) {
        wait_in(b, call);
    } else if (!job) {
        call->next = NULL;
        *c->going_end = call;
        c->going_end = &call->next;
    }
}

static struct call *next_going(struct core *c)
{
    struct call *call = c->going;
    if (call != NULL && (c->going = call->next) == NULL)
        c->going_end = &c->going;
    return call;
}

static void round_of(struct core *c, struct call **todo)
{
    struct batch *b = batch_take(c);
    usec_t now = now_of(c);
    size_t limit = (size_t)settings_int(c->settings, SET_STORE_BATCH_MAX);
    while (*todo != NULL && b->ncalls < CORE_BATCH_CALLS && b->n < limit) {
        struct call *call = *todo;
        *todo = call->next;
        turn(c, b, call, now);
    }
    /* Long work: one part of one of them a round. */
    struct call *going = next_going(c);
    if (going != NULL)
        turn(c, b, going, now);
    if (!c->tool) /* the tool is not the centre: its time and its settings are not */
        wake_due(c, b, now);
    if (clock_steady() >= c->next_tick)
        tick(c, b, now);
    work_round(c, now);
    hand_over(c, b);
}

static usec_t wait_until(struct core *c)
{
    usec_t until = c->next_tick, due;
    if (c->going != NULL)
        return 1; /* only look whether something came */
    if (!c->tool && picture_next_wake(c->picture, &due) != NULL) {
        usec_t at = clock_steady() + (due - now_of(c));
        until = at < until ? at : until;
    }
    return until > 0 ? until : 1;
}

/* A stop does not wait for long work: its parts so far stand. */
static void end_going(struct core *c)
{
    struct batch *b = batch_take(c);
    for (struct call *call; (call = next_going(c)) != NULL;) {
        call->rc = err_set(&call->err, RC_BUSY,
                           "the centre is stopping; a part of this is done: send it again whole");
        wait_in(b, call);
    }
    hand_over(c, b);
}

void *loop_main(void *arg)
{
    struct core *c = arg;
    c->next_tick = clock_steady() + USEC_S;
    atomic_store(&c->ticked, clock_steady());
    while (!queue_closed(&c->calls)) {
        struct call *todo = queue_take_all(&c->calls, wait_until(c));
        do
            round_of(c, &todo);
        while (todo != NULL);
    }
    end_going(c);
    return NULL;
}
