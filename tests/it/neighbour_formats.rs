//! What is here, told in the formats of others' programs: at their addresses, and by `codesocial export`.

use exchange::gogocarto;
use exchange::mapping::Mapping;
use exchange::source::Source;
use jiff::SignedDuration;
use model::{Audience, Base, Passage, Reading, Slug};
use serde_json::{Value, json};
use std::path::Path;
use tests::{Client, Process, Server, process};

/// A source's address here.
fn source(server: &Server) -> Source {
    let base: Base = server.registry().base().clone();
    Source { base, name: Slug::from_text("carte").unwrap(), audience: Audience::Public, licence: None, page: None }
}

async fn import(server: &Server, elements: &Value) {
    let mut reading = Reading::default();
    let passages = gogocarto::read(elements.to_string().as_bytes(), &source(server), &Mapping::default(), None)
        .collect::<Result<Vec<Passage>, _>>();
    reading.extend(passages.unwrap());
    assert_eq!(reading.refused, []);
    let report = server.import("carte", reading).await;
    assert_eq!(report.counts.refused, 0, "{report:?}");
}

fn element(id: &str, name: &str) -> Value {
    json!({
        "id": id, "name": name, "geo": {"latitude": 47.218_371, "longitude": -1.553_621}, "sourceKey": "Réseau",
        "address": {
            "streetNumber": "12", "streetAddress": "rue du Quai", "addressLocality": "Nantes", "postalCode": "44000",
            "addressCountry": "FR", "customFormatedAddress": "12 rue du Quai, 44000 Nantes",
        },
        "openHours": {"Mo": "09:00-12:00,14:00-18:00", "Sa": "10:00-17:00"},
        "createdAt": "2021-03-04T10:12:00+01:00", "updatedAt": "2024-02-01T09:00:00+01:00", "status": 3,
        "categories": ["Réparer"], "abstract": "Un atelier.", "description": "Depuis dix ans.",
        "website": "https://atelier.example/", "telephone": "0240000000", "email": "bonjour@atelier.example",
        "images": ["https://carte.example/x.jpg"], "stamps": [3], "surface": 250,
    })
}

async fn get(client: &Client, path: &str) -> Value {
    client.get(path, "application/json").await.expect(200).json()
}

