/*
 * out_json.c - records as JSON Lines.
 *
 * The fields, their names and their order are a promise: new ones may be
 * added at an object's end, none is ever taken away or renamed.
 */
#include "cli/out.h"

#include "cli/json.h"

/** Begin a record of some type. */
static struct json
begin(struct out *out, const char *type)
{
    struct json json = json_begin(&out->stream->pending);
    json_text(&json, "type", type);
    return json;
}

/** End a record. */
static void
end(struct out *out, struct json *json)
{
    json_end(json);
    stream_settle(out->stream);
}

/** Write the fields of a recording that every mention of it has. */
static void
add_recording(struct json *json, const struct quoth_recording *recording)
{
    json_integer(json, "id", recording->id);
    json_text(json, "title", recording->title);
    json_text(json, "collection", recording->collection);
    json_text(json, "path", recording->path);
    json_text(json, "media", recording->media);
    json_text(json, "url", recording->url);
    json_text(json, "date", recording->date);
    json_text(json, "language", recording->language);
    json_time(json, "duration_ms", recording->duration_ms);
}

/** Write where the words of the query stand. */
static void
add_matches(struct json *json, const struct quoth_hit *hit)
{
    json_open(json, "matches", '[');
    for (size_t i = 0; i < hit->n_matches; i++) {
        const struct quoth_match *match = &hit->matches[i];
        json_open(json, NULL, '{');
        json_time(json, "start_ms", match->start_ms);
        json_time(json, "end_ms", match->end_ms);
        json_integer(json, "begin", (int64_t)match->begin);
        json_integer(json, "end", (int64_t)match->end);
        json_close(json, '}');
    }
    json_close(json, ']');
}

/** Write in what a passage differs from the quotation it resembles. */
static void
add_differences(struct json *json, const struct quoth_hit *hit)
{
    json_open(json, "differences", '[');
    for (size_t i = 0; i < hit->n_differences; i++) {
        const struct quoth_difference *one = &hit->differences[i];
        json_open(json, NULL, '{');
        json_text(json, "kind", quoth_difference_name(one->kind));
        json_text(json, "asked", one->asked);
        json_integer(json, "begin", (int64_t)one->begin);
        json_integer(json, "end", (int64_t)one->end);
        json_close(json, '}');
    }
    json_close(json, ']');
}

/** Write the fields of a segment that every mention of it has. */
static void
add_segment(struct json *json, const struct quoth_segment *segment)
{
    json_integer(json, "seq", segment->seq);
    json_time(json, "start_ms", segment->start_ms);
    json_time(json, "end_ms", segment->end_ms);
    json_text(json, "speaker", segment->speaker);
    json_text(json, "text", segment->text);
    json_boolean(json, "marker", segment->is_marker);
    json_boolean(json, "repeat", segment->is_repeat);
}

/** Write what is said before or after a passage. */
static void
add_context(struct json *json, const char *key,
            const struct quoth_segment *segments, size_t n)
{
    json_open(json, key, '[');
    for (size_t i = 0; i < n; i++) {
        json_open(json, NULL, '{');
        add_segment(json, &segments[i]);
        json_close(json, '}');
    }
    json_close(json, ']');
}

/** Write what a score is made of. */
static void
add_score_parts(struct json *json, const struct quoth_score_parts *parts)
{
    json_open(json, "score_parts", '{');
    json_number(json, "words", parts->words);
    json_number(json, "nearness", parts->nearness);
    json_number(json, "order", parts->order);
    json_number(json, "share", parts->share);
    json_close(json, '}');
}

/** Write what a passage is and where. */
static void
add_passage(struct json *json, const struct quoth_hit *hit)
{
    json_integer(json, "rank", hit->rank);
    json_number(json, "score", hit->score);
    json_text(json, "ref", hit->ref);
    json_open(json, "recording", '{');
    add_recording(json, hit->recording);
    json_close(json, '}');
    json_time(json, "start_ms", hit->start_ms);
    json_time(json, "end_ms", hit->end_ms);
    json_text(json, "speaker", hit->speaker);
    json_text(json, "text", hit->text);
    add_matches(json, hit);
    json_number(json, "closeness", hit->closeness);
    json_integer(json, "repeats", hit->repeats);
    if (hit->loops > 1) {
        json_integer(json, "loops", hit->loops);
        json_time(json, "loop_end_ms", hit->loop_end_ms);
    }
}

