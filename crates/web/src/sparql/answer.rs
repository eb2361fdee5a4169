//! Asking, and passing the answer on as it comes.

use super::Parameters;
use crate::negotiation::{Offer, allows, choose};
use crate::page::{Frame, SparqlPage};
use crate::problem::Problem;
use crate::representation::not_acceptable;
use crate::site::Site;
use crate::visitor::Visitor;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use model::Base;
use model::syntax::Format;
use registry::{Answer, BindingsFormat, Question};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;

/// Most bytes of an answer that the page shows as a table; who wants more takes the data.
const SHOWN_LIMIT: usize = 1 << 20;

const BINDINGS: [Offer<BindingsFormat>; 6] = [
    Offer { media_type: "application/sparql-results+json", value: BindingsFormat::Json },
    Offer { media_type: "application/sparql-results+xml", value: BindingsFormat::Xml },
    Offer { media_type: "text/csv", value: BindingsFormat::Csv },
    Offer { media_type: "text/tab-separated-values", value: BindingsFormat::Tsv },
    Offer { media_type: "application/json", value: BindingsFormat::Json },
    Offer { media_type: "application/xml", value: BindingsFormat::Xml },
];

/// How an answer is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A table on the page.
    Page,
    /// Bindings as this if it has bindings, a graph as that if it is a graph.
    Data(BindingsFormat, Format),
}

/// Both formats are chosen before asking: only the query knows which of them is needed.
pub(super) fn wanted(accept: Option<&str>) -> Result<Wanted, Problem> {
    let graphs: Vec<Offer<Format>> =
        Format::ALL.iter().map(|format| Offer { media_type: format.media_type(), value: *format }).collect();
    let mut all: Vec<Offer<Option<()>>> =
        BINDINGS.iter().map(|offer| Offer { media_type: offer.media_type, value: None }).collect();
    all.extend(graphs.iter().map(|offer| Offer { media_type: offer.media_type, value: None }));
    all.push(Offer { media_type: "text/html", value: Some(()) });
    match choose(accept, &all) {
        Ok(Offer { value: Some(()), .. }) => return Ok(Wanted::Page),
        Ok(_) => {}
        Err(_) => return Err(not_acceptable(&all)),
    }
    let bindings = choose(accept, &BINDINGS).map_or(BindingsFormat::Json, |offer| offer.value);
    // JSON alone means JSON-LD where the answer is a graph.
    let graph = choose(accept, &graphs).map_or(Format::JsonLd, |offer| offer.value);
    Ok(Wanted::Data(bindings, graph))
}

/// Asks, and answers in the format wanted.
pub(crate) async fn answer(site: &Site, visitor: &Visitor, parameters: Parameters) -> Result<Response, Problem> {
    let accept = visitor.taste.accept.as_deref();
    let wanted = wanted(accept)?;
    let text = parameters.query.clone().ok_or_else(|| Problem::bad_parameter("query", ""))?;
    let (bindings, graph) = match wanted {
        Wanted::Page => (BindingsFormat::Json, Format::NTriples),
        Wanted::Data(bindings, graph) => (bindings, graph),
    };
    let entailment = parameters.entailment.unwrap_or(true);
    let base = site.registry.base();
    let question = Question {
        text: text.clone(),
        default_graphs: parameters.default_graphs,
        named_graphs: parameters.named_graphs,
        base: base.home(),
        caller: visitor.caller.clone(),
        from: Some(visitor.from),
        entailment,
        at_least: site.registry.head(),
        deadline: site.settings.query_deadline,
        bindings,
        graph,
    };
    let answered = site.endpoint.ask(question).await;
    match wanted {
        Wanted::Page => {
            let frame = Frame::new(base, site.registry.name(), &visitor.taste, address(base, &text, entailment));
            let shown = match answered {
                Ok(answer) => collect(answer).await?,
                Err(error) => return Err(error.into()),
            };
            Ok(SparqlPage::answered(frame, base, text, entailment, shown).into_response())
        }
        Wanted::Data(..) => pass_on(answered?, accept),
    }
}

fn address(base: &Base, query: &str, entailment: bool) -> model::Iri {
    let asked = base.service("sparql").with_query("query", query);
    if entailment { asked } else { asked.with_query("entailment", "off") }
}

