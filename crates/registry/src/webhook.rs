//! Webhooks: what everybody may read is told to addresses that asked for it.
//!
//! Each belongs to an account, which sees and changes its own; an administrator, everybody's. What is told is decided when it
//! is told, from the same entries that feeds are made of ([`feed`](crate::FeedEvent)): nothing waits here that could be
//! closed or erased meanwhile. Asking addresses, signing and sending are the crate `federation`'s.

use crate::FeedEvent;
use crate::access;
use crate::error::{ChangeError, ReadError};
use crate::feed::event;
use crate::registry::Registry;
use jiff::{SignedDuration, Timestamp};
use journal::JournalError;
use journal::webhook::{NewWebhook, WebhookChange, WebhookRefusal};
use model::vocab::{NAMESPACE, rdf};
use model::{AccountId, Caller, Container, Document, Iri, Seq};
use oxrdf::{NamedNode, TermRef};

pub use journal::webhook::{
    About, DeliveryKind, KeptDelivery, KeptWebhook, Shape, WebhookNote, WebhookOutcome, WebhookSecret, WebhookState,
    WebhookThen, WebhookWish,
};

/// Most webhooks of an account: some maps and some chats, and room to try.
pub const MOST: usize = 20;
/// Most letters of what one is called.
pub const LABEL: usize = 100;

/// A webhook to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookOrder {
    /// How it is called; may be empty.
    pub label: String,
    /// Where messages go.
    pub address: Iri,
    /// What it is about.
    pub about: About,
    /// What messages look like.
    pub shape: Shape,
    /// After which entry it begins; `None`: after the last one, so that only what comes is told.
    pub after: Option<Seq>,
}

/// What is to be otherwise of a webhook; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebhookAmendment {
    /// How it is called.
    pub label: Option<String>,
    /// Where messages go.
    pub address: Option<Iri>,
    /// What it is about.
    pub about: AboutAmendment,
    /// What messages look like.
    pub shape: Option<Shape>,
    /// Whether it is told.
    pub wish: Option<WebhookWish>,
}

/// What becomes of what a webhook is about, in the words for it ([`Registry::about`]). It has one of them at most: whoever
/// says one says it instead of another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AboutAmendment {
    /// The container.
    pub container: AboutWord,
    /// The class.
    pub class: AboutWord,
    /// The document.
    pub document: AboutWord,
}

/// What becomes of one of these words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum AboutWord {
    /// Nothing is said of it.
    #[default]
    Stays,
    /// It is taken away, where it is what the webhook is about.
    Away,
    /// It is this.
    Is(String),
}

impl AboutWord {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Stays | Self::Away => None,
            Self::Is(text) => Some(text),
        }
    }
}

