/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/mem.h"
#include "import_city.h"

/* One error, at this line and field, whose text holds `part`; and nothing has changed. */
static void one_error(struct rig *r, const char *kind, const char *body, const char *at,
                      const char *part)
{
    uint64_t seq = picture_seq(rig_picture(r));
    import(r, kind, body);
    const char *errors = rig_member(r, "errors");
    if (!T(strncmp(errors + 1, at, strlen(at)) == 0) || !T(strstr(errors, part) != NULL) ||
        !T(strstr(errors, "},{") == NULL))
        printf("  got %s\n", errors);
    T_EQ(picture_seq(rig_picture(r)), seq);
}

static const struct device *device(struct rig *r, const char *id)
{
    const struct device *d = picture_get(rig_picture(r), KIND_DEVICE, str_c(id));
    T_REQUIRE(d != NULL);
    return d;
}

/* ---- CSV ---- */

static void test_csv__created_changed_same(void)
{
    struct rig *r = city();
    import(
        r, "devices",
        "id,name,kind,lat,lon,period_s\nc1,Cam 1,camera,41.5,69.5,60\nc2,Cam 2,camera,41.6,69.6,\n");
    no_errors(r);
    counts(r, "2", "0", "0");
    T_STRC(str_c(rig_member(r, "dry_run")), "false");
    T_EQ(rig_events(r), 2);
    T_STRC(device(r, "c1")->area, "west");
    rig_mark(r);
    import(
        r, "devices",
        "id,name,kind,lat,lon,period_s\nc1,Cam 1,camera,41.5,69.5,120\nc2,Cam 2,camera,41.6,69.6,\n");
    counts(r, "0", "1", "1");
    T_EQ(rig_events(r), 1);
    T(strstr(rig_event_data(r, 0), "\"data\":{\"period_s\":120}") != NULL);
    rig_free(r);
}

static void test_csv__as_offices_write_it(void)
{
    struct rig *r = city();
    /* byte order mark, semicolons, decimal commas, CRLF, quotes with a line end and a doubled quote, blank lines */
    import(
        r, "sites",
        "\xef\xbb\xbfid;name;kind;lat;lon;address\r\n"
        "s1;\"Школа \"\"Нур\"\"; корпус 2\";school;41,5;69,5;\"ул. Навои 1\r\nТашкент\"\r\n\r\n;;;;;\r\n"
        "s2;Больница;hospital;+41,25;069,75;");
    no_errors(r);
    counts(r, "2", "0", "0");
    const struct site *s = picture_get(rig_picture(r), KIND_SITE, STR("s1"));
    T_REQUIRE(s != NULL);
    T_STRC(s->name, "Школа \"Нур\"; корпус 2");
    T_STRC(s->address, "ул. Навои 1\r\nТашкент");
    T_EQ(s->lat, 415000000);
    s = picture_get(rig_picture(r), KIND_SITE, STR("s2"));
    T_REQUIRE(s != NULL);
    T_EQ(s->lon, 697500000);
    import(r, "units", "id\tname\tskills\tarea\nM7\t7\tdog, medic;boat\twest\n");
    no_errors(r);
    T_STRC(((const struct unit *)picture_get(rig_picture(r), KIND_UNIT, STR("M7")))->skills,
           "dog,medic,boat");
    import(r, "units", "ID,Name,Skills,area\rM8,8,dog medic,west\rM9,9,\"dog,medic\",west");
    no_errors(r);
    counts(r, "2", "0", "0");
    T_STRC(((const struct unit *)picture_get(rig_picture(r), KIND_UNIT, STR("M9")))->skills,
           "dog,medic");
    rig_free(r);
}

static void test_csv__an_empty_field_leaves_what_is_there(void)
{
    struct rig *r = city();
    import(r, "sites", "id,address\nschool-1,Navoi 1\n");
    import(r, "sites", "id,name,address\nschool-1,School One,\n");
    counts(r, "0", "1", "0");
    const struct site *s = picture_get(rig_picture(r), KIND_SITE, STR("school-1"));
    T_STRC(s->name, "School One");
    T_STRC(s->address, "Navoi 1");
    rig_free(r);
}

