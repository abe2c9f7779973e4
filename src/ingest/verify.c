/*
 * The full check reads every transcript once and every index entry once.
 *
 * Entries come in the order of terms, transcripts in the order of segments.
 * To compare them without sorting either, each entry is hashed with its
 * place and the hashes are added up per transcript: what the lines give is
 * added, what the index holds is taken off, and nothing must be left.  So it
 * is with the vocabulary: what a term's entries add up to, its row takes off.
 */
#include "ingest/verify.h"

#include "base/map.h"
#include "ingest/sums.h"
#include "text/token.h"

/** Longer terms are not ours: FTS5 itself allows less. */
enum { TERM_MAX_BYTES = 1024 * 1024 };

/** A check under way. */
struct verifier {
    struct reader *reader;
    const struct work *work;
    struct error *error;
    bool has_problem;
    bool is_stopped;
    bool is_unread; /**< the indexes can not be read to their ends */
    int64_t n_done; /**< transcripts */
    int64_t n;

    struct map entries; /**< transcript -> sum of hashes */
    struct vocabulary_sums {
        uint64_t n_said;        /**< sum of a term's hash, each time */
        uint64_t n_transcripts; /**< the same, once a transcript */
    } terms;
    struct buffer last_term; /**< of the entry before, */
    uint64_t last_hash;      /**< its hash, */
    int64_t last_transcript; /**< and its transcript */
    struct transcript_sum *sum;

    /* The transcript being read. */
    int64_t transcript;
    int64_t next_seq;
    bool has_gap;
    struct place places[2]; /**< by enum match_index */
    size_t at[2];
    uint64_t entry_sum;
};

/** Pass a problem on. */
static enum status
relay_problem(void *context, const struct problem *problem)
{
    struct verifier *verifier = context;
    verifier->has_problem = true;
    return work_complain(verifier->work, problem);
}

/** Tell a problem. */
static enum status
complain(struct verifier *verifier, int64_t transcript, const char *what,
         enum remedy remedy)
{
    const struct problem problem = {transcript, slice_of(what), remedy};
    return relay_problem(verifier, &problem);
}

/** Tell how far the check is; ST_INTERRUPTED when it shall end. */
static enum status
tell(const struct verifier *verifier, const char *doing, int64_t n_done,
     int64_t n)
{
    work_tell(verifier->work, doing, n_done, n);
    return work_shall_stop(verifier->work)
               ? error_set(verifier->error, ST_INTERRUPTED, "stopped")
               : ST_OK;
}

/** The hash of one index entry; the two indexes differ in a bit. */
static uint64_t
hash_entry(enum match_index index, int64_t transcript, uint32_t token,
           struct slice term)
{
    const uint32_t bit = index == MATCH_MARKERS ? UINT32_C(1) << 31 : 0;
    return sum_entry(term, transcript, token ^ bit);
}

/** Add the tokens of a segment that one of the indexes holds. */
static enum status
add_tokens(struct verifier *verifier, const struct segment_row *row)
{
    for (int index = MATCH_SPEECH; index <= MATCH_MARKERS; index++) {
        const struct place *place = &verifier->places[index];
        size_t *at = &verifier->at[index];
        if (*at == place->n_segments || place->segments[*at].seq != row->seq) {
            continue;
        }
        const struct place_segment *segment = &place->segments[(*at)++];
        const bool is_marker = row->kind == LINE_MARKER;
        if (is_marker != (index == MATCH_MARKERS)) {
            return complain(verifier, verifier->transcript,
                            "a line is in the index of the other kind",
                            REMEDY_REBUILD);
        }
        struct tokeniser tokeniser;
        tokeniser_init(&tokeniser, row->text);
        uint32_t n = 0;
        for (; tokeniser_next(&tokeniser); n++) {
            verifier->entry_sum += hash_entry(
                (enum match_index)index, verifier->transcript,
                segment->first_token + n, tokeniser_token(&tokeniser));
        }
        if (n != segment->n_tokens) {
            return complain(verifier, verifier->transcript,
                            "a segment's number of tokens is wrong",
                            REMEDY_REBUILD);
        }
    }
    return ST_OK;
}

/** Take in one segment. */
static enum status
add_segment(void *context, const struct segment_row *row)
{
    struct verifier *verifier = context;
    verifier->has_gap |= row->seq != verifier->next_seq++;
    const struct summed_segment summed = {row->start_ms, row->end_ms,
                                          row->speaker, row->text};
    transcript_sum_add(verifier->sum, &summed);
    return add_tokens(verifier, row);
}

