-- From version 1 to version 2: the forms of the territory.

-- Rows are only ever added: the highest number of a name is the form as it stands.
CREATE TABLE forms (
    slug       TEXT NOT NULL,             -- the last part of its address
    number     INTEGER NOT NULL,          -- 1, 2, 3…: a deletion counts as well
    hash       BLOB NOT NULL,             -- SHA-256 of the text
    text       TEXT,                      -- Turtle; null: it is gone from here on
    at         INTEGER NOT NULL,
    by_account INTEGER NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (slug, number)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 2;
