/* SPDX-License-Identifier: Apache-2.0 */
#include "core/drive_priv.h"

#include <stdlib.h>
#include <string.h>

#include "core/core_priv.h"
#include "roads/build.h"
#include "store/file.h"
#include "support/rig.h"
#include "unit/roads/small.h"

/* A street of so many pieces, in place of the map there is. */
static void put_map(struct rig *r, int32_t pieces)
{
    struct draft d;
    struct str bytes;
    struct err e = {0};
    char folder[500], path[520];
    draft_init(&d);
    for (int32_t i = 0; i <= pieces; i++)
        (void)small_point(&d, i, 0);
    for (uint32_t i = 0; i < (uint32_t)pieces; i++)
        small_road(&d, i, i + 1, 10000, 10000);
    T_OK(roads_build(&d, &bytes, &e));
    (void)snprintf(folder, sizeof folder, "%s/roads", rig_dir(r));
    (void)snprintf(path, sizeof path, "%s/map", folder);
    T_OK(file_make_dir(folder, &e));
    T_OK(file_replace(folder, path, bytes, &e));
    free((void *)(uintptr_t)bytes.p);
    draft_release(&d);
}

/* Freeing takes longer than a decision may: it is left to the thread that looks for maps. */
static void test_drive_end__frees_no_map(void)
{
    static const struct desk *const desks[] = {NULL};
    struct rig *r = rig_new(desks);
    struct drive *d = drive_new(rig_dir(r));
    struct drive_search first, second;
    put_map(r, 3);
    drive_look(d, rig_live(r));
    T(drive_begin(d, rig_live(r), small_at(1, 0), &first) == NULL);
    put_map(r, 5);
    drive_look(d, rig_live(r));
    T(d->map != first.map && d->retired == first.map);
    T(drive_begin(d, rig_live(r), small_at(1, 0), &second) == NULL);
    put_map(r, 7);
    drive_look(d, rig_live(r));
    T(d->retired == second.map && second.map->next == first.map);
    drive_follow(d, rig_live(r));
    T(d->retired == second.map && second.map->next == first.map);
    drive_end(&first);
    T(d->retired == second.map && second.map->next == first.map);
    drive_follow(d, rig_live(r));
    T(d->retired == second.map && second.map->next == NULL);
    drive_end(&second);
    drive_follow(d, rig_live(r));
    T(d->retired == NULL);
    /* One that nobody has goes at once. */
    put_map(r, 3);
    drive_look(d, rig_live(r));
    T(d->retired == NULL);
    drive_free(d);
    rig_free(r);
}

/* Else only the log said that a closure which was taken holds nobody up. */
static void test_drive_metrics__tell_of_closures_that_do_not_count(void)
{
    static const struct desk *const desks[] = {NULL};
    struct rig *r = rig_new(desks);
    struct drive *d = drive_new(rig_dir(r));
    struct closure c = {0};
    struct buf out;
    put_map(r, 3);
    drive_look(d, rig_live(r));
    closure_set_radius_m(&c, 50);
    closure_set_wake_at(&c, rig_now(r) + USEC_H);
    closure_set_lon(&c, small_at(1, 0).lon7);
    closure_set_lat(&c, small_at(1, 0).lat7);
    rig_event(r, EV_CLOSURE_PLACED, "c-1", &c);
    closure_set_lat(&c, small_at(1, 0).lat7 + 1000000);
    rig_event(r, EV_CLOSURE_PLACED, "c-2", &c);
    drive_note(d, rig_picture(r), rig_now(r));
    drive_apply(d);
    buf_init(&out, 1u << 16);
    drive_metrics(d, &out);
    buf_putc(&out, '\0');
    T(strstr(out.p, "\nmarkaz_roads_closures_left_out 1\n") != NULL);
    buf_release(&out);
    drive_free(d);
    rig_free(r);
}

int main(void)
{
    T_RUN(test_drive_metrics__tell_of_closures_that_do_not_count);
    T_RUN(test_drive_end__frees_no_map);
    return t_end();
}
