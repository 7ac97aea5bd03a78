/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads an extract of OpenStreetMap (XML or PBF, gzipped or not) from standard input, a file, and writes what is in it to
 * standard output: a line "roads WAYS MISSING BARRIERS TURNS IGNORED BROKEN BYTES", then so many bytes of the draft of the roads
 * (src/roads/draft.h), then the draft of the chart (src/chart/draft.h); with the word "places" a line "places ROWS MISSING", then
 * the addresses and names as CSV (src/osm/places.h); or a line "no REASON".
 *
 * The file is a stranger's, and what takes it apart (libreadosm, expat, zlib) is the widest code of an import. So it runs here: before
 * the first byte is taken apart this process can open nothing, call nobody and start nothing (Landlock, seccomp), and has limits of memory and
 * time. What it says is not believed either (draft_decode).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include <readosm.h>

#include "base/mem.h"
#include "confine.h"
#include "osm/chart.h"
#include "osm/places.h"

#define INFLATED_MAX (UINT64_C(16) << 30)
#define TAGS_MAX 1024
#define MEMBERS_MAX 65536
#define OUT_MAX (UINT64_C(8) << 30)

static int no(const char *why)
{
    (void)printf("no %.300s\n", why);
    (void)fflush(stdout);
    return 1;
}

#define PASSES 3 /* relations, ways, nodes */

/* ---- the file, three times ---- */

/* Inflate the one file into the other. NULL, or why not. */
static const char *inflate_into(int in, int out)
{
    static char piece[1 << 16];
    uint64_t total = 0;
    int n;
    gzFile gz = gzdopen(in, "rb");
    if (gz == NULL)
        return "no memory for the extract";
    while ((n = gzread(gz, piece, sizeof piece)) > 0) {
        total += (uint64_t)n;
        if (total > INFLATED_MAX || write(out, piece, (size_t)n) != n)
            return "the extract is larger than 16 GiB, or than the memory";
    }
    return n < 0 || gzclose(gz) != Z_OK ? "the extract is no whole gzip file" : NULL;
}

/* What the extract may be. */
enum form { XML, PBF, FORMS };

/*
 * All passes of both forms: what it is may be known only after it has been inflated, and then nothing is opened any more.
 * libreadosm tells forms by the names of files: so ours gets one for a moment.
 */
static bool open_all(int fd, const void *handles[FORMS][PASSES])
{
    char dir[] = "/tmp/markaz-osm-XXXXXX", target[64], name[sizeof dir + 16];
    if (mkdtemp(dir) == NULL)
        return false;
    (void)snprintf(target, sizeof target, "/proc/self/fd/%d", fd);
    bool ok = true;
    for (int form = 0; ok && form < FORMS; form++) {
        (void)snprintf(name, sizeof name, "%s/in.%s", dir, form == XML ? "osm" : "pbf");
        ok = symlink(target, name) == 0;
        for (int i = 0; ok && i < PASSES; i++)
            ok = readosm_open(name, &handles[form][i]) == READOSM_OK;
        (void)unlink(name);
    }
    (void)rmdir(dir);
    return ok;
}

/* ---- what libreadosm hands over ---- */

struct reading {
    struct osm *o;
    struct osm_chart *chart;
    struct err e;
    enum rc rc;
    struct osm_tag tags[TAGS_MAX];
    struct osm_member members[MEMBERS_MAX];
};

static struct osm_tags tags_of(struct reading *r, const readosm_tag *tags, int n)
{
    size_t kept = 0;
    for (int i = 0; i < n && kept < TAGS_MAX; i++)
        if (tags[i].key != NULL && tags[i].value != NULL)
            r->tags[kept++] = (struct osm_tag){str_c(tags[i].key), str_c(tags[i].value)};
    return (struct osm_tags){r->tags, kept};
}

_Static_assert(sizeof(long long) == sizeof(int64_t), "ids are 64 bits");

static int take_relation(const void *user, const readosm_relation *rel)
{
    struct reading *r = (struct reading *)(uintptr_t)user;
    struct osm_tags tags = tags_of(r, rel->tags, rel->tag_count);
    size_t n = 0;
    for (int i = 0; i < rel->member_count && n < MEMBERS_MAX; i++) {
        const readosm_member *m = &rel->members[i];
        r->members[n++] = (struct osm_member){m->member_type == READOSM_MEMBER_NODE  ? OSM_NODE
                                              : m->member_type == READOSM_MEMBER_WAY ? OSM_WAY
                                                                                     : OSM_RELATION,
                                              m->id, str_c(m->role)};
    }
    r->rc = osm_relation(r->o, r->members, n, tags, &r->e);
    if (r->rc == RC_OK)
        r->rc = osm_chart_relation(r->chart, r->members, n, tags, &r->e);
    return r->rc == RC_OK ? READOSM_OK : READOSM_ABORT;
}