/** Tell what is wrong with the transcript that was just read. */
static enum status
judge_transcript(struct verifier *verifier,
                 const struct transcript_facts *facts)
{
    char sum[SUM_BYTES];
    transcript_sum_take(verifier->sum, sum);
    const struct slice expected = {sum, SUM_BYTES};
    const struct {
        bool is_broken;
        const char *what;
        enum remedy remedy;
    } promises[] = {
        {!slice_equal(facts->checksum, expected),
         "the checksum does not fit the segments", REMEDY_READ_AGAIN},
        {verifier->has_gap, "segments are not numbered in a row",
         REMEDY_READ_AGAIN},
        {facts->n_tokens != verifier->places[MATCH_SPEECH].n_tokens,
         "the number of tokens is wrong", REMEDY_REBUILD},
        {verifier->at[MATCH_SPEECH] !=
                 verifier->places[MATCH_SPEECH].n_segments ||
             verifier->at[MATCH_MARKERS] !=
                 verifier->places[MATCH_MARKERS].n_segments,
         "the place array names segments that are not there", REMEDY_REBUILD},
    };
    for (size_t i = 0; i < sizeof(promises) / sizeof(*promises); i++) {
        if (promises[i].is_broken) {
            TRY(complain(verifier, facts->transcript, promises[i].what,
                         promises[i].remedy));
        }
    }
    return ST_OK;
}

/** Read a transcript with its places already loaded. */
static enum status
read_transcript(struct verifier *verifier, const struct transcript_facts *facts)
{
    const struct segment_range all = {facts->transcript, 0, INT64_MAX};
    verifier->transcript = facts->transcript;
    verifier->next_seq = 0;
    verifier->has_gap = false;
    verifier->at[MATCH_SPEECH] = 0;
    verifier->at[MATCH_MARKERS] = 0;
    verifier->entry_sum = 0;
    TRY(reader_segments(verifier->reader, all, add_segment, verifier,
                        verifier->error));
    TRY(judge_transcript(verifier, facts));
    int64_t *sum = map_put(&verifier->entries, (uint64_t)facts->transcript, 0);
    if (!sum) {
        return error_set(verifier->error, ST_NO_MEMORY, "out of memory");
    }
    *sum = (int64_t)((uint64_t)*sum + verifier->entry_sum);
    return ST_OK;
}

/** See that the times of a transcript's words can be read, and are of words
 * that it has. */
static enum status
verify_timing(struct verifier *verifier, const struct transcript_facts *facts)
{
    struct timing timing = {0};
    const enum status status = reader_timing(
        verifier->reader, facts->transcript, &timing, verifier->error);
    const bool is_outside =
        timing.n_words > 0 &&
        timing.words[timing.n_words - 1].token >= facts->n_tokens;
    timing_finish(&timing);
    return status == ST_DAMAGED || (status == ST_OK && is_outside)
               ? complain(verifier, facts->transcript,
                          "the times of the words are damaged",
                          REMEDY_READ_AGAIN)
               : status;
}

/** Verify one transcript. */
static enum status
verify_transcript(void *context, const struct transcript_facts *facts)
{
    struct verifier *verifier = context;
    enum status status =
        tell(verifier, "transcripts", verifier->n_done++, verifier->n);
    if (status == ST_INTERRUPTED) {
        verifier->is_stopped = true;
        return status;
    }
    for (int index = MATCH_SPEECH; status == ST_OK && index <= MATCH_MARKERS;
         index++) {
        status = reader_place(verifier->reader, facts->transcript,
                              (enum match_index)index, &verifier->places[index],
                              verifier->error);
    }
    if (status == ST_OK) {
        status = read_transcript(verifier, facts);
    } else if (status == ST_DAMAGED) {
        status = complain(verifier, facts->transcript,
                          "the place array is damaged", REMEDY_REBUILD);
    }
    if (status == ST_OK) {
        status = verify_timing(verifier, facts);
    }
    place_finish(&verifier->places[MATCH_SPEECH]);
    place_finish(&verifier->places[MATCH_MARKERS]);
    return status;
}

/** Add one entry of the speech index to the sums of terms.  A term's entries
 * in a transcript follow each other. */
static void
add_term(struct verifier *verifier, const struct index_entry *entry)
{
    if (!slice_equal(buffer_slice(&verifier->last_term), entry->term)) {
        buffer_clear(&verifier->last_term);
        buffer_add_slice(&verifier->last_term, entry->term);
        verifier->last_hash = sum_line(entry->term);
        verifier->last_transcript = 0;
    }
    verifier->terms.n_said += verifier->last_hash;
    if (verifier->last_transcript != entry->transcript) {
        verifier->terms.n_transcripts += verifier->last_hash;
        verifier->last_transcript = entry->transcript;
    }
}

