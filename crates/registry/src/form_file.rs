//! Files of forms in the data folder.

use crate::error::FormFileError;
use crate::form::SEGMENT;
use model::Slug;
use std::path::{Path, PathBuf};

/// Largest file of a form, in bytes: ours have some thousands.
const LIMIT: u64 = 4 << 20;

/// How they end.
const ENDING: &str = "ttl";

/// A form that the operator keeps.
pub(crate) struct FormFile {
    pub(crate) slug: Slug,
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

/// The file of a form, as seen from the data folder.
pub(crate) fn name(slug: &Slug) -> String {
    format!("{SEGMENT}{slug}.{ENDING}")
}

/// `forms/*.ttl`, by name.
pub(crate) fn read_all(folder: &Path) -> Result<Vec<FormFile>, FormFileError> {
    let folder = folder.join(SEGMENT);
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(&folder, error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| unreadable(&folder, error))?.path();
        if path.extension().is_some_and(|extension| extension == ENDING) {
            paths.push(path);
        }
    }
    paths.sort();
    paths.into_iter().map(read).collect()
}

fn read(path: PathBuf) -> Result<FormFile, FormFileError> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let slug = Slug::from_text(&stem).ok().filter(|slug| slug.as_str() == stem);
    let Some(slug) = slug else { return Err(FormFileError::Misnamed(path)) };
    let size = std::fs::metadata(&path).map_err(|error| unreadable(&path, error))?.len();
    if size > LIMIT {
        return Err(FormFileError::TooLarge { path, limit: LIMIT });
    }
    let bytes = std::fs::read(&path).map_err(|error| unreadable(&path, error))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(FormFile { slug, path, text }),
        Err(error) => {
            let whole = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
            let line = whole.split(|byte| *byte == b'\n').count();
            Err(FormFileError::NotUtf8 { path, line })
        }
    }
}

fn unreadable(path: &Path, source: std::io::Error) -> FormFileError {
    FormFileError::Unreadable { path: path.to_owned(), source }
}
