-- From version 3 to version 4: how much was erased, at a glance.

CREATE INDEX entries_erased ON entries (seq) WHERE salt IS NULL;

PRAGMA user_version = 4;
