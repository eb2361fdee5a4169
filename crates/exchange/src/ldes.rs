//! Linked Data Event Streams (LDES, on top of TREE): pages of versions, read and written.
//!
//! | module | does |
//! |---|---|
//! | [`walk`] | which pages are still to be fetched, and how far somebody has come |
//! | [`member`] | the members of a page, each as what it says of the document that it is a version of |
//! | [`mod@write`] | our own stream |
//!
//! A stream of others is read as the LDES specification has it: the root by `tree:view`, further pages by whatever relation
//! leads to a `tree:node`, members with their own statements and the graph of their name. Paths are plain properties:
//! SHACL's other property paths are not followed.

pub mod member;
pub mod walk;
pub mod write;

use model::syntax::SyntaxError;
use model::vocab::{activity, ldes, rdf, tree};
use oxrdf::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use serde::{Deserialize, Serialize};

/// Most statements on one page.
pub const PAGE_LIMIT: usize = 2_000_000;

/// Why a stream cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// A page is not what its format says.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// A page is in no format of RDF that is read.
    #[error("{0} is no format of RDF that is read here")]
    NotRdf(String),
    /// It has no `tree:view`, or more than one.
    #[error("no page says which stream it is a view of")]
    NotAStream,
}

/// What a stream says of itself on its root page, and what its members are read with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context {
    /// The stream.
    pub stream: String,
    /// What leads from a member to what it is a version of; `None`: members are versions of nothing.
    pub version_of: Option<String>,
    /// What leads to when it was.
    pub timestamp: Option<String>,
    /// What leads to its place in the order.
    pub sequence: Option<String>,
    /// What leads to the sign that it is an end.
    pub delete_path: String,
    /// That sign; `None`: the stream names none.
    pub delete_object: Option<String>,
}

impl Context {
    /// What a page says of this stream.
    fn of(stream: &NamedNode, quads: &[Quad]) -> Self {
        let say = |predicate: NamedNodeRef<'_>| {
            objects(quads, stream.as_ref(), predicate).find_map(|object| match object {
                Term::NamedNode(node) => Some(node.as_str().to_owned()),
                Term::BlankNode(_) | Term::Literal(_) => None,
            })
        };
        Self {
            stream: stream.as_str().to_owned(),
            version_of: say(ldes::VERSION_OF_PATH),
            timestamp: say(ldes::TIMESTAMP_PATH),
            sequence: say(ldes::SEQUENCE_PATH),
            delete_path: say(ldes::VERSION_DELETE_PATH).unwrap_or_else(|| rdf::TYPE.as_str().to_owned()),
            delete_object: say(ldes::VERSION_DELETE_OBJECT),
        }
    }

    /// Whether this is the sign of an end. A stream that names none may use those of ActivityStreams.
    fn is_end(&self, object: &Term) -> bool {
        let Term::NamedNode(object) = object else { return false };
        match &self.delete_object {
            Some(sign) => object.as_str() == sign,
            None => *object == activity::DELETE || *object == activity::TOMBSTONE,
        }
    }
}

/// The root of a stream, as a page tells it: the stream, and the address of the root.
fn root(quads: &[Quad], page: &str, asked: &str) -> Option<(NamedNode, String)> {
    let views = quads.iter().filter(|quad| quad.predicate == tree::VIEW).filter_map(|quad| {
        match (&quad.subject, &quad.object) {
            (NamedOrBlankNode::NamedNode(stream), Term::NamedNode(view)) => Some((stream, view.as_str())),
            _ => None,
        }
    });
    // "It MUST look for the patterns ?s tree:view <>", then "I tree:view ?o".
    let all: Vec<(&NamedNode, &str)> = views.collect();
    let here: Vec<_> = all.iter().filter(|(_, view)| *view == page).collect();
    let named: Vec<_> = all.iter().filter(|(stream, _)| stream.as_str() == asked).collect();
    match (here.as_slice(), named.as_slice(), all.as_slice()) {
        ([(stream, view)], _, _) | ([], [(stream, view)], _) | ([], [], [(stream, view)]) => {
            Some(((*stream).clone(), (*view).to_owned()))
        }
        _ => None,
    }
}

/// What a subject says by this property, outside named graphs: what stands in one is a member's.
fn objects<'a>(
    quads: &'a [Quad],
    subject: NamedNodeRef<'a>,
    predicate: NamedNodeRef<'a>,
) -> impl Iterator<Item = &'a Term> {
    let is_said = move |quad: &&Quad| {
        quad.predicate.as_ref() == predicate
            && matches!(&quad.subject, NamedOrBlankNode::NamedNode(node) if node.as_ref() == subject)
            && quad.graph_name == GraphName::DefaultGraph
    };
    quads.iter().filter(is_said).map(|quad| &quad.object)
}
