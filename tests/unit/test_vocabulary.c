/*
 * vocabulary.c: what is counted, compared with counting by hand and with a
 * slower way.
 */
#include "text/vocabulary.h"

#include "base/buffer.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

enum { STREAM_MAX = 16 * 1024 * 1024 };

/** A stream, and its words with their counts in the order in which they
 * come. */
static const struct counted {
    const char *tokens;
    struct {
        const char *word;
        int64_t n;
    } words[8];
} counted[] = {
    {"", {{0}}},
    {" ", {{0}}},
    {"   ", {{0}}},
    {"a ", {{"a", 1}}},
    {"a", {{"a", 1}}}, /* without the separator at the end */
    {" a  a ", {{"a", 2}}},
    {"the cat and the dog and the end ",
     {{"the", 3}, {"cat", 1}, {"and", 2}, {"dog", 1}, {"end", 1}}},
    /* Around the eight bytes that are read at once. */
    {"abcdefg abcdefgh abcdefghi abcdefgh abcdefg ",
     {{"abcdefg", 2}, {"abcdefgh", 2}, {"abcdefghi", 1}}},
    {"abcdefghabcdefg abcdefghabcdefgh abcdefghabcdefghi abcdefghabcdefgh",
     {{"abcdefghabcdefg", 1},
      {"abcdefghabcdefgh", 2},
      {"abcdefghabcdefghi", 1}}},
    {"abcdefgh", {{"abcdefgh", 1}}},
    {"abcdefgh ", {{"abcdefgh", 1}}},
    /* What differs in one bit, at the front, the end and behind eight. */
    {"abc bbc abd abcdefghi abcdefghh abc ",
     {{"abc", 2}, {"bbc", 1}, {"abd", 1}, {"abcdefghi", 1}, {"abcdefghh", 1}}},
    /* Bytes above 0x7f; `!` differs from the separator in one bit. */
    {"münchen ! 東 京 東 \xc2\xa0 münchen ",
     {{"münchen", 2}, {"!", 1}, {"東", 2}, {"京", 1}, {"\xc2\xa0", 1}}},
};

/** Count a stream that ends where its memory does. */
static void
count(struct vocabulary *vocabulary, struct slice tokens, char **bytes)
{
    *bytes = malloc(tokens.size + (tokens.size == 0));
    assert_non_null(*bytes);
    memcpy(*bytes, tokens.data, tokens.size);
    vocabulary_init(vocabulary);
    vocabulary_count(vocabulary, (struct slice){*bytes, tokens.size});
    assert_false(vocabulary->has_failed);
}

static void
test_counts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(counted) / sizeof(*counted); i++) {
        const struct counted *test = &counted[i];
        struct vocabulary vocabulary;
        char *bytes;
        size_t n = 0;
        count(&vocabulary, slice_of(test->tokens), &bytes);
        for (; test->words[n].word; n++) {
            const struct slice word = slice_of(test->words[n].word);
            assert_true(n < vocabulary.n_words);
            const struct vocabulary_word *found = &vocabulary.words[n];
            assert_true(slice_equal(vocabulary_text(found), word));
            assert_int_equal(found->n_said, test->words[n].n);
            assert_int_equal(found->n_streams, 1);
            assert_ptr_equal(vocabulary_find(&vocabulary, word), found);
        }
        assert_int_equal(vocabulary.n_words, n);
        assert_null(vocabulary_find(&vocabulary, SLICE("zebra")));
        assert_null(vocabulary_find(&vocabulary, SLICE("")));
        vocabulary_finish(&vocabulary);
        free(bytes);
    }
}

/** Make a stream of words from a small alphabet, of 1 to 20 bytes. */
static void
make_stream(struct buffer *stream, uint64_t seed, size_t n)
{
    buffer_init(stream, STREAM_MAX);
    for (size_t i = 0; i < n; i++) {
        /* Knuth's MMIX generator; the high bits are the good ones. */
        seed = seed * UINT64_C(6364136223846793005) +
               UINT64_C(1442695040888963407);
        uint64_t bits = seed >> 24;
        const size_t size = bits % 7 == 0 ? 1 + bits / 7 % 20 : 1 + bits % 3;
        for (size_t k = 0; k < size; k++) {
            buffer_add_byte(stream, (char)('a' + (bits >> (k % 16 * 2) & 3)));
        }
        buffer_add_byte(stream, ' ');
    }
    assert_false(stream->has_failed);
}

