/* SPDX-License-Identifier: Apache-2.0 */
/* JEMSS: nodes.csv, a line "----", arcs.csv. What is read can be built and travels as bytes. */
#include <stdlib.h>
#include <string.h>

#include "roads/build.h"
#include "roads/jemss.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size}, nodes = text, arcs = STR_NONE, bytes = STR_NONE;
    struct draft d, again;
    struct err e = {.code = RC_OK};
    const char *cut = size > 0 ? memmem(data, size, "----\n", 5) : NULL;
    if (cut != NULL) {
        nodes.n = (size_t)(cut - text.p);
        arcs = (struct str){cut + 5, size - nodes.n - 5};
    }
    draft_init(&d);
    if (jemss_read(nodes, arcs, 1, &d, &e) != RC_OK) {
        must(e.code != RC_OK && e.detail[0] != '\0');
        draft_release(&d);
        return 0;
    }
    struct buf out, twice;
    buf_init(&out, 64u << 20);
    buf_init(&twice, 64u << 20);
    draft_encode(&d, &out);
    draft_init(&again);
    must(draft_decode(buf_str(&out), &again, &e) == RC_OK);
    draft_encode(&again, &twice);
    must(str_eq(buf_str(&out), buf_str(&twice)));
    if (roads_build(&d, &bytes, &e) == RC_OK) {
        struct roads *r = NULL;
        must(roads_open(&r, bytes, &e) == RC_OK);
        roads_close(r);
        free((void *)(uintptr_t)bytes.p);
    } else {
        must(e.detail[0] != '\0');
    }
    draft_release(&again);
    draft_release(&d);
    buf_release(&out);
    buf_release(&twice);
    return 0;
}
