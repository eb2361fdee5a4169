-- From version 2 to version 3: releases, and the keys that sign them.

-- Every public key that ever signed here: what was signed must be verifiable for ever. The secret ones are in `keys/`.
CREATE TABLE signing_keys (
    public  TEXT PRIMARY KEY,             -- Multikey: z6Mk…
    created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Rows are only ever added; erasure alone sets a manifest to null.
CREATE TABLE releases (
    description TEXT NOT NULL,            -- the IRI of what it freezes
    number      INTEGER NOT NULL,         -- 1, 2, 3… for each description
    at          INTEGER NOT NULL,
    by_account  INTEGER NOT NULL REFERENCES accounts (id),
    audience    TEXT NOT NULL,            -- the description's, narrowed, when it was frozen
    owner       INTEGER NOT NULL REFERENCES accounts (id), -- the description's, then
    manifest    TEXT,                     -- the bytes that were signed; null: erased
    PRIMARY KEY (description, number)
) STRICT, WITHOUT ROWID;

-- What each of them froze. The content is that of the entry which wrote it: where that is erased, it is erased here too.
CREATE TABLE release_members (
    description TEXT NOT NULL,
    release     INTEGER NOT NULL,
    iri         TEXT NOT NULL,
    entry       INTEGER NOT NULL REFERENCES entries (seq),
    PRIMARY KEY (description, release, iri),
    FOREIGN KEY (description, release) REFERENCES releases (description, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX release_members_by_entry ON release_members (entry);

PRAGMA user_version = 3;
