-- The tables of a journal, version 1; what later versions add stands in files of its own. Times are microseconds since 1970 in UTC; audiences are IRIs of `cs:audience`.

-- "CSJ1": tells a journal from any other SQLite file.
PRAGMA application_id = 1129531953;
PRAGMA user_version = 1;

CREATE TABLE instance (
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    base     TEXT NOT NULL,
    name     TEXT NOT NULL,
    created  INTEGER NOT NULL
) STRICT;

-- A number is never used twice, even after its account is erased: entries name it for ever.
CREATE TABLE accounts (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    email   TEXT NOT NULL,                -- as it was written first
    folded  TEXT NOT NULL UNIQUE,         -- in lower case: what makes two addresses one
    role    TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE memberships (
    account  INTEGER NOT NULL REFERENCES accounts (id),
    group_iri TEXT NOT NULL,
    PRIMARY KEY (account, group_iri)
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
    hash    BLOB PRIMARY KEY,             -- SHA-256 of the token's text
    account INTEGER NOT NULL REFERENCES accounts (id),
    scopes  TEXT NOT NULL,
    created INTEGER NOT NULL,
    revoked INTEGER                       -- when; null: it is valid
) STRICT, WITHOUT ROWID;

-- The log. Rows are only ever added; erasure alone sets salt, hash, content and reason to null.
CREATE TABLE entries (
    seq          INTEGER PRIMARY KEY,
    iri          TEXT NOT NULL,
    container    TEXT NOT NULL,
    kind         TEXT NOT NULL,           -- put, gone, reach, erased
    number       INTEGER NOT NULL,        -- the document's revision from here on
    at           INTEGER NOT NULL,
    by_account   INTEGER NOT NULL REFERENCES accounts (id),
    reason       TEXT,
    own_audience TEXT NOT NULL,
    audience     TEXT NOT NULL,           -- narrowed by what the document is bound to
    owner        INTEGER NOT NULL REFERENCES accounts (id),
    hash         BLOB,                    -- SHA-256 of the canonical N-Quads
    content      BLOB,                    -- the canonical N-Quads, zstd
    content_of   INTEGER REFERENCES entries (seq), -- where the content of a `reach` entry is
    salt         BLOB,
    commitment   BLOB NOT NULL,
    chain        BLOB NOT NULL
) STRICT;
CREATE INDEX entries_of_document ON entries (iri, seq);

-- Each document as it stands. Its entry is written after it in the same transaction, hence the deferred references.
CREATE TABLE documents (
    iri          TEXT PRIMARY KEY,
    container    TEXT NOT NULL,
    slug         TEXT NOT NULL,
    number       INTEGER NOT NULL,
    hash         BLOB NOT NULL,
    own_audience TEXT NOT NULL,
    audience     TEXT NOT NULL,
    owner        INTEGER NOT NULL REFERENCES accounts (id),
    created      INTEGER NOT NULL,
    modified     INTEGER NOT NULL,
    seq          INTEGER NOT NULL REFERENCES entries (seq) DEFERRABLE INITIALLY DEFERRED,
    content      INTEGER REFERENCES entries (seq) DEFERRABLE INITIALLY DEFERRED -- null: the document is gone
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX documents_by_slug ON documents (container, slug);

-- Whose audience bounds whose. The other document need not be there yet.
CREATE TABLE bindings (
    iri      TEXT NOT NULL,
    bound_to TEXT NOT NULL,
    PRIMARY KEY (iri, bound_to)
) STRICT, WITHOUT ROWID;
CREATE INDEX bindings_by_bound ON bindings (bound_to, iri);
