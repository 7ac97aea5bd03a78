/* SPDX-License-Identifier: Apache-2.0 */
/* What has become of the sealed history: told to people as events, alarms, status and figures. */
#include <limits.h>
#include <string.h>

#include "core/core_priv.h"
#include "core/raise.h"

#define OF_FAULT STR("history") /* in the place of a device: two matters, two alarms */
#define OF_SUSPENSION STR("witnesses")
#define FIRST_ROUND \
    (60 * USEC_S) /* after a start, until which it may take to reach the witnesses */
#define BROKEN_FOR \
    (20 * USEC_S) /* until a signer that is gone and a full disk are more than a moment's trouble */

static bool has_policy(const struct core *c)
{
    return settings_text(c->settings, SET_HISTORY_WITNESS_POLICY)[0] != '\0';
}

bool seal_suspended(const struct core *c)
{
    if (c == NULL || !has_policy(c))
        return false;
    usec_t most = settings_int(c->settings, SET_HISTORY_SUSPEND_S) * USEC_S;
    return clock_steady() - atomic_load(&c->seal.cosigned) > most;
}

bool seal_root(struct core *c, uint64_t size, struct sha256 *out)
{
    struct seal_asked *a = &c->seal.asked;
    pthread_mutex_lock(&c->seal.lock);
    if (a->size != size)
        *a = (struct seal_asked){.size = size};
    bool known = a->known;
    *out = a->root;
    pthread_mutex_unlock(&c->seal.lock);
    return known;
}

static void raise(struct decision *d, struct str of, const char *detail)
{
    const struct entity *open = raise_open(d->picture, of, ALARM_KIND_HISTORY);
    struct alarm a = raise_press(d, open, of, ALARM_KIND_HISTORY, d->now);
    alarm_set_detail(&a, str_c(detail));
    (void)raise_event(d, open, &a);
}

static void tell_suspension(struct core *c, struct decision *d, const struct centre *told)
{
    bool is = seal_suspended(c);
    struct centre data = {0};
    if (is == (told->suspended_at != 0))
        return;
    if (is && atomic_load(&c->seal.rounds) == 0 && d->now - c->started_at < FIRST_ROUND)
        return;
    centre_set_suspended_at(&data, is ? d->now : 0);
    (void)decision_event(d, is ? EV_HISTORY_SUSPENDED : EV_HISTORY_RESUMED, STR("centre"), &data);
    if (is)
        raise(d, OF_SUSPENSION,
              "no checkpoint of the history was cosigned by its witnesses: look-ups are suspended");
}

static int64_t fault_of(struct core *c, char why[static 240])
{
    struct seal *s = &c->seal;
    usec_t since = atomic_load(&s->broken_since);
    bool broken =
        atomic_load(&s->lost) || (atomic_load(&s->broken) && clock_steady() - since > BROKEN_FOR);
    bool refused = !broken && atomic_load(&s->refused);
    pthread_mutex_lock(&s->lock);
    (void)str_copy(why, 240, str_c(broken ? s->why : refused ? s->witnessed.refusal : ""));
    pthread_mutex_unlock(&s->lock);
    return broken ? HISTORY_FAULT_BROKEN : refused ? HISTORY_FAULT_REFUSED : HISTORY_FAULT_NONE;
}

static void tell_fault(struct core *c, struct decision *d, const struct centre *told)
{
    static const enum event_type says[] = {[HISTORY_FAULT_NONE] = EV_HISTORY_WELL,
                                           [HISTORY_FAULT_REFUSED] = EV_HISTORY_REFUSED,
                                           [HISTORY_FAULT_BROKEN] = EV_HISTORY_BROKEN};

    char why[240];
    struct centre data = {0};
    int64_t fault = fault_of(c, why);
    if (fault == told->history_fault)
        return;
    centre_set_history_fault(&data, fault);
    centre_set_history_said(&data, str_c(why));
    (void)decision_event(d, says[fault], STR("centre"), &data);
    if (fault != HISTORY_FAULT_NONE)
        raise(d, OF_FAULT, why);
}

void seal_tell(struct core *c, struct decision *d)
{
    const struct centre *told = picture_get(d->picture, KIND_CENTRE, STR("centre"));
    must(told != NULL);
    tell_fault(c, d, told);
    tell_suspension(c, d, told);
}

/* ---- status and figures ---- */

static void put_time(struct buf *out, const char *name, usec_t at)
{
    json_put_key(out, name);
    json_put_time(out, at);
}

static void put_text(struct buf *out, const char *name, const char *text)
{
    json_put_key(out, name);
    json_put_string(out, str_c(text));
}

static void put_witness(struct buf *out, const struct seal_witness *w)
{
    static const char *const replies[] = {
        [TLOG_REPLY_COSIGNED] = "cosigned", [TLOG_REPLY_AGAIN] = "trouble",
        [TLOG_REPLY_AHEAD] = "ahead",       [TLOG_REPLY_OTHER] = "other",
        [TLOG_REPLY_UNKNOWN] = "unknown",   [TLOG_REPLY_REFUSED] = "refused",
        [TLOG_REPLY_TROUBLE] = "trouble"};
    buf_putc(out, '{');
    put_text(out, "label", w->label);
    buf_putc(out, ',');
    put_text(out, "name", w->name);
    buf_putc(out, ',');
    put_text(out, "says", w->asked ? replies[w->reply] : "unasked");
    buf_putc(out, ',');
    put_text(out, "why", w->why);
    buf_putc(out, ',');
    put_time(out, "cosigned_at", w->at);
    buf_printf(out, ",\"size\":%llu}", (unsigned long long)w->size);
}

