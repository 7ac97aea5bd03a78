/* SPDX-License-Identifier: Apache-2.0 */
#include "core/core.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/zone.h"
#include "core/core_priv.h"
#include "core/gazetteer.h"
#include "core/past.h"
#include "core/replay.h"
#include "core/still.h"
#include "core/stranger.h"
#include "core/thin.h"

#define JOURNAL_CACHE_KIB 16384 /* rows are only added: its last pages are enough */
#define CLOCK_DIFFERS USEC_MIN  /* at a start, worth a word */

static void host_call_wait(const struct port_host *h, struct call *c)
{
    core_call_wait(h->core, c);
}

static bool host_ready(const struct port_host *h)
{
    const struct core *c = h->core;
    return atomic_load(&c->ready);
}

static enum rc host_session(const struct port_host *h, struct str cookie, struct principal *out,
                            struct err *e)
{
    return auth_session(h->core, cookie, out, e);
}

static enum rc host_token(const struct port_host *h, struct str token, struct principal *out,
                          struct err *e)
{
    return auth_token(h->core, token, out, e);
}

static enum rc host_device(const struct port_host *h, struct str device, struct principal *out,
                           struct err *e)
{
    return auth_device(h->core, device, out, e);
}

static void host_metrics(const struct port_host *h, port_metrics_f *write, void *arg)
{
    struct core *c = h->core;
    must(c->nport_metrics < PORT_METRICS_MAX);
    c->port_metrics[c->nport_metrics].write = write;
    c->port_metrics[c->nport_metrics++].arg = arg;
}

static void host_panel(const struct port_host *h, struct str account,
                       char device[static ID_MAX + 1])
{
    uint32_t n;
    const struct picture *p = core_mirror_lock(h->core);
    const struct entity *const *list = picture_by(p, KIND_DEVICE, F_DEVICE_ACCOUNT, account, &n);
    if (n > 0)
        (void)str_copy(device, ID_MAX + 1, list[0]->id);
    else
        (void)snprintf(device, ID_MAX + 1, STRANGER_PANEL "%.*s", STR_ARG(account));
    core_mirror_unlock(h->core);
}

static size_t host_stills(const struct port_host *h, struct still_wanted *out, size_t max)
{
    const struct picture *p = core_mirror_lock(h->core);
    size_t n = stills_waiting(p, core_clock(), out, max);
    core_mirror_unlock(h->core);
    return n;
}

static void add_desk(struct core *c, const struct desk *d)
{
    CHECK_OBJ(d, DESK_MAGIC);
    must(c->ndesks < CORE_DESKS_MAX);
    int k = c->ndesks++;
    c->desks[k] = d;
    for (size_t i = 0; i < d->ncommands; i++) {
        must(c->handlers[d->commands[i].route].command == NULL &&
             c->handlers[d->commands[i].route].view == NULL);
        c->handlers[d->commands[i].route].desk = k;
        c->handlers[d->commands[i].route].command = &d->commands[i];
    }
    for (size_t i = 0; i < d->nviews; i++) {
        must(c->handlers[d->views[i].route].command == NULL &&
             c->handlers[d->views[i].route].view == NULL);
        c->handlers[d->views[i].route].desk = k;
        c->handlers[d->views[i].route].view = &d->views[i];
    }
    second_rows(c->handlers, d);
    if (d->look != NULL) {
        must(c->desk_of_looks < 0);
        c->desk_of_looks = k;
    }
    for (int kind = 0; kind < KIND_COUNT; kind++)
        if (strcmp(kind_table[kind].desk, d->name) == 0)
            c->desk_of_kind[kind] = k;
}

