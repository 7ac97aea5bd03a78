/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Work in three steps, each on a thread of its own, so that a start uses the cores there are. Boxes go round from the first step
 * to the second to the third and back again, in order, so no step is further ahead of the next than there are boxes.
 */
#ifndef CORE_STAGES_H
#define CORE_STAGES_H

#include "base/defs.h"

struct stages {
    bool (*fill)(void *arg, size_t box); /* false: nothing more; the box is not handed on */
    void (*make)(void *arg, size_t box);
    bool (*empty)(void *arg, size_t box); /* on the caller's thread; false: stop */
    void *arg;
    size_t boxes; /* so many, numbered from 0 */
    bool alone;   /* all steps on the caller's thread */
};

/* Comes back when all is done or `empty` has said stop; no step runs any more then. */
void stages_run(const struct stages *s);

#endif
