/* SPDX-License-Identifier: Apache-2.0 */
#include "core/still.h"

#include <sodium.h>
#include <string.h>

#include "base/hash.h"
#include "base/net.h"
#include "store/keyfile.h"

#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES
#define CLEAR_MAX (STILL_SEALED_MAX / 2 - NONCE - TAG)

enum rc still_key(const struct settings *settings, uint8_t key[static STILL_KEY_LEN], struct err *e)
{
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    const char *dir = settings_text(settings, SET_STORE_PATH);
    enum rc rc = file_path(folder, e, "%s/keys", dir);
    if (rc == RC_OK)
        rc = file_path(path, e, "%s/keys/stills.key", dir);
    return rc == RC_OK ? keyfile_open(folder, path, key, e) : rc;
}

/* ---- which addresses ---- */

static bool plain(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
            return false;
    return true;
}

/* The host between "://" and the path, without its port; with a user in it: empty. */
static struct str host_of(struct str url)
{
    struct str rest = url, scheme = str_cut(&rest, ':');
    if (!(str_eqc(scheme, "http") || str_eqc(scheme, "https")) || !str_starts(rest, STR("//")))
        return STR_NONE;
    struct str host = {rest.p + 2, 0};
    while (host.n < rest.n - 2 && memchr("/?#", host.p[host.n], 3) == NULL)
        host.n++;
    if (memchr(host.p, '@', host.n) != NULL || memchr(host.p, '\\', host.n) != NULL)
        return STR_NONE;
    if (host.n > 0 && host.p[0] == '[') {
        struct str six = {host.p + 1, host.n - 1};
        return str_cut(&six, ']');
    }
    return str_cut(&host, ':');
}

enum rc still_check(const struct still *s, const struct settings *settings, struct err *e)
{
    struct nets nets;
    bool is_address;
    struct str host = host_of(s->url);
    if (!nets_read(str_c(settings_text(settings, SET_STILL_NETWORKS)), &nets) || nets.n == 0)
        return err_set(e, RC_CONFLICT,
                       "this centre asks no camera itself: still.networks in its configuration "
                       "names the networks that cameras stand in");
    if (host.n == 0 || !plain(s->url) || memchr(s->url.p, ' ', s->url.n) != NULL)
        return err_field(
            e, RC_INVALID, "url",
            "give an address like https://10.20.3.4/snapshot.jpg, without a user in it");
    if (!nets_have_text(&nets, host, &is_address) && is_address)
        return err_field(e, RC_INVALID, "url",
                         "'%.*s' is in none of the networks that cameras stand in (still.networks)",
                         STR_ARG(host));
    if (!plain(s->user) || memchr(s->user.p != NULL ? s->user.p : "", ':', s->user.n) != NULL)
        return err_field(e, RC_INVALID, "user", "a user's name has no colon");
    if (!plain(s->password) || (s->password.n > 0 && s->user.n == 0))
        return err_field(e, RC_INVALID, s->user.n == 0 ? "user" : "password",
                         "a password belongs to a user, in one line");
    return RC_OK;
}

/* ---- sealing ---- */

struct str still_seal(const uint8_t key[static STILL_KEY_LEN], struct arena *a, struct str device,
                      const struct still *s)
{
    uint8_t sealed[STILL_SEALED_MAX / 2];
    char clear[CLEAR_MAX];
    struct buf hex;
    int n = snprintf(clear, sizeof clear, "%.*s\n%.*s\n%.*s", STR_ARG(s->url), STR_ARG(s->user),
                     STR_ARG(s->password));
    must(n > 0 && (size_t)n < sizeof clear);
    random_bytes(sealed, NONCE);
    must(crypto_aead_xchacha20poly1305_ietf_encrypt(
             sealed + NONCE, NULL, (const uint8_t *)clear, (unsigned long long)n,
             (const uint8_t *)device.p, device.n, NULL, sealed, key) == 0);
    sodium_memzero(clear, sizeof clear);
    buf_init(&hex, STILL_SEALED_MAX + 1);
    hex_put(&hex, sealed, NONCE + (size_t)n + TAG);
    struct str out = arena_str(a, buf_str(&hex));
    buf_release(&hex);
    return out;
}

bool still_unseal(const uint8_t key[static STILL_KEY_LEN], struct arena *a, struct str device,
                  struct str sealed, struct still *out)
{
    uint8_t bytes[STILL_SEALED_MAX / 2];
    size_t n = sealed.n / 2;
    if (n < NONCE + TAG || n > sizeof bytes || sealed.n % 2 != 0 || !hex_get(sealed, bytes, n))
        return false;
    char *clear = arena_alloc(a, n);
    unsigned long long len;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt((uint8_t *)clear, &len, NULL, bytes + NONCE,
                                                   n - NONCE, (const uint8_t *)device.p, device.n,
                                                   bytes, key) != 0)
        return false;
    struct str rest = {clear, (size_t)len};
    out->url = str_cut(&rest, '\n');
    out->user = str_cut(&rest, '\n');
    out->password = rest;
    return true;
}

void still_wipe(struct still *s)
{
    const char *end = s->password.p + s->password.n;
    sodium_memzero((char *)(uintptr_t)s->url.p, (size_t)(end - s->url.p));
    *s = (struct still){0};
}

/* ---- what is waited for ---- */

bool snapshot_waits(const struct snapshot *s, usec_t now)
{
    return s->stored_at == 0 && s->failed.n == 0 && s->asked_at > now - STILL_ASKED_FOR;
}

size_t stills_waiting(const struct picture *p, usec_t now, struct still_wanted *out, size_t max)
{
    size_t n = 0;
    uint32_t waiting;
    const struct entity *const *list = picture_waiting(p, now - STILL_ASKED_FOR, &waiting);
    for (uint32_t i = 0; i < waiting && n < max; i++) {
        const struct entity *en = list[i];
        const struct snapshot *s = en->rec;
        /* What is there now is not from before, even when that was asked while the camera had no address yet. */
        if (s->when == SNAPSHOT_WHEN_BEFORE)
            continue;
        const struct device *dev = picture_get(p, KIND_DEVICE, s->camera);
        if (dev == NULL || !dev->has_still || dev->state != DEVICE_STATE_ACTIVE)
            continue;
        must(str_copy(out[n].snapshot, sizeof out[n].snapshot, en->id) &&
             str_copy(out[n].camera, sizeof out[n].camera, s->camera));
        if (str_copy(out[n].sealed, sizeof out[n].sealed, dev->still))
            n++;
    }
    return n;
}
