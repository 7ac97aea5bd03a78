/* SPDX-License-Identifier: Apache-2.0 */
/* Reading one event. What it says in lines of the centre's doors: cot_line.c. */
#include "wire/cot.h"

#include <expat.h>
#include <string.h>

#include "base/mem.h"
#include "wire/wire_priv.h"

#define DEPTH_MAX 24
#define ELEMENTS_MAX 2000
#define ATTRIBUTES_MAX 64
#define UNKNOWN_M 9999999 /* how CoT writes a height or an error that nobody knows */

struct reader {
    XML_Parser parser;
    struct cot_event *ev;
    int depth;
    uint32_t elements;
    bool event, detail, emergency, cancel;
    char *text; /* where text goes now; NULL: nowhere */
    size_t room, used;
    const char *wrong;
};

static void stop(struct reader *r, const char *why)
{
    if (r->wrong == NULL)
        r->wrong = why;
    (void)XML_StopParser(r->parser, XML_FALSE);
}

/* ---- values ---- */

/* Control characters, which a character reference may bring, become blanks; cut where a character ends. */
static size_t put_text(char *to, size_t room, size_t used, const char *p, size_t n)
{
    if (n > room - used)
        n = str_utf8_prefix((struct str){p, room - used});
    for (size_t i = 0; i < n; i++)
        to[used + i] = (unsigned char)p[i] < 0x20 || p[i] == 0x7f ? ' ' : p[i];
    to[used + n] = '\0';
    return used + n;
}

#define TAKE(field, value) (void)put_text((field), sizeof(field) - 1, 0, (value), strlen(value))

static bool number(const char *value, int digits, int64_t *out)
{
    struct wire_value v = {JSON_STRING, false, str_c(value)};
    return wire_number(&v, digits, out);
}

static void take_time(const char *value, usec_t *out)
{
    struct wire_value v = {JSON_STRING, false, str_c(value)};
    if (!wire_time(&v, out))
        *out = 0;
}

static bool is_true(const char *value)
{
    return strcmp(value, "true") == 0 || strcmp(value, "1") == 0;
}

/* ---- elements ---- */

typedef void take_f(struct reader *r, const char *name, const char *value);

static void take_event(struct reader *r, const char *name, const char *value)
{
    struct cot_event *ev = r->ev;
    if (strcmp(name, "uid") == 0 && strlen(value) > COT_UID_MAX)
        stop(r, "its uid is too long"); /* cut, it could be another's */
    else if (strcmp(name, "uid") == 0)
        TAKE(ev->uid, value);
    else if (strcmp(name, "type") == 0)
        TAKE(ev->type, value);
    else if (strcmp(name, "how") == 0)
        TAKE(ev->how, value);
    else if (strcmp(name, "time") == 0)
        take_time(value, &ev->time);
    else if (strcmp(name, "start") == 0)
        take_time(value, &ev->start);
    else if (strcmp(name, "stale") == 0)
        take_time(value, &ev->stale);
}

enum { HAS_LAT = 1, HAS_LON = 2 };

static void take_point(struct reader *r, const char *name, const char *value)
{
    struct cot_event *ev = r->ev;
    int64_t v;
    if (strcmp(name, "lat") == 0) {
        if (!number(value, 7, &ev->lat))
            ev->lat = INT64_MAX;
    } else if (strcmp(name, "lon") == 0) {
        if (!number(value, 7, &ev->lon))
            ev->lon = INT64_MAX;
    } else if (strcmp(name, "ce") == 0 && number(value, 0, &v) && v > 0 && v < UNKNOWN_M) {
        ev->accuracy = v;
        ev->has_accuracy = true;
    } else if (strcmp(name, "hae") == 0 && number(value, 0, &v) && v < UNKNOWN_M) {
        ev->hae = v;
        ev->has_hae = true;
    }
}

static void take_contact(struct reader *r, const char *name, const char *value)
{
    if (strcmp(name, "callsign") == 0)
        TAKE(r->ev->callsign, value);
}