/** Order slices by bytes. */
static int
compare(const void *a, const void *b)
{
    const struct slice *left = a;
    const struct slice *right = b;
    const size_t size = left->size < right->size ? left->size : right->size;
    const int order = memcmp(left->data, right->data, size);
    return order ? order
                 : (left->size > right->size) - (left->size < right->size);
}

/** Counting gives what sorting all tokens gives. */
static void
test_against_sorting(void **state)
{
    (void)state;
    enum { N = 200 * 1000 };
    struct buffer stream;
    make_stream(&stream, 3, N);
    struct slice *tokens = calloc(N, sizeof(*tokens));
    assert_non_null(tokens);
    size_t n = 0;
    const struct slice all = buffer_slice(&stream);
    for (size_t at = 0; at < all.size;) {
        const size_t end = slice_find(all, SLICE(" "), at);
        tokens[n++] = slice_part(all, at, end);
        at = end + 1;
    }
    assert_int_equal(n, N);
    qsort(tokens, n, sizeof(*tokens), compare);
    struct vocabulary vocabulary;
    vocabulary_init(&vocabulary);
    vocabulary_count(&vocabulary, all);
    size_t n_distinct = 0;
    for (size_t i = 0, next; i < n; i = next, n_distinct++) {
        for (next = i; next < n && slice_equal(tokens[i], tokens[next]);) {
            next++;
        }
        const struct vocabulary_word *word =
            vocabulary_find(&vocabulary, tokens[i]);
        assert_non_null(word);
        assert_int_equal(word->n_said, next - i);
    }
    assert_int_equal(vocabulary.n_words, n_distinct);
    assert_true(n_distinct > 10 * 1000);
    vocabulary_finish(&vocabulary);
    free(tokens);
    buffer_finish(&stream);
}

/** Merged words are added up, and copied. */
static void
test_merge(void **state)
{
    (void)state;
    static const struct slice streams[] = {
        SLICE_INIT("the cat the dog "), SLICE_INIT("the bird "),
        SLICE_INIT("cat abcdefghabcdefghi ")};
    struct vocabulary sum;
    vocabulary_init(&sum);
    for (size_t i = 0; i < 3; i++) {
        struct vocabulary one;
        char *bytes;
        count(&one, streams[i], &bytes);
        for (size_t k = 0; k < one.n_words; k++) {
            struct vocabulary_word change = one.words[k];
            /* The second stream is taken off. */
            change.n_said *= i == 1 ? -1 : 1;
            change.n_streams *= i == 1 ? -1 : 1;
            vocabulary_add(&sum, &change);
        }
        vocabulary_finish(&one);
        memset(bytes, 'x', streams[i].size);
        free(bytes);
    }
    static const struct {
        const char *word;
        int64_t n_said;
        int64_t n_streams;
    } expected[] = {{"the", 1, 0},
                    {"cat", 2, 2},
                    {"dog", 1, 1},
                    {"bird", -1, -1},
                    {"abcdefghabcdefghi", 1, 1}};
    assert_false(sum.has_failed);
    assert_int_equal(sum.n_words, 5);
    for (size_t i = 0; i < 5; i++) {
        const struct vocabulary_word *word =
            vocabulary_find(&sum, slice_of(expected[i].word));
        assert_non_null(word);
        assert_int_equal(word->n_said, expected[i].n_said);
        assert_int_equal(word->n_streams, expected[i].n_streams);
    }
    assert_true(vocabulary_bytes(&sum) > 5 * sizeof(struct vocabulary_word));
    vocabulary_finish(&sum);
    assert_int_equal(vocabulary_bytes(&sum), 0);
    assert_null(vocabulary_find(&sum, SLICE("the")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_against_sorting),
        cmocka_unit_test(test_merge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
