/* SPDX-License-Identifier: Apache-2.0 */
#include "support/osm_text.h"
#include "support/t.h"

/* A crossing of two streets at node 2, a kilometre to each side or so. */
#define CROSS \
    "n 1 41.00 69.00\nn 2 41.01 69.00\nn 3 41.02 69.00\nn 4 41.01 68.99\nn 5 41.01 69.01\n" \
    "w 10 1,2 highway=primary\nw 11 2,3 highway=primary\nw 12 4,2 highway=residential\nw 13 2,5 highway=residential\n"

static enum rc read_text(const char *text, struct draft *d, struct osm_report *r, struct err *e)
{
    draft_init(d);
    return osm_text_read(str_c(text), d, r, e);
}

static void test_osm_draft__cuts_where_ways_meet(void)
{
    struct draft d;
    struct osm_report r;
    struct err e = {0};
    T_OK(read_text(
        "w 7 1,2,3,4 highway=primary\nw 8 5,3 highway=residential oneway=yes\nw 9 5,6 waterway=river\n"
        "n 1 41.00 69\nn 2 41.01 69\nn 3 41.02 69\nn 4 41.03 69\nn 5 41.02 69.01\nn 6 1 1\n",
        &d, &r, &e));
    T_EQ(r.ways, 2);
    T_EQ(r.missing, 0);
    T_EQ(d.npoints, 4);
    T_EQ(d.nsegments, 3);
    T_EQ(d.segments[0].shape_n, 1);
    T_EQ(d.shape[0].lat7, 410100000);
    T_EQ(d.segments[0].source_forth, 7);
    T_EQ(d.segments[1].from, d.segments[0].to);
    /* 2.2 km at 55 km/h, and 0.84 km at 30 km/h. */
    T(d.segments[0].forth > 145000 && d.segments[0].forth < 146000);
    T_EQ(d.segments[0].back, d.segments[0].forth);
    T_EQ(d.segments[2].back, 0);
    T_EQ(d.segments[2].class, ROAD_STREET);
    T(d.segments[2].forth > 100000 && d.segments[2].forth < 101500);
    draft_release(&d);
}

static void test_osm_draft__a_ring_is_cut_where_it_closes(void)
{
    struct draft d;
    struct osm_report r;
    struct err e = {0};
    T_OK(read_text("w 1 1,2,3,1 highway=tertiary junction=roundabout\nw 2 2,4 highway=tertiary\n"
                   "n 1 41.00 69\nn 2 41.01 69\nn 3 41.01 69.01\nn 4 41.05 69\n",
                   &d, &r, &e));
    T_EQ(d.nsegments, 3);
    T_EQ(d.segments[1].to, d.segments[0].from);
    T_EQ(d.segments[1].back, 0);
    draft_release(&d);
}

static void test_osm_draft__what_is_cut_off_is_left_out(void)
{
    struct draft d;
    struct osm_report r;
    struct err e = {0};
    T_OK(read_text(
        "w 1 1,2,3,4,5 highway=primary\nw 2 2,9 highway=service\nn 1 41.00 69\nn 2 41.01 69\nn 3 41.02 69\nn 5 41.04 69\n",
        &d, &r, &e));
    T_EQ(r.missing, 2);
    T_EQ(d.nsegments, 1);
    draft_release(&d);
    T_EQ(read_text("w 1 1,2 highway=primary\nn 1 41 69\n", &d, &r, &e), RC_INVALID);
    T_STRC(str_c(e.detail), "the extract holds the nodes of no road");
    draft_release(&d);
    T_EQ(read_text("w 1 1,2 waterway=river\nn 1 41 69\n", &d, &r, &e), RC_INVALID);
    T_STRC(str_c(e.detail), "there is no road in it");
    draft_release(&d);
}

static void test_osm_draft__nothing_meets_at_a_barrier(void)
{
    struct draft d;
    struct osm_report r;
    struct err e = {0};
    T_OK(read_text("w 1 1,2,3 highway=service\nw 2 4,2 highway=service\n"
                   "n 1 41.00 69\nn 2 41.01 69 barrier=bollard\nn 3 41.02 69\nn 4 41.01 69.01\n",
                   &d, &r, &e));
    T_EQ(r.barriers, 1);
    T_EQ(d.nsegments, 3);
    T_EQ(d.npoints, 6);
    T(d.segments[0].to != d.segments[1].from);
    draft_release(&d);
}

/* The ways along from and into the crossing of CROSS: segments are in the order of ids. */
static bool banned(const struct draft *d, uint32_t from, uint32_t to)
{
    for (uint32_t i = 0; i < d->nbans; i++)
        if (d->bans[i].from == from && d->bans[i].to == to)
            return true;
    return false;
}

static void test_osm_draft__forbids_and_commands_turns(void)
{
    struct draft d;
    struct osm_report r;
    struct err e = {0};
    T_OK(read_text(CROSS "r from:w10,via:n2,to:w12 type=restriction restriction=no_left_turn\n"
                         "r from:w11,via:n2,to:w13 type=restriction restriction=only_left_turn\n"
                         "r from:w10,via:n2,to:w10 type=restriction restriction=no_u_turn\n",
                   &d, &r, &e));
    T_EQ(r.turns, 3);
    T_EQ(r.turns_ignored, 0);
    T(banned(&d, 0, 5));
    T(banned(&d, 3, 1));
    T(banned(&d, 3, 5));
    T(banned(&d, 3, 2));
    T(!banned(&d, 3, 6));
    T(banned(&d, 0, 1));
    T_EQ(d.nbans, 5);
    draft_release(&d);
}

static void test_osm_draft__counts_what_it_does_not_understand(void)
{
    static const char *const ignored[] = {
        "r from:w10,via:w12,to:w13 type=restriction restriction=no_u_turn\n",
        "r from:w10,via:n2 type=restriction restriction=no_u_turn\n",
        "r from:w10,from:w11,via:n2,to:w12 type=restriction restriction=no_entry\n",
        "r from:w10,via:n9,to:w12 type=restriction restriction=no_left_turn\n",
        "r from:w10,via:n3,to:w12 type=restriction restriction=no_left_turn\n",
        "r from:w99,via:n2,to:w12 type=restriction restriction=no_left_turn\n",
        /* Way 20 passes through, so it comes from two sides. */
        "w 20 1,2,5 highway=service\nr from:w20,via:n2,to:w12 type=restriction restriction=no_left_turn\n",
    };
    for (size_t i = 0; i < ARRAY_LEN(ignored); i++) {
        struct draft d;
        struct osm_report r;
        struct err e = {0};
        char text[1024];
        (void)snprintf(text, sizeof text, "%s%s", CROSS, ignored[i]);
        T_OK(read_text(text, &d, &r, &e));
        T_EQ(r.turns, 0);
        T_EQ(r.turns_ignored, 1);
        T_EQ(d.nbans, 0);
        draft_release(&d);
    }
}

int main(void)
{
    T_RUN(test_osm_draft__cuts_where_ways_meet);
    T_RUN(test_osm_draft__a_ring_is_cut_where_it_closes);
    T_RUN(test_osm_draft__what_is_cut_off_is_left_out);
    T_RUN(test_osm_draft__nothing_meets_at_a_barrier);
    T_RUN(test_osm_draft__forbids_and_commands_turns);
    T_RUN(test_osm_draft__counts_what_it_does_not_understand);
    return t_end();
}
