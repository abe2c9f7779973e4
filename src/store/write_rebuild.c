/*
 * The writer: making anew whatever follows from segments and lines.
 *
 * That is both indexes, the place arrays, the vocabulary, the voices, the
 * kinds of lines, how often they are said and how they are found.  All of it
 * happens in one batch, so that whoever reads, or comes after a power cut, sees
 * either the old index or the new one.  What a segment's tokens are is the
 * caller's.
 *
 * Words are timed by token numbers.  They are numbered as before unless the
 * old index was made by another tokenizer; then each time follows its word, as
 * far as the old place array can be read.
 */
#include "store/writer.h"

#include "base/timecode.h"

#include <stdlib.h>

/** Run SQL that SQLite's defences forbid to strangers. */
static enum status
execute_undefended(struct db *db, const char *sql, struct error *error)
{
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
    const enum status status = db_execute(db, sql, error);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    return status;
}

/** Make the indexes' tables anew: those of an index whose head is lost can
 * not even be dropped, so they are taken out of the schema first. */
static enum status
replace_indexes(struct writer *writer, struct error *error)
{
    static const char forget[] =
        "PRAGMA writable_schema = ON;"
        "DELETE FROM sqlite_schema WHERE name IN ('said', 'noted');"
        "PRAGMA writable_schema = RESET;"
        "DROP TABLE IF EXISTS said_data;"
        "DROP TABLE IF EXISTS said_idx;"
        "DROP TABLE IF EXISTS said_config;"
        "DROP TABLE IF EXISTS noted_data;"
        "DROP TABLE IF EXISTS noted_idx;"
        "DROP TABLE IF EXISTS noted_config";
    /* As in the schema's last step that made them. */
    static const char make[] =
        "CREATE VIRTUAL TABLE said USING fts5 (\n"
        "    tokens, content = '', columnsize = 0, detail = full, "
        "tokenize = 'quoth'\n);"
        "CREATE VIRTUAL TABLE noted USING fts5 (\n"
        "    tokens, content = '', columnsize = 0, detail = full, "
        "tokenize = 'quoth'\n);"
        "INSERT INTO said (said, rank) VALUES ('pgsz', 16000);"
        "INSERT INTO said (said, rank) VALUES ('hashsize', 4194304);"
        "INSERT INTO said (said, rank) VALUES ('automerge', 0);"
        "INSERT INTO said (said, rank) VALUES ('crisismerge', 1999)";
    TRY(execute_undefended(&writer->db, forget, error));
    return db_execute(&writer->db, make, error);
}

/** Make the indexes of tables anew.  Rows that differ from what an index that
 * holds them whole says are counted, and their files are read again: after
 * this nothing will tell that they are not what they were. */
static enum status
renew_table_indexes(struct writer *writer, int64_t *n_odd, struct error *error)
{
    static const char compare[] =
        "CREATE TEMP TABLE odd (kind TEXT, id INTEGER);"
        "INSERT INTO temp.odd SELECT 'collection', id FROM "
        "(SELECT id, root, name FROM collection NOT INDEXED EXCEPT "
        "SELECT id, root, name FROM collection INDEXED BY collection_whole);"
        "INSERT INTO temp.odd SELECT 'recording', id FROM "
        "(SELECT id, collection, stem, title, date, url, media, duration_ms "
        "FROM recording NOT INDEXED EXCEPT "
        "SELECT id, collection, stem, title, date, url, media, duration_ms "
        "FROM recording INDEXED BY recording_whole);"
        "INSERT INTO temp.odd SELECT 'file', id FROM "
        "(SELECT id, collection, path, size_bytes, mtime_ns, hash, format, "
        "outcome, recording, richness, n_complaints, code, line, column, "
        "message FROM file NOT INDEXED EXCEPT "
        "SELECT id, collection, path, size_bytes, mtime_ns, hash, format, "
        "outcome, recording, richness, n_complaints, code, line, column, "
        "message FROM file INDEXED BY file_whole);"
        "INSERT INTO temp.odd SELECT 'transcript', id FROM "
        "(SELECT id, recording, language, file, n_segments, n_tokens, checksum "
        "FROM transcript NOT INDEXED EXCEPT "
        "SELECT id, recording, language, file, n_segments, n_tokens, checksum "
        "FROM transcript INDEXED BY transcript_whole)";
    static const char mark[] =
        "UPDATE file SET size_bytes = -1, mtime_ns = -1 WHERE "
        "('file', id) IN temp.odd OR ('collection', collection) IN temp.odd "
        "OR ('recording', recording) IN temp.odd OR id IN "
        "(SELECT file FROM transcript WHERE ('transcript', id) IN temp.odd);"
        "DROP TABLE temp.odd";
    struct db *db = &writer->db;
    const enum status status = db_execute(db, compare, error);
    if (status != ST_OK && status != ST_DAMAGED) {
        return status;
    }
    TRY(db_read_integer(db, "SELECT count(*) FROM temp.odd", n_odd, error));
    TRY(db_execute(db, "REINDEX", error));
    return db_execute(db, mark, error);
}

