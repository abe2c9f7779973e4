/*
 * What the columns of a table of speech are, by their names.
 *
 * Owns the words that people and programs name columns with: English, and the
 * usual ones of some other languages.  Case, punctuation and words that say
 * nothing (`Start Time`, `start_time`, `Timecode In`) do not matter; units
 * are heard (`start_ms`, `Begin Time - ss.msec`).  Of several columns for
 * one thing the earlier word of the table wins, then the earlier column.
 */
#include "format/table_heading.h"

enum {
    NAME_BYTES = 64,
    WORDS_MAX = 8, /**< of a name */
};

struct name {
    struct slice name;
    enum column_role role;
};

/** Names, without units and `time`; where one thing has several, the surest
 * first. */
static const struct name names[] = {
    {SLICE_INIT("start"), COLUMN_START},
    {SLICE_INIT("begin"), COLUMN_START},
    {SLICE_INIT("beginning"), COLUMN_START},
    {SLICE_INIT("from"), COLUMN_START},
    {SLICE_INIT("in"), COLUMN_START},
    {SLICE_INIT("onset"), COLUMN_START},
    {SLICE_INIT("timestamp"), COLUMN_START},
    {SLICE_INIT("timecode"), COLUMN_START},
    {SLICE_INIT("time"), COLUMN_START},
    {SLICE_INIT("tc"), COLUMN_START},
    {SLICE_INIT("ts"), COLUMN_START},
    {SLICE_INIT("timespan"), COLUMN_START},
    {SLICE_INIT("span"), COLUMN_START},
    {SLICE_INIT("range"), COLUMN_START},
    {SLICE_INIT("anfang"), COLUMN_START},
    {SLICE_INIT("beginn"), COLUMN_START},
    {SLICE_INIT("von"), COLUMN_START},
    {SLICE_INIT("d\xc3\xa9"
                "but"),
     COLUMN_START},
    {SLICE_INIT("inicio"), COLUMN_START},
    {SLICE_INIT("in\xc3\xad"
                "cio"),
     COLUMN_START},
    {SLICE_INIT("inizio"), COLUMN_START},
    {SLICE_INIT("startzeit"), COLUMN_START},
    {SLICE_INIT("anfangszeit"), COLUMN_START},
    {SLICE_INIT("zeitstempel"), COLUMN_START},
    {SLICE_INIT("zeit"), COLUMN_START},
    {SLICE_INIT("starttijd"), COLUMN_START},
    {SLICE_INIT("begintijd"), COLUMN_START},

    {SLICE_INIT("end"), COLUMN_END},
    {SLICE_INIT("stop"), COLUMN_END},
    {SLICE_INIT("to"), COLUMN_END},
    {SLICE_INIT("out"), COLUMN_END},
    {SLICE_INIT("end ts"), COLUMN_END},
    {SLICE_INIT("finish"), COLUMN_END},
    {SLICE_INIT("until"), COLUMN_END},
    {SLICE_INIT("offset"), COLUMN_END},
    {SLICE_INIT("ende"), COLUMN_END},
    {SLICE_INIT("bis"), COLUMN_END},
    {SLICE_INIT("fin"), COLUMN_END},
    {SLICE_INIT("fim"), COLUMN_END},
    {SLICE_INIT("fine"), COLUMN_END},
    {SLICE_INIT("endzeit"), COLUMN_END},
    {SLICE_INIT("eindtijd"), COLUMN_END},

    {SLICE_INIT("duration"), COLUMN_DURATION},
    {SLICE_INIT("dur"), COLUMN_DURATION},
    {SLICE_INIT("dauer"), COLUMN_DURATION},

    {SLICE_INIT("text"), COLUMN_TEXT},
    {SLICE_INIT("transcript"), COLUMN_TEXT},
    {SLICE_INIT("transcription"), COLUMN_TEXT},
    {SLICE_INIT("transcript text"), COLUMN_TEXT},
    {SLICE_INIT("transcribed text"), COLUMN_TEXT},
    {SLICE_INIT("spoken text"), COLUMN_TEXT},
    {SLICE_INIT("segment text"), COLUMN_TEXT},
    {SLICE_INIT("caption text"), COLUMN_TEXT},
    {SLICE_INIT("subtitle text"), COLUMN_TEXT},
    {SLICE_INIT("utterance"), COLUMN_TEXT},
    {SLICE_INIT("sentence"), COLUMN_TEXT},
    {SLICE_INIT("caption"), COLUMN_TEXT},
    {SLICE_INIT("captions"), COLUMN_TEXT},
    {SLICE_INIT("subtitle"), COLUMN_TEXT},
    {SLICE_INIT("subtitles"), COLUMN_TEXT},
    {SLICE_INIT("dialogue"), COLUMN_TEXT},
    {SLICE_INIT("dialog"), COLUMN_TEXT},
    {SLICE_INIT("speech"), COLUMN_TEXT},
    {SLICE_INIT("content"), COLUMN_TEXT},
    {SLICE_INIT("annotation"), COLUMN_TEXT},
    {SLICE_INIT("annotation value"), COLUMN_TEXT},
    {SLICE_INIT("body"), COLUMN_TEXT},
    {SLICE_INIT("line"), COLUMN_TEXT},
    {SLICE_INIT("texte"), COLUMN_TEXT},
    {SLICE_INIT("texto"), COLUMN_TEXT},
    {SLICE_INIT("testo"), COLUMN_TEXT},
    {SLICE_INIT("tekst"), COLUMN_TEXT},
    {SLICE_INIT("untertitel"), COLUMN_TEXT},
    {SLICE_INIT("transkript"), COLUMN_TEXT},

    {SLICE_INIT("speaker"), COLUMN_SPEAKER},
    {SLICE_INIT("speaker name"), COLUMN_SPEAKER},
    {SLICE_INIT("speaker label"), COLUMN_SPEAKER},
    {SLICE_INIT("participant"), COLUMN_SPEAKER},
    {SLICE_INIT("speaker id"), COLUMN_SPEAKER},
    {SLICE_INIT("speakers"), COLUMN_SPEAKER},
    {SLICE_INIT("spkr"), COLUMN_SPEAKER},
    {SLICE_INIT("spk"), COLUMN_SPEAKER},
    {SLICE_INIT("name"), COLUMN_SPEAKER},
    {SLICE_INIT("who"), COLUMN_SPEAKER},
    {SLICE_INIT("voice"), COLUMN_SPEAKER},
    {SLICE_INIT("actor"), COLUMN_SPEAKER},
    {SLICE_INIT("character"), COLUMN_SPEAKER},
    {SLICE_INIT("sprecher"), COLUMN_SPEAKER},
    {SLICE_INIT("locuteur"), COLUMN_SPEAKER},
    {SLICE_INIT("intervenant"), COLUMN_SPEAKER},
    {SLICE_INIT("hablante"), COLUMN_SPEAKER},
    {SLICE_INIT("spreker"), COLUMN_SPEAKER},
    {SLICE_INIT("falante"), COLUMN_SPEAKER},

    {SLICE_INIT("tier"), COLUMN_TIER},
    {SLICE_INIT("tier name"), COLUMN_TIER},
    {SLICE_INIT("track"), COLUMN_TIER},
    {SLICE_INIT("channel"), COLUMN_TIER},

    {SLICE_INIT("file"), COLUMN_FILE},
    {SLICE_INIT("file name"), COLUMN_FILE},
    {SLICE_INIT("filename"), COLUMN_FILE},
    {SLICE_INIT("file path"), COLUMN_FILE},
    {SLICE_INIT("audio"), COLUMN_FILE},
    {SLICE_INIT("audio file"), COLUMN_FILE},
    {SLICE_INIT("video"), COLUMN_FILE},
    {SLICE_INIT("video id"), COLUMN_FILE},
    {SLICE_INIT("recording"), COLUMN_FILE},
    {SLICE_INIT("episode"), COLUMN_FILE},
};

