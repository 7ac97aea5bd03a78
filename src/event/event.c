/* SPDX-License-Identifier: Apache-2.0 */
#include "event/event.h"

#include <string.h>

#define COMMIT_TEXT 44 /* base64 of 32 bytes */

enum kind event_kind(const struct event *ev)
{
    return (enum kind)event_table[ev->type].kind;
}

struct map_key event_key(const struct event *ev)
{
    return ev->id_hash != 0 ? (struct map_key){ev->id, ev->id_hash} : map_key_of(ev->id);
}

/* `key`: with its quotes and colon. */
static void put_member(struct buf *out, struct str key, struct str value)
{
    if (value.n == 0)
        return;
    buf_puts(out, key);
    json_put_string(out, value);
    buf_putc(out, ',');
}

static void put_subject(struct buf *out, const struct event *ev)
{
    buf_puts(out, STR("\"subject\":\""));
    buf_puts(out, kind_table[event_kind(ev)].name);
    buf_putc(out, '/');
    buf_puts(out, ev->id); /* an id needs no escapes */
    buf_putc(out, '"');
}

/* "17,19": targets with which an answer is remembered. */
static void put_answered(struct buf *out, const struct erasure *x)
{
    size_t before = out->n;
    buf_puts(out, STR("\"answered\":\""));
    size_t empty = out->n;
    for (uint32_t i = 0; i < x->n; i++)
        if (x->targets[i].answered)
            buf_printf(out, "%s%llu", out->n > empty ? "," : "",
                       (unsigned long long)x->targets[i].seq);
    if (out->n == empty)
        out->n = before;
    else
        buf_puts(out, STR("\","));
}

/* "17 user/U5,18 site/T2": targets whose subject lives. */
static void put_lives(struct buf *out, const struct erasure *x)
{
    size_t before = out->n;
    buf_puts(out, STR("\"lives\":\""));
    size_t empty = out->n;
    for (uint32_t i = 0; i < x->n; i++)
        if (x->targets[i].lives.n > 0)
            buf_printf(out, "%s%llu %.*s", out->n > empty ? "," : "",
                       (unsigned long long)x->targets[i].seq, STR_ARG(x->targets[i].lives));
    if (out->n == empty)
        out->n = before;
    else
        buf_puts(out, STR("\","));
}

void event_payload(const struct event *ev, struct buf *out)
{
    const struct record *rec = kind_table[event_kind(ev)].record;
    buf_putc(out, '{');
    put_member(out, STR("\"about\":"), ev->about);
    put_member(out, STR("\"actor\":"), ev->actor);
    put_member(out, STR("\"also\":"), ev->also);
    put_member(out, STR("\"answer\":"), ev->answer);
    if (ev->erasure != NULL)
        put_answered(out, ev->erasure);
    put_member(out, STR("\"area\":"), ev->area);
    buf_puts(out, STR("\"data\":"));
    record_write(rec, ev->data, event_table[ev->type].sets, RECORD_STORED, false, out);
    buf_putc(out, ',');
    put_member(out, STR("\"erased\":"), ev->erased);
    if (ev->erasure != NULL) {
        put_member(out, STR("\"left\":"), ev->erasure->left);
        put_lives(out, ev->erasure);
    }
    put_member(out, STR("\"once\":"), ev->once);
    put_member(out, STR("\"purpose\":"), ev->purpose);
    buf_puts(out, STR("\"recorded\":"));
    buf_i64(out, ev->recorded);
    buf_putc(out, ',');
    put_subject(out, ev);
    buf_putc(out, '}');
}

void event_rest(struct event *ev, uint64_t by, bool lives, struct buf *out)
{
    const struct record *rec = kind_table[event_kind(ev)].record;
    char number[STR_U64_MAX];
    struct event rest = {.type = ev->type,
                         .recorded = ev->recorded,
                         .id = ev->id,
                         .area = ev->area,
                         .about = ev->about,
                         .data = ev->data,
                         .erased = str_u64(by, number)};
    if (lives)
        record_blank(rec, (void *)(uintptr_t)ev->data, rec->personal);
    else
        *(uint64_t *)(uintptr_t)ev->data = 0;
    event_payload(&rest, out);
}

