//! The lines of LDP Paging.

use super::{Bench, CONTAINER, LDP};
use crate::rdf::links;
use http::Method;
use std::collections::BTreeSet;
use tests::Reply;

impl Bench {
    /// Twelve more documents, in pages of five.
    pub(super) async fn paging(&self, method: &str) {
        for _ in 0..12 {
            self.document().await;
        }
        let reader = self.server.anonymous();
        let read = async |path: &str| reader.get(path, "application/n-triples").await;
        let page = |reply: &Reply, relation: &str| {
            links(reply, relation).first().map(|way| way.replace("https://moulin.example", ""))
        };
        let first = read("/organizations/?limit=5").await;
        let second = read(&page(first.expect(200), "next").unwrap()).await;
        let last = {
            let mut last = second.clone();
            while let Some(next) = page(&last, "next") {
                last = read(&next).await;
            }
            last
        };
        match method {
            "testLargePage" | "testSequenced" => {
                assert!(page(&first, "next").is_some() && page(&second, "next").is_some());
            }
            "testRestrictFinalLink" => assert!(page(&last, "next").is_none() && page(&last, "prev").is_some()),
            "testGetPreviousLink" => {
                let back = read(&page(&second, "prev").unwrap()).await;
                assert_eq!(back.expect(200).text(), first.text());
            }
            "testRestrictFirstLink" => {
                let back = read(&page(&second, "prev").unwrap()).await;
                for first in [&first, &back] {
                    assert_eq!(page(first, "prev"), None);
                }
            }
            "testAllowFirstLink" => assert_eq!(read(&page(&last, "first").unwrap()).await.text(), first.text()),
            "testGetPageReq" => {
                for page in [&first, &second, &last] {
                    assert!(links(page, "type").contains(&format!("{LDP}Page")));
                }
            }
            "testPreferredPaging" | "testPreferUnrecognized" => {
                for (hint, size) in
                    [("max-member-count=\"3\"", Some(3)), ("max-member-count=\"0\"", None), ("max-quads=7", None)]
                {
                    let hint = format!("return=representation; {hint}");
                    let headers = [("accept", "application/n-triples"), ("prefer", hint.as_str())];
                    let reply = reader.send(Method::GET, CONTAINER, &headers, "").await;
                    let members = reply.expect(200).text().matches("ldp#contains>").count();
                    assert_eq!(reply.headers.contains_key("preference-applied"), size.is_some(), "{hint}");
                    assert!(size.map_or(members > 10, |size| members == size), "{hint}: {members}");
                }
            }
            "testShowUnchanged" => {
                let before = self.contained().await;
                let stays: BTreeSet<&str> = before.lines().filter(|line| line.contains("ldp#contains>")).collect();
                // Somebody writes and deletes while the pages are read.
                let (mut seen, mut reply, mut gone) = (BTreeSet::new(), first, BTreeSet::new());
                loop {
                    seen.extend(reply.text().lines().filter(|line| line.contains("ldp#contains>")).map(str::to_owned));
                    self.document().await;
                    let (path, _) = self.document().await;
                    self.delete(&path).await;
                    if gone.is_empty() {
                        let line =
                            reply.text().lines().rfind(|line| line.contains("ldp#contains>")).unwrap().to_owned();
                        let path = line.split("moulin.example").nth(2).unwrap().trim_end_matches("> .").to_owned();
                        self.delete(&path).await;
                        gone.insert(line);
                    }
                    let Some(next) = page(&reply, "next") else { break };
                    reply = read(&next).await;
                }
                let missing: Vec<_> = stays.iter().filter(|line| !seen.contains(**line)).collect();
                assert!(missing.is_empty(), "{missing:?}");
            }
            "testDetectChange" => {
                let whole = |reply: &Reply| canonical_tag(reply);
                assert_eq!(whole(&first), whole(&last));
                let at_container = reader.get(CONTAINER, "application/n-triples").await.header("etag").to_owned();
                assert_eq!(whole(&first), at_container.trim_matches('"'));
                self.document().await;
                let again = read("/organizations/?limit=5").await;
                assert_ne!(whole(&again), whole(&first));
            }
            "testMembershipSequence" => {
                // A Basic Container's membership is its containment: one triple, with what is told of the member.
                for page in [&first, &second, &last] {
                    let text = page.text();
                    let contained = text.matches("ldp#contains>").count();
                    assert_eq!(text.matches("codesocial#name>").count(), contained, "{text}");
                }
            }
            unknown => panic!("Paging {unknown} is a line that nobody has looked at"),
        }
    }
}

/// What a page says of the whole that it is part of.
fn canonical_tag(reply: &Reply) -> String {
    let mut lines = reply.headers.get_all("link").iter().filter_map(|line| line.to_str().ok());
    let line = lines.rfind(|line| line.contains("etag=")).unwrap();
    line.split("etag=\"").nth(1).unwrap().trim_end_matches('"').to_owned()
}
