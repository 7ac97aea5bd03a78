/* SPDX-License-Identifier: Apache-2.0 */
/* A long file is written in turns: what happens between them. */
#include "import_city.h"

static void long_file(struct buf *b, int rows)
{
    buf_init(b, 4u << 20);
    buf_cat(b, "id,kind,lat,lon,name\n");
    for (int i = 0; i < rows; i++)
        buf_printf(b, "cam-%d,camera,41.5,69.5,Camera %d\n", i, i);
    buf_putc(b, '\0');
}

static int turns;

/* A device of the file is made by somebody else, after the file was looked at and before its row is written. */
static void somebody_makes_it(struct rig *r)
{
    struct device dev = {0};
    if (++turns != 9) /* eight looked at it, one has written */
        return;
    T(picture_find(rig_picture(r), KIND_DEVICE, STR("cam-0")) != NULL);
    T(picture_find(rig_picture(r), KIND_DEVICE, STR("cam-399")) == NULL);
    device_set_name(&dev, STR("By hand"));
    device_set_kind(&dev, DEVICE_KIND_CAMERA);
    device_set_speed_limit(&dev, 600);
    rig_event(r, EV_DEVICE_SET, "cam-399", &dev);
}

static void test_turns__a_command_in_between_is_neither_lost_nor_in_the_way(void)
{
    struct rig *r = city();
    struct buf b;
    turns = 0;
    rig_between(r, somebody_makes_it);
    long_file(&b, 400);
    import(r, "devices", b.p);
    no_errors(r);
    counts(r, "399", "1", "0");
    T_STRC(str_c(rig_member(r, "written")), "400");
    const struct device *dev = picture_get(rig_picture(r), KIND_DEVICE, STR("cam-399"));
    T_STRC(dev->name, "Camera 399");
    T_EQ(dev->speed_limit, 600);
    T(turns > 10);
    rig_between(r, NULL);
    import(r, "devices", b.p);
    counts(r, "0", "0", "400");
    T_STRC(str_c(rig_member(r, "written")), "0");
    buf_release(&b);
    rig_free(r);
}

/* It becomes another area's: no business of the caller's any more. */
static void somebody_takes_it(struct rig *r)
{
    struct device dev = {0};
    if (++turns != 8)
        return;
    device_set_name(&dev, STR("Of the east"));
    device_set_kind(&dev, DEVICE_KIND_CAMERA);
    device_set_area(&dev, STR("east"));
    rig_event(r, EV_DEVICE_SET, "cam-399", &dev);
}

static void test_turns__a_row_made_wrong_in_between_is_told_and_the_others_stand(void)
{
    struct rig *r = city();
    struct buf b;
    turns = 0;
    rig_as(r, "user/U2", ROLE_SUPERVISOR, "west", "");
    rig_who(r)->permissions = UINT64_MAX;
    rig_between(r, somebody_takes_it);
    long_file(&b, 400);
    import(r, "devices", b.p);
    T(strstr(rig_member(r, "errors"), "\"line\":401,\"field\":\"area\"") != NULL);
    counts(r, "399", "0", "0");
    T_STRC(str_c(rig_member(r, "written")), "399");
    T_STRC(((const struct device *)picture_get(rig_picture(r), KIND_DEVICE, STR("cam-399")))->name,
           "Of the east");
    buf_release(&b);
    rig_free(r);
}

/* Written in whatever order the file has, an area never lies in one that is not there. */
static void parents_are_there(struct rig *r)
{
    const struct picture *p = rig_picture(r);
    for (uint32_t i = 0; i < picture_count(p, KIND_AREA); i++) {
        const struct area *a = picture_at(p, KIND_AREA, i)->rec;
        T(a->parent.n == 0 || picture_find(p, KIND_AREA, a->parent) != NULL);
    }
    turns++;
}

static void test_turns__areas_parents_first(void)
{
    struct rig *r = empty();
    struct buf b;
    buf_init(&b, 4u << 20);
    buf_cat(&b, "id,name,kind,parent\n");
    for (int i = 0; i < 300; i++)
        buf_printf(&b, "d-%d,District %d,district,r-%d\n", i, i, i % 7);
    for (int i = 0; i < 7; i++)
        buf_printf(&b, "r-%d,Region %d,region,land\n", i, i);
    buf_cat(&b, "land,Land,country,\n");
    buf_putc(&b, '\0');
    turns = 0;
    rig_between(r, parents_are_there);
    import(r, "areas", b.p);
    no_errors(r);
    counts(r, "308", "0", "0");
    T(turns > 10);
    buf_release(&b);
    rig_free(r);
}

int main(void)
{
    T_RUN(test_turns__a_command_in_between_is_neither_lost_nor_in_the_way);
    T_RUN(test_turns__a_row_made_wrong_in_between_is_told_and_the_others_stand);
    T_RUN(test_turns__areas_parents_first);
    return t_end();
}
