/*
 * The reader: whether the lists by which lines are found fit the lines.
 *
 * The lists are in another order than the lines, and both may be long.  So
 * neither is kept: what each line ought to have in the lists is added up, what
 * they have is taken off, and nothing may be left.
 */
#include "store/reader.h"
#include "store/tag_block.h"

/** What is being added up. */
struct sum {
    uint64_t sum;
    struct tag_list block;
    bool is_damaged;
    struct error *error;
};

/** A number made of an entry, so that sums of different entries differ: the
 * finaliser of SplitMix64. */
static uint64_t
mix(tag_entry entry)
{
    entry = (entry ^ entry >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    entry = (entry ^ entry >> 27) * UINT64_C(0x94d049bb133111eb);
    return entry ^ entry >> 31;
}

/** Add a line. */
static enum status
add_line(void *context, sqlite3_stmt *row)
{
    struct sum *sum = context;
    const int64_t line = sqlite3_column_int64(row, 0);
    sum->is_damaged |= line < 1 || line > TAG_LINE_MAX;
    sum->sum += mix(tag_entry_of(tag_of_text(db_column(row, 1)),
                                 line & TAG_LINE_MAX, false));
    return ST_OK;
}

/** Take a block's entries off. */
static enum status
take_block(void *context, sqlite3_stmt *row)
{
    struct sum *sum = context;
    const enum status status = tag_block_unpack(
        &sum->block, sqlite3_column_int64(row, 0), db_column(row, 1));
    if (status == ST_NO_MEMORY) {
        return error_set(sum->error, status, "out of memory");
    }
    sum->is_damaged |= status != ST_OK;
    for (size_t i = 0; i < sum->block.n; i++) {
        const tag_entry entry = sum->block.entries[i];
        const uint64_t part = mix(entry & ~(tag_entry)1);
        sum->sum -= tag_entry_is_gone(entry) ? 0 - part : part;
    }
    return ST_OK;
}

enum status
reader_check_lines(struct reader *reader, problem_fn *on_problem, void *context,
                   struct error *error)
{
    struct sum sum = {.error = error};
    enum status status =
        reader_loop(reader, R_LINES, NULL, add_line, &sum, error);
    if (status == ST_OK || status == ST_NOT_FOUND) {
        status =
            reader_loop(reader, R_LINE_TAGS, NULL, take_block, &sum, error);
    }
    tag_list_finish(&sum.block);
    if (status != ST_OK && status != ST_NOT_FOUND) {
        return status;
    }
    const struct problem problem = {
        0, SLICE("lines can not be found by their texts"), REMEDY_REBUILD};
    return sum.sum != 0 || sum.is_damaged ? on_problem(context, &problem)
                                          : ST_OK;
}
