/* SPDX-License-Identifier: Apache-2.0 */
#include "small.h"

static void test_draft__refuses_what_cannot_be(void)
{
    struct draft d;
    struct err e = {0};
    uint32_t id;
    draft_init(&d);
    T_EQ(draft_point(&d, (struct geo_point){900000001, 0}, &id, &e), RC_INVALID);
    T_EQ(draft_shape(&d, (struct geo_point){0, -1800000001}, &e), RC_INVALID);
    uint32_t a = small_point(&d, 0, 0), b = small_point(&d, 1, 0);
    T_EQ(draft_segment(&d, (struct draft_segment){.from = a, .to = 2, .forth = 1}, &e), RC_INVALID);
    T_STRC(str_c(e.detail), "segment 0 joins point 0 and point 2, and there are 2");
    T_EQ(draft_segment(&d, (struct draft_segment){.from = a, .to = b}, &e), RC_INVALID);
    T_EQ(draft_segment(&d, (struct draft_segment){.from = a, .to = b, .forth = DRAFT_MS_MAX + 1},
                       &e),
         RC_INVALID);
    T_EQ(draft_segment(
             &d, (struct draft_segment){.from = a, .to = b, .back = 1, .class = ROAD_CLASSES}, &e),
         RC_INVALID);
    small_road(&d, a, b, 5, 0);
    T_EQ(d.nsegments, 1);
    T_EQ(draft_ban(&d, (struct draft_ban){1, 0}, &e), RC_INVALID);
    T_STRC(str_c(e.detail), "the forbidden turn 0 is from or to a way nobody can go");
    T_EQ(draft_ban(&d, (struct draft_ban){0, 0}, &e), RC_INVALID);
    T_STRC(str_c(e.detail), "the forbidden turn 0 is between ways that do not meet");
    T_EQ(draft_ban(&d, (struct draft_ban){0, 2}, &e), RC_INVALID);
    T_EQ(d.nbans, 0);
    draft_release(&d);
}

static void fill(struct draft *d)
{
    struct err e = {0};
    draft_init(d);
    for (int32_t i = 0; i < 4; i++)
        (void)small_point(d, i, i % 2);
    small_road(d, 0, 1, 100, 200);
    T_OK(draft_shape(d, small_at(5, 5), &e));
    T_OK(draft_shape(d, small_at(6, 5), &e));
    small_road(d, 1, 2, 0, 300);
    small_road(d, 2, 3, 1, 0);
    T_OK(draft_ban(d, (struct draft_ban){3, 1}, &e));
}

static void test_draft__travels_as_bytes(void)
{
    struct draft d, again;
    struct buf bytes, twice;
    struct err e = {0};
    fill(&d);
    T_EQ(d.segments[1].shape_n, 2);
    T_EQ(d.segments[2].shape_n, 0);
    buf_init(&bytes, 1 << 16);
    buf_init(&twice, 1 << 16);
    draft_encode(&d, &bytes);
    draft_init(&again);
    T_OK(draft_decode(buf_str(&bytes), &again, &e));
    draft_encode(&again, &twice);
    T_STR(buf_str(&bytes), buf_str(&twice));
    T_EQ(again.npoints, 4);
    T_EQ(again.segments[1].source_back, 11);
    T_EQ(again.bans[0].from, 3);
    draft_release(&again);
    draft_release(&d);
    buf_release(&bytes);
    buf_release(&twice);
}

/* Cut anywhere, or with something behind it, it is refused. */
static void test_draft_decode__refuses_what_is_not_whole(void)
{
    struct draft d, again;
    struct buf bytes;
    struct err e = {0};
    fill(&d);
    buf_init(&bytes, 1 << 16);
    draft_encode(&d, &bytes);
    for (size_t n = 0; n < bytes.n; n++) {
        draft_init(&again);
        T_EQ(draft_decode((struct str){bytes.p, n}, &again, &e), RC_INVALID);
        draft_release(&again);
    }
    buf_putc(&bytes, 0);
    draft_init(&again);
    T_EQ(draft_decode(buf_str(&bytes), &again, &e), RC_INVALID);
    T_STRC(str_c(e.detail), "the road graph is not as long as it says");
    draft_release(&again);
    draft_release(&d);
    buf_release(&bytes);
}

int main(void)
{
    T_RUN(test_draft__refuses_what_cannot_be);
    T_RUN(test_draft__travels_as_bytes);
    T_RUN(test_draft_decode__refuses_what_is_not_whole);
    return t_end();
}
