/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "event/record.h"

#include "support/random_event.h"

static struct arena arena;
static struct err err;
static struct buf text;

/* Calls f for every record there is. */
static void each_record(void (*f)(const struct record *))
{
    for (int i = 0; i < KIND_COUNT; i++)
        f(kind_table[i].record);
    for (int i = 0; i < IN_COUNT; i++)
        f(input_table[i]);
}

/* ---- the tables themselves ---- */
static void check_table(const struct record *rec)
{
    uint64_t bits = 0;
    for (int i = 0; i < rec->nfields; i++) {
        const struct field *f = &rec->fields[i];
        T(i == 0 || strcmp(rec->fields[i - 1].name, f->name) < 0);
        T((bits & BIT(f->bit)) == 0);
        T((f->flags & FIELD_PERSONAL) == 0 || (rec->personal & BIT(f->bit)) != 0);
        T((f->kind == FIELD_ENUM) == (f->enums != NULL));
        T(record_field(rec, str_c(f->name)) == f);
        T_EQ(f->name_n, strlen(f->name));
        bits |= BIT(f->bit);
    }
    T((rec->required & ~bits) == 0);
    T(record_field(rec, STR("no such field")) == NULL);
}

static void test_record__tables_are_sound(void)
{
    each_record(check_table);
    for (int i = 0; i < EV_COUNT; i++) {
        struct str name = event_table[i].name;
        T(name.n >= 1 && name.n <= 48);
        for (size_t k = 0; k < name.n; k++)
            T((name.p[k] >= 'a' && name.p[k] <= 'z') || name.p[k] == '.');
        T_EQ(event_type_find(name), i);
    }
    T_EQ(event_type_find(STR("alarm")), EV_COUNT);
    T_EQ(event_type_find(STR_NONE), EV_COUNT);
    for (int i = 0; i < KIND_COUNT; i++) {
        T_EQ(kind_find(kind_table[i].name), i);
        T_EQ(kind_table[i].keep & kind_table[i].record->personal, 0);
    }
    T_EQ(kind_find(STR("ala")), KIND_COUNT);
    for (int i = 0; i < TOPIC_COUNT; i++)
        T_EQ(topic_find(topic_names[i]), i);
    T_EQ(topic_find(STR("")), -1);
    T_EQ(enum_find(&enum_role, STR("supervisor")), ROLE_SUPERVISOR);
    T_EQ(enum_find(&enum_role, STR("Supervisor")), -1);
}

/* ---- bounds of each field of each record, in both forms ---- */
/* Of a soft field the same values are no error: they must have left nothing. Said as the error it would be else. */
static enum rc left_out(const struct field *f, const void *out)
{
    static const char nothing[sizeof(struct str)];
    if ((f->flags & FIELD_SOFT) == 0 || (*(const uint64_t *)out & BIT(f->bit)) != 0)
        return RC_OK;
    T(memcmp((const char *)out + f->off, nothing,
             f->kind >= FIELD_ID ? sizeof(struct str) : sizeof(int64_t)) == 0);
    return err_field(&err, RC_INVALID, f->name, "left out");
}

static enum rc read_one(const struct record *rec, const char *name, struct str value,
                        enum record_form form, void *out)
{
    buf_clear(&text);
    buf_printf(&text, "{\"%s\":", name);
    buf_puts(&text, value);
    buf_putc(&text, '}');
    enum rc rc = record_read(rec, buf_str(&text), form, false, &arena, out, &err);
    /*
     * Alone, the other required fields are missing: that is told only after the field itself was
     * read.
     */
    rc = rc == RC_INVALID && str_ends(str_c(err.detail), STR("is missing")) ? RC_OK : rc;
    return rc == RC_OK ? left_out(record_field(rec, str_c(name)), out) : rc;
}

static enum rc read_scaled(const struct record *rec, const struct field *f, int64_t v,
                           enum record_form form, void *out)
{
    struct buf value;
    buf_init(&value, 100);
    json_put_scaled(&value, v, form == RECORD_OUTSIDE ? f->digits : 0);
    enum rc rc = read_one(rec, f->name, buf_str(&value), form, out);
    buf_release(&value);
    return rc;
}

