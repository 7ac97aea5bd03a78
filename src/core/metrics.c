/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What GET /metrics tells; what ports count they add themselves. Names and units follow Prometheus: seconds, bytes, `_total`
 * for what only grows. Each name is explained in doc/metrics.md; a test compares the two.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/core_priv.h"
#include "core/due.h"
#include "core/thin.h"

void metric(struct buf *out, const char *name, const char *type, const char *help, double value)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n%s %.15g\n", name, help, name, type, name, value);
}

static void metric_series(struct buf *out, const char *name, const char *help,
                          _Atomic uint64_t *values)
{
    static const char *const names[SERIES_COUNT] = {"reads", "positions", "heartbeats"};
    buf_printf(out, "# HELP markaz_%s %s\n# TYPE markaz_%s counter\n", name, help, name);
    for (int s = 0; s < SERIES_COUNT; s++)
        buf_printf(out, "markaz_%s{series=\"%s\"} %llu\n", name, names[s],
                   (unsigned long long)atomic_load(&values[s]));
}

static void metric_commits(struct buf *out, const struct latency *l)
{
    uint64_t sum = 0;
    buf_cat(
        out,
        "# HELP markaz_commit_seconds time to make a group of events durable\n# TYPE markaz_commit_seconds histogram\n");
    for (int i = 6; i < 24; i++) {
        if (i == 6)
            for (int k = 0; k < 6; k++)
                sum += atomic_load(&l->bucket[k]);
        sum += atomic_load(&l->bucket[i]);
        buf_printf(out, "markaz_commit_seconds_bucket{le=\"%.6f\"} %llu\n",
                   (double)(INT64_C(1) << i) / 1e6, (unsigned long long)sum);
    }
    uint64_t count = atomic_load(&l->count);
    buf_printf(
        out,
        "markaz_commit_seconds_bucket{le=\"+Inf\"} %llu\nmarkaz_commit_seconds_sum %.6f\nmarkaz_commit_seconds_count %llu\n",
        (unsigned long long)count, (double)atomic_load(&l->total_us) / 1e6,
        (unsigned long long)count);
}

static void metric_kinds(struct buf *out, const struct picture *mirror)
{
    buf_cat(out, "# HELP markaz_entities entities in the picture\n# TYPE markaz_entities gauge\n");
    for (int k = 0; k < KIND_COUNT; k++)
        buf_printf(out, "markaz_entities{kind=\"%.*s\"} %u\n", STR_ARG(kind_table[k].name),
                   picture_count(mirror, (enum kind)k));
}

/* Those that are marked stand apart: a drill must not look like an emergency here either. */
static void metric_alarms(struct buf *out, const struct picture *mirror)
{
    unsigned open[PRACTICE_COUNT] = {0}, running = 0;
    for (uint32_t i = 0; i < picture_count(mirror, KIND_ALARM); i++) {
        const struct alarm *a = picture_at(mirror, KIND_ALARM, i)->rec;
        open[a->practice] += a->state != ALARM_STATE_CLOSED;
    }
    for (uint32_t i = 0; i < picture_count(mirror, KIND_DRILL); i++)
        running += ((const struct drill *)picture_at(mirror, KIND_DRILL, i)->rec)->state ==
                   DRILL_STATE_RUNNING;
    buf_cat(out, "# HELP markaz_alarms_open alarms that nobody has closed\n"
                 "# TYPE markaz_alarms_open gauge\n");
    for (int i = 0; i < PRACTICE_COUNT; i++)
        buf_printf(out, "markaz_alarms_open{practice=\"%.*s\"} %u\n",
                   STR_ARG(enum_practice.names[i]), open[i]);
    metric(out, "markaz_drills_running", "gauge", "drills under way", running);
}

