//! What shapes find, with a code and a place.

use super::code::Code;
use super::look::Look;
use super::{Asked, Diagnostic, Place};
use crate::message::Sentence;
use crate::report::ValidationResult;
use crate::work::Failure;
use model::Document;
use model::vocab::{class, property, rdf};
use oxrdf::{Literal, NamedNode, NamedNodeRef, Term, Triple};
use std::collections::HashMap;

/// Each component of SHACL Core with the diagnostic that its results are.
pub(super) const COMPONENTS: &[(&str, Code)] = &[
    ("MinCount", Code::Missing),
    ("MaxCount", Code::TooMany),
    ("Datatype", Code::WrongDatatype),
    ("NodeKind", Code::WrongNodeKind),
    ("In", Code::NotAmong),
    ("HasValue", Code::NotAmong),
    ("MinExclusive", Code::OutOfBounds),
    ("MinInclusive", Code::OutOfBounds),
    ("MaxExclusive", Code::OutOfBounds),
    ("MaxInclusive", Code::OutOfBounds),
    ("MinLength", Code::WrongLength),
    ("MaxLength", Code::WrongLength),
    ("Pattern", Code::WrongPattern),
    ("LanguageIn", Code::WrongLanguage),
    ("UniqueLang", Code::LanguageRepeated),
    ("Equals", Code::PairMismatch),
    ("Disjoint", Code::PairMismatch),
    ("LessThan", Code::PairMismatch),
    ("LessThanOrEquals", Code::PairMismatch),
    ("Class", Code::WrongClass),
    ("Not", Code::UnfitRule),
    ("And", Code::UnfitRule),
    ("Or", Code::UnfitRule),
    ("Xone", Code::UnfitRule),
    ("Node", Code::UnfitRule),
    ("QualifiedMinCount", Code::QualifiedCount),
    ("QualifiedMaxCount", Code::QualifiedCount),
    ("Closed", Code::NotForeseen),
];

/// Shapes that a rule here tells better: the end of the shape's name, and the rule.
const TOLD_BY_RULES: &[(&str, Code)] = &[
    ("Annex-closed", Code::PublicContact),
    ("Person-email", Code::PublicContact),
    ("Person-telephone", Code::PublicContact),
    ("Evidence-shown", Code::EvidenceWithoutSource),
    ("Evidence-sourced", Code::EvidenceWithoutSource),
];

/// What shapes find in every document, and the documents that could not be judged.
pub(super) fn found(look: &Look<'_>, asked: &Asked<'_>) -> (Vec<(ValidationResult, Diagnostic)>, Vec<Diagnostic>) {
    let (mut all, mut not_judged) = (Vec::new(), Vec::new());
    for document in look.bundle.documents() {
        let triples = following(document, asked.form.as_ref().map(Into::into));
        let asks_sparql = asked.grammar.asks_sparql(&triples);
        let report = match asks_sparql.then(|| (asked.evaluator)(&triples)).flatten() {
            Some(evaluator) => asked.grammar.examine_with(&triples, asked.stage, evaluator.as_ref()),
            None => asked.grammar.examine(&triples, asked.stage),
        };
        let shape = match report {
            Ok(report) => {
                all.extend(report.results.into_iter().map(|result| {
                    let diagnostic = told(look, &result);
                    (result, diagnostic)
                }));
                continue;
            }
            Err(Failure::CostlyShape { shape } | Failure::CostlyDocument { shape, .. }) => shape,
            Err(Failure::Unanswered(unanswered)) => unanswered.shape.to_string(),
        };
        let known = look.known(document.iri().as_named_node());
        let diagnostic =
            known.map_or_else(|| Diagnostic::new(Code::NotJudged), |node| look.about(Code::NotJudged, node));
        not_judged.push(diagnostic.with_text("shape", shape));
    }
    (all, not_judged)
}

