/*
 * The replacement (glibc manual, section 3.2.5: Replacing malloc) passes on
 * to the sanitizer's allocator where there is one, else to the C library's.
 *
 * Counters are atomic: the library's threads allocate too.
 */
#include "memory.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *block, size_t size);
void __libc_free(void *block);
void *__interceptor_malloc(size_t size) __attribute__((weak));
void *__interceptor_calloc(size_t n, size_t size) __attribute__((weak));
void *__interceptor_realloc(void *block, size_t size) __attribute__((weak));
void __interceptor_free(void *block) __attribute__((weak));

void *malloc(size_t size);
void *calloc(size_t n, size_t size);
void *realloc(void *block, size_t size);
void free(void *block);

static atomic_bool is_armed;
static atomic_bool was_hit;
static atomic_bool persists_now;
static atomic_llong fails_at;
static atomic_llong n_calls;
static atomic_llong n_blocks;

void
memory_arm(int64_t at, bool persists)
{
    n_calls = 0;
    fails_at = at;
    persists_now = persists;
    was_hit = false;
    is_armed = true;
}

int64_t
memory_disarm(void)
{
    is_armed = false;
    return n_calls;
}

bool
memory_was_hit(void)
{
    return was_hit;
}

int64_t
memory_blocks(void)
{
    return n_blocks;
}

/** Count a call; whether it is one that fails. */
static bool
fails(void)
{
    if (!is_armed) {
        return false;
    }
    const long long n = atomic_fetch_add(&n_calls, 1) + 1;
    const long long at = fails_at;
    if (at == 0 || n < at || (n > at && !persists_now)) {
        return false;
    }
    was_hit = true;
    errno = ENOMEM;
    return true;
}

/** Count a block that there is now. */
static void *
counted(void *block)
{
    n_blocks += block != NULL;
    return block;
}

void *
malloc(size_t size)
{
    if (fails()) {
        return NULL;
    }
    return counted(__interceptor_malloc ? __interceptor_malloc(size)
                                        : __libc_malloc(size));
}

void *
calloc(size_t n, size_t size)
{
    if (fails()) {
        return NULL;
    }
    return counted(__interceptor_calloc ? __interceptor_calloc(n, size)
                                        : __libc_calloc(n, size));
}

void *
realloc(void *block, size_t size)
{
    if (fails()) {
        return NULL;
    }
    void *moved = __interceptor_realloc ? __interceptor_realloc(block, size)
                                        : __libc_realloc(block, size);
    n_blocks += !block && moved;
    return moved;
}

void
free(void *block)
{
    n_blocks -= block != NULL;
    if (__interceptor_free) {
        __interceptor_free(block);
    } else {
        __libc_free(block);
    }
}
