/* SPDX-License-Identifier: Apache-2.0 */
/* Sockets, and libmicrohttpd's daemons on them. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "port/address.h"
#include "port/http/http_priv.h"

#define PEM_MAX (1u << 20)
#define BACKLOG 1024
#define SPARE_FILES 256 /* the store, streams' readers, log */
#define STACK_SIZE (1u << 20)

static const char *setting(const struct port_state *s, enum setting which)
{
    return settings_text(s->host->settings, which);
}

static enum rc read_pem(const char *path, char **out, struct err *e)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(e, RC_IO, "cannot open %s: %s", path, strerror(errno));
    char *text = mem_alloc(PEM_MAX + 1);
    ssize_t n = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? read(fd, text, PEM_MAX) : -1;
    close(fd);
    if (n <= 0 || strstr(text, "-----BEGIN ") == NULL) {
        free(text);
        return err_set(e, RC_INVALID, "%s holds no PEM text", path);
    }
    *out = text;
    return RC_OK;
}

enum rc http_listen_check(struct port_state *s, struct err *e)
{
    const char *cert = setting(s, SET_HTTP_TLS_CERT), *key = setting(s, SET_HTTP_TLS_KEY);
    enum rc rc = RC_OK;
    int64_t most = settings_int(s->host->settings, SET_HTTP_BODY_MAX);
    int64_t threads = settings_int(s->host->settings, SET_HTTP_THREADS);
    int64_t connections = settings_int(s->host->settings, SET_HTTP_CONNECTIONS_MAX);
    if (most < 1024 || most > 64 << 20)
        return err_field(e, RC_INVALID, "http.body_max", "http.body_max must be 1 KiB to 64 MiB");
    if (threads < 1 || threads > 64)
        return err_field(e, RC_INVALID, "http.threads", "http.threads must be 1 to 64");
    if (connections < threads || connections > 1000000)
        return err_field(e, RC_INVALID, "http.connections_max",
                         "http.connections_max must be http.threads to 1000000");
    if (strcmp(setting(s, SET_HTTP_LISTEN), "-") == 0)
        return RC_OK;
    if ((cert[0] == '\0') != (key[0] == '\0'))
        return err_field(e, RC_INVALID, "http.tls_key",
                         "http.tls_cert and http.tls_key must be set together");
    rc = port_address_check("http.listen", setting(s, SET_HTTP_LISTEN), e);
    if (rc == RC_OK && cert[0] != '\0')
        rc = read_pem(cert, &s->tls_cert, e);
    if (rc == RC_OK && key[0] != '\0')
        rc = read_pem(key, &s->tls_key, e);
    s->tcp.tls = s->tls_cert != NULL;
    return rc;
}

/* Anything but this machine's own addresses should be encrypted. */
static bool is_loopback(const struct sockaddr_storage *a)
{
    if (a->ss_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, a, sizeof in);
        return ntohl(in.sin_addr.s_addr) >> 24 == 127;
    }
    struct sockaddr_in6 in6;
    memcpy(&in6, a, sizeof in6);
    return IN6_IS_ADDR_LOOPBACK(&in6.sin6_addr);
}

static bool is_any(const struct sockaddr_storage *a)
{
    if (a->ss_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, a, sizeof in);
        return in.sin_addr.s_addr == htonl(INADDR_ANY);
    }
    struct sockaddr_in6 in6;
    memcpy(&in6, a, sizeof in6);
    return IN6_IS_ADDR_UNSPECIFIED(&in6.sin6_addr);
}

/* The base URL of what was opened; an address that means "all" is reached through the loopback. */
static void name_base_url(struct port_state *s, int fd)
{
    struct sockaddr_storage a = {.ss_family = AF_UNSPEC};
    socklen_t n = sizeof a;
    char where[PORT_ADDRESS_MAX];
    must(getsockname(fd, (struct sockaddr *)&a, &n) == 0);
    port_address_of(fd, where);
    const char *loopback = a.ss_family == AF_INET6 ? "[::1]" : "127.0.0.1";
    (void)snprintf(s->base_url, sizeof s->base_url, "http%s://%s%s", s->tcp.tls ? "s" : "",
                   is_any(&a) ? loopback : "", is_any(&a) ? strrchr(where, ':') : where);
    if (!s->tcp.tls && !is_loopback(&a))
        log_warn("http",
                 "%s is open to the network without TLS: set http.tls_cert and http.tls_key",
                 s->base_url);
}

