//! What is found follows the journal, and stays within what the caller may see.

use super::*;
use crate::elsewhere::{Told, ToldContent};
use crate::intake::Body;
use crate::rig::Rig;
use model::syntax::{self, Format};
use model::{Audience, Document, Expected};
use oxrdf::Triple;

const PREFIXES: &str =
    "@prefix cs: <https://w3id.org/codesocial#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n";

fn iri(path: &str) -> Iri {
    Iri::parse(&format!("https://a.example{path}")).unwrap()
}

async fn put(rig: &Rig, path: &str, turtle: &str) {
    let text = format!("{PREFIXES}<{path}> {turtle} .");
    let body = Body { bytes: text.as_bytes(), format: Format::Turtle };
    let operator = rig.registry.operator();
    let is_there = rig.registry.read(&operator, &iri(path)).await.is_ok();
    let expected = if is_there { Expected::Present } else { Expected::Absent };
    rig.registry.put(&operator, &iri(path), body, expected, None).await.unwrap();
}

async fn found(rig: &Rig, caller: &Caller, path: &str) -> Vec<String> {
    let matches = rig.registry.matches(caller, &iri(path), 10).await.unwrap();
    matches.found.iter().map(|found| found.page.resource.document.iri().as_str().to_owned()).collect()
}

const NEED: &str =
    "a cs:Need ; cs:name \"Une salle pour la chorale\"@fr ; cs:neededBy </organizations/chorale> ; cs:kind cs:Space";
const OFFER: &str = "a cs:Offer ; cs:name \"Une salle le soir\"@fr ; cs:offeredBy </organizations/moulin> ; cs:kind cs:Space ; cs:condition cs:Gift";

#[tokio::test]
async fn what_was_written_last_is_found_first() {
    let rig = Rig::new().await;
    put(&rig, "/needs/salle", NEED).await;
    assert!(found(&rig, &Caller::Anonymous, "/needs/salle").await.is_empty());
    put(&rig, "/offers/salle", OFFER).await;
    assert_eq!(found(&rig, &Caller::Anonymous, "/needs/salle").await, ["https://a.example/offers/salle"]);
    assert_eq!(found(&rig, &Caller::Anonymous, "/offers/salle").await, ["https://a.example/needs/salle"]);
    let operator = rig.registry.operator();
    put(&rig, "/offers/salle", "a cs:Offer ; cs:name \"Des pommes\"@fr ; cs:offeredBy </organizations/moulin>").await;
    assert!(found(&rig, &operator, "/needs/salle").await.is_empty());
    rig.registry.candidates.forget_all().await;
    put(&rig, "/offers/salle", OFFER).await;
    assert_eq!(found(&rig, &operator, "/needs/salle").await.len(), 1, "all of it is read again");
    rig.registry.close().await;
}

#[tokio::test]
async fn what_is_closed_is_found_by_those_who_may_read_it() {
    let rig = Rig::new().await;
    put(&rig, "/needs/salle", NEED).await;
    put(&rig, "/offers/salle", &format!("{OFFER} ; cs:audience cs:Members")).await;
    assert!(found(&rig, &Caller::Anonymous, "/needs/salle").await.is_empty());
    assert_eq!(found(&rig, &rig.registry.operator(), "/needs/salle").await.len(), 1);
    let closed = rig.registry.matches(&Caller::Anonymous, &iri("/offers/salle"), 10).await;
    assert!(matches!(closed, Err(MatchError::Read(ReadError::NotFound))), "{closed:?}");
    let waiting = rig.registry.who_waits(&Caller::Anonymous, None, 0, 10).await.unwrap();
    assert_eq!((waiting.all, waiting.waiting.len()), (1, 1));
    assert!(waiting.waiting[0].best.is_none());
    let waiting = rig.registry.who_waits(&rig.registry.operator(), Some(Side::Need), 0, 10).await.unwrap();
    assert_eq!(waiting.all, 1);
    assert!(waiting.waiting[0].best.is_some());
    rig.registry.close().await;
}

