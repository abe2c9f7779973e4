/*
 * CHAT, the format of TalkBank and CHILDES, after MacWhinney's "The CHILDES
 * Project: Tools for Analyzing Talk, Part 1: The CHAT Transcription Format".
 *
 * Headers begin with `@`, what is said with `*` and the speaker's code, tiers
 * that analyse it with `%`; a line that begins with a tab goes on with the
 * one before.  Times stand between two NAKs (U+0015), `start_end` in
 * milliseconds; a main line with several of them is several segments.  What
 * the words are marked up with is known to chat_text.c.
 *
 * A speaker has the name that @Participants gives, or the code.
 */
#include "format/chat_text.h"
#include "format/formats.h"
#include "format/lines.h"

#include "base/timecode.h"

enum {
    /* Of a speaker's code or a header's key; CHAT has none so long. */
    KEY_BYTES = 40,

    /* Of @Participants, what is searched for every utterance. */
    PARTICIPANTS_BYTES = 4096,
    PARTICIPANTS_MAX = 64,
};

#define BULLET "\x15"

struct chat {
    struct transcript *transcript;
    struct lines lines;
    struct buffer participants; /**< what @Participants tells */
    struct slice code;          /**< of who speaks, in the file */
    struct buffer utterance;    /**< the main line that is collected */
    int64_t line;               /**< where it began */
    struct buffer *goes_on;     /**< what a continuation is of, or NULL */
};

/** The offset of the colon that ends a line's first word; 0 for none. */
static size_t
find_colon(struct slice line)
{
    for (size_t i = 1; i < line.size && i < KEY_BYTES; i++) {
        if (line.data[i] == ':') {
            return i;
        }
        if (is_blank(line.data[i]) && line.data[0] == '*') {
            break;
        }
    }
    return 0;
}

/** The next participant, `CHI Alex Target_Child`; false behind the last. */
static bool
next_participant(struct slice all, size_t *at, struct slice *participant)
{
    if (*at >= all.size) {
        return false;
    }
    const size_t end = slice_find(all, SLICE(","), *at);
    *participant = slice_trim(slice_part(all, *at, end));
    *at = end + 1;
    return true;
}

/** The name of a participant, between code and role; empty without one. */
static struct slice
name_of(struct slice participant)
{
    const char *first = memchr(participant.data, ' ', participant.size);
    const char *last = memrchr(participant.data, ' ', participant.size);
    if (!first || first == last) {
        return SLICE("");
    }
    return slice_trim((struct slice){first, (size_t)(last - first)});
}

/** Name the open segment's speaker. */
static void
add_speaker(struct chat *chat)
{
    struct slice all = buffer_slice(&chat->participants);
    all.size = all.size < PARTICIPANTS_BYTES ? all.size : PARTICIPANTS_BYTES;
    struct slice participant;
    size_t at = 0;
    for (int i = 0; i < PARTICIPANTS_MAX; i++) {
        if (!next_participant(all, &at, &participant)) {
            break;
        }
        if (participant.size > chat->code.size &&
            slice_starts(participant, chat->code) &&
            participant.data[chat->code.size] == ' ') {
            const struct slice name = name_of(participant);
            transcript_speaker(chat->transcript,
                               name.size > 0 ? name : chat->code);
            return;
        }
    }
    transcript_speaker(chat->transcript, chat->code);
}

/** Read digits as milliseconds; false without any, and above TIME_MAX_MS. */
static bool
read_ms(struct slice text, size_t *at, int64_t *ms)
{
    const size_t begin = *at;
    int64_t sum = 0;
    while (*at < text.size && is_digit(text.data[*at]) && sum <= TIME_MAX_MS) {
        sum = sum * 10 + (text.data[(*at)++] - '0');
    }
    *ms = sum;
    return *at > begin && sum <= TIME_MAX_MS;
}

/** Read what stands between NAKs: `start_end`, or, as old files have it,
 * `%snd:"file"_start_end`. */
static bool
read_bullet(struct slice bullet, int64_t *start_ms, int64_t *end_ms)
{
    const char *quote = memrchr(bullet.data, '"', bullet.size);
    size_t at = quote ? (size_t)(quote - bullet.data) + 2 : 0;
    return at < bullet.size && read_ms(bullet, &at, start_ms) &&
           at < bullet.size && bullet.data[at++] == '_' &&
           read_ms(bullet, &at, end_ms);
}

