/*
 * Dynamic programming over three rows.
 */
#include "text/spelling.h"

/** Rows of distances from beginnings of a to all beginnings of b. */
struct rows {
    unsigned *oldest;
    unsigned *before;
    unsigned *current;
};

/** The lesser of two. */
static unsigned
least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/** Fill the row of a's first i bytes; returns the least of its numbers. */
static unsigned
fill_row(const struct rows *rows, struct slice a, struct slice b, size_t i)
{
    unsigned *row = rows->current;
    unsigned lowest = (unsigned)i;
    row[0] = (unsigned)i;
    for (size_t j = 1; j <= b.size; j++) {
        const bool differs = a.data[i - 1] != b.data[j - 1];
        row[j] = least(least(rows->before[j] + 1, row[j - 1] + 1),
                       rows->before[j - 1] + differs);
        if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] &&
            a.data[i - 2] == b.data[j - 1]) {
            row[j] = least(row[j], rows->oldest[j - 2] + 1);
        }
        lowest = least(lowest, row[j]);
    }
    return lowest;
}

unsigned
spelling_distance(struct slice a, struct slice b, unsigned max)
{
    unsigned numbers[3][SPELLING_MAX_BYTES + 1];
    struct rows rows = {numbers[0], numbers[1], numbers[2]};
    const size_t longer = a.size > b.size ? a.size : b.size;
    const size_t shorter = a.size > b.size ? b.size : a.size;
    if (longer > SPELLING_MAX_BYTES) {
        return (unsigned)longer;
    }
    if (longer - shorter > max) {
        return (unsigned)(longer - shorter);
    }
    for (size_t j = 0; j <= b.size; j++) {
        rows.before[j] = (unsigned)j;
    }
    unsigned lowest_before = 0;
    for (size_t i = 1; i <= a.size; i++) {
        const unsigned lowest = fill_row(&rows, a, b, i);
        /* An exchange may go back two rows. */
        if (lowest > max && lowest_before > max) {
            return lowest;
        }
        lowest_before = lowest;
        rows = (struct rows){rows.before, rows.current, rows.oldest};
    }
    return rows.before[b.size];
}

uint64_t
spelling_letters(struct slice word)
{
    uint64_t letters = 0;
    for (size_t i = 0; i < word.size; i++) {
        letters |= (uint64_t)1 << (word.data[i] & 63);
    }
    return letters;
}

bool
spelling_can_be_near(uint64_t a, uint64_t b, unsigned max)
{
    /* An edit takes a letter out, puts one in, or both. */
    uint64_t differing = a ^ b;
    for (unsigned i = 0; i < 2 * max && differing; i++) {
        differing &= differing - 1;
    }
    return !differing;
}
