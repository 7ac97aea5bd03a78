/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is the same about two spellings of a place: its words in small letters a-z and digits, whichever of the alphabets of
 * Russian, Uzbek and Kazakh it was written in. "Алишер Навоий кўчаси", "Alisher Navoiy ko'chasi" and "Алишера Навои" meet in
 * "alisher(a) navoi kochasi"; the ending is what the search forgives. A fold is for comparing, never for showing.
 *
 * Two steps. First each letter by the tables of its alphabet (fold.c names letter by letter):
 *   Russian      GOST 7.79-2000, system B, without its marks (ICAO Doc 9303-3 section 6 differs in letters that the second step joins)
 *   Uzbek        Cyrillic to Latin as the Law on the Uzbek alphabet based on Latin of 2 September 1993, as amended 6 May 1995, has it
 *   Kazakh       Cyrillic as BGN/PCGN 1979 without marks; Latin of the decree 637 of 19 February 2018 (acute accents) and of the proposal
 *                of 28 January 2021 (umlauts, breves, cedillas)
 * Then what these spell differently for one sound is joined: kh, x and h; gh and g; q and k; zh and j; y and i; w and v; double letters.
 * Letters of other alphabets stay as they are. Pure; any thread.
 */
#ifndef PLACE_FOLD_H
#define PLACE_FOLD_H

#include "base/str.h"

#define PLACE_WORD_MAX 32u  /* bytes of a word; longer ones are cut */
#define PLACE_WORDS_MAX 24u /* of a text; what comes after is not looked at */

struct place_words {
    uint32_t n;
    uint8_t len[PLACE_WORDS_MAX]; /* 1..PLACE_WORD_MAX */
    char text[PLACE_WORDS_MAX][PLACE_WORD_MAX];
};

/*
 * Add the words of `text` (any bytes) to `w`, in their order. "12 а", "12-А" and "12a" are the one word "12a"; "12/3" and "12-3"
 * are "12/3", "12 корпус 3" is "12k3".
 */
void place_fold(struct str text, struct place_words *w);
struct str place_word(const struct place_words *w, uint32_t i);
/* All words of a house's number as one, into `out` of PLACE_WORD_MAX bytes; borrowed from there. Empty: it has none. */
struct str place_fold_house(struct str house, char out[static PLACE_WORD_MAX]);
/* Does it begin with a digit? Such words are not forgiven: 12 is not 13. */
bool place_word_number(struct str word);
/* A folded word that says what kind of thing is named (street, house, city...), so it tells nothing apart. */
bool place_word_generic(struct str word);
/* Without generic words, unless there is no other; each word once. */
void place_words_tell(struct place_words *w);

#endif
