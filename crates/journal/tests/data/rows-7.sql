-- What version 7 did besides: it knows that no copy of the address of account 3 is left.
UPDATE accounts SET forgotten=5000000 WHERE id=3;
