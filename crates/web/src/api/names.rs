//! The concepts that things are filed under here, kept while nothing changes in them.

use super::languages;
use crate::locale::Locale;
use crate::problem::Problem;
use crate::site::Site;
use exchange::concepts::Concepts;
use model::{Caller, Container, ContentHash};
use registry::{Forgetting, Forgotten, KeepsCopies, ReadError, Registry};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Concepts as everybody may read them, in each language.
#[derive(Default)]
pub(crate) struct KnownConcepts(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    known: HashMap<Locale, (ContentHash, Arc<Concepts>)>,
    /// How often all were forgotten: what was read before one of these is not kept after it.
    forgotten: u64,
}

impl KnownConcepts {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeepsCopies for KnownConcepts {
    fn name(&self) -> &'static str {
        "concepts"
    }

    fn forget<'a>(&'a self, _: &'a Forgotten) -> Forgetting<'a> {
        Box::pin(async move {
            let mut kept = self.kept();
            kept.known.clear();
            kept.forgotten += 1;
            Ok(())
        })
    }
}

/// The concepts of this instance that everybody may read.
pub(crate) async fn concepts(site: &Site, locale: Locale) -> Result<Arc<Concepts>, Problem> {
    Ok(concepts_of(&site.registry, &site.concepts, locale).await?)
}

/// The same for whoever has no site.
pub(crate) async fn concepts_of(
    registry: &Registry,
    known: &KnownConcepts,
    locale: Locale,
) -> Result<Arc<Concepts>, ReadError> {
    let forgotten = known.kept().forgotten;
    let hash = registry.walked_hash(&Caller::Anonymous, [Container::Themes]).await?;
    if let Some((_, known)) = known.kept().known.get(&locale).filter(|(at, _)| *at == hash) {
        return Ok(Arc::clone(known));
    }
    let themes = registry.walked(&Caller::Anonymous, Container::Themes).await?;
    let concepts = Arc::new(Concepts::of(&themes, &languages(locale)));
    let mut kept = known.kept();
    if kept.forgotten == forgotten {
        kept.known.insert(locale, (hash, Arc::clone(&concepts)));
    }
    Ok(concepts)
}
