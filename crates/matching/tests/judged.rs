//! The judged pairs of `fixtures/matching`: how well what people would bring together comes first.
//!
//! `cargo test --release -p matching --test judged -- --nocapture` tells each query's figure. Whoever tunes looks at the
//! queries for tuning only: `tuning` runs those, `kept` tells the final figure and nothing of what it is made of.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::iter_over_hash_type,
    reason = "a test fails loudly, and tells its figures; its helpers stand outside test functions"
)]

use jiff::civil::{Date, date};
use matching::{Collection, Concept, Openness, Sheet};
use model::syntax::{self, Format};
use model::{Document, Iri};
use oxrdf::{GraphName, Triple};
use shapes::{Grammar, Stage};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

const TODAY: Date = date(2026, 11, 23);
const HOST: &str = "https://vallee.example";
/// The figure to reach.
const ENOUGH: f64 = 0.85;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/matching")
}

/// The documents of a TriG file.
fn documents(file: &Path) -> Vec<Document> {
    let base = Iri::parse(&format!("{HOST}/")).unwrap();
    let quads = syntax::parse(&std::fs::read(file).unwrap(), Format::TriG, &base, 100_000).unwrap();
    let mut graphs: BTreeMap<String, Vec<Triple>> = BTreeMap::new();
    for quad in quads {
        let GraphName::NamedNode(graph) = &quad.graph_name else { continue };
        graphs.entry(graph.as_str().to_owned()).or_default().push(quad.into());
    }
    graphs.into_iter().map(|(iri, triples)| Document::admit(Iri::parse(&iri).unwrap(), triples).unwrap()).collect()
}

fn pages(part: &str) -> Vec<Document> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder().join(part)).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "trig"));
    files.sort();
    files.iter().flat_map(|file| documents(file)).collect()
}

/// Grades by query and candidate, in the order of the file.
fn judgements(part: &str) -> Vec<(String, HashMap<String, u32>)> {
    let text = std::fs::read_to_string(folder().join(part).join("judgements.tsv")).unwrap();
    let mut judged: Vec<(String, HashMap<String, u32>)> = Vec::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        if judged.last().is_none_or(|(query, _)| query != cells[0]) {
            judged.push((cells[0].to_owned(), HashMap::new()));
        }
        judged.last_mut().unwrap().1.insert(cells[1].to_owned(), cells[2].parse().unwrap());
    }
    judged
}

/// Both parts together: what a query is compared with is what is there.
fn collection() -> Collection {
    let mut collection = Collection::default();
    for (iri, concept) in Concept::ours() {
        collection.put_concept(&iri, concept);
    }
    for theme in documents(&folder().join("themes.trig")) {
        collection.put_concept(theme.iri(), Concept::of(&theme).unwrap());
    }
    for page in ["tuning", "kept"].into_iter().flat_map(pages) {
        collection.put(Sheet::of(&page).unwrap(), Openness::Everybody);
    }
    collection
}

fn path(iri: &Iri) -> String {
    iri.as_str().trim_start_matches(HOST).to_owned()
}

/// The discounted gain of the first ten grades of a list.
fn gain(grades: impl Iterator<Item = u32>) -> f64 {
    grades.take(10).zip(2_u32..).map(|(grade, rank)| f64::from(2_u32.pow(grade) - 1) / f64::from(rank).log2()).sum()
}

/// What part of the best gain there is.
fn ndcg(found: impl Iterator<Item = u32>, grades: &HashMap<String, u32>) -> f64 {
    let mut best: Vec<u32> = grades.values().copied().collect();
    best.sort_unstable_by(|one, other| other.cmp(one));
    gain(found) / gain(best.into_iter())
}

/// Of each query: with its ten candidates, and among all that there is, where what nobody judged counts for nothing.
fn figures(part: &str, tell: impl Fn(&str, f64, &[(String, f64, Option<u32>)])) -> (f64, f64, usize) {
    let collection = collection();
    let (mut of_candidates, mut of_all) = (0.0, 0.0);
    let judged = judgements(part);
    for (query, grades) in &judged {
        let iri = Iri::parse(&format!("{HOST}{query}")).unwrap();
        assert!(collection.get(&iri).is_some(), "{query}");
        let found = collection.matches(&iri, TODAY, 10, |_| true);
        of_all += ndcg(found.iter().map(|found| grades.get(&path(&found.iri)).copied().unwrap_or(0)), grades);
        let found = collection.matches(&iri, TODAY, 10, |sheet| grades.contains_key(&path(&sheet.iri)));
        let figure = ndcg(found.iter().map(|found| grades[&path(&found.iri)]), grades);
        of_candidates += figure;
        let ranked: Vec<(String, f64, Option<u32>)> = found
            .iter()
            .map(|found| {
                (
                    format!("{} {:?}", path(&found.iri), found.score.parts),
                    found.score.whole,
                    grades.get(&path(&found.iri)).copied(),
                )
            })
            .collect();
        tell(query, figure, &ranked);
        for (candidate, grade) in grades {
            let is_found = found.iter().any(|found| path(&found.iri) == *candidate);
            if *grade > 1 && !is_found {
                tell(&format!("  lost: {candidate} ({grade})"), 0.0, &[]);
            }
        }
    }
    let count = f64::from(u32::try_from(judged.len()).unwrap());
    (of_candidates / count, of_all / count, judged.len())
}

#[test]
fn tuning() {
    let (figure, among_all, queries) = figures("tuning", |query, figure, ranked| {
        println!("{figure:.3} {query}");
        for (candidate, score, grade) in ranked {
            println!("        {score:.3} {} {candidate}", grade.map_or(-1, i64::from));
        }
    });
    println!("tuning: nDCG@10 {figure:.4} of the candidates, {among_all:.4} among all, {queries} queries");
    assert!(queries == 20 && figure >= ENOUGH, "nDCG@10 {figure:.4}");
}

#[test]
fn kept() {
    let (figure, among_all, queries) = figures("kept", |_, _, _| {});
    println!("kept: nDCG@10 {figure:.4} of the candidates, {among_all:.4} among all, {queries} queries");
    assert!(queries == 10 && figure >= ENOUGH, "nDCG@10 {figure:.4}");
}

#[test]
fn the_judged_set_is_what_it_says() {
    let mut pairs = 0;
    for part in ["tuning", "kept"] {
        let pages: HashMap<String, Document> = pages(part).into_iter().map(|page| (path(page.iri()), page)).collect();
        for (query, grades) in judgements(part) {
            assert_eq!(grades.len(), 10, "{query}");
            assert!(grades.values().any(|grade| *grade == 3) && grades.values().any(|grade| *grade == 0), "{query}");
            assert!(grades.values().all(|grade| *grade <= 3), "{query}");
            assert!(
                pages.contains_key(&query) && grades.keys().all(|candidate| pages.contains_key(candidate)),
                "{query}"
            );
            pairs += grades.len();
        }
    }
    assert_eq!(pairs, 300);
}

#[test]
fn every_page_conforms_to_our_shapes() {
    let themes = documents(&folder().join("themes.trig"));
    let all = themes.into_iter().chain(["tuning", "kept"].into_iter().flat_map(pages));
    let grammar = Grammar::ours().unwrap();
    let mut checked = 0;
    for page in all {
        let iri = page.iri().clone();
        let judged = grammar.validate(page, Stage::Saving);
        assert!(judged.is_ok(), "{iri:?}: {judged:?}");
        assert_eq!(judged.map(|page| page.advice().results.len()).ok(), Some(0), "{iri:?}");
        checked += 1;
    }
    assert!(checked > 330, "{checked}");
}
