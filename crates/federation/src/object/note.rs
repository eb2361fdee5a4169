//! What people read in a microblog: one post for each change, however many documents it has, with links to them. Said
//! once: what becomes of a document later is another post.
//!
//! An event alone is sent as `Event`, under its own address, since calendars keep it and follow its changes.

use super::hashtag::Hashtag;
use super::html;
use super::plain::{Telling, kind, plain};
use super::texts::Texts;
use super::write_time;
use crate::words::{Language, count, fill, say};
use model::vocab::{property, rdf};
use model::{Container, Document, Iri};
use oxrdf::{NamedNodeRef, TermRef};
use serde_json::{Map, Value};

/// A post shows so many documents of each kind of change. The others are counted.
const SHOWN: usize = 8;

/// Where the name of who did it stands, best first.
const AUTHORS: [NamedNodeRef<'static>; 8] = [
    property::OFFERED_BY,
    property::NEEDED_BY,
    property::CARRIED_BY,
    property::ACTOR,
    property::ISSUER,
    property::AUTHOR,
    property::DESCRIBES,
    property::OWNER,
];

/// What became of one document.
#[derive(Debug, Clone, Copy)]
pub enum News<'a> {
    /// It is new.
    Created(&'a Document),
    /// It says something else.
    Changed(&'a Document),
    /// It is not there any more. What it said is not told again.
    Ended(Option<Container>),
}

/// A post.
#[derive(Debug, Clone, Copy)]
pub struct Post<'a> {
    /// Its own address.
    pub id: &'a Iri,
    /// By whom as an actor, when, for whom.
    pub telling: Telling<'a>,
    /// The name of who did it, if it may be told: of [`author`], where all of the change has the same.
    pub who: Option<&'a Texts>,
    /// What happened, in the order of the change.
    pub news: &'a [News<'a>],
}

/// Who a document says that it comes from: whose name a post begins with. Nobody, where a need wants no name.
pub fn author(document: &Document) -> Option<Iri> {
    let is_true = |term: TermRef<'_>| matches!(term, TermRef::Literal(text) if matches!(text.value(), "true" | "1"));
    if document.own(property::UNNAMED).any(is_true) {
        return None;
    }
    AUTHORS.iter().find_map(|property| {
        document.own(*property).find_map(|term| match term {
            TermRef::NamedNode(node) if !document.iri().holds(node) => Some(Iri::from_named_node(node.into_owned())),
            TermRef::NamedNode(_) | TermRef::Literal(_) | TermRef::BlankNode(_) => None,
        })
    })
}

/// The object to send: a `Note`, or the `Event` that it is all about.
pub fn post(post: &Post<'_>) -> Map<String, Value> {
    let telling = &post.telling;
    if let [News::Created(event) | News::Changed(event)] = post.news
        && kind(event) == "Event"
    {
        return plain(event, telling);
    }
    let mut note = Map::new();
    note.insert("id".to_owned(), Value::from(post.id.as_str()));
    note.insert("type".to_owned(), Value::from("Note"));
    note.insert("attributedTo".to_owned(), Value::from(telling.actor.as_str()));
    telling.recipients.write(&mut note);
    note.insert("published".to_owned(), write_time(telling.updated));
    let url = match post.news {
        [News::Created(document) | News::Changed(document)] => document.iri(),
        _ => post.id,
    };
    note.insert("url".to_owned(), Value::from(url.as_str()));
    let languages = languages(post.news, telling.language);
    let contents = languages.iter().map(|language| (language.tag().to_owned(), Value::from(content(post, *language))));
    let contents: Map<_, _> = contents.collect();
    if let Some(first) = contents.values().next() {
        note.insert("content".to_owned(), first.clone());
    }
    note.insert("contentMap".to_owned(), Value::Object(contents));
    let tags: Vec<_> = hashtags(post.news, telling.language).iter().map(Hashtag::to_value).collect();
    if !tags.is_empty() {
        note.insert("tag".to_owned(), Value::from(tags));
    }
    note
}

/// The languages in which something is named here, the instance's first. Mastodon takes the first of `contentMap` for
/// the language of a post.
fn languages(news: &[News<'_>], first: Language) -> Vec<Language> {
    let names: Vec<_> = news.iter().filter_map(said).map(|document| Texts::of(document, property::NAME)).collect();
    let is_named = |language: &Language| names.iter().any(|name| name.in_language(*language).is_some());
    let mut languages: Vec<_> = Language::ALL.into_iter().filter(is_named).collect();
    languages.sort_by_key(|language| *language != first);
    if languages.is_empty() { vec![first] } else { languages }
}

fn said<'a>(news: &News<'a>) -> Option<&'a Document> {
    match news {
        News::Created(document) | News::Changed(document) => Some(document),
        News::Ended(_) => None,
    }
}

