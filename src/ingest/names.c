/*
 * Names are guessed at with tables of endings, and of names that say nothing;
 * nothing is read.
 */
#include "ingest/names.h"

#include "base/buffer.h"
#include "base/utf8.h"
#include "format/format.h"
#include "text/language_tag.h"

#include <stdio.h>
#include <strings.h>

static const char *const media_endings[] = {
    ".mp3", ".m4a", ".m4b", ".wav", ".flac", ".ogg", ".oga", ".opus", ".aac",
    ".wma", ".aif", ".mp4", ".m4v", ".mkv",  ".mov", ".avi", ".webm", ".mpg",
};

/** What transcripts are called, and many other files too. */
static const char *const ambiguous_endings[] = {
    ".txt", ".json", ".md", ".xml", ".html", ".csv", ".tsv",
};

enum {
    N_AMBIGUOUS_ENDINGS =
        sizeof(ambiguous_endings) / sizeof(*ambiguous_endings),
};

/** What stands ahead of a transcript's ending and says that it is one; Zoom has
 * `.transcript.vtt` and `.cc.vtt` beside its recording. */
static const char *const rendering_endings[] = {
    ".transcript", ".transcription", ".captions", ".subtitles", ".cc", ".sdh",
};

enum {
    N_RENDERING_ENDINGS =
        sizeof(rendering_endings) / sizeof(*rendering_endings),
};

enum { N_MEDIA_ENDINGS = sizeof(media_endings) / sizeof(*media_endings) };

/** What files are called that have a folder a recording, in lower case with
 * spaces between words, and the language that such a name tells.  What is not
 * sure to be said of a whole recording has no place here: files of these names
 * in one folder are taken for the same speech. */
static const struct {
    const char *name;
    const char *language;
} generic_names[] = {
    {"audio", ""},
    {"auto", ""},
    {"auto generated", ""},
    {"brazil community", "pt-BR"},
    {"caption", ""},
    {"captions", ""},
    {"china community", "zh-Hans"},
    {"community", ""},
    {"full", ""},
    {"full transcript", ""},
    {"latin america community", "es-419"},
    {"output", ""},
    {"segments", ""},
    {"sentence timings", ""},
    {"sentences", ""},
    {"sub", ""},
    {"subs", ""},
    {"subtitle", ""},
    {"subtitles", ""},
    {"taiwan community", "zh-Hant"},
    {"timings", ""},
    {"transcript", ""},
    {"transcription", ""},
    {"transcripts", ""},
    {"video", ""},
    {"word timings", ""},
    {"words", ""},
};

enum { N_GENERIC_NAMES = sizeof(generic_names) / sizeof(*generic_names) };

/** Codes that are a language where they are all of a folder's name; not those
 * that are more often something else: `it`, `no`, `ar`, `ben`, `may`. */
static const char *const folder_codes[] = {
    "de",  "en",  "es",  "fr",  "he",  "hi",  "hu",  "ja",  "ko",
    "nl",  "pl",  "pt",  "ru",  "sv",  "tr",  "zh",  "ara", "deu",
    "eng", "fra", "fre", "ger", "hin", "hun", "ita", "jpn", "kor",
    "nld", "por", "rus", "spa", "swe", "tur", "ukr", "zho",
};

enum { N_FOLDER_CODES = sizeof(folder_codes) / sizeof(*folder_codes) };

struct slice
name_of_path(struct slice path)
{
    const char *slash = memrchr(path.data, '/', path.size);
    return slash ? slice_from(path, (size_t)(slash - path.data) + 1) : path;
}

/** Whether a name ends so, in any letter case, and is longer than that. */
static bool
ends_with(struct slice name, const char *ending)
{
    const size_t size = strlen(ending);
    return name.size > size &&
           strncasecmp(name.data + name.size - size, ending, size) == 0;
}

/** The last `.part` of a name, with its dot; empty where there is none. */
static struct slice
last_part(struct slice name)
{
    const char *dot = memrchr(name.data, '.', name.size);
    return dot && dot > name.data ? slice_from(name, (size_t)(dot - name.data))
                                  : slice_from(name, name.size);
}

/** Whether a byte is an ASCII letter. */
static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/** A video's id has as many bytes. */
enum { ID_BYTES = 11 };

/** Whether a byte may stand in a YouTube video's id. */
static bool
is_id_byte(char c)
{
    return is_letter(c) || is_digit(c) || c == '-' || c == '_';
}