static void check_number(const struct record *rec, const struct field *f, enum record_form form)
{
    void *out = arena_alloc(&arena, rec->size);
    const int64_t *got = (const int64_t *)(const void *)((const char *)out + f->off);
    T_OK(read_scaled(rec, f, f->min, form, out));
    T_EQ(*got, f->min);
    T_OK(read_scaled(rec, f, f->max, form, out));
    T_EQ(*got, f->max);
    T_EQ(read_scaled(rec, f, f->min - 1, form, out), RC_INVALID);
    T_STRC(str_c(err.field), f->name);
    /* One above the highest heading is north again. */
    T_EQ(read_scaled(rec, f, f->max + (f->kind == FIELD_HEADING ? 2 : 1), form, out), RC_INVALID);
    T_EQ(read_one(rec, f->name, STR("\"1\""), form, out), RC_INVALID);
    T_EQ(read_one(rec, f->name, STR("true"), form, out), RC_INVALID);
    T_EQ(read_one(rec, f->name, STR("1e30"), form, out), RC_INVALID);
}

static void check_choice(const struct record *rec, const struct field *f, enum record_form form)
{
    void *out = arena_alloc(&arena, rec->size);
    const int64_t *got = (const int64_t *)(const void *)((const char *)out + f->off);
    for (int i = 0; f->kind == FIELD_ENUM && i < f->enums->count; i++) {
        T_OK(read_one(rec, f->name, arena_printf(&arena, "\"%.*s\"", STR_ARG(f->enums->names[i])),
                      form, out));
        T_EQ(*got, i);
    }
    if (f->kind == FIELD_BOOL) {
        T_OK(read_one(rec, f->name, STR("true"), form, out));
        T_EQ(*got, 1);
        T_OK(read_one(rec, f->name, STR("false"), form, out));
        T_EQ(*got, 0);
    }
    T_EQ(read_one(rec, f->name, STR("\"nothing of ours\""), form, out), RC_INVALID);
    T_EQ(read_one(rec, f->name, STR("0"), form, out), RC_INVALID);
}

static struct str quoted(size_t n, char c)
{
    struct str s = {arena_alloc(&arena, n + 2), n + 2};
    char *p = (char *)(uintptr_t)s.p;
    memset(p, c, n + 2);
    p[0] = p[n + 1] = '"';
    return s;
}

static void check_text(const struct record *rec, const struct field *f, enum record_form form)
{
    void *out = arena_alloc(&arena, rec->size);
    const struct str *got = (const struct str *)(const void *)((const char *)out + f->off);
    size_t max = (size_t)f->max;
    if (f->kind != FIELD_SHA256) { /* which has but one length, below */
        T_OK(read_one(rec, f->name, quoted(max, 'A'), form, out));
        T_EQ(got->n, max);
    }
    T_EQ(read_one(rec, f->name, quoted(max + 1, 'A'), form, out), RC_INVALID);
    T_EQ(read_one(rec, f->name, STR("5"), form, out), RC_INVALID);
    /* Stored, an empty plate is one that was erased. */
    bool never_empty =
        f->kind == FIELD_PLATE ? form == RECORD_OUTSIDE : (f->flags & FIELD_REQUIRED) != 0;
    T_EQ(read_one(rec, f->name, STR("\"\""), form, out), never_empty ? RC_INVALID : RC_OK);
    if (f->kind == FIELD_ID) {
        T_OK(read_one(rec, f->name, STR("\"aZ09._:-\""), form, out));
        T_EQ(read_one(rec, f->name, STR("\"a/b\""), form, out), RC_INVALID);
        T_EQ(read_one(rec, f->name, STR("\"a b\""), form, out), RC_INVALID);
        T_EQ(read_one(rec, f->name, STR("\"ў\""), form, out), RC_INVALID);
    }
    if (f->kind == FIELD_SHA256) {
        T_OK(read_one(rec, f->name, quoted(64, 'a'), form, out));
        T_EQ(read_one(rec, f->name, quoted(64, 'A'), form, out), RC_INVALID);
        T_EQ(read_one(rec, f->name, quoted(63, 'a'), form, out), RC_INVALID);
    }
}

