//! Accounts: signing in and out, cookies and forms, tokens and scopes, roles, groups, and the end of an account.

use super::erasure::in_files;
use http::Method;
use jiff::SignedDuration;
use model::{Role, Scope};
use tests::browser::{between, hidden, local};
use tests::server::PASSWORD;
use tests::{Browser, Client, Server, organization};

const LEA: &str = "lea@moulin.example";

fn closed(audience: &str) -> String {
    format!(
        "@prefix cs: <https://w3id.org/codesocial#> .\n<> a cs:Person ; cs:name \"Camille\"@fr ; cs:audience {audience} .\n"
    )
}

async fn is_signed_in(browser: &Browser) -> bool {
    browser.open("/account").await.status.as_u16() == 200
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_and_out() {
    let server = super::server().await;
    let browser = server.signed_in(LEA, Role::Contributor).await;
    assert!(browser.cookie().unwrap().starts_with("__Host-codesocial="));
    let page = browser.open("/account").await;
    assert!(page.expect(200).text().contains(LEA) && page.header("cache-control").contains("private"));
    let out = browser.fill_in("/logout", "/logout", &[]).await;
    assert_eq!(out.expect(303).header("location"), tests::server::BASE);
    assert_eq!(browser.cookie(), None, "it is taken away");
    let led = browser.open("/account").await;
    assert_eq!(local(led.expect(303).header("location")), "/login?next=%2Faccount");

    let entered = browser.submit("/login", &[("email", LEA), ("password", PASSWORD), ("next", "/sparql")]).await;
    assert_eq!(entered.expect(303).header("location"), "/sparql");
    let cookie = entered.header("set-cookie").to_owned();
    for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let away = server.browser();
    let fields = [("email", LEA), ("password", PASSWORD), ("next", "//evil.example")];
    assert_eq!(local(away.submit("/login", &fields).await.expect(303).header("location")), "/account");
    server.clock().advance(SignedDuration::from_hours(8 * 24));
    assert!(!is_signed_in(&browser).await, "a week unused");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_chooses_the_cookie_of_another() {
    let server = super::server().await;
    server.signed_in(LEA, Role::Contributor).await;
    let other = server.signed_in("other@moulin.example", Role::Contributor).await;
    let victim = server.browser();
    for planted in [other.cookie().unwrap(), "__Host-codesocial=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned()]
    {
        victim.keep(&planted);
        victim.sign_in(LEA, PASSWORD).await.expect(303);
        let given = victim.cookie().unwrap();
        assert_ne!(given, planted);
        let attacker = server.browser();
        attacker.keep(&planted);
        assert!(!is_signed_in(&attacker).await, "what was planted opens nothing afterwards");
        victim.keep(&format!("{planted}; {given}"));
        assert!(!is_signed_in(&victim).await, "of two cookies none is believed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_account_answers_like_a_wrong_password() {
    let server = super::server().await;
    server.signed_in(LEA, Role::Contributor).await;
    server.signed_in("shut@moulin.example", Role::Contributor).await;
    server.contributor("tokens-only@moulin.example").await;
    let (registry, operator) = (server.registry(), server.registry().operator());
    let shut = registry.account_of(&operator, "shut@moulin.example").await.unwrap();
    registry.disable_account(&operator, shut).await.unwrap();
    let mut answers = Vec::new();
    for (email, password) in [
        (LEA, "not the password"),
        ("nobody@moulin.example", PASSWORD),
        ("shut@moulin.example", PASSWORD),
        ("tokens-only@moulin.example", ""),
        ("operator@localhost", ""),
        ("no address", PASSWORD),
    ] {
        let reply = server.browser().sign_in(email, password).await;
        assert_eq!(reply.expect(403).header("set-cookie"), "");
        answers.push(reply.text().replace(email, ""));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "told apart: {answers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_tries_too_often_waits() {
    let server = super::server().await;
    server.signed_in(LEA, Role::Contributor).await;
    let browser = server.browser();
    for email in [LEA, "nobody@moulin.example"] {
        for _ in 0..10 {
            browser.sign_in(email, "not the password").await.expect(403);
        }
        let waits = browser.sign_in(email, PASSWORD).await;
        assert_eq!(waits.expect(429).header("retry-after"), "901");
    }
    server.clock().advance(SignedDuration::from_mins(15));
    browser.sign_in(LEA, PASSWORD).await.expect(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_our_own_forms_change_something() {
    let server = super::server().await;
    let browser = server.signed_in(LEA, Role::Contributor).await;
    let proof = hidden(browser.open("/account").await.text(), "form-token");
    let others = hidden(
        server.signed_in("other@moulin.example", Role::Reader).await.open("/account").await.text(),
        "form-token",
    );
    let evil = ("origin", "https://evil.example");
    let ours = ("origin", "https://moulin.example");
    for (headers, token, expected) in [
        (&[("sec-fetch-site", "same-origin")][..], proof.as_str(), 200),
        (&[ours], &proof, 200),
        (&[("sec-fetch-site", "same-origin"), ours], &proof, 200),
        (&[], &proof, 403),
        (&[evil], &proof, 403),
        (&[("origin", "null")], &proof, 403),
        (&[("sec-fetch-site", "none")], &proof, 403),
        (&[("sec-fetch-site", "same-site"), ours], &proof, 403),
        (&[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), evil], &proof, 403),
        (&[("sec-fetch-site", "same-origin")], "", 403),
        (&[("sec-fetch-site", "same-origin")], &others, 403),
        (&[ours], &proof[1..], 403),
    ] {
        let fields = [("form-token", token), ("label", "x"), ("scope", "read"), ("days", "30")];
        let reply = browser.submit_with("/account/tokens", &fields, headers).await;
        assert_eq!(reply.status.as_u16(), expected, "{headers:?} {}", reply.text());
    }
    let made = browser.open("/account").await.text().matches("name=\"token\"").count();
    assert_eq!(made, 3, "what was refused made nothing");

    // What writes documents with a cookie needs the same proof of where it comes from.
    for (number, (headers, expected)) in [
        (&[("sec-fetch-site", "same-origin")][..], 201),
        (&[ours], 201),
        (&[], 401),
        (&[evil], 401),
        (&[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "cors"), evil], 401),
    ]
    .into_iter()
    .enumerate()
    {
        let mut all = vec![("content-type", "text/turtle")];
        all.extend(headers);
        let path = format!("/organizations/o-{number}");
        let reply = browser.send(Method::PUT, &path, &all, organization("O")).await;
        assert_eq!(reply.status.as_u16(), expected, "{headers:?}");
    }
    // Nobody is signed in as somebody else by another site's form.
    let stranger = server.browser();
    let fields = [("email", LEA), ("password", PASSWORD)];
    stranger.submit_with("/login", &fields, &[("sec-fetch-site", "cross-site"), evil]).await.expect(403);
    assert_eq!(stranger.cookie(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_serves_no_other_site() {
    let server = super::server().await;
    let browser = server.signed_in(LEA, Role::Contributor).await;
    let put = [("content-type", "text/turtle"), ("sec-fetch-site", "same-origin")];
    browser.send(Method::PUT, "/people/camille", &put, closed("cs:Private")).await.expect(201);
    let question = "/sparql?query=SELECT%20%3Fn%20%7B%20%3Fs%20a%20%3Chttps%3A%2F%2Fw3id.org%2Fcodesocial%23Person%3E%20%3B%20%3Chttps%3A%2F%2Fw3id.org%2Fcodesocial%23name%3E%20%3Fn%20%7D";
    for (headers, sees) in [
        (&[("sec-fetch-site", "same-origin")][..], true),
        (&[], true),
        (&[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")], true),
        (&[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "cors"), ("origin", "https://evil.example")], false),
        (&[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")], false),
        (&[("sec-fetch-site", "same-site"), ("sec-fetch-mode", "cors")], false),
        (&[("origin", "https://evil.example")], false),
    ] {
        let mut all = vec![("accept", "text/turtle")];
        all.extend(headers);
        let read = browser.send(Method::GET, "/people/camille", &all, "").await;
        assert_eq!(read.status.as_u16(), if sees { 200 } else { 404 }, "{headers:?}");
        let open = read.header("access-control-allow-origin");
        assert_eq!(open, if sees { "" } else { "*" }, "{headers:?}");
        assert_eq!(read.header("cache-control").contains("private"), sees, "{headers:?}");
        let mut all = vec![("accept", "application/sparql-results+json")];
        all.extend(headers);
        let asked = browser.send(Method::GET, question, &all, "").await;
        assert_eq!(asked.expect(200).column("n").len(), usize::from(sees), "{headers:?}");
    }
    assert!(browser.open("/people/").await.text().contains("Camille"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_does_what_its_scopes_say() {
    let server = super::server().await;
    let browser = server.signed_in(LEA, Role::Administrator).await;
    browser
        .send(
            Method::PUT,
            "/people/camille",
            &[("content-type", "text/turtle"), ("sec-fetch-site", "same-origin")],
            closed("cs:Members"),
        )
        .await
        .expect(201);
    let names = "SELECT ?n { ?s a <https://w3id.org/codesocial#Person> ; <https://w3id.org/codesocial#name> ?n }";
    let form = "@prefix cs: <https://w3id.org/codesocial#> .\n<> a cs:Form ; cs:name \"F\"@fr ; cs:extendsForm cs:SixModelsForm .";
    for (number, scopes) in [
        &[][..],
        &[Scope::Read],
        &[Scope::Write],
        &[Scope::Admin],
        &[Scope::Read, Scope::Write],
        &[Scope::Read, Scope::Admin],
        &[Scope::Read, Scope::Write, Scope::Admin],
    ]
    .into_iter()
    .enumerate()
    {
        let has = |scope: Scope| scopes.contains(&scope);
        let text = server.registry().issue_token(LEA, scopes.to_vec()).await.unwrap();
        let client = server.with_token(&text);
        let reads = client.get("/people/camille", "text/turtle").await.status.as_u16();
        assert_eq!(reads, if has(Scope::Read) { 200 } else { 404 }, "{scopes:?}");
        assert_eq!(
            client.query(names).await.expect(200).column("n").len(),
            usize::from(has(Scope::Read)),
            "{scopes:?}"
        );
        let listed = client.get("/people/", "text/turtle").await.text().contains("camille");
        assert_eq!(listed, has(Scope::Read), "{scopes:?}");
        let writes = client.put(&format!("/organizations/o-{number}"), &organization("O"), "").await;
        assert_eq!(writes.status.as_u16(), if has(Scope::Write) { 201 } else { 403 }, "{scopes:?}");
        let replaces = client.put("/people/camille", &closed("cs:Members"), "*").await.status.as_u16();
        let expected = match (has(Scope::Write), has(Scope::Read)) {
            (false, _) => 403,
            // What it may not read is not there for it: nothing that could be replaced.
            (true, false) => 412,
            (true, true) => 204,
        };
        assert_eq!(replaces, expected, "{scopes:?}");
        let forms = client.put(&format!("/forms/f-{number}"), form, "").await.status.as_u16();
        assert_eq!(forms, if has(Scope::Admin) { 201 } else { 403 }, "{scopes:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_made_listed_and_revoked_by_their_owner() {
    let server = super::server().await;
    let browser = server.signed_in(LEA, Role::Contributor).await;
    let fields = [("label", "Carnet"), ("scope", "read"), ("scope", "write"), ("days", "30")];
    let made = browser.fill_in("/account", "/account/tokens", &fields).await;
    assert_eq!(made.expect(200).header("cache-control"), "no-store");
    let text = between(made.text(), "id=\"new-token\">", "<");
    assert!(!browser.open("/account").await.text().contains(&text), "it is shown once");
    let client = server.with_token(&text);
    client.put("/people/camille", &closed("cs:Private"), "").await.expect(201);
    let handle = hidden(made.text(), "token");
    let other = server.signed_in("other@moulin.example", Role::Administrator).await;
    other.fill_in("/account", "/account/tokens/revoke", &[("token", &handle)]).await.expect(404);
    client.get("/people/camille", "text/turtle").await.expect(200);
    browser.fill_in("/account", "/account/tokens/revoke", &[("token", &handle)]).await.expect(303);
    client.get("/people/camille", "text/turtle").await.expect(401);
    let lasting = browser.fill_in("/account", "/account/tokens", &fields).await;
    let client = server.with_token(&between(lasting.text(), "id=\"new-token\">", "<"));
    client.get("/people/camille", "text/turtle").await.expect(200);
    server.clock().advance(SignedDuration::from_hours(30 * 24));
    client.get("/people/camille", "text/turtle").await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_signs_out_everybody_else() {
    let server = super::server().await;
    let (here, elsewhere) = (server.signed_in(LEA, Role::Reader).await, server.signed_in(LEA, Role::Reader).await);
    assert!(!is_signed_in(&here).await, "the rig set the password again");
    here.sign_in(LEA, PASSWORD).await.expect(303);
    let change = async |present: &str, chosen: &str| {
        here.fill_in("/account", "/account/password", &[("present", present), ("chosen", chosen)]).await
    };
    change("not the password", "another mill by the sea").await.expect(403);
    for weak in ["short", "motdepasse123", &"long".repeat(100)] {
        change(PASSWORD, weak).await.expect(422);
    }
    let before = here.cookie();
    assert!(is_signed_in(&elsewhere).await);
    change(PASSWORD, "another mill by the sea").await.expect(303);
    assert_ne!(here.cookie(), before, "another cookie");
    assert!(is_signed_in(&here).await && !is_signed_in(&elsewhere).await);
    let old = server.browser();
    old.keep(&before.unwrap());
    assert!(!is_signed_in(&old).await);
    elsewhere.sign_in(LEA, PASSWORD).await.expect(403);
    elsewhere.sign_in(LEA, "another mill by the sea").await.expect(303);

    // Out of one browser, then out of all.
    let page = here.open("/account").await;
    let others = page.text().split("name=\"session\" value=\"").skip(1).find(|row| !row.contains("this browser"));
    assert!(others.is_some());
    here.fill_in("/account", "/account/sessions/end-all", &[]).await.expect(303);
    assert!(!is_signed_in(&here).await && !is_signed_in(&elsewhere).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_that_change_give_another_cookie() {
    let server = super::server().await;
    let browser = server.signed_in(LEA, Role::Reader).await;
    let (registry, operator) = (server.registry(), server.registry().operator());
    let lea = registry.account_of(&operator, LEA).await.unwrap();
    let before = browser.cookie().unwrap();
    browser.open("/account").await.expect(200);
    assert_eq!(browser.cookie().unwrap(), before);
    registry.set_role(&operator, lea, Role::Administrator).await.unwrap();
    browser.open("/admin/accounts").await.expect(200);
    assert_ne!(browser.cookie().unwrap(), before);
    server.clock().advance(SignedDuration::from_mins(1));
    let old = server.browser();
    old.keep(&before);
    assert!(!is_signed_in(&old).await && is_signed_in(&browser).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_does_what_it_may() {
    let server = super::server().await;
    let owner = server.contributor("owner@moulin.example").await;
    for (path, audience) in
        [("/people/open", "cs:Public"), ("/people/members", "cs:Members"), ("/people/own", "cs:Private")]
    {
        owner.put(path, &closed(audience), "").await.expect(201);
    }
    // Reads members', writes, changes others', opens others', sees accounts, invites.
    for (role, expected) in [
        (Role::Reader, [200, 403, 403, 403, 403, 403]),
        (Role::Contributor, [200, 201, 403, 403, 403, 403]),
        (Role::Editor, [200, 201, 204, 403, 403, 200]),
        (Role::Administrator, [200, 201, 204, 204, 200, 200]),
    ] {
        let browser = server.signed_in(LEA, role).await;
        let put = async |path: &str, body: String, if_match: &[(&str, &str)]| {
            let mut headers = vec![("content-type", "text/turtle"), ("sec-fetch-site", "same-origin")];
            headers.extend(if_match);
            browser.send(Method::PUT, path, &headers, body).await.status.as_u16()
        };
        let star = [("if-match", "*")];
        let new = format!("/organizations/{role:?}").to_lowercase();
        let named = |name: &str| closed("cs:Members").replace("Camille", name);
        let done = [
            browser.send(Method::GET, "/people/members", &[("accept", "text/turtle")], "").await.status.as_u16(),
            put(&new, organization("O"), &[]).await,
            put("/people/members", named(&format!("{role:?}")), &star).await,
            put("/people/members", named("x").replace("Members", "Public"), &star).await,
            browser.open("/admin/accounts").await.status.as_u16(),
            browser.open("/invitations").await.status.as_u16(),
        ];
        assert_eq!(done, expected, "{role:?}");
        assert_eq!(put("/people/own", closed("cs:Public"), &star).await, if role == Role::Reader { 403 } else { 412 });
        browser.send(Method::GET, "/people/own", &[("accept", "text/turtle")], "").await.expect(404);
        owner.put("/people/members", &closed("cs:Members"), "*").await.expect(204);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_account_is_out_at_once() {
    let server = super::server().await;
    let administrator = server.signed_in("second@moulin.example", Role::Administrator).await;
    let browser = server.signed_in(LEA, Role::Editor).await;
    let client = server.contributor(LEA).await;
    client.put("/people/camille", &closed("cs:Private"), "").await.expect(201);
    let number = account_number(&server, LEA).await;
    let page = format!("/admin/accounts/{number}");
    administrator.fill_in(&page, &format!("{page}/disable"), &[]).await.expect(303);
    assert!(!is_signed_in(&browser).await);
    client.get("/people/camille", "text/turtle").await.expect(401);
    client.query("ASK {}").await.expect(401);
    client.put("/people/camille", &closed("cs:Private"), "*").await.expect(401);
    browser.sign_in(LEA, PASSWORD).await.expect(403);
    administrator.fill_in(&page, &format!("{page}/enable"), &[]).await.expect(303);
    client.get("/people/camille", "text/turtle").await.expect(200);
    assert!(!is_signed_in(&browser).await, "what ended stays ended");
}

async fn account_number(server: &Server, email: &str) -> i64 {
    let registry = server.registry();
    registry.account_of(&registry.operator(), email).await.unwrap().0
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_stays_who_runs_the_instance() {
    let server = super::server().await;
    let first = server.signed_in("admin@moulin.example", Role::Administrator).await;
    let number = account_number(&server, "admin@moulin.example").await;
    let page = format!("/admin/accounts/{number}");
    let role = format!("{page}/role");
    first.fill_in(&page, &role, &[("role", "editor")]).await.expect(409);
    first.fill_in(&page, &format!("{page}/disable"), &[]).await.expect(409);
    let erase = [("content", "kept"), ("confirmed", "admin@moulin.example")];
    first.fill_in(&page, &format!("{page}/erase"), &erase).await.expect(409);
    server.signed_in("second@moulin.example", Role::Administrator).await;
    first.fill_in(&page, &role, &[("role", "editor")]).await.expect(303);
    first.open("/admin/accounts").await.expect(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_erased_and_what_it_wrote_goes_on() {
    let server = super::server().await;
    let administrator = server.signed_in("second@moulin.example", Role::Administrator).await;
    let heir = server.contributor("heir@moulin.example").await;
    let client = server.contributor(LEA).await;
    client.put("/people/camille", &closed("cs:Private"), "").await.expect(201);
    heir.get("/people/camille", "text/turtle").await.expect(404);
    let page = format!("/admin/accounts/{}", account_number(&server, LEA).await);
    let erase = async |confirmed: &str, heir: &str| {
        let fields = [("content", "handed"), ("heir", heir), ("confirmed", confirmed)];
        administrator.fill_in(&page, &format!("{page}/erase"), &fields).await
    };
    erase("other@moulin.example", "heir@moulin.example").await.expect(400);
    erase(LEA, "nobody@moulin.example").await.expect(404);
    assert!(!in_files(server.folder(), LEA).is_empty(), "it is found while it is there");
    let erased = erase("LEA@moulin.example", "heir@moulin.example").await;
    assert!(erased.expect(303).header("location").ends_with("/admin/accounts?done=erased"));
    assert_eq!(in_files(server.folder(), LEA), [""; 0], "in no byte of the folder");
    let listed = server.administrator().get("/erasures/", "*/*").await.expect(200).json();
    let number: i64 = page.rsplit('/').next().unwrap().parse().unwrap();
    assert_eq!(listed["accounts"][0]["account"], number);
    assert!(listed["accounts"].as_array().unwrap().len() == 1 && !listed["accounts"][0]["finished"].is_null());
    heir.get("/people/camille", "text/turtle").await.expect(200);
    let query = "SELECT ?n { ?s a <https://w3id.org/codesocial#Person> ; <https://w3id.org/codesocial#name> ?n }";
    assert_eq!(heir.query(query).await.expect(200).column("n").len(), 1, "the projection follows");
    client.get("/people/camille", "text/turtle").await.expect(401);
    administrator.open(&page).await.expect(404);
    assert!(!administrator.open("/admin/accounts").await.text().contains(LEA));
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_are_managed_by_their_owner() {
    let server = super::server().await;
    let owner = server.signed_in("owner@moulin.example", Role::Contributor).await;
    let (member, stranger) = (server.contributor(LEA).await, server.contributor("stranger@moulin.example").await);
    let put = async |path: &str, body: &str| {
        let headers = [("content-type", "text/turtle"), ("sec-fetch-site", "same-origin")];
        owner.send(Method::PUT, path, &headers, body.to_owned()).await
    };
    let group = "@prefix cs: <https://w3id.org/codesocial#> .\n<> a cs:Group ; cs:name \"Conseil\"@fr .";
    put("/groups/conseil", group).await.expect(201);
    put("/people/camille", &closed("</groups/conseil>")).await.expect(201);
    let page = "/account/groups/conseil";
    let change = async |what: &str, email: &str| owner.fill_in(page, page, &[("do", what), ("email", email)]).await;
    let reads = async |client: &Client| client.get("/people/camille", "text/turtle").await.status.as_u16();
    assert_eq!((reads(&member).await, reads(&stranger).await), (404, 404));
    change("add", LEA).await.expect(303);
    change("add", "later@moulin.example").await.expect(303);
    change("add", "no address").await.expect(422);
    let shown = owner.open(page).await;
    assert!(shown.text().contains(LEA) && shown.text().contains("later@moulin.example"), "no difference is told");
    assert_eq!((reads(&member).await, reads(&stranger).await), (200, 404));
    let later = server.contributor("later@moulin.example").await;
    assert_eq!(reads(&later).await, 200, "who was awaited is a member");
    change("remove", LEA).await.expect(303);
    assert_eq!(reads(&member).await, 404);
    let other = server.signed_in("other@moulin.example", Role::Editor).await;
    other.open(page).await.expect(403);
    other.open("/account/groups/none").await.expect(404);
    server.signed_in("second@moulin.example", Role::Administrator).await.open(page).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_tells_nobody_who_has_an_account() {
    let server = super::server().await;
    let (client, _) = (server.contributor(LEA).await, server.contributor("known@moulin.example").await);
    let owned = |email: &str| organization("O").replace("cs:name", &format!("cs:owner <mailto:{email}> ; cs:name"));
    let mut refusals = Vec::new();
    for email in ["known@moulin.example", "unknown@moulin.example", "operator@localhost"] {
        let reply = client.put("/organizations/o", &owned(email), "").await;
        refusals.push(reply.expect(422).text().to_owned());
    }
    refusals.dedup();
    assert_eq!(refusals.len(), 1, "told apart: {refusals:?}");
    client.put("/organizations/o", &owned("LEA@moulin.example"), "").await.expect(201);
    let administrator = server.administrator();
    administrator.put("/organizations/o", &owned("unknown@moulin.example"), "*").await.expect(422);
    administrator.put("/organizations/o", &owned("known@moulin.example"), "*").await.expect(204);
    // What stands may stay: an editor need not know.
    let editor = server.signed_in("editor@moulin.example", Role::Editor).await;
    let headers = [("content-type", "text/turtle"), ("sec-fetch-site", "same-origin"), ("if-match", "*")];
    let again = owned("known@moulin.example").replace("\"O\"", "\"P\"");
    editor.send(Method::PUT, "/organizations/o", &headers, again).await.expect(204);
    editor.send(Method::PUT, "/organizations/o", &headers, owned(LEA)).await.expect(422);
}
