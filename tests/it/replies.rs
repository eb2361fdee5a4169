//! What others answer: it waits in quarantine, is shown once somebody here has read it, follows its author, and can be hidden
//! again. Nothing of it runs.

use super::federation::{client, organisation, put};
use super::threats::{ACTIVITY, Rig, command, host, posing};
use federation::signature::Dialect;
use model::{Iri, Role};
use registry::federation::{Fate, NewReceived, Sender, Taken};
use serde_json::{Value, json};
use tests::browser::unescaped;
use tests::peer::Correspondent;
use tests::{Server, organization};

const TEXT: &str =
    "<p>Bravo<script>alert(1)</script> <img src=x onerror=alert(1)><a href=\"javascript:alert(1)\">ici</a></p>";

/// A note that answers this.
fn note(by: &Correspondent, number: u32, answers: &str, content: &str) -> Value {
    json!({
        "id": format!("{}/notes/{number}", by.base()),
        "type": "Note",
        "attributedTo": by.actor(),
        "inReplyTo": answers,
        "content": content,
        "contentMap": { "fr": content },
        "published": "2026-05-12T08:00:00Z",
        "to": ["https://www.w3.org/ns/activitystreams#Public"],
    })
}

fn held(rig: &Rig) -> Vec<Value> {
    let told: Value = serde_json::from_str(&command(&rig.instance, &["peers", "quarantine", "--json"])).unwrap();
    told.as_array().unwrap().clone()
}

/// The page of a document as everybody reads it, in English; the policy under which a browser shows it.
async fn page(rig: &Rig, path: &str) -> (String, String) {
    let address = format!("{}/{path}", rig.instance.address());
    let reply = client().get(address).header("accept", "text/html").header("accept-language", "en");
    let reply = reply.send().await.unwrap();
    assert_eq!(reply.status(), 200);
    let policy = reply.headers()["content-security-policy"].to_str().unwrap().to_owned();
    (reply.text().await.unwrap(), policy)
}

