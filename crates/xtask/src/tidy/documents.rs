//! Documents speak of what exists: paths and links lead somewhere, each crate is named, decisions are numbered.

use super::Finding;
use crate::workspace::Workspace;

const ARCHITECTURE: &str = "docs/ARCHITECTURE.md";
const DECISIONS: &str = "docs/decisions/";
const GUIDES: &str = "docs/guides/";
/// The documents whose paths are checked, besides the decisions and the guides.
const CHECKED: [&str; 6] =
    ["README.md", "CONTRIBUTING.md", ARCHITECTURE, "docs/API.md", "docs/OPERATING.md", "docs/FEDERATION.md"];
/// Text in backquotes that begins so is a path of the repository.
const TOP_FOLDERS: [&str; 8] = ["crates/", "docs/", "fixtures/", "ontology/", "shapes/", "tests/", ".ci/", ".config/"];

pub(super) fn findings(workspace: &Workspace) -> Vec<Finding> {
    let mut findings = Vec::new();
    let more = workspace.ending("md").map(String::as_str);
    let more = more.filter(|file| [DECISIONS, GUIDES].iter().any(|folder| file.starts_with(folder)));
    for file in CHECKED.into_iter().chain(more) {
        if let Some(text) = workspace.text(file) {
            let exists = |path: &str| workspace.has(path);
            findings.extend(dead_paths(file, &text, exists));
        }
    }
    match workspace.text(ARCHITECTURE) {
        Some(text) => findings.extend(unnamed_crates(&text, workspace.members().map(|member| member.name.as_str()))),
        None => findings.push(Finding::error(ARCHITECTURE, "is missing")),
    }
    findings.extend(gaps(&workspace.files));
    findings
}

fn dead_paths(file: &str, text: &str, exists: impl Fn(&str) -> bool) -> Vec<Finding> {
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut findings = Vec::new();
    let mut in_code = false;
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
            continue;
        }
        if in_code {
            continue;
        }
        let linked = links(line).filter_map(|target| resolve(folder, target));
        let quoted = quotations(line).filter(|quoted| is_path(quoted)).map(str::to_owned);
        for path in linked.chain(quoted).filter(|path| !exists(path)) {
            findings.push(Finding::error(format!("{file}:{}", number + 1), format!("{path} does not exist")));
        }
    }
    findings
}

/// The targets of `[text](target)` in a line, without those that lead out of the repository.
fn links(line: &str) -> impl Iterator<Item = &str> {
    let targets = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.filter(|target| !target.contains("://") && !target.starts_with('#') && !target.starts_with("mailto:"))
}

/// What stands between backquotes in a line.
fn quotations(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

fn is_path(quoted: &str) -> bool {
    let pattern = quoted.contains(['*', '<', '>', '{', '}', '…', ' ', '#', '?']);
    !pattern && TOP_FOLDERS.iter().any(|folder| quoted.starts_with(folder))
}

/// A link's target as a path from the root; `None`: it leads outside.
fn resolve(folder: &str, target: &str) -> Option<String> {
    let target = target.split('#').next().unwrap_or_default();
    let mut parts: Vec<_> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

fn unnamed_crates<'a>(text: &str, crates: impl Iterator<Item = &'a str>) -> Vec<Finding> {
    let unnamed = crates.filter(|name| !text.contains(&format!("`{name}`")));
    unnamed.map(|name| Finding::error(ARCHITECTURE, format!("does not name the crate `{name}`"))).collect()
}

/// Decisions are `NNNN-title.md`, from 0001 on, without gap or double.
fn gaps(files: &[String]) -> Vec<Finding> {
    let decisions = files.iter().filter_map(|file| file.strip_prefix(DECISIONS));
    let mut findings = Vec::new();
    for (number, file) in (1..).zip(decisions) {
        let expected = format!("{number:04}-");
        if !file.starts_with(&expected) {
            findings.push(Finding::error(format!("{DECISIONS}{file}"), format!("should begin with {expected}")));
            break;
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_paths_lead_somewhere() {
        check("see [the code](../crates/model)", &[]);
        check("see [the code](../crates/modle)", &["crates/modle does not exist"]);
        check("see [below](#walkthroughs) and [a page](https://example.org/x)", &[]);
        check("see [a part](API.md#quirks)", &["docs/API.md does not exist"]);
        check("`crates/model` and `crates/gone/src`", &["crates/gone/src does not exist"]);
        check("`crates/*/src` and `shapes/<class>`", &[]);
        check("```\n`crates/gone`\n```", &[]);
    }

    #[test]
    fn each_crate_is_named() {
        let found = unnamed_crates("`model` and web", ["model", "web"].into_iter());
        assert_eq!(found, [Finding::error(ARCHITECTURE, "does not name the crate `web`")]);
    }

    #[test]
    fn decisions_are_numbered_without_gap() {
        let number = |names: &[&str]| {
            let files: Vec<_> = names.iter().map(|name| format!("docs/decisions/{name}")).collect();
            gaps(&files).len()
        };
        assert_eq!(number(&["0001-a.md", "0002-b.md"]), 0);
        assert_eq!(number(&["0001-a.md", "0003-b.md"]), 1);
        assert_eq!(number(&["0001-a.md", "0001-b.md"]), 1);
        assert_eq!(number(&["0002-a.md"]), 1);
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = dead_paths("docs/ARCHITECTURE.md", text, |path| path == "crates/model");
        let found: Vec<_> = found.into_iter().map(|finding| finding.text).collect();
        assert_eq!(found, expected);
    }
}
