/*
 * TTML and what is made of it: DFXP, SMPTE-TT, EBU-TT-D, IMSC, iTunes', Apple
 * Podcasts' and YouTube's.
 *
 * Follows TTML2 for content (section 8), times (12, and SMIL's rules for
 * begin, end and dur in par and seq), agents and titles (14).  A `p` is a
 * segment; a `span` with times inside of one gives word times.  Of what is
 * not heard, metadata, the readings of ruby, and lyrics' translations are
 * left out; styles decide nothing, so hidden text is read.
 *
 * Three departures.  Apple's lyrics and podcasts count all times from the start
 * of the file, as do other files that the rules would give nonsense for; these
 * are recognised by an element that begins as late inside of its container as
 * the container itself, or after its end.  Times that nobody states are
 * unknown, where TTML would show the text all the time.  And an element that
 * outlasts its container is not cut.
 */
#include "format/caption_names.h"
#include "format/formats.h"
#include "format/ttml_time.h"
#include "format/xml.h"

#include "base/map.h"
#include "base/timecode.h"

#include <stdlib.h>

enum { TEXT_BYTES = 64 * 1024 * 1024 };

enum element {
    ELEMENT_OTHER,
    ELEMENT_SKIPPED, /**< with all that is in it */
    ELEMENT_TT,
    ELEMENT_BODY,
    ELEMENT_DIV,
    ELEMENT_P,
    ELEMENT_SPAN,
    ELEMENT_BR,
    ELEMENT_HEAD,
    ELEMENT_METADATA,
    ELEMENT_TITLE,
    ELEMENT_AGENT,
    ELEMENT_NAME,
};

/** An element that is open. */
struct level {
    enum element element;
    int64_t begin_ms; /**< never unknown but for a `p` or a `span` */
    int64_t end_ms;
    int64_t last_ms; /**< of seq, where the last child ended; of par, the
                          latest end of a child; unknown before one */
    bool is_seq;
    bool is_timed; /**< it or an element around it says when it begins */
    int64_t agent; /**< place of the speaker's name, -1 for none */
};

/** Where in the paragraph's text a timed span begins. */
struct mark {
    size_t offset;
    int64_t begin_ms;
    int64_t end_ms;
};

/** A name in `names`. */
struct name_place {
    size_t begin;
    size_t size;
};

struct ttml {
    struct xml xml;
    struct transcript *transcript;
    struct ttml_clock clock;
    bool is_absolute; /**< all times count from the start of the file */
    bool is_apple;    /**< a podcast's, whose words have no space between */
    bool has_bad_time;

    struct level path[XML_DEPTH_MAX + 1]; /**< [0] stands for the document */
    size_t depth;
    size_t skipped_depth; /**< of the element being skipped, or 0 */

    size_t p_depth; /**< of the open paragraph, or 0 */
    struct buffer text;
    struct mark *marks;
    size_t n_marks;
    size_t marks_capacity;

    bool is_capturing;      /**< text goes to `captured` */
    struct buffer captured; /**< of a title or an agent's name */
    uint64_t agent_id;      /**< of the agent being defined */
    struct map agents;      /**< from xml_id() to an index into places */
    struct buffer names;
    struct name_place *places;
    size_t n_places;
    size_t places_capacity;
    bool has_failed; /**< no memory */
};

/** Complain of a time, once. */
static void
complain_of_time(struct ttml *ttml, const char *text)
{
    if (!ttml->has_bad_time) {
        ttml->has_bad_time = true;
        xml_complain(&ttml->xml, ST_BAD_TIME, text);
    }
}

