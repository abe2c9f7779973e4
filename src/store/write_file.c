/*
 * The writer: collections and files, and which file a recording is read
 * from.
 */
#include "store/writer.h"

#include <string.h>

/** The words of the column file.outcome. */
static const char *const outcome_words[] = {
    [FILE_INDEXED] = "indexed", [FILE_ALTERNATE] = "alternate",
    [FILE_COPY] = "copy",       [FILE_SKIPPED] = "skipped",
    [FILE_FAILED] = "failed",   [FILE_FORGOTTEN] = "forgotten",
};

/** The outcome that a word of the column means. */
static enum file_outcome
outcome_of(struct slice word)
{
    for (size_t i = 0; i < sizeof(outcome_words) / sizeof(char *); i++) {
        if (slice_equal(word, slice_of(outcome_words[i]))) {
            return (enum file_outcome)i;
        }
    }
    return FILE_FAILED;
}

enum status
writer_collection(struct writer *writer, struct slice root, struct slice name,
                  int64_t *collection, struct error *error)
{
    sqlite3_stmt *row;
    const char *slash = memrchr(root.data, '/', root.size);
    const struct slice folder =
        slash ? slice_from(root, (size_t)(slash - root.data) + 1) : root;
    const struct value values[] = {V_TEXT(root),
                                   V_TEXT(name.size > 0 ? name : folder)};
    TRY(db_bind(&writer->db, W_COLLECTION_FIND, values, &row, error));
    const enum status status = db_step(&writer->db, row, error);
    if (status == ST_NOT_FOUND) {
        TRY(db_run(&writer->db, W_COLLECTION_INSERT, values, error));
        *collection = sqlite3_last_insert_rowid(writer->db.handle);
        return ST_OK;
    }
    TRY(status);
    *collection = sqlite3_column_int64(row, 0);
    sqlite3_reset(row);
    if (name.size == 0) {
        return ST_OK;
    }
    const struct value rename[] = {V_INT(*collection), V_TEXT(name)};
    return db_run(&writer->db, W_COLLECTION_RENAME, rename, error);
}

/** Read a content's hash from a column. */
static void
read_hash(sqlite3_stmt *row, int column, struct file_row *file)
{
    const struct slice hash = db_column(row, column);
    file->has_hash = hash.size == HASH_BYTES;
    if (file->has_hash) {
        memcpy(file->hash, hash.data, HASH_BYTES);
    }
}

/** Read the current row of W_FILES; its slices live until the next step. */
static void
read_file_row(sqlite3_stmt *row, int64_t collection, struct file_row *file)
{
    *file = (struct file_row){
        .id = sqlite3_column_int64(row, 0),
        .collection = collection,
        .path = db_column(row, 1),
        .stamp = {sqlite3_column_int64(row, 2), sqlite3_column_int64(row, 3)},
        .format = db_column(row, 5),
        .outcome = outcome_of(db_column(row, 6)),
        .recording = sqlite3_column_int64(row, 7),
        .richness = sqlite3_column_int64(row, 8),
        .n_complaints = sqlite3_column_int64(row, 9),
        .code = status_by_name(db_column(row, 10)),
        .line = sqlite3_column_int64(row, 11),
        .column = sqlite3_column_int64(row, 12),
        .message = db_column(row, 13),
    };
    read_hash(row, 4, file);
}

enum status
writer_each_file(struct writer *writer, int64_t collection,
                 enum status (*on_file)(void *context,
                                        const struct file_row *row),
                 void *context, struct error *error)
{
    sqlite3_stmt *row;
    const struct value key[] = {V_INT(collection)};
    TRY(db_bind(&writer->db, W_FILES, key, &row, error));
    for (;;) {
        enum status status = db_step(&writer->db, row, error);
        if (status != ST_OK) {
            return status == ST_NOT_FOUND ? ST_OK : status;
        }
        struct file_row file;
        read_file_row(row, collection, &file);
        status = on_file(context, &file);
        if (status != ST_OK) {
            sqlite3_reset(row);
            return status;
        }
    }
}

