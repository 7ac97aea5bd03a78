/* SPDX-License-Identifier: Apache-2.0 */
/* The file with the hash of the one-time code. */
#include <string.h>

#include "desk/access/access_priv.h"
#include "store/file.h"

bool access_has_admin(const struct picture *p)
{
    for (uint32_t i = 0; i < picture_count(p, KIND_USER); i++)
        if (((const struct user *)picture_at(p, KIND_USER, i)->rec)->role == ROLE_ADMIN)
            return true;
    return false;
}

enum rc access_setup_make(const char *dir, char code[ACCESS_CODE_MAX], struct err *e)
{
    char path[FILE_PATH_MAX];
    struct secret s;
    access_secret("", &s);
    enum rc rc = access_setup_remove(dir, e);
    if (rc == RC_OK)
        rc = file_path(path, e, "%s/set-up.code", dir);
    if (rc == RC_OK)
        rc = file_save(path, str_c(s.hash), e);
    if (rc == RC_OK)
        rc = file_sync_dir(dir, e);
    if (rc == RC_OK)
        (void)str_copy(code, ACCESS_CODE_MAX, str_c(s.text));
    return rc;
}

static enum rc read_hash(const char *dir, char out[SHA256_HEX + 1], struct err *e)
{
    char path[FILE_PATH_MAX];
    struct buf text;
    buf_init(&text, SHA256_HEX);
    enum rc rc = file_path(path, e, "%s/set-up.code", dir);
    if (rc == RC_OK)
        rc = file_load(path, &text, e);
    if (rc == RC_OK && text.n != SHA256_HEX)
        rc = err_set(e, RC_CORRUPT, "'%s' is not whole: remove it and restart", path);
    if (rc == RC_OK)
        (void)str_copy(out, SHA256_HEX + 1, buf_str(&text));
    buf_release(&text);
    return rc;
}

enum rc access_setup_check(const char *dir, struct str code, struct err *e)
{
    char kept[SHA256_HEX + 1], given[SHA256_HEX + 1];
    sha256_hex(sha256_of(code, STR_NONE, STR_NONE), given);
    enum rc rc = read_hash(dir, kept, e);
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    if (rc != RC_OK ||
        !str_eq_secret((struct str){kept, SHA256_HEX}, (struct str){given, SHA256_HEX}))
        return err_field(
            e, RC_DENIED, "code",
            "this set-up code is not valid: the centre prints a new one when it is started");
    return RC_OK;
}

enum rc access_setup_remove(const char *dir, struct err *e)
{
    char path[FILE_PATH_MAX];
    enum rc rc = file_path(path, e, "%s/set-up.code", dir);
    return rc == RC_OK ? file_remove(path, e) : rc;
}
