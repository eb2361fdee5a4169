//! Every route is in `/openapi.json`: what makes routes is named in one file, where a route comes with its description.

use super::Finding;
use crate::workspace::Workspace;

/// Where a handler and what is said of it come together.
const TABLE: &str = "crates/web/src/described/table.rs";

/// What a route can be made with. Written in pieces, so that this file does not find itself.
const MAKERS: [&str; 4] =
    [concat!("axum::", "routing"), concat!("route_", "service("), concat!(".ne", "st("), concat!(".me", "rge(")];

pub(super) fn findings(workspace: &Workspace) -> Vec<Finding> {
    let files = workspace.ending("rs").filter(|file| file.starts_with("crates/web/src/"));
    files.flat_map(|file| beside_the_table(file, &workspace.text(file).unwrap_or_default())).collect()
}

fn beside_the_table(file: &str, text: &str) -> Vec<Finding> {
    let lines = text.lines().enumerate().filter(|_| file != TABLE);
    let made = lines.filter_map(|(number, line)| Some((number, MAKERS.iter().find(|maker| makes(line, maker))?)));
    made.map(|(number, maker)| {
        let text = format!("{maker}: a route that /openapi.json does not tell; {TABLE} makes them");
        Finding::error(format!("{file}:{}", number + 1), text)
    })
    .collect()
}

/// Whether the line calls this with something: `iri.merge()` is an address.
fn makes(line: &str, maker: &str) -> bool {
    line.split(maker).skip(1).any(|after| !after.starts_with(')'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_are_made_in_the_table_alone() {
        let line = "use axum::routing::get;\n";
        for (file, text, count) in [
            ("crates/web/src/router.rs", line, 1),
            ("crates/web/src/router.rs", "routes.nest(\"/a\", other)", 1),
            ("crates/web/src/router.rs", "let other = routes.merge(more)", 1),
            ("crates/web/src/page/merge.rs", "frame.link(&proposal.merge())", 0),
            ("crates/web/src/router.rs", "Table::new().route(\"/\", get(home::get, &home::OPERATION))", 0),
            (TABLE, line, 0),
        ] {
            assert_eq!(beside_the_table(file, text).len(), count, "{file}: {text}");
        }
    }
}
