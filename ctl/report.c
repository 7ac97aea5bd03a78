/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `report load`: a month of the load of alarms on people as PDF. The figures are what GET /api/v1/load answers, shown as the page
 * /load.html shows them; nothing is computed here.
 */
#include <string.h>

#include "base/json.h"
#include "base/zone.h"
#include "ctl.h"
#include "paper.h"

#define ANSWER_MAX (64u << 20)

struct asked {
    const char *month, *area, *to;
    int lang;
};

struct load_report {
    struct paper p;
    struct str load; /* the answer */
};

/* ---- values as the page writes them ---- */

static struct str of(struct str json, const char *name)
{
    return ctl_member(json, name);
}

static int64_t scaled(struct str number, int digits)
{
    struct json_token t = {.kind = JSON_NUMBER, .raw = number};
    int64_t v = 0;
    return number.n > 0 && json_scaled(t, digits, &v) ? v : 0;
}

static usec_t instant(struct str json, const char *name)
{
    usec_t t;
    return clock_parse(of(json, name), &t) ? t : 0;
}

/* "12.3 %", "–" of nothing. */
static void put_share(struct buf *b, struct str share)
{
    int64_t v = scaled(share, 3);
    if (share.n == 0 || str_eqc(share, "null"))
        buf_cat(b, "–");
    else
        buf_printf(b, "%lld.%lld %%", (long long)(v / 10), (long long)(v % 10));
}

static void put_seconds(struct buf *b, struct str ms)
{
    int64_t tenths = (scaled(ms, 0) + 50) / 100;
    if (ms.n == 0 || str_eqc(ms, "null"))
        buf_cat(b, "–");
    else
        buf_printf(b, "%lld.%lld s", (long long)(tenths / 10), (long long)(tenths % 10));
}

static const char *word(const struct load_report *r, const char *key)
{
    return paper_word(&r->p, key);
}

/* The cell of what was put into `b`, which is empty then. */
static void cell(struct load_report *r, struct buf *b)
{
    paper_cell(&r->p, buf_str(b));
    buf_clear(b);
}

static void cell_share(struct load_report *r, struct str share)
{
    struct buf b;
    buf_init(&b, 64);
    put_share(&b, share);
    cell(r, &b);
    buf_release(&b);
}

static void cell_seconds(struct load_report *r, struct str ms)
{
    struct buf b;
    buf_init(&b, 64);
    put_seconds(&b, ms);
    cell(r, &b);
    buf_release(&b);
}

static void cell_time(struct load_report *r, struct str json, const char *name)
{
    struct buf b;
    buf_init(&b, 64);
    paper_time(&b, instant(json, name));
    cell(r, &b);
    buf_release(&b);
}

static void head(struct load_report *r, const char *widths, const char *align,
                 const char *const *keys)
{
    paper_table(&r->p, widths, align);
    paper_row(&r->p);
    for (; *keys != NULL; keys++)
        paper_cell(&r->p, str_c(word(r, *keys)));
}

/* The next object of a list whose reader stands behind its '['. */
static bool next(struct json_reader *list, struct str *item)
{
    struct json_token t = json_next(list);
    return t.kind == JSON_OBJECT && json_skip(list, t, item);
}

static struct json_reader list_of(struct str json)
{
    struct json_reader r;
    json_open(&r, json);
    (void)json_next(&r);
    return r;
}

/* ---- tables ---- */

static void figure(struct load_report *r, const char *key, struct str value, const char *aim)
{
    paper_row(&r->p);
    paper_cell(&r->p, str_c(word(r, key)));
    paper_cell(&r->p, value);
    paper_cell(&r->p, str_c(aim));
}

static void put_flood(struct load_report *r)
{
    struct buf b;
    struct str flood = of(r->load, "flood"), share = of(of(r->load, "top"), "share");
    buf_init(&b, 256);
    buf_printf(&b, "%.*s / %.*s · ", STR_ARG(of(flood, "periods")), STR_ARG(of(flood, "of")));
    put_share(&b, of(flood, "share"));
    figure(r, "load.flood", buf_str(&b), "< 1 %");
    buf_clear(&b);
    put_share(&b, share);
    figure(r, "load.top", buf_str(&b), "< 5 %");
    buf_release(&b);
}

