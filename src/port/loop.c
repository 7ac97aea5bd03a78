/* SPDX-License-Identifier: Apache-2.0 */
/* The thread: posts, calls, timers, start and end. What any thread may do goes through one list and an eventfd. */
#include "port/loop.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "port/loop_priv.h"

#define LAST_ANSWERS_S 5 /* how long a close waits for what is queued to be taken */

/* ---- posts ---- */

static void put(struct port_loop *l, struct port_post *post)
{
    uint64_t one = 1;
    pthread_mutex_lock(&l->lock);
    bool first = l->first == NULL;
    post->next = NULL;
    *l->end = post;
    l->end = &post->next;
    /* Under the lock: after it the close may be over, and the descriptor another's. */
    if (first)
        must(write(l->wake_fd, &one, sizeof one) == sizeof one);
    pthread_mutex_unlock(&l->lock);
}

void port_loop_post(struct port_loop *l, void (*fn)(void *arg), void *arg)
{
    CHECK_OBJ(l, LOOP_MAGIC);
    struct port_post *post = mem_alloc(sizeof *post);
    *post = (struct port_post){.fn = fn, .arg = arg, .heap = true};
    put(l, post);
}

static void run_posts(struct port_loop *l)
{
    pthread_mutex_lock(&l->lock);
    struct port_post *todo = l->first;
    l->first = NULL;
    l->end = &l->first;
    pthread_mutex_unlock(&l->lock);
    for (struct port_post *next; todo != NULL; todo = next) {
        void (*fn)(void *) = todo->fn;
        void *arg = todo->arg;
        next = todo->next; /* a call's post is gone when its done has run */
        if (todo->heap)
            free(todo);
        fn(arg);
    }
}

static void woken(evutil_socket_t fd, short what, void *arg)
{
    uint64_t n;
    UNUSED(what);
    (void)!read(fd, &n, sizeof n);
    run_posts(arg);
}

/* ---- calls ---- */

static void call_over(void *arg)
{
    struct port_call *pc = arg;
    struct port_loop *l = pc->loop;
    pc->done(pc);
    pthread_mutex_lock(&l->lock);
    l->calls--;
    pthread_cond_broadcast(&l->idle);
    pthread_mutex_unlock(&l->lock);
}

static void answered(struct call *c)
{
    struct port_call *pc = c->arg;
    pc->post = (struct port_post){.fn = call_over, .arg = pc};
    put(pc->loop, &pc->post);
}

void port_loop_call(struct port_loop *l, const struct port_host *host, struct port_call *pc)
{
    CHECK_OBJ(l, LOOP_MAGIC);
    pc->loop = l;
    pc->call.done = answered;
    pc->call.arg = pc;
    pthread_mutex_lock(&l->lock);
    l->calls++;
    pthread_mutex_unlock(&l->lock);
    host->call(host, &pc->call);
}

/* ---- timers ---- */

static void tick(evutil_socket_t fd, short what, void *arg)
{
    const struct loop_timer *t = arg;
    UNUSED(fd);
    UNUSED(what);
    t->fn(t->arg);
}

void port_loop_every(struct port_loop *l, usec_t every, void (*fn)(void *arg), void *arg)
{
    CHECK_OBJ(l, LOOP_MAGIC);
    must(!l->started && every > 0);
    struct loop_timer *t = mem_alloc(sizeof *t);
    *t = (struct loop_timer){
        .every = {every / USEC_S, every % USEC_S}, .fn = fn, .arg = arg, .next = l->timers};
    t->ev = event_new(l->base, -1, EV_PERSIST, tick, t);
    must(t->ev != NULL && event_add(t->ev, &t->every) == 0);
    l->timers = t;
}

/* ---- life ---- */

static void init_lock(struct port_loop *l)
{
    pthread_condattr_t steady;
    must(pthread_mutex_init(&l->lock, NULL) == 0);
    must(pthread_condattr_init(&steady) == 0);
    must(pthread_condattr_setclock(&steady, CLOCK_MONOTONIC) == 0);
    must(pthread_cond_init(&l->idle, &steady) == 0);
    pthread_condattr_destroy(&steady);
}

static void log_event(int severity, const char *text)
{
    if (severity >= EVENT_LOG_WARN)
        log_warn("port", "libevent: %s", text);
}

