/*
 * test_walk.c - what is found below a folder, whatever lies there.
 *
 * Run as root, the walks over what may not be read are done as nobody: root
 * may read everything.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "ingest/walk.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { NOBODY = 65534 };

/** A folder of its own for each test, which is the current one meanwhile. */
struct fixture {
    char root[64];
    int before; /**< the current folder before */
    struct found found;
    struct error error;
};

static int
setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    if (!f) {
        return -1;
    }
    *state = f;
    snprintf(f->root, sizeof(f->root), "/tmp/quoth-test-walk-XXXXXX");
    f->before = open(".", O_RDONLY | O_DIRECTORY);
    return mkdtemp(f->root) && chmod(f->root, 0755) == 0 && f->before >= 0
               ? chdir(f->root)
               : -1;
}

/** Remove one name; folders come after what is in them. */
static int
remove_name(const char *path, const struct stat *facts, int kind,
            struct FTW *place)
{
    (void)facts;
    (void)kind;
    (void)place;
    return remove(path);
}

static int
teardown(void **state)
{
    struct fixture *f = *state;
    found_finish(&f->found);
    const int code = nftw(f->root, remove_name, 16, FTW_DEPTH | FTW_PHYS);
    const int back = fchdir(f->before);
    close(f->before);
    free(f);
    return code == 0 ? back : -1;
}

/** Make a file of so many bytes. */
static void
make_file(const char *path, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    for (size_t i = 0; i < size; i++) {
        assert_int_equal(fputc('x', file), 'x');
    }
    assert_int_equal(fclose(file), 0);
}

static void
make_folder(const char *path)
{
    assert_int_equal(mkdir(path, 0755), 0);
}

/** Walk over the fixture's folder, as nobody where we are root. */
static void
walk_here(struct fixture *f, const char *archive)
{
    const bool is_root = geteuid() == 0;
    found_finish(&f->found);
    if (is_root) {
        assert_int_equal(seteuid(NOBODY), 0);
    }
    const enum status status = walk(f->root, archive, &f->found, &f->error);
    if (is_root) {
        assert_int_equal(seteuid(0), 0);
    }
    assert_int_equal(status, ST_OK);
}

/** What is expected of a name. */
struct expected {
    const char *path;
    enum status code;
};

/** Compare all that was found, in order. */
static void
assert_found(const struct fixture *f, const struct expected *expected, size_t n)
{
    for (size_t i = 0; i < n && i < f->found.n_files; i++) {
        const struct found_file *file = &f->found.files[i];
        assert_string_equal(file->path, expected[i].path);
        assert_int_equal(file->code, expected[i].code);
        assert_int_equal(file->reason != NULL, file->code != ST_OK);
        assert_ptr_equal(found_find(&f->found, expected[i].path), file);
        char longer[256];
        snprintf(longer, sizeof(longer), "%s/x", expected[i].path);
        const struct slice front = {longer, strlen(expected[i].path)};
        assert_ptr_equal(found_find_part(&f->found, front), file);
    }
    assert_int_equal(f->found.n_files, n);
}

#define ASSERT_FOUND(f, ...)                                                   \
    assert_found((f), (const struct expected[])__VA_ARGS__,                    \
                 sizeof((const struct expected[])__VA_ARGS__) /                \
                     sizeof(struct expected))

static void
test_files(void **state)
{
    struct fixture *f = *state;
    make_folder("b");
    make_folder("b/deeper");
    make_folder("empty");
    make_file("c.srt", 3);
    make_file("b/x.srt", 0);
    make_file("b/deeper/y.srt", 70000);
    make_file("b-x", 1);
    make_file("b0", 1);
    make_file("\xc3\xa9", 1);
    walk_here(f, "/nowhere.db");
    /* As bytes compare: `-` before `/` before `0`. */
    ASSERT_FOUND(f, {{"b-x", ST_OK},
                     {"b/deeper/y.srt", ST_OK},
                     {"b/x.srt", ST_OK},
                     {"b0", ST_OK},
                     {"c.srt", ST_OK},
                     {"\xc3\xa9", ST_OK}});
    assert_null(found_find(&f->found, "b"));
    assert_null(found_find(&f->found, "b/x"));
    assert_null(found_find(&f->found, ""));
    assert_null(found_find_part(&f->found, SLICE("")));
    assert_int_equal(f->found.n_closed, 0);
}

