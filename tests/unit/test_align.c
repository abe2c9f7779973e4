/*
 * test_align.c - a quotation beside what was said.
 *
 * Each case is small enough that the best way to lay one along the other is
 * seen; closeness follows from what the steps cost: a missing word 1, an
 * added one 0.9, an exchange of two 0.75, words joined or split 0.25, a
 * changed word what its likeness leaves of 1.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/align.h"

#include <stdlib.h>
#include <string.h>

/** Words of a text, cut at its blanks. */
struct words {
    struct slice words[ALIGN_TEXT_MAX];
    size_t n;
};

static struct words
cut(const char *text)
{
    struct words words = {.n = 0};
    for (size_t size; *text; text += size) {
        size = strcspn(text, " ");
        if (size > 0) {
            words.words[words.n++] = (struct slice){text, size};
        }
        size += text[size] == ' ';
    }
    return words;
}

/** Letters for steps. */
static const char signs[] = {
    [ALIGN_SAME] = '=',  [ALIGN_CHANGED] = 'c', [ALIGN_MISSING] = '-',
    [ALIGN_ADDED] = '+', [ALIGN_SWAPPED] = 'x', [ALIGN_JOINED] = 'j',
    [ALIGN_SPLIT] = 's',
};

/** Words that steps take of the quotation, and of the text. */
static const unsigned takes_words[] = {1, 1, 1, 0, 2, 2, 1};
static const unsigned takes_said[] = {1, 1, 0, 1, 2, 1, 2};

static const struct {
    const char *quotation;
    const char *text;
    const char *steps;
    unsigned first;
    unsigned end;
    double lost; /**< edits: closeness is 1 less these a word */
} cases[] = {
    /* The same, wherever it stands: ends are free. */
    {"a", "a", "=", 0, 1, 0},
    {"one two three", "one two three", "===", 0, 3, 0},
    {"one two three", "so one two three then", "===", 1, 4, 0},
    {"one two", "x y z one two", "==", 3, 5, 0},
    {"one two", "one two x y z", "==", 0, 2, 0},
    /* Changed. */
    {"one two three", "one six three", "=c=", 0, 3, 1},
    {"the smart dogs bark", "the smart cats bark", "==c=", 0, 4, 1},
    /* Changed by a letter of eight: an eighth of a word. */
    {"the training set", "the trainins set", "=c=", 0, 3, 0.125},
    {"talk to schulman now", "talk to schulmann now", "==c=", 0, 4, 1.0 / 9},
    /* Missing, added. */
    {"one two three four", "one two four", "==-=", 0, 3, 1},
    {"one two three", "one two and three", "==+=", 0, 4, 0.9},
    {"one two three four", "one two and so three four", "==++==", 0, 6, 1.8},
    /* More than a word added is dearer than one missing at an end. */
    {"one two three", "one and so two three", "-==", 3, 5, 1},
    /* Exchanged neighbours. */
    {"one two three four", "one three two four", "=x=", 0, 4, 0.75},
    {"two one", "one two", "x", 0, 2, 0.75},
    /* Written in one word, or in two. */
    {"the low hanging fruit", "the lowhanging fruit", "=j=", 0, 3, 0.25},
    {"the lowhanging fruit", "the low hanging fruit", "=s=", 0, 4, 0.25},
    {"some body knows", "somebody knows", "j=", 0, 2, 0.25},
    /* One letter wrong in what is written together. */
    {"the low hanging fruit", "the lowhangin fruit", "=j=", 0, 3, 0.25},
    /* A short word before a long one is no part of it. */
    {"we understand it", "we to understand it", "=+==", 0, 4, 0.9},
    {"we to understand it", "we understand it", "=-==", 0, 3, 1},
    {"go internet now", "go internet is now", "==+=", 0, 4, 0.9},
    /* Several at once: a change, an added word, one missing. */
    {"one two three four five six", "one ten three and four six", "=c=+=-=", 0,
     6, 2.9},
    /* Of two equal places the first. */
    {"one two", "one two x one two", "==", 0, 2, 0},
    {"one two three", "one x three y one z three", "=c=", 0, 3, 1},
    /* Of two places the better, also when it comes later. */
    {"one two three", "one x y one two three", "===", 3, 6, 0},
    /* What is said twice is taken once. */
    {"the cat sat", "the the cat sat", "===", 1, 4, 0},
};

/** Check that the steps cover the quotation once, in order, and the text
 * from the first to the last word. */
static void
check_cover(const struct alignment *found, size_t n_words)
{
    uint32_t word = 0;
    uint32_t said = found->first;
    for (size_t i = 0; i < found->n_steps; i++) {
        assert_int_equal(found->steps[i].word, word);
        assert_int_equal(found->steps[i].said, said);
        word += takes_words[found->steps[i].op];
        said += takes_said[found->steps[i].op];
    }
    assert_int_equal(word, n_words);
    assert_int_equal(said, found->end);
}

