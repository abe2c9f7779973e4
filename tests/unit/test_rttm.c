/*
 * test_rttm.c - who speaks when: which turn a word is of, and where segments
 * are cut.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/timecode.h"
#include "ingest/rttm.h"

#include <stdio.h>

static int
setup(void **state)
{
    static struct transcript transcript;
    transcript_init(&transcript);
    *state = &transcript;
    return 0;
}

static int
teardown(void **state)
{
    transcript_finish(*state);
    return 0;
}

/** Add a segment of words of one letter, half a second each from a time in
 * seconds on. */
static void
say(struct transcript *transcript, int second, const char *letters)
{
    int64_t start_ms = (int64_t)second * 1000;
    transcript_open(transcript, start_ms,
                    start_ms + (int64_t)strlen(letters) * 500);
    for (const char *letter = letters; *letter; letter++, start_ms += 500) {
        transcript_space(transcript);
        transcript_word(transcript, start_ms, start_ms + 500);
        transcript_text(transcript, (struct slice){letter, 1});
    }
    transcript_close(transcript);
}

static void
name(struct transcript *transcript, const char *rttm)
{
    assert_int_equal(
        rttm_name_speakers(transcript, slice_of(rttm), SLICE("ep1")), ST_OK);
    assert_int_equal(transcript_status(transcript), ST_OK);
}

/** Check all segments, written as `start-end speaker: text|` and, behind
 * each, the starts of its words. */
static void
assert_segments(const struct transcript *transcript, const char *expected)
{
    struct buffer found;
    buffer_init(&found, 65536);
    size_t word = 0;
    for (size_t i = 0; i < transcript->n_segments; i++) {
        const struct segment *segment = &transcript->segments[i];
        const struct slice speaker =
            transcript_speaker_name(transcript, segment->speaker);
        const struct slice text = transcript_segment_text(transcript, i);
        buffer_print(&found, "%lld-%lld %.*s: %.*s|",
                     (long long)segment->start_ms, (long long)segment->end_ms,
                     (int)speaker.size, speaker.data, (int)text.size,
                     text.data);
        for (;
             word < transcript->n_words && transcript->words[word].segment == i;
             word++) {
            buffer_print(&found, "%c%lld ",
                         text.data[transcript->words[word].offset],
                         (long long)transcript->words[word].start_ms);
        }
        buffer_print(&found, "\n");
    }
    buffer_add_byte(&found, '\0');
    assert_string_equal(found.data, expected);
    assert_int_equal(word, transcript->n_words);
    buffer_finish(&found);
}

static void
test_turns(void **state)
{
    struct transcript *transcript = *state;
    say(transcript, 0, "abcd");
    say(transcript, 10, "ef");
    say(transcript, 20, "g");
    transcript_complain(transcript, ST_BAD_TIME, 7, 1, "first");
    /* b's middle is 0.75 s; the file's order is not that of time. */
    name(transcript, ";; a comment\n"
                     "SPKR-INFO ep1 1 <NA> <NA> <NA> adult Ann <NA>\n"
                     "SPEAKER ep1 1 0.75 0.5 <NA> <NA> Ben <NA> <NA>\n"
                     "SPEAKER ep1 1 9 2 <NA> <NA> Ann <NA>\r\n"
                     "SPEAKER ep1 1 0 0.75 <NA> <NA> Ann <NA> <NA>\n"
                     "SPEAKER ep1 1 1.25 0.75 <NA> <NA> Ann <NA> <NA>\n");
    assert_segments(transcript, "0-500 Ann: a|a0 \n"
                                "500-1000 Ben: b|b500 \n"
                                "1000-2000 Ann: c d|c1000 d1500 \n"
                                "10000-11000 Ann: e f|e10000 f10500 \n"
                                "20000-20500 : g|g20000 \n");
    assert_int_equal(transcript->n_complaints, 1);
    assert_string_equal(transcript->complaint.text, "first");
}

/** Of turns that overlap, that which began last, and after its end the one
 * that goes on. */
static void
test_overlaps(void **state)
{
    struct transcript *transcript = *state;
    say(transcript, 0, "abcdefgh");
    name(transcript, "SPEAKER ep1 1 0 4 <NA> <NA> Ann <NA> <NA>\n"
                     "SPEAKER ep1 1 1 2 <NA> <NA> Ben <NA> <NA>\n"
                     "SPEAKER ep1 1 1.5 0.5 <NA> <NA> Cem <NA> <NA>\n");
    assert_segments(transcript, "0-1000 Ann: a b|a0 b500 \n"
                                "1000-1500 Ben: c|c1000 \n"
                                "1500-2000 Cem: d|d1500 \n"
                                "2000-3000 Ben: e f|e2000 f2500 \n"
                                "3000-4000 Ann: g h|g3000 h3500 \n");
}

