/* SPDX-License-Identifier: Apache-2.0 */
/* import osm, import jemss, roads: the map of roads of a store; of an extract the chart under all and the places, too. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chart/chart.h"
#include "ctl.h"
#include "roads/build.h"
#include "roads/jemss.h"
#include "roads/search.h"
#include "store/file.h"

#define ANSWER_MAX (UINT64_C(8) << 30)
#define LINE_MAX_ 400u

static int fail(const struct err *e)
{
    (void)fprintf(stderr, "markazctl: %s\n", e->detail);
    return 1;
}

/* ---- OpenStreetMap, by way of markaz-osm ---- */

/* What it wrote, mapped; STR_NONE: nothing. */
static struct str answer_of(int fd)
{
    struct stat st;
    void *p;
    if (fstat(fd, &st) != 0 || st.st_size <= 0 || (uint64_t)st.st_size > ANSWER_MAX ||
        (p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0)) == MAP_FAILED)
        return STR_NONE;
    return (struct str){p, (size_t)st.st_size};
}

/* Its first line, so far as it can be shown to a person; `rest` is what is behind it. */
static void first_line(struct str answer, char line[static LINE_MAX_], struct str *rest)
{
    size_t n = 0;
    while (n < answer.n && n + 1 < LINE_MAX_ && answer.p[n] != '\n') {
        line[n] = answer.p[n] >= ' ' && answer.p[n] <= '~' ? answer.p[n] : '?';
        n++;
    }
    line[n] = '\0';
    *rest = n < answer.n && answer.p[n] == '\n' ? (struct str){answer.p + n + 1, answer.n - n - 1}
                                                : STR_NONE;
}

/* "roads WAYS MISSING BARRIERS TURNS IGNORED BROKEN BYTES" */
static bool read_report(const char *line, int64_t v[static 7])
{
    struct str rest = str_c(line);
    if (!str_eqc(str_cut(&rest, ' '), "roads"))
        return false;
    for (int i = 0; i < 7; i++)
        if (!str_i64(str_cut(&rest, ' '), &v[i]) || v[i] < 0)
            return false;
    return rest.n == 0;
}

/* What an extract, or JEMSS, has of roads and of what a map shows. */
struct reading {
    struct draft roads;
    struct chart_draft chart;
};

static enum rc take_roads(struct str answer, void *arg, struct err *e)
{
    struct reading *r = arg;
    char line[LINE_MAX_];
    struct str rest;
    int64_t v[7];
    first_line(answer, line, &rest);
    if (strncmp(line, "no ", 3) == 0)
        return err_set(e, RC_INVALID, "%.300s", line + 3);
    if (!read_report(line, v) || (uint64_t)v[6] > rest.n)
        return err_set(e, RC_INVALID,
                       "what reads the extract has ended: it is damaged, or too large");
    enum rc rc = draft_decode((struct str){rest.p, (size_t)v[6]}, &r->roads, e);
    if (rc == RC_OK)
        rc = chart_draft_decode((struct str){rest.p + v[6], rest.n - (size_t)v[6]}, &r->chart, e);
    if (rc == RC_OK)
        printf(
            "%lld roads; %lld of their nodes are not in the extract; %lld barriers; "
            "%lld restrictions of turns, and %lld that are ignored; %lld areas that are not whole "
            "in it\n",
            (long long)v[0], (long long)v[1], (long long)v[2], (long long)v[3], (long long)v[4],
            (long long)v[5]);
    return rc;
}

/* What markaz-osm answers to a word about the file, given to `take`. */
static enum rc ask_osm(const char *file, const char *word,
                       enum rc (*take)(struct str answer, void *arg, struct err *e), void *arg,
                       struct err *e)
{
    int in, code = 0;
    enum rc rc = file_open(file, &in, e);
    if (rc != RC_OK)
        return rc;
    int out = memfd_create("answer", MFD_CLOEXEC);
    rc = out < 0 ? err_set(e, RC_IO, "no memory for the extract: %s", strerror(errno))
                 : ctl_program("markaz-osm", word, in, out, &code, e);
    (void)close(in);
    if (rc == RC_OK) {
        struct str answer = answer_of(out);
        rc = take(answer, arg, e);
        if (answer.n > 0)
            (void)munmap((void *)(uintptr_t)answer.p, answer.n);
    }
    if (out >= 0)
        (void)close(out);
    return rc;
}

