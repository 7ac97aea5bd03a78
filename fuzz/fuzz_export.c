/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file of histories of any bytes, under the key of a centre whose secret is lost: nothing is ever taken for proved but the events
 * that this centre once exported (corpus/export/whole), with their contents.
 */
#include <string.h>

#include "base/mem.h"
#include "core/export_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char VKEY[] =
    "markaz.invalid/b5933720795e7be8+66254513+AaIVr6tojsusxCid+j7UJebtMpmiY8pR0Ebb0ZGcbS9Z";

static const struct {
    uint64_t seq;
    const char *entry, *payload; /* hex SHA-256; empty: it was withheld */
} real[] = {
    {31, "cde81a268f9e109d6014546d660f1ec1313fa79860db0b2a92858fbd9f261661",
     "8ac701c9451b3fecf38030d7fb0db5f9a449608509f81e24cfc123f62e9b4100"},
    {32, "a4c73d2e9d7fd8cace958bb1c3d4c59c1bd4647198c5081d3da5beeb3e50cae1",
     "b32e24c7867c05c382becfebdbe0dd3d72fbada2a1cd1637b11c4612410fba49"},
    {33, "ea72032d2d19d8370daf4ad1c11c3bd52b283a98c2c8cb8d22124ae410bada37",
     "def28cb303e174eb102f25b28bfd1ea971ea3e86fd9bdb20a24e1b668c1d2e05"},
    {34, "8c4a054f8bf347982ef0445d81b35e63acd66f6cf71d5b377165614af057b7b9",
     "04a35b876b2eef196ca71cd9e6f2b49df0854dfa3bb86035a023d2fd63b82301"},
    {35, "6f5574f03ef2f50d96ce6abe9a68e7179be3bb408bbdc9e5b4e7e03c28828a92",
     "42cde8201c7d83cdc203cbfd5e0df8ab92fc23114ec5f84798900bb069b161b3"},
    {36, "443203dfe30bbe7b8f9e7ff58c71a0b817be459fe67fb812042008f49e73f186",
     "801add9c17c8e6e2225a84f708edc6cd13531af272a1f1dc548c5b3baef649b9"},
    {37, "711e682321f6558e9042534c1b75b9e63c8f330eba24017cd392e6e2965e4eec",
     "c4af50cd7f7a9a91827b5e0ea635328665bf43cebf7baa34298eb720dfc299cb"},
    {28, "ffa462279b1389ac2c605f1ac3c23f5567ada91063bb0e6a236947c86c766ee4", ""},
    {30, "d62b150e4ad371461870d7f67dcae7c20d0fffc024e4c222b9204c81749b8bba", ""},
};

static bool is(struct str text, const char *hex)
{
    char got[SHA256_HEX + 1];
    struct sha256 h = sha256_of(text, STR_NONE, STR_NONE);
    sha256_hex(h, got);
    return strcmp(got, hex) == 0;
}

static void must_be_real(const struct export_event *e)
{
    size_t i = 0;
    while (i < ARRAY_LEN(real) && real[i].seq != e->seq)
        i++;
    must(i < ARRAY_LEN(real) && is(e->entry, real[i].entry));
    must(!e->shown || is(e->payload, real[i].payload));
}

static void read_file(struct str rest, const struct tlog_policy *policy)
{
    struct export_reader r;
    struct err e;
    uint64_t events = 0;
    enum rc rc = RC_OK;
    export_read_init(&r, policy);
    while (rc == RC_OK && rest.n > 0) {
        const char *end = memchr(rest.p, '\n', rest.n);
        struct str line = {rest.p, end != NULL ? (size_t)(end + 1 - rest.p) : rest.n};
        rest = (struct str){rest.p + line.n, rest.n - line.n};
        rc = export_read_line(&r, line, &e);
        must(rc == RC_OK || r.events == events);
        if (r.events > events)
            must_be_real(&r.event);
        events = r.events;
    }
    must(r.erased + r.withheld <= r.events);
    if (rc == RC_OK && export_read_end(&r, &e) == RC_OK)
        must(r.lines == r.events + 2);
    export_read_release(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct tlog_policy policy;
    struct err e;
    if (policy.log.name[0] == '\0')
        must(tlog_key_read(STR(VKEY), &policy.log, &e) == RC_OK);
    policy.quorum = TLOG_QUORUM_NONE;
    read_file((struct str){(const char *)data, size}, &policy);
    return 0;
}
