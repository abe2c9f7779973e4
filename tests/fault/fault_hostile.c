/*
 * Archives made to do harm.
 *
 * Usage: fault_hostile FILES
 *
 * A sound archive of the folder FILES is changed by hand, as somebody who
 * knows SQLite and our schema would; then every call of the library is made
 * on it, reading and writing, each archive in a process of its own.  A call
 * may refuse or answer, but must end, must not crash, must not run what the
 * archive brings along, and must say that it is no archive where it is none.
 * Run it with the sanitizers.
 */
#include "world.h"

#include <fcntl.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LIMIT_S = 120, DEADLINE_MS = 3000 };

/** What must come of an archive. */
enum expected {
    HARMLESS, /**< answers or refusals, as may be */
    REFUSED,  /**< opening fails */
    NOTICED,  /**< opening fails, or the full check complains */
};

/* Loosens a schema: what it forbade can be put in afterwards. */
#define LOOSE                                                                  \
    "PRAGMA writable_schema = ON;"                                             \
    "UPDATE sqlite_schema SET sql = replace(replace(replace(sql, "             \
    "'NOT NULL', ''), ') STRICT', ')'), 'CHECK (', 'CHECK (1 OR ') "           \
    "WHERE type = 'table' AND name NOT LIKE 'said%' "                          \
    "AND name NOT LIKE 'noted%'"

/* A table of everything that was not to be run. */
#define CANARY "CREATE TABLE canary (what); "

