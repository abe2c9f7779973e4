/*
 * RTTM as appendix A of NIST's RT-09 evaluation plan describes it: lines of
 * nine or ten fields, of which those of the type SPEAKER are turns: type,
 * file, channel, begin, duration, two that say nothing, name.
 *
 * Turns and words are each put into the order of time and walked once, with a
 * stack of the turns that are going on.
 */
#include "ingest/rttm.h"

#include "base/timecode.h"
#include "format/decode.h"
#include "format/lines.h"
#include "format/nist.h"
#include "format/seconds.h"

#include <stdlib.h>

enum field { TYPE, SOURCE, CHANNEL, BEGIN, DURATION, SPEAKER = 7, N_FIELDS };

/** Somebody speaks. */
struct turn {
    int64_t start_ms;
    int64_t end_ms;
    struct slice source; /**< the recording; in the file's text */
    struct slice speaker;
    size_t number; /**< in the file */
};

/** A word of the transcript. */
struct spoken {
    int64_t middle_ms;
    size_t word;
    const struct turn *turn; /**< or NULL */
};

/** Naming under way. */
struct naming {
    struct transcript *transcript;
    struct turn *turns;
    size_t n_turns;
    size_t turns_capacity;
    bool has_sources; /**< turns are of several recordings */
    struct spoken *spoken;
    size_t n_named;
};

/** Read the turn of a line; false where it can not be read. */
static bool
read_turn(const struct slice *fields, size_t n, struct turn *turn)
{
    int64_t duration_ms;
    if (n < N_FIELDS || !seconds_parse(fields[BEGIN], &turn->start_ms) ||
        !seconds_parse(fields[DURATION], &duration_ms) || turn->start_ms < 0 ||
        duration_ms < 0) {
        return false;
    }
    turn->end_ms = turn->start_ms + duration_ms;
    turn->source = fields[SOURCE];
    turn->speaker = fields[SPEAKER];
    return true;
}

/** Collect the turns of a file; false without memory. */
static bool
collect_turns(struct naming *naming, struct slice text)
{
    struct lines lines;
    lines_init(&lines, text);
    while (lines_next(&lines)) {
        struct slice fields[N_FIELDS];
        struct turn turn = {.number = naming->n_turns};
        const size_t n = nist_fields(lines.line, fields, N_FIELDS);
        if (n == 0 || !slice_equal(fields[TYPE], SLICE("SPEAKER"))) {
            continue;
        }
        if (!read_turn(fields, n, &turn)) {
            transcript_complain(naming->transcript, ST_BAD_SYNTAX, 0, 0,
                                "line %lld of its .rttm is no turn",
                                (long long)lines.number);
            continue;
        }
        if (slice_equal(turn.speaker, SLICE("<NA>"))) {
            continue;
        }
        if (!array_grow(&naming->turns, &naming->turns_capacity,
                        naming->n_turns, sizeof(turn))) {
            return false;
        }
        naming->turns[naming->n_turns++] = turn;
        naming->has_sources |=
            !slice_equal(turn.source, naming->turns[0].source);
    }
    return true;
}

/** Leave the turns of one recording, where there are others. */
static void
leave_source(struct naming *naming, struct slice name)
{
    size_t n = 0;
    for (size_t i = 0; i < naming->n_turns; i++) {
        if (!naming->has_sources ||
            slice_equal(naming->turns[i].source, name)) {
            naming->turns[n++] = naming->turns[i];
        }
    }
    naming->n_turns = n;
}

/** Order turns by their begin, those of one time as the file has them. */
static int
compare_turns(const void *a, const void *b)
{
    const struct turn *left = a;
    const struct turn *right = b;
    return left->start_ms != right->start_ms
               ? (left->start_ms > right->start_ms ? 1 : -1)
               : (left->number > right->number) -
                     (left->number < right->number);
}

/** Order words by their middle, those of one time as they stand. */
static int
compare_spoken(const void *a, const void *b)
{
    const struct spoken *left = a;
    const struct spoken *right = b;
    return left->middle_ms != right->middle_ms
               ? (left->middle_ms > right->middle_ms ? 1 : -1)
               : (left->word > right->word) - (left->word < right->word);
}

/** Order words as they stand. */
static int
compare_words(const void *a, const void *b)
{
    const struct spoken *left = a;
    const struct spoken *right = b;
    return (left->word > right->word) - (left->word < right->word);
}

/** Find the turn of each word; false without memory. */
static bool
find_turns(struct naming *naming)
{
    const size_t n = naming->transcript->n_words;
    /* An array of pointers.  NOLINTNEXTLINE(bugprone-sizeof-expression) */
    const struct turn **open = calloc(naming->n_turns, sizeof(*open));
    if (!open) {
        return false;
    }
    qsort(naming->turns, naming->n_turns, sizeof(*naming->turns),
          compare_turns);
    qsort(naming->spoken, n, sizeof(*naming->spoken), compare_spoken);
    size_t n_open = 0;
    size_t next = 0;
    for (size_t i = 0; i < n; i++) {
        const int64_t time_ms = naming->spoken[i].middle_ms;
        while (next < naming->n_turns &&
               naming->turns[next].start_ms <= time_ms) {
            open[n_open++] = &naming->turns[next++];
        }
        while (n_open > 0 && open[n_open - 1]->end_ms <= time_ms) {
            n_open--;
        }
        if (n_open > 0 && time_ms >= 0) {
            naming->spoken[i].turn = open[n_open - 1];
            naming->n_named++;
        }
    }
    free(open);
    qsort(naming->spoken, n, sizeof(*naming->spoken), compare_words);
    return true;
}