enum status
writer_rebuild_begin(struct writer *writer, struct rebuild_start *start,
                     struct error *error)
{
    static const char settings[] =
        "SELECT count(*) FROM said_config WHERE k = 'version' OR (k, v) IN "
        "(VALUES ('pgsz', 16000), ('hashsize', 4194304), ('automerge', 0), "
        "('crisismerge', 1999))";
    /* These first: what follows looks rows up by them. */
    TRY(renew_table_indexes(writer, &start->n_odd, error));
    enum status status = indexes_clear(writer, error);
    int64_t n_settings = 0;
    if (status == ST_OK) {
        status = db_read_integer(&writer->db, settings, &n_settings, error);
    }
    if (status == ST_DAMAGED || (status == ST_OK && n_settings != 5)) {
        status = replace_indexes(writer, error);
    }
    TRY(status);
    terms_forget(writer);
    return writer_first_id(writer, W_REBUILD_COUNT, 0, &start->n_transcripts,
                           error);
}

/** Make room for a transcript in the place of the one before. */
static void
renew(struct kept_transcript *kept, int64_t id)
{
    transcript_finish(&kept->transcript);
    transcript_init(&kept->transcript);
    if (kept->speech.limit == 0) {
        buffer_init(&kept->speech, STREAM_MAX_BYTES);
        buffer_init(&kept->markers, STREAM_MAX_BYTES);
    }
    buffer_clear(&kept->speech);
    buffer_clear(&kept->markers);
    kept->has_lost_times = false;
    kept->id = id;
}

/** The number of a speaker in the transcript, by its row; 0 without memory. */
static uint32_t
number_speaker(struct kept_transcript *kept, struct map *numbers, int64_t row,
               struct slice name)
{
    struct transcript *transcript = &kept->transcript;
    int64_t *number = map_put(numbers, (uint64_t)row, 0);
    if (number && *number == 0 &&
        array_grow(&transcript->speakers, &transcript->speakers_capacity,
                   transcript->n_speakers, sizeof(*transcript->speakers))) {
        transcript->speakers[transcript->n_speakers++] =
            (struct slice_place){transcript->names.size, name.size};
        buffer_add_slice(&transcript->names, name);
        *number = (int64_t)transcript->n_speakers;
    }
    return number && !transcript->names.has_failed ? (uint32_t)*number : 0;
}

/** Take in a segment; false without memory. */
static bool
keep_segment(struct kept_transcript *kept, struct map *numbers,
             sqlite3_stmt *row)
{
    struct transcript *transcript = &kept->transcript;
    const size_t n = transcript->n_segments;
    const struct slice text = db_column(row, 4);
    const int64_t speaker = db_column_integer(row, 6, 0);
    uint32_t number = 0;
    if (speaker > 0) {
        number = number_speaker(kept, numbers, speaker, db_column(row, 7));
        if (number == 0) {
            return false;
        }
    }
    if (!array_grow(&transcript->segments, &transcript->segments_capacity, n,
                    sizeof(*transcript->segments)) ||
        !array_grow(&kept->segments, &kept->capacity, n,
                    sizeof(*kept->segments))) {
        return false;
    }
    transcript->segments[n] = (struct segment){
        .start_ms = db_column_integer(row, 1, TIME_UNKNOWN),
        .end_ms = db_column_integer(row, 2, TIME_UNKNOWN),
        .begin = transcript->text.size,
        .size = text.size,
        .speaker = number,
        .kind = line_classify(text),
    };
    kept->segments[n] = (struct kept_segment){
        .seq = sqlite3_column_int64(row, 0),
        .line = sqlite3_column_int64(row, 3),
        .speaker = speaker,
        .kind = (enum line_kind)sqlite3_column_int(row, 5),
    };
    buffer_add_slice(&transcript->text, text);
    transcript->n_segments++;
    return !transcript->text.has_failed;
}

