/* SPDX-License-Identifier: Apache-2.0 */
/* Markaz-Purpose of any bytes: what is taken has a code of the list and stands on what that code needs. */
#include "base/id.h"
#include "desk/look/purpose.h"
#include "event/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct purpose_said p;
    struct arena a;
    struct err e;
    arena_init(&a, 1u << 20);
    if (purpose_read((struct str){(const char *)data, size}, &a, &p, &e) == RC_OK) {
        must(p.code >= 0 && p.code < PURPOSE_COUNT && p.why.n <= PURPOSE_WHY_MAX &&
             str_utf8(p.why));
        must(id_valid(p.incident) && id_valid(p.casefile));
        must(p.code == PURPOSE_NONE || p.code == PURPOSE_AUDIT || p.incident.n > 0 ||
             p.casefile.n > 0 || p.why.n >= PURPOSE_WHY_MIN);
    }
    arena_release(&a);
    return 0;
}
