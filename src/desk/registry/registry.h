/* SPDX-License-Identifier: Apache-2.0 */
/* The registry desk: areas, sites, devices; imports of files. See README.md. */
#ifndef DESK_REGISTRY_REGISTRY_H
#define DESK_REGISTRY_REGISTRY_H

#include "core/desk.h"

#define REGISTRY_IMPORT_MAX (64u << 20) /* bytes of one file */
#define REGISTRY_ROWS_MAX 200000u       /* rows of one file */
#define REGISTRY_PEOPLE_MAX 500u        /* of users: each new one costs 0.15 s */
#define REGISTRY_ERRORS_MAX 1000u       /* that are listed; all are counted */

extern const struct desk desk_registry;

#endif
