/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <pthread.h>
#include <string.h>

#include "base/map.h"
#include "desk/access/access_priv.h"

#define WINDOW (5 * USEC_MIN)
#define SETS 1024
#define WAYS 4

struct count {
    uint64_t key; /* 0: free */
    int64_t n;    /* tries since `first` */
    usec_t first, last;
    usec_t locked; /* until; 0: not */
};

/* Shared by the threads of the pool; belongs to the process, since guessing does. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct count table[SETS][WAYS];

void access_limit_reset(void)
{
    pthread_mutex_lock(&lock);
    memset(table, 0, sizeof table);
    pthread_mutex_unlock(&lock);
}

static uint64_t key_of(char what, struct str s)
{
    char text[80] = {what};
    size_t n = s.n < sizeof text - 1 ? s.n : sizeof text - 1;
    if (n > 0)
        memcpy(text + 1, s.p, n);
    return map_hash((struct str){text, n + 1}) | 1;
}

/* One line at home has 2^64 addresses of IPv6: they count as one. */
static uint64_t peer_key(struct str peer)
{
    char text[64];
    uint8_t a[16];
    if (str_copy(text, sizeof text, peer) && inet_pton(AF_INET6, text, a) == 1)
        return key_of('6', (struct str){(const char *)a, 8});
    return key_of('p', peer);
}

static struct count *find(uint64_t key)
{
    struct count *set = table[(key >> 32) % SETS];
    for (int i = 0; i < WAYS; i++)
        if (set[i].key == key)
            return &set[i];
    return NULL;
}

static struct count *find_or_make(uint64_t key, usec_t now)
{
    struct count *set = table[(key >> 32) % SETS], *c = find(key);
    if (c == NULL) {
        c = &set[0];
        for (int i = 1; i < WAYS; i++)
            if (set[i].last < c->last)
                c = &set[i];
        *c = (struct count){.key = key, .first = now};
    }
    /* A clock that was set back must not lock anybody out for longer than the window. */
    if (now - c->first >= WINDOW || now < c->first)
        *c = (struct count){.key = key, .first = now};
    return c;
}

static usec_t wait_of(uint64_t key, usec_t now)
{
    const struct count *c = find(key);
    if (c == NULL || c->locked <= now || c->locked > now + WINDOW)
        return 0;
    return c->locked - now;
}

static void add(uint64_t key, int64_t tries, usec_t now)
{
    struct count *c = find_or_make(key, now);
    c->last = now;
    if (++c->n >= tries)
        c->locked = now + WINDOW;
}

enum rc access_limit_try(struct str name, struct str peer, struct access_tries tries, usec_t now,
                         struct err *e)
{
    uint64_t n = key_of('n', name), p = peer_key(peer);
    pthread_mutex_lock(&lock);
    usec_t wait = wait_of(n, now), other = peer.n > 0 ? wait_of(p, now) : 0;
    wait = other > wait ? other : wait;
    if (wait == 0) {
        add(n, tries.name, now);
        if (peer.n > 0)
            add(p, tries.address, now);
    }
    pthread_mutex_unlock(&lock);
    if (wait == 0)
        return RC_OK;
    return err_set(e, RC_BUSY, "too many failed sign-ins: try again in %lld s",
                   (long long)((wait + USEC_S - 1) / USEC_S));
}

void access_limit_good(struct str name, struct str peer, struct access_tries tries)
{
    pthread_mutex_lock(&lock);
    struct count *n = find(key_of('n', name)), *p = find(peer_key(peer));
    if (n != NULL)
        *n = (struct count){0};
    /* Only this one try is taken back: one good account must not buy a peer endless guesses at others. */
    if (p != NULL && p->n > 0 && --p->n < tries.address)
        p->locked = 0;
    pthread_mutex_unlock(&lock);
}
