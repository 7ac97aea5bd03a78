/* SPDX-License-Identifier: Apache-2.0 */
/* Look-ups by the value of an indexed text field. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "picture/picture_priv.h"

void index_init(struct picture *p)
{
    for (int k = 0; k < KIND_COUNT; k++) {
        const struct record *rec = kind_table[k].record;
        int used = 0;
        for (int i = 0; i < rec->nfields; i++) {
            const struct field *f = &rec->fields[i];
            if ((f->flags & FIELD_INDEX) == 0)
                continue;
            must(f->kind >= FIELD_ID && used < PICTURE_INDEX_MAX);
            p->kinds[k].index[used].field = f;
            map_init(&p->kinds[k].index[used++].lists);
            p->kinds[k].index_bits |= BIT(f->bit);
        }
    }
}

static void list_free(struct index_list *l)
{
    if (l->v != l->few)
        free(l->v);
    free(l);
}

void index_release(struct picture *p)
{
    for (int k = 0; k < KIND_COUNT; k++)
        for (int i = 0; i < PICTURE_INDEX_MAX && p->kinds[k].index[i].field != NULL; i++) {
            size_t at = 0;
            for (struct index_list *l; (l = map_next(&p->kinds[k].index[i].lists, &at)) != NULL;)
                list_free(l);
            map_release(&p->kinds[k].index[i].lists);
        }
}

static struct str value_of(const struct entity *en, const struct field *f)
{
    return *(const struct str *)(const void *)((const char *)en->rec + f->off);
}

static void list_add(struct index *x, struct entity *en)
{
    struct str value = value_of(en, x->field);
    if (value.n == 0)
        return;
    struct map_key key = map_key_of(value);
    struct index_list *l = map_get_key(&x->lists, key);
    if (l == NULL) {
        l = mem_alloc(sizeof *l + value.n);
        memcpy(l->key, value.p, value.n);
        l->v = l->few;
        l->cap = ARRAY_LEN(l->few);
        key.text.p = l->key;
        map_set_key(&x->lists, key, l);
    }
    if (l->n == l->cap) {
        l->cap *= 2;
        l->v = mem_resize(l->v != l->few ? l->v : NULL, l->cap, sizeof l->v[0]);
        if (l->cap == 2 * ARRAY_LEN(l->few))
            memcpy(l->v, l->few, sizeof l->few);
    }
    l->v[l->n++] = en;
}

static void list_remove(struct index *x, struct entity *en)
{
    struct str value = value_of(en, x->field);
    struct index_list *l = value.n > 0 ? map_get(&x->lists, value) : NULL;
    if (l == NULL)
        return;
    /* From the end: what ends soonest was usually added last. */
    for (uint32_t i = l->n; i-- > 0;)
        if (l->v[i] == en) {
            l->v[i] = l->v[--l->n];
            break;
        }
    if (l->n == 0) {
        map_del(&x->lists, value);
        list_free(l);
    }
}

void index_add(struct picture *p, struct entity *en, uint64_t bits)
{
    struct kind_store *ks = &p->kinds[en->kind];
    for (int i = 0; bits != 0 && i < PICTURE_INDEX_MAX && ks->index[i].field != NULL; i++)
        if ((bits & BIT(ks->index[i].field->bit)) != 0)
            list_add(&ks->index[i], en);
}

void index_remove(struct picture *p, struct entity *en, uint64_t bits)
{
    struct kind_store *ks = &p->kinds[en->kind];
    for (int i = 0; bits != 0 && i < PICTURE_INDEX_MAX && ks->index[i].field != NULL; i++)
        if ((bits & BIT(ks->index[i].field->bit)) != 0)
            list_remove(&ks->index[i], en);
}

bool picture_has_index(enum kind kind, int field)
{
    const struct record *r = kind_table[kind].record;
    for (int i = 0; i < r->nfields; i++)
        if (r->fields[i].bit == field)
            return (r->fields[i].flags & FIELD_INDEX) != 0;
    return false;
}

const struct entity *const *picture_by(const struct picture *p, enum kind kind, int field,
                                       struct str value, uint32_t *n)
{
    const struct kind_store *ks = &p->kinds[kind];
    must(!p->unfinished);
    *n = 0;
    for (int i = 0; i < PICTURE_INDEX_MAX && ks->index[i].field != NULL; i++)
        if (ks->index[i].field->bit == field) {
            const struct index_list *l = map_get(&ks->index[i].lists, value);
            if (l == NULL)
                return NULL;
            *n = l->n;
            return (const struct entity *const *)l->v;
        }
    must(!"field has no index");
    return NULL;
}
