//! Dependencies: each says in the table of versions what it is for, and each crate uses those that it names. So do packages
//! that are no members, in tables of their own.

use super::Finding;
use crate::workspace::{APART, Package, Workspace};

pub(super) fn findings(workspace: &Workspace) -> Vec<Finding> {
    let mut findings =
        uncommented("Cargo.toml", "[workspace.dependencies]", &workspace.text("Cargo.toml").unwrap_or_default());
    for folder in APART {
        let manifest = format!("{folder}/Cargo.toml");
        match workspace.text(&manifest) {
            Some(text) => findings.extend(uncommented(&manifest, "[dependencies]", &text)),
            None => findings.push(Finding::error(manifest, "is missing")),
        }
    }
    let is_apart = |file: &str| APART.iter().any(|folder| file.starts_with(folder));
    for member in workspace.members() {
        let folder = match member.name.as_str() {
            "tests" => "tests/".to_owned(),
            "agreement" => "tests/agreement/".to_owned(),
            name => format!("crates/{name}/"),
        };
        let sources = workspace.ending("rs").filter(|file| file.starts_with(&folder) && !is_apart(file));
        let sources: Vec<String> = sources.filter_map(|file| workspace.text(file)).collect();
        findings.extend(unused(member, &sources));
    }
    findings
}

/// Dependencies that the crate's sources never name. Those of the build only hold features in place.
fn unused(member: &Package, sources: &[String]) -> Vec<Finding> {
    let named = |name: &str| {
        let path = format!("{}::", name.replace('-', "_"));
        let begins_there = |text: &str, place: usize| {
            !text.get(..place).unwrap_or_default().ends_with(|before: char| before.is_alphanumeric() || before == '_')
        };
        sources.iter().any(|text| text.match_indices(&path).any(|(place, _)| begins_there(text, place)))
    };
    let used = member.dependencies.iter().filter(|used| used.kind.as_deref() != Some("build"));
    used.filter(|used| !named(&used.name))
        .map(|used| Finding::error(&member.name, format!("names {} in its manifest and never uses it", used.name)))
        .collect()
}

fn uncommented(file: &str, table: &str, manifest: &str) -> Vec<Finding> {
    let mut inside = false;
    let mut findings = Vec::new();
    for (number, line) in manifest.lines().enumerate() {
        if line.starts_with('[') {
            inside = line.trim() == table;
            continue;
        }
        let entry = inside && !line.trim().is_empty() && !line.trim_start().starts_with('#');
        let ours = line.contains("path = \"crates/");
        if entry && !ours && !line.contains(" # ") {
            let name = line.split(['=', ' ', '.']).next().unwrap_or_default();
            let place = format!("{file}:{}", number + 1);
            findings.push(Finding::error(place, format!("{name}: say in a comment what it is for")));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Dependency;

    #[test]
    fn each_dependency_is_used() {
        let dependency =
            |name: &str, kind: Option<&str>| Dependency { name: name.into(), kind: kind.map(str::to_owned) };
        let dependencies = vec![
            dependency("tokio-util", None),
            dependency("rand", None),
            dependency("tempfile", Some("dev")),
            dependency("syn", Some("build")),
        ];
        let web = Package { id: "web".into(), name: "web".into(), dependencies };
        let found = |source: &str| {
            let found = unused(&web, &[source.to_owned()]);
            found.into_iter().map(|finding| finding.text).collect::<Vec<_>>()
        };
        assert_eq!(found("use tokio_util::io;\nlet x = rand::rng();\ntempfile::tempdir()"), [""; 0]);
        assert_eq!(
            found("use tokio_util::io;\nuse operand::x;\nfn tempfile() {}"),
            ["names rand in its manifest and never uses it", "names tempfile in its manifest and never uses it"]
        );
    }

    #[test]
    fn each_dependency_says_what_it_is_for() {
        let manifest = "[workspace.dependencies]\n# Group.\nmodel = { path = \"crates/model\" }\n\
                        serde = \"1\" # wire types\nhex = \"0.4\"\n[profile.release]\ndebug = true\n";
        let found = |table: &str| uncommented("Cargo.toml", table, manifest);
        assert_eq!(
            found("[workspace.dependencies]"),
            [Finding::error("Cargo.toml:5", "hex: say in a comment what it is for")]
        );
        assert_eq!(found("[dependencies]"), []);
    }
}