static enum rc listen_tcp(struct port_state *s, int *out, struct err *e)
{
    enum rc rc = port_address_open("http.listen", setting(s, SET_HTTP_LISTEN), SOCK_STREAM, out, e);
    if (rc == RC_OK)
        name_base_url(s, *out);
    return rc;
}

/*
 * The store's lock is ours, so a socket file that is there is a dead process's. A socket's path may
 * have 107 bytes only: a longer one goes through the folder's descriptor, which needs /proc.
 */
static enum rc listen_local(struct port_state *s, int *out, struct err *e)
{
    const char *store = setting(s, SET_STORE_PATH);
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    int dir = open(store, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return err_set(e, RC_IO, "cannot open %s: %s", store, strerror(errno));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int n = snprintf(a.sun_path, sizeof a.sun_path, "%s/control.sock", store);
    if (n < 0 || (size_t)n >= sizeof a.sun_path)
        (void)snprintf(a.sun_path, sizeof a.sun_path, "/proc/self/fd/%d/control.sock", dir);
    (void)unlinkat(dir, "control.sock", 0);
    /* The mode is set before bind makes the file, so that it is never open to others. */
    bool ok = fd >= 0 && fchmod(fd, S_IRUSR | S_IWUSR) == 0 &&
              bind(fd, (struct sockaddr *)&a, sizeof a) == 0 && listen(fd, BACKLOG) == 0;
    enum rc rc =
        ok ? RC_OK
           : err_set(e, RC_IO, "cannot listen on %s/control.sock: %s", store, strerror(errno));
    close(dir);
    if (rc != RC_OK && fd >= 0)
        close(fd);
    *out = fd;
    return rc;
}

/* As many connections as the process may have files, and some to spare. */
static unsigned connection_limit(const struct port_state *s)
{
    int64_t want = settings_int(s->host->settings, SET_HTTP_CONNECTIONS_MAX);
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return (unsigned)want;
    if (limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
        (void)getrlimit(RLIMIT_NOFILE, &limit);
    }
    int64_t files = limit.rlim_cur < (rlim_t)INT32_MAX ? (int64_t)limit.rlim_cur : INT32_MAX;
    if (want + SPARE_FILES <= files)
        return (unsigned)want;
    int64_t can = files > 2 * SPARE_FILES ? files - SPARE_FILES : files / 2;
    int64_t threads = settings_int(s->host->settings, SET_HTTP_THREADS);
    can = can > threads ? can : threads;
    log_warn("http", "%lld open files allow %lld connections, not %lld: raise LimitNOFILE",
             (long long)files, (long long)can, (long long)want);
    return (unsigned)can;
}

static enum MHD_Result may_connect(void *listener, const struct sockaddr *from, socklen_t n)
{
    const struct http_listener *l = listener;
    UNUSED(from);
    UNUSED(n);
    if (!atomic_load(&l->port->draining))
        return MHD_YES;
    atomic_fetch_add(&l->port->metrics.refused[HTTP_REFUSED_DRAINING], 1);
    return MHD_NO;
}

static void connection_changed(void *listener, struct MHD_Connection *connection, void **context,
                               enum MHD_ConnectionNotificationCode what)
{
    struct http_metrics *m = &((const struct http_listener *)listener)->port->metrics;
    UNUSED(connection);
    UNUSED(context);
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        atomic_fetch_add(&m->connections, 1);
        atomic_fetch_add(&m->connections_total, 1);
    } else {
        atomic_fetch_sub(&m->connections, 1);
    }
}

