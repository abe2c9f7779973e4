/*
 * The writer: transcripts into rows and index entries.  How they come out
 * again is in write_drop.c.
 */
#include "store/writer.h"

#include "base/timecode.h"
#include "store/bulk.h"
#include "store/packed.h"
#include "text/token.h"

#include <stdlib.h>

/** A transcript while it is being saved. */
struct saving {
    struct writer *writer;
    const struct new_transcript *new;
    int64_t id;
    int64_t *lines;    /**< rows, by the number of the segment */
    int64_t *speakers; /**< rows, by the transcript's speaker number - 1 */
    struct place speech;
    struct place markers;
    struct error *error;
};

/** Find or make the recording's row, with its facts; of a transcript that is
 * not its first one only the length counts. */
static enum status
save_recording(struct writer *writer, const struct file_row *file,
               const struct new_transcript *new, int64_t *recording,
               struct error *error)
{
    const struct transcript *transcript = new->transcript;
    int64_t duration_ms =
        new->duration_ms > 0 ? new->duration_ms : TIME_UNKNOWN;
    for (size_t i = 0; i < transcript->n_segments; i++) {
        if (transcript->segments[i].end_ms > duration_ms) {
            duration_ms = transcript->segments[i].end_ms;
        }
    }
    const struct value values[] = {
        V_INT(file->collection), V_TEXT(new->stem),    V_TEXT(new->title),
        value_text(new->date),   value_text(new->url), value_text(new->media),
        value_time(duration_ms), V_INT(new->replaces),
    };
    sqlite3_stmt *row;
    TRY(db_bind(&writer->db, W_RECORDING_FIND, values, &row, error));
    const enum status status = db_step(&writer->db, row, error);
    if (status == ST_NOT_FOUND) {
        TRY(db_run(&writer->db, W_RECORDING_INSERT, values, error));
        *recording = sqlite3_last_insert_rowid(writer->db.handle);
        return ST_OK;
    }
    TRY(status);
    *recording = sqlite3_column_int64(row, 0);
    sqlite3_reset(row);
    /* What is said last in any of its languages is where it ends. */
    return db_run(&writer->db,
                  new->is_face ? W_RECORDING_UPDATE : W_RECORDING_LENGTHEN,
                  values, error);
}

/** Find or make the row of one speaker, and note the voice. */
static enum status
save_speaker(struct saving *saving, uint32_t speaker, int64_t *id)
{
    struct db *db = &saving->writer->db;
    const struct value name[] = {
        V_TEXT(transcript_speaker_name(saving->new->transcript, speaker))};
    sqlite3_stmt *row;
    TRY(db_bind(db, W_SPEAKER_FIND, name, &row, saving->error));
    const enum status status = db_step(db, row, saving->error);
    if (status == ST_OK) {
        *id = sqlite3_column_int64(row, 0);
        sqlite3_reset(row);
    } else if (status == ST_NOT_FOUND) {
        TRY(db_run(db, W_SPEAKER_INSERT, name, saving->error));
        *id = sqlite3_last_insert_rowid(db->handle);
    } else {
        return status;
    }
    const struct value voice[] = {V_INT(*id), V_INT(saving->id)};
    return db_run(db, W_VOICE_INSERT, voice, saving->error);
}

/** The rows of all speakers. */
static enum status
save_speakers(struct saving *saving)
{
    const size_t n = saving->new->transcript->n_speakers;
    if (n == 0) {
        return ST_OK;
    }
    saving->speakers = calloc(n, sizeof(*saving->speakers));
    if (!saving->speakers) {
        return error_set(saving->error, ST_NO_MEMORY, "out of memory");
    }
    for (size_t i = 0; i < n; i++) {
        TRY(save_speaker(saving, (uint32_t)i + 1, &saving->speakers[i]));
    }
    return ST_OK;
}

