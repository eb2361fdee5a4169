//! The subject of the page: the common, as a project.

use super::ReadError;
use super::draft::{DraftId, Drafts, french};
use super::form::{FieldName, Matter};
use super::organizations;
use super::page::{Field, Page, Passage};
use super::spelling::{fold, identity};
use model::vocab::{class, individual, property, rdf, xsd};
use model::{Container, Iri, UnplacedReason};
use oxrdf::{Literal, NamedNode, NamedNodeRef};
use std::collections::BTreeSet;

/// The project, begun.
pub(super) struct Subject<'a> {
    pub(super) id: DraftId,
    pub(super) iri: Iri,
    pub(super) name: String,
    /// Where its name was read.
    pub(super) from: Passage<'a>,
}

/// Begins the project: its name, summary, description, keywords, workspace, licences, funding.
pub(super) fn draft<'a>(page: &Page<'a>, text: &str, drafts: &mut Drafts<'_>) -> Result<Subject<'a>, ReadError> {
    let (name, from) = name(page, text).ok_or(ReadError::Nameless)?;
    let (id, iri) = drafts.draft(Container::Projects, &identity(&name), &name, from).ok_or(ReadError::Nameless)?;
    drafts.is_told(id);
    drafts.is_a(id, class::PROJECT);
    drafts.say(id, property::NAME, french(&name));
    if let Some(title) = page.title.filter(|title| title.text != name) {
        drafts.place(id, title.line);
        drafts.say(id, property::SUMMARY, french(title.text));
    }
    let passages: Vec<&Passage<'_>> = page.fields(FieldName::Description).flat_map(|field| &field.passages).collect();
    let shown: Vec<String> =
        passages.iter().filter(|passage| !passage.text.is_empty()).map(|passage| passage.shown()).collect();
    if !shown.is_empty() {
        drafts.say(id, property::DESCRIPTION, french(shown.join("\n")));
    }
    for passage in passages {
        drafts.place(id, passage.line);
    }
    for field in page.fields(FieldName::Tags) {
        for item in field.items() {
            drafts.place(id, item.line);
            drafts.say(id, property::KEYWORD, french(item.text));
        }
    }
    for field in page.fields(FieldName::Workspace) {
        let value = field.value();
        match Iri::parse(value.text) {
            Ok(workspace) => {
                drafts.place(id, value.line);
                drafts.say(id, property::WORKSPACE, NamedNode::from(workspace));
            }
            Err(_) => drafts.unplaced(value, UnplacedReason::BrokenLine),
        }
    }
    for field in page.fields(FieldName::Workshops) {
        report_empty_workshops(field, id, drafts);
    }
    licences(page, id, drafts);
    funding(page, id, drafts);
    Ok(Subject { id, iri, name, from })
}

/// What the page says of others, once they are drafted: its community and the commons near it.
pub(super) fn link(page: &Page<'_>, subject: &Subject<'_>, drafts: &mut Drafts<'_>) {
    let name_once = |container, class, item: Passage<'_>, drafts: &mut Drafts<'_>| {
        let is_new = drafts.find(container, &identity(item.text)).is_none();
        let (id, iri) = drafts.draft(container, &identity(item.text), item.text, item)?;
        if is_new {
            drafts.is_a(id, class);
            drafts.say(id, property::NAME, french(item.text));
        }
        Some((id, iri))
    };
    for item in page.fields(FieldName::InterestCommunity).flat_map(Field::items) {
        drafts.place(subject.id, item.line);
        if let Some((_, community)) = name_once(Container::Groups, class::GROUP, item, drafts) {
            drafts.say(subject.id, property::INTEREST_COMMUNITY, community.as_named_node());
        }
    }
    for item in page.fields(FieldName::NearbyCommons).flat_map(Field::items) {
        drafts.place(subject.id, item.line);
        // A common that another list of the page calls an organisation is that one document.
        let near = organizations::find(item.text, drafts);
        let near = near.or_else(|| name_once(Container::Projects, class::PROJECT, item, drafts));
        match near {
            Some((id, _)) if id == subject.id => drafts.unplaced(item, UnplacedReason::Repeated),
            Some((id, near)) => {
                drafts.place(id, item.line);
                drafts.say(subject.id, property::NEARBY_COMMON, near.as_named_node());
            }
            None => {}
        }
    }
}

/// How the common is called. The page's own title stands in the field of its workshops; else the first line is it;
/// else the beginning of the description.
fn name<'a>(page: &Page<'a>, text: &str) -> Option<(String, Passage<'a>)> {
    const LONGEST: usize = 80;
    let titled = page.fields(FieldName::Workshops).find_map(|field| {
        let start = fold(field.label).find("ce commun ")? + "ce commun ".len();
        let title: String =
            fold(field.label).get(..start).map(|before| field.label.chars().skip(before.chars().count()).collect())?;
        (!title.trim().is_empty()).then(|| (with_hashtags(title.trim(), text), field.value()))
    });
    titled.or_else(|| page.title.map(|title| (title.text.to_owned(), title))).or_else(|| {
        let passage = page
            .fields(FieldName::Description)
            .flat_map(|field| &field.passages)
            .find(|passage| !passage.text.is_empty())?;
        let sentence = passage.text.split(". ").next().unwrap_or(passage.text);
        let mut name = String::new();
        for word in sentence.split_whitespace() {
            if name.chars().count() + word.chars().count() > LONGEST {
                name.push('…');
                break;
            }
            if !name.is_empty() {
                name.push(' ');
            }
            name.push_str(word);
        }
        Some((name, *passage))
    })
}

