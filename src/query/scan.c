/*
 * The tree becomes the store's; the store's rows are thinned out.
 */
#include "query/scan.h"

#include "base/timecode.h"
#include "query/written.h"
#include "text/transcript.h"

#include <inttypes.h>
#include <stdlib.h>

/** Segments whose times are read at once: that takes about as long as finding
 * the first one. */
enum { TIMES_AT_ONCE = 32 };

/** Segments that are read, in one walk, for the signs beside a word. */
enum { WRITTEN_MAX = 20 * 1000 };

/** The number of a segment whose time was not read yet. */
enum { SEQ_NOT_READ = -1 };

/** A scan under way. */
struct scanning {
    struct scan *scan;
    const struct query_node *root;
    const struct scan_sink *sink;
    bool has_near;
    bool has_languages; /**< some phrases count only in some languages */
    bool has_as_typed;  /**< some count only where they are written so */
    struct match_node nodes[4 * PHRASES_MAX];
    size_t n_nodes;
    struct positions lists[PHRASES_MAX];
};

enum status
scan_init(struct scan *scan, struct reader *reader, const struct query *query,
          struct error *error)
{
    *scan = (struct scan){.reader = reader, .query = query, .error = error};
    return filter_init(&scan->filter, query, reader, error);
}

void
scan_finish(struct scan *scan)
{
    for (size_t i = 0; i < PHRASES_MAX; i++) {
        free(scan->kept[i].at);
    }
    map_finish(&scan->languages);
    free(scan->times);
    filter_finish(&scan->filter);
}

/** Turn a node into one that selects transcripts: what is excluded selects
 * nothing.  NULL where nothing is left. */
static const struct match_node *
lower(struct scanning *scanning, const struct query_node *node)
{
    if (node->op == QUERY_NOT ||
        scanning->n_nodes ==
            sizeof(scanning->nodes) / sizeof(*scanning->nodes)) {
        return NULL;
    }
    struct match_node *match = &scanning->nodes[scanning->n_nodes++];
    *match = (struct match_node){.phrase = node->phrase};
    if (node->op == QUERY_PHRASE) {
        match->op = MATCH_PHRASE;
        return match;
    }
    match->op = node->op == QUERY_ANY ? MATCH_ANY : MATCH_ALL;
    const struct match_node **end = &match->child;
    for (const struct query_node *child = node->child; child;
         child = child->next) {
        const struct match_node *lowered = lower(scanning, child);
        if (lowered) {
            struct match_node *own =
                &scanning->nodes[lowered - scanning->nodes];
            *end = own;
            end = &own->next;
        }
    }
    return match->child ? match : NULL;
}

/** The phrases under a node that are excluded. */
static uint64_t
find_excluded(const struct query_node *node)
{
    if (node->op == QUERY_NOT) {
        return query_wanted(node->child);
    }
    uint64_t excluded = 0;
    for (const struct query_node *child = node->child; child;
         child = child->next) {
        excluded |= find_excluded(child);
    }
    return excluded;
}

/** Make sure that the place array at hand is that of a transcript. */
static enum status
load_place(struct scan *scan, int64_t transcript)
{
    scan->place_of = transcript;
    return reader_borrow_place(scan->reader, transcript, scan->query->index,
                               &scan->place, scan->error);
}

/** Whether one of some segments of the loaded transcript says a line. */
static enum status
is_said(const struct scan *scan, const int64_t seqs[2], int64_t line,
        bool *found)
{
    *found = false;
    for (int64_t seq = seqs[0]; seq < seqs[1] && !*found; seq++) {
        int64_t other;
        TRY(reader_line(scan->reader, scan->place_of, seq, &other,
                        scan->error));
        *found = other == line;
    }
    return ST_OK;
}

/** Whether a segment goes round in a loop: what was left out of the index
 * within a round from there says its line again, and is the first to. */