static void
test_stamps(void **state)
{
    struct fixture *f = *state;
    struct stat facts;
    static const struct timespec times[] = {{0, UTIME_OMIT},
                                            {1700000000, 123456789}};
    static const struct timespec early[] = {{0, UTIME_OMIT}, {-5, 1}};
    make_file("a", 5);
    make_file("b", 0);
    assert_int_equal(utimensat(AT_FDCWD, "a", times, 0), 0);
    assert_int_equal(utimensat(AT_FDCWD, "b", early, 0), 0);
    walk_here(f, "/nowhere.db");
    assert_int_equal(f->found.n_files, 2);
    assert_int_equal(f->found.files[0].stamp.size_bytes, 5);
    assert_int_equal(f->found.files[0].stamp.mtime_ns,
                     INT64_C(1700000000123456789));
    assert_int_equal(f->found.files[1].stamp.size_bytes, 0);
    assert_int_equal(stat("b", &facts), 0);
    assert_int_equal(f->found.files[1].stamp.mtime_ns,
                     (int64_t)facts.st_mtim.tv_sec * 1000000000 +
                         facts.st_mtim.tv_nsec);
}

static void
test_hidden_names(void **state)
{
    struct fixture *f = *state;
    make_folder(".git");
    make_file(".git/x.srt", 1);
    make_file(".a.srt.swp", 1);
    make_file("..x", 1);
    make_file("a.srt", 1);
    walk_here(f, "/nowhere.db");
    ASSERT_FOUND(f, {{"a.srt", ST_OK}});
}

