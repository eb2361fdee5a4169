//! Imported documents taken over by whom they are about: somebody proves to write at the site that the document names.
//!
//! What is imported belongs to its source's account, which nobody signs in to, and is no actor. Whoever wants it asks for a
//! challenge, puts it where only whoever runs the site can, and has us look. Looking is for those who may ask the
//! network; what they saw is judged here, and the document, its annexes and the proof change hands in one transaction.
//!
//! | file | says |
//! |---|---|
//! | [`mail`] | by a code that is sent to an address at the site |
//! | [`site`] | whose a site is, and where at it a proof has to stand |
//! | [`restraint`] | how often that may be tried |

pub mod mail;
pub mod restraint;
pub mod site;

use crate::access;
use crate::error::{ChangeError, ReadError, StoredError};
use crate::federation::SUBJECTS;
use crate::read;
use crate::registry::Registry;
use jiff::{SignedDuration, Timestamp};
use journal::claim::{ClaimRefusal, HandOver, OpenChallenge, Spent, TakeBack};
use journal::{Commit, Current, JournalError, Write};
use mail::Mailed;
use model::iri::Location;
use model::vocab::property;
use model::{AccountId, Caller, Container, Document, Expected, Iri, Role};
use site::{NotASite, Site, Way};

pub use journal::claim::KeptClaim;

/// How long a challenge holds: long enough to have somebody else put it on the site, over a holiday.
pub const CHALLENGE_LASTS: SignedDuration = SignedDuration::from_hours(14 * 24);
/// Letters of a challenge after its beginning: 32 random bytes in base64url.
const LETTERS: usize = 43;
/// Most challenges that are taken from one place: several people may try, and nobody needs more.
const MOST: usize = 50;

/// Why a document is not handed over. Nothing of it happened.
#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    /// The caller may not, or there is no such document (401, 403, 404, 410).
    #[error(transparent)]
    Refused(#[from] ChangeError),
    /// It is of a kind that nobody is, or somebody here wrote it (409).
    #[error("{0} is not for claiming")]
    NotForClaiming(Iri),
    /// Somebody else has it (409).
    #[error("{document} was claimed on {since}")]
    Claimed {
        /// Which.
        document: Iri,
        /// Since when.
        since: Timestamp,
    },
    /// It names no website (422).
    #[error("{0} names no website")]
    NoSite(Iri),
    /// What it names as its website proves nothing (422).
    #[error(transparent)]
    NotASite(#[from] NotASite),
    /// There is no challenge to look for: none was asked for, or it has expired (409).
    #[error("ask for a challenge first")]
    NoChallenge,
    /// The challenge was seen nowhere (422).
    #[error("the challenge was not seen")]
    NotProven(Vec<Seen>),
    /// No mail can be sent: the operator set none up (409).
    #[error("no mail is sent from here")]
    NoMail,
    /// The address to send a code to is not at the site (422).
    #[error("this is no address at {host}")]
    NotAtSite {
        /// Where it has to be.
        host: String,
    },
    /// There is no code to enter: none was sent, it was tried too often, or it has expired (409).
    #[error("have a code sent first")]
    NoCode,
    /// Another code was sent (422).
    #[error("this is not the code that was sent")]
    WrongCode {
        /// How often it may be tried still.
        left: u32,
    },
    /// Tried too often (429).
    #[error("too many attempts")]
    TooOften {
        /// When to come back.
        retry_after: SignedDuration,
    },
    /// There is no claim to take back (404).
    #[error("nobody has claimed {0}")]
    Unclaimed(Iri),
    /// No account has this address, or it may not write (422).
    #[error("no account that may write has the address {0}")]
    Account(String),
}

impl From<JournalError> for ClaimError {
    fn from(error: JournalError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<ReadError> for ClaimError {
    fn from(error: ReadError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<StoredError> for ClaimError {
    fn from(error: StoredError) -> Self {
        Self::Refused(error.into())
    }
}

/// A challenge that was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Its text, the only time.
    pub challenge: String,
    /// Until when it holds.
    pub expires: Timestamp,
    /// Where it may be put.
    pub site: Site,
}

/// A claim that may be looked into: whose it is, of what, and where to look.
#[derive(Debug)]
pub struct Attempt {
    document: Iri,
    account: AccountId,
    by: AccountId,
    challenge: OpenChallenge,
    site: Site,
}

impl Attempt {
    /// The document.
    pub fn document(&self) -> &Iri {
        &self.document
    }

    /// Where to look.
    pub fn site(&self) -> &Site {
        &self.site
    }
}

/// What was seen in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// By which way.
    pub way: Way,
    /// Where.
    pub place: String,
    /// What might be the challenge, or why nothing was seen.
    pub found: Result<Vec<String>, Unseen>,
}

/// Why nothing was seen in a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unseen {
    /// There is nothing, says the host.
    Absent,
    /// It leads to another host, or from the page of one to that of another.
    LeadsElsewhere(String),
    /// It leads inside somebody's own network, or may not be asked otherwise.
    Refused,
    /// It is longer than is read.
    TooLong,
    /// It took longer than is waited.
    TooSlow,
    /// The file is not plain text.
    NotText,
    /// The host answers with this status.
    Status(u16),
    /// Nobody answers there.
    Unreachable,
}

/// A document that was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Which.
    pub document: Iri,
    /// By which way it was proven; `None`: it was given.
    pub way: Option<Way>,
    /// Where the proof was seen.
    pub place: Option<String>,
    /// What went with it, itself first.
    pub together: Vec<Iri>,
}

/// What can be said of a document to whoever wonders whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimable {
    /// The document.
    pub document: Document,
    /// The site where a proof has to stand, or why none proves anything.
    pub site: Result<Site, Option<NotASite>>,
    /// Until when the caller's challenge holds, if there is one.
    pub open: Option<Timestamp>,
    /// How it stands about the code that the caller asked for, if one was.
    pub mailed: Option<Mailed>,
}