/** Whether a text has the shape of a YouTube video's or track's id. */
static bool
is_id(struct slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (!is_id_byte(text.data[i])) {
            return false;
        }
    }
    return text.size == ID_BYTES;
}

/** Whether letters that begin a part are a language: two small ones are, and
 * codes of three; but not what are months more often. */
static bool
begins_language(struct slice letters)
{
    for (size_t i = 0; i < letters.size; i++) {
        if (letters.data[i] < 'a' || letters.data[i] > 'z') {
            return false;
        }
    }
    return letters.size == 2 ||
           (language_is_code(letters) && !slice_equal(letters, SLICE("mar")) &&
            !slice_equal(letters, SLICE("may")));
}

/** Whether what follows a language in a name is of scripts and regions: what
 * else a tag may have is words more often.  Behind underscores they must
 * begin with a capital: `en_US`, but not `to_do`. */
static bool
is_variety(struct slice rest)
{
    for (size_t at = 0; at < rest.size;) {
        size_t end = at + 1;
        while (end < rest.size && rest.data[end] != '-' &&
               rest.data[end] != '_') {
            end++;
        }
        const size_t size = end - at - 1;
        const char first = size > 0 ? rest.data[at + 1] : '\0';
        if (size < 2 || size > 4 || (size == 3 && !is_digit(first)) ||
            (rest.data[at] == '_' && (first < 'A' || first > 'Z'))) {
            return false;
        }
        at = end;
    }
    return true;
}

/** What a part of a name, with its dot, tells of a language: `.en`, `.eng`,
 * `.pt-BR`, `.zh_Hans`, `.English`; of `.en-` and the id of a track, as yt-dlp
 * writes it, the front.  Empty for anything else. */
static struct slice
language_of(struct slice part)
{
    struct slice told = slice_from(part, part.size > 0 ? 1 : 0);
    size_t end = 0;
    while (end < told.size && is_letter(told.data[end])) {
        end++;
    }
    if (end == told.size && end > 3 && language_is_name(told)) {
        return told;
    }
    if (!begins_language(slice_part(told, 0, end))) {
        return slice_from(told, told.size);
    }
    if (is_variety(slice_from(told, end)) && language_tag(told).text[0]) {
        return told;
    }
    const bool has_id = told.size == end + 1 + ID_BYTES &&
                        told.data[end] == '-' &&
                        is_id(slice_from(told, end + 1));
    return slice_part(told, has_id ? 0 : told.size, has_id ? end : told.size);
}

/** Take an ending off a name, if it is one of a list ended by NULL or by
 * the count. */
static bool
take_off(struct slice *name, const char *const *endings, size_t n)
{
    for (size_t i = 0; i < n && endings[i]; i++) {
        if (ends_with(*name, endings[i])) {
            name->size -= strlen(endings[i]);
            return true;
        }
    }
    return false;
}

/** Take a transcript's ending off a name. */
static struct slice
without_format(struct slice name)
{
    bool is_off = take_off(&name, ambiguous_endings, N_AMBIGUOUS_ENDINGS);
    for (const struct format *const *format = format_all(); *format && !is_off;
         format++) {
        is_off = take_off(&name, (*format)->suffixes, SIZE_MAX);
    }
    return name;
}

/** Take the ending of a transcript off a name, and what says that it is one. */
static struct slice
without_rendering(struct slice name)
{
    name = without_format(name);
    take_off(&name, rendering_endings, N_RENDERING_ENDINGS);
    return name;
}

bool
name_is_transcript(struct slice path)
{
    const struct slice name = name_of_path(path);
    return without_format(name).size < name.size;
}

bool
name_is_ambiguous(struct slice path)
{
    struct slice name = name_of_path(path);
    return take_off(&name, ambiguous_endings, N_AMBIGUOUS_ENDINGS);
}

bool
name_is_media(struct slice path)
{
    struct slice name = name_of_path(path);
    return take_off(&name, media_endings, N_MEDIA_ENDINGS);
}

/** The folder that a path is in; empty at the collection's root. */
static struct slice
parent_of(struct slice path)
{
    const char *slash = memrchr(path.data, '/', path.size);
    return slice_part(path, 0, slash ? (size_t)(slash - path.data) : 0);
}

/** Whether a name is one of the table's, in any letter case and with `-` or
 * `_` for its spaces. */
