/*
 * table.h - rows and cells of a table in text: CSV, TSV and their like.
 */
#ifndef QUOTH_FORMAT_TABLE_H
#define QUOTH_FORMAT_TABLE_H

#include "base/buffer.h"
#include "format/lines.h"
#include "text/transcript.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TABLE_CELLS_MAX = 64 };

struct table_cell {
    /** Without blanks about it.  Of a cell in quotes what stands between
     * them; of a broken one also the quote that opens it. */
    struct slice text;
    bool is_quoted; /**< as RFC 4180 has it */
    bool is_broken; /**< begins with a quote that nothing closes; not in TSV */
};

struct table {
    struct lines lines;
    char separator;
    bool has_quotes; /**< else they are text */

    /** How many columns there are: the last one goes on to the end of the
     * line, whatever is in it, unless it is in quotes.  0 where nobody knows;
     * then what is behind TABLE_CELLS_MAX is the last one's. */
    size_t n_columns;

    struct slice row; /**< the current one, without its line end */
    int64_t number;   /**< of the line that it begins in */
    struct table_cell cells[TABLE_CELLS_MAX];
    size_t n_cells;
};

void table_init(struct table *table, struct slice text, char separator);

/** Step to the next row, over blank lines; false at the end. */
bool table_next(struct table *table);

/** The text of a cell by its number; empty where the row is too short, as
 * for any number that is no column's. */
struct slice table_text(const struct table *table, size_t column);

/** Append the text of a cell without its quotes; false where they do not
 * match: then nothing of it is lost. */
bool table_add_text(struct buffer *out, const struct table_cell *cell);

/** Complain at a place in the current row. */
void table_complain(const struct table *table, struct transcript *transcript,
                    enum status code, const char *place, const char *text);

#endif