static void init_parts(struct core *c, const struct core_config *config)
{
    c->magic = CORE_MAGIC;
    c->settings = config->settings;
    c->tool = config->tool;
    (void)snprintf(c->dir, sizeof c->dir, "%s", settings_text(config->settings, SET_STORE_PATH));
    c->host = (struct port_host){
        PORT_HOST_MAGIC,   c,          config->settings, api_call,         host_call_wait,
        host_session,      host_token, host_device,      stream_open_host, stream_read_host,
        stream_close_host, host_ready, host_metrics,     host_panel,       host_stills};
    for (int k = 0; k < KIND_COUNT; k++)
        c->desk_of_kind[k] = -1;
    c->desk_of_looks = -1;
    add_desk(c, &desk_core);
    for (int i = 0; config->desks != NULL && config->desks[i] != NULL; i++)
        add_desk(c, config->desks[i]);
    queue_init(&c->calls);
    queue_init(&c->store);
    queue_init(&c->slow);
    must(pthread_mutex_init(&c->batch_lock, NULL) == 0);
    must(pthread_cond_init(&c->batch_more, NULL) == 0 &&
         pthread_cond_init(&c->batch_free, NULL) == 0);
    /* Writers first: a thousand streams that read must not keep a commit waiting. So no thread may lock it twice. */
    pthread_rwlockattr_t attr;
    must(pthread_rwlockattr_init(&attr) == 0);
    must(pthread_rwlockattr_setkind_np(&attr, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP) == 0);
    must(pthread_rwlock_init(&c->mirror_lock, &attr) == 0);
    pthread_rwlockattr_destroy(&attr);
    c->batch_end = &c->batch_first;
    c->going_end = &c->going;
    work_init(c);
    behind_init(&c->behind);
    seal_init(&c->seal);
    ground_init(&c->ground);
    for (int i = 0; i < CORE_BATCHES; i++) {
        struct batch *b = mem_alloc(sizeof *b);
        arena_init(&b->arena, CORE_BATCH_ARENA);
        b->next = c->batch_idle;
        c->batch_idle = b;
    }
    c->picture = picture_new();
    c->mirror = picture_new();
    c->live = live_new();
    c->streams = streams_new(c);
    c->past = past_new();
    c->drive = drive_new(c->dir);
    c->gazetteer = gazetteer_new(c->dir);
}

static void replayed(void *arg, const struct event *ev)
{
    struct core *c = arg;
    picture_apply(c->picture, ev);
    for (int k = 0; k < c->ndesks; k++)
        if (c->desks[k]->folded != NULL && c->desks[k]->loaded == NULL)
            c->desks[k]->folded(c->states[k], c->picture, ev);
}

/* A damaged snapshot is set aside and the next older one tried, from an empty picture. */
static enum rc load_snapshot(struct core *c, struct err *e)
{
    enum rc rc;
    do {
        picture_free(c->picture);
        c->picture = picture_new_unfinished();
        rc = snapshot_load(c->dir, journal_last(c->journal), false, c->picture, e);
    } while (rc == RC_CONFLICT);
    return rc;
}

static enum rc replay_tail(struct core *c, struct err *e)
{
    struct journal_reader *reader = NULL;
    enum rc rc = journal_reader_open(&reader, c->dir, e);
    if (rc == RC_OK)
        rc = replay_each(reader, picture_seq(c->picture) + 1, UINT64_MAX, false, c->picture,
                         replayed, c, e);
    journal_reader_close(reader);
    return rc;
}

static void *copy_picture(void *arg)
{
    const struct core *c = arg;
    struct picture *mirror = picture_copy(c->picture);
    picture_finish(mirror);
    return mirror;
}

static void finish_pictures(struct core *c)
{
    pthread_t copier;
    void *mirror;
    must(pthread_create(&copier, NULL, copy_picture, c) == 0);
    picture_finish(c->picture);
    must(pthread_join(copier, &mirror) == 0);
    picture_free(c->mirror);
    c->mirror = mirror;
}

static long long ms_since(usec_t *begin)
{
    usec_t now = clock_steady(), took = now - *begin;
    *begin = now;
    return took / USEC_MS;
}

static enum rc load(struct core *c, struct err *e)
{
    usec_t begin = clock_steady(), part = begin;
    enum rc rc = load_snapshot(c, e);
    uint64_t saved = c->snapshot_seq = picture_seq(c->picture);
    long long snapshot = ms_since(&part);
    if (rc == RC_OK)
        rc = replay_tail(c, e);
    if (rc != RC_OK)
        return rc;
    long long tail = ms_since(&part);
    finish_pictures(c);
    for (int k = 0; k < c->ndesks && rc == RC_OK; k++)
        if (c->desks[k]->loaded != NULL && picture_seq(c->picture) > 0)
            rc = c->desks[k]->loaded(c->states[k], c->picture, e);
    if (rc != RC_OK)
        return rc;
    atomic_store(&c->durable, picture_seq(c->picture));
    for (uint32_t i = 0; i < picture_count(c->picture, KIND_UNIT); i++)
        loop_know_unit(c, picture_at(c->picture, KIND_UNIT, i)->id);
    log_info("core",
             "picture of %llu events ready in %lld ms: snapshot %lld, %llu events after it %lld, "
             "look-ups and mirror %lld",
             (unsigned long long)picture_seq(c->picture),
             (long long)((clock_steady() - begin) / USEC_MS), snapshot,
             (unsigned long long)(picture_seq(c->picture) - saved), tail, ms_since(&part));
    usec_t behind = picture_time(c->picture) - core_clock();
    if (behind > CLOCK_DIFFERS)
        log_warn(
            "core",
            "the machine's clock is %lld s behind the last event: either it is wrong now, or it was "
            "ahead then; until it has caught up, what comes with the right time counts as old",
            (long long)(behind / USEC_S));
    return RC_OK;
}

