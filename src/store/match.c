/*
 * The query's tree as an FTS5 expression (sqlite.org/fts5.html, section 3).
 *
 * A phrase that selects nothing (an excluded one) is added as
 * `(tree) OR phrase`: FTS5 reports positions only of phrases in the
 * expression.  The walk passes over transcripts that the tree itself does
 * not match.
 */
#include "store/match.h"

#include "text/token.h"

#include <assert.h>

/** What is being written. */
struct writer {
    const struct match_query *query;
    struct buffer *expression;
    uint32_t *order;
    uint32_t n_phrases;
};

/** Write one phrase, quoted, and note its turn. */
static void
write_phrase(struct writer *writer, uint32_t index)
{
    const struct match_phrase *phrase = &writer->query->phrases[index];
    struct slice tokens = phrase->tokens;
    while (tokens.size > 0 && tokens.data[tokens.size - 1] == TOKEN_SEPARATOR) {
        tokens.size--;
    }
    buffer_add_byte(writer->expression, '"');
    buffer_add_slice(writer->expression, tokens);
    buffer_add_byte(writer->expression, '"');
    if (phrase->is_prefix) {
        buffer_add_byte(writer->expression, '*');
    }
    assert(writer->n_phrases < PHRASES_MAX);
    writer->order[writer->n_phrases++] = index;
}

/** Write a node and what is below it; the depth is bounded by the query. */
static void
write_node(struct writer *writer, const struct match_node *node, int depth)
{
    assert(depth <= MATCH_DEPTH_MAX);
    if (node->op == MATCH_PHRASE) {
        write_phrase(writer, node->phrase);
        return;
    }
    const struct slice between =
        node->op == MATCH_ALL ? SLICE(" AND ") : SLICE(" OR ");
    buffer_add_byte(writer->expression, '(');
    for (const struct match_node *child = node->child; child;
         child = child->next) {
        if (child != node->child) {
            buffer_add_slice(writer->expression, between);
        }
        write_node(writer, child, depth + 1);
    }
    buffer_add_byte(writer->expression, ')');
}

void
match_write_expression(const struct match_query *query,
                       struct buffer *expression, uint32_t order[PHRASES_MAX])
{
    struct writer writer = {query, expression, order, 0};
    write_node(&writer, query->root, 0);
    for (uint32_t i = 0; i < query->n_phrases; i++) {
        if (query->extra >> i & 1) {
            buffer_add_slice(expression, SLICE(" OR "));
            write_phrase(&writer, i);
        }
    }
    buffer_add_byte(expression, '\0');
}
