//! Files of RDF that a command is given: their extension says the format.

use crate::failure::Failure;
use crate::text::Language;
use model::syntax::{Format, SyntaxError};
use shapes::FormError;
use std::path::Path;

/// What is in a file, and what it is written in.
pub(super) fn read(path: &Path, language: Language) -> Result<(Vec<u8>, Format), Failure> {
    let name = path.display().to_string();
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    // Many name JSON-LD so.
    let is_json = extension.eq_ignore_ascii_case("json");
    let format = if is_json { Some(Format::JsonLd) } else { Format::from_extension(extension) };
    let Some(format) = format.filter(|format| format.is_readable()) else {
        return Err(Failure::usage(language, "file-format-unknown", &[("file", name)]));
    };
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, error.to_string(), language))?;
    Ok((bytes, format))
}

/// A file that cannot be read, and why.
pub(super) fn unreadable(path: &Path, cause: String, language: Language) -> Failure {
    Failure::usage(language, "file-unreadable", &[("file", path.display().to_string()), ("cause", cause)])
}

/// A file that is not what its format says, in the sentences that forms have for it.
pub(super) fn malformed(path: &Path, source: SyntaxError, language: Language) -> Failure {
    let error = FormError::Syntax { source_name: path.display().to_string(), source };
    unreadable(path, error.explain(language.tag()), language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_say_the_format() {
        let folder = tempfile::tempdir().unwrap();
        for (name, format) in [
            ("a.ttl", Some(Format::Turtle)),
            ("a.TTL", Some(Format::Turtle)),
            ("a.json", Some(Format::JsonLd)),
            ("a.JSON", Some(Format::JsonLd)),
            ("a.jsonld", Some(Format::JsonLd)),
            ("a.rdf", None),
            ("a.html", None),
            ("a", None),
        ] {
            let path = folder.path().join(name);
            std::fs::write(&path, "").unwrap();
            assert_eq!(read(&path, Language::En).map(|(_, format)| format).ok(), format, "{name}");
        }
    }
}
