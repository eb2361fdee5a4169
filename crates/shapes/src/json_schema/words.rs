//! How our JSON-LD context writes things: which key a property has, how its values look, how an IRI is spelt.

use model::syntax;
use model::vocab::{rdf, xsd};
use oxrdf::{NamedNode, NamedNodeRef};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// How the values of a key are written (JSON-LD 1.1, sections 4.2.3 and 4.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Manner {
    /// As they are: a string is a text without language, everything else an object.
    Plain,
    /// An IRI as a string, or what is said of it as an object.
    Id,
    /// The same, the IRI being a word of the vocabulary.
    Word,
    /// The lexical form of this datatype.
    Typed(NamedNode),
    /// One object for all: language → text or texts.
    Languages,
    /// In the same object, under `@none`: texts without language.
    Languageless,
    /// The node itself, as an object.
    Node,
}

/// Whether several values, or one, stand in an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    /// Always.
    Array,
    /// Where there are several.
    AsNeeded,
}

/// A key and how its values are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) manner: Manner,
    pub(super) holder: Holder,
}

/// The context, by what its terms mean.
pub(super) struct Words {
    /// Keys, by the IRI of their property.
    keys: BTreeMap<String, Key>,
    /// Terms that stand for an IRI and nothing more.
    names: BTreeMap<String, String>,
    prefixes: &'static [(String, String)],
}

/// Our context, read once.
pub(super) fn words() -> &'static Words {
    static WORDS: LazyLock<Words> = LazyLock::new(|| Words::of(syntax::context(), syntax::prefixes()));
    &WORDS
}

impl Words {
    fn of(text: &str, prefixes: &'static [(String, String)]) -> Self {
        let context: Value = serde_json::from_str(text).unwrap_or_default();
        let mut words = Self { keys: BTreeMap::new(), names: BTreeMap::new(), prefixes };
        let terms = context.get("@context").and_then(Value::as_object);
        for (term, definition) in terms.into_iter().flatten() {
            match definition {
                Value::String(text) if text == "@type" => {
                    let key = Key { name: term.clone(), manner: Manner::Word, holder: Holder::AsNeeded };
                    words.keys.insert(rdf::TYPE.as_str().to_owned(), key);
                }
                Value::String(text) if !text.starts_with('@') && !text.contains("://") => {
                    let iri = words.expanded(text);
                    let key = Key { name: term.clone(), manner: Manner::Plain, holder: Holder::AsNeeded };
                    words.keys.insert(iri.clone(), key);
                    words.names.entry(iri).or_insert_with(|| term.clone());
                }
                Value::Object(members) => {
                    let Some(iri) = members.get("@id").and_then(Value::as_str) else { continue };
                    if members.contains_key("@reverse") {
                        continue;
                    }
                    let contains = |container: &str| match members.get("@container") {
                        Some(Value::String(only)) => only == container,
                        Some(Value::Array(several)) => several.iter().any(|one| one == container),
                        Some(_) | None => false,
                    };
                    let manner = match members.get("@type").and_then(Value::as_str) {
                        _ if contains("@language") => Manner::Languages,
                        Some("@id") => Manner::Id,
                        Some("@vocab") => Manner::Word,
                        Some(datatype) if !datatype.starts_with('@') => {
                            Manner::Typed(NamedNode::new_unchecked(words.expanded(datatype)))
                        }
                        Some(_) | None => Manner::Plain,
                    };
                    let holder = if contains("@set") { Holder::Array } else { Holder::AsNeeded };
                    let iri = words.expanded(iri);
                    words.keys.entry(iri).or_insert_with(|| Key { name: term.clone(), manner, holder });
                }
                Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {}
            }
        }
        words
    }

    /// The key of a property, if the context has one.
    pub(super) fn key(&self, property: NamedNodeRef<'_>) -> Option<&Key> {
        self.keys.get(property.as_str())
    }

    /// The key under which values stand that the property's own key cannot carry.
    pub(super) fn other_key(&self, property: NamedNodeRef<'_>) -> String {
        self.shortened(property.as_str())
    }

    /// An IRI as a value of this manner.
    pub(super) fn spelt(&self, iri: NamedNodeRef<'_>, manner: &Manner) -> String {
        match manner {
            Manner::Word => self.names.get(iri.as_str()).cloned().unwrap_or_else(|| self.shortened(iri.as_str())),
            Manner::Plain | Manner::Id | Manner::Typed(_) | Manner::Languages | Manner::Languageless | Manner::Node => {
                self.shortened(iri.as_str())
            }
        }
    }

    /// The prefixes, joined for a regular expression.
    pub(super) fn any_prefix(&self) -> String {
        self.prefixes.iter().map(|(prefix, _)| prefix.as_str()).collect::<Vec<_>>().join("|")
    }

    fn shortened(&self, iri: &str) -> String {
        let shortest = self
            .prefixes
            .iter()
            .filter_map(|(prefix, namespace)| Some(format!("{prefix}:{}", iri.strip_prefix(namespace.as_str())?)))
            .min_by_key(|short| (short.len(), short.clone()));
        shortest.unwrap_or_else(|| iri.to_owned())
    }

