/*
 * answer.c - what is told about an answer, on standard error.
 *
 * Before the hits: how the query was understood, which words were left out,
 * and which others were looked for.  After them: how much was found.  So
 * standard output holds hits only, whatever their format.
 */
#include "cli/answer.h"

#include "cli/figure.h"

/** As many words as are named that stand for the same one. */
enum { OTHERS_MAX = 8, RELAXED_MAX = 12 };

/** The most bytes of what is told at once. */
#define NOTE_LIMIT ((size_t)1 << 22)

/** Tell a note, and end it. */
static void
tell(struct out *out, struct buffer *note)
{
    if (!note->has_failed) {
        message_folded(out->messages, buffer_slice(note));
    }
    buffer_finish(note);
}

/** Tell, line by line, how the query was understood. */
static void
tell_explanation(struct out *out, const char *explanation)
{
    while (explanation && *explanation) {
        const size_t size = strcspn(explanation, "\n");
        message_folded(out->messages, (struct slice){explanation, size});
        explanation += size + (explanation[size] == '\n');
    }
}

/** Tell which words had to be left out. */
static void
tell_relaxed(struct out *out, const struct quoth_results *results)
{
    struct buffer note;
    if (results->n_relaxed == 0) {
        return;
    }
    buffer_init(&note, NOTE_LIMIT);
    buffer_add_slice(&note, SLICE("nothing has all the words; left out: "));
    for (size_t i = 0; i < results->n_relaxed && i < RELAXED_MAX; i++) {
        buffer_print(&note, "%s%s", i > 0 ? ", " : "", results->relaxed[i]);
    }
    if (results->n_relaxed > RELAXED_MAX) {
        buffer_print(&note, " and %zu more", results->n_relaxed - RELAXED_MAX);
    }
    tell(out, &note);
}

/** The end of the expansions that are like the one at `first`. */
static size_t
alike_end(const struct quoth_results *results, size_t first)
{
    const struct quoth_expansion *all = results->expansions;
    size_t end = first + 1;
    while (end < results->n_expansions &&
           all[end].likeness == all[first].likeness &&
           !strcmp(all[end].word, all[first].word)) {
        end++;
    }
    return end;
}

/** Append `training, trains (for train)`. */
static void
add_alike(struct buffer *out, const struct quoth_expansion *first, size_t n)
{
    for (size_t i = 0; i < n && i < OTHERS_MAX; i++) {
        buffer_print(out, "%s%s", i > 0 ? ", " : "", first[i].other);
    }
    if (n > OTHERS_MAX) {
        buffer_print(out, " and %zu more", n - OTHERS_MAX);
    }
    buffer_print(out, " (for %s", first->word);
    if (first->likeness != QUOTH_LIKE_INFLECTION) {
        buffer_print(out, ", %s", quoth_likeness_name(first->likeness));
    }
    buffer_add_byte(out, ')');
}

/** Tell which other words were looked for besides. */
static void
tell_expansions(struct out *out, const struct quoth_results *results)
{
    struct buffer note;
    if (results->n_expansions == 0) {
        return;
    }
    buffer_init(&note, NOTE_LIMIT);
    for (size_t at = 0; at < results->n_expansions;) {
        const size_t end = alike_end(results, at);
        buffer_add_slice(&note,
                         at > 0 ? SLICE("; ") : SLICE("also looked for: "));
        add_alike(&note, &results->expansions[at], end - at);
        at = end;
    }
    tell(out, &note);
}

/** Tell that nothing was found, and why where that is known. */
static void
tell_nothing(struct out *out, const struct out_answer *answer)
{
    if (!answer->results->has_words) {
        message(out->messages, "nothing found: there are no words to look for");
    } else if (answer->results->unfit_filter) {
        message(out->messages, "nothing found: nothing here fits %s",
                answer->results->unfit_filter);
    } else if (answer->offset > 0) {
        message(out->messages, "nothing found beyond the first %u",
                answer->offset);
    } else {
        message(out->messages, "nothing found");
    }
}

/** Tell how much was found. */
static void
tell_found(struct out *out, const struct out_answer *answer)
{
    const struct quoth_results *results = answer->results;
    char passages[FIGURE_BYTES];
    char recordings[FIGURE_BYTES];
    char elapsed[FIGURE_BYTES];
    const int64_t n_hits = (int64_t)results->n_hits;
    const int64_t n_recordings = (int64_t)results->n_recordings;
    struct buffer note;
    if (n_hits == 0) {
        tell_nothing(out, answer);
        return;
    }
    buffer_init(&note, NOTE_LIMIT);
    buffer_print(
        &note, "%s passage%s in %s recording%s, %s; read on: quoth show %s",
        figure_count(passages, n_hits), figure_s(n_hits),
        figure_count(recordings, n_recordings), figure_s(n_recordings),
        figure_elapsed(elapsed, results->elapsed_ms), results->hits[0].ref);
    tell(out, &note);
}

void
answer_write(struct out *out, const struct out_answer *answer, answer_fn *add)
{
    const struct quoth_results *results = answer->results;
    if (answer->explains) {
        tell_explanation(out, results->explanation);
    }
    tell_relaxed(out, results);
    tell_expansions(out, results);
    for (size_t i = 0; i < results->n_hits; i++) {
        add(out, answer, &results->hits[i]);
        stream_settle(out->stream);
    }
    if (stream_flush(out->stream)) {
        tell_found(out, answer);
    }
}

void
answer_tell_count(struct out *out, const struct out_count *count)
{
    char passages[FIGURE_BYTES];
    char recordings[FIGURE_BYTES];
    char told[FIGURE_BYTES];
    if (!stream_flush(out->stream)) {
        return;
    }
    if (count->n_recordings == 0) {
        message(out->messages, "nothing found");
        return;
    }
    message(
        out->messages, "%s place%s in %s recording%s%s%s%s",
        figure_count(passages, count->n_passages), figure_s(count->n_passages),
        figure_count(recordings, count->n_recordings),
        figure_s(count->n_recordings),
        count->n_told < count->n_recordings ? "; " : "",
        count->n_told < count->n_recordings ? figure_count(told, count->n_told)
                                            : "",
        count->n_told < count->n_recordings ? " shown" : "");
}
