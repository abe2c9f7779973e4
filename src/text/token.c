/*
 * token.c - words found, folded and cut.
 *
 * Owns what is a word and when two spellings are the same one.  Knows
 * nothing of queries, positions or the index.  Properties, decompositions
 * and case foldings are those of The Unicode Standard, by way of utf8proc.
 *
 * Words of ASCII letters, digits and apostrophes never leave the short loop
 * in read_ascii().  All other words are read again from their beginning by
 * the general one, which sorts code points into the classes below.  A
 * character is decomposed and folded, marks that are diacritics dropped, and
 * what has kept its marks is composed at the end, so that a composed and a
 * decomposed spelling give the same token.
 */
#include "text/token.h"

#include "base/utf8.h"

#include <endian.h>
#include <utf8proc.h>

/** What a code point does in a text. */
enum char_class {
    SEPARATOR,
    WORD,       /**< a letter or digit of a script that has words */
    SINGLE,     /**< a token of its own, with its marks */
    MARK,       /**< goes with the character before it */
    FORMAT,     /**< passed over inside a word */
    APOSTROPHE, /**< passed over between two letters */
};

enum {
    /* The longest decomposition of a code point, U+FDFA's, has 18. */
    DECOMPOSED_MAX = 32,

    ZERO_WIDTH_SPACE = 0x200b,
    TATWEEL = 0x0640,
    CYRILLIC_FIRST = 0x0410,
    CYRILLIC_SMALL = 0x0430,
    SHORT_I = 0x0439,
    CYRILLIC_LAST = 0x044f,
    RADICALS_FIRST = 0x2e80,
    RADICALS_LAST = 0x2fdf,
    HAN_FIRST = 0x4e00,
    HAN_LAST = 0x9fff,
    HAN_PLANES_FIRST = 0x20000, /* more of it is newer than utf8proc */
    HAN_PLANES_LAST = 0x3ffff,
    HALFWIDTH_VOICED = 0xff9e,
    HALFWIDTH_SEMI_VOICED = 0xff9f,

    /* Hangul arithmetic, The Unicode Standard 3.12. */
    HANGUL_BASE = 0xac00,
    HANGUL_LAST = 0xd7a3,
    HANGUL_L_BASE = 0x1100,
    HANGUL_V_BASE = 0x1161,
    HANGUL_T_BASE = 0x11a7,
    HANGUL_L_COUNT = 19,
    HANGUL_V_COUNT = 21,
    HANGUL_T_COUNT = 28,
};

