/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The witness thread: every history.witness_every_s it shows the newest checkpoint to all witnesses of the policy, through the
 * courier, and when the quorum has cosigned, that note is what outsiders get. Nothing waits for it.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/mem.h"
#include "core/core_priv.h"
#include "store/file.h"

#define LOOK_EVERY (200 * USEC_MS)
#define ANSWER_WITHIN_MS 8000
#define POLICY_MAX 65536
#define LINE_MAX_BYTES 1024 /* of one signature */

/* What is under way with one witness. */
struct asking {
    uint64_t seen; /* size that it is believed to have seen */
    bool waits, again;
    struct tlog_told told;
    struct buf line;
};

struct work {
    struct core *core;
    struct child courier;
    struct buf policy_text;
    struct tlog_policy policy;
    bool policy_good;
    struct buf note; /* the checkpoint that is shown */
    struct tlog_note read;
    struct tlog_checkpoint checkpoint;
    struct tally tally;
    usec_t sealed; /* of this checkpoint: steady clock */
    struct asking asking[TLOG_WITNESSES_MAX];
};

/* ---- the policy ---- */

static void say_fault(struct seal *s, const char *what)
{
    pthread_mutex_lock(&s->lock);
    bool same = strcmp(s->witnessed.fault, what) == 0;
    (void)str_copy(s->witnessed.fault, sizeof s->witnessed.fault, str_c(what));
    pthread_mutex_unlock(&s->lock);
    if (!same && what[0] != '\0')
        log_warn("core", "the witnesses' policy: %s", what);
}

/* Those of the new policy; one that was there before keeps what is known of it. */
static void name_witnesses(struct work *w)
{
    struct seal_witnessed *now = &w->core->seal.witnessed;
    static struct seal_witness before[TLOG_WITNESSES_MAX];
    pthread_mutex_lock(&w->core->seal.lock);
    uint32_t n = now->n;
    memcpy(before, now->one, sizeof before);
    memset(now->one, 0, sizeof now->one);
    now->n = w->policy.nwitnesses;
    tlog_policy_quorum(&w->policy, &now->need, &now->of);
    for (uint32_t i = 0; i < now->n; i++) {
        const struct tlog_witness *one = &w->policy.witness[i];
        for (uint32_t k = 0; k < n; k++)
            if (strcmp(before[k].name, one->key.name) == 0)
                now->one[i] = before[k];
        w->asking[i].seen = now->one[i].size;
        (void)str_copy(now->one[i].label, sizeof now->one[i].label, str_c(one->label));
        (void)str_copy(now->one[i].name, sizeof now->one[i].name, str_c(one->key.name));
    }
    pthread_mutex_unlock(&w->core->seal.lock);
}

static enum rc own_key(const struct work *w, struct tlog_key *out, struct err *e)
{
    struct seal *s = &w->core->seal;
    char key[sizeof s->key];
    pthread_mutex_lock(&s->lock);
    memcpy(key, s->key, sizeof key);
    pthread_mutex_unlock(&s->lock);
    return tlog_key_read(str_c(key), out, e);
}

static enum rc check_log(const struct work *w, struct err *e)
{
    struct tlog_key own;
    enum rc rc = own_key(w, &own, e);
    if (rc == RC_OK && (strcmp(own.name, w->policy.log.name) != 0 ||
                        memcmp(own.pub, w->policy.log.pub, sizeof own.pub) != 0))
        rc = err_set(e, RC_INVALID, "it is for the log '%s' with another key than this one's",
                     w->policy.log.name);
    return rc;
}

/* Read again each time: who changes it need not stop the centre. */
static bool read_policy(struct work *w)
{
    const char *path = settings_text(w->core->settings, SET_HISTORY_WITNESS_POLICY);
    struct err e = {0};
    struct buf text;
    buf_init(&text, POLICY_MAX);
    enum rc rc = file_load(path, &text, &e);
    bool changed =
        rc != RC_OK || !w->policy_good || !str_eq(buf_str(&text), buf_str(&w->policy_text));
    if (rc == RC_OK && changed)
        rc = tlog_policy_read(buf_str(&text), &w->policy, &e);
    if (rc == RC_OK && changed)
        rc = check_log(w, &e);
    w->policy_good = rc == RC_OK;
    say_fault(&w->core->seal, rc == RC_OK ? "" : e.detail);
    if (rc == RC_OK && changed) {
        buf_clear(&w->policy_text);
        buf_puts(&w->policy_text, buf_str(&text));
        name_witnesses(w);
        log_info("core", "the history is to be witnessed by %u, from '%s'", w->policy.nwitnesses,
                 path);
    }
    buf_release(&text);
    return w->policy_good;
}

