/*
 * The text of a SubStation event: override blocks `{\...}` are left out with
 * all that stands in them, `\N`, `\n` and `\h` are white space, `\{` and `\}`
 * are braces.  A brace that nothing closes is text, as in libass.
 *
 * Of the override tags two matter: behind `\p` with a number above zero the
 * text is a drawing, up to `\p0`; and `\k`, `\K`, `\kf`, `\ko`, the karaoke,
 * tell how many hundredths of a second the syllable that follows takes.  The
 * syllable that begins a word gives the word's time; `\kt` sets the clock.
 */
#include "format/ass_text.h"

#include "base/timecode.h"

/** An event while its text is read. */
struct reader {
    struct transcript *transcript;
    const struct ass_event *event;
    int64_t clock_ms;    /**< of the syllable to come, from the start */
    int64_t syllable_ms; /**< when the current one begins; TIME_UNKNOWN
                              outside of karaoke, or when it was told */
    bool is_drawing;
    bool is_in_word; /**< no white space stands before what comes next */
};

/** Read digits as hundredths of a second, in milliseconds. */
static int64_t
read_hundredths(struct slice text)
{
    int64_t value = 0;
    for (size_t i = 0; i < text.size && is_digit(text.data[i]); i++) {
        if (value <= TIME_MAX_MS) {
            value = value * 10 + (text.data[i] - '0');
        }
    }
    return value > TIME_MAX_MS / 10 ? TIME_MAX_MS : value * 10;
}

/** Take a karaoke tag, behind its `k`. */
static void
take_karaoke(struct reader *reader, struct slice rest)
{
    if (rest.size > 0 && rest.data[0] == 't') {
        reader->clock_ms = read_hundredths(slice_from(rest, 1));
        return;
    }
    if (rest.size > 0 && (rest.data[0] == 'f' || rest.data[0] == 'o')) {
        rest = slice_from(rest, 1);
    }
    if (rest.size == 0 || !is_digit(rest.data[0])) {
        return;
    }
    if (reader->event->start_ms != TIME_UNKNOWN) {
        reader->syllable_ms = reader->event->start_ms + reader->clock_ms;
    }
    reader->clock_ms += read_hundredths(rest);
    if (reader->clock_ms > TIME_MAX_MS) {
        reader->clock_ms = TIME_MAX_MS;
    }
}

/** Take an override tag, behind its backslash. */
static void
take_tag(struct reader *reader, struct slice tag)
{
    if (tag.size < 2) {
        return;
    }
    const struct slice rest = slice_from(tag, 1);
    if (tag.data[0] == 'p' && is_digit(rest.data[0])) {
        reader->is_drawing = read_hundredths(rest) > 0;
    } else if (tag.data[0] == 'k' || tag.data[0] == 'K') {
        take_karaoke(reader, rest);
    }
}

/** Take what stands in an override block. */
static void
take_block(struct reader *reader, struct slice block)
{
    size_t begin = slice_find(block, SLICE("\\"), 0);
    while (begin < block.size) {
        const size_t end = slice_find(block, SLICE("\\"), begin + 1);
        take_tag(reader, slice_part(block, begin + 1, end));
        begin = end;
    }
}

/** Append text, with its word's time where one was told. */
static void
add_text(struct reader *reader, struct slice text)
{
    if (text.size == 0 || reader->is_drawing) {
        return;
    }
    if (slice_trim(text).size > 0) {
        if (reader->syllable_ms != TIME_UNKNOWN &&
            (!reader->is_in_word || is_blank(text.data[0]))) {
            transcript_word(reader->transcript, reader->syllable_ms,
                            TIME_UNKNOWN);
        }
        reader->syllable_ms = TIME_UNKNOWN;
    }
    transcript_text(reader->transcript, text);
    reader->is_in_word = !is_blank(text.data[text.size - 1]);
}

/** Take a backslash and what follows it; returns the offset behind them, or
 * behind the backslash where that is just text. */
static size_t
take_escape(struct reader *reader, struct slice text, size_t at)
{
    const char next = at + 1 < text.size ? text.data[at + 1] : '\0';
    switch (next) {
    case 'N':
    case 'n':
    case 'h':
        if (!reader->is_drawing) {
            transcript_space(reader->transcript);
            reader->is_in_word = false;
        }
        return at + 2;
    case '{':
    case '}':
        add_text(reader, slice_part(text, at + 1, at + 2));
        return at + 2;
    default:
        add_text(reader, slice_part(text, at, at + 1));
        return at + 1;
    }
}

/** The offset of the next brace or backslash at or after `at`. */
static size_t
find_special(struct slice text, size_t at)
{
    while (at < text.size && text.data[at] != '{' && text.data[at] != '\\') {
        at++;
    }
    return at;
}

/** Read the event's text. */
static void
read_text(struct reader *reader)
{
    const struct slice text = reader->event->text;
    bool has_blocks = true; /* false once a `}` is known to be missing */
    size_t at = 0;
    while (at < text.size) {
        const size_t special = find_special(text, at);
        add_text(reader, slice_part(text, at, special));
        at = special;
        if (at == text.size) {
            break;
        }
        if (text.data[at] == '\\') {
            at = take_escape(reader, text, at);
            continue;
        }
        const size_t end =
            has_blocks ? slice_find(text, SLICE("}"), at) : text.size;
        has_blocks = end < text.size;
        if (has_blocks) {
            take_block(reader, slice_part(text, at + 1, end));
            at = end + 1;
        } else {
            add_text(reader, slice_part(text, at, at + 1));
            at++;
        }
    }
}

void
ass_event_add(struct transcript *transcript, const struct ass_event *event)
{
    struct reader reader = {
        .transcript = transcript,
        .event = event,
        .syllable_ms = TIME_UNKNOWN,
    };
    transcript_open(transcript, event->start_ms, event->end_ms);
    /* What SSA's editor wrote where nobody was named. */
    if (!slice_equal(event->name, SLICE("NTP"))) {
        transcript_speaker(transcript, event->name);
    }
    read_text(&reader);
    transcript_close(transcript);
}
