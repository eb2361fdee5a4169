-- What a journal of version 10 has besides: a source, and a run of it.
INSERT INTO sources (name, format, address, telling, account, every, next)
VALUES ('carte', 'gogocarto', 'https://carte.example/api/elements.json', '{}', 1, 3600, NULL);
INSERT INTO runs (source, by_account, began, ended, created) VALUES ('carte', 1, 10, 20, 1);
INSERT INTO run_records (run, position, name, places, fate) VALUES (1, 1, 'https://a.example/places/four', '[]', 'created');
INSERT INTO source_records (source, iri, hash) VALUES ('carte', 'https://a.example/places/four', zeroblob(32));
