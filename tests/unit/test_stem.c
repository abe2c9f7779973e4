/*
 * test_stem.c - the forms of a word, by libstemmer.
 *
 * Which words are forms of one is known from any grammar; what their common
 * stem looks like is Snowball's affair, and nothing here depends on it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/stem.h"

#include <stdio.h>

static const struct {
    const char *language;
    const char *one;
    const char *other;
    bool is_alike;
} forms[] = {
    {"en", "train", "training", true},
    {"en", "train", "trains", true},
    {"en", "train", "trained", true},
    {"en", "happy", "happily", false},
    {"en", "pony", "ponies", true},
    {"en", "hope", "hoping", true},
    {"en", "hop", "hopping", true},
    {"en", "hop", "hope", false},
    {"en", "train", "brain", false},
    {"en", "the", "they", false},
    {"en-US", "train", "training", true},
    {"en-Latn-GB", "lighthouse", "lighthouses", true},
    {"de", "ofen", "ofens", true},
    {"de", "brot", "brote", true},
    {"de", "brot", "broetchen", false},
    {"fr", "marin", "marins", true},
    {"fr", "chanter", "chantait", true},
    /* Each language has forms of its own. */
    {"fr", "train", "training", false},
};

/** A stem that stays. */
static size_t
copy_stem(struct stemmer *stemmer, const char *word, char into[64])
{
    const struct slice stem = stemmer_stem(stemmer, slice_of(word));
    assert_in_range(stem.size, 1, 63);
    memcpy(into, stem.data, stem.size);
    return stem.size;
}

/** Skip a test in a build without libstemmer. */
static void
need_stemmers(void)
{
    if (!stemmer_is_there()) {
        print_message("skipped: built without libstemmer\n");
        skip();
    }
}

static void
test_forms(void **state)
{
    (void)state;
    need_stemmers();
    for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
        struct stemmer *stemmer = stemmer_new(slice_of(forms[i].language));
        assert_non_null(stemmer);
        char one[64];
        char other[64];
        const struct slice a = {one, copy_stem(stemmer, forms[i].one, one)};
        const struct slice b = {other,
                                copy_stem(stemmer, forms[i].other, other)};
        if (slice_equal(a, b) != forms[i].is_alike) {
            fail_msg("%s: %s and %s", forms[i].language, forms[i].one,
                     forms[i].other);
        }
        stemmer_free(stemmer);
    }
}

/** Tags of languages that nobody stems, and what is no tag. */
static const char *const strangers[] = {
    "",    "xx",   "zh",       "ja",      "e",   "-",
    "-en", "engl", "en_US_en", "english", "und", "\xff\xff",
};

static void
test_unknown_languages(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(strangers) / sizeof(*strangers); i++) {
        struct stemmer *stemmer = stemmer_new(slice_of(strangers[i]));
        if (stemmer) {
            fail_msg("`%s` has a stemmer", strangers[i]);
        }
    }
    stemmer_free(NULL);
}

/** A stemmer is asked often, with anything. */
static void
test_odd_words(void **state)
{
    (void)state;
    need_stemmers();
    struct stemmer *stemmer = stemmer_new(SLICE("en"));
    char longest[96];
    memset(longest, 's', sizeof(longest));
    assert_int_equal(stemmer_stem(stemmer, SLICE("")).size, 0);
    assert_true(slice_equal(stemmer_stem(stemmer, SLICE("42")), SLICE("42")));
    assert_true(
        slice_equal(stemmer_stem(stemmer, SLICE("\u9505")), SLICE("\u9505")));
    const struct slice word = {longest, sizeof(longest)};
    assert_in_range(stemmer_stem(stemmer, word).size, 90, 96);
    stemmer_free(stemmer);
}

/** A build without libstemmer says so, and knows nobody. */
static void
test_nothing_there(void **state)
{
    (void)state;
    struct stemmer *stemmer = stemmer_new(SLICE("en"));
    assert_int_equal(stemmer != NULL, stemmer_is_there());
    stemmer_free(stemmer);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_unknown_languages),
        cmocka_unit_test(test_odd_words),
        cmocka_unit_test(test_nothing_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
