/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/policy.h"

#include <string.h>

#define QUORUM_UNSAID (-3)

static int64_t find_witness(const struct tlog_policy *p, struct str label)
{
    for (uint32_t i = 0; i < p->nwitnesses; i++)
        if (str_eqc(label, p->witness[i].label))
            return i;
    return -1;
}

static int64_t find_group(const struct tlog_policy *p, struct str label)
{
    for (uint32_t i = 0; i < p->ngroups; i++)
        if (str_eqc(label, p->group[i].label))
            return i;
    return -1;
}

/* The next word of a line; empty at its end. */
static struct str word(struct str *line)
{
    *line = str_trim(*line);
    size_t n = 0;
    while (n < line->n && line->p[n] != ' ' && line->p[n] != '\t')
        n++;
    struct str w = {line->p, n};
    line->p += n;
    line->n -= n;
    return w;
}

static enum rc new_label(const struct tlog_policy *p, struct str label,
                         char out[TLOG_LABEL_MAX + 1], struct err *e)
{
    if (label.n == 0 || !str_copy(out, TLOG_LABEL_MAX + 1, label) || str_eqc(label, "none"))
        return err_set(e, RC_INVALID, "a label has 1 to %d bytes and is not none", TLOG_LABEL_MAX);
    if (find_witness(p, label) >= 0 || find_group(p, label) >= 0)
        return err_set(e, RC_INVALID, "'%.*s' is there twice", STR_ARG(label));
    return RC_OK;
}

/* Where it is asked. Who only checks signatures needs none. */
static enum rc read_url(struct tlog_witness *w, struct str url, struct err *e)
{
    w->url[0] = '\0';
    if (url.n == 0)
        return RC_OK;
    struct str rest = url, scheme = str_cut(&rest, ':');
    while (rest.n > 0 && rest.p[rest.n - 1] == '/')
        rest.n--, url.n--;
    if ((!str_eqc(scheme, "https") && !str_eqc(scheme, "http")) || rest.n < 3)
        return err_set(e, RC_INVALID, "the address of '%s' is no https:// or http:// and a place",
                       w->label);
    return str_copy(w->url, sizeof w->url, url)
               ? RC_OK
               : err_set(e, RC_TOO_LARGE, "an address has at most %d bytes", TLOG_URL_MAX);
}

static enum rc add_witness(struct tlog_policy *p, struct str *rest, struct err *e)
{
    if (p->nwitnesses == TLOG_WITNESSES_MAX)
        return err_set(e, RC_TOO_LARGE, "more than %d witnesses", TLOG_WITNESSES_MAX);
    struct tlog_witness *w = &p->witness[p->nwitnesses];
    enum rc rc = new_label(p, word(rest), w->label, e);
    if (rc == RC_OK)
        rc = tlog_key_read(word(rest), &w->key, e);
    if (rc == RC_OK && w->key.type != TLOG_KEY_COSIGNATURE)
        rc = err_set(e, RC_INVALID, "the key of the witness '%s' is none for cosignatures",
                     w->label);
    if (rc == RC_OK)
        rc = read_url(w, word(rest), e);
    p->nwitnesses += rc == RC_OK;
    return rc;
}

static enum rc add_member(const struct tlog_policy *p, struct tlog_group *g, struct str label,
                          struct err *e)
{
    int64_t w = find_witness(p, label), other = find_group(p, label);
    if (w < 0 && other < 0)
        return err_set(e, RC_INVALID, "'%.*s' is no witness or group named before", STR_ARG(label));
    uint64_t *set = w >= 0 ? &g->witnesses : &g->groups;
    uint64_t bit = UINT64_C(1) << (w >= 0 ? w : other);
    if ((*set & bit) != 0)
        return err_set(e, RC_INVALID, "'%.*s' is in the group twice", STR_ARG(label));
    *set |= bit;
    return RC_OK;
}

static enum rc add_group(struct tlog_policy *p, struct str *rest, struct err *e)
{
    if (p->ngroups == TLOG_GROUPS_MAX)
        return err_set(e, RC_TOO_LARGE, "more than %d groups", TLOG_GROUPS_MAX);
    struct tlog_group *g = &p->group[p->ngroups];
    *g = (struct tlog_group){0};
    enum rc rc = new_label(p, word(rest), g->label, e);
    struct str need = word(rest);
    for (struct str label; rc == RC_OK && (label = word(rest)).n > 0;)
        rc = add_member(p, g, label, e);
    if (rc != RC_OK)
        return rc;
    int64_t n = 0;
    int64_t members = __builtin_popcountll(g->witnesses) + __builtin_popcountll(g->groups);
    bool ok = str_eqc(need, "any") || str_eqc(need, "all") || str_i64(need, &n);
    n = str_eqc(need, "any") ? 1 : str_eqc(need, "all") ? members : n;
    if (!ok || n < 1 || n > members)
        return err_set(e, RC_INVALID, "the group '%s' needs 1 to %lld of its members, any or all",
                       g->label, (long long)members);
    g->need = (uint32_t)n;
    p->ngroups++;
    return RC_OK;
}

