/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STORE_DB_PRIV_H
#define STORE_DB_PRIV_H

#include "store/db.h"

/*
 * Fill `e` from SQLite's result code `sq` (not a success); `h` may be NULL. Returns the code that
 * stands for it.
 */
enum rc db_fail_at(struct sqlite3 *h, int sq, const char *doing, const char *what, struct err *e);

#endif
