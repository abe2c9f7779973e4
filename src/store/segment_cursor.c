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

/** Let the next leaf to be read be a certain one. */
static enum status
go_to_leaf(struct segment_cursor *cursor, uint32_t page)
{
    const uint32_t id = cursor->segment->id;
    const int64_t rows[] = {index_leaf_row(id, page),
                            index_leaf_row(id, cursor->segment->last)};
    index_table_give_back(cursor->table, cursor->leaves);
    cursor->page = page - 1;
    return index_table_leaves(cursor->table, rows, &cursor->leaves,
                              cursor->error);
}

/** Take in a leaf's head and footer. */
static enum status
open_leaf(struct segment_cursor *cursor, struct slice block)
{
    const size_t size =
        block.size < INDEX_LEAF_HEADER ? 0 : index_read_short(block, 2);
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

/** Read the next leaf; ST_NOT_FOUND behind the last. */
static enum status
load_leaf(struct segment_cursor *cursor)
{
    if (cursor->page == cursor->segment->last) {
        return ST_NOT_FOUND;
    }
    if (!cursor->leaves) {
        TRY(go_to_leaf(cursor, cursor->page + 1));
    }
    const enum status status =
        db_step(cursor->table->db, cursor->leaves, cursor->error);
    cursor->page++;
    if (status == ST_NOT_FOUND ||
        (status == ST_OK &&
         sqlite3_column_int64(cursor->leaves, 0) !=
             index_leaf_row(cursor->segment->id, cursor->page))) {
        return fail_damaged(cursor);
    }
    TRY(status);
    return open_leaf(cursor, db_column(cursor->leaves, 1));
}

void
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
    buffer_init(&cursor->skips, TEXT_MAX_BYTES);
}

void
segment_cursor_finish(struct segment_cursor *cursor)
{
    if (cursor->table) {
        index_table_give_back(cursor->table, cursor->leaves);
    }
    buffer_finish(&cursor->term);
    buffer_finish(&cursor->gathered);
    buffer_finish(&cursor->skips);
    *cursor = (struct segment_cursor){0};
}

/** Read the head of the term at hand: how much it shares with the one before,
 * and the rest of it, behind which the cursor is then. */
static enum status
read_head(struct segment_cursor *cursor, size_t *shared, struct slice *rest)
{
    uint64_t n_shared = 0;
    uint64_t size;
    if ((!cursor->is_leaf_first &&
         !index_read_varint(cursor->leaf, &cursor->at, &n_shared)) ||
        !index_read_varint(cursor->leaf, &cursor->at, &size) ||
        n_shared > INDEX_TERM_MAX_BYTES ||
        size > cursor->leaf.size - cursor->at) {
        return fail_damaged(cursor);
    }
    *shared = (size_t)n_shared;
    *rest = slice_part(cursor->leaf, cursor->at, cursor->at + (size_t)size);
    cursor->at += (size_t)size;
    return ST_OK;
}

/** Begin the doclist of a term whose head was read. */
static enum status
begin_doclist(struct segment_cursor *cursor)
{
    TRY(find_term(cursor));
    cursor->is_leaf_first = false;
    cursor->is_new_doclist = true;
    cursor->row.row = 0;
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
    size_t shared;
    struct slice rest;
    cursor->at = cursor->next_term;
    while (cursor->at == cursor->leaf.size) {
        TRY(load_leaf(cursor));
        cursor->at = cursor->next_term;
    }
    TRY(read_head(cursor, &shared, &rest));
    if (shared > cursor->term.size) {
        return fail_damaged(cursor);
    }
    cursor->has_skips = false;
    cursor->term.size = shared;
    buffer_add_slice(&cursor->term, rest);
    return begin_doclist(cursor);
}

/** A term that is looked for in a leaf, and how much of it the last term
 * before it has. */
struct wanted {
    struct slice term;
    size_t n_matched;
};

/** Whether a term is before the wanted one: those between that share more with
 * their predecessors than these with the wanted one need no comparing. */
static bool
is_before(struct wanted *wanted, size_t shared, struct slice rest)
{
    if (shared != wanted->n_matched) {
        return shared > wanted->n_matched;
    }
    const struct slice left = slice_from(wanted->term, shared);
    const size_t n = index_shared(rest, left);
    const bool is_less =
        n < left.size && (n == rest.size || (unsigned char)rest.data[n] <
                                                (unsigned char)left.data[n]);
    wanted->n_matched += is_less ? n : 0;
    return is_less;
}

/** Pass over terms that share more with their predecessors than these do with
 * the wanted one, by a look at two bytes of each; larger numbers stop it. */
static void
pass_over(struct segment_cursor *cursor, const struct wanted *wanted)
{
    const unsigned char *leaf = (const unsigned char *)cursor->leaf.data;
    const unsigned char *footer = (const unsigned char *)cursor->footer.data;
    const size_t most = wanted->n_matched;
    while (cursor->footer_at < cursor->footer.size) {
        const size_t distance = footer[cursor->footer_at];
        const size_t shared = leaf[cursor->next_term];
        if (shared <= most || (shared | distance) >= 0x80 ||
            distance >= cursor->leaf.size - cursor->next_term) {
            break;
        }
        cursor->next_term += distance;
        cursor->footer_at++;
    }
}

