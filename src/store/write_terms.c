/*
 * The writer: the vocabulary, a table derived from the index of speech.
 *
 * What a run changes is added up in memory and written in the order of terms
 * in the transaction of the run's last batch, since each of many batches
 * would write nearly all of the table again.  Commits before that leave a
 * mark in the table `behind`.
 *
 * Where that is the cheaper way, the table is made anew from the index
 * instead: when a good part of the archive is new, when there is too much to
 * be kept in memory, and when a writer finds the mark or had to undo a batch
 * after setting it and so does not know what is lacking.  Merging the whole
 * index makes it on the way.
 */
#include "store/writer.h"

#include "store/bulk.h"
#include "store/index_format.h"

#include <stdlib.h>

enum {
    CHANGES_MAX_BYTES = 64 * 1024 * 1024,

    /* Tokens that are read from the index in the time that it takes to count
     * a word of a batch: measured, 14 ns against 150. */
    TOKENS_A_WORD = 10,
};

/** Nothing is lacking: start anew. */
static enum status
start(struct writer *writer, struct error *error)
{
    vocabulary_finish(&writer->terms.changes);
    writer->terms.n_counted = 0;
    writer->terms.is_known = true;
    return db_read_integer(&writer->db,
                           "SELECT coalesce(sum(n_tokens), 0) FROM transcript",
                           &writer->terms.n_tokens, error);
}

enum status
terms_open(struct writer *writer, struct error *error)
{
    int64_t is_marked;
    TRY(start(writer, error));
    TRY(db_read_integer(
        &writer->db, "SELECT EXISTS (SELECT 1 FROM behind WHERE what = 'term')",
        &is_marked, error));
    writer->terms.is_marked = is_marked != 0;
    writer->terms.is_known = is_marked == 0;
    return ST_OK;
}

void
terms_finish(struct writer *writer)
{
    vocabulary_finish(&writer->terms.changes);
}

/** Whether it is cheaper to make the table anew than to count on. */
static bool
is_too_much(const struct terms *terms)
{
    return terms->n_counted > terms->n_tokens / TOKENS_A_WORD ||
           vocabulary_bytes(&terms->changes) > CHANGES_MAX_BYTES;
}

enum status
terms_count(struct writer *writer, const struct vocabulary_word *change,
            struct error *error)
{
    struct terms *terms = &writer->terms;
    if (!terms->is_known) {
        return ST_OK;
    }
    terms->n_counted++;
    if (is_too_much(terms)) {
        vocabulary_finish(&terms->changes);
        terms->is_known = false;
        return ST_OK;
    }
    vocabulary_add(&terms->changes, change);
    return terms->changes.has_failed
               ? error_set(error, ST_NO_MEMORY, "out of memory")
               : ST_OK;
}

/** Order words by their bytes, as the table is. */
static int
compare_words(const void *a, const void *b)
{
    const struct vocabulary_word *left = a;
    const struct vocabulary_word *right = b;
    const size_t size = left->size < right->size ? left->size : right->size;
    const int order = memcmp(left->data, right->data, size);
    return order ? order
                 : (left->size > right->size) - (left->size < right->size);
}

/** Write one word's change; a word that may be gone is swept. */
static enum status
write_change(struct writer *writer, const struct vocabulary_word *word,
             struct error *error)
{
    const struct value values[] = {V_TEXT(vocabulary_text(word)),
                                   V_INT(word->n_said), V_INT(word->n_streams)};
    if (word->n_said != 0 || word->n_streams != 0) {
        TRY(db_run(&writer->db, W_TERM_ADD, values, error));
    }
    return word->n_streams < 0
               ? db_run(&writer->db, W_TERM_SWEEP, values, error)
               : ST_OK;
}

/** Write all changes, after which nothing can be found in them any more. */
static enum status
write_changes(struct writer *writer, struct error *error)
{
    struct vocabulary *changes = &writer->terms.changes;
    qsort(changes->words, changes->n_words, sizeof(*changes->words),
          compare_words);
    for (size_t i = 0; i < changes->n_words; i++) {
        TRY(write_change(writer, &changes->words[i], error));
    }
    return ST_OK;
}

