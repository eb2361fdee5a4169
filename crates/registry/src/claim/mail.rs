//! Claims by mail: a code is sent to an address at the host of the sheet's website, and whoever enters it reads mail there.
//!
//! Which addresses prove something is [`Site`]'s to say, how many are written to is bounded here, and what is to be sent is
//! the journal's until whoever may send has done so.

use super::site::{NotASite, Site, Way};
use super::{ClaimError, Claimed, Proof, site_of, too_often};
use crate::read;
use crate::registry::Registry;
use jiff::Timestamp;
use journal::JournalError;
use journal::claim::Spent;
use journal::claim::mail::{CodeTry, MailBounds, MailOrder};
use model::{Caller, Iri};

pub use journal::claim::mail::{CodeLetter, MAIL_LASTS, Mailed};

/// Codes within a day. Of somebody at home the first one comes; the rest is for whoever mistypes, or looks into the wrong
/// folder. The bound of a host is one for all who know names of mailboxes there, and for `name+1@` and its like.
const BOUNDS: MailBounds = MailBounds { claim: 3, address: 3, host: 10, account: 10, all: 200 };
/// Wrong codes that end one.
pub const TRIES: u32 = 5;
/// Letters of an address before its `@` (RFC 5321, section 4.5.3.1.1).
const LOCAL_PART: usize = 64;

/// A code that will be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// Where to, as it was understood.
    pub address: String,
    /// Until when it is tried.
    pub until: Timestamp,
}

impl Registry {
    /// Has a code sent to an address at the site of the sheet: for the caller, or for the account of an address, in whose
    /// name an administrator asks. Whether mail can be sent is for whoever calls to know.
    pub async fn ask_claim_mail(
        &self,
        caller: &Caller,
        iri: &Iri,
        to: &str,
        instead: Option<&str>,
    ) -> Result<Posted, ClaimError> {
        let (_, account) = self.claimant(caller, instead).await?;
        let current = self.unclaimed(caller, iri).await?;
        let site = site_of(&read::resource(current)?.document)?;
        let host = mail_host(&site)?.to_owned();
        let address = at_host(to, &host).ok_or_else(|| ClaimError::NotAtSite { host: host.clone() })?;
        self.claiming.attempt(account, self.now()).map_err(too_often)?;
        let order = MailOrder { document: iri.clone(), account, host, address: address.clone(), bounds: BOUNDS };
        let until = self.journal.order_mail(order).await.map_err(|refusal| self.refused(refusal, iri))?;
        Ok(Posted { address, until })
    }

    /// Hands the document over if this is the code that was sent to its site.
    pub async fn claim_by_code(
        &self,
        caller: &Caller,
        iri: &Iri,
        code: &str,
        instead: Option<&str>,
    ) -> Result<Claimed, ClaimError> {
        let (by, account) = self.claimant(caller, instead).await?;
        let current = self.unclaimed(caller, iri).await?;
        let site = site_of(&read::resource(current.clone())?.document)?;
        self.claiming.attempt(account, self.now()).map_err(too_often)?;
        let code = match self.journal.try_code(iri, account, code, TRIES).await? {
            CodeTry::Right(code) => code,
            CodeTry::Wrong(left) => return Err(ClaimError::WrongCode { left }),
            CodeTry::NoCode => return Err(ClaimError::NoCode),
        };
        // The sheet may name another site since.
        let place = mail_host(&site)?.to_owned();
        if place != code.host {
            return Err(ClaimError::NoCode);
        }
        let proof = Proof { way: Way::Mail, place, spends: Spent::Code(code) };
        self.proven(&current, by, account, proof).await
    }

    /// The mails that may be sent now; at most `limit`.
    pub async fn due_mails(&self, limit: usize) -> Result<Vec<u64>, JournalError> {
        self.journal.forget_mails().await?;
        self.journal.due_mails(limit).await
    }

    /// When there is something to do about mails next.
    pub async fn next_mail(&self) -> Result<Option<Timestamp>, JournalError> {
        self.journal.next_mail().await
    }

    /// A mail to send now, with its code; `None`: it is not to be sent any more.
    pub async fn draw_code(&self, number: u64) -> Result<Option<CodeLetter>, JournalError> {
        self.journal.draw_code(number).await
    }

    /// A mail left.
    pub async fn mail_left(&self, number: u64) -> Result<(), JournalError> {
        self.journal.mail_left(number).await
    }

    /// A mail will never leave.
    pub async fn mail_failed(&self, number: u64) -> Result<(), JournalError> {
        self.journal.mail_failed(number).await
    }
}

/// The host whose mail proves whose the site is.
fn mail_host(site: &Site) -> Result<&str, ClaimError> {
    site.mail_host().ok_or_else(|| NotASite::SharedMailboxes(site.host().to_owned()).into())
}

/// An address at this host, as it is written to; `None`: it is none, or elsewhere. What only mail may say, spaces and
/// comments between quotes, nobody has as an address, and others read it in ways of their own.
fn at_host(text: &str, host: &str) -> Option<String> {
    let (local, domain) = text.trim().rsplit_once('@')?;
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|c| c.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&c))
    };
    let is_local = local.len() <= LOCAL_PART && local.split('.').all(is_word);
    let domain = url::Host::parse(domain).ok()?.to_string();
    (is_local && domain == host).then(|| format!("{local}@{domain}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_at_the_host_itself_are_written_to() {
        let check = |text: &str, address: Option<&str>| {
            assert_eq!(at_host(text, "moulin.example").as_deref(), address, "{text}");
        };
        check("contact@moulin.example", Some("contact@moulin.example"));
        check(" Lea.Martin+fiche@MOULIN.example ", Some("Lea.Martin+fiche@moulin.example"));
        for other in [
            "contact@www.moulin.example",
            "contact@mail.moulin.example",
            "contact@moulin.example.evil.example",
            "contact@example",
            "contact@mоulin.example",
            "moulin.example",
            "@moulin.example",
            "a b@moulin.example",
            "\"a b\"@moulin.example",
            "a..b@moulin.example",
            "a@evil.example,b@moulin.example",
            "a@evil.example@moulin.example",
            "a\r\nBcc:b@moulin.example",
            "<a@moulin.example>",
            "léa@moulin.example",
        ] {
            check(other, None);
        }
        check(&format!("{}@moulin.example", "a".repeat(64)), Some(&format!("{}@moulin.example", "a".repeat(64))));
        check(&format!("{}@moulin.example", "a".repeat(65)), None);
        assert_eq!(at_host("a@xn--mulin-jye.example", "xn--mulin-jye.example"), Some("a@xn--mulin-jye.example".into()));
        assert_eq!(at_host("a@mоulin.example", "xn--mulin-jye.example"), Some("a@xn--mulin-jye.example".into()));
    }
}
