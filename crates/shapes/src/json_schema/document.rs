//! The schema of a document: the fields of its class in their order, the chapters of its form, its parts.

use super::rules::{Asked, Counted, Rules};
use super::said::{Said, merged};
use super::value::{SILENT, text_of};
use super::words::{Manner, words};
use crate::form::Stage;
use crate::vocabulary as sh;
use model::vocab::{self, rdfs};
use model::{Container, Iri};
use oxrdf::{NamedNodeRef, TermRef};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashSet};

/// The dialect (JSON Schema 2020-12, section 8.1.1).
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// What a schema is written of.
pub(super) struct Subject<'g> {
    /// Its address.
    pub(super) id: &'g Iri,
    /// The shape, or the form, whose name and description are its title.
    pub(super) titled: Titles<'g>,
    /// The classes of the document.
    pub(super) classes: Vec<NamedNodeRef<'g>>,
    /// The form that the document follows.
    pub(super) form: Option<NamedNodeRef<'g>>,
    /// The shapes that the form brings.
    pub(super) of_forms: HashSet<TermRef<'g>>,
    /// How finished the document has to be.
    pub(super) stage: Stage,
}

/// Texts in several languages.
pub(super) struct Titles<'g> {
    pub(super) names: Vec<TermRef<'g>>,
    pub(super) descriptions: Vec<TermRef<'g>>,
}

/// A field, gathered from the property shapes that speak of it.
#[derive(Default)]
struct Gathered {
    /// Group and place in it.
    place: (Number, Number),
    said: Map<String, Value>,
    schemas: Vec<Value>,
    advice: Vec<String>,
}

/// `sh:order`, compared as a number; what has none comes last.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Number(f64);

impl Default for Number {
    fn default() -> Self {
        Self(f64::INFINITY)
    }
}

/// An object schema, in the making.
#[derive(Default)]
struct Sheet {
    fields: BTreeMap<String, Gathered>,
    required: Vec<Value>,
    besides: Vec<Value>,
    chapters: Vec<((Number, Number), Value)>,
    rules: Vec<String>,
    advice: Vec<String>,
}

impl<'g> Rules<'g> {
    /// The schema of a document.
    pub(super) fn document(&self, subject: &Subject<'g>) -> Value {
        let mut root = Map::new();
        root.insert("$schema".to_owned(), DIALECT.into());
        root.insert("$id".to_owned(), subject.id.as_str().into());
        let titles = [("title", &subject.titled.names), ("description", &subject.titled.descriptions)];
        for (keyword, texts) in titles {
            if let Some(text) = self.in_language(texts) {
                root.insert(keyword.to_owned(), text.into());
            }
        }
        root.insert("$comment".to_owned(), COMMENT.into());
        let mut sheet = Sheet::default();
        let mut parts: Vec<(TermRef<'g>, Vec<NamedNodeRef<'g>>)> = Vec::new();
        for (shape, targets) in self.targeting() {
            let applies =
                |class: &NamedNodeRef<'g>| targets.iter().any(|target| self.hierarchy.is_below(*class, *target));
            if subject.classes.iter().all(applies) {
                self.gather(&mut sheet, shape, subject);
            } else if subject.classes.iter().any(applies) {
                let mut own = Sheet::default();
                self.gather(&mut own, shape, subject);
                let told = self.has_type(&targets);
                let condition = json!({ "properties": { "type": told }, "required": ["type"] });
                sheet.besides.push(json!({ "if": condition, "then": own.finish(Map::new()) }));
            }
            // What has no container of its own is a part of a document.
            if targets.iter().any(|class| Container::of_class(*class).is_none()) {
                parts.push((shape, targets));
            }
        }
        let mut first = Map::new();
        first.insert("@context".to_owned(), json!({ "default": vocab::CONTEXT }));
        first.insert("id".to_owned(), json!({ "type": "string", "format": "iri-reference" }));
        let mut told = self.has_type(&subject.classes);
        if let (Some(members), [class]) = (told.as_object_mut(), subject.classes.as_slice()) {
            members.insert("default".to_owned(), words().spelt(*class, &Manner::Word).into());
        }
        first.insert("type".to_owned(), told);
        sheet.required.insert(0, "type".into());
        if let Some(form) = subject.form
            && let Some(key) = words().key(vocab::property::FORM)
        {
            let spelt = words().spelt(form, &key.manner);
            let field = sheet.fields.entry(key.name.clone()).or_default();
            field.schemas.push(json!({ "const": spelt, "default": spelt }));
        }
        root.extend(sheet.finish(first));
        root.insert("$defs".to_owned(), self.parts(&parts, subject));
        Value::Object(root)
    }