static void put_priorities(struct load_report *r)
{
    struct str one;
    struct buf b;
    buf_init(&b, 512);
    for (struct json_reader list = list_of(of(r->load, "priorities")); next(&list, &one);) {
        char n[STR_U64_MAX + 1];
        (void)str_copy(n, sizeof n, of(one, "priority"));
        const char *const fills[] = {"n", n, NULL};
        paper_row(&r->p);
        paper_fill(&b, word(r, "load.priority"), fills);
        cell(r, &b);
        buf_printf(&b, "%.*s · ", STR_ARG(of(one, "n")));
        put_share(&b, of(one, "share"));
        cell(r, &b);
        paper_cell(&r->p, STR_NONE);
    }
    buf_release(&b);
}

static void put_answers(struct load_report *r)
{
    static const char *const keys[][2] = {
        {"load.median", "median_ms"}, {"load.p90", "p90_ms"}, {"load.p95", "p95_ms"}};
    struct str answers = of(r->load, "answers");
    struct buf b;
    buf_init(&b, 64);
    figure(r, "load.answers", of(answers, "n"), "");
    figure(r, "load.waiting", of(answers, "waiting"), "");
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        put_seconds(&b, of(answers, keys[i][1]));
        figure(r, keys[i][0], buf_str(&b), "");
        buf_clear(&b);
    }
    buf_release(&b);
}

static void put_figures(struct load_report *r)
{
    struct buf b;
    buf_init(&b, 256);
    paper_table(&r->p, "6,2.4,1.6", "lrr");
    paper_row(&r->p);
    paper_cell(&r->p, str_c(word(r, "load.figure")));
    paper_cell(&r->p, str_c(word(r, "load.value")));
    buf_printf(&b, "%s (ISA-18.2)", word(r, "load.aim"));
    cell(r, &b);
    buf_release(&b);
    figure(r, "load.alarms", of(r->load, "alarms"), "");
    figure(r, "load.calls", of(r->load, "calls"), "");
    figure(r, "load.per_hour", of(r->load, "per_hour"), "≤ 6 (12)");
    figure(r, "load.most", of(r->load, "most_10min"), "≤ 10");
    put_flood(r);
    figure(r, "load.chatter", of(of(r->load, "chatter"), "n"), "0");
    figure(r, "load.stale", of(r->load, "stale"), "< 5");
    put_priorities(r);
    figure(r, "load.tests", of(r->load, "tests"), "");
    figure(r, "load.drills", of(r->load, "drills"), "");
    figure(r, "load.shelved", of(r->load, "shelved"), "");
    put_answers(r);
    paper_table_end(&r->p);
}

static void put_goal(struct load_report *r, const char *standard, const char *what, struct str goal)
{
    struct buf b;
    char s[32];
    struct str met = of(goal, "met");
    buf_init(&b, 1024);
    (void)str_copy(s, sizeof s, of(goal, "s"));
    const char *const fills[] = {"s", s, NULL};
    paper_row(&r->p);
    buf_printf(&b, "%s · %s · ", standard, word(r, what));
    paper_fill(&b, word(r, "load.within"), fills);
    cell(r, &b);
    buf_printf(&b, "%.*s / %.*s · ", STR_ARG(of(goal, "within")), STR_ARG(of(goal, "of")));
    put_share(&b, of(goal, "share"));
    cell(r, &b);
    put_share(&b, of(goal, "want"));
    if (!str_eqc(met, "null"))
        buf_printf(&b, " · %s", word(r, str_eqc(met, "true") ? "load.met" : "load.unmet"));
    cell(r, &b);
    buf_release(&b);
}

