/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was known of sites at a time that is over. Of the history only the events of areas, sites, devices and weekly tests are folded,
 * by the same fold that made the picture, so that what is counted in it is what was counted then.
 */
#include <stdatomic.h>

#include "core/core.h"
#include "desk/site/site_priv.h"

static atomic_bool reading; /* it costs a picture's memory, and a walk over the whole history */

static bool wanted(enum event_type type)
{
    const struct event ev = {.type = type};
    enum kind kind = event_kind(&ev);
    return kind == KIND_AREA || kind == KIND_SITE || kind == KIND_DEVICE || kind == KIND_SCHEDULE;
}

/* A fold wants every number, so these events get numbers of their own. */
static enum rc fold(const struct event *ev, void *arg, struct err *e)
{
    struct picture *p = arg;
    struct event one = *ev;
    UNUSED(e);
    one.seq = picture_seq(p) + 1;
    one.once = STR_NONE;
    picture_apply(p, &one);
    return RC_OK;
}

static enum rc read_all(struct core *core, usec_t at, struct picture *p, uint64_t *seq,
                        struct err *e)
{
    uint64_t last = core_durable(core), next = 0;
    enum rc rc = core_first_at(core, at, &next, e);
    if (rc != RC_OK)
        return rc;
    *seq = next - 1 < last ? next - 1 : last;
    struct core_walk w = {.from = 1, .to = *seq, .wanted = wanted, .f = fold, .arg = p};
    return *seq > 0 ? core_walk(core, &w, e) : RC_OK;
}

enum rc past_read(struct core *core, usec_t at, struct picture **out, uint64_t *seq, struct err *e)
{
    if (atomic_exchange(&reading, true))
        return err_set(e, RC_BUSY, "another report is being computed: ask again in a moment");
    struct picture *p = picture_new_unfinished();
    enum rc rc = read_all(core, at, p, seq, e);
    picture_finish(p);
    atomic_store(&reading, false);
    *out = p;
    return rc;
}
