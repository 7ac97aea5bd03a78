/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Entry and payload, split at the first byte 0xFF (in neither, as both are UTF-8): what is taken is
 * written the same again.
 */
#include <string.h>

#include "event/event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_again(const struct event *ev, struct str pseudonym, struct buf *entry,
                        struct buf *payload)
{
    struct sha256 commit = {{0}};
    buf_init(entry, EVENT_ENTRY_MAX);
    buf_init(payload, EVENT_PAYLOAD_MAX);
    event_payload(ev, payload);
    event_entry(ev, pseudonym, &commit, entry);
    must(buf_ok(entry) && buf_ok(payload));
}

static void check_taken(const struct event *ev, const struct event_entry *head, struct arena *a)
{
    const struct record *rec = kind_table[event_kind(ev)].record;
    struct buf entry, payload, entry2, payload2, cloud;
    struct event back;
    write_again(ev, head->actor, &entry, &payload);
    must(event_read(buf_str(&entry), buf_str(&payload), a, &back, NULL) == RC_OK);
    must(back.seq == ev->seq && back.time == ev->time && back.type == ev->type &&
         back.recorded == ev->recorded);
    must(str_eq(back.id, ev->id) && str_eq(back.about, ev->about) && str_eq(back.once, ev->once));
    must(record_same(rec, ev->data, back.data, event_table[ev->type].sets));
    write_again(&back, head->actor, &entry2, &payload2);
    must(str_eq(buf_str(&payload), buf_str(&payload2)) &&
         str_eq(buf_str(&entry), buf_str(&entry2)));
    buf_init(&cloud, 4u << 20);
    event_cloud(ev, STR("j"), &cloud);
    must(json_check(buf_str(&cloud), NULL) == RC_OK);
    buf_release(&entry);
    buf_release(&payload);
    buf_release(&entry2);
    buf_release(&payload2);
    buf_release(&cloud);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *split = size > 0 ? memchr(data, 0xFF, size) : NULL;
    size_t first = split != NULL ? (size_t)(split - data) : size;
    struct str entry = {(const char *)data, first};
    struct str payload =
        split != NULL ? (struct str){(const char *)split + 1, size - first - 1} : STR_NONE;
    struct event_entry head;
    struct event ev;
    struct arena a;
    if (event_entry_read(entry, &head, NULL) != RC_OK)
        return 0;
    arena_init(&a, 64u << 20);
    enum rc rc = event_read(entry, payload, &a, &ev, NULL);
    must(rc == RC_OK || rc == RC_CORRUPT);
    if (rc == RC_OK)
        check_taken(&ev, &head, &a);
    arena_release(&a);
    return 0;
}