static void test_csv__errors_name_line_and_field(void)
{
    struct rig *r = city();
#define HEAD "id,kind,lat,lon\n"
    one_error(r, "devices", HEAD "a,camera,41.5,69.5\nb,camera,91,69.5\n",
              "{\"line\":3,\"field\":\"lat\"", "-90 to 90");
    one_error(r, "devices", HEAD "b,camera,4x,69.5\n", "{\"line\":2,\"field\":\"lat\"", "number");
    one_error(r, "devices", HEAD "b,camera,\"41,5\",69.5\n", "{\"line\":2,\"field\":\"lat\"",
              "number");
    one_error(r, "devices", HEAD "b,camera,41.5,\n", "{\"line\":2,\"field\":\"lon\"", "together");
    one_error(r, "devices", HEAD "b,cam,41.5,69.5\n", "{\"line\":2,\"field\":\"kind\"",
              "one of camera");
    one_error(r, "devices", HEAD "b,,41.5,69.5\n", "{\"line\":2,\"field\":\"kind\"", "missing");
    one_error(r, "devices", HEAD ",camera,41.5,69.5\n", "{\"line\":2,\"field\":\"id\"", "missing");
    one_error(r, "devices", HEAD "\"a\nb\",camera,41.5,69.5\n", "{\"line\":2,\"field\":\"id\"",
              "letters");
    one_error(r, "devices", HEAD "a,camera,41.5,69.5\n\nb,camera,41.5,69.5\na,camera,41.5,69.5\n",
              "{\"line\":5,\"field\":\"id\"", "line 2");
    one_error(r, "devices", HEAD "a,camera,41.5,69.5,9\n", "{\"line\":2,\"field\":\"\"",
              "more fields");
    one_error(r, "devices", HEAD "a,\"camera\"x,41.5,69.5\n", "{\"line\":2,\"field\":\"\"",
              "follow");
    one_error(r, "devices", HEAD "a,\"camera,41.5,69.5\n", "{\"line\":2,\"field\":\"\"",
              "never closed");
    one_error(r, "devices", "id,kind,site\nb,button,none\n", "{\"line\":2,\"field\":\"site\"",
              "none");
    one_error(r, "devices", "id,kind,unit\nb,tablet,none\n", "{\"line\":2,\"field\":\"unit\"",
              "none");
    one_error(r, "devices", "id,kind,area\nb,camera,none\n", "{\"line\":2,\"field\":\"area\"",
              "none");
    one_error(r, "devices", "id,kind,period_s\nb,camera,604801\n",
              "{\"line\":2,\"field\":\"period_s\"", "604800");
    one_error(r, "devices", "id,kind,state\nb,camera,unknown\n", "{\"line\":2,\"field\":\"state\"",
              "retired");
    one_error(r, "devices", "id,kind,colour\n", "{\"line\":1,\"field\":\"colour\"", "not known");
    one_error(r, "devices", "id,kind,pwhash\n", "{\"line\":1,\"field\":\"pwhash\"", "not known");
    one_error(r, "devices", "id,kind,kind\n", "{\"line\":1,\"field\":\"kind\"", "twice");
    one_error(r, "devices", "id,kind,silent_since\n", "{\"line\":1,\"field\":\"silent_since\"",
              "not known");
    one_error(r, "devices", " \r\n", "{\"line\":1,\"field\":\"\"", "empty");
    one_error(r, "devices", "id,name\na,x\nb,\xcf\xf0\xe8\n", "{\"line\":3,\"field\":\"\"",
              "UTF-8");
    one_error(r, "sites", "id,name\ns,S\n", "{\"line\":2,\"field\":\"lat\"", "missing");
    one_error(r, "units", "id,area\nM9,none\n", "{\"line\":2,\"field\":\"area\"", "none");
    one_error(r, "areas", "name,parent\nNorth,none\n", "{\"line\":2,\"field\":\"parent\"", "none");
    one_error(r, "areas", "name\n***\n", "{\"line\":2,\"field\":\"id\"", "missing");
    one_error(r, "areas", "id,name,parent\na,A,b\nb,B,\nc,C,c\n",
              "{\"line\":4,\"field\":\"parent\"", "itself");
#undef HEAD
    T_EQ(rig_call(r, "POST", "/api/v1/import/planets", "id\n"), RC_NOT_FOUND);
    rig_free(r);
}

