/*
 * libstemmer, or nothing.
 */
#include "text/stem.h"

#ifdef HAVE_LIBSTEMMER

#include <libstemmer.h>
#include <string.h>

/* The library's own struct is ours. */
#define SNOWBALL(stemmer) ((struct sb_stemmer *)(stemmer))

bool
stemmer_is_there(void)
{
    return true;
}

struct stemmer *
stemmer_new(struct slice language)
{
    enum { TAG_MAX_BYTES = 3 };
    char tag[TAG_MAX_BYTES + 1];
    const char *hyphen = memchr(language.data, '-', language.size);
    const size_t size =
        hyphen ? (size_t)(hyphen - language.data) : language.size;
    if (size == 0 || size > TAG_MAX_BYTES) {
        return NULL;
    }
    memcpy(tag, language.data, size);
    tag[size] = '\0';
    return (struct stemmer *)sb_stemmer_new(tag, "UTF_8");
}

void
stemmer_free(struct stemmer *stemmer)
{
    sb_stemmer_delete(SNOWBALL(stemmer));
}

struct slice
stemmer_stem(struct stemmer *stemmer, struct slice token)
{
    const sb_symbol *stem = sb_stemmer_stem(
        SNOWBALL(stemmer), (const sb_symbol *)token.data, (int)token.size);
    return (struct slice){(const char *)stem,
                          stem ? (size_t)sb_stemmer_length(SNOWBALL(stemmer))
                               : 0};
}

#else

bool
stemmer_is_there(void)
{
    return false;
}

struct stemmer *
stemmer_new(struct slice language)
{
    (void)language;
    return NULL;
}

void
stemmer_free(struct stemmer *stemmer)
{
    (void)stemmer;
}

struct slice
stemmer_stem(struct stemmer *stemmer, struct slice token)
{
    (void)stemmer;
    return token;
}

#endif
