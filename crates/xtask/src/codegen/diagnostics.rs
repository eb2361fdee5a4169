//! `crates/shapes/diagnostics.ttl` and `fixtures/check` → docs/diagnostics: a page per code, and their index.

use anyhow::{Context, Result, ensure};
use oxrdf::{NamedOrBlankNode, Term, Triple};
use oxttl::TurtleParser;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const TABLE: &str = "crates/shapes/diagnostics.ttl";
const FIXTURES: &str = "fixtures/check";
/// Where the pages are, from the root.
pub(super) const PAGES: &str = "docs/diagnostics";
const NAMESPACE: &str = "https://w3id.org/codesocial/diagnostics#";
/// A longer example says no more.
const EXAMPLE_LIMIT: usize = 40;

/// A language of the pages, and what they say in it beside the table.
struct Language {
    tag: &'static str,
    heading: &'static str,
    what: &'static str,
    why: &'static str,
    help: &'static str,
    severities: [&'static str; 3],
}

const FRENCH: Language = Language {
    tag: "fr",
    heading: "En français",
    what: "Ce qui ne va pas",
    why: "Pourquoi c’est important",
    help: "Comment le corriger",
    severities: ["erreur", "avertissement", "conseil"],
};

const ENGLISH: Language = Language {
    tag: "en",
    heading: "In English",
    what: "What is wrong",
    why: "Why it matters",
    help: "How to mend it",
    severities: ["error", "warning", "advice"],
};

/// Subject → property → language → text, all local names.
type Table = BTreeMap<String, BTreeMap<String, BTreeMap<String, String>>>;

/// The pages, by their path from the root.
pub(super) fn pages(root: &Path) -> Result<BTreeMap<String, String>> {
    let text = fs::read_to_string(root.join(TABLE)).with_context(|| format!("cannot read {TABLE}"))?;
    let table = read(&text)?;
    let mut pages = BTreeMap::new();
    let codes: Vec<_> = table.iter().filter(|(name, _)| name.starts_with("CS")).collect();
    ensure!(!codes.is_empty(), "{TABLE} has no diagnostic");
    for (code, row) in &codes {
        let examples = Examples::read(root, code)?;
        let mut page = String::new();
        writeln!(page, "<!-- Made by `cargo xtask codegen` from {TABLE} and {FIXTURES}. Do not edit. -->\n")?;
        writeln!(page, "# {code}: {} / {}\n", said(row, code, "title", "fr")?, said(row, code, "title", "en")?)?;
        writeln!(page, "[Tous les codes / all codes](README.md)")?;
        for language in [&FRENCH, &ENGLISH] {
            part(&mut page, code, row, language)?;
        }
        page.push_str(&examples.shown());
        pages.insert(format!("{PAGES}/{code}.md"), page);
    }
    pages.insert(format!("{PAGES}/README.md"), index(&table)?);
    Ok(pages)
}

fn part(
    page: &mut String,
    code: &str,
    row: &BTreeMap<String, BTreeMap<String, String>>,
    language: &Language,
) -> Result<()> {
    let severity = severity(row, language)?;
    writeln!(page, "\n## {}\n\n**{}** ({severity})", language.heading, said(row, code, "title", language.tag)?)?;
    for (heading, key) in [(language.what, "what"), (language.why, "why"), (language.help, "help")] {
        let text = said(row, code, key, language.tag)?;
        let end = if text.ends_with(['.', '!', '?', '`']) { "" } else { "." };
        writeln!(page, "\n### {heading}\n\n{}{end}", gaps(text))?;
    }
    Ok(())
}

/// What is filled in is shown as such: `{name}` → *name*.
fn gaps(text: &str) -> String {
    text.replace('{', "‹").replace('}', "›")
}

fn index(table: &Table) -> Result<String> {
    let mut page = format!("<!-- Made by `cargo xtask codegen` from {TABLE}. Do not edit. -->\n\n");
    page.push_str("# Diagnostics de `codesocial check` / diagnostics of `codesocial check`\n\n");
    page.push_str("Chaque page explique un code en français et en anglais, avec un exemple et sa correction.\n");
    page.push_str("Each page explains a code in French and English, with an example and its mended form.\n");
    for (group, row) in table.iter().filter(|(name, _)| name.starts_with("group-")) {
        let number = group.trim_start_matches("group-");
        let (french, english) = (said(row, group, "title", "fr")?, said(row, group, "title", "en")?);
        writeln!(page, "\n## {french} / {english}\n\n| code | | français | English |\n|---|---|---|---|")?;
        for (code, row) in table.iter().filter(|(code, _)| code.starts_with(&format!("CS{number}"))) {
            let (french, english) = (said(row, code, "title", "fr")?, said(row, code, "title", "en")?);
            let severity = format!("{} / {}", severity(row, &FRENCH)?, severity(row, &ENGLISH)?);
            writeln!(page, "| [{code}]({code}.md) | {severity} | {french} | {english} |")?;
        }
    }
    Ok(page)
}

fn said<'t>(
    row: &'t BTreeMap<String, BTreeMap<String, String>>,
    name: &str,
    key: &str,
    language: &str,
) -> Result<&'t str> {
    let text = row.get(key).and_then(|texts| texts.get(language));
    text.map(String::as_str).with_context(|| format!("{TABLE}: {name} has no d:{key} in {language}"))
}

