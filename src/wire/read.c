/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of the reads door, and what regions and bodies of vehicles are called by makers. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "wire/wire_priv.h"

#define NAME_BYTES 40 /* of a make or colour */

/* ---- regions ---- */

/* ISO 3166-1: alpha-3 and alpha-2, in order. States whose vehicles are met in Europe, Asia and America. */
static const char alpha[][6] = {
    "AFGaf", "ALBal", "ANDad", "AREae", "ARGar", "ARMam", "AUSau", "AUTat", "AZEaz", "BELbe",
    "BGRbg", "BHRbh", "BIHba", "BLRby", "BRAbr", "CANca", "CHEch", "CHLcl", "CHNcn", "COLco",
    "CYPcy", "CZEcz", "DEUde", "DNKdk", "DZAdz", "EGYeg", "ESPes", "ESTee", "FINfi", "FRAfr",
    "GBRgb", "GEOge", "GRCgr", "HKGhk", "HRVhr", "HUNhu", "IDNid", "INDin", "IRLie", "IRNir",
    "IRQiq", "ISLis", "ISRil", "ITAit", "JORjo", "JPNjp", "KAZkz", "KGZkg", "KORkr", "KWTkw",
    "LBNlb", "LIEli", "LTUlt", "LUXlu", "LVAlv", "MARma", "MCOmc", "MDAmd", "MEXmx", "MKDmk",
    "MLTmt", "MNEme", "MNGmn", "MYSmy", "NLDnl", "NORno", "NZLnz", "OMNom", "PAKpk", "PERpe",
    "PHLph", "POLpl", "PRTpt", "QATqa", "ROUro", "RUSru", "SAUsa", "SGPsg", "SMRsm", "SRBrs",
    "SVKsk", "SVNsi", "SWEse", "SYRsy", "THAth", "TJKtj", "TKMtm", "TUNtn", "TURtr", "TWNtw",
    "UKRua", "USAus", "UZBuz", "VATva", "VNMvn", "XKXxk", "ZAFza",
};

static bool is_none(struct str s)
{
    static const char *const none[] = {"unknown", "none", "null", "n/a", "-"};
    for (size_t i = 0; i < ARRAY_LEN(none); i++)
        if (s.n == strlen(none[i]) && strncasecmp(s.p, none[i], s.n) == 0)
            return true;
    return s.n == 0;
}

size_t wire_region(struct str region, char to[ID_MAX + 1])
{
    struct str s = str_trim(region);
    to[0] = '\0';
    if (is_none(s))
        return 0;
    for (size_t i = 0; s.n == 3 && i < ARRAY_LEN(alpha); i++)
        if (strncasecmp(s.p, alpha[i], 3) == 0) {
            (void)str_copy(to, ID_MAX + 1, (struct str){alpha[i] + 3, 2});
            return 2;
        }
    if (s.n > 3 && strncasecmp(s.p, "eu-", 3) == 0)
        s = (struct str){s.p + 3, s.n - 3};
    size_t n = id_of_name(s, to);
    for (size_t i = 0; i < n; i++)
        if (to[i] >= 'A' && to[i] <= 'Z')
            to[i] = (char)(to[i] - 'A' + 'a');
    return n;
}

/* ---- vehicles ---- */

struct str wire_class(struct str word)
{
    static const struct {
        const char *begins;
        struct str class;
    } classes[] = {
        {"sedan", STR_INIT("car")},         {"suv", STR_INIT("car")},
        {"hatchback", STR_INIT("car")},     {"wagon", STR_INIT("car")},
        {"convertible", STR_INIT("car")},   {"coupe", STR_INIT("car")},
        {"car", STR_INIT("car")},           {"motor", STR_INIT("motorcycle")},
        {"big truck", STR_INIT("truck")},   {"tractor", STR_INIT("truck")},
        {"truck-heavy", STR_INIT("truck")}, {"bus", STR_INIT("bus")},
        {"van", STR_INIT("van")},           {"minivan", STR_INIT("van")},
        {"trailer", STR_INIT("trailer")},
    };

    /* A pickup is a "truck" to some and a car to others: better no class than a wrong one. */
    for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
        size_t n = strlen(classes[i].begins);
        if (word.n >= n && strncasecmp(word.p, classes[i].begins, n) == 0)
            return classes[i].class;
    }
    return STR_NONE;
}

