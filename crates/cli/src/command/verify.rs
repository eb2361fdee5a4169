//! `codesocial verify`: holds the file of a release against its signature, and other copies of its documents against what
//! was frozen. It needs no instance and no network.

mod human;
mod json;

use crate::arguments::Verify;
use crate::failure::Failure;
use crate::output;
use crate::text::Language;
use model::integrity::PublicKey;
use model::release::verify::{Copy, Verification, verify};
use model::release::{ManifestError, ReleaseFile, ReleaseFileError};
use model::syntax::Format;
use std::path::Path;

/// Largest file of a release, in bytes: a thousand documents of a hundred kilobytes.
const FILE_LIMIT: u64 = 128 << 20;

/// What was found, for whoever writes it down.
struct Findings {
    file: ReleaseFile,
    verification: Verification,
    language: Language,
}

pub(super) fn run(arguments: &Verify, language: Language) -> Result<(), Failure> {
    let trusted = arguments.key.as_deref().map(|key| trusted(key, language)).transpose()?;
    let text = read_text(&arguments.file, language)?;
    let copies = arguments.copies.iter().map(|path| copy(path, language)).collect::<Result<Vec<_>, _>>()?;
    let file = match ReleaseFile::parse(&text) {
        Ok(file) => file,
        Err(error) => return refuse(&error, arguments, language),
    };
    let verification = verify(&file, &copies, trusted);
    let holds = verification.holds();
    let findings = Findings { file, verification, language };
    let report = if arguments.json { json::write(&findings) } else { human::write(&findings) };
    output::tell_line(&report, language)?;
    if holds { Ok(()) } else { Err(Failure::failed(language, "verify-refused", &[])) }
}

/// The file is no release, or one that says more than was signed.
fn refuse(error: &ReleaseFileError, arguments: &Verify, language: Language) -> Result<(), Failure> {
    let file = ("file", arguments.file.display().to_string());
    let (key, values) = match error {
        ReleaseFileError::Manifest(ManifestError::NotJson { line, column }) => {
            ("verify-not-json", vec![file, ("line", line.to_string()), ("column", column.to_string())])
        }
        ReleaseFileError::Format(format) => ("verify-format", vec![file, ("format", format.clone())]),
        ReleaseFileError::Manifest(ManifestError::Shape(cause)) => {
            ("verify-shape", vec![file, ("cause", cause.clone())])
        }
        ReleaseFileError::Manifest(ManifestError::Contexts) => ("verify-contexts", vec![file]),
        ReleaseFileError::Manifest(ManifestError::Ambiguous) => ("verify-ambiguous", vec![file]),
        ReleaseFileError::Manifest(ManifestError::Addresses) => ("verify-addresses", vec![file]),
        ReleaseFileError::Manifest(ManifestError::Integrity(cause)) => {
            ("verify-proof", vec![file, ("cause", cause.to_string())])
        }
    };
    if arguments.json {
        output::tell_line(&json::refused(key.trim_start_matches("verify-"), error), language)?;
    }
    Err(Failure::failed(language, key, &values))
}

/// `z6Mk…`, or an address that ends in it.
fn trusted(text: &str, language: Language) -> Result<PublicKey, Failure> {
    let last = text.rsplit(['/', '#']).next().unwrap_or(text);
    PublicKey::from_multibase(last).map_err(|_| Failure::usage(language, "verify-key", &[("key", text.to_owned())]))
}

fn copy(path: &Path, language: Language) -> Result<Copy, Failure> {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let Some(format) = Format::from_extension(extension).filter(|format| format.is_readable()) else {
        let known: Vec<_> =
            Format::ALL.iter().filter(|format| format.is_readable()).map(|format| format.extension()).collect();
        let values = [("source", path.display().to_string()), ("known", known.join(", "))];
        return Err(Failure::usage(language, "validate-format", &values));
    };
    Ok(Copy { name: path.display().to_string(), bytes: read(path, language)?, format })
}

fn read_text(path: &Path, language: Language) -> Result<String, Failure> {
    String::from_utf8(read(path, language)?).map_err(|error| unreadable(path, error.to_string(), language))
}

fn read(path: &Path, language: Language) -> Result<Vec<u8>, Failure> {
    let size = std::fs::metadata(path).map_err(|error| unreadable(path, error.to_string(), language))?.len();
    if size > FILE_LIMIT {
        return Err(unreadable(path, format!("> {FILE_LIMIT} B"), language));
    }
    std::fs::read(path).map_err(|error| unreadable(path, error.to_string(), language))
}

fn unreadable(path: &Path, cause: String, language: Language) -> Failure {
    Failure::usage(language, "file-unreadable", &[("file", path.display().to_string()), ("cause", cause)])
}

#[cfg(test)]
mod tests;
