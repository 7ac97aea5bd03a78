/* SPDX-License-Identifier: Apache-2.0 */
/*
 * markaz-sim: a demo city that speaks to the centre through its public doors only, as its devices
 * would.
 */
#include <errno.h>
#include <getopt.h>
#include <math.h>

#include "base/log.h"
#include "operator.h"
#include "story.h"
#include "tablet.h"
#include "world.h"

#define STEP_MAX (USEC_S / 2) /* most city time (at speed 1) between two looks at the line */
#define SETUP_RETRY (2 * USEC_S)
#define HOTLIST_S 3600.0
#define HOTLIST_RETRY_S 300.0

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
    UNUSED(number);
    stop = 1;
}

static const char usage[] =
    "usage: markaz-sim --url URL --seed-dir DIR [--cacert FILE] [--seed N] [--speed X] [--units N] "
    "[--cameras N]\n"
    "                  [--cars N] [--auto-operator] [--once-setup] [--quiet]\n"
    "       markaz-sim --self-test [--seed N]\n"
    "A demo city for Markaz. DIR holds tokens.json, written by the centre when demo.enabled is "
    "set.\n";

static bool number_of(const char *text, double lo, double hi, double *out)
{
    char *end = NULL;
    errno = 0;
    double v = strtod(text, &end);
    if (errno || !end || end == text || *end || !(v >= lo && v <= hi))
        return false;
    *out = v;
    return true;
}

enum {
    OPT_URL = 1,
    OPT_CACERT,
    OPT_SEED_DIR,
    OPT_SEED,
    OPT_SPEED,
    OPT_UNITS,
    OPT_CAMERAS,
    OPT_CARS,
    OPT_QUIET,
    OPT_ONCE,
    OPT_AUTO,
    OPT_SELF_TEST,
    OPT_HELP
};

static const struct option options[] = {{"url", 1, NULL, OPT_URL},
                                        {"cacert", 1, NULL, OPT_CACERT},
                                        {"seed-dir", 1, NULL, OPT_SEED_DIR},
                                        {"seed", 1, NULL, OPT_SEED},
                                        {"speed", 1, NULL, OPT_SPEED},
                                        {"units", 1, NULL, OPT_UNITS},
                                        {"cameras", 1, NULL, OPT_CAMERAS},
                                        {"cars", 1, NULL, OPT_CARS},
                                        {"quiet", 0, NULL, OPT_QUIET},
                                        {"once-setup", 0, NULL, OPT_ONCE},
                                        {"auto-operator", 0, NULL, OPT_AUTO},
                                        {"self-test", 0, NULL, OPT_SELF_TEST},
                                        {"help", 0, NULL, OPT_HELP},
                                        {NULL, 0, NULL, 0}};

/* One option; false when its value is no good. */
static bool take_option(struct options *o, int opt, const char *value)
{
    double v = 0;
    bool good = true;
    switch (opt) {
    case OPT_URL: o->url = value; break;
    case OPT_CACERT: o->cacert = value; break;
    case OPT_SEED_DIR: o->seed_dir = value; break;
    case OPT_SEED:
        good = number_of(value, 0, 9e15, &v);
        o->seed = (uint64_t)v;
        break;
    case OPT_SPEED: good = number_of(value, 0.1, 100, &o->speed); break;
    case OPT_UNITS:
        good = number_of(value, 0, 999, &v);
        o->units = (uint32_t)v;
        break;
    case OPT_CAMERAS:
        good = number_of(value, 0, 2000, &v);
        o->cameras = (uint32_t)v;
        break;
    case OPT_CARS:
        good = number_of(value, 0, 100000, &v);
        o->cars = (uint32_t)v;
        break;
    case OPT_QUIET: o->quiet = true; break;
    case OPT_ONCE: o->once_setup = true; break;
    case OPT_AUTO: o->auto_operator = true; break;
    case OPT_SELF_TEST: o->self_test = true; break;
    default: return false;
    }
    if (!good)
        fprintf(stderr, "markaz-sim: '%s' is not in range\n", value);
    return good;
}