static void test_csv__one_bad_line_stops_all(void)
{
    struct rig *r = city();
    import(
        r, "devices",
        "id,kind,lat,lon\na,camera,41.5,69.5\nb,zzz,41.5,69.5\nc,camera,41.5,690\nd,camera,41.5,69.5\n");
    counts(r, "2", "0", "0");
    T(strstr(rig_member(r, "errors"), "{\"line\":3,") <
      strstr(rig_member(r, "errors"), "{\"line\":4,"));
    T_EQ(rig_events(r), 0);
    rig_free(r);
}

static void test_csv__errors_are_counted_past_the_list(void)
{
    struct rig *r = city();
    struct buf b;
    buf_init(&b, 1u << 20);
    buf_cat(&b, "id,kind\n");
    for (int i = 0; i < 1500; i++)
        buf_printf(&b, "d%d,nothing\n", i);
    buf_putc(&b, '\0');
    import(r, "devices", b.p);
    T(strstr(rig_answer(r), "{\"line\":0,\"field\":\"\",\"error\":\"and 500 more\"}]") != NULL);
    T(strstr(rig_answer(r), "\"line\":1001,") != NULL);
    buf_release(&b);
    rig_free(r);
}

static void test_csv__no_area_is_a_warning(void)
{
    struct rig *r = city();
    import(r, "devices", "id,kind,lat,lon\nfar,camera,10,10\nnear,camera,41.5,69.5\n");
    no_errors(r);
    T(strncmp(rig_member(r, "warnings"), "[{\"line\":2,\"field\":\"area\"", 24) == 0);
    T_EQ(rig_events(r), 2);
    T_STRC(device(r, "far")->area, "");
    rig_free(r);
}

static void test_dry_run__changes_nothing(void)
{
    struct rig *r = city();
    uint64_t hash = picture_hash(rig_picture(r));
    T_OK(rig_call(r, "POST", "/api/v1/import/devices?dry_run=1",
                  "id,kind,site\nbtn,button,school-1\n"));
    counts(r, "1", "0", "0");
    no_errors(r);
    T_STRC(str_c(rig_member(r, "dry_run")), "true");
    T_EQ(picture_hash(rig_picture(r)), hash);
    T_EQ(rig_events(r), 0);
    import(r, "devices", "id,kind,site\nbtn,button,school-1\n");
    counts(r, "1", "0", "0");
    T_EQ(device(r, "btn")->lat, 415000000);
    rig_free(r);
}

static void test_import__an_area_admin_stays_in_the_area(void)
{
    struct rig *r = city();
    rig_as(r, "user/U2", ROLE_ADMIN, "west", "");
    one_error(r, "devices", "id,kind,area\na,camera,west\nb,camera,east\n",
              "{\"line\":3,\"field\":\"area\"", "limited to");
    one_error(r, "units", "id,area\nM21,east\n", "{\"line\":2,\"field\":\"area\"", "limited to");
    one_error(r, "areas", "name,parent\nTop,\n", "{\"line\":2,\"field\":\"area\"", "limited to");
    one_error(r, "areas", "id,name,parent\nz,Z,west\ny,Y,east\nw,W,z\n",
              "{\"line\":3,\"field\":\"area\"", "limited to");
    one_error(r, "areas",
              "id,name\n"
              "east,Mine\n",
              "{\"line\":2,\"field\":\"area\"", "limited to");
    import(r, "areas", "id,name,parent\nz,Z,west\nw,W,z\n");
    no_errors(r);
    counts(r, "2", "0", "0");
    rig_as(r, "user/U3", ROLE_OPERATOR, "", "");
    T_EQ(rig_call(r, "POST", "/api/v1/import/units", "id\nM1\n"), RC_DENIED);
    rig_free(r);
}

