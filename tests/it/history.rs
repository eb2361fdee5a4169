//! Versions by number and by date, why they were made, and putting one back.

use http::Method;
use jiff::SignedDuration;
use tests::{Client, Reply, Server, organization};

const MOULIN: &str = "/organizations/moulin";
const BASE: &str = "https://moulin.example";
const LINKS: &str = "application/link-format";

fn hour() -> SignedDuration {
    SignedDuration::from_hours(1)
}

/// Puts a document in place of whatever is there, for a reason.
async fn put(client: &Client, turtle: &str, note: &[u8]) -> Reply {
    let mut request = http::Request::builder().method(Method::PUT).uri(MOULIN);
    if !note.is_empty() {
        request = request.header("change-note", http::HeaderValue::from_bytes(note).unwrap());
    }
    let request = request.header("content-type", "text/turtle").header("if-match", "*");
    client.request(request.body(turtle.to_owned().into()).unwrap()).await
}

/// An organisation with three versions, an hour apart.
async fn with_history() -> (Server, Vec<String>) {
    let server = super::server().await;
    let editor = server.administrator();
    let mut dates = Vec::new();
    for (place, (name, note)) in
        [("Un", ""), ("Deux", "Nom précisé"), ("Trois", "UTF-8''D%C3%A9m%C3%A9nagement")].into_iter().enumerate()
    {
        server.clock().advance(hour());
        if place == 0 {
            editor.put(MOULIN, &organization(name), "").await.expect(201);
        } else {
            put(&editor, &organization(name), note.as_bytes()).await.expect(204);
        }
        dates.push(editor.get(MOULIN, "text/turtle").await.header("last-modified").to_owned());
    }
    (server, dates)
}