static void check_json(const struct record *rec, const struct field *f, enum record_form form)
{
    void *out = arena_alloc(&arena, rec->size);
    const struct str *got = (const struct str *)(const void *)((const char *)out + f->off);
    T_OK(read_one(rec, f->name, STR("{\"a\":[1,{}]}"), form, out));
    T_STRC(*got, "{\"a\":[1,{}]}");
    T_OK(read_one(rec, f->name, quoted((size_t)f->max - 2, 'A'), form, out));
    T_EQ(read_one(rec, f->name, quoted((size_t)f->max - 1, 'A'), form, out), RC_INVALID);
    T_EQ(read_one(rec, f->name, STR("{\"a\":[1,{}"), form, out), RC_INVALID);
}

static void check_ids(const struct record *rec, const struct field *f)
{
    void *out = arena_alloc(&arena, rec->size);
    const struct str *got = (const struct str *)(const void *)((const char *)out + f->off);
    T_OK(read_one(rec, f->name, STR("[]"), RECORD_OUTSIDE, out));
    T_EQ(got->n, 0);
    T_OK(read_one(rec, f->name, STR("[\"a\", \"b.1\"]"), RECORD_OUTSIDE, out));
    T_STRC(*got, "a,b.1");
    T_OK(read_one(rec, f->name, STR("\"a,b.1\""), RECORD_STORED, out));
    T_STRC(*got, "a,b.1");
    T_EQ(read_one(rec, f->name, STR("\"a,b.1\""), RECORD_OUTSIDE, out), RC_INVALID);
    T_EQ(read_one(rec, f->name, STR("[\"a,b\"]"), RECORD_OUTSIDE, out), RC_INVALID);
    T_EQ(read_one(rec, f->name, STR("[\"\"]"), RECORD_OUTSIDE, out), RC_INVALID);
    T_EQ(read_one(rec, f->name, STR("[1]"), RECORD_OUTSIDE, out), RC_INVALID);
    T_EQ(read_one(rec, f->name, STR("[\"a\""), RECORD_OUTSIDE, out), RC_INVALID);
}

static void check_time(const struct record *rec, const struct field *f)
{
    void *out = arena_alloc(&arena, rec->size);
    const int64_t *got = (const int64_t *)(const void *)((const char *)out + f->off);
    T_OK(read_one(rec, f->name, STR("\"2026-11-22T06:20:00.5+05:00\""), RECORD_OUTSIDE, out));
    T_EQ(*got, INT64_C(1795310400500000));
    T_EQ(read_one(rec, f->name, STR("\"2026-11-22\""), RECORD_OUTSIDE, out), RC_INVALID);
    T_EQ(read_one(rec, f->name, STR("1795310400500000"), RECORD_OUTSIDE, out), RC_INVALID);
    check_number(rec, f, RECORD_STORED);
}

/* Soft values are passed over whole, whatever they are; broken JSON is still refused. */
static void test_record_read__soft_fields_are_left_out(void)
{
    const struct record *rec = input_table[IN_ALARM_SEND];
    struct in_alarm_send in;
    arena_clear(&arena);
    T_OK(record_read(rec,
                     STR("{\"kind\":{\"a\":[1,{\"b\":2}]},\"at\":[],\"lat\":\"north\",\"lon\":999,"
                         "\"detail\":7,\"id\":\"a b\",\"device\":\"btn-1\"}"),
                     RECORD_OUTSIDE, true, &arena, &in, &err));
    T_EQ(in.has, BIT(F_IN_ALARM_SEND_DEVICE));
    T_STRC(in.device, "btn-1");
    T_EQ(in.lon, 0);
    T_EQ(in.id.n, 0);
    T_EQ(record_read(rec, STR("{\"device\":\"btn-1\",\"at\":{\"a\":}}"), RECORD_OUTSIDE, true,
                     &arena, &in, &err),
         RC_INVALID);
    struct in_heartbeat beat;
    T_EQ(record_read(input_table[IN_HEARTBEAT], STR("{\"device\":\"btn 1\"}"), RECORD_OUTSIDE, true,
                     &arena, &beat, &err),
         RC_INVALID);
    T_STRC(str_c(err.field), "device");
    struct str twice = STR("{\"device\":\"b\",\"kind\":\"fire\",\"kind\":{\"a\":1}}");
    T_EQ(record_read(rec, twice, RECORD_OUTSIDE, false, &arena, &in, &err), RC_INVALID);
    T_OK(record_read(rec, twice, RECORD_OUTSIDE, true, &arena, &in, &err));
    T_EQ(in.kind, ALARM_KIND_FIRE); /* the first stands */
    T_OK(record_read(rec, STR("{\"device\":\"btn-1\",\"at\":0}"), RECORD_OUTSIDE, true, &arena, &in,
                     NULL));
}

