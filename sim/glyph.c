/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Letters as strokes on a grid of 8 x 12: digit = column, letter = row from the top (a..m), blank =
 * lift the pen. Round caps and joins make them look like those of a plate.
 */
#include "photo_priv.h"

static const char *const strokes[128] = {
    ['0'] = "2a6a8c8k6m2m0k0c2a",
    ['1'] = "1d4a4m",
    ['2'] = "0c2a6a8c8e0m8m",
    ['3'] = "0c2a6a8c8e6g3g 6g8i8k6m2m0k",
    ['4'] = "6m6a0i8i",
    ['5'] = "8a1a0f2e6e8g8k6m2m0k",
    ['6'] = "8c6a2a0c0k2m6m8k8h6f2f0h",
    ['7'] = "0a8a3m",
    ['8'] = "2a6a8c8e6g2g0e0c2a 2g0i0k2m6m8k8i6g",
    ['9'] = "0k2m6m8k8c6a2a0c0e2g6g8e",
    ['A'] = "0m4a8m 1i7i",
    ['B'] = "0a0m6m8k8i6g0g 6g8e8c6a0a",
    ['C'] = "8c6a2a0c0k2m6m8k",
    ['D'] = "0a0m5m8j8d5a0a",
    ['E'] = "8a0a0m8m 0g6g",
    ['F'] = "8a0a0m 0g6g",
    ['G'] = "8c6a2a0c0k2m6m8k8g5g",
    ['H'] = "0a0m 8a8m 0g8g",
    ['I'] = "4a4m",
    ['J'] = "7a7k5m2m0k",
    ['K'] = "0a0m 8a0h 3f8m",
    ['L'] = "0a0m8m",
    ['M'] = "0m0a4h8a8m",
    ['N'] = "0m0a8m8a",
    ['O'] = "3a5a8d8j5m3m0j0d3a",
    ['P'] = "0m0a6a8c8e6g0g",
    ['Q'] = "3a5a8d8j5m3m0j0d3a 5j8m",
    ['R'] = "0m0a6a8c8e6g0g 4g8m",
    ['S'] = "8c6a2a0c0e2g6g8i8k6m2m0k",
    ['T'] = "0a8a 4a4m",
    ['U'] = "0a0k2m6m8k8a",
    ['V'] = "0a4m8a",
    ['W'] = "0a2m4f6m8a",
    ['X'] = "0a8m 8a0m",
    ['Y'] = "0a4g8a 4g4m",
    ['Z'] = "0a8a0m8m",
    ['-'] = "1g7g",
    ['.'] = "4l4m",
    [':'] = "4d4e 4j4k",
    ['/'] = "0m8a",
    ['\''] = "4a4d",
};

static unsigned next_char(const char **text)
{
    unsigned char ch = (unsigned char)*(*text)++;
    if (ch >= 'a' && ch <= 'z')
        return ch - 'a' + 'A';
    if (ch < 0x80)
        return ch;
    while (((unsigned char)**text & 0xC0) == 0x80)
        (*text)++;
    return '\''; /* names hold no other letters than Latin ones and turned commas */
}

static double advance(unsigned ch, double height)
{
    return height * (ch == ' '                                           ? 0.42
                     : ch == '.' || ch == ':' || ch == '\'' || ch == 'I' ? 0.5
                                                                         : 0.92);
}

double glyph_width(double height, const char *text)
{
    double w = 0;
    while (*text)
        w += advance(next_char(&text), height);
    return w;
}

double glyph_text(cairo_t *cr, double x, double y, double height, double stroke, const char *text)
{
    double step = height / 12;
    cairo_save(cr);
    cairo_set_line_width(cr, stroke);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    while (*text) {
        unsigned ch = next_char(&text);
        const char *s = ch < 128 ? strokes[ch] : NULL;
        double narrow = ch == '.' || ch == ':' || ch == '\'' || ch == 'I' ? -2.0 : 0;
        for (bool down = false; s && *s; down = true) {
            if (*s == ' ') {
                s++;
                down = false;
            }
            double px = x + (s[0] - '0' + narrow) * step, py = y + (s[1] - 'a') * step;
            if (down)
                cairo_line_to(cr, px, py);
            else
                cairo_move_to(cr, px, py);
            s += 2;
        }
        x += advance(ch, height);
    }
    cairo_stroke(cr);
    cairo_restore(cr);
    return x;
}
