/*
 * One pass over the events, each looking at the diagonals around its own.
 */
#include "query/chain.h"

#include <string.h>

/** How far chains may drift at once: by half the quotation, but not less and
 * not more than this. */
enum { DRIFT_LEAST = 2, DRIFT_MOST = 8 };

void
chains_init(struct chains *chains, size_t n_words)
{
    const size_t half = n_words / 2;
    memset(chains, 0, sizeof(*chains));
    chains->drift_max = half < DRIFT_LEAST  ? DRIFT_LEAST
                        : half < DRIFT_MOST ? (uint32_t)half
                                            : DRIFT_MOST;
}

void
chains_start(struct chains *chains)
{
    chains->transcript++;
}

/** The diagonal with a key; its key is another one where nothing is on it. */
static struct chain_diagonal *
diagonal_of(struct chains *chains, uint64_t key)
{
    return &chains->diagonals[key % CHAIN_DIAGONALS];
}

/** Let a chain go on with an event, if that is better than what it has. */
static void
go_on(const struct chain_diagonal *from, const struct chain_event *event,
      double cost, struct chain *best)
{
    const double score = from->chain.score + event->weight - cost;
    if (from->chain.end <= event->at && from->word < event->word &&
        score > best->score) {
        best->score = score;
        best->first = from->chain.first;
    }
}

struct chain
chains_add(struct chains *chains, const struct chain_event *event)
{
    const uint64_t key = (chains->transcript << 32) +
                         (event->at + ALIGN_WORDS_MAX - event->word);
    struct chain best = {event->weight, event->at, event->at + 1};
    struct chain_diagonal *own = diagonal_of(chains, key);
    const uint32_t drift_max = chains->drift_max;
    for (uint64_t other = key - drift_max; other <= key + drift_max; other++) {
        const struct chain_diagonal *from = diagonal_of(chains, other);
        if (from->key == other) {
            const double cost =
                other < key ? ALIGN_ADDED_COST * (double)(key - other)
                            : ALIGN_MISSING_COST * (double)(other - key);
            go_on(from, event, cost, &best);
        }
    }
    *own = (struct chain_diagonal){key, best, event->word};
    return best;
}
