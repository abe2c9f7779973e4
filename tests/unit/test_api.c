/*
 * test_api.c - the library as a program sees it: every call's arguments,
 * outcomes and failures, through quoth.h and the shared library.  What a
 * search finds is in test_api_search.c.
 *
 * Usage: test_api CORPUS
 *
 * Numbers are those of corpus/README.md.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus_archive.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
test_names(void **state)
{
    (void)state;
    assert_true(isdigit(quoth_version()[0]));
    assert_non_null(strchr(quoth_version(), '.'));
    assert_int_equal(quoth_sqlite_version()[0], '3');
    static const struct {
        enum quoth_status status;
        const char *name;
    } names[] = {
        {QUOTH_OK, "ok"},
        {QUOTH_NOT_FOUND, "not-found"},
        {QUOTH_PARTIAL, "partial"},
        {QUOTH_INTERRUPTED, "interrupted"},
        {QUOTH_NO_MEMORY, "no-memory"},
        {QUOTH_BAD_ARGUMENT, "bad-argument"},
        {QUOTH_IO, "io"},
        {QUOTH_DISK_FULL, "disk-full"},
        {QUOTH_BUSY, "busy"},
        {QUOTH_READ_ONLY, "read-only"},
        {QUOTH_NOT_AN_ARCHIVE, "not-an-archive"},
        {QUOTH_NEWER_ARCHIVE, "newer-archive"},
        {QUOTH_DAMAGED, "damaged"},
        {QUOTH_TOO_SLOW, "too-slow"},
        {QUOTH_INTERNAL, "internal"},
        {QUOTH_EMPTY, "empty"},
        {QUOTH_NOT_A_TRANSCRIPT, "not-a-transcript"},
        {QUOTH_TOO_LARGE, "too-large"},
        {QUOTH_LINE_TOO_LONG, "line-too-long"},
        {QUOTH_TOO_MANY_SEGMENTS, "too-many-segments"},
        {QUOTH_BAD_TIME, "bad-time"},
        {QUOTH_BACKWARDS, "backwards"},
        {QUOTH_BAD_UTF8, "bad-utf8"},
        {QUOTH_BAD_SYNTAX, "bad-syntax"},
        {QUOTH_TRUNCATED, "truncated"},
        {QUOTH_UNREADABLE, "unreadable"},
        {QUOTH_CHANGED, "changed"},
        {QUOTH_NOT_A_FILE, "not-a-file"},
        {QUOTH_NO_SPEECH, "no-speech"},
        {(enum quoth_status)4, "unknown"},
        {(enum quoth_status)9999, "unknown"},
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        assert_string_equal(quoth_status_name(names[i].status), names[i].name);
    }
    static const char *const outcomes[] = {
        "indexed", "unchanged", "alternate", "copy",      "renamed",
        "skipped", "failed",    "removed",   "forgotten", "unknown"};
    for (unsigned i = 0; i < sizeof(outcomes) / sizeof(*outcomes); i++) {
        assert_string_equal(quoth_outcome_name((enum quoth_outcome)i),
                            outcomes[i]);
    }
}

static void
test_nothing_to_free(void **state)
{
    (void)state;
    quoth_close(NULL);
    quoth_results_free(NULL);
    quoth_excerpt_free(NULL);
}

/** Where the handle must not be touched. */
static struct quoth *const untouched = (struct quoth *)1;

/** Fail to open with a status. */
static void
check_open(const struct quoth_open_options *options, enum quoth_status status)
{
    struct quoth *quoth = untouched;
    struct quoth_error error = {0};
    assert_int_equal(quoth_open(options, &quoth, &error), status);
    check_error(&error, status);
    assert_ptr_equal(quoth, untouched);
    assert_int_equal(quoth_open(options, &quoth, NULL), status);
}