enum { N_NAMES = sizeof(names) / sizeof(*names) };

/** What a word of a name says of times. */
enum word_kind {
    WORD_OTHER,
    WORD_TIME, /**< nothing that is not clear anyway */
    WORD_MS,
    WORD_SECONDS,
    WORD_COLONS, /**< a part of `hh:mm:ss` */
};

static const struct {
    struct slice word;
    enum word_kind kind;
} units[] = {
    {SLICE_INIT("time"), WORD_TIME},       {SLICE_INIT("timecode"), WORD_TIME},
    {SLICE_INIT("timestamp"), WORD_TIME},  {SLICE_INIT("tc"), WORD_TIME},
    {SLICE_INIT("code"), WORD_TIME},       {SLICE_INIT("ms"), WORD_MS},
    {SLICE_INIT("msec"), WORD_MS},         {SLICE_INIT("millis"), WORD_MS},
    {SLICE_INIT("milliseconds"), WORD_MS}, {SLICE_INIT("s"), WORD_SECONDS},
    {SLICE_INIT("ss"), WORD_SECONDS},      {SLICE_INIT("sec"), WORD_SECONDS},
    {SLICE_INIT("secs"), WORD_SECONDS},    {SLICE_INIT("second"), WORD_SECONDS},
    {SLICE_INIT("seconds"), WORD_SECONDS}, {SLICE_INIT("hh"), WORD_COLONS},
    {SLICE_INIT("h"), WORD_COLONS},        {SLICE_INIT("mm"), WORD_COLONS},
    {SLICE_INIT("ff"), WORD_COLONS},       {SLICE_INIT("mmm"), WORD_COLONS},
    {SLICE_INIT("frames"), WORD_COLONS},
};