/** A word that no turn has belongs to nobody. */
static void
test_gaps(void **state)
{
    struct transcript *transcript = *state;
    say(transcript, 0, "abc");
    name(transcript, "SPEAKER ep1 1 0 0.5 <NA> <NA> Ann <NA> <NA>\n"
                     "SPEAKER ep1 1 1 0.5 <NA> <NA> Ann <NA> <NA>\n");
    assert_segments(transcript, "0-500 Ann: a|a0 \n"
                                "500-1000 : b|b500 \n"
                                "1000-1500 Ann: c|c1000 \n");
}

/** Of a file with several recordings, the turns of the own one. */
static void
test_recordings(void **state)
{
    struct transcript *transcript = *state;
    say(transcript, 0, "a");
    name(transcript, "SPEAKER ep0 1 0 9 <NA> <NA> Ann <NA> <NA>\n"
                     "SPEAKER ep1 1 0 9 <NA> <NA> Ben <NA> <NA>\n"
                     "SPEAKER ep2 1 0 9 <NA> <NA> Cem <NA> <NA>\n");
    assert_segments(transcript, "0-500 Ben: a|a0 \n");
}

/** Of a file with one recording all, whatever it is called there. */
static void
test_other_name(void **state)
{
    struct transcript *transcript = *state;
    say(transcript, 0, "a");
    name(transcript, "SPEAKER show-1 1 0 9 <NA> <NA> Ann <NA> <NA>\n");
    assert_segments(transcript, "0-500 Ann: a|a0 \n");
}

static void
test_nothing_to_do(void **state)
{
    static const char *const texts[] = {
        "",
        "\n",
        "SPEAKER ep1 1 5 9 <NA> <NA> Ann <NA> <NA>\n",
        "SPEAKER ep1 1 0 9 <NA> <NA> <NA> <NA> <NA>\n",
        "SPEAKER ep1 1 0 0 <NA> <NA> Ann <NA> <NA>\n",
        "SEGMENT ep1 1 0 9 <NA> <NA> Ann <NA> <NA>\n",
        "SPEAKER a 1 0 9 <NA> <NA> Ann <NA>\nSPEAKER b 1 0 9 <NA> <NA> B <NA>",
    };
    struct transcript *transcript = *state;
    say(transcript, 0, "ab");
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        name(transcript, texts[i]);
        assert_segments(transcript, "0-1000 : a b|a0 b500 \n");
    }
}

/** Who is named stays so, and text without words' times stays whole. */
static void
test_untouched(void **state)
{
    static const char turn[] = "SPEAKER ep1 1 0 9 <NA> <NA> Ann <NA> <NA>\n";
    struct transcript *transcript = *state;
    transcript_open(transcript, 0, 1000);
    transcript_text(transcript, SLICE("a b"));
    transcript_close(transcript);
    name(transcript, turn);
    assert_segments(transcript, "0-1000 : a b|\n");
    say(transcript, 1, "c");
    transcript_name(transcript, 0, SLICE("Ben"));
    name(transcript, turn);
    assert_segments(transcript, "0-1000 Ben: a b|\n1000-1500 : c|c1000 \n");
}

/** What can not be read is a complaint, and the rest counts. */
static void
test_damage(void **state)
{
    struct transcript *transcript = *state;
    say(transcript, 0, "a");
    name(transcript, "SPEAKER ep1 1 x 9 <NA> <NA> Cem <NA> <NA>\n"
                     "SPEAKER ep1 1 0 -1 <NA> <NA> Cem <NA> <NA>\n"
                     "SPEAKER ep1 1 0 9 <NA> <NA> Ann <NA> <NA>\n"
                     "SPEAKER ep1 1 0\n");
    assert_segments(transcript, "0-500 Ann: a|a0 \n");
    assert_int_equal(transcript->n_complaints, 3);
    assert_string_equal(transcript->complaint.text,
                        "line 1 of its .rttm is no turn");
}

/** The facts and what was complained of are kept. */
static void
test_facts(void **state)
{
    struct transcript *transcript = *state;
    say(transcript, 0, "a");
    buffer_add_slice(&transcript->title, SLICE("A title"));
    buffer_add_slice(&transcript->language, SLICE("de"));
    buffer_add_slice(&transcript->url, SLICE("https://a/"));
    buffer_add_slice(&transcript->date, SLICE("2024-05-17"));
    transcript->n_empty = 3;
    name(transcript, "SPEAKER ep1 1 0 9 <NA> <NA> Ann <NA> <NA>\n");
    assert_segments(transcript, "0-500 Ann: a|a0 \n");
    assert_true(
        slice_equal(buffer_slice(&transcript->title), SLICE("A title")));
    assert_true(slice_equal(buffer_slice(&transcript->language), SLICE("de")));
    assert_true(
        slice_equal(buffer_slice(&transcript->url), SLICE("https://a/")));
    assert_true(
        slice_equal(buffer_slice(&transcript->date), SLICE("2024-05-17")));
    assert_int_equal(transcript->n_empty, 3);
}

int
main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_turns),      CASE(test_overlaps),      CASE(test_gaps),
        CASE(test_recordings), CASE(test_other_name),    CASE(test_untouched),
        CASE(test_damage),     CASE(test_nothing_to_do), CASE(test_facts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