/* The first event of every journal names it. Synced before anything else happens. */
static enum rc genesis(struct core *c, struct err *e)
{
    uint8_t raw[12];
    struct buf name;
    random_bytes(raw, sizeof raw);
    buf_init(&name, 64);
    hex_put(&name, raw, sizeof raw);
    struct centre data = {0};
    centre_set_journal(&data, buf_str(&name));
    centre_set_version(&data, STR(MARKAZ_VERSION));
    struct event ev = {.seq = 1,
                       .time = core_clock(),
                       .recorded = core_clock(),
                       .type = EV_JOURNAL_GENESIS,
                       .id = STR("centre"),
                       .actor = STR("core"),
                       .data = &data};
    const struct event *events[1] = {&ev};
    enum rc rc = journal_append(c->journal, events, 1, e);
    if (rc == RC_OK) {
        picture_apply(c->picture, &ev);
        picture_apply(c->mirror, &ev);
        atomic_store(&c->durable, 1);
    }
    buf_release(&name);
    return rc;
}

/*
 * A history that was begun anew has numbers again that were given before: whoever followed it by number must not go on from there,
 * so to streams it is another journal.
 */
static void name_journal(struct core *c, const struct centre *centre)
{
    if (centre->log_origin.n == 0)
        (void)str_copy(c->journal_id, sizeof c->journal_id, centre->journal);
    else
        (void)snprintf(c->journal_id, sizeof c->journal_id, "%.*s-%llx", STR_ARG(centre->journal),
                       (unsigned long long)(centre->log_at / USEC_S));
}

static enum rc open_all(struct core *c, struct err *e)
{
    if (mkdir(c->dir, 0700) != 0 && errno != EEXIST)
        return err_set(e, RC_IO, "cannot make the store's directory '%s'", c->dir);
    enum rc rc = lock_take(&c->lock, c->dir, e);
    if (rc == RC_OK)
        snapshot_clean(c->dir);
    if (rc == RC_OK)
        rc = journal_open(&c->journal, c->dir, JOURNAL_CACHE_KIB, e);
    if (rc == RC_OK)
        rc = journal_index_open(&c->index, c->dir, e);
    if (rc == RC_OK)
        rc = vault_open(&c->vault, c->dir, e);
    if (rc == RC_OK && !intake_open(c, e))
        rc = e->code;
    for (int k = 0; k < c->ndesks && rc == RC_OK; k++)
        if (c->desks[k]->open != NULL)
            rc = c->desks[k]->open(&c->states[k], c->settings, c->vault, e);
    if (rc == RC_OK)
        rc = load(c, e);
    if (rc == RC_OK && picture_seq(c->picture) == 0)
        rc = genesis(c, e);
    if (rc == RC_OK) {
        const struct centre *centre = picture_get(c->picture, KIND_CENTRE, STR("centre"));
        if (centre == NULL)
            return err_set(e, RC_CORRUPT, "the journal does not begin with a genesis event");
        name_journal(c, centre);
        seal_know(&c->seal, centre);
    }
    return rc;
}

enum rc core_open(struct core **out, const struct core_config *config, struct err *e)
{
    struct core *c = mem_alloc(sizeof *c);
    c->lock.fd = -1;
    init_parts(c, config);
    enum rc rc = zone_set(settings_text(config->settings, SET_CENTRE_ZONE), e);
    if (rc == RC_OK)
        rc = open_all(c, e);
    if (rc != RC_OK) {
        core_close(c);
        return rc;
    }
    *out = c;
    return RC_OK;
}

/*
 * The last sign of life of the process before us: its last event, or the time of the file it touches each second. What
 * happened between then and now nobody could tell us.
 */