static NORETURN void event_died(int code)
{
    log_error("port", "libevent gave up (%d)", code);
    abort();
}

enum rc port_loop_open(struct port_loop **out, const char *name, struct err *e)
{
    event_set_log_callback(log_event);
    event_set_fatal_callback(event_died);
    struct event_config *config = event_config_new();
    must(config != NULL);
    (void)event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
    struct event_base *base = event_base_new_with_config(config);
    event_config_free(config);
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (base == NULL || fd < 0) {
        if (base != NULL)
            event_base_free(base);
        if (fd >= 0)
            close(fd);
        return err_set(e, RC_IO, "cannot make an event loop: %s", strerror(errno));
    }
    struct port_loop *l = mem_alloc(sizeof *l);
    l->magic = LOOP_MAGIC;
    l->name = name;
    l->base = base;
    l->wake_fd = fd;
    l->end = &l->first;
    l->free_slot = UINT32_MAX;
    init_lock(l);
    l->wake = event_new(base, fd, EV_READ | EV_PERSIST, woken, l);
    l->reap = event_new(base, -1, 0, loop_reap, l);
    must(l->wake != NULL && l->reap != NULL && event_add(l->wake, NULL) == 0);
    *out = l;
    return RC_OK;
}

static void *loop_main(void *arg)
{
    struct port_loop *l = arg;
    must(event_base_loop(l->base, EVLOOP_NO_EXIT_ON_EMPTY) == 0);
    return NULL;
}

enum rc port_loop_start(struct port_loop *l, struct err *e)
{
    CHECK_OBJ(l, LOOP_MAGIC);
    if (pthread_create(&l->thread, NULL, loop_main, l) != 0)
        return err_set(e, RC_IO, "cannot start the thread of %s: %s", l->name, strerror(errno));
    (void)pthread_setname_np(l->thread, l->name);
    l->started = true;
    return loop_door_start(l, e);
}

static void drain(void *arg)
{
    struct port_loop *l = arg;
    l->draining = true;
    for (struct loop_timer *t = l->timers; t != NULL; t = t->next)
        (void)event_del(t->ev);
    loop_udp_drain(l);
    loop_conns_drain(l);
}

void port_loop_drain(struct port_loop *l)
{
    CHECK_OBJ(l, LOOP_MAGIC);
    loop_door_shut(l);
    if (l->started)
        port_loop_post(l, drain, l);
}

static void finish(void *arg)
{
    struct port_loop *l = arg;
    l->ending = true;
    loop_conns_close(l);
}

static void stop(void *arg)
{
    const struct port_loop *l = arg;
    must(event_base_loopbreak(l->base) == 0);
}

static void end_thread(struct port_loop *l)
{
    struct timespec until;
    port_loop_drain(l);
    pthread_mutex_lock(&l->lock);
    while (l->calls > 0)
        must(pthread_cond_wait(&l->idle, &l->lock) == 0);
    pthread_mutex_unlock(&l->lock);
    port_loop_post(l, finish, l);
    must(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
    until.tv_sec += LAST_ANSWERS_S;
    pthread_mutex_lock(&l->lock);
    while (!l->gone && pthread_cond_timedwait(&l->idle, &l->lock, &until) == 0)
        continue;
    pthread_mutex_unlock(&l->lock);
    port_loop_post(l, stop, l);
    must(pthread_join(l->thread, NULL) == 0);
}

void port_loop_close(struct port_loop *l)
{
    CHECK_OBJ(l, LOOP_MAGIC);
    loop_door_shut(l);
    if (l->started)
        end_thread(l);
    loop_conns_free(l);
    loop_door_free(l);
    loop_udp_free(l);
    run_posts(l); /* of a loop that never ran, or posted behind the stop: each is run once */
    while (l->timers != NULL) {
        struct loop_timer *t = l->timers;
        l->timers = t->next;
        event_free(t->ev);
        free(t);
    }
    event_free(l->wake);
    event_free(l->reap);
    event_base_free(l->base);
    close(l->wake_fd);
    free(l->slots);
    pthread_cond_destroy(&l->idle);
    pthread_mutex_destroy(&l->lock);
    l->magic = 0;
    free(l);
}

const char *port_loop_address(const struct port_loop *l, unsigned n)
{
    CHECK_OBJ(l, LOOP_MAGIC);
    must(n < l->nsockets);
    return l->address[n];
}
