/*
 * The text of a SubRip cue.  No specification says what may be in it; players
 * agree on a few HTML tags, on the override blocks of SubStation (`{\an8}`)
 * and, some of them, on character references.  `\N` and `\h` are what programs
 * leave that convert SubStation or captions of television.  Whatever is not
 * surely one of these is text: `<3`, `a < b`, `{laughs}`, `AT&T`, `C:\n`.
 */
#include "format/srt_text.h"

#include "format/entity.h"
#include "format/formats.h"

/** The bytes that may begin something other than text. */
static inline bool
is_special(char c)
{
    return c == '<' || c == '{' || c == '&' || c == '\\';
}

/** Whether a tag's name, without `/`, is one that players know. */
static bool
is_tag_name(struct slice name)
{
    static const struct slice names[] = {
        {"i", 1},  {"b", 1},      {"u", 1},    {"s", 1},
        {"em", 2}, {"strong", 6}, {"font", 4}, {"br", 2},
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (equals_lower(name, names[i])) {
            return true;
        }
    }
    return false;
}

/** Whether what follows a tag's name may do so: nothing, `/`, attributes. */
static bool
is_tag_rest(struct slice rest)
{
    const struct slice trimmed = slice_trim(rest);
    if (trimmed.size == 0 || slice_equal(trimmed, SLICE("/"))) {
        return true;
    }
    return is_blank(rest.data[0]) && memchr(rest.data, '=', rest.size);
}

/** The offset behind the tag at line[at], which is `<`; `at` itself where
 * there is none.  *is_break tells a line break. */
static size_t
tag_end(struct slice line, size_t at, bool *is_break)
{
    /* A tag does not hold another one's beginning: that bounds the look
     * ahead, so that a line of `<` takes linear time. */
    size_t end = at + 1;
    while (end < line.size && line.data[end] != '>' && line.data[end] != '<') {
        end++;
    }
    if (end == line.size || line.data[end] == '<') {
        return at;
    }
    size_t begin = at + 1;
    begin += line.data[begin] == '/';
    size_t name_end = begin;
    while (name_end < end && line.data[name_end] != '/' &&
           !is_blank(line.data[name_end])) {
        name_end++;
    }
    const struct slice name = slice_part(line, begin, name_end);
    if (!is_tag_name(name) || !is_tag_rest(slice_part(line, name_end, end))) {
        return at;
    }
    *is_break = equals_lower(name, SLICE("br"));
    return end + 1;
}

/** The offset behind the `{\...}` at line[at], which is `{`; `at` itself
 * where there is none. */
static size_t
override_end(struct slice line, size_t at)
{
    size_t end = at + 1;
    if (end == line.size || line.data[end] != '\\') {
        return at;
    }
    while (end < line.size && line.data[end] != '}' && line.data[end] != '{') {
        end++;
    }
    return end < line.size && line.data[end] == '}' ? end + 1 : at;
}

/** Take the line break `\N` or hard blank `\h` at line[at]; returns the offset
 * behind it, `at` where there is none. */
static size_t
take_blank(struct transcript *transcript, struct slice line, size_t at)
{
    if (at + 1 == line.size ||
        (line.data[at + 1] != 'N' && line.data[at + 1] != 'h')) {
        return at;
    }
    transcript_space(transcript);
    return at + 2;
}

/** Take what the special byte at line[at] begins; returns the offset behind
 * it, `at` itself when it is just text. */
static size_t
take_special(struct transcript *transcript, struct slice line, size_t at)
{
    if (line.data[at] == '{') {
        return override_end(line, at);
    }
    if (line.data[at] == '<') {
        bool is_break = false;
        const size_t end = tag_end(line, at, &is_break);
        if (is_break) {
            transcript_space(transcript);
        }
        return end;
    }
    if (line.data[at] == '\\') {
        return take_blank(transcript, line, at);
    }
    struct entity entity;
    if (entity_read(line, &at, ENTITY_CLOSED, &entity)) {
        transcript_text(transcript, (struct slice){entity.bytes, entity.size});
    }
    return at;
}

void
srt_text_add(struct transcript *transcript, struct slice line)
{
    size_t begin = 0; /* of text not yet appended */
    size_t at = 0;
    while (at < line.size) {
        if (!is_special(line.data[at])) {
            at++;
            continue;
        }
        transcript_text(transcript, slice_part(line, begin, at));
        begin = at;
        const size_t end = take_special(transcript, line, at);
        if (end > at) {
            begin = end;
        }
        at = end > at ? end : at + 1;
    }
    transcript_text(transcript, slice_part(line, begin, at));
}
