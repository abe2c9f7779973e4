/*
 * The words are sorted first, then measured, so that it is known where each
 * list begins, and last the lists are written in place.
 *
 * Words are sorted by a radix sort of their first eight bytes, from the last
 * byte up (Knuth, The Art of Computer Programming 3, 5.2.5), and the few that
 * these do not tell apart by comparing them.
 */
#include "store/postings.h"

#include "store/index_format.h"
#include "text/transcript.h"

#include <stdlib.h>

/** What FTS5 adds to the distance of a position from the one before; less
 * would mean something else. */
enum { POSITION_SHIFT = 2 };

enum { HEAD_BYTES = 8, BYTE_VALUES = 256 };

/** A word to be sorted. */
struct key {
    uint64_t head;
    uint32_t number; /**< in the vocabulary */
};

/** Where a word's list is being written; while it is measured, its size. */
struct list {
    size_t at;     /**< in the positions */
    uint32_t last; /**< the position before */
};

void
postings_init(struct postings *postings)
{
    *postings = (struct postings){0};
    buffer_init(&postings->text, TEXT_MAX_BYTES);
    buffer_init(&postings->positions, TEXT_MAX_BYTES);
}

void
postings_finish(struct postings *postings)
{
    free(postings->words);
    buffer_finish(&postings->text);
    buffer_finish(&postings->positions);
    postings_init(postings);
}

/** A word's first bytes, the first one highest. */
static uint64_t
head_of(const struct vocabulary_word *word)
{
    uint64_t head = 0;
    for (uint32_t i = 0; i < HEAD_BYTES; i++) {
        head <<= 8;
        head |= i < word->size ? (unsigned char)word->data[i] : 0;
    }
    return head;
}

/** Sort keys by one byte of their heads into other room; false, with nothing
 * done, where all have the same. */
static bool
sort_by_byte(const struct key *keys, size_t n, struct key *sorted,
             unsigned shift)
{
    size_t starts[BYTE_VALUES] = {0};
    for (size_t i = 0; i < n; i++) {
        starts[keys[i].head >> shift & 0xff]++;
    }
    size_t sum = 0;
    for (size_t i = 0; i < BYTE_VALUES; i++) {
        const size_t count = starts[i];
        if (count == n) {
            return false;
        }
        starts[i] = sum;
        sum += count;
    }
    for (size_t i = 0; i < n; i++) {
        sorted[starts[keys[i].head >> shift & 0xff]++] = keys[i];
    }
    return true;
}

/** For sorting words of equal heads. */
static int
compare(const void *a, const void *b, void *context)
{
    const struct vocabulary *vocabulary = context;
    const struct vocabulary_word *left =
        &vocabulary->words[((const struct key *)a)->number];
    const struct vocabulary_word *right =
        &vocabulary->words[((const struct key *)b)->number];
    return index_compare(vocabulary_text(left), vocabulary_text(right));
}

/** Put keys of equal heads in order. */
static void
sort_equal(const struct vocabulary *vocabulary, struct key *keys, size_t n)
{
    size_t end;
    for (size_t begin = 0; begin < n; begin = end) {
        for (end = begin + 1; end < n && keys[end].head == keys[begin].head;
             end++) {
        }
        if (end - begin > 1) {
            qsort_r(keys + begin, end - begin, sizeof(*keys), compare,
                    (void *)(uintptr_t)vocabulary);
        }
    }
}

/** Sort the words; keys[] has room for twice as many.  The sorted ones are
 * returned, a half of them. */
static struct key *
sort_words(const struct vocabulary *vocabulary, struct key *keys)
{
    const size_t n = vocabulary->n_words;
    struct key *from = keys;
    struct key *to = keys + n;
    for (size_t i = 0; i < n; i++) {
        from[i] = (struct key){head_of(&vocabulary->words[i]), (uint32_t)i};
    }
    for (unsigned shift = 0; shift < 8 * HEAD_BYTES; shift += 8) {
        if (sort_by_byte(from, n, to, shift)) {
            struct key *other = from;
            from = to;
            to = other;
        }
    }
    sort_equal(vocabulary, from, n);
    return from;
}