static const struct str commit_version = STR_INIT("markaz/commit1\n");

void event_commit_begin(const uint8_t salt[EVENT_SALT_LEN], struct buf *out)
{
    buf_puts(out, commit_version);
    buf_put(out, salt, EVENT_SALT_LEN);
}

struct sha256 event_commit(const uint8_t salt[EVENT_SALT_LEN], struct str payload)
{
    return sha256_of(commit_version, (struct str){(const char *)salt, EVENT_SALT_LEN}, payload);
}

static void put_renewal(struct buf *out, const struct event *ev)
{
    const struct renewal *r = ev->renewal;
    must(ev->type == EV_HISTORY_RENEWED && r->origin.n > 0 && r->checkpoint.n > 0);
    buf_printf(out, "origin %.*s\nlost ", STR_ARG(r->origin));
    if (r->lost_to > 0)
        buf_printf(out, "%llu %llu\n", (unsigned long long)ev->seq, (unsigned long long)r->lost_to);
    else
        buf_cat(out, "none\n");
    buf_printf(out, "checkpoint %.*s\n", STR_ARG(r->checkpoint));
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
    if (ev->renewal != NULL)
        put_renewal(out, ev);
    if (ev->erasure == NULL)
        return;
    must(ev->type == EV_ERASE && ev->erasure->n <= EVENT_TARGETS_MAX);
    buf_printf(out, "policy %.*s\nreason %.*s\n", STR_ARG(ev->id), STR_ARG(ev->erasure->reason));
    for (uint32_t i = 0; i < ev->erasure->n; i++)
        buf_printf(out, "target %llu\n", (unsigned long long)ev->erasure->targets[i].seq);
}

static bool line_value(struct str *rest, struct str name, struct str *value)
{
    if (!str_starts(*rest, name))
        return false;
    const char *from = rest->p + name.n, *end = memchr(from, '\n', rest->n - name.n);
    if (end == NULL)
        return false;
    *value = (struct str){from, (size_t)(end - from)};
    rest->n -= name.n + value->n + 1;
    rest->p = end + 1;
    return true;
}

/* Standard base64 of exactly 32 bytes, canonical. */
static bool commit_get(struct str s, struct sha256 *out)
{
    /* No other text of 44 letters is 32 bytes: what would be passed over leaves room for 31. */
    return s.n == COMMIT_TEXT && s.p[43] == '=' && base64_get(s, out->b, SHA256_LEN) == SHA256_LEN;
}

static bool decimal(struct str s, int64_t *out)
{
    return s.n > 0 && s.p[0] >= '1' && s.p[0] <= '9' && str_i64(s, out);
}

bool event_target_next(struct str *rest, uint64_t *seq)
{
    struct str line, all = *rest;
    int64_t n;
    if (rest->n == 0 || !line_value(rest, STR("target "), &line) || !decimal(line, &n)) {
        *rest = all;
        return false;
    }
    *seq = (uint64_t)n;
    return true;
}

static bool is_word(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '_' && (s.p[i] < 'a' || s.p[i] > 'z'))
            return false;
    return s.n > 0 && s.n <= 32;
}

/* Its policy, reason and targets, ascending and before it. */
static bool read_erasure(struct str rest, struct event_entry *out)
{
    uint64_t seq, before = 0;
    if (out->type != EV_ERASE || !line_value(&rest, STR("policy "), &out->policy) ||
        !line_value(&rest, STR("reason "), &out->reason) || !is_word(out->reason) ||
        out->policy.n == 0)
        return false;
    out->targets = rest;
    for (uint32_t n = 0; n <= EVENT_TARGETS_MAX && event_target_next(&rest, &seq); n++) {
        if (seq <= before || seq >= out->seq)
            return false;
        before = seq;
    }
    return rest.n == 0;
}

static bool is_plain(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f)
            return false;
    return s.n > 0;
}