static int take_way(const void *user, const readosm_way *w)
{
    struct reading *r = (struct reading *)(uintptr_t)user;
    const int64_t *refs = (const int64_t *)(const void *)w->node_refs;
    size_t n = w->node_ref_count > 0 ? (size_t)w->node_ref_count : 0;
    struct osm_tags tags = tags_of(r, w->tags, w->tag_count);
    if (n == 0)
        return READOSM_OK;
    r->rc = osm_way(r->o, w->id, refs, n, tags, &r->e);
    if (r->rc == RC_OK)
        r->rc = osm_chart_way(r->chart, w->id, refs, n, tags, &r->e);
    return r->rc == RC_OK ? READOSM_OK : READOSM_ABORT;
}

static int take_node(const void *user, const readosm_node *node)
{
    struct reading *r = (struct reading *)(uintptr_t)user;
    struct osm_tags tags = tags_of(r, node->tags, node->tag_count);
    osm_node(r->o, node->id, node->latitude, node->longitude, tags);
    r->rc = osm_chart_node(r->chart, node->id, node->latitude, node->longitude, tags, &r->e);
    return r->rc == RC_OK ? READOSM_OK : READOSM_ABORT;
}

static enum rc read_all(struct reading *r, const void *const handles[PASSES])
{
    int code = readosm_parse(handles[0], r, NULL, NULL, take_relation);
    osm_chart_relations_done(r->chart);
    if (code == READOSM_OK)
        code = readosm_parse(handles[1], r, NULL, take_way, NULL);
    if (code == READOSM_OK)
        r->rc = osm_ways_done(r->o, &r->e);
    osm_chart_ways_done(r->chart);
    if (code == READOSM_OK && r->rc == RC_OK)
        code = readosm_parse(handles[2], r, take_node, NULL, NULL);
    if (code != READOSM_OK && r->rc == RC_OK)
        r->rc = err_set(&r->e, RC_INVALID,
                        "the extract is no whole OSM XML or PBF file (libreadosm says %d)", code);
    return r->rc;
}

/* ---- addresses and names ---- */

struct placing {
    struct osm_places *o;
    struct err e;
    enum rc rc;
    struct reading tags; /* for its tags */
};

static int place_way(const void *user, const readosm_way *w)
{
    struct placing *p = (struct placing *)(uintptr_t)user;
    if (w->node_ref_count > 0)
        p->rc = osm_places_way(p->o, (const int64_t *)(const void *)w->node_refs,
                               (size_t)w->node_ref_count, tags_of(&p->tags, w->tags, w->tag_count),
                               &p->e);
    return p->rc == RC_OK ? READOSM_OK : READOSM_ABORT;
}

static int place_node(const void *user, const readosm_node *node)
{
    struct placing *p = (struct placing *)(uintptr_t)user;
    p->rc = osm_places_node(p->o, node->id, node->latitude, node->longitude,
                            tags_of(&p->tags, node->tags, node->tag_count), &p->e);
    return p->rc == RC_OK ? READOSM_OK : READOSM_ABORT;
}

static enum rc place_all(struct placing *p, const void *const handles[PASSES])
{
    int code = readosm_parse(handles[0], p, NULL, place_way, NULL);
    if (code == READOSM_OK) {
        osm_places_ways_done(p->o);
        code = readosm_parse(handles[1], p, place_node, NULL, NULL);
    }
    if (code != READOSM_OK && p->rc == RC_OK)
        p->rc = err_set(&p->e, RC_INVALID,
                        "the extract is no whole OSM XML or PBF file (libreadosm says %d)", code);
    return p->rc;
}

/* ---- what goes out ---- */

static bool put_all(const char *p, size_t n)
{
    while (n > 0) {
        ssize_t done = write(STDOUT_FILENO, p, n);
        if (done <= 0 && errno != EINTR)
            return false;
        p += done > 0 ? done : 0;
        n -= done > 0 ? (size_t)done : 0;
    }
    return true;
}

