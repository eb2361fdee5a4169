//! What of ours is shown to those who ask: the same that is told to followers, for everybody.

use crate::activity::collection::{Collection, Page};
use crate::activity::recipients::Recipients;
use crate::activity::{self, Object};
use crate::address::Saying;
use crate::deliver::{self, microblog};
use crate::discovery::nodeinfo::NodeInfo;
use crate::discovery::webfinger::{Descriptor, Handle, Resource};
use crate::object::exact::{Circle, Exact};
use crate::object::note::{self, News};
use crate::object::plain;
use crate::service::Federation;
use crate::speaker::SpeakerError;
use crate::words::Language;
use model::{Audience, Container, Iri, Seq};
use registry::federation::{Item, NotAnActor, Telling};
use registry::{JournalError, ReadError};
use serde_json::{Map, Value};

/// Activities on a page of an outbox.
const ACTIVITIES: usize = 20;
/// Actors on a page of those who follow.
const ACTORS: usize = 100;

/// Before the address of any actor.
const BEFORE_ALL: &str = "a:";

/// A post that is asked for tells of so many documents at most.
const IN_A_POST: usize = 500;

/// Where the source is: of whatever runs here, AGPL-3.0, section 13.
const REPOSITORY: &str = "https://w3id.org/codesocial";

/// A post that can still be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Where what it told stands: the first document of it.
    pub document: Iri,
    /// The post; none where the document was sent itself, under its own address, as an event is.
    pub post: Option<Vec<u8>>,
}

