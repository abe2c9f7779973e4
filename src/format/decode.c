/*
 * A file's bytes into well-formed UTF-8, or the reason why they are no text.
 *
 * Binary content is told by the signature of a well-known kind of file, which
 * the message names, and otherwise by its share of control characters.
 * UTF-16 without a byte order mark is told by the NULs that ASCII characters
 * have in it: transcripts are full of digits, spaces and line ends whatever
 * their script.  Ill-formed sequences become U+FFFD as The Unicode Standard
 * 15, section 3.9, recommends.  Where there are more of them than well-formed
 * ones, legacy.c is asked whether the text is of a code page.
 */
#include "format/decode.h"

#include "base/utf8.h"
#include "format/legacy.h"
#include "format/split.h"

/* Of the front, what is looked at to tell text from binary content. */
enum { SAMPLE_BYTES = 8 * 1024 };

#define REPLACEMENT SLICE("\xef\xbf\xbd")

struct signature {
    size_t offset;
    size_t size;
    const char *bytes;
    const char *what; /**< completes "the file is ..." */
};

#define BINARY(offset, bytes, what)                                            \
    {                                                                          \
        offset, sizeof(bytes) - 1, bytes, what                                 \
    }

static const struct signature signatures[] = {
    BINARY(0, "\x1f\x8b", "compressed with gzip: unpack it first"),
    BINARY(0, "BZh", "compressed with bzip2: unpack it first"),
    BINARY(0, "\3757zXZ", "compressed with xz: unpack it first"),
    BINARY(0, "\x28\xb5\x2f\xfd", "compressed with zstd: unpack it first"),
    BINARY(0, "PK\x03\x04", "a ZIP archive: unpack it first"),
    BINARY(0, "PK\x05\x06", "an empty ZIP archive"),
    BINARY(0, "ID3\x02", "MP3 audio"),
    BINARY(0, "ID3\x03", "MP3 audio"),
    BINARY(0, "ID3\x04", "MP3 audio"),
    BINARY(0, "\xff\xfb", "MP3 audio"),
    BINARY(0, "\xff\xf3", "MP3 audio"),
    BINARY(0, "\xff\xf2", "MP3 audio"),
    BINARY(0, "RIFF", "a RIFF file (WAV, AVI or WebP)"),
    BINARY(0, "fLaC", "FLAC audio"),
    BINARY(0, "OggS", "an Ogg file (Vorbis, Opus or Theora)"),
    BINARY(4, "ftyp", "an MP4 file"),
    BINARY(0, "\x1a\x45\xdf\xa3", "a Matroska or WebM file"),
    BINARY(0, "\x89PNG", "a PNG image"),
    BINARY(0, "\xff\xd8\xff", "a JPEG image"),
    BINARY(0, "%PDF-", "a PDF document"),
    BINARY(0, "SQLite format 3", "an SQLite database"),
    BINARY(0, "\177ELF", "a program"),
    BINARY(0, "\xff\xfe\0\0", "UTF-32 text, which is not read"),
    BINARY(0, "\0\0\xfe\xff", "UTF-32 text, which is not read"),
};

/** What a front of a file is made of. */
struct census {
    size_t n_bytes;
    size_t n_controls; /**< that no text has, NUL among them */
    size_t n_nuls[2];  /**< at even and at odd offsets */
};

/** Count what tells text from binary content. */
static struct census
take_census(struct slice bytes)
{
    struct census census = {.n_bytes = bytes.size};
    if (census.n_bytes > SAMPLE_BYTES) {
        census.n_bytes = SAMPLE_BYTES;
    }
    for (size_t i = 0; i < census.n_bytes; i++) {
        const unsigned char c = (unsigned char)bytes.data[i];
        /* Escape begins a terminal's colours, NAK encloses CHAT's times. */
        const bool is_known = is_blank((char)c) || c == 0x1b || c == 0x15;
        census.n_controls += c < 0x20 && !is_known;
        census.n_nuls[i % 2] += c == 0;
    }
    return census;
}

/** Whether bytes carry a signature at its place. */
static bool
has_signature(struct slice bytes, const struct signature *signature)
{
    return bytes.size >= signature->offset + signature->size &&
           !memcmp(bytes.data + signature->offset, signature->bytes,
                   signature->size);
}

