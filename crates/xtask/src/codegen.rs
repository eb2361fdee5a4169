//! `cargo xtask codegen`: what is written from a source of truth instead of by hand.
//!
//! - `ontology/` → `crates/model/src/vocab/generated.rs`, one constant for each term of the grammar;
//! - `crates/shapes/diagnostics.ttl` and `fixtures/check` → docs/diagnostics, one page for each diagnostic.

mod diagnostics;

use crate::workspace;
use anyhow::{Context, Result, bail, ensure};
use oxrdf::vocab::{rdf, rdfs};
use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use oxttl::TurtleParser;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// The namespace of the grammar.
const NAMESPACE: &str = "https://w3id.org/codesocial#";
const OWL: &str = "http://www.w3.org/2002/07/owl#";
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
/// Where the generated file is, from the root.
const GENERATED: &str = "crates/model/src/vocab/generated.rs";
/// `max_width` of rustfmt.toml: the generated file is written as rustfmt would leave it.
const MAX_WIDTH: usize = 120;

/// What to do with the generated files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Writes those that changed.
    Write,
    /// Fails when one is not what the sources say now.
    Check,
}

/// Generates, or checks that nothing is stale.
pub(crate) fn run(mode: Mode) -> Result<()> {
    let root = workspace::root();
    let mut wanted = diagnostics::pages(&root)?;
    wanted.insert(GENERATED.to_owned(), vocabulary(&Terms::read(&root.join("ontology"))?)?);
    for (name, text) in &wanted {
        let path = root.join(name);
        if fs::read_to_string(&path).unwrap_or_default() == *text {
            continue;
        }
        match mode {
            Mode::Write => {
                let folder = path.parent().with_context(|| format!("{name} is in no folder"))?;
                fs::create_dir_all(folder).with_context(|| format!("cannot make the folder of {name}"))?;
                fs::write(&path, text).with_context(|| format!("cannot write {name}"))?;
            }
            Mode::Check => bail!("{name} is not what its sources say: run `cargo xtask codegen`"),
        }
    }
    remove_leftovers(&root, &wanted, mode)
}

/// Pages of diagnostics that there are no more.
fn remove_leftovers(root: &Path, wanted: &BTreeMap<String, String>, mode: Mode) -> Result<()> {
    let folder = root.join(diagnostics::PAGES);
    for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry.with_context(|| format!("cannot list {}", folder.display()))?.path();
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        if wanted.contains_key(&name) {
            continue;
        }
        match mode {
            Mode::Write => fs::remove_file(&path).with_context(|| format!("cannot remove {name}"))?,
            Mode::Check => bail!("{name} explains a diagnostic that there is not: run `cargo xtask codegen`"),
        }
    }
    Ok(())
}

/// The terms that the ontology defines, each with the sentence that stands above its constant.
#[derive(Debug, Default, PartialEq, Eq)]
struct Terms {
    classes: BTreeMap<String, String>,
    properties: BTreeMap<String, String>,
    individuals: BTreeMap<String, String>,
}

impl Terms {
    fn read(ontology: &Path) -> Result<Self> {
        let mut files = turtle_files(ontology)?;
        files.extend(turtle_files(&ontology.join("thesauri"))?);
        files.sort();
        let mut triples = Vec::new();
        for file in files {
            let text = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            for triple in TurtleParser::new().for_slice(&text) {
                triples.push(triple.with_context(|| format!("{} is not Turtle", file.display()))?);
            }
        }
        Self::of(&triples)
    }

    fn of(triples: &[Triple]) -> Result<Self> {
        let mut terms = Self::default();
        let ours: BTreeSet<&NamedNode> = triples
            .iter()
            .filter(|triple| triple.predicate == rdf::TYPE)
            .filter_map(|triple| match &triple.subject {
                NamedOrBlankNode::NamedNode(node) => Some(node),
                NamedOrBlankNode::BlankNode(_) => None,
            })
            .collect();
        for node in ours {
            let Some(local) = node.as_str().strip_prefix(NAMESPACE).filter(|local| !local.is_empty()) else { continue };
            let kind = |class: &str| {
                objects(triples, node, rdf::TYPE)
                    .any(|object| matches!(object, Term::NamedNode(object) if object.as_str() == class))
            };
            let kinds = if kind(&format!("{OWL}Class")) {
                &mut terms.classes
            } else if kind(&format!("{OWL}ObjectProperty")) || kind(&format!("{OWL}DatatypeProperty")) {
                &mut terms.properties
            } else {
                &mut terms.individuals
            };
            kinds.insert(local.to_owned(), sentence(triples, node)?);
        }
        ensure!(
            !terms.classes.is_empty() && !terms.properties.is_empty(),
            "the ontology defines no class or no property"
        );
        Ok(terms)
    }
}

fn turtle_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| format!("cannot list {}", folder.display()))?.path();
        if path.extension().is_some_and(|extension| extension == "ttl") {
            files.push(path);
        }
    }
    Ok(files)
}

