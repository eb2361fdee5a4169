//! Which pages of a stream are still to be fetched, and how far somebody has come: no requests are made here.
//!
//! A page that says it is immutable, by `ldes:immutable` or in its header, is never asked for again. Others are the frontier:
//! they are where the next walk begins. That is what is written down, as JSON.

use super::{Context, PAGE_LIMIT, ReadError, root};
use model::syntax::{self, Format};
use model::vocab::{ldes, tree};
use model::{ContentHash, Iri};
use oxrdf::{Literal, NamedOrBlankNode, Quad, Term};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, VecDeque};

/// Letters of an address's hash by which a page is remembered.
const MARK: usize = 16;

/// A walk over the pages of a stream.
#[derive(Debug, Clone)]
pub struct Walk {
    address: Iri,
    state: Place,
    waiting: VecDeque<String>,
    /// Those of this walk.
    seen: BTreeSet<String>,
}

/// How far somebody has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    /// What the stream says of itself.
    context: Option<Context>,
    /// Pages to begin with.
    frontier: BTreeSet<String>,
    /// Pages that will never say more, by the hash of their address.
    done: BTreeSet<String>,
}

/// A page as it was fetched.
#[derive(Debug, Clone, Copy)]
pub struct FetchedPage<'a> {
    /// The address that answered, after redirects.
    pub address: &'a Iri,
    /// What it is written in, without parameters.
    pub media_type: &'a str,
    /// Whether its header calls it immutable.
    pub is_immutable: bool,
    /// What it says.
    pub bytes: &'a [u8],
}

impl Walk {
    /// From the beginning.
    pub fn new(address: &Iri) -> Self {
        Self::at(address, Place { frontier: BTreeSet::from([address.to_string()]), ..Place::default() })
    }

    /// From where somebody had come. What cannot be read is the beginning.
    pub fn from_place(address: &Iri, place: &str) -> Self {
        match serde_json::from_str::<Place>(place) {
            Ok(place) if !place.frontier.is_empty() => Self::at(address, place),
            Ok(_) | Err(_) => Self::new(address),
        }
    }

    fn at(address: &Iri, state: Place) -> Self {
        let waiting = state.frontier.iter().cloned().collect();
        Self { address: address.clone(), state, waiting, seen: BTreeSet::new() }
    }

    /// The page to be fetched next; `None`: all were.
    pub fn next(&self) -> Option<&str> {
        self.waiting.front().map(String::as_str)
    }

    /// Takes in the page that was to be fetched, and gives its statements as N-Quads, whatever it was written in.
    pub fn took(&mut self, page: FetchedPage<'_>) -> Result<Vec<u8>, ReadError> {
        let unread = || ReadError::NotRdf(page.media_type.to_owned());
        let format = Format::from_media_type(page.media_type).filter(|format| format.is_readable());
        let quads = syntax::parse(page.bytes, format.ok_or_else(unread)?, page.address, PAGE_LIMIT)?;
        if self.state.context.is_none() {
            let found = root(&quads, page.address.as_str(), self.address.as_str());
            let (stream, view) = found.ok_or(ReadError::NotAStream)?;
            self.state.context = Some(Context::of(&stream, &quads));
            if view != page.address.as_str() {
                self.go_to(view);
            }
        } else if let Some(context) = &mut self.state.context
            && let Some((stream, _)) = root(&quads, page.address.as_str(), &context.stream)
            && stream.as_str() == context.stream
        {
            // Only its root says how it is read; a page that merely names its root says nothing of that.
            let told = Context::of(&stream, &quads);
            if told.version_of.is_some() || told.timestamp.is_some() {
                *context = told;
            }
        }
        let asked = self.waiting.pop_front();
        for known in asked.iter().map(String::as_str).chain([page.address.as_str()]) {
            self.seen.insert(known.to_owned());
            self.state.frontier.remove(known);
            if page.is_immutable || says_immutable(&quads, page.address) {
                self.state.done.insert(mark(known));
            }
        }
        if !self.state.done.contains(&mark(page.address.as_str())) {
            self.state.frontier.insert(asked.unwrap_or_else(|| page.address.to_string()));
        }
        for node in nodes(&quads) {
            self.go_to(node);
        }
        Ok(syntax::write(&quads, Format::NQuads))
    }

    fn go_to(&mut self, node: String) {
        let is_new = !self.seen.contains(&node) && !self.state.done.contains(&mark(&node));
        // What waits is in the frontier already.
        if is_new && is_beside(&node, &self.address) && self.state.frontier.insert(node.clone()) {
            self.waiting.push_back(node);
        }
    }

    /// How far it has come, to be written down.
    pub fn place(&self) -> String {
        // Texts alone, which JSON always has a form for.
        serde_json::to_string(&self.state).unwrap_or_default()
    }
}

/// What a stream says of itself, by a place that was written down.
pub fn context_of(place: &str) -> Option<Context> {
    serde_json::from_str::<Place>(place).ok()?.context
}

fn mark(address: &str) -> String {
    let hash = ContentHash::of(address.as_bytes()).to_hex();
    hash.get(..MARK).unwrap_or(&hash).to_owned()
}

/// Where relations lead.
fn nodes(quads: &[Quad]) -> impl Iterator<Item = String> + '_ {
    let relations: BTreeSet<String> =
        quads.iter().filter(|quad| quad.predicate == tree::RELATION).map(|quad| quad.object.to_string()).collect();
    quads.iter().filter_map(move |quad| match &quad.object {
        Term::NamedNode(node) if quad.predicate == tree::NODE && relations.contains(&quad.subject.to_string()) => {
            Some(node.as_str().to_owned())
        }
        Term::NamedNode(_) | Term::BlankNode(_) | Term::Literal(_) => None,
    })
}

