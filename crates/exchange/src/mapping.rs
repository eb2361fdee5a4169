//! What an operator says of a source, in a file beside it (TOML): which of its types and categories are which classes and
//! themes here, and which property a field is.
//!
//! ```toml
//! class = "Organization"                     # what an item is where no category says otherwise
//! key = "id"                                 # of tables and GeoJSON: the column that says which record it is, or several
//! separator = "|"                            # of tables and GeoJSON: what stands between several values of a cell
//! language = "en"                            # of tables and GeoJSON: what its texts are written in
//!
//! [categories]                               # a type or a category, by its name or its id
//! "Événement" = { class = "Event" }
//! 10427 = { class = "Place", theme = "https://a.example/themes/food" }
//!
//! [fields]
//! founded = "cs:start"                       # a property of the grammar
//! award = "schema:award"                     # of schema.org (`schema:`), Dublin Core (`dct:`), or any by its whole IRI
//! subject = "category"                       # its values are categories
//! geo_point = "position"                     # latitude and longitude in one cell
//! internalNote = "leave out"
//! ```
//!
//! How a property is written follows from the ontology, and is not said again. Nothing of a format is known here: each
//! reader asks, and has words of its own for what the mapping does not say.

use crate::draft::{Draft, web_address};
use model::syntax::{self, Format};
use model::vocab::{self, dct, owl, property, rdf};
use model::{Container, Iri, ontology};
use oxrdf::vocab::rdfs;
use oxrdf::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;
use toml::Spanned;

/// What is said of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    class: Option<NamedNodeRef<'static>>,
    key: Vec<String>,
    separator: Option<String>,
    language: Option<String>,
    categories: BTreeMap<String, Category>,
    fields: BTreeMap<String, Field>,
}

/// What a type or category is here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Category {
    /// The class of what is in it.
    pub class: Option<NamedNodeRef<'static>>,
    /// The theme of what is in it.
    pub theme: Option<Iri>,
}

/// What a field is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// This property.
    Property(Property),
    /// Categories that it is in.
    Category,
    /// Where it is: latitude, then longitude.
    Position,
    /// Nothing: it is left out.
    LeftOut,
}

/// A property, and how its values are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    iri: NamedNode,
    writing: Writing,
}

/// How the values of a property are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// The name.
    Name,
    /// A text in a language.
    Text,
    /// A text of a program.
    Word,
    /// An address of the web.
    Link,
    /// A day, or a moment.
    Date,
    /// A number.
    Number,
    /// How to write to someone: it stands apart.
    Email,
    /// How to call someone: it stands apart.
    Telephone,
    /// As the value looks: an address of the web, else a word.
    AsItLooks,
}

/// The mapping cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {wrong}")]
pub struct MappingError {
    /// Where, from 1.
    pub line: usize,
    /// What is wrong there.
    pub wrong: Wrong,
}

