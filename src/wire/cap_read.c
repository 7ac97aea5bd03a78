/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading by libexpat, without namespaces: an element is known by its name behind the colon and by where it stands, so a
 * wrong or missing namespace loses no warning.
 */
#include <expat.h>
#include <string.h>

#include "wire/cap.h"
#include "wire/wire_priv.h"

#define NAME_MAX_ 24 /* a longer name is none of ours */

struct reading {
    XML_Parser parser;
    struct str whole;
    struct arena *a;
    struct cap_document *out;
    struct err *e;
    enum rc rc;
    char names[CAP_DEPTH_MAX + 1][NAME_MAX_]; /* of open elements, from 1 */
    int depth;
    struct buf text; /* of the innermost element */
    struct buf desc; /* of the areas of an info */

    int alert_at, entry_at; /* their depths; 0: outside */
    size_t alert_from;      /* byte of the document */
    struct cap_alert *alert;
    struct cap_info *info;
    struct cap_code code;
    struct cap_alert **next_alert;
    struct cap_link **next_link;
    struct cap_info **next_info;
    struct cap_shape **next_shape;
    struct cap_ref **next_ref;
    struct cap_code **next_code;

    struct cap_link entry;
    int entry_rank;  /* how surely entry.url is the alert's address */
    bool entry_full; /* an alert stands in it */
};

static void stop(struct reading *r, enum rc rc, const char *why)
{
    if (r->rc == RC_OK)
        r->rc = err_set(r->e, rc, "%s", why);
    (void)XML_StopParser(r->parser, XML_FALSE);
}

static struct str keep(struct reading *r, struct str s)
{
    if (s.n > CAP_TEXT_MAX) {
        s.n = CAP_TEXT_MAX;
        s.n = str_utf8_prefix(s);
    }
    return s.n > 0 ? arena_str(r->a, s) : STR_NONE;
}

static usec_t time_of(struct reading *r, struct str s)
{
    const struct wire_value v = {.kind = JSON_STRING, .raw = s};
    usec_t t = 0;
    if (s.n > 0 && (!wire_time(&v, &t) || t <= 0)) {
        r->alert->bad_times++;
        t = 0;
    }
    return t;
}

/* ---- shapes ---- */

static bool number(struct str s, int digits, int64_t *out)
{
    const struct wire_value v = {.kind = JSON_STRING, .raw = s};
    return s.n > 0 && s.n < 40 && wire_number(&v, digits, out);
}

static bool point_of(struct str pair, struct cap_point *out)
{
    int64_t lat, lon;
    struct str rest = pair, first = str_cut(&rest, ',');
    if (!number(str_trim(first), 7, &lat) || !number(str_trim(rest), 7, &lon) || lat < -900000000 ||
        lat > 900000000 || lon < -1800000000 || lon > 1800000000)
        return false;
    *out = (struct cap_point){(int32_t)lat, (int32_t)lon};
    return true;
}

static struct str word_of(struct str *rest)
{
    size_t i = 0, n;
    while (i < rest->n && strchr(" \t\r\n", rest->p[i]) != NULL)
        i++;
    for (n = i; n < rest->n && strchr(" \t\r\n", rest->p[n]) == NULL; n++)
        ;
    struct str word = {rest->p + i, n - i};
    *rest = (struct str){rest->p + n, rest->n - n};
    return word;
}

static bool said_before(const struct cap_alert *al, bool circle, struct str said)
{
    for (const struct cap_shape *s = al->shapes; s != NULL; s = s->next)
        if (s->circle == circle && str_eq(s->said, said))
            return true;
    return false;
}

static void add_shape(struct reading *r, const struct cap_shape *s, struct str said)
{
    struct cap_shape *one = arena_alloc(r->a, sizeof *one);
    *one = *s;
    one->said = arena_str(r->a, said);
    *r->next_shape = one;
    r->next_shape = &one->next;
    r->alert->nshapes++;
}

static void take_circle(struct reading *r, struct str text)
{
    struct str rest = text, centre = word_of(&rest), radius = word_of(&rest);
    struct cap_shape s = {.circle = true, .n = 1, .points = arena_alloc(r->a, sizeof *s.points)};
    int64_t m = 0;
    if (!point_of(centre, s.points) || (radius.n > 0 && !number(radius, 3, &m)) || m < 0 ||
        m > 20100000) {
        r->alert->bad_shapes++;
        return;
    }
    s.radius_m = (uint32_t)m;
    add_shape(r, &s, text);
}

