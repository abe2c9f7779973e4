/*
 * Podcast feeds, after RSS 2.0.11; `podcast:transcript` as Podcasting 2.0
 * has it.
 *
 * Of an item count the first title, pubDate, link and itunes:duration that
 * say something (the last is seconds, or has colons), and the names in all its
 * enclosures' and transcripts' addresses.  Elements go by their local names, so
 * itunes:title is a title too.  Of a feed that is damaged, the items before the
 * damage count.
 *
 * The feeds of one folder are one sorted list of names, made under a lock
 * when it is first needed and never changed afterwards.  A run that reads no
 * transcript reads no feed.
 */
#include "ingest/feed.h"

#include "base/timecode.h"
#include "base/utf8.h"
#include "format/decode.h"
#include "format/xml.h"
#include "ingest/names.h"
#include "text/token.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum {
    PATH_MAX_BYTES = 1024 * 1024,
    FIELD_MAX_BYTES = 16 * 1024, /**< longer titles and addresses are none */
    NO_EPISODE = -1,             /**< several have the name */
};

enum key_kind {
    KEY_FILE,  /**< a file's stem in lower case */
    KEY_TITLE, /**< a stream of tokens */
};

/** A name that an episode goes by. */
struct key {
    enum key_kind kind;
    struct slice text;
    int64_t episode; /**< an index, or NO_EPISODE */
};

/** All feeds of one folder. */
struct feed_folder {
    struct slice path; /**< from the root, without a slash at its end */
    size_t first_file; /**< in feeds.files */
    size_t n_files;
    bool is_read; /**< under the lock; what follows is there, for good */

    struct arena arena;
    struct episode *episodes;
    size_t n_episodes;
    size_t episodes_capacity;
    struct key *keys; /**< in order, each once */
    size_t n_keys;
    size_t keys_capacity;
};

struct feeds {
    const char *root;
    pthread_mutex_t lock;
    const char **files; /**< by folder; paths of found files */
    size_t n_files;
    size_t files_capacity;
    struct feed_folder *folders; /**< by path */
    size_t n_folders;
    size_t folders_capacity;
};

enum field {
    FIELD_NONE,
    FIELD_TITLE,
    FIELD_DATE,
    FIELD_URL,
    FIELD_DURATION,
};

/** A feed being read. */
struct reader {
    struct feed_folder *folder;
    size_t depth;
    size_t item_depth; /**< of the item that is open, or 0 */
    struct episode episode;
    size_t n_items;
    size_t n_whole_keys; /**< those of items that ended */
    enum field field;    /**< whose text is being taken */
    struct buffer text;
    bool is_too_long; /**< the field */
    bool has_failed;  /**< no memory */
};

/** The folder of a path, without the slash. */
static struct slice
folder_of(struct slice path)
{
    const size_t size = path.size - name_of_path(path).size;
    return slice_part(path, 0, size > 0 ? size - 1 : 0);
}

/** Order slices by their bytes. */
static int
compare_slices(struct slice a, struct slice b)
{
    const size_t size = a.size < b.size ? a.size : b.size;
    const int order = size > 0 ? memcmp(a.data, b.data, size) : 0;
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

/** Order keys by what they say. */
static int
compare_keys(const void *a, const void *b)
{
    const struct key *left = a;
    const struct key *right = b;
    return left->kind != right->kind
               ? (left->kind > right->kind) - (left->kind < right->kind)
               : compare_slices(left->text, right->text);
}

/** Order feeds by their folders, then by their names. */
static int
compare_files(const void *a, const void *b)
{
    const char *const *left = a;
    const char *const *right = b;
    const int order =
        compare_slices(folder_of(slice_of(*left)), folder_of(slice_of(*right)));
    return order != 0 ? order : strcmp(*left, *right);
}

/** Order folders by their paths. */
static int
compare_folders(const void *a, const void *b)
{
    const struct feed_folder *left = a;
    const struct feed_folder *right = b;
    return compare_slices(left->path, right->path);
}

bool
feed_is_name(struct slice path)
{
    static const char *const names[] = {"feed.xml", "rss.xml", "podcast.xml"};
    const struct slice name = name_of_path(path);
    const size_t ending = strlen(".rss");
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (name.size == strlen(names[i]) &&
            strncasecmp(name.data, names[i], name.size) == 0) {
            return true;
        }
    }
    return name.size > ending &&
           strncasecmp(name.data + name.size - ending, ".rss", ending) == 0;
}

