//! Kinds that come together: how what operations have in common refuses. [`crate::described`] tells them by status.

use super::Kind;

/// A representation is chosen by `Accept`.
pub(crate) const NEGOTIATING: &[Kind] = &[Kind::NotAcceptable];

/// The query, or a header that is one, has values of its own.
pub(crate) const PARAMETERS: &[Kind] = &[Kind::BadParameter];

/// Something is at the address, or was.
pub(crate) const READING: &[Kind] = &[Kind::NotFound, Kind::Gone, Kind::Unavailable];

/// A reader names the representation that it wants.
pub(crate) const MATCHING: &[Kind] = &[Kind::BadPrecondition, Kind::PreconditionFailed];

/// A body arrives.
pub(crate) const BODY: &[Kind] = &[
    Kind::BrokenBody,
    Kind::MissingContentType,
    Kind::SlowBody,
    Kind::TooLarge,
    Kind::Unavailable,
    Kind::UnsupportedMediaType,
    Kind::UnsupportedCharset,
];

/// It is a form of one of our pages.
pub(crate) const FORM: &[Kind] = &[
    Kind::BadParameter,
    Kind::BrokenBody,
    Kind::MissingContentType,
    Kind::CrossSite,
    Kind::StaleForm,
    Kind::SlowBody,
    Kind::TooLarge,
    Kind::Unavailable,
    Kind::UnsupportedMediaType,
    Kind::UnsupportedCharset,
];

/// It is RDF.
pub(crate) const RDF_BODY: &[Kind] = &[
    Kind::Malformed,
    Kind::NotUtf8,
    Kind::TooDeep,
    Kind::UnknownContext,
    Kind::TooManyStatements,
    Kind::UnsupportedCoding,
    Kind::Detached,
    Kind::Empty,
    Kind::ForeignGraph,
    Kind::ForeignSubject,
    Kind::TooSymmetric,
];

/// It becomes a document, or several.
pub(crate) const WRITING: &[Kind] = &[
    Kind::Forbidden,
    Kind::NotFound,
    Kind::Gone,
    Kind::Invalid,
    Kind::Repeated,
    Kind::Unusable,
    Kind::WrongType,
    Kind::CostlyDocument,
    Kind::CostlyShape,
    Kind::Unavailable,
];

/// It replaces what is there, or takes it away.
pub(crate) const REPLACING: &[Kind] = &[Kind::BadPrecondition, Kind::PreconditionFailed, Kind::PreconditionRequired];

/// Why something is changed is kept in the history.
pub(crate) const NOTED: &[Kind] = &[Kind::BadNote];

/// It may be asked of a version, which never changes.
pub(crate) const NOT_OF_VERSIONS: &[Kind] = &[Kind::MethodNotAllowed];

/// `Link` may ask for another kind of resource.
pub(crate) const MODELS: &[Kind] = &[Kind::InteractionModel];

/// A patch is applied to what is there.
pub(crate) const PATCHING: &[Kind] =
    &[Kind::AbsentStatement, Kind::NoMatch, Kind::SeveralMatches, Kind::UnusablePatch, Kind::TooCostly];

/// A question is asked.
pub(crate) const ASKING: &[Kind] =
    &[Kind::MalformedQuery, Kind::RefusedQuery, Kind::TooCostly, Kind::BudgetSpent, Kind::Unavailable];
