/*
 * A binary heap with the worst candidate on top.
 */
#include "query/best.h"

#include <stdlib.h>

enum status
best_init(struct best *best, size_t capacity, bool keeps_same)
{
    *best = (struct best){.capacity = capacity, .keeps_same = keeps_same};
    best->heap = calloc(capacity, sizeof(*best->heap));
    return best->heap ? ST_OK : ST_NO_MEMORY;
}

void
best_finish(struct best *best)
{
    free(best->heap);
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
    return best->n < best->capacity ||
           candidate_is_worse(&best->heap[0], candidate);
}

/** Exchange two candidates. */
static void
swap(struct candidate *a, struct candidate *b)
{
    const struct candidate kept = *a;
    *a = *b;
    *b = kept;
}

/** Let a candidate sink until none below it is worse. */
static void
sink(struct best *best, size_t i)
{
    for (;;) {
        size_t worst = i;
        for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < best->n;
             child++) {
            if (candidate_is_worse(&best->heap[child], &best->heap[worst])) {
                worst = child;
            }
        }
        if (worst == i) {
            return;
        }
        swap(&best->heap[i], &best->heap[worst]);
        i = worst;
    }
}

/** Let a candidate rise while it is worse than the one above. */
static void
rise(struct best *best, size_t i)
{
    for (size_t parent; i > 0; i = parent) {
        parent = (i - 1) / 2;
        if (!candidate_is_worse(&best->heap[i], &best->heap[parent])) {
            return;
        }
        swap(&best->heap[i], &best->heap[parent]);
    }
}

/** The candidate kept that says the same lines, or NULL. */
static struct candidate *
find_same(struct best *best, const struct candidate *candidate)
{
    for (size_t i = 0; i < best->n && !best->keeps_same; i++) {
        if (best->heap[i].said.first == candidate->said.first &&
            best->heap[i].said.last == candidate->said.last) {
            return &best->heap[i];
        }
    }
    return NULL;
}

void
best_add(struct best *best, const struct candidate *candidate)
{
    if (!best_accepts(best, candidate)) {
        return;
    }
    struct candidate *same = find_same(best, candidate);
    if (same) {
        if (candidate_is_worse(same, candidate)) {
            *same = *candidate;
            sink(best, (size_t)(same - best->heap));
        }
    } else if (best->n < best->capacity) {
        best->heap[best->n] = *candidate;
        rise(best, best->n++);
    } else {
        best->heap[0] = *candidate;
        sink(best, 0);
    }
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
    if (best->n > 0) {
        qsort(best->heap, best->n, sizeof(*best->heap), compare);
    }
}
