/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TLOG_TLOG_PRIV_H
#define TLOG_TLOG_PRIV_H

#include "base/str.h"

/* A decimal number below 2^63 in its one form: no sign, no leading zeros. */
bool tlog_number(struct str s, uint64_t *out);
/* A line of this word, a space and such a number. */
bool tlog_named_number(struct str line, const char *word, uint64_t *out);

#endif