static bool
is_called(struct slice name, const char *generic)
{
    for (size_t i = 0; i < name.size; i++) {
        char c =
            name.data[i] == '-' || name.data[i] == '_' ? ' ' : name.data[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
        if (c == '\0' || c != generic[i]) {
            return false; /* also where the table's name ends */
        }
    }
    return generic[name.size] == '\0';
}

/** The place in the table of a name that says nothing of the recording; the
 * number of names for any other. */
static size_t
find_generic(struct slice name)
{
    size_t i = 0;
    while (i < N_GENERIC_NAMES && !is_called(name, generic_names[i].name)) {
        i++;
    }
    return i;
}

/** Whether a folder's name is a language's and hardly anything else's: a name,
 * one of the codes above, or a code with its script or region. */
static bool
is_language(struct slice folder)
{
    for (size_t i = 0; i < N_FOLDER_CODES; i++) {
        if (slice_equal(folder, slice_of(folder_codes[i]))) {
            return true;
        }
    }
    size_t end = 0;
    while (end < folder.size && is_letter(folder.data[end])) {
        end++;
    }
    if (end < folder.size && begins_language(slice_part(folder, 0, end)) &&
        is_variety(slice_from(folder, end))) {
        return language_tag(folder).text[0] != '\0';
    }
    return utf8_valid_prefix(folder) == folder.size && language_is_name(folder);
}

/** Of a folder the part to the last name that is neither generic nor a
 * language's; empty where all are. */
static struct slice
telling_part(struct slice folder)
{
    while (folder.size > 0) {
        const struct slice name = name_of_path(folder);
        if (name.size > 0 && find_generic(name) == N_GENERIC_NAMES &&
            !is_language(name)) {
            break;
        }
        folder = parent_of(folder);
    }
    return folder;
}

struct slice
name_recording(struct slice stem)
{
    if (find_generic(name_of_path(stem)) == N_GENERIC_NAMES) {
        return stem;
    }
    struct slice folder = parent_of(stem);
    if (is_language(name_of_path(folder))) {
        folder = parent_of(folder);
    }
    return telling_part(folder).size > 0 ? folder : stem;
}

struct slice
name_language(struct slice path)
{
    const struct slice told =
        language_of(last_part(without_rendering(name_of_path(path))));
    const size_t generic = find_generic(name_of_path(name_file_stem(path)));
    if (told.size > 0 || generic == N_GENERIC_NAMES) {
        return told;
    }
    const struct slice language = slice_of(generic_names[generic].language);
    const struct slice folder = name_of_path(parent_of(path));
    return language.size == 0 && is_language(folder) ? folder : language;
}

struct slice
name_file_stem(struct slice path)
{
    struct slice name = name_of_path(path);
    const size_t folder = path.size - name.size;
    name = without_rendering(name);
    const struct slice language = last_part(name);
    if (language_of(language).size > 0) {
        name.size -= language.size;
        take_off(&name, rendering_endings, N_RENDERING_ENDINGS);
    }
    take_off(&name, media_endings, N_MEDIA_ENDINGS);
    return slice_part(path, 0, folder + name.size);
}

struct slice
name_stem(struct slice path)
{
    return name_recording(name_file_stem(path));
}

/** What a recording is called: the last part of its stem, or the folder above
 * that tells more. */
static struct slice
called(struct slice path)
{
    const struct slice own = name_file_stem(path);
    const struct slice stem = name_recording(own);
    return name_of_path(stem.size < own.size ? telling_part(stem) : stem);
}

struct slice
name_video(struct slice path)
{
    const struct slice name = called(path);
    const size_t end = name.size;
    if (end < ID_BYTES + 2 || name.data[end - 1] != ']' ||
        name.data[end - ID_BYTES - 2] != '[') {
        return slice_from(name, end);
    }
    const struct slice id = slice_part(name, end - ID_BYTES - 1, end - 1);
    return is_id(id) ? id : slice_from(name, end);
}

const char *
name_title(struct arena *arena, struct slice path)
{
    struct slice name = called(path);
    const struct slice video = name_video(path);
    if (video.size > 0) {
        name = slice_trim(slice_part(name, 0, name.size - video.size - 2));
    }
    char *title = arena_copy(arena, name.size > 0 ? name : video);
    for (char *c = title; c && *c; c++) {
        *c = *c == '_' ? ' ' : *c;
    }
    return title;
}

/** How many days a month has; the month is 1 to 12. */
static int
days_of(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && is_leap ? 29 : days[month - 1];
}

/** The number that so many digits are. */
static int
number_of(const char *digits, int n)
{
    int number = 0;
    for (int i = 0; i < n; i++) {
        number = number * 10 + digits[i] - '0';
    }
    return number;
}

/** Whether eight digits are a day of the calendar. */
static bool
is_day(const char *digits)
{
    const int year = number_of(digits, 4);
    const int month = number_of(digits + 4, 2);
    const int day = number_of(digits + 6, 2);
    return year >= 1000 && month >= 1 && month <= 12 && day >= 1 &&
           day <= days_of(year, month);
}

/** Read the digits of a date at the front of a text, with `-`, `_` or `.`
 * twice between them or nothing, and no digit behind it. */
static bool
read_digits(struct slice text, char digits[8])
{
    const char separator = text.size > 4 ? text.data[4] : '\0';
    const bool has_separator = separator != '\0' && strchr("-_.", separator);
    const size_t size = has_separator ? 10 : 8;
    size_t n = 0;
    if (text.size < size || (text.size > size && is_digit(text.data[size]))) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        const char c = text.data[i];
        if (has_separator && (i == 4 || i == 7)) {
            if (c != separator) {
                return false;
            }
        } else if (is_digit(c)) {
            digits[n++] = c;
        } else {
            return false;
        }
    }
    /* Eight digits alone are as well a number of something. */
    return has_separator || !memcmp(digits, "19", 2) ||
           !memcmp(digits, "20", 2);
}

