/*
 * Walking over lines, in time linear in the text whichever line ends it uses.
 */
#include "format/lines.h"

#include "format/format.h"

/* How far to look for LF before looking for CR: without it a text that has
 * only CRs would be searched to its end for each line. */
enum { WINDOW_BYTES = 512 };

/** The offset of the next LF or CR at or after `at`, or text.size. */
static size_t
find_line_end(struct slice text, size_t at)
{
    while (at < text.size) {
        size_t size = text.size - at;
        size = size < WINDOW_BYTES ? size : WINDOW_BYTES;
        const char *window = text.data + at;
        const char *lf = memchr(window, '\n', size);
        const size_t before = lf ? (size_t)(lf - window) : size;
        const char *cr = memchr(window, '\r', before);
        if (cr) {
            return at + (size_t)(cr - window);
        }
        if (lf) {
            return at + before;
        }
        at += size;
    }
    return text.size;
}

bool
lines_next(struct lines *lines)
{
    const struct slice text = lines->text;
    if (lines->next >= text.size) {
        return false;
    }
    size_t end = find_line_end(text, lines->next);
    lines->line = slice_part(text, lines->next, end);
    if (end + 1 < text.size && text.data[end] == '\r' &&
        text.data[end + 1] == '\n') {
        end++;
    }
    lines->next = end < text.size ? end + 1 : end;
    lines->number++;
    return true;
}

void
lines_back(struct lines *lines)
{
    lines->next = (size_t)(lines->line.data - lines->text.data);
    lines->number--;
}

/** The number of the line that begins at an offset. */
static int64_t
line_number_at(struct slice text, size_t at)
{
    struct lines lines;
    lines_init(&lines, slice_part(text, 0, at));
    while (lines_next(&lines)) {
    }
    return lines.number + 1;
}

enum status
lines_check(struct slice text, struct error *error)
{
    /* From a line's beginning, look back from as far as the line may go: so
     * only one line end in LINE_MAX_BYTES is ever looked for. */
    size_t at = 0;
    while (text.size - at > LINE_MAX_BYTES) {
        size_t end = at + LINE_MAX_BYTES + 1;
        while (end > at && text.data[end - 1] != '\n' &&
               text.data[end - 1] != '\r') {
            end--;
        }
        if (end == at) {
            const int64_t number = line_number_at(text, at);
            error_set(error, ST_LINE_TOO_LONG, "a line is longer than %d bytes",
                      LINE_MAX_BYTES);
            if (error) {
                error->line = number;
                error->column = LINE_MAX_BYTES + 1;
            }
            return ST_LINE_TOO_LONG;
        }
        at = end;
    }
    return ST_OK;
}
