/*
 * The reader: place arrays and word times.
 */
#include "store/read.h"

#include "store/reader.h"

/** Place arrays are kept up to so many segments in all, 24 bytes each. */
enum { SEGMENTS_KEPT = 256 * 1024 };

void
kept_places_finish(struct kept_places *places)
{
    for (size_t i = 0; i < PLACES_KEPT; i++) {
        place_finish(&places->kept[i].place);
    }
    *places = (struct kept_places){0};
}

/** The kept place array of a transcript, or NULL. */
static const struct kept_place *
find_kept(const struct kept_places *places, int64_t transcript,
          enum match_index index)
{
    for (size_t i = 0; i < PLACES_KEPT; i++) {
        const struct kept_place *kept = &places->kept[i];
        if (kept->transcript == transcript && kept->index == index) {
            return kept;
        }
    }
    return NULL;
}

/** Keep a place array, which is taken over, in place of the oldest one; of
 * all of them where they are large. */
static const struct kept_place *
keep(struct kept_places *places, const struct kept_place *new)
{
    if (places->n_segments + new->place.n_segments > SEGMENTS_KEPT) {
        kept_places_finish(places);
    }
    struct kept_place *kept = &places->kept[places->next];
    places->next = (places->next + 1) % PLACES_KEPT;
    places->n_segments += new->place.n_segments;
    places->n_segments -= kept->place.n_segments;
    place_finish(&kept->place);
    *kept = *new;
    return kept;
}

/** Receive a place array. */
static enum status
take_place(void *context, sqlite3_stmt *row)
{
    struct kept_place *kept = context;
    kept->has_timing = sqlite3_column_int(row, 1);
    return place_open(&kept->place, db_column(row, 0));
}

/** Read a place array. */
static enum status
read_place(struct reader *reader, int64_t transcript, enum match_index index,
           struct kept_place *place, struct error *error)
{
    const struct value key[] = {V_INT(transcript)};
    struct kept_place read = {.transcript = transcript, .index = index};
    const enum status status = reader_loop(
        reader, index == MATCH_SPEECH ? R_PLACE_SPEECH : R_PLACE_MARKERS, key,
        take_place, &read, error);
    if (status == ST_NOT_FOUND || status == ST_DAMAGED) {
        return error_set(error, ST_DAMAGED,
                         "transcript %lld has no sound place array",
                         (long long)transcript);
    }
    TRY(status);
    *place = read;
    return ST_OK;
}

enum status
reader_place(struct reader *reader, int64_t transcript, enum match_index index,
             struct place *place, struct error *error)
{
    struct kept_place read = {0};
    TRY(read_place(reader, transcript, index, &read, error));
    *place = read.place;
    return ST_OK;
}

enum status
reader_borrow_place(struct reader *reader, int64_t transcript,
                    enum match_index index, const struct place **place,
                    struct error *error)
{
    const struct kept_place *kept =
        find_kept(&reader->places, transcript, index);
    if (!kept) {
        struct kept_place read = {0};
        TRY(read_place(reader, transcript, index, &read, error));
        kept = keep(&reader->places, &read);
    }
    *place = &kept->place;
    return ST_OK;
}

/** Receive word times. */
static enum status
take_timing(void *context, sqlite3_stmt *row)
{
    return timing_open(context, db_column(row, 0));
}

enum status
reader_timing(struct reader *reader, int64_t transcript, struct timing *timing,
              struct error *error)
{
    const struct value key[] = {V_INT(transcript)};
    const struct kept_place *kept =
        find_kept(&reader->places, transcript, MATCH_SPEECH);
    struct timing read = {0};
    if (kept && !kept->has_timing) {
        *timing = read;
        return ST_OK;
    }
    const enum status status =
        reader_loop(reader, R_TIMING, key, take_timing, &read, error);
    if (status == ST_DAMAGED) {
        return error_set(error, ST_DAMAGED,
                         "transcript %lld has damaged word times",
                         (long long)transcript);
    }
    if (status != ST_NOT_FOUND) {
        TRY(status);
    }
    *timing = read;
    return ST_OK;
}
