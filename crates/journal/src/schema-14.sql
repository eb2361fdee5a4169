-- From version 13 to version 14: webhooks. What everybody may read is told to addresses that asked for it, from the journal.

-- Each address that is told. A number is never given again: the ids of messages are made of it.
CREATE TABLE webhooks (
    number    INTEGER PRIMARY KEY AUTOINCREMENT,
    account   INTEGER NOT NULL REFERENCES accounts (id), -- whose it is
    label     TEXT NOT NULL,              -- how whoever made it calls it; may be empty
    address   TEXT NOT NULL,
    about     TEXT NOT NULL,              -- all, container, class, document
    subject   TEXT,                       -- which of these; null: all
    shape     TEXT NOT NULL,              -- what messages look like: codesocial, gogocarto
    secret    BLOB NOT NULL,              -- signs them, hence kept as it is
    state     TEXT NOT NULL,              -- unconfirmed, active, paused, failed, ended
    created   INTEGER NOT NULL,
    confirmed INTEGER,                    -- when the address said that it wants to be told; null: it did not
    cursor    INTEGER NOT NULL,           -- entries up to here are dealt with
    attempts  INTEGER NOT NULL DEFAULT 0, -- failures since the last success
    next      INTEGER,                    -- not before; null: now
    failing   INTEGER,                    -- the first failure since the last success
    reached   INTEGER                     -- the last success
) STRICT;
CREATE INDEX webhooks_of_account ON webhooks (account);

-- What was sent last to each, and what became of it.
CREATE TABLE webhook_deliveries (
    webhook  INTEGER NOT NULL REFERENCES webhooks (number) ON DELETE CASCADE,
    seq      INTEGER NOT NULL,            -- the entry that it told; 0: it was asked whether it wants to be told
    iri      TEXT,                        -- its document; null: none
    kind     TEXT NOT NULL,               -- consent, created, updated, deleted
    attempts INTEGER NOT NULL,
    at       INTEGER NOT NULL,            -- the last one
    status   INTEGER,                     -- what was answered; null: nothing
    why      TEXT,                        -- why it did not arrive, for people; null: it did
    PRIMARY KEY (webhook, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_deliveries_by_iri ON webhook_deliveries (iri) WHERE iri IS NOT NULL;

PRAGMA user_version = 14;
