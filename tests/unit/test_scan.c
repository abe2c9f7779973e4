/*
 * test_scan.c - which positions count.
 *
 * What a scan hands on is written as `talk:0,7/3` for a talk in which the
 * first phrase counts at the tokens 0 and 7 and the second at 3.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/scan.h"
#include "talks.h"

#include <stdio.h>

static const char voices[] =
    "WEBVTT\n\n"
    "00:01.000 --> 00:03.000\n<v Ann Lee>the tide is low\n\n"
    "00:03.000 --> 00:05.000\n<v Ben Ott>the tide is high\n\n"
    "00:05.000 --> 00:07.000\n<v Ann Lee>so the boat waits\n\n";

static int
set_up(void **state)
{
    static struct talks talks;
    talks_start(&talks);
    /* The tokens 0 to 3 in the first four seconds, 4 to 7 from 10 to 14 s, 8
     * to 11 from 100 s on. */
    talks_say_at(&talks, 0, 4000, "the tide is low");
    talks_say_at(&talks, 10000, 14000, "one boat went out");
    talks_say_at(&talks, 100000, 104000, "another boat came in");
    talks_end(&talks, "clock.en");
    talks_write(&talks, "voices.vtt", voices);
    talks_write(&talks, "plain.txt",
                "The tide turned and nobody saw the boat.\n"
                "Nothing more is known of that night, I am afraid.\n"
                "They asked everyone who lived along the shore.\n"
                "And they asked again when the summer had gone.\n"
                "But you know how people are when strangers ask them.\n");
    talks_say(&talks, "das boot und die tide");
    talks_end(&talks, "deutsch.de");
    /* Two lines by turns; the loop ends the talk. */
    talks_say(&talks, "we row");
    talks_say(&talks, "against the wind");
    talks_say(&talks, "and then");
    for (int i = 0; i < 4; i++) {
        talks_say(&talks, "we row");
        talks_say(&talks, "against the wind");
    }
    talks_end(&talks, "stuck.en");
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

enum { STORY_BYTES = 512 };

/** What a scan told. */
struct story {
    const struct talks *talks;
    uint32_t n_phrases;
    char text[STORY_BYTES];
    size_t size;
    size_t n_counts;              /**< how often counts were told */
    struct phrase_count told[2];  /**< of the first two phrases */
    struct phrase_count found[2]; /**< the same, from the positions */
    enum status status;
};

/** Append to a story. */
static void __attribute__((format(printf, 2, 3)))
write_on(struct story *story, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int n = vsnprintf(story->text + story->size,
                            STORY_BYTES - story->size, format, arguments);
    va_end(arguments);
    assert_in_range(n, 0, STORY_BYTES - story->size - 1);
    story->size += (size_t)n;
}

/** The scan tells how often phrases are said. */
static void
take_counts(void *context, const struct phrase_count *counts)
{
    struct story *story = context;
    assert_non_null(counts);
    assert_int_equal(story->size, 0);
    story->n_counts++;
    memcpy(story->told, counts, sizeof(story->told));
}

/** The scan tells a transcript's positions. */
static enum status
take_row(void *context, int64_t transcript, const struct positions *lists)
{
    struct story *story = context;
    write_on(story, "%s%s:", story->size > 0 ? " " : "",
             talks_name(story->talks, transcript));
    for (uint32_t i = 0; i < story->n_phrases; i++) {
        for (size_t k = 0; k < lists[i].n; k++) {
            write_on(story, "%s%u",
                     k > 0   ? ","
                     : i > 0 ? "/"
                             : "",
                     lists[i].at[k]);
        }
        if (lists[i].n == 0) {
            write_on(story, "%s-", i > 0 ? "/" : "");
        }
        if (i < 2) {
            story->found[i].n_occurrences += (int64_t)lists[i].n;
            story->found[i].n_transcripts += lists[i].n > 0;
        }
    }
    return story->status;
}

/** Scan for a query. */
static enum status
scan_for(const struct talks *talks, const char *text, struct story *story)
{
    struct query query;
    struct scan scan;
    const struct scan_sink sink = {take_counts, take_row, story};
    assert_int_equal(query_parse(&query, slice_of(text)), ST_OK);
    story->talks = talks;
    story->n_phrases = query.n_phrases;
    assert_int_equal(scan_init(&scan, talks->reader, &query, NULL), ST_OK);
    const enum status status = scan_run(&scan, query.root, &sink);
    scan_finish(&scan);
    query_finish(&query);
    return status;
}

