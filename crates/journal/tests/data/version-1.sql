-- A journal as version 1 left it: its tables as they were then, and what its own code wrote into them (three documents, one bounded
-- by another, one gone, and a token). It stays as it is, whatever becomes of the tables.

-- The tables of a journal, version 1. Times are microseconds since 1970 in UTC; audiences are IRIs of `cs:audience`.

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

-- The log. Rows are only ever added; erasure alone sets salt, hash and content to null.
CREATE TABLE entries (
    seq          INTEGER PRIMARY KEY,
    iri          TEXT NOT NULL,
    container    TEXT NOT NULL,
    kind         TEXT NOT NULL,           -- put, gone, reach
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

INSERT INTO accounts VALUES(1,'writer@a.example','writer@a.example','contributor',0);
INSERT INTO bindings VALUES('https://a.example/codes/b','https://a.example/codes/a');
INSERT INTO documents VALUES('https://a.example/codes/a','codes','a',2,X'4E07408562BEDB8B60CE05C1DECFE3AD16B72230967DE01F640B7E4729B49FCE','https://w3id.org/codesocial#Members','https://w3id.org/codesocial#Members',1,0,1000000,3,3);
INSERT INTO documents VALUES('https://a.example/codes/b','codes','b',1,X'D4735E3A265E16EEE03F59718B9B5D03019C07D8B6C51F90DA3A666EEC13AB35','https://w3id.org/codesocial#Public','https://w3id.org/codesocial#Members',1,0,0,4,2);
INSERT INTO documents VALUES('https://a.example/codes/c','codes','c',2,X'E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855','https://w3id.org/codesocial#Public','https://w3id.org/codesocial#Public',1,1000000,1000000,6,NULL);
INSERT INTO entries VALUES(1,'https://a.example/codes/a','codes','put',1,0,1,'because','https://w3id.org/codesocial#Public','https://w3id.org/codesocial#Public',1,X'6B86B273FF34FCE19D6B804EFF5A3F5747ADA4EAA22F1D49C01E52DDB7875B4B',X'28B52FFD200109000031',NULL,X'AF5570F5A1810B7AF78CAF4BC70A660F0DF51E42BAF91D4DE5B2328DE0E83DFC',X'5009637A0A24E48EFB667B6F62792A8CDCD731BE55CCC3CB4E9171C6FB1C3179',X'94E9435B90F59EB80576D0B336FC5E105B4CA37343C0D12143DB4781FB7B4CF1');
INSERT INTO entries VALUES(2,'https://a.example/codes/b','codes','put',1,0,1,'because','https://w3id.org/codesocial#Public','https://w3id.org/codesocial#Public',1,X'D4735E3A265E16EEE03F59718B9B5D03019C07D8B6C51F90DA3A666EEC13AB35',X'28B52FFD200109000032',NULL,X'CD2662154E6D76B2B2B92E70C0CAC3CCF534F9B74EB5B89819EC509083D00A50',X'E4E045A3D0F539D540AE1AC9EEA4CD68C3311EF6E39C24BE9293EA2ECB603DD4',X'43D94E2D1BA0CC18EF92E585D85D323D50DB15B28C49B4336C93A5A30C6679C3');
INSERT INTO entries VALUES(3,'https://a.example/codes/a','codes','put',2,1000000,1,'because','https://w3id.org/codesocial#Members','https://w3id.org/codesocial#Members',1,X'4E07408562BEDB8B60CE05C1DECFE3AD16B72230967DE01F640B7E4729B49FCE',X'28B52FFD200109000033',NULL,X'CD04A4754498E06DB5A13C5F371F1F04FF6D2470F24AA9BD886540E5DCE77F70',X'ED2A0D09A4E896FCA55A1EE8D8A414AC17F1331B4781F7905AE25EE315BD5C9F',X'0F0FF2587AC995273B032040E0ED136E5BB886088D36654136F5AB1C2DAA3B8F');
INSERT INTO entries VALUES(4,'https://a.example/codes/b','codes','reach',1,1000000,1,'because','https://w3id.org/codesocial#Public','https://w3id.org/codesocial#Members',1,X'D4735E3A265E16EEE03F59718B9B5D03019C07D8B6C51F90DA3A666EEC13AB35',NULL,2,X'D5688A52D55A02EC4AEA5EC1EADFFFE1C9E0EE6A4DDBE2377F98326D42DFC975',X'F02C9CAA490855D07F69C220C1768878DFDE08DB33B6736D06B41DC552B4187D',X'711DB96AA98D9A79903601FE457C375F187FBF05A9EFC52FBE8F8B91063CA868');
INSERT INTO entries VALUES(5,'https://a.example/codes/c','codes','put',1,1000000,1,'because','https://w3id.org/codesocial#Public','https://w3id.org/codesocial#Public',1,X'4B227777D4DD1FC61C6F884F48641D02B4D121D3FD328CB08B5531FCACDABF8A',X'28B52FFD200109000034',NULL,X'8005F02D43FA06E7D0585FB64C961D57E318B27A145C857BCD3A6BDB413FF7FC',X'AEE62D7EDCA313A7CF2CB6B3F81CA5A13638503D47BD0F583BECCBBDB5EF5660',X'A3EF498EF4F695BC88D37CC89378458C8D24F9223CE6E89867F73C156AB5B36F');
INSERT INTO entries VALUES(6,'https://a.example/codes/c','codes','gone',2,1000000,1,'because','https://w3id.org/codesocial#Public','https://w3id.org/codesocial#Public',1,X'E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855',NULL,NULL,X'5DEE4DD60FF8D0BA9900FE91E90E0DCF65F0570D42C431F727D0300DD70DC431',X'D836EC711605FC8EA0002AAA6E29C14A437D738AE00CAEFB16EC7CB45BD342FA',X'7A43CB7C5FC7DA7E239E89E44AE206C7CB584E912B42373BA9476FBC6D83E8C6');
INSERT INTO instance VALUES(1,'https://a.example/','A',0);
INSERT INTO tokens VALUES(X'5FCF38A3F07CD9E0D5109B84D5C567A3B617F6AFDE3501FBC333894199503F76',1,'read write',1000000,NULL);
