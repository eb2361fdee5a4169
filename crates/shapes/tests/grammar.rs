//! The shapes of the grammar against their fixtures: every file of `shapes/` has valid and invalid documents.
//!
//! A fixture is one document. What an invalid one must be told stands in its `.expected`, one line for each result:
//! component, path (`-` for the node itself), severity; advice included. A form's fixtures are judged twice, while
//! they are saved and when they are released: each line begins with the stage, and ends with the shape if it has a name.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says what it meets by failing")]

use model::{Document, Iri};
use oxrdf::{NamedOrBlankNode, Quad, Term, Triple};
use oxttl::{TriGParser, TurtleParser};
use shapes::{Grammar, Report, Stage, ValidationResult};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Fewest fixtures of each kind for a file of shapes.
const FEWEST: [(&str, usize); 2] = [("valid", 2), ("invalid", 4)];

/// The groups of fields: no shapes, hence no fixtures.
const GROUPS: &str = "groups";

/// Sections of the grammar whose classes all have a shape that presents itself.
const SECTIONS: [&str; 7] = ["core", "subjects", "description", "deeds", "linked-concepts", "knowledge", "life"];

/// Nobody writes them: their shapes refuse them, and no form shows them.
const COMPUTED: [&str; 2] = ["intentionState", "mutuallyRecognises"];

/// Said by signed manifests, which are no documents that anybody puts.
const SIGNED: [&str; 3] = ["Release", "releaseOf", "sha256"];

/// What these classes have in common is asked of each class below them, or of nobody: they are never the class of a
/// document.
const ABSTRACT: [&str; 5] = ["Resource", "Subject", "Chapter", "Model", "Bundle"];

const CS: &str = "https://w3id.org/codesocial#";
const SH: &str = "http://www.w3.org/ns/shacl#";
const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

const BASE: &str = "https://territory.example/";

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|found| found == extension));
    files.sort();
    files
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_str().unwrap().to_owned()
}

