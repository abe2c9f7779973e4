/*
 * test_misspelt.c - which words others may be mistakes for.
 *
 * The vocabulary is the few words of one talk, counted by hand.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/misspelt.h"
#include "talks.h"

#include <stdlib.h>
#include <string.h>

static int
set_up(void **state)
{
    static struct talks talks;
    talks_start(&talks);
    talks_say(&talks, "The lighthouse keeper counted herring and herrings,");
    talks_say(&talks, "herring in boats, and one boat with 1234 coats.");
    talks_say(&talks, "Boats, not goats: boats. Moats had bats, oats, boots");
    talks_say(&talks, "and an old cat.");
    talks_end(&talks, "harbour.en");
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

static const struct {
    const char *word;
    unsigned n_edits;
    int64_t n_alike;
    const char *terms; /**< in the order of the alphabet */
} cases[] = {
    /* A letter missing, doubled, changed, exchanged. */
    {"lightouse", 1, 1, "lighthouse"},
    {"keeeper", 1, 1, "keeper"},
    {"countet", 1, 1, "counted"},
    {"ekeper", 1, 1, "keeper"},
    /* Also of a word that is said itself. */
    {"herrings", 1, 2, "herring"},
    {"herring", 1, 1, "herrings"},
    {"boat", 1, 3, "boats"},
    /* Two letters: of longer words that nobody says and that have nothing
     * nearer, with the same initial. */
    {"lihthose", 2, 1, "lighthouse"},
    {"hherringgs", 2, 1, "herrings"},
    {"oihthouse", 0, 0, ""},
    {"kepr", 0, 0, ""},
    /* Nearer ones drive out others: herrings is two away. */
    {"herrin", 1, 2, "herring"},
    /* Of too many those that are said most are told, all are counted: boats
     * 3; coats, goats, moats, oats once each. */
    {"xoats", 1, 7, "boats ?"},
    /* Of three letters one may be missing, but cat is another word. */
    {"bat", 1, 2, "bats boat"},
    /* Short words and numbers are like too many. */
    {"cap", 0, 0, ""},
    {"1235", 0, 0, ""},
    {"zeppelin", 0, 0, ""},
};

/** For sorting terms. */
static int
compare(const void *a, const void *b)
{
    const struct slice *left = &((const struct misspelt_term *)a)->term;
    const struct slice *right = &((const struct misspelt_term *)b)->term;
    const size_t size = left->size < right->size ? left->size : right->size;
    const int order = memcmp(left->data, right->data, size);
    return order ? order
                 : (left->size > right->size) - (left->size < right->size);
}

/** Whether the terms are those of the text; `?` leaves the rest open. */
static bool
are_terms(struct misspelt_word *word, const char *text)
{
    qsort(word->terms, word->n_terms, sizeof(*word->terms), compare);
    for (size_t i = 0; i < word->n_terms && *text != '?'; i++) {
        const struct slice term = word->terms[i].term;
        if (strncmp(text, term.data, term.size) != 0) {
            return false;
        }
        text += term.size;
        text += *text == ' ';
    }
    return *text == '?' ? word->n_terms == MISSPELT_TERMS_MAX : *text == '\0';
}

static void
test_by_hand(void **state)
{
    const struct talks *talks = *state;
    enum { N = sizeof(cases) / sizeof(*cases) };
    struct misspelt_word words[N] = {0};
    struct arena arena = {0};
    for (size_t i = 0; i < N; i++) {
        struct term_count count;
        words[i].token = slice_of(cases[i].word);
        assert_int_equal(
            reader_term(talks->reader, words[i].token, &count, NULL), ST_OK);
        words[i].n_said = count.n_said;
    }
    assert_int_equal(misspelt_find(words, N, talks->reader, &arena, NULL),
                     ST_OK);
    for (size_t i = 0; i < N; i++) {
        if (words[i].n_alike != cases[i].n_alike ||
            !are_terms(&words[i], cases[i].terms) ||
            (cases[i].n_alike > 0 && words[i].n_edits != cases[i].n_edits)) {
            fail_msg("%s: %zu terms, said %d times, %u edits", cases[i].word,
                     words[i].n_terms, (int)words[i].n_alike, words[i].n_edits);
        }
    }
    arena_finish(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_by_hand)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
