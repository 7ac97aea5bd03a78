/* SPDX-License-Identifier: Apache-2.0 */
/* Saved pictures, found and read. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"
#include "core/snapshot.h"
#include "core/stages.h"
#include "journal/journal.h"

struct header {
    int64_t form, seq, time;
    struct str journal, hash;
};

static bool read_header(struct str line, struct header *h)
{
    struct json_reader r;
    json_open(&r, line);
    if (json_next(&r).kind != JSON_OBJECT)
        return false;
    for (;;) {
        struct json_token key = json_next(&r);
        if (key.kind == JSON_OBJECT_END)
            return (h->form == SNAPSHOT_FORM || h->form == SNAPSHOT_FORM_WHOLE) && h->seq > 0;
        struct json_token v = json_next(&r);
        int64_t *number = str_eqc(key.raw, "form")   ? &h->form
                          : str_eqc(key.raw, "seq")  ? &h->seq
                          : str_eqc(key.raw, "time") ? &h->time
                                                     : NULL;
        if (key.kind != JSON_KEY ||
            (number != NULL && !(v.kind == JSON_NUMBER && json_scaled(v, 0, number))))
            return false;
        if (str_eqc(key.raw, "journal"))
            h->journal = v.raw;
        if (str_eqc(key.raw, "hash"))
            h->hash = v.raw;
    }
}

static bool trailer_fits(struct str line, struct sha256 *h)
{
    uint8_t want[SHA256_LEN];
    return str_starts(line, STR("sha256 ")) &&
           hex_get((struct str){line.p + 7, line.n - 7}, want, sizeof want) &&
           memcmp(want, h->b, sizeof want) == 0;
}

enum loaded {
    LOADED,
    LOADED_NOT,    /* of another time or journal: nothing was read into the picture */
    LOADED_DAMAGED /* not a whole, right snapshot: the picture may hold anything */
};

#define BOXES 8
#define BOX_LINES 256
#define BOX_BYTES (256u << 10) /* of lines; one line may be larger */
#define TEXTS_MAX (BOX_BYTES + PICTURE_LINE_MAX)

struct box {
    struct arena texts; /* the lines */
    struct arena data;  /* what they decode to */
    struct str lines[BOX_LINES];
    struct picture_line read[BOX_LINES];
    size_t n;
    bool bad;
};

/* Lines are taken from the file and hashed, read, and loaded, each on a thread of its own. */
struct loading {
    FILE *f;
    struct sha256_pieces *sum; /* one of them, by the form in the header */
    struct sha256_ctx *whole_sum;
    bool over;  /* the trailer was read */
    char *line; /* getline's; the one that found no room in the last box stays for the next */
    size_t cap;
    ssize_t n; /* of that line; 0: none waits */
    struct box boxes[BOXES];
    struct picture *picture;
    bool whole;  /* the trailer was there, and right */
    bool broken; /* a line could not be read or loaded */
};

static bool box_takes(const struct box *b, size_t n)
{
    return b->n == 0 || (b->n < BOX_LINES && b->texts.used + n < BOX_BYTES);
}

/* The next line, without its line feed. False at the trailer, the end, or one that no picture wrote. */
static bool next_line(struct loading *l, struct str *out)
{
    if (l->n == 0)
        l->n = getline(&l->line, &l->cap, l->f);
    if (l->n <= 0 || (size_t)l->n > PICTURE_LINE_MAX || l->over)
        return false;
    *out = (struct str){l->line, (size_t)l->n - (l->line[l->n - 1] == '\n')};
    if (!str_starts(*out, STR("sha256 ")))
        return true;
    l->over = true;
    if (l->sum == NULL && l->whole_sum == NULL)
        return false; /* there was no header */
    struct sha256 got = l->sum != NULL ? sha256_pieces_done(l->sum) : sha256_done(l->whole_sum);
    l->sum = NULL;
    l->whole_sum = NULL;
    l->whole = trailer_fits(*out, &got);
    return false;
}

static void line_taken(struct loading *l)
{
    struct str line = {l->line, (size_t)l->n};
    if (l->sum != NULL)
        sha256_pieces_add(l->sum, line);
    else
        sha256_add(l->whole_sum, line);
    l->n = 0;
}

static bool fill(void *arg, size_t box)
{
    struct loading *l = arg;
    struct box *b = &l->boxes[box];
    struct str text;
    arena_clear(&b->texts);
    b->n = 0;
    while (next_line(l, &text) && box_takes(b, text.n)) {
        b->lines[b->n++] = arena_str(&b->texts, text);
        line_taken(l);
    }
    return b->n > 0;
}

static void make(void *arg, size_t box)
{
    struct box *b = &((struct loading *)arg)->boxes[box];
    struct err ignored;
    arena_clear(&b->data);
    b->bad = false;
    for (size_t i = 0; i < b->n && !b->bad; i++)
        b->bad = picture_line_read(b->lines[i], &b->data, &b->read[i], &ignored) != RC_OK;
}

