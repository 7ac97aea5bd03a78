/* SPDX-License-Identifier: Apache-2.0 */
#include "core/password.h"

#include <sodium.h>
#include <string.h>

#define PASSES 3
#define MEMORY ((size_t)64 << 20)

_Static_assert(PASSWORD_HASH_MAX >= crypto_pwhash_STRBYTES, "room for a hash");

/* Of 32 random bytes nobody kept: what a name that does not exist is compared with. */
static const char nobody[] = "$argon2id$v=19$m=65536,t=3,p=1$2JrEFHQCoDVIMSNddSc5Hw"
                             "$v41Yha9obJIrI/6z/CUASrFdGNVL6sEjIWf3k0o9QSI";

static size_t characters(struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
    return n;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_word(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    return true;
}

enum rc password_good(struct str password, struct str name, struct err *e)
{
    if (characters(password) < PASSWORD_MIN)
        return err_field(e, RC_INVALID, "password", "the password must have at least %d characters",
                         PASSWORD_MIN);
    if (same_word(password, name))
        return err_field(e, RC_INVALID, "password", "the password must not be the sign-in name");
    return RC_OK;
}

enum rc password_hash(struct str password, char out[PASSWORD_HASH_MAX], struct err *e)
{
    must(sodium_init() >= 0);
    memset(out, 0, PASSWORD_HASH_MAX);
    if (crypto_pwhash_str_alg(out, password.p, password.n, PASSES, MEMORY,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        return err_set(e, RC_BUSY, "no memory to hash a password: try again in a moment");
    return RC_OK;
}

bool password_fits(struct str password, struct str hash)
{
    char text[PASSWORD_HASH_MAX];
    bool known = hash.n > 0 && hash.n < sizeof text;
    must(sodium_init() >= 0);
    memset(text, 0, sizeof text);
    (void)str_copy(text, sizeof text, known ? hash : str_c(nobody));
    bool fits = crypto_pwhash_str_verify(text, password.p, password.n) == 0;
    return fits && known;
}
