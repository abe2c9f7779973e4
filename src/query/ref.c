/*
 * Reading and writing references; the header says what they look like.
 */
#include "query/ref.h"

#include "base/timecode.h"

#include <inttypes.h>
#include <stdio.h>

bool
ref_parse_number(struct slice text, int64_t *number)
{
    int64_t sum = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (!is_digit(text.data[i]) || __builtin_mul_overflow(sum, 10, &sum) ||
            __builtin_add_overflow(sum, text.data[i] - '0', &sum)) {
            return false;
        }
    }
    *number = sum;
    return text.size > 0;
}

bool
ref_parse(const char *string, struct ref *ref)
{
    const struct slice text = slice_of(string);
    const size_t dot = strcspn(string, ".@#");
    const size_t place = dot + strcspn(string + dot, "@#");
    *ref = (struct ref){.time_ms = TIME_UNKNOWN, .seq = -1};
    if (!ref_parse_number(slice_part(text, 0, dot), &ref->recording)) {
        return false;
    }
    if (dot < place) {
        ref->language = slice_part(text, dot + 1, place);
        if (ref->language.size == 0) {
            return false;
        }
    }
    if (place == text.size) {
        return true;
    }
    const struct slice rest = slice_from(text, place + 1);
    return string[place] == '@' ? timecode_parse(rest, &ref->time_ms)
                                : ref_parse_number(rest, &ref->seq);
}

const char *
ref_write(char text[REF_BYTES], const struct ref *ref)
{
    enum { LANGUAGE_MAX_BYTES = 32 };
    char time[TIMECODE_BYTES];
    char place[TIMECODE_BYTES + 1] = "";
    if (ref->time_ms >= 0) {
        snprintf(place, sizeof(place), "@%s",
                 timecode_print(time, ref->time_ms));
    } else if (ref->seq >= 0) {
        snprintf(place, sizeof(place), "#%" PRId64, ref->seq);
    }
    const int language = ref->language.size > LANGUAGE_MAX_BYTES
                             ? LANGUAGE_MAX_BYTES
                             : (int)ref->language.size;
    snprintf(text, REF_BYTES, "%" PRId64 "%s%.*s%s", ref->recording,
             language > 0 ? "." : "", language,
             language > 0 ? ref->language.data : "", place);
    return text;
}
