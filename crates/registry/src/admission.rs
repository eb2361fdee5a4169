//! What is decided of a document before the writer's lock: what the rules let happen, then what the grammar says of it.
//! Apart from each other, so that many documents can be let in one by one and judged in one go.

use crate::access;
use crate::error::ChangeError;
use crate::judgement::{self, Becoming};
use crate::proposal;
use crate::read;
use crate::registry::Registry;
use journal::{Current, Write, WriteContent};
use model::iri::Location;
use model::vocab::{property, rdf};
use model::{AccountId, Audience, Caller, Container, Content, Document, DocumentChange, Expected, Iri};
use oxrdf::NamedNodeRef;
use shapes::{Grammar, Report, Stage};

impl Registry {
    /// Everything that is decided before the writer's lock, for one document. `default_audience` is what an importer
    /// asks for where the document itself says nothing; `becoming` is the change that it is part of.
    pub(crate) async fn prepare(
        &self,
        caller: &Caller,
        part: DocumentChange,
        current: Option<&Current>,
        default_audience: Option<Audience>,
        becoming: &Becoming,
    ) -> Result<Prepared, ChangeError> {
        let admission = self.admit(caller, part, current, default_audience, becoming).await?;
        self.judged(caller, admission, becoming).await
    }

    /// The same for what the caller may do by another rule than that of changing documents.
    pub(crate) async fn prepare_allowed(
        &self,
        caller: &Caller,
        part: DocumentChange,
        container: Container,
        current: Option<&Current>,
        default_audience: Option<Audience>,
        becoming: &Becoming,
    ) -> Result<Prepared, ChangeError> {
        let admission = self.admit_allowed(caller, part, container, current, default_audience, becoming).await?;
        self.judged(caller, admission, becoming).await
    }

    /// All of it that does not ask the grammar.
    pub(crate) async fn admit(
        &self,
        caller: &Caller,
        part: DocumentChange,
        current: Option<&Current>,
        default_audience: Option<Audience>,
        becoming: &Becoming,
    ) -> Result<Admission, ChangeError> {
        let container = match self.base().locate(&part.iri) {
            Some(Location::Document(container, _)) if part.iri.fragment().is_none() => container,
            Some(Location::Document(..) | Location::Container(_)) | None => {
                return Err(ChangeError::NotAnAddress(part.iri));
            }
        };
        let taken = current.is_some();
        let current = current.filter(|current| access::admits(caller, current));
        if current.is_none() {
            access::may_make_or_end(caller, &part.iri)?;
        }
        if taken && current.is_none() {
            // What is closed is as if it did not exist, up to the one word that says that its address is taken.
            proposal::undecided(caller, &part, None)?;
            as_seen(&part, None)?;
            return Err(ChangeError::NotFound);
        }
        match current.map(|current| access::may_change(caller, current)) {
            // Whoever puts back what stands there changes nothing: a bundle that was read holds what others wrote.
            Some(Err(ChangeError::Forbidden(_))) if puts_what_stands(&part, current) => {
                let expected = as_seen(&part, current)?;
                let write = Write { iri: part.iri, container, expected, content: WriteContent::AsItStands };
                return Ok(Admission::Settled(Prepared { write, advice: None }));
            }
            Some(refused @ Err(_)) => refused?,
            Some(Ok(())) | None => {}
        }
        proposal::undecided(caller, &part, current)?;
        self.admit_allowed(caller, part, container, current, default_audience, becoming).await
    }

    async fn admit_allowed(
        &self,
        caller: &Caller,
        part: DocumentChange,
        container: Container,
        current: Option<&Current>,
        default_audience: Option<Audience>,
        becoming: &Becoming,
    ) -> Result<Admission, ChangeError> {
        let expected = as_seen(&part, current)?;
        match part.content {
            Content::Gone => {
                access::may_make_or_end(caller, &part.iri)?;
                let write = Write { iri: part.iri, container, expected, content: WriteContent::Gone };
                Ok(Admission::Settled(Prepared { write, advice: None }))
            }
            Content::Put(document) => {
                belongs_into(container, &document)?;
                let audience = given_audience(&document, default_audience, current)?;
                self.lets_in_known(caller, &audience, current, becoming).await?;
                let owner = self.stated_owner(caller, &document, current).await?;
                if let Some(current) = current {
                    access::may_open(caller, current, &audience, owner)?;
                }
                let bound_to = self.bounds(&document);
                Ok(Admission::Put(Box::new(Admitted { container, expected, document, audience, owner, bound_to })))
            }
        }
    }

