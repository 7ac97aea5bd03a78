/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an administrator would do on the first day: import the registry, make a token for each unit,
 * send the hotlist. Everything may be done again: the same city imports as the same, and tokens are
 * kept in DIR/sim-tokens.json.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "pick.h"
#include "tablet.h"
#include "world.h"

#define FILE_BYTES_MAX (1u << 20)
#define MAP_BYTES_MAX (32u << 20)
#define LANES_TOWNS 4 /* the map of more towns than this leaves their lanes out */
#define TOKENS_AT_ONCE 16
#define HOTLIST_FILL 300
#define HOTLIST_DAYS 30

static void path_in(const struct world *w, const char *name, char *out, size_t cap)
{
    int n = snprintf(out, cap, "%s/%s", w->opt.seed_dir, name);
    must(n > 0 && (size_t)n < cap);
}

/* The first town's things have the plain name. */
static void town_name(const struct world *w, const char *stem, const char *end, char *out,
                      size_t cap)
{
    int n = w->opt.town ? snprintf(out, cap, "%s-%02u%s", stem, (unsigned)w->opt.town + 1, end)
                        : snprintf(out, cap, "%s%s", stem, end);
    must(n > 0 && (size_t)n < cap);
}

static enum rc read_whole(const char *path, struct buf *out, struct err *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(e, errno == ENOENT ? RC_NOT_FOUND : RC_IO, "cannot open '%s': %s", path,
                       strerror(errno));
    char part[8192];
    ssize_t n = 0;
    while ((n = read(fd, part, sizeof(part))) > 0)
        buf_put(out, part, (size_t)n);
    close(fd);
    if (n < 0 || !buf_ok(out))
        return err_set(e, RC_IO, "cannot read '%s'", path);
    return RC_OK;
}

