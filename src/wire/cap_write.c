/* SPDX-License-Identifier: Apache-2.0 */
#include <time.h>

#include "wire/cap.h"

void cap_put_text(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '<')
            buf_cat(out, "&lt;");
        else if (c == '>')
            buf_cat(out, "&gt;");
        else if (c == '&')
            buf_cat(out, "&amp;");
        else if (c == '"')
            buf_cat(out, "&quot;");
        else if (c >= ' ' || c == '\n' || c == '\t')
            buf_putc(out, (char)c);
    }
}

void cap_put_time(struct buf *out, usec_t t)
{
    const time_t s = (time_t)(t / USEC_S);
    struct tm tm;
    char text[32];
    (void)gmtime_r(&s, &tm);
    size_t n = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S-00:00", &tm);
    buf_put(out, text, n);
}

static void element(struct buf *out, const char *name, struct str text)
{
    if (text.n == 0)
        return;
    buf_printf(out, "<%s>", name);
    cap_put_text(out, text);
    buf_printf(out, "</%s>\n", name);
}

static void time_element(struct buf *out, const char *name, usec_t t)
{
    if (t <= 0)
        return;
    buf_printf(out, "<%s>", name);
    cap_put_time(out, t);
    buf_printf(out, "</%s>\n", name);
}

static void degrees(struct buf *out, int32_t v)
{
    uint32_t u = v < 0 ? (uint32_t) - (int64_t)v : (uint32_t)v;
    buf_printf(out, "%s%u.%07u", v < 0 ? "-" : "", u / 10000000, u % 10000000);
}

static void put_point(struct buf *out, struct cap_point p)
{
    degrees(out, p.lat);
    buf_putc(out, ',');
    degrees(out, p.lon);
}

static void put_shape(struct buf *out, const struct cap_shape *s)
{
    if (s->circle) {
        buf_cat(out, "<circle>");
        put_point(out, s->points[0]);
        buf_printf(out, " %u.%03u</circle>\n", s->radius_m / 1000, s->radius_m % 1000);
        return;
    }
    buf_cat(out, "<polygon>");
    for (uint32_t i = 0; i <= s->n; i++) {
        if (i > 0)
            buf_putc(out, ' ');
        put_point(out, s->points[i % s->n]);
    }
    buf_cat(out, "</polygon>\n");
}

static void put_area(struct buf *out, const struct cap_alert *a, const struct cap_info *in)
{
    if (in->area_desc.n == 0)
        return;
    buf_cat(out, "<area>\n");
    element(out, "areaDesc", in->area_desc);
    for (const struct cap_shape *s = a->shapes; s != NULL; s = s->next)
        if (!s->circle)
            put_shape(out, s);
    for (const struct cap_shape *s = a->shapes; s != NULL; s = s->next)
        if (s->circle)
            put_shape(out, s);
    for (const struct cap_code *c = a->codes; c != NULL; c = c->next) {
        buf_cat(out, "<geocode>");
        element(out, "valueName", c->name);
        element(out, "value", c->value);
        buf_cat(out, "</geocode>\n");
    }
    buf_cat(out, "</area>\n");
}

static void put_info(struct buf *out, const struct cap_alert *a, const struct cap_info *in)
{
    buf_cat(out, "<info>\n");
    element(out, "language", in->language);
    element(out, "category", in->category);
    element(out, "event", in->event);
    element(out, "urgency", in->urgency);
    element(out, "severity", in->severity);
    element(out, "certainty", in->certainty);
    time_element(out, "effective", in->effective);
    time_element(out, "onset", in->onset);
    time_element(out, "expires", in->expires);
    element(out, "senderName", in->sender_name);
    element(out, "headline", in->headline);
    element(out, "description", in->description);
    element(out, "instruction", in->instruction);
    element(out, "web", in->web);
    element(out, "contact", in->contact);
    put_area(out, a, in);
    buf_cat(out, "</info>\n");
}

static void put_refs(struct buf *out, const struct cap_alert *a)
{
    if (a->refs == NULL)
        return;
    buf_cat(out, "<references>");
    for (const struct cap_ref *r = a->refs; r != NULL; r = r->next) {
        cap_put_text(out, r->sender);
        buf_putc(out, ',');
        cap_put_text(out, r->identifier);
        buf_putc(out, ',');
        cap_put_time(out, r->sent);
        if (r->next != NULL)
            buf_putc(out, ' ');
    }
    buf_cat(out, "</references>\n");
}

/* XML-DSig, enveloped: over the whole document but this element. */
static const char signature_place[] =
    "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><SignedInfo>"
    "<CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>"
    "<SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/>"
    "<Reference URI=\"\"><Transforms>"
    "<Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>"
    "<Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/></Transforms>"
    "<DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><DigestValue/>"
    "</Reference></SignedInfo><SignatureValue/><KeyInfo><X509Data/></KeyInfo></Signature>\n";

void cap_put(struct buf *out, const struct cap_alert *a, bool signature)
{
    buf_cat(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                 "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n");
    element(out, "identifier", a->identifier);
    element(out, "sender", a->sender);
    time_element(out, "sent", a->sent);
    element(out, "status", a->status);
    element(out, "msgType", a->msg_type);
    element(out, "source", a->source);
    element(out, "scope", a->scope);
    element(out, "note", a->note);
    put_refs(out, a);
    for (const struct cap_info *in = a->infos; in != NULL; in = in->next)
        put_info(out, a, in);
    if (signature)
        buf_cat(out, signature_place);
    buf_cat(out, "</alert>\n");
}
