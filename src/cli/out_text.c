/*
 * out_text.c - records for people.
 *
 * Owns layout, but that of passages, which is text_answer.c's.  All text from
 * elsewhere goes through display.h or wrap.h; the rest are our own words.
 */
#include "cli/out.h"

#include "base/timecode.h"
#include "cli/display.h"
#include "cli/figure.h"
#include "cli/heading.h"
#include "cli/text_answer.h"
#include "cli/wrap.h"

#include <inttypes.h>

enum {
    /* Columns before a segment's text: room for `> 1:02:11.5  `. */
    SEGMENT_INDENT = 14,
};

/** Print a line of its own, never folded, where its text is known. */
static void
print_path(struct out *out, const char *text)
{
    if (text) {
        terminal_add_style(&out->terminal, &out->stream->pending, STYLE_DIM);
        display_add_string(&out->stream->pending, text);
        terminal_add_style(&out->terminal, &out->stream->pending, STYLE_PLAIN);
        buffer_add_byte(&out->stream->pending, '\n');
    }
}

/** Print what is known about a recording, over its segments. */
static void
print_heading(struct out *out, const struct quoth_recording *recording)
{
    char time[TIMECODE_BYTES];
    struct heading heading = {.out = out};
    heading_add(&heading, STYLE_TITLE, recording->title);
    heading_add(&heading, STYLE_DIM, recording->collection);
    heading_add(&heading, STYLE_DIM, recording->date);
    heading_add(&heading, STYLE_DIM, recording->language);
    heading_add(&heading, STYLE_DIM,
                timecode_print_short(time, recording->duration_ms));
    heading_end(&heading);
    print_path(out, recording->path);
    print_path(out, recording->media);
    print_path(out, recording->url);
    buffer_add_byte(&out->stream->pending, '\n');
}

/** Whether a segment names another speaker than the one shown before it. */
static bool
is_other_speaker(const struct out_view *view, size_t at)
{
    const struct quoth_segment *segments = view->excerpt->segments;
    const char *speaker = segments[at].speaker;
    if (!speaker) {
        return false;
    }
    const char *before = at > view->first ? segments[at - 1].speaker : NULL;
    return !before || strcmp(before, speaker) != 0;
}

/** Print a segment; `>` stands before the one that was asked for. */
static void
print_segment(struct out *out, const struct out_view *view, size_t at)
{
    const struct quoth_segment *segment = &view->excerpt->segments[at];
    struct buffer *pending = &out->stream->pending;
    char time[TIMECODE_BYTES];
    buffer_print(
        pending, "%c %10s  ", at == view->excerpt->focus ? '>' : ' ',
        segment->start_ms < 0 ? "" : timecode_print(time, segment->start_ms));
    size_t column = SEGMENT_INDENT;
    if (is_other_speaker(view, at)) {
        terminal_add_style(&out->terminal, pending, STYLE_TITLE);
        column += display_add_string(pending, segment->speaker) + 2;
        buffer_add_slice(pending, SLICE(": "));
        terminal_add_style(&out->terminal, pending, STYLE_PLAIN);
    }
    const struct wrap wrap = {
        .terminal = &out->terminal, .column = column, .indent = SEGMENT_INDENT};
    wrap_add(pending, &wrap, slice_of(segment->text));
    buffer_add_byte(pending, '\n');
    stream_settle(out->stream);
}

/** Print, instead of a loop's repeats, how many there are until when. */
static void
print_loop(struct out *out, size_t n_repeats, int64_t end_ms)
{
    char count[FIGURE_BYTES];
    char time[TIMECODE_BYTES];
    buffer_print(&out->stream->pending, "%*s(× %s more, until %s)\n",
                 SEGMENT_INDENT, "", figure_count(count, (int64_t)n_repeats),
                 timecode_print_short(time, end_ms));
}

/** Whether a segment is only counted: a repeat that nobody asked for. */
static bool
is_folded(const struct out_view *view, size_t at)
{
    return at < view->last && view->excerpt->segments[at].is_repeat &&
           at != view->excerpt->focus;
}

