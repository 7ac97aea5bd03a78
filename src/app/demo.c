/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The demo's people and tokens. Made through the same calls as anybody's; the city itself comes from markaz-sim through the
 * public doors, so those who belong to a district or a unit are added once these exist. One random password a store.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "app/app.h"
#include "base/hash.h"
#include "base/log.h"
#include "store/file.h"

struct person {
    const char *name, *role, *area, *unit, *full_name, *page;
};

static const struct person people[] = {
    {"admin", "admin", "", "", "Demo administrator", "/admin"},
    {"operator", "operator", "", "", "Demo operator, centre", "/"},
    {"duty", "operator", "north", "", "Demo duty desk, North", "/"},
    {"supervisor", "supervisor", "", "", "Demo supervisor", "/"},
    {"deputy", "supervisor", "", "", "Demo deputy supervisor", "/"},
    {"auditor", "auditor", "", "", "Demo auditor", "/audit"},
    {"m01", "unit", "", "M01", "Demo officer of M01", "/tablet"},
    {"m02", "unit", "", "M02", "Demo officer of M02", "/tablet"},
};

static const char *const token_roles[] = {"admin", "supervisor", "camera", "tracker", "alarm"};

static void path_of(struct app *a, const char *name, char out[FILE_PATH_MAX])
{
    struct err e;
    (void)file_path(out, &e, "%s/demo/%s", settings_text(&a->settings, SET_STORE_PATH), name);
}

/* A call as the local administrator; the answer's text in `out`. */
static enum rc call(struct app *a, const char *method, const char *path, struct str body, char *out,
                    size_t cap)
{
    struct call c;
    bool known;
    call_init(&c);
    c.route = route_find(str_c(method), str_c(path), c.params, &known);
    must(c.route != NULL);
    (void)str_copy(c.who.id, sizeof c.who.id, STR("local"));
    c.who.permissions = UINT64_MAX;
    c.who.role = ROLE_ADMIN;
    c.body = body;
    c.peer = STR("local");
    c.secure = true;
    core_call_wait(a->core, &c);
    enum rc rc = c.rc;
    if (rc == RC_OK && out != NULL)
        (void)str_copy(out, cap, buf_str(&c.answer));
    if (rc != RC_OK && rc != RC_CONFLICT)
        log_warn("app", "demo: %s %s: %s", method, path, c.err.detail);
    call_release(&c);
    return rc;
}

static bool read_password(struct app *a, char out[64])
{
    char path[FILE_PATH_MAX];
    path_of(a, "password", path);
    FILE *f = fopen(path, "re");
    bool ok = f != NULL && fgets(out, 64, f) != NULL;
    if (f != NULL)
        (void)fclose(f);
    return ok;
}

static enum rc write_file(struct app *a, const char *name, struct str text, struct err *e)
{
    char path[FILE_PATH_MAX];
    path_of(a, name, path);
    (void)file_remove(path, e);
    return file_save(path, text, e);
}

static enum rc make_password(struct app *a, struct err *e)
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    char text[16];
    uint8_t raw[10];
    random_bytes(raw, sizeof raw);
    for (size_t i = 0; i < sizeof raw; i++)
        text[i] = letters[raw[i] % (sizeof letters - 1)];
    return write_file(a, "password", (struct str){text, sizeof raw}, e);
}

static enum rc make_tokens(struct app *a, struct err *e)
{
    struct buf b;
    buf_init(&b, 4096);
    for (size_t i = 0; i < ARRAY_LEN(token_roles); i++) {
        char body[200], answer[400];
        (void)snprintf(body, sizeof body, "{\"name\":\"demo city: %s\",\"role\":\"%s\"}",
                       token_roles[i], token_roles[i]);
        enum rc rc = call(a, "POST", "/api/v1/tokens", str_c(body), answer, sizeof answer);
        const char *at = rc == RC_OK ? strstr(answer, "\"token\":\"") : NULL;
        if (at == NULL) {
            buf_release(&b);
            return err_set(e, RC_INTERNAL, "could not make the demo's tokens");
        }
        struct str rest = str_c(at + 9);
        struct str token = str_cut(&rest, '"');
        buf_printf(&b, "%s\"%s\":\"%.*s\"", i > 0 ? "," : "{", token_roles[i], STR_ARG(token));
    }
    buf_cat(&b, "}\n");
    enum rc rc = write_file(a, "tokens.json", buf_str(&b), e);
    buf_release(&b);
    return rc;
}

static enum rc write_sign_in(struct app *a, const char *password, struct err *e)
{
    struct buf b;
    buf_init(&b, 4096);
    buf_cat(&b, "Sign in with one of these names; the password is the same for all:\n\n");
    for (size_t i = 0; i < ARRAY_LEN(people); i++)
        buf_printf(&b, "  %-11s %-8s %-34s page %s\n", people[i].name,
                   password[0] != '\0' ? password : "", people[i].full_name, people[i].page);
    buf_printf(&b, "\n  password: %s\n", password);
    enum rc rc = write_file(a, "sign-in.txt", buf_str(&b), e);
    buf_release(&b);
    return rc;
}

enum rc demo_begin(struct app *a, struct err *e)
{
    char folder[FILE_PATH_MAX], tokens[FILE_PATH_MAX], password[64];
    enum rc rc = file_path(folder, e, "%s/demo", settings_text(&a->settings, SET_STORE_PATH));
    if (rc == RC_OK)
        rc = file_make_dir(folder, e);
    if (rc == RC_OK && !read_password(a, password))
        rc = make_password(a, e);
    path_of(a, "tokens.json", tokens);
    if (rc == RC_OK && !file_exists(tokens))
        rc = make_tokens(a, e);
    if (rc == RC_OK && read_password(a, password))
        rc = write_sign_in(a, password, e);
    if (rc == RC_OK)
        (void)demo_seed(a);
    return rc;
}

static bool exists(struct app *a, const struct person *p, bool *possible)
{
    uint32_t n;
    const struct picture *m = core_mirror_lock(a->core);
    (void)picture_by(m, KIND_USER, F_USER_NAME, str_c(p->name), &n);
    *possible = (p->area[0] == '\0' || picture_find(m, KIND_AREA, str_c(p->area)) != NULL) &&
                (p->unit[0] == '\0' || picture_find(m, KIND_UNIT, str_c(p->unit)) != NULL);
    core_mirror_unlock(a->core);
    return n > 0;
}

bool demo_seed(struct app *a)
{
    char password[64];
    bool all = true;
    if (!read_password(a, password))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(people); i++) {
        const struct person *p = &people[i];
        bool possible;
        if (exists(a, p, &possible))
            continue;
        char body[512];
        (void)snprintf(
            body, sizeof body,
            "{\"name\":\"%s\",\"role\":\"%s\",\"area\":\"%s\",\"unit\":\"%s\",\"full_name\":\"%s\",\"password\":\"%s\"}",
            p->name, p->role, p->area, p->unit, p->full_name, password);
        all = possible && call(a, "POST", "/api/v1/users", str_c(body), NULL, 0) == RC_OK && all;
    }
    return all;
}
