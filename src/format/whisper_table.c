/*
 * Tables that Whisper's programs write, a segment a row, times in whole
 * milliseconds.
 *
 * - openai-whisper's TSV: `start`, `end`, `text` parted by tabs, which the
 *   text has none of.
 * - whisper.cpp's CSV: `start,end,text`, with `-di` `start,end,speaker,text`;
 *   the text in quotes, quotes inside doubled, or behind a backslash in older
 *   versions.  The oldest have no heading and a blank behind each comma.
 *
 * Other tables, with other columns or in seconds, are not taken for these.
 */
#include "format/formats.h"
#include "format/table.h"
#include "format/table_time.h"

#include "base/timecode.h"

#include <stdio.h>

enum {
    LABEL_BYTES = 32,
    PROBE_ROWS = 20,

    /* Nobody says so much: then the times are no milliseconds. */
    BYTES_PER_SECOND_MAX = 2000,
};

/** How the rows of a table are written. */
struct layout {
    struct slice heading;
    char separator;
    bool has_speaker;
};

static const struct layout layouts[] = {
    {SLICE_INIT("start\tend\ttext"), '\t', false},
    {SLICE_INIT("start,end,text"), ',', false},
    {SLICE_INIT("start,end,speaker,text"), ',', true},
};

/* What the oldest whisper.cpp wrote. */
static const struct layout headless = {SLICE_INIT(""), ',', false};

/** A row that is read. */
struct row {
    int64_t start_ms;
    int64_t end_ms;
    bool has_negative; /**< a time below zero */
};

struct reader {
    struct transcript *transcript;
    const struct layout *layout;
    struct table table;
    struct buffer scratch;
};

/** The number of a layout's last column, the text's. */
static size_t
text_column(const struct layout *layout)
{
    return layout->has_speaker ? 3 : 2;
}

/** The layout that a line is the heading of, or NULL. */
static const struct layout *
find_layout(struct slice line)
{
    for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
        if (slice_equal(slice_trim(line), layouts[i].heading)) {
            return &layouts[i];
        }
    }
    return NULL;
}

/** Begin a table behind its heading, if it has one. */
static const struct layout *
open_table(struct table *table, struct slice text)
{
    table_init(table, text, ',');
    const struct layout *layout = NULL;
    const bool has_rows = table_next(table);
    if (has_rows) {
        layout = find_layout(table->lines.line);
    }
    if (has_rows && !layout) {
        lines_back(&table->lines);
    }
    layout = layout ? layout : &headless;
    table->separator = layout->separator;
    table->has_quotes = layout->separator == ',';
    table->n_columns = text_column(layout) + 1;
    return layout;
}

/** Read the times of the current row; false, with *bad at what can not be
 * read, where it is no row. */
static bool
read_row(const struct layout *layout, const struct table *table,
         struct row *row, struct slice *bad)
{
    int64_t *const times[] = {&row->start_ms, &row->end_ms};
    row->has_negative = false;
    for (size_t i = 0; i < 2; i++) {
        *bad = table_text(table, i < table->n_cells ? i : table->n_cells - 1);
        if (i + 1 >= table->n_cells) {
            return false;
        }
        if (bad->size == 0 && layout != &headless) {
            *times[i] = TIME_UNKNOWN;
        } else if (!table_ms_read(*bad, times[i])) {
            return false;
        } else {
            row->has_negative |= *times[i] == TIME_UNKNOWN;
        }
    }
    *bad = table_text(table, table->n_cells - 1);
    return table->n_cells > text_column(layout);
}

/** Name the speaker: whisper.cpp tells a number, or `?`; what others tell in
 * quotes is a name, whatever it is. */
static void
name_speaker(struct reader *reader, const struct table_cell *cell)
{
    char text[LABEL_BYTES];
    struct slice name = cell->text;
    if (cell->is_quoted) {
        buffer_clear(&reader->scratch);
        table_add_text(&reader->scratch, cell);
        name = buffer_slice(&reader->scratch);
    } else if (slice_equal(name, SLICE("?"))) {
        return;
    } else if (name.size == 1 && is_digit(name.data[0])) {
        snprintf(text, sizeof(text), "speaker %c", name.data[0]);
        name = slice_of(text);
    }
    transcript_speaker(reader->transcript, name);
}