static void take_group(struct reader *r, const char *name, const char *value)
{
    if (strcmp(name, "name") == 0)
        TAKE(r->ev->group, value);
    else if (strcmp(name, "role") == 0)
        TAKE(r->ev->role, value);
}

static void take_status(struct reader *r, const char *name, const char *value)
{
    if (strcmp(name, "battery") == 0)
        r->ev->has_battery = number(value, 1, &r->ev->battery);
}

static void take_track(struct reader *r, const char *name, const char *value)
{
    struct cot_event *ev = r->ev;
    int64_t mm;
    if (strcmp(name, "course") == 0) {
        ev->has_course = number(value, 1, &ev->course);
    } else if (strcmp(name, "speed") == 0 && number(value, 3, &mm) && mm >= 0 && mm < 1000000) {
        ev->speed = (mm * 36 + 500) / 1000;
        ev->has_speed = true;
    }
}

static void take_emergency(struct reader *r, const char *name, const char *value)
{
    if (strcmp(name, "cancel") == 0)
        r->cancel = is_true(value);
    else if (strcmp(name, "type") == 0)
        TAKE(r->ev->emergency, value);
}

static void take_uid(struct reader *r, const char *name, const char *value)
{
    if (strcmp(name, "Droid") == 0)
        TAKE(r->ev->droid, value);
}

static void take_takv(struct reader *r, const char *name, const char *value)
{
    if (strcmp(name, "platform") == 0)
        TAKE(r->ev->platform, value);
    else if (strcmp(name, "version") == 0)
        TAKE(r->ev->version, value);
}

static void take_none(struct reader *r, const char *name, const char *value)
{
    UNUSED(r);
    UNUSED(name);
    UNUSED(value);
}

static const struct {
    const char *name;
    take_f *take;
} details[] = {
    {"contact", take_contact},     {"__group", take_group}, {"status", take_status},
    {"track", take_track},         {"uid", take_uid},       {"takv", take_takv},
    {"emergency", take_emergency}, {"remarks", take_none},
};

/* Another's uid counts only when the link says that this event is that one's own (p-p). */
static void take_link(struct reader *r, const char **attributes)
{
    const char *uid = NULL, *relation = "";
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        if (strcmp(attributes[i], "uid") == 0)
            uid = attributes[i + 1];
        else if (strcmp(attributes[i], "relation") == 0)
            relation = attributes[i + 1];
    }
    if (uid != NULL && strlen(uid) <= COT_UID_MAX && strcmp(relation, "p-p") == 0)
        TAKE(r->ev->parent, uid);
}

static void into(struct reader *r, char *to, size_t room)
{
    r->text = to;
    r->room = room - 1;
    r->used = 0;
}

static void begin_detail(struct reader *r, const char *name, const char **attributes)
{
    if (strcmp(name, "link") == 0)
        take_link(r, attributes);
    if (strcmp(name, "remarks") == 0)
        into(r, r->ev->remarks, sizeof r->ev->remarks);
    if (strcmp(name, "emergency") == 0)
        r->emergency = true;
    for (size_t i = 0; i < ARRAY_LEN(details); i++)
        if (strcmp(name, details[i].name) == 0)
            for (size_t k = 0; attributes[k] != NULL; k += 2)
                details[i].take(r, attributes[k], attributes[k + 1]);
}

static void begin_child(struct reader *r, const char *name, const char **attributes)
{
    r->detail = strcmp(name, "detail") == 0;
    if (strcmp(name, "point") != 0)
        return;
    unsigned has = 0;
    for (size_t k = 0; attributes[k] != NULL; k += 2) {
        take_point(r, attributes[k], attributes[k + 1]);
        has |= strcmp(attributes[k], "lat") == 0 ? HAS_LAT : 0u;
        has |= strcmp(attributes[k], "lon") == 0 ? HAS_LON : 0u;
    }
    r->ev->placed = has == (HAS_LAT | HAS_LON);
}

