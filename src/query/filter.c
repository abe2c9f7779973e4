/*
 * Filters compare tokens, so case, accents and punctuation do not matter;
 * the last word of a value may be the beginning of a longer one.
 */
#include "query/filter.h"

#include "text/language_tag.h"
#include "text/token.h"

#include <strings.h>

/** Names and titles are short; what is not is damage. */
enum { TEXT_LIMIT = 1024 * 1024 };

/** Filtering under way. */
struct filtering {
    struct filter *filter;
    const struct query *query;
    struct reader *reader;
    struct buffer text;   /**< scratch: a text's tokens */
    struct buffer wanted; /**< scratch: a value's tokens */
    bool has_failed;      /**< one of them did, some time */
    uint64_t fitting;     /**< filters that something fits: a bit each */
    struct error *error;
};

/** Write a text's tokens with a separator before each. */
static void
write_tokens(struct buffer *out, struct slice text)
{
    buffer_clear(out);
    buffer_add_byte(out, TOKEN_SEPARATOR);
    tokens_append(out, text);
}

/** Whether a text has the words of a value, in order. */
static bool
has_words(struct filtering *filtering, struct slice text, const char *value)
{
    write_tokens(&filtering->text, text);
    write_tokens(&filtering->wanted, slice_of(value));
    filtering->has_failed |=
        filtering->text.has_failed || filtering->wanted.has_failed;
    struct slice wanted = buffer_slice(&filtering->wanted);
    if (wanted.size < 2) {
        return false;
    }
    wanted.size--;
    const struct slice tokens = buffer_slice(&filtering->text);
    return slice_find(tokens, wanted, 0) < tokens.size;
}

/** The folders of a path, without the name. */
static struct slice
folders_of(struct slice path)
{
    const char *slash = memrchr(path.data, '/', path.size);
    return slice_part(path, 0, slash ? (size_t)(slash - path.data) : 0);
}

/** Whether a language tag is the wanted one, however that is told, or a
 * variety of it. */
static bool
has_language(struct slice tag, const char *told)
{
    const struct language_tag wanted = language_tag(slice_of(told));
    const char *value = wanted.text[0] ? wanted.text : told;
    const size_t size = strlen(value);
    return tag.size >= size && strncasecmp(tag.data, value, size) == 0 &&
           (tag.size == size || tag.data[size] == '-');
}

/** How a date compares with as much of it as a value says. */
static int
compare_date(struct slice date, const char *value)
{
    const size_t size = strlen(value);
    const size_t shared = date.size < size ? date.size : size;
    return strncmp(date.data, value, shared);
}

/** Whether a transcript fulfils one filter, apart from its speakers. */
static bool
fits(struct filtering *filtering, const struct query_filter *filter,
     const struct transcript_facts *facts)
{
    switch (filter->field) {
    case FIELD_IN:
        return has_words(filtering, facts->collection, filter->value) ||
               has_words(filtering, folders_of(facts->path), filter->value);
    case FIELD_TITLE:
        return has_words(filtering, facts->title, filter->value);
    case FIELD_LANGUAGE:
        return has_language(facts->language, filter->value);
    case FIELD_AFTER:
        return facts->date.size > 0 &&
               compare_date(facts->date, filter->value) >= 0;
    case FIELD_BEFORE:
        return facts->date.size > 0 &&
               compare_date(facts->date, filter->value) < 0;
    case FIELD_SPEAKER:
        break;
    }
    return true;
}

/** Allow a transcript that fulfils every filter; of languages that are wanted
 * it has only one. */
static enum status
consider(void *context, const struct transcript_facts *facts)
{
    struct filtering *filtering = context;
    bool wants_language = false;
    bool is_in_language = false;
    bool is_allowed = true;
    uint64_t bit = 1;
    for (const struct query_filter *filter = filtering->query->filters; filter;
         filter = filter->next, bit <<= 1) {
        const bool is_asked = filter->field != FIELD_SPEAKER &&
                              (is_allowed || !(filtering->fitting & bit));
        if (is_asked) {
            const bool fit =
                fits(filtering, filter, facts) != filter->is_negated;
            const bool is_one_of =
                filter->field == FIELD_LANGUAGE && !filter->is_negated;
            filtering->fitting |= fit ? bit : 0;
            wants_language |= is_one_of;
            is_in_language |= is_one_of && fit;
            is_allowed &= is_one_of || fit;
        }
    }
    is_allowed &= !wants_language || is_in_language;
    return !is_allowed || map_put(&filtering->filter->transcripts,
                                  (uint64_t)facts->transcript, 1)
               ? ST_OK
               : ST_NO_MEMORY;
}

