/*
 * Guessing a language: first by the script that most of the text is in; where
 * a script is shared by languages, by how many of the tokens are frequent
 * words of each.
 *
 * The winner must have a good share of the text, and must beat each other
 * language clearly by the words that are not of both.  Words are in
 * language_words.c; how they are folded is the tokeniser's.
 */
#include "text/language.h"

#include "base/utf8.h"
#include "text/language_words.h"
#include "text/token.h"

enum {
    TOKENS_MIN = 20,    /* in the script */
    HITS_MIN = 8,       /* of the winner */
    SHARE_PERCENT = 14, /* of the tokens, that the winner must have */

    HITS_MAX = 2048, /* above the number of words */
    TABLE_SIZE = 4096,
};

/** A frequent word of some languages that is in the text. */
struct hit {
    const struct vocabulary_word *word;
    uint64_t languages; /**< a bit each */
};

/** Scripts that tell the language, but for Han and Kana among themselves. */
static const struct {
    int32_t first;
    int32_t last;
    enum script script;
    const char *tag;
} ranges[] = {
    {0x0041, 0x024f, LATIN, NULL},        {0x0370, 0x03ff, OTHER_SCRIPT, "el"},
    {0x0400, 0x052f, CYRILLIC, NULL},     {0x0531, 0x058f, OTHER_SCRIPT, "hy"},
    {0x05d0, 0x05ff, OTHER_SCRIPT, "he"}, {0x0620, 0x06ff, ARABIC, NULL},
    {0x0900, 0x097f, DEVANAGARI, NULL},   {0x0980, 0x09ff, OTHER_SCRIPT, "bn"},
    {0x0a00, 0x0a7f, OTHER_SCRIPT, "pa"}, {0x0a80, 0x0aff, OTHER_SCRIPT, "gu"},
    {0x0b00, 0x0b7f, OTHER_SCRIPT, "or"}, {0x0b80, 0x0bff, OTHER_SCRIPT, "ta"},
    {0x0c00, 0x0c7f, OTHER_SCRIPT, "te"}, {0x0c80, 0x0cff, OTHER_SCRIPT, "kn"},
    {0x0d00, 0x0d7f, OTHER_SCRIPT, "ml"}, {0x0d80, 0x0dff, OTHER_SCRIPT, "si"},
    {0x0e00, 0x0e7f, OTHER_SCRIPT, "th"}, {0x0e80, 0x0eff, OTHER_SCRIPT, "lo"},
    {0x1000, 0x109f, OTHER_SCRIPT, "my"}, {0x10a0, 0x10ff, OTHER_SCRIPT, "ka"},
    {0x1200, 0x139f, OTHER_SCRIPT, "am"}, {0x1780, 0x17ff, OTHER_SCRIPT, "km"},
    {0x1e00, 0x1eff, LATIN, NULL},        {0x3041, 0x30ff, KANA, NULL},
    {0x3400, 0x9fff, HAN, NULL},          {0xac00, 0xd7a3, OTHER_SCRIPT, "ko"},
    {0xf900, 0xfaff, HAN, NULL},          {0x20000, 0x3ffff, HAN, NULL},
};

enum { N_RANGES = sizeof(ranges) / sizeof(*ranges) };

struct guess {
    const struct vocabulary *vocabulary;
    struct hit hits[HITS_MAX];
    size_t n_hits;
    uint16_t table[TABLE_SIZE];     /**< a hit's number + 1, or 0 */
    int64_t n_tokens[OTHER_SCRIPT]; /**< in the scripts before that */
    int64_t n_by_range[N_RANGES];
    int64_t n_all; /**< in any script */
};

/** The hit of a word, found or made; NULL where there is no room. */
static struct hit *
find_hit(struct guess *guess, const struct vocabulary_word *word)
{
    size_t at = word->hash % TABLE_SIZE;
    for (; guess->table[at] != 0; at = (at + 1) % TABLE_SIZE) {
        struct hit *hit = &guess->hits[guess->table[at] - 1];
        if (hit->word == word) {
            return hit;
        }
    }
    if (guess->n_hits == HITS_MAX) {
        return NULL;
    }
    struct hit *hit = &guess->hits[guess->n_hits++];
    *hit = (struct hit){.word = word};
    guess->table[at] = (uint16_t)guess->n_hits;
    return hit;
}

/** Look for the words of all languages of a script. */
static void
find_words(struct guess *guess, enum script script)
{
    for (size_t i = 0; language_words[i].tag; i++) {
        if (language_words[i].script != script) {
            continue;
        }
        struct tokeniser tokeniser;
        tokeniser_init(&tokeniser, slice_of(language_words[i].words));
        while (tokeniser_next(&tokeniser)) {
            const struct vocabulary_word *word =
                vocabulary_find(guess->vocabulary, tokeniser_token(&tokeniser));
            struct hit *hit = word ? find_hit(guess, word) : NULL;
            if (hit) {
                hit->languages |= UINT64_C(1) << i;
            }
        }
    }
}