/** An archive: SQL in two steps, the schema read anew between them. */
static const struct hostile {
    const char *name;
    const char *first;
    const char *second;
    enum expected expected;
} cases[] = {
    /* Is it one at all? */
    {"another application", "PRAGMA application_id = 1", "", REFUSED},
    {"no application", "PRAGMA application_id = 0", "", REFUSED},
    {"a later version", "PRAGMA user_version = 999", "", REFUSED},
    {"a negative version", "PRAGMA user_version = -1", "", REFUSED},
    {"version 0", "PRAGMA user_version = 0", "", REFUSED},
    {"no tables", "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema", "",
     NOTICED},
    {"one table gone", "DROP TABLE segment", "", NOTICED},
    {"other columns",
     "DROP TABLE line; CREATE TABLE line (id INTEGER PRIMARY KEY, a, b, c)", "",
     NOTICED},
    {"columns in another order",
     "DROP TABLE speaker; CREATE TABLE speaker (name TEXT, id INTEGER)", "",
     NOTICED},

    /* What it brings along must not run. */
    {"triggers",
     CANARY "CREATE TRIGGER t1 AFTER INSERT ON file BEGIN INSERT INTO canary "
            "VALUES ('file'); END; CREATE TRIGGER t2 AFTER INSERT ON line "
            "BEGIN INSERT INTO canary VALUES ('line'); END; CREATE TRIGGER t3 "
            "AFTER UPDATE ON line BEGIN DELETE FROM segment; END; "
            "CREATE TRIGGER t4 BEFORE DELETE ON recording BEGIN INSERT INTO "
            "canary VALUES ('recording'); END",
     "", HARMLESS},
    {"a view for a table",
     CANARY "ALTER TABLE line RENAME TO real_line; "
            "CREATE VIEW line AS SELECT * FROM real_line",
     "", NOTICED},
    {"a view without end",
     "DROP TABLE line; CREATE VIEW line AS WITH RECURSIVE r (id) AS (SELECT 1 "
     "UNION ALL SELECT id + 1 FROM r) SELECT id, 'x' AS text, "
     "0 AS kind, 1 AS n_said FROM r",
     "", NOTICED},
    {"a column that computes",
     "ALTER TABLE recording ADD COLUMN more TEXT AS "
     "(printf('%.*c', 20000000, 'x')); "
     "ALTER TABLE file ADD COLUMN more TEXT AS (hex(zeroblob(10000000)))",
     "", HARMLESS},
    {"an index that computes",
     "DELETE FROM speaker; "
     "CREATE INDEX evil ON speaker (abs(-9223372036854775807 - 1))",
     "", NOTICED},
    {"a check that computes",
     "DROP TABLE collection; CREATE TABLE collection (id INTEGER PRIMARY KEY, "
     "root TEXT, name TEXT CHECK (length(randomblob(100000000)) < 1))",
     "", HARMLESS},
    {"another virtual table",
     "DROP TABLE speaker; CREATE VIRTUAL TABLE speaker USING fts5 (id, name)",
     "", HARMLESS},
    {"an r-tree",
     "DROP TABLE voice; CREATE VIRTUAL TABLE voice USING rtree (speaker, "
     "transcript, more)",
     "", HARMLESS},
    {"an index that is a table",
     "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = "
     "'said'; ",
     "CREATE TABLE said (tokens TEXT)", NOTICED},
    {"an index of another's content",
     "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = "
     "'CREATE VIRTUAL TABLE said USING fts5 (tokens, content = ''file'', "
     "tokenize = ''quoth'')' WHERE name = 'said'",
     "", HARMLESS},
    {"another tokenizer",
     "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = "
     "replace(sql, '''quoth''', '''nobody''') WHERE name = 'said'",
     "", NOTICED},
    {"tables in one place",
     "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = "
     "(SELECT rootpage FROM sqlite_schema WHERE name = 'segment') "
     "WHERE name = 'line'",
     "", NOTICED},
    {"a table in no place",
     "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = "
     "2147483647 WHERE name = 'place'",
     "", NOTICED},
    {"a schema of nonsense",
     "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = "
     "'CREATE TABLE line (' WHERE name = 'line'",
     "", NOTICED},

    /* NULL where none may be. */
    {"lines without text", LOOSE, "UPDATE line SET text = NULL", NOTICED},
    {"lines without kind", LOOSE, "UPDATE line SET kind = NULL, n_said = NULL",
     NOTICED},
    {"lists of lines that are no lists", LOOSE,
     "UPDATE line_tag SET entries = randomblob(100)", NOTICED},
    {"lists of lines without end", LOOSE,
     "UPDATE line_run SET n_entries = 9223372036854775807; "
     "UPDATE line_tag SET first = -first - 1",
     NOTICED},
    {"recordings without title", LOOSE,
     "UPDATE recording SET title = NULL, stem = NULL", HARMLESS},
    {"files without path", LOOSE,
     "UPDATE file SET path = NULL, outcome = NULL, size_bytes = NULL",
     HARMLESS},
    {"collections without root", LOOSE,
     "UPDATE collection SET root = NULL, name = NULL", HARMLESS},
    {"transcripts without checksum", LOOSE,
     "UPDATE transcript SET checksum = NULL, n_tokens = NULL, "
     "n_segments = NULL",
     NOTICED},
    {"places without arrays", LOOSE,
     "UPDATE place SET speech = NULL, "
     "markers = NULL",
     NOTICED},
    {"word times without words", LOOSE, "UPDATE timing SET words = NULL",
     HARMLESS},
    {"segments without line", LOOSE, "UPDATE segment SET line = NULL", NOTICED},

    /* Numbers that no archive has. */
    {"more segments than memory",
     "UPDATE transcript SET n_segments = 4611686018427387904", "", NOTICED},
    {"segments by the thousand million",
     "UPDATE transcript SET n_segments = 2000000000", "", NOTICED},
    {"fewer segments than none",
     "UPDATE transcript SET n_segments = -1, n_tokens = -9223372036854775807",
     "", NOTICED},
    {"times before the beginning",
     "UPDATE segment SET start_ms = -9223372036854775807 - 1, end_ms = -1", "",
     NOTICED},
    {"times after the end of time",
     "UPDATE segment SET start_ms = 9223372036854775807, "
     "end_ms = 9223372036854775807",
     "", NOTICED},
    {"segments that are numbered oddly",
     "UPDATE segment SET seq = 9223372036854775807 - seq", "", NOTICED},
    {"segments that are numbered below 0", "UPDATE segment SET seq = -1 - seq",
     "", NOTICED},
    {"recordings below 0",
     "UPDATE recording SET id = -id; UPDATE transcript SET recording = "
     "-recording; UPDATE file SET recording = -recording",
     "", HARMLESS},
    {"transcripts far away",
     "UPDATE transcript SET id = id + 9223372036854775000", "", NOTICED},
    {"lines that are said too often",
     "UPDATE line SET n_said = 9223372036854775807", "", NOTICED},
    {"places on the clock",
     "UPDATE recording SET duration_ms = "
     "-9223372036854775807 - 1",
     "", HARMLESS},
    {"files of odd size",
     "UPDATE file SET size_bytes = -9223372036854775807, mtime_ns = -1, line = "
     "-5, column = -5, n_complaints = -1",
     "", HARMLESS},
    {"numbers that are texts", LOOSE,
     "UPDATE segment SET start_ms = 'soon', end_ms = x'00ff'; "
     "UPDATE transcript SET n_segments = 'many'; UPDATE line SET kind = 'odd'",
     NOTICED},

    /* Texts that no archive has. */
    {"texts that are no UTF-8",
     "UPDATE line SET text = CAST(x'c0afed0080ff1b5b33316d' AS TEXT); "
     "UPDATE recording SET title = CAST(x'ff00fe' AS TEXT); "
     "UPDATE speaker SET name = CAST(x'1b5d303b07' AS TEXT) || id",
     "", NOTICED},
    {"long texts",
     "UPDATE recording SET title = printf('%.*c', 3000000, 'x'); "
     "UPDATE line SET text = printf('%.*c', 300000, 'y') WHERE id < 20",
     "", NOTICED},
    {"paths that lead out",
     "UPDATE file SET path = '../../../../etc/passwd' || id; UPDATE recording "
     "SET media = '/etc/shadow'; UPDATE collection SET root = '/' || id",
     "", HARMLESS},
    {"outcomes unheard of", LOOSE,
     "UPDATE file SET outcome = 'exploded', code = 'unknown', message = "
     "char(27, 91, 50, 74)",
     HARMLESS},

    /* Packed arrays. */
    {"large places",
     "UPDATE place SET speech = randomblob(8000000), markers = "
     "zeroblob(8000000)",
     "", NOTICED},
    {"places that promise much",
     "UPDATE place SET speech = x'ffffffffffffffff7f', markers = "
     "x'ffffffff0fffffffff0f'",
     "", NOTICED},
    {"places that are cut",
     "UPDATE place SET speech = substr(speech, 1, length(speech) / 2)", "",
     NOTICED},
    {"places of others",
     "UPDATE place SET speech = (SELECT speech FROM place AS p WHERE "
     "p.transcript <> place.transcript LIMIT 1)",
     "", NOTICED},
    {"large word times", "UPDATE timing SET words = randomblob(8000000)", "",
     HARMLESS},
    {"word times that promise much",
     "UPDATE timing SET words = x'ffffffffffffffff7f80808080808080808001'", "",
     HARMLESS},
    {"word times that are cut",
     "UPDATE timing SET words = substr(words, 1, length(words) - 3)", "",
     HARMLESS},

    /* FTS5's own tables. */
    {"an index without data", "DELETE FROM said_data", "", NOTICED},
    {"an index without ways in", "DELETE FROM said_idx", "", HARMLESS},
    {"an index of another version",
     "UPDATE said_config SET v = 99 WHERE k = 'version'", "", NOTICED},
    {"an index of odd settings",
     "INSERT OR REPLACE INTO said_config VALUES ('pgsz', 2147483647), "
     "('hashsize', -1), ('automerge', 99999), ('crisismerge', -5), "
     "('rank', 'load_extension(''evil'')')",
     "", HARMLESS},
    {"an index with a structure of nothing",
     "UPDATE said_data SET block = x'' WHERE id = 10", "", NOTICED},
    {"an index with a structure of much",
     "UPDATE said_data SET block = x'00000000ffffffff0fffffffff0fffffffff0f' "
     "WHERE id = 10",
     "", NOTICED},
    {"an index of noise",
     "UPDATE said_data SET block = randomblob(length(block)) WHERE id > 10", "",
     NOTICED},
    {"an index of zeros",
     "UPDATE said_data SET block = zeroblob(length(block)) WHERE id > 10", "",
     NOTICED},
    {"an index that is cut",
     "UPDATE said_data SET block = substr(block, 1, length(block) / 3) "
     "WHERE id > 10",
     "", NOTICED},
    {"an index of texts", "UPDATE said_data SET block = 'x' WHERE id > 10", "",
     NOTICED},
    {"an index of long pages",
     "UPDATE said_data SET block = block || zeroblob(500000) WHERE id > 10", "",
     HARMLESS},
    {"an index of other transcripts",
     "UPDATE transcript SET id = id + 1000; UPDATE segment SET transcript = "
     "transcript + 1000; UPDATE place SET transcript = transcript + 1000",
     "", NOTICED},
};
enum { N_CASES = sizeof(cases) / sizeof(*cases) };

