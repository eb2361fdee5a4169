//! Links that are handed out: invitations, and edit links for people without an account.

use super::erasure::in_files;
use http::Method;
use jiff::SignedDuration;
use model::Role;
use tests::browser::{between, hidden, local};
use tests::server::PASSWORD;
use tests::{Browser, Reply, Server, organization};

const LEA: &str = "lea@moulin.example";
const CHOSEN: &str = "a heron on the weir";

/// The link on the page that was answered.
fn link(page: &Reply) -> String {
    local(&between(page.expect(200).text(), "id=\"made-link\" href=\"", "\"")).to_owned()
}

async fn invite(browser: &Browser, fields: &[(&str, &str)]) -> Reply {
    browser.fill_in("/invitations", "/invitations", fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_makes_an_account_once() {
    let server = super::server().await;
    let administrator = server.signed_in("second@moulin.example", Role::Administrator).await;
    let made = invite(&administrator, &[("email", LEA), ("role", "editor")]).await;
    assert_eq!(made.header("cache-control"), "no-store");
    let link = link(&made);
    for words in ["Invitation à Le Moulin", "Invitation to Le Moulin", "6 décembre 2026", "6 December 2026"] {
        assert!(made.text().contains(words), "{words}");
    }
    assert!(!administrator.open("/invitations").await.text().contains(&link), "it is shown once");
    let browser = server.browser();
    assert!(browser.open(&link).await.expect(200).text().contains(LEA));
    browser.open(&link).await.expect(200);
    browser.submit(&link, &[("chosen", "short")]).await.expect(422);
    let evil = [("origin", "https://evil.example")];
    browser.submit_with(&link, &[("chosen", CHOSEN)], &evil).await.expect(403);
    browser.submit(&link, &[("chosen", CHOSEN)]).await.expect(303);
    assert!(browser.open("/account").await.expect(200).text().contains("Editor"));
    for used in [link.as_str(), "/invitations/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        server.browser().open(used).await.expect(410);
        server.browser().submit(used, &[("chosen", CHOSEN)]).await.expect(410);
    }
    server.browser().sign_in(LEA, CHOSEN).await.expect(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_expires_and_is_taken_back() {
    let server = super::server().await;
    let editor = server.signed_in("editor@moulin.example", Role::Editor).await;
    let first = link(&invite(&editor, &[("email", LEA), ("role", "reader")]).await);
    let handle = hidden(editor.open("/invitations").await.text(), "invitation");
    let other = server.signed_in("other@moulin.example", Role::Editor).await;
    other.fill_in("/invitations", "/invitations/end", &[("invitation", &handle)]).await.expect(404);
    editor.fill_in("/invitations", "/invitations/end", &[("invitation", &handle)]).await.expect(303);
    server.browser().open(&first).await.expect(410);
    let second = link(&invite(&editor, &[("email", LEA), ("role", "reader")]).await);
    server.browser().open(&second).await.expect(200);
    server.clock().advance(SignedDuration::from_hours(14 * 24));
    server.browser().submit(&second, &[("chosen", CHOSEN)]).await.expect(410);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_editor_invites_and_takes_nobody_over() {
    let server = super::server().await;
    let editor = server.signed_in("editor@moulin.example", Role::Editor).await;
    for role in ["editor", "administrator"] {
        invite(&editor, &[("email", LEA), ("role", role)]).await.expect(403);
    }
    invite(&editor, &[("email", "no address"), ("role", "reader")]).await.expect(422);
    let groups = [("email", LEA), ("role", "reader"), ("group", "https://moulin.example/groups/none")];
    invite(&editor, &groups).await.expect(404);
    // The first administrator has an account without a password: an editor's link gives it none.
    let taken = link(&invite(&editor, &[("email", "admin@moulin.example"), ("role", "reader")]).await);
    server.browser().submit(&taken, &[("chosen", CHOSEN)]).await.expect(409);
    server.browser().sign_in("admin@moulin.example", CHOSEN).await.expect(403);
    // Whoever is signed in accepts for themselves alone.
    let form = hidden(editor.open(&taken).await.text(), "form-token");
    editor.submit(&taken, &[("form-token", &form)]).await.expect(409);
    editor.submit(&taken, &[]).await.expect(403);
    // An administrator's link does, for whoever lost theirs.
    let administrator = server.signed_in("second@moulin.example", Role::Administrator).await;
    let reset = link(&invite(&administrator, &[("email", "editor@moulin.example"), ("role", "reader")]).await);
    let browser = server.browser();
    browser.submit(&reset, &[("chosen", CHOSEN)]).await.expect(303);
    assert!(browser.open("/account").await.text().contains("Editor"), "no role is lowered");
    editor.open("/account").await.expect(303);
    server.browser().sign_in("editor@moulin.example", PASSWORD).await.expect(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_leads_into_groups() {
    let server = super::server().await;
    let administrator = server.signed_in("second@moulin.example", Role::Administrator).await;
    let put = async |path: &str, body: &str| {
        let headers = [("content-type", "text/turtle"), ("sec-fetch-site", "same-origin")];
        administrator.send(Method::PUT, path, &headers, body.to_owned()).await.expect(201);
    };
    put("/groups/conseil", "@prefix cs: <https://w3id.org/codesocial#> .\n<> a cs:Group ; cs:name \"C\"@fr .").await;
    put(
        "/people/camille",
        "@prefix cs: <https://w3id.org/codesocial#> .\n<> a cs:Person ; cs:name \"C\"@fr ; cs:audience </groups/conseil> .",
    )
    .await;
    let fields = [("email", LEA), ("role", "reader"), ("group", "https://moulin.example/groups/conseil")];
    let link = link(&invite(&administrator, &fields).await);
    let browser = server.browser();
    browser.open("/people/camille").await.expect(404);
    browser.submit(&link, &[("chosen", CHOSEN)]).await.expect(303);
    browser.open("/people/camille").await.expect(200);
    // Somebody signed in accepts with the account that is there.
    let other = server.signed_in("other@moulin.example", Role::Contributor).await;
    let fields = [("email", "other@moulin.example"), ("role", "reader"), fields[2]];
    let link = self::link(&invite(&administrator, &fields).await);
    other.open("/people/camille").await.expect(404);
    let form = hidden(other.open(&link).await.text(), "form-token");
    other.submit(&link, &[("form-token", &form)]).await.expect(303);
    other.open("/people/camille").await.expect(200);
}

struct Lent {
    server: Server,
    owner: Browser,
    page: String,
}

const DOCUMENT: &str = "/organizations/moulin";

/// A private document, and where its owner hands out links.
async fn lent() -> Lent {
    let server = super::server().await;
    let owner = server.signed_in("owner@moulin.example", Role::Contributor).await;
    let headers = [("content-type", "text/turtle"), ("sec-fetch-site", "same-origin")];
    let body = organization("Moulin").replace("cs:name", "cs:audience cs:Private ; cs:name");
    owner.send(Method::PUT, DOCUMENT, &headers, body).await.expect(201);
    let page = format!("/edit-links?document=https://moulin.example{DOCUMENT}");
    Lent { server, owner, page }
}

impl Lent {
    async fn link(&self, email: &str) -> String {
        link(&self.owner.fill_in(&self.page, &self.page, &[("email", email), ("days", "7")]).await)
    }

    async fn guest(&self, link: &str) -> Browser {
        let browser = self.server.browser();
        browser.submit(link, &[]).await.expect(303);
        browser
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_edits_one_document() {
    let lent = lent().await;
    // The address has an account: nothing tells, and nobody writes in its name.
    lent.server.contributor(LEA).await;
    let link = lent.link(LEA).await;
    let looking = lent.server.browser();
    looking.open(&link).await.expect(200);
    looking.open(DOCUMENT).await.expect(404);
    let guest = lent.server.browser();
    let opened = guest.submit(&link, &[]).await;
    let edit = local(opened.expect(303).header("location")).to_owned();
    let page = guest.open(&edit).await;
    let (token, revision) = (hidden(page.expect(200).text(), "form-token"), hidden(page.text(), "revision"));
    assert!(page.text().contains("Moulin"));
    let text = organization("Le Moulin").replace("cs:name", "cs:audience cs:Private ; cs:name");
    let save = async |revision: &str, text: &str| {
        guest.submit(&edit, &[("form-token", &token), ("revision", revision), ("text", text)]).await
    };
    save(&revision, &text.replace("Private", "Public")).await.expect(403);
    save(&revision, &text.replace("cs:name", "cs:owner <mailto:lea@moulin.example> ; cs:name")).await.expect(422);
    save(&revision, &text.replace("cs:Organization", "cs:Person")).await.expect(422);
    save(&revision, "no turtle").await.expect(400);
    save(&revision, &text).await.expect(303);
    save(&revision, &text.replace("Le", "Un")).await.expect(412);
    assert!(guest.open(DOCUMENT).await.expect(200).text().contains("Le Moulin"));

    let headers = [("content-type", "text/turtle"), ("sec-fetch-site", "same-origin"), ("if-match", "*")];
    guest.send(Method::DELETE, DOCUMENT, &headers, "").await.expect(403);
    guest.send(Method::PUT, "/organizations/other", &headers[..2], organization("O")).await.expect(403);
    let fields = [("form-token", token.as_str()), ("label", "x"), ("scope", "read"), ("days", "30")];
    guest.submit("/account/tokens", &fields).await.expect(403);
    guest.open("/account").await.expect(403);
    guest.open(&lent.page).await.expect(403);
    guest.open("/admin/accounts").await.expect(403);
    let members = organization("M").replace("cs:name", "cs:audience cs:Members ; cs:name");
    lent.owner.send(Method::PUT, "/organizations/m", &headers[..2], members).await.expect(201);
    guest.open("/organizations/m").await.expect(404);
    let all = guest.send(Method::GET, "/organizations/", &[("accept", "text/turtle")], "").await;
    assert!(!all.expect(200).text().contains("moulin>"), "lists are a stranger's");

    // One browser, and no other.
    lent.server.browser().submit(&link, &[]).await.expect(410);
    lent.server.clock().advance(SignedDuration::from_hours(6 * 24));
    guest.open(DOCUMENT).await.expect(200);
    lent.server.clock().advance(SignedDuration::from_hours(24));
    guest.open(DOCUMENT).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_link_is_taken_back() {
    let lent = lent().await;
    let (first, second) = (lent.link(LEA).await, lent.link("other@moulin.example").await);
    let guest = lent.guest(&first).await;
    guest.open(DOCUMENT).await.expect(200);
    for _ in 0..2 {
        let handle = hidden(lent.owner.open(&lent.page).await.text(), "link");
        let revoke = lent.page.replace("/edit-links", "/edit-links/revoke");
        lent.owner.fill_in(&lent.page, &revoke, &[("link", &handle)]).await.expect(303);
    }
    guest.open(DOCUMENT).await.expect(404);
    lent.server.browser().submit(&second, &[]).await.expect(410);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_an_erased_document_go_its_links() {
    let lent = lent().await;
    let guest = lent.guest(&lent.link(LEA).await).await;
    let waiting = lent.link("max@moulin.example").await;
    let edit = format!("/edit?document=https://moulin.example{DOCUMENT}");
    guest.open(DOCUMENT).await.expect(200);
    guest.open(&edit).await.expect(200);
    lent.server.browser().open(&waiting).await.expect(200);
    for address in [LEA, "max@moulin.example"] {
        assert!(!in_files(lent.server.folder(), address).is_empty(), "{address} is found while it is there");
    }
    let body = format!("{{\"documents\": [\"{DOCUMENT}\"]}}");
    let headers = [("content-type", "application/json"), ("sec-fetch-site", "same-origin")];
    let erased = lent.owner.send(Method::POST, "/erasures/", &headers, body).await;
    assert_eq!(erased.expect(200).json()["progress"], "finished");
    // Nobody in particular from now on: to such a one what is closed was never there.
    guest.open(DOCUMENT).await.expect(404);
    assert!(guest.open(&edit).await.expect(303).header("location").contains("/login"));
    lent.server.browser().open(&waiting).await.expect(410);
    lent.server.browser().submit(&waiting, &[]).await.expect(410);
    lent.owner.open(&lent.page).await.expect(404);
    for address in [LEA, "max@moulin.example"] {
        assert_eq!(in_files(lent.server.folder(), address), [""; 0], "{address}");
    }
    lent.owner.open(DOCUMENT).await.expect(410);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_may_open_a_document_lends_it() {
    let lent = lent().await;
    let open = "https://moulin.example/organizations/open";
    let headers = [("content-type", "text/turtle"), ("sec-fetch-site", "same-origin")];
    lent.owner.send(Method::PUT, "/organizations/open", &headers, organization("O")).await.expect(201);
    let members = organization("M").replace("cs:name", "cs:audience cs:Members ; cs:name");
    lent.owner.send(Method::PUT, "/organizations/members", &headers, members).await.expect(201);
    let page = |document: &str| format!("/edit-links?document={document}");
    let members = "https://moulin.example/organizations/members";
    for (role, expected) in [
        (Role::Reader, [403, 403, 403, 403]),
        (Role::Contributor, [403, 403, 404, 404]),
        (Role::Editor, [200, 403, 404, 404]),
        (Role::Administrator, [200, 200, 404, 404]),
    ] {
        let browser = lent.server.signed_in(LEA, role).await;
        let private = "https://moulin.example/organizations/moulin";
        let mut found = Vec::new();
        for document in [open, members, private, "https://moulin.example/organizations/never"] {
            found.push(browser.open(&page(document)).await.status.as_u16());
        }
        assert_eq!(found, expected, "{role:?}");
    }
}
