//! Data has its counterparts: each shape an input that it accepts and one that it refuses, each text all languages.

use super::Finding;
use crate::workspace::Workspace;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn findings(workspace: &Workspace) -> Vec<Finding> {
    let mut findings = untested_shapes(&workspace.files);
    findings.extend(untranslated(&messages(workspace)));
    findings
}

/// The groups of fields ask nothing of a document.
const GROUPS: &str = "groups";

/// `shapes/NAME.ttl` has `fixtures/shapes/NAME/valid-*` and `fixtures/shapes/NAME/invalid-*`; forms, one folder deeper,
/// likewise.
fn untested_shapes(files: &[String]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for shape in files.iter().filter(|file| file.starts_with("shapes/")) {
        let Some(name) = shape.strip_prefix("shapes/").and_then(|file| file.strip_suffix(".ttl")) else { continue };
        if name == GROUPS {
            continue;
        }
        for kind in ["valid", "invalid"] {
            let prefix = format!("fixtures/shapes/{name}/{kind}-");
            if !files.iter().any(|file| file.starts_with(&prefix)) {
                findings.push(Finding::error(shape, format!("there is no {prefix}*")));
            }
        }
    }
    findings
}

/// Locale → the keys of its messages, each with the folder and the file that it stands in.
type Messages = BTreeMap<String, BTreeSet<String>>;

/// The messages of each `crates/X/locales` apart.
fn messages(workspace: &Workspace) -> BTreeMap<String, Messages> {
    let mut found: BTreeMap<String, Messages> = BTreeMap::new();
    for file in workspace.ending("ftl") {
        let Some((folder, rest)) = file.split_once("/locales/") else { continue };
        let (locale, name) = rest.split_once('/').unwrap_or((rest, ""));
        let keys = keys(&workspace.text(file).unwrap_or_default());
        let of_locale = found.entry(folder.to_owned()).or_default().entry(locale.to_owned()).or_default();
        of_locale.extend(keys.into_iter().map(|key| format!("{name}: {key}")));
    }
    found
}

/// The identifiers of messages and terms; attributes are indented and belong to their message.
fn keys(text: &str) -> Vec<String> {
    let starts = |line: &&str| line.starts_with(|first: char| first.is_ascii_alphabetic() || first == '-');
    let lines = text.lines().filter(starts).filter_map(|line| line.split_once('='));
    lines.map(|(key, _)| key.trim().to_owned()).collect()
}

fn untranslated(messages: &BTreeMap<String, Messages>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (folder, locales) in messages {
        let all: BTreeSet<_> = locales.values().flatten().collect();
        for (locale, keys) in locales {
            for missing in all.iter().filter(|key| !keys.contains(**key)) {
                findings.push(Finding::error(format!("{folder}/locales/{locale}"), format!("lacks {missing}")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_shape_has_both_fixtures() {
        let files = [
            "shapes/offer.ttl",
            "shapes/groups.ttl",
            "shapes/forms/six.ttl",
            "fixtures/shapes/offer/valid-one.ttl",
            "fixtures/shapes/forms/six/invalid-one.ttl",
        ]
        .map(str::to_owned);
        let expected = [
            Finding::error("shapes/offer.ttl", "there is no fixtures/shapes/offer/invalid-*"),
            Finding::error("shapes/forms/six.ttl", "there is no fixtures/shapes/forms/six/valid-*"),
        ];
        assert_eq!(untested_shapes(&files), expected);
    }

    #[test]
    fn keys_are_those_of_messages() {
        let text = "# comment\nhello = Bonjour\n    .title = Titre\n-brand = CodeSocial\nlong =\n    rest = of it\n";
        assert_eq!(keys(text), ["hello", "-brand", "long"]);
    }

    #[test]
    fn each_message_is_in_each_locale() {
        let of = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<BTreeSet<_>>();
        let locales = Messages::from([("en".to_owned(), of(&["a", "b"])), ("fr".to_owned(), of(&["a"]))]);
        let found = untranslated(&BTreeMap::from([("crates/web".to_owned(), locales)]));
        assert_eq!(found, [Finding::error("crates/web/locales/fr", "lacks b")]);
    }
}
