//! Shapes and forms, as a list and as one page each: what is asked, in words.
//!
//! A page shows what the JSON Schema says, so that people and programs are told the same.

use super::Frame;
use super::reading::{Passage, passage, plain};
use crate::locale::Locale;
use crate::vocabulary::Vocabulary;
use askama::Template;
use model::Iri;
use model::vocab::{NAMESPACE, property};
use oxrdf::{Literal, NamedNodeRef, NamedOrBlankNode, Term};
use registry::{Form, ShapeFile};
use serde_json::{Map, Value};

/// The files of shapes, or the forms.
#[derive(Template)]
#[template(path = "shapes.html")]
pub(crate) struct ShapesPage {
    pub(super) frame: Frame,
    title: String,
    what: String,
    other: (String, String),
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    href: String,
    label: Passage,
    what: Option<Passage>,
}

impl ShapesPage {
    pub(crate) fn of_files<'a>(frame: Frame, files: impl IntoIterator<Item = &'a ShapeFile>) -> Self {
        let mut entries: Vec<Entry> = files
            .into_iter()
            .map(|file| Entry {
                name: file.stem().to_owned(),
                href: frame.link(&frame.base().shape(file.stem())),
                label: titled(file, frame.locale()),
                what: said(&file.descriptions(), frame.locale()),
            })
            .collect();
        entries.sort_by_cached_key(|entry| entry.label.text.to_lowercase());
        let other = (frame.link(&frame.base().forms()), frame.say("forms-title"));
        Self { title: frame.say("shapes-title"), what: frame.say("shapes-what"), other, frame, entries }
    }

    pub(crate) fn of_forms<'a>(frame: Frame, forms: impl Iterator<Item = &'a Form>) -> Self {
        let entries = forms
            .map(|form| Entry {
                name: form.slug().to_owned(),
                href: frame.link(&frame.base().form(form.slug())),
                label: called(form, frame.locale()),
                what: None,
            })
            .collect();
        let other = (frame.link(&frame.base().shapes()), frame.say("shapes-title"));
        Self { title: frame.say("forms-title"), what: frame.say("forms-what"), other, frame, entries }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: Locale) -> Self {
        let grammar = super::sample::grammar();
        let frame = super::sample::frame(locale, super::sample::base().shapes());
        Self::of_files(frame, grammar.files().filter(|file| !file.is_empty()))
    }
}

/// One file of shapes, or one form.
#[derive(Template)]
#[template(path = "shape.html")]
pub(crate) struct ShapePage {
    pub(super) frame: Frame,
    crumb: (String, String),
    title: Passage,
    what: Option<Passage>,
    address: Iri,
    /// What it is about: classes, or the form that it extends.
    about: Vec<(Passage, Option<String>)>,
    about_label: String,
    chapters: Vec<(String, String)>,
    parts: Vec<Part>,
    rules: Vec<String>,
    advice: Vec<String>,
}

/// Fields under a heading.
struct Part {
    title: String,
    fields: Vec<Field>,
}

struct Field {
    title: String,
    key: String,
    href: Option<String>,
    help: String,
    kind: String,
    required: bool,
    choices: Vec<String>,
    advice: Vec<String>,
}

impl ShapePage {
    pub(crate) fn of_file(frame: Frame, file: &ShapeFile, schema: &Value) -> Self {
        let about = file.classes().into_iter().map(|class| {
            let (label, href) = term(&frame, class);
            (plain(label), href)
        });
        let about = ("shape-asked-of", about.collect());
        let address = frame.base().shape(file.stem());
        let crumb = (frame.link(&frame.base().shapes()), frame.say("shapes-title"));
        let told = (titled(file, frame.locale()), said(&file.descriptions(), frame.locale()));
        Self::new(frame, crumb, address, about, told, schema)
    }

    pub(crate) fn of_form(frame: Frame, form: &Form, extended: Option<&Form>, schema: &Value) -> Self {
        let about = extended
            .map(|other| (called(other, frame.locale()), Some(frame.link(&frame.base().form(other.slug())))))
            .into_iter()
            .collect();
        let address = frame.base().form(form.slug());
        let crumb = (frame.link(&frame.base().forms()), frame.say("forms-title"));
        let told = (called(form, frame.locale()), said(&descriptions(form), frame.locale()));
        Self::new(frame, crumb, address, ("form-extends", about), told, schema)
    }

