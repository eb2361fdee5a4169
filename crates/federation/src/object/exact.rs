//! `cs:exact`: a document as it is, beside what ActivityStreams can say of it. Instances of ours read this and nothing
//! else; everybody else reads the rest.
//!
//! ```json
//! "cs:exact": {
//!   "cs:canonical": "<https://a.example/offers/flour> <https://w3id.org/codesocial#name> \"Farine\"@fr .\n…",
//!   "cs:hash": "64 hexadecimal digits",
//!   "cs:entry": 12,
//!   "cs:at": "2026-05-12T08:00:00.000000Z",
//!   "cs:audience": "https://w3id.org/codesocial#Public"
//! }
//! ```
//!
//! What is read here is what was sent, with a hash that is right. That whoever sent it may speak of it is asked of
//! [`origin`](crate::activity::origin), that its statements are of this document alone by [`Exact::document`].

use super::{read_time, write_time};
use crate::activity::{Embedded, Object};
use jiff::Timestamp;
use model::document::TRIPLE_LIMIT;
use model::syntax::{Format, SyntaxError, parse};
use model::vocab::individual;
use model::{Audience, ContentHash, Document, DocumentError, Iri, Seq};
use oxrdf::{GraphName, Triple};
use serde_json::{Map, Value};

/// The property that holds it.
pub const EXACT: &str = "cs:exact";

/// Most bytes of statements: what a document may have that is put here by HTTP.
pub const CANONICAL_LIMIT: usize = 16 << 20;

/// To whom a document that leaves may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Circle {
    /// To everybody.
    Public,
    /// To instances that follow.
    Network,
}

impl Circle {
    /// That of an audience; none of those that never leave.
    pub fn of(audience: &Audience) -> Option<Self> {
        match audience {
            Audience::Public => Some(Self::Public),
            Audience::Network => Some(Self::Network),
            Audience::Members | Audience::Group(_) | Audience::Private => None,
        }
    }

    /// As an audience.
    pub fn audience(self) -> Audience {
        match self {
            Self::Public => Audience::Public,
            Self::Network => Audience::Network,
        }
    }

    fn term(self) -> &'static str {
        match self {
            Self::Public => individual::PUBLIC.as_str(),
            Self::Network => individual::NETWORK.as_str(),
        }
    }
}

/// A document as it is: its statements, and where they stand in the journal of the instance that says them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exact {
    iri: Iri,
    canonical: String,
    hash: ContentHash,
    entry: Seq,
    at: Timestamp,
    circle: Circle,
}

/// Why an object has no exact document that we take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExactError {
    /// There is none: whoever sent it is no instance of ours.
    #[error("there is no exact document")]
    Absent,
    /// The object has no address.
    #[error("the object has no id")]
    Nameless,
    /// The address is of a part of a document, or of one of its versions.
    #[error("{0} is not the address of a document")]
    NotADocument(Iri),
    /// A property is missing, or not what it should be.
    #[error("{0} is missing or cannot be read")]
    Malformed(&'static str),
    /// The statements are more than a document may have.
    #[error("the statements have {0} bytes: at most {CANONICAL_LIMIT} are taken")]
    TooLarge(usize),
    /// The hash is not that of the statements.
    #[error("the hash is not that of the statements")]
    OtherHash,
    /// It says of itself that it is for others than everybody or the network, or says nothing.
    #[error("its audience is neither everybody nor the network")]
    Audience,
}

/// Why statements are not those of the document that they should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatementsError {
    /// They are no N-Quads.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// They name a graph.
    #[error("the statements name a graph")]
    Graph,
    /// They break the subject rule or a limit.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// Written again they are other bytes, so that the hash is not the document's.
    #[error("the statements are not in their canonical form")]
    NotCanonical,
}