/** Set or remove the mark. */
static enum status
mark(struct writer *writer, bool is_behind, struct error *error)
{
    if (writer->terms.is_marked != is_behind) {
        TRY(db_run(&writer->db, is_behind ? W_TERMS_MARK : W_TERMS_UNMARK, NULL,
                   error));
        writer->terms.is_marked = is_behind;
    }
    return ST_OK;
}

enum status
term_rows_begin(struct term_rows *rows, struct writer *writer,
                struct error *error)
{
    rows->writer = writer;
    rows->n = 0;
    rows->error = error;
    buffer_init(&rows->text, (size_t)TERM_ROWS_MAX * INDEX_TERM_MAX_BYTES);
    return db_execute(&writer->db, "DELETE FROM term", error);
}

void
term_rows_finish(struct term_rows *rows)
{
    buffer_finish(&rows->text);
}

/** A cell of the rows. */
static struct value
term_cell(const void *context, size_t row, int column)
{
    const struct term_rows *rows = context;
    const struct term_entry *entry = &rows->rows[row];
    switch (column) {
    case 0:
        return V_TEXT(slice_part(buffer_slice(&rows->text), entry->begin,
                                 entry->begin + entry->size));
    case 1:
        return V_INT(entry->n_said);
    default:
        return V_INT(entry->n_transcripts);
    }
}

/** Write the rows that were gathered. */
static enum status
write_rows(struct term_rows *rows)
{
    const struct bulk bulk = {rows->n, term_cell, rows};
    if (rows->text.has_failed) {
        return error_set(rows->error, ST_NO_MEMORY, "out of memory");
    }
    TRY(bulk_run(&rows->writer->db, W_TERMS_INSERT, &bulk, rows->error));
    rows->n = 0;
    buffer_clear(&rows->text);
    return ST_OK;
}

/** The index has a term. */
static enum status
take_term(void *context, struct slice term)
{
    struct term_rows *rows = context;
    TRY(rows->n == TERM_ROWS_MAX ? write_rows(rows) : ST_OK);
    const struct slice word = slice_from(term, 1);
    rows->rows[rows->n++] =
        (struct term_entry){rows->text.size, word.size, 0, 0};
    buffer_add_slice(&rows->text, word);
    return ST_OK;
}

/** The index has a row of the term: each position ends with a byte whose
 * highest bit is not set. */
static enum status
take_row(void *context, const struct segment_entry *entry)
{
    struct term_rows *rows = context;
    struct term_entry *counted = &rows->rows[rows->n - 1];
    const struct slice positions = entry->positions;
    size_t n = 0;
    for (size_t i = 0; i < positions.size; i++) {
        n += (unsigned char)positions.data[i] < 0x80;
    }
    counted->n_said += (int64_t)n;
    counted->n_transcripts++;
    return ST_OK;
}

struct index_sink
term_rows_sink(struct term_rows *rows)
{
    return (struct index_sink){take_term, take_row, rows};
}

enum status
term_rows_end(struct term_rows *rows)
{
    TRY(write_rows(rows));
    TRY(mark(rows->writer, false, rows->error));
    return start(rows->writer, rows->error);
}

/** Make the table anew from the index. */
static enum status
rebuild(struct writer *writer, struct error *error)
{
    struct term_rows rows;
    TRY(term_rows_begin(&rows, writer, error));
    const struct index_sink sink = term_rows_sink(&rows);
    enum status status = indexes_walk(writer, &sink, error);
    if (status == ST_OK) {
        status = term_rows_end(&rows);
    }
    term_rows_finish(&rows);
    return status;
}

enum status
terms_flush(struct writer *writer, bool later, struct error *error)
{
    struct terms *terms = &writer->terms;
    if (terms->is_known && terms->changes.n_words == 0) {
        return ST_OK;
    }
    if (later) {
        return mark(writer, true, error);
    }
    if (!terms->is_known) {
        return rebuild(writer, error);
    }
    TRY(write_changes(writer, error));
    TRY(mark(writer, false, error));
    return start(writer, error);
}

void
terms_forget(struct writer *writer)
{
    vocabulary_finish(&writer->terms.changes);
    writer->terms.is_known = false;
}

void
terms_rollback(struct writer *writer)
{
    if (terms_open(writer, NULL) != ST_OK) {
        writer->terms.is_marked = true;
        writer->terms.is_known = false;
    }
}
