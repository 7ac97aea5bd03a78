/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All cities of one run, side by side: usually one; for load as many as the units and cameras asked
 * for need. Each lives by itself, so what happens in one does not depend on how many there are; one
 * thread moves them all.
 */
#ifndef SIM_COUNTRY_H
#define SIM_COUNTRY_H

#include "world.h"

#define COUNTRY_UNITS_MAX 20000
#define COUNTRY_CAMERAS_MAX 40000
#define COUNTRY_CARS_MAX 1000000
#define COUNTRY_CARS 400 /* of each town, when nobody says how many */

struct country;

/* How many cities so many units and cameras need; at least `least`. */
uint32_t country_towns(uint32_t units, uint32_t cameras, uint32_t least);
MUST_USE struct country *country_new(const struct options *opt, const volatile sig_atomic_t *stop);
void country_free(struct country *c);
/* Set up, then live until told to stop. Returns the process's exit status. */
int country_run(struct country *c);

#endif