    fn expanded(&self, text: &str) -> String {
        let known = text.split_once(':').and_then(|(prefix, local)| {
            let (_, namespace) = self.prefixes.iter().find(|(known, _)| known == prefix)?;
            Some([namespace.as_str(), local].concat())
        });
        known.unwrap_or_else(|| text.to_owned())
    }
}

/// A regular expression, in ECMAScript, for the lexical forms of a datatype; what it lets through may still be wrong, as
/// 30 February is. `None`: every text.
pub(super) fn lexical(datatype: NamedNodeRef<'_>) -> Option<&'static str> {
    macro_rules! zoned {
        ($form:literal) => {
            concat!("^", $form, r"(Z|[+-](0\d|1[0-4]):[0-5]\d)?$")
        };
    }
    [
        (xsd::DATE, zoned!(r"-?\d{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")),
        (
            xsd::DATE_TIME,
            zoned!(r"-?\d{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-4]):[0-5]\d:[0-5]\d(\.\d+)?"),
        ),
        (xsd::G_YEAR_MONTH, zoned!(r"-?\d{4,}-(0[1-9]|1[0-2])")),
        (G_YEAR, zoned!(r"-?\d{4,}")),
        (xsd::DECIMAL, r"^[+-]?(\d+(\.\d*)?|\.\d+)$"),
        (xsd::INTEGER, r"^[+-]?\d+$"),
        (DOUBLE, r"^([+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN)$"),
        (xsd::BOOLEAN, r"^(true|false|1|0)$"),
    ]
    .into_iter()
    .find(|(known, _)| *known == datatype)
    .map(|(_, pattern)| pattern)
}

const G_YEAR: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/2001/XMLSchema#gYear");
const DOUBLE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/2001/XMLSchema#double");

/// The types of JSON whose values are read as this datatype, besides strings (JSON-LD API, section 8.2.2).
pub(super) fn native(datatype: NamedNodeRef<'_>) -> Option<&'static str> {
    [(xsd::DECIMAL, "number"), (xsd::INTEGER, "integer"), (DOUBLE, "number"), (xsd::BOOLEAN, "boolean")]
        .into_iter()
        .find(|(known, _)| *known == datatype)
        .map(|(_, kind)| kind)
}

/// The `format` of JSON Schema that says most of a datatype. It is a hint: formats know no time zone where XSD does.
pub(super) fn format(datatype: NamedNodeRef<'_>) -> Option<&'static str> {
    [(xsd::DATE, "date"), (xsd::DATE_TIME, "date-time")]
        .into_iter()
        .find(|(known, _)| *known == datatype)
        .map(|(_, format)| format)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::vocab::{individual, property};

    #[test]
    fn keys_and_manners() {
        let words = words();
        let key = |property| words.key(property).cloned().unwrap();
        assert_eq!(key(property::NAME).manner, Manner::Languages);
        assert_eq!((key(property::SECTION).manner, key(property::SECTION).holder), (Manner::Id, Holder::Array));
        assert_eq!(key(property::START).manner, Manner::Typed(xsd::DATE.into_owned()));
        assert_eq!(key(property::STREET).manner, Manner::Languages);
        assert_eq!(key(property::POSTAL_CODE).manner, Manner::Plain);
        assert_eq!((key(rdf::TYPE).name, key(rdf::TYPE).manner), ("type".to_owned(), Manner::Word));
        assert_eq!(words.other_key(property::NAME), "cs:name");
        assert_eq!(words.spelt(individual::DRAFT, &Manner::Word), "Draft");
        assert_eq!(words.spelt(individual::DRAFT, &Manner::Id), "cs:Draft");
        let foreign = NamedNodeRef::new_unchecked("https://territory.example/forms/vin#cepage");
        assert_eq!((words.key(foreign), words.other_key(foreign)), (None, foreign.as_str().to_owned()));
    }

    #[test]
    fn lexical_forms() {
        let check = |datatype: NamedNodeRef<'_>, text: &str, fine: bool| {
            let pattern = regex::Regex::new(lexical(datatype).unwrap()).unwrap();
            assert_eq!(pattern.is_match(text), fine, "{datatype} {text}");
        };
        check(xsd::DATE, "2026-05-12", true);
        check(xsd::DATE, "2026-05-12+02:00", true);
        check(xsd::DATE, "12 mai 2026", false);
        check(xsd::DATE, "2026-13-01", false);
        check(xsd::DATE_TIME, "2026-05-12T10:00:00Z", true);
        check(xsd::DATE_TIME, "2026-05-12", false);
        check(xsd::DECIMAL, "45.5", true);
        check(xsd::DECIMAL, "4.5E1", false);
        check(xsd::G_YEAR_MONTH, "2026-05", true);
        check(xsd::INTEGER, "3.5", false);
    }
}