/// Every text that may be a challenge, in the order in which they stand there.
pub fn challenges_in(text: &str) -> Vec<String> {
    let beginnings = text.match_indices(journal::claim::CHALLENGE).take(MOST);
    let whole = beginnings.filter_map(|(place, beginning)| {
        let end = place + beginning.len() + LETTERS;
        text.get(place..end).filter(|found| found.bytes().all(is_letter)).map(str::to_owned)
    });
    whole.collect()
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=')
}

impl Registry {
    /// Whether somebody may ask for this document: it is of a kind that somebody is, and nobody's.
    pub async fn is_unclaimed(&self, resource: &crate::Resource) -> Result<bool, ReadError> {
        Ok(is_somebody(self.base().locate(resource.document.iri()).as_ref()) && self.is_nobodys(resource.owner).await?)
    }

    /// How a document is claimed. Whoever may read it may know.
    pub async fn claimable(&self, caller: &Caller, iri: &Iri) -> Result<Claimable, ClaimError> {
        let current = self.unclaimed(caller, iri).await?;
        let document = read::resource(current)?.document;
        let site = match site_of(&document) {
            Ok(site) => Ok(site),
            Err(ClaimError::NotASite(refused)) => Err(Some(refused)),
            Err(_) => Err(None),
        };
        let (open, mailed) = match caller.account_id() {
            Some(account) => {
                let open = self.journal.open_challenge(iri, account).await?.map(|open| open.expires);
                (open, self.journal.mailed(iri, account).await?)
            }
            None => (None, None),
        };
        Ok(Claimable { document, site, open, mailed })
    }

    /// Draws a challenge for the caller, or for the account of an address, in whose name an administrator asks.
    pub async fn ask_claim(&self, caller: &Caller, iri: &Iri, instead: Option<&str>) -> Result<Asked, ClaimError> {
        let (_, account) = self.claimant(caller, instead).await?;
        let current = self.unclaimed(caller, iri).await?;
        let site = site_of(&read::resource(current)?.document)?;
        self.claiming.attempt(account, self.now()).map_err(too_often)?;
        let expires = self.now().saturating_add(CHALLENGE_LASTS).unwrap_or(Timestamp::MAX);
        match self.journal.challenge(iri, account, expires).await {
            Ok(challenge) => Ok(Asked { challenge, expires, site }),
            Err(refusal) => Err(self.refused(refusal, iri)),
        }
    }

    /// Whether a claim may be looked into now; it counts as tried.
    pub async fn attempt_claim(
        &self,
        caller: &Caller,
        iri: &Iri,
        instead: Option<&str>,
    ) -> Result<Attempt, ClaimError> {
        let (by, account) = self.claimant(caller, instead).await?;
        let current = self.unclaimed(caller, iri).await?;
        let site = site_of(&read::resource(current)?.document)?;
        let challenge = self.journal.open_challenge(iri, account).await?.ok_or(ClaimError::NoChallenge)?;
        self.claiming.attempt(account, self.now()).map_err(too_often)?;
        self.claiming.look(site.host(), self.now()).map_err(too_often)?;
        Ok(Attempt { document: iri.clone(), account, by, challenge, site })
    }

