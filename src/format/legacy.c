/*
 * Code pages from before Unicode: whether a text is in one, in which, and
 * into UTF-8.
 *
 * Owns the judgement between a legacy encoding and damaged UTF-8.  Which
 * encoding it is, uchardet tells from the frequencies of letters; what the
 * bytes mean, the C library's iconv.  Encodings are listed here, so that a
 * name is static, and a page is replaced by the one of Windows that has all
 * of its characters and that people really used.
 */
#include "format/legacy.h"

#include "base/utf8.h"

#include <errno.h>
#include <iconv.h>
#include <uchardet.h>

enum {
    /* Of the lines that are not plain ASCII, what uchardet is shown. */
    EVIDENCE_BYTES = 64 * 1024,

    /* Bytes beyond ASCII below which no guess is made. */
    EVIDENCE_MIN = 4,

    /* One in so many characters may be none in the encoding. */
    FAILURES = 20,
};

#define REPLACEMENT SLICE("\xef\xbf\xbd")

struct encoding {
    const char *detected; /**< as uchardet calls it */
    const char *name;     /**< as we and iconv call it */
    const char *windows;  /**< where there are bytes from 0x80 to 0x9f; NULL
                               for the same */
};

static const struct encoding encodings[] = {
    {"BIG5", "BIG5-HKSCS", NULL},
    {"EUC-JP", "EUC-JP", NULL},
    {"EUC-KR", "UHC", NULL},
    {"EUC-TW", "EUC-TW", NULL},
    {"GB18030", "GB18030", NULL},
    {"IBM852", "IBM852", NULL},
    {"IBM855", "IBM855", NULL},
    {"IBM865", "IBM865", NULL},
    {"IBM866", "IBM866", NULL},
    {"ISO-8859-1", "WINDOWS-1252", NULL},
    {"ISO-8859-2", "ISO-8859-2", "WINDOWS-1250"},
    {"ISO-8859-3", "ISO-8859-3", NULL},
    {"ISO-8859-4", "ISO-8859-4", "WINDOWS-1257"},
    {"ISO-8859-5", "ISO-8859-5", "WINDOWS-1251"},
    {"ISO-8859-6", "ISO-8859-6", "WINDOWS-1256"},
    {"ISO-8859-7", "ISO-8859-7", "WINDOWS-1253"},
    {"ISO-8859-8", "WINDOWS-1255", NULL},
    {"ISO-8859-9", "WINDOWS-1254", NULL},
    {"ISO-8859-10", "ISO-8859-10", "WINDOWS-1257"},
    {"ISO-8859-11", "WINDOWS-874", NULL},
    {"ISO-8859-13", "ISO-8859-13", "WINDOWS-1257"},
    {"ISO-8859-15", "ISO-8859-15", "WINDOWS-1252"},
    {"ISO-8859-16", "ISO-8859-16", "WINDOWS-1250"},
    {"KOI8-R", "KOI8-R", NULL},
    {"MAC-CENTRALEUROPE", "MAC-CENTRALEUROPE", NULL},
    {"MAC-CYRILLIC", "MAC-CYRILLIC", NULL},
    {"SHIFT_JIS", "CP932", NULL},
    {"TIS-620", "WINDOWS-874", NULL},
    {"UHC", "UHC", NULL},
    {"VISCII", "VISCII", NULL},
    {"WINDOWS-1250", "WINDOWS-1250", NULL},
    {"WINDOWS-1251", "WINDOWS-1251", NULL},
    {"WINDOWS-1252", "WINDOWS-1252", NULL},
    {"WINDOWS-1253", "WINDOWS-1253", NULL},
    {"WINDOWS-1254", "WINDOWS-1254", NULL},
    {"WINDOWS-1255", "WINDOWS-1255", NULL},
    {"WINDOWS-1256", "WINDOWS-1256", NULL},
    {"WINDOWS-1257", "WINDOWS-1257", NULL},
    {"WINDOWS-1258", "WINDOWS-1258", NULL},
};

/** Whether a byte is none of ASCII. */
static bool
is_high(char byte)
{
    return (unsigned char)byte >= 0x80;
}

