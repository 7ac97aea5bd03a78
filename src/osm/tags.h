/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What tags of OpenStreetMap mean for whoever drives: may a way be driven, in which directions, how fast, and what a relation
 * forbids. After the project's wiki (Key:highway, Key:oneway, Key:access, Key:maxspeed, Key:barrier, Relation:restriction), for a
 * car of the emergency services: what is private is driven, what is closed to all traffic is not, unless it is tagged for emergencies. Pure.
 */
#ifndef OSM_TAGS_H
#define OSM_TAGS_H

#include "base/str.h"
#include "roads/draft.h"

struct osm_tag {
    struct str key, value;
};

struct osm_tags {
    const struct osm_tag *v;
    size_t n;
};

/* The value of a key; empty when it is not there. */
struct str osm_tag(struct osm_tags t, const char *key);

#define OSM_SPEED_MIN 3 /* km/h */
#define OSM_SPEED_MAX 150

struct osm_road {
    uint8_t class;    /* enum road_class */
    bool forth, back; /* may be driven along its nodes' order, against it */
    uint8_t speed_forth,
        speed_back; /* km/h that is driven there without traffic: OSM_SPEED_MIN..OSM_SPEED_MAX */
};

/*
 * False: no road for cars. The speed is four fifths of the limit where there is one, else what is usual on the class; on links
 * (ramps) no more than 50, on roundabouts no more than 35.
 */
bool osm_road(struct osm_tags t, struct osm_road *out);

/* A limit in km/h, rounded; 0: none that can be read. "none" is OSM_SPEED_MAX, "walk" 7. */
unsigned osm_maxspeed(struct str value);

/* Does this node keep cars from passing? Gates do not: they are opened. */
bool osm_barrier(struct osm_tags t);

enum osm_turn { OSM_NO_TURN, OSM_ONLY_TURN, OSM_TURN_OTHER };

/* OSM_TURN_OTHER: no restriction of turns, one that depends on the hour, or one that cars or emergencies are excepted from. */
enum osm_turn osm_restriction(struct osm_tags t);

#endif