impl Exact {
    /// Of a document of ours, as of this entry of the journal.
    pub fn new(document: &Document, entry: Seq, at: Timestamp, circle: Circle) -> Self {
        let canonical = document.canonical();
        let hash = canonical.hash();
        // What is written has microseconds, so that what is read is the same.
        let at = Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at);
        Self { iri: document.iri().clone(), canonical: canonical.nquads, hash, entry, at, circle }
    }

    /// Reads what an object carries.
    pub fn read(object: &Embedded) -> Result<Self, ExactError> {
        let value = object.value.get(EXACT).and_then(Value::as_object).ok_or(ExactError::Absent)?;
        let iri = object.id.clone().ok_or(ExactError::Nameless)?;
        if iri.fragment().is_some() || iri.versioned().is_some() {
            return Err(ExactError::NotADocument(iri));
        }
        let circle = circle(value).ok_or(ExactError::Audience)?;
        let (entry, at) = position(value)?;
        let text = |name: &'static str| value.get(name).and_then(Value::as_str).ok_or(ExactError::Malformed(name));
        let canonical = text("cs:canonical")?;
        if canonical.len() > CANONICAL_LIMIT {
            return Err(ExactError::TooLarge(canonical.len()));
        }
        let mut stated = [0; 32];
        hex::decode_to_slice(text("cs:hash")?, &mut stated).map_err(|_| ExactError::Malformed("cs:hash"))?;
        let hash = ContentHash::of(canonical.as_bytes());
        if hash != ContentHash(stated) {
            return Err(ExactError::OtherHash);
        }
        Ok(Self { iri, canonical: canonical.to_owned(), hash, entry, at, circle })
    }

    /// Puts it into what [`plain`](mod@super::plain) says of the same document.
    pub fn write(&self, object: &mut Map<String, Value>) {
        let mut value = Map::new();
        value.insert("cs:canonical".to_owned(), Value::from(self.canonical.as_str()));
        value.insert("cs:hash".to_owned(), Value::from(self.hash.to_hex()));
        value.extend(written_position(self.entry, self.at));
        value.insert("cs:audience".to_owned(), Value::from(self.circle.term()));
        object.insert(EXACT.to_owned(), Value::Object(value));
    }

    /// The document, as far as one can tell without the grammar: its statements are canonical, and of it alone.
    pub fn document(&self) -> Result<Document, StatementsError> {
        let quads = parse(self.canonical.as_bytes(), Format::NQuads, &self.iri, TRIPLE_LIMIT)?;
        if quads.iter().any(|quad| quad.graph_name != GraphName::DefaultGraph) {
            return Err(StatementsError::Graph);
        }
        let document = Document::admit(self.iri.clone(), quads.into_iter().map(Triple::from).collect())?;
        if document.canonical().nquads != self.canonical {
            return Err(StatementsError::NotCanonical);
        }
        Ok(document)
    }

    /// Whose statements these are.
    pub fn iri(&self) -> &Iri {
        &self.iri
    }

    /// Canonical N-Quads of its graph, the graph's name left out, as they were sent.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// SHA-256 of them.
    pub fn hash(&self) -> ContentHash {
        self.hash
    }

    /// The entry in the journal of the instance that says it.
    pub fn entry(&self) -> Seq {
        self.entry
    }

    /// The time of this entry, in microseconds.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// To whom it may go.
    pub fn circle(&self) -> Circle {
        self.circle
    }
}

/// Whether an object carries an exact document, or the end of one.
pub fn is_carried(object: &Object) -> bool {
    match object {
        Object::Named(_) => false,
        Object::Embedded(embedded) => embedded.value.contains_key(EXACT),
    }
}

fn circle(value: &Map<String, Value>) -> Option<Circle> {
    let stated = value.get("cs:audience")?.as_str()?;
    [Circle::Public, Circle::Network].into_iter().find(|circle| circle.term() == stated)
}

/// Entry and time, as they are read in an exact document and in the end of one.
pub(super) fn position(value: &Map<String, Value>) -> Result<(Seq, Timestamp), ExactError> {
    let entry = value.get("cs:entry").and_then(Value::as_u64).filter(|entry| *entry > 0);
    let entry = entry.ok_or(ExactError::Malformed("cs:entry"))?;
    let at = value.get("cs:at").and_then(read_time).ok_or(ExactError::Malformed("cs:at"))?;
    Ok((Seq(entry), at))
}

