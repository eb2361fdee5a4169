//! Forms of a territory: from the folder, by PUT, what is refused, what stays, what they ask of descriptions.

use http::Method;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tests::process;
use tokio::task::JoinSet;

const VIN: &str = "/forms/vin";
const PREFIXES: &str = "@prefix cs: <https://w3id.org/codesocial#> .
@prefix css: <https://w3id.org/codesocial/shapes#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
";
/// Adds a chapter and a field to the four bundles.
const FORM: &str = r#"# Pour les domaines.
<> a cs:Form ; cs:name "Vignerons"@fr, "Winegrowers"@en ; cs:extendsForm cs:FourBundlesForm .
<#description> a sh:NodeShape ; sh:targetClass cs:CodeSocial ;
    sh:property [ sh:path cs:section ; sh:name "Terroir"@fr, "Terroir"@en ; sh:order 5 ;
        sh:qualifiedValueShape [ sh:class <#Terroir> ] ; sh:qualifiedMinCount 1 ;
        sh:message "Le chapitre « Terroir » manque."@fr, "The chapter “Terroir” is missing."@en ] ;
    sh:property [ sh:path <#cepage> ; sh:name "Cépage"@fr, "Grape"@en ; sh:order 6 ; sh:nodeKind sh:Literal ;
        sh:message "Un cépage est un texte."@fr, "A grape is a text."@en ] .
"#;

fn form(more: &str) -> String {
    format!("{PREFIXES}{FORM}{more}")
}

fn description(more: &str) -> String {
    format!(
        "{PREFIXES}<> a cs:CodeSocial ; cs:name \"Domaine\"@fr ; cs:describes </organizations/domaine> ;
           cs:form </forms/vin> {more} ."
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_put_holds_at_once_and_after_a_restart() {
    let mut server = super::server().await;
    let admin = server.administrator();
    let created = admin.put(VIN, &form(""), "").await;
    assert_eq!(created.expect(201).header("location"), "https://moulin.example/forms/vin");
    let read = server.anonymous().get(VIN, "text/turtle").await;
    assert_eq!(read.expect(200).text(), form(""), "as it was written, comments and all");
    assert_eq!(read.header("etag"), created.header("etag"));
    let json = server.anonymous().get(VIN, "application/ld+json").await;
    assert!(json.expect(200).text().contains("https://moulin.example/forms/vin"), "{}", json.text());

    // A draft may lack chapters, a wrong value is wrong.
    let wrong = description("; <https://moulin.example/forms/vin#cepage> <https://a.example/x>");
    let refused = admin.put("/codes/domaine", &wrong, "").await;
    assert!(refused.expect(422).text().contains("Un cépage est un texte."), "{}", refused.text());
    admin.put("/codes/domaine", &description(""), "").await.expect(201);

    drop(admin);
    server.restart().await;
    let admin = server.administrator();
    admin.put("/codes/domaine", &wrong, "*").await.expect(422);
    let kept = server.anonymous().get(VIN, "text/turtle").await;
    assert_eq!(kept.expect(200).header("etag"), created.header("etag"));

    // Revisions, as for documents.
    admin.put(VIN, &form("<#more> a sh:NodeShape ."), "").await.expect(428);
    admin.put(VIN, &form(""), "\"9-000000000000-ttl\"").await.expect(412);
    let relaxed = form("").replace("sh:nodeKind sh:Literal", "sh:minCount 0");
    let second = admin.put(VIN, &relaxed, kept.header("etag")).await;
    assert_ne!(second.expect(204).header("etag"), kept.header("etag"));
    admin.put("/codes/domaine", &wrong, "*").await.expect(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_used_is_refused_with_a_report_and_the_old_one_stays() {
    let server = super::server().await;
    let admin = server.administrator();
    admin.put(VIN, &form(""), "").await.expect(201);
    let named = "<> a cs:Form ; cs:name \"V\"@fr";
    for (body, status, part) in [
        ("<> a", 400, "\"line\":4"),
        ("<> cs:name \"V\"@fr .", 422, "Rien n’y est un cs:Form"),
        ("<> a cs:Form ; cs:extendsForm cs:SixModelsForm .", 422, "formulaire n’a pas de nom"),
        (&format!("{named} ."), 422, "doit en compléter un autre"),
        (&format!("{named} ; cs:extendsForm </forms/none> ."), 422, "forms/none>, inconnu ici"),
        (&format!("{named} ; cs:extendsForm </forms/vin> ."), 422, "lui-même"),
        ("</forms/other> a cs:Form ; cs:name \"V\"@fr ; cs:extendsForm cs:SixModelsForm .", 422, "se nomme"),
        // Weakening ours.
        (
            &format!(
                "{named} ; cs:extendsForm cs:FourBundlesForm . css:FourBundles-WealthBundle sh:deactivated true ."
            ),
            422,
            "ne change rien d’un autre",
        ),
        (
            &format!(
                "{named} ; cs:extendsForm cs:SixModelsForm . <#s> a sh:NodeShape ; sh:property [ sh:path cs:name ; sh:minCount \"x\" ] ."
            ),
            422,
            "sh:minCount",
        ),
    ] {
        let headers = [("content-type", "text/turtle"), ("if-match", "*"), ("accept", "application/json")];
        let reply = admin.send(Method::PUT, VIN, &headers, format!("{PREFIXES}{body}")).await;
        assert_eq!(reply.status.as_u16(), status, "{body}: {}", reply.text());
        assert!(reply.text().contains(part), "{body}: {}", reply.text());
        if status == 422 {
            assert!(reply.json()["report"].is_object() && reply.json()["errors"][0]["messages"]["en"].is_string());
        }
        assert_eq!(server.anonymous().get(VIN, "text/turtle").await.expect(200).text(), form(""));
    }
    let headers = [("content-type", "text/turtle"), ("if-match", "*"), ("accept", "text/turtle")];
    let report = admin.send(Method::PUT, VIN, &headers, format!("{PREFIXES}{named} .")).await;
    assert!(report.expect(422).text().contains("sh:ValidationReport") || report.text().contains("ValidationReport"));
}

/// Whoever believes in another revision is told so first: what they send is not about what stands there.
#[tokio::test(flavor = "multi_thread")]
async fn a_precondition_is_compared_before_the_form_is_judged() {
    let server = super::server().await;
    let admin = server.administrator();
    admin.put(VIN, &form(""), "").await.expect(201);
    let red = format!("{PREFIXES}<> a cs:Form ; cs:name \"Rouge\"@fr ; cs:extendsForm </forms/vin> .");
    admin.put("/forms/rouge", &red, "").await.expect(201);
    let (stale, unusable) = ("\"9-000000000000-ttl\"", format!("{PREFIXES}<> a cs:Form ."));
    for (path, if_match, put, delete) in [
        (VIN, stale, 412, 412),
        (VIN, "", 428, 428),
        (VIN, "*", 422, 409),
        ("/forms/none", "*", 412, 404),
        ("/forms/none", "", 422, 404),
        ("/forms/six-models", stale, 409, 409),
    ] {
        let told = admin.put(path, &unusable, if_match).await;
        assert_eq!(told.status.as_u16(), put, "PUT {path} {if_match:?}: {}", told.text());
        let headers: &[_] = if if_match.is_empty() { &[] } else { &[("if-match", if_match)] };
        let told = admin.send(Method::DELETE, path, headers, "").await;
        assert_eq!(told.status.as_u16(), delete, "DELETE {path} {if_match:?}: {}", told.text());
    }
}

/// An `ETag` of another text would let whoever sends it back replace what they never read.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_read_with_its_own_revision_while_it_changes() {
    const READERS: usize = 3;
    const CHANGES: usize = 100;
    let server = super::server().await;
    let admin = server.administrator();
    let mut put: HashMap<String, String> = HashMap::new();
    let first = admin.put(VIN, &form(""), "").await;
    put.insert(first.expect(201).header("etag").to_owned(), form(""));
    let ended = Arc::new(AtomicBool::new(false));
    let mut readers = JoinSet::new();
    for _ in 0..READERS {
        let (anonymous, ended) = (server.anonymous(), Arc::clone(&ended));
        readers.spawn(async move {
            let mut read: HashMap<(String, String), usize> = HashMap::new();
            while !ended.load(Ordering::Relaxed) {
                let reply = anonymous.get(VIN, "text/turtle").await;
                *read.entry((reply.expect(200).header("etag").to_owned(), reply.text().to_owned())).or_default() += 1;
                tokio::task::yield_now().await;
            }
            read
        });
    }
    for change in 0..CHANGES {
        let text = form(&format!("# {change}\n"));
        let changed = admin.put(VIN, &text, "*").await;
        put.insert(changed.expect(204).header("etag").to_owned(), text);
    }
    ended.store(true, Ordering::Relaxed);
    let mut known = 0;
    for ((etag, text), times) in readers.join_all().await.into_iter().flatten() {
        assert_eq!(put.get(&etag), Some(&text), "{times} times under {etag}");
        known += 1;
    }
    assert!(known > READERS, "they read while it changed: {known}");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_administrators_and_only_territories_forms() {
    let server = super::server().await;
    server.anonymous().put(VIN, &form(""), "").await.expect(401);
    let writer = server.contributor("one@a.example").await;
    assert!(writer.put(VIN, &form(""), "").await.expect(403).text().contains("not-allowed"));
    let admin = server.administrator();
    let ours = admin.put("/forms/six-models", &form(""), "*").await;
    assert!(ours.expect(409).text().contains("form-of-grammar"), "{}", ours.text());
    admin.put("/forms/Vin", &form(""), "").await.expect(404);
    let six = server.anonymous().get("/forms/six-models", "text/turtle").await;
    assert!(six.expect(200).text().contains("cs:SixModelsForm a cs:Form"), "{}", six.text());
    server.anonymous().get("/forms/none", "text/turtle").await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_goes_and_its_descriptions_stay() {
    let server = super::server().await;
    let admin = server.administrator();
    admin.put(VIN, &form(""), "").await.expect(201);
    let red = format!("{PREFIXES}<> a cs:Form ; cs:name \"Rouge\"@fr ; cs:extendsForm </forms/vin> .");
    admin.put("/forms/rouge", &red, "").await.expect(201);
    admin.put("/codes/domaine", &description(""), "").await.expect(201);
    admin.send(Method::DELETE, VIN, &[("if-match", "*")], "").await.expect(409);
    admin.send(Method::DELETE, "/forms/rouge", &[], "").await.expect(428);
    admin.send(Method::DELETE, "/forms/rouge", &[("if-match", "*")], "").await.expect(204);
    admin.send(Method::DELETE, VIN, &[("if-match", "*")], "").await.expect(204);
    server.anonymous().get(VIN, "text/turtle").await.expect(410);
    admin.send(Method::DELETE, VIN, &[("if-match", "*")], "").await.expect(404);
    // The description can still be changed: its form is not known here, which refuses nothing.
    let changed = admin.put("/codes/domaine", &description("; cs:summary \"En coteau.\"@fr"), "*").await;
    changed.expect(204);
    // It comes back.
    admin.put(VIN, &form(""), "").await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_the_folder_is_a_form_and_comes_first() {
    let mut server = super::server().await;
    server.administrator().put(VIN, &form(""), "").await.expect(201);
    let folder = server.folder().join("forms");
    std::fs::create_dir(&folder).unwrap();
    let of_the_file = form("# From the folder.\n");
    std::fs::write(folder.join("vin.ttl"), &of_the_file).unwrap();
    // It extends one that is read after it.
    let first = format!("{PREFIXES}<> a cs:Form ; cs:name \"A\"@fr ; cs:extendsForm </forms/vin> .");
    std::fs::write(folder.join("a.ttl"), first).unwrap();
    std::fs::write(folder.join("README.txt"), "not a form").unwrap();
    server.restart().await;
    assert_eq!(server.anonymous().get(VIN, "text/turtle").await.expect(200).text(), of_the_file);
    server.anonymous().get("/forms/a", "text/turtle").await.expect(200);
    let put = server.administrator().put(VIN, &form(""), "*").await;
    assert!(put.expect(409).text().contains("forms/vin.ttl"), "{}", put.text());
    let wrong = description("; <https://moulin.example/forms/vin#cepage> <https://a.example/x>");
    server.administrator().put("/codes/domaine", &wrong, "").await.expect(422);
    // Without the file, what was put holds again.
    std::fs::remove_dir_all(&folder).unwrap();
    server.restart().await;
    assert_eq!(server.anonymous().get(VIN, "text/turtle").await.expect(200).text(), form(""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_was_left_out_comes_back_with_what_it_extends() {
    let mut server = super::server().await;
    let folder = server.folder().join("forms");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("vin.ttl"), form("")).unwrap();
    server.restart().await;
    let extending =
        |name: &str| format!("{PREFIXES}<> a cs:Form ; cs:name \"{name}\"@fr ; cs:extendsForm </forms/vin> .");
    let red = server.administrator().put("/forms/rouge", &extending("Rouge"), "").await;
    server.administrator().put("/forms/blanc", &extending("Blanc"), "").await.expect(201);
    std::fs::remove_dir_all(&folder).unwrap();
    server.restart().await;
    let (admin, anonymous) = (server.administrator(), server.anonymous());
    anonymous.get("/forms/rouge", "text/turtle").await.expect(404);
    // It stands in the journal all the same.
    admin.put("/forms/rouge", &extending("Rosé"), "").await.expect(428);
    admin.send(Method::DELETE, "/forms/blanc", &[("if-match", "*")], "").await.expect(204);
    admin.put(VIN, &form(""), "").await.expect(201);
    let back = anonymous.get("/forms/rouge", "text/turtle").await;
    assert_eq!(back.expect(200).text(), extending("Rouge"));
    assert_eq!(back.header("etag"), red.expect(201).header("etag"));
    anonymous.get("/forms/blanc", "text/turtle").await.expect(410);
    let refused = admin.send(Method::DELETE, VIN, &[("if-match", "*")], "").await;
    assert!(refused.expect(409).text().contains("form-extended"), "{}", refused.text());
}

#[test]
fn a_broken_file_stops_the_start_with_file_line_and_reason() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let made = process::run(super::PROGRAM, &["init", "--data", data, "--base", "https://a.example/", "--name", "A"]);
    assert!(made.status.success());
    let forms = folder.path().join("forms");
    std::fs::create_dir(&forms).unwrap();
    let named = "<> a cs:Form ; cs:name \"V\"@fr ; cs:extendsForm cs:SixModelsForm .";
    for (name, text, language, parts) in [
        ("vin.ttl", "<> a".to_owned(), "fr", ["forms/vin.ttl", "Ligne 4, colonne"]),
        ("vin.ttl", "<> a".to_owned(), "en", ["forms/vin.ttl", "Line 4, column"]),
        (
            "vin.ttl",
            format!("{named} css:Action sh:deactivated true ."),
            "fr",
            ["forms/vin.ttl", "est défini ailleurs"],
        ),
        (
            "vin.ttl",
            "<> a cs:Form ; cs:extendsForm cs:SixModelsForm .".to_owned(),
            "en",
            ["forms/vin.ttl", "form has no name"],
        ),
        (
            "vin.ttl",
            format!(
                "{named}\n<#s> a <http://www.w3.org/ns/shacl#NodeShape> ;\n sh:property [\n sh:minCount \"x\" ; sh:path cs:name ] ."
            ),
            "en",
            ["forms/vin.ttl", "line 6: "],
        ),
        ("Mon vin.ttl", named.to_owned(), "fr", ["Mon vin.ttl", "minuscules"]),
        ("six-models.ttl", named.to_owned(), "fr", ["forms/six-models.ttl", "un autre nom"]),
        ("four-bundles.ttl", named.to_owned(), "en", ["forms/four-bundles.ttl", "another name"]),
    ] {
        let path = forms.join(name);
        std::fs::write(&path, format!("{PREFIXES}{text}")).unwrap();
        let arguments = ["serve", "--data", data, "--listen", "127.0.0.1:0", "--lang", language];
        let output = process::run(super::PROGRAM, &arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{text}: {said}");
        for part in parts {
            assert!(said.contains(part), "{text}: {said}");
        }
        std::fs::remove_file(path).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn shapes_and_forms_are_pages_rdf_and_json_schema() {
    let server = super::server().await;
    server.administrator().put(VIN, &form(""), "").await.expect(201);
    let anonymous = server.anonymous();
    for (list, member) in [("/shapes/", "shapes/action"), ("/forms/", "forms/vin")] {
        let rdf = anonymous.get(list, "text/turtle").await;
        assert!(rdf.expect(200).text().contains(member), "{}", rdf.text());
        let page = anonymous.get(list, "text/html").await;
        assert!(page.expect(200).text().contains(&format!("https://moulin.example/{member}")), "{}", page.text());
        let path = format!("/{member}");
        let schema = anonymous.get(&path, "application/schema+json").await;
        assert_eq!(schema.expect(200).header("content-type"), "application/schema+json");
        assert_eq!(schema.json()["$id"], format!("https://moulin.example/{member}"));
        let known = [("accept", "application/schema+json"), ("if-none-match", schema.header("etag"))];
        anonymous.send(Method::GET, &path, &known, "").await.expect(304);
        let json = anonymous.get(&path, "application/json").await;
        assert_eq!(json.expect(200).header("content-type"), "application/json");
        assert_eq!(json.text(), schema.text(), "whoever asks for JSON gets the schema");
        let page = anonymous.get(&path, "text/html").await;
        assert!(page.expect(200).text().contains("<h1"), "{}", page.text());
        anonymous.get(&path, "image/png").await.expect(406);
    }
    let french = anonymous.get("/shapes/action?lang=fr", "application/schema+json").await.json();
    assert_eq!(french["properties"]["status"]["title"], "État");
    assert!(french["properties"]["status"].to_string().contains("\"title\":"), "each choice has its label");
    let terroir = anonymous.get("/forms/vin?lang=en", "application/schema+json").await;
    let chapters = terroir.json()["allOf"].to_string();
    assert!(chapters.contains("Terroir") && chapters.contains("Bundle of wealth"), "its own and ours: {chapters}");
    anonymous.get("/shapes/nothing", "text/turtle").await.expect(404);
    anonymous.get("/shapes", "text/html").await.expect(308);
}

/// A form that asks `query` of every description that follows it.
fn asking(query: &str) -> String {
    format!(
        "{PREFIXES}<> a cs:Form ; cs:name \"Vin\"@fr , \"Wine\"@en ; cs:extendsForm cs:SixModelsForm .
         <#orders> a sh:NodeShape ; sh:targetClass cs:CodeSocial ; sh:sparql [
           sh:message \"Deux parties portent le même ordre.\"@fr , \"Two sections have the same order.\"@en ;
           sh:select \"\"\"{query}\"\"\" ] ."
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_may_ask_in_sparql_and_harms_nobody() {
    let server = super::server().await;
    let admin = server.administrator();
    let same_order = "SELECT $this ?value WHERE { $this <https://w3id.org/codesocial#section> ?one , ?other .
        ?one <https://w3id.org/codesocial#order> ?value . ?other <https://w3id.org/codesocial#order> ?value .
        FILTER (?one != ?other) }";
    admin.put(VIN, &asking(same_order), "").await.expect(201);
    let sections = |second: u8| {
        description(&format!(
            "; cs:section <#a> , <#b> . <#a> a cs:FreeSection ; cs:order 1 . <#b> a cs:FreeSection ; cs:order {second}"
        ))
    };
    let refused = admin.put("/codes/domaine", &sections(1), "").await;
    assert!(refused.expect(422).text().contains("Deux parties portent le même ordre."), "{}", refused.text());
    admin.put("/codes/domaine", &sections(2), "").await.expect(201);

    let nobody_else = asking("SELECT $this WHERE { SERVICE <https://a.example/sparql> { $this ?p ?o } }");
    let refused = admin.put(VIN, &nobody_else, "*").await;
    assert!(refused.expect(422).text().contains("SERVICE"), "{}", refused.text());

    // SHACL, appendix A: what would lose the values that are pre-bound is refused.
    let grouped = "SELECT $this WHERE { { SELECT $this (COUNT(*) AS ?n) WHERE { VALUES ?a { 1 2 3 4 5 6 7 8 9 10 }
        VALUES ?b { 1 2 } } GROUP BY $this } }";
    admin.put(VIN, &asking(grouped), "*").await.expect(422);
    // A question without end is the form's fault; it holds up nobody, and nothing is written.
    let names: Vec<char> = (b'a'..=b'p').map(char::from).collect();
    let patterns: Vec<String> = names.iter().map(|name| format!("?{name}1 ?{name}2 ?{name}3 .")).collect();
    let texts: Vec<String> = names.iter().map(|name| format!("STR(?{name}3)")).collect();
    let endless = format!("SELECT $this WHERE {{ {} FILTER (CONCAT({}) = 'x') }}", patterns.concat(), texts.join(", "));
    admin.put(VIN, &asking(&endless), "*").await.expect(204);
    let refused = admin.put("/codes/autre", &sections(2), "").await;
    assert!(refused.expect(503).text().contains("costly-shape"), "{}", refused.text());
    server.anonymous().get("/codes/autre", "text/turtle").await.expect(404);
    let organization = format!("{PREFIXES}<> a cs:Organization ; cs:name \"Domaine\"@fr .");
    admin.put("/organizations/domaine", &organization, "").await.expect(201);
}
