//! The terms of the ontology: which there are, what kind each is, what people call it.

use crate::compile::parse;
use crate::graph::subject_of;
use crate::message::Sentence;
use model::ontology;
use model::vocab::{NAMESPACE, rdf, rdfs, skos};
use oxrdf::{NamedNode, NamedNodeRef, Term, TermRef};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

/// What a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Class,
    Property,
    Individual,
}

/// The terms of the ontology.
#[derive(Debug, Default)]
pub(crate) struct Words {
    kinds: BTreeMap<String, Kind>,
    labels: HashMap<(String, &'static str), String>,
    above: HashMap<String, Vec<String>>,
}

/// Those of the ontology that is embedded.
pub(crate) static WORDS: LazyLock<Words> = LazyLock::new(Words::read);

impl Words {
    fn read() -> Self {
        let mut words = Self::default();
        for file in ontology::modules().into_iter().chain(ontology::thesauri()) {
            let text = String::from_utf8(file.bytes.into_owned()).ok();
            // A broken ontology stops the build of the vocabulary, long before it gets here.
            for triple in text.and_then(|text| parse(&file.name, &text, 0).ok()).unwrap_or_default() {
                let TermRef::NamedNode(subject) = subject_of(&triple) else { continue };
                words.take(subject, triple.predicate.as_ref(), &triple.object);
            }
        }
        words
    }

    fn take(&mut self, subject: NamedNodeRef<'_>, predicate: NamedNodeRef<'_>, object: &Term) {
        match object {
            Term::NamedNode(object) if predicate == rdf::TYPE && subject.as_str().starts_with(NAMESPACE) => {
                let kind = match object.as_str() {
                    "http://www.w3.org/2002/07/owl#Class" => Kind::Class,
                    "http://www.w3.org/2002/07/owl#ObjectProperty"
                    | "http://www.w3.org/2002/07/owl#DatatypeProperty" => Kind::Property,
                    _ => Kind::Individual,
                };
                let known = self.kinds.entry(subject.as_str().to_owned()).or_insert(kind);
                if *known == Kind::Individual {
                    *known = kind;
                }
            }
            Term::NamedNode(object) if predicate == rdfs::SUB_CLASS_OF => {
                self.above.entry(subject.as_str().to_owned()).or_default().push(object.as_str().to_owned());
            }
            Term::Literal(label) if predicate == rdfs::LABEL || predicate == skos::PREF_LABEL => {
                let language = ["fr", "en"].into_iter().find(|language| label.language() == Some(language));
                if let Some(language) = language {
                    self.labels.insert((subject.as_str().to_owned(), language), label.value().to_owned());
                }
            }
            Term::NamedNode(_) | Term::BlankNode(_) | Term::Literal(_) => {}
        }
    }

    /// What kind of term this is; `None`: the grammar does not have it.
    pub(crate) fn kind(&self, term: NamedNodeRef<'_>) -> Option<Kind> {
        self.kinds.get(term.as_str()).copied()
    }

    /// What people call a term.
    pub(crate) fn label(&self, term: NamedNodeRef<'_>) -> Option<Sentence> {
        let of = |language| self.labels.get(&(term.as_str().to_owned(), language)).cloned();
        Some(Sentence { french: of("fr")?, english: of("en")? })
    }

    /// Whether a class is another one or below it.
    pub(crate) fn is_below(&self, class: NamedNodeRef<'_>, above: NamedNodeRef<'_>) -> bool {
        let mut seen: HashSet<&str> = HashSet::new();
        let mut frontier = vec![class.as_str()];
        while let Some(class) = frontier.pop() {
            if class == above.as_str() {
                return true;
            }
            if let Some((known, above)) = self.above.get_key_value(class)
                && seen.insert(known)
            {
                frontier.extend(above.iter().map(String::as_str));
            }
        }
        false
    }

    /// The known term that is written most alike, if one is near enough to be meant.
    pub(crate) fn nearest(&self, term: NamedNodeRef<'_>, kind: Kind) -> Option<NamedNode> {
        let written = term.as_str().strip_prefix(NAMESPACE)?.to_lowercase();
        let length = written.chars().count();
        let limit = (length / 4).clamp(1, 3);
        let distances = self.kinds.iter().filter_map(|(known, of)| {
            let local = known.strip_prefix(NAMESPACE)?;
            // Terms are ASCII. Whoever writes a term as long as a book has not mistyped one of them.
            if local.len().abs_diff(length) > limit {
                return None;
            }
            let distance = strsim::osa_distance(&written, &local.to_lowercase());
            (distance <= limit).then_some((*of != kind, distance, known))
        });
        distances.min().map(|(_, _, known)| NamedNode::new_unchecked(known.clone()))
    }
}

/// What to do about a term that there is not: take the one that was meant, as it is written, or look for it.
pub(crate) fn hint(meant: Option<&str>) -> Sentence {
    match meant {
        None => Sentence {
            french: "Cherchez le terme sur la page `/ns` d’une instance".to_owned(),
            english: "Look for the term on the page `/ns` of an instance".to_owned(),
        },
        Some(meant) => {
            Sentence { french: format!("Écrivez peut-être `{meant}`"), english: format!("Perhaps write `{meant}`") }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::vocab::class;

    #[test]
    fn kinds_labels_and_classes_above() {
        let node = |local: &str| NamedNode::new_unchecked(format!("{NAMESPACE}{local}"));
        for (local, kind) in [
            ("Story", Some(Kind::Class)),
            ("name", Some(Kind::Property)),
            ("ShortTerm", Some(Kind::Individual)),
            ("nmae", None),
        ] {
            assert_eq!(WORDS.kind(node(local).as_ref()), kind, "{local}");
        }
        assert_eq!(WORDS.label(class::STORY).unwrap().french, "Histoire et récit");
        assert!(WORDS.is_below(class::ECONOMIC_MODEL, class::SECTION));
        assert!(!WORDS.is_below(class::SECTION, class::ECONOMIC_MODEL));
    }

    #[test]
    fn what_was_meant() {
        let near = |local: &str, kind| {
            let term = NamedNode::new_unchecked(format!("{NAMESPACE}{local}"));
            WORDS.nearest(term.as_ref(), kind).map(|found| found.as_str().replace(NAMESPACE, ""))
        };
        assert_eq!(near("nmae", Kind::Property).as_deref(), Some("name"));
        assert_eq!(near("horizons", Kind::Property).as_deref(), Some("horizon"));
        assert_eq!(near("Organisation", Kind::Class).as_deref(), Some("Organization"));
        assert_eq!(near("realizes", Kind::Property).as_deref(), Some("realises"));
        assert_eq!(near("xylophone", Kind::Property), None);
    }
}
