/* SPDX-License-Identifier: Apache-2.0 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "load.h"

static const char usage[] =
    "usage: load --port N --token T [OPTIONS]        send, then print one JSON object\n"
    "       load --print hotlist|devices [OPTIONS]   what the centre must know beforehand\n"
    "  --kind reads|positions|heartbeats|alarms   what is sent (reads)\n"
    "  --host NAME, --port N, --token T, --path P where to (127.0.0.1; the kind's own path)\n"
    "  --connections N   kept alive, one request under way on each (16)\n"
    "  --batch N         lines in a request (100)\n"
    "  --rate N          requests a second, sent when due; 0: as fast as they are answered (0)\n"
    "  --warmup S, --seconds S   not measured, then measured (1, 5)\n"
    "  --devices N       registered cameras, tablets or buttons (1000)\n"
    "  --plates N        entries of the hotlist (1000000)\n"
    "  --hits N, --doubtful N, --dangerous N      of 1000 reads (10, 0, 0)\n"
    "  --age MS          reads are less than so old when sent (2000)\n"
    "  --seed N, --first N       which lines: the same for the same seed, from line N (1, 0)\n";

enum option_id {
    KIND,
    HOST,
    PORT,
    TOKEN,
    PATH,
    CONNECTIONS,
    BATCH,
    RATE,
    WARMUP,
    SECONDS,
    DEVICES,
    PLATES,
    HITS,
    DOUBTFUL,
    DANGEROUS,
    AGE,
    SEED,
    FIRST,
    PRINT,
    HELP,
    OPTIONS
};

static const struct option long_options[] = {
    {"kind", 1, NULL, KIND},
    {"host", 1, NULL, HOST},
    {"port", 1, NULL, PORT},
    {"token", 1, NULL, TOKEN},
    {"path", 1, NULL, PATH},
    {"connections", 1, NULL, CONNECTIONS},
    {"batch", 1, NULL, BATCH},
    {"rate", 1, NULL, RATE},
    {"warmup", 1, NULL, WARMUP},
    {"seconds", 1, NULL, SECONDS},
    {"devices", 1, NULL, DEVICES},
    {"plates", 1, NULL, PLATES},
    {"hits", 1, NULL, HITS},
    {"doubtful", 1, NULL, DOUBTFUL},
    {"dangerous", 1, NULL, DANGEROUS},
    {"age", 1, NULL, AGE},
    {"seed", 1, NULL, SEED},
    {"first", 1, NULL, FIRST},
    {"print", 1, NULL, PRINT},
    {"help", 0, NULL, HELP},
    {NULL, 0, NULL, 0},
};

static void die(const char *what)
{
    (void)fprintf(stderr, "load: %s\n%s", what, usage);
    exit(2);
}

static double number(const char *text, double min, double max)
{
    char *end;
    double v = strtod(text, &end);
    if (end == text || *end != '\0' || !(v >= min && v <= max))
        die("a number is out of range");
    return v;
}

static uint32_t whole(const char *text, double min, double max)
{
    return (uint32_t)number(text, min, max);
}

static enum load_kind kind_of(const char *text)
{
    for (int i = 0; i < LOAD_KINDS; i++)
        if (strcmp(text, load_kind_names[i]) == 0)
            return (enum load_kind)i;
    die("no such kind");
    return LOAD_KINDS;
}

static void set_plan(struct load_plan *p, enum option_id id, const char *v)
{
    switch ((int)id) {
    case KIND: p->kind = kind_of(v); break;
    case BATCH: p->batch = whole(v, 1, 5000); break;
    case DEVICES: p->devices = whole(v, 1, 100000); break;
    case PLATES: p->plates = whole(v, 0, 2e6); break;
    case HITS: p->hits = whole(v, 0, 1000); break;
    case DOUBTFUL: p->doubtful = whole(v, 0, 1000); break;
    case DANGEROUS: p->dangerous = whole(v, 0, 1000); break;
    case AGE: p->age_ms = whole(v, 0, 3e6); break;
    case SEED: p->seed = (uint64_t)number(v, 0, 1e9); break;
    default: break;
    }
}

static void set_option(struct load_options *o, enum option_id id, const char *v)
{
    switch ((int)id) {
    case HOST: o->host = v; break;
    case PORT: o->port = v; break;
    case TOKEN: o->token = v; break;
    case PATH: o->path = v; break;
    case CONNECTIONS: o->connections = whole(v, 1, 60000); break;
    case RATE: o->rate = number(v, 0, 1e7); break;
    case WARMUP: o->warmup = (usec_t)(number(v, 0, 3600) * 1e6); break;
    case SECONDS: o->time = (usec_t)(number(v, 0.1, 3600) * 1e6); break;
    case FIRST: o->first = (uint64_t)number(v, 0, 1e15); break;
    default: break;
    }
}

static void print_result(const struct load_plan *p, const struct load_options *o,
                         const struct load_result *r)
{
    double s = (double)r->time / 1e6;
    printf("{\"kind\":\"%s\",\"connections\":%u,\"batch\":%u,\"seconds\":%.3f,\"requests\":%llu,"
           "\"lines\":%llu,"
           "\"accepted\":%llu,\"errors\":%llu,\"last_status\":%u,\"lines_per_s\":%.0f,\"requests_"
           "per_s\":%.0f,"
           "\"p50_us\":%lld,\"p90_us\":%lld,\"p99_us\":%lld,\"max_us\":%lld,\"own_cpu_us\":%lld,"
           "\"next\":%llu,\"worst_ms\":[",
           load_kind_names[p->kind], o->connections, p->batch, s, (unsigned long long)r->requests,
           (unsigned long long)r->lines, (unsigned long long)r->accepted,
           (unsigned long long)r->errors, r->last_status, (double)r->lines / s,
           (double)r->requests / s, (long long)load_hist_at(&r->took, 0.5),
           (long long)load_hist_at(&r->took, 0.9), (long long)load_hist_at(&r->took, 0.99),
           (long long)r->took.max, (long long)clock_cpu(), (unsigned long long)r->next);
    for (usec_t second = 0; second < r->time / USEC_S && second < LOAD_SECONDS; second++)
        printf("%s%lld", second > 0 ? "," : "", (long long)(r->worst[second] / USEC_MS));
    printf("]}\n");
}

static void print_list(const struct load_plan *p, const char *what)
{
    if (strcmp(what, "hotlist") == 0)
        load_print_hotlist(p);
    else if (strcmp(what, "devices") == 0)
        load_print_devices(p);
    else
        die("--print takes hotlist or devices");
}

static void raise_file_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

int main(int argc, char **argv)
{
    static const char *const paths[LOAD_KINDS] = {"/api/v1/reads", "/api/v1/positions",
                                                  "/api/v1/heartbeats", "/api/v1/alarms"};
    static struct load_result result;
    struct load_plan p = {
        .plates = 1000000, .devices = 1000, .hits = 10, .age_ms = 2000, .batch = 100, .seed = 1};
    struct load_options o = {
        .host = "127.0.0.1", .connections = 16, .warmup = USEC_S, .time = 5 * USEC_S};
    const char *print = NULL;
    for (int id; (id = getopt_long(argc, argv, "", long_options, NULL)) != -1;) {
        if (id == HELP) {
            printf("%s", usage);
            return 0;
        }
        if (id < 0 || id >= OPTIONS)
            die("unknown option");
        if (id == PRINT)
            print = optarg;
        set_plan(&p, (enum option_id)id, optarg);
        set_option(&o, (enum option_id)id, optarg);
    }
    if (print != NULL) {
        print_list(&p, print);
        return 0;
    }
    if (optind < argc || o.port == NULL || o.token == NULL)
        die("--port and --token are needed");
    if (p.kind == LOAD_ALARMS)
        p.batch = 1; /* this route takes one object */
    o.path = o.path != NULL ? o.path : paths[p.kind];
    raise_file_limit();
    if (!load_run(&p, &o, &result))
        return 1;
    print_result(&p, &o, &result);
    return 0;
}