static void put_clocks(struct load_report *r)
{
    static const char *const names[][3] = {
        {"en50518_urgent", "EN 50518", "load.urgent"},
        {"en50518_other", "EN 50518", "load.other"},
        {"nena_answer", "NENA-STA-020.1", "load.answer"},
        {"nfpa1225_answer", "NFPA 1225", "load.answer"},
        {"nfpa1225_process", "NFPA 1225", "load.process"},
    };
    static const char *const keys[] = {"load.figure", "load.value", "load.aim", NULL};
    struct str clock, goal;
    paper_heading(&r->p, word(r, "load.clocks"));
    head(r, "5.6,2.2,2.2", "lrr", keys);
    for (struct json_reader list = list_of(of(r->load, "clocks")); next(&list, &clock);)
        for (size_t i = 0; i < ARRAY_LEN(names); i++)
            if (str_eqc(of(clock, "name"), names[i][0]))
                for (struct json_reader goals = list_of(of(clock, "goals")); next(&goals, &goal);)
                    put_goal(r, names[i][1], names[i][2], goal);
    paper_table_end(&r->p);
}

/* Below a table that is empty, or of which the answer has not all. */
static void put_first_of(struct load_report *r, uint64_t shown, struct str all)
{
    char some[STR_U64_MAX + 1] = "", n[STR_U64_MAX + 1] = "";
    struct buf b;
    (void)str_copy(n, sizeof n, all);
    (void)snprintf(some, sizeof some, "%llu", (unsigned long long)shown);
    const char *const fills[] = {"shown", some, "n", n, NULL};
    if (shown == 0)
        paper_small(&r->p, str_c(word(r, "load.none")));
    else if (scaled(all, 0) > (int64_t)shown) {
        buf_init(&b, 1024);
        paper_fill(&b, word(r, "load.first_of"), fills);
        paper_small(&r->p, buf_str(&b));
        buf_release(&b);
    }
}

/* Devices with a number and, where `share` names the member, a share; `all`: how many there are. */
static void put_sources(struct load_report *r, const char *title, struct str sources,
                        struct str all, const char *number, const char *share)
{
    const char *const keys[] = {"load.device", "load.site", number,
                                share != NULL ? "load.rate" : NULL, NULL};
    struct str one;
    uint64_t n = 0;
    struct json_reader list = list_of(sources);
    paper_heading(&r->p, word(r, title));
    head(r, share != NULL ? "4,4,1.5,1.5" : "4,4,1.5", "llrr", keys);
    for (; next(&list, &one); n++) {
        paper_row(&r->p);
        paper_cell_json(&r->p, of(one, "device"));
        paper_cell_json(&r->p, of(one, "site"));
        paper_cell(&r->p, of(one, "n"));
        if (share != NULL)
            cell_share(r, of(one, share));
    }
    paper_table_end(&r->p);
    put_first_of(r, n, all);
}

static void put_sites(struct load_report *r)
{
    static const char *const keys[] = {"load.site", "load.alarms", "load.false",
                                       "load.rate", "load.before", NULL};
    struct str ledger = of(r->load, "ledger"), one;
    struct buf b;
    uint64_t n = 0;
    struct json_reader list = list_of(of(ledger, "sites"));
    buf_init(&b, 256);
    paper_heading(&r->p, word(r, "load.sites"));
    head(r, "5,1.5,1.5,1.3,2", "lrrrr", keys);
    for (; next(&list, &one); n++) {
        struct str before = of(one, "before"), site = of(one, "site");
        paper_row(&r->p);
        if (site.n > 0)
            paper_cell_json(&r->p, site);
        else
            paper_cell(&r->p, str_c(word(r, "load.no_site")));
        paper_cell(&r->p, of(one, "alarms"));
        paper_cell(&r->p, of(one, "false"));
        cell_share(r, of(one, "rate"));
        buf_printf(&b, "%.*s · ", STR_ARG(of(before, "alarms")));
        put_share(&b, of(before, "rate"));
        cell(r, &b);
    }
    paper_table_end(&r->p);
    put_first_of(r, n, of(ledger, "n"));
    buf_release(&b);
}