static void check_bounds(const struct record *rec)
{
    for (int i = 0; i < rec->nfields; i++) {
        const struct field *f = &rec->fields[i];
        arena_clear(&arena);
        if (f->kind == FIELD_TIME)
            check_time(rec, f);
        else if (f->kind == FIELD_IDS)
            check_ids(rec, f);
        for (int form = RECORD_STORED; form <= RECORD_OUTSIDE; form++) {
            if (f->kind == FIELD_ENUM || f->kind == FIELD_BOOL)
                check_choice(rec, f, (enum record_form)form);
            else if (f->kind == FIELD_JSON)
                check_json(rec, f, (enum record_form)form);
            else if (f->kind >= FIELD_ID && f->kind != FIELD_IDS)
                check_text(rec, f, (enum record_form)form);
            else if (f->kind < FIELD_ID && f->kind != FIELD_TIME)
                check_number(rec, f, (enum record_form)form);
        }
    }
}

static void test_record_read__bounds_of_every_field(void)
{
    each_record(check_bounds);
}

/* ---- forms ---- */
static void check_canonical(struct str json)
{
    struct json_reader r;
    struct str last = STR_NONE, raw;
    json_open(&r, json);
    T_EQ(json_next(&r).kind, JSON_OBJECT);
    for (struct json_token t = json_next(&r); t.kind == JSON_KEY; t = json_next(&r)) {
        T(str_cmp(last, t.raw) < 0);
        last = t.raw;
        t = json_next(&r);
        if (t.kind == JSON_NUMBER)
            T(memchr(t.raw.p, '.', t.raw.n) == NULL && memchr(t.raw.p, 'e', t.raw.n) == NULL);
        T_REQUIRE(json_skip(&r, t, &raw));
    }
    T_EQ(json_next(&r).kind, JSON_END);
}

static void check_round_trip(const struct record *rec)
{
    uint64_t state = t_seed();
    for (int i = 0; i < 100; i++) {
        arena_clear(&arena);
        void *obj = random_record(&state, &arena, rec, UINT64_MAX, i == 0);
        void *back = arena_alloc(&arena, rec->size);
        buf_clear(&text);
        record_write(rec, obj, UINT64_MAX, RECORD_STORED, false, &text);
        T_REQUIRE(buf_ok(&text));
        check_canonical(buf_str(&text));
        T_OK(record_read(rec, buf_str(&text), RECORD_STORED, false, &arena, back, &err));
        T_EQ(*(uint64_t *)obj, *(uint64_t *)back);
        T(record_same(rec, obj, back, UINT64_MAX));
    }
}

static void test_record__stored_form_is_canonical_and_exact(void)
{
    each_record(check_round_trip);
}

#define READ_MIN "\"camera\":\"C1\",\"plate\":\"01A123BC\",\"at\":\"2026-11-22T01:20:00Z\""

static void test_record_read__usual_units(void)
{
    const struct record *rec = input_table[IN_READ];
    struct in_read in;
    T_OK(record_read(
        rec, STR("{" READ_MIN ",\"confidence\":0.875,\"heading\":359.96,\"speed_kmh\":60.55}"),
        RECORD_OUTSIDE, false, &arena, &in, &err));
    T_EQ(in.confidence, 875);
    T_EQ(in.heading, 0); /* 3600 after rounding: north */
    T_EQ(in.speed_kmh, 606);
    buf_clear(&text);
    record_write(rec, &in, UINT64_MAX, RECORD_OUTSIDE, false, &text);
    T_STRC(buf_str(&text),
           "{\"at\":\"2026-11-22T01:20:00Z\",\"camera\":\"C1\",\"confidence\":0.875,\"heading\":0,"
           "\"plate\":\"01A123BC\",\"speed_kmh\":60.6}");
}

