/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Run cards: which units an incident of a kind, priority and area needs, by alarm level. Levels add up: at level 2 the needs of 1
 * and 2 hold. A card's needs are text, a need a line: LEVEL NUMBER WHAT [SKILL,SKILL…], like "1 2 patrol" or "2 1 any negotiator".
 * Pure but for the commands at the end, which run on the core thread.
 */
#ifndef DESK_DISPATCH_CARD_H
#define DESK_DISPATCH_CARD_H

#include "core/desk.h"

#define CARD_NEEDS_MAX 8u
#define CARD_UNITS_MAX 16u /* of all needs together */
#define CARD_SKILLS_MAX 4u /* of one need */
#define CARD_LEVEL_MAX 5
#define CARD_ANY_KIND (-1)
#define CARDS_MAX 1000u

struct card_need {
    uint8_t level, n;
    int8_t kind; /* enum unit_kind, or CARD_ANY_KIND */
    struct str
        skills;      /* comma-joined, all of them are needed; empty: none. Borrowed from the text */
    struct str what; /* "patrol" or "any negotiator": the line without level and number. Borrowed */
};

/* RC_INVALID with the field `needs` and the line that is wrong; else 1 to CARD_NEEDS_MAX needs in the order of the text. */
MUST_USE enum rc card_read(struct str text, struct card_need out[static CARD_NEEDS_MAX], size_t *n,
                           struct err *e);
/* May this unit serve the need, whatever it does now? */
bool card_serves(const struct card_need *need, const struct unit *u);
/*
 * The card that holds for an incident: of its kind and at least as urgent as the card says, of the smallest area that its own lies in, then
 * the one for the fewest priorities, then the first by id. NULL: none.
 */
const struct entity *card_for(const struct picture *p, const struct incident *i);

enum rc card_set(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc card_remove(struct desk_state *s, struct decision *d, struct call *c, struct err *e);
enum rc card_level(struct desk_state *s, struct decision *d, struct call *c, struct err *e);

#endif