/** Read the segments of a transcript. */
static enum status
load_segments(struct writer *writer, struct kept_transcript *kept,
              struct error *error)
{
    sqlite3_stmt *row;
    struct map numbers = {0};
    const struct value key[] = {V_INT(kept->id)};
    TRY(db_bind(&writer->db, W_REBUILD_SEGMENTS, key, &row, error));
    enum status status;
    while ((status = db_step(&writer->db, row, error)) == ST_OK) {
        if (!keep_segment(kept, &numbers, row)) {
            status = error_set(error, ST_NO_MEMORY, "out of memory");
            sqlite3_reset(row);
            break;
        }
    }
    map_finish(&numbers);
    return status == ST_NOT_FOUND ? ST_OK : status;
}

enum status
writer_rebuild_next(struct writer *writer, struct kept_transcript *kept,
                    struct error *error)
{
    sqlite3_stmt *row;
    const struct value key[] = {V_INT(kept->id)};
    TRY(db_bind(&writer->db, W_REBUILD_NEXT, key, &row, error));
    TRY(db_step(&writer->db, row, error));
    const struct slice checksum = db_column(row, 1);
    renew(kept, sqlite3_column_int64(row, 0));
    memset(kept->checksum, 0, HASH_BYTES);
    if (checksum.size == HASH_BYTES) {
        memcpy(kept->checksum, checksum.data, HASH_BYTES);
    }
    sqlite3_reset(row);
    return load_segments(writer, kept, error);
}

void
kept_transcript_finish(struct kept_transcript *kept)
{
    transcript_finish(&kept->transcript);
    buffer_finish(&kept->speech);
    buffer_finish(&kept->markers);
    free(kept->segments);
    *kept = (struct kept_transcript){0};
}

/** What leads from tokens to segments and times. */
struct numbering {
    struct place speech;
    struct place markers;
    struct timing timing;
    bool is_known; /**< it could be read */
};

/** Free what a numbering holds. */
static void
numbering_finish(struct numbering *numbering)
{
    place_finish(&numbering->speech);
    place_finish(&numbering->markers);
    timing_finish(&numbering->timing);
}

/** Number the tokens by the segments; false without memory. */
static bool
number_tokens(const struct kept_transcript *kept, struct numbering *new)
{
    for (size_t i = 0; i < kept->transcript.n_segments; i++) {
        const struct segment *segment = &kept->transcript.segments[i];
        const struct place_segment entry = {
            .seq = (uint32_t)kept->segments[i].seq,
            .n_tokens = segment->n_tokens,
            .speaker = kept->segments[i].speaker};
        struct place *place =
            segment->kind == LINE_SPEECH ? &new->speech : &new->markers;
        if (segment->n_tokens > 0 && !place_add(place, entry)) {
            return false;
        }
    }
    return true;
}

/** Read the place arrays that a transcript has; damaged ones are not known. */
static enum status
load_places(struct writer *writer, int64_t transcript, struct numbering *old,
            struct error *error)
{
    sqlite3_stmt *row;
    const struct value key[] = {V_INT(transcript)};
    TRY(db_bind(&writer->db, W_PLACE_GET, key, &row, error));
    enum status status = db_step(&writer->db, row, error);
    if (status == ST_OK) {
        status = place_open(&old->speech, db_column(row, 0));
        if (status == ST_OK) {
            status = place_open(&old->markers, db_column(row, 1));
        }
        old->is_known = status == ST_OK;
        sqlite3_reset(row);
    }
    if (status == ST_NO_MEMORY) {
        return error_set(error, status, "out of memory");
    }
    return status == ST_NOT_FOUND || status == ST_DAMAGED ? ST_OK : status;
}

/** Read the times that a transcript has.  *is_there says whether it has any,
 * ->is_known whether they are sound. */
static enum status
load_timing(struct writer *writer, int64_t transcript, struct numbering *old,
            bool *is_there, struct error *error)
{
    sqlite3_stmt *row;
    const struct value key[] = {V_INT(transcript)};
    TRY(db_bind(&writer->db, W_TIMING_GET, key, &row, error));
    enum status status = db_step(&writer->db, row, error);
    *is_there = status == ST_OK;
    if (status == ST_OK) {
        status = timing_open(&old->timing, db_column(row, 0));
        sqlite3_reset(row);
    }
    if (status == ST_NO_MEMORY) {
        return error_set(error, status, "out of memory");
    }
    old->is_known = status == ST_OK;
    return status == ST_NOT_FOUND || status == ST_DAMAGED ? ST_OK : status;
}

