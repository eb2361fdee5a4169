//! Forks of a description, and what is offered back: taken up whole or in part, in conflict, declined, withdrawn.

use http::Method;
use model::Role;
use serde_json::Value;
use tests::browser::{between, local};
use tests::{Browser, Client, Reply, Server};

const CODE: &str = "/codes/moulin";
const BASE: &str = "https://moulin.example";
const FORM: &str = "application/x-www-form-urlencoded";

/// A description with a story and a purpose, under whatever address.
fn code(story: &str, purpose: &str, keyword: &str) -> String {
    format!(
        r#"@prefix cs: <https://w3id.org/codesocial#> .
        <> a cs:CodeSocial ; cs:name "Moulin"@fr ; cs:describes </organizations/moulin> ; cs:form cs:SixModelsForm ;
            cs:status cs:Published ; cs:section <#story> , <#purpose> .
        <#story> a cs:Story ; cs:order 2 ; cs:text "{story}"@fr .
        <#purpose> a cs:Purpose ; cs:order 1 ; cs:text "{purpose}"@fr ; cs:keyword "{keyword}"@fr ."#
    )
}

async fn send(client: &Client, path: &str, form: &str, headers: &[(&str, &str)]) -> Reply {
    let mut all = vec![("content-type", FORM)];
    all.extend_from_slice(headers);
    client.send(Method::POST, path, &all, form.to_owned()).await
}

fn path(reply: &Reply) -> String {
    reply.expect(201).header("location").strip_prefix(BASE).unwrap().to_owned()
}

/// An owner's description, and somebody else's copy of it.
async fn forked() -> (Server, Client, Client, String) {
    let server = super::server().await;
    let (owner, other) = (server.contributor("owner@a.example").await, server.contributor("other@a.example").await);
    owner.put(CODE, &code("Un moulin.", "Moudre.", "blé"), "").await.expect(201);
    let copy =
        send(&other, &format!("{CODE}/forks/"), "", &[("slug", "fournil"), ("change-note", "Pour le fournil")]).await;
    let copy = path(&copy);
    (server, owner, other, copy)
}

/// The copy as its owner changes it: what was forked, with other texts.
async fn change(client: &Client, path: &str, replacements: &[(&str, &str)]) {
    let was = client.get(path, "application/n-triples").await;
    let text = replacements.iter().fold(was.text().to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old} is not in {text}");
        text.replace(old, new)
    });
    let headers = [("content-type", "application/n-triples"), ("if-match", was.header("etag"))];
    client.send(Method::PUT, path, &headers, text).await.expect(204);
}

async fn propose(client: &Client, copy: &str) -> String {
    path(&send(client, &format!("{copy}/proposals/"), "name=Ajouter+le+fournil&note=Il+tourne", &[]).await)
}

