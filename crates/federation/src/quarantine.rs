//! What waits for somebody here to look at it, as people can read it, and what becomes of it.

use crate::activity::{Activity, Kind, Object};
use crate::apply::reply::{said, waiting};
use crate::object::clean::Clean;
use crate::object::exact::is_carried;
use crate::object::reply::Reply;
use crate::report::Complaint;
use crate::service::Federation;
use crate::showing::ShowError;
use jiff::Timestamp;
use model::iri::Location;
use model::{Base, Caller, Iri};
use registry::federation::{Effect, Received, host};
use registry::{AccountError, JournalError, ReadError};
use serde::{Deserialize, Serialize};

/// Activities that are told, the latest.
const HELD: usize = 200;
/// Letters that are told of what came, as it came.
const SOURCE: usize = 4_000;

/// Something in quarantine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldSummary {
    /// Its number.
    pub number: u64,
    /// Its address.
    pub id: String,
    /// Who says it.
    pub actor: String,
    /// When it came.
    pub at: Timestamp,
    /// Why it is there.
    pub why: String,
    /// `reply`, `report`, `document`, or `other`.
    pub kind: String,
    /// What it is about.
    pub about: Vec<String>,
    /// What is said, as HTML in which nothing acts.
    pub text: Option<String>,
    /// Of a reply: its language, as it says.
    pub language: Option<String>,
    /// Of a reply: where people read it.
    pub page: Option<String>,
    /// Of a reply: whether it was said to everybody.
    pub public: Option<bool>,
    /// Of a report: what it says, in the words of whoever reports, and of what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complaint: Option<Complaint>,
    /// The beginning of what came, as it came.
    pub source: String,
}

/// Why something in quarantine is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    /// There is nothing of this number in quarantine.
    #[error("there is no {0} in quarantine")]
    Unknown(u64),
    /// It is no document that is kept, or not now, because of this.
    #[error("{0} is not kept: {1}")]
    Unfit(u64, String),
    /// It is nothing that could be shown.
    #[error("nothing of {0} can be shown")]
    NotShown(u64),
    /// What it answers to is not there, or not for everybody.
    #[error("{0} is no page here that everybody may read")]
    NoDocument(Iri),
    /// The caller may not, or the journal cannot.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// What it answers to cannot be read.
    #[error(transparent)]
    Read(ReadError),
}

impl From<JournalError> for AcceptError {
    fn from(error: JournalError) -> Self {
        Self::Account(error.into())
    }
}

impl Federation {
    /// What is in quarantine, the latest first, for whoever runs the instance.
    /// `silenced`: that of whoever is silenced, which is in no other list.
    pub async fn held(&self, caller: &Caller, silenced: bool) -> Result<Vec<HeldSummary>, AccountError> {
        let registry = self.registry();
        registry.may_run(caller)?;
        let held =
            if silenced { registry.quarantined_in_silence(HELD).await? } else { registry.quarantined(HELD).await? };
        Ok(held
            .iter()
            .map(|one| HeldSummary { complaint: self.complaint(one), ..summary(one, registry.base()) })
            .collect())
    }

    /// Accepts something in quarantine, by what waits: a reply is shown from now on, as a comment on what it answers to; a
    /// document that concerns somebody here is kept, with what its origin says of it next.
    pub async fn accept(&self, caller: &Caller, number: u64) -> Result<(), AcceptError> {
        let registry = self.registry();
        registry.may_run(caller)?;
        let held = registry.held(number).await?.ok_or(AcceptError::Unknown(number))?;
        if is_document(&held) {
            return self.take_in(caller, &held).await;
        }
        let embedded = waiting(&held).ok_or(AcceptError::NotShown(number))?;
        let reply = Reply::read(&embedded, registry.base()).map_err(|_| AcceptError::NotShown(number))?;
        if reply.author != held.actor {
            return Err(AcceptError::NotShown(number));
        }
        let document = self.answered(&reply.in_reply_to).await?;
        let shown = said(&self.shared, reply, document).await?;
        if registry.accept(caller, number, Vec::new(), vec![Effect::Show(shown)]).await? {
            Ok(())
        } else {
            Err(AcceptError::Unknown(number))
        }
    }

