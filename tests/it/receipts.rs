//! Who has taken what a document says, or that it ended: told to whoever answers for it, and to nobody else.

use super::federation::{client, command, organisation, put};
use federation::signature::Dialect;
use http::Method;
use model::Role;
use serde_json::Value;
use tests::peer::{Correspondent, until};
use tests::{Instance, organization};

/// What `codesocial peers --document` says.
fn receipts(instance: &Instance, path: &str) -> Value {
    let document = format!("{}{path}", instance.base());
    serde_json::from_str(&command(instance, &["peers", "--document", &document, "--json"])).unwrap()
}

/// What is told of the peer at this address, once that is so.
async fn becomes(instance: &Instance, path: &str, at: &str, state: &str, told: &str) -> Value {
    until(&format!("{path} {state} {told}"), async || {
        let all = receipts(instance, path)["peers"].as_array().unwrap().clone();
        let one = all.into_iter().find(|peer| peer["inbox"].as_str().unwrap().starts_with(at))?;
        (one["state"] == state && one["told"] == told).then_some(one)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_site_confirms_what_it_took() {
    let http = client();
    let [mut valley, mut hill] = [Instance::new(super::PROGRAM), Instance::new(super::PROGRAM)];
    valley.start();
    hill.start();
    let by = Correspondent::start(Dialect::Cavage).await;
    put(&http, &valley, "organizations/a", organisation("Un", "Public")).await.unwrap();
    put(&http, &valley, "organizations/n", organisation("Réseau", "Network")).await.unwrap();
    put(&http, &valley, "organizations/own", organisation("À soi", "Private")).await.unwrap();
    assert_eq!(receipts(&valley, "organizations/a")["peers"], Value::Array(Vec::new()), "nobody follows");

    command(&hill, &["follow", valley.base()]);
    let confirmed = becomes(&valley, "organizations/a", hill.base(), "confirmed", "says").await;
    let (written, taken) = (receipts(&valley, "organizations/a")["at"].clone(), confirmed["at"].clone());
    let time = |value: &Value| value.as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    assert!(time(&taken) > time(&written), "{taken} {written}");
    becomes(&valley, "organizations/n", hill.base(), "confirmed", "says").await;
    assert_eq!(receipts(&valley, "organizations/own")["peers"], Value::Array(Vec::new()), "it is told to nobody");

    // A microblog hears of what comes, and not of what was there, nor of what is for the network.
    by.follow(&format!("{}actor", valley.base()), &format!("{}actor", valley.base())).await;
    until("it follows", async || {
        let told: Value = serde_json::from_str(&command(&valley, &["peers", "--json"])).unwrap();
        (told["followers"].as_array().unwrap().len() == 2).then_some(())
    })
    .await;
    put(&http, &valley, "organizations/b", organisation("Deux", "Public")).await.unwrap();
    becomes(&valley, "organizations/b", by.base(), "confirmed", "says").await;
    for path in ["organizations/a", "organizations/n"] {
        assert_eq!(receipts(&valley, path)["peers"].as_array().unwrap().len(), 1, "{path}");
    }

    // Who is away has it still to come, and the reason is told.
    hill.kill();
    put(&http, &valley, "organizations/a", organisation("Un et demi", "Public")).await.unwrap();
    becomes(&valley, "organizations/a", by.base(), "confirmed", "says").await;
    until("the reason", async || {
        let away = becomes(&valley, "organizations/a", hill.base(), "waiting", "says").await;
        (away["why"].is_string() && away["next"].is_string()).then_some(())
    })
    .await;
    let words = command(&valley, &["peers", "--document", "organizations/a"]);
    assert!(words.contains("not reached") && words.contains("confirmed on"), "{words}");

    // Closed: both are told that it ended; erased: that as well.
    put(&http, &valley, "organizations/a", organisation("Un et demi", "Private")).await.unwrap();
    becomes(&valley, "organizations/a", by.base(), "confirmed", "closed").await;
    becomes(&valley, "organizations/a", hill.base(), "waiting", "closed").await;
    command(&valley, &["erase", "organizations/b", "--yes"]);
    becomes(&valley, "organizations/b", by.base(), "confirmed", "erased").await;
    let erasures = async || {
        let asked = http.get(format!("{}/erasures/", valley.address())).bearer_auth(valley.token());
        let told: Value = serde_json::from_str(&asked.send().await.unwrap().text().await.unwrap()).unwrap();
        told["erasures"][0].clone()
    };
    let told = erasures().await;
    assert_eq!((&told["peers"]["confirmed"], &told["peers"]["waiting"]), (&1.into(), &1.into()), "{told}");
    assert!(told["receipts"].as_str().unwrap().ends_with("organizations/b/receipts"), "{told}");
    hill.start();
    command(&valley, &["peers", "retry"]);
    becomes(&valley, "organizations/a", hill.base(), "confirmed", "closed").await;
    becomes(&valley, "organizations/b", hill.base(), "confirmed", "erased").await;
    assert_eq!(erasures().await["peers"]["confirmed"], 2);

    // Who follows no longer is told nothing, and that is said.
    command(&hill, &["unfollow", valley.base()]);
    until("it has left", async || {
        let left = receipts(&valley, "organizations/b")["left"].clone();
        left[0].as_str().filter(|inbox| inbox.starts_with(hill.base())).map(drop)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn they_are_for_whoever_answers_for_the_document() {
    let server = super::server().await;
    let owner = server.contributor("o@moulin.example").await;
    let other = server.contributor("c@moulin.example").await;
    let closed = organization("Fermée").replace("cs:name", "cs:audience cs:Private ; cs:name");
    owner.put("/organizations/open", &organization("Ouverte"), "").await.expect(201);
    owner.put("/organizations/closed", &closed, "").await.expect(201);
    for (client, open, shut) in
        [(&owner, 200, 200), (&server.administrator(), 200, 404), (&other, 403, 404), (&server.anonymous(), 401, 401)]
    {
        for (path, status) in [("open", open), ("closed", shut), ("nowhere", if open == 401 { 401 } else { 404 })] {
            client.get(&format!("/organizations/{path}/receipts"), "application/json").await.expect(status);
        }
    }
    // What was open once, administrators may still ask for.
    let tag = owner.get("/organizations/open", "text/turtle").await.header("etag").to_owned();
    let shut = closed.replace("Fermée", "Ouverte");
    owner.put("/organizations/open", &shut, &tag).await.expect(204);
    server.administrator().get("/organizations/open", "text/turtle").await.expect(404);
    server.administrator().get("/organizations/open/receipts", "application/json").await.expect(200);
    other.get("/organizations/open/receipts", "application/json").await.expect(404);
    // Also of what is gone; its page tells it in both languages.
    let tag = owner.get("/organizations/open", "text/turtle").await.header("etag").to_owned();
    owner.send(Method::DELETE, "/organizations/open", &[("if-match", &tag)], "").await.expect(204);
    let told = owner.get("/organizations/open/receipts", "application/json").await.expect(200).json();
    assert_eq!((&told["now"], &told["peers"]), (&"gone".into(), &Value::Array(Vec::new())));
    let browser = server.signed_in("lea@moulin.example", Role::Administrator).await;
    for (language, words) in [("fr", "La fiche a été retirée le"), ("en", "The page was taken away on")] {
        let page = browser.open(&format!("/organizations/open/receipts?lang={language}")).await;
        assert!(page.expect(200).text().contains(words), "{}", page.text());
    }
    let led = server.browser().open("/organizations/open/receipts").await;
    assert!(led.expect(303).header("location").contains("login"));
    // The history leads there, for whoever may read them.
    server.administrator().put("/organizations/mine", &organization("Mienne"), "").await.expect(201);
    let leads = async |browser: &tests::Browser| {
        browser.open("/organizations/mine/versions/").await.expect(200).text().contains("/organizations/mine/receipts")
    };
    assert!(leads(&browser).await);
    assert!(!leads(&server.signed_in("e@moulin.example", Role::Editor).await).await);
}