pub(super) fn written_position(entry: Seq, at: Timestamp) -> [(String, Value); 2] {
    [("cs:entry".to_owned(), Value::from(entry.0)), ("cs:at".to_owned(), write_time(at))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const IRI: &str = "https://peer.example/offers/flour";

    fn document(turtle: &str) -> Document {
        let iri = Iri::parse(IRI).unwrap();
        let text = format!("@prefix cs: <https://w3id.org/codesocial#> . {turtle}");
        let quads = parse(text.as_bytes(), Format::Turtle, &iri, 100).unwrap();
        Document::admit(iri, quads.into_iter().map(Triple::from).collect()).unwrap()
    }

    fn written() -> Map<String, Value> {
        let document = document("<> a cs:Offer ; cs:name 'Farine'@fr ; cs:address [ cs:locality 'Issoire' ] .");
        let exact = Exact::new(&document, Seq(12), "2026-05-12T08:00:00.123456Z".parse().unwrap(), Circle::Network);
        let mut object = Map::from_iter([("id".to_owned(), json!(IRI)), ("type".to_owned(), json!("Page"))]);
        exact.write(&mut object);
        assert_eq!(read(&object), Ok(exact.clone()));
        assert_eq!(exact.document().unwrap(), document);
        object
    }

    fn read(object: &Map<String, Value>) -> Result<Exact, ExactError> {
        Exact::read(&Embedded::read(object.clone()).unwrap())
    }

    #[test]
    fn what_is_written_is_read() {
        let object = written();
        assert_eq!(object[EXACT]["cs:audience"], "https://w3id.org/codesocial#Network");
        assert_eq!(object[EXACT]["cs:at"], "2026-05-12T08:00:00.123456Z");
    }

    #[test]
    fn what_is_not_right_is_refused() {
        use ExactError as E;
        let check = |name: &str, value: Value, expected: ExactError| {
            let mut object = written();
            let exact = object[EXACT].as_object_mut().unwrap();
            if value.is_null() {
                exact.remove(name);
            } else {
                exact.insert(name.to_owned(), value.clone());
            }
            assert_eq!(read(&object), Err(expected), "{name} {value}");
        };
        for other in ["Members", "Private", "public", ""] {
            check("cs:audience", json!(format!("https://w3id.org/codesocial#{other}")), E::Audience);
        }
        check("cs:audience", Value::Null, E::Audience);
        check("cs:audience", json!(["https://w3id.org/codesocial#Public"]), E::Audience);
        check("cs:audience", json!("https://peer.example/groups/a"), E::Audience);
        check("cs:hash", json!("0".repeat(64)), E::OtherHash);
        check("cs:hash", json!("0".repeat(63)), E::Malformed("cs:hash"));
        check("cs:hash", Value::Null, E::Malformed("cs:hash"));
        check("cs:canonical", json!("other"), E::OtherHash);
        check("cs:canonical", json!("a".repeat(CANONICAL_LIMIT + 1)), E::TooLarge(CANONICAL_LIMIT + 1));
        check("cs:canonical", json!(7), E::Malformed("cs:canonical"));
        check("cs:entry", json!(0), E::Malformed("cs:entry"));
        check("cs:entry", json!(-1), E::Malformed("cs:entry"));
        check("cs:entry", json!("12"), E::Malformed("cs:entry"));
        check("cs:at", json!("2026-05-12"), E::Malformed("cs:at"));

        let with_id = |id: Value| {
            let mut object = written();
            object.insert("id".to_owned(), id);
            read(&object)
        };
        assert_eq!(with_id(Value::Null), Err(E::Nameless));
        for part in ["#a", "?version=2"] {
            let id = format!("{IRI}{part}");
            assert_eq!(with_id(json!(id)), Err(E::NotADocument(Iri::parse(&id).unwrap())));
        }
        let mut object = written();
        object.insert(EXACT.to_owned(), json!("cs"));
        assert_eq!(read(&object), Err(E::Absent));
    }

    #[test]
    fn statements_are_of_the_document_alone_and_canonical() {
        let of = |canonical: &str| {
            let hash = ContentHash::of(canonical.as_bytes()).to_hex();
            let mut object = written();
            let exact = object[EXACT].as_object_mut().unwrap();
            exact.insert("cs:canonical".to_owned(), json!(canonical));
            exact.insert("cs:hash".to_owned(), json!(hash));
            read(&object).unwrap().document()
        };
        let line = |subject: &str, end: &str| format!("<{subject}> <https://w3id.org/codesocial#name> {end}\n");
        assert!(of(&line(IRI, "\"a\" .")).is_ok());
        assert!(matches!(of("nonsense"), Err(StatementsError::Syntax(_))));
        assert!(matches!(of(""), Err(StatementsError::Document(DocumentError::Empty))));
        let foreign = of(&line("https://other.example/offers/flour", "\"a\" ."));
        assert!(matches!(foreign, Err(StatementsError::Document(DocumentError::ForeignSubject { .. }))));
        assert_eq!(of(&line(IRI, "\"a\" <https://our.example/acl> .")), Err(StatementsError::Graph));
        assert_eq!(of(&line(IRI, "  \"a\" .")), Err(StatementsError::NotCanonical));
        assert_eq!(of(&line(IRI, "_:b0 .")), Err(StatementsError::NotCanonical));
        let reversed = [line(IRI, "\"b\" ."), line(IRI, "\"a\" .")].concat();
        assert_eq!(of(&reversed), Err(StatementsError::NotCanonical));
    }

    proptest! {
        #[test]
        fn any_text_survives(text in "\\PC{0,40}", entry in 1..u64::MAX, at in 0..4_000_000_000_000_000_i64) {
            let iri = Iri::parse(IRI).unwrap();
            let name = model::vocab::property::NAME;
            let triple = Triple::new(iri.as_named_node(), name, oxrdf::Literal::new_simple_literal(&text));
            let document = Document::admit(iri, vec![triple]).unwrap();
            let exact = Exact::new(&document, Seq(entry), Timestamp::from_microsecond(at).unwrap(), Circle::Public);
            let mut object = Map::from_iter([("id".to_owned(), json!(IRI))]);
            exact.write(&mut object);
            let sent: Map<String, Value> = serde_json::from_str(&Value::Object(object).to_string()).unwrap();
            let received = read(&sent).unwrap();
            prop_assert_eq!(&received, &exact);
            prop_assert_eq!(received.document().unwrap(), document);
        }
    }
}
