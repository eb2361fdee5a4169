//! How long a file may be: 400 lines is a question, 600 a split.

use super::Finding;
use crate::workspace::Workspace;

const QUESTION: usize = 400;
const SPLIT: usize = 600;

pub(super) fn findings(workspace: &Workspace) -> Vec<Finding> {
    let sources = workspace.ending("rs").filter(|file| !file.contains("generated"));
    sources.filter_map(|file| length(file, workspace.text(file)?.lines().count())).collect()
}

fn length(file: &str, lines: usize) -> Option<Finding> {
    match lines {
        ..QUESTION => None,
        QUESTION..=SPLIT => Some(Finding::warning(file, format!("{lines} lines: is it one thing?"))),
        _ => Some(Finding::error(file, format!("{lines} lines: split it"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_are_questioned_then_refused() {
        assert_eq!(length("a.rs", 399), None);
        assert_eq!(length("a.rs", 400), Some(Finding::warning("a.rs", "400 lines: is it one thing?")));
        assert_eq!(length("a.rs", 600), Some(Finding::warning("a.rs", "600 lines: is it one thing?")));
        assert_eq!(length("a.rs", 601), Some(Finding::error("a.rs", "601 lines: split it")));
    }
}
