/*
 * The reader: looking for what should not be.
 *
 * SQLite's own check sees its pages, not our promises; the checks of tables
 * below are plain SQL, one row a broken promise.  The entries of the indexes
 * come from fts5vocab tables in the temporary schema.
 */
#include "store/reader.h"

#include <string.h>

/** A promise between tables; the SQL gives a transcript (or 0) for each
 * place where it is broken. */
struct promise {
    const char *sql;
    const char *broken;
    enum remedy remedy;
};

static const struct promise promises[] = {
    {"SELECT DISTINCT transcript FROM segment WHERE NOT EXISTS "
     "(SELECT 1 FROM line WHERE line.id = segment.line)",
     "a segment's line is missing", REMEDY_READ_AGAIN},
    {"SELECT DISTINCT segment.transcript FROM segment WHERE "
     "speaker IS NOT NULL AND NOT EXISTS "
     "(SELECT 1 FROM voice WHERE voice.speaker = segment.speaker "
     "AND voice.transcript = segment.transcript)",
     "a segment's speaker is not among the voices", REMEDY_REBUILD},
    {"SELECT transcript FROM voice WHERE NOT EXISTS "
     "(SELECT 1 FROM speaker WHERE speaker.id = voice.speaker)",
     "a voice has no speaker", REMEDY_REBUILD},
    {"SELECT id FROM transcript WHERE n_segments <> "
     "(SELECT count(*) FROM segment WHERE transcript = transcript.id)",
     "the number of segments is wrong", REMEDY_REBUILD},
    {"SELECT DISTINCT transcript FROM segment WHERE NOT EXISTS "
     "(SELECT 1 FROM transcript WHERE transcript.id = segment.transcript)",
     "segments belong to no transcript", REMEDY_RESTORE},
    {"SELECT id FROM transcript WHERE NOT EXISTS "
     "(SELECT 1 FROM place WHERE place.transcript = transcript.id)",
     "the place array is missing", REMEDY_REBUILD},
    {"SELECT id FROM transcript WHERE NOT EXISTS "
     "(SELECT 1 FROM recording WHERE recording.id = transcript.recording)",
     "the transcript belongs to no recording", REMEDY_RESTORE},
    {"SELECT id FROM transcript WHERE NOT EXISTS "
     "(SELECT 1 FROM file WHERE file.id = transcript.file "
     "AND file.recording = transcript.recording)",
     "the transcript's file is missing", REMEDY_RESTORE},
    {"SELECT 0 FROM recording WHERE NOT EXISTS "
     "(SELECT 1 FROM transcript WHERE transcript.recording = recording.id) "
     "AND NOT EXISTS (SELECT 1 FROM file WHERE file.recording = recording.id "
     "AND mtime_ns = -1)",
     "a recording has no transcript", REMEDY_READ_AGAIN},
    {"SELECT 0 FROM file WHERE recording IS NOT NULL AND NOT EXISTS "
     "(SELECT 1 FROM recording WHERE recording.id = file.recording)",
     "a file's recording is missing", REMEDY_RESTORE},
    {"SELECT 0 FROM line LEFT JOIN (SELECT line AS id, count(*) AS n "
     "FROM segment GROUP BY line) AS used ON used.id = line.id "
     "WHERE n_said <> coalesce(n, 0)",
     "a line is counted wrong", REMEDY_REBUILD},
    {"SELECT 0 FROM term WHERE n_transcripts < 1 OR n_said < n_transcripts "
     "OR term = '' LIMIT 1",
     "a term is counted wrong", REMEDY_REBUILD},
    {"SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM behind WHERE what = 'term') "
     "AND (SELECT total(n_said) FROM term) <> "
     "(SELECT total(n_tokens) FROM transcript)",
     "the vocabulary has another number of tokens than the transcripts",
     REMEDY_REBUILD},
};

