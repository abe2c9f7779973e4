/*
 * normalise.c - text cleaned and composed, piece by piece.
 *
 * Owns what is removed, what is white space, and when a piece has to be
 * brought into NFC; well-formed UTF-8 is the caller's promise, tags and
 * entities are the formats'.  Follows The Unicode Standard (White_Space,
 * NFC of UAX #15 by way of utf8proc) and, for terminal sequences, ECMA-48 and
 * ECMA-35.
 *
 * A piece is first cleaned straight into the buffer.  Only where a code
 * point appeared that composing could change is the tail of the piece, from
 * the character before it on, composed and written again; so plain text in
 * any language pays for no allocation.
 */
#include "text/normalise.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <utf8proc.h>

enum {
    ESCAPE = 0x1b,
    BELL = 0x07,
    NEXT_LINE = 0x85,
    STRING_TERMINATOR = 0x9c,
    BYTE_ORDER_MARK = 0xfeff,

    /* The longest run of combining marks, as in the Stream-Safe Text Format
     * of UAX #15: utf8proc orders them in quadratic time. */
    MARKS_MAX = 30,
};

/** U+034F, which the Stream-Safe Text Format puts into longer runs. */
#define GRAPHEME_JOINER SLICE("\xcd\x8f")

/** Whether a byte is printing ASCII other than the space. */
static inline bool
is_plain(char byte)
{
    return byte > 0x20 && byte < 0x7f;
}

/** Code points without a combining class that NFC may change or join to what
 * stands before them; more than needed does no harm. */
static const struct {
    int32_t first;
    int32_t last;
} unstable[] = {
    {0x0374, 0x0387},   {0x0900, 0x0dff},   {0x0f00, 0x11ff},
    {0x1b00, 0x1b7f},   {0x1f70, 0x1fff},   {0x2126, 0x212b},
    {0x2329, 0x232a},   {0x2adc, 0x2adc},   {0xf900, 0xfaff},
    {0xfb1d, 0xfb4f},   {0x10000, 0x1cfff}, {0x1d15e, 0x1d1c0},
    {0x2f800, 0x2fa1f},
};

/** A piece on its way into the buffer. */
struct cleaner {
    struct normaliser *to;
    struct slice piece;
    size_t at;           /**< the next byte of the piece */
    size_t begin;        /**< where the piece's text begins in the buffer */
    size_t compose_from; /**< in the buffer; SIZE_MAX while all is stable */
    unsigned n_marks;    /**< combining marks in a row */
};

/** The byte `ahead` bytes after the next one, or 0 behind the end. */
static unsigned char
byte_at(const struct cleaner *cleaner, size_t ahead)
{
    return ahead < cleaner->piece.size - cleaner->at
               ? (unsigned char)cleaner->piece.data[cleaner->at + ahead]
               : 0;
}

/** Append visible bytes, after the space that was put off. */
static void
write_text(struct cleaner *cleaner, const char *data, size_t size)
{
    struct normaliser *to = cleaner->to;
    if (to->has_space && to->out->size > to->start) {
        buffer_add_byte(to->out, ' ');
    }
    to->has_space = false;
    buffer_add(to->out, data, size);
}

/** Copy printing ASCII, with the single spaces inside it, in one go. */
static void
clean_plain(struct cleaner *cleaner)
{
    const struct slice piece = cleaner->piece;
    const size_t begin = cleaner->at;
    size_t at = begin + 1;
    while (at < piece.size && (is_plain(piece.data[at]) ||
                               (piece.data[at] == ' ' && at + 1 < piece.size &&
                                is_plain(piece.data[at + 1])))) {
        at++;
    }
    write_text(cleaner, piece.data + begin, at - begin);
    cleaner->at = at;
    cleaner->n_marks = 0;
}

/** The size of a control sequence's parameters and final byte, which begin
 * `ahead` bytes after the next one; 0 where it is none. */
static size_t
control_sequence(const struct cleaner *cleaner, size_t ahead)
{
    size_t i = ahead;
    while (byte_at(cleaner, i) >= 0x20 && byte_at(cleaner, i) <= 0x3f) {
        i++;
    }
    const unsigned char final = byte_at(cleaner, i);
    return final >= 0x40 && final <= 0x7e ? i + 1 - ahead : 0;
}

/**
 * The size of a control string's content and terminator, as of a window
 * title; 0 where another control character comes before the terminator, so
 * that a stray introducer takes no text with it and no byte is looked at for
 * two introducers.
 */
static size_t
control_string(const struct cleaner *cleaner, size_t ahead)
{
    const size_t rest = cleaner->piece.size - cleaner->at;
    for (size_t i = ahead; i < rest; i++) {
        const unsigned char byte = byte_at(cleaner, i);
        const unsigned char next = byte_at(cleaner, i + 1);
        if (byte == BELL) {
            return i + 1 - ahead;
        }
        if (byte == ESCAPE) {
            return next == '\\' ? i + 2 - ahead : 0;
        }
        if (byte == 0xc2 && next < 0xa0) {
            return next == STRING_TERMINATOR ? i + 2 - ahead : 0;
        }
        if (byte < 0x20 || byte == 0x7f) {
            return 0;
        }
    }
    return 0;
}

