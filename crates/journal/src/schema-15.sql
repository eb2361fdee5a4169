-- From version 14 to version 15: claims by mail. What is to be sent to an address at the site of a document, and the code in it.

CREATE TABLE claim_mails (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    document TEXT NOT NULL,
    account  INTEGER NOT NULL REFERENCES accounts (id), -- who asked for it
    host     TEXT NOT NULL,                -- what stands behind the @
    address  TEXT,                         -- where it is to go; null: it left, or never will
    salt     BLOB NOT NULL,
    trace    BLOB NOT NULL,                -- SHA-256 of the salt and the address: how often it was written to is counted for a day
    asked    INTEGER NOT NULL,
    next_try INTEGER,                      -- when it is tried; null: not any more
    attempts INTEGER NOT NULL DEFAULT 0,
    sent     INTEGER,                      -- when it left
    code     BLOB,                         -- SHA-256 of its code; null: it was not drawn, was spent, replaced, or tried too often
    expires  INTEGER,                      -- until when the code holds
    tries    INTEGER NOT NULL DEFAULT 0    -- wrong codes that were entered
) STRICT;
CREATE INDEX claim_mails_of_claim ON claim_mails (document, account, number);
CREATE INDEX claim_mails_asked ON claim_mails (asked);
CREATE INDEX claim_mails_due ON claim_mails (next_try) WHERE next_try IS NOT NULL;

PRAGMA user_version = 15;
