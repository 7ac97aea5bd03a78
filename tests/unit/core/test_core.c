/* SPDX-License-Identifier: Apache-2.0 */
/* The core with all its threads and a small desk of our own: batches, stopping, streams, snapshots. */
#include <dirent.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/hash.h"
#include "core/core_priv.h"
#include "store/db.h"
#include "store/file.h"
#include "support/t.h"

static _Atomic bool holding, hold;

static void pause_ms(long ms)
{
    const struct timespec ts = {ms / 1000, ms % 1000 * 1000000};
    (void)nanosleep(&ts, NULL);
}

/* Uses memory and decides nothing, as a command that is refused late does. */
static enum rc use_memory(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    UNUSED(s);
    UNUSED(c);
    (void)arena_alloc(d->arena, 4u << 20);
    return err_set(e, RC_CONFLICT, "no");
}

/* Keeps the core thread busy until it is let go. */
static enum rc keep_busy(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    UNUSED(s);
    UNUSED(d);
    UNUSED(c);
    UNUSED(e);
    atomic_store(&holding, true);
    while (atomic_load(&hold))
        pause_ms(1);
    return RC_OK;
}

static enum rc add_things(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    struct device dev = {0};
    struct unit unit = {0};
    UNUSED(s);
    UNUSED(c);
    UNUSED(e);
    device_set_name(&dev, STR("cam-1"));
    device_set_kind(&dev, DEVICE_KIND_CAMERA);
    device_set_state(&dev, DEVICE_STATE_ACTIVE);
    (void)decision_event(d, EV_DEVICE_SET, STR("cam-1"), &dev);
    unit_set_name(&unit, STR("M1"));
    (void)decision_event(d, EV_UNIT_SET, STR("M1"), &unit);
    return RC_OK;
}

static const struct desk_command commands[] = {
    {ROUTE_ALARM_REOPEN, NULL, false, use_memory},
    {ROUTE_ACCESS_SIGN_OUT, NULL, false, keep_busy},
    {ROUTE_ACCESS_TOKEN_REVOKE, NULL, false, add_things},
};

static const struct desk desk = {
    .magic = DESK_MAGIC, .name = "small", .commands = commands, .ncommands = ARRAY_LEN(commands)};
static const struct desk *const desks[] = {&desk, NULL};

static struct settings settings;
static char dir[400];

static struct core *start(void)
{
    struct core_config config = {&settings, desks, false};
    struct core *c = NULL;
    struct err e = {0};
    (void)str_copy(dir, sizeof dir, str_c(t_tmpdir()));
    settings_init(&settings);
    T_REQUIRE(settings_set(&settings, STR("store"), STR("path"), str_c(dir), &e) == RC_OK);
    T_REQUIRE(core_open(&c, &config, &e) == RC_OK);
    T_REQUIRE(core_start(c, &e) == RC_OK);
    return c;
}

static void make_call(struct call *c, const char *method, const char *path, const char *body)
{
    bool known;
    call_init(c);
    c->route = route_find(str_c(method), str_c(path), c->params, &known);
    T_REQUIRE(c->route != NULL);
    c->body = str_c(body);
    (void)str_copy(c->who.id, sizeof c->who.id, STR("local"));
    c->who.role = ROLE_ADMIN;
    c->who.permissions = UINT64_MAX;
}

static enum rc run(struct core *core, const char *method, const char *path)
{
    struct call c;
    make_call(&c, method, path, "");
    core_call_wait(core, &c);
    enum rc rc = c.rc;
    call_release(&c);
    return rc;
}

static void test_core__refused_commands_leave_no_memory(void)
{
    struct core *c = start();
    /* More than a batch may hold: once it stayed with the batch, and the 128th refusal ended the process. */
    for (int i = 0; i < 200; i++)
        T_REQUIRE(run(c, "POST", "/api/v1/alarms/A1/reopen") == RC_CONFLICT);
    core_stop(c);
    core_close(c);
}

/* Who waits for /readyz finds open ports and what the operator must read first, not only a running core. */
static void test_core_announce__ready_is_the_whole_centre(void)
{
    struct core *c = start();
    T_EQ(run(c, "GET", "/healthz"), RC_OK);
    T_EQ(run(c, "GET", "/readyz"), RC_BUSY);
    core_announce(c);
    T_EQ(run(c, "GET", "/readyz"), RC_OK);
    core_stop(c);
    core_close(c);
}

static _Atomic int answered;

static void count_answer(struct call *c)
{
    UNUSED(c);
    atomic_fetch_add(&answered, 1);
}

static void *stop_core(void *arg)
{
    core_stop(arg);
    return NULL;
}

