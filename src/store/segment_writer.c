/*
 * Filling leaves.
 *
 * A leaf is closed when the next thing would fill it.  Where a doclist goes
 * on over several leaves without another term, a list of their first rows is
 * kept beside it ("doclist index"), by which FTS5 skips to a row.  FTS5 makes
 * a tree of a long list; its readers take one long root as well.
 */
#include "store/segment_writer.h"

#include "store/index_format.h"
#include "text/token.h"

enum {
    /* A leaf, with the longest thing that may pass its end. */
    LEAF_MAX_BYTES = 64 * 1024 - 1,
    SKIPS_MAX_BYTES = 64 * 1024 * 1024,
    /* Leaves for which a list is worth it: what FTS5 does. */
    SKIPPED_MIN = 4,
};

enum status
segment_writer_init(struct segment_writer *writer,
                    const struct index_table *table, uint32_t id,
                    struct error *error)
{
    static const char head[INDEX_LEAF_HEADER];
    *writer = (struct segment_writer){
        .table = table,
        .id = id,
        .page = 1,
        .noted_page = 1,
        .error = error,
    };
    buffer_init(&writer->leaf, LEAF_MAX_BYTES);
    buffer_init(&writer->footer, LEAF_MAX_BYTES);
    buffer_init(&writer->term, LEAF_MAX_BYTES);
    buffer_init(&writer->noted_term, LEAF_MAX_BYTES);
    buffer_init(&writer->skips, SKIPS_MAX_BYTES);
    buffer_reserve(&writer->leaf, INDEX_LEAF_BYTES);
    buffer_add(&writer->leaf, head, sizeof(head));
    return writer->leaf.has_failed
               ? error_set(error, ST_NO_MEMORY, "out of memory")
               : ST_OK;
}

void
segment_writer_finish(struct segment_writer *writer)
{
    buffer_finish(&writer->leaf);
    buffer_finish(&writer->footer);
    buffer_finish(&writer->term);
    buffer_finish(&writer->noted_term);
    buffer_finish(&writer->skips);
}

/** The bytes that the leaf would take now. */
static size_t
leaf_size(const struct segment_writer *writer)
{
    return writer->leaf.size + writer->footer.size;
}

/** Whether a buffer found no memory. */
static enum status
check(const struct segment_writer *writer)
{
    return writer->leaf.has_failed || writer->footer.has_failed ||
                   writer->term.has_failed || writer->noted_term.has_failed ||
                   writer->skips.has_failed
               ? error_set(writer->error, ST_NO_MEMORY, "out of memory")
               : ST_OK;
}

/** Close the leaf and begin the next. */
static enum status
close_leaf(struct segment_writer *writer)
{
    static const char head[INDEX_LEAF_HEADER];
    const bool has_terms = writer->footer.size > 0;
    if (!has_terms) {
        if (!writer->has_row && writer->skips.size > 0) {
            index_add_varint(&writer->skips, 0);
        }
        writer->n_without_terms++;
    }
    TRY(check(writer));
    index_write_short(writer->leaf.data + 2, writer->leaf.size);
    buffer_add_slice(&writer->leaf, buffer_slice(&writer->footer));
    TRY(check(writer));
    TRY(index_table_put(writer->table, index_leaf_row(writer->id, writer->page),
                        buffer_slice(&writer->leaf), writer->error));
    buffer_clear(&writer->leaf);
    buffer_clear(&writer->footer);
    buffer_add(&writer->leaf, head, sizeof(head));
    writer->last_offset = 0;
    writer->has_row = false;
    writer->page++;
    return check(writer);
}

/** Note the last leaf that had a term, all that belongs to it being known. */
static enum status
note_leaf(struct segment_writer *writer)
{
    const struct index_leaf leaf = {
        .segment = writer->id,
        .page = writer->noted_page,
        .term = buffer_slice(&writer->noted_term),
        .has_skips =
            writer->skips.size > 0 && writer->n_without_terms >= SKIPPED_MIN,
    };
    if (leaf.has_skips) {
        TRY(index_table_put(writer->table,
                            index_skips_row(writer->id, writer->noted_page),
                            buffer_slice(&writer->skips), writer->error));
    }
    buffer_clear(&writer->skips);
    writer->n_without_terms = 0;
    return index_table_note_leaf(writer->table, &leaf, writer->error);
}

