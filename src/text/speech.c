/*
 * speech.c - durations by what is counted in a text.
 *
 * Owns the constants and what counts as a letter, syllable, figure or pause.
 * Leaves to the caller where texts begin and end in time.  Categories and
 * decompositions are those of The Unicode Standard, by way of utf8proc.
 */
#include "text/speech.h"

#include "base/utf8.h"

#include <stddef.h>
#include <utf8proc.h>

/*
 * Milliseconds.  tests/bench/durations/fit.py fits these, for the least
 * absolute error of words' times, to half of the lectures it finds with
 * captions and word times and, weighing less, half of its other files with
 * word times; that folder's README.md tells which, and the errors on the
 * other halves.  A change here belongs there too.
 */
enum {
    WORD_MS = 57,
    LETTER_MS = 52,
    SYLLABLE_MS = 22,
    FIGURE_MS = 350,
    LAST_MS = 51,

    /* Not fitted, for want of word times in such scripts: slow Mandarin. */
    SIGN_MS = 190,
};

/** Pauses, usually, and what they take of any time left over, beside which
 * speech takes as much as it usually lasts: nearly all at a sentence's end. */
static const struct {
    int32_t usual_ms;
    int32_t give;
} pauses[] = {
    [PAUSE_NONE] = {0, 0},
    [PAUSE_SHORT] = {220, 900},
    [PAUSE_LONG] = {490, 100000},
};

/** What a character does to speech. */
enum sound {
    SILENT = '\'', /**< passed over: marks, apostrophes, what is invisible */
    SPACE = ' ',
    CONSONANT = 'b',
    VOWEL = 'a',
    FIGURE = '0', /**< said as a word: digits, currencies */
    SIGN = '#',   /**< of a script that writes syllables or words */
    COMMA = ',',
    STOP = '.',
    OTHER = '-', /**< parts words and nothing else: hyphens, brackets, quotes */
};

/** The sounds of ASCII characters; y is a vowel. */
static const char ascii_sounds[] = "--------------------------------"
                                   " .--00-'---0,-.-0000000000,,-0-."
                                   "-abbbabbbabbbbbabbbbbabbbab-----"
                                   "-abbbabbbabbbbbabbbbbabbbab-----";

/** Characters beyond ASCII with a sound of their own. */
static const struct {
    int32_t c;
    enum sound sound;
} special_sounds[] = {
    {0x00a3, FIGURE}, /* pound */
    {0x2013, COMMA},  /* en dash */
    {0x2014, COMMA},  /* em dash */
    {0x2019, SILENT}, /* apostrophe */
    {0x2026, STOP},   /* ellipsis */
    {0x20ac, FIGURE}, /* euro */
    {0x3001, COMMA},  /* ideographic comma */
    {0x3002, STOP},   /* ideographic full stop */
    {0xff01, STOP},   /* of full width: ! , : ; ? */
    {0xff0c, COMMA},  {0xff1a, COMMA}, {0xff1b, COMMA}, {0xff1f, STOP},
};

/** Kana, Hangul and Han. */
static const struct {
    int32_t first;
    int32_t last;
} sign_ranges[] = {
    {0x3040, 0x30ff}, {0x31f0, 0x31ff}, {0x3400, 0x4dbf}, {0x4e00, 0x9fff},
    {0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xff66, 0xff9d}, {0x20000, 0x3ffff},
};

/** Vowels beyond ASCII, small and without diacritics: Danish and French, Greek,
 * Cyrillic.  Scripts that have none here are counted by their letters. */
static const int32_t vowels[] = {
    0x00e6, 0x00f8, 0x0153, 0x03b1, 0x03b5, 0x03b7, 0x03b9,
    0x03bf, 0x03c5, 0x03c9, 0x0430, 0x0435, 0x0438, 0x043e,
    0x0443, 0x044b, 0x044d, 0x044e, 0x044f,
};

/** The sound of a letter beyond ASCII. */
static enum sound
letter_sound(int32_t c)
{
    for (size_t i = 0; i < sizeof(sign_ranges) / sizeof(*sign_ranges); i++) {
        if (c >= sign_ranges[i].first && c <= sign_ranges[i].last) {
            return SIGN;
        }
    }
    int32_t parts[32];
    int boundary = 0;
    const utf8proc_ssize_t n = utf8proc_decompose_char(
        utf8proc_tolower(c), parts, 32, UTF8PROC_DECOMPOSE, &boundary);
    const int32_t base = n > 0 ? parts[0] : c;
    if (base < 0x80) {
        return ascii_sounds[base] == VOWEL ? VOWEL : CONSONANT;
    }
    for (size_t i = 0; i < sizeof(vowels) / sizeof(*vowels); i++) {
        if (base == vowels[i]) {
            return VOWEL;
        }
    }
    return CONSONANT;
}

/** The sound of any character. */
static enum sound
sound_of(int32_t c)
{
    if (c < 0x80) {
        return c < 0 ? OTHER : (enum sound)ascii_sounds[c];
    }
    for (size_t i = 0; i < sizeof(special_sounds) / sizeof(*special_sounds);
         i++) {
        if (c == special_sounds[i].c) {
            return special_sounds[i].sound;
        }
    }
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
        return SILENT;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return FIGURE;
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        return letter_sound(c);
    default:
        return OTHER;
    }
}