static void test_areas__a_loop_over_known_and_new_is_refused(void)
{
    struct rig *r = city();
    import(r, "areas", "id,name,parent\nn,N,west\nm,M,n\n");
    no_errors(r);
    import(r, "areas", "id,parent\nwest,m\n");
    T(strstr(rig_member(r, "errors"), "part of itself") != NULL);
    import(
        r, "areas",
        "id,name,parent\na1,A,\na2,A,a1\na3,A,a2\na4,A,a3\na5,A,a4\na6,A,a5\na7,A,a6\na8,A,a7\na9,A,a8\n");
    T(strstr(rig_member(r, "errors"), "at most 7 others") != NULL);
    rig_free(r);
}

/* ---- people ---- */

static void test_users__new_ones_only(void)
{
    struct rig *r = city();
    const char *file = "name,role,area,full_name,unit,lang,password\n"
                       "op7,operator,west,O. P.,,ru,a long secret\n"
                       "crew21,unit,west,,M21,uz,another secret\n";
    T_OK(rig_call(r, "POST", "/api/v1/import/users?dry_run=true", file));
    counts(r, "2", "0", "0");
    T_EQ(rig_events(r), 0);
    import(r, "users", file);
    no_errors(r);
    counts(r, "2", "0", "0");
    T_EQ(rig_count(r, EV_USER_ADDED), 2);
    T(strstr(rig_event_data(r, 0), "$argon2id$") != NULL);
    T(strstr(rig_event_data(r, 0), "secret") == NULL);
    uint32_t n;
    const struct entity *const *u =
        picture_by(rig_picture(r), KIND_USER, F_USER_NAME, STR("crew21"), &n);
    T_REQUIRE(n == 1);
    T_EQ(((const struct user *)u[0]->rec)->role, ROLE_UNIT);
    T_STRC(((const struct user *)u[0]->rec)->unit, "M21");
    import(r, "users", "name,role\nop7,operator\n");
    counts(r, "0", "0", "1");
    one_error(r, "users", "name,role\nop7,admin\n", "{\"line\":2,\"field\":\"name\"", "exists");
    rig_free(r);
}

static void test_users__errors(void)
{
    struct rig *r = city();
    one_error(r, "users", "name,role,password\na,operator,short\n",
              "{\"line\":2,\"field\":\"password\"", "10 characters");
    one_error(r, "users", "name,role,password\na,camera,0123456789\n",
              "{\"line\":2,\"field\":\"role\"", "token");
    one_error(r, "users", "name,role,password\na,unit,0123456789\n",
              "{\"line\":2,\"field\":\"unit\"", "needs a unit");
    one_error(r, "users", "name,password\na,0123456789\n", "{\"line\":2,\"field\":\"role\"",
              "missing");
    one_error(r, "users", "name,role,password\n,operator,0123456789\n",
              "{\"line\":2,\"field\":\"name\"", "missing");
    one_error(r, "users", "{\"type\":\"FeatureCollection\",\"features\":[]}", "{\"line\":1,",
              "CSV");
    rig_as(r, "user/U2", ROLE_ADMIN, "west", "");
    one_error(r, "users", "name,role,password\na,admin,0123456789\n", "{\"line\":2,", "limited to");
    rig_who(r)->permissions &= ~BIT(PERM_ACCESS_MANAGE);
    T_EQ(rig_call(r, "POST", "/api/v1/import/users", "name\n"), RC_DENIED);
    rig_free(r);
}

/* ---- GeoJSON ---- */

static void test_geojson__points(void)
{
    struct rig *r = city();
    import(
        r, "sites",
        "{\"type\":\"FeatureCollection\",\"features\":[\n"
        "{\"type\":\"Feature\",\"properties\":{\"id\":\"g1\",\"name\":\"G \\u00ab1\\u00bb\",\"kind\":\"bank\",\"colour\":{\"a\":[1]}},"
        "\"geometry\":{\"type\":\"Point\",\"coordinates\":[69.5,41.5,400]}},\n"
        "{\"properties\":{\"id\":7,\"name\":\"G2\",\"lat\":41.25,\"lon\":69.25},\"geometry\":null}]}");
    no_errors(r);
    counts(r, "2", "0", "0");
    const struct site *s = picture_get(rig_picture(r), KIND_SITE, STR("g1"));
    T_REQUIRE(s != NULL);
    T_STRC(s->name, "G «1»");
    T_STRC(s->area, "west");
    T_EQ(s->lat, 415000000);
    T(picture_find(rig_picture(r), KIND_SITE, STR("7")) != NULL);
    rig_free(r);
}