static void
test_open_arguments(void **state)
{
    const struct fixture *fixture = *state;
    const struct quoth_open_options none = {0};
    const struct quoth_open_options empty = {.path = ""};
    const struct quoth_open_options good = {.path = fixture->archive};
    struct quoth_error error = {0};
    check_open(NULL, QUOTH_BAD_ARGUMENT);
    check_open(&none, QUOTH_BAD_ARGUMENT);
    check_open(&empty, QUOTH_BAD_ARGUMENT);
    assert_int_equal(quoth_open(&good, NULL, &error), QUOTH_BAD_ARGUMENT);
    check_error(&error, QUOTH_BAD_ARGUMENT);
}

static void
test_open_what_is_not_there(void **state)
{
    const struct fixture *fixture = *state;
    const struct quoth_open_options missing = {
        .path = path_in(fixture, "missing.db")};
    const struct quoth_open_options nowhere = {
        .path = path_in(fixture, "no/folder/a.db"), .is_writable = true};
    check_open(&missing, QUOTH_NOT_FOUND);
    assert_int_not_equal(access(missing.path, F_OK), 0);
    struct quoth *quoth = untouched;
    assert_int_not_equal(quoth_open(&nowhere, &quoth, NULL), QUOTH_OK);
    assert_ptr_equal(quoth, untouched);
}

