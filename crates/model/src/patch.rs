//! What somebody wants changed in one document, as they wrote it: SPARQL Update, Solid's N3 Patch, JSON Merge Patch.
//!
//! A [`Patch`] is read once, before anything is locked, and applied to the document as it stands, as often as others
//! are faster. Applying it is pure but for one question: where the `WHERE` of a SPARQL Update holds, if it is more
//! than a list of statements. That is asked of [`Conditions`].
//!
//! | module | says |
//! |---|---|
//! | `sparql`, `narrow` | `application/sparql-update`, restricted to the document |
//! | `source` | its operations in the words of their author |
//! | `n3` | `text/n3` (Solid Protocol, section 5.3.1) |
//! | `merge` | `application/merge-patch+json` (RFC 7396) on the document's JSON-LD |
//! | `statement` | statements with open places, and how they are filled |
//! | `matching` | where a list of statements holds |
//! | `operation` | one step: where it holds, what goes, what comes |

mod matching;
mod merge;
mod n3;
mod narrow;
mod operation;
mod source;
mod sparql;
mod statement;

use crate::constraint::{Bindings, EvaluatorError};
use crate::document::{Document, DocumentError};
use crate::iri::Iri;
use crate::syntax::{self, SyntaxError};
use operation::Operation;
use oxrdf::Triple;
use serde_json::{Map, Value};

/// Most bytes of a patch: far more than anybody changes at once in a document; who replaces more puts it whole.
pub const PATCH_LIMIT: usize = 1 << 20;

/// Most operations of one SPARQL Update. Each is applied to what the one before left.
pub const OPERATION_LIMIT: usize = 1_000;

/// Most operations of one patch that must be asked elsewhere ([`Conditions`]): each may take seconds.
pub const QUESTION_LIMIT: usize = 10;

/// Most places where a `WHERE` may hold. A description has under 2,000 statements; a patch that touches more than this
/// is a conversion, and is made by whoever reads and puts.
pub const MATCH_LIMIT: usize = 10_000;

/// A format of patches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PatchFormat {
    /// SPARQL 1.1 Update.
    SparqlUpdate,
    /// Solid's N3 Patch.
    N3,
    /// JSON Merge Patch on the JSON-LD.
    MergePatch,
}

impl PatchFormat {
    /// Every format.
    pub const ALL: &'static [Self] = &[Self::SparqlUpdate, Self::N3, Self::MergePatch];

    /// Its registered media type, without parameters.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::SparqlUpdate => "application/sparql-update",
            Self::N3 => "text/n3",
            Self::MergePatch => "application/merge-patch+json",
        }
    }

    /// The format of this media type (no parameters, any case).
    pub fn from_media_type(media_type: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.media_type().eq_ignore_ascii_case(media_type))
    }
}

/// What somebody wants changed in one document.
///
/// ```
/// use model::patch::{NoQuestions, Patch, PatchFormat};
/// use model::{Document, Iri, syntax};
///
/// let iri = Iri::parse("https://a.example/organizations/moulin")?;
/// let quads = syntax::parse(b"<> <urn:name> 'Moulin' .", syntax::Format::Turtle, &iri, 10)?;
/// let document = Document::admit(iri.clone(), quads.into_iter().map(Into::into).collect())?;
/// let update = b"DELETE DATA { <> <urn:name> 'Moulin' } ; INSERT DATA { <> <urn:name> 'Le Moulin' }";
/// let patch = Patch::read(update, PatchFormat::SparqlUpdate, &iri)?;
/// let patched = patch.apply(Some(&document), &mut NoQuestions)?;
/// assert!(patched.canonical().nquads.contains("Le Moulin"));
/// assert!(patch.apply(Some(&patched), &mut NoQuestions).is_err(), "“Moulin” is not there any more");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    document: Iri,
    format: PatchFormat,
    way: Way,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
    Operations(Vec<Operation>),
    Merge(Map<String, Value>),
}

/// Answers where a `WHERE` holds that is more than a list of statements.
pub trait Conditions {
    /// The solutions of `query`, a `SELECT` in SPARQL, over these statements and nothing else; at most `most`.
    fn solutions(&mut self, query: &str, statements: &[Triple], most: usize) -> Result<Vec<Bindings>, EvaluatorError>;
}

/// For patches that ask nothing ([`Patch::asks`]).
#[derive(Debug, Clone, Copy)]
pub struct NoQuestions;

impl Conditions for NoQuestions {
    fn solutions(&mut self, _: &str, _: &[Triple], _: usize) -> Result<Vec<Bindings>, EvaluatorError> {
        Err(EvaluatorError::Unavailable)
    }
}

impl Patch {
    /// Reads a patch for `document`, against which relative addresses resolve.
    pub fn read(bytes: &[u8], format: PatchFormat, document: &Iri) -> Result<Self, PatchError> {
        if bytes.len() > PATCH_LIMIT {
            return Err(PatchError::TooLarge);
        }
        let text = syntax::text_of(bytes)?;
        let way = match format {
            PatchFormat::SparqlUpdate => Way::Operations(sparql::read(text, document)?),
            PatchFormat::N3 => Way::Operations(vec![n3::read(text, document)?]),
            PatchFormat::MergePatch => Way::Merge(merge::read(text)?),
        };
        Ok(Self { document: document.clone(), format, way })
    }

    /// The format it came in.
    pub fn format(&self) -> PatchFormat {
        self.format
    }

