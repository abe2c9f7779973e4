/*
 * Facts are read with the transcript, and again only when that changes.
 */
#include "ingest/facts.h"

#include "base/file.h"
#include "base/utf8.h"
#include "format/json.h"
#include "ingest/names.h"
#include "text/language_tag.h"
#include "text/normalise.h"

#include <strings.h>

/** yt-dlp's files list every format of a video: some 500 KiB are usual. */
enum {
    FACTS_MAX_BYTES = 16 * 1024 * 1024,
    PATH_MAX_BYTES = 1024 * 1024,
};

/** Set a fact that the transcript does not tell. */
static void
set_fact(struct buffer *fact, struct slice text)
{
    if (fact->size == 0) {
        normalise(fact, text);
    }
}

/** Set the date from YYYYMMDD. */
static void
set_date(struct buffer *date, struct slice digits)
{
    enum { DATE_BYTES = 8 };
    if (digits.size != DATE_BYTES || date->size > 0) {
        return;
    }
    for (size_t i = 0; i < DATE_BYTES; i++) {
        if (!is_digit(digits.data[i])) {
            return;
        }
    }
    buffer_print(date, "%.4s-%.2s-%.2s", digits.data, digits.data + 4,
                 digits.data + 6);
}

/** Set the language where nobody told it so far. */
static void
set_language(struct transcript *transcript, struct slice told)
{
    if (transcript->language.size == 0) {
        const struct language_tag tag = language_tag(told);
        buffer_add_slice(&transcript->language, slice_of(tag.text));
    }
}

/** Bring the language that the transcript itself tells into one form; where
 * it tells none, its name may. */
static void
settle_language(struct transcript *transcript, const char *path)
{
    const struct slice name = name_language(slice_of(path));
    const struct language_tag tag =
        language_tag(buffer_slice(&transcript->language));
    buffer_clear(&transcript->language);
    buffer_add_slice(&transcript->language, slice_of(tag.text));
    set_language(transcript, name);
}

/** Take the facts of a document by yt-dlp. */
static void
take_info(struct transcript *transcript, const struct json *json,
          int64_t *duration_ms)
{
    const struct json_node *info = json_root(json);
    set_fact(&transcript->title, json_get_string(json, info, SLICE("title")));
    set_fact(&transcript->url,
             json_get_string(json, info, SLICE("webpage_url")));
    set_date(&transcript->date,
             json_get_string(json, info, SLICE("upload_date")));
    set_language(transcript, json_get_string(json, info, SLICE("language")));
    json_time_ms(json, json_get(json, info, SLICE("duration")), JSON_SECONDS,
                 duration_ms);
}

/** Read the facts of a file that is there. */
static enum status
read_info(struct transcript *transcript, const char *file, int64_t *duration_ms)
{
    struct buffer content;
    struct file_stamp stamp;
    struct json json = {0};
    struct error error = {0};
    buffer_init(&content, FACTS_MAX_BYTES);
    enum status status = file_read(file, &content, &stamp, &error);
    const struct slice text = buffer_slice(&content);
    if (status == ST_OK && utf8_valid_prefix(text) == text.size) {
        status = json_read(&json, text, &error);
        if (status == ST_OK) {
            take_info(transcript, &json, duration_ms);
        }
        json_finish(&json);
    }
    buffer_finish(&content);
    if (status != ST_OK && status != ST_NO_MEMORY) {
        transcript_complain(transcript, status, 0, 0,
                            "the facts in its .info.json: %s", error.text);
        return ST_OK;
    }
    return status;
}

/** Write the whole path of a file that was found. */
static enum status
write_path(struct buffer *file, const struct facts_places *places,
           struct slice path)
{
    buffer_print(file, "%s/%.*s", places->root, (int)path.size, path.data);
    buffer_add_byte(file, '\0');
    return file->has_failed ? ST_NO_MEMORY : ST_OK;
}

/** Add the facts of the `.info.json` of a file's recording, if there is one. */
static enum status
add_info(struct transcript *transcript, const struct facts_places *places,
         const char *path, int64_t *duration_ms)
{
    const struct slice info = name_info(places->found, slice_of(path));
    struct buffer file;
    if (info.size == 0) {
        return ST_OK;
    }
    buffer_init(&file, PATH_MAX_BYTES);
    enum status status = write_path(&file, places, info);
    if (status == ST_OK) {
        status = read_info(transcript, file.data, duration_ms);
    }
    buffer_finish(&file);
    return status;
}

/** Write the path of the file with a transcript's own stem and an ending: the
 * whole path where that is among what was found, else nothing. */
static enum status
find_beside(struct buffer *file, const struct facts_places *places,
            const char *path, const char *ending)
{
    const struct slice stem = name_file_stem(slice_of(path));
    buffer_print(file, "%s/%.*s%s", places->root, (int)stem.size, stem.data,
                 ending);
    buffer_add_byte(file, '\0');
    if (file->has_failed) {
        return ST_NO_MEMORY;
    }
    const struct found_file *found =
        found_find(places->found, file->data + strlen(places->root) + 1);
    if (!found || found->code != ST_OK) {
        buffer_clear(file);
    }
    return ST_OK;
}

enum status
facts_read_turns(const struct facts_places *places, const char *path,
                 struct buffer *turns, struct error *error)
{
    struct file_stamp stamp;
    struct buffer file;
    const size_t size = strlen(path);
    if (size < 4 || strcasecmp(path + size - 4, ".ctm") != 0) {
        return ST_OK;
    }
    buffer_init(&file, PATH_MAX_BYTES);
    enum status status = find_beside(&file, places, path, ".rttm");
    if (status == ST_OK && file.size > 0) {
        status = file_read(file.data, turns, &stamp, error);
    }
    buffer_finish(&file);
    return status;
}

/** Add what a podcast's feed tells of a transcript, if there is one. */
static enum status
add_episode(struct transcript *transcript, struct feeds *feeds,
            const char *path, int64_t *duration_ms)
{
    const struct episode *episode;
    TRY(feeds_find(feeds, slice_of(path), &episode));
    if (episode) {
        set_fact(&transcript->title, slice_of(episode->title));
        set_fact(&transcript->url, slice_of(episode->url));
        set_fact(&transcript->date, slice_of(episode->date));
        *duration_ms = *duration_ms > 0 ? *duration_ms : episode->duration_ms;
    }
    return ST_OK;
}

/** Add the address of a video whose id the name tells, as yt-dlp does. */
static void
add_video(struct transcript *transcript, const char *path)
{
    const struct slice id = name_video(slice_of(path));
    if (id.size > 0 && transcript->url.size == 0) {
        buffer_print(&transcript->url, "https://www.youtube.com/watch?v=%.*s",
                     (int)id.size, id.data);
    }
}

enum status
facts_add(struct transcript *transcript, const struct facts_places *places,
          const char *path, int64_t *duration_ms)
{
    settle_language(transcript, path);
    TRY(add_info(transcript, places, path, duration_ms));
    TRY(add_episode(transcript, places->feeds, path, duration_ms));
    add_video(transcript, path);
    return transcript->title.has_failed || transcript->url.has_failed ||
                   transcript->date.has_failed ||
                   transcript->language.has_failed
               ? ST_NO_MEMORY
               : ST_OK;
}
