-- From version 6 to version 7: the erasure of an account is finished only once no copy of its address is left; and with a
-- document go the edit links to it.

-- When no copy of its address was left on this machine; null although it is erased: that is still to be done. Nobody knows
-- of those that were erased before.
ALTER TABLE accounts ADD COLUMN forgotten INTEGER;

-- The links to documents that were erased before, and the guests who have no other.
DELETE FROM sessions WHERE link IN (
    SELECT l.hash FROM edit_links l JOIN documents d ON d.iri = l.document JOIN erasures x ON x.seq = d.seq
);
UPDATE accounts SET email = '', folded = 'erased ' || id, password = NULL, rights = rights + 1,
    disabled = coalesce(disabled, gone.at), erased = gone.at
FROM (
    SELECT l.account, max(e.at) AS at FROM edit_links l JOIN documents d ON d.iri = l.document
    LEFT JOIN erasures x ON x.seq = d.seq LEFT JOIN entries e ON e.seq = x.seq
    GROUP BY l.account HAVING count(*) = count(x.seq)
) AS gone
WHERE accounts.id = gone.account AND accounts.guest = 1 AND accounts.erased IS NULL;
DELETE FROM edit_links WHERE document IN (SELECT d.iri FROM documents d JOIN erasures x ON x.seq = d.seq);
-- Likewise whoever was awaited in a group that was erased; these addresses are in the file until it is written anew.
UPDATE erasures SET finished = NULL
WHERE seq IN (SELECT d.seq FROM documents d JOIN awaited_members a ON a.group_iri = d.iri);
DELETE FROM awaited_members WHERE group_iri IN (SELECT d.iri FROM documents d JOIN erasures x ON x.seq = d.seq);

PRAGMA user_version = 7;