    /// Hands the document over if its challenge was seen where it has to stand.
    pub async fn settle_claim(&self, attempt: Attempt, seen: Vec<Seen>) -> Result<Claimed, ClaimError> {
        let Attempt { document, account, by, challenge, site } = attempt;
        let proof = seen.iter().find(|seen| {
            // Only what was looked for at the site of the sheet, whoever looked.
            site.place(seen.way).as_deref() == Some(seen.place.as_str())
                && seen.found.as_ref().is_ok_and(|found| found.iter().any(|text| challenge.is(text)))
        });
        let Some(Seen { way, place, .. }) = proof.cloned() else { return Err(ClaimError::NotProven(seen)) };
        let current = self.unclaimed(&self.operator(), &document).await?;
        if site_of(&read::resource(current.clone())?.document)? != site {
            return Err(ClaimError::NotProven(seen));
        }
        let proof = Proof { way, place, spends: Spent::Challenge(challenge) };
        self.proven(&current, by, account, proof).await
    }

    /// Hands over what was proven.
    async fn proven(
        &self,
        current: &Current,
        by: AccountId,
        account: AccountId,
        proof: Proof,
    ) -> Result<Claimed, ClaimError> {
        let Proof { way, place, spends } = proof;
        let document = current.iri.clone();
        let reason = format!("claim: {}, {place}", way.name());
        let writes = self.handing_over(current, account).await?;
        let together = writes.iter().map(|write| write.iri.clone()).collect();
        let order = HandOver {
            was: current.owner,
            account,
            way: way.name().to_owned(),
            place: Some(place.clone()),
            spends: Some(spends),
            commit: Commit { by, reason: Some(reason), writes },
        };
        self.journal.hand_over(order).await.map_err(|refusal| self.refused(refusal, &document))?;
        Ok(Claimed { document, way: Some(way), place: Some(place), together })
    }

    /// Gives a document that is nobody's to the account of this address, without a proof: whoever runs the instance may.
    pub async fn give_document(&self, caller: &Caller, iri: &Iri, email: &str) -> Result<Claimed, ClaimError> {
        let (by, account) = self.claimant(caller, Some(email)).await?;
        let current = self.unclaimed(caller, iri).await?;
        let writes = self.handing_over(&current, account).await?;
        let together = writes.iter().map(|write| write.iri.clone()).collect();
        let order = HandOver {
            was: current.owner,
            account,
            way: GIVEN.to_owned(),
            place: None,
            spends: None,
            commit: Commit { by, reason: Some(format!("claim: {GIVEN}")), writes },
        };
        self.journal.hand_over(order).await.map_err(|refusal| self.refused(refusal, iri))?;
        Ok(Claimed { document: iri.clone(), way: None, place: None, together })
    }

    /// Takes a claim back: the document and what went with it belong to whom they belonged before, and say what they say.
    pub async fn take_claim_back(&self, caller: &Caller, iri: &Iri) -> Result<(), ClaimError> {
        access::may_oversee(caller)?;
        let by = access::writer(caller)?;
        let unclaimed = || ClaimError::Unclaimed(iri.clone());
        let claim = self.journal.standing_claim(iri).await?.ok_or_else(unclaimed)?;
        let mut writes = Vec::new();
        for document in &claim.together {
            let current = self.journal.current(document).await?;
            // What the new owner gave on or ended since stays so.
            if let Some(current) = current.filter(|current| current.owner == claim.account) {
                writes.extend(self.given(&current, claim.was)?);
            }
        }
        let commit = Commit { by, reason: Some(format!("claim: {} taken back", claim.number)), writes };
        let taken = self.journal.take_back(TakeBack { claim: claim.number, commit }).await;
        taken.map(drop).map_err(|refusal| self.refused(refusal, iri))
    }

    /// Every claim, the latest first, for whoever runs the instance.
    pub async fn claims(&self, caller: &Caller, limit: usize) -> Result<Vec<KeptClaim>, ChangeError> {
        access::may_oversee(caller)?;
        Ok(self.journal.claims(limit).await?)
    }

    /// Who acts, and whose the document would be.
    async fn claimant(&self, caller: &Caller, instead: Option<&str>) -> Result<(AccountId, AccountId), ClaimError> {
        let by = access::writer(caller)?;
        let Some(email) = instead else {
            return match caller {
                Caller::Account(_) => Ok((by, by)),
                // Neither is somebody whom others could write to.
                Caller::Anonymous | Caller::Guest(_) | Caller::Operator(_) => Err(ChangeError::NotAllowed.into()),
            };
        };
        access::may_oversee(caller)?;
        let nobody = || ClaimError::Account(email.to_owned());
        let found = self.journal.find_account(email).await?.ok_or_else(nobody)?;
        let account = self.journal.kept_account(found.id).await?;
        let account = account
            .filter(|account| account.role >= Role::Contributor && account.disabled.is_none())
            .ok_or_else(nobody)?;
        if self.is_nobodys(account.id).await? {
            return Err(nobody());
        }
        Ok((by, account.id))
    }