/* ---- one round ---- */

/* The newest checkpoint; false: there is none. */
static bool take_checkpoint(struct work *w)
{
    struct seal *s = &w->core->seal;
    struct err e;
    buf_clear(&w->note);
    w->sealed = atomic_load(&s->sealed);
    pthread_mutex_lock(&s->lock);
    buf_puts(&w->note, buf_str(&s->checkpoint));
    w->tally = s->tally;
    pthread_mutex_unlock(&s->lock);
    return w->note.n > 0 && tlog_note_read(buf_str(&w->note), &w->read, &e) == RC_OK &&
           tlog_checkpoint_read(w->read.text, &w->checkpoint, &e) == RC_OK;
}

/* Damaged hashes on our own disk would look to the witness like another history. */
static enum rc prove(struct work *w, uint64_t old, struct tlog_proof *out, struct err *e)
{
    const struct tlog_checkpoint *c = &w->checkpoint;
    struct tlog_tiles tiles;
    struct sha256 root;
    out->n = 0;
    if (old == 0 || old == c->size)
        return RC_OK;
    seal_tiles(w->core, c->size, &tiles);
    struct tlog_hashes from = tlog_tiles_hashes(&tiles);
    enum rc rc = tlog_prove_consistent(&from, old, c->size, out, e);
    if (rc == RC_OK)
        rc = tlog_root(&from, old, &root, e);
    if (rc == RC_OK && !tlog_consistent(old, &root, c->size, &c->root, out)) {
        atomic_store(&w->core->seal.spoilt, true);
        rc = err_set(e, RC_CORRUPT, "the tree on the disk is damaged");
    }
    tlog_tiles_release(&tiles);
    return rc;
}

static enum rc ask(struct work *w, uint32_t i, struct err *e)
{
    struct asking *a = &w->asking[i];
    char url[TLOG_URL_MAX + 1];
    struct tlog_proof proof;
    struct buf body, message;
    uint64_t old = a->seen < w->checkpoint.size ? a->seen : w->checkpoint.size;
    enum rc rc = prove(w, old, &proof, e);
    if (rc != RC_OK)
        return rc;
    a->seen = old;
    buf_init(&body, TLOG_ADD_MAX);
    buf_init(&message, TLOG_POST_MAX);
    tlog_add_put(&body, old, &proof, buf_str(&w->note));
    if (snprintf(url, sizeof url, "%s/add-checkpoint", w->policy.witness[i].url) <
        (int)sizeof url) {
        const struct tlog_post p = {i, ANSWER_WITHIN_MS, str_c(url),
                                    STR("text/plain; charset=utf-8"), buf_str(&body)};
        tlog_post_put(&message, &p);
        rc = buf_ok(&message) ? child_send(&w->courier, buf_str(&message), e)
                              : err_set(e, RC_TOO_LARGE, "a request too large");
        a->waits = rc == RC_OK;
    }
    buf_release(&body);
    buf_release(&message);
    return rc;
}

/* A line is kept beside the courier's message, which goes. */
static enum rc take_answer(struct work *w, struct str message, struct err *e)
{
    struct tlog_posted p;
    enum rc rc = tlog_posted_read(message, &p, e);
    if (rc != RC_OK || p.id >= w->policy.nwitnesses || !w->asking[p.id].waits)
        return rc; /* an answer that came too late for its round */
    struct asking *a = &w->asking[p.id];
    const struct tlog_asked asked = {&w->policy.witness[p.id].key, w->read.text, a->seen,
                                     w->checkpoint.size};
    a->waits = false;
    tlog_reply_judge(&asked, &p, &a->told);
    buf_clear(&a->line);
    if (a->told.reply == TLOG_REPLY_COSIGNED) {
        a->seen = w->checkpoint.size;
        buf_puts(&a->line, a->told.line);
    } else if (a->told.reply == TLOG_REPLY_AGAIN && !a->again) {
        a->again = true;
        a->seen = a->told.seen;
        return ask(w, (uint32_t)p.id, e);
    } else if (a->told.reply == TLOG_REPLY_AGAIN) {
        a->told = (struct tlog_told){.reply = TLOG_REPLY_TROUBLE,
                                     .why = "it tells another size each time"};
    } else if (a->told.reply == TLOG_REPLY_AHEAD) {
        a->seen = a->told.seen;
    }
    return RC_OK;
}

static bool somebody_waits(const struct work *w)
{
    for (uint32_t i = 0; i < w->policy.nwitnesses; i++)
        if (w->asking[i].waits)
            return true;
    return false;
}

