-- What version 14 could keep besides: an address that is told what changes, and what became of that.
INSERT INTO webhooks (account, label, address, about, subject, shape, secret, state, created, confirmed, cursor)
SELECT min(id), 'Carte', 'https://hook.example/', 'container', 'organizations', 'gogocarto', x'0102', 'active', 1, 2, 1 FROM accounts;
INSERT INTO webhook_deliveries (webhook, seq, iri, kind, attempts, at, status, why)
SELECT number, 1, 'https://a.example/organizations/moulin', 'created', 2, 3, 503, 'busy' FROM webhooks;
