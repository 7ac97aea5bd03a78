/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exports: histories that leave the centre as a file. One person of a case asks, another approves (core/second.h), then the
 * first fetches them within a day; each time is a look-up of each subject, durable before the first byte leaves.
 */
#include "core/export.h"
#include "desk/look/look_priv.h"

#define EXPORT_LIFE USEC_DAY
#define EXPORT_REF_MAX 160
#define EXPORT_LIST_MAX 4096

/* Codes that a case alone may carry; the others are of the moment, or of the account itself. */
static bool is_of_case(int64_t purpose)
{
    return purpose == PURPOSE_RESPONSE || purpose == PURPOSE_PURSUIT ||
           purpose == PURPOSE_MISSING_PERSON || purpose == PURPOSE_INVESTIGATION ||
           purpose == PURPOSE_COURT_ORDER || purpose == PURPOSE_COMPLAINT ||
           purpose == PURPOSE_CONDUCT;
}

static bool is_account(enum kind kind)
{
    return kind == KIND_LOOK || kind == KIND_REVIEW || kind == KIND_CASEFILE ||
           kind == KIND_SAMPLE || kind == KIND_APPROVAL || kind == KIND_EXPORT;
}

/* Behind these stands somebody else, and only what is in the picture says who. */
static bool hides_subject(enum kind kind)
{
    return kind == KIND_HIT || kind == KIND_VIOLATION || kind == KIND_NOTICE ||
           kind == KIND_LOOKALIKE || kind == KIND_ENTRY || kind == KIND_PHOTO ||
           kind == KIND_SNAPSHOT || kind == KIND_SESSION || kind == KIND_SHIFT;
}

/* Whom one of them is about: the case must name it. */
static enum rc read_one(const struct desk_state *s, struct decision *d, const struct casefile *f,
                        struct str one, struct str *subject, struct err *e)
{
    struct str id = one, kind = str_cut(&id, ':');
    enum kind k = kind_find(kind);
    if (k == KIND_COUNT || id.n == 0 || !id_valid(id))
        return err_field(e, RC_INVALID, "about",
                         "'%.*s' is no history: name them like incident:I5 or unit:M1",
                         STR_ARG(one));
    if (is_account(k))
        return err_field(e, RC_INVALID, "about",
                         "the account of looks and cases is not taken away: /audit shows it");
    if (hides_subject(k) && picture_find(d->picture, k, id) == NULL)
        return err_field(e, RC_CONFLICT, "about",
                         "'%.*s' has left the picture, which alone says whom it is about: take the "
                         "incident or the unit",
                         STR_ARG(one));
    *subject = look_subject(s, d, k, id);
    return look_case_names(f, STR_NONE, *subject)
               ? RC_OK
               : err_field(e, RC_DENIED, "about",
                           "the case does not name '%.*s': an export is of whom its case names",
                           STR_ARG(one));
}

/* Several histories may be of one plate: it is one subject. */
static enum rc read_about(const struct desk_state *s, struct decision *d, const struct casefile *f,
                          struct str about, struct str *subjects, struct err *e)
{
    struct buf b;
    enum rc rc = RC_OK;
    buf_init(&b, EXPORT_LIST_MAX);
    while (about.n > 0 && rc == RC_OK) {
        char ref[EXPORT_REF_MAX];
        struct str subject, kind;
        rc = read_one(s, d, f, str_cut(&about, ','), &subject, e);
        if (rc != RC_OK)
            break;
        kind = str_cut(&subject, '/');
        int n = snprintf(ref, sizeof ref, "%.*s:%.*s", STR_ARG(kind), STR_ARG(subject));
        must(n > 0 && (size_t)n < sizeof ref);
        if (!ids_has(buf_str(&b), str_c(ref)))
            buf_printf(&b, "%s%s", b.n > 0 ? "," : "", ref);
    }
    must(buf_ok(&b));
    *subjects = arena_str(d->arena, buf_str(&b));
    buf_release(&b);
    return rc;
}