/** The row of a segment's speaker, or 0. */
static int64_t
speaker_of(const struct saving *saving, const struct segment *segment)
{
    /* Where a segment has a speaker, there are speakers.
     * NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
    return segment->speaker > 0 ? saving->speakers[segment->speaker - 1] : 0;
}

/** Find or make the line of one segment, and note where its tokens go. */
static enum status
take_segment(struct saving *saving, uint32_t seq)
{
    const struct transcript *transcript = saving->new->transcript;
    const struct segment *segment = &transcript->segments[seq];
    const struct line line = {
        .text = transcript_segment_text(transcript, seq),
        .kind = segment->kind,
    };
    TRY(lines_table_say(&saving->writer->lines, &line, &saving->lines[seq],
                        saving->error));
    struct place *place =
        segment->kind == LINE_SPEECH ? &saving->speech : &saving->markers;
    const struct place_segment entry = {.seq = seq,
                                        .n_tokens = segment->n_tokens,
                                        .speaker = speaker_of(saving, segment)};
    if (segment->n_tokens > 0 && !place_add(place, entry)) {
        return error_set(saving->error, ST_NO_MEMORY, "out of memory");
    }
    return ST_OK;
}

/** A cell of the segments' rows. */
static struct value
segment_cell(const void *context, size_t row, int column)
{
    const struct saving *saving = context;
    const struct segment *segment = &saving->new->transcript->segments[row];
    switch (column) {
    case 0:
        return V_INT(saving->id);
    case 1:
        return V_INT((int64_t)row);
    case 2:
        return value_time(segment->start_ms);
    case 3:
        return value_time(segment->end_ms);
    case 4:
        return V_INT(saving->lines[row]);
    default:
        return value_id(speaker_of(saving, segment));
    }
}

/** Save the segments and their lines. */
static enum status
save_segments(struct saving *saving)
{
    const size_t n = saving->new->transcript->n_segments;
    struct writer *writer = saving->writer;
    saving->lines = calloc(n > 0 ? n : 1, sizeof(*saving->lines));
    if (!saving->lines) {
        return error_set(saving->error, ST_NO_MEMORY, "out of memory");
    }
    profile_begin(writer->profile, STAGE_LINES);
    for (size_t i = 0; i < n; i++) {
        TRY(take_segment(saving, (uint32_t)i));
    }
    profile_begin(writer->profile, STAGE_ROWS);
    TRY(lines_table_write(&writer->lines, saving->error));
    const struct bulk rows = {n, segment_cell, saving};
    TRY(bulk_run(&writer->db, W_SEGMENT_INSERT, &rows, saving->error));
    profile_end(writer->profile, STAGE_OTHER);
    return ST_OK;
}

enum status
places_save(struct writer *writer, int64_t transcript,
            const struct place *speech, const struct place *markers,
            struct error *error)
{
    struct buffer speech_bytes;
    struct buffer marker_bytes;
    buffer_init(&speech_bytes, STREAM_MAX_BYTES);
    buffer_init(&marker_bytes, STREAM_MAX_BYTES);
    place_pack(speech, &speech_bytes);
    place_pack(markers, &marker_bytes);
    packed_seal(&speech_bytes);
    packed_seal(&marker_bytes);
    const struct value values[] = {V_INT(transcript),
                                   V_BLOB(buffer_slice(&speech_bytes)),
                                   V_BLOB(buffer_slice(&marker_bytes))};
    enum status status;
    if (speech_bytes.has_failed || marker_bytes.has_failed) {
        status = error_set(error, ST_NO_MEMORY, "out of memory");
    } else {
        status = db_run(&writer->db, W_PLACE_INSERT, values, error);
    }
    buffer_finish(&speech_bytes);
    buffer_finish(&marker_bytes);
    return status;
}

/** The number of the first token at or after an offset in a segment. */
static uint32_t
token_at(const struct place_segment *place, struct slice text, size_t offset)
{
    struct tokeniser tokeniser;
    tokeniser_init(&tokeniser, text);
    uint32_t token = place->first_token;
    while (tokeniser_next(&tokeniser) && tokeniser.end <= offset) {
        token++;
    }
    return token;
}

/** Collect the times of the words in indexed speech, by token number. */
static bool
collect_timing(const struct saving *saving, struct timing *timing)
{
    const struct transcript *transcript = saving->new->transcript;
    size_t at = 0;
    for (size_t i = 0; i < transcript->n_words; i++) {
        const struct word_time *word = &transcript->words[i];
        while (at < saving->speech.n_segments &&
               saving->speech.segments[at].seq < word->segment) {
            at++;
        }
        if (at == saving->speech.n_segments ||
            saving->speech.segments[at].seq > word->segment) {
            continue;
        }
        const struct place_segment *place = &saving->speech.segments[at];
        const uint32_t token =
            token_at(place, transcript_segment_text(transcript, word->segment),
                     word->offset);
        const struct timed_word timed = {token, word->start_ms, word->end_ms};
        const bool is_same = timing->n_words > 0 &&
                             timing->words[timing->n_words - 1].token == token;
        if (is_same) {
            timing->words[timing->n_words - 1] = timed;
        } else if (token < place->first_token + place->n_tokens &&
                   !timing_add(timing, timed)) {
            return false;
        }
    }
    return true;
}

enum status
timing_save(struct writer *writer, int64_t transcript,
            const struct timing *timing, struct error *error)
{
    struct buffer bytes;
    buffer_init(&bytes, STREAM_MAX_BYTES);
    timing_pack(timing, &bytes);
    packed_seal(&bytes);
    const struct value values[] = {V_INT(transcript),
                                   V_BLOB(buffer_slice(&bytes))};
    const enum status status =
        bytes.has_failed ? error_set(error, ST_NO_MEMORY, "out of memory")
                         : db_run(&writer->db, W_TIMING_INSERT, values, error);
    buffer_finish(&bytes);
    return status;
}

/** Save the times of words, where the source has them. */
static enum status
save_timing(struct saving *saving)
{
    if (saving->new->transcript->n_words == 0) {
        return ST_OK;
    }
    struct timing timing = {0};
    enum status status = ST_OK;
    if (!collect_timing(saving, &timing)) {
        status = error_set(saving->error, ST_NO_MEMORY, "out of memory");
    } else if (timing.n_words > 0) {
        status =
            timing_save(saving->writer, saving->id, &timing, saving->error);
    }
    timing_finish(&timing);
    return status;
}

/** Index the words; none make no row. */
static enum status
save_words(struct saving *saving)
{
    const struct new_transcript *new = saving->new;
    const struct {
        enum match_index index;
        const struct place *place;
        struct postings *postings;
    } parts[] = {{MATCH_SPEECH, &saving->speech, new->speech},
                 {MATCH_MARKERS, &saving->markers, new->markers}};
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        if (parts[i].place->n_segments > 0) {
            TRY(indexes_add(saving->writer, parts[i].index, saving->id,
                            parts[i].postings, saving->error));
        }
    }
    return ST_OK;
}