/** A problem's text on its way to the callback. */
struct problem_relay {
    const struct db *db;
    problem_fn *on_problem;
    void *context;
    struct error *error;
};

/** Whether a line of SQLite's check tells of a page that it did not get, but
 * not why: of the map of pages, or of the list of free ones. */
static bool
is_unread(struct slice text)
{
    return slice_find(text, SLICE("Failed to read ptrmap key"), 0) <
               text.size ||
           slice_find(text, SLICE("failed to get page"), 0) < text.size;
}

/** What a line of SQLite's check says of a page that it did not get, which is
 * no damage: its result code stands in the text of most.  ST_OK for other
 * lines. */
static enum status
why_unread(const struct db *db, struct slice text)
{
    static const char mark[] = "unable to get the page. error code=";
    const char *at = memmem(text.data, text.size, mark, sizeof(mark) - 1);
    if (is_unread(text) && db_has_disk_failed(db)) {
        return ST_IO;
    }
    if (!at) {
        return ST_OK;
    }
    int rc = 0;
    at += sizeof(mark) - 1;
    for (const char *end = text.data + text.size;
         at < end && *at >= '0' && *at <= '9' && rc < 0xffff; at++) {
        rc = rc * 10 + (*at - '0');
    }
    switch (rc & 0xff) {
    case SQLITE_NOMEM:
        return ST_NO_MEMORY;
    case SQLITE_IOERR:
        return ST_IO;
    default:
        return ST_OK;
    }
}

/** What puts right what a line of SQLite's check tells: indexes are made anew,
 * rows that can not be read are not.  Where one that holds whole rows differs
 * from its table, either may be wrong: what a file tells is read again. */
static enum remedy
remedy_of(struct slice text)
{
    static const struct {
        const char *part;
        enum remedy remedy;
    } signs[] = {
        {"index collection_whole", REMEDY_RESTORE},
        {"_whole", REMEDY_READ_AGAIN},
        {"missing from index", REMEDY_REBUILD},
        {"entries in index", REMEDY_REBUILD},
        {"entry in index", REMEDY_REBUILD},
        {"inverted index for FTS5", REMEDY_REBUILD},
    };
    for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
        if (memmem(text.data, text.size, signs[i].part,
                   strlen(signs[i].part))) {
            return signs[i].remedy;
        }
    }
    return REMEDY_RESTORE;
}

/** Receive a line of SQLite's check; "ok" is none. */
static enum status
take_problem(void *context, sqlite3_stmt *row)
{
    const struct problem_relay *relay = context;
    const struct slice text = db_column(row, 0);
    const enum status reason = why_unread(relay->db, text);
    if (reason != ST_OK) {
        return error_set(relay->error, reason, "a page can not be read: %s",
                         status_name(reason));
    }
    const struct problem problem = {0, text, remedy_of(text)};
    return slice_equal(text, SLICE("ok"))
               ? ST_OK
               : relay->on_problem(relay->context, &problem);
}

enum status
reader_check_sqlite(struct reader *reader, bool is_full, problem_fn *on_problem,
                    void *context, struct error *error)
{
    struct problem_relay relay = {&reader->db, on_problem, context, error};
    const enum status status =
        reader_loop(reader, is_full ? R_CHECK_FULL : R_CHECK_QUICK, NULL,
                    take_problem, &relay, error);
    return status == ST_NOT_FOUND ? ST_OK : status;
}

/** Tell where one promise is broken. */
static enum status
check_promise(struct reader *reader, const struct promise *promise,
              const struct problem_relay *relay, struct error *error)
{
    sqlite3_stmt *row;
    const int rc =
        sqlite3_prepare_v2(reader->db.handle, promise->sql, -1, &row, NULL);
    if (rc != SQLITE_OK) {
        return db_error(&reader->db, rc, error);
    }
    enum status status;
    while ((status = db_step(&reader->db, row, error)) == ST_OK) {
        const struct problem problem = {sqlite3_column_int64(row, 0),
                                        slice_of(promise->broken),
                                        promise->remedy};
        status = relay->on_problem(relay->context, &problem);
        if (status != ST_OK) {
            break;
        }
    }
    sqlite3_finalize(row);
    return status == ST_NOT_FOUND ? ST_OK : status;
}