/** ASCII letters, in lower case, and digits; 0 for every other byte. */
static const unsigned char ascii_folds[256] = {
    ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4',
    ['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9',
    ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e',
    ['F'] = 'f', ['G'] = 'g', ['H'] = 'h', ['I'] = 'i', ['J'] = 'j',
    ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n', ['O'] = 'o',
    ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's', ['T'] = 't',
    ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y',
    ['Z'] = 'z', ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd',
    ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i',
    ['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n',
    ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r', ['s'] = 's',
    ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x',
    ['y'] = 'y', ['z'] = 'z',
};

/** The letters from U+00C0 to U+00FF, folded; 0 for those that fold to two
 * or are no Latin ones, and for signs. */
static const char latin_folds[64] = {
    'a', 'a', 'a', 'a', 'a', 'a', 0,   'c', 'e', 'e', 'e', 'e', 'i',
    'i', 'i', 'i', 0,   'n', 'o', 'o', 'o', 'o', 'o', 0,   'o', 'u',
    'u', 'u', 'u', 'y', 0,   0,   'a', 'a', 'a', 'a', 'a', 'a', 0,
    'c', 'e', 'e', 'e', 'e', 'i', 'i', 'i', 'i', 0,   'n', 'o', 'o',
    'o', 'o', 'o', 0,   'o', 'u', 'u', 'u', 'u', 'y', 0,   'y',
};

/** A byte eight times. */
#define EACH(byte) ((uint64_t)(byte)*UINT64_C(0x0101010101010101))

struct range {
    int32_t first;
    int32_t last;
};

/** Scripts without spaces, but for what class_of() knows by itself.  Signs
 * in them separate, as everywhere. */
static const struct range single_ranges[] = {
    {0x0e00, 0x0eff},   /* Thai, Lao */
    {0x1000, 0x109f},   /* Myanmar */
    {0x1780, 0x17ff},   /* Khmer */
    {0x3005, 0x3007},   /* ideographic marks and zero */
    {0x3021, 0x3029},   /* Hangzhou numerals */
    {0x3031, 0x303c},   /* Kana repeat marks */
    {0x3041, 0x30ff},   /* Hiragana, Katakana */
    {0x31f0, 0x31ff},   /* Katakana extensions */
    {0x3400, 0x4dbf},   /* Han */
    {0xa9e0, 0xa9ff},   /* Myanmar */
    {0xaa60, 0xaa7f},   /* Myanmar */
    {0xf900, 0xfaff},   /* Han, compatibility */
    {0xff66, 0xff9d},   /* Katakana, half width */
    {0x1aff0, 0x1b16f}, /* Kana */
};

/** Combining marks that are diacritics: of Latin, Greek, Cyrillic, Hebrew
 * and Arabic, of symbols, and the selectors of a glyph's variant. */
static const struct range dropped_marks[] = {
    {0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05c7}, {0x0610, 0x061a},
    {0x064b, 0x065f}, {0x0670, 0x0670}, {0x06d6, 0x06ed}, {0x0898, 0x089f},
    {0x08ca, 0x08ff}, {0x180b, 0x180f}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
    {0x20d0, 0x20ff}, {0x2de0, 0x2dff}, {0xa66f, 0xa67d}, {0xa69e, 0xa69f},
    {0xfb1e, 0xfb1e}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xe0100, 0xe01ef},
};

/** Letters that Unicode does not take apart, as people type them. */
static const struct {
    int32_t letter;
    char folded[3];
} letter_folds[] = {
    {0x00e6, "ae"}, /* æ */
    {0x00f8, "o"},  /* ø */
    {0x0111, "d"},  /* đ */
    {0x0131, "i"},  /* ı */
    {0x0142, "l"},  /* ł */
    {0x0153, "oe"}, /* œ */
};

/** Whether a code point is in one of some ranges, which are in order. */
static bool
is_in_ranges(int32_t c, const struct range *ranges, size_t n)
{
    while (n > 0) {
        const struct range *middle = ranges + n / 2;
        if (c >= middle->first && c <= middle->last) {
            return true;
        }
        if (c > middle->last) {
            ranges = middle + 1;
            n -= n / 2 + 1;
        } else {
            n /= 2;
        }
    }
    return false;
}

/** Whether a code point belongs to a script without spaces. */
static bool
is_single(int32_t c)
{
    return c >= 0x0e00 &&
           is_in_ranges(c, single_ranges,
                        sizeof(single_ranges) / sizeof(*single_ranges));
}

/** Whether a combining mark is a diacritic. */
static bool
is_dropped_mark(int32_t c)
{
    return is_in_ranges(c, dropped_marks,
                        sizeof(dropped_marks) / sizeof(*dropped_marks));
}

/** Whether a code point is an apostrophe, or what is typed for one. */
static bool
is_apostrophe(int32_t c)
{
    return c == '\'' || c == 0x2019 || c == 0x02bc || c == 0xff07;
}

/** A letter in lower case or a digit; 0 for every other byte. */
static inline char
fold_of(char byte)
{
    return (char)ascii_folds[(unsigned char)byte];
}

/**
 * A letter or digit of the most common scripts, folded; 0 for all others,
 * which go the long way to the same end.
 */
static inline int32_t
fold_common(int32_t c)
{
    if (c < 0x80) {
        return c < 0 ? 0 : fold_of((char)c);
    }
    if (c >= 0xc0 && c <= 0xff) {
        return latin_folds[c - 0xc0];
    }
    if (c < CYRILLIC_FIRST || c > CYRILLIC_LAST) {
        return 0;
    }
    const int32_t small = c < CYRILLIC_SMALL ? c + 0x20 : c;
    return small == SHORT_I ? small - 1 : small;
}

/** The class of a code point by its general category. */
static enum char_class
class_by_category(int32_t c)
{
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return is_single(c) ? SINGLE : WORD;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return MARK;
    case UTF8PROC_CATEGORY_CF:
        return c == ZERO_WIDTH_SPACE ? SEPARATOR : FORMAT;
    default:
        return SEPARATOR;
    }
}