/** Write a small file. */
static void
write_file(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/** Read a file of less than 8 MiB; the caller frees. */
static char *
read_file(const char *path, size_t *size)
{
    enum { MAX = 8 << 20 };
    char *bytes = malloc(MAX);
    FILE *file = fopen(path, "rb");
    assert_non_null(bytes);
    assert_non_null(file);
    *size = fread(bytes, 1, MAX, file);
    assert_int_equal(fclose(file), 0);
    assert_true(*size < MAX);
    return bytes;
}

static void
test_open_something_else(void **state)
{
    const struct fixture *fixture = *state;
    static const char text[] = "1\n00:00:01,000 --> 00:00:02,000\nNo archive\n"
                               "and long enough for a header: ............\n"
                               "........................................\n";
    const char *path = path_in(fixture, "else.srt");
    write_file(path, text, sizeof(text) - 1);
    for (int i = 0; i < 2; i++) {
        const struct quoth_open_options options = {.path = path,
                                                   .is_writable = i > 0};
        check_open(&options, QUOTH_NOT_AN_ARCHIVE);
        size_t size;
        char *after = read_file(path, &size);
        assert_int_equal(size, sizeof(text) - 1);
        assert_memory_equal(after, text, size);
        free(after);
    }
    write_file(path, "", 0);
    const struct quoth_open_options empty = {.path = path};
    check_open(&empty, QUOTH_NOT_AN_ARCHIVE);
    remove_archive(path);
}

/** The file format of SQLite has user_version at 60, application_id at 68,
 * both big-endian (sqlite.org/fileformat.html, section 1.3). */
static void
test_open_other_databases(void **state)
{
    const struct fixture *fixture = *state;
    const char *path = path_in(fixture, "other.db");
    static const struct {
        size_t offset;
        enum quoth_status status;
    } changes[] = {{62, QUOTH_NEWER_ARCHIVE}, {70, QUOTH_NOT_AN_ARCHIVE}};
    size_t size;
    char *bytes = read_file(fixture->archive, &size);
    for (size_t i = 0; i < 4; i++) {
        const size_t offset = changes[i / 2].offset;
        bytes[offset] = (char)(bytes[offset] ^ 0x40);
        write_file(path, bytes, size);
        const struct quoth_open_options options = {.path = path,
                                                   .is_writable = i % 2 > 0};
        check_open(&options, changes[i / 2].status);
        size_t size_after;
        char *after = read_file(path, &size_after);
        assert_int_equal(size_after, size);
        assert_memory_equal(after, bytes, size);
        free(after);
        bytes[offset] = (char)(bytes[offset] ^ 0x40);
        remove_archive(path);
    }
    free(bytes);
}

static void
test_one_writer(void **state)
{
    const struct fixture *fixture = *state;
    const char *path = path_in(fixture, "one.db");
    struct quoth *writer = must_open(path, true);
    const struct quoth_open_options second = {
        .path = path, .is_writable = true, .busy_ms = 1};
    check_open(&second, QUOTH_BUSY);
    quoth_close(must_open(path, false));
    quoth_close(writer);
    quoth_close(must_open(path, true));
    remove_archive(path);
}

/** What the callbacks of a run saw. */
struct run {
    int64_t n_outcomes[9];
    int64_t n_files;
    int64_t n_progress;
    int64_t n_asked;
    bool stops;
    bool is_wrong;
};

static void
see_file(void *context, const struct quoth_file *file)
{
    struct run *run = context;
    run->n_files++;
    run->is_wrong |= (unsigned)file->outcome >= 9 || file->path[0] != '/';
    if ((unsigned)file->outcome < 9) {
        run->n_outcomes[file->outcome]++;
    }
    if (file->outcome == QUOTH_FILE_INDEXED) {
        run->is_wrong |=
            file->recording <= 0 || !file->format || file->size_bytes <= 0;
    }
}

static void
see_progress(void *context, const struct quoth_progress *now)
{
    struct run *run = context;
    run->n_progress++;
    run->is_wrong |= now->n_files_done > now->n_files ||
                     now->n_bytes_done > now->n_bytes || now->elapsed_ms < 0;
}

static bool
ask_whether_to_stop(void *context)
{
    struct run *run = context;
    run->n_asked++;
    return run->stops;
}

/** Options that report to a run. */
static struct quoth_index_options
options_for(struct run *run, const char *const *roots)
{
    return (struct quoth_index_options){
        .roots = roots,
        .n_roots = 1,
        .on_file = see_file,
        .on_progress = see_progress,
        .should_stop = ask_whether_to_stop,
        .context = run,
    };
}

static void
test_index(void **state)
{
    const struct fixture *fixture = *state;
    const char *path = path_in(fixture, "index.db");
    const char *const roots[] = {corpus};
    struct run run = {.n_files = 0};
    struct quoth_index_report report = {.n_segments = -1};
    struct quoth *quoth = must_open(path, true);
    struct quoth_index_options options = options_for(&run, roots);
    assert_int_equal(quoth_index(quoth, &options, &report, NULL), QUOTH_OK);
    assert_false(run.is_wrong);
    assert_int_equal(run.n_files, N_FILES);
    assert_int_equal(run.n_outcomes[QUOTH_FILE_INDEXED], N_RECORDINGS);
    assert_int_equal(run.n_outcomes[QUOTH_FILE_SKIPPED], 1);
    assert_true(run.n_asked > 0);
    assert_memory_equal(report.n_outcomes, run.n_outcomes,
                        sizeof(run.n_outcomes));
    assert_int_equal(report.n_segments, N_SEGMENTS);
    assert_true(report.n_bytes > 0 && report.elapsed_ms >= 0);

    /* Nothing is new the second time, and no callback is needed. */
    options = (struct quoth_index_options){.roots = roots, .n_roots = 1};
    assert_int_equal(quoth_index(quoth, &options, &report, NULL), QUOTH_OK);
    assert_int_equal(report.n_outcomes[QUOTH_FILE_INDEXED], 0);
    assert_int_equal(report.n_outcomes[QUOTH_FILE_UNCHANGED] +
                         report.n_outcomes[QUOTH_FILE_SKIPPED],
                     N_FILES);
    assert_int_equal(report.n_segments, 0);
    quoth_close(quoth);
    remove_archive(path);
}

static void
test_index_stops(void **state)
{
    const struct fixture *fixture = *state;
    const char *path = path_in(fixture, "stop.db");
    const char *const roots[] = {corpus};
    struct run run = {.stops = true};
    struct quoth_index_report report = {.n_segments = -1};
    struct quoth *quoth = must_open(path, true);
    const struct quoth_index_options options = options_for(&run, roots);
    assert_int_equal(quoth_index(quoth, &options, &report, NULL),
                     QUOTH_INTERRUPTED);
    assert_true(run.n_asked > 0);
    assert_true(report.n_segments >= 0 && report.n_segments < N_SEGMENTS);
    assert_int_equal(quoth_check(quoth, true, NULL, NULL, NULL), QUOTH_OK);
    quoth_close(quoth);
    remove_archive(path);
}

static void
test_index_failures(void **state)
{
    const struct fixture *fixture = *state;
    const char *path = path_in(fixture, "failures.db");
    const char *const missing[] = {path_in(fixture, "not-there")};
    const char *const none[] = {NULL};
    const char *const empty[] = {""};
    struct quoth *quoth = must_open(path, true);
    struct quoth_error error = {0};
    struct quoth_index_report report = {.n_segments = -1};
    const struct quoth_index_options bad[] = {
        {.n_roots = 1},
        {.roots = missing},
        {.roots = none, .n_roots = 1},
        {.roots = empty, .n_roots = 1},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        assert_int_equal(quoth_index(quoth, &bad[i], &report, &error),
                         QUOTH_BAD_ARGUMENT);
        check_error(&error, QUOTH_BAD_ARGUMENT);
    }
    const struct quoth_index_options gone = {.roots = missing, .n_roots = 1};
    assert_int_equal(quoth_index(quoth, NULL, NULL, NULL), QUOTH_BAD_ARGUMENT);
    assert_int_equal(quoth_index(NULL, &gone, NULL, NULL), QUOTH_BAD_ARGUMENT);
    assert_int_equal(report.n_segments, -1);
    assert_int_equal(quoth_index(fixture->quoth, &gone, &report, &error),
                     QUOTH_READ_ONLY);
    check_error(&error, QUOTH_READ_ONLY);
    assert_int_equal(report.n_segments, -1);
    assert_int_equal(quoth_index(quoth, &gone, &report, &error), QUOTH_PARTIAL);
    assert_int_equal(report.n_segments, 0);
    quoth_close(quoth);
    remove_archive(path);
}

/** No reference at all, and references to what is not there. */
static const struct {
    const char *ref;
    enum quoth_status status;
} refs[] = {
    {"", QUOTH_BAD_ARGUMENT},
    {"x", QUOTH_BAD_ARGUMENT},
    {"1x", QUOTH_BAD_ARGUMENT},
    {" 1", QUOTH_BAD_ARGUMENT},
    {"1 ", QUOTH_BAD_ARGUMENT},
    {"-1", QUOTH_BAD_ARGUMENT},
    {"+1", QUOTH_BAD_ARGUMENT},
    {"@", QUOTH_BAD_ARGUMENT},
    {"@1:00", QUOTH_BAD_ARGUMENT},
    {"1@", QUOTH_BAD_ARGUMENT},
    {"1@x", QUOTH_BAD_ARGUMENT},
    {"1@-5", QUOTH_BAD_ARGUMENT},
    {"1@1:", QUOTH_BAD_ARGUMENT},
    {"1@1:60", QUOTH_BAD_ARGUMENT},
    {"1@1:2:3:4", QUOTH_BAD_ARGUMENT},
    {"1@1:00 ", QUOTH_BAD_ARGUMENT},
    {"1@1:00@2", QUOTH_BAD_ARGUMENT},
    {"1@99999999999999999999", QUOTH_BAD_ARGUMENT},
    {"999999999999999999999", QUOTH_BAD_ARGUMENT},
    {"9223372036854775808", QUOTH_BAD_ARGUMENT},
    {"9223372036854775807", QUOTH_NOT_FOUND},
    {"0", QUOTH_NOT_FOUND},
    {"12", QUOTH_NOT_FOUND},
    {"12@99", QUOTH_NOT_FOUND},
    {"999999@1:00", QUOTH_NOT_FOUND},
};

static void
test_show_refuses(void **state)
{
    const struct fixture *fixture = *state;
    struct quoth_excerpt *const untouched_excerpt = (void *)1;
    struct quoth_excerpt *excerpt = untouched_excerpt;
    struct quoth_error error = {0};
    for (size_t i = 0; i < sizeof(refs) / sizeof(*refs); i++) {
        const struct quoth_show_options options = {.ref = refs[i].ref};
        const enum quoth_status status =
            quoth_show(fixture->quoth, &options, &excerpt, &error);
        if (status != refs[i].status) {
            fail_msg("`%s` gives %s", refs[i].ref, quoth_status_name(status));
        }
        check_error(&error, status);
        assert_int_equal(quoth_show(fixture->quoth, &options, &excerpt, NULL),
                         status);
    }
    const struct quoth_show_options none = {.ref = NULL};
    const struct quoth_show_options good = {.ref = "1"};
    assert_int_equal(quoth_show(fixture->quoth, &none, &excerpt, &error),
                     QUOTH_BAD_ARGUMENT);
    assert_int_equal(quoth_show(fixture->quoth, NULL, &excerpt, &error),
                     QUOTH_BAD_ARGUMENT);
    assert_int_equal(quoth_show(NULL, &good, &excerpt, &error),
                     QUOTH_BAD_ARGUMENT);
    assert_int_equal(quoth_show(fixture->quoth, &good, NULL, &error),
                     QUOTH_BAD_ARGUMENT);
    assert_ptr_equal(excerpt, untouched_excerpt);
}

/** Show `ID@TIME`, or `ID`. */
static struct quoth_excerpt *
must_show(struct quoth *quoth, int64_t id, const char *at, unsigned before,
          unsigned after)
{
    char ref[64];
    snprintf(ref, sizeof(ref), "%lld%s", (long long)id, at);
    const struct quoth_show_options options = {
        .ref = ref, .before = before, .after = after};
    struct quoth_excerpt *excerpt = NULL;
    assert_int_equal(quoth_show(quoth, &options, &excerpt, NULL), QUOTH_OK);
    return excerpt;
}

/** Segments of the lighthouse: 10 is at 0:41.98 to 0:45.29, its neighbour
 * begins at 0:45.37. */
static const struct {
    const char *at;
    unsigned before;
    unsigned after;
    int64_t first;
    int64_t last;
    int64_t focus;
} shown[] = {
    {"@0:41.98", 0, 0, 7, 13, 10},
    {"@41.980", 1, 2, 9, 12, 10},
    {"@0:45.28", 0, 0, 7, 13, 10},
    {"@0:45.33", 0, 0, 8, 14, 11},
    {"@00:00:41,980", 1, 1, 9, 11, 10},
    {"@0", 0, 0, 0, 3, 0},
    {"@0:00.0", 5, 1, 0, 1, 0},
    {"@4:13", 0, 0, 59, 62, 62},
    {"@59:59", 2, 0, 60, 62, 62},
    {"@0:07", 10, 1000, 0, 62, 1},
    {"@999:00:00", 1, 1, 61, 62, 62},
    {"@4:13", UINT32_MAX, UINT32_MAX, 0, 62, 62},
};

static void
test_show_a_moment(void **state)
{
    const struct fixture *fixture = *state;
    const int64_t id = recording_of(fixture->quoth, "\"wee lamps\"");
    for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
        struct quoth_excerpt *excerpt = must_show(
            fixture->quoth, id, shown[i].at, shown[i].before, shown[i].after);
        const int64_t first = shown[i].first;
        assert_int_equal(excerpt->n_segments, shown[i].last - first + 1);
        for (size_t k = 0; k < excerpt->n_segments; k++) {
            assert_int_equal(excerpt->segments[k].seq, first + (int64_t)k);
        }
        assert_int_equal(excerpt->focus, shown[i].focus - first);
        quoth_excerpt_free(excerpt);
    }
    struct quoth_excerpt *excerpt =
        must_show(fixture->quoth, id, "@0:42", 0, 0);
    const struct quoth_segment *focus = &excerpt->segments[excerpt->focus];
    assert_string_equal(focus->text,
                        "Count the stores. Flour & lamp oil, mostly.");
    assert_string_equal(focus->speaker, "Tam Orrin");
    assert_int_equal(focus->start_ms, 41980);
    assert_int_equal(focus->end_ms, 45290);
    assert_false(focus->is_marker);
    assert_false(focus->is_repeat);
    quoth_excerpt_free(excerpt);
}

