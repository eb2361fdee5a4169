//! Why a command did not do what was asked, in the caller's language, with the exit code that says which kind.

use crate::output;
use crate::text::{self, Language};
use registry::folder::FolderError;
use registry::{FormFileError, OpenError, RebuildError, RebuildFolderError};
use std::error::Error;
use std::process::ExitCode;

/// Why a command stops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// What was asked for failed: exit 1.
    Failed(String),
    /// It was asked wrongly: exit 2.
    Usage(String),
    /// The answer is no, and stands on standard output: exit 1, and nothing more to say.
    No,
    /// Not a failure: help or the version was asked for, on standard output, exit 0.
    Told(String),
}

impl Failure {
    /// A failure whose text has this key.
    pub fn failed(language: Language, key: &str, values: &[(&'static str, String)]) -> Self {
        Self::Failed(text::fill(language, key, values))
    }

    /// Wrong usage whose text has this key.
    pub fn usage(language: Language, key: &str, values: &[(&'static str, String)]) -> Self {
        Self::Usage(text::fill(language, key, values))
    }

    /// A folder that could not be opened.
    pub fn opening(language: Language, error: &OpenError) -> Self {
        let folder = |path: &std::path::Path| vec![("folder", path.display().to_string())];
        match error {
            OpenError::Folder(FolderError::Owned(path)) => Self::failed(language, "folder-owned", &folder(path)),
            OpenError::Folder(FolderError::Unusable { path, source }) => {
                let mut values = folder(path);
                values.push(("cause", source.to_string()));
                Self::failed(language, "folder-unusable", &values)
            }
            OpenError::NoInstance(path) => Self::failed(language, "no-instance", &folder(path)),
            OpenError::AlreadyThere(path) => Self::failed(language, "instance-there", &folder(path)),
            OpenError::Journal(error) => Self::failed(language, "journal-unusable", &[("cause", chain(error))]),
            OpenError::Projection(error) => Self::failed(language, "projection-unusable", &[("cause", chain(error))]),
            OpenError::Grammar(error) => match error.source_name() {
                Some(file) => {
                    let values = [("file", file.to_owned()), ("cause", error.explain(language.tag()))];
                    Self::failed(language, "territory-form-unusable", &values)
                }
                None => Self::failed(language, "shapes-unusable", &[("cause", error.explain(language.tag()))]),
            },
            OpenError::FormFile(error) => Self::form_file(language, error),
        }
    }

    fn form_file(language: Language, error: &FormFileError) -> Self {
        let unusable = |path: &std::path::Path, cause: String| {
            Self::failed(language, "territory-form-unusable", &[("file", path.display().to_string()), ("cause", cause)])
        };
        match error {
            FormFileError::Unreadable { path, source } => unusable(path, source.to_string()),
            FormFileError::Misnamed(path) => unusable(path, text::say(language, "form-misnamed")),
            FormFileError::OfTheGrammar(path) => unusable(path, text::say(language, "form-of-grammar")),
            FormFileError::TooLarge { path, limit } => {
                unusable(path, text::fill(language, "form-too-large", &[("limit", limit.to_string())]))
            }
            FormFileError::NotUtf8 { path, line } => {
                unusable(path, text::fill(language, "not-utf8", &[("line", line.to_string())]))
            }
        }
    }

    /// A rebuild that stopped.
    pub fn rebuilding(language: Language, error: &RebuildFolderError) -> Self {
        match error {
            RebuildFolderError::Open(error) => Self::opening(language, error),
            RebuildFolderError::Rebuild(RebuildError::Chain(error)) => {
                Self::failed(language, "chain-broken", &[("cause", chain(error))])
            }
            RebuildFolderError::Rebuild(RebuildError::Journal(error)) => {
                Self::failed(language, "journal-unusable", &[("cause", chain(error))])
            }
            RebuildFolderError::Rebuild(RebuildError::Search(error)) => {
                Self::failed(language, "projection-not-made", &[("cause", chain(error))])
            }
            RebuildFolderError::Rebuild(RebuildError::Projection(error)) => {
                Self::failed(language, "projection-not-made", &[("cause", chain(error))])
            }
            RebuildFolderError::Rebuild(error @ (RebuildError::Folder(_) | RebuildError::Panicked(_))) => {
                Self::failed(language, "projection-not-made", &[("cause", chain(error))])
            }
        }
    }

    /// Says it, and gives the exit code.
    #[expect(clippy::print_stderr, reason = "the command line speaks through its streams")]
    pub fn print(&self, language: Language) -> ExitCode {
        match self {
            Self::Failed(text) => {
                eprintln!("codesocial: {}", text::for_terminal(text));
                ExitCode::from(1)
            }
            Self::No => ExitCode::from(1),
            Self::Usage(text) => {
                eprintln!("codesocial: {}", text::for_terminal(text));
                ExitCode::from(2)
            }
            Self::Told(text) => match output::tell_line(text, language) {
                Ok(()) => ExitCode::SUCCESS,
                Err(failure) => failure.print(language),
            },
        }
    }
}

/// An error with all its causes, in one line.
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let text = cause.to_string();
        if !line.ends_with(&text) {
            line.push_str(": ");
            line.push_str(&text);
        }
        source = cause.source();
    }
    line
}
