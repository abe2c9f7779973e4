/*
 * format.c: which format a file is taken for, and the table itself.  What the
 * formats make of files is tested in tests/format.
 */
#include "format/format.h"

#include "base/buffer.h"
#include "format/formats.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

static const struct {
    const char *text;
    const char *format; /**< NULL for none */
} detections[] = {
    {"WEBVTT", "webvtt"},
    {"WEBVTT\n", "webvtt"},
    {"WEBVTT\r\nKind: captions\r\n", "webvtt"},
    {"WEBVTT a title\n", "webvtt"},
    {"WEBVTT\ttitle", "webvtt"},
    {"WEBVTTX", NULL},
    {"webvtt\n", NULL},
    {"\nWEBVTT\n", NULL},
    {"WEBVT", NULL},
    {"1\n00:00:01,000 --> 00:00:02,000\nx\n", "srt"},
    {"\n\n1\n\n00:00:01,000 --> 00:00:02,000\nx\n", "srt"},
    {"00:00:01.000-->00:00:02.000", "srt"},
    {"1\n00:00:01 --> 00:00:02\nx\n", "srt"},
    {"1\n99:99:99,999 --> 99:99:99,999\nx\n", "srt"},
    {"A title\n1\n00:00:01,000 --> 00:00:02,000\nx\n", "srt"},
    {"a\nb\nc\n1\n00:00:01,000 --> 00:00:02,000\nx\n", NULL},
    {"00:00:01 --> 00:00:02\n", NULL},
    {"1\nx --> y\n", NULL},
    {"10:30 --> 11:00 coffee\n", NULL},
    {"[00:00:00.000 --> 00:00:01.000]   x\n", "whisper"},
    {"[00:00.000 --> 00:01.000]  x\n", "whisper"},
    {"whisper_model_load: type = 1\n\n[00:00.000 --> 00:01.000] x", "whisper"},
    {"said [00:00.000 --> 00:01.000] x\n", NULL},
    {"a\nb\n[00:00.000 --> 00:01.000] x\n", NULL},
    {"[1 --> 2]\n", NULL},
    {"[{\"text\": \"00:00:01,000 --> 00:00:02,000\"}]\n", NULL},
    {"start,end,text\n00:00:01.000,00:00:02.000,-->\n", NULL},
    {"# Title\n\nFrom a --> to b.\n", NULL},
    {"<tt xmlns=\"http://www.w3.org/ns/ttml\">", "ttml"},
    {"<tt><body>", "ttml"},
    {"<tt>code</tt>", NULL},
    {"<!DOCTYPE tt><tt xmlns=\"http://www.w3.org/ns/ttml\">", "ttml"},
    {"<timedtext format=\"3\">", "youtube-xml"},
    {"<transcript><text start=\"0\" dur=\"1\">x", "youtube-xml"},
    {"<transcript><p>x</p>", NULL},
    {"<?xml version=\"1.0\"?>\n<ANNOTATION_DOCUMENT>", "eaf"},
    {"<cite>A:</cite>\n<time>0:00</time>\n<p>x", "podcast-html"},
    {"<cite>A Book</cite> <time>March 3</time>", NULL},
    {"text <cite>A:</cite><time>0:00</time>", NULL},
    {"[00:01.50]x\n", "lrc"},
    {"[ar:x]\n[00:01]x\n", "lrc"},
    {"[main]\n[a:b]\n", NULL},
    {"", NULL},
};

/** The content decides, whatever the name. */
static void
test_detection(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(detections) / sizeof(detections[0]); i++) {
        const struct slice text = slice_of(detections[i].text);
        /* The name decides nothing where only one format is sure. */
        static const char *const names[] = {NULL, "x.srt", "x.vtt", "x.txt"};
        for (size_t j = 0; j < sizeof(names) / sizeof(names[0]); j++) {
            const struct format *format = format_detect(text, names[j]);
            if (!detections[i].format) {
                assert_null(format);
                continue;
            }
            assert_non_null(format);
            assert_string_equal(format->name, detections[i].format);
        }
    }
}

/** Probes see a bounded front: what is far away decides nothing, and a front
 * that ends inside a character does no harm. */
