//! The sheets that a caller may read: of our documents, of imported ones, of documents from elsewhere.

use crate::error::ReadError;
use crate::read::{Resource, named};
use crate::registry::Registry;
use crate::walk::{Shown, Walk};
use ::same::Sheet;
use model::vocab::property;
use model::{Caller, Container, Iri};

/// Documents from elsewhere that are read at once.
const PAGE: usize = 200;

/// Where those stand that are compared.
const COMPARED: [Container; 3] = [Container::Organizations, Container::Places, Container::Projects];

/// A document whose sheet was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Looked {
    pub(super) iri: Iri,
    /// The annex that was read with it.
    pub(super) contact: Option<Iri>,
    /// The territories where it says that it is.
    pub(super) territories: Vec<Iri>,
}

impl Registry {
    /// Every sheet that the caller may read, with what it was read of.
    pub(super) async fn sheets(&self, caller: &Caller) -> Result<Vec<(Looked, Sheet)>, ReadError> {
        let mut sheets = Vec::new();
        let mut walk = Walk::new(caller.clone(), COMPARED);
        while let Some(shown) = self.read_on(&mut walk).await? {
            sheets.extend(shown.iter().filter_map(sheet));
        }
        let mut after: Option<Iri> = None;
        loop {
            let found = self.journal.visible_elsewhere(caller, after.as_ref(), PAGE).await?;
            let Some(last) = found.last().map(|last| last.iri.clone()) else { return Ok(sheets) };
            let shown = self.resources(found).await?.into_iter();
            let shown = shown.map(|resource| Shown { resource, contact: Vec::new() });
            sheets.extend(shown.filter_map(|shown| sheet(&shown)));
            after = Some(last);
        }
    }
}

fn sheet(shown: &Shown) -> Option<(Looked, Sheet)> {
    let Shown { resource: Resource { document, .. }, contact } = shown;
    let contact = contact.first();
    let sheet = Sheet::of(document, contact.map(|contact| &contact.document))?;
    let looked = Looked {
        iri: document.iri().clone(),
        contact: contact.map(|contact| contact.document.iri().clone()),
        territories: document.own(property::LOCATED_IN).filter_map(named).collect(),
    };
    Some((looked, sheet))
}