/// Why nothing was done about a webhook.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// The caller may not (401, 403).
    #[error(transparent)]
    Refused(#[from] ChangeError),
    /// There is none of this number, or it is somebody else's (404).
    #[error("there is no webhook {0}")]
    NotFound(u64),
    /// The account has as many as it may (409).
    #[error("an account may have {limit} webhooks")]
    TooMany {
        /// How many.
        limit: usize,
    },
    /// Tried too often (429).
    #[error("too many attempts")]
    TooOften {
        /// When to come back.
        retry_after: SignedDuration,
    },
    /// What it is called is too long, or it is about what is not here (400).
    #[error("{0} has not this value: {1}")]
    Unusable(&'static str, String),
    /// No account has this address, or it is shut (422).
    #[error("no account that may be told has the address {0}")]
    Account(String),
}

impl From<JournalError> for WebhookError {
    fn from(error: JournalError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<WebhookRefusal> for WebhookError {
    fn from(refusal: WebhookRefusal) -> Self {
        match refusal {
            WebhookRefusal::TooMany(limit) => Self::TooMany { limit },
            WebhookRefusal::Journal(error) => error.into(),
        }
    }
}

impl Registry {
    /// Makes a webhook for the caller, or for the account of an address, in whose name an administrator asks. Its number, and
    /// its secret, which is shown this once.
    pub async fn add_webhook(
        &self,
        caller: &Caller,
        order: WebhookOrder,
        instead: Option<&str>,
    ) -> Result<(u64, WebhookSecret), WebhookError> {
        let account = self.subscriber(caller, instead).await?;
        self.usable(Some(&order.label), Some(&order.about))?;
        self.telling.attempt(account, self.now()).map_err(too_often)?;
        let WebhookOrder { label, address, about, shape, after } = order;
        let new = NewWebhook { account, label, address, about, shape, after, most: MOST };
        Ok(self.journal.add_webhook(new).await?)
    }

    /// Whether the caller may have addresses told at all.
    pub fn may_subscribe(&self, caller: &Caller) -> Result<(), WebhookError> {
        Ok(access::subscriber(caller).map(drop)?)
    }

    /// The caller's webhooks; everybody's, for an administrator.
    pub async fn webhooks(&self, caller: &Caller) -> Result<Vec<KeptWebhook>, WebhookError> {
        let account = access::subscriber(caller)?;
        let of = if access::may_oversee(caller).is_ok() { None } else { Some(account) };
        Ok(self.journal.webhooks(of).await?)
    }

    /// One of them, with what was sent last.
    pub async fn webhook(
        &self,
        caller: &Caller,
        number: u64,
    ) -> Result<(KeptWebhook, Vec<KeptDelivery>), WebhookError> {
        let hook = self.own_webhook(caller, number).await?;
        let deliveries = self.journal.webhook_deliveries(number).await?;
        Ok((hook, deliveries))
    }

    /// Changes one of them, or has it tried again.
    pub async fn change_webhook(
        &self,
        caller: &Caller,
        number: u64,
        amendment: WebhookAmendment,
    ) -> Result<(), WebhookError> {
        let hook = self.own_webhook(caller, number).await?;
        let WebhookAmendment { label, address, about, shape, wish } = amendment;
        let about = self.about_anew(&hook.about, &about)?;
        let change = WebhookChange { label, address, about, shape, wish };
        self.usable(change.label.as_deref(), change.about.as_ref())?;
        // Either has somebody asked again who may not want to be.
        if change.address.is_some() || change.wish == Some(WebhookWish::Resume) {
            self.telling.attempt(hook.account, self.now()).map_err(too_often)?;
        }
        if self.journal.change_webhook(number, change).await? { Ok(()) } else { Err(WebhookError::NotFound(number)) }
    }

    /// Removes one of them, with what is known of it.
    pub async fn remove_webhook(&self, caller: &Caller, number: u64) -> Result<(), WebhookError> {
        self.own_webhook(caller, number).await?;
        if self.journal.remove_webhook(number).await? { Ok(()) } else { Err(WebhookError::NotFound(number)) }
    }

    /// What a webhook is about, in the words for it, of which one is given, or none for everything: the segment of a
    /// container, the name of a class, the address of a document or its path here.
    pub fn about(
        &self,
        container: Option<&str>,
        class: Option<&str>,
        document: Option<&str>,
    ) -> Result<About, WebhookError> {
        let unusable = |name, value: &str| WebhookError::Unusable(name, value.to_owned());
        match (container, class, document) {
            (None, None, None) => Ok(About::All),
            (Some(segment), None, None) => {
                Container::from_segment(segment).map(About::Container).ok_or_else(|| unusable("container", segment))
            }
            (None, Some(name), None) => {
                let class = class_named(name).ok_or_else(|| unusable("type", name))?;
                Ok(About::Class(Iri::from_named_node(class)))
            }
            (None, None, Some(text)) => {
                let here = text.strip_prefix('/').map(|path| self.base().as_str().to_owned() + path);
                let iri = Iri::parse(here.as_deref().unwrap_or(text)).map_err(|_| unusable("document", text))?;
                Ok(About::Document(iri))
            }
            (_, Some(second), None) | (_, _, Some(second)) => Err(unusable("container, type, document", second)),
        }
    }

    /// What a webhook is about now, after what is said of it; `None`: the same as before.
    fn about_anew(&self, before: &About, said: &AboutAmendment) -> Result<Option<About>, WebhookError> {
        let AboutAmendment { container, class, document } = said;
        if [container, class, document].iter().any(|word| word.text().is_some()) {
            return self.about(container.text(), class.text(), document.text()).map(Some);
        }
        let word = match before {
            About::All => return Ok(None),
            About::Container(_) => container,
            About::Class(_) => class,
            About::Document(_) => document,
        };
        Ok((*word == AboutWord::Away).then_some(About::All))
    }

    /// Those that have something to be told, or to be asked, now.
    pub async fn due_webhooks(&self) -> Result<Vec<(u64, Iri)>, JournalError> {
        self.journal.due_webhooks().await
    }

    /// When the next one that has to wait may be tried again.
    pub async fn next_webhook(&self) -> Result<Option<Timestamp>, JournalError> {
        self.journal.next_webhook().await
    }

    /// The webhook of this number with what signs its messages, for whoever sends them.
    pub async fn webhook_to_tell(&self, number: u64) -> Result<Option<(KeptWebhook, WebhookSecret)>, JournalError> {
        let Some(hook) = self.journal.webhook(number).await? else { return Ok(None) };
        Ok(self.journal.webhook_secret(number).await?.map(|secret| (hook, secret)))
    }

    /// Counts a question to this host; `Err`: when it may be asked again.
    pub fn may_ask_to_tell(&self, host: &str) -> Result<(), SignedDuration> {
        self.telling.look(host, self.now())
    }

    /// Writes down what became of a message.
    pub async fn note_webhook(&self, note: WebhookNote) -> Result<(), JournalError> {
        self.journal.note_webhook(note).await
    }

    /// What everybody may know of this entry now, with what it says; `None`: nothing any more.
    pub async fn still_told(&self, seq: Seq) -> Result<Option<(FeedEvent, Option<Document>)>, ReadError> {
        let happenings = self.journal.happenings(Seq(seq.0.saturating_sub(1)), seq, None).await?;
        let events = happenings.into_iter().map(event).collect();
        Ok(self.feed_contents(events).await?.pop())
    }

    /// The document that an annex is told with.
    pub async fn annexed_to(&self, annex: &Iri) -> Result<Option<Iri>, ReadError> {
        Ok(self.journal.bound_by(annex).await?.into_iter().next())
    }

    async fn own_webhook(&self, caller: &Caller, number: u64) -> Result<KeptWebhook, WebhookError> {
        let account = access::subscriber(caller)?;
        let hook = self.journal.webhook(number).await?;
        let may = |hook: &KeptWebhook| hook.account == account || access::may_oversee(caller).is_ok();
        hook.filter(may).ok_or(WebhookError::NotFound(number))
    }

    async fn subscriber(&self, caller: &Caller, instead: Option<&str>) -> Result<AccountId, WebhookError> {
        let by = access::subscriber(caller)?;
        let Some(email) = instead else {
            return match caller {
                Caller::Account(_) => Ok(by),
                // Nobody signs in to see how it stands.
                Caller::Anonymous | Caller::Guest(_) | Caller::Operator(_) => Err(ChangeError::NotAllowed.into()),
            };
        };
        access::may_oversee(caller)?;
        let nobody = || WebhookError::Account(email.to_owned());
        let found = self.journal.find_account(email).await?.ok_or_else(nobody)?;
        let account = self.journal.kept_account(found.id).await?;
        let account = account.filter(|account| account.disabled.is_none()).ok_or_else(nobody)?;
        Ok(account.id)
    }

    fn usable(&self, label: Option<&str>, about: Option<&About>) -> Result<(), WebhookError> {
        if let Some(label) = label.filter(|label| label.chars().count() > LABEL || label.contains(char::is_control)) {
            return Err(WebhookError::Unusable("label", label.to_owned()));
        }
        match about {
            Some(About::Document(iri)) if !self.is_document(iri) => {
                Err(WebhookError::Unusable("document", iri.to_string()))
            }
            Some(About::Class(class)) if Container::of_class(class.as_named_node()).is_none() => {
                Err(WebhookError::Unusable("type", class.to_string()))
            }
            Some(About::All | About::Container(_) | About::Class(_) | About::Document(_)) | None => Ok(()),
        }
    }

    /// Whether a document could be at this address. Whether one is may be nobody's to know.
    fn is_document(&self, iri: &Iri) -> bool {
        iri.fragment().is_none() && matches!(self.base().locate(iri), Some(model::iri::Location::Document(_, _)))
    }
}

/// The class of this name that documents are of: `Organization`, `cs:Organization`, or its address.
pub fn class_named(name: &str) -> Option<NamedNode> {
    let name = name.strip_prefix("cs:").or_else(|| name.strip_prefix(NAMESPACE)).unwrap_or(name);
    let mut classes = Container::ALL.iter().flat_map(|container| container.classes());
    let found = classes.find(|class| class.as_str().strip_prefix(NAMESPACE) == Some(name));
    found.map(|class| class.into_owned())
}

/// Whether a document, or its end, may be what this is about, as far as its address tells.
pub fn may_be_about(about: &About, iri: &Iri, container: Container) -> bool {
    match about {
        About::All => true,
        About::Container(of) => *of == container,
        About::Class(class) => container.classes().contains(&class.as_named_node()),
        About::Document(document) => document == iri,
    }
}

/// Whether what a document says makes it what this is about. An end says nothing, and is told wherever it may be meant.
pub fn is_about(about: &About, document: Option<&Document>) -> bool {
    match (about, document) {
        (About::Class(class), Some(document)) => {
            let class = TermRef::NamedNode(class.as_named_node());
            document.own(rdf::TYPE).any(|term| term == class)
        }
        (About::All | About::Container(_) | About::Class(_) | About::Document(_), _) => true,
    }
}

fn too_often(retry_after: SignedDuration) -> WebhookError {
    WebhookError::TooOften { retry_after }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::Rig;
    use model::vocab::class;
    use oxrdf::Triple;

    fn iri(path: &str) -> Iri {
        Iri::parse(&format!("https://a.example/{path}")).unwrap()
    }

    #[test]
    fn classes_have_names() {
        for name in ["Organization", "cs:Organization", "https://w3id.org/codesocial#Organization"] {
            assert_eq!(class_named(name).as_ref().map(NamedNode::as_ref), Some(class::ORGANIZATION), "{name}");
        }
        // Nothing stands anywhere that is one of these.
        for name in ["organization", "Section", "schema:Organization", ""] {
            assert_eq!(class_named(name), None, "{name}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn only_what_it_is_about_is_taken_away() {
        let rig = Rig::new().await;
        let is = |text: &str| AboutWord::Is(text.to_owned());
        let class = About::Class(Iri::from_named_node(class::PLACE.into_owned()));
        let container = || AboutAmendment { container: AboutWord::Away, ..AboutAmendment::default() };
        for (before, said, after) in [
            (class.clone(), container(), None),
            (About::All, container(), None),
            (About::Container(Container::Events), container(), Some(About::All)),
            (class.clone(), AboutAmendment { class: is("Place"), ..container() }, Some(class.clone())),
            (
                class.clone(),
                AboutAmendment { container: is("events"), ..AboutAmendment::default() },
                Some(About::Container(Container::Events)),
            ),
            (class, AboutAmendment::default(), None),
        ] {
            assert_eq!(rig.registry.about_anew(&before, &said).unwrap(), after, "{before:?} {said:?}");
        }
        let both = AboutAmendment { container: is("events"), class: is("Event"), document: AboutWord::Stays };
        assert!(matches!(rig.registry.about_anew(&About::All, &both), Err(WebhookError::Unusable(_, _))));
    }

    #[test]
    fn what_a_webhook_is_about() {
        let organization = Iri::from_named_node(class::ORGANIZATION.into_owned());
        let contact = Iri::from_named_node(class::CONTACT.into_owned());
        let moulin = iri("organizations/moulin");
        for (about, of_moulin, of_annex) in [
            (About::All, true, true),
            (About::Container(Container::Organizations), true, false),
            (About::Class(organization.clone()), true, false),
            (About::Class(contact.clone()), false, true),
            (About::Document(moulin.clone()), true, false),
        ] {
            assert_eq!(may_be_about(&about, &moulin, Container::Organizations), of_moulin, "{about:?}");
            assert_eq!(may_be_about(&about, &iri("annexes/moulin"), Container::Annexes), of_annex, "{about:?}");
        }
        let says = Triple::new(NamedNode::from(moulin.clone()), rdf::TYPE, class::ORGANIZATION);
        let document = Document::admit(moulin, vec![says]).unwrap();
        assert!(is_about(&About::Class(organization), Some(&document)));
        assert!(!is_about(&About::Class(contact.clone()), Some(&document)));
        assert!(is_about(&About::Class(contact), None), "an end says nothing of what it was");
    }
}