/* Its name, what is lost, the note; what is lost begins where it stands itself. */
static bool read_renewal(struct str rest, struct event_entry *out)
{
    struct renewal *r = &out->renewal;
    struct str lost;
    int64_t from, to = 0;
    if (out->type != EV_HISTORY_RENEWED || !line_value(&rest, STR("origin "), &r->origin) ||
        !is_plain(r->origin) || !line_value(&rest, STR("lost "), &lost) ||
        !line_value(&rest, STR("checkpoint "), &r->checkpoint) || !is_plain(r->checkpoint))
        return false;
    if (!str_eqc(lost, "none")) {
        struct str first = str_cut(&lost, ' ');
        if (!decimal(first, &from) || !decimal(lost, &to) || (uint64_t)from != out->seq ||
            to < from)
            return false;
    }
    r->lost_to = (uint64_t)to;
    return rest.n == 0;
}

/* What follows the commitment: nothing, or the lines of an erasure or a renewal. */
static bool read_more(struct str rest, struct event_entry *out)
{
    out->policy = out->reason = out->targets = STR_NONE;
    out->renewal = (struct renewal){.origin = STR_NONE};
    return rest.n == 0 || read_erasure(rest, out) || read_renewal(rest, out);
}

/* All of an entry but the value of its commitment. */
static enum rc read_lines(struct str entry, struct event_entry *out, struct str *commit,
                          struct err *e)
{
    struct str rest = entry, version, seq, time, type;
    int64_t n = 0, t = 0;
    if (!line_value(&rest, STR("markaz/ev1"), &version) || version.n != 0 ||
        !line_value(&rest, STR("seq "), &seq) || !line_value(&rest, STR("time "), &time) ||
        !line_value(&rest, STR("type "), &type) || !line_value(&rest, STR("actor "), &out->actor) ||
        !line_value(&rest, STR("commit "), commit))
        return err_set(e, RC_CORRUPT, "entry text is not a markaz/ev1 entry");
    if (!decimal(seq, &n) || !decimal(time, &t) || out->actor.n != EVENT_PSEUDONYM_LEN ||
        commit->n != COMMIT_TEXT)
        return err_set(e, RC_CORRUPT, "entry text has a malformed line");
    out->seq = (uint64_t)n;
    out->time = t;
    out->type = event_type_find(type);
    if (out->type == EV_COUNT)
        return err_set(e, RC_CORRUPT, "entry %lld has the unknown type '%.*s'", (long long)n,
                       STR_ARG(type));
    if (!read_more(rest, out))
        return err_set(e, RC_CORRUPT, "entry %lld goes on with lines that are not its type's",
                       (long long)n);
    return RC_OK;
}

enum rc event_entry_read(struct str entry, struct event_entry *out, struct err *e)
{
    struct str commit;
    enum rc rc = read_lines(entry, out, &commit, e);
    if (rc == RC_OK && !commit_get(commit, &out->commit))
        rc = err_set(e, RC_CORRUPT, "entry text has a malformed line");
    return rc;
}

/* Members of a payload in the order in which they are written: each is looked for behind the one before. */
enum member {
    ABOUT,
    ACTOR,
    ALSO,
    ANSWER,
    ANSWERED,
    AREA,
    DATA,
    ERASED,
    LEFT,
    LIVES,
    ONCE,
    PURPOSE,
    RECORDED,
    SUBJECT,
    MEMBERS
};

/* Of an erasure's payload, until they are put together with the entry's targets. */
struct aside {
    struct str answered, left, lives;
};

static const struct str member_names[MEMBERS] = {
    [ABOUT] = STR_INIT("about"),       [ACTOR] = STR_INIT("actor"),
    [ALSO] = STR_INIT("also"),         [ANSWER] = STR_INIT("answer"),
    [ANSWERED] = STR_INIT("answered"), [AREA] = STR_INIT("area"),
    [DATA] = STR_INIT("data"),         [ERASED] = STR_INIT("erased"),
    [LEFT] = STR_INIT("left"),         [LIVES] = STR_INIT("lives"),
    [ONCE] = STR_INIT("once"),         [PURPOSE] = STR_INIT("purpose"),
    [RECORDED] = STR_INIT("recorded"), [SUBJECT] = STR_INIT("subject")};

