/* SPDX-License-Identifier: Apache-2.0 */
/* markazd: reads its configuration, starts the centre, waits for a signal, stops cleanly. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "app/app.h"
#include "base/log.h"
#include "desk/access/access.h"

extern char **environ;

static const char usage[] =
    "usage: markazd --config FILE [--set section.key=value]...\n"
    "\n"
    "  --config FILE             the configuration (see markaz.conf(5))\n"
    "  --set section.key=value   change one setting; may be given often\n"
    "  --snapshot                write a snapshot of the picture and end (used by the server itself)\n"
    "  --version                 print the version\n"
    "  --help                    print this\n";

static enum rc set_one(struct settings *s, const char *text, struct err *e)
{
    struct str value = str_c(text);
    struct str name = str_cut(&value, '=');
    struct str section = str_cut(&name, '.');
    if (section.n == 0 || name.n == 0)
        return err_set(e, RC_INVALID, "--set wants section.key=value, not '%s'", text);
    return settings_set(s, section, name, value, e);
}

struct options {
    bool snapshot;
};

/* Returns -1 to go on, else the exit code. */
static int read_options(int argc, char **argv, struct settings *s, struct options *o, struct err *e)
{
    static const struct option longs[] = {
        {"config", required_argument, NULL, 'c'}, {"set", required_argument, NULL, 's'},
        {"snapshot", no_argument, NULL, 'S'},     {"version", no_argument, NULL, 'v'},
        {"help", no_argument, NULL, 'h'},         {NULL, 0, NULL, 0}};
    const char *sets[128];
    int nsets = 0;
    settings_init(s);
    for (int c; (c = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        enum rc rc = RC_OK;
        if (c == 'c')
            rc = settings_load(s, optarg, e);
        else if (c == 's' && nsets < (int)ARRAY_LEN(sets))
            sets[nsets++] = optarg;
        else if (c == 'S')
            o->snapshot = true;
        else if (c == 'v')
            return puts("markazd " MARKAZ_VERSION) < 0;
        else if (c == 'h')
            return fputs(usage, stdout) < 0;
        else
            return fputs(usage, stderr), 2;
        if (rc != RC_OK)
            return log_error("app", "%s", e->detail), 2;
    }
    for (int i = 0; i < nsets; i++) /* after the file, wherever they stand */
        if (set_one(s, sets[i], e) != RC_OK)
            return log_error("app", "%s", e->detail), 2;
    return -1;
}

static void set_log_level(const struct settings *s)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcmp(settings_text(s, SET_LOG_LEVEL), names[i]) == 0)
            log_set_level((enum log_level)i);
}

static void raise_limit(void)
{
    struct rlimit r;
    if (getrlimit(RLIMIT_NOFILE, &r) == 0 && r.rlim_cur < r.rlim_max) {
        r.rlim_cur = r.rlim_max < 65536 ? r.rlim_max : 65536;
        (void)setrlimit(RLIMIT_NOFILE, &r);
    }
}

/* A copy of ourselves at low priority reads the journal and writes the snapshot; the core thread knows nothing of it. */
static pid_t spawn_snapshot(const struct settings *s)
{
    char path[600];
    (void)snprintf(path, sizeof path, "store.path=%s", settings_text(s, SET_STORE_PATH));
    char self[] = "/proc/self/exe", snapshot[] = "--snapshot", set[] = "--set";
    char *argv[] = {self, snapshot, set, path, NULL};
    posix_spawnattr_t attr;
    sigset_t none;
    pid_t pid = 0;
    (void)sigemptyset(&none);
    must(posix_spawnattr_init(&attr) == 0);
    (void)posix_spawnattr_setsigmask(
        &attr, &none); /* so that it can be told to stop, which our threads cannot */
    (void)posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
    if (posix_spawn(&pid, self, NULL, &attr, argv, environ) != 0)
        pid = 0;
    posix_spawnattr_destroy(&attr);
    return pid;
}

struct watch {
    uint64_t snapshot_seq;
    pid_t snapshot;
    bool seeded;
};

