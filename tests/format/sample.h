/*
 * sample.h - a file taken through decoding, detection and its parser, and
 * what came of it as text.  README.md describes that text.
 */
#ifndef QUOTH_TESTS_FORMAT_SAMPLE_H
#define QUOTH_TESTS_FORMAT_SAMPLE_H

#include "base/buffer.h"
#include "base/slice.h"
#include "format/decode.h"
#include "format/format.h"
#include "text/transcript.h"

struct sample {
    const struct format *format; /**< NULL where none was recognised */
    struct decoded decoded;
    struct transcript transcript;
    enum status status;
    struct error error; /**< where status is not ST_OK */
};

/** Read a file; ends the program, with a message, where it can not. */
void sample_load(const char *path, struct buffer *content);

/** Take bytes, which must outlive the sample, the whole way.  The format is
 * detected where `format` is NULL. */
void sample_parse(struct sample *sample, struct slice bytes, const char *name,
                  const struct format *format);

void sample_finish(struct sample *sample);

/** Append what came of a sample. */
void sample_render(const struct sample *sample, struct buffer *out);

#endif
