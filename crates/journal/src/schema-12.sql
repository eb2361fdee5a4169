-- From version 11 to version 12: claims. Who asked to take over a document that was imported, and by what proof it is theirs.

-- What proves that somebody writes at a site: handed out once, kept as its hash. One for each document and account.
CREATE TABLE claim_challenges (
    hash     BLOB PRIMARY KEY,             -- SHA-256 of its text
    document TEXT NOT NULL,
    account  INTEGER NOT NULL REFERENCES accounts (id),
    created  INTEGER NOT NULL,
    expires  INTEGER NOT NULL,
    UNIQUE (document, account)
) STRICT, WITHOUT ROWID;

-- Documents that were handed over.
CREATE TABLE claims (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    document   TEXT NOT NULL,
    together   TEXT NOT NULL,              -- JSON: the addresses of what went with it, itself first
    account    INTEGER NOT NULL REFERENCES accounts (id), -- whose it became
    was        INTEGER NOT NULL REFERENCES accounts (id), -- whose it had been
    way        TEXT NOT NULL,              -- file, link, dns; given: nothing was proven, somebody decided
    place      TEXT,                       -- where the proof was seen; null: nothing was proven
    at         INTEGER NOT NULL,
    by_account INTEGER NOT NULL REFERENCES accounts (id),
    ended      INTEGER,                    -- when it was taken back; null: it stands
    ended_by   INTEGER REFERENCES accounts (id)
) STRICT;
CREATE UNIQUE INDEX claims_standing ON claims (document) WHERE ended IS NULL;
CREATE INDEX claims_of_document ON claims (document, number);

PRAGMA user_version = 12;
