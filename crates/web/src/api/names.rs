//! The concepts that things are filed under here, kept while nothing changes in them.

use super::languages;
use crate::locale::Locale;
use crate::problem::Problem;
use crate::site::Site;
use exchange::concepts::Concepts;
use model::{Caller, Container, ContentHash};
use registry::{Forgetting, Forgotten, KeepsCopies, Walk};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Concepts as everybody may read them, in each language.
#[derive(Default)]
pub(crate) struct KnownConcepts(Mutex<HashMap<Locale, (ContentHash, Arc<Concepts>)>>);

impl KnownConcepts {
    fn known(&self) -> MutexGuard<'_, HashMap<Locale, (ContentHash, Arc<Concepts>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeepsCopies for KnownConcepts {
    fn name(&self) -> &'static str {
        "concepts"
    }

    fn forget<'a>(&'a self, _: &'a Forgotten) -> Forgetting<'a> {
        Box::pin(async move {
            self.known().clear();
            Ok(())
        })
    }
}

/// The concepts of this instance that everybody may read.
pub(crate) async fn concepts(site: &Site, locale: Locale) -> Result<Arc<Concepts>, Problem> {
    let hash = site.registry.walked_hash(&Caller::Anonymous, [Container::Themes]).await?;
    if let Some((_, known)) = site.concepts.known().get(&locale).filter(|(at, _)| *at == hash) {
        return Ok(Arc::clone(known));
    }
    let mut walk = Walk::new(Caller::Anonymous, [Container::Themes]);
    let mut themes = Vec::new();
    while let Some(page) = site.registry.read_on(&mut walk).await? {
        themes.extend(page.into_iter().map(|shown| shown.resource.document));
    }
    let concepts = Arc::new(Concepts::of(&themes, &languages(locale)));
    site.concepts.known().insert(locale, (hash, Arc::clone(&concepts)));
    Ok(concepts)
}