/** A name of a column, cut into words in lower case. */
struct words {
    char bytes[NAME_BYTES];
    struct slice words[WORDS_MAX];
    size_t n;
};

/** Whether a byte is of a word; those beyond ASCII are. */
static bool
is_word_byte(char c)
{
    const char lower = (char)(c | 0x20);
    return (lower >= 'a' && lower <= 'z') || is_digit(c) || (c & 0x80);
}

/** Cut a name at anything but letters, and ahead of a capital behind a small
 * letter; a name that is too long has no words. */
static void
cut_words(struct slice name, struct words *words)
{
    words->n = 0;
    if (name.size > NAME_BYTES) {
        return;
    }
    bool was_small = false;
    bool is_open = false;
    for (size_t i = 0; i < name.size; i++) {
        const char c = name.data[i];
        const bool is_capital = c >= 'A' && c <= 'Z';
        if (!is_word_byte(c)) {
            is_open = false;
            was_small = false;
            continue;
        }
        if (!is_open || (is_capital && was_small)) {
            if (words->n == WORDS_MAX) {
                words->n = 0;
                return;
            }
            words->words[words->n++] = (struct slice){words->bytes + i, 0};
            is_open = true;
        }
        words->bytes[i] = is_capital ? (char)(c - 'A' + 'a') : c;
        words->words[words->n - 1].size++;
        was_small = !is_capital;
    }
}

/** What a word says of times. */
static enum word_kind
kind_of(struct slice word)
{
    for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
        if (slice_equal(word, units[i].word)) {
            return units[i].kind;
        }
    }
    return WORD_OTHER;
}

/** Take the words that tell units out, and `in` ahead of them; `ss.msec` is
 * seconds. */
static enum table_unit
take_unit(struct words *words)
{
    bool has[WORD_COLONS + 1] = {false};
    size_t n = 0;
    for (size_t i = 0; i < words->n; i++) {
        const enum word_kind kind = kind_of(words->words[i]);
        const bool is_in = i > 0 && i + 1 < words->n &&
                           slice_equal(words->words[i], SLICE("in")) &&
                           kind_of(words->words[i + 1]) > WORD_TIME;
        if (kind <= WORD_TIME && !is_in) {
            words->words[n++] = words->words[i];
        } else {
            has[kind] = true;
        }
    }
    words->n = n;
    return has[WORD_COLONS]    ? UNIT_COLONS
           : has[WORD_SECONDS] ? UNIT_SECONDS
           : has[WORD_MS]      ? UNIT_MS
                               : UNIT_UNKNOWN;
}

/** Take the words out that say nothing but that it is a time, unless there
 * are no others. */
static void
take_time(struct words *words)
{
    size_t n = 0;
    for (size_t i = 0; i < words->n; i++) {
        if (kind_of(words->words[i]) == WORD_OTHER) {
            words->words[n++] = words->words[i];
        }
    }
    words->n = n > 0 ? n : words->n > 0;
}

/** Whether some words are a name, with one space between. */
static bool
is_name(const struct words *words, struct slice name)
{
    size_t at = 0;
    for (size_t i = 0; i < words->n; i++) {
        const struct slice word = words->words[i];
        if (i > 0 && (at == name.size || name.data[at++] != ' ')) {
            return false;
        }
        if (!slice_starts(slice_from(name, at), word)) {
            return false;
        }
        at += word.size;
    }
    return words->n > 0 && at == name.size;
}

/** Which row of the table a name is, N_NAMES for none. */
static size_t
find_name(struct slice text, enum table_unit *unit)
{
    struct words words;
    cut_words(text, &words);
    *unit = take_unit(&words);
    take_time(&words);
    for (size_t i = 0; i < N_NAMES; i++) {
        if (is_name(&words, names[i].name)) {
            return i;
        }
    }
    return N_NAMES;
}

void
heading_read(const struct table *table, struct heading *heading)
{
    size_t best[N_COLUMN_ROLES];
    *heading = (struct heading){0};
    for (size_t role = 0; role < N_COLUMN_ROLES; role++) {
        heading->columns[role] = COLUMN_NONE;
        best[role] = N_NAMES;
    }
    for (size_t i = 0; i < table->n_cells; i++) {
        const struct slice text = table->cells[i].text;
        enum table_unit unit;
        const size_t index = find_name(text, &unit);
        if (index == N_NAMES) {
            heading->is_tier[i] = text.size > 0;
            heading->n_tiers += text.size > 0;
            continue;
        }
        const enum column_role role = names[index].role;
        if (index < best[role]) {
            best[role] = index;
            heading->columns[role] = i;
            if (role < COLUMN_TEXT) {
                heading->units[role] = unit;
            }
        }
        heading->is_elan |= slice_starts(text, SLICE("Begin Time - "));
    }
}
