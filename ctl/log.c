/* SPDX-License-Identifier: Apache-2.0 */
/* markazctl verify --log: a history checked from outside, by address, in a folder or in a store, with a key from elsewhere. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "ctl.h"
#include "journal/tree.h"
#include "store/file.h"

#define ANSWER_WITHIN_S 30L
#define ASKED_AT_ONCE 8 /* by address: waiting for answers takes no core */

struct ctl_log {
    const char *log, *key, *policy, *from, *from_key, *proof, *entry, *export;
};

/* One reader: of an address, of a centre's own store, or of a folder. */
struct source {
    const char *where;
    CURL *curl;
    struct journal_log *store;
};

struct sources {
    struct source each[TLOG_READERS_MAX];
    struct tlog_source log;
};

static size_t take(char *data, size_t size, size_t n, void *out)
{
    buf_put(out, data, size * n);
    return buf_ok(out) ? size * n : 0;
}

static enum rc from_address(const struct source *s, const char *path, struct buf *out,
                            struct err *e)
{
    char url[FILE_PATH_MAX];
    long status = 0;
    enum rc rc = file_path(url, e, "%s/%s", s->where, path);
    if (rc != RC_OK)
        return rc;
    (void)curl_easy_setopt(s->curl, CURLOPT_URL, url);
    (void)curl_easy_setopt(s->curl, CURLOPT_WRITEFUNCTION, take);
    (void)curl_easy_setopt(s->curl, CURLOPT_WRITEDATA, out);
    (void)curl_easy_setopt(s->curl, CURLOPT_TIMEOUT, ANSWER_WITHIN_S);
    (void)curl_easy_setopt(s->curl, CURLOPT_PROTOCOLS_STR, "http,https");
    CURLcode code = curl_easy_perform(s->curl);
    if (code != CURLE_OK)
        return err_set(e, RC_IO, "%s: %s", url, curl_easy_strerror(code));
    (void)curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &status);
    return status == 200   ? RC_OK
           : status == 404 ? err_set(e, RC_NOT_FOUND, "%s is not there", url)
                           : err_set(e, RC_IO, "%s answers %ld", url, status);
}

static enum rc fetch(void *arg, const char *path, struct buf *out, struct err *e)
{
    const struct source *s = arg;
    char file[FILE_PATH_MAX];
    if (s->curl != NULL)
        return from_address(s, path, out, e);
    if (s->store != NULL)
        return journal_log_fetch(s->store, path, out, e);
    enum rc rc = file_path(file, e, "%s/%s", s->where, path);
    return rc == RC_OK ? file_load(file, out, e) : rc;
}

static unsigned readers_of(bool address)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return address                    ? ASKED_AT_ONCE
           : cores < 1                ? 1
           : cores > TLOG_READERS_MAX ? TLOG_READERS_MAX
                                      : (unsigned)cores;
}

static enum rc open_sources(struct sources *s, const char *where, struct err *e)
{
    char journal[FILE_PATH_MAX];
    bool address = strstr(where, "://") != NULL;
    enum rc rc = file_path(journal, e, "%s/journal.db", where);
    bool store = rc == RC_OK && !address && file_exists(journal);
    s->log.fetch = fetch;
    s->log.readers = readers_of(address);
    for (unsigned i = 0; i < s->log.readers && rc == RC_OK; i++) {
        struct source *r = &s->each[i];
        s->log.arg[i] = r;
        r->where = where;
        if (address && (r->curl = curl_easy_init()) == NULL)
            rc = err_set(e, RC_INTERNAL, "no HTTP here");
        else if (store)
            rc = journal_log_open(&r->store, where, e);
    }
    return rc;
}

static void close_sources(struct sources *s)
{
    for (unsigned i = 0; i < s->log.readers; i++) {
        if (s->each[i].curl != NULL)
            curl_easy_cleanup(s->each[i].curl);
        journal_log_close(s->each[i].store);
    }
}

static void show(uint64_t done, uint64_t total)
{
    if (isatty(STDERR_FILENO))
        (void)fprintf(stderr, "\r%llu of %llu entries%s", (unsigned long long)done,
                      (unsigned long long)total, done == total ? "\n" : "");
}

static enum rc load(const char *path, size_t max, struct buf *out, struct err *e)
{
    buf_init(out, max);
    return file_load(path, out, e);
}

/* Without a policy file the log's own signature is all that is asked for. */
static enum rc read_policy(const struct ctl_log *o, struct tlog_policy *p, struct err *e)
{
    struct buf text;
    enum rc rc = RC_OK;
    if (o->policy != NULL) {
        rc = load(o->policy, 65536, &text, e);
    } else {
        buf_init(&text, 4096);
        buf_printf(&text, "log %s\nquorum none\n", o->key);
    }
    if (rc == RC_OK)
        rc = tlog_policy_read(buf_str(&text), p, e);
    buf_release(&text);
    struct tlog_key key;
    if (rc == RC_OK && o->policy != NULL && o->key != NULL) {
        rc = tlog_key_read(str_c(o->key), &key, e);
        if (rc == RC_OK &&
            (strcmp(key.name, p->log.name) != 0 || memcmp(key.pub, p->log.pub, 32) != 0))
            rc = err_set(e, RC_INVALID, "--key is not the log's key of the policy");
    }
    return rc;
}

