/*
 * Tables of speech: a segment a row, in columns with names.
 *
 * What Premiere, youtube-transcript-api and people with a spreadsheet export:
 * columns for a start, mostly an end or a duration, a
 * text, perhaps a speaker, parted by commas, tabs or semicolons.  No
 * specification: RFC 4180 for rows and cells, table_heading.c for names.
 *
 * And ELAN's tab-delimited export, with a heading or without, with a column
 * for all tiers or one for each.  It does not say which tiers depend on
 * others, as the .eaf does; so a tier is left out whose annotations all lie
 * inside of those of an earlier one of the same participant.
 *
 * Frames count as of the lowest usual rate that has so many in a second:
 * tables do not tell it.  Rows come out in the order of time.
 */
#include "format/formats.h"
#include "format/table_layout.h"
#include "format/utterances.h"

#include "base/timecode.h"

enum { TIERS_MAX = 64 };

/** What `kind` of an utterance tells of its text, and one shift further of
 * its speaker. */
enum { KIND_QUOTED = 1, KIND_BROKEN = 2, KIND_SHIFT = 2 };

/** A tier, by its name and its participant's. */
struct tier {
    struct slice name;
    struct slice participant;
    bool is_dependent;
};

struct reader {
    struct transcript *transcript;
    struct layout layout;
    struct table table;
    struct table names; /**< at the heading, whose cells name tiers */
    struct utterances turns;
    struct tier tiers[TIERS_MAX];
    struct slice file;
    uint32_t n_files;
    size_t n_tiers; /**< TIERS_MAX where there may be more: then all are kept */
    int64_t last_frame;
    struct buffer scratch;
};

/** Complain at a place in the current row, or that the file ends there. */
static void
complain(struct reader *reader, enum status code, const char *place,
         const char *text)
{
    const bool is_cut =
        code == ST_BAD_SYNTAX && lines_at_ragged_end(&reader->table.lines);
    table_complain(&reader->table, reader->transcript,
                   is_cut ? ST_TRUNCATED : code, place,
                   is_cut ? "the file ends in a row" : text);
}

/** The flags of a cell. */
static uint32_t
kind_of(const struct table_cell *cell)
{
    return (cell->is_quoted ? KIND_QUOTED : 0U) |
           (cell->is_broken ? KIND_BROKEN : 0U);
}

/** The number of a tier, TIERS_MAX for one too many. */
static size_t
find_tier(struct reader *reader, struct slice name, struct slice participant)
{
    size_t i = 0;
    while (i < reader->n_tiers &&
           !(slice_equal(reader->tiers[i].name, name) &&
             slice_equal(reader->tiers[i].participant, participant))) {
        i++;
    }
    if (i == reader->n_tiers && i < TIERS_MAX) {
        reader->tiers[reader->n_tiers++] =
            (struct tier){name, participant, false};
    }
    return i;
}

/** Note who speaks in a turn, and in which tier. */
static void
name_turn(struct reader *reader, size_t column, struct utterance *turn)
{
    const struct table *table = &reader->table;
    const size_t *columns = reader->layout.heading.columns;
    const struct slice tier = table_text(table, columns[COLUMN_TIER]);
    const struct slice participant = table_text(table, columns[COLUMN_SPEAKER]);
    const struct table_cell *cell = NULL;
    turn->first = find_tier(reader, tier, participant);
    if (columns[COLUMN_TEXT] == COLUMN_NONE) {
        cell = &reader->names.cells[column];
    } else if (participant.size > 0) {
        cell = &table->cells[columns[COLUMN_SPEAKER]];
    } else if (tier.size > 0) {
        cell = &table->cells[columns[COLUMN_TIER]];
    }
    if (cell && !slice_equal(cell->text, SLICE("default"))) {
        turn->speaker = cell->text;
        turn->kind |= kind_of(cell) << KIND_SHIFT;
    }
}

