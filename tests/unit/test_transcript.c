/*
 * test_transcript.c - segments, speakers, word times and complaints, as the
 * formats hand them over.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/timecode.h"
#include "text/transcript.h"

#include <stdio.h>

/** Add a whole segment. */
static void
add(struct transcript *t, int64_t start_ms, const char *speaker,
    const char *text)
{
    transcript_open(t, start_ms, start_ms + 1000);
    if (speaker) {
        transcript_speaker(t, slice_of(speaker));
    }
    transcript_text(t, slice_of(text));
    transcript_close(t);
}

/** Check a segment's text. */
static void
assert_segment(const struct transcript *t, size_t index, const char *text)
{
    assert_true(index < t->n_segments);
    const struct slice found = transcript_segment_text(t, index);
    assert_int_equal(found.size, strlen(text));
    assert_memory_equal(found.data, text, found.size);
}

static void
test_segments(void **state)
{
    (void)state;
    struct transcript t;
    transcript_init(&t);
    transcript_open(&t, 1000, 2000);
    transcript_text(&t, SLICE(" Hello, "));
    transcript_space(&t);
    transcript_text(&t, SLICE("\x1b[1mworld\x1b[0m \n"));
    transcript_close(&t);
    transcript_open(&t, TIME_UNKNOWN, TIME_UNKNOWN);
    transcript_text(&t, SLICE("[Music]"));
    transcript_close(&t);
    add(&t, 9000, NULL, "end before start is kept");
    t.segments[2].end_ms = 1;

    assert_int_equal(transcript_status(&t), ST_OK);
    assert_int_equal(t.n_segments, 3);
    assert_segment(&t, 0, "Hello, world");
    assert_int_equal(t.segments[0].start_ms, 1000);
    assert_int_equal(t.segments[0].end_ms, 2000);
    assert_int_equal(t.segments[0].kind, LINE_SPEECH);
    assert_int_equal(t.segments[0].speaker, 0);
    assert_int_equal(t.segments[0].n_tokens, 0);
    assert_false(t.segments[0].is_repeat);
    assert_segment(&t, 1, "[Music]");
    assert_int_equal(t.segments[1].kind, LINE_MARKER);
    assert_int_equal(t.segments[1].start_ms, TIME_UNKNOWN);
    assert_int_equal(t.n_empty, 0);
    transcript_finish(&t);
    transcript_finish(&t);
}

static void
test_empty_segments_are_dropped(void **state)
{
    (void)state;
    struct transcript t;
    transcript_init(&t);
    add(&t, 0, NULL, "one");
    add(&t, 1, NULL, "");
    transcript_open(&t, 2, 3);
    transcript_word(&t, 2, 3);
    transcript_text(&t, SLICE(" \xef\xbb\xbf\x01 "));
    transcript_space(&t);
    transcript_close(&t);
    add(&t, 4, NULL, "two");
    assert_int_equal(t.n_segments, 2);
    assert_int_equal(t.n_empty, 2);
    assert_int_equal(t.n_words, 0);
    assert_segment(&t, 0, "one");
    assert_segment(&t, 1, "two");
    assert_int_equal(t.text.size, 6);
    transcript_finish(&t);
}

/** Calls without an open segment do nothing; opening closes. */
static void
test_calls_out_of_order(void **state)
{
    (void)state;
    struct transcript t;
    transcript_init(&t);
    transcript_text(&t, SLICE("nobody hears"));
    transcript_speaker(&t, SLICE("Nobody"));
    transcript_word(&t, 1, 2);
    transcript_space(&t);
    transcript_close(&t);
    assert_int_equal(t.n_segments, 0);
    assert_int_equal(t.n_empty, 0);
    transcript_open(&t, 0, 1);
    transcript_text(&t, SLICE("left open"));
    transcript_open(&t, 1, 2);
    transcript_text(&t, SLICE("closed"));
    transcript_close(&t);
    transcript_close(&t);
    assert_int_equal(t.n_segments, 2);
    assert_int_equal(t.n_speakers, 0);
    assert_segment(&t, 0, "left open");
    assert_segment(&t, 1, "closed");
    assert_int_equal(transcript_status(&t), ST_OK);
    transcript_finish(&t);
}