/** Bytes written over an archive's file, or beside it. */
static const struct patch {
    const char *name;
    const char *beside; /**< the end of another file's name, or "" */
    off_t offset;
    const char *bytes;
    size_t size;
    enum expected expected;
} patches[] = {
    {"texts in UTF-16", "", 56, "\0\0\0\2", 4, NOTICED},
    {"pages of 512 bytes", "", 16, "\2\0", 2, NOTICED},
    {"pages of no size", "", 16, "\0\0", 2, REFUSED},
    {"all of a page reserved", "", 20, "\377", 1, NOTICED},
    {"a format of the future", "", 18, "\5\5", 2, NOTICED},
    {"a log of noise", "-wal", 0,
     "\x37\x7f\x06\x82\0\x2d\xe2\x18\0\0\x40\0garbage", 19, HARMLESS},
    {"a journal of noise", "-journal", 0,
     "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7\377\377\377\377garbage", 19, HARMLESS},
};
enum { N_PATCHES = sizeof(patches) / sizeof(*patches) };

const char *__asan_default_options(void);

/** AddressSanitizer asks for its options: a number that no memory holds must
 * be refused by malloc() as it is without it. */
const char *
__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}

/** Complain and end this case's process. */
static _Noreturn void
fail(const char *name, const char *what)
{
    printf("%s: %s\n", name, what);
    fflush(NULL);
    _exit(EXIT_FAILURE);
}

