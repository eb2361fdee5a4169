//! `codesocial check`: a description's diagnostics, as a good compiler tells them. No instance is needed.

mod human;
mod json;
mod sarif;

use crate::arguments::{Check, ReportFormat};
use crate::command::file;
use crate::failure::Failure;
use crate::output::{tell, tell_line};
use crate::parts::SystemClock;
use crate::text::{self, Language};
use jiff::tz::TimeZone;
use model::document::TRIPLE_LIMIT;
use model::ports::Clock;
use model::ports::Evaluator;
use model::{Base, Iri};
use oxrdf::{NamedNode, Triple};
use shapes::diagnostic::{
    Asked, Bundle, Diagnostic, File, Place, Position, StatedIntention, addresses, check, intentions,
};
use shapes::{Grammar, Sentence, Severity, Stage};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;
use store::GraphEvaluator;

/// Where a description is thought to be that is for no instance yet. RFC 2606 keeps `.invalid` free for ever.
const NOWHERE: &str = "https://here.invalid/";

/// How long one question of a form may take: whoever waits can also interrupt.
const DEADLINE: Duration = Duration::from_secs(10);

/// What was found, for whoever writes it down.
struct Findings {
    bundle: Bundle,
    diagnostics: Vec<Diagnostic>,
    intentions: Vec<StatedIntention>,
    language: Language,
}

pub(super) fn run(arguments: &Check, language: Language) -> Result<(), Failure> {
    let findings = find(arguments, language)?;
    match arguments.format {
        ReportFormat::Human => {
            let is_coloured =
                std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|no| no.is_empty());
            tell(human::write(&findings, is_coloured).as_bytes(), language)?;
        }
        ReportFormat::Json => tell_line(&json::write(&findings), language)?,
        ReportFormat::Sarif => tell_line(&sarif::write(&findings), language)?,
    }
    if findings.count(Severity::Violation) > 0 {
        return Err(Failure::Failed(findings.summary()));
    }
    match arguments.format {
        ReportFormat::Human => tell_line(&findings.summary(), language),
        ReportFormat::Json | ReportFormat::Sarif => Ok(()),
    }
}

fn find(arguments: &Check, language: Language) -> Result<Findings, Failure> {
    let (grammar, form) = grammar(arguments.form.as_deref(), language)?;
    let base = base(arguments.base.as_deref(), language)?;
    let bundle = Bundle::read(read(&arguments.files, &base, language)?, TRIPLE_LIMIT);
    let today = SystemClock.now().to_zoned(TimeZone::system()).date().to_string();
    let stage = if arguments.release { Stage::Release } else { Stage::Saving };
    let asked = Asked { grammar: &grammar, form, stage, today: Some(&today), evaluator: &evaluator };
    let diagnostics = check(&bundle, &asked);
    let intentions = intentions(&bundle);
    Ok(Findings { bundle, diagnostics, intentions, language })
}

/// Who answers what a form asks in SPARQL.
fn evaluator(triples: &[Triple]) -> Option<Box<dyn Evaluator>> {
    let evaluator = GraphEvaluator::over(triples.to_vec(), DEADLINE).ok()?;
    Some(Box::new(evaluator))
}

/// The grammar, with a territory's form if its file was named, and the form to follow.
fn grammar(form: Option<&str>, language: Language) -> Result<(Grammar, Option<NamedNode>), Failure> {
    let ours = Grammar::ours()
        .map_err(|error| Failure::usage(language, "shapes-unusable", &[("cause", error.explain(language.tag()))]))?;
    let Some(form) = form else { return Ok((ours, None)) };
    let named = |grammar: &Grammar| {
        grammar.forms().map(|known| known.iri().clone()).find(|known| known.as_str() == form || name_of(known) == form)
    };
    if let Some(known) = named(&ours) {
        return Ok((ours, Some(known)));
    }
    let path = Path::new(form);
    if !path.is_file() {
        let forms: Vec<_> = ours.forms().map(|known| name_of(known.iri())).collect();
        let values = [("form", form.to_owned()), ("forms", forms.join(", "))];
        return Err(Failure::usage(language, "form-unknown", &values));
    }
    let unreadable = |cause: String| file::unreadable(path, cause, language);
    let turtle = std::fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
    let nowhere = Iri::parse(NOWHERE).map_err(|error| unreadable(error.to_string()))?;
    let theirs = ours.with_form_file(form, &nowhere, &turtle).map_err(|error| {
        let values = [("file", form.to_owned()), ("cause", error.explain(language.tag()))];
        Failure::usage(language, "territory-form-unusable", &values)
    })?;
    let added = theirs.forms().map(|known| known.iri().clone()).find(|known| ours.form(known.as_ref()).is_none());
    Ok((theirs, added))
}

/// `six-models` of `cs:SixModelsForm`, as it is typed.
fn name_of(form: &NamedNode) -> String {
    let local = form.as_str().rsplit(['#', '/']).next().unwrap_or_default();
    let mut name = String::new();
    for c in local.strip_suffix("Form").unwrap_or(local).chars() {
        if c.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}

fn base(given: Option<&str>, language: Language) -> Result<Base, Failure> {
    let given = given.unwrap_or(NOWHERE);
    Base::parse(given).map_err(|_| Failure::usage(language, "base-unusable", &[("base", given.to_owned())]))
}

/// The files, each to be read as the document that it would be.
fn read(files: &[PathBuf], base: &Base, language: Language) -> Result<Vec<File>, Failure> {
    // Their folders count, from wherever the command is given.
    let absolute =
        |path: &PathBuf| std::path::absolute(path).map_err(|error| file::unreadable(path, error.to_string(), language));
    let paths: Vec<PathBuf> = files.iter().map(absolute).collect::<Result<_, Failure>>()?;
    let each = files.iter().zip(addresses(&paths, base)).map(|(path, base)| {
        let (bytes, format) = file::read(path, language)?;
        Ok(File { name: path.display().to_string(), bytes, format, base })
    });
    each.collect()
}

impl Findings {
    fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// `2 errors, no warning, 1 piece of advice`
    fn summary(&self) -> String {
        if self.diagnostics.is_empty() {
            return text::say(self.language, "check-clean");
        }
        let counted = [
            ("check-errors", Severity::Violation),
            ("check-warnings", Severity::Warning),
            ("check-advices", Severity::Info),
        ];
        let parts: Vec<_> =
            counted.iter().map(|(key, severity)| text::count(self.language, key, self.count(*severity))).collect();
        parts.join(", ")
    }

    /// A text in the reader's language.
    fn in_language(&self, sentence: &Sentence) -> String {
        match self.language {
            Language::Fr => sentence.french.clone(),
            Language::En => sentence.english.clone(),
        }
    }

    fn file(&self, place: &Place) -> &str {
        self.bundle.sources().get(place.file).map_or("", |source| source.name.as_str())
    }

    /// Where a place begins and ends.
    fn positions(&self, place: &Place) -> (Position, Position) {
        let start = Position { line: 1, column: 1 };
        self.bundle
            .sources()
            .get(place.file)
            .map_or((start, start), |source| (source.position(place.span.start), source.position(place.span.end)))
    }
}

/// The word for a severity that programs read.
fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Violation => "error",
        Severity::Warning => "warning",
        Severity::Info => "advice",
    }
}

#[cfg(test)]
mod tests;