fn severity(row: &BTreeMap<String, BTreeMap<String, String>>, language: &Language) -> Result<&'static str> {
    let severity = row.get("severity").and_then(|texts| texts.get("")).map(String::as_str);
    let all = ["Violation", "Warning", "Info"].into_iter().zip(language.severities);
    let found = all.into_iter().find(|(term, _)| severity == Some(*term)).map(|(_, name)| name);
    found.with_context(|| format!("{TABLE}: {severity:?} is no severity"))
}

fn read(text: &str) -> Result<Table> {
    let mut table = Table::new();
    for triple in TurtleParser::new().for_slice(text) {
        let Triple { subject, predicate, object } = triple.with_context(|| format!("{TABLE} is not Turtle"))?;
        let NamedOrBlankNode::NamedNode(subject) = subject else { continue };
        let local = |iri: &str| iri.rsplit('#').next().unwrap_or_default().to_owned();
        ensure!(subject.as_str().starts_with(NAMESPACE), "{TABLE}: {subject} is not of {NAMESPACE}");
        let (language, said) = match &object {
            Term::Literal(literal) => (literal.language().unwrap_or_default().to_owned(), literal.value().to_owned()),
            Term::NamedNode(node) => (String::new(), local(node.as_str())),
            Term::BlankNode(_) => continue,
        };
        let row = table.entry(local(subject.as_str())).or_default();
        row.entry(local(predicate.as_str())).or_default().insert(language, said);
    }
    Ok(table)
}

struct Examples {
    bad: Example,
    mended: Example,
    form: Option<Example>,
}

struct Example {
    syntax: String,
    text: String,
}

impl Examples {
    fn read(root: &Path, code: &str) -> Result<Self> {
        let folder = root.join(FIXTURES);
        let find = |kind: &str| -> Result<Option<Example>> {
            for extension in ["ttl", "trig", "nq", "jsonld"] {
                let path = folder.join(format!("{code}{kind}.{extension}"));
                if path.exists() {
                    let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    return Ok(Some(Example { syntax: extension.to_owned(), text }));
                }
            }
            Ok(None)
        };
        let needed = |kind: &str| find(kind)?.with_context(|| format!("{FIXTURES}/{code}{kind}.* is missing"));
        Ok(Self { bad: needed("")?, mended: needed(".mended")?, form: find(".form")? })
    }

    fn shown(&self) -> String {
        let form =
            self.form.as_ref().map(|form| ("Formulaire de territoire suivi / form of a territory followed", form));
        let parts = [
            Some(("Exemple qui le déclenche / example that triggers it", &self.bad)),
            form,
            Some(("Le même, corrigé / the same, mended", &self.mended)),
        ];
        let parts = parts.into_iter().flatten();
        let shown: Vec<_> = parts.map(|(title, example)| format!("\n## {title}\n\n{}\n", example.shown())).collect();
        shown.concat()
    }
}

impl Example {
    fn shown(&self) -> String {
        let kept = |line: &&str| {
            !line.starts_with("# expect:") && !line.contains("\"expect:") && !line.starts_with("# limit:")
        };
        let lines: Vec<_> = self.text.lines().filter(kept).skip_while(|line| line.is_empty()).collect();
        let cut = lines.len() > EXAMPLE_LIMIT;
        let mut text = String::new();
        for line in lines.iter().take(EXAMPLE_LIMIT) {
            let long = line.chars().count() > 160;
            text.extend(line.chars().take(160));
            text.push_str(if long { "…" } else { "" });
            text.push('\n');
        }
        if cut {
            text.push_str("…\n");
        }
        let syntax = match self.syntax.as_str() {
            "jsonld" => "json",
            "nq" => "text",
            _ => "turtle",
        };
        format!("```{syntax}\n{text}```")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: &str = r#"@prefix d: <https://w3id.org/codesocial/diagnostics#> . @prefix sh: <http://www.w3.org/ns/shacl#> .
        d:group-00 d:title "Lire"@fr, "Reading"@en .
        d:CS0001 d:severity sh:Warning ; d:title "Vide"@fr, "Empty"@en ; d:what "{name} manque"@fr, "{name} is missing"@en ;
            d:why "Oui."@fr, "Yes."@en ; d:help "Ajoutez."@fr, "Add."@en ."#;

    #[test]
    fn a_page_says_everything_in_both_languages() {
        let table = read(ROW).unwrap();
        let example = |text: &str| Example { syntax: "ttl".to_owned(), text: text.to_owned() };
        let examples = Examples { bad: example("# expect: 1:1\n<> a 1 ."), mended: example("<> a 2 ."), form: None };
        let mut page = String::new();
        for language in [&FRENCH, &ENGLISH] {
            part(&mut page, "CS0001", &table["CS0001"], language).unwrap();
        }
        page.push_str(&examples.shown());
        for part in ["**Vide** (avertissement)", "‹name› is missing.", "```turtle\n<> a 1 .\n```", "<> a 2 ."] {
            assert!(page.contains(part), "{part} is not in {page}");
        }
        assert!(!page.contains("expect"));
        assert!(index(&table).unwrap().contains("| [CS0001](CS0001.md) | avertissement / warning | Vide | Empty |"));
    }

    #[test]
    fn a_row_without_a_text_is_refused() {
        let table = read(&ROW.replace(", \"Add.\"@en", "")).unwrap();
        assert!(said(&table["CS0001"], "CS0001", "help", "en").is_err());
    }
}
