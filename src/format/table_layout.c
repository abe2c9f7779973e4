/*
 * How a table of speech is laid out, and whether it is one.
 *
 * Owns the judgement.  Many tables have times and texts: schedules, logs,
 * notes on a video, spans of a text by their letters.  A transcript's times
 * rise, and what stands beside them is as much text as is said in the time,
 * in words that people say.  In doubt it is none.
 *
 * ELAN's tab-delimited export may have no heading: then it is known by a
 * start and a duration that make the end, in each row.  Audacity's labels never
 * have one; those that are no speech are told by their words.
 */
#include "format/table_layout.h"

#include "base/timecode.h"
#include "format/formats.h"
#include "format/prose.h"

enum {
    PREAMBLE_ROWS = 3,
    ROWS_MIN = 2,
    WORDS_MIN = 8,

    /* People say about fifteen bytes a second; a schedule has much less, and
     * pages, verses and the like have more to a number. */
    BYTES_PER_SECOND = 2,
    BYTES_PER_SECOND_MAX = 200,

    SLACK_MS = 2, /**< by rounding */

    /* A schedule's times are round, and do not begin at nothing. */
    EVEN_MS = 5 * 1000,
    DAY_BEGINS_MS = 5 * 60 * 1000,
};

/** Whether a row stands ahead of a heading: ELAN's name of a file, or what
 * Excel wants to be told. */
static bool
is_preamble(const struct table *table)
{
    const struct slice first = table_text(table, 0);
    return slice_starts(first, SLICE("#")) ||
           slice_starts(first, SLICE("sep="));
}

/** Begin a table at its heading, or its first row where it has none. */
static bool
open_table(struct table *table, struct slice text, char separator)
{
    table_init(table, text, separator);
    table->has_quotes = true;
    for (size_t i = 0; table_next(table); i++) {
        if (i == PREAMBLE_ROWS || !is_preamble(table)) {
            return true;
        }
    }
    return false;
}

void
layout_open(const struct layout *layout, struct slice text, struct table *table)
{
    const bool has_rows = open_table(table, text, layout->separator);
    table->n_columns = layout->n_columns;
    if (has_rows && !layout->has_heading) {
        table->lines.next = (size_t)(table->row.data - text.data);
        table->lines.number = table->number - 1;
    }
}

size_t
layout_next_text(const struct layout *layout, size_t column)
{
    const size_t text = layout->heading.columns[COLUMN_TEXT];
    if (text != COLUMN_NONE) {
        return column <= text ? text : COLUMN_NONE;
    }
    for (; column < layout->n_columns; column++) {
        if (layout->heading.is_tier[column]) {
            return column;
        }
    }
    return COLUMN_NONE;
}

/** Whether names of columns are those of a table of speech. */
static bool
is_of_speech(const struct heading *heading)
{
    const bool has_text = heading->columns[COLUMN_TEXT] != COLUMN_NONE;
    return heading->columns[COLUMN_START] != COLUMN_NONE &&
           (has_text || (heading->is_elan && heading->n_tiers > 0));
}

/** The cell of a column of times in the current row.  Where none is for ends,
 * that of starts may have both: `0:01 - 0:05`. */
static struct slice
time_cell(const struct layout *layout, const struct table *table,
          enum column_role role)
{
    static const struct slice signs[] = {
        SLICE_INIT(" - "), SLICE_INIT(" --> "),
        SLICE_INIT(" \xe2\x80\x93 "), /* an en dash */
    };
    const size_t *columns = layout->heading.columns;
    const struct slice cell = table_text(table, columns[role]);
    if (columns[COLUMN_END] != COLUMN_NONE || role > COLUMN_END) {
        return cell;
    }
    const struct slice both = table_text(table, columns[COLUMN_START]);
    for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
        const size_t at = slice_find(both, signs[i], 0);
        if (at < both.size) {
            return role == COLUMN_START ? slice_part(both, 0, at)
                                        : slice_from(both, at + signs[i].size);
        }
    }
    return cell;
}

