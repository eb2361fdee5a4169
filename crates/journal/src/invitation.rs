//! Invitations: links that make an account, once.

use crate::account::{self, Address};
use crate::column;
use crate::error::JournalError;
use crate::group;
use crate::identity;
use crate::journal::Journal;
use crate::secret::{self, Handle, handle};
use crate::writer::{Desk, Stop, Work};
use jiff::Timestamp;
use model::{AccountId, Iri, Role};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

/// An invitation to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInvitation {
    /// Whom.
    pub email: String,
    /// The role that the account will have at least.
    pub role: Role,
    /// The groups that it will belong to.
    pub groups: Vec<Iri>,
    /// Whether it may give an account that exists a new password.
    pub resets: bool,
    /// Who invites.
    pub by: AccountId,
    /// Until when.
    pub expires: Timestamp,
}

/// An invitation that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// What it is called here.
    pub handle: Handle,
    /// Whom.
    pub email: String,
    /// The role that the account will have at least.
    pub role: Role,
    /// The groups that it will belong to.
    pub groups: Vec<Iri>,
    /// Since when.
    pub created: Timestamp,
    /// Until when.
    pub expires: Timestamp,
}

/// How an invitation is accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acceptance {
    /// With a password, as the PHC string of its hash.
    Password(String),
    /// With an identity at a provider of OpenID Connect: issuer and subject.
    Identity(String, String),
    /// By somebody who is signed in.
    SignedIn(AccountId),
}

/// Why a link does not open.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// It was used, taken back, has expired, or never was.
    #[error("the link does not hold any more")]
    Ended,
    /// The address has an account: whoever it belongs to signs in first.
    #[error("the invitation is for an account that exists: sign in first")]
    SignInFirst,
    /// The identity belongs to another account.
    #[error("the identity belongs to another account")]
    Taken,
    /// Storage failed.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl Journal {
    /// Makes an invitation; returns the code of its link, the only time. An earlier one for the same address ends.
    pub async fn invite(&self, new: NewInvitation) -> Result<String, JournalError> {
        let (code, hash) = secret::draw(self.chance(), "");
        let address = Address::parse(&new.email)?;
        self.write(Invite { hash, address, new }).await?;
        Ok(code)
    }

    /// The invitation behind a code, while it is open.
    pub async fn invitation(&self, code: &str) -> Result<Option<Invitation>, JournalError> {
        let row = sqlx::query(
            "SELECT hash, email, role, groups, created, expires FROM invitations \
             WHERE hash = ? AND ended IS NULL AND expires > ?",
        )
        .bind(secret::hash(code).as_slice())
        .bind(self.now())
        .fetch_optional(self.readers())
        .await?;
        row.as_ref().map(open).transpose()
    }

    /// The open invitations, the newest first: all of them, or those that one account made.
    pub async fn invitations(&self, by: Option<AccountId>) -> Result<Vec<Invitation>, JournalError> {
        let rows = sqlx::query(
            "SELECT hash, email, role, groups, created, expires FROM invitations \
             WHERE ended IS NULL AND expires > ?1 AND (?2 IS NULL OR by_account = ?2) ORDER BY created DESC, hash",
        )
        .bind(self.now())
        .bind(by.map(|by| by.0))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(open).collect()
    }

    /// Takes an invitation back: any, or one that this account made. Whether it was open.
    pub async fn end_invitation(&self, invitation: Handle, by: Option<AccountId>) -> Result<bool, JournalError> {
        self.write(EndInvitation { invitation, by }).await
    }

    /// Accepts an invitation: makes the account, or raises the one that is there. The code serves no more.
    pub async fn accept_invitation(&self, code: &str, how: Acceptance) -> Result<AccountId, LinkError> {
        self.write(Accept { hash: secret::hash(code), how }).await
    }
}

fn open(row: &SqliteRow) -> Result<Invitation, JournalError> {
    Ok(Invitation {
        handle: Handle::of(row.try_get("hash")?)?,
        email: row.try_get("email")?,
        role: column::role(row.try_get("role")?)?,
        groups: groups(row.try_get("groups")?)?,
        created: column::time(row.try_get("created")?)?,
        expires: column::time(row.try_get("expires")?)?,
    })
}

fn groups(json: &str) -> Result<Vec<Iri>, JournalError> {
    let groups: Vec<String> =
        serde_json::from_str(json).map_err(|_| JournalError::Corrupt("the groups of an invitation"))?;
    groups.iter().map(|group| column::iri(group)).collect()
}

struct Invite {
    hash: [u8; 32],
    address: Address,
    new: NewInvitation,
}