/* The next member and the first token of its value. False at the end, and at what is none: *value tells. */
static bool next_member(struct json_reader *r, unsigned *next, enum member *m,
                        struct json_token *value)
{
    for (unsigned i = *next; i < MEMBERS; i++)
        if (json_member_is(r, member_names[i], value)) {
            *m = (enum member)i;
            *next = i + 1;
            return true;
        }
    struct json_token key = json_next(r);
    if (key.kind != JSON_KEY) {
        *value = key;
        return false;
    }
    *value = json_next(r);
    for (*m = 0; *m < MEMBERS && !str_eq(key.raw, member_names[*m]);)
        ++*m;
    return true;
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

static enum rc read_data(struct json_reader *r, struct json_token t, struct arena *a,
                         struct event *ev, struct err *e)
{
    if (t.kind != JSON_OBJECT)
        return err_set(e, RC_CORRUPT, "payload of %llu is malformed", (unsigned long long)ev->seq);
    const struct record *rec = kind_table[event_kind(ev)].record;
    void *data = arena_alloc(a, rec->size);
    ev->data = data;
    return record_read_open(rec, r, RECORD_STORED, true, a, data, e);
}

static enum rc read_member(struct json_reader *r, enum member m, struct json_token t,
                           struct arena *a, struct event *ev, struct aside *x, struct err *e)
{
    struct str *const places[MEMBERS] = {
        [ABOUT] = &ev->about,     [ACTOR] = &ev->actor,   [ALSO] = &ev->also,
        [ANSWER] = &ev->answer,   [AREA] = &ev->area,     [ONCE] = &ev->once,
        [PURPOSE] = &ev->purpose, [ERASED] = &ev->erased, [ANSWERED] = &x->answered,
        [LEFT] = &x->left,        [LIVES] = &x->lives};

