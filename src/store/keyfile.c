/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/crypto.h>
#include <string.h>

#include "base/hash.h"
#include "store/keyfile.h"

enum rc keyfile_load(const char *path, uint8_t key[static KEYFILE_LEN], struct err *e)
{
    struct buf b;
    buf_init(&b, KEYFILE_LEN + 1); /* one more, to notice a longer file */
    enum rc rc = file_load(path, &b, e);
    if (rc == RC_TOO_LARGE || (rc == RC_OK && b.n != KEYFILE_LEN))
        rc = err_set(e, RC_CORRUPT, "'%s' is not a key of %d bytes: put back a backup of it", path,
                     KEYFILE_LEN);
    if (rc == RC_OK)
        memcpy(key, b.p, KEYFILE_LEN);
    if (b.n > 0)
        OPENSSL_cleanse(b.p, b.n);
    buf_release(&b);
    return rc;
}

enum rc keyfile_make(const char *folder, const char *path, uint8_t key[static KEYFILE_LEN],
                     struct err *e)
{
    random_bytes(key, KEYFILE_LEN);
    return file_replace(folder, path, (struct str){(const char *)key, KEYFILE_LEN}, e);
}

enum rc keyfile_open(const char *folder, const char *path, uint8_t key[static KEYFILE_LEN],
                     struct err *e)
{
    enum rc rc = file_make_dir(folder, e);
    if (rc == RC_OK)
        rc = keyfile_load(path, key, e);
    return rc == RC_NOT_FOUND ? keyfile_make(folder, path, key, e) : rc;
}