static enum rc set_quorum(struct tlog_policy *p, struct str *rest, struct err *e)
{
    struct str label = word(rest);
    int64_t w = find_witness(p, label), g = find_group(p, label);
    if (p->quorum != QUORUM_UNSAID)
        return err_set(e, RC_INVALID, "the quorum is said twice");
    if (!str_eqc(label, "none") && w < 0 && g < 0)
        return err_set(e, RC_INVALID, "'%.*s' is no witness or group named before", STR_ARG(label));
    p->quorum = g >= 0 ? g : w >= 0 ? TLOG_QUORUM_SINGLE : TLOG_QUORUM_NONE;
    p->single = w >= 0 ? (uint32_t)w : 0;
    return RC_OK;
}

static enum rc read_line(struct tlog_policy *p, struct str line, struct err *e)
{
    struct str what = word(&line);
    enum rc rc = RC_OK;
    if (what.n == 0 || what.p[0] == '#')
        return RC_OK;
    if (str_eqc(what, "log")) {
        rc = p->log.name[0] != '\0' ? err_set(e, RC_INVALID, "the log is named twice")
                                    : tlog_key_read(word(&line), &p->log, e);
    } else if (str_eqc(what, "witness")) {
        rc = add_witness(p, &line, e);
    } else if (str_eqc(what, "group")) {
        rc = add_group(p, &line, e);
    } else if (str_eqc(what, "quorum")) {
        rc = set_quorum(p, &line, e);
    } else {
        rc = err_set(e, RC_INVALID, "'%.*s' is no log, witness, group or quorum", STR_ARG(what));
    }
    if (rc == RC_OK && word(&line).n > 0)
        rc = err_set(e, RC_INVALID, "something stands after the end of the line");
    return rc;
}

enum rc tlog_policy_read(struct str text, struct tlog_policy *out, struct err *e)
{
    struct err why;
    memset(out, 0, sizeof *out);
    out->quorum = QUORUM_UNSAID;
    for (int number = 1; text.n > 0; number++)
        if (read_line(out, str_cut(&text, '\n'), &why) != RC_OK)
            return err_set(e, RC_INVALID, "line %d of the policy: %s", number, why.detail);
    if (out->log.name[0] == '\0' || out->log.type != TLOG_KEY_NOTE)
        return err_set(e, RC_INVALID, "the policy names no key of the log");
    if (out->quorum == QUORUM_UNSAID)
        return err_set(e, RC_INVALID, "the policy says no quorum (it may be none)");
    return RC_OK;
}

void tlog_policy_quorum(const struct tlog_policy *p, uint32_t *need, uint32_t *of)
{
    const struct tlog_group *g = p->quorum >= 0 ? &p->group[p->quorum] : NULL;
    *need = g != NULL ? g->need : p->quorum == TLOG_QUORUM_SINGLE ? 1 : 0;
    *of = g != NULL
              ? (uint32_t)(__builtin_popcountll(g->witnesses) + __builtin_popcountll(g->groups))
              : *need;
}

static bool group_met(const struct tlog_group *g, uint64_t signed_by, uint64_t groups_met)
{
    uint32_t n = (uint32_t)__builtin_popcountll(g->witnesses & signed_by) +
                 (uint32_t)__builtin_popcountll(g->groups & groups_met);
    return n >= g->need;
}

enum rc tlog_policy_check(const struct tlog_policy *p, const struct tlog_note *note, struct err *e)
{
    uint64_t signed_by = 0, met = 0;
    enum tlog_signed own = tlog_note_check(note, &p->log, NULL);
    if (own != TLOG_SIGNED)
        return err_set(e, RC_DENIED, "%s the log '%s'",
                       own == TLOG_UNSIGNED ? "not signed by"
                                            : "a signature does not verify that names",
                       p->log.name);
    for (uint32_t i = 0; i < p->nwitnesses; i++)
        if (tlog_note_check(note, &p->witness[i].key, NULL) == TLOG_SIGNED)
            signed_by |= UINT64_C(1) << i;
    /* Groups name only what stands before them, so one pass in their order is enough. */
    for (uint32_t i = 0; i < p->ngroups; i++)
        if (group_met(&p->group[i], signed_by, met))
            met |= UINT64_C(1) << i;
    if (p->quorum == TLOG_QUORUM_NONE)
        return RC_OK;
    bool ok = p->quorum == TLOG_QUORUM_SINGLE ? (signed_by >> p->single & 1) != 0
                                              : (met >> p->quorum & 1) != 0;
    return ok ? RC_OK
              : err_set(e, RC_DENIED, "cosigned by %d of %u witnesses: not by the quorum",
                        __builtin_popcountll(signed_by), p->nwitnesses);
}
