/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many short texts hashed beside each other. SHA-256 is one long chain of additions, so a single text leaves most of a
 * processor idle; eight independent ones go through its vectors in little more time than one. No library of Debian has that
 * for all its machines, hence FIPS 180-4 once more, in words of eight lanes. A processor with instructions of its own for
 * SHA-256, or without such vectors, takes the texts one by one through OpenSSL: which way was taken never shows in a hash.
 */
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash_priv.h"
#include "base/mem.h"

#if defined(__x86_64__)
#include <cpuid.h>

#define LANES 8
#define BLOCK 64
#define TURN(x, by) ((x) >> (by) | (x) << (32 - (by)))

typedef uint32_t words __attribute__((vector_size(LANES * sizeof(uint32_t))));

#define INLINE static inline __attribute__((always_inline))

static const uint32_t rounds[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static const uint32_t first[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                  0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

/* A text on its way: whole blocks are read where they stand, the last one or two from `end`. */
struct lane {
    const uint8_t *text;
    size_t whole, blocks;
    uint8_t end[2 * BLOCK];
};

INLINE void load(words w[16], const uint8_t *const block[LANES])
{
    uint32_t word, all[16][LANES];
    for (int k = 0; k < LANES; k++)
        for (int i = 0; i < 16; i++) {
            memcpy(&word, block[k] + sizeof word * i, sizeof word);
            all[i][k] = be32toh(word);
        }
    memcpy(w, all, sizeof all);
}

/* One block of each lane into its state; sixteen rounds are written out, so that the letters need not move. */
INLINE void compress(words state[8], const uint8_t *const block[LANES])
{
    words w[16], a = state[0], b = state[1], c = state[2], d = state[3];
    words e = state[4], f = state[5], g = state[6], h = state[7];
    load(w, block);
    for (int from = 0; from < 64; from += 16) {
#pragma GCC unroll 16
        for (int i = 0; i < 16 && from > 0; i++) {
            words x = w[(i + 1) % 16], y = w[(i + 14) % 16];
            w[i] += w[(i + 9) % 16] + (TURN(x, 7) ^ TURN(x, 18) ^ x >> 3) +
                    (TURN(y, 17) ^ TURN(y, 19) ^ y >> 10);
        }
#pragma GCC unroll 16
        for (int i = 0; i < 16; i++) {
            words t = h + (TURN(e, 6) ^ TURN(e, 11) ^ TURN(e, 25)) + (g ^ (e & (f ^ g))) + w[i] +
                      rounds[from + i];
            words u = (TURN(a, 2) ^ TURN(a, 13) ^ TURN(a, 22)) + ((a & b) | (c & (a | b)));
            h = g;
            g = f;
            f = e;
            e = d + t;
            d = c;
            c = b;
            b = a;
            a = t + u;
        }
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
}

static void lane_init(struct lane *l, struct str text)
{
    size_t rest = text.n % BLOCK, ends = rest + 9 <= BLOCK ? 1 : 2;
    uint64_t bits = htobe64((uint64_t)text.n * 8);
    l->text = (const uint8_t *)text.p;
    l->whole = text.n / BLOCK;
    l->blocks = l->whole + ends;
    memset(l->end, 0, sizeof l->end);
    if (rest > 0)
        memcpy(l->end, text.p + text.n - rest, rest);
    l->end[rest] = 0x80;
    memcpy(l->end + ends * BLOCK - sizeof bits, &bits, sizeof bits);
}

static const uint8_t *block_of(const struct lane *l, size_t i)
{
    return i < l->whole ? l->text + i * BLOCK : l->end + (i - l->whole) * BLOCK;
}

static void take_out(const words state[8], int lane, struct sha256 *out)
{
    for (int i = 0; i < 8; i++) {
        uint32_t word = htobe32(state[i][lane]);
        memcpy(out->b + i * sizeof word, &word, sizeof word);
    }
}

/* A lane whose text is over goes on with its last block; what comes of that nobody looks at. */
INLINE void hash_lanes(struct sha256_text *v, size_t n)
{
    struct lane lanes[LANES];
    words state[8];
    const uint8_t *block[LANES];
    size_t most = 0;
    for (int i = 0; i < 8; i++)
        state[i] = (words){0} + first[i];
    for (size_t k = 0; k < LANES; k++) {
        lane_init(&lanes[k], v[k < n ? k : 0].text);
        most = lanes[k].blocks > most ? lanes[k].blocks : most;
    }
    for (size_t i = 0; i < most; i++) {
        for (size_t k = 0; k < LANES; k++)
            block[k] = block_of(&lanes[k], i < lanes[k].blocks ? i : lanes[k].blocks - 1);
        compress(state, block);
        for (size_t k = 0; k < n; k++)
            if (i + 1 == lanes[k].blocks)
                take_out(state, (int)k, &v[k].hash);
    }
}

static __attribute__((target("avx2"))) void hash_avx2(struct sha256_text *v, size_t n)
{
    hash_lanes(v, n);
}

/* The same with instructions that turn a word and that join three. */
static __attribute__((target("avx512f,avx512vl"))) void hash_avx512(struct sha256_text *v, size_t n)
{
    hash_lanes(v, n);
}

static bool can_avx2(void)
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") != 0;
}

static bool can_avx512(void)
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl");
}

static bool can_itself(void)
{
    unsigned a, b = 0, c, d;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & bit_SHA) != 0;
}
#endif

