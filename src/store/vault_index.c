/* SPDX-License-Identifier: Apache-2.0 */
#include "store/vault_priv.h"

static const char *const schema[] = {
    "CREATE TABLE media(sha BLOB PRIMARY KEY, size INTEGER NOT NULL, type INTEGER NOT NULL,"
    " expires INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX media_expires ON media(expires)",
};

enum rc vault_index_open(struct vault_index *x, const char *path, struct err *e)
{
    static const struct {
        size_t at;
        const char *sql;
    } statements[] = {
        {offsetof(struct vault_index, find), "SELECT size, type, expires FROM media WHERE sha=?"},
        {offsetof(struct vault_index, put),
         "INSERT INTO media(sha, size, type, expires) VALUES(?,?,?,?)"
         " ON CONFLICT(sha) DO UPDATE SET expires=max(expires, excluded.expires)"},
        {offsetof(struct vault_index, set), "UPDATE media SET expires=?2 WHERE sha=?1"},
        {offsetof(struct vault_index, del), "DELETE FROM media WHERE sha=?"},
        {offsetof(struct vault_index, due),
         "SELECT sha FROM media WHERE expires<=? ORDER BY expires LIMIT ?"},
    };

    *x = (struct vault_index){0};
    enum rc rc = db_open(&x->db, path, NULL, e);
    if (rc == RC_OK)
        rc = db_migrate(x->db, schema, (int)ARRAY_LEN(schema), e);
    for (size_t i = 0; i < ARRAY_LEN(statements) && rc == RC_OK; i++) {
        struct sqlite3_stmt **s = (void *)((char *)x + statements[i].at);
        rc = db_prepare(x->db, s, statements[i].sql, e);
    }
    if (rc != RC_OK)
        vault_index_close(x);
    return rc;
}

void vault_index_close(struct vault_index *x)
{
    db_finalize(&x->find);
    db_finalize(&x->put);
    db_finalize(&x->set);
    db_finalize(&x->del);
    db_finalize(&x->due);
    db_close(x->db);
    x->db = NULL;
}

enum rc vault_index_find(struct vault_index *x, struct sha256 sha, struct vault_item *item,
                         struct err *e)
{
    bool row;
    db_bind_blob(x->find, 1, sha.b, SHA256_LEN);
    enum rc rc = db_step(x->find, &row, e);
    if (rc == RC_OK && !row)
        rc = err_set(e, RC_NOT_FOUND, "no such file in the vault");
    if (rc == RC_OK) {
        int64_t type = db_i64(x->find, 1);
        *item = (struct vault_item){
            .sha = sha, .size = db_i64(x->find, 0), .expires = db_i64(x->find, 2)};
        if (type > MEDIA_NONE && type <= MEDIA_NDJSON)
            item->type = (enum media_type)type;
        else
            rc = err_set(e, RC_CORRUPT, "the vault's index holds an unknown type");
    }
    db_reset(x->find);
    return rc;
}

enum rc vault_index_put(struct vault_index *x, const struct vault_item *item, struct err *e)
{
    db_bind_blob(x->put, 1, item->sha.b, SHA256_LEN);
    db_bind_i64(x->put, 2, item->size);
    db_bind_i64(x->put, 3, item->type);
    db_bind_i64(x->put, 4, item->expires);
    return db_run(x->put, e);
}

enum rc vault_index_set(struct vault_index *x, struct sha256 sha, usec_t expires, struct err *e)
{
    db_bind_blob(x->set, 1, sha.b, SHA256_LEN);
    db_bind_i64(x->set, 2, expires);
    enum rc rc = db_run(x->set, e);
    if (rc == RC_OK && db_changes(x->db) == 0)
        rc = err_set(e, RC_NOT_FOUND, "no such file in the vault");
    return rc;
}

enum rc vault_index_del(struct vault_index *x, struct sha256 sha, struct err *e)
{
    db_bind_blob(x->del, 1, sha.b, SHA256_LEN);
    return db_run(x->del, e);
}

enum rc vault_index_due(struct vault_index *x, usec_t now, struct sha256 *out, size_t max,
                        size_t *n, struct err *e)
{
    enum rc rc = RC_OK;
    *n = 0;
    /* Never due, whatever the clock says. */
    db_bind_i64(x->due, 1, now < VAULT_FOREVER ? now : VAULT_FOREVER - 1);
    db_bind_i64(x->due, 2, (int64_t)max);
    for (bool row = true; *n < max;) {
        rc = db_step(x->due, &row, e);
        if (rc != RC_OK || !row)
            break;
        struct str sha = db_str(x->due, 0);
        if (sha.n != SHA256_LEN) {
            rc = err_set(e, RC_CORRUPT, "the vault's index holds a hash of %zu bytes", sha.n);
            break;
        }
        memcpy(out[*n].b, sha.p, SHA256_LEN);
        *n += 1;
    }
    db_reset(x->due);
    return rc;
}