fn ids(list: &Value) -> Vec<&str> {
    list["data"].as_array().unwrap().iter().map(|element| element["id"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_map_takes_us_for_one_of_its_kind() {
    let server = super::server().await;
    let sent = element("1ab", "Ressourcerie");
    import(&server, &json!({"licence": "https://licence.example/", "data": [sent]})).await;
    let client = server.anonymous();
    let reply = client.get("/api/elements.json", "*/*").await;
    assert_eq!(reply.expect(200).header("content-type"), "application/json");
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    let list = reply.json();
    assert_eq!((&list["ontology"], &list["licence"]), (&json!("gogofull"), &json!("")));
    let found = &list["data"][0];
    assert_eq!(found["id"], "organizations-carte-1ab");
    for field in [
        "name",
        "geo",
        "address",
        "openHours",
        "createdAt",
        "updatedAt",
        "status",
        "categories",
        "sourceKey",
        "abstract",
        "description",
        "website",
        "images",
        "stamps",
        "surface",
    ] {
        let one_of_several = sent[field] == json!([found[field].clone()]);
        assert!(found[field] == sent[field] || one_of_several, "{field}: {} was {}", found[field], sent[field]);
    }
    for closed in ["email", "telephone", "subscriberEmails"] {
        assert_eq!(found[closed], Value::Null, "{closed}");
    }
    let single = get(&client, "/api/elements/organizations-carte-1ab.json").await;
    assert_eq!((&single["data"], &single["ontology"]), (found, &json!("gogofull")));
    let sync = get(&client, "/api/elements?ontology=gogosync").await;
    assert_eq!(sync["data"], json!([{"id": "organizations-carte-1ab", "updatedAt": sent["updatedAt"]}]));
    let compact = get(&client, "/api/elements.json?ontology=gogocompact").await;
    let number = &found["categoriesFull"][0]["id"];
    assert_eq!(
        compact["data"],
        json!([["organizations-carte-1ab", ["Ressourcerie"], 47.218_371, -1.553_621, [number]]])
    );
    let taxonomy = get(&client, "/api/taxonomy.json").await;
    assert_eq!(taxonomy[0]["options"], json!([{"id": number, "name": "Réparer", "index": 0}]));
    let info = get(&client, "/api/project-info.json").await;
    assert_eq!((&info["name"], &info["dataSize"]), (&json!(server.registry().name()), &json!(1)));
    // What another instance of ours reads there is what stands here.
    let mut reading = Reading::default();
    let text = client.get("/api/elements.json", "application/json").await;
    reading.extend(
        gogocarto::read(text.text().as_bytes(), &source(&server), &Mapping::default(), None).map(Result::unwrap),
    );
    assert_eq!((reading.records.len(), reading.refused.len(), reading.unplaced.len()), (1, 0, 0), "{reading:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_are_answered() {
    let server = super::server().await;
    let mut far = element("b", "Au loin");
    far["geo"] = json!({"latitude": -20.9, "longitude": 55.5});
    far["categories"] = json!(["Jardiner"]);
    let list: Vec<Value> = (0..250).map(|number| element(&format!("k{number:03}"), "Ici")).chain([far]).collect();
    import(&server, &json!(list)).await;
    let client = server.anonymous();
    let whole = get(&client, "/api/elements.json").await;
    assert_eq!(ids(&whole).len(), 251, "over several pages");
    let jardiner = &whole["data"].as_array().unwrap().iter().find(|one| one["name"] == "Au loin").unwrap()["categoriesFull"]
        [0]["id"];
    for (query, count) in [
        ("limit=7".to_owned(), 7),
        ("limit=0".to_owned(), 0),
        ("bounds=-2,47,-1,48".to_owned(), 250),
        ("bounds=55,-21,56,-20;0,0,1,1".to_owned(), 1),
        ("bounds=55,-21,56,-20&categories=1".to_owned(), 0),
        (format!("categories=1,{jardiner}"), 1),
        ("since=2100-01-01".to_owned(), 0),
        ("since=2000-01-01T00:00:00Z&limit=".to_owned(), 251),
        ("stampsIds=4&excludeExternal=1&pendings=false".to_owned(), 251),
    ] {
        let found = get(&client, &format!("/api/elements.json?ontology=gogosync&{query}")).await;
        assert_eq!(ids(&found).len(), count, "{query}");
    }
    for query in ["ontology=gogo", "bounds=1,2,3", "categories=Pain", "limit=many", "since=yesterday"] {
        let refused = client.get(&format!("/api/elements.json?{query}"), "application/json").await;
        assert_eq!(refused.expect(400).json()["type"], "https://w3id.org/codesocial/problems/bad-parameter", "{query}");
    }
    for path in [
        "/api/elements/nobody.json",
        "/api/elements/organizations-nobody.json",
        "/api/elements/people-nobody",
        "/api/elements/organizations-carte-k001.xml",
    ] {
        client.get(path, "application/json").await.expect(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_it_is_told_so_until_it_changes() {
    let server = super::server().await;
    import(&server, &json!([element("a", "Ici"), element("b", "Là")])).await;
    let client = server.anonymous();
    let path = "/api/elements.json?ontology=gogosync";
    let tag = async |path: &str| client.get(path, "application/json").await.expect(200).header("etag").to_owned();
    let first = tag(path).await;
    assert_ne!(tag("/api/elements.json").await, first, "another question");
    let same = |etag: String, path: &'static str| {
        let client = server.anonymous();
        async move {
            client.send(http::Method::GET, path, &[("accept", "application/json"), ("if-none-match", &etag)], "").await
        }
    };
    assert_eq!(same(first.clone(), "/api/elements.json?ontology=gogosync").await.expect(304).text(), "");
    server.clock().advance(SignedDuration::from_hours(1));
    let before = server.registry().head();
    let closed = "@prefix cs: <https://w3id.org/codesocial#> . <> a cs:Organization ; cs:name \"Caché\"@fr ; cs:audience cs:Private .";
    server.administrator().put("/organizations/cache", closed, "").await.expect(201);
    assert!(server.registry().head() > before);
    assert_eq!(tag(path).await, first, "what is closed changes nothing here");
    client.get("/api/elements/organizations-cache.json", "application/json").await.expect(404);
    let page = server.administrator().get("/organizations/carte-a", "text/turtle").await;
    let changed = page.text().replace("Ici", "Ici même");
    server.administrator().put("/organizations/carte-a", &changed, page.header("etag")).await.expect(204);
    same(first.clone(), "/api/elements.json?ontology=gogosync").await.expect(200);
    let list = get(&client, path).await;
    let at =
        |id: &str| list["data"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap()["updatedAt"].clone();
    assert_eq!(at("organizations-carte-b"), "2024-02-01T09:00:00+01:00");
    assert_ne!(at("organizations-carte-a"), at("organizations-carte-b"), "what changed here says when");
    let since = model::ports::Clock::now(server.clock()).to_string();
    let changed = get(&client, &format!("{path}&since={since}")).await;
    assert_eq!(ids(&changed), ["organizations-carte-a"]);
    // Signed in or not, what is told here is what everybody may read.
    let told = server.administrator().get("/api/elements.json", "application/json").await;
    assert!(!told.text().contains("Caché") && !told.text().contains("bonjour@"));
}

#[tokio::test(flavor = "multi_thread")]
async fn contact_details_are_told_once_they_are_open() {
    let server = super::server().await;
    import(&server, &json!([element("a", "Ici")])).await;
    let client = server.anonymous();
    let administrator = server.administrator();
    let document = administrator.get("/organizations/carte-a", "application/n-triples").await;
    let annex = document.text().split(['<', '>']).find(|part| part.contains("/annexes/")).unwrap().to_owned();
    let contact = annex.strip_prefix(server.registry().base().as_str().trim_end_matches('/')).unwrap();
    let page = administrator.get(contact, "text/turtle").await;
    assert!(page.expect(200).text().contains("bonjour@atelier.example"));
    assert_eq!(get(&client, "/api/elements.json").await["data"][0]["email"], Value::Null);
    let open = page.text().replace("cs:Members", "cs:Public");
    administrator.put(contact, &open, page.header("etag")).await.expect(204);
    let told = get(&client, "/api/elements.json").await;
    assert_eq!(told["data"][0]["email"], "bonjour@atelier.example");
    assert_eq!(told["data"][0]["telephone"], "0240000000");
    // Somebody else's, which one only points at, are not one's own.
    let thief = format!(
        "@prefix cs: <https://w3id.org/codesocial#> . <> a cs:Organization ; cs:name \"Autre\"@fr ; cs:contact <{annex}> ."
    );
    administrator.put("/organizations/autre", &thief, "").await.expect(201);
    assert_eq!(get(&client, "/api/elements/organizations-autre.json").await["data"]["email"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn json_ld_beside_it_is_true() {
    let server = super::server().await;
    import(&server, &json!([element("a", "Ici")])).await;
    let client = server.anonymous();
    for (path, accept) in [
        ("/api/elements.jsonld", "*/*"),
        ("/api/elements.json", "application/ld+json"),
        ("/api/elements/organizations-carte-a.jsonld", "*/*"),
        ("/api/elements/organizations-carte-a", "application/ld+json"),
    ] {
        let reply = client.get(path, accept).await;
        assert_eq!(reply.expect(200).header("content-type"), "application/ld+json", "{path}");
        let home = server.registry().base().home();
        let quads = model::syntax::parse(reply.bytes(), model::syntax::Format::JsonLd, &home, 999).unwrap();
        let iri = format!("<{home}organizations/carte-a>");
        let says = |line: &str| quads.iter().any(|quad| quad.to_string() == format!("{iri} {line}"));
        for line in [
            "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://schema.org/Organization>",
            "<https://schema.org/name> \"Ici\"",
            "<https://schema.org/url> <https://atelier.example/>",
        ] {
            assert!(says(line), "{path}: {line} in {quads:#?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_reads_communecter_reads_us() {
    let server = super::server().await;
    import(
        &server,
        &json!((0..60).map(|number| element(&format!("k{number:02}"), &format!("N{number:02}"))).collect::<Vec<_>>()),
    )
    .await;
    let client = server.anonymous();
    let first = get(&client, "/api/organization/get").await;
    assert_eq!((first["entities"].as_object().unwrap().len(), &first["meta"]["limit"]), (50, &json!(50)));
    let next = first["meta"]["next"].as_str().unwrap();
    assert!(next.ends_with("/api/organization/get/limit/50/index/50"), "{next}");
    let path = next.strip_prefix(server.registry().base().as_str().trim_end_matches('/')).unwrap();
    let second = get(&client, path).await;
    assert_eq!((second["entities"].as_object().unwrap().len(), &second["meta"]["next"]), (10, &Value::Null));
    assert_eq!(get(&client, "/api/organization/get?limit=50&index=50").await, second);
    let one = get(&client, "/api/organization/get/id/carte-k07").await;
    let (id, entity) = one["entities"].as_object().unwrap().iter().next().unwrap();
    assert_eq!(get(&client, &format!("/api/organization/get/id/{id}")).await, one);
    assert_eq!((&entity["@type"], &entity["name"]), (&json!("Organization"), &json!("N07")));
    assert_eq!((&entity["email"], &entity["geo"]["latitude"]), (&Value::Null, &json!("47.218371")));
    for (path, empty) in [
        ("/api/organization/get/id/nobody", true),
        ("/api/event/get", true),
        ("/api/person/get", true),
        ("/api/poi/get", true),
        ("/api/project/get/limit/5", true),
    ] {
        assert_eq!(get(&client, path).await["entities"] == json!([]), empty, "{path}");
    }
    client.get("/api/organization/get/limit/many", "application/json").await.expect(400);
    client.get("/api/news/get", "application/json").await.expect(404);
    // Our own reader takes a page and finds the next.
    let page = exchange::communecter::read(first.to_string().as_bytes(), None, &source(&server)).unwrap();
    assert_eq!((page.count, page.next.as_deref()), (50, Some(next)));
    assert!(page.passages.iter().all(|passage| !matches!(passage, Passage::Refused(_))), "{:?}", page.passages);
}

#[tokio::test(flavor = "multi_thread")]
async fn layers_tables_calendars_and_the_catalogue_have_addresses() {
    let server = super::server().await;
    let mut far = element("b", "Au loin");
    far["geo"] = json!({"latitude": -20.9, "longitude": 55.5});
    far["name"] = json!("=cmd()");
    import(&server, &json!([element("a", "Ici"), far])).await;
    let administrator = server.administrator();
    let put = async |path: &str, said: &str| {
        let prefixes =
            "@prefix cs: <https://w3id.org/codesocial#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .";
        administrator.put(path, &format!("{prefixes} <> {said} ."), "").await.expect(201);
    };
    put("/events/fete", "a cs:Event ; cs:name \"Fête\"@fr ; cs:start \"2026-05-17\"^^xsd:date").await;
    put("/needs/four", "a cs:Need ; cs:name \"Un four\"@fr").await;
    put("/places/cave", "a cs:Place ; cs:name \"Caché\"@fr ; cs:latitude 1 ; cs:longitude 1 ; cs:audience cs:Private")
        .await;
    let client = server.anonymous();
    let layer = client.get("/api/elements.geojson", "*/*").await;
    assert_eq!(layer.expect(200).header("content-type"), "application/geo+json");
    assert_eq!(layer.header("access-control-allow-origin"), "*");
    assert_eq!(layer.json()["features"].as_array().unwrap().len(), 2);
    let near = get(&client, "/api/elements.geojson?bounds=-2,47,-1,48").await;
    assert_eq!(
        (near["features"].as_array().unwrap().len(), &near["features"][0]["properties"]["name"]),
        (1, &json!("Ici"))
    );
    let table = client.get("/api/elements.csv", "*/*").await;
    assert_eq!(table.expect(200).header("content-type"), "text/csv; charset=utf-8; header=present");
    let lines = table.text().lines().count();
    assert_eq!(lines, 5, "{}", table.text());
    assert!(table.text().contains(",'=cmd(),") && table.text().contains("Un four") && !table.text().contains("Caché"));
    let one = client.get("/api/elements.csv?limit=1", "*/*").await;
    assert_eq!(one.expect(200).text().lines().count(), 2, "{}", one.text());
    let calendar = client.get("/api/events.ics", "*/*").await;
    assert_eq!(calendar.expect(200).header("content-type"), "text/calendar; charset=utf-8");
    assert!(calendar.text().contains("DTSTART;VALUE=DATE:20260517"), "{}", calendar.text());
    let catalogue = client.get("/api/catalogue.ttl", "*/*").await;
    assert_eq!(catalogue.expect(200).header("content-type"), "text/turtle");
    let home = server.registry().base().home();
    let said = model::syntax::parse(catalogue.bytes(), model::syntax::Format::Turtle, &home, 9_999).unwrap();
    let datasets = said.iter().filter(|quad| quad.predicate.as_str().ends_with("dcat#dataset")).count();
    assert_eq!(datasets, 3, "{}", catalogue.text());
    let paths = ["/api/elements.geojson", "/api/elements.csv", "/api/events.ics", "/api/catalogue.ttl"];
    for (number, path) in paths.into_iter().enumerate() {
        let tag = client.get(path, "*/*").await.header("etag").to_owned();
        client.send(http::Method::GET, path, &[("if-none-match", &tag)], "").await.expect(304);
        put(&format!("/places/secret-{number}"), "a cs:Place ; cs:name \"X\"@fr ; cs:audience cs:Private").await;
        client.send(http::Method::GET, path, &[("if-none-match", &tag)], "").await.expect(304);
    }
    client.get("/api/elements.geojson?bounds=1", "*/*").await.expect(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_of_murmurations_finds_profiles() {
    let server = super::server().await;
    let administrator = server.administrator();
    let put = async |path: &str, said: &str| {
        let text = format!("@prefix cs: <https://w3id.org/codesocial#> . <> {said} .");
        administrator.put(path, &text, "").await.expect(201);
    };
    put("/organizations/moulin", "a cs:Organization ; cs:name \"Le Moulin\"@fr ; cs:keyword \"Pain\"@fr").await;
    put("/projects/moulin", "a cs:Project ; cs:name \"Rénover\"@fr").await;
    put("/organizations/cave", "a cs:Organization ; cs:name \"La Cave\"@fr ; cs:audience cs:Private").await;
    let client = server.anonymous();
    let moulin = get(&client, "/murmurations/moulin.json").await;
    assert_eq!(
        (&moulin["name"], &moulin["linked_schemas"]),
        (&json!("Le Moulin"), &json!(["organizations_schema-v1.0.0"]))
    );
    assert_eq!(get(&client, "/murmurations/projects-moulin.json").await["name"], "Rénover");
    let reply = client.get("/murmurations/moulin.json", "*/*").await;
    let tag = reply.header("etag").to_owned();
    client.send(http::Method::GET, "/murmurations/moulin.json", &[("if-none-match", &tag)], "").await.expect(304);
    for path in ["/murmurations/cave.json", "/murmurations/nobody.json", "/murmurations/moulin"] {
        client.get(path, "application/json").await.expect(404);
    }
}

/// An instance in a folder, filled: what is open, what is closed, an event.
fn folder() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").to_str().unwrap().to_owned();
    succeed(&["init", "--data", &data, "--base", "https://a.example/", "--name", "Le Val"]);
    let file = folder.path().join("a.trig");
    let text = "@prefix cs: <https://w3id.org/codesocial#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <organizations/moulin> { <organizations/moulin> a cs:Organization ; cs:name \"=cmd\"@fr ; cs:summary \"Un moulin.\"@fr ;
            cs:latitude 45.5 ; cs:longitude -3.25 ; cs:keyword \"Pain\"@fr . }
        <organizations/cave> { <organizations/cave> a cs:Organization ; cs:name \"La Cave\"@fr ; cs:audience cs:Private . }
        <events/fete> { <events/fete> a cs:Event ; cs:name \"Fête\"@fr ; cs:start \"2026-05-17\"^^xsd:date . }
        <places/four> { <places/four> a cs:Place ; cs:name \"Le Four\"@fr ; cs:latitude 45 ; cs:longitude 3 . }";
    std::fs::write(&file, text).unwrap();
    let told: Value =
        serde_json::from_str(&succeed(&["import", "trig", file.to_str().unwrap(), "--data", &data, "--json"])).unwrap();
    assert_eq!(told["created"], 4, "{told}");
    (folder, data)
}

fn succeed(arguments: &[&str]) -> String {
    let output = process::run(super::PROGRAM, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn files_of_every_format() {
    let (_folder, data) = folder();
    let export = |format: &str, more: &[&str]| succeed(&[&["export", format, "--data", &data][..], more].concat());
    for (format, begins, holds) in [
        ("jsonld", "{\"@context\":", "organizations/moulin"),
        ("turtle", "@prefix", "cs:Organization"),
        ("trig", "@prefix", "cs:Organization"),
        ("nquads", "<https://a.example/", "<https://a.example/organizations/moulin> ."),
        ("geojson", "{\"type\":\"FeatureCollection\"", "[-3.25,45.5]"),
        ("csv", "id,identifier,type,name", "'=cmd"),
        ("ical", "BEGIN:VCALENDAR\r\n", "DTSTART;VALUE=DATE:20260517\r\n"),
        ("gogocarto", "{\"licence\":\"\",\"ontology\":\"gogofull\"", "organizations-moulin"),
        ("murmurations", "[", "organizations_schema-v1.0.0"),
        ("dcat", "@prefix", "dcat:Dataset"),
    ] {
        let text = export(format, &[]);
        assert!(text.starts_with(begins) && text.contains(holds), "{format}: {text}");
        assert!(!text.contains("La Cave"), "{format}: what is closed does not leave: {text}");
    }
    for format in ["jsonld", "geojson", "gogocarto", "murmurations"] {
        serde_json::from_str::<Value>(&export(format, &[])).unwrap();
    }
    assert!(export("trig", &["--closed"]).contains("La Cave"));
    assert_eq!(export("csv", &["--container", "places"]).lines().count(), 2);
    assert_eq!(export("csv", &["--type", "Event"]).lines().count(), 2);
    assert_eq!(export("csv", &["--type", "cs:Place", "--container", "events"]).lines().count(), 1);
    for (more, word) in [(["--container", "cartes"], "cartes"), (["--type", "Wizard"], "Wizard")] {
        let refused = process::run(super::PROGRAM, &[&["export", "csv", "--data", &data][..], &more].concat());
        assert_eq!(refused.status.code(), Some(2), "{more:?}");
        assert!(String::from_utf8_lossy(&refused.stderr).contains(word));
    }
    // What went out as RDF comes in again, elsewhere, as it was.
    let (other, again) = (tempfile::tempdir().unwrap(), export("trig", &["--closed"]));
    let elsewhere = other.path().join("data").to_str().unwrap().to_owned();
    succeed(&["init", "--data", &elsewhere, "--base", "https://a.example/", "--name", "Autre"]);
    let file = other.path().join("again.trig");
    std::fs::write(&file, &again).unwrap();
    succeed(&["import", "trig", file.to_str().unwrap(), "--data", &elsewhere]);
    assert_eq!(succeed(&["export", "trig", "--data", &elsewhere, "--closed"]), again);
}

/// The catalogue of an instance, harvested by what data.gouv.fr runs. It takes no address under `.example`.
#[test]
fn data_gouv_fr_harvests_the_catalogue() {
    let Some(harvester) = tests::installed(super::PROGRAM, "clients/harvester") else { return };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").to_str().unwrap().to_owned();
    succeed(&["init", "--data", &data, "--base", "https://social.example.org/", "--name", "Le Val"]);
    let file = folder.path().join("a.ttl");
    let licence = "https://www.etalab.gouv.fr/licence-ouverte-open-licence";
    let text = format!(
        "@prefix cs: <https://w3id.org/codesocial#> .
        <organizations/moulin> a cs:Organization ; cs:name \"Le Moulin\"@fr ; cs:licence <{licence}> .
        <offers/four> a cs:Offer ; cs:name \"Un four\"@fr ; cs:description \"Le samedi.\"@fr ."
    );
    std::fs::write(&file, text).unwrap();
    succeed(&["import", "turtle", file.to_str().unwrap(), "--data", &data]);
    let catalogue = folder.path().join("catalogue.ttl");
    std::fs::write(&catalogue, succeed(&["export", "dcat", "--data", &data])).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients/harvester/datagouv.py");
    let python = harvester.join("venv/bin/python3");
    let told = std::process::Command::new(python).arg(script).arg(&catalogue).output().unwrap();
    let said = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.status.success(), "{said}{}", String::from_utf8_lossy(&told.stderr));
    assert_eq!(said.trim(), "all of it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_instance_exports_the_same() {
    let (folder, data) = folder();
    let alone = succeed(&["export", "gogocarto", "--data", &data]);
    let running = Process::serve(super::PROGRAM, &folder.path().join("data"));
    assert_eq!(succeed(&["export", "gogocarto", "--data", &data]), alone);
    assert_eq!(running.terminate(), Some(0));
}
