/* SPDX-License-Identifier: Apache-2.0 */
/* markazctl verify --export: a file of histories, checked line by line by somebody who has nothing else of the centre. */
#include "core/export_read.h"

#include <inttypes.h>
#include <stdio.h>

#include "ctl.h"

/* The next line with its end; what is too long is left as it is: the reader refuses it. */
static void take_line(FILE *f, struct buf *line)
{
    int c = 0;
    buf_clear(line);
    while (c != '\n' && line->n <= EXPORT_LINE_MAX && (c = getc_unlocked(f)) != EOF)
        buf_putc(line, (char)c);
}

static enum rc check_all(FILE *f, struct export_reader *r, struct err *e)
{
    struct buf line;
    enum rc rc = RC_OK;
    buf_init(&line, EXPORT_LINE_MAX + 1);
    while (rc == RC_OK) {
        take_line(f, &line);
        if (line.n == 0)
            break;
        rc = export_read_line(r, buf_str(&line), e);
    }
    buf_release(&line);
    if (rc == RC_OK && ferror(f))
        return err_set(e, RC_IO, "the file could not be read to its end");
    return rc == RC_OK ? export_read_end(r, e) : rc;
}

enum rc ctl_export_check(const char *path, const struct tlog_policy *policy, struct err *e)
{
    struct export_reader r;
    FILE *f = fopen(path, "re");
    if (f == NULL)
        return err_set(e, RC_IO, "%s cannot be read", path);
    export_read_init(&r, policy);
    enum rc rc = check_all(f, &r, e);
    (void)fclose(f);
    export_read_release(&r);
    if (rc == RC_OK)
        printf("{\"ok\":true,\"events\":%" PRIu64 ",\"erased\":%" PRIu64 ",\"withheld\":%" PRIu64
               "}\n",
               r.events, r.erased, r.withheld);
    return rc;
}