/** Note which files are feeds; false without memory. */
static bool
find_files(struct feeds *feeds, const struct found *found)
{
    for (size_t i = 0; i < found->n_files; i++) {
        const struct found_file *file = &found->files[i];
        if (file->code != ST_OK || !feed_is_name(slice_of(file->path))) {
            continue;
        }
        if (!array_grow(&feeds->files, &feeds->files_capacity, feeds->n_files,
                        sizeof(*feeds->files))) {
            return false;
        }
        feeds->files[feeds->n_files++] = file->path;
    }
    if (feeds->n_files > 0) {
        qsort(feeds->files, feeds->n_files, sizeof(*feeds->files),
              compare_files);
    }
    return true;
}

/** Note which folders have feeds; false without memory. */
static bool
find_folders(struct feeds *feeds)
{
    struct feed_folder *last = NULL;
    for (size_t i = 0; i < feeds->n_files; i++) {
        const struct slice path = folder_of(slice_of(feeds->files[i]));
        if (!last || !slice_equal(last->path, path)) {
            if (!array_grow(&feeds->folders, &feeds->folders_capacity,
                            feeds->n_folders, sizeof(*last))) {
                return false;
            }
            last = &feeds->folders[feeds->n_folders++];
            *last = (struct feed_folder){.path = path, .first_file = i};
        }
        last->n_files++;
    }
    return true;
}

struct feeds *
feeds_new(const char *root, const struct found *found)
{
    struct feeds *feeds = calloc(1, sizeof(*feeds));
    if (!feeds) {
        return NULL;
    }
    if (pthread_mutex_init(&feeds->lock, NULL) != 0) {
        free(feeds);
        return NULL;
    }
    feeds->root = root;
    if (!find_files(feeds, found) || !find_folders(feeds)) {
        feeds_free(feeds);
        return NULL;
    }
    return feeds;
}

/** Forget what was read of a folder's feeds. */
static void
forget_folder(struct feed_folder *folder)
{
    arena_finish(&folder->arena);
    free(folder->episodes);
    free(folder->keys);
    *folder = (struct feed_folder){.path = folder->path,
                                   .first_file = folder->first_file,
                                   .n_files = folder->n_files};
}

void
feeds_free(struct feeds *feeds)
{
    if (feeds) {
        for (size_t i = 0; i < feeds->n_folders; i++) {
            forget_folder(&feeds->folders[i]);
        }
        pthread_mutex_destroy(&feeds->lock);
        free(feeds->folders);
        free(feeds->files);
        free(feeds);
    }
}

/** Whether a byte can not be part of a date's words and numbers. */
static bool
separates(char c)
{
    return is_blank(c) || c == ',' || c == '-' || c == '.';
}

/** The next word of a date, and step behind it; empty at the end. */
static struct slice
next_word(struct slice *text)
{
    size_t begin = 0;
    while (begin < text->size && separates(text->data[begin])) {
        begin++;
    }
    size_t end = begin;
    while (end < text->size && !separates(text->data[end])) {
        end++;
    }
    const struct slice word = slice_part(*text, begin, end);
    *text = slice_from(*text, end);
    return word;
}

/** The number that a word of up to four digits is, or -1. */
static int
number_of(struct slice word)
{
    int number = word.size > 0 && word.size <= 4 ? 0 : -1;
    for (size_t i = 0; i < word.size && number >= 0; i++) {
        number = is_digit(word.data[i]) ? number * 10 + word.data[i] - '0' : -1;
    }
    return number;
}