/** Copy the words in their order. */
static void
copy_words(struct postings *postings, const struct vocabulary *vocabulary,
           const struct key *keys)
{
    for (size_t i = 0; i < vocabulary->n_words; i++) {
        const struct vocabulary_word *word = &vocabulary->words[keys[i].number];
        postings->words[i] = (struct posting){
            .head = keys[i].head,
            .begin = postings->text.size,
            .size = word->size,
            .n_said = (uint32_t)word->n_said,
        };
        buffer_add(&postings->text, word->data, word->size);
    }
    postings->n_words = vocabulary->n_words;
    postings->n_tokens = (uint32_t)vocabulary->n_tokens;
}

/** How many bytes a distance takes in SQLite's varint. */
static size_t
distance_size(uint32_t distance)
{
    size_t size = 1;
    while (distance >>= 7) {
        size++;
    }
    return size;
}

/** Find where each list begins and ends; `lists` are those of the words by
 * their numbers in the vocabulary. */
static void
measure(struct postings *postings, const struct vocabulary *vocabulary,
        const struct key *keys, struct list *lists)
{
    for (uint32_t i = 0; i < vocabulary->n_tokens; i++) {
        struct list *list = &lists[vocabulary->stream[i]];
        list->at += distance_size(i - list->last + POSITION_SHIFT);
        list->last = i;
    }
    size_t sum = 0;
    for (size_t i = 0; i < postings->n_words; i++) {
        struct list *list = &lists[keys[i].number];
        const size_t size = list->at;
        *list = (struct list){.at = sum};
        sum += size;
        postings->words[i].end = sum;
    }
}

/** Write all positions, where the lists begin. */
static void
write_positions(struct postings *postings, const struct vocabulary *vocabulary,
                struct list *lists)
{
    unsigned char *bytes = (unsigned char *)postings->positions.data;
    for (uint32_t i = 0; i < vocabulary->n_tokens; i++) {
        struct list *list = &lists[vocabulary->stream[i]];
        const uint32_t distance = i - list->last + POSITION_SHIFT;
        for (size_t left = distance_size(distance); left-- > 0;) {
            const unsigned char bits = distance >> 7 * left & 0x7f;
            bytes[list->at++] = left > 0 ? bits | 0x80 : bits;
        }
        list->last = i;
    }
    postings->positions.size = postings->words[postings->n_words - 1].end;
}

/** Sort and copy the words, and their positions too where `lists` are given;
 * false without memory. */
static bool
make(struct postings *postings, const struct vocabulary *vocabulary,
     struct list *lists)
{
    const size_t n = vocabulary->n_words;
    struct key *keys = calloc(n, 2 * sizeof(*keys));
    postings->words = calloc(n, sizeof(*postings->words));
    if (!keys || !postings->words) {
        free(keys);
        return false;
    }
    const struct key *sorted = sort_words(vocabulary, keys);
    copy_words(postings, vocabulary, sorted);
    bool has_room = !postings->text.has_failed;
    if (lists) {
        measure(postings, vocabulary, sorted, lists);
        has_room &=
            buffer_reserve(&postings->positions, postings->words[n - 1].end);
    }
    if (lists && has_room) {
        write_positions(postings, vocabulary, lists);
    }
    free(keys);
    return has_room;
}

void
postings_make(struct postings *postings, const struct vocabulary *vocabulary)
{
    if (vocabulary->has_failed || vocabulary->n_words == 0) {
        postings->has_failed = vocabulary->has_failed;
        return;
    }
    struct list *lists = calloc(vocabulary->n_words, sizeof(*lists));
    postings->has_failed = !lists || !make(postings, vocabulary, lists);
    free(lists);
}

void
postings_list(struct postings *postings, const struct vocabulary *vocabulary)
{
    postings->has_failed =
        vocabulary->has_failed ||
        (vocabulary->n_words > 0 && !make(postings, vocabulary, NULL));
}
