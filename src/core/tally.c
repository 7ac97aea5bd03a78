/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tally.h"

#include <stdatomic.h>
#include <string.h>

#include "base/json.h"
#include "store/file.h"

#define STEP 16384 /* entries between two looks at whether to stop */
#define COUNTS_MAX 65536

enum event_type tally_add(struct tally *t, struct str entry)
{
    enum event_type type = EV_COUNT;
    for (struct str line; entry.n > 0 && (line = str_cut(&entry, '\n')).n > 0;) {
        if (!str_starts(line, STR("type ")))
            continue;
        type = event_type_find((struct str){line.p + 5, line.n - 5});
        if (type < EV_COUNT)
            t->of[type]++;
        break;
    }
    t->size++;
    return type;
}

static bool is_look(enum event_type type)
{
    return type == EV_LOOK_MADE || type == EV_LOOK_DEFERRED;
}

static enum rc count_purpose(const struct journal_row *row, void *arg, struct err *e)
{
    struct tally *t = arg;
    struct arena a;
    struct event ev;
    arena_init(&a, EVENT_PAYLOAD_MAX * 4);
    enum rc rc = event_read(row->entry, row->payload, &a, &ev, e);
    if (rc == RC_OK && is_look(ev.type)) {
        int64_t purpose = ((const struct look *)ev.data)->purpose;
        t->looks[purpose > 0 && purpose < PURPOSE_COUNT ? purpose : PURPOSE_NONE]++;
    }
    arena_release(&a);
    return rc;
}

enum rc tally_event(struct tally *t, struct str entry, struct journal_reader *r, struct err *e)
{
    return is_look(tally_add(t, entry)) ? journal_each(r, t->size, t->size, count_purpose, t, e)
                                        : RC_OK;
}

/* Else they are of a program that did not count purposes, or damaged. */
static bool complete(const struct tally *t)
{
    uint64_t n = 0;
    for (int i = 0; i < PURPOSE_COUNT; i++)
        n += t->looks[i];
    return n == t->of[EV_LOOK_MADE] + t->of[EV_LOOK_DEFERRED];
}

static enum rc path_of(const char *dir, char folder[static FILE_PATH_MAX],
                       char path[static FILE_PATH_MAX], struct err *e)
{
    enum rc rc = file_path(folder, e, "%s/log", dir);
    return rc == RC_OK ? file_path(path, e, "%s/log/counts", dir) : rc;
}

/* "purpose:NAME", of which the look-ups are counted; NULL: it is none. */
static uint64_t *purpose_of(struct tally *t, struct str name)
{
    int purpose = str_eqc(str_cut(&name, ':'), "purpose") ? enum_find(&enum_purpose, name) : -1;
    return purpose >= 0 ? &t->looks[purpose] : NULL;
}

/* "size N", then a line of each type and purpose; false: not a whole one of ours. */
static bool read_counts(struct tally *t, struct str text)
{
    int64_t n;
    struct str line = str_cut(&text, '\n');
    if (!str_eqc(str_cut(&line, ' '), "size") || !str_i64(line, &n) || n < 0)
        return false;
    t->size = (uint64_t)n;
    while (text.n > 0) {
        line = str_cut(&text, '\n');
        if (str_eqc(line, "end"))
            return complete(t);
        struct str name = str_cut(&line, ' ');
        enum event_type type = event_type_find(name);
        uint64_t *to = type < EV_COUNT ? &t->of[type] : purpose_of(t, name);
        if (!str_i64(line, &n) || n < 0 || to == NULL)
            return false; /* of a newer program: counted again */
        *to = (uint64_t)n;
    }
    return false;
}

struct counting {
    struct tally *tally;
    struct journal_reader *payloads;
};

static enum rc count_row(const struct journal_row *row, void *arg, struct err *e)
{
    const struct counting *c = arg;
    return tally_event(c->tally, row->entry, c->payloads, e);
}

enum rc tally_load(struct tally *t, const char *dir, struct journal_reader *r,
                   struct journal_reader *payloads, uint64_t size, const _Atomic bool *stop,
                   struct err *e)
{
    struct counting counting = {t, payloads};
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    struct buf text;
    enum rc rc = path_of(dir, folder, path, e);
    if (rc != RC_OK)
        return rc;
    buf_init(&text, COUNTS_MAX);
    memset(t, 0, sizeof *t);
    if (file_load(path, &text, e) != RC_OK || !read_counts(t, buf_str(&text)) || t->size > size)
        memset(t, 0, sizeof *t);
    buf_release(&text);
    while (rc == RC_OK && t->size < size) {
        uint64_t from = t->size + 1, to = size - from < STEP ? size : from + STEP - 1;
        if (atomic_load(stop))
            return err_set(e, RC_BUSY, "stopping");
        rc = journal_each_entry(r, from, to, count_row, &counting, e);
        if (rc == RC_OK && t->size < to)
            rc = err_set(e, RC_CORRUPT, "event %llu is missing in the journal",
                         (unsigned long long)t->size + 1);
    }
    return rc;
}

enum rc tally_save(const struct tally *t, const char *dir, struct err *e)
{
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    struct buf b;
    enum rc rc = path_of(dir, folder, path, e);
    if (rc != RC_OK)
        return rc;
    buf_init(&b, COUNTS_MAX);
    buf_printf(&b, "size %llu\n", (unsigned long long)t->size);
    for (int i = 0; i < EV_COUNT; i++)
        if (t->of[i] > 0)
            buf_printf(&b, "%.*s %llu\n", STR_ARG(event_table[i].name),
                       (unsigned long long)t->of[i]);
    for (int i = 0; i < PURPOSE_COUNT; i++)
        if (t->looks[i] > 0)
            buf_printf(&b, "purpose:%.*s %llu\n", STR_ARG(enum_purpose.names[i]),
                       (unsigned long long)t->looks[i]);
    buf_cat(&b, "end\n");
    must(buf_ok(&b));
    rc = file_replace(folder, path, buf_str(&b), e);
    buf_release(&b);
    return rc;
}

static void put_count(struct buf *out, struct str name, uint64_t n)
{
    if (n > 0)
        buf_printf(out, "%s\"%.*s\":%llu", out->p[out->n - 1] == '{' ? "" : ",", STR_ARG(name),
                   (unsigned long long)n);
}

void tally_put(struct buf *out, const struct tally *t)
{
    buf_putc(out, '{');
    for (int i = 0; i < EV_COUNT; i++)
        put_count(out, event_table[i].name, t->of[i]);
    buf_putc(out, '}');
}

void tally_put_looks(struct buf *out, const struct tally *t)
{
    buf_putc(out, '{');
    for (int i = 0; i < PURPOSE_COUNT; i++)
        put_count(out, enum_purpose.names[i], t->looks[i]);
    buf_putc(out, '}');
}