static enum status
find_loop(const struct scan *scan, size_t at, int64_t line, bool *is_loop)
{
    const struct place_segment *segments = scan->place->segments;
    const size_t n = scan->place->n_segments;
    *is_loop = false;
    for (size_t i = at; i < n && i < at + LOOP_PERIOD_MAX; i++) {
        const int64_t first = (int64_t)segments[i].seq + 1;
        int64_t end = first + LOOP_PERIOD_MAX;
        end =
            i + 1 < n && segments[i + 1].seq < end ? segments[i + 1].seq : end;
        TRY(is_said(scan, (int64_t[]){first, end}, line, is_loop));
        if (*is_loop) {
            const int64_t between[] = {(int64_t)segments[at].seq + 1, first};
            TRY(is_said(scan, between, line, is_loop));
            *is_loop = !*is_loop;
            return ST_OK;
        }
    }
    return ST_OK;
}

enum status
scan_lines(void *context, int64_t transcript, const uint32_t tokens[2],
           struct said_lines *said)
{
    struct scan *scan = context;
    TRY(load_place(scan, transcript));
    const struct place *place = scan->place;
    const size_t first = place_find(place, tokens[0]);
    const size_t last = place_find(place, tokens[1]);
    if (first == place->n_segments || last == place->n_segments) {
        return error_set(scan->error, ST_DAMAGED,
                         "transcript %" PRId64
                         " has fewer words than its index",
                         transcript);
    }
    TRY(reader_line(scan->reader, transcript, place->segments[first].seq,
                    &said->first, scan->error));
    said->last = said->first;
    if (last != first) {
        TRY(reader_line(scan->reader, transcript, place->segments[last].seq,
                        &said->last, scan->error));
    }
    return find_loop(scan, first, said->first, &said->is_loop);
}

/** Times of segments that are being read. */
struct timing_segments {
    const struct place *place;
    struct segment_time *times;
    size_t next;
    size_t end;
};

/** Take in the time of a segment, if it is an indexed one. */
static enum status
take_time(void *context, const struct segment_time *time)
{
    struct timing_segments *timing = context;
    const struct place_segment *segments = timing->place->segments;
    while (timing->next < timing->end &&
           segments[timing->next].seq < time->seq) {
        timing->next++;
    }
    if (timing->next < timing->end && segments[timing->next].seq == time->seq) {
        timing->times[timing->next++] = *time;
    }
    return ST_OK;
}

/** Make room for the times of the loaded transcript. */
static enum status
start_times(struct scan *scan)
{
    const size_t n = scan->place->n_segments;
    scan->times_of = 0;
    while (scan->times_capacity < n) {
        if (!array_grow(&scan->times, &scan->times_capacity,
                        scan->times_capacity, sizeof(*scan->times))) {
            return ST_NO_MEMORY;
        }
    }
    for (size_t i = 0; i < n; i++) {
        scan->times[i].seq = SEQ_NOT_READ;
    }
    scan->times_of = scan->place_of;
    return ST_OK;
}

/** Make sure that the time of a segment of the loaded transcript is read;
 * with it those of its neighbours are. */
static enum status
load_time(struct scan *scan, size_t index)
{
    const struct place *place = scan->place;
    if (scan->times_of != scan->place_of) {
        TRY(start_times(scan));
    }
    if (scan->times[index].seq != SEQ_NOT_READ) {
        return ST_OK;
    }
    const size_t first = index - index % TIMES_AT_ONCE;
    const size_t left = place->n_segments - first;
    const size_t end = first + (left < TIMES_AT_ONCE ? left : TIMES_AT_ONCE);
    const struct segment_range range = {scan->place_of,
                                        place->segments[first].seq,
                                        place->segments[end - 1].seq};
    struct timing_segments timing = {place, scan->times, first, end};
    TRY(reader_times(scan->reader, range, take_time, &timing, scan->error));
    return scan->times[index].seq == SEQ_NOT_READ
               ? error_set(scan->error, ST_DAMAGED,
                           "transcript %" PRId64 " lacks segments of its index",
                           scan->place_of)
               : ST_OK;
}

/** Tell when a token of the current transcript is said, as well as its
 * segment tells. */