/** What an element is, by its name. */
static enum element
element_of(struct slice name)
{
    static const struct {
        struct slice name;
        enum element element;
    } elements[] = {
        {SLICE_INIT("tt"), ELEMENT_TT},
        {SLICE_INIT("head"), ELEMENT_HEAD},
        {SLICE_INIT("body"), ELEMENT_BODY},
        {SLICE_INIT("div"), ELEMENT_DIV},
        {SLICE_INIT("p"), ELEMENT_P},
        {SLICE_INIT("span"), ELEMENT_SPAN},
        {SLICE_INIT("br"), ELEMENT_BR},
        {SLICE_INIT("metadata"), ELEMENT_METADATA},
        {SLICE_INIT("title"), ELEMENT_TITLE},
        {SLICE_INIT("agent"), ELEMENT_AGENT},
        {SLICE_INIT("name"), ELEMENT_NAME},
        {SLICE_INIT("styling"), ELEMENT_SKIPPED},
        {SLICE_INIT("layout"), ELEMENT_SKIPPED},
        {SLICE_INIT("desc"), ELEMENT_SKIPPED},
        {SLICE_INIT("copyright"), ELEMENT_SKIPPED},
        {SLICE_INIT("set"), ELEMENT_SKIPPED},
        {SLICE_INIT("animate"), ELEMENT_SKIPPED},
        {SLICE_INIT("image"), ELEMENT_SKIPPED},
    };
    for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++) {
        if (slice_equal(name, elements[i].name)) {
            return elements[i].element;
        }
    }
    return ELEMENT_OTHER;
}

/** Whether a span repeats in other words or letters what is said: a ruby's
 * reading, or a lyric's translation. */
static bool
is_gloss(const struct xml_element *element)
{
    static const struct slice glosses[] = {
        SLICE_INIT("text"),      SLICE_INIT("textContainer"),
        SLICE_INIT("delimiter"), SLICE_INIT("x-translation"),
        SLICE_INIT("x-roman"),
    };
    struct slice ruby;
    struct slice role;
    xml_attribute(element, SLICE("ruby"), &ruby);
    xml_attribute(element, SLICE("role"), &role);
    for (size_t i = 0; i < sizeof(glosses) / sizeof(glosses[0]); i++) {
        if (slice_equal(i < 3 ? ruby : role, glosses[i])) {
            return true;
        }
    }
    return false;
}

/** Read a time attribute; false where there is none.  One that can not be
 * read is complained of, and unknown. */
static bool
read_time(struct ttml *ttml, const struct xml_element *element,
          struct slice name, int64_t *time_ms)
{
    struct slice value;
    if (!xml_attribute(element, name, &value)) {
        return false;
    }
    if (!ttml_time_parse(&ttml->clock, value, time_ms)) {
        *time_ms = TIME_UNKNOWN;
        complain_of_time(ttml, "a time can not be read");
    }
    return true;
}

/** What an element states of its times; unknown where it does not, or not
 * so that it could be read. */
struct stated {
    int64_t begin_ms;
    int64_t end_ms;
    int64_t dur_ms;
    bool has_begin;
    bool has_any;
};

/** Read the times of an element. */
static struct stated
read_times(struct ttml *ttml, const struct xml_element *element)
{
    struct stated stated = {TIME_UNKNOWN, TIME_UNKNOWN, TIME_UNKNOWN, false,
                            false};
    stated.has_begin =
        read_time(ttml, element, SLICE("begin"), &stated.begin_ms);
    const bool has_end = read_time(ttml, element, SLICE("end"), &stated.end_ms);
    const bool has_dur = read_time(ttml, element, SLICE("dur"), &stated.dur_ms);
    stated.has_any = stated.has_begin || has_end || has_dur;
    return stated;
}

/** Find out, by an element's times and its container, whether times count
 * from the start of the file after all. */
static void
judge_times(struct ttml *ttml, const struct level *parent,
            const struct stated *stated)
{
    if (ttml->is_absolute || parent->is_seq || parent->begin_ms <= 0 ||
        stated->begin_ms < parent->begin_ms) {
        return;
    }
    const bool is_late = parent->end_ms != TIME_UNKNOWN &&
                         stated->begin_ms < parent->end_ms &&
                         stated->begin_ms + parent->begin_ms >= parent->end_ms;
    if (is_late || stated->begin_ms == parent->begin_ms) {
        ttml->is_absolute = true;
        complain_of_time(ttml, "times count from the start of the file, not "
                               "from that of the element around");
    }
}

/** Where the times of an element count from. */
static int64_t
origin_of(const struct ttml *ttml, const struct level *parent)
{
    if (ttml->is_absolute) {
        return 0;
    }
    return parent->is_seq && parent->last_ms != TIME_UNKNOWN ? parent->last_ms
                                                             : parent->begin_ms;
}

