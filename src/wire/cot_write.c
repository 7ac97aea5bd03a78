/* SPDX-License-Identifier: Apache-2.0 */
/* Writing events: what ATAK's schemas ask for, and no more. One event a line. */
#include <string.h>

#include "base/json.h"
#include "wire/cot.h"

#define UNKNOWN "9999999.0"

static void put_text(struct buf *to, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        switch (s.p[i]) {
        case '&': buf_cat(to, "&amp;"); break;
        case '<': buf_cat(to, "&lt;"); break;
        case '>': buf_cat(to, "&gt;"); break;
        case '"': buf_cat(to, "&quot;"); break;
        case '\'': buf_cat(to, "&apos;"); break;
        default: buf_putc(to, (unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f ? ' ' : s.p[i]);
        }
    }
}

static void put_attribute(struct buf *to, const char *name, struct str value)
{
    buf_printf(to, " %s=\"", name);
    put_text(to, value);
    buf_putc(to, '"');
}

static void put_time(struct buf *to, const char *name, usec_t t)
{
    buf_printf(to, " %s=\"", name);
    clock_format(to, t);
    buf_putc(to, '"');
}

static void put_number(struct buf *to, const char *name, int64_t v, int digits)
{
    buf_printf(to, " %s=\"", name);
    json_put_scaled(to, v, digits);
    buf_putc(to, '"');
}

static void put_point(struct buf *to, const struct cot_out *o)
{
    buf_cat(to, "<point");
    put_number(to, "lat", o->lat, 7);
    put_number(to, "lon", o->lon, 7);
    buf_cat(to, " hae=\"" UNKNOWN "\" ce=\"");
    if (o->accuracy > 0)
        buf_printf(to, "%lld", (long long)o->accuracy);
    else
        buf_cat(to, UNKNOWN);
    buf_cat(to, "\" le=\"" UNKNOWN "\"/>");
}

/* Up to where the detail's elements go. */
static void put_head(struct buf *to, const struct cot_out *o)
{
    buf_cat(to, "<event version=\"2.0\"");
    put_attribute(to, "uid", o->uid);
    buf_printf(to, " type=\"%s\" how=\"%s\"", o->type, o->how);
    put_time(to, "time", o->time);
    put_time(to, "start", o->time);
    put_time(to, "stale", o->stale);
    buf_putc(to, '>');
    put_point(to, o);
    buf_cat(to, "<detail>");
}

static void put_contact(struct buf *to, const struct cot_out *o)
{
    buf_cat(to, "<contact");
    put_attribute(to, "callsign", o->callsign);
    buf_cat(to, "/><remarks>");
    put_text(to, o->remarks);
    buf_cat(to, "</remarks>");
}

static void put_foot(struct buf *to)
{
    buf_cat(to, "</detail></event>\n");
}

void cot_write(struct buf *to, const struct cot_out *o)
{
    put_head(to, o);
    put_contact(to, o);
    if (o->argb != 0)
        buf_printf(to, "<color argb=\"%d\"/>", (int)o->argb);
    if (o->group != NULL)
        buf_printf(to, "<__group name=\"%s\" role=\"%s\"/>", o->group, o->role);
    if (o->has_track) {
        buf_cat(to, "<track");
        put_number(to, "speed", (o->speed * 1000 + 18) / 36, 3); /* m/s */
        put_number(to, "course", o->course, 1);
        buf_cat(to, "/>");
    }
    put_foot(to);
}

/* ATAK's schema of a free form has its elements in this order, and colours that fit a byte: white alone. */
void cot_write_shape(struct buf *to, const struct cot_out *o, const int64_t *points, size_t n)
{
    put_head(to, o);
    for (size_t i = 0; i < n; i++) {
        buf_cat(to, "<link point=\"");
        json_put_scaled(to, points[2 * i], 7);
        buf_putc(to, ',');
        json_put_scaled(to, points[2 * i + 1], 7);
        buf_cat(to, "\"/>");
    }
    buf_cat(to, "<strokeColor value=\"-1\"/><strokeWeight value=\"3.0\"/><fillColor value=\"0\"/>");
    put_contact(to, o);
    buf_cat(to, "<archive/><labels_on value=\"true\"/><color value=\"-1\"/>"
                "<precisionlocation altsrc=\"???\"/>");
    put_foot(to);
}

/* Events that are about no place. */
static void put_control(struct buf *to, struct str uid, const char *suffix, const char *type,
                        usec_t now)
{
    buf_cat(to, "<event version=\"2.0\" uid=\"");
    put_text(to, uid);
    buf_printf(to, "%s\" type=\"%s\" how=\"m-g\"", suffix, type);
    put_time(to, "time", now);
    put_time(to, "start", now);
    put_time(to, "stale", now + USEC_MIN);
    buf_cat(to,
            "><point lat=\"0.0\" lon=\"0.0\" hae=\"0.0\" ce=\"" UNKNOWN "\" le=\"" UNKNOWN "\"/>");
}

void cot_write_gone(struct buf *to, struct str uid, const char *type, usec_t now)
{
    put_control(to, uid, "-gone", "t-x-d-d", now);
    buf_cat(to, "<detail><link");
    put_attribute(to, "uid", uid);
    buf_printf(to, " type=\"%s\" relation=\"p-p\"/><__forcedelete/></detail></event>\n", type);
}

void cot_write_pong(struct buf *to, usec_t now)
{
    put_control(to, STR("takPong"), "", "t-x-c-t-r", now);
    buf_cat(to, "</event>\n");
}

void cot_write_refusal(struct buf *to, usec_t now)
{
    put_control(to, STR("protouid"), "", "t-x-takp-r", now);
    buf_cat(to,
            "<detail><TakControl><TakResponse status=\"false\"/></TakControl></detail></event>\n");
}
