/*
 * test_terms.c - the vocabulary says what the index holds, whatever was done
 * to it and wherever a writer was stopped.
 *
 * Transcripts are saved as the library's own ingest saves them; expected
 * counts are counted by hand.  A transcript of many tokens makes an archive
 * large enough for changes to be added instead of counting all anew.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "store/read.h"
#include "store/write.h"
#include "text/token.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/** Tokens of the transcript that makes an archive large. */
enum { LARGE = 2000 };

struct fixture {
    char folder[64];
    char path[128];
    struct writer *writer;
    int64_t collection;
    struct error error;
};

/** Open the archive's writer, begin, and have a collection. */
static void
begin(struct fixture *f)
{
    if (!f->writer) {
        assert_int_equal(writer_open(f->path, 100, &f->writer, &f->error),
                         ST_OK);
    }
    assert_int_equal(writer_begin(f->writer, &f->error), ST_OK);
    assert_int_equal(writer_collection(f->writer, SLICE("/talks"), SLICE(""),
                                       &f->collection, &f->error),
                     ST_OK);
}

static void
commit(struct fixture *f)
{
    assert_int_equal(writer_commit(f->writer, &f->error), ST_OK);
}

static void
commit_part(struct fixture *f)
{
    assert_int_equal(writer_commit_part(f->writer, &f->error), ST_OK);
}

/** End the writer; what is not committed is lost, as when it is killed. */
static void
end(struct fixture *f)
{
    writer_close(f->writer);
    f->writer = NULL;
}

static int
setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    if (!f) {
        return -1;
    }
    *state = f;
    snprintf(f->folder, sizeof(f->folder), "/tmp/quoth-test-terms-XXXXXX");
    if (!mkdtemp(f->folder)) {
        return -1;
    }
    snprintf(f->path, sizeof(f->path), "%s/a.db", f->folder);
    return 0;
}

static int
teardown(void **state)
{
    struct fixture *f = *state;
    end(f);
    DIR *folder = opendir(f->folder);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        char path[512];
        snprintf(path, sizeof(path), "%s/%s", f->folder, entry->d_name);
        if (entry->d_name[0] != '.') {
            remove(path);
        }
    }
    closedir(folder);
    const int code = rmdir(f->folder);
    free(f);
    return code;
}

/** Make a transcript of lines, which a newline ends. */
static void
make_transcript(struct transcript *transcript, const char *lines,
                struct buffer streams[2])
{
    transcript_init(transcript);
    for (const char *end; (end = strchr(lines, '\n')); lines = end + 1) {
        transcript_open(transcript, 0, 1000);
        transcript_text(transcript,
                        (struct slice){lines, (size_t)(end - lines)});
        transcript_close(transcript);
    }
    assert_int_equal(transcript_status(transcript), ST_OK);
    for (size_t i = 0; i < transcript->n_segments; i++) {
        struct segment *segment = &transcript->segments[i];
        const struct slice text = transcript_segment_text(transcript, i);
        for (size_t k = 0; k < text.size; k++) {
            segment->hash = segment->hash * 31 + (unsigned char)text.data[k];
        }
        segment->n_tokens =
            tokens_append(&streams[segment->kind == LINE_MARKER], text);
    }
}

/** Save a file with what it says, in the place of what it said before;
 * returns its number. */
static int64_t
save(struct fixture *f, const char *path, const char *lines, int64_t file,
     int64_t replaces)
{
    struct transcript transcript;
    struct buffer streams[2];
    struct vocabulary vocabularies[2];
    struct postings postings[2];
    int64_t recording;
    buffer_init(&streams[0], TEXT_MAX_BYTES);
    buffer_init(&streams[1], TEXT_MAX_BYTES);
    make_transcript(&transcript, lines, streams);
    for (int i = 0; i < 2; i++) {
        vocabulary_init(&vocabularies[i]);
        postings_init(&postings[i]);
        vocabulary_count(&vocabularies[i], buffer_slice(&streams[i]));
        postings_make(&postings[i], &vocabularies[i]);
    }
    struct file_row row = {.id = file,
                           .collection = f->collection,
                           .path = slice_of(path),
                           .format = SLICE("srt"),
                           .outcome = FILE_INDEXED};
    const struct new_transcript new = {
        .transcript = &transcript,
        .speech = &postings[0],
        .markers = &postings[1],
        .replaces = replaces,
        .stem = slice_of(path),
        .title = slice_of(path),
    };
    assert_int_equal(writer_save_file(f->writer, &row, &row.id, &f->error),
                     ST_OK);
    assert_int_equal(
        writer_save_transcript(f->writer, &row, &new, &recording, &f->error),
        ST_OK);
    transcript_finish(&transcript);
    for (int i = 0; i < 2; i++) {
        postings_finish(&postings[i]);
        vocabulary_finish(&vocabularies[i]);
        buffer_finish(&streams[i]);
    }
    return row.id;
}

