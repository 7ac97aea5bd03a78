/* SPDX-License-Identifier: Apache-2.0 */
/* A request's first line: "METHOD PATH?QUERY". What is found must be what the table says. */
#include <string.h>

#include "core/call.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_params(struct str path, const struct route *r, const struct str params[2])
{
    struct str pattern = str_c(r->path), rest = path;
    int n = 0;
    while (pattern.n > 0) {
        struct str want = str_cut(&pattern, '/'), got = str_cut(&rest, '/');
        if (want.n > 0 && want.p[0] == '{') {
            must(got.n > 0 && params[n].p == got.p && params[n].n == got.n);
            n++;
        } else {
            must(str_eq(want, got));
        }
    }
    must(rest.n == 0);
    while (n < 2)
        must(params[n++].p == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"topics", "after", "limit", "a", ""};
    struct str query = {(const char *)data, size}, params[2];
    struct str path = str_cut(&query, '?'), method = str_cut(&path, ' ');
    bool known;
    const struct route *r = route_find(method, path, params, &known);
    if (r != NULL) {
        must(known && str_eqc(method, r->method));
        check_params(path, r, params);
    } else {
        must(params[0].p == NULL && params[1].p == NULL);
    }
    struct call c;
    call_init(&c);
    c.query = query;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct str value = call_query(&c, names[i]);
        must(value.n <= query.n && str_utf8(value));
        must(value.n == 0 || memchr(value.p, '\0', value.n) == NULL);
    }
    call_release(&c);
    return 0;
}
