//! `/edit`, `/edit-links`: somebody without an account edits one document.

mod beginning;
pub(crate) mod links;
pub(crate) mod open;
pub(crate) mod source;

use crate::described::{Parameter, parameter};
use crate::problem::{Kind, Problem};
use crate::site::Site;
use crate::submission::Fields;
use http::Uri;
use model::Iri;

/// Which document.
pub(super) const DOCUMENT: Parameter = Parameter::query("document", "document", parameter::address);

/// The document that `?document=` names.
fn document(site: &Site, uri: &Uri) -> Result<Iri, Problem> {
    let document = Iri::parse(Fields::of_address(uri).text("document")).ok();
    let document = document.filter(|document| site.registry.base().owns(document) && document.fragment().is_none());
    document.ok_or_else(|| Problem::new(Kind::NotFound))
}
