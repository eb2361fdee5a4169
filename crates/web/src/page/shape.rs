//! Shapes and forms, as a list and as one page each: what is asked, in words.
//!
//! A page shows what the JSON Schema says, so that people and programs are told the same.

use super::Frame;
use crate::locale::Locale;
use crate::vocabulary::Vocabulary;
use askama::Template;
use model::Iri;
use model::vocab::NAMESPACE;
use oxrdf::{Literal, NamedNodeRef};
use registry::{Form, ShapeFile};
use serde_json::Value;

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
    label: String,
    what: String,
}

impl ShapesPage {
    pub(crate) fn of_files<'a>(frame: Frame, files: impl Iterator<Item = &'a ShapeFile>) -> Self {
        let mut entries: Vec<Entry> = files
            .map(|file| Entry {
                name: file.stem().to_owned(),
                href: frame.service(&["shapes/", file.stem()].concat()),
                label: said(&file.names(), frame.locale()).unwrap_or_else(|| file.stem().to_owned()),
                what: said(&file.descriptions(), frame.locale()).unwrap_or_default(),
            })
            .collect();
        entries.sort_by_cached_key(|entry| entry.label.to_lowercase());
        let other = (frame.service("forms/"), frame.say("forms-title"));
        Self { title: frame.say("shapes-title"), what: frame.say("shapes-what"), other, frame, entries }
    }

    pub(crate) fn of_forms<'a>(frame: Frame, forms: impl Iterator<Item = &'a Form>) -> Self {
        let entries = forms
            .map(|form| Entry {
                name: form.slug().to_owned(),
                href: frame.service(&["forms/", form.slug()].concat()),
                label: called(form, frame.locale()),
                what: String::new(),
            })
            .collect();
        let other = (frame.service("shapes/"), frame.say("shapes-title"));
        Self { title: frame.say("forms-title"), what: frame.say("forms-what"), other, frame, entries }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: Locale) -> Self {
        let grammar = registry::Grammar::ours().unwrap();
        let frame = super::sample::frame(locale, super::sample::base().service("shapes/"));
        Self::of_files(frame, grammar.files().filter(|file| !file.is_empty()))
    }
}

/// One file of shapes, or one form.
#[derive(Template)]
#[template(path = "shape.html")]
pub(crate) struct ShapePage {
    pub(super) frame: Frame,
    crumb: (String, String),
    title: String,
    what: String,
    address: Iri,
    /// What it is about: classes, or the form that it extends.
    about: Vec<(String, Option<String>)>,
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
        let about = file.classes().iter().map(|class| term(&frame, *class)).collect();
        let address = frame.base().service(&["shapes/", file.stem()].concat());
        let crumb = (frame.service("shapes/"), frame.say("shapes-title"));
        Self::new(frame, crumb, address, ("shape-asked-of", about), file.stem(), schema)
    }

    pub(crate) fn of_form(frame: Frame, form: &Form, extended: Option<&Form>, schema: &Value) -> Self {
        let about = extended
            .map(|other| (called(other, frame.locale()), Some(frame.service(&["forms/", other.slug()].concat()))))
            .into_iter()
            .collect();
        let address = frame.base().service(&["forms/", form.slug()].concat());
        let crumb = (frame.service("forms/"), frame.say("forms-title"));
        let title = called(form, frame.locale());
        let mut page = Self::new(frame, crumb, address, ("form-extends", about), &title, schema);
        page.title = title;
        page
    }

    fn new(
        frame: Frame,
        crumb: (String, String),
        address: Iri,
        (about_key, about): (&str, Vec<(String, Option<String>)>),
        fallback: &str,
        schema: &Value,
    ) -> Self {
        let text = |keyword: &str| schema.get(keyword).and_then(Value::as_str).map(str::to_owned);
        let chapters = members(schema, "allOf")
            .iter()
            .filter(|chapter| chapter.get("x-order").is_some())
            .map(|chapter| (plain(chapter, "title"), plain(chapter, "description")))
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
            title: text("title").unwrap_or_else(|| fallback.to_owned()),
            what: text("description").unwrap_or_default(),
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
        let grammar = registry::Grammar::ours().unwrap();
        let base = super::sample::base();
        let file = grammar.files().find(|file| file.stem() == "action").unwrap();
        let id = base.service("shapes/action");
        let wording = registry::Wording { language: locale.tag(), label: &|_| None };
        let schema = grammar.schema_of_file(file, &id, &wording);
        Self::of_file(super::sample::frame(locale, id), file, &schema)
    }

    #[cfg(test)]
    pub(super) fn sample_of_form(locale: Locale) -> Self {
        let grammar = registry::Grammar::ours().unwrap();
        let form = grammar.forms().next().unwrap();
        let id = super::sample::base().service(&["forms/", form.slug()].concat());
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
        .filter(|(_, field)| field.get("x-property").is_some())
        .map(|(key, field)| {
            let title = Some(plain(field, "title")).filter(|title| !title.is_empty()).unwrap_or_else(|| key.clone());
            let property = plain(field, "x-property");
            let shown = Field {
                title,
                href: term(frame, NamedNodeRef::new_unchecked(&property)).1,
                help: plain(field, "description"),
                kind: frame.say(kind(field)),
                required: required.contains(key),
                choices: choices(field),
                advice: texts(field, "x-advice"),
                key: key.clone(),
            };
            (plain(field, "x-group"), shown)
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
    if field.get("additionalProperties").is_some() {
        "field-text"
    } else if !choices(field).is_empty() {
        "field-choice"
    } else if format == Some("date") {
        "field-date"
    } else if format == Some("date-time") {
        "field-instant"
    } else if accepts("number") || accepts("integer") {
        "field-number"
    } else if format == Some("iri-reference") || members(inner, "anyOf").iter().any(|one| one.get("$ref").is_some()) {
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
            Some(plain(choice, "title")).filter(|title| !title.is_empty()).unwrap_or_else(|| plain(choice, "const"))
        })
        .collect()
}

/// A term's label, and its page if it is ours.
fn term(frame: &Frame, node: NamedNodeRef<'_>) -> (String, Option<String>) {
    let vocabulary = Vocabulary::embedded();
    let own = node.as_str().strip_prefix(NAMESPACE).filter(|name| vocabulary.term(name).is_some());
    (vocabulary.label(frame.locale(), node), own.map(|name| frame.service(&["ns/", name].concat())))
}

/// What a form is called: its own name, else the thesaurus's.
fn called(form: &Form, locale: Locale) -> String {
    said(form.names(), locale).unwrap_or_else(|| Vocabulary::embedded().label(locale, form.iri().as_ref()))
}

fn said(texts: &[Literal], locale: Locale) -> Option<String> {
    let wanted = texts.iter().find(|text| text.language().and_then(Locale::from_tag) == Some(locale));
    wanted.or(texts.first()).map(|text| text.value().to_owned())
}

fn members<'v>(schema: &'v Value, keyword: &str) -> &'v [Value] {
    schema.get(keyword).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn texts(schema: &Value, keyword: &str) -> Vec<String> {
    members(schema, keyword).iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn plain(schema: &Value, keyword: &str) -> String {
    schema.get(keyword).and_then(Value::as_str).unwrap_or_default().to_owned()
}