static void
test_show_a_recording(void **state)
{
    const struct fixture *fixture = *state;
    const int64_t id = recording_of(fixture->quoth, "\"seed cake\"");
    struct quoth_excerpt *excerpt = must_show(fixture->quoth, id, "", 0, 0);
    size_t n_markers = 0;
    size_t n_repeats = 0;
    assert_int_equal(excerpt->n_segments, 151);
    assert_int_equal(excerpt->recording->n_segments, 151);
    assert_int_equal(excerpt->focus, excerpt->n_segments);
    assert_int_equal(excerpt->recording->duration_ms, 385240);
    assert_string_equal(excerpt->recording->title, "parish-hall-recording");
    for (size_t i = 0; i < excerpt->n_segments; i++) {
        assert_int_equal(excerpt->segments[i].seq, i);
        n_markers += excerpt->segments[i].is_marker;
        n_repeats += excerpt->segments[i].is_repeat;
    }
    /* [Music] and (audience chattering) twice; the notes and the laughing
     * once. */
    assert_int_equal(n_markers, 6);
    assert_int_equal(n_repeats, 119);
    quoth_excerpt_free(excerpt);
}

/** What a list told. */
struct listing {
    size_t n;
    size_t stop_after; /**< rows; 0 for never */
    char last[PATH_BYTES];
    int64_t n_segments;
    int64_t duration_ms;
    size_t n_skipped;
    bool is_wrong;
};

