/*
 * Rows and cells of a table in text.
 *
 * Owns separators and quotes: RFC 4180, with blanks about cells, any line
 * ends, and what sloppy writers do.  Which column is what, is the formats'.
 *
 * A quote that nothing closes before a separator or the end of a line is
 * somebody's mistake, or an older whisper.cpp's, which writes \" for a quote:
 * such a cell ends with its line, so that one of them does not swallow rows.
 * Looking for the end of a cell stops at the first odd run of quotes, and
 * only an odd run begins a cell that is worth looking: so all of it is linear.
 */
#include "format/table.h"

void
table_init(struct table *table, struct slice text, char separator)
{
    *table = (struct table){.separator = separator};
    lines_init(&table->lines, text);
}

/** Where the current line ends, in the text. */
static size_t
line_end(const struct lines *lines)
{
    return (size_t)(lines->line.data - lines->text.data) + lines->line.size;
}

/** Where the cell in quotes at an offset of the text has its closing one;
 * false without. */
static bool
find_closing(struct slice text, size_t at, size_t *closing)
{
    for (size_t i = at + 1; i < text.size; i += 2) {
        const char *quote = memchr(text.data + i, '"', text.size - i);
        if (!quote) {
            return false;
        }
        i = (size_t)(quote - text.data);
        if (i + 1 == text.size || text.data[i + 1] != '"') {
            *closing = i;
            return true;
        }
    }
    return false;
}

/** Step over blanks, which a separator is not. */
static size_t
skip_blanks(const struct table *table, size_t at, size_t end)
{
    const struct slice text = table->lines.text;
    while (at < end && text.data[at] != table->separator &&
           (text.data[at] == ' ' || text.data[at] == '\t')) {
        at++;
    }
    return at;
}

/** Whether a cell may end at an offset of the text. */
static bool
is_cell_end(const struct table *table, size_t at)
{
    const struct slice text = table->lines.text;
    return at == text.size || text.data[at] == table->separator ||
           text.data[at] == '\n' || text.data[at] == '\r';
}

/** Read a cell in quotes, which may go on in further lines; false where it is
 * not closed as it should be. */
static bool
read_quoted(struct table *table, size_t *at, struct table_cell *cell)
{
    const struct slice text = table->lines.text;
    size_t closing;
    if (!find_closing(text, *at, &closing)) {
        return false;
    }
    const size_t behind = skip_blanks(table, closing + 1, text.size);
    if (!is_cell_end(table, behind)) {
        return false;
    }
    cell->text = slice_part(text, *at + 1, closing);
    cell->is_quoted = true;
    while (line_end(&table->lines) < behind) {
        lines_next(&table->lines);
    }
    *at = behind;
    return true;
}

/** Read the cell at an offset of the text, and step to where it ends. */
static void
read_cell(struct table *table, size_t *at)
{
    const struct slice text = table->lines.text;
    const size_t n_columns =
        table->n_columns > 0 ? table->n_columns : TABLE_CELLS_MAX;
    struct table_cell *cell = &table->cells[table->n_cells++];
    *cell = (struct table_cell){0};
    size_t end = line_end(&table->lines);
    *at = skip_blanks(table, *at, end);
    const bool is_quoted =
        table->has_quotes && *at < end && text.data[*at] == '"';
    if (is_quoted && read_quoted(table, at, cell)) {
        return;
    }
    if (table->n_cells < n_columns) {
        const char *mark = memchr(text.data + *at, table->separator, end - *at);
        end = mark ? (size_t)(mark - text.data) : end;
    }
    cell->text = slice_trim(slice_part(text, *at, end));
    /* Few writers put quotes about cells where tabs part them: there, what is
     * not closed as it should be is text. */
    cell->is_broken = is_quoted && table->separator != '\t';
    *at = end;
}

bool
table_next(struct table *table)
{
    struct lines *lines = &table->lines;
    do {
        if (!lines_next(lines)) {
            return false;
        }
    } while (slice_trim(lines->line).size == 0);
    const size_t begin = (size_t)(lines->line.data - lines->text.data);
    table->number = lines->number;
    table->n_cells = 0;
    size_t at = begin;
    read_cell(table, &at);
    while (at < line_end(lines) && table->n_cells < TABLE_CELLS_MAX) {
        at++;
        read_cell(table, &at);
    }
    table->row = slice_part(lines->text, begin, line_end(lines));
    return true;
}

struct slice
table_text(const struct table *table, size_t column)
{
    return column < table->n_cells ? table->cells[column].text : SLICE("");
}

/** Append a text with quotes in it that are doubled. */
static void
add_doubled(struct buffer *out, struct slice text)
{
    size_t begin = 0;
    for (size_t i = 0; i + 1 < text.size; i++) {
        if (text.data[i] == '"' && text.data[i + 1] == '"') {
            buffer_add_slice(out, slice_part(text, begin, ++i));
            begin = i + 1;
        }
    }
    buffer_add_slice(out, slice_from(text, begin));
}

/** Whether a backslash before a quote is just text: the quote is the closing
 * one, or it is doubled. */
static bool
is_plain_backslash(struct slice text, size_t at)
{
    return at + 2 == text.size ||
           (at + 3 < text.size && text.data[at + 2] == '"');
}

/** Append a text in quotes that are doubled or behind a backslash; false
 * where the closing one is missing. */
static bool
add_broken(struct buffer *out, struct slice text)
{
    size_t at = 1;
    bool is_closed = false;
    for (; at < text.size && !is_closed; at++) {
        const char c = text.data[at];
        const bool has_next = at + 1 < text.size;
        const bool is_escape =
            (c == '"' || c == '\\') && has_next && text.data[at + 1] == '"';
        if (is_escape && !(c == '\\' && is_plain_backslash(text, at))) {
            buffer_add_byte(out, '"');
            at++;
        } else if (c == '"') {
            is_closed = true;
        } else {
            buffer_add_byte(out, c);
        }
    }
    /* A quote in the text that is not doubled: nothing behind it is lost. */
    buffer_add_slice(out, slice_from(text, at));
    return is_closed && at == text.size;
}

bool
table_add_text(struct buffer *out, const struct table_cell *cell)
{
    if (cell->is_broken) {
        return add_broken(out, cell->text);
    }
    if (cell->is_quoted) {
        add_doubled(out, cell->text);
    } else {
        buffer_add_slice(out, cell->text);
    }
    return true;
}

void
table_complain(const struct table *table, struct transcript *transcript,
               enum status code, const char *place, const char *text)
{
    struct lines lines;
    lines_init(&lines, table->row);
    while (lines_next(&lines) && lines.next < table->row.size &&
           table->row.data + lines.next <= place) {
    }
    const int64_t line = lines.number > 0 ? lines.number - 1 : 0;
    const char *begin = lines.number > 0 ? lines.line.data : table->row.data;
    transcript_complain(transcript, code, table->number + line,
                        place - begin + 1, "%s", text);
}
