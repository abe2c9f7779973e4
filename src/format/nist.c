/*
 * Lines of fields between blanks, comments behind `;;`, and the marks on
 * words, as the manual of sclite in NIST's SCTK tells ("CTM", "STM").
 */
#include "format/nist.h"

#include "base/buffer.h"

bool
nist_field(struct slice line, size_t *at, struct slice *field)
{
    size_t begin = *at;
    while (begin < line.size && is_blank(line.data[begin])) {
        begin++;
    }
    size_t end = begin;
    while (end < line.size && !is_blank(line.data[end])) {
        end++;
    }
    *at = end;
    *field = slice_part(line, begin, end);
    return end > begin;
}

size_t
nist_fields(struct slice line, struct slice *fields, size_t n)
{
    size_t at = 0;
    size_t count = 0;
    while (count < n && nist_field(line, &at, &fields[count])) {
        count++;
    }
    return count;
}

bool
nist_is_comment(struct slice line)
{
    const struct slice text = slice_trim(line);
    return text.size == 0 || slice_starts(text, SLICE(";;"));
}

bool
nist_is_rttm(struct slice field)
{
    static const struct slice types[] = {
        SLICE_INIT("SPEAKER"),    SLICE_INIT("SPKR-INFO"),
        SLICE_INIT("LEXEME"),     SLICE_INIT("NON-LEX"),
        SLICE_INIT("SEGMENT"),    SLICE_INIT("NOSCORE"),
        SLICE_INIT("NON-SPEECH"), SLICE_INIT("NO_RT_METADATA"),
        SLICE_INIT("FILLER"),     SLICE_INIT("EDIT"),
        SLICE_INIT("IP"),         SLICE_INIT("SU"),
        SLICE_INIT("CB"),         SLICE_INIT("A/P"),
    };
    for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
        if (slice_equal(field, types[i])) {
            return true;
        }
    }
    return false;
}

/** Where the tags of a word begin: a semicolon that is not escaped. */
static size_t
find_tags(struct slice word)
{
    for (size_t i = 1; i < word.size; i++) {
        if (word.data[i] == ';' && word.data[i - 1] != '\\') {
            return i;
        }
    }
    return word.size;
}

/** Take the marks off the ends of a word. */
static struct slice
without_marks(struct slice word)
{
    word = slice_part(word, 0, find_tags(word));
    if (word.size > 2 && word.data[0] == '(' &&
        word.data[word.size - 1] == ')') {
        word = slice_part(word, 1, word.size - 1);
    }
    if (word.size > 1 && word.data[0] == '%') {
        word = slice_from(word, 1);
    }
    return slice_equal(word, SLICE("@")) ? SLICE("") : word;
}

void
nist_add_word(struct transcript *transcript, struct slice word)
{
    word = without_marks(word);
    size_t begin = 0;
    while (begin < word.size) {
        const size_t escape = slice_find(word, SLICE("\\;"), begin);
        transcript_text(transcript, slice_part(word, begin, escape));
        if (escape == word.size) {
            break;
        }
        transcript_text(transcript, SLICE(";"));
        begin = escape + 2;
    }
}