fn links(reply: &Reply) -> Vec<String> {
    reply.headers.get_all("link").iter().map(|value| value.to_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_version_by_number_and_by_date() {
    let (server, dates) = with_history().await;
    let reader = server.anonymous();
    let now = reader.get(MOULIN, "text/turtle").await;
    assert!(now.expect(200).header("vary").contains("Accept-Datetime"), "{:?}", now.headers);
    assert_eq!(now.header("memento-datetime"), "");
    let original = format!("<{BASE}{MOULIN}>; rel=\"original timegate\"");
    let map = format!("<{BASE}{MOULIN}/versions/>; rel=\"timemap\"; type=\"{LINKS}\"");
    assert!(links(&now).contains(&original) && links(&now).contains(&map), "{:?}", links(&now));
    for (place, name) in ["Un", "Deux", "Trois"].into_iter().enumerate() {
        let path = format!("{MOULIN}?version={}", place + 1);
        for accept in ["text/turtle", "application/ld+json", "application/n-quads", "application/rdf+xml", "text/html"]
        {
            let past = reader.get(&path, accept).await;
            assert!(past.expect(200).text().contains(name), "{path} {accept}: {}", past.text());
            assert_eq!(past.header("memento-datetime"), dates[place], "{path} {accept}");
            assert!(links(&past).contains(&original), "{:?}", links(&past));
        }
        let past = reader.get(&path, "text/turtle").await;
        let etag = past.header("etag").to_owned();
        assert!(etag.starts_with(&format!("\"{}-", place + 1)) && past.header("last-modified") == dates[place]);
        let known = [("accept", "text/turtle"), ("if-none-match", etag.as_str())];
        reader.send(Method::GET, &path, &known, "").await.expect(304);

        let asked = [("accept", "text/turtle"), ("accept-datetime", dates[place].as_str())];
        let then = reader.send(Method::GET, MOULIN, &asked, "").await;
        assert_eq!(then.expect(200).text(), past.text());
        assert_eq!(then.header("content-location"), format!("{BASE}{path}"));
        assert_eq!((then.header("etag"), then.header("memento-datetime")), (etag.as_str(), dates[place].as_str()));
    }
    for (date, name) in [("Thu, 01 Jan 1970 00:00:00 GMT", "Un"), ("Tue, 31 Dec 2999 00:00:00 GMT", "Trois")] {
        let asked = [("accept", "text/turtle"), ("accept-datetime", date)];
        let then = reader.send(Method::GET, MOULIN, &asked, "").await;
        assert!(then.expect(200).text().contains(name), "{date}: {}", then.text());
    }
    reader.send(Method::GET, MOULIN, &[("accept-datetime", "yesterday")], "").await.expect(400);
    for (number, status) in [("0", 400), ("x", 400), ("4", 404), ("18446744073709551615", 404)] {
        reader.get(&format!("{MOULIN}?version={number}"), "text/turtle").await.expect(status);
    }
    // A version is never written to.
    let editor = server.administrator();
    let refused = editor.put(&format!("{MOULIN}?version=1"), &organization("x"), "*").await;
    assert_eq!(refused.expect(405).header("allow"), "GET, HEAD, OPTIONS");
    editor.send(Method::DELETE, &format!("{MOULIN}?version=1"), &[("if-match", "*")], "").await.expect(405);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_versions() {
    let (server, dates) = with_history().await;
    let reader = server.anonymous();
    let map = reader.get(&format!("{MOULIN}/versions/"), "*/*").await;
    assert_eq!(map.expect(200).header("content-type"), LINKS);
    let expected = format!(
        "<{BASE}{MOULIN}>; rel=\"original timegate\",\n\
         <{BASE}{MOULIN}/versions/>; rel=\"self\"; type=\"{LINKS}\"; from=\"{}\"; until=\"{}\",\n\
         <{BASE}{MOULIN}?version=1>; rel=\"first memento\"; datetime=\"{}\",\n\
         <{BASE}{MOULIN}?version=2>; rel=\"memento\"; datetime=\"{}\",\n\
         <{BASE}{MOULIN}?version=3>; rel=\"last memento\"; datetime=\"{}\"\n",
        dates[0], dates[2], dates[0], dates[1], dates[2]
    );
    assert_eq!(map.text(), expected);
    for accept in ["text/turtle", "application/ld+json", "text/html"] {
        let list = reader.get(&format!("{MOULIN}/versions/"), accept).await;
        let text = list.expect(200).text();
        assert!(text.contains("Nom précisé") && text.contains("Déménagement"), "{accept}: {text}");
        assert!(
            text.contains("Compte n° ") && !text.contains('@'.to_string().as_str()) || accept != "text/html",
            "{text}"
        );
        assert!(!text.contains("admin@"), "{accept} shows no address: {text}");
    }
    reader.get("/organizations/never/versions/", "*/*").await.expect(404);
    let moved = reader.get(&format!("{MOULIN}/versions"), "*/*").await;
    assert_eq!(moved.expect(308).header("location"), "versions/");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reason_is_one_line_of_utf_8() {
    let (server, _) = with_history().await;
    let editor = server.administrator();
    for note in [b"caf\xe9".to_vec(), b"import: page.txt".to_vec(), vec![b'a'; 1_001]] {
        let refused = put(&editor, &organization("Quatre"), &note).await;
        assert!(refused.expect(400).text().contains("bad-note"), "{}", refused.text());
    }
    let map = server.anonymous().get(&format!("{MOULIN}/versions/"), "*/*").await;
    assert_eq!(map.text().matches("memento\"").count(), 3, "nothing was written: {}", map.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_is_put_back() {
    let (server, _) = with_history().await;
    let (editor, path) = (server.administrator(), format!("{MOULIN}/versions/"));
    let restore = async |client: &Client, form: &str, if_match: &str| {
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("if-match", if_match)];
        let headers = if if_match.is_empty() { &headers[..1] } else { &headers[..] };
        client.send(Method::POST, &path, headers, form.to_owned()).await
    };
    restore(&server.anonymous(), "version=1", "*").await.expect(401);
    restore(&server.contributor("other@a.example").await, "version=1", "*").await.expect(403);
    restore(&editor, "version=1", "").await.expect(428);
    restore(&editor, "version=1", "\"1-000000000000-ttl\"").await.expect(412);
    restore(&editor, "version=9", "*").await.expect(404);
    restore(&editor, "version=x", "*").await.expect(400);
    restore(&editor, "", "*").await.expect(400);
    let done = restore(&editor, "version=1&note=C%E2%80%99%C3%A9tait+mieux", "*").await;
    assert_eq!(done.expect(201).header("location"), format!("{BASE}{MOULIN}?version=4"));
    let reader = server.anonymous();
    let (now, then) =
        (reader.get(MOULIN, "text/turtle").await, reader.get(&format!("{MOULIN}?version=1"), "text/turtle").await);
    assert_eq!((now.text(), now.header("etag")), (then.text(), done.header("etag")));
    assert!(reader.get(&path, "text/turtle").await.text().contains("C’était mieux"));
    restore(&editor, "version=1", now.header("etag")).await.expect(204);
    restore(&editor, "version=2", now.header("etag")).await.expect(201);
    assert!(reader.get(&path, "text/turtle").await.text().contains("Retour à la version 2"));
    // What is gone stays gone, with all that it was.
    editor.send(Method::DELETE, MOULIN, &[("if-match", "*")], "").await.expect(204);
    restore(&editor, "version=2", "*").await.expect(410);
    for path in [format!("{MOULIN}?version=1"), path.clone()] {
        reader.get(&path, "*/*").await.expect(410);
    }
}

fn described(audience: &str, name: &str) -> String {
    format!(
        "{} <> <https://w3id.org/codesocial#audience> <https://w3id.org/codesocial#{audience}> .",
        organization(name)
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_closed_then_stays_closed() {
    let server = super::server().await;
    let owner = server.contributor("owner@a.example").await;
    let (member, anonymous) = (server.contributor("member@a.example").await, server.anonymous());
    owner.put(MOULIN, &described("Public", "Xun"), "").await.expect(201);
    for (audience, name) in [("Private", "Xdeux"), ("Members", "Xtrois"), ("Public", "Xquatre")] {
        server.clock().advance(hour());
        owner.put(MOULIN, &described(audience, name), "*").await.expect(204);
    }
    for (client, seen) in [(&owner, vec![1, 2, 3, 4]), (&member, vec![1, 3, 4]), (&anonymous, vec![1, 4])] {
        let map = client.get(&format!("{MOULIN}/versions/"), "*/*").await;
        for (number, name) in [(1, "Xun"), (2, "Xdeux"), (3, "Xtrois"), (4, "Xquatre")] {
            let is_seen = seen.contains(&number);
            assert_eq!(map.text().contains(&format!("?version={number}>")), is_seen, "{}", map.text());
            let past = client.get(&format!("{MOULIN}?version={number}"), "text/turtle").await;
            past.expect(if is_seen { 200 } else { 404 });
            assert_eq!(past.text().contains(name), is_seen);
            for link in links(&past) {
                let hidden = (1..=4).filter(|other| !seen.contains(other));
                assert!(hidden.into_iter().all(|other| !link.contains(&format!("version={other}>"))), "{link}");
            }
        }
        let page = client.get(&format!("{MOULIN}/versions/?lang=en"), "text/html").await;
        assert!(page.text().contains(&format!("{} versions", seen.len())), "{}", page.text());
        // A date within what is hidden means what stood there before, as far as it can be seen.
        let date =
            client.get(&format!("{MOULIN}?version=1"), "text/turtle").await.header("memento-datetime").to_owned();
        let asked = [("accept", "text/turtle"), ("accept-datetime", date.as_str())];
        assert!(client.send(Method::GET, MOULIN, &asked, "").await.text().contains("Xun"));
    }
    owner.put(MOULIN, &described("Private", "Xcinq"), "*").await.expect(204);
    for path in ["", "/versions/", "?version=1", "?version=4"] {
        anonymous.get(&format!("{MOULIN}{path}"), "*/*").await.expect(404);
        owner.get(&format!("{MOULIN}{path}"), "*/*").await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed() {
    let (server, _) = with_history().await;
    let reader = server.anonymous();
    let diff = format!("{MOULIN}/diff?from=1&to=3");
    let patch = reader.get(&diff, "application/rdf-patch").await;
    let (moulin, name) = (format!("<{BASE}{MOULIN}>"), "<https://w3id.org/codesocial#name>");
    let expected = format!(
        "H id <{BASE}{diff}> .\nTX .\nD {moulin} {name} \"Un\"@fr {moulin} .\nA {moulin} {name} \"Trois\"@fr {moulin} .\nTC .\n"
    );
    assert_eq!(patch.expect(200).text(), expected);
    let json = reader.get(&diff, "*/*").await.expect(200).json();
    assert_eq!(json["changes"].as_array().unwrap().len(), 1, "{json}");
    assert_eq!(
        (&json["changes"][0]["op"], &json["changes"][0]["value"]["value"]),
        (&"replace".into(), &"Trois".into())
    );
    assert_eq!(json["to"]["reason"], "Déménagement");
    for (lang, label, mark) in [("fr", "Nom", "Avant"), ("en", "Name", "Before")] {
        let page = reader.get(&format!("{diff}&lang={lang}"), "text/html").await;
        for part in [label, mark, "<del>Un</del>", "<ins>Trois</ins>"] {
            assert!(page.expect(200).text().contains(part), "{part} is not in {}", page.text());
        }
    }
    // Without numbers: the newest and the one before it; nothing leads to the first.
    let last = reader.get(&format!("{MOULIN}/diff"), "*/*").await.json();
    assert_eq!((&last["from"]["version"], &last["to"]["version"]), (&2.into(), &3.into()));
    let first = reader.get(&format!("{MOULIN}/diff?to=1"), "*/*").await.json();
    assert_eq!(first["changes"].as_array().unwrap().len(), 0);
    for (asked, status) in [("from=0", 400), ("from=x&to=2", 400), ("from=1&to=9", 404)] {
        reader.get(&format!("{MOULIN}/diff?{asked}"), "*/*").await.expect(status);
    }
    reader.get(&diff, "text/turtle").await.expect(406);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_compared_with_what_is_closed() {
    let server = super::server().await;
    let owner = server.contributor("owner@a.example").await;
    for (audience, name) in [("Public", "Xun"), ("Private", "Xdeux"), ("Public", "Xtrois")] {
        let if_match = if name == "Xun" { "" } else { "*" };
        assert!(owner.put(MOULIN, &described(audience, name), if_match).await.status.is_success());
    }
    let anonymous = server.anonymous();
    for asked in ["from=1&to=2", "from=2&to=3", "to=2"] {
        anonymous.get(&format!("{MOULIN}/diff?{asked}"), "*/*").await.expect(404);
        owner.get(&format!("{MOULIN}/diff?{asked}"), "*/*").await.expect(200);
    }
    let last = anonymous.get(&format!("{MOULIN}/diff"), "*/*").await;
    assert!(!last.expect(200).text().contains("Xdeux") && last.text().contains("Xun"), "{}", last.text());
}
