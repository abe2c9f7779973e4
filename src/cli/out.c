/*
 * out.c - the classes of out.h by their names.
 */
#include "cli/out.h"

const char *const out_formats[] = {
    [OUT_TEXT] = "text", [OUT_JSON] = "json",
    [OUT_CSV] = "csv",   [OUT_TSV] = "tsv",
    [OUT_MD] = "md",     [OUT_SRT] = "srt",
    [OUT_M3U] = "m3u",   NULL,
};

enum out_format
out_format_of(const struct settings *settings)
{
    if (settings->is_json) {
        return OUT_JSON;
    }
    return settings->format == OPTION_UNSET ? OUT_TEXT
                                            : (enum out_format)settings->format;
}

const struct out_class *
out_class_of(enum out_format format)
{
    static const struct out_class *const classes[] = {
        [OUT_TEXT] = &out_text, [OUT_JSON] = &out_json, [OUT_CSV] = &out_csv,
        [OUT_TSV] = &out_tsv,   [OUT_MD] = &out_md,     [OUT_SRT] = &out_srt,
        [OUT_M3U] = &out_m3u,
    };
    return classes[format];
}
