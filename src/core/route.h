/* SPDX-License-Identifier: Apache-2.0 */
/* The route table (generated from schema/): what may be asked, by whom. What matches no row is refused. */
#ifndef CORE_ROUTE_H
#define CORE_ROUTE_H

#include "core/routes_gen.h"
#include "event/record.h"

/* Does it wait for a second person? (second.h) */
enum four_eyes { FOUR_EYES_NEVER, FOUR_EYES_ALWAYS, FOUR_EYES_WHEN };

struct route {
    enum route_id id;
    const char *method;
    const char *path; /* with {names} */
    const char *command;
    uint8_t permission; /* enum permission */
    enum input input;   /* record of the body; IN_COUNT: none or not JSON */
    uint8_t four_eyes;  /* enum four_eyes */
    /* enum access: a look-up is asked for its purpose, and written down before it is answered */
    uint8_t access;
    const char *doc;
};

extern const struct route route_table[ROUTE_COUNT];

/*
 * Match method and path (no query; percent-encoded parts are decoded by the caller). params[0..1] borrow the {names} in
 * order. NULL when no row has this path; *path_known says whether another method would match (405).
 */
const struct route *route_find(struct str method, struct str path, struct str params[2],
                               bool *path_known);
/* By its command, like "access.user_add"; NULL: none. */
const struct route *route_by_command(struct str command);

#endif