/** The month, from 1, of which a word is the first letters; 0 for none. */
static int
month_of(struct slice word)
{
    static const char *const months[] = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};
    for (int i = 0; i < 12 && word.size >= 3; i++) {
        if (word.size <= strlen(months[i]) &&
            strncasecmp(word.data, months[i], word.size) == 0) {
            return i + 1;
        }
    }
    return 0;
}

/** The year that a word is, or -1. */
static int
year_of(struct slice word)
{
    const int year = number_of(word);
    if (year < 0 || word.size == 4) {
        return year;
    }
    const int century = word.size == 2 && year < 50 ? 2000 : 1900;
    return word.size >= 2 ? century + year : -1;
}

bool
feed_date(struct slice text, char date[FEED_DATE_BYTES])
{
    struct slice rest = slice_trim(text);
    struct slice iso = slice_part(rest, 0, rest.size < 10 ? rest.size : 10);
    struct slice word = next_word(&rest);
    if (word.size > 0 && !is_digit(word.data[0])) {
        word = next_word(&rest);
    }
    const int day = word.size <= 2 ? number_of(word) : -1;
    const int month = month_of(next_word(&rest));
    const int year = year_of(next_word(&rest));
    char written[FEED_DATE_BYTES];
    if (day > 0 && month > 0 && year > 0) {
        snprintf(written, sizeof(written), "%04u-%02u-%02u",
                 (unsigned)year % 10000, (unsigned)month % 100,
                 (unsigned)day % 100);
        iso = slice_of(written);
    }
    return name_date(iso, date);
}

/** Add a name of the item that is open. */
static void
add_key(struct reader *reader, enum key_kind kind, struct slice text)
{
    struct feed_folder *folder = reader->folder;
    const char *copy = arena_copy(&folder->arena, text);
    if (!copy || !array_grow(&folder->keys, &folder->keys_capacity,
                             folder->n_keys, sizeof(*folder->keys))) {
        reader->has_failed = true;
        return;
    }
    folder->keys[folder->n_keys++] =
        (struct key){kind, {copy, text.size}, (int64_t)folder->n_episodes};
}