static int say(const struct osm_report *rep, uint32_t broken, const struct buf *roads,
               const struct buf *chart)
{
    char line[160];
    if (!buf_ok(roads) || !buf_ok(chart))
        return no("what is in it is larger than 8 GiB");
    int n = snprintf(line, sizeof line, "roads %u %u %u %u %u %u %zu\n", rep->ways, rep->missing,
                     rep->barriers, rep->turns, rep->turns_ignored, broken, roads->n);
    return put_all(line, (size_t)n) && put_all(roads->p, roads->n) && put_all(chart->p, chart->n)
               ? 0
               : 1;
}

/* What was read, as two drafts; each is gone before the next is made. */
static int make_and_say(struct reading *r)
{
    struct draft d;
    struct osm_report report;
    struct osm_chart_report shown;
    const struct chart_draft *c;
    struct buf roads, chart;
    buf_init(&roads, OUT_MAX / 2);
    buf_init(&chart, OUT_MAX / 2);
    draft_init(&d);
    enum rc rc = osm_draft(r->o, &d, &report, &r->e);
    if (rc == RC_OK)
        draft_encode(&d, &roads);
    draft_release(&d);
    osm_free(r->o);
    if (rc == RC_OK)
        rc = osm_chart_draft(r->chart, &c, &shown, &r->e);
    if (rc == RC_OK)
        chart_draft_encode(c, &chart);
    osm_chart_free(r->chart);
    int code = rc == RC_OK ? say(&report, shown.broken, &roads, &chart) : no(r->e.detail);
    buf_release(&roads);
    buf_release(&chart);
    return code;
}

static int read_and_say(const void *const handles[PASSES])
{
    static struct reading r;
    r.o = osm_new();
    r.chart = osm_chart_new();
    if (read_all(&r, handles) == RC_OK)
        return make_and_say(&r);
    osm_free(r.o);
    osm_chart_free(r.chart);
    return no(r.e.detail);
}

static int say_places(const struct osm_places *o)
{
    struct buf rows, head;
    struct osm_places_report report;
    buf_init(&rows, OUT_MAX);
    buf_init(&head, 64);
    osm_places_rows(o, &rows, &report);
    buf_printf(&head, "places %u %u\n", report.places, report.missing);
    int code = !buf_ok(&rows) ? no("the places are larger than 8 GiB")
               : put_all(head.p, head.n) && put_all(rows.p, rows.n) ? 0
                                                                    : 1;
    buf_release(&rows);
    buf_release(&head);
    return code;
}

static int read_and_say_places(const void *const handles[PASSES])
{
    static struct placing p;
    p.o = osm_places_new();
    int code = place_all(&p, handles) == RC_OK ? say_places(p.o) : no(p.e.detail);
    osm_places_free(p.o);
    return code;
}

static bool gzipped(int fd)
{
    unsigned char head[2] = {0};
    return pread(fd, head, sizeof head, 0) == 2 && head[0] == 0x1f && head[1] == 0x8b;
}

int main(int argc, char **argv)
{
    const void *handles[FORMS][PASSES] = {{NULL}};
    char head = 0;
    bool places = argc == 2 && strcmp(argv[1], "places") == 0;
    if (argc != 1 && !places) {
        (void)fputs(
            "usage: markaz-osm [places] <EXTRACT    started by markazctl, see markaz-osm(8)\n",
            stderr);
        return 2;
    }
    confine_limits();
    /* libreadosm writes times of changes as local time, which nobody asks for: no zone is read once no file may be. */
    (void)setenv("TZ", "UTC0", 1);
    tzset();
    bool packed = gzipped(STDIN_FILENO);
    int in = packed ? memfd_create("extract", MFD_CLOEXEC) : STDIN_FILENO;
    if (in < 0 || !open_all(in, handles))
        return no("the extract cannot be opened: it must be a file");
    if (!confine())
        return no("this process could not confine itself");
    const char *why = packed ? inflate_into(STDIN_FILENO, in) : NULL;
    if (why != NULL)
        return no(why);
    if (pread(in, &head, 1, 0) != 1)
        return no("the extract is empty");
    /* A PBF begins with a length below 64 KiB, so with two zeroes. */
    const void *const *form = handles[head == '\0' ? PBF : XML];
    int code = places ? read_and_say_places(form) : read_and_say(form);
    for (int i = 0; i < FORMS * PASSES; i++)
        (void)readosm_close(handles[i / PASSES][i % PASSES]);
    return code;
}
