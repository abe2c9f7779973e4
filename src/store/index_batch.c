/*
 * Merging the words of a batch's rows: a heap of the rows by the word at hand
 * (Knuth, The Art of Computer Programming 3, 5.4.1).
 *
 * Rows come in order but for those that are taken out, and are sorted first.
 * Where a row is changed twice, the last change counts.
 */
#include "store/index_batch.h"

#include "store/index_format.h"

#include <stdlib.h>

/** A row at one of its words. */
struct source {
    uint64_t head; /**< of the word */
    uint32_t row;  /**< its number in the batch */
    uint32_t word;
};

/** A merge under way. */
struct merging {
    const struct batch_row *rows;
    struct source
        *heap; /**< the first word on top, and of its rows the first */
    size_t n_heap;
    struct segment_writer *writer;
    struct segment_entry entry; /**< not written yet, since it may change */
    bool has_entry;
    struct vocabulary_word change; /**< of the word at hand */
    char term[INDEX_TERM_MAX_BYTES];
    size_t term_size;
};

void
index_batch_finish(struct index_batch *batch)
{
    for (size_t i = 0; i < batch->n_rows; i++) {
        postings_finish(&batch->rows[i].postings);
    }
    free(batch->rows);
    *batch = (struct index_batch){0};
}

bool
index_batch_add(struct index_batch *batch, int64_t row, bool is_removed,
                struct postings *postings)
{
    if (!array_grow(&batch->rows, &batch->capacity, batch->n_rows,
                    sizeof(*batch->rows))) {
        return false;
    }
    batch->rows[batch->n_rows++] =
        (struct batch_row){row, is_removed, *postings};
    batch->n_bytes += postings->n_words * sizeof(*postings->words) +
                      postings->text.capacity + postings->positions.capacity;
    postings_init(postings);
    return true;
}

/** Put the rows in order; those of one number stay as they came. */
static void
sort_rows(struct index_batch *batch)
{
    for (size_t i = 1; i < batch->n_rows; i++) {
        const struct batch_row row = batch->rows[i];
        size_t at = i;
        while (at > 0 && batch->rows[at - 1].row > row.row) {
            batch->rows[at] = batch->rows[at - 1];
            at--;
        }
        batch->rows[at] = row;
    }
}

/** A source's word. */
static struct slice
word_of(const struct merging *merging, const struct source *source)
{
    return posting_text(&merging->rows[source->row].postings, source->word);
}

/** Whether a source is on top of another. */
static inline bool
is_before(const struct merging *merging, const struct source *a,
          const struct source *b)
{
    if (a->head != b->head) {
        return a->head < b->head;
    }
    const int order =
        (a->head & 0xff) == 0
            ? 0
            : index_compare(word_of(merging, a), word_of(merging, b));
    return order ? order < 0 : a->row < b->row;
}

/** Let the top of the heap, or another place, sink to where it belongs. */
static void
sink_down(struct merging *merging, size_t at)
{
    struct source *heap = merging->heap;
    const struct source moved = heap[at];
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= merging->n_heap) {
            break;
        }
        if (child + 1 < merging->n_heap &&
            is_before(merging, &heap[child + 1], &heap[child])) {
            child++;
        }
        if (!is_before(merging, &heap[child], &moved)) {
            break;
        }
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = moved;
}

/** Have every row that has words at its first one. */
static bool
make_heap(struct merging *merging, const struct index_batch *batch)
{
    merging->rows = batch->rows;
    merging->heap = calloc(batch->n_rows + 1, sizeof(*merging->heap));
    if (!merging->heap) {
        return false;
    }
    for (size_t i = 0; i < batch->n_rows; i++) {
        const struct postings *postings = &batch->rows[i].postings;
        if (postings->n_words > 0) {
            merging->heap[merging->n_heap++] =
                (struct source){postings->words[0].head, (uint32_t)i, 0};
        }
    }
    for (size_t i = merging->n_heap / 2; i-- > 0;) {
        sink_down(merging, i);
    }
    return true;
}

/** Begin a word. */
static enum status
start_term(struct merging *merging, struct slice word)
{
    if (word.size >= sizeof(merging->term)) {
        return ST_INTERNAL; /* tokens are cut far below */
    }
    merging->term[0] = INDEX_TERM_MARK;
    memcpy(merging->term + 1, word.data, word.size);
    merging->term_size = word.size + 1;
    merging->change = (struct vocabulary_word){.data = merging->term + 1,
                                               .size = (uint32_t)word.size};
    return segment_writer_term(
        merging->writer, (struct slice){merging->term, merging->term_size});
}

/** Write the entry that waits. */
static enum status
write_entry(struct merging *merging)
{
    TRY(merging->has_entry
            ? segment_writer_add(merging->writer, &merging->entry)
            : ST_OK);
    merging->has_entry = false;
    return ST_OK;
}

/** Take in the row on top of the heap, and let it go to its next word. */
static enum status
take_top(struct merging *merging)
{
    struct source *top = &merging->heap[0];
    const struct batch_row *row = &merging->rows[top->row];
    const struct postings *postings = &row->postings;
    const int times = row->is_removed ? -1 : 1;
    merging->change.n_said +=
        times * (int64_t)postings->words[top->word].n_said;
    merging->change.n_streams += times;
    if (merging->has_entry && merging->entry.row != row->row) {
        TRY(write_entry(merging));
    }
    merging->entry = (struct segment_entry){
        .row = row->row,
        .positions = row->is_removed ? SLICE("")
                                     : posting_positions(postings, top->word),
        .is_deleted = row->is_removed,
    };
    merging->has_entry = true;
    if (++top->word < postings->n_words) {
        top->head = postings->words[top->word].head;
    } else {
        *top = merging->heap[--merging->n_heap];
    }
    if (merging->n_heap > 0) {
        sink_down(merging, 0);
    }
    return ST_OK;
}

/** Whether the top of the heap is at the word at hand. */
static bool
is_same_term(const struct merging *merging)
{
    return merging->n_heap > 0 &&
           slice_equal(word_of(merging, &merging->heap[0]),
                       vocabulary_text(&merging->change));
}

enum status
index_batch_write(struct index_batch *batch, struct segment_writer *writer,
                  batch_count *on_count, void *context)
{
    struct merging *merging = calloc(1, sizeof(*merging));
    enum status status = ST_NO_MEMORY;
    sort_rows(batch);
    if (merging && make_heap(merging, batch)) {
        merging->writer = writer;
        status = ST_OK;
    }
    while (status == ST_OK && merging->n_heap > 0) {
        status = start_term(merging, word_of(merging, &merging->heap[0]));
        do {
            status = status == ST_OK ? take_top(merging) : status;
        } while (status == ST_OK && is_same_term(merging));
        status = status == ST_OK ? write_entry(merging) : status;
        status = status == ST_OK ? on_count(context, &merging->change) : status;
    }
    free(merging ? merging->heap : NULL);
    free(merging);
    return status == ST_NO_MEMORY
               ? error_set(writer->error, status, "out of memory")
               : status;
}
