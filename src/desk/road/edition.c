/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/road/edition.h"

#include "desk/road/lookalike.h"
#include "event/record.h"

#define LINE_ARENA ((size_t)1 << 20)

static void reject(struct road_edition *ed, uint32_t line, const char *why, struct err *first)
{
    if (ed->rejected++ == 0)
        (void)err_set(first, RC_INVALID, "line %u: %s", line, why);
    if (ed->rejected > ROAD_REJECTED_SHOWN)
        return;
    buf_printf(&ed->told, "%s{\"line\":%u,\"error\":", ed->rejected > 1 ? "," : "", line);
    json_put_string(&ed->told, str_c(why));
    buf_putc(&ed->told, '}');
}

static enum rc read_line(struct str text, struct arena *a, struct in_hotlist_line *in,
                         struct err *e)
{
    char fits;
    enum rc rc = record_read(input_table[IN_HOTLIST_LINE], text, RECORD_OUTSIDE, true, a, in, e);
    if (rc != RC_OK)
        return rc;
    int at = road_mistyped(in->region, in->plate, &fits);
    if (at > 0)
        return err_field(e, RC_INVALID, "plate",
                         "plate '%.*s' cannot exist in '%.*s': character %d should perhaps be '%c'",
                         STR_ARG(in->plate), STR_ARG(in->region), at, fits);
    return RC_OK;
}

static void take_line(struct road_edition *ed, struct str text, uint32_t number, struct arena *a,
                      struct err *first)
{
    struct in_hotlist_line in;
    struct err e = {0};
    ed->lines++;
    arena_clear(a);
    if (text.n > LINE_ARENA / 4) {
        reject(ed, number, "the line is too long", first);
        return;
    }
    if (read_line(text, a, &in, &e) != RC_OK) {
        reject(ed, number, e.detail, first);
        return;
    }
    struct road_wanted w = {.plate = in.plate,
                            .region = in.region,
                            .issuer = in.issuer,
                            .basis = in.basis,
                            .make = in.make,
                            .color = in.color,
                            .expires = in.expires_at,
                            .line = number,
                            .class = (uint8_t)in.class,
                            .reason = (uint8_t)in.reason,
                            .lookalikes = in.lookalikes != 0};
    if (road_list_add(ed->list, &w) == ROAD_FULL)
        reject(ed, number, "too many entries, or too many different issuers or makes", first);
}

enum rc road_edition_read(struct str text, struct road_edition *out, struct err *e)
{
    struct arena a;
    struct err first = {0};
    uint64_t lines = 1;
    *out = (struct road_edition){0};
    buf_init(&out->told, (size_t)1 << 20);
    if (text.n > ROAD_EDITION_BYTES)
        return err_set(e, RC_TOO_LARGE, "a hotlist may have at most %zu bytes", ROAD_EDITION_BYTES);
    for (size_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n';
    /* A line shorter than this cannot name all that an entry must have. */
    uint64_t most = text.n / 100 + 1;
    lines = lines < most ? lines : most;
    out->list = road_list_new((uint32_t)(lines < ROAD_LIST_MAX ? lines : ROAD_LIST_MAX));
    arena_init(&a, LINE_ARENA);
    for (uint32_t number = 1; text.n > 0; number++) {
        struct str line = str_trim(str_cut(&text, '\n'));
        if (line.n > 0)
            take_line(out, line, number, &a, &first);
    }
    arena_release(&a);
    road_list_seal(out->list);
    if ((uint64_t)out->rejected * 100 >= out->lines && out->rejected > 0)
        return err_set(e, RC_INVALID, "%u of %u lines are bad, so the list is refused whole; %s",
                       out->rejected, out->lines, first.detail);
    return RC_OK;
}

void road_edition_release(struct road_edition *ed)
{
    road_list_free(ed->list);
    ed->list = NULL;
    buf_release(&ed->told);
}
