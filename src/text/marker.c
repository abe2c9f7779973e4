/*
 * marker.c - telling lines that are no speech from those that are.
 *
 * Owns what brackets there are and how long a description may be; what a
 * word is, is the tokeniser's.  The lengths were found by counting the
 * bracketed lines of two million captions: nearly all that describe a sound
 * have up to 6 words in parentheses and 11 in square brackets.
 */
#include "text/marker.h"

#include "base/utf8.h"
#include "text/token.h"

enum {
    /* Lengths are counted in thirds of a word. */
    WORD_LENGTH = 3,
    CHARACTER_LENGTH = 2,
    SQUARE_MAX = 32 * WORD_LENGTH,
    ROUND_MAX = 7 * WORD_LENGTH,
    SENTENCE_MAX = 3 * WORD_LENGTH,

    /* Single-character tokens from here on are of scripts without spaces. */
    FIRST_SINGLE = 0x0e00,
};

enum bracket_kind {
    NO_BRACKET,
    ROUND,
    SQUARE,
    ASTERISK, /**< opens and closes */
};

struct bracket {
    enum bracket_kind kind;
    int depth; /**< what it adds to the depth: 1 opens, -1 closes */
    struct slice bytes;
};

static const struct bracket brackets[] = {
    {ROUND, 1, {"(", 1}},    {ROUND, -1, {")", 1}},   {ROUND, 1, {"（", 3}},
    {ROUND, -1, {"）", 3}},  {SQUARE, 1, {"[", 1}},   {SQUARE, -1, {"]", 1}},
    {SQUARE, 1, {"［", 3}},  {SQUARE, -1, {"］", 3}}, {SQUARE, 1, {"【", 3}},
    {SQUARE, -1, {"】", 3}}, {SQUARE, 1, {"〔", 3}},  {SQUARE, -1, {"〕", 3}},
    {ASTERISK, 1, {"*", 1}},
};

/** What ends a sentence. */
static const struct slice sentence_ends[] = {
    {".", 1}, {"!", 1}, {"?", 1}, {"…", 3}, {"。", 3}, {"！", 3}, {"？", 3},
};

/** The bracket at an offset, or NULL. */
static const struct bracket *
bracket_at(struct slice text, size_t at)
{
    const size_t n = sizeof(brackets) / sizeof(*brackets);
    const struct slice rest = slice_from(text, at);
    for (size_t i = 0; i < n; i++) {
        if (slice_starts(rest, brackets[i].bytes)) {
            return &brackets[i];
        }
    }
    return NULL;
}

/** The bytes of the bracket at an offset; asterisks in a row are one. */
static size_t
bracket_size(struct slice text, size_t at, const struct bracket *bracket)
{
    size_t size = bracket->bytes.size;
    while (bracket->kind == ASTERISK && at + size < text.size &&
           text.data[at + size] == '*') {
        size++;
    }
    return size;
}

/** The first opening bracket from `at` up to `end`, with its offset in *at;
 * NULL where there is none. */
static const struct bracket *
find_opening(struct slice text, size_t *at, size_t end)
{
    for (; *at < end; (*at)++) {
        const struct bracket *bracket = bracket_at(text, *at);
        if (bracket && bracket->depth > 0) {
            return bracket;
        }
    }
    return NULL;
}

/** Where the bracket is closed that was opened before `at`; the end of the
 * text where it is not. */
static size_t
find_closing(struct slice text, size_t at, enum bracket_kind kind)
{
    int depth = 1;
    for (; at < text.size; at++) {
        const struct bracket *bracket = bracket_at(text, at);
        if (bracket && bracket->kind == kind) {
            depth += kind == ASTERISK ? -1 : bracket->depth;
            if (depth == 0) {
                break;
            }
        }
    }
    return at;
}

/** The length of a text in thirds of a word, counted until it passes
 * `limit`. */
static int
length_of(struct slice text, int limit)
{
    struct tokeniser tokeniser;
    int length = 0;
    tokeniser_init(&tokeniser, text);
    while (length <= limit && tokeniser_next(&tokeniser)) {
        size_t size;
        const int32_t first = utf8_decode(text, tokeniser.begin, &size);
        length += first >= FIRST_SINGLE &&
                          utf8_length(slice_part(text, tokeniser.begin,
                                                 tokeniser.end)) == 1
                      ? CHARACTER_LENGTH
                      : WORD_LENGTH;
    }
    return length;
}

/** Whether a text has the marks of a whole sentence. */
static bool
has_sentence_end(struct slice text)
{
    const size_t n = sizeof(sentence_ends) / sizeof(*sentence_ends);
    for (size_t i = 0; i < n; i++) {
        if (slice_find(text, sentence_ends[i], 0) < text.size) {
            return true;
        }
    }
    return false;
}

/** Whether what stands between brackets is short enough to be no speech. */
static bool
is_description(struct slice text, enum bracket_kind kind)
{
    const int limit = kind == SQUARE ? SQUARE_MAX : ROUND_MAX;
    const int length = length_of(text, limit);
    if (kind != SQUARE && length > SENTENCE_MAX && has_sentence_end(text)) {
        return false;
    }
    return length <= limit;
}

/** Where the first token at or behind `at` begins; the end of the text where
 * there is none. */
static size_t
find_token(struct slice text, size_t at)
{
    struct tokeniser tokeniser;
    tokeniser_init(&tokeniser, slice_from(text, at));
    return tokeniser_next(&tokeniser) ? at + tokeniser.begin : text.size;
}

enum line_kind
line_classify(struct slice text)
{
    size_t at = 0;
    size_t token = find_token(text, 0);
    while (token < text.size) {
        const struct bracket *bracket = find_opening(text, &at, token);
        if (!bracket) {
            return LINE_SPEECH;
        }
        const size_t begin = at + bracket_size(text, at, bracket);
        const size_t end = find_closing(text, begin, bracket->kind);
        if (end == text.size ||
            !is_description(slice_part(text, begin, end), bracket->kind)) {
            return LINE_SPEECH;
        }
        at = end + bracket_size(text, end, bracket_at(text, end));
        if (token < at) {
            token = find_token(text, at);
        }
    }
    return LINE_MARKER;
}