/** Whether two place arrays say the same. */
static bool
is_same_place(const struct place *a, const struct place *b)
{
    if (a->n_segments != b->n_segments || a->n_tokens != b->n_tokens) {
        return false;
    }
    for (size_t i = 0; i < a->n_segments; i++) {
        if (a->segments[i].seq != b->segments[i].seq ||
            a->segments[i].n_tokens != b->segments[i].n_tokens ||
            a->segments[i].speaker != b->segments[i].speaker) {
            return false;
        }
    }
    return true;
}

/** Where a word is now that was in a segment of the old numbering; false
 * where its segment is not indexed any more. */
static bool
renumber(const struct place_segment *old, const struct place *new, size_t *at,
         uint32_t *token)
{
    while (*at < new->n_segments &&new->segments[*at].seq < old->seq) {
        (*at)++;
    }
    if (*at == new->n_segments || new->segments[*at].seq != old->seq) {
        return false;
    }
    const struct place_segment *segment = &new->segments[*at];
    const uint32_t offset = *token - old->first_token;
    *token = segment->first_token +
             (offset < segment->n_tokens ? offset : segment->n_tokens - 1);
    return true;
}

/** Let the times follow their words into the new numbering; false without
 * memory. */
static bool
move_times(const struct numbering *old_places, const struct timing *old,
           struct numbering *new)
{
    size_t at = 0;
    for (size_t i = 0; i < old->n_words; i++) {
        struct timed_word word = old->words[i];
        const struct place *place = &old_places->speech;
        const size_t segment = place_find(place, word.token);
        const struct timing *made = &new->timing;
        if (segment < place->n_segments &&
            renumber(&place->segments[segment], &new->speech, &at,
                     &word.token) &&
            (made->n_words == 0 ||
             made->words[made->n_words - 1].token < word.token) &&
            !timing_add(&new->timing, word)) {
            return false;
        }
    }
    return true;
}

/** Whether all words of a timing are among so many tokens. */
static bool
is_inside(const struct timing *timing, uint32_t n_tokens)
{
    return timing->n_words == 0 ||
           timing->words[timing->n_words - 1].token < n_tokens;
}

/** Bring the times of words to the new numbering, or drop them where they are
 * damaged. */
static enum status
renew_timing(struct writer *writer, struct kept_transcript *kept,
             const struct numbering *old, struct numbering *new,
             struct error *error)
{
    struct numbering times = {0};
    bool is_there = false;
    const struct value key[] = {V_INT(kept->id)};
    enum status status =
        load_timing(writer, kept->id, &times, &is_there, error);
    const bool has_moved =
        old->is_known && !is_same_place(&old->speech, &new->speech);
    if (status == ST_OK && is_there) {
        kept->has_lost_times =
            !times.is_known ||
            !is_inside(&times.timing,
                       has_moved ? old->speech.n_tokens : new->speech.n_tokens);
        if (kept->has_lost_times || has_moved) {
            status = db_run(&writer->db, W_TIMING_DELETE, key, error);
        }
    }
    if (status == ST_OK && is_there && has_moved && !kept->has_lost_times) {
        status = move_times(old, &times.timing, new)
                     ? timing_save(writer, kept->id, &new->timing, error)
                     : error_set(error, ST_NO_MEMORY, "out of memory");
    }
    numbering_finish(&times);
    return status;
}

/** Write the place arrays where they changed, and the times with them. */
static enum status
renew_places(struct writer *writer, struct kept_transcript *kept,
             struct numbering *new, struct error *error)
{
    struct numbering old = {0};
    const struct value key[] = {V_INT(kept->id)};
    enum status status = load_places(writer, kept->id, &old, error);
    if (status == ST_OK) {
        status = renew_timing(writer, kept, &old, new, error);
    }
    if (status == ST_OK &&
        !(old.is_known && is_same_place(&old.speech, &new->speech) &&
          is_same_place(&old.markers, &new->markers))) {
        status = db_run(&writer->db, W_PLACE_DELETE, key, error);
        if (status == ST_OK) {
            status = places_save(writer, kept->id, &new->speech, &new->markers,
                                 error);
        }
    }
    numbering_finish(&old);
    return status;
}

