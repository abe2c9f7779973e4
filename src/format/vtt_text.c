/*
 * The text of a WebVTT cue: tags, voices, word times, character references.
 *
 * Follows the W3C's WebVTT, sections 6.3 (times), 6.4 (cue text tokenizer and
 * tree construction); the tree is never built, only the path to the current
 * element is kept.  Three decisions are ours.  Text behind a `<` that nothing
 * closes, and that begins no tag of WebVTT's, stays text: the specification
 * would lose it.  Elements deeper than DEPTH_MAX are not entered.  A word's
 * time outside of its cue's is left out, with a complaint.
 */
#include "format/vtt_text.h"

#include "format/entity.h"

#include "base/timecode.h"

enum { DEPTH_MAX = 64 };

enum element {
    ELEMENT_NONE, /**< an unknown tag */
    ELEMENT_C,
    ELEMENT_I,
    ELEMENT_B,
    ELEMENT_U,
    ELEMENT_RUBY,
    ELEMENT_RT,
    ELEMENT_V,
    ELEMENT_LANG,
};

/** A tag: what is between `<` and `>`. */
struct tag {
    struct slice name;
    struct slice annotation; /**< not decoded */
    enum element element;
};

/** A cue while it is read. */
struct reader {
    struct transcript *transcript;
    const struct vtt_cue *cue;
    struct buffer *scratch;
    struct tag path[DEPTH_MAX]; /**< from the outermost element */
    size_t depth;
    int64_t mark_ms;    /**< the last word time; TIME_UNKNOWN before it */
    struct slice voice; /**< of the open segment, not decoded */
    bool has_segment;
};

/** Read at least one digit; *n_digits tells how many, *value saturates far
 * above all times. */
static bool
read_digits(struct slice text, size_t *at, size_t *n_digits, int64_t *value)
{
    const size_t first = *at;
    int64_t sum = 0;
    while (*at < text.size && is_digit(text.data[*at])) {
        if (sum <= TIME_MAX_MS) {
            sum = sum * 10 + (text.data[*at] - '0');
        }
        (*at)++;
    }
    *n_digits = *at - first;
    *value = sum;
    return *n_digits > 0;
}

/** Read a mark and exactly as many digits as follow it: three behind the
 * point, two behind a colon. */
static bool
read_part(struct slice text, size_t *at, char mark, int64_t *value)
{
    if (*at == text.size || text.data[*at] != mark) {
        return false;
    }
    const size_t end = *at + (mark == '.' ? 4 : 3);
    int64_t sum = 0;
    for ((*at)++; *at < end; (*at)++) {
        if (*at >= text.size || !is_digit(text.data[*at])) {
            return false;
        }
        sum = sum * 10 + (text.data[*at] - '0');
    }
    *value = sum;
    return *at == text.size || !is_digit(text.data[*at]);
}

bool
vtt_time_read(struct slice text, size_t *at, int64_t *time_ms)
{
    size_t n_digits;
    int64_t hours = 0;
    int64_t minutes;
    int64_t seconds;
    int64_t ms;
    if (!read_digits(text, at, &n_digits, &minutes) ||
        !read_part(text, at, ':', &seconds)) {
        return false;
    }
    if (n_digits != 2 || minutes > 59 ||
        (*at < text.size && text.data[*at] == ':')) {
        hours = minutes;
        minutes = seconds;
        if (!read_part(text, at, ':', &seconds)) {
            return false;
        }
    }
    if (!read_part(text, at, '.', &ms) || minutes > 59 || seconds > 59) {
        return false;
    }
    const int64_t sum = ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms;
    *time_ms = sum > TIME_MAX_MS ? TIME_UNKNOWN : sum;
    return true;
}

/** The element that a tag's name means. */
static enum element
element_of(struct slice name)
{
    static const struct {
        struct slice name;
        enum element element;
    } elements[] = {
        {{"c", 1}, ELEMENT_C},   {{"v", 1}, ELEMENT_V},
        {{"i", 1}, ELEMENT_I},   {{"b", 1}, ELEMENT_B},
        {{"u", 1}, ELEMENT_U},   {{"ruby", 4}, ELEMENT_RUBY},
        {{"rt", 2}, ELEMENT_RT}, {{"lang", 4}, ELEMENT_LANG},
    };
    for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++) {
        if (slice_equal(name, elements[i].name)) {
            return elements[i].element;
        }
    }
    return ELEMENT_NONE;
}

