/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is in a backup is sealed under the key of the day on which it falls due. The keys lie in a folder of their own, which is in
 * no backup: YYYY-MM-DD.key. When a day has passed its key is destroyed, and with it that day's part of every copy there is.
 */
#ifndef STORE_DAY_KEY_H
#define STORE_DAY_KEY_H

#include "base/clock.h"
#include "store/file.h"
#include "store/keyfile.h"

#define DAY_KEYS_HELD 64

struct day_key {
    int64_t day; /* since 1970; 0: none here */
    bool there;  /* false: it was destroyed */
    uint8_t key[KEYFILE_LEN];
};

/* All zero but the folder, which is borrowed. One thread. */
struct day_keys {
    const char *folder;
    struct day_key held[DAY_KEYS_HELD];
    size_t next;
};

/* `make`: when there is none, on the disk before this returns. Borrowed until the next call. */
MUST_USE enum rc day_key(struct day_keys *all, int64_t day, bool make, const struct day_key **out,
                         struct err *e);
/* Wipe what is held. */
void day_keys_drop(struct day_keys *all);
/* Delete the keys of days before that of `now`; a folder that is not there has none. */
MUST_USE enum rc day_keys_expire(const char *folder, usec_t now, struct err *e);

#endif
