//! Our own stream: its root, and its pages.
//!
//! A member is an event (`as:Create`, `as:Update`, `as:Delete`). What its document said stands in the graph of the member's
//! name, about the document itself. Formats without graphs say it of the member instead, as a version of the document: two
//! versions on one page must not run together.

use jiff::Timestamp;
use model::vocab::{activity, dct, ldes, rdf, schema, tree, xsd};
use model::{Document, Iri};
use oxrdf::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};

/// A stream, as every page of it names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stream {
    /// The stream.
    pub iri: Iri,
    /// Its root page.
    pub root: Iri,
}

/// A member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its address.
    pub member: Iri,
    /// Of which document.
    pub of: Iri,
    /// Its place in the stream.
    pub sequence: u64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: EventKind,
    /// What the document said; `None`: it ended.
    pub document: Option<Document>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// The document is new to whoever reads.
    Create,
    /// It says something else.
    Update,
    /// It is there no longer, or no longer for everybody.
    Delete,
}

/// Where a page leads on: the page, and the place in the stream after which its members come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// The page.
    pub page: Iri,
    /// The place.
    pub after: u64,
}

impl Stream {
    /// The root: what the stream is, and where its members begin.
    pub fn root(&self, title: &str, polling: u64, first: &Next) -> Vec<Quad> {
        let stream = |predicate: NamedNodeRef<'_>, object: Term| say(&self.iri, predicate, object);
        let mut quads = vec![
            stream(rdf::TYPE, named(ldes::EVENT_STREAM)),
            stream(dct::TITLE, Literal::new_simple_literal(title).into()),
            stream(tree::VIEW, self.root.as_named_node().into_owned().into()),
            stream(ldes::TIMESTAMP_PATH, named(activity::PUBLISHED)),
            stream(ldes::SEQUENCE_PATH, named(schema::POSITION)),
            stream(ldes::VERSION_OF_PATH, named(dct::IS_VERSION_OF)),
            stream(ldes::VERSION_CREATE_OBJECT, named(activity::CREATE)),
            stream(ldes::VERSION_UPDATE_OBJECT, named(activity::UPDATE)),
            stream(ldes::VERSION_DELETE_OBJECT, named(activity::DELETE)),
            stream(ldes::POLLING_INTERVAL, whole(polling)),
            say(&self.root, rdf::TYPE, named(tree::NODE_CLASS)),
            say(&self.root, rdf::TYPE, named(ldes::EVENT_SOURCE)),
        ];
        quads.extend(relation(&self.root, first));
        quads
    }

    /// A page. `next`: it is full, and its members and where it leads to stay as they are.
    pub fn page(&self, page: &Iri, events: Vec<Event>, next: Option<&Next>, has_graphs: bool) -> Vec<Quad> {
        let mut quads = vec![
            say(&self.iri, rdf::TYPE, named(ldes::EVENT_STREAM)),
            say(&self.iri, tree::VIEW, self.root.as_named_node().into_owned().into()),
            say(page, rdf::TYPE, named(tree::NODE_CLASS)),
        ];
        if let Some(next) = next {
            let yes = Literal::new_typed_literal("true", xsd::BOOLEAN);
            quads.push(say(page, ldes::IMMUTABLE, yes.into()));
            quads.extend(relation(page, next));
        }
        for event in events {
            self.add(event, has_graphs, &mut quads);
        }
        quads
    }

    fn add(&self, event: Event, has_graphs: bool, quads: &mut Vec<Quad>) {
        let Event { member, of, sequence, at, kind, document } = event;
        let class = match kind {
            EventKind::Create => activity::CREATE,
            EventKind::Update => activity::UPDATE,
            EventKind::Delete => activity::DELETE,
        };
        let moment = Literal::new_typed_literal(at.to_string(), xsd::DATE_TIME);
        quads.extend([
            say(&self.iri, tree::MEMBER, member.as_named_node().into_owned().into()),
            say(&member, rdf::TYPE, named(class)),
            say(&member, dct::IS_VERSION_OF, of.as_named_node().into_owned().into()),
            say(&member, activity::PUBLISHED, moment.into()),
            say(&member, schema::POSITION, whole(sequence)),
        ]);
        let Some(document) = document else { return };
        if has_graphs {
            let graph = GraphName::NamedNode(member.into());
            quads.extend(document.triples().iter().map(|triple| triple.clone().in_graph(graph.clone())));
        } else {
            quads.extend(document.retold(&member).into_iter().map(|triple| triple.in_graph(GraphName::DefaultGraph)));
        }
    }
}