/** Whether the steps are those of the signs. */
static bool
is_written(const struct alignment *found, const char *steps)
{
    bool is = found->n_steps == strlen(steps);
    for (size_t i = 0; is && i < found->n_steps; i++) {
        is = signs[found->steps[i].op] == steps[i];
    }
    return is;
}

static void
test_by_hand(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const struct words asked = cut(cases[i].quotation);
        const struct words said = cut(cases[i].text);
        const struct align_text quotation = {asked.words, asked.n};
        const struct align_text text = {said.words, said.n};
        struct arena arena = {0};
        struct alignment found;
        const double closeness = 1 - cases[i].lost / (double)asked.n;
        assert_int_equal(align(&quotation, NULL, &text, &arena, &found), ST_OK);
        check_cover(&found, asked.n);
        if (!is_written(&found, cases[i].steps) ||
            found.first != cases[i].first || found.end != cases[i].end ||
            found.closeness < closeness - 1e-5 ||
            found.closeness > closeness + 1e-5) {
            fail_msg("`%s` in `%s`: %zu steps, %u to %u, %f not %f",
                     cases[i].quotation, cases[i].text, found.n_steps,
                     found.first, found.end, found.closeness, closeness);
        }
        arena_finish(&arena);
    }
}

/** Agreement is the weight of what is said as asked; of what is spelled like
 * it, the weight of that by how like it is; less 4 for a word that is
 * missing, 1.5 for one that is added, 2 for an exchange of two, 1 for words
 * that are joined.  A changed word costs nothing. */
static void
test_agreement(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double agreement;
        const char *steps;
    } texts[] = {
        {"the low hanging training", 150, "===="},
        {"the low hanging", 70 - 4, "===-"},
        {"the low training", 110 - 4, "==-="},
        {"the x hanging training", 130, "=c=="},
        {"the low and hanging training", 150 - 1.5, "==+=="},
        {"the lowhanging training", 150 - 1, "=j="},
        {"low the hanging training", 150 - 2, "x=="},
        {"the low hanging trainins", 70 + 40 * 0.875, "===c"},
        /* What lost a letter may have had four, not three. */
        {"the slow hanging training", 130 + 10 * 0.75, "=c=="},
        {"the lox hanging training", 130, "=c=="},
        /* The first word does not tell as much as seven added ones cost. */
        {"the x y z x y z x y z training", 80, "ccc="},
        {"a b c d", 0, "cccc"},
    };
    static const struct align_weight weights[] = {
        {10, 5}, {20, 10}, {40, 20}, {80, 40}};
    const struct words asked = cut("the low hanging training");
    const struct align_text quotation = {asked.words, asked.n};
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        const struct words said = cut(texts[i].text);
        const struct align_text text = {said.words, said.n};
        struct arena arena = {0};
        struct alignment found;
        assert_int_equal(align(&quotation, weights, &text, &arena, &found),
                         ST_OK);
        check_cover(&found, asked.n);
        if (!is_written(&found, texts[i].steps) ||
            found.agreement < texts[i].agreement - 1e-4 ||
            found.agreement > texts[i].agreement + 1e-4) {
            fail_msg("`%s`: %f not %f", texts[i].text, found.agreement,
                     texts[i].agreement);
        }
        arena_finish(&arena);
    }
}

static void
test_likeness(void **state)
{
    (void)state;
    static const struct {
        const char *a;
        const char *b;
        double likeness;
    } words[] = {
        {"", "", 1},
        {"a", "a", 1},
        {"cat", "cat", 1},
        {"cat", "cut", 0}, /* too short to be alike */
        {"a", "", 0},
        {"abcd", "abce", 0.75},
        {"abcd", "abdc", 0.75},
        {"schulman", "schulmann", 8.0 / 9},
        {"dwarkesh", "dwarkash", 7.0 / 8},
        {"abcd", "abxy", 0}, /* half of it is not most */
        {"abcdefghij", "abcdefgxyz", 0.7},
        {"abcdefghij", "abcdefwxyz", 0},
        {"internet", "inter", 0},
    };
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        const struct slice a = slice_of(words[i].a);
        const struct slice b = slice_of(words[i].b);
        const double told = align_likeness(a, b);
        assert_true(told == align_likeness(b, a));
        if (told < words[i].likeness - 1e-9 ||
            told > words[i].likeness + 1e-9) {
            fail_msg("%s and %s: %f", words[i].a, words[i].b, told);
        }
    }
}

