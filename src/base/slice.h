/*
 * slice.h - borrowed bytes with a length.
 *
 * A slice never owns: each function that returns one says until when it
 * lives.  There is no NUL at its end.
 */
#ifndef QUOTH_BASE_SLICE_H
#define QUOTH_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct slice {
    const char *data;
    size_t size;
};

/** Initialises a slice with a string literal, also in constant tables. */
#define SLICE_INIT(literal)                                                    \
    {                                                                          \
        "" literal, sizeof(literal) - 1                                        \
    }

/** A slice of a string literal. */
#define SLICE(literal) ((struct slice)SLICE_INIT(literal))

static inline struct slice
slice_of(const char *string)
{
    return (struct slice){string, strlen(string)};
}

/** The bytes from `begin` up to `end`, which must be inside. */
static inline struct slice
slice_part(struct slice s, size_t begin, size_t end)
{
    return (struct slice){s.data + begin, end - begin};
}

/** All bytes from `begin` on. */
static inline struct slice
slice_from(struct slice s, size_t begin)
{
    return slice_part(s, begin, s.size);
}

static inline bool
slice_equal(struct slice a, struct slice b)
{
    return a.size == b.size && (a.size == 0 || !memcmp(a.data, b.data, a.size));
}

static inline bool
slice_starts(struct slice s, struct slice prefix)
{
    return s.size >= prefix.size &&
           (prefix.size == 0 || !memcmp(s.data, prefix.data, prefix.size));
}

static inline bool
slice_ends(struct slice s, struct slice suffix)
{
    return s.size >= suffix.size &&
           slice_equal(slice_from(s, s.size - suffix.size), suffix);
}

static inline bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' ||
           c == '\v';
}

static inline bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/** Without ASCII white space at both ends. */
static inline struct slice
slice_trim(struct slice s)
{
    while (s.size > 0 && is_blank(s.data[0])) {
        s.data++;
        s.size--;
    }
    while (s.size > 0 && is_blank(s.data[s.size - 1])) {
        s.size--;
    }
    return s;
}

/** The byte at an offset, or 0 behind the end. */
static inline char
slice_byte(struct slice s, size_t at)
{
    return at < s.size ? s.data[at] : '\0';
}

/** Step over ASCII white space; returns where the next other byte is. */
static inline size_t
slice_skip_blanks(struct slice s, size_t at)
{
    while (at < s.size && is_blank(s.data[at])) {
        at++;
    }
    return at;
}

/** Whether a slice has an ASCII digit. */
static inline bool
slice_has_digit(struct slice s)
{
    for (size_t i = 0; i < s.size; i++) {
        if (is_digit(s.data[i])) {
            return true;
        }
    }
    return false;
}

/** The offset of `needle`'s first place at or after `from`, or s.size. */
static inline size_t
slice_find(struct slice s, struct slice needle, size_t from)
{
    if (from >= s.size || needle.size == 0) {
        return s.size;
    }
    const char *at =
        memmem(s.data + from, s.size - from, needle.data, needle.size);
    return at ? (size_t)(at - s.data) : s.size;
}

#endif