static enum rc take_answers(struct work *w, struct err *e)
{
    usec_t until = clock_steady() + 2 * ANSWER_WITHIN_MS * USEC_MS + USEC_S;
    enum rc rc = RC_OK;
    struct buf message;
    buf_init(&message, TLOG_POST_MAX);
    while (rc == RC_OK && somebody_waits(w) && clock_steady() < until &&
           !atomic_load(&w->core->stopping)) {
        buf_clear(&message);
        rc = child_take(&w->courier, &message, TLOG_POST_MAX, LOOK_EVERY / USEC_MS, e);
        if (rc == RC_OK)
            rc = take_answer(w, buf_str(&message), e);
        else if (rc == RC_BUSY)
            rc = RC_OK;
    }
    buf_release(&message);
    return rc;
}

static enum rc ask_all(struct work *w, struct err *e)
{
    static const char *const none[] = {NULL};
    enum rc rc = RC_OK;
    if (w->courier.fd < 0)
        rc = child_start(&w->courier, "markaz-courier",
                         settings_text(w->core->settings, SET_HISTORY_COURIER), none, e);
    for (uint32_t i = 0; i < w->policy.nwitnesses && rc == RC_OK; i++) {
        struct asking *a = &w->asking[i];
        a->waits = a->again = false;
        a->told = (struct tlog_told){.reply = TLOG_REPLY_TROUBLE, .why = "it does not answer"};
        if (w->policy.witness[i].url[0] == '\0')
            (void)str_copy(a->told.why, sizeof a->told.why, STR("the policy has no address of it"));
        else
            rc = ask(w, i, e);
    }
    if (rc == RC_OK)
        rc = take_answers(w, e);
    if (rc == RC_IO)
        child_end(&w->courier);
    return rc;
}

/* ---- what came of it ---- */

static enum rc keep(const struct core *c, struct str note, struct err *e)
{
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    enum rc rc = file_path(folder, e, "%s/log", c->dir);
    if (rc == RC_OK)
        rc = file_path(path, e, "%s/log/cosigned", c->dir);
    return rc == RC_OK ? file_replace(folder, path, note, e) : rc;
}

/* `at` (UTC), `sealed` (steady clock): until when all that was durable is covered. 0: nobody can say. */
static void publish(struct work *w, struct str note, usec_t at, usec_t sealed)
{
    struct seal *s = &w->core->seal;
    pthread_mutex_lock(&s->lock);
    buf_clear(&s->witnessed.note);
    buf_puts(&s->witnessed.note, note);
    s->witnessed.size = w->checkpoint.size;
    s->witnessed.root = w->checkpoint.root;
    s->witnessed.tally = w->tally;
    s->witnessed.at = at;
    pthread_mutex_unlock(&s->lock);
    if (at != 0)
        atomic_store(&s->cosigned, sealed);
}

/* The note with the lines of those who cosigned, when the policy is met by them. */
static enum rc put_together(struct work *w, struct err *e)
{
    struct tlog_note read;
    struct buf note;
    buf_init(&note, TLOG_NOTE_MAX);
    buf_puts(&note, buf_str(&w->note));
    for (uint32_t i = 0; i < w->policy.nwitnesses; i++)
        if (w->asking[i].told.reply == TLOG_REPLY_COSIGNED)
            buf_puts(&note, buf_str(&w->asking[i].line));
    enum rc rc = buf_ok(&note) ? tlog_note_read(buf_str(&note), &read, e)
                               : err_set(e, RC_TOO_LARGE, "the note is too large");
    if (rc == RC_OK)
        rc = tlog_policy_check(&w->policy, &read, e);
    if (rc == RC_OK)
        rc = keep(w->core, buf_str(&note), e);
    if (rc == RC_OK)
        publish(w, buf_str(&note), clock_utc() - (clock_steady() - w->sealed), w->sealed);
    buf_release(&note);
    return rc;
}

static bool against(enum tlog_reply r)
{
    return r == TLOG_REPLY_AHEAD || r == TLOG_REPLY_OTHER;
}

/* For status, metrics and events: what each said, and whether one has seen another history than this. */
static void tell(struct work *w)
{
    struct seal *s = &w->core->seal;
    uint32_t signers = 0;
    bool refused = false;
    pthread_mutex_lock(&s->lock);
    s->witnessed.refusal[0] = '\0';
    for (uint32_t i = 0; i < w->policy.nwitnesses; i++) {
        struct seal_witness *one = &s->witnessed.one[i];
        const struct tlog_told *told = &w->asking[i].told;
        bool news = !one->asked || one->reply != told->reply;
        one->asked = true;
        one->reply = told->reply;
        (void)str_copy(one->why, sizeof one->why, str_c(told->why));
        if (told->reply == TLOG_REPLY_COSIGNED) {
            one->at = clock_utc();
            one->size = w->checkpoint.size;
            signers++;
        } else if (news) {
            log_warn("core", "the witness '%s' does not cosign: %s", one->label, told->why);
        }
        if (against(told->reply) && !refused) {
            refused = true;
            (void)snprintf(s->witnessed.refusal, sizeof s->witnessed.refusal, "%s: %s", one->label,
                           told->why);
        }
    }
    pthread_mutex_unlock(&s->lock);
    atomic_store(&s->signers, signers);
    atomic_store(&s->refused, refused);
}