/** The value of a hexadecimal digit, or -1. */
static int
hex_value(char c)
{
    const char lower = (char)(c | 0x20);
    if (is_digit(c)) {
        return c - '0';
    }
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/** Append a part of an address with its percent escapes decoded. */
static void
decode_escapes(struct buffer *out, struct slice part)
{
    for (size_t i = 0; i < part.size; i++) {
        const bool has_room = part.data[i] == '%' && part.size - i > 2;
        const int high = has_room ? hex_value(part.data[i + 1]) : -1;
        const int low = has_room ? hex_value(part.data[i + 2]) : -1;
        if (high >= 0 && low >= 0) {
            buffer_add_byte(out, (char)(high * 16 + low));
            i += 2;
        } else {
            buffer_add_byte(out, part.data[i]);
        }
    }
}

/** Append what a file is called for comparing: its stem's last part, with
 * ASCII's letters in lower case. */
static void
add_file_key(struct buffer *key, struct slice path)
{
    const struct slice stem = name_of_path(name_stem(path));
    for (size_t i = 0; i < stem.size; i++) {
        const char c = stem.data[i];
        buffer_add_byte(key, c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c);
    }
}

/** The path of an address: no host, no query, no fragment. */
static struct slice
path_of_url(struct slice url)
{
    size_t end = 0;
    while (end < url.size && url.data[end] != '?' && url.data[end] != '#') {
        end++;
    }
    url.size = end;
    const size_t scheme = slice_find(url, SLICE("://"), 0);
    return scheme < url.size
               ? slice_from(url, slice_find(url, SLICE("/"), scheme + 3))
               : url;
}

/** Let the item that is open go by the file's name in an address.  An
 * escaped slash separates too: some addresses carry another one so. */
static void
take_address(struct reader *reader, struct slice url)
{
    if (url.size > FIELD_MAX_BYTES) {
        return;
    }
    struct buffer path;
    struct buffer key;
    buffer_init(&path, FIELD_MAX_BYTES);
    buffer_init(&key, FIELD_MAX_BYTES);
    decode_escapes(&path, name_of_path(path_of_url(slice_trim(url))));
    if (path.size > 0) {
        add_file_key(&key, buffer_slice(&path));
    }
    if (path.has_failed || key.has_failed) {
        reader->has_failed = true;
    } else if (key.size > 0) {
        add_key(reader, KEY_FILE, buffer_slice(&key));
    }
    buffer_finish(&key);
    buffer_finish(&path);
}

/** Set a fact of the item that is open, where it has none yet. */
static void
set_fact(struct reader *reader, const char **fact, struct slice text)
{
    if (!(*fact)[0]) {
        const char *copy = arena_copy(&reader->folder->arena, text);
        *fact = copy ? copy : "";
        reader->has_failed = reader->has_failed || !copy;
    }
}

/** Let the item that is open have a title, and go by it. */
static void
take_title(struct reader *reader, struct slice title)
{
    struct buffer key;
    buffer_init(&key, PATH_MAX_BYTES);
    tokens_append(&key, title);
    reader->has_failed = reader->has_failed || key.has_failed;
    if (key.size > 0) {
        add_key(reader, KEY_TITLE, buffer_slice(&key));
    }
    buffer_finish(&key);
    set_fact(reader, &reader->episode.title, title);
}

/** Let the item that is open have a page. */
static void
take_url(struct reader *reader, struct slice url)
{
    if (slice_starts(url, SLICE("http://")) ||
        slice_starts(url, SLICE("https://"))) {
        set_fact(reader, &reader->episode.url, url);
    }
}

/** The field that an element inside of an item is. */
static enum field
field_of(struct slice name)
{
    static const struct {
        struct slice name;
        enum field field;
    } fields[] = {
        {SLICE_INIT("title"), FIELD_TITLE},
        {SLICE_INIT("pubDate"), FIELD_DATE},
        {SLICE_INIT("link"), FIELD_URL},
        {SLICE_INIT("duration"), FIELD_DURATION},
    };
    for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
        if (slice_equal(name, fields[i].name)) {
            return fields[i].field;
        }
    }
    return FIELD_NONE;
}

/** A start tag. */
static void
on_start(struct xml *xml, const struct xml_element *element)
{
    struct reader *reader = xml->context;
    reader->depth++;
    if (reader->item_depth == 0 && slice_equal(element->name, SLICE("item")) &&
        reader->n_items < FEED_EPISODES_MAX) {
        reader->item_depth = reader->depth;
        reader->n_items++;
        reader->episode = (struct episode){.title = "", .url = ""};
    } else if (reader->item_depth > 0 &&
               reader->depth == reader->item_depth + 1) {
        struct slice url;
        reader->field = field_of(element->name);
        reader->is_too_long = false;
        buffer_clear(&reader->text);
        if ((slice_equal(element->name, SLICE("enclosure")) ||
             slice_equal(element->name, SLICE("transcript"))) &&
            xml_attribute(element, SLICE("url"), &url)) {
            take_address(reader, url);
        }
    }
}

/** Text of an element. */
static void
on_text(struct xml *xml, struct slice piece)
{
    struct reader *reader = xml->context;
    if (reader->field == FIELD_NONE || reader->is_too_long) {
        return;
    }
    reader->is_too_long = piece.size > FIELD_MAX_BYTES - reader->text.size;
    if (!reader->is_too_long) {
        buffer_add_slice(&reader->text, piece);
        reader->has_failed = reader->has_failed || reader->text.has_failed;
    }
}

