/* SPDX-License-Identifier: Apache-2.0 */
#include "paper.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/json.h"
#include "base/zone.h"
#include "ctl.h"
#include "store/file.h"

#define DOCUMENT_MAX (32u << 20) /* what markaz-pdf takes */

/* ---- words ---- */

int paper_lang(const char *name)
{
    static const char *const langs[PAPER_LANGS] = {"en", "ru", "uz", "kk"};
    for (int i = 0; i < PAPER_LANGS; i++)
        if (strcmp(name, langs[i]) == 0)
            return i;
    return -1;
}

static int by_key(const void *key, const void *word)
{
    return strcmp(key, ((const struct word *)word)->key);
}

const char *paper_word(const struct paper *p, const char *key)
{
    const struct word *w = bsearch(key, words, nwords, sizeof *w, by_key);
    must(w != NULL);
    return w->in[p->lang];
}

void paper_fill(struct buf *out, const char *text, const char *const *fills)
{
    struct str rest = str_c(text);
    while (rest.n > 0) {
        buf_puts(out, str_cut(&rest, '{'));
        if (rest.n == 0)
            break;
        struct str name = str_cut(&rest, '}');
        for (const char *const *f = fills; *f != NULL; f += 2)
            if (str_eqc(name, f[0]))
                buf_cat(out, f[1]);
    }
}

void paper_time(struct buf *out, usec_t at)
{
    struct buf text;
    buf_init(&text, 64);
    clock_format(&text, zone_local((struct zone){0}, at));
    if (text.n > 16)
        buf_printf(out, "%.10s %.5s", text.p, text.p + 11);
    buf_release(&text);
}

/* ---- blocks ---- */

static void member(struct paper *p, const char *name, struct str text)
{
    json_put_key(&p->out, name);
    json_put_string(&p->out, text);
}

void paper_begin(struct paper *p, int lang, struct str title, struct str foot, usec_t made)
{
    static const char *const langs[PAPER_LANGS] = {"en", "ru", "uz", "kk"};
    *p = (struct paper){.lang = lang};
    buf_init(&p->out, DOCUMENT_MAX);
    buf_putc(&p->out, '{');
    member(p, "title", title);
    buf_putc(&p->out, ',');
    member(p, "lang", str_c(langs[lang]));
    buf_putc(&p->out, ',');
    member(p, "foot", foot);
    buf_putc(&p->out, ',');
    member(p, "page", str_c(paper_word(p, "load.page")));
    buf_cat(&p->out, ",\"made\":");
    json_put_time(&p->out, made);
    buf_cat(&p->out, ",\"blocks\":[");
}

static void block(struct paper *p, const char *kind)
{
    buf_cat(&p->out, p->any ? ",{" : "{");
    p->any = true;
    json_put_key(&p->out, kind);
}

static void text_block(struct paper *p, const char *kind, struct str text)
{
    block(p, kind);
    json_put_string(&p->out, text);
    buf_putc(&p->out, '}');
}

void paper_heading(struct paper *p, const char *text)
{
    text_block(p, "heading", str_c(text));
}

void paper_text(struct paper *p, struct str text)
{
    text_block(p, "text", text);
}

void paper_small(struct paper *p, struct str text)
{
    text_block(p, "small", text);
}

void paper_table(struct paper *p, const char *widths, const char *align)
{
    block(p, "table");
    buf_printf(&p->out, "{\"widths\":[%s],\"align\":\"%s\",\"head\":", widths, align);
    p->row = false;
    p->cell = false;
}

/* The head is a list of its own, the rows are a list of lists. */
void paper_row(struct paper *p)
{
    bool head = p->out.n > 0 && p->out.p[p->out.n - 1] == ':';
    buf_cat(&p->out, head ? "[" : p->row ? "],[" : "],\"rows\":[[");
    p->row = !head;
    p->cell = false;
}

static void next_cell(struct paper *p)
{
    if (p->cell)
        buf_putc(&p->out, ',');
    p->cell = true;
}

void paper_cell(struct paper *p, struct str text)
{
    next_cell(p);
    json_put_string(&p->out, text);
}

void paper_cell_json(struct paper *p, struct str raw)
{
    next_cell(p);
    buf_printf(&p->out, "\"%.*s\"", STR_ARG(raw));
}

void paper_table_end(struct paper *p)
{
    buf_cat(&p->out, p->row ? "]]}}" : "]}}");
}

void paper_release(struct paper *p)
{
    buf_release(&p->out);
}

/* ---- pages ---- */

static enum rc run(int in, int out, struct err *e)
{
    int code = 0;
    enum rc rc = ctl_program("markaz-pdf", NULL, in, out, &code, e);
    return rc == RC_OK && code != 0 ? err_set(e, RC_IO, "markaz-pdf could not make the pages") : rc;
}

static enum rc write_pages(int in, const char *file, struct err *e)
{
    char part[FILE_PATH_MAX];
    if (strcmp(file, "-") == 0)
        return run(in, STDOUT_FILENO, e);
    enum rc rc = file_path(part, e, "%s.part", file);
    if (rc != RC_OK)
        return rc;
    int out = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    if (out < 0)
        return err_set(e, RC_IO, "cannot write '%s': %s", part, strerror(errno));
    rc = run(in, out, e);
    (void)close(out);
    if (rc == RC_OK)
        return file_rename(part, file, e);
    (void)unlink(part);
    return rc;
}

enum rc paper_print(struct paper *p, const char *file, struct err *e)
{
    buf_cat(&p->out, "]}");
    if (!buf_ok(&p->out))
        return err_set(e, RC_TOO_LARGE, "the report is larger than %u MiB", DOCUMENT_MAX >> 20);
    int in = memfd_create("report", MFD_CLOEXEC);
    if (in < 0)
        return err_set(e, RC_IO, "no memory for the report: %s", strerror(errno));
    enum rc rc = file_write(in, buf_str(&p->out), "report", e);
    if (rc == RC_OK && lseek(in, 0, SEEK_SET) != 0)
        rc = err_set(e, RC_IO, "cannot read the report: %s", strerror(errno));
    if (rc == RC_OK)
        rc = write_pages(in, file, e);
    (void)close(in);
    return rc;
}