/** Take one entry of an index off its transcript's sum. */
static enum status
take_entry(void *context, const struct index_entry *entry)
{
    struct verifier *verifier = context;
    if (entry->index == MATCH_SPEECH) {
        add_term(verifier, entry);
    }
    int64_t *sum = map_put(&verifier->entries, (uint64_t)entry->transcript, 0);
    if (!sum || verifier->last_term.has_failed) {
        return error_set(verifier->error, ST_NO_MEMORY, "out of memory");
    }
    *sum =
        (int64_t)((uint64_t)*sum - hash_entry(entry->index, entry->transcript,
                                              entry->token, entry->term));
    return ST_OK;
}

/** Compare the indexes with the lines. */
static enum status
verify_indexes(struct verifier *verifier)
{
    const enum status status = reader_index_entries(
        verifier->reader, take_entry, verifier, verifier->error);
    if (status == ST_DAMAGED) {
        /* What was not read of it can not be compared. */
        verifier->is_unread = true;
        return complain(verifier, 0, verifier->error->text, REMEDY_REBUILD);
    }
    TRY(status);
    const struct map *entries = &verifier->entries;
    for (size_t i = 0; i < entries->capacity; i++) {
        if (entries->entries[i].is_used && entries->entries[i].value != 0) {
            TRY(complain(verifier, (int64_t)entries->entries[i].key,
                         "the index does not hold the transcript's words",
                         REMEDY_REBUILD));
        }
    }
    return ST_OK;
}

/** Take a row of the vocabulary off the sums of terms. */
static enum status
take_term(void *context, const struct term_row *row)
{
    struct verifier *verifier = context;
    const uint64_t hash = sum_line(row->term);
    verifier->terms.n_said -= hash * (uint64_t)row->count.n_said;
    verifier->terms.n_transcripts -= hash * (uint64_t)row->count.n_transcripts;
    return ST_OK;
}

/** Compare the vocabulary with the index, unless a run is about to bring it
 * up. */
static enum status
verify_vocabulary(struct verifier *verifier)
{
    const struct term_range all = {0};
    bool is_behind;
    TRY(reader_terms_are_behind(verifier->reader, &is_behind, verifier->error));
    if (is_behind || verifier->is_unread) {
        return ST_OK;
    }
    TRY(reader_terms(verifier->reader, all, take_term, verifier,
                     verifier->error));
    const struct vocabulary_sums *left = &verifier->terms;
    return left->n_said != 0 || left->n_transcripts != 0
               ? complain(verifier, 0, "the vocabulary is counted wrong",
                          REMEDY_REBUILD)
               : ST_OK;
}

/** The steps that a quick check takes too. */
static enum status
verify_structure(struct verifier *verifier, bool is_full)
{
    struct reader *reader = verifier->reader;
    TRY(tell(verifier, "checking the structure", 0, 0));
    TRY(reader_check_sqlite(reader, is_full, relay_problem, verifier,
                            verifier->error));
    TRY(tell(verifier, "comparing tables", 0, 0));
    return reader_check_tables(reader, relay_problem, verifier,
                               verifier->error);
}

/** The steps of a check; they must see one state of the archive. */
static enum status
verify(struct verifier *verifier, bool is_full)
{
    struct reader *reader = verifier->reader;
    struct error *error = verifier->error;
    int64_t n_tokens;
    TRY(verify_structure(verifier, is_full));
    if (!is_full) {
        return ST_OK;
    }
    verifier->sum = transcript_sum_new();
    if (!verifier->sum) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    TRY(reader_size(reader, &verifier->n, &n_tokens, error));
    TRY(reader_transcripts(reader, verify_transcript, verifier, error));
    if (verifier->is_stopped) {
        return ST_INTERRUPTED;
    }
    TRY(tell(verifier, "comparing the index", 0, 0));
    TRY(verify_indexes(verifier));
    return verify_vocabulary(verifier);
}

enum status
verify_archive(struct reader *reader, bool is_full, const struct work *work,
               struct error *error)
{
    struct error detail = {0};
    struct verifier verifier = {
        .reader = reader, .work = work, .error = &detail};
    buffer_init(&verifier.last_term, TERM_MAX_BYTES);
    enum status status = reader_begin(reader, 0, &detail);
    if (status == ST_OK) {
        status = verify(&verifier, is_full);
        reader_end(reader);
    }
    map_finish(&verifier.entries);
    buffer_finish(&verifier.last_term);
    transcript_sum_free(verifier.sum);
    if (status == ST_DAMAGED) {
        /* The archive is too damaged to be read on: that is a finding. */
        complain(&verifier, 0, detail.text, REMEDY_RESTORE);
    } else if (status != ST_OK) {
        if (error) {
            *error = detail;
        }
        return status;
    }
    return verifier.has_problem
               ? error_set(error, ST_DAMAGED, "the archive is damaged")
               : ST_OK;
}