fn objects<'a>(triples: &'a [Triple], node: &NamedNode, predicate: NamedNodeRef<'_>) -> impl Iterator<Item = &'a Term> {
    triples
        .iter()
        .filter(move |triple| {
            triple.predicate == predicate
                && matches!(&triple.subject, NamedOrBlankNode::NamedNode(subject) if subject == node)
        })
        .map(|triple| &triple.object)
}

/// The English label and the first sentence of the English comment.
fn sentence(triples: &[Triple], node: &NamedNode) -> Result<String> {
    let english = |predicates: [String; 2]| {
        predicates
            .iter()
            .flat_map(|predicate| objects(triples, node, NamedNodeRef::new_unchecked(predicate)))
            .find_map(|object| match object {
                Term::Literal(literal) if literal.language() == Some("en") => Some(literal.value()),
                Term::Literal(_) | Term::NamedNode(_) | Term::BlankNode(_) => None,
            })
            .with_context(|| format!("{node} has no English {}", predicates.join(" or ")))
    };
    let label = english([rdfs::LABEL.as_str().to_owned(), format!("{SKOS}prefLabel")])?;
    let comment = english([rdfs::COMMENT.as_str().to_owned(), format!("{SKOS}definition")])?;
    let first = comment.split_once(". ").map_or(comment, |(first, _)| first);
    let end = if first.ends_with(['.', '…']) { "" } else { "." };
    Ok(format!("{label}. {first}{end}"))
}

fn vocabulary(terms: &Terms) -> Result<String> {
    let mut text = "//! Generated by `cargo xtask codegen` from `ontology/*.ttl`. Do not edit.\n".to_owned();
    for (module, says, kind) in [
        ("class", "The classes of the grammar.", &terms.classes),
        ("property", "The properties of the grammar.", &terms.properties),
        ("individual", "The individuals of the grammar's thesauri.", &terms.individuals),
    ] {
        write!(text, "\n/// {says}\npub mod {module} {{\n    use oxrdf::NamedNodeRef;\n\n")?;
        for (local, sentence) in kind {
            let name = screaming(local);
            let value = format!("NamedNodeRef::new_unchecked(\"{NAMESPACE}{local}\");");
            let line = format!("    pub const {name}: NamedNodeRef<'static> = {value}");
            let line = if line.chars().count() <= MAX_WIDTH {
                line
            } else {
                format!("    pub const {name}: NamedNodeRef<'static> =\n        {value}")
            };
            write!(text, "    /// `cs:{local}`: {sentence}\n{line}\n")?;
        }
        text.push_str("}\n");
    }
    Ok(text)
}

/// `annexOf` → `ANNEX_OF`, `CodeSocial` → `CODE_SOCIAL`.
fn screaming(local: &str) -> String {
    let mut name = String::new();
    for c in local.chars() {
        if c.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(if c == '-' { '_' } else { c.to_ascii_uppercase() });
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(turtle: &str) -> Result<Terms> {
        let prefixes = format!(
            "@prefix cs: <{NAMESPACE}> . @prefix owl: <{OWL}> . @prefix skos: <{SKOS}> . \
             @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        );
        let text = prefixes + turtle;
        Terms::of(&TurtleParser::new().for_slice(text.as_bytes()).collect::<Result<Vec<_>, _>>()?)
    }

    const SMALL: &str = r#"
        cs:CodeSocial a owl:Class ; rdfs:label "Code"@fr, "Code"@en ; rdfs:comment "Un. Deux."@fr, "One. Two."@en .
        cs:annexOf a owl:ObjectProperty ; rdfs:label "annex of"@en ; rdfs:comment "Which document"@en .
        cs:Draft a skos:Concept ; skos:prefLabel "Draft"@en ; skos:definition "Being written."@en .
        <https://elsewhere.example/x> a skos:Concept ; skos:prefLabel "X"@en ; skos:definition "Not ours."@en .
    "#;

    #[test]
    fn each_term_becomes_a_constant_of_its_kind() {
        let text = vocabulary(&terms(SMALL).unwrap()).unwrap();
        let place = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part} is not in\n{text}"));
        let class = place("/// `cs:CodeSocial`: Code. One.\n    pub const CODE_SOCIAL: NamedNodeRef<'static> =");
        let property = place("/// `cs:annexOf`: annex of. Which document.\n    pub const ANNEX_OF:");
        let individual = place("/// `cs:Draft`: Draft. Being written.\n    pub const DRAFT:");
        assert!(place("pub mod class {") < class && class < place("pub mod property {"));
        assert!(property < place("pub mod individual {") && place("pub mod individual {") < individual);
        assert!(!text.contains("elsewhere"));
        assert!(text.lines().all(|line| line.starts_with("    ///") || line.chars().count() <= MAX_WIDTH));
    }

    #[test]
    fn a_term_without_english_is_refused() {
        let refused = terms(&SMALL.replace("\"annex of\"@en", "\"annexe\"@fr"));
        assert!(refused.is_err_and(|error| error.to_string().contains("annexOf")));
    }

    #[test]
    fn what_is_generated_is_fresh() {
        run(Mode::Check).unwrap();
    }
}
