//! Codes that go by mail to the site of a document: what the registry has written down is sent, now and whenever something
//! is written, and again after a while where it did not leave. Whoever is killed on the way sends another code.

use crate::address::claim_page;
use crate::crew::Crew;
use crate::service::{Federation, Shared, told_to_stop};
use crate::words::{self, Language};
use jiff::SignedDuration;
use model::{Caller, Iri};
use outbound::{Mail, MailError};
use registry::claim::mail::{CodeLetter, Posted};
use registry::{ClaimError, JournalError};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Mails at a time: relays like it slow.
const AT_ONCE: usize = 2;
/// It is looked for what is due at least as often, in case that a clock was set.
const AT_LEAST: Duration = Duration::from_mins(1);
/// Changes are waited for so long before they are looked at: of several within it, all are.
const GATHER: Duration = Duration::from_millis(10);
/// Where it cannot be seen what is due, it is looked again so much later.
const AFTER_FAILURE: Duration = Duration::from_secs(10);
/// Between the two languages.
const BETWEEN: &str = "\n\n* * *\n\n";

impl Federation {
    /// Whether claims can be proven by mail: the operator named a relay.
    pub fn sends_mail(&self) -> bool {
        self.shared.outbound.sends_mail()
    }

    /// Has a code sent to an address at the site of this document: for the caller, or for the account of an address, in
    /// whose name an administrator asks. It is on its way once this instance runs.
    pub async fn ask_claim_mail(
        &self,
        caller: &Caller,
        iri: &Iri,
        to: &str,
        instead: Option<&str>,
    ) -> Result<Posted, ClaimError> {
        if !self.sends_mail() {
            return Err(ClaimError::NoMail);
        }
        self.registry().ask_claim_mail(caller, iri, to, instead).await
    }
}

/// Sends what is due until told to stop. Without a relay what waits goes on waiting, until its hour is over.
pub(crate) async fn run(shared: Arc<Shared>, mut stop: watch::Receiver<bool>) {
    let mut changes = shared.registry.changes();
    let mut on_the_way = Crew::new(AT_ONCE);
    loop {
        changes.mark_unchanged();
        let rest = match due(&shared).await {
            Ok((due, rest)) => {
                for number in due {
                    on_the_way.begin(number, send(Arc::clone(&shared), number));
                }
                rest
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn Error, "it cannot be seen which mail is due");
                AFTER_FAILURE
            }
        };
        tokio::select! {
            () = told_to_stop(&mut stop) => break,
            Some(()) = on_the_way.next_end() => {}
            // The writer ends before this task is told to.
            Ok(()) = changes.changed() => tokio::time::sleep(GATHER).await,
            () = tokio::time::sleep(rest) => {}
        }
    }
    // Whatever did not leave is sent again.
    on_the_way.shutdown().await;
}

/// What may be sent now, and how long it is until there is more.
async fn due(shared: &Shared) -> Result<(Vec<u64>, Duration), JournalError> {
    let due = shared.registry.due_mails(AT_ONCE).await?;
    let next = shared.registry.next_mail().await?;
    let rest = next.map(|next| next.duration_since(shared.now()).max(SignedDuration::from_secs(1)));
    let rest = rest.and_then(|rest| Duration::try_from(rest).ok()).map_or(AT_LEAST, |rest| rest.min(AT_LEAST));
    Ok((due, rest))
}

async fn send(shared: Arc<Shared>, number: u64) {
    if let Err(error) = sent(&shared, number).await {
        tracing::error!(error = &error as &dyn Error, number, "what became of a mail cannot be written down");
    }
}

async fn sent(shared: &Shared, number: u64) -> Result<(), JournalError> {
    let registry = &shared.registry;
    let Some(letter) = registry.draw_code(number).await? else { return Ok(()) };
    let document = letter.document.clone();
    match shared.outbound.send_mail(written(shared, letter)).await {
        Ok(()) => registry.mail_left(number).await,
        Err(error) if error.is_final() => {
            tracing::warn!(error = &error as &dyn Error, %document, "the code of a claim cannot be sent");
            registry.mail_failed(number).await
        }
        Err(error @ MailError::NoRelay) => {
            tracing::warn!(error = &error as &dyn Error, %document, "the code of a claim waits for [mail] in codesocial.toml");
            Ok(())
        }
        Err(error) => {
            tracing::warn!(error = &error as &dyn Error, %document, "the code of a claim did not leave; it is tried again");
            Ok(())
        }
    }
}

/// In both languages, since nobody knows who reads it. Of the document only its address is said: its words are its
/// source's, and no stranger is to have us write theirs to others.
fn written(shared: &Shared, letter: CodeLetter) -> Mail {
    let CodeLetter { number, attempt, document, asks, address, code, .. } = letter;
    let at = shared.now();
    let page = claim_page(&document);
    let values = [
        ("site", shared.registry.name()),
        ("asks", &asks),
        ("document", document.as_str()),
        ("code", &code),
        ("page", page.as_str()),
    ];
    let body = |language| words::fill(language, "letter-body", &values);
    let subjects = Language::ALL.map(|language| words::fill(language, "letter-subject", &values));
    Mail {
        to: address,
        subject: subjects.join(" / "),
        text: Language::ALL.map(body).join(BETWEEN) + "\n",
        name: format!("claim-{number}-{attempt}-{}", at.as_microsecond()),
        at,
    }
}
