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

/* A blank value is written like any other, so that who loads it has the same hash. */
static void put_bare(struct buf *b, const struct record *rec, const struct entity *en)
{
    char *copy = mem_alloc(rec->size);
    memcpy(copy, en->rec, rec->size);
    record_blank(rec, copy, rec->personal);
    record_write(rec, copy, UINT64_MAX, RECORD_STORED, false, b);
    free(copy);
}

static void put_entity(struct buf *b, const struct entity *en, bool bare)
{
    const struct record *rec = kind_table[en->kind].record;
    const uint64_t *from =
        (const uint64_t *)(const void *)((const char *)en->rec + rec->personal_off);
    buf_puts(b, STR("{\"kind\":\""));
    buf_puts(b, kind_table[en->kind].name);
    buf_puts(b, STR("\",\"id\":\""));
    buf_puts(b, en->id);
    buf_puts(b, STR("\",\"seq\":"));
    buf_i64(b, (int64_t)en->seq);
    buf_puts(b, STR(",\"first\":"));
    buf_i64(b, (int64_t)en->first);
    buf_puts(b, STR(",\"from\":["));
    int n = __builtin_popcountll(rec->personal);
    for (int i = 0; i < n; i++) {
        if (i > 0)
            buf_putc(b, ',');
        buf_i64(b, (int64_t)from[i]);
    }
    buf_puts(b, STR("],\"data\":"));
    if (bare && rec->personal != 0)
        put_bare(b, rec, en);
    else
        record_write(rec, en->rec, UINT64_MAX, RECORD_STORED, false, b);
    buf_putc(b, '}');
}

#define EARLY_MAX (512u << 20)

void picture_save_begin(struct picture *p, bool bare)
{
    CHECK_OBJ(p, PICTURE_MAGIC);
    must(p->saving == NULL);
    struct saving *s = mem_alloc(sizeof *s);
    s->seq = p->seq;
    s->number = ++p->savings;
    s->at = p->kinds[0].n;
    s->bare = bare;
    s->once = bare ? NULL : p->once_first;
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
    put_entity(&p->saving->early, en, p->saving->bare);
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
            put_entity(b, en, s->bare);
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
    buf_init(&b, PICTURE_LINE_MAX);
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

static bool read_from(struct json_reader *r, struct picture_line *l)
{
    for (;;) {
        struct json_token t = json_next(r);
        int64_t v;
        if (t.kind == JSON_ARRAY_END)
            return true;
        if (t.kind != JSON_NUMBER || !json_scaled(t, 0, &v) || l->nfrom == PICTURE_PERSONAL_MAX)
            return false;
        l->from[l->nfrom++] = (uint64_t)v;
    }
}

static bool read_text(struct json_reader *r, struct arena *a, struct str *out)
{
    struct json_token t = json_next(r);
    if (t.kind != JSON_STRING)
        return false;
    *out = t.escaped ? json_text(t, arena_alloc(a, t.raw.n + 1)) : t.raw;
    return true;
}

static bool read_number(struct json_reader *r, int64_t *out)
{
    struct json_token t = json_next(r);
    return t.kind == JSON_NUMBER && json_scaled(t, 0, out);
}

static bool read_sequence(struct json_reader *r, uint64_t *out)
{
    int64_t v = 0;
    bool ok = read_number(r, &v) && v >= 0;
    *out = (uint64_t)v;
    return ok;
}

static bool read_kind(struct json_reader *r, struct arena *a, struct picture_line *l)
{
    struct str name;
    if (!read_text(r, a, &name))
        return false;
    l->kind = kind_find(name);
    return l->kind != KIND_COUNT;
}

/* The kind stands before the data, which are of its record. */
static bool read_data(struct json_reader *r, struct arena *a, struct picture_line *l, struct err *e)
{
    if (l->kind == KIND_COUNT || l->data != NULL)
        return false;
    const struct record *rec = kind_table[l->kind].record;
    l->data = arena_alloc(a, rec->size);
    return record_read_from(rec, r, RECORD_STORED, true, a, l->data, e) == RC_OK;
}

static bool read_member(struct json_reader *r, struct str key, struct arena *a,
                        struct picture_line *l, struct err *e)
{
    return str_eqc(key, "kind")     ? read_kind(r, a, l)
           : str_eqc(key, "id")     ? read_text(r, a, &l->id)
           : str_eqc(key, "seq")    ? read_sequence(r, &l->seq)
           : str_eqc(key, "first")  ? read_sequence(r, &l->first)
           : str_eqc(key, "from")   ? json_next(r).kind == JSON_ARRAY && read_from(r, l)
           : str_eqc(key, "data")   ? read_data(r, a, l, e)
           : str_eqc(key, "once")   ? read_text(r, a, &l->once)
           : str_eqc(key, "answer") ? read_text(r, a, &l->answer)
                                    : str_eqc(key, "at") && read_number(r, &l->at);
}

static bool read_members(struct str text, struct arena *a, struct picture_line *l, struct err *e)
{
    struct json_reader r;
    json_open(&r, text);
    if (json_next(&r).kind != JSON_OBJECT)
        return false;
    for (;;) {
        struct json_token t = json_next(&r);
        if (t.kind == JSON_OBJECT_END)
            return json_next(&r).kind == JSON_END;
        if (t.kind != JSON_KEY || !read_member(&r, t.raw, a, l, e))
            return false;
    }
}

enum rc picture_line_read(struct str text, struct arena *a, struct picture_line *out, struct err *e)
{
    *out = (struct picture_line){.kind = KIND_COUNT};
    if (!read_members(text, a, out, e))
        return err_set(e, RC_CORRUPT, "snapshot line is malformed");
    if (out->once.n > 0)
        return RC_OK;
    if (out->data == NULL || out->id.n == 0 || out->seq == 0)
        return err_set(e, RC_CORRUPT, "snapshot line has no known kind and id");
    if (out->nfrom != __builtin_popcountll(kind_table[out->kind].record->personal))
        return err_set(e, RC_CORRUPT, "snapshot line of %.*s has the wrong number of origins",
                       STR_ARG(out->id));
    return RC_OK;
}

enum rc picture_load(struct picture *p, const struct picture_line *l, struct err *e)
{
    if (l->once.n > 0) {
        once_put(p, l->once, l->answer, l->seq, l->at);
        return RC_OK;
    }
    struct map_key id = map_key_of(l->id);
    if (picture_get_key(p, l->kind, id) != NULL)
        return err_set(e, RC_CORRUPT, "snapshot holds %.*s twice", STR_ARG(l->id));
    const struct record *rec = kind_table[l->kind].record;
    struct entity *en = entity_new(p, l->kind, id, l->first, l->data);
    memcpy((char *)en->rec + rec->personal_off, l->from, (size_t)l->nfrom * sizeof(uint64_t));
    en->seq = l->seq;
    if (p->unfinished)
        return RC_OK;
    index_add(p, en, p->kinds[l->kind].index_bits & *(uint64_t *)en->rec);
    timer_update(p, en);
    wait_add(p, en);
    entity_rehash(p, en);
    return RC_OK;
}

enum rc picture_load_line(struct picture *p, struct str text, struct err *e)
{
    struct arena a;
    struct picture_line line;
    arena_init(&a, text.n * 4 + 4096);
    enum rc rc = picture_line_read(text, &a, &line, e);
    if (rc == RC_OK)
        rc = picture_load(p, &line, e);
    arena_release(&a);
    return rc;
}

void picture_load_end(struct picture *p, uint64_t seq, usec_t time)
{
    p->seq = seq;
    p->time = time;
    if (p->unfinished)
        picture_hash_changed(p);
}
