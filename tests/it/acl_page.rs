//! Who may do what, as a page tells it and its form sets it.

use http::Method;
use model::{Role, Scope};
use tests::browser::hidden;
use tests::{Browser, Reply, Server, organization};

const ALICE: &str = "alice@moulin.example";
const MOULIN: &str = "/organizations/moulin";
const ACL: &str = "/organizations/moulin.acl";
const GROUP: &str = "https://moulin.example/groups/conseil";

struct Bench {
    server: Server,
    alice: Browser,
}

impl Bench {
    async fn new() -> Self {
        let server = super::server().await;
        let alice = server.signed_in(ALICE, Role::Contributor).await;
        let client = server.contributor(ALICE).await;
        client.put(MOULIN, &organization("Moulin"), "").await.expect(201);
        let group = "@prefix cs: <https://w3id.org/codesocial#> . <> a cs:Group ; cs:name \"Conseil\"@fr .";
        client.put("/groups/conseil", group, "").await.expect(201);
        Self { server, alice }
    }

    /// Opens the page as this person and sends its form.
    async fn set(&self, browser: &Browser, fields: &[(&str, &str)]) -> Reply {
        let page = browser.open(ACL).await;
        let revision = hidden(page.expect(200).text(), "revision");
        let mut all = vec![("revision", revision.as_str())];
        all.extend(fields);
        browser.fill_in(ACL, ACL, &all).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_in_control_finds_the_page_and_its_form() {
    let bench = Bench::new().await;
    let administrator = bench.server.signed_in("second@moulin.example", Role::Administrator).await;
    let editor = bench.server.signed_in("editor@moulin.example", Role::Editor).await;
    let link = format!("href=\"https://moulin.example{ACL}\"");
    for browser in [&bench.alice, &administrator] {
        assert!(browser.open(MOULIN).await.expect(200).text().contains(&link));
        let page = browser.open(ACL).await;
        assert!(page.expect(200).text().contains("<form method=\"post\"") && page.text().contains(ALICE));
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert!(page.header("cache-control").starts_with("private"));
        assert!(page.header("accept-post").contains("form-urlencoded") && page.header("allow").contains("POST"));
    }
    for (browser, status) in [(&editor, 403), (&bench.server.browser(), 401)] {
        assert!(!browser.open(MOULIN).await.expect(200).text().contains(&link));
        let refused = browser.open(ACL).await;
        assert!(!refused.expect(status).text().contains(ALICE), "nobody learns an address");
    }
    for (language, words) in [
        ("fr", ["Qui peut faire quoi", "Tout le monde", "Enregistrer", "lien de modification"]),
        ("en", ["Who may do what", "Everybody", "Save", "edit link"]),
    ] {
        let page = bench.alice.open(&format!("{ACL}?lang={language}")).await;
        for word in words {
            assert!(page.expect(200).text().contains(word), "{word} is not in {}", page.text());
        }
    }
    // A token reads the page, and has PUT to say otherwise.
    let program = bench.server.contributor(ALICE).await;
    let page = program.get(ACL, "text/html").await;
    assert!(!page.expect(200).text().contains("<form method=\"post\""));
    // Programs get what they got.
    program.get(ACL, "text/turtle").await.expect(200);
    assert_eq!(program.get(ACL, "*/*").await.header("content-type"), "application/ld+json");
    // Whoever owns a page and writes no more looks.
    let registry = bench.server.registry();
    let id = registry.account_of(&registry.operator(), ALICE).await.unwrap();
    registry.set_role(&registry.operator(), id, Role::Reader).await.unwrap();
    let reader = bench.server.browser();
    reader.sign_in(ALICE, tests::server::PASSWORD).await.expect(303);
    assert!(!reader.open(ACL).await.expect(200).text().contains("<form method=\"post\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_sets_who_reads() {
    let bench = Bench::new().await;
    let registry = bench.server.registry();
    registry.add_member(&registry.operator(), &model::Iri::parse(GROUP).unwrap(), "bob@moulin.example").await.unwrap();
    let bob = bench.server.contributor("bob@moulin.example").await;
    let carol = bench.server.contributor("carol@moulin.example").await;
    let stranger = bench.server.anonymous();
    for (audience, statuses) in [
        ("private", [404, 404, 404]),
        ("group", [200, 404, 404]),
        ("members", [200, 200, 404]),
        ("network", [200, 200, 404]),
        ("public", [200, 200, 200]),
    ] {
        let note = format!("Pour {audience}");
        let set = bench.set(&bench.alice, &[("audience", audience), ("group", GROUP), ("note", &note)]).await;
        assert_eq!(set.expect(303).header("location"), format!("https://moulin.example{ACL}?done=rules"));
        for (client, status) in [&bob, &carol, &stranger].into_iter().zip(statuses) {
            assert_eq!(client.get(MOULIN, "text/turtle").await.status.as_u16(), status, "{audience}");
        }
        let page = bench.alice.open(&format!("{ACL}?done=rules")).await;
        assert!(page.expect(200).text().contains(&format!("value=\"{audience}\" checked")), "{audience}");
        assert!(page.text().contains("Saved"), "{audience}");
        let history = bench.alice.open(&format!("{MOULIN}/versions/")).await;
        assert!(history.text().contains(&note), "{audience}");
    }
    // What holds already makes no version.
    let before = stranger.get(MOULIN, "text/turtle").await.header("etag").to_owned();
    bench.set(&bench.alice, &[("audience", "public")]).await.expect(303);
    assert_eq!(stranger.get(MOULIN, "text/turtle").await.header("etag"), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_set_is_said_on_the_page() {
    let bench = Bench::new().await;
    for (fields, status, words) in [
        (&[("audience", "group"), ("group", "https://moulin.example/groups/never")][..], 422, "groups/never"),
        (&[("audience", "group"), ("group", "https://moulin.example/organizations/moulin")], 422, "no group"),
        (&[("audience", "private"), ("owner", "bob@moulin.example")], 422, "bob@moulin.example"),
        (&[("audience", "private"), ("owner", "no address")], 422, "no address"),
        (&[("audience", "private"), ("note", "import: x")], 400, "note"),
        (&[("audience", "everybody")], 400, "audience"),
        (&[("audience", "group"), ("group", "")], 400, "group"),
        (&[], 400, "audience"),
    ] {
        let refused = bench.set(&bench.alice, fields).await;
        assert!(refused.expect(status).text().contains(words), "{fields:?}: {}", refused.text());
    }
    let stale = [("revision", "1-070707070707-070707070707"), ("audience", "private")];
    bench.alice.fill_in(ACL, ACL, &stale).await.expect(412);
    bench.alice.fill_in(ACL, ACL, &[("audience", "private")]).await.expect(400);
    // Of another site, without its proof, or of nobody.
    let revision = hidden(bench.alice.open(ACL).await.text(), "revision");
    let fields = [("revision", revision.as_str()), ("audience", "private")];
    bench.alice.submit(ACL, &fields).await.expect(403);
    let token = hidden(bench.alice.open(ACL).await.text(), "form-token");
    let all = [fields[0], fields[1], ("form-token", &token)];
    for foreign in [&[("origin", "https://evil.example")][..], &[("sec-fetch-site", "cross-site")], &[]] {
        bench.alice.submit_with(ACL, &all, foreign).await.expect(403);
    }
    bench.server.browser().submit(ACL, &all).await.expect(401);
    let editor = bench.server.signed_in("editor@moulin.example", Role::Editor).await;
    let of_editor = hidden(editor.open("/account").await.text(), "form-token");
    editor.submit(ACL, &[fields[0], fields[1], ("form-token", &of_editor)]).await.expect(403);
    let turtle = [("content-type", "text/turtle"), ("sec-fetch-site", "same-origin")];
    bench.alice.send(Method::POST, ACL, &turtle, "").await.expect(415);
    bench.server.anonymous().get(MOULIN, "text/turtle").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_gives_a_page_away() {
    let bench = Bench::new().await;
    bench.server.contributor("bob@moulin.example").await;
    let administrator = bench.server.signed_in("second@moulin.example", Role::Administrator).await;
    // A page that does not say whose it is is given away in the page itself.
    assert!(!administrator.open(ACL).await.text().contains("name=\"owner\""));
    let token = bench.server.registry().issue_token(ALICE, vec![Scope::Read, Scope::Write]).await.unwrap();
    let owned = organization("Moulin").trim_end().trim_end_matches('.').to_owned();
    let owned = format!("{owned}; cs:owner <mailto:{ALICE}> .");
    bench.server.with_token(&token).put(MOULIN, &owned, "*").await.expect(204);
    // Alice names nobody: she would learn who has an account.
    assert!(!bench.alice.open(ACL).await.expect(200).text().contains("name=\"owner\""));
    let give = async |owner: &str| bench.set(&administrator, &[("audience", "members"), ("owner", owner)]).await;
    let refused = give("nobody@moulin.example").await;
    assert!(refused.expect(422).text().contains("Nobody has an account here with the address nobody@moulin.example"));
    assert!(refused.text().contains("value=\"members\" checked"), "what was chosen stays chosen");
    give("Alice@moulin.example").await.expect(303);
    let given = give("bob@moulin.example").await;
    assert!(given.expect(303).header("location").ends_with("?done=rules"));
    assert!(administrator.open(ACL).await.expect(200).text().contains("bob@moulin.example"));
    bench.alice.open(ACL).await.expect(403);
    // What is private is there for its owner alone: whoever closed it for somebody else is led to what they still read.
    let closed = bench.set(&administrator, &[("audience", "private")]).await;
    assert_eq!(closed.expect(303).header("location"), "https://moulin.example/organizations/");
}
