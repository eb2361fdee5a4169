//! What one document takes up of another that is of the same organisation, and how that is taken back.
//!
//! It is a merge from nothing that both started from (`model::merge`): what only one says is said, and where both say
//! something what stands here stays. Of most properties a document says one thing, whatever its shape allows: two
//! organisations' websites, addresses or pictures under each other help nobody. [`GATHERED`] are those of which more are better.

use crate::fork::is_of_itself;
use crate::proposal;
use model::merge::{self, Conflict, Side};
use model::vocab::{owl, property, prov, rdf, schema};
use model::{Document, DocumentError};
use oxrdf::{NamedNodeRef, NamedOrBlankNode, Term, Triple};
use shapes::Grammar;
use std::collections::HashSet;

/// Of what both say all is kept.
const GATHERED: [NamedNodeRef<'static>; 11] = [
    property::ALTERNATE_NAME,
    property::THEME,
    property::KEYWORD,
    property::MEMBER_OF,
    property::PARTNER_OF,
    property::LOCATED_IN,
    property::COMMUNECTER_RECORD,
    property::TRANSISCOPE_RECORD,
    owl::SAME_AS,
    // Where what is taken comes from.
    prov::WAS_DERIVED_FROM,
    schema::ADDITIONAL_PROPERTY,
];