/// What is wrong in a mapping.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// It is no TOML, or says something that mappings do not.
    #[error("{}", .0.message())]
    Toml(toml::de::Error),
    /// No document here is one.
    #[error("{0} is no class whose documents stand here: write its name as in the grammar, Organization for instance")]
    Class(String),
    /// No such property.
    #[error("{0} is no property: write cs: and its name, schema: and its name, a whole IRI, or “leave out”")]
    Property(String),
    /// Who may read a document and whom it belongs to is not for its source to say.
    #[error("{0} is not for a source to say")]
    Reserved(String),
    /// Not an IRI.
    #[error("{0} is no IRI of a theme")]
    Theme(String),
    /// Not the tag of a language.
    #[error("{0} is no tag of a language: write fr, en, …")]
    Language(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    class: Option<Spanned<String>>,
    key: Option<Columns>,
    separator: Option<String>,
    language: Option<Spanned<String>>,
    #[serde(default)]
    categories: BTreeMap<String, Entry>,
    #[serde(default)]
    fields: BTreeMap<String, Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Columns {
    One(String),
    Several(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    class: Option<Spanned<String>>,
    theme: Option<Spanned<String>>,
}

impl Mapping {
    /// Reads a mapping.
    pub fn read(text: &str) -> Result<Self, MappingError> {
        let error = |at: Range<usize>, wrong| {
            let before = text.get(..at.start).unwrap_or_default();
            MappingError { line: before.matches('\n').count() + 1, wrong }
        };
        let file: File =
            toml::from_str(text).map_err(|wrong| error(wrong.span().unwrap_or(0..0), Wrong::Toml(wrong)))?;
        let class = |name: Option<Spanned<String>>| {
            name.map(|name| class(name.as_ref()).map_err(|wrong| error(name.span(), wrong))).transpose()
        };
        let language = file.language.map(|tag| {
            let is_tag = Literal::new_language_tagged_literal("", tag.as_ref()).is_ok();
            let wrong = || error(tag.span(), Wrong::Language(tag.as_ref().clone()));
            is_tag.then(|| tag.as_ref().to_ascii_lowercase()).ok_or_else(wrong)
        });
        let key = match file.key {
            Some(Columns::One(column)) => vec![column],
            Some(Columns::Several(columns)) => columns,
            None => Vec::new(),
        };
        let mut mapping = Self {
            class: class(file.class)?,
            key,
            separator: file.separator.filter(|separator| !separator.is_empty()),
            language: language.transpose()?,
            ..Self::default()
        };
        for (name, entry) in file.categories {
            let theme = entry.theme.map(|theme| {
                let wrong = |_| error(theme.span(), Wrong::Theme(theme.as_ref().clone()));
                Iri::parse(theme.as_ref()).map_err(wrong)
            });
            let category = Category { class: class(entry.class)?, theme: theme.transpose()? };
            mapping.categories.insert(name.trim().to_owned(), category);
        }
        for (name, written) in file.fields {
            let field = field(written.as_ref()).map_err(|wrong| error(written.span(), wrong))?;
            mapping.fields.insert(name, field);
        }
        Ok(mapping)
    }

    /// What this says, and where it says nothing, what the other does.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        let mut both = other.clone();
        both.class = self.class.or(other.class);
        if !self.key.is_empty() {
            both.key.clone_from(&self.key);
        }
        both.separator = self.separator.clone().or(both.separator);
        both.language = self.language.clone().or(both.language);
        both.categories.extend(self.categories.clone());
        both.fields.extend(self.fields.clone());
        both
    }

    /// What an item is where no category says otherwise.
    pub fn class(&self) -> Option<NamedNodeRef<'static>> {
        self.class
    }

    /// The fields that together say which record one is; none where nothing is said of it.
    pub fn key(&self) -> &[String] {
        &self.key
    }

    /// The same, of records that this field says which they are, where nothing else is said.
    #[must_use]
    pub fn or_key(mut self, field: Option<&str>) -> Self {
        if self.key.is_empty() {
            self.key.extend(field.map(str::to_owned));
        }
        self
    }

    /// What stands between several values of a field.
    pub fn separator(&self) -> Option<&str> {
        self.separator.as_deref()
    }

    /// What the texts are written in.
    pub fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    /// The fields whose values are categories.
    pub fn fields_of_categories(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(|(_, field)| **field == Field::Category).map(|(name, _)| name.as_str())
    }

    /// The types and categories of which something is said.
    pub fn categories(&self) -> impl Iterator<Item = (&str, &Category)> {
        self.categories.iter().map(|(name, category)| (name.as_str(), category))
    }

    /// What is said of a type or category of this name or id.
    pub fn category(&self, name: &str) -> Option<&Category> {
        self.categories.get(name.trim())
    }

    /// What is said of a field.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.get(name)
    }
}