/** The class of a code point; bytes that are none, -1, separate. */
static enum char_class
class_of(int32_t c)
{
    if (fold_common(c)) {
        return WORD;
    }
    if (is_apostrophe(c)) {
        return APOSTROPHE;
    }
    if (c < 0x80) {
        return SEPARATOR;
    }
    if (c == HALFWIDTH_VOICED || c == HALFWIDTH_SEMI_VOICED) {
        return MARK;
    }
    if ((c >= HAN_FIRST && c <= HAN_LAST) ||
        (c >= RADICALS_FIRST && c <= RADICALS_LAST) ||
        (c >= HAN_PLANES_FIRST && c <= HAN_PLANES_LAST)) {
        return SINGLE;
    }
    return class_by_category(c);
}

/** The class of the code point at an offset; a separator is at the end. */
static enum char_class
class_at(struct slice text, size_t at, size_t *size)
{
    *size = 0;
    return at < text.size ? class_of(utf8_decode(text, at, size)) : SEPARATOR;
}

/** A token in the making. */
struct word {
    struct tokeniser *to;
    int32_t last;       /**< the last code point appended */
    bool is_full;       /**< the rest is cut off */
    bool has_kept_mark; /**< and has to be composed */
};

/** Append a code point, or close the token where it is full. */
static void
append(struct word *word, int32_t c)
{
    char bytes[4];
    const size_t size = utf8_encode((uint32_t)c, bytes);
    if (word->is_full || word->to->size + size > TOKEN_MAX_BYTES) {
        word->is_full = true;
        return;
    }
    memcpy(word->to->folded + word->to->size, bytes, size);
    word->to->size += size;
    word->last = c;
}

/** The syllable of the last code point and a Hangul vowel or final
 * consonant; 0 where they make none. */
static int32_t
hangul_syllable(int32_t last, int32_t c)
{
    const int32_t l = last - HANGUL_L_BASE;
    const int32_t v = c - HANGUL_V_BASE;
    if (l >= 0 && l < HANGUL_L_COUNT && v >= 0 && v < HANGUL_V_COUNT) {
        return HANGUL_BASE + (l * HANGUL_V_COUNT + v) * HANGUL_T_COUNT;
    }
    const int32_t t = c - HANGUL_T_BASE;
    if (last >= HANGUL_BASE && last <= HANGUL_LAST &&
        (last - HANGUL_BASE) % HANGUL_T_COUNT == 0 && t > 0 &&
        t < HANGUL_T_COUNT) {
        return last + t;
    }
    return 0;
}

/** Append a letter, digit or mark; parts of Hangul syllables as they become
 * whole, so that a long word is cut where its composed spelling is. */
static void
append_composed(struct word *word, int32_t c)
{
    const int32_t syllable = hangul_syllable(word->last, c);
    if (syllable == 0) {
        append(word, c);
    } else if (!word->is_full) {
        /* Both take three bytes, as all of Hangul. */
        word->to->size -= 3;
        append(word, syllable);
    }
}

/** Append a code point that is decomposed and folded, unless it is a
 * diacritic or, from a compatibility form, no part of a word. */
static void
append_folded(struct word *word, int32_t c)
{
    const int32_t folded = fold_common(c);
    if (folded) {
        append(word, folded);
        return;
    }
    const size_t n = sizeof(letter_folds) / sizeof(*letter_folds);
    for (size_t i = 0; i < n && c >= letter_folds[i].letter; i++) {
        if (c == letter_folds[i].letter) {
            for (const char *at = letter_folds[i].folded; *at; at++) {
                append(word, *at);
            }
            return;
        }
    }
    const enum char_class class = class_of(c);
    if (class == MARK && !is_dropped_mark(c)) {
        word->has_kept_mark = true;
        append(word, c);
    } else if ((class == WORD || class == SINGLE) && c != TATWEEL) {
        append_composed(word, c);
    }
}

