/*
 * test_chain.c - words of a quotation that are said where it has them.
 *
 * Weights are whole numbers, so that scores are added up in the head; a word
 * added costs 1.5, one missing 4.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/chain.h"

#include <stdlib.h>

enum { EVENTS_MAX = 4 };

static struct chains chains;

static const struct {
    size_t n_words; /**< of the quotation */
    struct chain_event events[EVENTS_MAX];
    size_t n_events;
    struct chain last; /**< that ends with the last event */
} cases[] = {
    /* A word by itself. */
    {6, {{100, 3, 5}}, 1, {5, 100, 101}},
    /* Three in their places, with a changed one between. */
    {6, {{100, 0, 3}, {101, 1, 4}, {103, 3, 5}}, 3, {12, 100, 104}},
    /* One added between; one missing. */
    {6, {{100, 0, 3}, {101, 1, 4}, {103, 2, 5}}, 3, {12 - 1.5, 100, 104}},
    {6, {{100, 0, 3}, {101, 1, 4}, {102, 3, 5}}, 3, {12 - 4, 100, 103}},
    /* Drifting there and back, unless going straight is better. */
    {6, {{100, 0, 3}, {102, 1, 9}, {103, 3, 5}}, 3, {17 - 5.5, 100, 104}},
    {6, {{100, 0, 3}, {102, 1, 1}, {103, 3, 5}}, 3, {8, 100, 104}},
    /* A word that is worth less than the way to it is left out. */
    {6, {{100, 0, 1}, {102, 1, 4}}, 2, {4, 102, 103}},
    /* Not in the order of the quotation. */
    {6, {{100, 3, 5}, {101, 1, 4}}, 2, {4, 101, 102}},
    /* Not two words at one token. */
    {6, {{100, 0, 5}, {100, 1, 4}}, 2, {4, 100, 101}},
    /* By three at most in six words, by two in the shortest. */
    {6, {{100, 0, 9}, {104, 1, 9}}, 2, {18 - 4.5, 100, 105}},
    {6, {{100, 0, 9}, {105, 1, 9}}, 2, {9, 105, 106}},
    {3, {{100, 0, 9}, {103, 1, 9}}, 2, {18 - 3, 100, 104}},
    {3, {{100, 0, 9}, {104, 1, 9}}, 2, {9, 104, 105}},
    /* At the very beginning, where the first words are missing. */
    {6, {{0, 4, 3}, {1, 5, 4}}, 2, {7, 0, 2}},
    /* As long as a quotation may be. */
    {ALIGN_WORDS_MAX,
     {{0, 0, 3}, {ALIGN_WORDS_MAX - 1, ALIGN_WORDS_MAX - 1, 4}},
     2,
     {7, 0, ALIGN_WORDS_MAX}},
};

static void
test_by_hand(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct chain last = {0};
        chains_init(&chains, cases[i].n_words);
        chains_start(&chains);
        for (size_t k = 0; k < cases[i].n_events; k++) {
            last = chains_add(&chains, &cases[i].events[k]);
        }
        if (last.score != cases[i].last.score ||
            last.first != cases[i].last.first ||
            last.end != cases[i].last.end) {
            fail_msg("case %zu: %f, %u to %u", i, last.score, last.first,
                     last.end);
        }
    }
}

/** Nothing goes on from one transcript to the next. */
static void
test_transcripts(void **state)
{
    (void)state;
    chains_init(&chains, 6);
    for (unsigned i = 0; i < 3; i++) {
        chains_start(&chains);
        assert_true(
            chains_add(&chains, &(struct chain_event){100, 0, 3}).score == 3);
        assert_true(
            chains_add(&chains, &(struct chain_event){101, 1, 4}).score == 7);
    }
    chains_start(&chains);
    assert_true(chains_add(&chains, &(struct chain_event){102, 2, 5}).score ==
                5);
}

/** A chain on one diagonal, added up one by one, is a way that the best one
 * can not lose to; and it gets no more than all weights. */
static void
test_random(void **state)
{
    (void)state;
    enum { WORDS = 8, TOKENS = 400 };
    srand(5);
    chains_init(&chains, WORDS);
    for (unsigned round = 0; round < 200; round++) {
        double straight[TOKENS + WORDS] = {0};
        chains_start(&chains);
        for (uint32_t at = 0; at < TOKENS; at++) {
            const uint32_t word = (uint32_t)rand() % WORDS;
            const struct chain_event event = {at, word, 1 + rand() % 9};
            if (rand() % 3 > 0) {
                continue;
            }
            double *sum = &straight[at + WORDS - word];
            *sum += event.weight;
            const struct chain chain = chains_add(&chains, &event);
            assert_true(chain.score >= *sum);
            assert_true(chain.score <= 9 * WORDS);
            assert_true(chain.first <= at && chain.end == at + 1);
            /* Eight words, and each may drift by four. */
            assert_true(at - chain.first < WORDS * 5);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_transcripts),
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