/** Count a path; they come in order. */
static bool
list_path(struct listing *listing, const char *path)
{
    listing->is_wrong |= path[0] != '/' || strcmp(listing->last, path) >= 0;
    snprintf(listing->last, sizeof(listing->last), "%s", path);
    return ++listing->n != listing->stop_after;
}

static bool
list_recording(void *context, const struct quoth_recording *recording)
{
    struct listing *listing = context;
    listing->n_segments += recording->n_segments;
    listing->duration_ms += recording->duration_ms;
    return list_path(listing, recording->path);
}

static bool
list_file(void *context, const struct quoth_file *file)
{
    struct listing *listing = context;
    listing->n_skipped += file->outcome == QUOTH_FILE_SKIPPED;
    listing->is_wrong |=
        (file->outcome == QUOTH_FILE_INDEXED) != (file->recording > 0);
    return list_path(listing, file->path);
}

static void
test_lists(void **state)
{
    const struct fixture *fixture = *state;
    struct quoth *quoth = fixture->quoth;
    struct listing all = {.n = 0};
    assert_int_equal(quoth_list_recordings(quoth, list_recording, &all, NULL),
                     QUOTH_OK);
    assert_int_equal(all.n, N_RECORDINGS);
    assert_int_equal(all.n_segments, N_SEGMENTS);
    assert_int_equal(all.duration_ms, 5818640);
    assert_false(all.is_wrong);

    struct listing files = {.n = 0};
    assert_int_equal(quoth_list_files(quoth, list_file, &files, NULL),
                     QUOTH_OK);
    assert_int_equal(files.n, N_FILES);
    assert_int_equal(files.n_skipped, 1);
    assert_false(files.is_wrong);

    struct listing some = {.stop_after = 4};
    assert_int_equal(quoth_list_recordings(quoth, list_recording, &some, NULL),
                     QUOTH_OK);
    assert_int_equal(some.n, 4);
    some = (struct listing){.stop_after = 1};
    assert_int_equal(quoth_list_files(quoth, list_file, &some, NULL), QUOTH_OK);
    assert_int_equal(some.n, 1);
}

