-- Step 1: the archive. Every column is explained in schema/README.md.

CREATE TABLE collection (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    root TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL
) STRICT;

CREATE TABLE recording (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    collection  INTEGER NOT NULL REFERENCES collection (id),
    stem        TEXT NOT NULL,
    title       TEXT NOT NULL,
    date        TEXT,
    url         TEXT,
    media       TEXT,
    duration_ms INTEGER,
    UNIQUE (collection, stem)
) STRICT;

CREATE TABLE file (
    id           INTEGER PRIMARY KEY,
    collection   INTEGER NOT NULL REFERENCES collection (id),
    path         TEXT NOT NULL,
    size_bytes   INTEGER NOT NULL,
    mtime_ns     INTEGER NOT NULL,
    hash         BLOB,
    format       TEXT,
    outcome      TEXT NOT NULL CHECK (outcome IN ('indexed', 'alternate',
                     'copy', 'skipped', 'failed', 'forgotten')),
    recording    INTEGER REFERENCES recording (id),
    richness     INTEGER NOT NULL DEFAULT 0,
    n_complaints INTEGER NOT NULL DEFAULT 0,
    code         TEXT,
    line         INTEGER,
    column       INTEGER,
    message      TEXT,
    UNIQUE (collection, path)
) STRICT;

CREATE INDEX file_by_hash ON file (hash) WHERE hash IS NOT NULL;
CREATE INDEX file_by_recording ON file (recording)
    WHERE recording IS NOT NULL;

CREATE TABLE transcript (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    recording  INTEGER NOT NULL REFERENCES recording (id),
    language   TEXT,
    file       INTEGER NOT NULL REFERENCES file (id),
    n_segments INTEGER NOT NULL,
    n_tokens   INTEGER NOT NULL,
    checksum   BLOB NOT NULL
) STRICT;

CREATE INDEX transcript_by_recording ON transcript (recording);
CREATE INDEX transcript_by_file ON transcript (file);

CREATE TABLE speaker (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE voice (
    speaker    INTEGER NOT NULL REFERENCES speaker (id),
    transcript INTEGER NOT NULL REFERENCES transcript (id),
    PRIMARY KEY (speaker, transcript)
) STRICT, WITHOUT ROWID;

CREATE INDEX voice_by_transcript ON voice (transcript);

CREATE TABLE line (
    id     INTEGER PRIMARY KEY,
    text   TEXT NOT NULL,
    kind   INTEGER NOT NULL CHECK (kind IN (0, 1)),
    n_said INTEGER NOT NULL
) STRICT;

CREATE TABLE line_run (
    id        INTEGER PRIMARY KEY,
    n_entries INTEGER NOT NULL
) STRICT;

CREATE TABLE line_tag (
    run     INTEGER NOT NULL REFERENCES line_run (id),
    first   INTEGER NOT NULL,
    entries BLOB NOT NULL,
    PRIMARY KEY (run, first)
) STRICT, WITHOUT ROWID;

CREATE TABLE segment (
    transcript INTEGER NOT NULL REFERENCES transcript (id),
    seq        INTEGER NOT NULL,
    start_ms   INTEGER,
    end_ms     INTEGER,
    line       INTEGER NOT NULL REFERENCES line (id),
    speaker    INTEGER REFERENCES speaker (id),
    PRIMARY KEY (transcript, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE timing (
    transcript INTEGER PRIMARY KEY REFERENCES transcript (id),
    words      BLOB NOT NULL
) STRICT;

CREATE TABLE place (
    transcript INTEGER PRIMARY KEY REFERENCES transcript (id),
    speech     BLOB NOT NULL,
    markers    BLOB NOT NULL
) STRICT;

CREATE TABLE term (
    term          TEXT PRIMARY KEY,
    n_said        INTEGER NOT NULL,
    n_transcripts INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE behind (
    what TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- What nothing else repeats stands twice, so that PRAGMA integrity_check sees
-- where one of the two is not what it was.
CREATE INDEX collection_whole ON collection (id, root, name);
CREATE INDEX recording_whole ON recording (id, collection, stem, title, date,
    url, media, duration_ms);
CREATE INDEX file_whole ON file (id, collection, path, size_bytes, mtime_ns,
    hash, format, outcome, recording, richness, n_complaints, code, line,
    column, message);
CREATE INDEX transcript_whole ON transcript (id, recording, language, file,
    n_segments, n_tokens, checksum);

CREATE VIRTUAL TABLE said USING fts5 (
    tokens, content = '', columnsize = 0, detail = full, tokenize = 'quoth'
);

CREATE VIRTUAL TABLE noted USING fts5 (
    tokens, content = '', columnsize = 0, detail = full, tokenize = 'quoth'
);

INSERT INTO said (said, rank) VALUES ('pgsz', 16000);
INSERT INTO said (said, rank) VALUES ('hashsize', 4194304);
INSERT INTO said (said, rank) VALUES ('automerge', 0);
INSERT INTO said (said, rank) VALUES ('crisismerge', 1999);

CREATE VIEW spoken AS
    SELECT recording.id AS recording, recording.title, segment.transcript,
           segment.seq, segment.start_ms, segment.end_ms,
           speaker.name AS speaker, line.text, line.kind
      FROM segment
      JOIN line ON line.id = segment.line
      JOIN transcript ON transcript.id = segment.transcript
      JOIN recording ON recording.id = transcript.recording
      LEFT JOIN speaker ON speaker.id = segment.speaker;
