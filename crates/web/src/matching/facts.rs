//! The same for programs, as JSON-LD. Pages keep the terms of our vocabulary; what is computed of them (a score, its parts,
//! reasons) is nobody's statement, and has terms below the address of this service.

use super::get::Span;
use super::words::{Known, sentence};
use crate::page::Frame;
use model::vocab::{NAMESPACE, class, property};
use model::{Document, Iri};
use oxrdf::TermRef;
use registry::Resource;
use registry::matching::{Matches, Meeting, Pairable, Parts, Reach, Reason, Relation, Score, Side, WaitingPage};
use serde_json::{Map, Value, json};

/// What goes with one.
pub(crate) fn matches(frame: &Frame, matches: &Matches, known: &Known) -> Value {
    let found = matches.found.iter().zip(1_usize..).map(|(found, position)| {
        let complements: Vec<Value> = found.complements.iter().map(named).collect();
        let mut told = scored(frame, &found.score, known);
        told.insert("position".to_owned(), json!(position));
        told.insert("page".to_owned(), page(&found.page));
        told.insert("complements".to_owned(), json!(complements));
        Value::Object(told)
    });
    json!({
        "@context": context(frame),
        "@id": super::get::with(frame.base(), matches.asked.resource.document.iri()).as_str(),
        "for": page(&matches.asked),
        "open": matches.is_open,
        "matches": found.collect::<Vec<_>>(),
        "together": matches.together.iter().map(|iri| json!({ "@id": iri.as_str() })).collect::<Vec<_>>(),
    })
}

/// What waits, each with what goes best with it.
pub(crate) fn waiting(frame: &Frame, page_of: &WaitingPage, span: Span, known: &Known) -> Value {
    let waiting = page_of.waiting.iter().map(|waiting| {
        let best = waiting.best.as_ref().map(|(best, score)| {
            let mut told = scored(frame, score, known);
            told.insert("page".to_owned(), page(best));
            told
        });
        json!({ "page": page(&waiting.page), "best": best })
    });
    let next = span.next(page_of.all).map(|next| next.address(frame.base()).as_str().to_owned());
    json!({
        "@context": context(frame),
        "@id": span.address(frame.base()).as_str(),
        "total": page_of.all,
        "waiting": waiting.collect::<Vec<_>>(),
        "next": next,
    })
}

/// What a side is called in addresses.
pub(crate) fn side(side: Side) -> &'static str {
    match side {
        Side::Offer => "offer",
        Side::Need => "need",
    }
}

fn context(frame: &Frame) -> Value {
    json!({
        "@version": 1.1,
        "@vocab": frame.base().service("matching").with_fragment("").as_str(),
        "cs": NAMESPACE,
        "name": "cs:name",
        "summary": "cs:summary",
        "complements": "cs:complements",
        "matches": { "@container": "@list" },
        "waiting": { "@container": "@list" },
        "reasons": { "@container": "@list" },
        "next": { "@type": "@id" },
        "origin": { "@type": "@id" },
    })
}

fn page(page: &Pairable) -> Value {
    let mut told = named(&page.resource);
    if let Value::Object(told) = &mut told {
        let class = match page.side {
            Side::Offer => class::OFFER,
            Side::Need => class::NEED,
        };
        told.insert("@type".to_owned(), json!(class.as_str()));
        told.insert("summary".to_owned(), texts(&page.resource.document, property::SUMMARY));
        if let Some(origin) = &page.origin {
            told.insert("origin".to_owned(), json!(origin.as_str()));
        }
    }
    told
}

fn named(resource: &Resource) -> Value {
    let document = &resource.document;
    json!({ "@id": document.iri().as_str(), "name": texts(document, property::NAME) })
}

fn texts(document: &Document, predicate: oxrdf::NamedNodeRef<'_>) -> Value {
    let text = |term: TermRef<'_>| match term {
        TermRef::Literal(literal) => Some(match literal.language() {
            Some(language) => json!({ "@value": literal.value(), "@language": language }),
            None => json!(literal.value()),
        }),
        TermRef::NamedNode(_) | TermRef::BlankNode(_) => None,
    };
    document.own(predicate).filter_map(text).collect()
}

fn scored(frame: &Frame, score: &Score, known: &Known) -> Map<String, Value> {
    let mut told = Map::new();
    told.insert("score".to_owned(), json!(rounded(score.whole)));
    told.insert("parts".to_owned(), Value::Object(parts(&score.parts)));
    told.insert(
        "why".to_owned(),
        json!({ "@value": sentence(frame.locale(), score, known), "@language": frame.lang() }),
    );
    told.insert("reasons".to_owned(), score.reasons.iter().map(reason).collect());
    told
}

/// What is not told by both is left out.
fn parts(parts: &Parts) -> Map<String, Value> {
    let all = [
        ("kind", parts.kind),
        ("theme", parts.theme),
        ("text", Some(parts.text)),
        ("distance", parts.distance),
        ("time", Some(parts.time)),
        ("terms", parts.terms),
    ];
    all.into_iter().filter_map(|(name, part)| Some((name.to_owned(), json!(rounded(part?))))).collect()
}

fn reason(reason: &Reason) -> Value {
    let at = |iri: &Iri| json!({ "@id": iri.as_str() });
    match reason {
        Reason::Answers => json!({ "because": "answers" }),
        Reason::Kinds { own, other } => json!({ "because": "kinds", "own": at(own), "other": at(other) }),
        Reason::Concepts { relation, own, other } => {
            let relation = match relation {
                Relation::Same => "same",
                Relation::Broader => "broader",
                Relation::Narrower => "narrower",
                Relation::Related => "related",
                Relation::Beside => "beside",
            };
            json!({ "because": "concepts", "relation": relation, "own": at(own), "other": at(other) })
        }
        Reason::Words(words) => json!({ "because": "words", "words": words }),
        Reason::Apart(apart) => {
            let reach = match apart.reach {
                Reach::Both => "both",
                Reach::Halfway => "halfway",
                Reach::Beyond => "beyond",
            };
            json!({ "because": "distance", "kilometres": rounded(apart.kilometres), "reach": reach })
        }
        Reason::Territory(territory) => json!({ "because": "territory", "territory": at(territory) }),
        Reason::Dates(meeting) => match meeting {
            Meeting::Always => json!({ "because": "dates", "meeting": "always" }),
            Meeting::Whole { from, until } => {
                let until = until.map(|until| until.to_string());
                json!({ "because": "dates", "meeting": "whole", "from": from.to_string(), "until": until })
            }
            Meeting::Part { from, until } => {
                json!({ "because": "dates", "meeting": "part", "from": from.to_string(), "until": until.to_string() })
            }
            Meeting::Missed { days } => json!({ "because": "dates", "meeting": "missed", "days": days }),
        },
        Reason::Terms { offered, wanted } => {
            let at = |condition: &registry::matching::Condition| json!({ "@id": condition.to_term().as_str() });
            json!({ "because": "terms", "offered": at(offered), "wanted": at(wanted) })
        }
    }
}

/// Three digits: more would say what nobody knows.
fn rounded(number: f64) -> f64 {
    (number * 1_000.0).round() / 1_000.0
}
