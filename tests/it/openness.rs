//! What is closed is as if it did not exist, in every interface that there is: one by one here, by chance in
//! [`oracle`].

mod case; // a question, and what its answer is held against
mod interface; // every way to ask
mod meanwhile; // what changes while everybody asks
mod oracle; // fifty thousand questions
mod population; // who asks, about what
mod repository; // what Git hands out
mod rules; // who may do what
mod world; // an instance, and the words that betray

use tests::{Reply, organization};

const SECRET: &str = "/people/referent";

fn person(audience: &str) -> String {
    format!(
        "@prefix cs: <https://w3id.org/codesocial#> .\n<> a cs:Person ; cs:name \"Camille Xyzzy\"@fr ; cs:audience cs:{audience} .\n"
    )
}

fn count(reply: &Reply) -> Vec<String> {
    reply.expect(200).column("n")
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_documents_do_not_exist_for_others() {
    let server = super::server().await;
    let (owner, member, anonymous) =
        (server.contributor("owner@a.example").await, server.contributor("member@a.example").await, server.anonymous());
    server.administrator().put("/organizations/open", &organization("Ouverte"), "").await.expect(201);
    for (audience, member_reads) in [("Members", true), ("Network", true), ("Private", false)] {
        let path = format!("{SECRET}-{}", audience.to_lowercase());
        owner.put(&path, &person(audience), "").await.expect(201);
        owner.get(&path, "text/turtle").await.expect(200);
        member.get(&path, "text/turtle").await.expect(if member_reads { 200 } else { 404 });
        let hidden = anonymous.get(&path, "text/turtle").await;
        let never = anonymous.get("/people/never", "text/turtle").await;
        assert_eq!(
            hidden.expect(404).text().replace(&path, ""),
            never.text().replace("/people/never", ""),
            "told apart"
        );
        anonymous.put(&path, &person("Public"), "*").await.expect(401);
        member.put(&path, &person("Public"), "*").await.expect(if member_reads { 403 } else { 412 });
        member.put(&path, &person("Public"), "").await.expect(if member_reads { 403 } else { 404 });

        for query in [
            format!("SELECT ?n {{ <https://moulin.example{path}> ?p ?n }}"),
            format!("SELECT ?n {{ GRAPH <https://moulin.example{path}> {{ ?s ?p ?n }} }}"),
            format!("SELECT ?n FROM <https://moulin.example{path}> {{ ?s ?p ?n }}"),
            format!("SELECT ?n FROM NAMED <https://moulin.example{path}> {{ GRAPH ?g {{ ?s ?p ?n }} }}"),
        ] {
            assert_eq!(count(&anonymous.query(&query).await).len(), 0, "{query}");
            // In the default graph more: what is entailed is seen by whoever sees the document.
            let to_owner = count(&owner.query(&query).await).len();
            assert!(if query.contains("GRAPH") { to_owner == 3 } else { to_owner > 3 }, "{query}: {to_owner}");
            assert_eq!(count(&member.query(&query).await).len(), if member_reads { to_owner } else { 0 }, "{query}");
        }
        let listed = anonymous.get("/people/", "text/turtle").await;
        assert!(!listed.expect(200).text().contains("referent"), "{}", listed.text());
        assert!(!anonymous.get("/people/", "text/html").await.text().contains("Xyzzy"));
    }
    let everything = "SELECT DISTINCT ?s { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }";
    let seen = anonymous.query(everything).await.expect(200).column("s");
    assert_eq!(seen, ["https://moulin.example/organizations/open"], "neither stated nor entailed");
    let stated = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }";
    assert_eq!(count(&anonymous.query(stated).await), ["2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_becomes_less_open_goes_from_every_answer() {
    let server = super::server().await;
    let owner = server.contributor("owner@a.example").await;
    let anonymous = server.anonymous();
    owner.put(SECRET, &person("Public"), "").await.expect(201);
    let query = "SELECT ?n { ?s <https://w3id.org/codesocial#name> ?n }";
    assert_eq!(count(&anonymous.query(query).await).len(), 1);
    anonymous.get(SECRET, "text/turtle").await.expect(200);
    owner.put(SECRET, &person("Private"), "*").await.expect(204);
    assert_eq!(count(&anonymous.query(query).await).len(), 0);
    anonymous.get(SECRET, "text/turtle").await.expect(404);
    owner.put(SECRET, &person("Public"), "*").await.expect(204);
    assert_eq!(count(&anonymous.query(query).await).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_annex_is_never_more_open_than_what_it_annexes() {
    let server = super::server().await;
    let owner = server.contributor("owner@a.example").await;
    let code = |audience: &str| {
        format!(
            r#"@prefix cs: <https://w3id.org/codesocial#> .
            <> a cs:CodeSocial ; cs:name "Code"@fr ; cs:describes </organizations/moulin> ; cs:form cs:SixModelsForm ; cs:audience cs:{audience} ."#
        )
    };
    let annex = r#"@prefix cs: <https://w3id.org/codesocial#> .
        <> a cs:Annex ; cs:name "Finances"@fr ; cs:annexOf </codes/moulin> ; cs:audience cs:Public ."#;
    owner.put("/codes/moulin", &code("Public"), "").await.expect(201);
    owner.put("/annexes/moulin", annex, "").await.expect(201);
    let query = "SELECT ?n { ?s a <https://w3id.org/codesocial#Annex> ; <https://w3id.org/codesocial#name> ?n }";
    for (audience, status, seen) in [("Private", 404, 0), ("Public", 200, 1)] {
        owner.put("/codes/moulin", &code(audience), "*").await.expect(204);
        server.anonymous().get("/annexes/moulin", "text/turtle").await.expect(status);
        assert_eq!(count(&server.anonymous().query(query).await).len(), seen, "{audience}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_lets_themselves_in_by_making_a_group() {
    let server = super::server().await;
    let (owner, other) = (server.contributor("owner@a.example").await, server.contributor("other@a.example").await);
    let for_whom = |whom: &str| {
        format!(
            "@prefix cs: <https://w3id.org/codesocial#> .\n<> a cs:Person ; cs:name \"P\"@fr ; cs:audience {whom} ."
        )
    };
    let group = |audience: &str| {
        format!(
            "@prefix cs: <https://w3id.org/codesocial#> .\n<> a cs:Group ; cs:name \"G\"@fr ; cs:audience {audience} ."
        )
    };
    other.put("/groups/closed", &group("cs:Private"), "").await.expect(201);
    owner.put("/groups/open", &group("cs:Public"), "").await.expect(201);
    for whom in
        ["</groups/never>", "</groups/closed>", "</groups/open#part>", "</organizations/x>", "<https://a.example/g>"]
    {
        let refused = owner.put(SECRET, &for_whom(whom), "").await.expect(422).json();
        assert_eq!(refused["type"], "https://w3id.org/codesocial/problems/unusable", "{whom}");
        owner.get(SECRET, "text/turtle").await.expect(404);
    }
    owner.put(SECRET, &for_whom("</groups/open>"), "").await.expect(201);
    owner.put(SECRET, &for_whom("cs:Private"), "*").await.expect(204);
    let patch = "PREFIX cs: <https://w3id.org/codesocial#>
        DELETE DATA { <> cs:audience cs:Private } ; INSERT DATA { <> cs:audience </groups/closed> }";
    let headers = [("content-type", "application/sparql-update")];
    owner.send(http::Method::PATCH, SECRET, &headers, patch).await.expect(422);

    // Whoever belongs to a group that is closed knows of it.
    let registry = server.registry();
    let closed = model::Iri::parse("https://moulin.example/groups/closed").unwrap();
    registry.add_member(&registry.operator(), &closed, "owner@a.example").await.unwrap();
    owner.put(SECRET, &for_whom("</groups/closed>"), "*").await.expect(204);
    // What stands there stays, though its owner belongs to it no more.
    registry.remove_member(&registry.operator(), &closed, "owner@a.example").await.unwrap();
    owner.put(SECRET, &for_whom("</groups/closed>").replace("\"P\"", "\"Q\""), "*").await.expect(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn contact_data_starts_closed() {
    let server = super::server().await;
    let contact = r#"@prefix cs: <https://w3id.org/codesocial#> .
        <> a cs:Contact ; cs:name "Contact"@fr ; cs:annexOf </organizations/moulin> ; cs:email <mailto:a@a.example> ."#;
    server.administrator().put("/annexes/contact", contact, "").await.expect(201);
    server.anonymous().get("/annexes/contact", "text/turtle").await.expect(404);
    server.contributor("member@a.example").await.get("/annexes/contact", "text/turtle").await.expect(200);

    // An import opens no more than a PUT does.
    let registry = server.registry();
    let source = contact.replace("<>", "<annexes/imported>");
    let reading: model::Reading =
        exchange::rdf::read(source.as_bytes(), model::syntax::Format::Turtle, registry.base())
            .unwrap()
            .map(Result::unwrap)
            .collect();
    let report = server.import("c.ttl", reading).await;
    assert_eq!(report.counts.created, 1, "{report:?}");
    server.anonymous().get("/annexes/imported", "text/turtle").await.expect(404);
    server.contributor("member@a.example").await.get("/annexes/imported", "text/turtle").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn contact_data_in_a_fragment_closes_its_document() {
    let server = super::server().await;
    let place = r#"@prefix cs: <https://w3id.org/codesocial#> .
        <> a cs:Place ; cs:name "Lieu"@fr ; cs:contact <#contact> . <#contact> cs:email "a@a.example" ."#;
    server.administrator().put("/places/lieu", place, "").await.expect(201);
    server.anonymous().get("/places/lieu", "text/turtle").await.expect(404);
    let open = place.replace("cs:name", "cs:audience cs:Public ; cs:name");
    server.administrator().put("/places/lieu", &open, "*").await.expect(204);
    server.anonymous().get("/places/lieu", "text/turtle").await.expect(200);
}
