/*
 * Each word is looked up in the vocabulary: its forms among the terms that
 * begin as it does, what is spelled or sounds like it among all, in one
 * pass for all the words that need it.
 */
#include "query/alike.h"

#include "text/spelling.h"
#include "text/stem.h"
#include "text/token.h"

#include <stdlib.h>
#include <string.h>

enum {
    /* A word said so often at most may be a mistake. */
    RARE_MAX = 2,
    /* What stands for a rare word must be said so many times as often. */
    RARE_FACTOR = 8,
    /* Words said more often than once in so many, and more often than so
     * many times, are found in any case: only, them, people. */
    COMMON_SHARE = 1000,
    COMMON_MIN = 50,
    /* In longer queries only what may be a mistake is looked up. */
    LOOKED_UP_MAX = 8,
    /* Letters of a word that is looked up at all, and that its forms begin
     * with as it does. */
    WORD_MIN = 3,
    BEGINNING_MIN = 3,
    /* How much longer than the word a form may be. */
    FORM_EXTRA_BYTES = 8,
    /* Letters of each half of a word that was written together. */
    HALF_MIN = 3,
    /* Letters of a word that may begin with another one. */
    INITIAL_MAY_DIFFER_BYTES = 5,
    /* Letters of a sound's code that tell something. */
    SOUND_MIN = 3,
    /* How often each half must be said. */
    HALF_SAID_MIN = 3,
    /* Terms between two looks at the clock. */
    CHECKED_EACH = 256,
};

/** Looking up under way. */
struct looking {
    struct alike *alike;
    struct reader *reader;
    struct arena *arena;
    struct stemmer *stemmers[LANGUAGES_MAX]; /**< of alike->languages */
    uint32_t n_told;  /**< languages that the archive has */
    unsigned n_terms; /**< that were held against doubtful words */
    struct error *error;

    /* The word whose forms are looked for. */
    struct alike_word *current;
    uint32_t language; /**< number of its language */
    struct slice stem; /**< in the arena */
};

/** Let a variant count where another one of the same term does too; false where
 * they stay apart: what is a form in some language, but not in the commonest
 * one, is a mere guess elsewhere. */
static bool
merge_variants(struct alike_variant *variant, const struct alike_variant *other)
{
    if (variant->languages && other->languages) {
        variant->languages |= other->languages;
        return true;
    }
    const uint32_t commonest = 1;
    const uint32_t some = variant->languages | other->languages;
    if (some && !(some & commonest)) {
        return false;
    }
    variant->languages = 0;
    return true;
}

/** Add a variant to a word's, in the place of the least close one when there
 * are too many. */
static enum status
add_variant(struct looking *looking, struct alike_word *word,
            const struct alike_variant *variant)
{
    struct alike_variant *slot = NULL;
    for (size_t i = 0; i < word->n_variants; i++) {
        struct alike_variant *other = &word->variants[i];
        if (slice_equal(other->tokens, variant->tokens) &&
            merge_variants(other, variant)) {
            return ST_OK;
        }
        if (!slot || other->closeness < slot->closeness) {
            slot = other;
        }
    }
    if (word->n_variants < ALIKE_VARIANTS_MAX) {
        slot = &word->variants[word->n_variants++];
        slot->closeness = -1;
    }
    if (variant->closeness > slot->closeness) {
        const struct slice tokens = variant->tokens;
        *slot = *variant;
        slot->tokens.data = arena_copy(looking->arena, tokens);
    }
    return looking->arena->has_failed ? ST_NO_MEMORY : ST_OK;
}

/** Take a term that has the stem of the current word as one of its forms. */
static enum status
take_form(void *context, const struct term_row *row)
{
    struct looking *looking = context;
    struct alike_word *word = looking->current;
    if (row->term.size > word->token.size + FORM_EXTRA_BYTES ||
        slice_equal(row->term, word->token) ||
        !slice_equal(
            stemmer_stem(looking->stemmers[looking->language], row->term),
            looking->stem)) {
        return ST_OK;
    }
    const struct alike_variant form = {
        .tokens = row->term,
        .n_tokens = 1,
        .likeness = LIKE_INFLECTION,
        .languages = UINT32_C(1) << looking->language,
        .closeness = 3 - 1 / (1 + (double)row->count.n_said),
    };
    return add_variant(looking, word, &form);
}

