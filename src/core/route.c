/* SPDX-License-Identifier: Apache-2.0 */
#include "core/route.h"

#include <pthread.h>
#include <string.h>

#include "base/str.h"

#define NODES_MAX 256
#define PARAMS_MAX 2

/*
 * The paths of the table as a tree of segments. A literal is tried before a {name}, so that
 * /units/nearest is not a unit called "nearest"; when the literal's branch has no row for the
 * method, the {name} is tried.
 */
struct node {
    struct str literal;         /* empty: a {name} */
    uint16_t first_child, next; /* 0: none; the root is nobody's child */
    uint16_t row[8];            /* 1 + index into route_table, by method */
    uint8_t rows;
    bool rest; /* a {name...} */
};

static struct node nodes[NODES_MAX];
static uint16_t node_count;
static pthread_once_t built = PTHREAD_ONCE_INIT;

/* "{name...}", which comes last in its path, is all that is left of it, slashes too. */
static bool is_rest(struct str segment)
{
    return str_ends(segment, STR("...}"));
}

static bool is_param(struct str segment)
{
    return segment.n > 2 && segment.p[0] == '{' && segment.p[segment.n - 1] == '}';
}

/* The child for this segment; made when it is not there. {names} come last among the children. */
static uint16_t node_child(uint16_t parent, struct str segment)
{
    struct str literal = is_param(segment) ? STR_NONE : segment;
    uint16_t *at = &nodes[parent].first_child;
    while (*at != 0 && !str_eq(nodes[*at].literal, literal))
        at = &nodes[*at].next;
    if (*at != 0)
        return *at;
    must(node_count < NODES_MAX);
    uint16_t made = node_count++;
    nodes[made].literal = literal;
    nodes[made].rest = is_rest(segment);
    if (literal.n == 0) {
        *at = made;
    } else {
        nodes[made].next = nodes[parent].first_child;
        nodes[parent].first_child = made;
    }
    return made;
}

static void build(void)
{
    node_count = 1;
    for (int i = 0; i < ROUTE_COUNT; i++) {
        struct str rest = str_c(route_table[i].path);
        uint16_t at = 0;
        int params = 0;
        must(rest.n > 1 && rest.p[0] == '/' && (int)route_table[i].id == i);
        rest.p++, rest.n--;
        while (rest.n > 0) {
            struct str segment = str_cut(&rest, '/');
            must(segment.n > 0);
            params += is_param(segment);
            at = node_child(at, segment);
        }
        struct node *leaf = &nodes[at];
        must(params <= PARAMS_MAX && leaf->rows < ARRAY_LEN(leaf->row));
        leaf->row[leaf->rows++] = (uint16_t)(i + 1);
    }
}

static const struct route *leaf_row(const struct node *leaf, struct str method, bool *path_known)
{
    for (int i = 0; i < leaf->rows; i++) {
        const struct route *r = &route_table[leaf->row[i] - 1];
        *path_known = true;
        if (str_eqc(method, r->method))
            return r;
    }
    return NULL;
}

/* `rest` is what follows the slash after this node's segment. Depth is that of the tree. */
static const struct route *walk(uint16_t at, struct str rest, struct str method,
                                struct str params[2], int nparams, bool *path_known)
{
    const char *slash = rest.n > 0 ? memchr(rest.p, '/', rest.n) : NULL;
    struct str segment = {rest.p, slash != NULL ? (size_t)(slash - rest.p) : rest.n};
    if (segment.n == 0)
        return NULL;
    for (uint16_t i = nodes[at].first_child; i != 0; i = nodes[i].next) {
        const struct node *child = &nodes[i];
        int n = nparams;
        if (child->literal.n == 0)
            params[n++] = segment;
        else if (!str_eq(child->literal, segment))
            continue;
        const struct route *r;
        if (child->rest) {
            params[n - 1] = rest;
            r = leaf_row(child, method, path_known);
        } else if (slash == NULL) {
            r = leaf_row(child, method, path_known);
        } else {
            struct str below = {slash + 1, rest.n - segment.n - 1};
            r = walk(i, below, method, params, n, path_known);
        }
        if (r != NULL)
            return r;
    }
    return NULL;
}

const struct route *route_find(struct str method, struct str path, struct str params[2],
                               bool *path_known)
{
    must(pthread_once(&built, build) == 0);
    *path_known = false;
    params[0] = params[1] = STR_NONE;
    if (path.n < 2 || path.p[0] != '/')
        return NULL;
    struct str rest = {path.p + 1, path.n - 1};
    const struct route *r = walk(0, rest, method, params, 0, path_known);
    if (r == NULL)
        params[0] = params[1] = STR_NONE;
    return r;
}

const struct route *route_by_command(struct str command)
{
    for (int i = 0; i < ROUTE_COUNT; i++)
        if (str_eqc(command, route_table[i].command))
            return &route_table[i];
    return NULL;
}