enum rc look_export_ask(struct desk_state *s, struct decision *d, struct call *c, struct err *e)
{
    const struct in_export_ask *in = c->in;
    struct str by = in->by.n > 0 ? in->by : decision_who(d), subjects = STR_NONE;
    const struct casefile *f;
    struct export x = {0};
    if (!is_of_case(in->purpose))
        return err_field(e, RC_INVALID, "purpose", "an export stands on a case: say why of it");
    if (in->about.n == 0)
        return err_field(e, RC_INVALID, "about", "an export is of something: incident:I5, unit:M1");
    if (picture_find(d->picture, KIND_USER, by) == NULL)
        return err_field(e, RC_DENIED, "by", "an export is given to a person, not to a program");
    enum rc rc = look_case_of(d, in->casefile, by, &f, e);
    if (rc == RC_OK)
        rc = decision_area(d, f->area, e);
    if (rc == RC_OK)
        rc = read_about(s, d, f, in->about, &subjects, e);
    if (rc != RC_OK)
        return rc;
    export_set_casefile(&x, in->casefile);
    export_set_purpose(&x, in->purpose);
    export_set_about(&x, in->about);
    export_set_subjects(&x, subjects);
    export_set_last(&x, (int64_t)(d->next_seq + d->n));
    export_set_by(&x, by);
    export_set_area(&x, f->area);
    export_set_granted_at(&x, d->now);
    export_set_wake_at(&x, d->now + EXPORT_LIFE);
    (void)decision_event(d, EV_EXPORT_GRANTED, decision_new_id(d, KIND_EXPORT), &x);
    return RC_OK;
}

/* Who fetches it is decided when it is asked for, not by who happens to approve it. */
struct str look_export_keep(struct decision *d, struct call *c)
{
    return arena_str(&c->arena, decision_who(d));
}

void look_export_again(struct call *c, struct str made)
{
    struct in_export_ask *in = c->in;
    if (in->by.n == 0)
        in->by = made;
}

/* Before the file is written: its person, its case, and a look-up of each subject. */
enum rc look_export_look(struct decision *d, struct call *c, const struct purpose_said *said,
                         struct err *e)
{
    const struct export *now = picture_get(d->picture, KIND_EXPORT, c->params[0]);
    struct export x = {0};
    if (said->code == PURPOSE_NONE)
        return err_field(e, RC_DENIED, "purpose",
                         "this is a look-up: it needs a purpose, the one it was granted for");
    if (now == NULL || now->wake_at <= d->now || d->who->session[0] == '\0' ||
        !str_eq(now->by, decision_who(d)))
        return err_set(e, RC_NOT_FOUND, "no export '%.*s' was granted to you, or its day is over",
                       STR_ARG(c->params[0]));
    if (said->code != now->purpose || !str_eq(said->casefile, now->casefile))
        return err_field(e, RC_DENIED, "purpose",
                         "it was granted for another purpose, which is '%.*s case=%.*s'",
                         STR_ARG(enum_purpose.names[now->purpose]), STR_ARG(now->casefile));
    struct str list = now->subjects;
    while (list.n > 0) {
        struct str id = str_cut(&list, ','), kind = str_cut(&id, ':');
        struct look_item item = {
            .kind = kind_find(kind), .id = id, .history = true, .counts = true};
        item.subject = arena_printf(d->arena, "%.*s/%.*s", STR_ARG(kind), STR_ARG(id));
        enum rc rc = look_up(d, c, &item, said, e);
        if (rc != RC_OK)
            return rc;
    }
    export_set_fetched(&x, now->fetched + 1);
    export_set_fetched_at(&x, d->now);
    (void)decision_event(d, EV_EXPORT_FETCHED, c->params[0], &x);
    return RC_OK;
}

void look_export_wake(struct decision *d, const struct entity *en)
{
    struct export none = {0};
    (void)decision_event(d, EV_EXPORT_ENDED, en->id, &none);
}

static void put_head(struct buf *b, const struct call *c, const struct export *x)
{
    buf_cat(b, "\"export\":");
    json_put_string(b, c->params[0]);
    buf_cat(b, ",\"case\":");
    json_put_string(b, x->casefile);
    buf_cat(b, ",\"purpose\":");
    json_put_string(b, enum_purpose.names[x->purpose]);
    buf_cat(b, ",\"by\":");
    json_put_string(b, x->by);
    buf_cat(b, ",\"granted_at\":");
    json_put_time(b, x->granted_at);
    buf_printf(b, ",\"looked\":%llu,\"about\":", (unsigned long long)c->looked);
    json_put_string(b, x->about);
}

enum rc look_export_view(const struct view_env *env, struct call *c, struct err *e)
{
    struct export_asked asked = {.last = 0};
    struct buf head;
    buf_init(&head, EXPORT_LIST_MAX * 2);
    const struct picture *mirror = env->work.lock(env->work.core);
    const struct export *x = picture_get(mirror, KIND_EXPORT, c->params[0]);
    if (x != NULL) {
        asked.last = (uint64_t)x->last;
        asked.about = arena_str(&c->arena, x->about);
        put_head(&head, c, x);
    }
    env->work.unlock(env->work.core);
    asked.head = buf_str(&head);
    must(buf_ok(&head));
    enum rc rc = asked.last > 0 ? core_export(env->work.core, c, &asked, e)
                                : err_set(e, RC_NOT_FOUND, "its day is over");
    buf_release(&head);
    return rc;
}
