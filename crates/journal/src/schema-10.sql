-- From version 9 to version 10: imports. Where documents come from, in which runs they were read, what each run did.

-- Other people's maps, lists and files.
CREATE TABLE sources (
    name    TEXT PRIMARY KEY,             -- a slug: the beginning of what its records are called
    format  TEXT NOT NULL,
    address TEXT NOT NULL,                -- a file, a folder, an address of the web, as it was given last
    telling TEXT NOT NULL,                -- JSON: what is said of it beside what it says itself
    account INTEGER NOT NULL REFERENCES accounts (id), -- its own: the owner of what it tells
    every   INTEGER,                      -- seconds from the beginning of one run to the next; null: by hand only
    next    INTEGER                       -- when it is due; null: by hand only
) STRICT, WITHOUT ROWID;
CREATE INDEX sources_due ON sources (next) WHERE next IS NOT NULL;

-- Each time that a source was read.
CREATE TABLE runs (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    source     TEXT NOT NULL REFERENCES sources (name),
    by_account INTEGER NOT NULL REFERENCES accounts (id), -- who asked for it
    began      INTEGER NOT NULL,
    ended      INTEGER,                   -- null: it goes on
    failure    TEXT,                      -- why it ended before its source did, for people; null: it did not
    created    INTEGER NOT NULL DEFAULT 0,
    updated    INTEGER NOT NULL DEFAULT 0,
    unchanged  INTEGER NOT NULL DEFAULT 0,
    kept       INTEGER NOT NULL DEFAULT 0, -- as somebody here wrote them
    refused    INTEGER NOT NULL DEFAULT 0,
    vanished   INTEGER NOT NULL DEFAULT 0,
    undone     INTEGER                    -- when it was taken back; null: it stands
) STRICT;
CREATE INDEX runs_of_source ON runs (source, number);
CREATE INDEX runs_open ON runs (number) WHERE ended IS NULL;

-- What each run did to each record, in the order of the source. What did not change is only counted.
CREATE TABLE run_records (
    run      INTEGER NOT NULL REFERENCES runs (number),
    position INTEGER NOT NULL,
    name     TEXT NOT NULL,               -- the address of its document, or what it calls itself
    places   TEXT NOT NULL,               -- JSON: where the source speaks of it
    fate     TEXT NOT NULL,               -- created, updated, kept, refused, vanished
    why      TEXT,                        -- for people; null: there is nothing to say
    disputes TEXT,                        -- JSON: what the source says otherwise than somebody here; null: nothing
    entry    INTEGER REFERENCES entries (seq), -- what it wrote; null: nothing
    before   INTEGER REFERENCES entries (seq), -- what had said what stood there; null: nothing stood there
    undone   INTEGER REFERENCES entries (seq), -- what took it back; null: it stands
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_records_by_name ON run_records (name);
CREATE INDEX run_records_by_entry ON run_records (entry) WHERE entry IS NOT NULL;

-- What each source tells of each document, as it did last.
CREATE TABLE source_records (
    id       INTEGER PRIMARY KEY,
    source   TEXT NOT NULL REFERENCES sources (name),
    iri      TEXT NOT NULL,
    hash     BLOB NOT NULL,               -- SHA-256 of what it tells
    content  BLOB,                        -- that, zstd; null: `entry` says it
    entry    INTEGER REFERENCES entries (seq), -- the last that its runs wrote of the document; null: none
    undone   INTEGER REFERENCES entries (seq), -- what ended its document because a run was taken back; null: nothing did
    vanished INTEGER REFERENCES runs (number), -- the first run that no longer found it; null: it is there
    UNIQUE (source, iri)
) STRICT;
CREATE INDEX source_records_by_iri ON source_records (iri);
CREATE INDEX source_records_vanished ON source_records (source, iri) WHERE vanished IS NOT NULL;

-- A document's row is written before the entry that it refers to. While such a reference is open SQLite looks, for each
-- entry that is written, for rows that wait for it: without an index through all documents.
CREATE INDEX documents_by_content ON documents (content);

PRAGMA user_version = 10;