fn says_immutable(quads: &[Quad], page: &Iri) -> bool {
    let is_so = |literal: &Literal| matches!(literal.value(), "true" | "1");
    quads.iter().any(|quad| {
        quad.predicate == ldes::IMMUTABLE
            && matches!(&quad.subject, NamedOrBlankNode::NamedNode(node) if node.as_str() == page.as_str())
            && matches!(&quad.object, Term::Literal(literal) if is_so(literal))
    })
}

/// A stream sends to no other host than its own.
fn is_beside(node: &str, address: &Iri) -> bool {
    let site = |text: &str| {
        let (scheme, rest) = text.split_once("://")?;
        let host = rest.split(['/', '?', '#']).next()?;
        Some(format!("{scheme}://{host}").to_ascii_lowercase())
    };
    let own = site(address.as_str());
    own.is_some() && site(node) == own
}

#[cfg(test)]
mod tests {
    use super::*;

    const PREFIXES: &str = "@prefix tree: <https://w3id.org/tree#> . @prefix ldes: <https://w3id.org/ldes#> . \
                            @prefix dct: <http://purl.org/dc/terms/> . @prefix ex: <https://b.example/> . ";

    fn iri(path: &str) -> Iri {
        Iri::parse(&format!("https://b.example/{path}")).unwrap()
    }

    /// A stream of four pages: a root, one that is over, one that leads back, the last.
    fn page(address: &str) -> String {
        let text = match address.rsplit('/').next().unwrap() {
            "stream" => {
                "ex:s a ldes:EventStream ; tree:view ex:stream ; ldes:versionOfPath dct:isVersionOf ; \
                 ldes:timestampPath dct:created . ex:stream tree:relation [ a tree:Relation ; tree:node ex:old ] , \
                 [ a tree:LessThanRelation ; tree:path dct:created ; tree:node <https://c.example/away> ] ."
            }
            "old" => "ex:old ldes:immutable true ; tree:relation [ tree:node ex:middle ] .",
            "middle" => {
                "ex:middle tree:relation [ tree:node ex:old ] , [ tree:node ex:last ] . ex:s tree:view ex:stream ."
            }
            "last" => "ex:last a tree:Node .",
            other => panic!("{other}"),
        };
        format!("{PREFIXES}{text}")
    }

    fn take(walk: &mut Walk) -> Option<String> {
        let asked = walk.next()?.to_owned();
        let (address, bytes) = (Iri::parse(&asked).unwrap(), page(&asked));
        let is_immutable = asked.ends_with("middle");
        let page = FetchedPage { address: &address, media_type: "text/turtle", is_immutable, bytes: bytes.as_bytes() };
        walk.took(page).unwrap();
        Some(asked.rsplit('/').next().unwrap().to_owned())
    }

    #[test]
    fn every_page_is_fetched_once_and_what_is_over_never_again() {
        let mut walk = Walk::new(&iri("stream"));
        let walked: Vec<String> = std::iter::from_fn(|| take(&mut walk)).collect();
        assert_eq!(walked, ["stream", "old", "middle", "last"]);
        let mut again = Walk::from_place(&iri("stream"), &walk.place());
        let walked: Vec<String> = std::iter::from_fn(|| take(&mut again)).collect();
        assert_eq!(walked, ["last", "stream"], "neither what says it is over nor what its header calls so");
        assert_eq!(again.place(), walk.place());
        let context = context_of(&walk.place()).unwrap();
        assert_eq!(context.version_of.as_deref(), Some("http://purl.org/dc/terms/isVersionOf"));
        assert_eq!(context.stream, "https://b.example/s");
    }

    #[test]
    fn whoever_is_interrupted_goes_on_where_it_was() {
        let mut walk = Walk::new(&iri("stream"));
        take(&mut walk);
        take(&mut walk);
        let mut again = Walk::from_place(&iri("stream"), &walk.place());
        let walked: BTreeSet<String> = std::iter::from_fn(|| take(&mut again)).collect();
        assert_eq!(walked, ["stream", "middle", "last"].map(str::to_owned).into());
        for unreadable in ["", "{}", "[1]"] {
            assert_eq!(Walk::from_place(&iri("stream"), unreadable).next(), Some("https://b.example/stream"));
        }
    }

    #[test]
    fn what_is_no_stream_is_refused() {
        let mut walk = Walk::new(&iri("stream"));
        let address = iri("stream");
        let mut took = |media_type, bytes: &str| {
            let bytes = bytes.as_bytes();
            walk.took(FetchedPage { address: &address, media_type, is_immutable: false, bytes })
        };
        assert_eq!(took("text/html", "<html>"), Err(ReadError::NotRdf("text/html".to_owned())));
        assert!(matches!(took("text/turtle", "<html>"), Err(ReadError::Syntax(_))));
        assert_eq!(took("text/turtle", ""), Err(ReadError::NotAStream));
        let two = format!("{PREFIXES} ex:a tree:view ex:stream . ex:b tree:view ex:stream .");
        assert_eq!(took("text/turtle", &two), Err(ReadError::NotAStream));
        assert_eq!(walk.next(), Some("https://b.example/stream"), "it is to be fetched still");
    }
}
