/*
 * test_expand.c - what is looked for beside the words of a query.
 *
 * How often words are said decides much, so it is set down in a table; which
 * words are forms of one, or a letter away, anybody can see.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/expand.h"
#include "talks.h"
#include "text/stem.h"

#include <stdio.h>

/** What is said, and how often. */
static const struct {
    const char *words;
    int n;
} english[] = {
    {"train", 20},     {"training", 4}, {"trains", 4},   {"trained", 4},
    {"brain", 9},      {"schulman", 5}, {"dwarkesh", 4}, {"steven", 4},
    {"lowhanging", 3}, {"light", 5},    {"house", 5},    {"often", 70},
    {"oftener", 4},    {"harbour", 1},  {"harbor", 8},   {"bats", 9},
    {"room 1923", 20}, {"coats", 9},    {"boat", 5},     {"the and", 40},
    {"sweet", 9},
};

static int
set_up(void **state)
{
    static struct talks talks;
    int number = 0;
    talks_start(&talks);
    for (size_t i = 0; i < sizeof(english) / sizeof(*english); i++) {
        for (int k = 0; k < english[i].n; k++) {
            char line[64];
            /* So that no line is said twice, and nothing is a loop. */
            snprintf(line, sizeof(line), "%s %d", english[i].words, ++number);
            talks_say(&talks, line);
        }
    }
    talks_end(&talks, "one.en");
    talks_say(&talks, "das kind");
    talks_say(&talks, "die kinder");
    talks_say(&talks, "ein licht");
    talks_end(&talks, "two.de");
    talks_say(&talks, "nothing to see here");
    talks_end(&talks, "three.en-GB");
    talks_open(&talks);
    *state = &talks;
    return 0;
}

static int
tear_down(void **state)
{
    talks_finish(*state);
    return 0;
}

/** A query, expanded. */
struct expanded {
    struct query query;
    const struct query_node *root;
};

static void
start(const struct talks *talks, const char *text, struct expanded *expanded)
{
    assert_int_equal(query_parse(&expanded->query, slice_of(text)), ST_OK);
    assert_int_equal(
        query_expand(&expanded->query, talks->reader, &expanded->root, NULL),
        ST_OK);
}

/** The phrase that stands for a word by another; NULL for none. */
static const struct query_origin *
find(const struct expanded *expanded, const char *word, const char *other)
{
    const struct query *query = &expanded->query;
    for (uint32_t i = 0; i < query->n_phrases; i++) {
        const struct query_origin *origin = &query->origins[i];
        if (origin->phrase != i && !strcmp(query->words[i], other) &&
            !strcmp(query->words[origin->phrase], word)) {
            return origin;
        }
    }
    return NULL;
}

static const struct {
    const char *query;
    const char *word;
    const char *other;
    enum query_likeness likeness;
} found[] = {
    {"train", "train", "training", LIKE_INFLECTION},
    {"train", "train", "trains", LIKE_INFLECTION},
    {"train", "train", "trained", LIKE_INFLECTION},
    {"trainings", "trainings", "training", LIKE_INFLECTION},
    {"Training", "Training", "train", LIKE_INFLECTION},
    {"bat", "bat", "bats", LIKE_INFLECTION},
    {"steven train", "train", "trains", LIKE_INFLECTION},
    {"zeppelin OR train", "train", "trains", LIKE_INFLECTION},
    {"steven NEAR/5 train", "train", "trains", LIKE_INFLECTION},
    {"kind", "kind", "kinder", LIKE_INFLECTION},
    /* Also where another word is a letter away. */
    {"boats", "boats", "boat", LIKE_INFLECTION},
    {"Schulmann", "Schulmann", "schulman", LIKE_SPELLING},
    {"schuman", "schuman", "schulman", LIKE_SPELLING},
    {"scuhlman", "scuhlman", "schulman", LIKE_SPELLING},
    {"Dwarkash", "Dwarkash", "dwarkesh", LIKE_SPELLING},
    {"brian", "brian", "brain", LIKE_SPELLING},
    {"harbour", "harbour", "harbor", LIKE_SPELLING},
    /* Three letters differ, but both are SALNAN. */
    {"shoolman", "shoolman", "schulman", LIKE_SOUND},
    {"low hanging", "low", "lowhanging", LIKE_COMPOUND},
    {"dwar kesh", "dwar", "dwarkesh", LIKE_COMPOUND},
    {"lighthouse", "lighthouse", "light house", LIKE_COMPOUND},
    {"room1923", "room1923", "room 1923", LIKE_COMPOUND},
};

