//! Holds a release against its signature, its contents against their hashes, and other copies of its documents against
//! what was frozen, triple by triple. Nothing is fetched: the answer is the same without a network, and in twenty years.

use super::{Member, ReleaseFile, Withheld};
use crate::canon::Canonical;
use crate::document::{Document, DocumentError, TRIPLE_LIMIT};
use crate::integrity::{IntegrityError, PublicKey};
use crate::iri::Iri;
use crate::revision::ContentHash;
use crate::syntax::{self, Format, SyntaxError};
use oxrdf::{GraphName, NamedOrBlankNode, Quad, Triple};
use std::collections::{BTreeMap, BTreeSet};

/// Another copy of documents of the release: the file that a contract carries, what a site shows today.
#[derive(Debug, Clone)]
pub struct Copy {
    /// What its holder calls it: a file's name. Its end is taken for the end of the document's address, where the text
    /// itself does not say.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What they are written in.
    pub format: Format,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Whether the signature is the key's inside, over what the manifest says.
    pub signature: Result<(), IntegrityError>,
    /// Whether that key is the one that is trusted.
    pub key: KeyStanding,
    /// Each member, in the order of the manifest.
    pub members: Vec<Checked>,
    /// Documents whose content is in the file although the release does not name them.
    pub strangers: Vec<Iri>,
    /// Each document of the copies.
    pub copies: Vec<Compared>,
    /// Whether the description that was released is there, in the file or as a copy; always so of a manifest alone.
    pub has_description: bool,
}

/// What is known of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyStanding {
    /// Nobody said which key to trust: the key says itself whose it is.
    Claimed,
    /// It is the one that was named.
    Trusted,
    /// It is another one.
    Other,
}

/// A member and its content in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Which.
    pub member: Member,
    /// Its content.
    pub content: Content,
}

/// What became of a member's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// It is what was signed.
    Frozen,
    /// It is not what was signed; the differences where a copy tells what was.
    Changed(Option<Differences>),
    /// It is not in the file; why, if the file says so.
    Absent(Option<Withheld>),
}

/// One document of a copy, beside what was frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// What the copy is called.
    pub name: String,
    /// Which document; nothing where the copy cannot be read.
    pub document: Option<Iri>,
    /// What was found.
    pub finding: Finding,
}

/// What a comparison found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// It is what was signed.
    Same,
    /// It differs; the differences where the file holds what was signed.
    Differs(Option<Differences>),
    /// The release froze no document of this address.
    NotAMember,
    /// It cannot be read.
    Unreadable(SyntaxError),
    /// It is no document.
    NotADocument(DocumentError),
}

/// Triples, as lines of N-Triples.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Differences {
    /// What was signed and is missing.
    pub missing: Vec<String>,
    /// What is there and was not signed.
    pub added: Vec<String>,
}

impl Verification {
    /// Whether all that could be held against something fits, and a file with contents has the one that it is about:
    /// what is left out of a file, and why it says so, nobody signed.
    pub fn holds(&self) -> bool {
        self.signature.is_ok()
            && self.has_description
            && self.key != KeyStanding::Other
            && self.strangers.is_empty()
            && !self.members.iter().any(|checked| matches!(checked.content, Content::Changed(_)))
            && self.copies.iter().all(|copy| copy.finding == Finding::Same)
    }

    /// How many members' contents were there and are what was signed.
    pub fn frozen(&self) -> usize {
        self.members.iter().filter(|checked| checked.content == Content::Frozen).count()
    }
}

