/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The picture as lines of text: one entity or one remembered answer a line, JSON in the stored form. Entities in order of
 * creation, so that the same picture saves to the same bytes wherever it was folded.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "picture/picture_priv.h"

static int by_first(const void *a, const void *b)
{
    const struct entity *x = *(const struct entity *const *)a,
                        *y = *(const struct entity *const *)b;
    return x->first < y->first ? -1 : x->first > y->first;
}

static void put_entity(struct buf *b, const struct entity *en)
{
    const struct record *rec = kind_table[en->kind].record;
    const uint64_t *from =
        (const uint64_t *)(const void *)((const char *)en->rec + rec->personal_off);
    buf_printf(b, "{\"kind\":\"%.*s\",\"id\":\"%.*s\",\"seq\":%llu,\"first\":%llu,\"from\":[",
               STR_ARG(kind_table[en->kind].name), STR_ARG(en->id), (unsigned long long)en->seq,
               (unsigned long long)en->first);
    int n = __builtin_popcountll(rec->personal);
    for (int i = 0; i < n; i++)
        buf_printf(b, "%s%llu", i > 0 ? "," : "", (unsigned long long)from[i]);
    buf_cat(b, "],\"data\":");
    record_write(rec, en->rec, UINT64_MAX, RECORD_STORED, false, b);
    buf_putc(b, '}');
}

static enum rc save_kind(const struct picture *p, int kind, struct buf *b, picture_line_f *put,
                         void *arg, struct err *e)
{
    const struct kind_store *ks = &p->kinds[kind];
    if (ks->n == 0)
        return RC_OK;
    struct entity **sorted = mem_array(ks->n, sizeof(struct entity *));
    memcpy(sorted, ks->v, ks->n * sizeof(struct entity *));
    qsort(sorted, ks->n, sizeof(struct entity *), by_first);
    enum rc rc = RC_OK;
    for (uint32_t i = 0; i < ks->n && rc == RC_OK; i++) {
        buf_clear(b);
        put_entity(b, sorted[i]);
        must(buf_ok(b));
        rc = put(buf_str(b), arg, e);
    }
    free(sorted);
    return rc;
}

enum rc picture_save(const struct picture *p, picture_line_f *put, void *arg, struct err *e)
{
    struct buf b;
    enum rc rc = RC_OK;
    buf_init(&b, EVENT_PAYLOAD_MAX * 2);
    for (int k = 0; k < KIND_COUNT && rc == RC_OK; k++)
        rc = save_kind(p, k, &b, put, arg, e);
    for (const struct once *o = p->once_first; o != NULL && rc == RC_OK; o = o->next) {
        buf_clear(&b);
        buf_printf(&b, "{\"once\":");
        json_put_string(&b, o->key);
        buf_cat(&b, ",\"answer\":");
        json_put_string(&b, o->answer);
        buf_printf(&b, ",\"seq\":%llu,\"at\":%lld}", (unsigned long long)o->seq, (long long)o->at);
        rc = put(buf_str(&b), arg, e);
    }
    buf_release(&b);
    return rc;
}

/* What one line says; only the members of its form are set. */
struct line {
    struct str kind, id, once, answer, data;
    int64_t seq, first, at;
    uint64_t from[8];
    int nfrom;
    char *scratch;
};

static bool read_from(struct json_reader *r, struct line *l)
{
    for (;;) {
        struct json_token t = json_next(r);
        int64_t v;
        if (t.kind == JSON_ARRAY_END)
            return true;
        if (t.kind != JSON_NUMBER || !json_scaled(t, 0, &v) || l->nfrom == (int)ARRAY_LEN(l->from))
            return false;
        l->from[l->nfrom++] = (uint64_t)v;
    }
}

static struct str *text_of(struct line *l, struct str key)
{
    return str_eqc(key, "kind")     ? &l->kind
           : str_eqc(key, "id")     ? &l->id
           : str_eqc(key, "once")   ? &l->once
           : str_eqc(key, "answer") ? &l->answer
                                    : NULL;
}

static int64_t *number_of(struct line *l, struct str key)
{
    return str_eqc(key, "seq")     ? &l->seq
           : str_eqc(key, "first") ? &l->first
           : str_eqc(key, "at")    ? &l->at
                                   : NULL;
}

static bool read_line_member(struct json_reader *r, struct str key, struct line *l)
{
    struct json_token t = json_next(r);
    struct str *text = text_of(l, key);
    int64_t *number = number_of(l, key);
    if (text != NULL && t.kind == JSON_STRING) {
        *text = t.escaped ? json_text(t, l->scratch) : t.raw;
        l->scratch += t.escaped ? t.raw.n : 0;
        return true;
    }
    if (number != NULL)
        return t.kind == JSON_NUMBER && json_scaled(t, 0, number);
    if (str_eqc(key, "from"))
        return t.kind == JSON_ARRAY && read_from(r, l);
    return str_eqc(key, "data") && json_skip(r, t, &l->data);
}

static bool read_line(struct str text, struct line *l)
{
    struct json_reader r;
    json_open(&r, text);
    if (json_next(&r).kind != JSON_OBJECT)
        return false;
    for (;;) {
        struct json_token t = json_next(&r);
        if (t.kind == JSON_OBJECT_END)
            return json_next(&r).kind == JSON_END;
        if (t.kind != JSON_KEY || !read_line_member(&r, t.raw, l))
            return false;
    }
}

static enum rc load_entity(struct picture *p, const struct line *l, struct err *e)
{
    enum kind kind = kind_find(l->kind);
    if (kind == KIND_COUNT || l->id.n == 0 || l->seq <= 0 || picture_find(p, kind, l->id) != NULL)
        return err_set(e, RC_CORRUPT, "snapshot line has no known kind and id");
    const struct record *rec = kind_table[kind].record;
    if (l->nfrom != __builtin_popcountll(rec->personal))
        return err_set(e, RC_CORRUPT, "snapshot line of %.*s has the wrong number of origins",
                       STR_ARG(l->id));
    struct arena a;
    arena_init(&a, EVENT_PAYLOAD_MAX * 2);
    void *patch = arena_alloc(&a, rec->size);
    enum rc rc = record_read(rec, l->data, RECORD_STORED, true, &a, patch, e);
    if (rc == RC_OK) {
        struct entity *en = entity_new(p, kind, l->id, (uint64_t)l->first);
        record_merge(rec, en->rec, patch, 0);
        memcpy((char *)en->rec + rec->personal_off, l->from, (size_t)l->nfrom * sizeof(uint64_t));
        en->seq = (uint64_t)l->seq;
        index_add(p, en, p->kinds[kind].index_bits & *(uint64_t *)en->rec);
        timer_update(p, en);
        entity_rehash(p, en);
    }
    arena_release(&a);
    return rc;
}

enum rc picture_load_line(struct picture *p, struct str line, struct err *e)
{
    struct line l = {0};
    char *scratch = mem_alloc(line.n + 1);
    l.scratch = scratch;
    enum rc rc = RC_OK;
    if (!read_line(line, &l))
        rc = err_set(e, RC_CORRUPT, "snapshot line is malformed");
    else if (l.once.n > 0)
        once_put(p, l.once, l.answer, (uint64_t)l.seq, l.at);
    else
        rc = load_entity(p, &l, e);
    free(scratch);
    return rc;
}

void picture_load_end(struct picture *p, uint64_t seq, usec_t time)
{
    p->seq = seq;
    p->time = time;
}