/* False: there was nobody to ask, or nothing to be shown. */
static bool one_round(struct work *w)
{
    struct err e = {0};
    if (!read_policy(w) || !take_checkpoint(w))
        return false;
    enum rc rc = ask_all(w, &e);
    if (atomic_load(&w->core->stopping))
        return false;
    if (rc != RC_OK)
        log_warn("core", "the witnesses could not be asked: %s", e.detail);
    tell(w);
    if (rc == RC_OK && put_together(w, &e) != RC_OK)
        log_debug("core", "no cosigned checkpoint: %s", e.detail);
    atomic_fetch_add(&w->core->seal.rounds, 1);
    return true;
}

/* When the newest of the cosignatures that the policy knows was made; never after now. 0: there is none. */
static usec_t cosigned_time(struct work *w, usec_t now)
{
    usec_t newest = 0;
    struct err e;
    if (!read_policy(w) || tlog_policy_check(&w->policy, &w->read, &e) != RC_OK)
        return 0;
    for (uint32_t i = 0; i < w->policy.nwitnesses; i++) {
        usec_t time = 0;
        if (tlog_note_check(&w->read, &w->policy.witness[i].key, &time) != TLOG_SIGNED)
            continue;
        newest = time > newest ? time : newest;
        w->asking[i].seen = w->checkpoint.size;
    }
    return newest < now ? newest : now;
}

/* What an earlier run had cosigned is still so, as far as it is of this log. */
static void load_cosigned(struct work *w)
{
    struct core *c = w->core;
    char path[FILE_PATH_MAX];
    struct err e;
    struct buf note;
    struct tlog_key own;
    usec_t now = clock_utc();
    buf_init(&note, TLOG_NOTE_MAX);
    if (own_key(w, &own, &e) == RC_OK && file_path(path, &e, "%s/log/cosigned", c->dir) == RC_OK &&
        file_load(path, &note, &e) == RC_OK &&
        tlog_note_read(buf_str(&note), &w->read, &e) == RC_OK &&
        tlog_checkpoint_read(w->read.text, &w->checkpoint, &e) == RC_OK &&
        tlog_note_check(&w->read, &own, NULL) == TLOG_SIGNED) {
        usec_t at = cosigned_time(w, now);
        publish(w, buf_str(&note), at, clock_steady() - (now - at));
    }
    buf_release(&note);
    atomic_store(&c->seal.settled, true);
}

/* The signer has told the log's key. */
static bool has_key(struct seal *s)
{
    pthread_mutex_lock(&s->lock);
    bool has = s->key[0] != '\0';
    pthread_mutex_unlock(&s->lock);
    return has;
}

static void prepare(struct work *w, struct core *c)
{
    w->core = c;
    w->courier.fd = -1;
    buf_init(&w->policy_text, POLICY_MAX);
    buf_init(&w->note, TLOG_NOTE_MAX);
    for (size_t i = 0; i < TLOG_WITNESSES_MAX; i++)
        buf_init(&w->asking[i].line, LINE_MAX_BYTES);
}

static void put_away(struct work *w)
{
    child_end(&w->courier);
    for (size_t i = 0; i < TLOG_WITNESSES_MAX; i++)
        buf_release(&w->asking[i].line);
    buf_release(&w->policy_text);
    buf_release(&w->note);
}

void *seal_witness_main(void *arg)
{
    struct core *c = arg;
    const struct timespec moment = {0, LOOK_EVERY * 1000};
    usec_t every = settings_int(c->settings, SET_HISTORY_WITNESS_EVERY_S) * USEC_S, next = 0;
    struct work *w = mem_alloc(sizeof *w);
    bool loaded = false, wanted = settings_text(c->settings, SET_HISTORY_WITNESS_POLICY)[0] != '\0';
    prepare(w, c);
    atomic_store(&c->seal.settled, !wanted);
    while (wanted && !atomic_load(&c->stopping)) {
        if (has_key(&c->seal) && clock_steady() >= next) {
            if (!loaded)
                load_cosigned(w);
            loaded = true;
            next = clock_steady() + (one_round(w) ? every : USEC_S);
        }
        (void)nanosleep(&moment, NULL);
    }
    put_away(w);
    free(w);
    return NULL;
}
