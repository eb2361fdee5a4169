//! Offers and needs are brought together: as JSON-LD, as a page, as far as each may see, and across instances.

use crate::federation::{client, command, delete, put};
use model::syntax::{self, Format};
use model::{Iri, Role};
use serde_json::Value;
use tests::client::url_encoded;
use tests::peer::until;
use tests::{Client, Instance, Server};

const PREFIXES: &str = "@prefix cs: <https://w3id.org/codesocial#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> . ";
const NEED: &str =
    "<> a cs:Need ; cs:name 'Une salle pour nos réunions'@fr ; cs:summary 'Trente personnes, le soir.'@fr ;
    cs:neededBy </organizations/chorale> ; cs:kind cs:Space ; cs:condition cs:Gift ; cs:theme </themes/reunion> ;
    cs:latitude 45.5445 ; cs:longitude 3.2486 ; cs:within 10 .";
const NEAR: &str = "<> a cs:Offer ; cs:name 'Salle de réunion'@fr, 'Meeting room'@en ; cs:offeredBy </organizations/moulin> ;
    cs:kind cs:Space ; cs:condition cs:Gift ; cs:theme </themes/lieux> ; cs:latitude 45.5505 ; cs:longitude 3.3720 ; cs:within 15 ;
    cs:complements </offers/vaisselle> .";
const FAR: &str =
    "<> a cs:Offer ; cs:name 'Salle de réunion'@fr ; cs:offeredBy </organizations/autre> ; cs:kind cs:Space ;
    cs:condition cs:Sale ; cs:latitude 45.7772 ; cs:longitude 3.0870 ; cs:within 15 .";
const DISHES: &str =
    "<> a cs:Offer ; cs:name 'De la vaisselle'@fr ; cs:offeredBy </organizations/moulin> ; cs:kind cs:Equipment ;
    cs:condition cs:Loan .";
const MEETING: &str = "<> a cs:Theme ; skos:prefLabel 'Réunions'@fr ; cs:name 'Réunions'@fr ; skos:inScheme cs:Themes ;
    skos:broader </themes/lieux> .";
const PLACES: &str =
    "<> a cs:Theme ; skos:prefLabel 'Lieux partagés'@fr ; cs:name 'Lieux partagés'@fr ; skos:inScheme cs:Themes .";

async fn write(client: &Client, path: &str, turtle: &str) {
    client.put(path, &format!("{PREFIXES}{turtle}"), "").await.expect(201);
}

fn iri(path: &str) -> String {
    format!("{}{}", tests::server::BASE, path.trim_start_matches('/'))
}

fn matching(path: &str) -> String {
    format!("/matching?for={}", url_encoded(&iri(path)))
}

async fn facts(client: &Client, address: &str) -> Value {
    client.get(address, "application/ld+json").await.expect(200).json()
}

fn found(told: &Value) -> Vec<&str> {
    told["matches"].as_array().unwrap().iter().map(|found| found["page"]["@id"].as_str().unwrap()).collect()
}

async fn valley() -> Server {
    let server = super::server().await;
    let administrator = server.administrator();
    for (path, turtle) in [
        ("/themes/lieux", PLACES),
        ("/themes/reunion", MEETING),
        ("/needs/salle", NEED),
        ("/offers/salle", NEAR),
        ("/offers/loin", FAR),
        ("/offers/vaisselle", DISHES),
    ] {
        write(&administrator, path, turtle).await;
    }
    server
}