    fn new(
        frame: Frame,
        crumb: (String, String),
        address: Iri,
        (about_key, about): (&str, Vec<(Passage, Option<String>)>),
        (title, what): (Passage, Option<Passage>),
        schema: &Value,
    ) -> Self {
        let chapters = members(schema, "allOf")
            .iter()
            .filter(|chapter| chapter.get("x-order").is_some())
            .map(|chapter| (worded(chapter, "title"), worded(chapter, "description")))
            .collect();
        let mut parts = groups(&frame, schema);
        for (_, definition) in schema.get("$defs").and_then(Value::as_object).into_iter().flatten() {
            let classes = members(definition, "x-asked-in");
            if classes.is_empty() {
                continue;
            }
            let names: Vec<String> = classes
                .iter()
                .filter_map(Value::as_str)
                .map(|class| Vocabulary::embedded().label(frame.locale(), NamedNodeRef::new_unchecked(class)))
                .collect();
            let fields = fields(&frame, definition).into_iter().map(|(_, field)| field).collect();
            parts.push(Part { title: names.join(", "), fields });
        }
        Self {
            crumb,
            title,
            what,
            address,
            about,
            about_label: frame.say(about_key),
            chapters,
            parts,
            rules: texts(schema, "x-rules"),
            advice: texts(schema, "x-advice"),
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: Locale) -> Self {
        let grammar = super::sample::grammar();
        let base = super::sample::base();
        let file = grammar.files().find(|file| file.stem() == "action").unwrap();
        let id = base.shape("action");
        let wording = registry::Wording { language: locale.tag(), label: &|_| None };
        let schema = grammar.schema_of_file(file, &id, &wording);
        Self::of_file(super::sample::frame(locale, id), file, &schema)
    }

    #[cfg(test)]
    pub(super) fn sample_of_form(locale: Locale) -> Self {
        let grammar = super::sample::grammar();
        let form = grammar.forms().next().unwrap();
        let id = super::sample::base().form(form.slug());
        let wording = registry::Wording { language: locale.tag(), label: &|_| None };
        let schema = grammar.schema_of_form(form, &id, registry::Stage::Release, &wording);
        Self::of_form(super::sample::frame(locale, id), form, Some(form), &schema)
    }
}

/// The fields under the headings of their groups, in order.
fn groups(frame: &Frame, schema: &Value) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (group, field) in fields(frame, schema) {
        let title = if group.is_empty() { frame.say("shape-other-fields") } else { group };
        match parts.iter_mut().find(|part| part.title == title) {
            Some(part) => part.fields.push(field),
            None => parts.push(Part { title, fields: vec![field] }),
        }
    }
    parts
}

fn fields(frame: &Frame, schema: &Value) -> Vec<(String, Field)> {
    let required = texts(schema, "required");
    let properties = schema.get("properties").and_then(Value::as_object);
    properties
        .into_iter()
        .flatten()
        // What may not be said (`"not": {}`) is no field.
        .filter(|(_, field)| field.get("x-property").is_some() && field.get("not") != Some(&Value::Object(Map::new())))
        .map(|(key, field)| {
            let title = Some(worded(field, "title")).filter(|title| !title.is_empty()).unwrap_or_else(|| key.clone());
            let property = worded(field, "x-property");
            let shown = Field {
                title,
                href: term(frame, NamedNodeRef::new_unchecked(&property)).1,
                help: worded(field, "description"),
                kind: frame.say(kind(field)),
                required: required.contains(key),
                choices: choices(field),
                advice: texts(field, "x-advice"),
                key: key.clone(),
            };
            (worded(field, "x-group"), shown)
        })
        .collect()
}

/// What is written there, by the key of its word.
fn kind(field: &Value) -> &'static str {
    let alternatives = members(field, "anyOf");
    let inner = field.get("items").or(alternatives.first()).unwrap_or(field);
    let accepts = |kind: &str| match inner.get("type") {
        Some(Value::String(only)) => only == kind,
        Some(Value::Array(several)) => several.iter().any(|one| one == kind),
        Some(_) | None => false,
    };
    let format = inner.get("format").and_then(Value::as_str);
    let leads_to_part = |place: &Value| members(place, "anyOf").iter().any(|one| one.get("$ref").is_some());
    // Texts are written by language; several shapes may ask something of them, each in its own words.
    if std::iter::once(field).chain(members(field, "allOf")).any(|part| part.get("additionalProperties").is_some()) {
        "field-text"
    } else if !choices(field).is_empty() {
        "field-choice"
    } else if format == Some("date") {
        "field-date"
    } else if format == Some("date-time") {
        "field-instant"
    } else if accepts("number") || accepts("integer") {
        "field-number"
    } else if format == Some("iri-reference") || leads_to_part(inner) || leads_to_part(field) {
        "field-link"
    } else {
        "field-value"
    }
}

/// The words to choose among.
fn choices(field: &Value) -> Vec<String> {
    let places = [Some(field), field.get("items"), members(field, "anyOf").first()];
    let found = places.into_iter().flatten().flat_map(|place| {
        members(place, "oneOf").iter().chain(members(place, "allOf").iter().flat_map(|part| members(part, "oneOf")))
    });
    found
        .map(|choice| {
            Some(worded(choice, "title")).filter(|title| !title.is_empty()).unwrap_or_else(|| worded(choice, "const"))
        })
        .collect()
}

