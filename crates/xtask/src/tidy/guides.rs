//! The guides speak of addresses that exist, and say the same in both languages.

use super::Finding;
use crate::workspace::Workspace;
use std::collections::BTreeSet;

const GUIDES: &str = "docs/guides/";
const FRENCH: &str = "docs/guides/fr/";
const ENGLISH: &str = "docs/guides/en/";
/// Where the routes stand, and where the containers do.
const ROUTES: &str = "crates/web/src/router.rs";
const CONTAINERS: &str = "crates/model/src/iri.rs";
/// A path that begins so is one of the machine.
const OF_THE_MACHINE: [&str; 5] = ["/etc/", "/srv/", "/tmp/", "/usr/", "/var/"];

pub(super) fn findings(workspace: &Workspace) -> Vec<Finding> {
    let [routes, containers] = [ROUTES, CONTAINERS].map(|file| workspace.text(file).unwrap_or_default());
    let addresses = Addresses::of(&routes, &containers);
    let mut findings = Vec::new();
    for file in workspace.ending("md").filter(|file| file.starts_with(GUIDES)) {
        findings.extend(dead_addresses(file, &workspace.text(file).unwrap_or_default(), &addresses));
    }
    let mut paired = BTreeSet::new();
    for file in workspace.ending("md").filter(|file| file.starts_with(FRENCH)) {
        let text = workspace.text(file).unwrap_or_default();
        let other = other_language(&text).map(|name| [ENGLISH, name].concat());
        match other.as_deref().and_then(|other| Some((other, workspace.text(other)?))) {
            Some((other, translation)) => {
                findings.extend(unlike(file, &text, other, &translation));
                paired.insert(other.to_owned());
            }
            None => findings.push(Finding::error(file, "does not lead to itself in English")),
        }
    }
    let alone = workspace.ending("md").filter(|file| file.starts_with(ENGLISH) && !paired.contains(*file));
    findings.extend(alone.map(|file| Finding::error(file, "no guide in French leads to it")));
    findings
}

/// What an instance answers at.
struct Addresses {
    templates: Vec<Vec<String>>,
    containers: Vec<String>,
}

impl Addresses {
    fn of(routes: &str, containers: &str) -> Self {
        let literals = |text: &str| text.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
        let templates = literals(routes).into_iter().filter(|literal| literal.starts_with('/'));
        // `Codes "codes" [CODE_SOCIAL] "Descriptions.";`
        let named = containers.lines().filter(|line| line.contains("\" [") && line.trim_end().ends_with("\";"));
        Self {
            templates: templates.map(|template| template.split('/').map(str::to_owned).collect()).collect(),
            containers: named.filter_map(|line| literals(line).into_iter().next()).collect(),
        }
    }

    fn know(&self, path: &str) -> bool {
        let path: Vec<&str> = path.split(['?', '#']).next().unwrap_or_default().split('/').collect();
        let fits = |(wanted, part): (&String, &&str)| match wanted.as_str() {
            "{container}" => self.containers.iter().any(|known| known == part),
            wanted if wanted.contains('{') => !part.is_empty(),
            wanted => wanted == *part,
        };
        self.templates.iter().any(|template| template.len() == path.len() && template.iter().zip(&path).all(fits))
    }
}

fn dead_addresses(file: &str, text: &str, addresses: &Addresses) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in prose(text) {
        let quoted =
            line.split('`').skip(1).step_by(2).filter(|quoted| quoted.starts_with('/') && !quoted.contains(' '));
        for path in quoted.filter(|path| !OF_THE_MACHINE.iter().any(|folder| path.starts_with(folder))) {
            if !addresses.know(path) {
                findings.push(Finding::error(format!("{file}:{number}"), format!("nothing answers at {path}")));
            }
        }
    }
    findings
}

/// The lines outside of blocks, with their numbers.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut in_block = false;
    (1..).zip(text.lines()).filter(move |(_, line)| {
        let is_fence = line.trim_start().starts_with("```");
        in_block ^= is_fence;
        !in_block && !is_fence
    })
}

/// The name of the file that the line `*[In English](../en/NAME)*` leads to.
fn other_language(text: &str) -> Option<&str> {
    text.split("](../en/").nth(1)?.split(')').next()
}

fn unlike(file: &str, text: &str, other: &str, translation: &str) -> Vec<Finding> {
    let headings = |text: &str| prose(text).filter(|(_, line)| line.starts_with('#')).count();
    let blocks = |text: &str| text.lines().filter(|line| line.trim_start().starts_with("```")).count() / 2;
    [("headings", headings(text), headings(translation)), ("blocks", blocks(text), blocks(translation))]
        .into_iter()
        .filter(|(_, here, there)| here != there)
        .map(|(what, here, there)| Finding::error(file, format!("has {here} {what}, {other} has {there}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses() -> Addresses {
        Addresses::of(
            "table.route(\"/docs\", get(a)).route(\"/{container}/\", b).route(\"/forms/{form}\", c)",
            "    Codes \"codes\" [CODE_SOCIAL] \"Descriptions.\";\n    let text = \"nothing\";\n",
        )
    }

    #[test]
    fn addresses_exist() {
        for (text, count) in [
            ("see `/docs`, `/codes/`, `/forms/vines` and `/docs?lang=fr`", 0),
            ("see `/dogs`", 1),
            ("see `/nothing/` and `/forms/`", 2),
            ("in `/etc/systemd/x`, `GET /dogs`, `docs/`", 0),
            ("```\ncurl `/dogs`\n```", 0),
        ] {
            assert_eq!(dead_addresses("docs/guides/en/x.md", text, &addresses()).len(), count, "{text}");
        }
    }

    #[test]
    fn both_languages_have_the_same_parts() {
        let french = "# Un\n*[In English](../en/one.md)*\n## Deux\n```\n# pas un titre\n```\n";
        assert_eq!(other_language(french), Some("one.md"));
        assert!(unlike("fr", french, "en", "# One\n\n## Two\n```sh\nx\n```\n").is_empty());
        assert_eq!(unlike("fr", french, "en", "# One\n```\nx\n```\n").len(), 1);
        assert_eq!(unlike("fr", french, "en", "# One\n").len(), 2);
    }
}