/** Save everything that hangs on the transcript's row. */
static enum status
save_parts(struct saving *saving)
{
    TRY(save_speakers(saving));
    TRY(save_segments(saving));
    TRY(places_save(saving->writer, saving->id, &saving->speech,
                    &saving->markers, saving->error));
    TRY(save_timing(saving));
    return save_words(saving);
}

enum status
writer_save_transcript(struct writer *writer, const struct file_row *file,
                       const struct new_transcript *new, int64_t *recording,
                       struct error *error)
{
    uint64_t n_tokens = 0;
    for (size_t i = 0; i < new->transcript->n_segments; i++) {
        const struct segment *segment = &new->transcript->segments[i];
        n_tokens += segment->kind == LINE_SPEECH ? segment->n_tokens : 0;
    }
    TRY(save_recording(writer, file, new, recording, error));
    if (new->replaces > 0) {
        TRY(writer_drop_transcript(writer, new->replaces, error));
    }
    const struct value values[] = {
        V_INT(*recording),
        value_text(new->language),
        V_INT(file->id),
        V_INT((int64_t) new->transcript->n_segments),
        V_INT((int64_t)n_tokens),
        V_BLOB(((struct slice){new->checksum, HASH_BYTES})),
    };
    TRY(db_run(&writer->db, W_TRANSCRIPT_INSERT, values, error));
    struct saving saving = {
        .writer = writer,
        .new = new,
        .id = sqlite3_last_insert_rowid(writer->db.handle),
        .error = error,
    };
    const enum status status = save_parts(&saving);
    free(saving.speakers);
    free(saving.lines);
    place_finish(&saving.speech);
    place_finish(&saving.markers);
    TRY(status);
    const struct value link[] = {V_INT(file->id), V_INT(*recording)};
    return db_run(&writer->db, W_FILE_SET_RECORDING, link, error);
}
