/*
 * display.c - escaping for terminals, and the width of characters.
 *
 * Owns the rule that nothing from a transcript, a file name or a message
 * reaches a terminal raw.  Widths follow Unicode's East Asian Width (W and F
 * are two columns) and its non-spacing marks, coarsely: whole blocks, because
 * a column too many or too few only moves a line's end.
 */
#include "cli/display.h"

#include "base/utf8.h"

/** The first and the last code point of a range. */
struct range {
    int32_t first;
    int32_t last;
};

static const struct range unsafe_ranges[] = {
    {0x0000, 0x001f}, {0x007f, 0x009f}, {0x061c, 0x061c},
    {0x200e, 0x200f}, {0x2028, 0x202e}, {0x2066, 0x2069},
};

static const struct range wide_ranges[] = {
    {0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},
    {0xa960, 0xa97f},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},
    {0xfe30, 0xfe6f},   {0xff01, 0xff60},   {0xffe0, 0xffe6},
    {0x16fe0, 0x18cff}, {0x1b000, 0x1b2ff}, {0x1f300, 0x1f64f},
    {0x1f680, 0x1f6ff}, {0x1f900, 0x1faff}, {0x20000, 0x3fffd},
};

static const struct range narrow_ranges[] = {
    {0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x05c1, 0x05c2},
    {0x0610, 0x061a}, {0x064b, 0x065f}, {0x06d6, 0x06dc}, {0x0900, 0x0902},
    {0x093c, 0x093c}, {0x0941, 0x0948}, {0x094d, 0x094d}, {0x0e31, 0x0e31},
    {0x0e34, 0x0e3a}, {0x0e47, 0x0e4e}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
    {0x200b, 0x200d}, {0x20d0, 0x20ff}, {0x302a, 0x302d}, {0x3099, 0x309a},
    {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xfeff, 0xfeff},
};

#define IN_RANGES(code_point, ranges)                                          \
    is_in(code_point, ranges, sizeof(ranges) / sizeof((ranges)[0]))

/** Whether a code point lies in one of `n` sorted ranges. */
static bool
is_in(int32_t code_point, const struct range *ranges, size_t n)
{
    for (size_t i = 0; i < n && ranges[i].first <= code_point; i++) {
        if (code_point <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

bool
display_is_unsafe(int32_t code_point)
{
    return IN_RANGES(code_point, unsafe_ranges);
}

size_t
display_columns(int32_t code_point)
{
    if (code_point < 0x300) {
        return 1;
    }
    if (IN_RANGES(code_point, narrow_ranges)) {
        return 0;
    }
    return IN_RANGES(code_point, wide_ranges) ? 2 : 1;
}

/** Spell bytes that are no UTF-8 out; returns the columns. */
static size_t
add_bytes(struct buffer *out, struct slice bytes)
{
    for (size_t i = 0; i < bytes.size; i++) {
        buffer_print(out, "\\x%02x", (unsigned)(unsigned char)bytes.data[i]);
    }
    return bytes.size * 4;
}

size_t
display_add_next(struct buffer *out, struct slice text, size_t *at)
{
    size_t size;
    const int32_t code_point = utf8_decode(text, *at, &size);
    const struct slice bytes = slice_part(text, *at, *at + size);
    *at += size;
    if (code_point < 0) {
        return add_bytes(out, bytes);
    }
    if (!display_is_unsafe(code_point)) {
        buffer_add_slice(out, bytes);
        return display_columns(code_point);
    }
    if (code_point < 0x80) {
        return add_bytes(out, bytes);
    }
    buffer_print(out, "\\u%04x", (unsigned)code_point);
    return 6;
}

size_t
display_add(struct buffer *out, struct slice text)
{
    size_t columns = 0;
    for (size_t at = 0; at < text.size;) {
        columns += display_add_next(out, text, &at);
    }
    return columns;
}

size_t
display_add_string(struct buffer *out, const char *text)
{
    return text ? display_add(out, slice_of(text)) : 0;
}

void
display_repair(struct buffer *out, struct slice bytes)
{
    for (size_t at = 0; at < bytes.size;) {
        size_t size;
        const int32_t code_point = utf8_decode(bytes, at, &size);
        if (code_point > 0) {
            buffer_add_slice(out, slice_part(bytes, at, at + size));
        } else {
            buffer_add_slice(out, SLICE("\xef\xbf\xbd"));
        }
        at += size;
    }
}
