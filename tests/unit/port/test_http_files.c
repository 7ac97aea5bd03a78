/* SPDX-License-Identifier: Apache-2.0 */
/* The web pages: only what is in the folder, fresh, and with what browsers need. */
#include "port/http/http.h"

#include <sys/stat.h>

#include "unit/port/recorder.h"

static char root[4096];

static void put(const char *dir, const char *name, const char *text)
{
    char path[8300];
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    T_REQUIRE(f != NULL);
    (void)fputs(text, f);
    T_REQUIRE(fclose(f) == 0);
}

static void make_dir(const char *dir, const char *name)
{
    char path[8300];
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    T_REQUIRE(mkdir(path, 0755) == 0);
}

static void make_root(void)
{
    char link_path[4200], outside[4200];
    must(str_copy(root, sizeof root, str_c(t_tmpdir())));
    make_dir(root, "api");
    make_dir(root, "assets");
    make_dir(root, ".hidden");
    put(root, "index.html", "<p>start");
    put(root, "tablet.html", "<p>tablet");
    put(root, "set-up.html", "<p>set-up");
    put(root, "app.webmanifest", "{}");
    put(root, "empty.txt", "");
    put(root, "assets/a.js", "plain script");
    put(root, "assets/a.js.gz", "packed script");
    put(root, "assets/f.woff2", "font");
    put(root, "assets/m.svg", "<svg/>");
    put(root, "api/openapi.json", "{\"openapi\":\"3.1.0\"}");
    put(root, ".hidden/x.txt", "hidden");
    put(root, ".env", "hidden");
    put(rec.dir, "secret.txt", "secret");
    (void)snprintf(outside, sizeof outside, "%s/secret.txt", rec.dir);
    (void)snprintf(link_path, sizeof link_path, "%s/link.txt", root);
    T_REQUIRE(symlink(outside, link_path) == 0);
    (void)snprintf(link_path, sizeof link_path, "%s/linked", root);
    T_REQUIRE(symlink(rec.dir, link_path) == 0);
    make_dir(rec.dir, "demo");
    put(rec.dir, "demo/streets.geojson", "{\"type\":\"FeatureCollection\"}");
    put(rec.dir, "demo/sign-in.txt", "secret");
}

static void test_files__pages_and_types(void)
{
    static const char *const pages[][3] = {
        {"/", "<p>start", "text/html; charset=utf-8"},
        {"/index.html", "<p>start", "text/html"},
        {"/?lang=ru", "<p>start", "text/html"},
        {"/tablet", "<p>tablet", "text/html"},
        {"/set-up", "<p>set-up", "text/html"},
        {"/assets/a.js", "plain script", "text/javascript; charset=utf-8"},
        {"/assets/f.woff2", "font", "font/woff2"},
        {"/assets/m.svg", "<svg/>", "image/svg+xml"},
        {"/app.webmanifest", "{}", "application/manifest+json"},
        {"/empty.txt", NULL, "text/plain"},
        {"/api/openapi.json", "3.1.0", "application/json"},
        {"/demo/streets.geojson", "FeatureCollection", "application/geo+json"},
    };
    for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
        char type[100];
        (void)snprintf(type, sizeof type, "Content-Type: %s", pages[i][2]);
        T(expect("GET", pages[i][0], NULL, NULL, 200, pages[i][1], type));
        T(expect("GET", pages[i][0], NULL, NULL, 200, NULL, "Cache-Control: no-cache"));
        T(expect("GET", pages[i][0], NULL, NULL, 200, NULL, "Content-Security-Policy: "));
    }
    struct reply a = ask("HEAD", "/assets/a.js", NULL, STR_NONE);
    T_EQ(a.status, 200);
    T(has(&a.head, "Content-Length: 12"));
    T_EQ(a.body.n, 0);
    reply_free(&a);
}

static void test_files__nothing_else(void)
{
    static const char *const paths[] = {
        "/nothing",
        "/tablet/",
        "/assets",
        "/assets/",
        "/.env",
        "/.hidden/x.txt",
        "/link.txt",
        "/linked/secret.txt",
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/assets/..%5c..%5csecret.txt",
        "//etc/passwd",
        "/assets//a.js",
        "/./index.html",
        "/assets/%2e%2e/index.html",
        "/index.html%00.js",
        "/index.html/",
        "/api/asyncapi.json",
        "/demo/sign-in.txt",
        "/demo/",
        "/demo/../secret.txt",
        "/streets.geojson",
        "/ca.crt",
    };
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        struct reply a = ask("GET", paths[i], NULL, STR_NONE);
        if (!T_EQ(a.status, 404))
            printf("%s\n", paths[i]);
        T(!has(&a.body, "secret") && !has(&a.body, "hidden"));
        reply_free(&a);
    }
}

static void etag_of(const char *path, const char *headers, char out[64])
{
    struct reply a = ask("GET", path, headers, STR_NONE);
    const char *at = a.head.n > 0 ? memmem(a.head.p, a.head.n, "ETag: \"", 7) : NULL;
    T_REQUIRE(at != NULL);
    must(str_copy(out, 64, (struct str){at + 6, 34}));
    reply_free(&a);
}