/** Write one hit. */
static void
write_hit(struct out *out, const struct out_answer *answer,
          const struct quoth_hit *hit)
{
    struct json json = begin(out, "hit");
    add_passage(&json, hit);
    json_open(&json, "segment", '{');
    json_time(&json, "start_ms", hit->segment_start_ms);
    json_time(&json, "end_ms", hit->segment_end_ms);
    json_close(&json, '}');
    add_differences(&json, hit);
    if (answer->has_context) {
        add_context(&json, "before", hit->before, hit->n_before);
        add_context(&json, "after", hit->after, hit->n_after);
    }
    if (answer->explains) {
        add_score_parts(&json, &hit->parts);
    }
    end(out, &json);
}

/** Write which other words were looked for. */
static void
add_expansions(struct json *json, const struct quoth_results *results)
{
    json_open(json, "expansions", '[');
    for (size_t i = 0; i < results->n_expansions; i++) {
        const struct quoth_expansion *one = &results->expansions[i];
        json_open(json, NULL, '{');
        json_text(json, "word", one->word);
        json_text(json, "other", one->other);
        json_text(json, "likeness", quoth_likeness_name(one->likeness));
        json_close(json, '}');
    }
    json_close(json, ']');
}

/** Write the hits and the summary. */
static void
write_answer(struct out *out, const struct out_answer *answer)
{
    const struct quoth_results *results = answer->results;
    for (size_t i = 0; i < results->n_hits; i++) {
        write_hit(out, answer, &results->hits[i]);
    }
    struct json json = begin(out, "summary");
    json_text(&json, "query", results->query);
    json_integer(&json, "hits", (int64_t)results->n_hits);
    json_integer(&json, "recordings", (int64_t)results->n_recordings);
    json_open(&json, "relaxed", '[');
    for (size_t i = 0; i < results->n_relaxed; i++) {
        json_text(&json, NULL, results->relaxed[i]);
    }
    json_close(&json, ']');
    json_number(&json, "elapsed_ms", results->elapsed_ms);
    if (answer->explains) {
        json_text(&json, "explanation", results->explanation);
    }
    add_expansions(&json, results);
    end(out, &json);
}

/** Write how often a recording says something. */
static void
write_tally(struct out *out, const struct quoth_tally *tally)
{
    struct json json = begin(out, "tally");
    json_open(&json, "recording", '{');
    add_recording(&json, tally->recording);
    json_close(&json, '}');
    json_integer(&json, "passages", tally->n_passages);
    json_text(&json, "ref", tally->ref);
    end(out, &json);
}

/** Write how often all recordings together say it. */
static void
write_count(struct out *out, const struct out_count *count)
{
    struct json json = begin(out, "summary");
    json_text(&json, "query", count->query);
    json_integer(&json, "passages", count->n_passages);
    json_integer(&json, "recordings", count->n_recordings);
    end(out, &json);
}

/** Write a recording. */
static void
write_recording(struct out *out, const struct quoth_recording *recording)
{
    struct json json = begin(out, "recording");
    add_recording(&json, recording);
    json_text(&json, "format", recording->format);
    json_integer(&json, "segments", recording->n_segments);
    json_integer(&json, "words", recording->n_words);
    end(out, &json);
}

/** Write the recording of an excerpt and each segment. */
static void
write_view(struct out *out, const struct out_view *view)
{
    const struct quoth_excerpt *excerpt = view->excerpt;
    write_recording(out, excerpt->recording);
    for (size_t i = view->first; i < view->last; i++) {
        struct json json = begin(out, "segment");
        add_segment(&json, &excerpt->segments[i]);
        json_boolean(&json, "focus", i == excerpt->focus);
        end(out, &json);
    }
}

/** Write a file and what became of it. */
static void
write_file(struct out *out, const struct quoth_file *file)
{
    struct json json = begin(out, "file");
    json_text(&json, "path", file->path);
    json_text(&json, "outcome", quoth_outcome_name(file->outcome));
    json_text(&json, "format", file->format);
    json_positive(&json, "recording", file->recording);
    json_text(&json, "code",
              file->code == QUOTH_OK ? NULL : quoth_status_name(file->code));
    json_positive(&json, "line", file->line);
    json_positive(&json, "column", file->column);
    json_text(&json, "message", file->message);
    json_integer(&json, "size_bytes", file->size_bytes);
    json_integer(&json, "complaints", file->n_complaints);
    end(out, &json);
}

