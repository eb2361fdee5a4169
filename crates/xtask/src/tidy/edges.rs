//! The edges between crates, and who alone may use a library. The table is docs/ARCHITECTURE.md's.

use super::Finding;
use crate::workspace::{Metadata, Package, Workspace};

/// Each crate with those of ours that it may use. `tests` may use all; dev-dependencies are exempt.
const MAY_USE: [(&str, &[&str]); 16] = [
    ("model", &[]),
    ("shapes", &["model"]),
    ("journal", &["model"]),
    ("store", &["model"]),
    ("repository", &["model"]),
    ("same", &["model"]),
    ("search", &["model"]),
    ("matching", &["model"]),
    ("exchange", &["model"]),
    ("outbound", &["model"]),
    ("registry", &["model", "shapes", "journal", "store", "repository", "same", "search", "matching"]),
    ("federation", &["model", "registry", "outbound"]),
    ("web", &["model", "registry", "exchange", "outbound", "federation"]),
    (
        "cli",
        &["model", "shapes", "journal", "store", "repository", "registry", "exchange", "outbound", "federation", "web"],
    ),
    ("xtask", &[]),
    ("agreement", &["shapes"]),
];

/// Each library that one crate hides from the others.
const ONLY_IN: [(&str, &str); 9] = [
    ("oxigraph", "store"),
    ("spareval", "store"),
    ("sqlx", "journal"),
    ("gix-object", "repository"),
    ("gix-packetline", "repository"),
    ("tantivy", "search"),
    ("rstar", "search"),
    ("reqwest", "outbound"),
    ("lettre", "outbound"),
];

/// The crates that stay pure: no runtime, no network.
const PURE: [&str; 5] = ["model", "shapes", "exchange", "same", "matching"];
const NOT_PURE: [&str; 4] = ["tokio", "axum", "hyper", "reqwest"];

pub(super) fn findings(workspace: &Workspace) -> Vec<Finding> {
    let members: Vec<_> = workspace.members().cloned().collect();
    let mut findings = edges(&members);
    findings.extend(hidden_libraries(&members));
    findings.extend(oxigraph_without_network(&workspace.metadata));
    findings
}

fn edges(members: &[Package]) -> Vec<Finding> {
    let ours = |name: &str| members.iter().any(|member| member.name == name);
    let mut findings = Vec::new();
    for member in members.iter().filter(|member| member.name != "tests") {
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == member.name) else {
            findings.push(Finding::error(&member.name, "a crate that tidy's table of edges does not know"));
            continue;
        };
        for used in used_by(member).filter(|used| ours(used) && !allowed.contains(used)) {
            findings.push(Finding::error(&member.name, format!("may not use {used} (docs/ARCHITECTURE.md)")));
        }
    }
    findings
}

fn hidden_libraries(members: &[Package]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for member in members.iter().filter(|member| member.name != "tests") {
        for used in used_by(member) {
            if let Some((_, owner)) = ONLY_IN.iter().find(|(library, owner)| *library == used && *owner != member.name)
            {
                findings.push(Finding::error(&member.name, format!("only {owner} may use {used}")));
            }
            if PURE.contains(&member.name.as_str()) && NOT_PURE.contains(&used) {
                findings.push(Finding::error(&member.name, format!("is pure and may not use {used}")));
            }
        }
    }
    findings
}

/// With its HTTP client on, `SERVICE` and `LOAD` of a stranger's query would reach past `outbound`'s guard; any
/// dependency could turn it on by unification, so the resolved features are looked at.
fn oxigraph_without_network(metadata: &Metadata) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in metadata.packages.iter().filter(|package| package.name == "oxigraph") {
        let resolved = metadata.resolve.nodes.iter().filter(|node| node.id == package.id);
        for feature in resolved.flat_map(|node| &node.features).filter(|feature| feature.starts_with("http-client")) {
            findings.push(Finding::error("oxigraph", format!("its feature {feature} is on")));
        }
    }
    findings
}

fn used_by(package: &Package) -> impl Iterator<Item = &str> {
    package.dependencies.iter().filter(|used| used.kind.as_deref() != Some("dev")).map(|used| used.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::{Dependency, Node, Resolve};

    #[test]
    fn edges_go_down_only() {
        check(&[("web", "registry")], &[]);
        check(&[("web", "store")], &["web: may not use store (docs/ARCHITECTURE.md)"]);
        check(&[("model", "shapes")], &["model: may not use shapes (docs/ARCHITECTURE.md)"]);
        check(&[("tests", "store")], &[]);
        check(&[("another", "model")], &["another: a crate that tidy's table of edges does not know"]);
    }

    #[test]
    fn libraries_stay_where_they_are_hidden() {
        check(&[("journal", "sqlx")], &[]);
        check(&[("registry", "sqlx")], &["registry: only journal may use sqlx"]);
        check(&[("web", "reqwest")], &["web: only outbound may use reqwest"]);
        check(&[("tests", "reqwest")], &[]);
        check(&[("exchange", "tokio")], &["exchange: is pure and may not use tokio"]);
    }

    #[test]
    fn dev_dependencies_are_exempt() {
        let dev = Dependency { name: "store".into(), kind: Some("dev".into()) };
        let web = Package { id: "web".into(), name: "web".into(), dependencies: vec![dev] };
        assert_eq!(edges(&[web, member("store", &[])]), []);
    }

    #[test]
    fn the_network_of_oxigraph_stays_off() {
        let with = |feature: &str| Metadata {
            packages: vec![member("oxigraph", &[])],
            workspace_members: Vec::new(),
            resolve: Resolve { nodes: vec![Node { id: "oxigraph".into(), features: vec![feature.into()] }] },
        };
        assert_eq!(oxigraph_without_network(&with("rocksdb")), []);
        let expected = Finding::error("oxigraph", "its feature http-client is on");
        assert_eq!(oxigraph_without_network(&with("http-client")), [expected]);
    }

    #[track_caller]
    fn check(edges_of: &[(&str, &str)], expected: &[&str]) {
        let mut members: Vec<_> = edges_of.iter().map(|(from, to)| member(from, &[to])).collect();
        for name in ["model", "shapes", "store", "registry"] {
            if !members.iter().any(|member| member.name == name) {
                members.push(member(name, &[]));
            }
        }
        let found: Vec<_> = edges(&members).into_iter().chain(hidden_libraries(&members)).collect();
        let found: Vec<_> = found.iter().map(|finding| format!("{}: {}", finding.place, finding.text)).collect();
        assert_eq!(found, expected);
    }

    fn member(name: &str, uses: &[&str]) -> Package {
        let dependencies = uses.iter().map(|used| Dependency { name: (*used).into(), kind: None }).collect();
        Package { id: name.into(), name: name.into(), dependencies }
    }
}