/** The bytes beyond ASCII, and what they are read as UTF-8. */
struct evidence {
    struct buffer bytes; /**< the first of them, with nothing between */
    size_t n_good;       /**< sequences that are well formed */
    size_t n_bad;
    size_t n_c1;    /**< bytes from 0x80 to 0x9f */
    size_t n_upper; /**< from 0xc0 to 0xde */
    size_t n_signs; /**< that is_sign() */
};

/** Whether a byte is the same mark in all of Windows' pages for alphabets: the
 * ellipsis, quotation marks, the bullet and dashes. */
static bool
is_sign(char byte)
{
    const unsigned value = (unsigned char)byte;
    return value == 0x85 || (value >= 0x91 && value <= 0x97);
}

/**
 * Weigh the bytes beyond ASCII.
 *
 * Read as if nothing stood between them: a character that a transcriber has
 * split over two lines is good, and single letters of a code page do not
 * look like UTF-8 more often than by chance.
 */
static void
weigh(struct evidence *evidence, struct slice text)
{
    buffer_init(&evidence->bytes, EVIDENCE_BYTES);
    for (size_t i = 0; i < text.size && !evidence->bytes.has_failed; i++) {
        if (is_high(text.data[i])) {
            buffer_add_byte(&evidence->bytes, text.data[i]);
            const unsigned byte = (unsigned char)text.data[i];
            evidence->n_c1 += byte < 0xa0;
            evidence->n_upper += byte >= 0xc0 && byte <= 0xde;
            evidence->n_signs += is_sign(text.data[i]);
        }
    }
    const struct slice bytes = buffer_slice(&evidence->bytes);
    size_t size;
    for (size_t at = 0; at < bytes.size; at += size) {
        const bool is_good = utf8_decode(bytes, at, &size) >= 0;
        evidence->n_good += is_good;
        evidence->n_bad += !is_good;
    }
}

/** Append the lines that are not all ASCII, as far as there is room. */
static void
collect_lines(struct buffer *sample, struct slice text)
{
    size_t begin = 0;
    bool has_high = false;
    for (size_t i = 0; i < text.size && !sample->has_failed; i++) {
        has_high |= is_high(text.data[i]);
        if (text.data[i] != '\n' && i + 1 < text.size) {
            continue;
        }
        if (has_high) {
            const size_t room = sample->limit - sample->size;
            const size_t size = i + 1 - begin;
            buffer_add(sample, text.data + begin, size < room ? size : room);
            if (size >= room) {
                return;
            }
        }
        begin = i + 1;
        has_high = false;
    }
}

/**
 * Find what uchardet has detected in the list.
 *
 * It takes one Cyrillic for another where small letters are the same: those
 * of the Macintosh have their capitals below 0xa0, those of Windows from 0xc0
 * on.
 */
static const char *
name_encoding(const char *detected, const struct evidence *evidence)
{
    if (!strcmp(detected, "MAC-CYRILLIC") &&
        evidence->n_c1 <= evidence->n_upper) {
        detected = "WINDOWS-1251";
    }
    for (size_t i = 0; i < sizeof(encodings) / sizeof(*encodings); i++) {
        if (!strcmp(encodings[i].detected, detected)) {
            return evidence->n_c1 > 0 && encodings[i].windows
                       ? encodings[i].windows
                       : encodings[i].name;
        }
    }
    return NULL;
}

/** Ask uchardet. */
static const char *
detect(struct slice sample, const struct evidence *evidence)
{
    uchardet_t detector = uchardet_new();
    if (!detector) {
        return NULL;
    }
    const char *name = NULL;
    if (uchardet_handle_data(detector, sample.data, sample.size) == 0) {
        uchardet_data_end(detector);
        name = name_encoding(uchardet_get_charset(detector), evidence);
    }
    uchardet_delete(detector);
    return name;
}

