/* SPDX-License-Identifier: Apache-2.0 */
#include "core/renew.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "core/child.h"
#include "core/core_priv.h"
#include "core/password.h"
#include "core/replay.h"
#include "journal/tree.h"
#include "store/file.h"
#include "tlog/policy.h"
#include "tlog/signer.h"

#define SIGNER_WITHIN_MS 10000
#define NUMBER_MAX 1000000
#define ARENA_MAX (64u << 10)

/* What is looked at; large, so not on the stack. */
struct work {
    struct renew *r;
    struct picture *picture;
    struct tlog_key own; /* of the backup's log; name empty: its key is not there */
    struct tlog_policy policy;
    struct tlog_note note;
    struct tlog_checkpoint last;
    uint64_t kept;
};

/* ---- the log's key, which no process but the signer reads ---- */

/* `origin` NULL: of the key that is there. */
static enum rc ask_key(const char *dir, const char *origin, char out[static 400], struct err *e)
{
    const char *const args[] = {dir, origin, NULL};
    struct child signer = {.fd = -1};
    struct buf b;
    buf_init(&b, TLOG_SIGN_MAX);
    enum rc rc = child_start(&signer, "markaz-signer", "", args, e);
    if (rc == RC_OK)
        rc = child_send(&signer, STR("key\n"), e);
    if (rc == RC_OK)
        rc = child_take(&signer, &b, TLOG_SIGN_MAX, SIGNER_WITHIN_MS, e);
    struct str rest = buf_str(&b);
    if (rc != RC_OK)
        rc = err_set(e, RC_IO, "the signer does not tell the log's key");
    else if (!str_eqc(str_cut(&rest, '\n'), "ok") || !str_copy(out, 400, str_cut(&rest, '\n')))
        rc = err_set(e, RC_INTERNAL, "the signer does not say what its key is");
    child_end(&signer);
    buf_release(&b);
    return rc;
}

static enum rc key_path(const char *dir, char out[static FILE_PATH_MAX], struct err *e)
{
    return file_path(out, e, "%s/keys/log.key", dir);
}

static enum rc own_key(struct work *w, struct err *e)
{
    char path[FILE_PATH_MAX], key[400];
    enum rc rc = key_path(w->r->dir, path, e);
    if (rc != RC_OK || !file_exists(path))
        return rc;
    rc = ask_key(w->r->dir, NULL, key, e);
    return rc == RC_OK ? tlog_key_read(str_c(key), &w->own, e) : rc;
}

/*
 * The old key goes now that the history says the new name: with the two in this order the signer refuses, whenever the process dies,
 * to sign for either.
 */
enum rc renew_key(struct renew *r, struct err *e)
{
    char path[FILE_PATH_MAX];
    enum rc rc = key_path(r->dir, path, e);
    if (rc == RC_OK && file_exists(path))
        rc = file_remove(path, e);
    return rc == RC_OK ? ask_key(r->dir, r->origin, r->key, e) : rc;
}

/* ---- the checkpoint ---- */

uint64_t renew_number(struct str origin, struct str base)
{
    struct str rest = origin;
    int64_t n;
    if (str_eq(origin, base))
        return 1;
    if (!str_starts(origin, base) || origin.n < base.n + 2 || origin.p[base.n] != '/')
        return 0;
    rest.p += base.n + 1;
    rest.n -= base.n + 1;
    return rest.p[0] >= '1' && rest.p[0] <= '9' && str_i64(rest, &n) && n >= 2 && n <= NUMBER_MAX
               ? (uint64_t)n
               : 0;
}

/* Of a log that was begun anew before the name without its number. */
static struct str base_of(const struct centre *centre, struct str own)
{
    size_t n = own.n;
    while (centre->log_origin.n > 0 && n > 0 && own.p[n - 1] != '/')
        n--;
    return n > 0 && n < own.n ? (struct str){own.p, n - 1} : own;
}

static enum rc read_policy(struct work *w, struct err *e)
{
    struct buf text;
    if (w->r->policy.n == 0 && w->own.name[0] == '\0')
        return err_set(e, RC_INVALID,
                       "the log's key is not among the keys: give the policy that names it");
    buf_init(&text, 65536);
    if (w->r->policy.n > 0) {
        buf_puts(&text, w->r->policy);
    } else {
        buf_cat(&text, "log ");
        tlog_key_put(&text, &w->own);
        buf_cat(&text, "\nquorum none\n");
    }
    enum rc rc = tlog_policy_read(buf_str(&text), &w->policy, e);
    buf_release(&text);
    return rc;
}

