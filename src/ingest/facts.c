/*
 * Facts are read with the transcript, and again only when that changes.
 */
#include "ingest/facts.h"

#include "base/file.h"
#include "base/utf8.h"
#include "format/json.h"
#include "ingest/names.h"
#include "text/normalise.h"

/** yt-dlp's files list every format of a video: some 500 KiB are usual. */
enum { FACTS_MAX_BYTES = 16 * 1024 * 1024 };

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

/** Take the facts of a document by yt-dlp. */
static void
take_info(struct transcript *transcript, const struct json *json,
          const char *path)
{
    const struct json_node *info = json_root(json);
    set_fact(&transcript->title, json_get_string(json, info, SLICE("title")));
    set_fact(&transcript->url,
             json_get_string(json, info, SLICE("webpage_url")));
    set_date(&transcript->date,
             json_get_string(json, info, SLICE("upload_date")));
    if (name_language(slice_of(path)).size == 0) {
        set_fact(&transcript->language,
                 json_get_string(json, info, SLICE("language")));
    }
}

/** Read the facts of a file that is there. */
static enum status
read_info(struct transcript *transcript, const char *file, const char *path)
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
            take_info(transcript, &json, path);
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

/** Add the facts of the `.info.json` beside a file, if there is one. */
static enum status
add_info(struct transcript *transcript, const char *root,
         const struct found *found, const char *path)
{
    const struct slice stem = name_stem(slice_of(path));
    struct buffer name;
    buffer_init(&name, 1024 * 1024);
    buffer_print(&name, "%s/%.*s.info.json", root, (int)stem.size, stem.data);
    buffer_add_byte(&name, '\0');
    enum status status = ST_NO_MEMORY;
    if (!name.has_failed) {
        const struct found_file *file =
            found_find(found, name.data + strlen(root) + 1);
        status = file && file->code == ST_OK
                     ? read_info(transcript, name.data, path)
                     : ST_OK;
    }
    buffer_finish(&name);
    return status;
}

/** Add what a podcast's feed tells of a transcript, if there is one. */
static enum status
add_episode(struct transcript *transcript, struct feeds *feeds,
            const char *path)
{
    const struct episode *episode;
    TRY(feeds_find(feeds, slice_of(path), &episode));
    if (episode) {
        set_fact(&transcript->title, slice_of(episode->title));
        set_fact(&transcript->url, slice_of(episode->url));
        set_fact(&transcript->date, slice_of(episode->date));
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
          const char *path)
{
    TRY(add_info(transcript, places->root, places->found, path));
    TRY(add_episode(transcript, places->feeds, path));
    add_video(transcript, path);
    return transcript->title.has_failed || transcript->url.has_failed ||
                   transcript->date.has_failed ||
                   transcript->language.has_failed
               ? ST_NO_MEMORY
               : ST_OK;
}
