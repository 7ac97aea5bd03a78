/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The courier: the one process of the centre that calls addresses outside. The server gives it what to post to a witness or a
 * time stamping authority, and gets back what was answered. It has no key and cannot open the store: what a hostile answer
 * could do to TLS or HTTP code, it does here. As `markaz-courier judge` it calls nobody, and says whether what another of its kind
 * has brought is a time stamp: that code, too, meets hostile bytes away from the keys. As `markaz-courier fetch` it brings what
 * stands at one address after another (feeds of warnings), as `markaz-courier still NETWORKS` pictures of cameras in those networks.
 */
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/net.h"
#include "inside.h"
#include "tlog/post.h"
#include "tlog/stamp.h"

#define AT_ONCE_MAX 64
#define WITHIN_MAX_MS 60000
#define SAID_MAX 1024 /* bytes of a judgement */
#define FETCH_MAX (4u << 20)
#define FETCH_PIECE 60000u
#define VALIDATOR_MAX 200 /* bytes of an ETag, or of a time */

struct errand {
    uint64_t id;
    CURL *curl; /* NULL: free */
    struct curl_slist *headers;
    struct buf sent, answer;
};

struct courier {
    CURLM *multi;
    struct errand errand[AT_ONCE_MAX];
};

static size_t take(char *data, size_t size, size_t n, void *out)
{
    buf_put(out, data, size * n);
    return buf_ok(out) ? size * n : 0;
}

static void tell(uint64_t id, uint64_t status, struct str type, struct str body)
{
    const struct tlog_posted p = {id, status, type, body};
    struct buf b;
    buf_init(&b, TLOG_POST_MAX);
    tlog_posted_put(&b, &p);
    if (buf_ok(&b))
        (void)!send(STDIN_FILENO, b.p, b.n, MSG_NOSIGNAL);
    buf_release(&b);
}

static void forget(struct courier *c, struct errand *a)
{
    (void)curl_multi_remove_handle(c->multi, a->curl);
    curl_easy_cleanup(a->curl);
    curl_slist_free_all(a->headers);
    buf_release(&a->sent);
    buf_release(&a->answer);
    memset(a, 0, sizeof *a);
}

/* No other address than the one that was given: neither by a redirection nor by a proxy of the environment. */
static void set_options(struct errand *a, const struct tlog_post *p, const char *url)
{
    CURL *h = a->curl;
    long within = (long)(p->within < WITHIN_MAX_MS ? p->within : WITHIN_MAX_MS);
    (void)curl_easy_setopt(h, CURLOPT_URL, url);
    (void)curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
    (void)curl_easy_setopt(h, CURLOPT_PROXY, "");
    (void)curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, within);
    (void)curl_easy_setopt(h, CURLOPT_USERAGENT, "markaz/" MARKAZ_VERSION);
    (void)curl_easy_setopt(h, CURLOPT_HTTPHEADER, a->headers);
    (void)curl_easy_setopt(h, CURLOPT_POSTFIELDS, a->sent.p != NULL ? a->sent.p : "");
    (void)curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE, (long)a->sent.n);
    (void)curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, take);
    (void)curl_easy_setopt(h, CURLOPT_WRITEDATA, &a->answer);
    (void)curl_easy_setopt(h, CURLOPT_PRIVATE, a);
}

static void begin(struct courier *c, struct str message)
{
    struct tlog_post p;
    struct err e;
    char url[TLOG_URL_MAX + 1], header[TLOG_MIME_MAX + 20];
    struct errand *a = NULL;
    for (size_t i = 0; i < AT_ONCE_MAX && a == NULL; i++)
        a = c->errand[i].curl == NULL ? &c->errand[i] : NULL;
    if (tlog_post_read(message, &p, &e) != RC_OK || !str_copy(url, sizeof url, p.url))
        return;
    if (a == NULL) {
        tell(p.id, 0, STR("the courier has too much to bring"), STR_NONE);
        return;
    }
    a->id = p.id;
    a->curl = curl_easy_init();
    must(a->curl != NULL);
    buf_init(&a->sent, TLOG_POST_MAX);
    buf_init(&a->answer, TLOG_POSTED_MAX);
    buf_puts(&a->sent, p.body);
    (void)snprintf(header, sizeof header, "Content-Type: %.*s", STR_ARG(p.type));
    a->headers = curl_slist_append(curl_slist_append(NULL, header), "Expect:");
    set_options(a, &p, url);
    must(curl_multi_add_handle(c->multi, a->curl) == CURLM_OK);
}

