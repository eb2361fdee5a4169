//! What stands under others' addresses, made ours: each document gets an address here, made of its own, and says where it
//! comes from; what documents of the source say of each other is said of the new addresses.

use super::super::piece::Piece;
use super::Plan;
use exchange::source::Source;
use model::vocab::prov;
use model::{Container, Document, Iri, Passage, Record, Refused, RefusedReason};
use oxrdf::{Term, Triple};
use std::collections::HashSet;

/// What becomes of the documents of others.
pub(super) struct Mint {
    source: Source,
    container: Container,
    /// Those that the source tells of, by their own addresses.
    told: HashSet<Iri>,
}

impl Mint {
    /// Reads all pieces once, to know whom they tell of. What cannot be read is told when they are read for good.
    pub(super) fn of(plan: &Plan, container: Container, pieces: &[Piece]) -> Self {
        let mut mint = Self { source: plan.source.clone(), container, told: HashSet::new() };
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
        if !self.source.base.owns(iri) {
            self.told.insert(iri.clone());
        }
    }

    /// The same, where no document stands under another's address.
    pub(super) fn passage(&self, passage: Passage) -> Passage {
        match passage {
            Passage::Record(record) if !self.source.base.owns(record.document.iri()) => {
                let (name, place) = (record.document.iri().to_string(), record.places.first().copied());
                let minted = self.minted(*record).map(|record| Passage::Record(Box::new(record)));
                minted.unwrap_or_else(|reason| Passage::Refused(Refused { name, place, reason }))
            }
            other @ (Passage::Record(_) | Passage::Refused(_) | Passage::Unplaced(_)) => other,
        }
    }

    fn minted(&self, record: Record) -> Result<Record, RefusedReason> {
        let was = record.document.iri();
        let iri = self.address(was).ok_or(RefusedReason::WithoutKey)?;
        let mut triples: Vec<Triple> =
            record.document.retold(&iri).into_iter().map(|triple| self.retold(triple)).collect();
        let (about, from) = (iri.as_named_node().into_owned(), was.as_named_node().into_owned());
        triples.push(Triple::new(about, prov::WAS_DERIVED_FROM.into_owned(), from));
        Ok(Record { document: Document::admit(iri, triples)?, ..record })
    }

    /// Where a document stands here: the same each time.
    fn address(&self, iri: &Iri) -> Option<Iri> {
        self.source.address(self.container, iri.as_str())
    }

    /// The same, said of where its object stands here.
    fn retold(&self, triple: Triple) -> Triple {
        let Term::NamedNode(object) = &triple.object else { return triple };
        let there = Iri::from_named_node(object.clone()).document();
        match self.told.contains(&there).then(|| self.address(&there)).flatten() {
            Some(here) => Triple { object: there.moved(object.as_ref(), &here).into(), ..triple },
            None => triple,
        }
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
        let mut mint = Mint { source, container: Container::Organizations, told: HashSet::new() };
        for record in &reading.records {
            mint.learn(record.document.iri());
        }
        let mut told = Vec::new();
        for record in reading.records {
            let Passage::Record(record) = mint.passage(Passage::Record(Box::new(record))) else {
                panic!("it is refused")
            };
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
