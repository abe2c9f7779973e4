/*
 * The public functions: check arguments, call down, translate what comes
 * back into the structs of quoth.h.
 */
#include "quoth.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/timecode.h"
#include "ingest/index.h"
#include "ingest/verify.h"
#include "query/ref.h"
#include "query/search.h"
#include "store/read.h"
#include "store/write.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifndef QUOTH_VERSION
#define QUOTH_VERSION "0.1.0"
#endif

#define SAME(name) _Static_assert((int)ST_##name == (int)QUOTH_##name, #name)
SAME(OK);
SAME(NOT_FOUND);
SAME(PARTIAL);
SAME(INTERRUPTED);
SAME(NO_MEMORY);
SAME(BAD_ARGUMENT);
SAME(IO);
SAME(DISK_FULL);
SAME(BUSY);
SAME(READ_ONLY);
SAME(NOT_AN_ARCHIVE);
SAME(NEWER_ARCHIVE);
SAME(DAMAGED);
SAME(TOO_SLOW);
SAME(INTERNAL);
SAME(EMPTY);
SAME(NOT_A_TRANSCRIPT);
SAME(TOO_LARGE);
SAME(LINE_TOO_LONG);
SAME(TOO_MANY_SEGMENTS);
SAME(BAD_TIME);
SAME(BACKWARDS);
SAME(BAD_UTF8);
SAME(BAD_SYNTAX);
SAME(TRUNCATED);
SAME(UNREADABLE);
SAME(CHANGED);
SAME(NOT_A_FILE);
SAME(NO_SPEECH);
#undef SAME

enum {
    LIMIT_DEFAULT = 10,
    DEADLINE_DEFAULT_MS = 10 * 1000,
    AROUND_DEFAULT = 3,
    PATH_BYTES = 64 * 1024,
};

struct quoth {
    char *path;
    int busy_ms;
    struct writer *writer; /**< NULL when opened for reading */
    struct reader *reader;
};

/** The words of enum quoth_outcome; those of file.outcome among them. */
static const char *const outcome_names[] = {
    [QUOTH_FILE_INDEXED] = "indexed",     [QUOTH_FILE_UNCHANGED] = "unchanged",
    [QUOTH_FILE_ALTERNATE] = "alternate", [QUOTH_FILE_COPY] = "copy",
    [QUOTH_FILE_RENAMED] = "renamed",     [QUOTH_FILE_SKIPPED] = "skipped",
    [QUOTH_FILE_FAILED] = "failed",       [QUOTH_FILE_REMOVED] = "removed",
    [QUOTH_FILE_FORGOTTEN] = "forgotten",
};
enum { N_OUTCOMES = sizeof(outcome_names) / sizeof(*outcome_names) };

_Static_assert((int)INDEX_OUTCOMES == (int)N_OUTCOMES, "outcomes");

const char *
quoth_version(void)
{
    return QUOTH_VERSION;
}

const char *
quoth_sqlite_version(void)
{
    return store_sqlite_version();
}

const char *
quoth_status_name(enum quoth_status status)
{
    return status_name((enum status)status);
}

const char *
quoth_outcome_name(enum quoth_outcome outcome)
{
    return (unsigned)outcome < N_OUTCOMES ? outcome_names[outcome] : "unknown";
}

/** Translate a failure for the caller, who may not want the details. */
static enum quoth_status
pass_on(enum status status, const struct error *detail,
        struct quoth_error *error)
{
    if (status != ST_OK && error) {
        *error = (struct quoth_error){
            .status = (enum quoth_status)status,
            .line = detail->line,
            .column = detail->column,
        };
        snprintf(error->path, sizeof(error->path), "%s", detail->path);
        snprintf(error->text, sizeof(error->text), "%s",
                 detail->text[0] ? detail->text : status_name(status));
    }
    return (enum quoth_status)status;
}

