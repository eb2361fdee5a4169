-- From version 12 to version 13: sources that are followed, by what is told of each document, its end included.

-- How far one was read, as whoever reads it understands it; null: not at all.
ALTER TABLE sources ADD COLUMN place TEXT;
-- How many documents a run took away, since their source says that they ended.
ALTER TABLE runs ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;

PRAGMA user_version = 13;