static void
test_front(void **state)
{
    (void)state;
    enum { SIZE = PROBE_MAX_BYTES + 2 * PROBE_BYTES };
    static const struct slice cue =
        SLICE_INIT("1\n00:00:01,000 --> 00:00:02,000\n");
    char *text = malloc(SIZE);
    assert_non_null(text);
    for (size_t i = 0; i + 1 < SIZE; i += 2) {
        memcpy(text + i, "\xc3\xa9", 2);
    }
    const struct slice whole = {text, SIZE};
    assert_null(format_detect(whole, NULL));
    assert_null(format_detect(slice_from(whole, 2), NULL));
    memcpy(text + PROBE_MAX_BYTES, cue.data, cue.size);
    assert_null(format_detect(whole, "x.srt"));
    memcpy(text, cue.data, cue.size);
    assert_non_null(format_detect(whole, NULL));
    free(text);
}

/** What stands ahead of a transcript, a line again and again, hides it not. */
static void
test_late(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        const char *text;
        const char *format;
    } cases[] = {
        {"\n", "1\n00:00:01,000 --> 00:00:02,000\nx\n", "srt"},
        {"whisper_model_load: type = 1\n", "\n[00:00.000 --> 00:01.000]  x\n",
         "whisper"},
        {"<!-- a licence -->\n", "<tt xmlns=\"http://www.w3.org/ns/ttml\">",
         "ttml"},
        {"Notes of a show, with [a link](https://x.y).\n\n",
         "**Ann:** Yes, it is.\n\n**Bo:** No, it is not.\n", "markdown"},
    };
    enum { MANY = 400 };
    struct buffer text;
    buffer_init(&text, PROBE_MAX_BYTES);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        buffer_clear(&text);
        while (text.size < PROBE_BYTES + 100) {
            buffer_add_slice(&text, slice_of(cases[i].line));
        }
        for (int n = 0; n < MANY; n++) {
            buffer_add_slice(&text, slice_of(cases[i].text));
        }
        const struct format *found = format_detect(buffer_slice(&text), NULL);
        assert_non_null(found);
        assert_string_equal(found->name, cases[i].format);
    }
    buffer_finish(&text);
}

/** Where a text is longer than what probes see, %s. */
static const struct {
    const char *text;
    const char *format;
} long_texts[] = {
    {"{\"text\": \"%s\", \"segments\": [{\"start\": 1, \"text\": \"x\"}]}",
     "whisper-json"},
    {"{\n  \"text\": \"%s\",\n  \"segments\": [\n    {\n"
     "      \"start\": 1,\n      \"text\": \"x\"\n    }\n  ]\n}\n",
     "whisper-json"},
    {"\n{\"text\": \"%s\", \"segments\": [{\"start\": 1, \"text\": \"x\"}]}",
     "whisper-json"},
    {"{\"task\": \"%s\",\n \"language\": \"%s\",\n"
     "\"segments\": [{\"start\": 1, \"text\": \"x\"}]}",
     "whisper-json"},
    {"{\"id\": \"1\", \"text\": \"%s\", \"acoustic_model\": \"default\", "
     "\"words\": [{\"text\": \"x\", \"start\": 1, \"end\": 2}], "
     "\"audio_url\": \"x\"}",
     "assemblyai"},
    {"[00:00:01.000 --> 00:00:02.000]  %s\n"
     "[00:00:02.000 --> 00:00:03.000]  \"x\n",
     "whisper"},
    {"{\"name\": \"%s\", \"colour\": \"red\"}", NULL},
    {"A title\n%s\n", NULL},
};

/** However long what is said is in one piece, its file is told by the rest. */
static void
test_long_strings(void **state)
{
    (void)state;
    char *said = malloc((size_t)PROBE_BYTES * 2);
    struct buffer text;
    assert_non_null(said);
    buffer_init(&text, (size_t)PROBE_BYTES * 8);
    memset(said, 'a', (size_t)PROBE_BYTES * 2 - 1);
    said[PROBE_BYTES * 2 - 1] = '\0';
    for (size_t i = 0; i < sizeof(long_texts) / sizeof(*long_texts); i++) {
        const struct slice form = slice_of(long_texts[i].text);
        buffer_clear(&text);
        for (size_t at = 0; at < form.size;) {
            const size_t next = slice_find(form, SLICE("%s"), at);
            buffer_add_slice(&text, slice_part(form, at, next));
            buffer_add_slice(&text, slice_of(next < form.size ? said : ""));
            at = next + 2;
        }
        const struct format *found = format_detect(buffer_slice(&text), NULL);
        if (!long_texts[i].format) {
            assert_null(found);
            continue;
        }
        assert_non_null(found);
        assert_string_equal(found->name, long_texts[i].format);
    }
    buffer_finish(&text);
    free(said);
}

