/*
 * One pass over the vocabulary.  Nearly all pairs of words are told apart by
 * their lengths and by which letters they have.
 */
#include "query/misspelt.h"

#include "text/spelling.h"

enum {
    /* Bytes of a word that may be misspelt at all, and twice: of one of three
     * a letter may be missing.  Numbers that are nearly the same are not the
     * same at all. */
    ONCE_MIN_BYTES = 3,
    MEANT_MIN_BYTES = 4,
    TWICE_MIN_BYTES = 6,
    /* Terms between two looks at the clock. */
    CHECKED_EACH = 256,
};

/** Looking under way. */
struct looking {
    struct misspelt_word *words;
    size_t n;
    struct reader *reader;
    struct arena *arena;
    unsigned n_terms;
    struct error *error;
};

/** How many edits a word may be away from what is meant. */
static unsigned
edits_max(const struct misspelt_word *word)
{
    if (word->token.size < ONCE_MIN_BYTES || slice_has_digit(word->token)) {
        return 0;
    }
    return word->n_said == 0 && word->token.size >= TWICE_MIN_BYTES ? 2 : 1;
}

/** Add a term to those that are told, in place of the one that is said least
 * where there are too many. */
static enum status
add_term(struct looking *looking, struct misspelt_word *word,
         const struct term_row *row)
{
    struct misspelt_term *least = word->terms;
    word->n_alike += row->count.n_said;
    if (word->n_terms < MISSPELT_TERMS_MAX) {
        least = &word->terms[word->n_terms++];
        least->n_said = -1;
    }
    for (size_t i = 0; i < word->n_terms; i++) {
        if (word->terms[i].n_said < least->n_said) {
            least = &word->terms[i];
        }
    }
    if (row->count.n_said > least->n_said) {
        least->term.data = arena_copy(looking->arena, row->term);
        least->term.size = row->term.size;
        least->n_said = row->count.n_said;
    }
    return looking->arena->has_failed ? ST_NO_MEMORY : ST_OK;
}

/** Hold a term against a word; what is nearer drives out what is not. */
static enum status
compare(struct looking *looking, struct misspelt_word *word,
        const struct term_row *row, uint64_t letters)
{
    if (word->n_edits == 0 ||
        (row->term.size < MEANT_MIN_BYTES &&
         word->token.size < MEANT_MIN_BYTES) ||
        !spelling_can_be_near(word->letters, letters, word->n_edits)) {
        return ST_OK;
    }
    const unsigned n = spelling_distance(word->token, row->term, word->n_edits);
    const bool has_initial = row->term.data[0] == word->token.data[0];
    if (n == 0 || n > word->n_edits || (n > 1 && !has_initial)) {
        return ST_OK;
    }
    if (n < word->n_edits) {
        word->n_edits = n;
        word->n_terms = 0;
        word->n_alike = 0;
    }
    return add_term(looking, word, row);
}

/** Hold a term against all words. */
static enum status
take_term(void *context, const struct term_row *row)
{
    struct looking *looking = context;
    const uint64_t letters = spelling_letters(row->term);
    for (size_t i = 0; i < looking->n; i++) {
        TRY(compare(looking, &looking->words[i], row, letters));
    }
    return ++looking->n_terms % CHECKED_EACH == 0
               ? reader_check_deadline(looking->reader, looking->error)
               : ST_OK;
}

enum status
misspelt_find(struct misspelt_word *words, size_t n, struct reader *reader,
              struct arena *arena, struct error *error)
{
    struct looking looking = {words, n, reader, arena, 0, error};
    const struct term_range all = {{NULL, 0}, {NULL, 0}};
    unsigned most = 0;
    for (size_t i = 0; i < n; i++) {
        words[i].letters = spelling_letters(words[i].token);
        words[i].n_edits = edits_max(&words[i]);
        words[i].n_terms = 0;
        words[i].n_alike = 0;
        most = words[i].n_edits > most ? words[i].n_edits : most;
    }
    return most > 0 ? reader_terms(reader, all, take_term, &looking, error)
                    : ST_OK;
}
