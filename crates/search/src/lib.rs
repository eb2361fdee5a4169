//! Finding documents: by words, by what they are filed under, by where they are; and only what whoever asks may see.
//!
//! An [`Index`] lives in a folder of its own and holds nothing that the journal does not: it can be thrown away and filled
//! again. It knows nothing of the journal, of SPARQL or of HTTP: whoever holds it tells it documents as [`Sheet`]s, says up to
//! which entry that is all, and asks.
//!
//! | module | does |
//! |---|---|
//! | [`sheet`] | what of a document is found by |
//! | [`words`] | text becomes words: accents, elisions, stems |
//! | [`asked`] | what may be asked |
//! | [`text`] | what a person types, read |
//! | [`place`] | circles and boxes on the globe, and what stands in them |
//! | [`hierarchy`] | what is narrower than what, and what lies in what |
//! | [`index`] | keeps it all, in batches |
//! | `fields` | the columns of the index |
//! | `query` | what is asked, in the index's words |
//! | `collect` | hits and counts, in one pass |
//! | `disk` | files that may be lost |
//!
//! To find by something more: a column in `fields`, filled in `index` from the [`Sheet`], asked in `query` or `collect`; the
//! version in `fields` goes up, and every instance fills its index anew when it starts.

pub mod asked;
mod collect;
mod disk;
mod error;
mod fields;
pub mod hierarchy;
pub mod index;
pub mod place;
mod query;
pub mod sheet;
pub mod text;
pub mod words;

pub use asked::{Asked, Facet, FacetCounts, Found, Hit, Order, Selected, WINDOW};
pub use error::SearchError;
pub use index::{Index, Reader, Step};
pub use place::{Area, Bounds, Circle, Point};
pub use sheet::{Said, Sheet, Standing};