/* Paths stay as they came: http_path_decode reads them. */
static size_t no_unescape(void *arg, struct MHD_Connection *connection, char *text)
{
    UNUSED(arg);
    UNUSED(connection);
    return strlen(text);
}

static void mhd_says(void *arg, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));

/* Its messages may quote a request's path, so only the first words of the format are logged. */
static void mhd_says(void *arg, const char *fmt, va_list ap)
{
    UNUSED(arg);
    UNUSED(ap);
    struct str text = str_c(fmt);
    log_debug("http", "libmicrohttpd: %.*s", STR_ARG(str_cut(&text, '%')));
}

static enum rc start_daemon(struct http_listener *l, int fd, unsigned threads, unsigned connections,
                            struct err *e)
{
    struct port_state *s = l->port;
    struct MHD_OptionItem more[8];
    int n = 0;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    if (threads > 1)
        more[n++] = (struct MHD_OptionItem){MHD_OPTION_THREAD_POOL_SIZE, threads, NULL};
    if (l->tls) {
        static char priorities[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE";
        flags |= MHD_USE_TLS;
        more[n++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_CERT, 0, s->tls_cert};
        more[n++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0, s->tls_key};
        more[n++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_PRIORITIES, 0, priorities};
    }
    more[n] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
    l->daemon = MHD_start_daemon(
        flags, 0, may_connect, l, http_request_handle, l, MHD_OPTION_EXTERNAL_LOGGER, mhd_says,
        NULL, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT, connections,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_MEMORY,
        MHD_OPTION_CONNECTION_MEMORY_INCREMENT, (size_t)(HTTP_MEMORY / 4),
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)HTTP_IDLE_S, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_THREAD_STACK_SIZE, (size_t)STACK_SIZE, MHD_OPTION_URI_LOG_CALLBACK,
        http_request_new, l, MHD_OPTION_NOTIFY_COMPLETED, http_request_over, l,
        MHD_OPTION_NOTIFY_CONNECTION, connection_changed, l, MHD_OPTION_UNESCAPE_CALLBACK,
        no_unescape, NULL, MHD_OPTION_ARRAY, more, MHD_OPTION_END);
    if (l->daemon != NULL)
        return RC_OK;
    close(fd);
    return err_set(e, RC_IO, "cannot start the %s listener%s", l->local ? "local" : "network",
                   l->tls ? "; do http.tls_cert and http.tls_key belong together?" : "");
}

enum rc http_listen_start(struct port_state *s, struct err *e)
{
    int fd = -1;
    s->base_url[0] = '\0';
    enum rc rc = listen_local(s, &fd, e);
    if (rc == RC_OK)
        rc = start_daemon(&s->local, fd, 1, HTTP_LOCAL_CONNECTIONS, e);
    if (rc == RC_OK && strcmp(setting(s, SET_HTTP_LISTEN), "-") != 0) {
        unsigned threads = (unsigned)settings_int(s->host->settings, SET_HTTP_THREADS);
        rc = listen_tcp(s, &fd, e);
        if (rc == RC_OK)
            rc = start_daemon(&s->tcp, fd, threads, connection_limit(s), e);
    }
    if (rc != RC_OK) {
        http_listen_stop(s);
        return rc;
    }
    port_address_note(setting(s, SET_STORE_PATH), "http.address", s->base_url);
    log_info("http", "listening on %s", s->base_url[0] != '\0' ? s->base_url : "control.sock");
    return RC_OK;
}

void http_listen_stop(struct port_state *s)
{
    char path[600];
    if (s->local.daemon == NULL && s->tcp.daemon == NULL)
        return;
    if (s->tcp.daemon != NULL)
        MHD_stop_daemon(s->tcp.daemon);
    if (s->local.daemon != NULL)
        MHD_stop_daemon(s->local.daemon);
    s->tcp.daemon = s->local.daemon = NULL;
    (void)snprintf(path, sizeof path, "%s/control.sock", setting(s, SET_STORE_PATH));
    (void)unlink(path);
    port_address_note(setting(s, SET_STORE_PATH), "http.address", "");
}