/// What both say is told once: by the rule, which knows why, as gravely as the graver of the two.
pub(super) fn told_once(
    mut by_rules: Vec<Diagnostic>,
    by_shapes: Vec<(ValidationResult, Diagnostic)>,
) -> Vec<Diagnostic> {
    let mut left = Vec::new();
    // The first of each, by its number: a node may have as many values as a document has statements.
    let mut of_code: HashMap<(NamedNode, Code), usize> = HashMap::new();
    let mut of_place: HashMap<(NamedNode, NamedNode, Option<Place>), usize> = HashMap::new();
    for (number, rule) in by_rules.iter().enumerate() {
        let Some(node) = &rule.node else { continue };
        of_code.entry((node.clone(), rule.code)).or_insert(number);
        if let Some(property) = &rule.property {
            of_place.entry((node.clone(), property.clone(), rule.place.clone())).or_insert(number);
        }
    }
    for (result, diagnostic) in by_shapes {
        let shape = result.shape.to_string();
        let better = TOLD_BY_RULES.iter().find(|(end, _)| shape.trim_end_matches('>').ends_with(end));
        let same = diagnostic.node.as_ref().and_then(|node| {
            // Two things can be wrong with one property; at one place of it they are the same.
            let property = diagnostic.property.as_ref();
            let here = property
                .map(|property| (node.clone(), property.clone(), diagnostic.place.clone()))
                .and_then(|key| of_place.get(&key));
            let better = better.and_then(|(_, code)| of_code.get(&(node.clone(), *code)));
            here.into_iter().chain(better).min().copied()
        });
        match same.and_then(|number| by_rules.get_mut(number)) {
            Some(rule) => rule.severity = rule.severity.max(diagnostic.severity),
            None => left.push(diagnostic),
        }
    }
    by_rules.append(&mut left);
    by_rules
}

/// The document's triples, as if it followed this form.
fn following(document: &Document, form: Option<NamedNodeRef<'_>>) -> Vec<Triple> {
    let Some(form) = form else { return document.triples().to_vec() };
    let mut triples: Vec<Triple> =
        document.triples().iter().filter(|triple| triple.predicate.as_ref() != property::FORM).cloned().collect();
    let descriptions: Vec<_> = triples
        .iter()
        .filter(|triple| triple.predicate.as_ref() == rdf::TYPE && triple.object == Term::from(class::CODE_SOCIAL))
        .map(|triple| triple.subject.clone())
        .collect();
    triples.extend(descriptions.into_iter().map(|subject| Triple::new(subject, property::FORM, form)));
    triples
}

fn told(look: &Look<'_>, result: &ValidationResult) -> Diagnostic {
    let local = result.component.as_str().rsplit('#').next().unwrap_or_default();
    let component = local.trim_end_matches("ConstraintComponent");
    let found = COMPONENTS.iter().find(|(name, _)| *name == component).map(|(_, code)| *code);
    let is_chapter = found == Some(Code::QualifiedCount)
        && component == "QualifiedMinCount"
        && result.path.as_ref().map(NamedNode::as_ref) == Some(property::SECTION);
    // A component that is not of SHACL Core is a rule of several parts, too.
    let code = if is_chapter { Code::MissingChapter } else { found.unwrap_or(Code::UnfitRule) };
    let mut diagnostic = Diagnostic::new(code).weighing(result.severity);
    diagnostic.said = said(&result.messages);
    let Term::NamedNode(focus) = &result.focus else { return diagnostic };
    diagnostic.node = Some(focus.clone());
    diagnostic.property.clone_from(&result.path);
    let node = focus.as_ref();
    let known = look.known(node);
    let place = known.and_then(|known| match (&result.path, &result.value) {
        (Some(path), Some(value)) => look.place_of_value(known, path.as_ref(), value),
        (Some(path), None) => look.place_of_property(known, path.as_ref()),
        (None, _) => look.place_of(known),
    });
    let name = known.map_or_else(
        || Sentence { french: look.reference(node), english: look.reference(node) },
        |known| look.called(known),
    );
    let property = result.path.as_ref().map_or_else(|| "…".to_owned(), |path| look.reference(path.as_ref()));
    diagnostic.at(place).with("name", name).with_text("node", look.reference(node)).with_text("property", property)
}

/// What the shape says, if it says it in both languages; one of them serves for the other.
fn said(messages: &[Literal]) -> Option<Sentence> {
    let of = |language: &str| {
        let own = messages.iter().find(|message| message.language() == Some(language));
        own.or_else(|| messages.first()).map(|message| message.value().to_owned())
    };
    Some(Sentence { french: of("fr")?, english: of("en")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_component_of_shacl_core_has_a_code() {
        // `sh:property` reports what its shapes report; SHACL-SPARQL is a rule of several parts.
        let vocabulary = include_str!("../vocabulary.rs");
        let names = vocabulary.split('"').filter_map(|text| text.strip_suffix("ConstraintComponent"));
        let core: Vec<_> = names.filter(|name| name.starts_with(char::is_uppercase) && *name != "SPARQL").collect();
        assert!(core.len() >= 28, "{core:?}");
        for name in core {
            assert!(COMPONENTS.iter().any(|(known, _)| *known == name), "{name}");
        }
    }
}
