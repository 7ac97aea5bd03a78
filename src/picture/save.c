/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The picture as lines of text: one entity or one remembered answer a line, JSON in the stored form.
 *
 * It is saved in steps, and events are folded in between. So an entity that an event is about to change is saved first, out
 * of its turn; what began later is not saved at all. Kinds are walked downwards: when an entity ends, the last of its kind
 * takes its place, and that is either one that was passed already or one that is still to come, there too.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "picture/picture_priv.h"

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

#define EARLY_MAX (512u << 20)

void picture_save_begin(struct picture *p)
{
    CHECK_OBJ(p, PICTURE_MAGIC);
    must(p->saving == NULL);
    struct saving *s = mem_alloc(sizeof *s);
    s->seq = p->seq;
    s->number = ++p->savings;
    s->at = p->kinds[0].n;
    s->once = p->once_first;
    buf_init(&s->early, EARLY_MAX);
    p->saving = s;
}

void picture_save_end(struct picture *p)
{
    CHECK_OBJ(p, PICTURE_MAGIC);
    if (p->saving == NULL)
        return;
    buf_release(&p->saving->early);
    free(p->saving);
    p->saving = NULL;
}

static bool take_turn(const struct saving *s, struct entity *en)
{
    if (en->saved == s->number || en->first > s->seq)
        return false;
    en->saved = s->number;
    return true;
}

void saving_entity(struct picture *p, struct entity *en)
{
    if (!take_turn(p->saving, en))
        return;
    put_entity(&p->saving->early, en);
    buf_putc(&p->saving->early, '\n');
}

void saving_once(struct picture *p, const struct once *o)
{
    if (p->saving->once == o)
        p->saving->once = o->next; /* forgotten by then, after a replay too */
}

static enum rc put_early(struct saving *s, picture_line_f *put, void *arg, struct err *e)
{
    struct str rest = buf_str(&s->early);
    enum rc rc = buf_ok(&s->early) ? RC_OK : err_set(e, RC_TOO_LARGE, "too much changed meanwhile");
    while (rc == RC_OK && rest.n > 0)
        rc = put(str_cut(&rest, '\n'), arg, e);
    buf_clear(&s->early);
    return rc;
}

/* The next of the walk; NULL at its end. */
static struct entity *next_entity(const struct picture *p, struct saving *s)
{
    for (; s->kind < KIND_COUNT; s->at = ++s->kind < KIND_COUNT ? p->kinds[s->kind].n : 0) {
        const struct kind_store *ks = &p->kinds[s->kind];
        if (s->at > ks->n)
            s->at = ks->n;
        if (s->at > 0)
            return ks->v[--s->at];
    }
    return NULL;
}

static void put_once(struct buf *b, const struct once *o)
{
    buf_cat(b, "{\"once\":");
    json_put_string(b, o->key);
    buf_cat(b, ",\"answer\":");
    json_put_string(b, o->answer);
    buf_printf(b, ",\"seq\":%llu,\"at\":%lld}", (unsigned long long)o->seq, (long long)o->at);
}

/* One line into `b`, or none; false when all is saved. */
static bool next_line(struct picture *p, struct saving *s, struct buf *b)
{
    struct entity *en = next_entity(p, s);
    if (en != NULL) {
        if (take_turn(s, en))
            put_entity(b, en);
        return true;
    }
    if (s->once == NULL || s->once->seq > s->seq)
        return false;
    put_once(b, s->once);
    s->once = s->once->next;
    return true;
}

enum rc picture_save_step(struct picture *p, uint32_t lines, picture_line_f *put, void *arg,
                          bool *done, struct err *e)
{
    struct saving *s = p->saving;
    struct buf b;
    buf_init(&b, EVENT_PAYLOAD_MAX * 2);
    *done = false;
    enum rc rc = put_early(s, put, arg, e);
    for (uint32_t i = 0; i < lines && rc == RC_OK && !*done; i++) {
        buf_clear(&b);
        *done = !next_line(p, s, &b);
        must(buf_ok(&b));
        if (b.n > 0)
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
