/*
 * test_file.c - reading files that may be anything and may change meanwhile.
 *
 * read() is replaced by one that can be told to be interrupted, to fail, and
 * to have somebody else write to the file meanwhile.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

enum { LIMIT_BYTES = 1024 * 1024 };

static char folder[] = "/tmp/quoth-test-file-XXXXXX";

/** What the next calls of read() do. */
static struct {
    int interruptions;
    int error;      /**< an errno for all calls, or 0 */
    int writes;     /**< how often the file grows before its first read */
    size_t most;    /**< bytes a call gives; 0 for no bound */
    char path[256]; /**< the file that grows */
} next_reads;

/** Append a byte to a file. */
static void
grow(const char *path)
{
    const int fd = open(path, O_WRONLY | O_APPEND);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "+", 1), 1);
    close(fd);
}

ssize_t
read(int fd, void *bytes, size_t size)
{
    if (next_reads.interruptions > 0) {
        next_reads.interruptions--;
        errno = EINTR;
        return -1;
    }
    if (next_reads.error) {
        errno = next_reads.error;
        return -1;
    }
    if (next_reads.writes > 0 && lseek(fd, 0, SEEK_CUR) == 0) {
        next_reads.writes--;
        grow(next_reads.path);
    }
    if (next_reads.most > 0 && size > next_reads.most) {
        size = next_reads.most;
    }
    return syscall(SYS_read, fd, bytes, size);
}

struct fixture {
    struct buffer content;
    struct file_stamp stamp;
    struct error error;
    char path[256];
};

static int
setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    if (!f) {
        return -1;
    }
    buffer_init(&f->content, LIMIT_BYTES);
    f->stamp = (struct file_stamp){-7, -7};
    snprintf(f->path, sizeof(f->path), "%s/file", folder);
    memset(&next_reads, 0, sizeof(next_reads));
    *state = f;
    return 0;
}

static int
teardown(void **state)
{
    struct fixture *f = *state;
    buffer_finish(&f->content);
    remove(f->path);
    free(f);
    return 0;
}

/** Write a file of `size` bytes, each its offset's lowest byte. */
static void
write_file(const char *path, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    for (size_t i = 0; i < size; i++) {
        assert_true(fputc((int)(i & 0xff), file) != EOF);
    }
    assert_int_equal(fclose(file), 0);
}

/** Read the fixture's file and expect a status. */
static void
assert_read(struct fixture *f, enum status expected)
{
    const enum status status =
        file_read(f->path, &f->content, &f->stamp, &f->error);
    assert_int_equal(status, expected);
    if (status != ST_OK) {
        assert_int_equal(f->error.status, expected);
        assert_string_equal(f->error.path, f->path);
        assert_true(f->error.text[0] != '\0');
        assert_int_equal(f->content.size, 0);
        assert_int_equal(f->stamp.size_bytes, -7);
    }
}

/** Check that the content is what write_file() wrote. */
static void
assert_content(const struct fixture *f, size_t size)
{
    assert_int_equal(f->content.size, size);
    for (size_t i = 0; i < size; i++) {
        assert_int_equal((unsigned char)f->content.data[i], i & 0xff);
    }
    assert_int_equal(f->stamp.size_bytes, size);
}

static void
test_sizes(void **state)
{
    struct fixture *f = *state;
    static const size_t sizes[] = {0,     1,     63,          64,
                                   65535, 65536, LIMIT_BYTES, 4096};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
        struct stat facts;
        write_file(f->path, sizes[i]);
        assert_read(f, ST_OK);
        assert_content(f, sizes[i]);
        assert_int_equal(stat(f->path, &facts), 0);
        assert_int_equal(f->stamp.mtime_ns,
                         facts.st_mtim.tv_sec * INT64_C(1000000000) +
                             facts.st_mtim.tv_nsec);
    }
}

static void
test_short_reads_and_interruptions(void **state)
{
    struct fixture *f = *state;
    write_file(f->path, 10000);
    next_reads.most = 7;
    next_reads.interruptions = 3;
    assert_read(f, ST_OK);
    assert_content(f, 10000);
}

static void
test_too_large(void **state)
{
    struct fixture *f = *state;
    write_file(f->path, LIMIT_BYTES + 1);
    assert_read(f, ST_TOO_LARGE);
    assert_non_null(strstr(f->error.text, "1 MiB"));
    assert_null(f->content.data);

    f->content.limit = 100;
    assert_read(f, ST_TOO_LARGE);
    assert_non_null(strstr(f->error.text, "100 bytes"));
    assert_int_equal(truncate(f->path, INT64_C(10) << 30), 0);
    assert_read(f, ST_TOO_LARGE);
}

/** A file that is larger than it says is read up to the limit. */
static void
test_growing_past_the_limit(void **state)
{
    struct fixture *f = *state;
    f->content.limit = 100;
    write_file(f->path, 100);
    next_reads.writes = 1;
    snprintf(next_reads.path, sizeof(next_reads.path), "%s", f->path);
    assert_read(f, ST_TOO_LARGE);
}

static void
test_changed_once(void **state)
{
    struct fixture *f = *state;
    write_file(f->path, '+');
    next_reads.writes = 1;
    snprintf(next_reads.path, sizeof(next_reads.path), "%s", f->path);
    assert_read(f, ST_OK);
    /* The byte that was added is the one write_file() would have written. */
    assert_content(f, '+' + 1);
}

