/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The header Markaz-Purpose: a code of the closed list (enum purpose of the schema), a blank, and what it stands on.
 *
 *     response incident=I5            for a live incident the caller works on
 *     investigation case=F12          for a case
 *     break_glass why=WORDS           percent-encoded; `case` or `incident` may stand beside it
 *     audit
 */
#ifndef DESK_LOOK_PURPOSE_H
#define DESK_LOOK_PURPOSE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define PURPOSE_HEADER_MAX 1000
#define PURPOSE_WHY_MAX 240
#define PURPOSE_WHY_MIN 10

struct purpose_said {
    int64_t code; /* enum purpose; PURPOSE_NONE: the header was not sent */
    struct str incident, casefile, why;
};

/*
 * Reads the header's text; `why` is decoded into the arena, the rest is borrowed. RC_INVALID for what cannot be read, or a
 * code without what it must stand on. Whether that exists and is the caller's is not looked at. Pure.
 */
MUST_USE enum rc purpose_read(struct str header, struct arena *a, struct purpose_said *out,
                              struct err *e);

#endif