static void end(struct courier *c, const CURLMsg *m)
{
    struct errand *a = NULL;
    long status = 0;
    const char *type = NULL;
    (void)curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &a);
    (void)curl_easy_getinfo(m->easy_handle, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(m->easy_handle, CURLINFO_CONTENT_TYPE, &type);
    if (m->data.result != CURLE_OK || status <= 0)
        tell(a->id, 0, str_c(curl_easy_strerror(m->data.result)), STR_NONE);
    else
        tell(a->id, (uint64_t)status, str_c(type), buf_str(&a->answer));
    forget(c, a);
}

/* False when the server has closed its end. */
static bool next_message(struct courier *c)
{
    static char message[TLOG_POST_MAX];
    ssize_t n = recv(STDIN_FILENO, message, sizeof message, MSG_DONTWAIT);
    if (n > 0)
        begin(c, (struct str){message, (size_t)n});
    return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

static void go_on(struct courier *c)
{
    struct curl_waitfd from_server = {STDIN_FILENO, CURL_WAIT_POLLIN, 0};
    bool open = true;
    while (open) {
        int running, left;
        (void)curl_multi_perform(c->multi, &running);
        for (CURLMsg *m; (m = curl_multi_info_read(c->multi, &left)) != NULL;)
            if (m->msg == CURLMSG_DONE)
                end(c, m);
        from_server.revents = 0;
        if (curl_multi_poll(c->multi, &from_server, 1, 1000, NULL) != CURLM_OK)
            break;
        if (from_server.revents != 0)
            open = next_message(c);
    }
    for (size_t i = 0; i < AT_ONCE_MAX; i++)
        if (c->errand[i].curl != NULL)
            forget(c, &c->errand[i]);
}

/* ---- bringing what stands at an address ---- */

/* "STATUS BYTES" and a reason, a line each, and `more`; then the bytes in pieces. */
static bool bring_with(long status, const char *why, const char *more, struct str body)
{
    struct buf head;
    buf_init(&head, SAID_MAX);
    buf_printf(&head, "%ld %zu\n%.*s\n%s", status, body.n, 200, why, more);
    bool ok = send(STDIN_FILENO, head.p, head.n, MSG_NOSIGNAL) == (ssize_t)head.n;
    buf_release(&head);
    while (ok && body.n > 0) {
        size_t n = body.n < FETCH_PIECE ? body.n : FETCH_PIECE;
        ok = send(STDIN_FILENO, body.p, n, MSG_NOSIGNAL) == (ssize_t)n;
        body = (struct str){body.p + n, body.n - n};
    }
    return ok;
}

static bool bring(long status, const char *why, struct str body)
{
    return bring_with(status, why, "", body);
}

/* A header of the last answer, when it is short and of printable letters; else "". */
static void header_of(CURL *h, const char *name, char out[static VALIDATOR_MAX + 1])
{
    struct curl_header *found;
    out[0] = '\0';
    if (curl_easy_header(h, name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK)
        return;
    for (const char *p = found->value; *p != '\0'; p++)
        if (*p < 0x20 || *p > 0x7e)
            return;
    if (!str_copy(out, VALIDATOR_MAX + 1, str_c(found->value)))
        out[0] = '\0';
}

/*
 * How to ask next time whether it is another: ETag and Last-Modified, a line each, either may be empty. A time is of whole
 * seconds, so one that is not a minute old when it is told may be that of two texts: it is not used (RFC 9110, 8.8.2.2).
 */
static void tell_validators(CURL *h, struct buf *out)
{
    char etag[VALIDATOR_MAX + 1], modified[VALIDATOR_MAX + 1], date[VALIDATOR_MAX + 1];
    header_of(h, "ETag", etag);
    header_of(h, "Last-Modified", modified);
    header_of(h, "Date", date);
    time_t then = curl_getdate(modified, NULL), now = curl_getdate(date, NULL);
    bool old = then > 0 && now > 0 && now - then >= 60;
    buf_printf(out, "%s\n%s\n", etag, etag[0] == '\0' && old ? modified : "");
}

static struct curl_slist *header_with(struct curl_slist *list, const char *name, struct str value)
{
    char line[VALIDATOR_MAX + 30];
    if (value.n == 0 || value.n > VALIDATOR_MAX)
        return list;
    (void)snprintf(line, sizeof line, "%s: %.*s", name, STR_ARG(value));
    return curl_slist_append(list, line);
}

/* Asked with each address that the name of a host stands for. */
static curl_socket_t open_outside(void *arg, curlsocktype purpose, struct curl_sockaddr *a)
{
    (void)arg;
    (void)purpose;
    return inside_address(&a->addr) ? CURL_SOCKET_BAD : socket(a->family, a->socktype, a->protocol);
}

/* "MS any|outside URL", and behind it, a line each, the ETag and time of what is had already: 304, when it is that still. */
static bool fetch_one(struct str message)
{
    char url[TLOG_URL_MAX + 1];
    int64_t within;
    struct buf validators;
    struct errand a = {0};
    struct tlog_post p = {0};
    long status = 0;
    bool timed = str_i64(str_cut(&message, ' '), &within) && within > 0;
    struct str where = str_cut(&message, ' ');
    if (!timed || (!str_eqc(where, "any") && !str_eqc(where, "outside")) ||
        !str_copy(url, sizeof url, str_trim(str_cut(&message, '\n'))))
        return bring(0, "no address", STR_NONE);
    p.within = (uint64_t)within;
    a.curl = curl_easy_init();
    must(a.curl != NULL);
    a.headers = header_with(NULL, "If-None-Match", str_cut(&message, '\n'));
    a.headers = header_with(a.headers, "If-Modified-Since", str_cut(&message, '\n'));
    buf_init(&a.answer, FETCH_MAX);
    buf_init(&validators, 2 * VALIDATOR_MAX + 10);
    set_options(&a, &p, url);
    (void)curl_easy_setopt(a.curl, CURLOPT_HTTPGET, 1L);
    (void)curl_easy_setopt(a.curl, CURLOPT_ACCEPT_ENCODING, "");
    if (str_eqc(where, "outside"))
        (void)curl_easy_setopt(a.curl, CURLOPT_OPENSOCKETFUNCTION, open_outside);
    CURLcode got = curl_easy_perform(a.curl);
    (void)curl_easy_getinfo(a.curl, CURLINFO_RESPONSE_CODE, &status);
    tell_validators(a.curl, &validators);
    buf_putc(&validators, '\0');
    bool ok = got == CURLE_OK ? bring_with(status, "", validators.p, buf_str(&a.answer))
                              : bring(0, curl_easy_strerror(got), STR_NONE);
    curl_easy_cleanup(a.curl);
    curl_slist_free_all(a.headers);
    buf_release(&validators);
    buf_release(&a.answer);
    return ok;
}

static void fetch(void)
{
    static char message[TLOG_POST_MAX];
    for (bool open = true; open;) {
        ssize_t n = recv(STDIN_FILENO, message, sizeof message, 0);
        if (n < 0 && errno == EINTR)
            continue;
        open = n > 0 && fetch_one((struct str){message, (size_t)n});
    }
}

/* ---- pictures of cameras ---- */

#define STILL_MAX (2u << 20)

/* Asked with each address that the name of a camera stands for. */
static curl_socket_t open_camera(void *nets, curlsocktype purpose, struct curl_sockaddr *a)
{
    (void)purpose;
    return nets_have(nets, &a->addr) ? socket(a->family, a->socktype, a->protocol)
                                     : CURL_SOCKET_BAD;
}

static void set_camera(CURL *h, const char *user, const char *password, struct nets *nets)
{
    (void)curl_easy_setopt(h, CURLOPT_HTTPGET, 1L);
    (void)curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, open_camera);
    (void)curl_easy_setopt(h, CURLOPT_OPENSOCKETDATA, nets);
    if (user[0] == '\0')
        return;
    (void)curl_easy_setopt(h, CURLOPT_HTTPAUTH, (long)(CURLAUTH_BASIC | CURLAUTH_DIGEST));
    (void)curl_easy_setopt(h, CURLOPT_USERNAME, user);
    (void)curl_easy_setopt(h, CURLOPT_PASSWORD, password);
}

static const char *still_why(CURLcode got)
{
    if (got == CURLE_WRITE_ERROR)
        return "the picture has more than 2 MiB";
    return got == CURLE_COULDNT_CONNECT
               ? "no connection, or its address is in none of the networks of still.networks"
               : curl_easy_strerror(got);
}

/* "MS", address, user and password, a line each. */
static bool still_one(struct str message, struct nets *nets)
{
    char url[TLOG_URL_MAX + 1], user[256], password[256];
    int64_t within;
    struct errand a = {0};
    struct tlog_post p = {0};
    long status = 0;
    if (!str_i64(str_cut(&message, '\n'), &within) || within <= 0 ||
        !str_copy(url, sizeof url, str_cut(&message, '\n')) ||
        !str_copy(user, sizeof user, str_cut(&message, '\n')) ||
        !str_copy(password, sizeof password, message))
        return bring(0, "no address", STR_NONE);
    p.within = (uint64_t)within;
    a.curl = curl_easy_init();
    must(a.curl != NULL);
    buf_init(&a.answer, STILL_MAX);
    set_options(&a, &p, url);
    set_camera(a.curl, user, password, nets);
    CURLcode got = curl_easy_perform(a.curl);
    (void)curl_easy_getinfo(a.curl, CURLINFO_RESPONSE_CODE, &status);
    bool ok = got == CURLE_OK ? bring(status, "", status == 200 ? buf_str(&a.answer) : STR_NONE)
                              : bring(0, still_why(got), STR_NONE);
    curl_easy_cleanup(a.curl);
    buf_release(&a.answer);
    explicit_bzero(password, sizeof password);
    return ok;
}

static void stills(struct nets *nets)
{
    static char message[TLOG_POST_MAX];
    for (bool open = true; open;) {
        ssize_t n = recv(STDIN_FILENO, message, sizeof message, 0);
        if (n < 0 && errno == EINTR)
            continue;
        open = n > 0 && still_one((struct str){message, (size_t)n}, nets);
        explicit_bzero(message, n > 0 ? (size_t)n : 0);
    }
}

/* ---- what it may not do ---- */

static void may_read(int rules, const char *path)
{
    struct landlock_path_beneath_attr below = {.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE |
                                                                 LANDLOCK_ACCESS_FS_READ_DIR,
                                               .parent_fd = open(path, O_PATH | O_CLOEXEC)};
    if (below.parent_fd < 0)
        return;
    (void)syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &below, 0);
    (void)close(below.parent_fd);
}

