/*
 * out_table.c - passages as tables: CSV after RFC 4180, and TSV.
 *
 * The names of the columns and their order are a promise as JSON's fields
 * are: new ones may be added at the end.  Times are milliseconds; what is
 * unknown is empty.  Control characters and those that turn the direction of
 * text are spelled out as everywhere, so that no field of a TSV holds a tab
 * or a line feed.  A text that a spreadsheet would take for a formula gets
 * an apostrophe in front: transcripts are other people's words, and many
 * begin with a dash.
 */
#include "cli/out.h"

#include "cli/answer.h"
#include "cli/display.h"
#include "cli/escape.h"

#include <inttypes.h>

/** The most bytes of one field. */
#define FIELD_LIMIT ((size_t)1 << 28)

/** A row that is being written. */
struct row {
    struct buffer *out;
    bool is_csv; /**< else TSV */
    bool needs_delimiter;
};

/** Begin a row. */
static struct row
row_begin(struct out *out)
{
    return (struct row){
        .out = &out->stream->pending,
        .is_csv = out->class == &out_csv,
    };
}

/** End a row. */
static void
row_end(struct row *row)
{
    buffer_add_slice(row->out, row->is_csv ? SLICE("\r\n") : SLICE("\n"));
}

/** Append what parts a field from the one before it. */
static void
add_delimiter(struct row *row)
{
    if (row->needs_delimiter) {
        buffer_add_byte(row->out, row->is_csv ? ',' : '\t');
    }
    row->needs_delimiter = true;
}

/** Whether a spreadsheet would calculate a text rather than show it. */
static bool
is_formula(struct slice text)
{
    static const struct slice beginnings[] = {
        SLICE_INIT("="),  SLICE_INIT("+"),  SLICE_INIT("-"),  SLICE_INIT("@"),
        SLICE_INIT("＝"), SLICE_INIT("＋"), SLICE_INIT("－"), SLICE_INIT("＠"),
    };
    for (size_t i = 0; i < sizeof(beginnings) / sizeof(*beginnings); i++) {
        if (slice_starts(text, beginnings[i])) {
            return true;
        }
    }
    return false;
}

/** Append a text; NULL is empty. */
static void
add_text(struct row *row, const char *text)
{
    struct buffer shown;
    buffer_init(&shown, FIELD_LIMIT);
    add_delimiter(row);
    if (text && is_formula(slice_of(text))) {
        buffer_add_byte(&shown, '\'');
    }
    display_add_string(&shown, text);
    buffer_add_byte(&shown, '\0');
    if (shown.has_failed) {
        row->out->has_failed = true;
    } else if (row->is_csv) {
        escape_add_csv(row->out, shown.data);
    } else {
        buffer_add_slice(row->out, slice_of(shown.data));
    }
    buffer_finish(&shown);
}

/** Append an integer; less than zero is unknown. */
static void
add_integer(struct row *row, int64_t value)
{
    add_delimiter(row);
    if (value >= 0) {
        buffer_print(row->out, "%" PRId64, value);
    }
}

/** Append a number. */
static void
add_number(struct row *row, double value)
{
    add_delimiter(row);
    buffer_print(row->out, "%.4f", value);
}

/** Append the texts of segments as one field. */
static void
add_segments(struct row *row, const struct quoth_segment *segments, size_t n)
{
    struct buffer text;
    buffer_init(&text, FIELD_LIMIT);
    for (size_t i = 0; i < n; i++) {
        buffer_print(&text, "%s%s", i > 0 ? " " : "", segments[i].text);
    }
    buffer_add_byte(&text, '\0');
    row->out->has_failed |= text.has_failed;
    add_text(row, text.has_failed ? NULL : text.data);
    buffer_finish(&text);
}

/** Append a row of our own words, the names of columns. */
static void
add_names(struct row *row, const char *const *names)
{
    for (; *names; names++) {
        add_delimiter(row);
        buffer_add_slice(row->out, slice_of(*names));
    }
}

/** Append the fields that tell of a recording. */
static void
add_recording(struct row *row, const struct quoth_recording *recording)
{
    add_integer(row, recording->id);
    add_text(row, recording->title);
    add_text(row, recording->collection);
    add_text(row, recording->date);
    add_text(row, recording->language);
    add_text(row, recording->path);
    add_text(row, recording->media);
    add_text(row, recording->url);
}

/** Their names. */
#define RECORDING_NAMES                                                        \
    "recording", "title", "collection", "date", "language", "path", "media",   \
        "url"

/** A row for a hit. */
static void
add_hit(struct out *out, const struct out_answer *answer,
        const struct quoth_hit *hit)
{
    struct row row = row_begin(out);
    add_integer(&row, hit->rank);
    add_text(&row, hit->ref);
    add_integer(&row, hit->start_ms);
    add_integer(&row, hit->end_ms);
    add_text(&row, hit->speaker);
    add_text(&row, hit->text);
    add_number(&row, hit->score);
    add_number(&row, hit->closeness);
    add_integer(&row, hit->repeats);
    add_recording(&row, hit->recording);
    if (answer->has_context) {
        add_segments(&row, hit->before, hit->n_before);
        add_segments(&row, hit->after, hit->n_after);
    }
    row_end(&row);
}

/** A head, then a row a hit. */
static void
write_answer(struct out *out, const struct out_answer *answer)
{
    static const char *const names[] = {
        "rank",  "ref",       "start_ms", "end_ms",        "speaker", "text",
        "score", "closeness", "repeats",  RECORDING_NAMES, NULL,
    };
    static const char *const context_names[] = {"before", "after", NULL};
    struct row row = row_begin(out);
    add_names(&row, names);
    if (answer->has_context) {
        add_names(&row, context_names);
    }
    row_end(&row);
    answer_write(out, answer, add_hit);
}

/** The head of a tally. */
static void
write_tally_head(struct out *out)
{
    static const char *const names[] = {"passages", "ref", RECORDING_NAMES,
                                        NULL};
    struct row row = row_begin(out);
    add_names(&row, names);
    row_end(&row);
}

/** A row for a recording that says something. */
static void
write_tally(struct out *out, const struct quoth_tally *tally)
{
    struct row row = row_begin(out);
    add_integer(&row, tally->n_passages);
    add_text(&row, tally->ref);
    add_recording(&row, tally->recording);
    row_end(&row);
    stream_settle(out->stream);
}

const struct out_class out_csv = {
    .answer = write_answer,
    .has_context = true,
    .tally_head = write_tally_head,
    .tally = write_tally,
    .count = answer_tell_count,
};

const struct out_class out_tsv = {
    .answer = write_answer,
    .has_context = true,
    .tally_head = write_tally_head,
    .tally = write_tally,
    .count = answer_tell_count,
};