static void XMLCALL begin(void *arg, const char *name, const char **attributes)
{
    struct reader *r = arg;
    r->depth++;
    if (r->depth > DEPTH_MAX || ++r->elements > ELEMENTS_MAX ||
        XML_GetSpecifiedAttributeCount(r->parser) > 2 * ATTRIBUTES_MAX) {
        stop(r, "it is too deep, or has too many elements or attributes");
        return;
    }
    if (r->depth == 1) {
        r->event = strcmp(name, "event") == 0;
        for (size_t k = 0; r->event && attributes[k] != NULL; k += 2)
            take_event(r, attributes[k], attributes[k + 1]);
    } else if (r->depth == 2) {
        begin_child(r, name, attributes);
    } else if (r->depth == 3 && r->detail) {
        begin_detail(r, name, attributes);
    }
}

static void XMLCALL end(void *arg, const char *name)
{
    struct reader *r = arg;
    UNUSED(name);
    if (r->depth == 3)
        r->text = NULL;
    r->depth--;
}

static void XMLCALL text(void *arg, const char *p, int n)
{
    struct reader *r = arg;
    if (r->text != NULL && r->depth == 3)
        r->used = put_text(r->text, r->room, r->used, p, (size_t)n);
}

/* No DTD means no entities of anybody's own, so none that grows or reads a file. */
static void XMLCALL doctype(void *arg, const char *name, const char *system, const char *pub,
                            int internal)
{
    UNUSED(name);
    UNUSED(system);
    UNUSED(pub);
    UNUSED(internal);
    stop(arg, "it has a DTD");
}

/* ---- what it is ---- */

static bool is_type(const struct cot_event *ev, const char *prefix)
{
    return str_starts(str_c(ev->type), str_c(prefix));
}

/* A client tells of itself with its group or its program; a plain tracker with how it knows: a machine's, not a hand's. */
static bool is_self(const struct cot_event *ev)
{
    return is_type(ev, "a-") && (ev->group[0] != '\0' || ev->platform[0] != '\0' ||
                                 str_starts(str_c(ev->how), STR("m-")));
}

static enum cot_kind kind_of(const struct reader *r)
{
    const struct cot_event *ev = r->ev;
    if (r->cancel || strcmp(ev->type, "b-a-o-can") == 0)
        return COT_CANCEL;
    if (r->emergency || is_type(ev, "b-a-"))
        return COT_EMERGENCY;
    if (strcmp(ev->type, "t-x-c-t") == 0)
        return COT_PING;
    if (strcmp(ev->type, "t-x-takp-q") == 0)
        return COT_OFFER;
    return is_self(ev) ? COT_PLACE : COT_OTHER;
}

static bool is_place(const struct cot_event *ev)
{
    return ev->placed && wire_place_wrong(ev->lat, ev->lon) == NULL &&
           (ev->lat != 0 || ev->lon != 0);
}

static enum rc parse(struct reader *r, struct str all, struct err *e)
{
    XML_SetUserData(r->parser, r);
    XML_SetElementHandler(r->parser, begin, end);
    XML_SetCharacterDataHandler(r->parser, text);
    XML_SetStartDoctypeDeclHandler(r->parser, doctype);
    enum XML_Status ok = XML_Parse(r->parser, all.p, (int)all.n, XML_TRUE);
    if (r->wrong == NULL && ok != XML_STATUS_OK)
        r->wrong = XML_ErrorString(XML_GetErrorCode(r->parser));
    if (r->wrong == NULL && (!r->event || r->ev->uid[0] == '\0' || r->ev->type[0] == '\0'))
        r->wrong = "it has no uid or no type";
    return r->wrong == NULL ? RC_OK : err_set(e, RC_INVALID, "no CoT event: %s", r->wrong);
}

enum rc cot_read(struct str all, struct cot_event *out, struct err *e)
{
    memset(out, 0, sizeof *out);
    struct reader r = {.ev = out};
    if (all.n == 0 || all.n > COT_EVENT_MAX)
        return err_set(e, RC_INVALID, "no CoT event: empty or too long");
    r.parser = XML_ParserCreate("UTF-8");
    must(r.parser != NULL);
    enum rc rc = parse(&r, all, e);
    XML_ParserFree(r.parser);
    out->placed = is_place(out);
    out->kind = kind_of(&r);
    return rc;
}