static enum status
tell_ms(void *context, uint32_t token, int64_t *ms)
{
    struct scan *scan = context;
    TRY(load_place(scan, scan->transcript));
    const size_t at = place_find(scan->place, token);
    *ms = TIME_UNKNOWN;
    if (at < scan->place->n_segments) {
        const struct place_segment *segment = &scan->place->segments[at];
        TRY(load_time(scan, at));
        const struct segment_time *time = &scan->times[at];
        const int64_t spread =
            time->end_ms > time->start_ms ? time->end_ms - time->start_ms : 0;
        *ms = time->start_ms < 0
                  ? TIME_UNKNOWN
                  : time->start_ms + spread * (token - segment->first_token) /
                                         segment->n_tokens;
    }
    return ST_OK;
}

/** Copy the positions of one phrase that an allowed speaker says. */
static enum status
copy_allowed(struct scan *scan, uint32_t phrase, const struct positions *list)
{
    const struct place *place = scan->place;
    struct near_list *kept = &scan->kept[phrase];
    size_t segment = 0;
    kept->n = 0;
    const bool has_speakers = scan->filter.has_speakers;
    for (size_t i = 0; i < list->n; i++) {
        while (has_speakers && segment + 1 < place->n_segments &&
               place->segments[segment + 1].first_token <= list->at[i]) {
            segment++;
        }
        if (has_speakers &&
            (place->n_segments == 0 ||
             !filter_allows_speaker(&scan->filter,
                                    place->segments[segment].speaker))) {
            continue;
        }
        if (!array_grow(&kept->at, &scan->kept_capacity[phrase], kept->n,
                        sizeof(*kept->at))) {
            return ST_NO_MEMORY;
        }
        kept->at[kept->n++] = list->at[i];
    }
    return ST_OK;
}

uint32_t
scan_language(const struct scan *scan, int64_t transcript)
{
    const int64_t *told = map_get(&scan->languages, (uint64_t)transcript);
    /* Where nobody knows, it is the archive's most common one. */
    return told ? (uint32_t)*told : 1;
}

/** Take out the positions of phrases that count in other languages. */
static void
keep_language(struct scan *scan, int64_t transcript)
{
    const uint32_t language = scan_language(scan, transcript);
    for (uint32_t i = 0; i < scan->query->n_phrases; i++) {
        const uint32_t wanted = scan->query->origins[i].languages;
        if (wanted != 0 && (language & wanted) == 0) {
            scan->kept[i].n = 0;
        }
    }
}

/** A segment's text and a word that may be written in it. */
struct written {
    struct slice typed;
    uint32_t token; /**< of the segment */
    bool is_so;
};

/** Receive the segment. */
static enum status
take_written(void *context, const struct segment_row *row)
{
    struct written *written = context;
    written->is_so = written_so(row->text, written->token, written->typed);
    return ST_OK;
}

/** Take out the positions of a phrase that are not written as typed. */
static enum status
keep_as_typed(struct scan *scan, int64_t transcript, uint32_t phrase)
{
    const struct slice typed = slice_of(scan->query->words[phrase]);
    struct near_list *kept = &scan->kept[phrase];
    size_t n = 0;
    for (size_t i = 0; i < kept->n && scan->n_written < WRITTEN_MAX; i++) {
        const size_t at = place_find(scan->place, kept->at[i]);
        if (at == scan->place->n_segments) {
            continue;
        }
        const struct place_segment *segment = &scan->place->segments[at];
        const struct segment_range range = {transcript, segment->seq,
                                            segment->seq};
        struct written written = {typed, kept->at[i] - segment->first_token,
                                  false};
        scan->n_written++;
        TRY(reader_segments(scan->reader, range, take_written, &written,
                            scan->error));
        if (written.is_so) {
            kept->at[n++] = kept->at[i];
        }
    }
    kept->n = n;
    return ST_OK;
}