static void put_shift(struct load_report *r, struct str one)
{
    struct str answers = of(one, "answers");
    cell_time(r, one, "from");
    cell_time(r, one, "to");
    paper_cell(&r->p, of(one, "calls"));
    paper_cell(&r->p, of(one, "per_hour"));
    paper_cell(&r->p, of(one, "most_10min"));
    paper_cell(&r->p, of(answers, "n"));
    cell_seconds(r, of(answers, "median_ms"));
    cell_seconds(r, of(answers, "p90_ms"));
}

static void put_shifts(struct load_report *r)
{
    static const char *const keys[] = {"load.person",   "load.from", "load.to",      "load.n",
                                       "load.per_hour", "load.most", "load.answers", "load.median",
                                       "load.p90",      NULL};
    static const char *const none[] = {"setting", "load.shifts", NULL};
    struct str one;
    struct buf b;
    uint64_t n = 0;
    struct json_reader rota = list_of(of(r->load, "rota")), shifts = list_of(of(r->load, "shifts"));
    paper_heading(&r->p, word(r, "load.rota"));
    head(r, "2.1,2.1,1.25,1.25,1.25,1.25,1.25,1.25", "llrrrrrr", keys + 1);
    for (; next(&rota, &one); n++) {
        paper_row(&r->p);
        put_shift(r, one);
    }
    paper_table_end(&r->p);
    if (n == 0) {
        buf_init(&b, 512);
        paper_fill(&b, word(r, "load.no_shifts"), none);
        paper_small(&r->p, buf_str(&b));
        buf_release(&b);
    }
    paper_heading(&r->p, word(r, "load.shifts"));
    head(r, "1.2,2.1,2.1,1.2,1.2,1.2,1.2,1.2,1.2", "lllrrrrrr", keys);
    while (next(&shifts, &one)) {
        paper_row(&r->p);
        paper_cell_json(&r->p, of(one, "user"));
        put_shift(r, one);
    }
    paper_table_end(&r->p);
}

/* ---- the whole ---- */

static void put_period(struct load_report *r)
{
    struct buf b, from, to;
    buf_init(&b, 1024);
    buf_init(&from, 64);
    buf_init(&to, 64);
    paper_time(&from, instant(r->load, "from"));
    paper_time(&to, instant(r->load, "to"));
    buf_putc(&from, '\0');
    buf_putc(&to, '\0');
    const char *const fills[] = {"begin", from.p, "end", to.p, "zone", zone_name(), NULL};
    paper_fill(&b, word(r, "load.period"), fills);
    paper_text(&r->p, buf_str(&b));
    buf_clear(&b);
    if (of(r->load, "area").n > 0) {
        buf_printf(&b, "%s: %.*s", word(r, "load.area"), STR_ARG(of(r->load, "area")));
        paper_text(&r->p, buf_str(&b));
    }
    paper_small(&r->p, str_c(word(r, "load.unit")));
    buf_release(&b);
    buf_release(&from);
    buf_release(&to);
}

static void put_all(struct load_report *r)
{
    struct str top = of(r->load, "top"), chatter = of(r->load, "chatter");
    put_period(r);
    put_figures(r);
    put_clocks(r);
    put_sources(r, "load.busiest", of(top, "sources"), of(top, "of"), "load.n", "share");
    put_sources(r, "load.chatter", of(chatter, "sources"), of(chatter, "n"), "load.n", NULL);
    put_sites(r);
    put_sources(r, "load.nuisance", of(r->load, "nuisance"), STR_NONE, "load.false", "rate");
    put_shifts(r);
}

