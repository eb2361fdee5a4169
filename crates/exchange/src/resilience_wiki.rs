//! The page of the resilience wiki (Semantic MediaWiki, as text).
//!
//! The page is cut into fields and sections (`page`, by the tables of `form`), then each kind of document is
//! drafted from them by its own module; a draft remembers the lines it came from. What no module can place is
//! reported with its line: nothing is dropped.
//!
//! | module | drafts |
//! |---|---|
//! | `subject` | the common, as a project, with its funding and the commons near it |
//! | `description` | its description, with sections, intentions, missions… as fragments |
//! | `organizations` | who uses the démarche, or waits to |
//! | `concepts` | themes, challenges, skills, wealth, categories |
//! | `territories` | where it is tried out |
//! | `deeds` | deliverables, as actions that realise intentions |
//! | `people` | contributors, referents, the author: closed at first |
//!
//! To read a new field or heading of the form: a row in `form`, then the module whose documents it feeds.

mod concepts;
mod deeds;
mod description;
mod draft;
mod form;
mod organizations;
mod page;
mod people;
mod spelling;
mod subject;
mod territories;
#[cfg(test)]
mod tests;

use draft::Drafts;
use model::{Base, DocumentError, Reading};
use page::Page;

/// The source cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Not UTF-8.
    #[error("line {line}: the text is not UTF-8")]
    NotUtf8 {
        /// From 1.
        line: u64,
    },
    /// No field or section of such a page was found.
    #[error("this is not a page of the resilience wiki: none of its fields is there")]
    NotSuchAPage,
    /// Nothing on the page says what it is about.
    #[error("the page names nothing: it has no title, no description")]
    Nameless,
    /// What was read cannot be a document.
    #[error(transparent)]
    Document(#[from] DocumentError),
}

/// Reads a page into records under `base`, in the order of the page.
pub fn read(bytes: &[u8], base: &Base) -> Result<Reading, ReadError> {
    let text = str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let breaks = before.split(|byte| *byte == b'\n').count();
        ReadError::NotUtf8 { line: u64::try_from(breaks).unwrap_or(u64::MAX) }
    })?;
    let mut page = Page::read(text)?;
    let mut drafts = Drafts::new(base, std::mem::take(&mut page.unplaced));
    let subject = subject::draft(&page, text, &mut drafts)?;
    organizations::draft(&page, text, &subject.iri, &mut drafts);
    subject::link(&page, &subject, &mut drafts);
    concepts::draft(&page, subject.id, &mut drafts);
    territories::draft(&page, subject.id, &mut drafts);
    people::draft(&page, subject.id, &mut drafts);
    let description = description::draft(&page, &subject.name, &subject.iri, subject.from, &mut drafts);
    deeds::draft(&page, &subject.name, &description, &mut drafts);
    drafts.finish()
}
