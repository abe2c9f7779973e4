/*
 * Counting words: one pass that finds a token's end and its hash eight bytes
 * at a time.
 *
 * The hash multiplies to 128 bits and folds the halves together, as wyhash
 * does (Wang Yi, 2019, in the public domain, after Vladimir Makarov's
 * mum-hash).  It starts from the address of the table, which nobody knows who
 * writes a file: words of one hash would cost the square of their number.
 * Nothing that can be seen depends on it.
 */
#include "text/vocabulary.h"

#include "base/buffer.h"
#include "text/token.h"

#include <endian.h>
#include <stdlib.h>

enum { SLOTS_MIN = 1024 };

/** A byte eight times. */
#define EACH(byte) ((uint64_t)(byte)*UINT64_C(0x0101010101010101))

void
vocabulary_init(struct vocabulary *vocabulary)
{
    *vocabulary = (struct vocabulary){0};
}

void
vocabulary_finish(struct vocabulary *vocabulary)
{
    free(vocabulary->words);
    free(vocabulary->slots);
    free(vocabulary->stream);
    arena_finish(&vocabulary->copies);
    vocabulary_init(vocabulary);
}

/** Eight bytes from an offset on, lowest first; behind the end there are
 * separators. */
static inline uint64_t
eight_at(struct slice text, size_t at)
{
    uint64_t eight = EACH(TOKEN_SEPARATOR);
    if (text.size - at >= sizeof(eight)) {
        memcpy(&eight, text.data + at, sizeof(eight));
    } else if (text.size > at) {
        memcpy(&eight, text.data + at, text.size - at);
    }
    return le64toh(eight);
}

/** The first of eight bytes that separates has its high bit set, and none
 * before it. */
static inline uint64_t
separators_of(uint64_t eight)
{
    const uint64_t zero = eight ^ EACH(TOKEN_SEPARATOR);
    return (zero - EACH(1)) & ~zero & EACH(0x80);
}

/** Multiply, and fold the halves together. */
static inline uint64_t
mix(uint64_t hash, uint64_t eight)
{
    const __uint128_t product =
        (__uint128_t)(hash ^ eight) * UINT64_C(0x9e3779b97f4a7c15);
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/** Hash the token at an offset; *end becomes that of its end. */
static inline uint32_t
hash_token(struct slice text, size_t at, uint64_t seed, size_t *end)
{
    uint64_t hash = seed;
    for (;;) {
        const uint64_t eight = eight_at(text, at);
        const uint64_t separators = separators_of(eight);
        if (separators) {
            const unsigned n_bits = (unsigned)__builtin_ctzll(separators) & ~7U;
            *end = at + n_bits / 8;
            const uint64_t before = (UINT64_C(1) << n_bits) - 1;
            return (uint32_t)(mix(hash, eight & before) >> 32);
        }
        hash = mix(hash, eight);
        at += sizeof(eight);
    }
}

/** The slot of a token, or the free one where it would go. */
static inline uint32_t *
find_slot(const struct vocabulary *vocabulary, struct slice token,
          uint32_t hash)
{
    const size_t mask = vocabulary->n_slots - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
        uint32_t *slot = &vocabulary->slots[at];
        if (*slot == 0) {
            return slot;
        }
        const struct vocabulary_word *word = &vocabulary->words[*slot - 1];
        if (word->hash == hash && word->size == token.size &&
            !memcmp(word->data, token.data, token.size)) {
            return slot;
        }
    }
}

/** Twice as many slots, and at least SLOTS_MIN; false without memory. */
static bool
grow(struct vocabulary *vocabulary)
{
    size_t n_slots = SLOTS_MIN;
    if (vocabulary->n_slots > 0 &&
        __builtin_mul_overflow(vocabulary->n_slots, 2, &n_slots)) {
        return false;
    }
    uint32_t *slots = calloc(n_slots, sizeof(*slots));
    if (!slots) {
        return false;
    }
    for (size_t i = 0; i < vocabulary->n_words; i++) {
        size_t at = vocabulary->words[i].hash & (n_slots - 1);
        while (slots[at] != 0) {
            at = (at + 1) & (n_slots - 1);
        }
        slots[at] = (uint32_t)i + 1;
    }
    free(vocabulary->slots);
    vocabulary->slots = slots;
    vocabulary->n_slots = n_slots;
    return true;
}

