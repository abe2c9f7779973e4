/*
 * Bytes beside bytes, from the token on that both begin with.
 */
#include "query/written.h"

#include "text/token.h"

#include <string.h>

/** Signs beside and between words that tell them from others; a hyphen and an
 * apostrophe do not. */
static const char telling[] = ".,:+#%&$@/*=~^<>";

/** What a sentence has behind a word. */
static const char punctuation[] = ".,;:!?)]}\"'";

/** A letter in lower case, and any other byte as it is. */
static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

struct slice
written_signs(struct slice typed)
{
    while (typed.size > 0 && memchr(punctuation, typed.data[typed.size - 1],
                                    sizeof(punctuation) - 1)) {
        typed.size--;
    }
    for (size_t i = 0; i < typed.size; i++) {
        if (memchr(telling, typed.data[i], sizeof(telling) - 1)) {
            return typed;
        }
    }
    return (struct slice){typed.data, 0};
}

/** Whether a number goes on at an offset of a text, behind a point or comma:
 * $5 is not $5,000. */
static bool
goes_on(struct slice text, size_t at)
{
    const char point = slice_byte(text, at);
    return (point == '.' || point == ',') && is_digit(slice_byte(text, at + 1));
}

/** Whether a number began before an offset of a text: .5 of 3.5. */
static bool
began_before(struct slice text, size_t at)
{
    return at >= 2 && goes_on(text, at - 1) && is_digit(text.data[at - 2]);
}

bool
written_so(struct slice text, uint32_t token, struct slice typed)
{
    struct tokeniser own;
    struct tokeniser said;
    tokeniser_init(&own, typed);
    tokeniser_init(&said, text);
    for (uint32_t i = 0; i <= token; i++) {
        if (!tokeniser_next(&said)) {
            return false;
        }
    }
    if (!tokeniser_next(&own) || said.begin < own.begin) {
        return false;
    }
    const size_t begin = said.begin - own.begin;
    const struct slice rest = slice_from(text, begin);
    bool same = rest.size >= typed.size;
    for (size_t i = 0; same && i < typed.size; i++) {
        same = lower(rest.data[i]) == lower(typed.data[i]);
    }
    /* C+ is no C++. */
    const char last = typed.data[typed.size - 1];
    return same && slice_byte(rest, typed.size) != last &&
           !(is_digit(last) && goes_on(rest, typed.size)) &&
           !(is_digit(typed.data[0]) && began_before(text, begin));
}