/** The sum of two times, unknown where one is. */
static int64_t
add_times(int64_t a, int64_t b)
{
    return a == TIME_UNKNOWN || b == TIME_UNKNOWN ? TIME_UNKNOWN : a + b;
}

/** Settle when an element begins and ends. */
static void
settle_times(struct ttml *ttml, const struct stated *stated,
             struct level *level)
{
    const struct level *parent = &ttml->path[ttml->depth];
    judge_times(ttml, parent, stated);
    const int64_t origin = origin_of(ttml, parent);
    level->begin_ms = parent->is_seq && parent->last_ms != TIME_UNKNOWN
                          ? parent->last_ms
                          : parent->begin_ms;
    const bool is_leaf = level->element >= ELEMENT_P;
    if (stated->begin_ms != TIME_UNKNOWN || (stated->has_begin && is_leaf)) {
        level->begin_ms = add_times(origin, stated->begin_ms);
    }
    level->end_ms = parent->is_seq ? TIME_UNKNOWN : parent->end_ms;
    if (stated->end_ms != TIME_UNKNOWN) {
        level->end_ms = add_times(origin, stated->end_ms);
    }
    const int64_t end_ms = add_times(level->begin_ms, stated->dur_ms);
    if (end_ms != TIME_UNKNOWN &&
        (stated->end_ms == TIME_UNKNOWN || end_ms < level->end_ms)) {
        level->end_ms = end_ms;
    }
    level->is_timed = parent->is_timed || parent->is_seq ||
                      (is_leaf ? stated->has_any : stated->has_begin);
}

/** Forget sums that are later than any time. */
static void
limit_times(struct ttml *ttml, struct level *level)
{
    if (level->begin_ms > TIME_MAX_MS || level->end_ms > TIME_MAX_MS) {
        complain_of_time(ttml, "a time is too late");
        level->begin_ms = TIME_UNKNOWN;
        level->end_ms = TIME_UNKNOWN;
    }
}

/** Give an agent its name. */
static void
add_agent(struct ttml *ttml, uint64_t id, struct slice name)
{
    if (!array_grow(&ttml->places, &ttml->places_capacity, ttml->n_places,
                    sizeof(struct name_place)) ||
        !map_put(&ttml->agents, id, (int64_t)ttml->n_places)) {
        ttml->has_failed = true;
        return;
    }
    ttml->places[ttml->n_places++] =
        (struct name_place){ttml->names.size, name.size};
    buffer_add_slice(&ttml->names, name);
}

/** Take the speaker that an element names, the first of several.  Programs
 * tell speakers apart by identifiers that are all the name there is. */
static void
take_agent(struct ttml *ttml, const struct xml_element *element,
           struct level *level)
{
    struct slice value;
    if (!xml_attribute(element, SLICE("agent"), &value)) {
        return;
    }
    value = slice_trim(value);
    size_t size = 0;
    while (size < value.size && !is_blank(value.data[size])) {
        size++;
    }
    value = slice_part(value, 0, size);
    const int64_t *place = map_get(&ttml->agents, xml_id(value));
    if (!place && slice_starts(value, SLICE("SPEAKER_"))) {
        add_agent(ttml, xml_id(value), value);
        place = map_get(&ttml->agents, xml_id(value));
    }
    level->agent = place ? *place : -1;
}

/** Note that a timed span begins. */
static void
add_mark(struct ttml *ttml, const struct level *level)
{
    if (!array_grow(&ttml->marks, &ttml->marks_capacity, ttml->n_marks,
                    sizeof(struct mark))) {
        ttml->has_failed = true;
        return;
    }
    ttml->marks[ttml->n_marks++] =
        (struct mark){ttml->text.size, level->begin_ms, level->end_ms};
}

/** Put a space before a word of Apple's podcasts, where its language has
 * them. */
static void
part_words(struct ttml *ttml, const struct xml_element *element)
{
    static const struct slice unspaced[] = {SLICE_INIT("zh"), SLICE_INIT("ja"),
                                            SLICE_INIT("th")};
    const struct slice language = buffer_slice(&ttml->transcript->language);
    struct slice unit;
    if (!ttml->is_apple || !xml_attribute(element, SLICE("unit"), &unit)) {
        return;
    }
    for (size_t i = 0; i < sizeof(unspaced) / sizeof(unspaced[0]); i++) {
        if (slice_starts(language, unspaced[i])) {
            return;
        }
    }
    buffer_add_byte(&ttml->text, ' ');
}

