//! Writing with a browser alone: the ways from a page, what a new document begins with, what was typed and refused.

use http::Method;
use model::Role;
use tests::browser::{between, hidden, unescaped};
use tests::{Browser, Reply, Server, organization};

const SITE: &str = "https://moulin.example";

/// The text in the editor, as the browser shows it.
fn typed(page: &Reply) -> String {
    let (_, area) = page.text().split_once("<textarea").unwrap_or_else(|| panic!("no text: {}", page.text()));
    unescaped(&between(area, ">", "</textarea>"))
}

fn edit(path: &str) -> String {
    format!("/edit?document={SITE}{path}")
}

async fn with_owner() -> (Server, Browser) {
    let server = super::server().await;
    let owner = server.signed_in("owner@moulin.example", Role::Contributor).await;
    let headers = [("content-type", "text/turtle"), ("sec-fetch-site", "same-origin")];
    for path in ["/organizations/moulin", "/codes/moulin"] {
        let body = match path {
            "/codes/moulin" => "@prefix cs: <https://w3id.org/codesocial#> .\n<> a cs:CodeSocial ; cs:name \"M\"@fr ;
                cs:describes </organizations/moulin> ; cs:form cs:FourBundlesForm ."
                .to_owned(),
            _ => organization("Moulin"),
        };
        owner.send(Method::PUT, path, &headers, body).await.expect(201);
    }
    (server, owner)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_leads_whoever_may_to_what_they_may() {
    let (server, owner) = with_owner().await;
    let contributor = server.signed_in("lea@moulin.example", Role::Contributor).await;
    let editor = server.signed_in("editor@moulin.example", Role::Editor).await;
    let reader = server.signed_in("reader@moulin.example", Role::Reader).await;
    // Who edits, who lends, who copies, who begins another one.
    for (who, browser, expected) in [
        ("its owner", owner, [true, true, true, true]),
        ("a contributor", contributor, [false, false, true, true]),
        ("an editor", editor, [true, false, true, true]),
        ("a reader", reader, [false; 4]),
        ("a stranger", server.browser(), [false; 4]),
    ] {
        let page = browser.open("/codes/moulin").await;
        let page = page.expect(200).text();
        let list = browser.open("/codes/").await;
        let found = [
            page.contains("/edit?document="),
            page.contains("/edit-links?document="),
            page.contains(">Make a copy</a>"),
            list.expect(200).text().contains("/edit?document="),
        ];
        assert_eq!(found, expected, "{who}");
        // History and releases are for whoever reads.
        for way in ["/codes/moulin/versions/", "/releases/codes/moulin/"] {
            assert!(page.contains(way), "{who}: {way}");
        }
    }
    let token = server.administrator().get("/codes/moulin", "text/html").await;
    assert!(!token.expect(200).text().contains("/edit?document="), "a token sends no forms");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_begun_in_a_browser() {
    let (server, owner) = with_owner().await;
    for (path, class, name, made) in [
        ("/organizations/", "cs:Organization", "", "/organizations/le-jardin"),
        ("/organizations/", "cs:Organization", "Les Rives", "/organizations/les-rives"),
        ("/codes/", "cs:CodeSocial", "", "/codes/le-jardin"),
        // An address that somebody points at, and where nothing is yet.
        ("/projects/serre", "cs:Project", "", "/projects/serre"),
    ] {
        let begun = owner.open(&edit(path)).await;
        let text = typed(begun.expect(200));
        assert!(text.contains(&format!("a {class}")) && text.contains("cs:name \"\"@en"), "{text}");
        let fields = [("text", text.as_str()), ("name", name), ("note", "A first one")];
        let unnamed = owner.fill_in(&edit(path), &edit(path), &fields).await;
        assert_eq!(typed(unnamed.expect(422)), text);
        let text = text.replace("cs:name \"\"@en", "cs:name \"Le Jardin\"@en");
        let fields = [("text", text.as_str()), ("name", name), ("note", "A first one")];
        let saved = owner.fill_in(&edit(path), &edit(path), &fields).await;
        assert_eq!(saved.expect(303).header("location"), format!("{SITE}{made}"));
        let page = owner.open(made).await;
        assert!(page.expect(200).text().contains("Le Jardin"));
    }
    // What has been made meanwhile is not written over, and what was typed is not lost.
    let token = hidden(owner.open(&edit("/projects/")).await.text(), "form-token");
    let text = "<> a <https://w3id.org/codesocial#Project> ; <https://w3id.org/codesocial#name> \"Autre\"@fr .";
    let fields = [("form-token", token.as_str()), ("revision", ""), ("text", text)];
    let late = owner.submit(&edit("/projects/serre"), &fields).await;
    assert_eq!(typed(late.expect(412)), text);
    let evil = [("origin", "https://evil.example")];
    owner.submit_with(&edit("/projects/"), &fields, &evil).await.expect(403);
    owner.submit(&edit("/projects/"), &fields[1..]).await.expect(403);
    let reader = server.signed_in("reader@moulin.example", Role::Reader).await;
    reader.open(&edit("/projects/")).await.expect(403);
    reader.open(&edit("/projects/nowhere")).await.expect(404);
    let token = hidden(reader.open(&edit("/projects/serre")).await.expect(200).text(), "form-token");
    reader.submit(&edit("/projects/"), &[("form-token", &token), ("text", text)]).await.expect(403);
    server.browser().open(&edit("/projects/")).await.expect(303);
    owner.open(&edit("/nothing/")).await.expect(404);
    owner.open("/edit?document=https://elsewhere.example/projects/").await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_comes_back_with_what_to_mend() {
    let (_server, owner) = with_owner().await;
    let path = edit("/organizations/moulin");
    let page = owner.open(&path).await;
    let (token, revision) = (hidden(page.text(), "form-token"), hidden(page.text(), "revision"));
    let good = typed(page.expect(200));
    let no_name = "@prefix cs: <https://w3id.org/codesocial#> .\n<> a cs:Organization ; cs:summary \"<b>&\"@fr .";
    for (text, status, language, words) in [
        (no_name, 422, "en", "A name is missing"),
        (no_name, 422, "fr", "Il manque un nom"),
        ("<> a", 400, "en", "Turtle"),
        ("<> a <https://w3id.org/codesocial#Person> .", 422, "fr", "role=\"alert\""),
    ] {
        let fields = [("form-token", token.as_str()), ("revision", &revision), ("text", text), ("note", "Un motif")];
        let headers = [("accept", "text/html"), ("accept-language", language), ("sec-fetch-site", "same-origin")];
        let refused = owner.submit_with(&path, &fields, &headers).await;
        let page = refused.expect(status);
        assert_eq!(typed(page), text);
        assert!(page.text().contains(words), "{words} is not in {}", page.text());
        assert_eq!(hidden(page.text(), "revision"), revision);
        assert!(page.text().contains("value=\"Un motif\"") && !page.text().contains("<b>&"));
        assert_eq!(page.header("cache-control"), "no-store");
    }
    let text = good.replace("\"Moulin\"", "\"Le Moulin\"");
    let fields = [("form-token", token.as_str()), ("revision", &revision), ("text", &text)];
    owner.submit(&path, &fields).await.expect(303);
    // Somebody was faster: the text stays, and so does the revision that it is about.
    assert_eq!(typed(owner.submit(&path, &fields).await.expect(412)), text);
}
