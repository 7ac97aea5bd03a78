/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A stand-in for the person at the desk, for tests and demos that are left alone (--auto-operator):
 * acknowledges alarms, opens an incident, sends the first recommended unit, closes what is cleared,
 * compares and re-affirms hits.
 */
#ifndef SIM_OPERATOR_H
#define SIM_OPERATOR_H

#include "world.h"

struct operator_bot *operator_new(struct world *w);
/* Free the client first: calls still running speak to the bot. */
void operator_free(struct operator_bot *o);
void operator_start(struct operator_bot *o);

#endif