/** A status that a call may have on such an archive, with a reason. */
static bool
is_allowed(const char *name, enum quoth_status status,
           const struct quoth_error *error)
{
    if (status == QUOTH_INTERNAL || status == QUOTH_BAD_ARGUMENT) {
        fail(name, error->text);
    }
    if (status != QUOTH_OK &&
        (error->status != status || error->text[0] == '\0')) {
        fail(name, "a failure without a reason");
    }
    return status == QUOTH_OK || status == QUOTH_PARTIAL;
}

/** Read what the header promises to be there. */
static bool
take_recording(void *context, const struct quoth_recording *recording)
{
    *(size_t *)context += strlen(recording->title) +
                          strlen(recording->collection) +
                          strlen(recording->path) + strlen(recording->format);
    return true;
}

static bool
take_file(void *context, const struct quoth_file *file)
{
    *(size_t *)context += strlen(file->path);
    return true;
}

static void
take_problem(void *context, const struct quoth_problem *problem)
{
    *(size_t *)context += strlen(problem->what);
}

/** Search. */
static void
search(const char *name, struct quoth *archive, const char *query)
{
    const struct quoth_search_options options = {
        .query = query, .limit = 50, .deadline_ms = DEADLINE_MS};
    struct quoth_results *results;
    struct quoth_error error;
    if (is_allowed(name, quoth_search(archive, &options, &results, &error),
                   &error)) {
        size_t n_bytes = 0;
        for (size_t i = 0; i < results->n_hits; i++) {
            const struct quoth_hit *hit = &results->hits[i];
            take_recording(&n_bytes, hit->recording);
            n_bytes += strlen(hit->text) + strlen(hit->ref);
        }
        quoth_results_free(results);
    }
}