/** The transcript of a file. */
static int64_t
transcript_of(struct fixture *f, int64_t file)
{
    int64_t transcript;
    assert_int_equal(
        writer_transcript_of(f->writer, file, &transcript, &f->error), ST_OK);
    return transcript;
}

/** Save a transcript with `LARGE` tokens: "filler", again and again. */
static void
save_large(struct fixture *f)
{
    struct buffer lines;
    buffer_init(&lines, 1024 * 1024);
    for (int i = 0; i < LARGE / 4; i++) {
        buffer_print(&lines, "filler filler filler filler\n");
    }
    buffer_add_byte(&lines, '\0');
    save(f, "large.srt", lines.data, 0, 0);
    buffer_finish(&lines);
}

/** Append a row as `term n_said n_transcripts`. */
static enum status
print_term(void *context, const struct term_row *row)
{
    buffer_print(context, "%.*s %d %d\n", (int)row->term.size, row->term.data,
                 (int)row->count.n_said, (int)row->count.n_transcripts);
    return ST_OK;
}

/** Compare the terms of a range, and whether they are behind. */
static void
expect_range(struct fixture *f, struct term_range range, bool expect_behind,
             const char *expected)
{
    struct reader *reader;
    struct buffer text;
    bool are_behind;
    buffer_init(&text, 1024 * 1024);
    assert_int_equal(reader_open(f->path, 100, &reader, &f->error), ST_OK);
    assert_int_equal(reader_terms(reader, range, print_term, &text, &f->error),
                     ST_OK);
    assert_int_equal(reader_terms_are_behind(reader, &are_behind, &f->error),
                     ST_OK);
    buffer_add_byte(&text, '\0');
    assert_string_equal(text.data, expected);
    assert_int_equal(are_behind, expect_behind);
    buffer_finish(&text);
    reader_close(reader);
}

/** Compare the whole vocabulary. */
static void
expect(struct fixture *f, const char *expected)
{
    expect_range(f, (struct term_range){0}, false, expected);
}

/** What two small transcripts say; markers do not count. */
static void
test_counts(void **state)
{
    struct fixture *f = *state;
    begin(f);
    commit(f);
    expect(f, "");
    begin(f);
    save(f, "a.srt", "The cat, the Café.\n[Music]\nDon't. A cat!\n", 0, 0);
    save(f, "b.srt", "The dog.\n東京\n", 0, 0);
    commit(f);
    expect(f, "a 1 1\ncafe 1 1\ncat 2 1\ndog 1 1\ndont 1 1\nthe 3 2\n"
              "京 1 1\n東 1 1\n");
}

/** Nothing but markers is no vocabulary. */
static void
test_markers_alone(void **state)
{
    struct fixture *f = *state;
    begin(f);
    const int64_t file = save(f, "a.srt", "[Music]\n[Applause]\n", 0, 0);
    commit(f);
    expect(f, "");
    begin(f);
    assert_int_equal(writer_remove_file(f->writer, file, &f->error), ST_OK);
    commit(f);
    expect(f, "");
}

/** Add, change and remove, in an archive that is small, and so counted anew,
 * and in a large one. */
