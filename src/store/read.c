/*
 * The reader: one consistent view, and the loops over rows.
 *
 * Walking over matches is in read_match.c, place arrays and word times in
 * read_place.c, the vocabulary in read_terms.c, checking in read_check.c.
 */
#include "store/read.h"

#include "base/timecode.h"
#include "store/reader.h"
#include "store/schema.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

/** SQLite's virtual machine steps between two looks at the clock. */
enum { STEPS_PER_LOOK = 2000 };

/** Names of languages are short, and few. */
enum { LANGUAGES_MAX_BYTES = 16 * 1024 * 1024 };

#define FACTS                                                                  \
    "SELECT transcript.id, recording.id, title, collection.name, root, path, " \
    "media, url, date, language, format, duration_ms, n_segments, n_tokens, "  \
    "checksum FROM transcript "                                                \
    "JOIN recording ON recording.id = transcript.recording "                   \
    "JOIN file ON file.id = transcript.file "                                  \
    "JOIN collection ON collection.id = recording.collection "

/* A language without its variety: en for en-GB. */
#define PRIMARY_LANGUAGE                                                       \
    "CASE instr(language, '-') WHEN 0 THEN language "                          \
    "ELSE substr(language, 1, instr(language, '-') - 1) END"

#define INDEX_STATEMENTS(INDEX, name)                                          \
    [R_##INDEX##_BLOCK] = INDEX_SQL_BLOCK(name),                               \
    [R_##INDEX##_LEAF_FIND] = INDEX_SQL_LEAF_FIND(name)

static const char *const statements[R_COUNT] = {
    [R_BEGIN] = "BEGIN",
    [R_END] = "COMMIT",
    [R_SIZE] = "SELECT count(*), total(n_tokens) FROM transcript",
    [R_VERSION] = "PRAGMA data_version",
    [R_NEWEST] = "SELECT max(id) FROM transcript",
    INDEX_STATEMENTS(SAID, "said"),
    INDEX_STATEMENTS(NOTED, "noted"),
    [R_PLACE_SPEECH] =
        "SELECT speech, EXISTS (SELECT 1 FROM timing "
        "WHERE transcript = ?1) FROM place WHERE transcript = ?1",
    [R_PLACE_MARKERS] = "SELECT markers, 0 FROM place WHERE transcript = ?1",
    [R_TIMING] = "SELECT words FROM timing WHERE transcript = ?1",
    [R_SEGMENTS] =
        "SELECT seq, start_ms, end_ms, line, n_said, kind, text, name "
        "FROM segment JOIN line ON line.id = line "
        "LEFT JOIN speaker ON speaker.id = speaker "
        "WHERE transcript = ?1 AND seq BETWEEN ?2 AND ?3 ORDER BY seq",
    [R_LINE] = "SELECT line FROM segment WHERE transcript = ?1 AND seq = ?2",
    [R_TIMES] = "SELECT seq, start_ms, end_ms FROM segment "
                "WHERE transcript = ?1 AND seq BETWEEN ?2 AND ?3 ORDER BY seq",
    [R_TRANSCRIPTS] = FACTS "ORDER BY collection.name, path, transcript.id",
    [R_BRIEF] = "SELECT transcript.id, recording.id, title, date, language "
                "FROM transcript CROSS JOIN recording "
                "ON recording.id = transcript.recording",
    [R_BRIEF_WITH_FOLDERS] =
        "SELECT transcript.id, recording.id, title, date, language, "
        "collection.name, path FROM transcript CROSS JOIN recording "
        "ON recording.id = transcript.recording "
        "CROSS JOIN file ON file.id = transcript.file "
        "CROSS JOIN collection ON collection.id = recording.collection",
    [R_RECORDING] = FACTS "WHERE recording.id = ?1 ORDER BY transcript.id",
    [R_FIRST_TRANSCRIPT] =
        "SELECT min(id) FROM transcript WHERE recording = ?1",
    [R_TRANSCRIPT] = FACTS "WHERE transcript.id = ?1",
    [R_FILES] = "SELECT root, path, outcome, format, code, message, "
                "recording, size_bytes, n_complaints, line, column FROM file "
                "JOIN collection ON collection.id = collection "
                "ORDER BY collection.name, path",
    [R_LANGUAGES] = "SELECT count(*), " PRIMARY_LANGUAGE " AS tag "
                    "FROM transcript WHERE language IS NOT NULL "
                    "GROUP BY tag ORDER BY 1 DESC, 2",
    [R_TRANSCRIPT_LANGUAGES] = "SELECT id, " PRIMARY_LANGUAGE
                               " FROM transcript WHERE language IS NOT NULL",
    [R_SPEAKERS] = "SELECT id, name FROM speaker ORDER BY id",
    [R_VOICES] = "SELECT transcript FROM voice WHERE speaker = ?1",
    [R_SEGMENT_AT] = "SELECT seq FROM segment WHERE transcript = ?1 "
                     "AND end_ms > ?2 ORDER BY seq LIMIT 1",
    [R_SEGMENT_LAST] = "SELECT max(seq) FROM segment WHERE transcript = ?1",
    [R_TOTALS] =
        "SELECT (SELECT count(*) FROM collection), "
        "(SELECT count(*) FROM recording), (SELECT count(*) FROM file), "
        "(SELECT count(*) FROM file WHERE outcome = 'failed'), "
        "(SELECT coalesce(sum(n_segments), 0) FROM transcript), "
        "(SELECT count(*) FROM line), "
        "(SELECT count(*) FROM line WHERE kind = 1), "
        "(SELECT count(*) FROM speaker), "
        "(SELECT coalesce(sum(n_tokens), 0) FROM transcript), "
        "(SELECT coalesce(sum(duration_ms), 0) FROM recording), "
        "(SELECT page_count * page_size FROM pragma_page_count, "
        "pragma_page_size), (SELECT user_version FROM pragma_user_version)",
    [R_TERM] = "SELECT term, n_said, n_transcripts FROM term WHERE term = ?1",
    [R_TERMS] = "SELECT term, n_said, n_transcripts FROM term "
                "WHERE term >= ?1 AND term < ?2 ORDER BY term",
    [R_TERMS_TO_END] = "SELECT term, n_said, n_transcripts FROM term "
                       "WHERE term >= ?1 ORDER BY term",
    [R_TERMS_BEHIND] = "SELECT 1 FROM behind WHERE what = 'term'",
    [R_LINES] = "SELECT id, text FROM line",
    [R_LINE_TAGS] = "SELECT first, entries FROM line_tag "
                    "JOIN line_run ON line_run.id = run",
    [R_CHECK_QUICK] = "PRAGMA quick_check(100)",
    [R_CHECK_FULL] = "PRAGMA integrity_check(100)",
    [R_ENTRIES_SPEECH] = "SELECT doc, offset, term FROM temp.said_entries",
    [R_ENTRIES_MARKERS] = "SELECT doc, offset, term FROM temp.noted_entries",
};

/** Milliseconds of a clock that never jumps. */
static int64_t
now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/** SQLite's progress handler: non-zero ends the statement. */
static int
is_too_late(void *context)
{
    const struct reader *reader = context;
    return reader->deadline_ms > 0 && now_ms() > reader->deadline_ms;
}

const char *
store_sqlite_version(void)
{
    return sqlite3_libversion();
}

/** Connect the indexes to their tables. */
static void
init_indexes(struct reader *reader)
{
    reader->indexes[MATCH_SPEECH] = (struct index_table){
        .db = &reader->db,
        .pool = &reader->pools[MATCH_SPEECH],
        .sql = {.block = R_SAID_BLOCK, .leaf_find = R_SAID_LEAF_FIND},
        .blocks_sql = INDEX_SQL_BLOCKS("said"),
    };
    reader->indexes[MATCH_MARKERS] = (struct index_table){
        .db = &reader->db,
        .pool = &reader->pools[MATCH_MARKERS],
        .sql = {.block = R_NOTED_BLOCK, .leaf_find = R_NOTED_LEAF_FIND},
        .blocks_sql = INDEX_SQL_BLOCKS("noted"),
    };
}

enum status
reader_open(const char *path, int busy_ms, struct reader **reader,
            struct error *error)
{
    struct stat facts;
    if (stat(path, &facts) < 0) {
        return error_system(error, errno, "opening the archive", path);
    }
    struct reader *new = calloc(1, sizeof(*new));
    if (!new) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    const struct db_options options = {.path = path,
                                       .busy_ms = busy_ms,
                                       .sql = statements,
                                       .n_statements = R_COUNT};
    int step = 0;
    enum status status = db_open(&new->db, &options, error);
    if (status == ST_OK) {
        status = schema_recognise(&new->db, &step, error);
    }
    if (status == ST_OK && step == 0) {
        status = error_set(error, ST_NOT_AN_ARCHIVE, "an empty file");
        error_set_path(error, path);
    }
    if (status == ST_OK) {
        status = schema_check_readable(&new->db, step, error);
    }
    if (status == ST_OK) {
        status = db_execute(&new->db,
                            "PRAGMA cache_size = -16384;"
                            "PRAGMA temp_store = MEMORY",
                            error);
    }
    if (status != ST_OK) {
        reader_close(new);
        return status;
    }
    init_indexes(new);
    sqlite3_progress_handler(new->db.handle, STEPS_PER_LOOK, is_too_late, new);
    *reader = new;
    return ST_OK;
}

void
reader_close(struct reader *reader)
{
    if (reader) {
        kept_places_finish(&reader->places);
        buffer_finish(&reader->languages);
        for (size_t i = 0; i < MATCH_INDEXES; i++) {
            leaf_pool_finish(&reader->pools[i]);
        }
        db_close(&reader->db);
        free(reader);
    }
}

enum status
reader_begin(struct reader *reader, int64_t deadline_ms, struct error *error)
{
    reader->deadline_ms = deadline_ms > 0 ? now_ms() + deadline_ms : 0;
    return db_run(&reader->db, R_BEGIN, NULL, error);
}

void
reader_end(struct reader *reader)
{
    reader->deadline_ms = 0;
    kept_places_finish(&reader->places);
    db_run(&reader->db, R_END, NULL, NULL);
}

enum status
reader_check_deadline(struct reader *reader, struct error *error)
{
    return is_too_late(reader)
               ? error_set(error, ST_TOO_SLOW, "the search took too long")
               : ST_OK;
}

enum status
reader_loop(struct reader *reader, enum read_statement statement,
            const struct value *values,
            enum status (*on_row)(void *context, sqlite3_stmt *row),
            void *context, struct error *error)
{
    sqlite3_stmt *row;
    size_t n = 0;
    TRY(db_bind(&reader->db, statement, values, &row, error));
    enum status status;
    while ((status = db_step(&reader->db, row, error)) == ST_OK) {
        n++;
        status = on_row(context, row);
        if (status != ST_OK) {
            sqlite3_reset(row);
            return status == ST_INTERRUPTED ? ST_OK : status;
        }
    }
    return status == ST_NOT_FOUND && n > 0 ? ST_OK : status;
}

/** As reader_loop(), for loops where no row is no failure. */
static enum status
loop_all(struct reader *reader, enum read_statement statement,
         enum status (*on_row)(void *context, sqlite3_stmt *row), void *context,
         struct error *error)
{
    const enum status status =
        reader_loop(reader, statement, NULL, on_row, context, error);
    return status == ST_NOT_FOUND ? ST_OK : status;
}

/** Receive one integer. */
static enum status
take_number(void *context, sqlite3_stmt *row)
{
    *(int64_t *)context = sqlite3_column_int64(row, 0);
    return ST_OK;
}

/** Receive R_SIZE. */
static enum status
take_size(void *context, sqlite3_stmt *row)
{
    struct size_sums *sums = context;
    sums->n_transcripts = sqlite3_column_int64(row, 0);
    sums->n_tokens = sqlite3_column_int64(row, 1);
    return ST_OK;
}

/** A number of the archive's state: another one after each commit. */
static enum status
find_version(struct reader *reader, int64_t *version, struct error *error)
{
    return reader_loop(reader, R_VERSION, NULL, take_number, version, error);
}

enum status
reader_size(struct reader *reader, int64_t *n_transcripts, int64_t *n_tokens,
            struct error *error)
{
    int64_t version = 0;
    TRY(find_version(reader, &version, error));
    if (version != reader->size_of) {
        reader->size_of = 0;
        TRY(reader_loop(reader, R_SIZE, NULL, take_size, &reader->size, error));
        reader->size_of = version;
    }
    *n_transcripts = reader->size.n_transcripts;
    *n_tokens = reader->size.n_tokens;
    return ST_OK;
}

/** A typed callback with its context, behind the untyped ones. */
struct relay {
    segment_fn *on_segment;
    time_fn *on_time;
    facts_fn *on_facts;
    file_fn *on_file;
    name_fn *on_name;
    id_fn *on_id;
    void *context;
};

/** Receive a segment. */
static enum status
take_segment(void *context, sqlite3_stmt *row)
{
    const struct relay *relay = context;
    const struct segment_row segment = {
        .seq = sqlite3_column_int64(row, 0),
        .start_ms = db_column_integer(row, 1, TIME_UNKNOWN),
        .end_ms = db_column_integer(row, 2, TIME_UNKNOWN),
        .line = sqlite3_column_int64(row, 3),
        .n_said = sqlite3_column_int64(row, 4),
        .kind = sqlite3_column_int(row, 5) == LINE_MARKER ? LINE_MARKER
                                                          : LINE_SPEECH,
        .text = db_column(row, 6),
        .speaker = db_column(row, 7),
    };
    return relay->on_segment(relay->context, &segment);
}

enum status
reader_segments(struct reader *reader, struct segment_range range,
                segment_fn *on_row, void *context, struct error *error)
{
    struct relay relay = {.on_segment = on_row, .context = context};
    const struct value values[] = {V_INT(range.transcript), V_INT(range.first),
                                   V_INT(range.last)};
    const enum status status =
        reader_loop(reader, R_SEGMENTS, values, take_segment, &relay, error);
    return status == ST_NOT_FOUND ? ST_OK : status;
}

enum status
reader_line(struct reader *reader, int64_t transcript, int64_t seq,
            int64_t *line, struct error *error)
{
    const struct value key[] = {V_INT(transcript), V_INT(seq)};
    *line = 0;
    const enum status status =
        reader_loop(reader, R_LINE, key, take_number, line, error);
    return status == ST_NOT_FOUND ? ST_OK : status;
}

/** Receive the times of one segment. */
static enum status
take_time(void *context, sqlite3_stmt *row)
{
    const struct relay *relay = context;
    const struct segment_time time = {
        sqlite3_column_int64(row, 0),
        db_column_integer(row, 1, TIME_UNKNOWN),
        db_column_integer(row, 2, TIME_UNKNOWN),
    };
    return relay->on_time(relay->context, &time);
}

enum status
reader_times(struct reader *reader, struct segment_range range, time_fn *on_row,
             void *context, struct error *error)
{
    struct relay relay = {.on_time = on_row, .context = context};
    const struct value values[] = {V_INT(range.transcript), V_INT(range.first),
                                   V_INT(range.last)};
    const enum status status =
        reader_loop(reader, R_TIMES, values, take_time, &relay, error);
    return status == ST_NOT_FOUND ? ST_OK : status;
}

/** Receive a transcript's facts. */
static enum status
take_facts(void *context, sqlite3_stmt *row)
{
    const struct relay *relay = context;
    const struct transcript_facts facts = {
        .transcript = sqlite3_column_int64(row, 0),
        .recording = sqlite3_column_int64(row, 1),
        .title = db_column(row, 2),
        .collection = db_column(row, 3),
        .root = db_column(row, 4),
        .path = db_column(row, 5),
        .media = db_column(row, 6),
        .url = db_column(row, 7),
        .date = db_column(row, 8),
        .language = db_column(row, 9),
        .format = db_column(row, 10),
        .duration_ms = db_column_integer(row, 11, TIME_UNKNOWN),
        .n_segments = sqlite3_column_int64(row, 12),
        .n_tokens = sqlite3_column_int64(row, 13),
        .checksum = db_column(row, 14),
    };
    return relay->on_facts(relay->context, &facts);
}

enum status
reader_transcripts(struct reader *reader, facts_fn *on_row, void *context,
                   struct error *error)
{
    struct relay relay = {.on_facts = on_row, .context = context};
    return loop_all(reader, R_TRANSCRIPTS, take_facts, &relay, error);
}

/** Receive a transcript's brief facts. */
static enum status
take_brief(void *context, sqlite3_stmt *row)
{
    const struct relay *relay = context;
    const bool has_folders = sqlite3_column_count(row) > 5;
    const struct slice none = {NULL, 0};
    const struct transcript_facts facts = {
        .transcript = sqlite3_column_int64(row, 0),
        .recording = sqlite3_column_int64(row, 1),
        .title = db_column(row, 2),
        .date = db_column(row, 3),
        .language = db_column(row, 4),
        .collection = has_folders ? db_column(row, 5) : none,
        .path = has_folders ? db_column(row, 6) : none,
    };
    return relay->on_facts(relay->context, &facts);
}

enum status
reader_briefs(struct reader *reader, bool with_folders, facts_fn *on_row,
              void *context, struct error *error)
{
    struct relay relay = {.on_facts = on_row, .context = context};
    return loop_all(reader, with_folders ? R_BRIEF_WITH_FOLDERS : R_BRIEF,
                    take_brief, &relay, error);
}

enum status
reader_recording(struct reader *reader, int64_t recording, facts_fn *on_row,
                 void *context, struct error *error)
{
    struct relay relay = {.on_facts = on_row, .context = context};
    const struct value key[] = {V_INT(recording)};
    const enum status status =
        reader_loop(reader, R_RECORDING, key, take_facts, &relay, error);
    return status == ST_NOT_FOUND
               ? error_set(error, status, "there is no recording %lld",
                           (long long)recording)
               : status;
}

enum status
reader_transcript(struct reader *reader, int64_t transcript, facts_fn *on_row,
                  void *context, struct error *error)
{
    struct relay relay = {.on_facts = on_row, .context = context};
    const struct value key[] = {V_INT(transcript)};
    return reader_loop(reader, R_TRANSCRIPT, key, take_facts, &relay, error);
}

enum status
reader_first_transcript(struct reader *reader, int64_t recording,
                        int64_t *transcript, struct error *error)
{
    const struct value key[] = {V_INT(recording)};
    return reader_loop(reader, R_FIRST_TRANSCRIPT, key, take_number, transcript,
                       error);
}

/** Receive a file. */
static enum status
take_file(void *context, sqlite3_stmt *row)
{
    const struct relay *relay = context;
    const struct file_facts facts = {
        .root = db_column(row, 0),
        .path = db_column(row, 1),
        .outcome = db_column(row, 2),
        .format = db_column(row, 3),
        .code = db_column(row, 4),
        .message = db_column(row, 5),
        .recording = sqlite3_column_int64(row, 6),
        .size_bytes = sqlite3_column_int64(row, 7),
        .n_complaints = sqlite3_column_int64(row, 8),
        .line = sqlite3_column_int64(row, 9),
        .column = sqlite3_column_int64(row, 10),
    };
    return relay->on_file(relay->context, &facts);
}

enum status
reader_files(struct reader *reader, file_fn *on_row, void *context,
             struct error *error)
{
    struct relay relay = {.on_file = on_row, .context = context};
    return loop_all(reader, R_FILES, take_file, &relay, error);
}

/** Receive a row's number and a name. */
static enum status
take_name(void *context, sqlite3_stmt *row)
{
    const struct relay *relay = context;
    return relay->on_name(relay->context, sqlite3_column_int64(row, 0),
                          db_column(row, 1));
}

/** Note a language. */
static enum status
keep_language(void *context, sqlite3_stmt *row)
{
    struct buffer *languages = &((struct reader *)context)->languages;
    const struct slice name = db_column(row, 1);
    buffer_add_varint(languages, (uint64_t)sqlite3_column_int64(row, 0));
    buffer_add_varint(languages, name.size);
    buffer_add_slice(languages, name);
    return ST_OK;
}

/** Tell the languages that were noted. */
static enum status
tell_languages(const struct reader *reader, name_fn *on_row, void *context)
{
    const struct slice noted = buffer_slice(&reader->languages);
    uint64_t n;
    uint64_t size;
    for (size_t at = 0; slice_read_varint(noted, &at, &n) &&
                        slice_read_varint(noted, &at, &size);
         at += size) {
        const enum status status = on_row(
            context, (int64_t)n, slice_part(noted, at, at + (size_t)size));
        if (status != ST_OK) {
            return status == ST_INTERRUPTED ? ST_OK : status;
        }
    }
    return ST_OK;
}

enum status
reader_languages(struct reader *reader, name_fn *on_row, void *context,
                 struct error *error)
{
    int64_t version = 0;
    TRY(find_version(reader, &version, error));
    if (version != reader->languages_of) {
        reader->languages_of = 0;
        buffer_finish(&reader->languages);
        buffer_init(&reader->languages, LANGUAGES_MAX_BYTES);
        TRY(loop_all(reader, R_LANGUAGES, keep_language, reader, error));
        if (reader->languages.has_failed) {
            return error_set(error, ST_NO_MEMORY, "out of memory");
        }
        reader->languages_of = version;
    }
    return tell_languages(reader, on_row, context);
}

enum status
reader_transcript_languages(struct reader *reader, name_fn *on_row,
                            void *context, struct error *error)
{
    struct relay relay = {.on_name = on_row, .context = context};
    return loop_all(reader, R_TRANSCRIPT_LANGUAGES, take_name, &relay, error);
}

enum status
reader_speakers(struct reader *reader, name_fn *on_row, void *context,
                struct error *error)
{
    struct relay relay = {.on_name = on_row, .context = context};
    return loop_all(reader, R_SPEAKERS, take_name, &relay, error);
}

/** Receive a row's number. */
static enum status
take_id(void *context, sqlite3_stmt *row)
{
    const struct relay *relay = context;
    return relay->on_id(relay->context, sqlite3_column_int64(row, 0));
}

enum status
reader_voices(struct reader *reader, int64_t speaker, id_fn *on_row,
              void *context, struct error *error)
{
    struct relay relay = {.on_id = on_row, .context = context};
    const struct value key[] = {V_INT(speaker)};
    const enum status status =
        reader_loop(reader, R_VOICES, key, take_id, &relay, error);
    return status == ST_NOT_FOUND ? ST_OK : status;
}

/** Receive one integer; NULL is as good as no row. */
static enum status
take_integer(void *context, sqlite3_stmt *row)
{
    int64_t *number = context;
    if (sqlite3_column_type(row, 0) == SQLITE_NULL) {
        return ST_NOT_FOUND;
    }
    *number = sqlite3_column_int64(row, 0);
    return ST_OK;
}

enum status
reader_segment_at(struct reader *reader, int64_t transcript, int64_t time_ms,
                  int64_t *seq, struct error *error)
{
    const struct value values[] = {V_INT(transcript), V_INT(time_ms)};
    const enum status status =
        reader_loop(reader, R_SEGMENT_AT, values, take_integer, seq, error);
    return status == ST_NOT_FOUND ? reader_loop(reader, R_SEGMENT_LAST, values,
                                                take_integer, seq, error)
                                  : status;
}

/** Receive R_TOTALS. */
static enum status
take_totals(void *context, sqlite3_stmt *row)
{
    struct archive_totals *totals = context;
    int64_t *const fields[] = {
        &totals->n_collections,  &totals->n_recordings, &totals->n_files,
        &totals->n_files_failed, &totals->n_segments,   &totals->n_lines,
        &totals->n_markers,      &totals->n_speakers,   &totals->n_tokens,
        &totals->duration_ms,    &totals->size_bytes,   &totals->schema,
    };
    for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
        *fields[i] = sqlite3_column_int64(row, (int)i);
    }
    return ST_OK;
}

enum status
reader_totals(struct reader *reader, struct archive_totals *totals,
              struct error *error)
{
    return loop_all(reader, R_TOTALS, take_totals, totals, error);
}
