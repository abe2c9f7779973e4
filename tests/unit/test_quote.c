/*
 * test_quote.c - quotations that are remembered wrong.
 *
 * The talks are short enough to count their tokens.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/quote.h"
#include "talks.h"

#include <stdio.h>

static int
set_up(void **state)
{
    static struct talks talks;
    talks_start(&talks);
    /* 0 to 6, 7 to 13, 14 to 20, 21 to 27. */
    talks_say(&talks, "Well the keeper of the lighthouse walked");
    talks_say(&talks, "down to the harbour every single morning.");
    talks_say(&talks, "He counted the herring boats that came");
    talks_say(&talks, "home, and wrote their names in chalk.");
    talks_end(&talks, "keeper.en");
    /* 0 to 7, 8 to 14. */
    talks_say(&talks, "The baker of the village walked to work");
    talks_say(&talks, "down the hill every single winter morning.");
    talks_end(&talks, "baker.en");
    talks_say(&talks, "A harbour is a place for boats, and herring is a fish.");
    talks_say(&talks, "Chalk is a stone, and names are only names.");
    talks_end(&talks, "facts.en");
    for (int i = 0; i < 40; i++) {
        char line[128];
        snprintf(line, sizeof(line),
                 "And the %d of the thing that he and they to it was in %d", i,
                 3 * i);
        talks_say(&talks, line);
    }
    talks_end(&talks, "noise.en");
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

/** A search for a sentence, and what it found. */
struct look {
    struct query query;
    struct arena arena;
    struct quoting *quoting;
    struct quote_matches found;
};

static void
start(const struct talks *talks, const char *text, size_t n_best,
      struct look *look)
{
    int64_t n_transcripts;
    int64_t n_tokens;
    *look = (struct look){.arena = {0}};
    assert_int_equal(query_parse(&look->query, slice_of(text)), ST_OK);
    assert_int_equal(
        reader_size(talks->reader, &n_transcripts, &n_tokens, NULL), ST_OK);
    const struct quote_search search = {
        .reader = talks->reader,
        .query = &look->query,
        .arena = &look->arena,
        .n_tokens = n_tokens,
        .n_best = n_best,
    };
    assert_int_equal(quote_start(&search, &look->quoting, NULL), ST_OK);
    assert_int_equal(quote_find(look->quoting, &look->found), ST_OK);
}

static void
end(struct look *look)
{
    quote_finish(look->quoting);
    query_finish(&look->query);
    arena_finish(&look->arena);
}

static const struct {
    const char *quotation;
    const char *talk;
    uint32_t first;
    uint32_t end;
    double lost; /**< edits; closeness is 1 less these a word */
} cases[] = {
    /* Word for word, over captions. */
    {"the keeper of the lighthouse walked down to the harbour", "keeper", 1, 11,
     0},
    {"names in chalk", "keeper", 25, 28, 0},
    /* A changed word inside. */
    {"the keeper of the lighthouse strolled down to the harbour", "keeper", 1,
     11, 1},
    {"he counted the salmon boats that came home", "keeper", 14, 22, 1},
    /* One dropped. */
    {"the keeper of lighthouse walked down to the harbour", "keeper", 1, 11,
     0.9},
    /* One too many. */
    {"down to the old harbour every single morning", "keeper", 7, 14, 1},
    /* Misspelt: one of ten letters. */
    {"the keeper of the lightouse walked down to", "keeper", 1, 9, 0.1},
    /* Misspelt so that another word comes out that is said, too: hill, once,
     * is a letter from hull. */
    {"down the hull every single winter", "baker", 8, 14, 0.25},
    /* Exchanged; in two words. */
    {"he counted the boats herring that came home", "keeper", 14, 22, 0.75},
    {"the keeper of the light house walked down to", "keeper", 1, 9, 0.25},
    /* All at once, across three captions: walks for walked does not count as
     * the same word, every is missing, boat for boats. */
    {"the keeper of the lighthouse strolled down to the harbour each morning "
     "he counted the herring boats",
     "keeper", 1, 19, 2.9},
    /* Much in common with another talk, but not as much. */
    {"the baker of the village walked down the hill every single morning",
     "baker", 0, 15, 2.7},
};