/** Have room for one more word; the first time, choose the seed. */
static inline bool
make_room(struct vocabulary *vocabulary)
{
    if (vocabulary->n_words < vocabulary->n_slots / 2) {
        return true;
    }
    if (vocabulary->n_words >= UINT32_MAX - 1 || !grow(vocabulary)) {
        vocabulary->has_failed = true;
        return false;
    }
    if (vocabulary->n_words == 0) {
        vocabulary->seed = mix((uintptr_t)vocabulary->slots, 1);
    }
    return true;
}

/** Append a word without counts; NULL without memory. */
static struct vocabulary_word *
append(struct vocabulary *vocabulary, struct slice token, uint32_t hash)
{
    if (!array_grow(&vocabulary->words, &vocabulary->capacity,
                    vocabulary->n_words, sizeof(*vocabulary->words))) {
        vocabulary->has_failed = true;
        return NULL;
    }
    struct vocabulary_word *word = &vocabulary->words[vocabulary->n_words++];
    *word = (struct vocabulary_word){
        .data = token.data, .size = (uint32_t)token.size, .hash = hash};
    return word;
}

void
vocabulary_count(struct vocabulary *vocabulary, struct slice tokens)
{
    size_t end;
    for (size_t at = 0; at < tokens.size && make_room(vocabulary);
         at = end + 1) {
        const uint32_t hash = hash_token(tokens, at, vocabulary->seed, &end);
        if (end == at) {
            continue;
        }
        const struct slice token = slice_part(tokens, at, end);
        uint32_t *slot = find_slot(vocabulary, token, hash);
        if (*slot == 0) {
            struct vocabulary_word *word = append(vocabulary, token, hash);
            if (!word) {
                return;
            }
            word->n_streams = 1;
            *slot = (uint32_t)vocabulary->n_words;
        }
        vocabulary->words[*slot - 1].n_said++;
        if (!array_grow(&vocabulary->stream, &vocabulary->stream_capacity,
                        vocabulary->n_tokens, sizeof(*vocabulary->stream))) {
            vocabulary->has_failed = true;
            return;
        }
        vocabulary->stream[vocabulary->n_tokens++] = *slot - 1;
    }
}

void
vocabulary_add(struct vocabulary *vocabulary,
               const struct vocabulary_word *change)
{
    const struct slice token = vocabulary_text(change);
    size_t end;
    if (vocabulary->has_failed || !make_room(vocabulary)) {
        return;
    }
    const uint32_t hash = hash_token(token, 0, vocabulary->seed, &end);
    uint32_t *slot = find_slot(vocabulary, token, hash);
    if (*slot == 0) {
        const struct slice copy = {arena_copy(&vocabulary->copies, token),
                                   token.size};
        if (!copy.data || !append(vocabulary, copy, hash)) {
            vocabulary->has_failed = true;
            return;
        }
        vocabulary->n_bytes_copied += copy.size;
        *slot = (uint32_t)vocabulary->n_words;
    }
    struct vocabulary_word *sum = &vocabulary->words[*slot - 1];
    sum->n_said += change->n_said;
    sum->n_streams += change->n_streams;
}

const struct vocabulary_word *
vocabulary_find(const struct vocabulary *vocabulary, struct slice token)
{
    size_t end;
    if (vocabulary->n_words == 0 || token.size == 0) {
        return NULL;
    }
    const uint32_t hash = hash_token(token, 0, vocabulary->seed, &end);
    const uint32_t slot = *find_slot(vocabulary, token, hash);
    return slot > 0 ? &vocabulary->words[slot - 1] : NULL;
}

size_t
vocabulary_bytes(const struct vocabulary *vocabulary)
{
    /* What arena.h adds to a copy: its end and alignment. */
    enum { COPY_BYTES = 16 };
    return vocabulary->capacity * sizeof(*vocabulary->words) +
           vocabulary->n_slots * sizeof(*vocabulary->slots) +
           vocabulary->n_bytes_copied +
           (vocabulary->n_bytes_copied > 0 ? vocabulary->n_words * COPY_BYTES
                                           : 0);
}
