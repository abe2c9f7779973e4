/*
 * transcript.h - one transcript in memory, and how a format fills it.
 *
 * A format calls, for each segment in the order of the file:
 *
 *     transcript_open(t, start_ms, end_ms);
 *     transcript_speaker(t, name);          where there is one
 *     transcript_word(t, start_ms, end_ms); before a timed word's text
 *     transcript_text(t, piece);            any number of times
 *     transcript_space(t);                  a line break inside a segment
 *     transcript_close(t);
 *
 * Text is normalised as it comes.  A segment without text is dropped and
 * counted; what is said outside of a segment is not heard.  Errors are
 * sticky: a format may ignore them until its end, where transcript_status()
 * tells.
 *
 * What a file got wrong without being useless is a complaint: the first is
 * kept with its place, all are counted.
 */
#ifndef QUOTH_TEXT_TRANSCRIPT_H
#define QUOTH_TEXT_TRANSCRIPT_H

#include "base/buffer.h"
#include "base/error.h"
#include "text/marker.h"
#include "text/normalise.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    SEGMENTS_MAX = 2 * 1000 * 1000,
    SPEAKERS_MAX = 10 * 1000,
    TEXT_MAX_BYTES = 256 * 1024 * 1024,
    LOOP_PERIOD_MAX = 4, /**< lines that a loop goes round in, at most */
};

/** A segment as parsed and, from tokens on, as prepared for the store. */
struct segment {
    int64_t start_ms;
    int64_t end_ms;
    size_t begin;      /**< of its text, in transcript.text */
    size_t size;       /**< bytes of its text */
    uint32_t speaker;  /**< 0 for none, else 1 + index into speakers */
    uint32_t n_tokens; /**< as indexed; 0 when it is not */
    uint64_t hash;     /**< of its text; by ingest */
    enum line_kind kind;
    bool is_repeat; /**< of a loop before it: kept, but not indexed */
};

/** The time of a word inside a segment. */
struct word_time {
    uint32_t segment;
    uint32_t offset; /**< of the word in the segment's text */
    int64_t start_ms;
    int64_t end_ms; /**< TIME_UNKNOWN where the source does not say */
};

struct transcript {
    struct buffer text; /**< all segments' text, back to back */
    struct segment *segments;
    size_t n_segments;
    size_t segments_capacity;

    struct buffer names; /**< speakers' names, back to back */
    struct slice_place {
        size_t begin;
        size_t size;
    } * speakers; /**< into names */
    size_t n_speakers;
    size_t speakers_capacity;
    uint32_t *speakers_sorted; /**< their numbers, by name */
    size_t speakers_sorted_capacity;
    bool has_too_many_speakers; /**< and this has been complained of */

    struct word_time *words; /**< by segment, then offset */
    size_t n_words;
    size_t words_capacity;

    /* Facts that the file itself tells; empty where it does not. */
    struct buffer title;
    struct buffer language;
    struct buffer url;
    struct buffer date;

    /** Pieces of a stream were put together to make the file: what crosses a
     * joint may be there twice.  Set by the format. */
    bool is_joined;

    int64_t n_empty; /**< segments that had no text */
    int64_t n_complaints;
    struct error complaint; /**< the first */

    /* While a segment is open. */
    struct normaliser normaliser;
    size_t n_words_before;
    uint32_t last_speaker;
    bool is_open;

    enum status status; /**< sticky: ST_NO_MEMORY, ST_TOO_MANY_SEGMENTS, … */
};

void transcript_init(struct transcript *transcript);
void transcript_finish(struct transcript *transcript);

/** Begin a segment, closing one that is still open. Times may be
 * TIME_UNKNOWN; an end before the start is kept, the format complains. */
void transcript_open(struct transcript *transcript, int64_t start_ms,
                     int64_t end_ms);

/** Name the open segment's speaker; normalised, empty names are none. */
void transcript_speaker(struct transcript *transcript, struct slice name);

/** The text that follows, without white space at its front, is said at these
 * times. */
void transcript_word(struct transcript *transcript, int64_t start_ms,
                     int64_t end_ms);

/** Append well-formed UTF-8 to the open segment. */
void transcript_text(struct transcript *transcript, struct slice piece);

/** Append white space to the open segment. */
void transcript_space(struct transcript *transcript);

/** End the open segment; keep it when it has text. */
void transcript_close(struct transcript *transcript);

/**
 * Cut cuts[i] bytes off the front of each closed segment i's text, with a
 * space that would then lead it.  A segment without text left is removed and
 * counted as empty.  A word time without an end also told when the text up to
 * the next one was said: of the words that are cut, the last such time moves
 * to the new front.  A segment that was cut starts with its first word, where
 * that has a time.  Linear in the transcript.
 */
void transcript_cut_fronts(struct transcript *transcript, const size_t *cuts);

/** Join each closed segment i for which is_repeat[i] is set to the one before
 * it, whose text is the same: that one lasts until the end of the last, and
 * has the words of all, each behind the ones before it.  Linear. */
void transcript_join(struct transcript *transcript, const bool *is_repeat);

/** Name the speaker of a closed segment; as transcript_speaker(). The name
 * may be part of the transcript's text. */
void transcript_name(struct transcript *transcript, size_t index,
                     struct slice name);

/** Count a complaint, and keep its place when it is the first. */
void transcript_complain(struct transcript *transcript, enum status code,
                         int64_t line, int64_t column, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/** ST_OK, or the first thing that made the transcript unusable. */
enum status transcript_status(const struct transcript *transcript);

/** A segment's text; lives until the transcript changes. */
static inline struct slice
transcript_segment_text(const struct transcript *transcript, size_t index)
{
    const struct segment *segment = &transcript->segments[index];
    return (struct slice){transcript->text.data + segment->begin,
                          segment->size};
}

/** A speaker's name by its number, from 1; empty for 0, which is nobody. */
struct slice transcript_speaker_name(const struct transcript *transcript,
                                     uint32_t speaker);

#endif
