/*
 * table_layout.h - how a table of speech is laid out, and whether it is one.
 */
#ifndef QUOTH_FORMAT_TABLE_LAYOUT_H
#define QUOTH_FORMAT_TABLE_LAYOUT_H

#include "format/format.h"
#include "format/table.h"
#include "format/table_heading.h"

/** A table's columns. */
struct layout {
    char separator;
    struct heading heading;
    size_t n_columns;
    bool has_heading; /**< else the first row is of speech */
    bool is_labels;   /**< Audacity's, without a heading; else ELAN's */
    bool has_frames;  /**< times end in frames */
};

/** What the rows at the front of a table show. */
struct evidence {
    struct buffer text; /**< of all rows, a line each */
    size_t n_rows;
    size_t n_timed;
    size_t n_backwards;
    size_t n_returns;  /**< of them where another name begins */
    size_t n_changes;  /**< of names */
    size_t n_even;     /**< whose start is a multiple of 5 s */
    size_t n_sums;     /**< start and duration make the end */
    bool has_fraction; /**< or colons */
    int64_t first_ms;
    int64_t last_ms;
    int64_t lasting_ms; /**< from starts to ends, where these are known */
    size_t n_lasting;
};

/** Find the heading and the columns in the front of a text, and the units of
 * its times; false where it has none.  The text may be cut behind any row. */
bool layout_find(struct slice front, struct layout *layout);

/** Begin a table at its first row of speech. */
void layout_open(const struct layout *layout, struct slice text,
                 struct table *table);

/** How sure it is that the table is of speech. */
enum format_match layout_judge(const struct layout *layout, struct slice front);

/** The start and the end of the current row; false where a cell that has
 * something is no time: then *bad is that cell.  Of a time with frames the
 * milliseconds are the frame's number. */
bool layout_times(const struct layout *layout, const struct table *table,
                  int64_t times_ms[2], struct slice *bad);

/** The next column of speech at or behind one; COLUMN_NONE behind the last. */
size_t layout_next_text(const struct layout *layout, size_t column);

#endif
