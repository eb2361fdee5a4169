//! What a map of GoGoCarto is told: the element as [`/api/elements.json`](crate::api::elements) writes it for everybody, in
//! the language that this instance speaks first.

use crate::api::names::{KnownConcepts, concepts_of};
use crate::api::{ON_A_MAP, Told, languages};
use crate::locale::Locale;
use crate::text;
use ::federation::webhook::{MapChange, MapFormat, Writing};
use exchange::gogocarto::write::notice::{Action, changed, deleted};
use model::{Container, Iri};
use registry::{ReadError, Registry, Shown};
use serde_json::Value;
use std::sync::Arc;

/// The language that maps are told in.
const LOCALE: Locale = Locale::Fr;

/// Writes it.
pub(crate) struct Maps {
    pub(crate) registry: Arc<Registry>,
    pub(crate) concepts: Arc<KnownConcepts>,
}

impl MapFormat for Maps {
    fn stands_on_a_map(&self, container: Container) -> bool {
        ON_A_MAP.contains(&container)
    }

    fn write(&self, change: MapChange) -> Writing<'_> {
        Box::pin(async move {
            match change {
                MapChange::Added(shown) => self.element(Action::Add, *shown).await,
                MapChange::Edited(shown) => self.element(Action::Edit, *shown).await,
                MapChange::Deleted(iri) => Ok(deleted(&iri, self.registry.name(), &words("webhook-map-deleted", &iri))),
            }
        })
    }
}

impl Maps {
    async fn element(&self, action: Action, shown: Shown) -> Result<Value, ReadError> {
        let concepts = concepts_of(&self.registry, &self.concepts, LOCALE).await?;
        let key = match action {
            Action::Add => "webhook-map-added",
            Action::Edit => "webhook-map-edited",
        };
        let told = Told::new(shown);
        let languages = languages(LOCALE);
        let sheet = told.sheet(&languages);
        let said = text::fill(
            LOCALE,
            key,
            &[("name", sheet.name().unwrap_or_default().to_owned()), ("link", sheet.iri().to_string())],
        );
        Ok(changed(action, &sheet, &concepts, self.registry.name(), &said))
    }
}

fn words(key: &str, iri: &Iri) -> String {
    text::say_with(LOCALE, key, "link", iri.as_str())
}