/* "places ROWS MISSING", then CSV. */
static enum rc take_places(struct str answer, void *arg, struct err *e)
{
    char line[LINE_MAX_];
    struct str csv, rest;
    int64_t rows, missing;
    first_line(answer, line, &csv);
    if (strncmp(line, "no ", 3) == 0)
        return err_set(e, RC_INVALID, "%.300s", line + 3);
    rest = str_c(line);
    if (!str_eqc(str_cut(&rest, ' '), "places") || !str_i64(str_cut(&rest, ' '), &rows) ||
        !str_i64(rest, &missing) || rows < 0 || missing < 0)
        return err_set(e, RC_INVALID,
                       "what reads the extract has ended: it is damaged, or too large");
    printf("%lld addresses and names; %lld that the extract cuts off\n", (long long)rows,
           (long long)missing);
    return rows > 0 ? ctl_take_places(arg, csv, e) : RC_OK;
}

/* ---- JEMSS ---- */

static enum rc load(const char *dir, const char *name, struct buf *out, struct err *e)
{
    char path[FILE_PATH_MAX];
    buf_init(out, JEMSS_FILE_MAX);
    enum rc rc = file_path(path, e, "%s/%s", dir, name);
    return rc == RC_OK ? file_load(path, out, e) : rc;
}

static enum rc read_jemss(const char *dir, unsigned mode, struct draft *d, struct err *e)
{
    struct buf nodes = {0}, arcs = {0};
    enum rc rc = load(dir, "nodes.csv", &nodes, e);
    if (rc == RC_OK)
        rc = load(dir, "arcs.csv", &arcs, e);
    if (rc == RC_OK)
        rc = jemss_read(buf_str(&nodes), buf_str(&arcs), mode, d, e);
    buf_release(&nodes);
    buf_release(&arcs);
    return rc;
}

/* ---- the map and the chart ---- */

static enum rc save(const char *dir, const char *what, struct str bytes, struct err *e)
{
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    enum rc rc = file_path(folder, e, "%s/%s", dir, what);
    if (rc == RC_OK)
        rc = file_path(path, e, "%s/map", folder);
    if (rc == RC_OK)
        rc = file_make_dir(folder, e);
    return rc == RC_OK ? file_replace(folder, path, bytes, e) : rc;
}

static void tell(const struct roads *r, const char *dir)
{
    struct roads_figures f;
    roads_figures(r, &f);
    printf("%s/roads/map: %u nodes, %u arcs (%u in parts that places are looked for in), %u turns, "
           "%u forbidden, %.1f MB\n",
           dir, f.nodes, f.arcs, f.main_arcs, f.turns, f.banned, (double)f.bytes / 1e6);
}

static enum rc make_map(const char *dir, const struct draft *d, struct err *e)
{
    struct str bytes;
    struct roads *r = NULL;
    enum rc rc = roads_build(d, &bytes, e);
    if (rc != RC_OK)
        return rc;
    /* As whoever opens it will: a map that is refused is not put in the place of a good one. */
    rc = roads_open(&r, bytes, e);
    if (rc == RC_OK)
        rc = save(dir, "roads", bytes, e);
    if (rc == RC_OK)
        tell(r, dir);
    roads_close(r);
    free((void *)(uintptr_t)bytes.p);
    return rc;
}

/* As make_map. */
static enum rc make_chart(const char *dir, const struct chart_draft *d, struct err *e)
{
    struct str bytes;
    struct chart_figures f;
    struct chart *c = NULL;
    if (d->nfeatures == 0)
        return RC_OK; /* the source shows none: an earlier chart stays */
    enum rc rc = chart_build(d, &bytes, e);
    if (rc != RC_OK)
        return rc;
    rc = chart_open(&c, bytes, e);
    if (rc == RC_OK)
        rc = save(dir, "chart", bytes, e);
    if (rc == RC_OK) {
        chart_figures(c, &f);
        printf("%s/chart/map: %u features of %u points, %.1f MB\n", dir, f.features, f.points,
               (double)f.bytes / 1e6);
    }
    chart_close(c);
    free((void *)(uintptr_t)bytes.p);
    return rc;
}

bool ctl_imports_roads(int argc, char **argv)
{
    return argc >= 2 && (strcmp(argv[0], "osm") == 0 || strcmp(argv[0], "jemss") == 0);
}