/* Which log the checkpoint is of, and how the next one is called. */
static enum rc name_it(struct work *w, const struct centre *centre, struct err *e)
{
    struct str own = centre->log_origin.n > 0 ? centre->log_origin
                     : w->own.name[0] != '\0' ? str_c(w->own.name)
                                              : str_c(w->policy.log.name);
    struct str base = base_of(centre, own), named = w->last.origin;
    uint64_t was = renew_number(own, base), is = renew_number(named, base);
    if (is == 0 || is < was)
        return err_set(e, RC_CONFLICT, "the checkpoint is of the log '%.*s', the backup of '%.*s'",
                       STR_ARG(named), STR_ARG(own));
    if (is == was && w->own.name[0] != '\0' &&
        (strcmp(w->own.name, w->policy.log.name) != 0 ||
         memcmp(w->own.pub, w->policy.log.pub, sizeof w->own.pub) != 0))
        return err_set(e, RC_CONFLICT, "the policy is of another log than the backup");
    if (!str_copy(w->r->old, sizeof w->r->old, named) ||
        snprintf(w->r->origin, sizeof w->r->origin, "%.*s/%llu", STR_ARG(base),
                 (unsigned long long)(is + 1)) >= (int)sizeof w->r->origin)
        return err_set(e, RC_TOO_LARGE, "the log's name is too long");
    return RC_OK;
}

/* As far as both reach, backup and checkpoint must be of one history. */
static enum rc check_root(const struct work *w, struct err *e)
{
    struct journal_tree *tree = NULL;
    struct journal_reader *reader = NULL;
    if (w->last.size > w->kept)
        return RC_OK;
    enum rc rc = journal_reader_open(&reader, w->r->dir, e);
    if (rc == RC_OK)
        rc = journal_tree_open(&tree, w->r->dir, 0, NULL, e);
    if (rc == RC_OK)
        rc = journal_tree_catch_up(tree, reader, w->last.size, NULL, e);
    if (rc == RC_OK) {
        struct sha256 root = journal_tree_root(tree);
        if (memcmp(root.b, w->last.root.b, SHA256_LEN) != 0)
            rc = err_set(e, RC_CORRUPT, "the backup is not the history of that checkpoint");
    }
    journal_tree_close(tree);
    journal_reader_close(reader);
    return rc;
}

static enum rc check_last(struct work *w, const struct centre *centre, struct err *e)
{
    if (w->r->last.n > EVENT_CHECKPOINT_MAX)
        return err_set(e, RC_TOO_LARGE, "the checkpoint is larger than %u bytes",
                       EVENT_CHECKPOINT_MAX);
    enum rc rc = own_key(w, e);
    if (rc == RC_OK)
        rc = read_policy(w, e);
    if (rc == RC_OK)
        rc = tlog_note_read(w->r->last, &w->note, e);
    if (rc == RC_OK)
        rc = tlog_checkpoint_read(w->note.text, &w->last, e);
    if (rc == RC_OK && w->last.size == 0)
        rc = err_set(e, RC_INVALID, "the checkpoint is of an empty log");
    if (rc == RC_OK)
        rc = name_it(w, centre, e);
    if (rc == RC_OK)
        rc = tlog_policy_check(&w->policy, &w->note, e);
    return rc == RC_OK ? check_root(w, e) : rc;
}

/* ---- who decides ---- */

static enum rc check_person(const struct picture *p, const struct renew_person *by, struct str *id,
                            struct err *e)
{
    uint32_t n = 0;
    struct principal who;
    const struct entity *const *found = picture_by(p, KIND_USER, F_USER_NAME, by->name, &n);
    const struct user *u = n == 1 ? found[0]->rec : NULL;
    if (!password_fits(by->password, u != NULL ? u->pwhash : STR_NONE))
        return err_set(e, RC_DENIED, "'%.*s': the name or the password is wrong",
                       STR_ARG(by->name));
    *id = found[0]->id;
    enum rc rc = auth_actor(p, *id, &who, e);
    if (rc == RC_OK && !str_eq(u->password_by, *id))
        rc = err_set(e, RC_DENIED,
                     "'%.*s' had no password of his own then: who set it knows it, too",
                     STR_ARG(by->name));
    if (rc == RC_OK && (!principal_may(&who, PERM_HISTORY_RENEW) || who.area[0] != '\0'))
        rc = err_set(
            e, RC_DENIED,
            "'%.*s' may not decide this: it needs the permission '%.*s' for the whole centre",
            STR_ARG(by->name), STR_ARG(permission_names[PERM_HISTORY_RENEW]));
    return rc;
}

