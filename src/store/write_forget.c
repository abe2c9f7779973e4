/*
 * The writer: forgetting recordings and collections on the user's word.
 */
#include "store/writer.h"

/** From here on wipe what is deleted.  What stands in the indexes goes when
 * they are merged. */
static enum status
begin_to_wipe(struct writer *writer, struct error *error)
{
    return db_execute(&writer->db, "PRAGMA secure_delete = ON", error);
}

enum status
writer_forget_recording(struct writer *writer, int64_t recording,
                        int64_t *n_files, struct error *error)
{
    const struct value key[] = {V_INT(recording)};
    TRY(begin_to_wipe(writer, error));
    TRY(recording_drop_transcripts(writer, recording, error));
    TRY(db_run(&writer->db, W_FILES_FORGET, key, error));
    const int n = sqlite3_changes(writer->db.handle);
    TRY(db_run(&writer->db, W_RECORDING_DELETE, key, error));
    if (sqlite3_changes(writer->db.handle) == 0) {
        return error_set(error, ST_NOT_FOUND, "no recording %lld",
                         (long long)recording);
    }
    *n_files = n;
    return ST_OK;
}

/** Hand the recordings of a collection that are copied elsewhere to their
 * copies. */
static enum status
hand_over_all(struct writer *writer, int64_t collection, struct error *error)
{
    const struct value key[] = {V_INT(collection)};
    TRY(db_run(&writer->db, W_COPIES_DELETE, key, error));
    for (;;) {
        int64_t file;
        TRY(writer_first_id(writer, W_FILE_COPIED_ELSEWHERE, collection, &file,
                            error));
        if (file == 0) {
            return ST_OK;
        }
        TRY(writer_remove_file(writer, file, error));
    }
}

/** Remove a collection's recordings. */
static enum status
drop_recordings(struct writer *writer, int64_t collection, int64_t *n,
                struct error *error)
{
    for (*n = 0;; (*n)++) {
        int64_t recording;
        TRY(writer_first_id(writer, W_RECORDINGS_OF, collection, &recording,
                            error));
        if (recording == 0) {
            return ST_OK;
        }
        const struct value key[] = {V_INT(recording)};
        TRY(recording_drop_transcripts(writer, recording, error));
        TRY(db_run(&writer->db, W_RECORDING_DELETE, key, error));
    }
}

enum status
writer_forget_collection(struct writer *writer, struct slice what,
                         int64_t *n_recordings, int64_t *n_files,
                         struct error *error)
{
    sqlite3_stmt *row;
    const struct value name[] = {V_TEXT(what)};
    TRY(db_bind(&writer->db, W_COLLECTION_BY_NAME, name, &row, error));
    const enum status status = db_step(&writer->db, row, error);
    if (status == ST_NOT_FOUND) {
        return error_set(error, ST_NOT_FOUND, "no collection \"%.*s\"",
                         (int)what.size, what.data);
    }
    TRY(status);
    const struct value key[] = {V_INT(sqlite3_column_int64(row, 0))};
    sqlite3_reset(row);
    TRY(begin_to_wipe(writer, error));
    TRY(hand_over_all(writer, key[0].integer, error));
    TRY(drop_recordings(writer, key[0].integer, n_recordings, error));
    TRY(db_run(&writer->db, W_FILES_DELETE, key, error));
    *n_files = sqlite3_changes(writer->db.handle);
    return db_run(&writer->db, W_COLLECTION_DELETE, key, error);
}