enum status
writer_find_content(struct writer *writer, const char hash[HASH_BYTES],
                    struct file_row *found, struct error *error)
{
    sqlite3_stmt *row;
    const struct value key[] = {V_BLOB(((struct slice){hash, HASH_BYTES})),
                                V_INT(found->id)};
    TRY(db_bind(&writer->db, W_FILE_BY_CONTENT, key, &row, error));
    TRY(db_step(&writer->db, row, error));
    *found = (struct file_row){
        .id = sqlite3_column_int64(row, 0),
        .collection = sqlite3_column_int64(row, 1),
        .recording = sqlite3_column_int64(row, 2),
    };
    sqlite3_reset(row);
    return ST_OK;
}

enum status
writer_save_file(struct writer *writer, const struct file_row *file,
                 int64_t *id, struct error *error)
{
    const bool has_code = file->code != ST_OK;
    const struct value values[] = {
        value_id(file->id),
        V_INT(file->collection),
        V_TEXT(file->path),
        V_INT(file->stamp.size_bytes),
        V_INT(file->stamp.mtime_ns),
        file->has_hash ? V_BLOB(((struct slice){file->hash, HASH_BYTES}))
                       : V_NULL,
        value_text(file->format),
        V_TEXT(slice_of(outcome_words[file->outcome])),
        value_id(file->recording),
        V_INT(file->richness),
        V_INT(file->n_complaints),
        has_code ? V_TEXT(slice_of(status_name(file->code))) : V_NULL,
        value_id(file->line),
        value_id(file->column),
        value_text(file->message),
    };
    if (file->id > 0) {
        *id = file->id;
        return db_run(&writer->db, W_FILE_UPDATE, values, error);
    }
    TRY(db_run(&writer->db, W_FILE_INSERT, values, error));
    *id = sqlite3_last_insert_rowid(writer->db.handle);
    return ST_OK;
}

enum status
writer_refresh(struct writer *writer, struct file_row *file,
               struct error *error)
{
    sqlite3_stmt *row;
    const struct value key[] = {V_INT(file->id)};
    TRY(db_bind(&writer->db, W_FILE_STATE, key, &row, error));
    TRY(db_step(&writer->db, row, error));
    file->outcome = outcome_of(db_column(row, 0));
    file->recording = sqlite3_column_int64(row, 1);
    if (sqlite3_column_int64(row, 2) < 0) {
        file->stamp = (struct file_stamp){-1, -1};
    }
    sqlite3_reset(row);
    return ST_OK;
}

/** Give a recording to another file that is a copy of it, if there is one. */
static enum status
hand_over(struct writer *writer, const struct file_row *file, bool *has_moved,
          struct error *error)
{
    sqlite3_stmt *row;
    const struct value key[] = {V_INT(file->recording), V_INT(file->id)};
    *has_moved = false;
    TRY(db_bind(&writer->db, W_FILE_COPY_OF, key, &row, error));
    const enum status status = db_step(&writer->db, row, error);
    if (status != ST_OK) {
        return status == ST_NOT_FOUND ? ST_OK : status;
    }
    const struct value copy[] = {V_INT(sqlite3_column_int64(row, 0)),
                                 V_INT(file->id)};
    const struct value move[] = {V_INT(file->recording),
                                 V_INT(sqlite3_column_int64(row, 1)),
                                 V_TEXT(db_column(row, 2))};
    const struct value source[] = {V_INT(file->id), copy[0]};
    *has_moved = true;
    /* The path is borrowed from the row: use it before the row moves. */
    TRY(db_run(&writer->db, W_RECORDING_MOVE, move, error));
    sqlite3_reset(row);
    TRY(db_run(&writer->db, W_FILE_PROMOTE, copy, error));
    return db_run(&writer->db, W_TRANSCRIPT_SET_FILE, source, error);
}

enum status
writer_part_from_copies(struct writer *writer, struct file_row *file,
                        struct error *error)
{
    bool has_moved;
    TRY(hand_over(writer, file, &has_moved, error));
    if (has_moved) {
        TRY(writer_mark_stale(writer, file->recording, file->id, error));
        file->recording = 0;
    }
    return ST_OK;
}