/** Hand on a transcript's positions that count. */
static enum status
thin_out(struct scanning *scanning, int64_t transcript,
         const struct positions *lists)
{
    struct scan *scan = scanning->scan;
    const struct near_clock clock = {tell_ms, scan};
    scan->transcript = transcript;
    if (scan->filter.has_speakers || scanning->has_as_typed) {
        TRY(load_place(scan, transcript));
    }
    for (uint32_t i = 0; i < scan->query->n_phrases; i++) {
        TRY(copy_allowed(scan, i, &lists[i]));
    }
    keep_language(scan, transcript);
    for (uint32_t i = 0; i < scan->query->n_phrases; i++) {
        TRY(scan->query->origins[i].is_as_typed
                ? keep_as_typed(scan, transcript, i)
                : ST_OK);
    }
    TRY(near_filter(scan->query, scanning->root, scan->kept, &clock));
    for (uint32_t i = 0; i < scan->query->n_phrases; i++) {
        scanning->lists[i] =
            (struct positions){scan->kept[i].at, scan->kept[i].n};
    }
    return scanning->sink->row(scanning->sink->context, transcript,
                               scanning->lists);
}

/** The walk tells a transcript's positions. */
static enum status
take_row(void *context, int64_t transcript, const struct positions *lists)
{
    struct scanning *scanning = context;
    const struct scan_sink *sink = scanning->sink;
    TRY(reader_check_deadline(scanning->scan->reader, scanning->scan->error));
    return scanning->has_near || scanning->has_languages ||
                   scanning->has_as_typed || scanning->scan->filter.has_speakers
               ? thin_out(scanning, transcript, lists)
               : sink->row(sink->context, transcript, lists);
}

/** The walk tells how often phrases are said. */
static enum status
take_counts(void *context, const struct phrase_count *counts)
{
    const struct scan_sink *sink = ((struct scanning *)context)->sink;
    if (sink->counts) {
        sink->counts(sink->context, counts);
    }
    return ST_OK;
}

/** The walk asks whether it should read a transcript. */
static bool
wants(void *context, int64_t transcript)
{
    const struct scanning *scanning = context;
    return filter_allows(&scanning->scan->filter, transcript);
}

/** Whether a phrase counts only in some of the archive's languages. */
static bool
has_languages(const struct query *query)
{
    for (uint32_t i = 0; i < query->n_phrases && !query->is_monolingual; i++) {
        if (query->origins[i].languages != 0) {
            return true;
        }
    }
    return false;
}

/** Whether a phrase counts only where it is written as typed. */
static bool
has_as_typed(const struct query *query)
{
    for (uint32_t i = 0; i < query->n_phrases; i++) {
        if (query->origins[i].is_as_typed) {
            return true;
        }
    }
    return false;
}

/** Receive a transcript's language. */
static enum status
take_language(void *context, int64_t transcript, struct slice language)
{
    struct scan *scan = context;
    int64_t bit = 0;
    for (int i = 0; i < LANGUAGES_MAX && scan->query->languages[i]; i++) {
        if (slice_equal(language, slice_of(scan->query->languages[i]))) {
            bit = INT64_C(1) << i;
            break;
        }
    }
    return map_put(&scan->languages, (uint64_t)transcript, bit) ? ST_OK
                                                                : ST_NO_MEMORY;
}

/** Learn all transcripts' languages, once. */
static enum status
load_languages(struct scan *scan)
{
    if (scan->has_languages) {
        return ST_OK;
    }
    TRY(reader_transcript_languages(scan->reader, take_language, scan,
                                    scan->error));
    scan->has_languages = true;
    return ST_OK;
}

enum status
scan_run(struct scan *scan, const struct query_node *root,
         const struct scan_sink *sink)
{
    struct scanning scanning = {
        .scan = scan,
        .root = root,
        .sink = sink,
        .has_near = query_has_near(root),
        .has_languages = has_languages(scan->query),
        .has_as_typed = has_as_typed(scan->query),
    };
    TRY(scanning.has_languages ? load_languages(scan) : ST_OK);
    scan->n_written = 0;
    const struct match_sink match_sink = {take_counts, wants, take_row,
                                          &scanning};
    const struct match_query match = {
        .index = scan->query->index,
        .phrases = scan->query->phrases,
        .n_phrases = scan->query->n_phrases,
        .root = lower(&scanning, root),
        .extra = find_excluded(root),
    };
    return match.root
               ? reader_walk(scan->reader, &match, &match_sink, scan->error)
               : ST_OK;
}