async fn merging(client: &Client, proposal: &str) -> Value {
    client.get(&format!("{proposal}/merge"), "application/json").await.expect(200).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_says_where_it_came_from() {
    let (server, owner, other, copy) = forked().await;
    assert_eq!(copy, "/codes/fournil");
    let forked = server.anonymous().get(&copy, "application/n-triples").await;
    let text = forked.expect(200).text();
    let own = format!("<{BASE}{copy}>");
    for expected in [
        format!("{own} <https://w3id.org/codesocial#forkOf> <{BASE}{CODE}> ."),
        format!("{own} <http://www.w3.org/ns/prov#wasDerivedFrom> <{BASE}{CODE}?version=1> ."),
        format!("{own} <https://w3id.org/codesocial#status> <https://w3id.org/codesocial#Draft> ."),
        format!("{own} <https://w3id.org/codesocial#section> <{BASE}{copy}#story> ."),
        format!("<{BASE}{copy}#story> <https://w3id.org/codesocial#text> \"Un moulin.\"@fr ."),
    ] {
        assert!(text.contains(&expected), "{expected} is not in {text}");
    }
    assert!(!text.contains(&format!("{CODE}#")) && !text.contains("#Published"), "{text}");
    // It belongs to who made it, and the original to its owner.
    owner.put(&copy, &code("Non.", "Non.", "non"), "*").await.expect(403);
    change(&other, &copy, &[("Un moulin.", "Un fournil.")]).await;
    let versions = server.anonymous().get(&format!("{copy}/versions/"), "text/turtle").await;
    assert!(versions.text().contains("Pour le fournil"), "{}", versions.text());
    // An older version, twice under one name.
    change(&owner, CODE, &[("Un moulin.", "Deux moulins.")]).await;
    let old = path(&send(&other, &format!("{CODE}/forks/"), "version=1", &[]).await);
    assert_eq!(old, "/codes/moulin-2");
    assert!(other.get(&old, "text/turtle").await.text().contains("Un moulin."));
    send(&other, &format!("{CODE}/forks/"), "version=9", &[]).await.expect(404);
    send(&server.anonymous(), &format!("{CODE}/forks/"), "", &[]).await.expect(401);
    send(&other, "/codes/never/forks/", "", &[]).await.expect(404);
    send(&other, &format!("{CODE}/forks/"), "with=reviews", &[]).await.expect(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_as_closed_and_takes_along_what_is_asked() {
    let server = super::server().await;
    let (owner, other) = (server.contributor("owner@a.example").await, server.contributor("other@a.example").await);
    let closed = format!(
        "{} <> <https://w3id.org/codesocial#audience> <https://w3id.org/codesocial#Members> .",
        code("Un.", "Deux.", "a")
    );
    owner.put(CODE, &closed, "").await.expect(201);
    let annex = r#"@prefix cs: <https://w3id.org/codesocial#> .
        <> a cs:Annex ; cs:name "Comptes"@fr ; cs:annexOf </codes/moulin> ; cs:text "Privé."@fr."#;
    owner.put("/annexes/comptes", annex, "").await.expect(201);
    owner.put("/annexes/secret", &format!("{annex} <> cs:audience cs:Private ."), "").await.expect(201);
    send(&server.anonymous(), &format!("{CODE}/forks/"), "", &[]).await.expect(401);
    let copy = path(&send(&other, &format!("{CODE}/forks/"), "with=annexes", &[("slug", "copie")]).await);
    server.anonymous().get(&copy, "text/turtle").await.expect(404);
    assert!(other.get(&copy, "text/turtle").await.expect(200).text().contains("Members"));
    let annexed = other.get("/annexes/copie-comptes", "application/n-triples").await;
    assert!(annexed.expect(200).text().contains(&format!("<{BASE}{copy}>")), "{}", annexed.text());
    assert!(!annexed.text().contains(&format!("<{BASE}{CODE}>")), "{}", annexed.text());
    other.get("/annexes/copie-secret", "text/turtle").await.expect(404);
    server.anonymous().get("/annexes/copie-comptes", "text/turtle").await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_is_taken_up_whole() {
    let (server, owner, other, copy) = forked().await;
    change(&other, &copy, &[("Un moulin.", "Un moulin et un fournil."), ("\"blé\"", "\"pain\"")]).await;
    change(&owner, CODE, &[("Moudre.", "Moudre et semer.")]).await;
    let proposal = propose(&other, &copy).await;
    let seen = merging(&owner, &proposal).await;
    assert_eq!((seen["open"].as_bool(), seen["conflicts"].as_array().unwrap().len()), (Some(true), 0), "{seen}");
    assert_eq!(seen["changes"].as_array().unwrap().len(), 2, "neither status nor provenance is offered: {seen}");
    for lang in ["fr", "en"] {
        let page = owner.get(&format!("{proposal}/merge?lang={lang}"), "text/html").await;
        assert!(page.expect(200).text().contains("<ins>"), "{}", page.text());
        let list = server.anonymous().get(&format!("{CODE}/proposals/?lang={lang}"), "text/html").await;
        assert!(list.expect(200).text().contains("Ajouter le fournil"), "{}", list.text());
    }
    let merge = format!("{proposal}/merge");
    send(&other, &merge, "decision=accept", &[("if-match", "*")]).await.expect(403);
    send(&owner, &merge, "decision=accept", &[]).await.expect(428);
    send(&owner, &merge, "decision=accept", &[("if-match", "\"1-000000000000-ttl\"")]).await.expect(412);
    send(&owner, &merge, "decision=perhaps", &[("if-match", "*")]).await.expect(400);
    let etag = owner.get(CODE, "text/turtle").await.header("etag").to_owned();
    let done = send(&owner, &merge, "decision=accept&note=Merci", &[("if-match", &etag)]).await;
    done.expect(204);
    let merged = server.anonymous().get(CODE, "application/n-triples").await;
    for text in ["Un moulin et un fournil.", "Moudre et semer.", "\"pain\"", "#Published"] {
        assert!(merged.text().contains(text), "{text} is not in {}", merged.text());
    }
    assert!(!merged.text().contains("fournil>") && !merged.text().contains("forkOf"), "{}", merged.text());
    let decided = server.anonymous().get(&proposal, "application/n-triples").await;
    for text in ["#Accepted", &format!("<{BASE}{CODE}?version=3>"), "\"Merci\"@fr"] {
        assert!(decided.text().contains(text), "{text} is not in {}", decided.text());
    }
    let versions = server.anonymous().get(&format!("{CODE}/versions/"), "text/turtle").await;
    assert!(versions.text().contains("Merci"), "{}", versions.text());
    send(&owner, &merge, "decision=decline", &[("if-match", "*")]).await.expect(409);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_is_taken_up_in_part() {
    let (server, owner, other, copy) = forked().await;
    change(&other, &copy, &[("Un moulin.", "Un fournil."), ("Moudre.", "Cuire.")]).await;
    let proposal = propose(&other, &copy).await;
    let seen = merging(&owner, &proposal).await;
    let story = seen["changes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|change| change["subject"].as_str().unwrap().ends_with("#story"));
    let form = format!("decision=accept&take={}", story.unwrap()["place"].as_str().unwrap());
    send(&owner, &format!("{proposal}/merge"), &form, &[("if-match", "*")]).await.expect(204);
    let merged = server.anonymous().get(CODE, "text/turtle").await;
    assert!(merged.text().contains("Un fournil.") && merged.text().contains("Moudre."), "{}", merged.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_is_decided_by_somebody() {
    let (server, owner, other, copy) = forked().await;
    change(&other, &copy, &[("Un moulin.", "Un fournil."), ("Moudre.", "Cuire.")]).await;
    change(&owner, CODE, &[("Un moulin.", "Deux moulins."), ("Moudre.", "Scier.")]).await;
    let proposal = propose(&other, &copy).await;
    let merge = format!("{proposal}/merge");
    let refused = send(&owner, &merge, "decision=accept", &[("if-match", "*")]).await;
    let conflicts = refused.expect(409).json()["conflicts"].as_array().unwrap().clone();
    assert_eq!(conflicts.len(), 2, "{}", refused.text());
    assert!(server.anonymous().get(CODE, "text/turtle").await.text().contains("Deux moulins."));
    let sides: Vec<String> = conflicts
        .iter()
        .map(|conflict| {
            let side = if conflict["subject"].as_str().unwrap().ends_with("#story") { "theirs" } else { "ours" };
            format!("{}={side}", conflict["place"].as_str().unwrap())
        })
        .collect();
    let half = format!("decision=accept&{}", sides[0]);
    send(&owner, &merge, &half, &[("if-match", "*")]).await.expect(409);
    let page = owner.get(&merge, "text/html").await;
    for text in ["Deux moulins.", "Un fournil.", "Un moulin."] {
        assert!(page.text().contains(text), "{text} is not in {}", page.text());
    }
    send(&owner, &merge, &format!("decision=accept&{}", sides.join("&")), &[("if-match", "*")]).await.expect(204);
    let merged = server.anonymous().get(CODE, "text/turtle").await;
    assert!(merged.text().contains("Un fournil.") && merged.text().contains("Scier."), "{}", merged.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_is_declined_or_withdrawn_and_nobody_accepts_their_own() {
    let (server, owner, other, copy) = forked().await;
    change(&other, &copy, &[("Un moulin.", "Un fournil.")]).await;
    let proposal = propose(&other, &copy).await;
    // Who offers cannot write down that it was accepted.
    let was = other.get(&proposal, "application/n-triples").await;
    for (old, new) in [("#Pending", "#Accepted"), ("#Pending", "#Declined"), ("#startingVersion", "#resultingVersion")]
    {
        let text = was.text().replace(old, new);
        let headers = [("content-type", "application/n-triples"), ("if-match", was.header("etag"))];
        other.send(Method::PUT, &proposal, &headers, text).await.expect(403);
    }
    send(&other, &format!("{proposal}/merge"), "decision=decline", &[]).await.expect(403);
    send(&owner, &format!("{proposal}/merge"), "decision=withdraw", &[]).await.expect(403);
    send(&other, &format!("{proposal}/merge"), "decision=withdraw&note=Trop+t%C3%B4t", &[]).await.expect(204);
    assert!(other.get(&proposal, "text/turtle").await.text().contains("Withdrawn"));
    let second = propose(&other, &copy).await;
    assert_ne!(second, proposal);
    send(&owner, &format!("{second}/merge"), "decision=decline&note=Non", &[]).await.expect(204);
    let declined = server.anonymous().get(&second, "text/turtle").await;
    assert!(declined.text().contains("Declined") && declined.text().contains("\"Non\"@fr"), "{}", declined.text());
    assert!(server.anonymous().get(CODE, "text/turtle").await.text().contains("Un moulin."));
    // Only a copy can be offered, by whoever may change it.
    send(&owner, &format!("{CODE}/proposals/"), "name=x", &[]).await.expect(422);
    send(&owner, &format!("{copy}/proposals/"), "name=x", &[]).await.expect(403);
    send(&other, &format!("{copy}/proposals/"), "", &[]).await.expect(400);
    // What is closed is offered to nobody who may not read it.
    let closed =
        format!("<{BASE}{copy}> <https://w3id.org/codesocial#audience> <https://w3id.org/codesocial#Private> .\n");
    let open = other.get(&copy, "application/n-triples").await;
    let headers = [("content-type", "application/n-triples"), ("if-match", open.header("etag"))];
    other.send(Method::PUT, &copy, &headers, format!("{}{closed}", open.text())).await.expect(204);
    owner.get(&format!("{second}/merge"), "application/json").await.expect(404);
    other.get(&format!("{second}/merge"), "application/json").await.expect(200);
}

/// The same with more statements; `_:` are nodes without a name.
async fn add(client: &Client, path: &str, statements: &str) {
    let was = client.get(path, "application/n-triples").await;
    let headers = [("content-type", "application/n-triples"), ("if-match", was.header("etag"))];
    client.send(Method::PUT, path, &headers, format!("{}{statements}", was.text())).await.expect(204);
}

/// A section without a name, with what it says.
fn section(of: &str, class: &str, text: &str) -> String {
    let term = |name: &str| format!("<https://w3id.org/codesocial#{name}>");
    let (a, new) = ("<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", "_:new");
    format!(
        "<{BASE}{of}> {} {new} .\n{new} {a} {} .\n{new} {} \"{text}\"@fr .\n",
        term("section"),
        term(class),
        term("text")
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn two_that_nobody_named_stay_two() {
    let (server, owner, other, copy) = forked().await;
    add(&other, &copy, &section(&copy, "Governance", "Au fournil.")).await;
    add(&owner, CODE, &section(CODE, "LegalFinancialModel", "Au moulin.")).await;
    // Both got the same number.
    for (path, text) in [(CODE, "Au moulin."), (copy.as_str(), "Au fournil.")] {
        let said = owner.get(path, "application/n-triples").await;
        assert!(said.text().contains(&format!("{path}#section-1>")) && said.text().contains(text), "{}", said.text());
    }
    let proposal = propose(&other, &copy).await;
    assert_eq!(merging(&owner, &proposal).await["conflicts"].as_array().unwrap().len(), 0);
    send(&owner, &format!("{proposal}/merge"), "decision=accept", &[("if-match", "*")]).await.expect(204);
    let merged = server.anonymous().get(CODE, "application/n-triples").await;
    for (fragment, text) in [("section-1", "Au moulin."), ("section-2", "Au fournil.")] {
        let line = format!("<{BASE}{CODE}#{fragment}> <https://w3id.org/codesocial#text> \"{text}\"@fr .");
        assert!(merged.text().contains(&line), "{line} is not in {}", merged.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_never_written_by_another_way() {
    let (_server, _owner, other, copy) = forked().await;
    change(&other, &copy, &[("Un moulin.", "Un fournil.")]).await;
    let proposal = propose(&other, &copy).await;
    let text = other.get(&proposal, "application/n-triples").await.text().to_owned();
    let replace = async |text: &str| {
        let headers = [("content-type", "application/n-triples"), ("if-match", "*")];
        other.send(Method::PUT, &proposal, &headers, text.to_owned()).await
    };
    // First a proposal of another kind that was accepted, then the versions.
    let version = |line: &&str| !line.contains("proposedVersion") && !line.contains("startingVersion");
    let other_kind: String = text.lines().filter(version).flat_map(|line| [line, "\n"]).collect();
    replace(&other_kind.replace("#Pending", "#Accepted")).await.expect(204);
    replace(&text.replace("#Pending", "#Accepted")).await.expect(403);
    replace(&text).await.expect(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_have_forms_for_what_they_may_do() {
    let (server, owner, other, copy) = forked().await;
    change(&other, &copy, &[("Un moulin.", "Un fournil.")]).await;
    let proposals = format!("{copy}/proposals/");
    let browser = [("accept", "text/html")];
    let page = other.get(&proposals, "text/html").await;
    assert!(page.text().contains("Proposer cette copie en retour") && page.text().contains("Faire une copie"));
    assert!(!server.anonymous().get(&proposals, "text/html").await.text().contains("<form method=\"post\""));
    let offered = send(&other, &proposals, "name=Fournil&note=&version=", &browser).await;
    let merge = offered.expect(303).header("location").strip_prefix(BASE).unwrap().to_owned();
    for (client, buttons) in
        [(&owner, vec!["accept", "decline"]), (&other, vec!["withdraw"]), (&server.anonymous(), vec![])]
    {
        let page = client.get(&merge, "text/html").await;
        for button in ["accept", "decline", "withdraw"] {
            let is_there = page.expect(200).text().contains(&format!("name=\"decision\" value=\"{button}\""));
            assert_eq!(is_there, buttons.contains(&button), "{button}: {}", page.text());
        }
    }
    // What the form says of the revision counts as If-Match does.
    let form = owner.get(&merge, "text/html").await.text().to_owned();
    let field = |name: &str| {
        let after = form.split_once(&format!("name=\"{name}\" value=\"")).unwrap().1;
        after.split_once('"').unwrap().0.to_owned()
    };
    let body = format!("decision=accept&parts=chosen&take={}&note=&revision=", field("take"));
    send(&owner, &merge, &[body.as_str(), "9-000000000000"].concat(), &browser).await.expect(412);
    send(&owner, &merge, "decision=accept&parts=chosen&revision=1-000000000000", &browser).await.expect(400);
    let done = send(&owner, &merge, &[body.as_str(), &field("revision")].concat(), &browser).await;
    assert_eq!(done.expect(303).header("location"), format!("{BASE}{CODE}"));
    assert!(server.anonymous().get(CODE, "text/turtle").await.text().contains("Un fournil."));
    assert!(!owner.get(&merge, "text/html").await.text().contains("name=\"decision\""), "it is decided");
    // And back, from the page of the history.
    let history = format!("{CODE}/versions/");
    let page = owner.get(&history, "text/html").await;
    assert!(page.text().contains("Revenir à la version 1"), "{}", page.text());
    assert!(!other.get(&history, "text/html").await.text().contains("Revenir à la version"));
    let revision =
        page.text().split_once("name=\"revision\" value=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
    let back = send(&owner, &history, &format!("version=1&note=&revision={revision}"), &browser).await;
    assert_eq!(back.expect(303).header("location"), format!("{BASE}{CODE}"));
    assert!(server.anonymous().get(CODE, "text/turtle").await.text().contains("Un moulin."));
    send(&owner, &history, &format!("version=2&revision={revision}"), &browser).await.expect(412);
}

/// A browser with a link to edit this document, which its owner made.
async fn guest(server: &Server, owner: &str, document: &str) -> Browser {
    let owner = server.signed_in(owner, Role::Contributor).await;
    let page = format!("/edit-links?document={BASE}{document}");
    let made = owner.fill_in(&page, &page, &[("email", "guest@a.example"), ("days", "7")]).await;
    let link = between(made.expect(200).text(), "id=\"made-link\" href=\"", "\"");
    let guest = server.browser();
    guest.submit(local(&link), &[]).await.expect(303);
    guest
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_edits_and_decides_on_nothing() {
    let (server, owner, other, copy) = forked().await;
    change(&other, &copy, &[("Un moulin.", "Un fournil.")]).await;
    let proposal = propose(&other, &copy).await;
    let merge = format!("{proposal}/merge");
    for (lender, document) in [("owner@a.example", CODE), ("other@a.example", &proposal), ("other@a.example", &copy)] {
        let guest = guest(&server, lender, document).await;
        let ours = ("sec-fetch-site", "same-origin");
        // The document itself is theirs to change.
        let was = guest.send(Method::GET, document, &[("accept", "application/n-triples")], "").await;
        let headers = [ours, ("content-type", "application/n-triples"), ("if-match", was.header("etag"))];
        guest.send(Method::PUT, document, &headers, was.expect(200).text().to_owned()).await.expect(204);
        for decision in ["accept", "decline", "withdraw"] {
            let headers = [ours, ("content-type", FORM), ("if-match", "*")];
            let refused = guest.send(Method::POST, &merge, &headers, format!("decision={decision}")).await;
            let kind = refused.expect(403).json()["type"].as_str().unwrap().to_owned();
            assert!(kind.ends_with("forbidden"), "{document}, {decision}: {kind}");
        }
        assert!(!guest.open(&merge).await.expect(200).text().contains("name=\"decision\""), "{document}");
        if *document == copy {
            let offers = format!("{copy}/proposals/");
            guest.send(Method::POST, &offers, &[ours, ("content-type", FORM)], "name=x").await.expect(403);
            assert!(!guest.open(&offers).await.expect(200).text().contains("<form method=\"post\""));
        }
    }
    assert!(server.anonymous().get(&proposal, "text/turtle").await.text().contains("Pending"));
    assert!(server.anonymous().get(CODE, "text/turtle").await.text().contains("Un moulin."));
    send(&owner, &merge, "decision=accept", &[("if-match", "*")]).await.expect(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_offer_is_in_no_list() {
    let (server, owner, other, copy) = forked().await;
    add(
        &other,
        &copy,
        &format!("<{BASE}{copy}> <https://w3id.org/codesocial#audience> <https://w3id.org/codesocial#Members> .\n"),
    )
    .await;
    change(&other, &copy, &[("Un moulin.", "Un fournil.")]).await;
    let proposal = propose(&other, &copy).await;
    let list = format!("{CODE}/proposals/");
    for (client, seen) in [(&owner, true), (&server.anonymous(), false)] {
        for accept in ["text/html", "text/turtle"] {
            let text = client.get(&list, accept).await;
            assert_eq!(text.expect(200).text().contains("fournil"), seen, "{accept}: {}", text.text());
        }
        for path in [proposal.clone(), format!("{proposal}/merge"), copy.clone(), format!("{copy}/versions/")] {
            client.get(&path, "text/html").await.expect(if seen { 200 } else { 404 });
        }
    }
    // Once the original is closed, its readers are the only ones who compare.
    add(
        &owner,
        CODE,
        &format!("<{BASE}{CODE}> <https://w3id.org/codesocial#audience> <https://w3id.org/codesocial#Private> .\n"),
    )
    .await;
    other.get(&format!("{proposal}/merge"), "application/json").await.expect(404);
    send(&other, &format!("{copy}/proposals/"), "name=x", &[]).await.expect(404);
    send(&other, &format!("{CODE}/forks/"), "version=1", &[]).await.expect(404);
    owner.get(&format!("{proposal}/merge"), "application/json").await.expect(200);
}
