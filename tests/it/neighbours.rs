//! The page of neighbour sites: the same facts as the command line has, for administrators alone; and what can be done there
//! with a browser without a script.

use federation::signature::Dialect;
use http::Method;
use jiff::SignedDuration;
use model::{Iri, Role, Seq};
use registry::federation::{Delivered, Effect, FollowState, NewFollower, Setback};
use serde_json::Value;
use tests::browser::{local, unescaped};
use tests::peer::Correspondent;
use tests::{Browser, Server, organization};

const ADMIN: &str = "lea@moulin.example";
const INBOX: &str = "https://vallee.example/inbox";

fn iri(text: &str) -> Iri {
    Iri::parse(text).unwrap()
}

/// An instance of ours that follows, and somebody who asks to.
async fn followed(server: &Server) {
    let registry = server.registry();
    let follower = |host: &str, exact, state| {
        Effect::Admit(NewFollower {
            actor: iri(&format!("https://{host}/actor")),
            object: registry.instance_actor(),
            activity: iri(&format!("https://{host}/activities/1")),
            inbox: iri(&format!("https://{host}/inbox")),
            exact,
            state,
        })
    };
    let effects = vec![
        follower("vallee.example", true, FollowState::Accepted),
        follower("microblog.example", false, FollowState::Waiting),
    ];
    registry.arrange(&registry.operator(), effects).await.unwrap();
}

async fn failed(server: &Server) {
    let registry = server.registry();
    let next = registry.now().checked_add(SignedDuration::from_mins(30)).unwrap();
    let failure = "503: <b>closed</b> for works".to_owned();
    registry.set_back(Setback { inbox: iri(INBOX), failure, next, parked: true }).await.unwrap();
}

async fn facts(server: &Server) -> Value {
    server.administrator().get("/admin/peers", "application/json").await.expect(200).json()
}

