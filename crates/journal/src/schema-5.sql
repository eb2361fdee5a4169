-- From version 4 to version 5: how people sign in. Secrets are never here, only their hashes.

ALTER TABLE accounts ADD COLUMN password TEXT;                     -- argon2id as a PHC string; null: none
ALTER TABLE accounts ADD COLUMN guest    INTEGER NOT NULL DEFAULT 0; -- 1: made for an edit link, may do what the link says
ALTER TABLE accounts ADD COLUMN disabled INTEGER;                  -- when; null: it may sign in
ALTER TABLE accounts ADD COLUMN erased   INTEGER;                  -- when its address was erased; it is disabled too
ALTER TABLE accounts ADD COLUMN rights   INTEGER NOT NULL DEFAULT 0; -- counts changes of rights: sessions are rotated after each

ALTER TABLE tokens ADD COLUMN label   TEXT NOT NULL DEFAULT '';    -- what its owner calls it
ALTER TABLE tokens ADD COLUMN expires INTEGER;                     -- null: never
CREATE INDEX tokens_of_account ON tokens (account);

-- Whoever was named a member before having an account here; becomes one with it.
CREATE TABLE awaited_members (
    group_iri TEXT NOT NULL,
    folded    TEXT NOT NULL,
    email     TEXT NOT NULL,
    PRIMARY KEY (group_iri, folded)
) STRICT, WITHOUT ROWID;
CREATE INDEX awaited_by_address ON awaited_members (folded);

-- Browsers that are signed in. A session that ends is deleted.
CREATE TABLE sessions (
    hash    BLOB PRIMARY KEY,             -- SHA-256 of the cookie's text
    account INTEGER NOT NULL REFERENCES accounts (id),
    link    BLOB REFERENCES edit_links (hash), -- null: opened by signing in
    rights  INTEGER NOT NULL,             -- the account's when the cookie was made
    began   INTEGER NOT NULL,             -- when somebody signed in; a rotated session keeps it
    used    INTEGER NOT NULL,             -- when it was last seen, give or take
    ends    INTEGER NOT NULL,             -- whatever happens
    agent   TEXT NOT NULL                 -- what the browser calls itself
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of_account ON sessions (account);

-- Links that make an account, once.
CREATE TABLE invitations (
    hash       BLOB PRIMARY KEY,          -- SHA-256 of the code in the link
    email      TEXT NOT NULL,
    folded     TEXT NOT NULL,
    role       TEXT NOT NULL,
    groups     TEXT NOT NULL,             -- a JSON array of IRIs
    resets     INTEGER NOT NULL,          -- 1: it may give an account that exists a new password
    by_account INTEGER NOT NULL REFERENCES accounts (id),
    created    INTEGER NOT NULL,
    expires    INTEGER NOT NULL,
    ended      INTEGER                    -- when it was accepted or taken back; null: it is open
) STRICT, WITHOUT ROWID;

-- Links that let their holder edit one document, in one browser.
CREATE TABLE edit_links (
    hash       BLOB PRIMARY KEY,          -- SHA-256 of the code in the link
    document   TEXT NOT NULL,
    account    INTEGER NOT NULL REFERENCES accounts (id), -- the guest
    by_account INTEGER NOT NULL REFERENCES accounts (id),
    created    INTEGER NOT NULL,
    expires    INTEGER NOT NULL,
    opened     INTEGER,                   -- when a browser took it; null: nobody did
    revoked    INTEGER                    -- when; null: it holds
) STRICT, WITHOUT ROWID;
CREATE INDEX edit_links_of_document ON edit_links (document);

-- Who an account is to providers of OpenID Connect.
CREATE TABLE identities (
    issuer  TEXT NOT NULL,
    subject TEXT NOT NULL,
    account INTEGER NOT NULL REFERENCES accounts (id),
    linked  INTEGER NOT NULL,
    PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX identities_of_account ON identities (account);

PRAGMA user_version = 5;