    /// `$defs`: one schema for each shape of parts, and `part`, which tells them apart by `type`.
    fn parts(&self, parts: &[(TermRef<'g>, Vec<NamedNodeRef<'g>>)], subject: &Subject<'g>) -> Value {
        let mut definitions = Map::new();
        let mut ways = Vec::new();
        for (number, (shape, targets)) in parts.iter().enumerate() {
            let mut sheet = Sheet::default();
            self.gather(&mut sheet, *shape, subject);
            let mut schema = Map::new();
            if let Some(title) = self.in_language(self.graph.objects(*shape, sh::NAME)) {
                schema.insert("title".to_owned(), title.into());
            }
            if self.graph.objects(*shape, sh::PROPERTY).iter().any(|property| subject.of_forms.contains(property)) {
                let classes: Vec<Value> = targets.iter().map(|class| class.as_str().into()).collect();
                schema.insert("x-asked-in".to_owned(), classes.into());
            }
            schema.extend(sheet.finish(Map::new()));
            let name = match shape {
                TermRef::NamedNode(node) => node
                    .as_str()
                    .rsplit(['#', '/'])
                    .next()
                    .map(str::to_owned)
                    .filter(|name| !name.is_empty() && !definitions.contains_key(name) && name != "part"),
                TermRef::BlankNode(_) | TermRef::Literal(_) => None,
            };
            let name = name.unwrap_or_else(|| format!("shape-{number}"));
            let condition = json!({ "properties": { "type": self.has_type(targets) }, "required": ["type"] });
            ways.push(json!({ "if": condition, "then": { "$ref": format!("#/$defs/{name}") } }));
            definitions.insert(name, Value::Object(schema));
        }
        let mut part = json!({ "type": "object" });
        if let (Some(members), false) = (part.as_object_mut(), ways.is_empty()) {
            members.insert("allOf".to_owned(), ways.into());
        }
        definitions.insert("part".to_owned(), part);
        Value::Object(definitions)
    }

    /// The node shapes that target classes, with these, by name.
    pub(super) fn targeting(&self) -> Vec<(TermRef<'g>, Vec<NamedNodeRef<'g>>)> {
        let mut found: Vec<(TermRef<'g>, Vec<NamedNodeRef<'g>>)> = Vec::new();
        for (shape, class) in self.graph.pairs(sh::TARGET_CLASS) {
            let TermRef::NamedNode(class) = class else { continue };
            match found.iter_mut().find(|(known, _)| known == shape) {
                Some((_, classes)) => classes.push(*class),
                None => found.push((*shape, vec![*class])),
            }
        }
        found.retain(|(shape, _)| !self.is_off(*shape));
        found
    }

    /// Takes what a node shape asks into a sheet.
    fn gather(&self, sheet: &mut Sheet, shape: TermRef<'g>, subject: &Subject<'g>) {
        for property in self.graph.objects(shape, sh::PROPERTY) {
            if !self.is_off(*property) {
                self.gather_property(sheet, *property, subject.of_forms.contains(property), subject.stage);
            }
        }
        let own = self.graph.statements(shape).iter().filter(|(predicate, _)| {
            *predicate != sh::PROPERTY && !SILENT.contains(predicate) && *predicate != rdfs::SUB_CLASS_OF
        });
        let said = Said::all(
            own.clone().map(|(predicate, parameter)| self.constraint(shape, *predicate, *parameter, &Manner::Node, 0)),
        );
        if own.count() == 0 {
            return;
        }
        let message = self.in_language(self.graph.objects(shape, sh::MESSAGE));
        if self.refuses(shape) {
            sheet.rules.extend(message);
            sheet.besides.extend(Some(said.into_schema()).filter(|schema| *schema != Value::Bool(true)));
        } else {
            sheet.advice.extend(message);
        }
    }

    fn gather_property(&self, sheet: &mut Sheet, shape: TermRef<'g>, of_a_form: bool, stage: Stage) {
        let message = self.in_language(self.graph.objects(shape, sh::MESSAGE));
        let place = self.place(shape);
        let counted = if of_a_form && stage == Stage::Saving { Counted::NothingMissing } else { Counted::All };
        let asked = if self.refuses(shape) { self.asked(shape, counted, 0) } else { self.advised(shape) };
        let Some((key, schema)) = asked.key else {
            sheet.rules.extend(message);
            return;
        };
        if !self.graph.objects(shape, sh::QUALIFIED_VALUE_SHAPE).is_empty() {
            if asked.besides.is_empty() && self.graph.objects(shape, sh::QUALIFIED_MIN_COUNT).is_empty() {
                let told = if self.refuses(shape) { &mut sheet.rules } else { &mut sheet.advice };
                told.extend(message);
                return;
            }
            let mut chapter = self.presented(shape);
            let asked = merged(asked.besides);
            if let Value::Object(members) = asked {
                chapter.extend(members);
            }
            chapter.extend(message.map(|message| ("x-advice".to_owned(), message.into())));
            sheet.chapters.push((place, Value::Object(chapter)));
            return;
        }
        let field = sheet.fields.entry(key.clone()).or_default();
        for (keyword, text) in self.presented(shape) {
            field.said.entry(keyword).or_insert(text);
        }
        if place < field.place {
            field.place = place;
        }
        if self.refuses(shape) {
            field.schemas.push(schema);
            if asked.required && !sheet.required.contains(&key.as_str().into()) {
                sheet.required.push(key.into());
            }
            sheet.besides.extend(asked.besides);
        } else {
            field.advice.extend(message);
        }
    }