/** Take the field that ends. */
static void
end_field(struct reader *reader)
{
    const struct slice text = slice_trim(buffer_slice(&reader->text));
    if (text.size == 0) {
        return;
    }
    if (reader->field == FIELD_TITLE) {
        take_title(reader, text);
    } else if (reader->field == FIELD_URL) {
        take_url(reader, text);
    } else if (reader->field == FIELD_DATE && !reader->episode.date[0]) {
        feed_date(text, reader->episode.date);
    } else if (reader->field == FIELD_DURATION &&
               reader->episode.duration_ms == 0) {
        timecode_parse(text, &reader->episode.duration_ms);
    }
}

/** Keep the item that ends. */
static void
end_item(struct reader *reader)
{
    struct feed_folder *folder = reader->folder;
    reader->item_depth = 0;
    if (!array_grow(&folder->episodes, &folder->episodes_capacity,
                    folder->n_episodes, sizeof(*folder->episodes))) {
        reader->has_failed = true;
        return;
    }
    folder->episodes[folder->n_episodes++] = reader->episode;
    reader->n_whole_keys = folder->n_keys;
}

/** An end tag. */
static void
on_end(struct xml *xml, struct slice name)
{
    (void)name;
    struct reader *reader = xml->context;
    if (reader->has_failed) {
        reader->field = FIELD_NONE;
        reader->item_depth = 0;
    } else if (reader->item_depth > 0 &&
               reader->depth == reader->item_depth + 1) {
        if (!reader->is_too_long) {
            end_field(reader);
        }
        reader->field = FIELD_NONE;
    } else if (reader->item_depth > 0 && reader->depth == reader->item_depth) {
        end_item(reader);
    }
    reader->depth--;
}

/** Read the items of a document that is a feed. */
static enum status
read_items(struct feed_folder *folder, struct slice text)
{
    static const struct xml_handlers handlers = {on_start, on_end, on_text};
    struct xml_root root;
    if (!xml_root(text, &root) || !slice_equal(root.name, SLICE("rss"))) {
        return ST_OK;
    }
    struct reader reader = {.folder = folder, .n_whole_keys = folder->n_keys};
    struct transcript complaints; /* that nobody asked for */
    struct xml xml = {
        .handlers = &handlers, .context = &reader, .transcript = &complaints};
    struct error damage;
    buffer_init(&reader.text, FIELD_MAX_BYTES);
    transcript_init(&complaints);
    const enum status status = xml_read(&xml, text, &damage);
    folder->n_keys = reader.n_whole_keys;
    transcript_finish(&complaints);
    buffer_finish(&reader.text);
    return status == ST_NO_MEMORY || reader.has_failed ? ST_NO_MEMORY : ST_OK;
}

/** Read one feed, if it can be. */
static enum status
read_file(struct feed_folder *folder, const char *file)
{
    struct buffer content;
    struct file_stamp stamp;
    struct decoded decoded;
    buffer_init(&content, FEED_MAX_BYTES);
    enum status status = file_read(file, &content, &stamp, NULL);
    if (status == ST_OK) {
        status = decode(buffer_slice(&content), &decoded, NULL);
        if (status == ST_OK) {
            status = read_items(folder, decoded.text);
            decoded_finish(&decoded);
        }
    }
    buffer_finish(&content);
    return status == ST_NO_MEMORY ? ST_NO_MEMORY : ST_OK;
}

/** Whether two episodes tell the same, as where a feed is there twice. */
static bool
are_same(const struct episode *a, const struct episode *b)
{
    return a == b ||
           (strcmp(a->title, b->title) == 0 && strcmp(a->url, b->url) == 0 &&
            strcmp(a->date, b->date) == 0 && a->duration_ms == b->duration_ms);
}

