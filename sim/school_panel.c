/* SPDX-License-Identifier: Apache-2.0 */
#include "school_panel.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "panel.h"

#define KEPT 16
#define TEXT_MAX 40
#define ANSWER_MS 5000
#define LOOK_MS 100 /* so soon it hears that it is to end */

struct school_panel {
    struct addrinfo *to;
    char account[DC09_ACCOUNT_MAX + 1];
    struct dc09_key key;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t more;
    char kept[KEPT][TEXT_MAX]; /* a ring; under the lock */
    unsigned first, n;
    _Atomic bool closing;
    /* of the thread */
    int fd;
    uint32_t number;
    usec_t skew;
    bool complained;
    char in[DC09_FRAME_MAX];
    size_t in_n;
};

/* ---- the line ---- */

static void hang_up(struct school_panel *p)
{
    if (p->fd >= 0)
        close(p->fd);
    p->fd = -1;
    p->in_n = 0;
}

static bool dial(struct school_panel *p)
{
    p->fd = socket(p->to->ai_family, p->to->ai_socktype | SOCK_CLOEXEC, 0);
    if (p->fd >= 0 && connect(p->fd, p->to->ai_addr, p->to->ai_addrlen) == 0)
        return true;
    hang_up(p);
    return false;
}

static void pause_ms(int ms)
{
    const struct timespec t = {0, (long)ms * 1000 * 1000};
    (void)nanosleep(&t, NULL);
}

/* The next frame into `text`, which `copy` holds. False: the line ended, or nothing came. */
static bool listen_for(struct school_panel *p, char copy[static DC09_FRAME_MAX], struct str *text)
{
    struct pollfd f = {.fd = p->fd, .events = POLLIN};
    for (int waited = 0; waited < ANSWER_MS && !atomic_load(&p->closing);) {
        size_t done = dc09_cut((struct str){p->in, p->in_n}, text);
        if (done > 0) {
            memcpy(copy, text->n > 0 ? text->p : "", text->n);
            *text = (struct str){copy, text->n};
            p->in_n -= done;
            memmove(p->in, p->in + done, p->in_n);
            if (text->n > 0)
                return true;
            continue;
        }
        int there = poll(&f, 1, LOOK_MS);
        waited += there == 0 ? LOOK_MS : 0;
        ssize_t n = there > 0 ? recv(p->fd, p->in + p->in_n, sizeof p->in - p->in_n, 0) : 1;
        if (n <= 0)
            return false;
        p->in_n += there > 0 ? (size_t)n : 0;
    }
    return false;
}

enum said { SAID, AGAIN, REFUSED };

static enum said say_once(struct school_panel *p, const char *what)
{
    char copy[DC09_FRAME_MAX];
    struct dc09_frame f;
    struct str text;
    struct err e;
    struct buf out;
    if (p->fd < 0 && !dial(p))
        return AGAIN;
    buf_init(&out, DC09_FRAME_MAX);
    panel_put(&out, p->account, p->number, what, &p->key, clock_utc() + p->skew);
    bool sent = send(p->fd, out.p, out.n, MSG_NOSIGNAL) == (ssize_t)out.n;
    buf_release(&out);
    if (!sent || !listen_for(p, copy, &text) || dc09_read(text, &f, &e) != RC_OK) {
        hang_up(p);
        return AGAIN;
    }
    if (str_eqc(f.token, "NAK"))
        panel_set_clock(f.rest, &p->skew);
    return str_eqc(f.token, "ACK") ? SAID : str_eqc(f.token, "NAK") ? AGAIN : REFUSED;
}

/* Until the centre has it, or refuses it for good. */
static void say(struct school_panel *p, const char *what)
{
    enum said said;
    p->number++;
    while ((said = say_once(p, what)) == AGAIN && !atomic_load(&p->closing))
        for (int waited = 0; waited < 1000 && !atomic_load(&p->closing); waited += LOOK_MS)
            pause_ms(LOOK_MS);
    if (said == REFUSED && !p->complained)
        log_warn("sim", "the centre does not take what the school's alarm panel says");
    p->complained = said == REFUSED;
}

static void *run(void *arg)
{
    struct school_panel *p = arg;
    char what[TEXT_MAX];
    pthread_mutex_lock(&p->lock);
    while (!atomic_load(&p->closing)) {
        if (p->n == 0) {
            pthread_cond_wait(&p->more, &p->lock);
            continue;
        }
        memcpy(what, p->kept[p->first], sizeof what);
        p->first = (p->first + 1) % KEPT;
        p->n--;
        pthread_mutex_unlock(&p->lock);
        say(p, what);
        pthread_mutex_lock(&p->lock);
    }
    pthread_mutex_unlock(&p->lock);
    hang_up(p);
    return NULL;
}

/* ---- for the city ---- */

static enum rc find_key(const char *path, const char *account, struct dc09_key *out, struct err *e)
{
    char line[200];
    bool found = false;
    FILE *f = fopen(path, "re");
    while (f != NULL && !found && fgets(line, sizeof line, f) != NULL) {
        struct str key = str_trim(str_c(line)), whose = str_cut(&key, ' ');
        found = str_eqc(whose, account) && dc09_key_read(str_trim(key), out);
    }
    if (f != NULL)
        fclose(f);
    return found ? RC_OK : err_set(e, RC_IO, "no key of account %s in '%s'", account, path);
}

enum rc school_panel_open(struct school_panel **out, const char *to, const char *keys,
                          const char *account, struct err *e)
{
    struct school_panel *p = mem_alloc(sizeof *p);
    p->fd = -1;
    p->to = panel_find(to, false);
    enum rc rc =
        p->to != NULL ? RC_OK : err_set(e, RC_INVALID, "'%s' is not HOST:PORT of a centre", to);
    must(str_copy(p->account, sizeof p->account, str_c(account)));
    if (rc == RC_OK)
        rc = find_key(keys, account, &p->key, e);
    if (rc == RC_OK) {
        must(pthread_mutex_init(&p->lock, NULL) == 0 && pthread_cond_init(&p->more, NULL) == 0);
        if (pthread_create(&p->thread, NULL, run, p) == 0) {
            *out = p;
            return RC_OK;
        }
        rc = err_set(e, RC_IO, "no thread for the alarm panel");
    }
    if (p->to != NULL)
        freeaddrinfo(p->to);
    free(p);
    return rc;
}

void school_panel_close(struct school_panel *p)
{
    if (p == NULL)
        return;
    pthread_mutex_lock(&p->lock);
    atomic_store(&p->closing, true);
    pthread_cond_signal(&p->more);
    pthread_mutex_unlock(&p->lock);
    (void)pthread_join(p->thread, NULL);
    pthread_mutex_destroy(&p->lock);
    pthread_cond_destroy(&p->more);
    freeaddrinfo(p->to);
    explicit_bzero(&p->key, sizeof p->key);
    free(p);
}

void school_panel_say(struct school_panel *p, const char *what)
{
    pthread_mutex_lock(&p->lock);
    if (strcmp(what, "NULL") != 0 || p->n == 0) {
        if (p->n == KEPT) {
            p->first = (p->first + 1) % KEPT;
            p->n--;
        }
        must(str_copy(p->kept[(p->first + p->n++) % KEPT], TEXT_MAX, str_c(what)));
        pthread_cond_signal(&p->more);
    }
    pthread_mutex_unlock(&p->lock);
}