/** A transcript has the voice of an allowed speaker. */
static enum status
consider_voice(void *context, int64_t transcript)
{
    struct filtering *filtering = context;
    return map_put(&filtering->filter->voiced, (uint64_t)transcript, 1)
               ? ST_OK
               : ST_NO_MEMORY;
}

/** Allow a speaker whose name fits every filter on speakers. */
static enum status
consider_speaker(void *context, int64_t id, struct slice name)
{
    struct filtering *filtering = context;
    bool is_allowed = true;
    uint64_t bit = 1;
    for (const struct query_filter *filter = filtering->query->filters; filter;
         filter = filter->next, bit <<= 1) {
        if (filter->field == FIELD_SPEAKER) {
            const bool fit =
                has_words(filtering, name, filter->value) != filter->is_negated;
            filtering->fitting |= fit ? bit : 0;
            is_allowed &= fit;
        }
    }
    if (!is_allowed) {
        return ST_OK;
    }
    if (!map_put(&filtering->filter->speakers, (uint64_t)id, 1)) {
        return ST_NO_MEMORY;
    }
    return filtering->filter->needs_voices
               ? reader_voices(filtering->reader, id, consider_voice, filtering,
                               filtering->error)
               : ST_OK;
}

/** Whether nobody must be named: then an unknown speaker is allowed too. */
static bool
allows_unknown_speaker(const struct query *query)
{
    for (const struct query_filter *filter = query->filters; filter;
         filter = filter->next) {
        if (filter->field == FIELD_SPEAKER && !filter->is_negated) {
            return false;
        }
    }
    return true;
}

/** Whether a filter is on a field. */
static bool
has_field(const struct query *query, enum query_field field)
{
    for (const struct query_filter *filter = query->filters; filter;
         filter = filter->next) {
        if (filter->field == field) {
            return true;
        }
    }
    return false;
}

/** Find the allowed transcripts and speakers. */
static enum status
fill(struct filtering *filtering)
{
    struct filter *filter = filtering->filter;
    if (filter->has_transcripts) {
        TRY(reader_briefs(filtering->reader,
                          has_field(filtering->query, FIELD_IN), consider,
                          filtering, filtering->error));
    }
    if (!filter->has_speakers) {
        return ST_OK;
    }
    filter->needs_voices = !allows_unknown_speaker(filtering->query);
    if (!filter->needs_voices && !map_put(&filter->speakers, 0, 1)) {
        return ST_NO_MEMORY;
    }
    return reader_speakers(filtering->reader, consider_speaker, filtering,
                           filtering->error);
}

/** The first filter, as they were typed, that nothing fits.  What excludes is
 * passed over: it fits whoever has no name. */
static const struct query_filter *
find_unfit(const struct filtering *filtering)
{
    const struct query_filter *unfit = NULL;
    uint64_t bit = 1;
    /* They are linked the last one first. */
    for (const struct query_filter *filter = filtering->query->filters; filter;
         filter = filter->next, bit <<= 1) {
        if (!filter->is_negated && !(filtering->fitting & bit)) {
            unfit = filter;
        }
    }
    return unfit;
}

enum status
filter_init(struct filter *filter, const struct query *query,
            struct reader *reader, struct error *error)
{
    *filter = (struct filter){0};
    for (const struct query_filter *one = query->filters; one;
         one = one->next) {
        filter->has_speakers |= one->field == FIELD_SPEAKER;
        filter->has_transcripts |= one->field != FIELD_SPEAKER;
    }
    struct filtering filtering = {
        .filter = filter, .query = query, .reader = reader, .error = error};
    buffer_init(&filtering.text, TEXT_LIMIT);
    buffer_init(&filtering.wanted, TEXT_LIMIT);
    enum status status = fill(&filtering);
    if (status == ST_NO_MEMORY || filtering.has_failed) {
        status = error_set(error, ST_NO_MEMORY, "out of memory");
    }
    filter->unfit = find_unfit(&filtering);
    buffer_finish(&filtering.text);
    buffer_finish(&filtering.wanted);
    return status;
}

void
filter_finish(struct filter *filter)
{
    map_finish(&filter->transcripts);
    map_finish(&filter->speakers);
    map_finish(&filter->voiced);
}