fn relation(page: &Iri, next: &Next) -> [Quad; 5] {
    let relation = page.with_fragment("next");
    [
        say(page, tree::RELATION, relation.as_named_node().into_owned().into()),
        say(&relation, rdf::TYPE, named(tree::GREATER_THAN)),
        say(&relation, tree::NODE, next.page.as_named_node().into_owned().into()),
        say(&relation, tree::PATH, named(schema::POSITION)),
        say(&relation, tree::VALUE, whole(next.after)),
    ]
}

fn say(subject: &Iri, predicate: NamedNodeRef<'_>, object: Term) -> Quad {
    Quad::new(subject.as_named_node().into_owned(), predicate.into_owned(), object, GraphName::DefaultGraph)
}

fn named(node: NamedNodeRef<'_>) -> Term {
    NamedNode::from(node).into()
}

fn whole(number: u64) -> Term {
    Literal::new_typed_literal(number.to_string(), xsd::INTEGER).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ldes::member;
    use crate::ldes::walk::{FetchedPage, Walk, context_of};
    use model::syntax::{self, Format};

    fn iri(path: &str) -> Iri {
        Iri::parse(&format!("https://a.example/{path}")).unwrap()
    }

    fn document(name: &str) -> Document {
        let text = format!(
            "<> <https://w3id.org/codesocial#name> \"{name}\" ; <https://a.example/has> <#part> . \
                            <#part> <https://w3id.org/codesocial#name> \"{name}’s part\" ."
        );
        let quads = syntax::parse(text.as_bytes(), Format::Turtle, &iri("codes/a"), 9).unwrap();
        Document::admit(iri("codes/a"), quads.into_iter().map(Into::into).collect()).unwrap()
    }

    fn events() -> Vec<Event> {
        let event = |sequence: u64, kind, document: Option<Document>| Event {
            member: iri("codes/a").version(sequence),
            of: iri("codes/a"),
            sequence,
            at: Timestamp::from_second(1_000 + i64::try_from(sequence).unwrap()).unwrap(),
            kind,
            document,
        };
        vec![
            event(1, EventKind::Create, Some(document("One"))),
            event(2, EventKind::Update, Some(document("Two"))),
            event(3, EventKind::Delete, None),
        ]
    }

    /// What is written in each format says the same to our own reader.
    #[test]
    fn what_is_written_is_read_again_in_every_format() {
        let stream = Stream { iri: iri("feed#stream"), root: iri("feed") };
        let (first, second) = (iri("feed?page=1"), iri("feed?page=2"));
        for format in Format::ALL.iter().copied().filter(|format| format.is_readable()) {
            let root = stream.root("A", 60, &Next { page: first.clone(), after: 0 });
            let next = Next { page: second.clone(), after: 100 };
            let page = stream.page(&first, events(), Some(&next), format.has_graphs());
            let mut walk = Walk::new(&iri("feed"));
            let mut pages = Vec::new();
            for (address, quads) in [(&iri("feed"), root), (&first, page)] {
                assert_eq!(walk.next(), Some(address.as_str()), "{format:?}");
                let bytes = syntax::write(&quads, format);
                let media_type = format.media_type();
                let fetched = FetchedPage { address, media_type, is_immutable: false, bytes: &bytes };
                pages.push(walk.took(fetched).unwrap());
            }
            assert_eq!(walk.next(), Some(second.as_str()), "{format:?}");
            let context = context_of(&walk.place()).unwrap();
            let members = member::read(&pages[1], &context).unwrap();
            let members: Vec<_> = members.into_iter().map(Result::unwrap).collect();
            let expected: Vec<_> = events()
                .into_iter()
                .map(|event| member::Member {
                    of: event.of,
                    sequence: Some(event.sequence),
                    at: Some(event.at),
                    document: event.document,
                })
                .collect();
            assert_eq!(members, expected, "{format:?}");
            let again = Walk::from_place(&iri("feed"), &walk.place());
            assert!(!again.place().contains("page=1"), "a full page is never read again");
        }
    }
}