/** Put the names in order, each once. */
static void
order_keys(struct feed_folder *folder)
{
    size_t n = 0;
    if (folder->n_keys > 0) {
        qsort(folder->keys, folder->n_keys, sizeof(*folder->keys),
              compare_keys);
    }
    for (size_t i = 0; i < folder->n_keys; i++) {
        const struct key *key = &folder->keys[i];
        struct key *last = n > 0 ? &folder->keys[n - 1] : NULL;
        if (!last || compare_keys(last, key) != 0) {
            folder->keys[n++] = *key;
        } else if (last->episode != NO_EPISODE &&
                   !are_same(&folder->episodes[last->episode],
                             &folder->episodes[key->episode])) {
            last->episode = NO_EPISODE;
        }
    }
    folder->n_keys = n;
}

/** Read the feeds of a folder, all or, without memory, none. */
static enum status
read_folder(const struct feeds *feeds, struct feed_folder *folder)
{
    enum status status = ST_OK;
    struct buffer path;
    buffer_init(&path, PATH_MAX_BYTES);
    for (size_t i = 0; i < folder->n_files && status == ST_OK; i++) {
        buffer_clear(&path);
        buffer_print(&path, "%s/%s", feeds->root,
                     feeds->files[folder->first_file + i]);
        buffer_add_byte(&path, '\0');
        status = path.has_failed ? ST_NO_MEMORY : read_file(folder, path.data);
    }
    buffer_finish(&path);
    if (status != ST_OK) {
        forget_folder(folder);
        return status;
    }
    order_keys(folder);
    folder->is_read = true;
    return ST_OK;
}

/** The nearest folder with feeds from a transcript's up to the root, or
 * NULL. */
static struct feed_folder *
nearest_folder(const struct feeds *feeds, struct slice path)
{
    while (feeds->n_folders > 0 && path.size > 0) {
        path = folder_of(path);
        const struct feed_folder wanted = {.path = path};
        struct feed_folder *folder =
            bsearch(&wanted, feeds->folders, feeds->n_folders, sizeof(wanted),
                    compare_folders);
        if (folder) {
            return folder;
        }
    }
    return NULL;
}

/** The episode that alone goes by a name, or NULL. */
static const struct episode *
find_key(const struct feed_folder *folder, enum key_kind kind,
         const struct buffer *text)
{
    const struct key wanted = {.kind = kind, .text = buffer_slice(text)};
    const struct key *key = text->size > 0 && folder->n_keys > 0
                                ? bsearch(&wanted, folder->keys, folder->n_keys,
                                          sizeof(wanted), compare_keys)
                                : NULL;
    return key && key->episode != NO_EPISODE ? &folder->episodes[key->episode]
                                             : NULL;
}

/** Find a transcript's episode in the feeds of a folder. */
static enum status
find_episode(const struct feed_folder *folder, struct slice path,
             const struct episode **episode)
{
    const struct slice stem = name_of_path(name_stem(path));
    struct buffer file;
    struct buffer title;
    buffer_init(&file, PATH_MAX_BYTES);
    buffer_init(&title, PATH_MAX_BYTES);
    add_file_key(&file, path);
    /* A name may be in any encoding. */
    if (utf8_valid_prefix(stem) == stem.size) {
        tokens_append(&title, stem);
    }
    const bool has_failed = file.has_failed || title.has_failed;
    if (!has_failed) {
        *episode = find_key(folder, KEY_FILE, &file);
    }
    if (!has_failed && !*episode) {
        *episode = find_key(folder, KEY_TITLE, &title);
    }
    buffer_finish(&title);
    buffer_finish(&file);
    return has_failed ? ST_NO_MEMORY : ST_OK;
}

enum status
feeds_find(struct feeds *feeds, struct slice path,
           const struct episode **episode)
{
    *episode = NULL;
    struct feed_folder *folder = nearest_folder(feeds, path);
    if (!folder) {
        return ST_OK;
    }
    pthread_mutex_lock(&feeds->lock);
    const enum status status =
        folder->is_read ? ST_OK : read_folder(feeds, folder);
    pthread_mutex_unlock(&feeds->lock);
    TRY(status);
    return find_episode(folder, path, episode);
}
