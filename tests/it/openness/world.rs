//! An instance full of documents, everybody who asks, and the words by which a document betrays itself.

use super::case::Asked;
use super::rules::{Doc, Model, Own, Rights};
use model::syntax::{self, Format};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use registry::{Body, Mirroring, Told, ToldContent};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;
use tests::server::BASE;
use tests::{Browser, Client, Reply, Server};

/// How a caller shows who it is.
pub(crate) enum Way {
    Program(Client),
    Browser(Browser),
}

/// Somebody who asks.
pub(crate) struct Caller {
    pub(crate) name: String,
    pub(crate) rights: Rights,
    pub(crate) way: Way,
}

/// What a word betrays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Secret {
    /// The address of a document.
    Slug(usize),
    /// What a document says, or said.
    Words(usize),
    /// Somebody's e-mail address.
    Email(usize),
}

pub(crate) struct World {
    pub(crate) server: Server,
    pub(crate) registry: Arc<registry::Registry>,
    pub(crate) model: Model,
    pub(crate) callers: Vec<Caller>,
    pub(crate) secrets: HashMap<String, Vec<Secret>>,
    pub(crate) dice: Dice,
    /// Entity tags by what they stand for, and back: `(what, the documents and versions in it)` ↔ tag.
    pub(crate) tags: HashMap<(String, String), String>,
    pub(crate) tagged: HashMap<(String, String), String>,
    /// Entity tags that somebody got of documents, the last of each.
    pub(crate) last_tags: HashMap<usize, (u64, String)>,
    /// What was made by the way, to be ended again.
    pub(crate) by_the_way: Vec<String>,
    /// Those who may write, as they are known to the registry.
    pub(crate) writers: HashMap<usize, model::Caller>,
}

/// Chance.
pub(crate) struct Dice(ChaCha20Rng);

/// What words are made of. No word has `z` or `q` in it, so that each begins where these stand.
const LETTERS: &[u8] = b"abcdefghijklmnoprstuvwxy23456789";
/// Length of a word.
pub(crate) const WORD: usize = 11;

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha20Rng::seed_from_u64(seed))
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0.random_range(0..limit)
    }

    pub(crate) fn roll(&mut self) -> u64 {
        self.0.random()
    }

    pub(crate) fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        among[self.below(among.len())]
    }

    /// A word that stands nowhere else.
    pub(crate) fn word(&mut self, kind: char) -> String {
        let letters = (0..WORD - 3).map(|_| char::from(LETTERS[self.below(LETTERS.len())]));
        ['z', 'q', kind].into_iter().chain(letters).collect()
    }
}

/// The words in a text that are made as ours are.
pub(crate) fn words(text: &[u8]) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.windows(2).position(|pair| pair == b"zq") {
        rest = &rest[at..];
        // `slug-2` is another address, that somebody was given who asked for this one.
        let is_another = matches!(rest.get(WORD..WORD + 2), Some([b'-', b'0'..=b'9'])) && rest.get(2) == Some(&b's');
        if let Some(word) = rest.get(..WORD).and_then(|word| std::str::from_utf8(word).ok()).filter(|_| !is_another) {
            words.push(word);
        }
        rest = &rest[2..];
    }
    words.sort_unstable();
    words.dedup();
    words
}

impl World {
    /// The IRI of a document.
    pub(crate) fn iri(&self, doc: usize) -> String {
        Self::iri_of(self.model.docs[doc].container, &self.model.docs[doc].slug)
    }

    /// The IRI of whatever stands there under this name.
    pub(crate) fn iri_of(container: &str, slug: &str) -> String {
        if container == ELSEWHERE { format!("{PEER}{slug}") } else { format!("{BASE}{container}/{slug}") }
    }

    pub(crate) fn doc(&self, doc: usize) -> &Doc {
        &self.model.docs[doc]
    }

    pub(crate) fn guard(&mut self, word: &str, secret: Secret) {
        let known = self.secrets.entry(word.to_owned()).or_default();
        if !known.contains(&secret) {
            known.push(secret);
        }
    }

