/* SPDX-License-Identifier: Apache-2.0 */
/* A file for import, as it is read on the pool: the first byte chooses what it is said to hold. No person is hashed. */
#include <string.h>

#include "desk/registry/registry_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct picture *nobody;

static const struct picture *lock(struct core *c)
{
    UNUSED(c);
    return nobody;
}

static void unlock(struct core *c)
{
    UNUSED(c);
}

static void check_faults(const struct faults *f)
{
    must(f->n <= f->total && f->n <= REGISTRY_ERRORS_MAX);
    for (size_t i = 0; i < f->n; i++)
        must(f->v[i].line >= 1 && f->v[i].text.n > 0 && str_utf8(f->v[i].text) &&
             str_utf8(f->v[i].field));
}

static void check(const struct import *m, struct str text)
{
    uint32_t lines = 1;
    for (size_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n' || text.p[i] == '\r';
    must(m->nrows <= REGISTRY_ROWS_MAX);
    for (size_t i = 0; i < m->nrows; i++) {
        const struct row *row = &m->rows[i];
        must(row->line >= 1 && row->line <= lines && row->id.n > 0 && id_valid(row->id));
        must((uintptr_t)map_get(&m->by_id, row->id) == i + 1);
        must((*(const uint64_t *)row->rec & ~(m->what->columns | BIT(F_AREA_GEOMETRY))) == 0 ||
             m->what->kind != KIND_AREA);
        must((*(const uint64_t *)row->rec & ~m->what->columns) == 0 || m->what->kind == KIND_AREA);
    }
    check_faults(&m->errors);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const kinds[] = {"areas", "sites", "devices", "units", "users"};
    static struct settings settings;
    struct call c;
    if (size == 0)
        return 0;
    if (nobody == NULL) {
        nobody = picture_new();
        settings_init(&settings);
    }
    const struct work_env env = {NULL, lock, unlock, &settings, NULL, 0, NULL};
    call_init(&c);
    c.who.permissions = UINT64_MAX;
    (void)str_copy(c.who.id, sizeof c.who.id, STR("local"));
    c.params[0] = str_c(kinds[data[0] % ARRAY_LEN(kinds)]);
    c.query = STR("dry_run=1");
    c.body = (struct str){(const char *)data + 1, size - 1};
    enum rc rc = registry_import_prepare(&env, &c, &c.err);
    if (rc == RC_OK)
        check(c.in, c.body);
    else
        must(c.err.detail[0] != '\0');
    call_release(&c);
    return 0;
}