static void
test_speakers(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint32_t speaker;
    } steps[] = {
        {"Michael", 1},     {"Ann", 2}, {"Ann", 2},
        {" Michael\t", 1},  {"", 0},    {"ann", 3},
        {"Anna", 4},        {"Ann", 2}, {NULL, 0},
        {"\x01", 0},        {"An", 5},  {"Zo\xc3\xab", 6},
        {"Zoe\xcc\x88", 6},
    };
    struct transcript t;
    transcript_init(&t);
    for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
        add(&t, (int64_t)i, steps[i].name, "text");
        assert_int_equal(t.segments[i].speaker, steps[i].speaker);
    }
    assert_int_equal(t.n_speakers, 6);
    assert_true(slice_equal(transcript_speaker_name(&t, 1), SLICE("Michael")));
    assert_true(slice_equal(transcript_speaker_name(&t, 5), SLICE("An")));
    assert_true(
        slice_equal(transcript_speaker_name(&t, 6), SLICE("Zo\xc3\xab")));
    transcript_finish(&t);
}

static void
test_too_many_speakers(void **state)
{
    (void)state;
    struct transcript t;
    char name[32];
    transcript_init(&t);
    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < SPEAKERS_MAX + 5; i++) {
            /* In no order, so that the sorting is tried. */
            snprintf(name, sizeof(name), "speaker %u", i * 7919u % 10007u);
            add(&t, i, name, "text");
            assert_int_equal(t.segments[t.n_segments - 1].speaker,
                             i < SPEAKERS_MAX ? i + 1 : 0);
        }
    }
    assert_int_equal(t.n_speakers, SPEAKERS_MAX);
    assert_int_equal(t.n_complaints, 1);
    assert_int_equal(t.complaint.status, ST_TOO_LARGE);
    assert_int_equal(transcript_status(&t), ST_OK);
    transcript_finish(&t);
}

/** Check a word time. */
static void
assert_word(const struct transcript *t, size_t index, uint32_t segment,
            uint32_t offset, int64_t start_ms)
{
    assert_true(index < t->n_words);
    assert_int_equal(t->words[index].segment, segment);
    assert_int_equal(t->words[index].offset, offset);
    assert_int_equal(t->words[index].start_ms, start_ms);
}

static void
test_words(void **state)
{
    (void)state;
    struct transcript t;
    transcript_init(&t);
    add(&t, 0, NULL, "without times");
    transcript_open(&t, 0, 900);
    transcript_word(&t, 0, 100);
    transcript_text(&t, SLICE("One"));
    transcript_word(&t, 100, 200); /* space in front of the word */
    transcript_text(&t, SLICE(" two"));
    transcript_space(&t);
    transcript_word(&t, 200, TIME_UNKNOWN); /* space before the time */
    transcript_text(&t, SLICE("three,"));
    transcript_word(&t, 300, 400); /* no text at all */
    transcript_word(&t, 400, 500);
    transcript_text(&t, SLICE("four"));
    transcript_word(&t, 500, 600); /* nothing but space */
    transcript_text(&t, SLICE(" "));
    transcript_word(&t, 600, 700);
    transcript_text(&t, SLICE("five"));
    transcript_word(&t, 800, 900); /* at the end */
    transcript_close(&t);
    transcript_open(&t, 1000, 1100);
    transcript_text(&t, SLICE("  "));
    transcript_word(&t, 1000, 1100);
    transcript_text(&t, SLICE(" six "));
    transcript_word(&t, 1100, 1100); /* behind the last space */
    transcript_close(&t);

    assert_segment(&t, 1, "One two three,four five");
    assert_segment(&t, 2, "six");
    assert_int_equal(t.n_words, 6);
    assert_word(&t, 0, 1, 0, 0);
    assert_word(&t, 1, 1, 4, 100);
    assert_word(&t, 2, 1, 8, 200);
    assert_int_equal(t.words[2].end_ms, TIME_UNKNOWN);
    assert_word(&t, 3, 1, 14, 400);
    assert_word(&t, 4, 1, 19, 600);
    assert_word(&t, 5, 2, 0, 1000);
    transcript_finish(&t);
}

