-- What version 10 could keep besides: a source with its account, a run, what it did, what the source told.
INSERT INTO sources (name, format, address, telling, account, every, next) VALUES ('carte', 'gogocarto', 'https://b.example/api/elements.json', '{}', 1, 3600, 9000000);
INSERT INTO runs (number, source, by_account, began, ended, created) VALUES (1, 'carte', 1, 1000000, 2000000, 1);
INSERT INTO run_records (run, position, name, places, fate, entry) VALUES (1, 1, 'https://a.example/codes/a', '[]', 'created', 1);
INSERT INTO source_records (source, iri, hash, entry) VALUES ('carte', 'https://a.example/codes/a', zeroblob(32), 1);
