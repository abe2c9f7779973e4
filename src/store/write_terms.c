/*
 * The writer: the vocabulary, a table derived from the index of speech.
 *
 * What a run changes is added up in memory and written in the order of terms
 * in the transaction of the run's last batch, since each of many batches
 * would write nearly all of the table again.  Commits before that leave a
 * mark in the table `behind`.
 *
 * Where that is the cheaper way, the table is made anew from the index
 * instead, by way of fts5vocab: when a good part of the archive is new, when
 * there is too much to be kept in memory, and when a writer finds the mark or
 * had to undo a batch after setting it and so does not know what is lacking.
 */
#include "store/writer.h"

#include <stdlib.h>

enum {
    CHANGES_MAX_BYTES = 64 * 1024 * 1024,

    /* Tokens that are read from the index in the time that it takes to count
     * a word of a transcript: measured, 14 ns against 150. */
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
terms_count(struct writer *writer, const struct vocabulary *vocabulary,
            int times, struct error *error)
{
    struct terms *terms = &writer->terms;
    if (!terms->is_known) {
        return ST_OK;
    }
    terms->n_counted += (int64_t)vocabulary->n_words;
    if (is_too_much(terms)) {
        vocabulary_finish(&terms->changes);
        terms->is_known = false;
        return ST_OK;
    }
    vocabulary_merge(&terms->changes, vocabulary, times);
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

/** Make the table anew. */
static enum status
rebuild(struct writer *writer, struct error *error)
{
    static const char sql[] =
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.said_terms "
        "USING fts5vocab(main, said, row);"
        "DELETE FROM term;"
        "INSERT INTO term (term, n_said, n_transcripts) "
        "SELECT term, cnt, doc FROM temp.said_terms";
    return db_execute(&writer->db, sql, error);
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
terms_flush(struct writer *writer, bool later, struct error *error)
{
    struct terms *terms = &writer->terms;
    if (terms->is_known && terms->changes.n_words == 0) {
        return ST_OK;
    }
    if (later) {
        return mark(writer, true, error);
    }
    TRY(terms->is_known ? write_changes(writer, error)
                        : rebuild(writer, error));
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