/** Make a segment of a text and the bullet behind it, if there is one. */
static void
add_segment(struct chat *chat, struct slice text, const struct slice *bullet)
{
    int64_t start_ms = TIME_UNKNOWN;
    int64_t end_ms = TIME_UNKNOWN;
    if (bullet && !read_bullet(*bullet, &start_ms, &end_ms)) {
        start_ms = TIME_UNKNOWN;
        end_ms = TIME_UNKNOWN;
        transcript_complain(chat->transcript, ST_BAD_TIME, chat->line, 1,
                            "the times of an utterance can not be read");
    } else if (end_ms < start_ms) {
        transcript_complain(chat->transcript, ST_BACKWARDS, chat->line, 1,
                            "an utterance ends before it starts");
    }
    transcript_open(chat->transcript, start_ms, end_ms);
    add_speaker(chat);
    chat_text_add(chat->transcript, text);
    transcript_close(chat->transcript);
}

/** Make segments of the main line that is collected. */
static void
end_utterance(struct chat *chat)
{
    const struct slice text = buffer_slice(&chat->utterance);
    size_t at = 0;
    while (at < text.size) {
        const size_t begin = slice_find(text, SLICE(BULLET), at);
        const size_t end = slice_find(text, SLICE(BULLET), begin + 1);
        if (begin == text.size) {
            break;
        }
        if (end == text.size) {
            transcript_complain(
                chat->transcript,
                lines_at_ragged_end(&chat->lines) ? ST_TRUNCATED
                                                  : ST_BAD_SYNTAX,
                chat->line, 1, "the times of an utterance do not end");
            add_segment(chat, slice_part(text, at, begin), NULL);
            buffer_clear(&chat->utterance);
            return;
        }
        const struct slice bullet = slice_part(text, begin + 1, end);
        add_segment(chat, slice_part(text, at, begin), &bullet);
        at = end + 1;
    }
    if (slice_trim(slice_from(text, at)).size > 0) {
        add_segment(chat, slice_from(text, at), NULL);
    }
    buffer_clear(&chat->utterance);
}

/** Begin a main line. */
static void
take_main(struct chat *chat, struct slice line, size_t colon)
{
    chat->code = slice_part(line, 1, colon);
    chat->line = chat->lines.number;
    buffer_add_slice(&chat->utterance, slice_from(line, colon + 1));
    chat->goes_on = &chat->utterance;
}

/** The first language of `eng, spa`, as short as it can be told. */
static struct slice
first_language(struct slice languages)
{
    static const struct {
        struct slice three;
        struct slice two;
    } codes[] = {
        {SLICE_INIT("afr"), SLICE_INIT("af")},
        {SLICE_INIT("ara"), SLICE_INIT("ar")},
        {SLICE_INIT("bul"), SLICE_INIT("bg")},
        {SLICE_INIT("cat"), SLICE_INIT("ca")},
        {SLICE_INIT("ces"), SLICE_INIT("cs")},
        {SLICE_INIT("cym"), SLICE_INIT("cy")},
        {SLICE_INIT("dan"), SLICE_INIT("da")},
        {SLICE_INIT("deu"), SLICE_INIT("de")},
        {SLICE_INIT("ell"), SLICE_INIT("el")},
        {SLICE_INIT("eng"), SLICE_INIT("en")},
        {SLICE_INIT("est"), SLICE_INIT("et")},
        {SLICE_INIT("eus"), SLICE_INIT("eu")},
        {SLICE_INIT("fas"), SLICE_INIT("fa")},
        {SLICE_INIT("fin"), SLICE_INIT("fi")},
        {SLICE_INIT("fra"), SLICE_INIT("fr")},
        {SLICE_INIT("gle"), SLICE_INIT("ga")},
        {SLICE_INIT("glg"), SLICE_INIT("gl")},
        {SLICE_INIT("heb"), SLICE_INIT("he")},
        {SLICE_INIT("hin"), SLICE_INIT("hi")},
        {SLICE_INIT("hrv"), SLICE_INIT("hr")},
        {SLICE_INIT("hun"), SLICE_INIT("hu")},
        {SLICE_INIT("ind"), SLICE_INIT("id")},
        {SLICE_INIT("isl"), SLICE_INIT("is")},
        {SLICE_INIT("ita"), SLICE_INIT("it")},
        {SLICE_INIT("jpn"), SLICE_INIT("ja")},
        {SLICE_INIT("kor"), SLICE_INIT("ko")},
        {SLICE_INIT("nld"), SLICE_INIT("nl")},
        {SLICE_INIT("nor"), SLICE_INIT("no")},
        {SLICE_INIT("pol"), SLICE_INIT("pl")},
        {SLICE_INIT("por"), SLICE_INIT("pt")},
        {SLICE_INIT("ron"), SLICE_INIT("ro")},
        {SLICE_INIT("rus"), SLICE_INIT("ru")},
        {SLICE_INIT("slv"), SLICE_INIT("sl")},
        {SLICE_INIT("spa"), SLICE_INIT("es")},
        {SLICE_INIT("srp"), SLICE_INIT("sr")},
        {SLICE_INIT("swe"), SLICE_INIT("sv")},
        {SLICE_INIT("tam"), SLICE_INIT("ta")},
        {SLICE_INIT("tha"), SLICE_INIT("th")},
        {SLICE_INIT("tur"), SLICE_INIT("tr")},
        {SLICE_INIT("zho"), SLICE_INIT("zh")},
    };
    const size_t end = slice_find(languages, SLICE(","), 0);
    const struct slice code = slice_trim(slice_part(languages, 0, end));
    for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
        if (slice_equal(codes[i].three, code)) {
            return codes[i].two;
        }
    }
    return code;
}