static void
test_what_is_no_file(void **state)
{
    struct fixture *f = *state;
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"};
    make_folder("folder");
    make_file("folder/a.srt", 1);
    assert_int_equal(mkfifo("fifo", 0644), 0);
    assert_int_equal(symlink("loop", "loop"), 0);
    assert_int_equal(symlink(".", "here"), 0);
    assert_int_equal(symlink("folder", "linked-folder"), 0);
    assert_int_equal(symlink("folder/a.srt", "linked-file"), 0);
    assert_int_equal(symlink("nothing", "dangling"), 0);
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(
        bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    walk_here(f, "/nowhere.db");
    close(fd);
    ASSERT_FOUND(f, {{"dangling", ST_NOT_A_FILE},
                     {"fifo", ST_NOT_A_FILE},
                     {"folder/a.srt", ST_OK},
                     {"here", ST_NOT_A_FILE},
                     {"linked-file", ST_NOT_A_FILE},
                     {"linked-folder", ST_NOT_A_FILE},
                     {"loop", ST_NOT_A_FILE},
                     {"socket", ST_NOT_A_FILE}});
    assert_int_equal(f->found.n_closed, 0);
}

/** A name may be any bytes but a slash and a NUL. */
static void
test_odd_names(void **state)
{
    struct fixture *f = *state;
    char longest[256];
    memset(longest, 'n', 255);
    longest[255] = '\0';
    static const char *const names[] = {
        "\x1b[2J", " ", "%s%n", "?mode=rw", "a\nb", "a\\b", "\x80\xff"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        make_file(names[i], 1);
    }
    make_file(longest, 1);
    walk_here(f, "/nowhere.db");
    ASSERT_FOUND(f, {{"\x1b[2J", ST_OK},
                     {" ", ST_OK},
                     {"%s%n", ST_OK},
                     {"?mode=rw", ST_OK},
                     {"a\nb", ST_OK},
                     {"a\\b", ST_OK},
                     {longest, ST_OK},
                     {"\x80\xff", ST_OK}});
}

/** The archive and its companions are left out, by whatever name. */
static void
test_own_files(void **state)
{
    struct fixture *f = *state;
    char archive[128];
    make_folder("sub");
    snprintf(archive, sizeof(archive), "%s/sub/../sub/a.db", f->root);
    make_file("sub/a.db", 1);
    make_file("sub/a.db-wal", 1);
    make_file("sub/a.db-shm", 1);
    make_file("sub/a.db-lock", 1);
    make_file("sub/a.db-journal", 1);
    make_file("a.db", 1);
    assert_int_equal(link("sub/a.db", "same.db"), 0);
    walk_here(f, archive);
    ASSERT_FOUND(f, {{"a.db", ST_OK}, {"sub/a.db-journal", ST_OK}});
}

static void
test_closed_folders(void **state)
{
    struct fixture *f = *state;
    make_folder("closed");
    make_file("closed/x.srt", 1);
    make_folder("open");
    make_file("open/y.srt", 1);
    assert_int_equal(chmod("closed", 0), 0);
    walk_here(f, "/nowhere.db");
    assert_int_equal(chmod("closed", 0755), 0);
    ASSERT_FOUND(f, {{"closed", ST_UNREADABLE}, {"open/y.srt", ST_OK}});
    assert_non_null(strstr(f->found.files[0].reason, "Permission denied"));
    assert_int_equal(f->found.n_closed, 1);
}

/** A folder whose names can be listed and nothing more: what is below its
 * names, be they files or folders, is as unknown as in a closed one. */
static void
test_listed_folders(void **state)
{
    struct fixture *f = *state;
    make_folder("listed");
    make_folder("listed/sub");
    make_file("listed/x.srt", 1);
    make_file("listed/sub/y.srt", 1);
    assert_int_equal(chmod("listed", 0444), 0);
    walk_here(f, "/nowhere.db");
    assert_int_equal(chmod("listed", 0755), 0);
    ASSERT_FOUND(
        f, {{"listed/sub", ST_UNREADABLE}, {"listed/x.srt", ST_UNREADABLE}});
    assert_true(f->found.n_closed > 0);
}

/** A file that may not be read is found: reading it is somebody else's. */
static void
test_closed_files(void **state)
{
    struct fixture *f = *state;
    make_file("x.srt", 1);
    assert_int_equal(chmod("x.srt", 0), 0);
    walk_here(f, "/nowhere.db");
    ASSERT_FOUND(f, {{"x.srt", ST_OK}});
}

/** Folders so deep that their path is longer than the system takes. */
static void
test_deep_folders(void **state)
{
    struct fixture *f = *state;
    char name[201];
    memset(name, 'd', 200);
    name[200] = '\0';
    for (int i = 0; i < 30; i++) {
        make_file("x.srt", 1);
        make_folder(name);
        assert_int_equal(chdir(name), 0);
    }
    walk_here(f, "/nowhere.db");
    /* Those above are found, the rest is told of. */
    assert_in_range(f->found.n_files, 20, 31);
    assert_int_equal(f->found.n_closed, 1);
    const struct found_file *last = &f->found.files[0];
    for (size_t i = 0; i < f->found.n_files; i++) {
        last = f->found.files[i].code != ST_OK ? &f->found.files[i] : last;
    }
    assert_int_equal(last->code, ST_IO);
    assert_non_null(strstr(last->reason, "too long"));
    for (int i = 0; i < 30; i++) {
        assert_int_equal(chdir(".."), 0);
        assert_int_equal(rmdir(name), 0);
        assert_int_equal(remove("x.srt"), 0);
    }
}

static void
test_roots(void **state)
{
    struct fixture *f = *state;
    char path[128];
    make_file("file", 1);
    make_folder("folder");
    make_file("folder/a.srt", 1);
    assert_int_equal(symlink("folder", "link"), 0);
    static const struct {
        const char *name;
        enum status status;
        size_t n_files;
    } cases[] = {
        {"missing", ST_NOT_FOUND, 0}, {"missing/too", ST_NOT_FOUND, 0},
        {"file", ST_BAD_ARGUMENT, 0}, {"folder", ST_OK, 1},
        {"folder/", ST_OK, 1},        {"link", ST_OK, 1},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        snprintf(path, sizeof(path), "%s/%s", f->root, cases[i].name);
        found_finish(&f->found);
        f->error = (struct error){0};
        assert_int_equal(walk(path, "/nowhere.db", &f->found, &f->error),
                         cases[i].status);
        assert_int_equal(f->found.n_files, cases[i].n_files);
        if (cases[i].status != ST_OK) {
            assert_true(f->error.text[0] != '\0');
        }
    }
}

static void
test_closed_root(void **state)
{
    struct fixture *f = *state;
    const bool is_root = geteuid() == 0;
    make_file("a.srt", 1);
    assert_int_equal(chmod(f->root, 0), 0);
    if (is_root) {
        assert_int_equal(seteuid(NOBODY), 0);
    }
    const enum status status =
        walk(f->root, "/nowhere.db", &f->found, &f->error);
    if (is_root) {
        assert_int_equal(seteuid(0), 0);
    }
    assert_int_equal(chmod(f->root, 0755), 0);
    assert_int_equal(status, ST_UNREADABLE);
    assert_int_equal(f->found.n_files, 0);
}

int
main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_files),          CASE(test_stamps),
        CASE(test_hidden_names),   CASE(test_what_is_no_file),
        CASE(test_odd_names),      CASE(test_own_files),
        CASE(test_closed_folders), CASE(test_listed_folders),
        CASE(test_closed_files),   CASE(test_deep_folders),
        CASE(test_roots),          CASE(test_closed_root),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
