//! The exported JSON Schemas against the fixtures of the shapes, with a validator of somebody else's.
//!
//! What SHACL accepts, each schema accepts: without exception. What SHACL refuses, a schema refuses too, unless it
//! cannot say why; those components are listed here, each with its reason.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test says what it meets, and fails loudly"
)]

use model::syntax::{self, Format};
use model::{Document, Iri};
use oxrdf::{NamedNodeRef, NamedOrBlankNode, Triple};
use oxttl::TurtleParser;
use serde_json::Value;
use shapes::{Form, Grammar, Report, Severity, ShapeFile, Stage, ValidationResult, Wording};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const BASE: &str = "https://territory.example/";

/// Components whose refusals a schema cannot repeat, whatever the value.
const BEYOND: &[(&str, &str)] = &[
    ("LessThan", "compares the values of two properties"),
    ("LessThanOrEquals", "compares the values of two properties"),
    ("Equals", "compares the values of two properties"),
    ("Disjoint", "compares the values of two properties"),
    ("Class", "asks what stands behind an address"),
    ("SPARQL", "asks the whole graph"),
];

/// Fixtures whose refusal a schema cannot repeat although its component is not always beyond it.
const BEYOND_FIXTURES: &[(&str, &str)] = &[
    ("form-field/invalid-without-language", "a form is no document, and its fields have no class"),
    ("action/invalid-deadline-before-start", "compares two dates"),
    ("action/invalid-end-an-hour-before-start", "compares two moments"),
    ("badge/invalid-expired-at-birth", "compares two dates"),
    ("commitment/invalid-due-before-start", "compares two dates"),
    ("cooperation/invalid-backwards", "compares two dates"),
    ("draw/invalid-announced-afterwards", "compares two moments"),
    ("draw/invalid-stranger", "looks for a value among those of another property"),
    ("event/invalid-backwards", "compares two dates"),
    ("event/invalid-hours-backwards", "compares two moments"),
    ("group/invalid-open-to-a-word", "an address may be shortened by the context, so its pattern cannot be asked"),
    ("intention/invalid-closed-apart", "an address may be shortened by the context, so its pattern cannot be asked"),
    ("membership/invalid-backwards", "compares two dates"),
    ("project/invalid-ended-before-it-began", "compares two dates"),
    ("quiz-question/invalid-other-words", "looks for a value among those of another property"),
    ("section/invalid-closed-apart", "an address may be shortened by the context, so its pattern cannot be asked"),
    ("wealth-matrix/invalid-backwards", "compares two dates"),
];

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Every fixture, with its folders and name; those of the forms are below `forms/`.
fn fixtures() -> Vec<(String, Document)> {
    let root = project().join("fixtures/shapes");
    let mut fixtures = Vec::new();
    let mut ahead = files(&root);
    while let Some(path) = ahead.pop() {
        if path.is_dir() {
            ahead.extend(files(&path));
            continue;
        }
        if path.extension().is_none_or(|ending| ending != "ttl") {
            continue;
        }
        let text = std::fs::read(&path).unwrap();
        let parser = TurtleParser::new().with_base_iri(BASE).unwrap();
        let triples: Vec<Triple> = parser.for_slice(&text).map(Result::unwrap).collect();
        let NamedOrBlankNode::NamedNode(subject) = triples[0].subject.clone() else { panic!("{}", path.display()) };
        let document = Document::admit(Iri::from_named_node(subject).document(), triples).unwrap();
        let name = path.with_extension("").strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        fixtures.push((name, document));
    }
    fixtures
}

/// Whether it is judged with its form.
fn is_of_a_form(name: &str) -> bool {
    name.starts_with("forms/")
}

/// What refuses a document: the components of its violations.
fn refusing(report: &Report) -> BTreeSet<String> {
    let violations = report.results.iter().filter(|result| result.severity == Severity::Violation);
    let component = |result: &ValidationResult| {
        result.component.as_str().rsplit('#').next().unwrap().trim_end_matches("ConstraintComponent").to_owned()
    };
    violations.map(component).collect()
}

fn is_beyond(components: &BTreeSet<String>) -> bool {
    components.iter().all(|component| BEYOND.iter().any(|(known, _)| known == component))
}

/// As instances write it.
fn written(document: &Document) -> Value {
    serde_json::from_slice(&syntax::write_document(document, Format::JsonLd)).unwrap()
}

