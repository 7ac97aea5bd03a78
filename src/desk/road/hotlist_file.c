/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A list on disk: a head, the entries as they lie in memory, for each pool the lengths of its texts and then the texts, and
 * a sum over all of it. Slots and filter are made anew, since their key is drawn at each start. Of this machine only.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "desk/road/hotlist_priv.h"
#include "event/record.h"
#include "store/file.h"

#define FORM "mkzlist1"
#define FILE_MAX ((size_t)2 << 30)
#define ORDER 0x01020304u /* written in the machine's order */

struct head {
    char form[8];
    uint32_t order, entry_size;
    uint8_t sha[SHA256_LEN];
    uint32_t n, pools[POOLS];
    uint64_t texts;   /* bytes */
    uint64_t meaning; /* what the numbers in it stand for, and which program wrote it */
};

/* Against accidents, not against people. Each part is padded with NULs to eight bytes. */
static uint64_t sum(uint64_t s, const void *p, size_t n)
{
    const char *at = p;
    while (n > 0) {
        uint64_t v = 0;
        size_t take = n < sizeof v ? n : sizeof v;
        memcpy(&v, at, take);
        __extension__ unsigned __int128 m =
            (unsigned __int128)(s ^ v) * UINT64_C(0x9e3779b97f4a7c15);
        s = (uint64_t)m ^ (uint64_t)(m >> 64) ^ (uint64_t)take;
        at += take;
        n -= take;
    }
    return s;
}

/* Reasons and classes lie here as numbers, plates as this program writes them: another program reads the text again. */
static uint64_t meaning_now(void)
{
    const struct enum_table *const tables[] = {&enum_vehicle_class, &enum_wanted_reason};
    uint64_t s = sum(0, MARKAZ_VERSION, sizeof MARKAZ_VERSION);
    for (size_t i = 0; i < ARRAY_LEN(tables); i++)
        for (int k = 0; k < tables[i]->count; k++)
            s = sum(s, tables[i]->names[k].p, tables[i]->names[k].n);
    return s;
}

/* ---- writing ---- */

struct writer {
    int fd;
    const char *path;
    uint64_t sum;
    enum rc rc;
    struct err *e;
};

static void put(struct writer *w, const void *p, size_t n)
{
    if (w->rc != RC_OK || n == 0)
        return;
    w->sum = sum(w->sum, p, n);
    w->rc = file_write(w->fd, (struct str){p, n}, w->path, w->e);
}

static void put_pools(struct writer *w, const struct road_list *l, const struct head *h)
{
    size_t lengths = 0, at = 0;
    for (int i = 0; i < POOLS; i++)
        lengths += l->pools[i].n;
    uint32_t *sizes = mem_array(lengths + 1, sizeof sizes[0]);
    char *texts = mem_alloc(h->texts + 1);
    lengths = 0;
    for (int i = 0; i < POOLS; i++)
        for (uint32_t k = 0; k < l->pools[i].n; k++) {
            struct str t = l->pools[i].v[k];
            sizes[lengths++] = (uint32_t)t.n;
            if (t.n > 0)
                memcpy(texts + at, t.p, t.n);
            at += t.n;
        }
    put(w, sizes, lengths * sizeof sizes[0]);
    put(w, texts, at);
    free(sizes);
    free(texts);
}

enum rc road_list_save(const struct road_list *l, struct sha256 sha, const char *path,
                       struct err *e)
{
    char tmp[FILE_PATH_MAX];
    struct head h = {.order = ORDER,
                     .entry_size = sizeof(struct list_entry),
                     .n = l->n,
                     .meaning = meaning_now()};
    memcpy(h.form, FORM, sizeof h.form);
    memcpy(h.sha, sha.b, SHA256_LEN);
    for (int i = 0; i < POOLS; i++) {
        h.pools[i] = l->pools[i].n;
        for (uint32_t k = 0; k < l->pools[i].n; k++)
            h.texts += l->pools[i].v[k].n;
    }
    enum rc rc = file_path(tmp, e, "%s.tmp", path);
    if (rc == RC_OK)
        rc = file_remove(tmp, e);
    struct writer w = {-1, tmp, 0, RC_OK, e};
    if (rc == RC_OK)
        rc = file_create(tmp, &w.fd, e);
    if (rc != RC_OK)
        return rc;
    put(&w, &h, sizeof h);
    put(&w, l->entries, (size_t)l->n * sizeof l->entries[0]);
    put_pools(&w, l, &h);
    uint64_t all = w.sum;
    put(&w, &all, sizeof all);
    (void)close(w.fd);
    rc = w.rc;
    if (rc == RC_OK)
        rc = file_rename(tmp, path, e);
    if (rc != RC_OK) {
        struct err ignored;
        (void)file_remove(tmp, &ignored);
    }
    return rc;
}

