/*
 * Each child is held against the one before it, from left to right, then
 * each against the one behind it: what had its neighbour taken away goes
 * too.
 */
#include "query/near.h"

#include "base/timecode.h"
#include "query/positions.h"

/** The most tokens that anybody says in a second. */
enum { TOKENS_A_SECOND = 8 };

/** Filtering under way. */
struct filtering {
    const struct query *query;
    struct near_list *lists;
    const struct near_clock *clock;
    const struct query_nearness *nearness; /**< of the two held together */
};

/** A phrase at a place. */
struct place_of_phrase {
    uint32_t phrase;
    uint32_t at;
};

/** How many words stand between two phrases. */
static uint32_t
words_between(const struct filtering *filtering, struct place_of_phrase a,
              struct place_of_phrase b)
{
    const struct place_of_phrase first = a.at < b.at ? a : b;
    const struct place_of_phrase last = a.at < b.at ? b : a;
    const uint32_t end =
        first.at + filtering->query->phrases[first.phrase].n_tokens;
    return last.at > end ? last.at - end : 0;
}

/** Whether two phrases are as near as they must be. */
static enum status
compare_places(const struct filtering *filtering, struct place_of_phrase a,
               struct place_of_phrase b, bool *is_near)
{
    const struct query_nearness *nearness = filtering->nearness;
    if (nearness->ms == 0) {
        *is_near = words_between(filtering, a, b) <= nearness->n_words;
        return ST_OK;
    }
    const struct near_clock *clock = filtering->clock;
    int64_t a_ms;
    int64_t b_ms;
    TRY(clock->tell_ms(clock->context, a.at, &a_ms));
    TRY(clock->tell_ms(clock->context, b.at, &b_ms));
    *is_near = a_ms != TIME_UNKNOWN && b_ms != TIME_UNKNOWN &&
               (a_ms > b_ms ? a_ms - b_ms : b_ms - a_ms) <= nearness->ms;
    return ST_OK;
}

/** Whether some phrase of a set stands near a place, but not on it. */
static enum status
has_neighbour(const struct filtering *filtering, struct place_of_phrase place,
              uint64_t others, bool *is_near)
{
    *is_near = false;
    for (; others && !*is_near; others &= others - 1) {
        struct place_of_phrase other = {(uint32_t)__builtin_ctzll(others), 0};
        const struct near_list *list = &filtering->lists[other.phrase];
        const size_t at =
            positions_from((struct positions){list->at, list->n}, place.at);
        const size_t after =
            at < list->n && list->at[at] == place.at ? at + 1 : at;
        if (at > 0) {
            other.at = list->at[at - 1];
            TRY(compare_places(filtering, place, other, is_near));
        }
        if (!*is_near && after < list->n) {
            other.at = list->at[after];
            TRY(compare_places(filtering, place, other, is_near));
        }
    }
    return ST_OK;
}

/** Keep what a node says near one of its neighbour's phrases. */
static enum status
keep_near(const struct filtering *filtering, const struct query_node *node,
          const struct query_node *neighbour)
{
    const uint64_t others = query_wanted(neighbour);
    for (uint64_t left = query_wanted(node); left; left &= left - 1) {
        const uint32_t phrase = (uint32_t)__builtin_ctzll(left);
        struct near_list *list = &filtering->lists[phrase];
        size_t n = 0;
        for (size_t i = 0; i < list->n; i++) {
            const struct place_of_phrase place = {phrase, list->at[i]};
            bool is_near;
            TRY(has_neighbour(filtering, place, others, &is_near));
            if (is_near) {
                list->at[n++] = list->at[i];
            }
        }
        list->n = n;
    }
    return ST_OK;
}

/** Hold a NEAR's children against each other. */
static enum status
filter_children(struct filtering *filtering, const struct query_node *node)
{
    const struct query_node *children[PHRASES_MAX];
    size_t n = 0;
    for (const struct query_node *child = node->child; child;
         child = child->next) {
        children[n++] = child;
    }
    for (size_t i = 1; i < n; i++) {
        filtering->nearness = &children[i]->nearness;
        TRY(keep_near(filtering, children[i], children[i - 1]));
    }
    for (size_t i = n; i > 1; i--) {
        filtering->nearness = &children[i - 1]->nearness;
        TRY(keep_near(filtering, children[i - 2], children[i - 1]));
    }
    return ST_OK;
}

enum status
near_filter(const struct query *query, const struct query_node *node,
            struct near_list *lists, const struct near_clock *clock)
{
    struct filtering filtering = {query, lists, clock, NULL};
    for (const struct query_node *child = node->child; child;
         child = child->next) {
        TRY(near_filter(query, child, lists, clock));
    }
    return node->op == QUERY_NEAR ? filter_children(&filtering, node) : ST_OK;
}

/** The tokens of a node's longest phrase. */
static uint32_t
longest_phrase(const struct query *query, const struct query_node *node)
{
    uint32_t longest = 0;
    for (uint64_t left = query_wanted(node); left; left &= left - 1) {
        const uint32_t n = query->phrases[__builtin_ctzll(left)].n_tokens;
        longest = n > longest ? n : longest;
    }
    return longest;
}

uint32_t
near_span(const struct query *query, const struct query_node *node)
{
    uint32_t span = 0;
    uint32_t widest = 0;
    for (const struct query_node *child = node->child; child;
         child = child->next) {
        const struct query_nearness *nearness = &child->nearness;
        const uint32_t inner = near_span(query, child);
        widest = inner > widest ? inner : widest;
        if (node->op == QUERY_NEAR) {
            span += inner + longest_phrase(query, child);
            span += child == node->child ? 0
                    : nearness->ms > 0
                        ? (uint32_t)(nearness->ms * TOKENS_A_SECOND / 1000)
                        : nearness->n_words;
        }
    }
    return span > widest ? span : widest;
}
