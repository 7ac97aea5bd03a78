/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many short texts hashed beside each other. SHA-256 is one long chain of additions, so a single text leaves most of a
 * processor idle; independent ones go through its vectors together. Intel's library (intel-ipsec-mb) does that in the way
 * best for the processor, found when a manager is made. Without the library (CMake looks for it) there is OpenSSL alone.
 */
#include "base/hash_priv.h"

#ifdef MARKAZ_IPSEC_MB
#include <intel-ipsec-mb.h>
#include <pthread.h>
#include <string.h>

#include "base/mem.h"

/* Making one detects the processor into variables of the library, so one thread at a time. */
static struct {
    pthread_mutex_t lock;
    pthread_once_t once;
    pthread_key_t key; /* frees a thread's manager when it ends */
    int made;
    bool useless; /* one manager failed, so on this machine none is asked for again */
} lanes = {.lock = PTHREAD_MUTEX_INITIALIZER, .once = PTHREAD_ONCE_INIT};

static _Thread_local struct {
    IMB_MGR *manager;
    bool asked;
} own;

static void lanes_free(void *manager)
{
    free_mb_mgr(manager);
    own.manager = NULL;
    must(pthread_mutex_lock(&lanes.lock) == 0);
    lanes.made--;
    must(pthread_mutex_unlock(&lanes.lock) == 0);
}

static void lanes_start(void)
{
    must(pthread_key_create(&lanes.key, lanes_free) == 0);
}

static IMB_MGR *manager_new(void)
{
    IMB_MGR *m = alloc_mb_mgr(0);
    if (m == NULL)
        return NULL;
    init_mb_mgr_auto(m, NULL);
    if (hash_trusts(m))
        return m;
    free_mb_mgr(m);
    return NULL;
}

static IMB_MGR *manager_own(void)
{
    if (own.asked)
        return own.manager;
    own.asked = true;
    must(pthread_once(&lanes.once, lanes_start) == 0);
    must(pthread_mutex_lock(&lanes.lock) == 0);
    if (lanes.made < HASH_MANAGERS && !lanes.useless) {
        own.manager = manager_new();
        lanes.useless = own.manager == NULL;
        lanes.made += own.manager != NULL;
    }
    must(pthread_mutex_unlock(&lanes.lock) == 0);
    must(pthread_setspecific(lanes.key, own.manager) == 0);
    return own.manager;
}

static void job_set(IMB_JOB *job, struct sha256_text *t)
{
    job->cipher_mode = IMB_CIPHER_NULL;
    job->cipher_direction = IMB_DIR_ENCRYPT;
    job->chain_order = IMB_ORDER_HASH_CIPHER;
    job->hash_alg = IMB_AUTH_SHA_256;
    job->src = t->text.n > 0 ? (const uint8_t *)t->text.p : (const uint8_t *)"";
    job->hash_start_src_offset_in_bytes = 0;
    job->msg_len_to_hash_in_bytes = t->text.n;
    job->auth_tag_output = t->hash.b;
    job->auth_tag_output_len_in_bytes = sizeof t->hash.b;
}

static bool all_done(IMB_JOB *const *jobs, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (jobs[i]->status != IMB_STATUS_COMPLETED)
            return false;
    return true;
}

static bool hash_burst(IMB_MGR *m, struct sha256_text *const *v, uint32_t n)
{
    IMB_JOB *jobs[IMB_MAX_BURST_SIZE];
    if (IMB_GET_NEXT_BURST(m, n, jobs) != n)
        return false;
    for (uint32_t i = 0; i < n; i++)
        job_set(jobs[i], v[i]);
    uint32_t done = IMB_SUBMIT_BURST(m, n, jobs);
    /* None done is no failure: so few wait for company until they are flushed. */
    if (imb_get_errno(m) != 0 || !all_done(jobs, done))
        return false;
    while (done < n) {
        uint32_t more = IMB_FLUSH_BURST(m, n - done, jobs);
        if (more == 0 || !all_done(jobs, more))
            return false;
        done += more;
    }
    return true;
}

/* The library refuses 64 KiB and more. */
#define LONGEST ((size_t)2 * SHA256_PIECE)

bool hash_with(struct IMB_MGR *m, struct sha256_text *v, size_t n)
{
    struct sha256_text *together[IMB_MAX_BURST_SIZE];
    uint32_t k = 0;
    for (size_t i = 0; i < n; i++) {
        if (v[i].text.n > LONGEST)
            hash_single(&v[i], 1);
        else
            together[k++] = &v[i];
        if (k == IMB_MAX_BURST_SIZE) {
            if (!hash_burst(m, together, k))
                return false;
            k = 0;
        }
    }
    return k == 0 || hash_burst(m, together, k);
}

/* Each length about the first two block boundaries: the history must not hang on a wrong lane of some processor. */
bool hash_trusts(struct IMB_MGR *m)
{
    char bytes[130];
    struct sha256_text trial[sizeof bytes];
    if (imb_get_errno(m) != 0 || (m->features & IMB_FEATURE_SELF_TEST_PASS) == 0)
        return false;
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (char)(i * 151 + 1);
        trial[i] = (struct sha256_text){.text = {bytes, i}};
    }
    if (!hash_with(m, trial, ARRAY_LEN(trial)))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(trial); i++) {
        struct sha256 want = sha256_of(trial[i].text, STR_NONE, STR_NONE);
        if (memcmp(&want, &trial[i].hash, sizeof want) != 0)
            return false;
    }
    return true;
}

bool hash_lanes(struct sha256_text *v, size_t n)
{
    IMB_MGR *m = manager_own();
    if (m == NULL)
        return false;
    if (hash_with(m, v, n))
        return true;
    must(pthread_setspecific(lanes.key, NULL) == 0);
    lanes_free(m);
    return false;
}

#else

bool hash_lanes(struct sha256_text *v, size_t n)
{
    (void)v;
    (void)n;
    return false;
}
#endif
