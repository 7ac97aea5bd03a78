/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "Again and again" must not be forgotten by a restart. A violation is kept as a keyed hash of the vehicle and its time, in a
 * telemetry series of its own (DIR/telemetry/violations) that is forgotten after the window. Written once a second: what a
 * crash loses of it comes again from the reads, which are kept longer than that.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"
#include "desk/road/road_priv.h"
#include "store/block.h"
#include "store/keyfile.h"
#include "store/telemetry.h"

#define FRESH_MAX 200000u /* not written yet: more only when the disk refuses them */
#define LIFE_MIN USEC_MIN
#define LIFE_MAX USEC_DAY /* the law's limit for what was no hit */

/* One that is not whole protected nothing: the marks under it are nobody's any more. */
static enum rc take_key(const char *dir, uint8_t key[32], struct err *e)
{
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    enum rc rc = file_path(folder, e, "%s/keys", dir);
    if (rc == RC_OK)
        rc = file_path(path, e, "%s/keys/violations.key", dir);
    if (rc == RC_OK)
        rc = keyfile_open(folder, path, key, e);
    return rc == RC_CORRUPT ? keyfile_make(folder, path, key, e) : rc;
}

enum rc road_marks_open(struct road_marks *m, const struct settings *s, struct err *e)
{
    usec_t window = settings_int(s, SET_ROAD_REPEAT_WINDOW_S) * USEC_S;
    usec_t life = window < LIFE_MIN ? LIFE_MIN : window > LIFE_MAX ? LIFE_MAX : window;
    struct telemetry_series series = {"violations", life, life / 3, 0};
    const char *dir = settings_text(s, SET_STORE_PATH);
    enum rc rc = take_key(dir, m->key, e);
    return rc == RC_OK ? telemetry_open(&m->kept, dir, &series, e) : rc;
}

uint64_t road_mark_key(const struct road_marks *m, struct str region, struct str plate)
{
    char text[130];
    size_t n = 0;
    for (size_t i = 0; i < region.n && i < 64; i++)
        text[n++] = (char)tolower((unsigned char)region.p[i]);
    text[n++] = '\0';
    for (size_t i = 0; i < plate.n && i < 64; i++)
        text[n++] = plate.p[i];
    struct sha256 h =
        hmac_sha256((struct str){(const char *)m->key, sizeof m->key}, (struct str){text, n});
    uint64_t key;
    memcpy(&key, h.b, sizeof key);
    return key;
}

void road_marks_add(struct road_marks *m, uint64_t key, usec_t at)
{
    if (m->n == FRESH_MAX)
        return;
    if (m->n == m->cap) {
        m->cap = m->cap > 0 ? m->cap * 2 : 64;
        m->fresh = mem_resize(m->fresh, m->cap, sizeof m->fresh[0]);
    }
    m->fresh[m->n++] = (struct road_mark){key, at};
}

void road_marks_write(struct telemetry *kept, const struct road_mark *marks, uint32_t n, usec_t now)
{
    struct block_writer w;
    struct err e = {0};
    int64_t prev = 0;
    struct telemetry_block block = {.first = INT64_MAX, .n = n};
    block_writer_init(&w, TELEMETRY_BLOCK_MAX);
    block_put_u64(&w, 1); /* version of the layout */
    block_put_u64(&w, n);
    for (uint32_t i = 0; i < n; i++) {
        block.first = marks[i].at < block.first ? marks[i].at : block.first;
        block.last = marks[i].at > block.last ? marks[i].at : block.last;
        block_put_u64(&w, marks[i].key);
        block_put_delta(&w, &prev, marks[i].at);
    }
    block.data = block_bytes(&w);
    must(block_ok(&w)); /* FRESH_MAX of them always fit */
    if (n > 0 && telemetry_append(kept, now, &block, 1, &e) != RC_OK)
        log_warn("road", "%u violations would not survive a restart: %s", n, e.detail);
    if (telemetry_expire(kept, now, NULL, &e) != RC_OK)
        log_warn("road", "could not forget old violations: %s", e.detail);
    block_writer_release(&w);
}

void road_marks_close(struct road_marks *m)
{
    if (m->kept != NULL && m->n > 0) {
        usec_t newest = 0;
        for (uint32_t i = 0; i < m->n; i++)
            newest = m->fresh[i].at > newest ? m->fresh[i].at : newest;
        road_marks_write(m->kept, m->fresh, m->n, newest);
    }
    if (m->kept != NULL)
        telemetry_close(m->kept);
    free(m->fresh);
    *m = (struct road_marks){0};
}

static bool load_block(void *ctx, const struct telemetry_block *block)
{
    struct road_speeders *into = ctx;
    struct block_reader r;
    struct err e = {0};
    int64_t prev = 0;
    block_open(&r, block->data);
    uint64_t form = block_get_u64(&r);
    size_t n = form == 1 ? block_get_count(&r, 2) : 0;
    for (size_t i = 0; i < n && !r.bad; i++) {
        uint64_t key = block_get_u64(&r);
        usec_t at = block_get_delta(&r, &prev);
        if (!r.bad)
            (void)road_speeders_note(into, key, at, LIFE_MAX, 1, NULL);
    }
    if (form != 1 || block_end(&r, &e) != RC_OK)
        log_warn("road", "a block of violations could not be read again");
    return true;
}

enum rc road_marks_load(struct road_marks *m, struct road_speeders *into, struct err *e)
{
    return telemetry_each(m->kept, 0, INT64_MAX, load_block, into, e);
}
