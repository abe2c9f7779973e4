/*
 * Questions to the tree.  Its depth is bounded by the parser, so recursion
 * is too.
 */
#include "query/tree.h"

struct slice
query_tokens(const struct query *query, uint32_t phrase)
{
    const struct slice tokens = query->phrases[phrase].tokens;
    return slice_part(tokens, 0, tokens.size - 1);
}

bool
query_holds(const struct query_node *node, uint64_t phrases)
{
    if (node->op == QUERY_PHRASE) {
        return phrases >> node->phrase & 1;
    }
    if (node->op == QUERY_NOT) {
        return true;
    }
    const bool wants_all = node->op != QUERY_ANY;
    for (const struct query_node *child = node->child; child;
         child = child->next) {
        if (query_holds(child, phrases) != wants_all) {
            return !wants_all;
        }
    }
    return wants_all;
}

bool
query_allows(const struct query_node *node, uint64_t phrases)
{
    if (node->op == QUERY_PHRASE) {
        return phrases >> node->phrase & 1;
    }
    if (node->op == QUERY_NOT) {
        return !query_allows(node->child, phrases);
    }
    const bool wants_all = node->op != QUERY_ANY;
    for (const struct query_node *child = node->child; child;
         child = child->next) {
        if (query_allows(child, phrases) != wants_all) {
            return !wants_all;
        }
    }
    return wants_all;
}

bool
query_can_exclude(const struct query_node *node)
{
    if (node->op == QUERY_NOT) {
        return true;
    }
    for (const struct query_node *child = node->child; child;
         child = child->next) {
        if (query_can_exclude(child)) {
            return true;
        }
    }
    return false;
}

bool
query_has_near(const struct query_node *node)
{
    for (const struct query_node *child = node->child; child;
         child = child->next) {
        if (child->op == QUERY_NEAR || query_has_near(child)) {
            return true;
        }
    }
    return node->op == QUERY_NEAR;
}

uint64_t
query_wanted(const struct query_node *node)
{
    if (node->op == QUERY_PHRASE) {
        return UINT64_C(1) << node->phrase;
    }
    uint64_t wanted = 0;
    if (node->op != QUERY_NOT) {
        for (const struct query_node *child = node->child; child;
             child = child->next) {
            wanted |= query_wanted(child);
        }
    }
    return wanted;
}

/** Write what stands between two children. */
static void
describe_between(const struct query_node *parent,
                 const struct query_node *child, struct buffer *text)
{
    if (parent->op != QUERY_NEAR) {
        buffer_add_slice(text, SLICE(", "));
    } else if (child->nearness.ms > 0) {
        buffer_print(text, ", within %g seconds ",
                     (double)child->nearness.ms / 1000);
    } else {
        buffer_print(text, ", within %u words ", child->nearness.n_words);
    }
}

/** Write one node. */
static void
describe(const struct query *query, const struct query_node *node,
         struct buffer *text)
{
    if (node->op == QUERY_PHRASE) {
        const struct match_phrase *phrase = &query->phrases[node->phrase];
        const char *mark = phrase->n_tokens > 1 ? "\"" : "";
        buffer_print(text, "%s%s%s%s", mark, query->words[node->phrase], mark,
                     phrase->is_prefix ? "*" : "");
        return;
    }
    static const char *const heads[] = {
        [QUERY_ALL] = "all of (",
        [QUERY_ANY] = "any of (",
        [QUERY_NEAR] = "near each other (",
        [QUERY_NOT] = "not (",
    };
    buffer_add_slice(text, slice_of(heads[node->op]));
    for (const struct query_node *child = node->child; child;
         child = child->next) {
        if (child != node->child) {
            describe_between(node, child, text);
        }
        describe(query, child, text);
    }
    buffer_add_byte(text, ')');
}

const char *
query_field_name(enum query_field field)
{
    static const char *const names[] = {
        [FIELD_IN] = "in",         [FIELD_SPEAKER] = "speaker",
        [FIELD_LANGUAGE] = "lang", [FIELD_TITLE] = "title",
        [FIELD_AFTER] = "after",   [FIELD_BEFORE] = "before",
    };
    return names[field];
}

void
query_describe(const struct query *query, struct buffer *text)
{
    if (query->root) {
        describe(query, query->root, text);
    } else {
        buffer_add_slice(text, SLICE("no words to look for"));
    }
    if (query->attribution) {
        buffer_print(text, "; passed over: %s", query->attribution);
    }
    for (const struct query_filter *filter = query->filters; filter;
         filter = filter->next) {
        buffer_print(text, "; %s%s \"%s\"", filter->is_negated ? "not " : "",
                     query_field_name(filter->field), filter->value);
    }
    if (query->index == MATCH_MARKERS) {
        buffer_add_slice(text, SLICE("; among markers"));
    }
    if (query->was_cut) {
        buffer_print(text, "; only the first %d words count", PHRASES_MAX);
    }
}
