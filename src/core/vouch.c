/* SPDX-License-Identifier: Apache-2.0 */
#include "core/vouch.h"

#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "core/child.h"
#include "store/file.h"

#define KEYS_MAX (256u << 10)
#define PIECE 60000u
#define WITHIN (10 * USEC_S)
#define HEAD_MAX 600

/* Pieces wait until the other end has taken what came before. */
static enum rc send_all(struct child *c, struct str all, struct err *e)
{
    const struct timespec moment = {0, 2 * 1000 * 1000};
    usec_t until = clock_steady() + WITHIN;
    enum rc rc = RC_OK;
    while (all.n > 0 && rc == RC_OK) {
        struct str piece = {all.p, all.n < PIECE ? all.n : PIECE};
        while ((rc = child_send(c, piece, e)) != RC_OK && clock_steady() < until)
            (void)nanosleep(&moment, NULL);
        all = (struct str){all.p + piece.n, all.n - piece.n};
    }
    return rc;
}

/* The first message is a head, "WORD BYTES" and a line; so many bytes follow. */
static enum rc take_answer(struct child *c, char word[16], char line[200], struct buf *body,
                           struct err *e)
{
    struct buf head;
    int64_t left = 0;
    buf_init(&head, HEAD_MAX);
    enum rc rc = child_take(c, &head, HEAD_MAX, WITHIN / USEC_MS, e);
    struct str rest = buf_str(&head), first = str_cut(&rest, '\n');
    struct str says = str_cut(&first, ' ');
    if (rc == RC_OK && (!str_copy(word, 16, says) || !str_i64(first, &left) || left < 0 ||
                        left > 2 * (int64_t)VOUCH_XML_MAX))
        rc = err_set(e, RC_IO, "markaz-xmlsig answers what nobody understands");
    (void)str_copy(line, 200, str_trim(rest));
    buf_release(&head);
    while (rc == RC_OK && left > 0) {
        size_t before = body->n;
        rc = child_take(c, body, PIECE, WITHIN / USEC_MS, e);
        left -= (int64_t)(body->n - before);
    }
    return rc;
}

static enum rc ask(const struct settings *s, const char *const args[], struct str keys,
                   struct str xml, char word[16], char line[200], struct buf *body, struct err *e)
{
    struct child c = {.fd = -1};
    struct buf head;
    if (xml.n > VOUCH_XML_MAX)
        return err_set(e, RC_TOO_LARGE, "it is larger than is looked at");
    buf_init(&head, HEAD_MAX);
    buf_printf(&head, "%zu %zu\n", keys.n, xml.n);
    enum rc rc = child_start(&c, "markaz-xmlsig", settings_text(s, SET_CAP_XMLSIG), args, e);
    if (rc == RC_OK)
        rc = child_send(&c, buf_str(&head), e);
    if (rc == RC_OK)
        rc = send_all(&c, keys, e);
    if (rc == RC_OK)
        rc = send_all(&c, xml, e);
    if (rc == RC_OK)
        rc = take_answer(&c, word, line, body, e);
    child_end(&c);
    buf_release(&head);
    return rc;
}

/* The files that the setting names, one behind the other. */
static enum rc load_keys(const struct settings *s, struct buf *out, struct err *e)
{
    struct str rest = str_trim(str_c(settings_text(s, SET_CAP_KEYS)));
    enum rc rc = RC_OK;
    while (rest.n > 0 && rc == RC_OK) {
        char path[FILE_PATH_MAX];
        struct str one = str_cut(&rest, ' ');
        rest = str_trim(rest);
        if (!str_copy(path, sizeof path, one))
            return err_set(e, RC_INVALID, "a path in cap.keys is too long");
        rc = file_load(path, out, e);
        buf_putc(out, '\n');
    }
    return rc;
}

void vouch_check(const struct settings *s, struct str xml, struct vouched *out)
{
    static const char *const args[] = {"verify", NULL};
    char word[16] = "", line[200] = "";
    struct buf keys, none;
    struct err e = {0};
    *out = (struct vouched){.says = VOUCH_UNVERIFIED};
    buf_init(&keys, KEYS_MAX);
    buf_init(&none, HEAD_MAX);
    enum rc rc = load_keys(s, &keys, &e);
    if (rc == RC_OK)
        rc = ask(s, args, buf_str(&keys), xml, word, line, &none, &e);
    if (rc != RC_OK) {
        (void)str_copy(out->why, sizeof out->why, str_c(e.detail));
    } else if (strcmp(word, "verified") == 0) {
        out->says = VOUCH_VERIFIED;
        (void)str_copy(out->by, sizeof out->by, str_c(line));
    } else {
        out->says = strcmp(word, "broken") == 0 ? VOUCH_BROKEN : VOUCH_UNVERIFIED;
        (void)str_copy(out->why, sizeof out->why, str_c(line));
    }
    buf_release(&none);
    buf_release(&keys);
}

enum rc vouch_sign(const struct settings *s, struct str xml, struct buf *out, struct err *e)
{
    const char *const args[] = {"sign", settings_text(s, SET_STORE_PATH), NULL};
    char word[16] = "", line[200] = "";
    enum rc rc = ask(s, args, STR_NONE, xml, word, line, out, e);
    if (rc == RC_OK && strcmp(word, "signed") != 0)
        rc = err_set(e, RC_IO, "it was not signed: %s", line);
    return rc;
}