static void
test_changes(void **state)
{
    struct fixture *f = *state;
    for (int is_large = 0; is_large < 2; is_large++) {
        const char *rest = is_large ? "filler 2000 1\n" : "";
        char expected[256];
        begin(f);
        if (is_large) {
            save_large(f);
            commit(f);
            begin(f);
        }
        const int64_t a = save(f, "a.srt", "one two two three\n", 0, 0);
        const int64_t b = save(f, "b.srt", "two four\n", 0, 0);
        commit(f);
        snprintf(expected, sizeof(expected),
                 "%sfour 1 1\none 1 1\nthree 1 1\ntwo 3 2\n", rest);
        expect(f, expected);
        begin(f);
        save(f, "a.srt", "eight two two\n", a, transcript_of(f, a));
        commit(f);
        snprintf(expected, sizeof(expected), "%s%sfour 1 1\ntwo 3 2\n",
                 "eight 1 1\n", rest);
        expect(f, expected);
        begin(f);
        assert_int_equal(writer_remove_file(f->writer, b, &f->error), ST_OK);
        commit(f);
        snprintf(expected, sizeof(expected), "eight 1 1\n%stwo 2 1\n", rest);
        expect(f, expected);
        begin(f);
        assert_int_equal(writer_remove_file(f->writer, a, &f->error), ST_OK);
        commit(f);
        expect(f, rest);
    }
}

/** Between parts of a run the vocabulary is behind and says so; the last
 * commit brings it up. */
static void
test_parts(void **state)
{
    struct fixture *f = *state;
    const struct term_range all = {0};
    begin(f);
    save_large(f);
    commit(f);
    begin(f);
    const int64_t a = save(f, "a.srt", "one two\n", 0, 0);
    commit_part(f);
    expect_range(f, all, true, "filler 2000 1\n");
    begin(f);
    save(f, "b.srt", "two three\n", 0, 0);
    commit_part(f);
    begin(f);
    assert_int_equal(writer_remove_file(f->writer, a, &f->error), ST_OK);
    commit(f);
    expect(f, "filler 2000 1\nthree 1 1\ntwo 1 1\n");
    begin(f);
    commit_part(f);
    expect(f, "filler 2000 1\nthree 1 1\ntwo 1 1\n");
}

/** A first run of several parts, and one that grows much. */
static void
test_much(void **state)
{
    struct fixture *f = *state;
    const struct term_range all = {0};
    begin(f);
    save(f, "a.srt", "one two\n", 0, 0);
    commit_part(f);
    expect_range(f, all, true, "");
    begin(f);
    save_large(f);
    commit_part(f);
    expect_range(f, all, true, "");
    begin(f);
    save(f, "b.srt", "two\n", 0, 0);
    commit(f);
    expect(f, "filler 2000 1\none 1 1\ntwo 2 2\n");
}

/** A writer that was killed in a run leaves the vocabulary behind; the next
 * commit of another one brings it up, though nothing else is done. */
static void
test_killed(void **state)
{
    struct fixture *f = *state;
    const struct term_range all = {0};
    begin(f);
    save_large(f);
    commit(f);
    begin(f);
    save(f, "a.srt", "one two\n", 0, 0);
    commit_part(f);
    begin(f);
    save(f, "b.srt", "two three\n", 0, 0);
    end(f);
    expect_range(f, all, true, "filler 2000 1\n");
    begin(f);
    commit(f);
    expect(f, "filler 2000 1\none 1 1\ntwo 1 1\n");
    end(f);
    /* And where the next writer works on at once, and is killed too. */
    begin(f);
    save(f, "c.srt", "two four\n", 0, 0);
    commit_part(f);
    end(f);
    begin(f);
    save(f, "d.srt", "four\n", 0, 0);
    commit_part(f);
    end(f);
    begin(f);
    save(f, "e.srt", "five\n", 0, 0);
    commit(f);
    expect(f, "filler 2000 1\nfive 1 1\nfour 2 2\none 1 1\ntwo 2 2\n");
}

/** A batch that is undone counts nothing, whether parts came before or not. */
static void
test_undone(void **state)
{
    struct fixture *f = *state;
    begin(f);
    save_large(f);
    commit(f);
    begin(f);
    save(f, "undone.srt", "two three\n", 0, 0);
    writer_rollback(f->writer);
    begin(f);
    save(f, "a.srt", "four\n", 0, 0);
    commit(f);
    expect(f, "filler 2000 1\nfour 1 1\n");

    begin(f);
    save(f, "b.srt", "one two\n", 0, 0);
    commit_part(f);
    begin(f);
    save(f, "undone.srt", "two three\n", 0, 0);
    writer_rollback(f->writer);
    begin(f);
    save(f, "c.srt", "four\n", 0, 0);
    commit(f);
    expect(f, "filler 2000 1\nfour 2 2\none 1 1\ntwo 1 1\n");
}

