/* SPDX-License-Identifier: Apache-2.0 */
/* The other JSON reader, where it is installed. Both headers name their kinds alike: jansson's are renamed while it is read. */
#ifndef TESTS_SUPPORT_JANSSON_H
#define TESTS_SUPPORT_JANSSON_H

#ifdef HAVE_JANSSON
#define JSON_OBJECT JANSSON_OBJECT_KIND
#define JSON_ARRAY JANSSON_ARRAY_KIND
#define JSON_STRING JANSSON_STRING_KIND
#define JSON_TRUE JANSSON_TRUE_KIND
#define JSON_FALSE JANSSON_FALSE_KIND
#define JSON_NULL JANSSON_NULL_KIND
#include <jansson.h>
#undef JSON_OBJECT
#undef JSON_ARRAY
#undef JSON_STRING
#undef JSON_TRUE
#undef JSON_FALSE
#undef JSON_NULL
#endif

#endif