/** The well-known kind that a file is of, or NULL. */
static const char *
name_binary(struct slice bytes)
{
    const size_t n = sizeof(signatures) / sizeof(signatures[0]);
    for (size_t i = 0; i < n; i++) {
        if (has_signature(bytes, &signatures[i])) {
            return signatures[i].what;
        }
    }
    return NULL;
}

/** Tell UTF-16 without a mark by its NULs: at least a quarter of the bytes
 * at one parity, next to none at the other, and more than chance has. */
static const char *
guess_utf16(const struct census *census)
{
    const size_t n_units = census->n_bytes / 2;
    for (size_t odd = 0; odd < 2; odd++) {
        const size_t n_high = census->n_nuls[odd];
        const size_t n_low = census->n_nuls[1 - odd];
        if (n_high >= 4 && n_high >= n_units / 4 && n_low <= n_high / 16) {
            return odd ? "UTF-16LE" : "UTF-16BE";
        }
    }
    return NULL;
}

/** The encoding that a byte order mark tells, which is stepped behind, or
 * NULL without one. */
static const char *
read_mark(struct slice *bytes)
{
    static const struct {
        struct slice mark;
        const char *encoding;
    } marks[] = {
        {{"\xef\xbb\xbf", 3}, "UTF-8"},
        {{"\xff\xfe", 2}, "UTF-16LE"},
        {{"\xfe\xff", 2}, "UTF-16BE"},
    };
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (slice_starts(*bytes, marks[i].mark)) {
            *bytes = slice_from(*bytes, marks[i].mark.size);
            return marks[i].encoding;
        }
    }
    return NULL;
}

/** Where the decoders are in the lines of the source. */
struct place {
    int64_t line;
    size_t line_start; /**< offset in the source */
    bool has_cr;       /**< the character before was CR */
};

/** Step over a character that ends at offset `next`. */
static void
place_step(struct place *place, uint32_t c, size_t next)
{
    if (c == '\r' || c == '\n') {
        place->line += !(c == '\n' && place->has_cr);
        place->line_start = next;
    }
    place->has_cr = c == '\r';
}

/** Write U+FFFD, and note the place when it is the first. */
static void
replace(struct decoded *decoded, const struct place *place, size_t at)
{
    buffer_add_slice(&decoded->own, REPLACEMENT);
    if (decoded->n_replaced++ == 0) {
        decoded->line = place->line;
        decoded->column = (int64_t)(at - place->line_start) + 1;
    }
}

/** Copy UTF-8 with U+FFFD for NULs and for ill-formed sequences. */
static void
repair_utf8(struct decoded *decoded, struct slice bytes)
{
    struct place place = {.line = 1};
    size_t at = 0;
    while (at < bytes.size) {
        const size_t valid = at + utf8_valid_prefix(slice_from(bytes, at));
        for (; at < valid; at++) {
            const char c = bytes.data[at];
            if (c == '\0') {
                replace(decoded, &place, at);
            } else {
                buffer_add_byte(&decoded->own, c);
            }
            place_step(&place, (unsigned char)c, at + 1);
        }
        if (at < bytes.size) {
            size_t size;
            utf8_decode(bytes, at, &size);
            replace(decoded, &place, at);
            at += size;
        }
    }
}

/** The UTF-16 unit at an offset, which has two bytes. */
static uint32_t
unit_at(struct slice bytes, size_t at, bool is_big)
{
    const uint32_t first = (unsigned char)bytes.data[at];
    const uint32_t second = (unsigned char)bytes.data[at + 1];
    return is_big ? first << 8 | second : second << 8 | first;
}

/** The code point at an offset; 0, which stands for nothing good, for NULs,
 * lone surrogates and half a unit.  *size is the bytes it takes. */
static uint32_t
utf16_decode(struct slice bytes, size_t at, bool is_big, size_t *size)
{
    if (bytes.size - at < 2) {
        *size = 1;
        return 0;
    }
    *size = 2;
    const uint32_t unit = unit_at(bytes, at, is_big);
    if (unit < 0xd800 || unit > 0xdfff) {
        return unit;
    }
    if (unit > 0xdbff || bytes.size - at < 4) {
        return 0;
    }
    const uint32_t low = unit_at(bytes, at + 2, is_big);
    if (low < 0xdc00 || low > 0xdfff) {
        return 0;
    }
    *size = 4;
    return 0x10000 + ((unit & 0x3ff) << 10 | (low & 0x3ff));
}