static usec_t alive_until(const struct core *c)
{
    char path[500];
    struct stat st;
    usec_t last = picture_time(c->picture);
    (void)snprintf(path, sizeof path, "%s/alive", c->dir);
    usec_t touched =
        stat(path, &st) == 0 ? st.st_mtim.tv_sec * USEC_S + st.st_mtim.tv_nsec / 1000 : 0;
    return touched > last && touched <= core_clock() ? touched : last;
}

void core_alive(struct core *c)
{
    char path[500];
    (void)snprintf(path, sizeof path, "%s/alive", c->dir);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return; /* a full disk is told of elsewhere */
    (void)futimens(fd, NULL);
    (void)close(fd);
}

/* A first batch says that the centre started and since when it was blind. */
static void say_started(struct core *c)
{
    const struct centre *before = picture_get(c->picture, KIND_CENTRE, STR("centre"));
    struct batch *b = batch_take(c);
    struct decision d = {
        .picture = c->picture, .live = c->live, .settings = c->settings, .arena = &b->arena};
    usec_t last = alive_until(c);
    c->started_at = core_clock() > last ? core_clock() : last;
    d.now = c->started_at;
    d.next_seq = picture_seq(c->picture) + 1;
    struct centre started = {0};
    centre_set_version(&started, STR(MARKAZ_VERSION));
    centre_set_started_at(&started, d.now);
    (void)decision_event(&d, EV_CENTRE_STARTED, STR("centre"), &started);
    if (before != NULL && before->started_at != 0) {
        struct centre blind = {0};
        centre_set_blind_from(&blind, last);
        centre_set_blind_to(&blind, d.now);
        (void)decision_event(&d, EV_CENTRE_BLIND, STR("centre"), &blind);
    }
    b->events = arena_alloc(&b->arena, d.n * sizeof(struct event *));
    for (size_t i = 0; i < d.n; i++) {
        d.events[i]->actor = STR("core");
        picture_apply(c->picture, d.events[i]);
        for (int k = 0; k < c->ndesks; k++)
            if (c->desks[k]->folded != NULL)
                c->desks[k]->folded(c->states[k], c->picture, d.events[i]);
        b->events[b->n++] = d.events[i];
    }
    b->cap = b->n;
    uint64_t seq = picture_seq(c->picture);
    batch_give(c, b);
    while (atomic_load(&c->durable) < seq) {
        const struct timespec moment = {0, 1000 * 1000};
        (void)nanosleep(&moment, NULL);
    }
}

/* Its name is what `top -H` and a debugger show of it: at most 15 characters. */
static void start(pthread_t *t, const char *name, void *(*work)(void *), void *arg)
{
    must(pthread_create(t, NULL, work, arg) == 0);
    (void)pthread_setname_np(*t, name);
}

enum rc core_start(struct core *c, struct err *e)
{
    CHECK_OBJ(c, CORE_MAGIC);
    c->threads = true;
    atomic_store(&c->behind.indexed, journal_index_last(c->index));
    c->behind.given = atomic_load(&c->durable);
    start(&c->behind.thread, "index", behind_main, c);
    start(&c->journal_thread, "journal", commit_main, c);
    if (!c->tool)
        say_started(c);
    enum rc rc = RC_OK;
    for (int k = 0; k < c->ndesks && rc == RC_OK; k++) {
        usec_t begun = clock_steady();
        if (c->desks[k]->start == NULL)
            continue;
        rc = c->desks[k]->start(c->states[k], c->picture, e);
        log_info("core", "desk '%s' ready in %lld ms", c->desks[k]->name,
                 (long long)((clock_steady() - begun) / USEC_MS));
    }
    if (rc == RC_OK)
        rc = intake_replay(c, e);
    if (rc != RC_OK)
        return rc;
    start(&c->work_thread, "work", work_main, c);
    start(&c->core_thread, "core", loop_main, c);
    start(&c->telemetry_thread, "telemetry", intake_main, c);
    for (size_t i = 0; i < ARRAY_LEN(c->pool_thread); i++)
        start(&c->pool_thread[i], "pool", pool_main, c);
    start(&c->stream_thread, "stream", streams_main, c->streams);
    start(&c->snapshot_thread, "snapshot", snapshot_main, c);
    start(&c->thin_thread, "thin", thin_main, c);
    if (!c->tool)
        start(&c->drive_thread, "drive", drive_main, c);
    c->sealing = !c->tool; /* the tool writes what the centre signs when it starts */
    if (c->sealing) {
        start(&c->seal.thread, "seal", seal_main, c);
        start(&c->seal.witness_thread, "witness", seal_witness_main, c);
        start(&c->seal.stamp_thread, "stamp", seal_stamp_main, c);
    }
    atomic_store(&c->ready, true);
    return RC_OK;
}

