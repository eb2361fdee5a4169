//! Who may do what, as Web Access Control says it: told, set, refused.

use crate::rdf::{links, triples};
use http::Method;
use model::{Container, Role, Scope, Slug};
use tests::{Client, Reply, Server, organization};

const ALICE: &str = "alice@moulin.example";
const BOB: &str = "bob@moulin.example";
const MOULIN: &str = "/organizations/moulin";
const ACL: &str = "/organizations/moulin.acl";

const PREFIXES: &str = "@prefix acl: <http://www.w3.org/ns/auth/acl#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix cs: <https://w3id.org/codesocial#> .";

/// Alice's acl with more in it.
fn acl(more: &str) -> String {
    format!(
        "{PREFIXES} <#alice> a acl:Authorization ; acl:agent <mailto:{ALICE}> ; acl:accessTo <{MOULIN}> ;
             acl:mode acl:Read, acl:Write, acl:Control . {more}"
    )
}

fn reads(whom: &str) -> String {
    format!("<#more> a acl:Authorization ; {whom} ; acl:accessTo <{MOULIN}> ; acl:mode acl:Read .")
}

fn stating(more: &str) -> String {
    organization("Moulin").trim_end().trim_end_matches('.').to_owned() + more + " ."
}

struct Bench {
    server: Server,
    alice: Client,
    bob: Client,
}

impl Bench {
    async fn new() -> Self {
        let server = crate::server().await;
        let (alice, bob) = (server.contributor(ALICE).await, server.contributor(BOB).await);
        alice.put(MOULIN, &organization("Moulin"), "").await.expect(201);
        Self { server, alice, bob }
    }

    /// A group, whose description only its owner Alice may read where it is closed.
    async fn group(&self, name: &str, audience: &str, members: &[&str]) {
        let group = format!("{PREFIXES} <> a cs:Group ; cs:name \"G\"@fr ; cs:audience {audience} .");
        self.alice.put(&format!("/groups/{name}"), &group, "").await.expect(201);
        let registry = self.server.registry();
        let iri = registry.base().document(Container::Groups, &Slug::from_text(name).unwrap());
        for member in members {
            registry.add_member(&registry.operator(), &iri, member).await.unwrap();
        }
    }

    async fn with_role(&self, email: &str, role: Role, scopes: &[Scope]) -> Client {
        let registry = self.server.registry();
        let id = registry.make_account(&registry.operator(), email, role).await.unwrap();
        registry.set_role(&registry.operator(), id, role).await.unwrap();
        self.server.with_token(&registry.issue_token(email, scopes.to_vec()).await.unwrap())
    }

    async fn set(&self, more: &str) -> Reply {
        self.alice.put(ACL, &acl(more), "*").await
    }
}