static bool empty(void *arg, size_t box)
{
    struct loading *l = arg;
    const struct box *b = &l->boxes[box];
    struct err ignored;
    l->broken = b->bad;
    for (size_t i = 0; i < b->n && !l->broken; i++)
        l->broken = picture_load(l->picture, &b->read[i], &ignored) != RC_OK;
    return !l->broken;
}

static void load_lines(struct loading *l, bool alone)
{
    const struct stages stages = {fill, make, empty, l, alone ? 1 : BOXES, alone};
    for (size_t i = 0; i < stages.boxes; i++) {
        /* The first chunk of an arena stays when it is cleared: one that is large enough is made only once. */
        arena_init(&l->boxes[i].texts, TEXTS_MAX);
        arena_init(&l->boxes[i].data, 4 * TEXTS_MAX + BOX_LINES * (size_t)4096);
        (void)arena_alloc(&l->boxes[i].texts, BOX_BYTES);
        (void)arena_alloc(&l->boxes[i].data, BOX_BYTES);
    }
    stages_run(&stages);
    for (size_t i = 0; i < stages.boxes; i++) {
        arena_release(&l->boxes[i].texts);
        arena_release(&l->boxes[i].data);
    }
}

static enum loaded load_file(FILE *f, const char *journal, uint64_t newest, bool alone,
                             struct picture *p)
{
    char head[512], hash[20];
    struct header h = {0};
    struct str text;
    struct loading *l = mem_alloc(sizeof *l);
    *l = (struct loading){.f = f, .picture = p};
    enum loaded how = LOADED_DAMAGED;
    if (next_line(l, &text) && str_copy(head, sizeof head, text) && read_header(str_c(head), &h)) {
        if (h.form == SNAPSHOT_FORM_WHOLE)
            l->whole_sum = sha256_begin();
        else
            l->sum = sha256_pieces_begin();
        line_taken(l);
        if ((uint64_t)h.seq > newest || !str_eqc(h.journal, journal))
            how = LOADED_NOT;
        else
            load_lines(l, alone);
    }
    if (l->whole && !l->broken) {
        picture_load_end(p, (uint64_t)h.seq, h.time);
        (void)snprintf(hash, sizeof hash, "%016llx", (unsigned long long)picture_hash(p));
        how = str_eqc(h.hash, hash) ? LOADED : LOADED_DAMAGED;
    }
    sha256_pieces_drop(l->sum);
    sha256_drop(l->whole_sum);
    free(l->line);
    free(l);
    return how;
}

/* Name of the journal, from its first event. */
static enum rc first_row(const struct journal_row *row, void *arg, struct err *e)
{
    struct arena a;
    struct event ev;
    arena_init(&a, EVENT_PAYLOAD_MAX * 4);
    enum rc rc = event_read(row->entry, row->payload, &a, &ev, e);
    if (rc == RC_OK && ev.type == EV_JOURNAL_GENESIS)
        (void)str_copy(arg, 65, ((const struct centre *)ev.data)->journal);
    arena_release(&a);
    return rc;
}

static enum rc journal_name(const char *dir, char name[65], struct err *e)
{
    struct journal_reader *r = NULL;
    name[0] = '\0';
    enum rc rc = journal_reader_open(&r, dir, e);
    if (rc == RC_OK)
        rc = journal_each(r, 1, 1, first_row, name, e);
    journal_reader_close(r);
    return rc;
}

/* It may have left half of itself in the picture: say so, and begin anew without it. */
static enum rc set_aside(const char *path, const char *name, struct err *e)
{
    char aside[820];
    log_warn("core", "snapshot '%s' is damaged; set aside", name);
    (void)snprintf(aside, sizeof aside, "%s.bad", path);
    (void)rename(path, aside);
    return err_set(e, RC_CONFLICT, "a snapshot was set aside");
}

enum rc snapshot_read(const char *dir, const char *folder, uint64_t newest, bool alone,
                      struct picture *into, struct err *e)
{
    char journal[65];
    struct dirent **names;
    int n = snapshot_list(dir, folder, SNAPSHOT_WHOLE, &names);
    enum rc rc = n > 0 ? journal_name(dir, journal, e) : RC_OK;
    bool loaded = false;
    for (int i = 0; i < n; i++) {
        char path[800];
        (void)snprintf(path, sizeof path, "%s/%s/%s", dir, folder, names[i]->d_name);
        bool passed = loaded || rc != RC_OK || snapshot_seq_of(names[i]->d_name) > newest;
        FILE *f = passed ? NULL : fopen(path, "re");
        if (f != NULL) {
            enum loaded how = load_file(f, journal, newest, alone, into);
            (void)fclose(f);
            loaded = how == LOADED;
            rc = how == LOADED_DAMAGED ? set_aside(path, names[i]->d_name, e) : RC_OK;
        }
        free(names[i]);
    }
    free(names);
    return rc;
}
