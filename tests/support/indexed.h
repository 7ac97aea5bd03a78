/* SPDX-License-Identifier: Apache-2.0 */
/* The index of a journal brought up to date, as the server's index thread does. Header only: it needs src/journal. */
#ifndef TESTS_SUPPORT_INDEXED_H
#define TESTS_SUPPORT_INDEXED_H

#include "journal/journal.h"
#include "support/t.h"

static inline void index_now(const char *dir)
{
    struct journal_index *x;
    struct err e = {0};
    enum rc rc = journal_index_open(&x, dir, &e);
    if (rc == RC_OK)
        rc = journal_index_catch_up(x, UINT64_MAX, NULL, NULL, NULL, &e);
    if (rc != RC_OK)
        printf("%s\n", e.detail);
    T_REQUIRE(rc == RC_OK);
    journal_index_close(x);
}

#endif
