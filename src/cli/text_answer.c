/*
 * text_answer.c - passages for people.
 *
 * Owns their layout: a line with the title, one with the reference and the
 * speaker, the passage, and below it what is peculiar about it.  What is
 * said around it is dim, and stands a little to the right where there are no
 * colours.  All text goes through wrap.h.
 */
#include "cli/text_answer.h"

#include "base/timecode.h"
#include "cli/answer.h"
#include "cli/display.h"
#include "cli/figure.h"
#include "cli/heading.h"
#include "cli/wrap.h"

#include <inttypes.h>

enum {
    /* Columns before a passage's text: room for a rank. */
    HIT_INDENT = 4,
    /* Columns before what is said around it. */
    CONTEXT_INDENT = 6,
    /* Columns before the reference in a tally: room for a count. */
    TALLY_INDENT = 8,
};

/** The most bytes of what is told about one passage. */
#define NOTE_LIMIT ((size_t)1 << 20)

/** Append a line below a passage. */
static void
add_note(struct out *out, enum style style, const struct buffer *note)
{
    struct buffer *pending = &out->stream->pending;
    const struct wrap wrap = {
        .terminal = &out->terminal,
        .column = HIT_INDENT,
        .indent = HIT_INDENT,
        .style = style,
    };
    buffer_print(pending, "%*s", HIT_INDENT, "");
    wrap_add(pending, &wrap, buffer_slice(note));
    buffer_add_byte(pending, '\n');
    pending->has_failed |= note->has_failed;
}

/** Append what one difference is about: the said word, the asked, or both. */
static void
add_words(struct buffer *note, const struct quoth_hit *hit,
          const struct quoth_difference *one)
{
    if (one->kind != QUOTH_WORD_MISSING) {
        buffer_print(note, "\"%.*s\"", (int)(one->end - one->begin),
                     hit->text + one->begin);
    }
    if (one->kind == QUOTH_WORD_CHANGED) {
        buffer_add_slice(note, SLICE(" for "));
    }
    if (one->kind != QUOTH_WORD_ADDED) {
        buffer_print(note, "\"%s\"", one->asked);
    }
}

/** Append all differences of one kind as a part of a sentence about the
 * passage, if there are any. */
static void
add_kind(struct buffer *note, const struct quoth_hit *hit,
         enum quoth_difference_kind kind)
{
    static const char *const verbs[] = {
        [QUOTH_WORD_CHANGED] = "says",
        [QUOTH_WORD_MISSING] = "leaves out",
        [QUOTH_WORD_ADDED] = "adds",
    };
    bool is_first = true;
    for (size_t i = 0; i < hit->n_differences; i++) {
        const struct quoth_difference *one = &hit->differences[i];
        if (one->kind != kind) {
            continue;
        }
        if (is_first) {
            buffer_print(note, "%s %s ",
                         note->size > 0 ? ";" : "differs:", verbs[kind]);
        } else {
            buffer_add_slice(note, SLICE(", "));
        }
        add_words(note, hit, one);
        is_first = false;
    }
}

/** Append in what a passage differs from the quotation it resembles. */
static void
add_differences(struct out *out, const struct quoth_hit *hit)
{
    struct buffer note;
    buffer_init(&note, NOTE_LIMIT);
    add_kind(&note, hit, QUOTH_WORD_CHANGED);
    add_kind(&note, hit, QUOTH_WORD_MISSING);
    add_kind(&note, hit, QUOTH_WORD_ADDED);
    if (note.size > 0) {
        add_note(out, STYLE_PLAIN, &note);
    }
    buffer_finish(&note);
}

/** Append how often a line is said over and over, and by how many others. */
static void
add_repeats(struct out *out, const struct out_answer *answer,
            const struct quoth_hit *hit)
{
    char count[FIGURE_BYTES];
    char time[TIMECODE_BYTES];
    struct buffer note;
    buffer_init(&note, NOTE_LIMIT);
    if (hit->loops > 1) {
        buffer_print(&note, "× %s, until %s", figure_count(count, hit->loops),
                     timecode_print_short(time, hit->loop_end_ms));
        add_note(out, STYLE_DIM, &note);
        buffer_clear(&note);
    }
    if (hit->repeats > 0) {
        buffer_print(&note, "… and %s more place%s say%s this line%s",
                     figure_count(count, hit->repeats), figure_s(hit->repeats),
                     hit->repeats == 1 ? "s" : "",
                     answer->lists_same ? "" : "; --all lists them");
        add_note(out, STYLE_DIM, &note);
    }
    buffer_finish(&note);
}

/** Append what a score is made of. */
static void
add_score(struct out *out, const struct quoth_hit *hit)
{
    const struct quoth_score_parts *parts = &hit->parts;
    struct buffer note;
    buffer_init(&note, NOTE_LIMIT);
    buffer_print(&note,
                 "score %.2f: words %.2f × (1 + nearness %.2f) × order %.2f",
                 hit->score, parts->words, parts->nearness, parts->order);
    if (parts->share < 1) {
        buffer_print(&note, " × share %.2f", parts->share);
    }
    add_note(out, STYLE_DIM, &note);
    buffer_finish(&note);
}