const char *
legacy_guess(struct slice bytes)
{
    struct evidence evidence = {0};
    weigh(&evidence, bytes);
    const size_t n = evidence.bytes.size;
    const bool has_signs_only = n > 0 && n == evidence.n_signs;
    const bool is_legacy =
        n >= EVIDENCE_MIN && evidence.n_bad > evidence.n_good;
    buffer_finish(&evidence.bytes);
    if (has_signs_only) {
        return "WINDOWS-1252";
    }
    if (!is_legacy) {
        return NULL;
    }
    struct buffer sample;
    buffer_init(&sample, EVIDENCE_BYTES);
    collect_lines(&sample, bytes);
    const char *name = detect(buffer_slice(&sample), &evidence);
    buffer_finish(&sample);
    return name;
}

/** A conversion under way. */
struct conversion {
    iconv_t to_utf8;
    struct decoded *decoded;
    struct slice bytes;
    size_t at; /**< what is converted of them */
};

/** Convert up to an offset, or to what can not be converted. */
static void
convert_until(struct conversion *conversion, size_t end)
{
    struct buffer *out = &conversion->decoded->own;
    char piece[1024];
    size_t result;
    do {
        /* iconv() takes the source as writable, and leaves it alone. */
        char *from = (char *)(uintptr_t)conversion->bytes.data + conversion->at;
        size_t n_from = end - conversion->at;
        char *to = piece;
        size_t n_to = sizeof(piece);
        errno = 0;
        result = iconv(conversion->to_utf8, &from, &n_from, &to, &n_to);
        buffer_add(out, piece, sizeof(piece) - n_to);
        conversion->at = end - n_from;
    } while (result == (size_t)-1 && errno == E2BIG);
}

/** Append what iconv holds back to put a mark on it, and forget what it
 * remembers. */
static void
flush(struct conversion *conversion)
{
    char piece[64];
    char *to = piece;
    size_t n_to = sizeof(piece);
    if (iconv(conversion->to_utf8, NULL, NULL, &to, &n_to) != (size_t)-1) {
        buffer_add(&conversion->decoded->own, piece, sizeof(piece) - n_to);
    }
}

/** Tell the line and column of an offset; in no encoding of ours is a line
 * end a part of another character. */
static void
note_place(struct decoded *decoded, struct slice bytes, size_t at)
{
    size_t line_start = 0;
    decoded->line = 1;
    for (size_t i = 0; i < at; i++) {
        const char c = bytes.data[i];
        if (c == '\n' || c == '\r') {
            const bool is_second =
                c == '\n' && i > 0 && bytes.data[i - 1] == '\r';
            decoded->line += !is_second;
            line_start = i + 1;
        }
    }
    decoded->column = (int64_t)(at - line_start) + 1;
}

/** Replace the byte that could not be converted, and step over it. */
static void
replace(struct conversion *conversion)
{
    struct decoded *decoded = conversion->decoded;
    flush(conversion);
    buffer_add_slice(&decoded->own, REPLACEMENT);
    if (decoded->n_replaced++ == 0) {
        note_place(decoded, conversion->bytes, conversion->at);
    }
    conversion->at++;
}

/** The offset of the next NUL, or of the end. */
static size_t
find_nul(struct slice bytes, size_t from)
{
    const char *nul = memchr(bytes.data + from, '\0', bytes.size - from);
    return nul ? (size_t)(nul - bytes.data) : bytes.size;
}

bool
legacy_convert(struct decoded *decoded, struct slice bytes,
               const char *encoding)
{
    struct conversion conversion = {
        .to_utf8 = iconv_open("UTF-8", encoding),
        .decoded = decoded,
        .bytes = bytes,
    };
    if (conversion.to_utf8 == (iconv_t)-1) {
        return false;
    }
    size_t n_high = 0;
    for (size_t i = 0; i < bytes.size; i++) {
        n_high += is_high(bytes.data[i]);
    }
    for (size_t end = 0; conversion.at < bytes.size;) {
        /* NUL, which no text has, iconv would let pass. */
        end = end > conversion.at ? end : find_nul(bytes, conversion.at);
        convert_until(&conversion, end);
        if (conversion.at < bytes.size) {
            replace(&conversion);
        }
    }
    flush(&conversion);
    iconv_close(conversion.to_utf8);
    if ((uint64_t)decoded->n_replaced > n_high / FAILURES) {
        buffer_clear(&decoded->own);
        decoded->n_replaced = 0;
        decoded->line = 0;
        decoded->column = 0;
        return false;
    }
    return true;
}
