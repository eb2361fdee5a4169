//! A document's text, to be edited in the browser as it would be put; or the beginning of a new one.

use super::{beginning, document};
use crate::described::{Body as FormBody, Medium, Operation};
use crate::note;
use crate::page::{Frame, SourcePage};
use crate::problem::{Kind, Problem, groups};
use crate::session;
use crate::site::{SharedSite, Site};
use crate::submission::{Fields, Submission};
use crate::visitor::{Signed, Visitor};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderValue, Uri, header};
use model::iri::Location;
use model::syntax::{self, Format};
use model::{Caller, Container, Expected, Iri};
use registry::account::Sitting;
use registry::{Body, ReadError};

/// What it takes and answers.
pub(crate) const GET: Operation =
    Operation::page("showSource", &[&super::DOCUMENT], &[groups::READING, &[Kind::NotAllowed]]);

/// `GET /edit?document=`: a document, an address that has none yet, or the container that is to have one more.
pub(crate) async fn get(
    State(site): State<SharedSite>,
    Signed { visitor, sitting }: Signed,
    uri: Uri,
) -> Result<Response, Problem> {
    let document = document(&site, &uri)?;
    let begin = |container| {
        let text = beginning::of(&site.registry.grammar(), site.registry.base(), container, visitor.taste.locale);
        SourcePage { text, is_new: true, ..page(&site, &visitor, &sitting, &document) }
    };
    let page = match site.registry.base().locate(&document) {
        Some(Location::Container(container)) if site.registry.may_make(&visitor.caller, &document) => begin(container),
        Some(Location::Container(_)) => return Err(Problem::new(Kind::NotAllowed)),
        Some(Location::Document(container, _)) => match site.registry.read(&visitor.caller, &document).await {
            Ok(resource) => SourcePage {
                revision: resource.revision.to_string(),
                text: String::from_utf8_lossy(&syntax::write_document(&resource.document, Format::Turtle)).into_owned(),
                ..page(&site, &visitor, &sitting, &document)
            },
            Err(ReadError::NotFound) if site.registry.may_make(&visitor.caller, &document) => begin(container),
            Err(error) => return Err(error.into()),
        },
        None => return Err(Problem::new(Kind::NotFound)),
    };
    Ok(unkept(page))
}

const POST_FIELDS: FormBody = FormBody {
    key: "body-fields",
    required: true,
    media: &[Medium::fields(&["form-token", "revision", "name", "text", "note"])],
};

/// What it takes and answers.
pub(crate) const POST: Operation = Operation::form(
    "writeSource",
    &[&super::DOCUMENT],
    &POST_FIELDS,
    &[groups::WRITING, groups::RDF_BODY, groups::REPLACING, groups::NOTED, &[Kind::NoAddress]],
);

/// `POST /edit?document=`: what is refused comes back as it was typed, with what is to be mended beside it.
pub(crate) async fn post(
    State(site): State<SharedSite>,
    uri: Uri,
    submission: Submission,
) -> Result<Response, Problem> {
    let Submission { visitor, sitting, fields, .. } = submission;
    let document = document(&site, &uri)?;
    let refused = match save(&site, &visitor.caller, &document, &fields).await {
        Ok(saved) => return Ok(Redirect::to(saved.as_str()).into_response()),
        Err(refused) => refused,
    };
    if !refused.is_of_the_caller() {
        return Err(refused);
    }
    let typed = |name| fields.text(name).to_owned();
    let page = SourcePage {
        revision: typed("revision"),
        text: typed("text"),
        name: typed("name"),
        note: typed("note"),
        is_new: fields.text("revision").is_empty(),
        alert: Some(refused.said_in_short(visitor.taste.locale)),
        findings: refused.findings(visitor.taste.locale),
        ..page(&site, &visitor, &sitting, &document)
    };
    Ok(refused.on(unkept(page)))
}

/// Puts the document, or posts it into its container; answers where it is.
async fn save(site: &Site, caller: &Caller, document: &Iri, fields: &Fields) -> Result<Iri, Problem> {
    let body = Body { bytes: fields.text("text").as_bytes(), format: Format::Turtle };
    let reason = note::reason(fields.text("note"))?;
    if let Some(container) = whole_container(site, document) {
        let hint = Some(fields.text("name").trim()).filter(|name| !name.is_empty());
        let made = site.registry.post(caller, container, hint, body, reason).await?;
        return Ok(made.receipt.written.into_iter().next().map_or_else(|| document.clone(), |first| first.iri));
    }
    let expected = match fields.text("revision") {
        "" => Expected::Absent,
        revision => Expected::OneOf(vec![revision.parse().map_err(|_| Problem::bad_parameter("revision", revision))?]),
    };
    site.registry.put(caller, document, body, expected, reason).await?;
    Ok(document.clone())
}

fn whole_container(site: &Site, iri: &Iri) -> Option<Container> {
    match site.registry.base().locate(iri)? {
        Location::Container(container) => Some(container),
        Location::Document(..) => None,
    }
}

/// With nothing in it yet.
fn page(site: &Site, visitor: &Visitor, sitting: &Sitting, document: &Iri) -> SourcePage {
    let address = site.registry.base().service("edit").with_query("document", document.as_str());
    SourcePage {
        frame: Frame::new(site.registry.base(), site.registry.name(), &visitor.taste, address.clone()),
        form_token: session::form_token(site, sitting),
        document: document.as_str().to_owned(),
        action: address.as_str().to_owned(),
        asks_name: whole_container(site, document).is_some(),
        is_new: false,
        revision: String::new(),
        text: String::new(),
        name: String::new(),
        note: String::new(),
        alert: None,
        findings: Vec::new(),
    }
}

/// What is being written is for whoever writes it.
fn unkept(page: SourcePage) -> Response {
    ([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], page).into_response()
}
