-- From version 10 to version 11: what people decide of two sheets that may be one organisation's.

-- Each decision. One that was taken back stays, with who did that and when; of two documents one decision stands at most.
CREATE TABLE same_decisions (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    one        TEXT NOT NULL,             -- the two documents, the lesser address first
    other      TEXT NOT NULL,
    decision   TEXT NOT NULL,             -- confirmed, refused, merged
    by_account INTEGER NOT NULL REFERENCES accounts (id),
    at         INTEGER NOT NULL,
    written    TEXT,                      -- the one of both that says so; null: neither does
    entry      INTEGER REFERENCES entries (seq), -- what it was written with; null: it said so before
    before     INTEGER REFERENCES entries (seq), -- what had said what stood there
    back       INTEGER,                   -- when it was taken back; null: it stands
    back_by    INTEGER REFERENCES accounts (id)
) STRICT;
CREATE UNIQUE INDEX same_decisions_standing ON same_decisions (one, other) WHERE back IS NULL;
CREATE INDEX same_decisions_by_one ON same_decisions (one);
CREATE INDEX same_decisions_by_other ON same_decisions (other);

PRAGMA user_version = 11;
