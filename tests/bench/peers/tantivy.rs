// tantivy.rs - tantivy with one document a caption, positions included, the
// text stored.
//
//     tantivy version
//     tantivy ingest CAPTIONS FOLDER
//     tantivy query FOLDER QUERIES ROUNDS
//
// The default tokenizer, two indexing threads, 128 MB of memory; merges are
// waited for.  Query trees are built, not parsed.  The table of captions and
// of queries, and what is printed, are told in bench.h.
use std::fs::File;
use std::io::{BufRead, BufReader, Write};

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, RegexQuery, TermQuery};
use tantivy::schema::{
    Field, IndexRecordOption, Schema, TantivyDocument, FAST, STORED, STRING, TEXT,
};
use tantivy::{Index, ReloadPolicy, Searcher, Term};

/// The columns of a caption.
struct Fields {
    text: Field,
    episode: Field,
    start_ms: Field,
    end_ms: Field,
    speaker: Field,
    collection: Field,
    year: Field,
}

/// The schema and its fields.
fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let fields = Fields {
        text: builder.add_text_field("text", TEXT | STORED),
        episode: builder.add_u64_field("episode", STORED | FAST),
        start_ms: builder.add_u64_field("start_ms", STORED),
        end_ms: builder.add_u64_field("end_ms", STORED),
        speaker: builder.add_text_field("speaker", STRING | STORED),
        collection: builder.add_text_field("collection", STRING),
        year: builder.add_text_field("year", STRING),
    };
    (builder.build(), fields)
}

/// Index every caption.
fn ingest(captions: &str, folder: &str) -> tantivy::Result<()> {
    let (schema, fields) = schema();
    std::fs::create_dir_all(folder)?;
    let index = Index::create_in_dir(folder, schema)?;
    let mut writer = index.writer_with_num_threads(2, 128_000_000)?;
    for line in BufReader::new(File::open(captions)?).lines() {
        let line = line?;
        let columns: Vec<&str> = line.split('\t').collect();
        let mut cue = TantivyDocument::default();
        cue.add_text(fields.text, columns[6]);
        cue.add_u64(fields.episode, columns[0].parse().unwrap_or(0));
        cue.add_u64(fields.start_ms, columns[3].parse().unwrap_or(0));
        cue.add_u64(fields.end_ms, columns[4].parse().unwrap_or(0));
        if !columns[5].is_empty() {
            cue.add_text(fields.speaker, columns[5]);
        }
        cue.add_text(fields.collection, columns[1]);
        cue.add_text(fields.year, columns[2].get(..4).unwrap_or(""));
        writer.add_document(cue)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()
}

/// Any of these, or all.
fn combine(field: Field, words: &[&str], how: Occur) -> Box<dyn Query> {
    let terms = words
        .iter()
        .map(|word| (how, term(field, word)))
        .collect::<Vec<_>>();
    Box::new(BooleanQuery::new(terms))
}

/// One word.
fn term(field: Field, word: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(
        Term::from_field_text(field, word),
        IndexRecordOption::WithFreqs,
    ))
}

/// Words in turn, with so many others between.
fn phrase(field: Field, words: &[&str], slop: u32) -> Box<dyn Query> {
    let terms = words
        .iter()
        .map(|word| Term::from_field_text(field, word))
        .collect::<Vec<_>>();
    let mut query = PhraseQuery::new(terms);
    query.set_slop(slop);
    Box::new(query)
}

/// The query, if there is one.
fn express(fields: &Fields, columns: &[&str]) -> Option<Box<dyn Query>> {
    let words: Vec<&str> = columns[3].split(' ').collect();
    let filter = |field| -> Option<Box<dyn Query>> {
        let scored = combine(fields.text, &words, Occur::Must);
        let limit: Box<dyn Query> = Box::new(TermQuery::new(
            Term::from_field_text(field, columns[2]),
            IndexRecordOption::Basic,
        ));
        Some(Box::new(BooleanQuery::new(vec![
            (Occur::Must, scored),
            (Occur::Must, limit),
        ])))
    };
    match columns[1] {
        "seconds" => None,
        "phrase" => Some(phrase(fields.text, &words, 0)),
        "near" => Some(phrase(fields.text, &words, columns[2].parse().unwrap_or(8))),
        "or" | "quote" => Some(combine(fields.text, &words, Occur::Should)),
        "prefix" => RegexQuery::from_pattern(&format!("{}.*", words[0]), fields.text)
            .ok()
            .map(|query| Box::new(query) as Box<dyn Query>),
        "speaker" => filter(fields.speaker),
        "collection" => filter(fields.collection),
        "year" => filter(fields.year),
        _ if words.len() == 1 => Some(term(fields.text, words[0])),
        _ => Some(combine(fields.text, &words, Occur::Must)),
    }
}

/// Search; how many results.
fn answer(searcher: &Searcher, query: &dyn Query) -> tantivy::Result<usize> {
    let found = searcher.search(query, &TopDocs::with_limit(10).order_by_score())?;
    for (_, address) in &found {
        let _: TantivyDocument = searcher.doc(*address)?;
    }
    Ok(found.len())
}

/// POSIX's struct timespec, where both halves are 64 bits.
#[repr(C)]
struct Timespec {
    seconds: i64,
    nanoseconds: i64,
}

extern "C" {
    fn clock_gettime(clock: i32, time: *mut Timespec) -> i32;
}

/// What this thread has computed so far, in milliseconds.
fn spent_ms() -> f64 {
    const CLOCK_THREAD_CPUTIME_ID: i32 = 3;
    let mut now = Timespec { seconds: 0, nanoseconds: 0 };
    // The clock is there and the struct is ours: nothing can fail.
    unsafe { clock_gettime(CLOCK_THREAD_CPUTIME_ID, &mut now) };
    now.seconds as f64 * 1e3 + now.nanoseconds as f64 / 1e6
}

/// Time every query.
fn time_queries(folder: &str, queries: &str, n_rounds: usize) -> tantivy::Result<()> {
    let (_, fields) = schema();
    let index = Index::open_in_dir(folder)?;
    let reader = index
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        .try_into()?;
    let searcher = reader.searcher();
    for (number, line) in BufReader::new(File::open(queries)?).lines().enumerate() {
        let line = line?;
        let columns: Vec<&str> = line.split('\t').collect();
        if express(&fields, &columns).is_none() {
            println!("{number}\t-\tnot possible");
            continue;
        }
        let mut times = Vec::new();
        let mut n_results = 0;
        for round in 0..n_rounds + 1 {
            let start = spent_ms();
            if let Some(query) = express(&fields, &columns) {
                n_results = answer(&searcher, query.as_ref())?;
            }
            if round > 0 || n_rounds == 0 {
                times.push(spent_ms() - start);
            }
        }
        times.sort_by(|a, b| a.total_cmp(b));
        println!("{number}\t{:.4}\t{n_results}", times[times.len() / 2]);
        std::io::stdout().flush()?;
    }
    Ok(())
}

fn main() -> tantivy::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.len() {
        2 => println!("tantivy {}", env!("TANTIVY_VERSION")),
        4 => ingest(&arguments[2], &arguments[3])?,
        5 => time_queries(&arguments[2], &arguments[3], arguments[4].parse().unwrap_or(5))?,
        _ => eprintln!("tantivy ingest CAPTIONS FOLDER | query FOLDER QUERIES ROUNDS"),
    }
    Ok(())
}