enum status
reader_check_tables(struct reader *reader, problem_fn *on_problem,
                    void *context, struct error *error)
{
    const struct problem_relay relay = {&reader->db, on_problem, context,
                                        error};
    for (size_t i = 0; i < sizeof(promises) / sizeof(*promises); i++) {
        TRY(check_promise(reader, &promises[i], &relay, error));
    }
    return reader_check_lines(reader, on_problem, context, error);
}

/** An index whose entries are being told. */
struct entries_relay {
    enum match_index index;
    enum status (*on_entry)(void *context, const struct index_entry *entry);
    void *context;
};

/** Receive an entry. */
static enum status
take_entry(void *context, sqlite3_stmt *row)
{
    const struct entries_relay *relay = context;
    const struct index_entry entry = {
        .index = relay->index,
        .transcript = sqlite3_column_int64(row, 0),
        .token = (uint32_t)sqlite3_column_int64(row, 1),
        .term = db_column(row, 2),
    };
    return relay->on_entry(relay->context, &entry);
}

/**
 * Look every term up, as a search does, and count its entries: the way to a
 * term is a b-tree of its own, which walking over all entries never takes.
 */
static enum status
look_terms_up(struct reader *reader, struct error *error)
{
    static const char *const lost[] = {
        "SELECT EXISTS (SELECT 1 FROM temp.said_terms AS walked "
        "WHERE NOT EXISTS (SELECT 1 FROM temp.said_terms AS found "
        "WHERE found.term = walked.term AND found.doc = walked.doc "
        "AND found.cnt = walked.cnt))",
        "SELECT EXISTS (SELECT 1 FROM temp.noted_terms AS walked "
        "WHERE NOT EXISTS (SELECT 1 FROM temp.noted_terms AS found "
        "WHERE found.term = walked.term AND found.doc = walked.doc "
        "AND found.cnt = walked.cnt))",
    };
    for (size_t i = 0; i < sizeof(lost) / sizeof(*lost); i++) {
        int64_t is_lost;
        TRY(db_read_integer(&reader->db, lost[i], &is_lost, error));
        if (is_lost) {
            return error_set(error, ST_DAMAGED,
                             "a term of the index can not be looked up");
        }
    }
    return ST_OK;
}

enum status
reader_index_entries(struct reader *reader,
                     enum status (*on_entry)(void *context,
                                             const struct index_entry *entry),
                     void *context, struct error *error)
{
    if (!reader->has_vocabulary) {
        TRY(db_execute(&reader->db,
                       "CREATE VIRTUAL TABLE temp.said_entries "
                       "USING fts5vocab(main, said, instance);"
                       "CREATE VIRTUAL TABLE temp.noted_entries "
                       "USING fts5vocab(main, noted, instance);"
                       "CREATE VIRTUAL TABLE temp.said_terms "
                       "USING fts5vocab(main, said, row);"
                       "CREATE VIRTUAL TABLE temp.noted_terms "
                       "USING fts5vocab(main, noted, row)",
                       error));
        reader->has_vocabulary = true;
    }
    static const enum read_statement statements[] = {
        [MATCH_SPEECH] = R_ENTRIES_SPEECH, [MATCH_MARKERS] = R_ENTRIES_MARKERS};
    for (int index = MATCH_SPEECH; index <= MATCH_MARKERS; index++) {
        struct entries_relay relay = {(enum match_index)index, on_entry,
                                      context};
        const enum status status = reader_loop(reader, statements[index], NULL,
                                               take_entry, &relay, error);
        if (status != ST_NOT_FOUND) {
            TRY(status);
        }
    }
    return look_terms_up(reader, error);
}
