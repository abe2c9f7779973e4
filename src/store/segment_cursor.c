/*
 * Walking over leaves.  A cursor's own statement stays at the leaf, so that
 * terms and positions are used where SQLite has them.
 */
#include "store/segment_cursor.h"

#include "store/index_format.h"
#include "text/transcript.h"

/** Say that a leaf is not what it should be. */
static enum status
fail_damaged(struct segment_cursor *cursor)
{
    error_set(cursor->error, ST_DAMAGED, "the index is damaged at leaf %u:%u",
              cursor->segment->id, cursor->page);
    error_set_path(cursor->error, cursor->table->db->path);
    return ST_DAMAGED;
}

/** Find the offset of the leaf's next term. */
static enum status
find_term(struct segment_cursor *cursor)
{
    uint64_t distance;
    if (cursor->footer_at == cursor->footer.size) {
        cursor->next_term = cursor->leaf.size;
        return ST_OK;
    }
    const size_t before = cursor->footer_at == 0 ? 0 : cursor->next_term;
    if (!index_read_varint(cursor->footer, &cursor->footer_at, &distance) ||
        distance >= cursor->leaf.size - before ||
        before + distance < INDEX_LEAF_HEADER) {
        return fail_damaged(cursor);
    }
    cursor->next_term = before + (size_t)distance;
    return ST_OK;
}

/** Read the next leaf; ST_NOT_FOUND behind the last. */
static enum status
load_leaf(struct segment_cursor *cursor)
{
    if (cursor->page == cursor->segment->last) {
        return ST_NOT_FOUND;
    }
    enum status status =
        db_step(cursor->table->db, cursor->leaves, cursor->error);
    cursor->page++;
    const struct slice block =
        status == ST_OK ? db_column(cursor->leaves, 1) : SLICE("");
    if (status == ST_NOT_FOUND ||
        (status == ST_OK &&
         (sqlite3_column_int64(cursor->leaves, 0) !=
              index_leaf_row(cursor->segment->id, cursor->page) ||
          block.size < INDEX_LEAF_HEADER))) {
        return fail_damaged(cursor);
    }
    TRY(status);
    const size_t size = index_read_short(block, 2);
    if (size < INDEX_LEAF_HEADER || size > block.size) {
        return fail_damaged(cursor);
    }
    cursor->leaf = slice_part(block, 0, size);
    cursor->footer = slice_from(block, size);
    cursor->first_row = index_read_short(block, 0);
    cursor->footer_at = 0;
    cursor->is_leaf_first = true;
    cursor->at = INDEX_LEAF_HEADER;
    TRY(find_term(cursor));
    const bool has_row = cursor->first_row > 0;
    return has_row && (cursor->first_row < INDEX_LEAF_HEADER ||
                       cursor->first_row >= cursor->next_term)
               ? fail_damaged(cursor)
               : ST_OK;
}

enum status
segment_cursor_init(struct segment_cursor *cursor,
                    const struct index_table *table,
                    const struct index_segment *segment, struct error *error)
{
    *cursor = (struct segment_cursor){
        .table = table,
        .segment = segment,
        .page = segment->first - 1,
        .error = error,
    };
    buffer_init(&cursor->term, INDEX_TERM_MAX_BYTES);
    buffer_init(&cursor->gathered, TEXT_MAX_BYTES);
    /* Several walk at the same time, so each has a statement of its own. */
    int rc = sqlite3_prepare_v2(table->db->handle, table->blocks_sql, -1,
                                &cursor->leaves, NULL);
    if (rc == SQLITE_OK) {
        rc = sqlite3_bind_int64(cursor->leaves, 1,
                                index_leaf_row(segment->id, segment->first));
    }
    if (rc == SQLITE_OK) {
        rc = sqlite3_bind_int64(cursor->leaves, 2,
                                index_leaf_row(segment->id, segment->last));
    }
    return rc == SQLITE_OK ? ST_OK : db_error(table->db, rc, error);
}

void
segment_cursor_finish(struct segment_cursor *cursor)
{
    sqlite3_finalize(cursor->leaves);
    buffer_finish(&cursor->term);
    buffer_finish(&cursor->gathered);
    *cursor = (struct segment_cursor){0};
}

