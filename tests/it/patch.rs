//! `PATCH` in three formats: what it does, what it refuses, and one document under many hands.

use http::Method;
use tests::{Client, Reply, organization, shared};
use tokio::task::JoinSet;

const MOULIN: &str = "/organizations/moulin";
const SPARQL: &str = "application/sparql-update";
const N3: &str = "text/n3";
const MERGE: &str = "application/merge-patch+json";

async fn patch(client: &Client, path: &str, media_type: &str, if_match: &str, body: &str) -> Reply {
    let headers = [("content-type", media_type), ("accept", "application/json"), ("if-match", if_match)];
    let headers = if if_match.is_empty() { &headers[..2] } else { &headers[..] };
    client.send(Method::PATCH, path, headers, body.to_owned()).await
}

fn sparql(update: &str) -> String {
    format!("PREFIX cs: <https://w3id.org/codesocial#>\nPREFIX : <urn:test:>\n{update}")
}

fn n3(patch: &str) -> String {
    format!(
        "@prefix cs: <https://w3id.org/codesocial#> .\n@prefix : <urn:test:> .\n\
         @prefix solid: <http://www.w3.org/ns/solid/terms#> .\n_:patch a solid:InsertDeletePatch {patch} ."
    )
}

/// What the document says beside its type, as N-Triples without the addresses.
async fn said(client: &Client) -> Vec<String> {
    let got = client.get(MOULIN, "application/n-triples").await;
    let short = got.expect(200).text().replace("https://moulin.example/organizations/moulin", "");
    let short = short.replace("https://w3id.org/codesocial#", "cs:").replace("urn:test:", ":");
    let mut lines: Vec<String> = short
        .lines()
        .filter(|line| !line.contains("#type>"))
        .map(|line| line.trim_end_matches(" .").to_owned())
        .collect();
    lines.sort();
    lines
}