static void
test_found(void **state)
{
    for (size_t i = 0; i < sizeof(found) / sizeof(*found); i++) {
        struct expanded expanded;
        if (found[i].likeness == LIKE_INFLECTION && !stemmer_is_there()) {
            continue;
        }
        start(*state, found[i].query, &expanded);
        const struct query_origin *origin =
            find(&expanded, found[i].word, found[i].other);
        if (!origin || !expanded.root) {
            print_error("`%s` is not looked for as `%s`\n", found[i].query,
                        found[i].other);
            query_finish(&expanded.query);
            fail();
        }
        assert_int_equal(origin->likeness, found[i].likeness);
        assert_true(origin->worth > 0 && origin->worth < 1);
        query_finish(&expanded.query);
    }
}

static const struct {
    const char *query;
    const char *word;
    const char *other; /**< NULL: anything */
} not_found[] = {
    /* Train is said often enough to be what was meant. */
    {"train", "train", "brain"},
    /* Too short; and three letters may have none wrong. */
    {"th", "th", NULL},
    {"lgt", "lgt", NULL},
    /* Numbers that are nearly the same are others. */
    {"1924", "1924", NULL},
    {"1923a", "1923a", NULL},
    {"roo1923", "roo1923", NULL},
    {"room19", "room19", NULL},
    /* Said so often that it is found in any case. */
    {"often", "often", NULL},
    /* Prefixes, quotations, what is excluded, markers. */
    {"trai*", "trai", NULL},
    {"\"train station\"", "train station", NULL},
    {"light -train", "train", NULL},
    {"is:marker train", "train", NULL},
    /* Said once, and harbor eight times as often, but bats is not near. */
    {"harbour", "harbour", "bats"},
    /* Another first letter in a short word. */
    {"rats", "rats", "bats"},
    /* Sounds alike, but begins with another letter, and three differ. */
    {"psjulman", "psjulman", "schulman"},
    {"zzzzzzzz", "zzzzzzzz", NULL},
};

static void
test_not_found(void **state)
{
    for (size_t i = 0; i < sizeof(not_found) / sizeof(*not_found); i++) {
        struct expanded expanded;
        start(*state, not_found[i].query, &expanded);
        for (uint32_t k = 0; k < expanded.query.n_phrases; k++) {
            const struct query_origin *origin = &expanded.query.origins[k];
            const bool is_it =
                origin->phrase != k &&
                !strcmp(expanded.query.words[origin->phrase],
                        not_found[i].word) &&
                (!not_found[i].other ||
                 !strcmp(expanded.query.words[k], not_found[i].other));
            if (is_it) {
                fail_msg("`%s` is looked for as `%s`", not_found[i].query,
                         expanded.query.words[k]);
            }
        }
        query_finish(&expanded.query);
    }
}

/** The typed words and the tree stay as they were. */
static void
test_typed_stays(void **state)
{
    static const char *const queries[] = {
        "train",
        "low hanging train -brain",
        "(light OR train) NEAR/3 house",
        "zzzz",
        "Schulmann's interview about the low hanging trains",
    };
    for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++) {
        struct expanded expanded;
        struct query plain;
        struct buffer before;
        struct buffer after;
        buffer_init(&before, 1 << 16);
        buffer_init(&after, 1 << 16);
        assert_int_equal(query_parse(&plain, slice_of(queries[i])), ST_OK);
        query_describe(&plain, &before);
        start(*state, queries[i], &expanded);
        query_describe(&expanded.query, &after);
        assert_true(slice_equal(buffer_slice(&before), buffer_slice(&after)));
        for (uint32_t k = 0; k < plain.n_phrases; k++) {
            assert_string_equal(expanded.query.words[k], plain.words[k]);
            assert_int_equal(expanded.query.origins[k].phrase, k);
            assert_true(expanded.query.origins[k].worth == 1);
        }
        assert_int_equal(expanded.root != NULL,
                         expanded.query.n_phrases > plain.n_phrases);
        /* Whatever fulfils the words fulfils the words and what is like
         * them. */
        assert_true(!expanded.root ||
                    query_holds(expanded.root, query_wanted(plain.root)));
        buffer_finish(&before);
        buffer_finish(&after);
        query_finish(&plain);
        query_finish(&expanded.query);
    }
}

