/*
 * The writer: transcripts out of rows and index entries.
 *
 * To take a transcript out of an index, each of its words must be told so:
 * they are made again from the lines of the segments that the place array
 * says were indexed.
 */
#include "store/writer.h"

#include "store/packed.h"
#include "text/token.h"

/** What a transcript put into the indexes, made again. */
struct streams {
    struct place speech;
    struct place markers;
    struct buffer said;
    struct buffer noted;
};

/** Read the place arrays of a transcript. */
static enum status
load_places(struct writer *writer, int64_t transcript, struct streams *streams,
            struct error *error)
{
    sqlite3_stmt *row;
    const struct value key[] = {V_INT(transcript)};
    TRY(db_bind(&writer->db, W_PLACE_GET, key, &row, error));
    enum status status = db_step(&writer->db, row, error);
    if (status == ST_OK) {
        status = place_open(&streams->speech, db_column(row, 0));
        if (status == ST_OK) {
            status = place_open(&streams->markers, db_column(row, 1));
        }
        sqlite3_reset(row);
    }
    if (status == ST_NOT_FOUND || status == ST_DAMAGED) {
        return error_set(error, ST_DAMAGED,
                         "transcript %lld has no sound place array",
                         (long long)transcript);
    }
    return status;
}

/** Whether the next entry of a place array is this segment; steps over it. */
static bool
take_segment(const struct place *place, size_t *at, int64_t seq)
{
    if (*at < place->n_segments && place->segments[*at].seq == seq) {
        (*at)++;
        return true;
    }
    return false;
}

/** Walk a transcript's segments: take back their lines, and make again the
 * streams of what was indexed. */
static enum status
unsay_segments(struct writer *writer, int64_t transcript,
               struct streams *streams, struct error *error)
{
    sqlite3_stmt *row;
    const struct value key[] = {V_INT(transcript)};
    size_t said = 0;
    size_t noted = 0;
    TRY(db_bind(&writer->db, W_SEGMENTS, key, &row, error));
    enum status status;
    while ((status = db_step(&writer->db, row, error)) == ST_OK) {
        const int64_t seq = sqlite3_column_int64(row, 0);
        const struct slice text = db_column(row, 2);
        if (take_segment(&streams->speech, &said, seq)) {
            tokens_append(&streams->said, text);
        } else if (take_segment(&streams->markers, &noted, seq)) {
            tokens_append(&streams->noted, text);
        }
        status = lines_table_unsay(&writer->lines, sqlite3_column_int64(row, 1),
                                   error);
        if (status != ST_OK) {
            sqlite3_reset(row);
            return status;
        }
    }
    return status == ST_NOT_FOUND ? ST_OK : status;
}

/** Take the streams out of the indexes. */
static enum status
unindex(struct writer *writer, int64_t transcript,
        const struct streams *streams, struct error *error)
{
    if (streams->said.has_failed || streams->noted.has_failed) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    if (streams->speech.n_segments > 0) {
        TRY(indexes_remove(writer, MATCH_SPEECH, transcript,
                           buffer_slice(&streams->said), error));
    }
    return streams->markers.n_segments > 0
               ? indexes_remove(writer, MATCH_MARKERS, transcript,
                                buffer_slice(&streams->noted), error)
               : ST_OK;
}

enum status
writer_drop_transcript(struct writer *writer, int64_t transcript,
                       struct error *error)
{
    static const enum write_statement parts[] = {
        W_SEGMENTS_DELETE, W_TIMING_DELETE, W_PLACE_DELETE,
        W_SPEAKERS_SWEEP,  W_VOICE_DELETE,  W_TRANSCRIPT_DELETE,
    };
    struct streams streams = {0};
    buffer_init(&streams.said, STREAM_MAX_BYTES);
    buffer_init(&streams.noted, STREAM_MAX_BYTES);
    enum status status = load_places(writer, transcript, &streams, error);
    if (status == ST_OK) {
        status = unsay_segments(writer, transcript, &streams, error);
    }
    if (status == ST_OK) {
        status = unindex(writer, transcript, &streams, error);
    }
    const struct value key[] = {V_INT(transcript)};
    for (size_t i = 0; status == ST_OK && i < sizeof(parts) / sizeof(*parts);
         i++) {
        status = db_run(&writer->db, parts[i], key, error);
    }
    place_finish(&streams.speech);
    place_finish(&streams.markers);
    buffer_finish(&streams.said);
    buffer_finish(&streams.noted);
    return status;
}

enum status
recording_drop_transcripts(struct writer *writer, int64_t recording,
                           struct error *error)
{
    for (;;) {
        int64_t transcript;
        TRY(writer_first_id(writer, W_TRANSCRIPTS_OF, recording, &transcript,
                            error));
        if (transcript == 0) {
            return ST_OK;
        }
        TRY(writer_drop_transcript(writer, transcript, error));
    }
}
