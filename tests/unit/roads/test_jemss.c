/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/jemss.h"
#include "small.h"

static const char nodes[] =
    "nodes,3,,\nindex,x,y,offRoadAccess\n1.0,69.0,41.0,1.0\n2,69.001,41,0\n3,69.002,\"41.0\",1\n,,,\n";

static enum rc read_both(const char *nodes_csv, const char *arcs_csv, unsigned mode,
                         struct draft *d, struct err *e)
{
    draft_init(d);
    return jemss_read(str_c(nodes_csv), str_c(arcs_csv), mode, d, e);
}

static void test_jemss_read__pairs_what_goes_both_ways(void)
{
    struct draft d;
    struct err e = {0};
    static const char arcs[] =
        "miscData,1,,\r\narcForm,numModes,\r\ndirected,2\r\n,\r\narcs,4,,\r\nindex,fromNode,toNode,distance,mode_1,mode_2,\r\n"
        "1.0,2.0,1.0,0.1,0.0001,0.0002\r\n2,1,2,0.1,0.0003,0.0004\r\n3,3,2,.1,1e-9,5e-5\r\n4,1,2,1,0.5,0.5\r\n";
    T_OK(read_both(nodes, arcs, 1, &d, &e));
    T_EQ(d.npoints, 3);
    T_EQ(d.points[1].lon7, 690010000);
    T_EQ(d.nsegments, 3);
    T_EQ(d.segments[0].forth, 25920);
    T_EQ(d.segments[0].back, 8640);
    T_EQ(d.segments[0].source_forth, 2);
    T_EQ(d.segments[0].source_back, 1);
    T_EQ(d.segments[1].forth, 43200000);
    T_EQ(d.segments[1].back, 0);
    T_EQ(d.segments[2].forth, 0);
    T_EQ(d.segments[2].back, 1); /* not nothing */
    T_EQ(d.segments[2].class, ROAD_OTHER);
    draft_release(&d);
    T_OK(read_both(nodes, arcs, 2, &d, &e));
    T_EQ(d.segments[2].back, 4320);
    draft_release(&d);
}

static void test_jemss_read__undirected_goes_both_ways(void)
{
    struct draft d;
    struct err e = {0};
    T_OK(read_both(
        nodes, "miscData\narcForm\nundirected\n\narcs\nindex,fromNode,toNode,mode_1\n1,1,3,0.001\n",
        1, &d, &e));
    T_EQ(d.nsegments, 1);
    T_EQ(d.segments[0].forth, 86400);
    T_EQ(d.segments[0].back, 86400);
    draft_release(&d);
}

static void test_jemss_read__says_what_is_wrong(void)
{
    static const char *const head =
        "miscData\narcForm\ndirected\n\narcs\nindex,fromNode,toNode,mode_1\n";

    static const struct {
        const char *nodes, *form, *arcs, *says;
    } cases[] = {
        {"", "", "", "nodes.csv has no table 'nodes'"},
        {"nodes\n", "", "", "nodes.csv, line 1: the table 'nodes' names no columns"},
        {"nodes\nindex,x\n", "", "", "nodes.csv, line 2: there is no column 'y'"},
        {"nodes\nindex,x,y\n2,69,41\n", "", "",
         "nodes.csv, line 3: 'index' is not the row's number"},
        {"nodes\nindex,x,y\n1,69,91\n", "", "",
         "nodes.csv, line 3: 'x' and 'y' are no longitude and latitude in degrees"},
        {"nodes\nindex,x,y\n1,nan,41\n", "", "",
         "nodes.csv, line 3: 'x' and 'y' are no longitude and latitude in degrees"},
        {nodes, "", "", "arcs.csv has no table 'miscData'"},
        {nodes, "miscData\narcForm\nloose\n", "",
         "arcs.csv, line 3: 'arcForm' is neither 'directed' nor 'undirected'"},
        {nodes, NULL, "", "arcs.csv has no arcs"},
        {nodes, NULL, "1,1,4,0.1\n", "arcs.csv, line 7: 'fromNode' or 'toNode' is no node"},
        {nodes, NULL, "1,1.5,2,0.1\n", "arcs.csv, line 7: 'fromNode' or 'toNode' is no node"},
        {nodes, NULL, "1,1,2,0.1\n3,1,2,0.1\n",
         "arcs.csv, line 8: 'index' is not the row's number"},
        {nodes, NULL, "1,1,2,1.1\n", "arcs.csv, line 7: the travel time is not one of 0 to 1 days"},
        {nodes, NULL, "1,1,2,-1e-9\n",
         "arcs.csv, line 7: the travel time is not one of 0 to 1 days"},
        {nodes, NULL, "1,1,2\n", "arcs.csv, line 7: the travel time is not one of 0 to 1 days"},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct draft d;
        struct err e = {0};
        char arcs[512];
        (void)snprintf(arcs, sizeof arcs, "%s%s", cases[i].form != NULL ? cases[i].form : head,
                       cases[i].arcs);
        T_EQ(read_both(cases[i].nodes, arcs, 1, &d, &e), RC_INVALID);
        T_STRC(str_c(e.detail), cases[i].says);
        draft_release(&d);
    }
}

static void test_jemss_read__names_a_missing_mode(void)
{
    struct draft d;
    struct err e = {0};
    T_EQ(read_both(nodes,
                   "miscData\narcForm\ndirected\n\narcs\nindex,fromNode,toNode,mode_1\n1,1,2,0.1\n",
                   7, &d, &e),
         RC_INVALID);
    T_STRC(str_c(e.detail), "arcs.csv, line 6: there is no column 'mode_7'");
    draft_release(&d);
}

int main(void)
{
    T_RUN(test_jemss_read__pairs_what_goes_both_ways);
    T_RUN(test_jemss_read__undirected_goes_both_ways);
    T_RUN(test_jemss_read__says_what_is_wrong);
    T_RUN(test_jemss_read__names_a_missing_mode);
    return t_end();
}