static int read_options(int argc, char **argv, struct options *o)
{
    *o = (struct options){.seed = 1, .speed = 1, .units = 30, .cameras = 60, .cars = 400};
    for (int opt = 0; (opt = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (opt == OPT_HELP) {
            fputs(usage, stdout);
            exit(0);
        }
        if (!take_option(o, opt, optarg)) {
            fputs(usage, stderr);
            return 2;
        }
    }
    if (optind != argc ||
        (!o->self_test && (!o->url || !o->seed_dir || strlen(o->seed_dir) > 800))) {
        fputs(usage, stderr);
        return 2;
    }
    return 0;
}

static void open_world(struct world *w)
{
    w->stop = &stop;
    w->born = clock_utc();
    w->city = city_new(&(struct city_plan){w->opt.seed, w->opt.units, w->opt.cameras});
    w->router = city_router_new(w->city);
    w->agenda = agenda_new();
    w->client = client_new(w->opt.url, w->opt.cacert, &stop);
    w->traffic = traffic_new(w->city, w->agenda, w->opt.cars, roadside_read, w);
    roadside_start(w);
    w->tablets = tablets_new(w);
    w->story = story_new(w);
    if (w->opt.auto_operator)
        w->operator_bot = operator_new(w);
}

static void close_world(struct world *w)
{
    client_free(w->client); /* first: running calls speak to the others */
    operator_free(w->operator_bot);
    story_free(w->story);
    tablets_free(w->tablets);
    roadside_stop(w);
    traffic_free(w->traffic);
    agenda_free(w->agenda);
    city_router_free(w->router);
    city_free(w->city);
}

/* Until the centre has taken everything; the reason for waiting is said once. */
static enum rc set_up(struct world *w)
{
    struct err e = {.code = RC_OK}, said = {.code = RC_OK};
    for (;;) {
        enum rc rc = stop ? RC_OK : setup_run(w, &e);
        if (stop || rc == RC_OK)
            return RC_OK;
        if (rc != RC_BUSY) {
            fprintf(stderr, "markaz-sim: %s\n", e.detail);
            return rc;
        }
        if (strcmp(said.detail, e.detail) != 0)
            log_warn("sim", "set-up waits: %s", e.detail);
        said = e;
        for (usec_t until = clock_steady() + SETUP_RETRY; clock_steady() < until && !stop;)
            client_run(w->client, 100);
    }
}

static void affirm_hotlist(void *user, uint64_t arg, usec_t at)
{
    UNUSED(arg);
    struct world *w = user;
    struct err e;
    bool good = setup_hotlist(w, &e) == RC_OK;
    if (!good)
        log_warn("sim", "%s", e.detail);
    agenda_add(w->agenda, at + world_wall(w, good ? HOTLIST_S : HOTLIST_RETRY_S), affirm_hotlist, w,
               0);
}

static void pump(struct world *w)
{
    usec_t steady = clock_steady();
    outbox_pump(&w->alarms, steady);
    outbox_pump(&w->reads, steady);
    outbox_pump(&w->photos, steady);
    outbox_pump(&w->camera_beats, steady);
    outbox_pump(&w->alarm_beats, steady);
    tablets_pump(w->tablets, steady);
    if (w->operator_bot)
        operator_pump(w->operator_bot, steady);
}

static bool token_refused(const struct world *w)
{
    return w->alarms.refused_token || w->reads.refused_token || w->camera_beats.refused_token ||
           w->alarm_beats.refused_token || tablets_refused(w->tablets);
}

static void live(struct world *w)
{
    usec_t last = clock_steady(), setup_after = 0;
    while (!stop) {
        usec_t steady = clock_steady(), passed = steady - last;
        last = steady;
        if (passed > STEP_MAX)
            passed = STEP_MAX; /* a city that cannot keep up slows down; it never hurries after */
        usec_t until = w->now + (usec_t)((double)passed * w->opt.speed);
        w->utc_base = clock_utc() - (usec_t)((double)until / w->opt.speed);
        while (!stop && agenda_next(w->agenda) <= until) {
            if (agenda_next(w->agenda) > w->now)
                w->now = agenda_next(w->agenda);
            agenda_run(w->agenda, w->now);
        }
        w->now = until;
        pump(w);
        if (token_refused(w) && steady >= setup_after) {
            log_warn("sim", "the centre no longer knows our tokens: set-up again");
            w->alarms.refused_token = w->reads.refused_token = false;
            w->camera_beats.refused_token = w->alarm_beats.refused_token = false;
            if (set_up(w) != RC_OK)
                return;
            setup_after = clock_steady() + 10 * USEC_S;
            last = clock_steady();
        }
        double wait_ms = (double)(agenda_next(w->agenda) - w->now) / w->opt.speed / 1000;
        client_run(w->client, (int)fmax(1, fmin(wait_ms, 100)));
    }
}

int main(int argc, char **argv)
{
    struct world w = {.now = 0};
    int rc = read_options(argc, argv, &w.opt);
    if (rc != 0)
        return rc;
    if (w.opt.self_test)
        return selftest_run(&w.opt);
    struct sigaction act = {.sa_handler = on_signal};
    sigaction(SIGTERM, &act, NULL);
    sigaction(SIGINT, &act, NULL);
    signal(SIGPIPE, SIG_IGN);
    open_world(&w);
    w.utc_base = clock_utc();
    struct err e;
    rc = setup_write_streets(&w, &e) == RC_OK ? 0 : 1;
    if (rc != 0)
        fprintf(stderr, "markaz-sim: %s\n", e.detail);
    else if (set_up(&w) != RC_OK)
        rc = 1;
    if (rc == 0 && !stop && !w.opt.once_setup) {
        world_say(&w, "the city lives: %u junctions, %u cameras, %u units, %u cars",
                  (unsigned)w.city->junction_n, (unsigned)w.city->camera_n,
                  (unsigned)w.city->unit_n, (unsigned)w.opt.cars);
        tablets_start(w.tablets);
        if (w.operator_bot)
            operator_start(w.operator_bot);
        story_start(w.story);
        agenda_add(w.agenda, world_wall(&w, HOTLIST_S), affirm_hotlist, &w, 0);
        live(&w);
    }
    close_world(&w);
    return rc;
}
