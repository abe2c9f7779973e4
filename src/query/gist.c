/*
 * A word is common when it is one of the most frequent of the archive's main
 * language, and said often here too: "god" is frequent in sermons, but no
 * word that all English is full of.  In a question also those words are
 * common that people ask with, in whichever of the archive's languages it is.
 */
#include "query/gist.h"

#include "text/language.h"
#include "text/question.h"
#include "text/token.h"

#include <string.h>

/** A common word is said once in so many words, or more often. */
enum { COMMON_SHARE = 500 };

/** What remains must have so many words; of a question one is enough. */
enum { CONTENT_MIN = 2, CONTENT_ASKED_MIN = 1 };

/** Languages in which questions are recognised. */
enum { LANGUAGES_ASKED_MAX = 32 };

/** A question has from so many to so many words; where its first one begins
 * other sentences too, so many of them ask. */
enum { QUESTION_MIN = 3, QUESTION_MAX = 40, ASKING_MIN = 2 };

/** Taking the gist under way. */
struct taking {
    struct query *query;
    struct reader *reader;
    int64_t n_tokens;
    const char *languages[LANGUAGES_ASKED_MAX]; /**< the most common first */
    size_t n_languages;
    const char *asked; /**< the language of the question; NULL for none */
    struct error *error;
};

/** Receive a language of the archive, the most common one first. */
static enum status
take_language(void *context, int64_t n_transcripts, struct slice language)
{
    (void)n_transcripts;
    struct taking *taking = context;
    const char *copy = arena_copy(&taking->query->arena, language);
    if (!copy) {
        return ST_NO_MEMORY;
    }
    taking->languages[taking->n_languages++] = copy;
    return taking->n_languages == LANGUAGES_ASKED_MAX ? ST_INTERRUPTED : ST_OK;
}

/** What a sentence has of a language. */
struct asking {
    size_t n_tokens;
    size_t n_known; /**< frequent words, and those that people ask with */
    size_t n_asking;
    enum question_word first;
};

/** Read a sentence as one of a language. */
static struct asking
read_as(const char *language, struct slice sentence)
{
    struct asking asking = {0};
    struct tokeniser tokeniser;
    tokeniser_init(&tokeniser, sentence);
    while (asking.n_tokens <= QUESTION_MAX && tokeniser_next(&tokeniser)) {
        const struct slice token = tokeniser_token(&tokeniser);
        const enum question_word word = question_word(language, token);
        asking.first = asking.n_tokens++ == 0 ? word : asking.first;
        asking.n_asking += word != QUESTION_NONE;
        asking.n_known +=
            word != QUESTION_NONE || language_has_frequent(language, token);
    }
    return asking;
}

/** Find out whether the sentence is a question, and in which language: the
 * one that most of its words are of. */
static void
find_question(struct taking *taking)
{
    const struct slice sentence = taking->query->sentence.text;
    struct asking best = {0};
    for (size_t i = 0; i < taking->n_languages; i++) {
        const struct asking asking = read_as(taking->languages[i], sentence);
        if (asking.n_known > best.n_known) {
            best = asking;
            taking->asked = taking->languages[i];
        }
    }
    const bool is_marked = slice_ends(sentence, SLICE("?")) ||
                           slice_ends(sentence, SLICE("\uff1f"));
    const bool opens =
        best.first == QUESTION_OPENS ||
        (best.first == QUESTION_MAY_OPEN && best.n_asking >= ASKING_MIN);
    if (best.n_tokens < QUESTION_MIN || best.n_tokens > QUESTION_MAX ||
        !(opens || (is_marked && best.n_asking > 0))) {
        taking->asked = NULL;
    }
}

/** Whether a word of a question only asks, or is one of the frequent words of
 * its language; of `est-ce` both parts must be. */
static bool
is_common_asked(const struct taking *taking, uint32_t phrase)
{
    struct tokeniser tokeniser;
    const struct slice typed = slice_of(taking->query->words[phrase]);
    bool common = !memchr(typed.data, ' ', typed.size);
    tokeniser_init(&tokeniser, typed);
    while (common && tokeniser_next(&tokeniser)) {
        const struct slice token = tokeniser_token(&tokeniser);
        common = question_word(taking->asked, token) != QUESTION_NONE ||
                 language_has_frequent(taking->asked, token);
    }
    return common;
}

/** Whether a child is a word that is common here. */
static enum status
is_common(const struct taking *taking, const struct query_node *child,
          bool *common)
{
    struct term_count count;
    *common = false;
    if (child->op != QUERY_PHRASE || taking->n_languages == 0) {
        return ST_OK;
    }
    if (taking->asked) {
        *common = is_common_asked(taking, child->phrase);
        return ST_OK;
    }
    const struct match_phrase *phrase = &taking->query->phrases[child->phrase];
    const struct slice token = query_tokens(taking->query, child->phrase);
    if (phrase->n_tokens > 1 ||
        !language_has_frequent(taking->languages[0], token)) {
        return ST_OK;
    }
    TRY(reader_term(taking->reader, token, &count, taking->error));
    *common = count.n_said > taking->n_tokens / COMMON_SHARE;
    return ST_OK;
}

/** Link the children that are not common to a new root. */
static enum status
choose(const struct taking *taking, struct query_node *root,
       struct buffer *left_out, size_t *n_left)
{
    struct query_node **end = &root->child;
    for (const struct query_node *child = taking->query->root->child; child;
         child = child->next) {
        bool common;
        TRY(is_common(taking, child, &common));
        if (common) {
            buffer_print(left_out, "%s%s", left_out->size > 0 ? ", " : "",
                         taking->query->words[child->phrase]);
            continue;
        }
        struct query_node *copy =
            arena_new(&taking->query->arena, 1, sizeof(*copy));
        if (!copy) {
            return ST_NO_MEMORY;
        }
        *copy = *child;
        copy->next = NULL;
        *end = copy;
        end = &copy->next;
        ++*n_left;
    }
    return ST_OK;
}

enum status
query_take_gist(struct query *query, struct reader *reader,
                struct buffer *left_out, struct error *error)
{
    struct taking taking = {.query = query, .reader = reader, .error = error};
    int64_t n_transcripts;
    size_t n_left = 0;
    if (query->root->op != QUERY_ALL || query->sentence.text.size == 0 ||
        query->sentence.is_quoted) {
        return ST_OK;
    }
    struct query_node *root = arena_new(&query->arena, 1, sizeof(*root));
    if (!root) {
        return ST_NO_MEMORY;
    }
    root->op = QUERY_ALL;
    TRY(reader_size(reader, &n_transcripts, &taking.n_tokens, error));
    TRY(reader_languages(reader, take_language, &taking, error));
    find_question(&taking);
    TRY(choose(&taking, root, left_out, &n_left));
    if (left_out->has_failed) {
        return ST_NO_MEMORY;
    }
    const size_t n_least = taking.asked ? CONTENT_ASKED_MIN : CONTENT_MIN;
    if (n_left >= n_least && left_out->size > 0) {
        query->root = n_left > 1 ? root : root->child;
        query->sentence.is_question = taking.asked != NULL;
    } else {
        buffer_clear(left_out);
    }
    return ST_OK;
}
