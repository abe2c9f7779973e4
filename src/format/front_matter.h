/*
 * front_matter.h - the YAML that a Markdown file may begin with.
 */
#ifndef QUOTH_FORMAT_FRONT_MATTER_H
#define QUOTH_FORMAT_FRONT_MATTER_H

#include "base/buffer.h"
#include "base/slice.h"
#include "text/transcript.h"

#include <stdbool.h>

/** What front matter says of who speaks. */
struct front_matter {
    struct buffer speaker; /**< the first that is named */
    size_t n_speakers;
};

/**
 * The size of the front matter at the beginning of a text, with both lines
 * of `---`; 0 where there is none.  Looks at a bounded part of the text.
 */
size_t front_matter_size(struct slice text);

/**
 * Read front matter: title, date (as YYYY-MM-DD), url and language go into
 * the transcript.  What is no YAML is a complaint; facts ahead of it are
 * kept.  Other keys are passed over.  End `front` with front_matter_finish().
 *
 * @param text all of it, of the size that front_matter_size() gives
 */
void front_matter_read(struct slice text, struct transcript *transcript,
                       struct front_matter *front);

void front_matter_finish(struct front_matter *front);

/** Whether front matter says that somebody wrote down what others said: it
 * names speakers, or who transcribed. */
bool front_matter_is_of_talk(struct slice text);

#endif