static void test_geojson__errors_name_line_and_feature(void)
{
    struct rig *r = city();
#define OPEN "{\"type\":\"FeatureCollection\",\n\"features\":[\n"
    one_error(
        r, "areas",
        OPEN
        "{\"properties\":{\"name\":\"A\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,2]]]}}]}",
        "{\"line\":3,\"field\":\"geometry\"", "feature 1: ");
    one_error(
        r, "areas",
        OPEN
        "{\"properties\":{\"name\":\"A\"},\"geometry\":null},\n{\"properties\":{\"kind\":\"region\"}}]}",
        "{\"line\":4,\"field\":\"id\"", "feature 2: ");
    one_error(
        r, "sites",
        OPEN
        "{\"properties\":{\"id\":\"a\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[]}}]}",
        "{\"line\":3,\"field\":\"geometry\"", "a point");
    one_error(r, "areas", OPEN "{\"properties\":[]}]}", "{\"line\":3,\"field\":\"properties\"",
              "object");
    one_error(r, "areas", OPEN "{\"properties\":{}", "{\"line\":3,\"field\":\"\"",
              "malformed JSON");
    one_error(r, "areas", OPEN "5]}", "{\"line\":3,\"field\":\"\"", "object");
    one_error(r, "areas", "{\"features\":{}}", "{\"line\":1,", "array");
    one_error(r, "areas", "{\"type\":\"Feature\"}", "{\"line\":1,", "FeatureCollection");
    one_error(r, "areas", "{\"features\":[]} x", "{\"line\":1,", "malformed JSON");
#undef OPEN
    rig_free(r);
}

static bool real(struct rig *r, const char *name, const char *created)
{
    size_t n;
    char *text = t_capture(name, &n);
    if (text == NULL)
        return false;
    import(r, "areas", text);
    no_errors(r);
    counts(r, created, "0", "0");
    T((strstr(rig_member(r, "warnings"), "\"parent\"") != NULL) ==
      (strstr(name, "tashkent") != NULL));
    import(r, "areas", text);
    counts(r, "0", "0", created);
    free(text);
    return true;
}

static const struct area *area(struct rig *r, const char *id)
{
    const struct area *a = picture_get(rig_picture(r), KIND_AREA, str_c(id));
    if (a == NULL)
        printf("  no area %s\n", id);
    T_REQUIRE(a != NULL);
    return a;
}

static void test_real__uzbekistan(void)
{
    struct rig *r = empty();
    if (real(r, "geo/uz-regions.geojson", "14") &&
        real(r, "geo/uz-tashkent-districts.geojson", "12")) {
        const struct area *a = area(r, "tashkent-city");
        T_STRC(a->name, "Tashkent city");
        T_STRC(a->name_ru, "г. Ташкент");
        T_STRC(a->name_uz, "Toshkent sh.");
        T_EQ(a->kind, AREA_KIND_REGION);
        T(a->geometry.n > 1000);
        a = area(r, "mirzo-ulugbek-district");
        T_STRC(a->name_uz, "Mirzo Ulug'bek tumani");
        T_EQ(a->kind, AREA_KIND_DISTRICT);
        int in_city = 0;
        for (uint32_t i = 0; i < picture_count(rig_picture(r), KIND_AREA); i++) {
            const struct area *one = picture_at(rig_picture(r), KIND_AREA, i)->rec;
            T((one->kind == AREA_KIND_DISTRICT) == (one->parent.n > 0));
            T(one->geometry.n > 0 && one->name.n > 0 && one->name_ru.n > 0 && one->name_uz.n > 0);
            in_city += str_eqc(one->parent, "tashkent-city");
        }
        /* The two files disagree on the city's eastern border: Bektemir and Yashnobod lie half in the region. */
        T_EQ(in_city, 11);
        /* The parliament stands in the city, not in the region around it. */
        import(
            r, "sites",
            "id,name,lat,lon\nparliament,Oliy Majlis,41.3062,69.2489\nregistan,Registan,39.6547,66.9757\n");
        no_errors(r);
        const struct site *s = picture_get(rig_picture(r), KIND_SITE, STR("parliament"));
        T(picture_area_within(rig_picture(r), s->area, STR("tashkent-city")));
        T(!picture_area_within(rig_picture(r), s->area, STR("tashkent-region")));
        s = picture_get(rig_picture(r), KIND_SITE, STR("registan"));
        T_STRC(s->area, "samarkand-region");
    }
    rig_free(r);
}