/** Complain about an argument. */
static enum quoth_status
refuse(struct quoth_error *error, const char *what)
{
    struct error detail;
    return pass_on(error_set(&detail, ST_BAD_ARGUMENT, "%s", what), &detail,
                   error);
}

/** Milliseconds of a clock that never jumps. */
static double
now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

enum quoth_status
quoth_open(const struct quoth_open_options *options, struct quoth **archive,
           struct quoth_error *error)
{
    if (!options || !options->path || !options->path[0] || !archive) {
        return refuse(error, "an archive needs a path");
    }
    struct error detail = {0};
    struct quoth *new = calloc(1, sizeof(*new));
    char *path = new ? strdup(options->path) : NULL;
    if (!path) {
        free(new);
        error_set(&detail, ST_NO_MEMORY, "out of memory");
        return pass_on(ST_NO_MEMORY, &detail, error);
    }
    new->path = path;
    new->busy_ms = options->busy_ms;
    enum status status = ST_OK;
    if (options->is_writable) {
        status = writer_open(path, new->busy_ms, &new->writer, &detail);
    }
    if (status == ST_OK) {
        status = reader_open(path, new->busy_ms, &new->reader, &detail);
    }
    if (status == ST_OK) {
        *archive = new;
    } else {
        quoth_close(new);
    }
    return pass_on(status, &detail, error);
}

void
quoth_close(struct quoth *archive)
{
    if (archive) {
        /* The reader first: the last to close folds the log in. */
        reader_close(archive->reader);
        writer_close(archive->writer);
        free(archive->path);
        free(archive);
    }
}

/** What the callbacks of a run need. */
struct index_relay {
    const struct quoth_index_options *options;
    double started_ms;
};

/** Hand a file's outcome to the caller. */
static void
relay_file(void *context, const struct index_event *event)
{
    const struct index_relay *relay = context;
    const struct quoth_file file = {
        .path = event->path,
        .outcome = (enum quoth_outcome)event->outcome,
        .format = event->format,
        .recording = event->recording,
        .size_bytes = event->size_bytes,
        .code = (enum quoth_status)event->code,
        .line = event->line,
        .column = event->column,
        .message = event->message,
        .n_complaints = event->n_complaints,
    };
    relay->options->on_file(relay->options->context, &file);
}

/** Hand the progress to the caller. */
static void
relay_progress(void *context, const struct index_progress *now)
{
    const struct index_relay *relay = context;
    const struct quoth_progress progress = {
        .n_files = now->n_files,
        .n_files_done = now->n_files_done,
        .n_bytes = now->n_bytes,
        .n_bytes_done = now->n_bytes_done,
        .elapsed_ms = now_ms() - relay->started_ms,
    };
    relay->options->on_progress(relay->options->context, &progress);
}

/** Ask the caller whether to stop. */
static bool
relay_stop(void *context)
{
    const struct index_relay *relay = context;
    return relay->options->should_stop(relay->options->context);
}

/** An absolute path without symbolic links; where that can not be had, as
 * given, made absolute by the current folder. */
static char *
absolute_path(const char *path)
{
    char *real = realpath(path, NULL);
    if (real) {
        return real;
    }
    char *folder = path[0] == '/' ? NULL : getcwd(NULL, 0);
    char *joined = NULL;
    if (path[0] == '/') {
        joined = strdup(path);
    } else if (folder && asprintf(&joined, "%s/%s", folder, path) < 0) {
        joined = NULL;
    }
    free(folder);
    return joined;
}

/** Free the paths of absolute_roots(). */
static void
free_roots(char **roots, size_t n)
{
    for (size_t i = 0; roots && i < n; i++) {
        free(roots[i]);
    }
    free(roots);
}

/** The roots as absolute paths; NULL without memory. */
static char **
absolute_roots(const struct quoth_index_options *options)
{
    char **roots = calloc(options->n_roots, sizeof(*roots));
    for (size_t i = 0; roots && i < options->n_roots; i++) {
        roots[i] = absolute_path(options->roots[i]);
        if (!roots[i]) {
            free_roots(roots, i);
            return NULL;
        }
    }
    return roots;
}