/** The number of a column's time in the current row, in milliseconds with
 * the frame; false for an empty cell, and for one that is no time. */
static bool
read_column(const struct layout *layout, const struct table *table,
            enum column_role role, struct table_time *time)
{
    const struct slice cell = time_cell(layout, table, role);
    return table_time_read(slice_trim(cell), layout->heading.units[role], time);
}

/** Whether a start and a duration make an end. */
static bool
is_sum(const struct table_time *start, const struct table_time *end,
       const struct table_time *duration)
{
    const int64_t excess_ms = end->ms - start->ms - duration->ms;
    return excess_ms >= -SLACK_MS && excess_ms <= SLACK_MS;
}

/** Take the current row for one of ELAN's without heading: tier, perhaps
 * participant, start, end, duration, text; false where it is none. */
static bool
guess_columns(const struct table *table, struct layout *layout)
{
    if (table->n_cells != 5 && table->n_cells != 6) {
        return false;
    }
    const size_t start = table->n_cells - 4;
    layout->heading = (struct heading){
        .columns = {start, start + 1, start + 2, start + 3,
                    start > 1 ? 1 : COLUMN_NONE, 0, COLUMN_NONE},
    };
    struct table_time times[3];
    for (size_t i = 0; i < 3; i++) {
        const struct slice cell = table_text(table, start + i);
        if (!table_time_read(cell, UNIT_SECONDS, &times[i]) &&
            !table_time_read(cell, UNIT_MS, &times[i])) {
            return false;
        }
    }
    return times[2].ms > 0 && is_sum(&times[0], &times[1], &times[2]);
}

/** Take the current row for one of Audacity's labels: start, end and text, in
 * seconds with a fraction; false where it is none. */
static bool
guess_labels(const struct table *table, struct layout *layout)
{
    struct table_time times[2];
    for (size_t i = 0; i < 2; i++) {
        if (!table_time_read(table_text(table, i), UNIT_SECONDS, &times[i]) ||
            times[i].has_colons || !times[i].has_fraction ||
            times[i].is_negative) {
            return false;
        }
    }
    layout->heading = (struct heading){
        .columns = {0, 1, COLUMN_NONE, 2, COLUMN_NONE, COLUMN_NONE,
                    COLUMN_NONE},
        .units = {UNIT_SECONDS, UNIT_SECONDS, UNIT_SECONDS},
    };
    layout->is_labels = true;
    return table->n_cells == 3 && times[1].ms >= times[0].ms;
}

/** Add what a row shows. */
static void
look_at_row(const struct layout *layout, const struct table *table,
            struct evidence *evidence)
{
    const size_t n_before = evidence->text.size;
    for (size_t i = layout_next_text(layout, 0); i < table->n_cells;
         i = layout_next_text(layout, i + 1)) {
        table_add_text(&evidence->text, &table->cells[i]);
        buffer_add_byte(&evidence->text, '\n');
    }
    struct table_time start;
    struct table_time end;
    struct table_time duration;
    evidence->n_rows += evidence->text.size > n_before;
    if (!read_column(layout, table, COLUMN_START, &start) ||
        start.is_negative) {
        return;
    }
    const bool has_duration =
        read_column(layout, table, COLUMN_DURATION, &duration);
    bool has_end = read_column(layout, table, COLUMN_END, &end);
    evidence->n_sums +=
        has_end && has_duration && is_sum(&start, &end, &duration);
    if (!has_end && has_duration) {
        end = (struct table_time){.ms = start.ms + duration.ms};
        has_end = true;
    }
    if (has_end && end.ms >= start.ms) {
        evidence->n_lasting++;
        evidence->lasting_ms += end.ms - start.ms;
    }
    evidence->first_ms = evidence->n_timed > 0 ? evidence->first_ms : start.ms;
    evidence->n_backwards +=
        evidence->n_timed > 0 && start.ms < evidence->last_ms;
    evidence->n_even += start.ms % EVEN_MS == 0;
    evidence->has_fraction |= start.has_fraction || start.has_colons;
    evidence->last_ms = start.ms;
    evidence->n_timed++;
}