/* A read that reaches the core thread when the telemetry thread has ended is not told that it was taken. */
static void test_core_stop__no_read_is_accepted_that_was_not_stored(void)
{
    struct core *c = start();
    struct call busy, read;
    pthread_t stopper;
    atomic_store(&answered, 0);
    atomic_store(&holding, false);
    atomic_store(&hold, true);
    T_OK(run(c, "DELETE", "/api/v1/tokens/K1"));
    make_call(&busy, "DELETE", "/api/v1/session", "");
    make_call(
        &read, "POST", "/api/v1/reads",
        "{\"camera\":\"cam-1\",\"plate\":\"A1\",\"region\":\"UZ\",\"at\":\"2026-11-22T10:00:00Z\"}\n");
    busy.done = read.done = count_answer;
    c->host.call(&c->host, &busy);
    while (!atomic_load(&holding))
        pause_ms(1);
    c->host.call(&c->host, &read);
    T_REQUIRE(pthread_create(&stopper, NULL, stop_core, c) == 0);
    while (!queue_closed(&c->store))
        pause_ms(1);
    atomic_store(&hold, false);
    T_REQUIRE(pthread_join(stopper, NULL) == 0);
    T_EQ(atomic_load(&answered), 2);
    T_EQ(busy.rc, RC_OK);
    T_EQ(read.rc, RC_BUSY);
    T_EQ(read.answer.n, 0);
    call_release(&busy);
    call_release(&read);
    core_close(c);
}

/* Lines are judged several together: each by its own device, whatever stands before and behind it. */
static void test_intake__each_line_by_its_own_device(void)
{
    static const char at[] = "\"at\":\"2026-11-22T10:00:00Z\"";
    struct core *c = start();
    struct call call;
    struct buf body, want;
    buf_init(&body, 1u << 20);
    buf_init(&want, 1u << 20);
    T_OK(run(c, "DELETE", "/api/v1/tokens/K1"));
    for (int i = 1; i <= 70; i++) {
        if (i % 7 == 3) {
            buf_printf(&body, "{\"camera\":\"new-%d\",\"plate\":\"A%d\",%s}\n", i % 4, i, at);
            buf_printf(
                &want,
                "%s{\"line\":%d,\"error\":\"unknown device 'new-%d': it waits to be adopted\"}",
                want.n > 0 ? "," : "", i, i % 4);
        } else if (i % 11 == 5) {
            buf_printf(&body, "{\"camera\":\"cam-1\",%s}\n", at);
            buf_printf(&want, "%s{\"line\":%d,\"error\":\"'plate' is missing\"}",
                       want.n > 0 ? "," : "", i);
        } else {
            buf_printf(&body, "{\"plate\":\"B%d\",\"camera\":\"cam-1\",%s}\n", i, at);
        }
    }
    make_call(&call, "POST", "/api/v1/reads", "");
    call.body = buf_str(&body);
    core_call_wait(c, &call);
    const struct intake_job *job = call.job;
    T_EQ(call.rc, RC_OK);
    T_STR(buf_str(&call.answer),
          arena_printf(&call.arena, "{\"accepted\":%u,\"rejected\":[%.*s],\"wanted\":[]}",
                       job->accepted, STR_ARG(buf_str(&want))));
    const struct live_device *cam = live_device(c->live, STR("cam-1"), false);
    T_REQUIRE(cam != NULL);
    T_EQ(cam->accepted, job->accepted);
    T_EQ(cam->accepted + cam->refused + job->strangers, 70);
    T_STR(str_c(cam->last->text), job->lines[69].text);
    call_release(&call);
    buf_release(&body);
    buf_release(&want);
    core_stop(c);
    core_close(c);
}

static void no_wake(void *arg)
{
    UNUSED(arg);
}

/* A network thread only counts: making a place in live is the core thread's, which reads it without a lock. */
static void test_stream__of_a_tablet_is_counted(void)
{
    struct core *c = start();
    struct principal who = {
        .id = "token/K9", .permissions = BIT(PERM_PICTURE_READ), .role = ROLE_UNIT};
    struct stream *s = NULL, *other = NULL;
    struct err e;
    T_OK(run(c, "DELETE", "/api/v1/tokens/K1"));
    T_REQUIRE(live_unit(c->live, STR("M1"), false) != NULL);
    (void)str_copy(who.unit, sizeof who.unit, STR("M1"));
    T_REQUIRE(c->host.stream_open(&c->host, &who, STR_NONE, STR_NONE, no_wake, NULL, &s, &e) ==
              RC_OK);
    T_EQ(live_unit(c->live, STR("M1"), false)->streams, 1);
    (void)str_copy(who.unit, sizeof who.unit, STR("M2"));
    T_REQUIRE(c->host.stream_open(&c->host, &who, STR_NONE, STR_NONE, no_wake, NULL, &other, &e) ==
              RC_OK);
    T(live_unit(c->live, STR("M2"), false) == NULL);
    T_EQ(live_units(c->live), 1);
    c->host.stream_close(s);
    c->host.stream_close(other);
    T_EQ(live_unit(c->live, STR("M1"), false)->streams, 0);
    T(live_unit(c->live, STR("M1"), false)->stream_lost > 0);
    core_stop(c);
    core_close(c);
}

