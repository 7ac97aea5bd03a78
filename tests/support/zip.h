/* SPDX-License-Identifier: Apache-2.0 */
/* Files of archives of the captures: just as much of ZIP as those need. */
#ifndef TESTS_SUPPORT_ZIP_H
#define TESTS_SUPPORT_ZIP_H

#include "base/str.h"

/* The named file of a ZIP archive, inflated; NULL: it is not in it, or not deflated. Free with free(). */
char *zip_file(struct str archive, const char *name, size_t *n);
/* All of a gzip file. */
char *zip_gunzip(struct str gz, size_t *n);

#endif
