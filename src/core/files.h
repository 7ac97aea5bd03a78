/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of the vault that a desk keeps longer or deletes: gathered on the core thread, done by the work thread after the round
 * that decided it. What the disk refuses is tried again. For desks with no other errands.
 */
#ifndef CORE_FILES_H
#define CORE_FILES_H

#include "core/desk.h"

struct vault;

struct file_todo {
    struct sha256 sha;
    usec_t until; /* new expiry; 0: delete */
};

struct files {
    struct vault *vault;
    struct file_todo *todo;
    size_t n, cap;
};

void files_init(struct files *f, struct vault *vault);
void files_release(struct files *f);
/* `sha`: 64 hex digits, else nothing is to be done. */
void files_keep(struct files *f, struct str sha, usec_t until);
void files_delete(struct files *f, struct str sha);
/*
 * For a view (pool): the file that an entity of this kind names, of the id in the path, is the answer, if the caller sees that
 * entity. RC_NOT_FOUND with `missing` when there is none, or none to be seen.
 */
MUST_USE enum rc files_answer(const struct view_env *env, struct call *c, enum kind kind,
                              struct str (*sha)(const struct entity *en), const char *missing,
                              struct err *e);
/* For desk.work and desk.worked. */
struct desk_work *files_next(struct files *f);
void files_done(struct files *f, struct desk_work *w);

#endif
