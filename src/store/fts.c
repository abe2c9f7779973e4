/*
 * The tokenizer that FTS5 calls (sqlite.org/fts5.html, section 7: Extending
 * FTS5).
 */
#include "store/fts.h"

#include "text/token.h"

#include <string.h>

/** FTS5's xCreate: the tokenizer has no state; any address will do. */
static int
tokenizer_create(void *context, const char **arguments, int n_arguments,
                 Fts5Tokenizer **tokenizer)
{
    (void)arguments;
    (void)n_arguments;
    *tokenizer = context;
    return SQLITE_OK;
}

/** FTS5's xDelete. */
static void
tokenizer_delete(Fts5Tokenizer *tokenizer)
{
    (void)tokenizer;
}

/** FTS5's xTokenize: cut a token stream. */
static int
tokenizer_tokenize(Fts5Tokenizer *tokenizer, void *context, int flags,
                   const char *text, int size,
                   int (*emit)(void *, int, const char *, int, int, int))
{
    (void)tokenizer;
    (void)flags;
    const char *const end = text + size;
    for (const char *at = text; at < end;) {
        const char *stop = memchr(at, TOKEN_SEPARATOR, (size_t)(end - at));
        stop = stop ? stop : end;
        if (stop > at) {
            const int rc = emit(context, 0, at, (int)(stop - at),
                                (int)(at - text), (int)(stop - text));
            if (rc != SQLITE_OK) {
                return rc;
            }
        }
        at = stop + 1;
    }
    return SQLITE_OK;
}

/** Ask a connection for FTS5's interface. */
static int
find_api(sqlite3 *handle, fts5_api **api)
{
    *api = NULL;
    sqlite3_stmt *statement;
    int rc =
        sqlite3_prepare_v2(handle, "SELECT fts5(?1)", -1, &statement, NULL);
    if (rc != SQLITE_OK) {
        return rc;
    }
    rc = sqlite3_bind_pointer(statement, 1, api, "fts5_api_ptr", NULL);
    if (rc == SQLITE_OK) {
        sqlite3_step(statement);
    }
    const int rc_of_step = sqlite3_finalize(statement);
    rc = rc == SQLITE_OK ? rc_of_step : rc;
    return rc == SQLITE_OK && !*api ? SQLITE_ERROR : rc;
}

int
fts_register(sqlite3 *handle)
{
    static const fts5_tokenizer tokenizer = {tokenizer_create, tokenizer_delete,
                                             tokenizer_tokenize};
    fts5_api *api;
    int rc = find_api(handle, &api);
    if (rc != SQLITE_OK) {
        return rc;
    }
    fts5_tokenizer copy = tokenizer;
    return api->xCreateTokenizer(api, "quoth", api, &copy, NULL);
}