static void
test_complaints(void **state)
{
    (void)state;
    struct transcript t;
    transcript_init(&t);
    transcript_complain(&t, ST_BAD_TIME, 7, 3, "no time: \"%s\"", "1:99");
    transcript_complain(&t, ST_BACKWARDS, 8, 1, "backwards");
    assert_int_equal(t.n_complaints, 2);
    assert_int_equal(t.complaint.status, ST_BAD_TIME);
    assert_int_equal(t.complaint.line, 7);
    assert_int_equal(t.complaint.column, 3);
    assert_string_equal(t.complaint.text, "no time: \"1:99\"");
    assert_string_equal(t.complaint.path, "");
    assert_int_equal(transcript_status(&t), ST_OK);
    transcript_finish(&t);
}

static void
test_too_many_segments(void **state)
{
    (void)state;
    struct transcript t;
    transcript_init(&t);
    for (int i = 0; i < SEGMENTS_MAX; i++) {
        transcript_open(&t, i, i);
        transcript_text(&t, SLICE("x"));
        transcript_close(&t);
    }
    assert_int_equal(transcript_status(&t), ST_OK);
    add(&t, 0, NULL, "");
    assert_int_equal(transcript_status(&t), ST_OK);
    add(&t, 0, NULL, "one more");
    assert_int_equal(transcript_status(&t), ST_TOO_MANY_SEGMENTS);
    add(&t, 0, NULL, "and more");
    assert_int_equal(t.n_segments, SEGMENTS_MAX);
    assert_int_equal(transcript_status(&t), ST_TOO_MANY_SEGMENTS);
    transcript_finish(&t);
}

/** Statuses of buffers that fail at their limit. */
static void
test_too_much_text(void **state)
{
    (void)state;
    struct transcript t;
    transcript_init(&t);
    buffer_init(&t.text, 100);
    add(&t, 0, NULL, "fits");
    transcript_open(&t, 0, 0);
    transcript_word(&t, 0, 0);
    for (int i = 0; i < 40; i++) {
        transcript_text(&t, SLICE("more "));
    }
    transcript_close(&t);
    assert_int_equal(transcript_status(&t), ST_TOO_LARGE);
    assert_int_equal(t.n_segments, 1);
    assert_int_equal(t.n_words, 0);
    assert_segment(&t, 0, "fits");
    add(&t, 0, NULL, "no more");
    assert_int_equal(t.n_segments, 1);
    transcript_finish(&t);

    transcript_init(&t);
    buffer_init(&t.names, 20);
    add(&t, 0, "a name of more than 20 bytes", "text");
    assert_int_equal(transcript_status(&t), ST_TOO_LARGE);
    transcript_finish(&t);

    transcript_init(&t);
    t.title.has_failed = true;
    assert_int_equal(transcript_status(&t), ST_NO_MEMORY);
    transcript_finish(&t);
}

/** Fronts are cut, segments without text go, and word times go along. */
static void
test_cut_fronts(void **state)
{
    (void)state;
    static const size_t cuts[] = {0, 9, 5, 3, 99, 6};
    struct transcript t;
    transcript_init(&t);
    add(&t, 0, NULL, "kept");
    add(&t, 1000, NULL, "gone away");
    transcript_open(&t, 2000, 3000);
    transcript_word(&t, 2000, TIME_UNKNOWN);
    transcript_text(&t, SLICE("one "));
    transcript_word(&t, 2100, TIME_UNKNOWN);
    transcript_text(&t, SLICE("x two "));
    transcript_word(&t, 2500, TIME_UNKNOWN);
    transcript_text(&t, SLICE("three"));
    transcript_close(&t);
    transcript_open(&t, 3000, 4000);
    transcript_word(&t, 3000, 3100);
    transcript_text(&t, SLICE("one "));
    transcript_word(&t, 3200, 3300);
    transcript_text(&t, SLICE("two"));
    transcript_close(&t);
    transcript_open(&t, 5000, 6000);
    transcript_word(&t, 5000, 5100);
    transcript_text(&t, SLICE("gone"));
    transcript_close(&t);
    add(&t, 6000, "Ann", "Three: [Bell]");
    transcript_cut_fronts(&t, cuts);

    assert_int_equal(transcript_status(&t), ST_OK);
    assert_int_equal(t.n_segments, 4);
    assert_int_equal(t.n_empty, 2);
    assert_segment(&t, 0, "kept");
    assert_segment(&t, 1, "two three");
    assert_segment(&t, 2, "two");
    assert_segment(&t, 3, "[Bell]");
    assert_int_equal(t.text.size, 22);
    assert_int_equal(t.segments[0].start_ms, 0);
    assert_int_equal(t.segments[1].start_ms, 2100);
    assert_int_equal(t.segments[1].end_ms, 3000);
    assert_int_equal(t.segments[2].start_ms, 3200);
    assert_int_equal(t.segments[3].start_ms, 6000);
    assert_int_equal(t.segments[3].speaker, 1);
    assert_int_equal(t.segments[3].kind, LINE_MARKER);
    /* The time that had no end goes on; the one that had ended. */
    assert_int_equal(t.n_words, 3);
    assert_int_equal(t.words[0].segment, 1);
    assert_int_equal(t.words[0].offset, 0);
    assert_int_equal(t.words[0].start_ms, 2100);
    assert_int_equal(t.words[1].offset, 4);
    assert_int_equal(t.words[1].start_ms, 2500);
    assert_int_equal(t.words[2].segment, 2);
    assert_int_equal(t.words[2].offset, 0);
    assert_int_equal(t.words[2].start_ms, 3200);
    transcript_finish(&t);
}

