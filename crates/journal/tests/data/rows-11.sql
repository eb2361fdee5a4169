-- What version 11 could keep besides: what somebody said of two sheets.
INSERT INTO same_decisions (number, one, other, decision, by_account, at) VALUES (1, 'https://a.example/codes/a', 'https://b.example/x', 'refused', 1, 1000000);
