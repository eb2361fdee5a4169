-- What version 1 could keep besides, beyond what `version-1.sql` holds.
INSERT INTO memberships VALUES(1,'https://a.example/groups/a');