    /// Whether it says nothing of what is there, so that only a named revision keeps it from undoing what others did.
    pub fn needs_revision(&self) -> bool {
        matches!(self.way, Way::Merge(_))
    }

    /// Whether it may be applied where there is no document. Solid Protocol, section 5.3.1: "Start from the RDF dataset
    /// in the target document, or an empty RDF dataset if the target resource does not exist yet." Of the others only
    /// what inserts and asks nothing makes sense there.
    pub fn starts_from_nothing(&self) -> bool {
        match &self.way {
            Way::Operations(operations) => {
                self.format == PatchFormat::N3
                    || (!operations.is_empty() && operations.iter().all(Operation::only_inserts))
            }
            Way::Merge(_) => false,
        }
    }

    /// Whether applying it asks [`Conditions`].
    pub fn asks(&self) -> bool {
        match &self.way {
            Way::Operations(operations) => operations.iter().any(Operation::asks),
            Way::Merge(_) => false,
        }
    }

    /// What becomes of the document; `None` stands for one that does not exist yet.
    pub fn apply(&self, before: Option<&Document>, conditions: &mut dyn Conditions) -> Result<Document, PatchError> {
        match &self.way {
            Way::Operations(operations) => operation::apply(operations, &self.document, before, conditions),
            Way::Merge(patch) => merge::apply(patch, before.ok_or(DocumentError::Empty)?),
        }
    }
}

/// Why a patch cannot be read or applied.
#[derive(Debug, thiserror::Error)]
pub enum PatchError {
    /// It is not what its format says.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// More than [`PATCH_LIMIT`] bytes.
    #[error("a patch is at most {PATCH_LIMIT} bytes")]
    TooLarge,
    /// Brackets of a SPARQL Update nest too deeply.
    #[error("line {line}: brackets are nested deeper than {limit} levels")]
    TooDeep {
        /// From 1.
        line: u64,
        /// How deep is allowed.
        limit: usize,
    },
    /// It is written as its format asks, and still cannot be done here.
    #[error("operation {operation}: {what}: {}", .rule.name())]
    Unusable {
        /// The rule that it breaks.
        rule: Rule,
        /// What breaks it.
        what: String,
        /// Which operation of it, from 1.
        operation: usize,
    },
    /// A statement that it deletes is not there.
    #[error("operation {operation} deletes what is not there: {statement}")]
    Absent {
        /// The first such statement.
        statement: Box<Triple>,
        /// Which operation, from 1.
        operation: usize,
    },
    /// Its condition holds nowhere.
    #[error("the condition of operation {operation} holds nowhere")]
    NoMatch {
        /// Which operation, from 1.
        operation: usize,
    },
    /// Its condition holds at several places and must hold at one.
    #[error("the condition holds at several places")]
    SeveralMatches,
    /// What it asks has no answer.
    #[error(transparent)]
    Unanswered(EvaluatorError),
    /// What it leaves is no document.
    #[error(transparent)]
    Document(#[from] DocumentError),
}

impl PatchError {
    fn unusable(rule: Rule, what: impl Into<String>, operation: usize) -> Self {
        Self::Unusable { rule, what: what.into(), operation }
    }
}

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident $name:literal;)*) => {
        /// What a patch must not do, though its format can say it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Rule { $($(#[$doc])* $variant,)* }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name for programs; it does not change.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

rules! {
    /// SPARQL: `LOAD`, `CLEAR`, `CREATE`, `DROP` and what is made of them.
    WholeGraphs "whole-graphs";
    /// SPARQL: `SERVICE`.
    Service "service";
    /// SPARQL: a graph other than the document, or a variable for one; JSON-LD: a graph within.
    OtherGraph "other-graph";
    /// SPARQL: `USING` or `WITH` of anything but the document.
    OtherDataset "other-dataset";
    /// SPARQL: `WHERE` says something that is not answered here.
    Question "question";
    /// SPARQL: too many operations.
    ManyOperations "many-operations";
    /// SPARQL: too many operations whose `WHERE` must be asked elsewhere.
    ManyQuestions "many-questions";
    /// SPARQL: too many operators in one update.
    ManyOperators "many-operators";
    /// The condition holds at too many places.
    ManyMatches "many-matches";
    /// Finding where the condition holds takes too much work.
    Costly "costly";
    /// N3: no patch resource.
    NoPatch "no-patch";
    /// N3: several patch resources.
    SeveralPatches "several-patches";
    /// N3: the patch is no `solid:InsertDeletePatch`.
    PatchType "patch-type";
    /// N3: `solid:inserts`, `solid:deletes` or `solid:where` twice.
    Repeated "repeated";
    /// N3: something else stands where a formula is expected.
    NoFormula "no-formula";
    /// N3: a formula within a formula.
    Nested "nested";
    /// N3: a statement of a formula that RDF does not know.
    NoStatement "no-statement";
    /// N3: a blank node in what is inserted or deleted.
    BlankNode "blank-node";
    /// N3: a variable that `solid:where` does not bind.
    UnboundVariable "unbound-variable";
    /// N3: a word of Solid's vocabulary that says nothing here.
    UnknownWord "unknown-word";
    /// Merge patch: not a JSON object.
    NoObject "no-object";
    /// Merge patch: another `@context`.
    Context "context";
    /// Merge patch: a key, or a type, that the context does not know.
    UnknownKey "unknown-key";
    /// Merge patch: the result is not JSON-LD.
    NoJsonLd "no-json-ld";
}

#[cfg(test)]
mod tests;
