/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration: one table (schema/settings.json) gives file, manual page and these values. Read-only after start. */
#ifndef CORE_SETTINGS_H
#define CORE_SETTINGS_H

#include "base/err.h"
#include "base/str.h"
#include "core/settings_gen.h"

enum setting_kind { SETTING_TEXT, SETTING_INT, SETTING_BYTES, SETTING_BOOL, SETTING_TIMES };

struct setting_info {
    const char *section, *key;
    enum setting_kind kind;
    const char *dflt;
    const char *doc;
};

extern const struct setting_info setting_table[SET_COUNT];

#define SETTING_TIMES_MAX 12

struct settings {
    char text[SET_COUNT][512];
    int64_t number[SET_COUNT];
};

/* All defaults. */
void settings_init(struct settings *s);
/* One value; RC_INVALID names the setting when it is unknown or of the wrong form. */
MUST_USE enum rc settings_set(struct settings *s, struct str section, struct str key,
                              struct str value, struct err *e);
/* An INI file; the error names file and line. */
MUST_USE enum rc settings_load(struct settings *s, const char *path, struct err *e);

int64_t settings_int(const struct settings *s, enum setting which);
const char *settings_text(const struct settings *s, enum setting which);
bool settings_bool(const struct settings *s, enum setting which);
/* Times of the day, as minutes since midnight, each later than the one before. Returns how many there are. */
int settings_times(const struct settings *s, enum setting which, int out[SETTING_TIMES_MAX]);

#endif
