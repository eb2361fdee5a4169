//! Codes that go by mail to the site of a document: what the registry has written down is sent, now and whenever something
//! is written, and again after a while where it did not leave. Whoever is killed on the way sends another code.

use crate::crew::{Round, go_round};
use crate::service::{Federation, Shared};
use crate::words::{self, Language};
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
/// And not more often, where nothing has changed.
const AT_MOST_ONCE_IN: Duration = Duration::from_secs(1);
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
pub(crate) async fn run(shared: Arc<Shared>, stop: watch::Receiver<bool>) {
    let changes = shared.registry.changes();
    go_round(Mails(shared), AT_ONCE, changes, stop).await;
}

struct Mails(Arc<Shared>);

impl Round for Mails {
    /// The number of a mail.
    type Whom = u64;

    async fn due(&self) -> Result<Vec<u64>, JournalError> {
        self.0.registry.due_mails(AT_ONCE).await
    }

    fn serve(&self, number: &u64, _: watch::Receiver<bool>) -> impl Future<Output = ()> + Send + 'static {
        send(Arc::clone(&self.0), *number)
    }

    async fn rest(&self) -> Duration {
        let next = self.0.registry.next_mail().await.ok().flatten();
        let left = next.and_then(|next| Duration::try_from(next.duration_since(self.0.now())).ok());
        // One that is due already waits for those that are on their way.
        left.unwrap_or(if next.is_some() { AT_MOST_ONCE_IN } else { AT_LEAST }).clamp(AT_MOST_ONCE_IN, AT_LEAST)
    }
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
    let page = document.claim();
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
