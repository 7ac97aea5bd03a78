/* SPDX-License-Identifier: Apache-2.0 */
#include "core/settings.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <string.h>

#include "core/week.h"

void settings_init(struct settings *s)
{
    memset(s, 0, sizeof *s);
    for (int i = 0; i < SET_COUNT; i++) {
        const struct setting_info *info = &setting_table[i];
        struct err e;
        must(settings_set(s, str_c(info->section), str_c(info->key), str_c(info->dflt), &e) ==
             RC_OK);
    }
}

static int find(struct str section, struct str key)
{
    for (int i = 0; i < SET_COUNT; i++)
        if (str_eqc(section, setting_table[i].section) && str_eqc(key, setting_table[i].key))
            return i;
    return -1;
}

static bool parse_bool(struct str v, int64_t *out)
{
    static const char *const words[2][4] = {{"false", "no", "off", "0"},
                                            {"true", "yes", "on", "1"}};
    for (int truth = 0; truth < 2; truth++)
        for (int i = 0; i < 4; i++)
            if (str_eqc(v, words[truth][i])) {
                *out = truth;
                return true;
            }
    return false;
}

/* 8388608, 8192K, 8M, 1G: powers of 1024. */
static bool parse_bytes(struct str v, int64_t *out)
{
    int shift = 0;
    if (v.n > 1) {
        char unit = v.p[v.n - 1];
        shift = unit == 'K' ? 10 : unit == 'M' ? 20 : unit == 'G' ? 30 : 0;
        v.n -= shift != 0;
    }
    int64_t n;
    if (!str_i64(v, &n) || n < 0 || n > INT64_MAX >> shift)
        return false;
    *out = n << shift;
    return true;
}

static bool parse_text(struct str v)
{
    for (size_t i = 0; i < v.n; i++)
        if ((unsigned char)v.p[i] < 0x20 || v.p[i] == 0x7f)
            return false;
    return str_utf8(v);
}

/* -1: they are no times, too many, or not in order. */
static int parse_times(struct str v, int out[SETTING_TIMES_MAX])
{
    int n = 0;
    for (v = str_trim(v); v.n > 0; v = str_trim(v)) {
        int minute;
        if (n == SETTING_TIMES_MAX || !week_minute(str_cut(&v, ' '), &minute) ||
            (n > 0 && minute <= out[n - 1]))
            return -1;
        out[n++] = minute;
    }
    return n;
}

/*
 * Before there were zones there was site.utc_offset_min. It goes on meaning what it meant, as a fixed distance, where nobody
 * has named a zone.
 */
static enum rc set_distance(struct settings *s, struct str value, struct err *e)
{
    int64_t min;
    char *zone = s->text[SET_CENTRE_ZONE];
    if (!str_i64(value, &min) || min < -720 || min > 840)
        return err_field(e, RC_INVALID, "site.utc_offset_min",
                         "site.utc_offset_min is no more: write the centre's zone instead, below "
                         "[centre]: zone = Asia/Tashkent");
    int64_t size = min < 0 ? -min : min;
    if (strcmp(zone, setting_table[SET_CENTRE_ZONE].dflt) == 0)
        (void)snprintf(zone, sizeof s->text[0], "%c%02d:%02d", min < 0 ? '-' : '+',
                       (int)(size / 60), (int)(size % 60));
    return RC_OK;
}

enum rc settings_set(struct settings *s, struct str section, struct str key, struct str value,
                     struct err *e)
{
    int which = find(section, key);
    if (str_eqc(section, "site") && str_eqc(key, "utc_offset_min"))
        return set_distance(s, value, e);
    if (which < 0)
        return err_set(e, RC_INVALID, "there is no setting \"%.*s.%.*s\"",
                       section.n > 60 ? 60 : STR_ARG(section), key.n > 60 ? 60 : STR_ARG(key));
    const struct setting_info *info = &setting_table[which];
    char name[64];
    snprintf(name, sizeof name, "%s.%s", info->section, info->key);
    if (value.n >= sizeof s->text[which])
        return err_field(e, RC_INVALID, name, "%s is longer than %zu bytes", name,
                         sizeof s->text[which] - 1);
    int64_t number = s->number[which];
    int times[SETTING_TIMES_MAX];
    const char *want = NULL;
    switch (info->kind) {
    case SETTING_TEXT: want = parse_text(value) ? NULL : "text without control characters"; break;
    case SETTING_INT:
        want = str_i64(value, &number) && number >= 0 ? NULL : "a whole number, 0 or more";
        break;
    case SETTING_BYTES:
        want = parse_bytes(value, &number) ? NULL : "a number of bytes, like 8388608 or 8M";
        break;
    case SETTING_BOOL: want = parse_bool(value, &number) ? NULL : "true or false"; break;
    case SETTING_TIMES:
        want = parse_times(value, times) >= 0
                   ? NULL
                   : "up to 12 times of the day in order, like 08:00 20:00";
        break;
    }
    if (want != NULL)
        return err_field(e, RC_INVALID, name, "%s must be %s", name, want);
    s->number[which] = number;
    must(str_copy(s->text[which], sizeof s->text[which], value));
    return RC_OK;
}

