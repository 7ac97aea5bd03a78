/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

#define LOG_LINE_MAX 2048

static atomic_int log_level_now = LOG_INFO;

void log_set_level(enum log_level level)
{
    atomic_store(&log_level_now, (int)level);
}

static const char *log_name(enum log_level level)
{
    switch (level) {
    case LOG_DEBUG: return "debug";
    case LOG_INFO: return "info";
    case LOG_WARN: return "warn";
    case LOG_ERROR: return "error";
    }
    return "error";
}

/* Outside text may reach a message: it must not be able to forge lines or steer a terminal. */
static void log_tame(char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)p[i] < 0x20 || p[i] == 0x7F)
            p[i] = ' ';
}

void log_write(enum log_level level, const char *area, const char *fmt, ...)
{
    if ((int)level < atomic_load_explicit(&log_level_now, memory_order_relaxed))
        return;
    char line[LOG_LINE_MAX];
    struct buf when;
    buf_init(&when, 64);
    clock_format(&when, clock_utc());
    int head = snprintf(line, sizeof line - 1, "%.*s %s %.64s: ", STR_ARG(buf_str(&when)),
                        log_name(level), area);
    buf_release(&when);
    size_t n = (size_t)head, room = sizeof line - 1 - n; /* one byte stays free for the newline */
    va_list ap;
    va_start(ap, fmt);
    int body = vsnprintf(line + n, room, fmt, ap);
    va_end(ap);
    if (body > 0)
        n += (size_t)body < room ? (size_t)body : room - 1;
    if (body > 0 && (size_t)body >= room)
        memcpy(line + n - 3, "...", 3);
    log_tame(line, n);
    line[n++] = '\n';
    /*
     * One write a line: lines of several threads do not mix. Where standard error is gone nobody
     * can be told.
     */
    ssize_t done = write(STDERR_FILENO, line, n);
    UNUSED(done);
}