/** Open an element of the content: body, div, p or span. */
static void
open_content(struct ttml *ttml, const struct xml_element *element,
             struct level *level)
{
    const struct stated stated = read_times(ttml, element);
    settle_times(ttml, &stated, level);
    limit_times(ttml, level);
    take_agent(ttml, element, level);
    struct slice container;
    xml_attribute(element, SLICE("timeContainer"), &container);
    level->is_seq = slice_equal(container, SLICE("seq"));
    if (level->element == ELEMENT_SPAN && ttml->p_depth > 0) {
        if (is_gloss(element)) {
            level->element = ELEMENT_SKIPPED;
        } else if (stated.has_any) {
            part_words(ttml, element);
            add_mark(ttml, level);
        }
    }
    struct slice language;
    if (level->element < ELEMENT_P &&
        xml_attribute(element, SLICE("lang"), &language)) {
        xml_language(ttml->transcript, language);
    }
}

/** Take what the root says of language, clock and habits. */
static void
open_root(struct ttml *ttml, const struct xml_element *element)
{
    const char **next = element->attributes;
    for (; *next; next += 2) {
        struct slice name = slice_of(next[0]);
        const struct slice value = slice_of(next[1]);
        const size_t colon = slice_find(name, SLICE(":"), 0);
        if (colon < name.size) {
            name = slice_from(name, colon + 1);
        }
        if (slice_equal(name, SLICE("lang"))) {
            xml_language(ttml->transcript, value);
        } else if (slice_equal(value, SLICE("http://music.apple.com/"
                                            "lyric-ttml-internal"))) {
            ttml->is_absolute = true;
        } else if (slice_starts(value, SLICE("http://podcasts.apple.com/"))) {
            ttml->is_absolute = true;
            ttml->is_apple = true;
        } else if (!ttml_clock_set(&ttml->clock, name, value)) {
            complain_of_time(ttml, "the rate of frames or ticks can not be "
                                   "read");
        }
    }
}

/** Begin a paragraph. */
static void
open_p(struct ttml *ttml)
{
    ttml->p_depth = ttml->depth;
    buffer_clear(&ttml->text);
    ttml->n_marks = 0;
}

/** Where a paragraph without times of its own has some in its spans, they
 * are its times. */
static void
widen(const struct ttml *ttml, int64_t *begin_ms, int64_t *end_ms)
{
    const bool needs_begin = *begin_ms == TIME_UNKNOWN;
    const bool needs_end = *end_ms == TIME_UNKNOWN;
    for (size_t i = 0; i < ttml->n_marks; i++) {
        const struct mark *mark = &ttml->marks[i];
        if (needs_begin && mark->begin_ms != TIME_UNKNOWN &&
            (*begin_ms == TIME_UNKNOWN || mark->begin_ms < *begin_ms)) {
            *begin_ms = mark->begin_ms;
        }
        if (needs_end && mark->end_ms > *end_ms) {
            *end_ms = mark->end_ms;
        }
    }
}

/** Whether the marks tell more than when the paragraph begins. */
static bool
has_word_times(const struct ttml *ttml, int64_t begin_ms)
{
    for (size_t i = 0; i < ttml->n_marks; i++) {
        const int64_t mark_ms = ttml->marks[i].begin_ms;
        if (mark_ms != TIME_UNKNOWN && mark_ms != begin_ms) {
            return true;
        }
    }
    return false;
}

/** Hand out the paragraph's text, with its word times if it has any. */
static void
add_text(struct ttml *ttml, bool has_words)
{
    const struct slice text = buffer_slice(&ttml->text);
    size_t at = 0;
    for (size_t i = 0; has_words && i < ttml->n_marks; i++) {
        const struct mark *mark = &ttml->marks[i];
        transcript_text(ttml->transcript, slice_part(text, at, mark->offset));
        at = mark->offset;
        if (mark->begin_ms != TIME_UNKNOWN) {
            transcript_word(ttml->transcript, mark->begin_ms, mark->end_ms);
        }
    }
    transcript_text(ttml->transcript, slice_from(text, at));
}