/** Take a start tag apart: name, classes behind dots, annotation behind
 * white space. */
static struct tag
split_tag(struct slice content)
{
    size_t name_end = 0;
    while (name_end < content.size && content.data[name_end] != '.' &&
           !vtt_is_space(content.data[name_end])) {
        name_end++;
    }
    size_t classes_end = name_end;
    while (classes_end < content.size &&
           !vtt_is_space(content.data[classes_end])) {
        classes_end++;
    }
    const struct slice name = slice_part(content, 0, name_end);
    return (struct tag){
        .name = name,
        .annotation = slice_trim(slice_from(content, classes_end)),
        .element = element_of(name),
    };
}

/** The innermost element. */
static enum element
current_element(const struct reader *reader)
{
    return reader->depth > 0 ? reader->path[reader->depth - 1].element
                             : ELEMENT_NONE;
}

/** The name of whoever speaks now, not decoded; the cue's where no voice is
 * told, empty for nobody. */
static struct slice
current_voice(const struct reader *reader)
{
    for (size_t i = reader->depth; i > 0; i--) {
        if (reader->path[i - 1].element == ELEMENT_V) {
            return reader->path[i - 1].annotation;
        }
    }
    return reader->cue->name;
}

/** Begin a segment, which ends the one before. */
static void
begin_segment(struct reader *reader, struct slice voice)
{
    struct transcript *transcript = reader->transcript;
    transcript_open(transcript, reader->cue->start_ms, reader->cue->end_ms);
    if (voice.size > 0) {
        buffer_clear(reader->scratch);
        entity_decode(reader->scratch, voice, ENTITY_HTML);
        transcript_speaker(transcript, buffer_slice(reader->scratch));
    }
    if (reader->mark_ms != TIME_UNKNOWN) {
        transcript_word(transcript, reader->mark_ms, TIME_UNKNOWN);
    }
    reader->voice = voice;
    reader->has_segment = true;
}

/** Append text; where the voice is another one now, to a new segment, for
 * which white space alone is no reason. */
static void
add_text(struct reader *reader, struct slice piece)
{
    if (piece.size == 0) {
        return;
    }
    const struct slice voice = current_voice(reader);
    if (!reader->has_segment || !slice_equal(voice, reader->voice)) {
        if (slice_trim(piece).size == 0) {
            transcript_space(reader->transcript);
            return;
        }
        begin_segment(reader, voice);
    }
    transcript_text(reader->transcript, piece);
}

/** Enter an element. */
static void
start_element(struct reader *reader, const struct tag *tag)
{
    const bool is_rt = tag->element == ELEMENT_RT;
    if (reader->depth == DEPTH_MAX ||
        (is_rt && current_element(reader) != ELEMENT_RUBY)) {
        return;
    }
    if (is_rt) {
        /* A reading is not part of the word that it explains. */
        transcript_space(reader->transcript);
    }
    if (tag->element == ELEMENT_U && reader->cue->is_highlighted) {
        reader->mark_ms = reader->cue->start_ms;
        if (reader->has_segment) {
            transcript_word(reader->transcript, reader->cue->start_ms,
                            reader->cue->end_ms);
        }
    }
    reader->path[reader->depth++] = *tag;
}

/** Leave an element, if it is the one we are in; the end of a ruby ends the
 * reading in it as well. */
static void
end_element(struct reader *reader, enum element element)
{
    const enum element current = current_element(reader);
    if (current == ELEMENT_NONE) {
        return;
    }
    if (current == ELEMENT_RT &&
        (element == ELEMENT_RT || element == ELEMENT_RUBY)) {
        transcript_space(reader->transcript);
    }
    if (element == current) {
        reader->depth--;
    } else if (element == ELEMENT_RUBY && current == ELEMENT_RT) {
        reader->depth -= 2;
    }
}

/** Whether a word's time may be one of this cue's. */
static bool
is_within(const struct vtt_cue *cue, int64_t time_ms)
{
    return time_ms >= cue->start_ms && time_ms <= cue->end_ms;
}

/** The line of the file in which a place of the cue's text is. */
static int64_t
line_of(const struct vtt_cue *cue, const char *place)
{
    int64_t line = cue->line;
    for (const char *at = cue->text.data; at < place; at++) {
        line += *at == '\n' || (*at == '\r' && at[1] != '\n');
    }
    return line;
}