static void test_real__almaty(void)
{
    struct rig *r = empty();
    if (real(r, "geo/kz-almaty-districts.geojson", "8")) {
        const struct area *a = area(r, "turksib-district");
        T_STRC(a->name, "Түрксіб ауданы");
        T_STRC(a->name_kk, "Түрксіб ауданы");
        T_STRC(a->name_ru, "Турксибский район");
        T_EQ(a->kind, AREA_KIND_DISTRICT);
        a = area(r, "medeu-district");
        T(a->geometry.n > 0);
        area(r, "bostandiq-district");
    }
    rig_free(r);
}

static void test_areas__ids_of_names(void)
{
    struct rig *r = empty();
    import(r, "areas",
           "name\nг. Ташкент\nO'zbekiston\nFargʻona viloyati\nҚызылорда облысы\nЁлка & Щука\n");
    no_errors(r);
    (void)area(r, "g-tashkent");
    (void)area(r, "ozbekiston");
    (void)area(r, "fargona-viloyati");
    (void)area(r, "kyzylorda-oblysy");
    (void)area(r, "elka-shchuka");
    rig_free(r);
}

/* ---- properties ---- */

/* Files of pieces that mean something to the reader, in any order. */
static size_t random_file(uint64_t *seed, char *to, size_t cap)
{
    static const char *const pieces[] = {
        "id",
        "name",
        "kind",
        "lat",
        "lon",
        "area",
        "parent",
        "role",
        "password",
        "skills",
        ",",
        ",",
        ",",
        ";",
        "\t",
        "\n",
        "\n",
        "\r\n",
        "\r",
        "\"",
        "\"\"",
        "camera",
        "school",
        "region",
        "41.5",
        "69.5",
        "-",
        "+1",
        "1e5",
        "west",
        "a",
        "b",
        "\xef\xbb\xbf",
        "\xd0\xb6",
        "\xd0",
        "{\"features\":[",
        "{\"properties\":{",
        "\"name\":\"x\"",
        "\"id\":\"q\"",
        "},",
        "}",
        "]",
        "[",
        ":",
        "\"geometry\":",
        "{\"type\":\"Point\",\"coordinates\":[69.5,41.5]}",
        "null",
        "\\u0041",
        " ",
        "school-1",
        "M21",
    };
    static const char *const heads[] = {"id,name,kind,lat,lon\n", "id;name;area\n",
                                        "name\trole\tpassword\n", "",
                                        "{\"type\":\"FeatureCollection\",\"features\":[{"};
    size_t n = 0;
    const char *head = heads[t_rand(seed) % ARRAY_LEN(heads)];
    n += (size_t)snprintf(to, cap, "%s", head);
    for (uint64_t k = t_rand(seed) % 40; k > 0 && n < cap - 60; k--) {
        const char *p = pieces[t_rand(seed) % ARRAY_LEN(pieces)];
        n += (size_t)snprintf(to + n, cap - n, "%s", p);
    }
    return n;
}

