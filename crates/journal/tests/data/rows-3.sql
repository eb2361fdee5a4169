-- What version 3 kept besides: a key, and two releases of codes/a with codes/b.
INSERT INTO signing_keys VALUES('z6MkOne',1000000);
INSERT INTO releases VALUES('https://a.example/codes/a',1,2000000,1,'https://w3id.org/codesocial#Public',1,'the first manifest');
INSERT INTO releases VALUES('https://a.example/codes/a',2,3000000,1,'https://w3id.org/codesocial#Public',1,'the second manifest');
INSERT INTO release_members VALUES('https://a.example/codes/a',1,'https://a.example/codes/a',1);
INSERT INTO release_members VALUES('https://a.example/codes/a',1,'https://a.example/codes/b',2);
INSERT INTO release_members VALUES('https://a.example/codes/a',2,'https://a.example/codes/a',3);