/// A term's label, and its page if it is ours.
fn term(frame: &Frame, node: NamedNodeRef<'_>) -> (String, Option<String>) {
    let vocabulary = Vocabulary::embedded();
    let own = node.as_str().strip_prefix(NAMESPACE).filter(|name| vocabulary.term(name).is_some());
    (vocabulary.label(frame.locale(), node), own.map(|name| frame.link(&frame.base().term(name))))
}

/// What a file of shapes is called.
pub(super) fn titled(file: &ShapeFile, locale: Locale) -> Passage {
    said(&file.names(), locale).unwrap_or_else(|| plain(file.stem().to_owned()))
}

/// What a form is called: its own name, else the thesaurus's.
fn called(form: &Form, locale: Locale) -> Passage {
    said(form.names(), locale).unwrap_or_else(|| plain(Vocabulary::embedded().label(locale, form.iri().as_ref())))
}

/// What a form says of itself.
fn descriptions(form: &Form) -> Vec<Literal> {
    let own = form.iri().as_ref();
    let of = |predicate: NamedNodeRef<'static>| {
        form.triples().iter().filter_map(move |triple| match (&triple.subject, &triple.object) {
            (NamedOrBlankNode::NamedNode(node), Term::Literal(text))
                if node.as_ref() == own && triple.predicate.as_ref() == predicate =>
            {
                Some(text.clone())
            }
            _ => None,
        })
    };
    of(property::DESCRIPTION).chain(of(property::SUMMARY)).collect()
}

/// What is said in the language of the page, else in another one.
fn said(texts: &[Literal], locale: Locale) -> Option<Passage> {
    let wanted = texts.iter().find(|text| text.language().and_then(Locale::from_tag) == Some(locale));
    wanted.or(texts.first()).map(|text| passage(text.as_ref(), locale))
}

fn members<'v>(schema: &'v Value, keyword: &str) -> &'v [Value] {
    schema.get(keyword).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn texts(schema: &Value, keyword: &str) -> Vec<String> {
    members(schema, keyword).iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn worded(schema: &Value, keyword: &str) -> String {
    schema.get(keyword).and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_field_says_what_is_written_there() {
        let texts = json!({ "type": "object", "additionalProperties": { "type": "string" } });
        let link = json!({ "anyOf": [{ "type": "string", "format": "iri-reference" }, { "$ref": "#/$defs/part" }] });
        let word = json!({ "anyOf": [{ "type": "string" }, { "$ref": "#/$defs/part" }] });
        for (field, expected) in [
            (texts.clone(), "field-text"),
            (json!({ "title": "Name", "allOf": [texts, { "minProperties": 1 }] }), "field-text"),
            (link.clone(), "field-link"),
            (json!({ "type": "array", "items": link }), "field-link"),
            (word.clone(), "field-link"),
            (json!({ "type": "array", "items": word }), "field-link"),
            (json!({ "oneOf": [{ "const": "Draft" }, { "const": "Published" }] }), "field-choice"),
            (json!({ "type": "string", "format": "date" }), "field-date"),
            (json!({ "type": ["number", "string"] }), "field-number"),
            (json!({ "type": "string" }), "field-value"),
        ] {
            assert_eq!(kind(&field), expected, "{field}");
        }
    }

    #[test]
    fn a_name_in_the_other_language_says_so() {
        let form = "@prefix cs: <https://w3id.org/codesocial#> .
            <> a cs:Form ; cs:name 'Vin'@fr ; cs:description 'Ce que dit une cave.'@fr ; cs:extendsForm cs:SixModelsForm .";
        let address = super::super::sample::base().form("vin");
        let grammar = super::super::sample::grammar().with_form("vin.ttl", &address, form).unwrap();
        let form = grammar.form(address.as_named_node()).unwrap();
        let frame = |locale| super::super::sample::frame(locale, address.clone());
        for (locale, lang) in [(Locale::En, " lang=\"fr\""), (Locale::Fr, "")] {
            let wording = registry::Wording { language: locale.tag(), label: &|_| None };
            let schema = grammar.schema_of_form(form, &address, registry::Stage::Release, &wording);
            let page = ShapePage::of_form(frame(locale), form, Some(form), &schema).render_page();
            let list = ShapesPage::of_forms(frame(locale), [form].into_iter()).render_page();
            let (page, list) = (String::from_utf8(page).unwrap(), String::from_utf8(list).unwrap());
            for (shown, part) in [
                (&page, format!("<h1{lang}>Vin</h1>")),
                (&page, format!("<p class=\"summary\"{lang}>Ce que dit une cave.</p>")),
                (&page, format!("{lang}>Vin</a></p>")),
                (&list, format!("{lang}>Vin</a> <code>vin</code>")),
            ] {
                assert!(shown.contains(&part), "{part} is not in\n{shown}");
            }
        }
    }
}