/* Numbers are those of entries: "lost_from" to "lost_to" of the old log, both null when no loss is known. */
static void put_renewed(struct buf *out, const struct seal_renewed *r)
{
    json_put_key(out, "renewed");
    if (r->at == 0) {
        buf_cat(out, "null");
        return;
    }
    buf_putc(out, '{');
    put_text(out, "origin", r->origin);
    buf_putc(out, ',');
    put_text(out, "old", r->old);
    buf_putc(out, ',');
    put_time(out, "at", r->at);
    buf_printf(out, ",\"kept\":%llu,", (unsigned long long)r->kept);
    if (r->lost_to != 0)
        buf_printf(out, "\"lost_from\":%llu,\"lost_to\":%llu}", (unsigned long long)r->kept + 1,
                   (unsigned long long)r->lost_to);
    else
        buf_cat(out, "\"lost_from\":null,\"lost_to\":null}");
}

void seal_status(struct core *c, struct buf *out)
{
    struct seal *s = &c->seal;
    const struct seal_witnessed *w = &s->witnessed;
    buf_printf(out,
               "\"history\":{\"size\":%llu,\"broken\":%s,\"refused\":%s,\"policy\":%s,"
               "\"suspended\":%s,\"demo\":%s,",
               (unsigned long long)atomic_load(&s->size),
               atomic_load(&s->broken) ? "true" : "false",
               atomic_load(&s->refused) ? "true" : "false", has_policy(c) ? "true" : "false",
               seal_suspended(c) ? "true" : "false",
               settings_bool(c->settings, SET_DEMO_ENABLED) ? "true" : "false");
    put_renewed(out, &s->renewed);
    buf_putc(out, ',');
    pthread_mutex_lock(&s->lock);
    put_text(out, "key", s->key);
    buf_putc(out, ',');
    put_text(out, "fault", w->fault);
    buf_printf(out, ",\"need\":%u,\"of\":%u,", w->need, w->of);
    put_time(out, "cosigned_at", w->at);
    buf_printf(out, ",\"cosigned_size\":%llu,\"witnesses\":[", (unsigned long long)w->size);
    for (uint32_t i = 0; i < w->n; i++) {
        if (i > 0)
            buf_putc(out, ',');
        put_witness(out, &w->one[i]);
    }
    pthread_mutex_unlock(&s->lock);
    buf_cat(out, "],");
    seal_stamp_status(c, out);
    buf_putc(out, '}');
}

void seal_metrics(struct core *c, struct buf *out)
{
    struct seal *s = &c->seal;
    pthread_mutex_lock(&s->lock);
    uint32_t n = s->witnessed.n;
    uint64_t size = s->witnessed.size;
    usec_t at = s->witnessed.at;
    pthread_mutex_unlock(&s->lock);
    metric(out, "markaz_history_size", "gauge", "entries that the last signed checkpoint covers",
           (double)atomic_load(&s->size));
    metric(out, "markaz_history_broken", "gauge", "1: checkpoints are not signed any more",
           atomic_load(&s->broken) ? 1 : 0);
    metric(out, "markaz_history_refused", "gauge", "1: a witness has seen another history",
           atomic_load(&s->refused) ? 1 : 0);
    metric(out, "markaz_history_suspended", "gauge",
           "1: look-ups are suspended for want of witnesses", seal_suspended(c) ? 1 : 0);
    metric(out, "markaz_witnesses", "gauge", "witnesses of the policy", n);
    metric(out, "markaz_witnesses_cosigned", "gauge", "of them, who cosigned when asked last",
           atomic_load(&s->signers));
    metric(out, "markaz_cosigned_size", "gauge", "entries that the last cosigned checkpoint covers",
           (double)size);
    metric(out, "markaz_cosigned_age_seconds", "gauge",
           "since the last cosigned checkpoint; before the first, since the start",
           (double)(clock_utc() - (at != 0 ? at : c->started_at)) / 1e6);
    seal_stamp_metrics(c, out);
}

/* The counts of a cosigned checkpoint that an earlier run has left are not known any more: then the newest. */
enum rc seal_view_public(const struct view_env *env, struct call *c, struct err *e)
{
    struct core *core = env->work.core;
    struct seal *s = &core->seal;
    pthread_mutex_lock(&s->lock);
    bool cosigned = s->witnessed.tally.size > 0;
    struct tally tally = cosigned ? s->witnessed.tally : s->tally;
    struct sha256 root = cosigned ? s->witnessed.root : s->root;
    pthread_mutex_unlock(&s->lock);
    if (tally.size == 0)
        return err_set(e, RC_BUSY, "no checkpoint has been signed yet: try again in a moment");
    buf_printf(&c->answer, "{\"size\":%llu,\"root\":\"", (unsigned long long)tally.size);
    base64_put(&c->answer, root.b, SHA256_LEN);
    buf_printf(&c->answer, "\",\"cosigned\":%s,\"counts\":", cosigned ? "true" : "false");
    tally_put(&c->answer, &tally);
    buf_cat(&c->answer, ",\"looks\":");
    tally_put_looks(&c->answer, &tally);
    buf_cat(&c->answer, ",\"now\":\"");
    clock_format(&c->answer, env->work.now);
    buf_cat(&c->answer, "\",");
    seal_status(core, &c->answer);
    buf_putc(&c->answer, '}');
    return RC_OK;
}
