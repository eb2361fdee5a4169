-- What version 10 could keep besides: a source, a run of it, what that did, what the source told.
INSERT INTO sources (name, format, address, telling, account, every, next) VALUES ('carte', 'gogocarto', 'https://b.example/api/elements.json', '{}', 1, 86400, 2000000);
INSERT INTO runs (number, source, by_account, began, ended, created) VALUES (1, 'carte', 1, 1000000, 2000000, 1);
INSERT INTO run_records (run, position, name, places, fate, entry) VALUES (1, 1, 'https://a.example/codes/a', '[{"item":1}]', 'created', 1);
INSERT INTO source_records (id, source, iri, hash, entry) VALUES (1, 'carte', 'https://a.example/codes/a', zeroblob(32), 1);