static void
test_list_arguments(void **state)
{
    const struct fixture *fixture = *state;
    struct quoth_error error = {0};
    assert_int_equal(quoth_list_recordings(NULL, list_recording, NULL, &error),
                     QUOTH_BAD_ARGUMENT);
    check_error(&error, QUOTH_BAD_ARGUMENT);
    assert_int_equal(quoth_list_recordings(fixture->quoth, NULL, NULL, NULL),
                     QUOTH_BAD_ARGUMENT);
    assert_int_equal(quoth_list_files(NULL, list_file, NULL, &error),
                     QUOTH_BAD_ARGUMENT);
    assert_int_equal(quoth_list_files(fixture->quoth, NULL, NULL, NULL),
                     QUOTH_BAD_ARGUMENT);
}

static void
test_count(void **state)
{
    const struct fixture *fixture = *state;
    struct quoth_stats stats = {0};
    struct quoth_error error = {0};
    assert_int_equal(quoth_count(fixture->quoth, &stats, &error), QUOTH_OK);
    assert_int_equal(stats.n_collections, 1);
    assert_int_equal(stats.n_recordings, N_RECORDINGS);
    assert_int_equal(stats.n_files, N_FILES);
    assert_int_equal(stats.n_files_failed, 0);
    assert_int_equal(stats.n_segments, N_SEGMENTS);
    assert_true(stats.n_lines < N_SEGMENTS - 119);
    /* [BLANK_AUDIO], [Music], the notes, (audience chattering), (audience
     * laughing), [Applause], (laughs), [Musique], [Rires], (lacht). */
    assert_int_equal(stats.n_markers, 10);
    assert_int_equal(stats.n_speakers, 2);
    assert_true(stats.n_words > 4000);
    assert_int_equal(stats.duration_ms, 5818640);
    assert_true(stats.size_bytes > 0);
    assert_true(stats.schema >= 1);
    assert_int_equal(quoth_count(NULL, &stats, &error), QUOTH_BAD_ARGUMENT);
    check_error(&error, QUOTH_BAD_ARGUMENT);
    assert_int_equal(quoth_count(fixture->quoth, NULL, NULL),
                     QUOTH_BAD_ARGUMENT);
}