/** Take a word's time; false when it is none at all. */
static bool
take_mark(struct reader *reader, struct slice content)
{
    size_t at = 0;
    int64_t time_ms;
    if (!vtt_time_read(content, &at, &time_ms) || at != content.size) {
        return false;
    }
    if (!is_within(reader->cue, time_ms)) {
        /* Only the first complaint's place is kept: counting its lines once
         * keeps this linear. */
        const bool is_first = reader->transcript->n_complaints == 0;
        transcript_complain(reader->transcript, ST_BAD_TIME,
                            is_first ? line_of(reader->cue, content.data) : 0,
                            0, "a word's time is outside of its cue");
        return true;
    }
    reader->mark_ms = time_ms;
    if (reader->has_segment) {
        transcript_word(reader->transcript, time_ms, TIME_UNKNOWN);
    }
    return true;
}

/** Take a tag by what is between `<` and `>`; false when WebVTT has none
 * such. */
static bool
take_tag(struct reader *reader, struct slice content)
{
    if (content.size > 0 && content.data[0] == '/') {
        const enum element element = element_of(slice_from(content, 1));
        end_element(reader, element);
        return element != ELEMENT_NONE;
    }
    if (content.size > 0 && is_digit(content.data[0])) {
        return take_mark(reader, content);
    }
    const struct tag tag = split_tag(content);
    if (tag.element == ELEMENT_NONE) {
        if (slice_starts(tag.name, SLICE("br"))) {
            /* Unknown as well, but it keeps two words apart. */
            transcript_space(reader->transcript);
        }
        return false;
    }
    start_element(reader, &tag);
    return true;
}

/** The offset of the next `<` or `&`, or text.size. */
static size_t
find_special(struct slice text, size_t at)
{
    while (at < text.size && text.data[at] != '<' && text.data[at] != '&') {
        at++;
    }
    return at;
}

/** Take the character reference at text[at]; returns the offset behind it,
 * or behind the `&` when that is just text. */
static size_t
take_reference(struct reader *reader, struct slice text, size_t at)
{
    struct entity entity;
    if (!entity_read(text, &at, ENTITY_HTML, &entity)) {
        add_text(reader, SLICE("&"));
        return at + 1;
    }
    add_text(reader, (struct slice){entity.bytes, entity.size});
    return at;
}

/** Take the tag at text[at].  Returns the offset behind it; `at` itself when
 * nothing closes it and it is none of ours. */
static size_t
take_angle(struct reader *reader, struct slice text, size_t at)
{
    const size_t end = slice_find(text, SLICE(">"), at);
    if (take_tag(reader, slice_part(text, at + 1, end)) || end < text.size) {
        return end < text.size ? end + 1 : end;
    }
    return at;
}

/** Read the cue's text. */
static void
read_text(struct reader *reader)
{
    const struct slice text = reader->cue->text;
    bool has_tags = true; /* false once a `>` is known to be missing */
    size_t at = 0;
    while (at < text.size) {
        const size_t next = find_special(text, at);
        add_text(reader, slice_part(text, at, next));
        at = next;
        if (at == text.size) {
            break;
        }
        if (text.data[at] == '&') {
            at = take_reference(reader, text, at);
            continue;
        }
        if (has_tags) {
            at = take_angle(reader, text, at);
            has_tags = at > next;
        }
        if (!has_tags) {
            add_text(reader, slice_part(text, at, at + 1));
            at++;
        }
    }
}

/** Whether a cue has word times that count. */
static bool
has_marks(const struct vtt_cue *cue)
{
    const struct slice text = cue->text;
    for (size_t at = slice_find(text, SLICE("<"), 0); at < text.size;
         at = slice_find(text, SLICE("<"), at + 1)) {
        size_t end = at + 1;
        int64_t time_ms;
        if (vtt_time_read(text, &end, &time_ms) &&
            (end == text.size || text.data[end] == '>') &&
            is_within(cue, time_ms)) {
            return true;
        }
    }
    return false;
}

void
vtt_cue_add(struct transcript *transcript, const struct vtt_cue *cue,
            struct buffer *scratch)
{
    struct reader reader;
    reader.transcript = transcript;
    reader.cue = cue;
    reader.scratch = scratch;
    reader.depth = 0;
    reader.has_segment = false;
    reader.voice = SLICE("");
    /* In a cue with word times its own start is the first word's. */
    reader.mark_ms = has_marks(cue) ? cue->start_ms : TIME_UNKNOWN;
    read_text(&reader);
    if (!reader.has_segment) {
        begin_segment(&reader, cue->name);
    }
    transcript_close(transcript);
}