/** How many threads to prepare files with. */
static unsigned
threads_for(const struct quoth_index_options *options)
{
    if (options->n_threads > 0) {
        return options->n_threads;
    }
    const long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (unsigned)n : 1;
}

/** Whether the options of a run make sense. */
static bool
has_roots(const struct quoth_index_options *options)
{
    if (!options || !options->roots || options->n_roots == 0) {
        return false;
    }
    for (size_t i = 0; i < options->n_roots; i++) {
        if (!options->roots[i] || !options->roots[i][0]) {
            return false;
        }
    }
    return true;
}

enum quoth_status
quoth_index(struct quoth *archive, const struct quoth_index_options *options,
            struct quoth_index_report *report, struct quoth_error *error)
{
    if (!archive || !has_roots(options)) {
        return refuse(error, "indexing needs an archive and folders");
    }
    struct error detail = {0};
    if (!archive->writer) {
        error_set(&detail, ST_READ_ONLY, "the archive is open for reading");
        return pass_on(ST_READ_ONLY, &detail, error);
    }
    char **roots = absolute_roots(options);
    if (!roots) {
        error_set(&detail, ST_NO_MEMORY, "out of memory");
        return pass_on(ST_NO_MEMORY, &detail, error);
    }
    struct index_relay relay = {options, now_ms()};
    const struct index_options run = {
        .archive = archive->path,
        .roots = (const char *const *)roots,
        .n_roots = options->n_roots,
        .name = options->name,
        .n_threads = threads_for(options),
        .reads_all = options->reads_all,
        .on_file = options->on_file ? relay_file : NULL,
        .on_progress = options->on_progress ? relay_progress : NULL,
        .should_stop = options->should_stop ? relay_stop : NULL,
        .context = &relay,
    };
    struct index_report done;
    const enum status status =
        index_folders(archive->writer, &run, &done, &detail);
    free_roots(roots, options->n_roots);
    const bool has_report =
        status == ST_OK || status == ST_PARTIAL || status == ST_INTERRUPTED;
    if (report && has_report) {
        *report = (struct quoth_index_report){
            .n_warned = done.n_warned,
            .n_segments = done.n_segments,
            .n_bytes = done.n_bytes,
            .elapsed_ms = now_ms() - relay.started_ms,
        };
        memcpy(report->n_outcomes, done.n_outcomes, sizeof(report->n_outcomes));
    }
    return pass_on(status, &detail, error);
}

/** A copy of a slice, or NULL for an empty one. */
static const char *
copy_or_null(struct arena *arena, struct slice text)
{
    return text.size > 0 ? arena_copy(arena, text) : NULL;
}

/** The absolute path of a file below a root; NULL for an empty one. */
static const char *
join_path(struct arena *arena, struct slice root, struct slice path)
{
    if (path.size == 0) {
        return NULL;
    }
    struct buffer joined;
    buffer_init(&joined, PATH_BYTES * 2);
    buffer_add_slice(&joined, root);
    buffer_add_byte(&joined, '/');
    buffer_add_slice(&joined, path);
    const char *copy =
        joined.has_failed ? NULL : arena_copy(arena, buffer_slice(&joined));
    buffer_finish(&joined);
    return copy;
}

/** A recording's facts as the public struct, in an arena. */
static void
fill_recording(struct arena *arena, const struct transcript_facts *facts,
               struct quoth_recording *recording)
{
    *recording = (struct quoth_recording){
        .id = facts->recording,
        .title = arena_copy(arena, facts->title),
        .collection = arena_copy(arena, facts->collection),
        .path = join_path(arena, facts->root, facts->path),
        .media = join_path(arena, facts->root, facts->media),
        .url = copy_or_null(arena, facts->url),
        .date = copy_or_null(arena, facts->date),
        .language = copy_or_null(arena, facts->language),
        .format = copy_or_null(arena, facts->format),
        .duration_ms = facts->duration_ms,
        .n_segments = facts->n_segments,
        .n_words = facts->n_tokens,
    };
}