static void test_record_read__refuses(void)
{
    static const struct {
        const char *json, *field, *detail;
    } cases[] = {
        {"", "", NULL},
        {"[]", "", "must be a JSON object"},
        {"null", "", "must be a JSON object"},
        {"{", "", NULL},
        {"{" READ_MIN "} x", "", "bytes after the JSON object"},
        {"{" READ_MIN ",}", "", NULL},
        {"{" READ_MIN ",\"colour\":1}", "", "unknown field 'colour'"},
        {"{" READ_MIN ",\"plate\":\"01A123BC\"}", "plate", "'plate' is given twice"},
        {"{\"camera\":\"C1\",\"plate\":\"01A123BC\"}", "at", "'at' is missing"},
        {"{\"camera\":\"C1\",\"plate\":null,\"at\":\"2026-11-22T01:20:00Z\"}", "plate",
         "'plate' is missing"},
        {"{" READ_MIN ",\"c\\u0061mera\":\"C2\"}", "", "unknown field 'c\\u0061mera'"},
    };
    struct in_read in;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        err.field[0] = '\0';
        T_EQ(record_read(input_table[IN_READ], str_c(cases[i].json), RECORD_OUTSIDE, false, &arena,
                         &in, &err),
             RC_INVALID);
        T_STRC(str_c(err.field), cases[i].field);
        if (cases[i].detail != NULL)
            T_STRC(str_c(err.detail), cases[i].detail);
    }
    T_OK(record_read(input_table[IN_READ],
                     STR("{" READ_MIN ",\"colour\":{\"x\":[]},\"region\":null}"), RECORD_OUTSIDE,
                     true, &arena, &in, &err));
    T_EQ(in.has & BIT(F_IN_READ_REGION), 0);
}

static void test_record_write__secrets_stay_inside(void)
{
    struct user user = {0};
    user_set_name(&user, STR("ann"));
    user_set_pwhash(&user, STR("hash"));
    buf_clear(&text);
    record_write(kind_table[KIND_USER].record, &user, UINT64_MAX, RECORD_OUTSIDE, false, &text);
    T_STRC(buf_str(&text), "{\"name\":\"ann\"}");
    buf_clear(&text);
    record_write(kind_table[KIND_USER].record, &user, UINT64_MAX, RECORD_STORED, false, &text);
    T_STRC(buf_str(&text), "{\"name\":\"ann\",\"pwhash\":\"hash\"}");
}

static void test_record_write__skips_what_is_empty(void)
{
    struct alarm a = {0};
    alarm_set_count(&a, 1);
    alarm_set_unit(&a, STR_NONE);
    alarm_set_closed_at(&a, 0);
    alarm_set_unknown_device(&a, 0);
    alarm_set_escalated(&a, 0);
    buf_clear(&text);
    record_write(kind_table[KIND_ALARM].record, &a, UINT64_MAX, RECORD_OUTSIDE, true, &text);
    T_STRC(buf_str(&text), "{\"count\":1,\"escalated\":0}");
    buf_clear(&text);
    record_write(kind_table[KIND_ALARM].record, &a, UINT64_MAX, RECORD_OUTSIDE, false, &text);
    T_STRC(
        buf_str(&text),
        "{\"closed_at\":null,\"count\":1,\"escalated\":0,\"unit\":\"\",\"unknown_device\":false}");
    T(!record_write_members(kind_table[KIND_ALARM].record, &a, 0, RECORD_STORED, false, &text));
}