    /// The document that somebody answers to who answers to this address: itself, or what a post of ours tells of.
    async fn answered(&self, address: &Iri) -> Result<Iri, AcceptError> {
        let base = self.registry().base();
        let no_document = || AcceptError::NoDocument(address.clone());
        let document = match base.locate(&address.document()) {
            Some(Location::Document(..)) => address.document(),
            Some(Location::Container(_)) => return Err(no_document()),
            None => {
                let (name, by) = of_post(base, address).ok_or_else(no_document)?;
                match self.post(name, by.as_ref()).await {
                    Ok(told) => told.document,
                    Err(ShowError::Read(ReadError::NotFound | ReadError::Gone) | ShowError::NotFound) => {
                        return Err(no_document());
                    }
                    Err(ShowError::Read(error)) => return Err(AcceptError::Read(error)),
                    Err(ShowError::Speaker(_)) => return Err(no_document()),
                }
            }
        };
        match self.registry().read(&Caller::Anonymous, &document).await {
            Ok(_) => Ok(document),
            Err(ReadError::NotFound | ReadError::Gone) => Err(no_document()),
            Err(error) => Err(AcceptError::Read(error)),
        }
    }
}

/// The change that a post of ours tells, in the last part of its address, and which document speaks, if one does.
fn of_post<'a>(base: &Base, post: &'a Iri) -> Option<(&'a str, Option<Iri>)> {
    let path = post.as_str().strip_prefix(base.service("posts/").as_str())?;
    match path.split_once('/') {
        Some((name, speaker)) => Some((name, Some(base.service(speaker)))),
        None => Some((path, None)),
    }
}

/// Whether it is of a document, as an instance of ours tells it.
fn is_document(held: &Received) -> bool {
    let activity = held.body.as_deref().and_then(|body| Activity::read(body).ok());
    activity.is_some_and(|activity| activity.objects.first().is_some_and(is_carried))
}

fn summary(held: &Received, base: &Base) -> HeldSummary {
    let body = held.body.as_deref().unwrap_or_default();
    let source = String::from_utf8_lossy(body).chars().take(SOURCE).collect();
    let mut told = HeldSummary {
        number: held.number,
        id: held.id.to_string(),
        actor: held.actor.to_string(),
        at: held.at,
        why: held.why.clone().unwrap_or_default(),
        kind: "other".to_owned(),
        about: Vec::new(),
        text: None,
        language: None,
        page: None,
        public: None,
        complaint: None,
        source,
    };
    let Ok(activity) = Activity::read(body) else { return told };
    let ids = activity.objects.iter().filter_map(|object| object.id()).map(Iri::to_string);
    told.about = ids.collect();
    if activity.kind == Kind::Flag {
        "report".clone_into(&mut told.kind);
        told.text =
            activity.content.as_deref().map(Clean::of_html).filter(|it| !it.is_empty()).map(|it| it.to_string());
        return told;
    }
    match activity.objects.first() {
        Some(object) if is_carried(object) => "document".clone_into(&mut told.kind),
        Some(Object::Embedded(embedded)) => {
            if let Ok(reply) = Reply::read(embedded, base) {
                "reply".clone_into(&mut told.kind);
                told.about = vec![reply.in_reply_to.to_string()];
                let warning = reply.warning.as_ref().map(Clean::to_string).unwrap_or_default();
                told.text = Some(format!("{warning}{}", reply.content));
                told.language = reply.language;
                told.page = Some(reply.url.to_string());
                told.public = Some(reply.is_public);
            }
        }
        Some(Object::Named(_)) | None => {}
    }
    told
}

/// The host of an address, to say where something comes from.
pub fn from_where(address: &str) -> String {
    Iri::parse(address).ok().and_then(|iri| host(&iri)).unwrap_or_else(|| address.to_owned())
}
