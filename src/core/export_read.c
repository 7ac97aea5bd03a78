/* SPDX-License-Identifier: Apache-2.0 */
#include "core/export_read.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"

/* Members of a line that mean something here; texts are decoded, all else as it stands. */
enum member {
    MARKAZ,
    CHECKPOINT,
    SEQ,
    ENTRY,
    PAYLOAD,
    SALT,
    PROOF,
    ERASED,
    WITHHELD,
    END,
    EVENTS,
    MEMBERS
};

static const char *const names[MEMBERS] = {"markaz",   "checkpoint", "seq",   "entry",
                                           "payload",  "salt",       "proof", "erased",
                                           "withheld", "end",        "events"};

struct line {
    bool has[MEMBERS];
    struct str text[MEMBERS];
};

void export_read_init(struct export_reader *r, const struct tlog_policy *policy)
{
    *r = (struct export_reader){.policy = policy};
    arena_init(&r->line, EXPORT_LINE_MAX * 4);
    buf_init(&r->note, TLOG_NOTE_MAX);
}

void export_read_release(struct export_reader *r)
{
    arena_release(&r->line);
    buf_release(&r->note);
}

static int member_of(struct str name)
{
    int m = 0;
    while (m < MEMBERS && !str_eqc(name, names[m]))
        m++;
    return m;
}

static struct str decoded(struct arena *a, struct json_token t)
{
    return t.escaped ? json_text(t, arena_alloc(a, t.raw.n + 1)) : t.raw;
}

static enum rc read_members(struct str text, struct arena *a, struct line *out, struct err *e)
{
    struct json_reader r;
    *out = (struct line){0};
    json_open(&r, text);
    if (json_next(&r).kind != JSON_OBJECT)
        return err_set(e, RC_INVALID, "is no JSON object");
    for (struct json_token key; (key = json_next(&r)).kind == JSON_KEY;) {
        int m = member_of(decoded(a, key));
        struct json_token v = json_next(&r);
        struct str raw;
        if (v.kind == JSON_STRING && m < MEMBERS)
            raw = decoded(a, v);
        else if (!json_skip(&r, v, &raw))
            return json_fail(&r, e);
        if (m == MEMBERS)
            continue;
        if (out->has[m])
            return err_set(e, RC_INVALID, "says '%s' twice", names[m]);
        out->has[m] = true;
        out->text[m] = raw;
    }
    return json_next(&r).kind == JSON_END ? RC_OK : err_set(e, RC_INVALID, "is no whole JSON");
}

static enum rc read_head(struct export_reader *r, const struct line *l, struct err *e)
{
    if (!l->has[MARKAZ] || !str_eqc(l->text[MARKAZ], "export/1"))
        return err_set(e, RC_INVALID, "does not say markaz: export/1");
    buf_puts(&r->note, l->text[CHECKPOINT]);
    return buf_ok(&r->note)
               ? tlog_policy_checkpoint(r->policy, buf_str(&r->note), &r->tree, e)
               : err_set(e, RC_TOO_LARGE, "has a checkpoint of more than %d bytes", TLOG_NOTE_MAX);
}

/* A line's proof and the file's checkpoint are one proof file, and no other way of cutting it is meant. */
static enum rc check_proof(struct export_reader *r, const struct line *l, uint64_t *index,
                           struct err *e)
{
    struct tlog_proof_file f;
    struct str both[] = {l->text[PROOF], buf_str(&r->note)};
    struct str whole = arena_join(&r->line, both, ARRAY_LEN(both));
    enum rc rc = tlog_proof_file_read(whole, &f, e);
    if (rc == RC_OK && f.checkpoint.n != r->note.n)
        rc = err_set(e, RC_INVALID, "has a proof that does not end before its checkpoint");
    *index = f.index;
    return rc == RC_OK ? tlog_proof_file_in(l->text[ENTRY], &f, &r->tree, e) : rc;
}

/* Are these the payload and the salt behind the entry's commitment? */
static enum rc check_payload(const struct line *l, const struct event_entry *entry, struct err *e)
{
    uint8_t salt[EVENT_SALT_LEN];
    if (base64_get(l->text[SALT], salt, sizeof salt) != EVENT_SALT_LEN)
        return err_set(e, RC_INVALID, "has no salt of 32 bytes");
    struct sha256 commit = event_commit(salt, l->text[PAYLOAD]);
    return memcmp(commit.b, entry->commit.b, SHA256_LEN) == 0
               ? RC_OK
               : err_set(e, RC_DENIED, "shows a payload that its entry does not commit to");
}

static enum rc check_event(struct export_reader *r, const struct line *l, struct err *e)
{
    struct event_entry entry;
    uint64_t index = 0;
    int64_t seq = 0;
    if (!l->has[ENTRY] || !l->has[PROOF] || !str_i64(l->text[SEQ], &seq))
        return err_set(e, RC_INVALID, "has no seq, entry or proof");
    if (l->has[PAYLOAD] + l->has[ERASED] + l->has[WITHHELD] != 1)
        return err_set(e, RC_INVALID, "has to show its payload or say one reason why not");
    enum rc rc = check_proof(r, l, &index, e);
    if (rc == RC_OK)
        rc = event_entry_read(l->text[ENTRY], &entry, e);
    if (rc != RC_OK)
        return rc;
    if (entry.seq != (uint64_t)seq || index + 1 != entry.seq)
        return err_set(e, RC_DENIED, "is not of the number that it says");
    if (l->has[PAYLOAD] && (rc = check_payload(l, &entry, e)) != RC_OK)
        return rc;
    r->events++;
    r->erased += l->has[ERASED];
    r->withheld += l->has[WITHHELD];
    r->event = (struct export_event){entry.seq, l->text[ENTRY], l->text[PAYLOAD], l->has[PAYLOAD]};
    return RC_OK;
}

static enum rc check_line(struct export_reader *r, struct str text, struct err *e)
{
    struct line l;
    int64_t n = -1;
    enum rc rc = read_members(text, &r->line, &l, e);
    if (rc != RC_OK)
        return rc;
    if (r->ended)
        return err_set(e, RC_INVALID, "stands behind the end");
    if (r->lines == 1)
        return read_head(r, &l, e);
    if (!l.has[END])
        return check_event(r, &l, e);
    r->ended = true;
    return str_i64(l.text[EVENTS], &n) && (uint64_t)n == r->events
               ? RC_OK
               : err_set(e, RC_INVALID, "counts other events than there are");
}

enum rc export_read_line(struct export_reader *r, struct str line, struct err *e)
{
    struct err why = {0};
    enum rc rc = RC_OK;
    arena_clear(&r->line);
    r->event = (struct export_event){0};
    r->lines++;
    if (line.n == 0 || line.n > EXPORT_LINE_MAX || line.p[line.n - 1] != '\n')
        rc = err_set(&why, RC_INVALID, "is cut off, or too long");
    else
        rc = check_line(r, (struct str){line.p, line.n - 1}, &why);
    return rc == RC_OK ? RC_OK : err_set(e, rc, "line %" PRIu64 " %s", r->lines, why.detail);
}

enum rc export_read_end(const struct export_reader *r, struct err *e)
{
    return r->ended ? RC_OK
                    : err_set(e, RC_INVALID, "the file is not whole: its last line is missing");
}
