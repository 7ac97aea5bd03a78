/* SPDX-License-Identifier: Apache-2.0 */
#include "support/zip.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/mem.h"

static uint32_t number(const char *p, int bytes)
{
    uint32_t v = 0;
    for (int i = bytes - 1; i >= 0; i--)
        v = v << 8 | (uint8_t)p[i];
    return v;
}

static char *inflated(struct str in, int bits, size_t *n)
{
    z_stream z = {0};
    size_t cap = in.n * 4 + 4096, used = 0;
    char *out = mem_alloc(cap);
    must(inflateInit2(&z, bits) == Z_OK);
    z.next_in = (Bytef *)(uintptr_t)in.p;
    z.avail_in = (uInt)in.n;
    int rc = Z_OK;
    while (rc == Z_OK) {
        if (used == cap)
            out = mem_resize(out, cap *= 2, 1);
        z.next_out = (Bytef *)out + used;
        z.avail_out = (uInt)(cap - used);
        rc = inflate(&z, Z_NO_FLUSH);
        used = cap - z.avail_out;
    }
    (void)inflateEnd(&z);
    *n = used;
    if (rc == Z_STREAM_END)
        return out;
    free(out);
    return NULL;
}

/* By the central directory: an entry's own head may leave its sizes out. */
char *zip_file(struct str a, const char *name, size_t *n)
{
    size_t length = strlen(name);
    for (size_t at = 0; at + 46 + length <= a.n; at++) {
        const char *p = a.p + at;
        if (memcmp(p, "PK\1\2", 4) != 0 || number(p + 28, 2) != length ||
            memcmp(p + 46, name, length) != 0)
            continue;
        uint32_t packed = number(p + 20, 4), head = number(p + 42, 4);
        if (number(p + 10, 2) != 8 || head + UINT64_C(30) > a.n)
            return NULL;
        uint64_t data =
            head + UINT64_C(30) + number(a.p + head + 26, 2) + number(a.p + head + 28, 2);
        if (data + packed > a.n)
            return NULL;
        return inflated((struct str){a.p + data, packed}, -MAX_WBITS, n);
    }
    return NULL;
}

char *zip_gunzip(struct str gz, size_t *n)
{
    return inflated(gz, 16 + MAX_WBITS, n);
}