/** Where a recording is received. */
struct recording_relay {
    struct arena *arena;
    struct quoth_recording *recording;
    int64_t transcript;
    struct slice language; /**< wanted; empty for any */
};

/** Receive a recording's facts: its first transcript's, or those of the one
 * in the wanted language. */
static enum status
take_recording(void *context, const struct transcript_facts *facts)
{
    struct recording_relay *relay = context;
    if (relay->language.size > 0 &&
        !slice_equal(relay->language, facts->language)) {
        return ST_OK;
    }
    fill_recording(relay->arena, facts, relay->recording);
    relay->transcript = facts->transcript;
    return relay->arena->has_failed ? ST_NO_MEMORY : ST_INTERRUPTED;
}

/** The results with the arena that holds all they point to. */
struct results_holder {
    struct quoth_results results;
    struct arena arena;
};

/** The transcript of a hit, shared by the hits that are in it. */
struct source {
    int64_t transcript;
    const struct quoth_recording *recording;
    bool is_first; /**< of its recording's transcripts */
};

/** Receive the number of a recording's first transcript. */
static enum status
take_first(void *context, const struct transcript_facts *facts)
{
    *(int64_t *)context = facts->transcript;
    return ST_INTERRUPTED;
}

/** Read a transcript's facts into the arena. */
static enum status
load_source(struct quoth *archive, struct arena *arena, int64_t transcript,
            struct source *source, struct error *detail)
{
    struct quoth_recording *new = arena_new(arena, 1, sizeof(*new));
    struct recording_relay relay = {.arena = arena, .recording = new};
    int64_t first = 0;
    if (!new) {
        return ST_NO_MEMORY;
    }
    const enum status status = reader_transcript(
        archive->reader, transcript, take_recording, &relay, detail);
    if (status == ST_NOT_FOUND) {
        return error_set(detail, ST_DAMAGED, "transcript %" PRId64 " is gone",
                         transcript);
    }
    TRY(status);
    TRY(reader_recording(archive->reader, new->id, take_first, &first, detail));
    *source = (struct source){transcript, new, first == transcript};
    return ST_OK;
}

/** Whether a hit is the first of its recording. */
static bool
is_new_recording(const struct quoth_hit *hits, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (hits[i].recording->id == hits[index].recording->id) {
            return false;
        }
    }
    return true;
}

/** The reference of a hit, in the arena. */
static const char *
make_ref(struct arena *arena, const struct source *source,
         const struct passage *passage)
{
    const char *language = source->recording->language;
    const bool needs_language = !source->is_first && language;
    const struct ref ref = {
        .recording = source->recording->id,
        .language =
            needs_language ? slice_of(language) : (struct slice){NULL, 0},
        .time_ms = passage->moment_ms,
        .seq = passage->seq,
    };
    char text[REF_BYTES];
    return arena_copy(arena, slice_of(ref_write(text, &ref)));
}

/** Fill one public hit. */
static void
fill_hit(struct arena *arena, const struct search_hit *found, size_t index,
         struct quoth_hit *hit)
{
    const struct passage *passage = &found->passage;
    struct quoth_match *matches =
        arena_new(arena, passage->n_matches, sizeof(*matches));
    for (size_t i = 0; matches && i < passage->n_matches; i++) {
        matches[i] = (struct quoth_match){
            passage->matches[i].start_ms, passage->matches[i].end_ms,
            passage->matches[i].begin, passage->matches[i].end};
    }
    hit->rank = (unsigned)index + 1;
    hit->score = found->score;

    hit->start_ms = passage->start_ms;
    hit->end_ms = passage->end_ms;
    hit->speaker = passage->speaker;
    hit->text = passage->text;
    hit->matches = matches;
    hit->n_matches = passage->n_matches;
    hit->closeness = 1.0;
    hit->repeats = passage->repeats;
    hit->loops = passage->loops;
    hit->loop_end_ms = passage->loop_end_ms;
}