/** Append the line with the title. */
static void
add_title(struct out *out, const struct quoth_hit *hit)
{
    struct heading heading = {out, HIT_INDENT, HIT_INDENT};
    buffer_print(&out->stream->pending, "%2u  ", hit->rank);
    heading_add(&heading, STYLE_TITLE, hit->recording->title);
    heading_add(&heading, STYLE_DIM, hit->recording->collection);
    heading_add(&heading, STYLE_DIM, hit->recording->date);
    heading_end(&heading);
}

/** Append the line with the reference, the closeness and the speaker. */
static void
add_place(struct out *out, const struct quoth_hit *hit)
{
    struct heading heading = {out, HIT_INDENT, HIT_INDENT};
    char text[FIGURE_BYTES];
    buffer_print(&out->stream->pending, "%*s", HIT_INDENT, "");
    heading_add(&heading, STYLE_PLAIN, hit->ref);
    if (hit->closeness < 1) {
        heading_add(&heading, STYLE_PLAIN,
                    figure_closeness(text, hit->closeness));
    }
    heading_add(&heading, STYLE_DIM, hit->speaker);
    heading_end(&heading);
}

/** Whether a segment's speaker must be named after another one spoke. */
static bool
is_news(const char *speaker, const char *before)
{
    return speaker && (!before || strcmp(speaker, before) != 0);
}

/** Append what is said before or after a passage, `speaker` having spoken
 * last; a new speaker begins a line. */
static void
add_context(struct out *out, const struct quoth_segment *segments, size_t n,
            const char *speaker)
{
    struct heading line = {out, 0, CONTEXT_INDENT};
    struct buffer *pending = &out->stream->pending;
    struct wrap wrap = {
        .terminal = &out->terminal,
        .indent = CONTEXT_INDENT,
        .style = STYLE_DIM,
    };
    for (size_t i = 0; i < n; i++) {
        const bool names = is_news(segments[i].speaker, speaker);
        if (i > 0 && names) {
            heading_end(&line);
        }
        wrap.n_spaces = i > 0 && !names;
        if (i == 0 || names) {
            buffer_print(pending, "%*s", CONTEXT_INDENT, "");
            line.column = CONTEXT_INDENT;
        }
        if (names) {
            heading_add(&line, STYLE_DIM, segments[i].speaker);
            buffer_add_slice(pending, SLICE(": "));
            line.column += 2;
        }
        wrap.column = line.column;
        line.column = wrap_add(pending, &wrap, slice_of(segments[i].text));
        speaker = segments[i].speaker;
    }
    if (n > 0) {
        heading_end(&line);
    }
}

/** Append the passage itself. */
static void
add_passage(struct out *out, const struct quoth_hit *hit)
{
    struct buffer *pending = &out->stream->pending;
    const struct wrap wrap = {
        .terminal = &out->terminal,
        .column = HIT_INDENT,
        .indent = HIT_INDENT,
        .matches = hit->matches,
        .n_matches = hit->n_matches,
        .differences = hit->differences,
        .n_differences = hit->n_differences,
    };
    buffer_print(pending, "%*s", HIT_INDENT, "");
    wrap_add(pending, &wrap, slice_of(hit->text));
    buffer_add_byte(pending, '\n');
}

/** Append a hit. */
static void
add_hit(struct out *out, const struct out_answer *answer,
        const struct quoth_hit *hit)
{
    add_title(out, hit);
    add_place(out, hit);
    add_context(out, hit->before, hit->n_before, NULL);
    add_passage(out, hit);
    add_context(out, hit->after, hit->n_after, hit->speaker);
    add_differences(out, hit);
    add_repeats(out, answer, hit);
    if (answer->explains) {
        add_score(out, hit);
    }
    buffer_add_byte(&out->stream->pending, '\n');
}

void
text_answer(struct out *out, const struct out_answer *answer)
{
    answer_write(out, answer, add_hit);
}

void
text_tally(struct out *out, const struct quoth_tally *tally)
{
    struct heading heading = {out, TALLY_INDENT, TALLY_INDENT};
    char count[FIGURE_BYTES];
    buffer_print(&out->stream->pending, "%6s  ",
                 figure_count(count, tally->n_passages));
    heading_add(&heading, STYLE_TITLE, tally->recording->title);
    heading_add(&heading, STYLE_DIM, tally->recording->collection);
    heading_add(&heading, STYLE_DIM, tally->recording->date);
    heading_add(&heading, STYLE_PLAIN, tally->ref);
    heading_end(&heading);
    stream_settle(out->stream);
}

void
text_count(struct out *out, const struct out_count *count)
{
    if (count->is_alone) {
        buffer_print(&out->stream->pending, "%" PRId64 "\n", count->n_passages);
    } else {
        answer_tell_count(out, count);
    }
}
