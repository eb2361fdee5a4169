//! The territory that whoever imports says of documents that state none.

use super::ImportOrder;
use crate::operation::address;
use model::iri::Location;
use model::vocab::property;
use model::{Base, Container, Document, Iri, Passage, Record};
use oxrdf::Triple;
use registry::Passages;

/// The containers whose documents are somewhere.
const SOMEWHERE: [Container; 8] = [
    Container::Organizations,
    Container::Projects,
    Container::Ideas,
    Container::Ecosystems,
    Container::Places,
    Container::People,
    Container::Events,
    Container::Groups,
];

/// The same passages, where documents of ours that state no territory are in the one that was named.
pub(super) fn located(base: &Base, order: &ImportOrder, passages: Passages) -> Result<Passages, String> {
    let Some(named) = &order.telling.territory else { return Ok(passages) };
    let territory = address(base, named, order.language)?;
    let base = base.clone();
    Ok(Box::new(passages.map(move |passage| match passage {
        Ok(Passage::Record(record)) => Ok(Passage::Record(Box::new(in_territory(&base, &territory, *record)))),
        other => other,
    })))
}

fn in_territory(base: &Base, territory: &Iri, record: Record) -> Record {
    let document = &record.document;
    let is_somewhere =
        matches!(base.locate(document.iri()), Some(Location::Document(container, _)) if SOMEWHERE.contains(&container));
    if !is_somewhere || document.iri() == territory || document.own(property::LOCATED_IN).next().is_some() {
        return record;
    }
    let (about, there) = (document.iri().as_named_node().into_owned(), territory.as_named_node().into_owned());
    let located = Triple::new(about, property::LOCATED_IN.into_owned(), there);
    let triples = document.triples().iter().cloned().chain([located]).collect();
    // One statement more of itself: only a document at its limit does not take it, and says what it said.
    match Document::admit(document.iri().clone(), triples) {
        Ok(document) => Record { document, ..record },
        Err(_) => record,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::syntax::Format;

    #[test]
    fn whoever_states_none_is_there() {
        let base = Base::parse("https://a.example/").unwrap();
        let brenne = Iri::parse("https://a.example/territories/brenne").unwrap();
        let turtle = "@prefix cs: <https://w3id.org/codesocial#> . \
            <organizations/a> a cs:Organization ; cs:name 'A'@fr . \
            <places/b> a cs:Place ; cs:name 'B'@fr ; cs:locatedIn <territories/berry> . \
            <territories/brenne> a cs:Territory ; cs:name 'Brenne'@fr . \
            <themes/c> a cs:Theme ; cs:name 'C'@fr .";
        let reading: model::Reading =
            exchange::rdf::read(turtle.as_bytes(), Format::Turtle, &base).unwrap().map(Result::unwrap).collect();
        let mut found: Vec<(String, Vec<String>)> = Vec::new();
        for record in reading.records {
            let located = in_territory(&base, &brenne, record);
            let places = located.document.own(property::LOCATED_IN).map(|place| place.to_string()).collect();
            found.push((located.document.iri().as_str().rsplit('/').next().unwrap().to_owned(), places));
        }
        found.sort();
        let of = |slug: &str, places: &[&str]| {
            let places = places.iter().map(|place| format!("<https://a.example/territories/{place}>")).collect();
            (slug.to_owned(), places)
        };
        assert_eq!(found, [of("a", &["brenne"]), of("b", &["berry"]), of("brenne", &[]), of("c", &[])]);
    }
}