void core_announce(struct core *c)
{
    CHECK_OBJ(c, CORE_MAGIC);
    atomic_store(&c->announced, true);
}

static void end_batches(struct core *c)
{
    pthread_mutex_lock(&c->batch_lock);
    c->batch_closed = true;
    pthread_cond_broadcast(&c->batch_more);
    pthread_mutex_unlock(&c->batch_lock);
    pthread_join(c->journal_thread, NULL);
}

void core_stop(struct core *c)
{
    CHECK_OBJ(c, CORE_MAGIC);
    if (!c->threads)
        return;
    bool whole = atomic_exchange(&c->ready, false);
    atomic_store(&c->announced, false);
    atomic_store(&c->stopping, true);
    if (whole) {
        pthread_join(c->snapshot_thread, NULL);
        pthread_join(c->thin_thread, NULL);
        if (!c->tool)
            pthread_join(c->drive_thread, NULL);
        if (c->sealing) {
            pthread_join(c->seal.thread, NULL);
            pthread_join(c->seal.witness_thread, NULL);
            pthread_join(c->seal.stamp_thread, NULL);
        }
        streams_stop(c->streams);
        pthread_join(c->stream_thread, NULL);
        queue_close(&c->slow);
        for (size_t i = 0; i < ARRAY_LEN(c->pool_thread); i++)
            pthread_join(c->pool_thread[i], NULL);
        queue_close(&c->store);
        pthread_join(c->telemetry_thread, NULL);
        queue_close(&c->calls);
        pthread_join(c->core_thread, NULL);
        intake_save_live(c);
        work_end(c);
    }
    end_batches(c);
    behind_end(c);
    c->threads = false;
}

void core_close(struct core *c)
{
    if (c == NULL)
        return;
    CHECK_OBJ(c, CORE_MAGIC);
    must(!c->threads);
    struct err e = {0};
    const struct snapshot_source own = {c->picture, NULL, NULL, false};
    if (c->journal_id[0] != '\0' && picture_seq(c->picture) == atomic_load(&c->durable) &&
        snapshot_save(c->dir, c->journal_id, &own, &e) != RC_OK)
        log_warn("core", "could not write a snapshot: %s", e.detail);
    for (int k = 0; k < c->ndesks; k++)
        if (c->desks[k]->close != NULL && c->states[k] != NULL)
            c->desks[k]->close(c->states[k]);
    streams_free(c->streams);
    past_free(c->past);
    drive_free(c->drive);
    for (int s = 0; s < SERIES_COUNT; s++)
        telemetry_close(c->telemetry[s]);
    telemetry_close(c->tracks);
    vault_close(c->vault);
    gazetteer_free(c->gazetteer);
    journal_index_close(c->index);
    journal_close(c->journal);
    lock_drop(&c->lock);
    picture_free(c->picture);
    picture_free(c->mirror);
    live_free(c->live);
    for (struct batch *b = c->batch_idle, *next; b != NULL; b = next) {
        next = b->next;
        arena_release(&b->arena);
        free(b);
    }
    queue_release(&c->calls);
    queue_release(&c->store);
    queue_release(&c->slow);
    behind_release(&c->behind);
    seal_release(&c->seal);
    ground_release(&c->ground);
    pthread_rwlock_destroy(&c->mirror_lock);
    c->magic = 0;
    free(c);
}

const struct port_host *core_host(struct core *c)
{
    return &c->host;
}

const struct picture *core_mirror_lock(struct core *c)
{
    must(pthread_rwlock_rdlock(&c->mirror_lock) == 0);
    return c->mirror;
}

void core_mirror_unlock(struct core *c)
{
    must(pthread_rwlock_unlock(&c->mirror_lock) == 0);
}

uint64_t core_durable(const struct core *c)
{
    return atomic_load(&c->durable);
}

bool core_moves(const struct core *c)
{
    usec_t now = clock_steady(), begun = atomic_load(&c->commit_begun);
    return now - atomic_load(&c->ticked) < CORE_STILL && (begun == 0 || now - begun < CORE_STILL);
}
