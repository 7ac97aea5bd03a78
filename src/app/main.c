/* SPDX-License-Identifier: Apache-2.0 */
/* markazd: reads its configuration, starts the centre, waits for a signal, stops cleanly. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "app/app.h"
#include "base/log.h"
#include "desk/access/access.h"

static const char usage[] = "usage: markazd --config FILE [--set section.key=value]...\n"
                            "\n"
                            "  --config FILE             the configuration (see markaz.conf(5))\n"
                            "  --set section.key=value   change one setting; may be given often\n"
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

/* Returns -1 to go on, else the exit code. */
static int read_options(int argc, char **argv, struct settings *s, struct err *e)
{
    static const struct option longs[] = {{"config", required_argument, NULL, 'c'},
                                          {"set", required_argument, NULL, 's'},
                                          {"version", no_argument, NULL, 'v'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    const char *sets[128];
    int nsets = 0;
    settings_init(s);
    for (int c; (c = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        enum rc rc = RC_OK;
        if (c == 'c')
            rc = settings_load(s, optarg, e);
        else if (c == 's' && nsets < (int)ARRAY_LEN(sets))
            sets[nsets++] = optarg;
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

static void run(struct app *a, const sigset_t *signals)
{
    bool seeded = !settings_bool(&a->settings, SET_DEMO_ENABLED);
    const struct timespec second = {1, 0};
    for (;;) {
        int sig = sigtimedwait(signals, NULL, &second);
        if (sig == SIGTERM || sig == SIGINT)
            break;
        if (sig < 0 && errno != EAGAIN && errno != EINTR)
            break;
        if (core_moves(a->core))
            (void)sd_notify(0, "WATCHDOG=1");
        if (!seeded)
            seeded = demo_seed(a);
    }
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
    sigset_t signals;
    int code = read_options(argc, argv, &app.settings, &e);
    if (code >= 0)
        return code;
    set_log_level(&app.settings);
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
    core_announce(app.core);
    log_info("app", "ready, version " MARKAZ_VERSION);
    (void)sd_notify(0, "READY=1");
    run(&app, &signals);
    (void)sd_notify(0, "STOPPING=1");
    log_info("app", "stopping");
    app_stop(&app);
    return 0;
}
