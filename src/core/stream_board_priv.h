/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of the board, shared by stream_board*.c only. */
#ifndef CORE_STREAM_BOARD_PRIV_H
#define CORE_STREAM_BOARD_PRIV_H

#include "base/map.h"
#include "core/stream_board.h"
#include "geo/grid.h"

#define BOARD_CHUNK 32 /* moves under one box */
#define BOARD_LEVELS 8 /* of areas */

struct unit_now {
    struct geo_point at;
    bool known;     /* has a position */
    bool looked_up; /* area and status were asked for */
    uint8_t status;
    uint32_t area; /* its number; 0: none */
    uint64_t tick; /* in which it changed last; 0: never */
    char *text;    /* rendered then */
    uint32_t text_n, text_cap;
};

struct move {
    struct geo_point at;
    uint32_t slot;
    uint32_t order; /* along a curve, so that neighbours in the list are neighbours on the ground */
};

struct tick {
    struct move *moves;
    uint32_t n, cap;
    struct geo_box *boxes; /* of each BOARD_CHUNK of moves */
    uint32_t *gone;
    uint32_t ngone, gone_cap;
};

struct area_no {
    char id[65];
    uint32_t number, parent; /* 0: none */
    uint32_t units;          /* with a position, those of areas within it included */
};

/* What a tick brings, gathered before the board is locked. */
struct change {
    uint32_t slot;
    bool moved, looked_up;
    uint8_t status;
    char area[65];
    struct live_unit fix; /* its id lives as long as live */
};

struct noted {
    char id[65];
};

struct board {
    pthread_rwlock_t lock;
    struct unit_now *units; /* by slot of live */
    uint32_t nunits;
    struct geo_grid *grid;
    struct tick ticks[BOARD_TICKS]; /* by number modulo BOARD_TICKS */
    uint64_t newest;
    _Atomic uint64_t made; /* how often */
    struct map by_id;      /* struct area_no, of areas that units belong to and those around them */
    struct area_no **areas; /* by number - 1 */
    uint32_t nareas, areas_cap;

    /* the stream thread's own */
    uint64_t version; /* of live at the last tick */
    bool all_noted, areas_noted;
    struct noted *noted;
    uint32_t nnoted;
    struct change *changes;
    uint32_t nchanges, changes_cap;
    struct buf render;
};

#endif
