/*
 * Characters cut in two: whisper.cpp's tokens are bytes, and with a line a
 * token (`-ml 1`) the bytes of one character can come to stand on two lines
 * or more.  Decoding would replace each part, so they are put together ahead
 * of it.
 *
 * Owns only that: what lines mean is known to whisper.c, what ill-formed
 * sequences become to decode.c.
 */
#include "format/split.h"

#include "format/lines.h"
#include "format/span.h"

/** Where the text of a line with times begins; 0 for other lines. */
static size_t
text_begin(struct slice line)
{
    struct span span;
    size_t at = 1;
    if (line.size == 0 || line.data[0] != '[' || !span_read(line, &at, &span) ||
        !slice_starts(slice_from(line, at), SLICE("]  "))) {
        return 0;
    }
    return at + 3;
}

/** Whether a byte goes on a character. */
static bool
is_continuation(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

/** How many bytes are missing of the character that a text ends in. */
static size_t
missing_bytes(struct slice text)
{
    size_t n = 0;
    while (n < 3 && n < text.size &&
           is_continuation(text.data[text.size - 1 - n])) {
        n++;
    }
    if (n == text.size) {
        return 0;
    }
    const unsigned char first = (unsigned char)text.data[text.size - 1 - n];
    const size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    return first >= 0xc2 && first <= 0xf4 && size > n + 1 ? size - n - 1 : 0;
}

/** How many of at most `most` bytes at the front of a text go on a
 * character. */
static size_t
leading_bytes(struct slice text, size_t most)
{
    size_t n = 0;
    while (n < most && n < text.size && is_continuation(text.data[n])) {
        n++;
    }
    return n;
}

/** Put bytes into a buffer at an offset near its end. */
static void
insert(struct buffer *out, size_t at, struct slice bytes)
{
    buffer_add_slice(out, bytes);
    if (!out->has_failed) {
        char *place = out->data + at;
        memmove(place + bytes.size, place, out->size - at - bytes.size);
        memcpy(place, bytes.data, bytes.size);
    }
}

bool
split_mend(struct slice bytes, struct buffer *out)
{
    bool has_any = false;
    size_t n_missing = 0; /* of a character that ends at out->data[end] */
    size_t end = 0;
    struct lines lines;
    lines_init(&lines, bytes);
    for (size_t begin = 0; lines_next(&lines); begin = lines.next) {
        const size_t text_at = text_begin(lines.line);
        struct slice text = slice_from(lines.line, text_at);
        const size_t n = text_at > 0 ? leading_bytes(text, n_missing) : 0;
        buffer_add_slice(out, slice_part(bytes, begin, begin + text_at));
        if (n > 0) {
            insert(out, end, slice_part(text, 0, n));
            has_any = true;
        }
        end += n;
        n_missing -= n;
        text = slice_from(text, n);
        if (text.size > 0 || n == 0) {
            n_missing = text_at > 0 ? missing_bytes(text) : 0;
            end = out->size + text.size;
        }
        buffer_add_slice(out,
                         slice_part(bytes, begin + text_at + n, lines.next));
    }
    return has_any;
}
