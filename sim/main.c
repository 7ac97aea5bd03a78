/* SPDX-License-Identifier: Apache-2.0 */
/*
 * markaz-sim: a demo city that speaks to the centre through its public doors only, as its devices
 * would.
 */
#include <errno.h>
#include <getopt.h>
#include <sys/resource.h>

#include "country.h"
#include "panel.h"

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
    UNUSED(number);
    stop = 1;
}

static const char usage[] =
    "usage: markaz-sim --url URL --seed-dir DIR [OPTIONS]\n"
    "       markaz-sim --self-test [OPTIONS]\n"
    "       markaz-sim panel --to HOST:PORT [OPTIONS]\n"
    "A demo city for Markaz. DIR holds tokens.json, written by the centre when demo.enabled is set.\n"
    "  --cacert FILE    trust this certificate\n"
    "  --broker DIR     buttons named in DIR/devices speak MQTT, to the broker there\n"
    "  --panel H:PORT   a school has an alarm panel, which reports there by SIA DC-09; its key is in\n"
    "                   panels.keys of the seed folder\n"
    "  --seed N         which city (1)\n"
    "  --speed X        its time runs so many times as fast (1; 0.1 to 100)\n"
    "  --units N        units (30; to 20000)\n"
    "  --cameras N      cameras (60; to 40000)\n"
    "  --cars N         cars in all (400 a city; to 1000000)\n"
    "  --cities N       cities side by side, at least (1; to 64); more come by themselves, since one\n"
    "                   holds 999 units and about 1,000 cameras\n"
    "  --streams N      tablets that follow the stream (2000; to 20000); the others sign on, drive and\n"
    "                   send positions, but take no jobs\n"
    "  --auto-operator  also play the person at the desk\n"
    "  --once-setup     import everything, then end\n"
    "  --quiet          say nothing of what happens\n"
    "For load: --units 20000 --cameras 20000 is a country of 23 cities; each minute it tells what it\n"
    "sent a second.\n";

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
    OPT_BROKER,
    OPT_PANEL,
    OPT_SEED_DIR,
    OPT_SEED,
    OPT_SPEED,
    OPT_UNITS,
    OPT_CAMERAS,
    OPT_CARS,
    OPT_CITIES,
    OPT_STREAMS,
    OPT_QUIET,
    OPT_ONCE,
    OPT_AUTO,
    OPT_SELF_TEST,
    OPT_HELP
};

static const struct option options[] = {{"url", 1, NULL, OPT_URL},
                                        {"cacert", 1, NULL, OPT_CACERT},
                                        {"broker", 1, NULL, OPT_BROKER},
                                        {"panel", 1, NULL, OPT_PANEL},
                                        {"seed-dir", 1, NULL, OPT_SEED_DIR},
                                        {"seed", 1, NULL, OPT_SEED},
                                        {"speed", 1, NULL, OPT_SPEED},
                                        {"units", 1, NULL, OPT_UNITS},
                                        {"cameras", 1, NULL, OPT_CAMERAS},
                                        {"cars", 1, NULL, OPT_CARS},
                                        {"cities", 1, NULL, OPT_CITIES},
                                        {"streams", 1, NULL, OPT_STREAMS},
                                        {"quiet", 0, NULL, OPT_QUIET},
                                        {"once-setup", 0, NULL, OPT_ONCE},
                                        {"auto-operator", 0, NULL, OPT_AUTO},
                                        {"self-test", 0, NULL, OPT_SELF_TEST},
                                        {"help", 0, NULL, OPT_HELP},
                                        {NULL, 0, NULL, 0}};

static bool count_of(const char *text, double most, uint32_t *out)
{
    double v = 0;
    if (!number_of(text, 0, most, &v))
        return false;
    *out = (uint32_t)v;
    return true;
}

/* One option; false when its value is no good. */
static bool take_option(struct options *o, int opt, const char *value)
{
    double v = 0;
    bool good = true;
    switch (opt) {
    case OPT_URL: o->url = value; break;
    case OPT_CACERT: o->cacert = value; break;
    case OPT_BROKER: o->broker = value; break;
    case OPT_PANEL: o->panel = value; break;
    case OPT_SEED_DIR: o->seed_dir = value; break;
    case OPT_SEED:
        good = number_of(value, 0, 9e15, &v);
        o->seed = (uint64_t)v;
        break;
    case OPT_SPEED: good = number_of(value, 0.1, 100, &o->speed); break;
    case OPT_UNITS: good = count_of(value, COUNTRY_UNITS_MAX, &o->units); break;
    case OPT_CAMERAS: good = count_of(value, COUNTRY_CAMERAS_MAX, &o->cameras); break;
    case OPT_CARS: good = count_of(value, COUNTRY_CARS_MAX, &o->cars); break;
    case OPT_CITIES: good = count_of(value, CITY_TOWNS_MAX, &o->towns); break;
    case OPT_STREAMS: good = count_of(value, COUNTRY_UNITS_MAX, &o->streams); break;
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
    *o = (struct options){
        .seed = 1, .speed = 1, .units = 30, .cameras = 60, .cars = UINT32_MAX, .streams = 2000};
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
    o->towns = country_towns(o->units, o->cameras, o->towns);
    if (o->cars == UINT32_MAX)
        o->cars = COUNTRY_CARS * o->towns;
    return 0;
}

/* Each open stream is a descriptor: take as many as there may be. */
static void raise_descriptors(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return;
    files.rlim_cur = files.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &files);
}

int main(int argc, char **argv)
{
    struct options opt;
    struct sigaction act = {.sa_handler = on_signal};
    if (argc > 1 && strcmp(argv[1], "panel") == 0) {
        sigaction(SIGTERM, &act, NULL);
        sigaction(SIGINT, &act, NULL);
        return panel_main(argc - 1, argv + 1, &stop);
    }
    int rc = read_options(argc, argv, &opt);
    if (rc != 0)
        return rc;
    if (opt.self_test)
        return selftest_run(&opt);
    sigaction(SIGTERM, &act, NULL);
    sigaction(SIGINT, &act, NULL);
    signal(SIGPIPE, SIG_IGN);
    raise_descriptors();
    struct country *c = country_new(&opt, &stop);
    rc = country_run(c);
    country_free(c);
    return rc;
}
