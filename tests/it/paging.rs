//! Pages of a container, and what is preferred of it.

use crate::rdf::links;
use http::Method;
use tests::{Client, Reply, Server, organization};

const CONTAINER: &str = "/organizations/";
const OA: &str = "http://www.w3.org/ns/oa#";

async fn filled(names: &[&str]) -> (Server, Client) {
    let server = super::server().await;
    let editor = server.administrator();
    for name in names {
        editor.put(&format!("{CONTAINER}{name}"), &organization(name), "").await.expect(201);
    }
    (server, editor)
}

/// The slugs that a page contains, in its order.
fn slugs(reply: &Reply) -> Vec<String> {
    let lines = reply.expect(200).text().lines().filter(|line| line.contains("ldp#contains>"));
    lines.map(|line| line.rsplit('/').next().unwrap().trim_end_matches("> .").to_owned()).collect()
}

fn way(reply: &Reply, relation: &str) -> Option<String> {
    links(reply, relation).first().map(|way| way.replace("https://moulin.example", ""))
}

#[tokio::test(flavor = "multi_thread")]
async fn there_and_back_every_member_stands_on_one_page() {
    let (server, _) = filled(&["a", "b", "c", "d", "e", "f", "g"]).await;
    let read = async |path: &str| server.anonymous().get(path, "application/n-triples").await;
    let mut page = read("/organizations/?limit=3").await;
    let mut there = vec![slugs(&page)];
    while let Some(next) = way(&page, "next") {
        page = read(&next).await;
        there.push(slugs(&page));
    }
    assert_eq!(there, [vec!["a", "b", "c"], vec!["d", "e", "f"], vec!["g"]]);
    let mut back = vec![slugs(&page)];
    while let Some(previous) = way(&page, "prev") {
        page = read(&previous).await;
        back.insert(0, slugs(&page));
    }
    assert_eq!(back, there);
    assert_eq!(way(&read(CONTAINER).await, "next"), None, "all of it is on the usual page");
    let html = server.anonymous().get("/organizations/?after=c&limit=3", "text/html").await;
    for rel in ["rel=\"prev\" href=\"https://moulin.example/organizations/?before=d&#38;limit=3\"", "rel=\"next\""] {
        assert!(html.expect(200).text().contains(rel), "{rel} in {}", html.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_outlives_what_it_was_made_of() {
    let (server, editor) = filled(&["a", "b", "c", "d", "e"]).await;
    let read = async |path: &str| server.anonymous().get(path, "application/n-triples").await;
    let next = way(&read("/organizations/?limit=2").await, "next").unwrap();
    editor.send(Method::DELETE, "/organizations/b", &[("if-match", "*")], "").await.expect(204);
    editor.put("/organizations/aa", &organization("aa"), "").await.expect(201);
    let page = read(&next).await;
    assert_eq!(slugs(&page), ["c", "d"]);
    assert_eq!(slugs(&read(&way(&page, "prev").unwrap()).await), ["a", "aa"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn its_tag_tells_of_what_one_may_see_and_of_nothing_else() {
    let (server, editor) = filled(&["a"]).await;
    let reader = server.anonymous();
    let tag = async || reader.get(CONTAINER, "text/turtle").await.expect(200).header("etag").to_owned();
    let first = tag().await;
    let closed = organization("x").replace("; cs:name", "; cs:audience cs:Private ; cs:name");
    editor.put("/organizations/closed", &closed, "").await.expect(201);
    editor.put("/people/a", &organization("x").replace("cs:Organization", "cs:Person"), "").await.expect(201);
    assert_eq!(tag().await, first, "what is closed, or elsewhere");
    let headers = [("accept", "text/turtle"), ("if-none-match", first.as_str())];
    reader.send(Method::GET, CONTAINER, &headers, "").await.expect(304);
    editor.put("/organizations/a", &organization("autre"), "*").await.expect(204);
    assert_ne!(tag().await, first);
    assert_ne!(editor.get(CONTAINER, "text/turtle").await.header("etag"), tag().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn members_are_told_as_much_as_is_preferred() {
    let (server, _) = filled(&["a", "b"]).await;
    let read = async |include: &str| {
        let preference = format!("return=representation; include=\"{include}\"");
        let headers = [("accept", "application/n-triples"), ("prefer", preference.as_str())];
        server.anonymous().send(Method::GET, CONTAINER, &headers, "").await
    };
    let whole = read(&format!("{OA}PreferContainedDescriptions")).await;
    let named = read(&format!("{OA}PreferContainedIRIs")).await;
    let usual = server.anonymous().get(CONTAINER, "application/n-triples").await;
    assert_eq!(slugs(&whole), ["a", "b"]);
    assert_eq!(slugs(&named), ["a", "b"]);
    for (reply, names) in [(&whole, 2), (&usual, 2), (&named, 0)] {
        assert_eq!(reply.text().matches("codesocial#name>").count(), names, "{}", reply.text());
    }
    let tags: std::collections::BTreeSet<&str> =
        [&whole, &named, &usual].iter().map(|reply| reply.header("etag")).collect();
    assert_eq!(tags.len(), 3, "each is another representation");
    // In JSON-LD members stand inside the container, as lists of other servers have them.
    let json = server.anonymous().get(CONTAINER, "application/ld+json").await.json();
    assert_eq!(json["contains"][1]["name"]["fr"], "b", "{json}");
    let minimal = [("content-type", "text/turtle"), ("prefer", "return=minimal")];
    let made = server.administrator().send(Method::POST, CONTAINER, &minimal, organization("c")).await;
    assert_eq!(made.expect(201).header("preference-applied"), "return=minimal");
}