impl Work for Invite {
    type Done = ();
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<JournalError>> {
        let Self { hash, address, new } = self;
        account::require_open(desk.connection, new.by).await?;
        let now = desk.clock.now().as_microsecond();
        // One's own alone: what somebody else handed out is theirs to take back.
        sqlx::query("UPDATE invitations SET ended = ? WHERE folded = ? AND by_account = ? AND ended IS NULL")
            .bind(now)
            .bind(address.folded.as_str())
            .bind(new.by.0)
            .execute(&mut *desk.connection)
            .await?;
        let groups: Vec<_> = new.groups.iter().map(Iri::as_str).collect();
        sqlx::query(
            "INSERT INTO invitations (hash, email, folded, role, groups, resets, by_account, created, expires) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(hash.as_slice())
        .bind(address.written)
        .bind(address.folded)
        .bind(column::role_text(new.role))
        .bind(serde_json::Value::from(groups).to_string())
        .bind(new.resets)
        .bind(new.by.0)
        .bind(now)
        .bind(new.expires.as_microsecond())
        .execute(&mut *desk.connection)
        .await?;
        Ok(())
    }
}

struct EndInvitation {
    invitation: Handle,
    by: Option<AccountId>,
}

impl Work for EndInvitation {
    type Done = bool;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<bool, Stop<JournalError>> {
        let ended = sqlx::query(concat!(
            "UPDATE invitations SET ended = ?1 WHERE ",
            handle!("hash"),
            " = ?2 AND ended IS NULL AND (?3 IS NULL OR by_account = ?3)"
        ))
        .bind(desk.clock.now().as_microsecond())
        .bind(self.invitation.as_str())
        .bind(self.by.map(|by| by.0))
        .execute(&mut *desk.connection)
        .await?;
        Ok(ended.rows_affected() > 0)
    }
}

struct Accept {
    hash: [u8; 32],
    how: Acceptance,
}

impl Work for Accept {
    type Done = AccountId;
    type Refusal = LinkError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<AccountId, Stop<LinkError>> {
        let now = desk.clock.now().as_microsecond();
        let row = sqlx::query(
            "SELECT email, folded, role, groups, resets FROM invitations \
             WHERE hash = ? AND ended IS NULL AND expires > ?",
        )
        .bind(self.hash.as_slice())
        .bind(now)
        .fetch_optional(&mut *desk.connection)
        .await?;
        let Some(row) = row else { return Err(Stop::Refused(LinkError::Ended)) };
        let address = Address { written: row.try_get("email")?, folded: row.try_get("folded")? };
        let role = column::role(row.try_get("role")?)?;
        let groups = groups(row.try_get("groups")?)?;
        let (id, is_new) = account::made(desk, &address, role, false).await?;
        if !is_new {
            let resets: bool = row.try_get("resets")?;
            let is_theirs = matches!(&self.how, Acceptance::SignedIn(account) if *account == id);
            if !is_theirs && !resets {
                return Err(Stop::Refused(LinkError::SignInFirst));
            }
            account::require_open(desk.connection, id).await.map_err(|_| Stop::Refused(LinkError::Ended))?;
            raise(desk.connection, id, role).await?;
        }
        match self.how {
            // Signed in as somebody else: the account that was just made would be nobody's.
            Acceptance::SignedIn(account) if account != id => return Err(Stop::Refused(LinkError::SignInFirst)),
            Acceptance::SignedIn(_) => {}
            Acceptance::Password(phc) => {
                sqlx::query("UPDATE accounts SET password = ?, rights = rights + 1 WHERE id = ?")
                    .bind(phc)
                    .bind(id.0)
                    .execute(&mut *desk.connection)
                    .await?;
                account::end_sessions(desk.connection, id, None).await?;
            }
            Acceptance::Identity(issuer, subject) => {
                identity::link(desk.connection, &issuer, &subject, id, now)
                    .await?
                    .then_some(())
                    .ok_or(Stop::Refused(LinkError::Taken))?;
            }
        }
        for group in &groups {
            group::join(desk.connection, id, group).await?;
        }
        sqlx::query("UPDATE invitations SET ended = ? WHERE hash = ?")
            .bind(now)
            .bind(self.hash.as_slice())
            .execute(&mut *desk.connection)
            .await?;
        Ok(id)
    }
}

/// An invitation never lowers a role.
async fn raise(connection: &mut SqliteConnection, account: AccountId, role: Role) -> Result<(), JournalError> {
    let has: String = sqlx::query_scalar("SELECT role FROM accounts WHERE id = ?")
        .bind(account.0)
        .fetch_one(&mut *connection)
        .await?;
    if column::role(&has)? < role {
        sqlx::query("UPDATE accounts SET role = ?, rights = rights + 1 WHERE id = ?")
            .bind(column::role_text(role))
            .bind(account.0)
            .execute(connection)
            .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::{Rig, iri};

    fn new(rig: &Rig, email: &str, resets: bool) -> NewInvitation {
        NewInvitation {
            email: email.into(),
            role: Role::Editor,
            groups: vec![iri("groups/a")],
            resets,
            by: rig.writer,
            expires: Timestamp::from_second(100).unwrap(),
        }
    }

    fn password() -> Acceptance {
        Acceptance::Password("$argon2id$".into())
    }

    fn word(answer: Result<AccountId, LinkError>) -> &'static str {
        match answer {
            Ok(_) => "accepted",
            Err(LinkError::Ended) => "ended",
            Err(LinkError::SignInFirst) => "sign in",
            Err(LinkError::Taken) => "taken",
            Err(LinkError::Journal(error)) => panic!("{error}"),
        }
    }

    #[tokio::test]
    async fn an_invitation_makes_an_account_once() {
        let rig = Rig::new().await;
        let code = rig.journal.invite(new(&rig, "Lea@a.example", false)).await.unwrap();
        let open = rig.journal.invitation(&code).await.unwrap().unwrap();
        assert_eq!((open.email.as_str(), open.role, open.groups.len()), ("Lea@a.example", Role::Editor, 1));
        assert_eq!(rig.journal.find_account("lea@a.example").await.unwrap(), None, "not before it is accepted");
        assert_eq!(word(rig.journal.accept_invitation(&code, Acceptance::SignedIn(rig.writer)).await), "sign in");
        assert_eq!(rig.journal.find_account("lea@a.example").await.unwrap(), None, "nothing was written");
        assert_eq!(word(rig.journal.accept_invitation(&code, password()).await), "accepted");
        let account = rig.journal.find_account("lea@a.example").await.unwrap().unwrap();
        assert_eq!((account.role, account.groups), (Role::Editor, vec![iri("groups/a")]));
        assert_eq!(word(rig.journal.accept_invitation(&code, password()).await), "ended");
        assert_eq!(rig.journal.invitation(&code).await.unwrap(), None);
        assert_eq!(word(rig.journal.accept_invitation("never", password()).await), "ended");
    }

    #[tokio::test]
    async fn nobody_takes_an_account_over_with_an_invitation() {
        let rig = Rig::new().await;
        let lea = rig.journal.account("lea@a.example", Role::Administrator).await.unwrap();
        let code = rig.journal.invite(new(&rig, "lea@a.example", false)).await.unwrap();
        let identity = Acceptance::Identity("https://i.example".into(), "1".into());
        for how in [password(), identity, Acceptance::SignedIn(rig.writer)] {
            assert_eq!(word(rig.journal.accept_invitation(&code, how).await), "sign in");
        }
        assert_eq!(rig.journal.password(lea).await.unwrap(), None);
        assert_eq!(word(rig.journal.accept_invitation(&code, Acceptance::SignedIn(lea)).await), "accepted");
        let account = rig.journal.find_account("lea@a.example").await.unwrap().unwrap();
        assert_eq!(account.role, Role::Administrator, "a role is never lowered");
        assert_eq!(account.groups, [iri("groups/a")]);
        // Who may reset a password does so with the same link.
        let code = rig.journal.invite(new(&rig, "lea@a.example", true)).await.unwrap();
        assert_eq!(word(rig.journal.accept_invitation(&code, password()).await), "accepted");
        assert!(rig.journal.password(lea).await.unwrap().is_some());
        let code = rig.journal.invite(new(&rig, "lea@a.example", true)).await.unwrap();
        rig.journal.account("other@a.example", Role::Administrator).await.unwrap();
        rig.journal.disable_account(lea).await.unwrap();
        assert_eq!(word(rig.journal.accept_invitation(&code, password()).await), "ended", "a disabled one stays so");
    }

    #[tokio::test]
    async fn an_invitation_ends() {
        let rig = Rig::new().await;
        let invite = async |email| rig.journal.invite(new(&rig, email, false)).await.unwrap();
        let (first, second) = (invite("a@a.example").await, invite("A@a.example").await);
        assert_eq!(rig.journal.invitation(&first).await.unwrap(), None, "a new one takes its place");
        let handle = rig.journal.invitation(&second).await.unwrap().unwrap().handle;
        assert!(!rig.journal.end_invitation(handle.clone(), Some(AccountId(99))).await.unwrap(), "not theirs");
        assert!(rig.journal.end_invitation(handle, Some(rig.writer)).await.unwrap());
        let third = invite("b@a.example").await;
        rig.clock.set(100_000_000);
        for code in [&first, &second, &third] {
            assert_eq!(word(rig.journal.accept_invitation(code, password()).await), "ended");
        }
        assert_eq!(rig.journal.invitations(None).await.unwrap(), []);
        rig.clock.set(0);
        let fourth = invite("c@a.example").await;
        assert_eq!(rig.journal.invitations(Some(rig.writer)).await.unwrap().len(), 2);
        assert_eq!(rig.journal.invitations(Some(AccountId(99))).await.unwrap(), []);
        rig.journal.disable_account(rig.writer).await.unwrap();
        assert_eq!(word(rig.journal.accept_invitation(&fourth, password()).await), "ended", "with whoever made it");
    }
}
