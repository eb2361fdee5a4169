-- From version 8 to version 9: federation. Who of ours speaks, who follows whom, what still has to be said and to whom, what
-- was received.

-- Who of ours is an actor: the instance, and each document that was needed as one. A handle is never given twice.
CREATE TABLE actors (
    iri     TEXT PRIMARY KEY,
    handle  TEXT NOT NULL UNIQUE,         -- the part before the @
    created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Their keys. They are made when they are first needed, and stay: peers keep what they once fetched.
CREATE TABLE actor_keys (
    actor   TEXT NOT NULL REFERENCES actors (iri),
    name    TEXT NOT NULL,                -- the fragment of its address
    secret  TEXT NOT NULL,                -- PKCS#8 in PEM
    created INTEGER NOT NULL,
    PRIMARY KEY (actor, name)
) STRICT, WITHOUT ROWID;

-- Actors of others, as their documents said when we asked last.
CREATE TABLE strangers (
    actor    TEXT PRIMARY KEY,
    host     TEXT NOT NULL,               -- by which they are counted
    document BLOB,                        -- the bytes of it, zstd; null: it is gone (410), and stays gone
    size     INTEGER NOT NULL,            -- of the document
    fetched  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX strangers_by_host ON strangers (host, fetched, size);
CREATE INDEX strangers_by_age ON strangers (fetched, size);

-- Inboxes of others to which something is sent, each with how far it has come: in the journal, by its last entry.
CREATE TABLE peers (
    inbox    TEXT PRIMARY KEY,
    exact    INTEGER NOT NULL,            -- 1: an instance of ours, which takes documents as they are, for its network too
    dialect  TEXT,                        -- of signatures; null: it has shown none
    cursor   INTEGER NOT NULL,            -- entries up to here are dealt with
    since    INTEGER NOT NULL,            -- entries up to here were there when it first began to follow
    round    INTEGER NOT NULL DEFAULT 0,  -- counts how often it began anew, 0: never: what was sent before moves no cursor
    begun    INTEGER NOT NULL DEFAULT 0,  -- entries up to here it was not told when it began anew, since it is told no past
    attempts INTEGER NOT NULL DEFAULT 0,  -- failures since the last success
    next     INTEGER,                     -- not before; null: now
    failure  TEXT,                        -- the last one, in words; null: none since the last success
    failing  INTEGER,                     -- the first one since then
    reached  INTEGER,                     -- the last success
    parked   INTEGER                      -- since when it is only tried rarely; null: it is not
) STRICT, WITHOUT ROWID;

-- Who follows what of ours.
CREATE TABLE followers (
    actor    TEXT NOT NULL,
    object   TEXT NOT NULL,               -- the instance's actor, a container, a document
    activity TEXT NOT NULL,               -- the Follow, by its address
    inbox    TEXT NOT NULL REFERENCES peers (inbox),
    host     TEXT NOT NULL,               -- of the actor: by which requests are counted
    state    TEXT NOT NULL,               -- waiting, accepted, refused
    asked    INTEGER NOT NULL,
    answered INTEGER,
    PRIMARY KEY (actor, object)
) STRICT, WITHOUT ROWID;
CREATE INDEX followers_by_inbox ON followers (inbox);
CREATE INDEX followers_by_host ON followers (host, state);
CREATE INDEX followers_waiting ON followers (state) WHERE state = 'waiting';

-- What we follow.
CREATE TABLE following (
    object   TEXT PRIMARY KEY,
    actor    TEXT NOT NULL,               -- who answers for it
    inbox    TEXT NOT NULL REFERENCES peers (inbox),
    message  INTEGER NOT NULL,            -- our Follow
    state    TEXT NOT NULL,               -- waiting, accepted, refused
    asked    INTEGER NOT NULL,
    answered INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX following_by_actor ON following (actor);
CREATE INDEX following_by_inbox ON following (inbox);

-- What is said to one inbox and follows from no entry. Its address is made of its number.
CREATE TABLE messages (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    inbox   TEXT NOT NULL REFERENCES peers (inbox),
    speaker TEXT NOT NULL,                -- who of ours says it
    kind    TEXT NOT NULL,                -- the type of the activity
    object  TEXT NOT NULL,                -- JSON
    made    INTEGER NOT NULL,
    settled INTEGER,                      -- when it was taken, or refused for good; null: it waits
    refusal TEXT                          -- why it was refused; null: it was not
) STRICT;
CREATE INDEX messages_waiting ON messages (inbox, number) WHERE settled IS NULL;
CREATE INDEX messages_by_inbox ON messages (inbox);
CREATE INDEX messages_settled ON messages (settled) WHERE settled IS NOT NULL;

-- Entries that a peer refused for good: they have not arrived.
CREATE TABLE refusals (
    inbox TEXT NOT NULL REFERENCES peers (inbox),
    seq   INTEGER NOT NULL,
    iri   TEXT NOT NULL,
    at    INTEGER NOT NULL,
    why   TEXT NOT NULL,
    PRIMARY KEY (inbox, seq)
) STRICT, WITHOUT ROWID;

-- Of a document it is asked who refused it.
CREATE INDEX refusals_by_entry ON refusals (seq);

-- When a peer had come how far: the latest of its steps, so that it can be said when it took an entry.
CREATE TABLE arrivals (
    inbox  TEXT NOT NULL REFERENCES peers (inbox),
    cursor INTEGER NOT NULL,              -- it had taken, or refused, what was told up to here
    at     INTEGER NOT NULL,
    PRIMARY KEY (inbox, cursor)
) STRICT, WITHOUT ROWID;

-- What came in, each activity once. Its bytes stay until it is applied, or for people to look at.
CREATE TABLE received (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id     TEXT NOT NULL,
    kind   TEXT NOT NULL,                 -- the type of the activity: some give what they do twice the address of its object
    actor  TEXT NOT NULL,
    host   TEXT,                          -- of the actor, by which strangers are counted; null: somebody here followed it
    at     INTEGER NOT NULL,
    body   BLOB,                          -- zstd; null: it is settled, and not in quarantine
    size   INTEGER NOT NULL,              -- of the body, as it came in
    fate   TEXT NOT NULL,                 -- waiting, applied, ignored, quarantined, dismissed, undone (before it came)
    why    TEXT,                          -- for people, of what is ignored or quarantined
    UNIQUE (id, kind)
) STRICT;
CREATE INDEX received_by_actor ON received (actor);
CREATE INDEX received_waiting ON received (number) WHERE fate = 'waiting';
CREATE INDEX received_quarantined ON received (number) WHERE fate = 'quarantined';
-- What strangers left that waits for something, and what is only remembered: both are bounded.
CREATE INDEX received_held ON received (fate, host, size)
    WHERE host IS NOT NULL AND fate IN ('waiting', 'quarantined');
CREATE INDEX received_settled ON received (host, number, fate)
    WHERE host IS NOT NULL AND fate NOT IN ('waiting', 'quarantined');
CREATE INDEX received_by_age ON received (at) WHERE body IS NULL;

-- What others answer to documents of ours, once somebody here has let it be shown.
CREATE TABLE replies (
    id         TEXT PRIMARY KEY,          -- the note's own address
    actor      TEXT NOT NULL,             -- who says it
    document   TEXT NOT NULL,             -- what of ours it answers to
    name       TEXT,                      -- of the author, as they call themselves
    content    TEXT NOT NULL,             -- HTML
    warning    TEXT,                      -- HTML: what its author warns of before it is read
    language   TEXT,
    url        TEXT NOT NULL,             -- where people read it
    published  INTEGER,                   -- as its author says
    is_public  INTEGER NOT NULL,          -- 0: it was not said to everybody
    accepted   INTEGER NOT NULL,
    by_account INTEGER NOT NULL REFERENCES accounts (id),
    changed    INTEGER,                   -- when its author changed it last
    hidden     INTEGER                    -- since when it is not shown any more; null: it is
) STRICT, WITHOUT ROWID;
CREATE INDEX replies_by_document ON replies (document);
CREATE INDEX replies_by_actor ON replies (actor);

-- Whom we do not hear (blocked), or hear without showing it to everybody (silenced).
CREATE TABLE blocks (
    subject    TEXT PRIMARY KEY,          -- a host, or the address of an actor
    kind       TEXT NOT NULL,             -- blocked, silenced
    why        TEXT NOT NULL,
    at         INTEGER NOT NULL,
    by_account INTEGER NOT NULL REFERENCES accounts (id)
) STRICT, WITHOUT ROWID;

-- What documents of common life name, ours and from elsewhere: taken from what they say, in the transaction that writes it.
CREATE TABLE named (
    iri   TEXT NOT NULL,                  -- the document
    role  TEXT NOT NULL,                  -- as what: party, ecosystem, request, enters, joins, stays, member, rebroadcasts
    names TEXT NOT NULL,
    here  INTEGER NOT NULL,               -- 1: it is an address of ours
    PRIMARY KEY (iri, role, names)
) STRICT, WITHOUT ROWID;
CREATE INDEX named_by_name ON named (names, role);

-- Whom documents of ours concern elsewhere: they are told, though they follow nothing.
CREATE TABLE concerns (
    iri    TEXT NOT NULL,                 -- a document of ours
    actor  TEXT NOT NULL,                 -- an address that is not
    stands INTEGER NOT NULL,              -- 1: it concerns them; 0: it did
    knows  INTEGER NOT NULL DEFAULT 0,    -- 1: they were told what it says; 0: nothing, or that it ended
    due    INTEGER NOT NULL DEFAULT 0,    -- how often something happened since they were told; 0: there is nothing to tell
    PRIMARY KEY (iri, actor)
) STRICT, WITHOUT ROWID;
CREATE INDEX concerns_by_actor ON concerns (actor);
CREATE INDEX concerns_due ON concerns (actor, iri) WHERE due > 0;
CREATE TRIGGER concerns_follow_entries AFTER INSERT ON entries BEGIN
    UPDATE concerns SET due = due + 1 WHERE iri = NEW.iri;
END;

-- Where those take what is sent to them, once that was found.
CREATE TABLE acquaintances (
    actor    TEXT PRIMARY KEY,            -- whom documents of ours concern
    inbox    TEXT REFERENCES peers (inbox), -- null: not found yet
    attempts INTEGER NOT NULL DEFAULT 0,  -- failures until now
    next     INTEGER,                     -- it is not looked for before; null: now
    failure  TEXT                         -- the last one, in words
) STRICT, WITHOUT ROWID;
CREATE INDEX acquaintances_by_inbox ON acquaintances (inbox);

-- Documents from elsewhere that are kept whether or not somebody here follows them.
CREATE TABLE keeps (
    iri      TEXT NOT NULL,
    sake     TEXT NOT NULL,               -- the actor that announces it; empty: somebody here took it
    activity TEXT,                        -- the Announce, by its address
    PRIMARY KEY (iri, sake)
) STRICT, WITHOUT ROWID;
CREATE INDEX keeps_by_sake ON keeps (sake);

-- What is to be fetched from where it is, because somebody who is followed announces it.
CREATE TABLE fetches (
    iri      TEXT PRIMARY KEY,
    asked    INTEGER NOT NULL,            -- how often it was announced since it was first
    attempts INTEGER NOT NULL DEFAULT 0,  -- failures until now
    next     INTEGER,                     -- not before; null: now
    failure  TEXT                         -- the last one, in words
) STRICT, WITHOUT ROWID;

-- What documents of ours pass on (cs:rebroadcasts) to everybody: since which of their entries, and up to which.
CREATE TABLE announced (
    iri    TEXT NOT NULL,                 -- who passes it on
    object TEXT NOT NULL,                 -- what
    seq    INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    ended  INTEGER,                       -- null: they do
    PRIMARY KEY (iri, object)
) STRICT, WITHOUT ROWID;
CREATE INDEX announced_objects ON announced (object);
CREATE TRIGGER announced_follow_entries AFTER INSERT ON entries WHEN NEW.container <> 'elsewhere' BEGIN
    UPDATE announced SET ended = NEW.seq WHERE iri = NEW.iri AND ended IS NULL
        AND NOT (NEW.kind IN ('put', 'reach') AND NEW.audience = 'https://w3id.org/codesocial#Public'
            AND object IN (SELECT names FROM named WHERE iri = NEW.iri AND role = 'rebroadcasts'));
    INSERT INTO announced (iri, object, seq, at) SELECT NEW.iri, names, NEW.seq, NEW.at FROM named
        WHERE iri = NEW.iri AND role = 'rebroadcasts'
        AND NEW.kind IN ('put', 'reach') AND NEW.audience = 'https://w3id.org/codesocial#Public'
        ON CONFLICT (iri, object) DO UPDATE SET seq = excluded.seq, at = excluded.at, ended = NULL
        WHERE ended IS NOT NULL;
END;

-- Whoever is told of changes walks the documents by their last entries.
CREATE INDEX documents_by_entry ON documents (seq);

PRAGMA user_version = 9;
