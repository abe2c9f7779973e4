/*
 * JSON, RFC 8259: yajl's events into a flat array of nodes.
 *
 * yajl knows the grammar; it sees the whole text as one chunk, so that what
 * it hands out are places in the text.  Escapes are undone here, since yajl
 * makes ill-formed UTF-8 of lone surrogates.  What the members mean is for
 * the formats.
 *
 * yajl does not check its allocations.  It gets them from here, and where
 * one fails it is left by longjmp(); all its blocks are on a list.
 */
#include "format/json.h"

#include "base/timecode.h"
#include "base/utf8.h"

#include <setjmp.h>
#include <stdlib.h>
#include <yajl/yajl_parse.h>

/* The front of each block that yajl holds. */
struct block {
    struct block *next;
    struct block **link; /**< what points here */
    max_align_t bytes[];
};

struct reader {
    struct json *json;
    yajl_handle yajl;
    uint32_t open[JSON_NESTING_MAX]; /**< containers around the next value */
    size_t depth;
    bool is_after_key;
    bool is_lexical;    /**< whether an error is inside of a token */
    size_t n_taken;     /**< bytes up to the end of the last event */
    enum status status; /**< why an event stopped the reading */
    struct block *blocks;
    jmp_buf no_memory;
};

/** Put a block on the list. */
static void *
link_block(struct reader *reader, struct block *block)
{
    block->next = reader->blocks;
    block->link = &reader->blocks;
    if (block->next) {
        block->next->link = &block->next;
    }
    reader->blocks = block;
    return block->bytes;
}

