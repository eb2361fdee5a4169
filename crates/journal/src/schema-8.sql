-- From version 7 to version 8: documents from elsewhere.

-- What is told of each document whose address is not ours. A row goes when its document is forgotten, not when it is gone;
-- one that ended before it came has a row and is no document.
CREATE TABLE elsewhere (
    iri    TEXT PRIMARY KEY,
    origin TEXT NOT NULL,                 -- the IRI of the actor or source that says it
    said   INTEGER,                       -- the largest number of an entry that it came with; null: none
    at     INTEGER,                       -- the latest time that it came with; null: none
    frozen INTEGER                        -- since when it is kept as it is, cut off from its origin; null: it is not
) STRICT, WITHOUT ROWID;
CREATE INDEX elsewhere_by_origin ON elsewhere (origin, iri);

-- Of documents from elsewhere the latest alone is kept: what was destroyed of them is no erasure of anything that is told.
DROP INDEX entries_erased;
CREATE INDEX entries_erased ON entries (seq) WHERE salt IS NULL AND container <> 'elsewhere';

PRAGMA user_version = 8;