/** Show. */
static void
show(const char *name, struct quoth *archive, const char *ref)
{
    const struct quoth_show_options options = {.ref = ref};
    struct quoth_excerpt *excerpt;
    struct quoth_error error;
    if (is_allowed(name, quoth_show(archive, &options, &excerpt, &error),
                   &error)) {
        size_t n_bytes = 0;
        take_recording(&n_bytes, excerpt->recording);
        for (size_t i = 0; i < excerpt->n_segments; i++) {
            n_bytes += strlen(excerpt->segments[i].text);
        }
        quoth_excerpt_free(excerpt);
    }
}

/** Every call that reads.  Whether something was noticed. */
static bool
read_it(const char *name, const char *path)
{
    static const char *const queries[] = {"the ship",      "\"of the\"",
                                          "t* OR w*",      "is:marker m*",
                                          "speaker:tam a", "the -winter"};
    static const char *const refs[] = {"1", "2@1:00", "3#4", "9", "-1"};
    const struct quoth_open_options where = {.path = path, .busy_ms = 100};
    struct quoth *archive;
    struct quoth_error error;
    struct quoth_stats stats;
    size_t n_bytes = 0;
    if (!is_allowed(name, quoth_open(&where, &archive, &error), &error)) {
        return true;
    }
    for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++) {
        search(name, archive, queries[i]);
    }
    for (size_t i = 0; i < sizeof(refs) / sizeof(*refs) - 1; i++) {
        show(name, archive, refs[i]);
    }
    is_allowed(name,
               quoth_list_recordings(archive, take_recording, &n_bytes, &error),
               &error);
    is_allowed(name, quoth_list_files(archive, take_file, &n_bytes, &error),
               &error);
    is_allowed(name, quoth_count(archive, &stats, &error), &error);
    is_allowed(name,
               quoth_check(archive, false, take_problem, &n_bytes, &error),
               &error);
    const enum quoth_status checked =
        quoth_check(archive, true, take_problem, &n_bytes, &error);
    is_allowed(name, checked, &error);
    quoth_close(archive);
    return checked != QUOTH_OK;
}

/** Every call that writes. */
static void
write_it(const char *name, const char *path, const char *folder)
{
    const struct quoth_open_options where = {
        .path = path, .is_writable = true, .busy_ms = 100};
    const struct quoth_index_options what = {
        .roots = &folder, .n_roots = 1, .reads_all = true};
    struct quoth *archive;
    struct quoth_error error;
    if (!is_allowed(name, quoth_open(&where, &archive, &error), &error)) {
        return;
    }
    is_allowed(name, quoth_index(archive, &what, NULL, &error), &error);
    is_allowed(name, quoth_forget(archive, "1", NULL, &error), &error);
    is_allowed(name, quoth_forget(archive, folder, NULL, &error), &error);
    is_allowed(name, quoth_index(archive, &what, NULL, &error), &error);
    quoth_close(archive);
}

/** Whether the archive's canary was touched. */
static bool
has_canary_sung(const char *path)
{
    sqlite3 *handle;
    sqlite3_stmt *row = NULL;
    int64_t n = 0;
    if (sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY, NULL) ==
            SQLITE_OK &&
        sqlite3_prepare_v2(handle, "SELECT count(*) FROM canary", -1, &row,
                           NULL) == SQLITE_OK &&
        sqlite3_step(row) == SQLITE_ROW) {
        n = sqlite3_column_int64(row, 0);
    }
    sqlite3_finalize(row);
    sqlite3_close(handle);
    return n > 0 || access("canary", F_OK) == 0;
}