/// Passes the answer on as it comes. An answer that breaks off ends the connection without its last chunk: RFC 9112,
/// section 8 makes that an incomplete message, which no client takes for the whole.
pub(crate) fn pass_on(answer: Answer, accept: Option<&str>) -> Result<Response, Problem> {
    if !permits(accept, answer.media_type) {
        return Err(not_acceptable(&[Offer { media_type: answer.media_type, value: () }]));
    }
    let mut response = Response::new(Body::from_stream(ReceiverStream::new(answer.body)));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(answer.media_type)));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

/// The `Content-Type` of an answer. The text formats say their charset, since clients differ in what they take for its
/// default; SPARQL 1.1 CSV and TSV, section 3: "charset: […] UTF-8".
fn content_type(media_type: &'static str) -> &'static str {
    match media_type {
        "text/csv" => "text/csv; charset=utf-8",
        "text/tab-separated-values" => "text/tab-separated-values; charset=utf-8",
        "text/turtle" => "text/turtle; charset=utf-8",
        other => other,
    }
}

/// Whether the client takes what the answer turned out to be: bindings or a graph.
fn permits(accept: Option<&str>, media_type: &'static str) -> bool {
    let essence = media_type.split(';').next().unwrap_or(media_type).trim();
    let alias = if essence.ends_with("json") { "application/json" } else { "application/xml" };
    allows(accept, essence) || (essence.ends_with("+json") || essence.ends_with("+xml")) && allows(accept, alias)
}

/// What the page shows of an answer.
pub(crate) struct Shown {
    /// Its media type.
    pub(crate) media_type: &'static str,
    /// Its bytes; `None`: more than the page shows.
    pub(crate) bytes: Option<Vec<u8>>,
}

/// All of an answer, if it is not too long for a page.
pub(crate) async fn collect(answer: Answer) -> Result<Shown, Problem> {
    let mut bytes = Vec::new();
    let mut body = ReceiverStream::new(answer.body);
    while let Some(piece) = body.next().await {
        bytes.extend(piece.map_err(|_| Problem::from(registry::AskError::TooCostly))?);
        if bytes.len() > SHOWN_LIMIT {
            return Ok(Shown { media_type: answer.media_type, bytes: None });
        }
    }
    Ok(Shown { media_type: answer.media_type, bytes: Some(bytes) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;
    use registry::BrokenOff;

    #[test]
    fn both_formats_are_chosen_before_asking() {
        use BindingsFormat::{Csv, Json, Xml};
        for (accept, expected) in [
            (None, Some(Wanted::Data(Json, Format::JsonLd))),
            (Some("*/*"), Some(Wanted::Data(Json, Format::JsonLd))),
            (Some("application/sparql-results+xml, text/turtle"), Some(Wanted::Data(Xml, Format::Turtle))),
            (Some("text/csv"), Some(Wanted::Data(Csv, Format::JsonLd))),
            (Some("application/json"), Some(Wanted::Data(Json, Format::JsonLd))),
            (Some("text/turtle"), Some(Wanted::Data(Json, Format::Turtle))),
            (Some("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"), Some(Wanted::Page)),
            (Some("image/png"), None),
        ] {
            assert_eq!(wanted(accept).ok(), expected, "{accept:?}");
        }
    }

    #[test]
    fn what_the_answer_turned_out_to_be_must_be_acceptable_too() {
        for (accept, media_type, permitted) in [
            (None, "application/sparql-results+json", true),
            (Some("text/turtle"), "application/sparql-results+json", false),
            (Some("text/csv"), "text/csv; charset=utf-8", true),
            (Some("application/json"), "application/sparql-results+json", true),
            (Some("application/json"), "application/ld+json", true),
            (Some("application/xml"), "application/sparql-results+xml", true),
            (Some("application/xml"), "text/csv", false),
        ] {
            assert_eq!(permits(accept, media_type), permitted, "{accept:?} {media_type}");
        }
    }

    #[tokio::test]
    async fn an_answer_that_breaks_off_does_not_look_finished() {
        for (end, whole) in [(None, true), (Some(Err(BrokenOff)), false)] {
            let (sender, body) = tokio::sync::mpsc::channel(2);
            sender.send(Ok(b"{".to_vec())).await.unwrap();
            if let Some(end) = end {
                sender.send(end).await.unwrap();
            }
            drop(sender);
            let response = pass_on(Answer { media_type: "application/sparql-results+json", body }, None).unwrap();
            assert_eq!(response.into_body().collect().await.is_ok(), whole);
        }
    }
}
