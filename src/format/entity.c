/*
 * HTML character references: numbers, and the names of HTML 2 to 4 for
 * Latin-1 and for typography.  Follows the HTML Standard, sections 13.2.5.72
 * to 13.2.5.80, but for the two thousand other names, which stay text.
 */
#include "format/entity.h"

#include "base/utf8.h"

#include <stdint.h>
#include <stdlib.h>

enum {
    NAME_MAX_BYTES = 6,   /**< of the names that we know */
    NAME_MOST_BYTES = 32, /**< no name of HTML is longer */
};

struct name {
    char name[NAME_MAX_BYTES + 1];
    uint16_t code_point;
    bool may_be_bare; /**< known without a semicolon too */
};

/* In the order of strcmp(). */
static const struct name names[] = {
    {"AElig", 0x00c6, true},   {"AMP", 0x0026, true},
    {"Aacute", 0x00c1, true},  {"Acirc", 0x00c2, true},
    {"Agrave", 0x00c0, true},  {"Aring", 0x00c5, true},
    {"Atilde", 0x00c3, true},  {"Auml", 0x00c4, true},
    {"COPY", 0x00a9, true},    {"Ccedil", 0x00c7, true},
    {"ETH", 0x00d0, true},     {"Eacute", 0x00c9, true},
    {"Ecirc", 0x00ca, true},   {"Egrave", 0x00c8, true},
    {"Euml", 0x00cb, true},    {"GT", 0x003e, true},
    {"Iacute", 0x00cd, true},  {"Icirc", 0x00ce, true},
    {"Igrave", 0x00cc, true},  {"Iuml", 0x00cf, true},
    {"LT", 0x003c, true},      {"Ntilde", 0x00d1, true},
    {"OElig", 0x0152, false},  {"Oacute", 0x00d3, true},
    {"Ocirc", 0x00d4, true},   {"Ograve", 0x00d2, true},
    {"Oslash", 0x00d8, true},  {"Otilde", 0x00d5, true},
    {"Ouml", 0x00d6, true},    {"QUOT", 0x0022, true},
    {"REG", 0x00ae, true},     {"Scaron", 0x0160, false},
    {"THORN", 0x00de, true},   {"Uacute", 0x00da, true},
    {"Ucirc", 0x00db, true},   {"Ugrave", 0x00d9, true},
    {"Uuml", 0x00dc, true},    {"Yacute", 0x00dd, true},
    {"Yuml", 0x0178, false},   {"aacute", 0x00e1, true},
    {"acirc", 0x00e2, true},   {"acute", 0x00b4, true},
    {"aelig", 0x00e6, true},   {"agrave", 0x00e0, true},
    {"amp", 0x0026, true},     {"apos", 0x0027, false},
    {"aring", 0x00e5, true},   {"atilde", 0x00e3, true},
    {"auml", 0x00e4, true},    {"bdquo", 0x201e, false},
    {"brvbar", 0x00a6, true},  {"bull", 0x2022, false},
    {"ccedil", 0x00e7, true},  {"cedil", 0x00b8, true},
    {"cent", 0x00a2, true},    {"copy", 0x00a9, true},
    {"curren", 0x00a4, true},  {"deg", 0x00b0, true},
    {"divide", 0x00f7, true},  {"eacute", 0x00e9, true},
    {"ecirc", 0x00ea, true},   {"egrave", 0x00e8, true},
    {"emsp", 0x2003, false},   {"ensp", 0x2002, false},
    {"eth", 0x00f0, true},     {"euml", 0x00eb, true},
    {"euro", 0x20ac, false},   {"frac12", 0x00bd, true},
    {"frac14", 0x00bc, true},  {"frac34", 0x00be, true},
    {"gt", 0x003e, true},      {"hellip", 0x2026, false},
    {"iacute", 0x00ed, true},  {"icirc", 0x00ee, true},
    {"iexcl", 0x00a1, true},   {"igrave", 0x00ec, true},
    {"iquest", 0x00bf, true},  {"iuml", 0x00ef, true},
    {"laquo", 0x00ab, true},   {"ldquo", 0x201c, false},
    {"lrm", 0x200e, false},    {"lsaquo", 0x2039, false},
    {"lsquo", 0x2018, false},  {"lt", 0x003c, true},
    {"macr", 0x00af, true},    {"mdash", 0x2014, false},
    {"micro", 0x00b5, true},   {"middot", 0x00b7, true},
    {"nbsp", 0x00a0, true},    {"ndash", 0x2013, false},
    {"not", 0x00ac, true},     {"ntilde", 0x00f1, true},
    {"oacute", 0x00f3, true},  {"ocirc", 0x00f4, true},
    {"oelig", 0x0153, false},  {"ograve", 0x00f2, true},
    {"ordf", 0x00aa, true},    {"ordm", 0x00ba, true},
    {"oslash", 0x00f8, true},  {"otilde", 0x00f5, true},
    {"ouml", 0x00f6, true},    {"para", 0x00b6, true},
    {"plusmn", 0x00b1, true},  {"pound", 0x00a3, true},
    {"quot", 0x0022, true},    {"raquo", 0x00bb, true},
    {"rdquo", 0x201d, false},  {"reg", 0x00ae, true},
    {"rlm", 0x200f, false},    {"rsaquo", 0x203a, false},
    {"rsquo", 0x2019, false},  {"sbquo", 0x201a, false},
    {"scaron", 0x0161, false}, {"sect", 0x00a7, true},
    {"shy", 0x00ad, true},     {"sup1", 0x00b9, true},
    {"sup2", 0x00b2, true},    {"sup3", 0x00b3, true},
    {"szlig", 0x00df, true},   {"thinsp", 0x2009, false},
    {"thorn", 0x00fe, true},   {"times", 0x00d7, true},
    {"trade", 0x2122, false},  {"uacute", 0x00fa, true},
    {"ucirc", 0x00fb, true},   {"ugrave", 0x00f9, true},
    {"uml", 0x00a8, true},     {"uuml", 0x00fc, true},
    {"yacute", 0x00fd, true},  {"yen", 0x00a5, true},
    {"yuml", 0x00ff, true},    {"zwj", 0x200d, false},
    {"zwnj", 0x200c, false},
};

