//! The members of a page: what each says of the document that it is a version of.
//!
//! A member may be an event that holds what it says in the graph of its own name, as ours are; or a version of a document
//! under another name, whose statements are those of the document. Both become the document under its own address.

use super::{Context, ReadError, objects};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use model::syntax::{self, Format};
use model::vocab::{activity, rdf, tree};
use model::{Document, Iri, Refused, RefusedReason};
use oxrdf::{BlankNode, GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What one member says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Of which document.
    pub of: Iri,
    /// Its place in the stream, if it has one.
    pub sequence: Option<u64>,
    /// When that was, if it says so.
    pub at: Option<Timestamp>,
    /// What the document says; `None`: that it ended.
    pub document: Option<Document>,
}

/// The members of a page, as [`Walk::took`](super::walk::Walk::took) gave it, the earliest first.
pub fn read(page: &[u8], context: &Context) -> Result<Vec<Result<Member, Refused>>, ReadError> {
    let address = Iri::from_named_node(NamedNode::new_unchecked(context.stream.clone()));
    let quads = syntax::parse(page, Format::NQuads, &address, super::PAGE_LIMIT)?;
    let stream = NamedNodeRef::new_unchecked(&context.stream);
    let page = Page::of(&quads);
    let mut members = Vec::new();
    let mut known = BTreeSet::new();
    for member in objects(&quads, stream, tree::MEMBER) {
        match member {
            Term::NamedNode(member) if known.insert(member.as_str()) => members.push(page.member(member, context)),
            Term::NamedNode(_) => {}
            // "The object of the tree:member triple can only be an IRI."
            Term::BlankNode(_) | Term::Literal(_) => members.push(Err(malformed(&member.to_string(), "tree:member"))),
        }
    }
    members.sort_by_key(|member| member.as_ref().map_or((None, None), |member| (member.sequence, member.at)));
    Ok(members)
}

fn malformed(name: &str, field: &str) -> Refused {
    Refused { name: name.to_owned(), place: None, reason: RefusedReason::Malformed(field.to_owned()) }
}

/// The statements of a page, found by subject and by graph.
struct Page<'a> {
    subjects: BTreeMap<&'a str, Vec<&'a Quad>>,
    nameless: HashMap<&'a BlankNode, Vec<&'a Quad>>,
    graphs: BTreeMap<&'a str, Vec<&'a Quad>>,
}

impl<'a> Page<'a> {
    fn of(quads: &'a [Quad]) -> Self {
        let mut page = Self { subjects: BTreeMap::new(), nameless: HashMap::new(), graphs: BTreeMap::new() };
        for quad in quads {
            match (&quad.graph_name, &quad.subject) {
                (GraphName::NamedNode(graph), _) => page.graphs.entry(graph.as_str()).or_default().push(quad),
                (GraphName::DefaultGraph, NamedOrBlankNode::NamedNode(node)) => {
                    page.subjects.entry(node.as_str()).or_default().push(quad);
                }
                (GraphName::DefaultGraph, NamedOrBlankNode::BlankNode(node)) => {
                    page.nameless.entry(node).or_default().push(quad);
                }
                (GraphName::BlankNode(_), _) => {}
            }
        }
        page
    }