/** The terms that begin as a word does, but for the end that forms change. */
static struct term_range
range_of_forms(struct looking *looking, const struct alike_word *word)
{
    const struct slice stem = looking->stem;
    size_t same = 0;
    while (same < stem.size && same < word->token.size &&
           stem.data[same] == word->token.data[same]) {
        same++;
    }
    /* Stems end in letters that not every form has: happi, happy. */
    size_t size = same > BEGINNING_MIN ? same - 1 : same;
    while (size > 0 && size < word->token.size &&
           ((unsigned char)word->token.data[size] & 0xc0) == 0x80) {
        size--;
    }
    const struct slice first = slice_part(word->token, 0, size);
    char *end = arena_copy(looking->arena, first);
    if (end && size > 0) {
        /* A byte of UTF-8 is never the highest one. */
        end[size - 1]++;
    }
    return (struct term_range){first, {end, end ? size : 0}};
}

/** Find the forms of a word in one language. */
static enum status
find_forms(struct looking *looking, struct alike_word *word, uint32_t language)
{
    const struct slice stem =
        stemmer_stem(looking->stemmers[language], word->token);
    looking->current = word;
    looking->language = language;
    looking->stem = (struct slice){arena_copy(looking->arena, stem), stem.size};
    const struct term_range range = range_of_forms(looking, word);
    if (looking->arena->has_failed) {
        return ST_NO_MEMORY;
    }
    return range.first.size < WORD_MIN
               ? ST_OK
               : reader_terms(looking->reader, range, take_form, looking,
                              looking->error);
}

/** How many letters may be wrong in a word of that many bytes. */
static unsigned
wrong_max(size_t size)
{
    return size < 4 ? 0 : size < 6 ? 1 : 2;
}

/** Whether a term sounds like a word, and looks a little like it. */
static bool
sounds_alike(const struct alike_word *word, struct slice term)
{
    char code[SOUND_BYTES];
    size_t size;
    const unsigned max = (unsigned)word->token.size / 2;
    return word->sound_size >= SOUND_MIN &&
           term.data[0] == word->token.data[0] &&
           sound_code(term, code, &size) && size == word->sound_size &&
           !memcmp(code, word->sound, size) &&
           spelling_distance(word->token, term, max) <= max;
}

/** Whether a term is one of the words that are looked up. */
static bool
is_asked(const struct looking *looking, struct slice term)
{
    for (size_t i = 0; i < looking->alike->n_words; i++) {
        if (slice_equal(looking->alike->words[i].token, term)) {
            return true;
        }
    }
    return false;
}

/** Hold a term against a word that may be a mistake. */
static enum status
compare(struct looking *looking, struct alike_word *word,
        const struct term_row *row, uint64_t letters)
{
    const struct slice term = row->term;
    const size_t size = word->token.size;
    const size_t extra = term.size > size ? term.size - size : size - term.size;
    const int64_t n_needed = RARE_FACTOR * word->n_said;
    if (row->count.n_said < n_needed || is_asked(looking, term) ||
        slice_has_digit(term)) {
        return ST_OK;
    }
    const double often = 1 - 1 / (1 + (double)row->count.n_said);
    const bool has_initial = term.data[0] == word->token.data[0];
    const double initial = has_initial ? 0.5 : 0;
    const unsigned n_wrong_max =
        has_initial || size >= INITIAL_MAY_DIFFER_BYTES ? wrong_max(size) : 0;
    const unsigned n_wrong =
        extra > n_wrong_max ||
                !spelling_can_be_near(word->letters, letters, n_wrong_max)
            ? UINT32_MAX
            : spelling_distance(word->token, term, n_wrong_max);
    if (n_wrong <= n_wrong_max) {
        const struct alike_variant spelling = {
            .tokens = term,
            .n_tokens = 1,
            .likeness = LIKE_SPELLING,
            .closeness = (n_wrong == 1 ? 1 : 0) + initial + often / 2,
        };
        return add_variant(looking, word, &spelling);
    }
    if (word->n_said == 0 && sounds_alike(word, term)) {
        const struct alike_variant sound = {
            .tokens = term,
            .n_tokens = 1,
            .likeness = LIKE_SOUND,
            .closeness = often / 2,
        };
        return add_variant(looking, word, &sound);
    }
    return ST_OK;
}