/** Translate the hits. */
static enum status
fill_hits(struct quoth *archive, const struct search_results *found,
          size_t offset, struct results_holder *holder, struct error *detail)
{
    struct arena *arena = &holder->arena;
    struct quoth_hit *hits = arena_new(arena, found->n_hits, sizeof(*hits));
    struct source *sources = arena_new(arena, found->n_hits, sizeof(*sources));
    if (!hits || !sources) {
        return ST_NO_MEMORY;
    }
    size_t n_sources = 0;
    for (size_t i = 0; i < found->n_hits; i++) {
        const struct passage *passage = &found->hits[i].passage;
        struct source *source = sources;
        while (source < sources + n_sources &&
               source->transcript != passage->transcript) {
            source++;
        }
        if (source == sources + n_sources) {
            TRY(load_source(archive, arena, passage->transcript, source,
                            detail));
            n_sources++;
        }
        hits[i].recording = source->recording;
        hits[i].ref = make_ref(arena, source, passage);
        holder->results.n_recordings += is_new_recording(hits, i);
        fill_hit(arena, &found->hits[i], offset + i, &hits[i]);
    }
    holder->results.hits = hits;
    holder->results.n_hits = found->n_hits;
    return arena->has_failed ? ST_NO_MEMORY : ST_OK;
}

/** Search and translate, inside a read transaction. */
static enum status
find_results(struct quoth *archive, const struct quoth_search_options *options,
             struct results_holder *holder, struct error *detail)
{
    struct search_results found;
    const struct search_options what = {
        .query = slice_of(options->query),
        .limit = options->limit > 0 ? options->limit : LIMIT_DEFAULT,
        .offset = options->offset,
    };
    TRY(search(archive->reader, &what, &holder->arena, &found, detail));
    TRY(fill_hits(archive, &found, what.offset, holder, detail));
    holder->results.query = arena_copy(&holder->arena, what.query);
    holder->results.relaxed = found.relaxed;
    holder->results.n_relaxed = found.n_relaxed;
    holder->results.explanation = found.explanation;
    return holder->arena.has_failed ? ST_NO_MEMORY : ST_OK;
}

/** Fill a holder that is empty yet, from one state of the archive. */
static enum status
fill_results(struct quoth *archive, const struct quoth_search_options *options,
             struct results_holder *holder, struct error *detail)
{
    const double started_ms = now_ms();
    const int64_t deadline_ms =
        options->deadline_ms > 0 ? options->deadline_ms : DEADLINE_DEFAULT_MS;
    TRY(reader_begin(archive->reader, deadline_ms, detail));
    const enum status status = find_results(archive, options, holder, detail);
    reader_end(archive->reader);
    holder->results.elapsed_ms = now_ms() - started_ms;
    return status;
}

enum quoth_status
quoth_search(struct quoth *archive, const struct quoth_search_options *options,
             struct quoth_results **results, struct quoth_error *error)
{
    if (!archive || !options || !options->query || !results) {
        return refuse(error, "a search needs an archive and a query");
    }
    if (options->limit > SEARCH_LIMIT_MAX ||
        options->offset > SEARCH_OFFSET_MAX) {
        return refuse(error, "limit and offset are at most 1,000");
    }
    struct error detail = {0};
    struct results_holder *holder = calloc(1, sizeof(*holder));
    const enum status status =
        holder ? fill_results(archive, options, holder, &detail) : ST_NO_MEMORY;
    if (status == ST_OK) {
        *results = &holder->results;
    } else if (holder) {
        quoth_results_free(&holder->results);
    }
    return pass_on(status, &detail, error);
}

void
quoth_results_free(struct quoth_results *results)
{
    if (results) {
        struct results_holder *holder = (struct results_holder *)results;
        arena_finish(&holder->arena);
        free(holder);
    }
}

