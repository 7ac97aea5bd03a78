/* SPDX-License-Identifier: Apache-2.0 */
/* What libreadosm hands over, from a short form of it: whatever ways, nodes and relations say, a draft that can be built comes of it. */
#include <stdlib.h>

#include "osm/osm.h"
#include "roads/build.h"
#include "support/osm_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct draft d;
    struct osm_report report;
    struct str bytes;
    struct err e = {.code = RC_OK};
    draft_init(&d);
    if (osm_text_read((struct str){(const char *)data, size}, &d, &report, &e) != RC_OK) {
        must(e.code != RC_OK && e.detail[0] != '\0');
    } else if (roads_build(&d, &bytes, &e) == RC_OK) {
        struct roads *r = NULL;
        must(roads_open(&r, bytes, &e) == RC_OK);
        roads_close(r);
        free((void *)(uintptr_t)bytes.p);
    } else {
        must(e.detail[0] != '\0'); /* over the antimeridian */
    }
    draft_release(&d);
    return 0;
}