impl Property {
    /// Which it is.
    pub fn iri(&self) -> NamedNodeRef<'_> {
        self.iri.as_ref()
    }

    /// How its values are written.
    pub fn writing(&self) -> Writing {
        self.writing
    }

    /// Says a value of it. Whether it is such a value: what is not, nothing is said of.
    pub fn say(&self, draft: &mut Draft, value: &str) -> bool {
        let iri = self.iri.as_ref();
        let value = value.trim();
        match self.writing {
            Writing::Name => draft.name(value),
            Writing::Text => return draft.text(iri, value),
            Writing::Word => draft.word(iri, value),
            Writing::Link => return draft.link(iri, value),
            Writing::Email => return draft.email(value),
            Writing::Telephone => return draft.telephone(value),
            Writing::Date => return date(value).map(|date| draft.say(iri, date)).is_some(),
            Writing::Number => return number(value).map(|number| draft.say(iri, number)).is_some(),
            Writing::AsItLooks => match web_address(value).filter(|_| value.contains("://")) {
                Some(address) => draft.say(iri, address.as_named_node()),
                None => draft.word(iri, value),
            },
        }
        !value.is_empty()
    }
}

impl Property {
    /// Several values where one is expected: `05 45 00 00 00 / 06 00 00 00 00`, or several addresses of the web. Whether all
    /// are such values; else nothing is said.
    pub fn say_each(&self, draft: &mut Draft, text: &str) -> bool {
        let separators: &[char] = match self.writing {
            Writing::Email | Writing::Telephone => &['/', ';', ','],
            Writing::Link => &[';'],
            Writing::Name | Writing::Text | Writing::Word | Writing::Date | Writing::Number | Writing::AsItLooks => &[],
        };
        let parts: Vec<&str> = text.split(separators).map(str::trim).filter(|part| !part.is_empty()).collect();
        if parts.len() < 2 {
            return false;
        }
        let mut trial = draft.clone();
        let are_several = parts.iter().all(|part| self.say(&mut trial, part));
        if are_several {
            *draft = trial;
        }
        are_several
    }
}

/// A day or a moment as XML Schema writes it, which is how programs do.
pub fn date(text: &str) -> Option<Literal> {
    let text = text.trim();
    let is_moment = text.contains('T') && text.parse::<jiff::Timestamp>().is_ok();
    // `+0100` is ISO 8601 and no xsd:dateTime.
    let zone = text.strip_suffix('Z').map_or_else(|| text.get(text.len().checked_sub(6)?..), |_| Some("+00:00"));
    let has_zone = zone.is_some_and(|zone| zone.starts_with(['+', '-']) && zone.get(3..4) == Some(":"));
    let is_day = text.len() == "2024-02-01".len() && text.parse::<jiff::civil::Date>().is_ok();
    match () {
        () if is_moment && has_zone => Some(Literal::new_typed_literal(text, vocab::xsd::DATE_TIME)),
        () if is_day => Some(Literal::new_typed_literal(text, vocab::xsd::DATE)),
        () => None,
    }
}

fn number(text: &str) -> Option<Literal> {
    let text = text.replace(',', ".");
    let digits = text.strip_prefix('-').unwrap_or(&text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let kind = if digits == whole { vocab::xsd::INTEGER } else { vocab::xsd::DECIMAL };
    (is_digits(whole) && is_digits(part)).then(|| Literal::new_typed_literal(text.as_str(), kind))
}

fn class(name: &str) -> Result<NamedNodeRef<'static>, Wrong> {
    let name = name.strip_prefix("cs:").unwrap_or(name);
    class_named(name).ok_or_else(|| Wrong::Class(name.to_owned()))
}

/// The class of this name in the grammar, if documents of it stand here.
pub(crate) fn class_named(name: &str) -> Option<NamedNodeRef<'static>> {
    let mut classes = Container::ALL.iter().flat_map(|container| container.classes().iter().copied());
    classes.find(|class| class.as_str().strip_prefix(vocab::NAMESPACE) == Some(name))
}

