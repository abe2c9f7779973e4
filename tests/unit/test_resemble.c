/*
 * test_resemble.c - how a passage differs from a quotation.
 *
 * What is said is one segment of a stretch made by hand.  Differences are
 * written as `asked>said`, with nothing on one side for a word that is
 * missing or added; a missing one tells the word before which it is missing.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/align.h"
#include "query/resemble.h"
#include "text/token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOKENS_MAX = 64, STORY_BYTES = 512 };

/** What is said. */
struct scene {
    struct stretch stretch;
    struct stretch_token tokens[TOKENS_MAX];
    const char *text;
    struct arena arena;
};

static void
start(struct scene *scene, const char *text)
{
    struct tokeniser tokeniser;
    *scene = (struct scene){.text = text};
    scene->stretch.tokens = scene->tokens;
    tokeniser_init(&tokeniser, slice_of(text));
    while (tokeniser_next(&tokeniser)) {
        assert_in_range(scene->stretch.n_tokens, 0, TOKENS_MAX - 1);
        const struct slice token = tokeniser_token(&tokeniser);
        scene->tokens[scene->stretch.n_tokens++] = (struct stretch_token){
            .begin = tokeniser.begin,
            .end = tokeniser.end,
            .folded = {arena_copy(&scene->arena, token), token.size},
        };
    }
}

/** The text of a token; an end where there is none. */
static struct slice
token_text(const struct scene *scene, size_t token)
{
    return token < scene->stretch.n_tokens
               ? slice_part(slice_of(scene->text), scene->tokens[token].begin,
                            scene->tokens[token].end)
               : SLICE("$");
}

/** Tell what was found. */
static void
tell(const struct scene *scene, const struct resemblance *found,
     char story[STORY_BYTES])
{
    size_t size = 0;
    story[0] = '\0';
    for (size_t i = 0; i < found->n_differences; i++) {
        const struct difference *one = &found->differences[i];
        const struct slice said = token_text(scene, one->token);
        const bool is_missing = one->kind == DIFFERENCE_MISSING;
        assert_int_equal(one->asked == NULL, one->kind == DIFFERENCE_ADDED);
        size +=
            (size_t)snprintf(story + size, STORY_BYTES - size, "%s%s>%s%.*s",
                             i > 0 ? ", " : "", one->asked ? one->asked : "",
                             is_missing ? "|" : "", (int)said.size, said.data);
    }
}

static const struct {
    const char *asked;
    const char *said;
    const char *differences;
    const char *same; /**< a token each: = where it agrees */
} cases[] = {
    {"the price of herring", "The price of herring,", "", "===="},
    {"the cost of herring", "the price of herring", "cost>price", "=.=="},
    {"the high price of herring", "the price of herring", "high>|price",
     "===="},
    {"the price of herring", "the high price of herring", ">high", "=.==="},
    {"of price herring now", "price of herring now", "", "===="},
    {"a low-hanging fruit", "a lowhanging fruit", "", "==="},
    {"a lowhanging fruit", "a low hanging fruit", "", "===="},
    /* The asked word as it was typed, the said one as it is written. */
    {"the SCHULMANN interview", "the Schulman interview", "SCHULMANN>Schulman",
     "=.="},
    {"that\u2019s what it isn\u2019t, now", "that's what he isn't now", "it>he",
     "==.=="},
    {"tell me the \u201cprice\u201d then", "tell me a cost then",
     "the>a, price>cost", "==..="},
    {"we understand it", "we to understand it", ">to", "=.=="},
};

static void
test_differences(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct scene scene;
        struct resemblance found;
        bool is_same[TOKENS_MAX] = {false};
        char story[STORY_BYTES];
        start(&scene, cases[i].said);
        const struct query_sentence sentence = {.text =
                                                    slice_of(cases[i].asked)};
        const struct resemble_window window = {&scene.stretch, 0,
                                               scene.stretch.n_tokens};
        assert_int_equal(
            resemble(&sentence, &window, is_same, &scene.arena, &found), ST_OK);
        tell(&scene, &found, story);
        if (strcmp(story, cases[i].differences) != 0) {
            fail_msg("`%s` in `%s`: %s", cases[i].asked, cases[i].said, story);
        }
        assert_int_equal(strlen(cases[i].same), scene.stretch.n_tokens);
        for (size_t k = 0; k < scene.stretch.n_tokens; k++) {
            assert_int_equal(is_same[k], cases[i].same[k] == '=');
        }
        arena_finish(&scene.arena);
    }
}

/** Only what is in the window counts, and tokens are told by their number in
 * the stretch. */
static void
test_window(void **state)
{
    (void)state;
    struct scene scene;
    struct resemblance found;
    bool is_same[TOKENS_MAX] = {false};
    start(&scene, "one two three four one two nine four");
    const struct query_sentence sentence = {.text =
                                                SLICE("one two three four")};
    const struct resemble_window window = {&scene.stretch, 4, 8};
    assert_int_equal(
        resemble(&sentence, &window, is_same, &scene.arena, &found), ST_OK);
    assert_int_equal(found.n_differences, 1);
    assert_int_equal(found.differences[0].kind, DIFFERENCE_CHANGED);
    assert_int_equal(found.differences[0].token, 6);
    assert_string_equal(found.differences[0].asked, "three");
    for (size_t i = 0; i < scene.stretch.n_tokens; i++) {
        assert_int_equal(is_same[i], i >= 4 && i != 6);
    }
    arena_finish(&scene.arena);
}

/** A quotation of more words than are aligned: the rest is not looked at. */
static void
test_long_quotation(void **state)
{
    (void)state;
    struct scene scene;
    struct resemblance found;
    bool is_same[TOKENS_MAX] = {false};
    char asked[8 * ALIGN_WORDS_MAX] = "";
    char *end = asked;
    for (int i = 0; i < 2 * ALIGN_WORDS_MAX; i++) {
        end = stpcpy(end, i == 0 ? "one" : " xx");
    }
    start(&scene, "one two");
    const struct query_sentence sentence = {.text = slice_of(asked)};
    const struct resemble_window window = {&scene.stretch, 0, 2};
    assert_int_equal(
        resemble(&sentence, &window, is_same, &scene.arena, &found), ST_OK);
    assert_in_range(found.n_differences, ALIGN_WORDS_MAX - 2, ALIGN_WORDS_MAX);
    arena_finish(&scene.arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_differences),
        cmocka_unit_test(test_window),
        cmocka_unit_test(test_long_quotation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
