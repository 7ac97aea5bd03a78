/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How fast are plate-read lines (one JSON object a line) read? Ours: every token, every string's text, every number's
 * value. jansson: json_loadb of each line, which builds a tree. Prints MB/s (10^6 bytes) and the ratio.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "support/jansson.h"

#define LINES 20000
#define ROUNDS 7 /* the best one counts: the others met the rest of the machine */
#define PASSES 5

static void make_lines(struct buf *b)
{
    for (unsigned i = 0; i < LINES; i++) {
        buf_printf(b,
                   "{\"source\":\"alpr-%03u\",\"seq\":%u,\"at\":\"2026-11-22T10:%02u:%02u.%03uZ\",",
                   i % 400, i, i / 60 % 60, i % 60, i * 37 % 1000);
        buf_printf(b, "\"plate\":\"34 %c%c %03u\",\"region\":\"%s\",\"confidence\":0.%03u,",
                   'A' + i % 26, 'A' + i / 26 % 26, i % 1000,
                   i % 5 == 0 ? "\xC4\xB0stanbul" : "Ankara", i % 1000);
        buf_printf(b,
                   "\"position\":{\"lat\":41.%07u,\"lon\":28.%07u},\"heading\":%u.5,\"speed\":%u,",
                   i * 977, i * 1931, i % 360, i % 140);
        buf_printf(
            b,
            "\"lane\":%u,\"vehicle\":{\"make\":\"Renault\",\"colour\":\"white\",\"type\":\"car\"},",
            i % 4);
        buf_printf(b, "\"box\":[%u,%u,%u,%u],\"image\":\"sha256:%064x\",\"hit\":%s}\n", i % 1920,
                   i % 1080, i % 300, i % 90, i * 2654435761U, i % 50 == 0 ? "true" : "false");
    }
    must(buf_ok(b));
}

static uint64_t read_line(struct str line)
{
    struct json_reader r;
    struct json_token t;
    uint64_t sum = 0;
    char scratch[1024];
    int64_t v;
    json_open(&r, line);
    while ((t = json_next(&r)).kind != JSON_END) {
        must(t.kind != JSON_ERROR && t.raw.n <= sizeof scratch);
        if (t.kind == JSON_NUMBER && json_scaled(t, 7, &v))
            sum += (uint64_t)v;
        else if (t.kind == JSON_STRING)
            sum += json_text(t, scratch).n;
    }
    return sum;
}

static uint64_t check_line(struct str line)
{
    must(json_check(line, NULL) == RC_OK);
    return line.n;
}

#ifdef HAVE_JANSSON
static uint64_t jansson_line(struct str line)
{
    json_error_t error;
    json_t *tree = json_loadb(line.p, line.n, 0, &error);
    must(tree != NULL);
    uint64_t sum = json_object_size(tree);
    json_decref(tree);
    return sum;
}
#endif

/* MB/s of the best round. */
static double measure(struct str text, uint64_t (*read)(struct str))
{
    static volatile uint64_t sink;
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
        usec_t from = clock_cpu();
        for (int pass = 0; pass < PASSES; pass++)
            for (struct str rest = text; rest.n > 0;)
                sink = sink + read(str_cut(&rest, '\n'));
        double rate = (double)text.n * PASSES / (double)(clock_cpu() - from);
        best = rate > best ? rate : best;
    }
    return best;
}

int main(void)
{
    struct buf b;
    buf_init(&b, (size_t)LINES * 1024);
    make_lines(&b);
    printf("%d plate-read lines, %zu bytes each on average\n", LINES, b.n / LINES);
    double checked = measure(buf_str(&b), check_line), read = measure(buf_str(&b), read_line);
    printf("json_check             %7.0f MB/s\n", checked);
    printf("json_next with values  %7.0f MB/s\n", read);
#ifdef HAVE_JANSSON
    double jansson = measure(buf_str(&b), jansson_line);
    printf("jansson json_loadb     %7.0f MB/s\n", jansson);
    printf("ratio                  %7.1f\n", read / jansson);
#endif
    buf_release(&b);
    return 0;
}
