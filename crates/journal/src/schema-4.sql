-- From version 3 to version 4: how much there is to tell, at a glance (`Extent`), without reading any content.

CREATE INDEX entries_erased ON entries (seq) WHERE salt IS NULL;
CREATE INDEX releases_counted ON releases (number);
CREATE INDEX releases_erased ON releases (number) WHERE manifest IS NULL;

PRAGMA user_version = 4;