/** Forgetting takes the words along. */
static void
test_forget(void **state)
{
    struct fixture *f = *state;
    int64_t n_recordings;
    int64_t n_files;
    begin(f);
    save_large(f);
    save(f, "a.srt", "one two\n", 0, 0);
    commit(f);
    begin(f);
    assert_int_equal(writer_forget_recording(f->writer, 2, &n_files, &f->error),
                     ST_OK);
    commit(f);
    expect(f, "filler 2000 1\n");
    begin(f);
    assert_int_equal(writer_forget_collection(f->writer, SLICE("talks"),
                                              &n_recordings, &n_files,
                                              &f->error),
                     ST_OK);
    commit(f);
    expect(f, "");
}

/** Ranges are of bytes: prefixes, also those of longer characters. */
static void
test_ranges(void **state)
{
    struct fixture *f = *state;
    static const struct {
        struct term_range range;
        const char *expected;
    } ranges[] = {
        {{SLICE_INIT("cat"), SLICE_INIT("cau")},
         "cat 1 1\ncatalogue 1 1\ncats 1 1\n"},
        {{SLICE_INIT("cat"), SLICE_INIT("cats")}, "cat 1 1\ncatalogue 1 1\n"},
        {{SLICE_INIT("cata"), SLICE_INIT("")},
         "catalogue 1 1\ncats 1 1\ndog 1 1\n京 1 1\n東 1 1\n"},
        {{SLICE_INIT(""), SLICE_INIT("cat")}, "bird 1 1\n"},
        {{SLICE_INIT("dog"), SLICE_INIT("dog")}, ""},
        {{SLICE_INIT("e"), SLICE_INIT("d")}, ""},
        {{SLICE_INIT("\xe6\x9d"), SLICE_INIT("\xe6\x9e")}, "東 1 1\n"},
        {{SLICE_INIT("\xff"), SLICE_INIT("")}, ""},
    };
    begin(f);
    save(f, "a.srt", "Cat, cats: catalogue. Dog; bird. 東京\n", 0, 0);
    commit(f);
    for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++) {
        expect_range(f, ranges[i].range, false, ranges[i].expected);
    }
}

/** Stop at the second row, one way or the other. */
static enum status
stop_at_second(void *context, const struct term_row *row)
{
    enum status *status = context;
    return slice_equal(row->term, SLICE("two")) ? *status : ST_OK;
}

/** One term, and loops that are ended. */
static void
test_reading(void **state)
{
    struct fixture *f = *state;
    struct reader *reader;
    struct term_count count = {-1, -1};
    const struct term_range all = {0};
    begin(f);
    save(f, "a.srt", "one two two three\n", 0, 0);
    save(f, "b.srt", "two\n", 0, 0);
    commit(f);
    assert_int_equal(reader_open(f->path, 100, &reader, &f->error), ST_OK);
    assert_int_equal(reader_term(reader, SLICE("two"), &count, &f->error),
                     ST_OK);
    assert_int_equal(count.n_said, 3);
    assert_int_equal(count.n_transcripts, 2);
    static const char *const absent[] = {"tw", "twoo", "TWO", "", "\xff"};
    for (size_t i = 0; i < sizeof(absent) / sizeof(*absent); i++) {
        count = (struct term_count){-1, -1};
        assert_int_equal(
            reader_term(reader, slice_of(absent[i]), &count, &f->error), ST_OK);
        assert_int_equal(count.n_said, 0);
        assert_int_equal(count.n_transcripts, 0);
    }
    enum status status = ST_INTERRUPTED;
    assert_int_equal(
        reader_terms(reader, all, stop_at_second, &status, &f->error), ST_OK);
    status = ST_NO_MEMORY;
    assert_int_equal(
        reader_terms(reader, all, stop_at_second, &status, &f->error),
        ST_NO_MEMORY);
    reader_close(reader);
}

int
main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_counts),  CASE(test_markers_alone), CASE(test_changes),
        CASE(test_parts),   CASE(test_much),          CASE(test_killed),
        CASE(test_undone),  CASE(test_forget),        CASE(test_ranges),
        CASE(test_reading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