/** Note the last frame of a second that was seen. */
static void
count_frames(struct reader *reader, int64_t time_ms)
{
    if (time_ms % 1000 > reader->last_frame) {
        reader->last_frame = time_ms % 1000;
    }
}

/** Read the times of the current row, or complain of them. */
static void
read_times(struct reader *reader, struct utterance *turn)
{
    int64_t times_ms[2];
    struct slice bad;
    if (!layout_times(&reader->layout, &reader->table, times_ms, &bad)) {
        complain(reader, ST_BAD_TIME, bad.data,
                 "the time of a segment can not be read");
    }
    turn->start_ms = times_ms[0];
    turn->end_ms = times_ms[1];
    if (turn->end_ms >= 0 && turn->end_ms < turn->start_ms) {
        complain(reader, ST_BACKWARDS, reader->table.row.data,
                 "a segment ends before it starts");
    }
    if (reader->layout.has_frames) {
        count_frames(reader, turn->start_ms);
        count_frames(reader, turn->end_ms);
    }
}

/** Count recordings: rows of one follow each other. */
static uint32_t
count_files(struct reader *reader)
{
    const size_t column = reader->layout.heading.columns[COLUMN_FILE];
    const struct slice file = table_text(&reader->table, column);
    if (!slice_equal(reader->file, file)) {
        reader->file = file;
        reader->n_files++;
    }
    return reader->n_files;
}

/** Take the current row. */
static void
take_row(struct reader *reader)
{
    const struct table *table = &reader->table;
    const struct layout *layout = &reader->layout;
    const bool has_text = layout->heading.columns[COLUMN_TEXT] != COLUMN_NONE;
    size_t column = layout_next_text(layout, 0);
    if (column >= table->n_cells) {
        complain(reader, ST_BAD_SYNTAX, table->row.data,
                 "a row without a text is left out");
        return;
    }
    struct utterance turn = {.group = count_files(reader)};
    read_times(reader, &turn);
    for (; column < table->n_cells;
         column = layout_next_text(layout, column + 1)) {
        const struct table_cell *cell = &table->cells[column];
        if (cell->text.size == 0 && !has_text) {
            continue;
        }
        turn.text = cell->text;
        turn.kind = kind_of(cell);
        name_turn(reader, column, &turn);
        utterances_add(&reader->turns, &turn);
        if (cell->is_broken) {
            buffer_clear(&reader->scratch);
            if (!table_add_text(&reader->scratch, cell)) {
                complain(reader, ST_BAD_SYNTAX, cell->text.data,
                         "the quotes about a text do not match");
            }
        }
    }
}

/** Find the tiers that depend on another: in the order of time, each of their
 * turns ends before the other's that has begun last. */
static void
find_dependents(struct reader *reader, size_t parent)
{
    const struct tier *other = &reader->tiers[parent];
    const struct utterances *turns = &reader->turns;
    bool is_inside[TIERS_MAX];
    for (size_t i = 0; i < TIERS_MAX; i++) {
        is_inside[i] =
            i > parent && i < reader->n_tiers &&
            slice_equal(reader->tiers[i].participant, other->participant);
    }
    int64_t end_ms = TIME_UNKNOWN;
    for (size_t i = 0; i < turns->n; i++) {
        const struct utterance *turn = &turns->items[i];
        if (turn->first == parent) {
            end_ms = turn->end_ms;
        } else {
            is_inside[turn->first] &=
                turn->end_ms >= 0 && turn->end_ms <= end_ms;
        }
    }
    for (size_t i = 0; i < reader->n_tiers; i++) {
        reader->tiers[i].is_dependent |= is_inside[i];
    }
}

/** Tell tiers apart that say what others say. */
static void
find_all_dependents(struct reader *reader)
{
    if (reader->layout.heading.columns[COLUMN_TIER] == COLUMN_NONE ||
        reader->n_tiers == TIERS_MAX) {
        return;
    }
    for (size_t i = 0; i + 1 < reader->n_tiers; i++) {
        const struct tier *tier = &reader->tiers[i];
        if (!tier->is_dependent && tier->participant.size > 0) {
            find_dependents(reader, i);
        }
    }
}

