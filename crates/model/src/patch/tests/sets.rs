//! Random documents and random patches beside a model of sets in a few lines.

use super::*;
use oxrdf::Literal;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// The universe of the property tests: few enough to try everything.
const NODES: [&str; 3] = ["", "#a", "#b"];
const PREDICATES: [&str; 2] = ["urn:p", "urn:q"];

type Row = [String; 3];

fn row() -> impl Strategy<Value = Row> {
    (0..3_usize, 0..2_usize, 0..5_usize).prop_map(|(s, p, o)| {
        let object = match o {
            3 => "\"1\"".to_owned(),
            4 => "\"x\"@fr".to_owned(),
            node => format!("<{ADDRESS}{}>", NODES[node]),
        };
        [format!("<{ADDRESS}{}>", NODES[s]), format!("<{}>", PREDICATES[p]), object]
    })
}

/// A row in which some places are open.
fn open_row() -> impl Strategy<Value = Row> {
    (row(), prop::collection::vec(prop::option::weighted(0.4, 0..2_usize), 3)).prop_map(|(mut row, open)| {
        for (place, variable) in row.iter_mut().zip(open) {
            if let Some(number) = variable {
                *place = format!("?v{number}");
            }
        }
        row
    })
}

#[derive(Debug, Clone)]
enum Step {
    Insert(Vec<Row>),
    Delete(Vec<Row>),
    Modify { condition: Vec<Row>, deletes: Vec<Row>, inserts: Vec<Row> },
}

fn step() -> impl Strategy<Value = Step> {
    let modify = (
        prop::collection::vec(open_row(), 0..3),
        prop::collection::vec(open_row(), 0..2),
        prop::collection::vec(open_row(), 0..3),
    );
    prop_oneof![
        1 => prop::collection::vec(row(), 0..3).prop_map(Step::Insert),
        1 => prop::collection::vec(row(), 0..2).prop_map(Step::Delete),
        3 => modify.prop_map(|(condition, deletes, inserts)| Step::Modify { condition, deletes, inserts }),
        // What is deleted is what was found, so that it is there.
        2 => prop::collection::vec(open_row(), 1..3).prop_map(|condition| Step::Modify {
            deletes: condition[..1].to_vec(),
            inserts: Vec::new(),
            condition,
        }),
    ]
}

fn lines(rows: &[Row]) -> String {
    rows.iter().map(|row| row.join(" ") + " . ").collect()
}

impl Step {
    fn text(&self) -> String {
        match self {
            Self::Insert(rows) => format!("INSERT DATA {{ {} }}", lines(rows)),
            Self::Delete(rows) => format!("DELETE DATA {{ {} }}", lines(rows)),
            Self::Modify { condition, deletes, inserts } => {
                format!(
                    "DELETE {{ {} }} INSERT {{ {} }} WHERE {{ {} }}",
                    lines(deletes),
                    lines(inserts),
                    lines(condition)
                )
            }
        }
    }

    /// The model: sets of rows, every value tried for every variable.
    fn apply(&self, before: &BTreeSet<Row>, once: bool) -> Option<BTreeSet<Row>> {
        let empty = Vec::new();
        let (condition, deletes, inserts) = match self {
            Self::Insert(rows) => (&empty, &empty, rows),
            Self::Delete(rows) => (&empty, rows, &empty),
            Self::Modify { condition, deletes, inserts } => (condition, deletes, inserts),
        };
        let fill = |rows: &[Row], values: &[String; 2]| -> Vec<Row> {
            let place = |place: &String| match place.strip_prefix("?v") {
                Some(number) => values[number.parse::<usize>().unwrap()].clone(),
                None => place.clone(),
            };
            rows.iter().map(|[s, p, o]| [place(s), place(p), place(o)]).collect()
        };
        let used = |number: usize| condition.iter().flatten().any(|place| *place == format!("?v{number}"));
        let mut terms: Vec<String> = before.iter().flatten().cloned().collect();
        terms.sort();
        terms.dedup();
        let choices = |number: usize| if used(number) { terms.clone() } else { vec!["unbound".to_owned()] };
        let mut found = Vec::new();
        for first in choices(0) {
            for second in choices(1) {
                let values = [first.clone(), second];
                if fill(condition, &values).iter().all(|row| before.contains(row)) {
                    found.push(values);
                }
            }
        }
        if found.is_empty() || (once && found.len() > 1) {
            return None;
        }
        let is_rdf =
            |row: &Row| !row.contains(&"unbound".to_owned()) && row[0].starts_with('<') && row[1].starts_with('<');
        let all = |rows: &Vec<Row>| -> BTreeSet<Row> {
            found.iter().flat_map(|values| fill(rows, values)).filter(is_rdf).collect()
        };
        let (gone, new) = (all(deletes), all(inserts));
        gone.is_subset(before)
            .then(|| before.difference(&gone).cloned().collect::<BTreeSet<_>>().union(&new).cloned().collect())
    }
}