/** Append the text of the current row. */
static void
add_text(struct reader *reader)
{
    const struct table *table = &reader->table;
    const struct table_cell *cell = &table->cells[text_column(reader->layout)];
    buffer_clear(&reader->scratch);
    const bool is_sound = table_add_text(&reader->scratch, cell);
    transcript_text(reader->transcript, buffer_slice(&reader->scratch));
    if (!is_sound) {
        const bool is_cut = lines_at_ragged_end(&table->lines);
        table_complain(table, reader->transcript,
                       is_cut ? ST_TRUNCATED : ST_BAD_SYNTAX, cell->text.data,
                       "the quotes about a text do not match");
    }
}

/** Complain of a row's times; what is left empty is just not known. */
static void
check_times(struct reader *reader, const struct row *row)
{
    const struct table *table = &reader->table;
    if (row->has_negative) {
        table_complain(table, reader->transcript, ST_BAD_TIME, table->row.data,
                       "a time below zero");
    } else if (row->end_ms != TIME_UNKNOWN && row->end_ms < row->start_ms) {
        table_complain(table, reader->transcript, ST_BACKWARDS, table->row.data,
                       "a segment ends before it starts");
    }
}

/** Take the current row. */
static void
take_row(struct reader *reader)
{
    const struct table *table = &reader->table;
    struct row row;
    struct slice bad;
    if (!read_row(reader->layout, table, &row, &bad)) {
        const bool is_cut = lines_at_ragged_end(&table->lines);
        table_complain(table, reader->transcript,
                       is_cut ? ST_TRUNCATED : ST_BAD_SYNTAX, bad.data,
                       is_cut ? "the file ends in a row"
                              : "a row that can not be read is left out");
        return;
    }
    check_times(reader, &row);
    transcript_open(reader->transcript, row.start_ms, row.end_ms);
    if (reader->layout->has_speaker) {
        name_speaker(reader, &table->cells[2]);
    }
    add_text(reader);
    transcript_close(reader->transcript);
}

/** Read a file: heading, rows. */
static enum status
whisper_table_parse(struct slice text, struct transcript *transcript,
                    struct error *error)
{
    struct reader reader = {.transcript = transcript};
    buffer_init(&reader.scratch, TEXT_MAX_BYTES);
    reader.layout = open_table(&reader.table, text);
    while (table_next(&reader.table)) {
        take_row(&reader);
    }
    if (reader.scratch.has_failed && transcript->status == ST_OK) {
        transcript->status = ST_NO_MEMORY;
    }
    buffer_finish(&reader.scratch);
    return format_end(transcript, error);
}

/** Whether there is no heading, and a text in quotes stands behind the
 * numbers of the current row; or there is one. */
static bool
is_row_of(const struct layout *layout, const struct table *table)
{
    const struct slice text = table_text(table, text_column(layout));
    const bool is_closed = text.size >= 2 && text.data[text.size - 1] == '"';
    const struct table_cell *cell = &table->cells[text_column(layout)];
    return layout != &headless || cell->is_quoted ||
           (cell->is_broken && is_closed);
}

/** Whether nobody can say the text of the current row in its time, as where
 * the numbers are seconds. */
static bool
is_too_fast(const struct layout *layout, const struct table *table,
            const struct row *row)
{
    const struct slice text = table_text(table, text_column(layout));
    const int64_t lasting_ms = row->end_ms - row->start_ms;
    return row->start_ms >= 0 && lasting_ms > 0 &&
           (int64_t)text.size * 1000 > lasting_ms * BYTES_PER_SECOND_MAX;
}

/** Under a heading rows of numbers, which can be milliseconds; without one,
 * nothing but such rows. */
static enum format_match
whisper_table_probe(struct slice front)
{
    struct table table;
    const struct layout *layout = open_table(&table, front);
    const bool has_heading = layout != &headless;
    size_t n_rows = 0;
    size_t n_too_fast = 0;
    while ((!has_heading || n_rows < PROBE_ROWS) && table_next(&table)) {
        struct row row;
        struct slice bad;
        if (!read_row(layout, &table, &row, &bad) ||
            !is_row_of(layout, &table)) {
            if (!has_heading || n_rows == 0) {
                return MATCH_NONE;
            }
            break;
        }
        n_rows++;
        n_too_fast += is_too_fast(layout, &table, &row);
    }
    if (!has_heading) {
        return n_rows >= 2 ? MATCH_STRONG : MATCH_NONE;
    }
    if (n_rows > 1 && n_too_fast == n_rows) {
        return MATCH_NONE;
    }
    return n_rows > 0 ? MATCH_SURE : MATCH_WEAK;
}

static const char *const suffixes[] = {".tsv", ".csv", NULL};

const struct format format_whisper_table = {
    .name = "whisper-table",
    .title = "Whisper's TSV or CSV",
    .suffixes = suffixes,
    .probe = whisper_table_probe,
    .parse = whisper_table_parse,
};
