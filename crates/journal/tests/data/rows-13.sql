-- What version 13 could keep besides: how far a source was read, and how many documents a run took away.
UPDATE sources SET place = '{"page":1}';
UPDATE runs SET removed = 1;