/** Note when each word was said. */
static void
list_words(struct naming *naming)
{
    const struct transcript *transcript = naming->transcript;
    for (size_t i = 0; i < transcript->n_words; i++) {
        const struct word_time *word = &transcript->words[i];
        const bool has_end = word->end_ms > word->start_ms;
        naming->spoken[i] = (struct spoken){
            .word = i,
            .middle_ms =
                has_end ? word->start_ms + (word->end_ms - word->start_ms) / 2
                        : word->start_ms,
        };
    }
}

/** Whether two turns, NULL for none, are one speaker's. */
static bool
are_of_one(const struct turn *a, const struct turn *b)
{
    return a == b || (a && b && slice_equal(a->speaker, b->speaker));
}

/** Let the open segment end where its last word does, or the next begins. */
static void
end_segment(struct transcript *out, const struct word_time *last,
            const struct word_time *next)
{
    if (out->is_open) {
        out->segments[out->n_segments].end_ms =
            last->end_ms >= 0 ? last->end_ms : next->start_ms;
    }
}

/** Write a segment with its words anew, cut where the speaker changes.
 * *word is the first of its words, and then the first of the next one's. */
static void
write_segment(const struct naming *naming, struct transcript *out, size_t index,
              size_t *word)
{
    const struct transcript *from = naming->transcript;
    const struct segment *segment = &from->segments[index];
    const struct slice text = transcript_segment_text(from, index);
    size_t at = 0;
    transcript_open(out, segment->start_ms, segment->end_ms);
    for (bool is_first = true;
         *word < from->n_words && from->words[*word].segment == index;
         is_first = false, ++*word) {
        const struct word_time *time = &from->words[*word];
        const struct turn *turn = naming->spoken[*word].turn;
        transcript_text(out, slice_part(text, at, time->offset));
        at = time->offset;
        if (!is_first && !are_of_one(turn, naming->spoken[*word - 1].turn)) {
            end_segment(out, &from->words[*word - 1], time);
            transcript_open(out, time->start_ms, segment->end_ms);
            is_first = true;
        }
        if (is_first && turn) {
            transcript_speaker(out, turn->speaker);
        }
        transcript_word(out, time->start_ms, time->end_ms);
    }
    transcript_text(out, slice_from(text, at));
    transcript_close(out);
}

/** Exchange two buffers. */
static void
swap(struct buffer *a, struct buffer *b)
{
    const struct buffer kept = *a;
    *a = *b;
    *b = kept;
}

/** Write the transcript anew, with speakers. */
static enum status
write_named(struct naming *naming)
{
    struct transcript *old = naming->transcript;
    struct transcript new;
    size_t word = 0;
    transcript_init(&new);
    for (size_t i = 0; i < old->n_segments; i++) {
        write_segment(naming, &new, i, &word);
    }
    const enum status status = transcript_status(&new);
    if (status != ST_OK) {
        transcript_finish(&new);
        transcript_complain(old, status, 0, 0, "too many turns in its .rttm");
        return status == ST_NO_MEMORY ? status : ST_OK;
    }
    swap(&new.title, &old->title);
    swap(&new.language, &old->language);
    swap(&new.url, &old->url);
    swap(&new.date, &old->date);
    new.is_joined = old->is_joined;
    new.n_empty += old->n_empty;
    new.complaint = old->n_complaints > 0 ? old->complaint : new.complaint;
    new.n_complaints += old->n_complaints;
    transcript_finish(old);
    *old = new;
    return ST_OK;
}

/** Name the speakers with the turns of a text. */
static enum status
name_speakers(struct naming *naming, struct slice text, struct slice name)
{
    if (!collect_turns(naming, text)) {
        return ST_NO_MEMORY;
    }
    leave_source(naming, name);
    if (naming->n_turns == 0) {
        return ST_OK;
    }
    naming->spoken =
        calloc(naming->transcript->n_words, sizeof(*naming->spoken));
    if (!naming->spoken) {
        return ST_NO_MEMORY;
    }
    list_words(naming);
    if (!find_turns(naming)) {
        return ST_NO_MEMORY;
    }
    return naming->n_named > 0 ? write_named(naming) : ST_OK;
}

enum status
rttm_name_speakers(struct transcript *transcript, struct slice rttm,
                   struct slice name)
{
    struct naming naming = {.transcript = transcript};
    struct decoded decoded;
    struct error error;
    if (rttm.size == 0 || transcript->n_words == 0 ||
        transcript->n_speakers > 0) {
        return ST_OK;
    }
    enum status status = decode(rttm, &decoded, &error);
    if (status != ST_OK) {
        transcript_complain(transcript, status, 0, 0, "its .rttm: %s",
                            error.text);
        return status == ST_NO_MEMORY ? status : ST_OK;
    }
    status = name_speakers(&naming, decoded.text, name);
    decoded_finish(&decoded);
    free(naming.turns);
    free(naming.spoken);
    return status;
}
