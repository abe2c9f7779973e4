/*
 * A word is common when it is one of the most frequent of the archive's main
 * language, and said often here too: "god" is frequent in sermons, but no
 * word that all English is full of.
 */
#include "query/gist.h"

#include "text/language.h"

/** A common word is said once in so many words, or more often. */
enum { COMMON_SHARE = 500 };

/** What remains of a query must have so many words. */
enum { CONTENT_MIN = 2 };

/** Taking the gist under way. */
struct taking {
    struct query *query;
    struct reader *reader;
    int64_t n_tokens;
    char language[16]; /**< the archive's main one; empty for none */
    struct error *error;
};

/** Receive the most common language. */
static enum status
take_language(void *context, int64_t n_transcripts, struct slice language)
{
    (void)n_transcripts;
    struct taking *taking = context;
    if (language.size < sizeof(taking->language)) {
        memcpy(taking->language, language.data, language.size);
        taking->language[language.size] = '\0';
    }
    return ST_INTERRUPTED;
}

/** Whether a child is a word that is common here. */
static enum status
is_common(const struct taking *taking, const struct query_node *child,
          bool *common)
{
    struct term_count count;
    *common = false;
    if (child->op != QUERY_PHRASE) {
        return ST_OK;
    }
    const struct match_phrase *phrase = &taking->query->phrases[child->phrase];
    const struct slice token = query_tokens(taking->query, child->phrase);
    if (phrase->n_tokens > 1 ||
        !language_has_frequent(taking->language, token)) {
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
    TRY(choose(&taking, root, left_out, &n_left));
    if (left_out->has_failed) {
        return ST_NO_MEMORY;
    }
    if (n_left >= CONTENT_MIN && left_out->size > 0) {
        query->root = root;
    } else {
        buffer_clear(left_out);
    }
    return ST_OK;
}