/** Look at all rows; the evidence is to be finished. */
static void
look_at_rows(const struct layout *layout, struct slice front,
             struct evidence *evidence)
{
    *evidence = (struct evidence){0};
    buffer_init(&evidence->text, (size_t)PROBE_BYTES * 2);
    const size_t *columns = layout->heading.columns;
    struct table table;
    struct slice name = SLICE("");
    struct slice file = SLICE("");
    layout_open(layout, front, &table);
    while (table_next(&table)) {
        const size_t n_backwards = evidence->n_backwards;
        const struct slice tier = table_text(&table, columns[COLUMN_TIER]);
        const struct slice next_name =
            tier.size > 0 ? tier : table_text(&table, columns[COLUMN_SPEAKER]);
        const struct slice next_file = table_text(&table, columns[COLUMN_FILE]);
        look_at_row(layout, &table, evidence);
        if (!slice_equal(file, next_file)) {
            evidence->n_backwards = n_backwards;
        } else if (!slice_equal(name, next_name)) {
            evidence->n_changes++;
            evidence->n_returns += evidence->n_backwards - n_backwards;
        }
        name = next_name;
        file = next_file;
    }
}

/** Whether times rise; where tiers or speakers are listed one after the
 * other, those of each. */
static bool
is_rising(const struct evidence *evidence)
{
    const bool is_listed = evidence->n_changes * 3 <= evidence->n_timed;
    const size_t n_backwards =
        evidence->n_backwards - (is_listed ? evidence->n_returns : 0);
    return n_backwards * 10 <= evidence->n_timed;
}

/** How long all rows together last. */
static int64_t
lasting_ms(const struct evidence *evidence)
{
    return evidence->n_lasting * 2 > evidence->n_timed
               ? evidence->lasting_ms
               : evidence->last_ms - evidence->first_ms;
}

/** Find out what numbers count whose columns do not say: a thousandth of what
 * people say in a second is said in none. */
static void
guess_units(struct layout *layout, struct slice front)
{
    enum table_unit *units = layout->heading.units;
    enum table_unit unit = units[COLUMN_START];
    if (unit == UNIT_UNKNOWN) {
        struct layout in_ms = *layout;
        for (size_t i = 0; i < COLUMN_TEXT; i++) {
            in_ms.heading.units[i] = UNIT_MS;
        }
        struct evidence evidence;
        look_at_rows(&in_ms, front, &evidence);
        const int64_t n_bytes = (int64_t)evidence.text.size;
        unit = evidence.has_fraction || n_bytes * 2 >= lasting_ms(&evidence)
                   ? UNIT_SECONDS
                   : UNIT_MS;
        buffer_finish(&evidence.text);
    }
    for (size_t i = 0; i < COLUMN_TEXT; i++) {
        units[i] = units[i] == UNIT_UNKNOWN ? unit : units[i];
    }
}

/** Whether the first row that has a time has frames. */
static bool
find_frames(const struct layout *layout, struct slice front)
{
    struct table table;
    struct table_time time;
    layout_open(layout, front, &table);
    while (table_next(&table)) {
        if (read_column(layout, &table, COLUMN_START, &time)) {
            return time.frame >= 0;
        }
    }
    return false;
}

bool
layout_find(struct slice front, struct layout *layout)
{
    static const char separators[] = {'\t', ',', ';'};
    struct table table;
    for (size_t i = 0; i < sizeof(separators); i++) {
        *layout = (struct layout){
            .separator = separators[i],
            .has_heading = true,
        };
        if (!open_table(&table, front, separators[i])) {
            return false;
        }
        heading_read(&table, &layout->heading);
        layout->n_columns = table.n_cells;
        if (is_of_speech(&layout->heading)) {
            guess_units(layout, front);
            layout->has_frames = find_frames(layout, front);
            return true;
        }
    }
    *layout = (struct layout){.separator = '\t'};
    if (!open_table(&table, front, '\t') ||
        (!guess_columns(&table, layout) && !guess_labels(&table, layout))) {
        return false;
    }
    layout->n_columns = table.n_cells;
    guess_units(layout, front);
    layout->has_frames = find_frames(layout, front);
    return true;
}