static void each_second(struct app *a, struct watch *w)
{
    if (core_moves(a->core))
        (void)sd_notify(0, "WATCHDOG=1");
    if (!w->seeded)
        w->seeded = demo_seed(a);
    if (w->snapshot > 0 && waitpid(w->snapshot, NULL, WNOHANG) == w->snapshot)
        w->snapshot = 0;
    uint64_t now = core_durable(a->core);
    if (w->snapshot == 0 &&
        now - w->snapshot_seq >= (uint64_t)settings_int(&a->settings, SET_STORE_SNAPSHOT_EVERY)) {
        w->snapshot_seq = now;
        w->snapshot = spawn_snapshot(&a->settings);
    }
}

static void run(struct app *a, const sigset_t *signals)
{
    struct watch w = {core_durable(a->core), 0, !settings_bool(&a->settings, SET_DEMO_ENABLED)};
    const struct timespec second = {1, 0};
    for (;;) {
        int sig = sigtimedwait(signals, NULL, &second);
        if (sig == SIGTERM || sig == SIGINT)
            break;
        if (sig < 0 && errno != EAGAIN && errno != EINTR)
            break;
        each_second(a, &w);
    }
    if (w.snapshot > 0) {
        (void)kill(w.snapshot, SIGTERM);
        (void)waitpid(w.snapshot, NULL, 0);
    }
}

static int take_snapshot(const struct settings *s)
{
    struct err e = {0};
    errno = 0;
    (void)!nice(10);
    if (core_snapshot(settings_text(s, SET_STORE_PATH), &e) == RC_OK)
        return 0;
    log_warn("app", "could not write a snapshot: %s", e.detail);
    return 1;
}

/* Where people reach the centre: as set, else what the HTTP port opened. */
static void base_url(const struct settings *s, char *out, size_t cap)
{
    char path[600];
    (void)snprintf(out, cap, "%s", settings_text(s, SET_HTTP_PUBLIC_URL));
    (void)snprintf(path, sizeof path, "%s/http.address", settings_text(s, SET_STORE_PATH));
    FILE *f = out[0] == '\0' ? fopen(path, "re") : NULL;
    if (f != NULL && fgets(out, (int)cap, f) != NULL)
        out[strcspn(out, "\n")] = '\0';
    if (f != NULL)
        (void)fclose(f);
}

/* Without the demo nobody can sign in at first: say how the first administrator is made. */
static enum rc first_person(struct app *a, struct err *e)
{
    char url[600], code[ACCESS_CODE_MAX];
    if (settings_bool(&a->settings, SET_DEMO_ENABLED))
        return RC_OK;
    const struct picture *m = core_mirror_lock(a->core);
    bool over = access_has_admin(m);
    core_mirror_unlock(a->core);
    if (over)
        return RC_OK;
    enum rc rc = access_setup_make(settings_text(&a->settings, SET_STORE_PATH), code, e);
    base_url(&a->settings, url, sizeof url);
    if (rc == RC_OK)
        printf(
            "Nobody can sign in yet. Make the first administrator with this link; it works once:\n\n  %s/set-up#code=%s\n\n",
            url, code);
    (void)fflush(stdout);
    return rc;
}

int main(int argc, char **argv)
{
    static struct app app;
    struct err e = {0};
    struct options o = {0};
    sigset_t signals;
    int code = read_options(argc, argv, &app.settings, &o, &e);
    if (code >= 0)
        return code;
    set_log_level(&app.settings);
    if (o.snapshot)
        return take_snapshot(&app.settings);
    raise_limit();
    (void)signal(SIGPIPE, SIG_IGN);
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    (void)pthread_sigmask(
        SIG_BLOCK, &signals,
        NULL); /* before the threads: they inherit it, and only main takes signals */
    if (app_start(&app, &e) != RC_OK || first_person(&app, &e) != RC_OK) {
        log_error("app", "cannot start: %s", e.detail);
        return 1;
    }
    log_info("app", "ready, version " MARKAZ_VERSION);
    (void)sd_notify(0, "READY=1");
    run(&app, &signals);
    (void)sd_notify(0, "STOPPING=1");
    log_info("app", "stopping");
    app_stop(&app);
    return 0;
}