/** Print an excerpt, its loops folded. */
static void
print_view(struct out *out, const struct out_view *view)
{
    size_t n_repeats = 0;
    print_heading(out, view->excerpt->recording);
    for (size_t i = view->first; i < view->last; i++) {
        if (!is_folded(view, i)) {
            print_segment(out, view, i);
            continue;
        }
        n_repeats++;
        if (!is_folded(view, i + 1)) {
            print_loop(out, n_repeats, view->excerpt->segments[i].end_ms);
            n_repeats = 0;
        }
    }
}

/** Print a row for a recording. */
static void
print_recording(struct out *out, const struct quoth_recording *recording)
{
    struct buffer *pending = &out->stream->pending;
    char time[TIMECODE_BYTES];
    buffer_print(pending, "%6" PRId64 "  ", recording->id);
    const size_t columns = display_add_string(pending, recording->date);
    buffer_print(pending, "%*s  %9s  ", columns < 10 ? (int)(10 - columns) : 0,
                 "", timecode_print_short(time, recording->duration_ms));
    display_add_string(pending, recording->title);
    terminal_add_style(&out->terminal, pending, STYLE_DIM);
    buffer_add_slice(pending, SLICE("  "));
    display_add_string(pending, recording->collection);
    terminal_add_style(&out->terminal, pending, STYLE_PLAIN);
    buffer_add_byte(pending, '\n');
    stream_settle(out->stream);
}

/** Print a row for a file: what became of it, and the place of a complaint
 * as compilers write it. */
static void
print_file(struct out *out, const struct quoth_file *file)
{
    struct buffer *pending = &out->stream->pending;
    buffer_print(pending, "%-9s  ", quoth_outcome_name(file->outcome));
    display_add_string(pending, file->path);
    if (file->line > 0) {
        buffer_print(pending, ":%" PRId64, file->line);
        if (file->column > 0) {
            buffer_print(pending, ":%" PRId64, file->column);
        }
    }
    if (file->code != QUOTH_OK) {
        buffer_print(pending, ": %s: ", quoth_status_name(file->code));
        display_add_string(pending, file->message);
    }
    buffer_add_byte(pending, '\n');
    stream_settle(out->stream);
}

/** Print nothing: what people need to know of a file while a run goes on is
 * told on standard error. */
static void
print_no_event(struct out *out, const struct quoth_file *file)
{
    (void)out;
    (void)file;
}

/** Append a count of files to a list, where there are any. */
static void
add_outcome(struct buffer *out, int64_t count, const char *name)
{
    char text[FIGURE_BYTES];
    if (count > 0) {
        buffer_print(out, "%s%s %s", out->size > 0 ? ", " : "",
                     figure_count(text, count), name);
    }
}

/** Print what a run of index did. */
static void
print_indexed(struct out *out, enum quoth_status status,
              const struct quoth_index_report *report)
{
    char segments[FIGURE_BYTES];
    char elapsed[FIGURE_BYTES];
    struct buffer files;
    buffer_init(&files, STREAM_LIMIT);
    for (int i = QUOTH_FILE_INDEXED; i <= QUOTH_FILE_FORGOTTEN; i++) {
        add_outcome(&files, report->n_outcomes[i],
                    quoth_outcome_name((enum quoth_outcome)i));
    }
    if (files.size == 0) {
        buffer_add_slice(&files, SLICE("no files"));
    }
    add_outcome(&files, report->n_warned, "with warnings");
    buffer_add_slice(&out->stream->pending, buffer_slice(&files));
    buffer_print(&out->stream->pending, "; %s segment%s in %s%s\n",
                 figure_count(segments, report->n_segments),
                 figure_s(report->n_segments),
                 figure_elapsed(elapsed, report->elapsed_ms),
                 status == QUOTH_INTERRUPTED ? ", then stopped" : "");
    buffer_finish(&files);
}

/** Print one line of a table. */
static void
print_row(struct out *out, const char *name, const char *value)
{
    buffer_print(&out->stream->pending, "%-17s %15s\n", name, value);
}