static void
test_finds(void **state)
{
    const struct talks *talks = *state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct look look;
        start(talks, cases[i].quotation, 5, &look);
        if (look.found.n == 0) {
            fail_msg("nothing resembles `%s`", cases[i].quotation);
        }
        const struct quote_match *match = &look.found.matches[0];
        const double closeness =
            1 - cases[i].lost / (double)look.query.sentence.n_tokens;
        const char *name = talks_name(talks, match->candidate.transcript);
        if (strcmp(name, cases[i].talk) != 0 ||
            match->candidate.first != cases[i].first ||
            match->candidate.end != cases[i].end ||
            match->closeness < closeness - 1e-5 ||
            match->closeness > closeness + 1e-5) {
            fail_msg("`%s`: %s %u to %u, %f not %f", cases[i].quotation, name,
                     match->candidate.first, match->candidate.end,
                     match->closeness, closeness);
        }
        end(&look);
    }
}

/** Best first, and nothing above 1 or below 0; each place once. */
static void
test_order(void **state)
{
    const struct talks *talks = *state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct look look;
        start(talks, cases[i].quotation, 20, &look);
        const struct quote_match *matches = look.found.matches;
        for (size_t k = 0; k < look.found.n; k++) {
            assert_true(matches[k].closeness >= 0);
            assert_true(matches[k].closeness <= 1);
            assert_true(matches[k].candidate.first < matches[k].candidate.end);
            assert_false(k > 0 && candidate_is_worse(&matches[k - 1].candidate,
                                                     &matches[k].candidate));
        }
        end(&look);
    }
}

/** Filters hold for quotations too. */
static void
test_filters(void **state)
{
    const struct talks *talks = *state;
    struct look look;
    start(talks,
          "title:baker the keeper of the lighthouse walked down to the harbour",
          5, &look);
    assert_true(look.found.n > 0);
    for (size_t i = 0; i < look.found.n; i++) {
        const int64_t transcript = look.found.matches[i].candidate.transcript;
        assert_string_equal(talks_name(talks, transcript), "baker");
    }
    end(&look);
    start(talks, "lang:de the keeper of the lighthouse walked down", 5, &look);
    assert_int_equal(look.found.n, 0);
    end(&look);
}

/** Words that are near count, but less than where the quotation has them: of
 * the two places that have boats, herring and names, the quotation is about
 * the one that has two of them in a row. */
static void
test_weighs(void **state)
{
    const struct talks *talks = *state;
    struct look look;
    double likelihood[3];
    const struct candidate places[] = {
        {.transcript = talks_find(talks, "keeper"), .first = 17, .end = 26},
        {.transcript = talks_find(talks, "facts"), .first = 6, .end = 19},
        {.transcript = talks_find(talks, "baker"), .first = 0, .end = 8},
    };
    start(talks, "herring boats their names", 5, &look);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(quote_weigh(look.quoting, &places[i], &likelihood[i]),
                         ST_OK);
    }
    assert_true(likelihood[0] > likelihood[1]);
    assert_true(likelihood[1] > likelihood[2]);
    assert_true(likelihood[2] == 0);
    /* The same place tells more with all words in order. */
    assert_true(look.found.matches[0].candidate.score <= likelihood[0]);
    end(&look);
}

/** Words that nobody says resemble nothing. */
static void
test_nothing(void **state)
{
    static const char *const quotations[] = {
        "zeppelins quietly overflew seven unsuspecting cathedrals",
        "zzz",
        "\u9505\u9505\u9505\u9505\u9505\u9505\u9505",
    };
    for (size_t i = 0; i < 3; i++) {
        struct look look;
        start(*state, quotations[i], 5, &look);
        assert_int_equal(look.found.n, 0);
        end(&look);
    }
}

/** As long as a quotation may be, and longer; words that are the same. */
static void
test_long(void **state)
{
    const struct talks *talks = *state;
    struct buffer text;
    struct look look;
    buffer_init(&text, 1 << 20);
    buffer_print(&text, "he counted the herring boats that came home");
    for (int i = 0; i < 2 * ALIGN_WORDS_MAX; i++) {
        buffer_print(&text, " the");
    }
    buffer_add(&text, "", 1);
    start(talks, text.data, 5, &look);
    end(&look);
    buffer_finish(&text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds),   cmocka_unit_test(test_order),
        cmocka_unit_test(test_filters), cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_weighs),  cmocka_unit_test(test_long),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
