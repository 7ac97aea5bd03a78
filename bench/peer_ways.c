/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <endian.h>
#include <string.h>

#include "peer_postgres.h"

#define EPOCH_2000 (INT64_C(946684800) * USEC_S)

size_t pg_put32(char *to, uint32_t v)
{
    v = htonl(v);
    memcpy(to, &v, 4);
    return 4;
}

size_t pg_put16(char *to, uint32_t v)
{
    uint16_t n = htons((uint16_t)v);
    memcpy(to, &n, 2);
    return 2;
}

static size_t put_time(char *to, usec_t t)
{
    uint64_t n = htobe64((uint64_t)(t - EPOCH_2000));
    memcpy(to, &n, 8);
    return 8;
}

static size_t put_float(char *to, float f)
{
    uint32_t bits;
    memcpy(&bits, &f, 4);
    return pg_put32(to, bits);
}

/* ---- reads (bench/peers/postgres.sql) ---- */

#define KEPT "camera, plate, region, at, confidence, heading, speed_kmh, class, make, color"
#define HITS \
    " INSERT INTO hits (" KEPT ", entry, issuer, basis, reason)" \
    " SELECT r.*, w.id, w.issuer, w.basis, w.reason FROM r JOIN wanted w ON w.plate = r.plate"

static const char unnest_statement[] =
    "WITH r AS (INSERT INTO reads (" KEPT
    ") SELECT * FROM unnest($1::int[], $2::text[], $3::text[],"
    " $4::timestamptz[], $5::smallint[], $6::smallint[], $7::real[], $8::text[], $9::text[],"
    " $10::text[]) RETURNING " KEPT ")" HITS;
static const char rows_statement[] =
    "WITH r AS (INSERT INTO reads (" KEPT ") VALUES ($1::int, $2::text, $3::text, $4::timestamptz,"
    " $5::smallint, $6::smallint, $7::real, $8::text, $9::text, $10::text) RETURNING " KEPT
    ")" HITS;
static const char copy_statement[] = "COPY copied (" KEPT ") FROM STDIN (FORMAT binary)";

static const char *const texts[PG_COLUMNS_MAX] = {
    [2] = "uz", [7] = "car", [8] = "chevrolet", [9] = "white"};
static const uint32_t read_types[] = {23, 25, 25, 1184, 21, 21, 700, 25, 25, 25};

static void get_read(const struct peer_batch *b, uint32_t i, struct pg_row *out)
{
    load_read_at(b->plan, b->first + i, &out->read);
    out->now = b->now;
}

static size_t put_read(char *to, int column, const struct pg_row *row)
{
    const struct load_read *r = &row->read;
    char *at = to + 4;
    if (texts[column] != NULL) {
        size_t n = strlen(texts[column]);
        memcpy(at, texts[column], n);
        return pg_put32(to, (uint32_t)n) + n;
    }
    if (column == 0)
        at += pg_put32(at, r->camera);
    if (column == 1) {
        memcpy(at, r->plate, LOAD_PLATE);
        at += LOAD_PLATE;
    }
    if (column == 3)
        at += put_time(at, row->now - r->age_ms * USEC_MS);
    if (column == 4)
        at += pg_put16(at, r->confidence);
    if (column == 5)
        at += pg_put16(at, r->heading);
    if (column == 6)
        at += put_float(at, (float)r->kmh10 / 10);
    pg_put32(to, (uint32_t)(at - to - 4));
    return (size_t)(at - to);
}

/* ---- places (bench/peers/places.sql): a fix into the history, and the unit moved when it is newer ---- */

#define FIX "unit, at, lat7, lon7, speed_kmh, heading, accuracy_m"
#define FIXES \
    "WITH f AS (INSERT INTO fixes (" FIX ") SELECT * FROM unnest($1::int[], $2::timestamptz[]," \
    " $3::int[], $4::int[], $5::real[], $6::smallint[], $7::smallint[])"
#define ONE_FIX \
    "WITH f AS (INSERT INTO fixes (" FIX ") VALUES ($1::int, $2::timestamptz, $3::int, $4::int," \
    " $5::real, $6::smallint, $7::smallint)"
