/*
 * What the name of a file says of its being a transcript, for the formats
 * whose content alone can not tell.
 */
#include "format/file_name.h"

#include "format/formats.h"

/** The name without its folders. */
static struct slice
base_of(struct slice name)
{
    const char *slash = memrchr(name.data, '/', name.size);
    return slash ? slice_from(name, (size_t)(slash - name.data) + 1) : name;
}

bool
file_name_is_notice(struct slice name)
{
    static const struct slice stems[] = {
        SLICE_INIT("readme"),
        SLICE_INIT("license"),
        SLICE_INIT("licence"),
        SLICE_INIT("copying"),
        SLICE_INIT("copyright"),
        SLICE_INIT("notice"),
        SLICE_INIT("changelog"),
        SLICE_INIT("changes"),
        SLICE_INIT("contributing"),
        SLICE_INIT("contributors"),
        SLICE_INIT("authors"),
        SLICE_INIT("credits"),
        SLICE_INIT("install"),
        SLICE_INIT("todo"),
        SLICE_INIT("news"),
        SLICE_INIT("hacking"),
        SLICE_INIT("code_of_conduct"),
        SLICE_INIT("security"),
        SLICE_INIT("requirements"),
        SLICE_INIT("robots"),
    };
    const struct slice base = base_of(name);
    const struct slice stem =
        slice_part(base, 0, slice_find(base, SLICE("."), 0));
    for (size_t i = 0; i < sizeof(stems) / sizeof(*stems); i++) {
        if (equals_lower(stem, stems[i])) {
            return true;
        }
    }
    return false;
}

/** The suffix without its dot, lower or upper case; empty where there is
 * none, as in `2. The interview`. */
static struct slice
suffix_of(struct slice name)
{
    enum { SUFFIX_MAX_BYTES = 12 };
    const struct slice base = base_of(name);
    const char *dot = memrchr(base.data, '.', base.size);
    if (!dot) {
        return (struct slice){"", 0};
    }
    const struct slice suffix = slice_from(base, (size_t)(dot - base.data) + 1);
    const bool is_suffix = suffix.size <= SUFFIX_MAX_BYTES &&
                           !memchr(suffix.data, ' ', suffix.size);
    return is_suffix ? suffix : (struct slice){"", 0};
}

/** Whether a name has one of some suffixes, ended by an empty one. */
static bool
has_suffix(struct slice name, const struct slice *suffixes)
{
    const struct slice suffix = suffix_of(name);
    for (; suffixes->size > 0; suffixes++) {
        if (equals_lower(suffix, *suffixes)) {
            return true;
        }
    }
    return false;
}

bool
file_name_is_of_text(struct slice name)
{
    static const struct slice suffixes[] = {
        SLICE_INIT("txt"),        SLICE_INIT("text"), SLICE_INIT("asc"),
        SLICE_INIT("transcript"), SLICE_INIT("srt"),  SLICE_INIT("vtt"),
        SLICE_INIT("utf8"),       SLICE_INIT(""),
    };
    return suffix_of(name).size == 0 || has_suffix(name, suffixes);
}

bool
file_name_is_of_markdown(struct slice name)
{
    static const struct slice suffixes[] = {
        SLICE_INIT("md"),
        SLICE_INIT("markdown"),
        SLICE_INIT("mdown"),
        SLICE_INIT(""),
    };
    return file_name_is_of_text(name) || has_suffix(name, suffixes);
}