static const struct {
    const char *query;
    const char *story; /**< transcripts are told in the order they came in */
} cases[] = {
    {"zeppelin", ""},
    {"low", "clock:3 voices:3"},
    {"went", "clock:6"},
    {"boat went", "clock:5,9/6"},
    {"\"went out\"", "clock:6"},
    /* What is excluded is told, but selects nothing. */
    {"went -boat", "clock:6/5,9"},
    {"-zeppelin went", "clock:-/6"},
    /* Filters. */
    {"title:voices tide", "voices:1,5"},
    {"-title:voices low", "clock:3"},
    {"lang:de tide", "deutsch:4"},
    {"in:nowhere tide", ""},
    /* Only what that speaker says. */
    {"speaker:ann tide", "voices:1"},
    {"speaker:ben tide", "voices:5"},
    {"speaker:ann the boat", "voices:0,9/10"},
    {"speaker:ben boat", "voices:-"},
    {"speaker:carl tide", ""},
    {"speaker:ann \"low the\"", "voices:3"},
    /* NEAR, in words and by the clock. */
    {"boat NEAR/1 out", "clock:5,9/7"},
    {"boat NEAR/0 out", "clock:-/-"},
    {"tide NEAR/12s boat", "clock:1/5 voices:1,5/10 plain:-/-"},
    {"tide NEAR/5s boat title:clock", "clock:-/-"},
    {"boat NEAR/300s tide title:clock", "clock:5,9/1"},
    /* Without times nothing is near in time, but in words. */
    {"tide NEAR/300s boat title:plain", "plain:-/-"},
    {"tide NEAR/5 boat title:plain", "plain:1/7"},
    /* By an allowed speaker, and near. */
    {"speaker:ann tide NEAR/2s boat", "voices:-/-"},
    {"speaker:ann tide NEAR/20s boat", "voices:1/10"},
};

/** Whether a story has all rows of another, in any order. */
static void
check_story(const char *query, const char *told, const char *expected)
{
    size_t n_told = strlen(told);
    bool is_same = n_told == strlen(expected);
    for (const char *row = expected; is_same && *row;) {
        const size_t size = strcspn(row, " ");
        const char *at = told;
        while (at && *at &&
               (strncmp(at, row, size) != 0 ||
                (at[size] != ' ' && at[size] != '\0'))) {
            at = strchr(at, ' ');
            at = at ? at + 1 : NULL;
        }
        is_same = at && *at;
        row += size + (row[size] == ' ');
    }
    if (!is_same) {
        fail_msg("`%s`: %s, not %s", query, told, expected);
    }
}

static void
test_what_counts(void **state)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct story story = {.status = ST_OK};
        assert_int_equal(scan_for(*state, cases[i].query, &story), ST_OK);
        check_story(cases[i].query, story.text, cases[i].story);
        assert_int_equal(story.n_counts, story.n_phrases > 1 && story.size > 0);
    }
}

/** How often words, prefixes and phrases are said is as many places as they
 * have. */
static void
test_counts(void **state)
{
    static const char *const queries[] = {
        "tide OR low",         "low OR \"the tide\"", "\"low tide\" OR shore",
        "t* OR shore",         "ti* OR \"the tide\"", "tide OR nosuchword",
        "nosuchprefix* OR low"};
    for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++) {
        struct story story = {.status = ST_OK};
        assert_int_equal(scan_for(*state, queries[i], &story), ST_OK);
        assert_int_equal(story.n_counts, 1);
        for (size_t k = 0; k < 2; k++) {
            const struct phrase_count *told = &story.told[k];
            const struct phrase_count *found = &story.found[k];
            assert_int_equal(told->n_occurrences, found->n_occurrences);
            assert_true(told->n_transcripts >= found->n_transcripts);
            assert_true(told->n_transcripts <= found->n_occurrences);
            assert_false(told->is_estimate);
        }
    }
}

/** What the receiver says ends the scan. */
static void
test_ends_early(void **state)
{
    static const char *const queries[] = {"tide", "tide NEAR/9 low",
                                          "speaker:ann tide"};
    for (size_t i = 0; i < 3; i++) {
        struct story story = {.status = ST_IO};
        assert_int_equal(scan_for(*state, queries[i], &story), ST_IO);
        assert_null(strchr(story.text, ' '));
    }
}