/** The number of a code point's range; N_RANGES for a digit or a script that
 * is not known. */
static size_t
range_of(int32_t c)
{
    size_t i = 0;
    while (i < N_RANGES && (c < ranges[i].first || c > ranges[i].last)) {
        i++;
    }
    return i;
}

/** Count a word's tokens by script. */
static void
count_word(struct guess *guess, const struct vocabulary_word *word)
{
    size_t size;
    const size_t range = range_of(utf8_decode(vocabulary_text(word), 0, &size));
    if (range < N_RANGES) {
        const enum script script = ranges[range].script;
        guess->n_all += word->n_said;
        guess->n_by_range[range] += word->n_said;
        if (script != OTHER_SCRIPT) {
            guess->n_tokens[script] += word->n_said;
        }
    }
}

/** How many of the tokens are words of some languages, and of none of some
 * others, which are bits. */
static int64_t
count_words(const struct guess *guess, uint64_t of, uint64_t but)
{
    int64_t n = 0;
    for (size_t i = 0; i < guess->n_hits; i++) {
        const struct hit *hit = &guess->hits[i];
        if ((hit->languages & of) && !(hit->languages & but)) {
            n += hit->word->n_said;
        }
    }
    return n;
}

/** Whether a language beats all others of its script by a clear margin: by
 * three to two where they differ. */
static bool
is_clear(const struct guess *guess, size_t best)
{
    const uint64_t own = UINT64_C(1) << best;
    for (size_t i = 0; language_words[i].tag; i++) {
        const uint64_t other = UINT64_C(1) << i;
        if (i == best ||
            language_words[i].script != language_words[best].script) {
            continue;
        }
        const int64_t n_own = count_words(guess, own, other);
        const int64_t n_other = count_words(guess, other, own);
        if (n_own < 3 || n_own * 2 < n_other * 3) {
            return false;
        }
    }
    return true;
}

/** The language by the words of its script, or NULL. */
static const char *
guess_by_words(const struct guess *guess, enum script script)
{
    size_t best = 0;
    int64_t n_best = 0;
    for (size_t i = 0; language_words[i].tag; i++) {
        const int64_t n = language_words[i].script == script
                              ? count_words(guess, UINT64_C(1) << i, 0)
                              : 0;
        if (n > n_best) {
            n_best = n;
            best = i;
        }
    }
    const int64_t n_tokens = guess->n_tokens[script];
    if (n_best < HITS_MIN || n_best * 100 < n_tokens * SHARE_PERCENT ||
        !is_clear(guess, best)) {
        return NULL;
    }
    return language_words[best].tag;
}

/** Japanese has Kana between the Han, Chinese has next to none. */
static const char *
guess_han(int64_t n_han, int64_t n_kana)
{
    const int64_t n = n_han + n_kana;
    if (n_kana * 10 >= n) {
        return "ja";
    }
    return n_kana * 50 <= n ? "zh" : NULL;
}

/** Whether so many tokens are most of all, and enough. */
static bool
is_most(const struct guess *guess, int64_t n)
{
    return n >= TOKENS_MIN && n > guess->n_all / 2;
}

/** The language by what was counted. */
static const char *
decide(struct guess *guess)
{
    for (int script = 0; script < N_SCRIPTS_WITH_WORDS; script++) {
        if (is_most(guess, guess->n_tokens[script])) {
            find_words(guess, (enum script)script);
            return guess_by_words(guess, (enum script)script);
        }
    }
    const int64_t n_han = guess->n_tokens[HAN];
    const int64_t n_kana = guess->n_tokens[KANA];
    if (is_most(guess, n_han + n_kana)) {
        return guess_han(n_han, n_kana);
    }
    for (size_t i = 0; i < N_RANGES; i++) {
        if (is_most(guess, guess->n_by_range[i])) {
            return ranges[i].tag;
        }
    }
    return NULL;
}

const char *
language_guess(const struct vocabulary *vocabulary)
{
    /* Some 50 KB, which threads have, and no failure to tell of. */
    struct guess guess;
    memset(&guess, 0, sizeof(guess));
    guess.vocabulary = vocabulary;
    for (size_t i = 0; i < vocabulary->n_words; i++) {
        count_word(&guess, &vocabulary->words[i]);
    }
    return decide(&guess);
}

bool
language_has_frequent(const char *language, struct slice token)
{
    for (size_t i = 0; language_words[i].tag; i++) {
        if (strcmp(language_words[i].tag, language) != 0) {
            continue;
        }
        struct tokeniser tokeniser;
        tokeniser_init(&tokeniser, slice_of(language_words[i].words));
        while (tokeniser_next(&tokeniser)) {
            if (slice_equal(tokeniser_token(&tokeniser), token)) {
                return true;
            }
        }
    }
    return false;
}
