-- What version 13 could keep besides: how far a source was read, and documents that a run took away.
UPDATE sources SET place = '{"page":"https://b.example/feed?page=1"}';
UPDATE runs SET removed = 1;
