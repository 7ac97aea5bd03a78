/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <sodium.h>

#include "base/log.h"
#include "base/mem.h"
#include "witness.h"

#define CONNECTIONS_MAX 64
#define IDLE_S 10

static const char usage[] =
    "usage: markaz-witness --dir DIR [--name NAME] [--listen ADDRESS:PORT]   witness the logs that are known\n"
    "       markaz-witness --dir DIR [--name NAME] --add-log VKEY            know a log from now on\n"
    "       markaz-witness --dir DIR [--name NAME] --key                     print the witness's own key\n"
    "\n"
    "  --dir DIR               folder of the key, the logs and what was seen\n"
    "  --name NAME             name of the key, for the first start: like witness.example/w1\n"
    "  --listen ADDRESS:PORT   where POST /add-checkpoint is taken (127.0.0.1:8701); put TLS in front of it\n";

struct request {
    struct buf body;
};

static enum MHD_Result answer(struct MHD_Connection *connection, unsigned status, const char *type,
                              struct str text)
{
    struct MHD_Response *r =
        MHD_create_response_from_buffer(text.n, (void *)(uintptr_t)text.p, MHD_RESPMEM_MUST_COPY);
    must(r != NULL && MHD_add_response_header(r, "Content-Type", type) == MHD_YES);
    enum MHD_Result result = MHD_queue_response(connection, status, r);
    MHD_destroy_response(r);
    return result;
}

static enum MHD_Result refuse(struct MHD_Connection *c, unsigned status, const char *why)
{
    return answer(c, status, "text/plain; charset=utf-8", str_c(why));
}

static enum MHD_Result add_checkpoint(struct witness *w, struct MHD_Connection *c, struct str body)
{
    const char *type;
    struct buf out;
    buf_init(&out, TLOG_NOTE_MAX);
    unsigned status = witness_answer(w, body, clock_utc(), &out, &type);
    log_info("witness", "add-checkpoint: %u", status);
    enum MHD_Result result = answer(c, status, type, buf_str(&out));
    buf_release(&out);
    return result;
}

static enum MHD_Result send_key(struct witness *w, struct MHD_Connection *c)
{
    struct buf out;
    buf_init(&out, 1024);
    tlog_key_put(&out, witness_key(w));
    buf_putc(&out, '\n');
    enum MHD_Result result = answer(c, 200, "text/plain; charset=utf-8", buf_str(&out));
    buf_release(&out);
    return result;
}

static enum MHD_Result handle(void *arg, struct MHD_Connection *c, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **state)
{
    struct request *r = *state;
    UNUSED(version);
    if (r == NULL) {
        r = mem_alloc(sizeof *r);
        buf_init(&r->body, TLOG_ADD_MAX + 1);
        *state = r;
        return MHD_YES;
    }
    if (*size > 0) {
        size_t room = TLOG_ADD_MAX + 1 - r->body.n;
        buf_put(&r->body, data,
                *size < room ? *size : room); /* what is too much is judged as a whole */
        *size = 0;
        return MHD_YES;
    }
    if (strcmp(url, "/key") == 0 && strcmp(method, "GET") == 0)
        return send_key(arg, c);
    if (strcmp(url, "/add-checkpoint") != 0)
        return refuse(c, 404, "POST /add-checkpoint, or GET /key\n");
    return strcmp(method, "POST") == 0 ? add_checkpoint(arg, c, buf_str(&r->body))
                                       : refuse(c, 405, "this address takes POST\n");
}

static void over(void *arg, struct MHD_Connection *c, void **state,
                 enum MHD_RequestTerminationCode why)
{
    struct request *r = *state;
    UNUSED(arg);
    UNUSED(c);
    UNUSED(why);
    if (r != NULL)
        buf_release(&r->body);
    free(r);
    *state = NULL;
}

/* One thread: looking and remembering must be one step. */
static int serve(struct witness *w, const char *listen)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    struct str rest = str_c(listen), host = str_cut(&rest, ':');
    char address[64];
    int64_t port;
    sigset_t signals;
    int sig;
    if (!str_i64(rest, &port) || port < 0 || port > 65535 ||
        !str_copy(address, sizeof address, host) || inet_pton(AF_INET, address, &at.sin_addr) != 1)
        return (void)fprintf(stderr, "markaz-witness: --listen wants ADDRESS:PORT\n"), 2;
    at.sin_port = htons((uint16_t)port);
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
    struct MHD_Daemon *d = MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL, (uint16_t)port, NULL, NULL, handle, w,
        MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&at, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S,
        MHD_OPTION_NOTIFY_COMPLETED, over, NULL, MHD_OPTION_END);
    if (d == NULL)
        return (void)fprintf(stderr, "markaz-witness: cannot listen on %s\n", listen), 1;
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT);
    printf("listening on http://%s:%u\n", address, info->port);
    (void)fflush(stdout);
    (void)sigwait(&signals, &sig);
    MHD_stop_daemon(d);
    return 0;
}

static int print_key(const struct witness *w)
{
    struct buf b;
    buf_init(&b, 1024);
    tlog_key_put(&b, witness_key(w));
    printf("%.*s\n", STR_ARG(buf_str(&b)));
    buf_release(&b);
    return 0;
}

int main(int argc, char **argv)
{
    const char *dir = NULL, *name = NULL, *listen = "127.0.0.1:8701", *log = NULL;
    bool key = false;

    const struct {
        const char *name, **place;
    } options[] = {{"--dir", &dir}, {"--name", &name}, {"--listen", &listen}, {"--add-log", &log}};

    for (int i = 1; i < argc; i++) {
        size_t k = 0;
        if (strcmp(argv[i], "--help") == 0)
            return fputs(usage, stdout) < 0;
        if (strcmp(argv[i], "--key") == 0) {
            key = true;
            continue;
        }
        while (k < ARRAY_LEN(options) && strcmp(argv[i], options[k].name) != 0)
            k++;
        if (k == ARRAY_LEN(options) || i + 1 == argc)
            return (void)fprintf(stderr, "markaz-witness: cannot understand '%s'\n%s", argv[i],
                                 usage),
                   2;
        *options[k].place = argv[++i];
    }
    if (dir == NULL)
        return (void)fputs(usage, stderr), 2;
    const struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    struct witness *w = NULL;
    struct err e = {0};
    enum rc rc = sodium_init() < 0 ? err_set(&e, RC_INTERNAL, "no cryptography")
                                   : witness_open(&w, dir, name, &e);
    if (rc == RC_OK && log != NULL)
        rc = witness_add_log(w, str_c(log), &e);
    if (rc != RC_OK)
        (void)fprintf(stderr, "markaz-witness: %s\n", e.detail);
    int code = rc != RC_OK ? 1 : log != NULL || key ? print_key(w) : serve(w, listen);
    witness_close(w);
    return code;
}
