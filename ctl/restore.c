/* SPDX-License-Identifier: Apache-2.0 */
/* markazctl restore: a backup into an empty directory; with --new-log it goes on as a new log, which two persons decide. */
#include <dirent.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <sodium.h>

#include "core/backup.h"
#include "ctl.h"
#include "store/file.h"
#include "store/lock.h"
#include "tlog/note.h"

#define LINE_MAX_BYTES 257
#define POLICY_MAX 65536

struct options {
    const char *from, *keys, *last, *policy, *reason;
    bool renew;
};

/* What two persons typed, and the files they named. */
struct decided {
    struct renew renew;
    char line[4][LINE_MAX_BYTES]; /* name, password; name, password */
    struct buf last, policy;
};

static int fail(const struct err *e)
{
    (void)fprintf(stderr, "markazctl: %s\n", e->detail);
    return 1;
}

static bool empty_dir(const char *dir)
{
    DIR *d = opendir(dir);
    bool empty = true;
    if (d == NULL)
        return true;
    for (struct dirent *f; (f = readdir(d)) != NULL;)
        empty = empty && (strcmp(f->d_name, ".") == 0 || strcmp(f->d_name, "..") == 0 ||
                          strcmp(f->d_name, "lock") == 0);
    (void)closedir(d);
    return empty;
}

static bool read_options(int argc, char **argv, struct options *o)
{
    const struct {
        const char *name, **place;
    } options[] = {{"--keys", &o->keys},
                   {"--last", &o->last},
                   {"--witness-policy", &o->policy},
                   {"--reason", &o->reason}};

    for (int i = 0; i < argc; i++) {
        size_t k = 0;
        if (strcmp(argv[i], "--new-log") == 0) {
            o->renew = true;
            continue;
        }
        while (k < ARRAY_LEN(options) && strcmp(argv[i], options[k].name) != 0)
            k++;
        if (k < ARRAY_LEN(options) && i + 1 < argc)
            *options[k].place = argv[++i];
        else if (argv[i][0] != '-' && o->from == NULL)
            o->from = argv[i];
        else
            return false;
    }
    bool more = o->last != NULL && o->reason != NULL;
    bool any = o->last != NULL || o->reason != NULL || o->policy != NULL;
    return o->from != NULL && o->keys != NULL && (o->renew ? more : !any);
}

/* ---- who decides ---- */

/* At a terminal a password is not shown to who stands beside. */
static bool read_line(const char *what, bool secret, char out[LINE_MAX_BYTES])
{
    struct termios as_it_was, quiet;
    bool asks = isatty(STDIN_FILENO),
         hide = asks && secret && tcgetattr(STDIN_FILENO, &as_it_was) == 0;
    if (asks)
        (void)fprintf(stderr, "%s: ", what);
    if (hide) {
        quiet = as_it_was;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    bool read = fgets(out, LINE_MAX_BYTES, stdin) != NULL;
    if (hide) {
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &as_it_was);
        (void)fputs("\n", stderr);
    }
    out[read ? strcspn(out, "\r\n") : 0] = '\0';
    return read;
}

static enum rc ask_persons(struct decided *d, struct err *e)
{
    static const char *const what[] = {"first person, name", "password", "second person, name",
                                       "password"};
    for (size_t i = 0; i < ARRAY_LEN(what); i++)
        if (!read_line(what[i], i % 2 == 1, d->line[i]))
            return err_set(e, RC_INVALID,
                           "two persons must decide this: standard input wants the name and the "
                           "password of one and of another, a line each");
    for (size_t i = 0; i < 2; i++)
        d->renew.by[i] = (struct renew_person){str_c(d->line[2 * i]), str_c(d->line[2 * i + 1])};
    return RC_OK;
}

static enum rc read_decision(const struct options *o, const char *dir, struct decided *d,
                             struct err *e)
{
    buf_init(&d->last, TLOG_NOTE_MAX);
    buf_init(&d->policy, POLICY_MAX);
    enum rc rc = file_load(o->last, &d->last, e);
    if (rc == RC_OK && o->policy != NULL)
        rc = file_load(o->policy, &d->policy, e);
    if (rc == RC_OK)
        rc = ask_persons(d, e);
    d->renew.dir = dir;
    d->renew.why = str_c(o->reason);
    d->renew.last = buf_str(&d->last);
    d->renew.policy = buf_str(&d->policy);
    return rc;
}

static void forget(struct decided *d)
{
    buf_release(&d->last);
    buf_release(&d->policy);
    arena_release(&d->renew.arena);
    sodium_memzero(d->line, sizeof d->line);
}

/* ---- doing it ---- */

static void tell_renewed(const struct renew *r)
{
    unsigned long long first = r->kept + 1, last = r->lost_to;
    if (last != 0)
        printf("entries %llu to %llu of the log %s are lost\n", first, last, r->old);
    else
        printf("no loss is known: the checkpoint covers no more than the backup\n");
    printf(
        "the new log is %s, its own entries begin at %llu; its key, for each witness and for the policy:\n%s\n",
        r->origin, first, r->key);
}

/* It is no error: who has only the backup wants at least to read it. */
static void warn_of_key(const char *dir)
{
    char path[FILE_PATH_MAX];
    if (file_path(path, NULL, "%s/keys/log.key", dir) == RC_OK && !file_exists(path))
        (void)fputs(
            "markazctl: the key of the log is not among the keys, so nobody can sign for it any more: "
            "where others check the history, restore with --new-log\n",
            stderr);
}

static int restore(const char *dir, const struct options *o, struct renew *renew)
{
    struct lock lock;
    struct err e = {0};
    struct backup_report r = {0};
    if (file_make_dir(dir, &e) != RC_OK || lock_take(&lock, dir, &e) != RC_OK)
        return fail(&e);
    enum rc rc = backup_restore(o->from, dir, o->keys, renew, &r, &e);
    lock_drop(&lock);
    if (rc != RC_OK)
        return fail(&e);
    printf("restored and verified: %llu events, %llu photos and hotlists\n",
           (unsigned long long)r.journal.events, (unsigned long long)r.vault.files);
    if (r.journal.erased > 0)
        printf("%llu of the events are forgotten\n", (unsigned long long)r.journal.erased);
    if (r.vault.forgotten > 0)
        printf("%llu photos and hotlists are forgotten\n", (unsigned long long)r.vault.forgotten);
    if (renew != NULL)
        tell_renewed(renew);
    else
        warn_of_key(dir);
    if (r.vault.damaged + r.vault.missing == 0)
        return 0;
    (void)fprintf(stderr, "markazctl: %llu photos or hotlists are damaged, %llu missing\n",
                  (unsigned long long)r.vault.damaged, (unsigned long long)r.vault.missing);
    return 1;
}

int ctl_restore(const char *dir, int argc, char **argv)
{
    static struct decided d;
    struct options o = {0};
    struct err e = {0};
    if (!read_options(argc, argv, &o))
        return (void)fputs(ctl_usage, stderr), 2;
    if (ctl_become_owner(dir, &e) != RC_OK)
        return fail(&e);
    if (!empty_dir(dir)) {
        (void)fprintf(
            stderr,
            "markazctl: '%s' is not empty: restore into a new directory, then point store.path at it\n",
            dir);
        return 1;
    }
    if (!o.renew)
        return restore(dir, &o, NULL);
    int code = read_decision(&o, dir, &d, &e) == RC_OK ? restore(dir, &o, &d.renew) : fail(&e);
    forget(&d);
    return code;
}
