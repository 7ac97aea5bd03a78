/* SPDX-License-Identifier: Apache-2.0 */
/* import places, places: the index of addresses and places of a store. */
#include <stdlib.h>
#include <string.h>

#include "ctl.h"
#include "place/index.h"
#include "store/file.h"

#define CSV_MAX (UINT64_C(4) << 30)
#define SHOWN 10u

static int fail(const struct err *e)
{
    (void)fprintf(stderr, "markazctl: %s\n", e->detail);
    return 1;
}

static enum rc read_csv(const char *file, struct place_draft *d, struct err *e)
{
    struct buf csv;
    buf_init(&csv, CSV_MAX);
    enum rc rc = file_load(file, &csv, e);
    if (rc == RC_OK)
        rc = place_csv(buf_str(&csv), d, e);
    buf_release(&csv);
    return rc;
}

static enum rc save(const char *dir, struct str bytes, struct err *e)
{
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    enum rc rc = file_path(folder, e, "%s/places", dir);
    if (rc == RC_OK)
        rc = file_path(path, e, "%s/places/index", dir);
    if (rc == RC_OK)
        rc = file_make_dir(folder, e);
    return rc == RC_OK ? file_replace(folder, path, bytes, e) : rc;
}

static void tell(const struct place_index *x, const char *dir)
{
    struct place_figures f;
    place_figures(x, &f);
    printf("%s/places/index: %u streets and places, %u houses, %u words, %.1f MB\n", dir, f.docs,
           f.houses, f.words, (double)f.bytes / 1e6);
}

static enum rc make_index(const char *dir, struct place_draft *d, struct err *e)
{
    struct str bytes;
    struct place_index *x = NULL;
    enum rc rc = place_build(d, &bytes, e);
    if (rc != RC_OK)
        return rc;
    /* As whoever opens it will: an index that is refused is not put in the place of a good one. */
    rc = place_open(&x, bytes, e);
    if (rc == RC_OK)
        rc = save(dir, bytes, e);
    if (rc == RC_OK)
        tell(x, dir);
    place_close(x);
    free((void *)(uintptr_t)bytes.p);
    return rc;
}

enum rc ctl_take_places(const char *dir, struct str csv, struct err *e)
{
    struct place_draft *d = place_draft_new();
    enum rc rc = place_csv(csv, d, e);
    if (rc == RC_OK)
        rc = make_index(dir, d, e);
    place_draft_free(d);
    return rc;
}

bool ctl_imports_places(int argc, char **argv)
{
    return argc >= 1 && strcmp(argv[0], "places") == 0;
}

int ctl_import_places(const char *dir, int argc, char **argv)
{
    struct err e = {0};
    if (argc != 2) {
        (void)fputs("markazctl: import places FILE.csv\n", stderr);
        return 2;
    }
    enum rc rc = ctl_become_owner(dir, &e);
    if (rc != RC_OK)
        return fail(&e);
    struct place_draft *d = place_draft_new();
    rc = read_csv(argv[1], d, &e);
    if (rc == RC_OK)
        rc = make_index(dir, d, &e);
    place_draft_free(d);
    return rc == RC_OK ? 0 : fail(&e);
}

/* ---- asking it ---- */

/* Control characters, which a terminal would obey, as '?': whose extract it is wrote them. `s` is UTF-8. */
static void show_text(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i], next = i + 1 < s.n ? (unsigned char)s.p[i + 1] : 0;
        bool wide = c == 0xc2 && next < 0xa0; /* U+0080 to U+009F */
        (void)putchar(c < ' ' || c == 0x7f || wide ? '?' : c);
        i += wide;
    }
}

static void show_part(struct str s, bool *begun)
{
    if (s.n == 0)
        return;
    printf("%s", *begun ? ", " : "");
    show_text(s);
    *begun = true;
}

static void show(const struct place_hit *h)
{
    bool begun = false;
    show_part(h->name, &begun);
    show_part(h->street, &begun);
    show_part(h->house, &begun);
    show_part(h->settlement, &begun);
    printf("%s  %.7f,%.7f\n", h->no_house ? " (that house is not known)" : "", h->at.lat7 / 1e7,
           h->at.lon7 / 1e7);
}

static int ask(const struct place_index *x, const char *query)
{
    struct place_hit hits[SHOWN];
    uint32_t n = place_find(x, str_c(query), NULL, SHOWN, hits);
    for (uint32_t i = 0; i < n; i++)
        show(&hits[i]);
    if (n == 0)
        puts("nothing fits");
    return 0;
}

int ctl_places(const char *dir, int argc, char **argv)
{
    char path[FILE_PATH_MAX];
    struct place_index *x = NULL;
    struct err e = {0};
    if (argc > 1) {
        (void)fputs("markazctl: places, or places WORDS\n", stderr);
        return 2;
    }
    enum rc rc = file_path(path, &e, "%s/places/index", dir);
    if (rc == RC_OK)
        rc = place_map(&x, path, &e);
    if (rc != RC_OK)
        return fail(&e);
    int code = 0;
    if (argc == 0)
        tell(x, dir);
    else
        code = ask(x, argv[0]);
    place_close(x);
    return code;
}
