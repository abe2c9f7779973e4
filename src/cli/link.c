/*
 * link.c - addresses, after RFC 3986 and, for files, RFC 8089.
 */
#include "cli/link.h"

#include "cli/escape.h"

#include <string.h>
#include <strings.h>

bool
link_is_web(const char *url)
{
    return url && (!strncasecmp(url, "https://", 8) ||
                   !strncasecmp(url, "http://", 7));
}

/** Append text, all percent-encoded but letters, digits and what is in
 * `allowed`. */
static void
add_encoded(struct buffer *out, const char *text, const char *allowed)
{
    for (; *text; text++) {
        if (is_letter(*text) || is_digit(*text) || strchr(allowed, *text)) {
            buffer_add_byte(out, *text);
        } else {
            buffer_print(out, "%%%02X", (unsigned)(unsigned char)*text);
        }
    }
}

void
link_add_web(struct buffer *out, const char *url)
{
    /* Round brackets may stand in addresses, but end a link of Markdown. */
    add_encoded(out, url, "-._~:/?#[]@!$&'*+,;=%");
}

void
link_add_file(struct buffer *out, const char *path)
{
    buffer_add_slice(out, SLICE("file://"));
    add_encoded(out, path, "-._~/+,=@");
}