/// What each document keeps for itself: what it is, and the annex with its contact details, which says itself whose it is.
const OF_EACH: [NamedNodeRef<'static>; 2] = [rdf::TYPE, property::CONTACT];

/// How to reach somebody: what says it is closed unless it states that it is not, and so would be what takes it up.
const TO_REACH: [NamedNodeRef<'static>; 2] = [property::EMAIL, property::TELEPHONE];

/// `ours` with what `theirs` alone says.
pub(super) fn taken_up(ours: &Document, theirs: &Document) -> Result<Document, DocumentError> {
    let iri = ours.iri();
    let own_parts: HashSet<&NamedOrBlankNode> =
        ours.triples().iter().map(|triple| &triple.subject).filter(|subject| !is_document(subject, ours)).collect();
    let mut offered = theirs.retold(iri);
    offered.retain(|triple| {
        // A part that has the same name here is another one: two addresses do not make a third.
        !own_parts.contains(&triple.subject)
            // What was taken in from elsewhere may speak of others, too.
            && !matches!(&triple.subject, NamedOrBlankNode::NamedNode(subject) if !iri.holds(subject.as_ref()))
            && !is_of_each(triple, ours)
            && (triple.predicate == prov::WAS_DERIVED_FROM || !is_of_itself(triple, iri))
    });
    let has_one_value = |property: NamedNodeRef<'_>| !GATHERED.contains(&property);
    let merged = merge::merge(&[], ours.triples(), &offered, has_one_value);
    let triples = merged.decided(|_| Some(Side::Ours)).unwrap_or_else(|_| ours.triples().to_vec());
    Document::admit(iri.clone(), reachable(ours, triples))
}

/// The document without what was written on it, as far as nobody changed the same since. `Err`: these places.
pub(super) fn taken_back(
    grammar: &Grammar,
    [wrote, before]: [&Document; 2],
    now: &Document,
) -> Result<Result<Document, DocumentError>, Vec<Conflict>> {
    let merged = proposal::merge(grammar, wrote.triples(), now.triples(), before.triples());
    let triples = merged.decided(|_| None)?;
    Ok(Document::admit(now.iri().clone(), triples))
}

/// Without the parts that nothing leads to: what would have led there was not taken.
fn reachable(document: &Document, triples: Vec<Triple>) -> Vec<Triple> {
    let had: HashSet<NamedOrBlankNode> = document.triples().iter().map(|triple| triple.subject.clone()).collect();
    let mut reached: HashSet<NamedOrBlankNode> = had;
    reached.insert(document.iri().as_named_node().into_owned().into());
    loop {
        let leads: Vec<NamedOrBlankNode> = triples
            .iter()
            .filter(|triple| reached.contains(&triple.subject))
            .filter_map(|triple| match &triple.object {
                Term::NamedNode(node) => Some(NamedOrBlankNode::from(node.clone())),
                Term::BlankNode(node) => Some(NamedOrBlankNode::from(node.clone())),
                Term::Literal(_) => None,
            })
            .filter(|object| !reached.contains(object))
            .collect();
        if leads.is_empty() {
            return triples.into_iter().filter(|triple| reached.contains(&triple.subject)).collect();
        }
        reached.extend(leads);
    }
}

fn is_of_each(triple: &Triple, document: &Document) -> bool {
    let property = triple.predicate.as_ref();
    TO_REACH.contains(&property) || (is_document(&triple.subject, document) && OF_EACH.contains(&property))
}

fn is_document(subject: &NamedOrBlankNode, document: &Document) -> bool {
    matches!(subject, NamedOrBlankNode::NamedNode(node) if node.as_ref() == document.iri().as_named_node())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::rig::Rig;
    use model::Iri;
    use model::syntax::{self, Format};

    pub(in crate::same) fn document(name: &str, turtle: &str) -> Document {
        let iri = Iri::parse(&format!("https://a.example/organizations/{name}")).unwrap();
        let prefixes = "@prefix cs: <https://w3id.org/codesocial#> . @prefix schema: <https://schema.org/> .
            @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix prov: <http://www.w3.org/ns/prov#> .";
        let quads = syntax::parse(format!("{prefixes}{turtle}").as_bytes(), Format::Turtle, &iri, 999).unwrap();
        Document::admit(iri, quads.into_iter().map(Into::into).collect()).unwrap()
    }

    fn check(ours: &str, theirs: &str, expected: &str) {
        let taken = taken_up(&document("moulin", ours), &document("carte-1", theirs)).unwrap();
        assert_eq!(taken.canonical().nquads, document("moulin", expected).canonical().nquads, "{ours} | {theirs}");
    }

    #[test]
    fn what_is_missing_is_taken_and_what_stands_stays() {
        let ours = "<> a cs:Organization ; cs:name 'Moulin'@fr";
        for (here, there, expected) in [
            (
                "cs:website <https://a.example/x>",
                "cs:website <http://www.x.example/>",
                "cs:website <https://a.example/x>",
            ),
            ("", "cs:website <https://x.example/>", "cs:website <https://x.example/>"),
            ("cs:keyword 'pain'@fr", "cs:keyword 'blé'@fr", "cs:keyword 'pain'@fr, 'blé'@fr"),
            ("cs:summary 'Du pain.'@fr", "cs:summary 'Bread.'@en, 'Pain.'@fr", "cs:summary 'Du pain.'@fr, 'Bread.'@en"),
            // What a document says of itself, and what it is, is its own.
            ("", "cs:audience cs:Private ; cs:status cs:Draft ; cs:contact </annexes/a>", ""),
            ("", "prov:wasDerivedFrom <https://x.example/>", "prov:wasDerivedFrom <https://x.example/>"),
        ] {
            let with = |more: &str| if more.is_empty() { format!("{ours} .") } else { format!("{ours} ; {more} .") };
            check(&with(here), &format!("<> a cs:Place ; cs:name 'Le Moulin'@fr ; {there} ."), &with(expected));
        }
    }

    #[test]
    fn a_part_comes_whole_or_not_at_all() {
        let address = |street: &str, more: &str| {
            format!("<> cs:address <#address> . <#address> a cs:Address ; cs:street '{street}'@fr {more} .")
        };
        let ours = "<> a cs:Organization ; cs:name 'Moulin'@fr .";
        let theirs = address("rue du Four", "; cs:postalCode '36100'");
        check(ours, &theirs, &format!("{ours} {theirs}"));
        // Two addresses do not make a third.
        let here = format!("{ours} {}", address("route du Blé", ""));
        check(&here, &theirs, &here);
        let elsewhere = format!("{ours} <> cs:address <#here> . <#here> cs:street 'route du Blé'@fr .");
        check(&elsewhere, &theirs, &elsewhere);
    }

    #[test]
    fn how_to_reach_somebody_stays_where_it_is() {
        let ours = "<> a cs:Organization ; cs:name 'Moulin'@fr .";
        let theirs =
            "<> cs:summary 'Pain.'@fr ; cs:email 'a@b.example' ; cs:telephone '+33 4' ; cs:audience cs:Public .";
        check(ours, theirs, &format!("{ours} <> cs:summary 'Pain.'@fr ."));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn it_is_taken_back_unless_somebody_changed_the_same() {
        let rig = Rig::new().await;
        let grammar = rig.registry.grammar();
        let start = "<> a cs:Organization ; cs:name 'Moulin'@fr";
        let before = document("moulin", &format!("{start} ."));
        let wrote = document("moulin", &format!("{start} ; cs:keyword 'blé'@fr ; cs:summary 'Pain.'@fr ."));
        for (now, expected) in [
            ("; cs:keyword 'blé'@fr ; cs:summary 'Pain.'@fr", Some("")),
            ("; cs:keyword 'blé'@fr, 'pain'@fr ; cs:summary 'Pain.'@fr", Some("; cs:keyword 'pain'@fr")),
            ("; cs:keyword 'blé'@fr", Some("")),
            ("; cs:keyword 'blé'@fr ; cs:summary 'Du pain.'@fr", None),
        ] {
            let now = document("moulin", &format!("{start} {now} ."));
            let back = taken_back(&grammar, [&wrote, &before], &now);
            match expected {
                Some(expected) => {
                    let expected = document("moulin", &format!("{start} {expected} ."));
                    assert_eq!(back.unwrap().unwrap().canonical().nquads, expected.canonical().nquads);
                }
                None => assert_eq!(back.unwrap_err().len(), 1),
            }
        }
    }
}