/** Case-fold and append a code point that is decomposed. */
static void
fold_case(struct word *word, int32_t c)
{
    int32_t parts[DECOMPOSED_MAX];
    int boundary = 0;
    if (c < 0x80) {
        append_folded(word, c);
        return;
    }
    const utf8proc_ssize_t n = utf8proc_decompose_char(
        c, parts, DECOMPOSED_MAX,
        UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD, &boundary);
    for (utf8proc_ssize_t i = 0; i < n && i < DECOMPOSED_MAX; i++) {
        append_folded(word, parts[i]);
    }
}

/**
 * Decompose, fold and append a letter, digit or mark of a text.
 *
 * Diacritics go before the case is folded, as some (U+0345) would become
 * letters.
 */
static void
fold(struct word *word, int32_t c)
{
    const int32_t folded = fold_common(c);
    if (folded || (c >= HANGUL_BASE && c <= HANGUL_LAST)) {
        append(word, folded ? folded : c);
        return;
    }
    int32_t parts[DECOMPOSED_MAX];
    int boundary = 0;
    const utf8proc_ssize_t n = utf8proc_decompose_char(
        c, parts, DECOMPOSED_MAX, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT,
        &boundary);
    for (utf8proc_ssize_t i = 0; i < n && i < DECOMPOSED_MAX; i++) {
        if (!is_dropped_mark(parts[i])) {
            fold_case(word, parts[i]);
        }
    }
}

/** Append a character of a script without spaces: only what is the same
 * character in another form is folded. */
static void
fold_single(struct word *word, int32_t c)
{
    const bool has_forms = (c >= RADICALS_FIRST && c <= RADICALS_LAST) ||
                           (c >= 0xf900 && c <= 0xffff) ||
                           (c >= 0x2f800 && c <= 0x2fa1f);
    if (has_forms) {
        fold(word, c);
    } else {
        append(word, c);
    }
}