static struct str cut_name(struct str s)
{
    s.n = s.n < NAME_BYTES ? s.n : NAME_BYTES;
    s.n = str_utf8_prefix(s);
    return is_none(s) ? STR_NONE : s;
}

/* ---- what makers' messages share ---- */

void wire_defaults(const struct wire_message *m, struct wire_defaults *d)
{
    struct wire_value camera = wire_form(m->query, "camera", d->camera_text);
    struct wire_value region = wire_form(m->query, "region", d->region_text);
    d->camera = camera.raw;
    d->region = region.raw;
}

static struct str camera_of(const struct wire_defaults *d, const struct wire_read *r)
{
    return d->camera.n > 0 ? d->camera : r->camera;
}

enum rc wire_need_camera(const struct wire_defaults *d, const struct wire_read *r, struct err *e)
{
    return camera_of(d, r).n > 0
               ? RC_OK
               : err_set(e, RC_INVALID,
                         "the message names no camera: add ?camera=ID to the address");
}

bool wire_read_time(const struct wire_value *v, const char *why, const struct wire_defaults *d,
                    struct wire_read *r, struct wire_out *out)
{
    if (!wire_there(v) || wire_time(v, &r->at))
        return true;
    wire_put_unread(out, &out->reads, "camera", camera_of(d, r), why);
    return false;
}

struct str wire_first(const struct wire_value *list, const char *key, char to[WIRE_TEXT_MAX + 1])
{
    struct wire_value one, v;
    const char *at = NULL;
    if (list->kind != JSON_ARRAY || !wire_next(list->raw, &at, &one) || one.kind != JSON_OBJECT ||
        !wire_pick(one.raw, &key, 1, &v))
        return STR_NONE;
    return wire_text(&v, to);
}

void wire_guesses(const struct wire_value *list, const char *key, struct wire_read *r)
{
    struct wire_value one, v;
    const char *at = NULL;
    while (list->kind == JSON_ARRAY && r->nguesses < WIRE_GUESSES_MAX &&
           wire_next(list->raw, &at, &one))
        if (one.kind == JSON_OBJECT && wire_pick(one.raw, &key, 1, &v) && v.kind == JSON_STRING)
            r->guesses[r->nguesses++] = v.raw;
}

/* ---- lines ---- */

static void put_vehicle(struct buf *to, const struct wire_read *r)
{
    struct str make = cut_name(r->make), color = cut_name(r->color);
    if (r->class.n + make.n + color.n == 0)
        return;
    buf_cat(to, ",\"vehicle\":{");
    wire_put_text(to, "class", r->class);
    wire_put_text(to, "make", make);
    wire_put_text(to, "color", color);
    buf_putc(to, '}');
}

/* As the plate is compared: upper case, without blanks and hyphens; 0 when it has anything else. */
static size_t plain_plate(struct str s, char to[16])
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == ' ' || c == '-')
            continue;
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if (n == 16 || !((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')))
            return 0;
        to[n++] = c;
    }
    return n;
}

static void put_guesses(struct buf *to, const struct wire_read *r)
{
    char best[16], other[16];
    size_t nbest = plain_plate(r->plate, best);
    bool any = false;
    for (size_t i = 0; i < r->nguesses; i++) {
        size_t n = plain_plate(r->guesses[i], other);
        if (n < 2 || str_eq((struct str){other, n}, (struct str){best, nbest}))
            continue;
        buf_cat(to, any ? "," : ",\"alternatives\":[");
        json_put_string(to, (struct str){other, n});
        any = true;
    }
    if (any)
        buf_putc(to, ']');
}

void wire_put_read(struct wire_out *out, const struct wire_defaults *d, const struct wire_read *r)
{
    char region[ID_MAX + 1];
    struct buf *to = &out->reads;
    if (r->plate.n == 0 || !wire_begin(out, to))
        return;
    wire_put_id(to, "camera", camera_of(d, r));
    wire_put_text(to, "plate", r->plate);
    size_t n = wire_region(r->region, region);
    if (n == 0)
        n = wire_region(d->region, region);
    wire_put_text(to, "region", (struct str){region, n});
    wire_put_time(to, "at", r->at);
    if (r->has_confidence)
        wire_put_range(to, "confidence", r->confidence, 3, 0, 1000);
    put_vehicle(to, r);
    if (r->image && out->image.n > 0) {
        wire_put_text(to, "image", str_c(out->image_sha));
    }
    put_guesses(to, r);
    wire_put_id(to, "id", r->id);
    wire_end(to);
}