    fn member(&self, member: &NamedNode, context: &Context) -> Result<Member, Refused> {
        let own = self.subjects.get(member.as_str()).map_or(&[][..], Vec::as_slice);
        let said = |path: &Option<String>| {
            let path = path.clone();
            own.iter().filter(move |quad| path.as_deref() == Some(quad.predicate.as_str())).map(|quad| &quad.object)
        };
        let of = match (&context.version_of, said(&context.version_of).next()) {
            (Some(_), Some(Term::NamedNode(of))) => Iri::from_named_node(of.clone()),
            (Some(path), _) => return Err(malformed(member.as_str(), path)),
            (None, _) => Iri::from_named_node(member.clone()),
        };
        let literal = |term: &Term| match term {
            Term::Literal(literal) => Some(literal.value().to_owned()),
            Term::NamedNode(_) | Term::BlankNode(_) => None,
        };
        let at = said(&context.timestamp).find_map(|term| moment(&literal(term)?));
        let sequence = said(&context.sequence).find_map(|term| literal(term)?.parse().ok());
        let is_end = said(&Some(context.delete_path.clone())).any(|object| context.is_end(object));
        if is_end {
            return Ok(Member { of, sequence, at, document: None });
        }
        let triples = match self.graphs.get(member.as_str()) {
            Some(graph) => graph.iter().map(|quad| triple(quad)).collect(),
            None => self.star(member, own, context),
        };
        if triples.is_empty() {
            return Err(malformed(of.as_str(), "tree:member"));
        }
        let triples = triples.into_iter().map(|triple| renamed(triple, member, &of)).collect();
        let document = Document::admit(of.clone(), triples).map_err(|reason| Refused {
            name: of.to_string(),
            place: None,
            reason: RefusedReason::Document(reason),
        })?;
        Ok(Member { of, sequence, at, document: Some(document) })
    }

    /// What a member without a graph of its own says: its statements, those of its parts, those of the nameless that hang
    /// from them; without what makes it a member.
    fn star(&self, member: &NamedNode, own: &[&Quad], context: &Context) -> Vec<Triple> {
        let paths = [&context.version_of, &context.timestamp, &context.sequence];
        let is_bookkeeping = |quad: &Quad| {
            paths.iter().any(|path| path.as_deref() == Some(quad.predicate.as_str()))
                || (quad.predicate == rdf::TYPE
                    && matches!(&quad.object, Term::NamedNode(class) if *class == activity::CREATE || *class == activity::UPDATE))
        };
        let mut triples: Vec<Triple> =
            own.iter().filter(|quad| !is_bookkeeping(quad)).map(|quad| triple(quad)).collect();
        let part = format!("{}#", member.as_str());
        let parts = self.subjects.range(part.as_str()..).take_while(|(subject, _)| subject.starts_with(&part));
        triples.extend(parts.flat_map(|(_, quads)| quads).map(|quad| triple(quad)));
        let mut taken = BTreeSet::new();
        let mut next = 0;
        while let Some(one) = triples.get(next) {
            next += 1;
            let Term::BlankNode(node) = one.object.clone() else { continue };
            if taken.insert(node.as_str().to_owned()) {
                triples.extend(self.nameless.get(&node).into_iter().flatten().map(|quad| triple(quad)));
            }
        }
        triples
    }
}

fn triple(quad: &Quad) -> Triple {
    Triple::new(quad.subject.clone(), quad.predicate.clone(), quad.object.clone())
}

/// What is said of the member is said of the document.
fn renamed(mut triple: Triple, member: &NamedNode, of: &Iri) -> Triple {
    let own = |node: &NamedNode| {
        let rest = node.as_str().strip_prefix(member.as_str())?;
        (rest.is_empty() || rest.starts_with('#')).then(|| NamedNode::new_unchecked(format!("{of}{rest}")))
    };
    if let NamedOrBlankNode::NamedNode(subject) = &triple.subject
        && let Some(subject) = own(subject)
    {
        triple.subject = subject.into();
    }
    if let Term::NamedNode(object) = &triple.object
        && let Some(object) = own(object)
    {
        triple.object = object.into();
    }
    triple
}