#[tokio::test(flavor = "multi_thread")]
async fn a_need_finds_its_offers_with_the_reasons() {
    let server = valley().await;
    let told = facts(&server.anonymous(), &matching("/needs/salle")).await;
    assert_eq!(found(&told), [iri("/offers/salle"), iri("/offers/loin")], "{told}");
    let best = &told["matches"][0];
    let score = |found: &Value| found["score"].as_f64().unwrap();
    assert!(score(best) > score(&told["matches"][1]) && score(best) <= 1.0, "{told}");
    assert!(
        best["parts"]["theme"].as_f64().unwrap() > 0.5 && best["parts"]["distance"].as_f64().unwrap() > 0.8,
        "{told}"
    );
    // It names no theme, but its words are a theme's.
    let named = told["matches"][1]["parts"]["theme"].as_f64().unwrap();
    assert!(named > 0.0 && named < best["parts"]["theme"].as_f64().unwrap(), "{told}");
    let reasons = best["reasons"].as_array().unwrap();
    let because = |what: &str| reasons.iter().find(|reason| reason["because"] == what).unwrap();
    assert_eq!(because("concepts")["relation"], "broader");
    assert_eq!(because("distance")["reach"], "both");
    let mut words: Vec<&str> =
        because("words")["words"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
    words.sort_unstable();
    assert_eq!(words, ["réunions", "salle"], "what stands in both, not what lists say: {told}");
    assert_eq!(best["complements"][0]["@id"], iri("/offers/vaisselle"));
    assert!(best["why"]["@value"].as_str().unwrap().contains("Lieux partagés"), "{told}");
    assert_eq!(told["open"], true);

    let back = facts(&server.anonymous(), &matching("/offers/salle")).await;
    assert_eq!(found(&back), [iri("/needs/salle")]);
    assert!((score(&back["matches"][0]) - score(best)).abs() < 1e-9, "either way: {back}");

    // It is linked data that says the same.
    let reply = server.anonymous().get(&matching("/needs/salle"), "application/ld+json").await;
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    let base = Iri::parse(&iri("/matching")).unwrap();
    let quads = syntax::parse(reply.text().as_bytes(), Format::JsonLd, &base, 10_000).unwrap();
    let scores = quads.iter().filter(|quad| quad.predicate.as_str() == iri("/matching#score")).count();
    assert_eq!(scores, 2, "{quads:?}");
    assert!(quads.iter().any(|quad| quad.predicate.as_str() == "https://w3id.org/codesocial#complements"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_tells_it_in_both_languages() {
    let server = valley().await;
    let anonymous = server.anonymous();
    for (language, words) in [
        (
            "fr",
            [
                "Salle de réunion",
                "thème plus large (Lieux partagés)",
                "sur 100",
                "De la vaisselle",
                "La requête derrière",
            ],
        ),
        ("en", ["Meeting room", "a broader theme (Lieux partagés)", "of 100", "De la vaisselle", "The query behind"]),
    ] {
        let page = anonymous.get(&format!("{}&lang={language}", matching("/needs/salle")), "text/html").await;
        for word in words {
            assert!(page.expect(200).text().contains(word), "{word}: {}", page.text());
        }
    }
    let page = anonymous.get("/needs/salle", "text/html").await;
    assert!(page.expect(200).text().contains("/matching?for="), "{}", page.text());
    // The query behind the page is one that is answered.
    let page = anonymous.get(&matching("/needs/salle"), "text/html").await;
    let query = page.text().split("/sparql?query=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let answer = anonymous.get(&format!("/sparql?query={query}"), "text/csv").await;
    assert!(answer.expect(200).text().contains("/offers/loin"), "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_told_with_its_best_match() {
    let server = valley().await;
    let anonymous = server.anonymous();
    let told = facts(&anonymous, "/matching").await;
    assert_eq!(told["total"], 4, "{told}");
    let told = facts(&anonymous, "/matching?side=need").await;
    assert_eq!(
        (told["total"].as_u64(), &told["waiting"][0]["best"]["page"]["@id"]),
        (Some(1), &Value::from(iri("/offers/salle")))
    );
    let page = anonymous.get("/matching?lang=en", "text/html").await;
    assert!(page.expect(200).text().contains("4 pages wait") && page.text().contains("Une salle pour nos réunions"));
    for number in 0..25 {
        let turtle =
            format!("<> a cs:Offer ; cs:name 'Panier {number}'@fr ; cs:offeredBy </people/a> ; cs:kind cs:Product .");
        write(&server.administrator(), &format!("/offers/panier-{number}"), &turtle).await;
    }
    let told = facts(&anonymous, "/matching?side=offer").await;
    assert_eq!((told["total"].as_u64(), told["waiting"].as_array().unwrap().len()), (Some(28), 20));
    let next = told["next"].as_str().unwrap().replace(tests::server::BASE, "/");
    let told = facts(&anonymous, &next).await;
    assert_eq!((told["waiting"].as_array().unwrap().len(), &told["next"]), (8, &Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_closed_is_not_there_and_what_is_unclear_is_refused() {
    let server = valley().await;
    let (anonymous, member) = (server.anonymous(), server.signed_in("m@moulin.example", Role::Reader).await);
    write(
        &server.administrator(),
        "/offers/fermee",
        &NEAR.replace("cs:kind cs:Space ;", "cs:kind cs:Space ; cs:audience cs:Members ;"),
    )
    .await;
    let told = facts(&anonymous, &matching("/needs/salle")).await;
    assert!(!found(&told).contains(&iri("/offers/fermee").as_str()), "{told}");
    let told =
        member.send(http::Method::GET, &matching("/needs/salle"), &[("accept", "application/ld+json")], "").await;
    let told = told.expect(200).json();
    assert!(found(&told).contains(&iri("/offers/fermee").as_str()), "{told}");
    anonymous.get(&matching("/offers/fermee"), "application/json").await.expect(404);
    anonymous.get(&matching("/offers/nobody"), "application/json").await.expect(404);
    for address in [
        "/matching?for=",
        "/matching?for=%2Fneeds%2Fsalle",
        "/matching?side=both",
        "/matching?after=x",
        &matching("/themes/lieux"),
    ] {
        let refused = anonymous.get(address, "application/json").await;
        assert_eq!(refused.expect(400).header("content-type"), "application/problem+json", "{address}");
    }
    anonymous.get("/matching", "text/turtle").await.expect(406);
}

#[tokio::test(flavor = "multi_thread")]
async fn offers_of_followed_instances_are_found() {
    let http = client();
    let [mut valley, mut hill] = [Instance::new(super::PROGRAM), Instance::new(super::PROGRAM)];
    valley.start();
    hill.start();
    let turtle = |text: &str| format!("{PREFIXES}{text}");
    assert_eq!(put(&http, &valley, "offers/salle", turtle(NEAR)).await.unwrap(), 201);
    assert_eq!(
        put(&http, &valley, "offers/a-soi", turtle(&NEAR.replace("cs:kind", "cs:audience cs:Private ; cs:kind")))
            .await
            .unwrap(),
        201
    );
    assert_eq!(put(&http, &hill, "needs/salle", turtle(NEED)).await.unwrap(), 201);
    command(&hill, &["follow", valley.base()]);
    let ask = async |instance: &Instance, iri: &str| -> Option<Value> {
        let address = format!("{}/matching?for={}", instance.address(), url_encoded(iri));
        let answer = http.get(address).header("accept", "application/ld+json").send().await.unwrap();
        let is_there = answer.status() == 200;
        let text = answer.text().await.unwrap();
        if is_there { serde_json::from_str(&text).ok() } else { None }
    };
    let (need, offer) = (format!("{}needs/salle", hill.base()), format!("{}offers/salle", valley.base()));
    let told = until("the offer of the valley is found on the hill", async || {
        ask(&hill, &need).await.filter(|told| !found(told).is_empty())
    })
    .await;
    assert_eq!(found(&told), [offer.as_str()], "{told}");
    assert!(told["matches"][0]["page"]["origin"].as_str().unwrap().starts_with(valley.base()), "{told}");
    let told = ask(&hill, &offer).await.unwrap();
    assert_eq!(found(&told), [need.as_str()], "what is from elsewhere is asked with, too: {told}");
    // What ends there is found no more here.
    delete(&http, &valley, "offers/salle").await.unwrap();
    until("it is gone", async || ask(&hill, &need).await.filter(|told| found(told).is_empty())).await;
    for instance in [&mut valley, &mut hill] {
        instance.stop();
    }
}
