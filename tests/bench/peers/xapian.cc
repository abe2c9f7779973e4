/*
 * xapian.cc - Xapian with one document a caption, positions included, the
 * text in the document's data; compacted at the end.
 *
 *     xapian version
 *     xapian ingest CAPTIONS FOLDER
 *     xapian query FOLDER QUERIES ROUNDS
 *
 * Words by Xapian's own term generator, not stemmed.  Speaker, collection and
 * year are boolean terms.  Committed every 200,000 captions.
 */
#include "bench.h"

#include <string>
#include <vector>
#include <xapian.h>

namespace {

/* Index every caption. */
void
ingest(const char *captions, const std::string &folder)
{
    const std::string loose = folder + ".loose";
    Xapian::WritableDatabase db(loose, Xapian::DB_CREATE_OR_OVERWRITE);
    Xapian::TermGenerator words;
    FILE *file = bench_open(captions);
    char *line = nullptr;
    size_t space = 0;
    for (int64_t n = 1; getline(&line, &space, file) > 0; n++) {
        char *columns[BENCH_COLUMNS];
        bench_cut(line, columns, BENCH_COLUMNS);
        Xapian::Document cue;
        words.set_document(cue);
        words.set_termpos(0);
        words.index_text(columns[BENCH_TEXT]);
        cue.add_boolean_term(std::string("XC") + columns[BENCH_COLLECTION]);
        cue.add_boolean_term("XY" + std::string(columns[BENCH_DATE], 0, 4));
        if (columns[BENCH_SPEAKER][0] != '\0') {
            cue.add_boolean_term(std::string("XS") + columns[BENCH_SPEAKER]);
        }
        cue.set_data(std::string(columns[BENCH_EPISODE]) + '\t'
                     + columns[BENCH_START] + '\t' + columns[BENCH_END] + '\t'
                     + columns[BENCH_SPEAKER] + '\t' + columns[BENCH_TEXT]);
        db.add_document(cue);
        if (n % 200000 == 0) {
            db.commit();
        }
    }
    db.commit();
    db.compact(folder);
    db.close();
    free(line);
    fclose(file);
}

/* The query, empty where there is none. */
Xapian::Query
express(const struct bench_query *query)
{
    const std::string op = query->op;
    std::vector<std::string> words(query->words,
                                   query->words + query->n_words);
    auto all = [&](Xapian::Query::op how, unsigned window = 0) {
        return Xapian::Query(how, words.begin(), words.end(), window);
    };
    auto within = [&](const char *prefix) {
        return Xapian::Query(Xapian::Query::OP_FILTER,
                             all(Xapian::Query::OP_AND),
                             Xapian::Query(prefix
                                           + std::string(query->argument)));
    };
    if (op == "seconds") {
        return Xapian::Query();
    }
    if (op == "phrase") {
        return all(Xapian::Query::OP_PHRASE, unsigned(words.size()));
    }
    if (op == "near") {
        return all(Xapian::Query::OP_NEAR,
                   unsigned(atoi(query->argument)) + 2);
    }
    if (op == "or" || op == "quote") {
        return all(Xapian::Query::OP_OR);
    }
    if (op == "prefix") {
        return Xapian::Query(Xapian::Query::OP_WILDCARD, words[0]);
    }
    if (op == "speaker" || op == "collection" || op == "year") {
        return within(op == "speaker"      ? "XS"
                      : op == "collection" ? "XC"
                                           : "XY");
    }
    return all(Xapian::Query::OP_AND);
}

/* Search. */
int
answer(void *index, const struct bench_query *query)
{
    const Xapian::Query asked = express(query);
    if (asked.empty()) {
        return -1;
    }
    Xapian::Enquire enquire(*static_cast<Xapian::Database *>(index));
    enquire.set_query(asked);
    int n_results = 0;
    const Xapian::MSet found = enquire.get_mset(0, BENCH_RESULTS);
    for (auto at = found.begin(); at != found.end(); ++at) {
        n_results += !at.get_document().get_data().empty();
    }
    return n_results;
}

} // namespace

int
main(int argc, char **argv)
{
    if (argc == 2) {
        printf("Xapian %s\n", Xapian::version_string());
        return 0;
    }
    if (argc < 4) {
        bench_die("xapian ingest CAPTIONS FOLDER | "
                  "xapian query FOLDER QUERIES ROUNDS");
    }
    /* Commits are ours alone. */
    setenv("XAPIAN_FLUSH_THRESHOLD", "1000000", 1);
    try {
        if (argc == 5) {
            Xapian::Database db(argv[2]);
            bench_queries(argv[3], atoi(argv[4]), answer, &db);
        } else {
            ingest(argv[2], argv[3]);
        }
    } catch (const Xapian::Error &error) {
        bench_die(error.get_description().c_str());
    }
    return 0;
}