/** Copy UTF-16 as UTF-8 with U+FFFD for what is no character. */
static void
convert_utf16(struct decoded *decoded, struct slice bytes, bool is_big)
{
    struct place place = {.line = 1};
    size_t size;
    for (size_t at = 0; at < bytes.size; at += size) {
        const uint32_t c = utf16_decode(bytes, at, is_big, &size);
        if (c == 0) {
            replace(decoded, &place, at);
        } else {
            char encoded[4];
            buffer_add(&decoded->own, encoded, utf8_encode(c, encoded));
        }
        place_step(&place, c, at + size);
    }
}

/** Convert what is no UTF-8 from a legacy encoding, if it is in one. */
static bool
convert_legacy(struct decoded *decoded, struct slice bytes)
{
    const char *encoding = legacy_guess(bytes);
    if (!encoding || !legacy_convert(decoded, bytes, encoding)) {
        return false;
    }
    decoded->encoding = encoding;
    decoded->is_guessed = true;
    return true;
}

/** Copy what is no well-formed UTF-8: put together what split.c knows, and
 * convert the rest or replace it. */
static void
convert_bad(struct decoded *decoded, struct slice bytes, bool has_mark)
{
    struct buffer mended;
    buffer_init(&mended, bytes.size);
    if (split_mend(bytes, &mended)) {
        bytes = buffer_slice(&mended);
    }
    if (has_mark || !convert_legacy(decoded, bytes)) {
        repair_utf8(decoded, bytes);
    }
    decoded->own.has_failed |= mended.has_failed;
    buffer_finish(&mended);
}

/** Bring bytes behind a mark, or that had none, into `decoded->text`. */
static void
convert(struct decoded *decoded, struct slice bytes, bool has_mark)
{
    const bool is_utf8 = !strcmp(decoded->encoding, "UTF-8");
    if (is_utf8 && utf8_valid_prefix(bytes) == bytes.size &&
        (bytes.size == 0 || !memchr(bytes.data, 0, bytes.size))) {
        decoded->text = bytes;
        return;
    }
    if (!is_utf8) {
        convert_utf16(decoded, bytes, !strcmp(decoded->encoding, "UTF-16BE"));
    } else {
        convert_bad(decoded, bytes, has_mark);
    }
    decoded->text = buffer_slice(&decoded->own);
}

/** Refuse binary content; decide what the encoding is where it is text. */
static enum status
examine(struct slice *bytes, const char **encoding, struct error *error)
{
    const char *what = name_binary(*bytes);
    if (what) {
        return error_set(error, ST_NOT_A_TRANSCRIPT, "the file is %s", what);
    }
    *encoding = read_mark(bytes);
    if (*encoding) {
        return ST_OK;
    }
    const struct census census = take_census(*bytes);
    *encoding = guess_utf16(&census);
    /* Three of a hundred bytes; a few more in a very short file. */
    if (!*encoding && census.n_controls > 8 + census.n_bytes / 32) {
        return error_set(error, ST_NOT_A_TRANSCRIPT,
                         "the file is binary, not text");
    }
    *encoding = *encoding ? *encoding : "UTF-8";
    return ST_OK;
}

enum status
decode(struct slice bytes, struct decoded *decoded, struct error *error)
{
    struct decoded result = {0};
    const char *start = bytes.data;
    TRY(examine(&bytes, &result.encoding, error));
    /* A byte becomes three at most; sizes near SIZE_MAX do not occur, but
     * the product must not wrap. */
    size_t limit;
    if (__builtin_mul_overflow(bytes.size, (size_t)3, &limit)) {
        limit = SIZE_MAX;
    }
    buffer_init(&result.own, limit);
    convert(&result, bytes, bytes.data > start);
    if (result.own.has_failed) {
        decoded_finish(&result);
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    if (slice_trim(result.text).size == 0) {
        decoded_finish(&result);
        return error_set(error, ST_EMPTY, "the file is empty");
    }
    *decoded = result;
    return ST_OK;
}

void
decoded_finish(struct decoded *decoded)
{
    buffer_finish(&decoded->own);
}
