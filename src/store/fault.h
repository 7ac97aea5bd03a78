/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Faults on purpose. Two kinds, both compiled in under MARKAZ_FAULTS only and one load and branch
 * when not armed:
 *
 * - Named points: `fault_point("vault.renamed", e)` at a place where a crash would be interesting.
 *   The environment variable MARKAZ_FAULT_POINT=NAME[:N][:kill|error] makes the N-th passing of it
 *   (default the first) end the process by SIGKILL (the default), or return RC_IO. Names are listed
 *   in store/fault_points.h.
 * - Input and output: MARKAZ_FAULT=KIND:N[+] fails the N-th call of a kind (write, sync, open,
 *   shm), with `+` every call from the N-th on; MARKAZ_FAULT=full:BYTES makes the disk full after
 *   that many more bytes. This reaches SQLite through a VFS (store/fault_vfs.c) and plain files
 *   through store/file.h.
 *
 * Both variables are read before main(). One that cannot be understood ends the process: a fault
 * test that injects nothing must not pass. Any thread.
 */
#ifndef STORE_FAULT_H
#define STORE_FAULT_H

#include "base/err.h"

enum fault_io {
    FAULT_WRITE, /* a write or truncation: half of the bytes arrive, then it fails with EIO */
    FAULT_SYNC,  /* fsync of a file or folder */
    FAULT_OPEN,
    FAULT_SHM, /* mapping or locking of SQLite's shared index */
    FAULT_IO_COUNT
};

enum fault_action { FAULT_KILL, FAULT_ERROR };

#ifdef MARKAZ_FAULTS

extern bool fault_points_armed; /* private to the macro below */

/* RC_OK, or RC_IO with `e` filled when this point is armed for error and its turn has come. */
#define fault_point(name, e) (fault_points_armed ? fault_point_hit((name), (e)) : RC_OK)
enum rc fault_point_hit(const char *name, struct err *e);

/*
 * Arm one point: the nth passing from now on (1 is the next). False when the name is not in the
 * list.
 */
MUST_USE bool fault_point_arm(const char *name, uint64_t nth, enum fault_action action);
/* True once the armed point has been reached (action FAULT_ERROR). */
bool fault_point_fired(void);
/* The i-th name of the list; NULL past the end. */
const char *fault_point_name(size_t i);

/*
 * From now on databases are opened through the fault VFS. Call before opening what is to be failed
 * later.
 */
void fault_install(void);
/*
 * Fail the nth call of this kind from now on (1 is the next); `on`: and all later ones. Installs.
 */
void fault_arm(enum fault_io kind, uint64_t nth, bool on);
/*
 * The disk is full after so many more bytes of growth. Bytes given back by deleting are not
 * counted. Installs.
 */
void fault_disk(uint64_t bytes);
/* No more faults, points included. */
void fault_disarm(void);
/* How many calls were failed since the last fault_arm or fault_disk. */
uint64_t fault_fired(void);
/* Understand the text of MARKAZ_FAULT or MARKAZ_FAULT_POINT and arm it. False when malformed. */
MUST_USE bool fault_parse_io(const char *text);
MUST_USE bool fault_parse_point(const char *text);

/*
 * For store/file.c and the VFS: 0, or the errno this call must fail with. `growth` is bytes the
 * file would grow by.
 */
int fault_io(enum fault_io kind, uint64_t growth);
/* Has fault_install been called, or a fault of input and output armed? */
bool fault_wanted(void);
/* The name of the VFS to open databases with, or NULL for SQLite's own. */
const char *fault_vfs_name(void);

#else

#define fault_point(name, e) ((void)(e), RC_OK)
#define fault_io(kind, growth) 0
#define fault_vfs_name() NULL

#endif
#endif