/** A time whose milliseconds are a frame's number, in milliseconds. */
static int64_t
time_of_frames(const struct reader *reader, int64_t time_ms)
{
    static const int rates[] = {24, 25, 30, 48, 50, 60, 100, FRAMES_MAX};
    if (!reader->layout.has_frames || time_ms < 0) {
        return time_ms;
    }
    size_t i = 0;
    while (rates[i] <= reader->last_frame) {
        i++;
    }
    return time_ms / 1000 * 1000 + time_ms % 1000 * 1000 / rates[i];
}

/** The text of a cell without quotes; lives until the next call. */
static struct slice
unquote(struct reader *reader, struct slice text, uint32_t kind)
{
    const struct table_cell cell = {
        .text = text,
        .is_quoted = (kind & KIND_QUOTED) != 0,
        .is_broken = (kind & KIND_BROKEN) != 0,
    };
    buffer_clear(&reader->scratch);
    table_add_text(&reader->scratch, &cell);
    return buffer_slice(&reader->scratch);
}

/** Give the turns to the transcript. */
static void
write_turns(struct reader *reader)
{
    utterances_sort(&reader->turns);
    find_all_dependents(reader);
    for (size_t i = 0; i < reader->turns.n; i++) {
        const struct utterance *turn = &reader->turns.items[i];
        if (turn->first < TIERS_MAX &&
            reader->tiers[turn->first].is_dependent) {
            continue;
        }
        transcript_open(reader->transcript,
                        time_of_frames(reader, turn->start_ms),
                        time_of_frames(reader, turn->end_ms));
        transcript_speaker(
            reader->transcript,
            unquote(reader, turn->speaker, turn->kind >> KIND_SHIFT));
        transcript_text(reader->transcript,
                        unquote(reader, turn->text, turn->kind));
    }
    transcript_close(reader->transcript);
}

/** What a table's columns are found by, whole rows if there are any. */
static struct slice
front_of(struct slice text)
{
    if (text.size <= PROBE_BYTES) {
        return text;
    }
    const char *end = memrchr(text.data, '\n', PROBE_BYTES);
    return slice_part(text, 0, end ? (size_t)(end - text.data) : PROBE_BYTES);
}

/** Read a file row by row. */
static enum status
transcript_table_parse(struct slice text, struct transcript *transcript,
                       struct error *error)
{
    struct reader reader = {.transcript = transcript};
    if (!layout_find(front_of(text), &reader.layout)) {
        return error_set(error, ST_NOT_A_TRANSCRIPT,
                         "no columns for times and texts");
    }
    buffer_init(&reader.scratch, TEXT_MAX_BYTES);
    layout_open(&reader.layout, text, &reader.table);
    reader.names = reader.table;
    while (table_next(&reader.table)) {
        take_row(&reader);
    }
    if (reader.turns.status == ST_OK) {
        write_turns(&reader);
    } else {
        transcript->status = reader.turns.status;
    }
    if (reader.scratch.has_failed && transcript->status == ST_OK) {
        transcript->status = ST_NO_MEMORY;
    }
    buffer_finish(&reader.scratch);
    utterances_finish(&reader.turns);
    return format_end(transcript, error);
}

/** The columns of the front, and what stands in them. */
static enum format_match
transcript_table_probe(struct slice front)
{
    struct layout layout;
    return layout_find(front, &layout) ? layout_judge(&layout, front)
                                       : MATCH_NONE;
}

static const char *const suffixes[] = {".csv", ".tsv", ".tab", NULL};

const struct format format_transcript_table = {
    .name = "transcript-table",
    .title = "table with times and texts",
    .suffixes = suffixes,
    .probe = transcript_table_probe,
    .parse = transcript_table_parse,
};
