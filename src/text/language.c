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
    /* Of a stream, what is looked at: pieces at equal distances. */
    PIECES = 16,
    PIECE_BYTES = 16 * 1024,

    TOKENS_MIN = 20,    /* in the script */
    HITS_MIN = 8,       /* of the winner */
    SHARE_PERCENT = 14, /* of the tokens, that the winner must have */

    TABLE_SIZE = 4096, /* well above the number of words */
};

/** A frequent word, by its hash: chance makes two of them one once in 10^13
 * times, and then for ever. */
struct entry {
    uint64_t hash; /**< 0 for a free place */
    uint64_t languages;
    uint32_t n; /**< of it in the text */
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
    struct entry entries[TABLE_SIZE];
    size_t n_tokens[OTHER_SCRIPT]; /**< in the scripts before that */
    size_t n_by_range[N_RANGES];
    size_t n_all; /**< in any script */
};

/** FNV-1a, and never 0. */
static uint64_t
hash_of(struct slice token)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < token.size; i++) {
        hash ^= (unsigned char)token.data[i];
        hash *= UINT64_C(0x100000001b3);
    }
    return hash ? hash : 1;
}

/** The place of a hash: where it is, or where it would be. */
static struct entry *
find_entry(struct guess *guess, uint64_t hash)
{
    size_t at = (size_t)(hash ^ hash >> 32) % TABLE_SIZE;
    while (guess->entries[at].hash != 0 && guess->entries[at].hash != hash) {
        at = (at + 1) % TABLE_SIZE;
    }
    return &guess->entries[at];
}

/** Enter all languages' words. */
static void
enter_words(struct guess *guess)
{
    for (size_t i = 0; language_words[i].tag; i++) {
        struct tokeniser tokeniser;
        tokeniser_init(&tokeniser, slice_of(language_words[i].words));
        while (tokeniser_next(&tokeniser)) {
            const uint64_t hash = hash_of(tokeniser_token(&tokeniser));
            struct entry *entry = find_entry(guess, hash);
            entry->hash = hash;
            entry->languages |= UINT64_C(1) << i;
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

/** Count a token. */
static void
count_token(struct guess *guess, struct slice token)
{
    size_t size;
    const size_t range = range_of(utf8_decode(token, 0, &size));
    if (range == N_RANGES) {
        return;
    }
    guess->n_all++;
    guess->n_by_range[range]++;
    const enum script script = ranges[range].script;
    if (script == OTHER_SCRIPT) {
        return;
    }
    guess->n_tokens[script]++;
    if (script < N_SCRIPTS_WITH_WORDS) {
        find_entry(guess, hash_of(token))->n++;
    }
}

/** Count the tokens of a stream that begin in a part of it; a token that
 * began before is left out. */
static void
count_part(struct guess *guess, struct slice tokens, size_t begin, size_t end)
{
    while (begin > 0 && begin < end &&
           tokens.data[begin - 1] != TOKEN_SEPARATOR) {
        begin++;
    }
    while (begin < end) {
        const char *separator =
            memchr(tokens.data + begin, TOKEN_SEPARATOR, tokens.size - begin);
        const size_t token_end =
            separator ? (size_t)(separator - tokens.data) : tokens.size;
        if (token_end > begin) {
            count_token(guess, slice_part(tokens, begin, token_end));
        }
        begin = token_end + 1;
    }
}

/** Count what is looked at of a stream. */
static void
count_tokens(struct guess *guess, struct slice tokens)
{
    if (tokens.size <= (size_t)PIECES * PIECE_BYTES) {
        count_part(guess, tokens, 0, tokens.size);
        return;
    }
    for (size_t i = 0; i < PIECES; i++) {
        const size_t begin = tokens.size / PIECES * i;
        count_part(guess, tokens, begin, begin + PIECE_BYTES);
    }
}

/** How many of the tokens are words of some languages, and of none of some
 * others, which are bits. */
static size_t
count_words(const struct guess *guess, uint64_t of, uint64_t but)
{
    size_t n = 0;
    for (size_t i = 0; i < TABLE_SIZE; i++) {
        const struct entry *entry = &guess->entries[i];
        if ((entry->languages & of) && !(entry->languages & but)) {
            n += entry->n;
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
        const size_t n_own = count_words(guess, own, other);
        const size_t n_other = count_words(guess, other, own);
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
    size_t n_best = 0;
    for (size_t i = 0; language_words[i].tag; i++) {
        const size_t n = language_words[i].script == script
                             ? count_words(guess, UINT64_C(1) << i, 0)
                             : 0;
        if (n > n_best) {
            n_best = n;
            best = i;
        }
    }
    const size_t n_tokens = guess->n_tokens[script];
    if (n_best < HITS_MIN || n_best * 100 < n_tokens * SHARE_PERCENT ||
        !is_clear(guess, best)) {
        return NULL;
    }
    return language_words[best].tag;
}

/** Japanese has Kana between the Han, Chinese has next to none. */
static const char *
guess_han(size_t n_han, size_t n_kana)
{
    const size_t n = n_han + n_kana;
    if (n_kana * 10 >= n) {
        return "ja";
    }
    return n_kana * 50 <= n ? "zh" : NULL;
}

/** Whether so many tokens are most of all, and enough. */
static bool
is_most(const struct guess *guess, size_t n)
{
    return n >= TOKENS_MIN && n > guess->n_all / 2;
}

/** The language by what was counted. */
static const char *
decide(const struct guess *guess)
{
    for (int script = 0; script < N_SCRIPTS_WITH_WORDS; script++) {
        if (is_most(guess, guess->n_tokens[script])) {
            return guess_by_words(guess, (enum script)script);
        }
    }
    const size_t n_han = guess->n_tokens[HAN];
    const size_t n_kana = guess->n_tokens[KANA];
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
language_guess(struct slice tokens)
{
    /* Some 100 KB, which threads have, and no failure to tell of. */
    struct guess guess = {0};
    enter_words(&guess);
    count_tokens(&guess, tokens);
    return decide(&guess);
}