#[tokio::test]
async fn what_is_over_or_chosen_or_no_offer_is_not_found() {
    let rig = Rig::new().await;
    put(&rig, "/needs/salle", NEED).await;
    // The clock stands at the beginning of 1970.
    put(&rig, "/offers/over", &format!("{OFFER} ; cs:availableUntil \"1969-12-31\"^^xsd:date")).await;
    put(&rig, "/offers/last-day", &format!("{OFFER} ; cs:availableUntil \"1970-01-01\"^^xsd:date")).await;
    put(&rig, "/needs/met", &format!("{NEED} ; cs:chosenOffer </offers/last-day>")).await;
    put(&rig, "/places/salle", "a cs:Place ; cs:name \"Une salle\"@fr").await;
    assert_eq!(found(&rig, &Caller::Anonymous, "/needs/salle").await, ["https://a.example/offers/last-day"]);
    assert_eq!(found(&rig, &Caller::Anonymous, "/offers/last-day").await, ["https://a.example/needs/salle"]);
    let met = rig.registry.matches(&Caller::Anonymous, &iri("/needs/met"), 10).await.unwrap();
    assert!(!met.is_open && !met.found.is_empty());
    let place = rig.registry.matches(&Caller::Anonymous, &iri("/places/salle"), 10).await;
    assert!(matches!(place, Err(MatchError::NoSide(_))), "{place:?}");
    rig.registry.close().await;
}

#[tokio::test]
async fn concepts_and_pages_from_elsewhere_are_taken_up() {
    let rig = Rig::new().await;
    put(&rig, "/needs/salle", &format!("{NEED} ; cs:theme </themes/salles>")).await;
    let address = Iri::parse("https://b.example/offers/room").unwrap();
    let text = format!(
        "{PREFIXES}<> a cs:Offer ; cs:name \"A meeting room\"@en ; cs:offeredBy </organizations/b> ; cs:kind cs:Space ; \
         cs:theme <https://a.example/themes/salles> ."
    );
    let quads = syntax::parse(text.as_bytes(), Format::Turtle, &address, 100).unwrap();
    let document = Document::admit(address.clone(), quads.into_iter().map(Triple::from).collect()).unwrap();
    let origin = Iri::parse("https://b.example/actor").unwrap();
    let told = Told {
        iri: address.clone(),
        origin: origin.clone(),
        said: Some(1),
        at: None,
        content: ToldContent::Put { document, audience: Audience::Public },
    };
    rig.registry.mirror(&rig.registry.operator(), vec![told]).await.unwrap();
    let matches = rig.registry.matches(&Caller::Anonymous, &iri("/needs/salle"), 10).await.unwrap();
    assert_eq!(matches.found.len(), 1);
    assert_eq!(matches.found[0].page.origin, Some(origin));
    assert_eq!(matches.found[0].page.resource.document.iri(), &address);
    let back = rig.registry.matches(&Caller::Anonymous, &address, 10).await.unwrap();
    assert_eq!(back.found[0].page.resource.document.iri(), &iri("/needs/salle"));
    rig.registry.close().await;
}

#[tokio::test]
async fn closed_concepts_are_not_taken_up() {
    let rig = Rig::new().await;
    put(&rig, "/needs/levain", "a cs:Need ; cs:name \"Levain\"@fr ; cs:theme </themes/levain> ; cs:kind cs:KnowHow")
        .await;
    put(
        &rig,
        "/offers/pain",
        "a cs:Offer ; cs:name \"Bread\"@en ; cs:theme </themes/pain> ; cs:kind cs:KnowHow ; cs:offeredBy </people/a>",
    )
    .await;
    let theme = "a cs:Theme ; cs:name \"Levain\"@fr ; <http://www.w3.org/2004/02/skos/core#broader> </themes/pain>";
    put(&rig, "/themes/levain", &format!("{theme} ; cs:audience cs:Members")).await;
    let matches = rig.registry.matches(&rig.registry.operator(), &iri("/needs/levain"), 10).await.unwrap();
    assert!(matches.found.is_empty(), "{matches:?}");
    put(&rig, "/themes/levain", theme).await;
    assert_eq!(found(&rig, &Caller::Anonymous, "/needs/levain").await, ["https://a.example/offers/pain"]);
    rig.registry.close().await;
}
