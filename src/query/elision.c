/*
 * Dots and brackets, as people write them: ... . . . [...] (…) ……
 */
#include "query/elision.h"

#include <string.h>

/** So many dots leave something out; two are a slip. */
enum { DOTS_MIN = 3 };

/** Step over dots and ellipses, spaces between them too; returns where they
 * end, or `at` where they leave nothing out. */
static size_t
skip_dots(struct slice text, size_t at)
{
    const struct slice ellipsis = SLICE("\u2026");
    size_t n_dots = 0;
    size_t end = at;
    for (size_t next = at; next < text.size;
         next = slice_skip_blanks(text, end)) {
        if (text.data[next] == '.') {
            n_dots++;
            end = next + 1;
        } else if (slice_starts(slice_from(text, next), ellipsis)) {
            n_dots += DOTS_MIN;
            end = next + ellipsis.size;
        } else {
            break;
        }
    }
    return n_dots >= DOTS_MIN ? end : at;
}

/** Step over an elision at an offset; returns where it ends, or `at` where
 * there is none. */
static size_t
skip_elision(struct slice text, size_t at)
{
    const char *const pairs[] = {"[]", "()"};
    for (size_t i = 0; i < 2; i++) {
        if (text.data[at] == pairs[i][0]) {
            const size_t dots = slice_skip_blanks(text, at + 1);
            const size_t end = skip_dots(text, dots);
            const size_t closing = slice_skip_blanks(text, end);
            return end > dots && closing < text.size &&
                           text.data[closing] == pairs[i][1]
                       ? closing + 1
                       : at;
        }
    }
    return skip_dots(text, at);
}

struct slice
elision_next_part(struct slice *rest)
{
    const struct slice text = *rest;
    for (size_t at = 0; at < text.size; at++) {
        /* The first byte of an ellipsis is one of many other signs' too. */
        const size_t end =
            memchr("[(.\xe2", text.data[at], 4) ? skip_elision(text, at) : at;
        if (end > at) {
            *rest = slice_from(text, end);
            return slice_trim(slice_part(text, 0, at));
        }
    }
    *rest = slice_from(text, text.size);
    return slice_trim(text);
}