    if (m == DATA)
        return read_data(r, t, a, ev, e);
    if (t.kind == JSON_NUMBER && m == RECORDED)
        return str_i64(t.raw, &ev->recorded) ? RC_OK
                                             : err_set(e, RC_CORRUPT, "bad time in payload");
    if (t.kind != JSON_STRING || (t.escaped && m == SUBJECT)) /* an id needs no escapes */
        return err_set(e, RC_CORRUPT, "payload of %llu is malformed", (unsigned long long)ev->seq);
    struct str text = t.escaped ? json_text(t, arena_alloc(a, t.raw.n + 1)) : t.raw;
    if (m == SUBJECT)
        return read_subject(text, ev, e);
    if (m != MEMBERS && places[m] != NULL)
        *places[m] = text;
    return RC_OK;
}

/* What the data's reader calls invalid was ours once. */
static enum rc damaged(struct err *e)
{
    if (e != NULL)
        e->code = RC_CORRUPT;
    return RC_CORRUPT;
}

static enum rc read_payload(struct str payload, struct arena *a, struct event *ev, struct aside *x,
                            struct err *e)
{
    struct json_reader r;
    unsigned next = 0;
    json_open(&r, payload);
    if (json_next(&r).kind != JSON_OBJECT)
        return err_set(e, RC_CORRUPT, "payload of %llu is no object", (unsigned long long)ev->seq);
    struct json_token t;
    for (enum member m; next_member(&r, &next, &m, &t);)
        if (read_member(&r, m, t, a, ev, x, e) != RC_OK)
            return damaged(e);
    if (t.kind != JSON_OBJECT_END)
        return err_set(e, RC_CORRUPT, "payload of %llu is malformed", (unsigned long long)ev->seq);
    if (json_next(&r).kind != JSON_END)
        return err_set(e, RC_CORRUPT, "payload of %llu has bytes after its end",
                       (unsigned long long)ev->seq);
    if (ev->id.n == 0 || ev->data == NULL || ev->recorded <= 0)
        return err_set(e, RC_CORRUPT, "payload of %llu is incomplete", (unsigned long long)ev->seq);
    return RC_OK;
}

/* Is the next of the list this target? Then it is taken. */
static bool take_seq(struct str *list, uint64_t seq, struct str *after)
{
    char digits[STR_U64_MAX];
    struct str rest = *list, one = str_cut(&rest, ','), number = str_cut(&one, ' ');
    if (!str_eq(number, str_u64(seq, digits)))
        return false;
    *after = one;
    *list = rest;
    return true;
}

/* The targets stand in the entry; which of their subjects live, and which were answered, in the payload, as ordered. */
static enum rc join_erasure(const struct event_entry *head, const struct aside *x, struct arena *a,
                            struct event *ev, struct err *e)
{
    if (head->reason.n == 0)
        return RC_OK;
    struct erasure *out = arena_alloc(a, sizeof *out);
    struct event_target *t = arena_alloc(a, EVENT_TARGETS_MAX * sizeof *t);
    struct str rest = head->targets, lives = x->lives, answered = x->answered, none;
    *out = (struct erasure){.targets = t, .left = x->left};
    out->reason = arena_str(a, head->reason);
    for (uint64_t seq; event_target_next(&rest, &seq); out->n++) {
        t[out->n].seq = seq;
        (void)take_seq(&lives, seq, &t[out->n].lives);
        t[out->n].answered = take_seq(&answered, seq, &none);
    }
    if (lives.n > 0 || answered.n > 0 || !str_eq(head->policy, ev->id))
        return err_set(e, RC_CORRUPT, "entry and payload of the erasure %llu do not fit together",
                       (unsigned long long)ev->seq);
    ev->erasure = out;
    return RC_OK;
}

/* The name of the log is told in both. */
static enum rc join_renewal(const struct event_entry *head, struct arena *a, struct event *ev,
                            struct err *e)
{
    if (head->renewal.origin.n == 0)
        return RC_OK;
    if (!str_eq(head->renewal.origin, ((const struct centre *)ev->data)->log_origin))
        return err_set(e, RC_CORRUPT, "entry and payload of the renewal %llu do not fit together",
                       (unsigned long long)ev->seq);
    struct renewal *out = arena_alloc(a, sizeof *out);
    *out = head->renewal;
    out->origin = arena_str(a, out->origin);
    out->checkpoint = arena_str(a, out->checkpoint);
    ev->renewal = out;
    return RC_OK;
}

enum rc event_read(struct str entry, struct str payload, struct arena *a, struct event *out,
                   struct err *e)
{
    struct event_entry head;
    struct aside x = {0};
    struct str commit;
    enum rc rc = read_lines(entry, &head, &commit, e);
    if (rc != RC_OK)
        return rc;
    *out = (struct event){.seq = head.seq, .time = head.time, .type = head.type};
    rc = read_payload(payload, a, out, &x, e);
    out->id_hash = map_hash(out->id);
    if (rc == RC_OK)
        rc = join_erasure(&head, &x, a, out, e);
    return rc == RC_OK ? join_renewal(&head, a, out, e) : rc;
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
    put_member(out, STR("\"area\":"), ev->area);
    put_member(out, STR("\"also\":"), ev->also);
    put_member(out, STR("\"actor\":"), ev->actor);
    put_member(out, STR("\"about\":"), ev->about);
    put_member(out, STR("\"purpose\":"), ev->purpose);
    if (ev->erased.n > 0)
        buf_printf(out, "\"forgotten\":%.*s,", STR_ARG(ev->erased));
    if (ev->erasure != NULL) {
        put_member(out, STR("\"reason\":"), ev->erasure->reason);
        buf_puts(out, STR("\"targets\":["));
        for (uint32_t i = 0; i < ev->erasure->n; i++)
            buf_printf(out, "%s%llu", i > 0 ? "," : "",
                       (unsigned long long)ev->erasure->targets[i].seq);
        buf_puts(out, STR("],"));
    }
    buf_puts(out, STR("\"data\":"));
    record_write(rec, ev->data, event_table[ev->type].sets, RECORD_OUTSIDE, false, out);
    buf_putc(out, '}');
}
