/*
 * elision.h - what a quotation leaves out: `the tide ... for nobody`.
 */
#ifndef QUOTH_QUERY_ELISION_H
#define QUOTH_QUERY_ELISION_H

#include "base/slice.h"

/**
 * Take the next part of a quotation off the front of `rest`: up to three dots
 * or an ellipsis, in brackets or not, or up to the end.  Spaces around it go
 * too, so a part may be empty.
 */
struct slice elision_next_part(struct slice *rest);

#endif