    /// A document as somebody writes it.
    pub(crate) fn turtle(&self, doc: &Doc) -> String {
        let model = &self.model;
        let [name, words] = &doc.words;
        let class = class_of(doc.container);
        let mut text = format!(
            "@prefix cs: <https://w3id.org/codesocial#> .\n<> a cs:{class} ; cs:name \"{name}\"@fr ; \
             cs:description \"Voici {words}.\"@fr "
        );
        for (by, to) in &doc.links {
            let part = if ["realises", "reviews"].contains(by) { "#i" } else { "" };
            write!(text, "; cs:{by} <{}{part}> ", self.iri(*to)).unwrap();
        }
        match doc.own {
            // What says nothing is public.
            Own::Public if doc.version.is_multiple_of(2) => {}
            Own::Public => text += "; cs:audience cs:Public ",
            Own::Network => text += "; cs:audience cs:Network ",
            Own::Members => text += "; cs:audience cs:Members ",
            Own::Private => text += "; cs:audience cs:Private ",
            Own::Group(group) => write!(text, "; cs:audience <{}> ", self.iri(model.group_documents[group])).unwrap(),
        }
        if doc.names_owner {
            write!(text, "; cs:owner <mailto:{}> ", model.people[doc.owner].email).unwrap();
        }
        if doc.container != "codes" {
            return text + ".";
        }
        text += "; cs:form cs:FourBundlesForm ; cs:section <#b0>, <#b1>, <#b2>, <#b3> . \
                 <#b0> cs:intention <#i> . <#i> a cs:Intention ; cs:text \"Nourrir\"@fr .\n";
        for (place, bundle) in ["Qualities", "Values", "Rights", "Wealth"].iter().enumerate() {
            writeln!(text, "<#b{place}> a cs:{bundle}Bundle ; cs:order {} ; cs:text \"Ici.\"@fr .", place + 1).unwrap();
        }
        text
    }

    /// Sends a request.
    pub(crate) async fn send(&self, who: usize, asked: &Asked) -> Reply {
        let mut headers: Vec<(&str, &str)> =
            asked.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        match &self.callers[who].way {
            Way::Program(client) => client.send(asked.method.clone(), &asked.path, &headers, asked.body.clone()).await,
            Way::Browser(browser) => {
                headers.push(("sec-fetch-site", "same-origin"));
                browser.send(asked.method.clone(), &asked.path, &headers, asked.body.clone()).await
            }
        }
    }

    /// Writes a document, as its owner where it is new and as the operator, who may all, where it is not.
    pub(crate) async fn write(&mut self, at: usize, mut doc: Doc) {
        doc.version += 1;
        let there = at < self.model.docs.len();
        let text = self.turtle(&doc);
        if there {
            self.model.replace(at, doc.clone(), format!("meanwhile: {text}"));
        } else {
            self.model.docs.push(doc.clone());
        }
        let iri = model::Iri::parse(&self.iri(at)).unwrap();
        if doc.container == ELSEWHERE {
            let quads = syntax::parse(text.as_bytes(), Format::Turtle, &iri, 999).unwrap();
            let document = model::Document::admit(iri, quads.into_iter().map(Into::into).collect()).unwrap();
            let audience = if doc.own == Own::Public { model::Audience::Public } else { model::Audience::Network };
            self.told(at, ToldContent::Put { document, audience }).await;
            return self.remember(at);
        }
        let body = Body { bytes: text.as_bytes(), format: Format::Turtle };
        let expected = if there { model::Expected::Present } else { model::Expected::Absent };
        let operator = self.registry.operator();
        let by = if there || doc.names_owner { &operator } else { &self.writers[&doc.owner] };
        let changed = self.registry.put(by, &iri, body, expected, None).await;
        changed.unwrap_or_else(|error| panic!("{error}: {text}"));
        self.remember(at);
    }