/* Written beside and renamed, so that a reader never sees half a file. */
static enum rc write_whole(const char *path, struct str text, mode_t mode, struct err *e)
{
    char next[1024];
    int n = snprintf(next, sizeof(next), "%s.new", path);
    must(n > 0 && (size_t)n < sizeof(next));
    int fd = open(next, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    bool good = fd >= 0;
    while (good && text.n > 0) {
        ssize_t put = write(fd, text.p, text.n);
        good = put > 0;
        if (good)
            text = (struct str){text.p + put, text.n - (size_t)put};
    }
    if (fd >= 0 && close(fd) != 0)
        good = false;
    if (!good || rename(next, path) != 0)
        return err_set(e, RC_IO, "cannot write '%s': %s", path, strerror(errno));
    return RC_OK;
}

enum rc setup_write_streets(const struct world *towns, uint32_t n, struct err *e)
{
    char path[900];
    bool any = false;
    struct buf text;
    buf_init(&text, MAP_BYTES_MAX);
    buf_cat(&text, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (uint32_t i = 0; i < n; i++)
        city_put_map(towns[i].city, n <= LANES_TOWNS, &any, &text);
    buf_cat(&text, "]}\n");
    must(buf_ok(&text));
    path_in(&towns[0], "streets.geojson", path, sizeof(path));
    enum rc rc = write_whole(path, buf_str(&text), 0644, e);
    buf_release(&text);
    return rc;
}

static enum rc read_tokens(struct world *w, struct err *e)
{
    char path[900];
    struct buf text;
    buf_init(&text, FILE_BYTES_MAX);
    path_in(w, "tokens.json", path, sizeof(path));
    enum rc rc = read_whole(path, &text, e);
    struct str all = buf_str(&text);
    struct tokens *t = &w->tokens;
    if (rc == RC_OK && (!pick_text(all, "admin", t->admin, sizeof(t->admin)) ||
                        !pick_text(all, "supervisor", t->supervisor, sizeof(t->supervisor)) ||
                        !pick_text(all, "camera", t->camera, sizeof(t->camera)) ||
                        !pick_text(all, "tracker", t->tracker, sizeof(t->tracker)) ||
                        !pick_text(all, "alarm", t->alarm, sizeof(t->alarm))))
        rc = err_set(e, RC_NOT_FOUND, "'%s' does not hold all five tokens", path);
    buf_release(&text);
    return rc;
}

/* A refusal the next try cannot change is RC_INVALID, everything else is worth waiting for. */
static enum rc check(const char *what, long status, struct str body, struct err *e)
{
    if (status >= 200 && status < 300)
        return RC_OK;
    if (status == 0)
        return err_set(e, RC_BUSY, "%s: the centre does not answer", what);
    enum rc rc = status >= 500 || status == 401 || status == 429 ? RC_BUSY : RC_INVALID;
    return err_set(e, rc, "%s: answered %ld: %.*s", what, status,
                   (int)(body.n < 200 ? body.n : 200), body.p ? body.p : "");
}

static enum rc import(struct world *w, const char *kind, const char *type,
                      void (*put)(const struct city *c, struct buf *out), struct err *e)
{
    char path[64];
    struct buf text, answer;
    buf_init(&text, CITY_TEXT_MAX);
    buf_init(&answer, CLIENT_REPLY_MAX);
    put(w->city, &text);
    must(buf_ok(&text));
    snprintf(path, sizeof(path), "/api/v1/import/%s", kind);
    struct client_call call = {.method = "POST",
                               .path = path,
                               .token = w->tokens.admin,
                               .type = type,
                               .body = buf_str(&text)};
    long status = client_ask(w->client, &call, &answer);
    enum rc rc = check(path, status, buf_str(&answer), e);
    struct str errors = pick(buf_str(&answer), "errors");
    if (rc == RC_OK && errors.n > 2)
        rc = err_set(e, RC_INVALID, "%s: %.*s", path, (int)(errors.n < 200 ? errors.n : 200),
                     errors.p);
    int64_t created = 0, changed = 0, same = 0;
    if (rc == RC_OK && pick_scaled(buf_str(&answer), "created", 0, &created) &&
        pick_scaled(buf_str(&answer), "changed", 0, &changed) &&
        pick_scaled(buf_str(&answer), "same", 0, &same))
        world_say(w, "set-up: %s: %" PRId64 " new, %" PRId64 " changed, %" PRId64 " as before",
                  kind, created, changed, same);
    buf_release(&text);
    buf_release(&answer);
    return rc;
}

static enum rc ask_journal(struct world *w, struct err *e)
{
    struct buf answer;
    buf_init(&answer, CLIENT_REPLY_MAX);
    struct client_call call = {.method = "GET", .path = "/api/v1/status", .token = w->tokens.admin};
    long status = client_ask(w->client, &call, &answer);
    enum rc rc = check(call.path, status, buf_str(&answer), e);
    if (rc == RC_OK &&
        !pick_text(buf_str(&answer), "journal", w->tokens.journal, sizeof(w->tokens.journal)))
        rc = err_set(e, RC_BUSY, "the centre does not name its journal");
    buf_release(&answer);
    return rc;
}

struct minting { /* tokens being asked for */
    struct world *w;
    unsigned flying;
    enum rc rc;
    struct err *e;
};

struct minted {
    struct minting *m;
    struct tablet *t;
};

static void on_minted(void *user, const struct client_reply *reply)
{
    struct minted *one = user;
    struct minting *m = one->m;
    struct tablet *t = one->t;
    enum rc rc = check("/api/v1/tokens", reply->status, reply->body, m->e);
    if (rc == RC_OK && !pick_text(reply->body, "token", t->token, sizeof(t->token)))
        rc = err_set(m->e, RC_BUSY, "the centre made no token for %s", t->unit->device);
    m->rc = m->rc == RC_OK ? rc : m->rc;
    m->flying--;
    free(one);
}

/* False when there is no room for another call now. */
static bool ask_token(struct minting *m, struct tablet *t)
{
    char text[256];
    struct minted *one = mem_alloc(sizeof(*one));
    *one = (struct minted){m, t};
    int n =
        snprintf(text, sizeof(text),
                 "{\"name\":\"tablet of %s (demo city)\",\"role\":\"unit\",\"devices\":[\"%s\"]}",
                 t->unit->id, t->unit->device);
    struct client_call call = {.method = "POST",
                               .path = "/api/v1/tokens",
                               .token = m->w->tokens.admin,
                               .type = "application/json",
                               .body = {text, (size_t)n},
                               .done = on_minted,
                               .user = one};
    if (client_send(m->w->client, &call)) {
        m->flying++;
        return true;
    }
    free(one);
    return false;
}

static enum rc keep_tokens(struct world *w, const char *path, struct err *e)
{
    struct buf text;
    buf_init(&text, FILE_BYTES_MAX);
    buf_printf(&text, "{\"journal\":\"%s\",\"tokens\":{", w->tokens.journal);
    bool any = false;
    for (uint32_t i = 0; i < w->tablets->n; i++) {
        const struct tablet *t = &w->tablets->each[i];
        if (*t->token)
            buf_printf(&text, "%s\n\"%s\":\"%s\"", any ? "," : "", t->unit->id, t->token);
        any = any || *t->token;
    }
    buf_cat(&text, "}}\n");
    enum rc rc = write_whole(path, buf_str(&text), 0600, e);
    buf_release(&text);
    return rc;
}

struct known { /* a walk through the kept tokens, which stand in the order of the units */
    struct world *w;
    uint32_t next;
};

static void know_token(void *user, struct str key, struct str value)
{
    struct known *k = user;
    struct tablets *all = k->w->tablets;
    for (uint32_t i = 0; i < all->n; i++) {
        struct tablet *t = &all->each[(k->next + i) % all->n];
        if (!str_eqc(key, t->unit->id))
            continue;
        struct str text = value.n > 2 ? (struct str){value.p + 1, value.n - 2} : STR_NONE;
        bool refused = t->acts.refused_token || t->fixes.refused_token; /* no longer good */
        if (refused || !str_copy(t->token, sizeof(t->token), text))
            t->token[0] = '\0';
        k->next = (k->next + i + 1) % all->n;
        return;
    }
}

static void read_kept(struct world *w, const char *path)
{
    char journal[80];
    struct buf text;
    struct err absent;
    struct known k = {.w = w};
    buf_init(&text, FILE_BYTES_MAX);
    for (uint32_t i = 0; i < w->tablets->n; i++)
        w->tablets->each[i].token[0] = '\0';
    if (read_whole(path, &text, &absent) == RC_OK &&
        pick_text(buf_str(&text), "journal", journal, sizeof(journal)) &&
        strcmp(journal, w->tokens.journal) == 0)
        pick_each(pick(buf_str(&text), "tokens"), know_token, &k);
    buf_release(&text);
    for (uint32_t i = 0; i < w->tablets->n; i++) {
        struct tablet *t = &w->tablets->each[i];
        t->acts.refused_token = t->fixes.refused_token = false;
    }
}

static enum rc unit_tokens(struct world *w, struct err *e)
{
    char path[900], name[40];
    town_name(w, "sim-tokens", ".json", name, sizeof(name));
    path_in(w, name, path, sizeof(path));
    read_kept(w, path);
    struct minting m = {.w = w, .rc = RC_OK, .e = e};
    bool any = false;
    for (uint32_t i = 0; i < w->tablets->n || m.flying > 0;) {
        struct tablet *t = &w->tablets->each[i];
        bool more = i < w->tablets->n && m.rc == RC_OK && !*w->stop;
        if (more && *t->token) {
            i++;
        } else if (more && m.flying < TOKENS_AT_ONCE && ask_token(&m, t)) {
            outbox_clear(&t->acts); /* they speak of another centre's jobs */
            any = true;
            i++;
        } else if (more || m.flying > 0) {
            client_run(w->client, 100);
        } else {
            break;
        }
    }
    return m.rc == RC_OK && any && !*w->stop ? keep_tokens(w, path, e) : m.rc;
}

static void hotlist_line(const struct world *w, struct buf *b, const struct car_look *look,
                         const char *reason, bool lookalikes, const char *expires)
{
    UNUSED(w);
    static const char *const bases[][3] = {
        {"stolen", "Criminal investigation", "report of theft"},
        {"hit_and_run", "Road police", "report of a hit-and-run"},
        {"unpaid", "Bailiffs", "order of enforcement"},
        {"crime", "Criminal investigation", "case order"}};
    const char *const *basis = bases[0];
    for (size_t i = 0; i < ARRAY_LEN(bases); i++)
        if (strcmp(bases[i][0], reason) == 0)
            basis = bases[i];
    unsigned number =
        1000 + (unsigned)(look->plate[3] * 131 + look->plate[4] * 17 + look->plate[5]) % 9000;
    buf_printf(b,
               "{\"plate\":\"%s\",\"region\":\"uz\",\"class\":\"%s\",\"issuer\":\"%s\",\"basis\":"
               "\"%s No. %u\",",
               look->plate, look->class, basis[1], basis[2], number);
    buf_printf(b, "\"reason\":\"%s\",\"expires_at\":\"%s\",\"make\":\"%s\",\"color\":\"%s\"%s}\n",
               reason, expires, look->make, look->color, lookalikes ? ",\"lookalikes\":true" : "");
}

static bool drives(const struct world *w, const char *plate)
{
    for (uint32_t i = 0; i < w->traffic->car_n; i++)
        if (strcmp(w->traffic->cars[i].look.plate, plate) == 0)
            return true;
    return false;
}

/*
 * Fill from the seed; the cars of the story; and one plate that looks like that of an honest car.
 */
static void put_hotlist(const struct world *w, struct buf *b)
{
    static const char *const wanted[] = {"stolen", "hit_and_run", "unpaid"};
    static const char *const fill[] = {"stolen", "unpaid", "hit_and_run", "unpaid", "crime"};
    struct buf when;
    buf_init(&when, 64);
    usec_t day =
        clock_utc() / USEC_DAY * USEC_DAY; /* the same text all day: sending it again affirms it */
    clock_format(&when, day + HOTLIST_DAYS * USEC_DAY);
    buf_putc(&when, '\0');
    unsigned turn = 0;
    for (uint32_t i = 0; i < w->traffic->car_n; i++) {
        const struct car *car = &w->traffic->cars[i];
        if (car->role == CAR_WANTED)
            hotlist_line(w, b, &car->look, wanted[turn++ % ARRAY_LEN(wanted)], false, when.p);
        struct car_look twin = car->look;
        twin.plate[3] = twin.plate[3] == '8' ? '3' : twin.plate[3];
        if (car->role == CAR_LOOKALIKE && !drives(w, twin.plate))
            hotlist_line(w, b, &twin, "stolen", true, when.p);
    }
    for (uint32_t i = 0; i < HOTLIST_FILL; i++) {
        struct car_look look = traffic_look(w->opt.seed + 1, 500000 + i, CAR_BACKGROUND);
        if (!drives(w, look.plate))
            hotlist_line(w, b, &look, fill[i % ARRAY_LEN(fill)], false, when.p);
    }
    buf_release(&when);
}

enum rc setup_hotlist(struct world *w, struct err *e)
{
    struct buf text, answer;
    buf_init(&text, FILE_BYTES_MAX);
    buf_init(&answer, CLIENT_REPLY_MAX);
    put_hotlist(w, &text);
    must(buf_ok(&text));
    char path[64];
    town_name(w, "/api/v1/hotlists/demo", "", path, sizeof(path));
    struct client_call call = {.method = "PUT",
                               .path = path,
                               .token = w->tokens.supervisor,
                               .type = "application/x-ndjson",
                               .body = buf_str(&text)};
    long status = client_ask(w->client, &call, &answer);
    enum rc rc = check(call.path, status, buf_str(&answer), e);
    struct str rejected = pick(buf_str(&answer), "rejected");
    if (rc == RC_OK && rejected.n > 2)
        log_warn("sim", "hotlist: lines were rejected: %.*s",
                 (int)(rejected.n < 300 ? rejected.n : 300), rejected.p);
    buf_release(&text);
    buf_release(&answer);
    return rc;
}

/* What some kinds of incident need; sent again unchanged it changes nothing. */
static enum rc put_cards(struct world *w, struct err *e)
{
    static const struct {
        const char *path, *body;
    } cards[] = {
        {"/api/v1/cards/fire",
         "{\"kind\":\"fire\",\"needs\":\"1 2 patrol\\n1 1 traffic\\n2 2 any first-aid\"}"},
        {"/api/v1/cards/medical", "{\"kind\":\"medical\",\"needs\":\"1 1 any first-aid\"}"},
        {"/api/v1/cards/missing",
         "{\"kind\":\"missing_person\",\"needs\":\"1 1 inspector juvenile\\n2 2 patrol\\n2 1 traffic\"}"},
    };
    enum rc rc = RC_OK;
    for (size_t i = 0; i < ARRAY_LEN(cards) && rc == RC_OK; i++) {
        struct buf answer;
        buf_init(&answer, CLIENT_REPLY_MAX);
        struct client_call call = {.method = "PUT",
                                   .path = cards[i].path,
                                   .token = w->tokens.supervisor,
                                   .type = "application/json",
                                   .body = str_c(cards[i].body)};
        long status = client_ask(w->client, &call, &answer);
        rc = check(call.path, status, buf_str(&answer), e);
        buf_release(&answer);
    }
    return rc;
}

enum rc setup_run(struct world *w, struct err *e)
{
    enum rc rc = read_tokens(w, e);
    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_BUSY : rc;
    rc = ask_journal(w, e);
    if (rc == RC_OK)
        rc = import(w, "areas", "application/geo+json", city_put_areas, e);
    if (rc == RC_OK)
        rc = import(w, "sites", "text/csv", city_put_sites, e);
    if (rc == RC_OK)
        rc = import(w, "units", "text/csv", city_put_units, e);
    if (rc == RC_OK)
        rc = import(w, "devices", "text/csv", city_put_devices, e);
    if (rc == RC_OK && w->panel != NULL)
        rc = import(w, "devices", "text/csv", school_put_panel, e);
    if (rc == RC_OK && w->opt.towns == 1)
        rc = import(w, "schedules", "text/csv", school_put_weeks, e);
    if (rc == RC_OK && w->opt.towns == 1)
        rc = put_cards(w, e);
    if (rc == RC_OK)
        rc = unit_tokens(w, e);
    if (rc == RC_OK)
        rc = setup_hotlist(w, e);
    return rc;
}
