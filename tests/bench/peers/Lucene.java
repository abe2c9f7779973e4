/*
 * Lucene.java - Lucene with one document a caption, positions included, the
 * text stored.
 *
 *     Lucene version
 *     Lucene ingest CAPTIONS FOLDER
 *     Lucene query FOLDER QUERIES ROUNDS
 *
 * StandardAnalyzer without stop words, the default codec, 128 MB of memory,
 * one thread; merges are waited for.  Each query runs for 300 ms before it is
 * timed, so that it is compiled.  The tables of captions and of queries, and
 * what is printed, are told in bench.h.
 */
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.Version;

public final class Lucene {
    private static final int RESULTS = 10;
    private static final long WARM_NS = 300_000_000L;

    /** Indexes every caption. */
    private static void ingest(String captions, String folder)
            throws IOException {
        IndexWriterConfig config =
                new IndexWriterConfig(new StandardAnalyzer());
        config.setRAMBufferSizeMB(128);
        try (FSDirectory where = FSDirectory.open(Path.of(folder));
                IndexWriter writer = new IndexWriter(where, config);
                BufferedReader in = Files.newBufferedReader(
                        Path.of(captions), StandardCharsets.UTF_8)) {
            for (String line; (line = in.readLine()) != null;) {
                writer.addDocument(document(line.split("\t", -1)));
            }
            writer.commit();
        }
    }

    /** A caption as a document. */
    private static Document document(String[] columns) {
        Document cue = new Document();
        cue.add(new TextField("text", columns[6], Field.Store.YES));
        cue.add(new StoredField("episode", Integer.parseInt(columns[0])));
        cue.add(new StoredField("start_ms", Integer.parseInt(columns[3])));
        cue.add(new StoredField("end_ms", Integer.parseInt(columns[4])));
        if (!columns[5].isEmpty()) {
            cue.add(new StringField("speaker", columns[5], Field.Store.YES));
        }
        cue.add(new StringField("collection", columns[1], Field.Store.NO));
        cue.add(new StringField("year",
                columns[2].length() < 4 ? "" : columns[2].substring(0, 4),
                Field.Store.NO));
        return cue;
    }

    /** Words joined in one way. */
    private static BooleanQuery.Builder join(String[] words, Occur how) {
        BooleanQuery.Builder builder = new BooleanQuery.Builder();
        for (String word : words) {
            builder.add(new TermQuery(new Term("text", word)), how);
        }
        return builder;
    }

    /** The query, or null where there is none. */
    private static Query express(String op, String argument, String[] words) {
        switch (op) {
        case "seconds":
            return null;
        case "phrase":
            return new PhraseQuery("text", words);
        case "near":
            return new PhraseQuery(Integer.parseInt(argument), "text", words);
        case "or":
        case "quote":
            return join(words, Occur.SHOULD).build();
        case "prefix":
            return new PrefixQuery(new Term("text", words[0]));
        case "speaker":
        case "collection":
        case "year":
            return join(words, Occur.MUST)
                    .add(new TermQuery(new Term(op, argument)), Occur.FILTER)
                    .build();
        default:
            return words.length == 1
                    ? new TermQuery(new Term("text", words[0]))
                    : join(words, Occur.MUST).build();
        }
    }

    /** Searches; how many results. */
    private static int answer(IndexSearcher searcher, Query query)
            throws IOException {
        ScoreDoc[] found = searcher.search(query, RESULTS).scoreDocs;
        for (ScoreDoc at : found) {
            searcher.storedFields().document(at.doc);
        }
        return found.length;
    }

    /** Times a query; the line that says so. */
    private static String time(IndexSearcher searcher, Query query, int rounds)
            throws IOException {
        if (query == null) {
            return "-\tnot possible";
        }
        long begun = System.nanoTime();
        while (rounds > 0 && System.nanoTime() - begun < WARM_NS) {
            answer(searcher, query);
        }
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        double[] times = new double[Math.max(rounds, 1)];
        int results = 0;
        for (int i = 0; i < times.length; i++) {
            long start = thread.getCurrentThreadCpuTime();
            results = answer(searcher, query);
            times[i] = (thread.getCurrentThreadCpuTime() - start) / 1e6;
        }
        Arrays.sort(times);
        return times[times.length / 2] + "\t" + results;
    }

    /** Times every query. */
    private static void query(String folder, String queries, int rounds)
            throws IOException {
        try (FSDirectory where = FSDirectory.open(Path.of(folder));
                DirectoryReader reader = DirectoryReader.open(where)) {
            IndexSearcher searcher = new IndexSearcher(reader);
            searcher.setQueryCache(null);
            int number = 0;
            for (String line : Files.readAllLines(Path.of(queries))) {
                String[] columns = line.split("\t", -1);
                Query query = express(columns[1], columns[2],
                        columns[3].split(" "));
                System.out.println(number++ + "\t"
                        + time(searcher, query, rounds));
            }
        }
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 4) {
            query(arguments[1], arguments[2], Integer.parseInt(arguments[3]));
        } else if (arguments.length == 3) {
            ingest(arguments[1], arguments[2]);
        } else {
            System.out.println("Lucene " + Version.LATEST + " on Java "
                    + System.getProperty("java.version"));
        }
    }
}
