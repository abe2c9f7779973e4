/*
 * stream.h - a standard stream with a sticky error.
 */
#ifndef QUOTH_CLI_STREAM_H
#define QUOTH_CLI_STREAM_H

#include "base/buffer.h"

/** The largest single record that is put together before it is written. */
#define STREAM_LIMIT ((size_t)1 << 30)

struct stream {
    int fd;
    int error;             /**< errno of the first failed write, or 0 */
    struct buffer pending; /**< append here, then settle or flush */
};

/** A stream that writes to `fd`, which stays open. */
void stream_init(struct stream *stream, int fd);

/** Free the memory; what is pending is lost. */
void stream_finish(struct stream *stream);

/** A record is complete: write, once enough of them came together. */
void stream_settle(struct stream *stream);

/** Write all that is pending; false, for ever, once a write has failed. */
bool stream_flush(struct stream *stream);

/** Write all bytes; returns 0 or the errno of what failed. */
int stream_write(int fd, const char *data, size_t size);

/**
 * Occupy those of the descriptors 0, 1 and 2 that the caller closed, so that
 * no file opened later is taken for a standard stream; reading or writing
 * them fails as it should.  False where that can not be done.
 */
bool stream_guard_standard(void);

#endif