enum status
writer_release(struct writer *writer, int64_t id, struct error *error)
{
    struct file_row file = {.id = id};
    bool has_moved;
    TRY(writer_refresh(writer, &file, error));
    if (!file_owns_recording(&file)) {
        return file.outcome == FILE_ALTERNATE
                   ? writer_mark_copies(writer, id, error)
                   : ST_OK;
    }
    TRY(hand_over(writer, &file, &has_moved, error));
    if (!has_moved) {
        int64_t transcript;
        TRY(writer_transcript_of(writer, id, &transcript, error));
        if (transcript > 0) {
            TRY(writer_drop_transcript(writer, transcript, error));
        }
    }
    const struct value recording[] = {V_INT(file.recording)};
    TRY(writer_mark_stale(writer, file.recording, id, error));
    return db_run(&writer->db, W_RECORDING_DELETE_EMPTY, recording, error);
}

enum status
writer_remove_file(struct writer *writer, int64_t id, struct error *error)
{
    const struct value key[] = {V_INT(id)};
    TRY(writer_release(writer, id, error));
    return db_run(&writer->db, W_FILE_DELETE, key, error);
}

enum status
writer_touch_file(struct writer *writer, int64_t id, struct file_stamp stamp,
                  struct error *error)
{
    const struct value values[] = {V_INT(id), V_INT(stamp.size_bytes),
                                   V_INT(stamp.mtime_ns)};
    return db_run(&writer->db, W_FILE_TOUCH, values, error);
}

enum status
writer_rename_file(struct writer *writer, struct file_row *file,
                   const struct new_transcript *facts, struct error *error)
{
    TRY(writer_refresh(writer, file, error));
    const struct value path[] = {V_INT(file->id), V_TEXT(file->path)};
    const struct value move[] = {V_INT(file->recording),
                                 V_INT(file->collection), V_TEXT(facts->stem)};
    const struct value rename[] = {
        V_INT(file->recording), V_TEXT(facts->title), value_text(facts->date),
        value_text(facts->url), value_text(facts->media)};
    const struct value language[] = {V_INT(file->id),
                                     value_text(facts->language)};
    TRY(db_run(&writer->db, W_FILE_RENAME, path, error));
    TRY(writer_touch_file(writer, file->id, file->stamp, error));
    if (!file_owns_recording(file)) {
        return ST_OK;
    }
    TRY(db_run(&writer->db, W_RECORDING_MOVE, move, error));
    TRY(db_run(&writer->db, W_RECORDING_RENAME, rename, error));
    return db_run(&writer->db, W_TRANSCRIPT_SET_LANGUAGE, language, error);
}

/** The script that a language's tag tells, as `Hans`; that of Chinese also by
 * its region.  Empty where it tells none. */
static struct slice
script_of(struct slice tag)
{
    enum { SCRIPT_BYTES = 4 };
    static const struct {
        struct slice region;
        struct slice script;
    } chinese[] = {
        {SLICE_INIT("CN"), SLICE_INIT("Hans")},
        {SLICE_INIT("SG"), SLICE_INIT("Hans")},
        {SLICE_INIT("MY"), SLICE_INIT("Hans")},
        {SLICE_INIT("TW"), SLICE_INIT("Hant")},
        {SLICE_INIT("HK"), SLICE_INIT("Hant")},
        {SLICE_INIT("MO"), SLICE_INIT("Hant")},
    };
    const size_t mark = slice_find(tag, SLICE("-"), 0);
    const size_t begin = mark < tag.size ? mark + 1 : tag.size;
    const struct slice next =
        slice_part(tag, begin, slice_find(tag, SLICE("-"), begin));
    if (next.size == SCRIPT_BYTES && !is_digit(next.data[0])) {
        return next;
    }
    const bool is_chinese = slice_equal(slice_part(tag, 0, mark), SLICE("zh"));
    const size_t n = is_chinese ? sizeof(chinese) / sizeof(*chinese) : 0;
    for (size_t i = 0; i < n; i++) {
        if (slice_equal(next, chinese[i].region)) {
            return chinese[i].script;
        }
    }
    return SLICE("");
}