/** An excerpt with the arena that holds all it points to. */
struct excerpt_holder {
    struct quoth_excerpt excerpt;
    struct arena arena;
    struct quoth_recording recording;
    struct quoth_segment *segments;
    size_t n_segments;
    size_t capacity; /**< known from the transcript's facts */
    int64_t last_line;
};

/** Receive a segment of an excerpt. */
static enum status
take_segment(void *context, const struct segment_row *row)
{
    struct excerpt_holder *holder = context;
    if (holder->n_segments == holder->capacity) {
        return ST_DAMAGED;
    }
    struct quoth_segment *segment = &holder->segments[holder->n_segments++];
    *segment = (struct quoth_segment){
        .seq = row->seq,
        .start_ms = row->start_ms,
        .end_ms = row->end_ms,
        .speaker = copy_or_null(&holder->arena, row->speaker),
        .text = arena_copy(&holder->arena, row->text),
        .is_marker = row->kind == LINE_MARKER,
        .is_repeat = row->line == holder->last_line,
    };
    holder->last_line = row->line;
    return holder->arena.has_failed ? ST_NO_MEMORY : ST_OK;
}

/** What an excerpt shows. */
struct shown_range {
    struct segment_range segments;
    int64_t focus; /**< the moment's segment; -1 where all is shown */
};

/** Which segments an excerpt shows: all, or some around a ref. */
static enum status
choose_range(struct quoth *archive, const struct quoth_show_options *options,
             const struct ref *ref, struct shown_range *range,
             struct error *detail)
{
    const int64_t before = options->before ? options->before : AROUND_DEFAULT;
    const int64_t after = options->after ? options->after : AROUND_DEFAULT;
    int64_t focus = ref->seq;
    if (ref->time_ms >= 0) {
        TRY(reader_segment_at(archive->reader, range->segments.transcript,
                              ref->time_ms, &focus, detail));
    }
    range->focus = focus;
    if (focus >= 0) {
        range->segments.first = focus > before ? focus - before : 0;
        range->segments.last =
            focus < INT64_MAX - after ? focus + after : INT64_MAX;
    }
    return ST_OK;
}

/** Fill an excerpt's holder that is empty yet. */
static enum status
fill_excerpt(struct quoth *archive, const struct quoth_show_options *options,
             struct excerpt_holder *holder, struct error *detail)
{
    struct ref ref;
    if (!ref_parse(options->ref, &ref)) {
        return error_set(detail, ST_BAD_ARGUMENT,
                         "a reference is RECORDING or RECORDING@TIME, as 12 "
                         "or 12@3:37.0");
    }
    struct recording_relay relay = {.arena = &holder->arena,
                                    .recording = &holder->recording,
                                    .language = ref.language};
    TRY(reader_recording(archive->reader, ref.recording, take_recording, &relay,
                         detail));
    if (relay.transcript == 0) {
        return error_set(
            detail, ST_NOT_FOUND, "recording %" PRId64 " has nothing in %.*s",
            ref.recording, (int)ref.language.size, ref.language.data);
    }
    struct shown_range range = {{relay.transcript, 0, INT64_MAX}, -1};
    TRY(choose_range(archive, options, &ref, &range, detail));
    holder->capacity = (size_t)holder->recording.n_segments;
    holder->segments =
        arena_new(&holder->arena, holder->capacity, sizeof(*holder->segments));
    if (!holder->segments) {
        return ST_NO_MEMORY;
    }
    TRY(reader_segments(archive->reader, range.segments, take_segment, holder,
                        detail));
    holder->excerpt = (struct quoth_excerpt){
        .recording = &holder->recording,
        .segments = holder->segments,
        .n_segments = holder->n_segments,
        .focus = holder->n_segments,
    };
    for (size_t i = 0; i < holder->n_segments; i++) {
        if (holder->segments[i].seq == range.focus) {
            holder->excerpt.focus = i;
        }
    }
    return ST_OK;
}