bool
name_date(struct slice path, char date[NAME_DATE_BYTES])
{
    const bool is_own = name_stem(path).size == name_file_stem(path).size;
    const struct slice name = is_own ? name_of_path(path) : called(path);
    for (size_t i = 0; i < name.size; i++) {
        char digits[8];
        const bool is_inside = i > 0 && is_digit(name.data[i - 1]);
        if (!is_inside && read_digits(slice_from(name, i), digits) &&
            is_day(digits)) {
            snprintf(date, NAME_DATE_BYTES, "%.4s-%.2s-%.2s", digits,
                     digits + 4, digits + 6);
            return true;
        }
    }
    date[0] = '\0';
    return false;
}

/** Endings that are looked for, the first ones first. */
struct endings {
    const char *const *all;
    size_t n;
};

/** The file that was found of a folder's and a name together and one of the
 * endings; empty without. */
static struct slice
find_called(const struct found *found, struct slice folder, const char *name,
            const struct endings *endings)
{
    struct buffer candidate;
    buffer_init(&candidate, (size_t)64 * 1024);
    struct slice path = {"", 0};
    for (size_t i = 0; i < endings->n && path.size == 0; i++) {
        buffer_clear(&candidate);
        buffer_add_slice(&candidate, folder);
        buffer_add_slice(&candidate, slice_of(name[0] ? "/" : ""));
        buffer_add_slice(&candidate, slice_of(name));
        buffer_add_slice(&candidate, slice_of(endings->all[i]));
        buffer_add_byte(&candidate, '\0');
        const struct found_file *file =
            candidate.has_failed ? NULL : found_find(found, candidate.data);
        if (file && file->code == ST_OK) {
            path = slice_of(file->path);
        }
    }
    buffer_finish(&candidate);
    return path;
}

/** The file with one of the endings that belongs to a transcript's recording:
 * of its own stem, of the recording's, or of another generic name in the
 * recording's folder. */
static struct slice
find_of_recording(const struct found *found, struct slice path,
                  const struct endings *endings)
{
    const struct slice own = name_file_stem(path);
    const struct slice stem = name_recording(own);
    struct slice file = find_called(found, own, "", endings);
    if (file.size > 0 || stem.size == own.size) {
        return file;
    }
    file = find_called(found, stem, "", endings);
    for (size_t i = 0; i < N_GENERIC_NAMES && file.size == 0; i++) {
        file = find_called(found, stem, generic_names[i].name, endings);
    }
    return file;
}

struct slice
name_media(const struct found *found, struct slice path)
{
    const struct endings endings = {media_endings, N_MEDIA_ENDINGS};
    return find_of_recording(found, path, &endings);
}

struct slice
name_info(const struct found *found, struct slice path)
{
    static const char *const ending[] = {".info.json"};
    const struct endings endings = {ending, 1};
    return find_of_recording(found, path, &endings);
}
