/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <inttypes.h>

void world_id(struct world *w, const char *prefix, char *out, size_t cap)
{
    int n = snprintf(out, cap, "%s:%" PRId64 ":%" PRIu64, prefix, w->born / USEC_S, ++w->ids);
    must(n > 0 && (size_t)n < cap);
}

void world_say(const struct world *w, const char *fmt, ...)
{
    if (w->opt.quiet || w->opt.self_test)
        return;
    time_t now = (time_t)(clock_utc() / USEC_S);
    struct tm tm;
    char when[16] = "";
    if (gmtime_r(&now, &tm))
        (void)strftime(when, sizeof(when), "%H:%M:%S", &tm);
    va_list args;
    va_start(args, fmt);
    printf("%s ", when);
    vprintf(fmt, args);
    putchar('\n');
    fflush(stdout);
    va_end(args);
}

void world_put_time(struct buf *b, const char *key, usec_t utc)
{
    buf_printf(b, "\"%s\":\"", key);
    clock_format(b, utc / USEC_MS * USEC_MS);
    buf_putc(b, '"');
}