enum quoth_status
quoth_show(struct quoth *archive, const struct quoth_show_options *options,
           struct quoth_excerpt **excerpt, struct quoth_error *error)
{
    if (!archive || !options || !options->ref || !excerpt) {
        return refuse(error, "showing needs an archive and a reference");
    }
    struct error detail = {0};
    struct excerpt_holder *holder = calloc(1, sizeof(*holder));
    enum status status =
        holder ? reader_begin(archive->reader, 0, &detail) : ST_NO_MEMORY;
    if (status == ST_OK) {
        status = fill_excerpt(archive, options, holder, &detail);
        reader_end(archive->reader);
    }
    if (status == ST_OK) {
        *excerpt = &holder->excerpt;
    } else if (holder) {
        quoth_excerpt_free(&holder->excerpt);
    }
    return pass_on(status, &detail, error);
}

void
quoth_excerpt_free(struct quoth_excerpt *excerpt)
{
    if (excerpt) {
        struct excerpt_holder *holder = (struct excerpt_holder *)excerpt;
        arena_finish(&holder->arena);
        free(holder);
    }
}

/** The caller's callback for rows, with what translating needs. */
struct list_relay {
    bool (*on_recording)(void *context,
                         const struct quoth_recording *recording);
    bool (*on_file)(void *context, const struct quoth_file *file);
    void *context;
};

/** Translate and hand over a recording. */
static enum status
relay_recording(void *context, const struct transcript_facts *facts)
{
    const struct list_relay *relay = context;
    struct arena arena = {0};
    struct quoth_recording recording;
    fill_recording(&arena, facts, &recording);
    enum status status = ST_NO_MEMORY;
    if (!arena.has_failed) {
        status = relay->on_recording(relay->context, &recording)
                     ? ST_OK
                     : ST_INTERRUPTED;
    }
    arena_finish(&arena);
    return status;
}

enum quoth_status
quoth_list_recordings(struct quoth *archive,
                      bool (*on_row)(void *context,
                                     const struct quoth_recording *recording),
                      void *context, struct quoth_error *error)
{
    if (!archive || !on_row) {
        return refuse(error, "a list needs an archive and a callback");
    }
    struct error detail = {0};
    struct list_relay relay = {.on_recording = on_row, .context = context};
    return pass_on(
        reader_transcripts(archive->reader, relay_recording, &relay, &detail),
        &detail, error);
}

/** The outcome that a word of the archive means. */
static enum quoth_outcome
outcome_of(struct slice word)
{
    for (int i = 0; i < N_OUTCOMES; i++) {
        if (slice_equal(word, slice_of(outcome_names[i]))) {
            return (enum quoth_outcome)i;
        }
    }
    return QUOTH_FILE_FAILED;
}

/** Translate and hand over a file. */
static enum status
relay_listed_file(void *context, const struct file_facts *facts)
{
    const struct list_relay *relay = context;
    struct arena arena = {0};
    const struct quoth_file file = {
        .path = join_path(&arena, facts->root, facts->path),
        .outcome = outcome_of(facts->outcome),
        .format = copy_or_null(&arena, facts->format),
        .recording = facts->recording,
        .size_bytes = facts->size_bytes,
        .code = (enum quoth_status)status_by_name(facts->code),
        .line = facts->line,
        .column = facts->column,
        .message = copy_or_null(&arena, facts->message),
        .n_complaints = facts->n_complaints,
    };
    enum status status = ST_NO_MEMORY;
    if (!arena.has_failed) {
        status = relay->on_file(relay->context, &file) ? ST_OK : ST_INTERRUPTED;
    }
    arena_finish(&arena);
    return status;
}

enum quoth_status
quoth_list_files(struct quoth *archive,
                 bool (*on_row)(void *context, const struct quoth_file *file),
                 void *context, struct quoth_error *error)
{
    if (!archive || !on_row) {
        return refuse(error, "a list needs an archive and a callback");
    }
    struct error detail = {0};
    struct list_relay relay = {.on_file = on_row, .context = context};
    return pass_on(
        reader_files(archive->reader, relay_listed_file, &relay, &detail),
        &detail, error);
}