static void take_polygon(struct reading *r, struct str text)
{
    uint32_t most = 0, n = 0;
    for (struct str rest = text; word_of(&rest).n > 0;)
        most++;
    if (r->alert->points + most > CAP_POINTS_MAX) {
        r->alert->left_out++;
        return;
    }
    struct cap_point *p = arena_alloc(r->a, (most + 1) * sizeof *p);
    struct str rest = text;
    for (struct str word; (word = word_of(&rest)).n > 0; n++)
        if (!point_of(word, &p[n])) {
            r->alert->bad_shapes++;
            return;
        }
    while (n > 1 && p[n - 1].lat == p[0].lat && p[n - 1].lon == p[0].lon)
        n--;
    if (n < 3) {
        r->alert->bad_shapes++;
        return;
    }
    r->alert->points += n;
    add_shape(r, &(struct cap_shape){.n = n, .points = p}, text);
}

static void take_shape(struct reading *r, bool circle, struct str text)
{
    if (text.n == 0 || said_before(r->alert, circle, text))
        return;
    if (r->alert->nshapes == CAP_SHAPES_MAX)
        r->alert->left_out++;
    else if (circle)
        take_circle(r, text);
    else
        take_polygon(r, text);
}

/* ---- an alert ---- */

/* "sender,identifier,sent", blanks between; an identifier may itself hold commas. */
static void take_refs(struct reading *r, struct str text)
{
    for (struct str one; (one = word_of(&text)).n > 0;) {
        struct str rest = one, sender = str_cut(&rest, ',');
        size_t cut = rest.n;
        while (cut > 0 && rest.p[cut - 1] != ',')
            cut--;
        if (cut < 2)
            continue;
        if (r->alert->nrefs == CAP_REFS_MAX) {
            r->alert->left_out++;
            return;
        }
        struct cap_ref *ref = arena_alloc(r->a, sizeof *ref);
        ref->sender = keep(r, sender);
        ref->identifier = keep(r, (struct str){rest.p, cut - 1});
        ref->sent = time_of(r, (struct str){rest.p + cut, rest.n - cut});
        *r->next_ref = ref;
        r->next_ref = &ref->next;
        r->alert->nrefs++;
    }
}

static void take_code(struct reading *r)
{
    for (const struct cap_code *c = r->alert->codes; c != NULL; c = c->next)
        if (str_eq(c->name, r->code.name) && str_eq(c->value, r->code.value))
            return;
    if (r->alert->ncodes == CAP_CODES_MAX) {
        r->alert->left_out++;
        return;
    }
    struct cap_code *one = arena_alloc(r->a, sizeof *one);
    *one = (struct cap_code){NULL, r->code.name, r->code.value};
    *r->next_code = one;
    r->next_code = &one->next;
    r->alert->ncodes++;
}

/* The first of two says it: a sender that says it twice has meant the same. */
static void set(struct reading *r, struct str *field, struct str text)
{
    if (field->n == 0)
        *field = keep(r, text);
}

static void alert_leaf(struct reading *r, const char *name, struct str text)
{
    struct cap_alert *al = r->alert;

    const struct {
        const char *name;
        struct str *field;
    } texts[] = {{"identifier", &al->identifier},
                 {"sender", &al->sender},
                 {"status", &al->status},
                 {"msgType", &al->msg_type},
                 {"scope", &al->scope},
                 {"source", &al->source},
                 {"note", &al->note}};

    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (strcmp(texts[i].name, name) == 0)
            set(r, texts[i].field, text);
    if (strcmp(name, "sent") == 0 && al->sent == 0)
        al->sent = time_of(r, text);
    else if (strcmp(name, "references") == 0)
        take_refs(r, text);
}