async fn act(browser: &Browser, fields: &[(&str, &str)]) -> tests::Reply {
    browser.fill_in("/admin/peers", "/admin/peers", fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_it_arrived_is_told_in_both_languages_and_as_facts() {
    let server = super::server().await;
    followed(&server).await;
    server.administrator().put("/organizations/a", &organization("Un"), "").await.expect(201);
    failed(&server).await;
    let delivered = |refused| Delivered {
        concerned: Vec::new(),
        inbox: iri(INBOX),
        round: 1,
        reached: false,
        cursor: None,
        messages: Vec::new(),
        refused,
    };
    let refusal = (Seq(1), iri("https://moulin.example/organizations/a"), "422: <i>too long</i>".to_owned());
    server.registry().delivered(delivered(vec![refusal])).await.unwrap();

    let told = facts(&server).await;
    let peer = told["peers"].as_array().unwrap().iter().find(|peer| peer["inbox"] == INBOX).unwrap();
    assert_eq!((&peer["arrived"], &peer["told"], &peer["refused"]), (&false.into(), &0.into(), &1.into()));
    assert_eq!(peer["failure"], "503: <b>closed</b> for works");
    assert_eq!(told["followers"].as_array().unwrap().len(), 2);

    let browser = server.signed_in(ADMIN, Role::Administrator).await;
    for (language, words) in [
        (
            "fr",
            [
                "Est-ce arrivé ?",
                "Il répond par le statut 503.",
                "Prochain essai le 22 novembre 2026 à 08:30 UTC",
                "Mis de côté depuis le 22 novembre 2026",
                "1 changement de retard au plus",
                "Il répond par le statut 422.",
                "Attend une réponse",
            ],
        ),
        (
            "en",
            [
                "Did it arrive?",
                "It answers with status 503.",
                "Next attempt on 22 November 2026, 08:30 UTC",
                "Set aside since 22 November 2026",
                "1 change behind at most",
                "It answers with status 422.",
                "Waits for an answer",
            ],
        ),
    ] {
        let page = browser.open(&format!("/admin/peers?lang={language}")).await;
        let text = unescaped(page.expect(200).text());
        for words in words {
            assert!(text.contains(words), "{language}: {words} in {text}");
        }
        assert!(page.header("cache-control").contains("private"), "{}", page.header("cache-control"));
        assert!(!page.text().contains("<b>closed") && !page.text().contains("<i>too long"), "what peers say is text");
        assert!(page.text().contains(&format!("organizations/a/receipts?lang={language}")), "{}", page.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_sees_it_or_acts_there() {
    let server = super::server().await;
    followed(&server).await;
    let (anonymous, contributor) = (server.anonymous(), server.contributor("c@moulin.example").await);
    let reader = server.signed_in("r@moulin.example", Role::Editor).await;
    for path in ["/admin/peers", "/admin/quarantine"] {
        anonymous.get(path, "application/json").await.expect(401);
        contributor.get(path, "application/json").await.expect(403);
        let led = server.browser().open(path).await;
        assert!(local(led.expect(303).header("location")).starts_with("/login?next="));
        reader.open(path).await.expect(403);
        anonymous.get(path, "text/turtle").await.expect(406);
    }
    // A token reads, and sends no form.
    let fields = "do=retry-all";
    let form = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    server.administrator().send(Method::POST, "/admin/peers", &form, fields).await.expect(401);
    // Nor does another site, nor somebody who is no administrator.
    let admin = server.signed_in(ADMIN, Role::Administrator).await;
    let proof = tests::browser::hidden(admin.open("/admin/peers").await.text(), "form-token");
    let fields = [("form-token", proof.as_str()), ("do", "block"), ("address", "vallee.example")];
    admin.submit_with("/admin/peers", &fields, &[("origin", "https://evil.example")]).await.expect(403);
    admin.submit("/admin/peers", &fields[1..]).await.expect(403);
    let theirs = tests::browser::hidden(reader.open("/account").await.text(), "form-token");
    reader.submit("/admin/peers", &[("form-token", &theirs), fields[1], fields[2]]).await.expect(403);
    reader.submit("/admin/quarantine/1", &[("form-token", &theirs), ("do", "dismiss")]).await.expect(403);
    assert_eq!(facts(&server).await["blocks"], serde_json::json!([]), "nothing of it was done");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_administrator_does_there() {
    let mut server = super::server().await;
    server.may_ask(&["127.0.0.1"]);
    followed(&server).await;
    failed(&server).await;
    let browser = server.signed_in(ADMIN, Role::Administrator).await;

    act(&browser, &[("do", "retry"), ("address", INBOX)]).await.expect(303);
    let registry = server.registry();
    assert_eq!(registry.peer(&iri(INBOX)).await.unwrap().unwrap().next, None);

    let asking = "https://microblog.example/actor";
    let done = act(&browser, &[("do", "accept"), ("address", asking)]).await;
    assert_eq!(local(done.expect(303).header("location")), "/admin/peers?done=let-in");
    let state = |told: &Value| {
        let followers = told["followers"].as_array().unwrap().clone();
        followers.iter().find(|one| one["actor"] == asking).unwrap()["state"].clone()
    };
    assert_eq!(state(&facts(&server).await), "accepted");
    act(&browser, &[("do", "refuse"), ("address", asking)]).await.expect(303);
    assert_eq!(state(&facts(&server).await), "refused");
    act(&browser, &[("do", "accept"), ("address", "https://nobody.example/actor")]).await.expect(404);

    for (address, words) in
        [("https://moulin.example/", "is of this site"), ("le moulin", "is no address"), ("", "is no address")]
    {
        let refused = act(&browser, &[("do", "follow"), ("address", address)]).await;
        assert!(refused.expect(422).text().contains(words), "{address}: {}", refused.text());
    }
    let other = Correspondent::start(Dialect::Rfc9421).await;
    let actor = other.actor();
    act(&browser, &[("do", "follow"), ("address", &actor)]).await.expect(303);
    let told = facts(&server).await;
    assert_eq!(
        (&told["following"][0]["object"], &told["following"][0]["state"]),
        (&actor.clone().into(), &"waiting".into())
    );
    act(&browser, &[("do", "unfollow"), ("address", &actor)]).await.expect(400);
    let ended = act(&browser, &[("do", "unfollow"), ("address", &actor), ("remains", "frozen")]).await;
    ended.expect(303);
    assert_eq!(facts(&server).await["following"], serde_json::json!([]));
    act(&browser, &[("do", "unfollow"), ("address", &actor), ("remains", "removed")]).await.expect(404);

    for (doing, subject, kind) in
        [("block", "Pourriel.example", "blocked"), ("silence", "https://bruyant.example/users/c", "silenced")]
    {
        let typed = [("do", doing), ("address", subject), ("why", "du <b>bruit</b>"), ("remains", "frozen")];
        act(&browser, &typed).await.expect(303);
        let blocks = facts(&server).await["blocks"].clone();
        let kept = blocks.as_array().unwrap().iter().find(|block| block["kind"] == kind).unwrap().clone();
        assert_eq!(kept["why"], "du <b>bruit</b>");
        assert_eq!(kept["subject"].as_str().unwrap().to_lowercase(), subject.to_lowercase());
    }
    act(&browser, &[("do", "block"), ("address", " ")]).await.expect(422);
    assert!(!browser.open("/admin/peers").await.text().contains("<b>bruit"), "why is text");
    act(&browser, &[("do", "unblock"), ("address", "pourriel.example")]).await.expect(303);
    assert_eq!(facts(&server).await["blocks"].as_array().unwrap().len(), 1);
    act(&browser, &[("do", "dance")]).await.expect(400);
}
