/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "ctl.h"
#include "event/record.h"

const char ctl_usage[] =
    "usage: markazctl --data DIR COMMAND\n"
    "       markazctl verify --log URL-or-FOLDER (--key VKEY | --witness-policy FILE)\n"
    "                 [--from OLD-CHECKPOINT [--from-key VKEY] | --proof FILE --entry FILE]\n"
    "       markazctl verify --export FILE (--key VKEY | --witness-policy FILE)\n"
    "\n"
    "  user add NAME --role R [--area A] [--unit U] [--full-name N]   add a person; the password comes on standard input\n"
    "  user list                                                      who may sign in\n"
    "  user disable NAME | user enable NAME                           end the person's sessions and sign-in; or allow it again\n"
    "  user reset NAME                                                set a new password from standard input\n"
    "  token add NAME --role R [--device D]... [--area A]             make a device token; printed once\n"
    "  token list | token revoke ID                                   show tokens; end one at once\n"
    "  approval list | approval withdraw ID                           what waits for a second person; take one's own back\n"
    "  import KIND FILE [--dry-run]                                   areas, sites, devices, weekly tests, units or users from CSV or GeoJSON\n"
    "  import osm FILE.osm[.gz]|FILE.pbf                              the map of roads, the console's map and the index of places\n"
    "  import jemss FOLDER [--mode N]                                 the same, from nodes.csv and arcs.csv of JEMSS\n"
    "  roads [LAT,LON LAT,LON]                                        check that map; how long driving takes from one to the other\n"
    "  import places FILE.csv                                         the index of addresses and places\n"
    "  places [WORDS]                                                 check that index; what it answers\n"
    "  report load --month 2026-10 --to FILE.pdf                      a month's load of alarms on people, as PDF (server running)\n"
    "         [--lang en|ru|uz|kk] [--area A]\n"
    "  status                                                         sequence, picture, figures\n"
    "  verify                                                         replay and compare; check every commitment, the tree and the store\n"
    "  backup NAME                                                    write an online backup into the folder DIR/backup/NAME\n"
    "  rebuild                                                        recreate lists and search from the events (server stopped)\n"
    "  restore FOLDER --keys KEYS                                     put a backup into an empty DIR (server stopped)\n"
    "          [--new-log --last CHECKPOINT --reason TEXT [--witness-policy FILE]]\n"
    "                                                                 …and go on as a new log: two persons, see doc/operations.md\n"
    "\n"
    "What needs a second person is asked with --reason TEXT and waits: exit code 3.\n"
    "DIR is store.path. With a server running the tool speaks to it through DIR/control.sock.\n"
    "verify --log asks nothing of a store: it checks a history from outside, see doc/verify-by-hand.md.\n";

struct args {
    const char *role, *area, *unit, *full_name, *reason, *name;
    const char *devices[256];
    int ndevices;
};

/* Where the value of an option goes; NULL: no such option. */
static const char **place_of(struct args *a, const char *option)
{
    const struct {
        const char *name, **place;
    } places[] = {{"--role", &a->role},
                  {"--area", &a->area},
                  {"--unit", &a->unit},
                  {"--full-name", &a->full_name},
                  {"--reason", &a->reason}};

    for (size_t i = 0; i < ARRAY_LEN(places); i++)
        if (strcmp(option, places[i].name) == 0)
            return places[i].place;
    return NULL;
}

static bool read_args(int argc, char **argv, struct args *a)
{
    for (int i = 0; i < argc && argv[i] != NULL; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        const char **place = place_of(a, argv[i]);
        if (strcmp(argv[i], "--device") == 0 && value != NULL && a->ndevices < 256) {
            a->devices[a->ndevices++] = argv[++i];
        } else if (place != NULL && value != NULL) {
            *place = argv[++i];
        } else if (argv[i][0] != '-' && a->name == NULL) {
            a->name = argv[i];
        } else {
            (void)fprintf(stderr, "markazctl: cannot understand '%s'\n%s", argv[i], ctl_usage);
            return false;
        }
    }
    return true;
}

static int fail(const struct err *e)
{
    (void)fprintf(stderr, "markazctl: %s\n", e->detail);
    return 1;
}

#define ASK_MAX 1200 /* a path with a reason, each byte of it as %XX */

/* What it may need a second person for has its reason in the query. */
static void ask_path(char to[ASK_MAX], const char *path, const char *reason)
{
    size_t n = (size_t)snprintf(to, ASK_MAX, "%s%s", path, reason != NULL ? "?reason=" : "");
    for (const char *p = reason; p != NULL && *p != '\0' && n + 4 < ASK_MAX; p++)
        n += (size_t)snprintf(to + n, ASK_MAX - n, "%%%02X", (unsigned char)*p);
}

