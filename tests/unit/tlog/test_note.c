/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/note.h"

#include <stdlib.h>
#include <string.h>

#include "support/t.h"

#define REAL_KEY "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"

static const uint8_t secret[TLOG_SECRET_LEN] = "a secret of a test, 32 bytes...";

static struct tlog_key key_of(const char *name, enum tlog_key_type type)
{
    struct tlog_key key;
    struct err e;
    uint8_t pub[32];
    tlog_key_public(secret, pub);
    T_EQ(tlog_key_make(&key, str_c(name), type, pub, &e), RC_OK);
    return key;
}

/* A checkpoint of three lines, signed by the keys that are given. */
static void make_note(struct buf *b, const struct tlog_key *keys, size_t n)
{
    struct tlog_checkpoint c = {STR("markaz.test/journal"), 20852163, {{1, 2, 3}}};
    buf_init(b, TLOG_NOTE_MAX);
    tlog_checkpoint_put(b, &c);
    char text[TLOG_NOTE_MAX];
    struct str signed_text = {text, b->n};
    memcpy(text, b->p, b->n);
    buf_putc(b, '\n');
    for (size_t i = 0; i < n; i++)
        tlog_note_sign(b, signed_text, &keys[i], secret, 1795310400 * USEC_S);
}

static void test_tlog_note__signed_and_cosigned_and_read_again(void)
{
    struct tlog_key keys[2] = {key_of("markaz.test/journal", TLOG_KEY_NOTE),
                               key_of("witness.test/w1", TLOG_KEY_COSIGNATURE)};
    struct tlog_key other = key_of("witness.test/w2", TLOG_KEY_COSIGNATURE);
    struct tlog_checkpoint c;
    static struct tlog_note note;
    struct buf b;
    struct err e;
    usec_t time = 0;
    make_note(&b, keys, 2);
    T_EQ(tlog_note_read(buf_str(&b), &note, &e), RC_OK);
    T_EQ(note.n, 2);
    T_EQ(tlog_note_check(&note, &keys[0], NULL), TLOG_SIGNED);
    T_EQ(tlog_note_check(&note, &keys[1], &time), TLOG_SIGNED);
    T_EQ(time, 1795310400 * USEC_S);
    T_EQ(tlog_note_check(&note, &other, NULL), TLOG_UNSIGNED);
    T_EQ(tlog_checkpoint_read(note.text, &c, &e), RC_OK);
    T(str_eqc(c.origin, "markaz.test/journal") && c.size == 20852163 && c.root.b[2] == 3);
    buf_release(&b);
}

/* Whatever byte is changed, nobody takes it for signed by both. */
static void test_tlog_note__no_byte_can_be_changed(void)
{
    struct tlog_key keys[2] = {key_of("markaz.test/journal", TLOG_KEY_NOTE),
                               key_of("witness.test/w1", TLOG_KEY_COSIGNATURE)};
    static struct tlog_note note;
    struct buf b;
    struct err e;
    make_note(&b, keys, 2);
    for (size_t i = 0; i < b.n; i++) {
        for (int bit = 0; bit < 8; bit++) {
            b.p[i] ^= (char)(1 << bit);
            if (tlog_note_read(buf_str(&b), &note, &e) == RC_OK)
                T(tlog_note_check(&note, &keys[0], NULL) != TLOG_SIGNED ||
                  tlog_note_check(&note, &keys[1], NULL) != TLOG_SIGNED);
            b.p[i] ^= (char)(1 << bit);
        }
    }
    buf_release(&b);
}

static void test_tlog_note__a_known_key_that_fails_is_told_from_an_unknown_one(void)
{
    struct tlog_key key = key_of("markaz.test/journal", TLOG_KEY_NOTE);
    static struct tlog_note note;
    struct buf b;
    struct err e;
    make_note(&b, &key, 1);
    char *digit = memchr(b.p, '2', b.n);
    *digit = '3';
    T_EQ(tlog_note_read(buf_str(&b), &note, &e), RC_OK);
    T_EQ(tlog_note_check(&note, &key, NULL), TLOG_BADLY_SIGNED);
    struct tlog_key same_name = key;
    same_name.id[0] ^= 1;
    T_EQ(tlog_note_check(&note, &same_name, NULL), TLOG_UNSIGNED);
    buf_release(&b);
}

static void test_tlog_note__refuses_what_is_none(void)
{
    static const char *const bad[] = {
        "",
        "\n",
        "text\n",
        "text\n\n",
        "text\n\nno dash\n",
        "text\n\n\xe2\x80\x94 name\n",
        "text\n\n\xe2\x80\x94 name AAAA\n",
        "text\n\n\xe2\x80\x94 na+me AAAAAAAAAAAAAAAA\n",
        "text\n\n\xe2\x80\x94 name AAAAAAAAAAAA",
    };
    static struct tlog_note note;
    struct err e;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        T_EQ(tlog_note_read(str_c(bad[i]), &note, &e), RC_INVALID);
    struct tlog_checkpoint c;
    static const char *const bodies[] = {
        "",
        "o\n1\n",
        "o\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n",
        "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore\n",
        "o\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "o o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"};
    for (size_t i = 0; i < ARRAY_LEN(bodies); i++)
        T_EQ(tlog_checkpoint_read(str_c(bodies[i]), &c, &e), RC_INVALID);
}

static void test_tlog_key__written_and_read(void)
{
    struct tlog_key key, again;
    struct buf b;
    struct err e;
    T_EQ(tlog_key_read(STR(REAL_KEY), &key, &e), RC_OK);
    T(strcmp(key.name, "example.com/log/testdata") == 0 && key.type == TLOG_KEY_NOTE);
    buf_init(&b, 1024);
    tlog_key_put(&b, &key);
    T_STRC(buf_str(&b), REAL_KEY);
    b.p[26] ^= 1; /* in the identifier */
    T_EQ(tlog_key_read(buf_str(&b), &again, &e), RC_INVALID);
    buf_release(&b);
    T_EQ(tlog_key_read(STR("name"), &again, &e), RC_INVALID);
    T_EQ(
        tlog_key_read(STR("a b+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"), &again, &e),
        RC_INVALID);
}

int main(void)
{
    T_RUN(test_tlog_note__signed_and_cosigned_and_read_again);
    T_RUN(test_tlog_note__no_byte_can_be_changed);
    T_RUN(test_tlog_note__a_known_key_that_fails_is_told_from_an_unknown_one);
    T_RUN(test_tlog_note__refuses_what_is_none);
    T_RUN(test_tlog_key__written_and_read);
    return t_end();
}