    /// The document, if the caller may read it and it is for claiming.
    async fn unclaimed(&self, caller: &Caller, iri: &Iri) -> Result<Current, ClaimError> {
        let current = access::readable(caller, self.journal.current(iri).await?)?;
        if !is_somebody(self.base().locate(iri).as_ref()) || iri.fragment().is_some() {
            return Err(ClaimError::NotForClaiming(iri.clone()));
        }
        if let Some(claim) = self.journal.standing_claim(iri).await? {
            return Err(ClaimError::Claimed { document: iri.clone(), since: claim.at });
        }
        if !self.is_nobodys(current.owner).await? {
            return Err(ClaimError::NotForClaiming(iri.clone()));
        }
        Ok(current)
    }

    /// The document and those of its annexes that belong to whom it belongs, with a new owner.
    async fn handing_over(&self, current: &Current, account: AccountId) -> Result<Vec<Write>, ClaimError> {
        let mut writes = self.given(current, account)?;
        for annex in self.journal.bound_to(&current.iri).await? {
            if !matches!(self.base().locate(&annex), Some(Location::Document(Container::Annexes, _))) {
                continue;
            }
            let annex = self.journal.current(&annex).await?;
            if let Some(annex) = annex.filter(|annex| annex.owner == current.owner) {
                writes.extend(self.given(&annex, account)?);
            }
        }
        Ok(writes)
    }

    /// Why the journal did not.
    fn refused(&self, refusal: ClaimRefusal, document: &Iri) -> ClaimError {
        match refusal {
            ClaimRefusal::NoChallenge => ClaimError::NoChallenge,
            ClaimRefusal::NoCode => ClaimError::NoCode,
            ClaimRefusal::TooManyMails(until) => too_often(until.duration_since(self.now())),
            ClaimRefusal::Claimed(since) => ClaimError::Claimed { document: document.clone(), since },
            ClaimRefusal::Moved => ChangeError::PreconditionFailed { iri: document.clone(), current: None }.into(),
            ClaimRefusal::Journal(error) => error.into(),
        }
    }

    /// The same document with another owner; nothing where it is gone.
    fn given(&self, current: &Current, account: AccountId) -> Result<Vec<Write>, StoredError> {
        let (Some(canonical), Some(Location::Document(container, _))) =
            (&current.canonical, self.base().locate(&current.iri))
        else {
            return Ok(Vec::new());
        };
        let content = self.word_for_word(&current.iri, canonical.clone(), current.own_audience.clone(), account)?;
        let expected = Expected::OneOf(vec![current.revision]);
        Ok(vec![Write { iri: current.iri.clone(), container, expected, content }])
    }
}

/// What proved a claim.
struct Proof {
    way: Way,
    /// Where.
    place: String,
    spends: Spent,
}

/// The way of what was given without a proof.
const GIVEN: &str = "given";

fn is_somebody(location: Option<&Location>) -> bool {
    matches!(location, Some(Location::Document(container, _)) if SUBJECTS.contains(container))
}

/// The site that a sheet names: the first one that proves something.
fn site_of(document: &Document) -> Result<Site, ClaimError> {
    let mut first = None;
    for website in document.own(property::WEBSITE).filter_map(read::named) {
        match Site::read(website.as_str()) {
            Ok(site) => return Ok(site),
            Err(refused) => first = first.or(Some(refused)),
        }
    }
    Err(first.map_or_else(|| ClaimError::NoSite(document.iri().clone()), ClaimError::NotASite))
}

fn too_often(retry_after: SignedDuration) -> ClaimError {
    ClaimError::TooOften { retry_after }
}

#[cfg(test)]
mod tests {
    use super::challenges_in;

    #[test]
    fn challenges_stand_anywhere_in_a_text() {
        let (one, two) = ("a".repeat(43), "-_9".repeat(14) + "Z");
        let text = format!("x codesocial-claim={one}, codesocial-claim=short\nhttps://a/#codesocial-claim={two}é");
        assert_eq!(challenges_in(&text), [format!("codesocial-claim={one}"), format!("codesocial-claim={two}")]);
        assert_eq!(challenges_in(&text.repeat(1000)).len(), 33, "of the first fifty beginnings");
        assert_eq!(challenges_in(""), [""; 0]);
    }
}