/** Whether two languages, as canonical tags, may be one: the same, but for
 * the region, or one that is not known.  What is written in two scripts is
 * read by different people. */
static bool
may_be_same_language(struct slice a, struct slice b)
{
    const struct slice script_a = script_of(a);
    const struct slice script_b = script_of(b);
    const struct slice name_a = slice_part(a, 0, slice_find(a, SLICE("-"), 0));
    const struct slice name_b = slice_part(b, 0, slice_find(b, SLICE("-"), 0));
    if (a.size == 0 || b.size == 0) {
        return true;
    }
    return slice_equal(name_a, name_b) &&
           (script_a.size == 0 || script_b.size == 0 ||
            slice_equal(script_a, script_b));
}

enum status
writer_find_rendering(struct writer *writer, const struct rendering_key *key,
                      struct rendering *rendering, struct error *error)
{
    sqlite3_stmt *row;
    const struct value values[] = {V_INT(key->collection), V_TEXT(key->stem)};
    struct rendering found = {0};
    TRY(db_bind(&writer->db, W_RENDERINGS, values, &row, error));
    enum status status;
    while ((status = db_step(&writer->db, row, error)) == ST_OK) {
        const int64_t transcript = sqlite3_column_int64(row, 1);
        found.recording = sqlite3_column_int64(row, 0);
        found.face = found.face > 0 ? found.face : transcript;
        if (transcript > 0 && found.transcript == 0 &&
            may_be_same_language(db_column(row, 4), key->language)) {
            found.transcript = transcript;
            found.file = sqlite3_column_int64(row, 2);
            found.richness = sqlite3_column_int64(row, 3);
        }
    }
    if (status != ST_NOT_FOUND) {
        return status;
    }
    *rendering = found;
    return found.recording > 0 ? ST_OK : ST_NOT_FOUND;
}

enum status
writer_transcript_of(struct writer *writer, int64_t file, int64_t *transcript,
                     struct error *error)
{
    return writer_first_id(writer, W_TRANSCRIPT_OF_FILE, file, transcript,
                           error);
}

enum status
writer_restem(struct writer *writer, const struct file_row *file,
              const struct rendering_key *key, struct error *error)
{
    const struct value values[] = {V_INT(file->recording), V_INT(file->id),
                                   V_INT(key->collection), V_TEXT(key->stem)};
    return db_run(&writer->db, W_RECORDING_RESTEM, values, error);
}

enum status
writer_make_alternate(struct writer *writer, int64_t file, struct error *error)
{
    const struct value key[] = {V_INT(file)};
    return db_run(&writer->db, W_FILE_DEMOTE, key, error);
}

enum status
writer_mark_stale(struct writer *writer, int64_t recording, int64_t but_not,
                  struct error *error)
{
    const struct value values[] = {V_INT(recording), V_INT(but_not)};
    return db_run(&writer->db, W_FILES_MARK, values, error);
}

enum status
writer_mark_copies(struct writer *writer, int64_t file, struct error *error)
{
    const struct value key[] = {V_INT(file)};
    return db_run(&writer->db, W_COPIES_MARK, key, error);
}

enum status
writer_next_stale(struct writer *writer, int64_t collection,
                  struct file_row *file, struct error *error)
{
    sqlite3_stmt *row;
    const struct value values[] = {V_INT(collection), V_TEXT(file->path)};
    TRY(db_bind(&writer->db, W_FILE_STALE, values, &row, error));
    TRY(db_step(&writer->db, row, error));
    *file = (struct file_row){
        .id = sqlite3_column_int64(row, 0),
        .collection = collection,
        .path = db_column(row, 1),
        .stamp = {-1, -1},
        .outcome = outcome_of(db_column(row, 3)),
        .recording = sqlite3_column_int64(row, 4),
    };
    read_hash(row, 2, file);
    return ST_OK;
}

enum status
writer_sweep_recordings(struct writer *writer, int64_t collection,
                        struct error *error)
{
    const struct value key[] = {V_INT(collection)};
    return db_run(&writer->db, W_RECORDINGS_SWEEP, key, error);
}