/* Exit code 3, and says so, when nothing was done because a second person must approve it. */
static int done_or_waits(struct str answer)
{
    if (!str_eqc(ctl_member(answer, "waits"), "true"))
        return 0;
    (void)fprintf(stderr, "markazctl: waits for approval %.*s until %.*s\n",
                  STR_ARG(ctl_member(answer, "id")), STR_ARG(ctl_member(answer, "expires_at")));
    return 3;
}

/* One request whose answer is printed as it is, when `print`. */
static int call(struct ctl *c, const char *method, const char *path, struct str body, bool print)
{
    struct buf out;
    struct err e = {0};
    buf_init(&out, 256u << 20);
    enum rc rc = ctl_call(c, method, path, body, &out, &e);
    if (rc == RC_OK && print)
        printf("%.*s\n", STR_ARG(buf_str(&out)));
    int code = rc == RC_OK ? done_or_waits(buf_str(&out)) : fail(&e);
    buf_release(&out);
    return code;
}

static bool read_password(char out[256])
{
    if (isatty(STDIN_FILENO))
        (void)fprintf(stderr, "password: ");
    if (fgets(out, 256, stdin) == NULL) {
        (void)fprintf(stderr, "markazctl: no password on standard input\n");
        return false;
    }
    out[strcspn(out, "\r\n")] = '\0';
    return true;
}

static void member(struct buf *b, const char *name, const char *value)
{
    if (value == NULL)
        return;
    if (b->n > 1)
        buf_putc(b, ',');
    json_put_key(b, name);
    json_put_string(b, str_c(value));
}

/* The picture's entities of one kind, as raw JSON text of the answer; the caller frees with buf_release. */
static enum rc entities(struct ctl *c, struct buf *out, const char *kind, struct str *found,
                        struct err *e)
{
    enum rc rc = ctl_call(c, "GET", "/api/v1/picture?topics=access", STR_NONE, out, e);
    *found = rc == RC_OK ? ctl_member(ctl_member(buf_str(out), "entities"), kind) : STR_NONE;
    return rc;
}

typedef bool entity_f(struct str id, struct str fields, void *arg);

static void each(struct str object, entity_f *f, void *arg)
{
    struct json_reader r;
    json_open(&r, object);
    if (json_next(&r).kind != JSON_OBJECT)
        return;
    for (;;) {
        struct json_token key = json_next(&r);
        struct str raw;
        if (key.kind != JSON_KEY || !json_skip(&r, json_next(&r), &raw) || !f(key.raw, raw, arg))
            return;
    }
}

struct finding {
    const char *name;
    char id[80];
};

static bool match_name(struct str id, struct str fields, void *arg)
{
    struct finding *f = arg;
    if (str_eqc(ctl_member(fields, "name"), f->name))
        (void)str_copy(f->id, sizeof f->id, id);
    return f->id[0] == '\0';
}

static bool user_id(struct ctl *c, const char *name, char id[80])
{
    struct buf out;
    struct err e = {0};
    struct str users;
    struct finding f = {name, ""};
    buf_init(&out, 256u << 20);
    enum rc rc = entities(c, &out, "user", &users, &e);
    if (rc == RC_OK)
        each(users, match_name, &f);
    buf_release(&out);
    if (rc == RC_OK && f.id[0] == '\0')
        (void)err_set(&e, RC_NOT_FOUND, "there is no user '%s'", name);
    (void)str_copy(id, 80, str_c(f.id));
    return f.id[0] != '\0' || fail(&e) == 0;
}

static bool print_user(struct str id, struct str fields, void *arg)
{
    UNUSED(arg);
    printf("%-8.*s %-20.*s %-12.*s %-16.*s %s\n", STR_ARG(id), STR_ARG(ctl_member(fields, "name")),
           STR_ARG(ctl_member(fields, "role")), STR_ARG(ctl_member(fields, "area")),
           str_eqc(ctl_member(fields, "disabled"), "true") ? "disabled" : "");
    return true;
}

static bool print_token(struct str id, struct str fields, void *arg)
{
    UNUSED(arg);
    printf("%-8.*s %-24.*s %-12.*s %-16.*s %.*s\n", STR_ARG(id),
           STR_ARG(ctl_member(fields, "name")), STR_ARG(ctl_member(fields, "role")),
           STR_ARG(ctl_member(fields, "area")), STR_ARG(ctl_member(fields, "devices")));
    return true;
}

static int list(struct ctl *c, const char *kind, entity_f *print)
{
    struct buf out;
    struct err e = {0};
    struct str found;
    buf_init(&out, 256u << 20);
    enum rc rc = entities(c, &out, kind, &found, &e);
    if (rc == RC_OK)
        each(found, print, NULL);
    buf_release(&out);
    return rc == RC_OK ? 0 : fail(&e);
}