    /// What the grammar says of what was admitted, and how it is written then.
    pub(crate) async fn judged(
        &self,
        caller: &Caller,
        admission: Admission,
        becoming: &Becoming,
    ) -> Result<Prepared, ChangeError> {
        let mut admitted = match admission {
            Admission::Settled(prepared) => return Ok(prepared),
            Admission::Put(admitted) => *admitted,
        };
        if becoming.asks(&admitted.document) {
            let conforming = self.conforming(caller, admitted.document, becoming, Stage::Saving).await?;
            let advice = conforming.advice().clone();
            admitted.document = conforming.into_inner();
            let size = admitted.document.size();
            return Ok(self.aside.run(size, move || admitted.written(advice)).await?);
        }
        let (size, grammar) = (admitted.document.size(), becoming.grammar());
        self.aside.run(size, move || admitted.judged(&grammar)).await?
    }

    /// Refuses a group that the caller cannot know of, or that is none: whoever made it later would let themselves in. The
    /// one that stands there may stay.
    async fn lets_in_known(
        &self,
        caller: &Caller,
        audience: &Audience,
        current: Option<&Current>,
        becoming: &Becoming,
    ) -> Result<(), ChangeError> {
        let Audience::Group(group) = audience else { return Ok(()) };
        let stays = current.is_some_and(|current| current.own_audience == *audience);
        if stays || becoming.makes(group) || self.knows_group(caller, group).await? {
            return Ok(());
        }
        Err(ChangeError::Unusable(Iri::from_named_node(property::AUDIENCE.into_owned())))
    }

    /// `cs:owner`, if the document states one: the `mailto:` address of an account here. Who may not name others is
    /// refused alike whether or not there is such an account.
    async fn stated_owner(
        &self,
        caller: &Caller,
        document: &Document,
        current: Option<&Current>,
    ) -> Result<Option<AccountId>, ChangeError> {
        let unusable = || ChangeError::Unusable(Iri::from_named_node(property::OWNER.into_owned()));
        let Some(owner) = single(document, property::OWNER).map_err(|()| unusable())? else { return Ok(None) };
        let email = owner.as_str().strip_prefix("mailto:").ok_or_else(unusable)?;
        if let Some(current) = current.filter(|current| states_owner(current, &owner)) {
            return Ok(Some(current.owner));
        }
        if let Caller::Account(account) = caller
            && account.email.to_lowercase() == email.trim().to_lowercase()
        {
            return Ok(Some(account.id));
        }
        if !access::may_name_owners(caller) {
            return Err(unusable());
        }
        Ok(Some(self.journal.find_account(email).await?.ok_or_else(unusable)?.id))
    }
}

/// What the rules let happen to a document.
pub(crate) enum Admission {
    /// What needs no grammar.
    Settled(Prepared),
    /// A document that the grammar has to judge still.
    Put(Box<Admitted>),
}

/// A document that the rules let in, with all that is written of it.
pub(crate) struct Admitted {
    container: Container,
    expected: Expected,
    document: Document,
    audience: Audience,
    owner: Option<AccountId>,
    bound_to: Vec<Iri>,
}

impl Admitted {
    /// The document.
    pub(crate) fn document(&self) -> &Document {
        &self.document
    }

    /// How many bytes it has, roughly.
    pub(crate) fn size(&self) -> usize {
        self.document.size()
    }

    /// What the grammar says of it, where no form asks SPARQL, and how it is written then. It takes a while.
    pub(crate) fn judged(mut self, grammar: &Grammar) -> Result<Prepared, ChangeError> {
        let conforming = judgement::plainly(grammar, self.document)?;
        let advice = conforming.advice().clone();
        self.document = conforming.into_inner();
        Ok(self.written(advice))
    }