int ctl_import_roads(const char *dir, int argc, char **argv)
{
    struct reading read;
    struct err e = {0};
    int64_t mode = 1;
    bool osm = strcmp(argv[0], "osm") == 0;
    bool given = !osm && argc == 4 && strcmp(argv[2], "--mode") == 0;
    if (argc != 2 &&
        (!given || !str_i64(str_c(argv[3]), &mode) || mode < 1 || mode > JEMSS_MODES_MAX)) {
        (void)fprintf(stderr, "markazctl: import osm FILE, or import jemss FOLDER [--mode 1..%u]\n",
                      JEMSS_MODES_MAX);
        return 2;
    }
    enum rc rc = ctl_become_owner(dir, &e);
    if (rc != RC_OK)
        return fail(&e);
    draft_init(&read.roads);
    chart_draft_init(&read.chart);
    rc = osm ? ask_osm(argv[1], NULL, take_roads, &read, &e)
             : read_jemss(argv[1], (unsigned)mode, &read.roads, &e);
    if (rc == RC_OK)
        rc = make_map(dir, &read.roads, &e);
    if (rc == RC_OK)
        rc = make_chart(dir, &read.chart, &e);
    draft_release(&read.roads);
    chart_draft_release(&read.chart);
    if (rc == RC_OK && osm)
        rc = ask_osm(argv[1], "places", take_places, (void *)(uintptr_t)dir, &e);
    return rc == RC_OK ? 0 : fail(&e);
}

/* ---- asking it ---- */

/* "LAT,LON" in degrees. */
static bool read_point(const char *text, struct geo_point *p)
{
    char *end;
    double lat = strtod(text, &end);
    if (end == text || *end != ',')
        return false;
    const char *second = end + 1;
    double lon = strtod(second, &end);
    if (end == second || *end != '\0' || !(fabs(lat) <= 90) || !(fabs(lon) <= 180))
        return false;
    *p = (struct geo_point){(int32_t)lround(lat * 1e7), (int32_t)lround(lon * 1e7)};
    return true;
}

static enum rc snap(const struct roads *r, const char *text, struct geo_point p,
                    struct road_place *place, struct err *e)
{
    double off = 0;
    if (!roads_snap(r, p, ROADS_REACH_M, place, &off))
        return err_set(e, RC_NOT_FOUND, "there is no road within %u km of %s", ROADS_REACH_M / 1000,
                       text);
    printf("%s: %.0f m from the road\n", text, off);
    return RC_OK;
}

static enum rc drive(const struct roads *r, const struct road_times *profile, const char *name,
                     const struct road_place *from, const struct road_place *to, struct err *e)
{
    struct road_metric *m = NULL;
    uint32_t ms;
    enum rc rc = road_metric_new(r, profile, NULL, NULL, 0, &m, e);
    if (rc != RC_OK)
        return rc;
    struct road_search *s = road_search_new(r);
    road_times_to(s, m, to, from, 1, &ms);
    if (ms < ROADS_NEVER)
        printf("%s: %u s\n", name, (ms + 500) / 1000);
    else
        printf("%s: no way\n", name);
    road_search_free(s);
    road_metric_free(m);
    return RC_OK;
}

static enum rc ask(const struct roads *r, char **argv, const struct geo_point p[2], struct err *e)
{
    struct road_place place[2];
    enum rc rc = snap(r, argv[0], p[0], &place[0], e);
    if (rc == RC_OK)
        rc = snap(r, argv[1], p[1], &place[1], e);
    if (rc == RC_OK)
        rc = drive(r, &road_ordinary, "ordinary", &place[0], &place[1], e);
    return rc == RC_OK ? drive(r, &road_emergency, "emergency", &place[0], &place[1], e) : rc;
}

int ctl_roads(const char *dir, int argc, char **argv)
{
    struct geo_point p[2];
    char path[FILE_PATH_MAX];
    struct roads *r = NULL;
    struct err e = {0};
    if (argc != 0 && (argc != 2 || !read_point(argv[0], &p[0]) || !read_point(argv[1], &p[1]))) {
        (void)fputs("markazctl: roads, or roads LAT,LON LAT,LON\n", stderr);
        return 2;
    }
    enum rc rc = file_path(path, &e, "%s/roads/map", dir);
    if (rc == RC_OK)
        rc = roads_map(&r, path, &e);
    if (rc == RC_OK && argc == 0)
        tell(r, dir);
    else if (rc == RC_OK)
        rc = ask(r, argv, p, &e);
    roads_close(r);
    return rc == RC_OK ? 0 : fail(&e);
}
