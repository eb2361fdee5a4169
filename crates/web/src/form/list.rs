//! The forms: ours, then the territory's.

use crate::page::{Frame, ShapesPage};
use crate::problem::Problem;
use crate::representation::{Wanted, wanted};
use crate::schema;
use crate::site::SharedSite;
use crate::visitor::Taste;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use model::Iri;
use oxrdf::Literal;

/// `GET /forms/`
pub(crate) async fn list(
    State(site): State<SharedSite>,
    taste: Taste,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let (base, grammar) = (site.registry.base(), site.registry.grammar());
    let address = base.service("forms/");
    match wanted(taste.accept.as_deref())? {
        Wanted::Rdf(format, content_type) => {
            let members: Vec<(Iri, Vec<Literal>)> =
                grammar.forms().map(|form| (site.registry.form_address(form.slug()), form.names().to_vec())).collect();
            Ok(schema::respond_list(&address, &members, (format, content_type), &request))
        }
        Wanted::Page => {
            let frame = Frame::new(base, site.registry.name(), &taste, address);
            Ok(ShapesPage::of_forms(frame, grammar.forms()).into_response())
        }
    }
}