/** Begin a leaf with a term: what leads to it is as much of the term as tells
 * it from the one before. */
static enum status
begin_terms(struct segment_writer *writer, struct slice term)
{
    if (writer->page == 1) {
        return ST_OK;
    }
    TRY(note_leaf(writer));
    const size_t shared = index_shared(buffer_slice(&writer->term), term);
    const size_t size = shared < term.size ? shared + 1 : term.size;
    buffer_clear(&writer->noted_term);
    buffer_add(&writer->noted_term, term.data, size);
    writer->noted_page = writer->page;
    return ST_OK;
}

enum status
segment_writer_term(struct segment_writer *writer, struct slice term)
{
    size_t shared = 0;
    if (leaf_size(writer) + term.size + 2 >= INDEX_LEAF_BYTES &&
        writer->leaf.size > INDEX_LEAF_HEADER) {
        TRY(close_leaf(writer));
    }
    const size_t offset = writer->leaf.size;
    if (writer->footer.size == 0) {
        TRY(begin_terms(writer, term));
    } else {
        shared = index_shared(buffer_slice(&writer->term), term);
        index_add_varint(&writer->leaf, shared);
    }
    index_add_varint(&writer->footer, offset - writer->last_offset);
    writer->last_offset = offset;
    index_add_varint(&writer->leaf, term.size - shared);
    buffer_add(&writer->leaf, term.data + shared, term.size - shared);
    buffer_clear(&writer->term);
    buffer_add_slice(&writer->term, term);
    writer->is_new_doclist = true;
    writer->has_row = true;
    return check(writer);
}

/** Note the first row of a leaf that stands before any term. */
static void
note_first_row(struct segment_writer *writer, int64_t row)
{
    index_write_short(writer->leaf.data, writer->leaf.size);
    if (writer->skips.size == 0) {
        buffer_add_byte(&writer->skips, 0);
        index_add_varint(&writer->skips, writer->page);
        index_add_varint(&writer->skips, (uint64_t)row);
    } else {
        index_add_varint(&writer->skips, (uint64_t)(row - writer->last_skip));
    }
    writer->last_skip = row;
}

/** Write positions, going on on the next leaf where there is no more room;
 * none is cut in two. */
static enum status
add_positions(struct segment_writer *writer, struct slice positions)
{
    size_t at = 0;
    while (leaf_size(writer) + positions.size - at >= INDEX_LEAF_BYTES) {
        const size_t used = leaf_size(writer);
        size_t end =
            at + (used < INDEX_LEAF_BYTES ? INDEX_LEAF_BYTES - used : 0);
        while (end > at && end < positions.size &&
               (unsigned char)positions.data[end - 1] >= 0x80) {
            end++;
        }
        buffer_add(&writer->leaf, positions.data + at, end - at);
        TRY(close_leaf(writer));
        at = end;
    }
    buffer_add(&writer->leaf, positions.data + at, positions.size - at);
    return ST_OK;
}

enum status
segment_writer_add(struct segment_writer *writer,
                   const struct segment_entry *entry)
{
    if (leaf_size(writer) >= INDEX_LEAF_BYTES) {
        TRY(close_leaf(writer));
    }
    const bool is_first = !writer->has_row;
    if (is_first) {
        note_first_row(writer, entry->row);
    }
    const int64_t before =
        is_first || writer->is_new_doclist ? 0 : writer->last_row;
    index_add_varint(&writer->leaf, (uint64_t)(entry->row - before));
    index_add_varint(&writer->leaf,
                     (uint64_t)entry->positions.size * 2 + entry->is_deleted);
    writer->last_row = entry->row;
    writer->is_new_doclist = false;
    writer->has_row = true;
    TRY(add_positions(writer, entry->positions));
    return check(writer);
}

enum status
segment_writer_end(struct segment_writer *writer, uint32_t *last)
{
    if (writer->leaf.size > INDEX_LEAF_HEADER) {
        TRY(close_leaf(writer));
    }
    *last = writer->page - 1;
    return *last > 0 ? note_leaf(writer) : ST_OK;
}
