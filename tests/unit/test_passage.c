/*
 * test_passage.c - from a window of tokens to what a person reads.
 *
 * Each case writes a transcript, indexes it, and asks for the passage around
 * tokens that are counted by hand.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/timecode.h"
#include "ingest/index.h"
#include "query/passage.h"
#include "store/read.h"
#include "store/write.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/** An archive with one transcript, and a query. */
struct scene {
    char folder[64];
    char talks[96];
    char file[128];
    char archive[96];
    struct buffer content;
    int64_t end_ms; /**< of the last caption */
    struct reader *reader;
    int64_t transcript;
    struct query query;
    uint32_t first; /**< of what may be shown */
    uint32_t end;   /**< 0 for all */
    struct arena arena;
    struct error error;
};

/** Begin a scene with an empty file. */
static void
start(struct scene *scene, const char *name)
{
    *scene = (struct scene){.folder = "/tmp/quoth-test-passage-XXXXXX"};
    assert_non_null(mkdtemp(scene->folder));
    snprintf(scene->talks, sizeof(scene->talks), "%s/talks", scene->folder);
    snprintf(scene->file, sizeof(scene->file), "%s/%s", scene->talks, name);
    snprintf(scene->archive, sizeof(scene->archive), "%s/a.db", scene->folder);
    assert_int_equal(mkdir(scene->talks, 0700), 0);
    buffer_init(&scene->content, 1 << 20);
}

/** Write a time as SubRip does. */
static void
add_time(struct buffer *out, int64_t ms)
{
    buffer_print(out, "%02d:%02d:%02d,%03d", (int)(ms / 3600000),
                 (int)(ms / 60000 % 60), (int)(ms / 1000 % 60),
                 (int)(ms % 1000));
}

/** Append a SubRip caption. */
static void
add_timed(struct scene *scene, int64_t start_ms, int64_t end_ms,
          const char *text)
{
    buffer_print(&scene->content, "1\n");
    add_time(&scene->content, start_ms);
    buffer_print(&scene->content, " --> ");
    add_time(&scene->content, end_ms);
    buffer_print(&scene->content, "\n%s\n\n", text);
    scene->end_ms = end_ms;
}

/** Append a caption of four seconds after the last one. */
static void
add(struct scene *scene, const char *text)
{
    add_timed(scene, scene->end_ms, scene->end_ms + 4000, text);
}

/** Append captions of `n` words each, numbered on from `*number`. */
static void
add_words(struct scene *scene, int *number, int n, const char *end)
{
    char text[1024];
    size_t size = 0;
    for (int i = 0; i < n; i++) {
        size += (size_t)snprintf(text + size, sizeof(text) - size, "%sw%d",
                                 i > 0 ? " " : "", (*number)++);
    }
    snprintf(text + size, sizeof(text) - size, "%s", end);
    add(scene, text);
}

/** Take the only transcript's number. */
static enum status
take_transcript(void *context, const struct transcript_facts *facts)
{
    *(int64_t *)context = facts->transcript;
    return ST_OK;
}

/** Index the file and open the archive. */
static void
open_scene(struct scene *scene)
{
    FILE *file = fopen(scene->file, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(scene->content.data, 1, scene->content.size, file),
                     scene->content.size);
    assert_int_equal(fclose(file), 0);
    struct writer *writer;
    const char *const roots[] = {scene->talks};
    const struct index_options options = {.archive = scene->archive,
                                          .roots = roots,
                                          .n_roots = 1,
                                          .n_threads = 1};
    struct index_report report;
    assert_int_equal(writer_open(scene->archive, 0, &writer, NULL), ST_OK);
    assert_int_equal(index_folders(writer, &options, &report, NULL), ST_OK);
    assert_int_equal(report.n_outcomes[INDEX_INDEXED], 1);
    writer_close(writer);
    assert_int_equal(reader_open(scene->archive, 0, &scene->reader, NULL),
                     ST_OK);
    assert_int_equal(reader_transcripts(scene->reader, take_transcript,
                                        &scene->transcript, NULL),
                     ST_OK);
}