static void test_plate_normalise__forms(void)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"01A123BC", "01A123BC"},
        {"01 a 123-bc", "01A123BC"},
        {"А123ВС77", "A123BC77"},
        {"а123вс77", "A123BC77"},
        {"АВЕКМНОРСТУХ", "ABEKMHOPCTYX"},
        {"авекмнорстух", "ABEKMHOPCTYX"},
        {"AB", "AB"},
        {"ABCDEFGHIJKLMNOP", "ABCDEFGHIJKLMNOP"},
        {"A", NULL},
        {"", NULL},
        {" - ", NULL},
        {"ABCDEFGHIJKLMNOPQ", NULL},
        {"Ж123", NULL},
        {"AB_12", NULL},
        {"AB\xd0", NULL},
        {"é12", NULL},
        {"Я12", NULL},
    };

    char out[100];
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int n = plate_normalise(str_c(cases[i].in), out);
        if (cases[i].out == NULL)
            T_EQ(n, -1);
        else if (T(n > 0))
            T_STRC(((struct str){out, (size_t)n}), cases[i].out);
    }
    struct in_read in;
    T_OK(record_read(
        input_table[IN_READ],
        STR("{\"camera\":\"C1\",\"plate\":\"а 123 вс-77\",\"at\":\"2026-11-22T01:20:00Z\"}"),
        RECORD_OUTSIDE, false, &arena, &in, &err));
    T_STRC(in.plate, "A123BC77");
}

/* ---- entities ---- */
static void test_record_merge__patches_and_personal_values(void)
{
    const struct record *rec = kind_table[KIND_ALARM].record;
    struct alarm entity = {0}, patch = {0};
    char words[] = "first words";
    alarm_set_detail(&patch, str_c(words));
    alarm_set_state(&patch, ALARM_STATE_ACTIVE);
    record_merge(rec, &entity, rec->size, &patch, 5);
    memset(words, 'x', sizeof words - 1); /* the entity owns its text */
    T_STRC(entity.detail, "first words");
    T_EQ(entity.personal_seq[0], 5);
    patch = (struct alarm){0};
    alarm_set_state(&patch, ALARM_STATE_CLOSED);
    record_merge(rec, &entity, rec->size, &patch, 6);
    T_STRC(entity.detail, "first words");
    T_EQ(entity.state, ALARM_STATE_CLOSED);
    T_EQ(entity.personal_seq[0], 5);
    T_EQ(entity.has, BIT(F_ALARM_DETAIL) | BIT(F_ALARM_STATE));
    alarm_set_detail(&patch, STR_NONE);
    record_merge(rec, &entity, rec->size, &patch, 7);
    T_EQ(entity.detail.n, 0);
    T_EQ(entity.personal_seq[0], 7);
    record_release(rec, &entity, rec->size);
}

/* What it begins with lies in its own allocation, what changes does not, and all of it is freed once. */
static void test_record_new__one_allocation(void)
{
    const struct record *rec = kind_table[KIND_ALARM].record;
    struct alarm patch = {0}, whole = {0};
    size_t block;
    alarm_set_device(&patch, STR("D1"));
    alarm_set_detail(&patch, STR("first words"));
    alarm_set_site(&patch, STR_NONE);
    alarm_set_count(&patch, 3);
    struct alarm *a = record_new(rec, &patch, 5, &block);
    T(block > rec->size && a->detail.p > (char *)a && a->detail.p < (char *)a + block);
    T_STRC(a->device, "D1");
    T_EQ(a->device.p[2], '\0');
    T_EQ(a->count, 3);
    T_EQ(a->has, patch.has);
    T_EQ(a->personal_seq[0], 5);
    record_merge(rec, &whole, rec->size, &patch, 5); /* the other way to the same */
    T(record_same(rec, a, &whole, UINT64_MAX));
    T_EQ(record_hash(rec, a, 1), record_hash(rec, &whole, 1));
    record_release(rec, &whole, rec->size);
    patch = (struct alarm){0};
    alarm_set_detail(&patch, STR("more words than before, so that they would not fit"));
    record_merge(rec, a, block, &patch, 6);
    T_STRC(a->detail, "more words than before, so that they would not fit");
    T_STRC(a->device, "D1");
    alarm_set_detail(&patch, STR("again"));
    record_merge(rec, a, block, &patch, 7);
    T_STRC(a->detail, "again");
    record_release(rec, a, block);
    free(a);
}