/** End the paragraph: it is a segment. */
static void
close_p(struct ttml *ttml)
{
    const struct level *level = &ttml->path[ttml->p_depth];
    int64_t begin_ms = level->is_timed ? level->begin_ms : TIME_UNKNOWN;
    int64_t end_ms = level->is_timed ? level->end_ms : TIME_UNKNOWN;
    widen(ttml, &begin_ms, &end_ms);
    if (end_ms != TIME_UNKNOWN && end_ms < begin_ms) {
        xml_complain(&ttml->xml, ST_BACKWARDS, "a p ends before it begins");
    }
    struct transcript *transcript = ttml->transcript;
    transcript_open(transcript, begin_ms, end_ms);
    if (level->agent >= 0) {
        const struct name_place *place = &ttml->places[level->agent];
        transcript_speaker(transcript,
                           slice_part(buffer_slice(&ttml->names), place->begin,
                                      place->begin + place->size));
    }
    add_text(ttml, has_word_times(ttml, begin_ms));
    transcript_close(transcript);
    ttml->p_depth = 0;
}

/** Give the agent being defined the captured name, if it is its first. */
static void
end_agent_name(struct ttml *ttml)
{
    const struct slice name = slice_trim(buffer_slice(&ttml->captured));
    if (name.size > 0 && !map_get(&ttml->agents, ttml->agent_id)) {
        add_agent(ttml, ttml->agent_id, name);
    }
}

/** Begin to capture a title or a name, where it is one that counts. */
static void
open_captured(struct ttml *ttml, enum element element)
{
    const enum element parent = ttml->path[ttml->depth - 1].element;
    ttml->is_capturing =
        ttml->p_depth == 0 &&
        (element == ELEMENT_NAME
             ? parent == ELEMENT_AGENT
             : parent == ELEMENT_METADATA || parent == ELEMENT_HEAD);
    buffer_clear(&ttml->captured);
}

/** End what open_captured() began. */
static void
close_captured(struct ttml *ttml, enum element element)
{
    if (!ttml->is_capturing) {
        return;
    }
    ttml->is_capturing = false;
    if (element == ELEMENT_NAME) {
        end_agent_name(ttml);
    } else if (ttml->transcript->title.size == 0) {
        normalise(&ttml->transcript->title, buffer_slice(&ttml->captured));
    }
}

/** Do what an element asks for, now that it is on the path. */
static void
enter(struct ttml *ttml, const struct xml_element *element)
{
    const struct level *level = &ttml->path[ttml->depth];
    switch (level->element) {
    case ELEMENT_TT:
        open_root(ttml, element);
        break;
    case ELEMENT_P:
        if (ttml->p_depth == 0) {
            open_p(ttml);
        }
        break;
    case ELEMENT_BR:
        buffer_add_byte(&ttml->text, '\n');
        break;
    case ELEMENT_AGENT: {
        struct slice id;
        xml_attribute(element, SLICE("id"), &id);
        ttml->agent_id = xml_id(id);
        break;
    }
    case ELEMENT_TITLE:
    case ELEMENT_NAME:
        open_captured(ttml, level->element);
        break;
    case ELEMENT_SKIPPED:
        ttml->skipped_depth = ttml->depth;
        break;
    default:
        break;
    }
}

/** Whether an element in a paragraph is about it and not of it. */
static bool
is_aside(const struct ttml *ttml, enum element element)
{
    return ttml->p_depth > 0 &&
           (element == ELEMENT_METADATA || element == ELEMENT_TITLE ||
            element == ELEMENT_AGENT || element == ELEMENT_NAME);
}

/** A start tag. */
static void
ttml_start(struct xml *xml, const struct xml_element *element)
{
    struct ttml *ttml = xml->context;
    const struct level *parent = &ttml->path[ttml->depth];
    struct level level = *parent;
    level.element = element_of(element->name);
    level.last_ms = TIME_UNKNOWN;
    level.is_seq = false;
    if (ttml->skipped_depth == 0) {
        if (is_aside(ttml, level.element)) {
            level.element = ELEMENT_SKIPPED;
        }
        if (level.element >= ELEMENT_BODY && level.element <= ELEMENT_SPAN) {
            open_content(ttml, element, &level);
        }
    }
    ttml->path[++ttml->depth] = level;
    if (ttml->skipped_depth == 0) {
        enter(ttml, element);
    }
}

