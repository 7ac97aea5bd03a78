/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files of one folder, by the path they are asked for. Only what a scan of the folder has found
 * is ever opened, so no path from outside reaches the file system; links and names that begin with
 * a dot are not followed. The scan is made again when a directory or the file itself has changed.
 * Any thread.
 */
#ifndef PORT_HTTP_FILES_H
#define PORT_HTTP_FILES_H

#include "base/str.h"

struct http_files;

struct http_file {
    int fd; /* the caller's to close */
    uint64_t size;
    const char *type; /* static text */
    char etag[40];    /* with its quotes; from the SHA-256 of the bytes sent */
    bool gzip;        /* these are the bytes of its .gz */
};

/*
 * `only`: the one file name of this folder to give out; NULL: all, with those of its subfolders.
 * The folder may be missing.
 */
struct http_files *http_files_open(const char *root, const char *only);
void http_files_close(struct http_files *f);
/*
 * "/" is "/index.html", and "/x" is "/x.html" when there is no "/x". False when there is no such
 * file.
 */
bool http_files_find(struct http_files *f, struct str path, bool gzip_accepted,
                     struct http_file *out);
/* Did the last scan find anything? */
bool http_files_any(struct http_files *f);

#endif
