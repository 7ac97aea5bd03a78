/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A backup is a folder: journal.db, media.db and media/. Telemetry is not in it: policy
 * forgets it within days. The events in it are sealed under keys of the days on which they are due, which lie in DIR/backup-keys and
 * in no backup; photos and hotlists, whose names stay, too. So do the store's own keys (DIR/keys), in DIR/backup-keys/keys. Deleting what lies elsewhere is a person's duty, as with
 * any copy of personal data.
 */
#ifndef CORE_BACKUP_H
#define CORE_BACKUP_H

#include "core/renew.h"
#include "journal/journal.h"
#include "store/file.h"
#include "store/vault.h"

/* On which day what is in it is due. `arg` is given to both. */
struct backup_days {
    journal_due_f *event;
    vault_due_f *file;
    void *arg;
};

/*
 * Write DIR/backup/NAME, whole or not at all, while the store is in use. `path`: where it is.
 * RC_INVALID: a name that begins with a dot; RC_CONFLICT: there is one of that name. Any thread,
 * one backup at a time.
 */
MUST_USE enum rc backup_write(const char *dir, struct str name, const struct backup_days *days,
                              struct buf *path, struct err *e);

struct backup_report {
    struct journal_report journal;
    struct vault_report vault;
};

/*
 * Put the backup in folder `from` into DIR, which has no store, with the keys in folder `keys` (copied into DIR too), and check all of it. RC_CORRUPT when
 * the journal is damaged. Damaged or missing photos and hotlists do not stop it: see the report. After
 * any error nothing of it is left in DIR. `renew`: it goes on as a new log, see core/renew.h; NULL: as the log it was.
 */
MUST_USE enum rc backup_restore(const char *from, const char *dir, const char *keys,
                                struct renew *renew, struct backup_report *out, struct err *e);

/* DIR/backup-keys. */
enum rc backup_keys(const char *dir, char out[static FILE_PATH_MAX], struct err *e);

#endif
