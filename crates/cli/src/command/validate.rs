//! `codesocial validate`: files of shapes against files of data, without an instance. The report is SHACL's.

use crate::arguments::Validate;
use crate::command::file;
use crate::failure::{Failure, chain};
use crate::output;
use crate::text::{self, Language};
use model::syntax;
use model::{Iri, canon};
use oxrdf::{BlankNode, Quad, Triple};
use shapes::{FormError, Shapes};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use store::GraphEvaluator;

/// How long one query of a constraint may take: whoever waits can also interrupt.
const DEADLINE: Duration = Duration::from_secs(30);

/// Most statements of one file: as many as a small machine holds in memory.
const STATEMENTS: usize = 20_000_000;

#[expect(clippy::print_stderr, reason = "the report alone is the answer; a note is for people")]
pub(super) fn run(arguments: &Validate, language: Language) -> Result<(), Failure> {
    let unusable = |key: &str, cause: String| Failure::usage(language, key, &[("cause", cause)]);
    let mut files = Files { read: HashMap::new(), language };
    let mut sources = Vec::new();
    for path in &arguments.shapes {
        sources.push((path.display().to_string(), files.triples(path)?));
    }
    let shapes = Shapes::from_sources(&sources).map_err(|error| {
        let file = error.source_name.clone();
        let values = [("file", file), ("cause", FormError::from(error).explain(language.tag()))];
        Failure::usage(language, "validate-shapes", &values)
    })?;
    if shapes.judge_nothing() {
        eprintln!("codesocial: {}", text::say(language, "validate-nothing"));
    }
    let mut data = Vec::new();
    for path in &arguments.data {
        data.extend(files.triples(path)?);
    }
    let report = if shapes.asks_sparql() {
        GraphEvaluator::over(data.clone(), DEADLINE)
            .map_err(|error| unusable("validate-failure", chain(&error)))
            .and_then(|evaluator| {
                shapes.validate_with(&data, &evaluator).map_err(|error| unusable("validate-failure", chain(&error)))
            })?
    } else {
        shapes.validate_graph(&data).map_err(|error| unusable("validate-failure", chain(&error)))?
    };
    output::tell(&syntax::write_turtle_keeping_labels(&report.to_quads()), language)?;
    // SHACL, section 3.6.1.1: conforms is whether there is no result at all, advice included.
    if report.conforms() { Ok(()) } else { Err(Failure::No) }
}

/// The files given, each read once: who gives a file as shapes and as data means the same blank nodes.
struct Files {
    read: HashMap<PathBuf, Vec<Triple>>,
    language: Language,
}

impl Files {
    fn triples(&mut self, path: &Path) -> Result<Vec<Triple>, Failure> {
        let (given, language) = (path, self.language);
        let refuse = |cause: String| file::unreadable(given, cause, language);
        let path = path.canonicalize().map_err(|error| refuse(error.to_string()))?;
        if let Some(triples) = self.read.get(&path) {
            return Ok(triples.clone());
        }
        let (bytes, format) = file::read(given, language)?;
        let base = url::Url::from_file_path(&path).ok().and_then(|url| Iri::parse(url.as_str()).ok());
        let base = base.ok_or_else(|| refuse(path.display().to_string()))?;
        let parsed = syntax::parse_keeping_labels(&bytes, format, &base, STATEMENTS);
        let quads = parsed.map_err(|error| file::malformed(given, error, language))?;
        let triples: Vec<Triple> = self.apart(quads).into_iter().map(Triple::from).collect();
        self.read.insert(path, triples.clone());
        Ok(triples)
    }

    /// The blank nodes of the first file keep their labels; `_:a` of another one is another.
    fn apart(&self, quads: Vec<Quad>) -> Vec<Quad> {
        match self.read.len() {
            0 => quads,
            number => canon::rename(quads, |node| BlankNode::new_unchecked(format!("{}-{number}", node.as_str()))),
        }
    }
}