/** Hold a term against all words that may be mistakes. */
static enum status
take_term(void *context, const struct term_row *row)
{
    struct looking *looking = context;
    const uint64_t letters = spelling_letters(row->term);
    for (size_t i = 0; i < looking->alike->n_words; i++) {
        struct alike_word *word = &looking->alike->words[i];
        if (word->is_doubtful) {
            TRY(compare(looking, word, row, letters));
        }
    }
    return ++looking->n_terms % CHECKED_EACH == 0
               ? reader_check_deadline(looking->reader, looking->error)
               : ST_OK;
}

/** The terms that may be meant by a word: where it is said at all, only those
 * with its initial are worth their time. */
static struct term_range
range_of_mistakes(const struct alike_word *word, char end[1])
{
    if (word->n_said == 0) {
        return (struct term_range){{NULL, 0}, {NULL, 0}};
    }
    /* A byte of UTF-8 is never the highest one. */
    end[0] = (char)(word->token.data[0] + 1);
    return (struct term_range){slice_part(word->token, 0, 1), {end, 1}};
}

/** Find what is spelled or sounds like the words that may be mistakes; a pass
 * over all terms serves all of them. */
static enum status
find_mistakes(struct looking *looking)
{
    const struct alike *alike = looking->alike;
    const struct alike_word *unsaid = NULL;
    for (size_t i = 0; i < alike->n_words && !unsaid; i++) {
        const struct alike_word *word = &alike->words[i];
        unsaid = word->is_doubtful && word->n_said == 0 ? word : NULL;
    }
    for (size_t i = 0; i < alike->n_words; i++) {
        const struct alike_word *word = &alike->words[i];
        char end[1];
        if (unsaid ? word == unsaid : word->is_doubtful) {
            TRY(reader_terms(looking->reader, range_of_mistakes(word, end),
                             take_term, looking, looking->error));
        }
    }
    return ST_OK;
}

/** Whether a word may be two words before and after some of its bytes: where
 * it has figures, these are one of the two. */
static bool
may_be_cut(struct slice word, size_t at)
{
    return slice_has_digit(word)
               ? is_digit(word.data[at - 1]) != is_digit(word.data[at])
               : at >= HALF_MIN && at + HALF_MIN <= word.size;
}

/** Find the two words that a rare one is written together from: of all
 * places to cut it the one with the more common halves. */
static enum status
find_halves(struct looking *looking, struct alike_word *word)
{
    int64_t most = HALF_SAID_MIN - 1;
    size_t best = 0;
    for (size_t cut = 1; cut < word->token.size; cut++) {
        if (!may_be_cut(word->token, cut)) {
            continue;
        }
        const struct slice halves[] = {slice_part(word->token, 0, cut),
                                       slice_from(word->token, cut)};
        struct term_count counts[2];
        for (int i = 0; i < 2; i++) {
            TRY(reader_term(looking->reader, halves[i], &counts[i],
                            looking->error));
        }
        const int64_t n_said = counts[0].n_said < counts[1].n_said
                                   ? counts[0].n_said
                                   : counts[1].n_said;
        if (n_said > most) {
            most = n_said;
            best = cut;
        }
    }
    if (best == 0) {
        return ST_OK;
    }
    char *both = arena_new(looking->arena, word->token.size + 1, 1);
    if (!both) {
        return ST_NO_MEMORY;
    }
    memcpy(both, word->token.data, best);
    both[best] = TOKEN_SEPARATOR;
    memcpy(both + best + 1, word->token.data + best, word->token.size - best);
    const struct alike_variant halves = {
        .tokens = {both, word->token.size + 1},
        .n_tokens = 2,
        .likeness = LIKE_COMPOUND,
        .closeness = 2,
    };
    return add_variant(looking, word, &halves);
}

/** What is like a word, or two written together. */
static enum status
find_like(struct looking *looking, struct alike_word *word)
{
    if (word->is_joined) {
        const struct alike_variant joined = {
            .tokens = word->token,
            .n_tokens = 1,
            .likeness = LIKE_COMPOUND,
            .closeness = 4,
        };
        return word->n_said > 0 ? add_variant(looking, word, &joined) : ST_OK;
    }
    const int64_t common = looking->alike->n_tokens / COMMON_SHARE;
    const bool is_common =
        word->n_said > (common > COMMON_MIN ? common : COMMON_MIN);
    const bool has_forms =
        !is_common && looking->alike->n_words <= LOOKED_UP_MAX;
    for (uint32_t i = 0; has_forms && i < looking->alike->n_languages; i++) {
        TRY(find_forms(looking, word, i));
    }
    /* What has figures is no mistake, but `gpt4` may be written `GPT-4`. */
    return slice_has_digit(word->token) && word->n_said <= RARE_MAX
               ? find_halves(looking, word)
               : ST_OK;
}

