//! Forms of the territory: read, put, deleted.
//!
//! Files of the folder are read when the instance is opened, and only then; nobody replaces them from outside. Forms
//! that are put stand in the journal and hold from the next change on. Each change makes the forms in force anew
//! ([`FormsInForce`] is never changed), so that whoever began with the old ones goes on with them.

use crate::access;
use crate::error::{FormChangeError, OpenError};
use crate::forms_in_force::FormsInForce;
use crate::intake::{self, Body};
use crate::registry::Registry;
use journal::{FormWrite, Journal, JournalError, Outcome};
use model::syntax::{self, Format};
use model::{AccountId, Base, Caller, Expected, Iri, Revision, Slug};
use oxrdf::{GraphName, Quad};
use shapes::Grammar;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Mutex;
use tokio::task::{JoinError, spawn_blocking};

/// The segment under which forms are addressed.
pub(crate) const SEGMENT: &str = "forms/";

/// What became of a form that was put or deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormChanged {
    /// Its revision now.
    pub revision: Revision,
    /// What happened.
    pub outcome: Outcome,
}

/// Where the forms in force are swapped.
pub(crate) struct Forms {
    in_force: RwLock<Arc<FormsInForce>>,
    /// One change at a time, from the look at what stands to the swap.
    turn: Mutex<()>,
}

impl Forms {
    /// Reads the forms of the folder and of the journal.
    pub(crate) async fn open(folder: &Path, base: &Base, journal: &Journal) -> Result<Self, OpenError> {
        let in_force = FormsInForce::read(folder, base, journal.forms().await?)?;
        Ok(Self { in_force: RwLock::new(Arc::new(in_force)), turn: Mutex::new(()) })
    }

    fn in_force(&self) -> Arc<FormsInForce> {
        Arc::clone(&self.in_force.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Makes the change in the journal, then here.
    async fn change(&self, journal: &Journal, write: FormWrite) -> Answer {
        let _turn = self.turn.lock().await;
        let standing = self.in_force();
        standing.may_change(&write)?;
        // Before anything is judged: what is sent by whoever believes in another revision is not about what stands there.
        write.compare(standing.kept(&write.slug))?;
        let judging = Arc::clone(&standing);
        // Every form is compiled anew, which may take a while.
        let judged = spawn_blocking(move || (judging.grammar_after(&write), write)).await;
        let (grammar, write) = given(judged)?;
        let grammar = grammar.map_err(|source| FormChangeError::Refused { form: write.iri.clone(), source })?;
        let (kept, outcome) = journal.keep_form(write).await?;
        let changed = FormChanged { revision: kept.revision, outcome };
        let in_force = Arc::new(standing.with(grammar, kept));
        *self.in_force.write().unwrap_or_else(PoisonError::into_inner) = in_force;
        Ok(changed)
    }
}

type Answer = Result<FormChanged, FormChangeError>;

impl Registry {
    /// The forms in force, each with where it comes from, and the grammar that they make: one look.
    pub fn forms(&self) -> Arc<FormsInForce> {
        self.forms.in_force()
    }

    /// The grammar in force: every shape and every form.
    pub fn grammar(&self) -> Arc<Grammar> {
        self.forms().grammar()
    }

    /// Puts a territory's form: it holds from the next change on. What cannot be used is refused with why, and what
    /// stood there stays.
    pub async fn put_form(&self, caller: &Caller, slug: &Slug, body: Body<'_>, expected: Expected) -> Answer {
        let by = access::administrator(caller)?;
        let (address, bytes, format) = (self.base().form(slug.as_str()), body.bytes.to_vec(), body.format);
        let read = move || turtle(&address, Body { bytes: &bytes, format });
        let text = self.aside.run(body.bytes.len(), read).await.map_err(|_| FormChangeError::Unavailable)??;
        self.change_form(slug, by, expected, Some(text)).await
    }

    /// Takes a territory's form away. Descriptions that follow it stay, and are told that it is not known here.
    pub async fn delete_form(&self, caller: &Caller, slug: &Slug, expected: Expected) -> Answer {
        let by = access::administrator(caller)?;
        self.change_form(slug, by, expected, None).await
    }

    async fn change_form(&self, slug: &Slug, by: AccountId, expected: Expected, text: Option<String>) -> Answer {
        let (forms, journal) = (Arc::clone(&self.forms), self.journal.clone());
        let write = FormWrite { iri: self.base().form(slug.as_str()), slug: slug.clone(), by, expected, text };
        // A task of its own: a caller who goes away must not leave the journal and the forms in force apart.
        given(tokio::spawn(async move { forms.change(&journal, write).await }).await)?
    }
}

/// What a task gave; its panic goes on here.
fn given<T>(ended: Result<T, JoinError>) -> Result<T, FormChangeError> {
    match ended {
        Ok(given) => Ok(given),
        Err(ended) if ended.is_panic() => resume_unwind(ended.into_panic()),
        Err(_) => Err(JournalError::Closed.into()),
    }
}

/// What came in as Turtle: as it was written, or written anew where it came in another format.
fn turtle(address: &Iri, body: Body<'_>) -> Result<String, FormChangeError> {
    let own: GraphName = GraphName::NamedNode(address.clone().into());
    let quads: Vec<Quad> = intake::parse(address, body)?;
    if let Some(foreign) =
        quads.iter().find(|quad| quad.graph_name != GraphName::DefaultGraph && quad.graph_name != own)
    {
        return Err(FormChangeError::ForeignGraph(foreign.graph_name.to_string()));
    }
    let written = match body.format {
        Format::Turtle => body.bytes.to_vec(),
        Format::JsonLd | Format::TriG | Format::NQuads | Format::NTriples | Format::RdfXml => {
            syntax::write(&quads, Format::Turtle)
        }
    };
    // It was just read as text, so it is; and a byte order mark is no part of it.
    let text = String::from_utf8_lossy(&written);
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::Rig;

    /// A later grammar may have a form of a name that was free.
    #[tokio::test(flavor = "multi_thread")]
    async fn nothing_that_was_put_stands_before_a_form_of_ours() {
        let rig = Rig::new().await;
        let (slug, iri) = (Slug::from_text("six-models").unwrap(), rig.registry.base().form("six-models"));
        let by = access::administrator(&rig.registry.operator()).unwrap();
        let text = "@prefix cs: <https://w3id.org/codesocial#> .
            <> a cs:Form ; cs:name 'Six'@fr ; cs:extendsForm cs:FourBundlesForm .";
        let write = FormWrite { iri, slug, by, expected: Expected::Absent, text: Some(text.to_owned()) };
        rig.registry.journal.keep_form(write).await.unwrap();
        let rig = rig.restart().await;
        let grammar = rig.registry.grammar();
        assert_eq!(
            grammar.form_called("six-models").unwrap().iri().as_str(),
            "https://w3id.org/codesocial#SixModelsForm"
        );
        assert_eq!(grammar.forms().count(), Grammar::ours().unwrap().forms().count());
    }
}