static int count_files(const char *ends)
{
    char folder[500];
    int n = 0;
    (void)snprintf(folder, sizeof folder, "%s/snapshots", dir);
    DIR *d = opendir(folder);
    T_REQUIRE(d != NULL);
    for (const struct dirent *one; (one = readdir(d)) != NULL;)
        n += str_ends(str_c(one->d_name), str_c(ends));
    (void)closedir(d);
    return n;
}

/* One written while somebody verifies an older state is not damaged: it stays. */
static void test_snapshot_load__passes_over_newer_ones(void)
{
    struct core *c = start();
    struct picture *p = picture_new();
    struct err e = {0};
    uint64_t early = core_durable(c);
    const struct snapshot_source own = {c->picture, NULL, NULL, false};
    T_OK(snapshot_save(dir, c->journal_id, &own, &e));
    T_OK(run(c, "DELETE", "/api/v1/tokens/K1"));
    core_stop(c);
    T_OK(snapshot_save(dir, c->journal_id, &own, &e));
    T_OK(snapshot_load(dir, early, true, p, &e));
    T_EQ(picture_seq(p), early);
    T_EQ(count_files(".snap"), 2);
    picture_free(p);
    p = picture_new();
    T_OK(snapshot_load(dir, early - 1, false, p, &e));
    T_EQ(picture_seq(p), 0);
    picture_free(p);
    core_close(c);
}

/* As a file: read, changed by `harm`, written. */
static void damage(const char *path, void (*harm)(struct buf *b))
{
    struct buf b;
    struct err e;
    buf_init(&b, 64u << 20);
    T_REQUIRE(file_load(path, &b, &e) == RC_OK);
    harm(&b);
    FILE *f = fopen(path, "we");
    T_REQUIRE(f != NULL && fwrite(b.p, 1, b.n, f) == b.n && fclose(f) == 0);
    buf_release(&b);
}

static void cut_in_half(struct buf *b)
{
    b->n /= 2;
}

static void cut_trailer(struct buf *b)
{
    b->n -= 10;
}

static void cut_last_line(struct buf *b)
{
    b->n--;
    while (b->p[b->n - 1] != '\n')
        b->n--;
}

static void cut_all(struct buf *b)
{
    b->n = 0;
}

static void change_digit(struct buf *b)
{
    char *at = memmem(b->p, b->n, "\"seq\":", 6);
    at = memmem(at + 6, b->n - (size_t)(at + 6 - b->p), "\"seq\":", 6);
    at[6] = at[6] == '1' ? '2' : '1';
}

/* As programs before this one wrote it: the trailer is the SHA-256 of all before it. */
static void make_form_1(struct buf *b)
{
    char *form = memmem(b->p, b->n, "\"form\":2", 8);
    T_REQUIRE(form != NULL);
    form[7] = '1';
    cut_last_line(b);
    struct sha256 h = sha256_of(buf_str(b), STR_NONE, STR_NONE);
    buf_cat(b, "sha256 ");
    hex_put(b, h.b, sizeof h.b);
    buf_putc(b, '\n');
}

static void make_form_3(struct buf *b)
{
    char *form = memmem(b->p, b->n, "\"form\":2", 8);
    form[7] = '3';
}

static void spoil_line(struct buf *b)
{
    char *at = memmem(b->p, b->n, "\"from\"", 6);
    at[1] = '{';
}

static void double_line(struct buf *b)
{
    char *from = (char *)memchr(b->p, '\n', b->n) + 1;
    size_t n = (size_t)((char *)memchr(from, '\n', b->n - (size_t)(from - b->p)) + 1 - from);
    size_t at = (size_t)(from - b->p), rest = b->n - at;
    T_REQUIRE(buf_room(b, n) != NULL);
    memmove(b->p + at + n, b->p + at, rest);
    b->n += n;
}

static void endless_line(struct buf *b)
{
    static char blanks[2 * PICTURE_LINE_MAX];
    memset(blanks, ' ', sizeof blanks);
    b->n /= 2;
    buf_put(b, blanks, sizeof blanks);
}