static void metric_retention(struct buf *out)
{
    usec_t looked = atomic_load(&due_figures.looked);
    metric(out, "markaz_retention_erased_total", "counter", "events whose payload was erased",
           (double)atomic_load(&due_figures.erased));
    metric(out, "markaz_retention_kept", "gauge", "events past their time that are in use or held",
           (double)atomic_load(&due_figures.kept));
    metric(out, "markaz_retention_late", "gauge",
           "events found over an hour past their time and not yet erased",
           (double)atomic_load(&due_figures.late));
    metric(out, "markaz_retention_looked_time_seconds", "gauge",
           "when the whole history was last looked through for what is due",
           (double)looked / (double)USEC_S);
    metric(out, "markaz_positions_thinned_total", "counter",
           "positions that went when one a minute was kept",
           (double)atomic_load(&thin_figures.gone));
    metric(out, "markaz_positions_late", "gauge",
           "partitions of positions whose time was over more than an hour ago, not yet thinned",
           (double)atomic_load(&thin_figures.late));
}

/* The second number of /proc/self/statm counts pages; 0 where there is no /proc. */
static double resident_bytes(void)
{
    char line[128];
    int64_t pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    if (f == NULL)
        return 0;
    if (fgets(line, sizeof line, f) != NULL) {
        struct str rest = str_c(line);
        (void)str_cut(&rest, ' ');
        if (!str_i64(str_cut(&rest, ' '), &pages))
            pages = 0;
    }
    (void)fclose(f);
    return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

/* Names that every Prometheus client uses for its process. */
static void metric_process(struct buf *out, const struct core *core)
{
    struct rlimit files = {0};
    metric(out, "process_cpu_seconds_total", "counter", "CPU time of the process",
           (double)clock_cpu() / 1e6);
    metric(out, "process_resident_memory_bytes", "gauge", "memory in use", resident_bytes());
    metric(out, "process_start_time_seconds", "gauge", "start of the process, Unix time",
           (double)(core->started_at / USEC_S));
    if (getrlimit(RLIMIT_NOFILE, &files) == 0)
        metric(out, "process_max_fds", "gauge", "most files and connections it may open",
               (double)files.rlim_cur);
}

static void metric_disk(struct buf *out, const char *dir)
{
    struct statvfs s;
    if (statvfs(dir, &s) == 0)
        metric(out, "markaz_store_free_bytes", "gauge", "free room on the disk of the store",
               (double)s.f_bavail * (double)s.f_frsize);
}

void metrics_write(struct core *core, const struct picture *mirror, struct buf *out)
{
    metric(out, "markaz_journal_seq", "counter", "sequence of the last durable event",
           (double)atomic_load(&core->durable));
    uint64_t indexed = atomic_load(&core->behind.indexed), durable = atomic_load(&core->durable);
    metric(out, "markaz_index_behind", "gauge", "durable events that are not yet in the index",
           (double)(durable > indexed ? durable - indexed : 0));
    usec_t behind = picture_time(mirror) - core_clock();
    metric(out, "markaz_clock_behind_seconds", "gauge",
           "how far the machine's clock is behind the last event",
           behind > 0 ? (double)behind / 1e6 : 0);
    seal_metrics(core, out);
    metric_retention(out);
    metric_alarms(out, mirror);
    metric(out, "markaz_streams", "gauge", "open event streams", streams_count(core->streams));
    metric(out, "markaz_refused_calls_total", "counter", "calls refused before the core",
           (double)atomic_load(&core->refused_calls));
    metric_process(out, core);
    metric_disk(out, core->dir);
    metric_series(out, "telemetry_accepted_total", "samples stored", core->accepted);
    metric_series(out, "telemetry_rejected_total", "samples refused", core->rejected);
    metric_series(out, "telemetry_dropped_total",
                  "samples answered and dropped (off duty or never acceptable)", core->dropped);
    metric_commits(out, &core->commit_latency);
    hold_metrics(core, out);
    drive_metrics(core->drive, out);
    metric_kinds(out, mirror);
    for (int i = 0; i < core->nport_metrics; i++)
        core->port_metrics[i].write(core->port_metrics[i].arg, out);
}
