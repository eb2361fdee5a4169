//! Who uses the démarche or waits to: the organisations of the page's three lists, each once.

use super::draft::{DraftId, Drafts, french};
use super::form::{FieldName, Matter};
use super::page::{Field, Page, Passage};
use super::spelling::{fold, identity, words};
use model::vocab::{class, property};
use model::{Container, Iri};
use oxrdf::NamedNode;
use std::collections::{BTreeMap, BTreeSet};

/// One body, under all the spellings of the page.
#[derive(Default)]
struct Body<'a> {
    spellings: Vec<Passage<'a>>,
    websites: Vec<(Passage<'a>, Iri)>,
    relations: BTreeSet<Relation>,
}

/// What the page says of a body and the démarche.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Relation {
    /// It agreed to take part.
    Uses,
    /// It is asked, and has not answered.
    Awaits,
    /// The form's field reads "utilisatrice ou intéressée", and does not say which of the two.
    UsesOrConsiders,
}

/// Drafts them, each toward `project`.
pub(super) fn draft(page: &Page<'_>, text: &str, project: &Iri, drafts: &mut Drafts<'_>) {
    let mentions = mentions(page);
    let named: BTreeSet<String> =
        mentions.iter().filter(|(name, _)| address(name.text).is_none()).map(|(name, _)| identity(name.text)).collect();
    let mut order: Vec<String> = Vec::new();
    let mut bodies: BTreeMap<String, Body<'_>> = BTreeMap::new();
    for (mention, relation) in mentions {
        let key = match address(mention.text) {
            // An address is the named one's when its first label is the name: polesenpomme.… is "Pôles en pomme".
            Some(address) => named.get(&identity(address.label())).cloned().unwrap_or_else(|| address.host.to_owned()),
            None => identity(mention.text),
        };
        let body = bodies.entry(key.clone()).or_insert_with(|| {
            order.push(key);
            Body::default()
        });
        body.relations.insert(relation);
        match address(mention.text).and_then(|address| address.website) {
            Some(website) => body.websites.push((mention, website)),
            None => body.spellings.push(mention),
        }
    }
    let communities = communities(text);
    for key in order {
        if let Some(body) = bodies.get(&key) {
            draft_body(&key, body, &communities, project, drafts);
        }
    }
}

/// The body of this name among those drafted.
pub(super) fn find(name: &str, drafts: &Drafts<'_>) -> Option<(DraftId, Iri)> {
    [Container::Organizations, Container::Groups]
        .into_iter()
        .find_map(|container| drafts.find(container, &identity(name)))
}

fn mentions<'a>(page: &Page<'a>) -> Vec<(Passage<'a>, Relation)> {
    let fields = page.fields(FieldName::Users).flat_map(Field::items).map(|item| (item, Relation::UsesOrConsiders));
    let list = |matter, relation| {
        let sections = page.sections.iter().filter(move |section| section.heading.matter == matter);
        sections.flat_map(move |section| section.passages.iter().map(move |passage| (*passage, relation)))
    };
    let bullets = list(Matter::Users, Relation::Uses).chain(list(Matter::Awaiting, Relation::Awaits));
    fields.chain(bullets).collect()
}

fn draft_body(key: &str, body: &Body<'_>, communities: &BTreeSet<String>, project: &Iri, drafts: &mut Drafts<'_>) {
    let mut spellings = body.spellings.iter();
    // A body known by its address alone is called by its host; a domain gives way to a name.
    let named =
        body.spellings.iter().find(|spelling| address(spelling.text).is_none()).or_else(|| spellings.clone().next());
    let (name, from) = match (named, body.websites.first()) {
        (Some(spelling), _) => (spelling.text, *spelling),
        (None, Some((mention, _))) => (address(mention.text).map_or(mention.text, |address| address.host), *mention),
        (None, None) => return,
    };
    let is_thesis = words(name).first().is_some_and(|word| word == "these");
    let is_community = spellings.clone().any(|spelling| communities.contains(&fold(spelling.text)));
    let (container, class) = match (is_thesis, is_community) {
        (true, _) => (Container::Projects, class::PROJECT),
        (false, true) => (Container::Groups, class::GROUP),
        (false, false) => (Container::Organizations, class::ORGANIZATION),
    };
    let Some((id, _)) = drafts.draft(container, key, name, from) else { return };
    drafts.is_a(id, class);
    drafts.say(id, property::NAME, french(name));
    let apostrophe = |text: &str| text.replace('’', "'");
    let mut seen = BTreeSet::from([apostrophe(name)]);
    for spelling in spellings.by_ref() {
        drafts.place(id, spelling.line);
        if seen.insert(apostrophe(spelling.text)) {
            drafts.say(id, property::ALTERNATE_NAME, french(spelling.text));
        }
    }
    for (mention, website) in &body.websites {
        drafts.place(id, mention.line);
        drafts.say(id, property::WEBSITE, NamedNode::from(website.clone()));
    }
    for relation in &body.relations {
        let says = match relation {
            Relation::Uses => property::USES_DEMARCHE,
            Relation::Awaits => property::AWAITS_DEMARCHE,
            // Said more exactly by one of the lists.
            Relation::UsesOrConsiders if body.relations.len() > 1 => continue,
            Relation::UsesOrConsiders => property::INTERESTED_IN_DEMARCHE,
        };
        drafts.say(id, says, project.as_named_node());
    }
}

/// A web address standing where a name is asked for.
struct Address<'a> {
    host: &'a str,
    /// The address, where it is written with its scheme; a bare domain does not say it.
    website: Option<Iri>,
}

impl<'a> Address<'a> {
    fn label(&self) -> &'a str {
        self.host.split('.').next().unwrap_or(self.host)
    }
}

fn address(text: &str) -> Option<Address<'_>> {
    let (rest, website) = match text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) {
        Some(rest) => (rest, Some(Iri::parse(text).ok()?)),
        None => (text, None),
    };
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or(rest);
    let host = host.strip_prefix("www.").unwrap_or(host);
    let is_label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let is_domain = host.rsplit_once('.').is_some_and(|(labels, top)| {
        top.len() > 1 && top.chars().all(|c| c.is_ascii_lowercase()) && labels.split('.').all(is_label)
    });
    // A bare domain is one word and nothing else.
    (is_domain && (website.is_some() || text == host)).then_some(Address { host, website })
}

/// What the page itself calls a community: the word after "communauté".
fn communities(text: &str) -> BTreeSet<String> {
    let folded = fold(text);
    folded
        .split("communauté ")
        .skip(1)
        .filter_map(|rest| rest.split([' ', ',', ';', ')', '\n']).next())
        .map(|word| word.trim_end_matches('.').to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (text, host) in [
            ("https://www.mapinaction.com/", Some("mapinaction.com")),
            ("barcamp.fr", Some("barcamp.fr")),
            ("http://a.example:8080/x?y", Some("a.example")),
            ("Place Libre / joyaume", None),
            ("https://pas une adresse.fr/", None),
            ("M. Exemple", None),
            ("1083", None),
            ("v1.2", None),
        ] {
            assert_eq!(address(text).map(|address| address.host), host, "{text}");
        }
    }
}
