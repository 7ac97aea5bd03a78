/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One line a message to standard error: "2026-11-22T10:00:00.123Z warn http: could not …". Never write a secret, a
 * token, a password or personal data into a log. Any thread; lines do not mix.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/defs.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* Messages below this level are dropped. Default: LOG_INFO. Set once at start. */
void log_set_level(enum log_level level);
/* `area` is the folder that speaks: "journal", "http"… */
void log_write(enum log_level level, const char *area, const char *fmt, ...) PRINTF_LIKE(3, 4);

#define log_debug(area, ...) log_write(LOG_DEBUG, area, __VA_ARGS__)
#define log_info(area, ...) log_write(LOG_INFO, area, __VA_ARGS__)
#define log_warn(area, ...) log_write(LOG_WARN, area, __VA_ARGS__)
#define log_error(area, ...) log_write(LOG_ERROR, area, __VA_ARGS__)

#endif
