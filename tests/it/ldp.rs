//! The checklist of the Linked Data Platform and of LDP Paging, line by line: each is asked of a running instance, or
//! carries the reason why not.

mod paging;

use crate::rdf::{links, triples};
use http::Method;
use std::collections::BTreeSet;
use tests::{Client, Reply, Server, organization};

const LDP: &str = "http://www.w3.org/ns/ldp#";
const CONTAINER: &str = "/organizations/";

/// The lines that are not asked, each with its reason.
const REASONS: [(&str, &str); 37] = [
    ("RdfSource testTypeRdfSource", "MAY: it is said in Link, and nothing is added to what people wrote"),
    ("RdfSource testReUseVocabularies", "by hand: the grammar's terms are aligned, and answer to the words of others"),
    ("RdfSource testUseStandardVocabularies", "by hand: the same"),
    ("CommonContainer testPatchMethod", "SHOULD: a container has no statements of its own that could change"),
    ("CommonResource testIsHttp11Manual", "by hand: hyper speaks HTTP/1.1 and HTTP/2"),
    ("NonRDFSourceTest testPostNonRDFSource", "MAY: documents are RDF sources; other media types are refused (415)"),
    ("NonRDFSourceTest testPostResourceAndGetFromContainer", "MAY: the same"),
    ("NonRDFSourceTest testPostResourceGetBinary", "MAY: the same"),
    ("NonRDFSourceTest testPostResourceGetMetadataAndBinary", "MAY: the same"),
    ("NonRDFSourceTest testPostResourceAndCheckLink", "MAY: the same"),
    ("NonRDFSourceTest testPostResourceAndCheckAssociatedResource", "MAY: the same"),
    ("NonRDFSourceTest testDeleteNonRDFSourceDeletesAssociatedResource", "there is no non-RDF source"),
    ("NonRDFSourceTest testOptionsHasSameLinkHeader", "there is no non-RDF source"),
    ("IndirectContainer *", "every container is a Basic Container"),
    ("DirectContainer *", "every container is a Basic Container"),
    ("Paging testClientAdvertise", "of clients"),
    ("Paging testPagingTraversal", "of clients"),
    ("Paging testSequenceChange", "of clients"),
    ("Paging testPagingAccess", "of clients"),
    ("Paging testResourcePresentation", "of clients"),
    ("Paging testResourcePaging", "MAY: containers alone come in pages"),
    ("Paging testSplitPaging", "MAY: nothing is promised of when a container begins to come in pages"),
    ("Paging testPagingGet", "SHOULD: the status 2NN was never registered; the first page is answered with 200"),
    ("Paging testPagingHeaders", "SHOULD: a refusal has read no page"),
    ("Paging testInSequencePaging", "MAY: members stand by name, so a page may grow anywhere"),
    ("Paging testPageAddEnd", "SHOULD: the same; cursors are names, so nothing that stays is skipped or told twice"),
    ("Paging testAllowLastLink", "MAY: the last page is known only when it is read"),
    ("Paging testGetOnlyPagingClients", "no answer may be without bound; next tells every client that there is more"),
    ("Paging testSortMembers", "MAY: the order is not told"),
    ("Paging testSortTriples", "the order is not told"),
    ("Paging testSortCriteria", "the order is not told"),
    ("Paging testSortOrder", "the order is not told"),
    ("Paging testSortCollation", "MAY: the order is not told"),
    ("Paging testRestrictCollation", "the order is not told"),
    ("BasicContainer testConformsBcLdpContainer", "indirect: the lines of CommonContainer"),
    ("RdfSource testConformsRdfSourceLdpResource", "indirect: the lines of CommonResource"),
    (
        "CommonContainer testConformsContainerRdfResource",
        "indirect: the lines of RdfSource, asked of a container below",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_line_of_the_checklist_is_asked_or_has_a_reason() {
    let Some(suites) = tests::shared().map(|shared| shared.join("suites/ldp-testsuite")) else { return };
    let bench = Bench::new().await;
    let mut known: BTreeSet<&str> = REASONS.iter().map(|(line, _)| *line).collect();
    assert_eq!(known.len(), REASONS.len(), "a reason stands twice");
    let (mut asked, mut left) = (0, 0);
    for file in ["ldp-tests.tsv", "ldp-paging-tests.tsv"] {
        let text = std::fs::read_to_string(suites.join(file)).unwrap();
        for row in text.lines().skip(1) {
            let mut columns = row.split('\t');
            let (method, class) = (columns.next().unwrap(), columns.next().unwrap());
            let class = if class == "NonRDFSourceTest" { class } else { class.trim_end_matches("Test") };
            let line = format!("{class} {method}");
            let whole = format!("{class} *");
            let reason = REASONS.iter().find(|(known, _)| *known == line || *known == whole);
            if let Some((key, _)) = reason {
                known.remove(key);
                left += 1;
            } else if class == "Paging" {
                bench.paging(method).await;
                asked += 1;
            } else {
                bench.ldp(class, method).await;
                asked += 1;
            }
        }
    }
    assert_eq!(known, BTreeSet::new(), "reasons for lines that are not there");
    assert_eq!((asked, left), (63, 48), "lines came or went: look at them");
}

struct Bench {
    server: Server,
    editor: Client,
}

impl Bench {
    async fn new() -> Self {
        let server = crate::server().await;
        let editor = server.administrator();
        Self { server, editor }
    }

    async fn post(&self, headers: &[(&str, &str)], body: &str) -> Reply {
        self.editor.send(Method::POST, CONTAINER, headers, body.to_owned()).await
    }

    /// A new document's path and tag.
    async fn document(&self) -> (String, String) {
        let made = self.post(&[("content-type", "text/turtle")], &organization("Moulin")).await;
        let path = made.expect(201).header("location").replace("https://moulin.example", "");
        (path, made.header("etag").to_owned())
    }

    async fn contained(&self) -> String {
        self.server.anonymous().get(CONTAINER, "application/n-triples").await.expect(200).text().to_owned()
    }

    async fn delete(&self, path: &str) {
        self.editor.send(Method::DELETE, path, &[("if-match", "*")], "").await.expect(204);
    }

    #[expect(clippy::cognitive_complexity, reason = "a table of some fifty lines, each a few requests")]
    async fn ldp(&self, class: &str, method: &str) {
        let turtle = ("content-type", "text/turtle");
        let (editor, reader) = (&self.editor, self.server.anonymous());
        let (path, tag) = self.document().await;
        let iri = format!("https://moulin.example{path}");
        let of_container = class.ends_with("Container");
        let target = if of_container { CONTAINER } else { path.as_str() };
        match method {
            "testRelativeUriResolutionPut" => {
                let body = format!("{}<> <https://a.example/part> <#part> .", organization("Moulin"));
                editor.put(&path, &body, &tag).await.expect(204);
                editor.put("/organizations/put-here", &body, "").await.expect(201);
                for path in [path.as_str(), "/organizations/put-here"] {
                    let part = format!("<https://moulin.example{path}#part>");
                    assert!(reader.get(path, "application/n-triples").await.text().contains(&part), "{part}");
                }
                self.delete("/organizations/put-here").await;
            }
            "testPutReplacesResource" => {
                let body = format!("{}<> <https://a.example/once> \"once\" .", organization("Moulin"));
                let with = editor.put(&path, &body, &tag).await.expect(204).header("etag").to_owned();
                editor.put(&path, &organization("Moulin"), &with).await.expect(204);
                assert!(!reader.get(&path, "text/turtle").await.text().contains("once"));
            }
            "testPutSimpleUpdate" => {
                let read = reader.get(&path, "text/turtle").await;
                let changed = read.text().replace("Moulin", "Grand moulin");
                editor.put(&path, &changed, read.header("etag")).await.expect(204);
                assert!(reader.get(&path, "text/turtle").await.text().contains("Grand moulin"));
            }
            "testGetResource" => {
                let triples = triples(&reader.get(target, "text/turtle").await, "text/turtle");
                let subject = format!("<https://moulin.example{target}>");
                assert!(triples.iter().any(|triple| triple.starts_with(&subject)), "{triples:?}");
            }
            "testContainsRdfType" => {
                assert!(reader.get(&path, "application/n-triples").await.text().contains("#type>"));
            }
            "testRestrictClientInference" => {
                let said = self.contained().await;
                for stated in ["ldp#contains>", "<http://www.w3.org/ns/ldp#Container>", "ldp#BasicContainer>"] {
                    assert!(said.contains(stated), "{stated} in {said}");
                }
            }
            "testGetResourceAcceptTurtle" => {
                let accept = "text/turtle, application/json;q=0.9";
                for path in [path.as_str(), CONTAINER] {
                    assert!(
                        reader.get(path, accept).await.expect(200).header("content-type").starts_with("text/turtle")
                    );
                }
            }
            "testGetResourceAsTurtleNoAccept" => {
                let read = reader.send(Method::GET, &path, &[], "").await;
                assert!(read.expect(200).header("content-type").starts_with("text/turtle"));
            }
            "testJsonLdRepresentation" => {
                for path in [path.as_str(), CONTAINER] {
                    let read = reader.get(path, "application/ld+json").await;
                    assert_eq!(read.expect(200).header("content-type"), "application/ld+json");
                    assert!(read.json().is_object());
                }
            }
            "testPublishConstraintsReadOnlyProp" | "testPublishConstraintsUnknownProp" => {
                let wrong = organization("x").replace("\"x\"@fr", "3");
                let foreign = format!("{}</people/a> <https://a.example/p> 1 .", organization("x"));
                let body = if method.contains("ReadOnly") { wrong } else { foreign };
                let refused = editor.put(&path, &body, &tag).await;
                let published = links(refused.expect(422), &format!("{LDP}constrainedBy"));
                let shapes = published.first().unwrap().replace("https://moulin.example", "");
                assert!(reader.get(&shapes, "text/turtle").await.expect(200).text().contains("NodeShape"), "{shapes}");
            }
            "testPutReadOnlyProperties4xxStatus" | "test4xxErrorHasResponseBody" => {
                let owned = organization("x").replace(" .\n", " ; cs:owner <mailto:nobody@a.example> .\n");
                let owned = owned.replacen("codesocial#> ; cs:owner <mailto:nobody@a.example> .", "codesocial#> .", 1);
                let refused = editor.put(&path, &owned, &tag).await;
                assert!(refused.expect(422).text().contains("https://w3id.org/codesocial#owner"), "{}", refused.text());
            }
            "testPutPropertiesNotPersisted" | "testResponsePropertiesNotPersisted" => {
                let foreign = format!("{}</people/a> <https://a.example/p> 1 .", organization("x"));
                let refused = editor.put(&path, &foreign, &tag).await;
                assert!(refused.expect(422).text().contains("https://moulin.example/people/a"), "{}", refused.text());
                assert_eq!(reader.get(&path, "text/turtle").await.header("etag"), tag);
            }
            "testContainerSupportsHttpLinkHeader" => {
                for (method, headers, status) in [
                    (Method::GET, [("accept", "text/turtle")], 200),
                    (Method::HEAD, [("accept", "text/html")], 200),
                    (Method::OPTIONS, [("accept", "*/*")], 204),
                    (Method::GET, [("accept", "image/png")], 406),
                    (Method::DELETE, [("accept", "*/*")], 405),
                    (Method::POST, [("content-type", "image/png")], 415),
                ] {
                    let reply = editor.send(method.clone(), CONTAINER, &headers, "").await;
                    let types = links(reply.expect(status), "type");
                    assert!(types.contains(&format!("{LDP}BasicContainer")), "{method} {status}: {types:?}");
                }
            }
            "testPutToCreate" => {
                let created = editor.put("/organizations/created", &organization("x"), "").await;
                assert_eq!(created.expect(201).header("location"), "https://moulin.example/organizations/created");
                self.delete("/organizations/created").await;
            }
            "testRelativeUriResolutionPost" | "testNullRelativeUriPost" => {
                let body = format!("{}<> <https://a.example/part> <#part> .", organization("Moulin"));
                let made = self.post(&[turtle], &body).await.expect(201).header("location").to_owned();
                let said = reader.get(&made, "application/n-triples").await;
                let expected = format!("<{made}> <https://a.example/part> <{made}#part>");
                assert!(said.expect(200).text().contains(&expected), "{}", said.text());
            }
            "testNoRdfBagSeqOrList" => {
                let said = self.contained().await;
                assert!(["#Bag>", "#Seq>", "#List>", "#first>"].iter().all(|kind| !said.contains(kind)), "{said}");
            }
            "testPreferContainmentTriples" => {
                for (preference, contains) in [
                    (format!("return=representation; omit=\"{LDP}PreferContainment\""), false),
                    (format!("return=representation; include=\"{LDP}PreferMinimalContainer\""), false),
                    (format!("return=representation; include=\"{LDP}PreferContainment\""), true),
                ] {
                    let headers = [("accept", "text/turtle"), ("prefer", preference.as_str())];
                    let read = reader.send(Method::GET, CONTAINER, &headers, "").await;
                    assert_eq!(read.expect(200).text().contains("ldp:contains"), contains, "{preference}");
                    assert_eq!(read.header("preference-applied"), "return=representation");
                    assert!(read.header("vary").contains("Prefer"));
                }
            }
            "testPostResponseStatusAndLocation" => {
                let made = self.post(&[turtle], &organization("x")).await;
                assert!(made.expect(201).header("location").starts_with("https://moulin.example/organizations/"));
                assert!(made.bytes().is_empty());
            }
            "testPostContainer" => {
                let (path, _) = self.document().await;
                let contains = format!("<{LDP}contains> <https://moulin.example{path}>");
                assert!(self.contained().await.contains(&contains), "{contains}");
            }
            "testRequestedInteractionModelCreateNotAllowed" => {
                for model in ["BasicContainer", "Container", "DirectContainer", "NonRDFSource"] {
                    let link = format!("<{LDP}{model}>; rel=\"type\"");
                    self.post(&[turtle, ("link", &link)], &organization("x")).await.expect(409);
                }
            }
            "testRequestedInteractionModelHeaders" => {
                let link = format!("<{LDP}Resource>; rel=\"type\"");
                let made = self.post(&[turtle, ("link", &link)], &organization("x")).await;
                let read = reader.get(made.expect(201).header("location"), "text/turtle").await;
                assert!(links(&read, "type").contains(&format!("{LDP}Resource")));
            }
            "testAcceptTurtle" => {
                self.post(&[turtle], &organization("x")).await.expect(201);
            }
            "testContentTypeHeader" => {
                self.post(&[("content-type", "application/ld+json")], &organization("x")).await.expect(400);
            }
            "testPostNoSlug" | "testCreateWithoutConstraints" => {
                assert!(!self.post(&[turtle], &organization("x")).await.expect(201).header("location").is_empty());
            }
            "testRestrictUriReUseSlug" | "testRestrictUriReUseNoSlug" => {
                let headers = [turtle, ("slug", "once")];
                let headers = if method.ends_with("ReUseSlug") { &headers[..] } else { &headers[..1] };
                let first = self.post(headers, &organization("once")).await.expect(201).header("location").to_owned();
                self.delete(&first.replace("https://moulin.example", "")).await;
                assert_ne!(self.post(headers, &organization("once")).await.expect(201).header("location"), first);
            }
            "testAcceptPostResponseHeader" => {
                let told = reader.send(Method::OPTIONS, CONTAINER, &[], "").await;
                for media_type in ["text/turtle", "application/ld+json"] {
                    assert!(told.expect(204).header("accept-post").contains(media_type), "{media_type}");
                }
            }
            "testRejectPutModifyingContainmentTriples" => {
                let body = format!("<> <{LDP}contains> <https://a.example/x> .");
                let refused = editor.put(CONTAINER, &body, "*").await;
                assert!(!refused.expect(405).header("allow").contains("PUT"));
            }
            "testRestrictPutReUseUri" => {
                self.delete(&path).await;
                editor.put(&path, &organization("x"), "").await.expect(410);
            }
            "testDeleteRemovesContainmentTriple" => {
                assert!(self.contained().await.contains(&format!("<{iri}>")));
                self.delete(&path).await;
                assert!(!self.contained().await.contains(&format!("<{iri}>")));
            }
            "testRdfTypeLdpContainer" => {
                assert!(self.contained().await.contains("<http://www.w3.org/ns/ldp#Container>"));
            }
            "testServerHonorsSlug" => {
                let made = self.post(&[turtle, ("slug", "L%27honneur")], &organization("x")).await;
                assert!(made.expect(201).header("location").contains("l-honneur"), "{}", made.header("location"));
            }
            "testPostJsonLd" => {
                let body = r#"{"@context": "https://w3id.org/codesocial/context.jsonld", "id": "", "type": "Organization",
                               "name": {"fr": "x"}}"#;
                self.post(&[("content-type", "application/ld+json")], body).await.expect(201);
            }
            "testETagHeadersGet" | "testETagHeadersHead" => {
                let verb = if method.ends_with("Head") { Method::HEAD } else { Method::GET };
                for path in [path.as_str(), CONTAINER] {
                    let read = reader.send(verb.clone(), path, &[("accept", "text/turtle")], "").await;
                    assert!(read.expect(200).header("etag").starts_with('"'), "{path}");
                }
            }
            "testLdpLinkHeader" => {
                for (method, headers, status) in [
                    (Method::GET, [("accept", "text/turtle")], 200),
                    (Method::GET, [("accept", "text/html")], 200),
                    (Method::HEAD, [("accept", "text/turtle")], 200),
                    (Method::OPTIONS, [("accept", "*/*")], 204),
                    (Method::GET, [("accept", "image/png")], 406),
                    (Method::GET, [("if-none-match", "*")], 304),
                    (Method::DELETE, [("if-match", "\"9-000000000000-ttl\"")], 412),
                    (Method::PUT, [("content-type", "image/png")], 415),
                    (Method::TRACE, [("accept", "*/*")], 405),
                ] {
                    let reply = editor.send(method.clone(), &path, &headers, "").await;
                    let types = links(reply.expect(status), "type");
                    assert!(types.contains(&format!("{LDP}Resource")), "{method} {status}: {types:?}");
                }
            }
            "testGetResponseHeaders" | "testOptionsAllowHeader" | "testOptions" => {
                for (path, methods) in
                    [(path.as_str(), &["GET", "HEAD", "PUT", "DELETE"][..]), (CONTAINER, &["GET", "POST"])]
                {
                    let verb = if method.starts_with("testOptions") { Method::OPTIONS } else { Method::GET };
                    let told = reader.send(verb, path, &[], "").await;
                    assert!(told.status.is_success());
                    for method in methods {
                        assert!(told.header("allow").contains(method), "{path}: {method}");
                    }
                }
            }
            "testPutRequiresIfMatch" | "testPreconditionRequiredStatusCode" => {
                editor.put(&path, &organization("x"), "").await.expect(428);
            }
            "testConditionFailedStatusCode" | "testPutBadETag" => {
                editor.put(&path, &organization("x"), "\"9-000000000000-ttl\"").await.expect(412);
            }
            "testHead" => {
                for path in [path.as_str(), CONTAINER] {
                    assert!(reader.send(Method::HEAD, path, &[], "").await.expect(200).bytes().is_empty());
                }
            }
            "testAcceptPatchHeader" => {
                let told = reader.send(Method::OPTIONS, &path, &[], "").await;
                let patches = told.expect(204).header("allow").contains("PATCH");
                assert_eq!(told.headers.contains_key("accept-patch"), patches);
            }
            unknown => panic!("{class} {unknown} is a line that nobody has looked at"),
        }
    }
}
