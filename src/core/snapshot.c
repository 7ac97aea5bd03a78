/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The centre's own snapshots, for its next start. The two newest are kept, and of damaged ones the newest, to be looked at; but none that is older than the
 * last erasure: it may hold what was erased.
 */
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "core/core_priv.h"
#include "core/past.h"

#define SNAPSHOT_KEEP 2
#define FORGET_MOST (30 * USEC_MIN) /* between an erasure and a snapshot without what was erased */

uint64_t snapshot_last_erasure(const struct picture *p)
{
    uint64_t last = 0;
    for (uint32_t i = 0; i < picture_count(p, KIND_POLICY); i++) {
        const struct policy *y = picture_at(p, KIND_POLICY, i)->rec;
        last = (uint64_t)y->erase_seq > last ? (uint64_t)y->erase_seq : last;
    }
    return last;
}

void snapshot_clean(const char *dir)
{
    snapshot_drop(dir, SNAPSHOT_FOLDER, SNAPSHOT_LEFTOVER, 0, 0);
    snapshot_drop(dir, SNAPSHOT_FOLDER, SNAPSHOT_DAMAGED, 1, 0);
}

enum rc snapshot_load(const char *dir, uint64_t newest, bool alone, struct picture *into,
                      struct err *e)
{
    return snapshot_read(dir, SNAPSHOT_FOLDER, newest, alone, into, e);
}

enum rc snapshot_save(const char *dir, const char *journal, const struct snapshot_source *from,
                      struct err *e)
{
    must(from->lock == NULL || pthread_rwlock_rdlock(from->lock) == 0);
    uint64_t seq, erasure = snapshot_last_erasure(from->picture);
    must(from->lock == NULL || pthread_rwlock_unlock(from->lock) == 0);
    enum rc rc = snapshot_write(dir, SNAPSHOT_FOLDER, journal, from, &seq, e);
    if (rc != RC_OK)
        return rc;
    snapshot_drop(dir, SNAPSHOT_FOLDER, SNAPSHOT_WHOLE, SNAPSHOT_KEEP, erasure);
    snapshot_drop(dir, SNAPSHOT_FOLDER, SNAPSHOT_DAMAGED, SNAPSHOT_KEEP, erasure);
    return RC_OK;
}

/* ---- the snapshot thread ---- */

/* What was erased since the last snapshot goes from the snapshots by writing another: not at once, as more may be due. */
static bool must_forget(struct core *c, uint64_t since)
{
    const struct picture *mirror = core_mirror_lock(c);
    uint64_t last = snapshot_last_erasure(mirror);
    core_mirror_unlock(c);
    return last > since;
}

static usec_t forget_after(const struct core *c)
{
    usec_t every = settings_int(c->settings, SET_RETENTION_EVERY_S) * USEC_S;
    return every < FORGET_MOST ? every : FORGET_MOST;
}

uint64_t snapshot_entities(struct core *c)
{
    uint64_t entities = 0;
    const struct picture *mirror = core_mirror_lock(c);
    for (int k = 0; k < KIND_COUNT; k++)
        entities += picture_count(mirror, (enum kind)k);
    core_mirror_unlock(c);
    return entities;
}

/*
 * A start loads the snapshot and folds what came after it. So the next one is due after store.snapshot_every events, and
 * not before as many as there are entities: writing costs no more than a share of each event then, and folding again takes
 * about as long as loading at most.
 */
static bool is_due(struct core *c, uint64_t since, usec_t written)
{
    uint64_t passed = atomic_load(&c->durable) - since;
    if (passed > 0 && clock_steady() - written >= forget_after(c) && must_forget(c, since))
        return true;
    if (passed < (uint64_t)settings_int(c->settings, SET_STORE_SNAPSHOT_EVERY))
        return false;
    return passed >= snapshot_entities(c);
}

void *snapshot_main(void *arg)
{
    struct core *c = arg;
    const struct snapshot_source mirror = {c->mirror, &c->mirror_lock, &c->stopping, false};
    const struct timespec moment = {0, 100 * 1000 * 1000};
    uint64_t since = c->snapshot_seq;
    usec_t written = clock_steady();
    (void)setpriority(PRIO_PROCESS, (id_t)gettid(), 10); /* of this thread alone */
    while (!atomic_load(&c->stopping)) {
        struct err e = {0};
        (void)nanosleep(&moment, NULL);
        past_keep(c);
        if (!is_due(c, since, written))
            continue;
        usec_t begun = written = clock_steady();
        since = atomic_load(&c->durable);
        enum rc rc = snapshot_save(c->dir, c->journal_id, &mirror, &e);
        if (rc == RC_OK)
            log_info("core", "snapshot written in %lld ms",
                     (long long)((clock_steady() - begun) / USEC_MS));
        else if (rc != RC_BUSY)
            log_warn("core", "could not write a snapshot: %s", e.detail);
    }
    return NULL;
}