#define MOVE(more) \
    " RETURNING " FIX ") UPDATE units u SET at = f.at, speed_kmh = f.speed_kmh," \
    " heading = f.heading, accuracy_m = f.accuracy_m, place = place(f.lat7, f.lon7)" more \
    " FROM f WHERE u.id = f.unit AND u.at < f.at"
#define MAY_BE_SENT \
    " FROM units WHERE duty AND assignment IS NULL AND status = 0 AND at > now() - interval '1 hour'"
#define Q "place($1::int, $2::int)"

static const char fixes_statement[] = FIXES MOVE("");
static const char fix_statement[] = ONE_FIX MOVE("");
static const char nearest_statement[] =
    "SELECT name, place <-> " Q ", now() - at, listening, sound" MAY_BE_SENT
    " ORDER BY place <-> " Q " LIMIT 10";
/* The index is over cells of 500 m: a unit that stays in its cell changes no index. */
#define CELL ", cell = cell(f.lat7, f.lon7)"
static const char fixes_cells_statement[] = FIXES MOVE(CELL);
static const char fix_cells_statement[] = ONE_FIX MOVE(CELL);
static const char nearest_cells_statement[] =
    "SELECT name, place <-> " Q ", now() - at, listening, sound FROM (SELECT *" MAY_BE_SENT
    " ORDER BY cell <-> " Q " LIMIT 40) c ORDER BY place <-> " Q " LIMIT 10";
static const uint32_t fix_types[] = {23, 1184, 23, 23, 700, 21, 21};

static void get_fix(const struct peer_batch *b, uint32_t i, struct pg_row *out)
{
    load_place_at(b->plan, b->first + i, b->now, &out->place);
    out->now = b->now;
}

static size_t put_fix(char *to, int column, const struct pg_row *r)
{
    char *at = to + 4;
    switch (column) {
    case 0: at += pg_put32(at, r->place.device); break;
    case 1: at += put_time(at, r->now / USEC_MS * USEC_MS); break;
    case 2: at += pg_put32(at, (uint32_t)r->place.lat7); break;
    case 3: at += pg_put32(at, (uint32_t)r->place.lon7); break;
    case 4: at += put_float(at, 50); break;
    case 5: at += pg_put16(at, 100); break;
    default: at += pg_put16(at, 5); break;
    }
    pg_put32(to, (uint32_t)(at - to - 4));
    return (size_t)(at - to);
}

static void get_question(const struct peer_batch *b, uint32_t i, struct pg_row *out)
{
    load_question_at(b->first + i, &out->place);
}

static size_t put_question(char *to, int column, const struct pg_row *r)
{
    return put_fix(to, column + 2, r);
}

static const struct pg_way ways[] = {
    {"unnest", PEER_READS, PG_ARRAYS, unnest_statement, 10, read_types, get_read, put_read},
    {"rows", PEER_READS, PG_ROWS, rows_statement, 10, read_types, get_read, put_read},
    {"copy", PEER_READS, PG_COPY, copy_statement, 10, read_types, get_read, put_read},
    {"unnest", PEER_POSITIONS, PG_ARRAYS, fixes_statement, 7, fix_types, get_fix, put_fix},
    {"rows", PEER_POSITIONS, PG_ROWS, fix_statement, 7, fix_types, get_fix, put_fix},
    {"unnest-cells", PEER_POSITIONS, PG_ARRAYS, fixes_cells_statement, 7, fix_types, get_fix,
     put_fix},
    {"rows-cells", PEER_POSITIONS, PG_ROWS, fix_cells_statement, 7, fix_types, get_fix, put_fix},
    {"nearest-cells", PEER_NEAREST_UNITS, PG_ROWS, nearest_cells_statement, 2, NULL, get_question,
     put_question},
    {"nearest", PEER_NEAREST_UNITS, PG_ROWS, nearest_statement, 2, NULL, get_question,
     put_question},
};

const struct pg_way *pg_way(enum peer_ask ask, const char *name)
{
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
        if (ways[i].ask == ask && strcmp(ways[i].name, name) == 0)
            return &ways[i];
    return NULL;
}