/** A word that counts only in one language, or in two. */
static void
test_language(void **state)
{
    const struct talks *talks = *state;
    struct query query;
    struct scan scan;
    struct story story = {.talks = talks, .n_phrases = 2};
    const struct scan_sink sink = {NULL, take_row, &story};
    assert_int_equal(query_parse(&query, SLICE("tide OR boat")), ST_OK);
    query.languages[0] = "en";
    query.languages[1] = "de";
    query.origins[0].languages = 2;
    assert_int_equal(scan_init(&scan, talks->reader, &query, NULL), ST_OK);
    assert_int_equal(scan_run(&scan, query.root, &sink), ST_OK);
    /* Tide in the German talk only, boat anywhere. */
    assert_non_null(strstr(story.text, "deutsch:4/-"));
    assert_non_null(strstr(story.text, "clock:-/5,9"));
    assert_non_null(strstr(story.text, "voices:-/10"));
    story.size = 0;
    query.origins[0].languages = 3;
    assert_int_equal(scan_run(&scan, query.root, &sink), ST_OK);
    /* And in English, which is what the others are. */
    assert_non_null(strstr(story.text, "deutsch:4/-"));
    assert_non_null(strstr(story.text, "clock:1/5,9"));
    scan_finish(&scan);

    /* In both: not where neither is spoken. */
    story = (struct story){.talks = talks, .n_phrases = 2};
    query.languages[0] = "fr";
    query.origins[0].languages = 3;
    assert_int_equal(scan_init(&scan, talks->reader, &query, NULL), ST_OK);
    assert_int_equal(scan_run(&scan, query.root, &sink), ST_OK);
    assert_non_null(strstr(story.text, "deutsch:4/-"));
    assert_non_null(strstr(story.text, "clock:-/5,9"));
    scan_finish(&scan);
    query_finish(&query);
}

/** The lines in which a window begins and ends. */
static void
test_lines(void **state)
{
    const struct talks *talks = *state;
    struct query query;
    struct scan scan;
    struct said_lines same;
    struct said_lines apart;
    const int64_t clock = talks_find(talks, "clock");
    const int64_t voices_of = talks_find(talks, "voices");
    assert_int_equal(query_parse(&query, SLICE("tide")), ST_OK);
    assert_int_equal(scan_init(&scan, talks->reader, &query, NULL), ST_OK);
    const uint32_t first_line[] = {0, 3};
    const uint32_t two_lines[] = {3, 4};
    const uint32_t behind_the_end[] = {0, 12};
    assert_int_equal(scan_lines(&scan, clock, first_line, &same), ST_OK);
    assert_int_equal(same.first, same.last);
    assert_int_equal(scan_lines(&scan, clock, two_lines, &apart), ST_OK);
    assert_int_equal(apart.first, same.first);
    assert_true(apart.last != same.first);
    /* Another transcript says the same line. */
    assert_int_equal(scan_lines(&scan, voices_of, first_line, &apart), ST_OK);
    assert_int_equal(apart.first, same.first);
    assert_int_equal(scan_lines(&scan, clock, behind_the_end, &apart),
                     ST_DAMAGED);
    scan_finish(&scan);
    query_finish(&query);
}

/** A line that goes round and round is told apart from the same line. */
static void
test_loop(void **state)
{
    const struct talks *talks = *state;
    /* Where the two lines stand: at first, and in the loop. */
    const uint32_t once[][2] = {{0, 1}, {2, 4}};
    const uint32_t stuck[][2] = {{7, 8}, {9, 11}};
    struct query query;
    struct scan scan;
    const int64_t talk = talks_find(talks, "stuck");
    assert_int_equal(query_parse(&query, SLICE("row")), ST_OK);
    assert_int_equal(scan_init(&scan, talks->reader, &query, NULL), ST_OK);
    for (int i = 0; i < 2; i++) {
        struct said_lines said;
        struct said_lines looping;
        assert_int_equal(scan_lines(&scan, talk, once[i], &said), ST_OK);
        assert_int_equal(scan_lines(&scan, talk, stuck[i], &looping), ST_OK);
        assert_int_equal(said.first, looping.first);
        assert_false(said.is_loop);
        assert_true(looping.is_loop);
    }
    scan_finish(&scan);
    query_finish(&query);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_counts), cmocka_unit_test(test_counts),
        cmocka_unit_test(test_ends_early),  cmocka_unit_test(test_language),
        cmocka_unit_test(test_lines),       cmocka_unit_test(test_loop),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
