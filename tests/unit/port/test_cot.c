/* SPDX-License-Identifier: Apache-2.0 */
/* TAK clients on real sockets, in front of a centre that answers as the test says. */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "port/cot/cot.h"
#include "support/t.h"

#define LINES_MAX 64

static struct {
    struct port_host host;
    struct settings settings;
    struct port_state *port;
    char dir[4096];
    pthread_mutex_t lock;
    char *alarms[LINES_MAX], *places[LINES_MAX];
    int nalarms, nplaces;
    int busy; /* so many alarms are not taken */
} centre;

static void keep(char **to, int *n, struct str body)
{
    T_REQUIRE(*n < LINES_MAX);
    to[(*n)++] = str_dup(body);
}

static void take_call(const struct port_host *h, struct call *c)
{
    UNUSED(h);
    pthread_mutex_lock(&centre.lock);
    if (c->route->id == ROUTE_ALARM_SEND) {
        keep(centre.alarms, &centre.nalarms, c->body);
        c->rc = centre.busy > 0 ? RC_BUSY : RC_OK;
        centre.busy -= centre.busy > 0;
    } else {
        keep(centre.places, &centre.nplaces, c->body);
    }
    pthread_mutex_unlock(&centre.lock);
    c->done(c);
}

static enum rc no_device(const struct port_host *h, struct str device, struct principal *out,
                         struct err *e)
{
    UNUSED(h);
    UNUSED(device);
    UNUSED(out);
    return err_set(e, RC_NOT_FOUND, "nobody registered it");
}

static void no_metrics(const struct port_host *h, port_metrics_f *write, void *arg)
{
    struct buf b;
    UNUSED(h);
    buf_init(&b, 1u << 16);
    write(arg, &b);
    T(memmem(b.p, b.n, "markaz_cot_connections 0", 24) != NULL);
    buf_release(&b);
}

static void set(const char *key, const char *value)
{
    struct err e;
    T_REQUIRE(settings_set(&centre.settings, STR("cot"), str_c(key), str_c(value), &e) == RC_OK);
}

static void begin(int busy)
{
    struct err e;
    memset(&centre, 0, sizeof centre);
    settings_init(&centre.settings);
    must(str_copy(centre.dir, sizeof centre.dir, str_c(t_tmpdir())));
    T_REQUIRE(settings_set(&centre.settings, STR("store"), STR("path"), str_c(centre.dir), &e) ==
              RC_OK);
    set("plain_listen", "127.0.0.1:0");
    must(pthread_mutex_init(&centre.lock, NULL) == 0);
    centre.busy = busy;
    centre.host = (struct port_host){.magic = PORT_HOST_MAGIC,
                                     .settings = &centre.settings,
                                     .call = take_call,
                                     .device = no_device,
                                     .metrics = no_metrics};
    T_REQUIRE(port_cot.open(&centre.port, &centre.host, &e) == RC_OK);
    T_REQUIRE(port_cot.start(centre.port, &e) == RC_OK);
}

static void end(void)
{
    port_cot.drain(centre.port);
    port_cot.close(centre.port);
    for (int i = 0; i < centre.nalarms; i++)
        free(centre.alarms[i]);
    for (int i = 0; i < centre.nplaces; i++)
        free(centre.places[i]);
    pthread_mutex_destroy(&centre.lock);
}

static int dial(void)
{
    char path[4200];
    size_t n;
    int64_t port;
    (void)snprintf(path, sizeof path, "%s/cot.plain", centre.dir);
    char *text = t_file(path, &n);
    T_REQUIRE(text != NULL);
    struct str s = str_trim(str_c(text));
    (void)str_cut(&s, ':');
    T_REQUIRE(str_i64(s, &port));
    free(text);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    T_REQUIRE(fd >= 0 && connect(fd, (const struct sockaddr *)&to, sizeof to) == 0);
    return fd;
}

static void say(int fd, const char *uid, const char *type, const char *lat, const char *detail)
{
    char text[1000];
    int n =
        snprintf(text, sizeof text,
                 "<event version='2.0' uid='%s' type='%s' how='m-g' stale='2020-01-01T00:00:00Z'>"
                 "<point lat='%s' lon='69.2' hae='0' ce='5' le='5'/><detail>%s</detail></event>",
                 uid, type, lat, detail);
    T_REQUIRE(write(fd, text, (size_t)n) == n);
}

#define HELP "<emergency type='911 Alert'>HOPE</emergency>"

static int alarms(void)
{
    pthread_mutex_lock(&centre.lock);
    int n = centre.nalarms;
    pthread_mutex_unlock(&centre.lock);
    return n;
}

static bool alarm_has(int i, const char *text)
{
    pthread_mutex_lock(&centre.lock);
    bool has = i < centre.nalarms && strstr(centre.alarms[i], text) != NULL;
    pthread_mutex_unlock(&centre.lock);
    return has;
}

/* The port's answer to a ping: all that was said before it has been dealt with. */
static void ping(int fd)
{
    char text[2000];
    size_t got = 0;
    say(fd, "ping", "t-x-c-t", "0", "");
    while (got < sizeof text - 1 && (got == 0 || text[got - 1] != '\n')) {
        ssize_t n = read(fd, text + got, sizeof text - 1 - got);
        T_REQUIRE(n > 0);
        got += (size_t)n;
    }
    text[got] = '\0';
    T(strstr(text, "t-x-c-t-r") != NULL);
}

#define WAIT_FOR(cond) \
    do { \
        for (int wait_ = 0; wait_ < 6000 && !(cond); wait_++) \
            usleep(10000); \
        T(cond); \
    } while (0)

