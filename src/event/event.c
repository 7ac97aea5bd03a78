/* SPDX-License-Identifier: Apache-2.0 */
#include "event/event.h"

#include <string.h>

enum kind event_kind(const struct event *ev)
{
    return (enum kind)event_table[ev->type].kind;
}

static void put_member(struct buf *out, const char *key, struct str value)
{
    if (value.n == 0)
        return;
    json_put_key(out, key);
    json_put_string(out, value);
    buf_putc(out, ',');
}

static void put_subject(struct buf *out, const struct event *ev)
{
    json_put_key(out, "subject");
    buf_putc(out, '"');
    buf_puts(out, kind_table[event_kind(ev)].name);
    buf_putc(out, '/');
    buf_puts(out, ev->id); /* an id needs no escapes */
    buf_putc(out, '"');
}

void event_payload(const struct event *ev, struct buf *out)
{
    const struct record *rec = kind_table[event_kind(ev)].record;
    buf_putc(out, '{');
    put_member(out, "about", ev->about);
    put_member(out, "actor", ev->actor);
    put_member(out, "also", ev->also);
    put_member(out, "answer", ev->answer);
    put_member(out, "area", ev->area);
    json_put_key(out, "data");
    record_write(rec, ev->data, event_table[ev->type].sets, RECORD_STORED, false, out);
    buf_putc(out, ',');
    put_member(out, "once", ev->once);
    put_member(out, "purpose", ev->purpose);
    json_put_key(out, "recorded");
    buf_i64(out, ev->recorded);
    buf_putc(out, ',');
    put_subject(out, ev);
    buf_putc(out, '}');
}

struct sha256 event_commit(const uint8_t salt[EVENT_SALT_LEN], struct str payload)
{
    return sha256_of(STR("markaz/commit1\n"), (struct str){(const char *)salt, EVENT_SALT_LEN},
                     payload);
}

void event_entry(const struct event *ev, struct str pseudonym, const struct sha256 *commit,
                 struct buf *out)
{
    buf_puts(out, STR("markaz/ev1\nseq "));
    buf_i64(out, (int64_t)ev->seq);
    buf_puts(out, STR("\ntime "));
    buf_i64(out, ev->time);
    buf_puts(out, STR("\ntype "));
    buf_puts(out, event_table[ev->type].name);
    buf_puts(out, STR("\nactor "));
    buf_puts(out, pseudonym);
    buf_puts(out, STR("\ncommit "));
    base64_put(out, commit->b, SHA256_LEN);
    buf_putc(out, '\n');
}

static bool line_value(struct str *rest, struct str name, struct str *value)
{
    if (memchr(rest->p, '\n', rest->n) == NULL)
        return false;
    struct str line = str_cut(rest, '\n');
    if (!str_starts(line, name))
        return false;
    *value = (struct str){line.p + name.n, line.n - name.n};
    return true;
}

/* Standard base64 of exactly 32 bytes, canonical. */
static bool commit_get(struct str s, struct sha256 *out)
{
    if (s.n != 44 || s.p[43] != '=')
        return false;
    char url[43];
    for (int i = 0; i < 43; i++) {
        if (s.p[i] == '-' || s.p[i] == '_')
            return false;
        url[i] = s.p[i] == '+' ? '-' : s.p[i] == '/' ? '_' : s.p[i];
    }
    return base64url_get((struct str){url, 43}, out->b, SHA256_LEN) == SHA256_LEN;
}

static bool decimal(struct str s, int64_t *out)
{
    return s.n > 0 && s.p[0] >= '1' && s.p[0] <= '9' && str_i64(s, out);
}

enum rc event_entry_read(struct str entry, struct event_entry *out, struct err *e)
{
    struct str rest = entry, version, seq, time, type, commit;
    int64_t n = 0, t = 0;
    if (!line_value(&rest, STR("markaz/ev1"), &version) || version.n != 0 ||
        !line_value(&rest, STR("seq "), &seq) || !line_value(&rest, STR("time "), &time) ||
        !line_value(&rest, STR("type "), &type) || !line_value(&rest, STR("actor "), &out->actor) ||
        !line_value(&rest, STR("commit "), &commit) || rest.n != 0)
        return err_set(e, RC_CORRUPT, "entry text is not a markaz/ev1 entry");
    if (!decimal(seq, &n) || !decimal(time, &t) || out->actor.n != EVENT_PSEUDONYM_LEN ||
        !commit_get(commit, &out->commit))
        return err_set(e, RC_CORRUPT, "entry text has a malformed line");
    out->seq = (uint64_t)n;
    out->time = t;
    out->type = event_type_find(type);
    if (out->type == EV_COUNT)
        return err_set(e, RC_CORRUPT, "entry %lld has the unknown type '%.*s'", (long long)n,
                       STR_ARG(type));
    return RC_OK;
}