/*
 * Of the files it sees those that name resolution and TLS need (who only judges: none), and writes none. A kernel without Landlock (before 5.13)
 * leaves the file permissions alone to keep it out.
 */
static void confine(bool calls)
{
    static const char *const needed[] = {"/etc", "/usr", "/lib", "/lib64", "/run/systemd/resolve"};
    const struct landlock_ruleset_attr all = {.handled_access_fs =
                                                  (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1};
    const struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    int rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
    if (rules < 0)
        return;
    for (size_t i = 0; calls && i < ARRAY_LEN(needed); i++)
        may_read(rules, needed[i]);
    if (syscall(SYS_landlock_restrict_self, rules, 0) != 0)
        (void)fputs("markaz-courier: cannot confine itself\n", stderr);
    (void)close(rules);
}

static int judge(void)
{
    static char message[TLOG_JUDGE_MAX];
    struct buf out;
    confine(false);
    buf_init(&out, SAID_MAX);
    for (ssize_t n; (n = recv(STDIN_FILENO, message, sizeof message, 0)) != 0;) {
        struct tlog_judge j;
        struct err e = {0};
        usec_t time = 0;
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            break;
        enum rc rc = tlog_judge_read((struct str){message, (size_t)n}, &j, &e);
        if (rc == RC_OK)
            rc = tlog_stamp_judge(&j.stamp, j.ca, j.reply, &time, &e);
        buf_clear(&out);
        tlog_judged_put(&out, rc, time, e.detail);
        if (send(STDIN_FILENO, out.p, out.n, MSG_NOSIGNAL) < 0)
            break;
    }
    buf_release(&out);
    return 0;
}

int main(int argc, char **argv)
{
    static struct courier c;
    if (argc == 2 && strcmp(argv[1], "judge") == 0)
        return judge();
    static struct nets nets;
    bool fetches = argc == 2 && strcmp(argv[1], "fetch") == 0;
    bool cameras = argc == 3 && strcmp(argv[1], "still") == 0 && nets_read(str_c(argv[2]), &nets);
    if (argc != 1 && !fetches && !cameras) {
        (void)fputs("usage: markaz-courier [judge | fetch | still NETWORKS]    started by markazd, "
                    "see markaz-courier(8)\n",
                    stderr);
        return 2;
    }
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || (c.multi = curl_multi_init()) == NULL)
        return 1;
    confine(true);
    if (fetches)
        fetch();
    else if (cameras)
        stills(&nets);
    else
        go_on(&c);
    (void)curl_multi_cleanup(c.multi);
    curl_global_cleanup();
    return 0;
}
