/* SPDX-License-Identifier: Apache-2.0 */
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/app.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "ctl.h"

static bool socket_path(const char *dir, struct sockaddr_un *a)
{
    memset(a, 0, sizeof *a);
    a->sun_family = AF_UNIX;
    int n = snprintf(a->sun_path, sizeof a->sun_path, "%s/control.sock", dir);
    return n > 0 && (size_t)n < sizeof a->sun_path;
}

static bool server_runs(const char *dir)
{
    struct sockaddr_un a;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool up =
        fd >= 0 && socket_path(dir, &a) && connect(fd, (const struct sockaddr *)&a, sizeof a) == 0;
    if (fd >= 0)
        (void)close(fd);
    return up;
}

enum rc ctl_open(struct ctl *c, const char *dir, struct err *e)
{
    struct sockaddr_un a;
    struct stat st;
    c->dir = dir;
    c->offline = NULL;
    if (!socket_path(dir, &a))
        return err_set(e, RC_INVALID, "the path '%s' is too long for a socket", dir);
    if (server_runs(dir))
        return RC_OK;
    if (stat(dir, &st) != 0 || !S_ISDIR(st.st_mode))
        return err_set(e, RC_NOT_FOUND, "there is no store at '%s'", dir);
    enum rc rc = ctl_become_owner(dir, e);
    if (rc != RC_OK)
        return rc;
    struct app *app = mem_alloc(sizeof *app);
    app->tool = true;
    log_set_level(LOG_WARN);
    settings_init(&app->settings);
    rc = settings_set(&app->settings, STR("store"), STR("path"), str_c(dir), e);
    if (rc == RC_OK)
        rc = settings_set(&app->settings, STR("http"), STR("listen"), STR("-"), e);
    if (rc == RC_OK)
        rc = app_start(app, e);
    if (rc != RC_OK) {
        free(app);
        return rc;
    }
    c->offline = app;
    return RC_OK;
}

void ctl_close(struct ctl *c)
{
    if (c->offline == NULL)
        return;
    app_stop(c->offline);
    free(c->offline);
}

static size_t take(char *p, size_t size, size_t n, void *arg)
{
    struct buf *out = arg;
    buf_put(out, p, size * n);
    return buf_ok(out) ? size * n : 0;
}

struct str ctl_member(struct str json, const char *name)
{
    struct json_reader r;
    json_open(&r, json);
    if (json_next(&r).kind != JSON_OBJECT)
        return STR_NONE;
    for (;;) {
        struct json_token key = json_next(&r);
        struct str raw;
        if (key.kind != JSON_KEY || !json_skip(&r, json_next(&r), &raw))
            return STR_NONE;
        if (str_eqc(key.raw, name))
            return raw.n >= 2 && raw.p[0] == '"' ? (struct str){raw.p + 1, raw.n - 2} : raw;
    }
}

static enum rc problem(long status, struct str body, struct err *e)
{
    struct str type = ctl_member(body, "type"), detail = ctl_member(body, "detail");
    for (int code = RC_INVALID; code < RC_COUNT; code++) {
        char want[64];
        (void)snprintf(want, sizeof want, "/problems/%s", rc_name((enum rc)code));
        if (str_eqc(type, want))
            return err_set(e, (enum rc)code, "%.*s", STR_ARG(detail));
    }
    return err_set(e, RC_INTERNAL, "the server answered %ld: %.*s", status, STR_ARG(detail));
}

enum rc ctl_call(struct ctl *c, const char *method, const char *path, struct str body,
                 struct buf *out, struct err *e)
{
    struct sockaddr_un a;
    char url[2048];
    long status = 0;
    CURL *h = curl_easy_init();
    must(h != NULL && socket_path(c->dir, &a));
    (void)snprintf(url, sizeof url, "http://localhost%s", path);
    curl_easy_setopt(h, CURLOPT_UNIX_SOCKET_PATH, a.sun_path);
    curl_easy_setopt(h, CURLOPT_URL, url);
    curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(h, CURLOPT_WRITEDATA, out);
    if (strcmp(method, "GET") != 0 && strcmp(method, "DELETE") != 0) {
        curl_easy_setopt(h, CURLOPT_POSTFIELDS, body.p != NULL ? body.p : "");
        curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.n);
    }
    CURLcode rc = curl_easy_perform(h);
    curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(h);
    if (rc != CURLE_OK)
        return err_set(e, RC_IO, "could not speak to the server: %s", curl_easy_strerror(rc));
    return status >= 200 && status < 300 ? RC_OK : problem(status, buf_str(out), e);
}