#[tokio::test(flavor = "multi_thread")]
async fn each_format_changes_a_part() {
    let server = super::server().await;
    let editor = server.administrator();
    let mut etag = editor.put(MOULIN, &organization("Moulin"), "").await.expect(201).header("etag").to_owned();
    let name = |name: &str| format!("<> <cs:name> \"{name}\"@fr");
    for (media_type, body, expected) in [
        (
            SPARQL,
            sparql("INSERT DATA { <> :size 3 }"),
            vec!["<> <:size> \"3\"^^<http://www.w3.org/2001/XMLSchema#integer>".to_owned(), name("Moulin")],
        ),
        (SPARQL, sparql("DELETE WHERE { <> :size ?n } # gone"), vec![name("Moulin")]),
        (
            N3,
            n3(
                "; solid:where { ?o cs:name ?n } ; solid:deletes { ?o cs:name ?n } ; solid:inserts { ?o cs:name 'Le Moulin'@fr }",
            ),
            vec![name("Le Moulin")],
        ),
        (
            MERGE,
            r#"{"name": {"fr": "Moulin", "en": "Mill"}}"#.to_owned(),
            vec!["<> <cs:name> \"Mill\"@en".to_owned(), name("Moulin")],
        ),
        (MERGE, r#"{"name": {"en": null}}"#.to_owned(), vec![name("Moulin")]),
    ] {
        let reply = patch(&editor, MOULIN, media_type, &etag, &body).await;
        let now = reply.expect(204).header("etag").to_owned();
        assert_ne!(now, etag, "{body}");
        assert!(now.ends_with(if media_type == MERGE { "-jsonld\"" } else { "-ttl\"" }), "{now}");
        let format = if media_type == MERGE { "application/ld+json" } else { "text/turtle" };
        assert_eq!(editor.get(MOULIN, format).await.header("etag"), now, "{body}");
        assert_eq!(said(&editor).await, expected, "{body}");
        // The same ETag serves once.
        patch(&editor, MOULIN, media_type, &etag, &body).await.expect(412);
        etag = now;
    }
    // What changes nothing writes nothing.
    let head = server.registry().head();
    let same = patch(&editor, MOULIN, SPARQL, "", &sparql("INSERT DATA { <> cs:name 'Moulin'@fr }")).await;
    assert_eq!(same.expect(204).header("etag").split('-').next(), etag.split('-').next());
    assert_eq!(server.registry().head(), head);
    // The projection follows.
    patch(&editor, MOULIN, SPARQL, "", &sparql("INSERT DATA { <> :size 4 }")).await.expect(204);
    let found = server.anonymous().query("SELECT ?n { ?o <urn:test:size> ?n }").await;
    assert_eq!(found.column("n"), ["4"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_is_whatever_sparql_can_say() {
    let server = super::server().await;
    let editor = server.administrator();
    let begin = sparql(
        "INSERT DATA { <> a cs:Organization ; cs:name 'M'@fr ; :n 1, 2, 3 ; :part <#a>, <#b> . <#a> :next <#b> }",
    );
    patch(&editor, MOULIN, SPARQL, "", &begin).await.expect(201);
    let before = said(&editor).await;
    for (update, expected) in [
        ("INSERT { <> :got ?n } WHERE { <> :n ?n FILTER(?n > 1) }", Some("2 3")),
        ("INSERT { <> :got ?m } WHERE { <> :n ?n BIND(?n * 10 AS ?m) }", Some("10 20 30")),
        ("DELETE { <> :x ?x } INSERT { <> :got 1 } WHERE { OPTIONAL { <> :x ?x } }", Some("1")),
        ("INSERT { <> :got ?p } WHERE { <> :part ?p FILTER NOT EXISTS { ?p :next ?q } }", Some("<#b>")),
        ("INSERT { <> :got ?p } WHERE { GRAPH <> { <> :part ?p MINUS { ?q :next ?p } } }", Some("<#a>")),
        ("INSERT { <> :got ?q } WHERE { <> :part/:next+ ?q }", Some("<#b>")),
        ("INSERT { <> :got ?q } WHERE { { <> :none ?q } UNION { <> :part ?q } FILTER(isIRI(?q)) }", Some("<#a> <#b>")),
        ("INSERT { <> :got ?n } WHERE { VALUES ?n { 1 5 } FILTER EXISTS { <> :n ?n } }", Some("1")),
        ("INSERT { <> :got ?n } WHERE { { SELECT ?n { <> :n ?n } ORDER BY DESC(?n) LIMIT 1 } }", Some("3")),
        ("INSERT { <> :got ?s } WHERE { { SELECT (SUM(?n) AS ?s) { <> :n ?n } } }", Some("6")),
        (
            "INSERT { <> :got ?s } WHERE { SELECT (COUNT(*) AS ?s) { ?a :n ?n } GROUP BY ?a HAVING (COUNT(*) > 2) }",
            Some("3"),
        ),
        (
            "INSERT { <> :got [ :of ?n ] } WHERE { <> :n ?n FILTER(?n < 3) } ; DELETE { ?x :of ?n } INSERT { <> :got ?n } WHERE { ?x :of ?n FILTER(true) }",
            Some("<#got-1> <#got-2> 1 2"),
        ),
        ("INSERT { <> :got ?p } WHERE { <> :n ?n BIND(IRI(CONCAT('#p', STR(?n))) AS ?p) }", Some("<#p1> <#p2> <#p3>")),
        ("INSERT { <> :got 1 } WHERE { <> :n ?n FILTER(?n > 3) }", None),
        ("DELETE { <> :n ?m } WHERE { <> :n ?n BIND(?n + 1 AS ?m) }", None),
    ] {
        let reply = patch(&editor, MOULIN, SPARQL, "", &sparql(update)).await;
        let Some(expected) = expected else {
            reply.expect(409);
            assert_eq!(said(&editor).await, before, "{update}");
            continue;
        };
        reply.expect(204);
        let is_new = |line: &String| line.strip_prefix("<> <:got> ").map(str::to_owned);
        let mut got: Vec<String> = said(&editor).await.iter().filter_map(is_new).collect();
        for value in &mut got {
            *value = value.split("^^").next().unwrap().replace('"', "");
        }
        got.sort();
        let mut expected: Vec<&str> = expected.split(' ').collect();
        expected.sort_unstable();
        assert_eq!(got, expected, "{update}");
        patch(&editor, MOULIN, SPARQL, "", &sparql("DELETE WHERE { <> :got ?n }")).await.expect(204);
    }
    assert_eq!(said(&editor).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_patch_has_a_clear_answer() {
    let server = super::server().await;
    let editor = server.administrator();
    let etag = editor.put(MOULIN, &organization("Moulin"), "").await.expect(201).header("etag").to_owned();
    let head = server.registry().head();
    // Counting needs every row: no filter can be applied sooner.
    let cross: String = (0..26).map(|n| format!("?s{n} ?p{n} ?o{n} . ")).collect::<Vec<_>>().concat();
    let count = format!("SELECT (COUNT(*) AS ?rows) {{ {cross} }}");
    let costly = sparql(&format!("INSERT {{ <> :x 1 }} WHERE {{ {{ {count} }} FILTER(?rows < 1) }}"));
    let cases: Vec<(&str, String, u16, &str, &str)> = vec![
        (SPARQL, sparql("INSERT DATA { <> cs:name }"), 400, "malformed", "\"line\":3"),
        (SPARQL, "SELECT * { ?s ?p ?o }".to_owned(), 400, "malformed", "\"line\":1"),
        (SPARQL, sparql("INSERT DATA { <> none:x 1 }"), 400, "malformed", "\"line\":3"),
        (SPARQL, "[".repeat(1_000), 400, "too-deep", "\"line\":1"),
        (SPARQL, sparql("CLEAR ALL"), 422, "unusable-patch", "\"operation\":1"),
        (SPARQL, sparql("INSERT DATA {} ; LOAD <https://evil.example/>"), 422, "unusable-patch", "\"operation\":2"),
        (
            SPARQL,
            sparql("INSERT { <> :x ?o } WHERE { SERVICE <https://evil.example/> { ?s ?p ?o } }"),
            422,
            "unusable-patch",
            "service",
        ),
        (
            SPARQL,
            sparql("INSERT { <> :x ?o } WHERE { GRAPH </people/a> { ?s ?p ?o } }"),
            422,
            "unusable-patch",
            "other-graph",
        ),
        (
            SPARQL,
            sparql(
                "INSERT { <> :x ?n } WHERE { BIND(<urn:no-such-function>(1) AS ?n) <> cs:name ?m FILTER(<urn:none>(?m)) }",
            ),
            422,
            "unusable-patch",
            "no-such-function",
        ),
        (SPARQL, sparql("INSERT DATA { </people/a> cs:name 'Volé'@fr }"), 422, "foreign-subject", "/people/a"),
        (SPARQL, sparql("INSERT DATA { <> cs:name 3 }"), 422, "invalid", "#name"),
        (SPARQL, sparql("DELETE WHERE { <> a ?type }"), 422, "wrong-type", "organizations"),
        (SPARQL, sparql("DELETE WHERE { ?s ?p ?o }"), 422, "empty", ""),
        (SPARQL, sparql("DELETE DATA { <> cs:name 'Autre'@fr }"), 409, "absent-statement", "Autre"),
        (SPARQL, sparql("DELETE { <> cs:name ?n } WHERE { <> cs:name ?n ; :x 1 }"), 409, "no-match", "\"operation\":1"),
        (
            N3,
            "@prefix solid: <http://www.w3.org/ns/solid/terms#> .\n<> a solid:InsertDeletePatch ;;\n solid:inserts { "
                .to_owned(),
            400,
            "malformed",
            "\"line\":3",
        ),
        (N3, n3("; solid:inserts { <> :x ?x }"), 422, "unusable-patch", "unbound-variable"),
        (N3, "<> a <urn:note> .".to_owned(), 422, "unusable-patch", "no-patch"),
        (N3, n3("; solid:where { <> ?p ?o }"), 409, "several-matches", ""),
        (N3, n3("; solid:deletes { <> :x 1 }"), 409, "absent-statement", "urn:test:x"),
        (N3, n3("; solid:where { <> :x ?x }"), 409, "no-match", ""),
        (MERGE, "{\n\"name\": }".to_owned(), 400, "malformed", "\"line\":2"),
        (MERGE, r#"{"nom": "x"}"#.to_owned(), 422, "unusable-patch", "nom"),
        (MERGE, r#"{"@context": {}}"#.to_owned(), 422, "unusable-patch", "context"),
        (MERGE, r#"{"name": null}"#.to_owned(), 422, "invalid", "#name"),
        (SPARQL, costly, 503, "too-costly", ""),
        ("text/turtle", organization("x"), 415, "unsupported-media-type", SPARQL),
        ("application/json", "{}".to_owned(), 415, "unsupported-media-type", MERGE),
        ("text/n3; charset=latin1", n3(""), 415, "unsupported-charset", ""),
    ];
    for (media_type, body, status, problem, part) in cases {
        let if_match = if media_type == MERGE { &etag } else { "" };
        for language in ["fr", "en"] {
            let mut headers =
                vec![("content-type", media_type), ("accept", "application/json"), ("accept-language", language)];
            headers.extend(Some(("if-match", if_match)).filter(|(_, value)| !value.is_empty()));
            let reply = editor.send(Method::PATCH, MOULIN, &headers, body.clone()).await;
            let told = reply.expect(status).json();
            assert_eq!(reply.header("content-type"), "application/problem+json", "{body}");
            assert_eq!(reply.header("content-language"), language, "{body}");
            assert_eq!(told["type"], format!("https://w3id.org/codesocial/problems/{problem}"), "{body}: {told}");
            assert!(reply.text().contains(part), "{body}: {told}");
            assert_eq!(reply.header("accept-patch").is_empty(), problem != "unsupported-media-type", "{body}");
        }
    }
    let latin = editor
        .send(Method::PATCH, MOULIN, &[("content-type", SPARQL)], b"INSERT DATA { <> <urn:x> 'caf\xe9' }".to_vec())
        .await;
    assert!(latin.expect(400).text().contains("UTF-8"));
    editor.send(Method::PATCH, MOULIN, &[("content-type", SPARQL)], vec![b' '; 2 << 20]).await.expect(413);
    editor.send(Method::PATCH, MOULIN, &[], sparql("")).await.expect(400);
    editor.send(Method::PATCH, MOULIN, &[("content-type", N3), ("content-encoding", "gzip")], n3("")).await.expect(415);
    assert_eq!(server.registry().head(), head, "nothing was written");
    let report = [("content-type", SPARQL), ("accept", "text/turtle")];
    let refused = editor.send(Method::PATCH, MOULIN, &report, sparql("INSERT DATA { <> cs:name 3 }")).await;
    assert!(refused.expect(422).text().contains("ValidationReport"), "{}", refused.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_made_by_what_only_inserts() {
    let server = super::server().await;
    let editor = server.administrator();
    let whole = "<> a cs:Organization ; cs:name 'Neuf'@fr";
    for (slug, media_type, body, if_match, status) in [
        ("a", SPARQL, sparql(&format!("INSERT DATA {{ {whole} }}")), "", 201),
        ("b", N3, n3(&format!("; solid:inserts {{ {whole} }}")), "", 201),
        ("c", SPARQL, sparql(&format!("INSERT DATA {{ {whole} }}")), "*", 412),
        ("c", SPARQL, sparql(&format!("DELETE DATA {{ {whole} }}")), "", 404),
        ("c", SPARQL, sparql(&format!("INSERT {{ {whole} }} WHERE {{ ?s ?p ?o }}")), "", 404),
        ("c", SPARQL, sparql(""), "", 404),
        ("c", N3, n3(&format!("; solid:deletes {{ {whole} }}")), "", 409),
        ("c", N3, n3(&format!("; solid:where {{ ?s ?p ?o }} ; solid:inserts {{ {whole} }}")), "", 409),
        ("c", N3, n3(""), "", 422),
        ("c", N3, n3("; solid:inserts { <> cs:name 'Sans type'@fr }"), "", 422),
        ("c", MERGE, "{}".to_owned(), "*", 404),
        ("c", MERGE, "{}".to_owned(), "", 404),
        ("Majuscule", SPARQL, sparql(""), "", 404),
    ] {
        let path = format!("/organizations/{slug}");
        let reply = patch(&editor, &path, media_type, if_match, &body).await;
        assert_eq!(reply.header("location").is_empty(), reply.expect(status).status != 201, "{body}");
        editor.get(&path, "text/turtle").await.expect(if status == 201 { 200 } else { 404 });
    }
    // What is there is not made a second time, and merge patches name what they replace.
    let absent = [("content-type", SPARQL), ("if-none-match", "*")];
    editor.send(Method::PATCH, "/organizations/a", &absent, sparql("INSERT DATA { <> :x 1 }")).await.expect(412);
    patch(&editor, "/organizations/a", MERGE, "", "{}").await.expect(428);
    editor.send(Method::DELETE, "/organizations/a", &[("if-match", "*")], "").await.expect(204);
    for (media_type, body) in
        [(SPARQL, sparql(&format!("INSERT DATA {{ {whole} }}"))), (N3, n3("")), (MERGE, "{}".to_owned())]
    {
        patch(&editor, "/organizations/a", media_type, "", &body).await.expect(410);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patch_knows_who_sends_it() {
    let server = super::server().await;
    let (owner, other) = (server.contributor("owner@a.example").await, server.contributor("other@a.example").await);
    let closed = format!("{}<> cs:audience cs:Private .", organization("Clos"));
    owner.put(MOULIN, &closed, "").await.expect(201);
    owner.put("/organizations/open", &organization("Ouvert"), "").await.expect(201);
    let insert = sparql("INSERT DATA { <> a cs:Organization ; cs:name 'Pris'@fr }");
    let asking = [
        (SPARQL, sparql("DELETE WHERE { ?s ?p ?o }")),
        (SPARQL, sparql("INSERT { <> :x 1 } WHERE { <> ?p ?o FILTER(true) }")),
        (N3, n3("; solid:where { <> cs:audience ?a } ; solid:inserts { <> :a ?a }")),
        (N3, n3("; solid:deletes { <> cs:audience cs:Private }")),
        (MERGE, "{}".to_owned()),
    ];
    for (media_type, body) in &asking {
        server.anonymous().send(Method::PATCH, MOULIN, &[("content-type", media_type)], body.clone()).await.expect(401);
        let hidden = patch(&other, MOULIN, media_type, "", body).await;
        let never = patch(&other, "/organizations/never", media_type, "", body).await;
        assert_eq!(hidden.status, never.status, "{body}");
        assert_eq!(hidden.text().replace(MOULIN, ""), never.text().replace("/organizations/never", ""), "told apart");
        if media_type != &MERGE {
            patch(&other, "/organizations/open", media_type, "", body).await.expect(403);
        }
    }
    // A taken name is told by nothing but that it cannot be taken.
    patch(&other, MOULIN, SPARQL, "", &insert).await.expect(404);
    let unchanged = owner.get(MOULIN, "text/turtle").await;
    assert!(unchanged.expect(200).text().contains("Clos"));
    // Who may not say who reads it cannot do so by a patch either, and a patch that does not speak of it leaves it.
    patch(&owner, MOULIN, SPARQL, "", &sparql("INSERT DATA { <> :x 1 }")).await.expect(204);
    patch(&other, MOULIN, SPARQL, "", &insert).await.expect(404);
    let opening = sparql("DELETE DATA { <> cs:audience cs:Private }");
    patch(&owner, MOULIN, SPARQL, "", &opening).await.expect(204);
    server.anonymous().get(MOULIN, "text/turtle").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_learn_what_can_be_sent() {
    let server = super::server().await;
    let (editor, anonymous) = (server.administrator(), server.anonymous());
    editor.put(MOULIN, &organization("Moulin"), "").await.expect(201);
    let listed = [SPARQL, N3, MERGE].join(", ");
    let preflight = [("origin", "https://b.example"), ("access-control-request-method", "PATCH")];
    for (method, headers, status) in [
        (Method::OPTIONS, &preflight[..], 204),
        (Method::GET, &[("accept", "text/turtle")], 200),
        (Method::HEAD, &[("accept", "text/turtle")], 200),
        (Method::POST, &[("content-type", "text/turtle")], 405),
    ] {
        let reply = anonymous.send(method.clone(), MOULIN, headers, "").await;
        assert_eq!(reply.expect(status).header("accept-patch"), listed, "{method}");
        assert!(reply.header("allow").contains("PATCH"), "{method}: {}", reply.header("allow"));
        assert!(reply.header("access-control-expose-headers").contains("Accept-Patch"), "{method}");
    }
    let allowed = anonymous.send(Method::OPTIONS, MOULIN, &preflight, "").await;
    assert!(allowed.header("access-control-allow-methods").contains("PATCH"));
    for header in ["Content-Type", "If-Match", "Change-Note", "Authorization"] {
        assert!(allowed.header("access-control-allow-headers").contains(header), "{header}");
    }
    let noted = [("content-type", SPARQL), ("change-note", "UTF-8''Taille%20ajout%C3%A9e")];
    editor.send(Method::PATCH, MOULIN, &noted, sparql("INSERT DATA { <> :size 3 }")).await.expect(204);
    let history = anonymous.get(&[MOULIN, "/versions/"].concat(), "text/turtle").await;
    assert!(history.expect(200).text().contains("Taille ajoutée"), "{}", history.text());
    let long = "x".repeat(1_001);
    let noted = [("content-type", SPARQL), ("change-note", &long)];
    editor.send(Method::PATCH, MOULIN, &noted, sparql("INSERT DATA { <> :size 4 }")).await.expect(400);
}

const CLIENTS: usize = 8;
const PATCHES: usize = 25;

/// Everybody adds and counts in one document, while somebody else puts it now and then: nothing is lost.
#[tokio::test(flavor = "multi_thread")]
async fn many_hands_on_one_document_lose_nothing() {
    let server = super::server().await;
    let editor = server.administrator();
    let begin = sparql("INSERT DATA { <> a cs:Organization ; cs:name 'M'@fr ; :count 0 ; :note 0 }");
    patch(&editor, MOULIN, SPARQL, "", &begin).await.expect(201);
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        let editor = editor.clone();
        clients.spawn(async move {
            for number in 0..PATCHES {
                let added = client * PATCHES + number;
                let count = sparql(&format!(
                    "DELETE {{ <> :count ?n }} INSERT {{ <> :count ?m ; :added {added} }} WHERE {{ <> :count ?n BIND(?n + 1 AS ?m) }}"
                ));
                let (media_type, body) = match number % 2 {
                    0 => (SPARQL, count),
                    _ => (N3, n3(&format!("; solid:where {{ ?o cs:name 'M'@fr }} ; solid:inserts {{ ?o :added {added} }}"))),
                };
                patch(&editor, MOULIN, media_type, "", &body).await.expect(204);
            }
        });
    }
    // Changes that take no turn with patches, each from what stands there: they win or are told that they lost.
    let putting = {
        let editor = editor.clone();
        tokio::spawn(async move {
            let mut won = 0;
            for number in 1..=40 {
                let there = editor.get(MOULIN, "application/n-triples").await;
                let etag = there.header("etag").to_owned();
                let text = there.text().to_owned()
                    + &format!("<{}> <urn:test:put> {number} .\n", "https://moulin.example/organizations/moulin");
                match editor.put(MOULIN, &text, &etag).await.status.as_u16() {
                    204 => won += 1,
                    412 => {}
                    other => panic!("{other}"),
                }
            }
            won
        })
    };
    clients.join_all().await;
    let won = putting.await.unwrap();
    let said = said(&editor).await;
    let count = |predicate: &str| said.iter().filter(|line| line.contains(predicate)).count();
    assert_eq!(count("<:added>"), CLIENTS * PATCHES);
    assert_eq!(count("<:put>"), won);
    let counted = CLIENTS * PATCHES.div_ceil(2);
    assert!(said.iter().any(|line| line.starts_with(&format!("<> <:count> \"{counted}\""))), "{said:?}");
    assert_eq!(count("<:count>"), 1);
}

/// Of many who delete the same, one finds it.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_there_once_is_deleted_once() {
    let server = super::server().await;
    let editor = server.administrator();
    editor.put(MOULIN, &organization("Moulin"), "").await.expect(201);
    for round in 0..10 {
        patch(&editor, MOULIN, SPARQL, "", &sparql("INSERT DATA { <> :token 1 }")).await.expect(204);
        let mut clients = JoinSet::new();
        for client in 0..CLIENTS {
            let editor = editor.clone();
            let body = sparql(&format!("DELETE DATA {{ <> :token 1 }} ; INSERT DATA {{ <> :taken{round} {client} }}"));
            clients.spawn(async move { patch(&editor, MOULIN, SPARQL, "", &body).await.status.as_u16() });
        }
        let mut statuses = clients.join_all().await;
        statuses.sort_unstable();
        assert_eq!(statuses, [&[204][..], &[409; CLIENTS - 1]].concat());
    }
}

/// The scenarios of Solid's specification tests that send a PATCH: what each asks, on documents that our containers
/// take. Those of `converted/test_3-*` patch containers, and `web-access-control` needs `acl` documents.
#[tokio::test(flavor = "multi_thread")]
async fn scenarios_of_solid() {
    let server = super::server().await;
    let (owner, reader) = (server.contributor("alice@a.example").await, server.contributor("bob@a.example").await);
    owner.put(MOULIN, &organization("Moulin"), "").await.expect(201);
    let foo = "INSERT DATA { <> a <http://example.org/Foo> . }";
    // As the suite writes it, with the type that the container asks for beside theirs.
    let bar = "DELETE { ?s a ?o . } INSERT { <> a <http://example.org/Bar>, cs:Organization . } WHERE  { ?s a ?o . }";
    let whole = "<> a cs:Organization ; cs:name \"Create resource\"@en . <> <#linked> <#world> .";
    let suite = shared().map(|folder| folder.join("suites/solid-specification-tests/protocol"));
    for (feature, scenario, client, path, media_type, body, status) in [
        (
            "writing-resource/content-type-reject",
            "Server rejects PATCH requests without Content-Type",
            &owner,
            MOULIN,
            "",
            n3("; solid:inserts { <> a <http://example.org#Foo> . }"),
            400,
        ),
        (
            "authentication/header",
            "Unauthenticated user gets an appropriate response on PATCH",
            &server.anonymous(),
            MOULIN,
            SPARQL,
            foo.to_owned(),
            401,
        ),
        (
            "writing-resource/containment",
            "PATCH creates a grandchild resource and intermediate containers",
            &owner,
            "/organizations/grandchild",
            SPARQL,
            sparql(&format!("INSERT DATA {{ {whole} }}")),
            201,
        ),
        (
            "writing-resource/containment",
            "PATCH conflicts when creating resource turning resource into container",
            &owner,
            "/organizations/moulin/bar",
            SPARQL,
            sparql(&format!("INSERT DATA {{ {whole} }}")),
            404,
        ),
        (
            "writing-resource/uri-assignment",
            "Create resource at /patch-dahut with PATCH",
            &owner,
            "/organizations/patch-dahut",
            N3,
            n3(&format!("; a solid:Patch ; solid:inserts {{ {whole} }}")),
            201,
        ),
        ("converted/test_4-7", "Test 7.5 Write resource (PATCH) allowed", &owner, MOULIN, SPARQL, foo.to_owned(), 204),
        (
            "converted/test_4-7",
            "Test 7.6 Write resource (PATCH) with delete allowed",
            &owner,
            MOULIN,
            SPARQL,
            sparql(bar),
            204,
        ),
        (
            "converted/test_4-3",
            "Test 3.6 Write resource (PATCH) with delete denied",
            &reader,
            MOULIN,
            SPARQL,
            sparql(bar),
            403,
        ),
        (
            "converted/test_4-5",
            "Test 5.6 Write resource (PATCH) with delete denied",
            &reader,
            MOULIN,
            SPARQL,
            sparql(bar),
            403,
        ),
        ("converted/test_5-3", "Test 3.5 Write resource (PATCH) denied", &reader, MOULIN, SPARQL, foo.to_owned(), 403),
        ("converted/test_5-5", "Test 5.5 Write resource (PATCH) denied", &reader, MOULIN, SPARQL, foo.to_owned(), 403),
        ("converted/test_5-7", "Test 7.5 Write resource (PATCH) denied", &reader, MOULIN, SPARQL, foo.to_owned(), 403),
    ] {
        if let Some(suite) = &suite {
            let text = std::fs::read_to_string(suite.join(format!("{feature}.feature"))).unwrap();
            assert!(text.contains(&format!("Scenario: {scenario}")), "{feature}: {scenario}");
        }
        let headers = [("content-type", media_type)];
        let headers = if media_type.is_empty() { &[][..] } else { &headers[..] };
        let reply = client.send(Method::PATCH, path, headers, body).await;
        assert_eq!(reply.status.as_u16(), status, "{feature}: {scenario}: {}", reply.text());
        if reply.status == 201 {
            let listed = owner.get("/organizations/", "text/turtle").await;
            assert!(listed.text().contains(path.rsplit('/').next().unwrap()), "{feature}: {scenario}");
            owner.get(path, "text/turtle").await.expect(200);
        }
    }
    let types = owner.get(MOULIN, "application/n-triples").await;
    assert!(types.text().contains("example.org/Bar") && !types.text().contains("example.org/Foo"), "{}", types.text());
}