/** Take a block off the list; NULL for NULL. */
static struct block *
unlink_block(void *bytes)
{
    if (!bytes) {
        return NULL;
    }
    struct block *block =
        (struct block *)(void *)((char *)bytes - offsetof(struct block, bytes));
    /* What the list begins with moves on by the link, which the analyzer does
     * not follow.  NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
    *block->link = block->next;
    if (block->next) {
        block->next->link = block->link;
    }
    return block;
}

/** Memory for yajl; returns only with success.  A block that can not grow is
 * freed, since yajl will not be asked again. */
static void *
grow_block(void *context, void *bytes, size_t size)
{
    struct reader *reader = context;
    struct block *block = unlink_block(bytes);
    struct block *grown = NULL;
    if (size <= SIZE_MAX - sizeof(*block)) {
        grown = realloc(block, sizeof(*block) + size);
    }
    if (!grown) {
        free(block);
        longjmp(reader->no_memory, 1);
    }
    return link_block(reader, grown);
}

/** New memory for yajl. */
static void *
new_block(void *context, size_t size)
{
    return grow_block(context, NULL, size);
}

/** yajl needs a block no longer. */
static void
drop_block(void *context, void *bytes)
{
    (void)context;
    free(unlink_block(bytes));
}

/** Free all that yajl holds. */
static void
free_blocks(struct reader *reader)
{
    while (reader->blocks) {
        free(unlink_block(reader->blocks->bytes));
    }
}

/** Append a node; what the events return, 0 to stop. */
static int
add_node(struct reader *reader, enum json_type type, size_t begin, size_t size)
{
    struct json *json = reader->json;
    if (json->n_nodes == JSON_NODES_MAX) {
        reader->status = ST_TOO_LARGE;
        return 0;
    }
    if (!array_grow(&json->nodes, &json->nodes_capacity, json->n_nodes,
                    sizeof(*json->nodes))) {
        reader->status = ST_NO_MEMORY;
        return 0;
    }
    json->nodes[json->n_nodes++] = (struct json_node){
        .begin = (uint32_t)begin,
        .extent = size & JSON_MAX_BYTES,
        .type = type & 7U,
    };
    reader->is_after_key = false;
    return 1;
}

/** Append a value that ends where yajl is, and whose text is of no use. */
static int
add_word(struct reader *reader, enum json_type type, size_t size)
{
    reader->n_taken = yajl_get_bytes_consumed(reader->yajl);
    return add_node(reader, type, reader->n_taken - size, 0);
}

/** A null. */
static int
on_null(void *context)
{
    return add_word(context, JSON_NULL, strlen("null"));
}

/** A true or false. */
static int
on_boolean(void *context, int is_true)
{
    return is_true ? add_word(context, JSON_TRUE, strlen("true"))
                   : add_word(context, JSON_FALSE, strlen("false"));
}

/** Whether yajl's bytes are part of the source, and where. */
static bool
is_in_source(const struct json *json, const void *data, size_t *begin)
{
    *begin = (uintptr_t)data - (uintptr_t)json->text.data;
    return *begin < json->text.size;
}

/** A number, as it is written. */
static int
on_number(void *context, const char *data, size_t size)
{
    struct reader *reader = context;
    size_t begin;
    if (!is_in_source(reader->json, data, &begin)) {
        /* Held back by yajl, for it is the end of the text: inside of a
         * container, it is cut. */
        if (reader->depth > 0) {
            return 1;
        }
        begin = reader->json->text.size - size;
    }
    reader->n_taken = begin + size;
    return add_node(reader, JSON_NUMBER, begin, size);
}

/** The offset of the quote that opens the string whose closing one is at
 * `end`: the next one backwards that is not escaped. */
static size_t
find_opening_quote(struct slice text, size_t end)
{
    size_t at = end;
    for (;;) {
        at--;
        const char *quote = memrchr(text.data, '"', at + 1);
        at = (size_t)(quote - text.data);
        size_t n_backslashes = 0;
        while (n_backslashes < at &&
               text.data[at - n_backslashes - 1] == '\\') {
            n_backslashes++;
        }
        if (n_backslashes % 2 == 0) {
            return at;
        }
    }
}

/** The value of four hexadecimal digits. */
static uint32_t
read_hex(const char *digits)
{
    uint32_t value = 0;
    for (size_t i = 0; i < 4; i++) {
        const char c = digits[i];
        const char base = is_digit(c) ? '0' : c >= 'a' ? 'a' - 10 : 'A' - 10;
        value = value * 16 + (uint32_t)(c - base);
    }
    return value;
}

/** Append what `\uXXXX` at *at means, with the second half of a pair where
 * one follows, and step behind it. */
static void
add_code_point(struct buffer *out, struct slice text, size_t *at)
{
    uint32_t code = read_hex(text.data + *at + 2);
    *at += 6;
    if (code >= 0xd800 && code < 0xdc00 && text.size - *at >= 6 &&
        slice_starts(slice_from(text, *at), SLICE("\\u"))) {
        const uint32_t low = read_hex(text.data + *at + 2);
        if (low >= 0xdc00 && low < 0xe000) {
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
            *at += 6;
        }
    }
    if (code == 0 || (code >= 0xd800 && code < 0xe000)) {
        code = 0xfffd;
    }
    char bytes[4];
    buffer_add(out, bytes, utf8_encode(code, bytes));
}

/** Append the text between two quotes, its escapes undone.  yajl has found
 * them right. */
static void
add_unescaped(struct buffer *out, struct slice text)
{
    static const char escapes[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    size_t at = 0;
    while (at < text.size) {
        const size_t backslash = slice_find(text, SLICE("\\"), at);
        buffer_add_slice(out, slice_part(text, at, backslash));
        at = backslash;
        if (at == text.size) {
            return;
        }
        if (text.data[at + 1] == 'u') {
            add_code_point(out, text, &at);
        } else {
            const char *escape = strchr(escapes, text.data[at + 1]);
            buffer_add_byte(out, meanings[escape - escapes]);
            at += 2;
        }
    }
}

/** Append a string that has escapes, and ends where yajl is.  Its place in
 * the source is kept ahead of its text. */
static int
add_own_string(struct reader *reader)
{
    struct json *json = reader->json;
    const size_t end = reader->n_taken - 1;
    const uint32_t begin = (uint32_t)find_opening_quote(json->text, end) + 1;
    buffer_add(&json->own, (const char *)&begin, sizeof(begin));
    const size_t own_begin = json->own.size;
    add_unescaped(&json->own, slice_part(json->text, begin, end));
    if (json->own.has_failed) {
        reader->status = ST_NO_MEMORY;
        return 0;
    }
    if (!add_node(reader, JSON_STRING, own_begin, json->own.size - own_begin)) {
        return 0;
    }
    json->nodes[json->n_nodes - 1].is_own = 1;
    return 1;
}

/** A string, whose escapes yajl has undone in a copy. */
static int
on_string(void *context, const unsigned char *data, size_t size)
{
    struct reader *reader = context;
    size_t begin;
    reader->n_taken = yajl_get_bytes_consumed(reader->yajl);
    return is_in_source(reader->json, data, &begin)
               ? add_node(reader, JSON_STRING, begin, size)
               : add_own_string(reader);
}

/** A key, ahead of its value. */
static int
on_key(void *context, const unsigned char *data, size_t size)
{
    struct reader *reader = context;
    const int is_added = on_string(context, data, size);
    reader->is_after_key = true;
    return is_added;
}

/** Open an object or array. */
static int
open_container(struct reader *reader, enum json_type type)
{
    if (reader->depth == JSON_NESTING_MAX) {
        reader->status = ST_BAD_SYNTAX;
        return 0;
    }
    if (!add_word(reader, type, 1)) {
        return 0;
    }
    reader->open[reader->depth++] = (uint32_t)reader->json->n_nodes - 1;
    return 1;
}

/** The beginning of an object. */
static int
on_object(void *context)
{
    return open_container(context, JSON_OBJECT);
}

/** The beginning of an array. */
static int
on_array(void *context)
{
    return open_container(context, JSON_ARRAY);
}

/** Close the innermost object or array. */
static void
close_container(struct reader *reader)
{
    struct json *json = reader->json;
    const uint32_t opener = reader->open[--reader->depth];
    json->nodes[opener].extent = (json->n_nodes - opener) & JSON_MAX_BYTES;
}

/** The end of an object or array. */
static int
on_end(void *context)
{
    struct reader *reader = context;
    close_container(reader);
    reader->n_taken = yajl_get_bytes_consumed(reader->yajl);
    return 1;
}

static const yajl_callbacks events = {
    .yajl_null = on_null,
    .yajl_boolean = on_boolean,
    .yajl_number = on_number,
    .yajl_string = on_string,
    .yajl_start_map = on_object,
    .yajl_map_key = on_key,
    .yajl_end_map = on_end,
    .yajl_start_array = on_array,
    .yajl_end_array = on_end,
};

/** Count the line and column of a byte. */
static void
find_place(struct slice text, size_t place, int64_t *line, int64_t *column)
{
    size_t line_begin = 0;
    *line = 1;
    for (size_t i = 0; i < place; i++) {
        const bool is_crlf = i + 1 < text.size && text.data[i + 1] == '\n';
        if (text.data[i] == '\n' || (text.data[i] == '\r' && !is_crlf)) {
            line_begin = i + 1;
            *line += 1;
        }
    }
    *column = (int64_t)(place - line_begin) + 1;
}

/** Fill in an error at a byte of the source. */
static enum status
fail(const struct reader *reader, struct error *error, size_t place,
     const char *text)
{
    error_set(error, reader->status, "%s", text);
    if (error) {
        find_place(reader->json->text, place, &error->line, &error->column);
    }
    return reader->status;
}

/** Where the token begins that yajl, which has come as far as `n_read`, could
 * not take; inside of a string, the character. */
static size_t
find_bad_token(const struct reader *reader, size_t n_read)
{
    const struct slice text = reader->json->text;
    size_t at = reader->n_taken;
    bool has_separator = false;
    for (; at < text.size; at++) {
        const char c = text.data[at];
        const bool is_separator =
            (c == ',' || c == ':') && !has_separator && at + 1 < n_read;
        if (!is_blank(c) && !is_separator) {
            break;
        }
        has_separator |= is_separator;
    }
    return at < n_read && text.data[at] == '"' && reader->is_lexical ? n_read
                                                                     : at;
}

/** Tell what yajl did not like. */
static enum status
fail_syntax(struct reader *reader, struct error *error, size_t n_read)
{
    unsigned char *told = yajl_get_error(reader->yajl, 0, NULL, 0);
    struct slice text = slice_trim(slice_of((const char *)told));
    reader->is_lexical = slice_starts(text, SLICE("lexical"));
    text = slice_from(text, slice_find(text, SLICE(": "), 0));
    text = slice_from(text, text.size > 2 ? 2 : 0);
    if (slice_ends(text, SLICE("."))) {
        text.size--;
    }
    told[text.data + text.size - (const char *)told] = '\0';
    reader->status = ST_BAD_SYNTAX;
    return fail(reader, error, find_bad_token(reader, n_read), text.data);
}

/** Two characters are white space for yajl, but not in JSON, where they may
 * stand nowhere. */
static enum status
check_spaces(struct reader *reader, struct error *error)
{
    const struct slice text = reader->json->text;
    const char *tab = memchr(text.data, '\v', text.size);
    const char *feed = memchr(text.data, '\f', text.size);
    const char *first = !tab || (feed && feed < tab) ? feed : tab;
    if (!first) {
        return ST_OK;
    }
    reader->status = ST_BAD_SYNTAX;
    return fail(reader, error, (size_t)(first - text.data),
                "a vertical tab or form feed");
}

/** What comes behind the document, which yajl does not always see, for it
 * waits there for the end of a token. */
static enum status
check_rest(struct reader *reader, struct error *error)
{
    const struct slice text = reader->json->text;
    const struct slice rest = slice_trim(slice_from(text, reader->n_taken));
    if (reader->json->n_nodes == 0 || reader->depth > 0 || rest.size == 0) {
        return ST_OK;
    }
    reader->status = ST_BAD_SYNTAX;
    return fail(reader, error, (size_t)(rest.data - text.data),
                "more than one value");
}

/** Let yajl read the text, and what it holds back at the end of a whole one;
 * may be left by longjmp(). */
static enum status
read_text(struct reader *reader, bool is_whole, struct error *error)
{
    const struct slice text = reader->json->text;
    yajl_alloc_funcs memory = {new_block, grow_block, drop_block, reader};
    reader->yajl = yajl_alloc(&events, &memory, reader);
    yajl_config(reader->yajl, yajl_dont_validate_strings, 1);
    const yajl_status status =
        yajl_parse(reader->yajl, (const unsigned char *)text.data, text.size);
    const size_t n_read = yajl_get_bytes_consumed(reader->yajl);
    const bool is_cut = status == yajl_status_ok && is_whole &&
                        yajl_complete_parse(reader->yajl) != yajl_status_ok;
    if (reader->status == ST_NO_MEMORY) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    if (reader->status != ST_OK) {
        return fail(reader, error, n_read - 1,
                    reader->status == ST_TOO_LARGE ? "too many values"
                                                   : "nested too deeply");
    }
    TRY(check_rest(reader, error));
    if (status == yajl_status_error) {
        return fail_syntax(reader, error, n_read);
    }
    if (is_cut) {
        reader->status = ST_TRUNCATED;
        return fail(reader, error, text.size, "unexpected end");
    }
    return check_spaces(reader, error);
}

/** Read a text; what yajl holds is freed. */
static enum status
run_reader(struct reader *reader, bool is_whole, struct error *error)
{
    enum status status;
    if (setjmp(reader->no_memory)) {
        status = error_set(error, ST_NO_MEMORY, "out of memory");
    } else {
        status = read_text(reader, is_whole, error);
    }
    free_blocks(reader);
    return status;
}

/** Nothing read yet of a text. */
static void
init(struct json *json, struct slice text)
{
    *json = (struct json){.text = text};
    buffer_init(&json->own, UINT32_MAX);
}

/** Close what is open at the end of what was read. */
static bool
close_all(struct reader *reader)
{
    if (reader->is_after_key &&
        !add_node(reader, JSON_NULL, reader->json->text.size, 0)) {
        return false;
    }
    while (reader->depth > 0) {
        close_container(reader);
    }
    return true;
}

enum status
json_read(struct json *json, struct slice text, struct error *error)
{
    init(json, text);
    if (text.size > JSON_MAX_BYTES) {
        return error_set(error, ST_TOO_LARGE, "more than %d bytes of JSON",
                         JSON_MAX_BYTES);
    }
    struct reader reader = {.json = json};
    const enum status status = run_reader(&reader, true, error);
    if (status != ST_TOO_LARGE && !close_all(&reader)) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    return status;
}

enum status
json_read_most(struct json *json, struct slice text,
               struct transcript *transcript, struct error *error)
{
    struct error detail;
    const enum status status = json_read(json, text, &detail);
    if (status == ST_OK) {
        return ST_OK;
    }
    if ((status == ST_TRUNCATED || status == ST_BAD_SYNTAX) &&
        json_count(json_root(json)) > 0) {
        transcript_complain(transcript, status, detail.line, detail.column,
                            "%s; what follows is not read", detail.text);
        return ST_OK;
    }
    if (error) {
        *error = detail;
    }
    json_finish(json);
    return status;
}

bool
json_read_front(struct json *json, struct slice front)
{
    init(json, front);
    struct reader reader = {.json = json};
    const struct slice trimmed = slice_trim(front);
    if (trimmed.size > 0 && trimmed.size <= JSON_MAX_BYTES &&
        (trimmed.data[0] == '{' || trimmed.data[0] == '[')) {
        const enum status status = run_reader(&reader, false, NULL);
        const bool is_front =
            status == ST_OK || (status == ST_BAD_SYNTAX && json->n_nodes > 2);
        if (is_front && close_all(&reader)) {
            return true;
        }
    }
    json_finish(json);
    return false;
}

void
json_finish(struct json *json)
{
    buffer_finish(&json->own);
    free(json->nodes);
    init(json, (struct slice){0});
}

struct slice
json_text(const struct json *json, const struct json_node *node)
{
    if (json_type(node) != JSON_STRING && json_type(node) != JSON_NUMBER) {
        return (struct slice){0};
    }
    const struct slice source =
        node->is_own ? buffer_slice(&json->own) : json->text;
    return slice_part(source, node->begin, (size_t)node->begin + node->extent);
}

/** The node behind a value and all it holds. */
static const struct json_node *
behind(const struct json_node *node)
{
    return json_type(node) >= JSON_ARRAY ? node + node->extent : node + 1;
}

struct json_walk
json_walk(const struct json_node *node)
{
    if (json_type(node) < JSON_ARRAY) {
        return (struct json_walk){0};
    }
    return (struct json_walk){
        .next = node + 1,
        .end = behind(node),
        .is_object = json_type(node) == JSON_OBJECT,
    };
}

bool
json_next(struct json_walk *walk)
{
    if (walk->next == walk->end) {
        return false;
    }
    walk->key = walk->is_object ? walk->next : NULL;
    walk->value = walk->is_object ? walk->next + 1 : walk->next;
    walk->next = behind(walk->value);
    return true;
}

const struct json_node *
json_first(const struct json_node *node)
{
    struct json_walk walk = json_walk(node);
    return json_next(&walk) ? walk.value : NULL;
}

size_t
json_count(const struct json_node *node)
{
    size_t count = 0;
    struct json_walk walk = json_walk(node);
    while (json_next(&walk)) {
        count++;
    }
    return count;
}

const struct json_node *
json_get(const struct json *json, const struct json_node *node,
         struct slice key)
{
    const struct json_node *found = NULL;
    struct json_walk walk = json_walk(node);
    while (walk.is_object && json_next(&walk)) {
        if (walk.key->extent == key.size &&
            slice_equal(json_text(json, walk.key), key)) {
            found = walk.value;
        }
    }
    return found;
}

struct slice
json_get_string(const struct json *json, const struct json_node *node,
                struct slice key)
{
    const struct json_node *value = json_get(json, node, key);
    return json_type(value) == JSON_STRING ? json_text(json, value)
                                           : (struct slice){0};
}

/** Where a node begins in the source; of a string, behind the quote. */
static size_t
source_place(const struct json *json, const struct json_node *node)
{
    uint32_t begin = node->begin;
    if (node->is_own) {
        memcpy(&begin, json->own.data + node->begin - sizeof(begin),
               sizeof(begin));
    }
    return begin;
}

void
json_place(const struct json *json, const struct json_node *node, int64_t *line,
           int64_t *column)
{
    const size_t quote = json_type(node) == JSON_STRING;
    find_place(json->text, node ? source_place(json, node) - quote : 0, line,
               column);
}

void
json_complain(const struct json *json, const struct json_node *node,
              struct transcript *transcript, enum status code, const char *text)
{
    int64_t line = 0;
    int64_t column = 0;
    if (transcript->n_complaints == 0) {
        json_place(json, node, &line, &column);
    }
    transcript_complain(transcript, code, line, column, "%s", text);
}
