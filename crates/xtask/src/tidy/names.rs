//! Names that say nothing: CONTRIBUTING.md has the rule, this has the list.

use super::Finding;
use crate::workspace::Workspace;

const MODULES: [&str; 8] = ["utils", "util", "common", "helpers", "manager", "misc", "core", "base"];
const FUNCTIONS: [&str; 2] = ["do_", "process_"];
/// Functions that traits of others name: `TokenSink` of html5ever.
const THEIRS: [&str; 1] = ["process_token"];

pub(super) fn findings(workspace: &Workspace) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in workspace.ending("rs") {
        findings.extend(file_name(file));
        findings.extend(declared(file, &workspace.text(file).unwrap_or_default()));
    }
    findings
}

fn file_name(file: &str) -> Option<Finding> {
    let path = file.strip_suffix(".rs").unwrap_or(file);
    let name = path.split('/').find(|part| MODULES.contains(part))?;
    Some(Finding::error(file, format!("“{name}” says nothing of what is inside")))
}

fn declared(file: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let code = without_texts(line);
        let words: Vec<_> = code.split_whitespace().collect();
        for pair in words.windows(2) {
            let [keyword, rest] = pair else { continue };
            let name = rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or_default();
            let empty = match *keyword {
                "mod" => MODULES.contains(&name),
                "fn" => FUNCTIONS.iter().any(|prefix| name.starts_with(prefix)) && !THEIRS.contains(&name),
                _ => false,
            };
            if empty && !line.trim_start().starts_with("//") {
                findings.push(Finding::error(
                    format!("{file}:{}", number + 1),
                    format!("“{name}” says nothing of what it does"),
                ));
            }
        }
    }
    findings
}

/// A line without what stands between quotation marks: a text may name what code may not.
fn without_texts(line: &str) -> String {
    line.split('"').step_by(2).collect::<Vec<_>>().join("\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_names_are_found() {
        check("crates/web/src/utils.rs", "", 1);
        check("crates/web/src/common/x.rs", "", 1);
        check("crates/web/src/negotiate.rs", "", 0);
        check("a.rs", "pub(crate) mod helpers;", 1);
        check("a.rs", "async fn do_import(x: u8) {", 1);
        check("a.rs", "fn process_<T>() {", 1);
        check("a.rs", "fn process_token(&self, token: Token) {", 0);
        check("a.rs", "fn document() { // in fn do_that", 1);
        check("a.rs", "// a fn do_import would say nothing", 0);
        check("a.rs", "use std::process::Command;", 0);
        check("a.rs", "mod baseline;", 0);
        check("a.rs", r#"let text = "mod helpers"; mod core;"#, 1);
    }

    #[track_caller]
    fn check(file: &str, text: &str, expected: usize) {
        let found = file_name(file).into_iter().count() + declared(file, text).len();
        assert_eq!(found, expected, "{file}: {text}");
    }
}