static enum rc whole(const struct sources *s, const struct tlog_policy *p, struct err *e)
{
    struct tlog_report r;
    struct buf root;
    enum rc rc = tlog_verify(&s->log, p, show, &r, e);
    if (rc != RC_OK)
        return rc;
    buf_init(&root, 64);
    base64_put(&root, r.root.b, SHA256_LEN);
    printf("{\"ok\":%s,\"entries\":%llu,\"root\":\"%.*s\"", r.bad == 0 ? "true" : "false",
           (unsigned long long)r.size, STR_ARG(buf_str(&root)));
    buf_release(&root);
    if (r.bad > 0)
        printf(",\"bad\":%llu,\"first_bad\":%llu,\"what\":\"%s\"", (unsigned long long)r.bad,
               (unsigned long long)r.first_bad, r.what);
    printf("}\n");
    return r.bad == 0
               ? RC_OK
               : err_set(e, RC_CORRUPT, "entry %llu: %s", (unsigned long long)r.first_bad, r.what);
}

/* Whose the older checkpoint is: this log's, or with --from-key that of one before it. */
static enum rc read_older(const char *key, const struct tlog_policy *p, struct tlog_policy *out,
                          struct err *e)
{
    const struct ctl_log older = {.key = key};
    if (key != NULL)
        return read_policy(&older, out, e);
    *out = *p;
    return RC_OK;
}

static enum rc grown(struct sources *s, const struct ctl_log *o, const struct tlog_policy *p,
                     struct err *e)
{
    static struct tlog_policy older;
    struct buf text;
    uint64_t was = 0, is = 0;
    enum rc rc = load(o->from, TLOG_NOTE_MAX, &text, e);
    if (rc == RC_OK)
        rc = read_older(o->from_key, p, &older, e);
    if (rc == RC_OK)
        rc = tlog_verify_grown(fetch, &s->each[0], p, buf_str(&text), &older, &was, &is, e);
    if (rc == RC_OK)
        printf("{\"ok\":true,\"old\":%llu,\"entries\":%llu}\n", (unsigned long long)was,
               (unsigned long long)is);
    buf_release(&text);
    return rc;
}

static enum rc one(const struct ctl_log *o, const struct tlog_policy *p, struct err *e)
{
    static struct tlog_proof_file f;
    struct buf proof, entry;
    enum rc rc = load(o->proof, TLOG_NOTE_MAX * 2, &proof, e);
    enum rc also = load(o->entry, TLOG_ENTRY_MAX, &entry, rc == RC_OK ? e : NULL);
    rc = rc == RC_OK ? also : rc;
    if (rc == RC_OK)
        rc = tlog_proof_file_read(buf_str(&proof), &f, e);
    if (rc == RC_OK)
        rc = tlog_proof_file_check(buf_str(&entry), &f, p, e);
    if (rc == RC_OK)
        printf("{\"ok\":true,\"index\":%llu}\n", (unsigned long long)f.index);
    buf_release(&proof);
    buf_release(&entry);
    return rc;
}

static bool read_options(int argc, char **argv, struct ctl_log *o)
{
    const struct {
        const char *name, **place;
    } options[] = {
        {"--log", &o->log},     {"--key", &o->key},           {"--witness-policy", &o->policy},
        {"--from", &o->from},   {"--from-key", &o->from_key}, {"--proof", &o->proof},
        {"--entry", &o->entry}, {"--export", &o->export}};

    for (int i = 0; i < argc; i += 2) {
        size_t k = 0;
        while (k < ARRAY_LEN(options) && strcmp(argv[i], options[k].name) != 0)
            k++;
        if (k == ARRAY_LEN(options) || i + 1 == argc) {
            (void)fprintf(stderr, "markazctl: cannot understand '%s'\n%s", argv[i], ctl_usage);
            return false;
        }
        *options[k].place = argv[i + 1];
    }
    const char *missing =
        o->key == NULL && o->policy == NULL
            ? "--key or --witness-policy, had from somebody other than the centre"
        : (o->proof == NULL) != (o->entry == NULL)                ? "--proof and --entry together"
        : o->from_key != NULL && o->from == NULL                  ? "--from with --from-key"
        : o->log == NULL && o->proof == NULL && o->export == NULL ? "--log, --proof or --export"
                                                                  : NULL;
    if (missing != NULL)
        (void)fprintf(stderr, "markazctl: verify wants %s\n", missing);
    return missing == NULL;
}

int ctl_verify_log(int argc, char **argv)
{
    static struct tlog_policy policy;
    struct ctl_log o = {0};
    struct err e = {0};
    if (!read_options(argc, argv, &o))
        return 2;
    struct sources s = {0};
    enum rc rc = o.log != NULL ? open_sources(&s, o.log, &e) : RC_OK;
    if (rc == RC_OK)
        rc = read_policy(&o, &policy, &e);
    if (rc == RC_OK)
        rc = o.export != NULL  ? ctl_export_check(o.export, &policy, &e)
             : o.proof != NULL ? one(&o, &policy, &e)
             : o.from != NULL  ? grown(&s, &o, &policy, &e)
                               : whole(&s, &policy, &e);
    close_sources(&s);
    if (rc != RC_OK)
        (void)fprintf(stderr, "markazctl: %s\n", e.detail);
    return rc == RC_OK ? 0 : 1;
}
