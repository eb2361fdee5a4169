-- What version 9 could keep besides: whom it follows and who follows it, what was said and heard, what documents name.
INSERT INTO actors (iri, handle, created) VALUES ('https://a.example/actor', 'a.example', 1000000);
INSERT INTO actor_keys (actor, name, secret, created) VALUES ('https://a.example/actor', 'main-key', '-----BEGIN PRIVATE KEY-----', 1000000);
INSERT INTO strangers (actor, host, document, size, fetched) VALUES ('https://b.example/actor', 'b.example', x'28b52ffd', 4, 1000000);
INSERT INTO peers (inbox, exact, dialect, cursor, since) VALUES ('https://b.example/inbox', 1, 'cavage', 3, 1);
INSERT INTO followers (actor, object, activity, inbox, host, state, asked, answered) VALUES ('https://b.example/actor', 'https://a.example/actor', 'https://b.example/follows/1', 'https://b.example/inbox', 'b.example', 'accepted', 1000000, 2000000);
INSERT INTO following (object, actor, inbox, message, state, asked, answered) VALUES ('https://b.example/', 'https://b.example/actor', 'https://b.example/inbox', 1, 'accepted', 1000000, 2000000);
INSERT INTO messages (number, inbox, speaker, kind, object, made, settled) VALUES (1, 'https://b.example/inbox', 'https://a.example/actor', 'Follow', '"https://b.example/"', 1000000, 2000000);
INSERT INTO refusals (inbox, seq, iri, at, why) VALUES ('https://b.example/inbox', 2, 'https://a.example/codes/b', 1000000, '422');
INSERT INTO arrivals (inbox, cursor, at) VALUES ('https://b.example/inbox', 3, 2000000);
INSERT INTO received (number, id, kind, actor, host, at, body, size, fate) VALUES (1, 'https://b.example/creates/1', 'Create', 'https://b.example/actor', NULL, 1000000, NULL, 99, 'applied');
INSERT INTO replies (id, actor, document, content, url, is_public, accepted, by_account) VALUES ('https://b.example/notes/1', 'https://b.example/actor', 'https://a.example/codes/a', '<p>a</p>', 'https://b.example/notes/1', 1, 1000000, 1);
INSERT INTO blocks (subject, kind, why, at, by_account) VALUES ('c.example', 'silenced', 'noise', 1000000, 1);
INSERT INTO named (iri, role, names, here) VALUES ('https://a.example/codes/a', 'party', 'https://b.example/organizations/b', 0);
INSERT INTO concerns (iri, actor, stands, knows, due) VALUES ('https://a.example/codes/a', 'https://b.example/organizations/b', 1, 1, 0);
INSERT INTO acquaintances (actor, inbox) VALUES ('https://b.example/organizations/b', 'https://b.example/inbox');
INSERT INTO keeps (iri, sake, activity) VALUES ('https://b.example/codes/b', 'https://b.example/actor', 'https://b.example/announces/1');
INSERT INTO fetches (iri, asked) VALUES ('https://c.example/codes/c', 1);
INSERT INTO announced (iri, object, seq, at) VALUES ('https://a.example/codes/a', 'https://b.example/codes/b', 3, 1000000);