static struct str *envelope_member(struct event *ev, struct str key)
{
    static const char *const names[] = {"about", "actor", "also",   "answer",
                                        "area",  "once",  "purpose"};
    struct str *const places[] = {&ev->about, &ev->actor, &ev->also,   &ev->answer,
                                  &ev->area,  &ev->once,  &ev->purpose};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (str_eqc(key, names[i]))
            return places[i];
    return NULL;
}

static enum rc read_subject(struct str text, struct event *ev, struct err *e)
{
    struct str rest = text;
    struct str kind = str_cut(&rest, '/');
    if (!str_eq(kind, kind_table[event_kind(ev)].name) || rest.n == 0)
        return err_set(e, RC_CORRUPT, "payload of %llu has the subject '%.*s'",
                       (unsigned long long)ev->seq, STR_ARG(text));
    ev->id = rest;
    return RC_OK;
}

static enum rc read_member(struct json_reader *r, struct str key, struct arena *a, struct event *ev,
                           struct err *e)
{
    const struct record *rec = kind_table[event_kind(ev)].record;
    if (str_eqc(key, "data")) {
        void *data = arena_alloc(a, rec->size);
        ev->data = data;
        return record_read_from(rec, r, RECORD_STORED, true, a, data, e);
    }
    struct json_token t = json_next(r);
    if (t.kind == JSON_NUMBER && str_eqc(key, "recorded"))
        return str_i64(t.raw, &ev->recorded) ? RC_OK
                                             : err_set(e, RC_CORRUPT, "bad time in payload");
    if (t.kind != JSON_STRING ||
        (t.escaped && str_eqc(key, "subject"))) /* an id needs no escapes */
        return err_set(e, RC_CORRUPT, "payload of %llu is malformed", (unsigned long long)ev->seq);
    struct str text = t.escaped ? json_text(t, arena_alloc(a, t.raw.n + 1)) : t.raw;
    if (str_eqc(key, "subject"))
        return read_subject(text, ev, e);
    struct str *place = envelope_member(ev, key);
    if (place != NULL)
        *place = text;
    return RC_OK;
}

enum rc event_read(struct str entry, struct str payload, struct arena *a, struct event *out,
                   struct err *e)
{
    struct event_entry head;
    enum rc rc = event_entry_read(entry, &head, e);
    if (rc != RC_OK)
        return rc;
    memset(out, 0, sizeof *out);
    out->seq = head.seq;
    out->time = head.time;
    out->type = head.type;
    struct json_reader r;
    json_open(&r, payload);
    if (json_next(&r).kind != JSON_OBJECT)
        return err_set(e, RC_CORRUPT, "payload of %llu is no object", (unsigned long long)head.seq);
    for (;;) {
        struct json_token t = json_next(&r);
        if (t.kind == JSON_OBJECT_END)
            break;
        if (t.kind != JSON_KEY)
            return err_set(e, RC_CORRUPT, "payload of %llu is malformed",
                           (unsigned long long)head.seq);
        rc = read_member(&r, t.raw, a, out, e);
        if (rc != RC_OK) {
            if (e != NULL)
                e->code = RC_CORRUPT; /* what the data's reader calls invalid was ours once */
            return RC_CORRUPT;
        }
    }
    if (json_next(&r).kind != JSON_END)
        return err_set(e, RC_CORRUPT, "payload of %llu has bytes after its end",
                       (unsigned long long)head.seq);
    if (out->id.n == 0 || out->data == NULL || out->recorded <= 0)
        return err_set(e, RC_CORRUPT, "payload of %llu is incomplete",
                       (unsigned long long)head.seq);
    return RC_OK;
}

void event_cloud(const struct event *ev, struct str journal, struct buf *out)
{
    const struct record *rec = kind_table[event_kind(ev)].record;
    buf_printf(
        out,
        "{\"specversion\":\"1.0\",\"id\":\"%.*s:%llu\",\"source\":\"/markaz/%.*s\",\"type\":\"%.*s\",",
        STR_ARG(journal), (unsigned long long)ev->seq, STR_ARG(journal),
        STR_ARG(event_table[ev->type].name));
    put_subject(out, ev);
    buf_cat(out, ",\"time\":\"");
    clock_format(out, ev->time);
    buf_cat(out, "\",\"recorded\":\"");
    clock_format(out, ev->recorded);
    buf_printf(out, "\",\"seq\":%llu,", (unsigned long long)ev->seq);
    put_member(out, "area", ev->area);
    put_member(out, "also", ev->also);
    put_member(out, "actor", ev->actor);
    put_member(out, "about", ev->about);
    put_member(out, "purpose", ev->purpose);
    json_put_key(out, "data");
    record_write(rec, ev->data, event_table[ev->type].sets, RECORD_OUTSIDE, false, out);
    buf_putc(out, '}');
}