/// The comments as somebody reads them.
async fn comments(rig: &Rig, path: &str, token: Option<&str>) -> Vec<Value> {
    let address = format!("{}/{path}/comments", rig.instance.address());
    let asked = client().get(address).header("accept", "application/json");
    let asked = match token {
        Some(token) => asked.bearer_auth(token),
        None => asked,
    };
    let told: Value = serde_json::from_str(&asked.send().await.unwrap().text().await.unwrap()).unwrap();
    told["comments"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_read_shown_changed_and_taken_back() {
    let rig = Rig::new().await;
    let by = Correspondent::start_at(host(2), Dialect::Rfc9421).await;
    let http = client();
    put(&http, &rig.instance, "organizations/a", organisation("Un", "Public")).await.unwrap();
    let document = format!("{}organizations/a", rig.instance.base());
    let tell = async |kind: &str, object: &Value| {
        assert_eq!(rig.tell(&by, &by.activity(kind, object)).await.status, 202);
        rig.applied().await;
    };

    // What is changed while it waits is read once, as it is now; what is taken back is not read at all.
    tell("Create", &note(&by, 1, &document, "<p>Brvao</p>")).await;
    tell("Update", &note(&by, 1, &document, TEXT)).await;
    tell("Create", &note(&by, 2, &document, "<p>Non</p>")).await;
    tell("Delete", &json!({ "id": format!("{}/notes/2", by.base()), "type": "Tombstone" })).await;
    let waiting = held(&rig);
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    assert_eq!((&waiting[0]["kind"], &waiting[0]["about"][0]), (&"reply".into(), &document.clone().into()));
    let text = waiting[0]["text"].as_str().unwrap();
    assert!(text.contains("Bravo") && !text.contains("script") && !text.contains("onerror"), "{text}");
    assert!(!page(&rig, "organizations/a").await.0.contains("Bravo"), "nobody has read it yet");

    let number = waiting[0]["number"].to_string();
    command(&rig.instance, &["peers", "accept", &number]);
    let (shown, policy) = page(&rig, "organizations/a").await;
    for expected in ["Comments", "Bravo", "Correspondent", "from 127.0.0.2", "12 May 2026, 08:00 UTC", "lang=\"fr\""] {
        assert!(shown.contains(expected), "{expected} in {shown}");
    }
    for acting in ["alert(1)</script", "onerror", "javascript:", "<img src=x"] {
        assert!(!shown.contains(acting), "{acting} in {shown}");
    }
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("script"), "{policy}");

    // Its author's words follow; nobody else's on the same host do.
    tell("Update", &note(&by, 1, &document, "<p>Bravo, bravo</p>")).await;
    assert!(page(&rig, "organizations/a").await.0.contains("Bravo, bravo"));
    let eve = format!("{}/@eve", by.base());
    by.lay("/@eve", 200, ACTIVITY, posing(&by, "/@eve").to_string());
    for (kind, mut object) in [
        ("Update", note(&by, 1, &document, "<p>Nul</p>")),
        ("Delete", json!({ "id": format!("{}/notes/1", by.base()), "type": "Tombstone" })),
    ] {
        if kind == "Update" {
            object["attributedTo"] = json!(eve);
        }
        let mut activity = by.activity(kind, &object);
        activity["actor"] = json!(eve);
        let mut request = rig.request(activity.to_string());
        by.sign(&mut request, Some(&format!("{eve}#main-key")), None);
        by.send(request).await;
        rig.applied().await;
        assert!(page(&rig, "organizations/a").await.0.contains("Bravo, bravo"), "{kind}");
    }

    // A letter is for whoever answers for the document.
    let mut letter = note(&by, 3, &document, "<p>Entre nous</p>");
    letter["to"] = json!([document]);
    tell("Create", &letter).await;
    let number = held(&rig)[0]["number"].to_string();
    command(&rig.instance, &["peers", "accept", &number]);
    assert!(!page(&rig, "organizations/a").await.0.contains("Entre nous"));
    assert_eq!(comments(&rig, "organizations/a", None).await.len(), 1);
    assert_eq!(comments(&rig, "organizations/a", Some(rig.instance.token())).await.len(), 2);

    // Whoever is silenced is not shown to others, nor is what stands under a page that closes.
    command(&rig.instance, &["block", "127.0.0.2"]);
    assert_eq!(comments(&rig, "organizations/a", None).await.len(), 0);
    command(&rig.instance, &["block", "127.0.0.2", "--undo"]);
    tell("Delete", &json!(format!("{}/notes/1", by.base()))).await;
    assert_eq!(comments(&rig, "organizations/a", None).await.len(), 0);
    put(&http, &rig.instance, "organizations/a", organisation("Un", "Private")).await.unwrap();
    let closed = client().get(format!("{}/organizations/a/comments", rig.instance.address()));
    assert_eq!(closed.header("accept", "application/json").send().await.unwrap().status(), 404);
}

/// Puts a note into quarantine, as if it had come.
async fn came(server: &Server, number: u32, answers: &str, content: &str) -> u64 {
    let at = |path: &str| Iri::parse(&format!("https://microblog.example/{path}")).unwrap();
    let body = json!({
        "id": at(&format!("activities/{number}")).as_str(),
        "type": "Create",
        "actor": at("users/eve").as_str(),
        "object": {
            "id": at(&format!("notes/{number}")).as_str(),
            "type": "Note",
            "attributedTo": at("users/eve").as_str(),
            "inReplyTo": answers,
            "content": content,
            "to": "as:Public",
        },
    });
    let registry = server.registry();
    let new = NewReceived {
        id: at(&format!("activities/{number}")),
        kind: "Create",
        actor: at("users/eve"),
        body: body.to_string().into_bytes(),
        dialect: "rfc9421",
        inboxes: Vec::new(),
        document: None,
    };
    let taken = registry.take(new, Sender::Followed);
    let Taken::New(number) = taken.await.unwrap() else { panic!("it is new") };
    registry.settle(number, Fate::Quarantined("a reply".to_owned()), Vec::new(), Vec::new()).await.unwrap();
    number
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_decided_in_a_browser() {
    let server = super::server().await;
    let document = "https://moulin.example/organizations/a";
    server.administrator().put("/organizations/a", &organization("Un"), "").await.expect(201);
    let first = came(&server, 1, document, TEXT).await;
    let second = came(&server, 2, document, "<p>Non</p>").await;
    let astray = came(&server, 3, "https://moulin.example/organizations/nowhere", "<p>Où ?</p>").await;
    let browser = server.signed_in("lea@moulin.example", Role::Administrator).await;

    for (language, words) in
        [("fr", ["Réponse", "Montrer en commentaire", "Écarter"]), ("en", ["Reply", "Show as a comment", "Dismiss"])]
    {
        let page = browser.open(&format!("/admin/quarantine?lang={language}")).await;
        let text = unescaped(page.expect(200).text());
        for words in words {
            assert!(text.contains(words), "{language}: {words} in {text}");
        }
        // What came is told twice: cleaned, and as it came, as text.
        for acting in ["<script", "<img src=x", "href=\"javascript:"] {
            assert!(!page.text().contains(acting), "{acting} in {}", page.text());
        }
        assert!(page.text().contains("&#60;script&#62;"), "{}", page.text());
        assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    }
    let decide = async |number: u64, doing: &str| {
        browser.fill_in("/admin/quarantine", &format!("/admin/quarantine/{number}"), &[("do", doing)]).await
    };
    decide(first, "accept").await.expect(303);
    decide(first, "accept").await.expect(404);
    decide(second, "dismiss").await.expect(303);
    let refused = decide(astray, "accept").await;
    assert!(refused.expect(409).text().contains("is no page here that everybody may read"), "{}", refused.text());
    decide(999, "dismiss").await.expect(404);
    decide(astray, "reconsider").await.expect(303);
    let told = server.administrator().get("/admin/quarantine", "application/json").await.expect(200).json();
    assert_eq!(told["held"], json!([]));

    // Whoever answers for the page hides it, and shows it again.
    let read =
        async || server.anonymous().get("/organizations/a", "text/html").await.expect(200).text().contains("Bravo");
    assert!(read().await);
    let listed = server.anonymous().get("/organizations/a/comments", "application/json").await.expect(200).json();
    let comment = listed["comments"][0]["id"].as_str().unwrap().to_owned();
    let act = async |browser: &tests::Browser, doing: &str, comment: &str| {
        let proof = tests::browser::hidden(browser.open("/account").await.text(), "form-token");
        let fields = [("form-token", proof.as_str()), ("do", doing), ("comment", comment)];
        browser.submit("/organizations/a/comments", &fields).await
    };
    let other = server.signed_in("c@moulin.example", Role::Editor).await;
    act(&other, "hide", &comment).await.expect(403);
    act(&browser, "hide", "https://microblog.example/notes/9").await.expect(404);
    assert!(read().await, "nothing of it was done");
    let page = browser.open("/organizations/a/comments?lang=fr").await;
    assert!(unescaped(page.expect(200).text()).contains("Cacher"), "{}", page.text());
    act(&browser, "hide", &comment).await.expect(303);
    assert!(!read().await);
    assert!(!other.open("/organizations/a/comments").await.expect(200).text().contains("Bravo"));
    assert!(browser.open("/organizations/a/comments").await.expect(200).text().contains("Show"));
    act(&browser, "show", &comment).await.expect(303);
    assert!(read().await);
}