static enum rc check_persons(const struct work *w, struct str ids[static 2], struct err *e)
{
    enum rc rc = check_person(w->picture, &w->r->by[0], &ids[0], e);
    if (rc == RC_OK)
        rc = check_person(w->picture, &w->r->by[1], &ids[1], e);
    if (rc == RC_OK && str_eq(ids[0], ids[1]))
        rc = err_set(e, RC_DENIED, "two persons must decide this, not one twice");
    return rc;
}

/* ---- the event ---- */

static void fold(void *picture, const struct event *ev)
{
    picture_apply(picture, ev);
}

static enum rc load_picture(struct work *w, struct err *e)
{
    struct journal_reader *reader = NULL;
    enum rc rc = journal_reader_open(&reader, w->r->dir, e);
    if (rc == RC_OK)
        rc = replay_each(reader, 1, UINT64_MAX, false, w->picture, fold, w->picture, e);
    journal_reader_close(reader);
    picture_finish(w->picture);
    return rc;
}

static void make_event(struct work *w, const struct str ids[static 2], struct event *out)
{
    struct renew *r = w->r;
    struct arena *a = &r->arena;
    struct centre *data = arena_alloc(a, sizeof *data);
    struct renewal *renewal = arena_alloc(a, sizeof *renewal);
    struct buf note;
    usec_t now = clock_utc(), before = picture_time(w->picture);
    r->kept = w->kept;
    r->lost_to = w->last.size > w->kept ? w->last.size : 0;
    buf_init(&note, 2 * EVENT_CHECKPOINT_MAX);
    base64_put(&note, r->last.p, r->last.n);
    centre_set_log_origin(data, str_c(r->origin));
    centre_set_log_old(data, str_c(r->old));
    centre_set_log_kept(data, (int64_t)r->kept);
    centre_set_log_lost_to(data, (int64_t)r->lost_to);
    centre_set_log_at(data, now);
    centre_set_log_by(data, arena_printf(a, "%.*s,%.*s", STR_ARG(ids[0]), STR_ARG(ids[1])));
    centre_set_log_why(data, r->why);
    *renewal = (struct renewal){str_c(r->origin), r->lost_to, arena_str(a, buf_str(&note))};
    *out = (struct event){.seq = w->kept + 1,
                          .time = now,
                          .recorded = now > before ? now : before,
                          .type = EV_HISTORY_RENEWED,
                          .id = STR("centre"),
                          .actor = arena_printf(a, "user/%.*s", STR_ARG(ids[0])),
                          .data = data,
                          .renewal = renewal};
    buf_release(&note);
}

static enum rc decide(struct work *w, struct event *out, struct err *e)
{
    struct str ids[2];
    if (str_trim(w->r->why).n == 0 || w->r->why.n > RENEW_WHY_MAX)
        return err_set(e, RC_INVALID, "say why, in at most %d bytes", RENEW_WHY_MAX);
    enum rc rc = load_picture(w, e);
    const struct centre *centre =
        rc == RC_OK ? picture_get(w->picture, KIND_CENTRE, STR("centre")) : NULL;
    if (rc == RC_OK && centre == NULL)
        rc = err_set(e, RC_CORRUPT, "the journal does not begin with a genesis event");
    if (rc == RC_OK)
        rc = check_last(w, centre, e);
    if (rc == RC_OK)
        rc = check_persons(w, ids, e);
    if (rc == RC_OK)
        make_event(w, ids, out);
    return rc;
}

enum rc renew_first(void *arg, uint64_t kept, struct event *out, struct err *e)
{
    struct work *w = mem_alloc(sizeof *w);
    w->r = arg;
    w->kept = kept;
    w->picture = picture_new_unfinished();
    arena_init(&w->r->arena, ARENA_MAX);
    enum rc rc = decide(w, out, e);
    picture_free(w->picture);
    free(w);
    return rc;
}