fn turtle(path: &Path) -> Vec<Triple> {
    let text = std::fs::read(path).unwrap();
    let parser = TurtleParser::new().with_base_iri(BASE).unwrap();
    let triples: Result<Vec<Triple>, _> = parser.for_slice(&text).collect();
    triples.unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn document(path: &Path) -> Document {
    let triples = turtle(path);
    let Some(NamedOrBlankNode::NamedNode(subject)) = triples.first().map(|triple| triple.subject.clone()) else {
        panic!("{}: the first subject is the document", path.display())
    };
    Document::admit(Iri::from_named_node(subject).document(), triples).unwrap()
}

fn shown(report: &Report) -> Vec<String> {
    let mut lines: Vec<String> = report.results.iter().map(line).collect();
    lines.sort();
    lines
}

fn line(result: &ValidationResult) -> String {
    let short = |text: String| {
        [
            (CS, "cs:"),
            ("http://www.w3.org/2004/02/skos/core#", "skos:"),
            ("http://purl.org/dc/terms/", "dct:"),
            ("http://www.w3.org/2002/07/owl#", "owl:"),
            ("http://www.w3.org/ns/prov#", "prov:"),
            (SH, ""),
        ]
        .iter()
        .fold(text, |text, (namespace, prefix)| text.replace(namespace, prefix))
        .replace(['<', '>'], "")
    };
    let path = result.full_path.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
    let component = result.component.to_string().replace("ConstraintComponent", "");
    format!("{} {} {:?}", short(component), short(path), result.severity)
}

/// The findings of one stage, with the shapes that made them.
fn staged(stage: &str, report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    for result in &report.results {
        let by = if let Term::NamedNode(shape) = &result.shape { local(shape.as_str()) } else { "" };
        lines.push(format!("{stage} {} {by}", line(result)).trim_end().to_owned());
    }
    lines.sort();
    lines
}

fn local(iri: &str) -> &str {
    iri.trim_end_matches('>').rsplit('#').next().unwrap_or(iri)
}

/// What `shapes/` says, forms included; terms as they are written in N-Triples.
struct Written {
    triples: Vec<Triple>,
    said: BTreeMap<(String, String), Vec<String>>,
}

impl Written {
    fn read() -> Self {
        let folders = ["shapes", "shapes/forms"].map(|folder| files(&project().join(folder), "ttl"));
        let triples: Vec<Triple> = folders.concat().iter().flat_map(|file| turtle(file)).collect();
        let mut said: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for Triple { subject, predicate, object } in &triples {
            said.entry((subject.to_string(), predicate.as_str().to_owned())).or_default().push(object.to_string());
        }
        Self { triples, said }
    }

    /// What `subject` says with this term of SHACL.
    fn said(&self, subject: &str, term: &str) -> Vec<String> {
        self.said.get(&(subject.to_owned(), format!("{SH}{term}"))).cloned().unwrap_or_default()
    }

    fn subjects(&self, term: &str) -> impl Iterator<Item = &String> {
        let predicate = format!("{SH}{term}");
        self.said.keys().filter(move |(_, said)| *said == predicate).map(|(subject, _)| subject)
    }

    fn instances(&self, kind: &str) -> Vec<String> {
        let is_one = |((_, said), kinds): &(&(String, String), &Vec<String>)| {
            said == RDF_TYPE && kinds.contains(&format!("<{SH}{kind}>"))
        };
        self.said.iter().filter(is_one).map(|((subject, _), _)| subject.clone()).collect()
    }
}

#[test]
fn every_shape_has_its_fixtures_and_they_are_judged_as_expected() {
    let grammar = Grammar::ours().unwrap();
    let mut wrong = Vec::new();
    for file in files(&project().join("shapes"), "ttl").iter().filter(|file| stem(file) != GROUPS) {
        wrong.extend(check(&stem(file), |document| {
            let report = grammar.classes().validate_graph(document.triples()).unwrap();
            (shown(&report), report)
        }));
    }
    for file in files(&project().join("shapes/forms"), "ttl") {
        wrong.extend(check(&format!("forms/{}", stem(&file)), |document| {
            let [saved, released] =
                [Stage::Saving, Stage::Release].map(|stage| grammar.examine(document.triples(), stage).unwrap());
            let lines = [staged("saving", &saved), staged("release", &released)].concat();
            (lines, released)
        }));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with the fixtures of one file of shapes; `judge` finds what they are told.
fn check(shape: &str, judge: impl Fn(Document) -> (Vec<String>, Report)) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut refused = false;
    for fixture in files(&project().join("fixtures/shapes").join(shape), "ttl") {
        let name = fixture.file_name().unwrap().to_str().unwrap();
        let (shown, report) = judge(document(&fixture));
        if name.starts_with("valid-") {
            *counts.entry("valid").or_default() += 1;
            if !report.accepts() {
                wrong.push(format!("{shape}/{name} should pass:\n{}", shown.join("\n")));
            }
        } else {
            *counts.entry("invalid").or_default() += 1;
            refused |= !report.accepts();
            let expected = std::fs::read_to_string(fixture.with_extension("expected")).unwrap_or_default();
            if shown.is_empty() || shown.join("\n") != expected.trim_end() {
                wrong.push(format!("{shape}/{name}: expected\n{expected}found\n{}", shown.join("\n")));
            }
        }
    }
    for (kind, fewest) in FEWEST {
        if counts.get(kind).copied().unwrap_or_default() < fewest {
            wrong.push(format!("{shape}: fewer than {fewest} {kind} fixtures"));
        }
    }
    if !refused {
        wrong.push(format!("{shape}: none of the invalid fixtures is refused"));
    }
    wrong
}

#[test]
fn every_field_speaks_both_languages() {
    let mut texts: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for triple in Written::read().triples {
        if let Term::Literal(literal) = &triple.object
            && ["#name", "#description", "#message", "#label"]
                .iter()
                .any(|end| triple.predicate.as_str().ends_with(end))
        {
            let language = literal.language().unwrap_or("none").to_owned();
            texts.entry((triple.subject.to_string(), triple.predicate.to_string())).or_default().push(language);
            assert!(
                !["invalid", "veuillez", "please"].iter().any(|word| literal.value().to_lowercase().contains(word)),
                "not the Voice: {literal}"
            );
            if triple.predicate.as_str().ends_with("#message") {
                assert!(literal.value().split_whitespace().count() <= 20, "too long for the Voice: {literal}");
            }
        }
    }
    assert!(!texts.is_empty());
    for ((subject, predicate), languages) in texts {
        assert_eq!(languages, ["fr", "en"], "{subject} {predicate}");
    }
}

/// A form built from the shapes shows each property once, under a heading, with a word of help, in a place of its own.
#[test]
fn every_property_is_one_field_with_its_help() {
    let written = Written::read();
    let groups = written.instances("PropertyGroup");
    assert!(!groups.is_empty());
    let mut wrong = Vec::new();
    for group in &groups {
        if written.said(group, "order").len() != 1 || written.instances("NodeShape").contains(group) {
            wrong.push(format!("{group} is no group with a place of its own"));
        }
    }
    for shape in written.instances("NodeShape") {
        let mut fields = BTreeSet::new();
        let mut places = BTreeSet::new();
        for property in written.said(&shape, "property") {
            if written.said(&property, "order").is_empty() {
                continue;
            }
            // Chapters share one path: what is counted tells them apart.
            let counted = written.said(&property, "qualifiedValueShape");
            let field = counted.iter().flat_map(|counted| written.said(counted, "class")).next();
            let field = field.unwrap_or_else(|| written.said(&property, "path").concat());
            if !fields.insert(field) {
                wrong.push(format!("{shape} shows {property} twice"));
            }
            if !places.insert(written.said(&property, "order")) {
                wrong.push(format!("{shape} shows {property} in the place of another field"));
            }
            for said in ["name", "description", "group"] {
                if written.said(&property, said).is_empty() {
                    wrong.push(format!("{property} has no sh:{said}"));
                }
            }
            if !written.said(&property, "group").iter().all(|group| groups.contains(group)) {
                wrong.push(format!("{property} is in a group that shapes/groups.ttl does not have"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whoever makes one mistake is told once: of the shapes that meet on a class, one asks something of a property.
#[test]
fn no_field_is_asked_twice() {
    let written = Written::read();
    let mut asking: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for shape in written.instances("NodeShape") {
        for field in written.said(&shape, "property") {
            let asks = !written.said(&field, "order").is_empty() && !written.said(&field, "message").is_empty();
            let counts = !written.said(&field, "qualifiedValueShape").is_empty();
            for class in written.said(&shape, "targetClass").into_iter().filter(|_| asks && !counts) {
                asking.entry((class, written.said(&field, "path").concat())).or_default().push(field.clone());
            }
        }
    }
    assert!(!asking.is_empty());
    let twice: Vec<_> = asking.values().filter(|fields| fields.len() > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

/// What weighs as a warning or as advice says why in its own words.
#[test]
fn every_rule_beside_a_field_has_its_message() {
    let written = Written::read();
    let silent: Vec<_> =
        written.subjects("severity").filter(|shape| written.said(shape, "message").is_empty()).collect();
    assert!(written.subjects("severity").next().is_some());
    assert!(silent.is_empty(), "{silent:?}");
}

/// grammar.md: "every class and property below exists in `ontology/`, has … a SHACL shape in `shapes/`".
#[test]
fn every_class_and_property_has_a_shape_that_presents_itself() {
    let written = Written::read();
    let presented = |shape: &String| ["name", "description"].iter().all(|said| !written.said(shape, said).is_empty());
    let shapes = written.instances("NodeShape").into_iter().filter(presented);
    let targets: BTreeSet<String> = shapes.flat_map(|shape| written.said(&shape, "targetClass")).collect();
    let fields: BTreeSet<String> = written.subjects("order").flat_map(|field| written.said(field, "path")).collect();
    let mut missing = Vec::new();
    for section in SECTIONS {
        let ontology = turtle(&project().join("ontology").join(section).with_extension("ttl"));
        // Their instances are terms of a thesaurus, no documents of their own.
        let concepts: BTreeSet<String> = ontology
            .iter()
            .filter(|triple| triple.object.to_string() == "<http://www.w3.org/2004/02/skos/core#Concept>")
            .map(|triple| triple.subject.to_string())
            .collect();
        for triple in ontology.iter().filter(|triple| triple.predicate.as_str() == RDF_TYPE) {
            let term = triple.subject.to_string();
            let has_shape = match local(&triple.object.to_string()) {
                "Class" => concepts.contains(&term) || ABSTRACT.contains(&local(&term)) || targets.contains(&term),
                "ObjectProperty" | "DatatypeProperty" => COMPUTED.contains(&local(&term)) || fields.contains(&term),
                _ => true,
            };
            if !has_shape && !SIGNED.contains(&local(&term)) {
                missing.push(format!("{section}: {term}"));
            }
        }
    }
    assert!(missing.is_empty(), "no shape presents\n{}", missing.join("\n"));
}

/// What the ontology gives a class of these sections is a field of that class, or of one above it.
#[test]
fn every_class_has_the_fields_that_the_ontology_gives_it() {
    let written = Written::read();
    let mut fields: BTreeSet<(String, String)> = BTreeSet::new();
    for shape in written.instances("NodeShape") {
        for class in written.said(&shape, "targetClass") {
            let paths = written.said(&shape, "property").into_iter().flat_map(|field| written.said(&field, "path"));
            fields.extend(paths.map(|path| (class.clone(), path)));
        }
    }
    let ontology: Vec<Triple> = SECTIONS
        .iter()
        .flat_map(|section| turtle(&project().join("ontology").join(section).with_extension("ttl")))
        .collect();
    let said = |subject: &str, predicate: &str| -> Vec<String> {
        let about = |triple: &&Triple| triple.subject.to_string() == subject && triple.predicate.as_str() == predicate;
        ontology.iter().filter(about).map(|triple| triple.object.to_string()).collect()
    };
    let mut missing = Vec::new();
    let mut checked = 0;
    for given in ontology.iter().filter(|triple| triple.predicate.as_str() == "https://schema.org/domainIncludes") {
        let (property, class) = (given.subject.to_string(), given.object.to_string());
        // Classes of other sections have their fields from other files; the common ones give theirs to those below.
        if said(&class, RDF_TYPE).is_empty() || ABSTRACT.contains(&local(&class)) || SIGNED.contains(&local(&class)) {
            continue;
        }
        let mut above = vec![class.clone()];
        let mut next = 0;
        while let Some(class) = above.get(next).cloned() {
            above.extend(said(&class, "http://www.w3.org/2000/01/rdf-schema#subClassOf"));
            next += 1;
        }
        checked += 1;
        if !above.into_iter().any(|class| fields.contains(&(class, property.clone()))) {
            missing.push(format!("{class} {property}"));
        }
    }
    assert!(checked > 50, "{checked}");
    assert!(missing.is_empty(), "no field for\n{}", missing.join("\n"));
}

/// The demonstration's data is what visitors see first: nothing in it is refused.
#[test]
fn the_demonstration_conforms() {
    let grammar = Grammar::ours().unwrap();
    let mut refused = Vec::new();
    let demo = files(&project().join("fixtures/demo"), "trig");
    assert!(!demo.is_empty(), "there is a demonstration");
    for file in demo {
        let text = std::fs::read(&file).unwrap();
        let parser = TriGParser::new().with_base_iri(BASE).unwrap();
        let mut documents: BTreeMap<String, Vec<Triple>> = BTreeMap::new();
        for quad in parser.for_slice(&text) {
            let quad: Quad = quad.unwrap();
            documents.entry(quad.graph_name.to_string()).or_default().push(quad.into());
        }
        for (name, triples) in documents {
            let report = grammar.examine(&triples, Stage::Saving).unwrap();
            if !report.accepts() {
                refused.push(format!("{name}\n  {}", shown(&report).join("\n  ")));
            }
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}