static void test_property__a_dry_run_says_what_happens_and_changes_nothing(void)
{
    static const char *const kinds[] = {"areas", "sites", "devices", "units"};
    uint64_t seed = t_seed();
    struct rig *r = city();
    int taken = 0;
    for (int i = 0; i < 20000; i++) {
        char text[4096], path[64], dry[200];
        const char *kind = kinds[t_rand(&seed) % ARRAY_LEN(kinds)];
        (void)random_file(&seed, text, sizeof text);
        uint64_t hash = picture_hash(rig_picture(r)), seq = picture_seq(rig_picture(r));
        (void)snprintf(path, sizeof path, "/api/v1/import/%s?dry_run=1", kind);
        T_OK(rig_call(r, "POST", path, text));
        T(picture_hash(rig_picture(r)) == hash && picture_seq(rig_picture(r)) == seq);
        (void)snprintf(dry, sizeof dry, "%.99s", rig_answer(r));
        bool bad = strcmp(rig_member(r, "errors"), "[]") != 0;
        path[strcspn(path, "?")] = '\0';
        T_OK(rig_call(r, "POST", path, text));
        T_EQ(strncmp(dry, rig_answer(r), 40), 0); /* the counts, at least */
        T(!bad || picture_seq(rig_picture(r)) == seq);
        T_OK(json_check(str_c(rig_answer(r)), NULL));
        taken += !bad;
        if (!bad) { /* and the same again changes nothing */
            seq = picture_seq(rig_picture(r));
            T_OK(rig_call(r, "POST", path, text));
            T_EQ(picture_seq(rig_picture(r)), seq);
        }
    }
    T(taken > 50); /* the generator makes good files too */
    rig_free(r);
}

/* What so many rows take of a processor, which does not depend on what else the machine does. */
static usec_t many_rows(struct rig *r, int n)
{
    struct buf b;
    buf_init(&b, 64u << 20);
    buf_cat(&b, "id,kind,lat,lon,name\n");
    for (int i = 0; i < n; i++)
        buf_printf(&b, "cam-%d,camera,41.%04d,69.5,\"Camera \"\"%d\"\"\"\n", i, i % 10000, i);
    buf_putc(&b, '\0');
    usec_t from = clock_cpu();
    T_OK(rig_call(r, "POST", "/api/v1/import/devices?dry_run=1", b.p));
    usec_t took = clock_cpu() - from;
    buf_release(&b);
    return took;
}

/* Ten times the rows take some ten times as long: if each looked at all before it, it were a hundred times. */
static void test_csv__many_rows(void)
{
    struct rig *r = city();
    usec_t few = many_rows(r, 20000);
    counts(r, "20000", "0", "0");
    usec_t many = many_rows(r, 200001);
    T(many < 40 * few);
    counts(r, "200000", "0", "0");
    T(strstr(rig_member(r, "errors"),
             "{\"line\":200002,\"field\":\"\",\"error\":\"more than 200000 rows") != NULL);
    printf("  20,000 rows in %lld ms, 200,000 in %lld ms\n", (long long)(few / USEC_MS),
           (long long)(many / USEC_MS));
    rig_free(r);
}

int main(void)
{
    T_RUN(test_csv__created_changed_same);
    T_RUN(test_csv__as_offices_write_it);
    T_RUN(test_csv__an_empty_field_leaves_what_is_there);
    T_RUN(test_csv__errors_name_line_and_field);
    T_RUN(test_csv__one_bad_line_stops_all);
    T_RUN(test_csv__errors_are_counted_past_the_list);
    T_RUN(test_csv__no_area_is_a_warning);
    T_RUN(test_dry_run__changes_nothing);
    T_RUN(test_import__an_area_admin_stays_in_the_area);
    T_RUN(test_areas__a_loop_over_known_and_new_is_refused);
    T_RUN(test_users__new_ones_only);
    T_RUN(test_users__errors);
    T_RUN(test_geojson__points);
    T_RUN(test_geojson__errors_name_line_and_feature);
    T_RUN(test_real__uzbekistan);
    T_RUN(test_real__almaty);
    T_RUN(test_areas__ids_of_names);
    T_RUN(test_property__a_dry_run_says_what_happens_and_changes_nothing);
    T_RUN(test_csv__many_rows);
    return t_end();
}