/// A title of MediaWiki cannot hold `#`, so a word that the page writes as a hashtag gets its sign back.
fn with_hashtags(title: &str, text: &str) -> String {
    let tags: BTreeSet<&str> =
        text.split('#').skip(1).filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next()).collect();
    let words = title.split(' ').map(|word| if tags.contains(word) { format!("#{word}") } else { word.to_owned() });
    words.collect::<Vec<_>>().join(" ")
}

fn report_empty_workshops(field: &Field<'_>, id: DraftId, drafts: &mut Drafts<'_>) {
    let value = field.value();
    drafts.place(id, value.line);
    let is_none = fold(value.text).starts_with("aucun");
    let reason = if is_none { UnplacedReason::EmptyField } else { UnplacedReason::UnknownField };
    drafts.unplaced(value, reason);
}

/// A licence, and how the page may write it, in folded text without spaces and hyphens.
const LICENCES: [(&str, NamedNodeRef<'static>); 4] = [
    ("ccbysa", NamedNodeRef::new_unchecked("https://creativecommons.org/licenses/by-sa/4.0/")),
    ("ccby", NamedNodeRef::new_unchecked("https://creativecommons.org/licenses/by/4.0/")),
    ("creativecommons", individual::CREATIVE_COMMONS),
    ("odbl", NamedNodeRef::new_unchecked("https://opendatacommons.org/licenses/odbl/1-0/")),
];

/// The licences of the field. "Creative Commons" alone is a family: where the page names one of them elsewhere, that one.
fn licences(page: &Page<'_>, id: DraftId, drafts: &mut Drafts<'_>) {
    let plain = |text: &str| fold(text).replace([' ', '-'], "");
    let named = |text: &str| {
        let text = plain(text);
        LICENCES.iter().find(|(key, _)| text.contains(key)).map(|(_, licence)| *licence)
    };
    let passages = page.sections.iter().flat_map(|section| &section.passages);
    let narrower = passages
        .filter(|passage| passage.is_bullet)
        .find_map(|passage| plain(passage.text).starts_with("ccby").then(|| (*passage, named(passage.text))));
    for item in page.fields(FieldName::Licences).flat_map(Field::items) {
        let (from, licence) = match (named(item.text), narrower) {
            (Some(individual::CREATIVE_COMMONS), Some((passage, Some(narrower)))) => (passage, narrower),
            (Some(licence), _) => (item, licence),
            (None, _) => {
                drafts.unplaced(item, UnplacedReason::UnknownField);
                continue;
            }
        };
        drafts.place(id, item.line);
        drafts.place(id, from.line);
        drafts.say(id, property::LICENCE, licence);
    }
}

/// The funding that is asked for: how much, by which call, where the application stands, for what.
fn funding(page: &Page<'_>, id: DraftId, drafts: &mut Drafts<'_>) {
    const FRAGMENT: &str = "funding";
    let mut is_sought = false;
    let mut call = None;
    for field in page.fields(FieldName::Amount) {
        let value = field.value();
        let digits: String = value.text.chars().filter(|c| !c.is_whitespace() && *c != '€').collect();
        let digits = digits.replace(',', ".");
        let is_number = digits.chars().all(|c| c.is_ascii_digit() || c == '.') && digits.parse::<f64>().is_ok();
        if !is_number {
            drafts.unplaced(value, UnplacedReason::BrokenLine);
            continue;
        }
        is_sought = true;
        drafts.place(id, value.line);
        drafts.say_of(id, FRAGMENT, property::AMOUNT, Literal::new_typed_literal(digits, xsd::DECIMAL));
        if fold(field.label).contains("(en euro") {
            drafts.say_of(id, FRAGMENT, property::CURRENCY, Literal::new_simple_literal("EUR"));
        }
        call = call_in(field.label);
    }
    for field in page.fields(FieldName::Candidacy) {
        is_sought = true;
        drafts.place(id, field.value().line);
        drafts.say_of(id, FRAGMENT, property::CANDIDACY, french(field.value().text));
        call = call.or(field.label.split_once(' ').map(|(_, call)| call));
    }
    let plans = page.sections.iter().filter(|section| section.heading.matter == Matter::FundingPlan);
    let mut text = Vec::new();
    for passage in plans.flat_map(|plan| &plan.passages) {
        drafts.place(id, passage.line);
        text.push(passage.shown());
    }
    if !text.is_empty() {
        is_sought = true;
        drafts.say_of(id, FRAGMENT, property::TEXT, french(text.join("\n")));
    }
    if let Some(call) = call {
        drafts.say_of(id, FRAGMENT, property::CALL, french(call));
    }
    if is_sought {
        drafts.say_of(id, FRAGMENT, rdf::TYPE, class::FUNDING);
        let project = drafts.iri(id).map(|iri| iri.with_fragment(FRAGMENT));
        if let Some(funding) = project {
            drafts.say(id, property::SOUGHT_FUNDING, funding.as_named_node());
        }
    }
}

/// The name of the call in a label: from its last "Appel" on.
fn call_in(label: &str) -> Option<&str> {
    let folded = fold(label);
    let before = folded.get(..folded.rfind("appel ")?)?.chars().count();
    label.char_indices().nth(before).and_then(|(at, _)| label.get(at..))
}
