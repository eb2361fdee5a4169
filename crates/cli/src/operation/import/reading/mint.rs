//! What stands under others' addresses, made ours: each document gets an address here, made of its own, and says where it
//! comes from; what documents of the source say of each other is said of the new addresses.

use super::super::piece::Piece;
use super::Plan;
use exchange::source::Source;
use model::vocab::prov;
use model::{Container, Document, Iri, Passage, Record, Refused, RefusedReason};
use oxrdf::{Term, Triple};
use registry::Passages;
use std::collections::HashMap;

/// What becomes of the documents of others.
pub(super) struct Mint {
    source: Source,
    container: Container,
    /// Where each of them stands here.
    minted: HashMap<Iri, Iri>,
}

impl Mint {
    /// Reads all pieces once, to know whom they tell of. What cannot be read is told when they are read for good.
    pub(super) fn of(plan: &Plan, container: Container, pieces: &[Piece]) -> Self {
        let mut mint = Self { source: plan.source.clone(), container, minted: HashMap::new() };
        for piece in pieces {
            let Ok(passages) = plan.passages(piece.clone()) else { continue };
            for passage in passages.map_while(Result::ok) {
                if let Passage::Record(record) = passage {
                    mint.learn(record.document.iri());
                }
            }
        }
        mint
    }

    fn learn(&mut self, iri: &Iri) {
        if !self.source.base.owns(iri)
            && let Some(address) = self.source.address(self.container, iri.as_str())
        {
            self.minted.insert(iri.clone(), address);
        }
    }

    /// The same passages, where no document stands under others' addresses.
    pub(super) fn passages(self, passages: Passages) -> Passages {
        Box::new(passages.map(move |passage| match passage {
            Ok(Passage::Record(record)) => Ok(self.passage(*record)),
            other => other,
        }))
    }

    fn passage(&self, record: Record) -> Passage {
        let document = &record.document;
        let was = document.iri();
        let Some(iri) = self.minted.get(was) else {
            let is_ours = self.source.base.owns(was);
            let refused = || {
                let (name, place) = (was.to_string(), record.places.first().copied());
                Passage::Refused(Refused { name, place, reason: RefusedReason::WithoutKey })
            };
            return if is_ours { Passage::Record(Box::new(record)) } else { refused() };
        };
        let mut triples: Vec<Triple> = document.retold(iri).into_iter().map(|triple| self.retold(triple)).collect();
        let (about, from) = (iri.as_named_node().into_owned(), was.as_named_node().into_owned());
        triples.push(Triple::new(about, prov::WAS_DERIVED_FROM.into_owned(), from));
        match Document::admit(iri.clone(), triples) {
            Ok(document) => Passage::Record(Box::new(Record { document, ..record })),
            Err(error) => {
                let (name, place) = (was.to_string(), record.places.first().copied());
                Passage::Refused(Refused { name, place, reason: RefusedReason::Document(error) })
            }
        }
    }

    /// The same, said of where its object stands here.
    fn retold(&self, triple: Triple) -> Triple {
        let Term::NamedNode(object) = &triple.object else { return triple };
        let there = Iri::from_named_node(object.clone());
        let Some(here) = self.minted.get(&there.document()) else { return triple };
        let object = there.document().moved(object.as_ref(), here);
        Triple { object: object.into(), ..triple }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::syntax::Format;
    use model::{Audience, Base, Slug};

    #[test]
    fn documents_of_a_source_move_together() {
        let base = Base::parse("https://a.example/").unwrap();
        let source = Source {
            base: base.clone(),
            name: Slug::from_text("carte").unwrap(),
            audience: Audience::Public,
            licence: None,
            page: None,
        };
        let turtle = "@prefix s: <https://schema.org/> . \
            <https://b.example/o/1> a s:Organization ; s:name 'Un' ; s:member <https://b.example/p/2#me> ; \
              s:sameAs <https://c.example/1> . \
            <https://b.example/p/2#me> a s:Person ; s:name 'Deux' ; s:worksFor <https://b.example/o/1> . \
            <organizations/a> s:name 'A' ; s:member <https://b.example/p/2> .";
        let reading: model::Reading =
            exchange::rdf::read(turtle.as_bytes(), Format::Turtle, &base).unwrap().map(Result::unwrap).collect();
        let mut mint = Mint { source, container: Container::Organizations, minted: HashMap::new() };
        for record in &reading.records {
            mint.learn(record.document.iri());
        }
        let mut told = Vec::new();
        for record in reading.records {
            let Passage::Record(record) = mint.passage(record) else { panic!("it is refused") };
            told.push(record.document.canonical().nquads);
        }
        let all = told.concat();
        let [one, two] = ["https://b.example/o/1", "https://b.example/p/2"]
            .map(|iri| mint.source.address(Container::Organizations, iri).unwrap().to_string());
        for said in [
            format!("<{one}> <https://schema.org/member> <{two}#me> ."),
            format!("<{one}> <https://schema.org/sameAs> <https://c.example/1> ."),
            format!("<{two}#me> <https://schema.org/worksFor> <{one}> ."),
            format!("<{two}> <http://www.w3.org/ns/prov#wasDerivedFrom> <https://b.example/p/2> ."),
        ] {
            assert!(all.contains(&said), "{said}\n{all}");
        }
        // What is ours says what it said.
        assert!(
            all.contains("<https://a.example/organizations/a> <https://schema.org/member> <https://b.example/p/2> .")
        );
        assert!(one.starts_with("https://a.example/organizations/carte-https-b-example-o-1"), "{one}");
    }
}
