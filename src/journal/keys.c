/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The entry text is public one day, so an actor stands in it under a name that only the year's key
 * ties to a person. Destroying an old key makes its year's names meaningless for ever.
 */
#include <openssl/crypto.h>
#include <time.h>

#include "base/mem.h"
#include "journal/journal_priv.h"
#include "store/keyfile.h"

/* Actors are a few thousand people and tokens; more are dropped and computed again. */
#define NAMES_MAX 20000

struct journal_name {
    char text[EVENT_PSEUDONYM_LEN];
    char actor[]; /* the map's key */
};

enum rc journal_keys_open(struct journal_keys *k, const char *dir, struct err *e)
{
    map_init(&k->names);
    k->year = 0;
    enum rc rc = file_path(k->dir, e, "%s/keys", dir);
    return rc == RC_OK ? file_make_dir(k->dir, e) : rc;
}

static void forget(struct journal_keys *k)
{
    size_t at = 0;
    for (void *name; (name = map_next(&k->names, &at)) != NULL;)
        free(name);
    map_release(&k->names);
    map_init(&k->names);
}

void journal_keys_close(struct journal_keys *k)
{
    forget(k);
    map_release(&k->names);
    OPENSSL_cleanse(k->key, sizeof k->key);
    k->year = 0;
}

static int year_of(usec_t t)
{
    time_t seconds = (time_t)(t / USEC_S);
    struct tm tm;
    must(gmtime_r(&seconds, &tm) != NULL);
    return tm.tm_year + 1900;
}

static enum rc take_year(struct journal_keys *k, int year, struct err *e)
{
    char path[FILE_PATH_MAX];
    if (k->year == year)
        return RC_OK;
    forget(k);
    k->year = 0;
    enum rc rc = file_path(path, e, "%s/actor-%04d.key", k->dir, year);
    if (rc != RC_OK)
        return rc;
    /* On disk before any entry uses it: two keys for one year would split every actor in two. */
    rc = keyfile_open(k->dir, path, k->key, e);
    if (rc == RC_OK)
        k->year = year;
    return rc;
}

enum rc journal_keys_name(struct journal_keys *k, struct str actor, usec_t at, struct str *out,
                          struct err *e)
{
    enum rc rc = take_year(k, year_of(at), e);
    if (rc != RC_OK)
        return rc;
    struct journal_name *name = map_get(&k->names, actor);
    if (name == NULL) {
        if (k->names.n >= NAMES_MAX)
            forget(k);
        struct sha256 h = hmac_sha256((struct str){(const char *)k->key, sizeof k->key}, actor);
        struct buf text;
        buf_init(&text, EVENT_PSEUDONYM_LEN);
        base64url_put(&text, h.b, 16);
        must(buf_ok(&text) && text.n == EVENT_PSEUDONYM_LEN);
        name = mem_alloc(sizeof *name + actor.n + 1);
        memcpy(name->text, text.p, EVENT_PSEUDONYM_LEN);
        if (actor.n > 0)
            memcpy(name->actor, actor.p, actor.n);
        (void)map_set(&k->names, (struct str){name->actor, actor.n}, name);
        buf_release(&text);
    }
    *out = (struct str){name->text, EVENT_PSEUDONYM_LEN};
    return RC_OK;
}
