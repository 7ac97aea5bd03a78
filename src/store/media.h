/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of content the vault keeps. Whatever else is offered is refused. Pure; any thread. */
#ifndef STORE_MEDIA_H
#define STORE_MEDIA_H

#include "base/str.h"

#define MEDIA_SNIFF 16 /* bytes that are enough to know an image by */

/* Stored in media.db: never renumber. */
enum media_type {
    MEDIA_NONE = 0,
    MEDIA_JPEG = 1,
    MEDIA_PNG = 2,
    MEDIA_WEBP = 3,
    MEDIA_NDJSON = 4 /* editions of hotlists; by the caller's word, never sniffed */
};

/*
 * What the first bytes are: JPEG (FF D8 FF), PNG (its eight-byte signature), WebP (RIFF….WEBPVP8),
 * or MEDIA_NONE. The sender's word and the file's name count for nothing: the type is what a
 * browser will be told.
 */
enum media_type media_sniff(struct str head);
/* "image/jpeg"…; NULL for MEDIA_NONE and numbers that are no type. */
const char *media_mime(enum media_type type);

#endif
