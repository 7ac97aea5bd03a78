/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Road graphs as researchers of ambulance dispatch write them down: nodes.csv and arcs.csv of JEMSS (JEMSS.jl, src/file_io.jl
 * and its cities). Pure: bytes in, a draft out.
 *
 * A file is tables, one below the other: a line with the table's name, a line with its columns, its rows, an empty line. Of nodes
 * `index`, `x` and `y` (degrees) are read; of arcs `index`, `fromNode`, `toNode` and `mode_N`, a travel time in days, and of
 * `miscData` whether arcs are `directed` (an arc goes one way) or `undirected` (both). An index is its row's number, from 1. Of
 * other columns nothing is taken. Two directed arcs between the same two nodes, one each way, are one road. There are neither classes nor
 * forbidden turns.
 */
#ifndef ROADS_JEMSS_H
#define ROADS_JEMSS_H

#include "roads/draft.h"

#define JEMSS_FILE_MAX (UINT32_C(1) << 30) /* bytes of a file */
#define JEMSS_MODES_MAX 99u

/*
 * Into an empty draft, with the times of mode 1..JEMSS_MODES_MAX. RC_INVALID names file, line and what is wrong, RC_TOO_LARGE
 * what there is too much of; the draft is to be released all the same.
 */
MUST_USE enum rc jemss_read(struct str nodes, struct str arcs, unsigned mode, struct draft *d,
                            struct err *e);

#endif