fn field(written: &str) -> Result<Field, Wrong> {
    const OTHERS: [(&str, &str); 2] = [("schema:", "https://schema.org/"), ("dct:", "http://purl.org/dc/terms/")];
    /// What only people and this instance say.
    const RESERVED: [NamedNodeRef<'static>; 5] =
        [property::AUDIENCE, property::OWNER, property::CONTACT, property::ANNEX_OF, rdf::TYPE];
    match written {
        "leave out" => return Ok(Field::LeftOut),
        "category" => return Ok(Field::Category),
        "position" => return Ok(Field::Position),
        _ => {}
    }
    let wrong = || Wrong::Property(written.to_owned());
    let ours = written.strip_prefix("cs:").map(|name| format!("{}{name}", vocab::NAMESPACE));
    let others = OTHERS.iter().find_map(|(prefix, namespace)| {
        written.strip_prefix(prefix).filter(|name| !name.is_empty()).map(|name| format!("{namespace}{name}"))
    });
    let iri = ours.or(others).unwrap_or_else(|| written.to_owned());
    // A prefix that nobody knows would be the scheme of an address.
    let is_whole = iri.contains("://") || iri.starts_with("urn:");
    let iri: NamedNode = Iri::parse(&iri).ok().filter(|_| is_whole).ok_or_else(wrong)?.into();
    if RESERVED.contains(&iri.as_ref()) {
        return Err(Wrong::Reserved(written.to_owned()));
    }
    let is_ours = iri.as_str().starts_with(vocab::NAMESPACE);
    let writing = match WRITINGS.get(iri.as_str()) {
        Some(writing) => *writing,
        None if is_ours => return Err(wrong()),
        None if [dct::CREATED, dct::MODIFIED, dct::ISSUED].contains(&iri.as_ref()) => Writing::Date,
        None => Writing::AsItLooks,
    };
    Ok(Field::Property(Property { iri, writing }))
}

/// How the properties of the grammar are written, as the ontology has them.
static WRITINGS: LazyLock<BTreeMap<String, Writing>> = LazyLock::new(|| {
    let mut writings = BTreeMap::new();
    for module in ontology::modules() {
        let Ok(home) = Iri::parse(vocab::NAMESPACE) else { continue };
        let quads = syntax::parse(&module.bytes, Format::Turtle, &home, usize::MAX).unwrap_or_default();
        for quad in &quads {
            let NamedOrBlankNode::NamedNode(subject) = &quad.subject else { continue };
            let is = |kind: NamedNodeRef<'_>| quad.predicate == rdf::TYPE && quad.object == Term::from(kind);
            if is(owl::OBJECT_PROPERTY) {
                writings.insert(subject.as_str().to_owned(), Writing::Link);
            } else if is(owl::DATATYPE_PROPERTY) {
                writings.insert(subject.as_str().to_owned(), of_range(&quads, subject));
            }
        }
    }
    let own =
        [(property::NAME, Writing::Name), (property::EMAIL, Writing::Email), (property::TELEPHONE, Writing::Telephone)];
    writings.extend(own.map(|(property, writing)| (property.as_str().to_owned(), writing)));
    writings
});

fn of_range(quads: &[Quad], subject: &NamedNode) -> Writing {
    let object = |subject: &NamedOrBlankNode, predicate: NamedNodeRef<'_>| {
        let found = quads.iter().find(|quad| quad.subject == *subject && quad.predicate == predicate);
        found.map(|quad| quad.object.clone())
    };
    let mut range = object(&subject.clone().into(), rdfs::RANGE);
    // Of several datatypes the first is the usual one.
    for predicate in [owl::UNION_OF, rdf::FIRST] {
        if let Some(Term::BlankNode(node)) = &range {
            range = object(&node.clone().into(), predicate);
        }
    }
    let Some(Term::NamedNode(range)) = range else { return Writing::Word };
    match range.as_ref() {
        rdf::LANG_STRING => Writing::Text,
        vocab::xsd::DATE | vocab::xsd::DATE_TIME => Writing::Date,
        vocab::xsd::DECIMAL | vocab::xsd::INTEGER => Writing::Number,
        _ => Writing::Word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::vocab::class;

    fn wrong(text: &str) -> String {
        Mapping::read(text).map_or_else(|error| error.to_string(), |mapping| format!("{mapping:?}"))
    }

    fn writing(written: &str) -> Writing {
        match field(written) {
            Ok(Field::Property(property)) => property.writing(),
            other => panic!("{written}: {other:?}"),
        }
    }

    #[test]
    fn a_mapping_and_what_it_goes_on_from() {
        let mapping = Mapping::read(
            "class = \"Project\"\n[categories]\n\"Événement\" = { class = \"cs:Event\" }\n10427 = { theme = \"https://a.example/themes/food\" }\n\
             [fields]\nfounded = \"cs:start\"\nnote = \"leave out\"\n",
        )
        .unwrap();
        assert_eq!(mapping.class(), Some(class::PROJECT));
        assert_eq!(mapping.category(" Événement ").unwrap().class, Some(class::EVENT));
        assert_eq!(
            mapping.category("10427").unwrap().theme.as_ref().unwrap().as_str(),
            "https://a.example/themes/food"
        );
        assert_eq!(mapping.field("note"), Some(&Field::LeftOut));
        assert_eq!(mapping.field("other"), None);
        let first = Mapping::read("[fields]\nfounded = \"cs:summary\"\nother = \"leave out\"").unwrap();
        let both = first.or(&mapping);
        assert_eq!(both.class(), Some(class::PROJECT));
        assert_eq!(both.field("founded"), first.field("founded"));
        assert_eq!(both.field("note"), Some(&Field::LeftOut));
    }

    #[test]
    fn what_is_wrong_and_where() {
        for (text, expected) in [
            ("class = \"Wizard\"", "line 1: Wizard is no class"),
            ("\n[categories]\na = { class = \"Event\" }\nb = { class = \"event\" }", "line 4: event is no class"),
            ("[categories]\nb = { theme = \"not an iri\" }", "line 2: not an iri is no IRI"),
            ("[fields]\na = \"cs:nothingLikeIt\"", "line 2: cs:nothingLikeIt is no property"),
            ("[fields]\n\na = \"summary\"", "line 3: summary is no property"),
            ("[fields]\na = \"vcard:note\"", "line 2: vcard:note is no property"),
            ("[fields]\na = \"cs:audience\"", "line 2: cs:audience is not for a source to say"),
            ("class = \"Event\"\nlanguage = \"français\"", "line 2: français is no tag"),
            ("[feilds]\na = \"cs:summary\"", "line 1: unknown field"),
            ("[fields]\na = ", "line 2: "),
            ("[fields]\na = 3", "line 2: invalid type"),
        ] {
            assert!(wrong(text).starts_with(expected), "{text}: {}", wrong(text));
        }
    }

    #[test]
    fn properties_are_written_as_the_ontology_says() {
        assert_eq!(writing("cs:summary"), Writing::Text);
        assert_eq!(writing("cs:website"), Writing::Link);
        assert_eq!(writing("cs:start"), Writing::Date);
        assert_eq!(writing("cs:latitude"), Writing::Number);
        assert_eq!(writing("cs:email"), Writing::Email);
        assert_eq!(writing("dct:created"), Writing::Date);
        assert_eq!(writing("schema:award"), Writing::AsItLooks);
        assert_eq!(writing("http://xmlns.com/foaf/0.1/nick"), Writing::AsItLooks);
    }

    #[test]
    fn dates_and_numbers() {
        for (text, is_one) in [
            ("2021-03-04T10:12:00+01:00", true),
            ("2021-03-04T10:12:00Z", true),
            ("2020-05-17", true),
            ("2021-03-04T10:12:00+0100", false),
            ("15/05/2012", false),
            ("2020-13-17", false),
            ("", false),
            ("é", false),
        ] {
            assert_eq!(date(text).is_some(), is_one, "{text}");
        }
        for (text, is_one) in [("5", true), ("-2,5", true), ("1.25", true), ("1.", false), ("1e5", false), ("", false)]
        {
            assert_eq!(number(text).is_some(), is_one, "{text}");
        }
    }
}
