/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An erasure, folded. What an erased event told about an entity that still lives stays as far as it is state; personal values are
 * blanked where they came from that very event. A replay from zero meets what is left of the event instead, which sets
 * the same state and blank values from the same sequence: so both are the same picture, with the same hash.
 */
#include "picture/picture_priv.h"

static void forget_of(struct picture *p, const struct event_target *t)
{
    struct str id = t->lives, name = str_cut(&id, '/');
    enum kind kind = kind_find(name);
    struct entity *en = kind != KIND_COUNT ? map_get(&p->kinds[kind].by_id, id) : NULL;
    if (en == NULL)
        return;
    if (p->saving != NULL)
        saving_entity(p, en);
    record_forget(kind_table[kind].record, en->rec, en->block, t->seq);
}

void erase_fold(struct picture *p, const struct erasure *x)
{
    bool answered = false;
    for (uint32_t i = 0; i < x->n; i++) {
        answered = answered || x->targets[i].answered;
        if (x->targets[i].lives.n > 0)
            forget_of(p, &x->targets[i]);
    }
    if (answered)
        once_erase(p, x);
}

void picture_recall(struct picture *p, enum kind kind, struct str id, const void *patch,
                    uint64_t seq)
{
    CHECK_OBJ(p, PICTURE_MAGIC);
    must(p->unfinished); /* look-ups by what comes back are not made yet */
    struct entity *en = map_get(&p->kinds[kind].by_id, id);
    if (en != NULL)
        record_recall(kind_table[kind].record, en->rec, en->block, patch, seq);
}