/* Not taken at once, told again with the same id until it is, though the client is long gone. */
static void test_cot_emergency__told_until_taken(void)
{
    begin(3);
    int fd = dial();
    say(fd, "phone-1", "b-a-o-tbl", "41.3", HELP);
    close(fd);
    WAIT_FOR(alarms() == 4);
    for (int i = 1; i < 4 && i < alarms(); i++)
        T_STRC(str_c(centre.alarms[i]), centre.alarms[0]);
    T(alarm_has(0, "\"id\":\"cot-") && !alarm_has(0, "again"));
    usleep(600000); /* two ticks more: it is told */
    T_EQ(alarms(), 4);
    end();
}

/* False when a whole second went by between the press and on again: that was not at once, and says nothing of it. */
static bool press_cancel_press(void)
{
    begin(0);
    int fd = dial();
    usec_t from = clock_steady();
    for (int i = 0; i < 5; i++)
        say(fd, "phone-1", "b-a-o-tbl", "41.3", HELP);
    ping(fd);
    T_EQ(alarms(), 1);
    say(fd, "phone-1", "b-a-o-can", "41.3", "<emergency cancel='true'/>");
    say(fd, "phone-1", "b-a-o-can", "41.3", "<emergency cancel='true'/>");
    WAIT_FOR(alarms() == 2);
    T(alarm_has(1, "cancelled on the device") && alarm_has(1, "\"again\":true"));
    say(fd, "phone-1", "b-a-o-tbl", "41.3", HELP);
    WAIT_FOR(alarms() == 3);
    bool at_once = clock_steady() - from < USEC_S;
    T(!at_once || (alarm_has(2, "\"again\":true") && !alarm_has(2, "cancelled")));
    usleep(1100000);
    say(fd, "phone-1", "b-a-o-opn", "41.3", "");
    WAIT_FOR(alarms() == 4);
    T(alarm_has(3, "\"kind\":\"help\"") && !alarm_has(3, "again"));
    close(fd);
    end();
    return at_once;
}

/* Repeats are one press; a cancelling is said after it; on again at once is not a second one, of another type it is. */
static void test_cot_emergency__repeats(void)
{
    bool at_once = false;
    for (int i = 0; i < 30 && !at_once; i++)
        at_once = press_cancel_press();
    T(at_once);
}

/* A cancelling of what nobody knows (the centre was started anew) must not swallow the press that follows. */
static void test_cot_emergency__cancel_first(void)
{
    begin(0);
    int fd = dial();
    say(fd, "phone-1", "b-a-o-can", "41.3", "");
    say(fd, "phone-1", "b-a-o-tbl", "41.3", HELP);
    WAIT_FOR(alarms() == 2);
    T(alarm_has(0, "\"again\":true") && alarm_has(1, "\"id\":\"cot-"));
    close(fd);
    end();
}

/* Several clients' places are one call; the newest session of a device closes the one before. */
static void test_cot_session__newest_wins(void)
{
    char byte;
    begin(0);
    int first = dial();
    say(first, "phone-1", "a-f-G", "41.3", "");
    ping(first);
    int second = dial();
    say(second, "phone-1", "a-f-G", "41.4", "");
    T_EQ(read(first, &byte, 1), 0);
    ping(second);
    close(first);
    close(second);
    end();
}

static void test_cot_session__floods(void)
{
    char rubbish[4096];
    begin(0);
    memset(rubbish, 'x', sizeof rubbish);
    int fd = dial();
    say(fd, "phone-1", "b-a-o-tbl", "41.3", HELP);
    T_REQUIRE(write(fd, "<event uid='x'>", 15) == 15);
    for (int i = 0; i < 100; i++)
        T_REQUIRE(write(fd, rubbish, sizeof rubbish) == (ssize_t)sizeof rubbish);
    T_REQUIRE(write(fd, "</event>", 8) == 8);
    ping(fd); /* it goes on behind what was too long */
    T_EQ(alarms(), 1);
    close(fd);
    end();
}

/* A line whose other end is gone without a word. */
static void test_cot_session__half_open(void)
{
    struct err e;
    char byte;
    begin(0);
    port_cot.close(centre.port);
    set("idle_s", "1");
    T_REQUIRE(port_cot.open(&centre.port, &centre.host, &e) == RC_OK);
    T_REQUIRE(port_cot.start(centre.port, &e) == RC_OK);
    int fd = dial();
    say(fd, "phone-1", "a-f-G", "41.3", "");
    T_EQ(read(fd, &byte, 1), 0);
    close(fd);
    end();
}

static void test_cot_open__checks(void)
{
    struct port_state *port = NULL;
    struct err e;
    begin(0);
    set("plain_listen", "0.0.0.0:0");
    T_EQ(port_cot.open(&port, &centre.host, &e), RC_INVALID);
    set("plain_listen", "");
    set("listen", "127.0.0.1:0");
    T_EQ(port_cot.open(&port, &centre.host, &e), RC_INVALID);
    set("listen", "");
    T_OK(port_cot.open(&port, &centre.host, &e)); /* off: it costs nothing */
    T_OK(port_cot.start(port, &e));
    port_cot.drain(port);
    port_cot.close(port);
    end();
}

int main(void)
{
    log_set_level(LOG_ERROR);
    T_RUN(test_cot_emergency__told_until_taken);
    T_RUN(test_cot_emergency__repeats);
    T_RUN(test_cot_emergency__cancel_first);
    T_RUN(test_cot_session__newest_wins);
    T_RUN(test_cot_session__floods);
    T_RUN(test_cot_session__half_open);
    T_RUN(test_cot_open__checks);
    return t_end();
}
