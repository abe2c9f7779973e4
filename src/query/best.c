/*
 * An unordered array that is sorted and cut when it is full.
 */
#include "query/best.h"

#include <stdlib.h>

/** Candidates gathered for each one that is wanted, and at least. */
enum { GATHERED_EACH = 4, GATHERED_MIN = 64 };

enum status
best_init(struct best *best, size_t capacity, const struct rank_source *source)
{
    *best = (struct best){.source = source, .capacity = capacity};
    if (__builtin_mul_overflow(capacity, GATHERED_EACH, &best->room) ||
        __builtin_add_overflow(best->room, GATHERED_MIN, &best->room)) {
        return ST_NO_MEMORY;
    }
    best->gathered = calloc(best->room, sizeof(*best->gathered));
    return best->gathered ? ST_OK : ST_NO_MEMORY;
}

void
best_finish(struct best *best)
{
    free(best->gathered);
    *best = (struct best){0};
}

bool
candidate_is_worse(const struct candidate *a, const struct candidate *b)
{
    if (a->key != b->key) {
        return a->key > b->key;
    }
    if (a->key == 0 && a->score != b->score) {
        return a->score < b->score;
    }
    if (a->transcript != b->transcript) {
        return a->transcript > b->transcript;
    }
    return a->first > b->first;
}

bool
best_accepts(const struct best *best, const struct candidate *candidate)
{
    return !best->has_limit || candidate_is_worse(&best->limit, candidate);
}

/** For sorting: best first. */
static int
compare(const void *a, const void *b)
{
    return candidate_is_worse(a, b) - candidate_is_worse(b, a);
}

void
best_sort(struct best *best)
{
    best->n_distinct = 0;
    best->next = 0;
    if (best->n > 0) {
        qsort(best->gathered, best->n, sizeof(*best->gathered), compare);
    }
}

/** Whether one of the first `n_distinct` says what a candidate says. */
static bool
is_said_before(const struct best *best, const struct candidate *candidate)
{
    for (size_t i = 0; i < best->n_distinct; i++) {
        const struct said_lines *said = &best->gathered[i].said;
        if (said->first == candidate->said.first &&
            said->last == candidate->said.last &&
            said->is_loop == candidate->said.is_loop) {
            return true;
        }
    }
    return false;
}

/** Learn what a candidate says, and whether that is new. */
static enum status
look_into(const struct best *best, struct candidate *candidate, bool *is_new)
{
    const struct rank_source *source = best->source;
    *is_new = true;
    if (!source) {
        return ST_OK;
    }
    if (!candidate->has_said) {
        const uint32_t tokens[] = {candidate->first, candidate->end - 1};
        TRY(source->lines(source->context, candidate->transcript, tokens,
                          &candidate->said));
        candidate->has_said = true;
    }
    *is_new = !is_said_before(best, candidate);
    return ST_OK;
}

enum status
best_next(struct best *best, const struct candidate **candidate)
{
    *candidate = NULL;
    while (best->next < best->n && best->n_distinct < best->capacity) {
        struct candidate *next = &best->gathered[best->next++];
        bool is_new;
        TRY(look_into(best, next, &is_new));
        if (is_new) {
            struct candidate *place = &best->gathered[best->n_distinct++];
            *place = *next;
            *candidate = place;
            return ST_OK;
        }
    }
    return ST_OK;
}

/** Cut what was gathered down to the best that say different things. */
static enum status
cut(struct best *best)
{
    const struct candidate *candidate;
    best_sort(best);
    do {
        TRY(best_next(best, &candidate));
    } while (candidate);
    best->n = best->n_distinct;
    best->has_limit = best->n == best->capacity && best->n > 0;
    if (best->has_limit) {
        best->limit = best->gathered[best->n - 1];
    }
    return ST_OK;
}

enum status
best_add(struct best *best, const struct candidate *candidate)
{
    if (!best_accepts(best, candidate)) {
        return ST_OK;
    }
    best->gathered[best->n++] = *candidate;
    return best->n == best->room ? cut(best) : ST_OK;
}

enum status
best_pour(struct best *from, struct best *to)
{
    if (from->n > from->capacity) {
        TRY(cut(from));
    }
    for (size_t i = 0; i < from->n; i++) {
        TRY(best_add(to, &from->gathered[i]));
    }
    best_clear(from);
    return ST_OK;
}

void
best_clear(struct best *best)
{
    best->n = 0;
    best->has_limit = false;
}