enum quoth_status
quoth_count(struct quoth *archive, struct quoth_stats *stats,
            struct quoth_error *error)
{
    if (!archive || !stats) {
        return refuse(error, "counting needs an archive");
    }
    struct error detail = {0};
    struct archive_totals totals = {0};
    const enum status status = reader_totals(archive->reader, &totals, &detail);
    if (status == ST_OK) {
        *stats = (struct quoth_stats){
            .n_collections = totals.n_collections,
            .n_recordings = totals.n_recordings,
            .n_files = totals.n_files,
            .n_files_failed = totals.n_files_failed,
            .n_segments = totals.n_segments,
            .n_lines = totals.n_lines,
            .n_markers = totals.n_markers,
            .n_speakers = totals.n_speakers,
            .n_words = totals.n_tokens,
            .duration_ms = totals.duration_ms,
            .size_bytes = totals.size_bytes,
            .schema = (int)totals.schema,
        };
    }
    return pass_on(status, &detail, error);
}

/** The caller's callback for problems. */
struct problem_relay {
    void (*on_problem)(void *context, const struct quoth_problem *problem);
    void *context;
};

/** Hand over a problem. */
static enum status
relay_problem(void *context, int64_t transcript, struct slice what)
{
    const struct problem_relay *relay = context;
    struct arena arena = {0};
    const struct quoth_problem problem = {arena_copy(&arena, what), transcript};
    if (problem.what && relay->on_problem) {
        relay->on_problem(relay->context, &problem);
    }
    const enum status status = arena.has_failed ? ST_NO_MEMORY : ST_OK;
    arena_finish(&arena);
    return status;
}

enum quoth_status
quoth_check(struct quoth *archive, bool is_full,
            void (*on_problem)(void *context,
                               const struct quoth_problem *problem),
            void *context, struct quoth_error *error)
{
    if (!archive) {
        return refuse(error, "checking needs an archive");
    }
    struct error detail = {0};
    struct problem_relay relay = {on_problem, context};
    return pass_on(verify_archive(archive->reader, is_full, relay_problem,
                                  &relay, &detail),
                   &detail, error);
}

/** Whether a text is a number and nothing else. */
static bool
is_number(const char *text)
{
    int64_t number;
    return ref_parse_number(slice_of(text), &number);
}

/** Forget inside a batch. */
static enum status
forget(struct quoth *archive, const char *what,
       struct quoth_forget_report *report, struct error *detail)
{
    struct writer *writer = archive->writer;
    TRY(writer_begin(writer, detail));
    enum status status;
    if (is_number(what)) {
        report->n_recordings = 1;
        status = writer_forget_recording(writer, strtoll(what, NULL, 10),
                                         &report->n_files, detail);
    } else {
        char *path = absolute_path(what);
        status = writer_forget_collection(writer, slice_of(what),
                                          &report->n_recordings,
                                          &report->n_files, detail);
        if (status == ST_NOT_FOUND && path) {
            status = writer_forget_collection(writer, slice_of(path),
                                              &report->n_recordings,
                                              &report->n_files, NULL);
        }
        free(path);
    }
    if (status == ST_OK) {
        status = writer_commit(writer, detail);
    }
    if (status != ST_OK) {
        writer_rollback(writer);
    }
    return status;
}

enum quoth_status
quoth_forget(struct quoth *archive, const char *what,
             struct quoth_forget_report *report, struct quoth_error *error)
{
    if (!archive || !what || !what[0]) {
        return refuse(error, "say which recording or collection to forget");
    }
    struct error detail = {0};
    if (!archive->writer) {
        error_set(&detail, ST_READ_ONLY, "the archive is open for reading");
        return pass_on(ST_READ_ONLY, &detail, error);
    }
    struct quoth_forget_report done = {0};
    const enum status status = forget(archive, what, &done, &detail);
    if (status == ST_OK && report) {
        *report = done;
    }
    return pass_on(status, &detail, error);
}