/** Put right the lines whose kind is not what their text says. */
static enum status
renew_lines(struct writer *writer, const struct kept_transcript *kept,
            struct error *error)
{
    for (size_t i = 0; i < kept->transcript.n_segments; i++) {
        const struct segment *segment = &kept->transcript.segments[i];
        const struct kept_segment *row = &kept->segments[i];
        const struct value values[] = {V_INT(row->line),
                                       V_INT((int64_t)segment->kind)};
        if (row->kind != segment->kind) {
            TRY(db_run(&writer->db, W_REBUILD_LINE, values, error));
        }
    }
    return ST_OK;
}

/** Index the words of a stream. */
static enum status
index_stream(struct writer *writer, enum match_index index, int64_t transcript,
             struct slice tokens, struct error *error)
{
    struct vocabulary words;
    struct postings postings;
    vocabulary_init(&words);
    postings_init(&postings);
    vocabulary_count(&words, tokens);
    postings_make(&postings, &words);
    const enum status status =
        indexes_add(writer, index, transcript, &postings, error);
    postings_finish(&postings);
    vocabulary_finish(&words);
    return status;
}

/** Index the words, and count them. */
static enum status
renew_index(struct writer *writer, const struct kept_transcript *kept,
            const struct numbering *new, struct error *error)
{
    const struct value counts[] = {V_INT(kept->id),
                                   V_INT((int64_t) new->speech.n_tokens)};
    if (new->speech.n_segments > 0) {
        TRY(index_stream(writer, MATCH_SPEECH, kept->id,
                         buffer_slice(&kept->speech), error));
    }
    if (new->markers.n_segments > 0) {
        TRY(index_stream(writer, MATCH_MARKERS, kept->id,
                         buffer_slice(&kept->markers), error));
    }
    return db_run(&writer->db, W_REBUILD_TRANSCRIPT, counts, error);
}

enum status
writer_index_again(struct writer *writer, struct kept_transcript *kept,
                   struct error *error)
{
    struct numbering new = {0};
    enum status status;
    if (kept->speech.has_failed || kept->markers.has_failed ||
        !number_tokens(kept, &new)) {
        status = error_set(error, ST_NO_MEMORY, "out of memory");
    } else {
        status = renew_lines(writer, kept, error);
    }
    if (status == ST_OK) {
        status = renew_places(writer, kept, &new, error);
    }
    if (status == ST_OK) {
        status = renew_index(writer, kept, &new, error);
    }
    numbering_finish(&new);
    return status;
}

enum status
writer_mark_damaged(struct writer *writer, int64_t transcript,
                    struct error *error)
{
    const struct value key[] = {V_INT(transcript)};
    return db_run(&writer->db, W_FILE_MARK, key, error);
}

enum status
writer_rebuild_end(struct writer *writer, struct error *error)
{
    static const char derive[] =
        "DELETE FROM place WHERE transcript NOT IN (SELECT id FROM transcript);"
        "DELETE FROM timing WHERE transcript NOT IN "
        "(SELECT id FROM transcript);"
        "DELETE FROM voice;"
        "INSERT INTO voice (speaker, transcript) "
        "SELECT DISTINCT speaker, transcript FROM segment "
        "WHERE speaker IN (SELECT id FROM speaker);"
        "DELETE FROM speaker WHERE id NOT IN (SELECT speaker FROM voice);"
        "CREATE TEMP TABLE uses (line INTEGER PRIMARY KEY, n INTEGER);"
        "INSERT INTO temp.uses SELECT line, count(*) FROM segment GROUP BY 1;"
        "UPDATE line SET n_said = coalesce((SELECT n FROM temp.uses "
        "WHERE uses.line = line.id), 0) WHERE n_said <> coalesce((SELECT n "
        "FROM temp.uses WHERE uses.line = line.id), 0);"
        "DROP TABLE temp.uses;"
        "DELETE FROM line WHERE n_said = 0;"
        "UPDATE file SET size_bytes = -1, mtime_ns = -1 WHERE recording IN "
        "(SELECT id FROM recording WHERE id NOT IN "
        "(SELECT recording FROM transcript))";
    TRY(db_execute(&writer->db, derive, error));
    return lines_table_renew(&writer->lines, error);
}