fn hashtags(news: &[News<'_>], language: Language) -> Vec<Hashtag> {
    let mut tags = Vec::new();
    for document in news.iter().filter_map(said) {
        Hashtag::add(&mut tags, Hashtag::of(document, language));
    }
    tags
}

fn content(post: &Post<'_>, language: Language) -> String {
    let who = post.who.and_then(|who| who.best(language)).map(html::escaped);
    let mut content = String::new();
    let is_created = |news: &&News<'_>| matches!(news, News::Created(_));
    let is_changed = |news: &&News<'_>| matches!(news, News::Changed(_));
    let is_ended = |news: &&News<'_>| matches!(news, News::Ended(_));
    let created: Vec<_> = post.news.iter().filter(is_created).collect();
    let changed: Vec<_> = post.news.iter().filter(is_changed).collect();
    let ended: Vec<_> = post.news.iter().filter(is_ended).collect();
    for (key, news) in [("created", created), ("changed", changed), ("ended", ended)] {
        if !news.is_empty() {
            content.push_str(&html::paragraph(&sentence(key, &news, who.as_deref(), language)));
        }
    }
    if let [News::Created(document) | News::Changed(document)] = post.news {
        let summary = Texts::whole(document, property::SUMMARY);
        content.push_str(&summary.best(language).map(html::paragraphs).unwrap_or_default());
    }
    let tags: Vec<_> = hashtags(post.news, language).iter().map(Hashtag::to_html).collect();
    if !tags.is_empty() {
        content.push_str(&html::paragraph(&tags.join(" ")));
    }
    content
}

/// « Le Moulin a publié une offre : Farine », or a list.
fn sentence(key: &str, news: &[&News<'_>], who: Option<&str>, language: Language) -> String {
    let by = if who.is_some() { "-by" } else { "" };
    let who = who.unwrap_or_default();
    if let [one] = news {
        let (what, which) = (what(one, language), which(one, language));
        let values = [("who", who), ("what", what.as_str()), ("which", which.as_str())];
        return fill(language, &format!("{key}{by}"), &values);
    }
    let mut lines = vec![count(language, &format!("{key}-several{by}"), who, news.len())];
    let shown: Vec<_> = news.iter().filter(|news| said(news).is_some()).take(SHOWN).collect();
    lines.extend(shown.iter().map(|news| {
        let (what, which) = (what(news, language), which(news, language));
        fill(language, "line", &[("what", what.as_str()), ("which", which.as_str())])
    }));
    if !shown.is_empty() && news.len() > shown.len() {
        lines.push(count(language, "more", who, news.len() - shown.len()));
    }
    lines.join("<br>")
}

/// « une offre »
fn what(news: &News<'_>, language: Language) -> String {
    let container = match news {
        News::Created(document) | News::Changed(document) => document.own(rdf::TYPE).find_map(|term| match term {
            TermRef::NamedNode(class) => Container::of_class(class),
            TermRef::Literal(_) | TermRef::BlankNode(_) => None,
        }),
        News::Ended(container) => *container,
    };
    say(language, &format!("kind-{}", container.map_or("document", Container::segment)))
}

/// Its name, with a link; its address, where it has none.
fn which(news: &News<'_>, language: Language) -> String {
    said(news).map_or_else(String::new, |document| {
        let name = Texts::of(document, property::NAME);
        html::link(document.iri(), name.best(language).unwrap_or(document.iri().as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::recipients::Recipients;
    use model::syntax::{Format, parse};
    use oxrdf::Triple;

    fn document(path: &str, turtle: &str) -> Document {
        let iri = Iri::parse(&format!("https://our.example/{path}")).unwrap();
        let text = format!("@prefix cs: <https://w3id.org/codesocial#> . {turtle} .");
        let quads = parse(text.as_bytes(), Format::Turtle, &iri, 100).unwrap();
        Document::admit(iri, quads.into_iter().map(Triple::from).collect()).unwrap()
    }

    fn offer(number: usize) -> Document {
        document(&format!("offers/{number}"), &format!("<> a cs:Offer ; cs:name 'Offre <{number}>'@fr"))
    }

    fn posted(who: Option<&str>, news: &[News<'_>]) -> Map<String, Value> {
        let recipients = Recipients::followers(Iri::parse("https://our.example/followers").unwrap());
        let who = who.map(Texts::untagged);
        let at = "2026-05-12T08:00:00Z".parse().unwrap();
        post(&Post {
            id: &Iri::parse("https://our.example/posts/12").unwrap(),
            telling: Telling {
                actor: &Iri::parse("https://our.example/actor").unwrap(),
                published: at,
                updated: at,
                recipients: &recipients,
                language: Language::Fr,
            },
            who: who.as_ref(),
            news,
        })
    }

    #[test]
    fn one_change_is_one_sentence() {
        let check = |who: Option<&str>, news: News<'_>, expected: &str| {
            assert_eq!(posted(who, &[news])["content"], *expected);
        };
        let (offer, link) = (offer(1), "<a href=\"https://our.example/offers/1\">Offre &lt;1&gt;</a>");
        let who = Some("R&D");
        check(who, News::Created(&offer), &format!("<p>R&amp;D a publié une offre\u{a0}: {link}</p>"));
        check(None, News::Created(&offer), &format!("<p>Publication\u{a0}: une offre, {link}</p>"));
        check(who, News::Changed(&offer), &format!("<p>R&amp;D a mis à jour une offre\u{a0}: {link}</p>"));
        check(None, News::Changed(&offer), &format!("<p>Mise à jour\u{a0}: une offre, {link}</p>"));
        check(who, News::Ended(Some(Container::Offers)), "<p>R&amp;D a retiré une offre</p>");
        check(None, News::Ended(None), "<p>Retrait\u{a0}: une fiche</p>");
        let nameless = document("x/1", "<> a <https://other.example/Class>");
        let address = "https://our.example/x/1";
        check(
            None,
            News::Created(&nameless),
            &format!("<p>Publication\u{a0}: une fiche, <a href=\"{address}\">{address}</a></p>"),
        );
    }

    #[test]
    fn a_post_is_in_the_languages_of_its_documents() {
        let need = document(
            "needs/1",
            "<> a cs:Need ; cs:name 'Un four'@fr, 'An oven'@en ; cs:summary 'À bois.'@fr ; cs:keyword 'pain'@fr",
        );
        let note = posted(Some("Le Moulin"), &[News::Created(&need)]);
        let link = |text: &str| format!("<a href=\"https://our.example/needs/1\">{text}</a>");
        let french =
            format!("<p>Le Moulin a publié un besoin\u{a0}: {}</p><p>À bois.</p><p>#Pain</p>", link("Un four"));
        let english = format!("<p>Le Moulin published a need: {}</p><p>À bois.</p>", link("An oven"));
        let expected = serde_json::json!({
            "id": "https://our.example/posts/12",
            "type": "Note",
            "attributedTo": "https://our.example/actor",
            "to": ["https://our.example/followers"],
            "published": "2026-05-12T08:00:00.000000Z",
            "url": "https://our.example/needs/1",
            "content": french,
            "contentMap": { "fr": french, "en": english },
            "tag": [{ "type": "Hashtag", "name": "#Pain" }],
        });
        assert_eq!(Value::Object(note), expected);

        let english = document("needs/2", "<> a cs:Need ; cs:name 'An oven'@en");
        let note = posted(None, &[News::Created(&english)]);
        assert_eq!(note["contentMap"].as_object().unwrap().keys().collect::<Vec<_>>(), ["en"]);
        let spanish = document("needs/3", "<> a cs:Need ; cs:name 'Un horno'@es");
        let note = posted(None, &[News::Created(&spanish)]);
        assert_eq!(note["contentMap"].as_object().unwrap().keys().collect::<Vec<_>>(), ["fr"]);
    }

    #[test]
    fn a_change_of_many_is_one_post() {
        let offers: Vec<_> = (0..10).map(offer).collect();
        let news: Vec<_> = offers.iter().map(News::Created).collect();
        let note = posted(Some("Le Moulin"), &news);
        let content = note["content"].as_str().unwrap();
        assert!(
            content.starts_with("<p>Le Moulin a publié 10 fiches\u{a0}:<br>une offre\u{a0}: <a href="),
            "{content}"
        );
        assert!(content.ends_with("</a><br>et 2 autres</p>"), "{content}");
        assert_eq!(content.matches("<a href").count(), SHOWN);
        assert_eq!(note["url"], "https://our.example/posts/12");

        let mixed = [
            News::Ended(Some(Container::Needs)),
            News::Created(&offers[0]),
            News::Changed(&offers[1]),
            News::Ended(Some(Container::Needs)),
        ];
        let note = posted(None, &mixed);
        let content = note["content"].as_str().unwrap();
        assert!(content.starts_with("<p>Publication\u{a0}: une offre"), "{content}");
        assert!(content.contains("<p>Mise à jour\u{a0}: une offre"), "{content}");
        assert!(content.ends_with("<p>Retrait de 2 fiches</p>"), "{content}");
    }

    #[test]
    fn an_event_is_an_event() {
        let event = document("events/1", "<> a cs:Event ; cs:name 'Le bal'@fr");
        let posted_event = posted(Some("Le Moulin"), &[News::Changed(&event)]);
        assert_eq!((&posted_event["type"], &posted_event["id"]), (&"Event".into(), &event.iri().as_str().into()));
        let with_more = posted(None, &[News::Created(&event), News::Created(&offer(1))]);
        assert_eq!(with_more["type"], "Note");
    }

    #[test]
    fn who_speaks() {
        let check = |turtle: &str, expected: Option<&str>| {
            let author = author(&document("needs/1", turtle));
            assert_eq!(author.as_ref().map(Iri::as_str), expected, "{turtle}");
        };
        check(
            "<> cs:offeredBy </organizations/a> ; cs:author </people/b>",
            Some("https://our.example/organizations/a"),
        );
        check("<> cs:neededBy </people/b>", Some("https://our.example/people/b"));
        check("<> cs:neededBy </people/b> ; cs:unnamed true", None);
        check("<> cs:author <#me>", None);
        check("<> cs:author 'Camille'", None);
    }
}