/** Make the passage of a window. */
static enum status
make(struct scene *scene, const char *query, uint32_t first, uint32_t end,
     struct passage *passage)
{
    if (!scene->reader) {
        open_scene(scene);
    }
    query_finish(&scene->query);
    assert_int_equal(query_parse(&scene->query, slice_of(query)), ST_OK);
    const struct candidate candidate = {
        .score = 1,
        .transcript = scene->transcript,
        .first = first,
        .end = end,
    };
    const struct passage_source source = {
        .reader = scene->reader,
        .query = &scene->query,
        .root = scene->query.root,
        .arena = &scene->arena,
        .first = scene->first,
        .end = scene->end > 0 ? scene->end : UINT32_MAX,
    };
    return passage_make(&source, &candidate, passage, &scene->error);
}

/** As make(), which must go well. */
static struct passage
get(struct scene *scene, const char *query, uint32_t first, uint32_t end)
{
    struct passage passage;
    assert_int_equal(make(scene, query, first, end, &passage), ST_OK);
    assert_int_equal(passage.transcript, scene->transcript);
    assert_true(passage.first_token <= first && end <= passage.end_token);
    return passage;
}

/** End a scene and remove its files. */
static void
end_scene(struct scene *scene)
{
    static const char *const left[] = {"", "-wal", "-shm", ".lock", "-lock"};
    reader_close(scene->reader);
    query_finish(&scene->query);
    arena_finish(&scene->arena);
    buffer_finish(&scene->content);
    unlink(scene->file);
    rmdir(scene->talks);
    for (size_t i = 0; i < sizeof(left) / sizeof(*left); i++) {
        char path[128];
        snprintf(path, sizeof(path), "%s%s", scene->archive, left[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(scene->folder), 0);
}

/** The text of a match. */
static struct slice
match_text(const struct passage *passage, size_t index)
{
    assert_true(index < passage->n_matches);
    const struct passage_match *match = &passage->matches[index];
    assert_true(match->begin < match->end);
    assert_true(match->end <= strlen(passage->text));
    return slice_part(slice_of(passage->text), match->begin, match->end);
}

/** Compare a match's text. */
static void
check_match(const struct passage *passage, size_t index, const char *text)
{
    if (!slice_equal(match_text(passage, index), slice_of(text))) {
        fail_msg("match %zu of `%s` is not `%s`", index, passage->text, text);
    }
}

/** Sentences of twenty words over captions of eight: the passage is the
 * sentence, and what ends within fourteen words of the window. */
static void
test_sentences(void **state)
{
    (void)state;
    struct scene scene;
    int number = 0;
    start(&scene, "a.srt");
    for (int sentence = 0; sentence < 4; sentence++) {
        add_words(&scene, &number, 8, "");
        add_words(&scene, &number, 8, "");
        add_words(&scene, &number, 4, sentence == 2 ? "?\"" : ".");
    }
    /* Sentences end before the tokens 20, 40 and 60. */
    struct passage passage = get(&scene, "w25", 25, 26);
    assert_int_equal(passage.first_token, 20);
    assert_int_equal(passage.end_token, 40);
    assert_string_equal(passage.text,
                        "w20 w21 w22 w23 w24 w25 w26 w27 w28 w29 w30 w31 w32 "
                        "w33 w34 w35 w36 w37 w38 w39.");
    check_match(&passage, 0, "w25");

    /* The end of the sentence before is nearer than fourteen words. */
    passage = get(&scene, "w41 w59", 41, 60);
    assert_int_equal(passage.first_token, 40);
    assert_int_equal(passage.end_token, 60);
    assert_true(slice_ends(slice_of(passage.text), SLICE("w59?\"")));
    check_match(&passage, 0, "w41");
    check_match(&passage, 1, "w59");
    assert_int_equal(passage.n_matches, 2);

    /* A window over two sentences brings the rest of both. */
    passage = get(&scene, "w19 w20", 19, 21);
    assert_int_equal(passage.first_token, 0);
    assert_int_equal(passage.end_token, 40);
    end_scene(&scene);
}

/** Where nothing ends, the passage begins and ends with captions. */
static void
test_captions_without_sentences(void **state)
{
    (void)state;
    struct scene scene;
    int number = 0;
    start(&scene, "a.srt");
    for (int i = 0; i < 40; i++) {
        add_words(&scene, &number, 5, "");
    }
    struct passage passage = get(&scene, "w102", 102, 103);
    assert_int_equal(passage.first_token % 5, 0);
    assert_int_equal(passage.end_token % 5, 0);
    assert_in_range(passage.first_token, 102 - CONTEXT_TOKENS, 100);
    assert_in_range(passage.end_token, 105, 103 + CONTEXT_TOKENS);
    check_match(&passage, 0, "w102");

    passage = get(&scene, "w0", 0, 1);
    assert_int_equal(passage.first_token, 0);
    passage = get(&scene, "w199", 199, 200);
    assert_int_equal(passage.end_token, 200);
    end_scene(&scene);
}

/** One endless caption: no word is halved, and the context is bounded. */
static void
test_one_long_caption(void **state)
{
    (void)state;
    struct scene scene;
    start(&scene, "a.srt");
    struct buffer text;
    buffer_init(&text, 1 << 16);
    for (int i = 0; i < 500; i++) {
        buffer_print(&text, "%sword%d", i > 0 ? " " : "", i);
    }
    buffer_add_byte(&text, '\0');
    add(&scene, text.data);
    buffer_finish(&text);
    const struct passage passage = get(&scene, "word250", 250, 251);
    assert_in_range(passage.first_token, 250 - CONTEXT_TOKENS, 250);
    assert_in_range(passage.end_token, 251, 251 + CONTEXT_TOKENS);
    char edge[16];
    snprintf(edge, sizeof(edge), "word%u", passage.first_token);
    assert_true(slice_starts(slice_of(passage.text), slice_of(edge)));
    snprintf(edge, sizeof(edge), "word%u", passage.end_token - 1);
    assert_true(slice_ends(slice_of(passage.text), slice_of(edge)));
    check_match(&passage, 0, "word250");
    end_scene(&scene);
}

/** A second and a half of silence parts what is said; less does not. */
static void
test_pauses(void **state)
{
    (void)state;
    for (int64_t pause_ms = 1499; pause_ms <= 1500; pause_ms++) {
        struct scene scene;
        int number = 0;
        start(&scene, "a.srt");
        for (int i = 0; i < 3; i++) {
            add_words(&scene, &number, 20, "");
            scene.end_ms += pause_ms;
        }
        const struct passage passage = get(&scene, "w22", 22, 23);
        const bool is_parted = pause_ms == 1500;
        assert_int_equal(passage.first_token, is_parted ? 20 : 0);
        assert_int_equal(passage.end_token, is_parted ? 40 : 53);
        assert_int_equal(passage.start_ms, is_parted ? 5500 : 0);
        end_scene(&scene);
    }
}

/** Nobody else's words. */
static void
test_speakers(void **state)
{
    (void)state;
    struct scene scene;
    start(&scene, "a.vtt");
    buffer_print(&scene.content,
                 "WEBVTT\n\n"
                 "00:00.000 --> 00:01.000\n<v Ann>Do you see it?\n\n"
                 "00:01.000 --> 00:02.000\n<v Bob>I do see\n\n"
                 "00:02.000 --> 00:03.000\n<v Bob>the ship\n\n"
                 "00:03.000 --> 00:04.000\n<v Ann>And the crew\n\n"
                 "00:04.000 --> 00:05.000\nnobody known\n");
    struct passage passage = get(&scene, "ship", 8, 9);
    assert_string_equal(passage.text, "I do see the ship");
    assert_string_equal(passage.speaker, "Bob");
    passage = get(&scene, "crew", 11, 12);
    assert_string_equal(passage.text, "And the crew");
    assert_string_equal(passage.speaker, "Ann");
    passage = get(&scene, "known", 13, 14);
    assert_string_equal(passage.text, "nobody known");
    assert_null(passage.speaker);
    end_scene(&scene);
}

/** Marks that open before the first word, or close behind the last, belong
 * to the passage. */
static void
test_marks_around_words(void **state)
{
    (void)state;
    struct scene scene;
    int number = 0;
    start(&scene, "a.srt");
    add_words(&scene, &number, 20, "");
    add_words(&scene, &number, 20, ".");
    add(&scene, "So it went. \u00abCome in (now)!\u00bb she said to me there "
                "and then in that room with those people around");
    add_words(&scene, &number, 20, "");
    const struct passage passage = get(&scene, "come", 43, 44);
    assert_string_equal(passage.text, "So it went. \u00abCome in (now)!\u00bb");
    check_match(&passage, 0, "Come");
    end_scene(&scene);
}

/** A dot inside a word ends no sentence, and what is written without spaces is
 * cut behind its marks. */
static void
test_cuts_between_words(void **state)
{
    (void)state;
    struct scene scene;
    int number = 0;
    start(&scene, "a.srt");
    add_words(&scene, &number, 40, "");
    add(&scene, "See www.example.com or pay 3.5 percent and use .NET there");
    add_words(&scene, &number, 40, "");
    /* See40 www41 example42 com43 or44 pay45 3_46 5_47 percent48 and49 use50
     * NET51 there52 */
    struct passage passage = get(&scene, "percent", 48, 49);
    assert_string_equal(
        passage.text,
        "See www.example.com or pay 3.5 percent and use .NET there");
    end_scene(&scene);

    start(&scene, "a.srt");
    add(&scene, "一二三四五六七八九十一二三四五六七八九十。ChatGPT很强。"
                "“龙”在一二三四五六七八九十一二三四五六七八九十。");
    passage = get(&scene, "ChatGPT", 20, 21);
    assert_string_equal(passage.text, "ChatGPT很强。");
    passage = get(&scene, "龙", 23, 24);
    assert_string_equal(passage.text, "ChatGPT很强。“龙”在一二三四五六七八九十"
                                      "一二三四五六七八九十。");
    end_scene(&scene);

    /* Thirty tokens back is inside of a word; a space is nearer. */
    start(&scene, "a.srt");
    add(&scene, "一二三四五六七八九十 一二三四五六七八九十一二三四五六七八九十"
                "一二三四龙");
    passage = get(&scene, "龙", 34, 35);
    assert_string_equal(passage.text,
                        "一二三四五六七八九十一二三四五六七八九十一二三四龙");
    end_scene(&scene);
}

/** Adjacent words are one match, others several, and what is said again is
 * another one; what is excluded is none. */
static void
test_matches(void **state)
{
    (void)state;
    struct scene scene;
    start(&scene, "a.srt");
    add(&scene, "cat a long horizon RL game for a long");
    add(&scene, "time, cats! The category is C\u00c0T.");
    /* cat0 a1 long2 horizon3 RL4 game5 for6 a7 long8 time9 cats10 the11
     * category12 is13 cat14 */
    struct passage passage = get(&scene, "long horizon RL", 2, 5);
    assert_int_equal(passage.n_matches, 2);
    check_match(&passage, 0, "long horizon RL");
    check_match(&passage, 1, "long");
    passage = get(&scene, "horizon game -rl", 3, 6);
    assert_int_equal(passage.n_matches, 2);
    check_match(&passage, 0, "horizon");
    check_match(&passage, 1, "game");
    passage = get(&scene, "cat*", 10, 11);
    assert_int_equal(passage.n_matches, 4);
    check_match(&passage, 0, "cat");
    check_match(&passage, 1, "cats");
    check_match(&passage, 2, "category");
    check_match(&passage, 3, "C\u00c0T");
    passage = get(&scene, "cat", 14, 15);
    assert_int_equal(passage.n_matches, 2);
    check_match(&passage, 0, "cat");
    check_match(&passage, 1, "C\u00c0T");
    assert_int_equal(passage.moment_ms, passage.matches[0].start_ms);
    assert_int_equal(passage.seq, 0);
    passage = get(&scene, "cat NEAR/3 category", 12, 15);
    check_match(&passage, 0, "category");
    check_match(&passage, 1, "C\u00c0T");
    passage = get(&scene, "\"long time\"", 8, 10);
    assert_int_equal(passage.n_matches, 1);
    check_match(&passage, 0, "long time");
    passage = get(&scene, "\"time cats\"", 9, 11);
    check_match(&passage, 0, "time, cats");
    end_scene(&scene);

    start(&scene, "a.srt");
    add(&scene, "Right. Right, right now! The right right now, now right.");
    /* Right0 Right1 right2 now3 The4 right5 right6 now7 now8 right9 */
    passage = get(&scene, "right", 5, 6);
    assert_int_equal(passage.n_matches, 6);
    check_match(&passage, 1, "Right");
    check_match(&passage, 2, "right");
    passage = get(&scene, "right now", 2, 4);
    assert_int_equal(passage.n_matches, 6);
    check_match(&passage, 1, "Right");
    check_match(&passage, 2, "right now");
    check_match(&passage, 3, "right");
    check_match(&passage, 4, "right now");
    check_match(&passage, 5, "now right");
    passage = get(&scene, "\"right right\"", 0, 2);
    assert_int_equal(passage.n_matches, 2);
    check_match(&passage, 0, "Right. Right, right");
    check_match(&passage, 1, "right right");
    end_scene(&scene);
}

/** Words with the same sounds take the same time, but for the last, which is
 * drawn out a little; a comma takes time between two words. */
static void
test_times_by_speech(void **state)
{
    (void)state;
    struct scene scene;
    start(&scene, "a.srt");
    add_timed(&scene, 1000, 13000, "ba be bi bo");
    add_timed(&scene, 13000, 22000, "\u00e9b ab, ib.");
    struct passage passage = get(&scene, "be", 1, 2);
    assert_int_equal(passage.start_ms, 1000);
    assert_in_range(passage.end_ms, 20000, 22000);
    assert_in_range(passage.moment_ms, 3500, 4000);
    assert_int_equal(passage.matches[0].start_ms, passage.moment_ms);
    assert_in_range(passage.matches[0].end_ms, 6250, 7000);
    passage = get(&scene, "\"bo \u00e9b ab\"", 3, 6);
    assert_int_equal(passage.n_matches, 1);
    check_match(&passage, 0, "bo \u00e9b ab");
    assert_in_range(passage.matches[0].start_ms, 9000, 10000);
    assert_in_range(passage.matches[0].end_ms, 14500, 19000);
    const int64_t before_comma_ms = passage.matches[0].end_ms;
    passage = get(&scene, "ib", 6, 7);
    assert_in_range(passage.matches[0].start_ms, before_comma_ms + 500, 21900);
    end_scene(&scene);
}

/** Word times of the source are taken as they are. */
static void
test_word_times(void **state)
{
    (void)state;
    struct scene scene;
    start(&scene, "a.vtt");
    buffer_print(&scene.content,
                 "WEBVTT\n\n00:00:01.000 --> 00:00:05.000\n"
                 "One<00:00:02.100><c> two</c><00:00:02.900><c> three-four</c>"
                 "<00:00:04.100><c> five</c>\n");
    struct passage passage = get(&scene, "two", 1, 2);
    assert_int_equal(passage.matches[0].start_ms, 2100);
    assert_int_equal(passage.matches[0].end_ms, 2900);
    passage = get(&scene, "five", 4, 5);
    assert_int_equal(passage.matches[0].start_ms, 4100);
    assert_int_equal(passage.matches[0].end_ms, 5000);
    passage = get(&scene, "\"three four\"", 2, 4);
    assert_int_equal(passage.matches[0].start_ms, 2900);
    assert_int_equal(passage.matches[0].end_ms, 4100);
    /* Six of the eleven characters up to the next word stand before it. */
    passage = get(&scene, "four", 3, 4);
    assert_in_range(passage.matches[0].start_ms, 2901, 4099);
    assert_int_equal(passage.matches[0].end_ms, 4100);
    end_scene(&scene);
}

/** A caption without duration gives its moment. */
static void
test_no_duration(void **state)
{
    (void)state;
    struct scene scene;
    start(&scene, "a.srt");
    add_timed(&scene, 5000, 5000, "now or never");
    const struct passage passage = get(&scene, "or", 1, 2);
    assert_int_equal(passage.matches[0].start_ms, 5000);
    assert_int_equal(passage.matches[0].end_ms, 5000);
    end_scene(&scene);
}

/** Markers stand for themselves. */
static void
test_markers(void **state)
{
    (void)state;
    struct scene scene;
    start(&scene, "a.srt");
    add(&scene, "[Loud music]");
    add(&scene, "Welcome back to the show.");
    add(&scene, "(soft music)");
    struct passage passage = get(&scene, "is:marker music", 3, 4);
    assert_string_equal(passage.text, "(soft music)");
    check_match(&passage, 0, "music");
    assert_in_range(passage.matches[0].start_ms, 8000, 12000);
    passage = get(&scene, "show", 4, 5);
    assert_string_equal(passage.text, "Welcome back to the show.");
    end_scene(&scene);
}

/** A loop tells how often, and until when; other places are counted apart. */
static void
test_loops_and_repeats(void **state)
{
    (void)state;
    struct scene scene;
    start(&scene, "a.srt");
    add(&scene, "It begins here.");
    for (int i = 0; i < 50; i++) {
        add(&scene, "Thank you all.");
    }
    add(&scene, "It ends here.");
    add(&scene, "Thank you all.");
    /* it0 begins1 here2 thank3 you4 all5 it6 ends7 here8 thank9 */
    struct passage passage = get(&scene, "thank", 3, 4);
    assert_int_equal(passage.loops, 50);
    assert_int_equal(passage.loop_end_ms, 4000 + 50 * 4000);
    assert_int_equal(passage.repeats, 1);
    passage = get(&scene, "thank", 9, 10);
    assert_int_equal(passage.loops, 1);
    assert_int_equal(passage.loop_end_ms, TIME_UNKNOWN);
    assert_int_equal(passage.repeats, 50);
    passage = get(&scene, "begins", 1, 2);
    assert_int_equal(passage.loops, 1);
    assert_int_equal(passage.repeats, 0);
    end_scene(&scene);
}

/** Three lines in turn: each comes as often as the loop goes round. */
static void
test_loop_of_several_lines(void **state)
{
    (void)state;
    struct scene scene;
    start(&scene, "a.srt");
    for (int i = 0; i < 7; i++) {
        add(&scene, "Row the boat.");
        add(&scene, "Down the stream.");
        add(&scene, "Life is a dream.");
    }
    add(&scene, "Over.");
    struct passage passage = get(&scene, "boat", 2, 3);
    assert_int_equal(passage.loops, 7);
    assert_int_equal(passage.loop_end_ms, (6 * 3 + 1) * 4000);
    assert_int_equal(passage.repeats, 0);
    passage = get(&scene, "dream", 9, 10);
    assert_int_equal(passage.loops, 7);
    assert_int_equal(passage.loop_end_ms, 7 * 3 * 4000);
    end_scene(&scene);
}

/** A window that the transcript does not have is damage, and told. */
static void
test_window_outside(void **state)
{
    (void)state;
    struct scene scene;
    struct passage passage = {.transcript = -5};
    start(&scene, "a.srt");
    add(&scene, "Only four words here.");
    assert_int_equal(make(&scene, "words", 2, 5, &passage), ST_DAMAGED);
    assert_int_equal(scene.error.status, ST_DAMAGED);
    assert_true(scene.error.text[0] != '\0');
    assert_int_equal(make(&scene, "words", 4, 5, &passage), ST_DAMAGED);
    assert_int_equal(passage.transcript, -5);
    end_scene(&scene);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sentences),
        cmocka_unit_test(test_captions_without_sentences),
        cmocka_unit_test(test_one_long_caption),
        cmocka_unit_test(test_pauses),
        cmocka_unit_test(test_speakers),
        cmocka_unit_test(test_marks_around_words),
        cmocka_unit_test(test_cuts_between_words),
        cmocka_unit_test(test_matches),
        cmocka_unit_test(test_times_by_speech),
        cmocka_unit_test(test_word_times),
        cmocka_unit_test(test_no_duration),
        cmocka_unit_test(test_markers),
        cmocka_unit_test(test_loops_and_repeats),
        cmocka_unit_test(test_loop_of_several_lines),
        cmocka_unit_test(test_window_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