static void
test_empty(void **state)
{
    (void)state;
    const struct words some = cut("one two");
    const struct align_text nothing = {NULL, 0};
    const struct align_text text = {some.words, some.n};
    const struct align_text *const pairs[][2] = {
        {&nothing, &nothing}, {&nothing, &text}, {&text, &nothing}};
    for (size_t i = 0; i < 3; i++) {
        struct arena arena = {0};
        struct alignment found = {.n_steps = 9, .closeness = 9};
        assert_int_equal(align(pairs[i][0], NULL, pairs[i][1], &arena, &found),
                         ST_OK);
        assert_int_equal(found.n_steps, 0);
        assert_int_equal(found.first, found.end);
        assert_true(found.closeness == 0 && found.agreement == 0);
        arena_finish(&arena);
    }
    /* Nothing in common: all is missing or changed, nothing close. */
    const struct words other = cut("six ten");
    const struct align_text foreign = {other.words, other.n};
    struct arena arena = {0};
    struct alignment found;
    assert_int_equal(align(&text, NULL, &foreign, &arena, &found), ST_OK);
    check_cover(&found, 2);
    assert_true(found.closeness == 0 && found.agreement == 0);
    arena_finish(&arena);
}

/** Few different words, so that much agrees by chance. */
static const char *const vocabulary[] = {
    "one",  "two",  "three", "some",  "body",    "somebody",
    "body", "home", "homes", "stone", "stonier", "\u9505",
};

/** Random words. */
static void
fill(struct words *words, size_t n)
{
    enum { N = sizeof(vocabulary) / sizeof(*vocabulary) };
    words->n = n;
    for (size_t i = 0; i < n; i++) {
        words->words[i] = slice_of(vocabulary[rand() % N]);
    }
}

/** A way to lay words along words: dropping as little as possible and using
 * no other steps than same and missing is one the best can not lose to. */
static size_t
longest_common(const struct words *a, const struct words *b)
{
    size_t longest = 0;
    for (size_t from = 0; from < b->n; from++) {
        size_t n = 0;
        while (n < a->n && from + n < b->n &&
               slice_equal(a->words[n], b->words[from + n])) {
            n++;
        }
        longest = n > longest ? n : longest;
    }
    return longest;
}

static void
test_random(void **state)
{
    (void)state;
    static struct words asked;
    static struct words said;
    srand(11);
    for (unsigned i = 0; i < 3000; i++) {
        fill(&asked, 1 + (size_t)rand() % 12);
        fill(&said, 1 + (size_t)rand() % 30);
        const struct align_text quotation = {asked.words, asked.n};
        const struct align_text text = {said.words, said.n};
        struct arena arena = {0};
        struct alignment found;
        assert_int_equal(align(&quotation, NULL, &text, &arena, &found), ST_OK);
        check_cover(&found, asked.n);
        assert_true(found.end <= said.n);
        assert_true(found.closeness >= 0 && found.closeness <= 1);
        assert_true(found.agreement == 0); /* nothing has a weight */
        const double at_least =
            (double)longest_common(&asked, &said) / (double)asked.n;
        assert_true(found.closeness >= at_least - 1e-5);
        for (size_t k = 0; k < found.n_steps; k++) {
            const struct align_step *step = &found.steps[k];
            const bool is_same = step->op == ALIGN_SAME;
            assert_true(!is_same || slice_equal(asked.words[step->word],
                                                said.words[step->said]));
        }
        /* A word that was added before or behind costs for nothing. */
        if (found.n_steps > 0) {
            assert_int_not_equal(found.steps[0].op, ALIGN_ADDED);
            assert_int_not_equal(found.steps[found.n_steps - 1].op,
                                 ALIGN_ADDED);
        }
        arena_finish(&arena);
    }
}

/** As long as they may be. */
static void
test_long(void **state)
{
    (void)state;
    static struct words asked;
    static struct words said;
    static char numbers[ALIGN_TEXT_MAX][8];
    enum { FIRST = 700 };
    for (unsigned i = 0; i < ALIGN_TEXT_MAX; i++) {
        const char *digits = "0123456789abcdef";
        for (unsigned k = 0; k < 3; k++) {
            numbers[i][k] = digits[i >> (4 * k) & 15];
        }
        said.words[i] = (struct slice){numbers[i], 3};
    }
    said.n = ALIGN_TEXT_MAX;
    asked.n = ALIGN_WORDS_MAX;
    memcpy(asked.words, said.words + FIRST,
           ALIGN_WORDS_MAX * sizeof(*asked.words));
    asked.words[100] = SLICE("zzz");
    const struct align_text quotation = {asked.words, asked.n};
    const struct align_text text = {said.words, said.n};
    struct arena arena = {0};
    struct alignment found;
    assert_int_equal(align(&quotation, NULL, &text, &arena, &found), ST_OK);
    check_cover(&found, ALIGN_WORDS_MAX);
    assert_int_equal(found.first, FIRST);
    assert_int_equal(found.end, FIRST + ALIGN_WORDS_MAX);
    assert_int_equal(found.steps[100].op, ALIGN_CHANGED);
    assert_true(found.closeness > 0.99 && found.closeness < 1);
    arena_finish(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),  cmocka_unit_test(test_agreement),
        cmocka_unit_test(test_likeness), cmocka_unit_test(test_empty),
        cmocka_unit_test(test_random),   cmocka_unit_test(test_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
