/*
 * The only file that knows xxHash (github.com/Cyan4973/xxHash, XXH3).
 */
#include "ingest/sums.h"

#include <xxhash.h>

uint64_t
sum_line(struct slice text)
{
    return XXH3_64bits(text.data, text.size);
}

void
sum_content(struct slice content, char sum[SUM_BYTES])
{
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical,
                             XXH3_128bits(content.data, content.size));
    memcpy(sum, canonical.digest, SUM_BYTES);
}

uint64_t
sum_entry(struct slice term, int64_t transcript, uint32_t token)
{
    const uint64_t place = (uint64_t)transcript << 32 | token;
    return XXH3_64bits_withSeed(term.data, term.size, place);
}

/* A struct transcript_sum is an XXH3 state by another name: XXH3 wants it
 * aligned, and its own allocator sees to that. */

struct transcript_sum *
transcript_sum_new(void)
{
    XXH3_state_t *state = XXH3_createState();
    if (state) {
        XXH3_128bits_reset(state);
    }
    return (struct transcript_sum *)state;
}

/** Write a number so that every machine sums the same bytes. */
static void
put_number(unsigned char bytes[8], uint64_t number)
{
    for (int i = 0; i < 8; i++, number >>= 8) {
        bytes[i] = (unsigned char)number;
    }
}

void
transcript_sum_add(struct transcript_sum *sum,
                   const struct summed_segment *segment)
{
    XXH3_state_t *state = (XXH3_state_t *)sum;
    unsigned char head[32];
    put_number(head, (uint64_t)segment->start_ms);
    put_number(head + 8, (uint64_t)segment->end_ms);
    put_number(head + 16, segment->speaker.size);
    put_number(head + 24, segment->text.size);
    XXH3_128bits_update(state, head, sizeof(head));
    XXH3_128bits_update(state, segment->speaker.data, segment->speaker.size);
    XXH3_128bits_update(state, segment->text.data, segment->text.size);
}

void
transcript_sum_take(struct transcript_sum *sum, char bytes[SUM_BYTES])
{
    XXH3_state_t *state = (XXH3_state_t *)sum;
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state));
    memcpy(bytes, canonical.digest, SUM_BYTES);
    XXH3_128bits_reset(state);
}

void
transcript_sum_free(struct transcript_sum *sum)
{
    XXH3_freeState((XXH3_state_t *)sum);
}