/// The same with numbers as JSON has them, as scripts and form libraries write them.
fn with_numbers(value: &Value, key: &str, numeric: &BTreeSet<String>) -> Value {
    match value {
        Value::String(text) if numeric.contains(key) => match serde_json::from_str(text) {
            Ok(Value::Number(number)) => Value::Number(number),
            _ => value.clone(),
        },
        Value::Array(items) => items.iter().map(|item| with_numbers(item, key, numeric)).collect(),
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| (key.clone(), with_numbers(value, key, numeric)));
            Value::Object(members.collect())
        }
        other => other.clone(),
    }
}

/// The same with texts without language alone, and not as `@none` of a map, as people write them.
fn with_texts_alone(value: &Value) -> Value {
    match value {
        Value::Object(members) => match members.get("@none") {
            Some(text) if members.len() == 1 => text.clone(),
            _ => Value::Object(members.iter().map(|(key, value)| (key.clone(), with_texts_alone(value))).collect()),
        },
        Value::Array(items) => items.iter().map(with_texts_alone).collect(),
        other => other.clone(),
    }
}

/// Keys whose values are numbers by the context.
fn numeric() -> BTreeSet<String> {
    let context: Value = serde_json::from_str(syntax::context()).unwrap();
    let terms = context["@context"].as_object().unwrap();
    let is_number = |definition: &Value| {
        ["xsd:decimal", "xsd:integer", "xsd:double"].iter().any(|datatype| definition["@type"] == *datatype)
    };
    terms.iter().filter(|(_, definition)| is_number(definition)).map(|(term, _)| term.clone()).collect()
}