/** Change an archive by SQL, outside of the library. */
static void
change(const char *name, const char *path, const char *sql)
{
    sqlite3 *handle;
    char *why = NULL;
    if (sqlite3_open(path, &handle) != SQLITE_OK) {
        fail(name, "can not be made");
    }
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
    sqlite3_exec(handle, sql, NULL, NULL, &why);
    /* What refers to functions of ours can not be made whole; the rest is. */
    if (why && !strstr(why, "no such") && !strstr(why, "unsafe")) {
        fail(name, why);
    }
    sqlite3_free(why);
    sqlite3_close(handle);
}

/** Write a patch. */
static void
patch_file(const struct patch *patch, const char *path)
{
    char name[WORLD_PATH_BYTES + 16];
    snprintf(name, sizeof(name), "%s%s", path, patch->beside);
    const int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || pwrite(fd, patch->bytes, patch->size, patch->offset) !=
                      (ssize_t)patch->size) {
        fail(patch->name, "can not be made");
    }
    close(fd);
}

/** Make every call on the archive at `path`. */
static void
try_it(const char *name, enum expected expected, const char *path,
       const char *folder)
{
    alarm(LIMIT_S);
    if (expected == REFUSED) {
        const struct quoth_open_options where = {.path = path};
        struct quoth *archive;
        if (quoth_open(&where, &archive, NULL) == QUOTH_OK) {
            fail(name, "is not refused");
        }
    }
    const bool is_noticed = read_it(name, path);
    if (expected != HARMLESS && !is_noticed) {
        fail(name, "is not noticed");
    }
    write_it(name, path, folder);
    if (has_canary_sung(path)) {
        fail(name, "something of the archive's was run");
    }
}

/** Make a case's archive and try it in a process of its own. */
static bool
run_case(int number, const struct world *world, const char *template,
         const char *folder)
{
    const char *name =
        number < N_CASES ? cases[number].name : patches[number - N_CASES].name;
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        remove_archive(world->archive);
        copy_file(template, world->archive);
        if (number < N_CASES) {
            change(name, world->archive, cases[number].first);
            change(name, world->archive, cases[number].second);
            try_it(name, cases[number].expected, world->archive, folder);
        } else {
            const struct patch *patch = &patches[number - N_CASES];
            patch_file(patch, world->archive);
            try_it(name, patch->expected, world->archive, folder);
        }
        exit(EXIT_SUCCESS);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child) {
        return false;
    }
    if (WIFSIGNALED(status)) {
        printf("%s: ended by signal %d\n", name, WTERMSIG(status));
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s FILES\n", argv[0]);
        return EXIT_FAILURE;
    }
    struct world world;
    char template[WORLD_PATH_BYTES];
    const char *folder = argv[1];
    const struct quoth_index_options what = {.roots = &folder, .n_roots = 1};
    struct quoth_error error = {0};
    world_make(&world, world_place(), 0);
    snprintf(template, sizeof(template), "%.*s/whole.db", WORLD_PATH_BYTES - 16,
             world.folder);
    const struct quoth_open_options where = {.path = template,
                                             .is_writable = true};
    if (quoth_open(&where, &world.handle, &error) != QUOTH_OK ||
        quoth_index(world.handle, &what, NULL, &error) != QUOTH_OK) {
        fprintf(stderr, "no archive: %s\n", error.text);
        return EXIT_FAILURE;
    }
    world_close(&world);
    int n_bad = 0;
    for (int i = 0; i < N_CASES + N_PATCHES; i++) {
        n_bad += !run_case(i, &world, template, folder);
    }
    remove_archive(template);
    world_remove(&world);
    printf("%d hostile archives: %d bad\n", N_CASES + N_PATCHES, n_bad);
    return n_bad == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