/** Each row is found by its name, and complete. */
static void
test_table(void **state)
{
    (void)state;
    size_t n = 0;
    for (const struct format *const *next = format_all(); *next; next++) {
        assert_ptr_equal(format_by_name((*next)->name), *next);
        assert_non_null((*next)->title);
        assert_non_null((*next)->suffixes);
        assert_int_equal((*next)->probe(SLICE("")), MATCH_NONE);
        n++;
    }
    assert_true(n > 0);
    assert_null(format_by_name("nosuch"));
}

/** A line may be long in JSON, but nowhere else. */
static void
test_long_line(void **state)
{
    (void)state;
    static const struct slice json =
        SLICE_INIT("{\"segments\": [{\"start\": 1, \"text\": \"far\"}]}");
    static const struct slice cue =
        SLICE_INIT("1\n00:00:01,000 --> 00:00:02,000\nfar");
    const size_t size = (size_t)LINE_MAX_BYTES + 100;
    char *text = malloc(size);
    assert_non_null(text);
    memset(text, ' ', size);
    const struct slice whole = {text, size};

    struct transcript transcript;
    transcript_init(&transcript);
    memcpy(text, json.data, json.size);
    assert_int_equal(
        format_parse(format_detect(whole, NULL), whole, &transcript, NULL),
        ST_OK);
    assert_int_equal(transcript.n_segments, 1);
    memcpy(text, cue.data, cue.size);
    assert_int_equal(
        format_parse(format_detect(whole, NULL), whole, &transcript, NULL),
        ST_LINE_TOO_LONG);
    assert_int_equal(format_parse(NULL, whole, &transcript, NULL),
                     ST_LINE_TOO_LONG);
    assert_int_equal(format_parse(NULL, SLICE("x"), &transcript, NULL),
                     ST_NOT_A_TRANSCRIPT);
    transcript_finish(&transcript);
    free(text);
}

/** Where the front of a document shows only what stands ahead of records, or a
 * page's only its head, all of it is looked at. */
static void
test_far(void **state)
{
    (void)state;
    static const struct {
        struct slice front;
        struct slice back;
        const char *format;
    } cases[] = {
        {SLICE_INIT("{\"speakers\": [],"),
         SLICE_INIT(
             "\"data\": [{\"startTime\": 1, \"text\": \"and so it is "
             "that we\"}, {\"startTime\": 4, \"text\": \"went home\"}]}"),
         "records-json"},
        {SLICE_INIT("<html><body>"),
         SLICE_INIT("<p><b>Ann:</b> And so it is.</p><p><b>Bo:</b> Is it?</p>"
                    "<p><b>Ann:</b> It is.</p><p><b>Bo:</b> I see.</p>"),
         "transcript-html"},
    };
    const size_t size = 2 * (size_t)PROBE_BYTES;
    char *text = malloc(size);
    assert_non_null(text);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const struct slice back = cases[i].back;
        struct transcript transcript;
        memset(text, ' ', size);
        memcpy(text, cases[i].front.data, cases[i].front.size);
        memcpy(text + size - back.size, back.data, back.size);
        const struct slice whole = {text, size};
        const struct format *format = format_detect(whole, NULL);
        assert_ptr_equal(format, format_by_name(cases[i].format));
        transcript_init(&transcript);
        assert_int_equal(format_parse(format, whole, &transcript, NULL), ST_OK);
        assert_int_equal(transcript.n_segments, i == 0 ? 2 : 4);
        transcript_finish(&transcript);
        transcript_init(&transcript);
        assert_int_equal(format_parse(format, slice_part(whole, 0, PROBE_BYTES),
                                      &transcript, NULL),
                         i == 0 ? ST_TRUNCATED : ST_NOT_A_TRANSCRIPT);
        transcript_finish(&transcript);
    }
    free(text);
}

/** Only ASCII letters are folded. */
static void
test_equals_lower(void **state)
{
    (void)state;
    assert_true(equals_lower(SLICE("FoNt"), SLICE("font")));
    assert_true(equals_lower(SLICE(""), SLICE("")));
    assert_false(equals_lower(SLICE("fonts"), SLICE("font")));
    assert_false(equals_lower(SLICE("[ont"), SLICE("{ont")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_detection), cmocka_unit_test(test_front),
        cmocka_unit_test(test_late),      cmocka_unit_test(test_long_strings),
        cmocka_unit_test(test_far),       cmocka_unit_test(test_table),
        cmocka_unit_test(test_long_line), cmocka_unit_test(test_equals_lower),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
