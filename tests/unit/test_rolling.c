/*
 * test_rolling.c - what is left of rolling captions, and what of others.
 *
 * Expected segments follow the rule in ingest/rolling.h, by hand.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/timecode.h"
#include "ingest/rolling.h"

#include <stdlib.h>

struct cue {
    int64_t start_ms;
    int64_t end_ms;
    const char *text;
};

enum { CUES_MAX = 16 };

struct example {
    const char *what;
    struct cue cues[CUES_MAX];
    struct cue left[CUES_MAX];
};

/** Append a segment. */
static void
add(struct transcript *t, const struct cue *cue)
{
    transcript_open(t, cue->start_ms, cue->end_ms);
    transcript_text(t, slice_of(cue->text));
    transcript_close(t);
    assert_int_equal(transcript_status(t), ST_OK);
}

/** Reduce, and compare with the segments that should be left. */
static void
check(const struct example *example, bool is_joined)
{
    struct transcript t;
    transcript_init(&t);
    size_t n_cues = 0;
    for (; n_cues < CUES_MAX && example->cues[n_cues].text; n_cues++) {
        add(&t, &example->cues[n_cues]);
    }
    t.is_joined = is_joined;
    assert_int_equal(rolling_reduce(&t), ST_OK);
    size_t n_left = 0;
    for (; n_left < CUES_MAX && example->left[n_left].text; n_left++) {
        const struct cue *left = &example->left[n_left];
        if (n_left >= t.n_segments) {
            fail_msg("%s: %zu segments", example->what, t.n_segments);
        }
        const struct slice text = transcript_segment_text(&t, n_left);
        if (!slice_equal(text, slice_of(left->text)) ||
            t.segments[n_left].start_ms != left->start_ms ||
            t.segments[n_left].end_ms != left->end_ms) {
            fail_msg("%s: segment %zu is %.*s", example->what, n_left,
                     (int)text.size, text.data);
        }
    }
    assert_int_equal(t.n_segments, n_left);
    assert_int_equal(t.n_empty, n_cues - n_left);
    transcript_finish(&t);
}

static void
test_examples(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"nothing", {{0, 0, NULL}}, {{0, 0, NULL}}},
        {"two lines and cues of 10 ms between",
         {{0, 1990, "the boats are late"},
          {1990, 2000, "the boats are late"},
          {2000, 3990, "the boats are late so we wait"},
          {3990, 4000, "so we wait"},
          {4000, 5990, "so we wait here"},
          {5990, 6000, "here"},
          {6000, 7000, "here until six"}},
         {{0, 1990, "the boats are late"},
          {2000, 3990, "so we wait"},
          {4000, 5990, "here"},
          {6000, 7000, "until six"}}},
        {"three lines, with gaps of up to a second",
         {{0, 1000, "one two"},
          {1000, 2000, "one two three four"},
          {2500, 3000, "one two three four five six"},
          {4000, 5000, "three four five six seven"},
          {6001, 7000, "three four five six seven eight"}},
         {{0, 1000, "one two"},
          {1000, 2000, "three four"},
          {2500, 3000, "five six"},
          {4000, 5000, "seven"},
          {6001, 7000, "three four five six seven eight"}}},
        {"Chinese lines: a word each, but enough characters",
         {{0, 1000, "潮水在六点退去"},
          {1000, 2000, "潮水在六点退去 船来晚了"},
          {2000, 3000, "船来晚了 我们等着"},
          {3000, 4000, "我们等着 再见"}},
         {{0, 1000, "潮水在六点退去"},
          {1000, 2000, "船来晚了"},
          {2000, 3000, "我们等着"},
          {3000, 4000, "再见"}}},
        {"only whole words, and at least three where neither cue is whole",
         {{0, 1000, "a boat"},
          {1000, 2000, "a boat came in"},
          {2000, 3000, "a boat came in at ten"},
          {3000, 4000, "a boat came in at ten to"},
          {4000, 5000, "tomorrow we go"},
          {5000, 6000, "we go west"},
          {6000, 7000, "go west young"},
          {7000, 8000, "boats"}},
         {{0, 1000, "a boat"},
          {1000, 2000, "came in"},
          {2000, 3000, "at ten"},
          {3000, 4000, "to"},
          {4000, 5000, "tomorrow we go"},
          {5000, 6000, "we go west"},
          {6000, 7000, "go west young"},
          {7000, 8000, "boats"}}},
        {"the very same again counts where nothing is between",
         {{0, 1990, "row the boat"},
          {1990, 2000, "row the boat"},
          {2000, 3990, "row the boat gently"},
          {3990, 4000, "gently"},
          {4000, 5000, "gently down"},
          {5000, 6000, "[Music]"},
          {6010, 7000, "[Music]"}},
         {{0, 1990, "row the boat"},
          {2000, 3990, "gently"},
          {4000, 5000, "down"},
          {5000, 6000, "[Music]"},
          {6010, 7000, "[Music]"}}},
        {"a loop is no evidence, nor is a refrain now and then",
         {{0, 1000, "thank you"},
          {1000, 2000, "thank you"},
          {2000, 3000, "thank you"},
          {3000, 4000, "thank you"},
          {4000, 5000, "thank you"},
          {5000, 6000, "thank you all"}},
         {{0, 1000, "thank you"},
          {1000, 2000, "thank you"},
          {2000, 3000, "thank you"},
          {3000, 4000, "thank you"},
          {4000, 5000, "thank you"},
          {5000, 6000, "thank you all"}}},
        {"fewer than a third",
         {{0, 1000, "no"},
          {1000, 2000, "no no"},
          {2000, 3000, "no no no"},
          {3000, 4000, "no no no never"},
          {4000, 5000, "b"},
          {5000, 6000, "c"},
          {6000, 7000, "d"},
          {7000, 8000, "e"},
          {8000, 9000, "f"},
          {9000, 10000, "g"},
          {10000, 11000, "h"},
          {11000, 12000, "i"}},
         {{0, 1000, "no"},
          {1000, 2000, "no no"},
          {2000, 3000, "no no no"},
          {3000, 4000, "no no no never"},
          {4000, 5000, "b"},
          {5000, 6000, "c"},
          {6000, 7000, "d"},
          {7000, 8000, "e"},
          {8000, 9000, "f"},
          {9000, 10000, "g"},
          {10000, 11000, "h"},
          {11000, 12000, "i"}}},
        {"times that nobody knows",
         {{-1, -1, "one"},
          {-1, -1, "one two"},
          {-1, -1, "one two three"},
          {-1, -1, "one two three four"}},
         {{-1, -1, "one"},
          {-1, -1, "one two"},
          {-1, -1, "one two three"},
          {-1, -1, "one two three four"}}},
        {"short answers that share their times, without a joint",
         {{0, 1000, "yes"}, {0, 1000, "yes"}},
         {{0, 1000, "yes"}, {0, 1000, "yes"}}},
    };
    for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
        check(&examples[i], false);
    }
}