/// The statements of an acl, shortened.
async fn told(client: &Client, path: &str) -> Vec<String> {
    let reply = client.get(path, "text/turtle").await;
    let lines = triples(reply.expect(200), "text/turtle");
    let short = |line: &String| {
        line.replace("http://www.w3.org/ns/auth/acl#", "acl:")
            .replace("http://xmlns.com/foaf/0.1/", "foaf:")
            .replace("https://w3id.org/codesocial#", "cs:")
            .replace("https://moulin.example", "")
            .replace("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "a")
    };
    lines.iter().map(short).filter(|line| !line.contains("<a>")).collect()
}

async fn allowed(client: &Client, path: &str) -> String {
    let reply = client.get(path, "text/turtle").await;
    let allowed = reply.expect(200).header("wac-allow").to_owned();
    let head = client.send(Method::HEAD, path, &[("accept", "text/turtle")], "").await;
    assert_eq!(head.expect(200).header("wac-allow"), allowed);
    let known = [("accept", "text/turtle"), ("if-none-match", reply.header("etag"))];
    let fresh = client.send(Method::GET, path, &known, "").await;
    assert_eq!(fresh.expect(304).header("wac-allow"), allowed);
    let page = client.get(path, "text/html").await;
    assert_eq!(page.expect(200).header("wac-allow"), allowed);
    assert!(reply.header("access-control-expose-headers").contains("WAC-Allow"));
    assert!(reply.header("vary").contains("Authorization") && reply.header("vary").contains("Cookie"));
    allowed
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acl_tells_audience_and_owner_in_every_format() {
    let bench = Bench::new().await;
    bench.group("g", "cs:Public", &[]).await;
    let owner: Vec<String> = ["accessTo> </organizations/moulin>", "agent> <mailto:alice@moulin.example>"]
        .iter()
        .map(|said| format!("<{ACL}#owner> <acl:{said}"))
        .chain(["Control", "Read", "Write"].map(|mode| format!("<{ACL}#owner> <acl:mode> <acl:{mode}>")))
        .collect();
    for (audience, others) in [
        ("cs:Public", &[("public", "agentClass> <foaf:Agent>")][..]),
        ("cs:Network", &[("members", "agentClass> <acl:AuthenticatedAgent>"), ("network", "agentGroup> <cs:Network>")]),
        ("cs:Members", &[("members", "agentClass> <acl:AuthenticatedAgent>")]),
        ("</groups/g>", &[("group", "agentGroup> </groups/g>")]),
        ("cs:Private", &[]),
    ] {
        bench.alice.put(MOULIN, &stating(&format!("; cs:audience {audience}")), "*").await.expect(204);
        let mut expected = owner.clone();
        for (name, whom) in others {
            for said in ["accessTo> </organizations/moulin>", whom, "mode> <acl:Read>"] {
                expected.push(format!("<{ACL}#{name}> <acl:{said}"));
            }
        }
        expected.sort();
        assert_eq!(told(&bench.alice, ACL).await, expected, "{audience}");
        // Administrators control what they may read: what is private, or a group's, stays its owner's.
        let admin = bench.server.administrator();
        if ["cs:Private", "</groups/g>"].contains(&audience) {
            admin.get(ACL, "text/turtle").await.expect(404);
        } else {
            assert_eq!(told(&admin, ACL).await, expected, "{audience}");
        }

        // What was read is put back in any format: it is what it was.
        let before = bench.alice.get(MOULIN, "text/turtle").await.header("etag").to_owned();
        for media_type in ["text/turtle", "application/ld+json", "application/n-triples", "application/trig"] {
            let read = bench.alice.get(ACL, media_type).await;
            assert_eq!(triples(read.expect(200), media_type).len(), 6 + 4 * others.len(), "{media_type}");
            assert_eq!(read.header("cache-control"), "private, no-cache");
            if media_type != "application/trig" {
                let turtle = bench.alice.get(ACL, "text/turtle").await;
                assert_eq!(triples(&read, media_type), triples(&turtle, "text/turtle"), "in no graph: {media_type}");
            }
            let headers = [("content-type", media_type), ("if-match", read.header("etag"))];
            let put = bench.alice.send(Method::PUT, ACL, &headers, read.text().to_owned()).await;
            assert_eq!(put.expect(204).header("etag"), read.header("etag"), "{media_type}");
            let known = [("accept", media_type), ("if-none-match", read.header("etag"))];
            bench.alice.send(Method::GET, ACL, &known, "").await.expect(304);
        }
        assert_eq!(bench.alice.get(MOULIN, "text/turtle").await.header("etag"), before, "no revision");
    }
    bench.alice.get(ACL, "application/rdf+xml").await.expect(200);
    bench.alice.get(ACL, "image/png").await.expect(406);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_is_in_control_reads_and_sets_it() {
    let bench = Bench::new().await;
    let editor = bench.with_role("editor@moulin.example", Role::Editor, &[Scope::Read, Scope::Write]).await;
    let token = bench.server.registry().issue_token(ALICE, vec![Scope::Write]).await.unwrap();
    let writing_alone = bench.server.with_token(&token);
    let token = bench.server.registry().issue_token(ALICE, vec![Scope::Read]).await.unwrap();
    let reading_alone = bench.server.with_token(&token);
    let stranger = bench.server.anonymous();
    let patch = "DELETE WHERE { ?s ?p ?o }";
    let everything = async |client: &Client, path: &str| {
        let mut statuses = Vec::new();
        for (method, headers, body) in [
            (Method::GET, vec![("accept", "text/turtle")], String::new()),
            (Method::HEAD, vec![], String::new()),
            (Method::PUT, vec![("content-type", "text/turtle"), ("if-match", "*")], acl("")),
            (Method::PATCH, vec![("content-type", "application/sparql-update")], patch.to_owned()),
        ] {
            statuses.push(client.send(method, path, &headers, body).await.status.as_u16());
        }
        statuses
    };
    bench.alice.put("/organizations/closed", &stating("; cs:audience cs:Private"), "").await.expect(201);
    for (who, client, public, closed, never) in [
        ("nobody", &stranger, [401, 401, 401, 401], [404, 404, 401, 401], [404, 404, 401, 401]),
        ("Bob", &bench.bob, [403; 4], [404; 4], [404; 4]),
        ("an editor", &editor, [403; 4], [404; 4], [404; 4]),
        ("no scope read", &writing_alone, [403; 4], [404; 4], [404; 4]),
    ] {
        assert_eq!(everything(client, ACL).await, public, "{who}");
        assert_eq!(everything(client, "/organizations/closed.acl").await, closed, "{who}");
        assert_eq!(everything(client, "/organizations/absent.acl").await, never, "{who}");
        for method in [Method::GET, Method::PUT, Method::PATCH, Method::OPTIONS, Method::DELETE] {
            let headers = [("content-type", "text/turtle"), ("if-match", "*")];
            let closed = client.send(method.clone(), "/organizations/closed.acl", &headers, acl("")).await;
            let never = client.send(method.clone(), "/organizations/absent.acl", &headers, acl("")).await;
            assert_eq!(closed.text().replace("closed", "absent"), never.text(), "{who} {method}");
            assert_eq!(closed.headers, never.headers, "{who} {method}");
        }
    }
    assert_eq!(reading_alone.get(ACL, "text/turtle").await.status.as_u16(), 200);
    reading_alone.put(ACL, &acl(""), "*").await.expect(403);
    assert_eq!(told(&bench.alice, ACL).await.len(), 8, "nothing was set");
    // Bob learns nobody's address.
    assert!(!bench.bob.get(ACL, "text/turtle").await.text().contains(ALICE));

    bench.alice.send(Method::DELETE, MOULIN, &[("if-match", "*")], "").await.expect(204);
    bench.alice.get(ACL, "text/turtle").await.expect(410);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_set_is_a_revision_of_the_document() {
    let bench = Bench::new().await;
    bench.group("g", "cs:Public", &[BOB]).await;
    let stranger = bench.server.anonymous();
    for (more, bob, nobody, audience) in [
        ("", 404, 404, "Private"),
        (&*reads("acl:agentGroup </groups/g>"), 200, 404, "/groups/g"),
        (&*reads("acl:agentClass acl:AuthenticatedAgent"), 200, 404, "Members"),
        (&*reads("acl:agentClass acl:AuthenticatedAgent ; acl:agentGroup cs:Network"), 200, 404, "Network"),
        (&*reads("acl:agentClass foaf:Agent"), 200, 200, "Public"),
    ] {
        let before = bench.alice.get(ACL, "text/turtle").await.header("etag").to_owned();
        let set = bench.alice.put(ACL, &acl(more), &before).await;
        let after = bench.alice.get(ACL, "text/turtle").await;
        assert_eq!(set.expect(204).header("etag"), after.header("etag"));
        assert_ne!(before, after.header("etag"));
        bench.bob.get(MOULIN, "text/turtle").await.expect(bob);
        stranger.get(MOULIN, "text/turtle").await.expect(nobody);
        let document = bench.alice.get(MOULIN, "application/n-triples").await;
        let stated: Vec<String> = triples(document.expect(200), "application/n-triples");
        assert!(stated.iter().any(|line| line.contains("#audience>") && line.contains(audience)), "{stated:?}");
        assert_eq!(stated.len(), 3, "and nothing else changed");
        bench.alice.put(ACL, &acl(more), &before).await.expect(412);
    }
    // Preconditions: as for documents, with the tag of the acl.
    let tag = bench.alice.get(MOULIN, "text/turtle").await.header("etag").to_owned();
    bench.alice.put(ACL, &acl(""), "").await.expect(428);
    bench.alice.put(ACL, &acl(""), &tag).await.expect(412);
    let absent = [("content-type", "text/turtle"), ("if-none-match", "*")];
    bench.alice.send(Method::PUT, ACL, &absent, acl("")).await.expect(412);
    stranger.get(MOULIN, "text/turtle").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn why_it_was_set_stands_in_the_history() {
    let bench = Bench::new().await;
    let history = async || bench.alice.get(&format!("{MOULIN}/versions/"), "text/turtle").await.text().to_owned();
    let set = async |more: &str, note: &str| {
        let headers = [("content-type", "text/turtle"), ("if-match", "*"), ("change-note", note)];
        bench.alice.send(Method::PUT, ACL, &headers, acl(more)).await
    };
    set("", "UTF-8''Ferm%C3%A9").await.expect(204);
    assert!(history().await.contains("Fermé"));
    // What makes no version has no reason to keep.
    set("", "UTF-8''Encore").await.expect(204);
    assert!(!history().await.contains("Encore"));
    let patch = format!(
        "PREFIX acl: <http://www.w3.org/ns/auth/acl#> PREFIX foaf: <http://xmlns.com/foaf/0.1/> INSERT DATA {{ {} }}",
        reads("acl:agentClass foaf:Agent").replace("<#more>", &format!("<{ACL}#more>"))
    );
    let noted = [("content-type", "application/sparql-update"), ("change-note", "Ouvert")];
    bench.alice.send(Method::PATCH, ACL, &noted, patch.clone()).await.expect(204);
    let told = history().await;
    assert!(told.contains("Ouvert") && told.contains("Fermé"), "{told}");
    // A reason that cannot be kept is refused as everywhere, and nothing is done.
    let bad = [("content-type", "application/sparql-update"), ("change-note", "import: wiki")];
    let refused = bench.alice.send(Method::PATCH, ACL, &bad, patch).await;
    assert_eq!(refused.expect(400).json()["type"], "https://w3id.org/codesocial/problems/bad-note");
    set("", &"x".repeat(1001)).await.expect(400);
    bench.server.anonymous().get(MOULIN, "text/turtle").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn patches_in_three_formats() {
    let bench = Bench::new().await;
    let stranger = bench.server.anonymous();
    let public = format!(
        "<{ACL}#public> a <http://www.w3.org/ns/auth/acl#Authorization> ; <http://www.w3.org/ns/auth/acl#accessTo>
         <{MOULIN}> ; <http://www.w3.org/ns/auth/acl#agentClass> <http://xmlns.com/foaf/0.1/Agent> ;
         <http://www.w3.org/ns/auth/acl#mode> <http://www.w3.org/ns/auth/acl#Read> ."
    );
    let patch = async |media_type: &str, body: String, if_match: &str| {
        let mut headers = vec![("content-type", media_type)];
        if !if_match.is_empty() {
            headers.push(("if-match", if_match));
        }
        bench.alice.send(Method::PATCH, ACL, &headers, body).await
    };
    let sparql = "application/sparql-update";
    patch(sparql, format!("DELETE DATA {{ {public} }}"), "").await.expect(204);
    stranger.get(MOULIN, "text/turtle").await.expect(404);
    patch(sparql, format!("DELETE DATA {{ {public} }}"), "").await.expect(409);
    let n3 = "@prefix solid: <http://www.w3.org/ns/solid/terms#> . <> a solid:InsertDeletePatch ; solid:inserts {";
    patch("text/n3", format!("{n3} {public} }} ."), "").await.expect(204);
    stranger.get(MOULIN, "text/turtle").await.expect(200);

    let read = bench.alice.get(ACL, "application/ld+json").await;
    let merge = "application/merge-patch+json";
    patch(merge, "{}".to_owned(), "").await.expect(428);
    let unchanged = patch(merge, "{}".to_owned(), read.header("etag")).await;
    assert_eq!(unchanged.expect(204).header("etag"), read.header("etag"));

    let more = public.replace("#Read>", "#Write>");
    let refused = patch(sparql, format!("INSERT DATA {{ {more} }}"), "").await;
    assert!(refused.expect(422).text().contains("acl#Write"));
    patch(sparql, "DELETE WHERE { ?s ?p ?o }".to_owned(), "").await.expect(422);
    assert_eq!(told(&bench.alice, ACL).await.len(), 8, "nothing of it was done");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_kept_says_why_in_both_languages() {
    let bench = Bench::new().await;
    bench.group("closed", "cs:Private", &[]).await;
    let others = bench.server.contributor("carol@moulin.example").await;
    let group = format!("{PREFIXES} <> a cs:Group ; cs:name \"C\"@fr ; cs:audience cs:Private .");
    others.put("/groups/of-carol", &group, "").await.expect(201);
    let before = bench.alice.get(MOULIN, "text/turtle").await.header("etag").to_owned();
    let owner = |whom: &str| acl("").replace(ALICE, whom);
    for (body, reason, authorization, what) in [
        (acl(&reads("acl:agent <https://bob.example/#me>")), "agent", "#more", "https://bob.example/#me"),
        (
            acl(&reads("acl:agentClass foaf:Agent ; acl:origin <https://app.example>")),
            "origin",
            "#more",
            "https://app.example",
        ),
        (acl(&reads("acl:agentClass foaf:Agent").replace("acl:Read", "acl:Write")), "mode", "#more", "Write"),
        (acl(&reads("acl:agentGroup <https://b.example/g>")), "group", "#more", "https://b.example/g"),
        // What Alice may not read is told like what is not there.
        (acl(&reads("acl:agentGroup </groups/of-carol>")), "group", "", "/groups/of-carol"),
        (acl(&reads("acl:agentGroup </groups/never>")), "group", "", "/groups/never"),
        (
            acl(&reads("acl:agentClass foaf:Agent ; acl:accessTo </organizations/>")),
            "target",
            "#more",
            "/organizations/",
        ),
        (acl("").replace(", acl:Control", ""), "owner", "#alice", "Control"),
        (format!("{PREFIXES} {}", reads("acl:agentClass foaf:Agent")), "owner", "", ALICE),
        (owner(BOB), "unstated-owner", "", BOB),
        (acl("<#more> cs:name 'x' ."), "statement", "#more", "name"),
    ] {
        for (language, word) in [("fr", "Règles"), ("en", "Access rules")] {
            let headers = [("content-type", "text/turtle"), ("if-match", "*"), ("accept-language", language)];
            let refused = bench.alice.send(Method::PUT, ACL, &headers, body.clone()).await;
            let problem = refused.expect(422).json();
            assert_eq!(problem["type"], "https://w3id.org/codesocial/problems/unusable-acl");
            assert!(problem["title"].as_str().unwrap().contains(word), "{problem}");
            assert_eq!(problem["reason"], reason, "{problem}");
            assert_eq!(problem["authorization"], format!("https://moulin.example{ACL}{authorization}"), "{problem}");
            assert!(problem["what"].as_str().unwrap().contains(what), "{problem}");
            let detail = problem["detail"].as_str().unwrap();
            assert!(
                !detail.contains('{') && (reason == "bound" || detail.contains(problem["what"].as_str().unwrap())),
                "{detail}"
            );
        }
    }
    assert_eq!(bench.alice.get(MOULIN, "text/turtle").await.header("etag"), before, "nothing was done");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_given_away_where_it_says_whose_it_is() {
    let bench = Bench::new().await;
    let admin = bench.server.administrator();
    let stated = stating(&format!("; cs:owner <mailto:{ALICE}> ; cs:audience cs:Private"));
    bench.alice.put(MOULIN, &stated, "*").await.expect(204);
    let of_bob = acl("").replace(ALICE, BOB);
    // Alice learns nothing of who has an account.
    for whom in [BOB, "nobody@moulin.example"] {
        let refused = bench.alice.put(ACL, &acl("").replace(ALICE, whom), "*").await;
        assert_eq!(refused.expect(422).json()["reason"], "agent");
    }
    admin.put(ACL, &of_bob, "*").await.expect(404);
    bench.set(&reads("acl:agentClass acl:AuthenticatedAgent")).await.expect(204);
    let given = admin.put(ACL, &of_bob, "*").await;
    assert!(given.expect(204).header("etag").is_empty(), "it is Bob's alone now");
    bench.alice.get(MOULIN, "text/turtle").await.expect(404);
    assert!(bench.bob.get(MOULIN, "text/turtle").await.expect(200).text().contains(BOB));
    let said = told(&bench.bob, ACL).await;
    assert!(said.contains(&format!("<{ACL}#owner> <acl:agent> <mailto:{BOB}>")), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_document_belongs_to_bounds_it() {
    let bench = Bench::new().await;
    bench.group("hidden", "cs:Private", &[]).await;
    let code = |audience: &str| {
        format!(
            "{PREFIXES} <> a cs:CodeSocial ; cs:name \"Code\"@fr ; cs:describes <{MOULIN}> ; cs:form cs:SixModelsForm ;
             cs:audience {audience} ."
        )
    };
    let annex = format!(
        "{PREFIXES} <> a cs:Annex ; cs:name \"Finances\"@fr ; cs:annexOf </codes/moulin> ; cs:audience cs:Public ."
    );
    bench.alice.put("/codes/moulin", &code("cs:Members"), "").await.expect(201);
    bench.bob.put("/annexes/moulin", &annex, "").await.expect(201);
    let acl_of = |more: &str| {
        let own = format!(
            "<#o> a acl:Authorization ; acl:agent <mailto:{BOB}> ; acl:accessTo </annexes/moulin> ; acl:mode acl:Read,
             acl:Write, acl:Control ."
        );
        format!("{PREFIXES} {own} {}", more.replace(MOULIN, "/annexes/moulin"))
    };
    let path = "/annexes/moulin.acl";
    let members = reads("acl:agentClass acl:AuthenticatedAgent");
    let tag = bench.bob.get(path, "text/turtle").await.header("etag").to_owned();
    assert!(told(&bench.bob, path).await.iter().any(|line| line.contains("AuthenticatedAgent")));
    bench.bob.put(path, &acl_of(&members), "*").await.expect(204);
    assert_eq!(bench.bob.get(path, "text/turtle").await.header("etag"), tag, "its own audience stays");
    let refused = bench.bob.put(path, &acl_of(&reads("acl:agentClass foaf:Agent")), "*").await;
    assert_eq!(refused.expect(422).json()["reason"], "bound");

    // What closes the description changes the acl, and its tag, and not the annex; its group is nobody's to learn.
    bench.alice.put("/codes/moulin", &code("</groups/hidden>"), "*").await.expect(204);
    bench.bob.put(path, &acl_of(&members), &tag).await.expect(412);
    let said = told(&bench.bob, path).await;
    assert!(said.iter().all(|line| line.contains("#owner>")), "{said:?}");
    bench.bob.put(path, &acl_of(""), "*").await.expect(204);
    bench.alice.put("/codes/moulin", &code("cs:Public"), "*").await.expect(204);
    bench.server.anonymous().get("/annexes/moulin", "text/turtle").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn wac_allow_tells_each_what_it_may() {
    let bench = Bench::new().await;
    bench.group("g", "cs:Public", &[BOB]).await;
    let all = [Scope::Read, Scope::Write];
    let editor = bench.with_role("editor@moulin.example", Role::Editor, &all).await;
    let reader = bench.with_role("reader@moulin.example", Role::Reader, &all).await;
    let (admin, stranger) = (bench.server.administrator(), bench.server.anonymous());
    let full = "read write append control";
    for (client, user) in [
        (&bench.alice, full),
        (&admin, full),
        (&editor, "read write append"),
        (&bench.bob, "read"),
        (&reader, "read"),
        (&stranger, "read"),
    ] {
        assert_eq!(allowed(client, MOULIN).await, format!("user=\"{user}\", public=\"read\""));
    }
    for (client, user) in [(&bench.bob, "read append"), (&admin, "read append"), (&reader, "read"), (&stranger, "read")]
    {
        assert_eq!(allowed(client, "/organizations/").await, format!("user=\"{user}\", public=\"read\""));
    }
    // For Bob alone, over a group.
    bench.set(&reads("acl:agentGroup </groups/g>")).await.expect(204);
    assert_eq!(allowed(&bench.alice, MOULIN).await, format!("user=\"{full}\", public=\"\""));
    assert_eq!(allowed(&bench.bob, MOULIN).await, "user=\"read\", public=\"\"");
    for closed in [&stranger, &editor, &reader] {
        let reply = closed.get(MOULIN, "text/turtle").await;
        assert!(!reply.expect(404).headers.contains_key("wac-allow"));
    }
    // A description with what belongs to it.
    let code = format!(
        "{PREFIXES} <> a cs:CodeSocial ; cs:name \"Code\"@fr ; cs:describes <{MOULIN}> ; cs:form cs:SixModelsForm ."
    );
    bench.alice.put("/codes/moulin", &code, "").await.expect(201);
    let whole = bench.alice.get("/codes/moulin", "application/trig").await;
    assert_eq!(whole.expect(200).header("wac-allow"), format!("user=\"{full}\", public=\"read\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn containers_and_other_methods() {
    let bench = Bench::new().await;
    let admin = bench.server.administrator();
    let path = "/organizations/.acl";
    assert_eq!(
        links(&admin.get("/organizations/", "text/turtle").await, "acl"),
        [format!("https://moulin.example{path}")]
    );
    let said = told(&admin, path).await;
    for expected in [
        "#public> <acl:agentClass> <foaf:Agent>",
        "#public> <acl:mode> <acl:Read>",
        "#contributors> <acl:agentGroup> </#contributors>",
        "#contributors> <acl:mode> <acl:Append>",
        "#contributors> <acl:accessTo> </organizations/>",
    ] {
        assert!(said.contains(&format!("<{path}{expected}")), "{expected} is not in {said:?}");
    }
    bench.alice.get(path, "text/turtle").await.expect(403);
    bench.server.anonymous().get(path, "text/turtle").await.expect(401);
    for (path, method, allow) in [
        (path, Method::PUT, "GET, HEAD"),
        (path, Method::PATCH, "GET, HEAD"),
        (path, Method::DELETE, "GET, HEAD"),
        (path, Method::POST, "GET, HEAD"),
        (ACL, Method::DELETE, "GET, HEAD, PUT, PATCH, POST"),
        (ACL, Method::TRACE, "GET, HEAD, PUT, PATCH, POST"),
    ] {
        let media_type = if method == Method::PATCH { "text/n3" } else { "text/turtle" };
        let refused = admin.send(method.clone(), path, &[("content-type", media_type)], "").await;
        let told = refused.expect(405).header("allow");
        assert!(told.starts_with(allow), "{method} {path}: {told}");
        assert_eq!(told.contains("PUT"), path == ACL, "{method} {path}: {told}");
    }
    for (path, methods) in [(path, "GET, HEAD, OPTIONS"), (ACL, "GET, HEAD, OPTIONS, PUT, PATCH, POST")] {
        let told = bench.server.anonymous().send(Method::OPTIONS, path, &[], "").await;
        assert_eq!(told.expect(204).header("allow"), methods);
        assert_eq!(told.header("access-control-allow-methods"), methods);
    }
    for nothing in
        ["/organizations/Moulin.acl", "/organizations/moulin.acl.acl", "/nowhere/.acl", "/forms/six-models.acl"]
    {
        admin.get(nothing, "text/turtle").await.expect(404);
    }
}