static void hash_single(struct sha256_text *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        v[i].hash = sha256_of(v[i].text, STR_NONE, STR_NONE);
}

static bool can_always(void)
{
    return true;
}

const struct hash_way hash_ways[] = {
#if defined(__x86_64__)
    {can_itself, hash_single, SIZE_MAX}, {can_avx512, hash_avx512, LANES},
    {can_avx2, hash_avx2, LANES},
#endif
    {can_always, hash_single, SIZE_MAX}, {NULL, NULL, 0},
};

static const struct hash_way *hash_way;

/* Before main, so that nobody asks twice. */
__attribute__((constructor)) static void choose(void)
{
    hash_way = hash_ways;
    while (!hash_way->can())
        hash_way++;
}

/* So few are not worth eight lanes. */
#define TOO_FEW 3

void sha256_many(struct sha256_text *v, size_t n)
{
    size_t most = hash_way->most;
    for (size_t k; n > 0; v += k, n -= k) {
        k = n < most ? n : most;
        if (k < TOO_FEW)
            hash_single(v, k);
        else
            hash_way->hash(v, k);
    }
}

#define PIECES 8

struct sha256_pieces {
    struct sha256_ctx *all;
    size_t n; /* bytes held */
    char held[PIECES * SHA256_PIECE];
};

struct sha256_pieces *sha256_pieces_begin(void)
{
    struct sha256_pieces *p = mem_alloc(sizeof *p);
    p->all = sha256_begin();
    return p;
}

static void pieces_hash(struct sha256_pieces *p)
{
    struct sha256_text piece[PIECES];
    size_t n = 0;
    for (size_t at = 0; at < p->n; at += SHA256_PIECE, n++) {
        size_t left = p->n - at;
        piece[n].text = (struct str){p->held + at, left < SHA256_PIECE ? left : SHA256_PIECE};
    }
    sha256_many(piece, n);
    for (size_t i = 0; i < n; i++)
        sha256_add(p->all, (struct str){(const char *)piece[i].hash.b, SHA256_LEN});
    p->n = 0;
}

void sha256_pieces_add(struct sha256_pieces *p, struct str s)
{
    while (s.n > 0) {
        size_t room = sizeof p->held - p->n, n = s.n < room ? s.n : room;
        memcpy(p->held + p->n, s.p, n);
        p->n += n;
        s.p += n;
        s.n -= n;
        if (p->n == sizeof p->held)
            pieces_hash(p);
    }
}

struct sha256 sha256_pieces_done(struct sha256_pieces *p)
{
    pieces_hash(p);
    struct sha256 out = sha256_done(p->all);
    free(p);
    return out;
}

void sha256_pieces_drop(struct sha256_pieces *p)
{
    if (p == NULL)
        return;
    sha256_drop(p->all);
    free(p);
}