enum status
segment_cursor_find(struct segment_cursor *cursor, struct slice term)
{
    struct index_leaf leaf = {.segment = cursor->segment->id, .term = term};
    struct wanted wanted = {term, 0};
    TRY(index_table_find(cursor->table, &leaf, cursor->error));
    if (leaf.page < cursor->segment->first ||
        leaf.page > cursor->segment->last) {
        return fail_damaged(cursor);
    }
    TRY(go_to_leaf(cursor, leaf.page));
    TRY(load_leaf(cursor));
    while (cursor->next_term < cursor->leaf.size) {
        size_t shared;
        struct slice rest;
        cursor->at = cursor->next_term;
        TRY(read_head(cursor, &shared, &rest));
        if (!is_before(&wanted, shared, rest)) {
            cursor->term.size = 0;
            buffer_add(&cursor->term, term.data,
                       shared < term.size ? shared : term.size);
            buffer_add_slice(&cursor->term, rest);
            TRY(begin_doclist(cursor));
            cursor->has_skips =
                leaf.has_skips && cursor->next_term == cursor->leaf.size;
            cursor->term_page = cursor->page;
            return ST_OK;
        }
        TRY(find_term(cursor));
        cursor->is_leaf_first = false;
        pass_over(cursor, &wanted);
    }
    return segment_cursor_term(cursor);
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
    cursor->row.row = row;
    cursor->row.is_deleted = size & 1;
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

/** Read the list of the leaves of the term at hand; it stays without entries
 * where it can not be read. */
static enum status
read_skips(struct segment_cursor *cursor)
{
    sqlite3_stmt *row;
    const int64_t id = index_skips_row(cursor->segment->id, cursor->term_page);
    const enum status status =
        index_table_block(cursor->table, id, &row, cursor->error);
    if (status != ST_OK) {
        return status == ST_NOT_FOUND ? fail_damaged(cursor) : status;
    }
    buffer_clear(&cursor->skips);
    buffer_add_slice(&cursor->skips, db_column(row, 0));
    sqlite3_reset(row);
    if (cursor->skips.has_failed) {
        return error_set(cursor->error, ST_NO_MEMORY, "out of memory");
    }
    const struct slice skips = buffer_slice(&cursor->skips);
    uint64_t page;
    uint64_t first;
    cursor->skips_at = 1;
    /* A flag says that this is no root but the first of several leaves. */
    if (skips.size == 0 || skips.data[0] != 0 ||
        !index_read_varint(skips, &cursor->skips_at, &page) ||
        !index_read_varint(skips, &cursor->skips_at, &first)) {
        cursor->has_skips = false;
        return ST_OK;
    }
    cursor->skip_page = (uint32_t)page;
    cursor->skip_row = (int64_t)first;
    return ST_OK;
}

/** Go on in the list of leaves to the last one that begins with at most a
 * row, or to one before. */
static void
skip_to(struct segment_cursor *cursor, int64_t row)
{
    const struct slice skips = buffer_slice(&cursor->skips);
    uint32_t page = cursor->skip_page;
    uint64_t distance;
    for (size_t at = cursor->skips_at;
         index_read_varint(skips, &at, &distance);) {
        page++;
        if (distance == 0) {
            continue; /* a leaf without a row */
        }
        if (distance > (uint64_t)(row - cursor->skip_row)) {
            return;
        }
        cursor->skip_row += (int64_t)distance;
        cursor->skip_page = page;
        cursor->skips_at = at;
    }
}

/** Go to the leaf where a row would be, if that is a later one. */
static enum status
skip_leaves(struct segment_cursor *cursor, int64_t row)
{
    if (cursor->skips.size == 0) {
        TRY(read_skips(cursor));
    }
    if (!cursor->has_skips || row < cursor->skip_row) {
        return ST_OK;
    }
    skip_to(cursor, row);
    if (cursor->skip_page <= cursor->page ||
        cursor->skip_page > cursor->segment->last) {
        return ST_OK;
    }
    TRY(go_to_leaf(cursor, cursor->skip_page));
    TRY(load_leaf(cursor));
    if (cursor->first_row == 0) {
        return fail_damaged(cursor);
    }
    cursor->at = cursor->first_row;
    cursor->is_new_doclist = false;
    return ST_OK;
}

enum status
segment_cursor_seek(struct segment_cursor *cursor, int64_t row)
{
    if (!cursor->is_new_doclist && cursor->row.row >= row) {
        return ST_OK;
    }
    TRY(cursor->has_skips ? skip_leaves(cursor, row) : ST_OK);
    do {
        TRY(segment_cursor_next(cursor));
    } while (cursor->row.row < row);
    return ST_OK;
}