/** Print one count of a table. */
static void
print_count(struct out *out, const char *name, int64_t count)
{
    char text[FIGURE_BYTES];
    print_row(out, name, figure_count(text, count));
}

/** Print what the archive holds. */
static void
print_stats(struct out *out, const struct quoth_stats *stats)
{
    char time[TIMECODE_BYTES];
    char size[FIGURE_BYTES];
    print_count(out, "collections", stats->n_collections);
    print_count(out, "recordings", stats->n_recordings);
    print_row(out, "duration", timecode_print_short(time, stats->duration_ms));
    print_count(out, "files seen", stats->n_files);
    print_count(out, "files failed", stats->n_files_failed);
    print_count(out, "segments", stats->n_segments);
    print_count(out, "distinct lines", stats->n_lines);
    print_count(out, "distinct markers", stats->n_markers);
    print_count(out, "speakers", stats->n_speakers);
    print_count(out, "words", stats->n_words);
    print_row(out, "archive", figure_size(size, stats->size_bytes));
    print_count(out, "schema", stats->schema);
}

/** Print one problem. */
static void
print_problem(struct out *out, const struct quoth_problem *problem)
{
    struct buffer *pending = &out->stream->pending;
    if (problem->transcript > 0) {
        buffer_print(pending, "transcript %" PRId64 ": ", problem->transcript);
    }
    display_add_string(pending, problem->what);
    buffer_add_byte(pending, '\n');
    stream_settle(out->stream);
}

/** Print the verdict of a check. */
static void
print_checked(struct out *out, bool is_full, int64_t n_problems)
{
    char count[FIGURE_BYTES];
    if (n_problems > 0) {
        buffer_print(&out->stream->pending, "damaged: %s problem%s found\n",
                     figure_count(count, n_problems), figure_s(n_problems));
    } else {
        buffer_print(&out->stream->pending, "sound: %s\n",
                     is_full ? "everything was read"
                             : "structure and counts; --full reads all");
    }
}

/** Print what was made anew. */
static void
print_rebuilt(struct out *out, const struct quoth_rebuild_report *report)
{
    char transcripts[FIGURE_BYTES];
    char words[FIGURE_BYTES];
    char elapsed[FIGURE_BYTES];
    buffer_print(
        &out->stream->pending, "rebuilt: %s transcript%s, %s word%s, %s\n",
        figure_count(transcripts, report->n_transcripts),
        figure_s(report->n_transcripts), figure_count(words, report->n_words),
        figure_s(report->n_words), figure_elapsed(elapsed, report->elapsed_ms));
}

/** Print where the copy is. */
static void
print_backed_up(struct out *out, const char *path,
                const struct quoth_backup_report *report)
{
    struct buffer *pending = &out->stream->pending;
    char size[FIGURE_BYTES];
    char elapsed[FIGURE_BYTES];
    buffer_add_slice(pending, SLICE("saved "));
    display_add_string(pending, path);
    buffer_print(pending, ": %s, %s\n", figure_size(size, report->n_bytes),
                 figure_elapsed(elapsed, report->elapsed_ms));
}

/** Print what was removed. */
static void
print_forgotten(struct out *out, const char *what,
                const struct quoth_forget_report *report)
{
    struct buffer *pending = &out->stream->pending;
    char recordings[FIGURE_BYTES];
    char files[FIGURE_BYTES];
    buffer_add_slice(pending, SLICE("forgot "));
    display_add_string(pending, what);
    buffer_print(pending, ": %s recording%s, %s file%s\n",
                 figure_count(recordings, report->n_recordings),
                 figure_s(report->n_recordings),
                 figure_count(files, report->n_files),
                 figure_s(report->n_files));
}

const struct out_class out_text = {
    .answer = text_answer,
    .has_context = true,
    .tally = text_tally,
    .count = text_count,
    .has_count = true,
    .view = print_view,
    .recording = print_recording,
    .file = print_file,
    .event = print_no_event,
    .indexed = print_indexed,
    .stats = print_stats,
    .problem = print_problem,
    .checked = print_checked,
    .rebuilt = print_rebuilt,
    .backed_up = print_backed_up,
    .forgotten = print_forgotten,
};