/** Take in the term at hand. */
static enum status
read_term(struct segment_cursor *cursor)
{
    uint64_t shared = 0;
    uint64_t size;
    if ((!cursor->is_leaf_first &&
         !index_read_varint(cursor->leaf, &cursor->at, &shared)) ||
        !index_read_varint(cursor->leaf, &cursor->at, &size) ||
        shared > cursor->term.size || size > cursor->leaf.size - cursor->at) {
        return fail_damaged(cursor);
    }
    cursor->term.size = (size_t)shared;
    buffer_add(&cursor->term, cursor->leaf.data + cursor->at, (size_t)size);
    cursor->at += (size_t)size;
    TRY(find_term(cursor));
    cursor->is_leaf_first = false;
    cursor->is_new_doclist = true;
    if (cursor->next_term < cursor->at) {
        return fail_damaged(cursor);
    }
    return cursor->term.has_failed
               ? error_set(cursor->error, ST_NO_MEMORY, "out of memory")
               : ST_OK;
}

enum status
segment_cursor_term(struct segment_cursor *cursor)
{
    while (cursor->at == cursor->leaf.size) {
        TRY(load_leaf(cursor));
    }
    return cursor->at == cursor->next_term ? read_term(cursor)
                                           : fail_damaged(cursor);
}

/** Gather positions that do not end on their leaf. */
static enum status
gather(struct segment_cursor *cursor, size_t size)
{
    buffer_clear(&cursor->gathered);
    while (cursor->gathered.size < size) {
        if (cursor->at == cursor->leaf.size) {
            const enum status status = load_leaf(cursor);
            TRY(status == ST_NOT_FOUND ? fail_damaged(cursor) : status);
        }
        const size_t end = cursor->first_row >= cursor->at ? cursor->first_row
                                                           : cursor->next_term;
        const size_t there = end - cursor->at;
        const size_t missing = size - cursor->gathered.size;
        const size_t n = there < missing ? there : missing;
        if (n < missing && end < cursor->leaf.size) {
            return fail_damaged(cursor);
        }
        buffer_add(&cursor->gathered, cursor->leaf.data + cursor->at, n);
        cursor->at += n;
        if (cursor->gathered.has_failed) {
            return error_set(cursor->error, ST_NO_MEMORY, "out of memory");
        }
    }
    cursor->row.positions = buffer_slice(&cursor->gathered);
    return ST_OK;
}

/** Go to the leaf where the doclist goes on; ST_NOT_FOUND at its end. */
static enum status
find_row(struct segment_cursor *cursor)
{
    while (cursor->at == cursor->leaf.size) {
        TRY(load_leaf(cursor));
        const size_t expected =
            cursor->first_row > 0 ? cursor->first_row : cursor->next_term;
        if (cursor->at != expected) {
            return fail_damaged(cursor);
        }
    }
    return cursor->at == cursor->next_term ? ST_NOT_FOUND : ST_OK;
}

enum status
segment_cursor_next(struct segment_cursor *cursor)
{
    uint64_t distance;
    uint64_t size;
    TRY(find_row(cursor));
    const bool is_whole =
        cursor->is_new_doclist || cursor->at == cursor->first_row;
    const struct slice doclist = slice_part(cursor->leaf, 0, cursor->next_term);
    if (!index_read_varint(doclist, &cursor->at, &distance) ||
        !index_read_varint(doclist, &cursor->at, &size) ||
        size / 2 > TEXT_MAX_BYTES) {
        return fail_damaged(cursor);
    }
    const int64_t row =
        (int64_t)((is_whole ? 0 : (uint64_t)cursor->row.row) + distance);
    if (row < 0 || (!cursor->is_new_doclist && row <= cursor->row.row)) {
        return fail_damaged(cursor);
    }
    cursor->row = (struct segment_entry){.row = row, .is_deleted = size & 1};
    cursor->is_new_doclist = false;
    size /= 2;
    if (size > cursor->next_term - cursor->at) {
        return gather(cursor, (size_t)size);
    }
    cursor->row.positions =
        slice_part(doclist, cursor->at, cursor->at + (size_t)size);
    cursor->at += (size_t)size;
    return ST_OK;
}
