//! Documents found by words, places and facets: by whom, in which formats, how soon; and what is left when the process dies.

use http::Method;
use serde_json::Value;
use tests::{Client, Server};

const PREFIX: &str =
    "@prefix cs: <https://w3id.org/codesocial#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n";

async fn put(client: &Client, path: &str, turtle: &str) {
    client.put(path, &format!("{PREFIX}{turtle}"), "").await.expect(201);
}

async fn search(client: &Client, query: &str) -> Value {
    client.get(&format!("/search?{query}"), "application/ld+json").await.expect(200).json()
}

/// The last parts of the addresses of what is found, in order.
fn slugs(found: &Value) -> Vec<&str> {
    let members = found["member"].as_array().unwrap().iter();
    members.map(|member| member["document"]["@id"].as_str().unwrap().rsplit('/').next().unwrap()).collect()
}

async fn valley() -> Server {
    let server = super::server().await;
    let client = server.administrator();
    let base = server.registry().base().as_str().to_owned();
    put(&client, "/themes/nourriture", "<> a cs:Theme ; skos:prefLabel \"Nourriture\"@fr , \"Food\"@en .").await;
    put(
        &client,
        "/themes/pain",
        &format!("<> a cs:Theme ; skos:prefLabel \"Pain\"@fr ; skos:broader <{base}themes/nourriture> ."),
    )
    .await;
    put(&client, "/territories/vallee", "<> a cs:Territory ; cs:name \"La Vallée\"@fr .").await;
    put(
        &client,
        "/territories/bourg",
        &format!("<> a cs:Territory ; cs:name \"Le Bourg\"@fr ; cs:locatedIn <{base}territories/vallee> ."),
    )
    .await;
    put(
        &client,
        "/organizations/fournil",
        &format!(
            "<> a cs:Organization ; cs:name \"Le Fournil\"@fr , \"The Bakehouse\"@en ; cs:summary \"Du pain au levain, des boulangères\"@fr ;
             cs:theme <{base}themes/pain> ; cs:locatedIn <{base}territories/bourg> ; cs:latitude 45.5 ; cs:longitude 3.5 ."
        ),
    )
    .await;
    put(
        &client,
        "/places/halle",
        "<> a cs:Place ; cs:name \"La Halle\"@fr ; cs:summary \"Le marché, son pain, ses légumes\"@fr ; cs:latitude 45.6 ; cs:longitude 3.5 .",
    )
    .await;
    put(
        &client,
        "/organizations/cachette",
        "<> a cs:Organization ; cs:name \"Pain clandestin\"@fr ; cs:audience cs:Private ; cs:latitude 45.5 ; cs:longitude 3.5 .",
    )
    .await;
    put(&client, "/events/fete", "<> a cs:Event ; cs:name \"Fête du pain\"@fr ; cs:start \"2027-05-01T10:00:00Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime> .").await;
    server
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_is_found_by_those_who_may_see_it() {
    let server = valley().await;
    let (anonymous, administrator) = (server.anonymous(), server.administrator());
    let found = search(&anonymous, "q=pain").await;
    assert_eq!(found["total"], 4, "{found}");
    assert_eq!(slugs(&found)[0], "pain", "the shortest name");
    assert!(!slugs(&found).contains(&"cachette"), "{found}");
    assert!(slugs(&search(&administrator, "q=pain").await).contains(&"cachette"));
    for (query, expected) in [
        ("q=boulangere", vec!["fournil"]),
        ("q=bakehouses", vec!["fournil"]),
        ("q=bakehuose+", vec!["fournil"]),
        ("q=l%C3%A9gume", vec!["halle"]),
        ("q=%22pain+au+levain%22", vec!["fournil"]),
        ("q=march%C3%A9+-pain", vec![]),
        ("type=places", vec!["halle"]),
        ("near=45.5,3.5&within=5", vec!["fournil"]),
        ("near=45.5,3.5&within=50", vec!["fournil", "halle"]),
        ("bbox=3,45.55,4,46", vec!["halle"]),
        ("type=Organization&order=name", vec!["fournil"]),
    ] {
        assert_eq!(slugs(&search(&anonymous, query).await), expected, "{query}");
    }
    let near = search(&anonymous, "near=45.5,3.5").await;
    let kilometres = near["member"][1]["kilometres"].as_f64().unwrap();
    assert!((kilometres - 11.1).abs() < 0.1, "{kilometres}");
    // What changes is found as it is, what ends is not found.
    let current = administrator.get("/places/halle", "text/turtle").await;
    let turtle = format!("{PREFIX}<> a cs:Place ; cs:name \"La Grange\"@fr .");
    administrator.put("/places/halle", &turtle, current.header("etag")).await.expect(204);
    assert_eq!(slugs(&search(&anonymous, "q=halle").await), [""; 0]);
    assert_eq!(slugs(&search(&anonymous, "q=grange").await), ["halle"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn facets_count_what_would_be_found() {
    let server = valley().await;
    let base = server.registry().base().as_str().to_owned();
    let client = server.anonymous();
    for (query, expected) in [
        (format!("theme={base}themes/nourriture"), vec!["fournil"]),
        (format!("theme={base}themes/pain"), vec!["fournil"]),
        (format!("territory={base}territories/vallee"), vec!["fournil", "bourg"]),
    ] {
        let found = search(&client, &query).await;
        let mut told = slugs(&found);
        told.sort_unstable_by(|a, b| b.cmp(a));
        assert_eq!(told, expected, "{query}");
    }
    let found = search(&client, "q=pain").await;
    let facets = &found["facets"];
    let count = |facet: &str, value: &str| {
        let values = facets[facet].as_array().unwrap();
        values.iter().find(|one| one["value"] == value).map(|one| one["count"].as_u64().unwrap())
    };
    assert_eq!(count("theme", &format!("{base}themes/nourriture")), Some(1), "{facets}");
    assert_eq!(count("type", "https://w3id.org/codesocial#Place"), Some(1), "{facets}");
    assert_eq!(count("type", "https://w3id.org/codesocial#Organization"), Some(1), "what is closed is not counted");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_found_is_told_in_every_format() {
    let server = valley().await;
    let client = server.anonymous();
    for (accept, word, says) in [
        ("text/html", "html", "Le Fournil"),
        ("application/ld+json", "jsonld", "Le Fournil"),
        ("application/geo+json", "geojson", "\"Feature\""),
        ("text/csv", "csv", "Le Fournil"),
        ("application/atom+xml", "atom", "<title>Le Fournil</title>"),
        ("text/calendar", "ical", "Fête du pain"),
        ("text/turtle", "turtle", "\"Le Fournil\"@fr"),
        ("application/trig", "trig", "\"Le Fournil\"@fr"),
        ("application/n-quads", "nquads", "\"Le Fournil\"@fr"),
        ("application/n-triples", "ntriples", "\"Le Fournil\"@fr"),
        ("*/*", "gogocarto", "Le Fournil"),
        ("*/*", "murmurations", "Le Fournil"),
        ("*/*", "dcat", "dcat:"),
    ] {
        let by_address = client.get(&format!("/search?lang=fr&q=pain&format={word}"), "*/*").await;
        by_address.expect(200);
        assert!(by_address.text().contains(says), "{word}: {}", by_address.text());
        assert!(!by_address.text().contains("clandestin"), "{word}");
        if accept != "*/*" {
            let negotiated = client.get("/search?lang=fr&q=pain", accept).await;
            negotiated.expect(200);
            assert!(negotiated.header("content-type").starts_with(accept), "{accept}");
            assert!(negotiated.text().contains(says), "{accept}");
        }
    }
    client.get("/search?q=pain", "image/png").await.expect(406);
    let page = client.get("/search?lang=fr&q=pain", "text/html").await;
    for word in ["jsonld", "geojson", "csv", "atom", "ical", "turtle", "gogocarto", "murmurations", "dcat"] {
        assert!(page.text().contains(&format!("format={word}")), "{word}");
    }
    assert!(client.get("/?lang=fr", "text/html").await.text().contains("role=\"search\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_and_end() {
    let server = valley().await;
    let client = server.anonymous();
    let all = search(&client, "order=name").await;
    let mut leafed = Vec::new();
    for page in 1..=4 {
        let found = search(&client, &format!("order=name&limit=2&page={page}")).await;
        assert_eq!(found["total"], all["total"]);
        leafed.extend(slugs(&found).into_iter().map(str::to_owned));
        assert_eq!(found.get("next").is_some(), leafed.len() < slugs(&all).len(), "{found}");
    }
    assert_eq!(leafed, slugs(&all));
    let reply = client.get("/search?q=pain&limit=1", "text/csv").await;
    let links: Vec<&str> = reply.headers.get_all("link").iter().map(|link| link.to_str().unwrap()).collect();
    assert!(links.iter().any(|link| link.contains("rel=\"next\"") && link.contains("page=2")), "{links:?}");
    let tag = reply.header("etag").to_owned();
    let again = [("accept", "text/csv"), ("if-none-match", tag.as_str())];
    client.send(Method::GET, "/search?q=pain&limit=1", &again, "").await.expect(304);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_meant_is_refused_in_the_readers_language() {
    let server = super::server().await;
    let client = server.anonymous();
    for query in ["near=x", "within=3", "bbox=1,2", "page=0", "limit=5000", "order=best", "format=doc", "theme=x"] {
        let reply = client.get(&format!("/search?{query}"), "application/json").await;
        assert_eq!(reply.expect(400).header("content-type"), "application/problem+json", "{query}");
        let parameter = query.split('=').next().unwrap().replace("within", "near");
        assert_eq!(reply.json()["parameter"], parameter.as_str());
        let titles = ["fr", "en"].map(|language| format!("/search?{query}&lang={language}"));
        let [french, english] = titles;
        let title = async |path: &str| client.get(path, "application/json").await.json()["title"].clone();
        assert_ne!(title(&french).await, title(&english).await);
    }
    // There is no wrong way to type words.
    for typed in ["%22", "-", "(a%20OR", "*:*", "%F0%9F%8C%BB"] {
        client.get(&format!("/search?q={typed}"), "text/html").await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_index_can_be_lost_and_goes_on_from_where_it_was() {
    let mut server = valley().await;
    assert_eq!(search(&server.anonymous(), "q=fournil").await["total"], 1);
    server.restart().await;
    assert_eq!(search(&server.anonymous(), "q=fournil").await["total"], 1);
    put(&server.administrator(), "/places/moulin", "<> a cs:Place ; cs:name \"Le Moulin\"@fr .").await;
    assert_eq!(search(&server.anonymous(), "q=moulin").await["total"], 1);
    server.stop().await;
    let index = server.folder().join("index");
    assert!(index.join("meta.json").exists());
    std::fs::remove_dir_all(&index).unwrap();
    server.restart().await;
    assert_eq!(search(&server.anonymous(), "q=moulin").await["total"], 1);
    server.stop().await;
    std::fs::write(index.join("meta.json"), "torn").unwrap();
    server.restart().await;
    assert_eq!(search(&server.anonymous(), "q=fournil").await["total"], 1);
}