static int user_add(struct ctl *c, const struct args *a)
{
    char password[256], path[ASK_MAX];
    struct buf b;
    if (a->name == NULL || a->role == NULL)
        return (void)fprintf(stderr, "markazctl: user add wants NAME and --role\n"), 2;
    if (!read_password(password))
        return 1;
    buf_init(&b, 4096);
    buf_putc(&b, '{');
    member(&b, "name", a->name);
    member(&b, "role", a->role);
    member(&b, "area", a->area);
    member(&b, "unit", a->unit);
    member(&b, "full_name", a->full_name);
    member(&b, "password", password);
    buf_putc(&b, '}');
    ask_path(path, "/api/v1/users", a->reason);
    int code = call(c, "POST", path, buf_str(&b), false);
    buf_release(&b);
    return code;
}

static int user(struct ctl *c, int argc, char **argv)
{
    struct args a = {0};
    char id[80], plain[200], path[ASK_MAX], password[256];
    struct buf b;
    if (argc < 1 || !read_args(argc - 1, argv + 1, &a))
        return argc < 1 ? (void)fputs(ctl_usage, stderr), 2 : 2;
    if (strcmp(argv[0], "add") == 0)
        return user_add(c, &a);
    if (strcmp(argv[0], "list") == 0)
        return list(c, "user", print_user);
    bool enable = strcmp(argv[0], "enable") == 0;
    bool reset = strcmp(argv[0], "reset") == 0;
    if ((!enable && !reset && strcmp(argv[0], "disable") != 0) || a.name == NULL)
        return (void)fputs(ctl_usage, stderr), 2;
    if ((reset && !read_password(password)) || !user_id(c, a.name, id))
        return 1;
    (void)snprintf(plain, sizeof plain, "/api/v1/users/%s/%s", id, reset ? "reset" : "disable");
    ask_path(path, plain, a.reason);
    if (!reset)
        return call(c, "POST", path,
                    enable ? STR("{\"disabled\":false}") : STR("{\"disabled\":true}"), false);
    buf_init(&b, 4096);
    buf_putc(&b, '{');
    member(&b, "password", password);
    buf_putc(&b, '}');
    int code = call(c, "POST", path, buf_str(&b), false);
    buf_release(&b);
    return code;
}

static int token_add(struct ctl *c, const struct args *a)
{
    struct buf b, out;
    struct err e = {0};
    char path[ASK_MAX];
    if (a->name == NULL || a->role == NULL)
        return (void)fprintf(stderr, "markazctl: token add wants NAME and --role\n"), 2;
    buf_init(&b, 32768);
    buf_init(&out, 65536);
    buf_putc(&b, '{');
    member(&b, "name", a->name);
    member(&b, "role", a->role);
    member(&b, "area", a->area);
    if (a->ndevices > 0)
        buf_cat(&b, ",\"devices\":[");
    for (int i = 0; i < a->ndevices; i++) {
        if (i > 0)
            buf_putc(&b, ',');
        json_put_string(&b, str_c(a->devices[i]));
    }
    buf_cat(&b, a->ndevices > 0 ? "]}" : "}");
    ask_path(path, "/api/v1/tokens", a->reason);
    enum rc rc = ctl_call(c, "POST", path, buf_str(&b), &out, &e);
    if (rc == RC_OK)
        printf("%.*s\n", STR_ARG(ctl_member(buf_str(&out), "token")));
    int code = rc == RC_OK ? done_or_waits(buf_str(&out)) : fail(&e);
    buf_release(&b);
    buf_release(&out);
    return code;
}

static void print_approval(struct str item)
{
    printf("%-8.*s %-20.*s %-8.*s %.*s  %.*s\n", STR_ARG(ctl_member(item, "id")),
           STR_ARG(ctl_member(item, "command")), STR_ARG(ctl_member(item, "asked_by")),
           STR_ARG(ctl_member(item, "wake_at")), STR_ARG(ctl_member(item, "reason")));
}

static int approval_list(struct ctl *c)
{
    struct buf out;
    struct err e = {0};
    struct json_reader r;
    buf_init(&out, 16u << 20);
    enum rc rc = ctl_call(c, "GET", "/api/v1/approvals", STR_NONE, &out, &e);
    json_open(&r, rc == RC_OK ? ctl_member(buf_str(&out), "approvals") : STR_NONE);
    if (rc == RC_OK && json_next(&r).kind == JSON_ARRAY) {
        struct str item;
        for (struct json_token t; (t = json_next(&r)).kind == JSON_OBJECT;)
            if (json_skip(&r, t, &item))
                print_approval(item);
    }
    buf_release(&out);
    return rc == RC_OK ? 0 : fail(&e);
}