    /// A shape that only advises asks nothing: its key is all that matters.
    fn advised(&self, shape: TermRef<'g>) -> Asked {
        Asked { besides: Vec::new(), required: false, ..self.asked(shape, Counted::NothingMissing, 0) }
    }

    /// Title, help, group and place of a field, for whoever draws it.
    fn presented(&self, shape: TermRef<'g>) -> Map<String, Value> {
        let mut said = Map::new();
        for (keyword, predicate) in [("title", sh::NAME), ("description", sh::DESCRIPTION)] {
            if let Some(text) = self.in_language(self.graph.objects(shape, predicate)) {
                said.insert(keyword.to_owned(), text.into());
            }
        }
        said.extend(self.property(shape).map(|property| ("x-property".to_owned(), property.as_str().into())));
        if let Some(group) = self.graph.objects(shape, sh::GROUP).first() {
            let label = self.in_language(self.graph.objects(*group, rdfs::LABEL));
            said.extend(label.map(|label| ("x-group".to_owned(), label.into())));
        }
        let order = self.graph.objects(shape, sh::ORDER).first().and_then(text_of);
        let order = order.and_then(|text| serde_json::from_str::<serde_json::Number>(text).ok());
        said.extend(order.map(|order| ("x-order".to_owned(), order.into())));
        said
    }

    fn place(&self, shape: TermRef<'g>) -> (Number, Number) {
        let order = |node: TermRef<'g>| {
            let text = self.graph.objects(node, sh::ORDER).first().and_then(text_of);
            text.and_then(|text| text.parse().ok()).map_or_else(Number::default, Number)
        };
        let group = self.graph.objects(shape, sh::GROUP).first();
        (group.map_or_else(Number::default, |group| order(*group)), order(shape))
    }

    /// The text in the language that is asked for, else in any.
    fn in_language(&self, texts: &[TermRef<'_>]) -> Option<String> {
        let in_it = |term: &&TermRef<'_>| match term {
            TermRef::Literal(literal) => literal.language() == Some(self.wording.language),
            TermRef::NamedNode(_) | TermRef::BlankNode(_) => false,
        };
        texts.iter().find(in_it).or(texts.first()).and_then(text_of).map(str::to_owned)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.0.total_cmp(&other.0))
    }
}

impl Sheet {
    /// The object schema: `first`, then the fields in their order, then the chapters in theirs.
    fn finish(self, first: Map<String, Value>) -> Map<String, Value> {
        let mut properties = first;
        let mut fields: Vec<(String, Gathered)> = self.fields.into_iter().collect();
        fields.sort_by(|(_, one), (_, other)| one.place.partial_cmp(&other.place).unwrap_or(std::cmp::Ordering::Equal));
        for (key, field) in fields {
            let mut schema = field.said;
            match merged(field.schemas) {
                Value::Object(members) => schema.extend(members),
                Value::Bool(false) => {
                    schema.insert("not".to_owned(), Value::Object(Map::new()));
                }
                Value::Bool(true) | Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) => {}
            }
            if !field.advice.is_empty() {
                schema.insert("x-advice".to_owned(), field.advice.into());
            }
            properties.insert(key, Value::Object(schema));
        }
        let mut chapters = self.chapters;
        chapters.sort_by(|(one, _), (other, _)| one.partial_cmp(other).unwrap_or(std::cmp::Ordering::Equal));
        let all: Vec<Value> = chapters.into_iter().map(|(_, chapter)| chapter).chain(self.besides).collect();
        let mut schema = Map::new();
        schema.insert("type".to_owned(), "object".into());
        schema.insert("properties".to_owned(), Value::Object(properties));
        if !self.required.is_empty() {
            schema.insert("required".to_owned(), self.required.into());
        }
        if !all.is_empty() {
            schema.insert("allOf".to_owned(), all.into());
        }
        for (keyword, texts) in [("x-rules", self.rules), ("x-advice", self.advice)] {
            if !texts.is_empty() {
                schema.insert(keyword.to_owned(), texts.into());
            }
        }
        schema
    }
}

const COMMENT: &str = "For documents written with the context of codesocial, as its instances write them. The shapes say more: \
     x-rules are checked on arrival, x-advice never refuses.";