/** Whether a phrase counts in these languages, two letters each in the order
 * of how often they are spoken, and in no others. */
static bool
counts_in(const struct expanded *expanded, const struct query_origin *origin,
          const char *languages)
{
    char spoken[2 * LANGUAGES_MAX + 1] = "";
    for (int i = 0; i < LANGUAGES_MAX; i++) {
        if (origin->languages >> i & 1) {
            strncat(spoken, expanded->query.languages[i], 2);
        }
    }
    return !strcmp(spoken, languages);
}

/** A form counts only where its language is spoken. */
static void
test_languages(void **state)
{
    if (!stemmer_is_there()) {
        print_message("skipped: built without libstemmer\n");
        skip();
    }
    struct expanded expanded;
    start(*state, "train", &expanded);
    const struct query_origin *form = find(&expanded, "train", "training");
    assert_non_null(form);
    assert_true(counts_in(&expanded, form, "en"));
    /* German has -s as well, but no -ing; what both have counts in both. */
    form = find(&expanded, "train", "trains");
    assert_non_null(form);
    assert_true(counts_in(&expanded, form, "ende"));
    query_finish(&expanded.query);
    start(*state, "kind", &expanded);
    form = find(&expanded, "kind", "kinder");
    assert_non_null(form);
    assert_true(counts_in(&expanded, form, "de"));
    query_finish(&expanded.query);

    /* A form in German is a guess elsewhere, and counts there as one. */
    start(*state, "lichten", &expanded);
    const struct query_origin *origins = expanded.query.origins;
    assert_int_equal(expanded.query.n_phrases, 3);
    assert_string_equal(expanded.query.words[1], "licht");
    assert_int_equal(origins[1].likeness, LIKE_INFLECTION);
    assert_true(counts_in(&expanded, &origins[1], "de"));
    assert_string_equal(expanded.query.words[2], "licht");
    assert_int_equal(origins[2].likeness, LIKE_SPELLING);
    assert_int_equal(origins[2].languages, 0);
    query_finish(&expanded.query);
}

/** Mistakes are the same in any language. */
static void
test_mistakes_have_no_language(void **state)
{
    struct expanded expanded;
    start(*state, "Schulmann steven lighthouse", &expanded);
    for (uint32_t i = 0; i < expanded.query.n_phrases; i++) {
        if (expanded.query.origins[i].likeness != LIKE_INFLECTION) {
            assert_int_equal(expanded.query.origins[i].languages, 0);
        }
    }
    assert_true(expanded.query.n_phrases >= 5);
    query_finish(&expanded.query);
}

/** There is never room for more than a search may have. */
static void
test_many_words(void **state)
{
    struct buffer text;
    struct expanded expanded;
    buffer_init(&text, 1 << 16);
    for (int i = 0; i < 80; i++) {
        buffer_print(&text, "%s%c%c ", i % 2 ? "schulma" : "dwarkes",
                     'a' + i % 26, 'a' + i / 26);
    }
    assert_int_equal(query_parse(&expanded.query, buffer_slice(&text)), ST_OK);
    const struct talks *talks = *state;
    assert_int_equal(
        query_expand(&expanded.query, talks->reader, &expanded.root, NULL),
        ST_OK);
    assert_in_range(expanded.query.n_phrases, 1, PHRASES_MAX);
    query_finish(&expanded.query);
    buffer_finish(&text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),
        cmocka_unit_test(test_not_found),
        cmocka_unit_test(test_typed_stays),
        cmocka_unit_test(test_languages),
        cmocka_unit_test(test_mistakes_have_no_language),
        cmocka_unit_test(test_many_words),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