static void info_leaf(struct reading *r, const char *name, struct str text)
{
    struct cap_info *in = r->info;

    const struct {
        const char *name;
        struct str *field;
    } texts[] = {{"language", &in->language},
                 {"category", &in->category},
                 {"event", &in->event},
                 {"urgency", &in->urgency},
                 {"severity", &in->severity},
                 {"certainty", &in->certainty},
                 {"senderName", &in->sender_name},
                 {"headline", &in->headline},
                 {"description", &in->description},
                 {"instruction", &in->instruction},
                 {"web", &in->web},
                 {"contact", &in->contact}};

    const struct {
        const char *name;
        usec_t *field;
    } times[] = {{"effective", &in->effective}, {"onset", &in->onset}, {"expires", &in->expires}};

    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (strcmp(texts[i].name, name) == 0)
            set(r, texts[i].field, text);
    for (size_t i = 0; i < ARRAY_LEN(times); i++)
        if (strcmp(times[i].name, name) == 0 && *times[i].field == 0)
            *times[i].field = time_of(r, text);
}

static void area_leaf(struct reading *r, const char *name, struct str text)
{
    if (strcmp(name, "polygon") == 0)
        take_shape(r, false, text);
    else if (strcmp(name, "circle") == 0)
        take_shape(r, true, text);
    else if (strcmp(name, "geocode") == 0 && r->code.value.n > 0)
        take_code(r);
    else if (strcmp(name, "areaDesc") == 0 && text.n > 0 && r->desc.n < CAP_TEXT_MAX) {
        buf_cat(&r->desc, r->desc.n > 0 ? "; " : "");
        buf_puts(&r->desc, text);
    }
}

static void end_of(struct reading *r, const char *name, struct str text)
{
    int within = r->depth - r->alert_at;
    bool in_area = within >= 3 && r->info != NULL && strcmp(r->names[r->alert_at + 2], "area") == 0;
    if (within == 1 && strcmp(name, "info") == 0) {
        if (r->info != NULL)
            r->info->area_desc = keep(r, buf_str(&r->desc));
        r->info = NULL;
    } else if (within == 1)
        alert_leaf(r, name, text);
    else if (within == 2 && r->info != NULL)
        info_leaf(r, name, text);
    else if (within == 3 && in_area)
        area_leaf(r, name, text);
    else if (within == 4 && in_area && strcmp(name, "valueName") == 0)
        r->code.name = keep(r, text);
    else if (within == 4 && in_area && strcmp(name, "value") == 0)
        r->code.value = keep(r, text);
}

static void begin_alert(struct reading *r)
{
    r->entry_full = true;
    if (r->out->nalerts == CAP_ALERTS_MAX) {
        r->out->left_out++;
        return;
    }
    r->alert_at = r->depth;
    r->alert_from = (size_t)XML_GetCurrentByteIndex(r->parser);
    r->alert = arena_alloc(r->a, sizeof *r->alert);
    r->info = NULL;
    r->next_info = &r->alert->infos;
    r->next_shape = &r->alert->shapes;
    r->next_ref = &r->alert->refs;
    r->next_code = &r->alert->codes;
}

static void end_alert(struct reading *r)
{
    size_t to =
        (size_t)XML_GetCurrentByteIndex(r->parser) + (size_t)XML_GetCurrentByteCount(r->parser);
    r->alert->raw =
        r->alert_at == 1 ? r->whole : (struct str){r->whole.p + r->alert_from, to - r->alert_from};
    *r->next_alert = r->alert;
    r->next_alert = &r->alert->next;
    r->out->nalerts++;
    r->alert_at = 0;
    r->alert = NULL;
}

static void begin_within(struct reading *r, const char *name)
{
    int within = r->depth - r->alert_at;
    if (within == 1 && strcmp(name, "Signature") == 0)
        r->alert->has_signature = true;
    if (within == 3)
        r->code = (struct cap_code){0};
    if (within != 1 || strcmp(name, "info") != 0)
        return;
    if (r->alert->ninfos == CAP_INFOS_MAX) {
        r->alert->left_out++;
        return;
    }
    buf_clear(&r->desc);
    r->info = arena_alloc(r->a, sizeof *r->info);
    *r->next_info = r->info;
    r->next_info = &r->info->next;
    r->alert->ninfos++;
}

/* ---- a feed ---- */

static void set_url(struct reading *r, struct str url, int rank)
{
    if (rank > r->entry_rank &&
        (str_starts(url, STR("http://")) || str_starts(url, STR("https://")))) {
        r->entry.url = keep(r, url);
        r->entry_rank = rank;
    }
}