/* State of one file being read. inih tells no line numbers to its handler, so we count. */
struct load {
    struct settings *s;
    FILE *file;
    const char *path;
    struct err *e;
    enum rc rc;
    int line;
    bool seen[SET_COUNT];
};

static enum rc load_fail(struct load *l, const char *what)
{
    if (l->rc == RC_OK)
        l->rc = err_set(l->e, RC_INVALID, "%s:%d: %s", l->path, l->line, what);
    return l->rc;
}

/*
 * inih cuts long lines into several and joins lines that begin with a blank to the one before;
 * both would turn a slip of the hand into another setting, so they are refused here.
 */
static char *load_line(char *to, int max, void *arg)
{
    struct load *l = arg;
    if (l->rc != RC_OK || fgets(to, max, l->file) == NULL)
        return NULL;
    l->line++;
    size_t n = strlen(to);
    struct str text = str_trim((struct str){to, n});
    if (n > 0 && to[n - 1] != '\n' && !feof(l->file))
        load_fail(l, "the line is too long or holds a zero byte");
    else if (text.n > 0 && (to[0] == ' ' || to[0] == '\t'))
        load_fail(l, "the line begins with a blank");
    return l->rc == RC_OK ? to : NULL;
}

static int load_value(void *arg, const char *section, const char *key, const char *value)
{
    struct load *l = arg;
    struct err why;
    enum rc rc = settings_set(l->s, str_c(section), str_c(key), str_c(value), &why);
    if (rc != RC_OK) {
        if (l->rc == RC_OK)
            l->rc = err_field(l->e, rc, why.field, "%s:%d: %s", l->path, l->line, why.detail);
        return 0;
    }
    int which = find(str_c(section), str_c(key));
    if (which < 0) /* of an earlier version, understood */
        return 1;
    if (l->seen[which]) {
        load_fail(l, "the setting is given twice");
        return 0;
    }
    l->seen[which] = true;
    return 1;
}

enum rc settings_load(struct settings *s, const char *path, struct err *e)
{
    struct settings next = *s;
    struct load l = {.s = &next, .path = path, .e = e, .file = fopen(path, "re")};
    if (l.file == NULL)
        return err_set(e, errno == ENOENT ? RC_NOT_FOUND : RC_IO, "cannot open %s: %s", path,
                       strerror(errno));
    int bad = ini_parse_stream(load_line, &l, load_value, &l);
    if (l.rc == RC_OK && ferror(l.file))
        l.rc = err_set(e, RC_IO, "cannot read %s: %s", path, strerror(errno));
    /* inih reads on after a line it does not understand, so what failed later came of that. */
    if (bad != 0 && (l.rc == RC_OK || bad < l.line))
        l.rc = err_set(e, RC_INVALID, "%s:%d: neither [section] nor key = value", path, bad);
    fclose(l.file);
    if (l.rc == RC_OK)
        *s = next;
    return l.rc;
}

int64_t settings_int(const struct settings *s, enum setting which)
{
    must(setting_table[which].kind == SETTING_INT || setting_table[which].kind == SETTING_BYTES);
    return s->number[which];
}

const char *settings_text(const struct settings *s, enum setting which)
{
    return s->text[which];
}

bool settings_bool(const struct settings *s, enum setting which)
{
    must(setting_table[which].kind == SETTING_BOOL);
    return s->number[which] != 0;
}

int settings_times(const struct settings *s, enum setting which, int out[SETTING_TIMES_MAX])
{
    must(setting_table[which].kind == SETTING_TIMES);
    return parse_times(str_c(s->text[which]), out);
}