/** Take `19-MAR-1984` for the transcript's date. */
static void
take_date(struct transcript *transcript, struct slice value)
{
    enum { DATE_BYTES = 11 };
    const struct slice months = SLICE("JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC");
    if (value.size != DATE_BYTES || value.data[2] != '-' ||
        value.data[6] != '-' || transcript->date.size > 0) {
        return;
    }
    for (size_t i = 0; i < DATE_BYTES; i++) {
        const bool is_number = i < 2 || i > 6;
        if (is_number && !is_digit(value.data[i])) {
            return;
        }
    }
    const size_t month = slice_find(months, slice_part(value, 3, 6), 0);
    if (month == months.size || month % 3 != 0) {
        return;
    }
    buffer_print(&transcript->date, "%.4s-%02d-%.2s", value.data + 7,
                 (int)(month / 3) + 1, value.data);
}

/** Take a header that tells something. */
static void
take_header(struct chat *chat, struct slice line, size_t colon)
{
    const struct slice key = slice_part(line, 0, colon);
    const struct slice value = slice_trim(slice_from(line, colon + 1));
    struct transcript *transcript = chat->transcript;
    chat->goes_on = NULL;
    if (slice_equal(key, SLICE("@Participants"))) {
        buffer_add_slice(&chat->participants, value);
        chat->goes_on = &chat->participants;
    } else if (slice_equal(key, SLICE("@Languages"))) {
        if (transcript->language.size == 0) {
            normalise(&transcript->language, first_language(value));
        }
    } else if (slice_equal(key, SLICE("@Date"))) {
        take_date(transcript, value);
    }
}

/** Take the current line. */
static void
take_line(struct chat *chat)
{
    const struct slice line = chat->lines.line;
    if (line.data[0] == '\t') {
        if (chat->goes_on) {
            buffer_add_byte(chat->goes_on, ' ');
            buffer_add_slice(chat->goes_on, slice_trim(line));
        }
        return;
    }
    end_utterance(chat);
    const size_t colon = find_colon(line);
    chat->goes_on = NULL;
    if (line.data[0] == '*' && colon > 1) {
        take_main(chat, line, colon);
    } else if (line.data[0] == '@') {
        take_header(chat, line, colon);
    } else if (line.data[0] != '%') {
        const bool is_cut = lines_at_ragged_end(&chat->lines);
        transcript_complain(chat->transcript,
                            is_cut ? ST_TRUNCATED : ST_BAD_SYNTAX,
                            chat->lines.number, 1,
                            is_cut ? "the file ends in a speaker's code"
                                   : "a line that begins with none of @ * %%");
    }
}

/** Read a file line by line. */
static enum status
chat_parse(struct slice text, struct transcript *transcript,
           struct error *error)
{
    struct chat chat = {.transcript = transcript};
    buffer_init(&chat.participants, text.size);
    buffer_init(&chat.utterance, text.size);
    lines_init(&chat.lines, text);
    while (lines_next(&chat.lines)) {
        if (chat.lines.line.size > 0) {
            take_line(&chat);
        }
    }
    end_utterance(&chat);
    const bool has_failed =
        chat.participants.has_failed || chat.utterance.has_failed;
    buffer_finish(&chat.participants);
    buffer_finish(&chat.utterance);
    return has_failed ? error_set(error, ST_NO_MEMORY, "out of memory")
                      : format_end(transcript, error);
}

/** `@Begin`, behind at most `@UTF8` and a few other headers. */
static enum format_match
chat_probe(struct slice front)
{
    struct lines lines;
    lines_init(&lines, front);
    for (int i = 0; i < 8 && lines_next(&lines); i++) {
        const struct slice line = slice_trim(lines.line);
        if (slice_equal(line, SLICE("@Begin"))) {
            return MATCH_SURE;
        }
        if (line.size == 0 || line.data[0] != '@') {
            return MATCH_NONE;
        }
    }
    return MATCH_NONE;
}

static const char *const suffixes[] = {".cha", NULL};

const struct format format_chat = {
    .name = "chat",
    .title = "CHAT (TalkBank)",
    .suffixes = suffixes,
    .probe = chat_probe,
    .parse = chat_parse,
};
