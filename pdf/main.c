/* SPDX-License-Identifier: Apache-2.0 */
/*
 * markaz-pdf: a document of blocks on standard input, its pages as PDF on standard output. A program of its own, because setting
 * text needs Pango, HarfBuzz, FreeType and GLib, which neither the server nor the tool that administers it should carry.
 */
#include <linux/landlock.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "pdf.h"

#define OUTPUT_MAX (256u << 20)
#define MEMORY_MAX (2ull << 30)
#define CPU_MAX_S 300

/* Fonts are read; nothing is written or made any more, and nothing is started. Without Landlock file permissions must do. */
static void confine(void)
{
    const struct landlock_ruleset_attr writing = {
        .handled_access_fs = ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1) &
                             ~(__u64)(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)};
    const struct rlimit none = {0, 0}, memory = {MEMORY_MAX, MEMORY_MAX},
                        cpu = {CPU_MAX_S, CPU_MAX_S};
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)setrlimit(RLIMIT_CPU, &cpu);
#ifndef __SANITIZE_ADDRESS__ /* whose shadow is larger than any ceiling */
    (void)setrlimit(RLIMIT_AS, &memory);
#else
    UNUSED(memory);
#endif
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    int rules = (int)syscall(SYS_landlock_create_ruleset, &writing, sizeof writing, 0);
    if (rules < 0)
        return;
    if (syscall(SYS_landlock_restrict_self, rules, 0) != 0)
        (void)fputs("markaz-pdf: cannot confine itself\n", stderr);
    (void)close(rules);
}

static enum rc take(struct buf *in, struct err *e)
{
    for (char *to; (to = buf_room(in, 65536)) != NULL;) {
        size_t n = fread(to, 1, 65536, stdin);
        in->n += n;
        if (n == 0)
            return ferror(stdin) ? err_set(e, RC_IO, "cannot read standard input") : RC_OK;
    }
    return err_set(e, RC_TOO_LARGE, "the document is larger than %u MiB", PDF_INPUT_MAX >> 20);
}

static enum rc run(struct buf *in, struct buf *out, struct err *e)
{
    struct pdf_document d;
    enum rc rc = take(in, e);
    if (rc != RC_OK)
        return rc;
    rc = pdf_document_read(&d, buf_str(in), e);
    if (rc == RC_OK)
        rc = pdf_draw(&d, out, e);
    pdf_document_release(&d);
    if (rc == RC_OK && (fwrite(out->p, 1, out->n, stdout) != out->n || fflush(stdout) != 0))
        rc = err_set(e, RC_IO, "cannot write standard output");
    return rc;
}

int main(int argc, char **argv)
{
    struct buf in, out;
    struct err e = {0};
    UNUSED(argv);
    if (argc != 1) {
        (void)fputs("usage: markaz-pdf <DOCUMENT.json >FILE.pdf    see markaz-pdf(1)\n", stderr);
        return 2;
    }
    confine();
    buf_init(&in, PDF_INPUT_MAX);
    buf_init(&out, OUTPUT_MAX);
    enum rc rc = run(&in, &out, &e);
    if (rc != RC_OK)
        (void)fprintf(stderr, "markaz-pdf: %s\n", e.detail);
    buf_release(&in);
    buf_release(&out);
    return rc == RC_OK ? 0 : 1;
}