fn admitted(rows: &BTreeSet<Row>) -> Option<Document> {
    let rows: Vec<Row> = rows.iter().cloned().collect();
    let quads = syntax::parse(lines(&rows).as_bytes(), Format::Turtle, &iri(), 1_000).unwrap();
    Document::admit(iri(), quads.into_iter().map(Into::into).collect()).ok()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn updates_are_set_operations(
        before in prop::collection::btree_set(row(), 1..8),
        steps in prop::collection::vec(step(), 1..4),
    ) {
        let mut expected = Some(before.clone());
        for step in &steps {
            expected = expected.and_then(|rows| step.apply(&rows, false));
        }
        let text = steps.iter().map(Step::text).collect::<Vec<_>>().join(" ;\n");
        let patch = Patch::read(text.as_bytes(), PatchFormat::SparqlUpdate, &iri()).unwrap();
        let done = patch.apply(admitted(&before).as_ref(), &mut NoQuestions);
        prop_assert_eq!(done.ok(), expected.and_then(|rows| admitted(&rows)), "{}", text);
    }

    #[test]
    fn solid_patches_are_set_operations(
        before in prop::collection::btree_set(row(), 1..8),
        condition in prop::collection::vec(open_row(), 0..3),
        deletes in prop::collection::vec(row(), 0..2),
        inserts in prop::collection::vec(row(), 0..3),
    ) {
        let patch = format!(
            "; solid:where {{ {} }} ; solid:deletes {{ {} }} ; solid:inserts {{ {} }}",
            lines(&condition), lines(&deletes), lines(&inserts)
        );
        let expected = Step::Modify { condition, deletes, inserts }.apply(&before, true);
        let done = Patch::read(n3(&patch).as_bytes(), PatchFormat::N3, &iri())
            .unwrap()
            .apply(admitted(&before).as_ref(), &mut NoQuestions);
        prop_assert_eq!(done.ok(), expected.and_then(|rows| admitted(&rows)), "{}", patch);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// What a merge patch does not name stays, to the letter.
    #[test]
    fn merge_patches_leave_the_rest(
        before in prop::collection::btree_set(row(), 1..8),
        texts in prop::collection::vec((0..6_u8, "[a-zé\"\\\\0-9.]{0,6}"), 0..5),
        name in "[a-z]{1,5}",
    ) {
        let mut triples = admitted(&before).unwrap().triples().to_vec();
        // Every fragment hangs from the document by one statement, and so stands within it.
        triples.retain(|triple| triple.object.is_literal());
        triples.extend(NODES[1..].iter().map(|fragment| {
            let part = oxrdf::NamedNode::new(format!("{ADDRESS}{fragment}")).unwrap();
            Triple::new(oxrdf::NamedNode::from(iri()), crate::vocab::property::SECTION.into_owned(), part)
        }));
        let predicate = |number: u8| oxrdf::NamedNode::new(format!("https://w3id.org/codesocial#{}", [
            "text", "latitude", "order", "openingHours", "address", "other",
        ][usize::from(number)])).unwrap();
        triples.extend(texts.iter().map(|(number, text)| {
            let literal = match number {
                0 => Literal::new_language_tagged_literal_unchecked(text, "fr"),
                1 => Literal::new_typed_literal(text, crate::vocab::xsd::DECIMAL),
                2 => Literal::new_typed_literal(text, crate::vocab::xsd::INTEGER),
                _ => Literal::new_simple_literal(text),
            };
            Triple::new(oxrdf::NamedNode::from(iri()), predicate(*number), literal)
        }));
        let before = Document::admit(iri(), triples.clone()).unwrap();
        // Where the document is several nodes, each stands in a list, and lists are replaced whole.
        let target: Value = serde_json::from_slice(&syntax::write_document(&before, Format::JsonLd)).unwrap();
        prop_assume!(target.get("@graph").is_none() && target.get("id").is_some_and(|id| id == ADDRESS));
        let patch = format!(r#"{{"prefLabel": {{"fr": "{name}"}}}}"#);
        let done = Patch::read(patch.as_bytes(), PatchFormat::MergePatch, &iri())
            .unwrap()
            .apply(Some(&before), &mut NoQuestions)
            .unwrap();
        triples.push(Triple::new(
            oxrdf::NamedNode::from(iri()),
            crate::vocab::skos::PREF_LABEL.into_owned(),
            Literal::new_language_tagged_literal_unchecked(name, "fr"),
        ));
        prop_assert_eq!(done, Document::admit(iri(), triples).unwrap());
    }
}
