/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/access/access.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "desk/access/access_priv.h"

static enum rc open_desk(struct desk_state **out, const struct settings *s, struct vault *vault,
                         struct err *e)
{
    UNUSED(vault);
    struct desk_state *st = mem_alloc(sizeof *st);
    st->magic = ACCESS_MAGIC;
    if (!str_copy(st->dir, sizeof st->dir, str_c(settings_text(s, SET_STORE_PATH)))) {
        free(st);
        return err_set(e, RC_INVALID, "store.path is too long");
    }
    access_limit_reset();
    *out = st;
    return RC_OK;
}

static void close_desk(struct desk_state *s)
{
    CHECK_OBJ(s, ACCESS_MAGIC);
    s->magic = 0;
    free(s);
}

/* Once there is an administrator the code is worth nothing; the file goes too, so that nobody wonders. */
static void folded(struct desk_state *s, const struct picture *p, const struct event *ev)
{
    struct err e;
    UNUSED(p);
    CHECK_OBJ(s, ACCESS_MAGIC);
    if (ev->type == EV_USER_ADDED && ((const struct user *)ev->data)->role == ROLE_ADMIN &&
        access_setup_remove(s->dir, &e) != RC_OK)
        log_warn("access", "could not remove the used set-up code: %s", e.detail);
}

static const struct desk_command commands[] = {
    {ROUTE_ACCESS_SIGN_IN, access_sign_in_prepare, true, access_sign_in},
    {ROUTE_ACCESS_RENEW, NULL, false, access_renew},
    {ROUTE_ACCESS_PASSWORD, access_own_prepare, true, access_own},
    {ROUTE_ACCESS_SIGN_OUT, NULL, false, access_sign_out},
    {ROUTE_ACCESS_SET_UP, access_set_up_prepare, true, access_set_up},
    {ROUTE_ACCESS_USER_ADD, access_password_prepare, true, access_user_add},
    {ROUTE_ACCESS_USER_CHANGE, NULL, false, access_user_change},
    {ROUTE_ACCESS_USER_DISABLE, NULL, false, access_user_disable},
    {ROUTE_ACCESS_USER_RESET, access_password_prepare, true, access_user_reset},
    {ROUTE_ACCESS_TOKEN_ADD, access_token_prepare, false, access_token_add},
    {ROUTE_ACCESS_TOKEN_REVOKE, NULL, false, access_token_revoke},
};

static const struct desk_view views[] = {{ROUTE_ACCESS_ME, access_me, VIEW_MIRROR}};

const struct desk desk_access = {
    .magic = DESK_MAGIC,
    .name = "access",
    .commands = commands,
    .ncommands = ARRAY_LEN(commands),
    .views = views,
    .nviews = ARRAY_LEN(views),
    .seconds = access_seconds,
    .nseconds = ACCESS_SECONDS,
    .open = open_desk,
    .close = close_desk,
    .folded = folded,
    .wake = access_session_wake,
};
