//! What changed, for whoever follows: pages that stay, ends that are told, and nothing that is closed; as linked data, as
//! Atom, as it happens; and an instance that keeps a replica of another.

use exchange::ldes::member::{self, Member};
use exchange::ldes::walk::{FetchedPage, Walk, context_of};
use http::Method;
use model::syntax::Format;
use model::{Iri, Slug};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tests::peer::{Host, Page, until};
use tests::{Client, Instance, Reply, Server, organization, process};

const TURTLES: [&str; 5] =
    ["application/trig", "application/n-quads", "text/turtle", "application/ld+json", "application/n-triples"];

/// What a reader of the stream holds in the end: each document, and what it says.
async fn replica(client: &Client, accept: &str) -> BTreeMap<String, Option<String>> {
    let feed = Iri::parse(&format!("{}feed", tests::server::BASE)).unwrap();
    let mut walk = Walk::new(&feed);
    let mut held = BTreeMap::new();
    while let Some(page) = walk.next().map(str::to_owned) {
        let path = format!("/{}", page.strip_prefix(tests::server::BASE).unwrap());
        let reply = client.get(&path, accept).await;
        let media_type = reply.expect(200).header("content-type").split(';').next().unwrap().to_owned();
        let address = Iri::parse(&page).unwrap();
        let is_immutable = reply.header("cache-control").contains("immutable");
        let fetched = FetchedPage { address: &address, media_type: &media_type, is_immutable, bytes: reply.bytes() };
        let quads = walk.took(fetched).unwrap();
        let context = context_of(&walk.place()).unwrap();
        for member in member::read(&quads, &context).unwrap() {
            let Member { of, document, .. } = member.unwrap();
            held.insert(of.to_string(), document.map(|document| document.canonical().nquads));
        }
    }
    held
}

async fn put(client: &Client, path: &str, name: &str) {
    client.put(path, &organization(name), "").await.expect(201);
}

async fn change(client: &Client, path: &str, turtle: &str) {
    client.put(path, turtle, "*").await.expect(204);
}

fn closed(name: &str, audience: &str) -> String {
    organization(name).replace("cs:name", &format!("cs:audience cs:{audience} ; cs:name"))
}

