/*
 * link.h - addresses at which a recording can be opened.
 */
#ifndef QUOTH_CLI_LINK_H
#define QUOTH_CLI_LINK_H

#include "base/buffer.h"

#include <stdbool.h>

/** Whether an address is of the web.  Others, of which a transcript may tell
 * any, are nothing to be followed by a click. */
bool link_is_web(const char *url);

/** Append an address with all that may not stand in one percent-encoded. */
void link_add_web(struct buffer *out, const char *url);

/** Append the address, `file://...`, of an absolute path of any bytes. */
void link_add_file(struct buffer *out, const char *path);

#endif
