//! `/ns`: the grammar as pages and as data, for whoever asks.

use http::Method;
use tests::{Client, Reply, organization};

const HTML: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

async fn page(client: &Client, path: &str, language: &str) -> Reply {
    client.send(Method::GET, path, &[("accept", HTML), ("accept-language", language)], "").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_term_says_how_often_it_is_used_as_far_as_the_reader_may_know() {
    let server = super::server().await;
    let (administrator, anonymous) = (server.administrator(), server.anonymous());
    let closed = organization("Fermé") + "<> cs:audience cs:Members .\n";
    for (language, none) in [("fr", "Pas encore"), ("en", "Not yet")] {
        let reply = page(&anonymous, "/ns/Organization", language).await;
        assert!(reply.expect(200).text().contains(none), "{language}: {}", reply.text());
    }
    administrator.put("/organizations/ouvert", &organization("Ouvert"), "").await.expect(201);
    administrator.put("/organizations/ferme", &closed, "").await.expect(201);
    for (client, term, language, times) in [
        (&anonymous, "Organization", "fr", ">1 fois<"),
        (&anonymous, "Organization", "en", ">Once<"),
        (&administrator, "Organization", "fr", ">2 fois<"),
        (&administrator, "name", "en", ">2 times<"),
        (&administrator, "Members", "en", ">Once<"),
        (&anonymous, "Members", "fr", ">Pas encore<"),
    ] {
        let reply = page(client, &format!("/ns/{term}"), language).await;
        assert!(reply.expect(200).text().contains(times), "{term} in {language}: {}", reply.text());
        assert_eq!(reply.header("cache-control"), "private, no-cache");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_term_is_a_problem_in_the_reader_s_language() {
    let server = super::server().await;
    let anonymous = server.anonymous();
    for (language, word) in [("fr", "Rien à cette adresse"), ("en", "Nothing at this address")] {
        for term in ["Nothing", "organization", "cs:Organization"] {
            let reply = page(&anonymous, &format!("/ns/{term}"), language).await;
            assert!(reply.expect(404).text().contains(word), "{term} in {language}: {}", reply.text());
        }
        let headers = [("accept", "application/ld+json"), ("accept-language", language)];
        let reply = anonymous.send(Method::GET, "/ns/Nothing", &headers, "").await;
        assert_eq!(reply.expect(404).header("content-type"), "application/problem+json");
        assert!(reply.text().contains(word), "{}", reply.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_grammar_is_data_with_strong_tags() {
    let server = super::server().await;
    let anonymous = server.anonymous();
    for (path, media_type, part) in [
        ("/ns", "text/turtle", ":Organization a owl:Class"),
        ("/ns", "application/ld+json", "\"cs:Organization\""),
        ("/ns/start", "text/turtle", "xsd:dateTime"),
        ("/ns/Offer", "text/turtle", "vf:purpose"),
        ("/ns/context.jsonld", "application/ld+json", "\"Organization\": \"cs:Organization\""),
    ] {
        let reply = anonymous.get(path, media_type).await;
        assert!(reply.expect(200).text().contains(part), "{path}: {}", reply.text());
        let tag = reply.header("etag").to_owned();
        assert!(tag.starts_with('"'), "{path}: {tag}");
        let again = [("accept", media_type), ("if-none-match", tag.as_str())];
        anonymous.send(Method::GET, path, &again, "").await.expect(304);
    }
    for (language, word) in [("fr", "Les trois concepts liés"), ("en", "The three linked concepts")] {
        let reply = page(&anonymous, "/ns", language).await;
        assert!(reply.expect(200).text().contains(word), "{language}");
        assert!(reply.text().contains("id=\"Organization\""), "{language}");
    }
}
