/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Allocation that cannot fail to its caller: sizes are checked before they get here, so being out of memory ends the
 * process, and the next start replays the journal.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include "base/defs.h"

/* Zeroed; free with free(). */
MUST_USE void *mem_alloc(size_t n);
MUST_USE void *mem_array(size_t count, size_t size);
/* As realloc of count*size with overflow check; new bytes are not zeroed. */
MUST_USE void *mem_resize(void *p, size_t count, size_t size);

#endif
