/* SPDX-License-Identifier: Apache-2.0 */
#include "port/http/http.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "port/http/http_priv.h"

#define BODIES_MAX (INT64_C(256) << 20)
#define LAST_ANSWERS_S 5 /* how long close waits for answers to be read */

static void state_free(struct port_state *s)
{
    http_files_close(s->web);
    http_files_close(s->demo);
    http_streams_free(s);
    free(s->tls_cert);
    if (s->tls_key != NULL)
        explicit_bzero(s->tls_key, strlen(s->tls_key));
    free(s->tls_key);
    pthread_cond_destroy(&s->idle);
    pthread_mutex_destroy(&s->lock);
    s->magic = 0;
    free(s);
}

static void init_lock(struct port_state *s)
{
    pthread_condattr_t steady;
    must(pthread_mutex_init(&s->lock, NULL) == 0);
    must(pthread_condattr_init(&steady) == 0);
    must(pthread_condattr_setclock(&steady, CLOCK_MONOTONIC) == 0);
    must(pthread_cond_init(&s->idle, &steady) == 0);
    pthread_condattr_destroy(&steady);
}

static void write_metrics(void *arg, struct buf *out)
{
    struct port_state *s = arg;
    CHECK_OBJ(s, HTTP_MAGIC);
    http_metrics_put(out, &s->metrics, atomic_load(&s->bodies));
}

static enum rc http_open(struct port_state **out, const struct port_host *host, struct err *e)
{
    CHECK_OBJ(host, PORT_HOST_MAGIC);
    struct port_state *s = mem_alloc(sizeof *s);
    s->magic = HTTP_MAGIC;
    s->host = host;
    s->tcp = (struct http_listener){.port = s};
    s->local = (struct http_listener){.port = s, .local = true};
    init_lock(s);
    enum rc rc = http_listen_check(s, e);
    if (rc != RC_OK) {
        state_free(s);
        return rc;
    }
    s->body_max = settings_int(host->settings, SET_HTTP_BODY_MAX);
    int64_t two = 2 * s->body_max * HTTP_HOTLIST_FACTOR;
    s->bodies_max = two > BODIES_MAX ? two : BODIES_MAX;
    s->web = http_files_open(settings_text(host->settings, SET_WEB_ROOT), NULL);
    if (settings_bool(host->settings, SET_DEMO_ENABLED)) {
        char path[600];
        (void)snprintf(path, sizeof path, "%s/demo", settings_text(host->settings, SET_STORE_PATH));
        /* The folder also holds the demo's passwords: this one file, and nothing else of it. */
        s->demo = http_files_open(path, "streets.geojson");
    }
    host->metrics(host, write_metrics, s);
    *out = s;
    return RC_OK;
}

static enum rc http_start(struct port_state *s, struct err *e)
{
    CHECK_OBJ(s, HTTP_MAGIC);
    return http_listen_start(s, e);
}

static void http_drain(struct port_state *s)
{
    CHECK_OBJ(s, HTTP_MAGIC);
    atomic_store(&s->draining, true);
    http_streams_end(s);
}

/*
 * A suspended connection cannot be closed, so the host's answers are waited for as long as it
 * takes; that they are also sent, only for a while: a reader may have stopped reading.
 */
static void http_close(struct port_state *s)
{
    CHECK_OBJ(s, HTTP_MAGIC);
    struct timespec until;
    http_drain(s);
    pthread_mutex_lock(&s->lock);
    while (s->calls > 0)
        must(pthread_cond_wait(&s->idle, &s->lock) == 0);
    must(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
    until.tv_sec += LAST_ANSWERS_S;
    while (s->answers > 0 && pthread_cond_timedwait(&s->idle, &s->lock, &until) == 0)
        continue;
    while (s->calls > 0)
        must(pthread_cond_wait(&s->idle, &s->lock) == 0);
    s->closed = true;
    pthread_mutex_unlock(&s->lock);
    http_listen_stop(s);
    state_free(s);
}

const struct port port_http = {
    .magic = PORT_MAGIC,
    .name = "http",
    .open = http_open,
    .start = http_start,
    .drain = http_drain,
    .close = http_close,
};