/* An Atom link says of itself what it leads to; the surest is one that says CAP. */
static void take_link(struct reading *r, const XML_Char **attrs)
{
    const char *href = "", *rel = "alternate", *type = "";
    for (; attrs[0] != NULL; attrs += 2) {
        href = strcmp(attrs[0], "href") == 0 ? attrs[1] : href;
        rel = strcmp(attrs[0], "rel") == 0 ? attrs[1] : rel;
        type = strcmp(attrs[0], "type") == 0 ? attrs[1] : type;
    }
    bool alternate = strcmp(rel, "alternate") == 0, html = strcmp(type, "text/html") == 0;
    if (strcmp(rel, "self") != 0 || strcmp(type, "application/cap+xml") == 0)
        set_url(r, str_c(href),
                strcmp(type, "application/cap+xml") == 0 ? 5
                : alternate && !html                     ? 4
                                                         : 2);
}

static void entry_leaf(struct reading *r, const char *name, struct str text)
{
    if (strcmp(name, "id") == 0 || strcmp(name, "guid") == 0) {
        r->entry.id = keep(r, text);
        set_url(r, text, 1);
    } else if (strcmp(name, "updated") == 0 || strcmp(name, "pubDate") == 0) {
        r->entry.updated = keep(r, text);
    } else if (strcmp(name, "link") == 0 && text.n > 0) {
        set_url(r, text, 3);
    }
}

static void end_entry(struct reading *r)
{
    r->entry_at = 0;
    r->out->entries++;
    if (r->entry_full)
        return;
    if (r->entry.url.n == 0) {
        r->out->empty++;
    } else if (r->out->nlinks == CAP_LINKS_MAX) {
        r->out->left_out++;
    } else {
        struct cap_link *l = arena_alloc(r->a, sizeof *l);
        *l = r->entry;
        *r->next_link = l;
        r->next_link = &l->next;
        r->out->nlinks++;
    }
}

/* ---- what expat calls ---- */

static const char *local(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon != NULL ? colon + 1 : name;
}

static enum cap_root root_of(const char *name)
{
    return strcmp(name, "alert") == 0  ? CAP_ALERT
           : strcmp(name, "feed") == 0 ? CAP_ATOM
           : strcmp(name, "rss") == 0  ? CAP_RSS
                                       : CAP_OTHER;
}

static void XMLCALL on_start(void *arg, const XML_Char *qname, const XML_Char **attrs)
{
    struct reading *r = arg;
    const char *name = local(qname);
    if (r->rc != RC_OK)
        return;
    if (r->depth == CAP_DEPTH_MAX) {
        stop(r, RC_TOO_LARGE, "its elements are nested too deeply");
        return;
    }
    r->depth++;
    (void)str_copy(r->names[r->depth], NAME_MAX_, str_c(name));
    buf_clear(&r->text);
    if (r->depth == 1)
        r->out->root = root_of(name);
    if (r->alert_at != 0) {
        begin_within(r, name);
    } else if (strcmp(name, "alert") == 0) {
        begin_alert(r);
    } else if (r->entry_at != 0) {
        if (r->depth == r->entry_at + 1 && strcmp(name, "link") == 0)
            take_link(r, attrs);
    } else if (strcmp(name, "entry") == 0 || strcmp(name, "item") == 0) {
        r->entry_at = r->depth;
        r->entry = (struct cap_link){0};
        r->entry_rank = 0;
        r->entry_full = false;
    }
}

static void XMLCALL on_end(void *arg, const XML_Char *qname)
{
    struct reading *r = arg;
    const char *name = local(qname);
    if (r->rc != RC_OK)
        return;
    struct str text = str_trim(buf_str(&r->text));
    if (r->alert_at == r->depth)
        end_alert(r);
    else if (r->alert_at != 0)
        end_of(r, name, text);
    else if (r->entry_at == r->depth)
        end_entry(r);
    else if (r->entry_at != 0 && r->depth == r->entry_at + 1)
        entry_leaf(r, name, text);
    buf_clear(&r->text);
    r->depth--;
}

static void XMLCALL on_text(void *arg, const XML_Char *s, int n)
{
    struct reading *r = arg;
    if (r->rc == RC_OK)
        buf_put(&r->text, s, (size_t)n);
}

static void XMLCALL on_doctype(void *arg, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int internal)
{
    UNUSED(name);
    UNUSED(system);
    UNUSED(public);
    UNUSED(internal);
    stop(arg, RC_INVALID, "it declares a document type (DTD, entities), which is never taken");
}

