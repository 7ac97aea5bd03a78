/* SPDX-License-Identifier: Apache-2.0 */
#include "country.h"

#include <inttypes.h>
#include <math.h>

#include "base/log.h"
#include "base/mem.h"
#include "operator.h"
#include "story.h"
#include "tablet.h"

#define STEP_MAX (USEC_S / 2) /* most city time (at speed 1) between two looks at the line */
#define SETUP_RETRY (2 * USEC_S)
#define HOTLIST_S 3600.0
#define HOTLIST_RETRY_S 300.0
#define REPORT (60 * USEC_S)

struct country {
    struct world *towns;
    uint32_t town_n;
    struct client *client;
    struct outbox_queue queue, first_queue;
    unsigned loading;
    const volatile sig_atomic_t *stop;
    usec_t now;      /* city time */
    usec_t lost;     /* wall time the cities stood still because this machine could not keep up */
    usec_t reported; /* steady */
    uint64_t told[4];
};

uint32_t country_towns(uint32_t units, uint32_t cameras, uint32_t least)
{
    uint32_t n = least > 0 ? least : 1;
    while (n < CITY_TOWNS_MAX && (units > n * CITY_UNITS_MAX ||
                                  (n > 1 ? cameras > n * CITY_CAMERAS_MAX : cameras > 2000)))
        n++;
    return n;
}

static void open_town(struct country *c, const struct options *opt, uint32_t town)
{
    struct world *w = &c->towns[town];
    const struct city_plan plan = city_share(opt->seed, opt->units, opt->cameras, town, opt->towns);
    w->opt = *opt;
    w->opt.seed = plan.seed;
    w->opt.town = town;
    w->opt.units = plan.units;
    w->opt.cameras = plan.cameras;
    w->opt.cars = opt->cars / opt->towns;
    w->opt.streams = city_share(0, opt->streams, 0, town, opt->towns).units;
    w->stop = c->stop;
    w->born = clock_utc();
    w->client = c->client;
    w->queue = &c->queue;
    w->first_queue = &c->first_queue;
    w->loading = &c->loading;
    w->city = city_new(&plan);
    w->router = city_router_new(w->city);
    w->agenda = agenda_new();
    w->traffic = traffic_new(w->city, w->agenda, w->opt.cars, roadside_read, w);
    roadside_start(w);
    w->tablets = tablets_new(w);
    w->story = story_new(w);
}

struct country *country_new(const struct options *opt, const volatile sig_atomic_t *stop)
{
    struct country *c = mem_alloc(sizeof(*c));
    c->stop = stop;
    c->client = client_new(opt->url, opt->cacert, stop);
    c->queue.client = c->first_queue.client = c->client;
    c->town_n = opt->towns;
    c->towns = mem_array(c->town_n, sizeof(*c->towns));
    for (uint32_t i = 0; i < c->town_n; i++)
        open_town(c, opt, i);
    if (opt->auto_operator) /* one desk, which sees the whole country */
        c->towns[0].operator_bot = operator_new(&c->towns[0]);
    return c;
}

static void close_town(struct world *w)
{
    operator_free(w->operator_bot);
    story_free(w->story);
    tablets_free(w->tablets);
    roadside_stop(w);
    traffic_free(w->traffic);
    agenda_free(w->agenda);
    city_router_free(w->router);
    city_free(w->city);
}

void country_free(struct country *c)
{
    client_free(c->client); /* first: running calls speak to the others */
    buttons_close(c->towns[0].buttons);
    school_panel_close(c->towns[0].panel);
    for (uint32_t i = 0; i < c->town_n; i++)
        close_town(&c->towns[i]);
    free(c->towns);
    free(c);
}