static void test_snapshot_load__sets_damaged_ones_aside(void)
{
    static void (*const harms[])(struct buf *) = {cut_in_half, cut_trailer,  cut_last_line,
                                                  cut_all,     spoil_line,   change_digit,
                                                  double_line, endless_line, make_form_3};
    struct core *c = start();
    T_OK(run(c, "DELETE", "/api/v1/tokens/K1"));
    core_stop(c);
    for (size_t i = 0; i < ARRAY_LEN(harms); i++)
        for (int alone = 0; alone < 2; alone++) {
            char path[600];
            struct err e = {0};
            struct picture *p = picture_new(), *q = picture_new();
            snapshot_clean(dir);
            const struct snapshot_source own = {c->picture, NULL, NULL, false};
            T_OK(snapshot_save(dir, c->journal_id, &own, &e));
            (void)snprintf(path, sizeof path, "%s/snapshots/%llu.snap", dir,
                           (unsigned long long)picture_seq(c->picture));
            T_OK(snapshot_load(dir, UINT64_MAX, alone != 0, p, &e));
            T_EQ(picture_hash(p), picture_hash(c->picture));
            damage(path, harms[i]);
            if (!T_EQ(snapshot_load(dir, UINT64_MAX, alone != 0, q, &e), RC_CONFLICT))
                printf("    damage %zu\n", i);
            T_EQ(count_files(".snap"), 0);
            T(count_files(".bad") > 0);
            picture_free(p);
            picture_free(q);
        }
    core_close(c);
}

static void test_snapshot_load__reads_the_form_before(void)
{
    char path[600];
    struct err e = {0};
    struct core *c = start();
    T_OK(run(c, "DELETE", "/api/v1/tokens/K1"));
    core_stop(c);
    struct picture *p = picture_new(), *q = picture_new();
    const struct snapshot_source own = {c->picture, NULL, NULL, false};
    T_OK(snapshot_save(dir, c->journal_id, &own, &e));
    (void)snprintf(path, sizeof path, "%s/snapshots/%llu.snap", dir,
                   (unsigned long long)picture_seq(c->picture));
    damage(path, make_form_1);
    T_OK(snapshot_load(dir, UINT64_MAX, false, p, &e));
    T_EQ(picture_hash(p), picture_hash(c->picture));
    damage(path, change_digit);
    T_EQ(snapshot_load(dir, UINT64_MAX, false, q, &e), RC_CONFLICT);
    picture_free(p);
    picture_free(q);
    core_close(c);
}

static void remove_snapshots(void)
{
    char folder[500], path[800];
    (void)snprintf(folder, sizeof folder, "%s/snapshots", dir);
    DIR *d = opendir(folder);
    T_REQUIRE(d != NULL);
    for (const struct dirent *one; (one = readdir(d)) != NULL;)
        if (str_ends(str_c(one->d_name), STR(".snap"))) {
            (void)snprintf(path, sizeof path, "%s/%s", folder, one->d_name);
            T_EQ(unlink(path), 0);
        }
    (void)closedir(d);
}

/* A row that is gone is no reason to start with half of the history, nor to end without a word. */
static void test_core_open__refuses_a_journal_with_a_gap(void)
{
    char path[500];
    struct err e = {0};
    struct db *db;
    struct core *c = start(), *again = NULL;
    struct core_config config = {&settings, desks, false};
    T_OK(run(c, "DELETE", "/api/v1/tokens/K1"));
    core_stop(c);
    core_close(c);
    (void)snprintf(path, sizeof path, "%s/journal.db", dir);
    T_REQUIRE(db_open(&db, path, NULL, &e) == RC_OK);
    T_OK(db_exec(db, "DELETE FROM event WHERE seq = 2", &e));
    db_close(db);
    /* The snapshot knows what has happened; without it nobody does. */
    T_OK(core_open(&again, &config, &e));
    core_close(again);
    remove_snapshots();
    T_EQ(core_open(&again, &config, &e), RC_CORRUPT);
    T(strstr(e.detail, "event 2") != NULL);
}

int main(void)
{
    T_RUN(test_core__refused_commands_leave_no_memory);
    T_RUN(test_core_announce__ready_is_the_whole_centre);
    T_RUN(test_core_stop__no_read_is_accepted_that_was_not_stored);
    T_RUN(test_intake__each_line_by_its_own_device);
    T_RUN(test_stream__of_a_tablet_is_counted);
    T_RUN(test_snapshot_load__passes_over_newer_ones);
    T_RUN(test_snapshot_load__sets_damaged_ones_aside);
    T_RUN(test_snapshot_load__reads_the_form_before);
    T_RUN(test_core_open__refuses_a_journal_with_a_gap);
    return t_end();
}