/* Title, the centre's name below it; what it was computed from at the foot of each page. */
static void begin(struct load_report *r, const struct asked *a, struct str status)
{
    char formulas[32] = "", seq[32] = "", name[2048];
    struct buf title, foot;
    struct paper words_of = {.lang = a->lang};
    struct json_token t = {.kind = JSON_STRING, .raw = of(of(status, "centre"), "name")};
    t.escaped = true;
    struct str centre = t.raw.n < sizeof name ? json_text(t, name) : STR_NONE;
    (void)str_copy(formulas, sizeof formulas, of(r->load, "formulas"));
    (void)str_copy(seq, sizeof seq, of(r->load, "seq"));
    const char *const fills[] = {"n", formulas, "seq", seq, NULL};
    centre = centre.n > 0 ? centre : STR("Markaz");
    buf_init(&title, 4096);
    buf_init(&foot, 8192);
    buf_printf(&title, "%s · %s", paper_word(&words_of, "load.title"), a->month);
    buf_printf(&foot, "%.*s · ", STR_ARG(centre));
    paper_fill(&foot, paper_word(&words_of, "load.formulas"), fills);
    paper_begin(&r->p, a->lang, buf_str(&title), buf_str(&foot), instant(status, "now"));
    paper_text(&r->p, centre);
    buf_release(&title);
    buf_release(&foot);
}

static enum rc ask(struct ctl *c, const struct asked *a, struct buf *load, struct buf *status,
                   struct err *e)
{
    char path[256], zone[ZONE_NAME_MAX] = "";
    (void)snprintf(path, sizeof path, "/api/v1/load?whole=1&month=%s%s%s", a->month,
                   a->area[0] != '\0' ? "&area=" : "", a->area);
    enum rc rc = ctl_call(c, "GET", "/api/v1/status", STR_NONE, status, e);
    if (rc == RC_OK)
        rc = ctl_call(c, "GET", path, STR_NONE, load, e);
    if (rc == RC_OK && !str_copy(zone, sizeof zone, of(of(buf_str(status), "centre"), "zone")))
        rc = err_set(e, RC_INTERNAL, "the server named no zone");
    return rc == RC_OK ? zone_set(zone, e) : rc;
}

/* Both become part of an address. */
static bool plain(const char *text)
{
    for (; *text != '\0'; text++)
        if (!((*text >= '0' && *text <= '9') || (*text >= 'a' && *text <= 'z') ||
              (*text >= 'A' && *text <= 'Z') || strchr("-_.:", *text) != NULL))
            return false;
    return true;
}

static bool read_args(int argc, char **argv, struct asked *a)
{
    *a = (struct asked){.month = "", .area = "", .to = "", .lang = 0};
    if (argc < 1 || strcmp(argv[0], "load") != 0 || argc % 2 == 0)
        return false;
    for (int i = 1; i < argc; i += 2) {
        if (strcmp(argv[i], "--month") == 0)
            a->month = argv[i + 1];
        else if (strcmp(argv[i], "--area") == 0)
            a->area = argv[i + 1];
        else if (strcmp(argv[i], "--to") == 0)
            a->to = argv[i + 1];
        else if (strcmp(argv[i], "--lang") == 0)
            a->lang = paper_lang(argv[i + 1]);
        else
            return false;
    }
    return strlen(a->month) == 7 && plain(a->month) && strlen(a->area) <= 64 && plain(a->area) &&
           a->to[0] != '\0' && a->lang >= 0;
}

int ctl_report(struct ctl *c, int argc, char **argv)
{
    struct asked a;
    struct load_report r = {0};
    struct buf load, status;
    struct err e = {0};
    if (!read_args(argc, argv, &a))
        return (void)fputs(ctl_usage, stderr), 2;
    if (c->offline != NULL) /* zone, limits and shifts stand in its settings */
        return (void)fputs("markazctl: the server must run for a report\n", stderr), 1;
    buf_init(&load, ANSWER_MAX);
    buf_init(&status, 1u << 20);
    enum rc rc = ask(c, &a, &load, &status, &e);
    if (rc == RC_OK) {
        r.load = buf_str(&load);
        begin(&r, &a, buf_str(&status));
        put_all(&r);
        rc = paper_print(&r.p, a.to, &e);
        paper_release(&r.p);
    }
    if (rc != RC_OK)
        (void)fprintf(stderr, "markazctl: %s\n", e.detail);
    buf_release(&load);
    buf_release(&status);
    return rc == RC_OK ? 0 : 1;
}
