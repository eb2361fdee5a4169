-- What version 8 could keep besides: that a document is from elsewhere. Of which kind it is makes no difference to the step.
INSERT INTO elsewhere (iri, origin, said, at, frozen) VALUES ('https://a.example/codes/c', 'https://b.example/actor', 7, 1000000, 2000000);
