/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/registry/registry.h"

#include "desk/registry/registry_priv.h"

static bool said(const struct in_site_set *in, int bit)
{
    return (in->has & BIT(bit)) != 0;
}

static enum rc site_set(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_site_set *in = c->in;
    struct site v = {0};
    struct row row = {.id = c->params[0], .rec = &v};
    struct resolving g = {.d = d};
    enum verdict verdict;
    UNUSED(s);
    site_set_name(&v, in->name);
    site_set_lat(&v, in->lat);
    site_set_lon(&v, in->lon);
    if (said(in, F_IN_SITE_SET_KIND))
        site_set_kind(&v, in->kind);
    if (in->area.n > 0)
        site_set_area(&v, in->area);
    if (said(in, F_IN_SITE_SET_ADDRESS))
        site_set_address(&v, in->address);
    if (said(in, F_IN_SITE_SET_CONTACTS))
        site_set_contacts(&v, in->contacts);
    enum rc rc = registry_site(&g, &row, &verdict, e);
    if (rc == RC_OK && verdict != VERDICT_SAME)
        (void)decision_event(d, EV_SITE_SET, c->params[0], &v);
    return rc;
}

/* Its name alone is an import's: what belongs to the desk, not to the map, is said here. */
static enum rc area_desk(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_area_desk *in = c->in;
    const struct area *before = picture_get(d->picture, KIND_AREA, c->params[0]);
    struct str desk = str_trim(in->desk);
    struct area v = {0};
    UNUSED(s);
    if (before == NULL)
        return err_set(e, RC_NOT_FOUND, "there is no area '%.*s'", STR_ARG(c->params[0]));
    enum rc rc = decision_area(d, c->params[0], e);
    if (rc != RC_OK || str_eq(before->desk, desk))
        return rc;
    area_set_desk(&v, desk);
    (void)decision_event(d, EV_AREA_DESK, c->params[0], &v);
    return RC_OK;
}

static void wake(struct desk_state *s, struct decision *d, const struct entity *en, usec_t due)
{
    UNUSED(s);
    UNUSED(due);
    must(en->kind == KIND_DEVICE);
    registry_device_wake(d, en);
}

static const struct desk_command commands[] = {
    {ROUTE_REGISTRY_IMPORT, registry_import_prepare, true, registry_import},
    {ROUTE_REGISTRY_AREA_DESK, NULL, false, area_desk},
    {ROUTE_REGISTRY_SITE_SET, NULL, false, site_set},
    {ROUTE_REGISTRY_PLAN_PUT, registry_plan_prepare, true, registry_plan_put},
    {ROUTE_REGISTRY_PLAN_REMOVE, NULL, false, registry_plan_remove},
    {ROUTE_REGISTRY_KEYHOLDER_SET, registry_keyholder_prepare, true, registry_keyholder_set},
    {ROUTE_REGISTRY_KEYHOLDER_REMOVE, NULL, false, registry_keyholder_remove},
    {ROUTE_REGISTRY_PROCEDURE_SET, NULL, false, registry_procedure_set},
    {ROUTE_REGISTRY_PROCEDURE_REMOVE, NULL, false, registry_procedure_remove},
    {ROUTE_REGISTRY_DEVICE_SET, NULL, false, registry_device_set},
    {ROUTE_REGISTRY_DEVICE_ADOPT, NULL, false, registry_device_adopt},
    {ROUTE_REGISTRY_STILL_SET, registry_still_prepare, true, registry_still_set},
    {ROUTE_REGISTRY_STILL_REMOVE, NULL, false, registry_still_remove},
    {ROUTE_REGISTRY_MAINTENANCE, NULL, false, registry_maintenance},
    {ROUTE_REGISTRY_DEVICE_TEST, NULL, false, registry_device_test},
};

static const struct desk_view views[] = {
    {ROUTE_REGISTRY_DEVICE_VIEW, registry_device_view, VIEW_MIRROR},
    {ROUTE_REGISTRY_DEVICE_FIXES, registry_device_fixes, VIEW_POOL},
    {ROUTE_REGISTRY_STILL_VIEW, registry_still_view, VIEW_POOL},
    {ROUTE_REGISTRY_PLAN_GET, registry_plan_get, VIEW_POOL},
    {ROUTE_REGISTRY_KEYHOLDERS, registry_keyholders, VIEW_POOL},
    {ROUTE_REGISTRY_PROCEDURE_VIEW, registry_procedure_view, VIEW_POOL},
};

const struct desk desk_registry = {
    .magic = DESK_MAGIC,
    .name = "registry",
    .commands = commands,
    .ncommands = ARRAY_LEN(commands),
    .views = views,
    .nviews = ARRAY_LEN(views),
    .open = registry_open,
    .close = registry_close,
    .work = registry_work_next,
    .worked = registry_worked,
    .wake = wake,
};
