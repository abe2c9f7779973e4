/*
 * fuzz.c - what fuzz targets share: failing, and what any text of ours
 * promises.  White space is listed once more, so that a mistake in
 * the normaliser's list is seen.
 */
#include "fuzz.h"

#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void
fuzz_fail(const char *file, int line, const char *broken)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, broken);
    abort();
}

char *
fuzz_copy(struct slice bytes)
{
    char *copy = malloc(bytes.size > 0 ? bytes.size : 1);
    must(copy != NULL);
    if (bytes.size > 0) {
        memcpy(copy, bytes.data, bytes.size);
    }
    return copy;
}

/** Whether a code point has the property White_Space or is a control
 * character, other than the space itself. */
static bool
is_unclean(int32_t c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
           c == 0x202f || c == 0x205f || c == 0x3000 || c == 0xfeff;
}

void
must_be_clean(struct slice text)
{
    bool was_space = true;
    for (size_t at = 0; at < text.size;) {
        size_t size;
        const int32_t c = utf8_decode(text, at, &size);
        must(c >= 0);
        must(!is_unclean(c));
        must(c != ' ' || !was_space);
        was_space = c == ' ';
        at += size;
    }
    must(text.size == 0 || !was_space);
}