/** Whether a variant is a guess that is off by more than one letter. */
static bool
is_far(const struct alike_variant *variant)
{
    return variant->likeness == LIKE_SOUND ||
           (variant->likeness == LIKE_SPELLING && variant->closeness < 1);
}

/** Whether one letter makes a word one of its variants. */
static bool
has_near_spelling(const struct alike_word *word)
{
    for (size_t i = 0; i < word->n_variants; i++) {
        if (word->variants[i].likeness == LIKE_SPELLING &&
            !is_far(&word->variants[i])) {
            return true;
        }
    }
    return false;
}

/** Of guesses at a doubtful word, keep those that differ by one letter, if
 * any does; else it may as well be two words written together. */
static enum status
settle_doubt(struct looking *looking, struct alike_word *word)
{
    if (!has_near_spelling(word)) {
        return word->is_joined ? ST_OK : find_halves(looking, word);
    }
    size_t n = 0;
    for (size_t i = 0; i < word->n_variants; i++) {
        if (!is_far(&word->variants[i])) {
            word->variants[n++] = word->variants[i];
        }
    }
    word->n_variants = n;
    return ST_OK;
}

/** Receive a language of the archive, the most common first. */
static enum status
take_language(void *context, int64_t n_transcripts, struct slice language)
{
    (void)n_transcripts;
    struct looking *looking = context;
    struct alike *alike = looking->alike;
    alike->is_monolingual = looking->n_told++ == 0;
    if (alike->n_languages == LANGUAGES_MAX) {
        return ST_INTERRUPTED;
    }
    struct stemmer *stemmer = stemmer_new(language);
    if (stemmer) {
        looking->stemmers[alike->n_languages] = stemmer;
        alike->languages[alike->n_languages++] =
            arena_copy(looking->arena, language);
    }
    return looking->arena->has_failed ? ST_NO_MEMORY : ST_OK;
}

/** Look up all words. */
static enum status
find(struct looking *looking)
{
    struct alike *alike = looking->alike;
    TRY(reader_languages(looking->reader, take_language, looking,
                         looking->error));
    for (size_t i = 0; i < alike->n_words; i++) {
        TRY(find_like(looking, &alike->words[i]));
    }
    TRY(find_mistakes(looking));
    for (size_t i = 0; i < alike->n_words; i++) {
        struct alike_word *word = &alike->words[i];
        TRY(word->is_doubtful ? settle_doubt(looking, word) : ST_OK);
    }
    return ST_OK;
}

enum status
alike_find(struct alike *alike, struct reader *reader, struct arena *arena,
           struct error *error)
{
    struct looking looking = {
        .alike = alike, .reader = reader, .arena = arena, .error = error};
    int64_t n_transcripts;
    enum status status =
        reader_size(reader, &n_transcripts, &alike->n_tokens, error);
    if (status == ST_OK) {
        status = find(&looking);
    }
    for (uint32_t i = 0; i < alike->n_languages; i++) {
        stemmer_free(looking.stemmers[i]);
    }
    return status;
}

enum status
alike_add(struct alike *alike, const struct alike_word *word,
          struct reader *reader, struct error *error)
{
    struct term_count count;
    if (alike->n_words == ALIKE_WORDS_MAX || word->token.size < WORD_MIN) {
        return ST_OK;
    }
    TRY(reader_term(reader, word->token, &count, error));
    struct alike_word *added = &alike->words[alike->n_words++];
    *added = *word;
    added->n_said = count.n_said;
    added->letters = spelling_letters(word->token);
    added->is_doubtful = count.n_said <= RARE_MAX &&
                         !slice_has_digit(word->token) && !alike->is_behind;
    if (!sound_code(word->token, added->sound, &added->sound_size)) {
        added->sound_size = 0;
    }
    return ST_OK;
}