/* Until the centre has taken everything; the reason for waiting is said once. */
static enum rc set_up(struct country *c)
{
    struct err e = {.code = RC_OK}, said = {.code = RC_OK};
    for (uint32_t i = 0; i < c->town_n && !*c->stop;) {
        enum rc rc = setup_run(&c->towns[i], &e);
        if (rc == RC_OK) {
            i++;
            continue;
        }
        if (rc != RC_BUSY && !*c->stop) {
            fprintf(stderr, "markaz-sim: %s\n", e.detail);
            return rc;
        }
        if (strcmp(said.detail, e.detail) != 0 && !*c->stop)
            log_warn("sim", "set-up waits: %s", e.detail);
        said = e;
        for (usec_t until = clock_steady() + SETUP_RETRY; clock_steady() < until && !*c->stop;)
            client_run(c->client, 100);
    }
    return RC_OK;
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

/* What was sent since the last time: of several cities nobody can follow the single things. */
static void report(struct country *c, usec_t steady)
{
    uint64_t sum[4] = {0}, waiting = 0, dropped = 0, refused = 0;
    for (uint32_t k = 0; k < c->town_n; k++) {
        struct world *w = &c->towns[k];
        const struct outbox *boxes[] = {&w->reads, &w->camera_beats, &w->alarm_beats, &w->alarms};
        static const unsigned as[] = {0, 2, 2, 3};
        for (size_t i = 0; i < ARRAY_LEN(boxes); i++) {
            sum[as[i]] += boxes[i]->sent;
            waiting += boxes[i]->n;
            dropped += boxes[i]->dropped;
            refused += boxes[i]->refused;
        }
        for (uint32_t i = 0; i < w->tablets->n; i++) {
            const struct outbox *o = &w->tablets->each[i].fixes;
            sum[1] += o->sent;
            waiting += o->n;
            dropped += o->dropped;
            refused += o->refused;
        }
    }
    double s = (double)(steady - c->reported) / 1e6;
    world_say(&c->towns[0],
              "a second: %.0f reads, %.0f positions, %.0f heartbeats, %.2f alarms; %u streams; "
              "waiting %" PRIu64 ", given up %" PRIu64 ", refused %" PRIu64 "; stood still %.0f %%",
              (double)(sum[0] - c->told[0]) / s, (double)(sum[1] - c->told[1]) / s,
              (double)(sum[2] - c->told[2]) / s, (double)(sum[3] - c->told[3]) / s,
              client_streams(c->client), waiting, dropped, refused, (double)c->lost / s / 1e4);
    memcpy(c->told, sum, sizeof(sum));
    c->lost = 0;
    c->reported = steady;
}

static void live_town(struct world *w, usec_t until)
{
    w->utc_base = clock_utc() - (usec_t)((double)until / w->opt.speed);
    while (!*w->stop && agenda_next(w->agenda) <= until) {
        if (agenda_next(w->agenda) > w->now)
            w->now = agenda_next(w->agenda);
        agenda_run(w->agenda, w->now);
    }
    w->now = until;
}

/* Everybody's things up to now; how long (city time) until the next one is due. */
static usec_t step(struct country *c, usec_t passed)
{
    usec_t next = INT64_MAX;
    if (passed > STEP_MAX) { /* a city that cannot keep up slows down; it never hurries after */
        c->lost += passed - STEP_MAX;
        passed = STEP_MAX;
    }
    c->now += (usec_t)((double)passed * c->towns[0].opt.speed);
    for (uint32_t i = 0; i < c->town_n; i++) {
        live_town(&c->towns[i], c->now);
        usec_t due = agenda_next(c->towns[i].agenda);
        next = due < next ? due : next;
    }
    return next - c->now;
}

static void live(struct country *c)
{
    usec_t last = clock_steady(), setup_after = 0;
    c->reported = last;
    while (!*c->stop) {
        usec_t steady = clock_steady();
        usec_t due = step(c, steady - last);
        last = steady;
        outbox_pump(&c->first_queue, steady);
        outbox_pump(&c->queue, steady);
        if ((c->queue.refused_token || c->first_queue.refused_token) && steady >= setup_after) {
            log_warn("sim", "the centre no longer knows our tokens: set-up again");
            for (uint32_t i = 0; i < c->town_n; i++) {
                struct world *w = &c->towns[i];
                w->alarms.refused_token = w->reads.refused_token = false;
                w->camera_beats.refused_token = w->alarm_beats.refused_token = false;
            }
            c->queue.refused_token = c->first_queue.refused_token = false;
            if (set_up(c) != RC_OK)
                return;
            setup_after = clock_steady() + 10 * USEC_S;
            last = clock_steady();
        }
        if (c->town_n > 1 && steady - c->reported >= REPORT)
            report(c, steady);
        double wait_ms = (double)due / c->towns[0].opt.speed / 1000;
        client_run(c->client, (int)fmax(1, fmin(wait_ms, 100)));
    }
}

static void begin(struct country *c)
{
    uint32_t units = 0, cameras = 0, cars = 0, junctions = 0;
    for (uint32_t i = 0; i < c->town_n; i++) {
        struct world *w = &c->towns[i];
        tablets_start(w->tablets);
        story_start(w->story);
        school_start(w);
        agenda_add(w->agenda, world_wall(w, HOTLIST_S + i), affirm_hotlist, w, 0);
        units += w->city->unit_n;
        cameras += w->city->camera_n;
        cars += w->opt.cars;
        junctions += w->city->junction_n;
    }
    if (c->towns[0].operator_bot)
        operator_start(c->towns[0].operator_bot);
    world_say(&c->towns[0], "%u %s: %u junctions, %u cameras, %u units, %u cars",
              (unsigned)c->town_n, c->town_n == 1 ? "city lives" : "cities live",
              (unsigned)junctions, (unsigned)cameras, (unsigned)units, (unsigned)cars);
}

int country_run(struct country *c)
{
    struct err e;
    for (uint32_t i = 0; i < c->town_n; i++)
        c->towns[i].utc_base = clock_utc();
    if (setup_write_streets(c->towns, c->town_n, &e) != RC_OK) {
        fprintf(stderr, "markaz-sim: %s\n", e.detail);
        return 1;
    }
    if (c->town_n == 1 && c->towns[0].opt.panel != NULL &&
        school_panel_begin(&c->towns[0], &e) != RC_OK)
        fprintf(stderr, "markaz-sim: %s; the school has no alarm panel\n", e.detail);
    if (set_up(c) != RC_OK)
        return 1;
    if (!*c->stop && !c->towns[0].opt.once_setup) {
        const char *broker = c->towns[0].opt.broker;
        if (broker != NULL && buttons_open(&c->towns[0].buttons, broker, &e) != RC_OK)
            fprintf(stderr, "markaz-sim: %s; its buttons use HTTP\n", e.detail);
        begin(c);
        live(c);
    }
    return 0;
}
