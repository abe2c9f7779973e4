/*
 * One pass over each list beside the rarest one's.
 */
#include "query/thin.h"

#include "base/buffer.h"

#include <stdlib.h>

void
thin_finish(struct thin *thin)
{
    for (size_t i = 0; i < PHRASES_MAX; i++) {
        free(thin->at[i]);
    }
    *thin = (struct thin){0};
}

/** The phrase with the fewest positions of those that must be there;
 * PHRASES_MAX where none must. */
static uint32_t
find_anchor(const struct query_node *root, const struct positions *lists)
{
    uint32_t anchor = PHRASES_MAX;
    if (root->op != QUERY_ALL) {
        return anchor;
    }
    for (const struct query_node *child = root->child; child;
         child = child->next) {
        if (child->op == QUERY_PHRASE &&
            (anchor == PHRASES_MAX ||
             lists[child->phrase].n < lists[anchor].n)) {
            anchor = child->phrase;
        }
    }
    return anchor;
}

/** Make room for as many positions as a list has; false without memory. */
static bool
reserve(struct thin *thin, uint32_t phrase, size_t n)
{
    while (thin->capacity[phrase] < n) {
        if (!array_grow(&thin->at[phrase], &thin->capacity[phrase],
                        thin->capacity[phrase], sizeof(uint32_t))) {
            return false;
        }
    }
    return true;
}

/** Copy the positions of a list that are near one of the anchors. */
static struct positions
copy_near(uint32_t *out, const struct positions *list,
          const struct positions *anchors, uint32_t span)
{
    size_t n = 0;
    size_t anchor = 0;
    for (size_t i = 0; i < list->n; i++) {
        const uint32_t at = list->at[i];
        while (anchor < anchors->n && at > span &&
               anchors->at[anchor] < at - span) {
            anchor++;
        }
        if (anchor == anchors->n) {
            break;
        }
        out[n] = at;
        n += anchors->at[anchor] <= at || anchors->at[anchor] - at <= span;
    }
    return (struct positions){out, n};
}

/** Leave of a list what is near another one. */
static enum status
keep_near(struct thin *thin, uint32_t phrase, const struct positions *others,
          uint32_t span)
{
    struct positions *list = &thin->lists[phrase];
    if (list->n > 0) {
        if (!reserve(thin, phrase, list->n)) {
            return ST_NO_MEMORY;
        }
        *list = copy_near(thin->at[phrase], list, others, span);
    }
    return ST_OK;
}

enum status
thin_out(struct thin *thin, const struct query_node *root, uint32_t span,
         const struct positions *lists)
{
    const uint32_t anchor = find_anchor(root, lists);
    const uint64_t wanted = query_wanted(root);
    for (uint64_t left = wanted; left; left &= left - 1) {
        const int i = __builtin_ctzll(left);
        thin->lists[i] = lists[i];
    }
    if (anchor == PHRASES_MAX) {
        return ST_OK;
    }
    for (uint64_t left = wanted; left; left &= left - 1) {
        const uint32_t i = (uint32_t)__builtin_ctzll(left);
        TRY(i == anchor ? ST_OK : keep_near(thin, i, &lists[anchor], span));
    }
    for (const struct query_node *child = root->child; child;
         child = child->next) {
        if (child->op == QUERY_PHRASE && child->phrase != anchor) {
            TRY(keep_near(thin, anchor, &thin->lists[child->phrase], span));
        }
    }
    return ST_OK;
}
