-- Places of units, as little as does the same work: a history without an index, the present places with the index they are
-- asked through. Variables: type (geography; or geometry, then plane is 1: metres on a plane), kept (empty, or UNLOGGED: gone
-- after a crash), fill (percent of a page that is filled), indexed: place, or cell. With an index over place each move changes an
-- index, so no update can be HOT (heap only). With one over cells of 500 m most are; the nearest are then the best 10 of the 40
-- whose cells are nearest, which is right where 40 units lie some cells apart, and wrong where many stand in one place.
SET client_min_messages = warning;
DROP TABLE IF EXISTS units, fixes;
DROP FUNCTION IF EXISTS place, cell;
\if :plane
-- Metres east and north, true at the middle of the square the units drive in: the quickest there is, true for one city alone.
CREATE FUNCTION place(lat7 integer, lon7 integer) RETURNS geometry LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ST_MakePoint(lon7 * 0.0083423::float8, lat7 * 0.011106::float8);
CREATE FUNCTION cell(lat7 integer, lon7 integer) RETURNS geometry LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ST_MakePoint(round(lon7 * 0.000016684600::float8) * 500, round(lat7 * 0.000022212::float8) * 500);
\else
CREATE FUNCTION place(lat7 integer, lon7 integer) RETURNS geography LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ST_SetSRID(ST_MakePoint(lon7 / 1e7::float8, lat7 / 1e7::float8), 4326)::geography;
CREATE FUNCTION cell(lat7 integer, lon7 integer) RETURNS geography LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN NULL::geography;
\endif

CREATE TABLE fixes (
    at timestamptz NOT NULL, unit integer NOT NULL, lat7 integer NOT NULL, lon7 integer NOT NULL, speed_kmh real, heading smallint,
    accuracy_m smallint
);
CREATE :kept TABLE units (
    id integer NOT NULL PRIMARY KEY, status smallint NOT NULL, duty boolean NOT NULL, listening boolean NOT NULL, sound boolean NOT NULL,
    at timestamptz NOT NULL, speed_kmh real, heading smallint, accuracy_m smallint, name text NOT NULL, assignment text, place :type NOT NULL, cell :type
) WITH (fillfactor = :fill, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay = 0);
CREATE TEMPORARY TABLE first (id integer, name text, at timestamptz, lat7 integer, lon7 integer);
\copy first FROM pstdin (FORMAT csv)
INSERT INTO units SELECT id, 0, true, true, false, at, 50, 100, 5, name, NULL, place(lat7, lon7),
    CASE WHEN :'indexed' = 'cell' THEN cell(lat7, lon7) END FROM first ORDER BY id;
CREATE INDEX ON units USING gist (:indexed);
VACUUM ANALYZE units;
CHECKPOINT;
