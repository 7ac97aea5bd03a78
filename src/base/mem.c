/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"

#include <stdlib.h>

static size_t mem_size(size_t count, size_t size)
{
    size_t n;
    must(!__builtin_mul_overflow(count, size, &n));
    return n > 0 ? n : 1; /* never NULL, so that callers need not tell "empty" from "failed" */
}

void *mem_alloc(size_t n)
{
    void *p = calloc(1, n > 0 ? n : 1);
    must(p != NULL);
    return p;
}

void *mem_array(size_t count, size_t size)
{
    return mem_alloc(mem_size(count, size));
}

void *mem_resize(void *p, size_t count, size_t size)
{
    void *q = realloc(p, mem_size(count, size));
    must(q != NULL);
    return q;
}
