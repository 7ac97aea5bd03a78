/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cameras that have nothing but an address for a still picture. An administrator says where it is and who signs in; both lie
 * in the journal sealed under DIR/keys/stills.key, which is in no backup, and leave it for the courier alone. Which networks
 * may be asked at all is the machine's setting (still.networks), not an administrator's: nobody can make the centre ask its own machine.
 */
#ifndef CORE_STILL_H
#define CORE_STILL_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/id.h"
#include "core/settings.h"
#include "picture/picture.h"

#define STILL_KEY_LEN 32
#define STILL_SEALED_MAX 1600
#define STILL_ASKED_FOR \
    (10 * USEC_MIN) /* a picture that did not come so long is not waited for any more */

struct still {
    struct str url, user, password; /* without line ends; user empty: nobody signs in */
};

/* Made when there is none. The caller wipes it. RC_IO, RC_CORRUPT. */
MUST_USE enum rc still_key(const struct settings *settings, uint8_t key[static STILL_KEY_LEN],
                           struct err *e);
/* Is it an address that may be asked, as far as it can be told without asking? RC_INVALID with the field; RC_CONFLICT: still.networks is empty. */
MUST_USE enum rc still_check(const struct still *s, const struct settings *settings, struct err *e);
/* Text for this device alone, in the arena. */
struct str still_seal(const uint8_t key[static STILL_KEY_LEN], struct arena *a, struct str device,
                      const struct still *s);
/* False: it was sealed under another key, or for another device. *out is in the arena. */
MUST_USE bool still_unseal(const uint8_t key[static STILL_KEY_LEN], struct arena *a,
                           struct str device, struct str sealed, struct still *out);

/* What still_unseal gave is no more. */
void still_wipe(struct still *s);

/* ---- what is waited for ---- */

struct still_wanted {
    char snapshot[ID_MAX + 1], camera[ID_MAX + 1], sealed[STILL_SEALED_MAX + 1];
};

/* Was it asked for, and has neither come nor failed? */
bool snapshot_waits(const struct snapshot *s, usec_t now);
/* Of cameras whose pictures the centre brings itself, the longest asked first. The picture is the caller's, locked. */
size_t stills_waiting(const struct picture *p, usec_t now, struct still_wanted *out, size_t max);

#endif