/* What the numbers 0x80 to 0x9f mean: the characters of windows-1252. */
static const uint16_t c1_code_points[] = {
    0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
    0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008d, 0x017d, 0x008f,
    0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178,
};

/** A name and where it is looked for, as bsearch() compares them. */
static int
compare_name(const void *key, const void *row)
{
    return strcmp(key, ((const struct name *)row)->name);
}

/** The row of a name, or NULL. */
static const struct name *
find_name(struct slice name)
{
    char key[NAME_MAX_BYTES + 1] = "";
    if (name.size > NAME_MAX_BYTES) {
        return NULL;
    }
    memcpy(key, name.data, name.size);
    return bsearch(key, names, sizeof(names) / sizeof(names[0]),
                   sizeof(names[0]), compare_name);
}

/** Whether a byte is an ASCII letter or digit. */
static bool
is_name_byte(char c)
{
    const char lower = (char)(c | 0x20);
    return is_digit(c) || (lower >= 'a' && lower <= 'z');
}

/** The length of the longest old name at the front of a text that is known
 * without a semicolon; 0 when there is none. */
static size_t
bare_name(struct slice text, uint32_t *code_point)
{
    size_t size = text.size < NAME_MAX_BYTES ? text.size : NAME_MAX_BYTES;
    for (; size >= 2; size--) {
        const struct name *row = find_name(slice_part(text, 0, size));
        if (row && row->may_be_bare) {
            *code_point = row->code_point;
            return size;
        }
    }
    return 0;
}

/** Read `name;` or an old name without a semicolon.  What has a semicolon is
 * a name as a whole, even if we do not know it: `&notin;` is no `&not`. */
static bool
read_name(struct slice text, size_t *at, enum entity_rule rule,
          uint32_t *code_point)
{
    const struct slice rest = slice_from(text, *at);
    size_t size = 0;
    while (size < rest.size && size < NAME_MOST_BYTES &&
           is_name_byte(rest.data[size])) {
        size++;
    }
    const struct slice name = slice_part(rest, 0, size);
    if (size < rest.size && rest.data[size] == ';') {
        const struct name *row = find_name(name);
        if (!row) {
            return false;
        }
        *at += size + 1;
        *code_point = row->code_point;
        return true;
    }
    size = rule == ENTITY_HTML ? bare_name(name, code_point) : 0;
    *at += size;
    return size > 0;
}

/** The value of a digit, or -1 where it is none of that base. */
static int
digit_value(char c, bool is_hex)
{
    if (is_digit(c)) {
        return c - '0';
    }
    const char lower = (char)(c | 0x20);
    return is_hex && lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/** What a number in a reference means. */
static uint32_t
code_point_of(uint32_t number)
{
    if (number >= 0x80 && number <= 0x9f) {
        return c1_code_points[number - 0x80];
    }
    const bool is_surrogate = number >= 0xd800 && number <= 0xdfff;
    return number == 0 || is_surrogate || number > 0x10ffff ? 0xfffd : number;
}

/** Read what follows `&#`. */
static bool
read_number(struct slice text, size_t *at, enum entity_rule rule,
            uint32_t *code_point)
{
    size_t i = *at;
    const bool is_hex = i < text.size && (text.data[i] | 0x20) == 'x';
    i += is_hex;
    const size_t first = i;
    uint32_t number = 0;
    for (int digit;
         i < text.size && (digit = digit_value(text.data[i], is_hex)) >= 0;
         i++) {
        /* Saturates above all code points. */
        if (number <= 0x10ffff) {
            number = number * (is_hex ? 16 : 10) + (uint32_t)digit;
        }
    }
    const bool is_closed = i < text.size && text.data[i] == ';';
    if (i == first || (!is_closed && rule == ENTITY_CLOSED)) {
        return false;
    }
    *at = i + is_closed;
    *code_point = code_point_of(number);
    return true;
}

bool
entity_read(struct slice text, size_t *at, enum entity_rule rule,
            struct entity *entity)
{
    size_t i = *at + 1;
    uint32_t code_point;
    bool is_known;
    if (i < text.size && text.data[i] == '#') {
        i++;
        is_known = read_number(text, &i, rule, &code_point);
    } else {
        is_known = read_name(text, &i, rule, &code_point);
    }
    if (!is_known) {
        return false;
    }
    entity->size = utf8_encode(code_point, entity->bytes);
    *at = i;
    return true;
}

void
entity_decode(struct buffer *out, struct slice text, enum entity_rule rule)
{
    size_t at = 0;
    while (at < text.size) {
        const size_t next = slice_find(text, SLICE("&"), at);
        buffer_add_slice(out, slice_part(text, at, next));
        at = next;
        struct entity entity;
        if (at < text.size) {
            if (entity_read(text, &at, rule, &entity)) {
                buffer_add(out, entity.bytes, entity.size);
            } else {
                buffer_add_byte(out, text.data[at++]);
            }
        }
    }
}