/** Bring a token that has kept marks into NFC. */
static void
compose(struct tokeniser *tokeniser)
{
    /* No character here falls into more parts than it has bytes; the one
     * place more is for the NUL of utf8proc_reencode(). */
    int32_t parts[TOKEN_MAX_BYTES + 1];
    const utf8proc_ssize_t n = utf8proc_decompose(
        (const utf8proc_uint8_t *)tokeniser->folded,
        (utf8proc_ssize_t)tokeniser->size, parts, TOKEN_MAX_BYTES,
        UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
    if (n <= 0 || n > TOKEN_MAX_BYTES) {
        return;
    }
    const utf8proc_ssize_t size =
        utf8proc_reencode(parts, n, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (size > 0 && size <= TOKEN_MAX_BYTES) {
        memcpy(tokeniser->folded, parts, (size_t)size);
        tokeniser->size = (size_t)size;
    }
}

/** Whether a code point is a letter of a script that has words. */
static bool
is_letter(int32_t c)
{
    if (class_of(c) != WORD) {
        return false;
    }
    const utf8proc_category_t category = utf8proc_category(c);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

/** Whether what begins at `begin` hangs by a dot on a word before it. */
static bool
follows_dotted(struct slice text, size_t begin)
{
    if (begin < 2 || text.data[begin - 1] != '.') {
        return false;
    }
    size_t at = begin - 2;
    while (at > 0 && begin - at < 6 && (text.data[at] & 0xc0) == 0x80) {
        at--;
    }
    size_t size;
    const enum char_class class = class_at(text, at, &size);
    return class == WORD || class == MARK || class == FORMAT;
}

/**
 * Where dotted single letters (A.I., e.g.) that begin at `begin` end, after
 * the last letter; `begin` where there are none.
 *
 * All that hangs together by dots must be single letters, and at least two:
 * `a.b.com` has none.  What follows another word by a dot begins none, so no
 * text is looked at twice.
 */
static size_t
dotted_end(struct slice text, size_t begin)
{
    size_t at = begin;
    size_t end = begin;
    size_t size;
    enum char_class class;
    unsigned n_letters = 0;
    if (follows_dotted(text, begin)) {
        return begin;
    }
    do {
        if (!is_letter(utf8_decode(text, at, &size))) {
            return begin;
        }
        n_letters++;
        at += size;
        end = at;
        while ((class = class_at(text, at, &size)) == MARK || class == FORMAT) {
            at += size;
            end = class == MARK ? at : end;
        }
        if (class == WORD) {
            return begin;
        }
    } while (at < text.size && text.data[at] == '.' &&
             class_at(text, ++at, &size) == WORD);
    return n_letters > 1 ? end : begin;
}

/** Read the marks of a character of a script without spaces. */
static void
read_marks(struct word *word, size_t at)
{
    struct tokeniser *tokeniser = word->to;
    size_t size;
    enum char_class class;
    while ((class = class_at(tokeniser->text, at, &size)) == MARK ||
           class == FORMAT) {
        if (class == MARK) {
            fold(word, utf8_decode(tokeniser->text, at, &size));
            tokeniser->end = at + size;
        }
        at += size;
    }
    tokeniser->at = at;
}

/** Read letters, digits, marks and what is passed over between them. */
static void
read_letters(struct word *word)
{
    struct tokeniser *tokeniser = word->to;
    const struct slice text = tokeniser->text;
    const size_t dotted = dotted_end(text, tokeniser->begin);
    size_t at = tokeniser->begin;
    bool is_joining = false;
    while (at < text.size) {
        size_t size;
        const int32_t c = utf8_decode(text, at, &size);
        const enum char_class class = class_of(c);
        if (class == WORD || (class == MARK && !is_joining)) {
            fold(word, c);
            is_joining = false;
            tokeniser->end = at + size;
        } else if (class == APOSTROPHE && !is_joining) {
            is_joining = true;
        } else if (class != FORMAT && at >= dotted) {
            break;
        }
        at += size;
    }
    tokeniser->at = at;
}

/**
 * Read a token of any characters at tokeniser->begin; it may turn out to be
 * empty, where only marks stand there.
 */
static void
read_any(struct tokeniser *tokeniser)
{
    struct word word = {.to = tokeniser};
    size_t size;
    const int32_t c = utf8_decode(tokeniser->text, tokeniser->begin, &size);
    tokeniser->size = 0;
    tokeniser->end = tokeniser->begin + size;
    tokeniser->at = tokeniser->end;
    switch (class_of(c)) {
    case SINGLE:
        fold_single(&word, c);
        read_marks(&word, tokeniser->at);
        break;
    case WORD:
        read_letters(&word);
        break;
    default:
        break;
    }
    if (word.has_kept_mark) {
        compose(tokeniser);
    }
}

/** Whether a letter, digit or longer character stands at an offset. */
static inline bool
may_be_word(struct slice text, size_t at)
{
    return at < text.size && ((text.data[at] & 0x80) || fold_of(text.data[at]));
}

/** The bytes of eight that are letters, have their high bit set. */
static inline uint64_t
letters_of(uint64_t eight)
{
    /* No sum carries into the next byte: the high bits are out of it. */
    const uint64_t low = (eight & EACH(0x7f)) | EACH(0x20);
    const uint64_t from_a = low + EACH(0x80 - 'a');
    const uint64_t behind_z = low + EACH(0x80 - 'z' - 1);
    return from_a & ~behind_z & ~eight & EACH(0x80);
}

/** The bytes of eight that are digits, have their high bit set. */
static inline uint64_t
digits_of(uint64_t eight)
{
    const uint64_t low = eight & EACH(0x7f);
    const uint64_t from_0 = low + EACH(0x80 - '0');
    const uint64_t behind_9 = low + EACH(0x80 - '9' - 1);
    return from_0 & ~behind_9 & ~eight & EACH(0x80);
}

/**
 * Fold the ASCII letters and digits at the front of a text and return how
 * many there are; past `max` it may stop anywhere.
 *
 * Eight bytes are folded at once and written whole, so up to seven bytes are
 * written behind `max`.
 */
static inline size_t
fold_ascii(struct slice text, char *folded, size_t max)
{
    size_t at = 0;
    while (text.size - at >= sizeof(uint64_t) && at < max) {
        uint64_t eight;
        memcpy(&eight, text.data + at, sizeof(eight));
        eight = le64toh(eight);
        const uint64_t letters = letters_of(eight);
        const uint64_t others = EACH(0x80) & ~(letters | digits_of(eight));
        /* 0x80 of a letter becomes 0x20, which makes it small. */
        eight = htole64(eight | letters >> 2);
        memcpy(folded + at, &eight, sizeof(eight));
        if (others) {
            return at + (size_t)__builtin_ctzll(others) / 8;
        }
        at += sizeof(eight);
    }
    while (at < text.size && at < max && fold_of(text.data[at])) {
        folded[at] = fold_of(text.data[at]);
        at++;
    }
    return at;
}

/**
 * Read a token of ASCII letters, digits and apostrophes at tokeniser->begin
 * into `folded`, which is as large as tokeniser->folded.
 *
 * False where the token may have more to it: a longer character, a dot after
 * a single letter, or more bytes than a token keeps.
 */
static inline bool
read_ascii(struct tokeniser *tokeniser, char *folded)
{
    const struct slice text = tokeniser->text;
    size_t at = tokeniser->begin;
    size_t size = 0;
    for (;; at++) {
        const size_t n = fold_ascii(slice_from(text, at), folded + size,
                                    TOKEN_MAX_BYTES - size);
        at += n;
        size += n;
        if (size == 0 || size > TOKEN_MAX_BYTES) {
            return false;
        }
        if (at + 1 >= text.size || text.data[at] != '\'' ||
            !fold_of(text.data[at + 1])) {
            break;
        }
    }
    tokeniser->at = at;
    tokeniser->end = at;
    tokeniser->size = size;
    if (at == text.size) {
        return true;
    }
    const char next = text.data[at];
    const bool may_join = next == '\'' || (next == '.' && size == 1);
    return !may_be_word(text, at + may_join);
}

void
tokeniser_init(struct tokeniser *tokeniser, struct slice text)
{
    tokeniser->text = text;
    tokeniser->at = 0;
    tokeniser->begin = 0;
    tokeniser->end = 0;
    tokeniser->size = 0;
}

/** Find where the next token may begin; false at the end of the text. */
static inline bool
find_begin(struct tokeniser *tokeniser)
{
    const struct slice text = tokeniser->text;
    size_t at = tokeniser->at;
    while (at < text.size && !may_be_word(text, at)) {
        at++;
    }
    tokeniser->at = at;
    tokeniser->begin = at;
    return at < text.size;
}

bool
tokeniser_next(struct tokeniser *tokeniser)
{
    while (find_begin(tokeniser)) {
        if (read_ascii(tokeniser, tokeniser->folded)) {
            return true;
        }
        read_any(tokeniser);
        if (tokeniser->size > 0) {
            return true;
        }
    }
    tokeniser->size = 0;
    return false;
}

/** buffer_reserve(), without the call where the room is there. */
static inline bool
make_room(struct buffer *stream, size_t size)
{
    return (!stream->has_failed && stream->capacity - stream->size >= size) ||
           buffer_reserve(stream, size);
}

uint32_t
tokens_append(struct buffer *stream, struct slice text)
{
    struct tokeniser tokeniser;
    uint32_t n = 0;
    tokeniser_init(&tokeniser, text);
    while (find_begin(&tokeniser) &&
           make_room(stream, sizeof(tokeniser.folded))) {
        /* Most tokens are made where they belong, the others copied. */
        char *token = stream->data + stream->size;
        if (!read_ascii(&tokeniser, token)) {
            read_any(&tokeniser);
            memcpy(token, tokeniser.folded, tokeniser.size);
        }
        if (tokeniser.size > 0) {
            token[tokeniser.size] = TOKEN_SEPARATOR;
            stream->size += tokeniser.size + 1;
            n++;
        }
    }
    return n;
}