static void test_record_hash__personal_values_by_their_sequence(void)
{
    const struct record *rec = kind_table[KIND_ALARM].record;
    struct alarm a = {0}, b = {0};
    alarm_set_detail(&a, STR("what was said"));
    alarm_set_detail(&b, STR_NONE); /* erased */
    a.personal_seq[0] = b.personal_seq[0] = 9;
    T(record_hash(rec, &a, 1) == record_hash(rec, &b, 1));
    b.personal_seq[0] = 10;
    T(record_hash(rec, &a, 1) != record_hash(rec, &b, 1));
    b.personal_seq[0] = 9;
    alarm_set_site(&b, STR("T1"));
    T(record_hash(rec, &a, 1) != record_hash(rec, &b, 1));
    alarm_set_site(&a, STR("T2"));
    T(record_hash(rec, &a, 1) != record_hash(rec, &b, 1));
    alarm_set_site(&a, STR("T1"));
    T(record_hash(rec, &a, 1) == record_hash(rec, &b, 1));
    T(record_hash(rec, &a, 1) != record_hash(rec, &a, 2));
}

static void test_record_copy__outlives_its_source(void)
{
    const struct record *rec = kind_table[KIND_ALARM].record;
    struct alarm a = {0};
    char id[] = "D1";
    alarm_set_device(&a, str_c(id));
    struct alarm *copy = record_copy(rec, &a, &arena);
    id[1] = '2';
    T_STRC(copy->device, "D1");
    T(!record_same(rec, &a, copy, BIT(F_ALARM_DEVICE)));
    T(record_same(rec, &a, copy, ~BIT(F_ALARM_DEVICE)));
}

static void test_record_unreadable__what_read_would_refuse(void)
{
    const struct record *rec = kind_table[KIND_ALARM].record;
    struct alarm a = {0};
    T(record_unreadable(rec, &a) == NULL);
    alarm_set_acked_by(&a, STR("K9"));
    alarm_set_count(&a, 1);
    alarm_set_detail(&a, STR(""));
    alarm_set_state(&a, ALARM_STATE_CLOSED);
    T(record_unreadable(rec, &a) == NULL);
    alarm_set_acked_by(&a, STR("token/K9"));
    T(record_unreadable(rec, &a) == record_field(rec, STR("acked_by")));
    alarm_set_acked_by(&a, STR(""));
    T(record_unreadable(rec, &a) == NULL);
    alarm_set_count(&a, 0);
    T(record_unreadable(rec, &a) == record_field(rec, STR("count")));
    alarm_set_count(&a, 1);
    alarm_set_state(&a, ALARM_STATE_COUNT);
    T(record_unreadable(rec, &a) == record_field(rec, STR("state")));
    alarm_set_state(&a, ALARM_STATE_ACTIVE);
    alarm_set_detail(&a, STR("\xd0"));
    T(record_unreadable(rec, &a) == record_field(rec, STR("detail")));
    rec = kind_table[KIND_HIT].record;
    struct hit h = {0};
    hit_set_plate(&h, STR("01A123BC"));
    T(record_unreadable(rec, &h) == NULL);
    hit_set_plate(&h, STR("01 A 123"));
    T(record_unreadable(rec, &h) == record_field(rec, STR("plate")));
}

int main(void)
{
    arena_init(&arena, 64u << 20);
    buf_init(&text, 8u << 20);
    T_RUN(test_record__tables_are_sound);
    T_RUN(test_record_read__soft_fields_are_left_out);
    T_RUN(test_record_read__bounds_of_every_field);
    T_RUN(test_record__stored_form_is_canonical_and_exact);
    T_RUN(test_record_read__usual_units);
    T_RUN(test_record_read__refuses);
    T_RUN(test_record_write__secrets_stay_inside);
    T_RUN(test_record_write__skips_what_is_empty);
    T_RUN(test_plate_normalise__forms);
    T_RUN(test_record_merge__patches_and_personal_values);
    T_RUN(test_record_new__one_allocation);
    T_RUN(test_record_hash__personal_values_by_their_sequence);
    T_RUN(test_record_copy__outlives_its_source);
    T_RUN(test_record_unreadable__what_read_would_refuse);
    arena_release(&arena);
    buf_release(&text);
    return t_end();
}
