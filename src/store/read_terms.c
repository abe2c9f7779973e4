/*
 * The reader: the vocabulary of the speech index, term by term.
 *
 * What the query makes of it (other forms of a word, other spellings) is the
 * query's.
 */
#include "store/read.h"

#include "store/reader.h"

/** A callback with its context. */
struct term_relay {
    term_fn *on_row;
    void *context;
};

/** Receive a term. */
static enum status
take_term(void *context, sqlite3_stmt *row)
{
    const struct term_relay *relay = context;
    const struct term_row term = {
        .term = db_column(row, 0),
        .count = {.n_said = sqlite3_column_int64(row, 1),
                  .n_transcripts = sqlite3_column_int64(row, 2)},
    };
    return relay->on_row(relay->context, &term);
}

enum status
reader_terms(struct reader *reader, struct term_range range, term_fn *on_row,
             void *context, struct error *error)
{
    struct term_relay relay = {on_row, context};
    const struct value values[] = {V_TEXT(range.first), V_TEXT(range.end)};
    const enum status status =
        reader_loop(reader, range.end.size > 0 ? R_TERMS : R_TERMS_TO_END,
                    values, take_term, &relay, error);
    return status == ST_NOT_FOUND ? ST_OK : status;
}

/** Receive the count of the one term that was asked for. */
static enum status
take_count(void *context, const struct term_row *row)
{
    struct term_count *count = context;
    *count = row->count;
    return ST_OK;
}

enum status
reader_term(struct reader *reader, struct slice term, struct term_count *count,
            struct error *error)
{
    struct term_count found = {0};
    struct term_relay relay = {take_count, &found};
    const struct value key[] = {V_TEXT(term)};
    const enum status status =
        reader_loop(reader, R_TERM, key, take_term, &relay, error);
    if (status != ST_NOT_FOUND) {
        TRY(status);
    }
    *count = found;
    return ST_OK;
}

/** Receive the mark. */
static enum status
take_mark(void *context, sqlite3_stmt *row)
{
    bool *is_there = context;
    *is_there = sqlite3_column_int(row, 0) != 0;
    return ST_OK;
}

enum status
reader_terms_are_behind(struct reader *reader, bool *are_behind,
                        struct error *error)
{
    bool is_there = false;
    const enum status status =
        reader_loop(reader, R_TERMS_BEHIND, NULL, take_mark, &is_there, error);
    if (status != ST_NOT_FOUND) {
        TRY(status);
    }
    *are_behind = is_there;
    return ST_OK;
}
