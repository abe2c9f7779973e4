/*
 * utf8.c - code points in and out of bytes.
 *
 * Owns what is well formed, after The Unicode Standard 15, table 3-7; other
 * encodings are for the decoder of the formats, properties for utf8proc.
 */
#include "base/utf8.h"

#include <stdbool.h>

/** Whether text[at] exists and lies between two bytes. */
static bool
has_byte_between(struct slice text, size_t at, unsigned low, unsigned high)
{
    return at < text.size && (unsigned char)text.data[at] >= low &&
           (unsigned char)text.data[at] <= high;
}

/** How many continuation bytes follow a leading byte, and the range of the
 * first of them (Unicode, table 3-7); 0 for what is no leading byte. */
static unsigned
continuation_bytes(unsigned lead, unsigned *low, unsigned *high)
{
    *low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    *high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (lead >= 0xc2 && lead <= 0xdf) {
        return 1;
    }
    if (lead >= 0xe0 && lead <= 0xef) {
        return 2;
    }
    return lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
}

int32_t
utf8_decode(struct slice text, size_t at, size_t *size)
{
    const unsigned lead = (unsigned char)text.data[at];
    *size = 1;
    if (lead < 0x80) {
        return (int32_t)lead;
    }
    unsigned low;
    unsigned high;
    const unsigned n = continuation_bytes(lead, &low, &high);
    if (n == 0) {
        return -1;
    }
    int32_t code_point = (int32_t)(lead & (0x3fu >> n));
    for (unsigned i = 1; i <= n; i++, low = 0x80, high = 0xbf) {
        if (!has_byte_between(text, at + i, low, high)) {
            *size = i;
            return -1;
        }
        code_point = code_point << 6 | (text.data[at + i] & 0x3f);
    }
    *size = n + 1;
    return code_point;
}

size_t
utf8_encode(uint32_t c, char bytes[4])
{
    if (c < 0x80) {
        bytes[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        bytes[0] = (char)(0xc0 | c >> 6);
        bytes[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        bytes[0] = (char)(0xe0 | c >> 12);
        bytes[1] = (char)(0x80 | (c >> 6 & 0x3f));
        bytes[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    bytes[0] = (char)(0xf0 | c >> 18);
    bytes[1] = (char)(0x80 | (c >> 12 & 0x3f));
    bytes[2] = (char)(0x80 | (c >> 6 & 0x3f));
    bytes[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

/** The length of the ASCII part from `at` on, eight bytes at a time. */
static size_t
ascii_run(struct slice text, size_t at)
{
    const size_t start = at;
    uint64_t eight;
    while (text.size - at >= sizeof(eight)) {
        memcpy(&eight, text.data + at, sizeof(eight));
        if (eight & UINT64_C(0x8080808080808080)) {
            break;
        }
        at += sizeof(eight);
    }
    while (at < text.size && !(text.data[at] & 0x80)) {
        at++;
    }
    return at - start;
}

size_t
utf8_valid_prefix(struct slice text)
{
    size_t at = 0;
    while (at < text.size) {
        at += ascii_run(text, at);
        if (at == text.size) {
            break;
        }
        size_t size;
        if (utf8_decode(text, at, &size) < 0) {
            return at;
        }
        at += size;
    }
    return at;
}

size_t
utf8_length(struct slice text)
{
    size_t length = 0;
    for (size_t i = 0; i < text.size; i++) {
        length += (text.data[i] & 0xc0) != 0x80;
    }
    return length;
}
