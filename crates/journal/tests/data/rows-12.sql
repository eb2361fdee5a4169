-- What version 12 could keep besides: a challenge, and a document that was handed over.
INSERT INTO claim_challenges (hash, document, account, created, expires) VALUES (zeroblob(32), 'https://a.example/codes/a', 1, 1000000, 2000000);
INSERT INTO claims (number, document, together, account, was, way, place, at, by_account) VALUES (1, 'https://a.example/codes/a', '["https://a.example/codes/a"]', 1, 1, 'file', 'https://b.example/.well-known/codesocial-claim.txt', 1000000, 1);
