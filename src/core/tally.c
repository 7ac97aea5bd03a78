/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tally.h"

#include <stdatomic.h>
#include <string.h>

#include "base/json.h"
#include "store/file.h"

#define STEP 16384 /* entries between two looks at whether to stop */
#define COUNTS_MAX 65536

void tally_add(struct tally *t, struct str entry)
{
    for (struct str line; entry.n > 0 && (line = str_cut(&entry, '\n')).n > 0;) {
        if (!str_starts(line, STR("type ")))
            continue;
        enum event_type type = event_type_find((struct str){line.p + 5, line.n - 5});
        if (type < EV_COUNT)
            t->of[type]++;
        break;
    }
    t->size++;
}

static enum rc path_of(const char *dir, char folder[static FILE_PATH_MAX],
                       char path[static FILE_PATH_MAX], struct err *e)
{
    enum rc rc = file_path(folder, e, "%s/log", dir);
    return rc == RC_OK ? file_path(path, e, "%s/log/counts", dir) : rc;
}

/* "size N", then a line of each type; false: not a whole one of ours. */
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
            return true;
        enum event_type type = event_type_find(str_cut(&line, ' '));
        if (!str_i64(line, &n) || n < 0 || type >= EV_COUNT)
            return false; /* of a newer program: counted again */
        t->of[type] = (uint64_t)n;
    }
    return false;
}

static enum rc count_row(const struct journal_row *row, void *arg, struct err *e)
{
    UNUSED(e);
    tally_add(arg, row->entry);
    return RC_OK;
}

enum rc tally_load(struct tally *t, const char *dir, struct journal_reader *r, uint64_t size,
                   const _Atomic bool *stop, struct err *e)
{
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
        rc = journal_each_entry(r, from, to, count_row, t, e);
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
    buf_cat(&b, "end\n");
    must(buf_ok(&b));
    rc = file_replace(folder, path, buf_str(&b), e);
    buf_release(&b);
    return rc;
}

void tally_put(struct buf *out, const struct tally *t)
{
    const char *comma = "";
    buf_putc(out, '{');
    for (int i = 0; i < EV_COUNT; i++) {
        if (t->of[i] == 0)
            continue;
        buf_printf(out, "%s\"%.*s\":%llu", comma, STR_ARG(event_table[i].name),
                   (unsigned long long)t->of[i]);
        comma = ",";
    }
    buf_putc(out, '}');
}