/** Tell a container when its child ended. */
static void
pass_end(struct ttml *ttml, const struct level *child)
{
    struct level *parent = &ttml->path[ttml->depth];
    const int64_t end_ms =
        child->end_ms != TIME_UNKNOWN ? child->end_ms : child->last_ms;
    if (child->element < ELEMENT_BODY || child->element > ELEMENT_SPAN) {
        return;
    }
    if (end_ms != TIME_UNKNOWN &&
        (parent->is_seq || end_ms > parent->last_ms)) {
        parent->last_ms = end_ms;
    }
}

/** An end tag. */
static void
ttml_end(struct xml *xml, struct slice name)
{
    struct ttml *ttml = xml->context;
    (void)name;
    const struct level *level = &ttml->path[ttml->depth];
    if (ttml->skipped_depth == 0) {
        if (ttml->depth == ttml->p_depth) {
            close_p(ttml);
        } else if (level->element == ELEMENT_TITLE ||
                   level->element == ELEMENT_NAME) {
            close_captured(ttml, level->element);
        }
    } else if (ttml->depth == ttml->skipped_depth) {
        ttml->skipped_depth = 0;
    }
    ttml->depth--;
    pass_end(ttml, level);
}

/** A piece of text. */
static void
ttml_text(struct xml *xml, struct slice piece)
{
    struct ttml *ttml = xml->context;
    if (ttml->skipped_depth > 0) {
        return;
    }
    if (ttml->p_depth > 0) {
        buffer_add_slice(&ttml->text, piece);
    } else if (ttml->is_capturing) {
        buffer_add_slice(&ttml->captured, piece);
    }
}

/** Free what reading took. */
static void
ttml_finish(struct ttml *ttml)
{
    buffer_finish(&ttml->text);
    buffer_finish(&ttml->captured);
    buffer_finish(&ttml->names);
    map_finish(&ttml->agents);
    free(ttml->marks);
    free(ttml->places);
}

/** Read a document. */
static enum status
ttml_parse(struct slice text, struct transcript *transcript,
           struct error *error)
{
    static const struct xml_handlers handlers = {ttml_start, ttml_end,
                                                 ttml_text};
    struct ttml ttml = {
        .transcript = transcript,
        .path[0] = {.end_ms = TIME_UNKNOWN,
                    .last_ms = TIME_UNKNOWN,
                    .agent = -1},
    };
    ttml.xml.handlers = &handlers;
    ttml.xml.context = &ttml;
    ttml.xml.transcript = transcript;
    ttml_clock_init(&ttml.clock);
    buffer_init(&ttml.text, TEXT_BYTES);
    buffer_init(&ttml.captured, TEXT_BYTES);
    buffer_init(&ttml.names, TEXT_BYTES);
    struct error damage;
    xml_read(&ttml.xml, text, &damage);
    if (ttml.p_depth > 0 && damage.status != ST_OK) {
        close_p(&ttml);
    }
    if (ttml.has_failed || ttml.text.has_failed || ttml.captured.has_failed ||
        ttml.names.has_failed) {
        error_set(&damage, ST_NO_MEMORY, "out of memory");
    }
    ttml_finish(&ttml);
    caption_names_take(transcript);
    return xml_end(transcript, &damage, error);
}

/** The root `tt`, by the name of TTML's namespace or with a body. */
static enum format_match
ttml_probe(struct slice front)
{
    struct xml_root root;
    if (!xml_root(front, &root) || !slice_equal(root.name, SLICE("tt"))) {
        return MATCH_NONE;
    }
    if (slice_find(root.tag, SLICE("/ttml"), 0) < root.tag.size ||
        slice_find(root.tag, SLICE("/ttaf1"), 0) < root.tag.size) {
        return MATCH_SURE;
    }
    return slice_find(front, SLICE("<body"), 0) < front.size ? MATCH_STRONG
                                                             : MATCH_NONE;
}

static const char *const suffixes[] = {
    ".ttml", ".dfxp", ".itt", ".xml", NULL,
};

const struct format format_ttml = {
    .name = "ttml",
    .title = "TTML",
    .suffixes = suffixes,
    .has_long_lines = true,
    .probe = ttml_probe,
    .parse = ttml_parse,
};