/// So many organisations, each an entry of its own.
async fn many(server: &Server, name: &str, count: usize) {
    let lines = (0..count)
        .map(|number| format!("<organizations/{name}-{number}> a cs:Organization ; cs:name \"{name} {number}\"@fr ."));
    let turtle = format!("@prefix cs: <https://w3id.org/codesocial#> .\n{}", lines.collect::<String>());
    let registry = server.registry();
    let reading: model::Reading =
        exchange::rdf::read(turtle.as_bytes(), Format::Turtle, registry.base()).unwrap().map(Result::unwrap).collect();
    assert_eq!(server.import(name, reading).await.counts.created, count as u64);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_page_stays_but_for_what_is_closed() {
    let server = super::server().await;
    let (admin, anonymous) = (server.administrator(), server.anonymous());
    for (path, name) in [("gone", "Xyzzygone"), ("shut", "Xyzzyshut"), ("erased", "Xyzzyerased"), ("stays", "Stays")] {
        put(&admin, &format!("/organizations/{path}"), name).await;
    }
    admin.put("/organizations/secret", &closed("Xyzzysecret", "Private"), "").await.expect(201);
    admin.put("/organizations/members", &closed("Xyzzymembers", "Members"), "").await.expect(201);
    many(&server, "n", 120).await;
    let first = async |accept: &str| anonymous.get("/feed?page=1", accept).await;
    let mut before = Vec::new();
    for accept in TURTLES {
        let page = first(accept).await;
        assert!(page.expect(200).header("cache-control").contains("immutable"), "{accept}");
        assert_eq!(page.header("access-control-allow-origin"), "*");
        assert!(page.header("last-modified").is_empty() && page.header("link").contains("feed"), "{accept}");
        let fresh = [("accept", accept), ("if-none-match", page.header("etag"))];
        anonymous.send(Method::GET, "/feed?page=1", &fresh, "").await.expect(304);
        for word in ["Xyzzygone", "Xyzzyshut", "Xyzzyerased", "\"n 50\""] {
            assert!(page.text().contains(word), "{accept}: {word}");
        }
        assert!(!page.text().contains("secret") && !page.text().contains("members"), "{accept}");
        before.push((accept, page.header("etag").to_owned(), page.bytes().to_vec()));
    }
    let tags: std::collections::BTreeSet<&String> = before.iter().map(|(_, tag, _)| tag).collect();
    assert_eq!(tags.len(), before.len(), "each representation has a tag of its own");
    let last = anonymous.get("/feed?page=2", "application/trig").await;
    assert_eq!(last.expect(200).header("cache-control"), "no-cache");
    assert!(!last.text().contains("immutable"), "{}", last.text());

    // Whatever is said anew, and whatever closed documents say, changes nothing of it.
    change(&admin, "/organizations/stays", &organization("Stays here")).await;
    change(&admin, "/organizations/n-3", &organization("Another name")).await;
    change(&admin, "/organizations/secret", &closed("Xyzzysecret still", "Private")).await;
    for (accept, tag, bytes) in &before {
        let page = first(accept).await;
        assert_eq!((page.expect(200).header("etag"), page.bytes()), (tag.as_str(), bytes.as_slice()), "{accept}");
    }

    // What ends is no longer on it, and its end is told on the last page.
    admin.send(Method::DELETE, "/organizations/gone", &[("if-match", "*")], "").await.expect(204);
    change(&admin, "/organizations/shut", &closed("Xyzzyshut", "Members")).await;
    let erased = Iri::parse(&format!("{}organizations/erased", tests::server::BASE)).unwrap();
    let registry = server.registry();
    registry.erase(&registry.operator(), std::slice::from_ref(&erased)).await.unwrap();
    for (accept, tag, _) in &before {
        let page = first(accept).await;
        assert_ne!(page.expect(200).header("etag"), tag, "{accept}");
        let told: Vec<Reply> = vec![page, anonymous.get("/feed?page=2", accept).await];
        for page in &told {
            assert!(!page.text().contains("Xyzzy"), "{accept}: {}", page.text());
        }
        assert!(told[0].text().contains("\"n 50\"") && told[0].header("cache-control").contains("immutable"));
        let held = replica(&anonymous, accept).await;
        let of = |name: &str| held.get(&format!("{}organizations/{name}", tests::server::BASE)).cloned();
        for name in ["gone", "shut", "erased"] {
            assert_eq!(of(name), Some(None), "{accept}: {name}");
        }
        assert_eq!((of("secret"), of("members")), (None, None), "{accept}: what nobody knew did not end");
        assert!(of("stays").flatten().is_some_and(|says| says.contains("Stays here")), "{accept}");
        assert!(of("n-3").flatten().is_some_and(|says| says.contains("Another name")), "{accept}");
        assert_eq!(held.len(), 124, "{accept}");
    }

    // Opened, it is there again, for whoever had read that it ended, too.
    change(&admin, "/organizations/shut", &organization("Open again")).await;
    let held = replica(&anonymous, "application/n-quads").await;
    let shut = held[&format!("{}organizations/shut", tests::server::BASE)].clone();
    assert!(shut.is_some_and(|says| says.contains("Open again")));
    // Whoever may read more is told no more.
    let (to_admin, to_all) =
        (admin.get("/feed?page=2", "text/turtle").await, anonymous.get("/feed?page=2", "text/turtle").await);
    assert_eq!(to_admin.text(), to_all.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_otherwise_is_refused() {
    let server = super::server().await;
    let client = server.anonymous();
    let root = client.get("/feed", "text/turtle").await;
    for word in ["EventStream", "isVersionOf", "pollingInterval", "feed?page=1"] {
        assert!(root.expect(200).text().contains(word), "{word} in {}", root.text());
    }
    let fresh = [("accept", "text/turtle"), ("if-none-match", root.header("etag"))];
    client.send(Method::GET, "/feed", &fresh, "").await.expect(304);
    client.get("/feed?page=1", "text/turtle").await.expect(200);
    for (path, status) in
        [("/feed?page=2", 404), ("/feed?page=0", 400), ("/feed?page=x", 400), ("/feed?page=1&page=1", 400)]
    {
        client.get(path, "text/turtle").await.expect(status);
        client.get(&path.replace("/feed", "/feed.atom"), "*/*").await.expect(status);
    }
    client.get("/feed", "image/png").await.expect(406);
    let home = client.get("/", "text/html").await;
    let links: Vec<&str> = home.headers.get_all("link").iter().filter_map(|link| link.to_str().ok()).collect();
    assert!(links.iter().any(|link| link.contains("/feed>") && link.contains("EventStream")), "{links:?}");
    assert!(links.iter().any(|link| link.contains("feed.atom") && link.contains("alternate")), "{links:?}");
    assert!(home.text().contains("type=\"application/atom+xml\""));
}

/// A feed as a well-known parser reads it.
fn parsed(reply: &Reply) -> feed_rs::model::Feed {
    assert_eq!(reply.expect(200).header("content-type"), "application/atom+xml; charset=utf-8");
    feed_rs::parser::parse(reply.bytes()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_of_feeds_finds_everything_in_the_archive() {
    let server = super::server().await;
    let (admin, anonymous) = (server.administrator(), server.anonymous());
    let empty = parsed(&anonymous.get("/feed.atom", "*/*").await);
    assert_eq!((empty.entries.len(), empty.title.unwrap().content.as_str()), (0, "Le Moulin"));
    many(&server, "n", 230).await;
    admin.put("/organizations/secret", &closed("Xyzzysecret", "Private"), "").await.expect(201);
    change(&admin, "/organizations/n-3", &organization("Another name")).await;
    admin.send(Method::DELETE, "/organizations/n-4", &[("if-match", "*")], "").await.expect(204);
    for (language, words) in [("fr", "Ce qui a changé"), ("en", "What changed")] {
        let reply = anonymous.send(Method::GET, "/feed.atom", &[("accept-language", language)], "").await;
        let feed = parsed(&reply);
        assert_eq!(feed.language.as_deref(), Some(language));
        assert!(feed.description.unwrap().content.contains(words));
        let fresh = [("accept-language", language), ("if-none-match", reply.header("etag"))];
        anonymous.send(Method::GET, "/feed.atom", &fresh, "").await.expect(304);
    }
    let newest = anonymous.get("/feed.atom", "*/*").await;
    let feed = parsed(&newest);
    assert_eq!(feed.entries[0].title.as_ref().unwrap().content, "Another name", "the latest first");
    let deleted = format!("<at:deleted-entry ref=\"{}organizations/n-4\"", tests::server::BASE);
    assert!(newest.text().contains(&deleted), "{}", newest.text());
    // RFC 5005, section 4: all documents together, the newest version of each entry counts.
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    let mut next = Some("/feed.atom".to_owned());
    let mut pages = 0;
    while let Some(path) = next {
        let reply = anonymous.get(&path, "*/*").await;
        let feed = parsed(&reply);
        assert_eq!(path.contains("page="), reply.text().contains("<fh:archive/>"), "{path}");
        assert_eq!(feed.id, format!("{}feed.atom", tests::server::BASE), "one feed, in parts");
        for entry in feed.entries {
            known.entry(entry.id).or_insert(entry.title.unwrap().content);
        }
        let link = feed.links.iter().find(|link| link.rel.as_deref() == Some("prev-archive"));
        next = link.map(|link| format!("/{}", link.href.strip_prefix(tests::server::BASE).unwrap()));
        pages += 1;
        assert!(!reply.text().contains("Xyzzy"));
    }
    assert_eq!((pages, known.len()), (3, 229), "all but the one that is gone");
    assert_eq!(known[&format!("{}organizations/n-3", tests::server::BASE)], "Another name");
}

/// The events in what came so far: their kind, id and document.
fn events(text: &str) -> Vec<(String, u64, String)> {
    let field = |event: &str, name: &str| {
        event.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(|value| value.trim().to_owned())
    };
    let read = |event: &str| {
        let data: Value = serde_json::from_str(&field(event, "data")?).unwrap();
        let object = data["object"].as_str().unwrap_or_default().to_owned();
        Some((field(event, "event")?, field(event, "id")?.parse().ok()?, object))
    };
    text.split("\n\n").filter_map(read).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_cut_off_is_told_what_came_since() {
    let server = super::server().await;
    let (admin, anonymous) = (server.administrator(), server.anonymous());
    put(&admin, "/organizations/a", "A").await;
    admin.put("/organizations/secret", &closed("Xyzzysecret", "Private"), "").await.expect(201);
    change(&admin, "/organizations/a", &organization("A again")).await;
    admin.send(Method::DELETE, "/organizations/a", &[("if-match", "*")], "").await.expect(204);
    put(&admin, "/organizations/b", "B").await;
    let all = anonymous.get("/events?after=0", "text/event-stream").await;
    assert_eq!(all.expect(200).header("content-type"), "text/event-stream");
    let told = events(all.text());
    // What ended is told of its end alone.
    assert_eq!(told.iter().map(|(kind, ..)| kind.as_str()).collect::<Vec<_>>(), ["Delete", "Create"], "{told:?}");
    assert!(told[1].2.ends_with("organizations/b") && !all.text().contains("secret"), "{}", all.text());
    let last = told[0].1.to_string();
    let since = anonymous.send(Method::GET, "/events?after=0", &[("last-event-id", &last)], "").await;
    assert_eq!(events(since.text()), told[1..]);
    let now = anonymous.get("/events", "text/event-stream").await;
    assert_eq!(events(now.text()), [], "nothing happened meanwhile");
    anonymous.get("/events?after=x", "*/*").await.expect(400);
}

/// Whoever was away for more than is told one by one reads the feed, and listens on from there.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_away_for_too_long_is_sent_to_the_feed() {
    let server = super::server().await;
    many(&server, "carte", 10_001).await;
    let anonymous = server.anonymous();
    let told = anonymous.get("/events?after=0", "text/event-stream").await;
    let gap = events(told.expect(200).text());
    assert_eq!((gap.len(), gap[0].0.as_str(), gap[0].2.as_str()), (1, "gap", ""), "{gap:?}");
    assert!(told.text().contains("https://moulin.example/feed"), "{}", told.text());
    put(&server.administrator(), "/organizations/b", "B").await;
    let last = gap[0].1.to_string();
    let since = anonymous.send(Method::GET, "/events", &[("last-event-id", &last)], "").await;
    assert_eq!(events(since.text()).iter().map(|(kind, ..)| kind.as_str()).collect::<Vec<_>>(), ["Create"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn beyond_five_hundred_listeners_the_next_one_comes_back_later() {
    let mut mill = Instance::new(super::PROGRAM);
    mill.start();
    let (http, address) = (client(), format!("{}/events", mill.address()));
    let mut listening = Vec::new();
    for _ in 0..500 {
        let heard = http.get(&address).send().await.unwrap();
        assert_eq!(heard.status().as_u16(), 200, "{}", listening.len());
        listening.push(heard);
    }
    let refused = http.get(&address).send().await.unwrap();
    assert_eq!(refused.status().as_u16(), 503);
    assert!(refused.headers().contains_key("retry-after"), "{:?}", refused.headers());
    listening.pop();
    let room = async || http.get(&address).send().await.ok().filter(|reply| reply.status().is_success());
    drop(until("room for one more", room).await);
    drop(listening);
    mill.stop();
}

fn import(instance: &Instance, address: &str, more: &[&str]) -> Value {
    let data = instance.data();
    let fixed = ["import", "ldes", address, "--data", data.to_str().unwrap(), "--json", "--allow-host", "127.0.0.1"];
    let output = process::run(super::PROGRAM, &[&fixed, more].concat());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{said}"))
}

fn command(instance: &Instance, arguments: &[&str]) -> String {
    let data = instance.data();
    let output = process::run(super::PROGRAM, &[arguments, &["--data", data.to_str().unwrap()]].concat());
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The names of all organisations that strangers find there.
fn names(instance: &Instance) -> Vec<String> {
    let asked = "SELECT ?name { ?s a <https://w3id.org/codesocial#Organization> ; <https://w3id.org/codesocial#name> ?name } ORDER BY ?name";
    let endpoint = format!("{}/sparql", instance.address());
    let output = process::run(super::PROGRAM, &["query", asked, "--endpoint", &endpoint, "--csv"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().skip(1).map(str::to_owned).collect()
}

async fn write(http: &reqwest::Client, instance: &Instance, path: &str, turtle: String) {
    let request = http.put(format!("{}/{path}", instance.address())).bearer_auth(instance.token());
    let request = request.header("content-type", "text/turtle").body(turtle);
    let there = http.get(format!("{}/{path}", instance.address())).bearer_auth(instance.token()).send().await.unwrap();
    let request = if there.status().is_success() { request.header("if-match", "*") } else { request };
    let status = request.send().await.unwrap().status();
    assert!(status.is_success(), "{path}: {status}");
}

fn client() -> reqwest::Client {
    #[expect(clippy::disallowed_methods, reason = "no program of ours: whoever writes and listens from outside")]
    reqwest::Client::builder().no_proxy().timeout(Duration::from_mins(1)).build().unwrap()
}

fn counts(report: &Value) -> [u64; 5] {
    ["created", "updated", "unchanged", "refused", "removed"].map(|name| report[name].as_u64().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_keeps_a_replica_of_another() {
    let http = client();
    let [mut mill, mut valley] = [0; 2].map(|_| Instance::new(super::PROGRAM));
    mill.start();
    valley.start();
    let feed = format!("{}feed", mill.base());
    for name in ["a", "gone", "shut", "erased"] {
        write(&http, &mill, &format!("organizations/{name}"), organization(&format!("Le {name}"))).await;
    }
    write(&http, &mill, "organizations/secret", closed("Le secret", "Private")).await;
    let would = import(&valley, &feed, &["--dry-run"]);
    assert_eq!((counts(&would), names(&valley).len()), ([4, 0, 0, 0, 0], 0), "{would}");
    let first = import(&valley, &feed, &["--every", "5m"]);
    assert_eq!(counts(&first), [4, 0, 0, 0, 0], "{first}");
    assert_eq!(names(&valley), ["Le a", "Le erased", "Le gone", "Le shut"]);
    // Under their own addresses, with where they are from, and read-only.
    let asked = format!("SELECT ?o {{ <{}organizations/a> <http://purl.org/dc/terms/source> ?o }}", mill.base());
    assert_eq!(command(&valley, &["query", &asked, "--csv"]).lines().nth(1), Some(feed.as_str()));
    let again = import(&valley, &feed, &[]);
    assert_eq!(counts(&again)[..2], [0, 0], "{again}");
    assert_eq!(again["failure"], Value::Null, "{again}");

    write(&http, &mill, "organizations/a", organization("La nouvelle a")).await;
    write(&http, &mill, "organizations/b", organization("La b")).await;
    write(&http, &mill, "organizations/shut", closed("Le shut", "Members")).await;
    let address = format!("{}/organizations/gone", mill.address());
    let deleted = http.delete(address).bearer_auth(mill.token()).header("if-match", "*").send().await.unwrap();
    assert!(deleted.status().is_success());
    command(&mill, &["erase", "organizations/erased", "--yes"]);
    let changed = import(&valley, &feed, &[]);
    assert_eq!((counts(&changed)[0], counts(&changed)[1], counts(&changed)[4]), (1, 1, 3), "{changed}");
    assert_eq!(names(&valley), ["La b", "La nouvelle a"]);
    let held = http.get(format!("{}/elsewhere?iri={}organizations/gone", valley.address(), mill.base()));
    assert_eq!(held.send().await.unwrap().status().as_u16(), 410);

    let sources: Value = serde_json::from_str(&command(&valley, &["sources", "--json"])).unwrap();
    assert_eq!((&sources[0]["format"], &sources[0]["every"]), (&"ldes".into(), &300.into()), "{sources}");
    assert_eq!(sources[0]["last"]["removed"], 3, "{sources}");

    // A run taken back: what it brought is gone, what it changed is as its origin says; and it comes again.
    let undone: Value =
        serde_json::from_str(&command(&valley, &["import", "undo", &changed["run"].to_string(), "--json"])).unwrap();
    assert_eq!(undone["ended"], 1, "{undone}");
    assert_eq!(names(&valley), ["La nouvelle a"]);
    let back = import(&valley, &feed, &[]);
    assert_eq!((counts(&back)[0], names(&valley).len()), (1, 2), "{back}");

    // It is read by itself once it is due, by the instance that runs.
    write(&http, &mill, "organizations/c", organization("La c")).await;
    valley.stop();
    due_at_once(&valley.data().join("journal.sqlite"), sources[0]["name"].as_str().unwrap()).await;
    valley.start();
    until("it follows", async || names(&valley).contains(&"La c".to_owned()).then_some(())).await;
    mill.stop();
    valley.stop();
}

/// Nobody waits five minutes for a test.
async fn due_at_once(journal: &Path, name: &str) {
    let (clock, chance) = (Arc::new(cli::parts::SystemClock), Arc::new(cli::parts::SystemChance));
    let journal = journal::Journal::open(journal, clock, chance).await.unwrap();
    journal.schedule_source(&Slug::from_text(name).unwrap(), Some(Duration::from_secs(2))).await.unwrap();
    journal.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_hears_it_as_it_happens_and_leaves_with_the_instance() {
    let http = client();
    let mut mill = Instance::new(super::PROGRAM);
    mill.start();
    let mut heard = http.get(format!("{}/events", mill.address())).send().await.unwrap();
    assert_eq!(heard.headers()["content-type"], "text/event-stream");
    write(&http, &mill, "organizations/a", organization("A")).await;
    let mut text = String::new();
    while events(&text).is_empty() {
        let chunk = tokio::time::timeout(Duration::from_secs(20), heard.chunk()).await.unwrap().unwrap().unwrap();
        text.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    assert_eq!(events(&text)[0].0, "Create");
    // It must end in order although somebody listens.
    mill.stop();
    let end = tokio::time::timeout(Duration::from_secs(5), heard.chunk()).await.unwrap();
    assert!(matches!(end, Ok(None) | Err(_)), "{end:?}");
}

/// A stream of somebody else: version objects, relations of another kind, pages that are not called immutable.
fn foreign(base: &str, path: &str) -> Option<String> {
    let prefixes = format!(
        "@prefix tree: <https://w3id.org/tree#> . @prefix ldes: <https://w3id.org/ldes#> . \
         @prefix dct: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . \
         @prefix sd: <https://schema.org/> . @prefix ex: <{base}/> . "
    );
    let version = |place: &str, number: u32, name: &str| {
        format!(
            "ex:stream tree:member <{base}/places/{place}/{number}> . <{base}/places/{place}/{number}> a sd:Place ; \
             dct:isVersionOf <{base}/places/{place}> ; dct:created \"2026-01-0{number}T00:00:00Z\"^^xsd:dateTime ; \
             sd:name \"{name}\" ; sd:address [ sd:addressLocality \"Issoire\" ] . "
        )
    };
    let text = match path {
        "/" => format!(
            "ex:stream a ldes:EventStream ; tree:view <{base}/> ; ldes:timestampPath dct:created ; \
             ldes:versionOfPath dct:isVersionOf . <{base}/> tree:relation [ a tree:LessThanRelation ; \
             tree:path dct:created ; tree:value \"2026-01-03T00:00:00Z\"^^xsd:dateTime ; tree:node <{base}/old> ] , \
             [ a tree:GreaterThanOrEqualToRelation ; tree:path dct:created ; tree:node <{base}/new> ] ."
        ),
        "/old" => [version("1", 1, "Before"), version("2", 1, "Two"), version("1", 2, "Between")].concat(),
        "/new" => version("1", 3, "After"),
        _ => return None,
    };
    Some(prefixes + &text)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_of_others_is_read_and_a_broken_one_leaves_a_report() {
    let mode = Arc::new(Mutex::new(""));
    let said = mode.clone();
    let host = Host::start([127, 0, 0, 1].into(), move |base, path| match (*said.lock().unwrap(), path) {
        ("html", _) => Page::of("text/html", "<html>Une erreur</html>"),
        ("garbage", "/new") => Page::of("text/turtle", "<> a [ ;;"),
        ("500", "/new") => Page::status(500),
        (_, path) => match foreign(base.trim_end_matches('/'), path) {
            Some(text) => Page::of("text/turtle", text),
            None => Page::status(404),
        },
    })
    .await;
    let mut valley = Instance::new(super::PROGRAM);
    valley.start();
    let address = format!("{}/", host.base().trim_end_matches('/'));
    let places = || {
        let asked = "SELECT ?name { ?s a <https://schema.org/Place> ; <https://schema.org/name> ?name } ORDER BY ?name";
        command(&valley, &["query", asked, "--csv"]).lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    // Nothing was ever got hold of: no source is kept of it.
    *mode.lock().unwrap() = "html";
    let data = valley.data();
    let arguments = ["import", "ldes", &address, "--data", data.to_str().unwrap(), "--allow-host", "127.0.0.1"];
    let output = process::run(super::PROGRAM, &arguments);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("text/html"), "{output:?}");
    assert_eq!(command(&valley, &["sources", "--json"]).trim(), "[]");
    for (broken, why) in [("500", "500"), ("garbage", "Line 1")] {
        *mode.lock().unwrap() = broken;
        let report = import(&valley, &address, &["--lang", "en"]);
        assert!(report["failure"].as_str().is_some_and(|failure| failure.contains(why)), "{broken}: {report}");
        assert_eq!(places(), ["Between", "Two"], "what came whole is in, and nothing else");
    }
    *mode.lock().unwrap() = "";
    let report = import(&valley, &address, &[]);
    assert_eq!((report["failure"].as_str(), counts(&report)[1]), (None, 1), "{report}");
    assert_eq!(places(), ["After", "Two"]);
    *mode.lock().unwrap() = "html";
    let report = import(&valley, &address, &[]);
    assert!(report["failure"].as_str().is_some_and(|failure| failure.contains("text/html")), "{report}");
    assert_eq!(places(), ["After", "Two"], "a stream that cannot be read takes nothing away");
    // A file is no stream, and neither is an address of the network inside.
    let output = process::run(super::PROGRAM, &["import", "ldes", "feed.nq", "--data", data.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    let output = process::run(super::PROGRAM, &["import", "ldes", &address, "--data", data.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1), "private addresses are refused unless they are listed");
    valley.stop();
}
