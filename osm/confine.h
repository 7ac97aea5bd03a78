/* SPDX-License-Identifier: Apache-2.0 */
/* Of this process nothing gets out but what it writes to the files it has already. */
#ifndef OSM_CONFINE_H
#define OSM_CONFINE_H

#include <stdbool.h>

/* Memory (12 GiB of addresses) and processor time (an hour); no core, no tracing, no new rights, and an end with who started it. */
void confine_limits(void);

/*
 * No file is opened any more (Landlock, where the kernel has it), and by seccomp no call is made but to read, write, get memory
 * and end: any other ends the process. Under sanitizers, which call more, only Landlock. False: the kernel refused.
 */
bool confine(void);

#endif
