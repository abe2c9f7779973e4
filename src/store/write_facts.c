/*
 * The writer: what is known of a recording besides its text.
 */
#include "store/writer.h"

enum status
writer_compare_facts(struct writer *writer, int64_t recording,
                     const struct recording_facts *told, bool *differ,
                     struct error *error)
{
    sqlite3_stmt *row;
    const struct value values[] = {
        V_INT(recording),      value_text(told->title),  value_text(told->date),
        value_text(told->url), V_INT(told->duration_ms),
    };
    TRY(db_bind(&writer->db, W_RECORDING_DIFFERS, values, &row, error));
    const enum status status = db_step(&writer->db, row, error);
    sqlite3_reset(row);
    *differ = status == ST_OK;
    return status == ST_NOT_FOUND ? ST_OK : status;
}