/** Skip a terminal sequence that begins with ESC, or the ESC alone. */
static void
skip_escape(struct cleaner *cleaner)
{
    const unsigned char kind = byte_at(cleaner, 1);
    size_t size = 1;
    if (kind == '[') {
        const size_t more = control_sequence(cleaner, 2);
        size = more > 0 ? 2 + more : 1;
    } else if (kind == ']' || kind == 'P' || kind == 'X' || kind == '^' ||
               kind == '_') {
        const size_t more = control_string(cleaner, 2);
        size = more > 0 ? 2 + more : 1;
    } else {
        while (byte_at(cleaner, size) >= 0x20 &&
               byte_at(cleaner, size) <= 0x2f) {
            size++;
        }
        const unsigned char final = byte_at(cleaner, size);
        size = final >= 0x30 && final <= 0x7e ? size + 1 : 1;
    }
    cleaner->at += size;
}

/** Skip a control character of U+0080 to U+009F and what it introduces. */
static void
skip_c1(struct cleaner *cleaner, int32_t code_point)
{
    size_t more = 0;
    switch (code_point) {
    case NEXT_LINE:
        cleaner->to->has_space = true;
        break;
    case 0x9b:
        more = control_sequence(cleaner, 2);
        break;
    case 0x90:
    case 0x98:
    case 0x9d:
    case 0x9e:
    case 0x9f:
        more = control_string(cleaner, 2);
        break;
    default:
        break;
    }
    cleaner->at += 2 + more;
}

/** Whether a code point above ASCII has the property White_Space. */
static bool
is_white_space(int32_t c)
{
    return c == NEXT_LINE || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
           c == 0x202f || c == 0x205f || c == 0x3000;
}

/** Whether a code point is in the table of unstable ones. */
static bool
is_unstable(int32_t c)
{
    const size_t n = sizeof(unstable) / sizeof(*unstable);
    for (size_t i = 0; i < n && c >= unstable[i].first; i++) {
        if (c <= unstable[i].last) {
            return true;
        }
    }
    return false;
}

/** Remember that the buffer has to be composed from its last character on,
 * if that belongs to this piece. */
static void
mark_unstable(struct cleaner *cleaner)
{
    const struct buffer *out = cleaner->to->out;
    if (cleaner->compose_from != SIZE_MAX) {
        return;
    }
    size_t from = out->size;
    if (from > cleaner->begin) {
        from--;
        while (from > cleaner->begin && (out->data[from] & 0xc0) == 0x80) {
            from--;
        }
    }
    cleaner->compose_from = from;
}

/** Append a character above ASCII that is neither control nor space. */
static void
write_high(struct cleaner *cleaner, int32_t code_point, size_t size)
{
    const bool is_mark =
        code_point >= 0x300 &&
        utf8proc_get_property(code_point)->combining_class != 0;
    if (is_mark || (code_point >= 0x300 && is_unstable(code_point))) {
        mark_unstable(cleaner);
    }
    cleaner->n_marks = is_mark ? cleaner->n_marks + 1 : 0;
    if (cleaner->n_marks > MARKS_MAX) {
        write_text(cleaner, GRAPHEME_JOINER.data, GRAPHEME_JOINER.size);
        cleaner->n_marks = 1;
    }
    write_text(cleaner, cleaner->piece.data + cleaner->at, size);
}

/** Clean one character above ASCII; bytes that are none are dropped. */
static void
clean_high(struct cleaner *cleaner)
{
    size_t size;
    const int32_t c = utf8_decode(cleaner->piece, cleaner->at, &size);
    if (c >= 0x80 && c <= 0x9f) {
        skip_c1(cleaner, c);
        return;
    }
    if (is_white_space(c)) {
        cleaner->to->has_space = true;
    } else if (c >= 0 && c != BYTE_ORDER_MARK) {
        write_high(cleaner, c, size);
    }
    cleaner->at += size;
}

/** Bring the buffer from `compose_from` on into NFC. */
static void
compose_tail(struct cleaner *cleaner)
{
    struct buffer *out = cleaner->to->out;
    const size_t from = cleaner->compose_from;
    if (out->has_failed || from >= out->size) {
        return;
    }
    utf8proc_uint8_t *composed;
    const utf8proc_ssize_t size =
        utf8proc_map((const utf8proc_uint8_t *)out->data + from,
                     (utf8proc_ssize_t)(out->size - from), &composed,
                     UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (size < 0) {
        out->has_failed = true;
        return;
    }
    out->size = from;
    buffer_add(out, (const char *)composed, (size_t)size);
    free(composed);
}

void
normaliser_init(struct normaliser *normaliser, struct buffer *out)
{
    *normaliser = (struct normaliser){.out = out, .start = out->size};
}

void
normaliser_add(struct normaliser *normaliser, struct slice piece)
{
    struct cleaner cleaner = {.to = normaliser,
                              .piece = piece,
                              .begin = normaliser->out->size,
                              .compose_from = SIZE_MAX};
    while (cleaner.at < piece.size) {
        const char byte = piece.data[cleaner.at];
        if (is_plain(byte)) {
            clean_plain(&cleaner);
        } else if (byte & 0x80) {
            clean_high(&cleaner);
        } else if (byte == ESCAPE) {
            skip_escape(&cleaner);
        } else {
            normaliser->has_space |= is_blank(byte);
            cleaner.at++;
        }
    }
    if (cleaner.compose_from != SIZE_MAX) {
        compose_tail(&cleaner);
    }
}

void
normalise(struct buffer *out, struct slice text)
{
    struct normaliser normaliser;
    normaliser_init(&normaliser, out);
    normaliser_add(&normaliser, text);
}
