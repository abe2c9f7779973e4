/*
 * A line of Markdown as a person reads it.
 *
 * Owns the inline syntax.  Follows CommonMark 0.31 loosely: marks that it
 * would take off are taken off, without looking for the partner of each, and
 * no mark is found across lines.
 */
#include "format/markdown_text.h"

#include "format/entity.h"

/** A line on its way into the segment. */
struct inliner {
    struct transcript *transcript;
    struct slice line;
    size_t begin; /**< of text that is not yet appended */
    size_t at;
    size_t link_end; /**< where the `]` of the link is that we are in */

    /* The next place of a byte, as last looked for: so that looking again
     * from before it costs nothing. */
    size_t next_square;
    size_t next_round;
    size_t next_angle;
};

/** The next place of a byte at or after an offset, or the line's size. */
static size_t
find_byte(const struct inliner *inliner, char byte, size_t from, size_t *next)
{
    const struct slice line = inliner->line;
    if (*next < from || *next == 0) {
        const char *found =
            from < line.size ? memchr(line.data + from, byte, line.size - from)
                             : NULL;
        *next = found ? (size_t)(found - line.data) : line.size;
    }
    return *next;
}

/** The byte at an offset from the current one, or a space outside. */
static char
peek(const struct inliner *inliner, ptrdiff_t offset)
{
    const size_t at = inliner->at + (size_t)offset;
    return at < inliner->line.size ? inliner->line.data[at] : ' ';
}

/** Append what is pending, and go on `size` bytes further. */
static void
skip(struct inliner *inliner, size_t size)
{
    transcript_text(inliner->transcript,
                    slice_part(inliner->line, inliner->begin, inliner->at));
    inliner->at += size;
    inliner->begin = inliner->at;
}

/** Whether a byte is punctuation of ASCII, which a backslash may precede. */
static bool
is_punctuation(char c)
{
    return c > ' ' && c < 0x7f && !is_digit(c) &&
           !((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/** Take a run of one mark of emphasis off, unless blanks are on both sides
 * or, for the underscore, letters are. */
static void
take_emphasis(struct inliner *inliner, char mark)
{
    ptrdiff_t size = 1;
    while (peek(inliner, size) == mark) {
        size++;
    }
    const char before = peek(inliner, -1);
    const char after = peek(inliner, size);
    const bool is_apart = is_blank(before) && is_blank(after);
    const bool is_inside = !is_blank(before) && !is_punctuation(before) &&
                           !is_blank(after) && !is_punctuation(after);
    if (is_apart || (mark == '_' && is_inside)) {
        inliner->at += (size_t)size;
    } else {
        skip(inliner, (size_t)size);
    }
}

/** At `[`: a link's text goes on behind it, a footnote's number is nothing. */
static void
take_open(struct inliner *inliner)
{
    const struct slice line = inliner->line;
    const size_t end =
        find_byte(inliner, ']', inliner->at + 1, &inliner->next_square);
    if (end < line.size && peek(inliner, 1) == '^') {
        skip(inliner, end + 1 - inliner->at);
        return;
    }
    const size_t open = end + 1;
    if (open < line.size && line.data[open] == '(' &&
        find_byte(inliner, ')', open, &inliner->next_round) < line.size) {
        inliner->link_end = end;
        const bool is_image =
            inliner->at > inliner->begin && peek(inliner, -1) == '!';
        inliner->at -= is_image;
        skip(inliner, 1 + (size_t)is_image);
        return;
    }
    inliner->at++;
}

/** At `]`: where it ends a link's text, its address is nothing. */
static void
take_close(struct inliner *inliner)
{
    if (inliner->at != inliner->link_end) {
        inliner->at++;
        return;
    }
    const size_t end =
        find_byte(inliner, ')', inliner->at + 1, &inliner->next_round);
    inliner->link_end = SIZE_MAX;
    skip(inliner, end + 1 - inliner->at);
}

/** At `<`: a tag is nothing, an address in angles is itself. */
static void
take_angle(struct inliner *inliner)
{
    const char c = peek(inliner, 1);
    const char lower = (char)(c | 0x20);
    const size_t end =
        find_byte(inliner, '>', inliner->at + 1, &inliner->next_angle);
    if (end == inliner->line.size ||
        !(c == '/' || c == '!' || (lower >= 'a' && lower <= 'z'))) {
        inliner->at++;
        return;
    }
    const struct slice tag = slice_part(inliner->line, inliner->at + 1, end);
    const bool is_address = slice_starts(tag, SLICE("http://")) ||
                            slice_starts(tag, SLICE("https://"));
    skip(inliner, is_address ? 1 : end + 1 - inliner->at);
}

/** At `>`: nothing where an address in angles ends. */
static void
take_angle_end(struct inliner *inliner)
{
    if (inliner->at > 0 && inliner->at == inliner->next_angle) {
        skip(inliner, 1);
    } else {
        inliner->at++;
    }
}

/** At `&`: the character that it stands for. */
static void
take_reference(struct inliner *inliner)
{
    struct entity entity;
    size_t end = inliner->at;
    if (!entity_read(inliner->line, &end, ENTITY_CLOSED, &entity)) {
        inliner->at++;
        return;
    }
    skip(inliner, end - inliner->at);
    transcript_text(inliner->transcript,
                    (struct slice){entity.bytes, entity.size});
}

/** Take the byte at the current place. */
static void
take_byte(struct inliner *inliner)
{
    const char c = inliner->line.data[inliner->at];
    switch (c) {
    case '\\':
        if (is_punctuation(peek(inliner, 1))) {
            skip(inliner, 1);
        }
        inliner->at++;
        break;
    case '*':
    case '_':
        take_emphasis(inliner, c);
        break;
    case '`':
        skip(inliner, 1);
        break;
    case '[':
        take_open(inliner);
        break;
    case ']':
        take_close(inliner);
        break;
    case '<':
        take_angle(inliner);
        break;
    case '>':
        take_angle_end(inliner);
        break;
    case '&':
        take_reference(inliner);
        break;
    default:
        inliner->at++;
        break;
    }
}

/** Whether a line is one text in single asterisks. */
static bool
is_aside(struct slice line)
{
    return line.size > 2 && line.data[0] == '*' && line.data[1] != '*' &&
           memchr(line.data + 1, '*', line.size - 1) ==
               line.data + line.size - 1;
}

void
markdown_text_add(struct transcript *transcript, struct slice line)
{
    line = slice_trim(line);
    if (is_aside(line)) {
        transcript_text(transcript, line);
        return;
    }
    struct inliner inliner = {
        .transcript = transcript,
        .line = line,
        .link_end = SIZE_MAX,
    };
    while (inliner.at < line.size) {
        take_byte(&inliner);
    }
    skip(&inliner, 0);
}

bool
markdown_is_link(struct slice line)
{
    size_t begin = slice_find(line, SLICE("http://"), 0);
    const size_t secure = slice_find(line, SLICE("https://"), 0);
    begin = begin < secure ? begin : secure;
    if (begin == line.size) {
        return false;
    }
    size_t end = begin;
    while (end < line.size && !is_blank(line.data[end])) {
        end++;
    }
    if (end < line.size) {
        return false;
    }
    const struct slice before = slice_trim(slice_part(line, 0, begin));
    return before.size == 0 || slice_equal(before, SLICE("<")) ||
           slice_ends(before, SLICE(":")) || slice_ends(before, SLICE(": <")) ||
           (slice_ends(before, SLICE("](")) && before.data[0] == '[');
}
