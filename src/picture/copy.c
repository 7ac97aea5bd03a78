/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A second picture from a first: what is known costs less to copy than all that has happened to fold again. Only what
 * picture_finish leaves alone is looked at.
 */
#include <string.h>

#include "base/mem.h"
#include "picture/picture_priv.h"

static void copy_entity(struct picture *to, const struct entity *from)
{
    const struct record *rec = kind_table[from->kind].record;
    size_t personal = (size_t)__builtin_popcountll(rec->personal);
    struct entity *en = entity_new(to, from->kind, map_key_of(from->id), from->first, from->rec);
    if (personal > 0)
        memcpy((char *)en->rec + rec->personal_off, (const char *)from->rec + rec->personal_off,
               personal * sizeof(uint64_t));
    en->seq = from->seq;
}

struct picture *picture_copy(const struct picture *from)
{
    CHECK_OBJ(from, PICTURE_MAGIC);
    struct picture *to = picture_new_unfinished();
    for (int k = 0; k < KIND_COUNT; k++) {
        map_reserve(&to->kinds[k].by_id, from->kinds[k].n);
        for (uint32_t i = 0; i < from->kinds[k].n; i++)
            copy_entity(to, from->kinds[k].v[i]);
    }
    for (const struct once *o = from->once_first; o != NULL; o = o->next)
        once_put(to, o->key, o->answer, o->seq, o->at);
    to->seq = from->seq;
    to->time = from->time;
    return to;
}