/** Whether numbers go on as times of a recording do, and texts beside them
 * are as long as what is said in the time. */
static bool
is_in_time(const struct evidence *evidence)
{
    const size_t n = evidence->n_timed;
    const int64_t n_bytes = (int64_t)evidence->text.size;
    const int64_t last_ms = lasting_ms(evidence);
    const bool is_schedule = n > ROWS_MIN && evidence->n_even == n &&
                             evidence->first_ms >= DAY_BEGINS_MS;
    return n >= ROWS_MIN && n * 10 >= evidence->n_rows * 8 &&
           evidence->n_rows * 2 >= n && is_rising(evidence) && last_ms > 0 &&
           n_bytes >= last_ms / 1000 * BYTES_PER_SECOND &&
           n_bytes <= last_ms * BYTES_PER_SECOND_MAX / 1000 && !is_schedule;
}

enum format_match
layout_judge(const struct layout *layout, struct slice front)
{
    struct evidence evidence;
    look_at_rows(layout, front, &evidence);
    const struct slice text = buffer_slice(&evidence.text);
    const bool is_prose = evidence.n_lasting * 2 > evidence.n_timed
                              ? prose_has_words(text, WORDS_MIN)
                              : prose_is_speech(text, WORDS_MIN);
    const bool is_named = layout->has_heading || layout->is_labels;
    const bool is_elan = !is_named && evidence.n_timed >= ROWS_MIN &&
                         evidence.n_sums == evidence.n_timed &&
                         evidence.n_rows * 2 >= evidence.n_timed;
    const bool is_table =
        is_elan || (is_named && is_prose && is_in_time(&evidence));
    buffer_finish(&evidence.text);
    return is_table ? MATCH_SURE : MATCH_NONE;
}

/** Read a column's time in the current row; false for what is none.  An empty
 * cell is TIME_UNKNOWN. */
static bool
read_time(const struct layout *layout, const struct table *table,
          enum column_role role, int64_t *ms)
{
    struct table_time time;
    *ms = TIME_UNKNOWN;
    if (time_cell(layout, table, role).size == 0) {
        return true;
    }
    if (!read_column(layout, table, role, &time) ||
        (time.frame >= 0 && !layout->has_frames)) {
        return false;
    }
    *ms = time.ms;
    if (layout->has_frames && time.ms >= 0) {
        *ms = time.ms / 1000 * 1000 + (time.frame >= 0 ? time.frame : 0);
    }
    return !time.is_negative;
}

bool
layout_times(const struct layout *layout, const struct table *table,
             int64_t times_ms[2], struct slice *bad)
{
    int64_t read_ms[3];
    bool is_good = true;
    for (size_t i = 0; i < 3; i++) {
        const enum column_role role = (enum column_role)i;
        if (!read_time(layout, table, role, &read_ms[i]) && is_good) {
            *bad = time_cell(layout, table, role);
            is_good = false;
        }
    }
    const int64_t start_ms = read_ms[COLUMN_START];
    const int64_t duration_ms = read_ms[COLUMN_DURATION];
    times_ms[0] = start_ms;
    times_ms[1] = read_ms[COLUMN_END];
    const bool is_told = layout->heading.columns[COLUMN_END] != COLUMN_NONE;
    if (!is_told && start_ms >= 0 && duration_ms >= 0 &&
        start_ms <= TIME_MAX_MS - duration_ms) {
        times_ms[1] = start_ms + duration_ms;
    }
    return is_good;
}
