/* SPDX-License-Identifier: Apache-2.0 */
#include "store/media.h"

enum media_type media_sniff(struct str head)
{
    if (str_starts(head, STR("\xff\xd8\xff")))
        return MEDIA_JPEG;
    if (str_starts(head, STR("\x89PNG\r\n\x1a\n")))
        return MEDIA_PNG;
    /* RIFF, four bytes of length, WEBP, and one of "VP8 ", "VP8L", "VP8X". */
    if (head.n >= 16 && str_starts(head, STR("RIFF")) &&
        str_starts((struct str){head.p + 8, head.n - 8}, STR("WEBPVP8")) &&
        (head.p[15] == ' ' || head.p[15] == 'L' || head.p[15] == 'X'))
        return MEDIA_WEBP;
    return MEDIA_NONE;
}

const char *media_mime(enum media_type type)
{
    switch (type) {
    case MEDIA_JPEG: return "image/jpeg";
    case MEDIA_PNG: return "image/png";
    case MEDIA_WEBP: return "image/webp";
    case MEDIA_NDJSON: return "application/x-ndjson";
    case MEDIA_NONE: break;
    }
    return NULL;
}