/// A moment; one without a zone is taken for UTC.
fn moment(text: &str) -> Option<Timestamp> {
    let without_zone = || text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    text.parse().ok().or_else(without_zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Version objects, as many publish them: no graphs, parts without a name, a path of their own to the time.
    const VERSIONS: &str = r#"
        @prefix tree: <https://w3id.org/tree#> . @prefix dct: <http://purl.org/dc/terms/> .
        @prefix ex: <https://b.example/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        ex:s tree:member <https://b.example/places/1/2>, <https://b.example/places/1/1>, ex:untold, _:nameless .
        <https://b.example/places/1/1> dct:isVersionOf <https://b.example/places/1> ; a ex:Place ; ex:name "Old" ;
            ex:noted "2026-01-01T00:00:00"^^xsd:dateTime .
        <https://b.example/places/1/2> dct:isVersionOf <https://b.example/places/1> ; a ex:Place ; ex:name "New" ;
            ex:at [ ex:city "Issoire" ; ex:in [ ex:name "Auvergne" ] ] ; ex:self <https://b.example/places/1/2> ;
            ex:noted "2026-01-02T00:00:00Z"^^xsd:dateTime .
        ex:untold ex:name "Of nothing" ."#;

    fn context() -> Context {
        Context {
            stream: "https://b.example/s".to_owned(),
            version_of: Some("http://purl.org/dc/terms/isVersionOf".to_owned()),
            timestamp: Some("https://b.example/noted".to_owned()),
            sequence: None,
            delete_path: rdf::TYPE.as_str().to_owned(),
            delete_object: None,
        }
    }

    fn read_as(text: &str, format: Format, context: &Context) -> Vec<Result<Member, Refused>> {
        let base = Iri::parse("https://b.example/page").unwrap();
        let quads = syntax::parse(text.as_bytes(), format, &base, 999).unwrap();
        read(&syntax::write(&quads, Format::NQuads), context).unwrap()
    }

    #[test]
    fn version_objects_become_the_document_in_order() {
        let members = read_as(VERSIONS, Format::Turtle, &context());
        let refused: Vec<&str> =
            members.iter().filter_map(|member| Some(member.as_ref().err()?.name.as_str())).collect();
        assert_eq!(refused.len(), 2, "{members:#?}");
        assert!(refused.contains(&"https://b.example/untold"), "{refused:?}");
        let told: Vec<&Member> = members.iter().filter_map(|member| member.as_ref().ok()).collect();
        let [old, new] = told.as_slice() else { panic!("{told:#?}") };
        assert_eq!(old.at.map(|at| at.to_string()).as_deref(), Some("2026-01-01T00:00:00Z"));
        assert_eq!((old.of.as_str(), old.of == new.of), ("https://b.example/places/1", true));
        let says = new.document.as_ref().unwrap().canonical().nquads;
        // Its type, name, itself, the place and what hangs from that.
        assert_eq!(says.lines().count(), 7, "{says}");
        assert!(says.contains("<https://b.example/places/1> <https://b.example/self> <https://b.example/places/1>"));
        assert!(!says.contains("noted") && !says.contains("isVersionOf"), "{says}");
    }

    #[test]
    fn an_event_holds_what_it_says_in_its_graph_and_an_end_holds_nothing() {
        let text = r#"
            @prefix tree: <https://w3id.org/tree#> . @prefix as: <https://www.w3.org/ns/activitystreams#> .
            @prefix dct: <http://purl.org/dc/terms/> . @prefix ex: <https://b.example/> .
            ex:s tree:member ex:e1, ex:e2, ex:e3 .
            ex:e1 a as:Create ; dct:isVersionOf ex:a ; ex:nr 7 .
            ex:e2 a as:Delete ; dct:isVersionOf ex:b ; ex:nr 9 .
            ex:e3 a as:Update ; dct:isVersionOf ex:c ; ex:nr 8 .
            ex:e1 { ex:a ex:name "A" ; ex:part <https://b.example/a#p> . <https://b.example/a#p> ex:name "P" }
            ex:e3 { ex:a ex:name "another document" }"#;
        let context = Context { sequence: Some("https://b.example/nr".to_owned()), ..context() };
        let members = read_as(text, Format::TriG, &context);
        let (refused, told): (Vec<_>, Vec<_>) = members.into_iter().partition(Result::is_err);
        assert_eq!(refused.len(), 1, "a graph may not speak of others");
        let told: Vec<Member> = told.into_iter().flatten().collect();
        assert_eq!(told.iter().map(|member| member.sequence).collect::<Vec<_>>(), [Some(7), Some(9)]);
        assert_eq!(told[0].document.as_ref().unwrap().triples().len(), 3);
        assert_eq!((told[1].of.as_str(), &told[1].document), ("https://b.example/b", &None));
    }
}