    fn written(self, advice: Report) -> Prepared {
        let Self { container, expected, document, audience, owner, bound_to } = self;
        let (iri, canonical) = (document.iri().clone(), document.canonical());
        let (hash, canonical) = (canonical.hash(), canonical.nquads);
        let content = WriteContent::Put { hash, canonical, audience, owner, bound_to };
        let advice = Some(advice).filter(|report| !report.results.is_empty());
        Prepared { write: Write { iri, container, expected, content }, advice }
    }
}

/// A document's part of a commit, with what the shapes advise about it.
pub(crate) struct Prepared {
    pub(crate) write: Write,
    pub(crate) advice: Option<Report>,
}

/// What the writer must find: exactly what the access rule was asked about. "Whichever revision" is the one seen here,
/// since somebody else's document may stand there a moment later; who loses that race is told so (412) and asks again.
pub(crate) fn as_seen(part: &DocumentChange, current: Option<&Current>) -> Result<Expected, ChangeError> {
    match (&part.expected, current, &part.content) {
        (Expected::Present, Some(current), _) => Ok(Expected::OneOf(vec![current.revision])),
        (Expected::Present | Expected::OneOf(_), None, Content::Put(_)) => {
            Err(ChangeError::PreconditionFailed { iri: part.iri.clone(), current: None })
        }
        (Expected::Present | Expected::OneOf(_), None, Content::Gone) => Err(ChangeError::NotFound),
        (stated, _, _) => Ok(stated.clone()),
    }
}

/// Whether this is what stands there, word by word.
fn puts_what_stands(part: &DocumentChange, current: Option<&Current>) -> bool {
    match &part.content {
        Content::Put(document) => current
            .and_then(|current| current.canonical.as_deref())
            .is_some_and(|standing| document.canonical().nquads == standing),
        Content::Gone => false,
    }
}

fn belongs_into(container: Container, document: &Document) -> Result<(), ChangeError> {
    let found: Vec<Iri> = document.own(rdf::TYPE).filter_map(read::named).collect();
    if found.iter().any(|found| container.classes().contains(&found.as_named_node())) {
        return Ok(());
    }
    Err(ChangeError::WrongType { container, found })
}

/// `cs:audience`, if the document states one.
fn stated_audience(document: &Document) -> Result<Option<Audience>, ChangeError> {
    let stated = single(document, property::AUDIENCE)
        .map_err(|()| ChangeError::Unusable(Iri::from_named_node(property::AUDIENCE.into_owned())))?;
    Ok(stated.map(|iri| Audience::from_term(iri.as_named_node())))
}

/// Whom a document is for: as it says itself, else as an importer asks, else as before.
pub(crate) fn given_audience(
    document: &Document,
    asked: Option<Audience>,
    current: Option<&Current>,
) -> Result<Audience, ChangeError> {
    Ok(match (stated_audience(document)?, asked) {
        (Some(stated), _) => stated,
        // An importer may ask for less than is usual, never open what usually starts closed.
        (None, Some(asked)) if asked != Audience::Public => asked,
        (None, Some(_)) => Audience::usual(document),
        (None, None) => audience_that_stays(current, document)?,
    })
}

/// The audience of a document that says nothing of it: the one that somebody asked for when it was written first, beyond
/// what its words say, else the usual one. A text that was read and sent back must not open what an import closed.
pub(crate) fn audience_that_stays(current: Option<&Current>, becoming: &Document) -> Result<Audience, ChangeError> {
    let usual = Audience::usual(becoming);
    let Some(current) = current.filter(|current| current.canonical.is_some() && current.own_audience != usual) else {
        return Ok(usual);
    };
    let before = read::resource(current.clone())?.document;
    let said = stated_audience(&before)?.is_some() || Audience::usual(&before) == current.own_audience;
    Ok(if said { usual } else { current.own_audience.clone() })
}

/// Whether what stands there names this owner already.
fn states_owner(current: &Current, owner: &Iri) -> bool {
    let line = format!("<{}> {} <{owner}> .", current.iri, property::OWNER);
    current.canonical.as_deref().is_some_and(|canonical| canonical.lines().any(|stated| stated == line))
}

/// The only value of `predicate` on the document itself, which must be an IRI.
fn single(document: &Document, predicate: NamedNodeRef<'_>) -> Result<Option<Iri>, ()> {
    let mut values = document.own(predicate);
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => read::named(value).map(Some).ok_or(()),
        (Some(_), Some(_)) => Err(()),
    }
}