static void test_files__etag_and_gzip(void)
{
    char plain[64], packed[64], headers[300];
    etag_of("/assets/a.js", NULL, plain);
    etag_of("/assets/a.js", "Accept-Encoding: br, gzip;q=0.8", packed);
    T(strcmp(plain, packed) != 0);
    (void)snprintf(headers, sizeof headers, "If-None-Match: \"x\", W/%s", plain);
    T(expect("GET", "/assets/a.js", headers, NULL, 304, NULL, "ETag: \""));
    (void)snprintf(headers, sizeof headers, "If-None-Match: %s", packed);
    T(expect("GET", "/assets/a.js", headers, NULL, 200, "plain script", "Vary: Accept-Encoding"));
    (void)snprintf(headers, sizeof headers, "Accept-Encoding: gzip\nIf-None-Match: %s", packed);
    T(expect("GET", "/assets/a.js", headers, NULL, 304, NULL, NULL));
    T(expect("GET", "/assets/a.js", "If-None-Match: *", NULL, 304, NULL, NULL));
    T(expect("GET", "/assets/a.js", "Accept-Encoding: gzip", NULL, 200, "packed script",
             "Content-Encoding: gzip"));
    T(expect("GET", "/assets/a.js", "Accept-Encoding: gzip", NULL, 200, NULL, "text/javascript"));
    T(expect("GET", "/assets/a.js", "Accept-Encoding: gzip;q=0", NULL, 200, "plain script", NULL));
    T(expect("GET", "/assets/m.svg", "Accept-Encoding: gzip", NULL, 200, "<svg/>", NULL));
}

static bool is_there(const char *path)
{
    struct reply a = ask("GET", path, NULL, STR_NONE);
    bool there = a.status == 200;
    reply_free(&a);
    return there;
}

static void test_files__changes_are_seen(void)
{
    char before[64], after[64];
    etag_of("/assets/m.svg", NULL, before);
    put(root, "assets/m.svg", "<svg>changed</svg>");
    T(expect("GET", "/assets/m.svg", NULL, NULL, 200, "changed", NULL));
    etag_of("/assets/m.svg", NULL, after);
    T(strcmp(before, after) != 0);
    put(root, "assets/new.js", "new script");
    WAIT_FOR(is_there("/assets/new.js"));
    T(expect("GET", "/assets/new.js", NULL, NULL, 200, "new script", NULL));
    char path[4200];
    (void)snprintf(path, sizeof path, "%s/assets/new.js", root);
    T_EQ(unlink(path), 0);
    T(expect("GET", "/assets/new.js", NULL, NULL, 404, NULL, NULL));
}

static void *getter(void *arg)
{
    _Atomic int *wrong = arg;
    for (int i = 0; i < 100; i++) {
        struct reply a = ask("GET", i % 2 ? "/assets/a.js" : "/turns.txt", NULL, STR_NONE);
        if (i % 2 ? !has(&a.body, "plain script") : a.status == 200 && a.body.n != 5)
            atomic_fetch_add(wrong, 1);
        reply_free(&a);
    }
    return NULL;
}

/* Served by several threads while a file comes and goes. */
static void test_files__under_change(void)
{
    pthread_t threads[4];
    _Atomic int wrong = 0;
    char path[4200], aside[4200];
    for (int i = 0; i < 4; i++)
        T_REQUIRE(pthread_create(&threads[i], NULL, getter, &wrong) == 0);
    (void)snprintf(path, sizeof path, "%s/turns.txt", root);
    (void)snprintf(aside, sizeof aside, "%s/turns.new", root);
    for (int i = 0; i < 200; i++) {
        put(root, "turns.new", i % 2 ? "turns" : "again");
        T_EQ(rename(aside, path), 0);
        usleep(500);
    }
    for (int i = 0; i < 4; i++)
        T_REQUIRE(pthread_join(threads[i], NULL) == 0);
    T_EQ(atomic_load(&wrong), 0);
}

static void test_files__no_folder(void)
{
    rec_init();
    rec_start();
    T(expect("GET", "/", NULL, NULL, 503, "./dev build", "text/html"));
    T(expect("GET", "/tablet", NULL, NULL, 404, NULL, NULL));
    T(expect("GET", "/api/openapi.json", NULL, NULL, 404, NULL, NULL));
    T(expect("GET", "/demo/streets.geojson", NULL, NULL, 404, NULL, NULL));
    rec_stop();
}

int main(void)
{
    log_set_level((enum log_level)(LOG_ERROR + 1));
    curl_global_init(CURL_GLOBAL_ALL);
    rec_init();
    make_root();
    rec_set("web", "root", root);
    rec_set("demo", "enabled", "true");
    rec_start();
    T_RUN(test_files__pages_and_types);
    T_RUN(test_files__nothing_else);
    T_RUN(test_files__etag_and_gzip);
    T_RUN(test_files__changes_are_seen);
    T_RUN(test_files__under_change);
    rec_stop();
    T_RUN(test_files__no_folder);
    curl_global_cleanup();
    return t_end();
}
