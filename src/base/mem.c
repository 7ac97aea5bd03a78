/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"

#include <stdlib.h>
#include <sys/mman.h>

static size_t mem_size(size_t count, size_t size)
{
    size_t n;
    must(!__builtin_mul_overflow(count, size, &n));
    return n > 0 ? n : 1; /* never NULL, so that callers need not tell "empty" from "failed" */
}

/*
 * What is large is a table that is looked into at random: on pages of 4 KiB nearly every look would first have to find the
 * page, which in a guest costs more than the look. Asked for, not needed.
 */
#define HUGE_PAGE ((size_t)2 << 20)

static void on_huge_pages(char *p, size_t n)
{
    size_t before = -(uintptr_t)p % HUGE_PAGE;
    if (n >= before + HUGE_PAGE)
        (void)madvise(p + before, (n - before) / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE);
}

void *mem_alloc(size_t n)
{
    void *p = calloc(1, n > 0 ? n : 1);
    must(p != NULL);
    if (n >= 2 * HUGE_PAGE)
        on_huge_pages(p, n);
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