/* Of the code pages of old offices this one is met most where we work; libexpat knows UTF-8, UTF-16, Latin-1 and ASCII. */
static int XMLCALL on_encoding(void *arg, const XML_Char *name, XML_Encoding *to)
{
    static const uint16_t upper[64] = {
        0x402,  0x403,  0x201a, 0x453,  0x201e, 0x2026, 0x2020, 0x2021, 0x20ac, 0x2030, 0x409,
        0x2039, 0x40a,  0x40c,  0x40b,  0x40f,  0x452,  0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
        0x2013, 0x2014, 0,      0x2122, 0x459,  0x203a, 0x45a,  0x45c,  0x45b,  0x45f,  0xa0,
        0x40e,  0x45e,  0x408,  0xa4,   0x490,  0xa6,   0xa7,   0x401,  0xa9,   0x404,  0xab,
        0xac,   0xad,   0xae,   0x407,  0xb0,   0xb1,   0x406,  0x456,  0x491,  0xb5,   0xb6,
        0xb7,   0x451,  0x2116, 0x454,  0xbb,   0x458,  0x405,  0x455,  0x457};
    UNUSED(arg);
    char low[16];
    (void)str_copy(low, sizeof low, str_c(name));
    for (char *c = low; *c != '\0'; c++)
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
    if (strcmp(low, "windows-1251") != 0 && strcmp(low, "cp1251") != 0)
        return XML_STATUS_ERROR;
    for (int i = 0; i < 256; i++)
        to->map[i] = i < 0x80 ? i : i >= 0xc0 ? 0x410 + i - 0xc0 : upper[i - 0x80];
    to->map[0x98] = -1;
    to->data = NULL;
    to->convert = NULL;
    to->release = NULL;
    return XML_STATUS_OK;
}

/* `encoding`: instead of what the document says of itself; NULL: as it says. */
static enum rc parse(struct reading *r, const char *encoding)
{
    XML_Parser p = XML_ParserCreate(encoding);
    must(p != NULL);
    r->parser = p;
    XML_SetUserData(p, r);
    XML_SetElementHandler(p, on_start, on_end);
    XML_SetCharacterDataHandler(p, on_text);
    XML_SetStartDoctypeDeclHandler(p, on_doctype);
    XML_SetUnknownEncodingHandler(p, on_encoding, NULL);
    enum XML_Status s = XML_Parse(p, r->whole.p, (int)r->whole.n, XML_TRUE);
    if (s != XML_STATUS_OK && r->rc == RC_OK)
        r->rc = err_set(r->e, RC_INVALID, "it is no well-formed XML: %s in line %llu",
                        XML_ErrorString(XML_GetErrorCode(p)),
                        (unsigned long long)XML_GetCurrentLineNumber(p));
    XML_ParserFree(p);
    return r->rc;
}

static enum rc read_as(struct str text, const char *encoding, struct arena *a,
                       struct cap_document *out, struct err *e)
{
    struct reading r = {.whole = text, .a = a, .out = out, .e = e, .rc = RC_OK};
    *out = (struct cap_document){.root = CAP_OTHER};
    r.next_alert = &out->alerts;
    r.next_link = &out->links;
    buf_init(&r.text, CAP_DOC_MAX * 4);
    buf_init(&r.desc, CAP_DOC_MAX * 8);
    enum rc rc = parse(&r, encoding);
    buf_release(&r.desc);
    buf_release(&r.text);
    if (rc != RC_OK)
        *out = (struct cap_document){.root = CAP_OTHER};
    return rc;
}

enum rc cap_read(struct str text, struct arena *a, struct cap_document *out, struct err *e)
{
    struct err again;
    *out = (struct cap_document){.root = CAP_OTHER};
    if (text.n > CAP_DOC_MAX)
        return err_set(e, RC_TOO_LARGE, "it is larger than %u MiB", CAP_DOC_MAX >> 20);
    if (text.n == 0)
        return err_set(e, RC_INVALID, "it is empty");
    enum rc rc = read_as(text, NULL, a, out, e);
    /* Some say UTF-8 and send Latin-1: wrong letters in a text are better than no warning. */
    if (rc == RC_INVALID && !str_utf8(text) && read_as(text, "ISO-8859-1", a, out, &again) == RC_OK)
        rc = RC_OK;
    return rc;
}
