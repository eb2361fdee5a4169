//! Content negotiation, ETags, conditional requests.

use http::Method;
use std::collections::BTreeSet;
use tests::organization;

const MOULIN: &str = "/organizations/moulin";
const FORMATS: [(&str, &str); 6] = [
    ("application/ld+json", "\"@context\""),
    ("text/turtle", "a cs:Organization"),
    ("application/trig", "{"),
    ("application/n-quads", "<https://moulin.example/organizations/moulin> ."),
    ("application/n-triples", "\"Moulin\"@fr ."),
    ("application/rdf+xml", "<rdf:RDF"),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_format_says_the_same() {
    let server = super::server().await;
    server.administrator().put(MOULIN, &organization("Moulin"), "").await.expect(201);
    let anonymous = server.anonymous();
    let mut etags = BTreeSet::new();
    for (media_type, part) in FORMATS {
        let reply = anonymous.get(MOULIN, media_type).await;
        assert!(reply.expect(200).header("content-type").starts_with(media_type), "{media_type}: {:?}", reply.headers);
        assert!(reply.text().contains(part), "{media_type}: {}", reply.text());
        assert!(reply.header("vary").to_ascii_lowercase().contains("accept"), "{:?}", reply.headers);
        let etag = reply.header("etag").to_owned();
        assert!(etag.starts_with('"') && etags.insert(etag.clone()), "an ETag of its own: {etag}");
        let head = anonymous.send(Method::HEAD, MOULIN, &[("accept", media_type)], "").await;
        assert_eq!((head.expect(200).bytes(), head.header("etag")), (&b""[..], etag.as_str()));
        anonymous.send(Method::GET, MOULIN, &[("accept", media_type), ("if-none-match", &etag)], "").await.expect(304);
        // What we write, we read: but for RDF/XML, which is never read from strangers.
        let headers = [("content-type", media_type), ("if-match", &etag)];
        let put = server.administrator().send(Method::PUT, MOULIN, &headers, reply.text().to_owned()).await;
        put.expect(if media_type == "application/rdf+xml" { 415 } else { 204 });
    }
    // A document is the default graph of its JSON-LD, as of its Turtle: what it says is not inside a graph.
    let object: serde_json::Value = serde_json::from_str(anonymous.get(MOULIN, FORMATS[0].0).await.text()).unwrap();
    assert_eq!((&object["type"], &object["name"]["fr"]), (&"Organization".into(), &"Moulin".into()), "{object}");
    anonymous.send(Method::GET, MOULIN, &[("accept", "text/turtle"), ("if-match", "\"other\"")], "").await.expect(412);
    let page = anonymous.get(MOULIN, "text/html,application/xhtml+xml,*/*;q=0.8").await;
    assert!(page.expect(200).header("content-type").starts_with("text/html"));
    assert!(page.text().contains("Moulin"));
    let refused = anonymous.get(MOULIN, "image/png").await;
    assert!(refused.expect(406).text().contains("text/turtle"), "{}", refused.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn dates_are_those_of_the_last_change() {
    let server = super::server().await;
    let editor = server.administrator();
    let since = async |date: &str| {
        let headers = [("accept", "text/turtle"), ("if-modified-since", date)];
        server.anonymous().send(Method::GET, MOULIN, &headers, "").await
    };
    let (eight, nine) = ("Sun, 22 Nov 2026 08:00:00 GMT", "Sun, 22 Nov 2026 09:00:00 GMT");
    editor.put(MOULIN, &organization("Moulin"), "").await.expect(201);
    assert_eq!(editor.get(MOULIN, "text/turtle").await.expect(200).header("last-modified"), eight);
    since(eight).await.expect(304);
    server.clock().advance(jiff::SignedDuration::from_hours(1));
    editor.put(MOULIN, &organization("Le Moulin"), "*").await.expect(204);
    assert_eq!(since(eight).await.expect(200).header("last-modified"), nine);
    since(nine).await.expect(304);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_answered_in_their_language() {
    let server = super::server().await;
    for (language, word) in [("fr", "lang=\"fr\""), ("en-GB,en;q=0.9", "lang=\"en\"")] {
        let home = server
            .anonymous()
            .send(Method::GET, "/", &[("accept", "text/html"), ("accept-language", language)], "")
            .await;
        assert!(home.expect(200).text().contains(word), "{language}");
        let missing = server
            .anonymous()
            .send(
                Method::GET,
                "/organizations/none",
                &[("accept-language", language), ("accept", "application/json")],
                "",
            )
            .await;
        assert_eq!(missing.expect(404).header("content-language"), &language[..2]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_container_is_paged() {
    let server = super::server().await;
    let editor = server.administrator();
    for number in 0..103 {
        editor.put(&format!("/organizations/o{number:03}"), &organization(&number.to_string()), "").await.expect(201);
    }
    let mut seen = BTreeSet::new();
    let mut path = "/organizations/".to_owned();
    loop {
        let page = server.anonymous().get(&path, "application/n-triples").await;
        let members = page.expect(200).text().lines().filter(|line| line.contains("ldp#contains")).map(str::to_owned);
        seen.extend(members);
        let next = page
            .headers
            .get_all("link")
            .iter()
            .filter_map(|link| link.to_str().ok())
            .find(|link| link.contains("rel=\"next\""));
        let Some(next) = next else { break };
        let next = next.split(['<', '>']).nth(1).unwrap().to_owned();
        path = next.strip_prefix("https://moulin.example").unwrap_or(&next).to_owned();
    }
    assert_eq!(seen.len(), 103);
}