static void
test_changed_twice(void **state)
{
    struct fixture *f = *state;
    write_file(f->path, 50);
    next_reads.writes = 2;
    snprintf(next_reads.path, sizeof(next_reads.path), "%s", f->path);
    assert_read(f, ST_CHANGED);
}

static void
test_read_error(void **state)
{
    struct fixture *f = *state;
    write_file(f->path, 50);
    next_reads.error = EIO;
    assert_read(f, ST_IO);
}

static void
test_missing(void **state)
{
    struct fixture *f = *state;
    assert_read(f, ST_NOT_FOUND);
}

static void
test_unreadable(void **state)
{
    struct fixture *f = *state;
    if (geteuid() == 0) {
        print_message("skipped: root may read anything\n");
        skip();
    }
    write_file(f->path, 50);
    assert_int_equal(chmod(f->path, 0), 0);
    assert_read(f, ST_UNREADABLE);
}

static void
test_folder(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(mkdir(f->path, 0700), 0);
    assert_read(f, ST_NOT_A_FILE);
}

/** Nobody writes to the fifo: opening it must not wait. */
static void
test_fifo(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(mkfifo(f->path, 0600), 0);
    assert_read(f, ST_NOT_A_FILE);
}

static void
test_socket(void **state)
{
    struct fixture *f = *state;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof(address.sun_path), "%s/file", folder);
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(
        bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    assert_read(f, ST_NOT_A_FILE);
    close(fd);
}

static void
test_device(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(file_read("/dev/zero", &f->content, &f->stamp, &f->error),
                     ST_NOT_A_FILE);
    assert_string_equal(f->error.path, "/dev/zero");
}

static void
test_symbolic_link(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(symlink("/etc/passwd", f->path), 0);
    assert_read(f, ST_NOT_A_FILE);
    remove(f->path);
    assert_int_equal(symlink(f->path, f->path), 0);
    assert_read(f, ST_NOT_A_FILE);
}

/** Files of /proc have no size, and content. */
static void
test_file_without_size(void **state)
{
    struct fixture *f = *state;
    struct stat facts;
    if (stat("/proc/self/status", &facts) < 0 || facts.st_size != 0) {
        print_message("skipped: no /proc/self/status\n");
        skip();
    }
    assert_int_equal(
        file_read("/proc/self/status", &f->content, &f->stamp, NULL), ST_OK);
    assert_true(f->content.size > 0);
    f->content.limit = 16;
    buffer_finish(&f->content);
    assert_int_equal(
        file_read("/proc/self/status", &f->content, &f->stamp, NULL),
        ST_TOO_LARGE);
}

/** Of the front there is as much as the limit allows and the file has. */
static void
test_front(void **state)
{
    struct fixture *f = *state;
    static const size_t sizes[] = {0, 1, 99, 100, 101, 5000};
    f->content.limit = 100;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
        write_file(f->path, sizes[i]);
        next_reads.interruptions = 2;
        next_reads.most = 7;
        assert_int_equal(file_read_front(f->path, &f->content, &f->error),
                         ST_OK);
        const size_t expected = sizes[i] < 100 ? sizes[i] : 100;
        assert_int_equal(f->content.size, expected);
        for (size_t k = 0; k < expected; k++) {
            assert_int_equal(f->content.data[k], k);
        }
    }
}

/** There is no front of what can not be read, and no waiting for one. */
static void
test_no_front(void **state)
{
    struct fixture *f = *state;
    f->content.limit = 100;
    assert_int_equal(file_read_front(f->path, &f->content, &f->error),
                     ST_NOT_FOUND);
    assert_string_equal(f->error.path, f->path);
    assert_int_equal(file_read_front(folder, &f->content, NULL), ST_NOT_A_FILE);
    assert_int_equal(mkfifo(f->path, 0600), 0);
    assert_int_equal(file_read_front(f->path, &f->content, NULL),
                     ST_NOT_A_FILE);
    remove(f->path);
    write_file(f->path, 50);
    next_reads.error = EIO;
    assert_int_equal(file_read_front(f->path, &f->content, NULL), ST_IO);
    assert_int_equal(f->content.size, 0);
}

/** Nothing stays open. */
static void
test_descriptors(void **state)
{
    struct fixture *f = *state;
    const int before = dup(0);
    close(before);
    test_sizes(state);
    next_reads.error = EIO;
    assert_int_equal(file_read(f->path, &f->content, &f->stamp, NULL), ST_IO);
    assert_int_equal(file_read(folder, &f->content, &f->stamp, NULL),
                     ST_NOT_A_FILE);
    assert_int_equal(file_read_front(f->path, &f->content, NULL), ST_IO);
    assert_int_equal(file_read_front(folder, &f->content, NULL), ST_NOT_A_FILE);
    const int after = dup(0);
    close(after);
    assert_int_equal(before, after);
}

int
main(void)
{
    if (!mkdtemp(folder)) {
        perror(folder);
        return 1;
    }
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_sizes),
        TEST(test_short_reads_and_interruptions),
        TEST(test_too_large),
        TEST(test_growing_past_the_limit),
        TEST(test_changed_once),
        TEST(test_changed_twice),
        TEST(test_read_error),
        TEST(test_missing),
        TEST(test_unreadable),
        TEST(test_folder),
        TEST(test_fifo),
        TEST(test_socket),
        TEST(test_device),
        TEST(test_symbolic_link),
        TEST(test_file_without_size),
        TEST(test_front),
        TEST(test_no_front),
        TEST(test_descriptors),
    };
#undef TEST
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rmdir(folder);
    return failed;
}
