/*
 * table_heading.h - what the columns of a table of speech are, by their names.
 */
#ifndef QUOTH_FORMAT_TABLE_HEADING_H
#define QUOTH_FORMAT_TABLE_HEADING_H

#include "format/table.h"
#include "format/table_time.h"

/** No column: what table_text() of it is empty. */
#define COLUMN_NONE SIZE_MAX

enum column_role {
    COLUMN_START,
    COLUMN_END,
    COLUMN_DURATION,
    COLUMN_TEXT,
    COLUMN_SPEAKER,
    COLUMN_TIER,
    COLUMN_FILE,
    N_COLUMN_ROLES,
};

/** Which column is what, and the unit of those that have times. */
struct heading {
    size_t columns[N_COLUMN_ROLES];
    enum table_unit units[COLUMN_TEXT];

    /** Columns that have no name known here.  ELAN puts what was said in each
     * tier into a column of the tier's name. */
    bool is_tier[TABLE_CELLS_MAX];
    size_t n_tiers;
    bool is_elan; /**< times are named as ELAN does */
};

/** Understand the current row as names.  Whatever they are, `heading` is
 * filled. */
void heading_read(const struct table *table, struct heading *heading);

#endif
