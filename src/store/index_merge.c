/*
 * Merging: the cursors of all segments in a heap by their terms; those that
 * are at the same term give their rows in order.
 */
#include "store/index_merge.h"

#include "store/index_format.h"

#include <stdlib.h>

/** A segment that is read. */
struct source {
    struct segment_cursor cursor;
    bool has_row; /**< of the term at hand */
};

/** A walk under way. */
struct walk {
    struct source *sources; /**< the newest first */
    size_t n_sources;
    struct source **heap; /**< those with a term left; the first on top */
    size_t n_heap;
    struct source **same; /**< those at the term at hand, the newest first */
    size_t n_same;
    bool all;
    const struct index_sink *sink;
    struct buffer term;
    bool is_told; /**< the term at hand */
    struct error *error;
};

/** Whether a source is on top of another: by term, then the newest first. */
static bool
is_before(const struct source *a, const struct source *b)
{
    const int order = index_compare(buffer_slice(&a->cursor.term),
                                    buffer_slice(&b->cursor.term));
    return order ? order < 0 : a < b;
}

/** Let the heap's element at a place sink to where it belongs. */
static void
sink_down(struct walk *walk, size_t at)
{
    struct source **heap = walk->heap;
    for (;;) {
        size_t first = at;
        for (size_t child = 2 * at + 1;
             child <= 2 * at + 2 && child < walk->n_heap; child++) {
            if (is_before(heap[child], heap[first])) {
                first = child;
            }
        }
        if (first == at) {
            return;
        }
        struct source *moved = heap[at];
        heap[at] = heap[first];
        heap[first] = moved;
        at = first;
    }
}

/** Open all sources and put them into the heap. */
static enum status
open_sources(struct walk *walk, const struct index_table *table,
             const struct index_range *range)
{
    for (size_t i = range->first; i < range->end; i++) {
        struct source *source = &walk->sources[walk->n_sources++];
        segment_cursor_init(&source->cursor, table, &range->map->segments[i],
                            walk->error);
        const enum status status = segment_cursor_term(&source->cursor);
        if (status == ST_OK) {
            walk->heap[walk->n_heap++] = source;
        } else if (status != ST_NOT_FOUND) {
            return status;
        }
    }
    for (size_t i = walk->n_heap / 2; i-- > 0;) {
        sink_down(walk, i);
    }
    return ST_OK;
}

/** Go to a source's next row of the term. */
static enum status
step(struct source *source)
{
    const enum status status = segment_cursor_next(&source->cursor);
    source->has_row = status == ST_OK;
    return status == ST_NOT_FOUND ? ST_OK : status;
}

/** Take the sources at the first term off the heap. */
static enum status
take_term(struct walk *walk)
{
    buffer_clear(&walk->term);
    buffer_add_slice(&walk->term, buffer_slice(&walk->heap[0]->cursor.term));
    if (walk->term.has_failed) {
        return error_set(walk->error, ST_NO_MEMORY, "out of memory");
    }
    walk->is_told = false;
    walk->n_same = 0;
    while (walk->n_heap > 0 &&
           slice_equal(buffer_slice(&walk->heap[0]->cursor.term),
                       buffer_slice(&walk->term))) {
        struct source *source = walk->heap[0];
        walk->same[walk->n_same++] = source;
        walk->heap[0] = walk->heap[--walk->n_heap];
        sink_down(walk, 0);
        TRY(step(source));
    }
    return ST_OK;
}

/** The source with the lowest row, of equal ones the newest; NULL at the end
 * of all. */
static struct source *
lowest(const struct walk *walk)
{
    struct source *found = NULL;
    for (size_t i = 0; i < walk->n_same; i++) {
        struct source *source = walk->same[i];
        if (source->has_row &&
            (!found || source->cursor.row.row < found->cursor.row.row)) {
            found = source;
        }
    }
    return found;
}

/** Tell one row. */
static enum status
tell(struct walk *walk, const struct segment_entry *entry)
{
    struct segment_entry told = *entry;
    if (walk->all) {
        if (entry->positions.size == 0) {
            return ST_OK;
        }
        told.is_deleted = false;
    }
    if (!walk->is_told) {
        TRY(walk->sink->term(walk->sink->context, buffer_slice(&walk->term)));
        walk->is_told = true;
    }
    return walk->sink->row(walk->sink->context, &told);
}

/** Tell the rows of the term at hand. */
static enum status
tell_rows(struct walk *walk)
{
    struct source *source;
    while ((source = lowest(walk))) {
        const int64_t row = source->cursor.row.row;
        TRY(tell(walk, &source->cursor.row));
        for (size_t i = 0; i < walk->n_same; i++) {
            struct source *other = walk->same[i];
            if (other->has_row && other->cursor.row.row == row) {
                TRY(step(other));
            }
        }
    }
    return ST_OK;
}

