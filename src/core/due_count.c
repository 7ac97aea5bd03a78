/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/core_priv.h"
#include "core/due.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct due_census census;

void due_census_begin(void)
{
    pthread_mutex_lock(&lock);
    memset(&census, 0, sizeof census);
    pthread_mutex_unlock(&lock);
}

void due_census_complete(void)
{
    pthread_mutex_lock(&lock);
    census.complete = true;
    pthread_mutex_unlock(&lock);
}

void due_note(enum due_class class, usec_t recorded, int by)
{
    int64_t day = recorded / USEC_DAY;
    if (class == DUE_CLASSES)
        return;
    pthread_mutex_lock(&lock);
    if (census.first_day == 0)
        census.first_day =
            day - DUE_DAYS + 64; /* what is recorded later is rare before the next start */
    int64_t at = day - census.first_day;
    uint32_t *n = &census.of[class][at < 0 ? 0 : at >= DUE_DAYS ? DUE_DAYS - 1 : at];
    if (by > 0)
        ++*n;
    else if (*n > 0)
        --*n;
    pthread_mutex_unlock(&lock);
}

static enum rc count_row(const struct journal_row *row, void *arg, struct err *e)
{
    struct arena *a = arg;
    struct event ev;
    UNUSED(e);
    arena_clear(a);
    if (row->salt.n > 0 && event_read(row->entry, row->payload, a, &ev, NULL) == RC_OK)
        due_note(due_class_of(ev.type, ev.about), ev.recorded, 1);
    return RC_OK;
}

enum rc due_count(const char *dir, uint64_t *from, uint64_t to, struct err *e)
{
    struct arena a;
    struct journal_reader *r = NULL;
    uint64_t end = to - *from >= DUE_ROWS ? *from + DUE_ROWS - 1 : to;
    arena_init(&a, 4 * (size_t)EVENT_PAYLOAD_MAX);
    enum rc rc = journal_reader_open(&r, dir, e);
    if (rc == RC_OK)
        rc = journal_each(r, *from, end, count_row, &a, e);
    if (rc == RC_OK)
        *from = end + 1;
    journal_reader_close(r);
    arena_release(&a);
    return rc;
}

void due_census_copy(struct due_census *out)
{
    pthread_mutex_lock(&lock);
    *out = census;
    pthread_mutex_unlock(&lock);
}