/// Why something is not shown.
#[derive(Debug, thiserror::Error)]
pub enum ShowError {
    /// There is nothing of this address that everybody may see (404).
    #[error("there is nothing here")]
    NotFound,
    /// See [`SpeakerError`].
    #[error(transparent)]
    Speaker(#[from] SpeakerError),
    /// See [`ReadError`].
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl From<JournalError> for ShowError {
    fn from(error: JournalError) -> Self {
        Self::Read(error.into())
    }
}

impl Federation {
    /// A document of ours as others understand it: an actor, if it is one that speaks; else an object. Those that only
    /// some may read are shown to nobody.
    pub async fn document(&self, iri: &Iri) -> Result<Vec<u8>, ShowError> {
        match self.actor(iri).await {
            Ok(actor) => return Ok(actor.to_json()),
            Err(SpeakerError::NotAnActor(NotAnActor::Kind(_) | NotAnActor::Unclaimed(_))) => {}
            Err(SpeakerError::NotAnActor(NotAnActor::Read(error))) => return Err(error.into()),
            Err(error) => return Err(error.into()),
        }
        let registry = &self.shared.registry;
        let resource = registry.read(&model::Caller::Anonymous, iri).await?;
        if resource.audience != Audience::Public {
            return Err(ShowError::NotFound);
        }
        let told = registry.published_one(iri).await?;
        let actor = registry.instance_actor();
        let recipients = Recipients::everybody(registry.base().service("followers"));
        let telling = plain::Telling {
            actor: &actor,
            published: resource.created,
            updated: resource.modified,
            recipients: &recipients,
            language: Language::default(),
        };
        let mut object = plain::plain(&resource.document, &telling);
        // Everybody may read its statements anyway. Instances that are told of it by others keep them as they are.
        if let Some(Item { seq, at, telling: Telling::Says { document, .. }, .. }) = told {
            Exact::new(&document, seq, at, Circle::Public).write(&mut object);
        }
        Ok(activity::document(object))
    }

    /// A container: who answers for it, so that it can be followed, and how much everybody may read in it.
    pub async fn container(&self, container: Container) -> Result<Vec<u8>, ShowError> {
        let registry = &self.shared.registry;
        let counts = registry.counts(&model::Caller::Anonymous).await?;
        let total = counts.iter().find(|(one, _)| *one == container).map_or(0, |(_, count)| *count);
        let owner = Some(registry.instance_actor());
        let collection = Collection::new(registry.base().container(container));
        Ok(Collection { owner, total: Some(total), ..collection }.to_json())
    }

    /// An activity of ours by the last part of its address, while it is the last one of its document.
    pub async fn activity(&self, name: &str) -> Result<Vec<u8>, ShowError> {
        let Some(Saying::Entry { seq, at }) = Saying::parse(name) else { return Err(ShowError::NotFound) };
        let registry = &self.shared.registry;
        let item = registry.published(Seq(seq.0.saturating_add(1)), 1).await?.into_iter().next();
        let item = item.filter(|item| item.seq == seq && item.at == at).ok_or(ShowError::NotFound)?;
        deliver::activity::of_item(registry.base(), &registry.instance_actor(), item, &[]).ok_or(ShowError::NotFound)
    }

    /// A post, while something of what it told can be read by everybody: as the documents say it now. `name` says which
    /// change, in the last part of the post's address; `by` which document speaks, else it is the instance.
    pub async fn post(&self, name: &str, by: Option<&Iri>) -> Result<Told, ShowError> {
        let Some(Saying::Entry { seq, at }) = Saying::parse(name) else { return Err(ShowError::NotFound) };
        let shared = &self.shared;
        if let Some(by) = by {
            self.speaks(by).await?;
        }
        let told = shared.registry.told_at(seq, at, IN_A_POST).await?;
        let is_meant = |(told, _): &&(registry::Resource, bool)| {
            let document = &told.document;
            by.is_none_or(|by| document.iri() != by && note::author(document).as_ref() == Some(by))
        };
        let meant: Vec<_> = told.iter().filter(is_meant).collect();
        let Some((first, _)) = meant.first() else { return Err(ShowError::NotFound) };
        let document = first.document.iri().clone();
        let news: Vec<_> = meant
            .iter()
            .map(|(told, is_new)| if *is_new { News::Created(&told.document) } else { News::Changed(&told.document) })
            .collect();
        let instance = shared.registry.instance_actor();
        let who = microblog::who(shared, &news).await?;
        let (id, object) = microblog::composed(shared, by.unwrap_or(&instance), (seq, at), who.as_ref(), &news);
        let is_post = object.get("id").and_then(Value::as_str) == Some(id.as_str());
        Ok(Told { document, post: is_post.then(|| activity::document(object)) })
    }

    /// The outbox of an actor of ours, or a page of it: what everybody may know, the latest first. Of the instance, all of
    /// it; of a document, what it says of itself.
    pub async fn outbox(&self, actor: &Iri, before: Option<Seq>) -> Result<Vec<u8>, ShowError> {
        let registry = &self.shared.registry;
        let (base, speaker) = (registry.base(), registry.instance_actor());
        let id = self.collection_of(actor, "outbox").await?;
        let page = |before: u64| id.with_query("before", &before.to_string());
        let is_instance = *actor == speaker;
        let Some(before) = before else {
            let total = if is_instance { registry.count_published().await? } else { 1 };
            let first = page(registry.head().0.saturating_add(1));
            return Ok(Collection { total: Some(total), first: Some(first), ..Collection::new(id) }.to_json());
        };
        let items = if is_instance {
            registry.published(before, ACTIVITIES).await?
        } else {
            registry.published_one(actor).await?.into_iter().filter(|item| item.seq < before).collect()
        };
        let next = items.last().filter(|_| items.len() == ACTIVITIES).map(|last| page(last.seq.0));
        let objects = items.into_iter().filter_map(|item| {
            let bytes = deliver::activity::of_item(base, &speaker, item, &[])?;
            let mut value: Map<String, Value> = serde_json::from_slice(&bytes).ok()?;
            // The page has said it.
            value.remove("@context");
            Object::embedded(value).ok()
        });
        let items = objects.collect();
        Ok(Page { id: page(before.0), part_of: Some(id), next, items }.to_json())
    }

    /// The followers of an actor of ours, or a page of them.
    pub async fn followers(&self, actor: &Iri, after: Option<&Iri>) -> Result<Vec<u8>, ShowError> {
        let id = self.collection_of(actor, "followers").await?;
        let page = |after: &str| id.with_query("after", after);
        let (actors, total) = self.shared.registry.followers_of(actor, after, ACTORS).await?;
        let Some(after) = after else {
            let first = page(BEFORE_ALL);
            return Ok(Collection { total: Some(total), first: Some(first), ..Collection::new(id) }.to_json());
        };
        let next = actors.last().filter(|_| actors.len() == ACTORS).map(|last| page(last.as_str()));
        let items = actors.into_iter().map(Object::Named).collect();
        Ok(Page { id: page(after.as_str()), part_of: Some(id), next, items }.to_json())
    }

    /// What an actor of ours follows: how much; whom, it keeps to itself. Documents follow nobody.
    pub async fn following(&self, actor: &Iri) -> Result<Vec<u8>, ShowError> {
        let id = self.collection_of(actor, "following").await?;
        let registry = &self.shared.registry;
        let is_instance = *actor == registry.instance_actor();
        let total = if is_instance { registry.relations().following().len() as u64 } else { 0 };
        Ok(Collection { total: Some(total), ..Collection::new(id) }.to_json())
    }

    /// The address of a collection of an actor of ours, if it is one.
    async fn collection_of(&self, actor: &Iri, name: &str) -> Result<Iri, ShowError> {
        if *actor != self.shared.registry.instance_actor() {
            self.speaks(actor).await?;
        }
        Ok(self.shared.registry.base().of_speaker(actor, name))
    }

    /// Refuses a document of ours that is no actor.
    pub async fn speaks(&self, actor: &Iri) -> Result<(), ShowError> {
        match self.shared.registry.speaker(actor).await {
            Ok(_) => Ok(()),
            Err(NotAnActor::Read(error)) => Err(error.into()),
            Err(NotAnActor::Kind(_) | NotAnActor::Unclaimed(_)) => Err(ShowError::NotFound),
        }
    }

    /// Who answers to a name, or to an address.
    pub async fn webfinger(&self, asked: &Resource) -> Result<Vec<u8>, ShowError> {
        let registry = &self.shared.registry;
        let base = registry.base();
        let instance = registry.instance_actor();
        let iri = match asked {
            Resource::Address(address) if *address == base.home() || format!("{address}/") == base.as_str() => {
                return Ok(Descriptor::of_server(&base.home(), &instance).to_json());
            }
            Resource::Address(address) => address.clone(),
            Resource::Handle(handle) => self.named(handle).await?,
        };
        let actor = match self.actor(&iri).await {
            Ok(actor) => actor,
            Err(SpeakerError::NotAnActor(_)) => return Err(ShowError::NotFound),
            Err(error) => return Err(error.into()),
        };
        let handle = actor.handle.ok_or(ShowError::NotFound)?;
        let page = if iri == instance { base.home() } else { iri };
        Ok(Descriptor::of_actor(&handle, &actor.id, &page).to_json())
    }

    /// Who of ours has this name: who was given it, else who would be.
    async fn named(&self, handle: &Handle) -> Result<Iri, ShowError> {
        let registry = &self.shared.registry;
        let instance = self.actor(&registry.instance_actor()).await?;
        let own = instance.handle.ok_or(ShowError::NotFound)?;
        if own.host() != handle.host() {
            return Err(ShowError::NotFound);
        }
        if let Some(iri) = registry.actor_of_handle(handle.name()).await? {
            return Ok(iri);
        }
        registry.speaker_of_slug(handle.name()).await?.ok_or(ShowError::NotFound)
    }

    /// NodeInfo 2.1.
    pub async fn nodeinfo(&self) -> Result<Vec<u8>, ShowError> {
        let registry = &self.shared.registry;
        let (users, active_half_year, active_month) = registry.count_accounts().await?;
        let info = NodeInfo {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            repository: Iri::parse(REPOSITORY).map_err(|_| ShowError::NotFound)?,
            open_registrations: false,
            users,
            active_half_year,
            active_month,
            documents: registry.count_published().await?,
            name: Some(registry.name().to_owned()),
        };
        Ok(info.to_json())
    }
}