/** Write a file's outcome without waiting for more: a run takes long, and
 * its reader wants to see how it goes. */
static void
write_event(struct out *out, const struct quoth_file *file)
{
    write_file(out, file);
    stream_flush(out->stream);
}

/** Write what a run of index did; the counts are named as the outcomes. */
static void
write_indexed(struct out *out, enum quoth_status status,
              const struct quoth_index_report *report)
{
    struct json json = begin(out, "summary");
    for (int i = QUOTH_FILE_INDEXED; i <= QUOTH_FILE_FORGOTTEN; i++) {
        json_integer(&json, quoth_outcome_name((enum quoth_outcome)i),
                     report->n_outcomes[i]);
    }
    json_integer(&json, "warned", report->n_warned);
    json_integer(&json, "segments", report->n_segments);
    json_integer(&json, "bytes", report->n_bytes);
    json_number(&json, "elapsed_ms", report->elapsed_ms);
    json_boolean(&json, "interrupted", status == QUOTH_INTERRUPTED);
    end(out, &json);
}

/** Write what the archive holds. */
static void
write_stats(struct out *out, const struct quoth_stats *stats)
{
    struct json json = begin(out, "stats");
    json_integer(&json, "collections", stats->n_collections);
    json_integer(&json, "recordings", stats->n_recordings);
    json_integer(&json, "files", stats->n_files);
    json_integer(&json, "files_failed", stats->n_files_failed);
    json_integer(&json, "segments", stats->n_segments);
    json_integer(&json, "lines", stats->n_lines);
    json_integer(&json, "markers", stats->n_markers);
    json_integer(&json, "speakers", stats->n_speakers);
    json_integer(&json, "words", stats->n_words);
    json_integer(&json, "duration_ms", stats->duration_ms);
    json_integer(&json, "size_bytes", stats->size_bytes);
    json_integer(&json, "schema", stats->schema);
    end(out, &json);
}

/** Write one problem. */
static void
write_problem(struct out *out, const struct quoth_problem *problem)
{
    struct json json = begin(out, "problem");
    json_text(&json, "what", problem->what);
    json_positive(&json, "transcript", problem->transcript);
    json_text(&json, "remedy", quoth_remedy_name(problem->remedy));
    end(out, &json);
}

/** Write the verdict of a check. */
static void
write_checked(struct out *out, bool is_full, int64_t n_problems)
{
    struct json json = begin(out, "summary");
    json_integer(&json, "problems", n_problems);
    json_boolean(&json, "full", is_full);
    end(out, &json);
}

/** Write what was made anew. */
static void
write_rebuilt(struct out *out, const struct quoth_rebuild_report *report)
{
    struct json json = begin(out, "summary");
    json_integer(&json, "transcripts", report->n_transcripts);
    json_integer(&json, "segments", report->n_segments);
    json_integer(&json, "words", report->n_words);
    json_integer(&json, "damaged", report->n_damaged);
    json_number(&json, "elapsed_ms", report->elapsed_ms);
    end(out, &json);
}

/** Write where the copy is. */
static void
write_backed_up(struct out *out, const char *path,
                const struct quoth_backup_report *report)
{
    struct json json = begin(out, "backup");
    json_text(&json, "path", path);
    json_integer(&json, "bytes", report->n_bytes);
    json_number(&json, "elapsed_ms", report->elapsed_ms);
    end(out, &json);
}

/** Write what was removed. */
static void
write_forgotten(struct out *out, const char *what,
                const struct quoth_forget_report *report)
{
    struct json json = begin(out, "forgotten");
    json_text(&json, "what", what);
    json_integer(&json, "recordings", report->n_recordings);
    json_integer(&json, "files", report->n_files);
    end(out, &json);
}

const struct out_class out_json = {
    .answer = write_answer,
    .has_context = true,
    .tally = write_tally,
    .count = write_count,
    .has_count = true,
    .view = write_view,
    .recording = write_recording,
    .file = write_file,
    .event = write_event,
    .indexed = write_indexed,
    .stats = write_stats,
    .problem = write_problem,
    .checked = write_checked,
    .rebuilt = write_rebuilt,
    .backed_up = write_backed_up,
    .forgotten = write_forgotten,
};
