-- From version 5 to version 6: erasures. An entry of the kind `erased` says that its document's entries were destroyed.

-- Beside each such entry, whether every other copy here is destroyed too.
CREATE TABLE erasures (
    seq      INTEGER PRIMARY KEY REFERENCES entries (seq),
    finished INTEGER                      -- when; null: that is still to be done
) STRICT;

PRAGMA user_version = 6;