static int approval(struct ctl *c, int argc, char **argv)
{
    char path[200];
    if (argc == 1 && strcmp(argv[0], "list") == 0)
        return approval_list(c);
    if (argc != 2 || strcmp(argv[0], "withdraw") != 0)
        return (void)fputs(ctl_usage, stderr), 2;
    (void)snprintf(path, sizeof path, "/api/v1/approvals/%.64s/withdraw", argv[1]);
    return call(c, "POST", path, STR_NONE, false);
}

static int token(struct ctl *c, int argc, char **argv)
{
    struct args a = {0};
    char path[200];
    if (argc < 1 || !read_args(argc - 1, argv + 1, &a))
        return argc < 1 ? (void)fputs(ctl_usage, stderr), 2 : 2;
    if (strcmp(argv[0], "add") == 0)
        return token_add(c, &a);
    if (strcmp(argv[0], "list") == 0)
        return list(c, "token", print_token);
    if (strcmp(argv[0], "revoke") != 0 || a.name == NULL)
        return (void)fputs(ctl_usage, stderr), 2;
    (void)snprintf(path, sizeof path, "/api/v1/tokens/%.64s", a.name);
    return call(c, "DELETE", path, STR_NONE, false);
}

static int import(struct ctl *c, int argc, char **argv)
{
    char path[200];
    const char *file = NULL;
    bool dry = false, understood = argc >= 2;
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--dry-run") == 0)
            dry = true;
        else if (file == NULL)
            file = argv[i];
        else
            understood = false;
    if (!understood || file == NULL)
        return (void)fputs(ctl_usage, stderr), 2;
    FILE *f = strcmp(file, "-") == 0 ? stdin : fopen(file, "re");
    if (f == NULL)
        return (void)fprintf(stderr, "markazctl: cannot read '%s'\n", file), 1;
    struct buf b;
    buf_init(&b, 64u << 20);
    for (char *to; (to = buf_room(&b, 65536)) != NULL;) {
        size_t n = fread(to, 1, 65536, f);
        b.n += n;
        if (n == 0)
            break;
    }
    (void)fclose(f);
    if (!buf_ok(&b))
        return buf_release(&b),
               (void)fprintf(stderr, "markazctl: '%s' is larger than 64 MiB\n", file), 1;
    (void)snprintf(path, sizeof path, "/api/v1/import/%.32s%s", argv[0], dry ? "?dry_run=1" : "");
    struct buf out;
    struct err e = {0};
    buf_init(&out, 64u << 20);
    enum rc rc = ctl_call(c, "POST", path, buf_str(&b), &out, &e);
    if (rc == RC_OK)
        printf("%.*s\n", STR_ARG(buf_str(&out)));
    bool clean = rc == RC_OK && ctl_member(buf_str(&out), "errors").n <= 2;
    buf_release(&b);
    buf_release(&out);
    return rc != RC_OK ? fail(&e) : clean ? 0 : 1;
}

static int verify(struct ctl *c)
{
    struct buf out;
    struct err e = {0};
    buf_init(&out, 65536);
    enum rc rc = ctl_call(c, "POST", "/api/v1/verify", STR_NONE, &out, &e);
    if (rc == RC_OK)
        printf("%.*s\n", STR_ARG(buf_str(&out)));
    bool ok = rc == RC_OK && str_eqc(ctl_member(buf_str(&out), "ok"), "true");
    buf_release(&out);
    return rc != RC_OK ? fail(&e) : ok ? 0 : 1;
}

static int backup(struct ctl *c, int argc, char **argv)
{
    struct buf b;
    if (argc != 1)
        return (void)fputs(ctl_usage, stderr), 2;
    buf_init(&b, 4096);
    buf_putc(&b, '{');
    member(&b, "name", argv[0]);
    buf_putc(&b, '}');
    int code = call(c, "POST", "/api/v1/backup", buf_str(&b), true);
    buf_release(&b);
    return code;
}

int ctl_run(struct ctl *c, int argc, char **argv)
{
    if (strcmp(argv[0], "user") == 0)
        return user(c, argc - 1, argv + 1);
    if (strcmp(argv[0], "token") == 0)
        return token(c, argc - 1, argv + 1);
    if (strcmp(argv[0], "approval") == 0)
        return approval(c, argc - 1, argv + 1);
    if (strcmp(argv[0], "import") == 0)
        return import(c, argc - 1, argv + 1);
    if (strcmp(argv[0], "status") == 0)
        return call(c, "GET", "/api/v1/status", STR_NONE, true);
    if (strcmp(argv[0], "verify") == 0)
        return verify(c);
    if (strcmp(argv[0], "report") == 0)
        return ctl_report(c, argc - 1, argv + 1);
    if (strcmp(argv[0], "backup") == 0)
        return backup(c, argc - 1, argv + 1);
    (void)fprintf(stderr, "markazctl: there is no command '%s'\n%s", argv[0], ctl_usage);
    return 2;
}