/* ---- reading ---- */

/* What is left of the file, and the sum of what was taken. */
struct reader {
    struct str rest;
    uint64_t sum;
};

static bool get(struct reader *r, void *to, size_t n)
{
    if (r->rest.n < n)
        return false;
    if (n > 0)
        memcpy(to, r->rest.p, n);
    r->sum = sum(r->sum, r->rest.p, n);
    r->rest.p += n;
    r->rest.n -= n;
    return true;
}

static bool head_fits(const struct head *h, struct sha256 sha)
{
    size_t texts = 0;
    for (int i = 0; i < POOLS; i++)
        texts += h->pools[i];
    return memcmp(h->form, FORM, sizeof h->form) == 0 && h->order == ORDER &&
           h->entry_size == sizeof(struct list_entry) && memcmp(h->sha, sha.b, SHA256_LEN) == 0 &&
           h->meaning == meaning_now() && h->n <= ROAD_LIST_MAX && h->texts < TEXTS_MAX / 2 &&
           texts <= (size_t)POOLS * (ROAD_LIST_MAX + 1);
}

static bool get_pools(struct reader *r, struct road_list *l, const struct head *h)
{
    size_t count = 0, at = 0, k = 0;
    for (int i = 0; i < POOLS; i++)
        count += h->pools[i];
    uint32_t *sizes = mem_array(count + 1, sizeof sizes[0]);
    char *texts = arena_alloc(&l->texts, h->texts + 1);
    bool ok = get(r, sizes, count * sizeof sizes[0]) && get(r, texts, h->texts);
    for (int i = 0; ok && i < POOLS; i++) {
        struct list_pool *p = &l->pools[i];
        p->n = p->cap = p->max = h->pools[i];
        p->v = mem_array((size_t)p->n + 1, sizeof p->v[0]);
        for (uint32_t m = 0; ok && m < p->n; m++, k++) {
            ok = sizes[k] <= h->texts - at;
            p->v[m] = (struct str){texts + at, ok ? sizes[k] : 0};
            at += sizes[k];
        }
    }
    free(sizes);
    return ok && at == h->texts;
}

static bool entries_fit(const struct road_list *l)
{
    const struct list_pool *p = l->pools;
    for (uint32_t i = 0; i < l->n; i++) {
        const struct list_entry *en = &l->entries[i];
        if (en->plate_n < 2 || en->plate_n > ROAD_PLATE_MAX || en->region >= p[POOL_REGION].n ||
            en->issuer >= p[POOL_ISSUER].n || en->basis >= p[POOL_BASIS].n ||
            en->make >= p[POOL_MAKE].n || en->color >= p[POOL_COLOR].n)
            return false;
    }
    return true;
}

static bool get_all(struct reader *r, const struct head *h, struct road_list *l)
{
    uint64_t told = 0;
    l->n = h->n;
    if (!get(r, l->entries, (size_t)h->n * sizeof l->entries[0]) || !get_pools(r, l, h))
        return false;
    uint64_t all = r->sum;
    return get(r, &told, sizeof told) && told == all && r->rest.n == 0 && entries_fit(l);
}

enum rc road_list_open(struct road_list **out, struct sha256 sha, const char *path, struct err *e)
{
    struct head h;
    struct buf file;
    struct road_list *l = NULL;
    *out = NULL;
    buf_init(&file, FILE_MAX);
    enum rc rc = file_load(path, &file, e);
    struct reader r = {.rest = buf_str(&file)};
    bool ok = rc == RC_OK && get(&r, &h, sizeof h) && head_fits(&h, sha) &&
              r.rest.n / sizeof(struct list_entry) >= h.n;
    if (ok) {
        l = road_list_bare(h.n);
        ok = get_all(&r, &h, l);
    }
    buf_release(&file);
    if (rc == RC_NOT_FOUND)
        return rc;
    if (!ok) {
        road_list_free(l);
        return err_set(e, RC_CORRUPT, "'%s' is not a whole list of this form", path);
    }
    road_list_index(l);
    *out = l;
    return RC_OK;
}