/** Whether a sound is a letter's. */
static bool
is_letter(enum sound sound)
{
    return sound == CONSONANT || sound == VOWEL;
}

/** Add speech or silence that gives as much as it lasts. */
static void
add_ms(struct speech *speech, int64_t ms)
{
    speech->usual_ms += ms;
    speech->give += ms;
}

/** Add a character that is said, after one with another sound or the same. */
static void
say(struct speech *speech, enum sound sound, enum sound before)
{
    speech_add_pause(speech);
    speech->is_apart = false;
    speech->pause = PAUSE_NONE;
    switch (sound) {
    case CONSONANT:
    case VOWEL:
        add_ms(speech, LETTER_MS);
        add_ms(speech, is_letter(before) ? 0 : WORD_MS);
        add_ms(speech, sound == VOWEL && before != VOWEL ? SYLLABLE_MS : 0);
        break;
    case FIGURE:
        add_ms(speech, FIGURE_MS);
        break;
    default:
        add_ms(speech, SIGN_MS);
        break;
    }
}

/** Note the pause after a stop or comma; there is none before all speech. */
static void
rest(struct speech *speech, enum sound sound, bool is_word)
{
    if (speech->usual_ms == 0) {
        return;
    }
    if (sound == STOP && is_word) {
        speech->pause = PAUSE_LONG;
    } else if (sound == COMMA && speech->pause == PAUSE_NONE) {
        speech->pause = PAUSE_SHORT;
    }
}

/** The word being said. */
struct word {
    enum sound last;
    bool is_word; /**< no abbreviation such as "Dr" */
};

/** Add the ASCII letters with which a word goes on; gives where they end. */
static size_t
add_letters(struct speech *speech, struct slice text, size_t at,
            struct word *word)
{
    unsigned n_letters = 0;
    unsigned n_syllables = 0;
    bool was_vowel = word->last == VOWEL;
    for (; at < text.size && (unsigned char)text.data[at] < 0x80; at++) {
        const char sound = ascii_sounds[(unsigned char)text.data[at]];
        if (sound != CONSONANT && sound != VOWEL) {
            break;
        }
        const bool is_vowel = sound == VOWEL;
        n_letters++;
        n_syllables += is_vowel && !was_vowel;
        word->is_word |= is_vowel;
        was_vowel = is_vowel;
    }
    add_ms(speech,
           (int64_t)n_letters * LETTER_MS + (int64_t)n_syllables * SYLLABLE_MS);
    word->last = was_vowel ? VOWEL : CONSONANT;
    return at;
}

void
speech_add(struct speech *speech, struct slice text)
{
    struct word word = {SPACE, true};
    size_t size;
    speech->is_apart = true;
    for (size_t at = 0; at < text.size; at += size) {
        if (is_letter(word.last)) {
            at = add_letters(speech, text, at, &word);
            if (at == text.size) {
                break;
            }
        }
        int32_t c = (unsigned char)text.data[at];
        size = 1;
        if (c >= 0x80) {
            c = utf8_decode(text, at, &size);
        }
        const enum sound sound = sound_of(c);
        if (sound == SILENT) {
            continue;
        }
        if (is_letter(sound) || sound == FIGURE || sound == SIGN) {
            word.is_word = (word.is_word && is_letter(word.last)) ||
                           sound != CONSONANT || c >= 0x80;
            say(speech, sound, word.last);
        } else if (sound == STOP || sound == COMMA) {
            rest(speech, sound, word.is_word);
            speech->is_apart = speech->is_apart || c >= 0x80;
        } else if (sound == SPACE) {
            speech->is_apart = true;
        }
        word.last = sound;
    }
}

void
speech_add_pause(struct speech *speech)
{
    if (speech->is_apart) {
        speech->usual_ms += pauses[speech->pause].usual_ms;
        speech->give += pauses[speech->pause].give;
        speech->pause = PAUSE_NONE;
    }
}

void
speech_end(struct speech *speech, bool is_cut_short)
{
    add_ms(speech, LAST_MS);
    speech->pause =
        is_cut_short && speech->pause == PAUSE_LONG ? PAUSE_SHORT : PAUSE_NONE;
    speech->is_apart = true;
    speech_add_pause(speech);
}

int64_t
speech_when(const struct speech *before, const struct speech *all,
            int64_t duration_ms)
{
    if (all->usual_ms <= 0) {
        return 0;
    }
    /* In floating point, since products of hostile times overflow; multiplied
     * before it is divided, so that every machine rounds alike. */
    const double duration = (double)duration_ms;
    const double more = duration - (double)all->usual_ms;
    const double usual = (double)before->usual_ms;
    const double when =
        more > 0 ? usual + more * (double)before->give / (double)all->give
                 : duration * usual / (double)all->usual_ms;
    return when < duration ? (int64_t)(when + 0.5) : duration_ms;
}
