/*
 * The writer: lock, batches, collections and files.
 *
 * Transcripts are in write_transcript.c, their words in write_terms.c, making
 * the index anew in write_rebuild.c.  The lock is a file of its own beside the
 * archive: opening the archive itself a second time and closing it again would
 * drop SQLite's POSIX locks on it.  It holds the number of the process that
 * had it last, for those who wait to be told whom they wait for.
 */
#include "store/write.h"

#include "base/buffer.h"
#include "store/schema.h"
#include "store/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

/** The write-ahead log is folded in when it passes this many pages. */
enum { LOG_PAGES_MAX = 4096 };

#define INDEX_STATEMENTS(INDEX, name)                                          \
    [W_##INDEX##_BLOCK] = INDEX_SQL_BLOCK(name),                               \
    [W_##INDEX##_BLOCK_WRITE] = INDEX_SQL_BLOCK_WRITE(name),                   \
    [W_##INDEX##_BLOCKS_DELETE] = INDEX_SQL_BLOCKS_DELETE(name),               \
    [W_##INDEX##_LEAF_INSERT] = INDEX_SQL_LEAF_INSERT(name),                   \
    [W_##INDEX##_LEAVES_DELETE] = INDEX_SQL_LEAVES_DELETE(name)

static const char *const statements[W_COUNT] = {
    [W_BEGIN] = "BEGIN IMMEDIATE",
    [W_COMMIT] = "COMMIT",
    [W_COLLECTION_FIND] = "SELECT id FROM collection WHERE root = ?1",
    [W_COLLECTION_INSERT] =
        "INSERT INTO collection (root, name) VALUES (?1, ?2)",
    [W_COLLECTION_RENAME] = "UPDATE collection SET name = ?2 WHERE id = ?1",
    [W_COLLECTION_BY_NAME] =
        "SELECT id FROM collection WHERE name = ?1 OR root = ?1 LIMIT 1",
    [W_COLLECTION_DELETE] = "DELETE FROM collection WHERE id = ?1",
    [W_FILES] = "SELECT id, path, size_bytes, mtime_ns, hash, format, "
                "outcome, recording, richness, n_complaints, code, line, "
                "column, message FROM file WHERE collection = ?1 ORDER BY path",
    [W_FILE_BY_CONTENT] =
        "SELECT id, collection, recording FROM file "
        "WHERE hash = ?1 AND id <> ?2 AND outcome IN ('indexed', "
        "'alternate') ORDER BY id LIMIT 1",
    [W_FILE_INSERT] =
        "INSERT INTO file (id, collection, path, size_bytes, mtime_ns, hash, "
        "format, outcome, recording, richness, n_complaints, code, line, "
        "column, message) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
        "?11, ?12, ?13, ?14, ?15)",
    [W_FILE_UPDATE] =
        "UPDATE file SET collection = ?2, path = ?3, size_bytes = ?4, "
        "mtime_ns = ?5, hash = ?6, format = ?7, outcome = ?8, "
        "recording = ?9, richness = ?10, n_complaints = ?11, code = ?12, "
        "line = ?13, column = ?14, message = ?15 WHERE id = ?1",
    [W_FILE_SET_RECORDING] = "UPDATE file SET recording = ?2 WHERE id = ?1",
    [W_FILE_STATE] = "SELECT outcome, recording, mtime_ns FROM file "
                     "WHERE id = ?1",
    [W_FILE_TOUCH] =
        "UPDATE file SET size_bytes = ?2, mtime_ns = ?3 WHERE id = ?1",
    [W_FILE_RENAME] = "UPDATE file SET path = ?2 WHERE id = ?1",
    [W_FILE_COPY_OF] =
        "SELECT id, collection, path FROM file "
        "WHERE recording = ?1 AND outcome = 'copy' AND id <> ?2 AND hash = "
        "(SELECT hash FROM file WHERE id = ?2) ORDER BY id LIMIT 1",
    [W_FILE_DEMOTE] = "UPDATE file SET outcome = 'alternate' WHERE id = ?1",
    [W_FILES_MARK] =
        "UPDATE file SET size_bytes = -1, mtime_ns = -1 WHERE recording = ?1 "
        "AND id <> ?2 AND outcome IN ('alternate', 'copy')",
    [W_COPIES_MARK] = "UPDATE file SET size_bytes = -1, mtime_ns = -1 "
                      "WHERE outcome = 'copy' AND id <> ?1 "
                      "AND hash = (SELECT hash FROM file WHERE id = ?1)",
    [W_FILE_STALE] = "SELECT id, path, hash, outcome, recording FROM file "
                     "WHERE collection = ?1 AND path > ?2 AND mtime_ns = -1 "
                     "AND outcome IN ('indexed', 'alternate', 'copy') "
                     "ORDER BY path LIMIT 1",
    [W_FILE_PROMOTE] =
        "UPDATE file SET outcome = 'indexed', size_bytes = -1, mtime_ns = -1, "
        "(format, richness, n_complaints, code, line, column, message) = "
        "(SELECT format, richness, n_complaints, code, line, column, message "
        "FROM file WHERE id = ?2) WHERE id = ?1",
    [W_FILE_DELETE] = "DELETE FROM file WHERE id = ?1",
    [W_FILES_FORGET] = "UPDATE file SET outcome = 'forgotten', "
                       "recording = NULL WHERE recording = ?1",
    [W_FILES_DELETE] = "DELETE FROM file WHERE collection = ?1",
    [W_COPIES_DELETE] =
        "DELETE FROM file WHERE collection = ?1 AND outcome = 'copy'",
    [W_FILE_COPIED_ELSEWHERE] =
        "SELECT file.id FROM file JOIN file AS other "
        "ON other.recording = file.recording AND other.outcome = 'copy' "
        "WHERE file.collection = ?1 AND file.outcome <> 'copy' LIMIT 1",
    [W_RECORDING_FIND] =
        "SELECT id FROM recording WHERE collection = ?1 AND stem = ?2",
    [W_RECORDING_INSERT] =
        "INSERT INTO recording (collection, stem, title, date, url, media, "
        "duration_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [W_RECORDING_UPDATE] =
        "UPDATE recording SET title = ?3, date = ?4, url = ?5, media = ?6, "
        "duration_ms = nullif(max(ifnull(?7, -1), ifnull((SELECT max(end_ms) "
        "FROM transcript JOIN segment ON transcript = transcript.id "
        "WHERE recording = recording.id AND transcript.id <> ?8), -1)), -1) "
        "WHERE collection = ?1 AND stem = ?2",
    [W_RECORDING_LENGTHEN] =
        "UPDATE recording SET duration_ms = ?7 WHERE collection = ?1 "
        "AND stem = ?2 AND ifnull(duration_ms, -1) < ?7",
    [W_RECORDING_MOVE] =
        "UPDATE OR IGNORE recording SET collection = ?2, stem = ?3 "
        "WHERE id = ?1",
    [W_RECORDING_RESTEM] =
        "UPDATE OR IGNORE recording SET collection = ?3, stem = ?4 "
        "WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM transcript "
        "WHERE recording = ?1 AND file <> ?2)",
    [W_RECORDING_RENAME] =
        "UPDATE recording SET title = ?2, date = ?3, url = ?4, media = ?5 "
        "WHERE id = ?1",
    [W_RECORDING_DIFFERS] = "SELECT 1 FROM recording WHERE id = ?1 AND ("
                            "(?2 IS NOT NULL AND title IS NOT ?2) OR "
                            "(?3 IS NOT NULL AND date IS NOT ?3) OR "
                            "(?4 IS NOT NULL AND url IS NOT ?4) OR "
                            "ifnull(duration_ms, 0) < ?5)",
    [W_RECORDING_DELETE] = "DELETE FROM recording WHERE id = ?1",
    [W_RECORDING_DELETE_EMPTY] =
        "DELETE FROM recording WHERE id = ?1 AND NOT EXISTS "
        "(SELECT 1 FROM transcript WHERE recording = ?1) AND NOT EXISTS "
        "(SELECT 1 FROM file WHERE recording = ?1 "
        "AND outcome IN ('alternate', 'copy'))",
    [W_RECORDINGS_SWEEP] =
        "DELETE FROM recording WHERE collection = ?1 AND NOT EXISTS "
        "(SELECT 1 FROM transcript WHERE transcript.recording = "
        "recording.id) AND NOT EXISTS "
        "(SELECT 1 FROM file WHERE file.recording = recording.id)",
    [W_RENDERINGS] =
        "SELECT recording.id, transcript.id, transcript.file, richness, "
        "language FROM recording LEFT JOIN transcript "
        "ON transcript.recording = recording.id "
        "LEFT JOIN file ON file.id = transcript.file "
        "WHERE recording.collection = ?1 AND recording.stem = ?2 "
        "ORDER BY transcript.id",
    [W_TRANSCRIPT_OF_FILE] = "SELECT id FROM transcript WHERE file = ?1",
    [W_RECORDINGS_OF] = "SELECT id FROM recording WHERE collection = ?1",
    [W_TRANSCRIPT_INSERT] =
        "INSERT INTO transcript (recording, language, file, n_segments, "
        "n_tokens, checksum) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    [W_TRANSCRIPT_SET_FILE] = "UPDATE transcript SET file = ?2 WHERE file = ?1",
    [W_TRANSCRIPT_SET_LANGUAGE] =
        "UPDATE transcript SET language = ?2 WHERE file = ?1",
    [W_TRANSCRIPT_DELETE] = "DELETE FROM transcript WHERE id = ?1",
    [W_TRANSCRIPTS_OF] = "SELECT id FROM transcript WHERE recording = ?1",
    [W_SPEAKER_FIND] = "SELECT id FROM speaker WHERE name = ?1",
    [W_SPEAKER_INSERT] = "INSERT INTO speaker (name) VALUES (?1)",
    [W_SPEAKERS_SWEEP] =
        "DELETE FROM speaker WHERE id IN "
        "(SELECT speaker FROM voice WHERE transcript = ?1) AND NOT EXISTS "
        "(SELECT 1 FROM voice WHERE voice.speaker = speaker.id "
        "AND transcript <> ?1)",
    [W_VOICE_INSERT] =
        "INSERT OR IGNORE INTO voice (speaker, transcript) VALUES (?1, ?2)",
    [W_VOICE_DELETE] = "DELETE FROM voice WHERE transcript = ?1",
    [W_LINE_TEXT] = "SELECT text FROM line WHERE id = ?1",
    /* Of many rows.  OR FAIL, since SQLite would set a mark to go back to for
     * the default, at which FTS5 writes all that it has gathered. */
    [W_LINE_INSERT] = "INSERT OR FAIL INTO line (id, text, kind, n_said) "
                      "SELECT c0, c1, c2, c3 FROM bulk(?1)",
    [W_LINE_LAST] = "SELECT max(id) FROM line",
    [W_LINE_SAID] = "UPDATE line SET n_said = n_said + ?2 WHERE id = ?1",
    [W_LINE_SWEEP] =
        "DELETE FROM line WHERE id = ?1 AND n_said <= 0 RETURNING text",
    [W_LINES] = "SELECT id, text FROM line",
    [W_TAG_RUNS] = "SELECT id, n_entries FROM line_run ORDER BY id",
    [W_TAG_RUN_INSERT] = "INSERT INTO line_run (id, n_entries) VALUES (?1, ?2)",
    [W_TAG_RUN_DELETE] = "DELETE FROM line_run WHERE id = ?1",
    [W_TAGS_INSERT] =
        "INSERT INTO line_tag (run, first, entries) VALUES (?1, ?2, ?3)",
    [W_TAGS_DELETE] = "DELETE FROM line_tag WHERE run = ?1",
    [W_TAGS_AT] = "SELECT first, entries FROM line_tag WHERE run = ?1 "
                  "AND first <= ?2 ORDER BY first DESC LIMIT 1",
    [W_TAGS_AFTER] = "SELECT first, entries FROM line_tag WHERE run = ?1 "
                     "AND first > ?2 ORDER BY first LIMIT 1",
    [W_SEGMENT_INSERT] =
        "INSERT OR FAIL INTO segment (transcript, seq, start_ms, end_ms, line, "
        "speaker) SELECT c0, c1, c2, c3, c4, c5 FROM bulk(?1)",
    [W_SEGMENTS] = "SELECT seq, line, text, kind FROM segment JOIN line "
                   "ON line.id = line WHERE transcript = ?1 ORDER BY seq",
    [W_SEGMENTS_DELETE] = "DELETE FROM segment WHERE transcript = ?1",
    [W_TIMING_INSERT] =
        "INSERT INTO timing (transcript, words) VALUES (?1, ?2)",
    [W_TIMING_DELETE] = "DELETE FROM timing WHERE transcript = ?1",
    [W_PLACE_INSERT] =
        "INSERT INTO place (transcript, speech, markers) VALUES (?1, ?2, ?3)",
    [W_PLACE_GET] = "SELECT speech, markers FROM place WHERE transcript = ?1",
    [W_PLACE_DELETE] = "DELETE FROM place WHERE transcript = ?1",
    [W_WITHIN] = "SELECT within(?1)",
    INDEX_STATEMENTS(SAID, "said"),
    INDEX_STATEMENTS(NOTED, "noted"),
    [W_TERMS_INSERT] = "INSERT INTO term (term, n_said, n_transcripts) "
                       "SELECT c0, c1, c2 FROM bulk(?1)",
    [W_TERM_ADD] = "INSERT INTO term (term, n_said, n_transcripts) "
                   "VALUES (?1, ?2, ?3) ON CONFLICT (term) DO UPDATE SET "
                   "n_said = n_said + ?2, n_transcripts = n_transcripts + ?3",
    [W_TERM_SWEEP] = "DELETE FROM term WHERE term = ?1 AND n_transcripts <= 0",
    [W_TERMS_MARK] = "INSERT OR IGNORE INTO behind (what) VALUES ('term')",
    [W_TERMS_UNMARK] = "DELETE FROM behind WHERE what = 'term'",
    [W_REBUILD_COUNT] = "SELECT count(*) FROM transcript",
    [W_REBUILD_NEXT] = "SELECT id, checksum FROM transcript WHERE id > ?1 "
                       "ORDER BY id LIMIT 1",
    [W_REBUILD_SEGMENTS] =
        "SELECT seq, start_ms, end_ms, line, text, kind, speaker, name "
        "FROM segment JOIN line ON line.id = line "
        "LEFT JOIN speaker ON speaker.id = speaker "
        "WHERE transcript = ?1 ORDER BY seq",
    [W_REBUILD_LINE] = "UPDATE line SET kind = ?2 WHERE id = ?1",
    [W_REBUILD_TRANSCRIPT] =
        "UPDATE transcript SET n_tokens = ?2, n_segments = n FROM "
        "(SELECT count(*) AS n FROM segment WHERE transcript = ?1) "
        "WHERE id = ?1 AND (n_tokens <> ?2 OR n_segments <> n)",
    [W_TIMING_GET] = "SELECT words FROM timing WHERE transcript = ?1",
    [W_FILE_MARK] = "UPDATE file SET size_bytes = -1, mtime_ns = -1 "
                    "WHERE id = (SELECT file FROM transcript WHERE id = ?1)",
};

static const struct line_statements line_statements = {
    .text = W_LINE_TEXT,
    .last = W_LINE_LAST,
    .insert = W_LINE_INSERT,
    .said = W_LINE_SAID,
    .sweep = W_LINE_SWEEP,
    .all = W_LINES,
    .tags = {.runs = W_TAG_RUNS,
             .run_insert = W_TAG_RUN_INSERT,
             .run_delete = W_TAG_RUN_DELETE,
             .block_insert = W_TAGS_INSERT,
             .blocks_delete = W_TAGS_DELETE,
             .block_at = W_TAGS_AT,
             .block_after = W_TAGS_AFTER},
};

/**
 * The settings of a writing connection.  The first two count only for a new
 * file.  What runs delete is not wiped, which cost 6 %; what people have
 * forgotten is.  FULL makes a commit survive a power cut; the log is folded
 * in by hand, because an automatic checkpoint hides its failure.
 */
static const char settings[] = "PRAGMA page_size = 16384;"
                               "PRAGMA auto_vacuum = INCREMENTAL;"
                               "PRAGMA secure_delete = OFF;"
                               "PRAGMA journal_mode = WAL;"
                               "PRAGMA synchronous = FULL;"
                               "PRAGMA wal_autocheckpoint = 0;"
                               "PRAGMA journal_size_limit = 67108864;"
                               "PRAGMA cache_size = -65536;"
                               "PRAGMA temp_store = MEMORY;"
                               "PRAGMA foreign_keys = OFF";

/** Leave our number in the lock file.  That is for those who wait to read;
 * the lock holds without it. */
static void
sign_lock(int lock)
{
    char number[24];
    const int size = snprintf(number, sizeof(number), "%ld\n", (long)getpid());
    if (ftruncate(lock, 0) == 0) {
        (void)!pwrite(lock, number, (size_t)size, 0);
    }
}

/** The process that signed the lock file last; 0 where none did. */
static int64_t
lock_holder(int lock)
{
    char number[24] = "";
    const ssize_t size = pread(lock, number, sizeof(number) - 1, 0);
    int64_t process = 0;
    for (ssize_t i = 0; i < size && is_digit(number[i]) && i < 18; i++) {
        process = process * 10 + (number[i] - '0');
    }
    return process;
}

/** Say that another process has the lock. */
static enum status
fail_busy(int lock, const char *path, struct error *error)
{
    const int64_t process = lock_holder(lock);
    if (process > 0) {
        error_set(error, ST_BUSY,
                  "another process is writing to this archive (process %lld)",
                  (long long)process);
    } else {
        error_set(error, ST_BUSY, "another process is writing to this archive");
    }
    error_set_path(error, path);
    return ST_BUSY;
}

/** Lock an open lock file, waiting for others. */
static enum status
wait_for_lock(int lock, const char *path, const struct writer_wait *wait,
              struct error *error)
{
    enum { STEP_MS = 50 };
    int64_t left_ms = db_wait_ms(wait->busy_ms);
    while (flock(lock, LOCK_EX | LOCK_NB) < 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            return error_system(error, errno, "locking", path);
        }
        if (left_ms <= 0 ||
            (wait->on_wait &&
             !wait->on_wait(wait->context, lock_holder(lock)))) {
            return fail_busy(lock, path, error);
        }
        usleep(STEP_MS * 1000);
        left_ms -= STEP_MS;
    }
    sign_lock(lock);
    return ST_OK;
}

/** Take the lock file. */
static enum status
take_lock(struct writer *writer, const char *path,
          const struct writer_wait *wait, struct error *error)
{
    struct buffer name;
    buffer_init(&name, (size_t)64 * 1024);
    buffer_print(&name, "%s-lock", path);
    buffer_add_byte(&name, '\0');
    if (name.has_failed) {
        buffer_finish(&name);
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    writer->lock = open(name.data, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    const enum status status =
        writer->lock < 0
            ? error_system(error, errno, "opening the lock", name.data)
            : wait_for_lock(writer->lock, path, wait, error);
    buffer_finish(&name);
    return status == ST_UNREADABLE ? ST_READ_ONLY : status;
}

/** Make or upgrade the archive behind an open connection. */
static enum status
prepare_archive(struct writer *writer, struct error *error)
{
    int step;
    TRY(schema_recognise(&writer->db, &step, error));
    writer->is_ours = true;
    TRY(db_execute(&writer->db, settings, error));
    TRY(schema_upgrade(&writer->db, error));
    int64_t n_lines;
    TRY(db_read_integer(&writer->db, "SELECT EXISTS (SELECT 1 FROM line)",
                        &n_lines, error));
    lines_table_init(&writer->lines, &writer->db, line_statements,
                     n_lines == 0);
    indexes_init(writer);
    return terms_open(writer, error);
}

enum status
writer_open(const char *path, int busy_ms, struct writer **writer,
            struct error *error)
{
    const struct writer_wait wait = {.busy_ms = busy_ms};
    return writer_open_waiting(path, &wait, writer, error);
}

enum status
writer_open_waiting(const char *path, const struct writer_wait *wait,
                    struct writer **writer, struct error *error)
{
    struct writer *new = calloc(1, sizeof(*new));
    if (!new) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    new->lock = -1;
    const struct db_options options = {.path = path,
                                       .is_writable = true,
                                       .busy_ms = wait->busy_ms,
                                       .sql = statements,
                                       .n_statements = W_COUNT};
    enum status status = take_lock(new, path, wait, error);
    if (status == ST_OK) {
        status = db_open(&new->db, &options, error);
    }
    if (status == ST_OK) {
        status = prepare_archive(new, error);
    }
    if (status == ST_OK) {
        *writer = new;
    } else {
        writer_close(new);
    }
    return status;
}

/** Fold all of the log in before closing; that of another program's database
 * is left alone, which SQLite must be told. */
static void
fold_log_to_end(struct writer *writer)
{
    /* Searches that end soon are worth waiting for; a reader that stays must
     * not hold us up, and the log is as good as the archive. */
    enum { PATIENCE_MS = 250 };
    sqlite3 *handle = writer->db.handle;
    if (writer->is_ours) {
        sqlite3_busy_timeout(handle, PATIENCE_MS);
        sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_TRUNCATE,
                                  NULL, NULL);
    } else {
        sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    }
}

void
writer_close(struct writer *writer)
{
    if (!writer) {
        return;
    }
    if (writer->db.handle) {
        writer_rollback(writer);
        fold_log_to_end(writer);
        lines_table_finish(&writer->lines);
        terms_finish(writer);
        indexes_finish(writer);
        db_close(&writer->db);
    }
    if (writer->lock >= 0) {
        close(writer->lock);
    }
    free(writer);
}

void
writer_measure(struct writer *writer, struct profile *profile)
{
    writer->profile = profile;
}

enum status
writer_begin(struct writer *writer, struct error *error)
{
    TRY(db_run(&writer->db, W_BEGIN, NULL, error));
    writer->is_in_batch = true;
    return ST_OK;
}

/** Fold the log into the archive when it has grown long.  Readers may hold
 * part of it back: that is no failure. */
static enum status
fold_log(struct writer *writer, struct error *error)
{
    int n_pages = 0;
    int rc = sqlite3_wal_checkpoint_v2(
        writer->db.handle, NULL, SQLITE_CHECKPOINT_PASSIVE, &n_pages, NULL);
    if (rc == SQLITE_OK && n_pages > LOG_PAGES_MAX) {
        sqlite3_busy_timeout(writer->db.handle, 0);
        rc = sqlite3_wal_checkpoint_v2(writer->db.handle, NULL,
                                       SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
        sqlite3_busy_timeout(writer->db.handle, writer->db.busy_ms);
    }
    return rc == SQLITE_OK || (rc & 0xff) == SQLITE_BUSY
               ? ST_OK
               : db_error(&writer->db, rc, error);
}

/** Commit; the vocabulary may be brought up to date later. */
static enum status
commit(struct writer *writer, bool terms_later, struct error *error)
{
    TRY(lines_table_flush(&writer->lines, !terms_later, error));
    profile_begin(writer->profile, STAGE_INDEX);
    TRY(indexes_flush(writer, error));
    TRY(terms_flush(writer, terms_later, error));
    profile_begin(writer->profile, STAGE_COMMIT);
    TRY(db_run(&writer->db, W_COMMIT, NULL, error));
    writer->is_in_batch = false;
    profile_begin(writer->profile, STAGE_FOLD);
    return fold_log(writer, error);
}

/** Commit, and measure. */
static enum status
commit_measured(struct writer *writer, bool terms_later, struct error *error)
{
    const enum stage before = profile_begin(writer->profile, STAGE_LINES);
    const enum status status = commit(writer, terms_later, error);
    profile_end(writer->profile, before);
    return status;
}

enum status
writer_commit(struct writer *writer, struct error *error)
{
    return commit_measured(writer, false, error);
}

enum status
writer_commit_part(struct writer *writer, struct error *error)
{
    return commit_measured(writer, true, error);
}

void
writer_rollback(struct writer *writer)
{
    if (writer->is_in_batch) {
        db_execute(&writer->db, "ROLLBACK", NULL);
        lines_table_rollback(&writer->lines);
        indexes_rollback(writer);
        terms_rollback(writer);
        writer->is_in_batch = false;
    }
}

/** Give free pages back to the system, when they are many: merging the index
 * leaves as many as it wrote. */
static enum status
give_back(struct writer *writer, struct error *error)
{
    enum { WORTHY_SHARE = 16 };
    struct db *db = &writer->db;
    int64_t n_pages;
    int64_t n_free;
    int64_t n_before;
    TRY(db_read_integer(db, "PRAGMA page_count", &n_pages, error));
    TRY(db_read_integer(db, "PRAGMA freelist_count", &n_free, error));
    if (n_free <= n_pages / WORTHY_SHARE) {
        return ST_OK;
    }
    /* In steps, so that the log stays short. */
    do {
        n_before = n_free;
        TRY(db_execute(db, "PRAGMA incremental_vacuum(4096)", error));
        TRY(fold_log(writer, error));
        TRY(db_read_integer(db, "PRAGMA freelist_count", &n_free, error));
    } while (n_free > 0 && n_free < n_before);
    return ST_OK;
}

enum status
writer_tidy(struct writer *writer, int64_t n_new_transcripts,
            struct error *error)
{
    /* A complete merge rewrites the index: worth it when this much is new. */
    enum { WORTHY_SHARE = 4 };
    int64_t n_transcripts;
    TRY(db_read_integer(&writer->db, "SELECT count(*) FROM transcript",
                        &n_transcripts, error));
    const bool has_grown_much =
        n_new_transcripts >= n_transcripts / WORTHY_SHARE;
    TRY(writer_begin(writer, error));
    const enum stage before = profile_begin(writer->profile, STAGE_MERGE);
    const enum status status = indexes_tidy(writer, has_grown_much, error);
    profile_end(writer->profile, before);
    if (status != ST_OK) {
        writer_rollback(writer);
        return status;
    }
    TRY(writer_commit(writer, error));
    profile_begin(writer->profile, STAGE_FOLD);
    const enum status given = give_back(writer, error);
    profile_end(writer->profile, before);
    return given;
}

enum status
writer_first_id(struct writer *writer, enum write_statement statement,
                int64_t key, int64_t *id, struct error *error)
{
    sqlite3_stmt *row;
    const struct value keys[] = {V_INT(key)};
    TRY(db_bind(&writer->db, statement, keys, &row, error));
    const enum status status = db_step(&writer->db, row, error);
    *id = status == ST_OK ? sqlite3_column_int64(row, 0) : 0;
    sqlite3_reset(row);
    return status == ST_NOT_FOUND ? ST_OK : status;
}