/** Count problems. */
static void
see_problem(void *context, const struct quoth_problem *problem)
{
    assert_true(problem->what[0] != '\0');
    assert_true(problem->transcript >= 0);
    ++*(int *)context;
}

static void
test_check(void **state)
{
    const struct fixture *fixture = *state;
    int n = 0;
    struct quoth_error error = {0};
    assert_int_equal(
        quoth_check(fixture->quoth, false, see_problem, &n, &error), QUOTH_OK);
    assert_int_equal(quoth_check(fixture->quoth, true, see_problem, &n, &error),
                     QUOTH_OK);
    assert_int_equal(n, 0);
    assert_int_equal(quoth_check(fixture->quoth, true, NULL, NULL, NULL),
                     QUOTH_OK);
    assert_int_equal(quoth_check(NULL, true, see_problem, &n, &error),
                     QUOTH_BAD_ARGUMENT);
    check_error(&error, QUOTH_BAD_ARGUMENT);
}

/** A changed letter in a line is found by the full check. */
static void
test_check_finds_damage(void **state)
{
    const struct fixture *fixture = *state;
    static const char line[] = "Wee lamps, they looked like.";
    const char *path = path_in(fixture, "damaged.db");
    size_t size;
    char *bytes = read_file(fixture->archive, &size);
    char *at = memmem(bytes, size, line, sizeof(line) - 1);
    assert_non_null(at);
    /* A page that was split may hold an older copy in its unused part. */
    for (; at;
         at = memmem(at, size - (size_t)(at - bytes), line, sizeof(line) - 1)) {
        *at = 'B';
    }
    write_file(path, bytes, size);
    free(bytes);
    struct quoth *quoth = must_open(path, false);
    struct quoth_error error = {0};
    int n = 0;
    assert_int_equal(quoth_check(quoth, true, see_problem, &n, &error),
                     QUOTH_DAMAGED);
    check_error(&error, QUOTH_DAMAGED);
    assert_true(n > 0);
    assert_int_equal(quoth_check(quoth, true, NULL, NULL, NULL), QUOTH_DAMAGED);
    quoth_close(quoth);
    remove_archive(path);
}