/** What repeats a text is joined, and its words go on in it. */
static void
test_join(void **state)
{
    (void)state;
    static const bool is_repeat[] = {false, false, true, true, false};
    static const int64_t starts[] = {1000, 1500, 2000};
    struct transcript t;
    transcript_init(&t);
    add(&t, 0, NULL, "first");
    for (size_t i = 0; i < 3; i++) {
        transcript_open(&t, starts[i], starts[i] + 500);
        for (size_t word = 0; word < 2; word++) {
            if (i == word) {
                transcript_word(&t, starts[i], starts[i] + 500);
            }
            transcript_text(&t, word == 0 ? SLICE("one ") : SLICE("two"));
        }
        transcript_close(&t);
    }
    add(&t, 9000, NULL, "last");
    transcript_join(&t, is_repeat);

    assert_int_equal(transcript_status(&t), ST_OK);
    assert_int_equal(t.n_segments, 3);
    assert_segment(&t, 0, "first");
    assert_segment(&t, 1, "one two");
    assert_segment(&t, 2, "last");
    assert_int_equal(t.text.size, 16);
    assert_int_equal(t.segments[1].start_ms, 1000);
    assert_int_equal(t.segments[1].end_ms, 2500);
    assert_int_equal(t.segments[2].start_ms, 9000);
    assert_int_equal(t.n_words, 2);
    assert_int_equal(t.words[0].segment, 1);
    assert_int_equal(t.words[0].offset, 0);
    assert_int_equal(t.words[1].segment, 1);
    assert_int_equal(t.words[1].offset, 4);
    assert_int_equal(t.words[1].start_ms, 1500);
    transcript_finish(&t);
}

/** A closed segment gets a speaker, by a part of its own text too. */
static void
test_name(void **state)
{
    (void)state;
    struct transcript t;
    transcript_init(&t);
    add(&t, 0, "Ann", "one");
    add(&t, 1000, NULL, "Bo: two");
    add(&t, 2000, NULL, "three");
    transcript_name(&t, 1, slice_part(transcript_segment_text(&t, 1), 0, 2));
    transcript_name(&t, 2, SLICE("Ann"));
    transcript_name(&t, 0, SLICE(" "));
    assert_int_equal(t.segments[0].speaker, 0);
    assert_int_equal(t.segments[1].speaker, 2);
    assert_int_equal(t.segments[2].speaker, 1);
    assert_true(slice_equal(transcript_speaker_name(&t, 2), SLICE("Bo")));
    transcript_finish(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_segments),
        cmocka_unit_test(test_empty_segments_are_dropped),
        cmocka_unit_test(test_calls_out_of_order),
        cmocka_unit_test(test_speakers),
        cmocka_unit_test(test_too_many_speakers),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_complaints),
        cmocka_unit_test(test_too_many_segments),
        cmocka_unit_test(test_too_much_text),
        cmocka_unit_test(test_cut_fronts),
        cmocka_unit_test(test_join),
        cmocka_unit_test(test_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
