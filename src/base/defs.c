/* SPDX-License-Identifier: Apache-2.0 */
#include "base/defs.h"

#include <stdio.h>
#include <stdlib.h>

void must_failed(const char *file, int line, const char *cond)
{
    fprintf(stderr, "%s:%d: must(%s) does not hold, stopping\n", file, line, cond);
    abort();
}