/// Every node in it that has a type, with its types.
fn nodes<'v>(value: &'v Value, found: &mut Vec<(&'v Value, Vec<&'v str>)>) {
    match value {
        Value::Object(members) => {
            let types = match members.get("type") {
                Some(Value::String(one)) => vec![one.as_str()],
                Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
                _ => Vec::new(),
            };
            if !types.is_empty() && !members.contains_key("@value") {
                found.push((value, types));
            }
            members.values().for_each(|member| nodes(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| nodes(item, found)),
        _ => {}
    }
}

struct Schemas {
    /// Per file: the names of its classes, and those below them.
    files: Vec<(String, Vec<String>, jsonschema::Validator)>,
}

fn no_label(_: NamedNodeRef<'_>) -> Option<String> {
    None
}

fn id(path: &str) -> Iri {
    Iri::parse(&[BASE, path].concat()).unwrap()
}

impl Schemas {
    fn of(grammar: &Grammar) -> Self {
        let about = |file: &&ShapeFile| !file.classes().is_empty();
        let files = grammar.files().filter(about).map(|file| {
            let wording = Wording { language: "fr", label: &no_label };
            let schema = grammar.schema_of_file(file, &id(&["shapes/", file.stem()].concat()), &wording);
            let types: Vec<String> = names_in(&schema["properties"]["type"]);
            let validator =
                jsonschema::validator_for(&schema).unwrap_or_else(|error| panic!("{}: {error}", file.stem()));
            (file.stem().to_owned(), types, validator)
        });
        Self { files: files.collect() }
    }

    /// What the schemas find wrong with a document.
    fn refusals(&self, document: &Value) -> Vec<String> {
        let mut found = Vec::new();
        nodes(document, &mut found);
        let mut refusals = Vec::new();
        for (node, types) in found {
            for (stem, names, validator) in &self.files {
                if types.iter().any(|name| names.iter().any(|known| known == name)) {
                    let errors = validator.iter_errors(node);
                    refusals.extend(errors.map(|error| format!("{stem}: {} at {}", error, error.instance_path())));
                }
            }
        }
        refusals
    }
}

/// Every text of `const` and `enum` in it.
fn names_in(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(members) => members
            .iter()
            .flat_map(|(keyword, value)| match (keyword.as_str(), value) {
                ("const", Value::String(name)) => vec![name.clone()],
                ("enum", Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
                _ => names_in(value),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(names_in).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn what_the_shapes_accept_and_refuse() {
    let grammar = Grammar::ours().unwrap();
    let schemas = Schemas::of(&grammar);
    let numeric = numeric();
    let mut wrong = Vec::new();
    let (mut accepted, mut alone, mut refused, mut beyond) = (0, 0, 0, BTreeMap::<String, usize>::new());
    let mut stale: BTreeSet<&str> = BEYOND_FIXTURES.iter().map(|(name, _)| *name).collect();
    for (name, document) in fixtures().into_iter().filter(|(name, _)| !is_of_a_form(name)) {
        let report = grammar.classes().validate_graph(document.triples()).unwrap();
        let as_written = written(&document);
        let as_numbers = with_numbers(&as_written, "", &numeric);
        if report.accepts() {
            accepted += 1;
            let with_texts = with_texts_alone(&as_numbers);
            alone += usize::from(with_texts != as_numbers);
            for value in [&as_written, &as_numbers, &with_texts] {
                let refusals = schemas.refusals(value);
                if !refusals.is_empty() {
                    wrong.push(format!("{name} is refused:\n  {}\n{value:#}", refusals.join("\n  ")));
                    break;
                }
            }
            continue;
        }
        if !schemas.refusals(&as_numbers).is_empty() && !schemas.refusals(&with_texts_alone(&as_numbers)).is_empty() {
            refused += 1;
            continue;
        }
        let components = refusing(&report);
        if stale.remove(name.as_str()) {
            *beyond.entry("by name".to_owned()).or_default() += 1;
        } else if is_beyond(&components) {
            *beyond.entry(components.into_iter().collect::<Vec<_>>().join(" ")).or_default() += 1;
        } else {
            wrong.push(format!("{name} is accepted, in spite of {components:?}\n{as_numbers:#}"));
        }
    }
    println!("{accepted} accepted by both, {refused} refused by both, beyond JSON Schema: {beyond:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(stale.is_empty(), "a schema can say it by now: {stale:?}");
    assert!(alone > 0, "no fixture has a text without language");
    assert!(accepted > 40 && refused > 40, "{accepted} accepted, {refused} refused");
}

#[test]
fn what_the_forms_accept_and_refuse() {
    let grammar = Grammar::ours().unwrap();
    let fixtures = fixtures();
    for form in grammar.forms() {
        let own = fixtures.iter().filter(|(name, _)| name.starts_with(&format!("forms/{}/", form.slug()))).count();
        assert!(own >= 6, "{} has {own} fixtures", form.slug());
        for stage in [Stage::Saving, Stage::Release] {
            let judged = check_form(&grammar, form, stage, &fixtures);
            println!("{}, {stage:?}: {judged:?}", form.slug());
            assert!(judged.accepted + judged.refused + judged.beyond >= own, "{}, {stage:?}: {judged:?}", form.slug());
            assert!(judged.accepted > 0, "{}, {stage:?}: {judged:?}", form.slug());
            assert!(judged.refused > 0 || stage == Stage::Saving, "{}: {judged:?}", form.slug());
        }
    }
}

/// How many descriptions were judged: alike by both, or refused for what a schema cannot say.
#[derive(Debug, Default)]
struct Judged {
    accepted: usize,
    refused: usize,
    beyond: usize,
}

/// Descriptions that follow the form: accepted where SHACL accepts, refused where it refuses.
fn check_form(grammar: &Grammar, form: &Form, stage: Stage, fixtures: &[(String, Document)]) -> Judged {
    let wording = Wording { language: "en", label: &no_label };
    let schema = grammar.schema_of_form(form, &id(&["forms/", form.slug()].concat()), stage, &wording);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut judged = Judged::default();
    for (name, document) in fixtures {
        let follows = document.own(model::vocab::property::FORM).any(|followed| followed == form.iri().as_ref().into());
        if !follows {
            continue;
        }
        let report = grammar.examine(document.triples(), stage).unwrap();
        let refusals: Vec<String> = validator
            .iter_errors(&written(document))
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        let components = refusing(&report);
        if report.accepts() {
            assert!(refusals.is_empty(), "{name}, {stage:?}: {refusals:#?}");
            judged.accepted += 1;
        } else if !refusals.is_empty() {
            judged.refused += 1;
        } else {
            assert!(is_beyond(&components), "{name}, {stage:?}: the schema accepts, in spite of {components:?}");
            judged.beyond += 1;
        }
    }
    judged
}

#[test]
fn a_schema_speaks_the_language_that_is_asked_for() {
    let grammar = Grammar::ours().unwrap();
    let file = grammar.files().find(|file| file.stem() == "action").unwrap();
    let label = |node: NamedNodeRef<'_>| node.as_str().ends_with("#Done").then(|| "fait".to_owned());
    let schema = |language| grammar.schema_of_file(file, &id("shapes/action"), &Wording { language, label: &label });
    let (french, english) = (schema("fr"), schema("en"));
    assert_eq!(french["properties"]["status"]["title"], "État");
    assert_eq!(english["properties"]["status"]["title"], "Status");
    assert!(french["properties"]["status"].to_string().contains("\"title\":\"fait\""), "{french:#}");
    assert_eq!(french["$id"], "https://territory.example/shapes/action");
    let keys: Vec<&String> = french["properties"].as_object().unwrap().keys().collect();
    assert_eq!(keys[..3], ["@context", "id", "type"]);
}