    /// The peer tells of a document of its own.
    pub(crate) async fn told(&self, at: usize, content: ToldContent) {
        let iri = model::Iri::parse(&self.iri(at)).unwrap();
        let origin = model::Iri::parse(&format!("{PEER}actor")).unwrap();
        let told = Told { iri, origin, said: None, at: None, content };
        let became = self.registry.mirror(&self.registry.operator(), vec![told]).await.unwrap();
        assert!(matches!(became.as_slice(), [Mirroring::Done(_)]), "{became:?}");
    }

    /// Guards what a document says now.
    pub(crate) fn remember(&mut self, at: usize) {
        let Doc { slug, words, .. } = self.model.docs[at].clone();
        self.guard(&slug, Secret::Slug(at));
        for word in words {
            self.guard(&word, Secret::Words(at));
        }
    }

    /// Ends a document, in the model.
    pub(crate) fn ended(&mut self, at: usize) {
        self.model.docs[at].gone = Some(self.model.audiences(at));
    }

    /// Whether a word may be told to somebody.
    pub(crate) fn may_hear(&self, rights: &Rights, word: &str, secret: Secret) -> bool {
        let model = &self.model;
        let read = |doc: usize| model.is_there(doc) && model.may_read(rights, doc);
        match secret {
            Secret::Words(doc) => read(doc) && model.docs[doc].words.iter().any(|now| now == word),
            Secret::Slug(doc) => {
                // Whoever reads what links to it reads its address there.
                model.may_read(rights, doc) || (0..model.docs.len()).any(|from| self.mentions(from, doc) && read(from))
            }
            Secret::Email(person) => {
                let says = |doc: &usize| model.docs[*doc].names_owner && model.docs[*doc].owner == person;
                rights.account == Some(person) || (0..model.docs.len()).filter(says).any(read)
            }
        }
    }

    /// Whether one document says the address of another.
    pub(crate) fn mentions(&self, from: usize, doc: usize) -> bool {
        self.names_as_audience(from, doc) || self.model.docs[from].links.iter().any(|(_, to)| *to == doc)
    }

    /// Whether one document is open to the group that the other stands for.
    pub(crate) fn names_as_audience(&self, from: usize, doc: usize) -> bool {
        match self.model.docs[from].own {
            Own::Group(group) => self.model.group_documents[group] == doc,
            Own::Public | Own::Network | Own::Members | Own::Private => false,
        }
    }

    /// Holds an entity tag against what it stands for: the same for the same, another for another.
    pub(crate) fn tag(&mut self, what: &str, state: &str, tag: &str) -> Result<(), String> {
        let state_key = (what.to_owned(), state.to_owned());
        let tag_key = (what.to_owned(), tag.to_owned());
        if let Some(known) = self.tags.get(&state_key).filter(|known| *known != tag) {
            return Err(format!("the entity tag {tag} of what had {known}"));
        }
        if self.tagged.get(&tag_key).is_some_and(|known| known != state) {
            return Err(format!("the entity tag {tag} of something else"));
        }
        self.tags.insert(state_key, tag.to_owned());
        self.tagged.insert(tag_key, state.to_owned());
        Ok(())
    }
}

/// Where a document stands whose address is not ours.
pub(crate) const ELSEWHERE: &str = "elsewhere";
/// Whose address it is.
const PEER: &str = "https://ailleurs.example/";

/// The class of what stands there.
pub(crate) fn class_of(container: &str) -> &'static str {
    if container == ELSEWHERE {
        return "Organization";
    }
    CONTAINERS.iter().find(|(name, _)| *name == container).unwrap().1
}

/// The containers of this world, and the class of each.
pub(crate) const CONTAINERS: [(&str, &str); 11] = [
    ("groups", "Group"),
    ("organizations", "Organization"),
    ("people", "Person"),
    ("places", "Place"),
    ("codes", "CodeSocial"),
    ("annexes", "Annex"),
    ("actions", "Action"),
    ("evidence", "Evidence"),
    ("reviews", "CoherenceReview"),
    ("offers", "Offer"),
    ("annotations", "Annotation"),
];