/// Verifies a file, with copies beside it. `trusted`: the key that must have signed.
pub fn verify(file: &ReleaseFile, copies: &[Copy], trusted: Option<PublicKey>) -> Verification {
    let manifest = &file.manifest.manifest;
    let key = match trusted {
        None => KeyStanding::Claimed,
        Some(trusted) if trusted == manifest.key.public => KeyStanding::Trusted,
        Some(_) => KeyStanding::Other,
    };
    let known: BTreeMap<&Iri, &Member> = manifest.members.iter().map(|member| (&member.document, member)).collect();
    let strangers = file.contents.keys().filter(|iri| !known.contains_key(iri)).cloned().collect();
    let mut frozen: BTreeMap<&Iri, &str> = BTreeMap::new();
    for (iri, content) in &file.contents {
        if known.get(iri).is_some_and(|member| member.hash == hash_of(content)) {
            frozen.insert(iri, content);
        }
    }
    let mut compared = Vec::new();
    // What a copy has for a document of which the file's own content was changed.
    let mut genuine: BTreeMap<Iri, String> = BTreeMap::new();
    for copy in copies {
        for (document, canonical) in read(copy, &manifest.publisher.iri, &known) {
            let finding = match (&document, canonical) {
                (_, Err(finding)) => finding,
                (None, Ok(_)) => Finding::NotAMember,
                (Some(iri), Ok(canonical)) => match known.get(iri) {
                    None => Finding::NotAMember,
                    Some(member) if member.hash == hash_of(&canonical) => {
                        genuine.insert(iri.clone(), canonical);
                        Finding::Same
                    }
                    Some(_) => Finding::Differs(frozen.get(iri).map(|frozen| differences(frozen, &canonical))),
                },
            };
            compared.push(Compared { name: copy.name.clone(), document, finding });
        }
    }
    let of = &manifest.of.iri;
    let has_description = (file.contents.is_empty() && file.withheld.is_empty())
        || file.contents.contains_key(of)
        || genuine.contains_key(of);
    let members = manifest
        .members
        .iter()
        .map(|member| {
            let content = match file.contents.get(&member.document) {
                None => Content::Absent(file.withheld.get(&member.document).copied()),
                Some(_) if frozen.contains_key(&member.document) => Content::Frozen,
                Some(changed) => {
                    Content::Changed(genuine.get(&member.document).map(|genuine| differences(genuine, changed)))
                }
            };
            Checked { member: member.clone(), content }
        })
        .collect();
    let signature = file.manifest.verify();
    Verification { signature, key, members, strangers, copies: compared, has_description }
}

fn hash_of(canonical: &str) -> ContentHash {
    Canonical { nquads: canonical.to_owned() }.hash()
}

fn differences(signed: &str, other: &str) -> Differences {
    let (signed, other): (BTreeSet<&str>, BTreeSet<&str>) = (signed.lines().collect(), other.lines().collect());
    let lines =
        |one: &BTreeSet<&str>, two: &BTreeSet<&str>| one.difference(two).map(|line| (*line).to_owned()).collect();
    Differences { missing: lines(&signed, &other), added: lines(&other, &signed) }
}

type Found = (Option<Iri>, Result<String, Finding>);

/// The documents of a copy: one for each named graph, and for each document that the rest speaks of.
fn read(copy: &Copy, publisher: &Iri, known: &BTreeMap<&Iri, &Member>) -> Vec<Found> {
    let base = base_of(&copy.name, publisher, known);
    let quads = match syntax::parse(&copy.bytes, copy.format, &base, TRIPLE_LIMIT) {
        Ok(quads) => quads,
        Err(error) => return vec![(None, Err(Finding::Unreadable(error)))],
    };
    let mut documents: BTreeMap<Iri, Vec<Triple>> = BTreeMap::new();
    let (nameless, named): (Vec<Quad>, Vec<Quad>) =
        quads.into_iter().partition(|quad| quad.graph_name == GraphName::DefaultGraph && quad.subject.is_blank_node());
    for quad in named {
        let document = match (&quad.graph_name, &quad.subject) {
            (GraphName::NamedNode(name), _) | (GraphName::DefaultGraph, NamedOrBlankNode::NamedNode(name)) => {
                Iri::from_named_node(name.clone()).document()
            }
            (GraphName::BlankNode(_), _) | (GraphName::DefaultGraph, NamedOrBlankNode::BlankNode(_)) => base.clone(),
        };
        documents.entry(document).or_default().push(quad.into());
    }
    // Blank nodes hang from the only document there is; where there are several, from that of the file's name.
    if !nameless.is_empty() {
        let only = if documents.len() == 1 { documents.keys().next().cloned() } else { None };
        let triples = nameless.into_iter().map(Triple::from);
        documents.entry(only.unwrap_or(base)).or_default().extend(triples);
    }
    documents
        .into_iter()
        .map(|(iri, triples)| {
            let canonical = Document::admit(iri.clone(), triples).map(|document| document.canonical().nquads);
            (Some(iri), canonical.map_err(Finding::NotADocument))
        })
        .collect()
}

/// `…/codes/moulin.ttl` stands for the member whose address ends in `codes/moulin`, `moulin.ttl` for one that ends so,
/// if there is only one.
fn base_of(name: &str, publisher: &Iri, known: &BTreeMap<&Iri, &Member>) -> Iri {
    let name = name.replace('\\', "/");
    let mut parts = name.rsplit('/');
    let file = parts.next().unwrap_or_default();
    let stem = file.split_once('.').map_or(file, |(stem, _)| stem);
    let ends = [parts.next().map(|folder| format!("/{folder}/{stem}")), Some(format!("/{stem}"))];
    for end in ends.into_iter().flatten() {
        let mut fitting = known.keys().filter(|iri| iri.as_str().ends_with(&end));
        if let (Some(only), None) = (fitting.next(), fitting.next()) {
            return (*only).clone();
        }
    }
    publisher.clone()
}