/** Put the sources of the term at hand back, each at its next term. */
static enum status
put_back(struct walk *walk)
{
    for (size_t i = 0; i < walk->n_same; i++) {
        struct source *source = walk->same[i];
        const enum status status = segment_cursor_term(&source->cursor);
        if (status == ST_NOT_FOUND) {
            continue;
        }
        TRY(status);
        if (index_compare(buffer_slice(&source->cursor.term),
                          buffer_slice(&walk->term)) <= 0) {
            return error_set(walk->error, ST_DAMAGED,
                             "the index's terms are out of order");
        }
        size_t at = walk->n_heap++;
        for (; at > 0 && is_before(source, walk->heap[(at - 1) / 2]);
             at = (at - 1) / 2) {
            walk->heap[at] = walk->heap[(at - 1) / 2];
        }
        walk->heap[at] = source;
    }
    return ST_OK;
}

/** Walk, everything being allocated. */
static enum status
run_walk(struct walk *walk, const struct index_table *table,
         const struct index_range *range)
{
    TRY(open_sources(walk, table, range));
    while (walk->n_heap > 0) {
        TRY(take_term(walk));
        TRY(tell_rows(walk));
        TRY(put_back(walk));
    }
    return ST_OK;
}

enum status
index_walk(const struct index_table *table, const struct index_range *range,
           bool all, const struct index_sink *sink, struct error *error)
{
    const size_t n = range->end - range->first;
    struct walk walk = {
        .sources = calloc(n + 1, sizeof(*walk.sources)),
        .heap = calloc(n + 1, sizeof(struct source *)),
        .same = calloc(n + 1, sizeof(struct source *)),
        .all = all,
        .sink = sink,
        .error = error,
    };
    buffer_init(&walk.term, INDEX_TERM_MAX_BYTES);
    const enum status status =
        walk.sources && walk.heap && walk.same
            ? run_walk(&walk, table, range)
            : error_set(error, ST_NO_MEMORY, "out of memory");
    for (size_t i = 0; i < walk.n_sources; i++) {
        segment_cursor_finish(&walk.sources[i].cursor);
    }
    buffer_finish(&walk.term);
    free(walk.sources);
    free(walk.heap);
    free(walk.same);
    return status;
}

/** A merge under way. */
struct merging {
    struct segment_writer writer;
    const struct index_sink *also; /**< or NULL */
};

/** A term goes to the new segment. */
static enum status
take_merged_term(void *context, struct slice term)
{
    struct merging *merging = context;
    TRY(segment_writer_term(&merging->writer, term));
    return merging->also ? merging->also->term(merging->also->context, term)
                         : ST_OK;
}

/** So does a row. */
static enum status
take_merged_row(void *context, const struct segment_entry *entry)
{
    struct merging *merging = context;
    TRY(segment_writer_add(&merging->writer, entry));
    return merging->also ? merging->also->row(merging->also->context, entry)
                         : ST_OK;
}

/** How segments are merged. */
struct merge_options {
    bool all;
    unsigned level; /**< that the new segment goes to */
    const struct index_sink *also;
};

/** Merge a range of segments, and put the new one in their place. */
static enum status
merge(const struct index_table *table, struct index_map *map,
      const struct index_range *range, const struct merge_options *options,
      struct error *error)
{
    struct index_segment made = {
        .level = options->level, .id = index_map_free_id(map), .first = 1};
    if (made.id == 0) {
        return error_set(error, ST_INTERNAL, "the index has too many segments");
    }
    struct merging merging = {.also = options->also};
    const struct index_sink sink = {take_merged_term, take_merged_row,
                                    &merging};
    enum status status =
        segment_writer_init(&merging.writer, table, made.id, error);
    if (status == ST_OK) {
        status = index_walk(table, range, options->all, &sink, error);
    }
    if (status == ST_OK) {
        status = segment_writer_end(&merging.writer, &made.last);
    }
    segment_writer_finish(&merging.writer);
    for (size_t i = range->first; i < range->end && status == ST_OK; i++) {
        status = index_table_drop(table, map->segments[i].id, error);
    }
    TRY(status);
    index_map_remove(map, range->first, range->end);
    return made.last == 0 || index_map_add(map, &made)
               ? ST_OK
               : error_set(error, ST_NO_MEMORY, "out of memory");
}

enum status
index_merge_all(const struct index_table *table, struct index_map *map,
                const struct index_sink *also, struct error *error)
{
    const struct index_range all = {map, 0, map->n_segments};
    const struct merge_options options = {
        .all = true,
        .level =
            map->n_segments > 0 ? map->segments[map->n_segments - 1].level : 0,
        .also = also,
    };
    TRY(merge(table, map, &all, &options, error));
    map->is_merging = false;
    return ST_OK;
}

enum status
index_merge_level(const struct index_table *table, struct index_map *map,
                  unsigned level, struct error *error)
{
    struct index_range range = {.map = map};
    index_map_level(map, level, &range.first, &range.end);
    const struct merge_options options = {
        .all = range.first == 0 && range.end == map->n_segments,
        .level = level + 1 < INDEX_LEVELS_MAX ? level + 1 : level,
    };
    return merge(table, map, &range, &options, error);
}
