/* SPDX-License-Identifier: Apache-2.0 */
#include "core/route.h"

#include <string.h>

#include "support/t.h"

static struct str params[2];
static bool known;

static const struct route *find(const char *method, const char *path)
{
    return route_find(str_c(method), str_c(path), params, &known);
}

static void test_route_find__every_row_finds_itself(void)
{
    for (int i = 0; i < ROUTE_COUNT; i++) {
        char path[200];
        size_t n = 0;
        int names = 0;
        for (const char *p = route_table[i].path; *p != '\0'; p++) {
            if (*p != '{') {
                path[n++] = *p;
                continue;
            }
            p = strchr(p, '}');
            path[n++] = 'x';
            path[n++] = (char)('0' + names++);
        }
        path[n] = '\0';
        const struct route *r = find(route_table[i].method, path);
        T(r == &route_table[i]);
        T(known);
        T_STRC(params[0], names > 0 ? "x0" : "");
        T_STRC(params[1], names > 1 ? "x1" : "");
    }
}

static void test_route_find__literal_before_name(void)
{
    const struct route *r = find("GET", "/api/v1/units/nearest");
    T_REQUIRE(r != NULL);
    T_EQ(r->id, ROUTE_UNIT_NEAREST);
    T_EQ(params[0].n, 0);
    r = find("PUT", "/api/v1/units/nearest");
    T_REQUIRE(r != NULL);
    T_EQ(r->id, ROUTE_UNIT_SET);
    T_STRC(params[0], "nearest");
}

static void test_route_find__refuses(void)
{
    static const char *const paths[] = {
        "",
        "/",
        "//",
        "healthz",
        "/healthz/",
        "//healthz",
        "/api/v1/units//duty",
        "/api/v1/units/",
        "/api/v1/units",
        "/api/v1/entity/alarm",
        "/api/v1/entity/alarm/A1/x",
        "/HEALTHZ",
        "/api/v1/users/{id}/",
        "/index.html",
        "/api/v1",
        "/api",
    };
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        T(find("GET", paths[i]) == NULL);
        T(!known);
        T_EQ(params[0].n, 0);
    }
    T(find("DELETE", "/healthz") == NULL);
    T(known);
    T(find("get", "/healthz") == NULL);
    T(known);
    T(find("", "/api/v1/entity/alarm/A1") == NULL);
    T(known);
    T_EQ(params[0].n, 0);
}

/* The second method: try all rows one by one; literals win from the left. */
static bool row_matches(const struct route *r, struct str path, struct str out[2], uint64_t *rank)
{
    struct str pattern = str_c(r->path);
    const char *end = path.p + path.n;
    int n = 0;
    *rank = 0;
    out[0] = out[1] = STR_NONE;
    while (pattern.n > 0 || path.n > 0) {
        const char *slash = path.n > 0 ? memchr(path.p, '/', path.n) : NULL;
        struct str want = str_cut(&pattern, '/'), got = str_cut(&path, '/');
        if (str_ends(want, STR("...}"))) {
            *rank *= 2;
            out[n] = (struct str){got.p, (size_t)(end - got.p)};
            return got.n > 0;
        }
        if (slash != NULL && path.n == 0)
            return false;
        bool name = want.n > 0 && want.p[0] == '{';
        *rank = *rank * 2 + !name;
        if (name ? got.n == 0 : !str_eq(want, got))
            return false;
        if (name)
            out[n++] = got;
    }
    return true;
}

static const struct route *slow_find(struct str method, struct str path, struct str out[2],
                                     bool *path_known)
{
    const struct route *best = NULL;
    uint64_t best_rank = 0;
    *path_known = false;
    out[0] = out[1] = STR_NONE;
    for (int i = 0; i < ROUTE_COUNT; i++) {
        struct str got[2];
        uint64_t rank;
        if (path.n == 0 || path.p[0] != '/' || !row_matches(&route_table[i], path, got, &rank))
            continue;
        *path_known = true;
        if (str_eqc(method, route_table[i].method) && (best == NULL || rank > best_rank)) {
            best = &route_table[i];
            best_rank = rank;
            out[0] = got[0];
            out[1] = got[1];
        }
    }
    return best;
}

static void test_route_find__as_row_by_row(void)
{
    static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"};
    uint64_t rnd = t_seed();
    int hits = 0;
    for (int i = 0; i < 60000; i++) {
        char path[256] = "";
        size_t n = 0;
        /* Segments of real rows, mixed; sometimes exactly one row with its names filled in. */
        const char *a = route_table[t_rand(&rnd) % ROUTE_COUNT].path;
        const char *b = route_table[t_rand(&rnd) % ROUTE_COUNT].path;
        size_t from = t_rand(&rnd) % 3 ? 0 : t_rand(&rnd) % (strlen(b) + 1);
        size_t keep = t_rand(&rnd) % 3 ? strlen(a) : t_rand(&rnd) % (strlen(a) + 1);
        n += (size_t)snprintf(path, sizeof path, "%.*s%s", (int)keep, a,
                              t_rand(&rnd) % 2 ? "" : b + from);
        if (n > 0 && t_rand(&rnd) % 8 == 0)
            path[t_rand(&rnd) % n] = "/{x}"[t_rand(&rnd) % 4];
        struct str method = str_c(methods[t_rand(&rnd) % ARRAY_LEN(methods)]), want_params[2];
        bool want_known;
        const struct route *want = slow_find(method, str_c(path), want_params, &want_known);
        const struct route *got = route_find(method, str_c(path), params, &known);
        if (!T(got == want) || !T_EQ(known, want_known))
            printf("%s\n", path);
        T_STR(params[0], want_params[0]);
        T_STR(params[1], want_params[1]);
        hits += got != NULL;
    }
    T(hits > 1000);
}

int main(void)
{
    T_RUN(test_route_find__every_row_finds_itself);
    T_RUN(test_route_find__literal_before_name);
    T_RUN(test_route_find__refuses);
    T_RUN(test_route_find__as_row_by_row);
    return t_end();
}