/** What crosses a joint is there twice. */
static void
test_joints(void **state)
{
    (void)state;
    static const struct example example = {
        "joint",
        {{0, 1000, "one"},
         {900, 2000, "two"},
         {0, 1000, "one"},
         {900, 2000, "two"},
         {2000, 3000, "two"},
         {3000, 3000, "three"},
         {3000, 3000, "three"}},
        {{0, 1000, "one"},
         {900, 2000, "two"},
         {2000, 3000, "two"},
         {3000, 3000, "three"},
         {3000, 3000, "three"}},
    };
    check(&example, true);
}

/** Words that have times of their own are new, whatever was shown. */
static void
test_word_times(void **state)
{
    (void)state;
    struct transcript t;
    transcript_init(&t);
    add(&t, &(struct cue){0, 1990, "what you see"});
    add(&t, &(struct cue){1990, 2000, "what you see"});
    transcript_open(&t, 2000, 3990);
    transcript_word(&t, 2000, TIME_UNKNOWN);
    transcript_text(&t, SLICE("what you see is "));
    transcript_word(&t, 3000, TIME_UNKNOWN);
    transcript_text(&t, SLICE("a boat"));
    transcript_close(&t);
    add(&t, &(struct cue){3990, 4000, "is a boat"});
    transcript_open(&t, 4000, 5000);
    transcript_word(&t, 4000, TIME_UNKNOWN);
    transcript_text(&t, SLICE("is "));
    transcript_word(&t, 4500, TIME_UNKNOWN);
    transcript_text(&t, SLICE("a boat again"));
    transcript_close(&t);
    add(&t, &(struct cue){5000, 6000, "is a boat again and again"});

    assert_int_equal(rolling_reduce(&t), ST_OK);
    assert_int_equal(t.n_segments, 4);
    assert_int_equal(t.n_empty, 2);
    assert_true(
        slice_equal(transcript_segment_text(&t, 1), SLICE("is a boat")));
    assert_true(
        slice_equal(transcript_segment_text(&t, 2), SLICE("is a boat again")));
    assert_true(
        slice_equal(transcript_segment_text(&t, 3), SLICE("and again")));
    /* The cue's own time is now that of its first new word. */
    assert_int_equal(t.n_words, 4);
    assert_int_equal(t.words[0].segment, 1);
    assert_int_equal(t.words[0].offset, 0);
    assert_int_equal(t.words[0].start_ms, 2000);
    assert_int_equal(t.words[1].offset, 3);
    assert_int_equal(t.words[1].start_ms, 3000);
    assert_int_equal(t.words[2].segment, 2);
    assert_int_equal(t.words[2].start_ms, 4000);
    transcript_finish(&t);
}

/** Somebody else who says the same has said it. */
static void
test_speakers(void **state)
{
    (void)state;
    static const char *const names[] = {"Ann", "Bo"};
    static const char *const texts[] = {"we go", "we go now", "we go now or",
                                        "we go now or never"};
    struct transcript t;
    transcript_init(&t);
    for (size_t i = 0; i < 4; i++) {
        transcript_open(&t, (int64_t)i * 1000, (int64_t)i * 1000 + 1000);
        transcript_speaker(&t, slice_of(names[i % 2]));
        transcript_text(&t, slice_of(texts[i]));
        transcript_close(&t);
    }
    assert_int_equal(rolling_reduce(&t), ST_OK);
    assert_int_equal(t.n_segments, 4);
    assert_int_equal(t.n_empty, 0);
    transcript_finish(&t);
}

/** Long lines of the same: time must be linear, and the window holds. */
static void
test_long(void **state)
{
    (void)state;
    enum { LENGTH = 200 * 1000, N_CUES = 40 };
    char *text = malloc(LENGTH + 1);
    assert_non_null(text);
    for (size_t i = 0; i < LENGTH; i++) {
        text[i] = i % 2 ? ' ' : 'a';
    }
    text[LENGTH] = '\0';
    struct transcript t;
    transcript_init(&t);
    for (int64_t i = 0; i < N_CUES; i++) {
        add(&t, &(struct cue){i, i + 1, text + i * 2});
    }
    assert_int_equal(rolling_reduce(&t), ST_OK);
    assert_int_equal(t.n_segments, N_CUES);
    assert_true(t.segments[1].size > LENGTH / 2);
    free(text);
    transcript_finish(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),   cmocka_unit_test(test_joints),
        cmocka_unit_test(test_word_times), cmocka_unit_test(test_speakers),
        cmocka_unit_test(test_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