static void
test_forget_arguments(void **state)
{
    const struct fixture *fixture = *state;
    const char *path = path_in(fixture, "refuse.db");
    struct quoth *quoth = index_corpus(path);
    struct quoth_forget_report report = {-1, -1};
    struct quoth_error error = {0};
    static const struct {
        const char *what;
        enum quoth_status status;
    } cases[] = {
        {NULL, QUOTH_BAD_ARGUMENT},  {"", QUOTH_BAD_ARGUMENT},
        {"nobody", QUOTH_NOT_FOUND}, {"0", QUOTH_NOT_FOUND},
        {"10", QUOTH_NOT_FOUND},     {"/nowhere", QUOTH_NOT_FOUND},
        {"1@0:00", QUOTH_NOT_FOUND}, {"99999999999999999999", QUOTH_NOT_FOUND},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        assert_int_equal(quoth_forget(quoth, cases[i].what, &report, &error),
                         cases[i].status);
        check_error(&error, cases[i].status);
    }
    assert_int_equal(quoth_forget(NULL, "1", &report, NULL),
                     QUOTH_BAD_ARGUMENT);
    assert_int_equal(quoth_forget(fixture->quoth, "1", &report, &error),
                     QUOTH_READ_ONLY);
    check_error(&error, QUOTH_READ_ONLY);
    assert_int_equal(report.n_recordings, -1);
    struct quoth_stats stats;
    assert_int_equal(quoth_count(quoth, &stats, NULL), QUOTH_OK);
    assert_int_equal(stats.n_recordings, N_RECORDINGS);
    quoth_close(quoth);
    remove_archive(path);
}

static void
test_forget(void **state)
{
    const struct fixture *fixture = *state;
    const char *path = path_in(fixture, "forget.db");
    struct quoth *quoth = index_corpus(path);
    struct quoth_forget_report report = {-1, -1};
    char number[32];
    snprintf(number, sizeof(number), "%lld",
             (long long)recording_of(quoth, "jackdaw"));
    assert_int_equal(quoth_forget(quoth, number, &report, NULL), QUOTH_OK);
    assert_int_equal(report.n_recordings, 1);
    assert_int_equal(report.n_files, 1);
    assert_int_equal(quoth_forget(quoth, number, &report, NULL),
                     QUOTH_NOT_FOUND);
    struct quoth_results *results = must_search(quoth, "jackdaw", 0, 0);
    assert_int_equal(results->n_hits, 0);
    quoth_results_free(results);

    /* The next run leaves it out. */
    const char *const roots[] = {corpus};
    const struct quoth_index_options options = {.roots = roots, .n_roots = 1};
    assert_int_equal(quoth_index(quoth, &options, NULL, NULL), QUOTH_OK);
    struct quoth_stats stats;
    assert_int_equal(quoth_count(quoth, &stats, NULL), QUOTH_OK);
    assert_int_equal(stats.n_recordings, N_RECORDINGS - 1);
    assert_int_equal(quoth_check(quoth, true, NULL, NULL, NULL), QUOTH_OK);

    assert_int_equal(quoth_forget(quoth, "corpus", &report, NULL), QUOTH_OK);
    assert_int_equal(report.n_recordings, N_RECORDINGS - 1);
    assert_int_equal(quoth_count(quoth, &stats, NULL), QUOTH_OK);
    assert_int_equal(stats.n_recordings, 0);
    assert_int_equal(stats.n_files, 0);
    assert_int_equal(stats.n_collections, 0);
    assert_int_equal(stats.n_segments, 0);
    quoth_close(quoth);
    remove_archive(path);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_nothing_to_free),
        cmocka_unit_test(test_open_arguments),
        cmocka_unit_test(test_open_what_is_not_there),
        cmocka_unit_test(test_open_something_else),
        cmocka_unit_test(test_open_other_databases),
        cmocka_unit_test(test_one_writer),
        cmocka_unit_test(test_index),
        cmocka_unit_test(test_index_stops),
        cmocka_unit_test(test_index_failures),
        cmocka_unit_test(test_show_refuses),
        cmocka_unit_test(test_show_a_moment),
        cmocka_unit_test(test_show_a_recording),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_list_arguments),
        cmocka_unit_test(test_count),
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_check_finds_damage),
        cmocka_unit_test(test_forget_arguments),
        cmocka_unit_test(test_forget),
    };
    if (!corpus_find(argc, argv)) {
        return 2;
    }
    return cmocka_run_group_tests(tests, corpus_set_up, corpus_tear_down);
}
