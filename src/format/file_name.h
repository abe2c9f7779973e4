/*
 * file_name.h - what the name of a file says of its being a transcript.
 */
#ifndef QUOTH_FORMAT_FILE_NAME_H
#define QUOTH_FORMAT_FILE_NAME_H

#include "base/slice.h"

#include <stdbool.h>

/** Whether a file is one that goes with programs and data: README, LICENSE,
 * CHANGELOG and so on, with any suffix. */
bool file_name_is_notice(struct slice name);

/** Whether a file's suffix is one that text of any kind has: none, `.txt`,
 * or one of a transcript's. */
bool file_name_is_of_text(struct slice name);

/** As file_name_is_of_text(), or one of Markdown's. */
bool file_name_is_of_markdown(struct slice name);

#endif
