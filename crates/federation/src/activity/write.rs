//! Activities of ours. Their addresses, and the time, come from whoever keeps them: a repeat is the same activity.

use super::recipients::Recipients;
use super::{Activity, Kind, Object};
use crate::object::tombstone::Tombstone;
use jiff::Timestamp;
use model::Iri;

impl Activity {
    /// Something is new.
    #[must_use]
    pub fn create(id: Iri, actor: Iri, object: Object) -> Self {
        Self::of(Kind::Create, id, actor, object)
    }

    /// Something says something else now.
    #[must_use]
    pub fn update(id: Iri, actor: Iri, object: Object) -> Self {
        Self::of(Kind::Update, id, actor, object)
    }

    /// Something ended.
    #[must_use]
    pub fn delete(id: Iri, actor: Iri, tombstone: &Tombstone) -> Self {
        Self::of(Kind::Delete, id, actor, Object::Embedded(tombstone.to_embedded()))
    }

    /// Something of somebody else's, or of ours, is told again.
    #[must_use]
    pub fn announce(id: Iri, actor: Iri, object: Iri) -> Self {
        Self::of(Kind::Announce, id, actor, Object::Named(object))
    }

    /// The actor wants to hear from `whom`.
    #[must_use]
    pub fn follow(id: Iri, actor: Iri, whom: Iri) -> Self {
        Self::of(Kind::Follow, id, actor, Object::Named(whom.clone())).to(Recipients::one(whom))
    }

    /// The actor takes who asked by this `Follow`. Of the request it repeats what tells it from others, no more.
    #[must_use]
    pub fn accept(id: Iri, actor: Iri, follow: &Self) -> Self {
        Self::answer(Kind::Accept, id, actor, follow)
    }

    /// The actor does not, or not any more.
    #[must_use]
    pub fn reject(id: Iri, actor: Iri, follow: &Self) -> Self {
        Self::answer(Kind::Reject, id, actor, follow)
    }

    /// What the actor did by `done` shall not be so any more.
    #[must_use]
    pub fn undo(id: Iri, actor: Iri, done: &Self) -> Self {
        let recipients = Recipients { to: done.to.clone(), cc: done.cc.clone() };
        Self::of(Kind::Undo, id, actor, done.repeated()).to(recipients)
    }

    /// Somebody here finds these wrong, and says why.
    #[must_use]
    pub fn flag(id: Iri, actor: Iri, objects: Vec<Iri>, content: Option<String>) -> Self {
        let objects = objects.into_iter().map(Object::Named).collect();
        let (kind, to, cc, published) = (Kind::Flag, Vec::new(), Vec::new(), None);
        Self { id, kind, actor, objects, to, cc, published, content }
    }

    /// The same, for these.
    #[must_use]
    pub fn to(self, recipients: Recipients) -> Self {
        Self { to: recipients.to, cc: recipients.cc, ..self }
    }

    /// The same, of this time, in microseconds.
    #[must_use]
    pub fn at(self, time: Timestamp) -> Self {
        Self { published: Timestamp::from_microsecond(time.as_microsecond()).ok(), ..self }
    }

    fn of(kind: Kind, id: Iri, actor: Iri, object: Object) -> Self {
        let (to, cc, published, content) = (Vec::new(), Vec::new(), None, None);
        Self { id, kind, actor, objects: vec![object], to, cc, published, content }
    }

    fn answer(kind: Kind, id: Iri, actor: Iri, follow: &Self) -> Self {
        Self::of(kind, id, actor, follow.repeated()).to(Recipients::one(follow.actor.clone()))
    }

    /// As it stands in another activity: its address, its kind, who, and the addresses of what. Whatever else a peer
    /// wrote into it is not sent back.
    fn repeated(&self) -> Object {
        let objects = self.objects.iter().filter_map(Object::id).cloned().map(Object::Named).collect();
        let (to, cc, published, content) = (Vec::new(), Vec::new(), None, None);
        let (id, kind, actor) = (self.id.clone(), self.kind, self.actor.clone());
        Object::Embedded(Self { id, kind, actor, objects, to, cc, published, content }.to_embedded())
    }
}
